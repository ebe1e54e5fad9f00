"""What a run came to, apart from how it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.contract import Answer
from conformance.coverage import Missing
from conformance.findings import Finding


class Verdict(StrEnum):
    """The answer to the question a run was started with."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NOT_JUDGED = "not judged"

    @property
    def exit_status(self) -> int:
        """0 agrees, 1 disagrees, 2 could not judge."""
        return {Verdict.AGREES: 0, Verdict.DISAGREES: 1, Verdict.NOT_JUDGED: 2}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotJudged:
    """A part of the contract that this run could not look at, with the reason."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the JUnit report: a scenario, or a layer on an operation.

    Attributes:
        group: `examples`, `coverage`, `fuzzing`, `stateful`, `battery` or `scenarios`.
        name: operationId, broken credential or scenario.
        duration_s: 0 where it was not measured on its own.
        skipped: Why it did not run, if it did not.
    """

    group: str
    name: str
    duration_s: float = 0.0
    findings: tuple[str, ...] = ()
    skipped: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """Everything the reports are made of.

    Attributes:
        reason: Why nothing could be judged, when the verdict says so.
        target: The base URL, or `embedded sandbox`.
        seed: Repeats the run on a target that is itself repeatable.
        operations: Documented operationIds in the order of the contract.
        exercised: Those that were called.
        documented: Every documented answer, in the order of the contract.
        seen: How often each was seen.
        cases: Requests that were judged.
        options: Further words of `conformance run` that repeat the run.
    """

    verdict: Verdict
    reason: str
    provider: str
    target: str
    profile: str
    seed: int
    operations: tuple[str, ...]
    exercised: tuple[str, ...]
    documented: tuple[Answer, ...]
    seen: dict[Answer, int]
    missing: tuple[Missing, ...]
    cases: int
    duration_s: float
    findings: tuple[Finding, ...]
    not_judged: tuple[NotJudged, ...]
    checks: tuple[Check, ...]
    options: tuple[str, ...] = ()
