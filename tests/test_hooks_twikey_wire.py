"""The Twikey hook over real sockets: threads, tasks, event loops, ended sessions, lost connections, logouts."""

import asyncio
import dataclasses
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from auth_hooks import client, errors, twikey

WORKERS = 16
PATH = "/creditor/transaction"
KEY = "FC7BDEDA40BA9C5B292EE7A8331A55EDE20A61F9"
NOW_S = 1_529_400_042.0
CREDENTIALS = twikey.Credentials(api_token="TokenThatMustStayHidden", private_key=KEY)
Answer = tuple[int, dict[str, str], bytes]
NOT_LOGGED_IN: Answer = (401, {"Content-Type": "text/plain"}, b"Not logged in")


class SessionServer(ThreadingHTTPServer):
    """Opens sessions for good credentials, honours each until it is ended, and counts what it is asked."""

    daemon_threads = True
    request_queue_size = 2 * WORKERS

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.seen: Counter[str] = Counter()
        self.sessions: set[str] = set()
        self.login_failure = 200
        self.honours_sessions = True
        self.drops = 0
        self.answers: list[Answer] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def end_all(self) -> None:
        with self.lock:
            self.sessions.clear()

    def log_in(self, form: dict[str, list[str]]) -> Answer:
        # One test moves the clock of the hook alone, so a password of any step of two days will do.
        good = {str(twikey.compute_otp(KEY, now_s=NOW_S + step_s)) for step_s in (0, 23 * 3600)}
        with self.lock:
            self.seen["login"] += 1
            session = f"SessionThatMustStayHidden{self.seen['login']}"
            if form["apiToken"] != [CREDENTIALS.api_token] or not good & set(form["otp"]):
                return error_answer(self.login_failure, "err_no_login", f"{form['apiToken'][0]} is wrong")
            self.sessions.add(session)
        return 200, {"Authorization": session}, json.dumps({"Authorization": session}).encode()

    def answer(self, method: str, path: str, session: str) -> Answer | None:
        with self.lock:
            is_logout = (method, path) == ("GET", "/creditor")
            self.seen["logout" if is_logout else method] += 1
            if self.drops:
                self.drops -= 1
                return None
            if not self.honours_sessions or session not in self.sessions:
                return NOT_LOGGED_IN
            if self.answers:
                return self.answers.pop(0)
            if is_logout:
                self.sessions.remove(session)
                return 204, {}, b""
        return 200, {"Content-Type": "application/json"}, b'{"Entries": []}'


class Handler(BaseHTTPRequestHandler):
    server: SessionServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if (self.command, self.path) == ("POST", "/creditor"):
            answer: Answer | None = self.server.log_in(parse_qs(body.decode()))
        else:
            answer = self.server.answer(self.command, self.path, self.headers.get("Authorization", ""))
        if answer is None:
            self.close_connection = True
            return
        status, headers, data = answer
        self.send_response(HTTPStatus(status))
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET  # noqa: N815 - the base class looks these names up
    do_DELETE = do_GET  # noqa: N815 - as above

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


def error_answer(status: int, code: str, message: str) -> Answer:
    headers = {"Content-Type": "application/json", "ApiError": code, "ApiErrorCode": code}
    return status, headers, json.dumps({"code": code, "message": message}).encode()


@pytest.fixture
def server() -> Iterator[SessionServer]:
    with SessionServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def open_client(server: SessionServer, **options: Any) -> client.Client:
    defaults: dict[str, Any] = {"clock": lambda: NOW_S, "sleep": lambda delay_s: None}
    return twikey.http_client(CREDENTIALS, base_url=server.base_url, **{**defaults, **options})


def open_async_client(server: SessionServer) -> client.AsyncClient:
    return twikey.async_http_client(CREDENTIALS, base_url=server.base_url, clock=lambda: NOW_S)


@pytest.fixture
def http(server: SessionServer) -> Iterator[client.Client]:
    with open_client(server) as http:
        yield http


def together(work: Callable[[int], int], workers: int = WORKERS) -> list[int]:
    """Run the work in many threads that start at the same moment."""
    barrier = threading.Barrier(workers)

    def start(number: int) -> int:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(workers) as pool:
        return [one.result() for one in [pool.submit(start, number) for number in range(workers)]]


async def gather(http: httpx.AsyncClient, tasks: int = WORKERS) -> list[int]:
    return [one.status_code for one in await asyncio.gather(*(http.get(PATH) for _ in range(tasks)))]


def test_sixteen_threads_log_in_once(server: SessionServer, http: client.Client) -> None:
    """Sixteen threads that start together cost one login, and one more after the session is ended."""
    assert together(lambda _: http.get(PATH).status_code) == [200] * WORKERS
    assert server.seen["login"] == 1
    server.end_all()
    assert together(lambda _: http.get(PATH).status_code) == [200] * WORKERS
    assert server.seen["login"] == 2


def test_sixteen_tasks_log_in_once(server: SessionServer) -> None:
    """Sixteen tasks that start together cost one login, and one more after the session is ended."""

    async def scenario() -> list[int]:
        async with open_async_client(server) as http:
            before = [*await gather(http), server.seen["login"]]
            server.end_all()
            return [*before, *await gather(http), server.seen["login"]]

    assert asyncio.run(scenario()) == [200] * WORKERS + [1] + [200] * WORKERS + [2]


def test_event_loops_and_threads_share_one_session(server: SessionServer) -> None:
    """One auth object serves four event loops in four threads, and sync clients, with one login in all."""
    auth = twikey.TwikeyAuth(CREDENTIALS, base_url=server.base_url, clock=lambda: NOW_S)

    async def scenario() -> int:
        async with httpx.AsyncClient(auth=auth, base_url=server.base_url) as http:
            return sum(await gather(http, 4))

    def work(_: int) -> int:
        with httpx.Client(auth=auth, base_url=server.base_url) as http:
            return asyncio.run(scenario()) + http.get(PATH).status_code

    assert together(work, 4) == [5 * 200] * 4
    assert server.seen["login"] == 1


def test_session_is_replaced_before_it_ends(server: SessionServer) -> None:
    """Moving the clock by 23 hours costs one login, and no request is refused on the way."""
    now_s = [NOW_S]
    with open_client(server, clock=lambda: now_s[0]) as http:
        http.get(PATH)
        now_s[0] += 23 * 3600
        http.get(PATH)
    assert server.seen == {"login": 2, "GET": 2}


def test_refusal_that_remains_is_a_typed_error(server: SessionServer, http: client.Client) -> None:
    """If a new session is refused as well, the client gives up with the provider's words."""
    server.honours_sessions = False
    with pytest.raises(errors.AuthenticationFailed) as caught:
        http.get(PATH)
    assert str(caught.value) == "twikey 401: Not logged in"
    assert server.seen == {"login": 2, "GET": 2}


def test_refusal_that_remains_is_a_typed_error_async(server: SessionServer) -> None:
    """The async client gives up in the same way."""
    server.honours_sessions = False

    async def scenario() -> None:
        async with open_async_client(server) as http:
            await http.get(PATH)

    with pytest.raises(errors.AuthenticationFailed) as caught:
        asyncio.run(scenario())
    assert str(caught.value) == "twikey 401: Not logged in"
    assert server.seen == {"login": 2, "GET": 2}


@pytest.mark.parametrize("status", [200, 400])
def test_wrong_token_does_not_loop(server: SessionServer, status: int) -> None:
    """A refused API token, with either status, is one login, one typed error without the token, and no call."""
    server.login_failure = status
    unknown = dataclasses.replace(CREDENTIALS, api_token="unknown")
    refused = pytest.raises(errors.AuthenticationFailed)
    with twikey.http_client(unknown, base_url=server.base_url) as http, refused as caught:
        http.get(PATH)
    assert str(caught.value) == f"twikey {status} err_no_login: *** is wrong"
    assert server.seen == {"login": 1}


def test_wrong_password_is_refused(server: SessionServer) -> None:
    """A clock that is an hour late gives a password of another step."""
    with open_client(server, clock=lambda: NOW_S - 3600) as http, pytest.raises(errors.AuthenticationFailed):
        http.get(PATH)
    assert server.seen == {"login": 1}


def test_lost_post_is_sent_once(server: SessionServer, http: client.Client) -> None:
    """A connection that breaks after a POST has arrived is an error, not a second POST."""
    http.get(PATH)
    server.drops = 1
    with pytest.raises(httpx.TransportError):
        http.post(PATH, data={"mndtId": "M-1"})
    assert server.seen["POST"] == 1


def test_lost_delete_is_sent_again(server: SessionServer, http: client.Client) -> None:
    """The same loss of a DELETE is repaired."""
    server.drops = 1
    assert http.delete(PATH, params={"id": "1"}).status_code == 200
    assert server.seen["DELETE"] == 2


@pytest.mark.parametrize("path", ["/creditor/mandate", "/creditor/transaction", "/creditor/payment/"])
def test_lost_feed_is_read_once(server: SessionServer, http: client.Client, path: str) -> None:
    """A second reading would skip what the lost answer held: the caller must know, and go back with X-RESET."""
    server.drops = 1
    with pytest.raises(httpx.TransportError):
        http.get(path)
    assert server.seen["GET"] == 1
    server.drops = 1
    assert http.get(path, headers={"X-RESET": "2015-08-20T13:02:03Z"}).status_code == 200
    assert server.seen["GET"] == 3


def test_lost_feed_is_read_once_async(server: SessionServer) -> None:
    """The async client does not skip anything either."""
    server.drops = 1

    async def scenario() -> None:
        async with open_async_client(server) as http:
            await http.get(PATH)

    with pytest.raises(httpx.TransportError):
        asyncio.run(scenario())
    assert server.seen["GET"] == 1


def test_error_with_status_200_is_raised(server: SessionServer, http: client.Client) -> None:
    """An error in an answer with status 200 reaches the caller as an exception, also from a stream."""
    refusal = error_answer(200, "err_mandate_invalid_state", "One of the mandates had an invalid state")
    server.answers = [refusal, refusal]
    with pytest.raises(errors.InvalidRequest) as caught:
        http.delete("/creditor/mandate", params={"mndtId": "M-1", "rsn": "test"})
    expected = "twikey 200 err_mandate_invalid_state: One of the mandates had an invalid state"
    assert expected == str(caught.value)
    with pytest.raises(errors.InvalidRequest) as caught, http.stream("GET", "/creditor/mandate/pdf"):
        pass
    assert caught.value.code == "err_mandate_invalid_state"
    assert caught.value.message.startswith("an answer without Twikey's message (")


def test_error_with_status_200_is_raised_async(server: SessionServer) -> None:
    """The async client raises it as well, from an answer and from a stream."""
    server.answers = [error_answer(200, "err_no_contract", "no"), error_answer(200, "err_no_contract", "no")]

    async def scenario() -> list[str | None]:
        async with open_async_client(server) as http:
            with pytest.raises(errors.InvalidRequest) as plain:
                await http.get(PATH)
            with pytest.raises(errors.InvalidRequest) as streamed:
                async with http.stream("GET", PATH):
                    pass
            return [plain.value.code, streamed.value.code]

    assert asyncio.run(scenario()) == ["err_no_contract"] * 2


def test_good_stream_is_left_to_the_caller(server: SessionServer, http: client.Client) -> None:
    """A streamed answer without an error header reaches the caller unread."""
    server.answers = [(200, {"Content-Type": "application/pdf"}, b"%PDF-1.4")]
    with http.stream("GET", "/creditor/mandate/pdf") as response:
        assert not response.is_stream_consumed
        assert b"".join(response.iter_raw()) == b"%PDF-1.4"


def test_limiter_names_its_seconds(server: SessionServer) -> None:
    """A short wait that the limiter names in a header of its own is kept to the second."""
    server.answers = [(429, {"X-Rate-Limit-Retry-After-Seconds": "7"}, b"")]
    slept_s: list[float] = []
    with open_client(server, sleep=slept_s.append) as http:
        assert http.post(PATH).status_code == 200
    assert (slept_s, server.seen["POST"]) == ([7.0], 2)


def test_limiter_with_a_long_wait_is_not_asked_again(server: SessionServer, http: client.Client) -> None:
    """A wait that is too long for a client is the caller's to keep."""
    server.answers = [(429, {"X-Rate-Limit-Retry-After-Seconds": "300"}, b"")]
    with pytest.raises(errors.RateLimited) as caught:
        http.post(PATH)
    assert (caught.value.retry_after_s, server.seen["POST"]) == (300.0, 1)


def test_log_out_ends_the_session(server: SessionServer, http: client.Client) -> None:
    """The provider knows the session no more, and the next request opens another."""
    http.get(PATH)
    twikey.log_out(http)
    assert server.sessions == set()
    assert http.get(PATH).status_code == 200
    assert server.seen == {"login": 2, "GET": 2, "logout": 1}


def test_log_out_async_ends_the_session(server: SessionServer) -> None:
    """The async counterpart; without a session it sends nothing."""

    async def scenario() -> None:
        async with open_async_client(server) as http:
            await twikey.log_out_async(http)
            await http.get(PATH)
            await twikey.log_out_async(http)
            await twikey.log_out_async(http)
            await http.get(PATH)
            server.end_all()
            await twikey.log_out_async(http)

    asyncio.run(scenario())
    assert server.seen == {"login": 2, "GET": 2, "logout": 2}


def test_log_out_without_a_session_sends_nothing(server: SessionServer, http: client.Client) -> None:
    """Nobody logs in to log out; a second logout has nothing to do."""
    twikey.log_out(http)
    assert server.seen == {}
    http.get(PATH)
    twikey.log_out(http)
    twikey.log_out(http)
    assert server.seen["logout"] == 1


def test_log_out_of_an_ended_session_is_no_error(server: SessionServer, http: client.Client) -> None:
    """What was wanted is so already."""
    http.get(PATH)
    server.end_all()
    twikey.log_out(http)
    assert server.seen == {"login": 1, "GET": 1, "logout": 1}


def test_logout_by_hand_of_an_ended_session_is_answered(server: SessionServer, http: client.Client) -> None:
    """By hand, the refusal is the provider's answer, and no login is made to be ended."""
    http.get(PATH)
    server.end_all()
    with pytest.raises(errors.AuthenticationFailed):
        http.get("/creditor")
    assert server.seen == {"login": 1, "GET": 1, "logout": 1}


def test_log_out_is_repeated_with_the_same_session(server: SessionServer, http: client.Client) -> None:
    """An outage does not leave the session open behind a new one."""
    http.get(PATH)
    server.answers = [(503, {}, b""), (200, {}, b"")]
    twikey.log_out(http)
    assert server.seen == {"login": 1, "GET": 1, "logout": 2}


def test_log_out_that_failed_is_an_error(server: SessionServer) -> None:
    """An outage that remains is told, by a client that checks its answers and by one that does not."""
    auth = twikey.TwikeyAuth(CREDENTIALS, base_url=server.base_url, clock=lambda: NOW_S)
    with httpx.Client(auth=auth, base_url=server.base_url) as plain:
        plain.get(PATH)
        server.answers = [(500, {}, b"")]
        with pytest.raises(errors.ServerError):
            twikey.log_out(plain)
        server.end_all()
        twikey.log_out(plain)
    assert server.seen == {"login": 1, "GET": 1, "logout": 2}


def test_log_out_needs_our_auth() -> None:
    """A client without a Twikey session is the caller's slip."""
    with httpx.Client() as http, pytest.raises(TypeError, match=r"must be authorised by TwikeyAuth, got NoneType$"):
        twikey.log_out(http)


def test_logout_among_others_hurts_nobody(server: SessionServer, http: client.Client) -> None:
    """While one of sixteen threads logs out, the others are served, by the old session or a new one."""
    http.get(PATH)

    def work(number: int) -> int:
        return http.get("/creditor" if number == 0 else PATH).status_code

    assert together(work) == [204] + [200] * (WORKERS - 1)
    assert http.get(PATH).status_code == 200


def test_login_by_hand_is_the_callers(server: SessionServer, http: client.Client) -> None:
    """A login by hand is one request, whose session the caller keeps; the hook opens its own."""
    form = twikey.login_fields(CREDENTIALS, now_s=NOW_S)
    by_hand = http.post("/creditor", data=form).json()["Authorization"]
    assert (server.seen, server.sessions) == ({"login": 1}, {by_hand})
    assert http.get(PATH).request.headers["Authorization"] != by_hand


def test_refused_login_by_hand_is_raised(server: SessionServer, http: client.Client) -> None:
    """A refusal with status 200 does not pass for a session."""
    with pytest.raises(errors.AuthenticationFailed, match=r"^twikey 200 err_no_login: \*\*\* is wrong$"):
        http.post("/creditor", data={"apiToken": "mistaken", "otp": "12345678"})
