from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TransferForm")


@_attrs_define
class TransferForm:
    """A credit transfer to add.

    Attributes:
        iban (str): The account of the beneficiary, who has to be registered in the settings. Spaces are allowed.
        message (str): A text for the other party and its account statement, in the letters, digits and signs of SEPA.
        amount (str): Euros with a decimal point and at most two decimals, such as `12.33`; more than zero.
        date (str | Unset): When to execute it, a day or an xsd:dateTime.
        place (str | Unset):
    """

    iban: str
    message: str
    amount: str
    date: str | Unset = UNSET
    place: str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        iban = self.iban

        message = self.message

        amount = self.amount

        date = self.date

        place = self.place

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "iban": iban,
                "message": message,
                "amount": amount,
            }
        )
        if date is not UNSET:
            field_dict["date"] = date
        if place is not UNSET:
            field_dict["place"] = place

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        iban = d.pop("iban")

        message = d.pop("message")

        amount = d.pop("amount")

        date = d.pop("date", UNSET)

        place = d.pop("place", UNSET)

        model_ = cls(
            iban=iban,
            message=message,
            amount=amount,
            date=date,
            place=place,
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
