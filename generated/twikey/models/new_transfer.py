from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NewTransfer")


@_attrs_define
class NewTransfer:
    """A credit transfer that was added.

    Attributes:
        id (str): In the sample eight characters and the time in milliseconds, twenty-five in all.
        iban (str): The beneficiary's account, with its middle masked.
        amount (float): Euros.
        msg (str):
        date (str): The day of execution.
    """

    id: str
    iban: str
    amount: float
    msg: str
    date: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        iban = self.iban

        amount = self.amount

        msg = self.msg

        date = self.date

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "iban": iban,
                "amount": amount,
                "msg": msg,
                "date": date,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        iban = d.pop("iban")

        amount = d.pop("amount")

        msg = d.pop("msg")

        date = d.pop("date")

        model_ = cls(
            id=id,
            iban=iban,
            amount=amount,
            msg=msg,
            date=date,
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
