"""The ASGI face that every imitated service has: it reads bodies, waits and hangs up on order, dates and journals.

What an answer says is the provider's own affair: routing, credentials, envelopes and every fault but those of the
connection stay in its package.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conformance.sandbox.clock import Clock
from conformance.sandbox.control import is_control_path
from conformance.sandbox.faults import DELAY, DROP, TRUNCATE, Armoury, RequestFaults
from conformance.sandbox.journal import Entry, Journal
from conformance.sandbox.server import HANG_UP, MALFORMED

Header = tuple[bytes, bytes]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request as it came in.

    Attributes:
        scheme: ``http`` or ``https``.
        method: As it was sent.
        raw_path: The path as it was sent, percent-encoding included, without the query.
        query: What came after the question mark.
        headers: Names in lower case.
        body: Empty when the service does not read the bodies of this method.
        now_ms: The time of the request, in milliseconds since the epoch.
        is_http: False when the bytes could not be read as HTTP; nothing else of the request is then known.
        faults: The armed faults as this request meets them.
    """

    scheme: str
    method: str
    raw_path: bytes
    query: bytes
    headers: list[Header] = field(repr=False)
    body: bytes = field(repr=False)
    now_ms: int
    is_http: bool
    faults: RequestFaults


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer ready to be sent; its length and date are written here.

    Attributes:
        status: The HTTP status.
        content: The body.
        content_type: Empty when the header is not sent.
        headers: The others, names in lower case.
        code: The provider's error code, for the journal.
        trace_id: The provider's identifier of the answer, for the journal; empty when it has none.
    """

    status: int
    content: bytes
    content_type: bytes = b""
    headers: Sequence[Header] = ()
    code: str | None = None
    trace_id: str = ""


class Routed(NamedTuple):
    """Which operation a request asks for, ``None`` when for none, and what answers it either way."""

    operation: str | None
    respond: Callable[[Received], Reply]


class Service:
    """The provider's side of the application: one ASGI callable."""

    def __init__(
        self,
        *,
        route: Callable[[str, bytes], Routed],
        clock: Clock,
        armoury: Armoury,
        journal: Journal,
        unread: frozenset[str] = frozenset(),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Make a service.

        Args:
            route: Takes the method and the raw path of a request, before anything else of it is looked at.
            clock: Ticks once for each request.
            armoury: The armed faults.
            journal: Where every request is written down.
            unread: The methods whose bodies are left unread, because the service never asks for them.
            sleep: Waits so many seconds.
        """
        self._route = route
        self._clock = clock
        self._armoury = armoury
        self._journal = journal
        self._unread = unread
        self._sleep = sleep
        self._date = (0, b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = b"" if scope["method"] in self._unread else await _read_body(receive)
        if body is None:
            return
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        routed = self._route(scope["method"], raw_path)
        faults = RequestFaults(self._armoury, routed.operation)
        if faults:
            delay = faults.take(DELAY)
            if delay is not None:
                await self._sleep(delay.delay_ms / 1000)
        # From here to the finished answer nothing waits: requests see the state one after the other.
        request = Received(
            scheme=scope.get("scheme", "http"),
            method=scope["method"],
            raw_path=raw_path,
            query=scope["query_string"],
            headers=scope["headers"],
            body=body,
            now_ms=self._clock.tick(),
            is_http=MALFORMED not in scope.get("extensions", {}),
            faults=faults,
        )
        reply = routed.respond(request)
        drops = bool(faults) and faults.fires(DROP)
        # An empty body has no half: such an answer does not use up the fault.
        truncates = bool(faults) and not drops and bool(reply.content) and faults.fires(TRUNCATE)
        self._write_journal(request, reply)
        if drops:
            await _hang_up(scope, receive)
            return
        await self._send(scope, receive, send, request=request, reply=reply, truncates=truncates)

    def _write_journal(self, request: Received, reply: Reply) -> None:
        self._journal.add(
            Entry(
                time_ms=request.now_ms,
                method=request.method,
                path=request.raw_path.decode("latin-1"),
                operation=request.faults.operation,
                status=reply.status,
                code=reply.code,
                faults=tuple(request.faults.fired),
                trace_id=reply.trace_id,
            )
        )

    async def _send(
        self, scope: Scope, receive: Receive, send: Send, *, request: Received, reply: Reply, truncates: bool
    ) -> None:
        headers = [(b"content-type", reply.content_type)] if reply.content_type else []
        headers.append((b"content-length", str(len(reply.content)).encode()))
        headers.append((b"date", self._format_date(request.now_ms // 1000)))
        start: Message = {"type": "http.response.start", "status": reply.status, "headers": [*headers, *reply.headers]}
        await send(start)
        if truncates:
            half = reply.content[: len(reply.content) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await _hang_up(scope, receive)
            return
        await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else reply.content})

    def _format_date(self, now_s: int) -> bytes:
        if self._date[0] != now_s:
            self._date = (now_s, formatdate(now_s, usegmt=True).encode())
        return self._date[1]


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


def create_app(service: ASGIApp, control: ASGIApp) -> Starlette:
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
