from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TransferBatchForm")


@_attrs_define
class TransferBatchForm:
    """Which account the credit transfers are made from.

    Attributes:
        ct (int | str): The contract template, by its number in the dashboard.
        iban (str | Unset): The account to pay from, if it is not the template's. Spaces are allowed.
    """

    ct: int | str
    iban: str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ct: int | str
        ct = self.ct

        iban = self.iban

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ct": ct,
            }
        )
        if iban is not UNSET:
            field_dict["iban"] = iban

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_ct(data: object) -> int | str:
            return cast(int | str, data)

        ct = _parse_ct(d.pop("ct"))

        iban = d.pop("iban", UNSET)

        model_ = cls(
            ct=ct,
            iban=iban,
        )

        model_.additional_properties = d
        return model_

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> str:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: str) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
