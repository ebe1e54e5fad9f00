from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.kyc_file_states import KycFileStates


T = TypeVar("T", bound="KycUploadResult")


@_attrs_define
class KycUploadResult:
    """What became of the files.

    Attributes:
        files_status (KycFileStates): One entry for each file that was sent. The provider's client expects the utility
            bill under user_dom1. The text leaves out the two files of a company here.
    """

    files_status: KycFileStates
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        files_status = self.files_status.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "files_status": files_status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kyc_file_states import KycFileStates  # noqa: PLC0415

        d = dict(src_dict)
        files_status = KycFileStates.from_dict(d.pop("files_status"))

        model_ = cls(
            files_status=files_status,
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
