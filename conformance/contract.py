"""One OpenAPI document as the judge reads it: what is documented, what is secret, and a tightened copy to judge by."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})

Document = dict[str, Any]

# libyaml, where there is one, reads a contract ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadContract(Exception):
    """The document cannot be used to judge anything; the message names the file and the reason."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Answer:
    """One documented answer: an operation, a status and, for a refusal, the provider's error code."""

    operation: str
    status: int
    code: str | None = None

    def __str__(self) -> str:
        """As a person reads it in a report."""
        return f"{self.operation} {self.status}" + (f" {self.code}" if self.code else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Where an operation lives on the wire.

    Attributes:
        aliases: Other paths that lead to it, by `x-alias-paths`.
    """

    id: str
    method: str
    path: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A callback as the contract documents it."""

    name: str
    method: str
    definition: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a provider promises.

    Attributes:
        provider: The provider's name, which is also the file's name.
        document: The published document, as parsed.
        operations: By operationId, in the order of the document.
        answers: Every documented answer, including those to requests that match no operation, and for each callback
            the answer that takes it.
        webhooks: By name, in the order of the document.
        secret_headers: Lower-case names of headers that carry a secret.
        secret_fields: Names of body and form fields and of query parameters that carry a secret.
        hosts: Host name of every documented server, with its kind: `test` or `production`.
    """

    provider: str
    document: Document
    operations: Mapping[str, Operation]
    answers: tuple[Answer, ...]
    webhooks: Mapping[str, Webhook]
    secret_headers: frozenset[str]
    secret_fields: frozenset[str]
    hosts: Mapping[str, str]

    def codes(self, operation: str, status: int) -> frozenset[str]:
        """Error codes that are documented for this operation and status."""
        return frozenset(
            a.code for a in self.answers if a.operation == operation and a.status == status and a.code is not None
        )


def load_contract(path: Path) -> Contract:
    """Read `specs/<provider>.yaml`.

    Raises:
        BadContract: The file is missing, is not YAML, or is not an OpenAPI document with operations.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe loaders
    except OSError as error:
        raise BadContract(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise BadContract(f"{path}: is not valid YAML: {reason}") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict) or not document["paths"]:
        raise BadContract(f"{path}: is not an OpenAPI document with paths")
    try:
        return _contract(document, provider=path.stem)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadContract(
            f"{path}: is not a contract that can be judged: {error!r}; run `conformance review`"
        ) from error


def _contract(document: Document, *, provider: str) -> Contract:
    operations = {op.id: op for op, _ in iterate_operations(document)}
    if not operations:
        raise ValueError("no operation has an operationId")
    secret_headers, secret_fields = _secrets(document)
    return Contract(
        provider=provider,
        document=document,
        operations=operations,
        answers=tuple(_answers(document)),
        webhooks={webhook.name: webhook for webhook in _webhooks(document)},
        secret_headers=secret_headers,
        secret_fields=secret_fields,
        hosts={
            host: server.get("x-live", "production")
            for server in document.get("servers", [])
            if (host := urlsplit(server["url"]).hostname)
        },
    )


def iterate_operations(document: Document) -> Iterator[tuple[Operation, dict[str, Any]]]:
    """Every operation of the document with its definition, in document order."""
    for path, item in document["paths"].items():
        for method, definition in item.items():
            if method in METHODS:
                aliases = tuple(definition.get("x-alias-paths", ()))
                operation = Operation(id=definition["operationId"], method=method.upper(), path=path, aliases=aliases)
                yield operation, definition


def _answers(document: Document) -> Iterator[Answer]:
    for operation, definition in iterate_operations(document):
        codes = definition.get("x-error-codes", {})
        for status in definition["responses"]:
            # A status of success with error codes stands for both: the success, and refusals under the same status.
            also_success = [None] if int(status) < 400 else []
            for code in [*also_success, *codes[status]] if status in codes else [None]:
                yield Answer(operation=operation.id, status=int(status), code=code)
    for unrouted in document.get("x-unrouted", []):
        for code in unrouted["codes"]:
            yield Answer(operation=unrouted["name"], status=int(unrouted["status"]), code=code)
    for webhook in _webhooks(document):
        yield Answer(operation=webhook.name, status=200)


def _webhooks(document: Document) -> Iterator[Webhook]:
    for name, item in document.get("webhooks", {}).items():
        for method, definition in item.items():
            if method in METHODS:
                yield Webhook(name=name, method=method.upper(), definition=definition)


def _secrets(document: Document) -> tuple[frozenset[str], frozenset[str]]:
    headers: set[str] = set()
    fields: set[str] = set()
    for scheme in document.get("components", {}).get("securitySchemes", {}).values():
        if scheme.get("x-secret"):
            headers.add((scheme["name"] if scheme["type"] == "apiKey" else "Authorization").lower())
    for node in _walk(document):
        if not isinstance(node, dict):
            continue
        if node.get("in") == "header" and node.get("x-secret"):
            headers.add(str(node["name"]).lower())
        if node.get("in") == "query" and node.get("x-secret"):
            fields.add(str(node["name"]))
        properties = node.get("properties")
        if isinstance(properties, dict):
            fields.update(name for name, schema in properties.items() if _is_secret(document, schema))
    return frozenset(headers), frozenset(fields)


def _is_secret(document: Document, schema: Any) -> bool:
    return any(isinstance(node, dict) and bool(node.get("x-secret")) for node in (schema, resolve(document, schema)))


def _walk(node: Any) -> Iterator[Any]:
    yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _walk(child)


def tighten(document: Document) -> Document:
    """A copy to judge with: documented codes become an enum, the status inside the body a const, answers closed.

    The published document stays open, because a new code or field must not break a client; a target under judgement
    that sends one disagrees with the document, and that is a finding.
    """
    tight = copy.deepcopy(document)
    for unrouted in tight.get("x-unrouted", []):
        tight["paths"][f"{UNROUTED}{unrouted['name']}"] = {"get": _as_operation(unrouted)}
    for _, definition in iterate_operations(tight):
        codes = definition.get("x-error-codes", {})
        for status, reference in definition["responses"].items():
            response = copy.deepcopy(resolve(tight, reference))
            for media in response.get("content", {}).values():
                schema = inline(tight, media.get("schema", True))
                media["schema"] = (
                    _with_codes(schema, codes=codes[status], status=int(status)) if status in codes else schema
                )
            definition["responses"][status] = response
    return tight


UNROUTED = "/.unrouted/"
"""Where a tightened document keeps the answers to requests that match no operation, to validate them like the rest."""


def _as_operation(unrouted: dict[str, Any]) -> dict[str, Any]:
    status = str(unrouted["status"])
    return {
        "operationId": unrouted["name"],
        "responses": {status: unrouted["response"]},
        "x-error-codes": {status: unrouted["codes"]},
    }


def resolve(document: Document, node: Any) -> Any:
    """The node, or what its local `$ref` points to."""
    while isinstance(node, dict) and "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def inline(document: Document, schema: Any) -> Any:
    """The schema without references, every object closed to undocumented properties."""
    return _closed(document, schema, seen=())


def _closed(document: Document, schema: Any, *, seen: tuple[str, ...]) -> Any:
    """The schema with local references inlined and every object closed to undocumented properties."""
    if isinstance(schema, list):
        return [_closed(document, item, seen=seen) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        reference = schema["$ref"]
        if reference in seen:  # a recursive schema stays open below its first turn
            return schema
        return _closed(document, resolve(document, schema), seen=(*seen, reference))
    closed: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _MAPS and isinstance(value, dict):
            closed[key] = {name: _closed(document, part, seen=seen) for name, part in value.items()}
        elif key == "allOf":  # each part would refuse the properties of the others: only the whole is closed
            closed[key] = [_opened(_closed(document, part, seen=seen)) for part in value]
        else:
            closed[key] = value if key in _DATA else _closed(document, value, seen=seen)
    if "allOf" in closed:
        closed.setdefault("unevaluatedProperties", False)
    elif "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def _opened(part: Any) -> Any:
    closing = ("additionalProperties", "unevaluatedProperties")
    return {k: v for k, v in part.items() if k not in closing or v is not False} if isinstance(part, dict) else part


_DATA = frozenset({"example", "examples", "enum", "const", "default", "required"})
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})


def _with_codes(schema: dict[str, Any], *, codes: list[str], status: int) -> dict[str, Any]:
    tight = copy.deepcopy(schema)
    for node in _walk(tight):
        if isinstance(node, dict) and isinstance(node.get("properties"), dict):
            properties = node["properties"]
            if "code" in properties:
                is_number = properties["code"].get("type") == "integer"
                properties["code"] = {**properties["code"], "enum": [int(c) for c in codes] if is_number else codes}
                if "status" in properties:
                    properties["status"] = {**properties["status"], "const": status}
    return tight
