"""What a single answer of Anytime teaches: one function for each operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.anytime import reading
from conformance.providers.anytime.catalogue import PAPERS, PARAMETERS
from conformance.providers.anytime.facts import (
    ACTIVE,
    CONSUMER,
    CREDIT,
    DEBIT,
    INCOMPLETE,
    ORDERED,
    PENDING,
    PLASTIC,
    ROW_CONSTANTS,
    SWITCHES,
    TRANSACTION_CONSTANTS,
    TRANSFER_CONSTANTS,
    AccountFacts,
    CardFacts,
    TransactionFacts,
    TransferFacts,
)
from conformance.providers.anytime.holdings import Holdings, plus
from conformance.providers.anytime.reading import identifier, objects, result, sent, sent_cents, text, whole_cents

Learner = Callable[[Holdings, Exchange, str], None]
"""Takes in an answer of success; the text is whose it is."""


def find_account(held: Holdings, exchange: Exchange) -> AccountFacts | None:
    """The account in the path or form of a request, if it is known."""
    given = sent(exchange, "acc_id") if exchange.operation == "orderCard" else exchange.path_parameters.get("accountId")
    found = reading.number(given)
    return None if found is None else held.accounts.get(str(found))


def find_card(held: Holdings, exchange: Exchange) -> CardFacts | None:
    """The card in the path of a request, if it is known."""
    return held.cards.get(exchange.path_parameters.get("cardRef", ""))


def switched(value: Any) -> int | None:
    """A switch as 1 or 0, whichever of its forms it has, or `None`."""
    if isinstance(value, bool):
        return int(value)
    found = reading.number(value)
    return found if found in {0, 1} else None


def _learn_accounts(held: Holdings, exchange: Exchange, owner: str) -> None:
    for each in objects(result(exchange), "accounts"):
        _learn_type(held, each, owner)


def _learn_type(held: Holdings, shown: Mapping[str, Any], owner: str) -> AccountFacts | None:
    id_ = identifier(shown, "acc_id")
    if id_ is None:
        return None
    account = held.see_account(id_, owner)
    account.type = account.type or text(shown, "acc_type")
    return account


def _learn_new_account(held: Holdings, exchange: Exchange, owner: str) -> None:
    account = _learn_type(held, result(exchange), owner)
    if account is not None:
        _learn_sent(account, exchange)
        account.iban, account.kyc, account.balance_cents = "", INCOMPLETE, 0


def _learn_changed_account(held: Holdings, exchange: Exchange, owner: str) -> None:
    account = _learn_type(held, result(exchange), owner)
    if account is not None:
        _learn_sent(account, exchange)


def _learn_sent(account: AccountFacts, exchange: Exchange) -> None:
    for name, member in PARAMETERS.items():
        value = reading.form(exchange).get(name)
        if value is not None and (account.type != CONSUMER or not name.startswith("corp_")):
            account.sent[member] = value


def _learn_account(held: Holdings, exchange: Exchange, owner: str) -> None:
    account = _learn_type(held, result(exchange), owner)
    if account is None:
        return
    shown = result(exchange)
    account.iban = text(shown.get("iban"), "iban") or ""
    account.virtual_ibans = [iban for each in objects(shown, "virtual_ibans") if (iban := text(each, "iban"))]
    for iban in (account.iban, *account.virtual_ibans):
        if iban:
            held.ibans[iban] = account.id
    account.sent.setdefault("acc_currency", text(shown, "acc_currency") or "")


def _learn_balance(held: Holdings, exchange: Exchange, owner: str) -> None:
    id_ = identifier(result(exchange), "acc_id")
    if id_ is not None:
        held.see_account(id_, owner).balance_cents = whole_cents(result(exchange).get("balance"))


def _learn_rows(held: Holdings, exchange: Exchange, owner: str) -> None:
    account = _learn_type(held, result(exchange), owner)
    if account is not None:
        for each in objects(result(exchange), "transactions"):
            _learn_row(account, each)


def _learn_one_row(held: Holdings, exchange: Exchange, owner: str) -> None:
    account = find_account(held, exchange)
    if account is not None and account.owner == owner:
        _learn_row(account, result(exchange))


def _learn_row(account: AccountFacts, shown: Mapping[str, Any]) -> None:
    txid = text(shown, "txid")
    if txid is not None:
        account.rows.setdefault(txid, {name: shown.get(name) for name in ROW_CONSTANTS})


def _learn_kyc(held: Holdings, exchange: Exchange, _owner: str) -> None:
    account = find_account(held, exchange)
    if account is not None:
        account.kyc = text(result(exchange), "status")


def _learn_upload(held: Holdings, exchange: Exchange, _owner: str) -> None:
    account = find_account(held, exchange)
    states = result(exchange).get("files_status")
    if account is None or not isinstance(states, dict):
        return
    for name, state in states.items():
        if isinstance(state, dict) and state.get("status") == 0:
            account.waiting.add(PAPERS.get(name, name.partition("_")[2]))


def _learn_iban(held: Holdings, exchange: Exchange, _owner: str) -> None:
    account, iban = find_account(held, exchange), text(result(exchange), "iban")
    if account is None or iban is None:
        return
    held.ibans[iban] = account.id
    if exchange.operation == "createIban":
        account.iban = iban
    else:
        account.virtual_ibans.append(iban)


# --- transfers ---


def _learn_transfers(held: Holdings, exchange: Exchange, owner: str) -> None:
    for each in objects(result(exchange), "credit-transfers"):
        _learn_transfer(held, each, owner)


def _learn_new_transfer(held: Holdings, exchange: Exchange, owner: str) -> None:
    shown, account = result(exchange), find_account(held, exchange)
    _learn_transfer(held, shown, owner)
    if account is not None:
        account.balance_cents = plus(account.balance_cents, sent_cents(exchange), -1)


def _learn_transfer(held: Holdings, shown: Mapping[str, Any], owner: str) -> None:
    id_, account = identifier(shown, "internal_id"), identifier(shown, "sender_account_id")
    if id_ is None or account is None:
        return
    facts = held.transfers.setdefault(
        id_,
        TransferFacts(
            id=id_,
            account=account,
            owner=owner,
            amount_cents=whole_cents(shown.get("amount")),
            members={name: shown.get(name) for name in TRANSFER_CONSTANTS},
            status=None,
        ),
    )
    facts.status = text(shown, "status")
    facts.reference = text(shown, "execution_reference")


# --- cards ---


def _learn_cards(held: Holdings, exchange: Exchange, owner: str) -> None:
    account = identifier(result(exchange), "acc_id")
    for each in objects(result(exchange), "cards"):
        card = _learn_card(held, each, owner)
        if card is not None:
            card.account = account or card.account


def _learn_one_card(held: Holdings, exchange: Exchange, owner: str) -> None:
    _learn_card(held, result(exchange), owner)


def _learn_card(held: Holdings, shown: Mapping[str, Any], owner: str) -> CardFacts | None:
    ref = text(shown, "card_ref")
    if ref is None:
        return None
    card = held.see_card(ref, owner)
    card.account = identifier(shown, "acc_id") or card.account
    card.type = card.type or text(shown, "card_type")
    card.status = text(shown, "status")
    card.balance_cents = whole_cents(shown.get("balance"))
    card.expiry = card.expiry or text(shown, "expiry_date")
    for name in SWITCHES:
        switch = switched(shown.get(name))
        if switch is not None:
            card.switches[name] = switch
    return card


def _learn_order(held: Holdings, exchange: Exchange, owner: str) -> None:
    shown, account = result(exchange), find_account(held, exchange)
    ref, order, cents = text(shown, "card_ref"), identifier(shown, "order_id"), sent_cents(exchange)
    if account is not None:
        account.balance_cents = plus(account.balance_cents, cents, -1)
    if ref is None or order is None:
        return
    card = held.see_card(ref, owner)
    card.account, card.order, card.type = sent(exchange, "acc_id"), order, sent(exchange, "card_type") or PLASTIC
    card.status = ORDERED if card.type == PLASTIC else ACTIVE
    card.embossed, card.balance_cents = sent(exchange, "card_name"), cents
    held.orders[order] = ref


def _learn_changed_card(held: Holdings, exchange: Exchange, _owner: str) -> None:
    card = find_card(held, exchange)
    if card is None:
        return
    card.status = sent(exchange, "card_status") or card.status
    for name in SWITCHES:
        switch = switched(sent(exchange, f"card_{name}"))
        if switch is not None:
            card.switches[name] = switch


def _learn_pin(held: Holdings, exchange: Exchange, _owner: str) -> None:
    card, pin = find_card(held, exchange), text(result(exchange), "pin")
    if card is not None and pin is not None:
        held.pins[card.ref] = pin


def _learn_new_pin(held: Holdings, exchange: Exchange, _owner: str) -> None:
    held.pins.pop(exchange.path_parameters.get("cardRef", ""), None)


def _learn_movement(held: Holdings, exchange: Exchange, _owner: str) -> None:
    card, cents = find_card(held, exchange), sent_cents(exchange)
    sign = 1 if exchange.operation == "creditCard" else -1
    if card is None:
        return
    held.move(card, cents, sign)
    id_ = identifier(result(exchange), "transaction_id")
    if id_ is not None:
        type_ = CREDIT if sign > 0 else DEBIT
        held.transactions.setdefault(
            id_, TransactionFacts(id=id_, card=card.ref, amount_cents=cents, type=type_, status=PENDING)
        )


def _learn_transactions(held: Holdings, exchange: Exchange, _owner: str) -> None:
    card = find_card(held, exchange)
    if card is not None:
        for each in objects(result(exchange), "transactions"):
            _learn_transaction(held, card, each)


def _learn_one_transaction(held: Holdings, exchange: Exchange, _owner: str) -> None:
    card = find_card(held, exchange)
    if card is not None:
        _learn_transaction(held, card, result(exchange))


def _learn_transaction(held: Holdings, card: CardFacts, shown: Mapping[str, Any]) -> None:
    id_ = identifier(shown, "txid")
    if id_ is None:
        return
    facts = held.transactions.setdefault(id_, TransactionFacts(id=id_, card=card.ref))
    if not facts.members:
        facts.members = {name: shown.get(name) for name in TRANSACTION_CONSTANTS}
    if facts.amount_cents is None:
        facts.amount_cents = whole_cents(shown.get("amount"))
    facts.type = facts.type or text(shown, "type")
    facts.status = text(shown, "status")


LEARNERS: Mapping[str, Learner] = {
    "getAccounts": _learn_accounts,
    "createAccount": _learn_new_account,
    "getAccount": _learn_account,
    "updateAccount": _learn_changed_account,
    "getAccountBalance": _learn_balance,
    "getAccountCards": _learn_cards,
    "getAccountStatements": _learn_rows,
    "getAccountStatement": _learn_one_row,
    "getIbanStatements": _learn_rows,
    "getCreditTransfers": _learn_transfers,
    "createCreditTransfer": _learn_new_transfer,
    "getKycStatus": _learn_kyc,
    "uploadKycFiles": _learn_upload,
    "createIban": _learn_iban,
    "createVirtualIban": _learn_iban,
    "orderCard": _learn_order,
    "getCard": _learn_one_card,
    "updateCard": _learn_changed_card,
    "getCardTransactions": _learn_transactions,
    "getCardTransaction": _learn_one_transaction,
    "creditCard": _learn_movement,
    "debitCard": _learn_movement,
    "getCardPin": _learn_pin,
    "sendCardPin": _learn_new_pin,
}
"""operationId → what its answer teaches."""
