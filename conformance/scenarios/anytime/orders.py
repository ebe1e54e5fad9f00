"""Ordering cards: what an order needs, who may order what, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.cards_at_hand import (
    TYPES,
    card_balance,
    drain,
    order,
    refused,
    transactions,
)
from conformance.scenarios.anytime.clients import (
    BAD_CARD_PARAMETER,
    BUSINESS_PAPERS,
    CONSUMER,
    KYC_FIELDS,
    MULTI_USE,
    NOT_YOUR_ACCOUNT,
    PARTNERS_ACCOUNT,
    PLASTIC,
    SINGLE_USE,
    UNKNOWN_ACCOUNT,
    balance_of,
    cards_of,
    decide,
    deposit,
    first_account,
    fulfil_kyc,
    happen,
    new_order,
    of_account,
    open_account,
    read_card,
    ready_account,
    statements,
)
from conformance.scenarios.anytime.text import (
    BAD_AMOUNTS,
    BAD_COUNTRIES,
    BAD_DATES,
    BAD_GENDERS,
    BLANKS,
    TEXTS,
    body_of,
    cases,
    cents,
    column,
    number,
)

COMPLETE = 3
ACTIVE = 9

_NEEDED = ("acc_id", "card_name", "expiry_date", "amount", "language")
_NEEDED_TO_DELIVER = (
    *("delivery_gender", "delivery_first_name", "delivery_last_name", "delivery_addr_1", "delivery_zip"),
    *("delivery_city", "delivery_cc"),
)
_BAD_VALUES: dict[str, tuple[str, ...]] = {
    "acc_id": ("abc", "-1", "1.5", "0x10", "\uff11", "1 2"),
    "card_type": ("GOLD", "plastic", "VIRTUAL", "Plastic", ""),
    "expiry_date": BAD_DATES,
    "amount": BAD_AMOUNTS,
    "language": ("de", "FR", "french", "fr-FR"),
    "delivery_gender": BAD_GENDERS,
    "delivery_cc": BAD_COUNTRIES,
}


def _order(world: World, form: dict[str, Any], expect: Any) -> Any:
    return world.call("orderCard", form=form, expect=expect)


@requires("control")
@shows("orderCard", 200)
@shows("getCard", 200)
@pytest.mark.parametrize("kind", TYPES)
def test_card_is_ordered(world: World, kind: str) -> None:
    """A virtual card is active at once, a plastic one is on its way (order_status: 3 = complete, 9 = activated)."""
    account = first_account(world)
    made = body_of(_order(world, new_order(account, kind), 200).json)
    shown = read_card(world, made["card_ref"])
    expected = (COMPLETE, "ORD", False) if kind == PLASTIC else (ACTIVE, "ACT", True)
    assert expected == (made["order_status"], shown["status"], bool(shown["activation_date"]))
    assert [int(account), made["card_ref"]] == [number(shown["acc_id"]), shown["card_ref"]]
    assert "JOHN SMITH" == shown["card_name"]["embossed"]
    assert "2023-06-30" == shown["expiry_date"][:10]


@requires("control")
def test_card_is_plastic_unless_said_otherwise(world: World) -> None:
    """Without a type a plastic card is ordered (card_type is not required; assumed: plastic)."""
    account = first_account(world)
    made = body_of(_order(world, new_order(account, card_type=None), 200).json)
    assert COMPLETE == made["order_status"]
    assert [PLASTIC] == column(cards_of(world, account), "card_type")


@requires("control")
@pytest.mark.parametrize("amount", ["0.01", "0.37", "12.34", "1234.56", "5", "7.5"])
def test_order_is_paid_by_the_account(world: World, amount: str) -> None:
    """What an order puts onto the card is what the account pays, to the cent (amount: Amount to transfer)."""
    account = first_account(world)
    before = balance_of(world, account)
    card = order(world, account=account, amount=amount)
    expected = cents(amount)
    assert [expected, before - expected] == [card_balance(world, card), balance_of(world, account)]
    (first,) = transactions(world, card)
    assert ["C", "S", expected, expected] == [
        first["type"],
        first["status"],
        cents(first["amount"]),
        cents(first["balance_after"]),
    ]
    paid = statements(world, account)[0]
    assert ["D", expected, before - expected] == [paid["type"], cents(paid["amount"]), cents(paid["balance"])]


@requires("control")
def test_every_order_has_its_own_card(world: World) -> None:
    """Orders have numbers and cards of their own (order_id: Unique identifier for the order)."""
    account = first_account(world)
    cards = [order(world, kind, account=account) for kind in (*TYPES, MULTI_USE)]
    assert [4, 4] == [len({each.order for each in cards}), len({each.ref for each in cards})]
    assert sorted(each.ref for each in cards) == sorted(column(cards_of(world, account), "card_ref"))


@requires("control")
@pytest.mark.parametrize("name", **cases(TEXTS))
def test_any_name_is_embossed(world: World, name: str) -> None:
    """The name on a card is the one that was sent (card_name: The name that will be displayed on the card)."""
    card = order(world, PLASTIC, card_name=name, delivery_first_name=name, delivery_city=name)
    assert name == read_card(world, card.ref)["card_name"]["embossed"]


@requires("control")
def test_card_is_held_by_the_cardholder_of_its_account(world: World) -> None:
    """The holder of a card is that of the account (card_holder; Create a new account)."""
    account = ready_account(world, user_gender="F", user_first_name="Zoë", user_last_name="de l'Isle", iban=False)
    shown = read_card(world, order(world, account=account).ref)
    assert {"gender": "F", "first_name": "Zoë", "last_name": "de l'Isle"} == shown["card_holder"]
    assert ["Zoë", "de l'Isle"] == [shown["card_name"][name] for name in ("first_name", "last_name")]


@requires("control")
def test_card_is_read_as_it_is_listed(world: World) -> None:
    """A card reads the same alone and in the list of its account (Retrieve the cards list of an account)."""
    account = first_account(world)
    cards = [order(world, kind, account=account) for kind in TYPES]
    listed = {each["card_ref"]: each for each in cards_of(world, account)}
    names = ("status", "activation_date", "balance", "expiry_date", "card_holder", "card_name")
    for kind, card in zip(TYPES, cards, strict=True):
        shown = read_card(world, card.ref)
        assert [shown[name] for name in names] == [listed[card.ref][name] for name in names]
        assert [int(shown["pos"]), int(shown["atm"])] == [int(listed[card.ref]["pos"]), int(listed[card.ref]["atm"])]
        assert kind == listed[card.ref]["card_type"]


@requires("control")
def test_wish_of_the_past_gives_a_usable_card(world: World) -> None:
    """A desired expiry date is a wish: a card of yesterday is not made (assumed)."""
    card = order(world, expiry_date="2001-01-01")
    assert ["ACT", True] == [read_card(world, card.ref)["status"], read_card(world, card.ref)["expiry_date"] > "2021"]


@requires("control")
def test_virtual_card_needs_no_delivery(world: World) -> None:
    """Where a virtual card should be delivered is not asked (assumed: the table says required for all)."""
    form = new_order(first_account(world))
    plain = {name: value for name, value in form.items() if not name.startswith("delivery_")}
    _order(world, plain, 200)
    _order(world, {**plain, "card_type": SINGLE_USE}, 200)
    _order(world, {**plain, "delivery_gender": "X", "delivery_cc": "nowhere"}, 200)
    _order(world, {**plain, "card_type": PLASTIC}, BAD_CARD_PARAMETER)


@requires("control")
@pytest.mark.parametrize("name", ["delivery_company_name", "delivery_addr_2"])
def test_little_of_a_delivery_may_be_blank(world: World, name: str) -> None:
    """Not everybody has a company or a second line: both are sent blank then (required; assumed: blank is enough)."""
    account = first_account(world)
    for blank in ("", " "):
        _order(world, new_order(account, PLASTIC, **{name: blank}), 200)
    _order(world, new_order(account, PLASTIC, **{name: None}), BAD_CARD_PARAMETER)


# --- refusals -------------------------------------------------------------------------------------------------------


@requires("control")
@shows("orderCard", 400, "4000310")
@pytest.mark.parametrize("name", [*_NEEDED, *_NEEDED_TO_DELIVER])
def test_order_lacks_a_parameter(world: World, name: str) -> None:
    """What an order needs must be there and not blank (Order a new card: required; assumed: 4000310)."""
    account = first_account(world)
    for blank in BLANKS:
        _order(world, new_order(account, PLASTIC, **{name: blank}), BAD_CARD_PARAMETER)
    assert [] == cards_of(world, account)


@requires("control")
@shows("orderCard", 400, "4000310")
@pytest.mark.parametrize("name", _BAD_VALUES)
def test_order_has_a_bad_parameter(world: World, name: str) -> None:
    """A value that is none of the allowed is refused, and nothing is paid (Order a new card; assumed: 4000310)."""
    account = first_account(world)
    before = balance_of(world, account)
    for value in _BAD_VALUES[name]:
        _order(world, new_order(account, PLASTIC, **{name: value}), BAD_CARD_PARAMETER)
    assert [[], before] == [cards_of(world, account), balance_of(world, account)]


@requires("control", "second_client")
@shows("orderCard", 403, "4030210")
def test_card_is_ordered_for_an_account_of_somebody_else(world: World) -> None:
    """Accounts that are not ours order nothing, whether they exist or not (AccountIdNoRightsException)."""
    foreign = first_account(world, access=world.second)
    before = balance_of(world, foreign, access=world.second)
    for account in (foreign, UNKNOWN_ACCOUNT, "9" * 18):
        _order(world, new_order(account), NOT_YOUR_ACCOUNT)
    assert before == balance_of(world, foreign, access=world.second)


@requires("control")
@shows("orderCard", 403, "4030211")
def test_card_is_ordered_for_the_account_of_a_partner(world: World) -> None:
    """The account of a partner orders nothing (AccountIdPartnerNoRightsException)."""
    account = first_account(world)
    happen(world, "account-partner", accountId=account)
    _order(world, new_order(account), PARTNERS_ACCOUNT)


@requires("control")
@shows("orderCard", 403, "4030370")
def test_consumer_orders_no_virtual_card(world: World) -> None:
    """Virtual cards can't be ordered by a "consumer" account type; a plastic one can (Order a new card)."""
    account = first_account(world, CONSUMER)
    fulfil_kyc(world, account, CONSUMER)
    for kind in (SINGLE_USE, MULTI_USE):
        _order(world, new_order(account, kind), refused("4030370"))
    order(world, PLASTIC, account=account, amount="25.00")
    assert [7_500, [PLASTIC]] == [balance_of(world, account), column(cards_of(world, account), "card_type")]


@requires("control")
@shows("orderCard", 403, "4030212")
@pytest.mark.parametrize("currency", ["USD", "GBP", "CHF"])
def test_card_is_in_euro(world: World, currency: str) -> None:
    """An account in another currency orders no card (AccountBadTypeException; assumed)."""
    account = ready_account(world, acc_currency=currency, iban=False)
    _order(world, new_order(account), refused("4030212"))
    world.call("updateAccount", path=of_account(account), form={"acc_currency": "EUR"}, expect=200)
    order(world, account=account)


@requires("control")
@shows("orderCard", 451, "4510320")
def test_order_needs_the_papers(world: World) -> None:
    """Without a fulfilled KYC no card is ordered (CardOrderKycUploadRequiredException)."""
    consumer = first_account(world, CONSUMER)
    _order(world, new_order(consumer, PLASTIC), refused("4510320"))
    fulfil_kyc(world, consumer, CONSUMER)
    order(world, PLASTIC, account=consumer)
    business = first_account(world)
    decide(world, business, KYC_FIELDS[BUSINESS_PAPERS[-1]], accepted=False)
    _order(world, new_order(business), refused("4510320"))


@requires("control")
@shows("orderCard", 402, "4020210")
@shows("orderCard", 402, "4020220")
def test_order_is_more_than_the_account_has(world: World) -> None:
    """An order costs what there is, and no cent more (AccountSrcNotEnoughCredit, AccountBalanceTooLow)."""
    account = first_account(world)
    drain(world, account, leave=5_000)
    _order(world, new_order(account, amount="50.01"), refused("4020210"))
    _order(world, new_order(account, amount="999999999.99"), refused("4020210"))
    assert [5_000, []] == [balance_of(world, account), cards_of(world, account)]
    order(world, account=account, amount="50.00")
    _order(world, new_order(account, amount="0.01"), refused("4020220"))
    assert [0, 1] == [balance_of(world, account), len(cards_of(world, account))]


@requires("control")
@shows("orderCard", 429, "4290330")
@pytest.mark.parametrize("allowed", [1, 5])
def test_account_has_a_number_of_cards(world: World, allowed: int) -> None:
    """One card more than the account may have is refused (CardMaxAllowedOrderReached; assumed: cancelled count)."""
    world.reset(cards_per_account=allowed)
    account = first_account(world)
    cards = [order(world, account=account, amount="1.00") for _ in range(allowed)]
    _order(world, new_order(account), refused("4290330"))
    world.call("updateCard", path=cards[0].path, form={"card_status": "CAN"}, expect=200)
    _order(world, new_order(account), refused("4290330"))
    assert [allowed, 1_000_000 - 100 * allowed] == [len(cards_of(world, account)), balance_of(world, account)]
    order(world, account=ready_account(world, iban=False))


@requires("control")
@shows("orderCard", 429, "4290331")
def test_sub_account_has_its_own_number_of_cards(world: World) -> None:
    """A sub-account orders as many cards as it was given (CardMaxAllowedOrderReachedForSubAccountException)."""
    world.reset(cards_per_account=1)
    account = first_account(world)
    happen(world, "sub-account", accountId=account, cardsLeft=2)
    for _ in range(2):
        order(world, account=account)
    _order(world, new_order(account), refused("4290331"))
    happen(world, "sub-account", accountId=account, cardsLeft=1)
    order(world, account=account)
    _order(world, new_order(account), refused("4290331"))


@requires("control")
@shows("orderCard", 408, "4080010")
def test_nothing_is_ordered_while_the_network_is_slow(world: World) -> None:
    """An order that the banking network does not take in time has not happened (BankingNetworkTimeoutException)."""
    account = first_account(world)
    happen(world, "banking-network", slow=True)
    for kind in TYPES:
        _order(world, new_order(account, kind), refused("4080010"))
    happen(world, "banking-network", slow=False)
    assert [[], 1_000_000] == [cards_of(world, account), balance_of(world, account)]
    order(world, account=account)


@requires("control")
def test_order_is_refused_for_the_first_reason(world: World) -> None:
    """An order is looked at in this order: parameters, account, type, KYC, funds, number, network (assumed)."""
    world.reset(cards_per_account=1)
    account = open_account(world, CONSUMER, acc_currency="USD")
    form = new_order(account, MULTI_USE, language="de")
    happen(world, "banking-network", slow=True)
    _order(world, {**form, "acc_id": UNKNOWN_ACCOUNT}, BAD_CARD_PARAMETER)
    form["language"] = "fr"
    _order(world, {**form, "acc_id": UNKNOWN_ACCOUNT}, NOT_YOUR_ACCOUNT)
    _order(world, form, refused("4030370"))
    form["card_type"] = PLASTIC
    _order(world, form, refused("4030212"))
    world.call("updateAccount", path=of_account(account), form={"acc_currency": "EUR"}, expect=200)
    _order(world, form, refused("4510320"))
    fulfil_kyc(world, account, CONSUMER)
    happen(world, "sub-account", accountId=account, cardsLeft=0)
    _order(world, form, refused("4020220"))
    deposit(world, account, "49.99")
    _order(world, form, refused("4020210"))
    deposit(world, account, "0.01")
    _order(world, form, refused("4290331"))
    happen(world, "sub-account", accountId=account, cardsLeft=1)
    _order(world, form, refused("4080010"))
    happen(world, "banking-network", slow=False)
    _order(world, form, 200)


# --- where the card is ----------------------------------------------------------------------------------------------


@requires("control")
@shows("getOrderTracking", 404, "4040010")
def test_order_has_no_number(world: World) -> None:
    """Orders are tracked by their numbers, and any other path leads nowhere (InvalidRouteException; assumed)."""
    card = order(world, PLASTIC)
    for unreadable in ("abc", "1.5", "-1", card.ref, f"{card.order}x", ""):
        world.call("getOrderTracking", path={"orderId": unreadable}, expect=refused("4040010"))
    world.call("getOrderTracking", path={"orderId": card.order}, expect=refused("4040410"))
