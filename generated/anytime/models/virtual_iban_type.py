from enum import StrEnum
from typing import Self


class VirtualIbanType(StrEnum):
    BOTH = "BOTH"
    CREDIT = "C"
    DEBIT = "D"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        # A value the contract does not know yet: usable, equal to its raw text, not listed in the class.
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
