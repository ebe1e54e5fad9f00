from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PostalAddress")


@_attrs_define
class PostalAddress:
    """An address.

    Attributes:
        adr_line (str | Unset): Street and number.
        pst_cd (str | Unset):
        twn_nm (str | Unset):
        ctry (str | Unset):
    """

    adr_line: str | Unset = UNSET
    pst_cd: str | Unset = UNSET
    twn_nm: str | Unset = UNSET
    ctry: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        adr_line = self.adr_line

        pst_cd = self.pst_cd

        twn_nm = self.twn_nm

        ctry = self.ctry

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if adr_line is not UNSET:
            field_dict["AdrLine"] = adr_line
        if pst_cd is not UNSET:
            field_dict["PstCd"] = pst_cd
        if twn_nm is not UNSET:
            field_dict["TwnNm"] = twn_nm
        if ctry is not UNSET:
            field_dict["Ctry"] = ctry

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        adr_line = d.pop("AdrLine", UNSET)

        pst_cd = d.pop("PstCd", UNSET)

        twn_nm = d.pop("TwnNm", UNSET)

        ctry = d.pop("Ctry", UNSET)

        model_ = cls(
            adr_line=adr_line,
            pst_cd=pst_cd,
            twn_nm=twn_nm,
            ctry=ctry,
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
