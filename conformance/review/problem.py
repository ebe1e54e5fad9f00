"""What is wrong with a contract, and where."""

from dataclasses import dataclass


class SpecUnreadable(Exception):  # says what is the case; "Error" would add nothing
    """A contract that cannot be reviewed at all. The message is one sentence that names the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One place of a contract that breaks one rule.

    Attributes:
        path: The contract, as it was named by the caller.
        line: Line in that file, from 1.
        pointer: JSON pointer of the place, escaped as in RFC 6901. Empty for the whole document.
        rule: Name of the rule.
        message: What is wrong and what to write instead.
    """

    path: str
    line: int
    pointer: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.pointer or '/'}: {self.rule}: {self.message}"
