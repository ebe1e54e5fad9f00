"""Users and their bank accounts."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.tikkie.account import (
    REQUEST,
    UNKNOWN_TOKEN,
    USER,
    ask,
    changed,
    enrol,
    enrol_platform,
    enrol_user,
    read,
    without,
)
from conformance.scenarios.tikkie.text import TEXTS, cases, in_both_spellings, name_case

OTHER_IBAN = "NL91ABNA0417164300"


@requires("control")
@shows("createUser", 201)
@shows("getUsers", 200)
@pytest.mark.parametrize(
    "changes",
    [
        {"name": "ab"},
        {"name": "n" * 70},
        {"name": "é" * 70},
        {"phoneNumber": "0201234567"},
        {"iban": OTHER_IBAN},
        {"iban": "NL20INGB0001234567"},
        {"bankAccountLabel": "ab"},
        {"bankAccountLabel": "l" * 70},
        {"bankAccountLabel": "é" * 70},
        {"colour": "green"},
    ],
    ids=name_case,
)
def test_user_is_accepted(world: World, changes: dict[str, Any]) -> None:
    """Values at their limits are accepted and read back (Technical details: POST User, lengths)."""
    path = {"platformToken": enrol_platform(world)}
    body = changed(USER, **changes)
    created = world.call("createUser", path=path, body=body, expect=201).json
    (account,) = created["bankAccounts"]
    assert [body["name"], "ACTIVE"] == [created["name"], created["status"]]
    assert [body["iban"], body["bankAccountLabel"]] == [account["iban"], account["bankAccountLabel"]]
    assert [created] == world.call("getUsers", path=path, expect=200).json


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_user_keeps_every_character(world: World, text: str) -> None:
    """Name and label in any script come back as they were sent (Technical details: POST User, JSON in UTF-8)."""
    path = {"platformToken": enrol_platform(world)}
    for content in in_both_spellings(changed(USER, name=text, bankAccountLabel=text)):
        world.call("createUser", path=path, content=content, expect=201)
    users = world.call("getUsers", path=path, expect=200).json
    assert [(text, text)] * 2 == [(user["name"], user["bankAccounts"][0]["bankAccountLabel"]) for user in users]


@requires("control")
@shows("createUser", 400, "ERR_1100_004")
@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "a"},
        {"name": "é"},
        {"name": "n" * 71},
        {"phoneNumber": "060123456"},
        {"phoneNumber": "06012345678"},
        {"phoneNumber": "+316123456"},
        {"phoneNumber": "telephones"},
        {"phoneNumber": "1612345678"},
        {"phoneNumber": "061234567\uff18"},
        {"phoneNumber": "0612345678\n"},
        {"bankAccountLabel": ""},
        {"bankAccountLabel": "a"},
        {"bankAccountLabel": "é"},
        {"bankAccountLabel": "l" * 71},
    ],
    ids=name_case,
)
def test_user_is_refused(world: World, changes: dict[str, Any]) -> None:
    """Values beyond their limits are refused and nothing is created (Technical details: POST User, lengths)."""
    path = {"platformToken": enrol_platform(world)}
    world.call("createUser", path=path, body=changed(USER, **changes), expect=(400, "ERR_1100_004"))
    assert [] == world.call("getUsers", path=path, expect=200).json


@requires("control")
@pytest.mark.parametrize(
    "iban",
    [
        "NL03ABNA0123456789",
        "NL02ABNA0123456798",
        "NL02ABNA012345678",
        "NL02ABNA01234567890",
        "nl02abna0123456789",
        "NL02 ABNA 0123 4567 89",
        "NL02ABNA0123456789\n",
        "DE89370400440532013000",
        "BE68539007547034",
        "GB29NWBK60161331926819",
        "",
        "NL",
    ],
)
def test_iban_is_refused(world: World, iban: str) -> None:
    """Only Dutch IBANs with right check digits are taken (Technical details: POST User; ISO 13616, mod 97)."""
    path = {"platformToken": enrol_platform(world)}
    world.call("createUser", path=path, body=changed(USER, iban=iban), expect=(400, "ERR_1100_004"))
    assert [] == world.call("getUsers", path=path, expect=200).json


@requires("control")
@shows("createUser", 400, "ERR_1100_005")
@pytest.mark.parametrize("name", USER)
def test_user_needs_every_property(world: World, name: str) -> None:
    """Without a required property no user is created (Technical details: ERR_1100_005)."""
    path = {"platformToken": enrol_platform(world)}
    reply = world.call("createUser", path=path, body=without(USER, name), expect=(400, "ERR_1100_005"))
    assert name in reply.json["errors"][0]["message"], "the message names the missing parameter"
    assert [] == world.call("getUsers", path=path, expect=200).json


@requires("control")
@shows("createUser", 404, "ERR_4100_002")
@shows("getUsers", 404, "ERR_4100_002")
def test_users_of_an_unknown_platform(world: World) -> None:
    """A platform that does not exist is not found, whatever the body says (Technical details: ERR_4100_002)."""
    enrol(world)
    expect = (404, "ERR_4100_002")
    for body in (USER, {}, changed(USER, name="a")):
        world.call("createUser", path={"platformToken": UNKNOWN_TOKEN}, body=body, expect=expect)
    world.call("getUsers", path={"platformToken": UNKNOWN_TOKEN}, expect=expect)


@requires("control")
@shows("createUser", 403, "ERR_3100_002")
def test_users_of_a_platform_are_limited(world: World) -> None:
    """A platform takes a limited number of users, each platform by itself (Technical details: ERR_3100_002)."""
    world.reset(users_per_platform=2)
    full, other = enrol_platform(world), enrol_platform(world)
    for _ in range(2):
        enrol_user(world, full)
    world.call("createUser", path={"platformToken": full}, body=USER, expect=(403, "ERR_3100_002"))
    enrol_user(world, other)
    assert 2 == len(world.call("getUsers", path={"platformToken": full}, expect=200).json)


@requires("control")
@shows("createUser", 400, "ERR_1100_001")
def test_users_of_an_iban_are_limited(world: World) -> None:
    """An IBAN that was used too often makes no more users, another one does (Technical details: POST User, iban)."""
    world.reset(users_per_iban=2)
    platform = enrol_platform(world)
    for _ in range(2):
        enrol_user(world, platform)
    world.call("createUser", path={"platformToken": platform}, body=USER, expect=(400, "ERR_1100_001"))
    enrol_user(world, platform, iban=OTHER_IBAN)
    assert 3 == len(world.call("getUsers", path={"platformToken": platform}, expect=200).json)


@requires("control")
def test_users_of_an_iban_are_limited_over_all_platforms(world: World) -> None:
    """The users of an IBAN are counted on all platforms together (Technical details: POST User, iban)."""
    world.reset(users_per_iban=2)
    platforms = [enrol_platform(world) for _ in range(2)]
    for platform in platforms:
        enrol_user(world, platform)
    for platform in platforms:
        world.call("createUser", path={"platformToken": platform}, body=USER, expect=(400, "ERR_1100_001"))


@requires("control")
def test_many_users_are_all_listed(world: World) -> None:
    """A list of users is not paged, and equal users are users of their own (Technical details: GET User)."""
    world.reset(users_per_iban=60)
    platform = enrol_platform(world)
    users = {enrol_user(world, platform).user for _ in range(60)}
    listed = world.call("getUsers", path={"platformToken": platform}, expect=200).json
    assert dict.fromkeys(users, "ACTIVE") == {user["userToken"]: user["status"] for user in listed}


@requires("control")
def test_users_are_listed_per_platform(world: World) -> None:
    """Each platform lists its own users, all of them (Technical details: GET User)."""
    platforms = [enrol_platform(world) for _ in range(2)]
    places = [enrol_user(world, platforms[n % 2], name=f"User {n}") for n in range(5)]
    for n, platform in enumerate(platforms):
        listed = world.call("getUsers", path={"platformToken": platform}, expect=200).json
        assert {place.user for place in places[n::2]} == {user["userToken"] for user in listed}
        assert len(places[n::2]) == len(listed)


@requires("control")
def test_inactive_user_asks_for_nothing_new(world: World) -> None:
    """An INACTIVE user creates no payment requests, and those from before can be read (assumed: ERR_1100_006)."""
    place = enrol(world)
    token = ask(world, place)
    world.control.event("user", userToken=place.user, status="INACTIVE")
    world.call("createPaymentRequest", path=place.under_account, body=REQUEST, expect=(400, "ERR_1100_006"))
    assert "OPEN" == read(world, place, token)["status"]
    assert "INACTIVE" == world.call("getUsers", path=place.under_platform, expect=200).json[0]["status"]
