"""What happens outside the API: a customer signs, a cent arrives with its code, a bank answers a direct debit.

No operation causes these; the control plane does.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import pydantic

from conformance.sandbox.control import ControlError, parse
from conformance.sandbox.payconiq.state import (
    FAILED,
    PROPOSED,
    SIGNED,
    SUBMITED,
    BankAccount,
    Limits,
    Partner,
    State,
    Transaction,
)

_CONFLICT = 409
_UNKNOWN = 404


class _Body(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class LimitsBody(_Body):
    """What to reset to; what is not named takes its default."""

    literal_statuses: bool = False
    verification_attempts: Annotated[int, pydantic.Field(ge=1, le=10**9)] = 3


class _AccountBody(_Body):
    customerId: str  # noqa: N815 - the provider's name on the wire
    iban: str


class _TransactionBody(_Body):
    transactionId: str  # noqa: N815 - as above


class _AnswerBody(_TransactionBody):
    sddStatus: Literal["EXCEPTION", "REJECTED_OSR", "REJECTED_CAMT"]  # noqa: N815 - as above
    # The documents list 60 of them; a bank may have more.
    reason: Annotated[str, pydantic.Field(pattern=r"\A[A-Z0-9]{1,4}\z")] = "AM04"


class _PartnerBody(_Body):
    partnerId: str  # noqa: N815 - as above


class _SettingBody(_PartnerBody):
    enableMandateManagement: bool  # noqa: N815 - as above


def parse_limits(limits: Any) -> Limits:
    """Return the limits of an order to reset."""
    return Limits(**parse(LimitsBody, limits, prefix="limits").model_dump())


def _find_account(state: State, wanted: _AccountBody) -> BankAccount:
    customer = state.find_customer(wanted.customerId)
    if customer is None:
        raise ControlError(_UNKNOWN, f"customerId: there is no customer {wanted.customerId!r}")
    if customer.account.iban != wanted.iban:
        raise ControlError(_UNKNOWN, f"iban: the customer has no account {wanted.iban!r}")
    return customer.account


def _find_transaction(state: State, transaction_id: str) -> Transaction:
    transaction = state.find_transaction(transaction_id)
    if transaction is None:
        raise ControlError(_UNKNOWN, f"transactionId: there is no transaction {transaction_id!r}")
    return transaction


def _find_partner(state: State, partner_id: str) -> Partner:
    partner = state.partners.get(partner_id)
    if partner is None:
        raise ControlError(_UNKNOWN, f"partnerId: there is no partner {partner_id!r}")
    return partner


def sign_mandate(state: State, body: Any) -> dict[str, Any]:
    """A customer signs the proposed mandate on paper."""
    mandate = _find_account(state, parse(_AccountBody, body)).mandate
    if mandate.status != PROPOSED:
        raise ControlError(_CONFLICT, f"the mandate is {mandate.status}; only a proposed one is signed")
    mandate.status, mandate.signed_ms = SIGNED, state.clock.now_ms()
    return {"mandateReference": mandate.reference, "mandateSignDate": mandate.signed_ms}


def read_verification_code(state: State, body: Any) -> dict[str, Any]:
    """A customer reads the code in the description of the one cent that arrived."""
    code = _find_account(state, parse(_AccountBody, body)).code
    if code is None:
        raise ControlError(_CONFLICT, "no verification code is pending for this account")
    return {"code": code}


def submit_direct_debit(state: State, body: Any) -> dict[str, Any]:
    """The direct debit of a transaction goes to the bank."""
    transaction = _find_transaction(state, parse(_TransactionBody, body).transactionId)
    if transaction.sdd_status is not None:
        raise ControlError(_CONFLICT, f"the direct debit is {transaction.sdd_status}; only a first one is submitted")
    transaction.sdd_status, transaction.sdd_processed_ms = SUBMITED, state.clock.now_ms()
    return _show_debit(transaction)


def answer_direct_debit(state: State, body: Any) -> dict[str, Any]:
    """The direct debit could not be submitted, is rejected or comes back, for a reason."""
    wanted = parse(_AnswerBody, body)
    transaction = _find_transaction(state, wanted.transactionId)
    if transaction.status == FAILED:
        raise ControlError(_CONFLICT, f"the direct debit is {transaction.sdd_status} already; replay it first")
    transaction.status = FAILED
    transaction.sdd_status, transaction.sdd_failed_reason = wanted.sddStatus, wanted.reason
    transaction.sdd_processed_ms = state.clock.now_ms()
    return _show_debit(transaction)


def _show_debit(transaction: Transaction) -> dict[str, Any]:
    return {
        "transactionId": transaction.transaction_id,
        "status": transaction.status,
        "sddStatus": transaction.sdd_status,
        "sddFailedReason": transaction.sdd_failed_reason,
    }


def forget_key(state: State, body: Any) -> dict[str, Any]:
    """A partner has no key again, as before its first registration."""
    partner = _find_partner(state, parse(_PartnerBody, body).partnerId)
    partner.public_key = None
    return {"partnerId": partner.partner_id, "hasKey": False}


def change_partner(state: State, body: Any) -> dict[str, Any]:
    """The provider changes what it manages for a partner."""
    wanted = parse(_SettingBody, body)
    partner = _find_partner(state, wanted.partnerId)
    partner.enable_mandate_management = wanted.enableMandateManagement
    return {"partnerId": partner.partner_id, "enableMandateManagement": partner.enable_mandate_management}


EVENTS: dict[str, Callable[[State, Any], dict[str, Any]]] = {
    "mandate-signed": sign_mandate,
    "verification-code": read_verification_code,
    "direct-debit-submitted": submit_direct_debit,
    "bank-answers": answer_direct_debit,
    "key-forgotten": forget_key,
    "partner-setting": change_partner,
}
