from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.card_transaction import CardTransaction
    from ..models.search_filters import SearchFilters


T = TypeVar("T", bound="CardTransactionList")


@_attrs_define
class CardTransactionList:
    """One range of the transactions of a card.

    Attributes:
        filters (SearchFilters): The dates and the range that were applied.
        card_ref (str): Reference of a card.
        acc_id (int | str): Number of an account. Documented as an integer and seen as a string.
        total_results (int): Number of all transactions of the card; neither dates nor range count.
        transactions (list[CardTransaction]):
    """

    filters: SearchFilters
    card_ref: str
    acc_id: int | str
    total_results: int
    transactions: list[CardTransaction]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        filters = self.filters.to_dict()

        card_ref = self.card_ref

        acc_id: int | str
        acc_id = self.acc_id

        total_results = self.total_results

        transactions = []
        for transactions_item_data in self.transactions:
            transactions_item = transactions_item_data.to_dict()
            transactions.append(transactions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "filters": filters,
                "card_ref": card_ref,
                "acc_id": acc_id,
                "total_results": total_results,
                "transactions": transactions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.card_transaction import CardTransaction  # noqa: PLC0415
        from ..models.search_filters import SearchFilters  # noqa: PLC0415

        d = dict(src_dict)
        filters = SearchFilters.from_dict(d.pop("filters"))

        card_ref = d.pop("card_ref")

        def _parse_acc_id(data: object) -> int | str:
            return cast(int | str, data)

        acc_id = _parse_acc_id(d.pop("acc_id"))

        total_results = d.pop("total_results")

        transactions = []
        _transactions = d.pop("transactions")
        for transactions_item_data in _transactions:
            transactions_item = CardTransaction.from_dict(transactions_item_data)

            transactions.append(transactions_item)

        model_ = cls(
            filters=filters,
            card_ref=card_ref,
            acc_id=acc_id,
            total_results=total_results,
            transactions=transactions,
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
