from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.currency import Currency
from ..types import UNSET, Unset

T = TypeVar("T", bound="TransactionCreate")


@_attrs_define
class TransactionCreate:
    """An amount to collect from a customer.

    Attributes:
        origin_id (str): The customer.
        amount (int | str): Euro cents, at least 1, as a number or as a string of digits. No largest one is documented.
        currency (Currency): Only EUR for now.
        signature (str): RSASSA-PKCS1-v1_5 with SHA-256 by the partner's private key over partnerId, originId,
            originIBAN if it is sent, amount and currency without separators; base64 with padding, without line breaks.
        origin_iban (None | str | Unset): The customer's account. Without it the primary one is taken. What is sent has
            to be signed too. The provider's request sample spells it `originIban`, its answers and every client
            `originIBAN`.
    """

    origin_id: str
    amount: int | str
    currency: Currency
    signature: str = _attrs_field(repr=False)
    origin_iban: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        origin_id = self.origin_id

        amount: int | str
        amount = self.amount

        currency = self.currency.value

        signature = self.signature

        origin_iban: None | str | Unset
        if isinstance(self.origin_iban, Unset):
            origin_iban = UNSET
        else:
            origin_iban = self.origin_iban

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "originId": origin_id,
                "amount": amount,
                "currency": currency,
                "signature": signature,
            }
        )
        if origin_iban is not UNSET:
            field_dict["originIBAN"] = origin_iban

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        origin_id = d.pop("originId")

        def _parse_amount(data: object) -> int | str:
            return cast(int | str, data)

        amount = _parse_amount(d.pop("amount"))

        currency = Currency(d.pop("currency"))

        signature = d.pop("signature")

        def _parse_origin_iban(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        origin_iban = _parse_origin_iban(d.pop("originIBAN", UNSET))

        model_ = cls(
            origin_id=origin_id,
            amount=amount,
            currency=currency,
            signature=signature,
            origin_iban=origin_iban,
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
