from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.payment import Payment


T = TypeVar("T", bound="PaymentBatch")


@_attrs_define
class PaymentBatch:
    """A batch of a collection.

    Attributes:
        id (int): In samples, milliseconds since 1970.
        pmtinfid (str): The identification towards the bank.
        tx (int): How many transactions it has.
        amount (float): Euros of all transactions together.
        entries (list[Payment] | Unset): The transactions, when id or detail was sent.
    """

    id: int
    pmtinfid: str
    tx: int
    amount: float
    entries: list[Payment] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        pmtinfid = self.pmtinfid

        tx = self.tx

        amount = self.amount

        entries: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.entries, Unset):
            entries = []
            for entries_item_data in self.entries:
                entries_item = entries_item_data.to_dict()
                entries.append(entries_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "pmtinfid": pmtinfid,
                "tx": tx,
                "amount": amount,
            }
        )
        if entries is not UNSET:
            field_dict["Entries"] = entries

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payment import Payment  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        pmtinfid = d.pop("pmtinfid")

        tx = d.pop("tx")

        amount = d.pop("amount")

        _entries = d.pop("Entries", UNSET)
        entries: list[Payment] | Unset = UNSET
        if _entries is not UNSET:
            entries = []
            for entries_item_data in _entries:
                entries_item = Payment.from_dict(entries_item_data)

                entries.append(entries_item)

        model_ = cls(
            id=id,
            pmtinfid=pmtinfid,
            tx=tx,
            amount=amount,
            entries=entries,
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
