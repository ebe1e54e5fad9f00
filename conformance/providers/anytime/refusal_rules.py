"""Facts of refusals that no schema can say: who is refused has given a reason, and who gives one is refused.

A refusal is looked at only where this run knows the state that it speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.exchange import Exchange
from conformance.providers.anytime import reading
from conformance.providers.anytime.catalogue import PARAMETERS
from conformance.providers.anytime.facts import (
    ACTIVE,
    CONSUMER,
    FINAL,
    FULFILLED,
    OWN,
    PLASTIC,
    SINGLE_USE,
    AccountFacts,
)
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.reading import asked, sent, sent_cents
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_CODES = "Anytime API documentation, HTTP status codes"
_BLANK_ALLOWED = frozenset({"user_addr_line_2", "corp_activity", "corp_tva", "corp_addr_line_2"})
_COMPANY = (
    "corp_name",
    "corp_regnum",
    "corp_type",
    "corp_addr_line_1",
    "corp_addr_zip",
    "corp_addr_city",
    "corp_addr_cc",
)

Unfounded = Callable[[Exchange, Portfolio], str | None]
"""Says why a refusal has no reason, or `None`."""


def payer(exchange: Exchange, known: Portfolio) -> AccountFacts | None:
    """The account that an operation takes money from."""
    return known.account_of(known.card(exchange)) if exchange.operation == "creditCard" else known.account(exchange)


# --- refusals that have no reason -----------------------------------------------------------------------------------


def _account_is_own(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if account is None or account.owner != known.owner(exchange):
        return None
    return f"account {account.id} is the caller's"


def _account_is_no_partners(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    is_plain = account is not None and not account.is_partner and account.owner == known.owner(exchange) == OWN
    return f"account {account.id} is no partner's" if account is not None and is_plain else None


def _card_is_own(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.card(exchange)
    return f"card {card.ref} is the caller's" if card is not None and card.owner == known.owner(exchange) else None


def _order_is_own(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.cards.get(known.orders.get(exchange.path_parameters.get("orderId", ""), ""))
    is_own = card is not None and card.owner == known.owner(exchange)
    return f"order {exchange.path_parameters.get('orderId')} is the caller's" if is_own else None


def _has_iban(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    return f"account {account.id} has the IBAN {account.iban}" if account is not None and account.iban else None


def _has_no_iban(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    return f"account {account.id} has no IBAN" if account is not None and account.iban == "" else None


def _kyc_is_fulfilled(exchange: Exchange, known: Portfolio) -> str | None:
    account = payer(exchange, known)
    return f"the KYC of account {account.id} is fulfilled" if account is not None and account.kyc == FULFILLED else None


def _balance_suffices(exchange: Exchange, known: Portfolio) -> str | None:
    account, amount = payer(exchange, known), sent_cents(exchange)
    if account is None or amount is None or account.balance_cents is None:
        return None
    if amount <= account.balance_cents:
        return f"account {account.id} has {account.balance_cents} cents, asked for were {amount}"
    is_empty, says_empty = account.balance_cents <= 0, exchange.code == "4020220"
    if is_empty is not says_empty:
        return f"account {account.id} has {account.balance_cents} cents, which {exchange.code} is not for"
    return None


def _card_suffices(exchange: Exchange, known: Portfolio) -> str | None:
    card, amount = known.card(exchange), sent_cents(exchange)
    if card is None or amount is None or card.balance_cents is None or amount > card.balance_cents:
        return None
    return f"card {card.ref} has {card.balance_cents} cents, asked for were {amount}"


def _card_has_room(exchange: Exchange, known: Portfolio) -> str | None:
    card, amount = known.card(exchange), sent_cents(exchange)
    if card is None or amount is None or card.balance_cents is None or card.balance_cents + amount > 1_000_000:
        return None
    return f"card {card.ref} has {card.balance_cents} cents, loaded were {amount}"


def _card_is_active(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.card(exchange)
    if (
        exchange.operation == "updateCard"
        or card is None
        or card.status != ACTIVE
        or known.may_be_expired(card, exchange)
    ):
        return None
    return f"card {card.ref} is active"


def _card_is_not_cancelled(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.card(exchange)
    return f"card {card.ref} is {card.status}" if card is not None and card.status not in {None, "CAN"} else None


def _card_fits(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.card(exchange)
    if card is None or card.type in {None, PLASTIC}:
        return None
    fits = exchange.operation == "getCardPan" or card.type == SINGLE_USE
    return f"card {card.ref} is {card.type}" if fits else None


def _status_may_change(exchange: Exchange, known: Portfolio) -> str | None:
    card, wanted = known.card(exchange), sent(exchange, "card_status")
    if card is None or card.status is None or known.may_be_expired(card, exchange):
        return None
    return None if card.status in FINAL or wanted == card.status else f"card {card.ref} is {card.status}, not {wanted}"


def _holder_is_complete(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.card(exchange)
    return f"the holder of card {card.ref} is complete" if card is not None and card.has_holder else None


def _is_business(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    is_consumer = account is None or account.type in {None, CONSUMER}
    if exchange.operation == "orderCard" and exchange.code == "4030212":
        return "the account is in EUR" if account is not None and account.currency == "EUR" else None
    return None if is_consumer or account is None else f"account {account.id} is of a business"


def _cvc_is_right(exchange: Exchange, known: Portfolio) -> str | None:
    is_right = asked(exchange, "cvc") == "000" and not known.access.is_production
    return "the CVC is 000" if is_right else None


def _load_is_large(exchange: Exchange, _known: Portfolio) -> str | None:
    amount = sent_cents(exchange)
    return f"{amount} cents are enough" if amount is not None and amount >= 100 else None


def _load_is_small(exchange: Exchange, _known: Portfolio) -> str | None:
    amount = sent_cents(exchange)
    return f"{amount} cents are not too much" if amount is not None and amount <= 200_000 else None


def _card_is_reloadable(exchange: Exchange, known: Portfolio) -> str | None:
    card = known.card(exchange)
    return f"card {card.ref} is {card.type}" if card is not None and card.type not in {None, SINGLE_USE} else None


def _is_elsewhere(exchange: Exchange, known: Portfolio) -> str | None:
    account, target = known.account(exchange), sent(exchange, "dst_iban")
    if account is None or account.iban is None or target in {account.iban, *account.virtual_ibans}:
        return None
    return f"{target} is no IBAN of account {account.id}"


def _period_goes_on(exchange: Exchange, _known: Portfolio) -> str | None:
    first, last = (reading.sent_day(asked(exchange, name)) for name in ("date_start", "date_end"))
    return f"{first} is not after {last}" if first is not None and last is not None and first <= last else None


def _statement_is_there(exchange: Exchange, known: Portfolio) -> str | None:
    account, wanted = known.account(exchange), exchange.path_parameters.get("statementId")
    return f"statement {wanted} was listed" if account is not None and wanted in account.rows else None


def _transaction_is_there(exchange: Exchange, known: Portfolio) -> str | None:
    facts = known.transactions.get(exchange.path_parameters.get("transactionId", ""))
    is_there = facts is not None and facts.card == exchange.path_parameters.get("cardRef")
    return f"transaction {facts.id} is on this card" if facts is not None and is_there else None


def _transfer_is_there(exchange: Exchange, known: Portfolio) -> str | None:
    facts = known.transfers.get(exchange.path_parameters.get("transferId", ""))
    account = known.account(exchange)
    is_there = facts is not None and account is not None and facts.account == account.id
    return f"credit transfer {facts.id} is of this account" if facts is not None and is_there else None


def _transfer_is_executed(exchange: Exchange, known: Portfolio) -> str | None:
    facts = known.transfers.get(exchange.path_parameters.get("transferId", ""))
    is_executed = facts is not None and facts.status == "Executed"
    return f"credit transfer {facts.id} is executed" if facts is not None and is_executed else None


def _link_is_there(exchange: Exchange, known: Portfolio) -> str | None:
    order = exchange.path_parameters.get("orderId", "")
    return f"order {order} has the link {known.held.links[order]}" if order in known.held.links else None


UNFOUNDED: Mapping[str, Unfounded] = {
    "4000050": _period_goes_on,
    "4000220": _is_elsewhere,
    "4000230": _has_no_iban,
    "4020210": _balance_suffices,
    "4020220": _balance_suffices,
    "4020320": _card_suffices,
    "4020321": _card_has_room,
    "4030210": _account_is_own,
    "4030211": _account_is_no_partners,
    "4030212": _is_business,
    "4030220": _kyc_is_fulfilled,
    "4030221": _has_iban,
    "4030310": _card_is_own,
    "4030320": _card_is_active,
    "4030330": _load_is_large,
    "4030331": _load_is_small,
    "4030350": _card_is_not_cancelled,
    "4030360": _card_fits,
    "4030365": _status_may_change,
    "4030370": _is_business,
    "4030380": _cvc_is_right,
    "4030390": _holder_is_complete,
    "4030410": _order_is_own,
    "4040210": _statement_is_there,
    "4040220": _transfer_is_there,
    "4040221": _transfer_is_executed,
    "4040310": _transaction_is_there,
    "4040410": _link_is_there,
    "4510210": _kyc_is_fulfilled,
    "4510310": _card_is_reloadable,
    "4510320": _kyc_is_fulfilled,
    "4510330": _kyc_is_fulfilled,
}
"""Code → why a refusal with it has no reason."""


@BOOK.rule("a refusal has the reason that its code names", source=_CODES, assumed=True)
def _refusal_founded(exchange: Exchange, known: Portfolio) -> str | None:
    unfounded = UNFOUNDED.get(exchange.code or "")
    if unfounded is None:
        return None
    message = unfounded(exchange, known)
    return None if message is None else f"{exchange.code} was answered, and {message}"


# --- reasons that were not looked at --------------------------------------------------------------------------------


@BOOK.rule(
    "without accepted papers there is no IBAN, card, load or transfer", source=f"{_CODES}: 4030220, 451*", assumed=True
)
def _kyc_demanded(exchange: Exchange, known: Portfolio) -> str | None:
    needing = {"createIban", "createVirtualIban", "orderCard", "creditCard", "createCreditTransfer"}
    account = payer(exchange, known)
    if not exchange.ok or exchange.operation not in needing or account is None or account.kyc in {None, FULFILLED}:
        return None
    return f"the KYC of account {account.id} is {account.kyc}, and {exchange.operation} succeeded"


@BOOK.rule("without an IBAN there is nothing that needs one", source=f"{_CODES}: 4030221", assumed=True)
def _iban_demanded(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    needing = {"createVirtualIban", "createCreditTransfer", "getIbanStatements"}
    if not exchange.ok or exchange.operation not in needing or account is None or account.iban != "":
        return None
    return f"account {account.id} has no IBAN, and {exchange.operation} succeeded"


@BOOK.rule("an account has one main IBAN", source=f"{_CODES}: 4000230")
def _one_main_iban(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if exchange.operation != "createIban" or not exchange.ok or account is None or not account.iban:
        return None
    return f"account {account.id} had the IBAN {account.iban} and was given another"


@BOOK.rule("a consumer has neither virtual cards nor virtual IBANs", source=f"{_CODES}: 4030370, 4030212", assumed=True)
def _virtual_for_business(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if not exchange.ok or account is None or account.type != CONSUMER:
        return None
    if exchange.operation == "createVirtualIban":
        return f"account {account.id} is a consumer's and was given a virtual IBAN"
    if exchange.operation == "orderCard" and (sent(exchange, "card_type") or PLASTIC) != PLASTIC:
        return f"account {account.id} is a consumer's and was given a virtual card"
    return None


@BOOK.rule("cards are for accounts in EUR", source=f"{_CODES}: 4030212", assumed=True)
def _cards_in_euro(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if exchange.operation != "orderCard" or not exchange.ok or account is None or account.currency in {None, "EUR"}:
        return None
    return f"account {account.id} is in {account.currency} and was given a card"


@BOOK.rule("a partner's account is left alone", source=f"{_CODES}: 4030211", assumed=True)
def _partner_left_alone(exchange: Exchange, known: Portfolio) -> str | None:
    account = known.account(exchange)
    if not exchange.ok or account is None or not account.is_partner:
        return None
    return f"account {account.id} is a partner's, and {exchange.operation} succeeded"


@BOOK.rule("no account is without what it needs", source="Anytime API documentation, Create a new account: required")
def _account_data_demanded(exchange: Exchange, known: Portfolio) -> str | None:
    fields = reading.form(exchange)
    if not exchange.ok or exchange.operation not in {"createAccount", "updateAccount"}:
        return None
    account = known.account(exchange)
    type_ = fields.get("acc_type") if exchange.operation == "createAccount" else account.type if account else None
    for name, value in fields.items():
        is_looked_at = name.startswith("user_") or (name in _COMPANY and type_ == "business")
        if is_looked_at and name not in _BLANK_ALLOWED and name in PARAMETERS and not value.strip():
            return f"{name} was made blank"
    missing = [name for name in _COMPANY if type_ == "business" and name not in fields]
    if exchange.operation == "createAccount" and missing:
        return f"a business was accepted without {' and '.join(missing)}"
    return None


def company_is_complete(exchange: Exchange) -> bool:
    """Whether nothing is wrong with the data of a company in a form."""
    fields = reading.form(exchange)
    country = fields.get("corp_addr_cc")
    has_blank = any(not fields[name].strip() for name in _COMPANY if name in fields)
    return not has_blank and (country is None or reading.is_country(country))
