from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.payment_request_status import PaymentRequestStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.payment import Payment


T = TypeVar("T", bound="PaymentRequest")


@_attrs_define
class PaymentRequest:
    """A payment request with its payments.

    Attributes:
        payment_request_token (str):
        amount_in_cents (None | str): The requested euro cents. Null when the payer chooses the amount.
        currency (str):
        description (str):
        created (str): UTC. A string and not a date, because the service is known to have sent epoch milliseconds in
            2019. Example: 2016-06-09T18:00:00.000Z.
        expired (None | str): The moment it expired, UTC. Null until then.
        status (PaymentRequestStatus): OPEN can still be paid; the other four are final. The maxima behind the last two
            are agreed with each customer and are switched off in the provider's sandbox.
        bank_account_yielded_too_fast (bool): True while the bank account is blocked because it received more than its
            daily maximum.
        external_id (None | str):
        payments (list[Payment] | None | Unset): Empty until somebody starts to pay, and always on a platform for
            PAYMENT_REQUEST_FOR_OTHERS. The text says it is always there; the Ruby and PHP clients had to be changed to bear
            a missing list, so a client should, too.
    """

    payment_request_token: str
    amount_in_cents: None | str
    currency: str
    description: str
    created: str
    expired: None | str
    status: PaymentRequestStatus
    bank_account_yielded_too_fast: bool
    external_id: None | str
    payments: list[Payment] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        payment_request_token = self.payment_request_token

        amount_in_cents: None | str
        amount_in_cents = self.amount_in_cents

        currency = self.currency

        description = self.description

        created = self.created

        expired: None | str
        expired = self.expired

        status = self.status.value

        bank_account_yielded_too_fast = self.bank_account_yielded_too_fast

        external_id: None | str
        external_id = self.external_id

        payments: list[dict[str, Any]] | None | Unset
        if isinstance(self.payments, Unset):
            payments = UNSET
        elif isinstance(self.payments, list):
            payments = []
            for payments_type_0_item_data in self.payments:
                payments_type_0_item = payments_type_0_item_data.to_dict()
                payments.append(payments_type_0_item)

        else:
            payments = self.payments

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "paymentRequestToken": payment_request_token,
                "amountInCents": amount_in_cents,
                "currency": currency,
                "description": description,
                "created": created,
                "expired": expired,
                "status": status,
                "bankAccountYieldedTooFast": bank_account_yielded_too_fast,
                "externalId": external_id,
            }
        )
        if payments is not UNSET:
            field_dict["payments"] = payments

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payment import Payment  # noqa: PLC0415

        d = dict(src_dict)
        payment_request_token = d.pop("paymentRequestToken")

        def _parse_amount_in_cents(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        amount_in_cents = _parse_amount_in_cents(d.pop("amountInCents"))

        currency = d.pop("currency")

        description = d.pop("description")

        created = d.pop("created")

        def _parse_expired(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        expired = _parse_expired(d.pop("expired"))

        status = PaymentRequestStatus(d.pop("status"))

        bank_account_yielded_too_fast = d.pop("bankAccountYieldedTooFast")

        def _parse_external_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        external_id = _parse_external_id(d.pop("externalId"))

        def _parse_payments(data: object) -> list[Payment] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                payments_type_0 = []
                _payments_type_0 = data
                for payments_type_0_item_data in _payments_type_0:
                    payments_type_0_item = Payment.from_dict(payments_type_0_item_data)

                    payments_type_0.append(payments_type_0_item)

                return payments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Payment] | None | Unset, data)

        payments = _parse_payments(d.pop("payments", UNSET))

        model_ = cls(
            payment_request_token=payment_request_token,
            amount_in_cents=amount_in_cents,
            currency=currency,
            description=description,
            created=created,
            expired=expired,
            status=status,
            bank_account_yielded_too_fast=bank_account_yielded_too_fast,
            external_id=external_id,
            payments=payments,
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
