"""`conformance serve`: a sandbox run by hand, or by another program that reads one line."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import httpx

from conformance import registry
from conformance.sandbox import faults, server


class CannotServe(Exception):
    """The sandbox could not be started as asked; the message names the input."""


def serve(
    provider: str,
    *,
    port: int,
    as_json: bool,
    registration: Path | None,
    orders: Sequence[str],
    seed: int,
    frozen: bool,
) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        CannotServe: The port is in use, the registration cannot be used, or a fault does not exist.
    """
    module = registry.load_sandbox(provider)
    try:
        armed = [faults.parse_fault(text, module.FAULTS) for text in orders]
    except faults.FaultError as error:
        raise CannotServe(str(error)) from error
    stopping = _listen_for_signals()
    with tempfile.TemporaryDirectory(prefix=f"{provider}-keys-") as folder:
        try:
            sandbox = module.create_sandbox(
                seed=seed, registration=registration, frozen=frozen, key_folder=Path(folder)
            )
            running = server.start(sandbox.app, port=port)
        except (module.RegistrationError, server.PortInUse) as error:
            raise CannotServe(str(error)) from error
        except OSError as error:
            raise CannotServe(f"port {port} cannot be used: {error.strerror or error}") from error
        try:
            for order in armed:
                body = {name: value for name, value in faults.describe_order(order).items() if value is not None}
                httpx.post(f"{running.control_url}/faults", json=body, trust_env=False).raise_for_status()
            _announce(provider, module, sandbox.credentials, running, as_json=as_json)
            stopping.wait()
        finally:
            running.stop()


def _announce(
    provider: str, module: Any, credentials: dict[str, str], running: server.RunningServer, *, as_json: bool
) -> None:
    if as_json:
        line = {
            "provider": provider,
            "base_url": running.base_url,
            "control_url": running.control_url,
            "credentials": credentials,
        }
        click.echo(json.dumps(line))
    else:
        click.echo(f"The {provider} sandbox listens at {running.base_url} (control plane: {running.control_url})\n")
        for name, value in {"base_url": running.base_url, **credentials}.items():
            click.echo(f"  export {provider.upper()}_{name.upper()}={shlex.quote(value)}")
        click.echo(f"\nTry it:\n\n  {module.curl_line(running.base_url, credentials)}\n")
        urls = f"--base-url {running.base_url} --control-url {running.control_url}"
        click.echo(f"Judge it (this empties it, armed faults stay):\n\n  {_own_command()} run {provider} {urls}\n")
        click.echo("Interrupt to stop; everything it knows goes with it.")


def _own_command() -> str:
    """How this program was called, as a person in the current folder would write it."""
    called = Path(sys.argv[0]).absolute()
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else called.name


def _listen_for_signals() -> threading.Event:
    """Set when somebody wants us to stop. Called before the keys exist: whoever reads our line may stop us at once."""
    stopping = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            signal.signal(number, lambda *_: stopping.set())
    return stopping
