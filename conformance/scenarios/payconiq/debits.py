"""The direct debit that follows a transaction: submitted, refused, replayed."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import Place, enrol, fail, page, pay, read

REASONS = (
    "MD06", "AM04", "FOCR", "AC01", "AC04", "AC06", "AC13", "BE01", "MD07", "RR02", "AG01", "RR01",
    "RR04", "MS02", "MS03", "SL01", "AG02", "AM05", "BE05", "CNOR", "DNOR", "FF01", "FF05", "MD01",
    "MD02", "RC01", "RR03", "AC03", "AGNT", "BE06", "CUTA", "ED01", "ED05", "XT79", "XT80", "CUST",
    "EMVL", "NARR", "SL02", "SVNR", "XT87", "AM01", "AM02", "AM06", "AM07", "AM09", "AM10", "ARDT",
    "CURR", "DT01", "ED03", "MD04", "MD05", "NOAS", "NOOR", "PY01", "RC07", "RF01", "TECH", "XT78",
)  # fmt: skip
"""Possible SDD Failed Reasons, in the order of the table."""

FAILURES = ("EXCEPTION", "REJECTED_OSR", "REJECTED_CAMT")


def _submit(world: World, transaction: str) -> None:
    world.control.event("direct-debit-submitted", transactionId=transaction)


def _replay(world: World, place: Place, transaction: str, *, expect: Any = 200) -> Any:
    return world.call("replayDirectDebit", path=place.of_transaction(transaction), expect=expect)


def _debit(world: World, place: Place, transaction: str) -> list[str | None]:
    """Status, status of the direct debit, and reason."""
    shown = read(world, place, transaction)
    return [shown.get(name) for name in ("status", "sddStatus", "sddFailedReason")]


@requires("control")
def test_debit_is_submitted(world: World) -> None:
    """A direct debit on its way is SUBMITED, since when is said, and no reason (Get Transaction; Get Transactions)."""
    place = enrol(world)
    transaction = pay(world, place)
    world.advance(86_400)
    _submit(world, transaction)
    assert ["SUCCEEDED", "SUBMITED", None] == _debit(world, place, transaction)
    shown = read(world, place, transaction)
    assert shown["sddProcessDate"] >= shown["creationDate"] + 86_400_000


@requires("control")
@pytest.mark.parametrize("status", FAILURES)
def test_debit_fails(world: World, status: str) -> None:
    """A direct debit that failed says how, when and why; with it the transaction FAILED (assumed: FAILED)."""
    place = enrol(world)
    submitted, direct = pay(world, place), pay(world, place)
    _submit(world, submitted)
    for transaction in (submitted, direct):
        world.advance(60)
        fail(world, transaction, status=status, reason="MD01")
        assert ["FAILED", status, "MD01"] == _debit(world, place, transaction)
    first, second = (read(world, place, transaction)["sddProcessDate"] for transaction in (submitted, direct))
    assert first < second


@requires("control")
def test_every_reason_is_shown(world: World) -> None:
    """Each of the sixty reasons comes through (Possible SDD Failed Reasons)."""
    place = enrol(world)
    assert 60 == len(set(REASONS))
    expected = {}
    for number, reason in enumerate(REASONS):
        transaction = pay(world, place)
        fail(world, transaction, status=FAILURES[number % 3], reason=reason)
        expected[transaction] = reason
    assert expected == {each["_id"]: each["sddFailedReason"] for each in page(world)}


@requires("control")
def test_unlisted_reason_is_shown(world: World) -> None:
    """A bank's own code comes through too (assumed: the table is open)."""
    place = enrol(world)
    transaction = pay(world, place)
    fail(world, transaction, reason="Z9")
    assert ["FAILED", "REJECTED_CAMT", "Z9"] == _debit(world, place, transaction)


@requires("control")
@shows("replayDirectDebit", 200)
@pytest.mark.parametrize("status", FAILURES)
def test_failed_debit_is_replayed(world: World, status: str) -> None:
    """A replay submits the direct debit again, and what was wrong is forgotten (Replay Failed SDD; assumed: states)."""
    place = enrol(world)
    transaction = pay(world, place)
    for reason in ("AM04", "MS03"):
        fail(world, transaction, status=status, reason=reason)
        failed = read(world, place, transaction)
        world.advance(3600)
        _replay(world, place, transaction)
        assert ["SUCCEEDED", "SUBMITED", None] == _debit(world, place, transaction)
        replayed = read(world, place, transaction)
        assert failed["creationDate"] == replayed["creationDate"]
        assert replayed["sddProcessDate"] >= failed["sddProcessDate"] + 3_600_000


@requires("control")
def test_dates_are_of_the_moment(world: World) -> None:
    """Dates of creation and of a replay are those of the clock (Get Transaction: creationDate, sddProcessDate)."""
    place = enrol(world)
    world.advance(3600)
    paid_s = world.control.now_s()
    transaction = pay(world, place)
    world.control.refresh_clock()
    assert paid_s * 1000 <= read(world, place, transaction)["creationDate"] <= world.control.now_s() * 1000
    fail(world, transaction)
    world.advance(3600)
    replayed_s = world.control.now_s()
    _replay(world, place, transaction)
    world.control.refresh_clock()
    assert replayed_s * 1000 <= read(world, place, transaction)["sddProcessDate"] <= world.control.now_s() * 1000


@requires("control")
@shows("replayDirectDebit", 400, "R165")
def test_only_a_failed_debit_is_replayed(world: World) -> None:
    """Without a direct debit, and while one is on its way, there is no replay (Replay Failed SDD: R165)."""
    place = enrol(world)
    transaction = pay(world, place)
    refused = (400, "R165")
    plain = _replay(world, place, transaction, expect=refused).json["message"]
    assert "Transaction replay is not allowed" == plain
    _submit(world, transaction)
    submitted = read(world, place, transaction)
    assert f"{plain} for SUBMITED status" == _replay(world, place, transaction, expect=refused).json["message"]
    assert submitted == read(world, place, transaction)
    fail(world, transaction)
    _replay(world, place, transaction)
    assert f"{plain} for SUBMITED status" == _replay(world, place, transaction, expect=refused).json["message"]


@requires("control")
def test_replay_leaves_the_others_alone(world: World) -> None:
    """A replay is of one transaction (Replay Failed SDD)."""
    place = enrol(world)
    transactions = [pay(world, place) for _ in range(3)]
    for transaction in transactions:
        fail(world, transaction)
    _replay(world, place, transactions[1])
    assert ["FAILED", "SUCCEEDED", "FAILED"] == [_debit(world, place, each)[0] for each in transactions]
    assert transactions[::-1] == [each["_id"] for each in page(world)]


@requires("control")
def test_cancelled_mandate_does_not_hinder_a_replay(world: World) -> None:
    """A replay asks for the state of the direct debit alone (Replay Failed SDD names no other refusal; assumed)."""
    place = enrol(world)
    transaction = pay(world, place)
    fail(world, transaction)
    world.call("cancelMandate", path=place.under_account, expect=200)
    _replay(world, place, transaction)
