"""The faults that spoil an answer after it was made; the others fire where the rule that they break stands."""

from collections.abc import Callable, Iterator
from typing import Any

from conformance.sandbox.twikey import formats
from conformance.sandbox.twikey.calls import JSON, XML, Answer, Call
from conformance.sandbox.twikey.errors import NO_SESSION
from conformance.sandbox.twikey.mandate_operations import PDF
from conformance.sandbox.twikey.money_operations import ZIP
from conformance.sandbox.twikey.routes import OPERATIONS
from conformance.sandbox.twikey.views import RESERVED_KEYS

Spoil = Callable[[Answer, Call], bool]
Change = Callable[[dict[str, Any], str], None]

LOGIN = ("logIn",)
SESSION = tuple(name for name in OPERATIONS if name != "logIn")
WITHOUT_BODY = (
    *("logOut", "importMandates", "cancelMandate", "updateMandate", "uploadMandatePdf"),
    *("removeTransactions", "createPrenotification"),
)
NO_CONTENT = ("logOut", "importMandates", "updateMandate", "removeTransactions")
FILES = ("getMandatePdf", "downloadCollection")
WITH_JSON = tuple(name for name in OPERATIONS if name not in {*WITHOUT_BODY, *FILES})
TRANSACTIONS = ("createTransaction", "getTransactionUpdates", "getTransactions")
TRANSACTION_STATES = ("getTransactionUpdates", "getTransactions")
MANDATES = ("getMandateUpdates", "getMandate")
NAMED_MANDATES = (
    *("cancelMandate", "getMandate", "updateMandate", "getMandatePdf", "uploadMandatePdf"),
    *("createTransaction", "createPrenotification", "removeTransactions"),
)
AMOUNTS = (*TRANSACTIONS, "getPayments", "createTransfer")
FEEDS = ("getMandateUpdates", "getTransactionUpdates", "getPayments")
_NUMBERED = ("inviteMandate", "signMandate", *MANDATES, *TRANSACTIONS)


def _objects(body: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a body, the outermost first."""
    if isinstance(body, dict):
        yield body
    if isinstance(body, dict | list):
        for inner in body.values() if isinstance(body, dict) else body:
            yield from _objects(inner)


def _edit(names: tuple[str, ...], change: Change) -> Spoil:
    """Return a spoiler that changes these members wherever a result has them."""

    def spoil(answer: Answer, _: Call) -> bool:
        if answer.code is not None:
            return False
        found = [(each, name) for each in _objects(answer.body) for name in names if each.get(name) is not None]
        for each, name in found:
            change(each, name)
        return bool(found)

    return spoil


def _set(value: Any) -> Change:
    return lambda each, name: each.__setitem__(name, value)


def _convert(convert: Callable[[Any], Any]) -> Change:
    return lambda each, name: each.__setitem__(name, convert(each[name]))


def _remove(each: dict[str, Any], name: str) -> None:
    del each[name]


def _rename(each: dict[str, Any], name: str, new_name: str) -> None:
    each[new_name] = each.pop(name)


def _swap_case_of_number(each: dict[str, Any], name: str) -> None:
    _rename(each, name, "MndtId" if name == "mndtId" else "mndtId")


def _without_zone(value: Any) -> Any:
    return value.removesuffix("Z") if isinstance(value, str) else value


def _add_member(answer: Answer, _: Call) -> bool:
    first = next(_objects(answer.body), None) if answer.code is None else None
    if first is None:
        return False
    first["internalId"] = 4711
    return True


def _hours_later(moment: Any) -> Any:
    return formats.format_instant((formats.parse_instant(moment) or 0) + 2 * 3_600_000)


def _drop_attributes(answer: Answer, _: Call) -> bool:
    found = [each for each in _objects(answer.body) if isinstance(each.get("SplmtryData"), list)]
    dropped = False
    for each in found:
        kept = [entry for entry in each["SplmtryData"] if entry["Key"] in RESERVED_KEYS]
        dropped = dropped or len(kept) < len(each["SplmtryData"])
        each["SplmtryData"] = kept
    return dropped


def _null_for_empty_list(answer: Answer, _: Call) -> bool:
    found = [
        (each, name)
        for name in ("Messages", "Entries", "Sdds")
        for each in _objects(answer.body)
        if answer.code is None and each.get(name) == []
    ]
    for each, name in found:
        each[name] = None
    return bool(found)


def _change_status(wanted: Callable[[Answer], bool], status: int) -> Spoil:
    def spoil(answer: Answer, _: Call) -> bool:
        if not wanted(answer):
            return False
        answer.status = status
        return True

    return spoil


def _edit_error(change: Callable[[Answer], None]) -> Spoil:
    """Return a spoiler of answers that carry an error code."""

    def spoil(answer: Answer, _: Call) -> bool:
        if answer.code in {None, NO_SESSION} or not isinstance(answer.body, dict):
            return False
        change(answer)
        return True

    return spoil


def _drop_headers(*names: bytes) -> Callable[[Answer], None]:
    def drop(answer: Answer) -> None:
        for name in names:
            answer.headers.pop(name, None)

    return drop


def _change_code(answer: Answer) -> None:
    answer.headers[b"apierrorcode"] = b"err_unknown"


def _drop_body(answer: Answer) -> None:
    answer.body = ...


def _wrap_error(answer: Answer) -> None:
    answer.body = {"error": answer.body}


def _drop_message(answer: Answer) -> None:
    answer.body = {"code": answer.body.get("code")}


def _show_page(answer: Answer) -> None:
    answer.raw, answer.content_type = b"<html><body><h1>Something went wrong</h1></body></html>", b"text/html"


def _rename_unknown_mandate(answer: Answer, _: Call) -> bool:
    if answer.code != "err_no_contract" or not isinstance(answer.body, dict):
        return False
    answer.code = "err_no_such_ct"
    answer.body["code"] = answer.code
    answer.headers |= {b"apierror": answer.code.encode(), b"apierrorcode": answer.code.encode()}
    return True


def _edit_refused_session(change: Callable[[Answer], None]) -> Spoil:
    def spoil(answer: Answer, _: Call) -> bool:
        if answer.code != NO_SESSION:
            return False
        change(answer)
        return True

    return spoil


def _add_error_headers(answer: Answer) -> None:
    answer.headers |= {b"apierror": b"err_no_login", b"apierrorcode": b"err_no_login"}


def _as_json(answer: Answer) -> None:
    answer.raw, answer.content_type = None, JSON
    answer.body = {"code": "err_no_login", "message": "Not logged in"}


def _set_status(status: int) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        answer.status = status

    return change


def _open_session_anyway(answer: Answer, call: Call) -> bool:
    if answer.code != "err_no_login":
        return False
    answer.headers[b"authorization"] = call.state.new_uuid().encode()
    return True


def _token_only_in_header(answer: Answer, _: Call) -> bool:
    if answer.code is not None:
        return False
    answer.body = {}
    return True


def _token_only_in_body(answer: Answer, _: Call) -> bool:
    return answer.code is None and answer.headers.pop(b"authorization", None) is not None


def _other_token_in_header(answer: Answer, call: Call) -> bool:
    if answer.code is not None:
        return False
    answer.headers[b"authorization"] = call.state.new_uuid().encode()
    return True


def _drop_header_of_success(name: bytes) -> Spoil:
    def spoil(answer: Answer, _: Call) -> bool:
        return answer.code is None and answer.headers.pop(name, None) is not None

    return spoil


def _change_type(wanted: bytes, content_type: bytes) -> Spoil:
    def spoil(answer: Answer, _: Call) -> bool:
        has_content = answer.raw is not None or answer.body is not ...
        if answer.content_type != wanted or not has_content:
            return False
        answer.content_type = content_type
        return True

    return spoil


def _cut_xml(answer: Answer, _: Call) -> bool:
    if answer.content_type != XML or answer.raw is None:
        return False
    answer.raw = answer.raw[:-4]
    return True


def _drop_allow(answer: Answer, _: Call) -> bool:
    return answer.headers.pop(b"allow", None) is not None


SPOILERS: dict[str, tuple[str, tuple[str, ...], Spoil]] = {
    "mandate-number-missing": ("a result lacks the mandate number", _NUMBERED, _edit(("mndtId", "MndtId"), _remove)),
    "extra-member": ("a result has an undocumented member", WITH_JSON, _add_member),
    "contract-id-as-string": (
        "contractId is a string",
        (*TRANSACTIONS, "getPayments"),
        _edit(("contractId",), _convert(str)),
    ),
    "amount-as-string": ("amounts are strings", AMOUNTS, _edit(("amount",), _convert(str))),
    "amount-null": ("amounts are null", AMOUNTS, _edit(("amount",), _set(None))),
    "unknown-instrument": ("the local instrument is COR1", MANDATES, _edit(("LclInstrm",), _set("COR1"))),
    "unknown-transaction-state": (
        "a transaction is in a state that is not documented",
        TRANSACTION_STATES,
        _edit(("state",), _set("BOOKED")),
    ),
    "transaction-state-lower-case": (
        "the state of a transaction is in lower case",
        TRANSACTION_STATES,
        _edit(("state",), _convert(str.lower)),
    ),
    "payment-state-upper-case": (
        "the state of an entry of a collection is in upper case",
        ("getPayments",),
        _edit(("state",), _convert(str.upper)),
    ),
    "mandate-number-wrong-case": (
        "an invitation answers MndtId and a signature mndtId",
        ("inviteMandate", "signMandate"),
        _edit(("mndtId", "MndtId"), _swap_case_of_number),
    ),
    "sign-message-missing": ("Msg is missing", ("signMandate",), _edit(("Msg",), _remove)),
    "key-missing": ("an invitation has no key", ("inviteMandate",), _edit(("key",), _remove)),
    "time-without-zone": (
        "times lack the Z",
        (*MANDATES, *TRANSACTIONS),
        _edit(("EvtTime", "CreDtTm", "date", "bkdate"), _convert(_without_zone)),
    ),
    "event-time-in-local-time": (
        "times of the mandate feed are local ones with a Z",
        ("getMandateUpdates",),
        _edit(("EvtTime",), _convert(_hours_later)),
    ),
    "feed-time-stuck": (
        "the mandate feed always says that it was made in 2015",
        ("getMandateUpdates",),
        _edit(("CreDtTm",), _set("2015-01-01T00:00:00Z")),
    ),
    "attributes-not-in-feed": ("the mandate feed lacks the attributes", ("getMandateUpdates",), _drop_attributes),
    "payment-day-as-time": (
        "the booking day of a collection's entry is a time",
        ("getPayments",),
        _edit(("bkdate",), _convert(lambda day: f"{day}T00:00:00Z")),
    ),
    "transaction-time-as-day": (
        "the booking time of a transaction is a day",
        TRANSACTION_STATES,
        _edit(("bkdate",), _convert(lambda moment: moment[:10])),
    ),
    "supplement-keys-lower-case": (
        "supplementary data have key and value",
        MANDATES,
        _edit(("Key", "Value"), lambda each, name: _rename(each, name, name.lower())),
    ),
    "max-amount-as-number": ("MaxAmt is a number", MANDATES, _edit(("MaxAmt",), _convert(float))),
    "empty-list-null": ("an empty list is null", FEEDS, _null_for_empty_list),
    "wrong-content-type": ("JSON is sent as text/plain", OPERATIONS, _change_type(JSON, b"text/plain")),
    "success-status-202": (
        "success is 202",
        OPERATIONS,
        _change_status(lambda answer: answer.code is None and answer.status in {200, 204}, 202),
    ),
    "no-content-as-200": (
        "success without a body is 200 instead of 204",
        NO_CONTENT,
        _change_status(lambda answer: answer.status == 204, 200),
    ),
    "unknown-mandate-as-400": (
        "an unknown mandate is 400 instead of 404",
        NAMED_MANDATES,
        _change_status(lambda answer: answer.code == "err_no_contract", 400),
    ),
    "prenotification-errors-as-400": (
        "an invalid amount or date of a prenotification is 400",
        ("createPrenotification",),
        _change_status(lambda answer: answer.status in {405, 406}, 400),
    ),
    "missing-reason-as-400": (
        "a cancellation without a reason is 400 instead of 405",
        ("cancelMandate",),
        _change_status(lambda answer: answer.code == "err_provide_reason", 400),
    ),
    "wrong-state-as-400": (
        "a mandate in the wrong state is 400 instead of 403",
        ("cancelMandate", "getMandate", "updateMandate", "createTransaction", "signMandate", "importMandates"),
        _change_status(lambda answer: answer.code == "err_mandate_invalid_state", 400),
    ),
    "wrong-code-for-unknown-mandate": (
        "an unknown mandate is reported as an unknown template",
        NAMED_MANDATES,
        _rename_unknown_mandate,
    ),
    "error-headers-missing": (
        "the code of an error is only in the body",
        OPERATIONS,
        _edit_error(_drop_headers(b"apierror", b"apierrorcode")),
    ),
    "error-code-header-missing": ("ApiErrorCode is missing", OPERATIONS, _edit_error(_drop_headers(b"apierrorcode"))),
    "error-header-missing": ("ApiError is missing", OPERATIONS, _edit_error(_drop_headers(b"apierror"))),
    "error-codes-differ": ("ApiErrorCode differs from the body", OPERATIONS, _edit_error(_change_code)),
    "error-body-missing": ("an error has headers and no body", OPERATIONS, _edit_error(_drop_body)),
    "error-envelope-wrong": ("an error is inside another object", OPERATIONS, _edit_error(_wrap_error)),
    "error-message-missing": ("an error has no message", OPERATIONS, _edit_error(_drop_message)),
    "html-error-page": ("an error is an HTML page", OPERATIONS, _edit_error(_show_page)),
    "session-refusal-with-error-headers": (
        "a refused session has ApiError headers",
        SESSION,
        _edit_refused_session(_add_error_headers),
    ),
    "session-refusal-as-json": ("a refused session is JSON", SESSION, _edit_refused_session(_as_json)),
    "session-refusal-as-200": ("a refused session is 200", SESSION, _edit_refused_session(_set_status(200))),
    "session-refusal-as-403": ("a refused session is 403", SESSION, _edit_refused_session(_set_status(403))),
    "failed-login-as-401": (
        "a refused login is 401",
        LOGIN,
        _change_status(lambda answer: answer.code == "err_no_login", 401),
    ),
    "failed-login-with-session": ("a refused login carries a session token", LOGIN, _open_session_anyway),
    "session-only-in-header": ("a login gives the token in the header only", LOGIN, _token_only_in_header),
    "session-only-in-body": ("a login gives the token in the body only", LOGIN, _token_only_in_body),
    "session-header-and-body-differ": ("a login gives two tokens", LOGIN, _other_token_in_header),
    "state-header-missing": ("X-STATE is missing", ("getMandate",), _drop_header_of_success(b"x-state")),
    "collectable-header-missing": (
        "X-COLLECTABLE is missing",
        ("getMandate",),
        _drop_header_of_success(b"x-collectable"),
    ),
    "last-header-missing": ("X-LAST is missing", ("getMandateUpdates",), _drop_header_of_success(b"x-last")),
    "xml-malformed": ("XML breaks off before its end", ("getMandateUpdates",), _cut_xml),
    "pdf-wrong-type": ("a PDF is sent as text/html", ("getMandatePdf",), _change_type(PDF, b"text/html")),
    "zip-wrong-type": ("a zip is sent as text/plain", ("downloadCollection",), _change_type(ZIP, b"text/plain")),
    "allow-header-missing": ("a wrong method is answered without Allow", (), _drop_allow),
}
"""By name: what is wrong, the operations it shows in, and what does it; the last says whether it did."""


def spoil(answer: Answer, call: Call) -> None:
    """Apply the armed faults that change an answer, in the order of their arming."""
    for name in call.faults.names():
        spoiler = SPOILERS.get(name)
        if spoiler is None:
            continue
        _, operations, spoils = spoiler
        if (not operations or call.faults.operation in operations) and spoils(answer, call):
            call.faults.fires(name)
