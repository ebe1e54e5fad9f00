"""Token requests and their answers, and the errors that any answer may hold."""

import re
from typing import Any
from urllib.parse import parse_qs

import httpx

from auth_hooks import errors, tokens
from auth_hooks.anytime import signatures
from auth_hooks.anytime.credentials import Credentials

PROVIDER = "anytime"

PRODUCTION_URL = "https://ws.anyti.me"
SANDBOX_URL = "https://ws-sandbox.anyti.me"
TOKEN_PATH = "/oauth/v2/token"  # noqa: S105 - a path
DEFAULT_RENEWAL_MARGIN_S = 60.0

TOKEN_REFUSED = "4010050"  # noqa: S105 - an error code
"""The token is unknown, expired, or superseded by a newer one."""

_HEADER_SAFE = re.compile(r"[!-~]+")
_SECONDS = re.compile(r"0*[1-9][0-9]{0,9}")
_SECRET_FIELDS = ("client_secret", "username", "password")
# A timeout behind Anytime leaves open what was done. Missing documents of ours are a matter of what we may do.
_BY_STATUS = {408: errors.ServerError, 451: errors.PermissionDenied}


def token_request_fields(credentials: Credentials) -> dict[str, str]:
    """The form of a token request.

    Args:
        credentials: Who we are.

    Source: Anytime API documentation, "Create a new oauth2 token".
    """
    return {
        "grant_type": "password",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "username": credentials.username,
        "password": credentials.password,
    }


def build_token_request(credentials: Credentials, *, token_url: str, now_s: float, nonce: bytes) -> httpx.Request:
    """The request that buys an access token, signed; the token before it is worth nothing from then on.

    Args:
        credentials: Who we are.
        token_url: Absolute URL of the token route.
        now_s: Seconds since the epoch, UTC.
        nonce: See `signatures.make_validation_data`.

    Source: Anytime API documentation, "Create a new oauth2 token".
    """
    signed = signatures.signature_headers(key=credentials.private_key, now_s=now_s, nonce=nonce)
    headers = {"Accept": "application/json", **signed}
    return httpx.Request("POST", token_url, headers=headers, data=token_request_fields(credentials))


def read_token(
    response: httpx.Response, *, now_s: float, margin_s: float = DEFAULT_RENEWAL_MARGIN_S, username: str | None = None
) -> tokens.Token:
    """The token in an answer of the token route.

    Args:
        response: The answer, its body read.
        now_s: When the request was sent, seconds since the epoch, UTC.
        margin_s: Seconds before its end at which the token is renewed.
        username: Verify the answer for this API user; None trusts it.

    Raises:
        errors.AuthenticationFailed: The login is refused, or the answer cannot be understood.
        errors.RateLimited: The login was refused for now.
        errors.ServerError: The provider failed; the credentials may be good.
        errors.SignatureMismatch: The answer's hash is not the user's.
        errors.UnusableAnswer: The answer has no hash.

    Source: Anytime API documentation, "Create a new oauth2 token".
    """
    if response.status_code != 200:
        kind = class_for_status(response.status_code)
        is_passing = kind in (errors.RateLimited, errors.ServerError)
        raise _read_error(response, kind=kind if is_passing else errors.AuthenticationFailed)
    if username is not None:
        signatures.verify_response(response.content, username=username)
    body = _read_body(_read_object(response))
    value, lifetime_s = body.get("access_token"), body.get("expires_in")
    if not isinstance(value, str) or not _HEADER_SAFE.fullmatch(value):
        raise _unusable_token(response, "access_token is missing or not a text that fits a header")
    if not isinstance(lifetime_s, str) or not _SECONDS.fullmatch(lifetime_s):
        raise _unusable_token(response, "expires_in is not a whole number of seconds above 0")
    return tokens.issue_token(value, now_s=now_s, lifetime_s=int(lifetime_s), margin_s=margin_s)


def is_token_refused(response: httpx.Response) -> bool:
    """True if a new token may help. Any other 401 speaks of the signature, its data or our address.

    Args:
        response: The answer; with status 401 its body must have been read.
    """
    return response.status_code == 401 and _read_error(response, kind=errors.AuthenticationFailed).code == TOKEN_REFUSED


def class_for_status(status: int) -> type[errors.ProviderError]:
    """The exception class of an HTTP error status.

    408, the banking network was too slow, is a `ServerError`: what was asked may have been done. 451, the account
    holder's documents are missing, is a `PermissionDenied` as 403 is. 402, too little money, is an `InvalidRequest`.

    Args:
        status: An HTTP status of 400 or above.
    """
    return _BY_STATUS.get(status) or errors.class_for_status(status)


def parse_error(response: httpx.Response) -> errors.ProviderError | None:
    """The error in an answer, or None below status 400.

    `code` is the sub-code as text, such as `4010080`; `category` is the name of the provider's exception; `trace_id`
    is the number that the provider gave the request.

    Args:
        response: The answer; with status 400 or above its body must have been read.

    Source: Anytime API documentation, "HTTP status codes".
    """
    if response.status_code < 400:
        return None
    return _read_error(response, kind=class_for_status(response.status_code))


def _unusable_token(response: httpx.Response, message: str) -> errors.AuthenticationFailed:
    return errors.AuthenticationFailed(
        provider=PROVIDER,
        status=response.status_code,
        message=f"the answer to the login cannot be used: {message}",
        trace_id=_read_trace_id(_read_object(response)),
    )


def _read_error(response: httpx.Response, *, kind: type[errors.ProviderError]) -> errors.ProviderError:
    envelope = _read_object(response)
    detail = _read_detail(_read_body(envelope).get("error"), secrets=_sent_secrets(response))
    content_type = errors.tidy_text(response.headers.get("Content-Type", "no content type"))
    return kind(
        provider=PROVIDER,
        status=response.status_code,
        message=f"an answer without Anytime's error ({content_type}, {len(response.content)} bytes)",
        details=() if detail == errors.ErrorDetail() else (detail,),
        trace_id=_read_trace_id(envelope),
        retry_after_s=errors.read_retry_after_s(response.headers),
    )


def _read_detail(error: object, *, secrets: tuple[str, ...]) -> errors.ErrorDetail:
    def text(name: str) -> str | None:
        value = error.get(name) if isinstance(error, dict) else None
        return (errors.tidy_text(value, secrets=secrets) or None) if isinstance(value, str) else None

    return errors.ErrorDetail(code=text("code"), category=text("exception"), message=text("message"))


def _read_object(response: httpx.Response) -> dict[str, Any]:
    """The envelope, its numbers as text: the provider's own clients take either for the other."""
    try:
        envelope = response.json(parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _read_body(envelope: dict[str, Any]) -> dict[str, Any]:
    body = envelope.get("body")
    return body if isinstance(body, dict) else {}


def _read_trace_id(envelope: dict[str, Any]) -> str | None:
    request_id = envelope.get("request_id")
    return (errors.tidy_text(request_id) or None) if isinstance(request_id, str) else None


def _sent_secrets(response: httpx.Response) -> tuple[str, ...]:
    """What the request carried and an answer might repeat."""
    try:
        request = response.request
    except RuntimeError:
        return ()
    headers = (
        request.headers.get("Authorization", "").removeprefix("Bearer "),
        request.headers.get(signatures.VALIDATION_HEADER, ""),
        request.headers.get(signatures.SIGNATURE_HEADER, ""),
    )
    if not isinstance(request.stream, httpx.ByteStream):
        return headers
    form = parse_qs(request.content.decode("ascii", "replace"))
    return (*headers, *(value for name in _SECRET_FIELDS for value in form.get(name, ())))
