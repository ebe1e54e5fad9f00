"""Facts of cards that no schema can say: what becomes of them, their secrets and their transactions."""

from __future__ import annotations

from typing import Any

from conformance.exchange import Exchange
from conformance.providers.anytime import reading
from conformance.providers.anytime.facts import (
    ACTIVE,
    BLOCKED,
    EXPIRED,
    FINAL,
    MULTI_USE,
    ORDERED,
    PLASTIC,
    SETTLED,
    SINGLE_USE,
    TRANSACTION_CONSTANTS,
)
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.learning import switched
from conformance.providers.anytime.reading import asked, identifier, objects, result, sent, text
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_DOC = "Anytime API documentation"
_ORDER = f"{_DOC}, Order a new Visa or Mastercard payment card"
_CARD = f"{_DOC}, Retrieve information on this payment card"
_UPDATE = f"{_DOC}, Update card info"
_TRANSACTIONS = f"{_DOC}, Get all cards transactions"
_NEED_ACTIVE = frozenset({"creditCard", "debitCard", "getCardPin", "sendCardPin"})
_ACTIONS = _NEED_ACTIVE | {"updateCard", "getCardPan", "sendCardPan", "createDetailsDisplay"}
_SANDBOX_CVC = "000"


def _shown_cards(exchange: Exchange) -> list[dict[str, Any]]:
    """The cards of an answer, one or a list."""
    if exchange.ok and exchange.operation == "getCard":
        return [result(exchange)]
    return objects(result(exchange), "cards") if exchange.ok and exchange.operation == "getAccountCards" else []


# --- which card -----------------------------------------------------------------------------------------------------


@BOOK.rule(
    "an answer is about the card that was asked for, and its account", source=f"{_DOC}, Response tables: card_ref"
)
def _asked_card_answers(exchange: Exchange, known: Portfolio) -> str | None:
    asked_ref = exchange.path_parameters.get("cardRef")
    if not exchange.ok or asked_ref is None:
        return None
    shown, card = result(exchange), known.card(exchange)
    came = text(shown, "card_ref")
    if came is not None and came != asked_ref:
        return f"asked for card {asked_ref}, got {came}"
    account = identifier(shown, "acc_id") or identifier(shown, "card_acc_id")
    if card is not None and card.account is not None and account not in {None, card.account}:
        return f"card {asked_ref} belongs to account {card.account}, shown is {account}"
    return None


@BOOK.rule("card and order were never there before", source=_ORDER)
def _orders_unique(exchange: Exchange, known: Portfolio) -> str | None:
    if exchange.operation != "orderCard" or not exchange.ok:
        return None
    ref, order = text(result(exchange), "card_ref"), identifier(result(exchange), "order_id")
    if ref in known.cards:
        return f"card {ref} was there before"
    return f"order {order} was there before" if order in known.orders else None


@BOOK.rule("an order is complete for plastic, and a virtual card is active", source=f"{_ORDER}: order_status 3 and 9")
def _order_status_fits_type(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation != "orderCard" or not exchange.ok:
        return None
    type_ = sent(exchange, "card_type") or PLASTIC
    came, expected = result(exchange).get("order_status"), 3 if type_ == PLASTIC else 9
    return None if came in {None, expected} else f"order_status of a {type_} card is {came}, expected {expected}"


@BOOK.rule("an account lists the cards of itself", source=f"{_DOC}, Retrieve the cards list of an account")
def _cards_of_account(exchange: Exchange, known: Portfolio) -> str | None:
    account = exchange.path_parameters.get("accountId")
    for each in objects(result(exchange), "cards") if exchange.operation == "getAccountCards" and exchange.ok else ():
        card = known.cards.get(text(each, "card_ref") or "")
        if card is not None and card.account not in {None, account}:
            return f"card {card.ref} belongs to account {card.account} and is listed for {account}"
    return None


# --- what becomes of it ---------------------------------------------------------------------------------------------


@BOOK.rule("a card reads as it was ordered and changed", source=f"{_CARD}; Update card info")
def _card_reads_back(exchange: Exchange, known: Portfolio) -> str | None:
    for each in _shown_cards(exchange):
        card = known.cards.get(text(each, "card_ref") or "")
        if card is None:
            continue
        status = text(each, "status")
        is_over = status == EXPIRED and card.status not in FINAL and known.may_be_expired(card, exchange)
        if status is not None and card.status not in {None, status} and not is_over:
            return f"card {card.ref} is {card.status}, shown is {status}"
        for name, value in card.switches.items():
            came = switched(each.get(name))
            if came is not None and came != value:
                return f"{name} of card {card.ref} is {value}, shown is {came}"
        if card.type is not None and text(each, "card_type") not in {None, card.type}:
            return f"card {card.ref} was ordered as {card.type}, shown is {text(each, 'card_type')}"
        embossed = text(each.get("card_name"), "embossed")
        if card.embossed is not None and embossed not in {None, card.embossed}:
            return f"card {card.ref} was ordered for {card.embossed!r}, shown is {embossed!r}"
        if card.expiry is not None and text(each, "expiry_date") not in {None, card.expiry}:
            return f"card {card.ref} ends on {card.expiry}, shown is {text(each, 'expiry_date')}"
    return None


@BOOK.rule("an update answers what the card has become", source=_UPDATE)
def _update_answers_change(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.card(exchange)
    if exchange.operation != "updateCard" or not exchange.ok:
        return None
    shown = result(exchange)
    expected = sent(exchange, "card_status") or (card.status if card is not None else None)
    came = text(shown, "status")
    if came not in {None, expected, EXPIRED} and expected is not None:
        return f"the status is {came}, expected {expected}"
    for name in ("pos", "atm", "renew"):
        wanted = switched(sent(exchange, f"card_{name}"))
        if wanted is None and card is not None:
            wanted = card.switches.get(name)
        switch = switched(shown.get(name))
        if None not in {wanted, switch} and wanted != switch:
            return f"{name} is {switch}, expected {wanted}"
    return None


@BOOK.rule(
    "what is stolen, lost, damaged or cancelled stays so, and no status is changed to itself",
    source=f"{_UPDATE}; CardBadStatusUpdateException",
    assumed=True,
)
def _status_change_allowed(exchange: Exchange, known: Portfolio) -> str | None:
    card, wanted = known.card(exchange), sent(exchange, "card_status")
    if exchange.operation != "updateCard" or not exchange.ok or card is None or card.status is None or wanted is None:
        return None
    forbidden = card.status in FINAL or card.status == wanted or (card.status, wanted) == (ORDERED, BLOCKED)
    return f"card {card.ref} is {card.status} and became {wanted}" if forbidden else None


@BOOK.rule(
    "nothing is done with a card that cannot do it", source=f"{_DOC}, HTTP status codes: 403 Card*", assumed=True
)
def _action_fits_card(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.card(exchange)
    if not exchange.ok or exchange.operation not in _ACTIONS or card is None:
        return None
    if card.status == "CAN":
        return f"card {card.ref} is cancelled, and {exchange.operation} was answered with {exchange.status}"
    if exchange.operation in _NEED_ACTIVE and card.status not in {None, ACTIVE}:
        return f"card {card.ref} is {card.status}, and {exchange.operation} was answered with {exchange.status}"
    if exchange.operation in {"getCardPan", "sendCardPan"} and card.type == PLASTIC:
        return f"card {card.ref} is of plastic, and {exchange.operation} was answered with {exchange.status}"
    if exchange.operation == "sendCardPan" and card.type == MULTI_USE:
        return f"card {card.ref} is for many uses, and its number was sent"
    if exchange.operation == "creditCard" and card.type == SINGLE_USE:
        return f"card {card.ref} is for a single use, and was loaded again"
    if exchange.operation == "updateCard" and sent(exchange, "card_renew") == "1" and not card.has_holder:
        return f"card {card.ref} was renewed although data of its holder are missing"
    return None


# --- secrets --------------------------------------------------------------------------------------------------------


@BOOK.rule("a PIN is shown to who knows the CVC alone", source=f"{_DOC}, Get pin code of a card: 000 in the sandbox")
def _pin_for_cvc(exchange: Exchange, known: Portfolio) -> str | None:
    cvc = asked(exchange, "cvc")
    if exchange.operation != "getCardPin" or not exchange.ok or known.access.is_production or cvc == _SANDBOX_CVC:
        return None
    return f"the PIN was shown for the CVC {cvc}"


@BOOK.rule("a PIN stays until a new one is sent", source=f"{_DOC}, Text new pin to cardholder", assumed=True)
def _pin_kept(exchange: Exchange, known: Portfolio) -> str | None:
    ref = exchange.path_parameters.get("cardRef", "")
    if exchange.operation != "getCardPin" or not exchange.ok or ref not in known.held.pins:
        return None
    return None if text(result(exchange), "pin") == known.held.pins[ref] else f"card {ref} has another PIN than before"


@BOOK.rule(
    "a card for many uses is shown as pictures, one for a single use as numbers",
    source=f"{_DOC}, For virtual cards multi use: Returns the front and back picture",
)
def _pan_fits_type(exchange: Exchange, known: Portfolio) -> str | None:
    card, shown = known.card(exchange), result(exchange)
    if exchange.operation != "getCardPan" or not exchange.ok or card is None:
        return None
    if card.type == MULTI_USE and "pan" in shown:
        return f"card {card.ref} is for many uses, and its number is shown"
    if card.type == SINGLE_USE and "front" in shown:
        return f"card {card.ref} is for a single use, and is shown as a picture"
    ends = text(shown, "expiry_date")
    return (
        f"card {card.ref} ends on {card.expiry}, shown is {ends}"
        if card.expiry and ends not in {None, card.expiry}
        else None
    )


@BOOK.rule("the number of a card has a right check digit", source="ISO/IEC 7812, Luhn", assumed=True)
def _pan_checks(exchange: Exchange, _known: Portfolio) -> str | None:
    pan = text(result(exchange), "pan")
    if exchange.operation != "getCardPan" or not exchange.ok or pan is None or not pan.isdecimal():
        return None
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(pan))]
    is_right = sum(each // 10 + each % 10 for each in doubled) % 10 == 0
    return None if is_right else "the check digit of the number is wrong"


@BOOK.rule("the link of a delivery is the one that there is", source=f"{_DOC}, order tracking", assumed=True)
def _link_kept(exchange: Exchange, known: Portfolio) -> str | None:
    order = exchange.path_parameters.get("orderId", "")
    if exchange.operation != "getOrderTracking" or not exchange.ok or order not in known.held.links:
        return None
    came = text(result(exchange), "tracking_link")
    return (
        None
        if came == known.held.links[order]
        else f"the link of order {order} is {known.held.links[order]}, shown is {came}"
    )


# --- transactions ---------------------------------------------------------------------------------------------------


def shown_transactions(exchange: Exchange) -> list[dict[str, Any]]:
    """The transactions of a card in an answer, one or a list."""
    if exchange.ok and exchange.operation == "getCardTransaction":
        return [result(exchange)]
    is_list = exchange.ok and exchange.operation == "getCardTransactions"
    return objects(result(exchange), "transactions") if is_list else []


@BOOK.rule("a transaction is the one that was asked for", source=f"{_DOC}, Get transaction details")
def _asked_transaction_answers(exchange: Exchange, _known: Portfolio) -> str | None:
    wanted = exchange.path_parameters.get("transactionId")
    came = identifier(result(exchange), "txid")
    if exchange.operation != "getCardTransaction" or not exchange.ok or came in {None, wanted}:
        return None
    return f"asked for transaction {wanted}, got {came}"


@BOOK.rule("a transaction is on one card, and keeps what it is", source=_TRANSACTIONS)
def _transaction_kept(exchange: Exchange, known: Portfolio) -> str | None:
    ref = exchange.path_parameters.get("cardRef")
    for each in shown_transactions(exchange):
        facts = known.transactions.get(identifier(each, "txid") or "")
        if facts is None:
            continue
        if facts.card != ref:
            return f"transaction {facts.id} is on card {facts.card}, and is shown for {ref}"
        if facts.amount_cents is not None and reading.cents(each.get("amount")) not in {None, facts.amount_cents}:
            return f"transaction {facts.id} is of {facts.amount_cents} cents, shown is {each.get('amount')}"
        if facts.type is not None and text(each, "type") not in {None, facts.type}:
            return f"the type of transaction {facts.id} is {facts.type}, shown is {text(each, 'type')}"
        for name in TRANSACTION_CONSTANTS:
            if name in facts.members and each.get(name) != facts.members[name]:
                return f"{name} of transaction {facts.id} was {facts.members[name]!r}, shown is {each.get(name)!r}"
    return None


@BOOK.rule("a transaction has the status that it was brought to", source=f"{_TRANSACTIONS}: status", assumed=True)
def _transaction_status_follows(exchange: Exchange, known: Portfolio) -> str | None:
    for each in shown_transactions(exchange):
        facts, came = known.transactions.get(identifier(each, "txid") or ""), text(each, "status")
        if facts is not None and facts.status is not None and came not in {None, facts.status}:
            return f"transaction {facts.id} is {facts.status}, shown is {came}"
    return None


@BOOK.rule("only what failed has a reason to have failed", source=f"{_TRANSACTIONS}: failed_reason", assumed=True)
def _reason_for_failure_only(exchange: Exchange, _known: Portfolio) -> str | None:
    for each in shown_transactions(exchange):
        status = text(each, "status")
        if status in {SETTLED, "P"} and "failed_reason" in each:
            return f"transaction {each.get('txid')} is {status} and has a failed_reason"
        if status == "D" and "failed_reason" not in each:
            return f"transaction {each.get('txid')} is declined without a failed_reason"
    return None


@BOOK.rule("the number of a new transaction was never given out before", source=f"{_DOC}, credit and debit")
def _transaction_numbers_unique(exchange: Exchange, known: Portfolio) -> str | None:
    if exchange.operation not in {"creditCard", "debitCard"} or not exchange.ok:
        return None
    id_ = identifier(result(exchange), "transaction_id")
    return f"transaction {id_} was there before" if id_ in known.transactions else None
