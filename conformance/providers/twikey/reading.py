"""What stands in requests to Twikey and in its answers, in one form for everybody who looks at them.

Nothing here raises on what a target under judgement may send.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from conformance.exchange import Exchange

NEW, AMENDED, CANCELLED = "new", "amended", "cancelled"
"""The three kinds of messages in the mandate feed."""

LANGUAGES = ("en", "nl", "fr", "de")
DOCUMENTS = frozenset({"importMandates", "uploadMandatePdf"})
"""The operations whose body is no form."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII
)
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2})(-[A-Za-z]{2})?\s*")
_WRAPPERS = {"MndtInitn": NEW, "MndtAmdmnt": AMENDED, "MndtCxl": CANCELLED}


# --- requests -------------------------------------------------------------------------------------------------------


def parameters(exchange: Exchange) -> dict[str, list[str]]:
    """The values of each parameter: those of query and form, the form wins, empty ones are absent."""
    found = {name: [value for value in values if value] for name, values in exchange.query.items()}
    if exchange.method == "POST" and exchange.operation not in DOCUMENTS:
        found.update(_read_form(exchange.request_body))
    return {name: values for name, values in found.items() if values}


@functools.lru_cache(maxsize=4)
def _read_form(content: bytes) -> dict[str, list[str]]:
    """The pairs of a form by name; every rule asks for those of the same request."""
    form: dict[str, list[str]] = {}
    for name, value in parse_qsl(content.decode("utf-8", "replace")):
        form.setdefault(name, []).append(value)
    return form


def first(exchange: Exchange, name: str) -> str | None:
    """The value of a parameter that counts, or `None` when it is absent."""
    values = parameters(exchange).get(name)
    return values[0] if values else None


def is_true(value: str | None) -> bool:
    """Whether a boolean parameter says yes."""
    return (value or "").lower() in {"true", "1"}


def number(value: str | None) -> int | None:
    """A parameter of digits as a number, or `None`."""
    return int(value) if value is not None and re.fullmatch("[0-9]{1,18}", value, re.ASCII) else None


def numbers(values: list[str]) -> list[int] | None:
    """The ids in a repeated parameter, each perhaps a list with commas; `None` when one is no number."""
    found = [number(part) for value in values for part in value.split(",") if part]
    return None if None in found else [each for each in found if each is not None]


def language(exchange: Exchange) -> str | None:
    """The language that is asked for, English without one; `None` when it takes more than a look to say."""
    asked = exchange.request_headers.get("accept-language", "")
    if not asked.strip():
        return "en"
    match = _LANGUAGE.fullmatch(asked)
    if match is None:
        return None
    return match[1].lower() if match[1].lower() in LANGUAGES else "en"


def reset_point(exchange: Exchange) -> str | None:
    """Where `X-RESET` leads back to, or `None` without it."""
    return exchange.request_headers.get("x-reset", "").strip() or None


# --- amounts and times ----------------------------------------------------------------------------------------------


def sent_cents(amount: str | None) -> int | None:
    """The cents of an amount in a request, or `None` when it is no amount."""
    return int(Decimal(amount) * 100) if amount is not None and _AMOUNT.fullmatch(amount) else None


def cents(amount: Any) -> Decimal | None:
    """The cents of an amount in an answer, a JSON number; with a fraction when it has more than two decimals."""
    if not isinstance(amount, (int, float)) or isinstance(amount, bool):
        return None
    try:
        # By its shortest decimal form: 99.99 as a binary fraction is a little less.
        value = Decimal(repr(amount)) * 100
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def seconds(text: Any) -> int | None:
    """A moment of an answer in seconds since the epoch, rounded down, or `None`."""
    moment = _instant(text)
    return None if moment is None else int(moment // timedelta(seconds=1))


def milliseconds(text: Any) -> int | None:
    """A day at midnight or an xsd:dateTime, in milliseconds since the epoch; `None` when it is neither."""
    moment = _instant(text)
    return None if moment is None else int(moment // timedelta(milliseconds=1))


def _instant(text: Any) -> timedelta | None:
    if not isinstance(text, str):
        return None
    try:
        if _DAY.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC) - _EPOCH
        match = _MOMENT.fullmatch(text)
        if match is None:
            return None
        decimals = (match[3] or ".0")[:7].ljust(7, "0")
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{decimals}{match[4] or 'Z'}") - _EPOCH
    except (ValueError, OverflowError):
        return None


def day(text: str | None) -> str | None:
    """The day, in UTC, of a day or an xsd:dateTime in a request, or `None`."""
    moment = milliseconds(text)
    if moment is None:
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=moment)).date().isoformat()
    except OverflowError:
        return None


def day_of_seconds(now_s: float) -> date:
    """The day, in UTC, of a moment."""
    return (_EPOCH + timedelta(seconds=now_s)).date()


def write_moment(now_s: float) -> str:
    """A moment as answers write it: UTC, whole seconds, rounded down."""
    return (_EPOCH + timedelta(seconds=int(now_s))).strftime("%Y-%m-%dT%H:%M:%SZ")


def answered_s(exchange: Exchange) -> int | None:
    """When the target answered by its own clock, in seconds since the epoch; `None` when it does not say."""
    try:
        return int(parsedate_to_datetime(exchange.response_headers["date"]).timestamp())
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


# --- answers --------------------------------------------------------------------------------------------------------


def text(node: Any, name: str) -> str | None:
    """A string member of a JSON object, or `None`."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else None


def at(node: Any, path: str) -> Any:
    """What stands at a path of members, such as `Dbtr.PstlAdr.Ctry`, or `None`."""
    for name in path.split("."):
        node = node.get(name) if isinstance(node, dict) else None
    return node


def objects(node: Any, name: str) -> list[dict[str, Any]]:
    """The objects in a list member of a JSON object; an empty list when there is none."""
    values = node.get(name) if isinstance(node, dict) else None
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def supplement(mandate: Any) -> dict[str, Any]:
    """The supplementary data of a mandate, by key."""
    return {key: entry.get("Value") for entry in objects(mandate, "SplmtryData") if (key := text(entry, "Key"))}


def entries(exchange: Exchange) -> list[dict[str, Any]]:
    """The transactions or transfers of an answer."""
    return objects(exchange.answer, "Entries") if exchange.ok else []


def batches(exchange: Exchange) -> list[dict[str, Any]]:
    """The batches of an answer to `getPayments`."""
    return objects(exchange.answer, "Sdds") if exchange.ok and exchange.operation == "getPayments" else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the mandate feed says of one mandate.

    Attributes:
        kind: `NEW`, `AMENDED` or `CANCELLED`.
        number: The mandate; empty when the message names none.
        mandate: Its data, `None` in a cancellation.
        time: When it happened, as written.
        reason: Why, for an amendment or a cancellation.
    """

    kind: str
    number: str
    mandate: Any
    time: str | None
    reason: Any


def messages(exchange: Exchange) -> list[Message] | None:
    """The messages of a mandate feed, from JSON or XML; `None` when the exchange is no readable feed."""
    if exchange.operation != "getMandateUpdates" or not exchange.ok:
        return None
    if "xml" in exchange.response_headers.get("content-type", ""):
        root = parse_xml(exchange.response_body)
        if root is None:
            return None
        found = [(_WRAPPERS[plain_name(child)], to_members(child)) for child in root if plain_name(child) in _WRAPPERS]
        return [_message(kind, members) for kind, members in found]
    answer = exchange.answer
    if not isinstance(answer, dict) or not isinstance(answer.get("Messages"), list):
        return None
    return [_message(_kind(members), members) for members in objects(answer, "Messages")]


def _kind(members: Mapping[str, Any]) -> str:
    if "CxlRsn" in members:
        return CANCELLED
    return AMENDED if "AmdmntRsn" in members else NEW


def _message(kind: str, members: Mapping[str, Any]) -> Message:
    mandate = members.get("Mndt")
    named = text(members, "OrgnlMndtId") if kind == CANCELLED else text(mandate, "MndtId")
    return Message(
        kind=kind,
        number=named or "",
        mandate=mandate,
        time=text(members, "EvtTime"),
        reason=members.get({AMENDED: "AmdmntRsn", CANCELLED: "CxlRsn"}.get(kind, "")),
    )


def shown_mandates(exchange: Exchange) -> list[dict[str, Any]]:
    """The mandates whose data an answer shows."""
    if exchange.operation == "getMandate" and exchange.ok:
        mandate = at(exchange.answer, "Mndt")
        return [mandate] if isinstance(mandate, dict) else []
    return [each.mandate for each in messages(exchange) or () if isinstance(each.mandate, dict)]


# --- XML ------------------------------------------------------------------------------------------------------------


def parse_xml(content: bytes) -> Element | None:
    """The root of an XML document, or `None` when it is none or declares entities."""
    try:
        root: Element = defusedxml.ElementTree.fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def plain_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def to_members(element: Element) -> dict[str, Any]:
    """The members that JSON has in the place of an element's children."""
    members: dict[str, Any] = {}
    for child in element:
        name = plain_name(child)
        if name == "SplmtryData":
            members[name] = [to_members(entry) for entry in child]
        else:
            members[name] = to_members(child) if len(child) else child.text or ""
    return members


def descend(element: Element, *names: str) -> Iterator[Element]:
    """Every element at a path of names below an element."""
    if not names:
        yield element
        return
    for child in element:
        if plain_name(child) == names[0]:
            yield from descend(child, *names[1:])


# --- accounts -------------------------------------------------------------------------------------------------------


def plain_iban(iban: str) -> str:
    """An IBAN without spaces."""
    return iban.replace(" ", "")


def is_iban(iban: Any) -> bool:
    """Whether form and check digits are right (ISO 13616, mod 97); spaces do not count."""
    if not isinstance(iban, str) or not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", plain_iban(iban), re.ASCII):
        return False
    plain = plain_iban(iban)
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def make_iban(country_and_account: str) -> str:
    """An IBAN with right check digits.

    Args:
        country_and_account: Two letters, then 11 to 30 capitals and digits.
    """
    country, account = country_and_account[:2], country_and_account[2:]
    digits = "".join(str(int(c, 36)) for c in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"
