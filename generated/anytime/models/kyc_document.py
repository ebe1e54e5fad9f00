from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kyc_type import KycType
from ..types import UNSET, Unset

T = TypeVar("T", bound="KycDocument")


@_attrs_define
class KycDocument:
    """An uploaded paper. The text calls the moment uploaded_at, the provider's client updated_at; one of them is there,
    perhaps both.

        Attributes:
            type_ (KycType): A paper. With _host it is one of the person that the holder lives with, and affidavit says that
                he does; dom_1 is a utility bill; status and kbis are those of a company.
            url (str): Where the paper can be seen.
            uploaded_at (str | Unset): A date, or date and time with a space or a T between them and perhaps an offset;
                without offset it is Europe/Paris.
            updated_at (str | Unset): A date, or date and time with a space or a T between them and perhaps an offset;
                without offset it is Europe/Paris.
            status (str | Unset): Repeats the list that the paper is in.
    """

    type_: KycType
    url: str = _attrs_field(repr=False)
    uploaded_at: str | Unset = UNSET
    updated_at: str | Unset = UNSET
    status: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_.value

        url = self.url

        uploaded_at = self.uploaded_at

        updated_at = self.updated_at

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "url": url,
            }
        )
        if uploaded_at is not UNSET:
            field_dict["uploaded_at"] = uploaded_at
        if updated_at is not UNSET:
            field_dict["updated_at"] = updated_at
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = KycType(d.pop("type"))

        url = d.pop("url")

        uploaded_at = d.pop("uploaded_at", UNSET)

        updated_at = d.pop("updated_at", UNSET)

        status = d.pop("status", UNSET)

        model_ = cls(
            type_=type_,
            url=url,
            uploaded_at=uploaded_at,
            updated_at=updated_at,
            status=status,
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
