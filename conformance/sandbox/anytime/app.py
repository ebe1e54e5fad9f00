"""The HTTP face of the imitated service: every request gets the provider's own kind of answer."""

import asyncio
import functools
import json
import re
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.sandbox import service
from conformance.sandbox.anytime import access, routes, spoilers
from conformance.sandbox.anytime.calls import Answer, Call, Crash, seal, split_path
from conformance.sandbox.anytime.errors import ERRORS, OPERATION_ERRORS, UNROUTED, Refusal, status_of
from conformance.sandbox.anytime.formats import Literal
from conformance.sandbox.anytime.state import State
from conformance.sandbox.control import PREFIX
from conformance.sandbox.faults import ERROR_PREFIX, Armoury
from conformance.sandbox.journal import Journal
from conformance.sandbox.service import Received, Reply, Routed, Sleep

_VERSION = re.compile(r"v(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)")

# Who calls is not part of what the shared face hands on; it answers a request in the task that called it.
_peer: ContextVar[str] = ContextVar("peer", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Route:
    """What a path asks for: the methods that it has, and the operation when method and version are good."""

    segments: tuple[str, ...]
    methods: dict[str, routes.Operation | None]
    version: str
    operation: str | None

    @property
    def is_token_call(self) -> bool:
        return self.segments == routes.TOKEN_PATH


def create_service(*, state: State, armoury: Armoury, journal: Journal, sleep: Sleep = asyncio.sleep) -> ASGIApp:
    """Return the provider's side of the application, over the state."""
    anytime = service.Service(
        route=functools.partial(_route, state, journal),
        clock=state.clock,
        armoury=armoury,
        journal=journal,
        unread=frozenset({"GET", "HEAD"}),
        sleep=sleep,
    )

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        _peer.set(client[0] if client else "")
        await anytime(scope, receive, send)

    return serve


def wait_for_deliveries(state: State, control: ASGIApp) -> ASGIApp:
    """Return the control plane, in which listing the webhooks waits until every one of them is done.

    An event is answered at once and must not hold up the loop that serves the provider's side.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == f"{PREFIX}/events/callbacks":
            await state.deliveries.drained()
        await control(scope, receive, send)

    return serve


def _route(state: State, journal: Journal, method: str, raw_path: bytes) -> Routed:
    found = _find_route(method, split_path(raw_path))
    return Routed(found.operation, functools.partial(_respond, state, journal, found))


def _find_route(method: str, segments: tuple[str, ...]) -> _Route:
    if segments == routes.TOKEN_PATH:
        operation = access.TOKEN_OPERATION if method == "POST" else None
        return _Route(segments=segments, methods={"POST": None}, version=routes.VERSION, operation=operation)
    operations = routes.match(segments[1:])
    wanted = operations.get(method) if segments[:1] == (routes.VERSION,) else None
    return _Route(
        segments=segments,
        methods=dict(operations),
        version=segments[0] if segments else "",
        operation=wanted.name if wanted is not None else None,
    )


def _respond(state: State, journal: Journal, found: _Route, request: Received) -> Reply:
    call = Call(
        state=state,
        faults=request.faults,
        method=request.method,
        segments=found.segments,
        headers=request.headers,
        query=request.query,
        body=request.body,
        peer=_peer.get(),
        now_ms=request.now_ms,
    )
    request_id = state.new_number("request")
    answer = _answer(call, found, journal, request_id=request_id, is_http=request.is_http)
    state.last_request_id = (answer.envelope or {}).get("request_id", request_id)
    return Reply(
        status=answer.status,
        content=answer.raw if answer.raw is not None else _render(answer.envelope),
        content_type=answer.content_type,
        headers=((b"allow", ", ".join(answer.allow).encode()),) if answer.allow else (),
        code=answer.code,
        trace_id=str(request_id),
    )


def _answer(call: Call, found: _Route, journal: Journal, *, request_id: int, is_http: bool) -> Answer:
    try:
        call.user = access.find_named_user(call, is_token_call=found.is_token_call)
        result = _handle(call, found, is_http=is_http)
        answer = result if isinstance(result, Answer) else _accept(result, call, request_id)
    except Refusal as refusal:
        answer = _refuse(refusal, call, request_id)
    except Crash:
        answer = Answer(status=500, raw=b"Internal Server Error", content_type=b"text/plain; charset=utf-8")
    except Exception as error:  # noqa: BLE001 - the imitated service always answers; the journal tells the truth
        journal.add_unhandled(error)
        answer = _refuse(Refusal("5000010"), call, request_id)
    if call.faults:
        spoilers.spoil(answer, call)
    return answer


def _handle(call: Call, found: _Route, *, is_http: bool) -> dict[str, Any] | Answer:
    """Find out what was asked, then let the caller in and do it: a path is known or not to everybody."""
    if not is_http:
        raise Refusal("4000010", "it is not HTTP")
    _force_error(call)
    if not found.methods:
        if call.faults.fires("unknown-path-200"):
            return {}
        raise Refusal("4040010")
    if call.method not in found.methods:
        if call.faults.fires("wrong-method-accepted"):
            return {}
        raise Refusal("4050010", allow=tuple(found.methods))
    if found.version != routes.VERSION:
        is_version = bool(_VERSION.fullmatch(found.version))
        if not call.faults.fires("other-version-accepted" if is_version else "bad-version-accepted"):
            raise Refusal("4000011" if is_version else "4000010")
    operation = found.methods[call.method]
    if operation is None:
        return access.create_token(call)
    return operation.handle(call, access.authorize(call, operation.name))


def _force_error(call: Call) -> None:
    """Refuse with the first armed ``error:CODE`` that this request can get."""
    if not call.faults:
        return
    operation = call.faults.operation
    possible = UNROUTED if operation is None else OPERATION_ERRORS[operation]
    for name in call.faults.names():
        code = name.removeprefix(ERROR_PREFIX)
        if code != name and code in possible and call.faults.fires(name):
            raise Refusal(code)


def _accept(body: dict[str, Any], call: Call, request_id: int) -> Answer:
    return Answer(status=200, envelope=_seal(body, call, request_id))


def _refuse(refusal: Refusal, call: Call, request_id: int) -> Answer:
    if call.use is not None:
        call.use.refused = True
    kind = ERRORS[refusal.code]
    error = {
        "code": int(refusal.code),
        "message": f"{kind.message} {refusal.detail}".rstrip(),
        "exception": kind.exception,
    }
    return Answer(
        status=status_of(refusal.code),
        envelope=_seal({"error": error}, call, request_id),
        code=refusal.code,
        allow=refusal.allow,
    )


def _seal(body: dict[str, Any], call: Call, request_id: int) -> dict[str, Any]:
    username = call.user.username if call.user is not None else ""
    return seal(body, request_id=request_id, now_ms=call.now_ms, username=username)


def _render(envelope: dict[str, Any] | None) -> bytes:
    """Return an envelope as JSON, in which a literal is written as it is."""
    members = (f"{_dump(name)}:{_dump(value)}" for name, value in (envelope or {}).items())
    return f"{{{','.join(members)}}}".encode()


def _dump(value: Any) -> str:
    if isinstance(value, Literal):
        return value.text
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
