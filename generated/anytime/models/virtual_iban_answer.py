from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.sync_answer import SyncAnswer

if TYPE_CHECKING:
    from ..models.virtual_iban import VirtualIban


T = TypeVar("T", bound="VirtualIbanAnswer")


@_attrs_define
class VirtualIbanAnswer:
    """The answer of the same name, in its envelope.

    Attributes:
        request_id (int): Number of the request, one more each time.
        type_response (SyncAnswer): Every answer to a request is sync.
        timestamp (float): Seconds since 1970, at most four decimals and no trailing zeros. The hash is over these very
            characters.
        hash_ (str): SHA-256 of the timestamp as written, the character | and the username, in lower-case hexadecimal.
        body (VirtualIban): A virtual IBAN.
    """

    request_id: int
    type_response: SyncAnswer
    timestamp: float
    hash_: str
    body: VirtualIban
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        type_response = self.type_response.value

        timestamp = self.timestamp

        hash_ = self.hash_

        body = self.body.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "request_id": request_id,
                "type_response": type_response,
                "timestamp": timestamp,
                "hash": hash_,
                "body": body,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.virtual_iban import VirtualIban  # noqa: PLC0415

        d = dict(src_dict)
        request_id = d.pop("request_id")

        type_response = SyncAnswer(d.pop("type_response"))

        timestamp = d.pop("timestamp")

        hash_ = d.pop("hash")

        body = VirtualIban.from_dict(d.pop("body"))

        model_ = cls(
            request_id=request_id,
            type_response=type_response,
            timestamp=timestamp,
            hash_=hash_,
            body=body,
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
