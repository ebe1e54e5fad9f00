"""New payment requests: what may be asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.providers.tikkie.rules import FOR_MYSELF, FOR_OTHERS
from conformance.scenario import World, requires, shows
from conformance.scenarios.tikkie.account import (
    REQUEST,
    UNKNOWN_TOKEN,
    ask,
    changed,
    enrol,
    page,
    read,
    without,
)
from conformance.scenarios.tikkie.text import TEXTS, cases, in_both_spellings, name_case


@requires("control")
@shows("createPaymentRequest", 201)
@pytest.mark.parametrize(
    "amount", ["1", "99", "123", "1000", "123456", "999999", 1, 250, 654321, 999999], ids=name_case
)
def test_amount_is_kept(world: World, amount: object) -> None:
    """1 to 999999 cents, as a string or a number, read back as a string (Technical details: amountInCents)."""
    place = enrol(world)
    assert str(amount) == read(world, place, ask(world, place, amountInCents=amount))["amountInCents"]


@requires("control")
@pytest.mark.parametrize(
    "body", [without(REQUEST, "amountInCents"), changed(REQUEST, amountInCents=None)], ids=["absent", "null"]
)
def test_amount_may_be_open(world: World, body: dict[str, Any]) -> None:
    """Without amountInCents the payer decides on the amount (Technical details: amountInCents)."""
    place = enrol(world)
    created = world.call("createPaymentRequest", path=place.under_account, body=body, expect=201).json
    assert read(world, place, created["paymentRequestToken"])["amountInCents"] is None


@requires("control")
@shows("createPaymentRequest", 400, "ERR_1100_004")
@pytest.mark.parametrize(
    "amount",
    [
        "0",
        "000000",
        0,
        "1000000",
        "0000001",
        1000000,
        "",
        "-1",
        -1,
        "12.5",
        12.5,
        "1,00",
        "abc",
        " 12",
        "12\n",
        True,
        [1],
        "\uff11\uff12",
    ],
    ids=name_case,
)
def test_amount_is_refused(world: World, amount: object) -> None:
    """An amount is 1 to 6 digits and not zero (Technical details: amountInCents; zero and signs assumed)."""
    place = enrol(world)
    body = changed(REQUEST, amountInCents=amount)
    world.call("createPaymentRequest", path=place.under_account, body=body, expect=(400, "ERR_1100_004"))
    assert 0 == page(world, place)["totalElements"]


@requires("control")
@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "USD"},
        {"currency": "eur"},
        {"currency": "EU"},
        {"currency": "EURO"},
        {"currency": "EUR "},
        {"currency": ""},
        {"description": ""},
        {"description": "d" * 36},
        {"description": "é" * 36},
        {"externalId": ""},
        {"externalId": "x" * 36},
    ],
    ids=name_case,
)
def test_payment_request_is_refused(world: World, changes: dict[str, Any]) -> None:
    """Values beyond their limits are refused and nothing is created (Technical details: POST Payment request)."""
    place = enrol(world)
    body = changed(REQUEST, **changes)
    world.call("createPaymentRequest", path=place.under_account, body=body, expect=(400, "ERR_1100_004"))
    assert 0 == page(world, place)["totalElements"]


@requires("control")
@pytest.mark.parametrize(
    "changes",
    [
        {"description": "d"},
        {"description": "d" * 35},
        {"description": "é" * 35},
        {"externalId": "x"},
        {"externalId": "x" * 35},
        {"externalId": "é" * 35},
        {"colour": "green"},
    ],
    ids=name_case,
)
def test_payment_request_is_accepted(world: World, changes: dict[str, Any]) -> None:
    """Values at their limits are accepted and read back (Technical details: POST Payment request)."""
    place = enrol(world)
    request = read(world, place, ask(world, place, **changes))
    expected: dict[str, Any] = {
        **REQUEST,
        "status": "OPEN",
        "expired": None,
        "payments": [],
        "bankAccountYieldedTooFast": False,
    }
    expected.update({name: value for name, value in changes.items() if name != "colour"})
    assert expected == {name: request[name] for name in expected}


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_payment_request_keeps_every_character(world: World, text: str) -> None:
    """Description and externalId in any script come back as they were sent (POST Payment request, JSON in UTF-8)."""
    place = enrol(world)
    for content in in_both_spellings(changed(REQUEST, description=text, externalId=text)):
        created = world.call("createPaymentRequest", path=place.under_account, content=content, expect=201).json
        request = read(world, place, created["paymentRequestToken"])
        assert [text, text] == [request["description"], request["externalId"]]


@requires("control")
@shows("createPaymentRequest", 400, "ERR_1100_005")
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("currency", without(REQUEST, "currency")),
        ("description", without(REQUEST, "description")),
        ("externalId", without(REQUEST, "externalId")),
        ("externalId", changed(REQUEST, externalId=None)),
    ],
    ids=["currency", "description", "externalId", "externalId-null"],
)
def test_payment_request_needs_every_required_property(world: World, name: str, body: dict[str, Any]) -> None:
    """On a platform for itself only the amount may be absent (Technical details: POST Payment request, true*)."""
    place = enrol(world, usage=FOR_MYSELF)
    reply = world.call("createPaymentRequest", path=place.under_account, body=body, expect=(400, "ERR_1100_005"))
    assert name in reply.json["errors"][0]["message"], "the message names the missing parameter"
    assert 0 == page(world, place)["totalElements"]


@requires("control")
@pytest.mark.parametrize(
    "body", [without(REQUEST, "externalId"), changed(REQUEST, externalId=None)], ids=["absent", "null"]
)
def test_external_id_is_optional_for_others(world: World, body: dict[str, Any]) -> None:
    """On a platform for others externalId may be absent (Technical details: POST Payment request, true*)."""
    place = enrol(world, usage=FOR_OTHERS)
    created = world.call("createPaymentRequest", path=place.under_account, body=body, expect=201).json
    assert created["externalId"] is None
    assert read(world, place, created["paymentRequestToken"])["externalId"] is None


@requires("control")
def test_external_id_is_kept_for_others(world: World) -> None:
    """On a platform for others externalId may be given, and reads back (Technical details: POST Payment request)."""
    place = enrol(world, usage=FOR_OTHERS)
    for given in ("Invoice 1", "x", "x" * 35, "é" * 35):
        assert given == read(world, place, ask(world, place, externalId=given))["externalId"]


@requires("control")
@pytest.mark.parametrize("given", ["", "x" * 36], ids=name_case)
def test_external_id_is_measured_for_others(world: World, given: str) -> None:
    """On a platform for others externalId has 1 to 35 characters, too (Technical details: POST Payment request)."""
    place = enrol(world, usage=FOR_OTHERS)
    body = changed(REQUEST, externalId=given)
    world.call("createPaymentRequest", path=place.under_account, body=body, expect=(400, "ERR_1100_004"))
    assert 0 == page(world, place)["totalElements"]


@requires("control")
def test_external_id_may_be_used_again(world: World) -> None:
    """Two payment requests with one externalId are two payment requests (assumed: nothing says it is unique)."""
    place = enrol(world)
    assert 2 == len({ask(world, place, externalId="again") for _ in range(2)})
    assert 2 == page(world, place)["totalElements"]


@requires("control")
@shows("createPaymentRequest", 404, "ERR_4100_002")
@shows("createPaymentRequest", 404, "ERR_4100_003")
@shows("getUserPaymentRequests", 404, "ERR_4100_002")
@shows("getUserPaymentRequests", 404, "ERR_4100_003")
@shows("getPaymentRequest", 404, "ERR_4100_002")
@shows("getPaymentRequest", 404, "ERR_4100_003")
@shows("getPaymentRequest", 400, "ERR_1100_002")
def test_unknown_parents_are_not_found(world: World) -> None:
    """The first of platform, user and payment request that does not exist is named (ERR_4100_002, _003, 1100_002)."""
    place = enrol(world)
    token = ask(world, place)
    for name, expect in (("platformToken", (404, "ERR_4100_002")), ("userToken", (404, "ERR_4100_003"))):
        unknown = {name: UNKNOWN_TOKEN}
        world.call("createPaymentRequest", path={**place.under_account, **unknown}, body=REQUEST, expect=expect)
        world.call("createPaymentRequest", path={**place.under_account, **unknown}, body={}, expect=expect)
        query = {"offset": 0, "limit": 10}
        world.call("getUserPaymentRequests", path={**place.under_user, **unknown}, query=query, expect=expect)
        world.call("getPaymentRequest", path={**place.of_request(token), **unknown}, expect=expect)
    world.call("getPaymentRequest", path=place.of_request("ovnb659nolsai8curiad"), expect=(400, "ERR_1100_002"))


@requires("control")
@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: token + "a"], ids=["shorter", "longer"])
def test_tokens_are_compared_as_a_whole(world: World, change: Callable[[str], str]) -> None:
    """A token with a character more or less is that of nothing (ERR_4100_002, _003, 1100_002; assumed: _004)."""
    place = enrol(world)
    token = ask(world, place)
    for name, expect in (("platformToken", (404, "ERR_4100_002")), ("userToken", (404, "ERR_4100_003"))):
        path = place.of_request(token)
        world.call("getPaymentRequest", path={**path, name: change(path[name])}, expect=expect)
    world.call("getPaymentRequest", path=place.of_request(change(token)), expect=(400, "ERR_1100_002"))
    path = {**place.under_account, "bankAccountToken": change(place.account)}
    world.call("createPaymentRequest", path=path, body=REQUEST, expect=(400, "ERR_1100_004"))


@requires("control")
def test_unknown_bank_account_is_refused(world: World) -> None:
    """A bank account that does not exist gets no payment request (assumed: ERR_1100_004)."""
    place = enrol(world)
    path = {**place.under_account, "bankAccountToken": UNKNOWN_TOKEN}
    world.call("createPaymentRequest", path=path, body=REQUEST, expect=(400, "ERR_1100_004"))
    assert 0 == page(world, place)["totalElements"]


@requires("control")
@shows("getPaymentRequest", 200)
def test_every_payment_request_is_another(world: World) -> None:
    """Equal orders make payment requests of their own, each with its token and its page (nothing is idempotent)."""
    place = enrol(world)
    answers = [
        world.call("createPaymentRequest", path=place.under_account, body=REQUEST, expect=201).json for _ in range(3)
    ]
    assert 3 == len({answer["paymentRequestToken"] for answer in answers})
    assert 3 == len({answer["paymentRequestUrl"] for answer in answers})
    for answer in answers:
        read(world, place, answer["paymentRequestToken"])
