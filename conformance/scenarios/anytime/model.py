"""How the machines run that play at random against a model."""

from __future__ import annotations

import hypothesis
from hypothesis import HealthCheck, Phase

# No shrinking: it was measured to take minutes, and the findings name the call already.
SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    max_examples=6,
    stateful_step_count=25,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    report_multiple_bugs=False,
    verbosity=hypothesis.Verbosity.quiet,
)
