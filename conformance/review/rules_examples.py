"""Rules about examples: each body has one, and each one fits its schema."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from conformance.review import formats
from conformance.review.document import Document, Node, Remark, Rule, nodes_of, resolve
from conformance.review.loading import child

_URI = "urn:contract"


def _example_present(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "media-type"):
        if "example" not in node.value and not node.value.get("examples"):
            yield node.pointer, "a body needs at least one realistic example"


def _example_valid(document: Document) -> Iterator[Remark]:
    resource = Resource.from_contents(document.data, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(_URI, resource)
    checker = formats.build_checker()
    seen: set[tuple[str, str]] = set()
    for schema, pointer, value in _examples(document):
        if (schema, pointer) in seen:
            continue
        seen.add((schema, pointer))
        reference = {"$ref": f"{_URI}#{quote(schema, safe='/~')}"}
        validator = Draft202012Validator(reference, registry=registry, format_checker=checker)
        for error in validator.iter_errors(value):
            deepest = best_match([error]) or error
            place = pointer
            for key in deepest.absolute_path:
                place = child(place, key)
            yield place, f"the example does not fit its schema: {deepest.message[:200]}"


def _examples(document: Document) -> Iterator[tuple[str, str, Any]]:
    """Every example: pointer of its schema, pointer of the value, the value."""
    for node in nodes_of(document, "schema", "media-type", "parameter", "header"):
        if node.kind == "schema":
            schema = node.pointer
        elif "schema" in node.value:
            schema, _ = resolve(document, child(node.pointer, "schema"), node.value["schema"])
        else:
            continue
        if "example" in node.value:
            yield schema, child(node.pointer, "example"), node.value["example"]
        for pointer, value in _named_examples(document, node):
            yield schema, pointer, value


def _named_examples(document: Document, node: Node) -> Iterator[tuple[str, Any]]:
    examples = node.value.get("examples", {})
    pointer = child(node.pointer, "examples")
    if isinstance(examples, list):
        for index, value in enumerate(examples):
            yield child(pointer, index), value
        return
    for name, entry in examples.items():
        place, example = resolve(document, child(pointer, name), entry)
        if "value" in example:
            yield child(place, "value"), example["value"]


def _format_known(document: Document) -> Iterator[Remark]:
    for node in nodes_of(document, "schema"):
        name = node.value.get("format")
        if name is not None and name not in formats.FORMATS and name not in formats.UNCHECKED:
            yield (
                child(node.pointer, "format"),
                f"the format {name} is checked by nobody; add it to the table of formats",
            )


RULES: Mapping[str, Rule] = {
    "example-present": _example_present,
    "example-valid": _example_valid,
    "format-known": _format_known,
}
