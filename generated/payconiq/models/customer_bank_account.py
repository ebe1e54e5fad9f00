from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.bank_account_status import BankAccountStatus

T = TypeVar("T", bound="CustomerBankAccount")


@_attrs_define
class CustomerBankAccount:
    """The bank account of a customer, with its mandate.

    Attributes:
        name (str): A free label, as in ING.
        status (BankAccountStatus): NOT_VALIDATED until the verification code came back, then VALIDATED. BLOCKED after
            too many wrong codes. A status ACTIVE was in use from 18 to 21 September 2015 only.
        iban (str):
        mandate_reference (str):
        mandate_sign_date (int): Epoch milliseconds.
    """

    name: str
    status: BankAccountStatus
    iban: str
    mandate_reference: str
    mandate_sign_date: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        status = self.status.value

        iban = self.iban

        mandate_reference = self.mandate_reference

        mandate_sign_date = self.mandate_sign_date

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "status": status,
                "IBAN": iban,
                "mandateReference": mandate_reference,
                "mandateSignDate": mandate_sign_date,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        status = BankAccountStatus(d.pop("status"))

        iban = d.pop("IBAN")

        mandate_reference = d.pop("mandateReference")

        mandate_sign_date = d.pop("mandateSignDate")

        model_ = cls(
            name=name,
            status=status,
            iban=iban,
            mandate_reference=mandate_reference,
            mandate_sign_date=mandate_sign_date,
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
