from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.import_header import ImportHeader
    from ..models.imported_message import ImportedMessage


T = TypeVar("T", bound="MandateImport")


@_attrs_define
class MandateImport:
    """Mandates to import, change and cancel, all or none of them.

    Attributes:
        messages (list[ImportedMessage]):
        grp_hdr (ImportHeader | Unset): When the document was made.
    """

    messages: list[ImportedMessage]
    grp_hdr: ImportHeader | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        messages = []
        for messages_item_data in self.messages:
            messages_item = messages_item_data.to_dict()
            messages.append(messages_item)

        grp_hdr: dict[str, Any] | Unset = UNSET
        if not isinstance(self.grp_hdr, Unset):
            grp_hdr = self.grp_hdr.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Messages": messages,
            }
        )
        if grp_hdr is not UNSET:
            field_dict["GrpHdr"] = grp_hdr

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.import_header import ImportHeader  # noqa: PLC0415
        from ..models.imported_message import ImportedMessage  # noqa: PLC0415

        d = dict(src_dict)
        messages = []
        _messages = d.pop("Messages")
        for messages_item_data in _messages:
            messages_item = ImportedMessage.from_dict(messages_item_data)

            messages.append(messages_item)

        _grp_hdr = d.pop("GrpHdr", UNSET)
        grp_hdr: ImportHeader | Unset
        if isinstance(_grp_hdr, Unset):
            grp_hdr = UNSET
        else:
            grp_hdr = ImportHeader.from_dict(_grp_hdr)

        model_ = cls(
            messages=messages,
            grp_hdr=grp_hdr,
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
