from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ListFilters")


@_attrs_define
class ListFilters:
    """The range that was applied.

    Attributes:
        limit_start (int | Unset):
        limit_number (int | Unset):
    """

    limit_start: int | Unset = UNSET
    limit_number: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        limit_start = self.limit_start

        limit_number = self.limit_number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if limit_start is not UNSET:
            field_dict["limit_start"] = limit_start
        if limit_number is not UNSET:
            field_dict["limit_number"] = limit_number

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        limit_start = d.pop("limit_start", UNSET)

        limit_number = d.pop("limit_number", UNSET)

        model_ = cls(
            limit_start=limit_start,
            limit_number=limit_number,
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
