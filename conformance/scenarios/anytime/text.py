"""Small readers of answers, texts that a service may stumble over, values that are refused, short names for cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

TEXTS = {
    "accents": "Zoë Café",
    "cyrillic": "Екатерина",
    "japanese": "日本 太郎",
    "right-to-left": "محمد السلام",
    "beyond-the-bmp": "Kim \N{MONEY BAG}\N{DANCER}",
    "combining-marks": "Rene\N{COMBINING ACUTE ACCENT}",
    "escapes": 'quote " back\\slash',
    "markup": "<b>&amp;</b>",
    "braces": "{name} {} {0} %s %2B",
    "form-signs": "a+b&c=d;e?f#g",
    "apostrophe": "O'Brien-van 't Hek",
}
"""Names without space at the ends."""

BLANKS: tuple[str | None, ...] = (None, "", " ", "\t\n")
"""Ways not to give a required parameter; `None` leaves it out."""

ZERO_AMOUNTS = ("0", "0.0", "0.00")
NEGATIVE_AMOUNTS = ("-1", "-0.01", "-5.00")
FINE_AMOUNTS = ("1.234", "0.001", "12.3450", "1.000")
"""More decimals than money has."""
NO_AMOUNTS = (
    "abc",
    "ten",
    "1,50",
    "1e3",
    "NaN",
    "Infinity",
    "1.",
    ".5",
    "+1",
    "0x10",
    "1 0",
    "01.00",
    "\uff11",
    "€5",
    "--1",
)
LARGE_AMOUNTS = ("1000000000", "1000000000.00", "99999999999999999999", "9" * 400)
BAD_AMOUNTS = (*ZERO_AMOUNTS, *NEGATIVE_AMOUNTS, *FINE_AMOUNTS, *NO_AMOUNTS, *LARGE_AMOUNTS)

BAD_DATES = (
    "yesterday",
    "2020-02-30",
    "23-10-2020",
    "23/10/2020",
    "2020-1-2",
    "20201023",
    "2020-10-23T10:00",
    "\uff12",
)
BAD_LIMITS = ("-1", "one", "1.5", "1e2", "0x1", " 1", "\uff11", "")
BAD_GENDERS = ("X", "m", "MF", "male", "1")
BAD_COUNTRIES = ("FRA", "F", "XX", "1A", "France", "\u00e9e")
BAD_CURRENCIES = ("EURO", "EU", "XXY", "978", "\u20ac")
BAD_EMAILS = ("nobody", "nobody@", "@example.com", "no body@example.com", "a@b@example.com", "nobody@example")
BAD_MOBILES = ("+33600000000", "1234567", "1234567890123456", "06 00 00 00 00", "phone", "336000000x0", "\uff13" * 10)
BAD_IBANS = ("NL91ABNA0417164301", "NL19ABNA0417164300", "FR7630006000011234567890188", "NL91ABNA", "IBAN", "\u00c9")
BAD_BICS = ("ABNA", "ABNANL2", "ABNANL2AX", "ABNANL2AXXXX", "abnanl2a", "ABNA NL2A", "1BNANL2A", "\u00c9")

_READABLE = 30
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def body_of(answer: Any) -> Any:
    """What an envelope holds."""
    assert isinstance(answer, dict), "the answer is an envelope"
    return answer["body"]


def error_of(answer: Any) -> Any:
    """The error in an envelope."""
    return body_of(answer)["error"]


def cents(value: object) -> int:
    """The cents of an amount on the wire, which is a number, or such a number as text.

    Raises:
        AssertionError: It is neither, or has parts of a cent.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    assert is_number or (isinstance(value, str) and _DECIMAL.fullmatch(value)), f"{value!r} is an amount"
    try:
        scaled = Decimal(str(value)) * 100
        whole = int(scaled)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise AssertionError(f"{value!r} is an amount") from error
    assert scaled == whole, f"{value!r} has parts of a cent"
    return whole


def euros(amount_cents: int) -> str:
    """Cents as a form has them, with two decimals."""
    sign = "-" if amount_cents < 0 else ""
    return f"{sign}{abs(amount_cents) // 100}.{abs(amount_cents) % 100:02d}"


def number(value: object) -> int:
    """An integer on the wire, which may be written as text."""
    assert isinstance(value, int | str), f"{value!r} is a whole number"
    assert not isinstance(value, bool), f"{value!r} is a whole number"
    return int(value)


def column(entries: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    """One member of each entry, in their order."""
    return [entry[name] for entry in entries]


def name_case(value: object) -> str:
    """A short name for a changed parameter or a value, as it stands in reports."""
    if isinstance(value, Mapping):
        return ",".join(f"{name}={name_case(inner)}" for name, inner in value.items())
    if isinstance(value, str) and len(value) > _READABLE:
        return f"{len(value)}-characters"
    return ascii(value)


def cases(named: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments for `pytest.mark.parametrize` from named values."""
    return {"argvalues": list(named.values()), "ids": list(named)}
