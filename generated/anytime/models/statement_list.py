from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.account_type import AccountType

if TYPE_CHECKING:
    from ..models.search_filters import SearchFilters
    from ..models.statement import Statement


T = TypeVar("T", bound="StatementList")


@_attrs_define
class StatementList:
    """One range of the statements of an account.

    Attributes:
        acc_id (int | str): Number of an account. Documented as an integer and seen as a string.
        acc_type (AccountType): Whose account it is.
        total_results (int): Number of statements without the range.
        transactions (list[Statement]):
        filters (SearchFilters): The dates and the range that were applied.
    """

    acc_id: int | str
    acc_type: AccountType
    total_results: int
    transactions: list[Statement]
    filters: SearchFilters
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        acc_id: int | str
        acc_id = self.acc_id

        acc_type = self.acc_type.value

        total_results = self.total_results

        transactions = []
        for transactions_item_data in self.transactions:
            transactions_item = transactions_item_data.to_dict()
            transactions.append(transactions_item)

        filters = self.filters.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "acc_id": acc_id,
                "acc_type": acc_type,
                "total_results": total_results,
                "transactions": transactions,
                "filters": filters,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.search_filters import SearchFilters  # noqa: PLC0415
        from ..models.statement import Statement  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_acc_id(data: object) -> int | str:
            return cast(int | str, data)

        acc_id = _parse_acc_id(d.pop("acc_id"))

        acc_type = AccountType(d.pop("acc_type"))

        total_results = d.pop("total_results")

        transactions = []
        _transactions = d.pop("transactions")
        for transactions_item_data in _transactions:
            transactions_item = Statement.from_dict(transactions_item_data)

            transactions.append(transactions_item)

        filters = SearchFilters.from_dict(d.pop("filters"))

        model_ = cls(
            acc_id=acc_id,
            acc_type=acc_type,
            total_results=total_results,
            transactions=transactions,
            filters=filters,
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
