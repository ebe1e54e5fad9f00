"""The 21 operations: which paths and method each has, and what it does.

Source: Twikey Creditor API, "HTTP Request" of each operation; the second paths of invite and sign are those that its
samples and clients use.
"""

from collections.abc import Callable
from dataclasses import dataclass

from conformance.sandbox.twikey import access, mandate_operations, money_operations
from conformance.sandbox.twikey.calls import Answer, Call
from conformance.sandbox.twikey.state import Account

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation; ``handle`` lets the caller in first."""

    name: str
    method: str
    path: Path
    alias: Path | None
    handle: Callable[[Call], Answer]


def _with_session(handle: Callable[[Call, Account], Answer]) -> Callable[[Call], Answer]:
    return lambda call: handle(call, access.authorize(call))


def _operation(
    name: str, method: str, path: str, handle: Callable[[Call], Answer], *, alias: str | None = None
) -> Operation:
    second = None if alias is None else _split(alias)
    return Operation(name=name, method=method, path=_split(path), alias=second, handle=handle)


def _split(path: str) -> Path:
    return ("creditor", *(part for part in path.split("/") if part))


_MANDATES, _MONEY = mandate_operations, money_operations
_OPERATIONS = (
    _operation("logIn", "POST", "", access.log_in),
    _operation("logOut", "GET", "", _with_session(access.log_out)),
    _operation("inviteMandate", "POST", "invite", _with_session(_MANDATES.invite_mandate), alias="prepare"),
    _operation("signMandate", "POST", "sign", _with_session(_MANDATES.sign_mandate), alias="mandate/sign"),
    _operation("getMandateUpdates", "GET", "mandate", _with_session(_MANDATES.get_mandate_updates)),
    _operation("importMandates", "POST", "mandate", _with_session(_MANDATES.import_mandates)),
    _operation("cancelMandate", "DELETE", "mandate", _with_session(_MANDATES.cancel_mandate)),
    _operation("getMandate", "GET", "mandate/detail", _with_session(_MANDATES.get_mandate)),
    _operation("updateMandate", "POST", "mandate/update", _with_session(_MANDATES.update_mandate)),
    _operation("getMandatePdf", "GET", "mandate/pdf", _with_session(_MANDATES.get_mandate_pdf)),
    _operation("uploadMandatePdf", "POST", "mandate/pdf", _with_session(_MANDATES.upload_mandate_pdf)),
    _operation("createTransaction", "POST", "transaction", _with_session(_MONEY.create_transaction)),
    _operation("getTransactionUpdates", "GET", "transaction", _with_session(_MONEY.get_transaction_updates)),
    _operation("getTransactions", "GET", "transaction/detail", _with_session(_MONEY.get_transactions)),
    _operation("removeTransactions", "DELETE", "transaction", _with_session(_MONEY.remove_transactions)),
    _operation("createPrenotification", "POST", "prenotification", _with_session(_MONEY.create_prenotification)),
    _operation("collectTransactions", "POST", "collect", _with_session(_MONEY.collect_transactions)),
    _operation("downloadCollection", "POST", "collect/sdd", _with_session(_MONEY.download_collection)),
    _operation("getPayments", "GET", "payment", _with_session(_MONEY.get_payments)),
    _operation("createTransfer", "POST", "transfer", _with_session(_MONEY.create_transfer)),
    _operation("completeTransfers", "POST", "transfer/complete", _with_session(_MONEY.complete_transfers)),
)
OPERATIONS: tuple[str, ...] = tuple(each.name for each in _OPERATIONS)

_BY_PATH: dict[Path, dict[str, Operation]] = {}
for _each in _OPERATIONS:
    for _path in (_each.path, _each.alias):
        if _path is not None:
            _BY_PATH.setdefault(_path, {})[_each.method] = _each

# A client of the provider logs in with a slash at the end.
_BY_PATH["creditor", ""] = _BY_PATH[("creditor",)]


def match(path: Path) -> dict[str, Operation]:
    """Return the operations of a path by method; none when the path is unknown."""
    return _BY_PATH.get(path, {})
