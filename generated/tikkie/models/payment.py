from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.online_payment_status import OnlinePaymentStatus
from ..types import UNSET, Unset

T = TypeVar("T", bound="Payment")


@_attrs_define
class Payment:
    """One attempt to pay a payment request.

    Attributes:
        online_payment_status (OnlinePaymentStatus): Whether the counter party paid.
        payment_token (str | Unset):
        counter_party_name (None | str | Unset): Name of the payer.
        amount_in_cents (str | Unset): Euro cents that were paid.
        amount_currency (str | Unset): Currency of the amount. Called differently from the currency of the payment
            request.
        description (None | str | Unset):
        created (str | Unset): UTC. A string and not a date, because the service is known to have sent epoch
            milliseconds in 2019. Example: 2016-06-09T18:00:00.000Z.
    """

    online_payment_status: OnlinePaymentStatus
    payment_token: str | Unset = UNSET
    counter_party_name: None | str | Unset = UNSET
    amount_in_cents: str | Unset = UNSET
    amount_currency: str | Unset = UNSET
    description: None | str | Unset = UNSET
    created: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        online_payment_status = self.online_payment_status.value

        payment_token = self.payment_token

        counter_party_name: None | str | Unset
        if isinstance(self.counter_party_name, Unset):
            counter_party_name = UNSET
        else:
            counter_party_name = self.counter_party_name

        amount_in_cents = self.amount_in_cents

        amount_currency = self.amount_currency

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        created = self.created

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "onlinePaymentStatus": online_payment_status,
            }
        )
        if payment_token is not UNSET:
            field_dict["paymentToken"] = payment_token
        if counter_party_name is not UNSET:
            field_dict["counterPartyName"] = counter_party_name
        if amount_in_cents is not UNSET:
            field_dict["amountInCents"] = amount_in_cents
        if amount_currency is not UNSET:
            field_dict["amountCurrency"] = amount_currency
        if description is not UNSET:
            field_dict["description"] = description
        if created is not UNSET:
            field_dict["created"] = created

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        online_payment_status = OnlinePaymentStatus(d.pop("onlinePaymentStatus"))

        payment_token = d.pop("paymentToken", UNSET)

        def _parse_counter_party_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        counter_party_name = _parse_counter_party_name(d.pop("counterPartyName", UNSET))

        amount_in_cents = d.pop("amountInCents", UNSET)

        amount_currency = d.pop("amountCurrency", UNSET)

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        created = d.pop("created", UNSET)

        model_ = cls(
            online_payment_status=online_payment_status,
            payment_token=payment_token,
            counter_party_name=counter_party_name,
            amount_in_cents=amount_in_cents,
            amount_currency=amount_currency,
            description=description,
            created=created,
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
