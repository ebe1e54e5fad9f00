"""What the values of a `format` must look like, so that examples can be held against it.

JSON Schema leaves an unknown format unchecked, so a format that is not listed here is a problem of the contract.
"""

import base64
import binascii
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from jsonschema import FormatChecker

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_NL_IBAN = re.compile(r"NL[0-9]{2}[A-Z]{4}[0-9]{10}")
_SMALLEST_RSA_KEY_BITS = 1024
_ZULU = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z")

UNCHECKED = frozenset({"binary", "byte", "decimal", "double", "float", "int32", "int64", "password"})
"""Formats that say how a value is held in memory, not what it looks like."""


def _is_iban(text: str) -> bool:
    if not _IBAN.fullmatch(text):
        return False
    digits = "".join(str(int(character, 36)) for character in text[4:] + text[:4])
    return int(digits) % 97 == 1


def _is_nl_iban(text: str) -> bool:
    return bool(_NL_IBAN.fullmatch(text)) and _is_iban(text)


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


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "client-assertion": _is_client_assertion,
    "date": _is_date,
    "date-time": _is_date_time,
    "email": _is_email,
    "iban": _is_iban,
    "nl-iban": _is_nl_iban,
    "payconiq-signature": _is_payconiq_signature,
    "rsa-public-key": _is_rsa_public_key,
    "uri": _is_uri,
    "uuid": _is_uuid,
    "zulu-date-time": _is_zulu_date_time,
}


def build_checker() -> FormatChecker:
    """A checker for `FORMATS` and nothing else."""
    checker = FormatChecker(formats=())
    for name, accepts in FORMATS.items():
        checker.checks(name)(_for_strings(accepts))
    return checker


def _for_strings(accepts: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or accepts(value)
