from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_transaction_notice import CardTransactionNotice

if TYPE_CHECKING:
    from ..models.processed_card_transaction import ProcessedCardTransaction


T = TypeVar("T", bound="CardTransactionProcessedBody")


@_attrs_define
class CardTransactionProcessedBody:
    """A transaction with its card.

    Attributes:
        type_ (CardTransactionNotice): What the webhook is about.
        card_ref (str): Reference of a card.
        acc_id (str): The account of the card. A string here, where answers have an integer.
        transaction (ProcessedCardTransaction): The transaction that was processed.
    """

    type_: CardTransactionNotice
    card_ref: str
    acc_id: str
    transaction: ProcessedCardTransaction
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_.value

        card_ref = self.card_ref

        acc_id = self.acc_id

        transaction = self.transaction.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "card_ref": card_ref,
                "acc_id": acc_id,
                "transaction": transaction,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.processed_card_transaction import ProcessedCardTransaction  # noqa: PLC0415

        d = dict(src_dict)
        type_ = CardTransactionNotice(d.pop("type"))

        card_ref = d.pop("card_ref")

        acc_id = d.pop("acc_id")

        transaction = ProcessedCardTransaction.from_dict(d.pop("transaction"))

        model_ = cls(
            type_=type_,
            card_ref=card_ref,
            acc_id=acc_id,
            transaction=transaction,
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
