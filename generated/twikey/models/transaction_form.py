from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TransactionForm")


@_attrs_define
class TransactionForm:
    """A transaction to add.

    Attributes:
        mndt_id (str): The mandate number.
        message (str): A text for the other party and its account statement, in the letters, digits and signs of SEPA.
        amount (str): Euros with a decimal point and at most two decimals, such as `12.33`; more than zero.
        date (str | Unset): When the debtor was charged, a day or an xsd:dateTime. The server takes the present moment
            otherwise.
        reqcolldt (str | Unset): When to collect it, a day or an xsd:dateTime.
        ref (str | Unset): The creditor's own reference.
        place (str | Unset): Where it happened.
    """

    mndt_id: str
    message: str
    amount: str
    date: str | Unset = UNSET
    reqcolldt: str | Unset = UNSET
    ref: str | Unset = UNSET
    place: str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mndt_id = self.mndt_id

        message = self.message

        amount = self.amount

        date = self.date

        reqcolldt = self.reqcolldt

        ref = self.ref

        place = self.place

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mndtId": mndt_id,
                "message": message,
                "amount": amount,
            }
        )
        if date is not UNSET:
            field_dict["date"] = date
        if reqcolldt is not UNSET:
            field_dict["reqcolldt"] = reqcolldt
        if ref is not UNSET:
            field_dict["ref"] = ref
        if place is not UNSET:
            field_dict["place"] = place

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        mndt_id = d.pop("mndtId")

        message = d.pop("message")

        amount = d.pop("amount")

        date = d.pop("date", UNSET)

        reqcolldt = d.pop("reqcolldt", UNSET)

        ref = d.pop("ref", UNSET)

        place = d.pop("place", UNSET)

        model_ = cls(
            mndt_id=mndt_id,
            message=message,
            amount=amount,
            date=date,
            reqcolldt=reqcolldt,
            ref=ref,
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
