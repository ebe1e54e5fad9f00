from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.partner_type import PartnerType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.address import Address
    from ..models.bank_account import BankAccount
    from ..models.partner_setting import PartnerSetting


T = TypeVar("T", bound="Partner")


@_attrs_define
class Partner:
    """The partner's own data.

    Attributes:
        id (str):
        first_name (str): Of the contact person.
        last_name (str): Of the contact person.
        phone (str):
        email (str):
        address (Address): A postal address.
        bank_accounts (list[BankAccount]):
        creation_date (int): Epoch milliseconds.
        company_name (str):
        type_ (PartnerType): Only partner is known.
        setting (PartnerSetting): What is switched on for the partner.
        beneficiary_name (Any | Unset): Shown by the dashboard of 2017 only.
    """

    id: str
    first_name: str
    last_name: str
    phone: str
    email: str
    address: Address
    bank_accounts: list[BankAccount]
    creation_date: int
    company_name: str
    type_: PartnerType
    setting: PartnerSetting
    beneficiary_name: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        first_name = self.first_name

        last_name = self.last_name

        phone = self.phone

        email = self.email

        address = self.address.to_dict()

        bank_accounts = []
        for bank_accounts_item_data in self.bank_accounts:
            bank_accounts_item = bank_accounts_item_data.to_dict()
            bank_accounts.append(bank_accounts_item)

        creation_date = self.creation_date

        company_name = self.company_name

        type_ = self.type_.value

        setting = self.setting.to_dict()

        beneficiary_name = self.beneficiary_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_id": id,
                "firstName": first_name,
                "lastName": last_name,
                "phone": phone,
                "email": email,
                "address": address,
                "bankAccounts": bank_accounts,
                "creationDate": creation_date,
                "companyName": company_name,
                "type": type_,
                "setting": setting,
            }
        )
        if beneficiary_name is not UNSET:
            field_dict["beneficiaryName"] = beneficiary_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.address import Address  # noqa: PLC0415
        from ..models.bank_account import BankAccount  # noqa: PLC0415
        from ..models.partner_setting import PartnerSetting  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("_id")

        first_name = d.pop("firstName")

        last_name = d.pop("lastName")

        phone = d.pop("phone")

        email = d.pop("email")

        address = Address.from_dict(d.pop("address"))

        bank_accounts = []
        _bank_accounts = d.pop("bankAccounts")
        for bank_accounts_item_data in _bank_accounts:
            bank_accounts_item = BankAccount.from_dict(bank_accounts_item_data)

            bank_accounts.append(bank_accounts_item)

        creation_date = d.pop("creationDate")

        company_name = d.pop("companyName")

        type_ = PartnerType(d.pop("type"))

        setting = PartnerSetting.from_dict(d.pop("setting"))

        beneficiary_name = d.pop("beneficiaryName", UNSET)

        model_ = cls(
            id=id,
            first_name=first_name,
            last_name=last_name,
            phone=phone,
            email=email,
            address=address,
            bank_accounts=bank_accounts,
            creation_date=creation_date,
            company_name=company_name,
            type_=type_,
            setting=setting,
            beneficiary_name=beneficiary_name,
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
