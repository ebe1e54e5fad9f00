"""Exchanges and partners that the tests of Payconiq's rules are made with."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from auth_hooks import payconiq
from conformance.exchange import Exchange
from conformance.providers.payconiq import access, catalogue, rules
from conformance.providers.payconiq.knowledge import CANCELLED, SIGNED, UNSIGNED, CustomerFacts, Partners
from conformance.providers.payconiq.knowledge import TransactionFacts as Facts

VECTORS = Path(__file__).parent / "vectors"
BASE_URL = "http://127.0.0.1:9"
PARTNER, OTHER_PARTNER = "560012d5c25c4168ce03dd54", "55fffe80c25c4168ce03dd55"
TOKEN, OTHER_TOKEN = "81a6bd5d-f02d-4278-aad6-d42a64d3f45d", "0f8fad5b-d9cb-469f-a165-70867728950e"
IBAN, OTHER_IBAN = "NL91ABNA0417164300", "BE68539007547034"
SIGNED_ID, UNSIGNED_ID, CANCELLED_ID, FOREIGN_ID, NEW_ID = (f"5601709bc25c416c9ede5c{n:02x}" for n in range(5))
PAID_ID, LATER_ID, FOREIGN_PAID_ID, LISTED_ID = (f"56051d8cc25c4173d79872{n:02x}" for n in range(4))
CREATED_MS = 1_443_175_820_938
SIGN_DATE_MS = 1_442_845_668_291
REFERENCE = "REF0000000000000000000000003"
ADDRESS = {"no": "7", "street": "Oudegracht", "postalCode": "3511 AB", "city": "Utrecht", "country": "NLD"}
CUSTOMER: dict[str, Any] = {
    "firstName": "Lotte",
    "lastName": "de Vries",
    "phone": "+31612222598",
    "email": "lotte@example.nl",
    "address": ADDRESS,
    "bankAccounts": [{"IBAN": IBAN, "name": "ING"}],
}
PATHS = {
    "getPartner": ("GET", "/v1/partners/{partnerId}"),
    "putKey": ("PUT", "/v1/partners/{partnerId}/key"),
    "createCustomer": ("POST", "/v1/partners/{partnerId}/customers"),
    "updateCustomer": ("PATCH", "/v1/partners/{partnerId}/customers/{customerId}"),
    "getCustomer": ("GET", "/v1/partners/{partnerId}/customers/{customerId}"),
    "getMandate": ("GET", "/v1/partners/{partnerId}/customers/{customerId}/bankAccounts/{iban}/mandate"),
    "createMandate": ("POST", "/v1/partners/{partnerId}/customers/{customerId}/bankAccounts/{iban}/mandate"),
    "cancelMandate": ("POST", "/v1/partners/{partnerId}/customers/{customerId}/bankAccounts/{iban}/mandate/cancel"),
    "sendVerificationCode": (
        "POST",
        "/v1/partners/{partnerId}/customers/{customerId}/bankAccounts/{iban}/sendVerificationCode",
    ),
    "validateBankAccount": ("POST", "/v1/partners/{partnerId}/customers/{customerId}/bankAccounts/{iban}/validate"),
    "createTransaction": ("POST", "/v1/partners/{partnerId}/transactions"),
    "getTransaction": ("GET", "/v1/partners/{partnerId}/transactions/{transactionId}"),
    "getTransactions": ("GET", "/v1/partners/{partnerId}/transactions"),
    "searchTransactions": ("POST", "/v1/partners/{partnerId}/transactions/search"),
    "replayDirectDebit": ("POST", "/v1/partners/{partnerId}/transactions/{transactionId}/replaySDD"),
    "wrongMethod": ("DELETE", "/v1/partners/{partnerId}"),
    "unknownPath": ("GET", "/v1"),
}


@functools.cache
def make_access(*, second: bool = False) -> access.PayconiqAccess:
    """A partner who signs with one of the published keys."""
    with httpx.Client() as http:
        return access.open_access(
            {
                "partner_id": OTHER_PARTNER if second else PARTNER,
                "token": OTHER_TOKEN if second else TOKEN,
                "private_key_file": str(VECTORS / f"testkey_{'B' if second else 'A'}_pkcs8.pem"),
            },
            prefix="",
            base_url=BASE_URL,
            http=http,
            clock=lambda: 0.0,
        )


def make_exchange(
    operation: str = "getPartner",
    *,
    status: int = 200,
    code: str | None = None,
    sent: Any = None,
    answer: Any = None,
    query: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    response_headers: Mapping[str, str] | None = None,
    method: str = "",
    url: str = "",
    **path: str,
) -> Exchange:
    """An exchange as the layers of the judge report it; `sent` and `answer` are JSON, or bytes as they are."""
    parameters = {"partnerId": PARTNER, **path}
    usual, template = PATHS[operation]
    return Exchange(
        layer="examples",
        operation=operation,
        method=method or usual,
        url=url or BASE_URL + template.format_map({"customerId": "", "iban": IBAN, "transactionId": "", **parameters}),
        path_parameters=parameters,
        query={name: list(values) for name, values in (query or {}).items()},
        request_headers={"authorization": TOKEN} if headers is None else headers,
        request_body=encode(sent),
        status=status,
        response_headers=response_headers or {},
        response_body=encode(answer),
        code=code,
    )


def encode(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body).encode()


def make_refusal(
    operation: str, *, status: int, code: str, values: Any = None, message: str | None = None, **parts: Any
) -> Exchange:
    """An exchange that ends with an error, its message that of the catalogue if not said otherwise."""
    if message is None:
        template = catalogue.MESSAGES.get(code, "Internal Server Error")
        message = template.format(*(values or ())) if template.count("{}") <= len(values or ()) else template
    answer = {"level": "ERROR", "code": code, "message": message, **({} if values is None else {"values": values})}
    return make_exchange(operation, status=status, code=code, answer=answer, **parts)


def make_created(operation: str, id_: str, *, sent: Any = None, partnerId: str = PARTNER) -> Exchange:  # noqa: N803 - as in the path
    """A create that gave out this id."""
    made = make_exchange(operation, status=201, sent=sent, partnerId=partnerId)
    return replace(made, response_headers={"location": f"{made.url}/{id_}", "content-length": "0"})


def make_customer(id_: str, mandate: str, *, partner: str = PARTNER) -> CustomerFacts:
    return CustomerFacts(
        id=id_,
        partner=partner,
        sent=CUSTOMER,
        iban=IBAN,
        mandate=mandate,
        reference=REFERENCE,
        sign_date_ms=SIGN_DATE_MS if mandate == SIGNED else None,
        phone=CUSTOMER["phone"],
        email=CUSTOMER["email"],
    )


def make_facts(id_: str, *, partner: str = PARTNER, customer: str = SIGNED_ID) -> Facts:
    return Facts(
        id=id_, partner=partner, customer=customer, iban=IBAN, amount="1250", currency="EUR", created_ms=CREATED_MS
    )


def make_partners() -> Partners:
    """Three customers of the first partner, one of another, and a transaction or two of each."""
    known = Partners(make_access())
    for id_, mandate in ((SIGNED_ID, SIGNED), (UNSIGNED_ID, UNSIGNED), (CANCELLED_ID, CANCELLED)):
        known.customers[id_] = make_customer(id_, mandate)
    known.customers[FOREIGN_ID] = make_customer(FOREIGN_ID, SIGNED, partner=OTHER_PARTNER)
    for id_ in (PAID_ID, LATER_ID):
        known.transactions[id_] = make_facts(id_)
    known.transactions[FOREIGN_PAID_ID] = make_facts(FOREIGN_PAID_ID, partner=OTHER_PARTNER, customer=FOREIGN_ID)
    known.read_ids[LISTED_ID] = PARTNER
    known.tokens[OTHER_TOKEN] = OTHER_PARTNER
    known.created = 3
    return known


def show_partner(**changes: object) -> dict[str, Any]:
    """A partner as a transaction shows it."""
    accounts = [{"name": "ING", "status": "VALIDATED", "IBAN": "NL02ABNA0457180536"}]
    return {"_id": PARTNER, "creationDate": 1_442_845_397_482, "bankAccounts": accounts, **changes}


def show_customer(**changes: object) -> dict[str, Any]:
    """A customer as an answer shows it."""
    account = {
        "name": "ING",
        "status": "NOT_VALIDATED",
        "IBAN": IBAN,
        "mandateReference": REFERENCE,
        "mandateSignDate": SIGN_DATE_MS,
    }
    names = {name: CUSTOMER[name] for name in ("firstName", "lastName", "address")}
    return {"_id": SIGNED_ID, **names, "bankAccounts": [account], **changes}


def show_transaction(**changes: object) -> dict[str, Any]:
    """A transaction as an answer shows it."""
    return {
        "_id": PAID_ID,
        "originId": SIGNED_ID,
        "originIBAN": IBAN,
        "targetIBAN": "NL02ABNA0457180536",
        "targetId": PARTNER,
        "amount": "1250",
        "currency": "EUR",
        "originUser": show_customer(),
        "targetUser": show_partner(),
        "creationDate": CREATED_MS,
        "status": "SUCCEEDED",
        **changes,
    }


# --- exchanges that rules are tried on -------------------------------------------------------------------------------


def get_customer(customer: str = SIGNED_ID, **changes: Any) -> Exchange:
    return make_exchange("getCustomer", customerId=customer, answer=show_customer(**{"_id": customer, **changes}))


def account(**changes: object) -> list[dict[str, Any]]:
    return [{**show_customer()["bankAccounts"][0], **changes}]


def mandate(customer: str = SIGNED_ID, language: str = "en", **changes: object) -> Exchange:
    answer = {
        "reference": REFERENCE,
        "debtorName": "Lotte de Vries",
        "debtorIBAN": IBAN,
        "signDate": SIGN_DATE_MS,
        "text": "You authorise the creditor, and your bank debits your account.",
        **changes,
    }
    headers = {"authorization": "t", "accept-language": language}
    return make_exchange("getMandate", customerId=customer, iban=IBAN, answer=answer, headers=headers)


def read(**changes: object) -> Exchange:
    return make_exchange("getTransaction", transactionId=PAID_ID, answer=show_transaction(**changes))


def listed(*transactions: dict[str, Any], filters: Any = None, **query: str) -> Exchange:
    values = {name: [value] for name, value in query.items()}
    return make_exchange("getTransactions", answer=list(transactions), sent=filters, query=values)


def transaction(**changes: object) -> dict[str, Any]:
    return show_transaction(**changes)


def pay(*, signature: str | None = None, partner: str = PARTNER, **changes: object) -> Exchange:
    body: dict[str, Any] = {"originId": SIGNED_ID, "amount": 1250, "currency": "EUR", **changes}
    text = f"{partner}{body['originId']}{body.get('originIBAN') or ''}{body['amount']}{body['currency']}"
    good = payconiq.sign_transaction(text, key=make_access(second=partner != PARTNER).key)
    sent = {**body, "signature": good if signature is None else signature}
    return make_created("createTransaction", NEW_ID, sent=sent, partnerId=partner)


def refused_payment(status: int = 400, code: str = "INVALID_SIGNATURE", **changes: Any) -> Exchange:
    sent = {"originId": SIGNED_ID, "amount": 1250, "currency": "EUR", "signature": "x", **changes.pop("body", {})}
    return make_refusal("createTransaction", status=status, code=code, sent=sent, **changes)


def put_key(**members: object) -> Exchange:
    return make_exchange("putKey", sent=members)


def enrolled(customer: str = NEW_ID, **changes: object) -> Exchange:
    return make_created("createCustomer", customer, sent={**CUSTOMER, **changes})


def required(operation: str, name: str, sent: Any, message: str | None = None) -> Exchange:
    return make_refusal(operation, status=400, code="FIELD_IS_REQUIRED", values=[name], sent=sent, message=message)


def unknown(*values: str, operation: str = "getMandate", status: int = 404) -> Exchange:
    code = "ENTITY_NOT_FOUND"
    message = f"The Partner Customer with the id '{NEW_ID}' does not exist"
    return make_refusal(
        operation, status=status, code=code, values=list(values), customerId=NEW_ID, iban=IBAN, message=message
    )


def forbidden(*values: str) -> Exchange:
    return make_refusal("getPartner", status=403, code="R981", values=list(values), partnerId=OTHER_PARTNER)


def judge(name: str, exchange: Exchange, *before: Exchange) -> str | None:
    """What a rule says of an exchange after others."""
    known = make_partners()
    for each in before:
        known.learn(each)
    (rule,) = [each for each in rules.RULES if each.name == name]
    return rule.judge(exchange, known)
