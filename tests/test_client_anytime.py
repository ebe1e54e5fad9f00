"""The generated Anytime client on the wire: what each call sends, and what an integrator gets back."""

import asyncio
import email.message
import email.parser
import email.policy
import io
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from conformance import contract, registry
from generated.anytime import Client, errors, models
from generated.anytime.api.cards import get_card
from generated.anytime.api.kyc import upload_kyc_files
from generated.anytime.api.tokens import create_token
from generated.anytime.types import UNSET, File
from tests.anytime_calls import CALLS

CONTRACT = contract.load_contract(registry.spec_path("anytime"))
DOCUMENT = CONTRACT.document
EXAMPLES = DOCUMENT["components"]["examples"]
PDF = b"%PDF-1.4\n\xff\x00"

EVERY_CALL = pytest.mark.parametrize("operation", CALLS)


def documented(operation: str) -> dict[str, Any]:
    where = CONTRACT.operations[operation]
    found: dict[str, Any] = DOCUMENT["paths"][where.path][where.method.lower()]
    return found


def success(operation: str) -> Any:
    (media,) = documented(operation)["responses"]["200"]["content"].values()
    return next(iter(media["examples"].values()))["value"]


def answer(operation: str) -> httpx.Response:
    """The documented success."""
    if operation == "getTestimonial":
        return httpx.Response(200, content=PDF, headers={"Content-Type": "application/pdf"})
    return httpx.Response(200, json=success(operation))


def make_calls(operation: str) -> tuple[list[httpx.Request], list[Any]]:
    """Call the operation in all four ways; what was sent and what came back."""
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return answer(operation)

    client = Client("https://anytime.test", httpx_args={"transport": httpx.MockTransport(respond)})
    call = CALLS[operation]
    module, options = call.module, {"client": client, **call.options}
    results = [
        module.sync(*call.arguments, **options),
        module.sync_detailed(*call.arguments, **options).parsed,
        asyncio.run(module.asyncio(*call.arguments, **options)),
        asyncio.run(module.asyncio_detailed(*call.arguments, **options)).parsed,
    ]
    return sent, results


def call_with(operation: str, response: httpx.Response) -> Any:
    """The result of `sync` when the server answers like this."""
    transport = httpx.MockTransport(lambda _request: response)
    call = CALLS[operation]
    return call.module.sync(
        *call.arguments, client=Client("https://anytime.test", httpx_args={"transport": transport}), **call.options
    )


def parts_of(request: httpx.Request) -> list[email.message.Message]:
    """The parts of a multipart body."""
    head = b"Content-Type: " + request.headers["Content-Type"].encode() + b"\r\n\r\n"
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + request.content)
    return [part for part in message.iter_parts() if isinstance(part, email.message.Message)]


def test_every_operation_is_called() -> None:
    """The table of calls has every operation of the contract, in its order."""
    assert list(CALLS) == list(CONTRACT.operations)


@EVERY_CALL
def test_request_is_what_the_contract_says(operation: str) -> None:
    """Method, path, query and form are right, the same from all four functions, and no credential is invented."""
    sent, _ = make_calls(operation)
    call, where = CALLS[operation], CONTRACT.operations[operation]
    assert len(sent) == 4
    for request in sent:
        assert (where.method, f"https://anytime.test{call.target}") == (request.method, str(request.url))
        assert not {"Authorization", "X-Validation-Data", "X-Signed-Request"} & set(request.headers)
        if call.form is not None:
            assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
            fields = parse_qsl(request.content.decode("ascii"), keep_blank_values=True, strict_parsing=True)
            assert sorted(call.form.items()) == sorted(fields)
        elif operation != "uploadKycFiles":
            assert (request.content, "Content-Type" in request.headers) == (b"", False)


@EVERY_CALL
def test_success_is_read_without_loss(operation: str) -> None:
    """The documented success comes back as its model, and the model as what was answered."""
    _, results = make_calls(operation)
    if operation == "getTestimonial":
        assert [PDF] * 4 == [file.payload.read() for file in results]
        return
    assert [success(operation)] * 4 == [result.to_dict() for result in results]


@EVERY_CALL
def test_documented_refusal_is_raised(operation: str) -> None:
    """Each code that the contract documents is an exception with its number, and is not written into its text."""
    for status, codes in documented(operation)["x-error-codes"].items():
        for code in codes:
            example = EXAMPLES[code]["value"]
            with pytest.raises(errors.ApiError) as caught:
                call_with(operation, httpx.Response(int(status), json=example))
            assert errors.ApiError is type(caught.value)
            assert isinstance(caught.value.parsed, models.ErrorAnswer)
            assert caught.value.parsed.body.error.code == int(code)
            assert example == caught.value.parsed.to_dict()
            assert str(caught.value).endswith(f"answered {status}")


def test_files_are_parts_of_a_multipart_body() -> None:
    """Each file is a part with a file name, its own or that of its field, and with the type that the name tells."""
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return answer("uploadKycFiles")

    client = Client("https://anytime.test", httpx_args={"transport": httpx.MockTransport(respond)})
    body = models.KycUpload(
        user_selfie=File(payload=io.BytesIO(b"\xff\xd8 selfie"), file_name="user_selfie.jpg"),
        user_dom_1=File(payload=io.BytesIO(PDF), file_name="bill.pdf", mime_type="application/pdf"),
        corp_kbis=File(payload=io.BytesIO(b"--+++\r\n kbis")),
    )
    upload_kyc_files.sync(1234, client=client, body=body)
    asyncio.run(upload_kyc_files.asyncio(1234, client=client, body=body))
    expected = [
        ("user_selfie", "user_selfie.jpg", "image/jpeg", b"\xff\xd8 selfie"),
        ("user_dom_1", "bill.pdf", "application/pdf", PDF),
        ("corp_kbis", "corp_kbis", "application/octet-stream", b"--+++\r\n kbis"),
    ]
    for request in sent:
        assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")
        found = [
            (
                part.get_param("name", header="Content-Disposition"),
                part.get_filename(),
                part.get_content_type(),
                part.get_payload(decode=True),
            )
            for part in parts_of(request)
        ]
        assert expected == found
    assert len(sent) == 2


def test_optional_form_may_be_left_out() -> None:
    """The three forms that may be empty are not sent at all when they are left out, and neither is their type."""
    sent: list[httpx.Request] = []
    operations = ("checkApiByPost", "updateAccount", "updateCard")
    for operation in operations:

        def respond(request: httpx.Request, *, operation: str = operation) -> httpx.Response:
            sent.append(request)
            return answer(operation)

        client = Client("https://anytime.test", httpx_args={"transport": httpx.MockTransport(respond)})
        CALLS[operation].module.sync(*CALLS[operation].arguments, client=client)
    assert [(b"", False)] * len(operations) == [(each.content, "Content-Type" in each.headers) for each in sent]


def test_hyphenated_names_are_read() -> None:
    """Properties with hyphens have underscores in Python and hyphens on the wire."""
    papers = call_with("getKycStatus", answer("getKycStatus")).body
    assert [paper.type_ for paper in papers.uploaded_kyc_status.accepted] == ["selfie"]
    assert [models.KycType.DOM_1] == papers.missing_kyc_types
    assert {"status", "uploaded-kyc-status", "missing-kyc-types"} == set(papers.to_dict())
    transfers = call_with("getCreditTransfers", answer("getCreditTransfers")).body
    assert [transfer.internal_id for transfer in transfers.credit_transfers] == [50000]


def test_both_spellings_of_a_day_are_kept_apart() -> None:
    """The text's executionDate and the client's execution_date are two attributes, as they are written."""
    statement = success("getAccountStatement")["body"] | {"executionDate": "2020-10-23", "execution_date": "2020-10-24"}
    read = models.Statement.from_dict(statement)
    assert (read.executionDate, read.execution_date) == ("2020-10-23", "2020-10-24")
    assert statement == read.to_dict()


def test_numbers_may_come_as_strings() -> None:
    """What was seen as a string is read as it came, and one expression makes a number of either form."""
    body = {"acc_id": "1", "balance": "-71880.74"}
    balance = models.AccountBalance.from_dict(body)
    assert (int(balance.acc_id), Decimal(str(balance.balance))) == (1, Decimal("-71880.74"))
    assert body == balance.to_dict()
    card = success("getAccountCards")["body"]["cards"][0] | {"atm": "1", "pos": True, "status": "1"}
    read = models.AccountCard.from_dict(card)
    assert (int(read.atm), int(read.pos), str(read.status)) == (1, 1, "1")
    assert card == read.to_dict()
    assert isinstance(models.AccountCard.from_dict(card | {"status": "ACT"}).status, models.CardStatus)


def test_new_values_do_not_break_an_answer() -> None:
    """A status, a reason and a property that nobody knows yet are read and written back."""
    page = success("getCardTransactions")
    first, second = page["body"]["transactions"]
    changed = page | {"body": page["body"] | {"new": 1, "transactions": [
        first | {"status": "X"},
        second | {"failed_reason": {"code": "TRS4711", "message": "m"}},
    ]}}  # fmt: skip
    read = call_with("getCardTransactions", httpx.Response(200, json=changed))
    assert (read.body.transactions[0].status, read.body.transactions[1].failed_reason.code) == ("X", "TRS4711")
    assert UNSET is read.body.transactions[0].failed_reason
    assert changed == read.to_dict()


def test_testimonial_refusal_is_json() -> None:
    """The one operation with a binary answer still raises its refusals with their code."""
    with pytest.raises(errors.ApiError) as caught:
        call_with("getTestimonial", httpx.Response(404, json=EXAMPLES["4040221"]["value"]))
    assert isinstance(caught.value.parsed, models.ErrorAnswer)
    assert caught.value.parsed.body.error.exception == EXAMPLES["4040221"]["value"]["body"]["error"]["exception"]


def test_answer_without_envelope_is_refused() -> None:
    """A success that is not in its envelope is an exception and not half a result."""
    with pytest.raises(errors.UnexpectedBody, match="no property 'request_id'"):
        call_with("getAccountBalance", httpx.Response(200, json={"acc_id": 1234, "balance": 1}))


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_path_values_cannot_lead_elsewhere(value: str) -> None:
    """An empty card reference would list something else; it is refused before anything is sent."""
    with pytest.raises(ValueError, match="path parameter cardRef must not be empty"):
        get_card.sync(value, client=Client("https://anytime.test"))


def test_secrets_are_in_no_repr() -> None:
    """Credentials, tokens, PINs, card numbers and links to them do not show in what Python prints."""
    shown = [
        models.TokenCreate(client_id="me", client_secret="hunter2", username="me", password="hunter2"),
        models.Token(access_token="hunter2", expires_in=3600, token_type="bearer", refresh_token="hunter2"),
        models.CardPin(pin="hunter2"),
        models.CardPan(front="hunter2", back="hunter2", pan="hunter2", cvv="hunter2", expiry_date="2021-10-31"),
        models.DetailsDisplay(temp_link="hunter2"),
        models.KycDocument(type_=models.KycType.SELFIE, url="hunter2", uploaded_at="2020-10-22"),
    ]
    assert "hunter" not in repr(shown)
    assert "2021-10-31" in repr(shown)
    response = create_token.sync_detailed(
        client=Client(
            "https://anytime.test", httpx_args={"transport": httpx.MockTransport(lambda _: answer("createToken"))}
        ),
        **CALLS["createToken"].options,
    )
    assert success("createToken")["body"]["access_token"] not in repr(response)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("cardTransactionProcessed", models.CardTransactionProcessed),
        ("creditTransfersUpdated", models.CreditTransfersUpdated),
    ],
)
def test_webhooks_are_read_without_loss(name: str, model: Any) -> None:
    """What the provider sends by itself has models too."""
    media = DOCUMENT["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]
    for example in media["examples"].values():
        assert example["value"] == model.from_dict(example["value"]).to_dict()
