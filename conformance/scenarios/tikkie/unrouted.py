"""Requests that match no operation."""

from __future__ import annotations

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.tikkie.account import ask, enrol

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
UNKNOWN_PATHS = (
    "/v1/tikkie",
    "/v1",
    "/",
    "/v1/oauth",
    "/v1/oauth/token/extra",
    "/v1/tikkie/platform",
    "/v1/tikkie/Platforms",
    "/v2/tikkie/platforms",
    "/v1/tikkie/platforms/{platform}",
    "/v1/tikkie/platforms/{platform}/users/{user}",
    "/v1/tikkie/platforms/{platform}/users/{user}/bankaccounts",
    "/v1/tikkie/platforms/{platform}/users/{user}/bankaccounts/{account}",
    "/v1/tikkie/platforms/{platform}/users/{user}/paymentrequests/{request}/payments",
)


@requires("control")
@shows("wrongMethod", 400, "ERR_1100_007")
def test_wrong_method_is_refused(world: World) -> None:
    """A method that a documented path does not have is no operation (Technical details: ERR_1100_007, assumed)."""
    place = enrol(world)
    names = {
        "{platformToken}": place.platform,
        "{userToken}": place.user,
        "{bankAccountToken}": place.account,
        "{paymentRequestToken}": ask(world, place),
    }
    operations = world.session.contract.operations.values()
    for path in dict.fromkeys(operation.path for operation in operations):
        filled = path
        for name, value in names.items():
            filled = filled.replace(name, value)
        documented = {operation.method for operation in operations if operation.path == path}
        for method in METHODS:
            if method not in documented:
                world.call_unrouted(
                    "wrongMethod",
                    method=method,
                    path=filled,
                    credentials_of="getPlatforms",
                    expect=(400, "ERR_1100_007"),
                )


@requires("control")
@shows("unknownPath", 404, "ERR_4001_001")
@pytest.mark.parametrize("path", UNKNOWN_PATHS)
def test_unknown_path_is_not_found(world: World, path: str) -> None:
    """A path that no operation has is not found, above and below those that have one (ERR_4001_001, assumed)."""
    place = enrol(world)
    filled = path.format(platform=place.platform, user=place.user, account=place.account, request=ask(world, place))
    expect = (404, "ERR_4001_001")
    world.call_unrouted("unknownPath", method="GET", path=filled, credentials_of="getPlatforms", expect=expect)
