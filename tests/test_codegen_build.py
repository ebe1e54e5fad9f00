"""A spec that the generator would lose something of gives problems, never a smaller client."""

import pathlib
import re
import subprocess
import sys
from typing import Any

import pytest

from specs.codegen import build

ROOT = pathlib.Path(__file__).parents[1]
SHOP = pathlib.Path(__file__).with_name("codegen_specs") / "shop.yaml"
PATH_PARAMETER = "      - name: orderId\n        in: path\n"
MOMENT_HEADER = "      - name: Moment\n        in: header\n        schema: {type: string, format: date-time}\n"
BODY_QUERY = (
    "      parameters:\n      - name: body\n        in: query\n        required: true\n        schema: {type: string}\n"
)


def write_changed_shop(folder: pathlib.Path, *, old: str, new: str) -> pathlib.Path:
    text = SHOP.read_text(encoding="utf-8")
    assert text.count(old) == 1
    spec = folder / "shop.yaml"
    spec.write_text(text.replace(old, new), encoding="utf-8")
    return spec


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            PATH_PARAMETER,
            MOMENT_HEADER + PATH_PARAMETER,
            r"WARNING parsing GET /v1/orders/\{orderId\} within shop\. Endpoint will not be generated",
            id="endpoint-dropped-with-a-warning",
        ),
        pytest.param(
            "        '200':\n          description: A token.",
            "        default:\n          description: A token.",
            r"POST /v1/login: the response 'default' is not supported, list the statuses",
            id="default-response",
        ),
        pytest.param(
            "operationId: putNote",
            "operationId: putInvoice",
            r"11 operations gave 10 modules: operationIds must be unique within their tag",
            id="operation-overwritten-in-silence",
        ),
        pytest.param(
            "enum: [OPEN, PAID]",
            "enum: [OPEN, open]",
            r"the generator failed with ValueError: Duplicate key OPEN",
            id="generator-raises",
        ),
        pytest.param(
            "      operationId: createOrder\n",
            "      operationId: createOrder\n" + BODY_QUERY,
            r"api/shop/create_order\.py is not Python: duplicate argument 'body'",
            id="invalid-python-written",
        ),
        pytest.param(
            "          application/octet-stream:\n",
            "          application/xml:\n",
            r"Unsupported content type application/xml",
            id="body-of-xml-alone",
        ),
        pytest.param("openapi: 3.1.0", "openapi: 1.2.3", r"Failed to parse OpenAPI document", id="wrong-version"),
        pytest.param(
            "openapi: 3.1.0", "openapi: 3.1.0\nopenapi: 3.1.0", r"is not YAML: .*duplicate key", id="key-twice"
        ),
        pytest.param("openapi: 3.1.0", "openapi: [", r"is not YAML: ", id="broken-yaml"),
        pytest.param("\npaths:", "\nroutes:", r"is not an OpenAPI document: it has no paths", id="no-paths"),
    ],
)
def test_loss_is_a_problem(tmp_path: pathlib.Path, old: str, new: str, expected: str) -> None:
    """Whatever would be missing from the client, or break it, is reported and named."""
    spec = write_changed_shop(tmp_path, old=old, new=new)
    problems = build.build_client(spec, tmp_path / "out", formatted=False)
    assert [bool(re.search(expected, problem)) for problem in problems].count(True) >= 1, problems
    assert all("\n" not in problem for problem in problems)


def test_unreadable_spec_is_a_problem(tmp_path: pathlib.Path) -> None:
    """A spec that does not exist is one sentence, not a traceback."""
    problems = build.build_client(tmp_path / "none.yaml", tmp_path / "out")
    assert problems == ("cannot be read: No such file or directory",)


def test_failing_hook_is_a_problem(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A formatter that refuses its command line stops the build and is quoted."""
    settings = tmp_path / "generator.yaml"
    settings.write_text(
        "content_type_overrides: {application/pdf: application/octet-stream}\n"
        "post_hooks: [ruff format --no-such-option .]\n"
    )
    monkeypatch.setattr(build, "SETTINGS", settings)
    (problem,) = build.build_client(SHOP, tmp_path / "out")
    assert "post hook 'ruff format --no-such-option .' failed: error: unexpected argument '--no-such-option'" in problem


def test_hooks_do_not_look_in_path(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The formatter is the one of this interpreter: another `ruff`, first in PATH, is not run."""
    impostor = tmp_path / "bin" / "ruff"
    impostor.parent.mkdir()
    impostor.write_text("#!/bin/sh\nexit 1\n")
    impostor.chmod(0o755)
    monkeypatch.setenv("PATH", str(impostor.parent))
    assert build.build_client(SHOP, tmp_path / "out") == ()


def test_client_passes_strict_type_checks(tmp_path: pathlib.Path) -> None:
    """All that the edits add is typed: mypy --strict finds nothing in a client that uses every one of them."""
    assert build.build_client(SHOP, tmp_path / "shop") == ()
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "-p", "shop"]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, ""), finished.stdout


def test_client_speaks_json_where_xml_is_documented_too(tmp_path: pathlib.Path) -> None:
    """XML beside JSON is left out, with the models that only the XML needed, and nothing else is."""
    assert build.build_client(SHOP, tmp_path / "shop", formatted=False) == ()
    operation = tmp_path.joinpath("shop/api/shop/create_order.py").read_text(encoding="utf-8")
    assert '_kwargs["json"]' in operation
    assert "xml" not in operation.lower()
    models = {path.stem for path in tmp_path.joinpath("shop/models").glob("*.py")}
    shop = {"document", "login_form", "order", "order_status", "priority", "problem", "token", "__init__"}
    expected = shop | {"letter", "parcel", "parcel_query"}
    assert expected == models


def test_leaving_out_xml_keeps_the_document() -> None:
    """What is handed in is not changed, and XML without JSON beside it stays, so that its loss is reported."""
    only_xml = {"content": {"application/xml": {"schema": {"$ref": "#/components/schemas/Note"}}}}
    both = {"content": {"application/json": {"schema": {}}, **only_xml["content"]}}
    document: dict[str, Any] = {
        "paths": {"/notes": {"put": {"requestBody": both}}},
        "components": {"schemas": {"Note": {}}},
    }
    spoken = build.leave_out_xml(document)
    assert {"application/json": {"schema": {}}} == spoken["paths"]["/notes"]["put"]["requestBody"]["content"]
    assert spoken["components"]["schemas"] == {}
    assert "application/xml" in both["content"]
    document["paths"]["/notes"]["put"]["requestBody"] = only_xml
    assert document == build.leave_out_xml(document)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "x-secret": True}, {"pin"}),
        ({"type": "string", "x-secret": False}, set()),
        ({"$ref": "#/components/schemas/Pin"}, {"pin"}),
        ({"anyOf": [{"$ref": "#/components/schemas/Pin"}, {"type": "null"}]}, {"pin"}),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Pin"}}, {"pin"}),
        ({"$ref": "#/components/schemas/Loop"}, set()),
        ({"$ref": "#/components/schemas/None"}, set()),
    ],
)
def test_secret_names_follow_references(schema: dict[str, Any], expected: set[str]) -> None:
    """A property is secret when it, what it refers to, its items or one of its alternatives is marked."""
    pin = {"type": "string", "x-secret": True}
    loop = {"allOf": [{"$ref": "#/components/schemas/Loop"}]}
    card = {"type": "object", "properties": {"pin": schema, "colour": {"type": "string"}}}
    document = {"components": {"schemas": {"Pin": pin, "Loop": loop, "Card": card}}}
    assert expected == build.find_secret_names(document)


LOCATION = {"required": True, "schema": {"type": "string"}}
BODY = {"application/json": {"schema": {"type": "string"}}}


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ({"201": {"headers": {"Location": LOCATION}}}, {"make"}),
        ({"201": {"headers": {"location": LOCATION}}, "404": {"content": BODY}}, {"make"}),
        ({"201": {"$ref": "#/components/responses/Made"}}, {"make"}),
        ({"201": {"headers": {"Location": LOCATION}}, "202": {"$ref": "#/components/responses/Made"}}, {"make"}),
        ({"201": {"headers": {"Location": {**LOCATION, "required": False}}}}, set()),
        ({"201": {"headers": {"Location": LOCATION}, "content": BODY}}, set()),
        ({"201": {"headers": {"Location": LOCATION}}, "200": {"description": "There already."}}, set()),
        ({"201": {"$ref": "#/components/responses/None"}}, set()),
        ({"404": {"headers": {"Location": LOCATION}}}, set()),
        ({}, set()),
    ],
)
def test_located_operations_answer_with_nothing_but_a_location(responses: dict[str, Any], expected: set[str]) -> None:
    """An operation is located when every success has a required Location header and no body, references followed."""
    made = {"headers": {"Location": {"$ref": "#/components/headers/Location"}}}
    document = {
        "paths": {"/things": {"post": {"operationId": "make", "responses": responses}}},
        "components": {"responses": {"Made": made}, "headers": {"Location": LOCATION}},
    }
    assert expected == build.find_located_operations(document)
