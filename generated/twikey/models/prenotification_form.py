from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PrenotificationForm")


@_attrs_define
class PrenotificationForm:
    """What will be collected, and when.

    Attributes:
        mndt_id (str): The mandate number.
        message (str): A text for the other party and its account statement, in the letters, digits and signs of SEPA.
        collection_date (str): When it will be collected, a day or an xsd:dateTime.
        amount (str): Euros with a decimal point and at most two decimals, such as `12.33`; more than zero.
        invoice_url (str | Unset): Where the invoice can be read. A client leaves the scheme out.
    """

    mndt_id: str
    message: str
    collection_date: str
    amount: str
    invoice_url: str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mndt_id = self.mndt_id

        message = self.message

        collection_date = self.collection_date

        amount = self.amount

        invoice_url = self.invoice_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mndtId": mndt_id,
                "message": message,
                "collectionDate": collection_date,
                "amount": amount,
            }
        )
        if invoice_url is not UNSET:
            field_dict["invoiceUrl"] = invoice_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        mndt_id = d.pop("mndtId")

        message = d.pop("message")

        collection_date = d.pop("collectionDate")

        amount = d.pop("amount")

        invoice_url = d.pop("invoiceUrl", UNSET)

        model_ = cls(
            mndt_id=mndt_id,
            message=message,
            collection_date=collection_date,
            amount=amount,
            invoice_url=invoice_url,
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
