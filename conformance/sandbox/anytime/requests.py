"""The parameters of each operation, and the page of a list.

Source: Anytime API documentation, the parameter table of each operation. Which of them may be blank, what a business
account needs and that an update may be partial are assumptions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from conformance.sandbox.anytime import formats
from conformance.sandbox.anytime.calls import Call, Crash
from conformance.sandbox.anytime.errors import Refusal
from conformance.sandbox.anytime.parameters import (
    BIC,
    COUNTRY,
    CURRENCY,
    DATE,
    EMAIL,
    GENDER,
    IP_ADDRESS,
    MOBILE,
    OF_ACCOUNTS,
    OF_CARDS,
    ZERO_OR_ONE,
    Parameter,
    is_iban,
    one_of,
    read_amount,
    read_parameters,
)

BUSINESS = "business"
CONSUMER = "consumer"
PLASTIC = "PLASTIC"
SINGLE_USE = "VIRTUAL_SINGLE_USE"
MULTI_USE = "VIRTUAL_MULTI_USE"
STATUSES = ("STO", "LOS", "DAM", "CAN", "ACT", "BLO")

_INTEGER = re.compile(r"[0-9]{1,4000}")
_LARGE_DIGITS = 10
_DEFAULT_NUMBER = 50
_DEFAULT_FILTERS: dict[str, Any] = {"limit_start": 0, "limit_number": _DEFAULT_NUMBER}
_DAY = "2000-01-01"

HOLDER = (
    Parameter(name="acc_currency", is_valid=CURRENCY, stand_in="EUR"),
    Parameter(name="user_gender", is_valid=GENDER, stand_in="M"),
    Parameter(name="user_first_name"),
    Parameter(name="user_last_name"),
    Parameter(name="user_dob", is_valid=DATE, stand_in=_DAY),
    Parameter(name="user_pob"),
    Parameter(name="user_email", is_valid=EMAIL, stand_in="x@example.com"),
    Parameter(name="user_mobile_number", is_valid=MOBILE, stand_in="33600000000"),
    Parameter(name="user_addr_line_1"),
    Parameter(name="user_addr_line_2", may_be_blank=True, stand_in=""),
    Parameter(name="user_addr_zip"),
    Parameter(name="user_addr_city"),
    Parameter(name="user_addr_cc", is_valid=COUNTRY, stand_in="FR"),
    Parameter(name="user_nationality", is_valid=COUNTRY, stand_in="FR"),
)
CORPORATION = (
    Parameter(name="corp_name"),
    Parameter(name="corp_regnum"),
    Parameter(name="corp_type"),
    Parameter(name="corp_activity", required=False, may_be_blank=True),
    Parameter(name="corp_tva", required=False, may_be_blank=True),
    Parameter(name="corp_addr_line_1"),
    Parameter(name="corp_addr_line_2", required=False, may_be_blank=True),
    Parameter(name="corp_addr_zip"),
    Parameter(name="corp_addr_city"),
    Parameter(name="corp_addr_cc", is_valid=COUNTRY, stand_in="FR"),
)
_ACCOUNT_TYPE = Parameter(name="acc_type", is_valid=one_of(BUSINESS, CONSUMER), stand_in=CONSUMER)

TRANSFER = (
    Parameter(name="src_comment"),
    Parameter(name="dst_comment"),
    Parameter(name="dst_name"),
    Parameter(name="dst_iban", is_valid=is_iban, stand_in="NL91ABNA0417164300"),
    Parameter(name="dst_swift", is_valid=BIC, stand_in="ABNANL2A"),
    Parameter(name="amount", stand_in="1.00"),
)
IBAN = (Parameter(name="country_code", is_valid=COUNTRY, stand_in="FR"),)
VIRTUAL_IBAN = (Parameter(name="type", is_valid=one_of("C", "D", "BOTH"), stand_in="C"),)
LOAD = (
    Parameter(name="amount", stand_in="1.00"),
    Parameter(name="acc_comment"),
    Parameter(name="card_comment"),
)
UPDATE_CARD = (
    Parameter(name="card_status", is_valid=one_of(*STATUSES), required=False),
    Parameter(name="card_pos", is_valid=ZERO_OR_ONE, required=False),
    Parameter(name="card_atm", is_valid=ZERO_OR_ONE, required=False),
    Parameter(name="card_renew", is_valid=ZERO_OR_ONE, required=False),
)
PIN = (Parameter(name="cvc", is_valid=lambda value, _: bool(re.fullmatch(r"[0-9]{3}", value)), stand_in="000"),)
DETAILS_DISPLAY = (Parameter(name="ip", is_valid=IP_ADDRESS, stand_in="192.0.2.1"),)

_ORDER = (
    Parameter(name="acc_id", is_valid=lambda value, _: bool(_INTEGER.fullmatch(value)), stand_in="0"),
    Parameter(name="card_name"),
    Parameter(name="card_type", is_valid=one_of(PLASTIC, SINGLE_USE, MULTI_USE), required=False),
    Parameter(name="expiry_date", is_valid=DATE, stand_in=_DAY),
    Parameter(name="amount", stand_in="1.00"),
    Parameter(name="language", is_valid=one_of("fr", "en"), stand_in="fr"),
)
_DELIVERY = (
    Parameter(name="delivery_company_name", may_be_blank=True, stand_in=""),
    Parameter(name="delivery_gender", is_valid=GENDER, stand_in="M"),
    Parameter(name="delivery_first_name"),
    Parameter(name="delivery_last_name"),
    Parameter(name="delivery_addr_1"),
    Parameter(name="delivery_addr_2", may_be_blank=True, stand_in=""),
    Parameter(name="delivery_zip"),
    Parameter(name="delivery_city"),
    Parameter(name="delivery_cc", is_valid=COUNTRY, stand_in="FR"),
)


def read_new_account(call: Call) -> tuple[str, dict[str, str]]:
    """Return the type of a new account and the rest of its parameters; those of a corporation for a business only."""
    values = call.read_form().values
    kind = read_parameters(values, [_ACCOUNT_TYPE], call.faults, code=OF_ACCOUNTS)["acc_type"]
    needed = (*HOLDER, *CORPORATION) if kind == BUSINESS else HOLDER
    return kind, read_parameters(values, needed, call.faults, code=OF_ACCOUNTS)


def read_changes(call: Call, parameters: tuple[Parameter, ...]) -> dict[str, str]:
    """Return the parameters to change; what an account needs cannot be made blank."""
    values = call.read_form().values
    given = [each for each in parameters if each.name in values]
    return read_parameters(values, given, call.faults, code=OF_ACCOUNTS)


def read_amount_and(call: Call, parameters: tuple[Parameter, ...], *, code: str) -> tuple[dict[str, str], int]:
    """Return the parameters of a movement of money, with its amount in cents."""
    values = read_parameters(call.read_form().values, parameters, call.faults, code=code)
    return values, read_amount(values["amount"], call.faults, code=code)


def read_order(call: Call) -> tuple[dict[str, str], int]:
    """Return the parameters of a card's order, with its amount in cents; a virtual card is not delivered."""
    values = call.read_form().values
    order = {"card_type": PLASTIC, **read_parameters(values, _ORDER, call.faults, code=OF_CARDS)}
    if order["card_type"] == PLASTIC:
        order |= read_parameters(values, _DELIVERY, call.faults, code=OF_CARDS)
    return order, read_amount(order["amount"], call.faults, code=OF_CARDS)


def read_destination(call: Call) -> dict[str, str]:
    """Return how and where to send the PAN of a card."""
    values = call.read_form().values
    method = Parameter(name="dest_method", is_valid=one_of("email", "sms"), stand_in="email")
    chosen = read_parameters(values, [method], call.faults, code=OF_CARDS)
    by_mail = chosen["dest_method"] == "email"
    value = Parameter(
        name="dest_value",
        is_valid=EMAIL if by_mail else MOBILE,
        stand_in="x@example.com" if by_mail else "33600000000",
    )
    return chosen | read_parameters(values, [value], call.faults, code=OF_CARDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list; the days are those of Paris, both included."""

    start: int
    number: int
    date_start: date | None
    date_end: date | None
    filters: Mapping[str, Any]


def read_page(call: Call, *, code: str, has_dates: bool = True) -> Page:
    """Return the page asked for, without filters the first fifty.

    Raises:
        Refusal: With ``code`` for a limit or date of the wrong form, 4000050 for a period that ends before it begins.
    """
    query = call.read_query()
    start = _read_integer(query, "limit_start", default=0, least=0, call=call, code=code)
    number = _read_integer(query, "limit_number", default=_DEFAULT_NUMBER, least=1, call=call, code=code)
    starts, ends = (
        (_read_day(query, name, call=call, code=code) for name in ("date_start", "date_end"))
        if has_dates
        else (None, None)
    )
    if starts is not None and ends is not None and starts > ends and not call.faults.fires("reversed-range-accepted"):
        raise Refusal("4000050")
    filters: dict[str, Any] = {"limit_start": start, "limit_number": number}
    if starts is not None:
        filters["date_start"] = starts.isoformat()
    if ends is not None:
        filters["date_end"] = ends.isoformat()
    if filters != _DEFAULT_FILTERS and call.faults.fires("filters-not-echoed"):
        filters = _DEFAULT_FILTERS
    return Page(start=start, number=number, date_start=starts, date_end=ends, filters=filters)


def _read_integer(query: Mapping[str, str], name: str, *, default: int, least: int, call: Call, code: str) -> int:
    text = query.get(name)
    if text is None:
        return default
    if _INTEGER.fullmatch(text) and int(text) >= least:
        if len(text) >= _LARGE_DIGITS and call.faults.fires("crash-on-large-number"):
            raise Crash
        return int(text)
    if call.faults.fires("limit-not-validated"):
        return default
    raise Refusal(code, f"{name} must be an integer of at least {least}")


def _read_day(query: Mapping[str, str], name: str, *, call: Call, code: str) -> date | None:
    text = query.get(name)
    if text is None:
        return None
    day = formats.read_date(text)
    if day is None and not call.faults.fires("date-not-validated"):
        raise Refusal(code, f"{name} must be a date of the form YYYY-MM-DD")
    return day
