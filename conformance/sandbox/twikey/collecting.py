"""Collections: what goes to the bank together, and when the bank answers of itself.

Source: Twikey Creditor API, "Collections"; the provider's test environment mocks the bank every five minutes. That a
mandate's first collection is FRST and every later one RCUR follows from the two identifiers of the answer.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import formats, mandates, notices, transactions
from conformance.sandbox.twikey.state import Account, Batch, State, Template, Transaction

FIRST = "FRST"
RECURRING = "RCUR"

_SILENT_BANKS = ("GKCCBEBB", "GEBABEBB")
"""The banks that the provider's test environment does not let answer about B2B mandates."""


def collect(
    state: State,
    account: Account,
    template: Template,
    *,
    only: list[str],
    day: date | None,
    now_ms: int,
    faults: RequestFaults,
) -> list[Batch]:
    """Put what can be collected into a batch for each sequence type; none when there is nothing.

    Args:
        only: The numbers of the mandates to collect; empty for all.
        day: When the bank shall collect; the next day when ``None``.
    """
    chosen = _choose(account, template, only=only, faults=faults)
    firsts = [each for each in chosen if _is_first(account, each, faults)]
    first_ids = {each.id for each in firsts}
    groups = {FIRST: firsts, RECURRING: [each for each in chosen if each.id not in first_ids]}
    if chosen and faults.fires("sequence-types-swapped"):
        groups = {FIRST: groups[RECURRING], RECURRING: groups[FIRST]}
    collection_day = day or formats.day_of(now_ms) + timedelta(days=1)
    batches = [
        _send(state, account, template, sequence_type, group, day=collection_day, now_ms=now_ms, faults=faults)
        for sequence_type, group in groups.items()
        if group
    ]
    for each in firsts:
        each.mandate.was_collected = True
    return batches


def _is_first(account: Account, transaction: Transaction, faults: RequestFaults) -> bool:
    """Return whether a transaction is collected with the first one of its mandate."""
    mandate = transaction.mandate
    if not (mandate.was_collected and faults):
        return not mandate.was_collected
    earlier = [each for each in account.transactions.values() if each.mandate is mandate and each.batch_id is not None]
    all_refused = all(each.state == transactions.ERROR for each in earlier)
    return all_refused and faults.fires("first-collection-repeated")


def _choose(account: Account, template: Template, *, only: list[str], faults: RequestFaults) -> list[Transaction]:
    chosen = []
    for each in account.transactions.values():
        if only and each.mandate.number not in only and not faults.fires("mandate-filter-ignored"):
            continue
        if each.mandate.template is not template and not faults.fires("other-template-collected"):
            continue
        if not each.mandate.is_collectable() and not faults.fires("cancelled-still-collected"):
            continue
        is_free = each.state == transactions.OPEN and each.batch_id is None
        if not is_free and not faults.fires("collected-twice"):
            continue
        chosen.append(each)
    return chosen


def _send(
    state: State,
    account: Account,
    template: Template,
    sequence_type: str,
    group: list[Transaction],
    *,
    day: date,
    now_ms: int,
    faults: RequestFaults,
) -> Batch:
    number = state.new_batch_id(now_ms)
    payment_ms = now_ms if number != now_ms and faults.fires("payment-ids-shared") else number
    batch = Batch(
        id=number,
        payment_id=f"Twikey-{formats.format_compact(payment_ms)}",
        template=template,
        sequence_type=sequence_type,
        transactions=group,
        collected_ms=now_ms,
        collection_day=day,
    )
    repeats = len({each.mandate.contract_id for each in group}) < len(group)
    is_shared = repeats and faults.fires("end-to-end-ids-shared")
    for each in group:
        each.batch_id = batch.id
        each.end_to_end_id = f"{each.mandate.contract_id}-{batch.id if is_shared else each.id}"
    account.batches[batch.id] = batch
    account.waiting_batches.append(batch)
    return batch


def settle(state: State, faults: RequestFaults) -> None:
    """Let the banks answer what has been waiting for five minutes."""
    now_ms = state.clock.now_ms()
    wait_ms = state.options.bank_answer_s * 1000
    for account in state.each_account():
        for batch in [each for each in account.waiting_batches if now_ms >= each.collected_ms + wait_ms]:
            account.waiting_batches.remove(batch)
            answer_by_amount(state, account, batch.transactions, now_ms=batch.collected_ms + wait_ms, faults=faults)
        for mandate in list(account.waiting_mandates.values()):
            due_ms = (mandate.pending_since_ms or 0) + wait_ms
            if now_ms >= due_ms and mandate.bic not in _SILENT_BANKS:
                accepted = (mandate.iban or "0")[-1] in "02468"
                mandates.settle_bank(state, account, mandate, accepted=accepted, now_ms=due_ms, faults=faults)


def answer_by_amount(
    state: State, account: Account, waiting: Iterable[Transaction], *, now_ms: int, faults: RequestFaults
) -> list[Transaction]:
    """Let the bank answer collected transactions by their amount, and tell the merchant once."""
    answered = [each for each in waiting if each.state == transactions.OPEN]
    for each in answered:
        transactions.answer(account, each, transactions.reason_for(each.amount_cents), now_ms=now_ms)
    if answered:
        notices.tell_payment(state, account, faults)
    return answered
