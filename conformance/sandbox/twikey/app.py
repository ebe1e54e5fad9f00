"""The HTTP face of the imitated service: every request gets the provider's own kind of answer."""

import asyncio
import functools
import json
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.sandbox import control, service
from conformance.sandbox.faults import ERROR_PREFIX, Armoury, RequestFaults
from conformance.sandbox.journal import Journal
from conformance.sandbox.service import Received, Reply, Routed, Sleep, create_app
from conformance.sandbox.twikey import collecting, routes, spoilers
from conformance.sandbox.twikey.calls import JSON, Answer, Call, Crash, split_path
from conformance.sandbox.twikey.errors import ERRORS, NO_SESSION, Refusal, status_of
from conformance.sandbox.twikey.messages import text_of
from conformance.sandbox.twikey.state import State

__all__ = ["Service", "create_app", "wait_for_callbacks"]

_Operations = dict[str, routes.Operation]
_CALLBACKS_PATH = f"{control.PREFIX}/events/callbacks"


class Service:
    """The provider's side of the application: one ASGI callable over the state."""

    def __init__(self, *, state: State, armoury: Armoury, journal: Journal, sleep: Sleep = asyncio.sleep) -> None:
        self._state = state
        self._journal = journal
        self._serve = service.Service(
            route=self._route,
            clock=state.clock,
            armoury=armoury,
            journal=journal,
            unread=frozenset({"GET", "HEAD"}),
            sleep=sleep,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._serve(scope, receive, send)

    def _route(self, method: str, raw_path: bytes) -> Routed:
        path = split_path(raw_path)
        operations = routes.match(path)
        operation = operations.get(method)
        respond = functools.partial(self._respond, path, operations, operation)
        return Routed(operation.name if operation else None, respond)

    def _respond(
        self, path: routes.Path, operations: _Operations, operation: routes.Operation | None, request: Received
    ) -> Reply:
        call = Call(
            state=self._state,
            faults=request.faults,
            method=request.method,
            path=path,
            headers=request.headers,
            query=request.query,
            body=request.body,
            now_ms=request.now_ms,
        )
        answer = self._answer(call, operations, operation, is_http=request.is_http)
        content = answer.raw if answer.raw is not None else _render(answer.body)
        return Reply(
            status=answer.status,
            content=content,
            content_type=answer.content_type if content or answer.raw is not None else b"",
            headers=tuple(answer.headers.items()),
            code=answer.code if answer.code in ERRORS else None,
        )

    def _answer(
        self, call: Call, operations: _Operations, operation: routes.Operation | None, *, is_http: bool
    ) -> Answer:
        try:
            collecting.settle(self._state, call.faults)
            answer = _handle(call, operations, operation, is_http=is_http)
        except Refusal as refusal:
            answer = _refuse(refusal, call)
        except Crash:
            answer = Answer(status=500, raw=b"Internal Server Error", content_type=b"text/plain", code="crash")
        except Exception as error:  # noqa: BLE001 - the imitated service always answers; the journal tells the truth
            self._journal.add_unhandled(error)
            answer = _refuse(Refusal("error_system"), call)
        if call.faults:
            spoilers.spoil(answer, call)
        return answer


def _handle(call: Call, operations: _Operations, operation: routes.Operation | None, *, is_http: bool) -> Answer:
    """Find the operation, then let the caller in: who has no session still learns which paths there are."""
    if not is_http:
        raise Refusal("err_invalid_input")
    _force_error(call)
    if operation is not None and not (operation.alias == call.path and call.faults.fires("alias-path-unknown")):
        return operation.handle(call)
    if operation is None and operations:
        if call.faults.fires("wrong-method-accepted"):
            return Answer(status=200, body={})
        raise Refusal("err_not_found", status=405, allow=tuple(sorted(operations)))
    if call.faults.fires("unknown-path-200"):
        return Answer(status=200, body={})
    raise Refusal("err_not_found")


def _force_error(call: Call) -> None:
    """Refuse with the first armed ``error:CODE``."""
    if not call.faults:
        return
    for name in call.faults.names():
        if name.startswith(ERROR_PREFIX) and call.faults.fires(name):
            raise Refusal(name.removeprefix(ERROR_PREFIX))


def _refuse(refusal: Refusal, call: Call) -> Answer:
    if refusal.code == NO_SESSION:
        return Answer(status=401, raw=b"Not logged in", content_type=b"text/plain", code=NO_SESSION)
    options = call.state.options
    status = refusal.status or status_of(
        refusal.code, call.faults.operation, policy=options.status_policy, login_failure=options.login_failure
    )
    language = call.language()
    if language != "en" and call.faults.fires("message-language-ignored"):
        language = "en"
    # Sources disagree on which of the two headers has the code, so both have it.
    headers = {b"apierror": refusal.code.encode(), b"apierrorcode": refusal.code.encode()}
    if refusal.allow:
        headers[b"allow"] = ", ".join(refusal.allow).encode()
    body = {"code": refusal.code, "message": text_of(refusal.code, language)}
    return Answer(status=status, body=body, headers=headers, content_type=JSON, code=refusal.code)


def _render(body: Any) -> bytes:
    if body is ...:
        return b""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def wait_for_callbacks(plane: ASGIApp, state: State, armoury: Armoury) -> ASGIApp:
    """Return the control plane, made to wait until every callback is delivered or given up before it lists them."""

    async def listen(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == _CALLBACKS_PATH:
            # What is due is sent now and not after the wait.
            collecting.settle(state, RequestFaults(armoury, None))
            await state.deliveries.drained()
        await plane(scope, receive, send)

    return listen
