"""What operations on cards refuse alike: cards that are not ours, cancelled or not active, and a slow network."""

from __future__ import annotations

import pytest

from conformance.scenario import World, requires
from conformance.scenarios.anytime.cards_at_hand import (
    ACTIONS,
    READS,
    Card,
    call_on,
    card_for,
    cards_of_all_types,
    change,
    order,
    refused,
    transactions,
)
from conformance.scenarios.anytime.clients import (
    CARD_OPERATIONS,
    DAY_S,
    MULTI_USE,
    NO_ROUTE,
    NOT_YOUR_CARD,
    PLASTIC,
    UNKNOWN_CARD,
    balance_of,
    happen,
    read_card,
    shows_everywhere,
)

_NEED_ACTIVE = ("creditCard", "debitCard", "getCardPin", "sendCardPin")
"""The others show or change what a card is, whatever its status."""


def _look(world: World, card: Card) -> object:
    """What could change at a card by any of the operations, but for its PIN."""
    return read_card(world, card.ref), len(transactions(world, card)), balance_of(world, card.account)


@requires("control")
@shows_everywhere(403, "4030310", CARD_OPERATIONS)
def test_card_does_not_exist(world: World) -> None:
    """A card that nobody has is refused like one of somebody else (CardAccountNoRightsException; assumed)."""
    known = order(world)
    for ref in (UNKNOWN_CARD, known.ref.lower(), f"{known.ref}0", known.ref[:-1], f"../{known.ref}", "\u00e9", "*"):
        for operation in CARD_OPERATIONS:
            call_on(world, operation, ref, expect=NOT_YOUR_CARD)


@requires("control", "second_client")
@shows_everywhere(403, "4030310", CARD_OPERATIONS)
def test_card_of_somebody_else_is_refused(world: World) -> None:
    """Another API user's card is neither read nor used, and nothing happens to it (CardAccountNoRightsException)."""
    cards = cards_of_all_types(world, access=world.second)
    before = [read_card(world, card.ref, access=world.second) for card in cards.values()]
    for operation in CARD_OPERATIONS:
        card = card_for(operation, cards)
        listed = call_on(world, "getCardTransactions", card.ref, access=world.second).json["body"]["transactions"]
        call_on(world, operation, card.ref, transaction=str(listed[0]["txid"]), expect=NOT_YOUR_CARD)
    assert before == [read_card(world, card.ref, access=world.second) for card in cards.values()]
    pin = call_on(world, "getCardPin", cards[MULTI_USE].ref, access=world.second)
    assert pin.json["body"] == call_on(world, "getCardPin", cards[MULTI_USE].ref, access=world.second).json["body"]


@requires("control")
@shows_everywhere(404, "4040010", CARD_OPERATIONS)
def test_card_has_no_name(world: World) -> None:
    """A path in which the card is left out leads nowhere (InvalidRouteException)."""
    for operation in CARD_OPERATIONS:
        call_on(world, operation, "", expect=NO_ROUTE)


@requires("control")
@shows_everywhere(403, "4030350", ACTIONS)
def test_cancelled_card_does_nothing_more(world: World) -> None:
    """A cancelled card is still read, and that is all (CardCancelledNoActionException)."""
    cards = cards_of_all_types(world)
    numbers = {kind: str(transactions(world, card)[0]["txid"]) for kind, card in cards.items()}
    for card in cards.values():
        change(world, card, card_status="CAN")
    before = [_look(world, card) for card in cards.values()]
    for kind, card in cards.items():
        for operation in ACTIONS:
            call_on(world, operation, card.ref, expect=refused("4030350"))
        for operation in READS:
            call_on(world, operation, card.ref, transaction=numbers[kind])
    assert before == [_look(world, card) for card in cards.values()]


@requires("control")
@shows_everywhere(403, "4030320", _NEED_ACTIVE)
@pytest.mark.parametrize("status", ["ORD", "BLO", "STO", "LOS", "DAM", "EXP"])
def test_card_that_is_not_active_is_not_used(world: World, status: str) -> None:
    """Money and PIN are of an active card alone (CardNotActivatedException)."""
    card = order(world, PLASTIC if status == "ORD" else MULTI_USE, expiry_date="2020-10-31")
    if status == "EXP":
        world.advance(9 * DAY_S)
    elif status != "ORD":
        change(world, card, card_status=status)
    before = _look(world, card)
    for operation in _NEED_ACTIVE:
        call_on(world, operation, card.ref, expect=refused("4030320"))
    assert before == _look(world, card)


@requires("control")
def test_card_is_used_again_once_it_is_active(world: World) -> None:
    """What is refused while a card is blocked is done afterwards (Update card info: BLO, ACT)."""
    cards = cards_of_all_types(world)
    for kind in (PLASTIC, MULTI_USE):
        card = cards[kind]
        for status in ("ACT", "BLO", "ACT")[kind == MULTI_USE :]:
            change(world, card, card_status=status)
        for operation in _NEED_ACTIVE:
            call_on(world, operation, card.ref)


@requires("control")
@shows_everywhere(408, "4080010", ACTIONS)
def test_network_is_too_slow(world: World) -> None:
    """What the banking network has to do fails while it is slow, without a trace; the rest is answered (408)."""
    cards = cards_of_all_types(world)
    before = [_look(world, card) for card in cards.values()]
    pin = call_on(world, "getCardPin", cards[MULTI_USE].ref).json["body"]
    happen(world, "banking-network", slow=True)
    for operation in ACTIONS:
        call_on(world, operation, card_for(operation, cards).ref, expect=refused("4080010"))
    assert before == [_look(world, card) for card in cards.values()]
    happen(world, "banking-network", slow=False)
    assert pin == call_on(world, "getCardPin", cards[MULTI_USE].ref).json["body"]
    for operation in ACTIONS:
        call_on(world, operation, card_for(operation, cards).ref)


@requires("control")
def test_refusal_comes_before_the_network(world: World) -> None:
    """What is refused anyway is refused while the network is slow, too (assumed: the network is asked last)."""
    cards = cards_of_all_types(world)
    plastic, virtual = cards[PLASTIC].ref, cards[MULTI_USE].ref
    happen(world, "banking-network", slow=True)
    for operation in _NEED_ACTIVE:
        call_on(world, operation, plastic, expect=refused("4030320"))
    for operation in ("getCardPan", "sendCardPan"):
        call_on(world, operation, plastic, expect=refused("4030360"))
    for operation in ACTIONS:
        call_on(world, operation, UNKNOWN_CARD, expect=NOT_YOUR_CARD)
    call_on(world, "getCardPin", virtual, changes={"cvc": "001"}, expect=refused("4030380"))
    call_on(world, "debitCard", virtual, changes={"amount": "100.01"}, expect=refused("4020320"))
    call_on(world, "updateCard", virtual, changes={"card_status": "ACT"}, expect=refused("4030365"))
