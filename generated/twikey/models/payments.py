from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.payment_batch import PaymentBatch


T = TypeVar("T", bound="Payments")


@_attrs_define
class Payments:
    """Batches of which the bank said something.

    Attributes:
        sdds (list[PaymentBatch]): Empty when there is nothing new.
    """

    sdds: list[PaymentBatch]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        sdds = []
        for sdds_item_data in self.sdds:
            sdds_item = sdds_item_data.to_dict()
            sdds.append(sdds_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Sdds": sdds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payment_batch import PaymentBatch  # noqa: PLC0415

        d = dict(src_dict)
        sdds = []
        _sdds = d.pop("Sdds")
        for sdds_item_data in _sdds:
            sdds_item = PaymentBatch.from_dict(sdds_item_data)

            sdds.append(sdds_item)

        model_ = cls(
            sdds=sdds,
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
