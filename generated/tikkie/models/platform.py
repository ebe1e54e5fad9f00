from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.platform_status import PlatformStatus
from ..models.platform_usage import PlatformUsage
from ..types import UNSET, Unset

T = TypeVar("T", bound="Platform")


@_attrs_define
class Platform:
    """A platform.

    Attributes:
        name (str):
        platform_token (str): The key for all further calls.
        phone_number (str):
        status (PlatformStatus): New platforms are ACTIVE. The status changes outside of this API.
        platform_usage (PlatformUsage): PAYMENT_REQUEST_FOR_MYSELF: the business asks its own customers to pay.
            PAYMENT_REQUEST_FOR_OTHERS: its users ask others to pay, and payments stay invisible to the platform.
        email (None | str | Unset):
        notification_url (None | str | Unset):
    """

    name: str
    platform_token: str
    phone_number: str
    status: PlatformStatus
    platform_usage: PlatformUsage
    email: None | str | Unset = UNSET
    notification_url: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        platform_token = self.platform_token

        phone_number = self.phone_number

        status = self.status.value

        platform_usage = self.platform_usage.value

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        notification_url: None | str | Unset
        if isinstance(self.notification_url, Unset):
            notification_url = UNSET
        else:
            notification_url = self.notification_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "platformToken": platform_token,
                "phoneNumber": phone_number,
                "status": status,
                "platformUsage": platform_usage,
            }
        )
        if email is not UNSET:
            field_dict["email"] = email
        if notification_url is not UNSET:
            field_dict["notificationUrl"] = notification_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        platform_token = d.pop("platformToken")

        phone_number = d.pop("phoneNumber")

        status = PlatformStatus(d.pop("status"))

        platform_usage = PlatformUsage(d.pop("platformUsage"))

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_notification_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        notification_url = _parse_notification_url(d.pop("notificationUrl", UNSET))

        model_ = cls(
            name=name,
            platform_token=platform_token,
            phone_number=phone_number,
            status=status,
            platform_usage=platform_usage,
            email=email,
            notification_url=notification_url,
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
