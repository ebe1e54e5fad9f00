"""A review: every rule asked about one contract, and the inventory of what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.review import rules_examples, rules_operations, rules_provenance, rules_schemas, rules_structure
from conformance.review.document import Document, Rule, build, line_of
from conformance.review.inventory import Entry, Inventory, take_inventory
from conformance.review.loading import load
from conformance.review.problem import Problem

# While a rule of one stage is broken, the rules after it would stumble over the same place.
_STAGES: tuple[Mapping[str, Rule], ...] = (
    rules_structure.VERSION,
    rules_structure.FOUNDATION,
    rules_provenance.SHAPES,
)
_RULES: Mapping[str, Rule] = {
    **rules_structure.RULES,
    **rules_schemas.RULES,
    **rules_operations.RULES,
    **rules_examples.RULES,
    **rules_provenance.RULES,
}

RULE_NAMES = (
    "yaml-duplicate-key",
    "yaml-key",
    "yaml-value",
    *(name for stage in (*_STAGES, _RULES) for name in stage),
)
"""Every rule, in the order in which they are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a review found.

    Attributes:
        path: The contract, as it was named by the caller.
        problems: By line. Empty when every rule holds.
        inventory: Empty while the document is not valid OpenAPI.
    """

    path: str
    problems: tuple[Problem, ...]
    inventory: Inventory


def review_file(path: Path) -> Review:
    """The review of the contract in `path`.

    Raises:
        SpecUnreadable: The file is missing, is not YAML or is not a mapping.
    """
    loaded = load(path)
    if loaded.problems:
        return Review(path=str(path), problems=loaded.problems, inventory=Inventory())
    document = build(str(path), loaded)
    for stage in _STAGES:
        problems = _broken(document, stage)
        if problems:
            return Review(path=str(path), problems=problems, inventory=Inventory())
    return Review(path=str(path), problems=_broken(document, _RULES), inventory=take_inventory(document))


def _broken(document: Document, rules: Mapping[str, Rule]) -> tuple[Problem, ...]:
    problems = [
        Problem(path=document.path, line=line_of(document, pointer), pointer=pointer, rule=name, message=message)
        for name, rule in rules.items()
        for pointer, message in rule(document)
    ]
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.rule, problem.pointer)))


def render(review: Review, *, full: bool = False) -> str:
    """The review as text, without a final line break.

    Args:
        review: What to show.
        full: List every statement of the inventory, not only their numbers.
    """
    inventory = review.inventory
    groups = (
        ("documented", "by the provider or a standard", inventory.documented),
        ("proven", "by a working client or a recorded answer", inventory.proven),
        ("reported", "by somebody who read a text that is not at hand", inventory.reported),
        ("assumed", "by us; nobody confirms it", inventory.assumed),
    )
    lines = [str(problem) for problem in review.problems]
    count = len(review.problems)
    lines.append(f"{review.path}: {count} problem{'' if count == 1 else 's'}")
    for name, by, entries in groups:
        lines.append(f"  {len(entries):4} {name} {by}")
        if full:
            lines.extend(_statement(review.path, entry) for entry in entries)
    return "\n".join(lines)


def _statement(path: str, entry: Entry) -> str:
    return f"    {path}:{entry.line}: {entry.pointer}: {entry.text}"
