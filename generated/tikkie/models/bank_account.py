from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BankAccount")


@_attrs_define
class BankAccount:
    """A bank account of a user.

    Attributes:
        bank_account_token (str):
        iban (str):
        bank_account_label (str):
    """

    bank_account_token: str
    iban: str
    bank_account_label: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        bank_account_token = self.bank_account_token

        iban = self.iban

        bank_account_label = self.bank_account_label

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "bankAccountToken": bank_account_token,
                "iban": iban,
                "bankAccountLabel": bank_account_label,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        bank_account_token = d.pop("bankAccountToken")

        iban = d.pop("iban")

        bank_account_label = d.pop("bankAccountLabel")

        model_ = cls(
            bank_account_token=bank_account_token,
            iban=iban,
            bank_account_label=bank_account_label,
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
