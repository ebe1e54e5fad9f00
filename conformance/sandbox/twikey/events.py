"""What happens outside the API: somebody signs, a bank answers, a day passes, a merchant sets up its callbacks.

No operation causes these; the control plane does.
"""

import dataclasses
import ipaddress
import urllib.parse
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pydantic

from conformance.sandbox.control import MAX_MS, ControlError, Limit, parse
from conformance.sandbox.faults import Armoury, RequestFaults
from conformance.sandbox.twikey import collecting, exits, formats, mandates, notices, transactions
from conformance.sandbox.twikey.state import Account, Mandate, Options, Signature, State, Transaction

_CONFLICT = 409
_UNKNOWN = 404
_BAD = 400
_DAY_MS = 86_400_000

Policy = Literal["documented", "always-400", "always-200"]
LoginFailure = Literal[200, 400, "200", "400"]
Event = Callable[[State, RequestFaults, Any], dict[str, Any]]


class CallbackUrlError(ValueError):
    """A callback URL cannot be used; the text says why."""


class _Body(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class OptionsBody(_Body):
    """The options to reset to; those not named take their default."""

    status_policy: Policy = "documented"
    login_failure: LoginFailure = 200
    session_lifetime_s: Limit = 86_400
    bank_answer_s: Limit = 300


class _MerchantBody(_Body):
    apiToken: str | None = None  # noqa: N815 - the provider's name on the wire


class _MandateBody(_MerchantBody):
    mndtId: str  # noqa: N815 - as above


class _BankBody(_MandateBody):
    accepted: bool


class _AnswersBody(_MerchantBody):
    id: int | None = None
    code: str | None = None


class _TransactionBody(_MerchantBody):
    id: int


class _DunningBody(_TransactionBody):
    step: str


class _PlanBody(_MandateBody):
    plan: str
    state: str


class _UrlBody(_MerchantBody):
    url: str | None


class _DayBody(_Body):
    collects: bool = False


class _SessionBody(_Body):
    apiToken: Annotated[str, pydantic.Field(min_length=1)]  # noqa: N815 - as above


class _SwitchBody(_Body):
    status_policy: Policy | None = None
    login_failure: LoginFailure | None = None


class _EmptyBody(_Body):
    pass


def parse_options(limits: Any) -> Options:
    """Return the options of an order to reset."""
    wanted = parse(OptionsBody, limits, prefix="limits")
    return Options(**{**wanted.model_dump(), "login_failure": int(wanted.login_failure)})


def check_callback_url(url: str) -> str:
    """Return a callback URL when it is plain HTTP to this machine and without a query.

    Raises:
        CallbackUrlError: It is not.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CallbackUrlError("it is not a URL") from error
    if parts.scheme != "http" or not parts.hostname or parts.username is not None or port == 0:
        raise CallbackUrlError("write http://127.0.0.1:PORT/PATH")
    if not _is_loopback(parts.hostname):
        raise CallbackUrlError("callbacks go to the loopback interface only")
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise CallbackUrlError("the parameters are filled in for each callback; give it without a query")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise CallbackUrlError("it has characters that a URL does not have")
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _accounts(state: State, body: _MerchantBody) -> list[Account]:
    """Return the account of an API token, or all accounts when none is named."""
    if body.apiToken is None:
        return list(state.each_account())
    account = state.accounts.get(body.apiToken)
    if account is None:
        raise ControlError(_UNKNOWN, "apiToken: there is no merchant with this API token")
    return [account]


def _find_mandate(state: State, body: _MandateBody) -> tuple[Account, Mandate]:
    for account in _accounts(state, body):
        if body.mndtId in account.mandates:
            return account, account.mandates[body.mndtId]
    raise ControlError(_UNKNOWN, f"mndtId: there is no mandate {body.mndtId!r}")


def _require(mandate: Mandate, event: str, states: tuple[str, ...]) -> None:
    if mandate.state not in states:
        wanted = " or ".join(states)
        raise ControlError(_CONFLICT, f"{event} needs a mandate that is {wanted}; this one is {mandate.state}")


def sign_mandate(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """The debtor signs."""
    account, mandate = _find_mandate(state, parse(_MandateBody, body))
    _require(mandate, "mandate-signed", mandates.UNSIGNED)
    now_ms = state.clock.now_ms()
    signature = Signature(
        method=mandate.sign_method or "mock",
        signer=mandate.debtor.email or mandate.debtor.shown_name(),
        place=mandate.sign_place or mandate.debtor.city,
        signed_ms=now_ms if mandate.sign_date_ms is None else mandate.sign_date_ms,
    )
    mandates.sign(state, account, mandate, signature, now_ms=now_ms, faults=faults)
    return {**_describe(mandate), "exitUrl": exits.exit_url(account, mandate, "ok")}


def print_mandate(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """The debtor prints the invitation to sign it by hand."""
    account, mandate = _find_mandate(state, parse(_MandateBody, body))
    _require(mandate, "mandate-printed", (mandates.PREPARED,))
    mandates.print_out(state, account, mandate, faults)
    return {**_describe(mandate), "exitUrl": exits.exit_url(account, mandate, "print")}


def expire_mandate(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """An invitation runs out."""
    account, mandate = _find_mandate(state, parse(_MandateBody, body))
    _require(mandate, "mandate-expired", mandates.UNSIGNED)
    mandates.expire(state, account, mandate, faults)
    return _describe(mandate)


def answer_mandate(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """The debtor's bank accepts or rejects a B2B mandate."""
    wanted = parse(_BankBody, body)
    account, mandate = _find_mandate(state, wanted)
    _require(mandate, "mandate-bank-answer", (mandates.PENDING,))
    mandates.settle_bank(state, account, mandate, accepted=wanted.accepted, now_ms=state.clock.now_ms(), faults=faults)
    return _describe(mandate)


def _describe(mandate: Mandate) -> dict[str, Any]:
    return {"mndtId": mandate.number, "state": mandate.state}


def answer_transactions(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """The bank answers: one collected transaction, or all that wait, by amount unless a code is given."""
    wanted = parse(_AnswersBody, body)
    if wanted.code is not None and wanted.code not in {transactions.PAID, *transactions.REASONS}:
        codes = ", ".join((transactions.PAID, *transactions.REASONS))
        raise ControlError(_BAD, f"code: the bank says {codes}")
    accounts = _accounts(state, wanted)
    if wanted.id is not None:
        account, transaction = _find_transaction(accounts, wanted.id)
        _require_answerable(transaction)
        chosen = [(account, [transaction])]
    else:
        chosen = [
            (account, [each for each in account.transactions.values() if each.batch_id and each.state == "OPEN"])
            for account in accounts
        ]
    answered = []
    for account, group in chosen:
        for each in group:
            reason = _reason(each, wanted.code)
            transactions.answer(account, each, reason, now_ms=state.clock.now_ms())
            answered.append({"id": each.id, "state": each.state, "code": reason, "final": each.is_final})
        if group:
            notices.tell_payment(state, account, faults)
    return {"answered": answered}


def _find_transaction(accounts: list[Account], number: int) -> tuple[Account, Transaction]:
    for account in accounts:
        if number in account.transactions:
            return account, account.transactions[number]
    raise ControlError(_UNKNOWN, f"id: there is no transaction {number}")


def _require_answerable(transaction: Transaction) -> None:
    if transaction.batch_id is None:
        raise ControlError(_CONFLICT, "bank-answers needs a transaction that was collected")
    if transaction.is_final:
        raise ControlError(_CONFLICT, "bank-answers needs a transaction that is not final")


def _reason(transaction: Transaction, code: str | None) -> str | None:
    if code is None:
        return transactions.reason_for(transaction.amount_cents)
    return None if code == transactions.PAID else code


def set_callback_url(state: State, _: RequestFaults, body: Any) -> dict[str, Any]:
    """A merchant sets the URL for callbacks in the dashboard; null switches them off."""
    wanted = parse(_UrlBody, body)
    try:
        url = None if wanted.url is None else check_callback_url(wanted.url)
    except CallbackUrlError as error:
        raise ControlError(_BAD, f"url: {error}") from error
    for account in _accounts(state, wanted):
        account.callback_url = url
    return {"url": url}


def press_test_button(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """A merchant presses the button that sends a test callback: the first one, unless another is named."""
    account = _accounts(state, parse(_MerchantBody, body))[0]
    _require_callback_url(account, "callback-test")
    notices.tell_test(state, account, faults)
    return {"sent": True}


def _require_callback_url(account: Account, event: str) -> None:
    if account.callback_url is None:
        raise ControlError(_CONFLICT, f"{event} needs a callback-url first")


def call_back_about_transaction(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """A callback about a transaction is sent; what makes the provider send one is not documented."""
    wanted = parse(_TransactionBody, body)
    account, transaction = _find_transaction(_accounts(state, wanted), wanted.id)
    _require_callback_url(account, "callback-transaction")
    notices.tell_transaction(state, account, faults, transaction)
    return {"sent": True}


def call_back_about_dunning(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """A callback about a step of dunning is sent, of a transaction that need not have failed."""
    wanted = parse(_DunningBody, body)
    account, transaction = _find_transaction(_accounts(state, wanted), wanted.id)
    _require_callback_url(account, "callback-dunning")
    notices.tell_dunning(state, account, faults, transaction, step=wanted.step)
    return {"sent": True}


def call_back_about_plan(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """A callback about the plan of a mandate is sent; plans themselves are not imitated."""
    wanted = parse(_PlanBody, body)
    account, mandate = _find_mandate(state, wanted)
    _require_callback_url(account, "callback-plan")
    notices.tell_plan(state, account, faults, number=mandate.number, plan=wanted.plan, plan_state=wanted.state)
    return {"sent": True}


def list_callbacks(state: State, _: RequestFaults, body: Any) -> dict[str, Any]:
    """Show the callbacks since the last reset; the application has waited until all were delivered or given up."""
    parse(_EmptyBody, body)
    return {"deliveries": state.deliveries.describe()}


def pass_day(state: State, faults: RequestFaults, body: Any) -> dict[str, Any]:
    """A day passes; with ``collects`` the automatic collection of the night runs first."""
    wanted = parse(_DayBody, body)
    now_ms = state.clock.now_ms()
    if now_ms + _DAY_MS > MAX_MS:
        raise ControlError(_BAD, "the clock runs from 1970 to 2100")
    batches = 0
    if wanted.collects:
        for account in state.each_account():
            for template in account.merchant.templates:
                batches += len(
                    collecting.collect(state, account, template, only=[], day=None, now_ms=now_ms, faults=faults)
                )
    state.clock.set(now_ms + _DAY_MS)
    collecting.settle(state, faults)
    return {"now": formats.format_instant(now_ms + _DAY_MS), "batches": batches}


def switch_options(state: State, _: RequestFaults, body: Any) -> dict[str, Any]:
    """The provider moves on to the statuses of another year; what is not named stays."""
    wanted = parse(_SwitchBody, body)
    changes: dict[str, Any] = {}
    if wanted.status_policy is not None:
        changes["status_policy"] = wanted.status_policy
    if wanted.login_failure is not None:
        changes["login_failure"] = int(wanted.login_failure)
    state.options = dataclasses.replace(state.options, **changes)
    return {"status_policy": state.options.status_policy, "login_failure": state.options.login_failure}


def issue_session(state: State, _: RequestFaults, body: Any) -> dict[str, Any]:
    """Open a session without a login: for trying things by hand."""
    wanted = parse(_SessionBody, body)
    account = _accounts(state, _MerchantBody(apiToken=wanted.apiToken))[0]
    lifetime_s = state.options.session_lifetime_s
    token = state.open_session(account, now_ms=state.clock.now_ms(), lifetime_s=lifetime_s)
    return {"authorization": token}


EVENTS: dict[str, Event] = {
    "mandate-signed": sign_mandate,
    "mandate-printed": print_mandate,
    "mandate-expired": expire_mandate,
    "mandate-bank-answer": answer_mandate,
    "bank-answers": answer_transactions,
    "callback-url": set_callback_url,
    "callback-test": press_test_button,
    "callback-transaction": call_back_about_transaction,
    "callback-dunning": call_back_about_dunning,
    "callback-plan": call_back_about_plan,
    "callbacks": list_callbacks,
    "day-passes": pass_day,
    "options": switch_options,
    "session-issue": issue_session,
}


def bind(event: Event, state: State, armoury: Armoury) -> Callable[[Any], dict[str, Any]]:
    """Return an event as the control plane calls it: first whatever was due happens."""

    def happen(body: Any) -> dict[str, Any]:
        faults = RequestFaults(armoury, None)
        collecting.settle(state, faults)
        return event(state, faults, body)

    return happen
