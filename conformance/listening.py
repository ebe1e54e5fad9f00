"""`conformance listen`: receives callbacks, verifies them and holds them against the contract, until interrupted."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import click

from conformance import callbacks
from conformance.contract import Contract
from conformance.provider import Provider
from conformance.safety import Masker
from conformance.sandbox import server

# Signals are taken between two waits only where the wait ends by itself.
_WAIT_S = 0.5


class CannotListen(Exception):
    """The receiver could not be started as asked; the message names the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to listen for.

    Attributes:
        credentials: Those that verify callbacks, named as in `Provider.variables`.
        count: Stop after so many callbacks; `None` goes on until interrupted.
    """

    port: int
    as_json: bool
    credentials: Mapping[str, str]
    count: int | None


def listen(provider: Provider, contract: Contract, order: Order) -> bool:
    """Print every callback that arrives with its verdict.

    Returns:
        Whether all of them were authentic and as documented.

    Raises:
        CannotListen: The provider sends no callbacks, or the port is in use.
    """
    if provider.callbacks is None:
        raise CannotListen(f"{provider.name} documents no callbacks")
    try:
        receiver = callbacks.Receiver(port=order.port)
    except server.PortInUse as error:
        raise CannotListen(str(error)) from error
    except OSError as error:
        raise CannotListen(f"port {order.port} cannot be used: {error.strerror or error}") from error
    try:
        if order.as_json:
            click.echo(json.dumps({"provider": provider.name, "callback_url": receiver.url}))
        else:
            click.echo(f"Callbacks of {provider.name} are taken at {receiver.url}; interrupt to stop.")
        with _signals() as stopping:
            return _take_all(receiver, provider, contract, order, stopping=stopping)
    finally:
        receiver.close()


def _take_all(
    receiver: callbacks.Receiver,
    provider: Provider,
    contract: Contract,
    order: Order,
    *,
    stopping: Callable[[], bool],
) -> bool:
    taken, agrees = 0, True
    while not stopping() and (order.count is None or taken < order.count):
        for callback in receiver.wait(_WAIT_S)[: None if order.count is None else order.count - taken]:
            taken += 1
            agrees = _show(callback, provider, contract, order) and agrees
    return agrees


def _show(callback: callbacks.Callback, provider: Provider, contract: Contract, order: Order) -> bool:
    assert provider.callbacks is not None
    name, problems = callbacks.judge(
        callback, contract=contract, provider=provider.callbacks, credentials=order.credentials
    )
    mask = Masker(
        headers=contract.secret_headers,
        fields=contract.secret_fields,
        values=[value for key, value in order.credentials.items() if key in provider.secrets],
    )
    mask.headers(callback.headers)
    content = mask.text(callback.query) or mask.body(callback.body, callback.headers.get("content-type", ""))
    sentences = [mask.text(f"{problem.title}: {problem.message}") for problem in problems]
    if order.as_json:
        line = {"callback": name, "method": callback.method, "content": content, "problems": sentences}
        click.echo(json.dumps(line))
    else:
        click.echo(f"{name or 'unknown'}  {callback.method} {content}")
        for sentence in sentences or ["authentic and as documented"]:
            click.echo(f"    {sentence}")
    return not problems


@contextlib.contextmanager
def _signals() -> Iterator[Callable[[], bool]]:
    """Says whether SIGINT or SIGTERM has come."""
    stopping = threading.Event()
    before = {number: signal.signal(number, lambda *_: stopping.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
