"""Initiating a transaction, and finding those that were: signature, customer, account and mandate, then the page.

Source: Partner API Specification, "Initiate Transaction" and "Get Transactions". The order of the checks after the
signature, the sort order and that a page number of 0 means 1 are assumptions.
"""

import re
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from conformance.sandbox.payconiq import rules, signatures
from conformance.sandbox.payconiq.bodies import is_text
from conformance.sandbox.payconiq.calls import Call
from conformance.sandbox.payconiq.errors import Refusal
from conformance.sandbox.payconiq.requests import NewTransaction
from conformance.sandbox.payconiq.searches import Search
from conformance.sandbox.payconiq.state import (
    CANCELLED,
    PROPOSED,
    SIGNED,
    BankAccount,
    Customer,
    Mandate,
    Partner,
    Transaction,
)

_ID = re.compile(r"[0-9a-f]{24}")
_NS_PER_MS = 1_000_000
_HOUR_MS = 3_600_000


def check_id(transaction_id: str) -> None:
    """Refuse what is no transaction id at all.

    Raises:
        Refusal: ``R020`` for none, ``R019`` for anything but 24 lower-case hexadecimal digits.
    """
    if not transaction_id:
        raise Refusal("R020")
    if not _ID.fullmatch(transaction_id):
        raise Refusal("R019", transaction_id)


def create_transaction(call: Call, partner: Partner, new: NewTransaction) -> Transaction:
    """Initiate a transaction; the wallet's leg is immediate, the direct debit follows.

    Raises:
        Refusal: ``AUTHENTICATION_NOT_FOUND``, ``INVALID_SIGNATURE``, ``R013`` or ``ENTITY_NOT_FOUND``, ``R122``,
            ``R508``, in this order. What is no text cannot have been signed: it is refused before the signature.
    """
    _check_signature(call, partner, new)
    customer = _find_origin(call, partner, new)
    account = customer.account if new.origin_iban is None else rules.find_account(customer, new.origin_iban)
    _require_mandate(call, account)
    transaction = Transaction(
        transaction_id=call.state.new_id(),
        customer=customer,
        partner=partner,
        origin_iban=account.iban,
        amount_text=_stored_amount(call, new.amount_text),
        currency=new.currency,
        created_ms=call.now_ms - (_HOUR_MS if call.faults.fires("creation-date-shifted") else 0),
    )
    call.state.transactions[partner.partner_id][transaction.transaction_id] = transaction
    return transaction


def _check_signature(call: Call, partner: Partner, new: NewTransaction) -> None:
    if partner.public_key is None:
        if call.faults.fires("keyless-transaction-accepted"):
            return
        raise Refusal("AUTHENTICATION_NOT_FOUND", "Public Key")
    if not is_text(new.origin_id):
        raise Refusal("R013")
    if new.origin_iban is not None and not is_text(new.origin_iban):
        raise Refusal("R122")
    if new.signature is None:
        # A fault let it be missing.
        return
    parts = {
        "partner_id": partner.partner_id,
        "origin_id": new.origin_id,
        "origin_iban": new.origin_iban or "",
        "amount": new.amount_text,
        "currency": new.currency,
    }
    if not _is_signed(partner, new.signature, parts) and not _excuses_signature(call, partner, new.signature, parts):
        raise Refusal("INVALID_SIGNATURE")


def _is_signed(partner: Partner, signature: Any, parts: dict[str, str]) -> bool:
    text = signatures.write_transaction_text(**parts).encode("utf-8")
    return partner.public_key is not None and signatures.is_signed(partner.public_key, signature, text)


def _excuses_signature(call: Call, partner: Partner, signature: Any, parts: dict[str, str]) -> bool:
    """Return whether a fault takes this bad signature for good."""
    if not call.faults:
        return False
    swapped = {**parts, "amount": parts["currency"], "currency": parts["amount"]}
    if _is_signed(partner, signature, swapped) and call.faults.fires("currency-first-accepted"):
        return True
    if _is_signed(partner, signature, {**parts, "origin_iban": ""}) and call.faults.fires("iban-not-signed"):
        return True
    text = signatures.write_transaction_text(**parts).encode("utf-8")
    if _is_signed_by_any(partner.former_keys, signature, text) and call.faults.fires("old-key-accepted"):
        return True
    others = [each.public_key for each in call.state.partners.values() if each is not partner and each.public_key]
    if _is_signed_by_any(others, signature, text) and call.faults.fires("foreign-signature-accepted"):
        return True
    return call.faults.fires("signature-not-verified")


def _is_signed_by_any(keys: list[rsa.RSAPublicKey], signature: Any, text: bytes) -> bool:
    return any(signatures.is_signed(key, signature, text) for key in keys)


def _find_origin(call: Call, partner: Partner, new: NewTransaction) -> Customer:
    if not _ID.fullmatch(new.origin_id):
        raise Refusal("R013")
    try:
        return rules.find_customer(call, partner, new.origin_id)
    except Refusal:
        if call.faults.fires("unknown-customer-accepted"):
            return _invent_customer(partner, new)
        raise


def _invent_customer(partner: Partner, new: NewTransaction) -> Customer:
    """Return what a service shows that never looked the customer up."""
    mandate = Mandate(reference="", status=SIGNED, signed_ms=None)
    return Customer(
        customer_id=new.origin_id,
        partner_id=partner.partner_id,
        first_name="",
        last_name="",
        phone="",
        email=None,
        address=dict.fromkeys(partner.address, ""),
        account=BankAccount(iban=new.origin_iban or "", name="", mandate=mandate),
    )


def _require_mandate(call: Call, account: BankAccount) -> None:
    status = account.mandate.status
    if status == PROPOSED and call.faults.fires("mandate-not-required"):
        return
    if status == CANCELLED and call.faults.fires("cancelled-mandate-usable"):
        return
    rules.require_mandate(account)


def _stored_amount(call: Call, amount_text: str) -> str:
    whole = amount_text.partition(".")[0]
    if call.faults.fires("amount-changed"):
        # Digit by digit: an amount may be longer than what Python converts.
        return whole[:-1] + str((int(whole[-1]) + 1) % 10)
    return whole


def search_transactions(call: Call, partner: Partner, search: Search) -> list[Transaction]:
    """Return the asked page of the partner's transactions, newest first."""
    found = [each for each in call.state.transactions[partner.partner_id].values() if _is_wanted(call, each, search)]
    # Reversed before the stable sort, so that of two with one time the later comes first.
    found.reverse()
    found.sort(key=lambda each: -each.created_ms)
    if len(found) > 1 and call.faults.fires("oldest-first"):
        found.reverse()
    if found and call.faults.fires("stale-list"):
        found.pop(0)
    start = _first_index(call, search)
    end = start + search.limit
    if end < len(found) and call.faults.fires("limit-ignored"):
        end = len(found)
    return found[start:end]


def _first_index(call: Call, search: Search) -> int:
    if search.offset and call.faults.fires("pages-count-from-zero"):
        return search.offset * search.limit
    if search.page > 1:
        if search.limit > 1 and call.faults.fires("offset-counts-records"):
            return search.page - 1
        if call.faults.fires("first-page-repeated"):
            return 0
    return (search.page - 1) * search.limit


def _is_wanted(call: Call, transaction: Transaction, search: Search) -> bool:
    is_wanted = _is_within(call, transaction, search)
    if search.status not in {None, transaction.status}:
        is_wanted = is_wanted and call.faults.fires("status-filter-ignored")
    if search.sdd_status not in {None, transaction.sdd_status}:
        is_wanted = is_wanted and call.faults.fires("sdd-status-filter-ignored")
    if search.origin_id not in {None, transaction.customer.customer_id}:
        is_wanted = is_wanted and (
            (search.status is not None and call.faults.fires("filters-not-combined"))
            or call.faults.fires("origin-id-filter-ignored")
        )
    return is_wanted


def _is_within(call: Call, transaction: Transaction, search: Search) -> bool:
    """Return whether a transaction lies inside the period, bounds included."""
    created_ns = transaction.created_ms * _NS_PER_MS
    if search.from_ns is not None:
        if created_ns < search.from_ns and not call.faults.fires("from-ignored"):
            return False
        if created_ns == search.from_ns and call.faults.fires("from-exclusive"):
            return False
    if search.to_ns is not None:
        if created_ns > search.to_ns and not call.faults.fires("to-ignored"):
            return False
        if created_ns == search.to_ns and call.faults.fires("to-exclusive"):
            return False
    return True
