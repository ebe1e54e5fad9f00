"""The Anytime flow, driven by hand: no client, no server, no clock but ours."""

import asyncio
from collections.abc import Generator, Iterator
from typing import Any

import httpx
import pytest

from auth_hooks import anytime, errors, tokens
from tests.anytime_samples import (
    BASE_URL,
    CREDENTIALS,
    FORM,
    TOKEN_URL,
    answer,
    assert_signed,
    good,
    refusal,
    token_answer,
)

CHECK_URL = f"{BASE_URL}/v1.0/apicheck"
FILE_URL = f"{BASE_URL}/v1.0/accounts/1/credit-transfers/2/testimonial"
OTHER_REFUSALS = (4010010, 4010020, 4010030, 4010040, 4010060, 4010070, 4010080)


class SettableClock:
    def __init__(self) -> None:
        self.now_s = 1_478_508_503.5145

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def auth(clock: SettableClock) -> anytime.AnytimeAuth:
    return anytime.AnytimeAuth(CREDENTIALS, base_url=BASE_URL, clock=clock)


def call(**changes: Any) -> httpx.Request:
    return httpx.Request(**{"method": "GET", "url": CHECK_URL, **changes})


def log_in(auth: anytime.AnytimeAuth, value: str = "token-1") -> None:
    flow = auth.sync_auth_flow(call())
    next(flow)
    flow.send(token_answer(value))
    flow.close()


def first_request(auth: anytime.AnytimeAuth, **changes: Any) -> httpx.Request:
    flow = auth.sync_auth_flow(call(**changes))
    request = next(flow)
    flow.close()
    return request


def end(flow: Generator[httpx.Request, httpx.Response, None], response: httpx.Response) -> None:
    """The answer must be the caller's: nothing more is sent."""
    with pytest.raises(StopIteration):
        flow.send(response)


# --- tokens ---------------------------------------------------------------------------------------------------------


def test_first_request_logs_in_first(auth: anytime.AnytimeAuth) -> None:
    """Nothing is fetched until a request needs it; then the login goes ahead, both signed with data of their own."""
    flow = auth.sync_auth_flow(call())
    login = next(flow)
    assert (login.method, str(login.url), login.content) == ("POST", TOKEN_URL, FORM)
    assert login.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in login.headers
    data = assert_signed(login)
    request = flow.send(token_answer())
    assert (str(request.url), request.headers["Authorization"]) == (CHECK_URL, "Bearer token-1")
    assert assert_signed(request) != data
    end(flow, good())


def test_every_request_has_data_of_its_own(auth: anytime.AnytimeAuth) -> None:
    """The clock stands still, and no data are sent twice, not even those of the caller."""
    log_in(auth)
    mine = {"X-Validation-Data": "mine", "X-Signed-Request": "mine", "Authorization": "mine"}
    sent = [assert_signed(first_request(auth, headers=mine)) for _ in range(5)]
    assert len({*sent, "mine"}) == 6


def test_clock_and_nonce_are_the_callers() -> None:
    """What is injected decides what is sent, so that a run can be repeated."""
    counter = iter(range(10))
    auth = anytime.AnytimeAuth(
        CREDENTIALS, base_url=BASE_URL, clock=lambda: 5.0, nonce=lambda: str(next(counter)).encode()
    )
    flow = auth.sync_auth_flow(call())
    sent = [assert_signed(next(flow)), assert_signed(flow.send(token_answer()))]
    assert sent == [anytime.make_validation_data(now_s=5.0, nonce=nonce) for nonce in (b"0", b"1")]
    flow.close()


@pytest.mark.parametrize(("age_s", "url"), [(0, CHECK_URL), (3539, CHECK_URL), (3540, TOKEN_URL)])
def test_token_is_renewed_a_minute_before_it_expires(
    auth: anytime.AnytimeAuth, clock: SettableClock, age_s: int, url: str
) -> None:
    """One token serves for an hour less the margin."""
    log_in(auth)
    clock.now_s += age_s
    assert url == str(first_request(auth).url)


def test_token_ages_from_the_login_on(auth: anytime.AnytimeAuth, clock: SettableClock) -> None:
    """A slow login does not lengthen the life of its token."""
    flow = auth.sync_auth_flow(call())
    next(flow)
    clock.now_s += 100
    flow.send(token_answer())
    flow.close()
    clock.now_s += 3440
    assert str(first_request(auth).url) == TOKEN_URL


def test_refused_token_is_replaced_and_the_request_sent_again(auth: anytime.AnytimeAuth) -> None:
    """A refusal of the current token costs one login and one repetition, each signed afresh, and then it is final."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(method="POST", data={"test_param": "x"}))
    first = next(flow)
    sent = [assert_signed(first)]
    assert first.headers["Authorization"] == "Bearer token-1"
    login = flow.send(refusal())
    sent.append(assert_signed(login))
    assert str(login.url) == TOKEN_URL
    again = flow.send(token_answer("token-2"))
    sent.append(assert_signed(again))
    assert again is first
    assert (again.headers["Authorization"], again.content) == ("Bearer token-2", b"test_param=x")
    assert len(set(sent)) == 3
    end(flow, refusal())


@pytest.mark.parametrize("code", OTHER_REFUSALS)
def test_other_refusals_are_the_callers(auth: anytime.AnytimeAuth, code: int) -> None:
    """A spent value, a bad signature or a foreign address is not mended by a new token, and the old one stays."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    end(flow, refusal(code))
    assert first_request(auth).headers["Authorization"] == "Bearer token-1"


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(401),
        httpx.Response(401, text="<html>4010050</html>"),
        httpx.Response(401, text='{"body": {"error": {"code": 4010050'),
        httpx.Response(401, json={"body": {"error": {"code": 40100500}}}),
        httpx.Response(401, json={"body": {"error": 4010050}}),
        httpx.Response(401, json={"error": {"code": 4010050}}),
        httpx.Response(403, json={"body": {"error": {"code": 4010050}}}),
        httpx.Response(429, json={"body": {"error": {"code": 4290030}}}),
        httpx.Response(500, json={"body": {"error": {"code": 4010050}}}),
        httpx.Response(302, headers={"Location": "https://evil.example.com"}),
    ],
    ids=str,
)
def test_flow_ends_after_another_answer(auth: anytime.AnytimeAuth, response: httpx.Response) -> None:
    """Only a 401 that says so in the provider's own envelope refuses the token."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    end(flow, response)


@pytest.mark.parametrize("code", [4010050, "4010050"])
def test_code_is_taken_as_number_and_as_text(auth: anytime.AnytimeAuth, code: object) -> None:
    """The provider's own clients read either, and so do we."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    assert str(flow.send(httpx.Response(401, json={"body": {"error": {"code": code}}})).url) == TOKEN_URL
    flow.close()


def test_refusal_of_an_outdated_token_costs_no_login(auth: anytime.AnytimeAuth) -> None:
    """If somebody else has replaced the token meanwhile, the new one is used at once."""
    log_in(auth)
    slow, quick = auth.sync_auth_flow(call()), auth.sync_auth_flow(call())
    next(slow)
    next(quick)
    quick.send(refusal())
    quick.send(token_answer("token-2"))
    again = slow.send(refusal())
    assert (str(again.url), again.headers["Authorization"]) == (CHECK_URL, "Bearer token-2")
    slow.close()
    quick.close()


def test_others_wait_while_one_logs_in(auth: anytime.AnytimeAuth) -> None:
    """Of sixteen requests one logs in; the others wait for it and then use its token, each signed for itself."""

    async def scenario() -> list[tuple[str, str]]:
        flows = [auth.flow(call()) for _ in range(16)]
        login, *flights = [next(flow) for flow in flows]
        assert isinstance(login, httpx.Request)
        assert [isinstance(step, tokens.Flight) for step in flights] == [True] * 15
        flows[0].send(token_answer())
        steps = [flow.send(True) for flow in flows[1:]]
        found = [
            (step.headers["Authorization"], assert_signed(step)) for step in steps if isinstance(step, httpx.Request)
        ]
        for flow in flows:
            flow.close()
        return found

    found = asyncio.run(scenario())
    assert [token for token, _ in found] == ["Bearer token-1"] * 15
    assert len({data for _, data in found}) == 15


def test_login_inherits_the_timeout(auth: anytime.AnytimeAuth) -> None:
    """The login is bounded by the timeout of the request that needs it."""
    timeout = httpx.Timeout(7).as_dict()
    assert timeout == first_request(auth, extensions={"timeout": timeout}).extensions["timeout"]


# --- logins by hand -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [TOKEN_URL, f"{TOKEN_URL}/"])
def test_login_by_hand_is_signed_and_waits_for_no_token(auth: anytime.AnytimeAuth, url: str) -> None:
    """A caller who logs in by hand is not made to log in first; the request is signed and otherwise left alone."""
    flow = auth.sync_auth_flow(call(method="POST", url=url, content=FORM))
    request = next(flow)
    assert (str(request.url), request.content, "Authorization" in request.headers) == (url, FORM, False)
    assert_signed(request)
    end(flow, token_answer("by-hand"))


def test_login_by_hand_ends_the_token_in_use(auth: anytime.AnytimeAuth) -> None:
    """Anytime has ended it, so the next request fetches another instead of being refused."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(method="POST", url=TOKEN_URL, content=FORM))
    next(flow)
    end(flow, token_answer("by-hand"))
    assert str(first_request(auth).url) == TOKEN_URL


def test_answer_to_a_login_by_hand_is_verified(auth: anytime.AnytimeAuth) -> None:
    """A token that somebody else hands out reaches nobody."""
    flow = auth.sync_auth_flow(call(method="POST", url=TOKEN_URL, content=FORM))
    next(flow)
    with pytest.raises(errors.SignatureMismatch):
        flow.send(answer({"access_token": "by-hand", "expires_in": 3600}, user="somebody-else"))


def test_refused_login_by_hand_leaves_the_token_alone(auth: anytime.AnytimeAuth) -> None:
    """Nothing was issued, so nothing was ended."""
    log_in(auth)
    flow = auth.sync_auth_flow(call(method="POST", url=TOKEN_URL, content=FORM))
    next(flow)
    end(flow, refusal(4010040))
    assert first_request(auth).headers["Authorization"] == "Bearer token-1"


def test_login_by_hand_leaves_a_newer_token_alone(auth: anytime.AnytimeAuth) -> None:
    """A token that another request has fetched meanwhile stays in use: should it have ended, a refusal will tell."""
    log_in(auth)
    by_hand, other = auth.sync_auth_flow(call(method="POST", url=TOKEN_URL, content=FORM)), auth.sync_auth_flow(call())
    next(by_hand)
    next(other)
    other.send(refusal())
    other.send(token_answer("token-2"))
    end(by_hand, token_answer("by-hand"))
    assert first_request(auth).headers["Authorization"] == "Bearer token-2"
    other.close()


def test_login_by_hand_before_any_other_forgets_nothing(auth: anytime.AnytimeAuth) -> None:
    """Without a token at its start there is none to end, and one that came since stays."""
    flow = auth.sync_auth_flow(call(method="POST", url=TOKEN_URL, content=FORM))
    next(flow)
    log_in(auth)
    end(flow, token_answer("by-hand"))
    assert first_request(auth).headers["Authorization"] == "Bearer token-1"


# --- where credentials go -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/v1.0/apicheck",
        "http://api.example.com/v1.0/apicheck",
        "https://api.example.com:8443/v1.0/apicheck",
        "https://api.example.com@evil.example.com/v1.0/apicheck",
        "https://evil.example.com/oauth/v2/token",
    ],
)
def test_another_origin_gets_nothing(auth: anytime.AnytimeAuth, url: str) -> None:
    """Scheme, host and port must be those of base_url; otherwise nothing is sent and no header set."""
    request = call(url=url)
    with pytest.raises(errors.OriginRefused, match=r"https://api\.example\.com must not be sent to http"):
        next(auth.sync_auth_flow(request))
    assert {"host"} == set(request.headers)


def test_path_of_base_url_leads_to_its_own_login() -> None:
    """Case, default port and a trailing slash do not matter; a tenant's path is kept."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url="HTTPS://API.example.com:443/api/v2x/")
    assert str(first_request(auth).url) == auth.token_url == "https://api.example.com/api/v2x/oauth/v2/token"


@pytest.mark.parametrize("base_url", ["", "api.example.com", "ftp://api.example.com", "/v1.0", "https://"])
def test_unusable_base_url_is_named(base_url: str) -> None:
    """A base_url that is no absolute http URL is refused in one sentence."""
    with pytest.raises(errors.OriginRefused, match=r"^base_url must be an absolute"):
        anytime.AnytimeAuth(CREDENTIALS, base_url=base_url)


@pytest.mark.parametrize("tail", ["/v1.0", "/v1.0/", "/api/v1.0", "/v1"])
def test_base_url_leaves_out_the_version(tail: str) -> None:
    """The paths of the API begin with the version, and the token route has none."""
    expected = r"^base_url must leave out '/v1(\.0)?', which the paths of the API begin with$"
    with pytest.raises(errors.OriginRefused, match=expected):
        anytime.AnytimeAuth(CREDENTIALS, base_url=BASE_URL + tail)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1.0/cards/ANY1", True),
        ("PUT", "/v1.0/cards/ANY1", False),
        ("PUT", "/api/v1.0/cards/ANY1/", False),
        ("PUT", "/v1.0/accounts/1", True),
        ("POST", "/v1.0/cards/ANY1/credit", False),
        ("POST", "/v1.0/apicheck", False),
        ("POST", "/oauth/v2/token", False),
    ],
)
def test_card_update_is_not_idempotent(method: str, path: str, expected: bool) -> None:
    """A card that has its new status already is refused the same change; else the method decides."""
    assert expected is anytime.is_idempotent(call(method=method, url=BASE_URL + path))


# --- answers --------------------------------------------------------------------------------------------------------


def run(auth: anytime.AnytimeAuth, response: httpx.Response, **changes: Any) -> None:
    """Send one request with the token at hand and let the flow see the answer."""
    flow = auth.sync_auth_flow(call(**changes))
    next(flow)
    end(flow, response)


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (answer({}, hash=...), errors.UnusableAnswer),
        (answer({}, timestamp=...), errors.UnusableAnswer),
        (httpx.Response(200, text="<html>"), errors.UnusableAnswer),
        (httpx.Response(204), errors.UnusableAnswer),
        (answer({}, user="somebody-else"), errors.SignatureMismatch),
        (answer({}, user=""), errors.SignatureMismatch),
        (answer({}, timestamp=1478525194.69), errors.SignatureMismatch),
        (answer({}, status=201, user=""), errors.SignatureMismatch),
    ],
    ids=str,
)
def test_success_without_our_hash_is_no_answer(
    auth: anytime.AnytimeAuth, response: httpx.Response, kind: type[errors.HookError]
) -> None:
    """An answer that reports success must show that it comes from Anytime; the token stays."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    with pytest.raises(kind):
        flow.send(response)
    assert first_request(auth).headers["Authorization"] == "Bearer token-1"


@pytest.mark.parametrize("content_type", ["application/pdf", "text/html", "application/octet-stream", ""])
def test_content_type_lets_nothing_through(auth: anytime.AnytimeAuth, content_type: str) -> None:
    """Whoever forges an answer chooses its content type, so it does not decide what is verified."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    forged = answer({}, user="")
    forged.headers["Content-Type"] = content_type
    with pytest.raises(errors.SignatureMismatch):
        flow.send(forged)


def test_answer_to_a_repetition_is_verified(auth: anytime.AnytimeAuth) -> None:
    """What comes after a new login counts no less."""
    log_in(auth)
    flow = auth.sync_auth_flow(call())
    next(flow)
    flow.send(refusal())
    flow.send(token_answer("token-2"))
    with pytest.raises(errors.SignatureMismatch):
        flow.send(answer({}, user=""))


@pytest.mark.parametrize("status", [400, 402, 403, 404, 408, 429, 451, 500])
def test_errors_are_not_verified(auth: anytime.AnytimeAuth, status: int) -> None:
    """Some are answered before anybody knows who asks, with the hash of nobody; some come from a proxy."""
    log_in(auth)
    run(auth, answer({"error": {}}, status=status, user=""))
    run(auth, httpx.Response(status))


def test_testimonial_is_not_verified(auth: anytime.AnytimeAuth) -> None:
    """A file has no envelope, and is left unread for the caller to stream."""
    log_in(auth)
    response = httpx.Response(200, stream=Once())
    run(auth, response, url=FILE_URL)
    assert not response.is_stream_consumed


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1.0/accounts/1/credit-transfers/2/testimonial", True),
        ("GET", "/api/v1.0/accounts/1/credit-transfers/2/testimonial/", True),
        ("POST", "/v1.0/accounts/1/credit-transfers/2/testimonial", False),
        ("GET", "/v1.0/accounts/1/credit-transfers/2", False),
        ("GET", "/v1.0/accounts/1/credit-transfers/2/testimonial/x", False),
        ("GET", "/v1.0/apicheck?x=/accounts/1/credit-transfers/2/testimonial", False),
    ],
)
def test_only_the_testimonial_is_a_file(method: str, path: str, expected: bool) -> None:
    """Every other success has an envelope."""
    assert expected is anytime.is_file(call(method=method, url=BASE_URL + path))


def test_verification_can_be_switched_off(clock: SettableClock) -> None:
    """Then neither answers nor logins are looked at, and a stream stays one."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=BASE_URL, clock=clock, verify_answers=False)
    flow = auth.sync_auth_flow(call())
    next(flow)
    request = flow.send(answer({"access_token": "token-1", "expires_in": 3600}, hash=...))
    assert request.headers["Authorization"] == "Bearer token-1"
    response = httpx.Response(200, stream=Once())
    end(flow, response)
    assert not response.is_stream_consumed


class Once(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield b"%PDF-1.4"
