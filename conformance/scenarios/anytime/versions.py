"""Requests that match no operation: unknown paths, wrong methods, other versions."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    ACCOUNT_OPERATIONS,
    CARD_OPERATIONS,
    NO_ROUTE,
    shows_everywhere,
)
from conformance.scenarios.anytime.everything import (
    call_good,
    good_calls,
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ANONYMOUS: tuple[dict[str, Any], ...] = ({}, {"Authorization": None})
UNKNOWN_PATHS = (
    "/",
    "/v1.0",
    "/v1.0/",
    "/apicheck",
    "/accounts",
    "/v1.0/apicheck/",
    "/v1.0/ApiCheck",
    "/v1.0/account",
    "/v1.0/accounts/",
    "/v1.0/accounts/{account}/",
    "/v1.0/accounts/{account}/cards/",
    "/v1.0/accounts/{account}/cards/{card}",
    "/v1.0/accounts/{account}/credit-transfer",
    "/v1.0/accounts/{account}/credit-transfers/{transfer}",
    "/v1.0/accounts/{account}/credit-transfers/{transfer}/pdf",
    "/v1.0/accounts/{account}/credit_transfers",
    "/v1.0/accounts/{account}/ibans",
    "/v1.0/accounts/{account}/virtual-iban",
    "/v1.0/accounts/{account}/statements/",
    "/v1.0/accounts/{account}/kyc/identity",
    "/v1.0/accounts//balance",
    "/v1.0/cards/",
    "/v1.0/cards/{card}/",
    "/v1.0/cards/{card}/balance",
    "/v1.0/cards/{card}/transactions/",
    "/v1.0/cards//pin",
    "/v1.0/orders",
    "/v1.0/orders/1",
    "/v1.0/orders/1/tracking/",
    "/v1.0/multi-request",
    "/v1.0/oauth/v2/token",
    "/oauth/v2",
    "/oauth/v2/token/",
    "/oauth/v1/token",
    "//v1.0/apicheck",
)
BAD_VERSIONS = ("v1", "1.0", "version1", "V1.0", "v1.0.0", "v01.0", "v1.00", "v1.", "v.0", "v1.0-beta", "v1,0", "v-1.0")
OTHER_VERSIONS = ("v0.0", "v0.9", "v1.1", "v2.0", "v9.9", "v10.0", "v1.10", "v99999999999999999999.0")
BAD_NUMBERS = ("abc", "-1", "1.0", "0x1", "1e3", "\uff11", "", " ")


@requires("control")
@shows("unknownPath", 404, "4040010")
def test_unknown_path_is_not_found(world: World) -> None:
    """A path that no operation has is no route, with a token or without (HTTP status codes; 4040010)."""
    calls = good_calls(world)
    names = {
        "account": calls["getAccount"]["path"]["accountId"],
        "card": calls["getCard"]["path"]["cardRef"],
        "transfer": calls["getTestimonial"]["path"]["transferId"],
    }
    for path, method, headers in itertools.product(UNKNOWN_PATHS, ("GET", "POST"), ANONYMOUS):
        world.call_unrouted(
            "unknownPath",
            method=method,
            path=path.format_map(names),
            headers=headers,
            credentials_of="checkApi",
            expect=NO_ROUTE,
        )


@requires("control")
@shows("wrongMethod", 405, "4050010")
def test_wrong_method_is_refused(world: World) -> None:
    """A method that a path does not have is refused, with the list of those that it has (4050010; RFC 9110)."""
    calls = good_calls(world)
    operations = world.session.contract.operations
    documented: dict[str, set[str]] = {}
    filled: dict[str, str] = {}
    for name, operation in operations.items():
        documented.setdefault(operation.path, set()).add(operation.method)
        filled[operation.path] = operation.path.format_map(calls[name].get("path", {}))
    for path, methods in documented.items():
        for method, headers in itertools.product(sorted({*METHODS} - methods), ANONYMOUS):
            reply = world.call_unrouted(
                "wrongMethod",
                method=method,
                path=filled[path],
                headers=headers,
                credentials_of="checkApi",
                expect=(405, "4050010"),
            )
            assert methods == set(reply.headers["allow"].replace(" ", "").split(","))


def _try_version(world: World, name: str, version: str, expect: tuple[int, str]) -> None:
    account = str(good_calls(world)["getAccount"]["path"]["accountId"])
    for route, headers in itertools.product(("apicheck", "accounts", f"accounts/{account}/balance"), ANONYMOUS):
        world.call_unrouted(
            name,
            method="GET",
            path=f"/{version}/{route}",
            headers=headers,
            credentials_of="checkApi",
            expect=expect,
        )


@requires("control")
@shows("badVersion", 400, "4000010")
@pytest.mark.parametrize("version", BAD_VERSIONS)
def test_malformed_version_is_refused(world: World, version: str) -> None:
    """A first segment that is not `v<major>.<minor>` is no version (Versions; 4000010)."""
    _try_version(world, "badVersion", version, (400, "4000010"))


@requires("control")
@shows("unsupportedVersion", 400, "4000011")
@pytest.mark.parametrize("version", OTHER_VERSIONS)
def test_other_version_is_refused(world: World, version: str) -> None:
    """A version that is not 1.0 does not exist (Versions; 4000011)."""
    _try_version(world, "unsupportedVersion", version, (400, "4000011"))


@requires("control")
def test_path_is_looked_at_before_the_version(world: World) -> None:
    """First the path, then the method, then the version, then the credentials (assumed order)."""
    asked = (
        ("unknownPath", "GET", "/v9.9/nothing", NO_ROUTE),
        ("unknownPath", "GET", "/version1/accounts/x/balance", NO_ROUTE),
        ("wrongMethod", "DELETE", "/v9.9/apicheck", (405, "4050010")),
        ("wrongMethod", "DELETE", "/version1/apicheck", (405, "4050010")),
        ("unsupportedVersion", "POST", "/v9.9/accounts", (400, "4000011")),
    )
    headers: dict[str, str | None] = {"Authorization": None}
    for name, method, path, expect in asked:
        world.call_unrouted(name, method=method, path=path, headers=headers, credentials_of="checkApi", expect=expect)


@requires("control")
@shows_everywhere(404, "4040010", ACCOUNT_OPERATIONS)
def test_account_is_named_by_digits(world: World) -> None:
    """What is no number in the place of an account is no route (assumed)."""
    calls = good_calls(world)
    for operation, text in itertools.product(ACCOUNT_OPERATIONS, BAD_NUMBERS):
        path = {**calls[operation]["path"], "accountId": text}
        call_good(world, operation, {operation: {**calls[operation], "path": path}}, expect=NO_ROUTE)


@requires("control")
@shows_everywhere(404, "4040010", CARD_OPERATIONS)
@shows("getOrderTracking", 404, "4040010")
@shows("getTestimonial", 404, "4040010")
@shows("getAccountStatement", 404, "4040010")
def test_nothing_in_the_place_of_a_name_is_no_route(world: World) -> None:
    """A path in which a card, statement, transaction, transfer or order has no name is no route (assumed)."""
    calls = good_calls(world)
    for operation in (*CARD_OPERATIONS, "getAccountStatement", "getTestimonial", "getOrderTracking"):
        for name in calls[operation]["path"]:
            path = {**calls[operation]["path"], name: ""}
            call_good(world, operation, {operation: {**calls[operation], "path": path}}, expect=NO_ROUTE)
    for operation, name in (("getTestimonial", "transferId"), ("getOrderTracking", "orderId")):
        for text in BAD_NUMBERS:
            path = {**calls[operation]["path"], name: text}
            world.call(operation, path=path, expect=NO_ROUTE)
