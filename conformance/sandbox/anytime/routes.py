"""The 32 operations: which path and method each has, and what it does.

In every operation the parameters are read first, then the resource is found, and then its state is looked at.

Source: Anytime API documentation, one section per operation; the paths are those of the provider's PHP client.
"""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.sandbox.anytime import (
    accounts,
    cards,
    formats,
    ledger,
    lists,
    loads,
    requests,
    testimonials,
    transfers,
    views,
    webhooks,
)
from conformance.sandbox.anytime.accounts import find_account
from conformance.sandbox.anytime.calls import PDF_TYPE, Answer, Call
from conformance.sandbox.anytime.cards import find_card
from conformance.sandbox.anytime.errors import Refusal
from conformance.sandbox.anytime.parameters import OF_ACCOUNTS, OF_CARDS, read_parameters
from conformance.sandbox.anytime.state import Account, ApiUser, CardTransaction, Row

VERSION = "v1.0"
TOKEN_PATH = ("oauth", "v2", "token")

_TEXT = ""
_NUMBER = "#"
_DIGITS = re.compile(r"[0-9]+")
_FILE_ERRORS = {
    accounts.FILE_OK: "",
    accounts.FILE_WRONG_EXTENSION: "Wrong file extension",
    accounts.FILE_NOT_UPLOADED: "The file was not uploaded correctly",
}

Handle = Callable[[Call, ApiUser], "dict[str, Any] | Answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation; its path is that behind the version, with marks for parameters of text and of digits."""

    name: str
    method: str
    path: tuple[str, ...]
    handle: Handle


def check_api(call: Call, _: ApiUser) -> dict[str, Any]:
    """Return the time."""
    return {"date_time": formats.naive_text(call.now_ms)}


def check_api_by_post(call: Call, _: ApiUser) -> dict[str, Any]:
    """Return what was sent."""
    return {"test_param": call.read_form().values.get("test_param", "")}


def get_accounts(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the caller's accounts, oldest first."""
    page = requests.read_page(call, code=OF_ACCOUNTS, has_dates=False)
    found = call.state.accounts_of(user)
    shown = [views.show_account_type(each) for each in lists.cut(found, page, call.faults)]
    return {
        "filters": dict(page.filters),
        "total_results": lists.count(len(found), page, call.faults),
        "accounts": shown,
    }


def create_account(call: Call, user: ApiUser) -> dict[str, Any]:
    """Open an account."""
    kind, fields = requests.read_new_account(call)
    return views.show_account_type(accounts.open_account(call.state, user, kind, fields))


def get_account(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return one account."""
    return views.show_account(find_account(call, user, call.segments[2]))


def update_account(call: Call, user: ApiUser) -> dict[str, Any]:
    """Change the parameters of an account that are given."""
    changes = requests.read_changes(call, requests.HOLDER)
    account = find_account(call, user, call.segments[2])
    if account.kind == requests.BUSINESS:
        changes |= requests.read_changes(call, requests.CORPORATION)
    if not call.faults.fires("account-update-forgotten"):
        account.fields |= changes
    return views.show_account_type(account)


def get_account_balance(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the balance of an account."""
    account = find_account(call, user, call.segments[2])
    others = [each for each in call.state.accounts_of(user) if each is not account]
    cents = account.purse.balance_cents
    if others and call.faults.fires("balances-swapped"):
        cents = others[0].purse.balance_cents
    return {"acc_id": account.account_id, "balance": formats.number(cents)}


def get_account_cards(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the cards of an account, oldest first."""
    page = requests.read_page(call, code=OF_ACCOUNTS, has_dates=False)
    account = find_account(call, user, call.segments[2])
    shown = [views.show_listed_card(each, call.now_ms) for each in lists.cut(account.cards, page, call.faults)]
    return {
        "filters": dict(page.filters),
        "acc_id": account.account_id,
        "total_results": lists.count(len(account.cards), page, call.faults),
        "cards": shown,
    }


def get_account_statements(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the movements on an account."""
    return _show_statements(call, user, on_iban=False)


def get_iban_statements(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the movements that came and went by IBAN."""
    return _show_statements(call, user, on_iban=True)


def _show_statements(call: Call, user: ApiUser, *, on_iban: bool) -> dict[str, Any]:
    page = requests.read_page(call, code=OF_ACCOUNTS)
    account = find_account(call, user, call.segments[2])
    if on_iban and account.iban is None and not call.faults.fires("iban-not-required"):
        raise Refusal("4030221")
    rows = [row for row in account.rows if row.party is not None or not on_iban]
    if not on_iban and rows and rows[-1].type == ledger.DEBIT and call.faults.fires("statement-row-lost"):
        rows.pop()
    chosen, total = lists.choose(rows, page, call.faults, created_ms=lambda row: row.created_ms)
    return {
        "acc_id": account.account_id,
        "acc_type": account.kind,
        "total_results": total,
        "transactions": [_show_row(call, account, row) for row in chosen],
        "filters": dict(page.filters),
    }


def get_account_statement(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return one movement on an account."""
    account = find_account(call, user, call.segments[2])
    for row in account.rows:
        if call.segments[4] == f"{account.account_id}-{row.number}":
            return _show_row(call, account, row)
    raise Refusal("4040210")


def _show_row(call: Call, account: Account, row: Row) -> dict[str, Any]:
    shown = views.show_row(account, row)
    if call.faults.fires("statement-balance-wrong"):
        shown["balance"] = formats.number(row.balance_cents + 1)
    if row.type == ledger.DEBIT and call.faults.fires("statement-type-wrong"):
        shown["type"] = ledger.CREDIT
    return shown


def get_credit_transfers(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the credit transfers of an account."""
    page = requests.read_page(call, code=OF_ACCOUNTS)
    account = find_account(call, user, call.segments[2])
    chosen, total = lists.choose(account.transfers, page, call.faults, created_ms=lambda each: each.created_ms)
    return {
        "filters": dict(page.filters),
        "total_results": total,
        "credit-transfers": [views.show_transfer(each) for each in chosen],
    }


def create_credit_transfer(call: Call, user: ApiUser) -> dict[str, Any]:
    """Send money from an account to an IBAN."""
    values, cents = requests.read_amount_and(call, requests.TRANSFER, code=OF_ACCOUNTS)
    account = find_account(call, user, call.segments[2])
    return views.show_transfer(transfers.create_transfer(call, account, values, cents))


def get_testimonial(call: Call, user: ApiUser) -> Answer:
    """Return the PDF of an executed credit transfer, without an envelope."""
    account = find_account(call, user, call.segments[2])
    content = testimonials.print_testimonial(transfers.find_executed(call, account, call.segments[4]))
    content_type = PDF_TYPE
    if call.faults.fires("pdf-empty"):
        content = b""
    if content and call.faults.fires("pdf-truncated"):
        content = content[: len(content) // 2]
    if call.faults.fires("pdf-wrong-type"):
        content_type = b"text/html"
    return Answer(status=200, raw=content, content_type=content_type)


def get_kyc_status(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return how far the KYC of an account is."""
    return views.show_kyc(find_account(call, user, call.segments[2]))


def upload_kyc_files(call: Call, user: ApiUser) -> dict[str, Any]:
    """Take files for the KYC of an account."""
    form = call.read_form()
    accounts.require_kyc_field(call, form)
    account = find_account(call, user, call.segments[2])
    statuses = accounts.upload_kyc(call, account, form)
    shown = {name: {"status": status, "error": _FILE_ERRORS[status]} for name, status in statuses.items()}
    return {"files_status": shown}


def create_iban(call: Call, user: ApiUser) -> dict[str, Any]:
    """Give an account its IBAN."""
    values = read_parameters(call.read_form().values, requests.IBAN, call.faults, code=OF_ACCOUNTS)
    account = find_account(call, user, call.segments[2])
    return views.show_iban(accounts.create_iban(call, account, values["country_code"]))


def create_virtual_iban(call: Call, user: ApiUser) -> dict[str, Any]:
    """Give an account a further IBAN."""
    values = read_parameters(call.read_form().values, requests.VIRTUAL_IBAN, call.faults, code=OF_ACCOUNTS)
    account = find_account(call, user, call.segments[2])
    return views.show_iban(accounts.create_virtual_iban(call, account, values["type"]))


def order_card(call: Call, user: ApiUser) -> dict[str, Any]:
    """Order a card."""
    values, cents = requests.read_order(call)
    order = cards.order_card(call, user, values, cents)
    return {
        "order_id": order.order_id,
        "order_status": cards.order_status(order.card),
        "card_ref": order.card.ref,
    }


def get_card(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return one card."""
    return views.show_card(find_card(call, user, call.segments[2]), call.now_ms)


def update_card(call: Call, user: ApiUser) -> dict[str, Any]:
    """Change a card."""
    changes = read_parameters(call.read_form().values, requests.UPDATE_CARD, call.faults, code=OF_CARDS)
    card = find_card(call, user, call.segments[2])
    cards.update_card(call, card, changes)
    return views.show_updated_card(card, call.now_ms)


def get_card_transactions(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the transactions of a card; their total knows neither dates nor limits."""
    page = requests.read_page(call, code=OF_CARDS)
    card = find_card(call, user, call.segments[2])
    chosen, in_period = lists.choose(card.transactions, page, call.faults, created_ms=lambda each: each.created_ms)
    has_dates = page.date_start is not None or page.date_end is not None
    if has_dates and call.faults.fires("total-respects-dates"):
        total = in_period
    else:
        total = lists.count(len(card.transactions), page, call.faults)
    return {
        "filters": dict(page.filters),
        "card_ref": card.ref,
        "acc_id": card.account.account_id,
        "total_results": total,
        "transactions": [views.show_card_transaction(each) for each in chosen],
    }


def get_card_transaction(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return one transaction of a card."""
    card = find_card(call, user, call.segments[2])
    for transaction in card.transactions:
        if call.segments[4] == str(transaction.txid):
            return views.show_card_transaction(transaction)
    raise Refusal("4040310")


def credit_card(call: Call, user: ApiUser) -> dict[str, Any]:
    """Load a card from its account."""
    values, cents = requests.read_amount_and(call, requests.LOAD, code=OF_CARDS)
    return _show_pending(call, loads.credit_card(call, find_card(call, user, call.segments[2]), values, cents))


def debit_card(call: Call, user: ApiUser) -> dict[str, Any]:
    """Unload a card to its account."""
    values, cents = requests.read_amount_and(call, requests.LOAD, code=OF_CARDS)
    return _show_pending(call, loads.debit_card(call, find_card(call, user, call.segments[2]), values, cents))


def _show_pending(call: Call, transaction: CardTransaction) -> dict[str, Any]:
    card = transaction.card
    if call.state.callback_url is not None and call.faults.fires("webhook-before-settlement"):
        settled = dataclasses.replace(transaction, status="S")
        webhooks.tell_card_transaction(call.state, settled, call.faults, now_ms=call.now_ms)
    return {"card_ref": card.ref, "acc_id": card.account.account_id, "transaction_id": transaction.txid}


def get_card_pin(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the PIN of a card."""
    values = read_parameters(call.read_query(), requests.PIN, call.faults, code=OF_CARDS)
    return {"pin": cards.show_pin(call, find_card(call, user, call.segments[2]), values["cvc"])}


def send_card_pin(call: Call, user: ApiUser) -> dict[str, Any]:
    """Text a new PIN to the holder."""
    card = find_card(call, user, call.segments[2])
    cards.send_pin(call, card)
    return {"acc_id": card.account.account_id, "card_ref": card.ref}


def get_card_pan(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return the two sides of a card for many uses, or the number of one for a single use."""
    card = find_card(call, user, call.segments[2])
    cards.require_virtual(call, card)
    if card.kind == requests.MULTI_USE:
        return {"front": testimonials.draw_front(card), "back": testimonials.draw_back(card)}
    return {"pan": card.pan, "cvv": card.cvv, "expiry_date": card.expires_on.isoformat()}


def send_card_pan(call: Call, user: ApiUser) -> dict[str, Any]:
    """Text or mail the number of a card for a single use."""
    requests.read_destination(call)
    cards.require_single_use(call, find_card(call, user, call.segments[2]))
    return {"state": "sent"}


def create_details_display(call: Call, user: ApiUser) -> dict[str, Any]:
    """Make a link that shows a card to its holder."""
    read_parameters(call.read_form().values, requests.DETAILS_DISPLAY, call.faults, code=OF_CARDS)
    return {"temp_link": cards.new_link(call, find_card(call, user, call.segments[2]))}


def get_order_tracking(call: Call, user: ApiUser) -> dict[str, Any]:
    """Return where a card is."""
    order = cards.find_order(call, user, call.segments[2])
    if order.link is None:
        raise Refusal("4040410")
    return {"tracking_link": order.link}


_ACCOUNT = ("accounts", _NUMBER)
_TRANSFERS = (*_ACCOUNT, "credit-transfers")
_CARD = ("cards", _TEXT)

_TABLE: tuple[tuple[str, str, tuple[str, ...], Handle], ...] = (
    ("checkApi", "GET", ("apicheck",), check_api),
    ("checkApiByPost", "POST", ("apicheck",), check_api_by_post),
    ("getAccounts", "GET", ("accounts",), get_accounts),
    ("createAccount", "POST", ("accounts",), create_account),
    ("getAccount", "GET", _ACCOUNT, get_account),
    ("updateAccount", "PUT", _ACCOUNT, update_account),
    ("getAccountBalance", "GET", (*_ACCOUNT, "balance"), get_account_balance),
    ("getAccountCards", "GET", (*_ACCOUNT, "cards"), get_account_cards),
    ("getAccountStatements", "GET", (*_ACCOUNT, "statements"), get_account_statements),
    ("getAccountStatement", "GET", (*_ACCOUNT, "statements", _TEXT), get_account_statement),
    ("getIbanStatements", "GET", (*_ACCOUNT, "iban-statements"), get_iban_statements),
    ("getCreditTransfers", "GET", _TRANSFERS, get_credit_transfers),
    ("createCreditTransfer", "POST", _TRANSFERS, create_credit_transfer),
    ("getTestimonial", "GET", (*_TRANSFERS, _NUMBER, "testimonial"), get_testimonial),
    ("getKycStatus", "GET", (*_ACCOUNT, "kyc"), get_kyc_status),
    ("uploadKycFiles", "POST", (*_ACCOUNT, "kyc"), upload_kyc_files),
    ("createIban", "POST", (*_ACCOUNT, "iban"), create_iban),
    ("createVirtualIban", "POST", (*_ACCOUNT, "virtual-ibans"), create_virtual_iban),
    ("orderCard", "POST", ("cards",), order_card),
    ("getCard", "GET", _CARD, get_card),
    ("updateCard", "PUT", _CARD, update_card),
    ("getCardTransactions", "GET", (*_CARD, "transactions"), get_card_transactions),
    ("getCardTransaction", "GET", (*_CARD, "transactions", _TEXT), get_card_transaction),
    ("creditCard", "POST", (*_CARD, "credit"), credit_card),
    ("debitCard", "POST", (*_CARD, "debit"), debit_card),
    ("getCardPin", "GET", (*_CARD, "pin"), get_card_pin),
    ("sendCardPin", "POST", (*_CARD, "pin"), send_card_pin),
    ("getCardPan", "GET", (*_CARD, "pan"), get_card_pan),
    ("sendCardPan", "POST", (*_CARD, "pan"), send_card_pan),
    ("createDetailsDisplay", "POST", (*_CARD, "details-display"), create_details_display),
    ("getOrderTracking", "GET", ("orders", _NUMBER, "tracking"), get_order_tracking),
)
_OPERATIONS = tuple(
    Operation(name=name, method=method, path=path, handle=handle) for name, method, path, handle in _TABLE
)
OPERATIONS: tuple[str, ...] = ("createToken", *(each.name for each in _OPERATIONS))

_BY_LENGTH: dict[int, tuple[Operation, ...]] = {
    length: tuple(each for each in _OPERATIONS if len(each.path) == length)
    for length in {len(each.path) for each in _OPERATIONS}
}


def match(segments: tuple[str, ...]) -> dict[str, Operation]:
    """Return the operations of a path behind its version, by method; none when the path is unknown."""
    return {each.method: each for each in _BY_LENGTH.get(len(segments), ()) if _matches(each.path, segments)}


def _matches(path: tuple[str, ...], segments: tuple[str, ...]) -> bool:
    """Return whether segments fit a path: an empty one fits nothing, and a number is written in digits."""
    return all(
        bool(_DIGITS.fullmatch(given)) if wanted == _NUMBER else bool(given) and wanted in {_TEXT, given}
        for given, wanted in zip(segments, path, strict=True)
    )
