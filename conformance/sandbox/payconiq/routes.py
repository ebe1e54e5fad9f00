"""The fifteen operations: which path and method each has, and what it does.

Source: Partner API Specification, "API Resources", one section per operation. Its tables give ``POST`` for reading one
transaction and for listing them; its samples, which clients follow, give ``GET``. ``POST …/transactions/search`` is the
list's later form (an assumption).
"""

from collections.abc import Callable
from dataclasses import dataclass

from conformance.sandbox.payconiq import mandates, payments, requests, rules, searches, views
from conformance.sandbox.payconiq.bodies import is_missing, read_object
from conformance.sandbox.payconiq.calls import Answer, Call
from conformance.sandbox.payconiq.errors import Refusal
from conformance.sandbox.payconiq.state import NOT_VALIDATED, BankAccount, Customer, Partner


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. In ``path`` an empty segment is a parameter; only ``may_end_empty`` lets the last be empty."""

    name: str
    method: str
    path: tuple[str, ...]
    handle: Callable[[Call, Partner], Answer]
    may_end_empty: bool = False


def get_partner(_: Call, partner: Partner) -> Answer:
    """Return the partner."""
    return Answer(status=200, body=views.show_partner(partner))


def put_key(call: Call, partner: Partner) -> Answer:
    """Register the partner's public key, or replace it."""
    body = read_object(call)
    if is_missing(body.get("value")):
        raise Refusal("FIELD_IS_REQUIRED", "value")
    rules.register_key(call, partner, body["value"], body.get("signature"))
    return Answer(status=200)


def create_customer(call: Call, partner: Partner) -> Answer:
    """Enrol a customer with one bank account."""
    new = requests.read_customer(call, partner)
    before = next(reversed(call.state.customers[partner.partner_id]), None)
    customer = rules.create_customer(call, partner, new)
    return _created(call, f"{_base(partner)}/customers/{_repeated(call, customer.customer_id, before)}")


def update_customer(call: Call, partner: Partner) -> Answer:
    """Change phone number and e-mail address, whichever are given."""
    body = read_object(call)
    customer = rules.find_customer(call, partner, call.segments[4])
    phone, email = requests.read_update(call, body)
    customer.phone = customer.phone if phone is None else phone
    customer.email = customer.email if email is None else email
    if customer.account.status != NOT_VALIDATED and call.faults.fires("change-resets-verification"):
        customer.account.status = NOT_VALIDATED
    return Answer(status=200)


def get_customer(call: Call, partner: Partner) -> Answer:
    """Return a customer who has a mandate."""
    customer = rules.find_customer(call, partner, call.segments[4])
    others = [each for each in call.state.customers[partner.partner_id].values() if each is not customer]
    if others and call.faults.fires("wrong-customer-shown"):
        customer = others[-1]
    elif not rules.has_mandate(customer.account) and not call.faults.fires("customer-shown-without-mandate"):
        raise Refusal("R508")
    return Answer(status=200, body=views.show_customer(customer, call.faults))


def get_mandate(call: Call, partner: Partner) -> Answer:
    """Return the mandate, signed or still to be signed, in the language asked for."""
    customer, account = _find_account(call, partner)
    rules.require_not_cancelled(account)
    language = mandates.choose_language(call.header_values(b"accept-language"))
    shown = views.show_mandate(customer, partner, language, now_ms=call.now_ms, faults=call.faults)
    return Answer(status=200, body=shown)


def create_mandate(call: Call, partner: Partner) -> Answer:
    """Sign the mandate."""
    customer, account = _find_account(call, partner)
    rules.sign_mandate(call, account)
    path = f"{_base(partner)}/customers/{customer.customer_id}/bankAccounts/{account.iban}/mandate"
    return _created(call, path)


def cancel_mandate(call: Call, partner: Partner) -> Answer:
    """Cancel the mandate."""
    rules.cancel_mandate(call, partner, _find_account(call, partner)[1])
    return Answer(status=200)


def send_verification_code(call: Call, partner: Partner) -> Answer:
    """Send one cent, with a code as its description."""
    rules.send_verification_code(call, _find_account(call, partner)[1])
    return Answer(status=200)


def validate_bank_account(call: Call, partner: Partner) -> Answer:
    """Validate the account with the code from that description."""
    body = read_object(call)
    _, account = _find_account(call, partner)
    rules.validate_account(call, partner, account, requests.read_verification_code(body))
    return Answer(status=200)


def create_transaction(call: Call, partner: Partner) -> Answer:
    """Initiate a transaction from a customer to the partner."""
    new = requests.read_transaction(call)
    before = next(reversed(call.state.transactions[partner.partner_id]), None)
    transaction = payments.create_transaction(call, partner, new)
    return _created(call, f"{_base(partner)}/transactions/{_repeated(call, transaction.transaction_id, before)}")


def get_transaction(call: Call, partner: Partner) -> Answer:
    """Return one transaction."""
    payments.check_id(call.segments[4])
    transaction = rules.find_transaction(call, partner, call.segments[4])
    return Answer(status=200, body=views.show_transaction(transaction, call.faults))


def get_transactions(call: Call, partner: Partner) -> Answer:
    """Return a page of the partner's transactions, newest first, as a bare array."""
    page = payments.search_transactions(call, partner, searches.read_search(call))
    return Answer(status=200, body=[views.show_transaction(each, call.faults) for each in page])


def replay_direct_debit(call: Call, partner: Partner) -> Answer:
    """Submit a failed direct debit again."""
    rules.replay_direct_debit(call, rules.find_transaction(call, partner, call.segments[4]))
    return Answer(status=200)


def _find_account(call: Call, partner: Partner) -> tuple[Customer, BankAccount]:
    """Return the customer and the account that the path names."""
    customer = rules.find_customer(call, partner, call.segments[4])
    return customer, rules.find_account(customer, call.segments[6])


def _base(partner: Partner) -> str:
    return f"/v1/partners/{partner.partner_id}"


def _created(call: Call, path: str) -> Answer:
    return Answer(status=201, location=f"{call.address()}{path}")


def _repeated(call: Call, new_id: str, before: str | None) -> str:
    return before if before is not None and call.faults.fires("duplicate-id") else new_id


_PARTNER = ("v1", "partners", "")
_CUSTOMERS = (*_PARTNER, "customers")
_CUSTOMER = (*_CUSTOMERS, "")
_ACCOUNT = (*_CUSTOMER, "bankAccounts", "")
_MANDATE = (*_ACCOUNT, "mandate")
_TRANSACTIONS = (*_PARTNER, "transactions")
_TRANSACTION = (*_TRANSACTIONS, "")

_OPERATIONS = (
    Operation(name="getPartner", method="GET", path=_PARTNER, handle=get_partner),
    Operation(name="putKey", method="PUT", path=(*_PARTNER, "key"), handle=put_key),
    Operation(name="createCustomer", method="POST", path=_CUSTOMERS, handle=create_customer),
    Operation(name="updateCustomer", method="PATCH", path=_CUSTOMER, handle=update_customer),
    Operation(name="getCustomer", method="GET", path=_CUSTOMER, handle=get_customer),
    Operation(name="getMandate", method="GET", path=_MANDATE, handle=get_mandate),
    Operation(name="createMandate", method="POST", path=_MANDATE, handle=create_mandate),
    Operation(name="cancelMandate", method="POST", path=(*_MANDATE, "cancel"), handle=cancel_mandate),
    Operation(
        name="sendVerificationCode",
        method="POST",
        path=(*_ACCOUNT, "sendVerificationCode"),
        handle=send_verification_code,
    ),
    Operation(name="validateBankAccount", method="POST", path=(*_ACCOUNT, "validate"), handle=validate_bank_account),
    Operation(name="createTransaction", method="POST", path=_TRANSACTIONS, handle=create_transaction),
    Operation(name="getTransaction", method="GET", path=_TRANSACTION, handle=get_transaction, may_end_empty=True),
    Operation(name="getTransactions", method="GET", path=_TRANSACTIONS, handle=get_transactions),
    Operation(name="searchTransactions", method="POST", path=(*_TRANSACTIONS, "search"), handle=get_transactions),
    Operation(name="replayDirectDebit", method="POST", path=(*_TRANSACTION, "replaySDD"), handle=replay_direct_debit),
)
OPERATIONS: tuple[str, ...] = tuple(each.name for each in _OPERATIONS)

_BY_LENGTH: dict[int, tuple[Operation, ...]] = {
    length: tuple(each for each in _OPERATIONS if len(each.path) == length)
    for length in {len(each.path) for each in _OPERATIONS}
}


def match(segments: tuple[str, ...]) -> dict[str, Operation]:
    """Return the operations of a path by method; none when the path is unknown.

    A fixed word comes before a parameter: ``search`` is not the id of a transaction (an assumption).
    """
    found = [each for each in _BY_LENGTH.get(len(segments), ()) if _matches(each, segments)]
    fixed = [each for each in found if each.path[-1]]
    return {each.method: each for each in fixed or found}


def _matches(operation: Operation, segments: tuple[str, ...]) -> bool:
    head = zip(segments[:-1], operation.path[:-1], strict=True)
    if not all(given and wanted in {"", given} for given, wanted in head):
        return False
    if not segments[-1]:
        return operation.may_end_empty
    return operation.path[-1] in {"", segments[-1]}
