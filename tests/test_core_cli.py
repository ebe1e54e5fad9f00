"""The command line: wrong input is one sentence and exit status 2, before anything is sent or written."""

from __future__ import annotations

import errno
import itertools
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance import cli, registry
from conformance.provider import Provider
from conformance.result import Verdict
from tests import report_samples

KEY_FILE = Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem"
API_KEY = "abcdefghijklmnopABCDEFGHIJKLMNOP"

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="conformance")
def command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    """Runs the entry point in an empty folder; its exit status, what it printed, what it complained about."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["conformance", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


@pytest.fixture(name="credentials")
def good_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKKIE_API_KEY", API_KEY)
    monkeypatch.setenv("TIKKIE_PRIVATE_KEY_FILE", str(KEY_FILE))


@pytest.fixture(name="closed_port")
def port_where_nobody_listens() -> Iterator[int]:
    with socket.socket() as held:  # bound and never listening, so that no other test takes it
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def assert_refused(answer: tuple[int, str, str], *, naming: str) -> None:
    status, out, err = answer
    assert (2, "") == (status, out)
    assert 1 == len(err.splitlines())
    assert err.startswith("Error: ")
    assert naming in err
    assert [] == list(Path.cwd().iterdir())


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        ("run nope", "'nope' is not a provider; known are tikkie"),
        ("faults nope", "'nope' is not a provider"),
        ("coverage nope", "'nope' is not a provider"),
        ("nope", "nope"),
        ("run tikkie --profile nope", "'nope'"),
        ("run tikkie --seed -1", "-1"),
        ("run tikkie --rate-limit often", "'often' is no rate"),
        ("run tikkie --control-url http://127.0.0.1:1/_sandbox", "--control-url"),
        ("run tikkie --read-only", "--read-only"),
        ("run all --base-url http://127.0.0.1:1", "name its provider"),
        ("faults tikkie --only nope", "'nope' is not a fault"),
        ("faults all --only nope", "'nope' is not a fault"),
        ("faults tikkie --only delay", "'delay' serves integrators"),
        ("review nowhere.yaml", "nowhere.yaml"),
        ("serve", "PROVIDER"),
        ("listen nope", "'nope' is not a provider"),
        ("listen tikkie", "tikkie documents no callbacks"),
        ("serve tikkie --fault nope", "'nope'"),
        ("serve tikkie --fault trace-id-mismatch@nope", "nope"),
        ("serve tikkie --registration nowhere.json", "nowhere.json"),
        ("serve tikkie --port 65536", "65536"),
    ],
)
def test_wrong_words_are_refused_in_one_sentence(conformance: Cli, words: str, naming: str) -> None:
    """The sentence names the word; no usage text around it, no traceback."""
    assert_refused(conformance(*words.split()), naming=naming)


@pytest.mark.parametrize(
    ("url", "naming"),
    [
        ("htp://127.0.0.1", "'htp://127.0.0.1' is not an absolute"),
        ("127.0.0.1:8080", "'127.0.0.1:8080' is not an absolute"),
        ("http://127.0.0.1:99999", "'http://127.0.0.1:99999' is not a URL"),
        ("http://[::1", "is not a URL"),
        ("http://127.0.0.1?a=1", "query or fragment"),
        ("https://api.abnamro.com", "it takes both --read-only and --allow-host api.abnamro.com"),
        ("https://somebody.example", "add --allow-host somebody.example"),
    ],
)
def test_wrong_target_is_refused_in_one_sentence(conformance: Cli, credentials: None, url: str, naming: str) -> None:
    """Before anything is sent there, or written here."""
    assert_refused(conformance("run", "tikkie", "--base-url", url), naming=naming)


@pytest.mark.parametrize("profile", ["quick", "full"])
def test_test_host_is_refused_for_profiles_of_this_machine(conformance: Cli, credentials: None, profile: str) -> None:
    """A guest neither fuzzes nor tries unexpected methods."""
    words = f"run tikkie --profile {profile} --base-url https://api-sandbox.abnamro.com"
    assert_refused(conformance(*words.split()), naming="use --profile live")


def test_production_is_refused_for_runs_that_write(conformance: Cli, credentials: None) -> None:
    """Naming the host is not enough."""
    words = "run tikkie --profile live --allow-host api.abnamro.com --base-url https://api.abnamro.com"
    assert_refused(conformance(*words.split()), naming="it takes both")


def test_password_in_the_url_is_refused_and_not_printed(conformance: Cli, credentials: None) -> None:
    """Neither in the sentence nor in a report."""
    answer = conformance("run", "tikkie", "--base-url", "http://me:hunter22@127.0.0.1:1")
    assert_refused(answer, naming="carries a user name or password")
    assert "hunter22" not in "".join(answer[1:])


def test_missing_credentials_are_named_by_their_variables(conformance: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable and what it means; half a second client is named too."""
    words = ("run", "tikkie", "--base-url", "http://127.0.0.1:1")
    assert_refused(conformance(*words), naming="TIKKIE_API_KEY is not set: consumer key")
    monkeypatch.setenv("TIKKIE_API_KEY", API_KEY)
    assert_refused(conformance(*words), naming="TIKKIE_PRIVATE_KEY_FILE is not set: PEM file")
    monkeypatch.setenv("TIKKIE_PRIVATE_KEY_FILE", str(KEY_FILE))
    monkeypatch.setenv("TIKKIE_SECOND_API_KEY", API_KEY[::-1])
    assert_refused(conformance(*words), naming="TIKKIE_SECOND_PRIVATE_KEY_FILE is not set")


@pytest.mark.parametrize(
    ("content", "naming"),
    [
        (None, "cannot be read: No such file"),
        (b"", "does not hold a PEM private key"),
        (b"c2VjcmV0\n", "does not hold a PEM private key"),
        (b"\xff\x00", "does not hold a PEM private key"),
    ],
)
def test_unusable_key_file_is_named(
    conformance: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, naming: str
) -> None:
    """The file and what is wrong with it, nothing of what is in it."""
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("TIKKIE_API_KEY", API_KEY)
    monkeypatch.setenv("TIKKIE_SECOND_API_KEY", API_KEY[::-1])
    for variable, other in itertools.permutations(["TIKKIE_PRIVATE_KEY_FILE", "TIKKIE_SECOND_PRIVATE_KEY_FILE"]):
        monkeypatch.setenv(variable, str(file))
        monkeypatch.setenv(other, str(KEY_FILE))
        answer = conformance("run", "tikkie", "--base-url", "http://127.0.0.1:1")
        assert_refused(answer, naming=naming)
        assert str(file) in answer[2]
        assert "c2VjcmV0" not in answer[2]


def test_key_in_place_of_its_file_is_not_printed(
    conformance: Cli, credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frequent slip with environment variables."""
    monkeypatch.setenv("TIKKIE_PRIVATE_KEY_FILE", KEY_FILE.read_text())
    answer = conformance("run", "tikkie", "--base-url", "http://127.0.0.1:1")
    assert_refused(answer, naming="must be the name of a file")
    assert KEY_FILE.read_text().splitlines()[1] not in answer[2]


def test_api_key_with_a_line_break_is_not_printed(
    conformance: Cli, credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would split a header, and it stays a secret."""
    monkeypatch.setenv("TIKKIE_API_KEY", f"{API_KEY}\n")
    answer = conformance("run", "tikkie", "--base-url", "http://127.0.0.1:1")
    assert_refused(answer, naming="TIKKIE_API_KEY")
    assert API_KEY not in answer[2]


def test_target_that_is_down_is_reported_as_not_judged(conformance: Cli, credentials: None, closed_port: int) -> None:
    """The target was named rightly, so a whole report says that it was not judged: an old one must not stay valid."""
    url = f"http://127.0.0.1:{closed_port}"
    status, out, err = conformance("run", "tikkie", "--base-url", url)
    assert (2, "") == (status, err)
    assert 1 == out.count("does not answer")
    document = json.loads(Path("report/findings.json").read_text())
    assert ("not judged", []) == (document["verdict"], document["findings"])
    assert document["reason"].startswith(f"{url} does not answer: ")
    assert ["findings.json", "index.html", "junit.xml", "summary.md"] == sorted(
        file.name for file in Path("report").iterdir()
    )


def test_control_plane_that_is_down_is_named(conformance: Cli, credentials: None, closed_port: int) -> None:
    """The target answers and its control plane does not: that is no judgement either."""
    from starlette.applications import Starlette

    from conformance.sandbox import server

    with server.running(Starlette()) as target:
        for control_url in (f"http://127.0.0.1:{closed_port}/_sandbox", f"{target.base_url}/_sandbox"):
            status, out, _ = conformance("run", "tikkie", "--base-url", target.base_url, "--control-url", control_url)
            assert 2 == status
            assert 1 == out.count(f"no control plane answers at {control_url}: ")


def test_report_folder_that_is_a_file_is_refused(conformance: Cli, tmp_path: Path) -> None:
    """Itself or one of its parents: minutes of judging must not end in nothing."""
    file = tmp_path / "file"
    file.touch()
    assert_refused(conformance("run", "tikkie", "--report-dir", str(file)), naming=str(file))
    assert_refused(conformance("run", "tikkie", "--report-dir", str(file / "report")), naming=str(file))


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no files, not even from root")
def test_report_folder_that_takes_no_files_is_refused(conformance: Cli) -> None:
    """Whoever asks, whatever the permissions say."""
    for folder in ("/proc/report", "/proc"):
        assert_refused(conformance("run", "tikkie", "--report-dir", folder), naming=folder)


def test_broken_contract_is_refused_by_review(conformance: Cli, tmp_path: Path) -> None:
    """A file that is no OpenAPI document is named."""
    for text in ("openapi: [", "just a sentence"):
        file = tmp_path / "broken.yaml"
        file.write_text(text)
        assert_refused(conformance("review", str(file)), naming=str(file))


def test_broken_contract_is_refused_by_run(conformance: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also when it is one of ours."""
    file = tmp_path / "tikkie.yaml"
    file.write_text("paths: {/a: {}}")
    monkeypatch.setattr(registry, "spec_path", lambda _: file)
    for command in ("run", "coverage"):
        assert_refused(conformance(command, "tikkie"), naming=str(file))


@pytest.mark.parametrize(
    "text", ["{", "[]", '[{"name": "a"}]', '[{"name": "a", "api_key": "k", "public_key": "c2Vj"}]']
)
def test_bad_registration_is_named(conformance: Cli, tmp_path: Path, text: str) -> None:
    """The file and the member, nothing of a key."""
    file = tmp_path / "clients.json"
    file.write_text(text)
    answer = conformance("serve", "tikkie", "--registration", str(file))
    assert_refused(answer, naming=str(file))
    assert "c2Vj" not in answer[2]


def test_port_in_use_is_named(conformance: Cli) -> None:
    """Another program listens there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_refused(conformance("serve", "tikkie", "--port", str(port)), naming=f"port {port}")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([Verdict.AGREES], 0),
        ([Verdict.DISAGREES], 1),
        ([Verdict.NOT_JUDGED], 2),
        ([Verdict.AGREES, Verdict.NOT_JUDGED], 2),
        ([Verdict.NOT_JUDGED, Verdict.DISAGREES, Verdict.AGREES], 1),
    ],
)
def test_exit_status_is_that_of_the_worst_verdict(
    conformance: Cli, monkeypatch: pytest.MonkeyPatch, verdicts: list[Verdict], expected: int
) -> None:
    """A disagreement weighs more than what could not be judged, and both more than agreement."""
    from conformance import together

    results = [
        replace(report_samples.clean_run(provider=f"sample{number}"), verdict=verdict)
        for number, verdict in enumerate(verdicts)
    ]
    monkeypatch.setattr(together, "run_all", lambda *_, **__: results)
    status, _, _ = conformance("run", "tikkie")
    assert expected == status


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [(KeyboardInterrupt(), "interrupted"), (RuntimeError("surprise"), "a defect of the kit")],
)
def test_run_that_breaks_off_never_says_that_the_target_disagrees(
    conformance: Cli, monkeypatch: pytest.MonkeyPatch, trouble: BaseException, sentence: str
) -> None:
    """Status 1 is Python's for a crash and click's for Ctrl-C, and ours for a disagreement: both become 2."""
    from conformance import together

    def break_off(*_: Any, **__: Any) -> None:
        raise trouble

    monkeypatch.setattr(together, "run_all", break_off)
    status, _, err = conformance("run", "tikkie")
    assert 2 == status
    assert sentence in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [(KeyboardInterrupt(), "interrupted"), (OSError(errno.ENOSPC, "No space left on device"), "No space left")],
)
def test_run_that_breaks_off_leaves_no_half_report(
    conformance: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trouble: BaseException, sentence: str
) -> None:
    """Neither the older verdict nor the traffic so far is left to be taken for a report of this run."""
    from conformance import together

    def break_off(*_: Any, **__: Any) -> None:
        (folder / "traffic-tikkie.ndjson").write_text("{")
        raise trouble

    monkeypatch.setattr(together, "run_all", break_off)
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "index.html").write_text("an older report")
    status, _, err = conformance("run", "tikkie", "--report-dir", str(folder))
    assert (2, []) == (status, list(folder.iterdir()))
    assert sentence in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "providers"),
    [
        (("all", "--only", "location-missing"), {"payconiq"}),
        (("all", "--only", "extra-field"), {"tikkie", "payconiq"}),
        (("tikkie", "--only", "extra-field"), {"tikkie"}),
    ],
)
def test_fault_is_checked_where_there_is_one(
    conformance: Cli, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], providers: set[str]
) -> None:
    """A provider without a fault of that name is passed over; the figures count those that have it."""
    from conformance import registry, together

    monkeypatch.setattr(together, "_map", lambda work, tasks, _say: map(work, tasks))
    monkeypatch.setattr(registry, "PROVIDERS", ("tikkie", "payconiq"))
    status, out, _ = conformance("faults", *words, "--json")
    document = json.loads(out)
    assert (0, len(providers), []) == (status, document["total"], document["missed"])
    assert providers == {fault["provider"] for fault in document["faults"]}


def test_faults_that_cannot_be_checked_are_not_missed(conformance: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that cannot run has proved nothing about a fault."""
    from conformance import faultcheck, scenario

    def break_off(*_: Any, **__: Any) -> None:
        raise scenario.ScenarioError("the scenarios could not be run")

    monkeypatch.setattr(faultcheck, "check_faults", break_off)
    assert_refused(conformance("faults", "tikkie"), naming="the scenarios could not be run")


def test_help_and_coverage_succeed(conformance: Cli) -> None:
    """What only prints ends with status 0; the goal of a run is one line per documented answer."""
    from conformance.contract import load_contract

    status, out, _ = conformance("--help")
    assert 0 == status
    assert "serve" in out
    status, out, _ = conformance("coverage", "tikkie")
    answers = load_contract(registry.spec_path("tikkie")).answers
    assert (0, [f"tikkie {answer}" for answer in answers]) == (status, out.splitlines())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_served_sandbox_says_all_a_client_needs_and_cleans_up(tmp_path: Path, number: signal.Signals) -> None:
    """One JSON line when it is ready; stopped at once, it ends with status 0 and takes its keys along."""
    command = [sys.executable, "-m", "conformance", "serve", "tikkie", "--json", "--seed", "7"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=registry.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        credentials = line["credentials"]
        files = [Path(credentials[name]) for name in ("private_key_file", "second_private_key_file")]
        modes = [stat.S_IMODE(file.stat().st_mode) for file in files]
        clock = httpx.get(f"{line['control_url']}/clock", trust_env=False)
        process.send_signal(number)
        rest, complaints = process.communicate(timeout=20)
    assert (0, "", "") == (process.returncode, rest, complaints)
    assert ["provider", "base_url", "control_url", "credentials"] == list(line)
    assert ("tikkie", f"{line['base_url']}/_sandbox") == (line["provider"], line["control_url"])
    provider: Provider = registry.load_provider("tikkie")
    assert set(provider.variables) <= set(credentials)
    assert 200 == clock.status_code
    assert [0o600, 0o600] == modes
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("provider", ["tikkie", "all"])
def test_stopped_run_leaves_neither_keys_nor_report(tmp_path: Path, provider: str) -> None:
    """A job that CI stops in the middle ends with status 2 and one sentence, its worker processes too."""
    keys, folder = tmp_path / "temporary", tmp_path / "report"
    keys.mkdir()
    command = [sys.executable, "-m", "conformance", "run", provider, "--report-dir", str(folder)]
    environment = {**os.environ, "TMPDIR": str(keys)}
    with subprocess.Popen(
        command, cwd=registry.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        begun = process.stderr.readline()
        assert [] != list(keys.iterdir())
        process.send_signal(signal.SIGTERM)
        rest, complaints = process.communicate(timeout=60)
    assert "requests so far" in begun
    assert (2, "") == (process.returncode, rest)
    assert "Error: interrupted; no report was written" == complaints.splitlines()[-1]
    assert [] == list(keys.iterdir())
    assert [] == list(folder.iterdir())
