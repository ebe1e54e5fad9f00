"""What the values of a `format` must look like, so that examples can be held against it.

JSON Schema leaves an unknown format unchecked, so a format that is not listed here is a problem of the contract.
"""

import base64
import binascii
import ipaddress
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from jsonschema import FormatChecker

_BIC = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}([A-Z0-9]{3})?")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_NL_IBAN = re.compile(r"NL[0-9]{2}[A-Z]{4}[0-9]{10}")
_SMALLEST_RSA_KEY_BITS = 1024
_ZULU = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z")

_XSD_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_MANDATE_NUMBER = re.compile(r"[A-Za-z0-9-]{1,35}")
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LARGEST_PNG_BYTES = 150_000
_SECOND_LETTERS = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "Y": "ET",
    "Z": "AMW",
}
COUNTRIES = frozenset(first + second for first, seconds in _SECOND_LETTERS.items() for second in seconds)
"""The two-letter codes of ISO 3166-1."""

UNCHECKED = frozenset({"binary", "byte", "decimal", "double", "float", "int32", "int64", "password"})
"""Formats that say how a value is held in memory, not what it looks like."""


def _is_iban(text: str) -> bool:
    return bool(_IBAN.fullmatch(text)) and _has_right_check_digits(text)


def _is_spaced_iban(text: str) -> bool:
    return _is_iban(text.replace(" ", ""))


def _has_right_check_digits(iban: str) -> bool:
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def _is_nl_iban(text: str) -> bool:
    return bool(_NL_IBAN.fullmatch(text)) and _is_iban(text)


def _is_bic(text: str) -> bool:
    match = _BIC.fullmatch(text)
    return match is not None and match[1] in COUNTRIES


def _is_country_code(text: str) -> bool:
    return text.isascii() and text.upper() in COUNTRIES


def _is_ipv4(text: str) -> bool:
    try:
        return bool(ipaddress.IPv4Address(text))
    except ValueError:
        return False


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.IPv6Address(text).scope_id is None
    except ValueError:
        return False


def _is_zulu_date_time(text: str) -> bool:
    return bool(_ZULU.fullmatch(text)) and _is_date_time(text)


def _is_date_time(text: str) -> bool:
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_date_or_date_time(text: str) -> bool:
    if _is_date(text):
        return True
    try:
        return bool(_XSD_DATE_TIME.fullmatch(text)) and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_collection_date(text: str) -> bool:
    return _is_date_or_date_time(text) or re.fullmatch("[0-9]{13}", text) is not None


def _is_reset_point(text: str) -> bool:
    return _is_zulu_date_time(text) or _MANDATE_NUMBER.fullmatch(text) is not None


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _is_uri(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in text


def _is_email(text: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+", text) is not None


def _is_email_address(text: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text) is not None


def _is_api_token(text: str) -> bool:
    return re.fullmatch(r"\S+", text) is not None


def _is_not_blank(text: str) -> bool:
    return bool(text.strip())


def _is_one_time_password(text: str) -> bool:
    return re.fullmatch("[0-9]{1,8}", text) is not None


def _is_base64_png(text: str) -> bool:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return content.startswith(_PNG_SIGNATURE) and len(content) <= _LARGEST_PNG_BYTES


def _is_client_assertion(text: str) -> bool:
    parts = text.split(".")
    try:
        decoded = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts]
    except (binascii.Error, ValueError):
        return False
    return len(parts) == 3 and decoded[0].startswith(b"{") and decoded[1].startswith(b"{") and bool(decoded[2])


def _is_payconiq_signature(text: str) -> bool:
    try:
        signature = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(signature) * 8 >= _SMALLEST_RSA_KEY_BITS


def _is_rsa_public_key(text: str) -> bool:
    try:
        der = base64.b64decode("".join(text.split()), validate=True)
        key = load_der_public_key(der)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return False
    # A bare PKCS#1 key is read as well, and is not this format.
    is_spki = der == key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return is_spki and isinstance(key, rsa.RSAPublicKey) and key.key_size >= _SMALLEST_RSA_KEY_BITS


def _or_empty(accepts: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same, or an empty text: some providers take an empty parameter for an absent one."""
    return lambda text: not text or accepts(text)


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "anytime-client-id": _is_not_blank,
    "anytime-client-secret": _is_not_blank,
    "anytime-password": _is_not_blank,
    "anytime-username": _is_not_blank,
    "api-token": _is_api_token,
    "base64-png": _is_base64_png,
    "bic": _is_bic,
    "client-assertion": _is_client_assertion,
    "collection-date-or-empty": _or_empty(_is_collection_date),
    "country-code": _is_country_code,
    "date": _is_date,
    "date-or-date-time": _is_date_or_date_time,
    "date-or-date-time-or-empty": _or_empty(_is_date_or_date_time),
    "date-time": _is_date_time,
    "email": _is_email,
    "email-address": _is_email_address,
    "email-address-or-empty": _or_empty(_is_email_address),
    "iban": _is_iban,
    "ipv4": _is_ipv4,
    "ipv6": _is_ipv6,
    "nl-iban": _is_nl_iban,
    "one-time-password-or-empty": _or_empty(_is_one_time_password),
    "payconiq-signature": _is_payconiq_signature,
    "reset-point-or-empty": _or_empty(_is_reset_point),
    "rsa-public-key": _is_rsa_public_key,
    "spaced-iban": _is_spaced_iban,
    "spaced-iban-or-empty": _or_empty(_is_spaced_iban),
    "uri": _is_uri,
    "uuid": _is_uuid,
    "zulu-date-time": _is_zulu_date_time,
    "zulu-date-time-or-empty": _or_empty(_is_zulu_date_time),
}


def build_checker() -> FormatChecker:
    """A checker for `FORMATS` and nothing else."""
    checker = FormatChecker(formats=())
    for name, accepts in FORMATS.items():
        checker.checks(name)(_for_strings(accepts))
    return checker


def _for_strings(accepts: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or accepts(value)
