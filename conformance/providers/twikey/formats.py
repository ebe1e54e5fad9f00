"""Valid values of the formats and bodies that Twikey's contract names, for generated requests."""

from __future__ import annotations

import base64
import string
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from conformance.providers.twikey.reading import make_iban

_WORD = string.ascii_lowercase + string.digits
_PNG = b"\x89PNG\r\n\x1a\n"
_YEAR_ONE, _YEAR_LAST = datetime(1971, 1, 1), datetime(2100, 12, 31)  # noqa: DTZ001 - the zone is written below


def _or_empty(make: Callable[[], st.SearchStrategy[str]]) -> Callable[[], st.SearchStrategy[str]]:
    """The same, or an empty text, which stands for absence."""
    return lambda: make() | st.just("")


def ibans() -> st.SearchStrategy[str]:
    """IBANs of several countries with right check digits, with and without spaces."""
    plain = st.one_of(
        st.integers(0, 10**10 - 1).map(lambda number: make_iban(f"NLABNA{number:010d}")),
        st.integers(0, 10**12 - 1).map(lambda number: make_iban(f"BE{number:012d}")),
        st.integers(0, 10**18 - 1).map(lambda number: make_iban(f"DE{number:018d}")),
    )
    spaced = plain.map(lambda iban: " ".join(iban[place : place + 4] for place in range(0, len(iban), 4)))
    return plain | spaced


def emails() -> st.SearchStrategy[str]:
    """Addresses with a dot in the domain."""
    word = st.text(_WORD, min_size=1, max_size=12)
    return st.builds(lambda name, host, end: f"{name}@{host}.{end}", word, word, st.sampled_from(["com", "be", "nl"]))


def days() -> st.SearchStrategy[str]:
    """Days."""
    return st.datetimes(_YEAR_ONE, _YEAR_LAST).map(lambda moment: moment.date().isoformat())


def date_times() -> st.SearchStrategy[str]:
    """Days, and moments with and without an offset."""
    moments = st.builds(
        lambda moment, zone: f"{moment.isoformat(timespec='seconds')}{zone}",
        st.datetimes(_YEAR_ONE, _YEAR_LAST),
        st.sampled_from(["Z", "", "+02:00", "-11:30", ".5Z", ".123456789Z"]),
    )
    return days() | moments


def collection_dates() -> st.SearchStrategy[str]:
    """The same, or milliseconds since 1970 in thirteen digits."""
    return date_times() | st.integers(10**12, 4 * 10**12).map(str)


def zulu_instants() -> st.SearchStrategy[str]:
    """Instants in UTC, with and without a fraction."""
    return st.builds(
        lambda moment, end: f"{moment.isoformat(timespec='seconds')}{end}",
        st.datetimes(_YEAR_ONE, _YEAR_LAST),
        st.sampled_from(["Z", ".000Z", ".25Z"]),
    )


def pictures() -> st.SearchStrategy[str]:
    """Small PNG files in base64, as far as their first bytes say."""
    return st.binary(max_size=40).map(lambda rest: base64.b64encode(_PNG + rest).decode())


def documents() -> st.SearchStrategy[bytes]:
    """Bytes that begin as a PDF does."""
    return st.binary(max_size=40).map(lambda rest: b"%PDF-1.4\n" + rest)


FORMATS: Mapping[str, Callable[[], Any]] = {
    "base64-png": pictures,
    "collection-date-or-empty": _or_empty(collection_dates),
    "date-or-date-time": date_times,
    "date-or-date-time-or-empty": _or_empty(date_times),
    "email-address": emails,
    "email-address-or-empty": _or_empty(emails),
    # Mandate numbers are left out: nearly all would be unknown.
    "reset-point-or-empty": _or_empty(zulu_instants),
    "spaced-iban": ibans,
    "spaced-iban-or-empty": _or_empty(ibans),
    "zulu-date-time": zulu_instants,
    "zulu-date-time-or-empty": _or_empty(zulu_instants),
}
MEDIA_TYPES: Mapping[str, Callable[[], Any]] = {"application/pdf": documents}
