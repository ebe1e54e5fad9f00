"""What the scenarios of Payconiq start from: good input, and steps towards a partner with something in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric import rsa

from auth_hooks import payconiq
from conformance.calls import Reply
from conformance.provider import Access
from conformance.providers.payconiq.access import PayconiqAccess
from conformance.providers.payconiq.knowledge import Partners, created_id
from conformance.scenario import World, shows

IBAN = "NL91ABNA0417164300"
OTHER_IBAN = "BE68539007547034"
ADDRESS = {"no": "7", "street": "Oudegracht", "postalCode": "3511 AB", "city": "Utrecht", "country": "NLD"}
CUSTOMER: dict[str, Any] = {
    "firstName": "Lotte",
    "lastName": "de Vries",
    "phone": "+31612222598",
    "email": "lotte@example.nl",
    "address": ADDRESS,
}
ACCOUNT = {"IBAN": IBAN, "name": "ING"}
MANDATE: dict[str, Any] = {"mandateReference": "REF0000000000000000000000003", "mandateSignDate": 1_442_845_668_291}

SIGNED_ON_SEND = payconiq.SIGNED_ON_SEND

UNKNOWN_ID = "0123456789abcdef01234567"

SUCCESSES = {
    "getPartner": 200,
    "putKey": 200,
    "createCustomer": 201,
    "updateCustomer": 200,
    "getCustomer": 200,
    "getMandate": 200,
    "createMandate": 201,
    "cancelMandate": 200,
    "sendVerificationCode": 200,
    "validateBankAccount": 200,
    "createTransaction": 201,
    "getTransaction": 200,
    "getTransactions": 200,
    "searchTransactions": 200,
    "replayDirectDebit": 200,
}

ACCOUNT_OPERATIONS = ("getMandate", "createMandate", "cancelMandate", "sendVerificationCode", "validateBankAccount")
"""Those whose path names a bank account."""

Scenario = TypeVar("Scenario", bound=Callable[..., None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A customer with its account, as path parameters need them."""

    partner: str
    customer: str
    iban: str = IBAN

    @property
    def under_partner(self) -> dict[str, str]:
        """Path parameters of the operations on customers and transactions as a whole."""
        return {"partnerId": self.partner}

    @property
    def under_customer(self) -> dict[str, str]:
        """Path parameters of one customer."""
        return {**self.under_partner, "customerId": self.customer}

    @property
    def under_account(self) -> dict[str, str]:
        """Path parameters of the mandate and the verification."""
        return {**self.under_customer, "iban": self.iban}

    def of_transaction(self, transaction: str) -> dict[str, str]:
        """Path parameters of one transaction."""
        return {**self.under_partner, "transactionId": transaction}

    @property
    def named(self) -> dict[str, str]:
        """How events of the control plane name the account."""
        return {"customerId": self.customer, "iban": self.iban}


# --- input ----------------------------------------------------------------------------------------------------------


def changed(body: dict[str, Any], **changes: object) -> dict[str, Any]:
    """The body with some properties replaced."""
    return {**body, **changes}


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    """The body with one property left out."""
    return {key: value for key, value in body.items() if key != name}


def new_customer(*, signed: bool = True, account: dict[str, Any] | None = None, **changes: object) -> dict[str, Any]:
    """The body of an enrolment.

    Args:
        signed: Whether it brings a mandate along.
        account: Members of the bank account to replace.
        changes: Members of the customer to replace.
    """
    mandate = MANDATE if signed else {}
    return {**CUSTOMER, "bankAccounts": [{**ACCOUNT, **mandate, **(account or {})}], **changes}


def new_transaction(place: Place, **changes: object) -> dict[str, Any]:
    """The body of a transaction of 12.50 euro, to be signed when it is sent."""
    body = {"originId": place.customer, "amount": 1250, "currency": "EUR", "signature": SIGNED_ON_SEND}
    return {**body, **changes}


# --- clients --------------------------------------------------------------------------------------------------------


def as_partner(access: Access) -> PayconiqAccess:
    """The credentials of a client, as Payconiq knows them."""
    if not isinstance(access, PayconiqAccess):
        raise TypeError("the scenarios of Payconiq need a partner of Payconiq")
    return access


def path_of(access: Access) -> dict[str, str]:
    """Path parameters of a partner."""
    return {"partnerId": as_partner(access).partner_id}


def with_key(access: Access, key: rsa.RSAPrivateKey) -> PayconiqAccess:
    """The same partner, who signs with another key."""
    partner = as_partner(access)
    credentials = replace(partner.credentials, private_key=key)
    face = payconiq.PayconiqEngine(credentials, base_url=partner.base_url)
    return replace(partner, face=type(partner.face)(face), credentials=credentials)


def knowledge_of(world: World) -> Partners:
    """What the run knows; told of what the control plane brings about behind its back."""
    known = world.session.knowledge
    if not isinstance(known, Partners):
        raise TypeError("the scenarios of Payconiq need what a run knows of Payconiq")
    return known


# --- steps ----------------------------------------------------------------------------------------------------------


def enrol(
    world: World,
    *,
    signed: bool = True,
    access: Access | None = None,
    account: dict[str, Any] | None = None,
    **changes: object,
) -> Place:
    """Enrol a customer, with a signed mandate unless said otherwise."""
    body = new_customer(signed=signed, account=account, **changes)
    path = path_of(access or world.first)
    reply = world.call("createCustomer", path=path, body=body, access=access, expect=201)
    return Place(partner=path["partnerId"], customer=new_id(reply), iban=body["bankAccounts"][0]["IBAN"])


def new_id(reply: Reply) -> str:
    """The id that a create gave out."""
    id_ = created_id(reply.exchange)
    assert id_ is not None, "the Location header ends with an id"
    return id_


def pay(world: World, place: Place, *, access: Access | None = None, **changes: Any) -> str:
    """Initiate a transaction and return its id."""
    body = new_transaction(place, **changes)
    return new_id(world.call("createTransaction", path=place.under_partner, body=body, access=access, expect=201))


def read(world: World, place: Place, transaction: str) -> Any:
    """Read one transaction; the list must show the same."""
    one = world.call("getTransaction", path=place.of_transaction(transaction), expect=200).json
    listed = {each["_id"]: each for each in page(world)}
    assert one == listed.get(transaction), "the list and the single transaction differ"
    return one


def page(world: World, *, access: Access | None = None, limit: int = 100, **filters: object) -> Any:
    """The first page of a list, of 100 transactions if not said otherwise."""
    query, path = {"limit": limit}, path_of(access or world.first)
    return world.call("getTransactions", path=path, query=query, body=filters, access=access, expect=200).json


def ids_of(answer: Any) -> list[str]:
    """The ids on a page, in its order."""
    return [transaction["_id"] for transaction in answer]


def send_code(world: World, place: Place, *, access: Access | None = None) -> str:
    """Have a verification code sent, and read it off the customer's statement."""
    world.call("sendVerificationCode", path=place.under_account, access=access, expect=200)
    return str(world.control.event("verification-code", **place.named)["code"])


def wrong_code(code: str) -> str:
    """Another code than this."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def fail(world: World, transaction: str, *, status: str = "REJECTED_CAMT", reason: str = "AM04") -> None:
    """Let the bank refuse a direct debit."""
    world.control.event("bank-answers", transactionId=transaction, sddStatus=status, reason=reason)


def sign_on_paper(world: World, place: Place) -> None:
    """Let the customer sign the mandate without us."""
    world.control.event("mandate-signed", **place.named)
    knowledge_of(world).note_signed(place.customer)


def forget_key(world: World) -> None:
    """Let the first partner have no key on file."""
    partner = as_partner(world.first).partner_id
    world.control.event("key-forgotten", partnerId=partner)
    knowledge_of(world).note_key_forgotten(partner)


def good_calls(world: World, *, access: Access | None = None) -> dict[str, dict[str, Any]]:
    """Arguments with which each of the fifteen operations succeeds, in this order, once."""
    partner = as_partner(access or world.first)
    place = enrol(world, signed=False, access=access)
    paying = enrol(world, access=access)
    failed = pay(world, paying, access=access)
    fail(world, failed)
    code = send_code(world, paying, access=access)
    return {
        "getPartner": {"path": place.under_partner},
        "putKey": {
            "path": place.under_partner,
            "body": {"value": partner.public_key_value, "signature": SIGNED_ON_SEND},
        },
        "createCustomer": {"path": place.under_partner, "body": new_customer()},
        "updateCustomer": {"path": place.under_customer, "body": {"phone": "+31687654321"}},
        "getCustomer": {"path": paying.under_customer},
        "getMandate": {"path": place.under_account},
        "createMandate": {"path": place.under_account},
        "cancelMandate": {"path": place.under_account},
        "sendVerificationCode": {"path": place.under_account},
        "validateBankAccount": {"path": paying.under_account, "body": {"verificationCode": code}},
        "createTransaction": {"path": place.under_partner, "body": new_transaction(paying)},
        "getTransaction": {"path": place.of_transaction(failed)},
        "getTransactions": {"path": place.under_partner, "query": {"limit": 10, "offset": 1}},
        "searchTransactions": {"path": place.under_partner, "body": {"status": "FAILED"}},
        "replayDirectDebit": {"path": place.of_transaction(failed)},
    }


def shows_everywhere(status: int, code: str) -> Callable[[Scenario], Scenario]:
    """Promise a refusal for all fifteen operations."""

    def mark(scenario: Scenario) -> Scenario:
        for operation in SUCCESSES:
            scenario = shows(operation, status, code)(scenario)
        return scenario

    return mark
