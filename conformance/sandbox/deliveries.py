"""The queue of webhooks and callbacks: HTTP requests that a sandbox makes by itself, one after the other.

Nothing here knows the provider: what is sent, where and with which headers is decided by whoever queues it.
"""

import asyncio
import contextlib
import http.client
import threading
import urllib.parse
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ATTEMPTS = 3
"""How often a delivery is sent at most: until an answer in the two hundreds comes."""

KEPT_DELIVERIES = 1000
"""How many deliveries are remembered; the oldest is forgotten first."""

_TIMEOUT_S = 5.0


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One request to make.

    Attributes:
        method: The HTTP method.
        url: Where it goes, the query included.
        headers: Those beside Host, Content-Length and Connection.
        body: What is sent; nothing for a GET.
        attempts: How often it is sent at most.
        statuses: The status of each attempt so far, ``None`` where no answer came.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    attempts: int = ATTEMPTS
    statuses: list[int | None] = field(default_factory=list)

    def is_delivered(self) -> bool:
        """Return whether the last attempt was answered in the two hundreds."""
        last = self.statuses[-1] if self.statuses else None
        return last is not None and 200 <= last < 300

    def describe(self) -> dict[str, Any]:
        """Return the delivery as the control plane shows it."""
        return {
            "method": self.method,
            "url": self.url,
            "headers": dict(self.headers),
            "body": self.body.decode("utf-8", "replace"),
            "statuses": list(self.statuses),
            "delivered": self.is_delivered(),
        }


class Deliveries:
    """The queue: a thread works it off in order and ends when nothing is left.

    A thread and not a task, so that no event loop has to run for it: a test may stop its own loop between two calls.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Delivery] = deque()
        self._queued: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)
        self._is_working = False
        self._waiters: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []

    def send(self, delivery: Delivery) -> None:
        """Queue a delivery behind those that wait."""
        with self._lock:
            self._waiting.append(delivery)
            self._queued.append(delivery)
            if self._is_working:
                return
            self._is_working = True
        threading.Thread(target=self._work, name="sandbox-deliveries", daemon=True).start()

    def clear(self) -> None:
        """Forget every delivery; one that is on its way still arrives."""
        with self._lock:
            self._waiting.clear()
            self._queued.clear()

    def describe(self) -> list[dict[str, Any]]:
        """Return every delivery since the last reset, in the order of queueing."""
        with self._lock:
            return [delivery.describe() for delivery in self._queued]

    async def drained(self) -> None:
        """Wait until no delivery waits or is on its way."""
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
    """Send a delivery once; return the status of the answer, ``None`` when none came."""
    address = urllib.parse.urlsplit(delivery.url)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    headers = {**delivery.headers, "Connection": "close"}
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=_TIMEOUT_S)
    try:
        connection.request(delivery.method, target, body=delivery.body or None, headers=headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return answer.status
