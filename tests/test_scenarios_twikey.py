"""The scenarios of Twikey against its sandbox: a correct target has no findings, and every answer is reached."""

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
from conformance.providers.twikey.knowledge import Creditor
from conformance.sandbox.faults import ERROR_PREFIX
from conformance.scenarios import twikey as scenarios
from conformance.scenarios.twikey.forced import FORCED_ANSWERS, UNDOCUMENTED_CODES
from conformance.session import Session

MODEL = "test_creditor_follows_its_model"
FORCING = {
    "test_wrong_api_token_is_refused_with_an_error",
    "test_statuses_of_the_text_come_back",
    "test_other_callbacks_name_what_they_are_about",
    "test_test_button_is_called_back",
    "test_creditor_is_told_of_its_own_alone",
}
"""The scenarios that have the sandbox do what no client brings about."""


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
    with target.embedded("twikey", seed=1, key_folder=tmp_path_factory.mktemp("keys")) as running:
        yield running


def open_session(where: target.Target, *, seed: int = 1, traffic: io.StringIO | None = None) -> Session:
    provider, document = registry.load_provider("twikey"), load_contract(registry.spec_path("twikey"))
    return Session(provider=provider, contract=document, target=where, seed=seed, traffic=traffic)


def run(
    where: target.Target, *names: str, seed: int = 1, faults: tuple[str, ...] = ()
) -> tuple[Session, scenario.Outcome, str]:
    traffic = io.StringIO()
    with open_session(where, seed=seed, traffic=traffic) as session:
        session.armed_faults = [{"fault": fault} for fault in faults]
        schema = engine.load_schema(session)
        outcome = scenario.run_scenarios(session, schema, registry.scenarios_path("twikey"), names=names)
        return session, outcome, traffic.getvalue()


def battery_answers() -> set[frozenset[Answer]]:
    """What the auth battery must see, if it is true to its word: one of each set."""
    return {
        frozenset(Answer(operation=operation, status=status, code=code) for status, code in broken.expected)
        for broken in registry.load_provider("twikey").battery
        for operation in broken.operations
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
    session, outcome, _ = run(where, *(name for name in NAMES if name not in FORCING))
    assert [] == [finding.message for finding in session.findings]
    assert {None} == {check.skipped for check in outcome.checks}
    assert set(FORCED_ANSWERS) == set(session.contract.answers) - session.coverage.seen.keys()
    assert where.control is not None
    assert [] == where.control.unhandled()


def test_forcing_scenarios_show_every_forced_answer(where: target.Target) -> None:
    """Each answer that must be forced is shown by one of them, and nothing is found."""
    session, outcome, _ = run(where, *FORCING)
    assert [] == [finding.message for finding in session.findings]
    assert len(FORCING) == len(outcome.checks)
    assert set(FORCED_ANSWERS) <= session.coverage.seen.keys()


def test_codes_that_the_contract_leaves_out_are_those_that_come_when_forced_alone() -> None:
    """What the sandbox can be made to answer is documented, but for codes of which only the name is known."""
    faults = registry.load_sandbox("twikey").FAULTS
    forced = {name.removeprefix(ERROR_PREFIX) for name in faults if name.startswith(ERROR_PREFIX)}
    documented = {answer.code for answer in load_contract(registry.spec_path("twikey")).answers}
    assert set(UNDOCUMENTED_CODES) == forced - documented


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
    assert [] == [each for each in battery_answers() if not each & session.coverage.seen.keys()]


@pytest.mark.parametrize("seed", [1, 12, 22, 27, 33])
def test_battery_is_refused_under_every_key(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Also where a one-time password that is cut in the wrong place would be the right one by chance."""
    names = [broken.name for broken in registry.load_provider("twikey").battery if broken.name.startswith("otp-")]
    with (
        target.embedded("twikey", seed=seed, key_folder=tmp_path_factory.mktemp("keys")) as running,
        open_session(running, seed=seed) as session,
    ):
        session.reset()
        caller = Caller(session, engine.load_schema(session))
        session.provider.explore(caller, session.first, may_write=False)
        battery.run_battery(session, engine.load_schema(session), names=names)
        caller.close()
    assert [] == [finding.message for finding in session.findings]


@pytest.mark.parametrize("may_write", [True, False])
def test_first_calls_succeed_on_a_creditor_in_any_state(where: target.Target, may_write: bool) -> None:
    """On an empty creditor and on one with something in it; what is made is ended again."""
    with open_session(where) as session:
        session.reset()
        caller = Caller(session, engine.load_schema(session))
        for _ in range(2):
            session.provider.explore(caller, session.first, may_write=may_write)
        caller.close()
    assert [] == [finding.message for finding in session.findings]
    unseen = set() if may_write else set(session.contract.operations) - {"logIn", "logOut", "getTransactions"}
    assert unseen == set(session.contract.operations) - session.coverage.successes.keys()
    known = session.knowledge
    assert isinstance(known, Creditor)
    assert ["CANCELLED"] * (6 if may_write else 0) == [each.state for each in known.mandates.by_number.values()]


def test_every_kind_of_callback_is_received(where: target.Target) -> None:
    """All six webhooks of the contract arrive in a run, are verified, and agree with it."""
    session, _, _ = run(where, "test_life_of_a_mandate_is_called_back", "test_news_from_the_bank_are_called_back_once")
    assert {"contract", "payment"} == set(session.contract.webhooks) & {
        each.operation for each in session.coverage.seen
    }
    session, _, _ = run(where, *FORCING)
    assert {"contract", "event", "transaction", "plan", "dunning", "payment"} == set(session.contract.webhooks)
    assert {"event", "transaction", "plan", "dunning"} <= {each.operation for each in session.coverage.seen}
    assert [] == [finding.message for finding in session.findings]


def test_model_repeats_itself(where: target.Target) -> None:
    """One seed gives one sequence of requests and answers."""
    once, again = (run(where, MODEL, seed=3)[2] for _ in range(2))
    assert once
    assert once == again


@pytest.mark.parametrize(
    ("fault", "checks"),
    [
        ("feed-skips-message", {"nothing_lost"}),
        ("update-lost", {"mandate_keeps_its_data"}),
        ("batch-sum-wrong", {"batch_adds_up", "batch_counts_its_members"}),
    ],
)
def test_model_finds(where: target.Target, fault: str, checks: set[str], capfd: pytest.CaptureFixture[str]) -> None:
    """A disagreement inside the model is a finding, by a rule or else by the model itself; nothing is printed."""
    session, _, _ = run(where, MODEL, faults=(fault,))
    assert checks & {finding.check for finding in session.findings}
    assert ("", "") == tuple(capfd.readouterr())
