"""Every request signed afresh, with the one token of an API user, and every answer's hash verified, for `httpx`."""

import re
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing
from typing import Any

import httpx

from auth_hooks import client, errors, origins, tokens
from auth_hooks.anytime import sessions, signatures, uploads
from auth_hooks.anytime.credentials import Credentials

_VERSION_AT_END = re.compile(r"/v[0-9]+(?:\.[0-9]+)*$")
_CARD_PATH = re.compile(r".*/cards/[^/]+/?")
_TESTIMONIAL_PATH = re.compile(r".*/accounts/[^/]+/credit-transfers/[^/]+/testimonial/?")


class AnytimeAuth(httpx.Auth):
    """Authorises and signs every request to one Anytime API, for sync and async clients, threads and event loops.

    It logs in with the first request, again before the token expires, and once more when a request is refused with
    `4010050` although its token was the current one. A 401 with another code is the caller's answer: a new token
    would not change it. Whatever is sent, a login or a repetition included, has validation data of its own.

    A body that is a stream, such as an upload, is read into memory so that it can be sent again; beyond
    `uploads.LARGEST_HELD_BYTES` it stays a stream, which is sent once, and the next request gets a new token.

    The hash of every answer that reports success is verified, so such an answer is read whole, even where the caller
    asked for a stream. Left alone are the testimonial of a transfer, a file without envelope, and errors: who is not
    known yet is answered with the hash of nobody.

    Anytime keeps one token per API user: a login elsewhere, another `AnytimeAuth` included, ends this one's token. So
    let all clients of an API user share one. A caller who logs in by hand gets the request signed, and ends the token
    in use; the next request fetches another.

    A client that follows redirects would carry the token along: use `http_client`.

    Args:
        credentials: Who we are.
        base_url: Where the API lives, without `/v1.0`; requests to any other origin are refused.
        clock: Seconds since the epoch, UTC.
        nonce: Makes bytes that are never used twice.
        margin_s: Seconds before its end at which a token is renewed.
        verify_answers: Whether hashes are verified. Not TLS: that is the client's `verify`.

    Raises:
        errors.OriginRefused: `base_url` is not an absolute URL or ends with a version, or a request goes elsewhere.
        errors.ProviderError: The login failed; see `sessions.read_token`.
        errors.SignatureMismatch: The hash of an answer is not ours. What was asked may have been done.
        errors.UnusableAnswer: An answer reports success and has no hash. What was asked may have been done.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        clock: tokens.Clock = time.time,
        nonce: signatures.Nonce = signatures.make_nonce,
        margin_s: float = sessions.DEFAULT_RENEWAL_MARGIN_S,
        verify_answers: bool = True,
    ) -> None:
        self._origin = origins.read_origin(base_url, name="base_url")
        self._token_path = _read_root(base_url) + sessions.TOKEN_PATH
        self._credentials = credentials
        self._clock = clock
        self._nonce = nonce
        self._margin_s = margin_s
        self._verifies = verify_answers
        self._tokens = tokens.TokenStore(clock=clock)

    @property
    def token_url(self) -> str:
        """Where POST buys a token."""
        return f"{self._origin}{self._token_path}"

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The flow for `httpx.Client`."""
        uploads.hold_body(request)
        with closing(tokens.drive(self.flow(request), request)) as flow:
            try:
                step = next(flow)
                while True:
                    response = yield step
                    if self._looks_into(response, request):
                        response.read()
                    step = flow.send(response)
            except StopIteration:
                return

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The flow for `httpx.AsyncClient`."""
        await uploads.hold_body_async(request)
        async with aclosing(tokens.drive_async(self.flow(request), request)) as flow:
            try:
                step = await anext(flow)
                while True:
                    response = yield step
                    if self._looks_into(response, request):
                        await response.aread()
                    step = await flow.asend(response)
            except StopAsyncIteration:
                return

    def flow(self, request: httpx.Request) -> tokens.Flow[None]:
        """The flow itself, without I/O; `auth_hooks.tokens` says how it is driven.

        The body of an answer must be there to read with status 401, and where a hash is to be verified.
        """
        origins.check_origin(request, allowed=self._origin)
        response: httpx.Response
        if request.url.path.rstrip("/") == self._token_path:
            ended = self._tokens.current()
            self._sign(request)
            response = yield request  # The caller logs in by hand.
            if response.is_success and ended is not None:
                self._tokens.forget(ended)
            self._verify(response, request)
            return
        token = yield from self.obtain_token()
        self._authorise(request, token)
        response = yield request
        if sessions.is_token_refused(response):
            if not isinstance(request.stream, httpx.ByteStream):
                self._tokens.forget(token)
                return
            token = yield from self.obtain_token(refused=token)
            self._authorise(request, token)
            response = yield request
        self._verify(response, request)

    def obtain_token(self, *, refused: tokens.Token | None = None) -> tokens.Flow[tokens.Token]:
        """A flow that ends with a token to use.

        Args:
            refused: The token that was refused.
        """
        return self._tokens.obtain(self._log_in, refused=refused)

    def forget_token(self) -> None:
        """Make the next request log in."""
        self._tokens.forget()

    def belongs_to(self, credentials: Credentials, *, base_url: str) -> bool:
        """True if it was made of these."""
        place = (origins.read_origin(base_url, name="base_url"), _read_root(base_url) + sessions.TOKEN_PATH)
        return credentials == self._credentials and place == (self._origin, self._token_path)

    def _log_in(self) -> Generator[httpx.Request, httpx.Response, tokens.Token]:
        now_s = self._clock()
        response = yield sessions.build_token_request(
            self._credentials, token_url=self.token_url, now_s=now_s, nonce=self._nonce()
        )
        username = self._credentials.username if self._verifies else None
        return sessions.read_token(response, now_s=now_s, margin_s=self._margin_s, username=username)

    def _authorise(self, request: httpx.Request, token: tokens.Token) -> None:
        request.headers["Authorization"] = f"Bearer {token.value}"
        self._sign(request)

    def _sign(self, request: httpx.Request) -> None:
        request.headers.update(
            signatures.signature_headers(key=self._credentials.private_key, now_s=self._clock(), nonce=self._nonce())
        )

    def _looks_into(self, response: httpx.Response, request: httpx.Request) -> bool:
        return response.status_code == 401 or self._is_verified(response, request)

    def _is_verified(self, response: httpx.Response, request: httpx.Request) -> bool:
        # The Content-Type has no say: whoever forges an answer would choose one that is let through.
        return self._verifies and response.is_success and not is_file(request)

    def _verify(self, response: httpx.Response, request: httpx.Request) -> None:
        if self._is_verified(response, request):
            signatures.verify_response(response.content, username=self._credentials.username)


def is_file(request: httpx.Request) -> bool:
    """True if success is answered with a file instead of an envelope: the testimonial of a transfer, a PDF.

    Args:
        request: The request.

    Source: anytime-api-php-sdk, whose one binary answer it is.
    """
    return request.method == "GET" and _TESTIMONIAL_PATH.fullmatch(request.url.path) is not None


def is_idempotent(request: httpx.Request) -> bool:
    """True if sending the request twice does what sending it once does.

    Assumed: a card that has its new status already is refused the same change with `4030365`, so an update whose
    answer was lost would seem to have failed.

    Args:
        request: The request.

    Source: Anytime API documentation, "Update card info".
    """
    is_card_update = request.method == "PUT" and _CARD_PATH.fullmatch(request.url.path) is not None
    return client.has_idempotent_method(request) and not is_card_update


def http_client(
    credentials: Credentials,
    *,
    base_url: str,
    auth: AnytimeAuth | None = None,
    clock: tokens.Clock = time.time,
    verify_answers: bool = True,
    **options: Any,
) -> client.Client:
    """An `httpx` client that is authorised, signs, verifies, times out, retries safely and raises Anytime's errors.

    Every repetition is signed afresh.

    Args:
        credentials: Who we are.
        base_url: Where the API lives, without `/v1.0`: `PRODUCTION_URL`, `SANDBOX_URL` or another.
        auth: The auth of another client of this API user, to share its token; then `clock` and `verify_answers` are
            those of that auth.
        clock: Seconds since the epoch, UTC.
        verify_answers: Whether hashes are verified; see `AnytimeAuth`.
        options: As for `auth_hooks.client.Client`.

    Raises:
        errors.BadCredentials: The auth was made of other credentials, or for another place.
    """
    auth = _choose_auth(auth, credentials, base_url=base_url, clock=clock, verify_answers=verify_answers)
    return client.Client(auth=auth, base_url=base_url, **_own_options(options))


def async_http_client(
    credentials: Credentials,
    *,
    base_url: str,
    auth: AnytimeAuth | None = None,
    clock: tokens.Clock = time.time,
    verify_answers: bool = True,
    **options: Any,
) -> client.AsyncClient:
    """The asyncio counterpart of `http_client`."""
    auth = _choose_auth(auth, credentials, base_url=base_url, clock=clock, verify_answers=verify_answers)
    return client.AsyncClient(auth=auth, base_url=base_url, **_own_options(options))


def _read_root(base_url: str) -> str:
    root = httpx.URL(base_url).path.rstrip("/")
    if (version := _VERSION_AT_END.search(root)) is not None:
        raise errors.OriginRefused(f"base_url must leave out '{version[0]}', which the paths of the API begin with")
    return root


def _own_options(options: dict[str, Any]) -> dict[str, Any]:
    return {"check": sessions.parse_error, "is_idempotent": is_idempotent, **options}


def _choose_auth(
    auth: AnytimeAuth | None, credentials: Credentials, *, base_url: str, clock: tokens.Clock, verify_answers: bool
) -> AnytimeAuth:
    own = AnytimeAuth(credentials, base_url=base_url, clock=clock, verify_answers=verify_answers)
    if auth is None:
        return own
    if not auth.belongs_to(credentials, base_url=base_url):
        raise errors.BadCredentials("auth must be made of the client's own credentials and base_url")
    return auth
