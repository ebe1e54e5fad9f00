"""The session of one set of credentials, for `httpx`: opened when needed, shared, replaced in time, ended by a call."""

import time
from collections.abc import AsyncGenerator, Generator
from typing import Any

import httpx

from auth_hooks import client, errors, origins, tokens
from auth_hooks.twikey import sessions
from auth_hooks.twikey.credentials import Credentials

# Reading one of these takes what is new from it; who lost the answer must ask for it with X-RESET.
_FEED_PATHS = tuple(f"{sessions.LOGIN_PATH}/{name}" for name in ("mandate", "transaction", "payment"))


class TwikeyAuth(httpx.Auth):
    """Authorises every request to one Twikey API, for sync and async clients, threads and event loops.

    It logs in with the first request, again before the session ends, and once more when a request is refused
    although its session was the current one. A refusal that remains is the caller's answer. A request whose
    body is a stream is not sent again; the next one gets a new session.

    A caller who logs in by hand gets no header and does not change the session in use. A caller who logs out
    by hand ends the session in use, and the next request opens another.

    A client that follows redirects would carry the session along: use `http_client`.

    Args:
        credentials: Who we are.
        base_url: Where the API lives, without `/creditor`; requests to any other origin are refused.
        clock: Seconds since the epoch, UTC.
        margin_s: Seconds before its end at which a session is replaced.

    Raises:
        errors.OriginRefused: `base_url` is not an absolute URL or ends with `/creditor`, or a request goes elsewhere.
        errors.ProviderError: The login failed; see `read_session`.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        clock: tokens.Clock = time.time,
        margin_s: float = sessions.DEFAULT_RENEWAL_MARGIN_S,
    ) -> None:
        self._origin = origins.read_origin(base_url, name="base_url")
        root = httpx.URL(base_url).path.rstrip("/")
        if root.endswith(sessions.LOGIN_PATH):
            raise errors.OriginRefused(
                f"base_url must leave out '{sessions.LOGIN_PATH}', which every path of the API begins with"
            )
        self._session_path = root + sessions.LOGIN_PATH
        self._credentials = credentials
        self._clock = clock
        self._margin_s = margin_s
        self._tokens = tokens.TokenStore(clock=clock)

    @property
    def session_url(self) -> str:
        """Where POST opens a session and GET ends it."""
        return f"{self._origin}{self._session_path}"

    @property
    def has_session(self) -> bool:
        """Whether the next request would go without a login."""
        return self._tokens.current() is not None

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The flow for `httpx.Client`."""
        return tokens.drive(self.flow(request), request)

    def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The flow for `httpx.AsyncClient`."""
        return tokens.drive_async(self.flow(request), request)

    def flow(self, request: httpx.Request) -> tokens.Flow[None]:
        """The flow itself, without I/O; `auth_hooks.tokens` says how it is driven."""
        origins.check_origin(request, allowed=self._origin)
        is_session_path = request.url.path.rstrip("/") == self._session_path
        if is_session_path and request.method == "POST":
            yield request  # The caller logs in by hand.
            return
        token = yield from self.obtain_token()
        request.headers["Authorization"] = token.value
        response: httpx.Response = yield request
        is_refused = sessions.is_session_refused(response)
        if is_session_path and request.method == "GET":
            # A refusal says that the session was over already: nobody needs a new one to end it.
            if response.is_success or is_refused:
                self._tokens.forget(token)
            return
        if not is_refused:
            return
        if not isinstance(request.stream, httpx.ByteStream):
            self._tokens.forget(token)
            return
        token = yield from self.obtain_token(refused=token)
        request.headers["Authorization"] = token.value
        yield request

    def obtain_token(self, *, refused: tokens.Token | None = None) -> tokens.Flow[tokens.Token]:
        """A flow that ends with the token of the shared session.

        Args:
            refused: The token that was refused.
        """
        return self._tokens.obtain(self.log_in, refused=refused)

    def log_in(self) -> Generator[httpx.Request, httpx.Response, tokens.Token]:
        """A flow that ends with the token of a new session, which is not shared."""
        now_s = self._clock()
        response = yield sessions.build_login_request(self._credentials, login_url=self.session_url, now_s=now_s)
        return sessions.read_session(response, now_s=now_s, margin_s=self._margin_s)

    def forget_token(self) -> None:
        """Make the next request log in; the session itself goes on."""
        self._tokens.forget()


def is_idempotent(request: httpx.Request) -> bool:
    """True if sending the request twice does what sending it once does.

    A feed hands out what is new once. With `X-RESET` it goes back first, and may be read again.

    Args:
        request: The request.

    Source: Twikey Creditor API, "Update Feed", "Get transaction feed" and "Status collection".
    """
    is_feed = request.method == "GET" and request.url.path.rstrip("/").endswith(_FEED_PATHS)
    return client.has_idempotent_method(request) and (not is_feed or bool(request.headers.get("X-RESET")))


def http_client(
    credentials: Credentials, *, base_url: str, clock: tokens.Clock = time.time, **options: Any
) -> client.Client:
    """An `httpx` client that is authorised, times out, retries safely and raises Twikey's errors.

    Without an `Accept` of the caller's, Twikey answers in JSON, and with files where files are asked for.

    Args:
        credentials: Who we are.
        base_url: Where the API lives, without `/creditor`: `PRODUCTION_URL`, `TESTING_URL` or another.
        clock: Seconds since the epoch, UTC.
        options: As for `auth_hooks.client.Client`.
    """
    auth = TwikeyAuth(credentials, base_url=base_url, clock=clock)
    return client.Client(auth=auth, base_url=base_url, **_own_options(options))


def async_http_client(
    credentials: Credentials, *, base_url: str, clock: tokens.Clock = time.time, **options: Any
) -> client.AsyncClient:
    """The asyncio counterpart of `http_client`."""
    auth = TwikeyAuth(credentials, base_url=base_url, clock=clock)
    return client.AsyncClient(auth=auth, base_url=base_url, **_own_options(options))


def log_out(http: httpx.Client) -> None:
    """End the session of a client, if it has one; its next request opens another.

    A session that Twikey has ended already is no error; one that is due to be replaced is left to expire.

    Args:
        http: Authorised by `TwikeyAuth`, such as one of `http_client`.

    Raises:
        TypeError: The client is authorised in another way. The caller's fault.
        errors.ProviderError: The provider failed; the session may go on.

    Source: Twikey Creditor API, "Logout".
    """
    auth = _read_auth(http.auth)
    if not auth.has_session:
        return
    try:
        _raise_error(http.get(auth.session_url))
    except errors.AuthenticationFailed:
        return


async def log_out_async(http: httpx.AsyncClient) -> None:
    """The asyncio counterpart of `log_out`."""
    auth = _read_auth(http.auth)
    if not auth.has_session:
        return
    try:
        _raise_error(await http.get(auth.session_url))
    except errors.AuthenticationFailed:
        return


def _own_options(options: dict[str, Any]) -> dict[str, Any]:
    return {"check": sessions.parse_error, "is_idempotent": is_idempotent, **options}


def _read_auth(auth: httpx.Auth | None) -> TwikeyAuth:
    if not isinstance(auth, TwikeyAuth):
        raise TypeError(f"the client must be authorised by TwikeyAuth, got {type(auth).__name__}")
    return auth


def _raise_error(response: httpx.Response) -> None:
    """For clients that do not check their answers."""
    if (error := sessions.parse_error(response)) is not None:
        raise error
