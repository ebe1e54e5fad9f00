from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="BankAccountCreate")


@_attrs_define
class BankAccountCreate:
    """The account of a customer whose mandate is made by Payconiq.

    Attributes:
        iban (str): IBAN without spaces, in capitals, whose check digits are right. The name of the member is in
            capitals.
        name (str): A free label, as in ING.
        mandate_reference (None | str | Unset): Not given. To give it, use the form with a mandate.
        mandate_sign_date (None | str | Unset): Not given. To give it, use the form with a mandate.
    """

    iban: str
    name: str
    mandate_reference: None | str | Unset = UNSET
    mandate_sign_date: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        iban = self.iban

        name = self.name

        mandate_reference: None | str | Unset
        if isinstance(self.mandate_reference, Unset):
            mandate_reference = UNSET
        else:
            mandate_reference = self.mandate_reference

        mandate_sign_date: None | str | Unset
        if isinstance(self.mandate_sign_date, Unset):
            mandate_sign_date = UNSET
        else:
            mandate_sign_date = self.mandate_sign_date

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "IBAN": iban,
                "name": name,
            }
        )
        if mandate_reference is not UNSET:
            field_dict["mandateReference"] = mandate_reference
        if mandate_sign_date is not UNSET:
            field_dict["mandateSignDate"] = mandate_sign_date

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        iban = d.pop("IBAN")

        name = d.pop("name")

        def _parse_mandate_reference(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mandate_reference = _parse_mandate_reference(d.pop("mandateReference", UNSET))

        def _parse_mandate_sign_date(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mandate_sign_date = _parse_mandate_sign_date(d.pop("mandateSignDate", UNSET))

        model_ = cls(
            iban=iban,
            name=name,
            mandate_reference=mandate_reference,
            mandate_sign_date=mandate_sign_date,
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
