"""What the mandate feed still has to tell, and what it must not tell again: the judge's own cursor.

Every change that a run brings about is an event here. A read ticks off what it tells; `X-RESET` takes ticks back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from conformance.providers.twikey.reading import CANCELLED, NEW, Message, milliseconds, seconds


class Due(Enum):
    """Whether an event is still to be told."""

    MUST = "must"
    MAY = "may"
    NO = "no"


@dataclass(slots=True, kw_only=True)
class Event:
    """A change to a mandate.

    Attributes:
        time_s: When it happened by the target's clock, rounded down; `None` when nobody said.
        known: Whether the run knows where among the others it belongs: those only seen in the feed may lie anywhere.
    """

    kind: str
    number: str
    time_s: int | None
    due: Due = Due.MUST
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What a read of the feed comes to.

    Attributes:
        told: The place of each message's event, `None` where there is no such event to tell.
        again: Messages whose event was told before.
        unexpected: Messages of mandates that the run knows, about what did not happen to them.
        passed_over: Events that came before one that was told, and were not told with it.
        left: Events that have to be told after this read.
        due: How the events stand after this read.
    """

    told: tuple[int | None, ...]
    again: tuple[Message, ...]
    unexpected: tuple[Message, ...]
    passed_over: tuple[Event, ...]
    left: tuple[Event, ...]
    due: tuple[Due, ...]


@dataclass(slots=True)
class MandateFeed:
    """The events of one creditor, in the order in which they happened."""

    events: list[Event] = field(default_factory=list)

    def happen(self, kind: str, number: str, *, time_s: int | None, due: Due = Due.MUST) -> None:
        """Something happened to a mandate."""
        self.events.append(Event(kind=kind, number=number, time_s=time_s, due=due))

    def walk(self, messages: Iterable[Message], *, reset: str | None, mandates: Iterable[str]) -> Walk:
        """What a read tells.

        Args:
            reset: The value of `X-RESET`, if it was sent.
            mandates: The numbers that the run knows.
        """
        due = self._after_reset(reset)
        known = frozenset(mandates)
        told: list[int | None] = []
        again: list[Message] = []
        unexpected: list[Message] = []
        for message in messages:
            place = self._find(message, due)
            told.append(place)
            if place is not None:
                due[place] = Due.NO
            elif message.kind in {NEW, CANCELLED} and self._has_told(message, due):
                again.append(message)
            elif message.number in known:
                unexpected.append(message)
        return Walk(
            told=tuple(told),
            again=tuple(again),
            unexpected=tuple(unexpected),
            passed_over=tuple(self._passed_over(told, due)),
            left=tuple(event for event, state in zip(self.events, due, strict=True) if state is Due.MUST),
            due=tuple(due),
        )

    def _after_reset(self, reset: str | None) -> list[Due]:
        """How the events stand once the feed has gone back, or forward, to where `X-RESET` says."""
        if reset is None:
            return [event.due for event in self.events]
        since_s = seconds(reset)
        if since_s is not None:
            return [_since(event, reset, since_s) for event in self.events]
        place = next((place for place, event in enumerate(self.events) if event.number == reset), None)
        if place is None:
            return [Due.MAY for _ in self.events]
        return [
            (Due.MUST if index >= place else Due.NO) if event.known else Due.MAY
            for index, event in enumerate(self.events)
        ]

    def _find(self, message: Message, due: list[Due]) -> int | None:
        """The first event that a message may be about."""
        for place, event in enumerate(self.events):
            if due[place] is not Due.NO and (event.kind, event.number) == (message.kind, message.number):
                return place
        return None

    def _has_told(self, message: Message, due: list[Due]) -> bool:
        return any(
            state is Due.NO and (event.kind, event.number) == (message.kind, message.number)
            for event, state in zip(self.events, due, strict=True)
        )

    def _passed_over(self, told: list[int | None], due: list[Due]) -> Iterable[Event]:
        """Events that had to come before one that was told: those never told, and those told after it."""
        places = [place for place in told if place is not None and self.events[place].known]
        for index, place in enumerate(places):
            if any(later < place for later in places[index + 1 :]):
                yield self.events[place]
        last = max(places, default=-1)
        for place, event in enumerate(self.events[: last + 1]):
            if event.known and due[place] is Due.MUST:
                yield event

    def learn(self, walk: Walk, messages: Iterable[Message]) -> None:
        """Take in a read; what it tells of unknown events is remembered too."""
        for event, due in zip(self.events, walk.due, strict=True):
            event.due = due
        for place, message in zip(walk.told, messages, strict=True):
            time_s = seconds(message.time)
            if place is None:
                event = Event(kind=message.kind, number=message.number, time_s=time_s, due=Due.NO, known=False)
                self.events.append(event)
            elif time_s is not None:
                self.events[place].time_s = time_s


def _since(event: Event, reset: str, since_s: int) -> Due:
    """How an event stands after the feed went back to a moment; somebody else's event may come again or not."""
    if event.time_s is None or not event.known:
        return Due.MAY
    if event.time_s == since_s and (milliseconds(reset) or 0) % 1000:
        return Due.MAY  # the feed shows whole seconds
    return Due.MUST if event.time_s >= since_s else Due.NO
