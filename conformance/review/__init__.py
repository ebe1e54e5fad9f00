"""Review of the contracts in `specs/`: rules with file and line, and an inventory of what each contract rests on.

It reads one YAML file and judges nothing else: not the client that is generated from it and not a server.
"""

from conformance.review.inventory import Entry, Inventory
from conformance.review.problem import Problem, SpecUnreadable
from conformance.review.reviewing import RULE_NAMES, Review, render, review_file

__all__ = ["RULE_NAMES", "Entry", "Inventory", "Problem", "Review", "SpecUnreadable", "render", "review_file"]
