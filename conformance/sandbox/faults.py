"""Deliberate misbehaviour: which faults are armed, for which operation, and how many times more.

The table of faults and the code that misbehaves belong to each provider; arming and counting are the same for all.
A fault fires at the point where it changes an answer, so ``times`` counts requests that really went wrong.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_DELAY_MS = 60_000
DELAY = "delay"
DROP = "drop"
TRUNCATE = "truncate"
ERROR_PREFIX = "error:"

_ORDER = re.compile(r"(?P<name>[^@*]+?)(?:@(?P<operation>[^@*]*))?(?:\*(?P<times>[^@*]*))?", re.DOTALL)


class FaultError(ValueError):
    """An order for a fault that cannot be armed; the text is one sentence for the person who gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to misbehave. ``operations`` are those it can show in; empty when it belongs to no operation."""

    name: str
    summary: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A fault to arm: for one operation or all (``None``), ``times`` requests or without end (``None``)."""

    name: str
    operation: str | None = None
    times: int | None = None
    delay_ms: int = 0


@dataclass(slots=True, kw_only=True)
class _Armed:
    order: Order
    remaining: int | None


def parse_fault(text: str, known: Mapping[str, Fault]) -> Order:
    """Read an order of the form ``name[@operation][*times]``; a delay is written ``delay:MS``.

    Raises:
        FaultError: The text names no known fault, or an operation, count or delay that does not fit it.
    """
    match = _ORDER.fullmatch(text)
    if match is None:
        raise FaultError(f"fault {text!r} is not of the form name[@operation][*times]")
    name, times_text = match["name"], match["times"]
    delay_ms: int | None = None
    if name.startswith(DELAY + ":"):
        name, _, delay_text = name.partition(":")
        delay_ms = _parse_count(delay_text, f"the delay of fault {text!r}")
    times = None if times_text is None else _parse_count(times_text, f"the count of fault {text!r}")
    return check_order(name, operation=match["operation"], times=times, delay_ms=delay_ms, known=known)


def check_order(
    name: str, *, operation: str | None, times: int | None, delay_ms: int | None, known: Mapping[str, Fault]
) -> Order:
    """Return the order when the fault exists and its parts fit together.

    Raises:
        FaultError: They do not; the sentence names the part and, for an unknown name, its near neighbours.
    """
    fault = known.get(name)
    if fault is None:
        near = difflib.get_close_matches(name, known, n=3)
        hint = "`conformance faults --list` and GET /_sandbox/faults list them"
        if near:
            hint = f"did you mean {' or '.join(near)}?"
        raise FaultError(f"there is no fault {name!r}; {hint}")
    if operation is not None and operation not in fault.operations:
        shown = ", ".join(fault.operations) or "no operation: arm it without one"
        raise FaultError(f"fault {name} does not show in operation {operation!r}; it shows in {shown}")
    if times is not None and times < 1:
        raise FaultError(f"times of fault {name} must be 1 or more, not {times}")
    if (delay_ms is None) == (name == DELAY):
        raise FaultError("fault delay needs delay_ms, and no other fault takes it")
    if delay_ms is not None and not 0 <= delay_ms <= MAX_DELAY_MS:
        raise FaultError(f"delay_ms must be from 0 to {MAX_DELAY_MS}, not {delay_ms}")
    return Order(name=name, operation=operation, times=times, delay_ms=delay_ms or 0)


def describe_order(order: Order) -> dict[str, object]:
    """Return an order as the body with which ``POST /_sandbox/faults`` arms it."""
    described: dict[str, object] = {"fault": order.name, "operation": order.operation, "times": order.times}
    return {**described, "delay_ms": order.delay_ms} if order.name == DELAY else described


def _parse_count(text: str, subject: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise FaultError(f"{subject} must be a whole number, not {text!r}")
    return int(text)


class Armoury:
    """The faults armed now. A later order for the same fault replaces the earlier one."""

    def __init__(self) -> None:
        self._armed: dict[str, _Armed] = {}

    def __bool__(self) -> bool:
        return bool(self._armed)

    def arm(self, order: Order) -> None:
        """Arm a fault, or arm it anew."""
        self._armed[order.name] = _Armed(order=order, remaining=order.times)

    def disarm(self, name: str | None = None) -> bool:
        """Disarm one fault, or all when no name is given; return whether there was something to disarm."""
        if name is not None:
            return self._armed.pop(name, None) is not None
        had_any = bool(self._armed)
        self._armed.clear()
        return had_any

    def orders(self) -> list[dict[str, object]]:
        """Describe the armed faults, with how many times each will still fire."""
        return [
            {
                "fault": name,
                "operation": armed.order.operation,
                "remaining": armed.remaining,
                **({"delay_ms": armed.order.delay_ms} if name == DELAY else {}),
            }
            for name, armed in self._armed.items()
        ]

    def names(self, operation: str | None) -> list[str]:
        """Return the faults armed for an operation, in the order of arming."""
        return [
            name
            for name, armed in self._armed.items()
            if armed.order.operation is None or armed.order.operation == operation
        ]

    def take(self, name: str, operation: str | None) -> Order | None:
        """Use up one firing of a fault if it is armed for the operation; the last one disarms it."""
        armed = self._armed.get(name)
        if armed is None or armed.order.operation not in {None, operation}:
            return None
        if armed.remaining is not None:
            armed.remaining -= 1
            if armed.remaining == 0:
                del self._armed[name]
        return armed.order


class RequestFaults:
    """The armed faults as one request meets them: a fault that fires twice in it counts once."""

    __slots__ = ("_armoury", "fired", "operation")

    def __init__(self, armoury: Armoury, operation: str | None) -> None:
        self._armoury = armoury
        self.operation = operation
        self.fired: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._armoury)

    def fires(self, name: str) -> bool:
        """Return whether to misbehave here. Ask last, after every condition that the misbehaviour needs."""
        return bool(self._armoury or self.fired) and self.take(name) is not None

    def take(self, name: str) -> Order | None:
        """Return the order of a fault that fires in this request, ``None`` when it does not."""
        if name in self.fired:
            return Order(name=name)
        order = self._armoury.take(name, self.operation)
        if order is not None:
            self.fired.append(name)
        return order

    def names(self) -> list[str]:
        """Return the faults armed for this request's operation."""
        return self._armoury.names(self.operation)
