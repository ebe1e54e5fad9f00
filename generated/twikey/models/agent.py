from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.financial_institution import FinancialInstitution


T = TypeVar("T", bound="Agent")


@_attrs_define
class Agent:
    """The debtor's bank.

    Attributes:
        fin_instn_id (FinancialInstitution): A bank.
    """

    fin_instn_id: FinancialInstitution
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fin_instn_id = self.fin_instn_id.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "FinInstnId": fin_instn_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.financial_institution import FinancialInstitution  # noqa: PLC0415

        d = dict(src_dict)
        fin_instn_id = FinancialInstitution.from_dict(d.pop("FinInstnId"))

        model_ = cls(
            fin_instn_id=fin_instn_id,
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
