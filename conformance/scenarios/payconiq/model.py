"""The partner as a whole, against its model."""

from __future__ import annotations

from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from conformance.scenario import World, requires
from conformance.scenarios.payconiq.machine import PartnerMachine

# No shrinking: it was measured to take minutes, and the findings name the call already.
SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    max_examples=12,
    stateful_step_count=25,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    report_multiple_bugs=False,
    verbosity=hypothesis.Verbosity.quiet,
)


@requires("control")
def test_partner_follows_its_model(world: World) -> None:
    """Whatever is enrolled, signed, paid, refused and replayed, a partner reads as a model of it (Work Flows)."""

    def make() -> PartnerMachine:
        return PartnerMachine(world)

    factory: Any = hypothesis.seed(world.session.seed)(make)  # a class or a function, its documentation says
    run_state_machine_as_test(factory, settings=SETTINGS)
