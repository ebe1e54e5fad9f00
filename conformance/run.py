"""One run over one provider: target, layers in their order, verdict."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from auth_hooks import errors
from conformance import battery, engine, registry, safety, scenario, target
from conformance.calls import Caller, Disagreement, NotNow
from conformance.contract import Answer, BadContract, Contract, load_contract
from conformance.provider import BadCredentials, Provider, name_variable
from conformance.report.figures import name_traffic_file
from conformance.result import Check, NotJudged, RunResult, Verdict
from conformance.safety import HostKind
from conformance.session import Session
from conformance.target import Target

Progress = Callable[[str, str, int], None]
"""Called with provider, phase and requests so far."""

PROFILES: Mapping[str, tuple[str, ...]] = {
    "quick": ("examples", "coverage"),
    "full": ("examples", "coverage", "fuzzing", "stateful"),
    "live": ("examples", "coverage"),
}

DEFAULT_EXAMPLES = 100


class NotLetIn(Exception):
    """Nothing the target was asked was allowed; the message has its first refusal."""


# What makes a run impossible rather than a disagreement.
CannotJudge = (
    BadContract,
    BadCredentials,
    engine.EngineError,
    scenario.ScenarioError,
    target.TargetDown,
    target.ControlRefused,
    safety.RefusedTarget,
    errors.HookError,
    httpx.HTTPError,
    NotLetIn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a run is asked to do.

    Attributes:
        base_url: The server to judge; `None` starts the embedded sandbox.
        control_url: Its control plane, if it has one.
        credentials: Named as in `Provider.variables`; unused for the embedded sandbox.
        allowed_host: The host that may be judged although it is no known test host.
        read_only: Only operations that change nothing.
        rate_limit: Requests per time, for example `5/s`.
        examples: Generated cases per operation in the fuzzing phase.
    """

    provider: str
    profile: str = "full"
    seed: int = 1
    base_url: str | None = None
    control_url: str | None = None
    credentials: Mapping[str, str]
    allowed_host: str | None = None
    read_only: bool = False
    rate_limit: str | None = None
    examples: int = DEFAULT_EXAMPLES
    report_folder: Path


def run(order: Order, *, progress: Progress = lambda _provider, _phase, _cases: None) -> RunResult:
    """Judge one target; never raises for what makes judging impossible, but says so in the verdict."""
    started = time.monotonic()
    try:
        result = _run(order, progress)
    except BadCredentials as error:
        result = _impossible(order, name_variable(registry.load_provider(order.provider), str(error)))
    except CannotJudge as error:
        result = _impossible(order, str(error))
    return replace(result, duration_s=round(time.monotonic() - started, 3))


def _run(order: Order, progress: Progress) -> RunResult:
    provider: Provider = registry.load_provider(order.provider)
    contract = load_contract(registry.spec_path(order.provider))
    order.report_folder.mkdir(parents=True, exist_ok=True)
    path = order.report_folder / name_traffic_file(order.provider)
    with (
        _open_target(order, contract) as where,
        path.open("w", encoding="utf-8") as traffic,
        Session(provider=provider, contract=contract, target=where, seed=order.seed, traffic=traffic) as session,
    ):
        return _judge(session, order, lambda phase, cases: progress(order.provider, phase, cases))


def check_target(order: Order, contract: Contract) -> HostKind:
    """The kind of host that an order with a base URL goes to.

    Raises:
        safety.RefusedTarget: It must not go there, or not in this way.
    """
    base_url = order.base_url or ""
    kind = safety.classify_host(base_url, documented=contract.hosts)
    safety.check_target(
        base_url,
        kind=kind,
        allowed_host=order.allowed_host,
        read_only=order.read_only,
        live=order.profile == "live",
    )
    if order.control_url is not None and safety.classify_host(order.control_url, documented={}) != HostKind.LOOPBACK:
        raise safety.RefusedTarget(
            f"{order.control_url} is not on this machine; a control plane answers on loopback only"
        )
    return kind


@contextlib.contextmanager
def _open_target(order: Order, contract: Contract) -> Iterator[Target]:
    if order.base_url is None:
        with (
            tempfile.TemporaryDirectory(prefix="conformance-keys-") as folder,
            target.embedded(order.provider, seed=order.seed, key_folder=Path(folder)) as where,
        ):
            yield where
        return
    kind = check_target(order, contract)
    with target.remote(
        order.provider,
        base_url=order.base_url,
        control_url=order.control_url,
        credentials=order.credentials,
        kind=kind,
    ) as where:
        yield where


@dataclass(slots=True)
class _Ledger:
    """What the layers report apart from findings."""

    checks: list[Check] = field(default_factory=list)
    not_judged: list[NotJudged] = field(default_factory=list)

    def skip(self, subject: str, reason: str) -> None:
        self.not_judged.append(NotJudged(subject=subject, reason=reason))


def _judge(session: Session, order: Order, progress: Callable[[str, int], None]) -> RunResult:
    ledger = _Ledger()
    plan = _plan(session, order, ledger)
    if session.target.control is not None:
        session.reset()
    progress("login", session.cases)
    _log_in(session)
    schema = engine.load_schema(session, plan=plan)
    # The engine needs existing parents to lead its requests to.
    explored = _explore(session, schema, order)
    _require_entry(session)
    broken_off = ""
    try:
        _run_layers(session, order, plan, ledger, progress, schema=schema, explored=explored)
    except CannotJudge as error:
        # What was found before stands; without findings the run proves nothing.
        broken_off = session.masker.text(str(error))
        ledger.skip("the rest of the run", broken_off)
    for (rule, operation), reason in session.not_judged.items():
        ledger.skip(f"{rule} on {operation}", session.masker.text(reason))
    return _result(session, order, ledger, broken_off)


def _log_in(session: Session) -> None:
    """Log in every client before anything is written, so that who is refused can be named.

    Raises:
        NotLetIn: The target refuses one of them.
    """
    operation = next(name for name in session.contract.operations if name not in session.provider.logins)
    for prefix, access in (("", session.first), (target.SECOND, session.second)):
        if access is None:
            continue
        try:
            session.credentials(operation, access=access)
        except errors.ProviderError as error:
            variables = f"{session.provider.name}_{prefix}".upper()
            raise NotLetIn(f"the login with the {variables}* credentials is refused: {error}") from error


def _require_entry(session: Session) -> None:
    """Credentials that open nothing are the caller's, whatever the contract says of the refusals.

    Raises:
        NotLetIn: Every answer so far refuses them.
    """
    answers = session.coverage.answers
    if answers and all(answer.status in {401, 403} for answer in answers):
        first = next(iter(answers))
        raise NotLetIn(f"the target lets these credentials in nowhere: {first}")


def _run_layers(
    session: Session,
    order: Order,
    plan: engine.Plan,
    ledger: _Ledger,
    progress: Callable[[str, int], None],
    *,
    schema: object,
    explored: Check,
) -> None:
    control = session.target.control
    if control is not None:
        session.reset(session.provider.generous_limits)
        _explore(session, schema, order)  # what was there before is gone
    ledger.checks += engine.run(session, plan, progress=progress)
    if control is not None:
        session.reset()
        explored = _explore(session, schema, order)
    ledger.checks.append(explored)
    checks, not_judged = battery.run_battery(session, schema, progress=progress)
    ledger.checks += checks
    ledger.not_judged += not_judged
    if order.read_only:
        ledger.skip("scenarios", "the run is read-only and scenarios create things")
    else:
        scenarios = registry.scenarios_path(session.provider.name)
        outcome = scenario.run_scenarios(session, schema, scenarios, progress=progress)
        ledger.checks += outcome.checks
        ledger.not_judged += outcome.not_judged
    session.take_unhandled()


def _plan(session: Session, order: Order, ledger: _Ledger) -> engine.Plan:
    excluded: set[str] = set()
    if session.target.control is None:
        for name, reason in session.provider.budgets.items():
            excluded.add(name)
            ledger.skip(f"generated requests to {name}", reason)
    if order.read_only:
        operations = session.contract.operations.values()
        for name in sorted({op.id for op in operations if op.method != "GET"} - set(session.provider.logins)):
            excluded.add(name)
            ledger.skip(name, "the run is read-only")
    return engine.Plan(
        phases=PROFILES[order.profile],
        excluded=tuple(sorted(excluded)),
        examples=order.examples,
        rate_limit=order.rate_limit,
        unexpected_methods=() if order.profile == "live" else engine.Plan().unexpected_methods,
    )


def _explore(session: Session, schema: object, order: Order) -> Check:
    known = {finding.id for finding in session.findings}

    def new() -> tuple[str, ...]:
        return tuple(finding.id for finding in session.findings if finding.id not in known)

    caller = Caller(session, schema)
    caller.layer, caller.goes_on = "explore", True
    try:
        session.provider.explore(caller, session.first, may_write=not order.read_only)
    except Disagreement:
        pass  # what was unexpected is among the findings
    except NotNow as reason:
        session.not_judged["the first calls", "explore"] = str(reason)
    except (LookupError, TypeError, AttributeError):
        if not new():  # otherwise an answer lacks what the next call needs, and a finding says so
            raise
    finally:
        caller.close()
    return Check(group="explore", name="one good call of each operation", findings=new())


def _result(session: Session, order: Order, ledger: _Ledger, broken_off: str) -> RunResult:
    coverage, findings = session.coverage, tuple(session.findings)
    reason = broken_off or ("" if findings else _hollow(session))
    verdict = Verdict.DISAGREES if findings else Verdict.NOT_JUDGED if reason else Verdict.AGREES
    return RunResult(
        verdict=verdict,
        reason=reason,
        provider=order.provider,
        target=order.base_url or "embedded sandbox",
        profile=order.profile,
        seed=order.seed,
        operations=tuple(session.contract.operations),
        exercised=coverage.exercised,
        documented=coverage.documented,
        seen=dict(coverage.seen),
        missing=coverage.missing(reasons=_reasons(session)),
        cases=session.cases,
        duration_s=0.0,
        findings=findings,
        not_judged=tuple(ledger.not_judged),
        checks=tuple(ledger.checks),
        options=_options(order),
    )


def _hollow(session: Session) -> str:
    """Why a run without findings nevertheless proves nothing, or an empty string."""
    if not session.cases:
        return "no request was sent"
    if never := session.coverage.never_succeeded:
        return f"never once answered with success: {', '.join(never)}"
    return ""


def _reasons(session: Session) -> dict[Answer, str]:
    if session.target.control is not None:
        return {}
    budgets, called = session.provider.budgets, session.coverage.exercised
    return {
        answer: f"{answer.operation} was not called: {budgets[answer.operation]}"
        if answer.operation in budgets and answer.operation not in called
        else "no request of this run brought it about, and this target has no control plane to force it"
        for answer in session.contract.answers
    }


def _impossible(order: Order, reason: str) -> RunResult:
    return RunResult(
        verdict=Verdict.NOT_JUDGED,
        reason=reason,
        provider=order.provider,
        target=order.base_url or "embedded sandbox",
        profile=order.profile,
        seed=order.seed,
        operations=(),
        exercised=(),
        documented=(),
        seen={},
        missing=(),
        cases=0,
        duration_s=0.0,
        findings=(),
        not_judged=(),
        checks=(),
        options=_options(order),
    )


def _options(order: Order) -> tuple[str, ...]:
    """What `conformance run` takes apart from provider, profile, seed and base URL."""
    options: list[str] = []
    for flag, value in (
        ("--control-url", order.control_url),
        ("--allow-host", order.allowed_host),
        ("--rate-limit", order.rate_limit),
    ):
        options += [flag, value] if value else []
    options += ["--read-only"] if order.read_only else []
    options += ["--examples", str(order.examples)] if order.examples != DEFAULT_EXAMPLES else []
    return tuple(options)
