from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CardPan")


@_attrs_define
class CardPan:
    """Both pictures of a virtual card for many payments, or number, CVV and expiry date of one for a single payment.

    Attributes:
        front (str | Unset): Picture of the front.
        back (str | Unset): Picture of the back.
        expiry_date (str | Unset): A date, or date and time with a space or a T between them and perhaps an offset;
            without offset it is Europe/Paris.
        pan (str | Unset): The card number.
        cvv (str | Unset): The number to pay with on the internet.
    """

    front: str | Unset = _attrs_field(default=UNSET, repr=False)
    back: str | Unset = _attrs_field(default=UNSET, repr=False)
    expiry_date: str | Unset = UNSET
    pan: str | Unset = _attrs_field(default=UNSET, repr=False)
    cvv: str | Unset = _attrs_field(default=UNSET, repr=False)
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        front = self.front

        back = self.back

        expiry_date = self.expiry_date

        pan = self.pan

        cvv = self.cvv

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if front is not UNSET:
            field_dict["front"] = front
        if back is not UNSET:
            field_dict["back"] = back
        if expiry_date is not UNSET:
            field_dict["expiry_date"] = expiry_date
        if pan is not UNSET:
            field_dict["pan"] = pan
        if cvv is not UNSET:
            field_dict["cvv"] = cvv

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        front = d.pop("front", UNSET)

        back = d.pop("back", UNSET)

        expiry_date = d.pop("expiry_date", UNSET)

        pan = d.pop("pan", UNSET)

        cvv = d.pop("cvv", UNSET)

        model_ = cls(
            front=front,
            back=back,
            expiry_date=expiry_date,
            pan=pan,
            cvv=cvv,
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
