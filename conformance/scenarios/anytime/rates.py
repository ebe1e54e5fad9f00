"""How many requests a minute may bring, where the provider counts: by address, by functionality and by API user."""

from __future__ import annotations

import pytest

from conformance.calls import Expectation
from conformance.scenario import World, requires
from conformance.scenarios.anytime.clients import (
    API_OPERATIONS,
    BAD_ACCOUNT_PARAMETER,
    BAD_TOKEN,
    NOT_YOUR_ACCOUNT,
    OPERATIONS,
    UNKNOWN_ACCOUNT,
    of_account,
    shows_everywhere,
)
from conformance.scenarios.anytime.everything import (
    call_good,
    good_calls,
)
from conformance.scenarios.anytime.users import (
    log_in,
    with_token,
)

MINUTE_S = 60
# Enough for what a scenario starts from.
PER_MINUTE = 60
PER_FUNCTIONALITY = 4
TOO_MANY = {"per_ip": (429, "4290010"), "per_functionality": (429, "4290020"), "per_user": (429, "4290030")}


def _wait(world: World) -> None:
    world.advance(MINUTE_S)


def _exhaust(world: World, times: int = PER_MINUTE) -> None:
    for _ in range(times):
        world.call("checkApi", expect=200)


def _limit_all(world: World, kind: str) -> None:
    """Use up what a counter has, and find it used up at every operation, and again free a minute later."""
    world.reset(rate_limits={kind: PER_MINUTE})
    calls = good_calls(world)
    _wait(world)
    _exhaust(world)
    for operation in API_OPERATIONS:
        call_good(world, operation, calls, expect=TOO_MANY[kind])
    _wait(world)
    for operation in API_OPERATIONS:
        call_good(world, operation, calls)
    _wait(world)
    for _ in range(PER_MINUTE):
        call_good(world, "createToken", calls)
    call_good(world, "createToken", calls, expect=TOO_MANY[kind])


@requires("control")
@shows_everywhere(429, "4290010", OPERATIONS)
def test_requests_of_an_address_are_counted(world: World) -> None:
    """One request too many from an address is refused, whatever it asks for (Rate limits: IP; 4290010)."""
    _limit_all(world, "per_ip")


@requires("control")
@shows_everywhere(429, "4290030", OPERATIONS)
def test_requests_of_a_user_are_counted(world: World) -> None:
    """One request too many of an API user is refused, whatever it asks for (Rate limits: API user; 4290030)."""
    _limit_all(world, "per_user")


@requires("control")
@shows_everywhere(429, "4290020", OPERATIONS)
def test_requests_for_a_functionality_are_counted(world: World) -> None:
    """One request too many for an operation is refused, those for others are not (Rate limits; 4290020)."""
    world.reset(rate_limits={"per_functionality": PER_FUNCTIONALITY}, cards_per_account=20)
    calls = good_calls(world)
    _wait(world)
    done: Expectation = frozenset({(200, None), (400, "4000230")})  # an account has one IBAN
    for operation in OPERATIONS:
        for _ in range(PER_FUNCTIONALITY):
            call_good(world, operation, calls, expect=done)
        call_good(world, operation, calls, expect=TOO_MANY["per_functionality"])


@requires("control", "second_client")
@pytest.mark.parametrize("kind", ["per_functionality", "per_user"])
def test_users_are_counted_apart(world: World, kind: str) -> None:
    """What one API user has used up another still has, unless they share their address (Rate limits)."""
    world.reset(rate_limits={kind: PER_FUNCTIONALITY})
    _exhaust(world, PER_FUNCTIONALITY)
    world.call("checkApi", expect=TOO_MANY[kind])
    for _ in range(PER_FUNCTIONALITY):
        world.call("checkApi", access=world.second, expect=200)
    world.call("checkApi", access=world.second, expect=TOO_MANY[kind])


@requires("control", "second_client")
def test_users_share_the_count_of_their_address(world: World) -> None:
    """An address is counted whoever calls from it (Rate limits: IP)."""
    world.reset(rate_limits={"per_ip": PER_FUNCTIONALITY})
    for access in (world.first, world.second, world.first, world.second):
        world.call("checkApi", access=access, expect=200)
    for access in (world.first, world.second):
        world.call("checkApi", access=access, expect=TOO_MANY["per_ip"])


@requires("control")
@pytest.mark.parametrize("kind", TOO_MANY)
def test_minute_slides(world: World, kind: str) -> None:
    """What counts are the last sixty seconds (assumed)."""
    world.reset(rate_limits={kind: 2})
    world.call("checkApi", expect=200)
    world.advance(MINUTE_S / 2)
    world.call("checkApi", expect=200)
    world.call("checkApi", expect=TOO_MANY[kind])
    world.advance(MINUTE_S / 2)
    world.call("checkApi", expect=200)
    world.call("checkApi", expect=TOO_MANY[kind])


@requires("control")
def test_rate_is_looked_at_before_the_parameters(world: World) -> None:
    """A request is counted once its token is good, and before its parameters are looked at (assumed order)."""
    world.reset(rate_limits={"per_user": 2})
    world.call("getAccounts", query={"limit_start": "x"}, expect=BAD_ACCOUNT_PARAMETER)
    world.call("getAccounts", access=with_token(world.first, "unknown"), expect=BAD_TOKEN)
    world.call("getAccount", path=of_account(UNKNOWN_ACCOUNT), expect=NOT_YOUR_ACCOUNT)
    world.call("getAccounts", query={"limit_start": "x"}, expect=TOO_MANY["per_user"])


@requires("control")
def test_sandbox_does_not_count(world: World) -> None:
    """Unless it is switched on nothing is limited (Rate limits: not enabled in the sandbox)."""
    _exhaust(world, 3 * PER_MINUTE)
    for _ in range(PER_MINUTE // 2):
        log_in(world)
