"""What a parameter may be: required or not, and the form of its value.

A blank value of a required parameter counts as missing, unless it may be blank; an optional one must be good if it is
there at all. Both defects have one code for all parameters of accounts and one for all of cards.

Source: Anytime API documentation, the parameter table of each operation; ISO 3166-1, ISO 4217.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from conformance.sandbox.anytime import formats, ibans
from conformance.sandbox.anytime.calls import Crash
from conformance.sandbox.anytime.errors import Refusal
from conformance.sandbox.faults import RequestFaults

OF_ACCOUNTS = "4000210"
OF_CARDS = "4000310"
CURRENCIES = ("EUR", "GBP", "USD", "CHF")
_ISO_3166 = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
    "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_ISO_3166.split())

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_MOBILE = re.compile(r"[0-9]{8,15}")
_LARGE_NUMBER = re.compile(r"[0-9]{10,}(\.[0-9]*)?")
_LONG_DECIMALS = re.compile(r"([0-9]{1,9}\.[0-9]{2})[0-9]+")
_ONE_EURO = 100

Check = Callable[[str, RequestFaults], bool]


def anything(_: str, __: RequestFaults) -> bool:
    """Accept every value."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter; ``stand_in`` is used where a fault lets a required one be absent."""

    name: str
    is_valid: Check = anything
    required: bool = True
    may_be_blank: bool = False
    stand_in: str = "x"


def read_parameters(
    values: Mapping[str, str], parameters: Iterable[Parameter], faults: RequestFaults, *, code: str
) -> dict[str, str]:
    """Return the values of the parameters that are there.

    Raises:
        Refusal: With ``code``: one is missing or its value is not good.
    """
    found: dict[str, str] = {}
    for each in parameters:
        value = values.get(each.name)
        if each.required and (value is None or (not value.strip() and not each.may_be_blank)):
            if not faults.fires("missing-parameter-accepted"):
                raise Refusal(code, f"{each.name} is missing")
            found[each.name] = each.stand_in
        elif value is not None:
            is_blank = each.may_be_blank and not value.strip()
            if not is_blank and not each.is_valid(value, faults):
                raise Refusal(code, f"{each.name} is invalid")
            found[each.name] = value
    return found


def one_of(*choices: str, fault: str = "") -> Check:
    """Return a check for some words; ``fault`` names the one that accepts any other."""
    return _but_for(lambda value: value in choices, fault)


def _but_for(check: Callable[[str], bool], fault: str) -> Check:
    return lambda value, faults: check(value) or (bool(fault) and faults.fires(fault))


def _is_email(value: str) -> bool:
    return bool(_EMAIL.fullmatch(value))


def _is_ip(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    # A zone names an interface of one machine, not an address.
    return "%" not in value


def is_mobile(value: str) -> bool:
    """Return whether a value is a number in international form, digits only."""
    return bool(_MOBILE.fullmatch(value))


GENDER = one_of("M", "F", fault="gender-not-validated")
CURRENCY = one_of(*CURRENCIES, fault="currency-not-validated")
COUNTRY = _but_for(lambda value: value.upper() in COUNTRIES, "country-not-validated")
DATE = _but_for(lambda value: formats.read_date(value) is not None, "date-not-validated")
EMAIL = _but_for(_is_email, "email-not-validated")
MOBILE = _but_for(is_mobile, "phone-not-validated")
BIC = _but_for(ibans.is_bic, "swift-not-validated")
IP_ADDRESS = _but_for(_is_ip, "ip-not-validated")
ZERO_OR_ONE = one_of("0", "1")


def is_iban(value: str, faults: RequestFaults) -> bool:
    """Return whether a value is an IBAN with good check digits."""
    return ibans.is_iban(value) or (ibans.has_form(value) and faults.fires("iban-checksum-not-validated"))


def read_amount(text: str, faults: RequestFaults, *, code: str) -> int:
    """Return the cents of an amount, which is more than zero.

    Raises:
        Refusal: With ``code``: it is anything but a positive decimal of at most nine digits and two decimals.
    """
    if _LARGE_NUMBER.fullmatch(text) and faults.fires("crash-on-large-number"):
        raise Crash
    cents = formats.read_cents(text)
    if cents is None or cents == 0:
        cents = _misread(text, cents, faults)
    if cents is None:
        raise Refusal(code, "amount must be a decimal greater than 0 with at most 2 decimals")
    tens = cents // 10 * 10
    return tens if 0 < tens < cents and faults.fires("amount-rounded-to-tens") else cents


def _misread(text: str, cents: int | None, faults: RequestFaults) -> int | None:
    """Return what a fault makes of an amount that is none, ``None`` when no fault fires."""
    if cents == 0:
        return 0 if faults.fires("zero-amount-accepted") else None
    if text.startswith("-"):
        negative = formats.read_cents(text[1:])
        return -negative if negative and faults.fires("negative-amount-accepted") else None
    decimals = _LONG_DECIMALS.fullmatch(text)
    if decimals:
        return formats.read_cents(decimals[1]) if faults.fires("three-decimals-accepted") else None
    return _ONE_EURO if not text[:1].isdigit() and faults.fires("amount-text-accepted") else None
