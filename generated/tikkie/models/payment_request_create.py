from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.currency import Currency
from ..types import UNSET, Unset

T = TypeVar("T", bound="PaymentRequestCreate")


@_attrs_define
class PaymentRequestCreate:
    """A payment request to create.

    Attributes:
        currency (Currency):
        description (str): The reason for the request.
        amount_in_cents (int | None | str | Unset): Euro cents, 1 to 999999, as a string or a number. Absent or null
            leaves the amount to the payer.
        external_id (None | str | Unset): Identifier of the caller, for example an invoice number. Mandatory on a
            platform for PAYMENT_REQUEST_FOR_MYSELF.
    """

    currency: Currency
    description: str
    amount_in_cents: int | None | str | Unset = UNSET
    external_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        currency = self.currency.value

        description = self.description

        amount_in_cents: int | None | str | Unset
        if isinstance(self.amount_in_cents, Unset):
            amount_in_cents = UNSET
        else:
            amount_in_cents = self.amount_in_cents

        external_id: None | str | Unset
        if isinstance(self.external_id, Unset):
            external_id = UNSET
        else:
            external_id = self.external_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "currency": currency,
                "description": description,
            }
        )
        if amount_in_cents is not UNSET:
            field_dict["amountInCents"] = amount_in_cents
        if external_id is not UNSET:
            field_dict["externalId"] = external_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        currency = Currency(d.pop("currency"))

        description = d.pop("description")

        def _parse_amount_in_cents(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        amount_in_cents = _parse_amount_in_cents(d.pop("amountInCents", UNSET))

        def _parse_external_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        external_id = _parse_external_id(d.pop("externalId", UNSET))

        model_ = cls(
            currency=currency,
            description=description,
            amount_in_cents=amount_in_cents,
            external_id=external_id,
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
