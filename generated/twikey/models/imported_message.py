from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.import_reason import ImportReason
    from ..models.imported_mandate import ImportedMandate


T = TypeVar("T", bound="ImportedMessage")


@_attrs_define
class ImportedMessage:
    """One mandate to import, change or cancel. With `CxlRsn`, `OrgnlMndtId` names the mandate that ends; otherwise `Mndt`
    is needed, and with `AmdmntRsn` it has to be known.

        Attributes:
            mndt (ImportedMandate | Unset): A mandate to import.
            amdmnt_rsn (ImportReason | Unset): Why a mandate was changed or ended.
            cxl_rsn (ImportReason | Unset): Why a mandate was changed or ended.
            orgnl_mndt_id (str | Unset): The mandate number before the change, or of the mandate that ends.
            evt_time (str | Unset): When it happened, UTC.
    """

    mndt: ImportedMandate | Unset = UNSET
    amdmnt_rsn: ImportReason | Unset = UNSET
    cxl_rsn: ImportReason | Unset = UNSET
    orgnl_mndt_id: str | Unset = UNSET
    evt_time: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mndt: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mndt, Unset):
            mndt = self.mndt.to_dict()

        amdmnt_rsn: dict[str, Any] | Unset = UNSET
        if not isinstance(self.amdmnt_rsn, Unset):
            amdmnt_rsn = self.amdmnt_rsn.to_dict()

        cxl_rsn: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cxl_rsn, Unset):
            cxl_rsn = self.cxl_rsn.to_dict()

        orgnl_mndt_id = self.orgnl_mndt_id

        evt_time = self.evt_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if mndt is not UNSET:
            field_dict["Mndt"] = mndt
        if amdmnt_rsn is not UNSET:
            field_dict["AmdmntRsn"] = amdmnt_rsn
        if cxl_rsn is not UNSET:
            field_dict["CxlRsn"] = cxl_rsn
        if orgnl_mndt_id is not UNSET:
            field_dict["OrgnlMndtId"] = orgnl_mndt_id
        if evt_time is not UNSET:
            field_dict["EvtTime"] = evt_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.import_reason import ImportReason  # noqa: PLC0415
        from ..models.imported_mandate import ImportedMandate  # noqa: PLC0415

        d = dict(src_dict)
        _mndt = d.pop("Mndt", UNSET)
        mndt: ImportedMandate | Unset
        if isinstance(_mndt, Unset):
            mndt = UNSET
        else:
            mndt = ImportedMandate.from_dict(_mndt)

        _amdmnt_rsn = d.pop("AmdmntRsn", UNSET)
        amdmnt_rsn: ImportReason | Unset
        if isinstance(_amdmnt_rsn, Unset):
            amdmnt_rsn = UNSET
        else:
            amdmnt_rsn = ImportReason.from_dict(_amdmnt_rsn)

        _cxl_rsn = d.pop("CxlRsn", UNSET)
        cxl_rsn: ImportReason | Unset
        if isinstance(_cxl_rsn, Unset):
            cxl_rsn = UNSET
        else:
            cxl_rsn = ImportReason.from_dict(_cxl_rsn)

        orgnl_mndt_id = d.pop("OrgnlMndtId", UNSET)

        evt_time = d.pop("EvtTime", UNSET)

        model_ = cls(
            mndt=mndt,
            amdmnt_rsn=amdmnt_rsn,
            cxl_rsn=cxl_rsn,
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
