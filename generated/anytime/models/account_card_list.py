from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.account_card import AccountCard
    from ..models.list_filters import ListFilters


T = TypeVar("T", bound="AccountCardList")


@_attrs_define
class AccountCardList:
    """One range of the cards of an account.

    Attributes:
        filters (ListFilters): The range that was applied.
        acc_id (int | str): Number of an account. Documented as an integer and seen as a string.
        total_results (int): Number of cards without the range.
        cards (list[AccountCard]):
    """

    filters: ListFilters
    acc_id: int | str
    total_results: int
    cards: list[AccountCard]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        filters = self.filters.to_dict()

        acc_id: int | str
        acc_id = self.acc_id

        total_results = self.total_results

        cards = []
        for cards_item_data in self.cards:
            cards_item = cards_item_data.to_dict()
            cards.append(cards_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "filters": filters,
                "acc_id": acc_id,
                "total_results": total_results,
                "cards": cards,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.account_card import AccountCard  # noqa: PLC0415
        from ..models.list_filters import ListFilters  # noqa: PLC0415

        d = dict(src_dict)
        filters = ListFilters.from_dict(d.pop("filters"))

        def _parse_acc_id(data: object) -> int | str:
            return cast(int | str, data)

        acc_id = _parse_acc_id(d.pop("acc_id"))

        total_results = d.pop("total_results")

        cards = []
        _cards = d.pop("cards")
        for cards_item_data in _cards:
            cards_item = AccountCard.from_dict(cards_item_data)

            cards.append(cards_item)

        model_ = cls(
            filters=filters,
            acc_id=acc_id,
            total_results=total_results,
            cards=cards,
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
