"""Money on accounts in the Anytime sandbox: credit transfers, statements, and the pages of every list."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import anytime_world
from tests.anytime_world import FOREIGN_IBAN, TRANSFER, World, body, code, outcome


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from anytime_world.settled()


def test_transfer_takes_the_money_at_once(world: World) -> None:
    """It is to be executed, and its statement is in progress."""
    before = world.balance()
    shown = body(world.transfer(amount="155.5"))
    assert list(shown) == [
        *("internal_id", "sender_account_id", "sender_account_type", "execution_reference", "transaction_type"),
        *("beneficiary_name", "beneficiary_iban", "beneficiary_swift_code", "reason", "source_reason", "status"),
        *("amount", "currency", "creation_date", "request_date", "execution_date"),
    ]
    assert ("To execute", 155.5, None, None) == tuple(
        shown[each] for each in ("status", "amount", "execution_reference", "execution_date")
    )
    assert ("rent of May", "rent") == (shown["reason"], shown["source_reason"])
    assert ("2020-10-23T11:04:03+02:00", "2020-10-23") == (shown["creation_date"], shown["request_date"])
    assert world.balance() == before - 155.5
    row = world.statements("limit_number=1")["transactions"][0]
    assert ("D", 155.5, "In progress", None) == tuple(row[each] for each in ("type", "amount", "status", EXECUTED))
    assert {"iban": FOREIGN_IBAN, "swift": "ABNANL2A", "comment": "rent of May"} == row["iban"]


EXECUTED = "execution_date"


def test_transfer_goes_on_to_executed(world: World) -> None:
    """To execute, In progress, Executed; then it has a reference and a testimonial."""
    number = world.add_transfer()
    path = f"/accounts/{world.business}/credit-transfers/{number}/testimonial"
    assert code(world.call("GET", path)) == "4040221"
    world.event("transfer-progress", transferId=number)
    assert code(world.call("GET", path)) == "4040221"
    assert _only_transfer(world)["status"] == "In progress"
    world.event("transfer-executed", transferId=number)
    shown = _only_transfer(world)
    assert ("Executed", "2020-10-23", 12) == (shown["status"], shown[EXECUTED], len(shown["execution_reference"]))
    row = world.statements("limit_number=1")["transactions"][0]
    assert ("Executed", "2020-10-23 11:04:03") == (row["status"], row["executionDate"])
    pdf = world.call("GET", path)
    assert (200, "application/pdf") == (pdf.status_code, pdf.headers["content-type"])
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content.rstrip().endswith(b"%%EOF")
    assert pdf.content == world.call("GET", path).content
    assert code(world.call("GET", path.replace(str(number), "1"))) == "4040220"
    assert code(world.call("GET", path.replace(str(world.business), str(world.consumer)))) == "4040220"


def _only_transfer(world: World) -> Any:
    (shown,) = body(world.call("GET", f"/accounts/{world.business}/credit-transfers"))["credit-transfers"]
    return shown


def test_cancelled_transfer_gives_the_money_back(world: World) -> None:
    """The first statement is cancelled and a second one brings the money."""
    before = world.balance()
    number = world.add_transfer()
    world.event("transfer-progress", transferId=number)
    world.event("transfer-cancelled", transferId=number)
    assert ("Cancelled", None) == (_only_transfer(world)["status"], _only_transfer(world)["execution_reference"])
    assert before == world.balance()
    back, sent = world.statements("limit_number=2")["transactions"]
    assert ("C", "Executed", before) == (back["type"], back["status"], back["balance"])
    assert ("D", "Cancelled", None) == (sent["type"], sent["status"], sent["executionDate"])


def test_transfer_to_an_account_here_arrives_there(world: World) -> None:
    """The other account is credited when the transfer is executed, with the IBAN that it came from."""
    path = f"/accounts/{world.business}/virtual-ibans"
    virtual = body(world.call("POST", path, {"type": "C"}))["iban"]
    account = world.add_account()
    world.fulfil_kyc(account, business=True)
    world.call("POST", f"/accounts/{account}/iban", {"country_code": "FR"})
    world.event("account-deposit", accountId=account, amount=200)
    before = world.balance()
    number = body(world.transfer(account, dst_iban=virtual, amount="40.25"))["internal_id"]
    assert before == world.balance()
    world.event("transfer-executed", transferId=number)
    assert (before + 40.25, 159.75) == (world.balance(), world.balance(account))
    row = body(world.call("GET", f"/accounts/{world.business}/iban-statements"))["transactions"][0]
    sender = body(world.call("GET", f"/accounts/{account}"))["iban"]["iban"]
    assert ("C", 40.25, virtual, sender) == (row["type"], row["amount"], row["virtual_iban"], row["iban"]["iban"])


def test_transfer_is_refused_in_the_order_of_the_checks(world: World) -> None:
    """Parameters, the own IBAN, KYC, IBAN, funds."""
    account = world.add_account()
    assert code(world.transfer(account)) == "4510210"
    world.fulfil_kyc(account, business=True)
    assert code(world.transfer(account)) == "4030221"
    own = body(world.call("POST", f"/accounts/{account}/iban", {"country_code": "FR"}))["iban"]
    assert code(world.transfer(account)) == "4020220"
    assert code(world.transfer(account, dst_iban=own)) == "4000220"
    world.event("account-deposit", accountId=account, amount="154.99")
    assert code(world.transfer(account)) == "4020210"
    world.event("account-deposit", accountId=account, amount="0.01")
    assert world.transfer(account).status_code == 200
    assert code(world.transfer(account)) == "4020220"


BAD_AMOUNTS = (
    "0",
    "0.00",
    "-1",
    "1.001",
    "10.000",
    "1,50",
    "ten",
    "1e2",
    "1000000000",
    "NaN",
    ".5",
    "1.",
    " 1",
    "\u0661",
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("amount", each) for each in BAD_AMOUNTS),
        ("dst_iban", "NL86ABNA1666412472"),
        ("dst_iban", FOREIGN_IBAN.lower()),
        ("dst_swift", "ABNANL2"),
        *((name, "") for name in TRANSFER),
    ],
)
def test_bad_parameter_of_a_transfer_is_refused(world: World, name: str, value: str) -> None:
    """Nothing leaves the account."""
    before = world.balance()
    assert code(world.transfer(**{name: value})) == "4000210"
    assert before == world.balance()


def test_statements_have_running_balances(world: World) -> None:
    """Newest first, numbered within the account, each with the balance after it."""
    world.event("account-deposit", accountId=world.business, amount=12.34, comment="thanks")
    rows = world.statements()["transactions"]
    assert [f"{world.business}-{number}" for number in (5, 4, 3, 2, 1)] == [each["txid"] for each in rows]
    balance = 0.0
    for row in reversed(rows):
        balance += row["amount"] if row["type"] == "C" else -row["amount"]
        assert round(balance, 2) == row["balance"]
    assert world.balance() == rows[0]["balance"] == 9862.34
    for row in rows:
        assert row == body(world.call("GET", f"/accounts/{world.business}/statements/{row['txid']}"))
    for unknown in (f"{world.business}-6", f"{world.business}-0", "1", f"{world.consumer}-1", f"{world.business}-01"):
        assert code(world.call("GET", f"/accounts/{world.business}/statements/{unknown}")) == "4040210"


def test_iban_statements_are_those_by_iban(world: World) -> None:
    """Loads of cards are left out, and an account without IBAN has none."""
    shown = body(world.call("GET", f"/accounts/{world.business}/iban-statements"))
    assert [f"{world.business}-1"] == [each["txid"] for each in shown["transactions"]]
    assert shown["total_results"] == 1
    assert code(world.call("GET", f"/accounts/{world.consumer}/iban-statements")) == "4030221"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [6, 5, 4, 3, 2, 1]),
        ("limit_number=2", [6, 5]),
        ("limit_start=4", [2, 1]),
        ("limit_start=1&limit_number=2", [5, 4]),
        ("limit_start=6", []),
        ("limit_number=999999", [6, 5, 4, 3, 2, 1]),
        ("date_start=2020-10-24", [6, 5]),
        ("date_end=2020-10-24", [5, 4, 3, 2, 1]),
        ("date_start=2020-10-24&date_end=2020-10-24", [5]),
        ("date_start=2020-10-25&limit_start=0&limit_number=1&limit_number=9", [6]),
        ("date_end=2020-10-22", []),
    ],
)
def test_list_is_filtered_and_paged(world: World, query: str, expected: list[int]) -> None:
    """Both days are included, they are those of Paris, and the filters in force are repeated."""
    # 2020-10-24 00:30 in Paris, where it is still the day before in UTC.
    for now in ("2020-10-23T22:30:00Z", "2020-10-25T12:00:00Z"):
        world.control("POST", "/clock", {"now": now})
        world.event("account-deposit", accountId=world.business, amount=1)
    world.log_in()
    shown = world.statements(query)
    assert expected == [int(each["txid"].partition("-")[2]) for each in shown["transactions"]]
    pairs = dict(reversed([pair.split("=") for pair in query.split("&") if pair]))
    defaults = {"limit_start": 0, "limit_number": 50}
    filters = {name: each if name.startswith("date") else int(each) for name, each in pairs.items()}
    assert {**defaults, **filters} == shown["filters"]
    total = 6 if "date" not in query else len(expected)
    assert total == shown["total_results"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit_start=-1", "4000210"),
        ("limit_start=x", "4000210"),
        ("limit_start=", "4000210"),
        ("limit_start=1.0", "4000210"),
        ("limit_number=0", "4000210"),
        ("limit_number=" + "9" * 5000, "4000210"),
        ("date_start=2020-13-01", "4000210"),
        ("date_end=01/10/2020", "4000210"),
        ("date_end=", "4000210"),
        ("date_start=2020-10-24&date_end=2020-10-23", "4000050"),
    ],
)
def test_bad_filter_is_refused(world: World, query: str, expected: str) -> None:
    """Lists of accounts have one code for bad filters, those of cards another, a reversed period its own."""
    for suffix in ("statements", "iban-statements", "credit-transfers"):
        assert expected == code(world.call("GET", f"/accounts/{world.business}/{suffix}", query=query))
    of_cards = "4000310" if expected == "4000210" else expected
    assert of_cards == code(world.call("GET", f"/cards/{world.multi}/transactions", query=query))
    without_dates = 200 if query.startswith("date") else expected
    for path in ("/accounts", f"/accounts/{world.business}/cards"):
        assert without_dates == outcome(world.call("GET", path, query=query))
