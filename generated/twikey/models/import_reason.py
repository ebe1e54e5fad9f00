from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.party import Party


T = TypeVar("T", bound="ImportReason")


@_attrs_define
class ImportReason:
    """Why a mandate was changed or ended.

    Attributes:
        orgtr (Party | Unset): A creditor, a debtor, or whoever asked for a change.
        rsn (str | Unset): The reason. The feed repeats that of a cancellation.
    """

    orgtr: Party | Unset = UNSET
    rsn: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        orgtr: dict[str, Any] | Unset = UNSET
        if not isinstance(self.orgtr, Unset):
            orgtr = self.orgtr.to_dict()

        rsn = self.rsn

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if orgtr is not UNSET:
            field_dict["Orgtr"] = orgtr
        if rsn is not UNSET:
            field_dict["Rsn"] = rsn

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.party import Party  # noqa: PLC0415

        d = dict(src_dict)
        _orgtr = d.pop("Orgtr", UNSET)
        orgtr: Party | Unset
        if isinstance(_orgtr, Unset):
            orgtr = UNSET
        else:
            orgtr = Party.from_dict(_orgtr)

        rsn = d.pop("Rsn", UNSET)

        model_ = cls(
            orgtr=orgtr,
            rsn=rsn,
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
