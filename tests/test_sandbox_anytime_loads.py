"""Loading and unloading cards in the Anytime sandbox: limits, settlement, and what a card transaction looks like."""

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.sandbox.anytime.declines import REASONS
from conformance.sandbox.anytime.state import Limits
from tests import anytime_world
from tests.anytime_world import World, body, code, outcome


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from anytime_world.settled()


def transactions(world: World, query: str = "") -> Any:
    """Return the transactions of the card for many uses."""
    return body(world.call("GET", f"/cards/{world.multi}/transactions", query=query))


def test_load_moves_the_money_and_stays_pending(world: World) -> None:
    """Card and account change at once; the transaction is P and its statement in progress."""
    answer = body(world.load(amount="20.5"))
    assert ["card_ref", "acc_id", "transaction_id"] == list(answer)
    assert (world.multi, world.business) == (answer["card_ref"], answer["acc_id"])
    assert (9829.5, 70.5) == (world.balance(), world.card()["balance"])
    shown = transactions(world)["transactions"][0]
    assert list(shown) == [
        *("txid", "mcc", "amount", "amount_fx", "currency", "fx", "fx_fee", "status", "type", "balance_after", "date"),
        *("description", "vat_details", "date_transaction"),
    ]
    assert (answer["transaction_id"], "P", "C", 20.5, 70.5) == tuple(
        shown[each] for each in ("txid", "status", "type", "amount", "balance_after")
    )
    assert shown == body(world.call("GET", f"/cards/{world.multi}/transactions/{answer['transaction_id']}"))
    row = world.statements("limit_number=1")["transactions"][0]
    assert ("D", "In progress", "to the card") == (row["type"], row["status"], row["description"])


def test_unload_moves_the_money_back(world: World) -> None:
    """The other way round."""
    number = body(world.unload(amount="20.25"))["transaction_id"]
    assert (9870.25, 29.75) == (world.balance(), world.card()["balance"])
    shown = transactions(world)["transactions"][0]
    assert (number, "P", "D", 29.75) == tuple(shown[each] for each in ("txid", "status", "type", "balance_after"))


@pytest.mark.parametrize("load", [True, False])
@pytest.mark.parametrize(("status", "reason"), [("S", None), ("C", None), ("D", "TRS0010"), ("D", None)])
def test_transaction_is_settled_or_given_back(world: World, load: bool, status: str, reason: str | None) -> None:
    """Settled money stays where it is; cancelled and declined money comes back, with the reason of a failure."""
    before = world.balance(), world.card()["balance"]
    number = body(world.load() if load else world.unload())["transaction_id"]
    moved = world.balance(), world.card()["balance"]
    world.control("POST", "/clock", {"advance_s": 60})
    world.event("card-settles", transactionId=number, status=status, **({"reason": reason} if reason else {}))
    assert (moved if status == "S" else before) == (world.balance(), world.card()["balance"])
    shown = transactions(world)["transactions"][0]
    assert (status, (moved if status == "S" else before)[1]) == (shown["status"], shown["balance_after"])
    assert ("2020-10-23 11:05:03", "2020-10-23 11:04:03") == (shown["date"], shown["date_transaction"])
    failed = {"code": reason or "TRS9999", "message": REASONS[reason or "TRS9999"]}
    assert (failed if status == "D" else None) == shown.get("failed_reason")
    rows = world.statements()["transactions"]
    ended = next(each for each in rows if each["description"] == "to the card")
    assert ("Executed" if status == "S" else "Cancelled") == ended["status"]
    assert (5 if status == "S" else 6) == len(rows)
    refused = world.control_raw("POST", "/events/card-settles", {"transactionId": number, "status": "S"})
    assert refused.status_code == 409


def test_load_is_refused_in_the_order_of_the_checks(world: World) -> None:
    """Parameters, cancelled, not active, single use, amount, limits, the card's maximum, the account's money."""
    for changes in ({"amount": "0"}, {"amount": "1.001"}, {"acc_comment": ""}, {"card_comment": " "}, {"amount": ""}):
        assert code(world.load(**changes)) == "4000310"
        assert code(world.unload(**changes)) == "4000310"
    assert code(world.load(world.single)) == "4510310"
    assert code(world.load(amount="0.99")) == "4030330"
    assert code(world.load(amount="2000.01")) == "4030331"
    assert [200, 200] == [world.load(amount=each).status_code for each in ("2000", "1")]
    world.change_card(world.multi, card_status="BLO")
    assert code(world.load()) == code(world.unload()) == "4030320"
    world.change_card(world.multi, card_status="CAN")
    assert code(world.load()) == code(world.unload()) == "4030350"


def test_card_of_an_incomplete_kyc_is_not_loaded(world: World) -> None:
    """When an accepted file is refused after all, loads stop; unloading goes on."""
    world.fulfil_kyc(world.consumer)
    card, _ = world.add_card(world.consumer)
    world.change_card(card, card_status="ACT")
    assert world.load(card).status_code == 200
    world.event("kyc-decision", accountId=world.consumer, type="selfie", accepted=False)
    assert code(world.load(card)) == "4510330"
    assert world.unload(card).status_code == 200


def test_money_has_to_be_there(world: World) -> None:
    """An account with too little is 4020210, one with nothing 4020220, a card with too little 4020320."""
    body(world.transfer(amount="9840"))
    assert code(world.load()) == "4020210"
    assert world.load(amount="10").status_code == 200
    assert code(world.load(amount="10")) == "4020220"
    assert code(world.unload(amount="60.01")) == "4020320"
    assert world.unload(amount="60").status_code == 200
    assert code(world.unload(amount="1")) == "4020320"


def test_card_holds_ten_thousand_at_most(world: World) -> None:
    """One cent more is refused."""
    generous = dict.fromkeys((f"load_per_{each}_cents" for each in ("day", "four_days", "week", "month")), 10**9)
    world.control("POST", "/reset", {"limits": generous})
    world.settle_down()
    world.event("account-deposit", accountId=world.business, amount=10_000)
    for amount in ("2000", "2000", "2000", "2000", "1949.99"):
        assert world.load(amount=amount).status_code == 200
    assert code(world.load(amount="1")) == "4020321"
    world.event("card-spends", cardRef=world.multi, amount="0.99")
    assert world.load(amount="1").status_code == 200
    assert world.card()["balance"] == 9999.99 + 0.01


@pytest.mark.parametrize(
    ("limits", "expected", "days"),
    [
        ({"load_per_day_cents": 3000}, "4290310", 1),
        ({"load_per_four_days_cents": 3000}, "4290313", 4),
        ({"load_per_week_cents": 3000}, "4290314", 7),
        ({"load_per_month_cents": 3000}, "4290311", 30),
        ({"load_per_year_cents": 3000}, "4290312", 365),
        ({"loads_per_day": 1}, "4290320", 1),
    ],
)
def test_loads_are_limited_per_period(world: World, limits: dict[str, int], expected: str, days: int) -> None:
    """The limit holds to the end of the period and not one day longer."""
    world.control("POST", "/reset", {"limits": limits})
    world.settle_down()
    card, _ = world.add_card(card_type="VIRTUAL_MULTI_USE", expiry_date="2024-10-31")
    assert world.load(card).status_code == 200
    assert expected == code(world.load(card))
    for _ in range(days - 1):
        world.event("day-passes")
    world.log_in()
    assert expected == code(world.load(card))
    world.event("day-passes")
    world.log_in()
    assert world.load(card).status_code == 200


def test_limits_of_the_sandbox_are_those_it_names(world: World) -> None:
    """2500 a day, 5000 in four days, 7500 a week, 10000 a month, 50000 a year, 100 loads a day."""
    assert (5_000_000, 100) == (Limits().load_per_year_cents, Limits().loads_per_day)
    world.event("account-deposit", accountId=world.business, amount=10_000)
    found = []
    for _ in range(31):
        # Each day as much as goes, given back the same way; the first refusal says which limit was met.
        found.append([outcome(world.load(amount=amount)) for amount in ("2000", "500", "1")])
        loaded = world.card()["balance"] - 50
        if loaded:
            body(world.unload(amount=str(loaded)))
        world.event("day-passes")
        world.log_in()
    full = [200, 200, "4290310"]
    assert [full, full, ["4290313"] * 3, ["4290313"] * 3, full, ["4290314"] * 3] == found[:6]
    assert [full, ["4290311"] * 3, ["4290311"] * 3] == [found[7], found[8], found[29]]
    assert full == found[30]


def test_hundred_loads_a_day_are_enough(world: World) -> None:
    """The 101st is refused, whatever the amounts."""
    assert {200} == {world.load(amount="1").status_code for _ in range(100)}
    assert code(world.load(amount="1")) == "4290320"


def test_only_loads_that_stay_count(world: World) -> None:
    """What was declined, unloaded or loaded with the order takes no room."""
    number = body(world.load(amount="2000"))["transaction_id"]
    assert code(world.load(amount="501")) == "4290310"
    world.event("card-settles", transactionId=number, status="D")
    assert world.load(amount="2000").status_code == 200
    body(world.unload(amount="2000"))
    assert code(world.load(amount="501")) == "4290310"
    assert world.load(amount="500").status_code == 200


def test_money_that_has_gone_on_is_not_given_back(world: World) -> None:
    """A load that the holder has spent cannot be declined any more."""
    number = body(world.load())["transaction_id"]
    world.event("card-spends", cardRef=world.multi, amount=60)
    refused = world.control_raw("POST", "/events/card-settles", {"transactionId": number, "status": "D"})
    assert refused.status_code == 409
    assert transactions(world)["transactions"][1]["status"] == "P"


def test_purchase_is_settled_and_has_tax(world: World) -> None:
    """What the holder buys leaves the card, and is listed with its tax."""
    world.event("card-spends", cardRef=world.multi, amount=12, merchant="Caf\u00e9")
    shown = transactions(world)["transactions"][0]
    assert ("D", "S", 12, 38, "Caf\u00e9") == tuple(
        shown[each] for each in ("type", "status", "amount", "balance_after", "description")
    )
    assert [{"rate": 20, "amount": 2}] == shown["vat_details"]
    for wanted in ({"amount": 39}, {"amount": 1, "cardRef": world.order_card().json()["body"]["card_ref"]}):
        order = {"cardRef": world.multi, **wanted}
        assert world.control_raw("POST", "/events/card-spends", order).status_code == 409


def test_total_of_card_transactions_knows_no_filter(world: World) -> None:
    """It counts every transaction of the card."""
    body(world.load())
    for query, count in (("", 2), ("limit_number=1", 1), ("date_start=2030-01-01", 0), ("limit_start=1", 1)):
        shown = transactions(world, query)
        assert (2, count) == (shown["total_results"], len(shown["transactions"]))
    for unknown in ("1", "x", "0"):
        assert code(world.call("GET", f"/cards/{world.multi}/transactions/{unknown}")) == "4040310"
    foreign = transactions(world)["transactions"][0]["txid"]
    assert code(world.call("GET", f"/cards/{world.single}/transactions/{foreign}")) == "4040310"
