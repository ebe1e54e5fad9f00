"""What the callbacks of Twikey are, who signs them, and what no schema can say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from auth_hooks import errors, twikey
from conformance.exchange import Exchange
from conformance.provider import Callbacks
from conformance.providers.twikey.facts import (
    CANCELLED,
    EXPIRED,
    OWN,
    PENDING,
    PREPARED,
    PRINT,
    SIGNED,
    UNSIGNED,
)
from conformance.providers.twikey.knowledge import Creditor
from conformance.providers.twikey.reading import first, number
from conformance.rulebook import Rulebook

BOOK = Rulebook()

TYPES = ("contract", "transaction", "plan", "payment", "dunning", "event")
_CALLBACKS = "Creditor API, Callbacks"
_CONTRACT = "client for Odoo and support articles, contract callback"
_TEST_QUERY = "msg=dummytest&type=event"

# Events that happen to a mandate once at most.
_ONCE = frozenset({"Sign", "Cancel", "AcceptedBank", "RejectBank", "Invite", "Print", "DebtorUpload"})

_STATES_WITH = {
    "Sign": {SIGNED, PENDING},
    "AcceptedBank": {PENDING, SIGNED},
    "RejectBank": {PENDING, CANCELLED},
    "Print": {PRINT, PREPARED},
    "DebtorUpload": {PRINT, PREPARED, SIGNED, PENDING},
    "Cancel": {SIGNED, PENDING, CANCELLED},
    "Invite": {PREPARED, PRINT, CANCELLED, EXPIRED},
}
"""Event → the states that its callback may name, of before it or after it."""


def webhook(callback: Any) -> str | None:
    """The name of a callback: its type."""
    type_ = parse_qs(callback.query).get("type", [""])[0]
    return type_ if type_ in TYPES else None


def verify(callback: Any, credentials: Mapping[str, str]) -> str | None:
    """Why a callback is not signed by Twikey, or `None`."""
    try:
        signature = callback.headers.get(twikey.SIGNATURE_HEADER.lower())
        twikey.verify_callback(f"?{callback.query}", signature, api_token=credentials["api_token"])
    except errors.SignatureMismatch as error:
        return str(error)
    return None


def _about(exchange: Exchange) -> tuple[str, str, str, str | None]:
    """Mandate, event, state and reason of a callback about a mandate."""
    mandate, event, state = (first(exchange, name) or "" for name in ("mandateNumber", "event", "state"))
    return mandate, event, state, first(exchange, "reason")


@BOOK.rule("a space is sent as %20", source="clients differ in what a plus is", assumed=True)
def _callback_without_plus(exchange: Exchange, _known: Creditor) -> str | None:
    query = exchange.url.partition("?")[2]
    return f"the query has a plus: {query}" if "+" in query else None


@BOOK.rule("the test callback is always the same", source="webhook sample in JavaScript")
def _test_is_the_same(exchange: Exchange, _known: Creditor) -> str | None:
    query = exchange.url.partition("?")[2]
    return None if exchange.operation != "event" or query == _TEST_QUERY else f"the query is {query}"


@BOOK.rule("a callback names what is the creditor's own", source=_CALLBACKS)
def _callback_names_own(exchange: Exchange, known: Creditor) -> str | None:
    mandate = known.mandates.by_number.get(first(exchange, "mandateNumber") or "")
    if mandate is not None and mandate.owner != OWN:
        return f"mandate {mandate.number} is another creditor's"
    transaction = known.money.transactions.get(number(first(exchange, "id")) or -1)
    if transaction is not None and transaction.owner != OWN:
        return f"transaction {transaction.id} is another creditor's"
    return None


@BOOK.rule("a callback tells of what happened", source=_CONTRACT, assumed=True)
def _callback_agrees(exchange: Exchange, known: Creditor) -> str | None:
    mandate, event, state, reason = _about(exchange)
    facts = known.mandates.by_number.get(mandate)
    if exchange.operation != "contract":
        return None
    if facts is None:
        return f"nobody made mandate {mandate}"
    if event in _STATES_WITH and state not in _STATES_WITH[event]:
        return f"{event} of mandate {mandate} comes with the state {state}"
    expected = {
        "Cancel": facts.state == CANCELLED,
        "RejectBank": facts.state == CANCELLED,
        "Sign": facts.state not in UNSIGNED,
        "AcceptedBank": facts.state in {SIGNED, CANCELLED},
        "DebtorUpload": facts.state not in UNSIGNED,
        "Update": facts.updates > 0,
        "Print": facts.state != PREPARED,
        "Invite": facts.state == {"removed": CANCELLED, "expired": EXPIRED}.get(reason or ""),
    }
    if not expected.get(event, True):
        return f"{event} {reason or ''} of mandate {mandate}, which is {facts.state}"
    if event == "Cancel" and facts.reason is not None and reason != facts.reason:
        return f"mandate {mandate} was cancelled for {facts.reason!r}, told was {reason!r}"
    return None


@BOOK.rule("what is understood is not sent again", source=_CALLBACKS, assumed=True)
def _callback_comes_once(exchange: Exchange, known: Creditor) -> str | None:
    mandate, event, _, _ = _about(exchange)
    if exchange.operation != "contract":
        return None
    taken = known.callbacks[mandate, event]
    facts = known.mandates.by_number.get(mandate)
    allowed = 1 if event in _ONCE else facts.updates if event == "Update" and facts is not None else taken + 1
    return f"{event} of mandate {mandate} was understood before" if taken >= allowed else None


@BOOK.rule("a callback about a transaction agrees with it", source=_CALLBACKS, assumed=True)
def _transaction_callback_agrees(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation not in {"transaction", "dunning"}:
        return None
    facts = known.money.transactions.get(number(first(exchange, "id")) or -1)
    if facts is None:
        return f"nobody made transaction {first(exchange, 'id')}"
    for name, expected in (("mandateNumber", facts.mandate), ("ref", facts.reference)):
        if first(exchange, name) not in {None, expected}:
            return f"{name} of transaction {facts.id} is {expected!r}, told was {first(exchange, name)!r}"
    # A callback that is looked at late may be older than the answer.
    states = {"OPEN"} if facts.answer is None else {"OPEN", facts.answer.state}
    if exchange.operation == "transaction" and first(exchange, "state") not in states:
        return f"transaction {facts.id} is {' or '.join(sorted(states))}, told was {first(exchange, 'state')}"
    return None


CALLBACKS = Callbacks(variables=("api_token",), webhook=webhook, verify=verify, rules=tuple(BOOK.rules))
