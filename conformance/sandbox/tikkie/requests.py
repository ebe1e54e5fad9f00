"""Read what a caller sent: JSON bodies with their properties, and the query of a search.

The first defect is answered, in the order of the provider's tables: malformed, missing, then invalid.

Source: Tikkie technical details, "Request Attributes" of each operation. That a missing property is reported before an
invalid one is an assumption.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.tikkie.calls import Call, Crash
from conformance.sandbox.tikkie.errors import Refusal

FOR_MYSELF = "PAYMENT_REQUEST_FOR_MYSELF"
FOR_OTHERS = "PAYMENT_REQUEST_FOR_OTHERS"
USAGES = (FOR_MYSELF, FOR_OTHERS)
MAX_AMOUNT_CENTS = 999_999

_LARGE_LIMIT = 100
_DIGITS = re.compile(r"[0-9]+")
_MOBILE = re.compile(r"(06|\+316|00316)[0-9]{8}")
_PHONE = re.compile(r"0[0-9]{9}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_DUTCH_IBAN = re.compile(r"NL[0-9]{2}[A-Z]{4}[0-9]{10}")
_ZULU = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property of a body; ``stand_in`` is used where a fault lets a required one be absent."""

    name: str
    required: bool
    is_valid: Callable[[Any, RequestFaults], bool]
    stand_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A page of payment requests; the bounds are nanoseconds since the epoch."""

    offset: int
    limit: int
    from_ns: int | None
    to_ns: int | None


def read_object(call: Call) -> dict[str, Any]:
    """Return the JSON object in the body.

    Raises:
        Refusal: ``ERR_1003_006``: it is not declared as JSON, not UTF-8, not JSON, or not an object.
    """
    try:
        decoded = _decode_object(call)
    except Refusal as refusal:
        if call.faults.fires("crash-on-malformed-json"):
            raise Crash from refusal
        raise
    if not call.body.isascii() and call.faults.fires("crash-on-unicode"):
        raise Crash
    return decoded


def _decode_object(call: Call) -> dict[str, Any]:
    if call.media_type() != "application/json":
        raise Refusal("ERR_1003_006", "Content-Type must be application/json")
    try:
        decoded = json.loads(call.body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal("ERR_1003_006", "the body is not JSON in UTF-8") from error
    if not isinstance(decoded, dict):
        raise Refusal("ERR_1003_006", "the body is not a JSON object")
    return decoded


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def read_properties(body: Mapping[str, Any], properties: tuple[Property, ...], faults: RequestFaults) -> dict[str, Any]:
    """Return the known properties of a body, ``None`` for those absent or null; others are ignored.

    Raises:
        Refusal: ``ERR_1100_005`` when a required one is missing, ``ERR_1100_004`` when one is invalid.
    """
    given: list[Property] = []
    values = {each.name: body.get(each.name) for each in properties}
    for each in properties:
        if each.required and values[each.name] is None:
            if not faults.fires("missing-parameter-accepted"):
                raise Refusal("ERR_1100_005", each.name)
            values[each.name] = each.stand_in
        elif values[each.name] is not None:
            given.append(each)
    for each in given:
        if not each.is_valid(values[each.name], faults):
            raise Refusal("ERR_1100_004", each.name)
    return values


def _is_text(value: Any) -> bool:
    """Return whether a value is text that UTF-8 can carry: JSON escapes can spell half a surrogate pair."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _text(least: int, most: int, *, fault: str | None = None) -> Callable[[Any, RequestFaults], bool]:
    """Return a check for text of so many code points; ``fault`` names the one that ignores the length."""

    def is_valid(value: Any, faults: RequestFaults) -> bool:
        if not _is_text(value):
            return False
        return least <= len(value) <= most or (fault is not None and faults.fires(fault))

    return is_valid


def _is_mobile_number(value: Any, faults: RequestFaults) -> bool:
    return _is_text(value) and (bool(_MOBILE.fullmatch(value)) or faults.fires("phone-not-validated"))


def _is_phone_number(value: Any, faults: RequestFaults) -> bool:
    return _is_text(value) and (bool(_PHONE.fullmatch(value)) or faults.fires("phone-not-validated"))


def _is_usage(value: Any, _: RequestFaults) -> bool:
    return isinstance(value, str) and value in USAGES


def _is_currency(value: Any, faults: RequestFaults) -> bool:
    return value == "EUR" or (_is_text(value) and faults.fires("currency-not-validated"))


def _is_iban(value: Any, faults: RequestFaults) -> bool:
    if not _is_text(value) or not _IBAN.fullmatch(value):
        return False
    if not _DUTCH_IBAN.fullmatch(value):
        return not value.startswith("NL") and _has_valid_checksum(value) and faults.fires("foreign-iban-accepted")
    return _has_valid_checksum(value) or faults.fires("iban-checksum-not-enforced")


def _has_valid_checksum(iban: str) -> bool:
    """Return whether the IBAN gives 1 modulo 97 (ISO 13616)."""
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def _is_amount(value: Any, faults: RequestFaults) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return False
    text = str(value)
    if not _DIGITS.fullmatch(text):
        return False
    significant = text.lstrip("0")
    if not significant:
        return faults.fires("amount-zero-accepted")
    return len(text) <= len(str(MAX_AMOUNT_CENTS)) or faults.fires("amount-too-large-accepted")


PLATFORM = (
    Property(name="name", required=True, is_valid=_text(2, 100, fault="name-length-not-enforced")),
    Property(name="phoneNumber", required=True, is_valid=_is_mobile_number),
    Property(name="email", required=False, is_valid=_text(5, 100)),
    Property(name="notificationUrl", required=False, is_valid=_text(0, 200)),
    Property(name="platformUsage", required=True, is_valid=_is_usage, stand_in=FOR_OTHERS),
)
USER = (
    Property(name="name", required=True, is_valid=_text(2, 70, fault="name-length-not-enforced")),
    Property(name="phoneNumber", required=True, is_valid=_is_phone_number),
    Property(name="iban", required=True, is_valid=_is_iban),
    Property(name="bankAccountLabel", required=True, is_valid=_text(2, 70)),
)
PAYMENT_REQUEST_FOR_OTHERS = (
    Property(name="amountInCents", required=False, is_valid=_is_amount),
    Property(name="currency", required=True, is_valid=_is_currency, stand_in="EUR"),
    Property(name="description", required=True, is_valid=_text(1, 35, fault="description-length-not-enforced")),
    Property(name="externalId", required=False, is_valid=_text(1, 35)),
)
PAYMENT_REQUEST_FOR_MYSELF = (
    *PAYMENT_REQUEST_FOR_OTHERS[:3],
    Property(name="externalId", required=True, is_valid=_text(1, 35)),
)


def read_search(call: Call) -> Search:
    """Return the page and the period asked for; unknown parameters are ignored.

    Raises:
        Refusal: ``ERR_1100_005`` for a missing offset or limit, ``ERR_1100_004`` for a value of the wrong form or a
            repeated parameter, ``ERR_1100_003`` for a period that ends before it begins (an assumption).
    """
    query = call.query_values()
    for name in ("offset", "limit"):
        if name not in query:
            if not call.faults.fires("missing-parameter-accepted"):
                raise Refusal("ERR_1100_005", name)
            query[name] = ["0" if name == "offset" else "20"]
    search = Search(
        offset=_read_count(query, "offset", least=0),
        limit=_read_count(query, "limit", least=1),
        from_ns=_read_instant(query, "fromDate"),
        to_ns=_read_instant(query, "toDate"),
    )
    is_reversed = search.from_ns is not None and search.to_ns is not None and search.from_ns > search.to_ns
    if is_reversed and not call.faults.fires("reversed-range-accepted"):
        raise Refusal("ERR_1100_003", "fromDate is later than toDate")
    if search.limit >= _LARGE_LIMIT and call.faults.fires("crash-on-large-limit"):
        raise Crash
    return search


def _read_count(query: Mapping[str, list[str]], name: str, *, least: int) -> int:
    values = query[name]
    # Beyond a thousand digits Python itself refuses to convert.
    if len(values) != 1 or len(values[0]) > 1000 or not _DIGITS.fullmatch(values[0]) or int(values[0]) < least:
        raise Refusal("ERR_1100_004", name)
    return int(values[0])


def _read_instant(query: Mapping[str, list[str]], name: str) -> int | None:
    values = query.get(name)
    if values is None:
        return None
    match = _ZULU.fullmatch(values[0]) if len(values) == 1 else None
    if match is None:
        raise Refusal("ERR_1100_004", name)
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise Refusal("ERR_1100_004", name) from error
    elapsed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000_000 + int((match[7] or "").ljust(9, "0"))
