"""The server starts at once, stops at once, hangs up on order, and words its refusal of what is no HTTP."""

import logging
import shlex
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from conformance.sandbox import faults, server, tikkie, twikey
from conformance.sandbox.clock import Clock
from conformance.sandbox.journal import Journal
from conformance.sandbox.tikkie import app, registration
from conformance.sandbox.tikkie.state import State
from tests import sandbox_world
from tests.sandbox_world import FIRST_KEY, World, code


@pytest.fixture
def world() -> World:
    """A world whose sandbox is also served on a port."""
    return World(sandbox_world.registration())


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    """A client of the served sandbox."""
    with (
        server.running(world.sandbox.app) as running,
        httpx.Client(base_url=running.base_url, trust_env=False, headers={"API-Key": FIRST_KEY}) as made,
    ):
        yield made


def exchange(client: httpx.Client, raw: bytes) -> bytes:
    """Send raw bytes and read until the server closes."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10) as connection:
        connection.sendall(raw)
        chunks = []
        while chunk := connection.recv(65_536):
            chunks.append(chunk)
    return b"".join(chunks)


def test_server_answers_as_soon_as_it_is_started(client: httpx.Client) -> None:
    """The provider's paths and the control plane are both there, on a loopback address."""
    assert client.base_url.host == "127.0.0.1"
    assert code(client.get("/v1/tikkie/platforms")) == "ERR_1002_002"
    assert client.get("/_sandbox").json()["provider"] == "tikkie"
    assert client.get("/_sandbox/").json()["provider"] == "tikkie"


def test_connection_is_kept_alive(client: httpx.Client) -> None:
    """Several requests share one connection, refusals and unread bodies included."""
    for _ in range(3):
        response = client.request("GET", "/v1/tikkie/platforms", content=b"x" * 100_000)
        assert response.headers.get("connection") != "close"
    assert "server" not in response.headers


def test_taken_port_is_said_in_one_sentence(client: httpx.Client) -> None:
    """A second server on the port is refused before a thread starts."""
    port = client.base_url.port or 0
    before = threading.active_count()
    with pytest.raises(server.PortInUse, match=f"^port {port} on 127.0.0.1 is in use$"):
        server.start(_nothing, port=port)
    assert before == threading.active_count()


def test_stop_frees_the_port_and_ends_the_thread(world: World) -> None:
    """After stop, which may be called twice, the thread is gone and the port can be taken again."""
    before = threading.active_count()
    running = server.start(world.sandbox.app)
    port = int(running.base_url.rpartition(":")[2])
    assert running.control_url == f"{running.base_url}/_sandbox"
    with httpx.Client(base_url=running.base_url, trust_env=False) as kept_alive:
        kept_alive.get("/_sandbox")
        running.stop()
        running.stop()
    assert before == threading.active_count()
    server.start(world.sandbox.app, port=port).stop()


def test_stop_does_not_wait_for_a_slow_answer(world: World) -> None:
    """A request that is being delayed for a minute does not hold the server up."""
    running = server.start(world.sandbox.app)
    world.control("POST", "/faults", {"fault": "delay", "delay_ms": 60_000})
    address = httpx.URL(running.base_url)
    with socket.create_connection((address.host, address.port or 0), timeout=10) as connection:
        connection.sendall(b"GET /v1/tikkie HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        # Another answer on a second connection shows that the first request has been taken up.
        httpx.get(f"{running.base_url}/_sandbox", trust_env=False)
        running.stop()


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve nothing."""


def test_drop_closes_without_an_answer(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """The connection ends before a single byte, once, and the server does not complain."""
    client.post("/_sandbox/faults", json={"fault": "drop", "times": 1})
    with caplog.at_level(logging.DEBUG), pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.get("/v1/tikkie/platforms")
    assert [record.message for record in caplog.records if record.name.startswith(("uvicorn", "conformance"))] == []
    assert client.get("/v1/tikkie/platforms").status_code == 400
    log = client.get("/_sandbox/log").json()
    assert ([each["faults"] for each in log["requests"]], log["counters"]["unhandled"]) == ([["drop"], []], 0)


def test_truncate_closes_after_half_a_body(client: httpx.Client) -> None:
    """The length promises more than comes."""
    whole = client.get("/v1/tikkie/platforms").content
    client.post("/_sandbox/faults", json={"fault": "truncate", "times": 1})
    with pytest.raises(httpx.RemoteProtocolError, match=f"received {len(whole) // 2} bytes, expected {len(whole)}"):
        client.get("/v1/tikkie/platforms")
    assert len(client.get("/v1/tikkie/platforms").content) == len(whole)


def test_delay_waits_as_long_as_ordered(world: World) -> None:
    """The service sleeps for delay_ms before it answers, as often as ordered."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    armoury = faults.Armoury()
    armoury.arm(faults.Order(name="delay", delay_ms=250, times=2))
    clients = registration.load_clients(sandbox_world.registration())
    state = State(clients=clients, seed=1, clock=Clock(start_ms=0))
    service = app.Service(state=state, armoury=armoury, journal=Journal(), sleep=sleep)
    world.transport = httpx.ASGITransport(app=app.create_app(service, _nothing))
    assert [code(world.call("GET", "/platforms", authorization=None)) for _ in range(3)] == ["ERR_1002_002"] * 3
    assert waited == [0.25, 0.25]


@pytest.mark.parametrize(
    "raw",
    [
        b"NONSENSE\r\n\r\n",
        b"FETCH / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: \x01\r\n\r\n",
        b"GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\n",
    ],
    ids=["line", "method", "header", "path", "length"],
)
def test_what_is_no_http_is_refused_in_the_providers_words(client: httpx.Client, raw: bytes) -> None:
    """Bytes that cannot be read as a request get 400 with the envelope and a trace identifier, then the end."""
    answer = exchange(client, raw)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"ERR_1003_006" in answer
    assert b"\r\ntrace-id: " in answer
    assert client.get("/_sandbox/log").json()["counters"]["unhandled"] == 0


def test_other_application_never_sees_what_is_no_http() -> None:
    """An application that does not ask for it keeps the server's bare 400."""
    with server.running(_nothing) as running, httpx.Client(base_url=running.base_url) as client:
        assert exchange(client, b"NONSENSE\r\n\r\n").endswith(b"Invalid HTTP request received.")


def test_pipelined_requests_are_answered_in_order(client: httpx.Client) -> None:
    """Two requests in one packet get two answers."""
    one = b"GET /_sandbox/clock HTTP/1.1\r\nHost: localhost\r\n\r\n"
    two = b"GET /v1/tikkie HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = exchange(client, one + two)
    assert answer.index(b"now_s") < answer.index(b"ERR_1002_003")


def test_upgrade_is_ignored(client: httpx.Client) -> None:
    """An offer to switch protocols changes nothing."""
    headers = {"Connection": "Upgrade", "Upgrade": "websocket"}
    assert code(client.get("/v1/tikkie/platforms", headers=headers)) == "ERR_1002_002"


@pytest.fixture
def twikey_client(tmp_path: Path) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    """A client of a served Twikey sandbox, and the credentials of that one."""
    sandbox = twikey.create_sandbox(key_folder=tmp_path)
    with (
        server.running(sandbox.app) as running,
        httpx.Client(base_url=running.base_url, trust_env=False) as made,
    ):
        yield made, sandbox.credentials


H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk\r\n"
"""What Java's HTTP client sends with every request."""


def post(body: bytes, *extra: bytes) -> bytes:
    """The bytes of a login with an offer of HTTP/2."""
    length = b"Content-Length: %d\r\n" % len(body) if not extra else b"".join(extra)
    return b"POST /creditor HTTP/1.1\r\nHost: localhost\r\n" + H2C + length + b"\r\n" + body


def test_body_of_a_post_with_an_offer_of_http2_is_read(
    twikey_client: tuple[httpx.Client, dict[str, str]],
) -> None:
    """Java's client logs in: HTTP/2 is declined, the form behind the offer counts, and the connection goes on."""
    client, credentials = twikey_client
    login = post(f"apiToken={credentials['api_token']}".encode())
    closing = login.replace(b"Connection: Upgrade,", b"Connection: close, Upgrade,")
    answer = exchange(client, login + closing)
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert answer.count(b'{"Authorization":"') == 2
    assert b"ApiError".lower() not in answer.lower()
    log = client.get("/_sandbox/log").json()
    assert ([each["status"] for each in log["requests"]], log["counters"]["unhandled"]) == ([200, 200], 0)


@pytest.mark.parametrize("at", [30, 60, 200, -5], ids=["line", "fields", "offer", "body"])
def test_request_with_an_offer_may_come_in_pieces(twikey_client: tuple[httpx.Client, dict[str, str]], at: int) -> None:
    """Wherever the bytes are parted, a chunked form behind an offer is read whole."""
    client, credentials = twikey_client
    form = f"apiToken={credentials['api_token']}".encode()
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(form), form)
    raw = post(chunked, b"Transfer-Encoding: chunked\r\n").replace(b"Upgrade, HTTP2", b"close, Upgrade, HTTP2")
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10) as connection:
        connection.sendall(raw[:at])
        # Another answer on a second connection shows that the first piece has been taken up.
        client.get("/_sandbox")
        connection.sendall(raw[at:])
        chunks = []
        while chunk := connection.recv(65_536):
            chunks.append(chunk)
    assert b'{"Authorization":"' in b"".join(chunks)


def test_request_without_a_body_may_offer_http2(twikey_client: tuple[httpx.Client, dict[str, str]]) -> None:
    """Reading a feed with the offer is like reading it without, a thousand times in one packet too."""
    client, credentials = twikey_client
    session = client.post("/creditor", data={"apiToken": credentials["api_token"]}).headers["authorization"]
    field = f"Authorization: {session}\r\n".encode()
    get = b"GET /creditor/transaction HTTP/1.1\r\nHost: localhost\r\n" + field + H2C + b"\r\n"
    answer = exchange(client, get * 1000 + get.replace(b"Upgrade, ", b"close, Upgrade, "))
    assert answer.count(b'{"Entries":[]}') == 1001


def test_tunnel_is_refused(twikey_client: tuple[httpx.Client, dict[str, str]]) -> None:
    """CONNECT, which asks for another protocol by itself, is no request to the service."""
    client, _ = twikey_client
    answer = exchange(client, b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_curl_line_works_when_pasted(tmp_path: Path) -> None:
    """The printed line lists the platforms of a fresh sandbox."""
    sandbox = tikkie.create_sandbox(key_folder=tmp_path)
    with server.running(sandbox.app) as running:
        line = tikkie.curl_line(running.base_url, sandbox.credentials)
        command = shlex.split(line)
        assert command[0] == "curl"
        headers = dict(part.split(": ", 1) for part in command if ": " in part)
        response = httpx.get(command[-1], headers=headers, trust_env=False)
    assert (response.status_code, response.json()) == (200, [])


def test_server_is_reachable_on_the_other_loopback() -> None:
    """An IPv6 address is written with brackets."""
    if not _has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    with server.running(_nothing, host="::1") as running:
        assert running.base_url.startswith("http://[::1]:")


def _has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True
