"""The runner of scenarios: what it takes for a scenario to pass, and what becomes of one that does not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import engine, registry, scenario
from conformance.contract import load_contract
from conformance.session import Session
from conformance.target import Target, embedded

HEAD = "from conformance.scenario import World, requires, shows\n"
GOOD = '''
@shows("getPlatforms", 200)
def test_good(world: World) -> None:
    """Platforms are listed."""
    world.call("getPlatforms", expect=200)
'''

Runner = Callable[..., tuple[scenario.Outcome, Session]]


@pytest.fixture(name="sandbox", scope="module")
def embedded_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with embedded("tikkie", seed=1, key_folder=tmp_path_factory.mktemp("keys")) as target:
        yield target


@pytest.fixture(name="run")
def scenario_runner(sandbox: Target, tmp_path: Path) -> Runner:
    def run(
        text: str, *, names: tuple[str, ...] = (), second: bool = True, control: bool = True
    ) -> tuple[scenario.Outcome, Session]:
        path = tmp_path / "sample.py"
        path.write_text(HEAD + text)
        credentials = {name: value for name, value in sandbox.credentials.items() if second or "second" not in name}
        where = replace(sandbox, credentials=credentials, control=sandbox.control if control else None)
        contract = load_contract(registry.spec_path("tikkie"))
        provider = registry.load_provider("tikkie")
        with Session(provider=provider, contract=contract, target=where, seed=1) as session:
            return scenario.run_scenarios(session, engine.load_schema(session), path, names=names), session

    return run


def found(session: Session) -> list[tuple[str, str]]:
    return [(finding.check, finding.title) for finding in session.findings]


def test_good_scenario_is_a_check_without_findings(run: Runner) -> None:
    """It is one line of the report, and what it showed is counted."""
    outcome, session = run(GOOD)
    (check,) = outcome.checks
    assert ("scenarios", "test_good", (), None) == (check.group, check.name, check.findings, check.skipped)
    assert ([], []) == (found(session), outcome.not_judged)
    assert 1 == session.cases


def test_scenario_that_does_not_show_what_it_promises_fails(run: Runner) -> None:
    """Otherwise a scenario could pass for ever and prove nothing."""
    outcome, session = run(GOOD.replace('"getPlatforms", 200)', '"getUsers", 200)', 1))
    assert [("scenario", "test_good")] == found(session)
    (finding,) = session.findings
    assert "promises to show getUsers 200 and did not" in finding.message
    assert (finding.id,) == outcome.checks[0].findings


def test_scenario_with_an_unexpected_answer_is_reported_once(run: Runner) -> None:
    """The call names the disagreement; the scenario's own failure would only repeat it."""
    outcome, session = run(GOOD.replace("expect=200", 'expect=(404, "ERR_4100_001")'))
    assert [("expected_answer", "expected 404 ERR_4100_001")] == found(session)
    assert 1 == len(outcome.checks[0].findings)


def test_scenario_that_breaks_off_is_reported_without_secrets(run: Runner) -> None:
    """A crash in a scenario is never silent, and its text is masked like any other."""
    text = GOOD.replace("world.call(", "raise ValueError(world.first.credentials.api_key)\n    world.call(")
    _, session = run(text)
    (finding,) = session.findings
    assert ("scenario", "test_good") == (finding.check, finding.title)
    assert "ValueError: [secret]" in finding.message
    assert session.target.credentials["api_key"] not in finding.message


@pytest.mark.parametrize("lacking", ["control", "second_client"])
def test_scenario_without_what_it_takes_is_not_judged(run: Runner, lacking: str) -> None:
    """It is neither passed nor failed, and the report says why."""
    body = '(world: World) -> None:\n    """Calls nothing."""\n'
    text = f'def test_good{body}\n@requires("{lacking}")\ndef test_lacking{body}'
    outcome, session = run(text, second=lacking != "second_client", control=lacking != "control")
    reason = f"the target has no {lacking.replace('_', ' ')}"
    assert [("test_lacking", reason)] == [(part.subject, part.reason) for part in outcome.not_judged]
    skipped = {check.name: check.skipped for check in outcome.checks}
    assert "test_good" in skipped
    assert skipped["test_good"] is None
    assert reason in str(skipped["test_lacking"])
    assert [] == found(session)


def test_scenarios_are_chosen_by_name(run: Runner) -> None:
    """To prove one fault, one scenario is enough; a name that does not exist proves nothing."""
    outcome, _ = run(GOOD + GOOD.replace("test_good", "test_other"), names=("test_other",))
    assert ["test_other"] == [check.name for check in outcome.checks]
    with pytest.raises(scenario.ScenarioError, match="there is no scenario test_nowhere"):
        run(GOOD, names=("test_nowhere",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [("def broken(:\n", "SyntaxError"), ("import nowhere_to_be_found\n", "nowhere_to_be_found"), ("", "status 5")],
)
def test_scenarios_that_cannot_be_collected_are_no_judgement(run: Runner, text: str, reason: str) -> None:
    """A file that cannot be read, or holds nothing, must not look like a pass."""
    with pytest.raises(scenario.ScenarioError, match=r"sample\.py: the scenarios could not be run: ") as caught:
        run(text)
    assert reason in str(caught.value)


def test_interrupted_scenario_interrupts_the_run(run: Runner) -> None:
    """Ctrl-C is no failure of a scenario, and the rest is not run."""
    text = GOOD.replace("world.call(", "raise KeyboardInterrupt\n    world.call(")
    with pytest.raises(KeyboardInterrupt):
        run(text)


def test_scenarios_do_not_see_the_tests_around_them(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conftest.py further up, options in the environment: they belong to somebody's own tests."""
    (tmp_path / "conftest.py").write_text("raise RuntimeError('not yours')\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("PYTEST_PLUGINS", "nowhere_to_be_found")
    outcome, session = run(GOOD)
    assert (["test_good"], 1) == ([check.name for check in outcome.checks], session.cases)


def test_scenarios_leave_no_modules_behind(run: Runner, tmp_path: Path) -> None:
    """The next run in this process imports them anew, and names their cases alike."""
    text = GOOD.replace("@shows", '@__import__("pytest").mark.parametrize("odd", ["\\uff11"])\n@shows')
    text = text.replace("world: World", "world: World, odd: str")
    names = [run(text)[0].checks[0].name for _ in range(2)]
    assert names[0] == names[1]
    files = [str(getattr(module, "__file__", "")) for module in sys.modules.values()]
    assert [] == [file for file in files if file.startswith(str(tmp_path))]


def test_skipped_scenario_carries_no_finding_of_another(run: Runner) -> None:
    """What an earlier scenario found is counted there, and not again where nothing was called."""
    failing = '''
def test_a_wrong_expectation(world: World) -> None:
    """Platforms are created."""
    world.call("getPlatforms", expect=201)


@requires("second_client")
def test_b_out_of_reach(world: World) -> None:
    """Platforms are listed for somebody else, too."""
    world.call("getPlatforms", access=world.second, expect=200)
'''
    outcome, session = run(failing, second=False)
    assert ["expected_answer"] == [check for check, _ in found(session)]
    assert [1, 0] == [len(check.findings) for check in outcome.checks]
