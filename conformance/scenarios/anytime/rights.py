"""Who may call from where, into which environment, and what: the provider decides, and takes it back."""

from __future__ import annotations

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    API_OPERATIONS,
    BAD_ACCOUNT_PARAMETER,
    BAD_TOKEN,
    NO_CREDENTIALS,
    OPERATIONS,
    accounts_of,
    balance_of,
    first_account,
    happen,
    new_transfer,
    of_account,
    shows_everywhere,
)
from conformance.scenarios.anytime.everything import (
    call_good,
    good_calls,
)
from conformance.scenarios.anytime.users import (
    login_form,
    with_token,
)

BAD_ADDRESS = (401, "4010060")
NOT_THIS_ENVIRONMENT = (403, "4030020")
NOT_THIS_FUNCTION = (403, "4030030")


@requires("control")
@shows_everywhere(401, "4010060", OPERATIONS)
def test_address_must_be_on_the_list(world: World) -> None:
    """From an address that is not registered no operation may be called (Credentials: IP addresses; 4010060)."""
    calls = good_calls(world)
    happen(world, "ip-allowed", allowed=False)
    for operation in OPERATIONS:
        call_good(world, operation, calls, expect=BAD_ADDRESS)
    happen(world, "ip-allowed", allowed=True)
    for operation in OPERATIONS:
        call_good(world, operation, calls)


@requires("control")
def test_address_is_looked_at_first(world: World) -> None:
    """Who calls from elsewhere is not told whether credentials are right (assumed order)."""
    world.call("checkApi", expect=200)
    happen(world, "ip-allowed", allowed=False)
    nothing = {"Authorization": None, "X-Validation-Data": None, "X-Signed-Request": None}
    world.call("checkApi", headers=nothing, expect=BAD_ADDRESS)
    world.call("checkApi", headers={"X-Signed-Request": "AAAA"}, expect=BAD_ADDRESS)
    world.call("createToken", form=login_form(world.first, password="wrong"), expect=BAD_ADDRESS)  # noqa: S106 - wrong


@requires("control")
@shows_everywhere(403, "4030020", OPERATIONS)
def test_environment_must_be_allowed(world: World) -> None:
    """An API user without access to this sub-environment may call nothing in it (HTTP status codes; 4030020)."""
    calls = good_calls(world)
    happen(world, "sub-environment", allowed=False)
    for operation in OPERATIONS:
        call_good(world, operation, calls, expect=NOT_THIS_ENVIRONMENT)
    happen(world, "sub-environment", allowed=True)
    for operation in OPERATIONS:
        call_good(world, operation, calls)


@requires("control")
@shows_everywhere(403, "4030030", OPERATIONS)
def test_functionality_must_be_allowed(world: World) -> None:
    """An operation that is not allowed to an API user is refused, and no other (HTTP status codes; 4030030)."""
    calls = good_calls(world)
    for operation in OPERATIONS:
        happen(world, "functionality", operation=operation, allowed=False)
        call_good(world, operation, calls, expect=NOT_THIS_FUNCTION)
        happen(world, "functionality", operation=operation, allowed=True)
        call_good(world, operation, calls)


@requires("control")
@pytest.mark.parametrize("operation", ["getAccount", "createCreditTransfer", "getCardPin"])
def test_other_functionalities_stay_allowed(world: World, operation: str) -> None:
    """What is forbidden is one operation, not those on the same path (assumed)."""
    calls = good_calls(world)
    happen(world, "functionality", operation=operation, allowed=False)
    for other in API_OPERATIONS:
        call_good(world, other, calls, expect=NOT_THIS_FUNCTION if other == operation else 200)


@requires("control")
def test_rights_come_after_the_token(world: World) -> None:
    """First the token, then environment and functionality, then the parameters (assumed order)."""
    world.call("getAccounts", expect=200)
    happen(world, "sub-environment", allowed=False)
    happen(world, "functionality", operation="getAccounts", allowed=False)
    bad = {"limit_start": "x"}
    world.call("getAccounts", query=bad, headers={"Authorization": None}, expect=NO_CREDENTIALS)
    world.call("getAccounts", query=bad, access=with_token(world.first, "unknown"), expect=BAD_TOKEN)
    world.call("getAccounts", query=bad, expect=NOT_THIS_ENVIRONMENT)
    happen(world, "sub-environment", allowed=True)
    world.call("getAccounts", query=bad, expect=NOT_THIS_FUNCTION)
    happen(world, "functionality", operation="getAccounts", allowed=True)
    world.call("getAccounts", query=bad, expect=BAD_ACCOUNT_PARAMETER)


@requires("control")
@shows("createCreditTransfer", 401, "4010060")
@shows("createCreditTransfer", 403, "4030020")
@shows("createCreditTransfer", 403, "4030030")
def test_refused_call_does_nothing(world: World) -> None:
    """An order that is refused for its rights is not carried out (HTTP status codes)."""
    account = first_account(world)
    before = balance_of(world, account), accounts_of(world)
    for event, more, expect in (
        ("ip-allowed", {}, BAD_ADDRESS),
        ("sub-environment", {}, NOT_THIS_ENVIRONMENT),
        ("functionality", {"operation": "createCreditTransfer"}, NOT_THIS_FUNCTION),
    ):
        happen(world, event, allowed=False, **more)
        world.call("createCreditTransfer", path=of_account(account), form=new_transfer(), expect=expect)
        happen(world, event, allowed=True, **more)
    assert before == (balance_of(world, account), accounts_of(world))
