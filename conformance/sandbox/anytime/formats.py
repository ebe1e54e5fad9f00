"""How the service writes money, time and numbers, and how it reads them.

Its wall clock is that of Paris.

Source: Anytime API documentation, samples of the webhooks and of the token; the time zone is that of the PHP client.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

DAY_MS = 86_400_000

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AMOUNT = re.compile(r"(?:0|[1-9]\d{0,8})(?:\.\d{1,2})?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Literal:
    """A JSON number to be written exactly as this text."""

    text: str


def paris(now_ms: int) -> datetime:
    """Return an instant as Paris tells it, to the second, with its offset."""
    moment = _EPOCH + timedelta(seconds=now_ms // 1000)
    # The rule of the European Union, written out so that no time zone database has to be installed.
    starts, ends = (_last_sunday(moment.year, month) + timedelta(hours=1) for month in (3, 10))
    return moment.astimezone(timezone(timedelta(hours=2 if starts <= moment < ends else 1)))


def _last_sunday(year: int, month: int) -> datetime:
    """Return midnight of the last Sunday of a month of 31 days."""
    last = datetime(year, month, 31, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def date_of(now_ms: int) -> date:
    """Return the day of an instant."""
    return paris(now_ms).date()


def date_text(now_ms: int) -> str:
    """Return the day of an instant as YYYY-MM-DD."""
    return date_of(now_ms).isoformat()


def naive_text(now_ms: int) -> str:
    """Return an instant as ``YYYY-MM-DD HH:MM:SS`` without offset."""
    return f"{paris(now_ms):%Y-%m-%d %H:%M:%S}"


def offset_text(now_ms: int) -> str:
    """Return an instant as ISO-8601 with its offset."""
    return paris(now_ms).isoformat()


def timestamp_text(now_ms: int) -> str:
    """Return the decimal text of a timestamp: seconds, with neither trailing zeros nor a bare point."""
    seconds, milliseconds = divmod(now_ms, 1000)
    return f"{seconds}.{milliseconds:03d}".rstrip("0").rstrip(".")


def read_date(text: str) -> date | None:
    """Return the day that a text names as YYYY-MM-DD, ``None`` when it names none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_cents(text: str) -> int | None:
    """Return the cents of a decimal text with at most two decimals, ``None`` for any other text."""
    if not _AMOUNT.fullmatch(text):
        return None
    whole, _, decimals = text.partition(".")
    return int(whole) * 100 + int(decimals.ljust(2, "0"))


def number(cents: int) -> int | float:
    """Return cents as the JSON number that the wire has."""
    # A float of at most two decimals is written as these decimals as long as it has fewer than 16 digits.
    return cents // 100 if cents % 100 == 0 else cents / 100


def decimal_text(cents: int) -> str:
    """Return cents as a text with two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
