from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.payment_request import PaymentRequest


T = TypeVar("T", bound="PaymentRequestPage")


@_attrs_define
class PaymentRequestPage:
    """One range of a user's payment requests.

    Attributes:
        payment_requests (list[PaymentRequest]): Newest first.
        total_elements (int): Number of payment requests that match the filter, on all pages together.
    """

    payment_requests: list[PaymentRequest]
    total_elements: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        payment_requests = []
        for payment_requests_item_data in self.payment_requests:
            payment_requests_item = payment_requests_item_data.to_dict()
            payment_requests.append(payment_requests_item)

        total_elements = self.total_elements

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "paymentRequests": payment_requests,
                "totalElements": total_elements,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payment_request import PaymentRequest  # noqa: PLC0415

        d = dict(src_dict)
        payment_requests = []
        _payment_requests = d.pop("paymentRequests")
        for payment_requests_item_data in _payment_requests:
            payment_requests_item = PaymentRequest.from_dict(payment_requests_item_data)

            payment_requests.append(payment_requests_item)

        total_elements = d.pop("totalElements")

        model_ = cls(
            payment_requests=payment_requests,
            total_elements=total_elements,
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
