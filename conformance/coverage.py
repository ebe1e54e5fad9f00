"""Which documented answers a run has seen, and why the others are missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from conformance.contract import Answer, Contract
from conformance.exchange import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A documented answer that was not seen, with the reason a reader is given."""

    answer: Answer
    reason: str


class Coverage:
    """The matrix of operation, status and error code: the goal comes from the contract, the counts from the wire.

    Attributes:
        seen: Documented answers.
        answers: All answers, undocumented ones included.
        requests: By operationId.
        successes: By operationId.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._goal = frozenset(contract.answers)
        self.seen: Counter[Answer] = Counter()
        self.answers: Counter[Answer] = Counter()
        self.requests: Counter[str] = Counter()
        self.successes: Counter[str] = Counter()

    def observe(self, exchange: Exchange) -> None:
        """Count one exchange."""
        self.requests[exchange.operation] += 1
        if exchange.ok:
            self.successes[exchange.operation] += 1
        answer = Answer(operation=exchange.operation, status=exchange.status, code=exchange.code)
        self.answers[answer] += 1
        if answer in self._goal:
            self.seen[answer] += 1

    @property
    def documented(self) -> tuple[Answer, ...]:
        """The goal, in the order of the contract."""
        return self._contract.answers

    @property
    def exercised(self) -> tuple[str, ...]:
        """Documented operations that were called at least once."""
        return tuple(name for name in self._contract.operations if self.requests[name])

    @property
    def never_succeeded(self) -> tuple[str, ...]:
        """Operations that were called and never once answered with success."""
        return tuple(name for name in self.exercised if not self.successes[name])

    def missing(self, *, reasons: dict[Answer, str] | None = None) -> tuple[Missing, ...]:
        """Documented answers that were not seen; `reasons` explains those that this target cannot show."""
        known = reasons or {}
        return tuple(
            Missing(answer=answer, reason=known.get(answer, "no request of this run brought it about"))
            for answer in self.documented
            if not self.seen[answer]
        )
