"""Requests that match no operation."""

from __future__ import annotations

import itertools

from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import enrol, pay

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNKNOWN_PATHS = (
    "/",
    "/v1",
    "/v1/",
    "/v1/partners",
    "/v1/partners/",
    "/v2/partners/{partner}",
    "/V1/partners/{partner}",
    "/partners/{partner}",
    "//v1/partners/{partner}",
    "/v1/partners/{partner}/",
    "/v1/partners/{partner}/keys",
    "/v1/partners/{partner}/key/1",
    "/v1/partners/{partner}/Customers",
    "/v1/partners/{partner}/customers/",
    "/v1/partners/{partner}/customers/{customer}/",
    "/v1/partners/{partner}/customers/{customer}/transactions",
    "/v1/partners/{partner}/customers/{customer}/bankAccounts",
    "/v1/partners/{partner}/customers/{customer}/bankAccounts/{iban}",
    "/v1/partners/{partner}/customers/{customer}/bankAccounts/{iban}/",
    "/v1/partners/{partner}/customers/{customer}/bankaccounts/{iban}/mandate",
    "/v1/partners/{partner}/customers/{customer}/bankAccounts//mandate",
    "/v1/partners/{partner}/customers/{customer}/bankAccounts/{iban}/mandate/confirm",
    "/v1/partners/{partner}/customers/{customer}/bankAccounts/{iban}/mandate/cancel/",
    "/v1/partners/{partner}/customers/{customer}/mandate",
    "/v1/partners/{partner}/transactions/{transaction}/",
    "/v1/partners/{partner}/transactions/{transaction}/replay",
    "/v1/partners/{partner}/transactions/{transaction}/replaysdd",
    "/v1/mandates/sdd",
)


@requires("control")
@shows("wrongMethod", 405, "R999")
def test_wrong_method_is_refused(world: World) -> None:
    """A method that a documented path does not have is no operation, whoever asks (RFC 9110, 15.5.6; assumed: R999)."""
    place = enrol(world)
    names = {
        "{partnerId}": place.partner,
        "{customerId}": place.customer,
        "{iban}": place.iban,
        "{transactionId}": pay(world, place),
    }
    operations = world.session.contract.operations.values()
    for path in dict.fromkeys(operation.path for operation in operations):
        filled = path
        for name, value in names.items():
            filled = filled.replace(name, value)
        documented = {operation.method for operation in operations if operation.path == path}
        for method in METHODS:
            for headers in ({}, {"Authorization": None}):
                if method in documented:
                    continue
                reply = world.call_unrouted(
                    "wrongMethod",
                    method=method,
                    path=filled,
                    headers=headers,
                    credentials_of="getPartner",
                    expect=(405, "R999"),
                )
                assert documented == set(reply.headers["allow"].replace(" ", "").split(","))


@requires("control")
@shows("unknownPath", 404, "R999")
def test_unknown_path_is_not_found(world: World) -> None:
    """A path that no operation has is not found, with a token or without (RFC 9110, 15.5.5; assumed: R999)."""
    place = enrol(world)
    names = {"partner": place.partner, "customer": place.customer, "iban": place.iban, "transaction": pay(world, place)}
    for path, method in itertools.product(UNKNOWN_PATHS, ("GET", "POST")):
        for headers in ({}, {"Authorization": None}):
            world.call_unrouted(
                "unknownPath",
                method=method,
                path=path.format_map(names),
                headers=headers,
                credentials_of="getPartner",
                expect=(404, "R999"),
            )
