"""Proof that the judge sees: every fault of a sandbox armed in turn, and the check that claims it must catch it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auth_hooks import errors
from conformance import battery, engine, registry, scenario, target
from conformance.calls import Caller, Disagreement
from conformance.contract import load_contract
from conformance.provider import Claim, Provider
from conformance.session import Session


class UnknownFault(Exception):
    """No such fault; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultResult:
    """What happened when a fault was armed.

    Attributes:
        provider: Whose sandbox it is a fault of.
        claimed: Names of the checks that must catch it.
        caught_by: The claimed check that did, or `None`.
        message: The first finding of that check, or what was found instead.
    """

    provider: str
    fault: str
    summary: str
    claimed: tuple[str, ...]
    caught_by: str | None
    message: str


def check_faults(
    provider: Provider,
    *,
    only: Iterable[str] = (),
    seed: int = 1,
    progress: Callable[[FaultResult], None] = lambda _: None,
) -> list[FaultResult]:
    """Arm every fault in turn and run the part of the judge that claims it.

    Args:
        only: Names of faults; empty means all.

    Raises:
        UnknownFault: A name in `only` is no fault of this provider's sandbox.
    """
    sandbox = registry.load_sandbox(provider.name)
    chosen = tuple(only) or tuple(name for name in sandbox.FAULTS if not is_service(name))
    for name in chosen:
        if name not in sandbox.FAULTS:
            raise UnknownFault(
                f"{name!r} is not a fault of the {provider.name} sandbox; `conformance faults --list` shows them"
            )
        if is_service(name):
            raise UnknownFault(f"{name!r} serves integrators; what it does is documented, and no check has to catch it")
    contract = load_contract(registry.spec_path(provider.name))
    results = []
    with (
        tempfile.TemporaryDirectory() as folder,
        target.embedded(provider.name, seed=seed, key_folder=Path(folder)) as where,
    ):
        schema = None
        for name in chosen:
            claim, found = provider.claims.get(name), []
            if claim is not None:
                with Session(provider=provider, contract=contract, target=where, seed=seed) as session:
                    schema = schema or engine.load_schema(session)
                    found = list(_judge(session, schema, name, claim))
            caught_by, message = _find(claim, found)
            result = FaultResult(
                provider=provider.name,
                fault=name,
                summary=sandbox.FAULTS[name].summary,
                claimed=tuple(sorted(claim.checks)) if claim else (),
                caught_by=caught_by,
                message=message,
            )
            results.append(result)
            progress(result)
    return results


def is_service(fault: str) -> bool:
    """Whether a fault is there for integrators alone: a documented error or a slow answer is no disagreement."""
    return fault.startswith("error:") or fault == "delay"


def _judge(session: Session, schema: Any, fault: str, claim: Claim) -> Iterator[tuple[str, str]]:
    """The findings, as pairs of check and message, of the claimed part of the judge."""
    provider = session.provider
    if claim.battery or claim.engine:
        session.reset()
        caller = Caller(session, schema)
        provider.explore(caller, session.first, may_write=True)
        caller.close()
    session.armed_faults = [{"fault": fault}]
    if session.target.control is not None:
        session.target.control.arm(fault)
    try:
        if claim.battery:
            battery.run_battery(session, schema, names=claim.battery)
        if claim.engine:
            engine.run(session, engine.Plan(phases=claim.phases, operations=claim.engine))
        if claim.scenarios:
            scenario.run_scenarios(session, schema, registry.scenarios_path(provider.name), names=claim.scenarios)
    except (Disagreement, errors.HookError):
        pass  # the findings so far are recorded; a login that a fault spoils ends the rest
    finally:
        session.armed_faults = []
        session.reset()
    yield from ((finding.check, finding.message) for finding in session.findings)


def _find(claim: Claim | None, found: list[tuple[str, str]]) -> tuple[str | None, str]:
    """The claimed check that caught the fault and its first finding, or what was found instead."""
    for check, message in found:
        if claim is not None and check in claim.checks:
            return check, _short(message)
    others = ", ".join(dict.fromkeys(check for check, _ in found))
    message = "no check claims it" if claim is None else f"found instead: {others}" if others else "nothing was found"
    return None, message


def _short(message: str) -> str:
    return " ".join(message.split())[:160]
