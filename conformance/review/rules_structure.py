"""Rules about the document as OpenAPI: is it valid, does every reference lead somewhere.

They come in three tables. While a rule of `VERSION` or `FOUNDATION` is broken the others are not asked: they would
stumble over it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from openapi_spec_validator.schemas import openapi_v31_schema_validator

from conformance.review.document import METHODS, Document, Node, Remark, Rule, find, is_component, nodes_of, resolve
from conformance.review.loading import child

_OPENAPI_VERSION = "3.1.0"
_META_SCHEMA = Draft202012Validator(Draft202012Validator.META_SCHEMA)


def _openapi_version(document: Document) -> Iterator[Remark]:
    if document.data.get("openapi") != _OPENAPI_VERSION:
        yield "/openapi", f"the document must say openapi: {_OPENAPI_VERSION}, which every tool here was run on"


def _openapi_schema(document: Document) -> Iterator[Remark]:
    for error in openapi_v31_schema_validator.iter_errors(document.data):
        yield _remark("", error)


def _json_schema(document: Document) -> Iterator[Remark]:
    for node in document.nodes:
        if node.kind == "schema" and node.parent is not None and node.parent.kind != "schema":
            for error in _META_SCHEMA.iter_errors(node.value):
                yield _remark(node.pointer, error)


def _remark(pointer: str, error: ValidationError) -> Remark:
    while error.context:
        error = max(error.context, key=lambda cause: len(cause.absolute_path))
    for key in error.absolute_path:
        pointer = child(pointer, key)
    return pointer, error.message.partition("\n")[0][:200]


def _references(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield child(pointer, "$ref"), value["$ref"]
        for key, item in value.items():
            yield from _references(item, child(pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, child(pointer, index))


def _reference_local(document: Document) -> Iterator[Remark]:
    for pointer, reference in _references(document.data, ""):
        if not reference.startswith("#/"):
            yield pointer, f"{reference} leads out of the file; the client generator drops it without a word"


def _reference_resolves(document: Document) -> Iterator[Remark]:
    for pointer, reference in _references(document.data, ""):
        if not reference.startswith("#/"):
            continue
        holder = pointer.rpartition("/")[0]
        try:
            resolve(document, holder, find(document, holder))
        except LookupError:
            yield pointer, f"{reference} leads nowhere"


def _pattern_portable(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "schema"):
        pattern = node.value.get("pattern")
        if pattern is None:
            continue
        try:
            re.compile(pattern)
        except re.error as error:
            yield child(node.pointer, "pattern"), f"the pattern is not a regular expression: {error}"
            continue
        if re.search(r"\(\?[=!<]", pattern):
            yield child(node.pointer, "pattern"), "patterns that look around are slow to generate from; spell it out"


def _path_parameter(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "path-item"):
        if node.field != "paths":
            continue
        named = set(re.findall(r"{([^}]+)}", node.key))
        for method in METHODS:
            if method not in node.value:
                continue
            operation = node.value[method]
            declared = {
                parameter["name"]
                for entry in [*node.value.get("parameters", []), *operation.get("parameters", [])]
                for parameter in [resolve(document, "", entry)[1]]
                if parameter.get("in") == "path"
            }
            for name in sorted(named ^ declared):
                where = "in the path but not declared" if name in named else "declared but not in the path"
                yield child(node.pointer, method), f"the path parameter {name} is {where}"


def _required_property(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "schema"):
        if "properties" not in node.value or _is_extended(node):
            continue
        for index, name in enumerate(node.value.get("required", [])):
            if name not in node.value["properties"]:
                yield child(child(node.pointer, "required"), index), f"{name} is required but not described"


def _is_extended(node: Node) -> bool:
    """Whether properties may also come from another part of an allOf."""
    return "allOf" in node.value or node.field == "allOf"


def _unused_component(document: Document) -> Iterator[Remark]:
    used = {reference for _, reference in _references(document.data, "")}
    for node in document.nodes:
        if is_component(node) and node.kind != "security-scheme" and f"#{node.pointer}" not in used:
            yield node.pointer, "nothing refers to this component"


VERSION: Mapping[str, Rule] = {"openapi-version": _openapi_version}

FOUNDATION: Mapping[str, Rule] = {
    "openapi-schema": _openapi_schema,
    "json-schema": _json_schema,
    "reference-local": _reference_local,
    "reference-resolves": _reference_resolves,
    "pattern-portable": _pattern_portable,
}

RULES: Mapping[str, Rule] = {
    "path-parameter": _path_parameter,
    "required-property": _required_property,
    "unused-component": _unused_component,
}
