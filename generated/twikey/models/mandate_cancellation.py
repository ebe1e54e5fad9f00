from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.change_reason import ChangeReason


T = TypeVar("T", bound="MandateCancellation")


@_attrs_define
class MandateCancellation:
    """A mandate was cancelled.

    Attributes:
        orgnl_mndt_id (str): The mandate that was cancelled.
        cxl_rsn (ChangeReason): Who changed or ended a mandate, and why.
        evt_time (str): When it happened, UTC.
    """

    orgnl_mndt_id: str
    cxl_rsn: ChangeReason
    evt_time: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        orgnl_mndt_id = self.orgnl_mndt_id

        cxl_rsn = self.cxl_rsn.to_dict()

        evt_time = self.evt_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "OrgnlMndtId": orgnl_mndt_id,
                "CxlRsn": cxl_rsn,
                "EvtTime": evt_time,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.change_reason import ChangeReason  # noqa: PLC0415

        d = dict(src_dict)
        orgnl_mndt_id = d.pop("OrgnlMndtId")

        cxl_rsn = ChangeReason.from_dict(d.pop("CxlRsn"))

        evt_time = d.pop("EvtTime")

        model_ = cls(
            orgnl_mndt_id=orgnl_mndt_id,
            cxl_rsn=cxl_rsn,
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
