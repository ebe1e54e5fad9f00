"""What becomes of a payment request: payments, statuses, the blocked bank account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from conformance.providers.tikkie.rules import FOR_OTHERS
from conformance.scenario import World, requires
from conformance.scenarios.tikkie.account import DAY_S, Place, ask, enrol, enrol_user, page, read

ENDINGS = {
    "close": "CLOSED",
    "expire": "EXPIRED",
    "yield-reached": "MAX_YIELD_REACHED",
    "payments-reached": "MAX_SUCCESSFUL_PAYMENTS_REACHED",
}
"""Event of the control plane → the status that it leads to."""

WAYS = {
    "NEW": ("NEW",),
    "PENDING": ("NEW", "PENDING"),
    "PAID": ("NEW", "PENDING", "PAID"),
    "NOT_PAID": ("NEW", "PENDING", "NOT_PAID"),
}
"""Online payment status → how a payment gets there."""


def _pay(world: World, token: str, **details: object) -> str:
    answer = world.control.event("pay", paymentRequestToken=token, **details)
    return str(answer["paymentToken"])


def _payments(world: World, place: Place, token: str) -> dict[str, Any]:
    return {payment["paymentToken"]: payment for payment in read(world, place, token)["payments"]}


@requires("control")
@pytest.mark.parametrize("status", WAYS)
def test_payment_shows_its_status(world: World, status: str) -> None:
    """A payment is listed in each of its states (Technical details: onlinePaymentStatus; all listed, assumed)."""
    place = enrol(world)
    token = ask(world, place, amountInCents="1250")
    first, *rest = WAYS[status]
    payment = _pay(world, token, onlinePaymentStatus=first, counterPartyName="Zoë Café")
    for step in rest:
        world.control.event("payment", paymentToken=payment, onlinePaymentStatus=step)
    shown = _payments(world, place, token)[payment]
    expected = {
        "onlinePaymentStatus": status,
        "amountInCents": "1250",
        "amountCurrency": "EUR",
        "counterPartyName": "Zoë Café",
    }
    assert expected == {name: shown[name] for name in expected}


@requires("control")
def test_payer_decides_on_an_open_amount(world: World) -> None:
    """Payments of a request without amount carry what was paid (Technical details: amountInCents left empty)."""
    place = enrol(world)
    token = ask(world, place, amountInCents=None)
    paid = {_pay(world, token, amountInCents=amount): str(amount) for amount in (1, 999_999)}
    assert paid == {name: payment["amountInCents"] for name, payment in _payments(world, place, token).items()}
    assert read(world, place, token)["amountInCents"] is None


@requires("control")
def test_several_payments_are_all_listed(world: World) -> None:
    """A payment request lists all of its payments, and no other's (Technical details: payments)."""
    place = enrol(world)
    first, second, unpaid = (ask(world, place) for _ in range(3))
    paid = {
        token: [_pay(world, token) for _ in range(count)] for token, count in ((first, 3), (second, 1), (unpaid, 0))
    }
    for token, payments in paid.items():
        assert sorted(payments) == sorted(_payments(world, place, token))


@requires("control")
def test_payments_stay_hidden_for_others(world: World) -> None:
    """On a platform for others payments are empty (Technical details: GET User payment requests)."""
    place = enrol(world, usage=FOR_OTHERS)
    token = ask(world, place)
    for status in ("NEW", "PENDING", "PAID", "NOT_PAID"):
        _pay(world, token, onlinePaymentStatus=status)
    assert [] == read(world, place, token)["payments"]


@requires("control")
@pytest.mark.parametrize("event", ENDINGS)
def test_payment_request_ends(world: World, event: str) -> None:
    """A payment request shows how it ended, and only its own end (Technical details: status)."""
    place = enrol(world)
    ended, other = ask(world, place), ask(world, place)
    payment = _pay(world, ended)
    world.control.event(event, paymentRequestToken=ended)
    request = read(world, place, ended)
    assert ENDINGS[event] == request["status"]
    assert [payment] == [each["paymentToken"] for each in request["payments"]]
    assert "OPEN" == read(world, place, other)["status"]
    world.advance(30 * DAY_S)
    assert ENDINGS[event] == read(world, place, ended)["status"], "an end is final"


@requires("control")
def test_payment_request_expires(world: World) -> None:
    """A payment request expires when its period is over and says when (Technical details: expired; assumed 14 days)."""
    world.reset(expiry_days=14)
    place = enrol(world)
    token = ask(world, place)
    created = datetime.fromisoformat(read(world, place, token)["created"])
    world.advance(14 * DAY_S - 60)
    request = read(world, place, token)
    assert ["OPEN", None] == [request["status"], request["expired"]]
    world.advance(61)
    request = read(world, place, token)
    assert "EXPIRED" == request["status"]
    assert created + timedelta(days=14) == datetime.fromisoformat(request["expired"])


@requires("control")
def test_enough_payments_end_a_request(world: World) -> None:
    """The agreed number of successful payments ends a request (Functional details: thresholds)."""
    world.reset(max_successful_payments=2)
    place = enrol(world)
    token = ask(world, place)
    _pay(world, token, onlinePaymentStatus="NOT_PAID")
    _pay(world, token)
    assert "OPEN" == read(world, place, token)["status"]
    _pay(world, token)
    assert "MAX_SUCCESSFUL_PAYMENTS_REACHED" == read(world, place, token)["status"]


@requires("control")
def test_enough_money_ends_a_request(world: World) -> None:
    """The agreed sum ends a request (Functional details: thresholds)."""
    world.reset(max_yield_cents=1000)
    place = enrol(world)
    token = ask(world, place, amountInCents=None)
    _pay(world, token, amountInCents=999)
    assert "OPEN" == read(world, place, token)["status"]
    _pay(world, token, amountInCents=1)
    assert "MAX_YIELD_REACHED" == read(world, place, token)["status"]


@requires("control")
def test_blocked_bank_account_is_flagged(world: World) -> None:
    """Requests of a blocked bank account say so, for as long as it lasts (bankAccountYieldedTooFast)."""
    place = enrol(world)
    other = enrol_user(world, place.platform)
    tokens = {place: ask(world, place), other: ask(world, other)}
    for blocked in (True, False):
        world.control.event("yielded-too-fast", bankAccountToken=place.account, blocked=blocked)
        flags = [read(world, each, token)["bankAccountYieldedTooFast"] for each, token in tokens.items()]
        assert [blocked, False] == flags


@requires("control")
def test_statuses_stand_beside_each_other(world: World) -> None:
    """One page shows payment requests of every status (Technical details: status)."""
    place = enrol(world)
    for event in ENDINGS:
        world.control.event(event, paymentRequestToken=ask(world, place))
    ask(world, place)
    statuses = [request["status"] for request in page(world, place)["paymentRequests"]]
    assert ["OPEN", *reversed(ENDINGS.values())] == statuses
    dates = {"fromDate": "2000-01-01T00:00:00Z", "toDate": "2038-01-19T03:14:07Z"}
    for some in (dates, {"fromDate": dates["fromDate"]}, {"toDate": dates["toDate"]}):
        assert statuses == [request["status"] for request in page(world, place, **some)["paymentRequests"]]


@requires("control")
def test_list_shows_what_expired_meanwhile(world: World) -> None:
    """A list shows the statuses of its day, also of what nobody has looked at (Technical details: status)."""
    world.reset(expiry_days=14)
    place = enrol(world)
    for _ in range(3):
        ask(world, place)
    world.advance(15 * DAY_S)
    ask(world, place)
    statuses = [request["status"] for request in page(world, place)["paymentRequests"]]
    assert ["OPEN", "EXPIRED", "EXPIRED", "EXPIRED"] == statuses


@requires("control")
def test_payment_says_when_it_was_created(world: World) -> None:
    """A payment carries the time of its own creation, however it goes on (Technical details: payments, created)."""
    place = enrol(world)
    token = ask(world, place)
    world.advance(DAY_S)
    payments = [_pay(world, token, onlinePaymentStatus="NEW")]
    world.advance(DAY_S)
    payments.append(_pay(world, token, onlinePaymentStatus="NEW"))
    world.advance(DAY_S)
    world.control.event("payment", paymentToken=payments[0], onlinePaymentStatus="PENDING")
    request = read(world, place, token)
    shown = {each["paymentToken"]: datetime.fromisoformat(each["created"]) for each in request["payments"]}
    days = [(shown[payment] - datetime.fromisoformat(request["created"])).days for payment in payments]
    assert [1, 2] == days
