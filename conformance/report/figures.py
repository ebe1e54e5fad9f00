"""What every form of the report says alike: the three numbers, the verdict over several runs, how to repeat one."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.result import RunResult, Verdict

EMBEDDED = "embedded sandbox"

# A disagreement is certain whatever the runs that judged nothing would have come to.
_WORST_FIRST = (Verdict.DISAGREES, Verdict.NOT_JUDGED, Verdict.AGREES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The three numbers of a run, each with what it is counted against.

    Attributes:
        exercised: Documented operations that were called.
        operations: Documented operations.
        seen: Documented answers that came at least once.
        documented: Documented answers.
        findings: Kinds of disagreement, however often each was seen.
    """

    exercised: int
    operations: int
    seen: int
    documented: int
    findings: int


def count_figures(result: RunResult) -> Figures:
    """The three numbers of a run."""
    return Figures(
        exercised=len(result.exercised),
        operations=len(result.operations),
        seen=sum(1 for answer in result.documented if result.seen.get(answer, 0)),
        documented=len(result.documented),
        findings=len(result.findings),
    )


def find_worst_verdict(results: Sequence[RunResult]) -> Verdict:
    """The verdict over several runs: one disagreement is enough, and agreement needs all.

    Raises:
        ValueError: There are no runs.
    """
    verdicts = {result.verdict for result in results}
    if not verdicts:
        raise ValueError("a report needs at least one run")
    return next(verdict for verdict in _WORST_FIRST if verdict in verdicts)


def write_repeat_command(result: RunResult) -> str:
    """The command that repeats a run: a make target where that says it all."""
    if result.options:
        target = [] if result.target == EMBEDDED else ["--base-url", result.target]
        words = [result.provider, "--profile", result.profile, "--seed", str(result.seed), *target, *result.options]
        return shlex.join([".venv/bin/conformance", "run", *words])
    words = [f"PROVIDER={result.provider}", f"PROFILE={result.profile}", f"SEED={result.seed}"]
    if result.target != EMBEDDED:
        words.append(f"BASE_URL={result.target}")
    return shlex.join(["make", "conformance", *words])


def name_traffic_file(provider: str) -> str:
    """The file beside the reports that holds every exchange with a provider, one JSON object a line."""
    return f"traffic-{provider}.ndjson"


def write_duration(duration_s: float) -> str:
    """A duration as a person reads it."""
    if duration_s < 60:
        return f"{duration_s:.1f} s"
    minutes, seconds = divmod(round(duration_s), 60)
    return f"{minutes} min {seconds} s"
