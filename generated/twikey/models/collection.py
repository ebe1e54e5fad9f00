from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Collection")


@_attrs_define
class Collection:
    """The batches of a collection.

    Attributes:
        frst_msg_id (None | str): The batch of first collections. Null when there was none to make.
        rcur_msg_id (None | str): The batch of later collections. Null when there was none to make.
    """

    frst_msg_id: None | str
    rcur_msg_id: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        frst_msg_id: None | str
        frst_msg_id = self.frst_msg_id

        rcur_msg_id: None | str
        rcur_msg_id = self.rcur_msg_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "frstMsgId": frst_msg_id,
                "rcurMsgId": rcur_msg_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_frst_msg_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        frst_msg_id = _parse_frst_msg_id(d.pop("frstMsgId"))

        def _parse_rcur_msg_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        rcur_msg_id = _parse_rcur_msg_id(d.pop("rcurMsgId"))

        model_ = cls(
            frst_msg_id=frst_msg_id,
            rcur_msg_id=rcur_msg_id,
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
