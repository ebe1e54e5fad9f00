"""One good call of each Payconiq operation, on a partner in any state, within its budget.

Two operations stay out: the code that `validateBankAccount` takes is on a bank statement, and `replayDirectDebit` takes
a direct debit that failed. What a partner in some state refuses with a documented code is no disagreement; the
operation stays unseen then.
"""

from __future__ import annotations

from typing import Any

from auth_hooks.payconiq import SIGNED_ON_SEND
from conformance.calls import Caller
from conformance.providers.payconiq.access import PayconiqAccess
from conformance.providers.payconiq.knowledge import created_id

IBAN = "NL91ABNA0417164300"
CUSTOMER: dict[str, Any] = {
    "firstName": "Conformance",
    "lastName": "Run",
    "phone": "+31612222598",
    "email": "conformance@example.nl",
    "address": {"no": "7", "street": "Oudegracht", "postalCode": "3511 AB", "city": "Utrecht", "country": "NLD"},
    "bankAccounts": [{"IBAN": IBAN, "name": "Conformance"}],
}
MANDATE = {"mandateReference": "REF0000000000000000000000003", "mandateSignDate": 1_442_845_668_291}

_Answers = frozenset[tuple[int, str | None]]
_CREATED: _Answers = frozenset({(201, None)})
_DONE: _Answers = frozenset({(200, None)})


def explore(caller: Caller, access: PayconiqAccess, *, may_write: bool) -> None:
    """Call every operation once with good input; creates one customer with one transaction of a cent.

    Args:
        access: The first partner, from `access.open_access`.
        may_write: Whether anything may be created at all.
    """
    partner = {"partnerId": access.partner_id}
    caller.call("getPartner", path=partner, expect=200)
    if may_write:
        # The key that is on file already: where another one is, nothing changes.
        key = {"value": access.public_key_value, "signature": SIGNED_ON_SEND}
        caller.call("putKey", path=partner, body=key, expect=_DONE | {(403, "INVALID_SIGNATURE")})
        _write(caller, partner)
    page = caller.call("getTransactions", path=partner, expect=200).json
    caller.call("searchTransactions", path=partner, body={}, expect=200)
    for transaction in page[:1]:
        _read(caller, partner, transaction)


def _write(caller: Caller, partner: dict[str, str]) -> None:
    """Enrol a customer, take it through its mandate, and let it pay."""
    made = caller.call("createCustomer", path=partner, body=CUSTOMER, expect=_CREATED | {(400, "FIELD_IS_REQUIRED")})
    if made.status != 201:  # a partner who has to bring mandates along
        account = {**CUSTOMER["bankAccounts"][0], **MANDATE}
        made = caller.call("createCustomer", path=partner, body={**CUSTOMER, "bankAccounts": [account]}, expect=201)
    customer = {**partner, "customerId": str(created_id(made.exchange))}
    account_path = {**customer, "iban": IBAN}
    caller.call("updateCustomer", path=customer, body={"phone": "+31687654321"}, expect=200)
    for operation, status in (("createMandate", 201), ("cancelMandate", 200), ("createMandate", 201)):
        caller.call(operation, path=account_path, expect=status)
    caller.call("sendVerificationCode", path=account_path, expect=200)
    payment = {
        "originId": customer["customerId"],
        "originIBAN": IBAN,
        "amount": 1,
        "currency": "EUR",
        "signature": SIGNED_ON_SEND,
    }
    caller.call("createTransaction", path=partner, body=payment, expect=_CREATED | {(400, "INVALID_SIGNATURE")})


def _read(caller: Caller, partner: dict[str, str], transaction: dict[str, Any]) -> None:
    """Read a transaction and who paid it."""
    caller.call("getTransaction", path={**partner, "transactionId": transaction["_id"]}, expect=200)
    customer = {**partner, "customerId": transaction["originId"]}
    expect = _DONE | {(400, "R508")}
    caller.call("getCustomer", path=customer, expect=expect)
    caller.call("getMandate", path={**customer, "iban": transaction["originIBAN"]}, expect=expect)
