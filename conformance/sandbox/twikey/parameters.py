"""Which parameters each operation takes, and how they are read.

The first defect is answered: a missing parameter, then the form of each one in the order of the provider's table. A
required parameter that is blank is missing.

Source: Twikey Creditor API, "Query Parameters" of each operation. The order of the checks is an assumption.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import formats
from conformance.sandbox.twikey.calls import Parameters
from conformance.sandbox.twikey.errors import Refusal

Reader = Callable[[str, RequestFaults], Any]
METHODS = ("sms", "digisign", "sofort", "selfie", "paper", "import")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter.

    Attributes:
        missing: The code when it is required and absent; ``None`` when it is optional.
        stand_in: Used where a fault lets a required one be absent; ``None`` where no fault does.
    """

    name: str
    read: Reader
    missing: str | None = None
    stand_in: str | None = None


def read_values(given: Parameters, wanted: tuple[Parameter, ...], faults: RequestFaults) -> dict[str, Any]:
    """Return the value of each parameter, ``None`` for those absent.

    Raises:
        Refusal: One is missing or not of its form.
    """
    texts = {each.name: given.first(each.name) for each in wanted}
    for each in wanted:
        if not (texts[each.name] or "").strip() and each.missing is not None:
            if each.stand_in is None or not faults.fires("missing-parameter-accepted"):
                raise Refusal(each.missing)
            texts[each.name] = each.stand_in
    return {each.name: None if (text := texts[each.name]) is None else each.read(text, faults) for each in wanted}


def names(wanted: tuple[Parameter, ...]) -> frozenset[str]:
    """Return the names of parameters."""
    return frozenset(each.name for each in wanted)


def read_text(text: str, _: RequestFaults) -> str:
    """Return a text as it is."""
    return text


def text_up_to(most: int) -> Reader:
    """Return a reader of text of at most so many characters."""

    def read(text: str, faults: RequestFaults) -> str:
        if len(text) > most and not faults.fires("length-not-enforced"):
            raise Refusal("err_invalid_params")
        return text

    return read


def _read_method(text: str, faults: RequestFaults) -> str:
    if text not in METHODS and not faults.fires("sign-method-not-validated"):
        raise Refusal("err_invalid_params")
    return text


def _optional(name: str, read: Reader) -> Parameter:
    return Parameter(name=name, read=read)


def _required(name: str, read: Reader, *, stand_in: str | None = None) -> Parameter:
    return Parameter(name=name, read=read, missing="err_missing_params", stand_in=stand_in)


_CT = _required("ct", formats.read_template_number)
_MANDATE = _required("mndtId", read_text)

_PERSON = (
    _optional("lastname", text_up_to(50)),
    _optional("firstname", text_up_to(50)),
    _optional("mobile", read_text),
    _optional("address", text_up_to(70)),
    _optional("city", text_up_to(35)),
    _optional("zip", text_up_to(16)),
    _optional("country", formats.read_country),
    _optional("companyName", text_up_to(140)),
    _optional("vatno", text_up_to(35)),
    _optional("form", read_text),
    _optional("contractNumber", read_text),
)
INVITE = (
    _CT,
    _required("email", formats.read_email, stand_in="nobody@example.com"),
    _optional("l", formats.read_language),
    _optional("iban", formats.read_iban),
    _optional("bic", formats.read_bic),
    _optional("mandateNumber", formats.read_mandate_number),
    *_PERSON,
    _optional("campaign", text_up_to(250)),
    _optional("prefix", read_text),
    _optional("check", formats.read_boolean),
    # Accepted in 2018 beside those of the document.
    _optional("amount", formats.read_amount_cents),
    _optional("sendInvite", formats.read_boolean),
    _optional("reminderDays", read_text),
    _optional("token", read_text),
    # Free texts, although they become those of a transaction: a shop plug-in puts its own words there.
    _optional("_txd", read_text),
    _optional("_txr", read_text),
)
_SIGN_FIRST = (
    _required("method", _read_method, stand_in="paper"),
    _optional("signDate", formats.read_instant),
    _optional("place", read_text),
)
_SIGN_LAST = (
    _optional("mandateNumber", formats.read_mandate_number),
    _optional("email", formats.read_email),
    *_PERSON,
    _optional("l", formats.read_language),
    # Their form is looked at where the method uses them.
    _optional("digsig", read_text),
    _optional("selfie", read_text),
)
SIGN = (
    *_SIGN_FIRST,
    _CT,
    _required("iban", formats.read_iban),
    _required("bic", formats.read_bic),
    *_SIGN_LAST,
)
SIGN_WITH_KEY = (
    *_SIGN_FIRST,
    _required("key", read_text),
    # A prepared mandate has its template.
    _optional("ct", formats.read_template_number),
    _optional("iban", formats.read_iban),
    _optional("bic", formats.read_bic),
    *_SIGN_LAST,
)
CANCEL = (_MANDATE, Parameter(name="rsn", read=read_text, missing="err_provide_reason", stand_in="-"))
DETAIL = (_MANDATE, _optional("force", formats.read_boolean))
UPDATE = (
    _MANDATE,
    _optional("iban", formats.read_iban),
    _optional("bic", formats.read_bic),
    _optional("address", text_up_to(70)),
    _optional("zip", text_up_to(16)),
    _optional("city", text_up_to(35)),
    _optional("country", formats.read_country),
    _optional("mobile", read_text),
    _optional("email", formats.read_email),
)
DOCUMENT = (_MANDATE,)
TRANSACTION = (
    _MANDATE,
    _required("message", formats.read_message, stand_in="-"),
    _required("amount", formats.read_amount_cents),
    _optional("date", formats.read_instant),
    _optional("reqcolldt", formats.read_day),
    _optional("ref", read_text),
    _optional("place", read_text),
)
PRENOTIFICATION = (
    _MANDATE,
    _required("message", formats.read_message, stand_in="-"),
    Parameter(name="collectionDate", read=formats.read_day, missing="err_invalid_date", stand_in="2020-01-01"),
    Parameter(name="amount", read=formats.read_amount_cents, missing="err_invalid_amount"),
    _optional("invoiceUrl", read_text),
)
COLLECT = (
    _CT,
    _optional("colltndt", formats.read_collection_day),
    # The spelling of the provider's samples.
    _optional("clltndt", formats.read_collection_day),
    _optional("prenotify", formats.read_boolean),
)
# "detail" counts by being there, "regardless of its value".
PAYMENT = (_optional("id", formats.read_id), _optional("detail", read_text))
REMOVAL = (_optional("id", formats.read_id), _optional("ref", read_text), _optional("mndtId", read_text))
TRANSFER = (
    _required("iban", formats.read_iban),
    _required("message", formats.read_message, stand_in="-"),
    _required("amount", formats.read_amount_cents),
    _optional("date", formats.read_day),
    _optional("place", read_text),
)
TRANSFER_COMPLETE = (_CT, _optional("iban", formats.read_iban))
