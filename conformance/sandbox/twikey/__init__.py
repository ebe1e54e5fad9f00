"""An imitation of Twikey's Creditor API as it was from 2017 to 2020: mandates, direct debits, credit transfers.

It imitates: the login with API token and one-time password, sessions of 24 hours; the 21 operations of the document on
all their paths, with parameters from query and form; templates, mandates in all their states, amendments and
cancellations as messages, in JSON and in XML; PDF documents that open; transactions, collections with bank files
(pain.008.001.02 in a zip), the bank's answers by amount, credit transfers; the three feeds with a cursor on the server
and ``X-RESET``; callbacks that are really sent, signed and sent again (to this machine only); exit URLs; the errors
with their headers, in four languages, and the three ways in which the provider gave them a status over the years.

It does NOT imitate: TLS, rate limits, the dashboard, the pages where debtors sign, e-mails and text messages (an event
stands for the debtor), re-offering and dunning, payment plans, the operations that only the provider's swagger has, the
headers that old command line clients send instead of ``X-RESET``, the two callback headers of 2017 (their names are
lost), callbacks about transactions, plans and dunning but by order (their parameters are lost), XML for anything but
the mandate feed and imports, an answer by sms that is no ``OK``, browsers that come back with ``cancel``, ``fail`` or
``pending`` (a debtor who signs a B2B mandate comes back with ``ok``), callers who have a session and are not authorised
to something, and money. Of a mandate it never shows ``DbtrAcctHash``, ``UltmtCdtr``, ``UltmtDbtr`` and ``PrefExMmnt``,
though an import may bring them, and it shows ``DbtrAcct`` however often it was read. Nothing is stored: a new process
knows nothing.
"""

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
from conformance.sandbox.twikey import app as service
from conformance.sandbox.twikey import events
from conformance.sandbox.twikey import registration as _registration
from conformance.sandbox.twikey.faults import FAULTS as _FAULTS
from conformance.sandbox.twikey.registration import RegistrationError
from conformance.sandbox.twikey.routes import OPERATIONS
from conformance.sandbox.twikey.state import State

__all__ = ["FAULTS", "FROZEN_START_MS", "OPERATIONS", "RegistrationError", "Sandbox", "create_sandbox", "curl_line"]

FROZEN_START_MS = 1_505_570_400_000
"""Where a frozen clock stands after a reset: 2017-09-16T14:00:00Z, the day of the document's own samples."""

FAULTS: Mapping[str, Fault] = _FAULTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """An application to serve, and what a caller needs to be let in."""

    app: Starlette
    credentials: dict[str, str] = field(repr=False)


def create_sandbox(
    *,
    seed: int = 1,
    registration: Path | None = None,
    frozen: bool = True,
    key_folder: Path,  # noqa: ARG001 - the same for every provider; nothing here needs a file
) -> Sandbox:
    """Make a fresh sandbox.

    Args:
        seed: Fixes every identifier and key, so that one list of requests gives one list of answers, byte for byte.
        registration: A file with the merchants to know; without it there are three.
        frozen: Whether time stands still but for one millisecond with each request; otherwise it follows the wall.
        key_folder: Unused: the private keys here are short texts and are among the credentials.

    Raises:
        RegistrationError: The registration file cannot be used.
    """
    merchants = (
        _registration.create_merchants(seed) if registration is None else _registration.load_merchants(registration)
    )
    clock = Clock(start_ms=FROZEN_START_MS, wall_ms=None if frozen else _wall_ms)
    state = State(merchants=merchants, seed=seed, clock=clock)
    armoury, journal = Armoury(), Journal()
    plane = control.Plane(
        provider="twikey",
        clock=clock,
        armoury=armoury,
        journal=journal,
        faults=FAULTS,
        reset=lambda new_seed, limits: state.reset(seed=new_seed, options=events.parse_options(limits)),
        events={name: events.bind(event, state, armoury) for name, event in events.EVENTS.items()},
    )
    twikey = service.Service(state=state, armoury=armoury, journal=journal)
    listening = service.wait_for_callbacks(control.create_control(plane), state, armoury)
    return Sandbox(app=service.create_app(twikey, listening), credentials=_registration.describe_credentials(merchants))


def curl_line(base_url: str, credentials: Mapping[str, str]) -> str:
    """Return a line for the terminal that lists the open transactions, with a session that the sandbox gives here.

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
            "/_sandbox/events/session-issue",
            body=json.dumps({"apiToken": credentials["api_token"]}),
            headers={"Content-Type": "application/json"},
        )
        session = json.load(connection.getresponse())["authorization"]
    finally:
        connection.close()
    return shlex.join(["curl", "-H", f"Authorization: {session}", f"{base_url}/creditor/transaction/detail"])


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
