"""What belongs to another API user, or to a partner, or to nobody; and the tracking of an order."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.provider import Access
from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    ACCOUNT_OPERATIONS,
    BUSINESS,
    CONSUMER,
    NOT_YOUR_ACCOUNT,
    NOT_YOUR_CARD,
    NOT_YOUR_ORDER,
    PARTNERS_ACCOUNT,
    PLASTIC,
    UNKNOWN_ACCOUNT,
    UNKNOWN_NUMBER,
    accounts_of,
    balance_of,
    cards_of,
    first_account,
    happen,
    new_order,
    new_transfer,
    of_account,
    open_account,
    order_card,
    read_account,
    shows_everywhere,
    statements,
    transfers_of,
)
from conformance.scenarios.anytime.everything import (
    call_good,
    good_calls,
)
from conformance.scenarios.anytime.text import body_of

OPERATIONS = (*ACCOUNT_OPERATIONS, "orderCard")
"""Those that name an account, in their path or in their form."""
NO_TRACKING = (404, "4040410")


def _calls_on(calls: dict[str, dict[str, Any]], account: str) -> dict[str, dict[str, Any]]:
    """The good calls, of another account."""
    found = {name: calls[name] for name in OPERATIONS}
    for name in ACCOUNT_OPERATIONS:
        found[name] = {**found[name], "path": {**found[name]["path"], "accountId": account}}
    found["orderCard"] = {"form": new_order(account)}
    return found


def _state(world: World, account: str, *, access: Access) -> list[Any]:
    """All that can be read of an account."""
    reads = ("getAccount", "getAccountBalance", "getKycStatus", "getCreditTransfers", "getAccountStatements")
    replies = [world.call(name, path=of_account(account), access=access, expect=200) for name in reads]
    replies.append(world.call("getAccountCards", path=of_account(account), access=access, expect=200))
    return [body_of(reply.json) for reply in replies]


@requires("control")
@shows_everywhere(403, "4030210", OPERATIONS)
def test_account_that_does_not_exist(world: World) -> None:
    """An account that nobody has is refused like a foreign one (4030210; assumed)."""
    calls = good_calls(world)
    for account in (UNKNOWN_ACCOUNT, "0", "9" * 18, "9" * 40):
        for operation in ACCOUNT_OPERATIONS:
            call_good(world, operation, _calls_on(calls, account), expect=NOT_YOUR_ACCOUNT)
    for account in (UNKNOWN_ACCOUNT, "0", "9" * 18):
        world.call("orderCard", form=new_order(account), expect=NOT_YOUR_ACCOUNT)


@requires("control", "second_client")
@shows_everywhere(403, "4030210", OPERATIONS)
def test_account_of_another_user_is_refused(world: World) -> None:
    """Nothing can be read of, or done to, an account of another API user (4030210)."""
    theirs = good_calls(world, access=world.second)
    account = theirs["getAccount"]["path"]["accountId"]
    before = _state(world, account, access=world.second)
    for operation in OPERATIONS:
        call_good(world, operation, theirs, expect=NOT_YOUR_ACCOUNT)
    assert before == _state(world, account, access=world.second)
    for operation in OPERATIONS:
        call_good(world, operation, theirs, access=world.second)


@requires("control", "second_client")
def test_user_sees_its_own(world: World) -> None:
    """The list of accounts has no other API user's (Retrieve the account list)."""
    first, second = open_account(world), open_account(world, access=world.second)
    seen = [
        {str(each["acc_id"]) for each in accounts_of(world, access=access)} for access in (world.first, world.second)
    ]
    assert [True, False, False, True] == [first in seen[0], second in seen[0], first in seen[1], second in seen[1]]
    assert not seen[0] & seen[1]


@requires("control")
@shows_everywhere(403, "4030211", OPERATIONS)
def test_account_of_a_partner_is_refused(world: World) -> None:
    """Nothing can be read of, or done to, an account that is a partner's (4030211)."""
    calls = good_calls(world)
    account = calls["getAccount"]["path"]["accountId"]
    consumer = first_account(world, CONSUMER)
    happen(world, "account-partner", accountId=account)
    for operation, arguments in _calls_on(calls, account).items():
        call_good(world, operation, {operation: arguments}, expect=PARTNERS_ACCOUNT)
    happen(world, "account-partner", accountId=consumer)
    world.call("getAccountBalance", path=of_account(consumer), expect=PARTNERS_ACCOUNT)


@requires("control", "second_client")
def test_foreign_account_is_refused_before_anything_of_it_is_told(world: World) -> None:
    """What is told of a foreign account does not depend on its state (assumed order)."""
    for kind in (BUSINESS, CONSUMER):
        path = of_account(first_account(world, kind, access=world.second))
        form = new_transfer(amount="999999999.99")
        world.call("createCreditTransfer", path=path, form=form, expect=NOT_YOUR_ACCOUNT)
        world.call("createIban", path=path, form={"country_code": "FR"}, expect=NOT_YOUR_ACCOUNT)
        world.call("createVirtualIban", path=path, form={"type": "C"}, expect=NOT_YOUR_ACCOUNT)
        world.call("getIbanStatements", path=path, expect=NOT_YOUR_ACCOUNT)
        order = new_order(path["accountId"], amount="999999999.99")
        world.call("orderCard", form=order, expect=NOT_YOUR_ACCOUNT)


@requires("control", "second_client")
def test_users_share_nothing(world: World) -> None:
    """What one API user does changes nothing of the other's accounts (OAuth2)."""
    account = first_account(world, access=world.second)
    before = _state(world, account, access=world.second)
    calls = good_calls(world)
    for operation in calls:
        call_good(world, operation, calls)
    assert before == _state(world, account, access=world.second)


@requires("control", "second_client")
@shows("getCard", 403, "4030310")
def test_lists_of_an_account_are_its_own(world: World) -> None:
    """Cards, transfers and statements of one account stand in no other's lists (4030210)."""
    good_calls(world, access=world.second)
    account = first_account(world)
    assert [[], []] == [cards_of(world, account), transfers_of(world, account)]
    assert 1 == len(statements(world, account))
    card = order_card(world, first_account(world, access=world.second), access=world.second)
    world.call("getCard", path=card.path, expect=NOT_YOUR_CARD)


# --- orders ---------------------------------------------------------------------------------------------------------


@requires("control")
@shows("getOrderTracking", 404, "4040410")
@shows("getOrderTracking", 200)
@pytest.mark.parametrize("link", ["https://tracking.example/parcel/1", "https://tracking.example/?a=1&b=%20#c"])
def test_order_is_tracked_once_it_is_on_its_way(world: World, link: str) -> None:
    """An order has no tracking at first, and a link when its card is on its way (Order tracking; 4040410)."""
    account = first_account(world)
    order, other = order_card(world, account, PLASTIC), order_card(world, account, PLASTIC)
    for each in (order, other):
        world.call("getOrderTracking", path={"orderId": each.number}, expect=NO_TRACKING)
    happen(world, "tracking-available", orderId=order.number, link=link)
    reply = world.call("getOrderTracking", path={"orderId": order.number}, expect=200)
    assert link == body_of(reply.json)["tracking_link"]
    world.call("getOrderTracking", path={"orderId": other.number}, expect=NO_TRACKING)


@requires("control", "second_client")
@shows("getOrderTracking", 403, "4030410")
def test_order_of_another_user_is_refused(world: World) -> None:
    """An order of another API user, or of nobody, is refused, with tracking or without (4030410)."""
    order = order_card(world, first_account(world, access=world.second), PLASTIC, access=world.second)
    unknown = (UNKNOWN_NUMBER, "0", "9" * 40, order.number)
    for number in unknown:
        world.call("getOrderTracking", path={"orderId": number}, expect=NOT_YOUR_ORDER)
    happen(world, "tracking-available", orderId=order.number)
    world.call("getOrderTracking", path={"orderId": order.number}, expect=NOT_YOUR_ORDER)
    world.call("getOrderTracking", path={"orderId": order.number}, access=world.second, expect=200)


@requires("control")
def test_refused_order_leaves_no_trace(world: World) -> None:
    """An order that is refused moves no money and makes no card (orderCard)."""
    account = first_account(world)
    before = balance_of(world, account), read_account(world, account)
    world.call("orderCard", form=new_order(account, amount="10000.01"), expect=(402, "4020210"))
    assert [*before, []] == [balance_of(world, account), read_account(world, account), cards_of(world, account)]
