"""Texts that a service may stumble over, bodies that are no JSON object, and short names for cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

TEXTS = {
    "accents": "Café Zoë",
    "cyrillic": "Ресторан",
    "japanese": "日本料理店",
    "right-to-left": "مطعم السلام",
    "beyond-the-bmp": "Tikkie \N{MONEY BAG}\N{DANCER}",
    "combining-marks": "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}",
    "escapes": 'quote " back\\slash',
    "markup": "<b>&amp;</b>",
    "two-spaces": "a  b",
}
"""2 to 35 characters each, without space at the ends."""

BROKEN_BODIES = {
    "empty": b"",
    "unfinished": b"{",
    "trailing-comma": b'{"name": "Webshop",}',
    "form": b"name=Webshop",
    "array": b"[]",
    "string": b'"text"',
    "number": b"4711",
    "null": b"null",
    "no-utf-8": b'{"name": "\xff"}',
}

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
