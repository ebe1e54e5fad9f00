"""Import of mandates: the document of the feed, sent the other way; all of it is done or nothing.

Source: Twikey Creditor API, "Import existing mandates"; that the template is named in the supplementary data is in the
provider's Postman and SoapUI collections.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import pydantic

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import formats, mandate_messages, mandates, xml_documents
from conformance.sandbox.twikey.calls import Crash
from conformance.sandbox.twikey.errors import Refusal
from conformance.sandbox.twikey.state import Account, Debtor, Mandate, Signature, State, Template
from conformance.sandbox.twikey.views import RESERVED_KEYS, SIGNATURE_KEYS

_TEMPLATE_KEY = "TemplateId"
_NO_LIMIT = re.compile(r"0(\.0{1,2})?")

_CODES = {
    **{code: code for code in ("err_double_mandatenumber", "err_invalid_iban", "err_no_such_ct", "err_no_contract")},
    "err_mandate_invalid_state": "err_mandate_invalid_state",
    "err_invalid_ct": "err_no_such_ct",
}
"""What a defect of a document is called; every other makes it unreadable as a whole, as no parameter is at fault."""


def import_mandates(state: State, account: Account, content: bytes, *, now_ms: int, faults: RequestFaults) -> None:
    """Create, change and cancel the mandates of a document.

    Raises:
        Refusal: Something in the document cannot be done; then nothing of it is done.
    """
    try:
        _import(state, account, content, now_ms=now_ms, faults=faults)
    except Refusal as refusal:
        raise Refusal(_CODES.get(refusal.code, "err_invalid_input")) from refusal


def _import(state: State, account: Account, content: bytes, *, now_ms: int, faults: RequestFaults) -> None:
    messages = _read(content, faults).messages
    if messages and faults.fires("import-not-done"):
        return
    plans: list[_Plan] = []
    before = _Before()
    try:
        for message in messages:
            plans.append(_plan(account, message, before, faults))  # noqa: PERF401 - those before a defect must be known
    except Refusal:
        if plans and faults.fires("import-partly-done"):
            _carry_out(state, account, plans, now_ms=now_ms, faults=faults)
        raise
    _carry_out(state, account, plans, now_ms=now_ms, faults=faults)


def _read(content: bytes, faults: RequestFaults) -> mandate_messages.Document:
    try:
        # What it is shows in its first character: clients send both kinds with any content type.
        if content.lstrip()[:1] == b"<":
            document = mandate_messages.Document.model_validate(xml_documents.parse_updates(content))
        else:
            document = mandate_messages.Document.model_validate_json(content)
    except (pydantic.ValidationError, xml_documents.NotADocument) as error:
        if faults.fires("crash-on-malformed-import"):
            raise Crash from error
        raise Refusal("err_invalid_input") from error
    _require_instant(document.header.created if document.header else None, faults)
    return document


def _require_instant(text: str | None, faults: RequestFaults) -> None:
    """Hold a time to the form that the feed gives it."""
    if text is not None and formats.parse_zulu(text) is None and not faults.fires("date-not-validated"):
        raise Refusal("err_invalid_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """The checked content of a mandate message."""

    mandate: mandate_messages.MandateContent
    supplement: dict[str, str | int | float]
    debtor: Debtor
    iban: str | None
    bic: str | None
    bank_name: str | None
    occurrences: mandate_messages.Occurrences
    from_day: str | None
    to_day: str | None
    signed_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What one message asks for: new, change or cancel."""

    kind: str
    number: str
    reason: str = ""
    content: _Content | None = None


@dataclass(slots=True, kw_only=True)
class _Before:
    """The numbers of the mandates that the messages before name, and those that they cancel."""

    named: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)


def _check(account: Account, mandate: mandate_messages.MandateContent, faults: RequestFaults) -> _Content:
    # A mandate that is known may have any number.
    if mandate.number not in account.mandates:
        formats.read_mandate_number(mandate.number, faults)
    for party in (mandate.creditor, mandate.ultimate_creditor, mandate.ultimate_debtor):
        _read_debtor(party, {}, faults)
    supplement = {each.key: each.value for each in mandate.supplement or ()}
    institution = (mandate.agent.institution if mandate.agent else None) or mandate_messages.Institution()
    occurrences = mandate.occurrences or mandate_messages.Occurrences()
    duration = occurrences.duration or mandate_messages.Duration()
    # Zero stands for no limit.
    if mandate.max_amount is not None and _NO_LIMIT.fullmatch(mandate.max_amount) is None:
        formats.read_amount_cents(mandate.max_amount, faults)
    signed = supplement.get("SignerDate#0")
    return _Content(
        mandate=mandate,
        supplement=supplement,
        debtor=_read_debtor(mandate.debtor, supplement, faults),
        iban=None if mandate.iban is None else formats.read_iban(mandate.iban, faults),
        bic=None if institution.bic is None else formats.read_bic(institution.bic, faults),
        bank_name=institution.name,
        occurrences=occurrences,
        from_day=_read_day(duration.from_day, faults),
        to_day=_read_day(duration.to_day, faults),
        signed_ms=None if signed is None else formats.read_instant(str(signed), faults),
    )


def _read_day(text: str | None, faults: RequestFaults) -> str | None:
    if text is None:
        return None
    if not formats.is_day(text) and not faults.fires("date-not-validated"):
        raise Refusal("err_invalid_date")
    return formats.day_of(formats.parse_instant(text) or 0).isoformat()


def _read_debtor(party: mandate_messages.Party | None, supplement: dict[str, Any], faults: RequestFaults) -> Debtor:
    if party is None:
        return Debtor()
    address = party.address or mandate_messages.Address()
    contact = party.contact or mandate_messages.Contact()
    country = None if address.country is None else formats.read_country(address.country, faults)
    residence = party.country_of_residence
    return Debtor(
        name=party.name,
        first_name=_text(supplement.get("FirstName")),
        last_name=_text(supplement.get("LastName")),
        vat_number=party.id,
        address=address.line,
        zip_code=address.zip_code,
        city=address.town,
        country=country,
        country_of_residence=None if residence is None else formats.read_country(residence, faults),
        email=None if contact.email is None else formats.read_email(contact.email, faults),
        mobile=contact.mobile,
    )


def _text(value: str | int | float | None) -> str | None:
    return None if value is None else str(value)


def _plan(account: Account, message: mandate_messages.Message, before: _Before, faults: RequestFaults) -> _Plan:
    """Check a message against what there is and what the messages before it make of it."""
    _require_instant(message.event_time, faults)
    for reason in (message.amendment, message.cancellation):
        _read_debtor(reason.originator if reason is not None else None, {}, faults)
    content = None if message.mandate is None else _check(account, message.mandate, faults)
    if message.cancellation is not None:
        return _plan_cancellation(account, message, message.cancellation, before)
    if message.mandate is None or content is None:
        raise Refusal("err_invalid_input")
    number = message.mandate.number
    is_known = number in account.mandates or number in before.named
    if message.amendment is None and number in before.named:
        raise Refusal("err_double_mandatenumber")
    if message.amendment is not None and not is_known:
        raise Refusal("err_no_contract")
    _require_alive(account, number, before)
    before.named.add(number)
    if not is_known:
        _find_template(account, content, faults)
        if content.iban is None:
            raise Refusal("err_invalid_iban")
    return _Plan(kind="change" if is_known else "new", number=number, content=content)


def _plan_cancellation(
    account: Account, message: mandate_messages.Message, reason: mandate_messages.Reason, before: _Before
) -> _Plan:
    number = message.original_number
    if not number:
        raise Refusal("err_invalid_input")
    if number not in account.mandates and number not in before.named:
        raise Refusal("err_no_contract")
    _require_alive(account, number, before)
    before.ended.add(number)
    return _Plan(kind="cancel", number=number, reason=reason.reason or "Imported")


def _require_alive(account: Account, number: str, before: _Before) -> None:
    mandate = account.mandates.get(number)
    if number in before.ended or (mandate is not None and mandate.state in mandates.ENDED):
        raise Refusal("err_mandate_invalid_state")


def _find_template(account: Account, content: _Content, faults: RequestFaults) -> Template:
    value = content.supplement.get(_TEMPLATE_KEY)
    if value is None:
        raise Refusal("err_no_such_ct")
    return mandates.find_template(account, formats.read_template_number(str(value), faults), faults)


def _carry_out(state: State, account: Account, plans: list[_Plan], *, now_ms: int, faults: RequestFaults) -> None:
    for plan in plans:
        mandate = account.mandates.get(plan.number)
        if plan.kind == "cancel" and mandate is not None:
            mandates.cancel(state, account, mandate, plan.reason, now_ms=now_ms, faults=faults)
        elif plan.content is not None and mandate is None:
            _create(state, account, plan.content, now_ms=now_ms, faults=faults)
        elif plan.content is not None and mandate is not None:
            _change(state, account, mandate, plan.content, now_ms=now_ms, faults=faults)


def _create(state: State, account: Account, content: _Content, *, now_ms: int, faults: RequestFaults) -> None:
    template = _find_template(account, content, faults)
    mandate = Mandate(
        number=content.mandate.number,
        contract_id=state.new_contract_id(),
        template=template,
        instrument=content.mandate.instrument or template.instrument,
        key=state.new_key(),
        state=mandates.PREPARED,
        created_ms=now_ms,
        debtor=Debtor(),
        from_day=formats.day_of(now_ms).isoformat(),
    )
    account.add_mandate(mandate)
    _fill(mandate, content, faults)
    _sign(account, mandate, content, now_ms=now_ms, state=state, faults=faults)


def _change(
    state: State, account: Account, mandate: Mandate, content: _Content, *, now_ms: int, faults: RequestFaults
) -> None:
    account_changed = content.iban not in {None, mandate.iban}
    _fill(mandate, content, faults)
    if mandate.state in mandates.UNSIGNED:
        _sign(account, mandate, content, now_ms=now_ms, state=state, faults=faults)
    else:
        mandates.amend(state, account, mandate, now_ms=now_ms, faults=faults, account_changed=account_changed)


def _fill(mandate: Mandate, content: _Content, faults: RequestFaults) -> None:
    """Take over what a message says; what it leaves out stays."""
    if content.mandate.debtor is not None:
        mandate.debtor = content.debtor
    mandate.iban = content.iban or mandate.iban
    if content.bic is not None:
        mandate.bic, mandate.bank_name = content.bic, content.bank_name
    mandate.sequence_type = content.occurrences.sequence_type or mandate.sequence_type
    mandate.frequency = content.occurrences.frequency or mandate.frequency
    mandate.from_day = content.from_day or mandate.from_day
    if content.to_day is not None and not faults.fires("import-end-lost"):
        mandate.to_day = content.to_day
    mandate.max_amount = content.mandate.max_amount or mandate.max_amount
    mandate.contract_number = content.mandate.contract_number or mandate.contract_number
    attributes = {key: value for key, value in content.supplement.items() if key not in RESERVED_KEYS}
    if attributes and not faults.fires("import-attributes-lost"):
        mandate.attributes |= attributes


def _sign(
    account: Account, mandate: Mandate, content: _Content, *, now_ms: int, state: State, faults: RequestFaults
) -> None:
    """An imported mandate is signed: on paper, unless it says otherwise."""
    said = {key: _text(content.supplement.get(key)) for key in SIGNATURE_KEYS}
    mandate.signature = Signature(
        method=said["SignerMethod#0"] or "print",
        signer=said["Signer#0"] or mandate.debtor.shown_name(),
        place=said["SignerPlace#0"] or "(Imported)",
        signed_ms=now_ms if content.signed_ms is None else content.signed_ms,
        payload=said["SignerPayload#0"],
    )
    mandates.record_import(state, account, mandate, now_ms=now_ms, faults=faults)
