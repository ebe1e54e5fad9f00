"""What the service tells by itself: card transactions that are processed, and credit transfers that are over.

Keys that the provider's text has lost are assumptions: ``type``, ``card_ref``, ``acc_id`` and ``transaction`` are those
of the operations, the list of transfers is ``credit-transfers``.

Source: Anytime API documentation, "webhooks".
"""

import json
from collections.abc import Sequence
from typing import Any

from conformance.sandbox.anytime import formats, views
from conformance.sandbox.anytime.signatures import hash_answer
from conformance.sandbox.anytime.state import ApiUser, CardTransaction, State, Transfer
from conformance.sandbox.deliveries import ATTEMPTS, Delivery
from conformance.sandbox.faults import RequestFaults

MOST_TRANSFERS = 100

_TOO_MANY_TRANSFERS = 101
_OTHER_STATUS = {"S": "D", "C": "S", "D": "S", "Executed": "Cancelled", "Cancelled": "Executed"}


def tell_card_transaction(state: State, transaction: CardTransaction, faults: RequestFaults, *, now_ms: int) -> None:
    """Send a card transaction that has been processed."""
    shown = views.show_processed(transaction)
    _spoil_statuses([shown], faults)
    body = {
        "type": "card_last_tx",
        "card_ref": transaction.card.ref,
        "acc_id": str(transaction.card.account.account_id),
        "transaction": shown,
    }
    _tell(state, transaction.card.account.owner, body, faults, now_ms=now_ms)


def tell_transfers(state: State, transfers: Sequence[Transfer], faults: RequestFaults, *, now_ms: int) -> None:
    """Send credit transfers that are over, a hundred at most with one webhook; all belong to one API user."""
    for first in range(0, len(transfers), MOST_TRANSFERS):
        shown = [_show_transfer(each) for each in transfers[first : first + MOST_TRANSFERS]]
        _spoil_statuses(shown, faults)
        if faults.fires("webhook-101-transfers"):
            shown = (shown * _TOO_MANY_TRANSFERS)[:_TOO_MANY_TRANSFERS]
        _tell(state, transfers[0].account.owner, {"credit-transfers": shown}, faults, now_ms=now_ms)


def _show_transfer(transfer: Transfer) -> dict[str, Any]:
    shown = {**views.show_transfer(transfer), "amount": formats.decimal_text(transfer.amount_cents)}
    del shown["source_reason"]
    return shown


def _spoil_statuses(shown: list[dict[str, Any]], faults: RequestFaults) -> None:
    if faults.fires("webhook-wrong-status"):
        for each in shown:
            each["status"] = _OTHER_STATUS.get(each["status"], "S")


def _tell(state: State, user: ApiUser, body: dict[str, Any], faults: RequestFaults, *, now_ms: int) -> None:
    if state.callback_url is None or faults.fires("webhook-never"):
        return
    timestamp = now_ms // 1000
    envelope = {
        "request_id": state.new_number("webhook"),
        "type_response": "sync" if faults.fires("webhook-sync-type") else "async",
        "body": body,
        "timestamp": timestamp,
        "hash": _hash(str(timestamp), user, faults),
    }
    if faults.fires("webhook-unsigned"):
        del envelope["hash"]
    content = json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    attempts = 1 if faults.fires("webhook-not-retried") else ATTEMPTS
    for _ in range(2 if faults.fires("webhook-twice") else 1):
        headers = {"Content-Type": "application/json", "User-Agent": "anytime-sandbox"}
        delivery = Delivery(method="POST", url=state.callback_url, headers=headers, body=content, attempts=attempts)
        state.deliveries.send(delivery)


def _hash(timestamp: str, user: ApiUser, faults: RequestFaults) -> str:
    if faults.fires("webhook-hash-over-wrong-text"):
        return hash_answer(user.username, timestamp)
    found = hash_answer(timestamp, user.username)
    return found[::-1] if faults.fires("webhook-wrong-hash") else found
