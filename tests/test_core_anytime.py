"""The judge on Anytime's own sandbox: the first calls, what the control plane tells, and broken credentials."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import battery, engine, registry, target
from conformance.calls import Caller
from conformance.providers.anytime.knowledge import Portfolio
from conformance.session import Session
from tests.anytime_judging import CONTRACT


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    provider = registry.load_provider("anytime")
    with (
        target.embedded("anytime", seed=1, key_folder=tmp_path) as where,
        Session(provider=provider, contract=CONTRACT, target=where, seed=1) as opened,
    ):
        yield opened


@pytest.fixture
def explored(session: Session) -> Session:
    """A target on which every operation was called once."""
    session.reset()
    caller = Caller(session, engine.load_schema(session))
    session.provider.explore(caller, session.first, may_write=True)
    caller.close()
    return session


def test_every_operation_succeeds_once(explored: Session) -> None:
    """With a control plane nothing stays unseen, and nothing is found."""
    assert set(CONTRACT.operations) == set(explored.good)
    assert [] == list(explored.findings)


def test_only_reading_is_possible(session: Session) -> None:
    """Who may not write leaves everything as it was."""
    session.reset()
    caller = Caller(session, engine.load_schema(session))
    session.provider.explore(caller, session.first, may_write=False)
    caller.close()
    assert [] == list(session.findings)
    called = set(session.good)
    assert {"GET", "POST"} == {CONTRACT.operations[name].method for name in called}
    assert {"checkApiByPost"} == {name for name in called if CONTRACT.operations[name].method == "POST"}


def test_events_are_told_to_who_has_to_know(explored: Session) -> None:
    """Money that the control plane brings is part of the balance that is expected."""
    known = explored.knowledge
    assert isinstance(known, Portfolio)
    account = next(each for each in known.accounts.values() if each.balance_cents)
    before = account.balance_cents or 0
    assert explored.target.control is not None
    explored.target.control.event("account-deposit", accountId=account.id, amount="12.34")
    assert before + 1234 == account.balance_cents
    explored.reset()
    assert {} == known.accounts


@pytest.mark.parametrize("name", ["data-used-before", "token-superseded", "account-of-other-user", "password-wrong"])
def test_broken_credential_is_refused(explored: Session, name: str) -> None:
    """The sandbox refuses each as documented, at every operation."""
    checks, not_judged = battery.run_battery(explored, engine.load_schema(explored), names=[name])
    assert ([name], []) == ([check.name for check in checks], not_judged)
    assert [] == list(explored.findings)


def test_accepted_credential_is_found(explored: Session) -> None:
    """A sandbox that takes validation data twice is caught by the rule and by the battery."""
    assert explored.target.control is not None
    explored.target.control.arm("replay-accepted")
    battery.run_battery(explored, engine.load_schema(explored), names=["data-used-before"])
    explored.target.control.disarm()
    assert {"data-used-before", "data_used_once"} <= {finding.check for finding in explored.findings}
