"""What Anytime sends by itself: card transactions that are processed, and credit transfers that are over."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auth_hooks import anytime, errors
from conformance.exchange import Exchange
from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.cards_at_hand import (
    Card,
    begun,
    card_balance,
    listen,
    load,
    order,
    settle,
    spend,
    taken,
    transaction,
    unload,
)
from conformance.scenarios.anytime.clients import (
    CANCELLED,
    CONSUMER,
    DAY_S,
    EXECUTED,
    OTHER_BIC,
    OTHER_IBAN,
    as_user,
    cancel_transfers,
    deposit,
    execute,
    find_transfer,
    first_account,
    happen,
    ready_account,
    send_money,
)
from conformance.scenarios.anytime.text import TEXTS, cases, cents, number

ATTEMPTS = 3
MOST = 100
"""So many credit transfers come at once at most."""

_CARD = "cardTransactionProcessed"
_TRANSFERS = "creditTransfersUpdated"


def _body(webhook: Exchange) -> Any:
    return webhook.sent["body"]


def _told_transaction(webhook: Exchange) -> list[Any]:
    """Number and status of the transaction that a webhook is about."""
    told = _body(webhook)["transaction"]
    return [str(number(told["txid"])), told["status"]]


def _told_transfers(webhook: Exchange) -> list[list[Any]]:
    """Number and status of each credit transfer that a webhook is about."""
    return [[str(number(each["internal_id"])), each["status"]] for each in _body(webhook)["credit-transfers"]]


def _agrees(world: World, card: Card, webhook: Exchange) -> None:
    """A webhook says of a transaction what the operation says."""
    told = _body(webhook)["transaction"]
    shown = transaction(world, card, told["txid"])
    assert told == {name: shown[name] for name in told}
    assert [card.ref, card.account] == [_body(webhook)["card_ref"], str(_body(webhook)["acc_id"])]


def _begin(world: World, *transfers: str) -> None:
    """The bank begins to execute credit transfers."""
    happen(world, "transfer-progress", transferIds=[number(each) for each in transfers])


def _send(world: World, account: str, amount: str = "1.00", **changes: Any) -> str:
    """A credit transfer that the bank has begun to execute."""
    transfer = str(send_money(world, account, amount=amount, **changes)["internal_id"])
    _begin(world, transfer)
    return transfer


# --- card transactions ----------------------------------------------------------------------------------------------


@requires("control")
@shows(_CARD, 200)
@pytest.mark.parametrize("status", ["S", "C", "D"])
@pytest.mark.parametrize("move", [load, unload], ids=["load", "unload"])
def test_end_of_a_load_is_told(world: World, move: Any, status: str) -> None:
    """How a load or unload ended is told once, as it then reads (Send the card transactions processed)."""
    card = order(world)
    listen(world)
    begun_ = begun(move(world, card))
    assert [] == taken(world)
    world.advance(60)
    settle(world, begun_, status)
    (webhook,) = taken(world)
    assert [_CARD, [begun_, status]] == [webhook.operation, _told_transaction(webhook)]
    _agrees(world, card, webhook)
    assert card_balance(world, card) == cents(_body(webhook)["transaction"]["balance_after"])


@requires("control")
def test_load_is_not_told_before_it_ends(world: World) -> None:
    """A webhook is the final answer: nothing is told while a load is pending (Card credit: not the final response)."""
    card = order(world)
    listen(world)
    numbers = [begun(load(world, card)), begun(unload(world, card))]
    world.advance(DAY_S)
    assert [[], ["P", "P"]] == [taken(world), [transaction(world, card, each)["status"] for each in numbers]]
    for each in numbers:
        settle(world, each)
    assert [[each, "S"] for each in numbers] == [_told_transaction(webhook) for webhook in taken(world)]


@requires("control")
@shows(_CARD, 200)
def test_payment_is_told(world: World) -> None:
    """What a card pays is told, as it then reads (Send the card transactions processed)."""
    card = order(world)
    listen(world)
    paid = spend(world, card, "12.34", merchant="Café de la Gare")
    (webhook,) = taken(world)
    assert [paid, "S"] == _told_transaction(webhook)
    told = _body(webhook)["transaction"]
    assert ["D", 1_234, 8_766, "Café de la Gare"] == [
        told["type"],
        cents(told["amount"]),
        cents(told["balance_after"]),
        told["description"],
    ]
    _agrees(world, card, webhook)


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_comment_is_told_as_it_was_written(world: World, text: str) -> None:
    """A webhook is JSON in UTF-8 whatever it says (Webhooks: json into the HTTP RAW DATA)."""
    card = order(world)
    listen(world)
    settle(world, begun(load(world, card, card_comment=text)))
    (webhook,) = taken(world)
    assert text == _body(webhook)["transaction"]["description"]


@requires("control")
def test_webhook_is_of_its_moment(world: World) -> None:
    """The timestamp is that of sending, in whole seconds; the transaction has its own day (Webhooks)."""
    card = order(world)
    listen(world)
    begun_ = begun(load(world, card))
    world.advance(DAY_S)
    sent_s = int(world.control.now_s())
    settle(world, begun_)
    (webhook,) = taken(world)
    world.control.refresh_clock()
    assert sent_s <= webhook.sent["timestamp"] <= world.control.now_s()
    assert "2020-10-24" == _body(webhook)["transaction"]["date"][:10]


@requires("control")
def test_webhooks_come_in_order_and_have_numbers(world: World) -> None:
    """Each webhook has a number of its own, and they come as things happened (request_id)."""
    card = order(world)
    listen(world)
    numbers = [spend(world, card, f"{amount}.00") for amount in range(1, 6)]
    webhooks = taken(world)
    assert numbers == [_told_transaction(webhook)[0] for webhook in webhooks]
    assert 5 == len({webhook.sent["request_id"] for webhook in webhooks})


# --- credit transfers -----------------------------------------------------------------------------------------------


@requires("control")
@shows(_TRANSFERS, 200)
@pytest.mark.parametrize("status", [EXECUTED, CANCELLED])
def test_end_of_a_transfer_is_told(world: World, status: str) -> None:
    """How a credit transfer ended is told once, as it then reads (Send the credit transfers status update)."""
    account = first_account(world)
    listen(world)
    transfer = _send(world, account, "155.00", dst_comment="Loyer d'octobre, 2ème", dst_iban=OTHER_IBAN)
    assert [] == taken(world)
    (execute if status == EXECUTED else cancel_transfers)(world, transfer)
    (webhook,) = taken(world)
    assert [_TRANSFERS, [[transfer, status]]] == [webhook.operation, _told_transfers(webhook)]
    (told,) = _body(webhook)["credit-transfers"]
    shown = find_transfer(world, account, told["internal_id"])
    assert {**told, "amount": 15_500} == {**{name: shown[name] for name in told}, "amount": cents(shown["amount"])}
    assert 15_500 == cents(told["amount"])


@requires("control")
@shows(_TRANSFERS, 200)
def test_transfers_that_end_together_are_told_together(world: World) -> None:
    """What the bank ends at once is one list (a list of 1 to maximum 100 credit transfers)."""
    account = first_account(world)
    listen(world)
    transfers = [_send(world, account, f"{amount}.00") for amount in range(1, 6)]
    execute(world, *transfers[:4])
    cancel_transfers(world, transfers[4])
    executed, cancelled = taken(world)
    assert sorted([each, EXECUTED] for each in transfers[:4]) == sorted(_told_transfers(executed))
    assert [[transfers[4], CANCELLED]] == _told_transfers(cancelled)


@requires("control")
@pytest.mark.parametrize("count", [MOST, MOST + 1])
def test_hundred_transfers_are_told_at_once(world: World, count: int) -> None:
    """A list ends at a hundred, and what is left comes in another (a list of 1 to maximum 100 credit transfers)."""
    account = first_account(world)
    transfers = [str(send_money(world, account, amount="1.00")["internal_id"]) for _ in range(count)]
    _begin(world, *transfers)
    listen(world)
    execute(world, *transfers)
    webhooks = taken(world)
    lists = [_told_transfers(webhook) for webhook in webhooks]
    assert all(1 <= len(told) <= MOST for told in lists)
    assert sorted([each, EXECUTED] for each in transfers) == sorted(told for each in lists for told in each)


@requires("control")
def test_beginning_of_a_transfer_is_not_told(world: World) -> None:
    """Only the end of a transfer is told (changes from "In progress" to "Cancelled" or "Executed")."""
    account = first_account(world)
    listen(world)
    _send(world, account)
    assert [] == taken(world)


@requires("control")
def test_transfer_of_a_consumer_is_told(world: World) -> None:
    """A transfer is told with its sender, of whatever type (sender_account_type: consumer or business)."""
    account = ready_account(world, CONSUMER)
    listen(world)
    execute(world, _send(world, account, dst_swift=OTHER_BIC))
    (webhook,) = taken(world)
    (told,) = _body(webhook)["credit-transfers"]
    assert [account, CONSUMER, OTHER_BIC] == [
        str(told["sender_account_id"]),
        told["sender_account_type"],
        told["beneficiary_swift_code"],
    ]


# --- delivery -------------------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("status", [201, 204, 299])
def test_any_success_takes_a_webhook(world: World, status: int) -> None:
    """An answer in the two hundreds is enough (assumed)."""
    card = order(world)
    listen(world)
    world.answer_callbacks(status)
    spend(world, card, "1.00")
    assert [status] == [webhook.status for webhook in taken(world)]


@requires("control")
@pytest.mark.parametrize("failures", [1, 2, 3, 4])
def test_webhook_is_sent_again_until_it_is_taken(world: World, failures: int) -> None:
    """What is not taken is sent again as it was, three times in all, and what follows comes after it (assumed)."""
    card = order(world)
    listen(world)
    world.answer_callbacks(*([500, 404, 302, 503][:failures]))
    numbers = [spend(world, card, "1.00") for _ in range(2)]
    webhooks = taken(world)
    attempts = min(failures + 1, ATTEMPTS)
    told = [_told_transaction(webhook)[0] for webhook in webhooks]
    assert [numbers[0]] * attempts + [numbers[1]] * (len(told) - attempts) == told
    assert [1, 200] == [len({webhook.request_body for webhook in webhooks[:attempts]}), webhooks[-1].status]


@requires("control")
def test_webhook_that_is_taken_does_not_come_again(world: World) -> None:
    """What was taken is not told again, however much happens later (Webhooks)."""
    account = first_account(world)
    card = order(world, account=account)
    listen(world)
    settle(world, begun(load(world, card)))
    execute(world, _send(world, account))
    assert 2 == len(taken(world))
    world.advance(DAY_S)
    assert [] == taken(world)
    paid = spend(world, card, "1.00")
    assert [[paid, "S"]] == [_told_transaction(webhook) for webhook in taken(world)]


@requires("control")
def test_nobody_is_told_without_a_url(world: World) -> None:
    """Without a configured address nothing is sent, and what happened then is not made up for (Webhooks)."""
    card = order(world)
    spend(world, card, "1.00")
    listen(world)
    paid = spend(world, card, "1.00")
    assert [paid] == [_told_transaction(webhook)[0] for webhook in taken(world)]
    happen(world, "callback-url", url=None)
    spend(world, card, "1.00")
    settle(world, begun(load(world, card)))
    assert [] == taken(world)


@requires("control")
def test_reading_and_depositing_tells_nothing(world: World) -> None:
    """Only card transactions and ends of transfers are told (Webhooks)."""
    account = first_account(world)
    listen(world)
    card = order(world, account=account)
    deposit(world, account, "10.00")
    world.call("updateCard", path=card.path, form={"card_status": "BLO"}, expect=200)
    assert [] == [webhook for webhook in taken(world) if webhook.operation == _TRANSFERS]


@requires("control", "second_client")
def test_each_user_is_told_under_its_own_name(world: World) -> None:
    """A webhook has the hash of the API user whose card or transfer it is about (hash: api_username)."""
    accesses = (world.first, world.second)
    names = [as_user(access).credentials.username for access in accesses]
    cards = [order(world, access=access) for access in accesses]
    transfers = [
        str(send_money(world, card.account, access=access)["internal_id"])
        for card, access in zip(cards, accesses, strict=True)
    ]
    listen(world)
    paid = [spend(world, card, "1.00") for card in cards]
    execute(world, *transfers)
    webhooks = taken(world)
    assert paid == [_told_transaction(webhook)[0] for webhook in webhooks[:2]]
    assert [[[each, EXECUTED]] for each in transfers] == [_told_transfers(webhook) for webhook in webhooks[2:]]
    for webhook, own, other in zip(webhooks, names * 2, names[::-1] * 2, strict=True):
        anytime.verify_webhook(webhook.request_body, username=own)
        with pytest.raises(errors.SignatureMismatch):
            anytime.verify_webhook(webhook.request_body, username=other)


@requires("control")
def test_hook_verifies_what_was_sent(world: World) -> None:
    """The hook takes a webhook as it came, and none of another moment or for another user (hash)."""
    account = first_account(world)
    card = order(world, account=account)
    listen(world)
    spend(world, card, "1.00")
    execute(world, _send(world, account))
    username = as_user(world.first).credentials.username
    for webhook in taken(world):
        verified = anytime.verify_webhook(webhook.request_body, username=username)
        assert {"request_id", "type_response", "timestamp", "hash", "body"} == set(verified)
        changed = json.dumps({**webhook.sent, "timestamp": webhook.sent["timestamp"] + 1}).encode()
        for content, name in ((changed, username), (webhook.request_body, f"{username}2")):
            with pytest.raises(errors.SignatureMismatch):
                anytime.verify_webhook(content, username=name)
        with pytest.raises(errors.UnusableAnswer):
            anytime.verify_webhook(webhook.request_body.replace(b'"hash"', b'"hush"'), username=username)
