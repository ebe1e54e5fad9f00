"""`httpx` clients with a finite timeout, retries that cannot pay twice, and the provider's own errors.

The retry sits in `send`, so every attempt passes the auth flow again and is freshly signed. In a transport
it would replay one-time signatures; in the auth flow it would multiply with the refresh of a token.

Repeated are, as long as the body can be sent again:

| what happened                                          | which requests                       |
|--------------------------------------------------------|--------------------------------------|
| 429                                                    | any: nothing was done                |
| no connection, no free connection                      | any: nothing was sent                |
| the login failed with 429, 502, 503, 504 or on the way | any: the request itself was not sent |
| 502, 503, 504                                          | idempotent ones                      |
| read or write failed, timed out, was cut off           | idempotent ones                      |

Idempotent are GET, HEAD, OPTIONS, PUT and DELETE, but for those of which the provider's module knows better: a feed
that forgets what it has handed out, a key that is replaced. No provider documents an idempotency key, so a POST that
may have arrived is never repeated.
"""

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx

from auth_hooks import errors

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
"""Seconds to connect, and seconds for every other wait."""

IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
UNAVAILABLE_STATUSES = frozenset({502, 503, 504})
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
MAYBE_SENT = (
    httpx.ReadError,
    httpx.ReadTimeout,
    httpx.WriteError,
    httpx.WriteTimeout,
    httpx.CloseError,
    httpx.RemoteProtocolError,
)

Check: TypeAlias = Callable[[httpx.Response], errors.ProviderError | None]
"""Finds the provider's error in an answer. The body is there to read if the status is 400 or above."""

Jitter: TypeAlias = Callable[[], float]
"""A number from 0 to 1; it spreads retries over time."""

Idempotence: TypeAlias = Callable[[httpx.Request], bool]
"""Says of a request whether sending it twice does what sending it once does."""

_Outcome: TypeAlias = httpx.Response | httpx.TransportError | errors.ProviderError


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how late a request is repeated.

    Attributes:
        attempts: Times a request is sent at most, the first included; 1 means never again.
        backoff_s: Seconds before the second attempt; doubled before each further one, then shortened by
            chance to no less than half.
        backoff_max_s: Most seconds between two attempts.
        retry_after_max_s: A provider that asks for more seconds than this gets no further attempt.
    """

    attempts: int = 3
    backoff_s: float = 0.5
    backoff_max_s: float = 8.0
    retry_after_max_s: float = 30.0

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError(f"attempts must be 1 or more, got {self.attempts}")


DEFAULT_RETRY = RetryPolicy()


def has_idempotent_method(request: httpx.Request) -> bool:
    """True if HTTP says that sending the request twice does what sending it once does."""
    return request.method in IDEMPOTENT_METHODS


def is_repeatable(
    request: httpx.Request, outcome: _Outcome, *, is_idempotent: Idempotence = has_idempotent_method
) -> bool:
    """True if sending the request again cannot do anything twice.

    Args:
        request: The caller's request.
        outcome: Its answer, or what went wrong. A `ProviderError` comes from the login before it.
        is_idempotent: Says of a request whether sending it twice does what sending it once does.
    """
    if not isinstance(request.stream, httpx.ByteStream):
        return False  # A stream that was read once has nothing left to send.
    if isinstance(outcome, httpx.Response):
        is_unavailable = outcome.status_code in UNAVAILABLE_STATUSES
        return outcome.status_code == 429 or (is_unavailable and is_idempotent(request))
    if isinstance(outcome, errors.ProviderError):
        return outcome.status == 429 or outcome.status in UNAVAILABLE_STATUSES
    is_login = outcome.request is not request
    return isinstance(outcome, NEVER_SENT) or (isinstance(outcome, MAYBE_SENT) and (is_login or is_idempotent(request)))


def plan_retry_s(
    policy: RetryPolicy,
    *,
    request: httpx.Request,
    outcome: _Outcome,
    attempt: int,
    jitter: Jitter,
    is_idempotent: Idempotence = has_idempotent_method,
    check: Check | None = None,
) -> float | None:
    """Seconds to wait before the request is sent again, or None if it must not be.

    Args:
        policy: How often and how late.
        request: The caller's request.
        outcome: Its answer, or what went wrong.
        attempt: How often it has been sent, from 1.
        jitter: Spreads the retries of many callers.
        is_idempotent: Says of a request whether sending it twice does what sending it once does.
        check: Reads how long to wait from an answer, where the provider has a header of its own for it.
    """
    if attempt >= policy.attempts or not is_repeatable(request, outcome, is_idempotent=is_idempotent):
        return None
    wish_s: float | None = None
    told = check(outcome) if check and isinstance(outcome, httpx.Response) else outcome
    if isinstance(told, errors.ProviderError):
        wish_s = told.retry_after_s
    elif isinstance(outcome, httpx.Response):
        wish_s = errors.read_retry_after_s(outcome.headers)
    if wish_s is not None:
        return wish_s if wish_s <= policy.retry_after_max_s else None
    backoff_s = min(policy.backoff_max_s, policy.backoff_s * 2.0 ** (attempt - 1))
    return backoff_s * (0.5 + jitter() / 2)


class Client(httpx.Client):
    """An `httpx.Client` for one provider.

    Args:
        check: Finds the provider's error in an answer; that error is then raised instead of returned.
        retry: How often and how late a request is repeated.
        is_idempotent: Says of a request whether it may be repeated although it may have arrived.
        timeout: Seconds, or an `httpx.Timeout`; every part of it finite.
        sleep: Waits for a number of seconds.
        jitter: Spreads the retries of many callers.
        options: As for `httpx.Client`: `auth`, `base_url`, `headers`, `transport` and so on. The auth must
            send the caller's own request object; any other request it sends is taken for a login.

    Raises:
        ValueError: The timeout is not finite, or redirects were asked for: none of the providers redirects,
            and httpx would carry their key headers wherever an answer points.
    """

    def __init__(
        self,
        *,
        check: Check | None = None,
        retry: RetryPolicy = DEFAULT_RETRY,
        is_idempotent: Idempotence = has_idempotent_method,
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Jitter = random.random,
        **options: Any,
    ) -> None:
        _refuse_redirects(options.get("follow_redirects"))
        super().__init__(timeout=_finite(timeout), **options)
        self._check, self._retry, self._is_idempotent = check, retry, is_idempotent
        self._sleep, self._jitter = sleep, jitter

    def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        follow_redirects: Any = httpx.USE_CLIENT_DEFAULT,
    ) -> httpx.Response:
        """The answer to a request; the module says what is repeated.

        Raises:
            errors.ProviderError: The login was refused, or `check` found an error.
            httpx.TransportError: No answer came.
            ValueError: Redirects were asked for.
        """
        _refuse_redirects(follow_redirects)
        attempts = itertools.count(1)
        while True:
            outcome: _Outcome
            try:
                outcome = super().send(request, stream=stream, auth=auth, follow_redirects=False)
                if outcome.is_error:
                    outcome.read()
            except (httpx.TransportError, errors.ProviderError) as error:
                outcome = error
            delay_s = plan_retry_s(
                self._retry,
                request=request,
                outcome=outcome,
                attempt=next(attempts),
                jitter=self._jitter,
                is_idempotent=self._is_idempotent,
                check=self._check,
            )
            if delay_s is None:
                break
            self._sleep(delay_s)
        response = _answer(outcome)
        if (refusal := self._check(response) if self._check else None) is not None:
            response.close()
            raise refusal
        return response


class AsyncClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` for one provider; see `Client`."""

    def __init__(
        self,
        *,
        check: Check | None = None,
        retry: RetryPolicy = DEFAULT_RETRY,
        is_idempotent: Idempotence = has_idempotent_method,
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Jitter = random.random,
        **options: Any,
    ) -> None:
        _refuse_redirects(options.get("follow_redirects"))
        super().__init__(timeout=_finite(timeout), **options)
        self._check, self._retry, self._is_idempotent = check, retry, is_idempotent
        self._sleep, self._jitter = sleep, jitter

    async def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        follow_redirects: Any = httpx.USE_CLIENT_DEFAULT,
    ) -> httpx.Response:
        """The answer to a request; see `Client.send`."""
        _refuse_redirects(follow_redirects)
        attempts = itertools.count(1)
        while True:
            outcome: _Outcome
            try:
                outcome = await super().send(request, stream=stream, auth=auth, follow_redirects=False)
                if outcome.is_error:
                    await outcome.aread()
            except (httpx.TransportError, errors.ProviderError) as error:
                outcome = error
            delay_s = plan_retry_s(
                self._retry,
                request=request,
                outcome=outcome,
                attempt=next(attempts),
                jitter=self._jitter,
                is_idempotent=self._is_idempotent,
                check=self._check,
            )
            if delay_s is None:
                break
            await self._sleep(delay_s)
        response = _answer(outcome)
        if (refusal := self._check(response) if self._check else None) is not None:
            await response.aclose()
            raise refusal
        return response


def _answer(outcome: _Outcome) -> httpx.Response:
    if isinstance(outcome, httpx.Response):
        return outcome
    raise outcome


def _finite(timeout: httpx.Timeout | float) -> httpx.Timeout:
    limits = httpx.Timeout(timeout)
    if None in limits.as_dict().values():
        raise ValueError("timeout must be finite: a payment call that never ends can neither be repeated nor reported")
    return limits


def _refuse_redirects(follow_redirects: object) -> None:
    if follow_redirects is True:
        raise ValueError("follow_redirects must stay off: a redirect could carry credentials to another host")
