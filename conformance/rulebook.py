"""How the rules of a provider are written down: a function under its summary and its source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from conformance.exchange import Exchange
from conformance.provider import Rule

Judge = TypeVar("Judge", bound=Callable[[Exchange, Any], str | None])
"""Says what is wrong with an exchange, by what is known of the provider's state, or `None`."""


class Rulebook:
    """Rules in the order in which they are written, each named after its function."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def rule(self, summary: str, *, source: str, assumed: bool = False) -> Callable[[Judge], Judge]:
        """Enter the function below.

        Args:
            summary: What must hold.
            source: Document and section that say so.
            assumed: The provider's text is silent.
        """

        def enter(judge: Judge) -> Judge:
            name = judge.__name__.lstrip("_")
            self.rules.append(Rule(name=name, summary=summary, source=source, judge=judge, assumed=assumed))
            return judge

        return enter
