"""Rules against what openapi-python-client 0.29.1 does to schemas: dropped, mistranslated or renamed without a warning.

Every rule was seen to matter: the client came out wrong, or a part of it was missing, and the generator exited with 0.
The rules for operations and parameters are in `rules_operations`.
"""

import builtins
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from conformance.review.document import Document, Node, Remark, Rule, is_component, nodes_of
from conformance.review.loading import child

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")

# The generated modules import these names, or Python has them already.
_TAKEN_CLASSES = {"Response", "Client", "AuthenticatedClient", "File", "Unset", "T", "Any", "Literal", "Mapping"} | {
    name for name in dir(builtins) if name[0].isupper()
}
_TAKEN_PROPERTIES = {"d", "cls", "to_dict", "from_dict", "field_dict", "additional_properties", "additional_keys"}

_CONDITIONS = {"if", "then", "else", "not"}

_UNSUPPORTED_KEYWORDS = {
    "discriminator": "is ignored; give every variant a required property with a const",
    "unevaluatedProperties": "is ignored; use additionalProperties",
    "patternProperties": "is ignored; use additionalProperties",
    "contentMediaType": "gives a str that holds bytes; use format: binary",
    "contentEncoding": "gives a str that holds bytes; use format: binary",
    "nullable": "belongs to OpenAPI 3.0; use type: [..., 'null'] or anyOf",
}


def snake_case(name: str) -> str:
    """`name` the way the generator writes it in Python."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def judge_each(kinds: Iterable[str], judge: Callable[[Node], Iterator[Remark]]) -> Rule:
    """A rule that judges each part of the given kinds by itself."""

    def rule(document: Document) -> Iterator[Remark]:
        for node in nodes_of(document, *kinds):
            yield from judge(node)

    return rule


def types_of(schema: Mapping[str, Any]) -> list[Any]:
    """The JSON types that a schema names; none when it leaves them open."""
    declared = schema.get("type", [])
    return declared if isinstance(declared, list) else [declared]


def _reference_sibling(document: Document) -> Iterator[Remark]:
    for node in document.nodes:
        if node.kind == "schema" and "$ref" in node.value and len(node.value) > 1:
            lost = ", ".join(sorted(set(node.value) - {"$ref"}))
            yield node.pointer, f"{lost} beside a $ref is lost; write it in the component"


def _single_all_of(node: Node) -> Iterator[Remark]:
    members = node.value.get("allOf", [])
    if len(members) == 1 and "$ref" in members[0] and "properties" in node.value:
        yield (
            child(node.pointer, "allOf"),
            "the properties beside an allOf of one $ref are lost; make them its second member",
        )


def _component_title(node: Node) -> Iterator[Remark]:
    if is_component(node) and "title" in node.value:
        yield child(node.pointer, "title"), "a title renames the generated class; leave it out"


def _component_name(node: Node) -> Iterator[Remark]:
    if is_component(node) and (node.key in _TAKEN_CLASSES or not _PASCAL.fullmatch(node.key)):
        yield node.pointer, f"{node.key} must be in PascalCase and must not be a name that Python or the client uses"


def _property_name(node: Node) -> Iterator[Remark]:
    for name in node.value.get("properties", {}):
        if snake_case(name) in _TAKEN_PROPERTIES:
            yield child(child(node.pointer, "properties"), name), f"a property called {name} breaks the generated class"


def _property_collision(node: Node) -> Iterator[Remark]:
    seen: dict[str, list[str]] = {}
    for name in node.value.get("properties", {}):
        same = seen.setdefault(snake_case(name), [])
        if same and not _keep_apart(*same, name):
            pointer = child(child(node.pointer, "properties"), name)
            yield pointer, f"another property is called {snake_case(name)} in Python too"
        same.append(name)


def _keep_apart(*names: str) -> bool:
    """Whether the client calls both as they are written, and a reader sees the difference: startDate, start_date."""
    distinct = {name.casefold() for name in names}
    return len(names) == 2 and len(distinct) == 2 and all(name.isidentifier() for name in names)


def _is_condition(node: Node) -> bool:
    """Whether the schema only says when another one holds; nothing is generated from it."""
    while node.kind == "schema" and node.parent is not None:
        if node.field in _CONDITIONS:
            return True
        node = node.parent
    return False


def _union_properties(node: Node) -> Iterator[Remark]:
    for keyword in ("anyOf", "oneOf"):
        if keyword in node.value and "properties" in node.value and not _is_condition(node):
            yield (
                child(node.pointer, keyword),
                f"the properties beside {keyword} are lost, and the body with them; put it into an allOf",
            )


def _object_named(node: Node) -> Iterator[Remark]:
    parent = node.parent
    extends = node.field == "allOf" and parent is not None and is_component(parent)
    unnamed = not is_component(node) and not extends and not _is_condition(node)
    if unnamed and ("properties" in node.value or "object" in types_of(node.value)):
        yield node.pointer, "an object that is not a component gets an invented class name; name it in components"


def _enum_named(node: Node) -> Iterator[Remark]:
    if "enum" in node.value and not is_component(node) and not _is_condition(node):
        yield (
            child(node.pointer, "enum"),
            "an enum that is not a component gets an invented class name; name it in components",
        )


def _enum_null(node: Node) -> Iterator[Remark]:
    if None in node.value.get("enum", []):
        yield (
            child(node.pointer, "enum"),
            "null in an enum gives three classes; use anyOf with type: 'null' where it is used",
        )


def _enum_type(node: Node) -> Iterator[Remark]:
    if any(isinstance(value, bool | float) for value in node.value.get("enum", [])):
        yield (
            child(node.pointer, "enum"),
            "an enum of booleans or fractions loses the schema and everything that uses it",
        )


def _enum_member(node: Node) -> Iterator[Remark]:
    names = [snake_case(value).upper() for value in node.value.get("enum", []) if isinstance(value, str)]
    unusable = len(set(names)) < len(names) or any(not name[:1].isalpha() for name in names)
    if unusable and "x-enum-varnames" not in node.value:
        yield (
            child(node.pointer, "enum"),
            "the values give no distinct names that start with a letter; add x-enum-varnames",
        )


def _default(node: Node) -> Iterator[Remark]:
    if "default" in node.value and ("const" not in node.value or node.value["default"] != node.value["const"]):
        yield (
            child(node.pointer, "default"),
            "a default is sent with every request; say in words what the server assumes",
        )


def _unsupported_keyword(node: Node) -> Iterator[Remark]:
    for keyword, advice in _UNSUPPORTED_KEYWORDS.items():
        if keyword in node.value:
            yield child(node.pointer, keyword), f"{keyword} {advice}"


# JSON Schema 2020-12 and what OpenAPI 3.1 adds to it.
_KEYWORDS = frozenset(
    {
        "$anchor", "$comment", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema", "$vocabulary",
        "additionalProperties", "allOf", "anyOf", "const", "contains", "contentEncoding", "contentMediaType",
        "contentSchema", "default", "dependentRequired", "dependentSchemas", "deprecated", "description",
        "discriminator", "else", "enum", "example", "examples", "exclusiveMaximum", "exclusiveMinimum",
        "externalDocs", "format", "if", "items", "maxContains", "maxItems", "maxLength", "maxProperties", "maximum",
        "minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf", "not", "nullable", "oneOf",
        "pattern", "patternProperties", "prefixItems", "properties", "propertyNames", "readOnly", "required", "then",
        "title", "type", "unevaluatedItems", "unevaluatedProperties", "uniqueItems", "writeOnly", "xml",
    }
)  # fmt: skip


def _keyword_known(node: Node) -> Iterator[Remark]:
    for keyword in node.value:
        if keyword not in _KEYWORDS and not keyword.startswith("x-"):
            yield child(node.pointer, keyword), f"{keyword} is no keyword of a schema; every reader would pass over it"


RULES: Mapping[str, Rule] = {
    "reference-sibling": _reference_sibling,
    "single-all-of": judge_each(["schema"], _single_all_of),
    "component-title": judge_each(["schema"], _component_title),
    "component-name": judge_each(["schema"], _component_name),
    "property-name": judge_each(["schema"], _property_name),
    "property-collision": judge_each(["schema"], _property_collision),
    "union-properties": judge_each(["schema"], _union_properties),
    "object-named": judge_each(["schema"], _object_named),
    "enum-named": judge_each(["schema"], _enum_named),
    "enum-null": judge_each(["schema"], _enum_null),
    "enum-type": judge_each(["schema"], _enum_type),
    "enum-member": judge_each(["schema"], _enum_member),
    "default": judge_each(["schema"], _default),
    "keyword-known": judge_each(["schema"], _keyword_known),
    "unsupported-keyword": judge_each(["schema"], _unsupported_keyword),
}
