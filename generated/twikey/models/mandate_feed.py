from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.group_header import GroupHeader
    from ..models.mandate_amendment import MandateAmendment
    from ..models.mandate_cancellation import MandateCancellation
    from ..models.mandate_initiation import MandateInitiation


T = TypeVar("T", bound="MandateFeed")


@_attrs_define
class MandateFeed:
    """What happened to mandates since the last call.

    Attributes:
        grp_hdr (GroupHeader): When the document was made.
        messages (list[MandateAmendment | MandateCancellation | MandateInitiation]): Empty when there is nothing new.
            The members of a message say which of the three kinds it is.
    """

    grp_hdr: GroupHeader
    messages: list[MandateAmendment | MandateCancellation | MandateInitiation]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.mandate_amendment import MandateAmendment  # noqa: PLC0415
        from ..models.mandate_cancellation import MandateCancellation  # noqa: PLC0415

        grp_hdr = self.grp_hdr.to_dict()

        messages = []
        for messages_item_data in self.messages:
            messages_item: dict[str, Any]
            if isinstance(messages_item_data, MandateAmendment):
                messages_item = messages_item_data.to_dict()
            elif isinstance(messages_item_data, MandateCancellation):
                messages_item = messages_item_data.to_dict()
            else:
                messages_item = messages_item_data.to_dict()

            messages.append(messages_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "GrpHdr": grp_hdr,
                "Messages": messages,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.group_header import GroupHeader  # noqa: PLC0415
        from ..models.mandate_amendment import MandateAmendment  # noqa: PLC0415
        from ..models.mandate_cancellation import MandateCancellation  # noqa: PLC0415
        from ..models.mandate_initiation import MandateInitiation  # noqa: PLC0415

        d = dict(src_dict)
        grp_hdr = GroupHeader.from_dict(d.pop("GrpHdr"))

        messages = []
        _messages = d.pop("Messages")
        for messages_item_data in _messages:

            def _parse_messages_item(data: object) -> MandateAmendment | MandateCancellation | MandateInitiation:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    messages_item_type_0 = MandateAmendment.from_dict(data)

                    return messages_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    messages_item_type_1 = MandateCancellation.from_dict(data)

                    return messages_item_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                messages_item_type_2 = MandateInitiation.from_dict(data)

                return messages_item_type_2

            messages_item = _parse_messages_item(messages_item_data)

            messages.append(messages_item)

        model_ = cls(
            grp_hdr=grp_hdr,
            messages=messages,
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
