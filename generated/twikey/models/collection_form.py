from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CollectionForm")


@_attrs_define
class CollectionForm:
    """What to collect.

    Attributes:
        ct (int | str): The contract template, by its number in the dashboard.
        colltndt (str | Unset): The day of collection, or an xsd:dateTime. A client sends milliseconds since 1970.
        mndt_id (list[str] | str | Unset): Only these mandates, as a repeated parameter, or only this one. The server
            takes all with open transactions otherwise.
        prenotify (bool | str | Unset): When it is sent, with either value, the debtors get a notice of the collection.
    """

    ct: int | str
    colltndt: str | Unset = UNSET
    mndt_id: list[str] | str | Unset = UNSET
    prenotify: bool | str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ct: int | str
        ct = self.ct

        colltndt = self.colltndt

        mndt_id: list[str] | str | Unset
        if isinstance(self.mndt_id, Unset):
            mndt_id = UNSET
        elif isinstance(self.mndt_id, list):
            mndt_id = self.mndt_id

        else:
            mndt_id = self.mndt_id

        prenotify: bool | str | Unset
        if isinstance(self.prenotify, Unset):
            prenotify = UNSET
        else:
            prenotify = self.prenotify

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ct": ct,
            }
        )
        if colltndt is not UNSET:
            field_dict["colltndt"] = colltndt
        if mndt_id is not UNSET:
            field_dict["mndtId"] = mndt_id
        if prenotify is not UNSET:
            field_dict["prenotify"] = prenotify

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_ct(data: object) -> int | str:
            return cast(int | str, data)

        ct = _parse_ct(d.pop("ct"))

        colltndt = d.pop("colltndt", UNSET)

        def _parse_mndt_id(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                mndt_id_type_0 = cast(list[str], data)

                return mndt_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        mndt_id = _parse_mndt_id(d.pop("mndtId", UNSET))

        def _parse_prenotify(data: object) -> bool | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(bool | str | Unset, data)

        prenotify = _parse_prenotify(d.pop("prenotify", UNSET))

        model_ = cls(
            ct=ct,
            colltndt=colltndt,
            mndt_id=mndt_id,
            prenotify=prenotify,
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
