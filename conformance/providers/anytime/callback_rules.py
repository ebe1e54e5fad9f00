"""What the webhooks of Anytime are, who sends them, and what no schema can say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auth_hooks import anytime, errors
from conformance.exchange import UNREADABLE, Exchange, parse_json
from conformance.provider import Callbacks
from conformance.providers.anytime import webhook_rules
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.reading import cents, identifier, objects, text
from conformance.rulebook import Rulebook

BOOK = Rulebook()

CARD, TRANSFERS = "cardTransactionProcessed", "creditTransfersUpdated"
_WEBHOOKS = "Anytime API documentation, Webhooks"


def read_body(content: bytes) -> dict[str, Any]:
    """The `body` of the envelope of a webhook, or an empty object."""
    envelope = parse_json(content)
    body = envelope.get("body") if envelope is not UNREADABLE and isinstance(envelope, dict) else None
    return body if isinstance(body, dict) else {}


def webhook(callback: Any) -> str | None:
    """The name of a webhook, by what is in its body."""
    body = read_body(callback.body)
    if "transaction" in body:
        return CARD
    return TRANSFERS if "credit-transfers" in body else None


def verify(callback: Any, credentials: Mapping[str, str]) -> str | None:
    """Why a webhook is not Anytime's, or `None`; it may be for either API user that we were given."""
    problem = None
    for name in ("username", "second_username"):
        if name in credentials:
            try:
                anytime.verify_webhook(callback.body, username=credentials[name])
            except (errors.SignatureMismatch, errors.UnusableAnswer) as error:
                problem = problem or str(error)
            else:
                return None
    return problem


@BOOK.rule("what was taken is not sent again", source=_WEBHOOKS, assumed=True)
def _webhook_comes_once(exchange: Exchange, known: Portfolio) -> str | None:
    taken = known.told.get(exchange.request_body.decode("utf-8", "replace"), 0)
    return "the same webhook was taken before" if taken else None


@BOOK.rule("a card transaction is told as it is", source=f"{_WEBHOOKS}: Send the card transactions processed")
def _told_transaction_agrees(exchange: Exchange, known: Portfolio) -> str | None:
    body = read_body(exchange.request_body)
    transaction = body.get("transaction")
    facts = known.transactions.get(identifier(transaction, "txid") or "")
    card = known.cards.get(text(body, "card_ref") or "")
    if exchange.operation != CARD or not isinstance(transaction, dict):
        return None
    if card is not None and card.account is not None and identifier(body, "acc_id") not in {None, card.account}:
        return f"card {card.ref} belongs to account {card.account}, told is {body.get('acc_id')}"
    if facts is None:
        return None
    if facts.card != text(body, "card_ref"):
        return f"transaction {facts.id} is on card {facts.card}, told is {body.get('card_ref')}"
    if facts.amount_cents is not None and cents(transaction.get("amount")) not in {None, facts.amount_cents}:
        return f"transaction {facts.id} is of {facts.amount_cents} cents, told is {transaction.get('amount')}"
    if facts.type is not None and text(transaction, "type") not in {None, facts.type}:
        return f"the type of transaction {facts.id} is {facts.type}, told is {transaction.get('type')}"
    if facts.status is not None and text(transaction, "status") not in {None, facts.status}:
        return f"transaction {facts.id} is {facts.status}, told is {transaction.get('status')}"
    return None


@BOOK.rule("credit transfers are told as they are", source=f"{_WEBHOOKS}: Send the credit transfers status update")
def _told_transfers_agree(exchange: Exchange, known: Portfolio) -> str | None:
    for each in (
        objects(read_body(exchange.request_body), "credit-transfers") if exchange.operation == TRANSFERS else ()
    ):
        facts = known.transfers.get(identifier(each, "internal_id") or "")
        if facts is None:
            continue
        if facts.status is not None and text(each, "status") not in {None, facts.status}:
            return f"credit transfer {facts.id} is {facts.status}, told is {each.get('status')}"
        if facts.amount_cents is not None and cents(each.get("amount")) not in {None, facts.amount_cents}:
            return f"credit transfer {facts.id} is of {facts.amount_cents} cents, told is {each.get('amount')}"
        for name, value in facts.members.items():
            if name in each and each[name] != value:
                return f"{name} of credit transfer {facts.id} is {value!r}, told is {each[name]!r}"
    return None


@BOOK.rule("nobody is told twice of one transfer in one webhook", source=_WEBHOOKS, assumed=True)
def _told_transfers_unique(exchange: Exchange, _known: Portfolio) -> str | None:
    numbers = [
        identifier(each, "internal_id") for each in objects(read_body(exchange.request_body), "credit-transfers")
    ]
    return (
        None if len(set(numbers)) == len(numbers) else f"{len(numbers)} entries tell of {len(set(numbers))} transfers"
    )


@BOOK.rule("a webhook is about what is the API user's own", source=_WEBHOOKS, assumed=True)
def _told_is_own(exchange: Exchange, known: Portfolio) -> str | None:
    body = read_body(exchange.request_body)
    card = known.cards.get(text(body, "card_ref") or "")
    numbers = [identifier(each, "internal_id") or "" for each in objects(body, "credit-transfers")]
    owners = (
        {card.owner} if card is not None else {known.transfers[id_].owner for id_ in numbers if id_ in known.transfers}
    )
    if len(owners) != 1:
        return "it tells of things of two API users" if owners else None
    name = known.username(owners.pop())
    try:
        anytime.verify_response(exchange.request_body, username=name or "")
    except (errors.SignatureMismatch, errors.UnusableAnswer):
        return None if name is None else "its hash is that of an API user whose things these are not"
    return None


CALLBACKS = Callbacks(
    variables=("username",), webhook=webhook, verify=verify, rules=(*BOOK.rules, *webhook_rules.BOOK.rules)
)
