from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.credit_transfer import CreditTransfer
    from ..models.search_filters import SearchFilters


T = TypeVar("T", bound="CreditTransferList")


@_attrs_define
class CreditTransferList:
    """One range of the credit transfers of an account.

    Attributes:
        filters (SearchFilters): The dates and the range that were applied.
        credit_transfers (list[CreditTransfer]):
        total_results (int | Unset): Number of credit transfers without the range.
    """

    filters: SearchFilters
    credit_transfers: list[CreditTransfer]
    total_results: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        filters = self.filters.to_dict()

        credit_transfers = []
        for credit_transfers_item_data in self.credit_transfers:
            credit_transfers_item = credit_transfers_item_data.to_dict()
            credit_transfers.append(credit_transfers_item)

        total_results = self.total_results

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "filters": filters,
                "credit-transfers": credit_transfers,
            }
        )
        if total_results is not UNSET:
            field_dict["total_results"] = total_results

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.credit_transfer import CreditTransfer  # noqa: PLC0415
        from ..models.search_filters import SearchFilters  # noqa: PLC0415

        d = dict(src_dict)
        filters = SearchFilters.from_dict(d.pop("filters"))

        credit_transfers = []
        _credit_transfers = d.pop("credit-transfers")
        for credit_transfers_item_data in _credit_transfers:
            credit_transfers_item = CreditTransfer.from_dict(credit_transfers_item_data)

            credit_transfers.append(credit_transfers_item)

        total_results = d.pop("total_results", UNSET)

        model_ = cls(
            filters=filters,
            credit_transfers=credit_transfers,
            total_results=total_results,
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
