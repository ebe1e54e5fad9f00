"""Not a cent is made or lost: what goes out of one purse comes into another, or leaves by a door that is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.scenario import World, requires
from conformance.scenarios.anytime.cards_at_hand import (
    Card,
    begun,
    change,
    drain,
    holdings,
    load,
    order,
    purses,
    refused,
    settle,
    spend,
    unload,
)
from conformance.scenarios.anytime.clients import (
    CONSUMER,
    FIRST_BALANCE_CENTS,
    SINGLE_USE,
    balance_of,
    cancel_transfers,
    deposit,
    execute,
    find_transfer,
    first_account,
    happen,
    new_order,
    new_transfer,
    of_account,
    open_account,
    read_account,
    ready_account,
    send_money,
    statements,
)
from conformance.scenarios.anytime.text import cases, cents

AMOUNTS = ("1.00", "1.01", "9.99", "12.37", "0.07", "33.3", "1999.95")
"""Amounts that a slip with fractions or a rounding would change."""


def _signed(row: dict[str, object]) -> int:
    """By how many cents a statement changed its account."""
    amount = cents(row["amount"])
    return amount if row["type"] == "C" else -amount


def _of_loads(amounts: tuple[str, ...]) -> list[str]:
    return [amount for amount in amounts if cents(amount) >= 100]


# --- loads and unloads ----------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("amount", _of_loads(AMOUNTS))
def test_load_makes_no_money(world: World, amount: str) -> None:
    """Account and card hold together what they held, before a load ends and however it ends (Card credit)."""
    card = order(world)
    account_had, card_had = purses(world, card)
    moved = cents(amount)
    for end in "CDS":
        number = begun(load(world, card, amount))
        assert (account_had - moved, card_had + moved) == purses(world, card)
        settle(world, number, end)
        stays = moved if end == "S" else 0
        assert (account_had - stays, card_had + stays) == purses(world, card)
    assert FIRST_BALANCE_CENTS == sum(purses(world, card))


@requires("control")
@pytest.mark.parametrize("amount", AMOUNTS)
def test_unload_makes_no_money(world: World, amount: str) -> None:
    """Account and card hold together what they held, before an unload ends and however it ends (Card debit)."""
    card = order(world, amount="6000.00")
    account_had, card_had = purses(world, card)
    moved = cents(amount)
    for end in "CDS":
        number = begun(unload(world, card, amount))
        assert (account_had + moved, card_had - moved) == purses(world, card)
        settle(world, number, end)
        stays = moved if end == "S" else 0
        assert (account_had + stays, card_had - stays) == purses(world, card)
    assert FIRST_BALANCE_CENTS == sum(purses(world, card))


@requires("control")
def test_load_costs_nothing(world: World) -> None:
    """No fee is taken from anybody (Card credit and debit name none)."""
    card = order(world)
    before = len(statements(world, card.account))
    settle(world, begun(load(world, card, "50.00")))
    settle(world, begun(unload(world, card, "50.00")))
    assert [FIRST_BALANCE_CENTS - 10_000, 10_000] == list(purses(world, card))
    assert 2 == len(statements(world, card.account)) - before


@requires("control")
def test_money_that_is_spent_is_not_unloaded(world: World) -> None:
    """What the holder has spent is gone, and nothing else is (Card debit: CardBalanceTooLowException)."""
    card = order(world)
    spend(world, card, "99.98")
    unload(world, card, "0.03", expect=refused("4020320"))
    unload(world, card, "0.02")
    assert (FIRST_BALANCE_CENTS - 9_998, 0) == purses(world, card)


@requires("control")
def test_refusal_moves_nothing(world: World) -> None:
    """What is refused leaves every purse as it was (402, 403, 429, 451)."""
    world.reset(load_per_day_cents=5_000, loads_per_day=2, cards_per_account=2)
    single, card = order(world, SINGLE_USE), order(world)
    before = holdings(world)
    purse = purses(world, card)
    for amount, code in (("0.99", "4030330"), ("2000.01", "4030331"), ("50.01", "4290310")):
        load(world, card, amount, expect=refused(code))
    load(world, single, expect=refused("4510310"))
    unload(world, card, "100.01", expect=refused("4020320"))
    world.call("orderCard", form=new_order(card.account), expect=refused("4290330"))
    form = new_transfer(amount="999999.99")
    world.call("createCreditTransfer", path=of_account(card.account), form=form, expect=refused("4020210"))
    happen(world, "banking-network", slow=True)
    for move in (load, unload):
        move(world, card, expect=refused("4080010"))
    assert [before, purse] == [holdings(world), purses(world, card)]


@requires("control")
def test_card_of_another_account_is_not_touched(world: World) -> None:
    """A load moves money between one card and its own account (Card credit)."""
    cards = [order(world), order(world), order(world, account=ready_account(world, iban=False))]
    before = [purses(world, card) for card in cards]
    settle(world, begun(load(world, cards[0], "10.00")))
    settle(world, begun(unload(world, cards[0], "4.00")), "D")
    after = [purses(world, card) for card in cards]
    assert [(-1_000, 1_000), (-1_000, 0), (0, 0)] == [
        (now[0] - then[0], now[1] - then[1]) for now, then in zip(after, before, strict=True)
    ]


# --- credit transfers -----------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("amount", [*AMOUNTS, "0.01", "10000.00"])
def test_transfer_is_paid_to_the_cent(world: World, amount: str) -> None:
    """A credit transfer takes its amount from the account, once, and a cancelled one gives it back (statements)."""
    account = first_account(world)
    transfer = send_money(world, account, amount=amount)
    moved, number = cents(amount), str(transfer["internal_id"])
    assert [moved, FIRST_BALANCE_CENTS - moved] == [cents(transfer["amount"]), balance_of(world, account)]
    happen(world, "transfer-progress", transferId=number)
    assert FIRST_BALANCE_CENTS - moved == balance_of(world, account)
    cancel_transfers(world, number)
    assert ["Cancelled", FIRST_BALANCE_CENTS] == [
        find_transfer(world, account, transfer["internal_id"])["status"],
        balance_of(world, account),
    ]
    execute(world, send_money(world, account, amount=amount)["internal_id"])
    assert FIRST_BALANCE_CENTS - moved == balance_of(world, account)


@requires("control", "second_client")
def test_transfer_between_our_accounts_arrives(world: World) -> None:
    """What one account here sends to another arrives there when it is executed, and not before (assumed)."""
    both = (world.first, world.second)
    sender, receiver = first_account(world), first_account(world, access=world.second)
    iban = str(read_account(world, receiver, access=world.second)["iban"]["iban"])
    before = holdings(world, *both)
    transfer = send_money(world, sender, dst_iban=iban, amount="123.45")["internal_id"]
    assert [before - 12_345, FIRST_BALANCE_CENTS] == [
        holdings(world, *both),
        balance_of(world, receiver, access=world.second),
    ]
    execute(world, transfer)
    assert [before, FIRST_BALANCE_CENTS + 12_345] == [
        holdings(world, *both),
        balance_of(world, receiver, access=world.second),
    ]


# --- what there is --------------------------------------------------------------------------------------------------


def _load(world: World, card: Card, amount: str, code: str) -> None:
    load(world, card, amount, expect=refused(code))


def _order(world: World, card: Card, amount: str, code: str) -> None:
    world.call("orderCard", form=new_order(card.account, amount=amount), expect=refused(code))


def _send(world: World, card: Card, amount: str, code: str) -> None:
    form = new_transfer(amount=amount)
    world.call("createCreditTransfer", path=of_account(card.account), form=form, expect=refused(code))


_PAYMENTS: dict[str, Callable[[World, Card, str, str], None]] = {"load": _load, "order": _order, "transfer": _send}


@requires("control")
@pytest.mark.parametrize("pay", **cases(_PAYMENTS))
def test_account_is_not_overdrawn(world: World, pay: Callable[[World, Card, str, str], None]) -> None:
    """An account pays what it has: one cent more is refused and moves nothing (AccountSrcNotEnoughCredit)."""
    card = order(world)
    drain(world, card.account, leave=1_234)
    pay(world, card, "12.35", "4020210")
    assert (1_234, 10_000) == purses(world, card)


@requires("control")
def test_money_is_spent_once(world: World) -> None:
    """What is on its way, or was loaded and is still pending, is not there for anything else (balance)."""
    account = first_account(world)
    card = order(world, account=account, amount="9000.00")
    transfer = str(send_money(world, account, amount="400.00")["internal_id"])
    number = begun(load(world, card, "600.00"))
    for pay in _PAYMENTS.values():
        pay(world, card, "1.00", "4020220")
    settle(world, number, "D")
    cancel_transfers(world, transfer)
    assert (100_000, 900_000) == purses(world, card)


# --- the whole ------------------------------------------------------------------------------------------------------


@requires("control")
def test_statements_add_up(world: World) -> None:
    """The statements of an account add up to its balance, each to the one before it (statements: balance)."""
    account = first_account(world)
    card = order(world, account=account, amount="250.05")
    deposit(world, account, "17.17")
    settle(world, begun(load(world, card, "12.37")))
    settle(world, begun(load(world, card, "99.99")), "D")
    settle(world, begun(unload(world, card, "0.42")), "C")
    unload(world, card, "7.07")
    cancel_transfers(world, send_money(world, account, amount="1.11")["internal_id"])
    execute(world, send_money(world, account, amount="155.55")["internal_id"])
    # The numbers of statements rise, whatever the order of the list.
    rows = sorted(statements(world, account), key=lambda row: int(str(row["txid"]).partition("-")[2]))
    balance = 0
    for row in rows:
        balance += _signed(row)
        assert balance == cents(row["balance"])
    assert balance == balance_of(world, account)


@requires("control", "second_client")
def test_day_of_business_keeps_every_cent(world: World) -> None:
    """After a day of everything, all purses hold what came in less what went out (account-deposit, card-spends)."""
    both = (world.first, world.second)
    start = holdings(world, *both)
    account, consumer = first_account(world), first_account(world, CONSUMER)
    theirs = first_account(world, access=world.second)
    iban = str(read_account(world, theirs, access=world.second)["iban"]["iban"])
    cards = [order(world, account=account, amount=amount) for amount in ("100.10", "33.33", "0.01")]
    deposit(world, consumer, "77.70")
    deposit(world, account, "0.03")
    for card in cards:
        settle(world, begun(load(world, card, "19.99")))
        settle(world, begun(load(world, card, "20.01")), "D")
        settle(world, begun(unload(world, card, "5.55")), "C")
        settle(world, begun(unload(world, card, "5.54")))
        spend(world, card, "1.11")
    change(world, cards[0], card_status="CAN")
    outside = send_money(world, account, amount="12.34")["internal_id"]
    inside = send_money(world, account, amount="56.78", dst_iban=iban)["internal_id"]
    back = send_money(world, account, amount="90.12")["internal_id"]
    execute(world, outside, inside)
    cancel_transfers(world, back)
    open_account(world)
    came_in, went_out = 7_770 + 3, 3 * 111 + 1_234
    assert start + came_in - went_out == holdings(world, *both)
    assert FIRST_BALANCE_CENTS + 5_678 == balance_of(world, theirs, access=world.second)
