"""The generated Payconiq client as an integrator sees it: what goes over the wire, and what comes back."""

import asyncio
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import httpx
import pytest

from conformance import contract, registry
from generated.payconiq import Client, errors
from generated.payconiq.api.accounts import send_verification_code, validate_bank_account
from generated.payconiq.api.customers import create_customer, get_customer, update_customer
from generated.payconiq.api.mandates import cancel_mandate, create_mandate, get_mandate
from generated.payconiq.api.partners import get_partner, put_key
from generated.payconiq.api.transactions import (
    create_transaction,
    get_transaction,
    get_transactions,
    replay_direct_debit,
    search_transactions,
)
from generated.payconiq.models import (
    AddressCreate,
    BankAccountCreate,
    BankAccountCreateWithMandate,
    BankAccountStatus,
    Currency,
    CustomerCreate,
    CustomerCreate2015,
    CustomerUpdate,
    ErrorLevel,
    ErrorResponse,
    KeyRegistration,
    Mandate,
    Partner,
    PartnerCustomer,
    SddStatus,
    SddStatusFilter,
    Transaction,
    TransactionCreate,
    TransactionQuery,
    TransactionStatus,
    Verification,
)

CONTRACT = contract.load_contract(registry.spec_path("payconiq"))
PARTNER_ID, CUSTOMER_ID, TRANSACTION_ID = (
    "560012d5c25c4168ce03dd54",
    "5601709bc25c416c9ede5ca7",
    "56051d8cc25c4173d7987290",
)
IBAN = "NL91ABNA0417164300"
ADDRESS = AddressCreate(no="7", street="Oudegracht", postal_code="3511 AB", city="Utrecht", country="NLD")
ADDRESS_TEXT = '"address":{"no":"7","street":"Oudegracht","postalCode":"3511 AB","city":"Utrecht","country":"NLD"}'
ROOT = f"/v1/partners/{PARTNER_ID}"
CUSTOMER = f"{ROOT}/customers/{CUSTOMER_ID}"
ACCOUNT = f"{CUSTOMER}/bankAccounts/{IBAN}"
TRANSACTION = f"{ROOT}/transactions/{TRANSACTION_ID}"


def example(operation: str, status: int, name: str) -> Any:
    """An answer that the contract shows."""
    where = CONTRACT.operations[operation]
    answer = CONTRACT.document["paths"][where.path][where.method.lower()]["responses"][str(status)]
    examples = answer["content"]["application/json"]["examples"]
    return contract.resolve(CONTRACT.document, examples[name])["value"]


def refusal(name: str) -> Any:
    return CONTRACT.document["components"]["examples"][name]["value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the client and what it must be on the wire.

    Attributes:
        module: The generated operation.
        path: Values of the path parameters, in order.
        options: Keyword arguments.
        method: What is sent.
        target: Path and query that are sent.
        body: The JSON text that is sent; None for no body at all.
        answer: Status, Location and JSON of the answer.
        result: What the call returns.
        language: The Accept-Language that is sent.
    """

    module: ModuleType
    path: tuple[str, ...]
    method: str
    target: str
    options: Mapping[str, Any] = field(default_factory=dict)
    body: str | None = None
    answer: tuple[int, str | None, Any] = (200, None, None)
    result: Any = None
    language: str | None = None


def located(url: str) -> tuple[int, str, None]:
    return 201, f"https://dev.payconiq.com{url}", None


PARTNER_ANSWER = example("getPartner", 200, "partner")
CUSTOMER_ANSWER = example("getCustomer", 200, "customer")
SIGNED, PROPOSED = example("getMandate", 200, "signed"), example("getMandate", 200, "proposed")
PAGE = example("getTransactions", 200, "onePage")
REJECTED = example("getTransaction", 200, "rejected")

CALLS: dict[str, Call] = {
    "getPartner": Call(
        module=get_partner,
        path=(PARTNER_ID,),
        method="GET",
        target=ROOT,
        answer=(200, None, PARTNER_ANSWER),
        result=Partner.from_dict(PARTNER_ANSWER),
    ),
    "putKey first": Call(
        module=put_key,
        path=(PARTNER_ID,),
        options={"body": KeyRegistration(value="MIIB+/==")},
        method="PUT",
        target=f"{ROOT}/key",
        body='{"value":"MIIB+/=="}',
    ),
    "putKey next": Call(
        module=put_key,
        path=(PARTNER_ID,),
        options={"body": KeyRegistration(value="MIIB", signature="c2lnbmVk")},
        method="PUT",
        target=f"{ROOT}/key",
        body='{"value":"MIIB","signature":"c2lnbmVk"}',
    ),
    "createCustomer with mandate": Call(
        module=create_customer,
        path=(PARTNER_ID,),
        options={
            "body": CustomerCreate(
                first_name="Lotte",
                last_name="de Vries",
                address=ADDRESS,
                bank_accounts=[
                    BankAccountCreateWithMandate(
                        iban=IBAN, name="ING", mandate_reference="REF01", mandate_sign_date=1442845668291
                    )
                ],
                phone="+31612222598",
                email="lotte@example.nl",
            )
        },
        method="POST",
        target=f"{ROOT}/customers",
        body='{"firstName":"Lotte","lastName":"de Vries",'
        + ADDRESS_TEXT
        + f',"bankAccounts":[{{"IBAN":"{IBAN}","name":"ING","mandateReference":"REF01",'
        '"mandateSignDate":1442845668291}],"phone":"+31612222598","email":"lotte@example.nl"}',
        answer=located(CUSTOMER),
        result=f"https://dev.payconiq.com{CUSTOMER}",
    ),
    "createCustomer of 2015": Call(
        module=create_customer,
        path=(PARTNER_ID,),
        options={
            "body": CustomerCreate2015(
                first_name="Zoë",
                last_name="X",
                address=ADDRESS,
                bank_accounts=[BankAccountCreate(iban=IBAN, name="ING")],
                phone_number="0612222598",
            )
        },
        method="POST",
        target=f"{ROOT}/customers",
        body='{"firstName":"Zoë","lastName":"X",'
        + ADDRESS_TEXT
        + f',"bankAccounts":[{{"IBAN":"{IBAN}","name":"ING"}}],"phoneNumber":"0612222598"}}',
        answer=located(CUSTOMER),
        result=f"https://dev.payconiq.com{CUSTOMER}",
    ),
    "updateCustomer": Call(
        module=update_customer,
        path=(PARTNER_ID, CUSTOMER_ID),
        options={"body": CustomerUpdate(phone="0687654321", email=None)},
        method="PATCH",
        target=CUSTOMER,
        body='{"phone":"0687654321","email":null}',
    ),
    "updateCustomer nothing": Call(
        module=update_customer, path=(PARTNER_ID, CUSTOMER_ID), method="PATCH", target=CUSTOMER
    ),
    "getCustomer": Call(
        module=get_customer,
        path=(PARTNER_ID, CUSTOMER_ID),
        method="GET",
        target=CUSTOMER,
        answer=(200, None, CUSTOMER_ANSWER),
        result=PartnerCustomer.from_dict(CUSTOMER_ANSWER),
    ),
    "getMandate": Call(
        module=get_mandate,
        path=(PARTNER_ID, CUSTOMER_ID, IBAN),
        method="GET",
        target=f"{ACCOUNT}/mandate",
        answer=(200, None, SIGNED),
        result=Mandate.from_dict(SIGNED),
    ),
    "getMandate in English": Call(
        module=get_mandate,
        path=(PARTNER_ID, CUSTOMER_ID, IBAN),
        options={"accept_language": "EN"},
        method="GET",
        target=f"{ACCOUNT}/mandate",
        language="EN",
        answer=(200, None, PROPOSED),
        result=Mandate.from_dict(PROPOSED),
    ),
    "createMandate": Call(
        module=create_mandate,
        path=(PARTNER_ID, CUSTOMER_ID, IBAN),
        method="POST",
        target=f"{ACCOUNT}/mandate",
        answer=located(f"{ACCOUNT}/mandate"),
        result=f"https://dev.payconiq.com{ACCOUNT}/mandate",
    ),
    "cancelMandate": Call(
        module=cancel_mandate,
        path=(PARTNER_ID, CUSTOMER_ID, IBAN),
        method="POST",
        target=f"{ACCOUNT}/mandate/cancel",
    ),
    "sendVerificationCode": Call(
        module=send_verification_code,
        path=(PARTNER_ID, CUSTOMER_ID, IBAN),
        method="POST",
        target=f"{ACCOUNT}/sendVerificationCode",
    ),
    "validateBankAccount": Call(
        module=validate_bank_account,
        path=(PARTNER_ID, CUSTOMER_ID, IBAN),
        options={"body": Verification(verification_code="048291")},
        method="POST",
        target=f"{ACCOUNT}/validate",
        body='{"verificationCode":"048291"}',
    ),
    "createTransaction number": Call(
        module=create_transaction,
        path=(PARTNER_ID,),
        options={
            "body": TransactionCreate(
                origin_id=CUSTOMER_ID, amount=1000, currency=Currency.EUR, signature="signed-on-send"
            )
        },
        method="POST",
        target=f"{ROOT}/transactions",
        body=f'{{"originId":"{CUSTOMER_ID}","amount":1000,"currency":"EUR","signature":"signed-on-send"}}',
        answer=located(TRANSACTION),
        result=f"https://dev.payconiq.com{TRANSACTION}",
    ),
    "createTransaction text": Call(
        module=create_transaction,
        path=(PARTNER_ID,),
        options={
            "body": TransactionCreate(
                origin_id=CUSTOMER_ID, origin_iban=IBAN, amount="1000", currency=Currency.EUR, signature="x+/="
            )
        },
        method="POST",
        target=f"{ROOT}/transactions",
        body=f'{{"originId":"{CUSTOMER_ID}","amount":"1000","currency":"EUR","signature":"x+/=",'
        f'"originIBAN":"{IBAN}"}}',
        answer=located(TRANSACTION),
        result=f"https://dev.payconiq.com{TRANSACTION}",
    ),
    "getTransactions": Call(
        module=get_transactions,
        path=(PARTNER_ID,),
        method="GET",
        target=f"{ROOT}/transactions",
        answer=(200, None, []),
        result=[],
    ),
    "getTransactions filtered": Call(
        module=get_transactions,
        path=(PARTNER_ID,),
        options={
            "limit": 25,
            "offset": 1,
            "body": TransactionQuery(
                from_=1441065600000,
                to="1443657599999",
                status=TransactionStatus.FAILED,
                sdd_status=SddStatusFilter.REJECTED_CAMT,
                origin_id=CUSTOMER_ID,
            ),
        },
        method="GET",
        target=f"{ROOT}/transactions?limit=25&offset=1",
        body='{"from":1441065600000,"to":"1443657599999","status":"FAILED","sddStatus":"REJECTED_CAMT",'
        f'"originId":"{CUSTOMER_ID}"}}',
        answer=(200, None, PAGE),
        result=[Transaction.from_dict(item) for item in PAGE],
    ),
    "searchTransactions": Call(
        module=search_transactions,
        path=(PARTNER_ID,),
        options={
            "limit": 100,
            "offset": 0,
            "body": TransactionQuery(
                from_="2016-04-01T19:26:21.305Z", to=datetime(2016, 4, 30, tzinfo=UTC), status=None
            ),
        },
        method="POST",
        target=f"{ROOT}/transactions/search?limit=100&offset=0",
        body='{"from":"2016-04-01T19:26:21.305Z","to":"2016-04-30T00:00:00+00:00","status":null}',
        answer=(200, None, PAGE),
        result=[Transaction.from_dict(item) for item in PAGE],
    ),
    "getTransaction": Call(
        module=get_transaction,
        path=(PARTNER_ID, TRANSACTION_ID),
        method="GET",
        target=TRANSACTION,
        answer=(200, None, REJECTED),
        result=Transaction.from_dict(REJECTED),
    ),
    "replayDirectDebit": Call(
        module=replay_direct_debit,
        path=(PARTNER_ID, TRANSACTION_ID),
        method="POST",
        target=f"{TRANSACTION}/replaySDD",
    ),
}


def connect(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    return Client("https://payconiq.test", httpx_args={"transport": httpx.MockTransport(answer)})


def answering(status: int, content: Any) -> Client:
    return connect(lambda request: httpx.Response(status, json=content))


@pytest.mark.parametrize("mode", ["sync", "asyncio"])
@pytest.mark.parametrize("name", CALLS)
def test_call_is_what_the_contract_says_on_the_wire(name: str, mode: str) -> None:
    """Method, path, query, language, content type and body of each operation, and its result, sync and async."""
    call, sent = CALLS[name], []
    status, location, content = call.answer

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        headers = {"Location": location} if location else {}
        if content is None:
            return httpx.Response(status, headers=headers)
        return httpx.Response(status, headers=headers, json=content)

    result = getattr(call.module, mode)(*call.path, client=connect(answer), **call.options)
    assert call.result == (asyncio.run(result) if inspect.iscoroutine(result) else result)
    (request,) = sent
    assert (call.method, call.target) == (request.method, request.url.raw_path.decode())
    assert (call.body or "") == request.content.decode()
    assert ("application/json" if call.body else None) == request.headers.get("Content-Type")
    assert call.language == request.headers.get("Accept-Language")
    assert "Authorization" not in request.headers


def test_every_operation_is_called() -> None:
    """The table above has each operation of the contract."""
    assert set(CONTRACT.operations) == {name.split()[0] for name in CALLS}


def test_identifier_is_the_end_of_the_location() -> None:
    """What a create returns is typed as text and ends with the identifier, whatever scheme the service writes."""
    place = f"http://dev.payconiq.com{TRANSACTION}"
    body = TransactionCreate(origin_id=CUSTOMER_ID, amount=1, currency=Currency.EUR, signature="s")
    client = connect(lambda request: httpx.Response(201, headers={"Location": place}))
    location: str = create_transaction.sync(PARTNER_ID, client=client, body=body)
    assert TRANSACTION_ID == location.rpartition("/")[2]


def test_missing_location_is_an_error() -> None:
    """A customer that cannot be named is no success."""
    body = CALLS["createCustomer of 2015"].options["body"]
    with pytest.raises(errors.MissingLocation, match="answered 201 without a Location header"):
        create_customer.sync(PARTNER_ID, client=connect(lambda request: httpx.Response(201)), body=body)


def test_refusal_is_raised_with_code_and_values() -> None:
    """A refusal is an exception that carries code and values; the detailed call returns it instead."""
    answer = refusal("ENTITY_NOT_FOUND_customer")
    client = answering(404, answer)
    with pytest.raises(errors.ApiError, match="answered 404") as caught:
        get_customer.sync(PARTNER_ID, CUSTOMER_ID, client=client)
    detailed = get_customer.sync_detailed(PARTNER_ID, CUSTOMER_ID, client=client)
    assert isinstance(detailed.parsed, ErrorResponse)
    assert detailed.parsed == caught.value.parsed
    assert ErrorLevel.ERROR is detailed.parsed.level
    assert ("ENTITY_NOT_FOUND", ["Partner Customer", CUSTOMER_ID]) == (detailed.parsed.code, detailed.parsed.values)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_each_documented_refusal_of_a_transaction_is_read(status: int) -> None:
    """Whatever the status, the same envelope is read, with and without values."""
    for name in ("R918", "R981", "R999", "ENTITY_NOT_FOUND_customer", "AUTHENTICATION_NOT_FOUND"):
        answer = refusal(name)
        body = CALLS["createTransaction number"].options["body"]
        parsed = create_transaction.sync_detailed(PARTNER_ID, client=answering(status, answer), body=body).parsed
        assert isinstance(parsed, ErrorResponse)
        assert answer == parsed.to_dict()


def test_transaction_is_typed() -> None:
    """Amount, times and states have the types that the contract says; the identifier is called id."""
    transaction: Transaction = get_transaction.sync(PARTNER_ID, TRANSACTION_ID, client=answering(200, REJECTED))
    assert (TRANSACTION_ID, "1000", Currency.EUR) == (transaction.id, transaction.amount, transaction.currency)
    assert (TransactionStatus.FAILED, SddStatus.REJECTED_CAMT) == (transaction.status, transaction.sdd_status)
    assert (1443175820938, "AM04") == (transaction.sdd_process_date, transaction.sdd_failed_reason)
    assert BankAccountStatus.VALIDATED is transaction.origin_user.bank_accounts[0].status
    assert "12" == transaction.target_user.address.no


def test_new_states_and_members_do_not_break_a_client() -> None:
    """A state, a reason or a member that the contract does not know is read and written back."""
    answer = {
        **REJECTED,
        "status": "PENDING",
        "sddStatus": "SETTLED",
        "sddFailedReason": "FF07",
        "sctStatus": "SUBMITTED",
        "transferType": {"name": "SDD"},
        "tip": 5,
    }
    transaction = get_transaction.sync(PARTNER_ID, TRANSACTION_ID, client=answering(200, answer))
    assert ("PENDING", "SETTLED", "FF07", 5) == (
        transaction.status,
        transaction.sdd_status,
        transaction.sdd_failed_reason,
        transaction["tip"],
    )
    assert answer == json.loads(json.dumps(transaction.to_dict()))


def test_unsubmitted_transaction_has_no_direct_debit() -> None:
    """State, time and reason of the direct debit may be absent or null."""
    absent = {name: value for name, value in REJECTED.items() if not name.startswith("sdd")}
    for answer in (absent, {**absent, "sddStatus": None, "sddProcessDate": None, "sddFailedReason": None}):
        transaction = get_transaction.sync(PARTNER_ID, TRANSACTION_ID, client=answering(200, answer))
        assert not transaction.sdd_status
        assert not transaction.sdd_failed_reason
        assert answer == transaction.to_dict()


def test_secrets_are_in_no_repr() -> None:
    """Neither a signature nor a verification code is printed with its model."""
    transaction = TransactionCreate(origin_id="o", amount=1, currency=Currency.EUR, signature="hunter2")
    assert "hunter2" not in f"{transaction!r} {KeyRegistration(value='v', signature='hunter2')!r}"
    assert "hunter2" not in repr(Verification(verification_code="hunter2"))


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_path_that_would_name_something_else_is_not_sent(value: str) -> None:
    """An empty identifier would list all transactions, and dots would name another resource."""
    client = connect(lambda request: pytest.fail("something was sent"))
    with pytest.raises(ValueError, match="path parameter transactionId must not be empty"):
        get_transaction.sync(PARTNER_ID, value, client=client)
