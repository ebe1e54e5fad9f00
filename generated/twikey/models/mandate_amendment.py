from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.change_reason import ChangeReason
    from ..models.mandate import Mandate


T = TypeVar("T", bound="MandateAmendment")


@_attrs_define
class MandateAmendment:
    """A mandate was changed; `Mndt` is the new state of it.

    Attributes:
        mndt (Mandate): A mandate.
        amdmnt_rsn (ChangeReason): Who changed or ended a mandate, and why.
        orgnl_mndt_id (str): The mandate number before the change.
        evt_time (str): When it happened, UTC.
    """

    mndt: Mandate
    amdmnt_rsn: ChangeReason
    orgnl_mndt_id: str
    evt_time: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mndt = self.mndt.to_dict()

        amdmnt_rsn = self.amdmnt_rsn.to_dict()

        orgnl_mndt_id = self.orgnl_mndt_id

        evt_time = self.evt_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Mndt": mndt,
                "AmdmntRsn": amdmnt_rsn,
                "OrgnlMndtId": orgnl_mndt_id,
                "EvtTime": evt_time,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.change_reason import ChangeReason  # noqa: PLC0415
        from ..models.mandate import Mandate  # noqa: PLC0415

        d = dict(src_dict)
        mndt = Mandate.from_dict(d.pop("Mndt"))

        amdmnt_rsn = ChangeReason.from_dict(d.pop("AmdmntRsn"))

        orgnl_mndt_id = d.pop("OrgnlMndtId")

        evt_time = d.pop("EvtTime")

        model_ = cls(
            mndt=mndt,
            amdmnt_rsn=amdmnt_rsn,
            orgnl_mndt_id=orgnl_mndt_id,
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
