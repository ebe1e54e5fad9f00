"""An imitation of Payconiq's Partner API v1, the white-label service of 2015 and 2016.

It imitates: access tokens and the partners they belong to; RSA keys, their registration and rotation, and the
verification of every signature; customers, mandates in English and Dutch, the verification of an account with one cent;
transactions with paging and filters, their direct debits with every way to fail, and the replay; every error the
document names, with the provider's envelope, and an error of the same form for unknown paths, wrong methods and broken
bodies.

It does NOT imitate: TLS (the provider's test host had a certificate of its own making), rate limits, the weekly limits
of a customer, the transfers between customers of 2017, and money. Direct debits move by order of the control plane
alone. A signed transaction can be sent again: the provider's scheme has no protection against that, and so has none
here. Nothing is stored: a new process knows nothing.
"""

import functools
import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette

from conformance.sandbox import control
from conformance.sandbox.clock import Clock
from conformance.sandbox.faults import Armoury, Fault
from conformance.sandbox.journal import Journal
from conformance.sandbox.payconiq import app as _app
from conformance.sandbox.payconiq import events
from conformance.sandbox.payconiq import registration as _registration
from conformance.sandbox.payconiq.faults import FAULTS as _FAULTS
from conformance.sandbox.payconiq.registration import RegistrationError
from conformance.sandbox.payconiq.routes import OPERATIONS
from conformance.sandbox.payconiq.state import State
from conformance.sandbox.service import create_app

__all__ = ["FAULTS", "FROZEN_START_MS", "OPERATIONS", "RegistrationError", "Sandbox", "create_sandbox", "curl_line"]

FROZEN_START_MS = 1_442_845_397_482
"""Where a frozen clock stands after a reset: 2015-09-21T14:23:17.482Z, the time in the provider's samples."""

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
        registration: A file with the partners to know; without it there are two, with fresh keys on file.
        frozen: Whether time stands still but for one millisecond with each request; otherwise it follows the wall.
        key_folder: Where fresh private keys are written; unused with a registration.

    Raises:
        RegistrationError: The registration file cannot be used.
    """
    if registration is None:
        partners, credentials = _registration.create_partners(seed=seed, key_folder=key_folder)
    else:
        partners = _registration.load_partners(registration)
        credentials = _registration.describe_credentials(partners)
    clock = Clock(start_ms=FROZEN_START_MS, wall_ms=None if frozen else _wall_ms)
    state = State(partners=partners, seed=seed, clock=clock)
    armoury, journal = Armoury(), Journal()
    plane = control.Plane(
        provider="payconiq",
        clock=clock,
        armoury=armoury,
        journal=journal,
        faults=FAULTS,
        reset=lambda new_seed, limits: state.reset(seed=new_seed, limits=events.parse_limits(limits)),
        events={name: functools.partial(event, state) for name, event in events.EVENTS.items()},
    )
    payconiq = _app.create_service(state=state, armoury=armoury, journal=journal)
    return Sandbox(app=create_app(payconiq, control.create_control(plane)), credentials=credentials)


def curl_line(base_url: str, credentials: Mapping[str, str]) -> str:
    """Return a line for the terminal that shows the partner.

    Args:
        base_url: Where the sandbox listens.
        credentials: Those of the sandbox.
    """
    header = f"Authorization: {credentials['token']}"
    return shlex.join(["curl", "-H", header, f"{base_url}/v1/partners/{credentials['partner_id']}"])


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
