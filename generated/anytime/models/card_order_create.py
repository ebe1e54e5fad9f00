from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_type import CardType
from ..models.language import Language
from ..types import UNSET, Unset

T = TypeVar("T", bound="CardOrderCreate")


@_attrs_define
class CardOrderCreate:
    """A card to order.

    Attributes:
        acc_id (int): The account that the card belongs to.
        card_name (str): The name to stand on the card.
        expiry_date (datetime.date): The expiry date that is wished for.
        amount (str): Decimal number above zero, at most two decimals and 999999999.99, to be loaded from the account.
        language (Language): Language of what comes with the card.
        card_type (CardType | Unset): Plastic, or virtual for one payment or many.
        delivery_company_name (str | Unset): Company to deliver to, blank for none. Needed unless the card is virtual.
        delivery_gender (str | Unset): Gender of the receiver, M or F. Needed unless the card is virtual.
        delivery_first_name (str | Unset): First name of the receiver. Needed unless the card is virtual.
        delivery_last_name (str | Unset): Last name of the receiver. Needed unless the card is virtual.
        delivery_addr_1 (str | Unset): Street, first line. Needed unless the card is virtual.
        delivery_addr_2 (str | Unset): Street, second line, blank for none. Needed unless the card is virtual.
        delivery_zip (str | Unset): Zip code. Needed unless the card is virtual.
        delivery_city (str | Unset): City. Needed unless the card is virtual.
        delivery_cc (str | Unset): Country, ISO 3166-1 with two letters of any case. Needed unless the card is virtual.
    """

    acc_id: int
    card_name: str
    expiry_date: datetime.date
    amount: str
    language: Language
    card_type: CardType | Unset = UNSET
    delivery_company_name: str | Unset = UNSET
    delivery_gender: str | Unset = UNSET
    delivery_first_name: str | Unset = UNSET
    delivery_last_name: str | Unset = UNSET
    delivery_addr_1: str | Unset = UNSET
    delivery_addr_2: str | Unset = UNSET
    delivery_zip: str | Unset = UNSET
    delivery_city: str | Unset = UNSET
    delivery_cc: str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        acc_id = self.acc_id

        card_name = self.card_name

        expiry_date = self.expiry_date.isoformat()

        amount = self.amount

        language = self.language.value

        card_type: str | Unset = UNSET
        if not isinstance(self.card_type, Unset):
            card_type = self.card_type.value

        delivery_company_name = self.delivery_company_name

        delivery_gender = self.delivery_gender

        delivery_first_name = self.delivery_first_name

        delivery_last_name = self.delivery_last_name

        delivery_addr_1 = self.delivery_addr_1

        delivery_addr_2 = self.delivery_addr_2

        delivery_zip = self.delivery_zip

        delivery_city = self.delivery_city

        delivery_cc = self.delivery_cc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "acc_id": acc_id,
                "card_name": card_name,
                "expiry_date": expiry_date,
                "amount": amount,
                "language": language,
            }
        )
        if card_type is not UNSET:
            field_dict["card_type"] = card_type
        if delivery_company_name is not UNSET:
            field_dict["delivery_company_name"] = delivery_company_name
        if delivery_gender is not UNSET:
            field_dict["delivery_gender"] = delivery_gender
        if delivery_first_name is not UNSET:
            field_dict["delivery_first_name"] = delivery_first_name
        if delivery_last_name is not UNSET:
            field_dict["delivery_last_name"] = delivery_last_name
        if delivery_addr_1 is not UNSET:
            field_dict["delivery_addr_1"] = delivery_addr_1
        if delivery_addr_2 is not UNSET:
            field_dict["delivery_addr_2"] = delivery_addr_2
        if delivery_zip is not UNSET:
            field_dict["delivery_zip"] = delivery_zip
        if delivery_city is not UNSET:
            field_dict["delivery_city"] = delivery_city
        if delivery_cc is not UNSET:
            field_dict["delivery_cc"] = delivery_cc

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        acc_id = d.pop("acc_id")

        card_name = d.pop("card_name")

        expiry_date = datetime.date.fromisoformat(d.pop("expiry_date"))

        amount = d.pop("amount")

        language = Language(d.pop("language"))

        _card_type = d.pop("card_type", UNSET)
        card_type: CardType | Unset
        if isinstance(_card_type, Unset):
            card_type = UNSET
        else:
            card_type = CardType(_card_type)

        delivery_company_name = d.pop("delivery_company_name", UNSET)

        delivery_gender = d.pop("delivery_gender", UNSET)

        delivery_first_name = d.pop("delivery_first_name", UNSET)

        delivery_last_name = d.pop("delivery_last_name", UNSET)

        delivery_addr_1 = d.pop("delivery_addr_1", UNSET)

        delivery_addr_2 = d.pop("delivery_addr_2", UNSET)

        delivery_zip = d.pop("delivery_zip", UNSET)

        delivery_city = d.pop("delivery_city", UNSET)

        delivery_cc = d.pop("delivery_cc", UNSET)

        model_ = cls(
            acc_id=acc_id,
            card_name=card_name,
            expiry_date=expiry_date,
            amount=amount,
            language=language,
            card_type=card_type,
            delivery_company_name=delivery_company_name,
            delivery_gender=delivery_gender,
            delivery_first_name=delivery_first_name,
            delivery_last_name=delivery_last_name,
            delivery_addr_1=delivery_addr_1,
            delivery_addr_2=delivery_addr_2,
            delivery_zip=delivery_zip,
            delivery_city=delivery_city,
            delivery_cc=delivery_cc,
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
