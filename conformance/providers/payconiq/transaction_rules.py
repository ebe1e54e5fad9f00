"""Facts of transactions and their lists that no schema can say."""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.payconiq.knowledge import (
    LISTS,
    Partners,
    first_account,
    list_filter,
    list_place,
    text,
    transactions_in,
)
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_ONE = "Partner API Specification, Get Transaction"
_LIST = "Partner API Specification, Get Transactions"
_START = "Partner API Specification, Initiate Transaction"
_FAILED = frozenset({"EXCEPTION", "REJECTED_OSR", "REJECTED_CAMT"})

_DECIMAL = re.compile(r"\s*\+?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?\s*", re.ASCII | re.IGNORECASE)

# The service began in 2015; what is later than this is in other units.
_FIRST_MS, _LAST_MS = 1_400_000_000_000, 4_102_444_800_000


def _dates(transaction: dict[str, Any]) -> list[tuple[str, Any]]:
    target = transaction.get("targetUser")
    return [
        ("creationDate", transaction.get("creationDate")),
        ("sddProcessDate", transaction.get("sddProcessDate")),
        ("targetUser.creationDate", target.get("creationDate") if isinstance(target, dict) else None),
    ]


# --- one transaction ------------------------------------------------------------------------------------------------


@BOOK.rule("the transaction in the answer is the one in the path", source=_ONE)
def _transaction_is_asked_for(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "getTransaction" or not exchange.ok:
        return None
    came, asked = text(exchange.answer, "_id"), exchange.path_parameters.get("transactionId")
    return None if came in {None, asked} else f"asked for transaction {asked}, got {came}"


@BOOK.rule("a transaction reads as it was initiated", source=_ONE)
def _transaction_keeps_its_values(exchange: Exchange, known: Partners) -> str | None:
    for transaction in transactions_in(exchange):
        facts = known.transactions.get(text(transaction, "_id") or "")
        if facts is None:
            continue
        expected = {"originId": facts.customer, "amount": facts.amount, "currency": facts.currency}
        for name, sent in expected.items():
            if transaction.get(name) != sent:
                return f"{name} of {facts.id} was sent as {sent!r} and reads {transaction.get(name)!r}"
        if facts.created_ms is not None and transaction.get("creationDate") != facts.created_ms:
            return f"creationDate of {facts.id} was {facts.created_ms} and reads {transaction.get('creationDate')!r}"
    return None


@BOOK.rule("without an account in the request the customer's own one pays", source=_START)
def _transaction_names_the_account(exchange: Exchange, known: Partners) -> str | None:
    for transaction in transactions_in(exchange):
        facts = known.transactions.get(text(transaction, "_id") or "")
        if facts is not None and facts.iban and transaction.get("originIBAN") != facts.iban:
            return f"originIBAN of {facts.id} is {transaction.get('originIBAN')!r}, expected {facts.iban!r}"
    return None


@BOOK.rule("the partner is who is paid", source=f"{_START}: Partner IBAN is derived from Partner ID")
def _target_is_the_partner(exchange: Exchange, _known: Partners) -> str | None:
    partner = exchange.path_parameters.get("partnerId")
    for transaction in transactions_in(exchange):
        target = transaction.get("targetUser")
        if transaction.get("targetId") != partner or text(target, "_id") != partner:
            return f"paid are {transaction.get('targetId')!r} and {text(target, '_id')!r}, the partner is {partner}"
        if transaction.get("targetIBAN") != first_account(target).get("IBAN"):
            return f"targetIBAN {transaction.get('targetIBAN')!r} is not the partner's account"
    return None


@BOOK.rule("the customer in a transaction is the one who pays", source=_ONE)
def _origin_is_the_customer(exchange: Exchange, _known: Partners) -> str | None:
    for transaction in transactions_in(exchange):
        origin = transaction.get("originUser")
        if text(origin, "_id") != transaction.get("originId"):
            return f"originId is {transaction.get('originId')!r}, originUser is {text(origin, '_id')!r}"
        if first_account(origin).get("IBAN") != transaction.get("originIBAN"):
            return f"originIBAN {transaction.get('originIBAN')!r} is not the customer's account"
    return None


@BOOK.rule("a transaction that cannot be is not accepted", source=f"{_START}: R002, R003, R017")
def _accepted_amount_is_good(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "createTransaction" or not exchange.ok:
        return None
    sent = exchange.sent
    if not isinstance(sent, dict):
        return None
    amount = sent.get("amount")
    # R003 asks for a decimal number, R017 for more than 0.
    if not _DECIMAL.fullmatch(_written(amount)) or not re.search("[1-9]", _written(amount).lower().partition("e")[0]):
        return f"the amount {amount!r} was accepted"
    return None if sent.get("currency") == "EUR" else f"the currency {sent.get('currency')!r} was accepted"


@BOOK.rule("an amount is a whole number of cents in plain digits", source=f"{_START}: <amount in cents>", assumed=True)
def _accepted_amount_is_whole(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "createTransaction" or not exchange.ok:
        return None
    amount = exchange.sent.get("amount") if isinstance(exchange.sent, dict) else None
    if _DECIMAL.fullmatch(_written(amount)) and not re.fullmatch("[1-9][0-9]*", _written(amount)):
        return f"the amount {amount!r} was accepted"
    return None


def _written(amount: Any) -> str:
    """An amount as it is signed; empty for what can be no number."""
    return str(amount) if isinstance(amount, int | float | str) and not isinstance(amount, bool) else ""


@BOOK.rule("times are epoch milliseconds", source="Partner API Specification, samples: creationDate, sddProcessDate")
def _dates_are_milliseconds(exchange: Exchange, _known: Partners) -> str | None:
    dates = [date for transaction in transactions_in(exchange) for date in _dates(transaction)]
    if exchange.operation == "getPartner" and exchange.ok:
        answer = exchange.answer
        dates = [("creationDate", answer.get("creationDate") if isinstance(answer, dict) else None)]
    for name, value in dates:
        if isinstance(value, int) and not _FIRST_MS <= value <= _LAST_MS:
            return f"{name} is {value}, which is no time of this service in milliseconds"
    return None


@BOOK.rule("a direct debit follows its transaction", source=_ONE, assumed=True)
def _debit_follows(exchange: Exchange, _known: Partners) -> str | None:
    for transaction in transactions_in(exchange):
        created, processed = transaction.get("creationDate"), transaction.get("sddProcessDate")
        if isinstance(created, int) and isinstance(processed, int) and processed < created:
            return f"created at {created} and processed at {processed}"
        if (transaction.get("sddStatus") is None) != (processed is None):
            return f"sddStatus is {transaction.get('sddStatus')!r} and sddProcessDate is {processed!r}"
    return None


@BOOK.rule("a direct debit that did not fail has no reason", source=f"{_ONE}: In case SDD processing fails")
def _reason_only_of_failure(exchange: Exchange, _known: Partners) -> str | None:
    for transaction in transactions_in(exchange):
        reason, debit = transaction.get("sddFailedReason"), transaction.get("sddStatus")
        if reason is not None and debit not in _FAILED:
            return f"sddFailedReason is {reason!r} and sddStatus is {debit!r}"
        if reason is None and debit in _FAILED:
            return f"sddStatus is {debit} without a reason"
    return None


@BOOK.rule("a transaction fails with its direct debit", source="no document says so", assumed=True)
def _status_follows_debit(exchange: Exchange, _known: Partners) -> str | None:
    for transaction in transactions_in(exchange):
        status, debit = transaction.get("status"), transaction.get("sddStatus")
        if (status == "FAILED") != (debit in _FAILED):
            return f"status is {status} and sddStatus is {debit}"
    return None


# --- lists ----------------------------------------------------------------------------------------------------------


@BOOK.rule("a page holds no more than its limit, 25 without one", source=f"{_LIST}: limit")
def _page_within_limit(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation not in LISTS or not exchange.ok or (place := list_place(exchange)) is None:
        return None
    came = len(transactions_in(exchange))
    return None if came <= place[2] else f"{came} transactions came, the limit is {place[2]}"


@BOOK.rule("pages hold everything that was created", source=f"{_LIST}: limit, offset")
def _pages_are_full(exchange: Exchange, known: Partners) -> str | None:
    if exchange.operation not in LISTS or not exchange.ok or (place := list_place(exchange)) is None:
        return None
    filters = list_filter(exchange)
    if set(filters) - {"originId"}:
        return None
    origin = filters.get("originId")
    partner = exchange.path_parameters.get("partnerId")
    created = sum(
        1 for each in known.transactions.values() if each.partner == partner and origin in {None, each.customer}
    )
    _, number, limit = place
    # Others may have created more: then a page holds more than this, and never less.
    expected = min(limit, max(0, created - (number - 1) * limit))
    came = len(transactions_in(exchange))
    return None if came >= expected else f"page {number} of {limit} holds {came}, and {created} were created"


@BOOK.rule("transactions come newest first", source="no document says so", assumed=True)
def _newest_first(exchange: Exchange, _known: Partners) -> str | None:
    times = [each.get("creationDate") for each in transactions_in(exchange)]
    whole = [time for time in times if isinstance(time, int)]
    if any(earlier < later for earlier, later in itertools.pairwise(whole)):
        return f"creationDate is not in descending order: {whole}"
    return None


@BOOK.rule("no transaction is on two pages", source=f"{_LIST}: offset is a page number", assumed=True)
def _pages_are_disjoint(exchange: Exchange, known: Partners) -> str | None:
    if exchange.operation not in LISTS or not exchange.ok or (place := list_place(exchange)) is None:
        return None
    key, number, _ = place
    ids = [text(each, "_id") for each in transactions_in(exchange)]
    if len(ids) != len(set(ids)):
        return f"page {number} shows a transaction twice"
    for other, page in known.pages.get(key, {}).items():
        # What is created in between moves the rest on to the next page.
        twice = sorted(set(page.ids).intersection(filter(None, ids)))
        if other != number and page.created == known.created and twice:
            return f"{twice[0]} is on page {other} and on page {number}"
    return None


@BOOK.rule("a list shows what was asked for and nothing else", source=f"{_LIST}: filters")
def _list_inside_filter(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation not in LISTS or not exchange.ok:
        return None
    filters = list_filter(exchange)
    if filters.get("sddStatus") == "SUBMITTED":
        filters["sddStatus"] = "SUBMITED"
    for transaction in transactions_in(exchange):
        for name in ("status", "sddStatus", "originId"):
            if name in filters and transaction.get(name) != filters[name]:
                return f"{name} is {transaction.get(name)!r}, asked for was {filters[name]!r}"
        created, after, before = (
            _instant_ms(value) for value in (transaction.get("creationDate"), filters.get("from"), filters.get("to"))
        )
        if created is not None and after is not None and created < after:
            return f"created at {created}, asked for was from {after} on"
        if created is not None and before is not None and created > before:
            return f"created at {created}, asked for was until {before}"
    return None


def _instant_ms(value: Any) -> float | None:
    """Epoch milliseconds of a number, of digits, or of an ISO 8601 date with its offset."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        return None
    if re.fullmatch("[0-9]{1,18}", value):
        return int(value)
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant.timestamp() * 1000 if instant.tzinfo is not None else None
