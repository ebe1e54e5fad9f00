from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Solvency")


@_attrs_define
class Solvency:
    """What is left of the customer's weekly limits. How large they are is not published.

    Attributes:
        remaining_weekly_transaction_count_limit (Any | Unset): Number of transactions. Its JSON type is not known.
        remaining_weekly_transaction_amount_limit (Any | Unset): An amount. Its JSON type and unit are not known.
    """

    remaining_weekly_transaction_count_limit: Any | Unset = UNSET
    remaining_weekly_transaction_amount_limit: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        remaining_weekly_transaction_count_limit = self.remaining_weekly_transaction_count_limit

        remaining_weekly_transaction_amount_limit = self.remaining_weekly_transaction_amount_limit

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if remaining_weekly_transaction_count_limit is not UNSET:
            field_dict["remainingWeeklyTransactionCountLimit"] = remaining_weekly_transaction_count_limit
        if remaining_weekly_transaction_amount_limit is not UNSET:
            field_dict["remainingWeeklyTransactionAmountLimit"] = remaining_weekly_transaction_amount_limit

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        remaining_weekly_transaction_count_limit = d.pop("remainingWeeklyTransactionCountLimit", UNSET)

        remaining_weekly_transaction_amount_limit = d.pop("remainingWeeklyTransactionAmountLimit", UNSET)

        model_ = cls(
            remaining_weekly_transaction_count_limit=remaining_weekly_transaction_count_limit,
            remaining_weekly_transaction_amount_limit=remaining_weekly_transaction_amount_limit,
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
