"""The HTTP face of the imitated service: every request gets the provider's own kind of answer."""

import asyncio
import functools
import json
from typing import Any

from starlette.types import Receive, Scope, Send

from conformance.sandbox import service
from conformance.sandbox.faults import ERROR_PREFIX, Armoury
from conformance.sandbox.journal import Journal
from conformance.sandbox.service import Received, Reply, Routed, Sleep, create_app
from conformance.sandbox.tikkie import access, faults, routes
from conformance.sandbox.tikkie.calls import Answer, Call, Crash, split_path
from conformance.sandbox.tikkie.errors import ERRORS, Refusal
from conformance.sandbox.tikkie.state import State

__all__ = ["Service", "create_app"]

_Operations = dict[str, routes.Operation]


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
        segments = split_path(raw_path)
        operations = routes.match(segments)
        operation = operations.get(method)
        respond = functools.partial(self._respond, segments, operations, operation)
        return Routed(operation.name if operation else None, respond)

    def _respond(
        self,
        segments: tuple[str, ...],
        operations: _Operations,
        operation: routes.Operation | None,
        request: Received,
    ) -> Reply:
        call = Call(
            state=self._state,
            faults=request.faults,
            method=request.method,
            segments=segments,
            headers=request.headers,
            query=request.query,
            body=request.body,
            now_ms=request.now_ms,
            is_http=request.is_http,
        )
        answer = self._answer(call, operations, operation)
        return Reply(
            status=answer.status,
            content=answer.raw if answer.raw is not None else _render(answer.body),
            content_type=answer.headers[b"content-type"],
            headers=((b"trace-id", answer.trace_id.encode()),) if answer.trace_id else (),
            code=answer.code,
            trace_id=answer.trace_id,
        )

    def _answer(self, call: Call, operations: _Operations, operation: routes.Operation | None) -> Answer:
        trace_id = self._state.new_trace_id()
        try:
            _force_error(call)
            status, body = _handle(call, operations, operation)
            answer = Answer(status=status, body=body, trace_id=trace_id)
        except Refusal as refusal:
            answer = _refuse(refusal, trace_id)
        except Crash:
            answer = Answer(status=500, body=None, trace_id="", raw=b"Internal Server Error")
            answer.headers[b"content-type"] = b"text/plain; charset=utf-8"
        except Exception as error:  # noqa: BLE001 - the imitated service always answers; the journal tells the truth
            self._journal.add_unhandled(error)
            answer = _refuse(Refusal("ERR_8100_001"), trace_id)
        if call.faults:
            faults.spoil(answer, call)
        self._state.last_trace_id = answer.trace_id or self._state.last_trace_id
        return answer


def _handle(call: Call, operations: _Operations, operation: routes.Operation | None) -> tuple[int, Any]:
    """Let the caller in, then do what was asked; who may not come in learns nothing about paths."""
    if not call.is_http:
        raise Refusal("ERR_1003_006", "it is not HTTP")
    let_in = access.identify_client if call.segments == routes.TOKEN_PATH else access.authorize
    client = let_in(call)
    if operation is not None:
        return operation.success, operation.handle(call, client)
    if operations:
        if call.faults.fires("wrong-method-accepted"):
            return 200, {}
        raise Refusal("ERR_1100_007", f"{call.method} is not an operation of this path")
    if call.faults.fires("unknown-path-200"):
        return 200, {}
    raise Refusal("ERR_4001_001")


def _force_error(call: Call) -> None:
    """Refuse with the first armed ``error:CODE``."""
    if not call.faults:
        return
    for name in call.faults.names():
        if name.startswith(ERROR_PREFIX) and call.faults.fires(name):
            raise Refusal(name.removeprefix(ERROR_PREFIX))


def _refuse(refusal: Refusal, trace_id: str) -> Answer:
    kind = ERRORS[refusal.code]
    error = {
        "code": refusal.code,
        "category": kind.category,
        "message": f"{kind.message}: {refusal.detail}" if refusal.detail else kind.message,
        "reference": kind.reference,
        "traceId": trace_id,
        "status": kind.status,
    }
    return Answer(status=kind.status, body={"errors": [error]}, trace_id=trace_id, code=refusal.code)


def _render(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
