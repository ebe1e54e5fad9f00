"""Read which transactions a caller wants to see: the page in the query, the filter in the body.

Source: Partner API Specification, "Get Transactions". That the bounds are included, that times may be ISO 8601 and that
a customer is asked for by ``originId`` are assumptions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from conformance.sandbox.payconiq.bodies import read_object, read_whole_number
from conformance.sandbox.payconiq.calls import Call, Crash
from conformance.sandbox.payconiq.errors import bad_request
from conformance.sandbox.payconiq.state import FAILED, SUBMITED, SUCCEEDED

_DEFAULT_LIMIT = 25
_LARGE_LIMIT = 1000
_MOST_DIGITS = 1000
_NS_PER_MS = 1_000_000
_NS_PER_S = 1_000_000_000
_STATUSES = {SUCCEEDED: SUCCEEDED, FAILED: FAILED}
_SDD_STATUSES = {
    "EXCEPTION": "EXCEPTION",
    SUBMITED: SUBMITED,
    # The right spelling is understood as well.
    "SUBMITTED": SUBMITED,
    "REJECTED_OSR": "REJECTED_OSR",
    "REJECTED_CAMT": "REJECTED_CAMT",
}
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A page of transactions. ``page`` counts from 1; ``offset`` is what the query says, ``None`` when nothing."""

    page: int
    offset: int | None
    limit: int
    from_ns: int | None
    to_ns: int | None
    status: str | None
    sdd_status: str | None
    origin_id: str | None


def read_search(call: Call) -> Search:
    """Return the page and the filter asked for; unknown parameters and members are ignored.

    Raises:
        Refusal: ``R999`` with 400 for a value of the wrong form (an assumption: no code is documented).
    """
    query = call.first_query_values()
    limit = _read_count(query, "limit", least=1)
    offset = _read_count(query, "offset", least=0)
    if limit is not None and limit >= _LARGE_LIMIT and call.faults.fires("crash-on-large-limit"):
        raise Crash
    body = read_object(call)
    return Search(
        # Clients that count from 0 ask for the first page twice.
        page=offset or 1,
        offset=offset,
        limit=_DEFAULT_LIMIT if limit is None else limit,
        from_ns=_read_instant(body.get("from")),
        to_ns=_read_instant(body.get("to")),
        status=_read_choice(body.get("status"), _STATUSES),
        sdd_status=_read_choice(body.get("sddStatus"), _SDD_STATUSES),
        origin_id=_read_origin(body.get("originId")),
    )


def _read_count(query: Mapping[str, str], name: str, *, least: int) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    if len(text) > _MOST_DIGITS or not (text.isascii() and text.isdigit()) or int(text) < least:
        raise bad_request()
    return int(text)


def _read_choice(value: Any, choices: Mapping[str, str]) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in choices:
        raise bad_request()
    return choices[value]


def _read_origin(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise bad_request()
    return value


def _read_instant(value: Any) -> int | None:
    """Return nanoseconds since the epoch for milliseconds or for an ISO 8601 date-time with an offset."""
    if value is None:
        return None
    number_ms = read_whole_number(value)
    if number_ms is not None:
        return number_ms * _NS_PER_MS
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise bad_request()
    try:
        return _nanoseconds(match)
    except ValueError as error:
        raise bad_request() from error


def _nanoseconds(match: re.Match[str]) -> int:
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, sign, hours, minutes = match.groups()[6:]
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    zone = timezone(-offset if sign == "-" else offset)
    moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    elapsed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (elapsed.days * 86_400 + elapsed.seconds) * _NS_PER_S + int((fraction or "").ljust(9, "0"))
