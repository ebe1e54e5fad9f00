"""Loading a card from its account, unloading it, and how such a transaction ends.

The money moves at once; the transaction is pending until it is settled, cancelled or declined, and the last two give
the money back. Periods are the last so many times 24 hours, and only loads that were not given back count. That, the
least and the largest load and what a card may hold at most are assumptions.

Source: Anytime API documentation, "credit", "debit" and the webhook of card transactions.
"""

from conformance.sandbox.anytime import accounts, cards, ledger
from conformance.sandbox.anytime.calls import Call
from conformance.sandbox.anytime.errors import Refusal
from conformance.sandbox.anytime.formats import DAY_MS
from conformance.sandbox.anytime.requests import SINGLE_USE
from conformance.sandbox.anytime.state import Card, CardTransaction, Limits, State
from conformance.sandbox.faults import RequestFaults

LEAST_CENTS = 100
MOST_CENTS = 200_000
CARD_CENTS = 1_000_000
FEE_CENTS = 100


def credit_card(call: Call, card: Card, values: dict[str, str], cents: int) -> CardTransaction:
    """Load a card."""
    cards.require_active(call, card)
    if card.kind == SINGLE_USE and not call.faults.fires("single-use-reloaded"):
        raise Refusal("4510310")
    accounts.require_kyc(call, card.account, "4510330")
    _require_load_amount(call, cents)
    _require_limits(call, card, cents)
    if card.purse.balance_cents + cents > CARD_CENTS and not call.faults.fires("card-maximum-ignored"):
        raise Refusal("4020321")
    accounts.require_funds(call, card.account, cents)
    cards.reach_network(call)
    account = card.account
    row = None
    if call.faults.fires("load-not-debited"):
        ledger.move(call.state.outside, card.purse, cents)
    else:
        row = ledger.pay_card(
            account, card, cents, comment=values["acc_comment"], now_ms=call.now_ms, status=ledger.IN_PROGRESS
        )
    if call.faults.fires("double-credit"):
        ledger.move(call.state.outside, card.purse, cents)
    if call.faults.fires("fee-invented"):
        ledger.move(account.purse, call.state.outside, FEE_CENTS)
        ledger.write_row(account, FEE_CENTS, direction=ledger.DEBIT, description="Fee", now_ms=call.now_ms)
    comment = values["card_comment"]
    return cards.add_transaction(call.state, card, cents, kind="credit", comment=comment, now_ms=call.now_ms, row=row)


def debit_card(call: Call, card: Card, values: dict[str, str], cents: int) -> CardTransaction:
    """Unload a card."""
    cards.require_active(call, card)
    if cents > card.purse.balance_cents and not call.faults.fires("card-overdraft-accepted"):
        raise Refusal("4020320")
    cards.reach_network(call)
    row = None
    if call.faults.fires("debit-lost"):
        ledger.move(card.purse, call.state.outside, cents)
    else:
        row = ledger.draw_card(
            card.account, card, cents, comment=values["acc_comment"], now_ms=call.now_ms, status=ledger.IN_PROGRESS
        )
    comment = values["card_comment"]
    return cards.add_transaction(call.state, card, cents, kind="debit", comment=comment, now_ms=call.now_ms, row=row)


def _require_load_amount(call: Call, cents: int) -> None:
    # Zero and less come here only by a fault, which has to be seen.
    if 0 < cents < LEAST_CENTS and not call.faults.fires("minimum-load-ignored"):
        raise Refusal("4030330")
    if cents > MOST_CENTS and not call.faults.fires("maximum-load-ignored"):
        raise Refusal("4030331")


def _periods(limits: Limits) -> tuple[tuple[int, int, str, str], ...]:
    """Return days, limit in cents, code and fault of every period, in the order of the checks."""
    return (
        (1, limits.load_per_day_cents, "4290310", "limit-per-day-ignored"),
        (4, limits.load_per_four_days_cents, "4290313", "limit-per-four-days-ignored"),
        (7, limits.load_per_week_cents, "4290314", "limit-per-week-ignored"),
        (30, limits.load_per_month_cents, "4290311", "limit-per-month-ignored"),
        (365, limits.load_per_year_cents, "4290312", "limit-per-year-ignored"),
    )


def _require_limits(call: Call, card: Card, cents: int) -> None:
    loads = [each for each in card.transactions if each.kind == "credit" and each.status in {"P", "S"}]
    for days, limit_cents, code, fault in _periods(call.state.limits):
        loaded = sum(each.amount_cents for each in loads if call.now_ms - each.created_ms < days * DAY_MS)
        if loaded + cents > limit_cents and not call.faults.fires(fault):
            raise Refusal(code)
    today = sum(1 for each in loads if call.now_ms - each.created_ms < DAY_MS)
    if today >= call.state.limits.loads_per_day and not call.faults.fires("load-capacity-ignored"):
        raise Refusal("4290320")


def can_give_back(transaction: CardTransaction) -> bool:
    """Return whether the money of a pending transaction is still where it went."""
    card = transaction.card
    holder = card.purse if transaction.type == ledger.CREDIT else card.account.purse
    return holder.balance_cents >= transaction.amount_cents


def settle(
    state: State, transaction: CardTransaction, status: str, *, reason: str | None, faults: RequestFaults, now_ms: int
) -> None:
    """End a pending transaction.

    Args:
        state: Where the money is.
        transaction: A pending one.
        status: S, C or D; the last two give the money back.
        reason: The code of ``declines.REASONS`` for one that failed.
        faults: The deviations armed for the operation that began it.
        now_ms: Milliseconds since the epoch.
    """
    card = transaction.card
    account = card.account
    is_load = transaction.type == ledger.CREDIT
    if status == "S":
        if faults.fires("settled-twice"):
            source, target = (account.purse, card.purse) if is_load else (card.purse, account.purse)
            ledger.move(source, target, transaction.amount_cents)
    elif not (is_load and faults.fires("declined-load-not-refunded")):
        give_back = ledger.draw_card if is_load else ledger.pay_card
        comment = f"Reversal of card transaction {transaction.txid}"
        give_back(account, card, transaction.amount_cents, comment=comment, now_ms=now_ms)
    else:
        ledger.move(card.purse, state.outside, transaction.amount_cents)
    if transaction.row is not None:
        ledger.end_row(transaction.row, ledger.EXECUTED if status == "S" else ledger.CANCELLED, now_ms=now_ms)
    transaction.status = status
    transaction.reason = reason
    transaction.processed_ms = now_ms
    transaction.balance_after_cents = card.purse.balance_cents


def spend(state: State, card: Card, cents: int, *, merchant: str, now_ms: int) -> CardTransaction:
    """Let the holder buy something: the money leaves for the outside, and the transaction is settled at once."""
    ledger.move(card.purse, state.outside, cents)
    return cards.add_transaction(state, card, cents, kind="purchase", comment=merchant, now_ms=now_ms, is_settled=True)
