"""Every fault of the Anytime sandbox changes what a caller observes, and nothing does without it."""

import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from conformance import contract, registry
from conformance.sandbox import server
from conformance.sandbox.anytime import FAULTS, OPERATIONS, app, registration
from conformance.sandbox.anytime.errors import ERRORS, OPERATION_ERRORS, UNROUTED, status_of
from conformance.sandbox.anytime.spoilers import SPOILERS
from conformance.sandbox.anytime.state import State
from conformance.sandbox.clock import Clock
from conformance.sandbox.faults import Armoury, FaultError, Order, parse_fault
from conformance.sandbox.journal import Journal
from conformance.sandbox.service import create_app
from tests import anytime_money_probes, anytime_probes, anytime_world
from tests.anytime_probes import check, request_of, unknown_card
from tests.anytime_world import World, code

PROBES = {**anytime_probes.PROBES, **anytime_money_probes.PROBES}
IN_TRANSPORT = {"delay", "drop", "truncate"}
CODES = [name for name in FAULTS if name.startswith("error:")]
MANY = 1000


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from anytime_world.settled()


@pytest.mark.parametrize("name", PROBES)
def test_fault_changes_what_is_observed(world: World, name: str) -> None:
    """The probe gives the correct observation without the fault and the wrong one with it, which alone has fired."""
    probe, correct, wrong = PROBES[name]
    assert correct == probe(world, lambda: None)
    world.control("POST", "/reset", {})
    world.settle_down()
    assert wrong == probe(world, lambda: world.arm(name, times=MANY))
    (armed,) = world.control("GET", "/faults")["armed"]
    assert (name, True) == (armed["fault"], armed["remaining"] < MANY)
    fired = {fault for entry in world.control("GET", "/log")["requests"] for fault in entry["faults"]}
    assert fired <= {name}


def test_every_fault_has_a_probe() -> None:
    """No fault is listed without a test that it changes something: the tables, the forced codes, the transport."""
    assert set(FAULTS) == {*PROBES, *CODES, *IN_TRANSPORT}


def test_there_are_at_least_95_named_faults() -> None:
    """Beyond the forced codes, the sandbox can misbehave in at least 95 ways."""
    assert len(PROBES) >= 95


def test_every_documented_code_can_be_forced() -> None:
    """The 59 codes of the provider's lists, and two for testimonials whose names are known."""
    assert [f"error:{each}" for each in ERRORS] == CODES
    assert len(ERRORS) == 59 + 2
    assert set(OPERATIONS) == set(OPERATION_ERRORS)
    assert all(FAULTS[name].operations for name in CODES)


def test_every_operation_refuses_with_the_codes_of_the_contract() -> None:
    """What can be forced on an operation is what its contract lists, but for routes, methods and versions."""
    document = contract.load_contract(registry.spec_path("anytime")).document
    listed = {
        operation["operationId"]: {code for codes in operation["x-error-codes"].values() for code in codes}
        for path in document["paths"].values()
        for name, operation in path.items()
        if name != "parameters"
    }
    unrouted = set(UNROUTED)
    assert {name: codes - unrouted for name, codes in listed.items()} == {
        name: set(codes) - unrouted for name, codes in OPERATION_ERRORS.items()
    }


@pytest.mark.parametrize("name", CODES)
def test_forced_error_answers_with_its_code(world: World, name: str) -> None:
    """A forced code replaces the success of each of its operations, once, in the right envelope."""
    wanted = name.removeprefix("error:")
    for operation in FAULTS[name].operations:
        world.arm(name, operation=operation, times=1)
        refused = request_of(world, operation)
        assert (wanted, status_of(wanted)) == (code(refused), refused.status_code)
        assert request_of(world, operation).is_success


@pytest.mark.parametrize("name", SPOILERS)
def test_spoiler_shows_in_each_of_its_operations(world: World, name: str) -> None:
    """Where a fault is said to show it shows: in a good answer, or else in an error."""
    world.add_transfer()
    for operation in FAULTS[name].operations:
        world.arm(name, operation=operation, times=1)
        request_of(world, operation)
        if world.control("GET", "/faults")["armed"]:
            world.arm("error:4010060", operation=operation, times=1)
            request_of(world, operation)
        assert world.control("GET", "/faults")["armed"] == []


def test_forced_error_shows_in_no_other_operation(world: World) -> None:
    """Armed for one operation it leaves the others alone, armed for all those that cannot have the code."""
    world.arm("error:5000010", operation="getAccounts")
    assert check(world).status_code == 200
    world.arm("error:4040310")
    assert check(world).status_code == 200
    assert code(world.call("GET", f"/cards/{world.multi}/transactions/1")) == "4040310"


def test_forced_error_of_no_operation_shows_elsewhere(world: World) -> None:
    """A code of unknown paths replaces another of them."""
    world.arm("error:4000011")
    assert code(world.call("GET", "/nothing")) == "4000011"
    assert code(check(world)) == "4000011"


def test_fault_counts_only_requests_that_went_wrong(world: World) -> None:
    """A request that a fault cannot spoil does not use up its count."""
    world.arm("code-as-string", times=1)
    assert check(world).status_code == 200
    assert unknown_card(world).json()["body"]["error"]["code"] == "4030310"
    assert code(unknown_card(world)) == "4030310"


def test_spoilers_work_together(world: World) -> None:
    """Faults that spoil the same member one after the other do not trip the sandbox."""
    for order in (list(SPOILERS), list(SPOILERS)[::-1]):
        world.control("DELETE", "/faults")
        for name in order:
            world.arm(name)
        answers = [request_of(world, operation) for operation in ("getCard", "getAccounts", "getKycStatus")]
        assert {201} == {each.status_code for each in answers}
        assert unknown_card(world).status_code in {200, 400}
    world.control("DELETE", "/faults")


def test_connection_is_dropped_or_cut(world: World) -> None:
    """Over a real socket: a dropped answer never comes, a truncated one ends too early; both were carried out."""
    with server.running(world.sandbox.app) as running, httpx.Client(base_url=running.base_url) as client:
        for name in ("drop", "truncate"):
            world.arm(name, times=1)
            with pytest.raises(httpx.RemoteProtocolError):
                client.get("/v1.0/accounts", headers=world.headers())
        assert client.get("/v1.0/accounts", headers=world.headers()).status_code == 200
    statuses = [entry["status"] for entry in world.control("GET", "/log")["requests"][-3:]]
    assert [200, 200, 200] == statuses


def test_what_is_no_http_gets_an_answer_of_the_provider(world: World) -> None:
    """Over a real socket: bytes that are no request are a malformed version, for want of another code."""
    with server.running(world.sandbox.app) as running:
        address = httpx.URL(running.base_url)
        with socket.create_connection((address.host, address.port), timeout=10) as client:
            client.sendall(b"NONSENSE\r\n\r\n")
            answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"code":4000010' in answer


def test_delay_waits_as_long_as_ordered(world: World) -> None:
    """The service sleeps for delay_ms before it answers, as often as ordered."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    armoury = Armoury()
    armoury.arm(Order(name="delay", delay_ms=250, times=2))
    users = registration.load_users(anytime_world.registration())
    state = State(users=users, seed=1, clock=Clock(start_ms=0))
    service = app.create_service(state=state, armoury=armoury, journal=Journal(), sleep=sleep)
    made = World(anytime_world.registration())
    made.transport = httpx.ASGITransport(app=create_app(service, service))
    assert ["4010010"] * 3 == [code(made.send("GET", "/v1.0/apicheck")) for _ in range(3)]
    assert [0.25, 0.25] == waited


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("double-credits", "did you mean double-credit"),
        ("double-credit@debitCard", "it shows in creditCard"),
        ("webhook-never@creditCard", "no operation: arm it without one"),
        ("error:4040310@getCard", "it shows in getCardTransaction"),
    ],
)
def test_fault_is_refused_where_it_cannot_show(text: str, part: str) -> None:
    """The sentence names where it shows."""
    with pytest.raises(FaultError, match=re.escape(part)):
        parse_fault(text, FAULTS)
