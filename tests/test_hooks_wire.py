"""The Tikkie hook over real sockets: threads, tasks, event loops, revoked tokens, lost connections."""

import asyncio
import dataclasses
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from auth_hooks import client, errors, tikkie

WORKERS = 16
PATH = "/v1/tikkie/platforms"
CREDENTIALS = tikkie.load_credentials(
    api_key="KeyThatMustStayHidden",
    private_key_file=Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem",
    audience=tikkie.SANDBOX_AUDIENCE,
)


class TokenServer(ThreadingHTTPServer):
    """Sells tokens for well signed assertions, honours the current one, and counts what it is asked."""

    daemon_threads = True
    request_queue_size = 2 * WORKERS

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.seen: Counter[str] = Counter()
        self.token = ""
        self.honours_tokens = True
        self.drops = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def logins(self) -> int:
        return self.seen["login"]

    def revoke(self) -> None:
        self.token = ""

    def answer_login(self, form: dict[str, list[str]], api_key: str) -> tuple[int, object]:
        with self.lock:
            self.seen["login"] += 1
            self.token = f"TokenThatMustStayHidden{self.seen['login']}"
            token = self.token
        public_key = CREDENTIALS.private_key.public_key()
        # One test moves the clock of the hook alone, so the two times of the assertion are not judged here.
        claims = jwt.decode(
            form["client_assertion"][0],
            public_key,
            algorithms=["RS256"],
            audience=CREDENTIALS.audience,
            options={"verify_exp": False, "verify_nbf": False},
        )
        if not claims["sub"] == api_key == CREDENTIALS.api_key:
            return 401, error_body("ERR_2005_001", "The API Key is invalid")
        return 200, {"access_token": token, "expires_in": "3600", "scope": "tikkie", "token_type": "Bearer"}

    def answer_call(self, method: str, authorization: str) -> tuple[int, object] | None:
        with self.lock:
            self.seen[method] += 1
            if self.drops:
                self.drops -= 1
                return None
            is_good = self.honours_tokens and authorization == f"Bearer {self.token}"
        return (200, []) if is_good else (401, error_body("ERR_2002_001", f"{authorization} is invalid"))


class Handler(BaseHTTPRequestHandler):
    server: TokenServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == tikkie.TOKEN_PATH:
            self.answer(*self.server.answer_login(parse_qs(body.decode()), self.headers["API-Key"]))
            return
        answer = self.server.answer_call(self.command, self.headers["Authorization"])
        if answer is None:
            self.close_connection = True
        else:
            self.answer(*answer)

    do_POST = do_GET  # noqa: N815 - the base class looks this name up

    def answer(self, status: int, content: object) -> None:
        data = json.dumps(content).encode()
        self.send_response(HTTPStatus(status))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Trace-Id", "trace-1")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


def error_body(code: str, message: str) -> dict[str, Any]:
    return {"errors": [{"code": code, "category": "CATEGORY", "message": message, "traceId": "trace-1"}]}


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with TokenServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def http(server: TokenServer) -> Iterator[client.Client]:
    with tikkie.http_client(CREDENTIALS, base_url=server.base_url) as http:
        yield http


def together(work: Callable[[], int], workers: int = WORKERS) -> list[int]:
    """Run the work in many threads that start at the same moment."""
    barrier = threading.Barrier(workers)

    def start() -> int:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(workers) as pool:
        return [one.result() for one in [pool.submit(start) for _ in range(workers)]]


async def gather(http: httpx.AsyncClient, tasks: int = WORKERS) -> list[int]:
    return [one.status_code for one in await asyncio.gather(*(http.get(PATH) for _ in range(tasks)))]


def test_sixteen_threads_log_in_once(server: TokenServer, http: client.Client) -> None:
    """Sixteen threads that start together cost one login, and one more after the token is revoked."""
    assert together(lambda: http.get(PATH).status_code) == [200] * WORKERS
    assert server.logins == 1
    server.revoke()
    assert together(lambda: http.get(PATH).status_code) == [200] * WORKERS
    assert server.logins == 2


def test_sixteen_tasks_log_in_once(server: TokenServer) -> None:
    """Sixteen tasks that start together cost one login, and one more after the token is revoked."""

    async def scenario() -> list[int]:
        async with tikkie.async_http_client(CREDENTIALS, base_url=server.base_url) as http:
            before = [*await gather(http), server.logins]
            server.revoke()
            return [*before, *await gather(http), server.logins]

    assert asyncio.run(scenario()) == [200] * WORKERS + [1] + [200] * WORKERS + [2]


def test_event_loops_and_threads_share_one_login(server: TokenServer) -> None:
    """One auth object serves four event loops in four threads, and sync clients, with one login in all."""
    auth = tikkie.TikkieAuth(CREDENTIALS, base_url=server.base_url)

    async def scenario() -> int:
        async with httpx.AsyncClient(auth=auth, base_url=server.base_url) as http:
            return sum(await gather(http, 4))

    def work() -> int:
        with httpx.Client(auth=auth, base_url=server.base_url) as http:
            return asyncio.run(scenario()) + http.get(PATH).status_code

    assert together(work, 4) == [5 * 200] * 4
    assert server.logins == 1


def test_loops_one_after_the_other(server: TokenServer) -> None:
    """An auth object outlives the event loop that logged in."""
    auth = tikkie.TikkieAuth(CREDENTIALS, base_url=server.base_url)

    async def scenario() -> list[int]:
        async with httpx.AsyncClient(auth=auth, base_url=server.base_url) as http:
            return await gather(http, 2)

    assert [asyncio.run(scenario()) for _ in range(2)] == [[200, 200]] * 2
    assert server.logins == 1


def test_token_is_renewed_before_it_expires(server: TokenServer) -> None:
    """Moving the clock to the margin costs one login, and no request is refused on the way."""
    now_s = [1_529_400_042.0]
    with tikkie.http_client(CREDENTIALS, base_url=server.base_url, clock=lambda: now_s[0]) as http:
        http.get(PATH)
        now_s[0] += 3540
        http.get(PATH)
    assert (server.logins, server.seen["GET"]) == (2, 2)


def test_refusal_that_remains_is_a_typed_error(server: TokenServer, http: client.Client) -> None:
    """If a new token is refused as well, the client gives up with the provider's error, without the token in it."""
    server.honours_tokens = False
    with pytest.raises(errors.AuthenticationFailed) as caught:
        http.get(PATH)
    assert str(caught.value) == "tikkie 401 ERR_2002_001: Bearer *** is invalid (trace trace-1)"
    assert (server.logins, server.seen["GET"]) == (2, 2)


def test_refusal_that_remains_is_a_typed_error_async(server: TokenServer) -> None:
    """The async client gives up in the same way."""
    server.honours_tokens = False

    async def scenario() -> None:
        async with tikkie.async_http_client(CREDENTIALS, base_url=server.base_url) as http:
            await http.get(PATH)

    with pytest.raises(errors.AuthenticationFailed) as caught:
        asyncio.run(scenario())
    assert str(caught.value) == "tikkie 401 ERR_2002_001: Bearer *** is invalid (trace trace-1)"
    assert (server.logins, server.seen["GET"]) == (2, 2)


def test_lost_post_is_sent_once(server: TokenServer, http: client.Client) -> None:
    """A connection that breaks after a POST has arrived is an error, not a second POST."""
    http.get(PATH)
    server.drops = 1
    with pytest.raises(httpx.TransportError):
        http.post(PATH, json={"name": "x"})
    assert server.seen["POST"] == 1


def test_lost_get_is_sent_again(server: TokenServer) -> None:
    """The same loss of a GET is repaired."""
    with tikkie.http_client(CREDENTIALS, base_url=server.base_url, sleep=lambda delay_s: None) as http:
        server.drops = 1
        assert http.get(PATH).status_code == 200
    assert server.seen["GET"] == 2


def test_wrong_key_does_not_loop(server: TokenServer) -> None:
    """A refused API key is one login, one typed error, and no call."""
    unknown = dataclasses.replace(CREDENTIALS, api_key="unknown-key")
    refused = pytest.raises(errors.AuthenticationFailed)
    with tikkie.http_client(unknown, base_url=server.base_url) as http, refused as caught:
        http.get(PATH)
    assert (caught.value.status, caught.value.code, caught.value.trace_id) == (401, "ERR_2005_001", "trace-1")
    assert server.seen == {"login": 1}
