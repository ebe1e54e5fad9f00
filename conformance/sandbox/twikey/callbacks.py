"""Callbacks: the GET requests that tell a merchant that there is something to read, and who delivers them.

The two headers of 2017 (API key and otp) are not sent, because their names are lost; the signature is that of 2020.

Source: Twikey Creditor API, "Callbacks"; the signature and the parameters of ``contract`` are those of client code.
"""

import asyncio
import contextlib
import hashlib
import hmac
import http.client
import threading
import urllib.parse
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

ATTEMPTS = 3
"""How often a callback is sent at most: until an answer in the two hundreds comes."""

KEPT_DELIVERIES = 1000
"""How many callbacks are remembered; the oldest is forgotten first."""

_TIMEOUT_S = 5.0


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One callback.

    Attributes:
        url: Where it goes, without a query.
        query: Percent-encoded.
        signature: The value of ``X-SIGNATURE``, ``None`` to leave the header out.
        attempts: How often it is sent at most.
        statuses: The status of each attempt so far, ``None`` where no answer came.
    """

    url: str
    query: str
    signature: str | None = field(repr=False)
    attempts: int = ATTEMPTS
    statuses: list[int | None] = field(default_factory=list)

    def is_delivered(self) -> bool:
        """Return whether the last attempt was answered in the two hundreds."""
        last = self.statuses[-1] if self.statuses else None
        return last is not None and 200 <= last < 300

    def describe(self) -> dict[str, Any]:
        """Return the callback as the control plane shows it."""
        return {
            "url": f"{self.url}?{self.query}",
            "signature": self.signature,
            "statuses": list(self.statuses),
            "delivered": self.is_delivered(),
        }


def encode_query(pairs: Iterable[tuple[str, str]], *, space: str = "%20", encoding: str = "utf-8") -> str:
    """Return a query; ``space`` is what stands for a space."""
    quoted = (f"{name}={urllib.parse.quote(value, '', encoding, 'replace')}" for name, value in pairs)
    return "&".join(quoted).replace("%20", space)


def sign_query(query: str, api_token: str) -> str:
    """Return the signature of a callback: HMAC-SHA256 over the decoded query, upper-case hexadecimal.

    Args:
        query: Percent-encoded, without the question mark.
        api_token: The key, as text.
    """
    message = urllib.parse.unquote(query).encode("utf-8")
    return hmac.digest(api_token.encode("utf-8"), message, hashlib.sha256).hex().upper()


class Deliveries:
    """The queue of callbacks: a thread sends them one after the other and ends when there are none left.

    A thread and not a task, so that no event loop has to run for it: a test may stop its own loop between two calls.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Delivery] = deque()
        self._queued: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)
        self._is_working = False
        self._waiters: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []

    def send(self, delivery: Delivery) -> None:
        """Queue a callback behind those that wait."""
        with self._lock:
            self._waiting.append(delivery)
            self._queued.append(delivery)
            if self._is_working:
                return
            self._is_working = True
        threading.Thread(target=self._work, name="sandbox-callbacks", daemon=True).start()

    def clear(self) -> None:
        """Forget every callback; one that is on its way still arrives."""
        with self._lock:
            self._waiting.clear()
            self._queued.clear()

    def describe(self) -> list[dict[str, Any]]:
        """Return the callbacks since the last reset, in the order of queueing."""
        with self._lock:
            return [delivery.describe() for delivery in self._queued]

    async def drained(self) -> None:
        """Wait until no callback waits or is on its way."""
        loop = asyncio.get_running_loop()
        with self._lock:
            if not self._is_working:
                return
            waiter = loop.create_future()
            self._waiters.append((loop, waiter))
        await waiter

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._is_working = False
                    waiters, self._waiters = self._waiters, []
                    break
                delivery = self._waiting.popleft()
            for _ in range(delivery.attempts):
                delivery.statuses.append(_attempt(delivery))
                if delivery.is_delivered():
                    break
        for loop, waiter in waiters:
            # A loop that is closed has nobody waiting.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_finish, waiter)


def _finish(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_result(None)


def _attempt(delivery: Delivery) -> int | None:
    """Send a callback once; return the status of the answer, ``None`` when none came."""
    address = urllib.parse.urlsplit(delivery.url)
    headers = {"User-Agent": "twikey-sandbox", "Accept": "*/*", "Connection": "close"}
    if delivery.signature is not None:
        headers["X-SIGNATURE"] = delivery.signature
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", f"{address.path or '/'}?{delivery.query}", headers=headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return answer.status
