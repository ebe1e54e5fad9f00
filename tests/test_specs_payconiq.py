"""The Payconiq contract and the generated client against the provider's own samples and tables, and against clients."""

import base64
import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from conformance import contract, registry, review
from conformance.review import formats
from generated.payconiq import models

RECORDED = json.loads((Path(__file__).parent / "recorded" / "payconiq.json").read_text(encoding="utf-8"))
CONTRACT = contract.load_contract(registry.spec_path("payconiq"))
DOCUMENT = CONTRACT.document
JUDGED = contract.tighten(DOCUMENT)
EXAMPLES = DOCUMENT["components"]["examples"]
PARTNER_ID = "560012d5c25c4168ce03dd54"
LEFT_OUT = object()

# Statuses that the text lists without a row that could be answered with them.
NEVER_ANSWERED = {("getTransactions", 404)}
# Where table and sample give another success; the contract follows the sample.
SUCCESS_OF_THE_SAMPLE = {"createMandate": 201, "cancelMandate": 200}
WITHOUT_NEED_OF_A_BODY = {"updateCustomer", "getTransactions", "searchTransactions"}

MODELS: dict[str, Any] = {
    "putKey": models.KeyRegistration,
    "createCustomer": models.CustomerCreate,
    "updateCustomer": models.CustomerUpdate,
    "validateBankAccount": models.Verification,
    "createTransaction": models.TransactionCreate,
    "getTransactions": models.TransactionQuery,
    "getPartner": models.Partner,
    "getCustomer": models.PartnerCustomer,
    "getMandate": models.Mandate,
    "getTransaction": models.Transaction,
}


def definition(operation: str) -> dict[str, Any]:
    where = CONTRACT.operations[operation]
    found: dict[str, Any] = DOCUMENT["paths"][where.path][where.method.lower()]
    return found


def request_schema(operation: str) -> Any:
    return definition(operation)["requestBody"]["content"]["application/json"]["schema"]


def request_example(operation: str, name: str) -> Any:
    examples = definition(operation)["requestBody"]["content"]["application/json"]["examples"]
    return copy.deepcopy(examples[name]["value"])


def answer_schema(document: contract.Document, operation: str, status: int) -> Any:
    where = CONTRACT.operations[operation]
    response = document["paths"][where.path][where.method.lower()]["responses"][str(status)]
    return contract.resolve(document, response)["content"]["application/json"]["schema"]


def violations(schema: Any, instance: Any, *, document: contract.Document = DOCUMENT) -> list[str]:
    # The document around the schema is what its references lead into.
    validator = jsonschema.Draft202012Validator({**document, "allOf": [schema]}, format_checker=formats.build_checker())
    return [error.message for error in validator.iter_errors(instance)]


def set_at(body: Any, pointer: str, value: Any) -> Any:
    """Put `value` at a JSON pointer; what stood there."""
    *path, last = (int(key) if key.isdigit() else key for key in pointer.strip("/").split("/"))
    for key in path:
        body = body[key]
    old = body[last] if isinstance(last, int) else body.get(last)
    body[last] = value
    return old


def fill(sample: dict[str, Any]) -> Any:
    body = copy.deepcopy(sample["body"])
    for pointer, value in sample["filled"].items():
        set_at(body, pointer, value)
    return body


def without_left_out(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: without_left_out(item) for name, item in body.items() if item is not LEFT_OUT}
    return [without_left_out(item) for item in body] if isinstance(body, list) else body


def members(schema: Any, prefix: str = "") -> Iterator[str]:
    """Every documented member, as `originUser.bankAccounts[].name`."""
    for name, part in contract.resolve(DOCUMENT, schema).get("properties", {}).items():
        below = contract.resolve(DOCUMENT, part)
        path = f"{prefix}{name}"
        if "items" in below:
            below, path = below["items"], f"{path}[]"
        yield path
        yield from members(below, f"{path}.")


def samples(kind: str) -> pytest.MarkDecorator:
    chosen = [sample for sample in RECORDED["samples"] if sample["kind"] == kind]
    return pytest.mark.parametrize("sample", chosen, ids=[sample["section"] for sample in chosen])


def templates() -> list[tuple[str, str, bool]]:
    """The table of codes in the description: code, message with `{…}` where it varies, whether there are values."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+?) \| (.*?) ?\|$", DOCUMENT["info"]["description"], re.MULTILINE)
    return [(code, message, bool(values)) for code, texts, values in rows for message in re.findall("`(.+?)`", texts)]


def fits(message: str, template: str) -> bool:
    pattern = re.sub(r"\\{\w+\\}", "(.+)", re.escape(template))
    return re.fullmatch(pattern, message) is not None


# --- the contract --------------------------------------------------------------------------------------------------


def test_contract_breaks_no_rule() -> None:
    """The published contract is clean."""
    problems = review.review_file(registry.spec_path("payconiq")).problems
    assert [] == [str(problem) for problem in problems]


def test_contract_has_every_operation() -> None:
    """The fourteen operations of the text and the list call of 2017, at the paths and with the methods agreed on."""
    partner = "/v1/partners/{partnerId}"
    customer = f"{partner}/customers/{{customerId}}"
    account = f"{customer}/bankAccounts/{{iban}}"
    transaction = f"{partner}/transactions/{{transactionId}}"
    expected = {
        "getPartner": ("GET", partner),
        "putKey": ("PUT", f"{partner}/key"),
        "createCustomer": ("POST", f"{partner}/customers"),
        "updateCustomer": ("PATCH", customer),
        "getCustomer": ("GET", customer),
        "getMandate": ("GET", f"{account}/mandate"),
        "createMandate": ("POST", f"{account}/mandate"),
        "cancelMandate": ("POST", f"{account}/mandate/cancel"),
        "sendVerificationCode": ("POST", f"{account}/sendVerificationCode"),
        "validateBankAccount": ("POST", f"{account}/validate"),
        "createTransaction": ("POST", f"{partner}/transactions"),
        "getTransactions": ("GET", f"{partner}/transactions"),
        "searchTransactions": ("POST", f"{partner}/transactions/search"),
        "getTransaction": ("GET", transaction),
        "replayDirectDebit": ("POST", f"{transaction}/replaySDD"),
    }
    assert expected == {name: (operation.method, operation.path) for name, operation in CONTRACT.operations.items()}


def test_secrets_are_marked() -> None:
    """Token, signatures and verification code are hidden in logs and reports, and nothing else is."""
    assert {"authorization"} == CONTRACT.secret_headers
    assert {"signature", "verificationCode"} == CONTRACT.secret_fields


def test_body_is_optional_only_where_an_empty_one_says_something() -> None:
    """A change and the two lists work without a body; where members are required, so is the body."""
    optional = {
        name
        for name in CONTRACT.operations
        if "requestBody" in definition(name) and not definition(name)["requestBody"]["required"]
    }
    assert WITHOUT_NEED_OF_A_BODY == optional


# --- the provider's text -------------------------------------------------------------------------------------------


@samples("request")
def test_request_sample_is_valid(sample: dict[str, Any]) -> None:
    """Each request that the text shows may be sent, its blanks filled in."""
    assert [] == violations(request_schema(sample["operation"]), fill(sample))


@samples("request")
def test_request_sample_is_written_without_loss(sample: dict[str, Any]) -> None:
    """The generated model writes each request that the text shows, members that it does not know included."""
    body = fill(sample)
    assert body == MODELS[sample["operation"]].from_dict(body).to_dict()


@samples("answer")
def test_answer_sample_is_valid(sample: dict[str, Any]) -> None:
    """Each answer that the text shows agrees with the contract, and with the stricter copy that judges targets."""
    for document in (DOCUMENT, JUDGED):
        schema = answer_schema(document, sample["operation"], sample["status"])
        assert [] == violations(schema, fill(sample), document=document)


@samples("answer")
def test_answer_sample_is_read_without_loss(sample: dict[str, Any]) -> None:
    """The generated model reads each answer that the text shows and writes the same back."""
    body = fill(sample)
    model = models.ErrorResponse if sample["status"] >= 400 else MODELS.get(sample["operation"])
    for item in body if isinstance(body, list) else [body]:
        assert item == (model or models.Transaction).from_dict(item).to_dict()


@pytest.mark.parametrize("sample", RECORDED["samples"], ids=lambda sample: sample["section"])
def test_only_blanks_of_a_sample_are_filled(sample: dict[str, Any]) -> None:
    """What the tests put into a sample stands where the text has nothing, a remark, or a list of possible values."""
    body = copy.deepcopy(sample["body"])
    for pointer, value in sample["filled"].items():
        old = set_at(body, pointer, value)
        assert old in ("", None) or "<" in old or old.startswith("Base64 Encode(") or str(value) in old.split("/")


@pytest.mark.parametrize("located", RECORDED["locations"], ids=lambda located: located["operation"])
def test_location_sample_is_valid(located: dict[str, str]) -> None:
    """Each Location that the text shows, and the http of 2017, has the documented form."""
    header = definition(located["operation"])["responses"]["201"]["headers"]["Location"]
    schema = contract.resolve(DOCUMENT, header)["schema"]
    location = re.sub(r"<\w+>", "56051d8cc25c4173d7987290", located["value"])
    assert [] == violations(schema, location)
    assert [] == violations(schema, location.replace("https://", "http://"))
    assert [] != violations(schema, location.removeprefix("https://dev.payconiq.com"))


@pytest.mark.parametrize("row", RECORDED["refusals"], ids=lambda row: f"{row['operation']} {row['code']}")
def test_refusal_of_the_text_is_documented(row: dict[str, Any]) -> None:
    """Each row of the error tables is an answer of its operation, with its message and as many values."""
    read = {**row, **row.get("read_as", {})}
    assert read["code"] in CONTRACT.codes(row["operation"], int(read["status"]))
    values = read["values"] if isinstance(read["values"], list) else re.findall(r'[^",]+', read["values"])
    named = [value for value in values if value.strip()]
    message = re.sub("<[a-z-]+>", "SUBMITED", read["message"])
    assert (read["code"], bool(named)) in {
        (code, has_values) for code, template, has_values in templates() if fits(message, template)
    }


def test_refusal_of_every_operation_is_documented() -> None:
    """R918, R981 and R999 of the first table answer every operation."""
    for name in CONTRACT.operations:
        assert "R918" in CONTRACT.codes(name, 401)
        assert "R981" in CONTRACT.codes(name, 403)
        assert {"R999"} == CONTRACT.codes(name, 500)


@pytest.mark.parametrize("operation", RECORDED["statuses"])
def test_status_of_the_text_is_documented(operation: str) -> None:
    """Each status of the response tables is there, but for a listed few; the success is the one of the sample."""
    success, refusals = RECORDED["statuses"][operation]
    documented = {int(status) for status in definition(operation)["responses"]}
    listed = {int(status) for status in refusals.split("/")}
    assert {status for status in listed if (operation, status) not in NEVER_ANSWERED} <= documented
    assert {SUCCESS_OF_THE_SAMPLE.get(operation, int(success))} == {status for status in documented if status < 400}


def test_codes_are_those_of_the_table() -> None:
    """The description explains every code that an operation answers with, and no other; there are 24."""
    documented = {answer.code for answer in CONTRACT.answers if answer.code is not None}
    assert documented == {code for code, _, _ in templates()}
    assert len(documented) == 24


def test_error_examples_say_what_the_table_says() -> None:
    """Code, message and presence of values in each example are those of a row of the table."""
    refusals = [example["value"] for example in EXAMPLES.values() if "code" in example["value"]]
    assert len(refusals) == 32
    for refusal in refusals:
        rows = [row for row in templates() if row[0] == refusal["code"] and fits(refusal["message"], row[1])]
        assert [("values" in refusal)] == list({has_values for _, _, has_values in rows})


def test_values_of_an_example_stand_in_its_message() -> None:
    """The values are what varies in the message."""
    for example in EXAMPLES.values():
        for value in example["value"].get("values", []) if isinstance(example["value"], dict) else []:
            assert value in example["value"]["message"]


def test_failed_reasons_are_listed_and_open() -> None:
    """The 60 distinct reasons of the text are all described; another one is accepted, by the judge as well."""
    reasons = list(dict.fromkeys(RECORDED["failed_reasons"]))
    assert (61, 60) == (len(RECORDED["failed_reasons"]), len(reasons))
    schema = DOCUMENT["components"]["schemas"]["SddFailedReason"]
    assert reasons == schema["examples"]
    assert reasons == re.findall(r"^\| `(\w+)` \|", schema["description"], re.MULTILINE)
    transaction = copy.deepcopy(EXAMPLES["transactionPage"]["value"][0])
    for document in (DOCUMENT, JUDGED):
        for reason in (*reasons, "FF07", "X1"):
            transaction["sddFailedReason"] = reason
            assert [] == violations(answer_schema(document, "getTransaction", 200), transaction, document=document)
        transaction["sddFailedReason"] = "too long"
        assert [] != violations(answer_schema(document, "getTransaction", 200), transaction, document=document)


# --- clients -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", RECORDED["clients"], ids=lambda sent: f"{sent['client']} {sent['operation']}")
def test_what_a_client_sends_is_valid(sent: dict[str, Any]) -> None:
    """The spellings and forms of public client code are accepted."""
    base = {"createCustomer": "withMandate", "createTransaction": "namedAccount", "searchTransactions": "sinceApril"}
    body = request_example(sent["operation"], base[sent["operation"]])
    for pointer, value in sent["sends"].items():
        set_at(body, pointer, value)
    for pointer in sent["leaves_out"]:
        set_at(body, pointer, LEFT_OUT)
    body = without_left_out(body)
    assert [] == violations(request_schema(sent["operation"]), body)


@pytest.mark.parametrize(("name", "model"), [("transaction", "Transaction"), ("partner", "Partner")])
def test_what_the_dashboard_shows_is_documented(name: str, model: str) -> None:
    """Each member that the provider's dashboard of 2017 shows has a place in the schema."""
    shown = set(RECORDED["shown_by_dashboard"][name])
    assert set() == shown - set(members(DOCUMENT["components"]["schemas"][model]))


def _key(text: str) -> rsa.RSAPublicKey:
    key = load_der_public_key(base64.b64decode(text))
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def _verify(key: rsa.RSAPublicKey, signature: str, text: str) -> None:
    key.verify(base64.b64decode(signature, validate=True), text.encode(), padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("name", ["primaryAccount", "namedAccount"])
def test_signature_of_an_example_is_right(name: str) -> None:
    """The signatures that the contract shows are made as it says, by the key that it shows."""
    key = _key(request_example("putKey", "firstKey")["value"])
    body = request_example("createTransaction", name)
    text = f"{PARTNER_ID}{body['originId']}{body.get('originIBAN', '')}{body['amount']}{body['currency']}"
    _verify(key, body["signature"], text)


def test_signature_of_the_next_key_is_right() -> None:
    """The second key of the examples is signed by the first, over its text."""
    key, following = request_example("putKey", "firstKey"), request_example("putKey", "nextKey")
    _verify(_key(key["value"]), following["signature"], following["value"])


# --- what is accepted ----------------------------------------------------------------------------------------------


def changed(operation: str, name: str, changes: dict[str, Any]) -> Any:
    body = request_example(operation, name)
    for pointer, value in changes.items():
        set_at(body, pointer, value)
    return without_left_out(body)


MANDATE = "bankAccounts/0/mandate"
ACCOUNT = {"IBAN": "NL91ABNA0417164300", "name": "ING"}
NAMES = ["firstName", "lastName"]
TEXTS = ["address/no", "address/street", "address/city", "address/postalCode", "address/country", "bankAccounts/0/name"]


MISSING: tuple[Any, ...] = (LEFT_OUT, None, "", " \t\n", "\u3000")
GOOD_MOMENTS: tuple[Any, ...] = (0, -1, "1443175820938", "2016-04-01T19:26:21.305Z", "2016-04-01T21:26:21+02:00", None)
BAD_MOMENTS: tuple[Any, ...] = (1.5, "", "yesterday", "2016-04-01", "2016-04-01T19:26:21", True, {})
BAD_IBANS: tuple[Any, ...] = (5, "DE21200600000143457000", "nl91ABNA0417164300", "NL91 ABNA 0417 1643 00", "NL91")
BAD_DATES: tuple[Any, ...] = (LEFT_OUT, None, "", -1, "-1", 0.5, "2016-01-19", True)
BAD_AMOUNTS: tuple[Any, ...] = (*MISSING, 0, -5, 1.5, "0", "01", "1.0", "1e3", "-5", True, {})
BAD_ACCOUNTS: tuple[Any, ...] = (LEFT_OUT, None, {}, [], ["x"], [None], [ACCOUNT, ACCOUNT])


def good() -> Iterator[tuple[str, str, dict[str, Any]]]:
    customer, transaction = ("createCustomer", "withMandate"), ("createTransaction", "namedAccount")
    yield from ((*customer, {name: text}) for name in NAMES for text in ("X", "x" * 70, "Zoë ten Brink", "東京"))
    yield from ((*customer, {name: text}) for name in TEXTS for text in ("7", " 7 ", "ü", "x" * 500))
    yield from ((*customer, {"phone": phone}) for phone in ("061234", "+31612222598", "123456789012345"))
    yield from (
        (*customer, {"email": email}) for email in (None, LEFT_OUT, "a@b.c", "é+1@x.example", "a" * 250 + "@b.c")
    )
    yield from ((*customer, {"phone": "061234", "phoneNumber": other}) for other in (5, "no", None))
    yield from ((*customer, {"phone": left, "phoneNumber": "061234"}) for left in (None, LEFT_OUT))
    yield from ((*customer, {"bankAccounts/0/IBAN": iban}) for iban in ("DE89370400440532013000", "NL91ABNA0417164300"))
    yield from ((*customer, {f"{MANDATE}SignDate": date}) for date in (0, 1442845668291, "1442845668291", "007"))
    yield from ((*customer, {f"{MANDATE}SignDate": x, f"{MANDATE}Reference": y}) for x in MISSING for y in MISSING)
    yield (*customer, {"nickname": {"x": 1}, "bankAccounts/0/BIC": 5, "address/floor": []})
    yield from ((*transaction, {"amount": amount}) for amount in (1, 10**30, "1", "10", "9" * 40))
    yield from ((*transaction, {"originIBAN": iban}) for iban in (None, LEFT_OUT, "DE89370400440532013000"))
    yield (*transaction, {"targetId": 5})
    yield from (("updateCustomer", "both", {name: x}) for name in ("phone", "email") for x in (None, LEFT_OUT))
    yield ("updateCustomer", "both", {"phone": LEFT_OUT, "email": LEFT_OUT})
    yield ("putKey", "firstKey", {"signature": None})
    for moment in GOOD_MOMENTS:
        yield from (("getTransactions", "failedInSeptember", {name: moment}) for name in ("from", "to"))
    for status in ("EXCEPTION", "SUBMITED", "SUBMITTED", "REJECTED_OSR", "REJECTED_CAMT", None):
        yield ("searchTransactions", "sinceApril", {"sddStatus": status})
    yield from (("getTransactions", "ofOneCustomer", {"originId": x}) for x in ("nobody", "", None))
    yield ("validateBankAccount", "code", {"verificationCode": "x"})


def bad() -> Iterator[tuple[str, str, dict[str, Any]]]:
    customer, transaction = ("createCustomer", "withMandate"), ("createTransaction", "namedAccount")
    yield from ((*customer, {name: text}) for name in NAMES for text in (*MISSING, 5, "x" * 71, "a\x00", "a\x85b"))
    yield from ((*customer, {name: text}) for name in TEXTS for text in (*MISSING, 5))
    yield from ((*customer, {"phone": phone}) for phone in (*MISSING, 612345, "06123", "+", "0612 34567", "1" * 16))
    yield from (
        (*customer, {"email": email})
        for email in ("", 5, "a", "a@b", "a@b@c.d", "a b@c.d", "a\x00@b.c", "a@b.c\x7f", "a" * 251 + "@b.c")
    )
    yield from ((*customer, {"phone": LEFT_OUT, "phoneNumber": other}) for other in (*MISSING, 5, "06123"))
    yield from ((*customer, {"address": address}) for address in (LEFT_OUT, None, "Oudegracht 7", [], {}))
    yield from ((*customer, {"bankAccounts": x}) for x in BAD_ACCOUNTS)
    yield from ((*customer, {"bankAccounts/0/IBAN": iban}) for iban in (*MISSING, *BAD_IBANS))
    yield from ((*customer, {f"{MANDATE}Reference": reference}) for reference in (*MISSING, 5))
    yield from ((*customer, {f"{MANDATE}Reference": x, f"{MANDATE}SignDate": y}) for x in ("x", 5) for y in MISSING)
    yield from ((*customer, {f"{MANDATE}SignDate": x}) for x in BAD_DATES)
    yield from ((*transaction, {"amount": x}) for x in BAD_AMOUNTS)
    yield from ((*transaction, {"originId": x}) for x in (*MISSING, 5, "nobody", "5601709BC25C416C9EDE5CA7", "5601"))
    yield from ((*transaction, {"currency": currency}) for currency in (*MISSING, "eur", "USD", 5))
    yield from ((*transaction, {"signature": signature}) for signature in (*MISSING, 5, "AAAA", "not base64"))
    yield from ((*transaction, {"originIBAN": iban}) for iban in ("", *BAD_IBANS, {}))
    yield from (("putKey", "firstKey", {"value": value}) for value in (*MISSING, 5, "AAAA"))
    yield from (("updateCustomer", "both", {name: x}) for name in ("phone", "email") for x in ("", 5, "x", ["x"]))
    for moment in BAD_MOMENTS:
        yield from (("getTransactions", "failedInSeptember", {name: moment}) for name in ("from", "to"))
    yield from (("getTransactions", "failedInSeptember", {"status": status}) for status in ("", "succeeded", 5))
    yield from (("getTransactions", "failedInSeptember", {"sddStatus": status}) for status in ("", "FAILED", 5))
    yield ("getTransactions", "ofOneCustomer", {"originId": 5})
    yield from (("validateBankAccount", "code", {"verificationCode": code}) for code in (*MISSING, 482913))


@pytest.mark.parametrize(("operation", "example", "changes"), list(good()))
def test_good_request_is_valid(operation: str, example: str, changes: dict[str, Any]) -> None:
    """What the service is taken to accept, whatever the state, agrees with the schema of the request."""
    assert [] == violations(request_schema(operation), changed(operation, example, changes))


@pytest.mark.parametrize(("operation", "example", "changes"), list(bad()))
def test_bad_request_is_not_valid(operation: str, example: str, changes: dict[str, Any]) -> None:
    """What the service is taken to refuse in every state does not agree with the schema of the request."""
    assert [] != violations(request_schema(operation), changed(operation, example, changes))


@pytest.mark.parametrize("operation", ["putKey", "createCustomer", "updateCustomer", "getTransactions"])
@pytest.mark.parametrize("body", [None, [], "x", 5, True])
def test_body_must_be_an_object(operation: str, body: Any) -> None:
    """JSON that is no object is no request."""
    assert [] != violations(request_schema(operation), body)
