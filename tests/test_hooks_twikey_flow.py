"""The Twikey flow, driven by hand: no client, no server, no clock but ours."""

import asyncio
from typing import Any

import httpx
import pytest

from auth_hooks import errors, tokens, twikey

BASE_URL = "https://api.example.com"
SESSION_URL = f"{BASE_URL}/creditor"
DETAIL_URL = f"{BASE_URL}/creditor/mandate/detail"
KEY = "FC7BDEDA40BA9C5B292EE7A8331A55EDE20A61F9"
CREDENTIALS = twikey.Credentials(api_token="TokenThatMustStayHidden", private_key=KEY)
HOUR_S = 3600


class SettableClock:
    def __init__(self) -> None:
        self.now_s = 1_529_400_042.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def auth(clock: SettableClock) -> twikey.TwikeyAuth:
    return twikey.TwikeyAuth(CREDENTIALS, base_url=BASE_URL, clock=clock)


def call(**changes: Any) -> httpx.Request:
    return httpx.Request(**{"method": "GET", "url": DETAIL_URL, **changes})


def session_answer(value: str = "session-1") -> httpx.Response:
    return httpx.Response(200, headers={"Authorization": value}, json={"Authorization": value})


def not_logged_in() -> httpx.Response:
    return httpx.Response(401, text="Not logged in")


def error_answer(status: int, code: str, message: str = "no", **changes: Any) -> httpx.Response:
    headers = {"ApiError": code, "ApiErrorCode": code}
    return httpx.Response(status, headers=headers, json={"code": code, "message": message}, **changes)


def log_in(auth: twikey.TwikeyAuth, value: str = "session-1") -> None:
    flow = auth.sync_auth_flow(call())
    next(flow)
    flow.send(session_answer(value))
    flow.close()


def first_request(auth: twikey.TwikeyAuth, **changes: Any) -> httpx.Request:
    flow = auth.sync_auth_flow(call(**changes))
    request = next(flow)
    flow.close()
    return request


# --- sessions -------------------------------------------------------------------------------------------------------


def test_first_request_logs_in_first(auth: twikey.TwikeyAuth, clock: SettableClock) -> None:
    """Nothing is fetched until a request needs it; then the login goes ahead, with the password of this moment."""
    flow = auth.sync_auth_flow(call())
    login = next(flow)
    assert (login.method, str(login.url)) == ("POST", SESSION_URL)
    otp = twikey.compute_otp(KEY, now_s=clock.now_s)
    assert login.content == f"apiToken={CREDENTIALS.api_token}&otp={otp}".encode()
    assert "Authorization" not in login.headers
    request = flow.send(session_answer())
    assert (str(request.url), request.headers["Authorization"]) == (DETAIL_URL, "session-1")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200),
        error_answer(403, "err_mandate_invalid_state"),
        error_answer(429, "err_no_login"),
        error_answer(500, "err_no_login"),
    ],
    ids=str,
)
def test_flow_ends_after_another_answer(auth: twikey.TwikeyAuth, answer: httpx.Response) -> None:
    """An answer that does not refuse the session is the caller's, whatever it says."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(answer)


@pytest.mark.parametrize(("age_s", "url"), [(0, DETAIL_URL), (23 * HOUR_S - 1, DETAIL_URL), (23 * HOUR_S, SESSION_URL)])
def test_session_is_replaced_an_hour_before_it_ends(
    auth: twikey.TwikeyAuth, clock: SettableClock, age_s: int, url: str
) -> None:
    """One session serves for 23 of its 24 hours."""
    log_in(auth)
    clock.now_s += age_s
    assert url == str(first_request(auth).url)


def test_session_ages_from_the_login_on(auth: twikey.TwikeyAuth, clock: SettableClock) -> None:
    """A slow login does not lengthen the life of its session."""
    flow = auth.sync_auth_flow(call())
    next(flow)
    clock.now_s += 100
    flow.send(session_answer())
    flow.close()
    clock.now_s += 23 * HOUR_S - 100
    assert not auth.has_session


@pytest.mark.parametrize(
    "refusal",
    [
        not_logged_in(),
        httpx.Response(401),
        error_answer(400, "err_no_login"),
        error_answer(200, "err_no_login"),
        httpx.Response(403, headers={"ApiError": "err_no_login"}),
    ],
    ids=str,
)
def test_refusal_logs_in_once_and_repeats(auth: twikey.TwikeyAuth, refusal: httpx.Response) -> None:
    """A refused session, with 401 or by the code of a missing login, is replaced and the request sent again."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(method="POST", data={"mndtId": "M-1"}))
    assert next(flow).headers["Authorization"] == "session-1"
    assert str(flow.send(refusal).url) == SESSION_URL
    again = flow.send(session_answer("session-2"))
    assert (again.headers["Authorization"], again.content) == ("session-2", b"mndtId=M-1")
    with pytest.raises(StopIteration):
        flow.send(not_logged_in())


def test_refusal_of_an_outdated_session_costs_no_login(auth: twikey.TwikeyAuth) -> None:
    """If somebody else has replaced the session meanwhile, the new one is used at once."""
    log_in(auth)
    slow, quick = auth.sync_auth_flow(call()), auth.sync_auth_flow(call())
    next(slow)
    next(quick)
    quick.send(not_logged_in())
    quick.send(session_answer("session-2"))
    again = slow.send(not_logged_in())
    assert (str(again.url), again.headers["Authorization"]) == (DETAIL_URL, "session-2")


def test_streamed_body_is_not_repeated(auth: twikey.TwikeyAuth) -> None:
    """A body that was read once has nothing left to send; the next request gets a new session."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(method="POST", content=iter([b"%PDF-"])))
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(not_logged_in())
    assert str(first_request(auth).url) == SESSION_URL


def test_login_inherits_the_timeout(auth: twikey.TwikeyAuth) -> None:
    """The login is bounded by the timeout of the request that needs it."""
    timeout = httpx.Timeout(7).as_dict()
    assert timeout == first_request(auth, extensions={"timeout": timeout}).extensions["timeout"]


@pytest.mark.parametrize("path", ["/creditor", "/creditor/"])
def test_login_by_hand_passes_through(auth: twikey.TwikeyAuth, path: str) -> None:
    """A caller who logs in by hand is not made to log in first, gets no header, and the shared session stays."""
    flow = auth.sync_auth_flow(call(method="POST", url=BASE_URL + path, data={"apiToken": "x"}))
    request = next(flow)
    assert (str(request.url), "Authorization" in request.headers) == (BASE_URL + path, False)
    with pytest.raises(StopIteration):
        flow.send(session_answer("by-hand"))
    log_in(auth)
    assert first_request(auth).headers["Authorization"] == "session-1"


@pytest.mark.parametrize("path", ["/creditor", "/creditor/"])
@pytest.mark.parametrize("answer", [httpx.Response(204), httpx.Response(200), not_logged_in()], ids=str)
def test_logout_by_hand_ends_the_session(auth: twikey.TwikeyAuth, path: str, answer: httpx.Response) -> None:
    """A logout carries the session in use, which is not used again; a session that is over is not replaced for it."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(url=BASE_URL + path))
    assert next(flow).headers["Authorization"] == "session-1"
    with pytest.raises(StopIteration):
        flow.send(answer)
    assert not auth.has_session
    assert str(first_request(auth).url) == SESSION_URL


def test_logout_that_failed_keeps_the_session(auth: twikey.TwikeyAuth) -> None:
    """After an outage the session may go on, so that a second logout must carry the same one."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(url=SESSION_URL))
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(httpx.Response(503))
    assert first_request(auth, url=SESSION_URL).headers["Authorization"] == "session-1"


def test_logout_leaves_a_newer_session_alone(auth: twikey.TwikeyAuth) -> None:
    """A session that another request has opened while the logout was under way stays in use."""
    log_in(auth)
    leaving, other = auth.sync_auth_flow(call(url=SESSION_URL)), auth.sync_auth_flow(call())
    next(leaving)
    next(other)
    other.send(not_logged_in())
    other.send(session_answer("session-2"))
    with pytest.raises(StopIteration):
        leaving.send(httpx.Response(204))
    assert first_request(auth).headers["Authorization"] == "session-2"


def test_only_post_and_get_are_special(auth: twikey.TwikeyAuth) -> None:
    """Another method on the login's path, and a path that only begins like it, are calls like others."""
    log_in(auth)
    for changes in ({"method": "DELETE", "url": SESSION_URL}, {"method": "POST", "url": f"{SESSION_URL}s"}):
        assert first_request(auth, **changes).headers["Authorization"] == "session-1"
    flow = auth.sync_auth_flow(call(url=f"{SESSION_URL}/payment"))
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(httpx.Response(200, json={"Sdds": []}))
    assert auth.has_session


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/creditor/mandate",
        "http://api.example.com/creditor/mandate",
        "https://api.example.com:8443/creditor/mandate",
        "https://api.example.com@evil.example.com/creditor/mandate",
        "https://evil.example.com/creditor",
    ],
)
def test_another_origin_gets_nothing(auth: twikey.TwikeyAuth, url: str) -> None:
    """Scheme, host and port must be those of base_url; otherwise nothing is sent and no header set."""
    request = call(url=url)
    with pytest.raises(errors.OriginRefused, match=r"https://api\.example\.com must not be sent to http"):
        next(auth.sync_auth_flow(request))
    assert {"host"} == set(request.headers)


def test_path_of_base_url_leads_to_its_own_login() -> None:
    """Case, default port and a trailing slash do not matter; a tenant's path is kept."""
    auth = twikey.TwikeyAuth(CREDENTIALS, base_url="HTTPS://API.example.com:443/api/")
    assert str(first_request(auth).url) == auth.session_url == "https://api.example.com/api/creditor"


@pytest.mark.parametrize("base_url", ["", "api.example.com", "ftp://api.example.com", "/creditor", "https://"])
def test_unusable_base_url_is_named(base_url: str) -> None:
    """A base_url that is no absolute http URL is refused in one sentence."""
    with pytest.raises(errors.OriginRefused, match=r"^base_url must be an absolute"):
        twikey.TwikeyAuth(CREDENTIALS, base_url=base_url)


@pytest.mark.parametrize("tail", ["/creditor", "/creditor/", "/api/creditor"])
def test_base_url_leaves_out_what_every_path_begins_with(tail: str) -> None:
    """Some clients count `/creditor` to the base; here every path would have it twice, so it is refused."""
    expected = "^base_url must leave out '/creditor', which every path of the API begins with$"
    with pytest.raises(errors.OriginRefused, match=expected):
        twikey.TwikeyAuth(CREDENTIALS, base_url=BASE_URL + tail)


def test_others_wait_while_one_logs_in(auth: twikey.TwikeyAuth) -> None:
    """Of sixteen requests one logs in; the others wait for it and then use its session."""

    async def scenario() -> list[str]:
        flows = [auth.flow(call()) for _ in range(16)]
        login, *flights = [next(flow) for flow in flows]
        assert isinstance(login, httpx.Request)
        assert [isinstance(step, tokens.Flight) for step in flights] == [True] * 15
        flows[0].send(session_answer())
        steps = [flow.send(True) for flow in flows[1:]]
        return [step.headers["Authorization"] for step in steps if isinstance(step, httpx.Request)]

    assert asyncio.run(scenario()) == ["session-1"] * 15


@pytest.mark.parametrize(
    ("method", "path", "headers", "expected"),
    [
        ("GET", "/creditor/mandate", {}, False),
        ("GET", "/api/creditor/transaction", {}, False),
        ("GET", "/creditor/payment/?id=1", {}, False),
        ("GET", "/creditor/mandate?chunkSize=1", {"X-RESET": ""}, False),
        ("GET", "/creditor/mandate", {"x-reset": "M-1"}, True),
        ("DELETE", "/creditor/mandate", {}, True),
        ("POST", "/creditor/mandate", {"X-RESET": "M-1"}, False),
        ("GET", "/creditor/mandate/detail", {}, True),
        ("GET", "/creditor", {}, True),
        ("POST", "/creditor", {}, False),
    ],
)
def test_feeds_are_not_idempotent(method: str, path: str, headers: dict[str, str], expected: bool) -> None:
    """Reading a feed takes what is new from it, unless it is told to go back first; else the method decides."""
    assert expected is twikey.is_idempotent(call(method=method, url=BASE_URL + path, headers=headers))


# --- answers to a login ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, headers={"authorization": "session-1"}),
        httpx.Response(200, json={"Authorization": "session-1"}),
        httpx.Response(200, headers={"Authorization": ""}, json={"Authorization": "session-1"}),
        httpx.Response(200, headers={"Authorization": "session-1", "X-MERCHANT-ID": "1"}, text="<Authorization/>"),
        httpx.Response(200, headers={"Authorization": "session-1"}, json={"Authorization": "other"}),
    ],
    ids=str,
)
def test_session_comes_in_header_or_body(answer: httpx.Response) -> None:
    """Either place will do, and the header comes first; the session is replaced after 23 hours."""
    token = twikey.read_session(answer, now_s=100)
    assert (token.value, token.renew_at_s) == ("session-1", 100 + 23 * HOUR_S)


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (error_answer(200, "err_no_login"), errors.AuthenticationFailed, "err_no_login"),
        (error_answer(400, "err_no_login"), errors.AuthenticationFailed, "err_no_login"),
        (httpx.Response(200, headers={"ApiErrorCode": "err_no_login"}), errors.AuthenticationFailed, "err_no_login"),
        (httpx.Response(200, json={"code": "err_no_login"}), errors.AuthenticationFailed, "err_no_login"),
        (
            httpx.Response(200, headers={"ApiError": "err_no_login", "Authorization": "x"}),
            errors.AuthenticationFailed,
            "err_no_login",
        ),
        (error_answer(400, "err_missing_params"), errors.AuthenticationFailed, "err_missing_params"),
        (error_answer(403, "err_not_authorised"), errors.AuthenticationFailed, "err_not_authorised"),
        (httpx.Response(429), errors.RateLimited, None),
        (error_answer(503, "system_error"), errors.ServerError, "system_error"),
        (not_logged_in(), errors.AuthenticationFailed, None),
        (httpx.Response(200), errors.AuthenticationFailed, None),
        (httpx.Response(204, headers={"Authorization": "session-1"}), errors.AuthenticationFailed, None),
        (httpx.Response(302, headers={"Location": "https://evil.example.com"}), errors.AuthenticationFailed, None),
        (httpx.Response(200, text="<html>"), errors.AuthenticationFailed, None),
        (httpx.Response(200, text='{"Authorization":'), errors.AuthenticationFailed, None),
        (httpx.Response(200, text='{"a":' * 100_000), errors.AuthenticationFailed, None),
        (httpx.Response(200, json=["Authorization"]), errors.AuthenticationFailed, None),
        (httpx.Response(200, json={"Authorization": None}), errors.AuthenticationFailed, None),
        (httpx.Response(200, json={"Authorization": 7}), errors.AuthenticationFailed, None),
        (httpx.Response(200, json={"Authorization": "two\nlines"}), errors.AuthenticationFailed, None),
    ],
    ids=str,
)
def test_failed_login_is_a_typed_error(
    auth: twikey.TwikeyAuth, answer: httpx.Response, kind: type[errors.ProviderError], code: str | None
) -> None:
    """A refusal with whatever status, or an answer that cannot be used, is raised; the next request may try again."""
    flow = auth.sync_auth_flow(call())
    answer.request = next(flow)
    with pytest.raises(errors.ProviderError) as caught:
        flow.send(answer)
    assert (kind, answer.status_code, code) == (type(caught.value), caught.value.status, caught.value.code)
    assert str(first_request(auth).url) == SESSION_URL


def test_login_without_a_session_says_so() -> None:
    """Status 200 and nothing else is Twikey's oldest way to refuse a login."""
    with pytest.raises(errors.AuthenticationFailed) as caught:
        twikey.read_session(httpx.Response(200), now_s=0)
    assert str(caught.value) == "twikey 200: the login is refused: the answer holds no session"


def test_throttled_login_tells_how_long() -> None:
    """Twikey's own header names the seconds to wait; the standard one is read as well."""
    for name in ("X-Rate-Limit-Retry-After-Seconds", "Retry-After"):
        with pytest.raises(errors.RateLimited) as caught:
            twikey.read_session(httpx.Response(429, headers={name: "300"}), now_s=0)
        assert caught.value.retry_after_s == 300.0


def test_refused_login_repeats_no_secret(auth: twikey.TwikeyAuth, clock: SettableClock) -> None:
    """A provider that echoes the API token or the password does not get them into our message."""
    login = next(auth.sync_auth_flow(call()))
    otp = twikey.compute_otp(KEY, now_s=clock.now_s)
    echo = f"bad {otp} of {CREDENTIALS.api_token}"
    with pytest.raises(errors.AuthenticationFailed) as caught:
        twikey.read_session(error_answer(400, "err_no_login", echo, request=login), now_s=0)
    assert str(caught.value) == "twikey 400 err_no_login: bad *** of ***"
