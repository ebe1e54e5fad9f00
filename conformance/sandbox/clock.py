"""The sandbox's time: frozen and stepped for a repeatable run, or following the wall with an offset."""

from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Time in whole milliseconds since the epoch, settable from the control plane."""

    def __init__(self, *, start_ms: int, wall_ms: Callable[[], int] | None = None) -> None:
        """Start a clock.

        Args:
            start_ms: Milliseconds since the epoch at which a frozen clock stands after every reset.
            wall_ms: Source of real time. ``None`` freezes the clock: it then moves only by ``tick`` and by order.
        """
        self._start_ms = start_ms
        self._wall_ms = wall_ms
        self._frozen_ms = start_ms
        self._offset_ms = 0

    def now_ms(self) -> int:
        """Return the time without moving it."""
        return self._frozen_ms if self._wall_ms is None else self._wall_ms() + self._offset_ms

    def tick(self) -> int:
        """Return the time of a new request: a frozen clock advances by exactly one millisecond for each."""
        if self._wall_ms is None:
            self._frozen_ms += 1
            return self._frozen_ms
        return self._wall_ms() + self._offset_ms

    def set(self, now_ms: int) -> None:
        """Move the clock to an instant, forwards or backwards."""
        if self._wall_ms is None:
            self._frozen_ms = now_ms
        else:
            self._offset_ms = now_ms - self._wall_ms()

    def reset(self) -> None:
        """Return to the start: the fixed instant when frozen, else the wall."""
        self._frozen_ms = self._start_ms
        self._offset_ms = 0


def format_instant(now_ms: int) -> str:
    """Return an instant as ISO-8601 in UTC with milliseconds and a literal Z."""
    seconds, milliseconds = divmod(now_ms, 1000)
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}Z"
