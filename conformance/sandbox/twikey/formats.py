"""How the values of parameters must look, and what each becomes.

Source: Twikey Creditor API, the parameter tables; the codes of the refusals are those of client code, the finer limits
(lengths, characters, the largest amount) are assumptions where the tables are silent.
"""

import base64
import binascii
import re
from datetime import UTC, date, datetime, timedelta

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey.calls import Crash
from conformance.sandbox.twikey.errors import Refusal

MAX_AMOUNT_CENTS = 99_999_999_999
MAX_DIGSIG_BYTES = 150_000
MAX_MESSAGE_LENGTH = 140
LANGUAGES = ("en", "fr", "nl", "de", "pt", "es", "it")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LARGE_DIGITS = 15
_AMOUNT = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?")
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_EPOCH_MS = re.compile(r"[0-9]{13}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_MANDATE_NUMBER = re.compile(r"[A-Z0-9-]{1,35}")
_SEPA = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")
_TEMPLATE_NUMBER = re.compile(r"[1-9][0-9]*")
_ZULU = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")
_MAX_EMAIL_LENGTH = 2048
_PNG = b"\x89PNG\r\n\x1a\n"


def read_amount_cents(text: str, faults: RequestFaults) -> int:
    """Return an amount in cents: no leading zeros, decimal point, at most two decimals, above zero."""
    _crash_on_large(text, faults)
    match = _AMOUNT.fullmatch(text)
    if match is None or len(text) > 1000:
        raise Refusal("err_invalid_amount")
    sign, euros, decimals = match[1], match[2], match[3] or ""
    if len(decimals) > 2 and not faults.fires("three-decimals-accepted"):
        raise Refusal("err_invalid_amount")
    cents = int(euros) * 100 + int(decimals[:2].ljust(2, "0"))
    # Whoever multiplies a binary fraction and cuts it loses a cent now and then.
    cut = int(float(text) * 100) if cents <= MAX_AMOUNT_CENTS and not sign else cents
    if cut != cents and faults.fires("amount-loses-cent"):
        cents = cut
    if cents == 0 and not faults.fires("amount-zero-accepted"):
        raise Refusal("err_invalid_amount")
    if sign and not (cents and faults.fires("negative-amount-accepted")):
        raise Refusal("err_invalid_amount")
    if cents > MAX_AMOUNT_CENTS and not faults.fires("amount-too-large-accepted"):
        raise Refusal("err_invalid_amount")
    return -cents if sign else cents


def _crash_on_large(text: str, faults: RequestFaults) -> None:
    if len(text) >= _LARGE_DIGITS and text.isdecimal() and faults.fires("crash-on-large-number"):
        raise Crash


def read_iban(text: str, faults: RequestFaults) -> str:
    """Return an IBAN without spaces; its check digits must be right (ISO 13616)."""
    iban = text.replace(" ", "")
    if _IBAN.fullmatch(iban) is None:
        raise Refusal("err_invalid_iban")
    if not has_valid_check_digits(iban) and not faults.fires("iban-checksum-not-enforced"):
        raise Refusal("err_invalid_iban")
    return iban


def has_valid_check_digits(iban: str) -> bool:
    """Return whether an IBAN gives 1 modulo 97 (ISO 13616)."""
    if _IBAN.fullmatch(iban) is None:
        return False
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def read_bic(text: str, faults: RequestFaults) -> str:
    """Return a BIC."""
    if _BIC.fullmatch(text) is None and not faults.fires("bic-not-validated"):
        raise Refusal("err_invalid_bic")
    return text


def read_email(text: str, faults: RequestFaults) -> str:
    """Return an e-mail address: one ``@`` and a dot in the domain."""
    is_valid = len(text) <= _MAX_EMAIL_LENGTH and _EMAIL.fullmatch(text) is not None
    if not is_valid and not faults.fires("email-not-validated"):
        raise Refusal("err_invalid_email")
    return text


def read_country(text: str, faults: RequestFaults) -> str:
    """Return a country of two letters, upper case."""
    if _COUNTRY.fullmatch(text) is None and not faults.fires("country-not-validated"):
        raise Refusal("err_invalid_country")
    return text.upper()


def read_language(text: str, faults: RequestFaults) -> str:
    """Return a language of a mandate."""
    if text not in LANGUAGES and not faults.fires("language-not-validated"):
        raise Refusal("err_invalid_lang")
    return text


def read_mandate_number(text: str, faults: RequestFaults) -> str:
    """Return a number for a new mandate."""
    if _MANDATE_NUMBER.fullmatch(text) is None and not faults.fires("mandate-number-not-validated"):
        raise Refusal("err_invalid_mandatenumber")
    return text


def read_template_number(text: str, faults: RequestFaults) -> int:
    """Return the number of a template: a positive integer without leading zeros."""
    _crash_on_large(text, faults)
    if len(text) > 1000 or _TEMPLATE_NUMBER.fullmatch(text) is None:
        raise Refusal("err_invalid_ct")
    return int(text)


def read_message(text: str, faults: RequestFaults) -> str:
    """Return a message that banks carry."""
    if _SEPA.fullmatch(text) is None and not faults.fires("sepa-characters-not-enforced"):
        raise Refusal("err_invalid_sepachars")
    if len(text) > MAX_MESSAGE_LENGTH and not faults.fires("message-length-not-enforced"):
        raise Refusal("err_invalid_message")
    return text


def read_boolean(text: str, faults: RequestFaults) -> bool:
    """Return a boolean: true, false, 1 or 0 in any case."""
    if text.lower() not in {"true", "false", "1", "0"} and not faults.fires("boolean-not-validated"):
        raise Refusal("err_invalid_params")
    return text.lower() not in {"false", "0"}


def read_id(text: str, faults: RequestFaults) -> int:
    """Return an identifier of digits."""
    _crash_on_large(text, faults)
    if not text.isascii() or not text.isdecimal() or len(text) > 1000:
        raise Refusal("err_invalid_params")
    return int(text)


def read_digsig(text: str, faults: RequestFaults) -> str:
    """Return a drawn signature: PNG in base64, at most 150 kB when decoded."""
    if not _is_png(text) and not faults.fires("picture-not-validated"):
        raise Refusal("err_invalid_params")
    return text


def _is_png(text: str) -> bool:
    try:
        # A plus that was not percent-encoded arrives as a space.
        picture = base64.b64decode(text.replace(" ", "+"), validate=True)
    except (binascii.Error, ValueError):
        return False
    return picture.startswith(_PNG) and len(picture) <= MAX_DIGSIG_BYTES


def read_instant(text: str, faults: RequestFaults) -> int:
    """Return a date (at midnight) or an xsd:dateTime as milliseconds since the epoch; UTC where no zone is given."""
    instant = parse_instant(text)
    if instant is None:
        if not faults.fires("date-not-validated"):
            raise Refusal("err_invalid_date")
        return 0
    return instant


def read_day(text: str, faults: RequestFaults) -> date:
    """Return the day of a date or an xsd:dateTime."""
    return day_of(read_instant(text, faults))


def read_collection_day(text: str, faults: RequestFaults) -> date:
    """Return the day of a collection, which may also be given as epoch milliseconds."""
    return day_of(int(text)) if _EPOCH_MS.fullmatch(text) else read_day(text, faults)


def parse_instant(text: str) -> int | None:
    """Return a date or xsd:dateTime as milliseconds since the epoch, ``None`` when it is neither."""
    try:
        if _DATE.fullmatch(text):
            moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        elif (match := _DATE_TIME.fullmatch(text)) is not None:
            # Python reads three or six decimals of a second only.
            decimals = (match[3] or ".0")[:7].ljust(7, "0")
            moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{decimals}{match[4] or 'Z'}")
        else:
            return None
        elapsed = moment - EPOCH
        # Computed once here, so that no zone carries it out of the calendar later.
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return elapsed // timedelta(milliseconds=1)


def is_day(text: str) -> bool:
    """Return whether a text is a day of the calendar."""
    return _DATE.fullmatch(text) is not None and parse_instant(text) is not None


def parse_zulu(text: str) -> int | None:
    """Return an instant as the feeds write it, in UTC with a literal Z; ``None`` when it is anything else."""
    return parse_instant(text) if _ZULU.fullmatch(text) else None


def day_of(now_ms: int) -> date:
    """Return the day, in UTC, of an instant."""
    return (EPOCH + timedelta(milliseconds=now_ms)).date()


def format_instant(now_ms: int) -> str:
    """Return an instant in UTC with a precision of seconds and a literal Z."""
    moment = EPOCH + timedelta(milliseconds=now_ms)
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def format_compact(now_ms: int) -> str:
    """Return an instant as ``yyyyMMddHHmmssSSS`` in UTC."""
    moment = EPOCH + timedelta(milliseconds=now_ms)
    return f"{moment:%Y%m%d%H%M%S}{now_ms % 1000:03d}"
