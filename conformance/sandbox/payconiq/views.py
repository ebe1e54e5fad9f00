"""How state looks on the wire."""

from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.payconiq import mandates
from conformance.sandbox.payconiq.state import (
    BLOCKED,
    CANCELLED,
    NOT_VALIDATED,
    SIGNED,
    SUCCEEDED,
    VALIDATED,
    BankAccount,
    Customer,
    Partner,
    Transaction,
)


def show_partner(partner: Partner) -> dict[str, Any]:
    """Return a partner object with its settings."""
    return {**_show_target(partner), "setting": {"enableSMSVerification": False}}


def _show_target(partner: Partner) -> dict[str, Any]:
    return {
        "_id": partner.partner_id,
        "firstName": partner.first_name,
        "lastName": partner.last_name,
        "phone": partner.phone,
        "email": partner.email,
        "address": dict(partner.address),
        "bankAccounts": [{"name": partner.bank_name, "status": VALIDATED, "IBAN": partner.iban}],
        "creationDate": partner.created_ms,
        "companyName": partner.company_name,
        "type": "partner",
    }


def show_customer(customer: Customer, faults: RequestFaults) -> dict[str, Any]:
    """Return a partnerCustomer object: the account with its mandate, no phone number and no e-mail address."""
    shown = _show_origin(customer, faults)
    mandate = customer.account.mandate
    shown["bankAccounts"][0]["mandateReference"] = mandate.reference
    if mandate.signed_ms is not None:
        shown["bankAccounts"][0]["mandateSignDate"] = mandate.signed_ms
    return shown


def _show_origin(customer: Customer, faults: RequestFaults) -> dict[str, Any]:
    account = customer.account
    return {
        "_id": customer.customer_id,
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "address": dict(customer.address),
        "bankAccounts": [{"name": account.name, "status": _shown_status(account, faults), "IBAN": account.iban}],
    }


def _shown_status(account: BankAccount, faults: RequestFaults) -> str:
    if account.status == BLOCKED and faults.fires("blocked-not-shown"):
        return NOT_VALIDATED
    return account.status


def show_mandate(
    customer: Customer, partner: Partner, language: str, *, now_ms: int, faults: RequestFaults
) -> dict[str, Any]:
    """Return a mandate object; ``signDate`` is absent until the mandate is signed."""
    mandate = customer.account.mandate
    signed_ms = mandate.signed_ms
    if mandate.status not in {SIGNED, CANCELLED} and faults.fires("sign-date-before-signing"):
        signed_ms = now_ms
    if language != mandates.DUTCH and faults.fires("language-ignored"):
        language = mandates.DUTCH
    return {
        "reference": mandate.reference,
        "debtorName": f"{customer.first_name} {customer.last_name}",
        "debtorIBAN": customer.account.iban,
        "debtorAddress": _one_line(customer.address),
        "creditorAddress": _one_line(partner.address),
        **({} if signed_ms is None else {"signDate": signed_ms}),
        "text": mandates.write_text(language),
        "reason": mandates.write_reason(partner.company_name, language),
    }


def _one_line(address: dict[str, str]) -> str:
    return "{street} {no}, {postalCode} {city}, {country}".format_map(address)


def show_transaction(transaction: Transaction, faults: RequestFaults) -> dict[str, Any]:
    """Return a transaction object; what the direct debit has not brought yet is absent."""
    status = transaction.status
    if status != SUCCEEDED and faults.fires("failure-not-shown"):
        status = SUCCEEDED
    debit = {
        "sddStatus": transaction.sdd_status,
        "sddProcessDate": transaction.sdd_processed_ms,
        "sddFailedReason": transaction.sdd_failed_reason,
    }
    return {
        "_id": transaction.transaction_id,
        "originId": transaction.customer.customer_id,
        "originIBAN": transaction.origin_iban,
        "targetIBAN": transaction.partner.iban,
        "targetId": transaction.partner.partner_id,
        "amount": transaction.amount_text,
        "currency": transaction.currency,
        "originUser": _show_origin(transaction.customer, faults),
        "targetUser": _show_target(transaction.partner),
        "creationDate": transaction.created_ms,
        "status": status,
        **{name: value for name, value in debit.items() if value is not None},
    }
