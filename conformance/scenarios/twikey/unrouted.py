"""Requests that match no operation."""

from __future__ import annotations

import itertools

from conformance.scenario import World, requires, shows

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNKNOWN_PATHS = (
    "/",
    "/creditors",
    "/Creditor",
    "/creditor//",
    "//creditor",
    "/v1/creditor",
    "/creditor/invite/",
    "/creditor/Invite",
    "/creditor/prepare/",
    "/creditor/mandate/",
    "/creditor/mandate//detail",
    "/creditor/mandate/detail/",
    "/creditor/mandate/SBXA1",
    "/creditor/mandate/sign/",
    "/creditor/sign/",
    "/creditor/transaction/",
    "/creditor/transaction/1",
    "/creditor/prenotification/",
    "/creditor/collect/",
    "/creditor/payment/",
    "/creditor/transfer/",
    "/creditor/transactions",
    "/creditor/prenotify",
    "/creditor/collect/sdd/",
    "/creditor/collect/SDD",
    "/creditor/payments",
    "/creditor/transfer/complete/",
    "/creditor%2Fmandate",
    "/creditor/mandate%20",
    # Operations that the provider's Swagger file has beside those of the text.
    "/creditor/mandate/plan",
    "/creditor/customeraccess",
    "/creditor/ident",
    "/creditor/legal",
    "/creditor/payment/link",
    "/creditor/transaction/action",
)


@requires("control")
@shows("wrongMethod", 405, "err_not_found")
def test_wrong_method_is_refused(world: World) -> None:
    """A method that a documented path does not have is no operation, whoever asks (RFC 9110, 15.5.6; assumed)."""
    operations = world.session.contract.operations.values()
    documented: dict[str, set[str]] = {}
    for operation in operations:
        for path in (operation.path, *operation.aliases):
            documented.setdefault(path, set()).add(operation.method)
    for path, method in itertools.product(documented, METHODS):
        for headers in ({}, {"Authorization": None}):
            if method in documented[path]:
                continue
            reply = world.call_unrouted(
                "wrongMethod",
                method=method,
                path=path,
                headers=headers,
                credentials_of="getTransactions",
                expect=(405, "err_not_found"),
            )
            assert documented[path] == set(reply.headers["allow"].replace(" ", "").split(","))


@requires("control")
@shows("unknownPath", 404, "err_not_found")
def test_unknown_path_is_not_found(world: World) -> None:
    """A path that no operation has is not found, with a session or without (RFC 9110, 15.5.5; assumed)."""
    for path, method in itertools.product(UNKNOWN_PATHS, ("GET", "POST")):
        for headers in ({}, {"Authorization": None}):
            world.call_unrouted(
                "unknownPath",
                method=method,
                path=path,
                headers=headers,
                credentials_of="getTransactions",
                expect=(404, "err_not_found"),
            )
