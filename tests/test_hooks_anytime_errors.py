"""Anytime's errors, answers to logins, and credentials that cannot be used."""

import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from auth_hooks import anytime, errors
from tests.anytime_samples import (
    BASE_URL,
    CREDENTIALS,
    KEY_FILE,
    TOKEN_URL,
    answer,
    error_body,
    refusal,
    token_answer,
    token_body,
)


def parse(status: int, **changes: Any) -> errors.ProviderError:
    error = anytime.parse_error(httpx.Response(status, **changes))
    assert error is not None
    return error


def parse_body(body: object, **changes: Any) -> errors.ProviderError:
    error = anytime.parse_error(answer(body, status=400, **changes))
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("code", "exception", "kind"),
    [
        (4000011, "VersionNotSupportedException", errors.InvalidRequest),
        (4010080, "ValidationDataAlreadyUsedException", errors.AuthenticationFailed),
        (4020210, "AccountSrcNotEnoughCreditException", errors.InvalidRequest),
        (4030210, "AccountIdNoRightsException", errors.PermissionDenied),
        (4040210, "AccountStatementNotFoundException", errors.NotFound),
        (4050010, "MethodNotAllowedException", errors.InvalidRequest),
        (4080010, "BankingNetworkTimeoutException", errors.ServerError),
        (4290030, "MaxQueryRateByApiUserReachedException", errors.RateLimited),
        (4290310, "CardMaxLoadPerDayException", errors.RateLimited),
        (4510210, "AccountCreditTransferKycUploadRequiredException", errors.PermissionDenied),
        (5000010, "UnknownException", errors.ServerError),
    ],
)
def test_class_follows_the_status(code: int, exception: str, kind: type[errors.ProviderError]) -> None:
    """The status decides the class; code, exception and request number are the provider's own, as text."""
    status = code // 10_000
    error = anytime.parse_error(answer(error_body(code, "why", exception), status=status))
    assert error is not None
    assert (kind, status, str(code), exception) == (type(error), error.status, error.code, error.category)
    assert str(error) == f"anytime {status} {code}: why (trace 90402)"


@pytest.mark.parametrize("status", [200, 201, 302, 399])
def test_no_error_below_400(status: int) -> None:
    """An answer below 400 is no error, whatever its body says."""
    assert anytime.parse_error(answer(error_body(4000210), status=status)) is None


def test_status_without_a_name_is_classed_by_its_hundred() -> None:
    """A new status of the provider's needs no new release of ours."""
    assert [type(parse(status)) for status in (418, 599)] == [errors.InvalidRequest, errors.ServerError]


@pytest.mark.parametrize(
    ("error", "code", "category", "message"),
    [
        ({"code": "4000210", "message": "why", "exception": "E"}, "4000210", "E", "why"),
        ({"code": 4000210}, "4000210", None, None),
        ({"exception": "E"}, None, "E", None),
        ({"message": " two\n lines "}, None, None, "two lines"),
        ({"code": True, "message": ["why"], "exception": {}}, None, None, None),
        ({"code": "", "message": "", "exception": ""}, None, None, None),
    ],
)
def test_what_is_left_out_is_none(error: object, code: str | None, category: str | None, message: str | None) -> None:
    """Each member stands for itself; what is missing or of another kind is not made up."""
    found = parse_body({"error": error})
    assert (code, category) == (found.code, found.category)
    unnamed = "an answer without Anytime's error ("
    assert message == (None if found.message.startswith(unnamed) else found.message)
    assert (() if code is category is message else (code,)) == tuple(detail.code for detail in found.details)


@pytest.mark.parametrize(
    ("request_id", "trace"), [(90402, "90402"), ("90402", "90402"), (None, None), ({}, None), ("", None)]
)
def test_request_number_is_the_trace(request_id: object, trace: str | None) -> None:
    """The number of the request is what support asks for, written either way."""
    assert trace == parse_body(error_body(4000210), request_id=request_id).trace_id


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "<html>Bad gateway</html>", "headers": {"Content-Type": "text/html"}},
        {"content": b""},
        {"content": b"\xff\xfe{"},
        {"json": None},
        {"json": []},
        {"json": {}},
        {"json": {"body": None}},
        {"json": {"body": ["error"]}},
        {"json": {"body": {"error": None}}},
        {"json": {"body": {"error": "text"}}},
        {"json": {"error": {"code": 5000010}}},
        {"text": "[" * 100_000},
        {"text": '{"body": {"error": {"code": ' + "9" * 5000},
    ],
    ids=lambda broken: str(broken)[:40],
)
def test_unreadable_body_still_gives_an_error(broken: dict[str, Any]) -> None:
    """A proxy's page or a broken body is an error without a code, never another exception."""
    error = parse(502, **broken)
    assert (type(error), error.code, error.trace_id, error.details) == (errors.ServerError, None, None, ())
    assert str(error).startswith("anytime 502: an answer without Anytime's error (")


def test_unreadable_body_is_described() -> None:
    """Kind and size say what came instead."""
    error = parse(502, text="<html>", headers={"Content-Type": "text/html"})
    assert error.message == "an answer without Anytime's error (text/html, 6 bytes)"
    assert parse(502).message == "an answer without Anytime's error (no content type, 0 bytes)"


def test_number_of_any_length_is_a_code() -> None:
    """Digits are kept as they are written, and cut like any text."""
    error = parse(400, text='{"body": {"error": {"code": ' + "9" * 5000 + "}}}")
    assert error.code == "9" * (errors.MAX_MESSAGE_CHARS - 1) + "…"


def test_seconds_to_wait_are_read() -> None:
    """None are documented; a gateway may name them all the same."""
    assert parse(429, headers={"Retry-After": "7"}).retry_after_s == 7.0


def test_secrets_of_the_request_are_masked() -> None:
    """An answer that repeats the token, the signature or the form of its request does not get them into the error."""
    headers = {
        "Authorization": "Bearer token-secret",
        "X-Validation-Data": "data-secret",
        "X-Signed-Request": "sign+secret==",
    }
    form = {"client_secret": "client secret", "username": "user-secret", "password": "p&ss-secret"}
    message = "token-secret data-secret sign+secret== client secret user-secret p&ss-secret client-1"
    request = httpx.Request("POST", TOKEN_URL, headers=headers, data=form)
    error = parse(401, json={"body": error_body(4010030, message, message)}, request=request)
    assert error.message == error.category == "*** *** *** *** *** *** client-1"
    assert b"secret" not in pickle.dumps(error)


def test_secrets_of_a_stream_are_masked_too() -> None:
    """A body that cannot be read a second time does not hide the headers."""
    request = httpx.Request("POST", TOKEN_URL, headers={"Authorization": "Bearer token-secret"}, content=iter([b""]))
    assert parse(401, json={"body": error_body(1, "token-secret")}, request=request).message == "***"


def test_errors_survive_pickling() -> None:
    """An error crosses a process border with all it says."""
    error = parse(429, json={"request_id": 1, "body": error_body(4290030)}, headers={"Retry-After": "7"})
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made one line above
    assert (type(error), vars(error), str(error)) == (type(copy), vars(copy), str(copy))
    assert (copy.code, copy.category, copy.trace_id, copy.retry_after_s) == ("4290030", "SomeException", "1", 7.0)


# --- answers to a login ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lifetime_s", [3600, "3600", "003600"])
def test_token_is_read(lifetime_s: object) -> None:
    """The token lives for the seconds the answer names, as a number or as text, less the margin."""
    response = token_answer(expires_in=lifetime_s)
    token = anytime.read_token(response, now_s=100, margin_s=60, username=CREDENTIALS.username)
    assert (token.value, token.renew_at_s) == ("token-1", 100 + 3540)


def test_margin_is_a_minute_by_default() -> None:
    """A token is renewed a minute before it expires."""
    assert anytime.read_token(token_answer(), now_s=0).renew_at_s == 3540


@pytest.mark.parametrize(
    ("response", "kind", "code"),
    [
        (refusal(4010020), errors.AuthenticationFailed, "4010020"),
        (refusal(4010030), errors.AuthenticationFailed, "4010030"),
        (refusal(4010040), errors.AuthenticationFailed, "4010040"),
        (refusal(4010060), errors.AuthenticationFailed, "4010060"),
        (refusal(4010070), errors.AuthenticationFailed, "4010070"),
        (refusal(4010080), errors.AuthenticationFailed, "4010080"),
        (refusal(4030020), errors.AuthenticationFailed, "4030020"),
        (refusal(4040010), errors.AuthenticationFailed, "4040010"),
        (refusal(4080010), errors.ServerError, "4080010"),
        (refusal(4290010), errors.RateLimited, "4290010"),
        (refusal(5000010), errors.ServerError, "5000010"),
        (httpx.Response(503), errors.ServerError, None),
        (httpx.Response(302, headers={"Location": "https://evil.example.com"}), errors.AuthenticationFailed, None),
        (answer(token_body("token-1"), status=201), errors.AuthenticationFailed, None),
        (answer({"expires_in": 3600}), errors.AuthenticationFailed, None),
        (token_answer(""), errors.AuthenticationFailed, None),
        (token_answer("two\nlines"), errors.AuthenticationFailed, None),
        (token_answer("two words"), errors.AuthenticationFailed, None),
        (token_answer(access_token=None), errors.AuthenticationFailed, None),
        (token_answer(access_token=["token-1"]), errors.AuthenticationFailed, None),
        (token_answer(expires_in=0), errors.AuthenticationFailed, None),
        (token_answer(expires_in=-1), errors.AuthenticationFailed, None),
        (token_answer(expires_in=3600.5), errors.AuthenticationFailed, None),
        (token_answer(expires_in=10**30), errors.AuthenticationFailed, None),
        (token_answer(expires_in=True), errors.AuthenticationFailed, None),
        (token_answer(expires_in=None), errors.AuthenticationFailed, None),
        (answer("token-1"), errors.AuthenticationFailed, None),
        (answer(token_body("token-1"), user=""), errors.SignatureMismatch, None),
        (answer(token_body("token-1"), hash=...), errors.UnusableAnswer, None),
        (httpx.Response(200, text="<html>"), errors.UnusableAnswer, None),
    ],
    ids=str,
)
def test_failed_login_is_a_typed_error(response: httpx.Response, kind: type[Exception], code: str | None) -> None:
    """A refusal, an answer that cannot be used or is not Anytime's is raised; the next request may try again."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=BASE_URL)
    flow = auth.sync_auth_flow(httpx.Request("GET", f"{BASE_URL}/v1.0/apicheck"))
    response.request = next(flow)
    with pytest.raises(errors.HookError) as caught:
        flow.send(response)
    assert type(caught.value) is kind
    assert code == getattr(caught.value, "code", None)
    again = auth.sync_auth_flow(httpx.Request("GET", f"{BASE_URL}/v1.0/apicheck"))
    assert str(next(again).url) == TOKEN_URL
    again.close()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"access_token": None}, "access_token is missing or not a text that fits a header"),
        ({"expires_in": None}, "expires_in is not a whole number of seconds above 0"),
    ],
)
def test_unusable_login_says_what_is_missing(changes: dict[str, object], message: str) -> None:
    """An answer without a token is told apart from a refusal, with the number of the request, and repeats nothing."""
    with pytest.raises(errors.AuthenticationFailed) as caught:
        anytime.read_token(token_answer("SecretToken", **changes), now_s=0)
    assert str(caught.value) == f"anytime 200: the answer to the login cannot be used: {message} (trace 90402)"


def test_refused_login_repeats_no_secret() -> None:
    """A provider that echoes the form does not get it into our message."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=BASE_URL)
    flow = auth.sync_auth_flow(httpx.Request("GET", f"{BASE_URL}/v1.0/apicheck"))
    login = next(flow)
    response = refusal(4010030, login.content.decode() + " " + login.headers["X-Signed-Request"])
    response.request = login
    with pytest.raises(errors.AuthenticationFailed) as caught:
        flow.send(response)
    expected = "grant_type=password&client_id=client-1&client_secret=***&username=***&password=*** ***"
    assert caught.value.message == expected


# --- credentials ----------------------------------------------------------------------------------------------------


def test_reprs_hold_no_secret() -> None:
    """Neither credentials nor anything made of them print a secret."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=BASE_URL)
    engine = anytime.AnytimeEngine(CREDENTIALS, base_url=BASE_URL, http=httpx.Client())
    text = " ".join(map(repr, (CREDENTIALS, auth, engine))) + f"{CREDENTIALS} {auth} {engine}"
    assert [word for word in ("MustStayHidden", "demo-user", "RSAPrivateKey") if word in text] == []
    masked = "client_secret='***', username='***', password='***', private_key='***'"
    assert repr(CREDENTIALS) == f"Credentials(client_id='client-1', {masked})"


@pytest.mark.parametrize("name", ["client_id", "client_secret", "username", "password"])
@pytest.mark.parametrize("value", ["", "  ", "sécret\n", "sécret\0", "\ud800", None, 7])
def test_unusable_text_is_named(name: str, value: Any) -> None:
    """A value that cannot work is refused at once, by name, without its secret."""
    good: dict[str, Any] = {
        "client_id": "c",
        "client_secret": "s",
        "username": "u",
        "password": "p",
        "private_key": CREDENTIALS.private_key,
    }
    with pytest.raises(errors.BadCredentials) as caught:
        anytime.Credentials(**{**good, name: value})
    assert str(caught.value) == f"{name} must be printable text, not blank, without line breaks"


def test_text_beyond_ascii_is_fine() -> None:
    """A form carries any text, spaces within included."""
    credentials = anytime.Credentials(
        client_id="c",
        client_secret="sécret & so on",
        username="josé",
        password="a b",
        private_key=CREDENTIALS.private_key,
    )
    request = anytime.build_token_request(credentials, token_url=TOKEN_URL, now_s=0, nonce=b"1")
    expected = b"grant_type=password&client_id=c&client_secret=s%C3%A9cret+%26+so+on&username=jos%C3%A9&password=a+b"
    assert request.content == expected


def short_key() -> rsa.RSAPrivateKey:
    """512 bits, which the library makes no more, from two primes."""
    p, q, e = 3 * 2**254 + 49, 3 * 2**254 + 2**200 + 223, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e=e, n=p * q)
    numbers = rsa.RSAPrivateNumbers(
        p=p, q=q, d=d, dmp1=d % (p - 1), dmq1=d % (q - 1), iqmp=pow(q, -1, p), public_numbers=public
    )
    return numbers.private_key()


def test_short_key_is_refused() -> None:
    """A key below 1024 bits protects nothing."""
    key = short_key()
    with pytest.raises(errors.BadCredentials, match=r"^private_key must have 1024 bits or more, got 512$"):
        anytime.Credentials(client_id="c", client_secret="s", username="u", password="p", private_key=key)


def load(file: Path | str, *, pass_phrase: bytes | None = None) -> anytime.Credentials:
    return anytime.load_credentials(
        client_id="c",
        client_secret="s",
        username="u",
        password="p",
        private_key_file=file,
        pass_phrase=pass_phrase,
    )


def test_encrypted_key_file_is_read(tmp_path: Path) -> None:
    """The provider's first command makes an encrypted file; its pass phrase opens it, and is asked for by name."""
    file = tmp_path / "id_rsa.pem"
    file.write_bytes(
        CREDENTIALS.private_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.BestAvailableEncryption(b"strong"),
        )
    )
    numbers = load(file, pass_phrase=b"strong").private_key.private_numbers()
    assert numbers == CREDENTIALS.private_key.private_numbers()
    with pytest.raises(errors.BadCredentials, match="is encrypted and needs a password"):
        load(file)


def write_key(file: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Path:
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return file


def test_unusable_key_file_is_named(tmp_path: Path) -> None:
    """A file that is absent, holds no RSA key or one that is too short is named, and nothing of it is repeated."""
    file = tmp_path / "id_rsa"

    def refused(name: Path | str) -> str:
        with pytest.raises(errors.BadCredentials) as caught:
            load(name)
        return str(caught.value)

    assert refused(file) == f"private key file '{file}' cannot be read: No such file or directory"
    assert refused(KEY_FILE.read_text()) == "the private key file must be the name of a file, not the key itself"
    write_key(file, ec.generate_private_key(ec.SECP256R1()))
    assert refused(file) == f"private key file '{file}' holds a key that is not RSA"
    write_key(file, short_key())
    assert refused(file) == f"private key file '{file}' holds a key of 512 bits; 1024 or more are needed"


def test_keys_from_1024_bits_are_loaded(tmp_path: Path) -> None:
    """No document names a minimum; a shorter key than the provider's commands make is the user's choice."""
    file = write_key(tmp_path / "id_rsa", rsa.generate_private_key(65537, 1024))  # noqa: S505 - the shortest taken
    assert load(str(file)).private_key.key_size == 1024
