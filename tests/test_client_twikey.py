"""What the generated Twikey client puts on the wire and makes of answers: each of the 21 operations, sync and async."""

import asyncio
import io
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import httpx
import pytest

from generated.twikey import Client, errors, models
from generated.twikey.api.collections import (
    collect_transactions,
    create_prenotification,
    download_collection,
    get_payments,
)
from generated.twikey.api.mandates import (
    cancel_mandate,
    get_mandate,
    get_mandate_pdf,
    get_mandate_updates,
    import_mandates,
    invite_mandate,
    sign_mandate,
    update_mandate,
    upload_mandate_pdf,
)
from generated.twikey.api.sessions import log_in, log_out
from generated.twikey.api.transactions import (
    create_transaction,
    get_transaction_updates,
    get_transactions,
    remove_transactions,
)
from generated.twikey.api.transfers import complete_transfers, create_transfer
from generated.twikey.types import File

BASE = "https://twikey.test"
FORM = "application/x-www-form-urlencoded"
PDF = b"%PDF-1.4\n%%EOF\n"
ENTRY = {
    "id": 381563,
    "contractId": 325638,
    "mndtId": "MNDT123",
    "contract": "Algemene voorwaarden",
    "amount": 10.0,
    "msg": "Monthly payment",
    "place": None,
    "ref": None,
    "date": "2017-09-16T14:32:05Z",
}
MANDATE = {"MndtId": "MNDT123", "SplmtryData": [{"Key": "TemplateId", "Value": 1}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: what is handed over, what must be sent, what is answered and what must come out."""

    module: ModuleType
    arguments: dict[str, Any] = field(default_factory=dict)
    sent: tuple[str, str]
    content_type: str | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    answer: tuple[int, Any] = (204, None)
    result: Callable[[Any], bool] = lambda result: result is None


def is_model(model: type[Any], body: dict[str, Any]) -> Callable[[Any], bool]:
    return lambda result: type(result) is model and result.to_dict() == body


def file_of(content: bytes) -> File:
    return File(payload=io.BytesIO(content))


INVITED = {"mndtId": "COMP71", "url": "http://twikey.to/mycompany/xlBF", "key": "xlBF"}
SIGNED = {"Msg": "ok", "MndtId": "MNDT123"}
NO_NEWS = {"GrpHdr": {"CreDtTm": "2018-06-23T10:15:01Z"}, "Messages": []}
BATCHES = {"Sdds": [{"id": 1437939405111, "pmtinfid": "mypmtid", "tx": 4, "amount": 120.0}]}
TRANSFER = {"id": "37EB8", "iban": "BE6xxxxxxxx734", "amount": 124.0, "msg": "test", "date": "2017-01-18"}
COMPLETED = {"CreditTransfers": [{"id": 5, "pmtinfid": "Twikey-20170118122508977", "entries": 1}]}

CALLS = {
    "logIn": Call(
        module=log_in,
        arguments={"body": models.LoginForm(api_token="5845FD", otp=380583)},
        sent=("POST", "/creditor"),
        content_type=FORM,
        body=b"apiToken=5845FD&otp=380583",
        answer=(200, {"Authorization": "9bb74b33"}),
        result=is_model(models.Session, {"Authorization": "9bb74b33"}),
    ),
    "logOut": Call(module=log_out, sent=("GET", "/creditor")),
    "inviteMandate": Call(
        module=invite_mandate,
        arguments={
            "accept_language": "nl",
            "body": models.InvitationForm(
                ct=1,
                email="support@twikey.com",
                l=models.Language.NL,
                lastname="Cl\u00e9ment & Zonen",
                mobile="+32479123123",
                zip_="9051",
                iban="",
                check=True,
                send_invite=False,
                amount="12.50",
            ),
        },
        sent=("POST", "/creditor/invite"),
        content_type=FORM,
        body=b"ct=1&email=support%40twikey.com&l=nl&iban=&lastname=Cl%C3%A9ment+%26+Zonen&mobile=%2B32479123123&zip=9051"
        b"&check=true&amount=12.50&sendInvite=false",
        headers={"accept-language": "nl"},
        answer=(200, INVITED),
        result=is_model(models.Invitation, INVITED),
    ),
    "signMandate": Call(
        module=sign_mandate,
        arguments={
            "body": models.SignatureForm(
                method=models.SignMethod.DIGISIGN, ct="1", iban="BE68 0688", bic="GKCCBEBB", digsig="iVBORw0KGgo+/w=="
            )
        },
        sent=("POST", "/creditor/sign"),
        content_type=FORM,
        body=b"method=digisign&ct=1&iban=BE68+0688&bic=GKCCBEBB&digsig=iVBORw0KGgo%2B%2Fw%3D%3D",
        answer=(200, SIGNED),
        result=is_model(models.Signature, SIGNED),
    ),
    "getMandateUpdates": Call(
        module=get_mandate_updates,
        arguments={"chunk_size": 10, "x_reset": "2015-08-20T13:02:03Z", "splmtrydata_mask": "Person"},
        sent=("GET", "/creditor/mandate?chunkSize=10"),
        headers={"x-reset": "2015-08-20T13:02:03Z", "splmtrydatamask": "Person"},
        answer=(200, NO_NEWS),
        result=is_model(models.MandateFeed, NO_NEWS),
    ),
    "importMandates": Call(
        module=import_mandates,
        arguments={"body": models.MandateImport.from_dict({"Messages": [{"Mndt": MANDATE}]})},
        sent=("POST", "/creditor/mandate"),
        content_type="application/json",
        body=b'{"Messages":[{"Mndt":{"MndtId":"MNDT123","SplmtryData":[{"Key":"TemplateId","Value":1}]}}]}',
    ),
    "cancelMandate": Call(
        module=cancel_mandate,
        arguments={"mndt_id": "MNDT123", "rsn": "some reason"},
        sent=("DELETE", "/creditor/mandate?mndtId=MNDT123&rsn=some+reason"),
        answer=(200, None),
    ),
    "getMandate": Call(
        module=get_mandate,
        arguments={"mndt_id": "MNDT123", "force": True},
        sent=("GET", "/creditor/mandate/detail?mndtId=MNDT123&force=true"),
        answer=(200, {"Mndt": MANDATE}),
        result=is_model(models.MandateDetail, {"Mndt": MANDATE}),
    ),
    "updateMandate": Call(
        module=update_mandate,
        arguments={"body": models.MandateUpdateForm(mndt_id="MNDT123", mobile="+32479123123", email="")},
        sent=("POST", "/creditor/mandate/update"),
        content_type=FORM,
        body=b"mndtId=MNDT123&mobile=%2B32479123123&email=",
    ),
    "getMandatePdf": Call(
        module=get_mandate_pdf,
        arguments={"mndt_id": "MNDT123"},
        sent=("GET", "/creditor/mandate/pdf?mndtId=MNDT123"),
        answer=(200, PDF),
        result=lambda result: type(result) is File and result.payload.read() == PDF,
    ),
    "uploadMandatePdf": Call(
        module=upload_mandate_pdf,
        arguments={"mndt_id": "MNDT123", "body": file_of(PDF)},
        sent=("POST", "/creditor/mandate/pdf?mndtId=MNDT123"),
        content_type="application/pdf",
        body=PDF,
        answer=(200, None),
    ),
    "createTransaction": Call(
        module=create_transaction,
        arguments={
            "body": models.TransactionForm(
                mndt_id="MNDT123", message="Drinks (2)", amount="12.33", ref="INVOICE001", reqcolldt="2017-09-23"
            )
        },
        sent=("POST", "/creditor/transaction"),
        content_type=FORM,
        body=b"mndtId=MNDT123&message=Drinks+%282%29&amount=12.33&reqcolldt=2017-09-23&ref=INVOICE001",
        answer=(200, {"Entries": [ENTRY]}),
        result=is_model(models.NewTransactions, {"Entries": [ENTRY]}),
    ),
    "getTransactionUpdates": Call(
        module=get_transaction_updates,
        arguments={"x_reset": "2017-08-29T00:00:00.000Z"},
        sent=("GET", "/creditor/transaction"),
        headers={"x-reset": "2017-08-29T00:00:00.000Z"},
        answer=(200, {"Entries": []}),
        result=is_model(models.TransactionFeed, {"Entries": []}),
    ),
    "getTransactions": Call(
        module=get_transactions,
        arguments={"id": [381563, "381564"], "ref": ["INVOICE 1"]},
        sent=("GET", "/creditor/transaction/detail?id=381563&id=381564&ref=INVOICE+1"),
        answer=(200, {"Entries": [{**ENTRY, "state": "OPEN"}]}),
        result=is_model(models.TransactionDetails, {"Entries": [{**ENTRY, "state": "OPEN"}]}),
    ),
    "removeTransactions": Call(
        module=remove_transactions, arguments={"id": 381563}, sent=("DELETE", "/creditor/transaction?id=381563")
    ),
    "createPrenotification": Call(
        module=create_prenotification,
        arguments={
            "body": models.PrenotificationForm(
                mndt_id="MNDT123", message="Monthly payment", collection_date="2017-09-15", amount="10"
            )
        },
        sent=("POST", "/creditor/prenotification"),
        content_type=FORM,
        body=b"mndtId=MNDT123&message=Monthly+payment&collectionDate=2017-09-15&amount=10",
        answer=(200, None),
    ),
    "collectTransactions": Call(
        module=collect_transactions,
        arguments={
            "body": models.CollectionForm(ct=1, colltndt="2017-09-15", mndt_id=["MNDT123", "MNDT124"], prenotify=True)
        },
        sent=("POST", "/creditor/collect"),
        content_type=FORM,
        body=b"ct=1&colltndt=2017-09-15&mndtId=MNDT123&mndtId=MNDT124&prenotify=true",
        answer=(200, {"frstMsgId": None, "rcurMsgId": "123"}),
        result=is_model(models.Collection, {"frstMsgId": None, "rcurMsgId": "123"}),
    ),
    "downloadCollection": Call(
        module=download_collection,
        arguments={"body": models.CollectionForm(ct=1, mndt_id="MNDT123")},
        sent=("POST", "/creditor/collect/sdd"),
        content_type=FORM,
        body=b"ct=1&mndtId=MNDT123",
        answer=(200, b"PK\x03\x04\xff"),
        result=lambda result: type(result) is File and result.payload.read() == b"PK\x03\x04\xff",
    ),
    "getPayments": Call(
        module=get_payments,
        arguments={"id": 1437939405111, "detail": True},
        sent=("GET", "/creditor/payment?id=1437939405111&detail=true"),
        answer=(200, BATCHES),
        result=is_model(models.Payments, BATCHES),
    ),
    "createTransfer": Call(
        module=create_transfer,
        arguments={"body": models.TransferForm(iban="BE68068897250734", message="test", amount="50.00")},
        sent=("POST", "/creditor/transfer"),
        content_type=FORM,
        body=b"iban=BE68068897250734&message=test&amount=50.00",
        answer=(200, {"Entries": [TRANSFER]}),
        result=is_model(models.NewTransfers, {"Entries": [TRANSFER]}),
    ),
    "completeTransfers": Call(
        module=complete_transfers,
        arguments={"body": models.TransferBatchForm(ct="1")},
        sent=("POST", "/creditor/transfer/complete"),
        content_type=FORM,
        body=b"ct=1",
        answer=(200, COMPLETED),
        result=is_model(models.TransferBatches, COMPLETED),
    ),
}


def respond(status: int, body: Any, **headers: str) -> httpx.Response:
    content = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
    return httpx.Response(status, headers=headers, **content)


def connect(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    return Client(BASE, headers={"Authorization": "9bb74b33"}, httpx_args={"transport": httpx.MockTransport(answer)})


def check_request(call: Call, request: httpx.Request) -> None:
    method, target = call.sent
    assert (request.method, str(request.url), request.content) == (method, BASE + target, call.body)
    assert request.headers.get("content-type") == call.content_type
    assert request.headers["authorization"] == "9bb74b33"
    ours = {name: request.headers.get(name) for name in ("accept-language", "x-reset", "splmtrydatamask")}
    # httpx speaks no language of its own accord.
    assert ours == {"accept-language": None, "x-reset": None, "splmtrydatamask": None, **call.headers}


@pytest.mark.parametrize("name", CALLS)
def test_call_is_sent_and_read(name: str) -> None:
    """Method, target, headers and body are the documented bytes, and the answer becomes the documented model."""
    call = CALLS[name]
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return respond(*call.answer)

    assert call.result(call.module.sync(client=connect(answer), **call.arguments))
    assert call.result(asyncio.run(call.module.asyncio(client=connect(answer), **call.arguments)))
    detailed = call.module.sync_detailed(client=connect(answer), **call.arguments)
    again = asyncio.run(call.module.asyncio_detailed(client=connect(answer), **call.arguments))
    assert {call.answer[0]} == {detailed.status_code, again.status_code}
    assert len(requests) == 4
    for request in requests:
        check_request(call, request)


def test_every_operation_is_called() -> None:
    """The table above has the 21 operations, each in a module of its own."""
    assert len(CALLS) == 21
    assert len({call.module.__name__ for call in CALLS.values()}) == 21


@pytest.mark.parametrize("name", [name for name in CALLS if name != "logIn"])
def test_lost_session_is_an_error(name: str) -> None:
    """The one refusal in plain text is raised like any other, with its text, sync and async."""
    call = CALLS[name]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, text="Not logged in")

    with pytest.raises(errors.ApiError) as caught:
        call.module.sync(client=connect(answer), **call.arguments)
    assert (caught.value.status_code, caught.value.parsed) == (401, "Not logged in")
    with pytest.raises(errors.ApiError, match="answered 401"):
        asyncio.run(call.module.asyncio(client=connect(answer), **call.arguments))


REFUSAL = {"code": "err_no_contract", "message": "No contract was found"}


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("signMandate", 404),
        ("cancelMandate", 400),
        ("cancelMandate", 405),
        ("getMandatePdf", 404),
        ("downloadCollection", 400),
        ("uploadMandatePdf", 400),
        ("createPrenotification", 405),
        ("createPrenotification", 406),
        ("removeTransactions", 400),
    ],
)
def test_refusal_is_an_error_with_its_code(name: str, status: int) -> None:
    """A refusal carries code, message and both headers, where a success is a file or nothing at all as well."""
    call = CALLS[name]
    code = {"ApiError": REFUSAL["code"], "ApiErrorCode": REFUSAL["code"]}
    with pytest.raises(errors.ApiError) as caught:
        call.module.sync(client=connect(lambda request: respond(status, REFUSAL, **code)), **call.arguments)
    assert caught.value.parsed == models.Refusal(code="err_no_contract", message="No contract was found")
    assert (caught.value.status_code, caught.value.headers["ApiErrorCode"]) == (status, "err_no_contract")


@pytest.mark.parametrize("status", [200, 400])
def test_refused_login_is_an_error_whatever_its_status(status: int) -> None:
    """A login that was refused with status 200 is raised, sync and async; the detailed call returns the refusal."""
    refusal = {"code": "err_no_login", "message": "The API token is not valid"}
    call = CALLS["logIn"]
    client = connect(lambda request: respond(status, refusal, ApiError="err_no_login", ApiErrorCode="err_no_login"))
    with pytest.raises(errors.ApiError, match=f"POST /creditor answered {status}") as caught:
        log_in.sync(client=client, **call.arguments)
    assert type(caught.value) is errors.ApiError
    assert caught.value.parsed == models.Refusal(**refusal)
    with pytest.raises(errors.ApiError, match=f"POST /creditor answered {status}"):
        asyncio.run(log_in.asyncio(client=client, **call.arguments))
    assert caught.value.parsed == log_in.sync_detailed(client=client, **call.arguments).parsed


def test_results_are_typed_without_refusals() -> None:
    """What a call returns is the success alone, for the type checker too."""
    for call in CALLS.values():
        returned = typing.get_type_hints(call.module.sync)["return"]
        assert returned == typing.get_type_hints(call.module.asyncio)["return"]
        assert models.Refusal not in (returned, *typing.get_args(returned))
    assert typing.get_type_hints(log_in.sync)["return"] is models.Session


def test_feed_tells_its_messages_apart() -> None:
    """New, changed and cancelled mandates are models of their own; an unknown member is kept."""
    reason = {"Rsn": "moved", "Orgtr": {"Nm": "Twikey", "CtctDtls": {"EmailAdr": "info@creditor.com"}}}
    happened = {"EvtTime": "2018-06-23T09:00:00Z", "EvtId": 7}
    messages = [
        {"Mndt": MANDATE, **happened},
        {"Mndt": MANDATE, "AmdmntRsn": reason, "OrgnlMndtId": "MNDT123", **happened},
        {"CxlRsn": reason, "OrgnlMndtId": "MNDT123", **happened},
    ]
    body = {**NO_NEWS, "Messages": messages}
    feed: models.MandateFeed = get_mandate_updates.sync(client=connect(lambda request: respond(200, body)))
    kinds = [models.MandateInitiation, models.MandateAmendment, models.MandateCancellation]
    assert kinds == [type(message) for message in feed.messages]
    assert feed.to_dict() == body
    assert [7, 7, 7] == [message["EvtId"] for message in feed.messages]


def test_unknown_state_is_read() -> None:
    """A state that the contract does not know is usable and keeps its text."""
    body = {"Entries": [{**ENTRY, "state": "UNPAID"}]}
    details = get_transactions.sync(client=connect(lambda request: respond(200, body)))
    assert details.entries[0].state == "UNPAID"
    assert details.to_dict() == body


def test_secrets_are_in_no_repr() -> None:
    """Neither API token, one-time password, session token nor pictures are printed."""
    form = models.LoginForm(api_token="hunter2", otp=2)
    signature = models.SignatureForm(method=models.SignMethod.SELFIE, digsig="hunter3", selfie="hunter4")
    client = connect(lambda request: respond(200, {"Authorization": "hunter5"}, Authorization="hunter5"))
    response = log_in.sync_detailed(client=client, body=form)
    assert response.headers["Authorization"] == "hunter5"
    assert "hunter" not in f"{form!r} {signature!r} {response!r} {client!r}"
    assert "otp" not in repr(form)


def test_headers_of_the_detail_are_at_hand() -> None:
    """State and collectability of a mandate are headers, which the detailed call gives."""
    answer = respond(200, {"Mndt": MANDATE}, **{"X-STATE": "SIGNED", "X-COLLECTABLE": "true"})
    response = get_mandate.sync_detailed(client=connect(lambda request: answer), mndt_id="MNDT123")
    assert (response.headers["x-state"], response.headers["x-collectable"]) == ("SIGNED", "true")


def test_pdf_is_sent_again_from_its_beginning() -> None:
    """A file that was sent once, as before a new login, is sent whole the second time."""
    received: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        received.append(request.content)
        return httpx.Response(200)

    file = file_of(PDF)
    upload_mandate_pdf.sync(client=connect(answer), mndt_id="MNDT123", body=file)
    asyncio.run(upload_mandate_pdf.asyncio(client=connect(answer), mndt_id="MNDT123", body=file))
    assert received == [PDF, PDF]
