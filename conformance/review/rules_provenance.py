"""Rules about our own extensions: who says so, and which errors are documented where."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.review.document import METHODS, Document, Node, Remark, Rule, is_component, nodes_of, resolve
from conformance.review.loading import child

_SENTENCE = {"type": "string", "pattern": r"^[^a-z\s].*[.]$"}
_SOURCE = {
    "type": "object",
    "required": ["document", "section"],
    "properties": {"document": {"type": "string"}, "section": {"type": "string", "minLength": 1}},
    "additionalProperties": False,
}
_CODES = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
_STATUS_CODES = {
    "type": "object",
    "propertyNames": {"pattern": "^[245][0-9]{2}$"},
    "additionalProperties": {**_CODES, "minItems": 1},
}
_SOURCES = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["id", "title", "kind", "note"],
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
            "title": {"type": "string"},
            "kind": {"enum": ["provider", "standard", "client", "recording", "report"]},
            "note": _SENTENCE,
        },
        "additionalProperties": False,
    },
}
_UNROUTED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "when", "status", "codes", "response", "x-source"],
        "properties": {
            "name": {"enum": ["wrongMethod", "unknownPath", "badVersion", "unsupportedVersion"]},
            "when": _SENTENCE,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "codes": _CODES,
            "response": {"type": "object", "required": ["$ref"]},
            "x-source": True,
            "x-assumption": True,
        },
        "additionalProperties": False,
    },
}

_ANYWHERE: frozenset[str] = frozenset()

# extension -> the parts that may carry it (none named: all of them) and the form of its value
_EXTENSIONS: Mapping[str, tuple[frozenset[str], dict[str, Any]]] = {
    "x-sources": (frozenset({"info"}), _SOURCES),
    "x-source": (_ANYWHERE, {"if": {"type": "array"}, "then": {"items": _SOURCE, "minItems": 1}, "else": _SOURCE}),
    "x-assumption": (
        _ANYWHERE,
        {"if": {"type": "array"}, "then": {"items": _SENTENCE, "minItems": 1}, "else": _SENTENCE},
    ),
    "x-error-codes": (
        frozenset({"operation", "response"}),
        {"if": {"type": "array"}, "then": _CODES, "else": _STATUS_CODES},
    ),
    "x-unrouted": (frozenset({"root"}), _UNROUTED),
    "x-alias-paths": (
        frozenset({"operation"}),
        {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "pattern": "^/"}},
    ),
    "x-secret": (frozenset({"schema", "parameter", "header", "security-scheme"}), {"const": True}),
    "x-live": (frozenset({"server"}), {"enum": ["test", "production"]}),
    "x-enum-varnames": (frozenset({"schema"}), {"type": "array", "items": {"type": "string"}}),
}


def sources_of(node: Node) -> list[dict[str, str]]:
    """The entries of the part's `x-source`."""
    found = node.value.get("x-source", [])
    return found if isinstance(found, list) else [found]


def assumptions_of(node: Node) -> list[str]:
    """The sentences of the part's `x-assumption`."""
    found = node.value.get("x-assumption", [])
    return found if isinstance(found, list) else [found]


def _extension_known(document: Document) -> Iterator[Remark]:
    for node in document.nodes:
        for key in node.value:
            if not key.startswith("x-"):
                continue
            kinds = _EXTENSIONS[key][0] if key in _EXTENSIONS else None
            if kinds is None:
                yield child(node.pointer, key), f"{key} is not one of our extensions: {', '.join(sorted(_EXTENSIONS))}"
            elif kinds and node.kind not in kinds:
                yield child(node.pointer, key), f"{key} has no meaning on a {node.kind}"


def _extension_value(document: Document) -> Iterator[Remark]:
    for node in document.nodes:
        for key in node.value.keys() & _EXTENSIONS.keys():
            pointer = child(node.pointer, key)
            for error in Draft202012Validator(_EXTENSIONS[key][1]).iter_errors(node.value[key]):
                deepest = best_match([error]) or error
                place = pointer
                for part in deepest.absolute_path:
                    place = child(place, part)
                yield place, f"{key}: {deepest.message[:200]}"
    for node in nodes_of(document, "operation", "response"):
        codes = node.value.get("x-error-codes")
        if codes is not None and isinstance(codes, list) is (node.kind == "operation"):
            message = "x-error-codes is a list on a response and a mapping from status to list on an operation"
            yield child(node.pointer, "x-error-codes"), message


def _source_listed(document: Document) -> Iterator[Remark]:
    listed = {source["id"] for source in document.data["info"].get("x-sources", [])}
    for node in document.nodes:
        for source in sources_of(node):
            if source["document"] not in listed:
                yield child(node.pointer, "x-source"), f"{source['document']} is not listed in info.x-sources"


def _source_used(document: Document) -> Iterator[Remark]:
    used = {source["document"] for node in document.nodes for source in sources_of(node)}
    for index, source in enumerate(document.data["info"].get("x-sources", [])):
        if source["id"] not in used:
            yield f"/info/x-sources/{index}", f"nothing in the document comes from {source['id']}"


def _source_present(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "operation", "response"):
        if (node.kind == "operation" or is_component(node)) and "x-source" not in node.value:
            yield node.pointer, f"say with x-source where this {node.kind} is documented"


def _is_refusal(status: str) -> bool:
    return status.isdigit() and int(status) >= 400


def _error_response_named(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "operation"):
        for status, response in node.value.get("responses", {}).items():
            if _is_refusal(status) and "$ref" not in response:
                pointer = child(child(node.pointer, "responses"), status)
                yield pointer, "an error response must be a $ref to a component named by what it means"


def _error_codes(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "operation"):
        pointer = child(node.pointer, "x-error-codes")
        codes = node.value.get("x-error-codes", {})
        responses = node.value.get("responses", {})
        for status in sorted(set(codes) - set(responses)):
            yield child(pointer, status), f"status {status} has no response"
        for status in sorted(set(responses) - set(codes)):
            if _carries_codes(document, pointer, status, responses[status]):
                yield pointer, f"status {status} has no entry in x-error-codes"
        for status in sorted(set(codes) & set(responses)):
            yield from _unknown_codes(document, child(pointer, status), codes[status], responses[status])
    for node in nodes_of(document, "unrouted"):
        yield from _unknown_codes(document, child(node.pointer, "codes"), node.value["codes"], node.value["response"])


def _carries_codes(document: Document, pointer: str, status: str, response: dict[str, Any]) -> bool:
    """A refusal does unless it says with an empty list that it has none; any other answer only if it lists some."""
    _, target = resolve(document, pointer, response)
    return bool(target.get("x-error-codes", _is_refusal(status)))


def _unknown_codes(document: Document, pointer: str, codes: list[str], response: dict[str, Any]) -> Iterator[Remark]:
    _, target = resolve(document, pointer, response)
    for code in sorted(set(codes) - set(target.get("x-error-codes", []))):
        yield pointer, f"{code} is not among the x-error-codes of the response"


def _error_code_used(document: Document) -> Iterator[Remark]:
    used: dict[str, set[str]] = {}
    for node in nodes_of(document, "operation"):
        for status, codes in node.value.get("x-error-codes", {}).items():
            if status in node.value.get("responses", {}):
                place = child(child(node.pointer, "responses"), status)
                pointer, _ = resolve(document, place, node.value["responses"][status])
                used.setdefault(pointer, set()).update(codes)
    for node in nodes_of(document, "unrouted"):
        pointer, _ = resolve(document, node.pointer, node.value["response"])
        used.setdefault(pointer, set()).update(node.value["codes"])
    for node in nodes_of(document, "response"):
        for index, code in enumerate(node.value.get("x-error-codes", [])):
            if code not in used.get(node.pointer, set()):
                pointer = child(child(node.pointer, "x-error-codes"), index)
                yield pointer, f"no operation says that it answers {code} with this response"


def _error_code_example(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "response"):
        codes = node.value.get("x-error-codes", [])
        for media_type, content in node.value.get("content", {}).items():
            examples = content.get("examples", {})
            for index, code in enumerate(codes):
                if code not in examples:
                    pointer = child(child(node.pointer, "x-error-codes"), index)
                    yield pointer, f"{media_type} has no example called {code}"
                elif not _shows(resolve(document, "", examples[code])[1], code, codes):
                    pointer = child(child(child(child(node.pointer, "content"), media_type), "examples"), code)
                    yield pointer, f"the example of {code} shows another code"


def _shows(example: dict[str, Any], code: str, codes: list[str]) -> bool:
    """Whether the example does not show one of the other codes instead. A code may also be in a header, unseen."""
    words = set(re.findall(r"\w+", json.dumps(example.get("value"))))
    return code in words or not words & set(codes)


def _alias_path(document: Document) -> Iterator[Remark]:
    taken = {
        (path, method) for path, item in document.data.get("paths", {}).items() for method in METHODS if method in item
    }
    for node in nodes_of(document, "operation"):
        for index, alias in enumerate(node.value.get("x-alias-paths", [])):
            if (alias, node.key) in taken:
                pointer = child(child(node.pointer, "x-alias-paths"), index)
                yield pointer, f"{node.key.upper()} {alias} belongs to another operation already"
            taken.add((alias, node.key))


SHAPES: Mapping[str, Rule] = {"extension-known": _extension_known, "extension-value": _extension_value}

RULES: Mapping[str, Rule] = {
    "source-listed": _source_listed,
    "source-used": _source_used,
    "source-present": _source_present,
    "error-response-named": _error_response_named,
    "error-codes": _error_codes,
    "error-code-used": _error_code_used,
    "error-code-example": _error_code_example,
    "alias-path": _alias_path,
}
