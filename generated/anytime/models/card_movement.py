from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CardMovement")


@_attrs_define
class CardMovement:
    """The movement is under way. The text calls the account acc_id, the provider's client card_acc_id; one of them is
    there, perhaps both.

        Attributes:
            card_ref (str): Reference of a card.
            acc_id (int | str | Unset): Number of an account. Documented as an integer and seen as a string.
            card_acc_id (int | str | Unset): Number of an account. Documented as an integer and seen as a string.
            transaction_id (int | Unset): Number of the card's transaction. Only in the sandbox.
    """

    card_ref: str
    acc_id: int | str | Unset = UNSET
    card_acc_id: int | str | Unset = UNSET
    transaction_id: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        card_ref = self.card_ref

        acc_id: int | str | Unset
        if isinstance(self.acc_id, Unset):
            acc_id = UNSET
        else:
            acc_id = self.acc_id

        card_acc_id: int | str | Unset
        if isinstance(self.card_acc_id, Unset):
            card_acc_id = UNSET
        else:
            card_acc_id = self.card_acc_id

        transaction_id = self.transaction_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "card_ref": card_ref,
            }
        )
        if acc_id is not UNSET:
            field_dict["acc_id"] = acc_id
        if card_acc_id is not UNSET:
            field_dict["card_acc_id"] = card_acc_id
        if transaction_id is not UNSET:
            field_dict["transaction_id"] = transaction_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        card_ref = d.pop("card_ref")

        def _parse_acc_id(data: object) -> int | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(int | str | Unset, data)

        acc_id = _parse_acc_id(d.pop("acc_id", UNSET))

        def _parse_card_acc_id(data: object) -> int | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(int | str | Unset, data)

        card_acc_id = _parse_card_acc_id(d.pop("card_acc_id", UNSET))

        transaction_id = d.pop("transaction_id", UNSET)

        model_ = cls(
            card_ref=card_ref,
            acc_id=acc_id,
            card_acc_id=card_acc_id,
            transaction_id=transaction_id,
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
