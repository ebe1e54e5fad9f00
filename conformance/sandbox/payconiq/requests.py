"""Read what a caller sent, and refuse it with the code of its first defect.

Source: Partner API Specification, "Register new Partner Customer", "Update Partner Customer email/phone" and
"Initiate Transaction". That every missing member is reported before an invalid one, and the forms of phone numbers,
e-mail addresses and names, are assumptions.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.sandbox.payconiq.bodies import Number, is_missing, is_text, read_object, read_whole_number
from conformance.sandbox.payconiq.calls import Call, Crash
from conformance.sandbox.payconiq.errors import Refusal
from conformance.sandbox.payconiq.state import Partner

_MOST_NAME_CHARACTERS = 70
_MOST_EMAIL_CHARACTERS = 254
_LARGE_AMOUNT_DIGITS = 10
_PHONE = re.compile(r"\+?[0-9]{6,15}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f-\x9f]+@[^@\s\x00-\x1f\x7f-\x9f]+\.[^@\s\x00-\x1f\x7f-\x9f]+")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_AMOUNT = re.compile(r"-?(0|[1-9][0-9]*)")
_FRACTION = re.compile(r"[0-9]+\.[0-9]+")
_ADDRESS = ("no", "street", "postalCode", "city", "country")
_LITERAL_NAMES = {"address": "addres", "country": "contry"}
"""Two members as the tables misspell them."""

_STAND_IN_IBAN = "NL91ABNA0417164300"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomer:
    """A customer to enrol; reference and sign date come together or not at all."""

    first_name: str
    last_name: str
    phone: str
    email: str | None
    address: dict[str, str]
    iban: str
    account_name: str
    mandate_reference: str | None
    mandate_signed_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransaction:
    """A transaction to initiate. ``origin_id``, ``origin_iban`` and ``signature`` may still be any JSON value."""

    origin_id: Any
    origin_iban: Any
    amount_text: str
    currency: str
    signature: Any


def read_customer(call: Call, partner: Partner) -> NewCustomer:
    """Return the customer in the body.

    Raises:
        Refusal: ``FIELD_IS_REQUIRED`` for the first member that is missing, then ``R111``, ``R108``, ``R109``,
            ``R107``, ``R106``, ``R122``.
    """
    body = read_object(call)
    first_name = _require_name(call, "firstName", body.get("firstName"))
    last_name = _require_name(call, "lastName", body.get("lastName"))
    phone = _require(call, "phoneNumber", _given_phone(body), stand_in="+31600000000")
    address = _read_address(call, body.get("address"))
    accounts = _read_accounts(call, body.get("bankAccounts"))
    ibans = [_require(call, "IBAN", each.get("IBAN"), stand_in=_STAND_IN_IBAN) for each in accounts]
    names = [_require_text(call, "name", each.get("name")) for each in accounts]
    mandates = [_read_mandate(call, each, partner) for each in accounts]
    if len(accounts) > 1 and not call.faults.fires("several-accounts-accepted"):
        raise Refusal("R111")
    for value, code in ((first_name, "R108"), (last_name, "R109")):
        if not _is_name(value):
            raise Refusal(code)
    _check_phone(call, phone)
    _check_email(call, body.get("email"))
    _check_iban(call, ibans[0])
    return NewCustomer(
        first_name=first_name,
        last_name=last_name,
        phone=phone,
        email=body.get("email"),
        address=address,
        iban=ibans[0],
        account_name=names[0],
        mandate_reference=mandates[0][0],
        mandate_signed_ms=mandates[0][1],
    )


def read_update(call: Call, body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the new phone number and the new e-mail address of a body, ``None`` for what stays.

    Raises:
        Refusal: ``R107`` or ``R106``.
    """
    phone, email = _given_phone(body), body.get("email")
    if phone is not None:
        _check_phone(call, phone)
    _check_email(call, email)
    return phone, email


def read_verification_code(body: Mapping[str, Any]) -> Any:
    """Return the code in a body: any JSON value but null and blank text.

    Raises:
        Refusal: ``FIELD_IS_REQUIRED`` (an assumption: the tables have no row for it).
    """
    code = body.get("verificationCode")
    if is_missing(code):
        raise Refusal("FIELD_IS_REQUIRED", "verificationCode")
    return code


def read_transaction(call: Call) -> NewTransaction:
    """Return the transaction in the body, its customer, account and signature not yet looked at.

    Raises:
        Refusal: ``FIELD_IS_REQUIRED`` for the first member that is missing, then ``R003``, ``R017``, ``R002``.
    """
    body = read_object(call)
    for name in ("originId", "amount", "currency", "signature"):
        # Amount has a code of its own for null and for what is no number.
        missing = "amount" not in body if name == "amount" else is_missing(body.get(name))
        if missing and not (name == "signature" and call.faults.fires("signature-not-required")):
            raise Refusal("FIELD_IS_REQUIRED", name)
    return NewTransaction(
        origin_id=body["originId"],
        # Both spellings are in the documents; that of the answers wins.
        origin_iban=body["originIBAN"] if body.get("originIBAN") is not None else body.get("originIban"),
        amount_text=_read_amount(call, body["amount"]),
        currency=_read_currency(call, body["currency"]),
        signature=body.get("signature"),
    )


def _require(call: Call, name: str, value: Any, *, stand_in: Any = "-") -> Any:
    """Return a required value, which may still be of any type, or the stand-in where a fault lets it be missing."""
    if is_missing(value):
        _miss(call, name)
        return stand_in
    return value


def _require_name(call: Call, name: str, value: Any) -> Any:
    if isinstance(value, str) and is_missing(value) and call.faults.fires("blank-name-accepted"):
        return value
    return _require(call, name, value)


def _require_text(call: Call, name: str, value: Any) -> str:
    """Return a required text; no code tells a wrong type from a missing member."""
    if is_missing(value) or not is_text(value):
        _miss(call, name)
        return "-"
    return str(value)


def _miss(call: Call, name: str) -> None:
    if not call.faults.fires("missing-field-accepted"):
        literal = call.state.limits.literal_statuses
        raise Refusal("FIELD_IS_REQUIRED", _LITERAL_NAMES.get(name, name) if literal else name)


def _read_address(call: Call, address: Any) -> dict[str, str]:
    if not isinstance(address, dict):
        _miss(call, "address")
        address = dict.fromkeys(_ADDRESS, "-")
    return {name: _require_text(call, name, address.get(name)) for name in _ADDRESS}


def _read_accounts(call: Call, value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return value
    _miss(call, "bankAccounts")
    return [{"IBAN": _STAND_IN_IBAN, "name": "-"}]


def _read_mandate(call: Call, account: Mapping[str, Any], partner: Partner) -> tuple[str | None, int | None]:
    """Return reference and sign date: both or neither where the partner lets the service manage mandates, else both."""
    reference, sign_date = account.get("mandateReference"), account.get("mandateSignDate")
    if partner.enable_mandate_management and is_missing(reference) and is_missing(sign_date):
        return None, None
    text = _require_text(call, "mandateReference", reference)
    signed_ms = read_whole_number(sign_date, least=0)
    if signed_ms is None:
        _miss(call, "mandateSignDate")
        signed_ms = call.now_ms
    return text, signed_ms


def _given_phone(body: Mapping[str, Any]) -> Any:
    """Return the phone number under either name: the samples write one, the error tables the other."""
    return body["phone"] if body.get("phone") is not None else body.get("phoneNumber")


def _is_name(value: Any) -> bool:
    if not is_text(value) or len(value) > _MOST_NAME_CHARACTERS:
        return False
    # Blank text comes this far only by a fault.
    return not value.strip() or all(unicodedata.category(character) != "Cc" for character in value)


def _check_phone(call: Call, value: Any) -> None:
    if is_text(value) and (_PHONE.fullmatch(value) or call.faults.fires("phone-not-validated")):
        return
    raise Refusal("R107")


def _check_email(call: Call, value: Any) -> None:
    if value is None:
        return
    is_good = is_text(value) and len(value) <= _MOST_EMAIL_CHARACTERS and bool(_EMAIL.fullmatch(value))
    if not is_good and not (is_text(value) and call.faults.fires("email-not-validated")):
        raise Refusal("R106")


def _check_iban(call: Call, value: Any) -> None:
    if not isinstance(value, str) or not _IBAN.fullmatch(value):
        raise Refusal("R122")
    if not _has_valid_checksum(value) and not call.faults.fires("iban-checksum-not-enforced"):
        raise Refusal("R122")


def _has_valid_checksum(iban: str) -> bool:
    """Return whether the IBAN gives 1 modulo 97 (ISO 13616)."""
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def _read_amount(call: Call, value: Any) -> str:
    """Return the cents as the digits that were sent: no document has a largest amount."""
    text = value.text if isinstance(value, Number) else value
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        if isinstance(text, str) and _FRACTION.fullmatch(text) and call.faults.fires("amount-fraction-accepted"):
            return text
        raise Refusal("R003")
    if text.startswith("-") and text != "-0":
        if not call.faults.fires("amount-negative-accepted"):
            raise Refusal("R017")
    elif text in {"0", "-0"} and not call.faults.fires("amount-zero-accepted"):
        raise Refusal("R017")
    if len(text) >= _LARGE_AMOUNT_DIGITS and call.faults.fires("crash-on-large-amount"):
        raise Crash
    return text


def _read_currency(call: Call, value: Any) -> str:
    if value == "EUR" or (value == "eur" and call.faults.fires("currency-lower-case-accepted")):
        return str(value)
    raise Refusal("R002")
