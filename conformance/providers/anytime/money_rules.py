"""Facts of money that no schema can say: what leaves one place arrives at another, to the cent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance import pdf
from conformance.exchange import Exchange
from conformance.providers.anytime import lists, reading
from conformance.providers.anytime.facts import (
    CREDIT,
    DEBIT,
    EXECUTED,
    IN_PROGRESS,
    ROW_CONSTANTS,
    TO_EXECUTE,
    TRANSFER_CANCELLED,
    TRANSFER_CONSTANTS,
)
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.reading import (
    cents,
    identifier,
    objects,
    result,
    sent,
    sent_cents,
    text,
    whole_cents,
)
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_DOC = "Anytime API documentation"
_BALANCE = f"{_DOC}, Retrieve the balance of the current account"
_STATEMENTS = f"{_DOC}, Retrieve the statements list of an account"
_TRANSFERS = f"{_DOC}, Create a credit transfer; Retrieve credit transfers list"
_MONEY = ("amount", "amount_fx", "balance", "balance_after")
_PAID_FROM_ACCOUNT = frozenset({"createCreditTransfer", "orderCard", "creditCard"})
_SENT_AS = {
    "beneficiary_name": "dst_name",
    "beneficiary_iban": "dst_iban",
    "beneficiary_swift": "dst_swift",
    "beneficiary_swift_code": "dst_swift",
    "reason": "dst_comment",
    "source_reason": "src_comment",
}
_LATER = {
    None: {TO_EXECUTE, IN_PROGRESS, EXECUTED, TRANSFER_CANCELLED},
    TO_EXECUTE: {TO_EXECUTE, IN_PROGRESS, EXECUTED, TRANSFER_CANCELLED},
    IN_PROGRESS: {IN_PROGRESS, EXECUTED, TRANSFER_CANCELLED},
    EXECUTED: {EXECUTED},
    TRANSFER_CANCELLED: {TRANSFER_CANCELLED},
}
"""Status of a credit transfer → what it can be later."""

_LEAST_LOAD_CENTS, _LARGEST_LOAD_CENTS, _FULLEST_CARD_CENTS = 100, 200_000, 1_000_000


# --- amounts --------------------------------------------------------------------------------------------------------


@BOOK.rule("money has at most two decimals", source=f"{_DOC}, Response tables: amount, balance", assumed=True)
def _money_has_two_decimals(exchange: Exchange, _known: Portfolio) -> str | None:
    for each in reading.iterate_objects(result(exchange)) if exchange.ok else ():
        for name in _MONEY:
            value = cents(each.get(name))
            if value is not None and value != value.to_integral_value():
                return f"{name} is {each[name]}"
    return None


@BOOK.rule("an amount is above zero", source=f"{_DOC}, Response tables: amount", assumed=True)
def _amounts_positive(exchange: Exchange, _known: Portfolio) -> str | None:
    moved = {**lists.LISTS, "getAccountStatement": "", "getCardTransaction": "", "createCreditTransfer": ""}
    if not exchange.ok or exchange.operation not in moved:
        return None
    for each in (result(exchange), *lists.items(exchange)):
        value = cents(each.get("amount"))
        if value is not None and value <= 0:
            return f"an amount of {each['amount']} moved"
    return None


@BOOK.rule("nothing moves by an amount that is none", source=f"{_DOC}, amount: must be greater than 0")
def _amount_demanded(exchange: Exchange, _known: Portfolio) -> str | None:
    if not exchange.ok or exchange.operation not in {*_PAID_FROM_ACCOUNT, "debitCard"}:
        return None
    amount = sent_cents(exchange)
    given = reading.form(exchange).get("amount")
    return None if amount else f"answered {exchange.status} to the amount {given!r}"


# --- balances -------------------------------------------------------------------------------------------------------


@BOOK.rule("the balance of an account is what came in less what went out", source=_BALANCE, assumed=True)
def _balance_follows(exchange: Exchange, known: Portfolio) -> str | None:
    account, came = known.account(exchange), cents(result(exchange).get("balance"))
    if exchange.operation != "getAccountBalance" or not exchange.ok or account is None or came is None:
        return None
    if account.balance_cents in {None, came}:
        return None
    return f"the balance of account {account.id} is {came} cents, expected {account.balance_cents}"


@BOOK.rule(
    "the balance of a card is what was loaded less what was spent", source=f"{_DOC}, card: balance", assumed=True
)
def _card_balance_follows(exchange: Exchange, known: Portfolio) -> str | None:
    shown = [result(exchange)] if exchange.operation == "getCard" else objects(result(exchange), "cards")
    for each in shown if exchange.ok else ():
        card, came = known.cards.get(text(each, "card_ref") or ""), cents(each.get("balance"))
        if card is not None and came is not None and card.balance_cents not in {None, came}:
            return f"the balance of card {card.ref} is {came} cents, expected {card.balance_cents}"
    return None


@BOOK.rule("nobody pays more than there is", source=f"{_DOC}, HTTP status codes: 402", assumed=True)
def _nobody_overdraws(exchange: Exchange, known: Portfolio) -> str | None:
    amount, card = sent_cents(exchange), known.card(exchange)
    if not exchange.ok or amount is None:
        return None
    if exchange.operation in _PAID_FROM_ACCOUNT:
        account = known.account_of(card) if exchange.operation == "creditCard" else known.account(exchange)
        if account is not None and account.balance_cents is not None and amount > account.balance_cents:
            return f"account {account.id} has {account.balance_cents} cents and paid {amount}"
    has = card.balance_cents if exchange.operation == "debitCard" and card is not None else None
    return None if has is None or amount <= has else f"the card has {has} cents and paid {amount}"


@BOOK.rule("a load is neither too small nor too large", source=f"{_DOC}, CardLoadAmountToo*; the limits", assumed=True)
def _load_within_limits(exchange: Exchange, known: Portfolio) -> str | None:
    amount, card = sent_cents(exchange), known.card(exchange)
    if exchange.operation != "creditCard" or not exchange.ok or amount is None:
        return None
    if not _LEAST_LOAD_CENTS <= amount <= _LARGEST_LOAD_CENTS:
        return f"{amount} cents were loaded"
    if card is not None and card.balance_cents is not None and card.balance_cents + amount > _FULLEST_CARD_CENTS:
        return f"card {card.ref} holds {card.balance_cents + amount} cents"
    return None


# --- statements -----------------------------------------------------------------------------------------------------


def _shown_rows(exchange: Exchange) -> list[dict[str, Any]]:
    if not exchange.ok or exchange.operation not in {
        "getAccountStatements",
        "getIbanStatements",
        "getAccountStatement",
    }:
        return []
    return [result(exchange)] if exchange.operation == "getAccountStatement" else lists.items(exchange)


@BOOK.rule("a statement keeps what it is", source=_STATEMENTS)
def _rows_kept(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    for each in _shown_rows(exchange) if account is not None else ():
        before = account.rows.get(text(each, "txid") or "") if account is not None else None
        for name in ROW_CONSTANTS if before is not None else ():
            if each.get(name) != (before or {})[name]:
                return (
                    f"{name} of statement {each.get('txid')} was {(before or {})[name]!r}, shown is {each.get(name)!r}"
                )
    return None


@BOOK.rule("the balance of a statement follows from the one before", source=f"{_STATEMENTS}: balance", assumed=True)
def _rows_add_up(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    shown = _shown_rows(exchange)
    if account is None or not shown:
        return None
    rows: dict[int, Mapping[str, Any]] = {}
    for txid, row in (*account.rows.items(), *((text(each, "txid") or "", each) for each in shown)):
        number = reading.number(txid.rpartition("-")[2])
        if number is not None:
            rows[number] = row
    return next(_wrong_balances(rows), None)


def _wrong_balances(rows: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    for number, row in sorted(rows.items()):
        before = rows.get(number - 1)
        start = 0 if number == 1 else whole_cents(before.get("balance")) if before is not None else None
        amount, balance = whole_cents(row.get("amount")), whole_cents(row.get("balance"))
        sign = {CREDIT: 1, DEBIT: -1}.get(row.get("type", ""), 0)
        if start is not None and amount is not None and balance is not None and start + sign * amount != balance:
            yield f"statement {number} has the balance {balance} cents, {start} and {sign * amount} were expected"


@BOOK.rule("the newest statement has the balance of the account", source=f"{_STATEMENTS}: balance", assumed=True)
def _newest_row_has_balance(exchange: Exchange, known: Portfolio) -> str | None:
    account, wanted, total = known.account(exchange), lists.read_range(exchange), lists.total(exchange)
    if exchange.operation != "getAccountStatements" or account is None or account.balance_cents is None:
        return None
    if wanted is None or wanted.is_dated or total is None or wanted.start or total > wanted.number:
        return None
    rows = {reading.number((text(each, "txid") or "").rpartition("-")[2]) or 0: each for each in lists.items(exchange)}
    newest = whole_cents(rows[max(rows)].get("balance")) if rows else 0
    if newest in {None, account.balance_cents}:
        return None
    return f"the newest statement has the balance {newest} cents, the account has {account.balance_cents}"


@BOOK.rule("money is shown in the currency of the account", source=f"{_DOC}, acc_currency; currency", assumed=True)
def _currency_of_account(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange) or known.account_of(known.card(exchange))
    if not exchange.ok or account is None or account.currency is None:
        return None
    for each in (result(exchange), *lists.items(exchange)):
        came = text(each, "currency")
        if came not in {None, account.currency}:
            return f"account {account.id} is in {account.currency}, shown is {came}"
    return None


# --- credit transfers -----------------------------------------------------------------------------------------------


@BOOK.rule("a new credit transfer is the one that was asked for", source=_TRANSFERS)
def _transfer_says_sent(exchange: Exchange, known: Portfolio) -> str | None:
    if exchange.operation != "createCreditTransfer" or not exchange.ok:
        return None
    shown, account = result(exchange), known.account(exchange)
    for name, parameter in _SENT_AS.items():
        if name in shown and shown[name] != reading.form(exchange).get(parameter):
            return f"{name} is {shown[name]!r}, sent was {reading.form(exchange).get(parameter)!r}"
    if cents(shown.get("amount")) not in {None, sent_cents(exchange)}:
        return f"the amount is {shown.get('amount')}, sent was {sent(exchange, 'amount')}"
    if shown.get("transaction_type") not in {None, "ct"}:
        return f"transaction_type is {shown.get('transaction_type')!r}"
    if (
        account is not None
        and account.type is not None
        and shown.get("sender_account_type") not in {None, account.type}
    ):
        return f"the account is {account.type}, sender_account_type is {shown.get('sender_account_type')!r}"
    if identifier(shown, "internal_id") in known.transfers:
        return f"credit transfer {shown.get('internal_id')} was there before"
    status = text(shown, "status")
    return None if status in {None, TO_EXECUTE, IN_PROGRESS} else f"a new credit transfer is {status}"


def _shown_transfers(exchange: Exchange) -> list[dict[str, Any]]:
    if exchange.ok and exchange.operation == "createCreditTransfer":
        return [result(exchange)]
    return lists.items(exchange) if exchange.operation == "getCreditTransfers" else []


@BOOK.rule("a credit transfer keeps what it is, and its status only goes on", source=_TRANSFERS)
def _transfer_kept(exchange: Exchange, known: Portfolio) -> str | None:
    for each in _shown_transfers(exchange) if exchange.operation == "getCreditTransfers" else ():
        before = known.transfers.get(identifier(each, "internal_id") or "")
        if before is None:
            continue
        for name in TRANSFER_CONSTANTS:
            if each.get(name) != before.members[name]:
                return (
                    f"{name} of credit transfer {before.id} was {before.members[name]!r}, shown is {each.get(name)!r}"
                )
        if before.amount_cents is not None and cents(each.get("amount")) not in {None, before.amount_cents}:
            return f"credit transfer {before.id} is of {before.amount_cents} cents, shown is {each.get('amount')}"
        status = text(each, "status")
        if status is not None and status not in _LATER.get(before.status, {status}):
            return f"credit transfer {before.id} was {before.status} and is {status}"
        if before.reference is not None and text(each, "execution_reference") != before.reference:
            return f"the reference of credit transfer {before.id} changed"
    return None


@BOOK.rule("a credit transfer has the status that it was brought to", source=_TRANSFERS, assumed=True)
def _transfer_status_follows(exchange: Exchange, known: Portfolio) -> str | None:
    for each in _shown_transfers(exchange):
        before, status = known.transfers.get(identifier(each, "internal_id") or ""), text(each, "status")
        if before is not None and before.status is not None and status not in {None, before.status}:
            return f"credit transfer {before.id} is {before.status}, shown is {status}"
    return None


@BOOK.rule(
    "day and reference of the execution are there once it is executed",
    source=f"{_TRANSFERS}: Payment reference available only when executed",
)
def _execution_dated(exchange: Exchange, _known: Portfolio) -> str | None:
    for each in _shown_transfers(exchange):
        is_executed = each.get("status") == EXECUTED
        for name in ("execution_reference", "execution_date"):
            if name in each and (each[name] is not None) is not is_executed:
                return f"a credit transfer is {each.get('status')}, {name} is {each[name]!r}"
    return None


@BOOK.rule("a credit transfer is between two accounts", source=f"{_DOC}, HTTP status codes: 4000220", assumed=True)
def _transfer_goes_elsewhere(exchange: Exchange, known: Portfolio) -> str | None:
    account, target = known.account(exchange), sent(exchange, "dst_iban")
    if exchange.operation != "createCreditTransfer" or not exchange.ok or account is None:
        return None
    own = {account.iban, *account.virtual_ibans} - {None, ""}
    return f"{target} is an IBAN of the account itself" if target in own else None


@BOOK.rule("check digits and form of a destination are looked at", source="ISO 13616; ISO 9362", assumed=True)
def _destination_checked(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation != "createCreditTransfer" or not exchange.ok:
        return None
    iban, swift = sent(exchange, "dst_iban") or "", sent(exchange, "dst_swift") or ""
    if not reading.is_iban(iban):
        return f"{iban!r} is no valid IBAN and was accepted"
    return None if reading.is_bic(swift) else f"{swift!r} is no BIC and was accepted"


@BOOK.rule("a testimonial is a PDF that opens", source=f"{_DOC}, Download a credit transfer testimonial PDF")
def _testimonial_opens(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation != "getTestimonial" or not exchange.ok:
        return None
    _, problem = pdf.read_pdf(exchange.response_body)
    return f"it does not open: {problem}" if problem is not None else None


@BOOK.rule("a testimonial is of what was executed", source=f"{_DOC}, testimonial; the provider's client", assumed=True)
def _testimonial_of_executed(exchange: Exchange, known: Portfolio) -> str | None:
    facts = known.transfers.get(exchange.path_parameters.get("transferId", ""))
    if exchange.operation != "getTestimonial" or not exchange.ok or facts is None:
        return None
    if facts.account != exchange.path_parameters.get("accountId"):
        return f"credit transfer {facts.id} is of account {facts.account}"
    if facts.status not in {None, EXECUTED}:
        return f"credit transfer {facts.id} is {facts.status}"
    written, _ = pdf.read_pdf(exchange.response_body)
    iban = text(facts.members, "beneficiary_iban") or ""
    return None if not written or iban in written.replace(" ", "") else f"the document does not name {iban}"
