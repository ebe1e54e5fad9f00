"""The operations on transactions, collections and transfers, from the parameters to the answer.

Source: Twikey Creditor API, "Transactions", "Collections" and "Credit Transfer".
"""

from typing import Any

from conformance.sandbox.twikey import (
    bank_files,
    collecting,
    feeds,
    formats,
    mandates,
    parameters,
    transactions,
    transfers,
    views,
)
from conformance.sandbox.twikey.calls import Answer, Call
from conformance.sandbox.twikey.errors import Refusal
from conformance.sandbox.twikey.state import Account, Batch, Transaction

ZIP = b"application/zip"


def create_transaction(call: Call, account: Account) -> Answer:
    """Ask for money on a mandate."""
    values = parameters.read_values(call.parameters(), parameters.TRANSACTION, call.faults)
    mandate = mandates.find_mandate(call.state, account, values["mndtId"], call.faults)
    transaction = transactions.create(call.state, account, mandate, values, now_ms=call.now_ms, faults=call.faults)
    return Answer(status=200, body={"Entries": [views.show_new_transaction(transaction)]})


def get_transaction_updates(call: Call, account: Account) -> Answer:
    """Return the transactions that the bank answered since the last call."""
    found = feeds.read_transactions(account, reset=call.header(b"x-reset"), faults=call.faults)
    language = _bank_language(call, found)
    entries = [views.show_transaction_update(each, language, call.faults) for each in found]
    return Answer(status=200, body={"Entries": entries})


def get_transactions(call: Call, account: Account) -> Answer:
    """Return the named transactions, or all open ones."""
    given = call.parameters()
    ids = [formats.read_id(text, call.faults) for each in given.every("id") for text in each.split(",") if text]
    found = transactions.find(call.state, account, ids=ids, references=given.every("ref"), faults=call.faults)
    language = _bank_language(call, found)
    entries = [views.show_transaction(each, language, call.faults) for each in found]
    return Answer(status=200, body={"Entries": entries})


def _bank_language(call: Call, found: list[Transaction]) -> str:
    language = call.language()
    is_seen = language != "en" and any(each.bank_error is not None for each in found)
    return "en" if is_seen and call.faults.fires("bank-message-language-ignored") else language


def remove_transactions(call: Call, account: Account) -> Answer:
    """Forget transactions that were not collected yet."""
    values = parameters.read_values(call.parameters(), parameters.REMOVAL, call.faults)
    if all(value is None for value in values.values()):
        raise Refusal("err_missing_params")
    number = values["mndtId"]
    mandate = None if number is None else mandates.find_mandate(call.state, account, number, call.faults)
    transactions.remove(account, number=values["id"], reference=values["ref"], mandate=mandate, faults=call.faults)
    if values["ref"] is not None:
        _remove_foreign(call, account, values["ref"])
    return Answer(status=204)


def _remove_foreign(call: Call, account: Account, reference: str) -> None:
    """Forget what other merchants know under a reference, where a fault wants it."""
    for other in call.state.each_account():
        is_used = any(each.reference == reference for each in other.transactions.values())
        if other is not account and is_used and call.faults.fires("foreign-reference-removed"):
            transactions.remove(other, number=None, reference=reference, mandate=None, faults=call.faults)


def create_prenotification(call: Call, account: Account) -> Answer:
    """Tell a debtor that a collection is coming."""
    values = parameters.read_values(call.parameters(), parameters.PRENOTIFICATION, call.faults)
    mandates.find_mandate(call.state, account, values["mndtId"], call.faults)
    return Answer(status=200)


def collect_transactions(call: Call, account: Account) -> Answer:
    """Send to the bank what can be collected."""
    batches = _collect(call, account)
    numbers: dict[str, Any] = {batch.sequence_type: str(batch.id) for batch in batches}
    if batches and call.faults.fires("collection-ids-null"):
        numbers = {}
    elif batches and call.faults.fires("collection-ids-numbers"):
        numbers = {batch.sequence_type: batch.id for batch in batches}
    body = {"frstMsgId": numbers.get(collecting.FIRST), "rcurMsgId": numbers.get(collecting.RECURRING)}
    return Answer(status=200, body=body)


def _collect(call: Call, account: Account) -> list[Batch]:
    given = call.parameters()
    values = parameters.read_values(given, parameters.COLLECT, call.faults)
    template = mandates.find_template(account, values["ct"], call.faults)
    return collecting.collect(
        call.state,
        account,
        template,
        only=given.every("mndtId"),
        day=values["colltndt"] or values["clltndt"],
        now_ms=call.now_ms,
        faults=call.faults,
    )


def download_collection(call: Call, account: Account) -> Answer:
    """Collect, and return the files for the bank instead of sending them."""
    batches = _collect(call, account)
    if not batches:
        raise Refusal("err_invalid_state")
    content = bank_files.pack(account, batches, now_ms=call.now_ms, faults=call.faults)
    if call.faults.fires("zip-truncated"):
        content = content[: len(content) // 2]
    name = f"sdd-{batches[0].template.number}-{batches[0].id}.zip"
    headers = {b"content-disposition": f'attachment; filename="{name}"'.encode()}
    return Answer(status=200, raw=content, content_type=ZIP, headers=headers)


def get_payments(call: Call, account: Account) -> Answer:
    """Return the collections with news from the bank, or one of them."""
    given = call.parameters()
    values = parameters.read_values(given, parameters.PAYMENT, call.faults)
    batches = feeds.read_batches(account, number=values["id"], reset=call.header(b"x-reset"), faults=call.faults)
    # The mere presence of "detail" counts, whatever it says.
    with_entries = values["id"] is not None or values["detail"] is not None
    shown = [views.show_batch(each, with_entries=with_entries, faults=call.faults) for each in batches]
    return Answer(status=200, body={"Sdds": shown})


def create_transfer(call: Call, account: Account) -> Answer:
    """Add a credit transfer to those that wait."""
    values = parameters.read_values(call.parameters(), parameters.TRANSFER, call.faults)
    transfer = transfers.create(call.state, account, values, now_ms=call.now_ms, faults=call.faults)
    return Answer(status=200, body={"Entries": [views.show_transfer(transfer)]})


def complete_transfers(call: Call, account: Account) -> Answer:
    """Send the credit transfers that wait."""
    values = parameters.read_values(call.parameters(), parameters.TRANSFER_COMPLETE, call.faults)
    mandates.find_template(account, values["ct"], call.faults)
    sent = transfers.complete(call.state, account, now_ms=call.now_ms, faults=call.faults)
    return Answer(status=200, body={"CreditTransfers": sent})
