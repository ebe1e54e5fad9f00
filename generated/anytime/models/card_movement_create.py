from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CardMovementCreate")


@_attrs_define
class CardMovementCreate:
    """Money to move between a card and its account.

    Attributes:
        amount (str): Decimal number above zero, at most two decimals and 999999999.99.
        acc_comment (str): For the statement of the account.
        card_comment (str): For the transaction of the card.
    """

    amount: str
    acc_comment: str
    card_comment: str
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        acc_comment = self.acc_comment

        card_comment = self.card_comment

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount": amount,
                "acc_comment": acc_comment,
                "card_comment": card_comment,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        acc_comment = d.pop("acc_comment")

        card_comment = d.pop("card_comment")

        model_ = cls(
            amount=amount,
            acc_comment=acc_comment,
            card_comment=card_comment,
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
