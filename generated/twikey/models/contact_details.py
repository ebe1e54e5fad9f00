from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ContactDetails")


@_attrs_define
class ContactDetails:
    """How to reach a party.

    Attributes:
        email_adr (None | str | Unset):
        mob_nb (None | str | Unset):
        othr (None | str | Unset): The customer number. Newer servers send it.
    """

    email_adr: None | str | Unset = UNSET
    mob_nb: None | str | Unset = UNSET
    othr: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email_adr: None | str | Unset
        if isinstance(self.email_adr, Unset):
            email_adr = UNSET
        else:
            email_adr = self.email_adr

        mob_nb: None | str | Unset
        if isinstance(self.mob_nb, Unset):
            mob_nb = UNSET
        else:
            mob_nb = self.mob_nb

        othr: None | str | Unset
        if isinstance(self.othr, Unset):
            othr = UNSET
        else:
            othr = self.othr

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if email_adr is not UNSET:
            field_dict["EmailAdr"] = email_adr
        if mob_nb is not UNSET:
            field_dict["MobNb"] = mob_nb
        if othr is not UNSET:
            field_dict["Othr"] = othr

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_email_adr(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email_adr = _parse_email_adr(d.pop("EmailAdr", UNSET))

        def _parse_mob_nb(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mob_nb = _parse_mob_nb(d.pop("MobNb", UNSET))

        def _parse_othr(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        othr = _parse_othr(d.pop("Othr", UNSET))

        model_ = cls(
            email_adr=email_adr,
            mob_nb=mob_nb,
            othr=othr,
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
