from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Duration")


@_attrs_define
class Duration:
    """From when until when it holds.

    Attributes:
        fr_dt (str):
        to_dt (None | str | Unset):
    """

    fr_dt: str
    to_dt: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fr_dt = self.fr_dt

        to_dt: None | str | Unset
        if isinstance(self.to_dt, Unset):
            to_dt = UNSET
        else:
            to_dt = self.to_dt

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "FrDt": fr_dt,
            }
        )
        if to_dt is not UNSET:
            field_dict["ToDt"] = to_dt

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        fr_dt = d.pop("FrDt")

        def _parse_to_dt(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        to_dt = _parse_to_dt(d.pop("ToDt", UNSET))

        model_ = cls(
            fr_dt=fr_dt,
            to_dt=to_dt,
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
