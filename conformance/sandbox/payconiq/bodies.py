"""Read a JSON body without losing how its numbers were written."""

import json
from dataclasses import dataclass
from typing import Any

from conformance.sandbox.payconiq.calls import Call, Crash
from conformance.sandbox.payconiq.errors import bad_request

_MOST_DIGITS = 4000
"""Python converts no longer texts to numbers; it is far beyond any amount or date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A JSON number as it was written: 10, 10.0 and 1e1 are three texts, and the signature is over the text."""

    text: str


def read_object(call: Call) -> dict[str, Any]:
    """Return the JSON object in the body, numbers as ``Number``; an empty body counts as an empty object.

    Raises:
        Refusal: ``R999`` with 400: the body is not UTF-8, not JSON, or not an object.
    """
    decoded = _decode(call.body)
    if decoded is None:
        if call.faults.fires("crash-on-malformed-json"):
            raise Crash
        raise bad_request()
    if not call.body.isascii() and call.faults.fires("crash-on-unicode"):
        raise Crash
    return decoded


def _decode(body: bytes) -> dict[str, Any] | None:
    if not body:
        return {}
    try:
        decoded = json.loads(
            body.decode("utf-8"), parse_int=_keep_text, parse_float=_keep_text, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


def _keep_text(text: str) -> Number:
    return Number(text=text)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def is_text(value: Any) -> bool:
    """Return whether a value is text that UTF-8 can carry: JSON escapes can spell half a surrogate pair."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_missing(value: Any) -> bool:
    """Return whether a required text member counts as not given: absent, null, empty or only white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_whole_number(value: Any, *, least: int | None = None) -> int | None:
    """Return a whole number written as a JSON number or as a string of digits; ``None`` when it is neither.

    Args:
        value: From ``read_object``.
        least: The smallest number that will do.
    """
    if isinstance(value, Number):
        digits = value.text.removeprefix("-")
        text = value.text
    elif isinstance(value, str):
        digits = text = value
    else:
        return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _MOST_DIGITS:
        return None
    number = int(text)
    return None if least is not None and number < least else number


def peek_text(body: bytes, name: str) -> str:
    """Return a text member of a body that may be anything; empty when there is none."""
    value = (_decode(body) or {}).get(name)
    return str(value) if is_text(value) else ""
