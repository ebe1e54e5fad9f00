"""Lists of Anytime: which range was asked for, and what came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.anytime import reading
from conformance.providers.anytime.reading import asked, identifier, objects, result, text

LISTS = {
    "getAccounts": "accounts",
    "getAccountCards": "cards",
    "getAccountStatements": "transactions",
    "getIbanStatements": "transactions",
    "getCreditTransfers": "credit-transfers",
    "getCardTransactions": "transactions",
}
"""Operations that answer one range of a list → the member that has it."""

DATED = frozenset({"getAccountStatements", "getIbanStatements", "getCreditTransfers", "getCardTransactions"})
"""Lists that take dates."""

_IDENTIFIERS: Mapping[str, Callable[[Any], str | None]] = {
    "getAccounts": lambda item: identifier(item, "acc_id"),
    "getAccountCards": lambda item: text(item, "card_ref"),
    "getAccountStatements": lambda item: text(item, "txid"),
    "getIbanStatements": lambda item: text(item, "txid"),
    "getCreditTransfers": lambda item: identifier(item, "internal_id"),
    "getCardTransactions": lambda item: identifier(item, "txid"),
}
_DEFAULTS = (("limit_start", "0"), ("limit_number", "50"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What was asked for, where all of it can be read."""

    start: int
    number: int
    first_day: date | None
    last_day: date | None

    def has(self, day: date | None) -> bool:
        """Whether a day is within the dates."""
        if day is None:
            return False
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)

    @property
    def is_dated(self) -> bool:
        """Whether there are dates."""
        return self.first_day is not None or self.last_day is not None


def read_range(exchange: Exchange) -> Range | None:
    """The range that a list was asked for; `None` for no list, or when the request leaves it open."""
    if exchange.operation not in LISTS or not exchange.ok:
        return None
    if any(len(exchange.query.get(name, [])) > 1 for name in ("limit_start", "limit_number", "date_start", "date_end")):
        return None
    start, number = (reading.number(asked(exchange, name) or default) for name, default in _DEFAULTS)
    first_text, last_text = asked(exchange, "date_start"), asked(exchange, "date_end")
    first, last = reading.sent_day(first_text), reading.sent_day(last_text)
    if start is None or number is None or (first_text and first is None) or (last_text and last is None):
        return None
    is_dated = exchange.operation in DATED
    return Range(start=start, number=number, first_day=first if is_dated else None, last_day=last if is_dated else None)


def items(exchange: Exchange) -> list[dict[str, Any]]:
    """The items of a list."""
    return objects(result(exchange), LISTS.get(exchange.operation, "")) if exchange.ok else []


def ids(exchange: Exchange) -> list[str]:
    """What names the items of a list, in order."""
    read = _IDENTIFIERS.get(exchange.operation, lambda _item: None)
    return [id_ for each in items(exchange) if (id_ := read(each)) is not None]


def total(exchange: Exchange) -> int | None:
    """`total_results`, if there is one."""
    return reading.number(result(exchange).get("total_results"))


def list_key(exchange: Exchange, wanted: Range) -> tuple[str, ...]:
    """What tells one list from another, its range left out."""
    path = exchange.path_parameters
    which = path.get("accountId") or path.get("cardRef") or reading.token(exchange)
    return (exchange.operation, which, str(wanted.first_day), str(wanted.last_day))


@dataclass(slots=True, kw_only=True)
class Places:
    """What stood where in a list while its total was the same."""

    total: int
    ids: dict[int, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def learn(self, exchange: Exchange, wanted: Range) -> None:
        """Remember what stands where."""
        for place, id_ in enumerate(ids(exchange), start=wanted.start):
            self.ids.setdefault(place, id_)
            self.places.setdefault(id_, place)
