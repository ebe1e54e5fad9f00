"""The life of a mandate: how it begins, who may change it, how it ends, and what the feed and the callbacks say of it.

Source: Twikey Creditor API, "Mandate"; the names of the states and the transitions that the text leaves open are
assumptions.
"""

from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import formats, notices, transactions
from conformance.sandbox.twikey.errors import Refusal
from conformance.sandbox.twikey.state import Account, Debtor, Mandate, MandateEvent, Signature, State, Template

PREPARED = "PREPARED"
PRINT = "PRINT"
SIGNED = "SIGNED"
PENDING = "SIGNED_PENDING_DEBTOR_BANK"
CANCELLED = "CANCELLED"
EXPIRED = "EXPIRED"
UNSIGNED = (PREPARED, PRINT)
SHOWN_STATES = (SIGNED, PENDING)
ENDED = (CANCELLED, EXPIRED)

DELAYED_METHODS = ("sms", "sofort")
"""The methods whose signature comes later: the debtor answers, or comes back from the bank."""

_BANK_NAMES = {
    "BBRUBEBB": "ING BELGIUM NV/SA",
    "GEBABEBB": "BNP PARIBAS FORTIS",
    "GKCCBEBB": "BELFIUS BANK",
    "KREDBEBB": "KBC BANK",
}
_MADE_UP_BIC = "KREDBEBB"
_CUT_AT_BYTES = 65_536
_DEBTOR_MEMBERS = {
    "lastname": "last_name",
    "firstname": "first_name",
    "mobile": "mobile",
    "address": "address",
    "city": "city",
    "zip": "zip_code",
    "country": "country",
    "companyName": "company",
    "vatno": "vat_number",
    "form": "form",
    "email": "email",
}


def find_template(account: Account, number: int, faults: RequestFaults) -> Template:
    """Return a template of the merchant."""
    template = account.template(number)
    if template is None:
        if not faults.fires("unknown-template-accepted"):
            raise Refusal("err_no_such_ct")
        return account.merchant.templates[0]
    return template


def find_mandate(state: State, account: Account, number: str, faults: RequestFaults) -> Mandate:
    """Return a mandate of the merchant; another merchant's never resolves."""
    mandate = account.mandates.get(number)
    if mandate is None:
        foreign = next((each.mandates[number] for each in state.each_account() if number in each.mandates), None)
        if foreign is None or not faults.fires("foreign-mandate-visible"):
            raise Refusal("err_no_contract")
        return foreign
    return mandate


def find_valid(account: Account, template: Template, email: str, faults: RequestFaults) -> Mandate | None:
    """Return the merchant's valid mandate of a debtor and a template."""
    for mandate in account.mandates.values():
        same_debtor = (mandate.debtor.email or "").casefold() == email.casefold()
        if not same_debtor or mandate.state not in SHOWN_STATES:
            continue
        if mandate.template is template or faults.fires("check-overlooks-template"):
            return mandate
    return None


def prepare(
    state: State,
    account: Account,
    template: Template,
    values: dict[str, Any],
    attributes: dict[str, str],
    *,
    now_ms: int,
    faults: RequestFaults,
) -> Mandate:
    """Prepare a mandate that nobody has signed yet."""
    number = values["mandateNumber"]
    if number is None:
        if template.needs_number:
            raise Refusal("err_mandatenumber_required")
        number = account.next_number(template, may_repeat=lambda: faults.fires("given-number-made-again"))
    elif number in account.mandates and not faults.fires("double-mandate-number-accepted"):
        raise Refusal("err_double_mandatenumber")
    mandate = Mandate(
        number=number,
        contract_id=state.new_contract_id(),
        template=template,
        instrument=template.instrument,
        key=state.new_key(),
        state=PREPARED,
        created_ms=now_ms,
        debtor=_new_debtor(values, faults),
        iban=values["iban"],
        bic=values["bic"],
        bank_name=_BANK_NAMES.get(values["bic"] or ""),
        from_day=formats.day_of(now_ms).isoformat(),
        contract_number=values["contractNumber"],
        language=values["l"] or "en",
        attributes=dict(attributes),
        exit_token=values.get("token"),
        first_amount_cents=values.get("amount"),
        first_message=values.get("_txd"),
        first_reference=values.get("_txr"),
    )
    account.add_mandate(mandate)
    return mandate


def _new_debtor(values: dict[str, Any], faults: RequestFaults) -> Debtor:
    debtor = Debtor(**{member: values[name] for name, member in _DEBTOR_MEMBERS.items()})
    debtor.country_of_residence = debtor.country
    if debtor.email is not None and faults.fires("email-lost"):
        debtor.email = "lost@example.com"
    return debtor


def take_over(mandate: Mandate, values: dict[str, Any]) -> None:
    """Fill in what a later call knows better about the debtor."""
    for name, member in _DEBTOR_MEMBERS.items():
        if values.get(name) is not None:
            setattr(mandate.debtor, member, values[name])
    if values.get("country") is not None:
        mandate.debtor.country_of_residence = values["country"]
    if values.get("iban") is not None:
        mandate.iban = values["iban"]
    if values.get("bic") is not None:
        mandate.bic, mandate.bank_name = values["bic"], _BANK_NAMES.get(values["bic"])


def sign(
    state: State, account: Account, mandate: Mandate, signature: Signature, *, now_ms: int, faults: RequestFaults
) -> None:
    """Let a mandate become signed: at once for CORE, after the word of the debtor's bank for B2B."""
    if mandate.iban is None:
        mandate.iban = state.new_debtor_iban()
        if mandate.bic is None:
            mandate.bic, mandate.bank_name = _MADE_UP_BIC, _BANK_NAMES[_MADE_UP_BIC]
    mandate.signature = signature
    was_uploaded = mandate.state == PRINT and signature.method == "print"
    waits = mandate.instrument == "B2B" and not faults.fires("b2b-signed-at-once")
    mandate.state = PENDING if waits else SIGNED
    if waits:
        mandate.pending_since_ms = now_ms
        account.waiting_mandates[mandate.number] = mandate
    _log(account, mandate, "new", now_ms=now_ms)
    transactions.create_first(state, account, mandate, now_ms=now_ms, faults=faults)
    event, shown = ("DebtorUpload", PRINT) if was_uploaded else ("Sign", mandate.state)
    notices.tell_contract(state, account, faults, number=mandate.number, event=event, mandate_state=shown)


def record_import(state: State, account: Account, mandate: Mandate, *, now_ms: int, faults: RequestFaults) -> None:
    """Let a mandate begin as a signed one: its bank has accepted it where it was signed."""
    mandate.state = SIGNED
    _log(account, mandate, "new", now_ms=now_ms)
    transactions.create_first(state, account, mandate, now_ms=now_ms, faults=faults)
    notices.tell_contract(state, account, faults, number=mandate.number, event="Sign", mandate_state=SIGNED)


def settle_bank(
    state: State, account: Account, mandate: Mandate, *, accepted: bool, now_ms: int, faults: RequestFaults
) -> None:
    """Let the debtor's bank accept or reject a signed B2B mandate."""
    account.waiting_mandates.pop(mandate.number, None)
    mandate.state = SIGNED if accepted else CANCELLED
    if accepted:
        transactions.create_first(state, account, mandate, now_ms=now_ms, faults=faults)
    else:
        _log(account, mandate, "cancelled", now_ms=now_ms, reason="Rejected by the debtor's bank")
    event = "AcceptedBank" if accepted else "RejectBank"
    notices.tell_contract(state, account, faults, number=mandate.number, event=event, mandate_state=PENDING)


def cancel(
    state: State, account: Account, mandate: Mandate, reason: str, *, now_ms: int, faults: RequestFaults
) -> None:
    """End a mandate; an invitation that nobody signed leaves no trace in the feed."""
    if mandate.state in ENDED and not faults.fires("cancel-twice-accepted"):
        raise Refusal("err_mandate_invalid_state")
    if faults.fires("cancel-not-done"):
        return
    before, mandate.state = mandate.state, CANCELLED
    if before != PENDING or not faults.fires("cancelled-mandate-revived"):
        account.waiting_mandates.pop(mandate.number, None)
    if before in SHOWN_STATES:
        if before != PENDING or not faults.fires("pending-cancellation-missing"):
            _log(account, mandate, "cancelled", now_ms=now_ms, reason=reason)
        event, why = "Cancel", reason
    else:
        event, why = "Invite", "removed"
    notices.tell_contract(state, account, faults, number=mandate.number, event=event, mandate_state=before, reason=why)


def expire(state: State, account: Account, mandate: Mandate, faults: RequestFaults) -> None:
    """Let an invitation run out."""
    before, mandate.state = mandate.state, EXPIRED
    notices.tell_contract(
        state, account, faults, number=mandate.number, event="Invite", mandate_state=before, reason="expired"
    )


def print_out(state: State, account: Account, mandate: Mandate, faults: RequestFaults) -> None:
    """Let the debtor print an invitation to sign it by hand."""
    mandate.state = PRINT
    notices.tell_contract(state, account, faults, number=mandate.number, event="Print", mandate_state=PRINT)


def update(
    state: State, account: Account, mandate: Mandate, values: dict[str, Any], *, now_ms: int, faults: RequestFaults
) -> None:
    """Change what a mandate says of the debtor: before it is signed, or at any time when it is CORE."""
    if mandate.state in ENDED and not faults.fires("update-of-cancelled-accepted"):
        raise Refusal("err_mandate_invalid_state")
    is_fixed = mandate.state in SHOWN_STATES and mandate.instrument == "B2B"
    if is_fixed and not faults.fires("update-of-signed-b2b-accepted"):
        raise Refusal("err_mandate_invalid_state")
    if faults.fires("update-lost"):
        return
    take_over(mandate, values)
    if mandate.document is not None and faults.fires("document-lost-by-update"):
        mandate.document = None
    amend(state, account, mandate, now_ms=now_ms, faults=faults, account_changed=values["iban"] is not None)


def amend(
    state: State, account: Account, mandate: Mandate, *, now_ms: int, faults: RequestFaults, account_changed: bool
) -> None:
    """Tell of a change to a mandate: in the feed only once it is signed."""
    if mandate.state in SHOWN_STATES:
        reason = "Account changed" if account_changed else "Details changed"
        _log(account, mandate, "amended", now_ms=now_ms, reason=reason)
    notices.tell_contract(state, account, faults, number=mandate.number, event="Update", mandate_state=mandate.state)


def upload(
    state: State, account: Account, mandate: Mandate, document: bytes, *, now_ms: int, faults: RequestFaults
) -> None:
    """Keep a scanned document; it signs what was not signed yet."""
    if len(document) > _CUT_AT_BYTES and faults.fires("upload-truncated"):
        document = document[:_CUT_AT_BYTES]
    mandate.document = document
    if mandate.state in UNSIGNED and not faults.fires("upload-does-not-sign"):
        signer = mandate.debtor.email or mandate.debtor.shown_name()
        signature = Signature(method="print", signer=signer, place=None, signed_ms=now_ms)
        sign(state, account, mandate, signature, now_ms=now_ms, faults=faults)


def _log(account: Account, mandate: Mandate, kind: str, *, now_ms: int, reason: str = "") -> None:
    shown = None if kind == "cancelled" else mandate.snapshot()
    account.events.append(MandateEvent(time_ms=now_ms, kind=kind, number=mandate.number, mandate=shown, reason=reason))
