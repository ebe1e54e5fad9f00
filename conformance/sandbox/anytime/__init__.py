"""An imitation of Anytime's API v1.0 as it was at the end of 2020, with its token endpoint.

It imitates: the list of allowed addresses, RSA signatures with SHA-1, validation data that are good once, bearer
tokens that replace each other, versions; the envelope with its hash; business and consumer accounts, their KYC files,
IBANs and virtual IBANs; cards of three types through their life, PINs and PANs, loads with their limits; credit
transfers and their testimonials; statements; order tracking; webhooks, which it really sends; rate limits, when they
are switched on; every error the documents name, with an error of the same form for unknown paths, methods and
versions. Money is conserved: no sequence of calls makes or loses a cent.

It does NOT imitate: TLS, the sending of PINs, PANs and links (nothing leaves but webhooks to this machine), SEPA direct
debits, foreign currencies on cards, interest and fees, the routes that only the provider's PHP client knows (cards
without account, several requests in one), and what the files of a KYC show. What the provider does not publish, such as
limits, is a number of the sandbox. Nothing is stored: a new process knows nothing.
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
from typing import Any

from starlette.applications import Starlette

from conformance.sandbox import control
from conformance.sandbox.anytime import accounts, events
from conformance.sandbox.anytime import app as _app
from conformance.sandbox.anytime import registration as _registration
from conformance.sandbox.anytime.faults import FAULTS as _FAULTS
from conformance.sandbox.anytime.registration import RegistrationError
from conformance.sandbox.anytime.routes import OPERATIONS
from conformance.sandbox.anytime.state import State
from conformance.sandbox.clock import Clock
from conformance.sandbox.faults import Armoury, Fault
from conformance.sandbox.journal import Journal
from conformance.sandbox.service import create_app

__all__ = ["FAULTS", "FROZEN_START_MS", "OPERATIONS", "RegistrationError", "Sandbox", "create_sandbox", "curl_line"]

FROZEN_START_MS = 1_603_443_843_000
"""Where a frozen clock stands after a reset: 2020-10-23T09:04:03Z, the time in the provider's sample of a transfer."""

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
        registration: A file with the API users to know; without it there are two, with fresh keys.
        frozen: Whether time stands still but for one millisecond with each request; otherwise it follows the wall.
        key_folder: Where fresh private keys are written; unused with a registration.

    Raises:
        RegistrationError: The registration file cannot be used.
    """
    if registration is None:
        users, credentials = _registration.create_users(seed=seed, key_folder=key_folder)
    else:
        users = _registration.load_users(registration)
        credentials = _registration.describe_credentials(users)
    clock = Clock(start_ms=FROZEN_START_MS, wall_ms=None if frozen else _wall_ms)
    state = State(users=users, seed=seed, clock=clock)
    accounts.open_first_accounts(state)
    armoury, journal = Armoury(), Journal()
    plane = control.Plane(
        provider="anytime",
        clock=clock,
        armoury=armoury,
        journal=journal,
        faults=FAULTS,
        reset=functools.partial(_reset, state),
        events={name: functools.partial(event, state, armoury) for name, event in events.EVENTS.items()},
    )
    anytime = _app.create_service(state=state, armoury=armoury, journal=journal)
    controlled = _app.wait_for_deliveries(state, control.create_control(plane))
    return Sandbox(app=create_app(anytime, controlled), credentials=credentials)


def _reset(state: State, seed: int | None, limits: Any) -> None:
    state.reset(seed=seed, limits=events.parse_limits(limits))
    accounts.open_first_accounts(state)


def curl_line(base_url: str, credentials: Mapping[str, str]) -> str:
    """Return a line for the terminal that lists the accounts, with a bearer token that the sandbox gives here.

    The line signs with ``openssl`` each time it is run, because a signature is good once.

    Args:
        base_url: Where the sandbox listens.
        credentials: Those of the sandbox; without a key file among them ``id_rsa`` stands for it.

    Raises:
        OSError: The sandbox does not listen there.
    """
    address = urllib.parse.urlsplit(base_url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
    try:
        connection.request(
            "POST",
            "/_sandbox/events/token-issue",
            body=json.dumps({"username": credentials["username"]}),
            headers={"Content-Type": "application/json"},
        )
        token = json.load(connection.getresponse())["access_token"]
    finally:
        connection.close()
    key = shlex.quote(credentials.get("private_key_file", "id_rsa"))
    signed = f'$(printf %s "$data" | openssl dgst -sha1 -sign {key} -binary | openssl base64 -A)'
    return (
        f"data=$(date +%s%N); curl -H {shlex.quote(f'Authorization: Bearer {token}')} "
        f'-H "X-Validation-Data: $data" -H "X-Signed-Request: {signed}" {shlex.quote(f"{base_url}/v1.0/accounts")}'
    )


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
