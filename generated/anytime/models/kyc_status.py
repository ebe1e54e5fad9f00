from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kyc_state import KycState
from ..models.kyc_type import KycType

if TYPE_CHECKING:
    from ..models.kyc_document_lists import KycDocumentLists


T = TypeVar("T", bound="KycStatus")


@_attrs_define
class KycStatus:
    """The state of the papers of an account.

    Attributes:
        status (KycState): Whether the papers of an account are complete.
        uploaded_kyc_status (KycDocumentLists): The uploaded papers by what became of them.
        missing_kyc_types (list[KycType]): What is needed and was neither accepted nor is pending.
    """

    status: KycState
    uploaded_kyc_status: KycDocumentLists
    missing_kyc_types: list[KycType]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status = self.status.value

        uploaded_kyc_status = self.uploaded_kyc_status.to_dict()

        missing_kyc_types = []
        for missing_kyc_types_item_data in self.missing_kyc_types:
            missing_kyc_types_item = missing_kyc_types_item_data.value
            missing_kyc_types.append(missing_kyc_types_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
                "uploaded-kyc-status": uploaded_kyc_status,
                "missing-kyc-types": missing_kyc_types,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kyc_document_lists import KycDocumentLists  # noqa: PLC0415

        d = dict(src_dict)
        status = KycState(d.pop("status"))

        uploaded_kyc_status = KycDocumentLists.from_dict(d.pop("uploaded-kyc-status"))

        missing_kyc_types = []
        _missing_kyc_types = d.pop("missing-kyc-types")
        for missing_kyc_types_item_data in _missing_kyc_types:
            missing_kyc_types_item = KycType(missing_kyc_types_item_data)

            missing_kyc_types.append(missing_kyc_types_item)

        model_ = cls(
            status=status,
            uploaded_kyc_status=uploaded_kyc_status,
            missing_kyc_types=missing_kyc_types,
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
