from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.error_level import ErrorLevel
from ..types import UNSET, Unset

T = TypeVar("T", bound="ErrorResponse")


@_attrs_define
class ErrorResponse:
    """Every refusal has this form.

    Attributes:
        level (ErrorLevel): Only ERROR is known. The tables of the text write Error, its sample ERROR.
        code (str): The provider's error code, R and three digits or words in capitals. Not a closed list.
        message (str): For people.
        values (list[str] | Unset): What varies in the message, where the table of codes lists it: the name of a member,
            method and path, or kind and identifier of what does not exist.
    """

    level: ErrorLevel
    code: str
    message: str
    values: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        level = self.level.value

        code = self.code

        message = self.message

        values: list[str] | Unset = UNSET
        if not isinstance(self.values, Unset):
            values = self.values

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "level": level,
                "code": code,
                "message": message,
            }
        )
        if values is not UNSET:
            field_dict["values"] = values

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        level = ErrorLevel(d.pop("level"))

        code = d.pop("code")

        message = d.pop("message")

        values = cast(list[str], d.pop("values", UNSET))

        model_ = cls(
            level=level,
            code=code,
            message=message,
            values=values,
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
