"""The Tikkie flow, driven by hand: no client, no server, no clock but ours."""

import asyncio
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from auth_hooks import errors, tikkie, tokens

BASE_URL = "https://api.example.com"
TOKEN_URL = f"{BASE_URL}/v1/oauth/token"
PLATFORMS_URL = f"{BASE_URL}/v1/tikkie/platforms"
CREDENTIALS = tikkie.load_credentials(
    api_key="KeyThatMustStayHidden",
    private_key_file=Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem",
    audience=tikkie.SANDBOX_AUDIENCE,
)
Flow = Generator[httpx.Request, httpx.Response, None]


class SettableClock:
    def __init__(self) -> None:
        self.now_s = 1_529_400_042.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def auth(clock: SettableClock) -> tikkie.TikkieAuth:
    return tikkie.TikkieAuth(CREDENTIALS, base_url=BASE_URL, clock=clock)


def call(**changes: Any) -> httpx.Request:
    return httpx.Request(**{"method": "GET", "url": PLATFORMS_URL, **changes})


def token_answer(value: str = "token-1", expires_in: object = "3600") -> httpx.Response:
    body = {"access_token": value, "expires_in": expires_in, "scope": "tikkie", "token_type": "Bearer"}
    return httpx.Response(200, json=body)


def error_answer(status: int, code: str, message: str = "no", **changes: Any) -> httpx.Response:
    detail = {"code": code, "category": "CATEGORY", "message": message, "traceId": "trace-1", "status": status}
    return httpx.Response(status, json={"errors": [detail]}, **changes)


def log_in(auth: tikkie.TikkieAuth, value: str = "token-1", expires_in: object = "3600") -> None:
    flow = auth.sync_auth_flow(call())
    next(flow)
    flow.send(token_answer(value, expires_in))
    flow.close()


def first_url(auth: tikkie.TikkieAuth) -> str:
    flow = auth.sync_auth_flow(call())
    url = str(next(flow).url)
    flow.close()
    return url


def test_first_request_logs_in_first(auth: tikkie.TikkieAuth) -> None:
    """Nothing is fetched until a request needs it; then the login goes ahead of that request."""
    flow = auth.sync_auth_flow(call())
    login = next(flow)
    assert (login.method, str(login.url)) == ("POST", TOKEN_URL)
    request = flow.send(token_answer())
    assert str(request.url) == PLATFORMS_URL
    assert ("Bearer token-1", CREDENTIALS.api_key) == (request.headers["Authorization"], request.headers["API-Key"])


def test_flow_ends_after_a_good_answer(auth: tikkie.TikkieAuth) -> None:
    """An answer other than 401 is the caller's, whatever it says."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(httpx.Response(403))


def test_second_request_uses_the_same_token(auth: tikkie.TikkieAuth) -> None:
    """One login serves many requests."""
    log_in(auth)
    assert first_url(auth) == PLATFORMS_URL


@pytest.mark.parametrize(
    ("expires_in", "age_s", "url"),
    [
        ("3600", 3539, PLATFORMS_URL),
        ("3600", 3540, TOKEN_URL),
        (3600, 3539, PLATFORMS_URL),
        (3600, 3540, TOKEN_URL),
        ("60", 29, PLATFORMS_URL),
        ("60", 30, TOKEN_URL),
        ("0060", 30, TOKEN_URL),
    ],
)
def test_token_is_renewed_before_it_expires(
    auth: tikkie.TikkieAuth, clock: SettableClock, expires_in: object, age_s: int, url: str
) -> None:
    """A token is renewed 60 s before its end, or after half of its life if it is short-lived."""
    log_in(auth, expires_in=expires_in)
    clock.now_s += age_s
    assert url == first_url(auth)


def test_token_life_starts_when_the_login_is_sent(auth: tikkie.TikkieAuth, clock: SettableClock) -> None:
    """A slow login does not lengthen the life of its token."""
    flow = auth.sync_auth_flow(call())
    next(flow)
    clock.now_s += 100
    flow.send(token_answer(expires_in="160"))
    flow.close()
    assert first_url(auth) == TOKEN_URL


def test_401_refreshes_once_and_repeats(auth: tikkie.TikkieAuth) -> None:
    """A refused token is replaced and the request sent again with the new one."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(method="POST", json={"name": "x"}))
    first = next(flow)
    assert first.headers["Authorization"] == "Bearer token-1"
    login = flow.send(error_answer(401, "ERR_2003_001"))
    assert str(login.url) == TOKEN_URL
    again = flow.send(token_answer("token-2"))
    assert (again.headers["Authorization"], again.content) == ("Bearer token-2", b'{"name":"x"}')


def test_401_twice_is_the_callers_answer(auth: tikkie.TikkieAuth) -> None:
    """After one refresh the flow gives up; it cannot loop."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    flow.send(error_answer(401, "ERR_2005_001"))
    flow.send(token_answer("token-2"))
    with pytest.raises(StopIteration):
        flow.send(error_answer(401, "ERR_2005_001"))


def test_401_of_an_outdated_token_costs_no_login(auth: tikkie.TikkieAuth) -> None:
    """If somebody else has replaced the token meanwhile, the new one is used at once."""
    log_in(auth)
    slow, quick = auth.sync_auth_flow(call()), auth.sync_auth_flow(call())
    next(slow)
    next(quick)
    quick.send(error_answer(401, "ERR_2002_001"))
    quick.send(token_answer("token-2"))
    again = slow.send(error_answer(401, "ERR_2002_001"))
    assert (str(again.url), again.headers["Authorization"]) == (PLATFORMS_URL, "Bearer token-2")


def test_401_with_a_streamed_body_is_not_repeated(auth: tikkie.TikkieAuth) -> None:
    """A body that was read once has nothing left to send."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(method="POST", content=iter([b"once"])))
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(error_answer(401, "ERR_2003_001"))


def test_token_endpoint_gets_the_api_key_only(auth: tikkie.TikkieAuth) -> None:
    """A caller who logs in by hand is not made to log in first."""
    flow = auth.sync_auth_flow(call(method="POST", url=TOKEN_URL, data={"scope": "tikkie"}))
    request = next(flow)
    assert (CREDENTIALS.api_key, None) == (request.headers["API-Key"], request.headers.get("Authorization"))
    with pytest.raises(StopIteration):
        flow.send(error_answer(401, "ERR_2005_001"))


def test_login_inherits_the_timeout(auth: tikkie.TikkieAuth) -> None:
    """The login is bounded by the timeout of the request that needs it."""
    timeout = httpx.Timeout(7).as_dict()
    login = next(auth.sync_auth_flow(call(extensions={"timeout": timeout})))
    assert timeout == login.extensions["timeout"]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/v1/tikkie/platforms",
        "http://api.example.com/v1/tikkie/platforms",
        "https://api.example.com:8443/v1/tikkie/platforms",
        "https://api.example.com@evil.example.com/v1/tikkie/platforms",
        "https://evil.example.com/v1/oauth/token",
    ],
)
def test_another_origin_gets_nothing(auth: tikkie.TikkieAuth, url: str) -> None:
    """Scheme, host and port must be those of base_url; otherwise nothing is sent and no header set."""
    request = call(url=url)
    with pytest.raises(errors.OriginRefused, match=r"https://api\.example\.com must not be sent to http"):
        next(auth.sync_auth_flow(request))
    assert {"host"} == set(request.headers)


def test_same_origin_is_compared_after_normalising() -> None:
    """Case and the default port do not make another origin; a path in base_url leads to its own token endpoint."""
    auth = tikkie.TikkieAuth(CREDENTIALS, base_url="HTTPS://API.example.com:443/proxy/")
    assert str(next(auth.sync_auth_flow(call())).url) == "https://api.example.com/proxy/v1/oauth/token"


@pytest.mark.parametrize("base_url", ["", "api.example.com", "ftp://api.example.com", "/v1", "https://", "https://a:b"])
def test_unusable_base_url_is_named(base_url: str) -> None:
    """A base_url that is no absolute http URL is refused in one sentence."""
    with pytest.raises(errors.OriginRefused, match=r"^base_url "):
        tikkie.TikkieAuth(CREDENTIALS, base_url=base_url)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error_answer(400, "ERR_1010_001"), errors.AuthenticationFailed),
        (error_answer(401, "ERR_2005_001"), errors.AuthenticationFailed),
        (error_answer(403, "ERR_3002_001"), errors.AuthenticationFailed),
        (error_answer(429, "ERR_7002_001"), errors.RateLimited),
        (error_answer(503, "ERR_9001_001"), errors.ServerError),
        (httpx.Response(302, headers={"Location": "https://evil.example.com"}), errors.AuthenticationFailed),
        (httpx.Response(200, text="<html>"), errors.AuthenticationFailed),
        (httpx.Response(200, text="[" * 100_000), errors.AuthenticationFailed),
        (httpx.Response(200, json=["access_token"]), errors.AuthenticationFailed),
        (httpx.Response(200, json={"expires_in": "60"}), errors.AuthenticationFailed),
        (token_answer(value="two\nlines"), errors.AuthenticationFailed),
        (token_answer(value=""), errors.AuthenticationFailed),
        (token_answer(expires_in=None), errors.AuthenticationFailed),
        (token_answer(expires_in="soon"), errors.AuthenticationFailed),
        (token_answer(expires_in="0"), errors.AuthenticationFailed),
        (token_answer(expires_in=-5), errors.AuthenticationFailed),
        (token_answer(expires_in=True), errors.AuthenticationFailed),
        (token_answer(expires_in="٦٠"), errors.AuthenticationFailed),
        (token_answer(expires_in=59.5), errors.AuthenticationFailed),
    ],
    ids=str,
)
def test_failed_login_is_a_typed_error(
    auth: tikkie.TikkieAuth, answer: httpx.Response, kind: type[errors.ProviderError]
) -> None:
    """A refusal, or an answer that cannot be used, is raised; the next request may try again."""
    flow = auth.sync_auth_flow(call())
    answer.request = next(flow)
    with pytest.raises(errors.ProviderError) as caught:
        flow.send(answer)
    assert (kind, answer.status_code) == (type(caught.value), caught.value.status)
    assert first_url(auth) == TOKEN_URL


def test_refused_login_repeats_no_secret(auth: tikkie.TikkieAuth) -> None:
    """A provider that echoes the assertion or the API key does not get them into our message."""
    flow = auth.sync_auth_flow(call())
    login = next(flow)
    assertion = dict(part.split("=") for part in login.content.decode().split("&"))["client_assertion"]
    echo = f"bad {assertion} of {CREDENTIALS.api_key}"
    with pytest.raises(errors.AuthenticationFailed) as caught:
        flow.send(error_answer(400, "ERR_1006_001", echo, request=login, headers={"Trace-Id": "trace-2"}))
    assert str(caught.value) == "tikkie 400 ERR_1006_001: bad *** of *** (trace trace-2)"


def sent_request(step: tokens.Step) -> httpx.Request:
    assert isinstance(step, httpx.Request)
    return step


async def drive_to_flight(auth: tikkie.TikkieAuth) -> tuple[tokens.Flow[None], tokens.Step]:
    flow = auth.flow(call())
    return flow, next(flow)


def test_others_wait_while_one_logs_in(auth: tikkie.TikkieAuth) -> None:
    """Of sixteen requests one logs in; the others wait for it and then use its token."""

    async def scenario() -> list[str]:
        first, login = await drive_to_flight(auth)
        others = [await drive_to_flight(auth) for _ in range(15)]
        assert [isinstance(step, tokens.Flight) for _, step in others] == [True] * 15
        assert isinstance(login, httpx.Request)
        first.send(token_answer())
        return [sent_request(flow.send(True)).headers["Authorization"] for flow, _ in others]

    assert asyncio.run(scenario()) == ["Bearer token-1"] * 15


def test_interrupted_login_is_taken_over(auth: tikkie.TikkieAuth) -> None:
    """If the one who logs in is cancelled, those who wait wake up and one of them logs in."""

    async def scenario() -> None:
        first, _ = await drive_to_flight(auth)
        second, flight = await drive_to_flight(auth)
        third, _ = await drive_to_flight(auth)
        first.close()
        assert isinstance(flight, tokens.Flight)
        assert await flight.wait_async()
        assert str(sent_request(second.send(True)).url) == TOKEN_URL
        assert isinstance(third.send(True), tokens.Flight)

    asyncio.run(scenario())


def test_refused_login_is_refused_for_all_who_wait(auth: tikkie.TikkieAuth) -> None:
    """A refusal is shared: sixteen requests with a wrong key do not knock sixteen times."""

    async def scenario() -> None:
        first, _ = await drive_to_flight(auth)
        _, flight = await drive_to_flight(auth)
        with pytest.raises(errors.AuthenticationFailed):
            first.send(error_answer(401, "ERR_2005_001"))
        assert isinstance(flight, tokens.Flight)
        with pytest.raises(errors.AuthenticationFailed):
            await flight.wait_async()

    asyncio.run(scenario())


def test_cancelled_waiter_leaves_the_login_alone(auth: tikkie.TikkieAuth) -> None:
    """Cancelling one that waits cancels neither the login nor the others."""

    async def scenario() -> httpx.Request:
        first, _ = await drive_to_flight(auth)
        waiting = auth.async_auth_flow(call())
        impatient = asyncio.ensure_future(anext(waiting))
        patient = asyncio.ensure_future(anext(auth.async_auth_flow(call())))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        first.send(token_answer())
        return await patient

    assert asyncio.run(scenario()).headers["Authorization"] == "Bearer token-1"


def test_blocking_call_inside_a_task_does_not_wait_for_itself(auth: tikkie.TikkieAuth) -> None:
    """A blocking request in a thread whose own task is logging in would wait for ever; it logs in itself."""

    async def scenario() -> str:
        _, login = await drive_to_flight(auth)
        assert isinstance(login, httpx.Request)
        return first_url(auth)

    assert asyncio.run(scenario()) == TOKEN_URL


def test_other_event_loop_of_the_thread_does_not_wait_for_a_stopped_one(auth: tikkie.TikkieAuth) -> None:
    """A login left behind in a loop that no longer runs does not hang the next loop."""
    left_behind, _ = asyncio.run(drive_to_flight(auth))

    async def scenario() -> httpx.Request:
        flow = auth.async_auth_flow(call())
        request = await anext(flow)
        await flow.aclose()
        return request

    assert str(asyncio.run(scenario()).url) == TOKEN_URL
    left_behind.close()


def test_async_flow_is_the_same_flow(auth: tikkie.TikkieAuth) -> None:
    """Login, refusal and refresh run the same way for an async client."""

    async def scenario() -> list[str]:
        flow = auth.async_auth_flow(call())
        seen = [await anext(flow)]
        answers: list[httpx.Response] = [token_answer(), error_answer(401, "ERR_2003_001"), token_answer("token-2")]
        seen += [await flow.asend(answer) for answer in answers]
        with pytest.raises(StopAsyncIteration):
            await flow.asend(error_answer(401, "ERR_2003_001"))
        return [f"{one.url} {one.headers.get('Authorization')}" for one in seen]

    # The caller's request is one object: both times it is seen with its last header.
    expected = [f"{TOKEN_URL} None", f"{PLATFORMS_URL} Bearer token-2"] * 2
    assert expected == asyncio.run(scenario())


def test_reprs_hold_no_secret(auth: tikkie.TikkieAuth) -> None:
    """Neither credentials, nor the auth object, nor a token print a secret."""
    token = tokens.issue_token("TokenThatMustStayHidden", now_s=0, lifetime_s=60, margin_s=1)
    engine = tikkie.TikkieEngine(CREDENTIALS, base_url=BASE_URL, http=httpx.Client())
    text = " ".join(map(repr, (CREDENTIALS, auth, token, engine))) + f"{CREDENTIALS} {auth} {token} {engine}"
    assert [word for word in ("MustStayHidden", "RSAPrivateKey", "BEGIN") if word in text] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"api_key": ""}, "^api_key must be"),
        ({"api_key": "with-newline\n"}, "^api_key must be"),
        ({"api_key": "clé"}, "^api_key must be"),
        ({"audience": ""}, "^audience must not be empty"),
        ({"algorithm": "HS256"}, "^algorithm must be one of RS256, RS384, RS512, got 'HS256'$"),
        ({"lifetime_s": 1201}, "lifetime_s <= 1200 must hold, got backdate_s=60 and lifetime_s=1201$"),
        ({"lifetime_s": 60}, "must hold, got backdate_s=60 and lifetime_s=60$"),
        ({"backdate_s": -1}, "must hold, got backdate_s=-1"),
    ],
)
def test_unusable_credentials_are_named(changes: dict[str, Any], message: str) -> None:
    """A value that cannot work is refused at once, by name, without its secret."""
    values: dict[str, Any] = {
        "api_key": "k",
        "private_key": CREDENTIALS.private_key,
        "audience": tikkie.SANDBOX_AUDIENCE,
    }
    with pytest.raises(errors.BadCredentials, match=message) as caught:
        tikkie.Credentials(**(values | changes))
    assert "clé" not in str(caught.value)


def test_tutorial_token_answer_is_understood() -> None:
    """The published sample answer, whose life is a string, gives a token."""
    body = json.loads('{"access_token":"accesstoken1","expires_in":"60","scope":"tikkie","token_type":"Bearer"}')
    token = tikkie.read_token(httpx.Response(200, json=body), now_s=100, margin_s=10)
    assert (token.value, token.renew_at_s) == ("accesstoken1", 150)
