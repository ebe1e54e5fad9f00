"""The error catalogue as the provider's tables have it: what each code says, and which field it can name.

Source: Partner API Specification, "Possible Error Response" of each call.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from auth_hooks import errors, payconiq
from conformance.exchange import UNREADABLE, Exchange

MESSAGES: Mapping[str, str] = {
    "R918": "Token not found.",
    "R981": "Security exception : you cannot call {} on {}",
    "FIELD_IS_REQUIRED": "Field '{}' is mandatory",
    "INVALID_SIGNATURE": "Provided signature is invalid",
    "AUTHENTICATION_NOT_FOUND": "'{}' authentication does not exist. You have to add one.",
    "ENTITY_NOT_FOUND": "The {} with the id '{}' does not exist",
    "R106": "Field 'email' is not correct",
    "R107": "Field 'phoneNumber' is not correct",
    "R108": "Field 'firstName' is not correct",
    "R109": "Field 'lastName' is not correct",
    "R111": "More than one Bank Account are specified",
    "R122": "Field 'IBAN' is not valid",
    "R508": "Mandate does not exist for given user and account",
    "R919": "Bank Account verification code not found",
    "R930": "Too many attempts with wrong authentication code",
    "R214": "Verification code is not correct",
    "R013": "Transaction 'originId' is not known by the system",
    "R003": "Transaction field 'amount' is null or not a decimal number",
    "R017": "Transaction amount has to be greater than 0",
    "R002": "Transaction field 'currency' can only be EUR for now",
    "R020": "Missing transaction ID",
}
"""Code → message, `{}` for each of the values. R019, R165 and R999 have their own ways, see `expected_messages`."""

LISTED_VALUES: Mapping[str, int] = {
    "R981": 2,
    "FIELD_IS_REQUIRED": 1,
    "AUTHENTICATION_NOT_FOUND": 1,
    "ENTITY_NOT_FOUND": 2,
}
"""Code → how many values its row lists; every other row lists none."""

ABOUT_TRANSACTIONS = frozenset({"getTransaction", "replayDirectDebit"})

# Three rows of the enrolment's table have the message of the row above.
_SHIFTED = {"city": "postalCode", "IBAN": "city", "name": "IBAN"}

_TOP = ("firstName", "lastName", "phoneNumber", "address")
_ADDRESS = ("no", "street", "postalCode", "city", "country")
_MANDATE = ("mandateReference", "mandateSignDate")


def values_of(exchange: Exchange) -> list[Any]:
    """What an error lists as its values; an empty list when it lists nothing."""
    answer = exchange.answer
    values = answer.get("values") if isinstance(answer, dict) else None
    return values if isinstance(values, list) else []


def expected_messages(exchange: Exchange) -> list[str]:
    """What the message of a refusal may say, for its code and the values it lists; empty when no document says."""
    code, values = exchange.code or "", [str(value) for value in values_of(exchange)]
    if code == "R165":
        plain = "Transaction replay is not allowed"
        statuses = ("EXCEPTION", "SUBMITED", "REJECTED_OSR", "REJECTED_CAMT")
        return [plain, *(f"{plain} for {status} status" for status in statuses)]
    if code == "R019":
        return [f"Invalid transaction ID : {exchange.path_parameters.get('transactionId', '')}"]
    if code == "R999":
        return ["Internal Server Error"] if exchange.status == 500 else []
    if code == "ENTITY_NOT_FOUND" and len(values) == 1:
        values = [*values, asked_entity(exchange)[1]]
    template = MESSAGES.get(code)
    if template is None or template.count("{}") != len(values):
        return []
    shifted = _SHIFTED.get(values[0]) if code == "FIELD_IS_REQUIRED" else None
    return [template.format(name) for name in (shifted,) if name is not None] + [template.format(*values)]


def plain(message: str) -> str:
    """A message without quotation marks and with single spaces: the tables lose and double both."""
    return " ".join(re.sub("['\u2018\u2019\"]", "", message).split())


def asked_entity(exchange: Exchange) -> tuple[str, str]:
    """Kind and id of what a request asks for, as `ENTITY_NOT_FOUND` names it."""
    path, sent = exchange.path_parameters, exchange.sent
    if exchange.operation in ABOUT_TRANSACTIONS:
        return "Transaction", path.get("transactionId", "")
    if exchange.operation == payconiq.CREATE_TRANSACTION:
        return "Partner Customer", str(sent.get("originId", "")) if isinstance(sent, dict) else ""
    return "Partner Customer", path.get("customerId", "")


def called_resource(exchange: Exchange) -> str:
    """The path as `R981` names it: from `partners` on, without query."""
    return unquote(urlsplit(exchange.url).path).partition("/v1/")[2]


# --- required members -----------------------------------------------------------------------------------------------


def missing_fields(exchange: Exchange, *, by_form: bool = True) -> list[str]:
    """The required members that a request lacks: names, phone, address, account (no document fixes an order).

    Absent, null and blank texts count as lacking.

    Args:
        by_form: Whether more counts, which no document says: a value of another type where no row tells a wrong form,
            a key that is none, and the verification code, which is in no row.
    """
    sent = exchange.sent if exchange.request_body else {}
    if sent is UNREADABLE or not isinstance(sent, dict):
        return []
    match exchange.operation:
        case "putKey":
            lacks_key = _is_no_key if by_form else _is_blank
            return ["value"] if lacks_key(sent.get("value")) else []
        case "createCustomer":
            return _missing_of_customer(sent, by_form=by_form)
        case "validateBankAccount" if by_form:
            return ["verificationCode"] if _is_blank(sent.get("verificationCode")) else []
        case "createTransaction":
            texts = {name for name in ("originId", "currency", "signature") if _is_blank(sent.get(name))}
            lacking = texts | ({"amount"} if "amount" not in sent else set())
            return [name for name in ("originId", "amount", "currency", "signature") if name in lacking]
    return []


def missing_mandate_fields(exchange: Exchange) -> list[str]:
    """The members of a mandate that an enrolment lacks: both or none are needed, or both always, as the partner is."""
    lacking = {name for account in _accounts(exchange.sent) for name in _MANDATE if not _is_mandate(name, account)}
    return [name for name in _MANDATE if name in lacking]


def _missing_of_customer(sent: dict[str, Any], *, by_form: bool) -> list[str]:
    lacks_text = _is_no_text if by_form else _is_blank
    phone = sent.get("phoneNumber") if sent.get("phone") is None else sent["phone"]
    lacking = [name for name in _TOP if _is_blank({**sent, "phoneNumber": phone}.get(name))]
    address = sent.get("address")
    if isinstance(address, dict):
        lacking += [name for name in _ADDRESS if lacks_text(address.get(name))]
    elif by_form and "address" not in lacking:
        lacking.append("address")
    accounts = _accounts(sent)
    if not accounts:
        return [*lacking, "bankAccounts"] if by_form or sent.get("bankAccounts") in (None, "", []) else lacking
    lacking += ["IBAN"] if any(_is_blank(account.get("IBAN")) for account in accounts) else []
    return [*lacking, *(["name"] if any(lacks_text(account.get("name")) for account in accounts) else [])]


def _accounts(sent: Any) -> list[dict[str, Any]]:
    accounts = sent.get("bankAccounts") if isinstance(sent, dict) else None
    if not isinstance(accounts, list) or not all(isinstance(account, dict) for account in accounts):
        return []
    return accounts


def _is_mandate(name: str, account: Mapping[str, Any]) -> bool:
    value = account.get(name)
    if name == "mandateReference":
        return not _is_no_text(value)
    if isinstance(value, str):
        return value.isascii() and value.isdigit()
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _is_no_text(value: Any) -> bool:
    """Half a surrogate pair, which JSON can spell, is no text either."""
    return not isinstance(value, str) or not value.strip() or bool(re.search("[\ud800-\udfff]", value))


def _is_no_key(value: Any) -> bool:
    try:
        payconiq.read_public_key(value if isinstance(value, str) else "")
    except errors.BadCredentials:
        return True
    return False
