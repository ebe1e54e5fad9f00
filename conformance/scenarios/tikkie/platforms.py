"""Platforms: what may be said of one, how many there may be, and how they are listed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.providers.tikkie.rules import FOR_MYSELF, FOR_OTHERS
from conformance.scenario import World, requires, shows
from conformance.scenarios.tikkie.account import (
    PLATFORM,
    REQUEST,
    UNKNOWN_TOKEN,
    USER,
    ask,
    changed,
    enrol,
    enrol_platform,
    page,
    without,
)
from conformance.scenarios.tikkie.text import BROKEN_BODIES, TEXTS, cases, in_both_spellings, name_case

MAIL = "@example.nl"


@requires("control")
@pytest.mark.parametrize(
    "changes",
    [
        {"name": "ab"},
        {"name": "n" * 100},
        {"name": "é" * 100},
        {"name": "Bakkerij De Hoek B.V."},
        {"phoneNumber": "0687654321"},
        {"phoneNumber": "+31612345678"},
        {"phoneNumber": "0031612345678"},
        {"email": "a@b.c"},
        {"email": "Facturen+Tikkie@Bakkerij-DeHoek.NL"},
        {"email": "e" * (100 - len(MAIL)) + MAIL},
        {"email": None},
        {"notificationUrl": "https://example.nl/" + "p" * 181},
        {"notificationUrl": "https://Example.nl/Hook?Key=%C3%A9&b=1"},
        {"notificationUrl": ""},
        {"notificationUrl": None},
        {"platformUsage": FOR_MYSELF},
        {"platformUsage": FOR_OTHERS},
        {"colour": "green"},
    ],
    ids=name_case,
)
def test_platform_is_accepted(world: World, changes: dict[str, Any]) -> None:
    """Values at their limits are accepted and read back (Technical details: POST Platform, lengths)."""
    created = world.call("createPlatform", body=changed(PLATFORM, **changes), expect=201).json
    kept = {name: value for name, value in changes.items() if name in created and value}
    assert kept == {name: created[name] for name in kept}
    assert "ACTIVE" == created["status"]
    assert [created] == world.call("getPlatforms", expect=200).json


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_platform_name_keeps_every_character(world: World, text: str) -> None:
    """A name in any script comes back as it was sent (Technical details: POST Platform, JSON in UTF-8)."""
    for content in in_both_spellings(changed(PLATFORM, name=text)):
        assert text == world.call("createPlatform", content=content, expect=201).json["name"]
    assert [text, text] == [platform["name"] for platform in world.call("getPlatforms", expect=200).json]


@requires("control")
@shows("createPlatform", 400, "ERR_1100_004")
@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "a"},
        {"name": "é"},
        {"name": "n" * 101},
        {"name": "é" * 101},
        {"phoneNumber": "060123456"},
        {"phoneNumber": "06012345678"},
        {"phoneNumber": "0201234567"},
        {"phoneNumber": "+32612345678"},
        {"phoneNumber": "06-01234567"},
        {"phoneNumber": "telephone"},
        {"phoneNumber": "06\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18"},
        {"phoneNumber": "0601234567\n"},
        {"email": "a@bc"},
        {"email": "e" * (101 - len(MAIL)) + MAIL},
        {"notificationUrl": "https://example.nl/" + "p" * 182},
        {"platformUsage": "PAYMENT_REQUEST_FOR_NOBODY"},
        {"platformUsage": FOR_MYSELF.lower()},
        {"platformUsage": ""},
    ],
    ids=name_case,
)
def test_platform_is_refused(world: World, changes: dict[str, Any]) -> None:
    """Values beyond their limits are refused and nothing is created (Technical details: POST Platform, lengths)."""
    world.call("createPlatform", body=changed(PLATFORM, **changes), expect=(400, "ERR_1100_004"))
    assert [] == world.call("getPlatforms", expect=200).json


@requires("control")
@shows("createPlatform", 400, "ERR_1100_005")
@pytest.mark.parametrize("name", PLATFORM)
def test_platform_needs_every_required_property(world: World, name: str) -> None:
    """Without a required property no platform is created (Technical details: ERR_1100_005)."""
    reply = world.call("createPlatform", body=without(PLATFORM, name), expect=(400, "ERR_1100_005"))
    assert name in reply.json["errors"][0]["message"], "the message names the missing parameter"
    assert [] == world.call("getPlatforms", expect=200).json


@requires("control")
@shows("createPlatform", 400, "ERR_1003_006")
@shows("createUser", 400, "ERR_1003_006")
@shows("createPaymentRequest", 400, "ERR_1003_006")
@pytest.mark.parametrize("content", **cases(BROKEN_BODIES))
def test_malformed_body_is_refused(world: World, content: bytes) -> None:
    """A body that is no JSON object is refused as malformed (gateway code ERR_1003_006)."""
    place = enrol(world)
    expect = (400, "ERR_1003_006")
    world.call("createPlatform", content=content, expect=expect)
    world.call("createUser", path=place.under_platform, content=content, expect=expect)
    world.call("createPaymentRequest", path=place.under_account, content=content, expect=expect)


@requires("control")
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_other_content_type_is_refused(world: World, content_type: str) -> None:
    """A body that does not call itself JSON is refused as malformed (assumed: ERR_1003_006)."""
    place = enrol(world)
    headers, expect = {"Content-Type": content_type}, (400, "ERR_1003_006")
    for operation, path, body in (
        ("createPlatform", {}, PLATFORM),
        ("createUser", place.under_platform, USER),
        ("createPaymentRequest", place.under_account, REQUEST),
    ):
        content = json.dumps(body).encode()
        world.call(operation, path=path, content=content, headers=headers, expect=expect)
    assert 1 == len(world.call("getPlatforms", expect=200).json)
    assert 1 == len(world.call("getUsers", path=place.under_platform, expect=200).json)
    assert 0 == page(world, place)["totalElements"]


@requires("control")
@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON"]
)
def test_content_type_may_be_written_otherwise(world: World, content_type: str) -> None:
    """The media type of JSON is taken with a parameter and in any case (RFC 9110, 8.3.1)."""
    content = json.dumps(PLATFORM).encode()
    world.call("createPlatform", content=content, headers={"Content-Type": content_type}, expect=201)


@requires("control")
def test_missing_property_is_named_before_an_invalid_one(world: World) -> None:
    """What is missing is answered before what is invalid, wherever it stands (assumed order of judgement)."""
    place = enrol(world)
    expect = (400, "ERR_1100_005")
    platform = changed(without(PLATFORM, "platformUsage"), name="a")
    world.call("createPlatform", body=platform, expect=expect)
    user = changed(without(USER, "bankAccountLabel"), name="a")
    world.call("createUser", path=place.under_platform, body=user, expect=expect)
    request = changed(without(REQUEST, "description"), amountInCents="0")
    world.call("createPaymentRequest", path=place.under_account, body=request, expect=expect)


@requires("control")
def test_malformed_body_is_refused_before_the_path(world: World) -> None:
    """The body is read before the path is looked up (assumed order of judgement)."""
    place = enrol(world)
    expect = (400, "ERR_1003_006")
    unknown = {"platformToken": UNKNOWN_TOKEN}
    world.call("createUser", path=unknown, content=b"{", expect=expect)
    world.call("createPaymentRequest", path={**place.under_account, **unknown}, content=b"{", expect=expect)


@requires("control")
@shows("createPlatform", 403, "ERR_3100_001")
def test_third_platform_is_refused(world: World) -> None:
    """An account has two platforms at most (Tutorial: Step 2; Technical details: ERR_3100_001)."""
    for _ in range(2):
        enrol_platform(world)
    world.call("createPlatform", body=PLATFORM, expect=(403, "ERR_3100_001"))
    assert 2 == len(world.call("getPlatforms", expect=200).json)


@requires("control")
def test_invalid_platform_is_refused_before_the_limit(world: World) -> None:
    """Input is judged before the number of platforms (assumed)."""
    for _ in range(2):
        enrol_platform(world)
    world.call("createPlatform", body=changed(PLATFORM, name="a"), expect=(400, "ERR_1100_004"))


@requires("control", "second_client")
def test_platforms_are_counted_per_client(world: World) -> None:
    """The two platforms of one client leave room for those of another (Technical details: per client)."""
    for _ in range(2):
        enrol_platform(world)
    enrol_platform(world, access=world.second)
    assert 1 == len(world.call("getPlatforms", access=world.second, expect=200).json)


@requires("control")
@shows("getPlatforms", 200)
def test_platforms_are_listed_as_created(world: World) -> None:
    """The list holds every platform of the account, as its creation answered (Technical details: GET Platform)."""
    assert [] == world.call("getPlatforms", expect=200).json
    created = [world.call("createPlatform", body=changed(PLATFORM, name=f"P{n}"), expect=201).json for n in range(2)]
    listed = world.call("getPlatforms", expect=200).json
    assert sorted(created, key=str) == sorted(listed, key=str)


@requires("control")
@shows("createUser", 400, "ERR_1100_006")
@shows("createPaymentRequest", 400, "ERR_1100_006")
def test_inactive_platform_takes_nothing_new(world: World) -> None:
    """An INACTIVE platform creates no users and no payment requests, and can be read (assumed: ERR_1100_006)."""
    place = enrol(world)
    token = ask(world, place)
    world.control.event("platform", platformToken=place.platform, status="INACTIVE")
    assert "INACTIVE" == world.call("getPlatforms", expect=200).json[0]["status"]
    expect = (400, "ERR_1100_006")
    world.call("createUser", path=place.under_platform, body=USER, expect=expect)
    world.call("createPaymentRequest", path=place.under_account, body=REQUEST, expect=expect)
    assert 1 == len(world.call("getUsers", path=place.under_platform, expect=200).json)
    assert 1 == page(world, place)["totalElements"]
    world.call("getPaymentRequest", path=place.of_request(token), expect=200)
    world.control.event("platform", platformToken=place.platform, status="ACTIVE")
    ask(world, place)
