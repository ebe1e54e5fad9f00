"""What happens outside the API: money comes and goes, cards settle, transfers are executed, somebody looks at a file.

No operation causes these; the control plane does. ``account-deposit`` is the only source of money, ``card-spends`` and
the execution of a transfer to elsewhere are its only sinks.
"""

import ipaddress
import urllib.parse
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import pydantic

from conformance.sandbox.anytime import accounts, formats, ibans, ledger, loads, transfers, webhooks
from conformance.sandbox.anytime.cards import ACTIVE, status_of
from conformance.sandbox.anytime.declines import REASONS
from conformance.sandbox.anytime.routes import OPERATIONS
from conformance.sandbox.anytime.state import (
    Account,
    ApiUser,
    Card,
    CardTransaction,
    Limits,
    Order,
    Party,
    RateLimits,
    State,
    Transfer,
)
from conformance.sandbox.control import MAX_MS, ControlError, Limit, parse
from conformance.sandbox.faults import Armoury, RequestFaults

_CONFLICT = 409
_UNKNOWN = 404
_DEFAULT_REASON = "TRS9999"

Number = int | Annotated[str, pydantic.Field(pattern=r"^[0-9]{1,18}$")]
Amount = int | float | str
Event = Callable[[State, Armoury, Any], dict[str, Any]]


class _Body(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class _RateLimitsBody(_Body):
    per_ip: Limit | None = None
    per_functionality: Limit | None = None
    per_user: Limit | None = None


class LimitsBody(_Body):
    """The limits to reset to; those not named take their default."""

    token_lifetime_s: Limit = 3600
    load_per_day_cents: Limit = 250_000
    load_per_four_days_cents: Limit = 500_000
    load_per_week_cents: Limit = 750_000
    load_per_month_cents: Limit = 1_000_000
    load_per_year_cents: Limit = 5_000_000
    loads_per_day: Limit = 100
    cards_per_account: Limit = 5
    rate_limits: _RateLimitsBody = _RateLimitsBody()


class _Nothing(_Body):
    pass


class _DepositBody(_Body):
    accountId: Number  # noqa: N815 - the name on the wire
    amount: Amount
    comment: str = "Deposit"
    iban: str = "NL91ABNA0417164300"


class _AccountBody(_Body):
    accountId: Number  # noqa: N815 - as above


class _SubAccountBody(_Body):
    accountId: Number  # noqa: N815 - as above
    cardsLeft: Limit = 0  # noqa: N815 - as above


class _SpendBody(_Body):
    cardRef: str  # noqa: N815 - as above
    amount: Amount
    merchant: str = "Brasserie du Marché"


class _SettleBody(_Body):
    transactionId: Number  # noqa: N815 - as above
    status: Literal["S", "C", "D"] = "S"
    reason: str | None = None


class _TransferBody(_Body):
    transferId: Number | None = None  # noqa: N815 - as above
    transferIds: Annotated[list[Number], pydantic.Field(min_length=1)] | None = None  # noqa: N815 - as above


class _KycBody(_Body):
    accountId: Number  # noqa: N815 - as above
    type: str
    accepted: bool


class _HolderBody(_Body):
    cardRef: str  # noqa: N815 - as above
    complete: bool = False


class _SlowBody(_Body):
    slow: bool


class _AllowedBody(_Body):
    allowed: bool


class _FunctionalityBody(_Body):
    operation: str
    allowed: bool


class _UrlBody(_Body):
    url: str | None


class _TrackingBody(_Body):
    orderId: Number  # noqa: N815 - as above
    link: str = "https://tracking.example/parcel/1"


class _UserBody(_Body):
    username: str


def parse_limits(limits: Any) -> Limits:
    """Return the limits of an order to reset."""
    body = parse(LimitsBody, limits, prefix="limits").model_dump()
    return Limits(**{**body, "rate_limits": RateLimits(**body["rate_limits"])})


def _find_account(state: State, number: int | str) -> Account:
    account = state.accounts.get(int(number))
    if account is None:
        raise ControlError(_UNKNOWN, f"accountId: there is no account {number}")
    return account


def _find_card(state: State, ref: str) -> Card:
    card = state.cards.get(ref)
    if card is None:
        raise ControlError(_UNKNOWN, f"cardRef: there is no card {ref!r}")
    return card


def _find_transaction(state: State, number: int | str) -> CardTransaction:
    transaction = state.card_transactions.get(int(number))
    if transaction is None:
        raise ControlError(_UNKNOWN, f"transactionId: there is no card transaction {number}")
    return transaction


def _find_transfers(state: State, body: Any) -> list[Transfer]:
    wanted = parse(_TransferBody, body)
    if (wanted.transferId is None) == (wanted.transferIds is None):
        raise ControlError(400, "give either transferId or transferIds")
    numbers = wanted.transferIds if wanted.transferIds is not None else [wanted.transferId or 0]
    found = []
    for number in numbers:
        transfer = state.transfers.get(int(number))
        if transfer is None:
            raise ControlError(_UNKNOWN, f"transferId: there is no credit transfer {number}")
        found.append(transfer)
    if len({each.internal_id for each in found}) < len(found):
        raise ControlError(400, "transferIds: one is there twice")
    return found


def _find_order(state: State, number: int | str) -> Order:
    order = state.orders.get(int(number))
    if order is None:
        raise ControlError(_UNKNOWN, f"orderId: there is no order {number}")
    return order


def _find_user(state: State, username: str) -> ApiUser:
    for user in state.users.values():
        if user.username == username:
            return user
    raise ControlError(_UNKNOWN, f"username: there is no API user {username!r}")


def _read_amount(amount: Amount) -> int:
    cents = formats.read_cents(str(amount))
    if not cents:
        raise ControlError(400, "amount: must be a decimal greater than 0 with at most 2 decimals")
    return cents


def deposit(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """Somebody outside pays into an account."""
    wanted = parse(_DepositBody, body)
    account, cents = _find_account(state, wanted.accountId), _read_amount(wanted.amount)
    if not ibans.is_iban(wanted.iban):
        raise ControlError(400, "iban: is not an IBAN")
    party = Party(iban=wanted.iban, swift="ABNANL2A", comment=wanted.comment)
    row = ledger.deposit(state, account, cents, party=party, now_ms=state.clock.now_ms())
    balance = formats.number(account.purse.balance_cents)
    return {"txid": f"{account.account_id}-{row.number}", "balance": balance}


def spend(state: State, armoury: Armoury, body: Any) -> dict[str, Any]:
    """The holder of a card buys something."""
    wanted = parse(_SpendBody, body)
    card, cents = _find_card(state, wanted.cardRef), _read_amount(wanted.amount)
    now_ms = state.clock.now_ms()
    status = status_of(card, now_ms)
    if status != ACTIVE:
        raise ControlError(_CONFLICT, f"card-spends needs a card that is ACT; this one is {status}")
    if cents > card.purse.balance_cents:
        raise ControlError(_CONFLICT, "amount: the card has less than that")
    transaction = loads.spend(state, card, cents, merchant=wanted.merchant, now_ms=now_ms)
    webhooks.tell_card_transaction(state, transaction, RequestFaults(armoury, None), now_ms=now_ms)
    return {"transactionId": transaction.txid, "balance": formats.number(card.purse.balance_cents)}


def settle_card(state: State, armoury: Armoury, body: Any) -> dict[str, Any]:
    """A pending card transaction is settled, cancelled or declined."""
    wanted = parse(_SettleBody, body)
    transaction = _find_transaction(state, wanted.transactionId)
    if wanted.reason is not None and (wanted.status == "S" or wanted.reason not in REASONS):
        raise ControlError(400, "reason: goes with C or D and is one of TRS0002 to TRS9999")
    if transaction.status != "P":
        raise ControlError(_CONFLICT, f"card-settles needs a transaction that is P; this one is {transaction.status}")
    if wanted.status != "S" and not loads.can_give_back(transaction):
        raise ControlError(_CONFLICT, "the money has gone on: it cannot be given back")
    reason = wanted.reason or (_DEFAULT_REASON if wanted.status == "D" else None)
    operation = "creditCard" if transaction.kind == "credit" else "debitCard"
    faults = RequestFaults(armoury, operation)
    if not faults.fires("never-settles"):
        now_ms = state.clock.now_ms()
        loads.settle(state, transaction, wanted.status, reason=reason, faults=faults, now_ms=now_ms)
        webhooks.tell_card_transaction(state, transaction, RequestFaults(armoury, None), now_ms=now_ms)
    return {"transactionId": transaction.txid, "status": wanted.status}


def progress_transfer(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """The bank begins to execute credit transfers."""
    found = _find_transfers(state, body)
    for transfer in found:
        if transfer.status != transfers.TO_EXECUTE:
            raise ControlError(_CONFLICT, f"transfer-progress needs To execute; this one is {transfer.status}")
    for transfer in found:
        transfer.status = ledger.IN_PROGRESS
    return _show_transfers(found)


def execute_transfer(state: State, armoury: Armoury, body: Any) -> dict[str, Any]:
    """Credit transfers arrive."""
    found = _find_live(state, body, "transfer-executed")
    now_ms = state.clock.now_ms()
    for transfer in found:
        transfers.execute(state, transfer, now_ms=now_ms)
    return _tell_transfers(state, armoury, found)


def cancel_transfer(state: State, armoury: Armoury, body: Any) -> dict[str, Any]:
    """Credit transfers come back."""
    found = _find_live(state, body, "transfer-cancelled")
    faults = RequestFaults(armoury, "createCreditTransfer")
    for transfer in found:
        transfers.cancel(state, transfer, faults, now_ms=state.clock.now_ms())
    return _tell_transfers(state, armoury, found)


def _find_live(state: State, body: Any, event: str) -> list[Transfer]:
    found = _find_transfers(state, body)
    for transfer in found:
        if transfer.status not in transfers.LIVE:
            raise ControlError(_CONFLICT, f"{event} needs a transfer that is not over; this one is {transfer.status}")
    return found


def _tell_transfers(state: State, armoury: Armoury, found: Sequence[Transfer]) -> dict[str, Any]:
    for user in state.users.values():
        own = [each for each in found if each.account.owner is user]
        webhooks.tell_transfers(state, own, RequestFaults(armoury, None), now_ms=state.clock.now_ms())
    return _show_transfers(found)


def _show_transfers(found: Sequence[Transfer]) -> dict[str, Any]:
    return {"transferIds": [each.internal_id for each in found], "status": found[0].status}


def decide_kyc(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """Somebody looks at the newest file of a type, for the first time or again."""
    wanted = parse(_KycBody, body)
    account = _find_account(state, wanted.accountId)
    file = accounts.find_kyc_file(account, wanted.type)
    if file is None:
        raise ControlError(_UNKNOWN, f"type: no file of type {wanted.type!r} has been uploaded")
    accounts.decide_kyc_file(account, file, accepted=wanted.accepted)
    status = "fulfilled" if accounts.is_kyc_fulfilled(account) else "incomplete"
    return {"type": file.type, "file": file.status, "status": status}


def give_to_partner(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """An account becomes that of a partner."""
    account = _find_account(state, parse(_AccountBody, body).accountId)
    account.is_partner = True
    return {"accountId": account.account_id, "partner": True}


def make_sub_account(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """An account becomes a sub-account, with a number of cards of its own."""
    wanted = parse(_SubAccountBody, body)
    account = _find_account(state, wanted.accountId)
    account.cards_left = wanted.cardsLeft
    return {"accountId": account.account_id, "cardsLeft": account.cards_left}


def change_holder(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """Data of a cardholder are found to be missing, or complete again."""
    wanted = parse(_HolderBody, body)
    card = _find_card(state, wanted.cardRef)
    card.has_holder_data = wanted.complete
    return {"cardRef": card.ref, "complete": card.has_holder_data}


def change_network(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """The banking network becomes too slow, or fast again."""
    state.network_slow = parse(_SlowBody, body).slow
    return {"slow": state.network_slow}


def change_environment(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """The API users are let into this sub-environment, or no longer."""
    state.environment_allowed = parse(_AllowedBody, body).allowed
    return {"allowed": state.environment_allowed}


def change_address(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """Addresses are taken off the list, or put on it again."""
    state.ip_allowed = parse(_AllowedBody, body).allowed
    return {"allowed": state.ip_allowed}


def change_functionality(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """An operation is forbidden to the API users, or allowed again."""
    wanted = parse(_FunctionalityBody, body)
    if wanted.operation not in OPERATIONS:
        raise ControlError(400, f"operation: there is no operation {wanted.operation!r}")
    if wanted.allowed:
        state.denied_operations.discard(wanted.operation)
    else:
        state.denied_operations.add(wanted.operation)
    return {"operation": wanted.operation, "allowed": wanted.allowed}


def set_callback_url(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """The webhooks go to an address on this machine, or nowhere."""
    url = parse(_UrlBody, body).url
    if url is not None and not _is_on_this_machine(url):
        raise ControlError(400, "url: must be an http URL with a loopback address")
    state.callback_url = url
    return {"url": url}


def _is_on_this_machine(url: str) -> bool:
    try:
        address = urllib.parse.urlsplit(url)
        host, _ = address.hostname or "", address.port
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url
    return is_plain and address.scheme == "http" and (host == "localhost" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def list_callbacks(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """Nothing happens; the webhooks since the last reset are listed."""
    parse(_Nothing, body)
    return {"deliveries": state.deliveries.describe()}


def make_tracking_available(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """The card of an order is on its way."""
    wanted = parse(_TrackingBody, body)
    order = _find_order(state, wanted.orderId)
    order.link = wanted.link
    return {"orderId": order.order_id, "link": order.link}


def pass_day(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """24 hours go by."""
    parse(_Nothing, body)
    now_ms = state.clock.now_ms() + formats.DAY_MS
    if now_ms > MAX_MS:
        raise ControlError(_CONFLICT, "the clock runs from 1970 to 2100")
    state.clock.set(now_ms)
    return {"now_s": now_ms / 1000}


def issue_token(state: State, _: Armoury, body: Any) -> dict[str, Any]:
    """Give a bearer token without a signed request, in the place of the user's last one: for trying things by hand."""
    user = _find_user(state, parse(_UserBody, body).username)
    lifetime_s = state.limits.token_lifetime_s
    token, __ = state.issue_token(user, now_ms=state.clock.now_ms(), lifetime_s=lifetime_s)
    return {"access_token": token, "expires_in": lifetime_s}


EVENTS: dict[str, Event] = {
    "account-deposit": deposit,
    "card-spends": spend,
    "card-settles": settle_card,
    "transfer-progress": progress_transfer,
    "transfer-executed": execute_transfer,
    "transfer-cancelled": cancel_transfer,
    "kyc-decision": decide_kyc,
    "account-partner": give_to_partner,
    "sub-account": make_sub_account,
    "card-holder": change_holder,
    "banking-network": change_network,
    "sub-environment": change_environment,
    "ip-allowed": change_address,
    "functionality": change_functionality,
    "callback-url": set_callback_url,
    "callbacks": list_callbacks,
    "tracking-available": make_tracking_available,
    "day-passes": pass_day,
    "token-issue": issue_token,
}
