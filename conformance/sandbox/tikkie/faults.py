"""The ways in which the imitated Tikkie can misbehave, and those that spoil an answer after it was made.

The others fire where the rule that they break stands.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from conformance.sandbox.faults import DELAY, DROP, ERROR_PREFIX, TRUNCATE, Fault
from conformance.sandbox.tikkie.calls import Answer, Call
from conformance.sandbox.tikkie.errors import ERRORS, OPERATION_ERRORS
from conformance.sandbox.tikkie.routes import OPERATIONS

_TOKEN = ("createAccessToken",)
_API = tuple(name for name in OPERATIONS if name not in _TOKEN)
_PLATFORM = ("createPlatform",)
_USER = ("createUser",)
_REQUEST = ("createPaymentRequest",)
_CREATES = (*_PLATFORM, *_USER, *_REQUEST)
_LISTS = ("getPlatforms", "getUsers", "getUserPaymentRequests")
_SEARCH = ("getUserPaymentRequests",)
_REQUEST_READS = ("getUserPaymentRequests", "getPaymentRequest")
_UNDER_PLATFORM = tuple(name for name in _API if name not in {"createPlatform", "getPlatforms"})
_UNDER_USER = (*_REQUEST, *_REQUEST_READS)
_WITH_STATUS = tuple(name for name in _API if name != "createPaymentRequest")
_READS = ("getPlatforms", "getUsers", "getUserPaymentRequests", "getPaymentRequest")


def _objects(body: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a body, the outermost first."""
    if isinstance(body, dict):
        yield body
    if isinstance(body, dict | list):
        for inner in body.values() if isinstance(body, dict) else body:
            yield from _objects(inner)


def _edit(names: tuple[str, ...], change: Callable[[dict[str, Any], str], None]) -> Callable[[Answer, Call], bool]:
    """Return a spoiler that changes these members wherever a result has them."""

    def spoil(answer: Answer, _: Call) -> bool:
        if answer.code is not None:
            return False
        found = [(each, name) for each in _objects(answer.body) for name in names if each.get(name) is not None]
        for each, name in found:
            change(each, name)
        return bool(found)

    return spoil


def _edit_error(change: Callable[[Answer, dict[str, Any]], None]) -> Callable[[Answer, Call], bool]:
    """Return a spoiler that changes the error object."""

    def spoil(answer: Answer, _: Call) -> bool:
        error = answer.error()
        if error is None:
            return False
        change(answer, error)
        return True

    return spoil


def _set(value: Any) -> Callable[[dict[str, Any], str], None]:
    return lambda each, name: each.__setitem__(name, value)


def _drop_status(answer: Answer, _: Call) -> bool:
    found = [each for each in _objects(answer.body) if "status" in each] if answer.code is None else []
    for each in found:
        del each["status"]
    return bool(found)


def _add_field(answer: Answer, _: Call) -> bool:
    first = next(_objects(answer.body), None) if answer.code is None else None
    if first is None:
        return False
    first["internalId"] = 4711
    return True


def _change_status(*, wanted: tuple[int, ...], status: int) -> Callable[[Answer, Call], bool]:
    def spoil(answer: Answer, _: Call) -> bool:
        if answer.status not in wanted:
            return False
        answer.status = status
        return True

    return spoil


def _swap_not_found(answer: Answer, _: Call) -> bool:
    error = answer.error()
    if error is None or answer.code != "ERR_4100_002":
        return False
    error["code"] = answer.code = "ERR_4100_003"
    return True


def _unknown_request_as_404(answer: Answer, _: Call) -> bool:
    error = answer.error()
    if error is None or answer.code != "ERR_1100_002":
        return False
    error["status"] = answer.status = 404
    return True


def _unwrap_error(answer: Answer, _: Call) -> bool:
    error = answer.error()
    if error is None:
        return False
    answer.body = {"error": error}
    return True


def _empty_errors(answer: Answer, _: Call) -> bool:
    if answer.error() is None:
        return False
    answer.body = {"errors": []}
    return True


def _html_error(answer: Answer, _: Call) -> bool:
    if answer.code is None:
        return False
    answer.raw = b"<html><body><h1>Something went wrong</h1></body></html>"
    answer.headers[b"content-type"] = b"text/html"
    return True


def _plain_type(answer: Answer, _: Call) -> bool:
    answer.headers[b"content-type"] = b"text/plain"
    return True


def _no_trace(answer: Answer, _: Call) -> bool:
    answer.trace_id = ""
    return True


def _retrace(answer: Answer, trace_id: str) -> None:
    answer.trace_id = trace_id
    error = answer.error()
    if error is not None:
        error["traceId"] = trace_id


def _bad_trace(answer: Answer, _: Call) -> bool:
    _retrace(answer, "trace-" + answer.trace_id[:8])
    return True


def _old_trace(answer: Answer, call: Call) -> bool:
    if not call.state.last_trace_id:
        return False
    _retrace(answer, call.state.last_trace_id)
    return True


def _other_trace(_: Answer, error: dict[str, Any]) -> None:
    first, rest = error["traceId"][0], error["traceId"][1:]
    error["traceId"] = ("0" if first != "0" else "1") + rest


def _as_epoch_ms(each: dict[str, Any], name: str) -> None:
    moment = datetime.fromisoformat(each[name])
    each[name] = str(int(moment.timestamp() * 1000))


def _platform_enabled(answer: Answer, _: Call) -> bool:
    found = [each for each in _objects(answer.body) if "platformUsage" in each] if answer.code is None else []
    for each in found:
        each["status"] = "ENABLED"
    return bool(found)


_SPOILERS: dict[str, tuple[str, tuple[str, ...], Callable[[Answer, Call], bool]]] = {
    "missing-status-field": ("a result lacks its status", _WITH_STATUS, _drop_status),
    "extra-field": ("a result has an undocumented member", OPERATIONS, _add_field),
    "wrong-type-total": (
        "totalElements is a string",
        _SEARCH,
        _edit(("totalElements",), lambda each, name: each.__setitem__(name, str(each[name]))),
    ),
    "wrong-enum-platform-status": (
        "a platform's status is ENABLED",
        ("createPlatform", "getPlatforms"),
        _platform_enabled,
    ),
    "null-created": ("created is null", _REQUEST_READS, _edit(("created",), _set(None))),
    "created-not-iso": ("created is epoch milliseconds", _REQUEST_READS, _edit(("created",), _as_epoch_ms)),
    "null-payments": ("payments is null", _REQUEST_READS, _edit(("payments",), _set(None))),
    "undocumented-status-202": ("success is 202", OPERATIONS, _change_status(wanted=(200, 201), status=202)),
    "success-status-200-for-create": ("a create answers 200", _CREATES, _change_status(wanted=(201,), status=200)),
    "wrong-code-for-status": (
        "an unknown platform is reported as an unknown user",
        _UNDER_PLATFORM,
        _swap_not_found,
    ),
    "wrong-status-for-code": (
        "an unknown payment request is 404 instead of 400",
        ("getPaymentRequest",),
        _unknown_request_as_404,
    ),
    "wrong-envelope": ("an error is not inside the list errors", OPERATIONS, _unwrap_error),
    "error-status-mismatch": (
        "the status inside an error is not the HTTP status",
        OPERATIONS,
        _edit_error(lambda _, error: error.__setitem__("status", error["status"] + 1)),
    ),
    "wrong-category": (
        "the category of an error is wrong",
        OPERATIONS,
        _edit_error(lambda _, error: error.__setitem__("category", "UNKNOWN")),
    ),
    "empty-errors-list": ("an error answer lists no error", OPERATIONS, _empty_errors),
    "trace-id-mismatch": ("traceId differs from the Trace-Id header", OPERATIONS, _edit_error(_other_trace)),
    "missing-trace-id": ("the Trace-Id header is missing", OPERATIONS, _no_trace),
    "malformed-trace-id": ("the Trace-Id is not a UUID", OPERATIONS, _bad_trace),
    "repeated-trace-id": ("the Trace-Id is that of the answer before", OPERATIONS, _old_trace),
    "wrong-content-type": ("JSON is sent as text/plain", OPERATIONS, _plain_type),
    "html-error-page": ("an error is an HTML page", OPERATIONS, _html_error),
    "expires-in-number": (
        "expires_in is a number",
        _TOKEN,
        _edit(("expires_in",), lambda each, name: each.__setitem__(name, int(each[name]))),
    ),
    "token-type-lowercase": ("token_type is bearer", _TOKEN, _edit(("token_type",), _set("bearer"))),
}

_ELSEWHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    DELAY: ("the answer comes after delay_ms", OPERATIONS),
    DROP: ("the request is carried out, then the connection is closed without an answer", OPERATIONS),
    TRUNCATE: ("the connection is closed after half of the body", OPERATIONS),
    "crash-on-unicode": ("a body with a character beyond ASCII gives a bare 500", _CREATES),
    "crash-on-malformed-json": ("a malformed body gives a bare 500", _CREATES),
    "crash-on-large-limit": ("a limit of 100 or more gives a bare 500", _SEARCH),
    "limit-ignored": ("the page does not end at limit", _SEARCH),
    "offset-ignored": ("the page starts at 0", _SEARCH),
    "total-is-page-size": ("totalElements counts the page only", _SEARCH),
    "oldest-first": ("payment requests come oldest first", _SEARCH),
    "from-date-ignored": ("fromDate does not filter", _SEARCH),
    "from-date-inclusive": ("fromDate includes its own instant", _SEARCH),
    "to-date-ignored": ("toDate does not filter", _SEARCH),
    "to-date-inclusive": ("toDate includes its own instant", _SEARCH),
    "reversed-range-accepted": ("a period that ends before it begins is searched", _SEARCH),
    "name-length-not-enforced": ("a name of any length is accepted", (*_PLATFORM, *_USER)),
    "description-length-not-enforced": ("a description of any length is accepted", _REQUEST),
    "phone-not-validated": ("any text is accepted as phone number", (*_PLATFORM, *_USER)),
    "missing-parameter-accepted": ("a required parameter may be absent", (*_CREATES, *_SEARCH)),
    "amount-zero-accepted": ("an amount of 0 is accepted", _REQUEST),
    "amount-too-large-accepted": ("an amount of 7 digits is accepted", _REQUEST),
    "currency-not-validated": ("any text is accepted as currency", _REQUEST),
    "third-platform-accepted": ("the number of platforms is not limited", _PLATFORM),
    "user-limit-not-enforced": ("the number of users of a platform is not limited", _USER),
    "iban-limit-not-enforced": ("the number of users of an IBAN is not limited", _USER),
    "iban-checksum-not-enforced": ("a Dutch IBAN with a wrong checksum is accepted", _USER),
    "foreign-iban-accepted": ("a valid IBAN of another country is accepted", _USER),
    "external-id-not-required": ("externalId may be absent on a platform for itself", _REQUEST),
    "payments-shown-for-others": ("payments show on a platform for others", _REQUEST_READS),
    "foreign-platform-visible": ("a platform of another client resolves", _UNDER_PLATFORM),
    "foreign-user-visible": ("a user of another platform resolves", _UNDER_USER),
    "foreign-payment-request-visible": ("a payment request of another user resolves", ("getPaymentRequest",)),
    "foreign-bank-account-accepted": ("a bank account of another user is accepted", _REQUEST),
    "stale-read": ("a list lacks its newest element", _LISTS),
    "duplicate-token": ("a create answers with the token of the one before", _CREATES),
    "name-truncated": ("a name loses its last character", (*_PLATFORM, *_USER)),
    "external-id-lost": ("externalId is forgotten", _REQUEST),
    "amount-changed": ("one cent is added to the amount", _REQUEST),
    "currency-lost": ("the currency of a payment request is null", _REQUEST_READS),
    "payment-not-listed": ("the newest payment of a request is missing", _REQUEST_READS),
    "status-stuck-open": ("a payment request that has ended still reads OPEN", _REQUEST_READS),
    "expired-null-after-expiry": ("expired stays null after the period is over", _REQUEST_READS),
    "yielded-flag-missing-when-blocked": ("bankAccountYieldedTooFast is missing when it is true", _REQUEST_READS),
    "api-key-not-required": ("the API-Key header may be absent", _API),
    "foreign-api-key-accepted": ("any API key is accepted beside a good token", _API),
    "api-key-of-other-client-accepted": ("the token of one client is accepted with the key of another", _API),
    "bearer-not-required": ("the Authorization header may be absent", _API),
    "any-bearer-accepted": ("an unknown token is accepted", _API),
    "expired-token-accepted": ("an expired token is accepted", _API),
    "scope-not-enforced": ("a token without the scope is accepted", _API),
    "revoked-key-accepted": ("a revoked API key is accepted", OPERATIONS),
    "inactive-platform-accepted": ("an inactive platform still creates", (*_USER, *_REQUEST)),
    "assertion-forged-accepted": ("the signature of an assertion is not verified", _TOKEN),
    "assertion-expired-accepted": ("exp of an assertion is not checked", _TOKEN),
    "assertion-not-yet-valid-accepted": ("nbf of an assertion is not checked", _TOKEN),
    "assertion-wrong-audience-accepted": ("aud of an assertion is not checked", _TOKEN),
    "assertion-wrong-subject-accepted": ("sub of an assertion is not checked", _TOKEN),
    "assertion-alg-none-accepted": ("an assertion with alg none is accepted", _TOKEN),
    "assertion-hs256-accepted": ("an HMAC keyed with the public key is accepted", _TOKEN),
    "assertion-too-long-accepted": ("the life span of an assertion is not limited", _TOKEN),
    "assertion-missing-nbf-accepted": ("nbf may be absent", _TOKEN),
    "grant-type-not-checked": ("any grant_type is accepted", _TOKEN),
    "assertion-type-not-checked": ("any client_assertion_type is accepted", _TOKEN),
    "wrong-token-lifetime": ("a token dies after 60 seconds, whatever expires_in says", _TOKEN),
    "wrong-method-accepted": ("a method that a path does not have answers 200", ()),
    "unknown-path-200": ("an unknown path answers 200", ()),
}


def _forced_errors() -> Iterator[Fault]:
    for code, kind in ERRORS.items():
        operations = tuple(name for name in OPERATIONS if code in OPERATION_ERRORS[name])
        yield Fault(
            name=f"{ERROR_PREFIX}{code}",
            summary=f"answer {kind.status} {code} ({kind.message}) before anything else",
            operations=operations,
        )


FAULTS: dict[str, Fault] = {
    **{
        name: Fault(name=name, summary=summary, operations=operations)
        for name, (summary, operations) in _ELSEWHERE.items()
    },
    **{
        name: Fault(name=name, summary=summary, operations=operations)
        for name, (summary, operations, _) in _SPOILERS.items()
    },
    **{fault.name: fault for fault in _forced_errors()},
}
"""Every fault that can be armed."""


def spoil(answer: Answer, call: Call) -> None:
    """Apply the armed faults that change an answer, in the order of their arming."""
    for name in call.faults.names():
        spoiler = _SPOILERS.get(name)
        if spoiler is not None and spoiler[2](answer, call):
            call.faults.fires(name)
