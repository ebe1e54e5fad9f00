"""What happened on an account: each movement a row, each row with the balance after it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    CANCELLED,
    CONSUMER,
    EXECUTED,
    FIRST_BALANCE_CENTS,
    IN_PROGRESS,
    OTHER_IBAN,
    TODAY,
    balance_of,
    cancel_transfers,
    deposit,
    execute,
    find_transfer,
    first_account,
    get_iban,
    happen,
    load_card,
    of_account,
    order_card,
    ready_account,
    send_money,
    statements,
    unload_card,
)
from conformance.scenarios.anytime.text import TEXTS, body_of, cases, cents, column

NO_STATEMENT = (404, "4040210")
BY_IBAN = "getIbanStatements"


def _move_money(world: World, account: str) -> None:
    """One of each movement that an account can have."""
    deposit(world, account, "100.10", comment="First", iban=OTHER_IBAN)
    card = order_card(world, account)
    loaded, unloaded = load_card(world, card.ref), unload_card(world, card.ref, amount="5.05")
    happen(world, "card-settles", transactionId=loaded, status="D")
    happen(world, "card-settles", transactionId=unloaded, status="S")
    sent = [send_money(world, account, amount=amount)["internal_id"] for amount in ("1.01", "2.02", "4.04")]
    execute(world, sent[0])
    cancel_transfers(world, sent[1])
    deposit(world, account, "0.01", comment="Second")


def check_chain(rows: list[Any], *, first: int = 0) -> None:
    """Each row, the oldest first, brings its amount to the balance of the one before."""
    balance = first
    for row in rows:
        amount = cents(row["amount"])
        assert amount > 0, "an amount is above zero and its type says where it went"
        balance += amount if row["type"] == "C" else -amount
        assert balance == cents(row["balance"]), f"the balance after {row['txid']}"


def oldest_first(rows: list[Any]) -> list[Any]:
    """Rows in the order in which they came about."""
    return sorted(rows, key=lambda row: int(row["txid"].rpartition("-")[2]))


@requires("control")
@shows("getAccountStatements", 200)
def test_rows_add_up_to_the_balance(world: World) -> None:
    """From an empty account row for row leads to the balance (Statements: amount, type, balance)."""
    account = ready_account(world, amount="1000.00")
    _move_money(world, account)
    rows = oldest_first(statements(world, account))
    check_chain(rows)
    assert balance_of(world, account) == cents(rows[-1]["balance"])
    assert len(rows) == len({row["txid"] for row in rows})


@requires("control")
def test_every_movement_has_its_row(world: World) -> None:
    """Deposits, orders, loads, unloads, transfers and what comes back each leave one row (Statements)."""
    account = ready_account(world, amount=None)
    _move_money(world, account)
    rows = oldest_first(statements(world, account))
    moved = [(row["type"], cents(row["amount"]), row["status"]) for row in rows]
    expected = [
        ("C", 10_010, EXECUTED),  # deposit
        ("D", 5_000, EXECUTED),  # ordered card
        ("D", 2_500, CANCELLED),  # load that is declined later
        ("C", 505, EXECUTED),  # unload
        ("C", 2_500, EXECUTED),  # the load comes back
        ("D", 101, EXECUTED),  # transfers
        ("D", 202, CANCELLED),
        ("D", 404, IN_PROGRESS),
        ("C", 202, EXECUTED),  # one comes back
        ("C", 1, EXECUTED),  # deposit
    ]
    assert expected == moved
    assert {"EUR"} == set(column(rows, "currency"))
    assert all(row["date"].startswith(TODAY) for row in rows)


@requires("control")
@pytest.mark.parametrize("amount", ["3.00", "10000.00"])
def test_newest_row_is_there_at_once(world: World, amount: str) -> None:
    """A movement is in the statements as soon as it is made, debits too (Statements)."""
    account = first_account(world)
    send_money(world, account, amount=amount)
    newest, _ = statements(world, account)
    left = FIRST_BALANCE_CENTS - cents(amount)
    assert ["D", left] == [newest["type"], cents(newest["balance"])]
    assert left == balance_of(world, account)
    deposit(world, account, "3.00")
    newest, *_ = statements(world, account)
    assert ["C", left + 300] == [newest["type"], cents(newest["balance"])]


@requires("control")
@shows("getAccountStatement", 200)
def test_each_row_is_read_by_itself(world: World) -> None:
    """A single statement says what the lists say (Retrieve a statement)."""
    account = ready_account(world)
    _move_money(world, account)
    listed = {row["txid"]: row for row in statements(world, account)}
    for txid, row in listed.items():
        path = of_account(account, statementId=txid)
        assert row == body_of(world.call("getAccountStatement", path=path, expect=200).json)
    for row in statements(world, account, operation=BY_IBAN):
        assert listed[row["txid"]] == row


@requires("control")
def test_row_is_named_after_its_account(world: World) -> None:
    """The txid of a row is the number of the account, a hyphen and a number (anytime-api-php-sdk)."""
    account = ready_account(world)
    _move_money(world, account)
    for row in statements(world, account):
        owner, _, number = row["txid"].partition("-")
        assert account == owner
        assert number.isdecimal()


@requires("control")
@shows("getAccountStatement", 404, "4040210")
def test_unknown_row_is_not_found(world: World) -> None:
    """A statement that an account does not have, or another has, is not found (4040210)."""
    account, other = first_account(world), ready_account(world)
    (foreign,) = column(statements(world, other), "txid")
    (own,) = column(statements(world, account), "txid")
    number = own.partition("-")[2]
    for unknown in (foreign, f"{account}-999", f"{account}-0", number, f"{own}-1", f"{other}-{number}", "x", "9" * 40):
        path = of_account(account, statementId=unknown)
        world.call("getAccountStatement", path=path, expect=NO_STATEMENT)


@requires("control")
def test_status_of_a_row_follows_its_movement(world: World) -> None:
    """A debit is in progress until its transfer is over, and its day of execution is that of the transfer (status)."""
    account = first_account(world)
    done, lost = (send_money(world, account, amount="1.00")["internal_id"] for _ in range(2))
    before = statements(world, account)[:2]
    assert [(IN_PROGRESS, None)] * 2 == [(row["status"], row["executionDate"]) for row in before]
    execute(world, done)
    cancel_transfers(world, lost)
    _, second, first, _ = statements(world, account)
    assert [EXECUTED, CANCELLED, None] == [first["status"], second["status"], second["executionDate"]]
    assert first["executionDate"][:10] == find_transfer(world, account, done)["execution_date"]


@requires("control")
@shows("getIbanStatements", 200)
def test_iban_statements_have_what_went_by_iban(world: World) -> None:
    """Loads of cards are not in the list of movements by IBAN, deposits and transfers are (IBAN statements)."""
    account = ready_account(world, amount=None)
    _move_money(world, account)
    everything = statements(world, account)
    by_iban = statements(world, account, operation=BY_IBAN)
    assert [row for row in everything if row.get("iban")] == by_iban
    amounts = [cents(row["amount"]) for row in oldest_first(by_iban)]
    assert [10_010, 101, 202, 404, 202, 1] == amounts
    assert OTHER_IBAN == oldest_first(by_iban)[0]["iban"]["iban"]


@requires("control")
@shows("getIbanStatements", 403, "4030221")
def test_iban_statements_need_an_iban(world: World) -> None:
    """An account without IBAN has no such list, an account with one has an empty one (4030221)."""
    world.call(BY_IBAN, path=of_account(first_account(world, CONSUMER)), expect=(403, "4030221"))
    account = ready_account(world, iban=False)
    world.call(BY_IBAN, path=of_account(account), expect=(403, "4030221"))
    get_iban(world, account)
    assert [] == statements(world, account, operation=BY_IBAN)
    deposit(world, account, "1.00")
    assert 1 == len(statements(world, account, operation=BY_IBAN))


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_description_is_kept_to_the_letter(world: World, text: str) -> None:
    """Comments in any script stand in the statements (UTF-8)."""
    account = first_account(world)
    send_money(world, account, src_comment=text, dst_comment=text)
    deposit(world, account, "1.00", comment=text)
    came, went, _ = statements(world, account)
    assert [text, text] == [came["description"], went["description"]]
    assert [text, text] == [came["iban"]["comment"], went["iban"]["comment"]]


@requires("control")
def test_statements_of_accounts_are_apart(world: World) -> None:
    """What happens on one account stands in no other's statements (Statements)."""
    accounts = [ready_account(world, amount=None) for _ in range(3)]
    for account, _ in itertools.product(accounts, range(2)):
        deposit(world, account, "1.00")
    for number, account in enumerate(accounts):
        send_money(world, account, amount=f"0.0{number + 1}")
        check_chain(oldest_first(statements(world, account)))
    assert [199, 198, 197] == [balance_of(world, account) for account in accounts]
    assert [3, 3, 3] == [len(statements(world, account)) for account in accounts]
