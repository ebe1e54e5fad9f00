"""The provider's business rules over the state: who is found, what a mandate, a code and a key allow.

Source: Partner API Specification, "Work Flows" and the section of each operation. What happens after a mandate was
cancelled, how many wrong codes are too many, and that an account need not be validated to pay are assumptions.
"""

from typing import Any

from conformance.sandbox.payconiq import signatures
from conformance.sandbox.payconiq.calls import Call
from conformance.sandbox.payconiq.errors import PARTNER_CUSTOMER, TRANSACTION, Refusal
from conformance.sandbox.payconiq.requests import NewCustomer
from conformance.sandbox.payconiq.state import (
    BLOCKED,
    CANCELLED,
    PROPOSED,
    SIGNED,
    SUBMITED,
    SUCCEEDED,
    VALIDATED,
    BankAccount,
    Customer,
    Mandate,
    Partner,
    Transaction,
)


def register_key(call: Call, partner: Partner, value: Any, signature: Any) -> None:
    """Store the partner's first key, or replace the one it has if that one signed the new one.

    Raises:
        Refusal: ``FIELD_IS_REQUIRED`` for anything but an RSA key (an assumption: no other code is documented),
            ``INVALID_SIGNATURE`` for a rotation that the key on file has not signed.
    """
    read = signatures.read_public_key(value)
    if read is None:
        raise Refusal("FIELD_IS_REQUIRED", "value")
    key, der = read
    if partner.public_key is not None:
        # What is signed is not said: the text that was sent, or the bytes behind it.
        texts = (value.encode("utf-8"), der)
        if not signatures.is_signed(partner.public_key, signature, *texts) and not _excuses_rotation(call, signature):
            raise Refusal("INVALID_SIGNATURE")
        if call.faults.fires("key-not-stored"):
            return
        partner.former_keys.append(partner.public_key)
    elif call.faults.fires("key-not-stored"):
        return
    partner.public_key = key


def _excuses_rotation(call: Call, signature: Any) -> bool:
    if signature is None:
        return call.faults.fires("unsigned-rotation-accepted")
    return call.faults.fires("wrongly-signed-rotation-accepted")


def create_customer(call: Call, partner: Partner, new: NewCustomer) -> Customer:
    """Enrol a customer; without a reference its mandate is proposed and still to be signed."""
    reference = new.mandate_reference or call.state.new_reference()
    status = PROPOSED if new.mandate_reference is None else SIGNED
    last_name = new.last_name
    if len(last_name) > 1 and call.faults.fires("name-truncated"):
        last_name = last_name[:-1]
    customer = Customer(
        customer_id=call.state.new_id(),
        partner_id=partner.partner_id,
        first_name=new.first_name,
        last_name=last_name,
        phone=new.phone,
        email=new.email,
        address=new.address,
        account=BankAccount(
            iban=new.iban,
            name=new.account_name,
            mandate=Mandate(reference=reference, status=status, signed_ms=new.mandate_signed_ms),
        ),
    )
    call.state.customers[partner.partner_id][customer.customer_id] = customer
    return customer


def find_customer(call: Call, partner: Partner, customer_id: str) -> Customer:
    """Return a customer of the partner; another partner's is unknown."""
    customer = call.state.customers[partner.partner_id].get(customer_id)
    if customer is None:
        customer = call.state.find_customer(customer_id)
        if customer is None or not call.faults.fires("foreign-customer-visible"):
            raise Refusal("ENTITY_NOT_FOUND", PARTNER_CUSTOMER, customer_id)
    return customer


def find_account(customer: Customer, iban: Any) -> BankAccount:
    """Return the customer's account; an IBAN that is not one of theirs is ``R122`` (an assumption)."""
    if iban != customer.account.iban:
        raise Refusal("R122")
    return customer.account


def has_mandate(account: BankAccount) -> bool:
    """Return whether the account has a mandate that was signed and not cancelled."""
    return account.mandate.status == SIGNED


def require_mandate(account: BankAccount) -> None:
    """Refuse what an account without a mandate does not allow."""
    if not has_mandate(account):
        raise Refusal("R508")


def require_not_cancelled(account: BankAccount) -> None:
    """Refuse to show a cancelled mandate; one that is still to be signed is shown to be signed."""
    if account.mandate.status == CANCELLED:
        raise Refusal("R508")


def sign_mandate(call: Call, account: BankAccount) -> None:
    """Sign the mandate now; a signed one stays as it is, a cancelled one gives way to a new one."""
    mandate = account.mandate
    if mandate.status == SIGNED:
        if call.faults.fires("second-mandate-replaces-first"):
            account.mandate = Mandate(reference=call.state.new_reference(), status=SIGNED, signed_ms=call.now_ms)
        return
    reference = call.state.new_reference() if mandate.status == CANCELLED else mandate.reference
    signed_ms = call.now_ms
    if mandate.signed_ms is not None and call.faults.fires("second-mandate-keeps-date"):
        signed_ms = mandate.signed_ms
    account.mandate = Mandate(reference=reference, status=SIGNED, signed_ms=signed_ms)


def cancel_mandate(call: Call, partner: Partner, account: BankAccount) -> None:
    """Cancel a signed mandate."""
    require_mandate(account)
    if call.faults.fires("cancel-changes-nothing"):
        return
    account.mandate.status = CANCELLED
    if (twins := _twins(call, partner, account)) and call.faults.fires("cancelled-for-all-of-an-iban"):
        for each in twins:
            each.mandate.status = CANCELLED


def _twins(call: Call, partner: Partner, account: BankAccount) -> list[BankAccount]:
    """Return the accounts of the partner's other customers with this IBAN; only a fault has them share anything."""
    accounts = (customer.account for customer in call.state.customers[partner.partner_id].values())
    return [each for each in accounts if each.iban == account.iban and each is not account] if call.faults else []


def send_verification_code(call: Call, account: BankAccount) -> None:
    """Send one cent with a fresh code; the code before it no longer counts. A validated account needs none."""
    if account.status == BLOCKED:
        raise Refusal("R930")
    if account.status == VALIDATED:
        return
    if account.code is not None:
        account.old_codes.append(account.code)
    account.code = call.state.new_code(unlike=account.old_codes)
    account.wrong_attempts = 0


def validate_account(call: Call, partner: Partner, account: BankAccount, code: Any) -> None:
    """Take a code; the last wrong attempt blocks the account."""
    if account.status == BLOCKED:
        raise Refusal("R930")
    if account.code is None:
        if account.used_code is not None and code == account.used_code and call.faults.fires("code-never-consumed"):
            return
        raise Refusal("R919")
    if code != account.code and not _excuses_code(call, account, code):
        account.wrong_attempts += 1
        if (twins := _twins(call, partner, account)) and call.faults.fires("wrong-codes-counted-together"):
            for each in twins:
                each.wrong_attempts += 1
        is_last = account.wrong_attempts >= call.state.limits.verification_attempts
        if is_last and not call.faults.fires("attempts-unlimited"):
            account.status, account.code = BLOCKED, None
            raise Refusal("R930")
        raise Refusal("R214")
    account.used_code, account.code = account.code, None
    if not call.faults.fires("validation-not-stored"):
        account.status = VALIDATED


def _excuses_code(call: Call, account: BankAccount, code: Any) -> bool:
    if code in account.old_codes and call.faults.fires("old-code-accepted"):
        return True
    return call.faults.fires("wrong-code-accepted")


def find_transaction(call: Call, partner: Partner, transaction_id: str) -> Transaction:
    """Return a transaction of the partner; another partner's is unknown."""
    transaction = call.state.transactions[partner.partner_id].get(transaction_id)
    if transaction is None:
        transaction = call.state.find_transaction(transaction_id)
        if transaction is None or not call.faults.fires("foreign-transaction-visible"):
            raise Refusal("ENTITY_NOT_FOUND", TRANSACTION, transaction_id)
    return transaction


def replay_direct_debit(call: Call, transaction: Transaction) -> None:
    """Submit a failed direct debit again."""
    if transaction.sdd_status is None:
        raise Refusal("R165", "")
    if transaction.sdd_status == SUBMITED and not call.faults.fires("submitted-replay-accepted"):
        raise Refusal("R165", f" for {SUBMITED} status")
    if call.faults.fires("replay-changes-nothing"):
        return
    keeps_reason = transaction.sdd_failed_reason is not None and call.faults.fires("reason-kept-after-replay")
    transaction.status = SUCCEEDED
    transaction.sdd_status = SUBMITED
    transaction.sdd_processed_ms = call.now_ms
    if not keeps_reason:
        transaction.sdd_failed_reason = None
