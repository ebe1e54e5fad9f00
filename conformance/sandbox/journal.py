"""What the sandbox was asked and answered since the last reset, without bodies, queries or credentials."""

import traceback
from collections import deque
from typing import Any, NamedTuple

from conformance.sandbox import clock

KEPT_REQUESTS = 1000
KEPT_TRACEBACKS = 100


class Entry(NamedTuple):
    """One answered request; a named tuple because one is made on the hot path of every request."""

    time_ms: int
    method: str
    path: str
    operation: str | None
    status: int
    code: str | None
    faults: tuple[str, ...]
    trace_id: str


class Journal:
    """The last requests, every unhandled exception (up to a bound), and how many there were of each."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT_REQUESTS)
        self.unhandled: deque[str] = deque(maxlen=KEPT_TRACEBACKS)
        self.request_count = 0
        self.unhandled_count = 0

    def clear(self) -> None:
        """Forget everything."""
        self.entries.clear()
        self.unhandled.clear()
        self.request_count = 0
        self.unhandled_count = 0

    def add(self, entry: Entry) -> None:
        """Remember one request; the oldest is dropped when the journal is full."""
        self.entries.append(entry)
        self.request_count += 1

    def add_unhandled(self, error: Exception) -> None:
        """Remember an exception that no rule of the provider foresaw: always a defect of the sandbox."""
        self.unhandled.append("".join(traceback.format_exception(error)))
        self.unhandled_count += 1

    def report(self, *, limit: int) -> dict[str, Any]:
        """Return the newest ``limit`` requests, oldest of them first, with the counters."""
        newest = list(self.entries)[-limit:] if limit else []
        return {
            "counters": {"requests": self.request_count, "unhandled": self.unhandled_count},
            "requests": [_describe(entry) for entry in newest],
            "unhandled": list(self.unhandled),
        }


def _describe(entry: Entry) -> dict[str, Any]:
    return {
        "time": clock.format_instant(entry.time_ms),
        "method": entry.method,
        "path": entry.path,
        "operation": entry.operation,
        "status": entry.status,
        "code": entry.code,
        "faults": list(entry.faults),
        "trace_id": entry.trace_id,
    }
