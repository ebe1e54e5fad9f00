"""What belongs to one partner or customer stays invisible under another, and who does not exist is named."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import (
    ACCOUNT_OPERATIONS,
    OTHER_IBAN,
    UNKNOWN_ID,
    Place,
    as_partner,
    enrol,
    fail,
    new_transaction,
    page,
    pay,
    send_code,
)

OF_CUSTOMER = ("updateCustomer", "getCustomer", *ACCOUNT_OPERATIONS)


def _customer_calls(place: Place) -> dict[str, dict[str, Any]]:
    """A call of each operation on a customer."""
    calls: dict[str, dict[str, Any]] = {
        "updateCustomer": {"path": place.under_customer, "body": {"phone": "687654"}},
        "getCustomer": {"path": place.under_customer},
    }
    calls |= {operation: {"path": place.under_account} for operation in ACCOUNT_OPERATIONS}
    calls["validateBankAccount"]["body"] = {"verificationCode": "000000"}
    return calls


def _unknown(operation: str, *, literal: bool) -> tuple[int, str]:
    """How an unknown customer is answered: with the statuses of the tables, or with 404 where they say 401."""
    if operation == "updateCustomer":
        return 400, "ENTITY_NOT_FOUND"
    return 401 if literal and operation != "getCustomer" else 404, "ENTITY_NOT_FOUND"


@requires("control")
@shows("updateCustomer", 400, "ENTITY_NOT_FOUND")
@shows("getCustomer", 404, "ENTITY_NOT_FOUND")
@shows("getMandate", 404, "ENTITY_NOT_FOUND")
@shows("createMandate", 404, "ENTITY_NOT_FOUND")
@shows("cancelMandate", 404, "ENTITY_NOT_FOUND")
@shows("sendVerificationCode", 404, "ENTITY_NOT_FOUND")
@shows("validateBankAccount", 404, "ENTITY_NOT_FOUND")
def test_customer_does_not_exist(world: World) -> None:
    """Who was never enrolled is named as unknown (ENTITY_NOT_FOUND; assumed: 404 for the 401 of the tables)."""
    known = enrol(world)
    for unknown in (UNKNOWN_ID, known.partner, known.customer.upper(), "none"):
        place = Place(partner=known.partner, customer=unknown, iban=known.iban)
        for operation, arguments in _customer_calls(place).items():
            reply = world.call(operation, **arguments, expect=_unknown(operation, literal=False))
            assert reply.json["values"][0] == "Partner Customer"


@requires("control")
@shows("getMandate", 401, "ENTITY_NOT_FOUND")
@shows("createMandate", 401, "ENTITY_NOT_FOUND")
@shows("cancelMandate", 401, "ENTITY_NOT_FOUND")
@shows("sendVerificationCode", 401, "ENTITY_NOT_FOUND")
@shows("validateBankAccount", 401, "ENTITY_NOT_FOUND")
@shows("createTransaction", 401, "ENTITY_NOT_FOUND")
def test_customer_does_not_exist_to_the_letter(world: World) -> None:
    """Taken to the letter, the tables answer an unknown customer with 400, 404 and 401 (Possible Error Response)."""
    world.reset(literal_statuses=True)
    known = enrol(world)
    place = Place(partner=known.partner, customer=UNKNOWN_ID, iban=known.iban)
    for operation, arguments in _customer_calls(place).items():
        world.call(operation, **arguments, expect=_unknown(operation, literal=True))
    body = new_transaction(place)
    world.call("createTransaction", path=place.under_partner, body=body, expect=(401, "ENTITY_NOT_FOUND"))


@requires("control")
def test_customer_is_looked_for_before_the_body_is_read_closely(world: World) -> None:
    """Whether a body is JSON comes first, then the customer and its account, then the members (assumed order)."""
    known = enrol(world)
    unknown = Place(partner=known.partner, customer=UNKNOWN_ID, iban=OTHER_IBAN)
    other = Place(partner=known.partner, customer=known.customer, iban=OTHER_IBAN)
    for place, expect in ((unknown, (404, "ENTITY_NOT_FOUND")), (other, (400, "R122"))):
        world.call("validateBankAccount", path=place.under_account, content=b"{", expect=(400, "R999"))
        world.call("validateBankAccount", path=place.under_account, body={}, expect=expect)
    world.call("updateCustomer", path=unknown.under_customer, content=b"{", expect=(400, "R999"))
    body = {"phone": "none", "email": "none"}
    world.call("updateCustomer", path=unknown.under_customer, body=body, expect=(400, "ENTITY_NOT_FOUND"))


@requires("control", "second_client")
@pytest.mark.parametrize("operation", OF_CUSTOMER)
def test_customer_of_another_partner_is_not_found(world: World, operation: str) -> None:
    """Another partner's customer is answered like one who does not exist, and nothing happens to it (assumed)."""
    foreign = enrol(world, access=world.second)
    seen = Place(partner=as_partner(world.first).partner_id, customer=foreign.customer, iban=foreign.iban)
    before = world.call("getCustomer", path=foreign.under_customer, access=world.second, expect=200).json
    body = {"verificationCode": send_code(world, foreign, access=world.second)}
    world.call(operation, **_customer_calls(seen)[operation], expect=_unknown(operation, literal=False))
    assert before == world.call("getCustomer", path=foreign.under_customer, access=world.second, expect=200).json
    world.call("validateBankAccount", path=foreign.under_account, body=body, access=world.second, expect=200)


@requires("control", "second_client")
def test_customer_of_another_partner_does_not_pay(world: World) -> None:
    """Nothing is collected from another partner's customer (assumed: ENTITY_NOT_FOUND)."""
    foreign = enrol(world, access=world.second)
    seen = Place(partner=as_partner(world.first).partner_id, customer=foreign.customer, iban=foreign.iban)
    for changes in ({}, {"originIBAN": foreign.iban}):
        body = new_transaction(seen, **changes)
        world.call("createTransaction", path=seen.under_partner, body=body, expect=(404, "ENTITY_NOT_FOUND"))
    assert [[], []] == [page(world, access=access) for access in (world.first, world.second)]


@requires("control", "second_client")
def test_transaction_of_another_partner_is_not_found(world: World) -> None:
    """Another partner's transaction is neither read, nor listed, nor replayed (assumed: ENTITY_NOT_FOUND)."""
    own, foreign = enrol(world), enrol(world, access=world.second)
    paid, theirs = pay(world, own), pay(world, foreign, access=world.second)
    fail(world, theirs)
    for operation in ("getTransaction", "replayDirectDebit"):
        world.call(operation, path=own.of_transaction(theirs), expect=(404, "ENTITY_NOT_FOUND"))
    assert [paid] == [each["_id"] for each in page(world)]
    assert [] == page(world, originId=foreign.customer)
    (transaction,) = page(world, access=world.second)
    assert [theirs, "FAILED"] == [transaction["_id"], transaction["status"]]


@requires("control")
def test_equal_customers_share_nothing(world: World) -> None:
    """Customers with one name, number and IBAN each have their own account and transactions (assumed)."""
    first, second = enrol(world), enrol(world)
    paid = [pay(world, place) for place in (first, second)]
    assert [[each] for each in paid] == [
        [found["_id"] for found in page(world, originId=place.customer)] for place in (first, second)
    ]
    code = send_code(world, first)
    body = {"verificationCode": code}
    world.call("validateBankAccount", path=second.under_account, body=body, expect=(400, "R919"))
    world.call("validateBankAccount", path=first.under_account, body=body, expect=200)


@requires("control")
def test_each_customer_is_shown_by_itself(world: World) -> None:
    """Many customers each read as they were enrolled (Get Partner Customer Details)."""
    ibans = ("NL91ABNA0417164300", OTHER_IBAN)
    places = [enrol(world, firstName=f"Number {n}", account={"IBAN": ibans[n % 2]}) for n in range(20)]
    for number, place in enumerate(places):
        shown = world.call("getCustomer", path=place.under_customer, expect=200).json
        assert [f"Number {number}", ibans[number % 2]] == [shown["firstName"], shown["bankAccounts"][0]["IBAN"]]
