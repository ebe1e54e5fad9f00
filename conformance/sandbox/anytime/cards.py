"""Cards: how one is ordered, what may become of it, its PIN and its PAN.

A plastic card is ordered and then activated by its holder; a virtual one is active at once.

Source: Anytime API documentation, "cards" and "orders". That STO, LOS, DAM and CAN are final, how long a card lives
whose wish lies in the past, and the order of the checks are assumptions.
"""

import re
from datetime import date

from conformance.sandbox.anytime import accounts, formats, ledger
from conformance.sandbox.anytime.calls import Call
from conformance.sandbox.anytime.errors import Refusal
from conformance.sandbox.anytime.requests import CONSUMER, MULTI_USE, PLASTIC, SINGLE_USE
from conformance.sandbox.anytime.state import Account, ApiUser, Card, CardTransaction, Order, Row, State

ORDERED = "ORD"
ACTIVE = "ACT"
BLOCKED = "BLO"
CANCELLED = "CAN"
EXPIRED = "EXP"
FINAL = ("STO", "LOS", "DAM", CANCELLED, EXPIRED)
ORDER_COMPLETE = 3
ORDER_ACTIVATED = 9
SANDBOX_CVC = "000"
LOAD_MCC = 6012
PURCHASE_MCC = 5812

_MAX_ID_LENGTH = 18
_VALIDITY_YEARS = 3
_BIN = "400000"


def order_card(call: Call, user: ApiUser, values: dict[str, str], cents: int) -> Order:
    """Order a card and load it from its account."""
    account = accounts.find_account(call, user, values["acc_id"])
    kind = values["card_type"]
    if kind != PLASTIC and account.kind == CONSUMER and not call.faults.fires("consumer-orders-virtual"):
        raise Refusal("4030370")
    if account.fields["acc_currency"] != "EUR" and not call.faults.fires("foreign-currency-order-accepted"):
        raise Refusal("4030212")
    accounts.require_kyc(call, account, "4510320")
    accounts.require_funds(call, account, cents)
    _require_room(call, account)
    reach_network(call)
    card = _new_card(call, account, kind, values)
    account.cards.append(card)
    if account.cards_left is not None:
        account.cards_left -= 1
    call.state.cards[card.ref] = card
    comment = f"First load of card {card.ref}"
    row = ledger.pay_card(account, card, cents, comment=comment, now_ms=call.now_ms)
    add_transaction(
        call.state, card, cents, kind="order", comment=comment, now_ms=call.now_ms, row=row, is_settled=True
    )
    order = Order(order_id=call.state.new_number("order"), card=card)
    call.state.orders[order.order_id] = order
    return order


def _require_room(call: Call, account: Account) -> None:
    if account.cards_left is not None:
        if account.cards_left < 1 and not call.faults.fires("card-quota-ignored"):
            raise Refusal("4290331")
    elif len(account.cards) >= call.state.limits.cards_per_account and not call.faults.fires("card-quota-ignored"):
        raise Refusal("4290330")


def _new_card(call: Call, account: Account, kind: str, values: dict[str, str]) -> Card:
    state = call.state
    today = formats.date_of(call.now_ms)
    wish = formats.read_date(values["expiry_date"])
    is_virtual = kind != PLASTIC
    return Card(
        ref=f"ANY{state.new_digits(10)}",
        account=account,
        kind=kind,
        status=ACTIVE if is_virtual else ORDERED,
        name=values["card_name"],
        created_ms=call.now_ms,
        expires_on=wish if wish is not None and wish > today else _standard_expiry(today),
        pin=state.new_digits(4),
        pan=_add_check_digit(_BIN + state.new_digits(9)),
        cvv=state.new_digits(3),
        activated_ms=call.now_ms if is_virtual else None,
    )


def _standard_expiry(today: date) -> date:
    # The 28th, because every month has one.
    return date(today.year + _VALIDITY_YEARS, today.month, 28)


def _add_check_digit(digits: str) -> str:
    """Return digits with that of Luhn after them."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    total = sum(each // 10 + each % 10 for each in doubled)
    return digits + str(-total % 10)


def order_status(card: Card) -> int:
    """Return what an order says of its card."""
    return ORDER_COMPLETE if card.kind == PLASTIC else ORDER_ACTIVATED


def add_transaction(
    state: State,
    card: Card,
    cents: int,
    *,
    kind: str,
    comment: str,
    now_ms: int,
    row: Row | None = None,
    is_settled: bool = False,
) -> CardTransaction:
    """Add a transaction for money that has just moved.

    Args:
        state: Where the transaction is kept.
        card: Which it is on.
        cents: How much, more than zero.
        kind: ``order`` and ``credit`` for a load, ``debit`` for an unload, ``purchase``.
        comment: Its description.
        now_ms: Milliseconds since the epoch.
        row: That of the account, if the account takes part.
        is_settled: Whether it is over at once.
    """
    transaction = CardTransaction(
        txid=state.new_number("card transaction"),
        card=card,
        type="C" if kind in {"order", "credit"} else "D",
        kind=kind,
        amount_cents=cents,
        status="S" if is_settled else "P",
        balance_after_cents=card.purse.balance_cents,
        created_ms=now_ms,
        processed_ms=now_ms if is_settled else None,
        description=comment,
        mcc=PURCHASE_MCC if kind == "purchase" else LOAD_MCC,
        row=row,
    )
    card.transactions.append(transaction)
    state.card_transactions[transaction.txid] = transaction
    return transaction


def find_card(call: Call, user: ApiUser, ref: str) -> Card:
    """Return the card that a reference names.

    Raises:
        Refusal: 4030310 for one that does not exist or is another's.
    """
    card = call.state.cards.get(ref)
    if card is None or (card.account.owner is not user and not call.faults.fires("foreign-card-visible")):
        raise Refusal("4030310")
    return card


def find_order(call: Call, user: ApiUser, text: str) -> Order:
    """Return the order that a number names.

    Raises:
        Refusal: 4030410 for one that does not exist or is another's.
    """
    order = call.state.orders.get(int(text)) if len(text) <= _MAX_ID_LENGTH else None
    if order is None or (order.card.account.owner is not user and not call.faults.fires("foreign-order-visible")):
        raise Refusal("4030410")
    return order


def status_of(card: Card, now_ms: int) -> str:
    """Return the status of a card, which expires with the end of its last day."""
    is_over = card.status not in FINAL and formats.date_of(now_ms) > card.expires_on
    return EXPIRED if is_over else card.status


def require_not_cancelled(call: Call, card: Card) -> None:
    """Refuse what nobody may do with a cancelled card."""
    if status_of(card, call.now_ms) == CANCELLED and not call.faults.fires("cancelled-card-usable"):
        raise Refusal("4030350")


def require_active(call: Call, card: Card) -> None:
    """Refuse what needs an active card."""
    require_not_cancelled(call, card)
    status = status_of(card, call.now_ms)
    if status in {ACTIVE, CANCELLED}:
        return
    if status == BLOCKED and call.faults.fires("blocked-card-usable"):
        return
    raise Refusal("4030320")


def reach_network(call: Call) -> None:
    """Refuse while the banking network is too slow; nothing has happened by then."""
    if call.state.network_slow:
        raise Refusal("4080010")


def update_card(call: Call, card: Card, changes: dict[str, str]) -> None:
    """Change the status of a card, or what it may be used for."""
    wanted = changes.get("card_status")
    require_not_cancelled(call, card)
    if wanted is not None:
        _check_change(call, status_of(card, call.now_ms), wanted)
    renews = changes.get("card_renew") == "1"
    if renews and not card.has_holder_data and not call.faults.fires("renewal-without-holder-accepted"):
        raise Refusal("4030390")
    reach_network(call)
    if call.faults.fires("card-update-forgotten"):
        return
    if wanted is not None:
        card.status = wanted
        if wanted == ACTIVE and card.activated_ms is None:
            card.activated_ms = call.now_ms
    card.pos = int(changes.get("card_pos", card.pos))
    card.atm = int(changes.get("card_atm", card.atm))
    card.renew = int(changes.get("card_renew", card.renew))


def _check_change(call: Call, status: str, wanted: str) -> None:
    if status in FINAL:
        if not call.faults.fires("terminal-status-left"):
            raise Refusal("4030365")
    elif status == wanted:
        if not call.faults.fires("same-status-accepted"):
            raise Refusal("4030365")
    elif status == ORDERED and wanted == BLOCKED:
        raise Refusal("4030320")


def show_pin(call: Call, card: Card, cvc: str) -> str:
    """Return the PIN to who knows the CVC, which is always 000 here."""
    require_active(call, card)
    if cvc != SANDBOX_CVC and not call.faults.fires("wrong-cvc-accepted"):
        raise Refusal("4030380")
    reach_network(call)
    return card.pin


def send_pin(call: Call, card: Card) -> None:
    """Give a card a new PIN."""
    require_active(call, card)
    reach_network(call)
    card.pin = call.state.new_digits(4)


def require_virtual(call: Call, card: Card) -> None:
    """Refuse to show the PAN of a plastic card."""
    require_not_cancelled(call, card)
    if card.kind == PLASTIC and not call.faults.fires("plastic-pan-shown"):
        raise Refusal("4030360")
    reach_network(call)


def require_single_use(call: Call, card: Card) -> None:
    """Refuse to send the PAN of any card that is not for single use."""
    require_not_cancelled(call, card)
    if card.kind != SINGLE_USE:
        is_multi_use = card.kind == MULTI_USE
        if not call.faults.fires("pan-sent-for-multi-use" if is_multi_use else "plastic-pan-shown"):
            raise Refusal("4030360")
    reach_network(call)


def new_link(call: Call, card: Card) -> str:
    """Return a link that shows a card to its holder for a while."""
    require_not_cancelled(call, card)
    reach_network(call)
    return f"https://ws-sandbox.anyti.me/display/{re.sub('[^0-9]', '', card.ref)}{call.state.new_digits(12)}"
