"""Token life for every provider with a login: lazy, one login at a time, renewed before it expires.

A flow is a generator without I/O. It yields a request to send and is sent the response; it yields a
`Flight` when somebody else is logging in already, and is sent whether that has landed. `drive` and
`drive_async` turn a flow into the two flows of `httpx.Auth`; `complete` runs one through a client.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import httpx

Clock: TypeAlias = Callable[[], float]
"""Seconds since the epoch, UTC."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Token:
    """An access token. Compared by identity: two logins may hand out the same text.

    Attributes:
        value: The token itself, a secret.
        renew_at_s: From this time on (seconds since the epoch, UTC) a new one is fetched.
    """

    value: str = field(repr=False)
    renew_at_s: float


def issue_token(value: str, *, now_s: float, lifetime_s: float, margin_s: float) -> Token:
    """A token that is renewed `margin_s` before it expires, and never before half of its life.

    Args:
        value: The token.
        now_s: When the login was sent, seconds since the epoch, UTC.
        lifetime_s: Seconds the provider lets it live.
        margin_s: Seconds before the end at which a new one is fetched.
    """
    return Token(value=value, renew_at_s=now_s + lifetime_s - min(margin_s, lifetime_s / 2))


class Flight:
    """A login under way, for those who wait for it: threads and tasks of any event loop alike."""

    __slots__ = ("_landed", "_loop", "_thread_id")

    def __init__(self) -> None:
        self._landed: Future[None] = Future()
        # A waiting task that is cancelled would otherwise cancel the login of everybody.
        self._landed.set_running_or_notify_cancel()
        self._thread_id = threading.get_ident()
        self._loop = _running_loop()

    def land(self, error: Exception | None) -> None:
        """Wake everybody. With an error, everybody gets that error instead of trying it again."""
        if error is None:
            self._landed.set_result(None)
        else:
            self._landed.set_exception(error)

    def wait(self) -> bool:
        """Block until the login has ended; False at once if that could never happen.

        It cannot when the login is a task, suspended on the very thread that would block.
        """
        if self._thread_id == threading.get_ident() and not self._landed.done():
            return False
        self._landed.result()
        return True

    async def wait_async(self) -> bool:
        """Suspend until the login has ended; False at once if its event loop is suspended below ours."""
        if self._thread_id == threading.get_ident() and self._loop is not _running_loop() and not self._landed.done():
            return False
        await asyncio.wrap_future(self._landed)
        return True


Step: TypeAlias = httpx.Request | Flight
# Sent: the response to a request; for a flight, whether it has landed.
Flow: TypeAlias = Generator[Step, Any, Result]
Login: TypeAlias = Callable[[], Generator[httpx.Request, httpx.Response, Token]]


class TokenStore:
    """The one current token of one set of credentials.

    The lock guards a few assignments. It is never held while something is sent or awaited.

    Args:
        clock: Seconds since the epoch, UTC.
    """

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._flight: Flight | None = None

    def obtain(self, login: Login, *, refused: Token | None = None) -> Flow[Token]:
        """A flow that ends with a token to use; it logs in only if nobody else is doing so.

        A login that is interrupted (cancelled, connection lost) wakes the others, and one of them tries.
        A login that the provider refuses is refused for all who waited for it.

        Args:
            login: Starts the provider's login, a generator that returns the new token.
            refused: The token that the provider did not accept; it is not used again.
        """
        if (token := self._usable(refused)) is not None:
            return token
        own = Flight()
        while (claimed := self._claim(own, refused=refused)) is not own:
            if isinstance(claimed, Token):
                return claimed
            landed = yield claimed
            if not landed:
                break
        error: Exception | None = None
        try:
            token = yield from login()
            with self._lock:
                self._token = token
        except Exception as refusal:
            error = refusal
            raise
        finally:
            with self._lock:
                if self._flight is own:
                    self._flight = None
            own.land(error)
        return token

    def current(self) -> Token | None:
        """The token in use, or None if the next call would log in."""
        return self._usable(None)

    def forget(self, token: Token | None = None) -> None:
        """Make the next call log in: the session was ended, the target was reset, or time has jumped.

        Args:
            token: Forget only this one; another that has taken its place stays. None forgets any.
        """
        with self._lock:
            if token is None or self._token is token:
                self._token = None

    def _claim(self, own: Flight, *, refused: Token | None) -> Token | Flight:
        """The token if there is one by now, else the flight to wait for, which may be our own."""
        with self._lock:
            token = self._usable(refused)
            if token is not None:
                return token
            if self._flight is None:
                self._flight = own
            return self._flight

    def _usable(self, refused: Token | None) -> Token | None:
        token = self._token
        if token is None or token is refused or self._clock() >= token.renew_at_s:
            return None
        return token


def drive(flow: Flow[None], request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
    """The `sync_auth_flow` of a flow.

    Args:
        flow: The flow.
        request: The caller's request. The answer to it may be a stream; any other answer is read whole.
    """
    answer: object = None
    try:
        while True:
            step = flow.send(answer)
            if isinstance(step, Flight):
                answer = step.wait()
                continue
            _inherit_timeout(step, request)
            response = yield step
            if step is not request:
                response.read()
            answer = response
    except StopIteration:
        return
    finally:
        flow.close()


async def drive_async(flow: Flow[None], request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
    """The `async_auth_flow` of a flow; see `drive`. Needs asyncio, not another event loop."""
    answer: object = None
    try:
        while True:
            step = flow.send(answer)
            if isinstance(step, Flight):
                answer = await step.wait_async()
                continue
            _inherit_timeout(step, request)
            response = yield step
            if step is not request:
                await response.aread()
            answer = response
    except StopIteration:
        return
    finally:
        flow.close()


def complete(flow: Flow[Result], http: httpx.Client) -> Result:
    """What a flow ends with, its requests sent through a client.

    Args:
        flow: The flow.
        http: Sends the requests as they are. Its timeout must be finite.
    """
    answer: object = None
    try:
        while True:
            step = flow.send(answer)
            answer = step.wait() if isinstance(step, Flight) else http.send(step, auth=None)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        flow.close()


def _inherit_timeout(step: httpx.Request, request: httpx.Request) -> None:
    # httpx keeps the timeout in the request. One of our own making has none and could wait forever.
    if step is not request and "timeout" in request.extensions:
        step.extensions.setdefault("timeout", request.extensions["timeout"])


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
