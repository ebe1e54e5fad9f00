"""Documented answers that nothing a client or the control plane does brings about: the sandbox is told to give them."""

from __future__ import annotations

import pytest

from conformance import registry
from conformance.contract import Answer, load_contract
from conformance.scenario import World, requires
from conformance.scenarios.anytime.clients import (
    CONSUMER,
    OPERATIONS,
    of_account,
    ready_account,
)
from conformance.scenarios.anytime.everything import (
    call_good,
    good_calls,
)

FORCED_ANSWERS = {
    **{Answer(operation=name, status=500, code="5000010"): "the service itself fails" for name in OPERATIONS},
    Answer(operation="createCreditTransfer", status=403, code="4030212"): "which types may not pay is not documented",
}
"""Answer → why no scenario reaches it."""


def forced_answers() -> list[Answer]:
    """The documented answers that must be forced; all others have a scenario that reaches them."""
    contract = load_contract(registry.spec_path("anytime"))
    return [answer for answer in contract.answers if answer in FORCED_ANSWERS]


@requires("control")
@pytest.mark.parametrize("answer", forced_answers(), ids=str)
def test_forced_answer(world: World, answer: Answer) -> None:
    """A refusal that only the provider can cause has the documented form (HTTP status codes)."""
    calls, operation = good_calls(world), answer.operation
    if operation == "createCreditTransfer":  # of all types a consumer's is the one that might not pay
        calls[operation] |= {"path": of_account(ready_account(world, CONSUMER))}
    world.control.arm(f"error:{answer.code}", operation=operation, times=1)
    call_good(world, operation, calls, expect=(answer.status, str(answer.code)))
    call_good(world, operation, calls)
