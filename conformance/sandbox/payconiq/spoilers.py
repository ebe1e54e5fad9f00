"""The faults that spoil an answer after it was made: its members, its status, its headers, its form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.sandbox.payconiq.calls import Answer, Call
from conformance.sandbox.payconiq.routes import OPERATIONS

CREATES = ("createCustomer", "createMandate", "createTransaction")
LISTS = ("getTransactions", "searchTransactions")
TRANSACTION_READS = ("getTransaction", *LISTS)
READS = ("getPartner", "getCustomer", "getMandate", *TRANSACTION_READS)
OF_CUSTOMER = (
    *("updateCustomer", "getCustomer", "getMandate", "createMandate", "cancelMandate"),
    *("sendVerificationCode", "validateBankAccount"),
)
OF_TRANSACTION = ("getTransaction", "replayDirectDebit")
_WITH_PEOPLE = ("getPartner", "getCustomer", *TRANSACTION_READS)
_WITH_DATE = ("getPartner", *TRANSACTION_READS)
_MOST_DIGITS = 15
_HEXADECIMAL = "0123456789abcdef"
_ID = re.compile(r"(?<=/)[0-9a-f]{24}(?=/|$)")

Spoil = Callable[[Answer, Call], bool]
"""Changes an answer and returns whether it could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiler:
    """One way to spoil an answer, and the operations whose answers it can spoil."""

    summary: str
    operations: tuple[str, ...]
    spoil: Spoil


def _objects(body: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a body, the outermost first."""
    if isinstance(body, dict):
        yield body
    if isinstance(body, dict | list):
        for inner in list(body.values() if isinstance(body, dict) else body):
            yield from _objects(inner)


def _outermost(body: Any) -> list[dict[str, Any]]:
    """Return the object of a body, or those of a bare array."""
    return [body] if isinstance(body, dict) else [each for each in body or () if isinstance(each, dict)]


def _edit(names: tuple[str, ...], change: Callable[[Any], Any]) -> Spoil:
    """Return a spoiler that changes these members wherever a result has them."""

    def spoil(answer: Answer, _: Call) -> bool:
        if answer.code is not None:
            return False
        found = [(each, name) for each in _objects(answer.body) for name in names if each.get(name) is not None]
        for each, name in found:
            each[name] = change(each[name])
        return bool(found)

    return spoil


def _edit_error(change: Callable[[dict[str, Any]], None]) -> Spoil:
    """Return a spoiler that changes the error object."""

    def spoil(answer: Answer, _: Call) -> bool:
        error = answer.error()
        if error is None:
            return False
        before = dict(error)
        change(error)
        return before != error

    return spoil


def _change_status(*, wanted: tuple[int, ...], status: int) -> Spoil:
    def spoil(answer: Answer, _: Call) -> bool:
        if answer.status not in wanted:
            return False
        answer.status = status
        return True

    return spoil


def _move(change: Callable[[str], str | None]) -> Spoil:
    """Return a spoiler that changes the Location header."""

    def spoil(answer: Answer, _: Call) -> bool:
        if answer.location is None:
            return False
        answer.location = change(answer.location)
        return True

    return spoil


def _drop_identity(answer: Answer, _: Call) -> bool:
    found = [] if answer.code is not None else _outermost(answer.body)
    return bool([each.pop(name) for each in found for name in ("_id", "reference") if name in each])


def _add_field(answer: Answer, _: Call) -> bool:
    found = [] if answer.code is not None else _outermost(answer.body)
    for each in found:
        each["internalId"] = 4711
    return bool(found)


def _complete_transactions(answer: Answer, _: Call) -> bool:
    found = [] if answer.code is not None else [each for each in _outermost(answer.body) if "targetId" in each]
    for each in found:
        each["status"] = "COMPLETED"
    return bool(found)


def _swap_users(answer: Answer, _: Call) -> bool:
    found = [] if answer.code is not None else [each for each in _outermost(answer.body) if "originUser" in each]
    for each in found:
        each["originUser"], each["targetUser"] = each["targetUser"], each["originUser"]
    return bool(found)


def _as_customer_status(value: Any) -> Any:
    """Return a bank account's status as the one that is in no document; other statuses stay."""
    return "ACTIVE" if value in {"NOT_VALIDATED", "VALIDATED", "BLOCKED"} else value


def _rename_account_status(answer: Answer, _: Call) -> bool:
    found = [each for each in _objects(answer.body) if "IBAN" in each and "status" in each] if not answer.code else []
    for each in found:
        each["status"] = _as_customer_status(each["status"])
    return bool(found)


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdigit() and len(value) <= _MOST_DIGITS else value


def _as_seconds(value: Any) -> Any:
    return value // 1000 if isinstance(value, int) else value


def _plain_type(answer: Answer, _: Call) -> bool:
    if answer.body is None:
        return False
    answer.content_type = b"text/plain"
    return True


def _wrong_charset(answer: Answer, _: Call) -> bool:
    if answer.body is None:
        return False
    answer.content_type = b"application/json; charset=iso-8859-1"
    return True


def _html_error(answer: Answer, _: Call) -> bool:
    if answer.code is None:
        return False
    answer.raw = b"<html><body><h1>Something went wrong</h1></body></html>"
    answer.content_type = b"text/html"
    return True


def _unknown_transaction_as_400(answer: Answer, call: Call) -> bool:
    if answer.code != "ENTITY_NOT_FOUND" or call.faults.operation not in OF_TRANSACTION:
        return False
    answer.status = 400
    return True


def _rename_code(answer: Answer, _: Call) -> bool:
    error = answer.error()
    if error is None or answer.code != "ENTITY_NOT_FOUND":
        return False
    error["code"] = answer.code = "R013"
    return True


def _list_error(answer: Answer, _: Call) -> bool:
    error = answer.error()
    if error is None:
        return False
    answer.body = {"errors": [error]}
    return True


def _name_another_field(answer: Answer, _: Call) -> bool:
    error = answer.error()
    if error is None or answer.code != "FIELD_IS_REQUIRED" or "values" not in error:
        return False
    error["values"] = ["field"]
    return True


def _forget_forbidden_values(answer: Answer, _: Call) -> bool:
    error = answer.error()
    return error is not None and answer.code == "R981" and error.pop("values", None) is not None


def _misname_forbidden_resource(answer: Answer, call: Call) -> bool:
    error = answer.error()
    if error is None or answer.code != "R981" or "values" not in error:
        return False
    error["values"] = [call.method, "partners"]
    return True


def _make_relative(location: str) -> str:
    return "/" + location.split("/", 3)[-1]


def _move_host(location: str) -> str:
    return "http://payconiq.example" + _make_relative(location)


def _change_last_id(location: str) -> str:
    """Return a Location in which the last digit of the last id is another."""
    last = list(_ID.finditer(location))[-1].end() - 1
    digit = _HEXADECIMAL[(_HEXADECIMAL.index(location[last]) + 1) % 16]
    return location[:last] + digit + location[last + 1 :]


def _fill_created(answer: Answer, _: Call) -> bool:
    if answer.status != 201:
        return False
    answer.body = {"status": "created"}
    return True


def _drop_allow(answer: Answer, _: Call) -> bool:
    had_any = bool(answer.allow)
    answer.allow = ()
    return had_any


SPOILERS: dict[str, Spoiler] = {
    "missing-field": Spoiler(
        summary="a result lacks its _id, a mandate its reference", operations=READS, spoil=_drop_identity
    ),
    "extra-field": Spoiler(summary="a result has an undocumented member", operations=READS, spoil=_add_field),
    "wrong-type-creation-date": Spoiler(
        summary="creationDate is a string", operations=_WITH_DATE, spoil=_edit(("creationDate",), str)
    ),
    "creation-date-in-seconds": Spoiler(
        summary="creationDate is in seconds", operations=_WITH_DATE, spoil=_edit(("creationDate",), _as_seconds)
    ),
    "wrong-enum-account-status": Spoiler(
        summary="the status of a bank account is ACTIVE", operations=_WITH_PEOPLE, spoil=_rename_account_status
    ),
    "wrong-enum-transaction-status": Spoiler(
        summary="the status of a transaction is COMPLETED", operations=TRANSACTION_READS, spoil=_complete_transactions
    ),
    "null-name": Spoiler(
        summary="firstName is null", operations=_WITH_PEOPLE, spoil=_edit(("firstName",), lambda _: None)
    ),
    "null-text": Spoiler(
        summary="the text of a mandate is null", operations=("getMandate",), spoil=_edit(("text",), lambda _: None)
    ),
    "amount-as-number": Spoiler(
        summary="the amount of a transaction is a number",
        operations=TRANSACTION_READS,
        spoil=_edit(("amount",), _as_number),
    ),
    "users-swapped": Spoiler(
        summary="originUser is the partner and targetUser the customer", operations=TRANSACTION_READS, spoil=_swap_users
    ),
    "wrong-content-type": Spoiler(summary="JSON is sent as text/plain", operations=OPERATIONS, spoil=_plain_type),
    "wrong-charset": Spoiler(summary="JSON calls itself ISO-8859-1", operations=OPERATIONS, spoil=_wrong_charset),
    "html-error-page": Spoiler(summary="an error is an HTML page", operations=OPERATIONS, spoil=_html_error),
    "undocumented-status-202": Spoiler(
        summary="success is 202", operations=OPERATIONS, spoil=_change_status(wanted=(200, 201), status=202)
    ),
    "success-status-200-for-create": Spoiler(
        summary="a create answers 200", operations=CREATES, spoil=_change_status(wanted=(201,), status=200)
    ),
    "wrong-status-for-code": Spoiler(
        summary="an unknown transaction is 400 instead of 404",
        operations=OF_TRANSACTION,
        spoil=_unknown_transaction_as_400,
    ),
    "wrong-code-for-status": Spoiler(
        summary="ENTITY_NOT_FOUND is reported as R013",
        operations=(*OF_CUSTOMER, *OF_TRANSACTION),
        spoil=_rename_code,
    ),
    "wrong-envelope": Spoiler(summary="an error is inside a list errors", operations=OPERATIONS, spoil=_list_error),
    "level-lower-case": Spoiler(
        summary="the level of an error is error",
        operations=OPERATIONS,
        spoil=_edit_error(lambda error: error.update(level="error")),
    ),
    "message-missing": Spoiler(
        summary="an error has no message",
        operations=OPERATIONS,
        spoil=_edit_error(lambda error: error.pop("message", None)),
    ),
    "values-missing": Spoiler(
        summary="an error lacks the values that belong to its code",
        operations=OPERATIONS,
        spoil=_edit_error(lambda error: error.pop("values", None)),
    ),
    "wrong-field-named": Spoiler(
        summary="FIELD_IS_REQUIRED has another field in its values",
        operations=("putKey", "createCustomer", "validateBankAccount", "createTransaction"),
        spoil=_name_another_field,
    ),
    "forbidden-values-missing": Spoiler(
        summary="R981 has no values", operations=OPERATIONS, spoil=_forget_forbidden_values
    ),
    "forbidden-resource-wrong": Spoiler(
        summary="R981 names another resource", operations=OPERATIONS, spoil=_misname_forbidden_resource
    ),
    "location-missing": Spoiler(summary="a create has no Location", operations=CREATES, spoil=_move(lambda _: None)),
    "location-relative": Spoiler(
        summary="the Location of a create has no host", operations=CREATES, spoil=_move(_make_relative)
    ),
    "location-other-host": Spoiler(
        summary="the Location of a create is on another host", operations=CREATES, spoil=_move(_move_host)
    ),
    "location-wrong-id": Spoiler(
        summary="the Location of a create names what does not exist", operations=CREATES, spoil=_move(_change_last_id)
    ),
    "body-on-created": Spoiler(summary="a create answers with a body", operations=CREATES, spoil=_fill_created),
    "allow-missing": Spoiler(summary="a 405 has no Allow header", operations=(), spoil=_drop_allow),
}


def spoil(answer: Answer, call: Call) -> None:
    """Apply the armed faults that change an answer, in the order of their arming."""
    for name in call.faults.names():
        spoiler = SPOILERS.get(name)
        if spoiler is None or (call.faults.operation is not None and call.faults.operation not in spoiler.operations):
            continue
        if spoiler.spoil(answer, call):
            call.faults.fires(name)
