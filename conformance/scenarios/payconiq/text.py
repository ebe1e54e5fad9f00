"""Texts that a service may stumble over, bodies that are no JSON object, and short names for cases."""

from __future__ import annotations

import json
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
    "braces": "{firstName} {} {0} %s",
    "two-spaces": "Anna  Maria",
    "apostrophe": "O'Brien-van 't Hek",
}
"""Names without space at the ends."""

BROKEN_BODIES = {
    "unfinished": b"{",
    "trailing-comma": b'{"firstName": "Lotte",}',
    "form": b"firstName=Lotte",
    "array": b"[]",
    "string": b'"text"',
    "number": b"4711",
    "null": b"null",
    "no-number": b'{"amount": NaN}',
    "no-utf-8": b'{"firstName": "\xff"}',
    "utf-16": '{"firstName": "Lotte"}'.encode("utf-16"),
    "deep": b"[" * 100_000,
}

BLANKS: tuple[Any, ...] = (None, "", " ", "\t\n")
MISSING: tuple[Any, ...] = (..., *BLANKS)
"""Ways not to give a required text; `...` leaves the member out."""

_READABLE = 30


def in_both_spellings(body: Mapping[str, Any]) -> list[bytes]:
    """The body as JSON in ASCII with escapes, and with the characters themselves in UTF-8."""
    return [json.dumps(body, ensure_ascii=escaped).encode() for escaped in (True, False)]


def name_case(value: object) -> str:
    """A short name for a changed property or a value, as it stands in reports."""
    if isinstance(value, Mapping):
        return ",".join(f"{name}={name_case(inner)}" for name, inner in value.items())
    if isinstance(value, str) and len(value) > _READABLE:
        return f"{len(value)}-characters"
    return ascii(value)


def cases(named: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments for `pytest.mark.parametrize` from named values."""
    return {"argvalues": list(named.values()), "ids": list(named)}
