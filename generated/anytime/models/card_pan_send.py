from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.pan_method import PanMethod

T = TypeVar("T", bound="CardPanSend")


@_attrs_define
class CardPanSend:
    """How and where to send the number.

    Attributes:
        dest_method (PanMethod): How to send the number.
        dest_value (str): An e-mail address, or an international phone number in digits only, 33600000000.
    """

    dest_method: PanMethod
    dest_value: str
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        dest_method = self.dest_method.value

        dest_value = self.dest_value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "dest_method": dest_method,
                "dest_value": dest_value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dest_method = PanMethod(d.pop("dest_method"))

        dest_value = d.pop("dest_value")

        model_ = cls(
            dest_method=dest_method,
            dest_value=dest_value,
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
