"""The auth battery: good requests sent again with one credential changed, each of which must be refused."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from conformance.calls import Caller, Disagreement, NotNow
from conformance.provider import BrokenCredential
from conformance.result import Check, NotJudged
from conformance.session import Progress, Session, ignore_progress


def run_battery(
    session: Session,
    schema: Any,
    *,
    names: Iterable[str] = (),
    progress: Progress = ignore_progress,
) -> tuple[list[Check], list[NotJudged]]:
    """Try every broken credential on every operation that once succeeded in this session.

    Args:
        schema: The tightened contract, from `engine.load_schema`.
        names: Only these; empty means all.
    """
    checks: list[Check] = []
    not_judged: list[NotJudged] = []
    chosen = frozenset(names)
    caller = Caller(session, schema)
    caller.layer = "battery"
    try:
        for broken in session.provider.battery:
            if chosen and broken.name not in chosen:
                continue
            if lacking := sorted(broken.needs - session.target.capabilities):
                reason = f"the target has no {' and no '.join(word.replace('_', ' ') for word in lacking)}"
                not_judged.append(NotJudged(subject=broken.name, reason=reason))
                checks.append(Check(group="battery", name=broken.name, skipped=reason))
                continue
            unseen = [name for name in broken.operations if name not in session.good]
            not_judged += [
                NotJudged(subject=f"{broken.name} on {name}", reason=f"{name} never succeeded in this run")
                for name in unseen
            ]
            found = [
                finding
                for name in broken.operations
                if name in session.good
                for finding in _try(session, caller, broken, name)
            ]
            checks.append(Check(group="battery", name=broken.name, findings=tuple(dict.fromkeys(found))))
            progress("battery", session.cases)
    finally:
        caller.close()
    return checks, not_judged


def _try(session: Session, caller: Caller, broken: BrokenCredential, operation: str) -> list[str]:
    good = session.good[operation]
    access = session.second if "second_client" in broken.needs else session.first
    try:
        caller.resend(
            good,
            headers=broken.headers(access) if broken.headers else None,
            form={**_fresh(session, good.operation), **broken.form(access)}
            if broken.form
            else _form(session, good.operation),
            tamper=functools.partial(broken.tamper, access) if broken.tamper else None,
            expect=_allowed(session, broken, operation),
            check=broken.name,
        )
    except Disagreement as disagreement:
        return [finding.id for finding in disagreement.findings]
    except NotNow as reason:
        session.not_judged[broken.name, operation] = str(reason)
    finally:
        session.good[operation] = good  # the repetition, if it was accepted, is no good request
    return []


def _allowed(session: Session, broken: BrokenCredential, operation: str) -> frozenset[tuple[int, str | None]]:
    """The refusals that are right: the expected ones, or on a server that is not ours any that is documented.

    Which code the gateway sends in which case is mostly inferred from the names of the codes.
    """
    if session.target.control is not None:
        return broken.expected
    refusals = frozenset(
        (answer.status, answer.code)
        for answer in session.contract.answers
        if answer.operation == operation and 400 <= answer.status < 500 and answer.status != 429
    )
    return refusals | broken.expected


def _form(session: Session, operation: str) -> Mapping[str, str | None] | None:
    return _fresh(session, operation) or None


def _fresh(session: Session, operation: str) -> dict[str, str | None]:
    """Form fields with one-time values, made anew: the good request's own may have expired since."""
    placeholders = {
        field: session.provider.placeholders[name] for field, name in session.provider.one_time_fields.items()
    }
    filled = session.first.face.fill(operation, dict(placeholders))
    return dict(filled) if isinstance(filled, dict) and filled != placeholders else {}
