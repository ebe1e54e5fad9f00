"""Leads generated requests to what exists, and to what can succeed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from conformance.providers.anytime import reading
from conformance.providers.anytime.facts import (
    ACTIVE,
    BLOCKED,
    FINAL,
    FULFILLED,
    ORDERED,
    OWN,
    PLASTIC,
    SINGLE_USE,
    AccountFacts,
    CardFacts,
    TransactionFacts,
    TransferFacts,
)
from conformance.providers.anytime.holdings import Holdings

_PLAIN_CENTS = 2000

_CARD_OPERATIONS = frozenset(
    {
        "getCard",
        "updateCard",
        "getCardTransactions",
        "creditCard",
        "debitCard",
        "getCardPin",
        "sendCardPin",
        "getCardPan",
        "sendCardPan",
        "createDetailsDisplay",
    }
)

_Facts = TypeVar("_Facts", AccountFacts, CardFacts, TransactionFacts, TransferFacts)


def choose_path(held: Holdings, operation: str, *, draw: int) -> Mapping[str, str] | None:
    """Path parameters that exist and belong together, chosen by `draw`; `None` when none are known."""
    match operation:
        case "getAccountStatement":
            rows = [(account.id, txid) for account in held.own_accounts() for txid in account.rows]
            if rows:
                account, txid = rows[draw % len(rows)]
                return {"accountId": account, "statementId": txid}
        case "getTestimonial":
            if transfer := _choose((each for each in held.transfers.values() if each.owner == OWN), draw):
                return {"accountId": transfer.account, "transferId": transfer.id}
        case "getCardTransaction":
            own = {card.ref for card in held.own_cards()}
            if transaction := _choose((each for each in held.transactions.values() if each.card in own), draw):
                return {"cardRef": transaction.card, "transactionId": transaction.id}
        case "getOrderTracking":
            if held.orders:
                return {"orderId": list(held.orders)[draw % len(held.orders)]}
        case _ if operation in _CARD_OPERATIONS:
            if card := _choose(_useful_cards(held, operation, draw), draw // 4):
                return {"cardRef": card.ref}
        case _:
            if account_ := _choose(_useful_accounts(held, operation, draw), draw // 4):
                return {"accountId": account_.id}
    return None


def _useful_accounts(held: Holdings, operation: str, draw: int) -> list[AccountFacts]:
    """Three in four times an account on which something happened, if there is one."""
    accounts = held.own_accounts()
    if operation == "createIban":
        useful = [each for each in accounts if not each.iban and each.kyc == FULFILLED]
    else:
        useful = [each for each in accounts if each.iban or each.balance_cents]
    return useful if useful and draw % 4 else accounts


def _useful_cards(held: Holdings, operation: str, draw: int) -> list[CardFacts]:
    """Three in four times a card with which the operation can succeed, if there is one."""
    cards = held.own_cards()
    match operation:
        case "getCardPan" | "sendCardPan":
            useful = [each for each in cards if each.type not in {None, PLASTIC}]
        case "updateCard":
            useful = [each for each in cards if each.status in {ORDERED, ACTIVE, BLOCKED}]
        case "creditCard":
            useful = [each for each in cards if each.status == ACTIVE and each.type != SINGLE_USE]
        case _:
            useful = [each for each in cards if each.status == ACTIVE]
    return useful if useful and draw % 4 else cards


def lead_form(held: Holdings, operation: str, fields: Mapping[str, Any], draw: int) -> Mapping[str, Any]:
    """The account of an order, for one that exists, amounts that somebody may have, and a status to come back from.

    What is no number, amount or status is left as it is: somebody wants to see it refused.
    """
    led: dict[str, Any] = {}
    if operation == "orderCard" and reading.number(fields.get("acc_id")):
        account = _choose(_useful_accounts(held, operation, draw), draw // 4)
        if account is not None:
            led["acc_id"] = int(account.id)
    amount = fields.get("amount")
    if isinstance(amount, str) and reading.is_amount(amount) and draw % 3:
        led["amount"] = f"{draw % _PLAIN_CENTS // 100 + 1}.{draw % 100:02d}"
    # Otherwise nothing could soon be done with any card.
    if operation == "updateCard" and fields.get("card_status") in FINAL:
        led["card_status"] = BLOCKED if draw % 5 == 0 else ACTIVE
    return led


def _choose(known: Iterable[_Facts], draw: int) -> _Facts | None:
    facts = list(known)
    return facts[draw % len(facts)] if facts else None
