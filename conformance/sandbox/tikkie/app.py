"""The ASGI face of the imitated service: every request gets the provider's own kind of answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conformance.sandbox.control import is_control_path
from conformance.sandbox.faults import DELAY, DROP, ERROR_PREFIX, TRUNCATE, Armoury, RequestFaults
from conformance.sandbox.journal import Entry, Journal
from conformance.sandbox.server import HANG_UP, MALFORMED
from conformance.sandbox.tikkie import access, faults, routes
from conformance.sandbox.tikkie.calls import Answer, Call, Crash, split_path
from conformance.sandbox.tikkie.errors import ERRORS, Refusal
from conformance.sandbox.tikkie.state import State

Sleep = Callable[[float], Awaitable[None]]


class Service:
    """The provider's side of the application: one ASGI callable over the state."""

    def __init__(self, *, state: State, armoury: Armoury, journal: Journal, sleep: Sleep = asyncio.sleep) -> None:
        self._state = state
        self._armoury = armoury
        self._journal = journal
        self._sleep = sleep
        self._date = (0, b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = b"" if scope["method"] in {"GET", "HEAD"} else await _read_body(receive)
        if body is None:
            return
        segments = split_path(scope.get("raw_path") or scope["path"].encode())
        operations = routes.match(segments)
        operation = operations.get(scope["method"])
        request_faults = RequestFaults(self._armoury, operation.name if operation else None)
        if request_faults:
            delay = request_faults.take(DELAY)
            if delay is not None:
                await self._sleep(delay.delay_ms / 1000)
        # From here to the finished answer nothing waits: requests see the state one after the other.
        call = Call(
            state=self._state,
            faults=request_faults,
            method=scope["method"],
            segments=segments,
            headers=scope["headers"],
            query=scope["query_string"],
            body=body,
            now_ms=self._state.clock.tick(),
            is_http=MALFORMED not in scope.get("extensions", {}),
        )
        answer = self._answer(call, operations, operation)
        drops = bool(request_faults) and request_faults.fires(DROP)
        truncates = bool(request_faults) and not drops and request_faults.fires(TRUNCATE)
        self._write_journal(scope, call, answer)
        if drops:
            await _hang_up(scope, receive)
            return
        await self._send(scope, receive, send, call=call, answer=answer, truncates=truncates)

    def _answer(
        self, call: Call, operations: dict[str, routes.Operation], operation: routes.Operation | None
    ) -> Answer:
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

    def _write_journal(self, scope: Scope, call: Call, answer: Answer) -> None:
        raw_path = scope.get("raw_path") or scope["path"].encode()
        self._journal.add(
            Entry(
                time_ms=call.now_ms,
                method=call.method,
                path=raw_path.decode("latin-1"),
                operation=call.faults.operation,
                status=answer.status,
                code=answer.code,
                faults=tuple(call.faults.fired),
                trace_id=answer.trace_id,
            )
        )

    async def _send(
        self, scope: Scope, receive: Receive, send: Send, *, call: Call, answer: Answer, truncates: bool
    ) -> None:
        content = answer.raw if answer.raw is not None else _render(answer.body)
        headers = [*answer.headers.items(), (b"content-length", str(len(content)).encode())]
        headers.append((b"date", self._format_date(call.now_ms // 1000)))
        if answer.trace_id:
            headers.append((b"trace-id", answer.trace_id.encode()))
        start: Message = {"type": "http.response.start", "status": answer.status, "headers": headers}
        await send(start)
        if truncates:
            await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
            await _hang_up(scope, receive)
            return
        await send({"type": "http.response.body", "body": b"" if call.method == "HEAD" else content})

    def _format_date(self, now_s: int) -> bytes:
        if self._date[0] != now_s:
            self._date = (now_s, formatdate(now_s, usegmt=True).encode())
        return self._date[1]


def _handle(call: Call, operations: dict[str, routes.Operation], operation: routes.Operation | None) -> tuple[int, Any]:
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


async def _read_body(receive: Receive) -> bytes | None:
    """Return the whole body, ``None`` when the caller has gone."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection and wait until the server has noticed, so that it finds nothing to complain about."""
    extension = scope.get("extensions", {}).get(HANG_UP)
    if extension is None:
        raise ConnectionAbortedError("the connection is dropped by a fault")
    extension["close"]()
    while (await receive())["type"] != "http.disconnect":
        pass


def create_app(service: Service, control: ASGIApp) -> Starlette:
    """Return the application: the control plane under its prefix, the provider for every other path."""

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        in_control = scope["type"] == "http" and is_control_path(scope["path"])
        await (control if in_control else service)(scope, receive, send)

    app = Starlette()
    app.state.answers_malformed = True
    # No routes: Starlette would answer in its own words, not the provider's, whatever no route matches.
    app.router.redirect_slashes = False
    app.router.default = dispatch
    return app
