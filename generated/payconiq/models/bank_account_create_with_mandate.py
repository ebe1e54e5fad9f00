from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BankAccountCreateWithMandate")


@_attrs_define
class BankAccountCreateWithMandate:
    """The account of a customer who has signed a mandate already.

    Attributes:
        iban (str): IBAN without spaces, in capitals, whose check digits are right. The name of the member is in
            capitals.
        name (str): A free label, as in ING.
        mandate_reference (str): REF and 25 hexadecimal digits in the samples of 2017, where the dashboard also sends
            REF01.
        mandate_sign_date (int | str): Epoch milliseconds, as a number or as a string of digits.
    """

    iban: str
    name: str
    mandate_reference: str
    mandate_sign_date: int | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        iban = self.iban

        name = self.name

        mandate_reference = self.mandate_reference

        mandate_sign_date: int | str
        mandate_sign_date = self.mandate_sign_date

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "IBAN": iban,
                "name": name,
                "mandateReference": mandate_reference,
                "mandateSignDate": mandate_sign_date,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        iban = d.pop("IBAN")

        name = d.pop("name")

        mandate_reference = d.pop("mandateReference")

        def _parse_mandate_sign_date(data: object) -> int | str:
            return cast(int | str, data)

        mandate_sign_date = _parse_mandate_sign_date(d.pop("mandateSignDate"))

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
