"""Tikkie (ABN AMRO Payment Request API v1): a signed assertion buys a token that goes with the API key.

1. `assertion = JWT(RS256, {nbf, exp, iss, sub: api key, aud: audience})`, signed with our RSA key.
2. `POST {api}/v1/oauth/token` with header `API-Key` and the assertion in a form answers an access token.
3. Every other call carries two headers: `API-Key: {api key}` and `Authorization: Bearer {access token}`.
4. The token lives as long as `expires_in` says: seconds, written as a string. There is no refresh token.
5. The audience names the `auth` host, which is never called; the token comes from the API's own host.
"""

import re
import time
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from auth_hooks import client, errors, keys, origins, tokens

if TYPE_CHECKING:
    from requests import PreparedRequest  # Only the judge installs it.

PROVIDER = "tikkie"

SANDBOX_AUDIENCE = "https://auth-sandbox.abnamro.com/oauth/token"
PRODUCTION_AUDIENCE = "https://auth.abnamro.com/oauth/token"
CLIENT_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TOKEN_PATH = "/v1/oauth/token"  # noqa: S105 - a path
TOKEN_OPERATION = "createAccessToken"  # noqa: S105 - an operationId

ALGORITHMS = ("RS256", "RS384", "RS512")
MINIMUM_KEY_BITS = 2048
DEFAULT_BACKDATE_S = 60
DEFAULT_LIFETIME_S = 120
MAXIMUM_LIFETIME_S = 1200
"""Assumed: the provider refuses assertions that live too long and publishes no limit; 1140 s is known to work."""
DEFAULT_RENEWAL_MARGIN_S = 60.0

PLACEHOLDER = "placeholder.client.assertion"
"""Stands for a fresh client assertion in a generated body; shaped like one, so that schemas accept it."""

Algorithm = Literal["RS256", "RS384", "RS512"]

_HEADER_SAFE = re.compile(r"[!-~]+")
_SECONDS = re.compile(r"0*[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """What one app on the developer portal proves itself with.

    Attributes:
        api_key: Consumer key of the app, a secret.
        private_key: RSA key whose public half the provider has on file.
        audience: `SANDBOX_AUDIENCE`, `PRODUCTION_AUDIENCE`, or what another target expects.
        issuer: Free text that names the caller.
        algorithm: How assertions are signed.
        scope: Scope to ask for, or None to send none.
        backdate_s: Seconds before now at which an assertion starts to be valid; the provider's clock may be late.
        lifetime_s: Seconds from there to its end.

    Raises:
        errors.BadCredentials: A value cannot be used. The caller's fault.
    """

    api_key: str
    private_key: RSAPrivateKey
    audience: str
    issuer: str = "payment-contract-kit"
    algorithm: Algorithm = "RS256"
    scope: str | None = "tikkie"
    backdate_s: int = DEFAULT_BACKDATE_S
    lifetime_s: int = DEFAULT_LIFETIME_S

    def __post_init__(self) -> None:
        if not _HEADER_SAFE.fullmatch(self.api_key or ""):
            raise errors.BadCredentials("api_key must be printable ASCII, not empty, without spaces or line breaks")
        if not self.audience:
            raise errors.BadCredentials("audience must not be empty; see SANDBOX_AUDIENCE and PRODUCTION_AUDIENCE")
        if self.algorithm not in ALGORITHMS:
            raise errors.BadCredentials(f"algorithm must be one of {', '.join(ALGORITHMS)}, got {self.algorithm!r}")
        if self.private_key.key_size < MINIMUM_KEY_BITS:
            raise errors.BadCredentials(
                f"private_key must have {MINIMUM_KEY_BITS} bits or more, got {self.private_key.key_size}"
            )
        if not 0 <= self.backdate_s < self.lifetime_s <= MAXIMUM_LIFETIME_S:
            raise errors.BadCredentials(
                f"0 <= backdate_s < lifetime_s <= {MAXIMUM_LIFETIME_S} must hold, "
                f"got backdate_s={self.backdate_s} and lifetime_s={self.lifetime_s}"
            )

    def __repr__(self) -> str:
        return f"Credentials(api_key='{errors.MASK}', private_key='{errors.MASK}', audience={self.audience!r})"


def load_credentials(
    *,
    api_key: str,
    private_key_file: Path | str,
    audience: str,
    password: bytes | None = None,
    algorithm: Algorithm = "RS256",
) -> Credentials:
    """Credentials with the private key read from a file.

    Args:
        api_key: Consumer key of the app.
        private_key_file: PEM file with the RSA key, PKCS#8 or PKCS#1.
        audience: `SANDBOX_AUDIENCE`, `PRODUCTION_AUDIENCE`, or what another target expects.
        password: Bytes that decrypt the file, if it is encrypted.
        algorithm: How assertions are signed.

    Raises:
        errors.BadCredentials: The file or a value cannot be used. The caller's fault.
    """
    file = Path(private_key_file)
    key = keys.load_rsa_private_key(file, password=password)
    if key.key_size < MINIMUM_KEY_BITS:
        raise errors.BadCredentials(
            f"private key file '{file}' holds a key of {key.key_size} bits; {MINIMUM_KEY_BITS} or more are needed"
        )
    return Credentials(api_key=api_key, private_key=key, audience=audience, algorithm=algorithm)


def assertion_claims(credentials: Credentials, *, now_s: float) -> dict[str, int | str]:
    """The claims of a client assertion, in the order they are signed.

    Args:
        credentials: Who we are.
        now_s: Seconds since the epoch, UTC.

    Source: Tikkie API Technical Details, "Access token parameters"; the claims are those of working clients.
    """
    not_before_s = int(now_s) - credentials.backdate_s
    return {
        "nbf": not_before_s,
        "exp": not_before_s + credentials.lifetime_s,
        "iss": credentials.issuer,
        "sub": credentials.api_key,
        "aud": credentials.audience,
    }


def sign_assertion(claims: dict[str, int | str], *, key: RSAPrivateKey, algorithm: Algorithm = "RS256") -> str:
    """The client assertion: a JWT in compact form.

    Args:
        claims: See `assertion_claims`.
        key: Our private key.
        algorithm: RSASSA-PKCS1-v1_5 with SHA-256, SHA-384 or SHA-512.
    """
    # Unsorted, the header reads {"typ", "alg"} as every known client sends it.
    return jwt.encode(claims, key, algorithm=algorithm, sort_headers=False)


def token_request_fields(credentials: Credentials, *, now_s: float) -> dict[str, str]:
    """The form of a token request, with a fresh assertion.

    Args:
        credentials: Who we are.
        now_s: Seconds since the epoch, UTC.

    Source: Tikkie API Technical Details, "Access token parameters".
    """
    claims = assertion_claims(credentials, now_s=now_s)
    fields = {
        "client_assertion": sign_assertion(claims, key=credentials.private_key, algorithm=credentials.algorithm),
        "client_assertion_type": CLIENT_ASSERTION_TYPE,
        "grant_type": "client_credentials",
    }
    return fields if credentials.scope is None else fields | {"scope": credentials.scope}


def build_token_request(credentials: Credentials, *, token_url: str, now_s: float) -> httpx.Request:
    """The request that buys an access token.

    Args:
        credentials: Who we are.
        token_url: Absolute URL of the token endpoint.
        now_s: Seconds since the epoch, UTC.
    """
    headers = {"API-Key": credentials.api_key, "Accept": "application/json"}
    return httpx.Request("POST", token_url, headers=headers, data=token_request_fields(credentials, now_s=now_s))


def read_token(response: httpx.Response, *, now_s: float, margin_s: float) -> tokens.Token:
    """The token in an answer of the token endpoint.

    Args:
        response: The answer, its body read.
        now_s: When the request was sent, seconds since the epoch, UTC.
        margin_s: Seconds before its end at which the token is renewed.

    Raises:
        errors.AuthenticationFailed: The login is refused, or the answer cannot be understood.
        errors.RateLimited: The login was refused for now.
        errors.ServerError: The provider failed; the credentials may be good.
    """
    status = response.status_code
    if status != 200:
        kind = errors.class_for_status(status)
        is_passing = kind in (errors.RateLimited, errors.ServerError)
        raise _read_error(response, kind=kind if is_passing else errors.AuthenticationFailed)
    body = _read_object(response)
    value, lifetime_s = body.get("access_token"), body.get("expires_in")
    if not isinstance(value, str) or not _HEADER_SAFE.fullmatch(value):
        raise _unusable_token(response, "access_token is missing or not a text that fits a header")
    # The wire has a string; a number is read as well.
    if not isinstance(lifetime_s, int | str) or not _SECONDS.fullmatch(str(lifetime_s)):
        raise _unusable_token(response, "expires_in is not a whole number of seconds above 0")
    return tokens.issue_token(value, now_s=now_s, lifetime_s=int(lifetime_s), margin_s=margin_s)


def parse_error(response: httpx.Response) -> errors.ProviderError | None:
    """The error in an answer, or None below status 400.

    Args:
        response: The answer; with status 400 or above its body must have been read.

    Source: Tikkie API Technical Details, "Error Response & Codes".
    """
    if response.status_code < 400:
        return None
    return _read_error(response, kind=errors.class_for_status(response.status_code))


class TikkieAuth(httpx.Auth):
    """Authorises every request to one Tikkie API, for sync and async clients, threads and event loops.

    It logs in with the first request, again before the token expires, and once more when a request is
    answered 401 although its token was the current one. A 401 that remains is the caller's answer.
    A request whose body is a stream is not sent again after a 401.

    A client that follows redirects would carry the `API-Key` header along: use `http_client`.

    Args:
        credentials: Who we are.
        base_url: Where the API lives; requests to any other origin are refused.
        token_url: Token endpoint, if it is not the one of that API.
        clock: Seconds since the epoch, UTC.
        margin_s: Seconds before its end at which a token is renewed.

    Raises:
        errors.OriginRefused: `base_url` is not an absolute URL, or a request goes elsewhere.
        errors.ProviderError: The login failed; see `read_token`.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        token_url: str | None = None,
        clock: tokens.Clock = time.time,
        margin_s: float = DEFAULT_RENEWAL_MARGIN_S,
    ) -> None:
        self._origin = origins.read_origin(base_url, name="base_url")
        self._token_url = token_url or f"{self._origin}{httpx.URL(base_url).path.rstrip('/')}{TOKEN_PATH}"
        token_origin = origins.read_origin(self._token_url, name="token_url")
        self._own_token_path = httpx.URL(self._token_url).path if token_origin == self._origin else None
        self._credentials = credentials
        self._clock = clock
        self._margin_s = margin_s
        self._tokens = tokens.TokenStore(clock=clock)

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The flow for `httpx.Client`."""
        return tokens.drive(self.flow(request), request)

    def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The flow for `httpx.AsyncClient`."""
        return tokens.drive_async(self.flow(request), request)

    def flow(self, request: httpx.Request) -> tokens.Flow[None]:
        """The flow itself, without I/O; `auth_hooks.tokens` says how it is driven."""
        origins.check_origin(request, allowed=self._origin)
        request.headers["API-Key"] = self._credentials.api_key
        if request.url.path == self._own_token_path:
            yield request  # The caller logs in by hand.
            return
        token = yield from self.obtain_token()
        request.headers["Authorization"] = f"Bearer {token.value}"
        response: httpx.Response = yield request
        if response.status_code != 401 or not isinstance(request.stream, httpx.ByteStream):
            return
        token = yield from self.obtain_token(refused=token)
        request.headers["Authorization"] = f"Bearer {token.value}"
        yield request

    def obtain_token(self, *, refused: tokens.Token | None = None) -> tokens.Flow[tokens.Token]:
        """A flow that ends with a token to use.

        Args:
            refused: The token that was answered 401.
        """
        return self._tokens.obtain(self._log_in, refused=refused)

    def forget_token(self) -> None:
        """Make the next request log in."""
        self._tokens.forget()

    def _log_in(self) -> Generator[httpx.Request, httpx.Response, tokens.Token]:
        now_s = self._clock()
        response = yield build_token_request(self._credentials, token_url=self._token_url, now_s=now_s)
        return read_token(response, now_s=now_s, margin_s=self._margin_s)


class TikkieEngine:
    """The face for the judge, see `auth_hooks.engine.EngineFace`; `auth` shares its token.

    Args:
        credentials: Who we are.
        base_url: Where the API lives.
        http: Sends the logins. Its timeout must be finite.
        clock: Seconds since the epoch, UTC.
        margin_s: Seconds before its end at which a token is renewed.
    """

    schemes = frozenset({"API-Key", "Authorization"})

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        http: httpx.Client,
        clock: tokens.Clock = time.time,
        margin_s: float = DEFAULT_RENEWAL_MARGIN_S,
    ) -> None:
        self.auth = TikkieAuth(credentials, base_url=base_url, clock=clock, margin_s=margin_s)
        self._credentials = credentials
        self._http = http
        self._clock = clock

    def headers(self, operation: str) -> dict[str, str]:
        """The credential headers of an operation; logs in if it needs a token and there is none."""
        headers = {"API-Key": self._credentials.api_key}
        if operation != TOKEN_OPERATION:
            token = tokens.complete(self.auth.obtain_token(), self._http)
            headers["Authorization"] = f"Bearer {token.value}"
        return headers

    def fill(self, operation: str, body: object) -> object:
        """The body with a fresh assertion where `PLACEHOLDER` stands; any other body as it came."""
        if operation != TOKEN_OPERATION or not isinstance(body, dict) or body.get("client_assertion") != PLACEHOLDER:
            return body
        fields = token_request_fields(self._credentials, now_s=self._clock())
        return {**body, "client_assertion": fields["client_assertion"]}

    def sign(self, request: "PreparedRequest", *, skip: frozenset[str], operation: str) -> None:
        """Nothing: Tikkie signs the login, not the requests."""

    def renew(self) -> None:
        """Forget the token, after a reset of the target or a jump of its clock."""
        self.auth.forget_token()


def http_client(
    credentials: Credentials, *, base_url: str, clock: tokens.Clock = time.time, **options: Any
) -> client.Client:
    """An `httpx` client that is authorised, times out, retries safely and raises Tikkie's errors.

    Args:
        credentials: Who we are.
        base_url: Where the API lives, such as `https://api-sandbox.abnamro.com`.
        clock: Seconds since the epoch, UTC.
        options: As for `auth_hooks.client.Client`.
    """
    auth = TikkieAuth(credentials, base_url=base_url, clock=clock)
    return client.Client(auth=auth, base_url=base_url, check=parse_error, **_accepting_json(options))


def async_http_client(
    credentials: Credentials, *, base_url: str, clock: tokens.Clock = time.time, **options: Any
) -> client.AsyncClient:
    """The asyncio counterpart of `http_client`."""
    auth = TikkieAuth(credentials, base_url=base_url, clock=clock)
    return client.AsyncClient(auth=auth, base_url=base_url, check=parse_error, **_accepting_json(options))


def _accepting_json(options: dict[str, Any]) -> dict[str, Any]:
    return {"headers": {"Accept": "application/json"}, **options}


def _unusable_token(response: httpx.Response, message: str) -> errors.AuthenticationFailed:
    return errors.AuthenticationFailed(
        provider=PROVIDER,
        status=response.status_code,
        message=f"the answer to the login cannot be used: {message}",
        trace_id=_read_trace_id(response),
    )


def _read_error(response: httpx.Response, *, kind: type[errors.ProviderError]) -> errors.ProviderError:
    listed = _read_object(response).get("errors")
    secrets = _sent_secrets(response)
    content_type = errors.tidy_text(response.headers.get("Content-Type", "no content type"))
    return kind(
        provider=PROVIDER,
        status=response.status_code,
        message=f"an answer without Tikkie's error ({content_type}, {len(response.content)} bytes)",
        details=[
            _read_detail(one, secrets) for one in (listed if isinstance(listed, list) else ()) if isinstance(one, dict)
        ],
        trace_id=_read_trace_id(response),
        retry_after_s=errors.read_retry_after_s(response.headers),
    )


def _read_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _read_trace_id(response: httpx.Response) -> str | None:
    return errors.tidy_text(response.headers.get("Trace-Id", "")) or None


def _read_detail(one: dict[str, Any], secrets: tuple[str, ...]) -> errors.ErrorDetail:
    def text(name: str) -> str | None:
        value = one.get(name)
        return errors.tidy_text(value, secrets=secrets) if isinstance(value, str) else None

    return errors.ErrorDetail(
        code=text("code"), category=text("category"), message=text("message"), trace_id=text("traceId")
    )


def _sent_secrets(response: httpx.Response) -> tuple[str, ...]:
    """What the request carried and an answer might repeat."""
    try:
        request = response.request
    except RuntimeError:
        return ()
    headers = (request.headers.get("API-Key", ""), request.headers.get("Authorization", "").removeprefix("Bearer "))
    if not isinstance(request.stream, httpx.ByteStream):
        return headers
    form = parse_qs(request.content.decode("ascii", "replace"))
    return (*headers, *form.get("client_assertion", ()))
