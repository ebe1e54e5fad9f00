from enum import IntEnum
from typing import Self


class Renewal(IntEnum):
    NO = 0
    YES = 1

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        # A value the contract does not know yet: usable, equal to its raw number, not listed in the class.
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
