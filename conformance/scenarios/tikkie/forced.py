"""Documented answers that nothing a client does brings about: the sandbox is told to give them."""

from __future__ import annotations

import pytest

from conformance import registry
from conformance.contract import Answer, load_contract
from conformance.scenario import World, requires
from conformance.scenarios.tikkie.account import SUCCESSES, ask, ask_for_token, enrol, good_calls

FORCED_CODES = {
    "ERR_3001_001": "the address that calls is not allowed; a local target sees one address",
    "ERR_7001_001": "no quota is published",
    "ERR_7002_001": "no rate limit is published",
    "ERR_8100_001": "the backend fails",
    "ERR_9001_001": "the gateway is down",
    "ERR_9100_011": "Tikkie is down",
}
"""Code → why no scenario reaches it."""

FORCED_ANSWERS = {
    Answer(operation="createPlatform", status=400, code="ERR_1100_006"): "no text says when a platform is refused so",
}
"""Single answers whose code other operations give by themselves."""


def forced_answers() -> list[Answer]:
    """The documented answers that must be forced; all others have a scenario that reaches them."""
    contract = load_contract(registry.spec_path("tikkie"))
    return [answer for answer in contract.answers if answer.code in FORCED_CODES or answer in FORCED_ANSWERS]


@requires("control")
@pytest.mark.parametrize("answer", forced_answers(), ids=str)
def test_forced_answer(world: World, answer: Answer) -> None:
    """A refusal that only the provider can cause has the documented form (Technical details: Error codes)."""
    calls = good_calls(place := enrol(world), ask(world, place))
    world.control.arm(f"error:{answer.code}", operation=answer.operation, times=1)
    expect = (answer.status, str(answer.code))
    if answer.operation not in SUCCESSES:
        ask_for_token(world, expect=expect)
        ask_for_token(world)
        return
    world.call(answer.operation, **calls[answer.operation], expect=expect)
    world.call(answer.operation, **calls[answer.operation], expect=SUCCESSES[answer.operation])
