"""The contract as the judge reads it, and the tightened copy it judges by."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from conformance import contract, registry
from conformance.contract import Answer

ENVELOPE = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code"],
                "properties": {"code": {"type": "string"}, "status": {"type": "integer"}},
            },
        }
    },
}


def make_document(**schemas: Any) -> contract.Document:
    """Two operations, one refusal with two codes, one answer to requests that match no operation."""
    return {
        "openapi": "3.1.0",
        "servers": [{"url": "https://test.example", "x-live": "test"}, {"url": "https://live.example"}],
        "paths": {
            "/things": {
                "get": {
                    "operationId": "getThings",
                    "x-error-codes": {"400": ["E1", "E2"]},
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                        "400": {"$ref": "#/components/responses/Refused"},
                    },
                },
                "post": {"operationId": "createThing", "responses": {"201": {"description": "done"}}},
            }
        },
        "x-unrouted": [
            {
                "name": "unknownPath",
                "status": 404,
                "codes": ["E9"],
                "response": {"$ref": "#/components/responses/Refused"},
            }
        ],
        "components": {
            "securitySchemes": {
                "Key": {"type": "apiKey", "in": "header", "name": "X-Key", "x-secret": True},
                "Bearer": {"type": "http", "scheme": "bearer", "x-secret": True},
            },
            "responses": {
                "Refused": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Errors"}}}}
            },
            "schemas": {
                "Errors": copy.deepcopy(ENVELOPE),
                "Secret": {"type": "string", "x-secret": True},
                "Thing": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string"},
                        "token": {"type": "string", "x-secret": True},
                        "otp": {"$ref": "#/components/schemas/Secret"},
                        "parent": {"$ref": "#/components/schemas/Thing"},
                    },
                },
                **schemas,
            },
        },
    }


def write(folder: Path, document: Any) -> Path:
    path = folder / "sample.yaml"
    path.write_text(document if isinstance(document, str) else yaml.safe_dump(document), encoding="utf-8")
    return path


def schema_of(document: contract.Document, status: str, *, path: str = "/things") -> Any:
    schema = document["paths"][path]["get"]["responses"][status]["content"]["application/json"]["schema"]
    return {**schema, "components": document["components"]}


def accepts(schema: Any, value: object) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def error(code: str, status: int) -> dict[str, Any]:
    return {"errors": [{"code": code, "status": status}]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (error("E1", 400), True),
        (error("E2", 400), True),
        (error("E3", 400), False),
        (error("E1", 401), False),
        ({"errors": [{"code": "E1", "status": 400, "extra": 1}]}, False),
        ({**error("E1", 400), "extra": 1}, False),
    ],
    ids=["documented", "other documented", "wrong code", "wrong status", "extra in error", "extra in envelope"],
)
def test_tightened_refusal_takes_only_documented_codes_and_its_own_status(value: object, expected: bool) -> None:
    """The published schema takes each of these answers, the tightened one only what is documented."""
    document = make_document()
    published = {**document["components"]["schemas"]["Errors"]}
    assert accepts(published, value)
    assert expected == accepts(schema_of(contract.tighten(document), "400"), value)


def test_tightened_codes_may_be_numbers_on_the_wire() -> None:
    """The contract lists codes as texts; where the wire has numbers, numbers are compared."""
    document = make_document()
    document["paths"]["/things"]["get"]["x-error-codes"]["400"] = ["4000010"]
    document["x-unrouted"][0]["codes"] = ["4040010"]
    document["components"]["schemas"]["Errors"]["properties"]["errors"]["items"]["properties"]["code"] = {
        "type": "integer"
    }
    schema = schema_of(contract.tighten(document), "400")
    verdicts = [accepts(schema, {"errors": [{"code": code}]}) for code in (4000010, 4000011, "4000010")]
    assert [True, False, False] == verdicts


def test_tightened_success_refuses_an_undocumented_property() -> None:
    """A new property is no trouble for a client and a disagreement for the judge."""
    schema = schema_of(contract.tighten(make_document()), "200")
    assert accepts(schema, {"name": "a"})
    assert not accepts(schema, {"name": "a", "surprise": 1})


def test_tightened_recursive_schema_ends() -> None:
    """A schema that contains itself is closed on its first turn and stays open below."""
    schema = schema_of(contract.tighten(make_document()), "200")
    assert accepts(schema, {"name": "a", "parent": {"name": "b", "parent": {"name": "c"}}})
    assert not accepts(schema, {"name": "a", "parent": {}})


def test_tightened_all_of_is_closed_as_a_whole() -> None:
    """Each part of an allOf knows only its own properties: closing the parts would refuse every answer."""
    named = {"type": "object", "properties": {"name": {"type": "string"}}}
    parts = [{"$ref": "#/components/schemas/Named"}, {"type": "object", "properties": {"size": {"type": "integer"}}}]
    document = make_document(Named=named, Thing={"allOf": parts})
    schema = schema_of(contract.tighten(document), "200")
    assert accepts(schema, {"name": "a", "size": 1})
    assert not accepts(schema, {"name": "a", "size": 1, "surprise": 1})


def test_tightened_properties_may_have_the_names_of_keywords() -> None:
    """A property called `properties` or `example` is a property: its own object is closed, its parent not confused."""
    inner = {"type": "object", "properties": {"a": {"type": "string"}}}
    thing = {"type": "object", "properties": {"properties": inner, "example": inner}}
    schema = schema_of(contract.tighten(make_document(Thing=thing)), "200")
    assert accepts(schema, {"properties": {"a": "1"}, "example": {"a": "1"}})
    for name in thing["properties"]:
        assert not accepts(schema, {name: {"b": "1"}})


def test_tightening_leaves_the_published_document_alone() -> None:
    """The document that clients are made from does not change while it is judged by."""
    document = make_document()
    before = copy.deepcopy(document)
    contract.tighten(document)
    assert before == document


def test_tightened_document_holds_the_answers_to_unrouted_requests() -> None:
    """An unknown path is answered by no operation, so a pseudo-operation keeps its schema."""
    tight = contract.tighten(make_document())
    path = f"{contract.UNROUTED}unknownPath"
    assert "unknownPath" == tight["paths"][path]["get"]["operationId"]
    assert accepts(schema_of(tight, "404", path=path), error("E9", 404))
    assert not accepts(schema_of(tight, "404", path=path), error("E1", 404))


def test_contract_lists_what_the_document_says(tmp_path: Path) -> None:
    """Operations, answers, hosts and secrets are read off the document, in its order."""
    document = make_document()
    document["paths"]["/things"]["get"]["parameters"] = [{"in": "query", "name": "cvc", "x-secret": True}]
    read = contract.load_contract(write(tmp_path, document))
    assert (
        Answer(operation="getThings", status=200),
        Answer(operation="getThings", status=400, code="E1"),
        Answer(operation="getThings", status=400, code="E2"),
        Answer(operation="createThing", status=201),
        Answer(operation="unknownPath", status=404, code="E9"),
    ) == read.answers
    assert ["getThings", "createThing"] == list(read.operations)
    assert ("GET", "/things") == (read.operations["getThings"].method, read.operations["getThings"].path)
    assert {"test.example": "test", "live.example": "production"} == read.hosts
    assert frozenset({"x-key", "authorization"}) == read.secret_headers
    assert frozenset({"token", "otp", "cvc"}) == read.secret_fields
    assert frozenset({"E1", "E2"}) == read.codes("getThings", 400)
    assert frozenset() == read.codes("getThings", 200)


def test_status_of_success_with_codes_is_two_kinds_of_answer(tmp_path: Path) -> None:
    """Some providers refuse with status 200: the success and each refusal are to be seen."""
    document = make_document()
    document["paths"]["/things"]["get"]["x-error-codes"]["200"] = ["E3"]
    path = tmp_path / "shop.yaml"
    path.write_text(yaml.safe_dump(document))
    answers = [(a.status, a.code) for a in contract.load_contract(path).answers if a.operation == "getThings"]
    assert [(200, None), (200, "E3"), (400, "E1"), (400, "E2")] == answers


@pytest.mark.parametrize("provider", registry.PROVIDERS)
def test_published_contract_lists_every_answer_of_its_file(provider: str) -> None:
    """Counted straight from the file: one per status, or one per code where there are codes, and one per webhook.

    A status of success with codes is an answer of its own besides.
    """
    document = yaml.safe_load(registry.spec_path(provider).read_text(encoding="utf-8"))
    expected = []
    for item in document["paths"].values():
        for method, definition in item.items():
            if method in contract.METHODS:
                codes = definition.get("x-error-codes", {})
                for status in definition["responses"]:
                    found = [*([None] if int(status) < 400 or status not in codes else []), *codes.get(status, [])]
                    expected += [(definition["operationId"], int(status), code) for code in found]
    expected += [(u["name"], u["status"], code) for u in document["x-unrouted"] for code in u["codes"]]
    expected += [(name, 200, None) for name in document.get("webhooks", {})]
    read = contract.load_contract(registry.spec_path(provider))
    assert sorted(map(str, expected)) == sorted(str((a.operation, a.status, a.code)) for a in read.answers)
    assert len(expected) == len(set(read.answers))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("openapi: [", "is not valid YAML"),
        ("\x00", "is not valid YAML"),
        ("just a sentence", "is not an OpenAPI document with paths"),
        ("openapi: 3.1.0", "is not an OpenAPI document with paths"),
        ("paths: {}", "is not an OpenAPI document with paths"),
        ("paths: {/a: {get: {responses: {'200': {}}}}}", "operationId"),
        ("paths: {/a: {get: {operationId: a, responses: {default: {}}}}}", "default"),
        ("paths: {/a: {}}", "no operation has an operationId"),
        ("paths: {/a: null}", "is not a contract that can be judged"),
    ],
)
def test_bad_contract_is_named_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    """A document that cannot be judged by is one sentence with the file and what is wrong."""
    path = write(tmp_path, text)
    with pytest.raises(contract.BadContract) as caught:
        contract.load_contract(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert reason in message
    assert 1 == len(message.splitlines())


def test_missing_contract_is_named(tmp_path: Path) -> None:
    """A missing file is bad input, not a crash."""
    with pytest.raises(contract.BadContract, match=r"nowhere\.yaml: cannot be read: No such file"):
        contract.load_contract(tmp_path / "nowhere.yaml")
