"""How state looks on the wire. Members of an answer have other names than the parameters that they come from.

Source: Anytime API documentation, the answer table of each operation. Where the provider's PHP client reads another
name than the table has, both are sent for a statement's day of execution, and else the name of the table.
"""

from typing import Any

from conformance.sandbox.anytime import cards, formats
from conformance.sandbox.anytime.accounts import is_kyc_fulfilled, missing_kyc_types
from conformance.sandbox.anytime.declines import REASONS
from conformance.sandbox.anytime.formats import number
from conformance.sandbox.anytime.state import Account, Card, CardTransaction, Iban, KycFile, Row, Transfer

VAT_RATE = 20

_SHOWN_AS = {
    "acc_currency": "acc_currency",
    "corp_name": "corp_name",
    "corp_regnum": "corp_regnum",
    "corp_type": "corp_type",
    "corp_activity": "corp_activity",
    "corp_tva": "corp_tva",
    "corp_addr_line_1": "corp_addr_1",
    "corp_addr_line_2": "corp_addr_2",
    "corp_addr_zip": "corp_zip",
    "corp_addr_city": "corp_city",
    "corp_addr_cc": "corp_cc",
    "user_gender": "user_gender",
    "user_first_name": "user_first_name",
    "user_last_name": "user_last_name",
    "user_dob": "user_dob",
    "user_pob": "user_pob",
    "user_email": "user_email",
    "user_mobile_number": "user_mobile_number",
    "user_addr_line_1": "user_addr_1",
    "user_addr_line_2": "user_addr_2",
    "user_addr_zip": "user_addr_zip",
    "user_addr_city": "user_addr_city",
    "user_addr_cc": "user_addr_cc",
    "user_nationality": "user_nationality",
}


def show_account_type(account: Account) -> dict[str, Any]:
    """Return what lists and changes say of an account."""
    return {"acc_id": account.account_id, "acc_type": account.kind}


def show_account(account: Account) -> dict[str, Any]:
    """Return an account; it has a member ``iban`` only once it has an IBAN."""
    shown = show_account_type(account)
    shown |= {name: account.fields.get(parameter, "") for parameter, name in _SHOWN_AS.items()}
    if account.iban is not None:
        shown["iban"] = show_iban(account.iban)
    shown["virtual_ibans"] = [show_iban(each) for each in account.virtual_ibans]
    return shown


def show_iban(iban: Iban) -> dict[str, Any]:
    """Return an IBAN; only a virtual one has a type."""
    shown = {"iban": iban.iban, "swift": iban.swift}
    return {**shown, "type": iban.kind} if iban.kind else shown


def show_row(account: Account, row: Row) -> dict[str, Any]:
    """Return a statement."""
    executed = None if row.executed_ms is None else formats.naive_text(row.executed_ms)
    shown: dict[str, Any] = {
        "txid": f"{account.account_id}-{row.number}",
        "description": row.description,
        "date": formats.naive_text(row.created_ms),
        "amount": number(row.amount_cents),
        "type": row.type,
        "balance": number(row.balance_cents),
        "currency": account.fields["acc_currency"],
        "status": row.status,
        "executionDate": executed,
        "execution_date": executed,
        "virtual_iban": row.virtual_iban,
    }
    if row.party is not None:
        party = row.party
        shown["iban"] = {"iban": party.iban, "swift": party.swift, "comment": party.comment}
    return shown


def show_transfer(transfer: Transfer) -> dict[str, Any]:
    """Return a credit transfer."""
    executed = None if transfer.executed_ms is None else formats.date_text(transfer.executed_ms)
    return {
        "internal_id": transfer.internal_id,
        "sender_account_id": transfer.account.account_id,
        "sender_account_type": transfer.account.kind,
        "execution_reference": transfer.reference,
        "transaction_type": "ct",
        "beneficiary_name": transfer.beneficiary,
        "beneficiary_iban": transfer.party.iban,
        "beneficiary_swift_code": transfer.party.swift,
        "reason": transfer.party.comment,
        "source_reason": transfer.source_comment,
        "status": transfer.status,
        "amount": number(transfer.amount_cents),
        "currency": transfer.account.fields["acc_currency"],
        "creation_date": formats.offset_text(transfer.created_ms),
        "request_date": formats.date_text(transfer.created_ms),
        "execution_date": executed,
    }


def show_kyc(account: Account) -> dict[str, Any]:
    """Return how far the KYC of an account is."""
    by_status: dict[str, list[dict[str, Any]]] = {"accepted": [], "pending": [], "refused": []}
    for file in account.kyc_files:
        by_status[file.status].append(_show_kyc_file(account, file))
    return {
        "status": "fulfilled" if is_kyc_fulfilled(account) else "incomplete",
        "uploaded-kyc-status": by_status,
        "missing-kyc-types": missing_kyc_types(account),
    }


def _show_kyc_file(account: Account, file: KycFile) -> dict[str, Any]:
    folder = f"https://ws-sandbox.anyti.me/kyc/{account.account_id}"
    return {
        "type": file.type,
        "url": f"{folder}/{file.number}.{file.extension}",
        "uploaded_at": formats.naive_text(file.uploaded_ms),
    }


def show_listed_card(card: Card, now_ms: int) -> dict[str, Any]:
    """Return a card as the list of an account has it: with numbers where the card itself has booleans."""
    shown = {**_show_card(card, now_ms), "card_type": card.kind}
    return {**shown, "atm": card.atm, "pos": card.pos}


def show_card(card: Card, now_ms: int) -> dict[str, Any]:
    """Return one card."""
    created, ends = formats.date_of(card.created_ms), card.expires_on
    return {
        "acc_id": card.account.account_id,
        **_show_card(card, now_ms),
        "validity_month": (ends.year - created.year) * 12 + ends.month - created.month,
        "atm": bool(card.atm),
        "pos": bool(card.pos),
    }


def _show_card(card: Card, now_ms: int) -> dict[str, Any]:
    holder = card.account.fields
    first, last = holder["user_first_name"], holder["user_last_name"]
    return {
        "card_ref": card.ref,
        "status": cards.status_of(card, now_ms),
        "activation_date": None if card.activated_ms is None else formats.date_text(card.activated_ms),
        "balance": number(card.purse.balance_cents),
        "expiry_date": card.expires_on.isoformat(),
        "card_holder": {"gender": holder["user_gender"], "first_name": first, "last_name": last},
        "card_name": {"first_name": first, "last_name": last, "embossed": card.name},
    }


def show_updated_card(card: Card, now_ms: int) -> dict[str, Any]:
    """Return what an update says of its card."""
    status = cards.status_of(card, now_ms)
    return {"card_ref": card.ref, "status": status, "pos": card.pos, "atm": card.atm, "renew": card.renew}


def show_card_transaction(transaction: CardTransaction) -> dict[str, Any]:
    """Return a card transaction; it has a ``failed_reason`` only if it failed."""
    shown: dict[str, Any] = {
        **show_processed(transaction),
        "vat_details": _show_vat(transaction),
        "date_transaction": formats.naive_text(transaction.created_ms),
    }
    if transaction.reason is not None:
        shown["failed_reason"] = {"code": transaction.reason, "message": REASONS[transaction.reason]}
    return shown


def show_processed(transaction: CardTransaction) -> dict[str, Any]:
    """Return a card transaction as a webhook has it."""
    processed_ms = transaction.created_ms if transaction.processed_ms is None else transaction.processed_ms
    return {
        "txid": transaction.txid,
        "mcc": transaction.mcc,
        "amount": number(transaction.amount_cents),
        "amount_fx": number(transaction.amount_cents),
        "currency": transaction.card.account.fields["acc_currency"],
        "fx": 1,
        "fx_fee": 0,
        "status": transaction.status,
        "type": transaction.type,
        "balance_after": number(transaction.balance_after_cents),
        "date": formats.naive_text(processed_ms),
        "description": transaction.description,
    }


def _show_vat(transaction: CardTransaction) -> list[dict[str, Any]]:
    """Return the tax in the price of what was bought; a load has none."""
    if transaction.kind != "purchase":
        return []
    tax_cents = transaction.amount_cents * VAT_RATE // (100 + VAT_RATE)
    return [{"rate": VAT_RATE, "amount": number(tax_cents)}]
