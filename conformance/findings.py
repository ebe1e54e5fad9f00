"""Findings: disagreements between a target and its contract, merged by identity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One disagreement.

    Attributes:
        check: Name of the check, rule or scenario that found it.
        operation: operationId it is about, or `""` when it is about none.
        title: The kind of disagreement in a few words; part of the identity.
        message: What was expected, what came.
        layer: The phase, battery or scenario that saw it first.
        status: HTTP status of the answer, 0 when there was none.
        code: The provider's error code of the answer.
        curl: A command that repeats the request, secrets masked.
        trace_id: The provider's id of the request, to name it in a support case.
        count: How often it was seen.
    """

    check: str
    operation: str
    title: str
    message: str
    layer: str
    status: int = 0
    code: str | None = None
    curl: str = ""
    trace_id: str = ""
    count: int = 1

    @property
    def id(self) -> str:
        """Stable over runs: the same kind of disagreement on the same operation has the same id."""
        identity = "\n".join((self.check, self.operation, self.title))
        return hashlib.sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()[:12]


class Findings:
    """A set of findings in the order they were first seen; a repeated one is counted, not added."""

    def __init__(self) -> None:
        self._by_id: dict[str, Finding] = {}

    def add(self, finding: Finding) -> None:
        """Add a finding, or count it again."""
        known = self._by_id.get(finding.id)
        self._by_id[finding.id] = finding if known is None else replace(known, count=known.count + finding.count)

    def __iter__(self) -> Iterator[Finding]:
        return iter(tuple(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)
