from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AccessTokenRequest")


@_attrs_define
class AccessTokenRequest:
    """A token request with a signed assertion.

    Attributes:
        client_assertion (str): The JSON Web Token, three base64url parts. It identifies and authenticates the client.
        client_assertion_type (Literal['urn:ietf:params:oauth:client-assertion-type:jwt-bearer']):  Default:
            'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.
        grant_type (Literal['client_credentials']):  Default: 'client_credentials'.
        scope (Literal['tikkie'] | Unset):
    """

    client_assertion: str = _attrs_field(repr=False)
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"] = (
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    )
    grant_type: Literal["client_credentials"] = "client_credentials"
    scope: Literal["tikkie"] | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        client_assertion = self.client_assertion

        client_assertion_type = self.client_assertion_type

        grant_type = self.grant_type

        scope = self.scope

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client_assertion": client_assertion,
                "client_assertion_type": client_assertion_type,
                "grant_type": grant_type,
            }
        )
        if scope is not UNSET:
            field_dict["scope"] = scope

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        client_assertion = d.pop("client_assertion")

        client_assertion_type = cast(
            Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"], d.pop("client_assertion_type")
        )
        if client_assertion_type != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            raise ValueError(
                f"client_assertion_type must match const 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', got '{client_assertion_type}'"
            )

        grant_type = cast(Literal["client_credentials"], d.pop("grant_type"))
        if grant_type != "client_credentials":
            raise ValueError(f"grant_type must match const 'client_credentials', got '{grant_type}'")

        scope = cast(Literal["tikkie"] | Unset, d.pop("scope", UNSET))
        if scope != "tikkie" and not isinstance(scope, Unset):
            raise ValueError(f"scope must match const 'tikkie', got '{scope}'")

        model_ = cls(
            client_assertion=client_assertion,
            client_assertion_type=client_assertion_type,
            grant_type=grant_type,
            scope=scope,
        )

        model_.additional_properties = d
        return model_

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> str:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: str) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
