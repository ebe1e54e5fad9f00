"""Transactions: money asked from a debtor, until it is collected and the bank has answered.

Source: Twikey Creditor API, "Transactions"; the bank's answers by amount are the rules of the provider's test
environment ("Testdata"). That the amount is rounded down for them, and which answers are final, are assumptions.
"""

from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey.errors import Refusal
from conformance.sandbox.twikey.state import Account, Feedback, Mandate, State, Transaction

OPEN = "OPEN"
PAID = "PAID"
ERROR = "ERROR"

NOT_FINAL = ("MS03", "AM04")
"""The reasons after which the provider tries again."""

_REASONS_BY_RANGE = ((1, 5, "MS03"), (6, 10, "AM04"), (11, 15, "MS02"), (16, 20, "MD06"))
_REASONS_BY_EURO = {
    21: "AC01",
    22: "AC04",
    23: "AC06",
    24: "AC13",
    25: "AG01",
    26: "FF01",
    27: "MD01",
    28: "MD02",
    29: "MD07",
    30: "PY01",
    31: "RC01",
    32: "SL01",
}
REASONS = (*(reason for _, _, reason in _REASONS_BY_RANGE), *_REASONS_BY_EURO.values())


def reason_for(amount_cents: int) -> str | None:
    """Return the reason with which the bank refuses an amount, ``None`` when it pays."""
    euros = amount_cents // 100
    for least, most, reason in _REASONS_BY_RANGE:
        if least <= euros <= most:
            return reason
    return _REASONS_BY_EURO.get(euros)


def create(
    state: State, account: Account, mandate: Mandate, values: dict[str, Any], *, now_ms: int, faults: RequestFaults
) -> Transaction:
    """Ask for money on a signed mandate."""
    if not mandate.is_collectable():
        is_over = mandate.state in {"CANCELLED", "EXPIRED"}
        fault = "transaction-on-cancelled-accepted" if is_over else "transaction-on-prepared-accepted"
        if not faults.fires(fault):
            raise Refusal("err_mandate_invalid_state")
    return _add(state, account, mandate, _spoil_values(values, faults), now_ms=now_ms)


def create_first(state: State, account: Account, mandate: Mandate, *, now_ms: int, faults: RequestFaults) -> None:
    """Ask for the amount that an invitation named, once its mandate is signed."""
    if mandate.first_amount_cents is None or not mandate.is_collectable():
        return
    if mandate.instrument == "B2B" and faults.fires("first-amount-lost"):
        return
    values = {
        "amount": mandate.first_amount_cents,
        "message": mandate.first_message or mandate.template.contract,
        "ref": mandate.first_reference,
    }
    mandate.first_amount_cents = None
    _add(state, account, mandate, values, now_ms=now_ms)


def _add(state: State, account: Account, mandate: Mandate, values: dict[str, Any], *, now_ms: int) -> Transaction:
    date_ms = values.get("date")
    transaction = Transaction(
        id=state.new_transaction_id(),
        mandate=mandate,
        amount_cents=values["amount"],
        message=values["message"],
        place=values.get("place"),
        reference=values.get("ref"),
        date_ms=now_ms if date_ms is None else date_ms,
        requested=values.get("reqcolldt"),
    )
    account.transactions[transaction.id] = transaction
    return transaction


def _spoil_values(values: dict[str, Any], faults: RequestFaults) -> dict[str, Any]:
    spoiled = dict(values)
    if values["amount"] % 100 and faults.fires("amount-rounded"):
        spoiled["amount"] = round(values["amount"], -2)
    if len(values["message"]) > 1 and faults.fires("message-truncated"):
        spoiled["message"] = values["message"][:-1]
    for name, fault in (
        ("ref", "reference-lost"),
        ("place", "place-lost"),
        ("reqcolldt", "collection-date-lost"),
        ("date", "purchase-date-lost"),
    ):
        if values[name] is not None and faults.fires(fault):
            spoiled[name] = None
    return spoiled


def find(
    state: State, account: Account, *, ids: list[int], references: list[str], faults: RequestFaults
) -> list[Transaction]:
    """Return the named transactions, or all open ones when none is named; unknown names are passed over."""
    own = account.transactions
    if not ids and not references:
        return [each for each in own.values() if each.state == OPEN]
    named = {number: own[number] for number in ids if number in own}
    if references:
        named |= {each.id: each for each in own.values() if _is_named(each, references, faults)}
    found = list(named.values())
    if foreign := [
        other.transactions[number]
        for other in state.each_account()
        for number in ids
        if other is not account and number in other.transactions
    ]:
        found += foreign if faults.fires("foreign-transaction-visible") else []
    return found


def _is_named(transaction: Transaction, references: list[str], faults: RequestFaults) -> bool:
    if transaction.reference in references:
        return True
    begins = any((transaction.reference or "").startswith(each) for each in references)
    return begins and faults.fires("reference-by-prefix")


def remove(
    account: Account, *, number: int | None, reference: str | None, mandate: Mandate | None, faults: RequestFaults
) -> None:
    """Forget the transactions that fit everything given and were not collected yet."""
    fitting = [
        each
        for each in account.transactions.values()
        if number in {None, each.id}
        and (mandate is None or each.mandate is mandate)
        and (reference is None or _is_named(each, [reference], faults))
    ]
    for each in fitting:
        is_free = each.state == OPEN and each.batch_id is None
        if is_free and faults.fires("removal-not-done"):
            continue
        if is_free or faults.fires("collected-removed"):
            del account.transactions[each.id]


def answer(account: Account, transaction: Transaction, reason: str | None, *, now_ms: int) -> None:
    """Record what the bank says of a collected transaction.

    Args:
        reason: Why it was not paid; ``None`` when it was.
    """
    transaction.state = PAID if reason is None else ERROR
    transaction.is_final = reason not in NOT_FINAL
    transaction.bank_error = reason
    transaction.answered_ms = now_ms
    account.feedback.append(Feedback(time_ms=now_ms, transaction=transaction))
