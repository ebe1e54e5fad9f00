"""Every fault of the Payconiq sandbox changes what a caller observes, and nothing does without it."""

from collections.abc import Iterator

import pytest

from conformance.sandbox.payconiq import FAULTS, OPERATIONS
from conformance.sandbox.payconiq.errors import ERRORS, OPERATION_ERRORS
from tests import payconiq_world
from tests.payconiq_probes import PROBES, request_of
from tests.payconiq_world import (
    FIRST,
    IBAN,
    KEYLESS,
    SHOWS_VALUES,
    START_MS,
    UNKNOWN_ID,
    World,
    code,
    private_key,
    refusal,
    value_of,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from payconiq_world.settled()


IN_TRANSPORT = {"delay", "drop", "truncate"}
CODES = [name for name in FAULTS if name.startswith("error:")]


@pytest.mark.parametrize("name", PROBES)
def test_fault_changes_what_is_observed(world: World, name: str) -> None:
    """The probe gives the correct observation without the fault, the wrong one with it, and the log names it."""
    probe, correct, wrong = PROBES[name]
    observed = probe(world, lambda: None)
    # An ellipsis stands for anything but the wrong observation.
    assert observed != wrong if correct is ... else correct == observed
    world.control("POST", "/reset", {})
    world.settle_down()
    assert wrong == probe(world, lambda: world.control("POST", "/faults", {"fault": name}))
    entries = world.control("GET", "/log")["requests"]
    assert {name} == {fault for entry in entries for fault in entry["faults"]}
    assert {entry["operation"] for entry in entries if entry["faults"]} <= {*FAULTS[name].operations, None}


def test_every_fault_has_a_probe() -> None:
    """No fault is listed without a test that it changes something: the table, the forced codes, the transport."""
    assert {*PROBES, *CODES, *IN_TRANSPORT} == set(FAULTS)


def test_there_are_at_least_50_named_faults() -> None:
    """Beyond the forced codes, the sandbox can misbehave in at least 50 ways."""
    assert len(PROBES) >= 50


def test_every_code_of_the_catalogue_can_be_forced() -> None:
    """Twenty-four codes, each for the operations that can give it; three for all."""
    assert 24 == len(ERRORS) == len(CODES)
    assert set(OPERATIONS) == set(OPERATION_ERRORS)
    for name in ("R918", "R981", "R999"):
        assert OPERATIONS == FAULTS[f"error:{name}"].operations


STATUSES = {
    ("INVALID_SIGNATURE", "putKey"): 403,
    ("ENTITY_NOT_FOUND", "updateCustomer"): 400,
}


@pytest.mark.parametrize("name", CODES)
def test_forced_error_answers_with_its_code(world: World, name: str) -> None:
    """A forced code replaces the success of each of its operations, once, with the operation's status and values."""
    wanted = name.removeprefix("error:")
    for operation in FAULTS[name].operations:
        world.control("POST", "/faults", {"fault": name, "operation": operation, "times": 1})
        refused = request_of(world, operation)
        assert (STATUSES.get((wanted, operation), ERRORS[wanted].status), wanted) == refusal(refused)
        assert (wanted in SHOWS_VALUES) == ("values" in refused.json())
        assert "{" not in refused.json()["message"]
        world.control("POST", "/reset", {})
        world.settle_down()
        assert request_of(world, operation).is_success


def test_forced_error_takes_its_values_from_the_request(world: World) -> None:
    """The values are those the code would have had."""
    world.control("POST", "/faults", {"fault": "error:ENTITY_NOT_FOUND"})
    assert ["Partner Customer", world.customer] == world.pay().json()["values"]
    assert ["Partner Customer", ""] == world.call("POST", "/transactions", b"[").json()["values"]
    assert ["Partner Customer", world.customer] == world.call("GET", f"/customers/{world.customer}").json()["values"]
    assert ["Transaction", world.transactions[0]] == world.replay().json()["values"]
    world.control("POST", "/faults", {"fault": "error:R981", "times": 1})
    world.control("DELETE", "/faults", query="name=error:ENTITY_NOT_FOUND")
    assert ["GET", f"partners/{FIRST}/transactions"] == world.call("GET", "/transactions").json()["values"]


def test_forced_unknown_customer_follows_the_literal_option(world: World) -> None:
    """The forced status is the one the operation has."""
    world.control("POST", "/reset", {"limits": {"literal_statuses": True}})
    world.control("POST", "/faults", {"fault": "error:ENTITY_NOT_FOUND"})
    assert (401, "ENTITY_NOT_FOUND") == refusal(world.call("GET", f"/customers/x/bankAccounts/{IBAN}/mandate"))


def test_forced_error_shows_in_no_other_operation(world: World) -> None:
    """A fault armed for all leaves alone what cannot give it, and unknown paths."""
    world.control("POST", "/faults", {"fault": "error:R111"})
    assert world.call("GET", "").status_code == 200
    assert "R111" == code(world.call("POST", "/customers", b""))
    world.control("POST", "/faults", {"fault": "error:R999"})
    assert 404 == world.call("GET", "/nothing").status_code
    assert 500 == world.call("GET", "").status_code


def test_fault_fires_as_often_as_ordered(world: World) -> None:
    """A fault armed for two times fires in two requests and is then disarmed."""
    world.control("POST", "/faults", {"fault": "undocumented-status-202", "times": 2})
    assert [202, 202, 200] == [world.call("GET", "").status_code for _ in range(3)]
    assert [] == world.control("GET", "/faults")["armed"]


def test_fault_counts_only_requests_that_went_wrong(world: World) -> None:
    """A request that a fault cannot spoil does not use up its count."""
    for name in ("wrong-status-for-code", "wrong-content-type"):
        world.control("POST", "/faults", {"fault": name, "times": 1})
    assert "content-type" not in world.call("PATCH", f"/customers/{world.customer}").headers
    spoilt = world.read(UNKNOWN_ID)
    assert (400, "text/plain") == (spoilt.status_code, spoilt.headers["content-type"])


def test_fault_of_one_operation_leaves_the_others_alone(world: World) -> None:
    """A fault armed for all still shows only where it belongs."""
    world.control("POST", "/faults", {"fault": "wrong-type-creation-date"})
    assert isinstance(world.read().json()["creationDate"], str)
    world.control("POST", "/faults", {"fault": "wrong-code-for-status"})
    assert "ENTITY_NOT_FOUND" == code(world.pay(originId=UNKNOWN_ID))


@pytest.mark.parametrize("search", [False, True])
def test_lists_are_spoilt_element_by_element(world: World, search: bool) -> None:
    """What is wrong with one transaction is wrong with all of a list."""
    for name in ("amount-as-number", "extra-field", "missing-field", "wrong-enum-transaction-status"):
        world.control("POST", "/faults", {"fault": name})
    method, path = ("POST", "/transactions/search") if search else ("GET", "/transactions")
    for each in world.call(method, path).json():
        assert isinstance(each["amount"], int)
        assert ("_id" in each, each["internalId"], each["status"]) == (False, 4711, "COMPLETED")


def test_all_spoilers_work_together(world: World) -> None:
    """Faults that spoil the same answer one after the other do not trip the sandbox."""
    for name in [each for each in PROBES if not each.startswith("crash")]:
        world.control("POST", "/faults", {"fault": name})
    for operation in OPERATIONS:
        request_of(world, operation)
    for path in ("", "/nothing", f"/transactions/{UNKNOWN_ID}", f"/customers/{UNKNOWN_ID}", "/transactions/"):
        for method in ("GET", "DELETE"):
            world.call(method, path, token="guess")
    assert 0 == world.unhandled()


def test_wrong_id_is_never_an_account(world: World) -> None:
    """An IBAN may be as long as an id: the Location of a mandate still loses its customer, not its account."""
    spanish = "ES9121000418450200051332"
    account = {**payconiq_world.ACCOUNT, "IBAN": spanish}
    customer = world.enrol({**payconiq_world.CUSTOMER, "bankAccounts": [account]})
    path = world.account("/mandate", customer=customer, iban=spanish)
    world.control("POST", "/faults", {"fault": "location-wrong-id"})
    location = world.call("POST", path).headers["location"]
    assert location.endswith(f"/bankAccounts/{spanish}/mandate")
    assert customer not in location
    assert customer[:-1] in location


def test_any_required_member_may_be_missing_by_a_fault(world: World) -> None:
    """Texts and half a mandate are stood in for, and what stands in is shown."""
    world.control("POST", "/faults", {"fault": "missing-field-accepted"})
    account = {"IBAN": IBAN, "mandateReference": "REF01"}
    customer = world.enrol({"address": {"no": "1"}, "bankAccounts": [account]})
    shown = world.call("GET", f"/customers/{customer}").json()
    assert {"no": "1", **dict.fromkeys(("street", "postalCode", "city", "country"), "-")} == shown["address"]
    assert ("-", "REF01") == (shown["bankAccounts"][0]["name"], shown["bankAccounts"][0]["mandateReference"])
    assert shown["bankAccounts"][0]["mandateSignDate"] > START_MS


def test_first_key_can_be_forgotten_by_a_fault(world: World) -> None:
    """A key that is not stored leaves a partner without one."""
    world.control("POST", "/faults", {"fault": "key-not-stored"})
    value = value_of(private_key("new"))
    assert world.call("PUT", "/key", {"value": value}, partner=KEYLESS).status_code == 200
    assert "AUTHENTICATION_NOT_FOUND" == code(world.pay(partner=KEYLESS))
