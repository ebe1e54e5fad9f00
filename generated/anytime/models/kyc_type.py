from enum import StrEnum
from typing import Self


class KycType(StrEnum):
    AFFIDAVIT = "affidavit"
    DOM_1 = "dom_1"
    DOM_HOST = "dom_host"
    IDENTITY = "identity"
    IDENTITY_BACK = "identity_back"
    IDENTITY_BACK_HOST = "identity_back_host"
    IDENTITY_HOST = "identity_host"
    KBIS = "kbis"
    PASSPORT = "passport"
    SELFIE = "selfie"
    STATUS = "status"

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
