"""An imitation of ABN AMRO's Tikkie Payment Request API v1 as it was from 2017 to 2019, with its token endpoint.

It imitates: the client assertion and its verification, API keys, bearer tokens and their expiry; platforms, users,
payment requests with paging and date filters; the five statuses of a payment request; limits; every error the
documents name, with the provider's envelope, a fresh ``Trace-Id`` on every answer, unknown paths included.

It does NOT imitate: TLS, rate limiting (the 429 codes can be forced), notifications to ``notificationUrl`` (their form
is documented nowhere), the payment page, the rule that production creates no users, and money. Nothing is stored:
a new process knows nothing.
"""

import functools
import http.client
import json
import shlex
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette

from conformance.sandbox import control
from conformance.sandbox.clock import Clock
from conformance.sandbox.faults import Armoury, Fault
from conformance.sandbox.journal import Journal
from conformance.sandbox.tikkie import app as service
from conformance.sandbox.tikkie import events
from conformance.sandbox.tikkie import registration as _registration
from conformance.sandbox.tikkie.faults import FAULTS as _FAULTS
from conformance.sandbox.tikkie.registration import RegistrationError
from conformance.sandbox.tikkie.routes import OPERATIONS
from conformance.sandbox.tikkie.state import State

__all__ = ["FAULTS", "FROZEN_START_MS", "OPERATIONS", "RegistrationError", "Sandbox", "create_sandbox", "curl_line"]

FROZEN_START_MS = 1_529_400_042_000
"""Where a frozen clock stands after a reset: 2018-06-19T09:20:42Z, the time of the provider's recorded answers."""

FAULTS: Mapping[str, Fault] = _FAULTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """An application to serve, and what a caller needs to be let in: private keys as file paths."""

    app: Starlette
    credentials: dict[str, str] = field(repr=False)


def create_sandbox(
    *, seed: int = 1, registration: Path | None = None, frozen: bool = True, key_folder: Path
) -> Sandbox:
    """Make a fresh sandbox.

    Args:
        seed: Fixes every identifier, so that one list of requests gives one list of answers, byte for byte.
        registration: A file with the clients to know; without it there are two, with fresh keys.
        frozen: Whether time stands still but for one millisecond with each request; otherwise it follows the wall.
        key_folder: Where fresh private keys are written; unused with a registration.

    Raises:
        RegistrationError: The registration file cannot be used.
    """
    if registration is None:
        clients, credentials = _registration.create_clients(seed=seed, key_folder=key_folder)
    else:
        clients = _registration.load_clients(registration)
        credentials = _registration.describe_credentials(clients)
    clock = Clock(start_ms=FROZEN_START_MS, wall_ms=None if frozen else _wall_ms)
    state = State(clients=clients, seed=seed, clock=clock)
    armoury, journal = Armoury(), Journal()
    plane = control.Plane(
        provider="tikkie",
        clock=clock,
        armoury=armoury,
        journal=journal,
        faults=FAULTS,
        reset=lambda new_seed, limits: state.reset(seed=new_seed, limits=events.parse_limits(limits)),
        events={name: functools.partial(event, state) for name, event in events.EVENTS.items()},
    )
    tikkie = service.Service(state=state, armoury=armoury, journal=journal)
    return Sandbox(app=service.create_app(tikkie, control.create_control(plane)), credentials=credentials)


def curl_line(base_url: str, credentials: Mapping[str, str]) -> str:
    """Return a line for the terminal that lists the platforms, with a bearer token that the sandbox gives here.

    Args:
        base_url: Where the sandbox listens.
        credentials: Those of the sandbox.

    Raises:
        OSError: The sandbox does not listen there.
    """
    address = urllib.parse.urlsplit(base_url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
    try:
        connection.request(
            "POST",
            "/_sandbox/events/token-issue",
            body=json.dumps({"apiKey": credentials["api_key"]}),
            headers={"Content-Type": "application/json"},
        )
        token = json.load(connection.getresponse())["access_token"]
    finally:
        connection.close()
    headers = (f"API-Key: {credentials['api_key']}", f"Authorization: Bearer {token}")
    return shlex.join(["curl", "-H", headers[0], "-H", headers[1], f"{base_url}/v1/tikkie/platforms"])


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
