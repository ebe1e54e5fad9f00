"""The control plane: what a test or a person may do to a sandbox from outside, under ``/_sandbox``.

It is JSON, it has its own errors ``{"error": "a sentence"}``, and it answers only callers on the loopback interface
that address it by a loopback name (a web page that a browser shows could otherwise reach it).
"""

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import pydantic
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.sandbox.clock import Clock, format_instant
from conformance.sandbox.faults import Armoury, Fault, FaultError, check_order
from conformance.sandbox.journal import KEPT_REQUESTS, Journal

PREFIX = "/_sandbox"

MAX_MS = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp()) * 1000
"""The clock is not set beyond the year 2100, so that no date computed from it leaves the calendar."""

Limit = Annotated[int, pydantic.Field(ge=0, le=10**9)]
Model = TypeVar("Model", bound=pydantic.BaseModel)

_ZULU = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


class ControlError(Exception):
    """An order that cannot be followed: an HTTP status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """What the control plane of one provider works on.

    ``reset`` takes a seed (``None``: the first one) and the raw limits; an event takes its raw body. Both raise
    ``ControlError`` before they change anything.
    """

    provider: str
    clock: Clock
    armoury: Armoury
    journal: Journal
    faults: Mapping[str, Fault]
    reset: Callable[[int | None, Any], None]
    events: Mapping[str, Callable[[Any], dict[str, Any]]]


class _Body(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class _ResetBody(_Body):
    seed: int | None = None
    limits: dict[str, Any] = {}


class _ClockBody(_Body):
    advance_s: Annotated[float, pydantic.Field(allow_inf_nan=False)] | None = None
    now: str | None = None


class _FaultBody(_Body):
    fault: str
    operation: str | None = None
    times: int | None = None
    delay_ms: int | None = None


def parse(model: type[Model], body: Any, *, prefix: str = "") -> Model:
    """Return the body as a model.

    Raises:
        ControlError: 400, with a sentence that names the field.
    """
    try:
        return model.model_validate(body)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join([prefix, *(str(part) for part in first["loc"])] if prefix else map(str, first["loc"]))
        raise ControlError(400, f"{field or 'the body'}: {first['msg']}") from error


def is_control_path(path: str) -> bool:
    """Return whether a path belongs to the control plane and not to the provider."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def create_control(plane: Plane) -> ASGIApp:
    """Return the application that answers every path of the control plane."""

    async def control(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            _require_loopback(request)
            answer: Response = JSONResponse(_follow(plane, request, await _read_json(request)))
        except ControlError as error:
            answer = JSONResponse({"error": error.sentence}, status_code=error.status)
        except ClientDisconnect:
            return
        await answer(scope, receive, send)

    return control


def _require_loopback(request: Request) -> None:
    peer = request.client.host if request.client else ""
    host = request.headers.get("host", "")
    name = host[: host.rindex("]") + 1].strip("[]") if host.startswith("[") and "]" in host else host.split(":")[0]
    if not (_is_loopback(peer) and _is_loopback(name)):
        raise ControlError(403, "the control plane answers on the loopback interface only")


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


async def _read_json(request: Request) -> Any:
    if request.method != "POST":
        return {}
    raw = await request.body()
    if not raw:
        return {}
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ControlError(400, "the body must be JSON in UTF-8") from error


def _follow(plane: Plane, request: Request, body: Any) -> dict[str, Any]:
    path = request.scope["path"].removeprefix(PREFIX).strip("/")
    name, _, rest = path.partition("/")
    if name == "events" and rest:
        return _post_event(plane, request.method, rest, body)
    handlers = _HANDLERS.get(path)
    if handlers is None:
        raise ControlError(404, f"there is no /_sandbox/{path}")
    handler = handlers.get(request.method)
    if handler is None:
        raise ControlError(405, f"/_sandbox/{path} takes {' and '.join(handlers)}")
    return handler(plane, request, body)


def _post_event(plane: Plane, method: str, name: str, body: Any) -> dict[str, Any]:
    event = plane.events.get(name)
    if event is None:
        raise ControlError(404, f"there is no event {name!r}; there are {', '.join(plane.events)}")
    if method != "POST":
        raise ControlError(405, f"/_sandbox/events/{name} takes POST")
    return event(body)


def _show_index(plane: Plane, _: Request, __: Any) -> dict[str, Any]:
    return {
        "provider": plane.provider,
        "endpoints": [
            "POST /_sandbox/reset",
            "GET /_sandbox/clock",
            "POST /_sandbox/clock",
            "GET /_sandbox/faults",
            "POST /_sandbox/faults",
            "DELETE /_sandbox/faults",
            *(f"POST /_sandbox/events/{name}" for name in plane.events),
            "GET /_sandbox/log",
        ],
    }


def _reset(plane: Plane, _: Request, body: Any) -> dict[str, Any]:
    wanted = parse(_ResetBody, body)
    plane.reset(wanted.seed, wanted.limits)
    plane.armoury.disarm()
    plane.journal.clear()
    return {"reset": True, **_show_clock(plane, _, body)}


def _show_clock(plane: Plane, _: Request, __: Any) -> dict[str, Any]:
    now_ms = plane.clock.now_ms()
    return {"now": format_instant(now_ms), "now_s": now_ms / 1000}


def _set_clock(plane: Plane, request: Request, body: Any) -> dict[str, Any]:
    wanted = parse(_ClockBody, body)
    if (wanted.advance_s is None) == (wanted.now is None):
        raise ControlError(400, "give either advance_s or now")
    now_ms = _read_instant(wanted.now) if wanted.now is not None else _advanced(plane, wanted.advance_s or 0)
    if not 0 <= now_ms <= MAX_MS:
        field = "advance_s" if wanted.now is None else "now"
        raise ControlError(400, f"{field}: the clock runs from 1970 to 2100")
    plane.clock.set(now_ms)
    return _show_clock(plane, request, body)


def _advanced(plane: Plane, advance_s: float) -> int:
    return plane.clock.now_ms() + round(advance_s * 1000)


def _read_instant(text: str) -> int:
    refusal = ControlError(400, "now: write an instant in UTC such as 2018-06-19T09:20:42Z")
    if not _ZULU.fullmatch(text):
        raise refusal
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise refusal from error
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000


def _show_faults(plane: Plane, _: Request, __: Any) -> dict[str, Any]:
    return {
        "armed": plane.armoury.orders(),
        "available": [
            {"name": fault.name, "summary": fault.summary, "operations": list(fault.operations)}
            for fault in plane.faults.values()
        ],
    }


def _arm_fault(plane: Plane, _: Request, body: Any) -> dict[str, Any]:
    wanted = parse(_FaultBody, body)
    try:
        order = check_order(
            wanted.fault,
            operation=wanted.operation,
            times=wanted.times,
            delay_ms=wanted.delay_ms,
            known=plane.faults,
        )
    except FaultError as error:
        raise ControlError(400, str(error)) from error
    plane.armoury.arm(order)
    return {"armed": plane.armoury.orders()}


def _disarm_faults(plane: Plane, request: Request, _: Any) -> dict[str, Any]:
    name = request.query_params.get("name")
    if not plane.armoury.disarm(name) and name is not None:
        raise ControlError(404, f"name: fault {name!r} is not armed")
    return {"armed": plane.armoury.orders()}


def _show_log(plane: Plane, request: Request, _: Any) -> dict[str, Any]:
    text = request.query_params.get("limit", "100")
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ControlError(400, "limit: must be a whole number")
    return plane.journal.report(limit=min(int(text), KEPT_REQUESTS))


_Handler = Callable[[Plane, Request, Any], dict[str, Any]]
_HANDLERS: dict[str, dict[str, _Handler]] = {
    "": {"GET": _show_index},
    "reset": {"POST": _reset},
    "clock": {"GET": _show_clock, "POST": _set_clock},
    "faults": {"GET": _show_faults, "POST": _arm_fault, "DELETE": _disarm_faults},
    "log": {"GET": _show_log},
}
