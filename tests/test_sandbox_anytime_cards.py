"""Cards in the Anytime sandbox: ordering, their life, PINs and PANs, orders."""

import base64
from collections.abc import Iterator

import pytest

from tests import anytime_world
from tests.anytime_world import CARD, LOAD, World, body, code


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from anytime_world.settled()


def test_plastic_card_is_ordered_and_then_activated(world: World) -> None:
    """The order is complete, the card is not yet active, and its first load is on it."""
    before = world.balance()
    shown = body(world.order_card(amount="50.5"))
    assert ["order_id", "order_status", "card_ref"] == list(shown)
    assert (3, 13, "ANY") == (shown["order_status"], len(shown["card_ref"]), shown["card_ref"][:3])
    card = world.card(shown["card_ref"])
    assert ("ORD", None, 50.5, "2023-10-31", 36) == tuple(
        card[each] for each in ("status", "activation_date", "balance", "expiry_date", "validity_month")
    )
    assert world.balance() == before - 50.5
    world.control("POST", "/clock", {"advance_s": 86_400})
    world.log_in()
    activated = body(world.change_card(shown["card_ref"], card_status="ACT"))
    assert {"card_ref": shown["card_ref"], "status": "ACT", "pos": 1, "atm": 1, "renew": 0} == activated
    assert world.card(shown["card_ref"])["activation_date"] == "2020-10-24"


@pytest.mark.parametrize("kind", ["VIRTUAL_SINGLE_USE", "VIRTUAL_MULTI_USE"])
def test_virtual_card_is_active_at_once(world: World, kind: str) -> None:
    """It needs no address, and the order is over."""
    form = {name: value for name, value in CARD.items() if not name.startswith("delivery")}
    shown = body(world.call("POST", "/cards", {**form, "acc_id": str(world.business), "card_type": kind}))
    assert shown["order_status"] == 9
    card = world.card(shown["card_ref"])
    assert ("ACT", "2020-10-23") == (card["status"], card["activation_date"])


def test_card_is_shown_with_its_holder(world: World) -> None:
    """One card has booleans, the list of an account numbers and the type."""
    card = world.card()
    assert sorted(card) == sorted(
        (
            *("acc_id", "card_ref", "activation_date", "balance", "validity_month", "expiry_date", "status", "pos"),
            *("atm", "card_holder", "card_name"),
        )
    )
    assert {"gender": "F", "first_name": "Camille", "last_name": "Martin"} == card["card_holder"]
    assert {"first_name": "Camille", "last_name": "Martin", "embossed": "ANNE PETIT"} == card["card_name"]
    listed = body(world.call("GET", f"/accounts/{world.business}/cards"))
    assert ([world.plastic, world.multi, world.single], 3) == (
        [each["card_ref"] for each in listed["cards"]],
        listed["total_results"],
    )
    kinds = [each["card_type"] for each in listed["cards"]]
    assert ["PLASTIC", "VIRTUAL_MULTI_USE", "VIRTUAL_SINGLE_USE"] == kinds
    assert (True, True, 1, 1) == (card["pos"], card["atm"], listed["cards"][1]["pos"], listed["cards"][1]["atm"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("acc_id", "x"),
        ("acc_id", ""),
        ("card_name", " "),
        ("card_type", "PAPER"),
        ("card_type", ""),
        ("expiry_date", "10/2023"),
        ("language", "de"),
        ("delivery_gender", "X"),
        ("delivery_cc", "XX"),
        ("delivery_zip", ""),
        ("delivery_last_name", ""),
        *(("amount", each) for each in ("0", "-5", "1.001", "01", "1000000000", "ten", "")),
    ],
)
def test_bad_parameter_of_an_order_is_refused(world: World, name: str, value: str) -> None:
    """Nothing is ordered and nothing is paid."""
    before = world.balance()
    assert code(world.order_card(**{name: value})) == "4000310"
    assert before == world.balance()


@pytest.mark.parametrize("name", [name for name in CARD if name != "acc_id"])
def test_required_parameter_of_an_order_is_not_missing(world: World, name: str) -> None:
    """Every parameter but the type is required for a plastic card, those that may be blank included."""
    form = {other: value for other, value in CARD.items() if other != name}
    assert code(world.call("POST", "/cards", {**form, "acc_id": str(world.business)})) == "4000310"


def test_order_is_refused_in_the_order_of_the_checks(world: World) -> None:
    """Account, virtual for a consumer, currency, KYC, funds, number of cards."""
    for account in (world.foreign_business, 1):
        assert code(world.order_card(account)) == "4030210"
    assert code(world.order_card(world.consumer, card_type="VIRTUAL_MULTI_USE")) == "4030370"
    assert code(world.order_card(world.consumer)) == "4510320"
    assert code(world.order_card(world.add_account(acc_currency="USD"))) == "4030212"
    account = world.add_account()
    world.fulfil_kyc(account, business=True)
    assert code(world.order_card(account)) == "4020220"
    world.event("account-deposit", accountId=account, amount=49)
    assert code(world.order_card(account)) == "4020210"
    world.event("account-partner", accountId=account)
    assert code(world.order_card(account)) == "4030211"
    assert [200, 200] == [world.order_card().status_code for _ in range(2)]
    assert code(world.order_card()) == "4290330"


def test_consumer_orders_plastic(world: World) -> None:
    """With a fulfilled KYC a consumer account has plastic cards."""
    world.fulfil_kyc(world.consumer)
    assert world.order_card(world.consumer).status_code == 200


def test_sub_account_has_a_number_of_cards_of_its_own(world: World) -> None:
    """What the control plane leaves it."""
    world.event("sub-account", accountId=world.business, cardsLeft=1)
    world.event("banking-network", slow=True)
    assert code(world.order_card()) == "4080010"
    world.event("banking-network", slow=False)
    assert world.order_card().status_code == 200
    assert code(world.order_card()) == "4290331"


def test_number_of_cards_is_a_limit(world: World) -> None:
    """A reset chooses another."""
    world.control("POST", "/reset", {"limits": {"cards_per_account": 3}})
    world.settle_down()
    assert code(world.order_card()) == "4290330"


def test_card_of_somebody_else_is_refused(world: World) -> None:
    """Unknown and foreign cards are 4030310, after the parameters."""
    foreign, order = world.add_card(world.foreign_business, user=1)
    calls = [
        *(("GET", suffix, None) for suffix in ("", "/transactions", "/transactions/1", "/pan")),
        ("PUT", "", {"card_pos": "0"}),
        ("POST", "/credit", LOAD),
        ("POST", "/debit", LOAD),
        ("POST", "/pin", None),
        ("POST", "/pan", {"dest_method": "sms", "dest_value": "33600000000"}),
        ("POST", "/details-display", {"ip": "192.0.2.1"}),
    ]
    for card in (foreign, "ANY0000000000", "x"):
        assert {"4030310"} == {code(world.call(method, f"/cards/{card}{end}", form)) for method, end, form in calls}
        assert code(world.call("GET", f"/cards/{card}/pin", query="cvc=000")) == "4030310"
    for number in (order, 1, "9" * 40):
        assert code(world.call("GET", f"/orders/{number}/tracking")) == "4030410"


ALL = ("ACT", "BLO", "STO", "LOS", "DAM", "CAN")


@pytest.mark.parametrize(
    ("path", "outcomes"),
    [
        ([], dict.fromkeys(("ACT", "STO", "LOS", "DAM", "CAN"), "200") | {"BLO": "4030320"}),
        (["ACT"], dict.fromkeys(ALL, "200") | {"ACT": "4030365"}),
        (["ACT", "BLO"], dict.fromkeys(ALL, "200") | {"BLO": "4030365"}),
        (["ACT", "BLO", "ACT"], dict.fromkeys(ALL, "200") | {"ACT": "4030365"}),
        (["STO"], dict.fromkeys(ALL, "4030365")),
        (["ACT", "LOS"], dict.fromkeys(ALL, "4030365")),
        (["ACT", "DAM"], dict.fromkeys(ALL, "4030365")),
        (["CAN"], dict.fromkeys(ALL, "4030350")),
    ],
)
def test_status_changes_as_a_card_lives(world: World, path: list[str], outcomes: dict[str, str]) -> None:
    """From every status to every other: allowed, or refused with the code of the reason."""
    for wanted, expected in outcomes.items():
        world.control("POST", "/reset")
        world.log_in()
        world.business, _ = world.accounts()
        card, _ = world.add_card()
        for status in path:
            assert world.change_card(card, card_status=status).status_code == 200
        assert expected == str(anytime_world.outcome(world.change_card(card, card_status=wanted)))
        before = path[-1] if path else "ORD"
        assert (wanted if expected == "200" else before) == world.card(card)["status"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("card_status", "EXP"), ("card_status", "act"), ("card_status", ""), ("card_pos", "2"), ("card_atm", "true")],
)
def test_bad_change_of_a_card_is_refused(world: World, name: str, value: str) -> None:
    """Nothing of it is done."""
    assert code(world.change_card(world.multi, card_renew="1", **{name: value})) == "4000310"
    assert body(world.change_card(world.multi))["renew"] == 0


def test_card_keeps_what_is_not_changed(world: World) -> None:
    """Each of the four is optional."""
    body(world.change_card(world.multi, card_pos="0"))
    assert {"pos": 0, "atm": 1, "renew": 1} == {
        name: value for name, value in body(world.change_card(world.multi, card_renew="1")).items() if len(name) < 6
    } | {"renew": 1}
    assert (False, True) == (world.card()["pos"], world.card()["atm"])


def test_renewal_needs_the_holder(world: World) -> None:
    """Without the data of the holder a card is not renewed; other changes are made."""
    world.event("card-holder", cardRef=world.multi)
    assert code(world.change_card(world.multi, card_renew="1")) == "4030390"
    assert world.change_card(world.multi, card_renew="0", card_pos="0").status_code == 200
    world.event("card-holder", cardRef=world.multi, complete=True)
    assert world.change_card(world.multi, card_renew="1").status_code == 200


def test_card_expires_with_its_last_day(world: World) -> None:
    """It is good to the end of the day, then EXP, which is final."""
    card, _ = world.add_card(card_type="VIRTUAL_MULTI_USE", expiry_date="2020-10-25")
    world.control("POST", "/clock", {"now": "2020-10-25T22:59:00Z"})
    world.log_in()
    assert world.load(card).status_code == 200
    world.control("POST", "/clock", {"now": "2020-10-25T23:00:00Z"})
    world.log_in()
    assert world.card(card)["status"] == "EXP"
    assert code(world.load(card)) == "4030320"
    assert code(world.change_card(card, card_status="ACT")) == "4030365"


def test_wish_in_the_past_gives_three_years(world: World) -> None:
    """The date is a wish."""
    card, _ = world.add_card(expiry_date="2016-01-01")
    assert world.card(card)["expiry_date"] == "2023-10-28"


def test_pin_needs_the_cvc_and_an_active_card(world: World) -> None:
    """Parameters, cancelled, not active, wrong CVC."""
    path = f"/cards/{world.plastic}/pin"
    pin = body(world.call("GET", path, query="cvc=000"))["pin"]
    assert (4, True) == (len(pin), pin.isdigit())
    for query in ("", "cvc=", "cvc=00", "cvc=0000", "cvc=abc", "cvc=%D9%A0%D9%A0%D9%A0"):
        assert code(world.call("GET", path, query=query)) == "4000310"
    assert code(world.call("GET", path, query="cvc=123")) == "4030380"
    sent = body(world.call("POST", path))
    assert {"acc_id": world.business, "card_ref": world.plastic} == sent
    assert pin != body(world.call("GET", path, query="cvc=000"))["pin"]
    world.change_card(world.plastic, card_status="BLO")
    assert code(world.call("GET", path, query="cvc=123")) == code(world.call("POST", path)) == "4030320"
    world.change_card(world.plastic, card_status="CAN")
    assert code(world.call("GET", path, query="cvc=123")) == code(world.call("POST", path)) == "4030350"


def test_pan_is_shown_for_virtual_cards(world: World) -> None:
    """A single-use card has its number, one for many uses two pictures, a plastic one nothing."""
    shown = body(world.call("GET", f"/cards/{world.single}/pan"))
    assert ["pan", "cvv", "expiry_date"] == list(shown)
    digits = [int(digit) for digit in reversed(shown["pan"])]
    doubled = [digit * (2 if place % 2 else 1) for place, digit in enumerate(digits)]
    assert (16, 0) == (len(digits), sum(each // 10 + each % 10 for each in doubled) % 10)
    assert (3, "2023-10-31") == (len(shown["cvv"]), shown["expiry_date"])
    pictures = body(world.call("GET", f"/cards/{world.multi}/pan"))
    assert ["front", "back"] == list(pictures)
    decoded = [base64.b64decode(each, validate=True) for each in pictures.values()]
    assert all(each.startswith(b"\x89PNG\r\n\x1a\n") for each in decoded)
    assert decoded[0] != decoded[1]
    assert code(world.call("GET", f"/cards/{world.plastic}/pan")) == "4030360"
    world.change_card(world.single, card_status="CAN")
    assert code(world.call("GET", f"/cards/{world.single}/pan")) == "4030350"


@pytest.mark.parametrize(
    ("method", "value", "expected"),
    [
        ("email", "a@example.com", 200),
        ("sms", "33600000000", 200),
        ("email", "33600000000", "4000310"),
        ("sms", "a@example.com", "4000310"),
        ("sms", "+33600000000", "4000310"),
        ("post", "x", "4000310"),
        ("email", "", "4000310"),
        ("", "a@example.com", "4000310"),
    ],
)
def test_pan_of_a_single_use_card_is_sent(world: World, method: str, value: str, expected: object) -> None:
    """By mail or text to a destination of the right form, and for no other card."""
    form = {"dest_method": method, "dest_value": value}
    assert expected == anytime_world.outcome(world.call("POST", f"/cards/{world.single}/pan", form))
    if expected == 200:
        assert {"state": "sent"} == body(world.call("POST", f"/cards/{world.single}/pan", form))
        for card in (world.multi, world.plastic):
            assert code(world.call("POST", f"/cards/{card}/pan", form)) == "4030360"


def test_details_are_shown_behind_a_link(world: World) -> None:
    """The address of who clicks is IPv4 or IPv6; every call makes another link."""
    path = f"/cards/{world.plastic}/details-display"
    links = [body(world.call("POST", path, {"ip": ip}))["temp_link"] for ip in ("192.0.2.1", "2001:db8::1")]
    assert all(each.startswith("https://") for each in links)
    assert links[0] != links[1]
    for ip in ("", "192.0.2", "192.0.2.256", "nowhere", "192.0.2.0/24", "fe80::1%eth0"):
        assert code(world.call("POST", path, {"ip": ip})) == "4000310"


def test_order_is_tracked_once_the_card_is_on_its_way(world: World) -> None:
    """Until then there are no tracking data."""
    path = f"/orders/{world.order}/tracking"
    assert code(world.call("GET", path)) == "4040410"
    world.event("tracking-available", orderId=world.order, link="https://tracking.example/1")
    assert {"tracking_link": "https://tracking.example/1"} == body(world.call("GET", path))


def test_slow_network_stops_what_needs_it(world: World) -> None:
    """Nothing happens to cards and money; what needs no bank goes on, and other defects are told first."""
    world.event("banking-network", slow=True)
    before = world.balance(), world.card(), world.card(world.single)
    answers = [
        world.order_card(),
        world.change_card(world.multi, card_pos="0"),
        world.load(),
        world.unload(),
        world.call("GET", f"/cards/{world.multi}/pin", query="cvc=000"),
        world.call("POST", f"/cards/{world.multi}/pin"),
        world.call("GET", f"/cards/{world.single}/pan"),
        world.call("POST", f"/cards/{world.single}/pan", {"dest_method": "sms", "dest_value": "33600000000"}),
        world.call("POST", f"/cards/{world.multi}/details-display", {"ip": "192.0.2.1"}),
    ]
    assert ["4080010"] * 9 == [code(each) for each in answers]
    assert code(world.load(amount="0.5")) == "4030330"
    assert world.transfer().status_code == 200
    world.event("banking-network", slow=False)
    assert (before[0] - 155, *before[1:]) == (world.balance(), world.card(), world.card(world.single))
    assert world.load().status_code == 200


def test_virtual_card_is_not_delivered(world: World) -> None:
    """What is said of its delivery is not looked at."""
    form = {**CARD, "acc_id": str(world.business), "card_type": "VIRTUAL_MULTI_USE", "delivery_cc": "nowhere"}
    assert body(world.call("POST", "/cards", {**form, "delivery_gender": "?"}))["order_status"] == 9
