"""Where requests go: an embedded sandbox, or any other server, with or without a control plane."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from conformance import registry
from conformance.provider import Clock
from conformance.safety import HostKind
from conformance.sandbox import server

_TIMEOUT = httpx.Timeout(30, connect=5)

SECOND = "second_"
"""Begins the names of the other client's credentials."""


class TargetDown(Exception):
    """The target cannot be reached; the message names it and the reason."""


class ControlRefused(Exception):
    """The control plane refused an order; the message is its own sentence."""


Listener = Callable[[str, Mapping[str, object], Mapping[str, Any]], None]
"""Called with an event, what was asked for, and what came of it."""


def _ignore_event(_event: str, _body: Mapping[str, object], _told: Mapping[str, Any]) -> None:
    """For those who need not know."""


class Control:
    """The control plane of a sandbox: reset, clock, events, faults, log.

    Args:
        url: Where it lives, for example `http://127.0.0.1:8080/_sandbox`.

    Raises:
        TargetDown: Nobody answers there, or what answers is no control plane.
    """

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url.rstrip("/") + "/", timeout=_TIMEOUT, trust_env=False)
        self._now_s = 0.0
        # Replaced by who wants to know what happened, and learns it from no answer of the API.
        self.on_event: Listener = _ignore_event
        try:
            self.refresh_clock()
        except (TargetDown, ControlRefused, KeyError, ValueError) as error:
            self._http.close()
            raise TargetDown(f"no control plane answers at {url}: {error}") from error

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def now_s(self) -> float:
        """The sandbox's time when this client last heard of it, in seconds since the epoch."""
        return self._now_s

    def provider(self) -> str:
        """Whose sandbox it is."""
        return str(self._order("GET", "").get("provider"))

    def refresh_clock(self) -> None:
        """Ask the sandbox for its time."""
        self._now_s = float(self._order("GET", "clock")["now_s"])

    def reset(self, *, seed: int, limits: Mapping[str, object] | None = None) -> None:
        """Empty the sandbox: state, faults, clock and log."""
        self._order("POST", "reset", {"seed": seed, "limits": dict(limits or {})})
        self.refresh_clock()

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock."""
        self._now_s = float(self._order("POST", "clock", {"advance_s": seconds})["now_s"])

    def event(self, event: str, **body: object) -> dict[str, Any]:
        """Let something happen that no API call brings about, for example that somebody pays."""
        told = self._order("POST", f"events/{event}", body)
        self.on_event(event, body, told)
        return told

    def arm(self, fault: str, *, operation: str | None = None, times: int | None = None) -> None:
        """Arm a fault, for one operation or all, for a number of requests or until disarmed."""
        self.rearm({"fault": fault, "operation": operation, "times": times})

    def rearm(self, order: Mapping[str, object]) -> None:
        """Arm a fault as `armed` described it."""
        self._order("POST", "faults", {name: value for name, value in order.items() if value is not None})

    def armed(self) -> list[dict[str, object]]:
        """The faults that are armed, each as the body that arms it."""
        return list(self._order("GET", "faults")["armed"])

    def disarm(self) -> None:
        """Disarm all faults."""
        self._order("DELETE", "faults")

    def unhandled(self) -> list[str]:
        """Tracebacks of exceptions that the sandbox did not handle since its last reset."""
        return [str(entry) for entry in self._order("GET", "log?limit=1")["unhandled"]]

    def _order(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        try:
            response = (
                self._http.request(method, path, json=body) if body is not None else self._http.request(method, path)
            )
            answer = response.json()
        except httpx.HTTPError as error:
            raise TargetDown(f"the control plane at {self._http.base_url} does not answer: {error}") from error
        except ValueError as error:
            raise ControlRefused(f"the control plane answered {method} {path} with something else than JSON") from error
        if not isinstance(answer, dict):
            raise ControlRefused(f"the control plane answered {method} {path} with something else than an object")
        if response.status_code >= 400:
            raise ControlRefused(str(answer.get("error", response.status_code)))
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A server to judge.

    Attributes:
        credentials: Named as in `Provider.variables`.
        control: The control plane, if there is one.
        kind: How much care it needs.
        embedded: Whether this run started it.
    """

    base_url: str
    credentials: Mapping[str, str]
    control: Control | None
    kind: HostKind
    embedded: bool

    @property
    def clock(self) -> Clock:
        """The clock to sign with: the sandbox's, or the wall."""
        return time.time if self.control is None else self.control.now_s

    @property
    def trust_env(self) -> bool:
        """Whether proxies of the environment apply: never between this machine and itself."""
        return self.kind is not HostKind.LOOPBACK

    @property
    def capabilities(self) -> frozenset[str]:
        """What scenarios and the battery may ask of it: `control`, `second_client`, or a credential by its name."""
        found = set(self.credentials)
        if self.control is not None:
            found.add("control")
        if has_second_client(self.credentials):
            found.add("second_client")
        return frozenset(found)


def has_second_client(credentials: Mapping[str, str]) -> bool:
    """Whether there are credentials of another client, to try that the two cannot see each other."""
    return any(name.startswith(SECOND) for name in credentials)


@contextlib.contextmanager
def embedded(provider: str, *, seed: int, key_folder: Path) -> Iterator[Target]:
    """Start the provider's sandbox on a free loopback port, with a frozen clock, and stop it afterwards."""
    sandbox = registry.load_sandbox(provider).create_sandbox(seed=seed, frozen=True, key_folder=key_folder)
    with server.running(sandbox.app) as running:
        control = Control(running.control_url)
        try:
            yield Target(
                base_url=running.base_url,
                credentials=sandbox.credentials,
                control=control,
                kind=HostKind.LOOPBACK,
                embedded=True,
            )
        finally:
            control.close()


@contextlib.contextmanager
def remote(
    provider: str, *, base_url: str, control_url: str | None, credentials: Mapping[str, str], kind: HostKind
) -> Iterator[Target]:
    """A server that runs elsewhere.

    Raises:
        TargetDown: It does not answer.
        ControlRefused: The control plane is of another provider's sandbox.
    """
    try:
        httpx.get(base_url, timeout=_TIMEOUT, trust_env=kind is not HostKind.LOOPBACK)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TargetDown(f"{base_url} does not answer: {error}") from error
    control = Control(control_url) if control_url else None
    try:
        if control is not None and (found := control.provider()) != provider:
            raise ControlRefused(f"{control_url} is the control plane of a sandbox of {found}, not of {provider}")
        yield Target(base_url=base_url.rstrip("/"), credentials=credentials, control=control, kind=kind, embedded=False)
    finally:
        if control is not None:
            control.close()
