"""How the webhooks of Anytime are written: what no schema can say and no knowledge is needed for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from conformance.exchange import UNREADABLE, Exchange
from conformance.providers.anytime import reading
from conformance.providers.anytime.facts import DECLINED, EXECUTED, GIVEN_UP, PENDING, SETTLED, TRANSFER_CANCELLED
from conformance.providers.anytime.knowledge import Portfolio
from conformance.rulebook import Rulebook

BOOK = Rulebook()

MOST_TRANSFERS = 100

_WEBHOOKS = "Anytime API documentation, Webhooks"
_CARD = f"{_WEBHOOKS}: Send the card transactions processed"
_TRANSFERS = f"{_WEBHOOKS}: Send the credit transfers status update"
_LIST = "credit-transfers"
# Seconds have ten digits from 2001 to 2286; more are milliseconds.
_SECONDS = re.compile(r"[0-9]{1,10}")
# Tuples, because what is looked for may be anything, a list too.
_CARD_STATUSES = (SETTLED, GIVEN_UP, PENDING, DECLINED)
_TRANSFER_STATUSES = (EXECUTED, TRANSFER_CANCELLED)


# --- what a webhook says --------------------------------------------------------------------------------------------


def _envelope(exchange: Exchange) -> dict[str, Any]:
    content = exchange.sent
    return content if content is not UNREADABLE and isinstance(content, dict) else {}


def _transaction(exchange: Exchange) -> dict[str, Any]:
    body = _envelope(exchange).get("body")
    told = body.get("transaction") if isinstance(body, dict) else None
    return told if isinstance(told, dict) else {}


def _transfers(exchange: Exchange) -> list[dict[str, Any]]:
    return reading.objects(_envelope(exchange).get("body"), _LIST)


def _amounts(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    """The amounts in the currency of the account; that of a merchant may have other decimals."""
    told = _transaction(exchange)
    yield from ((name, told[name]) for name in ("amount", "balance_after") if name in told)
    for transfer in _transfers(exchange):
        yield f"amount of credit transfer {transfer.get('internal_id')}", transfer.get("amount")


# --- rules ----------------------------------------------------------------------------------------------------------


@BOOK.rule("everything that is sent by itself is async", source=f"{_WEBHOOKS}: Will always be async")
def _webhook_is_async(exchange: Exchange, _known: Portfolio) -> str | None:
    type_ = _envelope(exchange).get("type_response")
    return None if type_ == "async" else f"type_response is {type_!r}"


@BOOK.rule(
    "the timestamp of a webhook is a whole number of seconds",
    source=f"{_WEBHOOKS}: integer, the timestamp of the request",
)
def _webhook_timestamp_in_seconds(exchange: Exchange, _known: Portfolio) -> str | None:
    """As written: a JSON number does not tell whether there was a point."""
    if "timestamp" not in _envelope(exchange):
        return "there is no timestamp"
    timestamp = json.loads(exchange.request_body, parse_int=str, parse_float=str)["timestamp"]
    is_whole = isinstance(_envelope(exchange)["timestamp"], int | float) and _SECONDS.fullmatch(str(timestamp))
    return None if is_whole else f"the timestamp is {timestamp!r}"


@BOOK.rule(
    "a card transaction is S, C, P or D, and a credit transfer Executed or Cancelled", source=f"{_CARD}; {_TRANSFERS}"
)
def _webhook_status_known(exchange: Exchange, _known: Portfolio) -> str | None:
    told = _transaction(exchange)
    if told and told.get("status") not in _CARD_STATUSES:
        return f"card transaction {told.get('txid')} is {told.get('status')!r}"
    for transfer in _transfers(exchange):
        if transfer.get("status") not in _TRANSFER_STATUSES:
            return f"credit transfer {transfer.get('internal_id')} is {transfer.get('status')!r}"
    return None


@BOOK.rule("an amount has at most two decimals", source=f"{_CARD}; {_TRANSFERS}, sample", assumed=True)
def _webhook_amounts_in_cents(exchange: Exchange, _known: Portfolio) -> str | None:
    for name, amount in _amounts(exchange):
        if reading.whole_cents(amount) is None:
            return f"{name} is {amount!r}"
    return None


@BOOK.rule(
    "an amount that moved is above zero: its direction stands in the type",
    source=f"{_CARD}; Card credit, Amount to transfer (must be > 0)",
)
def _webhook_amounts_positive(exchange: Exchange, _known: Portfolio) -> str | None:
    for name, amount in _amounts(exchange):
        value = reading.cents(amount)
        if name != "balance_after" and value is not None and value <= 0:
            return f"{name} is {amount!r}"
    return None


@BOOK.rule(
    "a webhook holds 1 to 100 credit transfers", source=f"{_TRANSFERS}, a list of 1 to maximum 100 credit transfers"
)
def _webhook_transfers_counted(exchange: Exchange, _known: Portfolio) -> str | None:
    body = _envelope(exchange).get("body")
    if not isinstance(body, dict) or _LIST not in body:
        return None
    told = len(_transfers(exchange))
    return None if 1 <= told <= MOST_TRANSFERS else f"it holds {told} credit transfers"


@BOOK.rule(
    "an executed credit transfer has day and reference of its execution, a cancelled one neither",
    source=f"{_TRANSFERS}, Payment reference available only when executed",
    assumed=True,
)
def _webhook_execution_told(exchange: Exchange, _known: Portfolio) -> str | None:
    for transfer in _transfers(exchange):
        is_executed = transfer.get("status") == EXECUTED
        for name in ("execution_reference", "execution_date"):
            if is_executed != bool(transfer.get(name)):
                status, value = transfer.get("status"), transfer.get(name)
                return f"credit transfer {transfer.get('internal_id')} is {status!r}, its {name} {value!r}"
    return None
