"""Every fault of the Tikkie sandbox changes what a caller observes, and nothing does without it."""

import base64
import hmac
from collections.abc import Iterator

import pytest

from conformance.sandbox.tikkie import FAULTS
from conformance.sandbox.tikkie.errors import ERRORS
from tests import sandbox_world
from tests.sandbox_probes import PROBES, confused, first, get_platforms, request_of, unknown_request
from tests.sandbox_world import (
    OTHER_IBAN,
    World,
    code,
    private_key,
    public_pem,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from sandbox_world.settled()


IN_TRANSPORT = {"delay", "drop", "truncate"}
CODES = [name for name in FAULTS if name.startswith("error:")]


@pytest.mark.parametrize("name", PROBES)
def test_fault_changes_what_is_observed(world: World, name: str) -> None:
    """The probe gives the correct observation without the fault, the wrong one with it, and the log names it."""
    probe, correct, wrong = PROBES[name]
    assert correct == probe(world, lambda: None)
    world.control("POST", "/reset", {})
    world.settle_down()
    assert wrong == probe(world, lambda: world.control("POST", "/faults", {"fault": name}))
    fired = [fault for entry in world.control("GET", "/log")["requests"] for fault in entry["faults"]]
    assert {name} == set(fired)


def test_every_fault_has_a_probe() -> None:
    """No fault is listed without a test that it changes something: the table, the forced codes, the transport."""
    assert set(FAULTS) == {*PROBES, *CODES, *IN_TRANSPORT}


def test_there_are_at_least_48_named_faults() -> None:
    """Beyond the forced codes, the sandbox can misbehave in at least 48 ways."""
    assert len(PROBES) >= 48


@pytest.mark.parametrize("name", CODES)
def test_forced_error_answers_with_its_code(world: World, name: str) -> None:
    """A forced code replaces the success of each of its operations, once, in the right envelope."""
    wanted = name.removeprefix("error:")
    for operation in FAULTS[name].operations:
        world.control("POST", "/faults", {"fault": name, "operation": operation, "times": 1})
        refused = request_of(world, operation)
        assert (wanted, ERRORS[wanted].status) == (code(refused), refused.status_code)
        if operation != "createPlatform":
            assert request_of(world, operation).is_success


def test_forced_error_shows_in_no_other_operation(world: World) -> None:
    """A fault armed for one operation leaves the others alone."""
    world.control("POST", "/faults", {"fault": "error:ERR_8100_001", "operation": "getUsers"})
    assert get_platforms(world).status_code == 200


def test_fault_fires_as_often_as_ordered(world: World) -> None:
    """A fault armed for two times fires in two requests and is then disarmed."""
    world.control("POST", "/faults", {"fault": "undocumented-status-202", "times": 2})
    assert [get_platforms(world).status_code for _ in range(3)] == [202, 202, 200]
    assert world.control("GET", "/faults")["armed"] == []


def test_fault_counts_only_requests_that_went_wrong(world: World) -> None:
    """A request that a fault cannot spoil does not use up its count."""
    world.control("POST", "/faults", {"fault": "wrong-status-for-code", "times": 1})
    assert first(world).status_code == 200
    assert unknown_request(world).status_code == 404


def test_two_spoilers_work_together(world: World) -> None:
    """Faults that spoil the same member one after the other do not trip the sandbox."""
    for name in ("null-created", "created-not-iso", "empty-errors-list", "wrong-envelope", "repeated-trace-id"):
        world.control("POST", "/faults", {"fault": name})
    assert first(world).json()["created"] is None
    assert unknown_request(world).json() == {"errors": []}


def test_spoilers_leave_the_other_iban_alone(world: World) -> None:
    """An armed fault for platforms does not change a user."""
    world.control("POST", "/faults", {"fault": "wrong-enum-platform-status"})
    shown = world.call("GET", f"/platforms/{world.others}/users").json()
    assert (shown[0]["bankAccounts"][0]["iban"], shown[0]["status"]) == (OTHER_IBAN, "ACTIVE")


def test_confused_assertion_is_keyed_with_the_public_pem() -> None:
    """The HS256 probe is what a confused library would verify: an HMAC over the signing input with the PEM."""
    signing_input, _, signature = confused().rpartition(".")
    expected = hmac.digest(public_pem(private_key(0)).encode(), signing_input.encode(), "sha256")
    assert expected == base64.urlsafe_b64decode(signature + "=")
