from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MandateUpdateForm")


@_attrs_define
class MandateUpdateForm:
    """What to change of a mandate; what is left out stays.

    Attributes:
        mndt_id (str): The mandate number.
        iban (str | Unset): The debtor's account. Spaces are allowed and removed; the check digits are checked.
        bic (str | Unset): The BIC of the debtor's bank.
        address (str | Unset): Street and number.
        zip_ (str | Unset):
        city (str | Unset):
        country (str | Unset): The country, ISO 3166-1 in two letters.
        mobile (str | Unset): The debtor's mobile number, international like `+32499123445`.
        email (str | Unset): The debtor's email address.
    """

    mndt_id: str
    iban: str | Unset = UNSET
    bic: str | Unset = UNSET
    address: str | Unset = UNSET
    zip_: str | Unset = UNSET
    city: str | Unset = UNSET
    country: str | Unset = UNSET
    mobile: str | Unset = UNSET
    email: str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mndt_id = self.mndt_id

        iban = self.iban

        bic = self.bic

        address = self.address

        zip_ = self.zip_

        city = self.city

        country = self.country

        mobile = self.mobile

        email = self.email

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mndtId": mndt_id,
            }
        )
        if iban is not UNSET:
            field_dict["iban"] = iban
        if bic is not UNSET:
            field_dict["bic"] = bic
        if address is not UNSET:
            field_dict["address"] = address
        if zip_ is not UNSET:
            field_dict["zip"] = zip_
        if city is not UNSET:
            field_dict["city"] = city
        if country is not UNSET:
            field_dict["country"] = country
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if email is not UNSET:
            field_dict["email"] = email

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        mndt_id = d.pop("mndtId")

        iban = d.pop("iban", UNSET)

        bic = d.pop("bic", UNSET)

        address = d.pop("address", UNSET)

        zip_ = d.pop("zip", UNSET)

        city = d.pop("city", UNSET)

        country = d.pop("country", UNSET)

        mobile = d.pop("mobile", UNSET)

        email = d.pop("email", UNSET)

        model_ = cls(
            mndt_id=mndt_id,
            iban=iban,
            bic=bic,
            address=address,
            zip_=zip_,
            city=city,
            country=country,
            mobile=mobile,
            email=email,
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
