"""Callbacks: a receiver for what a provider sends by itself, and its judgement by the contract's `webhooks`.

A sandbox delivers to the receiver while scenarios run; integrators point the provider's own test environment at it with
`conformance listen`.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from conformance.contract import Contract, Document, inline, resolve
from conformance.exchange import UNREADABLE, Exchange, parse_json
from conformance.provider import Callbacks
from conformance.review.formats import build_checker
from conformance.sandbox import server

PATH = "/callback"

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_CHECKER = build_checker()


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A request that arrived, with the status it was answered with.

    Attributes:
        query: The query string as sent, without its question mark.
        headers: Lower-case names; repeated headers are joined with a comma.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    answered: int


class Receiver:
    """A server on loopback that takes every request, remembers it, and answers 200 unless told otherwise.

    Args:
        port: 0 takes a free one.

    Raises:
        server.PortInUse: The port is taken.
    """

    def __init__(self, *, port: int = 0) -> None:
        self._arrived: deque[Callback] = deque()
        self._next_answers: deque[int] = deque()
        self._changed = threading.Condition()
        app = Starlette(routes=[Route("/{path:path}", self._take, methods=list(_METHODS))])
        self._server = server.start(app, port=port)

    @property
    def url(self) -> str:
        """What the provider is to be given."""
        return self._server.base_url + PATH

    def close(self) -> None:
        """Stop listening."""
        self._server.stop()

    def answer_next(self, *statuses: int) -> None:
        """Answer the next callbacks with these statuses."""
        with self._changed:
            self._next_answers.extend(statuses)

    def clear(self) -> None:
        """Forget what arrived and what was to be answered."""
        with self._changed:
            self._arrived.clear()
            self._next_answers.clear()

    def take(self) -> list[Callback]:
        """What arrived since the last call, in order."""
        with self._changed:
            taken = list(self._arrived)
            self._arrived.clear()
        return taken

    def wait(self, timeout_s: float | None = None) -> list[Callback]:
        """What arrived since the last call; waits until there is something, or for the time given."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._arrived), timeout_s)
        return self.take()

    async def _take(self, request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        with self._changed:
            status = self._next_answers.popleft() if self._next_answers else 200
            self._arrived.append(
                Callback(
                    method=request.method,
                    path=request.url.path,
                    query=request.url.query,
                    headers=_headers(request),
                    body=body,
                    answered=status,
                )
            )
            self._changed.notify_all()
        return Response(status_code=status)


def _headers(request: Request) -> dict[str, str]:
    return {name: ", ".join(request.headers.getlist(name)) for name in request.headers}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a callback."""

    check: str
    title: str
    message: str


SCHEMA = "callback_schema"
SIGNATURE = "callback_signature"
UNKNOWN = "callback_unknown"


def judge(
    callback: Callback, *, contract: Contract, provider: Callbacks, credentials: Mapping[str, str]
) -> tuple[str, list[Problem]]:
    """The name of the webhook that a callback is, empty if it is none, and what is wrong with it.

    Args:
        credentials: Named as in `Provider.variables`; only those that verify are needed.
    """
    name = provider.webhook(callback) or ""
    problems = []
    if name in contract.webhooks:
        problems += [
            Problem(check=SCHEMA, title=f"the callback {name} is not as documented", message=message)
            for message in _disagreements(contract, name, callback)
        ]
    else:
        title = "the callback is none that is documented"
        problems.append(Problem(check=UNKNOWN, title=title, message=f"{callback.method} {callback.query or name}"))
    wrong = provider.verify(callback, credentials)
    if wrong is not None:
        problems.append(Problem(check=SIGNATURE, title="the callback is not authentic", message=wrong))
    return name, problems


def as_exchange(callback: Callback, *, name: str, layer: str, base_url: str) -> Exchange:
    """The callback in the form that the layers of the judge share."""
    return Exchange(
        layer=layer,
        operation=name or UNKNOWN,
        method=callback.method,
        url=f"{base_url}{callback.path}" + (f"?{callback.query}" if callback.query else ""),
        path_parameters={},
        query=parse_qs(callback.query, keep_blank_values=True),
        # The port of the receiver differs from run to run.
        request_headers={name: value for name, value in callback.headers.items() if name != "host"},
        request_body=callback.body,
        status=callback.answered,
        response_headers={},
        response_body=b"",
        code=None,
        is_callback=True,
    )


def _disagreements(contract: Contract, name: str, callback: Callback) -> Iterator[str]:
    webhook = contract.webhooks[name]
    if callback.method != webhook.method:
        yield f"it came by {callback.method}, not by {webhook.method}"
    definition = webhook.definition
    parameters = [resolve(contract.document, parameter) for parameter in definition.get("parameters", ())]
    yield from _query_disagreements(contract.document, parameters, callback)
    for parameter in parameters:
        if parameter["in"] == "header":
            yield from _value_disagreements(
                contract.document, parameter, callback.headers.get(parameter["name"].lower())
            )
    if "requestBody" in definition:
        yield from _body_disagreements(
            contract.document, resolve(contract.document, definition["requestBody"]), callback
        )
    elif callback.body:
        yield f"it has a body of {len(callback.body)} bytes, and none is documented"


def _query_disagreements(document: Document, parameters: list[dict[str, Any]], callback: Callback) -> Iterator[str]:
    documented = {parameter["name"]: parameter for parameter in parameters if parameter["in"] == "query"}
    sent = parse_qs(callback.query, keep_blank_values=True)
    for name in sent.keys() - documented.keys():
        yield f"the parameter {name!r} is not documented"
    for name, parameter in documented.items():
        values = sent.get(name, [])
        if len(values) > 1:
            yield f"the parameter {name!r} comes {len(values)} times"
        yield from _value_disagreements(document, parameter, values[0] if values else None)


def _value_disagreements(document: Document, parameter: dict[str, Any], value: str | None) -> Iterator[str]:
    where = f"the {'header' if parameter['in'] == 'header' else 'parameter'} {parameter['name']!r}"
    if value is None:
        if parameter.get("required"):
            yield f"{where} is missing"
        return
    schema = inline(document, parameter["schema"])
    yield from (f"{where}: {message}" for message in _errors(schema, _typed(value, schema)))


def _typed(value: str, schema: dict[str, Any]) -> object:
    """A text as the type that its schema speaks of, as far as it can be read as such."""
    if schema.get("type") in {"integer", "number", "boolean"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _body_disagreements(document: Document, body: dict[str, Any], callback: Callback) -> Iterator[str]:
    content_type = callback.headers.get("content-type", "").partition(";")[0].strip().lower()
    media = body["content"].get(content_type)
    if media is None:
        yield f"its content type is {content_type or 'missing'}, not {' or '.join(body['content'])}"
        return
    content = parse_json(callback.body)
    if content is UNREADABLE:
        yield "its body is not JSON"
        return
    yield from _errors(inline(document, media["schema"]), content)


def _errors(schema: dict[str, Any], value: object) -> Iterator[str]:
    for error in Draft202012Validator(schema, format_checker=_CHECKER).iter_errors(value):
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{where}: {error.message}" if where else error.message
