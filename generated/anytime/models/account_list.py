from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.account_list_item import AccountListItem
    from ..models.list_filters import ListFilters


T = TypeVar("T", bound="AccountList")


@_attrs_define
class AccountList:
    """One range of the accounts.

    Attributes:
        filters (ListFilters): The range that was applied.
        total_results (int): Number of accounts without the range.
        accounts (list[AccountListItem]):
    """

    filters: ListFilters
    total_results: int
    accounts: list[AccountListItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        filters = self.filters.to_dict()

        total_results = self.total_results

        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "filters": filters,
                "total_results": total_results,
                "accounts": accounts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.account_list_item import AccountListItem  # noqa: PLC0415
        from ..models.list_filters import ListFilters  # noqa: PLC0415

        d = dict(src_dict)
        filters = ListFilters.from_dict(d.pop("filters"))

        total_results = d.pop("total_results")

        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = AccountListItem.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        model_ = cls(
            filters=filters,
            total_results=total_results,
            accounts=accounts,
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
