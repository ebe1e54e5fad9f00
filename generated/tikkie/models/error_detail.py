from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ErrorDetail")


@_attrs_define
class ErrorDetail:
    """What went wrong.

    Attributes:
        code (str): The provider's error code. Not a closed list.
        category (str): What codes of this kind have in common, in upper case.
        message (str): For people.
        reference (str): A page of the developer portal.
        trace_id (str): The same as the Trace-Id header.
        status (int): The same as the HTTP status.
    """

    code: str
    category: str
    message: str
    reference: str
    trace_id: str
    status: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        category = self.category

        message = self.message

        reference = self.reference

        trace_id = self.trace_id

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "category": category,
                "message": message,
                "reference": reference,
                "traceId": trace_id,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        category = d.pop("category")

        message = d.pop("message")

        reference = d.pop("reference")

        trace_id = d.pop("traceId")

        status = d.pop("status")

        model_ = cls(
            code=code,
            category=category,
            message=message,
            reference=reference,
            trace_id=trace_id,
            status=status,
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
