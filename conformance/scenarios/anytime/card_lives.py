"""The life of a card, from its order to its end, and what it may be used for meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.cards_at_hand import (
    TYPES,
    active_plastic,
    call_on,
    change,
    load,
    order,
    refused,
    status_of,
)
from conformance.scenarios.anytime.clients import (
    BAD_CARD_PARAMETER,
    DAY_S,
    MULTI_USE,
    PLASTIC,
    TODAY,
    cards_of,
    happen,
    read_card,
)
from conformance.scenarios.anytime.text import body_of, number

ENDS = ("STO", "LOS", "DAM", "CAN")
"""What a card cannot come back from (assumed)."""
WISHES = ("ACT", "BLO", *ENDS)

_SWITCHES = ("card_pos", "card_atm", "card_renew")


def _switched(answer: Any) -> list[int]:
    """What a card may be used for, and whether it is renewed."""
    return [number(answer[name]) if isinstance(answer[name], str) else int(answer[name]) for name in ("pos", "atm")]


@requires("control")
@shows("updateCard", 200)
def test_plastic_card_lives(world: World) -> None:
    """A card is ordered, activated, blocked and activated again; each time it reads so (Update card info)."""
    card = order(world, PLASTIC)
    assert ["ORD", None] == [read_card(world, card.ref)[name] for name in ("status", "activation_date")]
    world.advance(DAY_S)
    for wanted in ("ACT", "BLO", "ACT"):
        changed = body_of(change(world, card, card_status=wanted).json)
        assert [card.ref, wanted] == [changed["card_ref"], changed["status"]]
        shown = read_card(world, card.ref)
        assert [wanted, "2020-10-24"] == [shown["status"], shown["activation_date"][:10]]
        assert [wanted] == [each["status"] for each in cards_of(world, card.account)]
        world.advance(DAY_S)


@requires("control")
def test_virtual_card_is_active_from_its_first_day(world: World) -> None:
    """A virtual card is activated when it is ordered (order_status: 9 = card is activated)."""
    shown = read_card(world, order(world).ref)
    assert ["ACT", TODAY] == [shown["status"], shown["activation_date"][:10]]


@requires("control")
@shows("updateCard", 403, "4030350")
@shows("updateCard", 403, "4030365")
@pytest.mark.parametrize("before", ["ORD", "ACT", "BLO"])
def test_card_ends(world: World, before: str) -> None:
    """A card that lives may end, and then stays as it is (STO, LOS, DAM, CAN; assumed: final)."""
    for end in ENDS:
        card = order(world, PLASTIC if before == "ORD" else MULTI_USE)
        if before == "BLO":
            change(world, card, card_status="BLO")
        assert end == body_of(change(world, card, card_status=end).json)["status"]
        for wanted in WISHES:
            change(world, card, card_status=wanted, expect=refused("4030350" if end == "CAN" else "4030365"))
        assert end == status_of(world, card)


@requires("control")
@shows("updateCard", 403, "4030320")
@shows("updateCard", 403, "4030365")
def test_card_takes_no_way_that_leads_nowhere(world: World) -> None:
    """What is not active yet is not blocked, and nothing becomes what it is (CardNotActivated, CardBadStatusUpdate)."""
    card = order(world, PLASTIC)
    change(world, card, card_status="BLO", expect=refused("4030320"))
    assert "ORD" == status_of(world, card)
    change(world, card, card_status="ACT")
    change(world, card, card_status="ACT", expect=refused("4030365"))
    change(world, card, card_status="BLO")
    change(world, card, card_status="BLO", expect=refused("4030365"))
    assert "BLO" == status_of(world, card)


@requires("control")
@shows("updateCard", 400, "4000310")
@pytest.mark.parametrize("wanted", ["ORD", "EXP", "PRE", "act", "ACTIVE", "1", "ACT ", "\u00c4CT", ""])
def test_card_is_given_a_status_that_is_none(world: World, wanted: str) -> None:
    """Six statuses can be asked for, in capitals (card_status; assumed: 4000310)."""
    card = order(world, PLASTIC)
    change(world, card, card_status=wanted, card_pos="0", expect=BAD_CARD_PARAMETER)
    assert ["ORD", [1, 1]] == [status_of(world, card), _switched(read_card(world, card.ref))]


# --- what a card may be used for ------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("kind", TYPES)
def test_what_a_card_may_do_is_switched(world: World, kind: str) -> None:
    """Each switch is kept, and what is not sent does not change (card_pos, card_atm, card_renew; assumed: partial)."""
    card = order(world, kind)
    expected = {"card_pos": 1, "card_atm": 1, "card_renew": 0}
    for name, value in [("card_pos", 0), ("card_renew", 1), ("card_atm", 0), ("card_pos", 1), ("card_renew", 0)]:
        expected[name] = value
        wish: dict[str, Any] = {name: str(value)}
        changed = body_of(change(world, card, **wish).json)
        assert list(expected.values()) == [int(changed[name]) for name in ("pos", "atm", "renew")]
        assert [expected["card_pos"], expected["card_atm"]] == _switched(read_card(world, card.ref))
    assert {"PLASTIC": "ORD"}.get(kind, "ACT") == status_of(world, card)


@requires("control")
def test_card_is_changed_at_once(world: World) -> None:
    """Everything that one update asks for is done (Update card info)."""
    card = order(world, PLASTIC)
    changed = body_of(change(world, card, card_status="ACT", card_pos="0", card_atm="0", card_renew="1").json)
    assert ["ACT", 0, 0, 1] == [changed["status"], *(int(changed[name]) for name in ("pos", "atm", "renew"))]
    shown = read_card(world, card.ref)
    assert ["ACT", [0, 0]] == [shown["status"], _switched(shown)]


@requires("control")
def test_update_may_ask_for_nothing(world: World) -> None:
    """No parameter is required, and without any nothing changes (Update card info: required false)."""
    card = order(world, PLASTIC)
    before = read_card(world, card.ref)
    world.call("updateCard", path=card.path, expect=200)
    change(world, card, what_is_unknown="1")
    assert before == read_card(world, card.ref)


@requires("control")
@shows("updateCard", 400, "4000310")
@pytest.mark.parametrize("name", _SWITCHES)
def test_switch_is_neither_on_nor_off(world: World, name: str) -> None:
    """A switch is 1 or 0 (1 = allow, 0 = block; assumed: 4000310)."""
    card = order(world)
    before = read_card(world, card.ref)
    for value in ("2", "-1", "true", "on", "01", "\uff11", " 1", ""):
        change(world, card, card_status="BLO", **{name: value}, expect=BAD_CARD_PARAMETER)
    assert before == read_card(world, card.ref)


@requires("control")
def test_update_of_one_card_leaves_the_others_alone(world: World) -> None:
    """What happens to a card happens to no other (Update card info)."""
    cards = [order(world) for _ in range(3)]
    before = [read_card(world, card.ref) for card in cards]
    change(world, cards[1], card_status="LOS", card_pos="0")
    assert [before[0], before[2]] == [read_card(world, cards[number_].ref) for number_ in (0, 2)]


@requires("control")
@shows("updateCard", 403, "4030390")
def test_card_of_an_unknown_holder_is_not_renewed(world: World) -> None:
    """Without the data of its holder a card is not renewed, but changed in other ways (MissingHolderData; assumed)."""
    card = active_plastic(world)
    happen(world, "card-holder", cardRef=card.ref, complete=False)
    change(world, card, card_renew="1", card_pos="0", expect=refused("4030390"))
    assert [1, 1] == _switched(read_card(world, card.ref))
    assert [0, 0] == [int(body_of(change(world, card, card_renew="0", card_pos="0").json)[n]) for n in ("renew", "pos")]
    happen(world, "card-holder", cardRef=card.ref, complete=True)
    assert 1 == int(body_of(change(world, card, card_renew="1").json)["renew"])


@requires("control")
@shows("updateCard", 408, "4080010")
def test_nothing_changes_while_the_network_is_slow(world: World) -> None:
    """An update that the banking network does not take in time has not happened (BankingNetworkTimeoutException)."""
    card = order(world)
    before = read_card(world, card.ref)
    happen(world, "banking-network", slow=True)
    wishes: tuple[dict[str, Any], ...] = ({"card_status": "BLO"}, {"card_pos": "0"}, {"card_renew": "1"})
    for changes in wishes:
        change(world, card, **changes, expect=refused("4080010"))
    happen(world, "banking-network", slow=False)
    assert before == read_card(world, card.ref)
    change(world, card, card_status="BLO")


# --- expiry ---------------------------------------------------------------------------------------------------------


@requires("control")
@shows("updateCard", 403, "4030365")
@shows("creditCard", 403, "4030320")
def test_card_expires_after_its_last_day(world: World) -> None:
    """A card is good until the end of its last day and then reads EXP for ever (expiry_date; constants: EXP)."""
    card = order(world, expiry_date="2020-10-24")
    world.advance(DAY_S)
    assert "ACT" == status_of(world, card)
    load(world, card)
    world.advance(DAY_S)
    assert "EXP" == status_of(world, card)
    load(world, card, expect=refused("4030320"))
    for wanted in WISHES:
        change(world, card, card_status=wanted, expect=refused("4030365"))
    assert "EXP" == status_of(world, card)
    call_on(world, "getCardTransactions", card.ref)


@requires("control")
def test_card_that_ended_does_not_expire(world: World) -> None:
    """What is lost stays lost after its last day (assumed)."""
    card = order(world, expiry_date="2020-10-24")
    change(world, card, card_status="LOS")
    world.advance(2 * DAY_S)
    assert "LOS" == status_of(world, card)


@requires("control")
@pytest.mark.parametrize(("wish", "months"), [("2020-11-01", 1), ("2021-10-31", 12), ("2023-10-31", 36)])
def test_validity_is_counted_in_months(world: World, wish: str, months: int) -> None:
    """How long a card is good is told in months, from that of its order (validity_month; assumed: by the calendar)."""
    shown = read_card(world, order(world, expiry_date=wish).ref)
    assert [months, wish] == [shown["validity_month"], shown["expiry_date"][:10]]
