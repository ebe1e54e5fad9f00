from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.imported_mandate import ImportedMandate


T = TypeVar("T", bound="ImportedMessage")


@_attrs_define
class ImportedMessage:
    """One mandate to import.

    Attributes:
        mndt (ImportedMandate): A mandate to import.
        evt_time (str | Unset): When it happened, UTC.
    """

    mndt: ImportedMandate
    evt_time: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mndt = self.mndt.to_dict()

        evt_time = self.evt_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Mndt": mndt,
            }
        )
        if evt_time is not UNSET:
            field_dict["EvtTime"] = evt_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.imported_mandate import ImportedMandate  # noqa: PLC0415

        d = dict(src_dict)
        mndt = ImportedMandate.from_dict(d.pop("Mndt"))

        evt_time = d.pop("EvtTime", UNSET)

        model_ = cls(
            mndt=mndt,
            evt_time=evt_time,
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
