"""An OpenAPI document as a flat list of its parts, each with its kind and its JSON pointer.

Rules look for parts by kind and do not have to know where OpenAPI allows them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.review.loading import Loaded, child

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "dependentSchemas")
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMA_FIELDS = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")

# kind -> field -> (how many, kind of each). "*" stands for every field.
_GRAMMAR: dict[str, dict[str, tuple[str, str]]] = {
    "root": {
        "info": ("one", "info"),
        "servers": ("list", "server"),
        "tags": ("list", "tag"),
        "paths": ("map", "path-item"),
        "webhooks": ("map", "path-item"),
        "x-unrouted": ("list", "unrouted"),
        "components": ("one", "components"),
    },
    "unrouted": {"response": ("one", "response")},
    "components": {
        "schemas": ("map", "schema"),
        "responses": ("map", "response"),
        "parameters": ("map", "parameter"),
        "examples": ("map", "example"),
        "requestBodies": ("map", "request-body"),
        "headers": ("map", "header"),
        "securitySchemes": ("map", "security-scheme"),
        "links": ("map", "link"),
        "callbacks": ("map", "callback"),
        "pathItems": ("map", "path-item"),
    },
    "path-item": {"parameters": ("list", "parameter")} | dict.fromkeys(METHODS, ("one", "operation")),
    "callback": {"*": ("one", "path-item")},
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request-body"),
        "responses": ("map", "response"),
        "callbacks": ("map", "callback"),
    },
    "request-body": {"content": ("map", "media-type")},
    "response": {"headers": ("map", "header"), "content": ("map", "media-type"), "links": ("map", "link")},
    "parameter": {"schema": ("one", "schema"), "content": ("map", "media-type"), "examples": ("map", "example")},
    "header": {"schema": ("one", "schema"), "content": ("map", "media-type"), "examples": ("map", "example")},
    "media-type": {"schema": ("one", "schema"), "examples": ("map", "example")},
    "schema": dict.fromkeys(_SCHEMA_MAPS, ("map", "schema"))
    | dict.fromkeys(_SCHEMA_LISTS, ("list", "schema"))
    | dict.fromkeys(_SCHEMA_FIELDS, ("one", "schema")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One part of the document.

    Attributes:
        kind: What it is: `operation`, `schema`, `response` and so on.
        pointer: Its JSON pointer.
        field: The field of the parent that holds it: `properties`, `allOf`, `content`.
        key: Its name or index in that field.
        value: The mapping itself.
        parent: The part that it belongs to. None for the root.
    """

    kind: str
    pointer: str
    field: str
    key: str
    value: dict[str, Any]
    parent: "Node | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One contract that was read."""

    path: str
    data: dict[str, Any]
    lines: dict[str, int]
    nodes: tuple[Node, ...]


Remark = tuple[str, str]
"""Where (a JSON pointer) and what."""

Rule = Callable[[Document], Iterator[Remark]]
"""A rule names the places that break it. Its own name is its key in a table of rules."""


def build(path: str, loaded: Loaded) -> Document:
    """The document in `loaded`, taken apart."""
    root = Node(kind="root", pointer="", field="", key="", value=loaded.data, parent=None)
    return Document(path=path, data=loaded.data, lines=loaded.lines, nodes=tuple(_walk(root)))


def nodes_of(document: Document, *kinds: str) -> Iterator[Node]:
    """The parts of the given kinds, references to parts left out."""
    return (node for node in document.nodes if node.kind in kinds and "$ref" not in node.value)


def line_of(document: Document, pointer: str) -> int:
    """The line of `pointer`, or of the nearest part around it."""
    while pointer not in document.lines:
        pointer = pointer.rpartition("/")[0]
    return document.lines[pointer]


def is_component(node: Node) -> bool:
    """Whether the part has a name of its own in `components`."""
    return node.parent is not None and node.parent.kind == "components"


def find(document: Document, pointer: str) -> Any:
    """The value at `pointer`.

    Raises:
        LookupError: There is nothing.
    """
    value: Any = document.data
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and key.isdigit():
            value = value[int(key)]
        elif isinstance(value, dict):
            value = value[key]
        else:
            raise LookupError(pointer)
    return value


def resolve(document: Document, pointer: str, value: Any) -> tuple[str, dict[str, Any]]:
    """What `value` refers to, with its pointer; the value itself when it refers to nothing.

    A schema may also be true or false; it says as much as an empty one.

    Raises:
        LookupError: A reference leads nowhere, out of the file or round in a circle.
    """
    if not isinstance(value, dict):
        return pointer, {}
    seen: set[str] = set()
    while "$ref" in value:
        reference = value["$ref"]
        if not isinstance(reference, str) or not reference.startswith("#/") or reference in seen:
            raise LookupError(reference)
        seen.add(reference)
        pointer = reference[1:]
        value = _mapping_at(document, pointer)
    return pointer, value


def _mapping_at(document: Document, pointer: str) -> dict[str, Any]:
    found = find(document, pointer)
    if isinstance(found, dict):
        return found
    raise LookupError(pointer)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if "$ref" in node.value and node.kind != "path-item":
        return
    fields = _GRAMMAR.get(node.kind, {})
    for field, value in node.value.items():
        many, kind = fields.get(field) or fields.get("*") or ("none", "")
        pointer = child(node.pointer, field)
        if many == "one":
            entries = [(field, pointer, value)]
        elif many == "map" and isinstance(value, dict):
            entries = [(key, child(pointer, key), item) for key, item in value.items()]
        elif many == "list" and isinstance(value, list):
            entries = [(str(index), child(pointer, index), item) for index, item in enumerate(value)]
        else:
            continue
        for key, below, item in entries:
            if isinstance(item, dict):
                yield from _walk(Node(kind=kind, pointer=below, field=field, key=key, value=item, parent=node))
