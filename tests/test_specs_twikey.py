"""The Twikey contract and its client against published answers and against the provider's own catalogues."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import jsonschema
import pytest

from conformance import contract
from conformance.review import formats
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
from generated.twikey.types import File, Response

Answer = dict[str, Any]

TESTS = Path(__file__).parent
RECORDED = json.loads((TESTS / "recorded" / "twikey.json").read_text(encoding="utf-8"))
CONTRACT = contract.load_contract(TESTS.parent / "specs" / "twikey.yaml")
JUDGED = contract.tighten(CONTRACT.document)
BY_PLACE = {(operation.method, operation.path): name for name, operation in CONTRACT.operations.items()}

# What one Swagger parameter demands and the text does not, or not always; the contract says so where it differs.
NOT_ALWAYS_REQUIRED = {
    "signMandate": {"iban", "bic"},
    "collectTransactions": {"colltndt"},
    "createPrenotification": {"invoiceUrl"},
}
# Codes of newer operations and later rules; the known omissions of the contracts name them.
OMITTED_CODES = {"err_billing_overdrawn", "err_not_authorised", "err_call_in_progress", "err_duplicate_ref"}
# Outside the 21 operations.
OMITTED_REQUESTS = {"/creditor/ident"}
POSTMAN = [row for row in RECORDED["postman"]["requests"] if urlsplit(row["path"]).path not in OMITTED_REQUESTS]
# Operations of the text that the provider's present document does not have any more.
NO_LONGER_DOCUMENTED = {
    ("POST", "/creditor/mandate"),
    ("POST", "/creditor/prenotification"),
    ("POST", "/creditor/collect/sdd"),
    ("GET", "/creditor/payment"),
}

CALLS: dict[str, Callable[[Client], Response[Any]]] = {
    "logIn": lambda client: log_in.sync_detailed(client=client, body=models.LoginForm(api_token="t")),
    "logOut": lambda client: log_out.sync_detailed(client=client),
    "inviteMandate": lambda client: invite_mandate.sync_detailed(
        client=client, body=models.InvitationForm(ct=1, email="support@twikey.com")
    ),
    "signMandate": lambda client: sign_mandate.sync_detailed(
        client=client, body=models.SignatureForm(method=models.SignMethod.PAPER, key="xlBF")
    ),
    "getMandateUpdates": lambda client: get_mandate_updates.sync_detailed(client=client),
    "importMandates": lambda client: import_mandates.sync_detailed(
        client=client, body=models.MandateImport(messages=[])
    ),
    "cancelMandate": lambda client: cancel_mandate.sync_detailed(client=client, mndt_id="MNDT123", rsn="ended"),
    "getMandate": lambda client: get_mandate.sync_detailed(client=client, mndt_id="MNDT123"),
    "updateMandate": lambda client: update_mandate.sync_detailed(
        client=client, body=models.MandateUpdateForm(mndt_id="MNDT123")
    ),
    "getMandatePdf": lambda client: get_mandate_pdf.sync_detailed(client=client, mndt_id="MNDT123"),
    "uploadMandatePdf": lambda client: upload_mandate_pdf.sync_detailed(
        client=client, mndt_id="MNDT123", body=File(payload=BytesIO(b"%PDF-1.4"))
    ),
    "createTransaction": lambda client: create_transaction.sync_detailed(
        client=client, body=models.TransactionForm(mndt_id="MNDT123", message="Monthly payment", amount="10")
    ),
    "getTransactionUpdates": lambda client: get_transaction_updates.sync_detailed(client=client),
    "getTransactions": lambda client: get_transactions.sync_detailed(client=client, id=[381563]),
    "removeTransactions": lambda client: remove_transactions.sync_detailed(client=client, id=381563),
    "createPrenotification": lambda client: create_prenotification.sync_detailed(
        client=client,
        body=models.PrenotificationForm(
            mndt_id="MNDT123", message="Monthly payment", collection_date="2017-09-15", amount="10"
        ),
    ),
    "collectTransactions": lambda client: collect_transactions.sync_detailed(
        client=client, body=models.CollectionForm(ct=1)
    ),
    "downloadCollection": lambda client: download_collection.sync_detailed(
        client=client, body=models.CollectionForm(ct=1)
    ),
    "getPayments": lambda client: get_payments.sync_detailed(client=client),
    "createTransfer": lambda client: create_transfer.sync_detailed(
        client=client, body=models.TransferForm(iban="BE68068897250734", message="test", amount="50.00")
    ),
    "completeTransfers": lambda client: complete_transfers.sync_detailed(
        client=client, body=models.TransferBatchForm(ct=1)
    ),
}


def is_answer(answer: Answer) -> bool:
    return answer["body"] is not None and "slip" not in answer


def is_declaration(answer: Answer) -> bool:
    return answer["body"] is None


def is_slip(answer: Answer) -> bool:
    return "slip" in answer


def each(kind: Callable[[Answer], bool]) -> pytest.MarkDecorator:
    chosen = [answer for answer in RECORDED["answers"] if kind(answer)]
    names = [f"{answer['operation']}-{answer['status']}-{answer['origin']['file']}" for answer in chosen]
    return pytest.mark.parametrize("answer", chosen, ids=names)


def call(answer: Answer) -> Response[Any]:
    """The answer as the generated client gives it to an integrator."""
    body = {} if answer["body"] is None else {"json": answer["body"]}
    transport = httpx.MockTransport(lambda request: httpx.Response(answer["status"], **body))
    return CALLS[answer["operation"]](Client("https://twikey.test", httpx_args={"transport": transport}))


def documented(document: contract.Document, answer: Answer) -> dict[str, Any]:
    where = CONTRACT.operations[answer["operation"]]
    response = document["paths"][where.path][where.method.lower()]["responses"][str(answer["status"])]
    resolved: dict[str, Any] = contract.resolve(document, response)
    return resolved


def violations(document: contract.Document, schema: Any, instance: Any) -> list[str]:
    """What a schema of the document has against a value, format by format."""
    # The document around the schema is what its references lead into.
    validator = jsonschema.Draft202012Validator({**document, "allOf": [schema]}, format_checker=formats.build_checker())
    return [error.message for error in validator.iter_errors(instance)]


def body_violations(document: contract.Document, answer: Answer) -> list[str]:
    schema = documented(document, answer)["content"]["application/json"]["schema"]
    return violations(document, schema, answer["body"])


def parameters(operation: str) -> tuple[set[str], set[str]]:
    """Names of all parameters and form fields of an operation, and of those that are required."""
    where = CONTRACT.operations[operation]
    definition = CONTRACT.document["paths"][where.path][where.method.lower()]
    entries = [contract.resolve(CONTRACT.document, entry) for entry in definition["parameters"]]
    names = {entry["name"] for entry in entries}
    required = {entry["name"] for entry in entries if entry.get("required")}
    for media in definition.get("requestBody", {}).get("content", {}).values():
        schema = contract.resolve(CONTRACT.document, media["schema"])
        names |= schema.get("properties", {}).keys()
        required |= set(schema.get("required", []))
    return names, required


def find_operation(method: str, path: str) -> str:
    """The operation at a place, or the one whose alias it is."""
    aliases = {
        (operation.method, alias): operation.id
        for operation, definition in contract.iterate_operations(CONTRACT.document)
        for alias in definition.get("x-alias-paths", [])
    }
    return {**aliases, **BY_PLACE}[method, path]


@each(is_answer)
def test_answer_is_valid(answer: Answer) -> None:
    """Every published answer agrees with the contract, and with the stricter copy that targets are judged by."""
    assert body_violations(CONTRACT.document, answer) == []
    assert body_violations(JUDGED, answer) == []


@each(is_answer)
def test_answer_is_read_without_loss(answer: Answer) -> None:
    """The generated client reads every published answer and writes back the same body."""
    parsed: Any = call(answer).parsed
    assert answer["body"] == parsed.to_dict()


@each(is_declaration)
def test_declared_status_is_documented(answer: Answer) -> None:
    """A status that the provider declares without an example is documented."""
    where = CONTRACT.operations[answer["operation"]]
    assert str(answer["status"]) in CONTRACT.document["paths"][where.path][where.method.lower()]["responses"]


@each(lambda answer: bool(answer["headers"]))
def test_declared_header_is_documented(answer: Answer) -> None:
    """A response header that the provider declares is documented, but for the limits of newer servers."""
    newer = {"X-Rate-Limit-Remaining"}
    assert set(answer["headers"]) - newer <= documented(CONTRACT.document, answer).get("headers", {}).keys()


@each(is_slip)
def test_slip_of_a_document_is_refused(answer: Answer) -> None:
    """An example that every other source contradicts is refused by the contract, and by the client."""
    assert body_violations(CONTRACT.document, answer) != []
    with pytest.raises(errors.UnexpectedBody):
        call(answer)


def test_every_operation_is_held_against_something() -> None:
    """Each of the 21 operations has at least one row, and each that answers JSON a body; only the detail has none."""
    rows = {answer["operation"] for answer in RECORDED["answers"]}
    assert CONTRACT.operations.keys() == rows
    bodies = {answer["operation"] for answer in RECORDED["answers"] if is_answer(answer)}
    answers_json = {
        name
        for name, operation in CONTRACT.operations.items()
        for response in CONTRACT.document["paths"][operation.path][operation.method.lower()]["responses"].items()
        if response[0] == "200"
        and "application/json" in contract.resolve(CONTRACT.document, response[1]).get("content", {})
    }
    # The only published body of a collection is the slip.
    assert {"getMandate"} == answers_json - bodies


@pytest.mark.parametrize("row", RECORDED["swagger"]["operations"], ids=lambda row: f"{row['method']} {row['path']}")
def test_swagger_operation_is_documented(row: dict[str, Any]) -> None:
    """Operation, statuses and parameters of the provider's Swagger file are all in the contract."""
    name = BY_PLACE[row["method"], row["path"]]
    names, required = parameters(name)
    definition = CONTRACT.document["paths"][row["path"]][row["method"].lower()]
    assert set(row["statuses"]) <= definition["responses"].keys()
    body = {"Mandates"}  # the document to import; it has no name on the wire
    assert set(row["parameters"]) - body <= names
    assert set(row["required"]) - body - required == NOT_ALWAYS_REQUIRED.get(name, set())


def test_swagger_and_contract_have_the_same_operations() -> None:
    """The provider's Swagger file has the 21 operations of the text, and its present document has them still."""
    assert BY_PLACE.keys() == {(row["method"], row["path"]) for row in RECORDED["swagger"]["operations"]}
    newest = {(row["method"], row["path"]) for row in RECORDED["newest"]["operations"]}
    assert BY_PLACE.keys() - newest == NO_LONGER_DOCUMENTED


@pytest.mark.parametrize("request_", POSTMAN, ids=lambda row: row["name"])
def test_postman_request_is_documented(request_: dict[str, Any]) -> None:
    """Path and parameters of every request in the provider's Postman collection are in the contract."""
    parts = urlsplit(request_["path"])
    names, _ = parameters(find_operation(request_["method"], parts.path))
    assert {key for key, _ in parse_qsl(parts.query)} | set(request_["form"]) <= names


def test_postman_requests_reach_all_but_the_documents() -> None:
    """The provider's Postman collection calls every operation but those for PDFs; one of its requests is left out."""
    assert len(POSTMAN) == len(RECORDED["postman"]["requests"]) - len(OMITTED_REQUESTS)
    called = {find_operation(row["method"], urlsplit(row["path"]).path) for row in POSTMAN}
    assert CONTRACT.operations.keys() - called == {"getMandatePdf", "uploadMandatePdf"}


def test_postman_import_is_valid() -> None:
    """The document that the provider's Postman collection imports agrees with the contract."""
    (document,) = [row["document"] for row in POSTMAN if row["document"] is not None]
    assert violations(CONTRACT.document, {"$ref": "#/components/schemas/MandateImport"}, document) == []


def test_codes_that_clients_know_are_documented() -> None:
    """The contract has every error code that was seen in clients, except those left out on purpose."""
    known = {answer.code for answer in CONTRACT.answers if answer.code is not None}
    assert set(RECORDED["codes"]["names"]) - known == OMITTED_CODES


@pytest.mark.parametrize(
    ("form", "accepted"),
    [
        ({"method": "paper", "key": "xlBF"}, True),
        ({"method": "paper", "key": ""}, False),
        ({"method": "paper", "ct": 1, "iban": "BE68068897250734", "bic": "GKCCBEBB"}, True),
        ({"method": "paper", "ct": "", "iban": "BE68068897250734", "bic": "GKCCBEBB"}, False),
        ({"method": "paper", "ct": 1, "iban": "", "bic": "GKCCBEBB"}, False),
        ({"method": "sms", "key": "xlBF"}, True),
        ({"method": "sms", "ct": 1, "iban": "BE68068897250734", "bic": "GKCCBEBB"}, False),
        ({"method": "sms", "ct": 1, "iban": "BE68068897250734", "bic": "GKCCBEBB", "mobile": " "}, False),
        ({"method": "sms", "ct": 1, "iban": "BE68068897250734", "bic": "GKCCBEBB", "mobile": "+32479123123"}, True),
        ({"method": "sms", "key": "xlBF", "mobile": "+32479123123"}, True),
        ({"method": "digisign", "key": "xlBF", "digsig": "iVBORw0KGgo="}, True),
        ({"method": "digisign", "key": "xlBF", "digsig": "JVBERi0xLjQ="}, False),
        ({"method": "selfie", "key": "xlBF"}, False),
        ({"method": "selfie", "key": "xlBF", "selfie": "iVBORw0KGgo="}, True),
        ({"method": "fax", "key": "xlBF"}, False),
        ({"method": "", "key": "xlBF"}, False),
        ({"key": "xlBF"}, False),
    ],
)
def test_signature_needs_what_its_method_needs(form: dict[str, Any], accepted: bool) -> None:
    """Account and template are needed without a key, a number for sms, and an image for the two methods with one."""
    found = violations(CONTRACT.document, {"$ref": "#/components/schemas/SignatureForm"}, form)
    assert accepted is (found == [])


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ("Amount", ["0.01", "10", "12.3", "12.33", "999999999.99"], ["", "0", "0.00", "-1", "1e2", "1.234", "1,50"]),
        ("InvitationForm/properties/check", ["", "true", "False", "1", "0", True], ["yes", "2", "truefalse", None]),
        ("TransactionForm/properties/reqcolldt", ["", "2017-09-15"], ["tomorrow", "2017-13-01"]),
        ("CollectionForm/properties/colltndt", ["", "2017-09-15", "1505426400000"], ["1505426400", "15/09/2017"]),
        ("TemplateId", [1, "1323"], ["", "0", 0, -1, "-1", "1.5", "one", "01323"]),
        ("Iban", ["BE68068897250734", " B E6 8068897250734 "], ["BE68068897250735", "be68068897250734", " "]),
        ("EmailAddress", ["a@b.c", "a+b@c-d.e.f"], ["a@b", "a@b..c", "a@b.c.", "a@.c", "a b@c.d", "x" * 2045 + "@b.c"]),
        (
            "ImportedMessage",
            [
                {"Mndt": {"MndtId": "M1"}},
                {"Mndt": {"MndtId": "Comp71"}, "AmdmntRsn": {}, "OrgnlMndtId": "Comp71"},
                {"CxlRsn": {"Rsn": "ended"}, "OrgnlMndtId": "M1", "EvtTime": "2017-08-30T16:37:05Z"},
            ],
            [
                {},
                {"CxlRsn": {"Rsn": "ended"}},
                {"CxlRsn": {}, "Mndt": {"MndtId": "M1"}},
                {"AmdmntRsn": {}, "OrgnlMndtId": "M1"},
                {"Mndt": {"MndtId": "M_1"}},
                {"Mndt": {"MndtId": "M1", "MaxAmt": "010"}},
                {"Mndt": {"MndtId": "M1"}, "EvtTime": "2017-08-30"},
                {"Mndt": {"MndtId": "M1"}, "EvtTime": "2017-02-30T16:37:05Z"},
            ],
        ),
        ("OptionalMandateNumber", ["", "COMP-2018-1", "M" * 35], ["comp1", "M 1", "M" * 36]),
        ("OptionalBic", ["", "GKCCBEBB", "GKCCBEBBXXX"], ["gkccbebb", "GKCCBEB", "GKCCBEBBXX", "GKCC1EBB"]),
        ("OptionalCountry", ["", "BE", "be"], ["B", "BEL", "B1"]),
        ("OptionalLanguage", ["", "nl", "it"], ["sv", "NL", "nl "]),
        ("SepaMessage", ["Drinks (2), 1/2 + 3?", "x" * 140], ["", "   ", "x" * 141, "caf\u00e9", "a_b", "a&b"]),
        (
            "PrenotificationForm/properties/collectionDate",
            ["2017-09-15", "2017-08-29T00:00:00.000Z", "2017-08-29T00:00:00"],
            ["", "15-09-2017", "2017-02-30"],
        ),
        ("KnownMandate", ["MNDT123", "mandateReference"], ["", " ", "M" * 36]),
    ],
)
def test_parameter_tells_good_from_bad(schema: str, good: list[Any], bad: list[Any]) -> None:
    """The shared parameters accept what the contract says in words, and refuse the near misses."""
    for value in good:
        assert violations(CONTRACT.document, {"$ref": f"#/components/schemas/{schema}"}, value) == []
    for value in bad:
        assert violations(CONTRACT.document, {"$ref": f"#/components/schemas/{schema}"}, value) != []


def test_secrets_are_marked() -> None:
    """Tokens, passwords, signatures and pictures are named as secret to everything that writes logs and reports."""
    assert {"authorization", "x-signature"} == CONTRACT.secret_headers
    assert {"Authorization", "apiToken", "otp", "digsig", "selfie"} == CONTRACT.secret_fields


def test_callbacks_are_get_requests_with_a_signature() -> None:
    """Each kind of callback says what it is about in the query and carries a signature."""
    callbacks = CONTRACT.document["webhooks"]
    assert {"contract", "transaction", "plan", "payment", "dunning", "event"} == callbacks.keys()
    for kind, item in callbacks.items():
        entries = [contract.resolve(CONTRACT.document, entry) for entry in item["get"]["parameters"]]
        (signature,) = [entry for entry in entries if entry["in"] == "header"]
        (type_,) = [entry for entry in entries if entry["name"] == "type"]
        assert (signature["name"], signature["required"]) == ("X-SIGNATURE", True)
        assert (type_["in"], type_["required"], type_["schema"]["const"]) == ("query", True, kind)
