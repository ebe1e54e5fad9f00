"""Loading and unloading a card: what moves when, how it ends, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.cards_at_hand import (
    active_plastic,
    begun,
    call_on,
    card_balance,
    change,
    load,
    order,
    purses,
    settle,
    spend,
    transaction,
    transactions,
    unload,
)
from conformance.scenarios.anytime.clients import (
    statements,
)
from conformance.scenarios.anytime.text import TEXTS, body_of, cases, cents

_LISTED = (
    "0002 0003 0004 0005 0010 0011 0015 0016 0017 0018 0019 0020 0021 0022 0023 0024 0025 0026 0027 0028 0031 0035 "
    "0036 0037 0038 0041 0043 0045 0046 0048 0049 0050 0051 0052 0053 0058 0060 0074 0075 0080 0082 0084 0085 0086 "
    "0088 0089 0090 0092 0093 0096 0097 0098 0099 0100 0101 0103 0104 0105 0107 0109 0110 0122 0123 0128 0129 0152 "
    "0157 0158 0159 0163 0164 0165 0167 0169 0170 0171 0174 0175 0176 0178 0187 0188 0191 0193 0194 0195 0196 0197 "
    "0198 0199 0200 0201 0202 0203 0204 0205 0206 0208 0209 0210 0211 0212 0213 0214 9998 9999"
)
DECLINES = tuple(f"TRS{code}" for code in _LISTED.split())
"""The list of failed_reason."""

_MOVES = ("creditCard", "debitCard")


def _told(shown: dict[str, Any]) -> list[Any]:
    return [shown["type"], shown["status"], cents(shown["amount"]), cents(shown["balance_after"])]


# --- what moves -----------------------------------------------------------------------------------------------------


@requires("control")
@shows("creditCard", 200)
@shows("getCardTransaction", 200)
@pytest.mark.parametrize("amount", ["1", "1.5", "12.37", "49.99", "2000.00"])
def test_load_moves_its_amount(world: World, amount: str) -> None:
    """A load takes from the account what it gives the card, to the cent, and is pending (Card credit)."""
    card = active_plastic(world)
    account_had, card_had = purses(world, card)
    answered = body_of(load(world, card, amount, acc_comment="To Camille", card_comment="From home").json)
    assert [card.ref, card.account] == [answered["card_ref"], str(answered.get("acc_id", answered.get("card_acc_id")))]
    moved = cents(amount)
    assert (account_had - moved, card_had + moved) == purses(world, card)
    shown = transaction(world, card, answered["transaction_id"])
    assert [["C", "P", moved, card_had + moved], "From home"] == [_told(shown), shown["description"]]
    row = statements(world, card.account)[0]
    assert ["D", moved, account_had - moved, "To Camille"] == [
        row["type"],
        cents(row["amount"]),
        cents(row["balance"]),
        row["description"],
    ]


@requires("control")
@shows("debitCard", 200)
@pytest.mark.parametrize("amount", ["0.01", "1.5", "12.37", "100"])
def test_unload_moves_its_amount(world: World, amount: str) -> None:
    """An unload gives the account what it takes from the card, to the cent, and is pending (Card debit)."""
    card = order(world)
    account_had, card_had = purses(world, card)
    answered = body_of(unload(world, card, amount, acc_comment="From Camille", card_comment="To home").json)
    assert [card.ref, card.account] == [answered["card_ref"], str(answered.get("acc_id", answered.get("card_acc_id")))]
    moved = cents(amount)
    assert (account_had + moved, card_had - moved) == purses(world, card)
    shown = transaction(world, card, answered["transaction_id"])
    assert [["D", "P", moved, card_had - moved], "To home"] == [_told(shown), shown["description"]]
    row = statements(world, card.account)[0]
    assert ["C", moved, account_had + moved, "From Camille"] == [
        row["type"],
        cents(row["amount"]),
        cents(row["balance"]),
        row["description"],
    ]


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_comments_are_kept(world: World, text: str) -> None:
    """Both comments come back as they were sent (acc_comment, card_comment)."""
    card = order(world)
    for move in (load, unload):
        number = begun(move(world, card, acc_comment=text, card_comment=text))
        assert [text, text] == [
            transaction(world, card, number)["description"],
            statements(world, card.account)[0]["description"],
        ]


@requires("control")
def test_equal_loads_are_loads_of_their_own(world: World) -> None:
    """What is asked for twice happens twice: there is no idempotence but that of the signature (assumed)."""
    card = order(world)
    account_had, card_had = purses(world, card)
    numbers = [begun(load(world, card)) for _ in range(3)]
    assert [3, (account_had - 6_000, card_had + 6_000)] == [len(set(numbers)), purses(world, card)]
    assert sorted(numbers) == sorted(str(each["txid"]) for each in transactions(world, card) if each["status"] == "P")


# --- how it ends ----------------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("operation", _MOVES)
def test_settlement_moves_nothing_more(world: World, operation: str) -> None:
    """A load or unload that is settled is S, and the money is where it was (S = Settled)."""
    card = order(world)
    number = begun(call_on(world, operation, card.ref, changes={"amount": "20.00"}))
    after = purses(world, card)
    world.advance(60)
    settle(world, number)
    shown = transaction(world, card, number)
    assert ["S", after, None] == [shown["status"], purses(world, card), shown.get("failed_reason")]
    assert shown["date"] > shown["date_transaction"]
    assert 1 == sum(each["txid"] == shown["txid"] for each in transactions(world, card))
    assert shown in transactions(world, card)


@requires("control")
@pytest.mark.parametrize("status", ["C", "D"])
@pytest.mark.parametrize("operation", _MOVES)
def test_failure_gives_the_money_back(world: World, operation: str, status: str) -> None:
    """What is cancelled or declined has moved nothing in the end (C = Cancelled, D = Declined; assumed: money back)."""
    card = order(world)
    before = purses(world, card)
    number = begun(call_on(world, operation, card.ref, changes={"amount": "33.33"}))
    assert before != purses(world, card)
    settle(world, number, status)
    assert [before, status] == [purses(world, card), transaction(world, card, number)["status"]]
    newest = statements(world, card.account)[0]
    assert before[0] == cents(newest["balance"])


@requires("control")
def test_every_decline_is_explained(world: World) -> None:
    """Each of the 106 reasons comes with its code and a message (failed_reason)."""
    assert 106 == len(set(DECLINES))
    card = order(world)
    expected = {}
    for code in DECLINES:
        number = begun(load(world, card, "1.00"))
        settle(world, number, "D", reason=code)
        expected[number] = code
    failed = [each for each in transactions(world, card) if each["status"] == "D"]
    assert expected == {str(each["txid"]): each["failed_reason"]["code"] for each in failed}
    assert all(each["failed_reason"]["message"].strip() for each in failed)


@requires("control")
def test_cancellation_may_be_explained(world: World) -> None:
    """A decline says why, a cancellation may, and what was settled has nothing to say (failed_reason: if failed)."""
    card = order(world)
    cancelled, explained, settled = (begun(load(world, card)) for _ in range(3))
    settle(world, cancelled, "C")
    settle(world, explained, "C", reason="TRS0005")
    settle(world, settled)
    reasons = [transaction(world, card, each).get("failed_reason") for each in (cancelled, explained, settled)]
    assert [None, "TRS0005", None] == [reason and reason["code"] for reason in reasons]


@requires("control")
def test_loads_end_one_by_one(world: World) -> None:
    """The end of one transaction is that of no other (Get all cards transactions)."""
    card = order(world)
    numbers = [begun(load(world, card)) for _ in range(4)]
    for number, status in zip(numbers[1:], "SCD", strict=True):
        settle(world, number, status)
    assert ["P", "S", "C", "D"] == [transaction(world, card, number)["status"] for number in numbers]
    assert 10_000 + 4_000 == card_balance(world, card)


@requires("control")
def test_purchase_is_paid_from_the_card(world: World) -> None:
    """What the holder buys leaves the card, and the account does not know (Get all cards transactions)."""
    card = order(world)
    account_had, card_had = purses(world, card)
    number = spend(world, card, "12.30", merchant="Café de la Gare")
    assert (account_had, card_had - 1_230) == purses(world, card)
    shown = transaction(world, card, number)
    assert [["D", "S", 1_230, card_had - 1_230], "Café de la Gare"] == [_told(shown), shown["description"]]
    assert all(0 <= cents(part["amount"]) <= 1_230 for part in shown["vat_details"])


@requires("control")
def test_change_of_the_card_leaves_what_has_begun(world: World) -> None:
    """A load that is pending ends as it ends, whatever became of its card (assumed)."""
    card = order(world)
    before = purses(world, card)
    settled, declined = (begun(load(world, card)) for _ in range(2))
    change(world, card, card_status="CAN")
    settle(world, settled)
    settle(world, declined, "D")
    assert (before[0] - 2_000, before[1] + 2_000) == purses(world, card)
    assert ["S", "D"] == [transaction(world, card, number)["status"] for number in (settled, declined)]
