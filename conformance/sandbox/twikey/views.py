"""How state looks on the wire, as JSON.

Source: Twikey Creditor API, the samples of "Update Feed", "Transactions" and "Payments".
"""

import re
import urllib.parse
from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import formats, messages, transfers
from conformance.sandbox.twikey.state import (
    Account,
    Batch,
    Debtor,
    Mandate,
    MandateEvent,
    Merchant,
    Transaction,
    Transfer,
)
from conformance.sandbox.twikey.transactions import OPEN

URL = "http://twikey.to"

SIGNATURE_KEYS = ("SignerMethod#0", "Signer#0", "SignerPlace#0", "SignerDate#0", "SignerPayload#0")
RESERVED_KEYS = (*SIGNATURE_KEYS, "MandateName", "TemplateId", "FirstName", "LastName", "TRACKER")
"""The supplementary data that the service fills in itself."""

_MASKS = {
    "mandate": ("mandate",),
    "person": ("person",),
    "tracker": ("tracker",),
    "signature": ("signature",),
    "signaturepayload": ("payload",),
    "signatureandpayload": ("signature", "payload"),
    "plan": (),
}
_CREDITOR = {
    "PstlAdr": {"AdrLine": "Marktplein 1", "PstCd": "9000", "TwnNm": "Gent", "Ctry": "BE"},
    "CtryOfRes": "BE",
}


def show_amount(cents: int) -> float:
    """Return an amount as the number that JSON carries."""
    return cents / 100


def show_url(mandate: Mandate, prefix: str) -> str:
    """Return where the debtor signs."""
    return f"{URL}/{urllib.parse.quote(prefix, safe='')}/{mandate.key}"


def show_feed(account: Account, events: list[MandateEvent], *, now_ms: int, mask: str | None) -> dict[str, Any]:
    """Return the mandate feed."""
    return {
        "GrpHdr": {"CreDtTm": formats.format_instant(now_ms)},
        "Messages": [_show_event(account, event, mask) for event in events],
    }


def _show_event(account: Account, event: MandateEvent, mask: str | None) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if event.mandate is not None:
        shown["Mndt"] = show_mandate(account, event.mandate, mask=mask)
    if event.kind == "amended":
        shown["AmdmntRsn"] = _show_reason(account, event.reason)
    if event.kind == "cancelled":
        shown["CxlRsn"] = _show_reason(account, event.reason)
    if event.kind != "new":
        shown["OrgnlMndtId"] = event.number
    shown["EvtTime"] = formats.format_instant(event.time_ms)
    return shown


def _show_reason(account: Account, reason: str) -> dict[str, Any]:
    return {"Orgtr": _show_creditor(account.merchant), "Rsn": reason}


def _show_creditor(merchant: Merchant) -> dict[str, Any]:
    return {
        "Nm": merchant.company,
        **_CREDITOR,
        "Id": f"BE{merchant.number:010d}",
        "CtctDtls": {"EmailAdr": f"{merchant.name}@example.com"},
    }


def _show_debtor(debtor: Debtor) -> dict[str, Any]:
    address = {
        "AdrLine": debtor.address,
        "PstCd": debtor.zip_code,
        "TwnNm": debtor.city,
        "Ctry": debtor.country,
    }
    shown: dict[str, Any] = {"Nm": debtor.shown_name()[:140], "PstlAdr": _present(address)}
    shown |= _present({"Id": debtor.vat_number, "CtryOfRes": debtor.country_of_residence})
    shown["CtctDtls"] = {**_present({"EmailAdr": debtor.email}), "MobNb": debtor.mobile}
    return shown


def _present(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def show_mandate(account: Account, mandate: Mandate, *, mask: str | None) -> dict[str, Any]:
    """Return a mandate with the names of ISO 20022.

    Args:
        mask: Which parts of the supplementary data to show, by the provider's words; ``None`` for all.
    """
    occurrences: dict[str, Any] = {"SeqTp": mandate.sequence_type, "Frqcy": mandate.frequency}
    occurrences["Drtn"] = {"FrDt": mandate.from_day, **_present({"ToDt": mandate.to_day})}
    return {
        "MndtId": mandate.number,
        "LclInstrm": mandate.instrument,
        "Ocrncs": occurrences,
        "MaxAmt": mandate.max_amount,
        "CdtrSchmeId": account.merchant.scheme_id,
        "Cdtr": _show_creditor(account.merchant),
        "Dbtr": _show_debtor(mandate.debtor),
        **_present({"DbtrAcct": mandate.iban}),
        "DbtrAgt": {"FinInstnId": _present({"BICFI": mandate.bic, "Nm": mandate.bank_name})},
        "RfrdDoc": mandate.contract(),
        "SplmtryData": _show_supplement(mandate, mask),
    }


def _show_supplement(mandate: Mandate, mask: str | None) -> list[dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {
        "mandate": {
            "MandateName": mandate.template.name,
            "TemplateId": mandate.template.number,
            **mandate.attributes,
        },
        "person": {"FirstName": mandate.debtor.first_name, "LastName": mandate.debtor.last_name},
        "tracker": {"TRACKER": mandate.key},
    }
    if mandate.signature is not None:
        parts["signature"] = {
            "SignerMethod#0": mandate.signature.method,
            "Signer#0": mandate.signature.signer,
            "SignerPlace#0": mandate.signature.place,
            "SignerDate#0": formats.format_instant(mandate.signature.signed_ms),
        }
        parts["payload"] = {"SignerPayload#0": mandate.signature.payload}
    wanted = _read_mask(mask, all_parts=tuple(parts))
    return [
        {"Key": key, "Value": value}
        for part, entries in parts.items()
        if part in wanted
        for key, value in entries.items()
        if value is not None
    ]


def _read_mask(mask: str | None, *, all_parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts that a mask lets through: all of them when it has none of the provider's words."""
    words = [word for word in re.split(r"[\s,;]+", (mask or "").lower()) if word in _MASKS]
    return tuple(part for word in words for part in _MASKS[word]) if words else all_parts


def show_new_transaction(transaction: Transaction) -> dict[str, Any]:
    """Return a transaction as its creation answers it: without a state."""
    requested = transaction.requested
    return {
        **_transaction_head(transaction),
        "reqcolldt": None if requested is None else requested.isoformat(),
        "date": formats.format_instant(transaction.date_ms),
    }


def show_transaction(transaction: Transaction, language: str, faults: RequestFaults) -> dict[str, Any]:
    """Return a transaction with its state, and what the bank said once it has."""
    shown = {**show_new_transaction(transaction), "state": transaction.state}
    if transaction.answered_ms is not None:
        shown |= _show_feedback(transaction, language, faults)
    return shown


def show_transaction_update(transaction: Transaction, language: str, faults: RequestFaults) -> dict[str, Any]:
    """Return a transaction as the feed shows it: with times where the others have days."""
    requested = transaction.requested
    return {
        **_transaction_head(transaction),
        "reqcolldt": None if requested is None else f"{requested.isoformat()}T00:00:00Z",
        "state": transaction.state,
        **_show_feedback(transaction, language, faults),
    }


def _transaction_head(transaction: Transaction) -> dict[str, Any]:
    return {
        "id": transaction.id,
        "contractId": transaction.mandate.contract_id,
        "mndtId": transaction.mandate.number,
        "contract": transaction.mandate.contract(),
        "amount": show_amount(transaction.amount_cents),
        "msg": transaction.message,
        "place": transaction.place,
        "ref": transaction.reference,
    }


def _show_feedback(transaction: Transaction, language: str, faults: RequestFaults) -> dict[str, Any]:
    answered_ms = transaction.answered_ms or transaction.date_ms
    shown: dict[str, Any] = {"final": transaction.is_final, "bkdate": formats.format_instant(answered_ms)}
    if faults.fires("final-flag-wrong"):
        shown["final"] = not transaction.is_final
    if transaction.bank_error is not None and not faults.fires("bank-error-missing"):
        text = messages.text_of(transaction.bank_error, language)
        shown |= {"bkerror": transaction.bank_error, "bkmsg": text}
    return shown


def show_batch(batch: Batch, *, with_entries: bool, faults: RequestFaults) -> dict[str, Any]:
    """Return a collection; its entries have days and states in lower case."""
    entries = batch.transactions
    total_cents = sum(each.amount_cents for each in entries)
    if faults.fires("batch-sum-wrong"):
        total_cents += 1
    # Not sum(), which makes up for what binary fractions lose.
    amount, inexact = show_amount(total_cents), 0.0
    for each in entries:
        inexact += show_amount(each.amount_cents)
    if round(inexact, 2) == amount != inexact and faults.fires("batch-sum-inexact"):
        amount = inexact
    shown: dict[str, Any] = {
        "id": batch.id,
        "pmtinfid": batch.payment_id,
        "tx": len(entries) + 1 if faults.fires("batch-count-wrong") else len(entries),
        "amount": amount,
    }
    if with_entries:
        shown["Entries"] = [_show_entry(each, faults) for each in entries]
        if entries and faults.fires("batch-entry-missing"):
            shown["Entries"].pop()
    return shown


def _show_entry(transaction: Transaction, faults: RequestFaults) -> dict[str, Any]:
    amount = show_amount(transaction.amount_cents)
    is_wrong = faults.fires("payment-contract-id-wrong")
    shown: dict[str, Any] = {
        "e2eid": transaction.end_to_end_id,
        "amount": amount,
        "contractId": transaction.id if is_wrong else transaction.mandate.contract_id,
        "mandateRef": transaction.mandate.number,
        "contract": transaction.mandate.contract(),
        "msg": transaction.message,
        "final": transaction.is_final,
        "state": transaction.state.lower(),
        # No sample has it; clients of 2018 read it.
        "txid": transaction.id,
    }
    if transaction.state != OPEN and transaction.answered_ms is not None:
        day = formats.day_of(transaction.answered_ms).isoformat()
        shown |= {"bkamount": amount, "bkdate": day, "bkerror": transaction.bank_error}
    return shown


def show_transfer(transfer: Transfer) -> dict[str, Any]:
    """Return a credit transfer, its account masked."""
    return {
        "id": transfer.id,
        "iban": transfers.mask_iban(transfer.iban),
        "amount": show_amount(transfer.amount_cents),
        "msg": transfer.message,
        "date": transfer.day.isoformat(),
    }
