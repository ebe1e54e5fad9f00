from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_order_status import CardOrderStatus

T = TypeVar("T", bound="CardOrder")


@_attrs_define
class CardOrder:
    """The order and its card.

    Attributes:
        order_id (int): Number of the order.
        order_status (CardOrderStatus): 3 the order is complete, 9 the virtual card is active.
        card_ref (str): Reference of a card.
    """

    order_id: int
    order_status: CardOrderStatus
    card_ref: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        order_status = self.order_status.value

        card_ref = self.card_ref

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "order_id": order_id,
                "order_status": order_status,
                "card_ref": card_ref,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        order_id = d.pop("order_id")

        order_status = CardOrderStatus(d.pop("order_status"))

        card_ref = d.pop("card_ref")

        model_ = cls(
            order_id=order_id,
            order_status=order_status,
            card_ref=card_ref,
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
