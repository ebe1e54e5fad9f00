"""Login requests and their answers, and the errors that any answer may hold."""

import re
from typing import Any
from urllib.parse import parse_qs

import httpx

from auth_hooks import errors, tokens
from auth_hooks.twikey.credentials import Credentials, login_fields

PROVIDER = "twikey"

PRODUCTION_URL = "https://api.twikey.com"
TESTING_URL = "https://api.beta.twikey.com"
LOGIN_PATH = "/creditor"
LIFETIME_S = 24 * 3600
DEFAULT_RENEWAL_MARGIN_S = 3600.0
NO_LOGIN = "err_no_login"

# The sources disagree on which of the two carries the code and which one words for people.
_ERROR_HEADERS = ("ApiErrorCode", "ApiError")
_RETRY_AFTER_HEADER = "X-Rate-Limit-Retry-After-Seconds"
_LARGEST_ERROR_BYTES = 4096

_HEADER_SAFE = re.compile(r"[!-~]+")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def build_login_request(credentials: Credentials, *, login_url: str, now_s: float) -> httpx.Request:
    """The request that opens a session.

    Args:
        credentials: Who we are.
        login_url: Absolute URL of `/creditor`.
        now_s: Seconds since the epoch, UTC.

    Source: Twikey Creditor API, "Login".
    """
    return httpx.Request(
        "POST", login_url, headers={"Accept": "application/json"}, data=login_fields(credentials, now_s=now_s)
    )


def read_session(response: httpx.Response, *, now_s: float, margin_s: float = DEFAULT_RENEWAL_MARGIN_S) -> tokens.Token:
    """The session's token in the answer to a login: in its header, or else in its body.

    Args:
        response: The answer, its body read.
        now_s: When the request was sent, seconds since the epoch, UTC.
        margin_s: Seconds before its end at which the session is replaced.

    Raises:
        errors.AuthenticationFailed: The login is refused, whatever the status, or the answer cannot be understood.
        errors.RateLimited: The login was refused for now.
        errors.ServerError: The provider failed; the credentials may be good.

    Source: Twikey Creditor API, "Login".
    """
    kind = errors.class_for_status(response.status_code)
    if kind in (errors.RateLimited, errors.ServerError):
        raise _read_error(response, kind=kind)
    value = response.headers.get("Authorization") or _read_object(response).get("Authorization")
    if parse_error(response) is not None or response.status_code != 200 or not value:
        raise _read_error(
            response, kind=errors.AuthenticationFailed, otherwise="the login is refused: the answer holds no session"
        )
    if not isinstance(value, str) or not _HEADER_SAFE.fullmatch(value):
        raise errors.AuthenticationFailed(
            provider=PROVIDER,
            status=response.status_code,
            message="the answer to the login cannot be used: Authorization is not a text that fits a header",
        )
    return tokens.issue_token(value, now_s=now_s, lifetime_s=LIFETIME_S, margin_s=margin_s)


def is_session_refused(response: httpx.Response) -> bool:
    """True if a new session may help: 401, or the code of a missing login.

    With 429 or 5xx that code does not say that nothing was done, and the request is left alone.

    Args:
        response: The answer; its body is not looked at.

    Source: Twikey Creditor API, "Login", says that such answers go without error headers; twikey-api-go logs in
        again when it finds the code in one.
    """
    if errors.class_for_status(response.status_code) in (errors.RateLimited, errors.ServerError):
        return False
    return response.status_code == 401 or NO_LOGIN in map(response.headers.get, _ERROR_HEADERS)


def parse_error(response: httpx.Response) -> errors.ProviderError | None:
    """The error in an answer, or None if there is none.

    The status alone does not tell: Twikey once answered everything with 200, and a refused login still may.
    Below 400, an error header or a short body with an `err_` code makes an error; of a stream that has not
    been read only the headers count.

    Args:
        response: The answer; with status 400 or above its body must have been read.

    Source: Twikey Creditor API, "Login", on `ApiError` and `ApiErrorCode`; the body is that of twikey/snippets.
    """
    if response.status_code < 400 and not _is_error_below_400(response):
        return None
    kind = errors.class_for_status(response.status_code)
    if kind is errors.InvalidRequest and _read_code(response) == NO_LOGIN:
        kind = errors.AuthenticationFailed
    return _read_error(response, kind=kind)


def _is_error_below_400(response: httpx.Response) -> bool:
    if any(response.headers.get(name) for name in _ERROR_HEADERS):
        return True
    content = _read_content(response)
    # Most answers are large or hold no such text, and are not parsed here a second time.
    if len(content) > _LARGEST_ERROR_BYTES or b'"err_' not in content:
        return False
    return str(_read_object(response).get("code", "")).startswith("err_")


def _read_error(
    response: httpx.Response, *, kind: type[errors.ProviderError], otherwise: str | None = None
) -> errors.ProviderError:
    detail = errors.ErrorDetail(
        code=_read_code(response), message=_read_message(response), values=_read_extra(response)
    )
    content_type = errors.tidy_text(response.headers.get("Content-Type", "no content type"))
    size = f"{content_type}, {len(_read_content(response))} bytes"
    return kind(
        provider=PROVIDER,
        status=response.status_code,
        message=otherwise or f"an answer without Twikey's message ({size})",
        details=[detail] if detail.code or detail.message else (),
        retry_after_s=_read_retry_after_s(response.headers),
    )


def _read_code(response: httpx.Response) -> str | None:
    told = [*map(response.headers.get, _ERROR_HEADERS), _read_object(response).get("code")]
    texts = [text for text in told if isinstance(text, str)]
    code = next(filter(_CODE.fullmatch, texts), None)
    return errors.tidy_text(code, secrets=_sent_secrets(response)) if code else None


def _read_message(response: httpx.Response) -> str | None:
    text = _read_object(response).get("message")
    if not isinstance(text, str) and response.headers.get("Content-Type", "").startswith("text/plain"):
        text = _read_content(response).decode("utf-8", "replace")
    if not isinstance(text, str):
        told = (response.headers.get(name, "") for name in _ERROR_HEADERS)
        text = next((one for one in told if one and not _CODE.fullmatch(one)), "")
    return errors.tidy_text(text, secrets=_sent_secrets(response)) or None


def _read_extra(response: httpx.Response) -> tuple[str, ...]:
    extra = _read_object(response).get("extra")
    return (errors.tidy_text(extra, secrets=_sent_secrets(response)),) if isinstance(extra, str) and extra else ()


def _read_retry_after_s(headers: httpx.Headers) -> float | None:
    text = headers.get(_RETRY_AFTER_HEADER, "").strip()
    return float(text) if text.isascii() and text.isdigit() else errors.read_retry_after_s(headers)


def _read_content(response: httpx.Response) -> bytes:
    try:
        return response.content
    except httpx.ResponseNotRead:
        return b""


def _read_object(response: httpx.Response) -> dict[str, Any]:
    if not _read_content(response).lstrip().startswith(b"{"):
        return {}
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _sent_secrets(response: httpx.Response) -> tuple[str, ...]:
    """What the request carried and an answer might repeat."""
    try:
        request = response.request
    except RuntimeError:
        return ()
    form = parse_qs(request.url.query.decode("ascii", "replace"))
    if isinstance(request.stream, httpx.ByteStream):
        form |= parse_qs(request.content.decode("ascii", "replace"))
    return (request.headers.get("Authorization", ""), *form.get("apiToken", ()), *form.get("otp", ()))
