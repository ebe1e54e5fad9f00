"""Payconiq's errors: the provider's words, one line, no secret, a class that follows status and code."""

import pickle
from typing import Any

import httpx
import pytest

from auth_hooks import errors, payconiq

PARTNER = "560012d5c25c4168ce03dd54"


def refusal(code: str, message: str = "no", values: object = None) -> dict[str, Any]:
    body = {"level": "ERROR", "code": code, "message": message}
    return body if values is None else {**body, "values": values}


def parse(status: int, **changes: Any) -> errors.ProviderError:
    error = payconiq.parse_error(httpx.Response(status, **changes))
    assert error is not None
    return error


def test_published_sample_is_parsed() -> None:
    """The refusal of another partner's data gives code, text on one line, and what the text speaks of."""
    message = f"Security exception : you cannot call GET on\npartners/{PARTNER}"
    error = parse(403, json=refusal("R981", message, ["GET", f"partners/{PARTNER}"]))
    assert str(error) == f"payconiq 403 R981: Security exception : you cannot call GET on partners/{PARTNER}"
    actual = (type(error), error.code, error.values, error.category, error.trace_id)
    assert (errors.PermissionDenied, "R981", ("GET", f"partners/{PARTNER}"), None, None) == actual
    assert error.details == (errors.ErrorDetail(code="R981", message=error.message, values=error.values),)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "FIELD_IS_REQUIRED", errors.InvalidRequest),
        (400, "INVALID_SIGNATURE", errors.InvalidRequest),
        (400, "AUTHENTICATION_NOT_FOUND", errors.InvalidRequest),
        (400, "R013", errors.InvalidRequest),
        (400, "ENTITY_NOT_FOUND", errors.NotFound),
        (401, "R918", errors.AuthenticationFailed),
        (401, "ENTITY_NOT_FOUND", errors.NotFound),
        (403, "R981", errors.PermissionDenied),
        (403, "INVALID_SIGNATURE", errors.PermissionDenied),
        (404, "ENTITY_NOT_FOUND", errors.NotFound),
        (404, "R999", errors.NotFound),
        (405, "R999", errors.InvalidRequest),
        (429, "ENTITY_NOT_FOUND", errors.RateLimited),
        (500, "R999", errors.ServerError),
        (500, "ENTITY_NOT_FOUND", errors.ServerError),
        (503, "NEW_CODE", errors.ServerError),
    ],
)
def test_class_follows_status_and_code(status: int, code: str, kind: type[errors.ProviderError]) -> None:
    """The status decides, but what is not found is not found with each status the provider documents for it."""
    error = parse(status, json=refusal(code))
    assert (kind, status, code) == (type(error), error.status, error.code)


@pytest.mark.parametrize("status", [200, 201, 302])
def test_no_error_below_400(status: int) -> None:
    """An answer below 400 is no error, whatever its body says."""
    assert payconiq.parse_error(httpx.Response(status, json=refusal("R999"))) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (None, ()),
        ([], ()),
        (["amount"], ("amount",)),
        (["Partner Customer", "x\ny"], ("Partner Customer", "x y")),
        ([1, None, "id", {}], ("id",)),
        ("amount", ()),
        ({"0": "amount"}, ()),
    ],
)
def test_values_are_texts(values: object, expected: tuple[str, ...]) -> None:
    """Texts in a list are kept, in order; anything else is not what the provider documents."""
    assert parse(400, json=refusal("FIELD_IS_REQUIRED", values=values)).values == expected


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "<html>Bad gateway</html>", "headers": {"Content-Type": "text/html"}},
        {"content": b""},
        {"content": b"\xff\xfe{"},
        {"json": None},
        {"json": []},
        {"json": {}},
        {"json": {"level": "ERROR"}},
        {"json": {"code": 7, "message": None, "values": None}},
        {"text": "[" * 100_000},
        {"text": '{"code": ' + "9" * 5000 + "}"},
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_unreadable_body_still_gives_an_error(answer: dict[str, Any]) -> None:
    """A proxy's page or a broken body is an error without a code, never another exception."""
    error = parse(502, **answer)
    assert (type(error), error.code, error.values, error.details) == (errors.ServerError, None, (), ())
    assert str(error).startswith("payconiq 502: an answer without Payconiq's error (")


def test_code_without_a_text_is_kept() -> None:
    """The code is what callers compare; it needs no message."""
    error = parse(400, json={"code": "R003"})
    assert error.code == "R003"
    assert str(error).startswith("payconiq 400 R003: an answer without Payconiq's error (application/json, ")


def test_token_of_the_request_is_masked() -> None:
    """An answer that repeats the token does not get it into the error."""
    request = httpx.Request("GET", "https://api.example.com/", headers={"Authorization": "token-secret"})
    error = parse(401, json=refusal("R918", "token-secret not found", ["token-secret"]), request=request)
    assert (error.message, error.values) == ("*** not found", ("***",))
    assert b"secret" not in pickle.dumps(error)


def test_errors_survive_pickling() -> None:
    """An error crosses a process border with all it says."""
    error = parse(400, json=refusal("FIELD_IS_REQUIRED", values=["amount"]), headers={"Retry-After": "7"})
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made one line above
    assert (type(error), vars(error), str(error)) == (type(copy), vars(copy), str(copy))
    assert (copy.values, copy.retry_after_s) == (("amount",), 7.0)
