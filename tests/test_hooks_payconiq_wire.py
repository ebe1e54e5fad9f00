"""The Payconiq hook over real sockets: threads, tasks, chunks, lost connections, and a server that verifies."""

import asyncio
import base64
import dataclasses
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from auth_hooks import client, engine, errors, payconiq

WORKERS = 16
PARTNER = "560012d5c25c4168ce03dd54"
ORIGIN = "5601709bc25c416c9ede5ca7"
TRANSACTIONS = f"/v1/partners/{PARTNER}/transactions"
KEY = f"/v1/partners/{PARTNER}/key"
VECTORS = Path(__file__).parent / "vectors"


def load(name: str) -> payconiq.Credentials:
    return payconiq.load_credentials(
        partner_id=PARTNER, token="TokenThatMustStayHidden", private_key_file=VECTORS / f"testkey_{name}_pkcs8.pem"
    )


CREDENTIALS = load("A")
NEW_CREDENTIALS = load("B")


def public_key_of(credentials: payconiq.Credentials) -> RSAPublicKey:
    assert credentials.private_key is not None
    return credentials.private_key.public_key()


class PartnerServer(ThreadingHTTPServer):
    """Takes well signed transactions and key rotations, by its own reading, and counts what it is asked."""

    daemon_threads = True
    request_queue_size = 2 * WORKERS

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.seen: Counter[str] = Counter()
        self.key = public_key_of(CREDENTIALS)
        self.amounts: list[object] = []
        self.framing: list[tuple[str | None, str | None]] = []
        self.drops = 0
        self.busy = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def covers(self, text: str, signature: str) -> bool:
        try:
            self.key.verify(base64.b64decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def answer(self, method: str, path: str, token: str | None, body: bytes) -> tuple[int, object] | None:
        with self.lock:
            self.seen[f"{method} {path.rpartition('/')[2]}"] += 1
            if self.drops:
                self.drops -= 1
                return None
            if self.busy:
                self.busy -= 1
                return 429, error_body("R999", "Busy")
        if token != CREDENTIALS.token:
            return 401, error_body("R918", f"Token {token} not found.")
        if (method, path) == ("POST", TRANSACTIONS):
            return self.create(json.loads(body))
        if (method, path) == ("PUT", KEY):
            return self.rotate(json.loads(body))
        return 404, error_body("ENTITY_NOT_FOUND", "The Transaction with the id 'x' does not exist")

    def create(self, body: dict[str, Any]) -> tuple[int, object]:
        text = f"{PARTNER}{body['originId']}{body.get('originIBAN', '')}{body['amount']}{body['currency']}"
        if not self.covers(text, body["signature"]):
            return 400, error_body("INVALID_SIGNATURE", "Provided signature is invalid")
        with self.lock:
            self.amounts.append(body["amount"])
        return 201, None

    def rotate(self, body: dict[str, Any]) -> tuple[int, object]:
        if not self.covers(body["value"], body.get("signature", "")):
            return 403, error_body("INVALID_SIGNATURE", "Provided signature is invalid")
        key = serialization.load_der_public_key(base64.b64decode(body["value"]))
        assert isinstance(key, RSAPublicKey)
        self.key = key
        return 200, None


class Handler(BaseHTTPRequestHandler):
    server: PartnerServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        framing = (self.headers["Content-Length"], self.headers["Transfer-Encoding"])
        with self.server.lock:
            self.server.framing.append(framing)
        body = self.read_chunks() if framing[1] else self.rfile.read(int(framing[0] or 0))
        answer = self.server.answer(self.command, self.path, self.headers["Authorization"], body)
        if answer is None:
            self.close_connection = True
            return
        status, content = answer
        data = b"" if content is None else json.dumps(content).encode()
        self.send_response(HTTPStatus(status))
        if status == 201:
            self.send_header("Location", f"{self.server.base_url}{self.path}/{ORIGIN}")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST  # noqa: N815 - the base class looks these names up

    def read_chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


def error_body(code: str, message: str) -> dict[str, Any]:
    return {"level": "ERROR", "code": code, "message": message}


def transaction(amount: int | str = 1000, **changes: Any) -> dict[str, Any]:
    body = {"originId": ORIGIN, "amount": amount, "currency": "EUR", "signature": payconiq.SIGNED_ON_SEND}
    return {**body, **changes}


@pytest.fixture
def server() -> Iterator[PartnerServer]:
    with PartnerServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def http(server: PartnerServer) -> Iterator[client.Client]:
    with payconiq.http_client(CREDENTIALS, base_url=server.base_url, sleep=lambda delay_s: None) as http:
        yield http


def together(work: Callable[[int], object], workers: int = WORKERS) -> list[object]:
    """Run the work in many threads that start at the same moment."""
    barrier = threading.Barrier(workers)

    def start(number: int) -> object:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(workers) as pool:
        return [one.result() for one in [pool.submit(start, number) for number in range(workers)]]


@pytest.mark.parametrize("amount", [1000, "1000", "9" * 30])
@pytest.mark.parametrize("more", [{}, {"originIBAN": "NL91ABNA0417164300"}, {"note": "é\U0001f600"}])
def test_transaction_is_accepted(
    server: PartnerServer, http: client.Client, amount: int | str, more: dict[str, str]
) -> None:
    """A server that reads the body by itself finds the signature good and the amount as it was written."""
    response = http.post(TRANSACTIONS, json=transaction(amount, **more))
    assert (response.status_code, payconiq.read_created_id(response.headers)) == (201, ORIGIN)
    assert server.amounts == [amount]


def test_transaction_without_the_placeholder_is_accepted(server: PartnerServer, http: client.Client) -> None:
    """The signature is added where the caller left it out."""
    body = transaction()
    del body["signature"]
    assert http.post(TRANSACTIONS, json=body).status_code == 201


def test_sixteen_threads_sign_their_own(server: PartnerServer, http: client.Client) -> None:
    """Sixteen threads on one client: each transaction carries the signature of its own amount."""
    answers = together(lambda number: http.post(TRANSACTIONS, json=transaction(1000 + number)).status_code)
    assert answers == [201] * WORKERS
    assert {1000 + number for number in range(WORKERS)} == set(server.amounts)


def test_sixteen_tasks_sign_their_own(server: PartnerServer) -> None:
    """The same for sixteen tasks on one async client."""

    async def scenario() -> list[int]:
        async with payconiq.async_http_client(CREDENTIALS, base_url=server.base_url) as http:
            calls = (http.post(TRANSACTIONS, json=transaction(1000 + number)) for number in range(WORKERS))
            return [answer.status_code for answer in await asyncio.gather(*calls)]

    assert asyncio.run(scenario()) == [201] * WORKERS
    assert {1000 + number for number in range(WORKERS)} == set(server.amounts)


def test_one_auth_serves_threads_and_event_loops(server: PartnerServer) -> None:
    """One auth object works in four event loops in four threads and in sync clients at the same time."""
    auth = payconiq.PayconiqAuth(CREDENTIALS, base_url=server.base_url)

    async def scenario(number: int) -> int:
        async with httpx.AsyncClient(auth=auth, base_url=server.base_url) as http:
            return (await http.post(TRANSACTIONS, json=transaction(100 + number))).status_code

    def work(number: int) -> int:
        with httpx.Client(auth=auth, base_url=server.base_url) as http:
            return asyncio.run(scenario(number)) + http.post(TRANSACTIONS, json=transaction(200 + number)).status_code

    assert together(work, 4) == [2 * 201] * 4
    assert {100, 101, 102, 103, 200, 201, 202, 203} == set(server.amounts)


def parts() -> Iterator[bytes]:
    content = json.dumps(transaction(7)).encode()
    yield content[:10]
    yield content[10:]


async def async_parts() -> AsyncIterator[bytes]:
    for part in parts():
        yield part


def test_streamed_transaction_is_signed(server: PartnerServer, http: client.Client) -> None:
    """A body in parts arrives whole, signed and with a length."""
    assert http.post(TRANSACTIONS, content=parts()).status_code == 201
    ((length, encoding),) = server.framing
    assert (server.amounts, encoding) == ([7], None)
    assert length is not None


def test_streamed_transaction_is_signed_async(server: PartnerServer) -> None:
    """The same from an async client."""

    async def scenario() -> int:
        async with payconiq.async_http_client(CREDENTIALS, base_url=server.base_url) as http:
            return (await http.post(TRANSACTIONS, content=async_parts())).status_code

    assert asyncio.run(scenario()) == 201
    assert [7] == server.amounts


def test_streamed_body_that_is_not_signed_arrives_in_chunks(server: PartnerServer, http: client.Client) -> None:
    """A caller's own signature is sent as it was streamed; the server reads it and refuses it."""
    content = json.dumps(transaction(signature="Z2FyYmFnZQ==")).encode()
    with pytest.raises(errors.InvalidRequest) as caught:
        http.post(TRANSACTIONS, content=iter([content]))
    assert str(caught.value) == "payconiq 400 INVALID_SIGNATURE: Provided signature is invalid"
    assert server.framing == [(None, "chunked")]


def test_rotation_changes_who_can_sign(server: PartnerServer, http: client.Client) -> None:
    """The old key names the new one; from then on only the new one signs."""
    value = payconiq.public_key_value(public_key_of(NEW_CREDENTIALS))
    assert http.put(KEY, json={"value": value, "signature": payconiq.SIGNED_ON_SEND}).status_code == 200
    with pytest.raises(errors.InvalidRequest):
        http.post(TRANSACTIONS, json=transaction())
    with payconiq.http_client(NEW_CREDENTIALS, base_url=server.base_url) as renewed:
        assert renewed.post(TRANSACTIONS, json=transaction()).status_code == 201


def test_unsigned_rotation_is_refused(server: PartnerServer, http: client.Client) -> None:
    """A new key without the placeholder goes out as a first registration, which this partner is past."""
    with pytest.raises(errors.PermissionDenied) as caught:
        http.put(KEY, json={"value": payconiq.public_key_value(public_key_of(NEW_CREDENTIALS))})
    assert (caught.value.status, caught.value.code) == (403, "INVALID_SIGNATURE")


def test_lost_transaction_is_sent_once(server: PartnerServer, http: client.Client) -> None:
    """A connection that breaks after a transaction has arrived is an error, not a second payment."""
    server.drops = 1
    with pytest.raises(httpx.TransportError):
        http.post(TRANSACTIONS, json=transaction())
    assert server.seen == {"POST transactions": 1}


def test_lost_transaction_is_sent_once_async(server: PartnerServer) -> None:
    """The async client does not pay twice either."""
    server.drops = 1

    async def scenario() -> None:
        async with payconiq.async_http_client(CREDENTIALS, base_url=server.base_url) as http:
            await http.post(TRANSACTIONS, json=transaction())

    with pytest.raises(httpx.TransportError):
        asyncio.run(scenario())
    assert server.seen == {"POST transactions": 1}


def test_lost_rotation_is_sent_once(server: PartnerServer, http: client.Client) -> None:
    """A second PUT would be refused: the key that signed it is on file no more."""
    server.drops = 1
    body = {"value": payconiq.public_key_value(public_key_of(NEW_CREDENTIALS)), "signature": payconiq.SIGNED_ON_SEND}
    with pytest.raises(httpx.TransportError):
        http.put(KEY, json=body)
    assert server.seen == {"PUT key": 1}


def test_transaction_that_was_not_looked_at_is_sent_again(server: PartnerServer, http: client.Client) -> None:
    """After a 429 the same signed body goes out again, streamed or not: nothing was done with the first."""
    server.busy = 1
    assert http.post(TRANSACTIONS, content=parts()).status_code == 201
    assert (server.amounts, server.seen) == ([7], {"POST transactions": 2})


def test_unknown_token_is_one_typed_error(server: PartnerServer) -> None:
    """There is nothing to log in with: a refused token is the caller's answer, without the token in it."""
    unknown = dataclasses.replace(CREDENTIALS, token="OtherTokenThatMustStayHidden")
    refused = pytest.raises(errors.AuthenticationFailed)
    with payconiq.http_client(unknown, base_url=server.base_url) as http, refused as caught:
        http.get(f"{TRANSACTIONS}/{ORIGIN}")
    assert str(caught.value) == "payconiq 401 R918: Token *** not found."
    assert server.seen == {f"GET {ORIGIN}": 1}


def test_unknown_transaction_is_a_typed_error_async(server: PartnerServer) -> None:
    """The async client raises the provider's errors in the same way."""

    async def scenario() -> None:
        async with payconiq.async_http_client(CREDENTIALS, base_url=server.base_url) as http:
            await http.get(f"{TRANSACTIONS}/{ORIGIN}")

    with pytest.raises(errors.NotFound) as caught:
        asyncio.run(scenario())
    assert (caught.value.status, caught.value.code) == (404, "ENTITY_NOT_FOUND")


def test_engine_face_signs_what_requests_sends(server: PartnerServer) -> None:
    """Through `requests` the signed body and its length arrive as well."""
    face = payconiq.PayconiqEngine(CREDENTIALS, base_url=server.base_url)
    signer = engine.SignOnSend(face, skip=frozenset(), operation="createTransaction")
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            server.base_url + TRANSACTIONS,
            json=transaction(),
            headers=face.headers("createTransaction"),
            auth=signer,
            timeout=30,
        )
    assert answer.status_code == 201
    assert server.amounts == [1000]
