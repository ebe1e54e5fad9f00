from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.bank_account_status import BankAccountStatus
from ..types import UNSET, Unset

T = TypeVar("T", bound="BankAccount")


@_attrs_define
class BankAccount:
    """A bank account.

    Attributes:
        name (str): A free label, as in ING.
        status (BankAccountStatus): NOT_VALIDATED until the verification code came back, then VALIDATED. BLOCKED after
            too many wrong codes. A status ACTIVE was in use from 18 to 21 September 2015 only.
        iban (str):
        transfer_type (Any | Unset): Shown by the dashboard of 2017 only. Its values are not known.
    """

    name: str
    status: BankAccountStatus
    iban: str
    transfer_type: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        status = self.status.value

        iban = self.iban

        transfer_type = self.transfer_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "status": status,
                "IBAN": iban,
            }
        )
        if transfer_type is not UNSET:
            field_dict["transferType"] = transfer_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        status = BankAccountStatus(d.pop("status"))

        iban = d.pop("IBAN")

        transfer_type = d.pop("transferType", UNSET)

        model_ = cls(
            name=name,
            status=status,
            iban=iban,
            transfer_type=transfer_type,
        )

        model_.additional_properties = d
        return model_

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
