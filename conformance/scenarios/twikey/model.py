"""The creditor as a whole, against its model."""

from __future__ import annotations

from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from conformance.scenario import World, requires
from conformance.scenarios.twikey.machine import CreditorMachine

# No shrinking: it was measured to take minutes, and the findings name the call already.
SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    max_examples=15,
    stateful_step_count=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    report_multiple_bugs=False,
    verbosity=hypothesis.Verbosity.quiet,
)


@requires("control", "b2b_template_id")
def test_creditor_follows_its_model(world: World) -> None:
    """Whatever is signed, charged, collected and read, nothing is told twice and nothing is lost (Update Feed)."""

    def make() -> CreditorMachine:
        return CreditorMachine(world)

    factory: Any = hypothesis.seed(world.session.seed)(make)  # a class or a function, its documentation says
    run_state_machine_as_test(factory, settings=SETTINGS)
