"""The scenarios of Anytime against its sandbox: a correct target has no findings, and every answer is reached."""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from conformance import battery, engine, registry, scenario, target
from conformance.calls import Caller
from conformance.contract import Answer, load_contract
from conformance.scenarios import anytime as scenarios
from conformance.scenarios.anytime.forced import FORCED_ANSWERS, forced_answers
from conformance.session import Session

MODEL = "test_no_cent_is_made_or_lost"
FORCED = "test_forced_answer"


def load_functions() -> list[Callable[..., None]]:
    modules = [
        importlib.import_module(f"{scenarios.__name__}.{each.name}")
        for each in pkgutil.iter_modules(scenarios.__path__)
    ]
    return [
        value
        for module in modules
        for name, value in vars(module).items()
        if name.startswith("test_") and value.__module__ == module.__name__
    ]


NAMES = sorted(function.__name__ for function in load_functions())


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[target.Target]:
    with target.embedded("anytime", seed=1, key_folder=tmp_path_factory.mktemp("keys")) as running:
        yield running


def open_session(where: target.Target, *, seed: int = 1, traffic: io.StringIO | None = None) -> Session:
    provider, document = registry.load_provider("anytime"), load_contract(registry.spec_path("anytime"))
    return Session(provider=provider, contract=document, target=where, seed=seed, traffic=traffic)


def run(
    where: target.Target, *names: str, seed: int = 1, faults: tuple[str, ...] = ()
) -> tuple[Session, scenario.Outcome, str]:
    traffic = io.StringIO()
    with open_session(where, seed=seed, traffic=traffic) as session:
        session.armed_faults = [{"fault": fault} for fault in faults]
        schema = engine.load_schema(session)
        outcome = scenario.run_scenarios(session, schema, registry.scenarios_path("anytime"), names=names)
        return session, outcome, traffic.getvalue()


def battery_answers() -> set[Answer]:
    """What the auth battery must see, if it is true to its word."""
    return {
        Answer(operation=operation, status=status, code=code)
        for broken in registry.load_provider("anytime").battery
        for operation in broken.operations
        for status, code in broken.expected
    }


def test_every_scenario_states_its_fact() -> None:
    """Each scenario has a docstring that ends with its source in brackets."""
    wanting = [f.__name__ for f in load_functions() if not (f.__doc__ or "").strip().endswith((").", ")."))]
    assert [] == wanting


def test_scenario_names_are_unique() -> None:
    """No two modules have a scenario of one name, because a name alone selects it."""
    assert [] == [name for name, count in Counter(NAMES).items() if count > 1]


def test_unforced_scenarios_find_nothing_and_reach_the_rest(where: target.Target) -> None:
    """Without forcing, the scenarios find nothing, and by themselves see exactly what need not be forced."""
    session, outcome, _ = run(where, *(name for name in NAMES if name != FORCED))
    assert [] == [finding.message for finding in session.findings]
    assert {None} == {check.skipped for check in outcome.checks}
    assert set(forced_answers()) == set(session.contract.answers) - session.coverage.seen.keys()
    assert where.control is not None
    assert [] == where.control.unhandled()


def test_forced_scenarios_show_every_forced_answer(where: target.Target) -> None:
    """Each answer that must be forced has a case that shows it, and the next call succeeds."""
    session, outcome, _ = run(where, FORCED)
    assert [] == [finding.message for finding in session.findings]
    assert len(forced_answers()) == len(outcome.checks)
    assert set(forced_answers()) <= session.coverage.seen.keys()


def test_forced_answers_are_documented() -> None:
    """The table of forced answers names nothing that the contract does not document."""
    assert set(FORCED_ANSWERS) == set(forced_answers())


def test_battery_is_refused_with_what_it_expects(where: target.Target) -> None:
    """After the first good calls every broken credential is tried on each of its operations, and none is let in."""
    with open_session(where) as session:
        session.reset()
        caller = Caller(session, engine.load_schema(session))
        session.provider.explore(caller, session.first, may_write=True)
        checks, not_judged = battery.run_battery(session, engine.load_schema(session))
        caller.close()
    assert [] == [finding.message for finding in session.findings]
    assert [] == not_judged
    assert len(session.provider.battery) == len(checks)
    assert battery_answers() <= session.coverage.seen.keys()


def test_model_repeats_itself(where: target.Target) -> None:
    """One seed gives one sequence of requests and answers."""
    once, again = (run(where, MODEL, seed=3)[2] for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    ("fault", "check"),
    [("cancelled-transfer-not-refunded", "balance_follows"), ("settled-twice", "balance_follows")],
)
def test_model_finds(where: target.Target, fault: str, check: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A disagreement inside the model is a finding; nothing is printed."""
    session, _, _ = run(where, MODEL, faults=(fault,))
    assert check in {finding.check for finding in session.findings}
    assert ("", "") == tuple(capfd.readouterr())
