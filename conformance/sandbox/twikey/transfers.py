"""Credit transfers: money to registered beneficiaries, gathered and then sent together.

Source: Twikey Creditor API, "Credit Transfer".
"""

from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import formats
from conformance.sandbox.twikey.errors import Refusal
from conformance.sandbox.twikey.state import Account, State, Transfer


def create(state: State, account: Account, values: dict[str, Any], *, now_ms: int, faults: RequestFaults) -> Transfer:
    """Add a transfer to those that wait to be sent."""
    if values["iban"] not in account.merchant.beneficiaries and not faults.fires("foreign-beneficiary-accepted"):
        raise Refusal("err_invalid_iban")
    transfer = Transfer(
        id=state.new_transfer_id(formats.format_compact(now_ms)),
        iban=values["iban"],
        amount_cents=values["amount"],
        message=values["message"],
        day=values["date"] or formats.day_of(now_ms),
    )
    account.transfers.append(transfer)
    return transfer


def complete(state: State, account: Account, *, now_ms: int, faults: RequestFaults) -> list[dict[str, Any]]:
    """Send what waits; return the batch, or nothing when nothing waits."""
    waiting = [each for each in account.transfers if not each.is_sent]
    all_waiting = [each for other in state.each_account() for each in other.transfers if not each.is_sent]
    if len(all_waiting) > len(waiting) and faults.fires("foreign-transfers-sent"):
        waiting = all_waiting
    if not waiting and not (account.transfers and faults.fires("transfers-sent-twice")):
        return []
    sent = waiting or account.transfers
    for each in sent:
        each.is_sent = True
    account.transfer_batches += 1
    count = len(sent) + 1 if faults.fires("transfer-count-wrong") else len(sent)
    payment_id = f"Twikey-{formats.format_compact(now_ms)}"
    return [{"id": account.transfer_batches, "pmtinfid": payment_id, "entries": count}]


def mask_iban(iban: str) -> str:
    """Return an account as answers show it: its first and last three characters."""
    return f"{iban[:3]}xxxxxxxx{iban[-3:]}"
