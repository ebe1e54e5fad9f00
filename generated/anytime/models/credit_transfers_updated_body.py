from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.ended_credit_transfer import EndedCreditTransfer


T = TypeVar("T", bound="CreditTransfersUpdatedBody")


@_attrs_define
class CreditTransfersUpdatedBody:
    """The credit transfers that ended.

    Attributes:
        credit_transfers (list[EndedCreditTransfer]):
    """

    credit_transfers: list[EndedCreditTransfer]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        credit_transfers = []
        for credit_transfers_item_data in self.credit_transfers:
            credit_transfers_item = credit_transfers_item_data.to_dict()
            credit_transfers.append(credit_transfers_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "credit-transfers": credit_transfers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ended_credit_transfer import EndedCreditTransfer  # noqa: PLC0415

        d = dict(src_dict)
        credit_transfers = []
        _credit_transfers = d.pop("credit-transfers")
        for credit_transfers_item_data in _credit_transfers:
            credit_transfers_item = EndedCreditTransfer.from_dict(credit_transfers_item_data)

            credit_transfers.append(credit_transfers_item)

        model_ = cls(
            credit_transfers=credit_transfers,
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
