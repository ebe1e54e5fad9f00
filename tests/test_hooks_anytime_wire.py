"""The Anytime hook over real sockets: threads, tasks, superseded tokens, lost connections, forged answers, uploads."""

import asyncio
import dataclasses
import gzip
import io
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from auth_hooks import anytime, client, errors
from tests.anytime_samples import CREDENTIALS, FORM, token_body
from tests.anytime_server import Answer, OneTokenServer, error, good

WORKERS = 16
PATH = "/v1.0/apicheck"
CARD_PATH = "/v1.0/cards/ANY1"
FILE_PATH = "/v1.0/accounts/1/credit-transfers/2/testimonial"
KYC_PATH = "/v1.0/accounts/1/kyc"
NOW_S = 1_478_508_503.5145
PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 8


def torn() -> Answer:
    """An answer that promises more than comes before the connection ends."""
    status, headers, data = good({})
    return status, {**headers, "Content-Length": str(len(data) + 1)}, data


@pytest.fixture
def server() -> Iterator[OneTokenServer]:
    with OneTokenServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def open_client(server: OneTokenServer, **options: Any) -> client.Client:
    defaults: dict[str, Any] = {"clock": lambda: NOW_S, "sleep": lambda delay_s: None}
    return anytime.http_client(CREDENTIALS, base_url=server.base_url, **{**defaults, **options})


def open_async_client(server: OneTokenServer, **options: Any) -> client.AsyncClient:
    return anytime.async_http_client(CREDENTIALS, base_url=server.base_url, clock=lambda: NOW_S, **options)


@pytest.fixture
def http(server: OneTokenServer) -> Iterator[client.Client]:
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


# --- one token for all ----------------------------------------------------------------------------------------------


def test_sixteen_threads_log_in_once(server: OneTokenServer, http: client.Client) -> None:
    """Sixteen threads that start together cost one login, and one more after the token has ended."""
    assert together(lambda _: http.get(PATH).status_code) == [200] * WORKERS
    assert server.seen["login"] == 1
    server.end_token()
    assert together(lambda _: http.get(PATH).status_code) == [200] * WORKERS
    assert server.seen["login"] == 2


def test_sixteen_tasks_log_in_once(server: OneTokenServer) -> None:
    """Sixteen tasks that start together cost one login, and one more after the token has ended."""

    async def scenario() -> list[int]:
        async with open_async_client(server) as http:
            before = [*await gather(http), server.seen["login"]]
            server.end_token()
            return [*before, *await gather(http), server.seen["login"]]

    assert asyncio.run(scenario()) == [200] * WORKERS + [1] + [200] * WORKERS + [2]


def test_event_loops_and_threads_share_one_token(server: OneTokenServer) -> None:
    """One auth object serves four event loops in four threads, and sync clients, with one login in all."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=server.base_url, clock=lambda: NOW_S)

    async def scenario() -> int:
        async with httpx.AsyncClient(auth=auth, base_url=server.base_url) as http:
            return sum(await gather(http, 4))

    def work(_: int) -> int:
        with httpx.Client(auth=auth, base_url=server.base_url) as http:
            return asyncio.run(scenario()) + http.get(PATH).status_code

    assert together(work, 4) == [5 * 200] * 4
    assert server.seen["login"] == 1


def test_clients_that_share_an_auth_do_not_end_each_others_token(server: OneTokenServer) -> None:
    """A sync and an async client of one API user make one login, whoever comes first."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=server.base_url, clock=lambda: NOW_S)

    async def scenario() -> list[int]:
        with open_client(server, auth=auth) as http:
            async with open_async_client(server, auth=auth) as async_http:
                first = http.get(PATH).status_code
                return [first, (await async_http.get(PATH)).status_code, http.get(PATH).status_code]

    assert asyncio.run(scenario()) == [200] * 3
    assert server.seen == {"login": 1, "GET": 3}


def test_auth_of_somebody_else_is_not_shared(server: OneTokenServer) -> None:
    """Other credentials, or another place, are the caller's slip."""
    other = dataclasses.replace(CREDENTIALS, username="other-user")
    for auth in (
        anytime.AnytimeAuth(other, base_url=server.base_url),
        anytime.AnytimeAuth(CREDENTIALS, base_url="https://api.example.com"),
        anytime.AnytimeAuth(CREDENTIALS, base_url=f"{server.base_url}/tenant"),
    ):
        message = "^auth must be made of the client's own credentials and base_url$"
        with pytest.raises(errors.BadCredentials, match=message):
            open_client(server, auth=auth)
        with pytest.raises(errors.BadCredentials, match=message):
            open_async_client(server, auth=auth)


def test_login_by_hand_among_others_hurts_nobody(server: OneTokenServer, http: client.Client) -> None:
    """While one of sixteen threads logs in by hand and ends the token, the others are served with another."""
    http.get(PATH)

    def work(number: int) -> int:
        response = http.post(anytime.TOKEN_PATH, content=FORM, headers=form()) if number == 0 else http.get(PATH)
        return response.status_code

    assert together(work) == [200] * WORKERS
    assert http.get(PATH).status_code == 200


def form() -> dict[str, str]:
    return {"Content-Type": "application/x-www-form-urlencoded"}


def test_login_by_hand_is_the_callers(server: OneTokenServer, http: client.Client) -> None:
    """A login by hand is one signed request, whose token the caller keeps; the hook fetches its own."""
    by_hand = http.post(anytime.TOKEN_PATH, content=FORM, headers=form()).json()["body"]["access_token"]
    assert (server.seen, server.token) == ({"login": 1}, by_hand)
    assert http.get(PATH).request.headers["Authorization"] != f"Bearer {by_hand}"
    assert server.seen == {"login": 2, "GET": 1}


def test_token_is_renewed_before_it_expires(server: OneTokenServer) -> None:
    """Moving the clock by an hour costs one login, and no request is refused on the way."""
    now_s = [NOW_S]
    with open_client(server, clock=lambda: now_s[0]) as http:
        http.get(PATH)
        now_s[0] += 3600
        http.get(PATH)
    assert server.seen == {"login": 2, "GET": 2}


# --- refusals -------------------------------------------------------------------------------------------------------


def test_refusal_that_remains_is_a_typed_error(server: OneTokenServer, http: client.Client) -> None:
    """If a new token is refused as well, the client gives up with the provider's words."""
    server.honours_tokens = False
    with pytest.raises(errors.AuthenticationFailed) as caught:
        http.get(PATH)
    assert str(caught.value) == "anytime 401 4010050: no (trace 90402)"
    assert server.seen == {"login": 2, "GET": 2}


def test_refusal_that_remains_is_a_typed_error_async(server: OneTokenServer) -> None:
    """The async client gives up in the same way."""
    server.honours_tokens = False

    async def scenario() -> None:
        async with open_async_client(server) as http:
            await http.get(PATH)

    with pytest.raises(errors.AuthenticationFailed) as caught:
        asyncio.run(scenario())
    assert caught.value.code == "4010050"
    assert server.seen == {"login": 2, "GET": 2}


@pytest.mark.parametrize("code", [4010060, 4010070, 4010080])
def test_other_refusals_cost_no_login(server: OneTokenServer, http: client.Client, code: int) -> None:
    """An address, a signature or spent data are not mended by a new token, nor by sending again."""
    server.answers = [error(code)]
    with pytest.raises(errors.AuthenticationFailed) as caught:
        http.get(PATH)
    assert caught.value.code == str(code)
    assert server.seen == {"login": 1, "GET": 1}


def test_wrong_password_does_not_loop(server: OneTokenServer) -> None:
    """A refused user is one login, one typed error without the password, and no call."""
    wrong = dataclasses.replace(CREDENTIALS, password="mistaken")
    with (
        anytime.http_client(wrong, base_url=server.base_url) as http,
        pytest.raises(errors.AuthenticationFailed) as caught,
    ):
        http.get(PATH)
    assert str(caught.value) == "anytime 401 4010040: *** is wrong (trace 90402)"
    assert server.seen == {"login": 1}


def test_key_that_is_not_registered_is_refused(server: OneTokenServer) -> None:
    """A login signed by another key is told so."""
    other = dataclasses.replace(CREDENTIALS, private_key=rsa.generate_private_key(65537, 2048))
    with anytime.http_client(other, base_url=server.base_url) as http, pytest.raises(errors.ProviderError) as caught:
        http.get(PATH)
    assert str(caught.value) == "anytime 401 4010070: no (trace 90402)"
    assert server.seen == {"login": 1}


# --- repetitions ----------------------------------------------------------------------------------------------------


def test_repetitions_are_signed_afresh(server: OneTokenServer, http: client.Client) -> None:
    """The server has used up the data of the first attempt, and takes the second; so for a login."""
    server.answers = [(503, {}, b""), error(4290010)]
    assert http.get(PATH).status_code == 200
    server.answers = [error(4290030)]
    assert http.post(PATH, data={"test_param": "x"}).status_code == 200
    assert server.seen == {"login": 1, "GET": 3, "POST": 2}
    server.end_token()
    server.drops["login"] = 2
    assert http.post(PATH).status_code == 200
    assert server.seen["login"] == 1 + 3


def test_repetitions_are_signed_afresh_async(server: OneTokenServer) -> None:
    """The async client signs every attempt as well."""
    server.answers = [error(4290010)]

    async def scenario() -> int:
        async with open_async_client(server, retry=client.RetryPolicy(backoff_s=0)) as http:
            return (await http.post(PATH, data={"test_param": "x"})).status_code

    assert asyncio.run(scenario()) == 200
    assert server.seen == {"login": 1, "POST": 2}


@pytest.mark.parametrize(
    ("method", "path", "times"),
    [("GET", PATH, 2), ("PUT", "/v1.0/accounts/1", 2), ("PUT", CARD_PATH, 1), ("POST", f"{CARD_PATH}/credit", 1)],
)
def test_lost_call_is_sent_again_if_that_is_safe(
    server: OneTokenServer, http: client.Client, method: str, path: str, times: int
) -> None:
    """A connection that breaks after a call has arrived is repaired where a second call does nothing twice."""
    http.get(PATH)
    server.seen.clear()
    server.drops[method] = 1
    if times == 1:
        with pytest.raises(httpx.TransportError):
            http.request(method, path)
    else:
        assert http.request(method, path).status_code == 200
    assert server.seen[method] == times


@pytest.mark.parametrize(("method", "times"), [("GET", 2), ("POST", 1)])
def test_torn_answer_is_a_lost_one(server: OneTokenServer, http: client.Client, method: str, times: int) -> None:
    """An answer that breaks off while its hash is being read is repaired, or told, like any other."""
    server.answers = [torn()]
    if times == 1:
        with pytest.raises(httpx.RemoteProtocolError):
            http.request(method, PATH)
    else:
        assert http.request(method, PATH).status_code == 200
    assert server.seen[method] == times


def test_timeout_behind_anytime_is_sent_once(server: OneTokenServer, http: client.Client) -> None:
    """The card may have been loaded: nobody loads it twice."""
    server.answers = [error(4080010)]
    with pytest.raises(errors.ServerError) as caught:
        http.post(f"{CARD_PATH}/credit", data={"amount": "10.00"})
    assert (caught.value.status, caught.value.code) == (408, "4080010")
    assert server.seen["POST"] == 1


# --- answers --------------------------------------------------------------------------------------------------------

FORGERIES = [
    (good({}, user="somebody-else"), errors.SignatureMismatch),
    (good({}, timestamp=1478525194.69), errors.SignatureMismatch),
    (good({}, hash=...), errors.UnusableAnswer),
    ((200, {"Content-Type": "text/html"}, b"<html>"), errors.UnusableAnswer),
]


@pytest.mark.parametrize(("forged", "kind"), FORGERIES)
def test_forged_answer_is_refused(server: OneTokenServer, forged: Answer, kind: type[Exception]) -> None:
    """An answer without our hash reaches nobody, sync, async or by a plain httpx client, and is not asked for again."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=server.base_url)

    async def scenario() -> None:
        async with open_async_client(server, auth=auth) as http:
            await http.get(PATH)

    server.answers = [forged] * 3
    with open_client(server, auth=auth) as http, pytest.raises(kind):
        http.get(PATH)
    with httpx.Client(auth=auth, base_url=server.base_url) as plain, pytest.raises(kind):
        plain.get(PATH)
    with pytest.raises(kind):
        asyncio.run(scenario())
    assert server.seen == {"login": 1, "GET": 3}


def test_forged_login_is_refused(server: OneTokenServer, http: client.Client) -> None:
    """A token that somebody else hands out is never used."""
    strange = dataclasses.replace(CREDENTIALS, username="somebody-else")
    server.log_in = lambda form: good(token_body("x"), user=strange.username)  # type: ignore[method-assign]
    with pytest.raises(errors.SignatureMismatch):
        http.get(PATH)
    assert server.seen == {"login": 1}


def test_verification_can_be_switched_off(server: OneTokenServer) -> None:
    """A caller who wants every answer gets it."""
    server.answers = [FORGERIES[0][0]] * 2

    async def scenario() -> int:
        async with open_async_client(server, verify_answers=False) as http:
            return (await http.get(PATH)).status_code

    with open_client(server, verify_answers=False) as http:
        assert http.get(PATH).status_code == 200
    assert asyncio.run(scenario()) == 200


def test_compressed_answer_is_verified(server: OneTokenServer, http: client.Client) -> None:
    """What is verified is the text, however it travelled."""
    status, headers, data = good({"date_time": "2016-11-07 14:26:34"})
    server.answers = [(status, {**headers, "Content-Encoding": "gzip"}, gzip.compress(data))]
    assert http.get(PATH).json()["body"] == {"date_time": "2016-11-07 14:26:34"}


def test_streamed_answer_is_verified_and_can_be_read(server: OneTokenServer, http: client.Client) -> None:
    """A caller who asks for a stream reads what was verified."""
    with http.stream("GET", PATH) as response:
        assert json.loads(b"".join(response.iter_bytes()))["request_id"] == 90402
    server.answers = [FORGERIES[0][0]]
    with pytest.raises(errors.SignatureMismatch), http.stream("GET", PATH):
        pass


def test_file_is_left_to_the_caller(server: OneTokenServer, http: client.Client) -> None:
    """A testimonial has no envelope: it comes whole, or as a stream that nobody has read; its errors are typed."""
    pdf: Answer = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4")
    server.answers = [pdf, pdf, error(4030210)]
    assert http.get(FILE_PATH).content == b"%PDF-1.4"
    with http.stream("GET", FILE_PATH) as response:
        assert not response.is_stream_consumed
        assert b"".join(response.iter_raw()) == b"%PDF-1.4"
    with pytest.raises(errors.PermissionDenied):
        http.get(FILE_PATH)


def test_file_is_left_to_the_caller_async(server: OneTokenServer) -> None:
    """The async client leaves it unread as well."""
    server.answers = [(200, {"Content-Type": "application/pdf"}, b"%PDF-1.4")]

    async def scenario() -> tuple[bool, bytes]:
        async with open_async_client(server) as http, http.stream("GET", FILE_PATH) as response:
            return response.is_stream_consumed, b"".join([part async for part in response.aiter_raw()])

    assert asyncio.run(scenario()) == (False, b"%PDF-1.4")


# --- uploads --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("face", ["sync", "async"])
def test_upload_survives_a_refused_token(server: OneTokenServer, face: str) -> None:
    """The documents of an account arrive twice, whole and alike, and the second time they are taken."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=server.base_url, clock=lambda: NOW_S)
    with open_client(server, auth=auth) as http:
        http.get(PATH)
    server.end_token()
    files = {"user_selfie": ("user_selfie.jpg", io.BytesIO(PICTURE), "image/jpeg")}

    async def upload() -> int:
        async with open_async_client(server, auth=auth) as http:
            return (await http.post(KYC_PATH, files=files)).status_code

    if face == "sync":
        with open_client(server, auth=auth) as http:
            assert http.post(KYC_PATH, files=files).status_code == 200
    else:
        assert asyncio.run(upload()) == 200
    _, refused, taken = server.bodies
    assert refused == taken
    assert PICTURE in taken
    assert server.seen == {"login": 2, "GET": 1, "POST": 2}
