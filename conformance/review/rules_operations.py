"""Rules against what openapi-python-client 0.29.1 does to operations, parameters and bodies without a warning.

Every rule was seen to matter: the client sent a wrong request or an operation was missing, and the generator exited
with 0. The rules for schemas are in `rules_schemas`.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from conformance.review.document import Document, Node, Remark, Rule, nodes_of, resolve
from conformance.review.loading import child
from conformance.review.rules_schemas import judge_each, snake_case, types_of

_CAMEL = re.compile(r"[a-z][A-Za-z0-9]*")
_TAKEN_PARAMETERS = {"params", "headers", "quote", "body", "client", "url"}
_IGNORED_HEADERS = {"authorization", "accept", "content-type"}
_SCALARS = {"string", "integer", "number", "boolean"}


def _parameter_name(node: Node) -> Iterator[Remark]:
    if snake_case(node.value["name"]) in _TAKEN_PARAMETERS:
        yield node.pointer, f"a parameter called {node.value['name']} makes the client send a wrong request"


def _parameter_style(node: Node) -> Iterator[Remark]:
    for keyword in ("content", "style", "allowReserved"):
        if keyword in node.value:
            yield child(node.pointer, keyword), f"{keyword} of a parameter is ignored; describe it with a plain schema"
    if node.value.get("explode") is False:
        yield child(node.pointer, "explode"), "explode: false is ignored; the client repeats the key"


def _parameter_location(node: Node) -> Iterator[Remark]:
    if node.value["in"] == "cookie":
        yield child(node.pointer, "in"), "cookie parameters are deprecated in httpx; describe a header"


def _parameter_header(node: Node) -> Iterator[Remark]:
    if node.value["in"] == "header" and node.value["name"].lower() in _IGNORED_HEADERS:
        yield node.pointer, f"OpenAPI ignores a header parameter {node.value['name']}; use a security scheme or content"


def _parameter_type(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "parameter"):
        place = node.value["in"]
        if place not in {"header", "path"} or "schema" not in node.value:
            continue
        _, schema = resolve(document, node.pointer, node.value["schema"])
        if str(schema.get("format", "")).startswith("date") and (place == "path" or schema["format"] == "date-time"):
            yield child(node.pointer, "schema"), f"a date in a {place} is written wrongly; use a plain string"
        elif place == "header" and not set(types_of(schema)) <= _SCALARS:
            yield (
                child(node.pointer, "schema"),
                "a header parameter must be a plain scalar, or its operation is dropped",
            )


def _parameter_description(node: Node) -> Iterator[Remark]:
    schema = node.value.get("schema")
    if isinstance(schema, dict) and "$ref" not in schema and node.value.get("description") != schema.get("description"):
        yield node.pointer, "the client shows only the description of the schema; write the same text in both places"


# --- bodies and responses ----------------------------------------------------------------------------------------


def _body_required(node: Node) -> Iterator[Remark]:
    if "required" not in node.value:
        yield node.pointer, "say required: true, or required: false where the body may really be left out"


def _body_media_type(node: Node) -> Iterator[Remark]:
    media_types = set(node.value["content"])
    if len(media_types) > 1 and media_types != {"application/json", "application/xml"}:
        message = "of several request media types the client sends a mixture; keep one, or JSON with its XML form"
        yield child(node.pointer, "content"), message


def _form_flat(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "media-type"):
        form = node.key == "application/x-www-form-urlencoded"
        if not (form or node.key.startswith("multipart/")) or "schema" not in node.value:
            continue
        pointer, schema = resolve(document, child(node.pointer, "schema"), node.value["schema"])
        for name, value in schema.get("properties", {}).items():
            below = child(child(pointer, "properties"), name)
            _, field = resolve(document, below, value)
            _, items = resolve(document, below, field.get("items", {}))
            if form and ("object" in types_of(field) or "object" in types_of(items)):
                yield below, "an object in a form is sent as the text of a Python dictionary; keep forms flat"
            if not form and "null" in types_of(field):
                yield below, "null in a multipart form is sent as the text None; leave the part out instead"


def _media_type_schema(node: Node) -> Iterator[Remark]:
    if "schema" not in node.value:
        yield node.pointer, "without a schema the client reads nothing"


def _media_type_order(node: Node) -> Iterator[Remark]:
    media_types = list(node.value.get("content", {}))
    if "application/json" in media_types[1:]:
        yield child(node.pointer, "content"), "the client always reads the first media type; put application/json first"


def _media_type_binary(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "media-type"):
        _, schema = resolve(document, node.pointer, node.value.get("schema", {}))
        if node.key.startswith("text/") and schema.get("format") == "binary":
            yield node.pointer, "a text media type is not read as bytes; use application/octet-stream"


def _response_status(node: Node) -> Iterator[Remark]:
    for status in node.value.get("responses", {}):
        if not status.isdigit() or int(status) not in {int(known) for known in HTTPStatus}:
            yield child(child(node.pointer, "responses"), status), f"list statuses one by one instead of {status}"


# --- operations --------------------------------------------------------------------------------------------------


def _operation_tag(document: Document) -> Iterator[Remark]:
    known = {tag["name"] for tag in document.data.get("tags", [])}
    for node in nodes_of(document, "operation"):
        tags = node.value.get("tags", [])
        if len(tags) != 1 or tags[0] not in known:
            yield node.pointer, "an operation needs exactly one tag, and the tag must be listed in tags"


def _operation_id(document: Document) -> Iterator[Remark]:
    seen: set[str] = set()
    for node in nodes_of(document, "operation"):
        name = node.value.get("operationId", "")
        pointer = child(node.pointer, "operationId") if name else node.pointer
        if not _CAMEL.fullmatch(name):
            yield pointer, "operationId must be there, in lowerCamelCase"
        elif snake_case(name) in seen:
            yield pointer, f"another operation is also written to {snake_case(name)}.py and one of them is lost"
        seen.add(snake_case(name))


def _operation_security(document: Document) -> Iterator[Remark]:
    common = {name for requirement in document.data.get("security", []) for name in requirement}
    for node in nodes_of(document, "operation"):
        for requirement in node.value.get("security", []):
            if not requirement or not set(requirement) < common:
                message = (
                    "security belongs to the top level; an operation may only ask for less, or for nothing with []"
                )
                yield child(node.pointer, "security"), message


RULES: Mapping[str, Rule] = {
    "parameter-name": judge_each(["parameter"], _parameter_name),
    "parameter-style": judge_each(["parameter"], _parameter_style),
    "parameter-location": judge_each(["parameter"], _parameter_location),
    "parameter-header": judge_each(["parameter"], _parameter_header),
    "parameter-type": _parameter_type,
    "parameter-description": judge_each(["parameter"], _parameter_description),
    "body-required": judge_each(["request-body"], _body_required),
    "body-media-type": judge_each(["request-body"], _body_media_type),
    "form-flat": _form_flat,
    "media-type-schema": judge_each(["media-type"], _media_type_schema),
    "media-type-order": judge_each(["response"], _media_type_order),
    "media-type-binary": _media_type_binary,
    "response-status": judge_each(["operation"], _response_status),
    "operation-tag": _operation_tag,
    "operation-id": _operation_id,
    "operation-security": _operation_security,
}
