"""Whole runs of the judge: against the embedded sandbox, against servers elsewhere, with faults, without secrets."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from conformance import faultcheck, registry, report
from conformance.result import RunResult, Verdict
from conformance.run import Order, run
from conformance.sandbox import server

QUICK = Order(provider="tikkie", profile="quick", credentials={}, report_folder=Path())


def findings_of(result: RunResult) -> list[tuple[str, str, str]]:
    return [(finding.check, finding.operation, finding.message) for finding in result.findings]


def judge(folder: Path, **changes: Any) -> tuple[RunResult, str, dict[str, Any]]:
    """The result, the traffic as written, and findings.json without what a clock measured."""
    result = run(replace(QUICK, report_folder=folder, **changes))
    report.write_reports([result], folder)
    document = json.loads((folder / "findings.json").read_text())
    del document["duration_s"]
    return result, (folder / "traffic-tikkie.ndjson").read_text(), document


SCENARIOS = '''
from conformance.scenario import World, shows


@shows("getPlatforms", 200)
def test_platforms_are_listed(world: World) -> None:
    """An account without platforms has an empty list."""
    world.call("getPlatforms", expect=200)
'''


@pytest.fixture(name="few_scenarios")
def one_scenario_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One scenario in place of the provider's: these tests are about the run around them."""
    path = tmp_path / "sample.py"
    path.write_text(SCENARIOS)
    monkeypatch.setattr(registry, "scenarios_path", lambda _: path)


def test_embedded_sandbox_agrees_and_a_seed_fixes_the_run(tmp_path: Path, few_scenarios: None) -> None:
    """No finding on a correct server; the same seed gives the same bytes twice in one process, another seed others."""
    first, traffic, document = judge(tmp_path / "1", seed=1)
    assert [] == findings_of(first)
    assert (Verdict.AGREES, "", "embedded sandbox") == (first.verdict, first.reason, first.target)
    assert first.operations == first.exercised
    assert first.cases == len(traffic.splitlines()) == document["cases"]
    again = judge(tmp_path / "2", seed=1)
    assert traffic == again[1]
    assert document == again[2]
    other = judge(tmp_path / "3", seed=2)
    assert [] == findings_of(other[0])
    assert traffic != other[1]


class Spy:
    """An ASGI application in front of a sandbox that remembers every token and assertion that passes."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.state = app.state
        self.secrets: set[str] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def receive_spied() -> Any:
            message = await receive()
            form = parse_qs(message.get("body", b"").decode("utf-8", "replace"))
            self.secrets.update(form.get("client_assertion", ()))
            return message

        async def send_spied(message: Any) -> None:
            self.secrets.update(
                token.decode() for token in re.findall(rb'"access_token": ?"([^"]+)"', message.get("body", b""))
            )
            await send(message)

        await self._app(scope, receive_spied, send_spied)


@contextlib.contextmanager
def serve(folder: Path, *, fault: str | None = None) -> Iterator[tuple[Order, str, Spy]]:
    """A sandbox that runs elsewhere: how to judge it, where its control plane is, what passed through it."""
    sandbox = registry.load_sandbox("tikkie").create_sandbox(seed=5, frozen=False, key_folder=folder / "keys")
    spy = Spy(sandbox.app)
    with server.running(spy) as running:
        if fault is not None:
            httpx.post(f"{running.control_url}/faults", json={"fault": fault}, trust_env=False).raise_for_status()
        order = replace(
            QUICK, base_url=running.base_url, credentials=sandbox.credentials, report_folder=folder / "report"
        )
        yield order, running.control_url, spy


def test_remote_target_with_control_plane_agrees_and_no_secret_is_written(
    tmp_path: Path, few_scenarios: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """API keys, access tokens, assertions and private keys that really went over the wire are in no file."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):  # loopback is asked directly
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serve(tmp_path) as (order, control_url, spy):
        result = run(replace(order, control_url=control_url))
        report.write_reports([result], order.report_folder)
    assert [] == findings_of(result)
    assert Verdict.AGREES is result.verdict
    secrets = {value for value in spy.secrets if len(value) >= 20}
    assert 10 < len(secrets)
    secrets |= {value for name, value in order.credentials.items() if name.endswith("api_key")}
    for key_file in (tmp_path / "keys").iterdir():
        secrets |= set(key_file.read_text().splitlines()[1:-1])
    files = sorted(order.report_folder.iterdir())
    assert ["findings.json", "index.html", "junit.xml", "summary.md", "traffic-tikkie.ndjson"] == [
        f.name for f in files
    ]
    for file in files:
        text = file.read_text()
        assert [] == [secret for secret in secrets if secret in text]


def test_target_that_lets_nobody_in_is_not_judged(tmp_path: Path) -> None:
    """A wrong token is the caller's slip: it says nothing of the target, whoever may change it or not."""
    sandbox = registry.load_sandbox("payconiq").create_sandbox(seed=5, frozen=False, key_folder=tmp_path)
    with server.running(sandbox.app) as running:
        order = replace(
            QUICK,
            provider="payconiq",
            base_url=running.base_url,
            credentials={**sandbox.credentials, "token": "wrong"},
            report_folder=tmp_path / "report",
        )
        results = [run(order), run(replace(order, control_url=running.control_url))]
    assert [Verdict.NOT_JUDGED] * 2 == [result.verdict for result in results]
    sentence = "the target lets these credentials in nowhere: getPartner 401 R918"
    assert [sentence] * 2 == [result.reason for result in results]


def test_remote_target_without_control_plane_agrees_every_night(tmp_path: Path, few_scenarios: None) -> None:
    """What it cannot show is not judged; an account that an earlier run has filled is no disagreement."""
    with serve(tmp_path) as (order, _, _spy):
        nights = [run(order), run(order)]
        reading = run(replace(order, read_only=True))
    assert [[], [], []] == [findings_of(result) for result in (*nights, reading)]
    assert [Verdict.AGREES] * 3 == [result.verdict for result in (*nights, reading)]
    assert "generated requests to createPlatform" in {part.subject for part in nights[0].not_judged}
    reasons = {gap.reason for gap in nights[0].missing}
    assert {"no request of this run brought it about, and this target has no control plane to force it"} == reasons
    later = {gap.reason for gap in nights[1].missing if gap.answer.operation == "createPlatform"}
    assert {"createPlatform was not called: an account has two platforms for its life"} == later
    # The traffic is that of the last run, which was to read only.
    lines = [json.loads(line) for line in (order.report_folder / "traffic-tikkie.ndjson").read_text().splitlines()]
    writes = [line for line in lines if line["response"]["status"] < 300 and line["request"]["method"] != "GET"]
    assert {"createAccessToken"} == {line["operation"] for line in writes}
    assert {"scenarios", "createUser"} <= {part.subject for part in reading.not_judged}


@pytest.mark.parametrize("control", [False, True], ids=["without control plane", "with control plane"])
@pytest.mark.parametrize("wrong", ["api_key", "private_key_file"])
def test_refused_credentials_are_no_judgement(tmp_path: Path, wrong: str, control: bool) -> None:
    """The login says why; a run that was never let in has nothing to say about the target."""
    with serve(tmp_path) as (order, control_url, _):
        values = {"api_key": "A" * 32, "private_key_file": order.credentials["second_private_key_file"]}
        credentials = {**order.credentials, wrong: values[wrong]}
        result = run(replace(order, credentials=credentials, control_url=control_url if control else None))
    expected = {"api_key": "tikkie 401 ERR_2005_001", "private_key_file": "tikkie 400 ERR_1010_001"}
    assert Verdict.NOT_JUDGED is result.verdict
    sentence = "the login with the TIKKIE_* credentials is refused: "
    assert result.reason.startswith(sentence + expected[wrong])
    assert "A" * 32 not in result.reason


def test_refused_credentials_of_the_other_client_are_named(tmp_path: Path) -> None:
    """Before anything is written, and not as if they were the first client's."""
    with serve(tmp_path) as (order, _, _):
        result = run(replace(order, credentials={**order.credentials, "second_api_key": "A" * 32}))
    assert Verdict.NOT_JUDGED is result.verdict
    assert result.reason.startswith("the login with the TIKKIE_SECOND_* credentials is refused: tikkie 401")
    assert "A" * 32 not in result.reason


def test_control_plane_of_another_provider_is_refused(tmp_path: Path) -> None:
    """A run that would empty somebody else's sandbox empties nothing."""
    other = registry.load_sandbox("payconiq").create_sandbox(key_folder=tmp_path)
    with serve(tmp_path) as (order, _, _), server.running(other.app) as running:
        result = run(replace(order, control_url=running.control_url))
    assert Verdict.NOT_JUDGED is result.verdict
    assert result.reason.endswith("is the control plane of a sandbox of payconiq, not of tikkie")


@pytest.mark.parametrize("code", ["ERR_7001_001", "ERR_8100_001", "ERR_9100_011"])
def test_passing_outage_of_somebodys_server_is_no_finding(tmp_path: Path, few_scenarios: None, code: str) -> None:
    """A documented 429, 500 or 503 now and then judges nothing, and the report says where."""
    with serve(tmp_path) as (order, control_url, _spy):
        for operation, times in (("getUsers", 2), ("getPlatforms", 7), ("createPaymentRequest", 3)):
            outage = {"fault": f"error:{code}", "operation": operation, "times": times}
            httpx.post(f"{control_url}/faults", json=outage, trust_env=False).raise_for_status()
        result = run(order)
    assert [] == findings_of(result)
    assert Verdict.AGREES is result.verdict
    assert any(code in note.reason for note in result.not_judged)


@pytest.mark.parametrize("control", [False, True], ids=["without control plane", "with control plane"])
def test_misbehaving_target_disagrees(tmp_path: Path, few_scenarios: None, control: bool) -> None:
    """A fault on the server is a finding of the check that knows the fact, whatever the run resets in between."""
    with serve(tmp_path, fault="extra-field") as (order, control_url, _spy):
        result = run(replace(order, control_url=control_url if control else None))
    assert Verdict.DISAGREES is result.verdict
    found = [finding for finding in result.findings if finding.check == "response_schema_conformance"]
    assert found
    assert all("[secret]" in finding.curl and finding.trace_id for finding in found)


def test_armed_faults_are_caught_by_the_checks_that_claim_them() -> None:
    """One by the engine, one by the battery; the sandbox is whole again in between."""
    provider = registry.load_provider("tikkie")
    chosen = ("extra-field", "any-bearer-accepted", "trace-id-mismatch")
    seen: list[str] = []
    results = faultcheck.check_faults(provider, only=chosen, progress=lambda result: seen.append(result.fault))
    assert list(chosen) == [result.fault for result in results] == seen
    for result in results:
        assert result.caught_by in result.claimed
        assert result.message


def test_unknown_fault_is_named() -> None:
    """Before anything is started."""
    with pytest.raises(faultcheck.UnknownFault, match="'nope' is not a fault of the tikkie sandbox"):
        faultcheck.check_faults(registry.load_provider("tikkie"), only=["nope"])


@pytest.mark.parametrize("fault", ["missing-status-field", "wrong-envelope", "html-error-page", "null-created"])
def test_unusable_answer_is_a_finding_and_no_crash(tmp_path: Path, few_scenarios: None, fault: str) -> None:
    """A server that answers nonsense from the first call on disagrees with its contract."""
    with serve(tmp_path, fault=fault) as (order, _, _spy):
        assert Verdict.DISAGREES is run(order).verdict


def test_cosmetic_finding_does_not_end_the_first_calls(tmp_path: Path, few_scenarios: None) -> None:
    """A member too many is a finding; everything that needs the first calls is judged all the same."""
    with serve(tmp_path, fault="extra-field") as (order, _, _spy):
        result = run(order)
    assert "response_schema_conformance" in {finding.check for finding in result.findings}
    assert set(result.operations) == set(result.exercised)
    assert not [note for note in result.not_judged if "never succeeded" in note.reason]
