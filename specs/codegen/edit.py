"""What an edit of an upstream template is, and how edits are applied."""

import dataclasses
from collections.abc import Mapping, Sequence


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One replacement in one upstream template.

    Attributes:
        name: How messages and tests call it.
        template: Path of the template below the generator's template folder.
        old: Text that occurs exactly once in the template.
        new: Text that takes its place.
        reason: What goes wrong without it.
    """

    name: str
    template: str
    old: str
    new: str
    reason: str


def apply_edits(templates: Mapping[str, str], edits: Sequence[Edit]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Edited templates, and one sentence for every edit that does not fit.

    Args:
        templates: Text of every upstream template, by its path.
        edits: What to change, in order.

    Returns:
        The templates that changed, by path, and the problems; the templates are of use only without problems.
    """
    changed: dict[str, str] = {}
    problems: list[str] = []
    for edit in edits:
        text = changed.get(edit.template, templates.get(edit.template, ""))
        found = text.count(edit.old)
        if found == 1:
            changed[edit.template] = text.replace(edit.old, edit.new)
        else:
            problems.append(f"edit {edit.name!r} must match once in template {edit.template}, it matches {found} times")
    return changed, tuple(problems)
