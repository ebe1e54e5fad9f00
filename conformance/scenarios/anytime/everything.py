"""A good call of every operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.calls import Reply
from conformance.provider import Access
from conformance.scenario import World
from conformance.scenarios.anytime.clients import (
    CONSUMER,
    FILE,
    SINGLE_USE,
    execute,
    first_account,
    happen,
    multipart,
    new_account,
    new_load,
    new_order,
    new_transfer,
    of_account,
    of_card,
    order_card,
    ready_account,
    send_money,
)
from conformance.scenarios.anytime.text import body_of
from conformance.scenarios.anytime.users import login_form


def good_calls(world: World, *, access: Access | None = None) -> dict[str, dict[str, Any]]:
    """Arguments with which each of the 32 operations succeeds, in any order, once."""
    who = access or world.first
    account = first_account(world, access=access)
    other = ready_account(world, amount=None, iban=False, access=access)
    transfer = str(send_money(world, account, access=access)["internal_id"])
    execute(world, transfer)
    card = order_card(world, account, access=access)
    single = order_card(world, account, SINGLE_USE, access=access)
    happen(world, "tracking-available", orderId=card.number)
    under, on = {"path": of_account(account)}, {"path": card.path}
    statement = _newest(world, "getAccountStatements", of_account(account), access=access)
    transaction = _newest(world, "getCardTransactions", card.path, access=access)
    return {
        "createToken": {"form": login_form(who)},
        "checkApi": {},
        "checkApiByPost": {"form": {"test_param": "hello"}},
        "getAccounts": {},
        "createAccount": {"form": new_account(CONSUMER)},
        "getAccount": under,
        "updateAccount": {**under, "form": {"user_addr_city": "Arras"}},
        "getAccountBalance": under,
        "getAccountCards": under,
        "getAccountStatements": under,
        "getAccountStatement": {"path": of_account(account, statementId=statement)},
        "getIbanStatements": under,
        "getCreditTransfers": under,
        "createCreditTransfer": {**under, "form": new_transfer()},
        "getTestimonial": {"path": of_account(account, transferId=transfer)},
        "getKycStatus": under,
        "uploadKycFiles": {**under, **multipart({"user_passport": FILE})},
        "createIban": {"path": of_account(other), "form": {"country_code": "FR"}},
        "createVirtualIban": {**under, "form": {"type": "C"}},
        "orderCard": {"form": new_order(account)},
        "getCard": on,
        "updateCard": {**on, "form": {"card_pos": "0"}},
        "getCardTransactions": on,
        "getCardTransaction": {"path": of_card(card.ref, transactionId=transaction)},
        "creditCard": {**on, "form": new_load()},
        "debitCard": {**on, "form": new_load()},
        "getCardPin": {**on, "query": {"cvc": "000"}},
        "sendCardPin": on,
        "getCardPan": on,
        "sendCardPan": {"path": single.path, "form": {"dest_method": "email", "dest_value": "john@example.com"}},
        "createDetailsDisplay": {**on, "form": {"ip": "192.0.2.1"}},
        "getOrderTracking": {"path": {"orderId": card.number}},
    }


def _newest(world: World, operation: str, path: Mapping[str, str], *, access: Access | None) -> str:
    reply = world.call(operation, path=path, access=access, expect=200)
    return str(body_of(reply.json)["transactions"][0]["txid"])


def call_good(
    world: World, operation: str, calls: Mapping[str, Mapping[str, Any]], /, *, expect: Any = 200, **more: Any
) -> Reply:
    """Make one of the good calls, or what a scenario makes of it: `headers` are added to those of the call."""
    arguments = {**calls[operation]}
    headers = {**arguments.pop("headers", {}), **more.pop("headers", {})}
    return world.call(operation, **arguments, headers=headers, expect=expect, **more)
