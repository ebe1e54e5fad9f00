"""Texts that a service may stumble over, values that are refused, and short names for cases."""

from __future__ import annotations

from collections.abc import Mapping
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

SEPA_MESSAGE = "ABCXYZ abcxyz 0189 /-?:().,'+"
"""Every kind of character that SEPA allows in a message."""

BAD_AMOUNTS = (
    *("0", "0.00", "-1", "-0.01", "1.234", "0.001", "1,50", "abc", "1e3", "1.", ".5", "1000000000", "\uff11"),
    *("010", "00.50"),
)
BAD_DATES = ("yesterday", "2017-02-30", "01-02-2017", "2017-1-2", "20170901", "2017-09-01T10:00", "2017-09-01 10:00:00")
GOOD_DATES = {
    "2017-09-23": "2017-09-23",
    "2017-09-23T10:15:00Z": "2017-09-23",
    "2017-09-23T10:15:00": "2017-09-23",
    "2017-09-23T23:30:00-02:00": "2017-09-24",
    "2017-09-23T00:30:00.123+01:00": "2017-09-22",
    "2001-01-01": "2001-01-01",
    "2099-12-31": "2099-12-31",
    "2020-02-29": "2020-02-29",
}
"""What is sent → the day that it is, in UTC."""
BAD_IBANS = ("BE68068897250735", "BE6806889725073", "be68068897250734", "68068897250734", "IBAN", "BE68-0688-9725-0734")
BAD_BICS = ("GKCC", "GKCCBEB", "gkccbebb", "GKCCBEBB1", "GKCCBE1B", "GKCC BEBB")
BAD_EMAILS = (
    *("nobody", "nobody@", "@example.com", "no body@example.com", "a@b@example.com", "nobody@example"),
    *("a@b..c", "a@b.c.", "a@.b.c", f"{'x' * 2045}@b.c"),
)
BAD_COUNTRIES = ("BEL", "B", "1A", "B ", "\u00e9e")
BAD_BOOLEANS = ("yes", "2", "on", "wahr", "TRU")
BAD_NUMBERS = ("one", "-1", "1.0", "0x1", "1 ", "\uff11")
BAD_TEMPLATES = ("0", "01", *BAD_NUMBERS)
BAD_MANDATE_NUMBERS = ("lower", "A B", "A_B", "A/B", "X" * 36, "\u00c9")

GOOD = {
    "bic": ("GKCCBEBBXXX", "ABNANL2A", "KREDBEBB", "DEUTDEFF500"),
    "iban": ("NO9386011117947", "MT84MALT011000012345MTLCAST001S", "FR1420041010050500013M02606"),
    "email": (f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.com", "o'brien+x@sub.example.co.uk"),
    "address": ("x" * 70,),
    "zip": ("x" * 16,),
    "city": ("x" * 35,),
}
"""Parameter → values that are good, at the edges of what is."""

_READABLE = 30


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
