"""What stands in requests to Anytime and in its answers, in one form for everybody who looks at them.

Nothing here raises on what a target under judgement may send.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from conformance.exchange import Exchange
from conformance.review.formats import COUNTRIES

# What is beyond is no money, and would take long to write out.
_TOO_MUCH_CENTS = 10**18
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


# --- requests -------------------------------------------------------------------------------------------------------


def form(exchange: Exchange) -> dict[str, str]:
    """The fields of a form, the first of repeated ones; those of a file are left out. No other body is a form."""
    if exchange.method == "GET":
        return {}
    return _read_form(exchange.request_headers.get("content-type", ""), exchange.request_body)


@functools.lru_cache(maxsize=4)
def _read_form(content_type: str, content: bytes) -> dict[str, str]:
    """Every rule asks for the fields of the same request."""
    fields: dict[str, str] = {}
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        for name, file_name, value in _parts(content_type, content):
            if file_name is None:
                fields.setdefault(name, value.decode("utf-8", "replace"))
    elif media_type == "application/x-www-form-urlencoded":
        for name, text_ in parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True):
            fields.setdefault(name, text_)
    return fields


def files(exchange: Exchange) -> dict[str, tuple[str, bytes]]:
    """The files of a multipart form: field → name and content, the first of repeated ones."""
    found: dict[str, tuple[str, bytes]] = {}
    content_type = exchange.request_headers.get("content-type", "")
    for name, file_name, content in _parts(content_type, exchange.request_body):
        if file_name is not None:
            found.setdefault(name, (file_name, content))
    return found


def _parts(content_type: str, content: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    message = message_from_bytes(b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + content)
    for part in message.get_payload() if message.is_multipart() else ():
        if not isinstance(part, Message):
            continue
        name, payload = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            yield name, part.get_filename(), payload


def sent(exchange: Exchange, name: str) -> str | None:
    """The value of a form field, or `None` when it is absent or blank."""
    value = form(exchange).get(name, "")
    return value if value.strip() else None


def asked(exchange: Exchange, name: str) -> str | None:
    """The first value of a query parameter, or `None` when it is absent or empty."""
    values = exchange.query.get(name, [])
    return values[0] if values and values[0] else None


def sent_cents(exchange: Exchange, name: str = "amount") -> int | None:
    """The cents of an amount in a form, or `None` when it is no amount."""
    value = form(exchange).get(name, "")
    return int(Decimal(value) * 100) if _AMOUNT.fullmatch(value) else None


def token(exchange: Exchange) -> str:
    """The token of a request; empty when there is none."""
    scheme, _, value = exchange.request_headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


# --- answers --------------------------------------------------------------------------------------------------------


def envelope(exchange: Exchange) -> dict[str, Any]:
    """The envelope of an answer, or an empty object."""
    answer = exchange.answer
    return answer if isinstance(answer, dict) else {}


def result(exchange: Exchange) -> dict[str, Any]:
    """The `body` of the envelope, or an empty object."""
    body = envelope(exchange).get("body")
    return body if isinstance(body, dict) else {}


def objects(node: Any, name: str) -> list[dict[str, Any]]:
    """The objects in a list of a JSON object."""
    found = node.get(name) if isinstance(node, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def iterate_objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object in a tree, outermost first."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from iterate_objects(child)


def text(node: Any, name: str) -> str | None:
    """A string member of a JSON object, or `None`."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else None


def number(value: Any) -> int | None:
    """A whole number, which may be written as text, or `None`."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def identifier(node: Any, name: str) -> str | None:
    """A number of a JSON object as the text that stands in paths, or `None`."""
    found = number(node.get(name)) if isinstance(node, dict) else None
    return None if found is None else str(found)


def cents(amount: Any) -> Decimal | None:
    """The cents of an amount in an answer, a number or text; with a fraction when it has more than two decimals."""
    if isinstance(amount, bool) or not isinstance(amount, (int, float, str)):
        return None
    try:
        # By its shortest decimal form: 99.99 as a binary fraction is a little less.
        value = Decimal(amount if isinstance(amount, str) else repr(amount)) * 100
    except ArithmeticError:  # one that is beyond all bounds too
        return None
    return value if value.is_finite() and abs(value) < _TOO_MUCH_CENTS else None


def whole_cents(amount: Any) -> int | None:
    """The cents of an amount in an answer, or `None` when it has more than two decimals."""
    value = cents(amount)
    return int(value) if value is not None and value == value.to_integral_value() else None


def day(value: Any) -> date | None:
    """The day that a moment begins with, or `None`."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) and _DAY.match(value) else None
    except ValueError:
        return None


def sent_day(value: str | None) -> date | None:
    """A date in a request, or `None` when it is none."""
    return day(value) if value is not None and _DAY.fullmatch(value) else None


# --- IBANs ----------------------------------------------------------------------------------------------------------


def is_iban(iban: Any) -> bool:
    """Whether the form and the check digits are right (ISO 13616, mod 97)."""
    if not isinstance(iban, str) or not _IBAN.fullmatch(iban):
        return False
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def make_iban(country_and_account: str) -> str:
    """An IBAN with right check digits.

    Args:
        country_and_account: Two letters, then 11 to 30 capitals and digits.
    """
    country, account = country_and_account[:2], country_and_account[2:]
    digits = "".join(str(int(c, 36)) for c in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def known_members(node: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """Those members of a JSON object that are there, under other names."""
    return {target: node[name] for name, target in names.items() if isinstance(node, dict) and name in node}


def is_amount(value: str) -> bool:
    """Whether a text is an amount with at most nine digits before the point and two after it."""
    return _AMOUNT.fullmatch(value) is not None


def moments_s(value: str) -> list[float]:
    """The seconds since the epoch that a moment may mean: without an offset both those of summer and of winter."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return []
    if len(value) <= len("YYYY-MM-DD"):
        return []
    if moment.tzinfo is not None:
        return [moment.timestamp()]
    return [moment.replace(tzinfo=timezone(timedelta(hours=hours))).timestamp() for hours in (1, 2)]


def midnight_s(last: date) -> float:
    """Seconds since the epoch at the earliest end of a day in Paris."""
    return datetime(last.year, last.month, last.day, tzinfo=timezone(timedelta(hours=2))).timestamp() + 86_400 - 1


def is_country(value: str) -> bool:
    """Whether a text is a country of ISO 3166-1 by two letters of any case."""
    return value.isascii() and value.upper() in COUNTRIES


def is_bic(value: str) -> bool:
    """Whether a text has the form of a BIC (ISO 9362)."""
    return re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", value, re.ASCII) is not None
