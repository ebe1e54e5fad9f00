"""schemathesis' engine, in this process, on the tightened contract: examples, coverage, fuzzing, stateful.

Its hooks, checks and formats are global to a process, so one session is current at a time; nothing here is
thread-safe, and the engine runs with one worker (on CPython 3.11.7 two of them race inside `ast`, gh-106905).
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core import SCHEMATHESIS_TEST_CASE_HEADER, NotSet
from schemathesis.core.failures import AcceptedNegativeData, ServerError
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.errors import ServerUnavailable
from schemathesis.generation.meta import negated_parameters
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.transport.prepare import get_exclude_headers

from auth_hooks.engine import SignOnSend
from conformance.contract import Answer, Document, iterate_operations, resolve, tighten
from conformance.exchange import Exchange
from conformance.findings import Finding
from conformance.result import Check
from conformance.session import Progress, Session, ignore_progress

PHASES = ("examples", "coverage", "fuzzing", "stateful")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of the engine to run.

    Attributes:
        phases: Names from `PHASES`.
        operations: operationIds to test; empty means all.
        excluded: operationIds to leave alone.
        examples: Generated cases per operation in fuzzing, and sequences in the stateful phase.
        rate_limit: For example `5/s`.
        unexpected_methods: Methods to try that the contract does not document.
    """

    phases: tuple[str, ...] = PHASES
    operations: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    examples: int = 100
    rate_limit: str | None = None
    unexpected_methods: tuple[str, ...] = ("delete", "put", "patch", "options", "post", "get")


class EngineError(Exception):
    """The engine itself failed; the run judges nothing."""


@dataclass(slots=True)
class _Current:
    session: Session | None = None
    last: Exchange | None = None
    last_case: str = ""
    # The case whose credentials are under test: mending its path makes the engine call it valid again.
    broken_case: str = ""


_current = _Current()


@contextlib.contextmanager
def attached(session: Session) -> Iterator[None]:
    """Make this session the one that the engine's hooks report to."""
    _current.session = session
    try:
        yield
    finally:
        _current.session = _current.last = None


def load_schema(session: Session, *, plan: Plan | None = None) -> Any:
    """The tightened contract as a schemathesis schema that sends to the session's target."""
    _register_formats(session)
    config = SchemathesisConfig.from_dict(_config(session, plan or Plan()))
    document = tighten(session.contract.document)
    _leave_out_xml(document)
    _put_placeholders(document, session.provider.placeholders)
    _encode_raw_examples(document, session.provider.media_types)
    return schemathesis.openapi.from_dict(document, config=config)


def _leave_out_xml(document: Document) -> None:
    """Generate JSON where a body may be either: the engine does not write every `xml` hint, scenarios send the rest."""
    for _, definition in iterate_operations(document):
        content = definition.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            content.pop("application/xml", None)


def _put_placeholders(document: Document, placeholders: Mapping[str, str]) -> None:
    """Documented examples of one-time values are long spent: let the face fill in fresh ones."""
    for _, definition in iterate_operations(document):
        for media in definition.get("requestBody", {}).get("content", {}).values():
            properties = resolve(document, media["schema"]).get("properties", {})
            for example in media.get("examples", {}).values():
                for name, schema in properties.items():
                    if schema.get("format") in placeholders and name in example["value"]:
                        example["value"][name] = placeholders[schema["format"]]


def _encode_raw_examples(document: Document, media_types: Mapping[str, Any]) -> None:
    """A raw body is bytes, also where it is an example: the engine sends nothing else beside a generator of bytes."""
    for _, definition in iterate_operations(document):
        for name, media in definition.get("requestBody", {}).get("content", {}).items():
            for example in media.get("examples", {}).values() if name in media_types else ():
                example["value"] = example["value"].encode()


def run(session: Session, plan: Plan, *, progress: Progress = ignore_progress) -> list[Check]:
    """Run the engine's phases; findings and coverage end up in the session.

    Returns:
        One check for each phase and operation.

    Raises:
        EngineError: The engine failed in a way that is nobody's disagreement.
    """
    schema = load_schema(session, plan=plan)
    if plan.operations:
        schema = schema.include(operation_id=list(plan.operations))
    unrouted = {answer.operation for answer in session.contract.answers} - session.contract.operations.keys()
    if excluded := sorted({*plan.excluded, *unrouted}):
        schema = schema.exclude(operation_id=excluded)
    checks: dict[tuple[str, str], Check] = {}
    with attached(session):
        for event in from_schema(schema).execute():
            _take(session, event, checks, progress)
    return list(checks.values())


def _take(
    session: Session, event: events.EngineEvent, checks: dict[tuple[str, str], Check], progress: Progress
) -> None:
    if isinstance(event, events.ScenarioFinished) and event.status is not Status.SKIP:
        progress(event.phase.value, session.cases)
        group, name = event.phase.value, event.label or "sequences"
        known = checks.get((group, name)) or Check(group=group, name=name)
        found = dict.fromkeys((*known.findings, *_take_failures(session, event)))
        checks[group, name] = replace(known, duration_s=known.duration_s + event.elapsed_time, findings=tuple(found))
    elif isinstance(event, events.NonFatalError):
        _take_error(session, event)
    elif isinstance(event, events.FatalError):
        raise EngineError(str(event.exception)) from event.exception
    elif isinstance(event, events.Interrupted):
        raise KeyboardInterrupt


def _take_error(session: Session, event: events.NonFatalError) -> None:
    if isinstance(event.value, ServerUnavailable):
        raise EngineError(f"{session.target.base_url} stopped answering after {session.cases} requests")
    if not isinstance(event.value, requests.RequestException):
        raise EngineError(f"{event.label}: {type(event.value).__name__}: {session.masker.text(str(event.value))}")
    session.findings.add(
        Finding(
            check="no_answer",
            operation=event.label,
            title="the target did not answer",
            message=session.masker.text(str(event.value)),
            layer=event.phase.value if event.phase else "engine",
        )
    )


def _take_failures(session: Session, event: events.ScenarioFinished) -> Iterator[str]:
    """Report what failed; the ids of the findings."""
    recorder = event.recorder
    for case_id, checks in recorder.checks.items():
        for node in checks:
            if node.status is not Status.FAILURE or node.failure_info is None:
                continue
            failure = node.failure_info.failure
            failed_case = failure.case_id or case_id
            case = recorder.cases[failed_case].value
            response = recorder.find_response(case_id=failed_case)
            if response is None:
                continue
            exchange = _exchange(session, case, response, layer=event.phase.value)
            yield session.report(exchange, check=node.name, title=failure.title, message=failure.message).id


# --- hooks ----------------------------------------------------------------------------------------------------------


@schemathesis.auth(refresh_interval=None)
class _HeaderCredentials:
    """Gives plain credential headers; the signature, if there is one, comes last, in `before_call`."""

    def get(self, case: Any, _context: Any) -> Mapping[str, str] | None:
        session = _current.session
        return None if session is None else session.first.face.headers(operation_id(case))

    def set(self, case: Any, data: Mapping[str, str], _context: Any) -> None:
        case.headers.update(data)


# RFC 9110, 5.5: with any of these in a header value the bytes are no HTTP message, which no contract speaks of.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


# RFC 9112, 3.2, 6 and 9: these say where a message goes and ends, and are the transport's to write.
_FRAMING = frozenset(
    {"connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade"}
)


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:  # noqa: ARG001 - the hook's signature
    """Generate nothing but HTTP."""
    headers = case.headers or {}
    if any(name.lower() in _FRAMING for name in headers):
        return False
    return not any(_CONTROL.search(_text(value)) for value in headers.values() if value is not None)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:  # noqa: ARG001 - the hook's signature
    """Give the case its credentials, existing parents and one-time values, except those under test."""
    session = _current.session
    if session is None:
        return
    face, operation = session.first.face, operation_id(case)
    negated = list(negated_parameters(case._meta))
    under_test = {*get_exclude_headers(case), *(name for name, _ in negated), *_names_left_out(case)} & face.schemes
    # The engine invents values for credentials, and drops all of them when one is negated: put the real ones back,
    # except those under test.
    for name, value in session.credentials(operation).items():
        if name not in under_test:
            case.headers[name] = value
    if under_test:
        _current.broken_case = case.id
    if ParameterLocation.PATH not in {location for _, location in negated}:
        _mend_path(session, case, operation)
    _mend_query(session, case, operation, negated={name for name, place in negated if place is ParameterLocation.QUERY})
    if isinstance(case.body, dict):
        body = face.fill(operation, case.body)
        if body is not case.body:
            case.body = body
    if not session.target.trust_env:  # `requests` would ask a proxy of the environment for loopback too
        kwargs["proxies"] = {"http": None, "https": None, "all": None}
    kwargs["auth"] = SignOnSend(face, skip=frozenset(under_test), operation=operation)


def _names_left_out(case: Any) -> Iterator[str]:
    """Headers that a case may lack because what is required of all of them together was negated."""
    data = case._meta.phase.data if case._meta is not None and case._meta.generation.mode.is_negative else None
    for mutation in getattr(data, "mutations", ()):
        is_whole = mutation.parameter is None and mutation.parameter_location is ParameterLocation.HEADER
        if is_whole and "required" in mutation.keywords and isinstance(mutation.original_value, list):
            yield from map(str, mutation.original_value)


def _mend_path(session: Session, case: Any, operation: str) -> None:
    """Most generated paths name things that do not exist or do not belong together: lead three in four to real ones."""
    if not case.path_parameters:
        return
    path = sorted(case.path_parameters.items())
    draw = _draw(path)
    if not draw % 4:
        # The path is the same in all cases that were made of one example: without the rest none of them would be led.
        body = None if isinstance(case.body, NotSet) else case.body
        draw = _draw((path, sorted((case.query or {}).items(), key=repr), body)) if case.query or body else draw
    known = session.knowledge.paths(operation, draw=draw // 4)
    if known is not None and draw % 4:
        case.path_parameters = {name: quote(value, safe="") for name, value in known.items()}


def _draw(content: object) -> int:
    return zlib.crc32(repr(content).encode("utf-8", "surrogatepass"))


def _mend_query(session: Session, case: Any, operation: str, *, negated: set[str]) -> None:
    """Some providers name things in the query: lead three in four there too, but for parameters under test."""
    lead = session.provider.lead_query
    if lead is None or not case.query:
        return
    draw = _draw(sorted(case.query.items(), key=repr))
    if draw % 4:
        led = lead(session.knowledge, operation, case.query, draw // 4)
        case.query = {**case.query, **{name: value for name, value in led.items() if name not in negated}}


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:  # noqa: ARG001 - the hook's signature
    """Report the exchange to the current session."""
    session = _current.session
    if session is None:
        return
    layer = case._meta.phase.name.value if case._meta is not None else "engine"
    exchange = _exchange(session, case, response, layer=layer)
    _current.last, _current.last_case = exchange, case.id
    session.observe(exchange)


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:  # noqa: ARG001 - the hook's signature
    """Drop a refused good request, or an accepted bad one, where the provider's text explains it."""
    session = _current.session
    if session is None or not isinstance(failure, (RejectedPositiveData, AcceptedNegativeData, ServerError)):
        return True
    if isinstance(failure, ServerError):
        return not _is_documented_outage(session, case, response)
    if _current.broken_case == case.id and isinstance(failure, RejectedPositiveData):
        return False
    exchange = _current.last if _current.last_case == case.id else None
    if exchange is None:
        exchange = _exchange(session, case, response, layer="engine")
    return session.provider.excuse(exchange, session.knowledge) is None


def _is_documented_outage(session: Session, case: Any, response: Any) -> bool:
    """Whether somebody's server is down for the moment as its contract says it may be; a sandbox never is by itself."""
    exchange = _exchange(session, case, response, layer="engine")
    answer = Answer(operation=exchange.operation, status=exchange.status, code=exchange.code)
    if session.target.control is not None or answer not in session.contract.answers:
        return False
    session.not_judged["a request", exchange.operation] = f"{answer} just then"
    return True


def operation_id(case: Any) -> str:
    """The operationId that a case was generated for."""
    return str(case.operation.definition.raw["operationId"])


def _exchange(session: Session, case: Any, response: Any, *, layer: str) -> Exchange:
    request = response.request
    body = request.body or b""
    headers = {name.lower(): ", ".join(values) for name, values in response.headers.items()}
    content = response.content or b""
    documented = session.contract.operations[operation_id(case)].method == request.method
    return Exchange(
        layer=layer,
        operation=operation_id(case) if documented else "wrongMethod",
        method=request.method,
        url=request.url,
        path_parameters={name: unquote(str(value)) for name, value in (case.path_parameters or {}).items()},
        query=parse_qs(urlsplit(request.url).query, keep_blank_values=True),
        request_headers={
            name.lower(): _text(value)
            for name, value in request.headers.items()
            if name != SCHEMATHESIS_TEST_CASE_HEADER
        },
        request_body=body if isinstance(body, bytes) else str(body).encode("utf-8", "surrogatepass"),
        status=response.status_code,
        response_headers=headers,
        response_body=content,
        code=session.provider.error_code(content, headers),
    )


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


# --- configuration --------------------------------------------------------------------------------------------------


def _register_formats(session: Session) -> None:
    for name, placeholder in session.provider.placeholders.items():
        schemathesis.openapi.format(name, st.just(placeholder))
    for name, make in session.provider.formats.items():
        schemathesis.openapi.format(name, make())
    for name, make in session.provider.media_types.items():
        schemathesis.openapi.media_type(name, make())


def _config(session: Session, plan: Plan) -> dict[str, Any]:
    config: dict[str, Any] = {
        "base-url": session.target.base_url,
        "seed": session.seed,
        "workers": 1,
        "continue-on-failure": True,
        "request-timeout": 30,
        "auth": {"auto-signup": False},
        "cache": {"enabled": False},
        # Literals of the sandbox's source must not steer an embedded run differently from a live one.
        "analysis": {"constants": {"enabled": False}},
        "generation": {"database": "none", "max-examples": plan.examples},
        "checks": {name: {"enabled": False} for name in sorted(session.provider.disabled_checks)},
        "phases": {
            **{phase: {"enabled": phase in plan.phases} for phase in PHASES},
            "coverage": {
                "enabled": "coverage" in plan.phases,
                "unexpected-methods": [method.upper() for method in plan.unexpected_methods],
            },
            "fuzzing": {"enabled": "fuzzing" in plan.phases, "error-feedback": {"enabled": False}},
        },
    }
    if plan.rate_limit:
        config["rate-limit"] = plan.rate_limit
    return config
