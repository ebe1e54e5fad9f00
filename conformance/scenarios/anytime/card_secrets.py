"""PIN and number of a card: who is shown them, where they are sent, and links for the holder."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.cards_at_hand import (
    DESTINATION,
    TYPES,
    active_plastic,
    call_on,
    cards_of_all_types,
    order,
    refused,
)
from conformance.scenarios.anytime.clients import (
    BAD_CARD_PARAMETER,
    MULTI_USE,
    PLASTIC,
    SINGLE_USE,
    UNKNOWN_CARD,
    read_card,
)
from conformance.scenarios.anytime.text import BAD_EMAILS, BAD_MOBILES, BLANKS, body_of

_WRONG_CVCS = ("001", "999", "100", "111", "123")
_NO_CVCS = (None, "", " ", "00", "0000", "0 0", "abc", "-00", "0.0", "\uff10\uff10\uff10", "00\u00e9")
_ADDRESSES = ("198.51.100.23", "127.0.0.1", "2001:db8::1", "::1", "2001:0db8:0000:0000:0000:0000:0000:0001")
_NO_ADDRESSES = (
    *("1.2.3", "1.2.3.4.5", "256.1.1.1", "198.51.100.23/24", "198.51.100.23:443", "home", "localhost", "12345"),
    *("2001:db8::g", "[::1]", "\uff11.1.1.1", "fe80::1%eth0", "1.2.3.4 "),
)


def _secret(world: World, operation: str, ref: str, **arguments: Any) -> Any:
    return body_of(call_on(world, operation, ref, **arguments).json)


# --- PIN ------------------------------------------------------------------------------------------------------------


@requires("control")
@shows("getCardPin", 200)
@pytest.mark.parametrize("kind", TYPES)
def test_pin_is_shown_for_the_cvc(world: World, kind: str) -> None:
    """Who knows the CVC, here 000, reads the same PIN each time (Get pin code of a card)."""
    card = active_plastic(world) if kind == PLASTIC else order(world, kind)
    pins = [_secret(world, "getCardPin", card.ref)["pin"] for _ in range(2)]
    assert [pins[0]] == sorted(set(pins))


@requires("control")
@shows("getCardPin", 403, "4030380")
def test_pin_is_not_shown_for_another_cvc(world: World) -> None:
    """All other CVCs are refused (Get pin code of a card: CardGetPinBadCvcException)."""
    card = order(world)
    for cvc in _WRONG_CVCS:
        call_on(world, "getCardPin", card.ref, changes={"cvc": cvc}, expect=refused("4030380"))
    call_on(world, "getCardPin", card.ref)


@requires("control")
@shows("getCardPin", 400, "4000310")
def test_cvc_is_three_digits(world: World) -> None:
    """A CVC that is none is a bad parameter, of whatever card (cvc: 3 last digits; assumed: 4000310)."""
    card = order(world)
    for cvc in _NO_CVCS:
        for ref in (card.ref, UNKNOWN_CARD):
            call_on(world, "getCardPin", ref, changes={"cvc": cvc}, expect=BAD_CARD_PARAMETER)


@requires("control")
@shows("sendCardPin", 200)
def test_new_pin_is_texted(world: World) -> None:
    """A PIN that is texted is a new one, and is then the card's (Text new pin to cardholder)."""
    card = active_plastic(world)
    pins = {_secret(world, "getCardPin", card.ref)["pin"]}
    for _ in range(4):
        sent = _secret(world, "sendCardPin", card.ref)
        assert [card.ref, card.account] == [sent["card_ref"], str(sent["acc_id"])]
        pins.add(_secret(world, "getCardPin", card.ref)["pin"])
    # Two of them may be alike by chance, five of them not.
    assert 1 < len(pins)


@requires("control")
def test_pin_of_another_card_stays(world: World) -> None:
    """A new PIN is that of one card (Text new pin to cardholder)."""
    cards = cards_of_all_types(world)
    before = _secret(world, "getCardPin", cards[SINGLE_USE].ref)
    for _ in range(3):
        call_on(world, "sendCardPin", cards[MULTI_USE].ref)
    assert before == _secret(world, "getCardPin", cards[SINGLE_USE].ref)


# --- number ---------------------------------------------------------------------------------------------------------


@requires("control")
@shows("getCardPan", 200)
def test_virtual_card_shows_its_number_or_its_sides(world: World) -> None:
    """A card for a single use shows its number, one for many uses both sides (card_ref/pan)."""
    cards = cards_of_all_types(world)
    single, multi = (_secret(world, "getCardPan", cards[kind].ref) for kind in (SINGLE_USE, MULTI_USE))
    assert [{"pan", "cvv", "expiry_date"}, {"front", "back"}] == [set(single), set(multi)]
    assert single["expiry_date"][:10] == read_card(world, cards[SINGLE_USE].ref)["expiry_date"][:10]
    assert [single, multi] == [_secret(world, "getCardPan", cards[kind].ref) for kind in (SINGLE_USE, MULTI_USE)]


@requires("control")
def test_every_card_has_its_own_number(world: World) -> None:
    """Two cards do not show the same (card_ref/pan)."""
    for kind, name in ((SINGLE_USE, "pan"), (MULTI_USE, "front")):
        first, second = (_secret(world, "getCardPan", order(world, kind).ref)[name] for _ in range(2))
        assert first != second


@requires("control")
@shows("getCardPan", 403, "4030360")
def test_plastic_card_shows_no_number(world: World) -> None:
    """With a physical card there is an error, active or not (This API works only with virtual cards)."""
    for card in (order(world, PLASTIC), active_plastic(world)):
        call_on(world, "getCardPan", card.ref, expect=refused("4030360"))


@requires("control")
@shows("sendCardPan", 200)
@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("sms", "33600000000"),
        ("sms", "12345678"),
        ("sms", "123456789012345"),
        ("email", "camille.moreau@example.com"),
        ("email", "a+b@sub.example.org"),
    ],
)
def test_number_is_sent(world: World, method: str, value: str) -> None:
    """The number of a card for a single use goes to a mail address or a phone (Text or email the PAN)."""
    card = order(world, SINGLE_USE)
    assert _secret(world, "sendCardPan", card.ref, changes={"dest_method": method, "dest_value": value})["state"]


@requires("control")
@shows("sendCardPan", 403, "4030360")
@pytest.mark.parametrize("kind", [PLASTIC, MULTI_USE])
def test_number_of_another_card_is_not_sent(world: World, kind: str) -> None:
    """Only the number of a card for a single use is sent (the PAN of a virtual single use card)."""
    call_on(world, "sendCardPan", order(world, kind).ref, expect=refused("4030360"))


@requires("control")
@shows("sendCardPan", 400, "4000310")
@pytest.mark.parametrize("name", DESTINATION)
def test_number_is_sent_nowhere(world: World, name: str) -> None:
    """How and where to send must be said, of whatever card (required; assumed: 4000310)."""
    cards = cards_of_all_types(world)
    for blank in BLANKS:
        for card in cards.values():
            call_on(world, "sendCardPan", card.ref, changes={name: blank}, expect=BAD_CARD_PARAMETER)


@requires("control")
@shows("sendCardPan", 400, "4000310")
@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("sms", (*BAD_MOBILES, "camille.moreau@example.com")),
        ("email", (*BAD_EMAILS, "33600000000")),
        ("post", ("14 quai de la Fosse", "33600000000")),
        ("SMS", ("33600000000",)),
        ("Email", ("camille.moreau@example.com",)),
    ],
)
def test_number_is_sent_to_no_address(world: World, method: str, values: tuple[str, ...]) -> None:
    """A phone number has digits only, a mail address is valid, and there is no third way (dest_value; assumed)."""
    card = order(world, SINGLE_USE)
    for value in values:
        changes = {"dest_method": method, "dest_value": value}
        call_on(world, "sendCardPan", card.ref, changes=changes, expect=BAD_CARD_PARAMETER)


# --- links for the holder -------------------------------------------------------------------------------------------


@requires("control")
@shows("createDetailsDisplay", 200)
@pytest.mark.parametrize("kind", TYPES)
def test_card_is_shown_to_an_address(world: World, kind: str) -> None:
    """A link is made for a consumer's address, IPv4 or IPv6 (ip: the consumer that will click on the link)."""
    card = order(world, kind)
    links = [
        _secret(world, "createDetailsDisplay", card.ref, changes={"ip": address})["temp_link"] for address in _ADDRESSES
    ]
    other = _secret(world, "createDetailsDisplay", order(world, kind).ref)["temp_link"]
    assert [True, False] == [all(link.startswith("https://") for link in links), other in links]


@requires("control")
@shows("createDetailsDisplay", 400, "4000310")
def test_card_is_shown_to_no_address(world: World) -> None:
    """What is no address, or no text at all, is refused, of whatever card (ip; assumed: 4000310)."""
    card = order(world)
    for address in (*BLANKS, *_NO_ADDRESSES):
        for ref in (card.ref, UNKNOWN_CARD):
            call_on(world, "createDetailsDisplay", ref, changes={"ip": address}, expect=BAD_CARD_PARAMETER)
