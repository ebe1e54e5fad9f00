from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.kyc_document import KycDocument


T = TypeVar("T", bound="KycDocumentLists")


@_attrs_define
class KycDocumentLists:
    """The uploaded papers by what became of them.

    Attributes:
        accepted (list[KycDocument]):
        pending (list[KycDocument]): Not decided yet.
        refused (list[KycDocument]):
    """

    accepted: list[KycDocument]
    pending: list[KycDocument]
    refused: list[KycDocument]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accepted = []
        for accepted_item_data in self.accepted:
            accepted_item = accepted_item_data.to_dict()
            accepted.append(accepted_item)

        pending = []
        for pending_item_data in self.pending:
            pending_item = pending_item_data.to_dict()
            pending.append(pending_item)

        refused = []
        for refused_item_data in self.refused:
            refused_item = refused_item_data.to_dict()
            refused.append(refused_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accepted": accepted,
                "pending": pending,
                "refused": refused,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kyc_document import KycDocument  # noqa: PLC0415

        d = dict(src_dict)
        accepted = []
        _accepted = d.pop("accepted")
        for accepted_item_data in _accepted:
            accepted_item = KycDocument.from_dict(accepted_item_data)

            accepted.append(accepted_item)

        pending = []
        _pending = d.pop("pending")
        for pending_item_data in _pending:
            pending_item = KycDocument.from_dict(pending_item_data)

            pending.append(pending_item)

        refused = []
        _refused = d.pop("refused")
        for refused_item_data in _refused:
            refused_item = KycDocument.from_dict(refused_item_data)

            refused.append(refused_item)

        model_ = cls(
            accepted=accepted,
            pending=pending,
            refused=refused,
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
