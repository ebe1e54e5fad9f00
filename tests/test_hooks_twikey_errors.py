"""Twikey's errors, in headers, bodies and plain text, with any status; and credentials that cannot be used."""

import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest

from auth_hooks import errors, twikey

BASE_URL = "https://api.example.com"
KEY = "FC7BDEDA40BA9C5B292EE7A8331A55EDE20A61F9"
CREDENTIALS = twikey.Credentials(api_token="TokenThatMustStayHidden", private_key=KEY)


def parse(status: int, **changes: Any) -> errors.ProviderError:
    error = twikey.parse_error(httpx.Response(status, **changes))
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (200, "err_mandate_invalid_state", errors.InvalidRequest),
        (200, "err_no_login", errors.AuthenticationFailed),
        (400, "err_no_login", errors.AuthenticationFailed),
        (400, "err_missing_params", errors.InvalidRequest),
        (403, "err_mandate_invalid_state", errors.PermissionDenied),
        (404, "err_no_contract", errors.NotFound),
        (405, "err_provide_reason", errors.InvalidRequest),
        (406, "err_invalid_date", errors.InvalidRequest),
        (409, "err_duplicate_ref", errors.InvalidRequest),
        (429, "err_call_in_progress", errors.RateLimited),
        (429, "err_no_login", errors.RateLimited),
        (500, "system_error", errors.ServerError),
        (500, "err_no_login", errors.ServerError),
    ],
)
def test_class_follows_the_status(status: int, code: str, kind: type[errors.ProviderError]) -> None:
    """The status decides the class, and the code of a missing login where the status says little."""
    headers = {"ApiError": code, "ApiErrorCode": code}
    parsed = parse(status, headers=headers, json={"code": code, "message": "no"})
    assert (kind, status, code, "no") == (type(parsed), parsed.status, parsed.code, parsed.message)


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ({}, {"code": "err_a", "message": "why"}, " err_a: why"),
        ({"ApiErrorCode": "err_a"}, {"code": "err_b", "message": "why"}, " err_a: why"),
        ({"ApiError": "err_a"}, {"message": "why"}, " err_a: why"),
        ({"ApiError": "In words", "ApiErrorCode": "err_a"}, {}, " err_a: In words"),
        ({"ApiError": "err_a", "ApiErrorCode": "In words"}, {}, " err_a: In words"),
        ({"ApiError": "In words"}, {"code": "err_a"}, " err_a: In words"),
        ({"ApiErrorCode": "err_a"}, {}, " err_a: an answer without Twikey's message (application/json, 2 bytes)"),
        ({}, {"code": 7, "message": ["why"]}, ": an answer without Twikey's message (application/json, 28 bytes)"),
    ],
)
def test_code_and_message_are_found_where_they_are(headers: dict[str, str], body: object, text: str) -> None:
    """Either header or the body has the code; the body, or the header that is no code, has the message."""
    assert f"twikey 400{text}" == str(parse(400, headers=headers, json=body))


@pytest.mark.parametrize(("extra", "values"), [("ct\nsecret_1", ("ct ***",)), ("", ()), (None, ()), (["ct"], ())])
def test_extra_is_what_the_error_speaks_of(extra: object, values: tuple[str, ...]) -> None:
    """Newer servers name the parameter or the id apart from the message."""
    request = httpx.Request("GET", BASE_URL, headers={"Authorization": "secret_1"})
    body = {"code": "err_a", "message": "why", "extra": extra}
    assert values == parse(400, json=body, request=request).values


def test_plain_text_is_the_message() -> None:
    """A refused session is one line of text, without a code."""
    error = parse(401, text="Not logged in\n")
    assert (type(error), str(error)) == (errors.AuthenticationFailed, "twikey 401: Not logged in")


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "<html>Bad gateway</html>", "headers": {"Content-Type": "text/html"}},
        {"content": b""},
        {"content": b"\xff\xfe{"},
        {"json": []},
        {"json": {}},
        {"text": "[" * 100_000, "headers": {"Content-Type": "application/json"}},
        {"text": '{"code": ' + "9" * 5000 + "}", "headers": {"Content-Type": "application/json"}},
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_unreadable_body_still_gives_an_error(answer: dict[str, Any]) -> None:
    """A proxy's page or a broken body is an error without a code, never another exception."""
    error = parse(502, **answer)
    assert (type(error), error.code, error.details) == (errors.ServerError, None, ())
    assert str(error).startswith("twikey 502: an answer without Twikey's message (")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"json": {"mndtId": "M-1", "url": "http://twikey.to/x", "key": "err_"}},
        {"json": {"Messages": [{"CxlRsn": {"Rsn": "err_no_contract", "code": "err_x"}}]}},
        {"json": {"code": "OK", "message": '"err_'}},
        {"json": {"code": "err_large", "Entries": ["x" * 5000]}},
        {"content": b'%PDF-1.4 "err_"'},
        {"text": '{"code": "err_torn'},
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_good_answers_are_no_errors(answer: dict[str, Any]) -> None:
    """Below 400 an answer is an error only by its headers or by its own code, wherever else such words stand."""
    assert twikey.parse_error(httpx.Response(200, **answer)) is None


@pytest.mark.parametrize(
    "answer",
    [
        {"headers": {"ApiErrorCode": "err_a"}},
        {"headers": {"ApiError": "In words"}},
        {"json": {"code": "err_a", "message": "why"}},
    ],
    ids=str,
)
def test_error_with_status_200_is_an_error(answer: dict[str, Any]) -> None:
    """Twikey once answered everything with 200: headers or body tell that it said no."""
    assert type(parse(200, **answer)) is errors.InvalidRequest


def test_session_of_the_request_is_masked() -> None:
    """An answer that repeats the session or a token in its query does not get them into the error."""
    request = httpx.Request("GET", f"{BASE_URL}/creditor?apiToken=secret-2", headers={"Authorization": "secret_1"})
    error = parse(400, json={"code": "err_secret_1", "message": "secret_1 and secret-2"}, request=request)
    assert str(error) == "twikey 400 err_***: *** and ***"
    assert b"secret" not in pickle.dumps(error)


# --- credentials ----------------------------------------------------------------------------------------------------


def test_reprs_hold_no_secret() -> None:
    """Neither credentials nor anything made of them print a secret; that there is no private key shows."""
    auth = twikey.TwikeyAuth(CREDENTIALS, base_url=BASE_URL)
    engine = twikey.TwikeyEngine(CREDENTIALS, base_url=BASE_URL, http=httpx.Client())
    text = " ".join(map(repr, (CREDENTIALS, auth, engine))) + f"{CREDENTIALS} {auth} {engine}"
    assert [word for word in ("MustStayHidden", KEY) if word in text] == []
    assert repr(CREDENTIALS) == "Credentials(api_token='***', private_key='***', salt='own')"
    assert repr(twikey.Credentials(api_token="x")) == "Credentials(api_token='***', private_key=None, salt='own')"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"api_token": ""}, "api_token must be printable ASCII, not empty, without spaces or line breaks"),
        ({"api_token": "sécret"}, "api_token must be printable ASCII, not empty, without spaces or line breaks"),
        ({"api_token": "sécret\n"}, "api_token must be printable ASCII, not empty, without spaces or line breaks"),
        ({"private_key": ""}, "private_key must be hexadecimal digits, two for each byte, and not empty"),
        ({"private_key": "sécret"}, "private_key must be hexadecimal digits, two for each byte, and not empty"),
        ({"private_key": "ABC"}, "private_key must be hexadecimal digits, two for each byte, and not empty"),
        ({"private_key": "AB\n"}, "private_key must be hexadecimal digits, two for each byte, and not empty"),
        ({"salt": ""}, "salt must be printable text and not empty, such as 'own'"),
        ({"salt": "own\n"}, "salt must be printable text and not empty, such as 'own'"),
        ({"salt": "\ud800"}, "salt must be printable text and not empty, such as 'own'"),
    ],
)
def test_unusable_credentials_are_named(changes: dict[str, Any], message: str) -> None:
    """A value that cannot work is refused at once, by name, without its secret."""
    with pytest.raises(errors.BadCredentials) as caught:
        twikey.Credentials(**({"api_token": "k"} | changes))
    assert message == str(caught.value)


def test_private_key_is_read_from_a_file(tmp_path: Path) -> None:
    """The file holds the digits, and white space around them; without a file there is no enhanced security."""
    file = tmp_path / "private.key"
    file.write_text(f" {KEY}\r\n")
    assert twikey.load_credentials(api_token="k", private_key_file=str(file), salt="acme") == twikey.Credentials(
        api_token="k", private_key=KEY, salt="acme"
    )
    assert twikey.load_credentials(api_token="k") == twikey.Credentials(api_token="k")


def test_unusable_key_file_is_named(tmp_path: Path) -> None:
    """A file that is absent, no file, or without a key is named, and nothing of it is repeated."""
    file = tmp_path / "private.key"

    def refusal(name: Path | str) -> str:
        with pytest.raises(errors.BadCredentials) as caught:
            twikey.load_credentials(api_token="k", private_key_file=name)
        return str(caught.value)

    assert refusal(file) == f"private key file '{file}' cannot be read: No such file or directory"
    assert refusal(tmp_path) == f"private key file '{tmp_path}' cannot be read: Is a directory"
    assert refusal("a\0b").endswith("cannot be read: not a file name")
    for content in (b"", b"not a key", f"{KEY}0".encode(), b"\xff\xfe", f"{KEY}\n{KEY}".encode()):
        file.write_bytes(content)
        assert refusal(file) == f"private key file '{file}' does not hold a key in hexadecimal digits"
    assert refusal(KEY) == "the private key file must be the name of a file, not the key itself"
