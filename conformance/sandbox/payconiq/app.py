"""The HTTP face of the imitated service: every request gets the provider's own kind of answer."""

import asyncio
import functools
import json

from conformance.sandbox import service
from conformance.sandbox.faults import ERROR_PREFIX, Armoury
from conformance.sandbox.journal import Journal
from conformance.sandbox.payconiq import access, routes, spoilers
from conformance.sandbox.payconiq.bodies import peek_text
from conformance.sandbox.payconiq.calls import Answer, Call, Crash, split_path
from conformance.sandbox.payconiq.errors import (
    ABOUT_TRANSACTIONS,
    ERRORS,
    LEVEL,
    OPERATION_ERRORS,
    PARTNER_CUSTOMER,
    TRANSACTION,
    Refusal,
    bad_request,
    method_not_allowed,
    not_found,
    status_of,
)
from conformance.sandbox.payconiq.state import State
from conformance.sandbox.service import Received, Reply, Routed, Sleep

_Operations = dict[str, routes.Operation]
_FIRST_REQUIRED = {
    "putKey": "value",
    "createCustomer": "firstName",
    "validateBankAccount": "verificationCode",
    "createTransaction": "originId",
}


def create_service(
    *, state: State, armoury: Armoury, journal: Journal, sleep: Sleep = asyncio.sleep
) -> service.Service:
    """Return the provider's side of the application, over the state."""
    # The body of a GET is read: it filters the list.
    return service.Service(
        route=functools.partial(_route, state, journal),
        clock=state.clock,
        armoury=armoury,
        journal=journal,
        sleep=sleep,
    )


def _route(state: State, journal: Journal, method: str, raw_path: bytes) -> Routed:
    segments = split_path(raw_path)
    operations = routes.match(segments)
    operation = operations.get(method)
    respond = functools.partial(_respond, state, journal, segments, operations)
    return Routed(operation.name if operation else None, respond)


def _respond(
    state: State, journal: Journal, segments: tuple[str, ...], operations: _Operations, request: Received
) -> Reply:
    call = Call(
        state=state,
        faults=request.faults,
        scheme=request.scheme,
        method=request.method,
        raw_path=request.raw_path.decode("latin-1"),
        segments=segments,
        headers=request.headers,
        query=request.query,
        body=request.body,
        now_ms=request.now_ms,
    )
    answer = _answer(call, operations, journal, is_http=request.is_http)
    content = answer.raw if answer.raw is not None else _render(answer)
    headers: list[service.Header] = []
    if answer.location is not None:
        headers.append((b"location", answer.location.encode("latin-1")))
    if answer.allow:
        headers.append((b"allow", ", ".join(answer.allow).encode()))
    return Reply(
        status=answer.status,
        content=content,
        content_type=answer.content_type if content else b"",
        headers=headers,
        code=answer.code,
    )


def _answer(call: Call, operations: _Operations, journal: Journal, *, is_http: bool) -> Answer:
    try:
        answer = _handle(call, operations, is_http=is_http)
    except Refusal as refusal:
        answer = _refuse(refusal, call)
    except Crash:
        answer = Answer(status=500, raw=b"Internal Server Error", content_type=b"text/plain; charset=utf-8")
    except Exception as error:  # noqa: BLE001 - the imitated service always answers; the journal tells the truth
        journal.add_unhandled(error)
        answer = _refuse(Refusal("R999"), call)
    if call.faults:
        spoilers.spoil(answer, call)
    return answer


def _handle(call: Call, operations: _Operations, *, is_http: bool) -> Answer:
    """Find out what was asked, then let the caller in and do it: a path is known or not to everybody."""
    if not is_http:
        raise bad_request()
    _force_error(call)
    operation = operations.get(call.method)
    if operation is not None:
        return operation.handle(call, access.authorize(call))
    if operations:
        if call.faults.fires("wrong-method-accepted"):
            return Answer(status=200, body={})
        raise method_not_allowed(tuple(operations))
    if call.faults.fires("unknown-path-200"):
        return Answer(status=200, body={})
    raise not_found()


def _force_error(call: Call) -> None:
    """Refuse with the first armed ``error:CODE`` that this operation can give."""
    operation = call.faults.operation
    if not call.faults or operation is None:
        return
    for name in call.faults.names():
        code = name.removeprefix(ERROR_PREFIX)
        if code != name and code in OPERATION_ERRORS[operation] and call.faults.fires(name):
            raise _forced(code, operation, call)


def _forced(code: str, operation: str, call: Call) -> Refusal:
    """Return the refusal with this code, its values taken from the request."""
    if code == "R981":
        return access.forbidden(call)
    if code == "ENTITY_NOT_FOUND":
        kind = TRANSACTION if operation in ABOUT_TRANSACTIONS else PARTNER_CUSTOMER
        entity_id = peek_text(call.body, "originId") if operation == "createTransaction" else call.segments[4]
        return Refusal(code, kind, entity_id)
    values = {
        "FIELD_IS_REQUIRED": _FIRST_REQUIRED.get(operation, ""),
        "AUTHENTICATION_NOT_FOUND": "Public Key",
        "R019": call.segments[-1],
        "R165": "",
    }
    return Refusal(code, *([values[code]] if code in values else []))


def _refuse(refusal: Refusal, call: Call) -> Answer:
    kind = ERRORS[refusal.code]
    literal = call.state.limits.literal_statuses
    error = {
        "level": LEVEL,
        "code": refusal.code,
        "message": kind.message.format(*refusal.values) if refusal.message is None else refusal.message,
        **({"values": list(refusal.values)} if kind.shows_values else {}),
    }
    return Answer(
        status=refusal.status or status_of(refusal.code, call.faults.operation, literal=literal),
        body=error,
        allow=refusal.allow,
        code=refusal.code,
    )


def _render(answer: Answer) -> bytes:
    if answer.body is None:
        return b""
    return json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
