"""Requests to the Twikey sandbox with some parameters changed or left out (``...``)."""

from typing import Any

from tests.twikey_looks import Request
from tests.twikey_probes_answers import prenotify
from tests.twikey_world import CT, INVITATION, SIGNATURE, TRANSFER, document, mandate_message

BAD_IBAN = "BE68068897250735"
UNREGISTERED_IBAN = "DE89370400440532013000"


def invite(**changes: Any) -> Request:
    """Return a request that prepares a mandate."""
    return lambda world: world.post("/invite", {**INVITATION, **changes})


def sign(**changes: Any) -> Request:
    """Return a request that signs a mandate."""
    return lambda world: world.post("/sign", {**SIGNATURE, **changes})


def add(**changes: Any) -> Request:
    """Return a request that adds a transaction."""
    return lambda world: world.add(**changes)


def transfer(**changes: Any) -> Request:
    """Return a request that adds a transfer."""
    return lambda world: world.post("/transfer", {**TRANSFER, **changes})


def prenotified(**changes: Any) -> Request:
    """Return a request that prenotifies a debtor."""
    return lambda world: prenotify(world, **changes)


def updated(**changes: Any) -> Request:
    """Return a request that changes the signed mandate."""
    return lambda world: world.post("/mandate/update", {"mndtId": world.signed, **changes})


def imported(**changes: Any) -> Request:
    """Return a request that imports one mandate."""
    return lambda world: world.post("/mandate", document(mandate_message("IMPORT1", **changes)))


def collected(path: str = "/collect", **changes: Any) -> Request:
    """Return a request that collects."""
    return lambda world: world.post(path, {"ct": CT, **changes})
