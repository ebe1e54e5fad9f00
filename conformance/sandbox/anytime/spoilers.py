"""The faults that spoil an answer after it was made: its members, its envelope, its hash, its status, its form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.sandbox.anytime.calls import Answer, Call
from conformance.sandbox.anytime.formats import Literal
from conformance.sandbox.anytime.routes import OPERATIONS
from conformance.sandbox.anytime.signatures import hash_answer

LISTS = (
    *("getAccounts", "getAccountCards", "getAccountStatements", "getIbanStatements", "getCreditTransfers"),
    "getCardTransactions",
)
WITH_JSON = tuple(name for name in OPERATIONS if name != "getTestimonial")
_API = tuple(name for name in OPERATIONS if name != "createToken")
_BALANCES = ("getAccountBalance", "getAccountCards", "getCard")
_WITH_ACCOUNT_TYPE = (
    *("getAccounts", "createAccount", "getAccount", "updateAccount"),
    *("getAccountStatements", "getIbanStatements"),
)
_WITH_CARD_STATUS = ("getAccountCards", "getCard", "updateCard")
_TRANSFERS = ("getCreditTransfers", "createCreditTransfer")
_CARD_TRANSACTIONS = ("getCardTransactions", "getCardTransaction")
_STATEMENTS = ("getAccountStatements", "getAccountStatement", "getIbanStatements")
_WITH_DATES = ("checkApi", "getAccount", "getAccountCards", "getCard", *_STATEMENTS, *_TRANSFERS, *_CARD_TRANSACTIONS)
_IDENTITIES = (
    *("accounts", "cards", "transactions", "credit-transfers", "acc_id", "card_ref", "access_token", "date_time"),
    *("test_param", "internal_id", "txid", "status", "files_status", "iban", "order_id", "pin", "front", "pan"),
    *("state", "temp_link", "tracking_link"),
)
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(.*)", re.DOTALL)
_CARD_STATUSES = {"ACT": "ACTIVE", "ORD": "ORDERED", "BLO": "BLOCKED"}

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


def _edit(names: tuple[str, ...], change: Callable[[Any], Any]) -> Spoil:
    """Return a spoiler that changes these members wherever a result has them."""

    def spoil(answer: Answer, _: Call) -> bool:
        changed = False
        for each in _objects(answer.result()):
            for name in names:
                if each.get(name) is not None and each[name] != (value := change(each[name])):
                    each[name] = value
                    changed = True
        return changed

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


def _edit_envelope(change: Callable[[dict[str, Any], Call], None]) -> Spoil:
    """Return a spoiler that changes the envelope of a result or an error."""

    def spoil(answer: Answer, call: Call) -> bool:
        if answer.envelope is None:
            return False
        before = dict(answer.envelope)
        change(answer.envelope, call)
        return before != answer.envelope

    return spoil


def _without(name: str) -> Spoil:
    return _edit_envelope(lambda envelope, _: envelope.pop(name, None))


def _drop_identity(answer: Answer, _: Call) -> bool:
    body = answer.result() or {}
    name = next((each for each in _IDENTITIES if each in body), None)
    return name is not None and body.pop(name) is not None


def _add_member(answer: Answer, _: Call) -> bool:
    body = answer.result()
    if body is None:
        return False
    body["debug"] = 4711
    return True


def _as_iso_of_elsewhere(value: Any) -> Any:
    """Return a text that begins with a date as it is written in France."""
    match = _ISO_DATE.fullmatch(value) if isinstance(value, str) else None
    return f"{match[3]}/{match[2]}/{match[1]}{match[4]}" if match else value


def _add_half_cent(value: Any) -> Any:
    return round(value + 0.005, 3) if isinstance(value, int | float) else value


def _underscore_keys(answer: Answer, _: Call) -> bool:
    body = answer.result() or {}
    found = [name for name in body if "-" in name]
    for name in found:
        body[name.replace("-", "_")] = body.pop(name)
    return bool(found)


def _mismatch_status(answer: Answer, _: Call) -> bool:
    if answer.code is None:
        return False
    answer.status = 400 if answer.status != 400 else 403
    return True


def _error_as_success(answer: Answer, _: Call) -> bool:
    if answer.code is None:
        return False
    answer.status = 200
    return True


def _success_as_201(answer: Answer, _: Call) -> bool:
    if answer.code is not None or answer.status != 200:
        return False
    answer.status = 201
    return True


def _unwrap(answer: Answer, _: Call) -> bool:
    body = answer.result()
    if body is None:
        return False
    answer.envelope = body
    return True


def _bare_error(answer: Answer, _: Call) -> bool:
    error = answer.error()
    if error is None or answer.envelope is None:
        return False
    answer.envelope["body"] = error
    return True


def _plain_type(answer: Answer, _: Call) -> bool:
    if answer.envelope is None:
        return False
    answer.content_type = b"text/plain"
    return True


def _html_error(answer: Answer, _: Call) -> bool:
    if answer.code is None:
        return False
    answer.raw = b"<html><body><h1>Something went wrong</h1></body></html>"
    answer.content_type = b"text/html"
    return True


def _repeat_request_id(envelope: dict[str, Any], call: Call) -> None:
    if call.state.last_request_id is not None and "request_id" in envelope:
        envelope["request_id"] = call.state.last_request_id


def _text_of(envelope: dict[str, Any]) -> str:
    timestamp = envelope.get("timestamp")
    return timestamp.text if isinstance(timestamp, Literal) else ""


def _rehash(envelope: dict[str, Any], call: Call, text: str, username: str | None = None) -> None:
    own = call.user.username if call.user is not None else ""
    if "hash" in envelope:
        envelope["hash"] = hash_answer(text, own if username is None else username)


def _hash_backwards(envelope: dict[str, Any], call: Call) -> None:
    own = call.user.username if call.user is not None else ""
    if "hash" in envelope:
        envelope["hash"] = hash_answer(own, _text_of(envelope))


def _hash_for_another(envelope: dict[str, Any], call: Call) -> None:
    other = next((each for each in call.state.users.values() if each is not call.user), None)
    _rehash(envelope, call, _text_of(envelope), other.username if other is not None else "somebody")


def _hash_whole_seconds(envelope: dict[str, Any], call: Call) -> None:
    _rehash(envelope, call, _text_of(envelope).partition(".")[0])


def _retime(change: Callable[[str], str]) -> Spoil:
    """Return a spoiler that writes the timestamp in another form, with the hash over that form."""

    def spoil(envelope: dict[str, Any], call: Call) -> None:
        if "timestamp" in envelope:
            text = change(_text_of(envelope))
            envelope["timestamp"] = Literal(text)
            _rehash(envelope, call, text)

    return _edit_envelope(spoil)


def _seven_decimals(text: str) -> str:
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(3, '0')}1119"


def _trailing_zeros(text: str) -> str:
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(4, '0')}"


def _to_milliseconds(text: str) -> str:
    whole, _, decimals = text.partition(".")
    return whole + decimals.ljust(3, "0")


def _upper_hash(envelope: dict[str, Any], _: Call) -> None:
    if "hash" in envelope:
        envelope["hash"] = envelope["hash"].upper()


def _spoiler(summary: str, operations: tuple[str, ...], spoil: Spoil) -> Spoiler:
    return Spoiler(summary=summary, operations=operations, spoil=spoil)


SPOILERS: dict[str, Spoiler] = {
    "member-missing": _spoiler("a result lacks a member that it must have", WITH_JSON, _drop_identity),
    "member-extra": _spoiler("a result has an undocumented member", WITH_JSON, _add_member),
    "total-wrong-type": _spoiler("total_results is a list", LISTS, _edit(("total_results",), lambda value: [value])),
    "balance-wrong-type": _spoiler(
        "a balance is an object", _BALANCES, _edit(("balance",), lambda value: {"amount": value, "currency": "EUR"})
    ),
    "balance-null": _spoiler("a balance is null", _BALANCES, _edit(("balance",), lambda _: None)),
    "acc-type-unknown": _spoiler(
        "acc_type is individual", _WITH_ACCOUNT_TYPE, _edit(("acc_type",), lambda _: "individual")
    ),
    "card-status-unknown": _spoiler(
        "the status of a card is a word",
        _WITH_CARD_STATUS,
        _edit(("status",), lambda value: _CARD_STATUSES.get(value, value)),
    ),
    "transfer-status-unknown": _spoiler(
        "the status of a credit transfer is Done", _TRANSFERS, _edit(("status",), lambda _: "Done")
    ),
    "transaction-status-unknown": _spoiler(
        "the status of a card transaction is X", _CARD_TRANSACTIONS, _edit(("status",), lambda _: "X")
    ),
    "kyc-status-unknown": _spoiler(
        "the status of a KYC is done", ("getKycStatus",), _edit(("status",), lambda _: "done")
    ),
    "dates-in-french-form": _spoiler(
        "dates are DD/MM/YYYY",
        _WITH_DATES,
        _edit(
            (
                *("date_time", "date", "date_transaction", "executionDate", "execution_date", "creation_date"),
                *("request_date", "activation_date", "expiry_date", "user_dob"),
            ),
            _as_iso_of_elsewhere,
        ),
    ),
    "keys-with-underscore": _spoiler(
        "keys with a hyphen have an underscore", ("getCreditTransfers", "getKycStatus"), _underscore_keys
    ),
    "half-cent": _spoiler("a balance has half a cent too much", _BALANCES, _edit(("balance",), _add_half_cent)),
    "code-as-string": _spoiler(
        "the code of an error is a string",
        OPERATIONS,
        _edit_error(lambda error: error.update(code=str(error["code"]))),
    ),
    "exception-wrong": _spoiler(
        "the exception of an error is UnknownException",
        OPERATIONS,
        _edit_error(lambda error: error.update(exception="UnknownException")),
    ),
    "message-missing": _spoiler(
        "an error has no message", OPERATIONS, _edit_error(lambda error: error.pop("message", None))
    ),
    "status-not-of-code": _spoiler("the status of an error is not that of its code", OPERATIONS, _mismatch_status),
    "error-as-success": _spoiler("an error is sent with status 200", OPERATIONS, _error_as_success),
    "success-201": _spoiler("success is 201", OPERATIONS, _success_as_201),
    "error-not-wrapped": _spoiler("the body of an error is the error itself", OPERATIONS, _bare_error),
    "body-not-wrapped": _spoiler("a result comes without its envelope", WITH_JSON, _unwrap),
    "hash-missing": _spoiler("the envelope has no hash", OPERATIONS, _without("hash")),
    "timestamp-missing": _spoiler("the envelope has no timestamp", OPERATIONS, _without("timestamp")),
    "request-id-missing": _spoiler("the envelope has no request_id", OPERATIONS, _without("request_id")),
    "request-id-repeated": _spoiler(
        "request_id is that of the answer before", OPERATIONS, _edit_envelope(_repeat_request_id)
    ),
    "type-async": _spoiler(
        "type_response is async",
        OPERATIONS,
        _edit_envelope(lambda envelope, _: envelope.update(type_response="async")),
    ),
    "wrong-content-type": _spoiler("JSON is sent as text/plain", OPERATIONS, _plain_type),
    "html-error-page": _spoiler("an error is an HTML page", OPERATIONS, _html_error),
    "hash-over-wrong-text": _spoiler(
        "the hash is over username and timestamp, in this order", OPERATIONS, _edit_envelope(_hash_backwards)
    ),
    "hash-over-other-username": _spoiler(
        "the hash is over the name of another API user", OPERATIONS, _edit_envelope(_hash_for_another)
    ),
    "hash-over-whole-seconds": _spoiler(
        "the hash is over the timestamp without its decimals", OPERATIONS, _edit_envelope(_hash_whole_seconds)
    ),
    "hash-upper-case": _spoiler("the hash is in upper case", OPERATIONS, _edit_envelope(_upper_hash)),
    "timestamp-seven-decimals": _spoiler("the timestamp has seven decimals", OPERATIONS, _retime(_seven_decimals)),
    "timestamp-trailing-zeros": _spoiler("the timestamp has trailing zeros", OPERATIONS, _retime(_trailing_zeros)),
    "timestamp-in-milliseconds": _spoiler("the timestamp is in milliseconds", OPERATIONS, _retime(_to_milliseconds)),
}


def spoil(answer: Answer, call: Call) -> None:
    """Apply the armed faults that change an answer, in the order of their arming."""
    operation = call.faults.operation
    for name in call.faults.names():
        spoiler = SPOILERS.get(name)
        if spoiler is None or (operation is not None and operation not in spoiler.operations):
            continue
        if spoiler.spoil(answer, call):
            call.faults.fires(name)
