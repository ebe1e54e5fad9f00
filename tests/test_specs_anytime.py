"""The Anytime contract against the tables and samples of the provider's own text, and against its client library."""

import copy
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance import contract, registry, review
from conformance.review import formats

RECORDED = json.loads((Path(__file__).parent / "recorded" / "anytime.json").read_text(encoding="utf-8"))
TEXT, CLIENT = RECORDED["text"], RECORDED["client"]
CONTRACT = contract.load_contract(registry.spec_path("anytime"))
DOCUMENT = CONTRACT.document
JUDGED = contract.tighten(DOCUMENT)
EXAMPLES = DOCUMENT["components"]["examples"]
SCHEMAS = DOCUMENT["components"]["schemas"]
ENVELOPE = {"request_id", "type_response", "timestamp", "hash", "body"}
USERNAMES = ("demo-user", "")

# The names that parameters of a path have here, by the name that the text gives all of them.
IN_THE_PATH = {"id", "txid", "ctid", "card_ref"}
# The client sends them although the text lists no parameters.
ONLY_THE_CLIENT_SENDS = {"getCreditTransfers": {"date_start", "date_end", "limit_start", "limit_number"}}
REQUIRED_IF_PLASTIC = {
    f"delivery_{name}"
    for name in ("company_name", "gender", "first_name", "last_name", "addr_1", "addr_2", "zip", "city", "cc")
}
# The text calls these two an array; every reader takes one object.
ONE_OBJECT = {"iban", "failed_reason"}
# Two reasons to refuse a testimonial have a name in the client and no number anywhere.
MADE_UP_CODES = {
    "4040220": "AccountCreditTransferNotFoundException",
    "4040221": "AccountCreditTransferTestimonialNotFoundException",
}
RESTORED_TEXTS = {"TRS0048", "TRS0165", "TRS0171", "TRS0202", "TRS9998"}
NUMBERS = {0: "no error table", 1: "one error table", **dict(enumerate(("two", "three", "four", "five"), start=2))}


def definition(operation: str) -> dict[str, Any]:
    where = CONTRACT.operations[operation]
    found: dict[str, Any] = DOCUMENT["paths"][where.path][where.method.lower()]
    return found


def parameters(operation: str) -> dict[str, dict[str, Any]]:
    """Parameters of path and query by name, references followed."""
    item = DOCUMENT["paths"][CONTRACT.operations[operation].path]
    entries = [*item.get("parameters", []), *definition(operation).get("parameters", [])]
    resolved = [contract.resolve(DOCUMENT, entry) for entry in entries]
    return {parameter["name"]: parameter for parameter in resolved}


def form(operation: str) -> dict[str, Any]:
    """The schema of the form that an operation takes; nothing when it takes none."""
    content = definition(operation).get("requestBody", {}).get("content", {})
    return next((contract.resolve(DOCUMENT, media["schema"]) for media in content.values()), {})


def body_schema(operation: str) -> Any:
    """The schema of what is inside the envelope of a success."""
    media = definition(operation)["responses"]["200"]["content"]
    answer = contract.resolve(DOCUMENT, media["application/json"]["schema"])
    return answer["allOf"][1]["properties"]["body"]


def successes(operation: str) -> dict[str, Any]:
    media = definition(operation)["responses"]["200"]["content"].values()
    return {name: example["value"] for content in media for name, example in content["examples"].items()}


def violations(schema: Any, instance: Any, *, document: contract.Document = DOCUMENT) -> list[str]:
    # The document around the schema is what its references lead into.
    validator = jsonschema.Draft202012Validator({**document, "allOf": [schema]}, format_checker=formats.build_checker())
    return [error.message for error in validator.iter_errors(instance)]


def types(schema: Any) -> set[str]:
    """Every JSON type that a value may have."""
    schema = contract.resolve(DOCUMENT, schema)
    declared = schema.get("type", [])
    found = {declared} if isinstance(declared, str) else set(declared)
    if "const" in schema:
        found.add("string")
    return found.union(*(types(part) for part in schema.get("anyOf", [])))


def members(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every property at any depth, in the order of the document."""
    for name, part in contract.resolve(DOCUMENT, schema).get("properties", {}).items():
        yield name, part
        below = contract.resolve(DOCUMENT, part)
        yield from members(below.get("items", below))


def each(*rows: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=[row["operation"] for row in rows])


def test_contract_breaks_no_rule() -> None:
    """The published contract is clean."""
    problems = review.review_file(registry.spec_path("anytime")).problems
    assert [] == [str(problem) for problem in problems]


def test_contract_has_every_operation() -> None:
    """The thirty-two operations of the text, in its order, and none that only the client library knows."""
    expected = [row["operation"] for row in TEXT["operations"]]
    assert expected == list(CONTRACT.operations)
    paths = {name: (where.method, where.path) for name, where in CONTRACT.operations.items()}
    assert paths["createToken"] == ("POST", "/oauth/v2/token")
    assert all(path.startswith("/v1.0/") for name, (_, path) in paths.items() if name != "createToken")
    assert not [
        path for _, path in paths.values() if path.endswith(("/unlinked", "/multi-request", "/credit-transfer"))
    ]


@each(*TEXT["operations"])
def test_documented_parameters_are_in_the_contract(row: dict[str, Any]) -> None:
    """Each parameter of the text has its place, its type and its duty; no other one is described."""
    operation = row["operation"]
    described = {name: entry["schema"] for name, entry in parameters(operation).items() if entry["in"] == "query"}
    described |= form(operation).get("properties", {})
    required = {name for name, entry in parameters(operation).items() if entry.get("required")}
    required |= set(form(operation).get("required", []))
    printed = {entry["name"]: entry for entry in row["parameters"]}
    in_the_path = printed.keys() & IN_THE_PATH
    assert len(in_the_path) == CONTRACT.operations[operation].path.count("{")
    assert printed.keys() - in_the_path == described.keys() - ONLY_THE_CLIENT_SENDS.get(operation, set())
    for name in printed.keys() - in_the_path:
        # A form is text: an amount is written as one, a file is bytes.
        accepted = {"integer": "integer", "number": "string", "string": "string", "file": "string"}
        assert accepted[printed[name]["type"]] in types(described[name])
    demanded = {name for name in printed.keys() - in_the_path if printed[name]["required"]}
    # An update may be partial: the provider's own client leaves out what is not set.
    excused = demanded if operation == "updateAccount" else set()
    if operation == "orderCard":
        required |= set(form(operation)["else"]["required"])
        assert REQUIRED_IF_PLASTIC == set(form(operation)["else"]["required"])
    assert demanded - excused == required & printed.keys() - in_the_path


@each(*TEXT["operations"])
def test_documented_headers_are_security(row: dict[str, Any]) -> None:
    """Token, validation data and signature are asked for together wherever the text lists them."""
    schemes = DOCUMENT["components"]["securitySchemes"]
    (together,) = definition(row["operation"]).get("security") or DOCUMENT["security"]
    assert set(row["headers"]) == {schemes[name].get("name", "Authorization") for name in together}


@each(*(row for row in TEXT["operations"] if row["answer"]))
def test_documented_answer_is_in_the_contract(row: dict[str, Any]) -> None:
    """Each property of the text is there as often as it is printed, and takes the type that is printed."""
    described = list(members(body_schema(row["operation"])))
    printed = Counter(entry["name"] for entry in row["answer"])
    assert not printed - Counter(name for name, _ in described)
    for entry in row["answer"]:
        accepted = [types(part) for name, part in described if name == entry["name"]]
        expected = "object" if entry["name"] in ONE_OBJECT and entry["type"] == "array" else entry["type"]
        assert not expected or any(expected in found for found in accepted), entry


@each(*CLIENT["answers"])
def test_what_the_client_reads_is_in_the_contract(row: dict[str, Any]) -> None:
    """Each property that the provider's own client reads from an answer is described."""
    if row["operation"] == "getTestimonial":
        media = definition("getTestimonial")["responses"]["200"]["content"]
        assert {"application/pdf": "binary"} == {name: content["schema"]["format"] for name, content in media.items()}
        return
    read = {name for model in row["models"].values() for name in model}
    assert read <= {name for name, _ in members(body_schema(row["operation"]))}


def test_every_other_property_is_the_clients() -> None:
    """Beyond the tables there is what the client reads, what is inside filters, and two files that were left out."""
    inside = {"limit_start", "limit_number", "date_start", "date_end", "corp_status", "corp_kbis", "status", "error"}
    for row in TEXT["operations"]:
        if not row["answer"]:
            continue
        clients = next(entry for entry in CLIENT["answers"] if entry["operation"] == row["operation"])
        read = {name for model in clients["models"].values() for name in model}
        other = {entry["client"] for entry in CLIENT["other_names"] if row["operation"] in entry["operations"]}
        described = {name for name, _ in members(body_schema(row["operation"]))}
        assert described <= {entry["name"] for entry in row["answer"]} | read | other | inside | {"type"}


@pytest.mark.parametrize("row", CLIENT["other_names"], ids=lambda row: row["text"])
def test_one_of_two_names_is_enough(row: dict[str, Any]) -> None:
    """Where text and client call a property differently, an answer needs one of the names, whichever."""
    for operation in row["operations"]:
        schema = definition(operation)["responses"]["200"]["content"]["application/json"]["schema"]
        answer = json.dumps(next(iter(successes(operation).values())))
        written, other = row["text"], row["client"]
        for keep, drop in ((written, other), (other, written)):
            renamed = json.loads(answer.replace(f'"{drop}"', f'"{keep}"'))
            assert f'"{keep}"' in json.dumps(renamed)
            assert [] == violations(schema, renamed)
        neither = json.loads(re.sub(f'"({written}|{other})"', '"gone"', answer))
        # One file of an upload need not be there at all.
        assert (operation == "uploadKycFiles") is (violations(schema, neither) == [])


def test_every_code_is_documented_with_its_name() -> None:
    """The fifty-nine codes of the text, each with its text code in an example, and two that only the client names."""
    printed = {entry["code"]: entry["exception"] for row in TEXT["refusals"] for entry in row["codes"]}
    assert len(printed) == 59
    shown = {code: example["value"]["body"]["error"]["exception"] for code, example in EXAMPLES.items()}
    assert printed | MADE_UP_CODES == shown
    assert set(shown) == {answer.code for answer in CONTRACT.answers if answer.code is not None}
    known = CLIENT["exceptions"]["known"] | CLIENT["exceptions"]["unknown"]
    assert {name: int(code) for code, name in printed.items()} == known
    assert set(MADE_UP_CODES.values()) <= set(CLIENT["exceptions"]["without_code"])


def test_first_digits_of_a_code_are_its_status() -> None:
    """Every code is documented under the status that it begins with, in operations and outside of them."""
    assert [] == [answer for answer in CONTRACT.answers if answer.code and int(answer.code[:3]) != answer.status]
    assert {"400", "401", "402", "403", "404", "405", "408", "429", "451", "500"} == {code[:3] for code in EXAMPLES}


@each(*TEXT["operations"])
def test_number_of_error_tables_is_told(row: dict[str, Any]) -> None:
    """The assumption about the codes of an operation says how many error tables the text prints for it."""
    told = definition(row["operation"])["x-assumption"]
    (sentence,) = (text for text in ([told] if isinstance(told, str) else told) if text.startswith("The text prints"))
    assert sentence.startswith(f"The text prints {NUMBERS[row['error_tables']]}")


def test_unrouted_requests_are_documented() -> None:
    """Unknown path, wrong method and the two wrong versions, each with its status and code."""
    found = {entry["name"]: (entry["status"], entry["codes"]) for entry in DOCUMENT["x-unrouted"]}
    expected = {
        "unknownPath": (404, ["4040010"]),
        "wrongMethod": (405, ["4050010"]),
        "badVersion": (400, ["4000010"]),
        "unsupportedVersion": (400, ["4000011"]),
    }
    assert expected == found


def test_every_decline_reason_is_listed() -> None:
    """All 106 codes with the text that is printed, but for five that the copy damaged."""
    assert len(TEXT["decline_reasons"]) == 106
    assert [entry["code"] for entry in TEXT["decline_reasons"]] == SCHEMAS["DeclineCode"]["enum"]
    listed = dict(re.findall(r"^- (TRS[0-9]{4}): (.+)$", SCHEMAS["DeclineCode"]["description"], re.MULTILINE))
    different = {entry["code"] for entry in TEXT["decline_reasons"] if listed[entry["code"]] != entry["text"]}
    assert RESTORED_TEXTS == different


def test_decline_reasons_are_open() -> None:
    """A reason that is not listed yet is right; something that is no reason is not."""
    for code, wrong in (("TRS0010", False), ("TRS4711", False), ("ERR0010", True)):
        assert wrong is bool(violations(SCHEMAS["FailedReason"], {"code": code, "message": "m"}))


def test_enums_have_the_values_of_the_client() -> None:
    """The constants of the provider's client are the values of the contract."""
    names = {
        "card_status": "CardStatus",
        "card_type": "CardType",
        "kyc_status": "KycState",
        "kyc_type": "KycType",
        "virtual_iban_type": "VirtualIbanType",
        "account_type": "AccountType",
        "language": "Language",
        "gender": "Gender",
    }
    lists = {"kyc_file_status": set(SCHEMAS["KycDocumentLists"]["properties"])}
    found = {constant: set(SCHEMAS[name]["enum"]) for constant, name in names.items()} | lists
    assert {constant: set(values) for constant, values in CLIENT["constants"].items()} == found
    files = {name.partition("_")[2] for name in SCHEMAS["KycUpload"]["properties"]}
    assert set(SCHEMAS["KycType"]["enum"]) == files


def test_sample_of_the_token_is_right() -> None:
    """The only complete sample of an answer agrees with the contract, and with what targets are judged by."""
    sample = TEXT["samples"][0]
    where = CONTRACT.operations[sample["operation"]]
    for document in (DOCUMENT, JUDGED):
        response = document["paths"][where.path][where.method.lower()]["responses"]["200"]
        schema = response["content"]["application/json"]["schema"]
        assert [] == violations(schema, sample["body"], document=document)
    assert ENVELOPE == set(sample["body"])


def webhook_schema(name: str) -> Any:
    return DOCUMENT["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"]


def test_sample_of_the_webhook_is_right() -> None:
    """The credit transfer of the text, wrong check digits and all, fits into the list of the webhook 1 to 100 times."""
    sample = TEXT["samples"][1]
    schema = webhook_schema(sample["webhook"])
    example = DOCUMENT["webhooks"][sample["webhook"]]["post"]["requestBody"]["content"]["application/json"]["examples"]
    envelope = copy.deepcopy(example["executed"]["value"])
    assert set(sample["item"]) == set(envelope["body"]["credit-transfers"][0])
    for count, wrong in ((0, True), (1, False), (100, False), (101, True)):
        envelope["body"]["credit-transfers"] = [sample["item"]] * count
        assert wrong is bool(violations(schema, envelope))
    assert not formats.FORMATS["iban"](sample["item"]["beneficiary_iban"])


def test_webhooks_have_the_types_of_the_text() -> None:
    """The tables of the webhooks lost their names; types, order and number of properties are those of the contract."""
    card, transfers = TEXT["webhooks"]["cardTransactionProcessed"], TEXT["webhooks"]["creditTransfersUpdated"]
    body = SCHEMAS["CardTransactionProcessedBody"]["properties"]
    item = SCHEMAS["ProcessedCardTransaction"]["properties"]
    transfer = SCHEMAS["EndedCreditTransfer"]["properties"]
    loose = {"datetime": "string", "date": "string", "float": "number"}
    for printed, described in ((card["body"], body), (card["item"], item), (transfers["item"], transfer)):
        assert len(printed) == len(described)
        for kind, schema in zip(printed, described.values(), strict=True):
            assert loose.get(kind, kind) in types(schema)
    assert [] == violations(item["date"], card["date"])
    assert transfers["most"] == SCHEMAS["CreditTransfersUpdatedBody"]["properties"]["credit-transfers"]["maxItems"]


def test_numbers_may_be_strings_where_that_was_seen() -> None:
    """The values of the provider's cookbook are right wherever a property of that name is answered."""
    for operation in (row["operation"] for row in TEXT["operations"] if row["answer"]):
        for name, part in members(body_schema(operation)):
            if name in RECORDED["cookbook"]["values"] and types(part) & {"integer", "number"} and name != "status":
                assert [] == violations(part, RECORDED["cookbook"]["values"][name])
    assert [] == violations(SCHEMAS["CardState"], RECORDED["cookbook"]["values"]["status"])
    assert violations(SCHEMAS["CardState"], "GONE")


@pytest.mark.parametrize("operation", CONTRACT.operations)
def test_success_example_has_nothing_undocumented(operation: str) -> None:
    """Each example of a success agrees with the stricter copy that targets are judged by."""
    where = CONTRACT.operations[operation]
    content = JUDGED["paths"][where.path][where.method.lower()]["responses"]["200"]["content"]
    for media in content.values():
        for value in successes(operation).values():
            assert [] == violations(media["schema"], value, document=JUDGED)


def test_every_example_has_the_right_hash() -> None:
    """Timestamps have at most four decimals and no trailing zero, and the hash is over them and the username."""
    answers = [value for name in CONTRACT.operations for value in successes(name).values() if isinstance(value, dict)]
    answers += [example["value"] for example in EXAMPLES.values()]
    for item in DOCUMENT["webhooks"].values():
        examples = item["post"]["requestBody"]["content"]["application/json"]["examples"]
        answers += [example["value"] for example in examples.values()]
    for answer in answers:
        assert ENVELOPE == set(answer)
        written = json.dumps(answer["timestamp"])
        assert re.fullmatch(r"[0-9]{10}([.][0-9]{0,3}[1-9])?", written)
        hashes = [hashlib.sha256(f"{written}|{name}".encode()).hexdigest() for name in USERNAMES]
        assert answer["hash"] in hashes
    for vector in CLIENT["hashes"]:
        assert vector["hash"] == hashlib.sha256(f"{vector['timestamp']}|{vector['username']}".encode()).hexdigest()


def test_message_of_the_text_is_shown() -> None:
    """The one message that the text prints is that of a request without credentials."""
    assert TEXT["message_without_credentials"] == EXAMPLES["4010010"]["value"]["body"]["error"]["message"]


def test_secrets_are_marked() -> None:
    """Credentials, and what opens a card or shows a person's papers, never reach a report."""
    assert {"authorization", "x-validation-data", "x-signed-request"} == CONTRACT.secret_headers
    fields = {"client_secret", "password", "access_token", "refresh_token", "pin", "pan", "cvv", "front", "back"}
    assert fields | {"temp_link", "url"} <= CONTRACT.secret_fields
    assert parameters("getCardPin")["cvc"]["x-secret"] is True


def links() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for operation in CONTRACT.operations:
        for name, link in definition(operation)["responses"]["200"].get("links", {}).items():
            yield operation, name, link


def test_links_lead_from_an_answer_to_a_parameter() -> None:
    """Each link names a parameter of its target, and what it takes from the example of the answer fits there."""
    count = 0
    for operation, name, link in links():
        target = parameters(link["operationId"])
        in_the_path = {key for key, entry in target.items() if entry["in"] == "path"}
        assert in_the_path == set(link["parameters"]), (operation, name)
        for key, expression in link["parameters"].items():
            place, _, pointer = expression.partition("#")
            if place == "$response.body":
                value: Any = next(iter(successes(operation).values()))
                for part in pointer.split("/")[1:]:
                    value = value[int(part)] if part.isdigit() else value[part]
                written = str(value) if types(target[key]["schema"]) == {"string"} else value
                assert [] == violations(target[key]["schema"], written)
            else:
                assert expression.removeprefix("$request.path.") in parameters(operation)
            count += 1
    assert count > 25


def test_production_is_told_from_the_sandbox() -> None:
    """The two hosts of the provider, and which of them is production."""
    assert {"ws-sandbox.anyti.me": "test", "ws.anyti.me": "production"} == CONTRACT.hosts
