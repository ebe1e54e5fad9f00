"""What the portal and the gateway may say of a client."""

from __future__ import annotations

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.tikkie.account import (
    PLATFORM,
    SUCCESSES,
    as_client,
    ask,
    ask_for_token,
    enrol,
    good_calls,
    refused_everywhere,
    shows_everywhere,
)


def _change_client(world: World, **changes: object) -> None:
    world.control.event("client", apiKey=as_client(world.first).credentials.api_key, **changes)


def _refused_after(world: World, expect: tuple[int, str], **changes: object) -> None:
    place = enrol(world)
    calls = good_calls(place, ask(world, place))
    _change_client(world, **changes)
    refused_everywhere(world, calls, expect)
    ask_for_token(world, expect=expect)


@requires("control")
@pytest.mark.parametrize("operation", SUCCESSES)
def test_every_operation_succeeds(world: World, operation: str) -> None:
    """Each of the seven operations answers a good call with its success (Technical details)."""
    place = enrol(world)
    world.call(operation, **good_calls(place, ask(world, place))[operation], expect=SUCCESSES[operation])


@requires("control")
@shows("createAccessToken", 401, "ERR_2004_003")
@shows_everywhere(401, "ERR_2004_003")
def test_revoked_key_is_refused(world: World) -> None:
    """A revoked API key opens nothing, not even with a token from before (gateway code ERR_2004_003)."""
    _refused_after(world, (401, "ERR_2004_003"), state="REVOKED")


@requires("control")
@shows("createAccessToken", 401, "ERR_2004_002")
@shows_everywhere(401, "ERR_2004_002")
def test_inactive_developer_is_refused(world: World) -> None:
    """The API key of an inactive developer opens nothing (gateway code ERR_2004_002)."""
    _refused_after(world, (401, "ERR_2004_002"), state="INACTIVE")


@requires("control")
@shows("createAccessToken", 401, "ERR_2005_002")
@shows_everywhere(401, "ERR_2005_002")
def test_key_of_another_product_is_refused(world: World) -> None:
    """An API key that is not entitled to Tikkie opens nothing (gateway code ERR_2005_002)."""
    _refused_after(world, (401, "ERR_2005_002"), entitled=False)


@requires("control")
@shows_everywhere(404, "ERR_4100_001")
def test_unknown_client_is_refused(world: World) -> None:
    """A client that the gateway lets in and Tikkie does not know is refused (Technical details: ERR_4100_001)."""
    place = enrol(world)
    calls = good_calls(place, ask(world, place))
    _change_client(world, known=False)
    refused_everywhere(world, calls, (404, "ERR_4100_001"))


@requires("control")
@shows("createAccessToken", 403, "ERR_3002_001")
@shows_everywhere(403, "ERR_3002_001")
def test_scope_tikkie_is_needed(world: World) -> None:
    """A token without the scope tikkie opens nothing, and is not given one (Technical details: Access token)."""
    place = enrol(world)
    calls = good_calls(place, ask(world, place))
    _change_client(world, scopes=["accounts"])
    issued = world.control.event("token-issue", apiKey=as_client(world.first).credentials.api_key)
    refused_everywhere(world, calls, (403, "ERR_3002_001"), bearer=issued["access_token"])
    ask_for_token(world, expect=(403, "ERR_3002_001"))


@requires("control")
def test_client_comes_back(world: World) -> None:
    """A client that is active again is served again, and finds what it left (Technical details: GET Platform)."""
    created = world.call("createPlatform", body=PLATFORM, expect=201).json
    _change_client(world, state="INACTIVE")
    world.call("getPlatforms", expect=(401, "ERR_2004_002"))
    _change_client(world, state="ACTIVE")
    assert [created] == world.call("getPlatforms", expect=200).json


@requires("control")
def test_every_answer_has_its_own_trace_id(world: World) -> None:
    """Successes and refusals each carry a Trace-Id of their own (Technical details: unique id for every request)."""
    place = enrol(world)
    calls = good_calls(place, ask(world, place))
    replies = [world.call(operation, **arguments) for operation, arguments in calls.items() for _ in range(2)]
    replies += [world.call("getPlatforms", headers={"Authorization": "Bearer 0"}) for _ in range(2)]
    replies += [ask_for_token(world) for _ in range(2)]
    assert len(replies) == len({reply.headers["trace-id"] for reply in replies})
