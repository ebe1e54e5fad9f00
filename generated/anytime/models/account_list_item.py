from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.account_type import AccountType

T = TypeVar("T", bound="AccountListItem")


@_attrs_define
class AccountListItem:
    """An account, in short.

    Attributes:
        acc_id (int | str): Number of an account. Documented as an integer and seen as a string.
        acc_type (AccountType): Whose account it is.
    """

    acc_id: int | str
    acc_type: AccountType
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        acc_id: int | str
        acc_id = self.acc_id

        acc_type = self.acc_type.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "acc_id": acc_id,
                "acc_type": acc_type,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_acc_id(data: object) -> int | str:
            return cast(int | str, data)

        acc_id = _parse_acc_id(d.pop("acc_id"))

        acc_type = AccountType(d.pop("acc_type"))

        model_ = cls(
            acc_id=acc_id,
            acc_type=acc_type,
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
