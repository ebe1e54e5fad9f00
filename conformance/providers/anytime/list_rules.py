"""Facts of lists that no schema can say: what has to be in a range."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.providers.anytime import lists, reading
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.lists import DATED, Range, items, read_range
from conformance.providers.anytime.reading import result
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_DOC = "Anytime API documentation"
_LIMITS = f"{_DOC}, Retrieve the account list: limit_start, limit_number"
_DATES = f"{_DOC}, Retrieve the statements list of an account: date_start, date_end"
_TOTAL = f"{_DOC}, Response tables: total_results"
_DATE_MEMBERS = {"getCreditTransfers": "creation_date", "getCardTransactions": "date_transaction"}


@BOOK.rule("a list has no more items than were asked for", source=_LIMITS)
def _page_within_limit(exchange: Exchange, _known: Portfolio) -> str | None:
    wanted = read_range(exchange)
    count = len(items(exchange))
    return None if wanted is None or count <= wanted.number else f"{count} items, limit_number is {wanted.number}"


@BOOK.rule("a list repeats the filters that it applied", source=f"{_DOC}, Response tables: filters")
def _filters_echoed(exchange: Exchange, _known: Portfolio) -> str | None:
    wanted, filters = read_range(exchange), result(exchange).get("filters")
    if wanted is None or not isinstance(filters, dict):
        return None
    for name, value in (("limit_start", wanted.start), ("limit_number", wanted.number)):
        if name in filters and filters[name] != value:
            return f"{name} is {value}, repeated is {filters[name]}"
    for name, day in (("date_start", wanted.first_day), ("date_end", wanted.last_day)):
        came = filters.get(name)
        if (None if day is None else day.isoformat()) != came:
            return f"{name} is {day}, repeated is {came}"
    return None


@BOOK.rule("nothing is twice in a list", source=_LIMITS)
def _items_unique(exchange: Exchange, _known: Portfolio) -> str | None:
    ids = lists.ids(exchange)
    twice = next((id_ for place, id_ in enumerate(ids) if id_ in ids[:place]), None)
    return None if twice is None else f"{twice} is twice in the list"


@BOOK.rule("a range is as long as the total and the limits make it", source=f"{_LIMITS}; total_results")
def _page_full(exchange: Exchange, _known: Portfolio) -> str | None:
    wanted, total = read_range(exchange), lists.total(exchange)
    if wanted is None or total is None:
        return None
    count = len(items(exchange))
    if exchange.operation == "getCardTransactions" and wanted.is_dated:
        # Its total knows neither dates nor limits.
        return None if count <= total else f"{count} items of {total}"
    expected = min(wanted.number, max(0, total - wanted.start))
    if count == expected:
        return None
    return f"{count} items from {wanted.start} on, expected {expected} of {total}"


@BOOK.rule("the total counts everything that is there", source=_TOTAL)
def _total_counts_all(exchange: Exchange, known: Portfolio) -> str | None:
    wanted, total = read_range(exchange), lists.total(exchange)
    if wanted is None or total is None:
        return None
    there = _known_items(exchange, known, wanted)
    return None if total >= len(there) else f"total_results is {total}, there are {len(there)}: {', '.join(there[:5])}"


def _known_items(exchange: Exchange, known: Portfolio, wanted: Range) -> list[str]:
    """The ids of what this run knows to be in a list, its range left out; for cards its dates too."""
    account, ref = known.account(exchange), exchange.path_parameters.get("cardRef")
    match exchange.operation:
        case "getAccounts":
            return [each.id for each in known.accounts.values() if each.owner == known.owner(exchange)]
        case "getAccountCards" if account is not None:
            return [each.ref for each in known.cards.values() if each.account == account.id]
        case "getAccountStatements" if account is not None:
            return [txid for txid, row in account.rows.items() if wanted.has(reading.day(row["date"]))]
        case "getIbanStatements" if account is not None:
            rows = ((txid, row) for txid, row in account.rows.items() if row["iban"] is not None)
            return [txid for txid, row in rows if wanted.has(reading.day(row["date"]))]
        case "getCreditTransfers" if account is not None:
            transfers = (each for each in known.transfers.values() if each.account == account.id)
            return [each.id for each in transfers if wanted.has(reading.day(each.members["creation_date"]))]
        case "getCardTransactions":
            return [each.id for each in known.transactions.values() if each.card == ref]
    return []


@BOOK.rule("a list has what is dated within its days, and nothing else", source=_DATES, assumed=True)
def _dates_respected(exchange: Exchange, known: Portfolio) -> str | None:
    wanted = read_range(exchange)
    if wanted is None or exchange.operation not in DATED:
        return None
    name = _DATE_MEMBERS.get(exchange.operation, "date")
    for each in items(exchange):
        if wanted.is_dated and not wanted.has(reading.day(each.get(name))):
            return f"{each.get(name)} is not from {wanted.first_day} to {wanted.last_day}"
    if exchange.operation != "getCardTransactions" or wanted.start or len(items(exchange)) == wanted.number:
        return None
    listed = set(lists.ids(exchange))
    for facts in known.transactions.values():
        day = reading.day(facts.members.get(name))
        if facts.card == exchange.path_parameters.get("cardRef") and wanted.has(day) and facts.id not in listed:
            return f"transaction {facts.id} of {day} is missing"
    return None


@BOOK.rule("a period that ends before it begins is refused", source=f"{_DOC}, HTTP status codes: 4000050")
def _reversed_period_refused(exchange: Exchange, _known: Portfolio) -> str | None:
    wanted = read_range(exchange)
    if wanted is None or wanted.first_day is None or wanted.last_day is None or wanted.first_day <= wanted.last_day:
        return None
    return f"answered {exchange.status} for a period from {wanted.first_day} to {wanted.last_day}"


@BOOK.rule("while nothing is added, everything stays in its place", source=_LIMITS, assumed=True)
def _places_kept(exchange: Exchange, known: Portfolio) -> str | None:
    wanted, total = read_range(exchange), lists.total(exchange)
    if wanted is None or total is None or (exchange.operation == "getCardTransactions" and wanted.is_dated):
        return None
    before = known.places.get(lists.list_key(exchange, wanted))
    if before is None or before.total != total:
        return None
    for place, id_ in enumerate(lists.ids(exchange), start=wanted.start):
        if before.ids.get(place, id_) != id_:
            return f"{id_} is at place {place}, where {before.ids[place]} was"
        if before.places.get(id_, place) != place:
            return f"{id_} is at place {place}, and was at {before.places[id_]}"
    return None
