"""Every fault of the Twikey sandbox changes what a caller observes, and nothing does without it."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from conformance.sandbox.twikey import FAULTS
from conformance.sandbox.twikey.errors import ERRORS, OPERATION_ERRORS, status_of
from tests import twikey_world
from tests.twikey_looks import Row, download, unknown
from tests.twikey_probes_answers import ANSWERS, CALLBACKS, SESSIONS, prenotify
from tests.twikey_probes_hunted import HUNTED
from tests.twikey_probes_rules import FEEDS, LIFE, MONEY
from tests.twikey_probes_validation import VALIDATION
from tests.twikey_world import CT, INVITATION, PDF, SIGNATURE, TRANSFER, World, code, document, mandate_message, outcome

PROBES: dict[str, Row] = {**ANSWERS, **SESSIONS, **CALLBACKS, **FEEDS, **LIFE, **MONEY, **HUNTED}
IN_TRANSPORT = {"delay", "drop", "truncate"}
CODES = [name for name in FAULTS if name.startswith("error:")]


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from twikey_world.settled()


def fired(world: World) -> set[str]:
    """Return the faults that the log names."""
    return {fault for entry in world.control("GET", "/log")["requests"] for fault in entry["faults"]}


@pytest.mark.parametrize("name", PROBES)
def test_fault_changes_what_is_observed(world: World, name: str) -> None:
    """The probe gives the correct observation without the fault, the wrong one with it, and the log names it."""
    probe, correct, wrong = PROBES[name]
    assert correct == probe(world, lambda: None)
    world.control("POST", "/reset", {})
    world.settle_down()
    assert wrong == probe(world, lambda: world.control("POST", "/faults", {"fault": name}))
    assert {name} == fired(world)


@pytest.mark.parametrize(
    ("name", "operation"), [(name, operation) for name, rows in VALIDATION.items() for operation in rows]
)
def test_fault_lets_pass_what_is_refused(world: World, name: str, operation: str) -> None:
    """The request is refused with its code, and accepted with the fault armed for just that operation."""
    request, refusal = VALIDATION[name][operation]
    assert refusal == code(request(world))
    world.control("POST", "/faults", {"fault": name, "operation": operation, "times": 1})
    assert outcome(request(world)) in {200, 204}
    assert {name} == fired(world)


@pytest.mark.parametrize("name", VALIDATION)
def test_validation_is_tried_in_every_operation_of_the_fault(name: str) -> None:
    """The table of faults lists the operations in which a rule can be broken, and no others."""
    assert set(FAULTS[name].operations) == set(VALIDATION[name])


def test_every_fault_has_a_probe() -> None:
    """No fault is listed without a test that it changes something: the tables, the forced codes, the transport."""
    assert set(FAULTS) == {*PROBES, *VALIDATION, *CODES, *IN_TRANSPORT}


def test_there_are_at_least_75_named_faults() -> None:
    """Beyond the forced codes, the sandbox can misbehave in at least 75 ways."""
    assert len({*PROBES, *VALIDATION}) >= 75


def request_of(world: World, operation: str) -> httpx.Response:
    """Call an operation so that it would succeed."""
    calls: dict[str, Callable[[], httpx.Response]] = {
        "logIn": world.log_in,
        "logOut": lambda: world.call("GET", "", session=world.session_of(twikey_world.SECOND_TOKEN)),
        "inviteMandate": lambda: world.post("/invite", INVITATION),
        "signMandate": lambda: world.post("/sign", SIGNATURE),
        "getMandateUpdates": lambda: world.get("/mandate"),
        "importMandates": lambda: world.post("/mandate", document(mandate_message("IMPORT1"))),
        "cancelMandate": lambda: world.cancel(world.prepared),
        "getMandate": lambda: world.detail(world.signed),
        "updateMandate": lambda: world.post("/mandate/update", {"mndtId": world.signed, "city": "Aalst"}),
        "getMandatePdf": lambda: world.get("/mandate/pdf", {"mndtId": world.signed}),
        "uploadMandatePdf": lambda: world.call("POST", "/mandate/pdf", PDF, query={"mndtId": world.signed}),
        "createTransaction": world.add,
        "getTransactionUpdates": lambda: world.get("/transaction"),
        "getTransactions": lambda: world.get("/transaction/detail"),
        "removeTransactions": lambda: world.delete("/transaction", {"id": "1"}),
        "createPrenotification": lambda: prenotify(world),
        "collectTransactions": lambda: world.post("/collect", {"ct": CT}),
        "downloadCollection": lambda: (world.added(), download(world))[1],
        "getPayments": lambda: world.get("/payment"),
        "createTransfer": lambda: world.post("/transfer", TRANSFER),
        "completeTransfers": lambda: world.post("/transfer/complete", {"ct": CT}),
    }
    return calls[operation]()


@pytest.mark.parametrize("name", CODES)
def test_forced_error_answers_with_its_code(world: World, name: str) -> None:
    """A forced code replaces the success of each of its operations, once, with its headers and status."""
    wanted = name.removeprefix("error:")
    for operation in FAULTS[name].operations:
        world.control("POST", "/faults", {"fault": name, "operation": operation, "times": 1})
        refused = request_of(world, operation)
        status = status_of(wanted, operation, policy="documented", login_failure=200)
        assert (wanted, status) == (code(refused), refused.status_code)
        assert outcome(request_of(world, operation)) in {200, 204}


def test_every_code_can_be_forced() -> None:
    """Every code but that of unknown paths belongs to an operation, and every operation has some."""
    assert {f"error:{each}" for each in ERRORS} - {"error:err_not_found"} == set(CODES)
    assert all(OPERATION_ERRORS.values())


def test_forced_error_shows_in_no_other_operation(world: World) -> None:
    """A fault armed for one operation leaves the others alone."""
    world.control("POST", "/faults", {"fault": "error:error_system", "operation": "getPayments"})
    assert world.get("/transaction").status_code == 200


def test_fault_fires_as_often_as_ordered(world: World) -> None:
    """A fault armed for two times fires in two requests and is then disarmed."""
    world.control("POST", "/faults", {"fault": "success-status-202", "times": 2})
    assert [world.get("/transaction").status_code for _ in range(3)] == [202, 202, 200]
    assert world.control("GET", "/faults")["armed"] == []


def test_fault_counts_only_requests_that_went_wrong(world: World) -> None:
    """A request that a fault cannot spoil does not use up its count."""
    world.control("POST", "/faults", {"fault": "unknown-mandate-as-400", "times": 1})
    assert world.detail(world.signed).status_code == 200
    assert unknown(world).status_code == 400


def test_spoilers_work_together(world: World) -> None:
    """Faults that spoil the same answer one after the other do not trip the sandbox."""
    for name in FAULTS:
        if name not in {*CODES, *IN_TRANSPORT} and not name.startswith("crash-"):
            world.control("POST", "/faults", {"fault": name})
    for operation in FAULTS["success-status-202"].operations:
        assert request_of(world, operation).status_code < 500
    assert unknown(world).status_code < 500
    assert world.unhandled() == 0


def test_fault_of_callbacks_belongs_to_no_operation(world: World) -> None:
    """A callback is no answer, so its faults are armed without an operation."""
    refused = world.control_raw("POST", "/faults", {"fault": "callback-lost", "operation": "cancelMandate"})
    assert (refused.status_code, "belongs" in refused.text or "no operation" in refused.text) == (400, True)


def test_any_mandate_number_can_be_in_a_header(world: World) -> None:
    """With the fault that accepts every number, a document is still named in one line of ASCII."""
    world.control("POST", "/faults", {"fault": "mandate-number-not-validated"})
    number = world.invite(mandateNumber='"a\r\nb: \u65e5')["mndtId"]
    answer = world.get("/mandate/pdf", {"mndtId": number})
    assert answer.headers["content-disposition"] == 'attachment; filename="_a__b___.pdf"'
