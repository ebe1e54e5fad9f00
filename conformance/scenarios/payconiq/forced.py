"""Documented answers that nothing a client does brings about: the sandbox is told to give them."""

from __future__ import annotations

import pytest

from conformance import registry
from conformance.contract import Answer, load_contract
from conformance.scenario import World, requires
from conformance.scenarios.payconiq.partner import SUCCESSES, good_calls

FORCED_ANSWERS = {
    Answer(operation=operation, status=500, code="R999"): "the service itself fails" for operation in SUCCESSES
}
"""Answer → why no scenario reaches it."""


def forced_answers() -> list[Answer]:
    """The documented answers that must be forced; all others have a scenario that reaches them."""
    contract = load_contract(registry.spec_path("payconiq"))
    return [answer for answer in contract.answers if answer in FORCED_ANSWERS]


@requires("control")
@pytest.mark.parametrize("answer", forced_answers(), ids=str)
def test_forced_answer(world: World, answer: Answer) -> None:
    """A refusal that only the provider can cause has the documented form (Possible Error Response: R999)."""
    calls, operation = good_calls(world), answer.operation
    if operation == "cancelMandate":  # only a signed mandate is cancelled
        world.call("createMandate", **calls["createMandate"], expect=201)
    world.control.arm(f"error:{answer.code}", operation=operation, times=1)
    world.call(operation, **calls[operation], expect=(answer.status, str(answer.code)))
    world.call(operation, **calls[operation], expect=SUCCESSES[operation])
