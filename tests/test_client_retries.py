"""What the clients repeat, what they never repeat, and the errors they raise."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import Any

import httpx
import pytest

from auth_hooks import client, errors, tikkie

BASE_URL = "https://api.example.com"
POLICY = client.RetryPolicy(attempts=3, backoff_s=1.0, backoff_max_s=8.0, retry_after_max_s=30.0)
IDEMPOTENT = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE")
OTHERS = ("POST", "PATCH")
FACES = ("sync", "async")

Step = httpx.Response | type[httpx.TransportError]


class Provider:
    """Answers with each step in turn, and with 200 after the last one."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[httpx.Request] = []
        self.slept_s: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self.steps.pop(0) if self.steps else httpx.Response(200, json={})
        if isinstance(step, httpx.Response):
            return step
        raise step("as told", request=request)

    async def sleep_async(self, delay_s: float) -> None:
        self.slept_s.append(delay_s)

    def options(self, changes: dict[str, Any]) -> dict[str, Any]:
        defaults = {"base_url": BASE_URL, "retry": POLICY, "jitter": lambda: 1.0}
        return {**defaults, "transport": httpx.MockTransport(self), **changes}

    def send(self, face: str, method: str = "GET", *, content: Any = None, **changes: Any) -> httpx.Response:
        """Send one request through the sync or the async client."""
        if face == "sync":
            with client.Client(sleep=self.slept_s.append, **self.options(changes)) as http:
                return http.request(method, "/v1/x", content=content)

        async def scenario() -> httpx.Response:
            async with client.AsyncClient(sleep=self.sleep_async, **self.options(changes)) as http:
                return await http.request(method, "/v1/x", content=content)

        return asyncio.run(scenario())


def busy(status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()})


TABLE: list[tuple[str, Callable[[], Step], int]] = [
    *((method, lambda: busy(429), 3) for method in IDEMPOTENT + OTHERS),
    *((method, lambda status=status: busy(status), 3) for method in IDEMPOTENT for status in (502, 503, 504)),
    *((method, lambda status=status: busy(status), 1) for method in OTHERS for status in (502, 503, 504)),
    *(("GET", lambda status=status: busy(status), 1) for status in (400, 401, 404, 408, 500, 501)),
    *((method, lambda kind=kind: kind, 3) for method in IDEMPOTENT + OTHERS for kind in client.NEVER_SENT),
    *((method, lambda kind=kind: kind, 3) for method in IDEMPOTENT for kind in client.MAYBE_SENT),
    *((method, lambda kind=kind: kind, 1) for method in OTHERS for kind in client.MAYBE_SENT),
    *(
        ("GET", lambda kind=kind: kind, 1)
        for kind in (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.ProxyError)
    ),
]


def row_name(value: object) -> str:
    if not callable(value):
        return str(value)
    step = value()
    return str(step.status_code) if isinstance(step, httpx.Response) else step.__name__


@pytest.mark.parametrize(("method", "build", "attempts"), TABLE, ids=row_name)
@pytest.mark.parametrize("face", FACES)
def test_attempts(face: str, method: str, build: Callable[[], Step], attempts: int) -> None:
    """The table of the module: which failure of which method is repeated, up to three attempts."""
    provider = Provider(*(build() for _ in range(5)))
    step = build()
    expected = contextlib.nullcontext() if isinstance(step, httpx.Response) else pytest.raises(step)
    with expected:
        provider.send(face, method)
    assert len(provider.requests) == attempts
    assert len(provider.slept_s) == attempts - 1


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("build", [lambda: busy(503), lambda: httpx.ReadTimeout], ids=["unavailable", "cut off"])
def test_provider_knows_better_what_is_idempotent(face: str, build: Callable[[], Step]) -> None:
    """A feed that forgets what it has handed out is read once, although reading it is a GET."""
    provider = Provider(build(), build())
    with contextlib.suppress(httpx.ReadTimeout):
        provider.send(face, "GET", is_idempotent=lambda request: request.url.path != "/v1/x")
    assert 1 == len(provider.requests)


def test_post_that_may_have_arrived_is_in_no_list() -> None:
    """A read timeout of a POST is never repeated, however many attempts a policy allows."""
    request = httpx.Request("POST", BASE_URL, json={"amountInCents": "123"})
    outcome = httpx.ReadTimeout("late", request=request)
    policy = client.RetryPolicy(attempts=100)
    assert client.plan_retry_s(policy, request=request, outcome=outcome, attempt=1, jitter=lambda: 0.0) is None


@pytest.mark.parametrize("face", FACES)
def test_success_after_failures(face: str) -> None:
    """The answer of the attempt that succeeds is the caller's; the body was sent each time."""
    provider = Provider(httpx.ConnectError, busy(429))
    response = provider.send(face, "POST", content=b"amount=1")
    assert response.status_code == 200
    assert [request.content for request in provider.requests] == [b"amount=1"] * 3


@pytest.mark.parametrize(("jitter", "delays_s"), [(1.0, [1.0, 2.0, 4.0, 8.0, 8.0]), (0.0, [0.5, 1.0, 2.0, 4.0, 4.0])])
def test_backoff_doubles_up_to_a_maximum(jitter: float, delays_s: list[float]) -> None:
    """Waits double, end at the maximum, and chance shortens them by half at most."""
    provider = Provider(*(busy(503) for _ in range(6)))
    policy = client.RetryPolicy(attempts=6, backoff_s=1.0, backoff_max_s=8.0)
    provider.send("sync", retry=policy, jitter=lambda: jitter)
    assert delays_s == provider.slept_s


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    ("headers", "delays_s"),
    [
        ({"Retry_After": "7"}, [7.0]),
        ({"Retry_After": "0"}, [0.0]),
        ({"Retry_After": "30"}, [30.0]),
        ({"Retry_After": "31"}, []),
        ({"Retry_After": "Tue, 19 Jun 2018 09:20:52 GMT", "Date": "Tue, 19 Jun 2018 09:20:42 GMT"}, [10.0]),
        ({"Retry_After": "Tue, 19 Jun 2018 09:20:32 GMT", "Date": "Tue, 19 Jun 2018 09:20:42 GMT"}, [0.0]),
        ({"Retry_After": "Tue, 19 Jun 2018 10:20:42 GMT", "Date": "Tue, 19 Jun 2018 09:20:42 GMT"}, []),
        ({"Retry_After": "Tue, 19 Jun 2018 09:20:52 GMT"}, [1.0]),
        ({"Retry_After": "later"}, [1.0]),
        ({"Retry_After": "-3"}, [1.0]),
        ({}, [1.0]),
    ],
)
def test_retry_after(face: str, headers: dict[str, str], delays_s: list[float]) -> None:
    """Seconds and dates are honoured up to 30 s; beyond, there is no further attempt; nonsense is ignored."""
    provider = Provider(busy(429, **headers))
    provider.send(face)
    assert delays_s == provider.slept_s


class StreamingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Sends a body chunk by chunk, as a socket does; `MockTransport` would keep it in memory."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        self.bodies.append(b"".join(request.stream))
        return busy(429)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        self.bodies.append(b"".join([chunk async for chunk in request.stream]))
        return busy(429)


@pytest.mark.parametrize("face", FACES)
def test_streamed_body_is_sent_once(face: str) -> None:
    """A body that was read once cannot be sent again, not even after a 429."""
    transport = StreamingTransport()

    async def chunks() -> AsyncIterator[bytes]:
        yield b"once"

    content: Iterator[bytes] | AsyncIterator[bytes] = iter([b"once"]) if face == "sync" else chunks()
    assert Provider().send(face, "PUT", content=content, transport=transport).status_code == 429
    assert transport.bodies == [b"once"]


@pytest.mark.parametrize("face", FACES)
def test_body_in_memory_is_sent_again(face: str) -> None:
    """A body in memory is sent whole with every attempt."""
    transport = StreamingTransport()
    assert Provider().send(face, "PUT", content=b"thrice", transport=transport).status_code == 429
    assert transport.bodies == [b"thrice"] * 3


class Nonce(httpx.Auth):
    def __init__(self) -> None:
        self.count = 0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self.count += 1
        request.headers["X-Nonce"] = str(self.count)
        yield request


@pytest.mark.parametrize("face", FACES)
def test_every_attempt_is_freshly_authorised(face: str) -> None:
    """A one-time value is never replayed: each attempt passes the auth flow again."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["X-Nonce"])
        return busy(429) if len(seen) < 3 else httpx.Response(200)

    Provider().send(face, "POST", auth=Nonce(), transport=httpx.MockTransport(answer))
    assert seen == ["1", "2", "3"]


class LoginFirst(httpx.Auth):
    """A login before each request, as `auth_hooks.tikkie` does it; its refusal is an exception."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        login = yield httpx.Request("POST", f"{BASE_URL}/login")
        error = tikkie.parse_error(login)
        if error is not None:
            raise error
        yield request


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    ("build", "logins"),
    [
        (lambda: busy(429), 2),
        (lambda: busy(503), 2),
        (lambda: httpx.ReadTimeout, 2),
        (lambda: httpx.ConnectError, 2),
        (lambda: busy(401), 1),
        (lambda: busy(500), 1),
    ],
    ids=row_name,
)
def test_failed_login_before_a_post(face: str, build: Callable[[], Step], logins: int) -> None:
    """A login that fails on the way is repeated even before a POST: the POST itself was not sent."""
    provider = Provider(build())
    if logins == 1:
        with pytest.raises(errors.ProviderError):
            provider.send(face, "POST", auth=LoginFirst())
        assert [request.url.path for request in provider.requests] == ["/login"]
    else:
        provider.send(face, "POST", auth=LoginFirst())
        assert [request.url.path for request in provider.requests] == ["/login", "/login", "/v1/x"]


@pytest.mark.parametrize("face", FACES)
def test_check_raises_the_providers_error(face: str) -> None:
    """With a check, an error answer is an exception; without, it is the answer."""
    detail = {"code": "ERR_4100_002", "category": "NOT_FOUND", "message": "Platform not found"}
    provider = Provider(*(httpx.Response(404, json={"errors": [detail]}) for _ in range(2)))
    assert provider.send(face).status_code == 404
    with pytest.raises(errors.NotFound, match=r"^tikkie 404 ERR_4100_002: Platform not found$"):
        provider.send(face, check=tikkie.parse_error)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(("wish_s", "delays_s"), [(7.0, [7.0]), (31.0, []), (None, [1.0])])
def test_check_tells_how_long_to_wait(face: str, wish_s: float | None, delays_s: list[float]) -> None:
    """A provider with a header of its own for the wait is understood through its error."""

    def check(response: httpx.Response) -> errors.ProviderError | None:
        if response.status_code != 429:
            return None
        return errors.RateLimited(provider="other", status=429, message="no", retry_after_s=wish_s)

    provider = Provider(busy(429))
    with contextlib.nullcontext() if delays_s else pytest.raises(errors.RateLimited):
        provider.send(face, check=check)
    assert delays_s == provider.slept_s


@pytest.mark.parametrize("face", FACES)
def test_check_sees_good_answers_too(face: str) -> None:
    """A provider that says no with status 200 can be understood: the check sees every answer."""
    refusal = errors.InvalidRequest(provider="other", status=200, message="no")
    with pytest.raises(errors.InvalidRequest):
        Provider().send(face, check=lambda response: refusal)


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self) -> None:
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"one", b"two")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in (b"one", b"two"):
            yield chunk

    def close(self) -> None:
        self.is_closed = True

    async def aclose(self) -> None:
        self.is_closed = True


def test_good_stream_is_left_to_the_caller() -> None:
    """A streamed answer below 400 reaches the caller unread."""
    provider = Provider(httpx.Response(200, stream=Chunks()))
    options = provider.options({"check": tikkie.parse_error})
    with client.Client(**options) as http, http.stream("GET", "/v1/x") as response:
        assert not response.is_stream_consumed
        assert list(response.iter_raw()) == [b"one", b"two"]


def test_good_stream_is_left_to_the_async_caller() -> None:
    """A streamed answer below 400 reaches the async caller unread."""
    provider = Provider(httpx.Response(200, stream=Chunks()))

    async def scenario() -> list[bytes]:
        options = provider.options({"check": tikkie.parse_error})
        async with client.AsyncClient(**options) as http, http.stream("GET", "/v1/x") as response:
            assert not response.is_stream_consumed
            return [chunk async for chunk in response.aiter_raw()]

    assert asyncio.run(scenario()) == [b"one", b"two"]


def test_failed_streams_are_read_and_closed() -> None:
    """An error answer to a streaming call is read for its error, and every attempt's stream is closed."""
    streams = [Chunks() for _ in range(3)]
    provider = Provider(*(httpx.Response(503, stream=stream) for stream in streams))
    options = provider.options({"check": tikkie.parse_error, "sleep": provider.slept_s.append})
    with (
        client.Client(**options) as http,
        pytest.raises(errors.ServerError, match="6 bytes"),
        http.stream("GET", "/v1/x"),
    ):
        pass
    assert [stream.is_closed for stream in streams] == [True] * 3


def test_failed_streams_are_read_and_closed_async() -> None:
    """The async client reads and closes them too."""
    streams = [Chunks() for _ in range(3)]
    provider = Provider(*(httpx.Response(503, stream=stream) for stream in streams))

    async def scenario() -> None:
        options = provider.options({"check": tikkie.parse_error, "sleep": provider.sleep_async})
        async with client.AsyncClient(**options) as http, http.stream("GET", "/v1/x"):
            pass

    with pytest.raises(errors.ServerError, match="6 bytes"):
        asyncio.run(scenario())
    assert [stream.is_closed for stream in streams] == [True] * 3


@pytest.mark.parametrize("kind", [client.Client, client.AsyncClient])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"timeout": None}, "^timeout must be finite"),
        ({"timeout": httpx.Timeout(5, read=None)}, "^timeout must be finite"),
        ({"follow_redirects": True}, "^follow_redirects must stay off"),
    ],
)
def test_unsafe_options_are_refused(kind: Callable[..., object], options: dict[str, Any], message: str) -> None:
    """An endless timeout and redirects are refused when the client is made."""
    with pytest.raises(ValueError, match=message):
        kind(**options)


@pytest.mark.parametrize("face", FACES)
def test_redirect_is_not_followed(face: str) -> None:
    """A redirect is the caller's answer; the key headers go nowhere else."""
    provider = Provider(httpx.Response(302, headers={"Location": "https://evil.example.com/"}))
    assert provider.send(face).status_code == 302
    assert [request.url.host for request in provider.requests] == ["api.example.com"]


@pytest.mark.parametrize("face", FACES)
def test_redirect_is_not_followed_whatever_the_client_says(face: str) -> None:
    """Switching redirects on behind the client's back changes nothing."""
    provider = Provider(httpx.Response(302, headers={"Location": "https://evil.example.com/"}))

    async def scenario() -> int:
        async with client.AsyncClient(**provider.options({})) as http:
            http.follow_redirects = True
            return (await http.get("/v1/x")).status_code

    if face == "async":
        assert asyncio.run(scenario()) == 302
        return
    with client.Client(**provider.options({})) as http:
        http.follow_redirects = True
        assert http.get("/v1/x").status_code == 302


def test_redirects_cannot_be_asked_for_per_request() -> None:
    """Asking for redirects in one call is refused before anything is sent."""
    provider = Provider()
    with client.Client(**provider.options({})) as http, pytest.raises(ValueError, match="follow_redirects"):
        http.get("/v1/x", follow_redirects=True)
    assert provider.requests == []


def test_timeouts_are_finite_by_default() -> None:
    """Connecting takes 5 s at most, every other wait 30 s."""
    with client.Client() as http:
        assert http.timeout == httpx.Timeout(30.0, connect=5.0)


def test_policy_needs_an_attempt() -> None:
    """A policy without a first attempt is refused."""
    with pytest.raises(ValueError, match="attempts must be 1 or more, got 0"):
        client.RetryPolicy(attempts=0)
