"""Run an ASGI application on a loopback port in a background thread."""

import asyncio
import contextlib
import errno
import logging
import socket
import sys
import threading
from collections.abc import Iterator

import httptools
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

HANG_UP = "sandbox.hang_up"
"""The ASGI extension with which an application closes its connection without (the rest of) an answer."""

MALFORMED = "sandbox.malformed"
"""The ASGI extension of a request that stands for bytes that are no HTTP: the application words the refusal.

Only an application with ``app.state.answers_malformed`` gets such requests.
"""

_LOGGER = logging.getLogger(__name__)
_LOGGER.addHandler(logging.NullHandler())
_BACKLOG = 2048
_START_TIMEOUT_S = 30.0


class PortInUse(OSError):
    """The wanted port is taken by another process."""


class _Protocol(HttpToolsProtocol):
    """uvicorn's protocol, lending the application a way to hang up and a say on what is no HTTP.

    It declines every offer to switch protocols, as a server may: Java's HTTP client offers HTTP/2 with each request.
    The parser stops where such a request has its body, so the request is read again without the offer.
    """

    _again = b""

    def data_received(self, data: bytes) -> None:
        # A loop, because one packet may hold any number of requests with an offer.
        while data:
            self._received = data
            super().data_received(data)
            data, self._again = self._again, b""

    def _should_upgrade(self) -> bool:
        # CONNECT is an offer by itself: without it nothing would be left to read.
        return bool(self.parser.get_method() != b"CONNECT")

    def handle_websocket_upgrade(self) -> None:
        # uvicorn calls this, for any protocol here, where it caught the parser's exception and did nothing else yet.
        offer = sys.exception()
        if not isinstance(offer, httptools.HttpParserUpgrade):
            raise TypeError("the parser did not stop at an offer")
        request_line = b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        fields = [b"%s: %s" % (name, value) for name, value in self.headers if name != b"upgrade"]
        self._again = b"\r\n".join((request_line, *fields, b"", self._received[offer.args[0] :]))
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        # uvicorn's own logger writes to stderr when nobody configured it.
        self.logger = _LOGGER
        super().connection_made(transport)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {HANG_UP: {"close": self.transport.close}}

    def send_400_response(self, msg: str) -> None:
        is_busy = self.cycle is not None and not self.cycle.response_complete
        if is_busy or self.transport.is_closing() or not _answers_malformed(self.config.app):
            super().send_400_response(msg)
            return
        # What the parser has read of the request cannot be trusted; a blank one stands for it.
        self.on_message_begin()
        self.scope["method"] = "GET"
        self.scope["path"], self.scope["raw_path"], self.scope["query_string"] = "/", b"/", b""
        self.scope["extensions"] = {**(self.scope["extensions"] or {}), MALFORMED: {}}
        self.cycle = RequestResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=False,
            on_response=self.on_response_complete,
        )
        self.cycle.more_body = False
        self.cycle.message_event.set()
        self._start_asgi_task(self.cycle, self.app)


def _answers_malformed(app: object) -> bool:
    """Return whether an application says in its ``state`` that it knows ``MALFORMED``; others keep uvicorn's 400."""
    return bool(getattr(getattr(app, "state", None), "answers_malformed", False))


class RunningServer:
    """A server that accepts connections until ``stop``."""

    def __init__(self, *, base_url: str, loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> None:
        self.base_url = base_url
        self.control_url = f"{base_url}/_sandbox"
        self._loop = loop
        self._stopping = stopping
        self._thread = threading.current_thread()

    def stop(self) -> None:
        """Stop accepting, close every connection and wait for the thread; a second call does nothing."""
        # A loop that is closed already has nothing left to stop.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()


class _Start:
    """What the serving thread tells the starting one: the server, or why there is none."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.server: RunningServer | None = None
        self.error: BaseException | None = None


def start(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> RunningServer:
    """Serve an application and return when it accepts connections.

    Args:
        app: Any ASGI application; lifespan events are not sent to it.
        host: Loopback address to bind.
        port: TCP port; 0 takes a free one.

    Raises:
        PortInUse: Another process listens on the port.
        OSError: The address cannot be bound, or the server did not come up.
    """
    # Bound here and not in the thread, so that a conflict is the caller's exception.
    listener = _bind(host, port)
    begun = _Start()
    threading.Thread(target=_serve, args=(app, listener, begun), name="sandbox", daemon=True).start()
    if not begun.done.wait(_START_TIMEOUT_S) or begun.server is None:
        listener.close()
        raise OSError(f"the server on {host} did not start") from begun.error
    return begun.server


@contextlib.contextmanager
def running(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[RunningServer]:
    """Serve an application for the length of a ``with`` block."""
    server = start(app, host=host, port=port)
    try:
        yield server
    finally:
        server.stop()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(f"port {port} on {host} is in use") from error
        raise
    return listener


def _serve(app: ASGIApp, listener: socket.socket, begun: _Start) -> None:
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        # The control plane asks who is calling: no header may say otherwise.
        proxy_headers=False,
        timeout_keep_alive=75,
    )
    try:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_accept(config, listener, begun))
    except BaseException as error:  # noqa: BLE001 - handed to the thread that waits for the start
        begun.error = error
    finally:
        begun.done.set()


async def _accept(config: uvicorn.Config, listener: socket.socket, begun: _Start) -> None:
    """Serve until told to stop.

    uvicorn's own ``Server`` looks for the order to stop ten times a second and sleeps while it shuts down; a suite
    that starts hundreds of sandboxes cannot wait for that, so only its protocol is used.
    """
    config.load()
    loop = asyncio.get_running_loop()
    state = ServerState()
    stopping = asyncio.Event()
    server = await loop.create_server(
        lambda: _Protocol(config=config, server_state=state, app_state={}), sock=listener, backlog=_BACKLOG
    )
    host, port = listener.getsockname()[:2]
    shown_host = f"[{host}]" if ":" in host else host
    begun.server = RunningServer(base_url=f"http://{shown_host}:{port}", loop=loop, stopping=stopping)
    begun.done.set()
    await stopping.wait()
    server.close()
    for task in list(state.tasks):
        task.cancel()
    for connection in list(state.connections):
        connection.transport.abort()
    await asyncio.gather(*state.tasks, return_exceptions=True)
