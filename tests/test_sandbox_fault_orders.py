"""An order for a fault is read from its short form, or refused with a sentence."""

import re
from collections.abc import Iterator

import pytest

from conformance.sandbox.faults import FaultError, Order, describe_order, parse_fault
from conformance.sandbox.tikkie import FAULTS
from tests import sandbox_world
from tests.sandbox_world import World


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from sandbox_world.settled()


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("drop", Order(name="drop")),
        ("stale-read@getUsers", Order(name="stale-read", operation="getUsers")),
        ("stale-read*3", Order(name="stale-read", times=3)),
        ("error:ERR_8100_001@getUsers*1", Order(name="error:ERR_8100_001", operation="getUsers", times=1)),
        ("delay:500@getUsers*2", Order(name="delay", operation="getUsers", times=2, delay_ms=500)),
    ],
)
def test_parse_fault_reads_an_order(world: World, text: str, order: Order) -> None:
    """The short form names the fault, the operation, the count and the delay; the control plane arms the same."""
    assert order == parse_fault(text, FAULTS)
    (armed,) = world.control("POST", "/faults", describe_order(order))["armed"]
    assert (order.name, order.operation, order.times) == (armed["fault"], armed["operation"], armed["remaining"])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("stale-raed", "did you mean stale-read"),
        ("zzz", "GET /_sandbox/faults list them"),
        ("stale-read@getPaymentRequest", "it shows in getPlatforms, getUsers, getUserPaymentRequests"),
        ("unknown-path-200@getUsers", "no operation: arm it without one"),
        ("drop*0", "must be 1 or more"),
        ("drop*x", "must be a whole number"),
        ("delay", "needs delay_ms"),
        ("delay:60001", "must be from 0 to 60000"),
        ("drop:5", "there is no fault 'drop:5'"),
        ("a@b@c", "not of the form"),
        ("", "not of the form"),
    ],
)
def test_parse_fault_refuses_with_one_sentence(text: str, part: str) -> None:
    """An order that cannot be followed is refused with a sentence that names the defect."""
    with pytest.raises(FaultError, match=re.escape(part)) as caught:
        parse_fault(text, FAULTS)
    assert "\n" not in str(caught.value)
