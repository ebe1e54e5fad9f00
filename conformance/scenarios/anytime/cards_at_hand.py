"""Cards with their accounts, a good call of each operation on a card, and what money does: for cards and webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.calls import Expectation, Reply
from conformance.exchange import Exchange
from conformance.provider import Access
from conformance.scenario import World
from conformance.scenarios.anytime.clients import (
    CARD_OPERATIONS,
    MULTI_USE,
    PLASTIC,
    SINGLE_USE,
    UNKNOWN_NUMBER,
    accounts_of,
    balance_of,
    first_account,
    happen,
    new_load,
    new_order,
    of_account,
    read_card,
    send_money,
)
from conformance.scenarios.anytime.text import body_of, cents, number

TYPES = (PLASTIC, SINGLE_USE, MULTI_USE)
RIGHT_CVC = "000"
DESTINATION = {"dest_method": "sms", "dest_value": "33600000000"}

_CALLS: Mapping[str, Mapping[str, Any]] = {
    "getCard": {},
    "updateCard": {"form": {"card_pos": "0"}},
    "getCardTransactions": {"query": {}},
    "getCardTransaction": {},
    "creditCard": {"form": new_load(amount="1.00")},
    "debitCard": {"form": new_load(amount="1.00")},
    "getCardPin": {"query": {"cvc": RIGHT_CVC}},
    "sendCardPin": {},
    "getCardPan": {},
    "sendCardPan": {"form": DESTINATION},
    "createDetailsDisplay": {"form": {"ip": "198.51.100.23"}},
}
"""What a good call of each operation on a card takes beside its path."""

READS = ("getCard", "getCardTransactions", "getCardTransaction")
ACTIONS = tuple(name for name in CARD_OPERATIONS if name not in READS)
"""Those that do something with a card, or show its secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card that was ordered, its account and its order, by their names in paths."""

    ref: str
    account: str
    order: str

    @property
    def path(self) -> dict[str, str]:
        """Path parameters of the operations on the card."""
        return {"cardRef": self.ref}


def refused(code: str) -> tuple[int, str]:
    """A refusal: the first three digits of a code are its status."""
    return int(code[:3]), code


# --- cards ----------------------------------------------------------------------------------------------------------


def order(
    world: World,
    kind: str = MULTI_USE,
    /,
    *,
    account: str | None = None,
    access: Access | None = None,
    **changes: Any,
) -> Card:
    """Order a card with 100.00 on it, by default for the business account; a plastic one is not active yet."""
    owner = first_account(world, access=access) if account is None else account
    form = new_order(owner, kind, **{"amount": "100.00", **changes})
    made = body_of(world.call("orderCard", form=form, access=access, expect=200).json)
    return Card(ref=made["card_ref"], account=owner, order=str(made["order_id"]))


def cards_of_all_types(world: World, *, access: Access | None = None) -> dict[str, Card]:
    """A card of each type; the plastic one is not active yet."""
    account = first_account(world, access=access)
    return {kind: order(world, kind, account=account, access=access) for kind in TYPES}


def card_for(operation: str, cards: Mapping[str, Card]) -> Card:
    """The virtual card with which an operation can succeed."""
    return cards[SINGLE_USE if operation == "sendCardPan" else MULTI_USE]


def call_on(
    world: World,
    operation: str,
    ref: str,
    *,
    transaction: str = UNKNOWN_NUMBER,
    changes: Mapping[str, Any] | None = None,
    access: Access | None = None,
    expect: Expectation = 200,
) -> Reply:
    """Call an operation on a card, as it would succeed but for what is changed.

    Args:
        ref: The card.
        transaction: For `getCardTransaction`.
        changes: Parameters of the form or query to replace; `None` as a value leaves one out.
        access: Another client's credentials.
        expect: See `Caller.call`.
    """
    arguments: dict[str, Any] = dict(_CALLS[operation])
    for place in ("query", "form"):
        if changes is not None and place in arguments:
            given = {**arguments[place], **changes}
            arguments[place] = {name: value for name, value in given.items() if value is not None}
    path = {"cardRef": ref}
    if operation == "getCardTransaction":
        path["transactionId"] = transaction
    return world.call(operation, path=path, access=access, expect=expect, **arguments)


def change(world: World, card: Card, *, expect: Expectation = 200, **changes: str) -> Reply:
    """Update a card: `card_status`, `card_pos`, `card_atm`, `card_renew`."""
    return world.call("updateCard", path=card.path, form=changes, expect=expect)


def active_plastic(world: World, **changes: Any) -> Card:
    """A plastic card that its holder has activated."""
    card = order(world, PLASTIC, **changes)
    change(world, card, card_status="ACT")
    return card


def status_of(world: World, card: Card) -> str:
    """The status of a card."""
    return str(read_card(world, card.ref)["status"])


def card_balance(world: World, card: Card, *, access: Access | None = None) -> int:
    """What a card holds, in cents."""
    return cents(read_card(world, card.ref, access=access)["balance"])


# --- money ----------------------------------------------------------------------------------------------------------


def load(world: World, card: Card, amount: str = "20.00", *, expect: Expectation = 200, **changes: Any) -> Reply:
    """Load a card."""
    return call_on(world, "creditCard", card.ref, changes={"amount": amount, **changes}, expect=expect)


def unload(world: World, card: Card, amount: str = "20.00", *, expect: Expectation = 200, **changes: Any) -> Reply:
    """Unload a card."""
    return call_on(world, "debitCard", card.ref, changes={"amount": amount, **changes}, expect=expect)


def begun(reply: Reply) -> str:
    """The number of the transaction that a load or unload has begun."""
    return str(number(body_of(reply.json)["transaction_id"]))


def settle(world: World, transaction: str, status: str = "S", **reason: str) -> None:
    """The banking network ends a transaction: settled, cancelled or declined."""
    happen(world, "card-settles", transactionId=transaction, status=status, **reason)


def spend(world: World, card: Card, amount: str, **merchant: str) -> str:
    """The holder of a card buys something; the number of the transaction."""
    return str(happen(world, "card-spends", cardRef=card.ref, amount=amount, **merchant)["transactionId"])


def transactions(world: World, card: Card, **query: object) -> list[dict[str, Any]]:
    """The transactions of a card, the first 200 unless said otherwise."""
    asked = {"limit_number": 200, **query}
    return list(body_of(call_on(world, "getCardTransactions", card.ref, changes=asked).json)["transactions"])


def transaction(world: World, card: Card, txid: object) -> dict[str, Any]:
    """One transaction of a card."""
    return dict(body_of(call_on(world, "getCardTransaction", card.ref, transaction=str(txid)).json))


def purses(world: World, card: Card) -> tuple[int, int]:
    """What the account of a card and the card hold, in cents."""
    return balance_of(world, card.account), card_balance(world, card)


def drain(world: World, account: str, *, leave: int = 0) -> None:
    """Send away what an account holds, but for some cents."""
    amount = balance_of(world, account) - leave
    send_money(world, account, amount=f"{amount // 100}.{amount % 100:02d}")


def holdings(world: World, *accesses: Access) -> int:
    """What all accounts of some clients, by default of the first, and all their cards hold together, in cents."""
    total = 0
    for access in accesses or (world.first,):
        for account in (str(each["acc_id"]) for each in accounts_of(world, access=access)):
            listed = world.call("getAccountCards", path=of_account(account), access=access, expect=200)
            total += balance_of(world, account, access=access)
            total += sum(cents(each["balance"]) for each in body_of(listed.json)["cards"])
    return total


# --- webhooks -------------------------------------------------------------------------------------------------------


def listen(world: World) -> None:
    """Have the webhooks sent to us."""
    happen(world, "callback-url", url=world.callback_url)


def taken(world: World) -> list[Exchange]:
    """The webhooks that came, once all are delivered or given up."""
    happen(world, "callbacks")
    return world.callbacks()
