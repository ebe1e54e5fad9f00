"""The Payconiq sandbox on a real port: bytes on the wire, broken requests, faults of the connection."""

import shlex
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message

from conformance.sandbox import faults, payconiq, server, service
from conformance.sandbox.clock import Clock
from conformance.sandbox.journal import Journal
from conformance.sandbox.payconiq import app, registration
from conformance.sandbox.payconiq.state import State
from tests.payconiq_world import CUSTOMER, FIRST, TOKENS, World, refusal, registered, runner


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client of a served sandbox, with the first partner's token."""
    with (
        server.running(World().sandbox.app) as running,
        httpx.Client(base_url=running.base_url, trust_env=False, headers={"Authorization": TOKENS[FIRST]}) as made,
    ):
        yield made


PARTNER = f"/v1/partners/{FIRST}"


def exchange(client: httpx.Client, raw: bytes) -> bytes:
    """Send raw bytes and read until the server closes."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10) as connection:
        connection.sendall(raw)
        chunks = []
        while chunk := connection.recv(65_536):
            chunks.append(chunk)
    return b"".join(chunks)


def test_empty_answer_has_length_zero_and_no_type(client: httpx.Client) -> None:
    """200 and 201 without a body say so, and Location is where the caller is."""
    created = client.post(f"{PARTNER}/customers", json=CUSTOMER)
    assert (201, b"", "0") == (created.status_code, created.content, created.headers["content-length"])
    base = str(client.base_url).rstrip("/")
    assert created.headers["location"].startswith(f"{base}{PARTNER}/customers/")
    updated = client.patch(created.headers["location"])
    assert (200, "0") == (updated.status_code, updated.headers["content-length"])
    assert not {"content-type", "server"} & set(updated.headers)
    assert "Mon, 21 Sep 2015 14:23:17 GMT" == updated.headers["date"]


def test_list_reads_the_body_of_a_get(client: httpx.Client) -> None:
    """The filter is in it: a bad one is refused."""
    assert (400, "R999") == refusal(client.request("GET", f"{PARTNER}/transactions", json={"status": 5}))
    assert [] == client.request("GET", f"{PARTNER}/transactions", json={"status": "FAILED"}).json()


def test_head_has_the_headers_of_a_405_and_no_body(client: httpx.Client) -> None:
    """The length is that of the error that is not sent, and the connection stays good."""
    refused = client.head(PARTNER)
    assert (405, "GET", b"") == (refused.status_code, refused.headers["allow"], refused.content)
    assert int(refused.headers["content-length"]) > 0
    assert client.get(PARTNER).status_code == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: \x01\r\n\r\n",
        b"GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\n",
    ],
    ids=["line", "header", "path", "length"],
)
def test_what_is_no_http_is_refused_in_the_providers_words(client: httpx.Client, raw: bytes) -> None:
    """Bytes that cannot be read as a request get 400 with the envelope, then the end."""
    answer = exchange(client, raw)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.endswith(b'{"level":"ERROR","code":"R999","message":"Bad Request"}')
    assert 0 == client.get("/_sandbox/log").json()["counters"]["unhandled"]


def test_request_without_a_host_gets_a_location_all_the_same(client: httpx.Client) -> None:
    """HTTP/1.0 needs no Host header."""
    head = f"POST {PARTNER}/customers HTTP/1.0\r\nAuthorization: {TOKENS[FIRST]}\r\n"
    body = client.build_request("POST", "/", json=CUSTOMER).read()
    answer = exchange(client, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert b" 201 Created\r\n" in answer
    assert f"location: http://localhost{PARTNER}/customers/".encode() in answer


def test_drop_closes_without_an_answer(client: httpx.Client) -> None:
    """The request is carried out, the connection ends before a single byte, once."""
    client.post("/_sandbox/faults", json={"fault": "drop", "operation": "createCustomer", "times": 1})
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.post(f"{PARTNER}/customers", json=CUSTOMER)
    first = client.post(f"{PARTNER}/customers", json=CUSTOMER).headers["location"]
    client.post("/_sandbox/reset", json={})
    again = [client.post(f"{PARTNER}/customers", json=CUSTOMER).headers["location"] for _ in range(2)]
    assert first == again[1]


def test_truncate_closes_after_half_a_body(client: httpx.Client) -> None:
    """The length promises more than comes; an answer without a body does not use the fault up."""
    whole = client.get(PARTNER).content
    client.post("/_sandbox/faults", json={"fault": "truncate", "times": 1})
    assert client.post(f"{PARTNER}/customers", json=CUSTOMER).status_code == 201
    with pytest.raises(httpx.RemoteProtocolError, match=f"received {len(whole) // 2} bytes, expected {len(whole)}"):
        client.get(PARTNER)
    assert len(whole) == len(client.get(PARTNER).content)


def test_delay_waits_as_long_as_ordered() -> None:
    """The service sleeps for delay_ms before it answers, as often as ordered."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    armoury = faults.Armoury()
    armoury.arm(faults.Order(name="delay", delay_ms=250, times=2))
    state = State(partners=registration.load_partners(registered()), seed=1, clock=Clock(start_ms=0))
    made = app.create_service(state=state, armoury=armoury, journal=Journal(), sleep=sleep)
    world = World()
    world.transport = httpx.ASGITransport(app=service.create_app(made, made))
    assert [200] * 3 == [world.call("GET", "").status_code for _ in range(3)]
    assert [0.25, 0.25] == waited


def test_curl_line_works_when_pasted(tmp_path: Path) -> None:
    """The printed line shows the first partner of a fresh sandbox."""
    sandbox = payconiq.create_sandbox(key_folder=tmp_path)
    with server.running(sandbox.app) as running:
        command = shlex.split(payconiq.curl_line(running.base_url, sandbox.credentials))
        assert "curl" == command[0]
        headers = dict(part.split(": ", 1) for part in command if ": " in part)
        response = httpx.get(command[-1], headers=headers, trust_env=False)
    assert (200, sandbox.credentials["partner_id"]) == (response.status_code, response.json()["_id"])


def test_caller_who_has_gone_is_not_answered() -> None:
    """A connection that ends before the body does leaves no request behind, nor does another protocol."""
    world = World()
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    for kind in ("http", "websocket"):
        scope: dict[str, Any] = {
            "type": kind,
            "method": "POST",
            "path": f"{PARTNER}/customers",
            "headers": [],
            "query_string": b"",
        }
        runner().run(world.sandbox.app(scope, receive, send))
    assert [] == sent
    assert 0 == world.control("GET", "/log")["counters"]["requests"]


def test_drop_without_a_connection_to_close_is_an_error() -> None:
    """A server that lends no way to hang up hears of it, so that no answer goes out."""
    world = World()
    world.control("POST", "/faults", {"fault": "drop"})
    with pytest.raises(ConnectionAbortedError, match="dropped by a fault"):
        world.call("GET", "")
