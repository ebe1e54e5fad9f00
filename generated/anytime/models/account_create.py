from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.account_currency import AccountCurrency
from ..models.account_type import AccountType
from ..models.gender import Gender
from ..types import UNSET, Unset

T = TypeVar("T", bound="AccountCreate")


@_attrs_define
class AccountCreate:
    """An account to open, with its holder. Country codes are ISO 3166-1 with two letters of any case.

    Attributes:
        acc_type (AccountType): Whose account it is.
        acc_currency (AccountCurrency): Currency of an account, ISO 4217.
        user_gender (Gender): M for male, F for female.
        user_first_name (str): First name of the holder.
        user_last_name (str): Last name of the holder.
        user_dob (datetime.date): Date of birth of the holder.
        user_pob (str): Place of birth of the holder.
        user_email (str): E-mail address of the holder.
        user_mobile_number (str): Phone number of the holder, international and in digits only, 33600000000.
        user_addr_line_1 (str): Street of the holder, first line.
        user_addr_line_2 (str): Street of the holder, second line.
        user_addr_zip (str): Zip code of the holder.
        user_addr_city (str): City of the holder.
        user_addr_cc (str): Country of the holder. Example: FR.
        user_nationality (str): Nationality of the holder. Example: FR.
        corp_name (str | Unset): Legal name of the company. Needed for a business.
        corp_regnum (str | Unset): Registration number of the company. Needed for a business.
        corp_type (str | Unset): Legal type of the company, such as SA or EURL. Needed for a business.
        corp_activity (str | Unset): What the company does.
        corp_tva (str | Unset): VAT number of the company.
        corp_addr_line_1 (str | Unset): Street of the company, first line. Needed for a business.
        corp_addr_line_2 (str | Unset): Street of the company, second line.
        corp_addr_zip (str | Unset): Zip code of the company. Needed for a business.
        corp_addr_city (str | Unset): City of the company. Needed for a business.
        corp_addr_cc (str | Unset): Country of the company. Needed for a business.
    """

    acc_type: AccountType
    acc_currency: AccountCurrency
    user_gender: Gender
    user_first_name: str
    user_last_name: str
    user_dob: datetime.date
    user_pob: str
    user_email: str
    user_mobile_number: str
    user_addr_line_1: str
    user_addr_line_2: str
    user_addr_zip: str
    user_addr_city: str
    user_addr_cc: str
    user_nationality: str
    corp_name: str | Unset = UNSET
    corp_regnum: str | Unset = UNSET
    corp_type: str | Unset = UNSET
    corp_activity: str | Unset = UNSET
    corp_tva: str | Unset = UNSET
    corp_addr_line_1: str | Unset = UNSET
    corp_addr_line_2: str | Unset = UNSET
    corp_addr_zip: str | Unset = UNSET
    corp_addr_city: str | Unset = UNSET
    corp_addr_cc: str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        acc_type = self.acc_type.value

        acc_currency = self.acc_currency.value

        user_gender = self.user_gender.value

        user_first_name = self.user_first_name

        user_last_name = self.user_last_name

        user_dob = self.user_dob.isoformat()

        user_pob = self.user_pob

        user_email = self.user_email

        user_mobile_number = self.user_mobile_number

        user_addr_line_1 = self.user_addr_line_1

        user_addr_line_2 = self.user_addr_line_2

        user_addr_zip = self.user_addr_zip

        user_addr_city = self.user_addr_city

        user_addr_cc = self.user_addr_cc

        user_nationality = self.user_nationality

        corp_name = self.corp_name

        corp_regnum = self.corp_regnum

        corp_type = self.corp_type

        corp_activity = self.corp_activity

        corp_tva = self.corp_tva

        corp_addr_line_1 = self.corp_addr_line_1

        corp_addr_line_2 = self.corp_addr_line_2

        corp_addr_zip = self.corp_addr_zip

        corp_addr_city = self.corp_addr_city

        corp_addr_cc = self.corp_addr_cc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "acc_type": acc_type,
                "acc_currency": acc_currency,
                "user_gender": user_gender,
                "user_first_name": user_first_name,
                "user_last_name": user_last_name,
                "user_dob": user_dob,
                "user_pob": user_pob,
                "user_email": user_email,
                "user_mobile_number": user_mobile_number,
                "user_addr_line_1": user_addr_line_1,
                "user_addr_line_2": user_addr_line_2,
                "user_addr_zip": user_addr_zip,
                "user_addr_city": user_addr_city,
                "user_addr_cc": user_addr_cc,
                "user_nationality": user_nationality,
            }
        )
        if corp_name is not UNSET:
            field_dict["corp_name"] = corp_name
        if corp_regnum is not UNSET:
            field_dict["corp_regnum"] = corp_regnum
        if corp_type is not UNSET:
            field_dict["corp_type"] = corp_type
        if corp_activity is not UNSET:
            field_dict["corp_activity"] = corp_activity
        if corp_tva is not UNSET:
            field_dict["corp_tva"] = corp_tva
        if corp_addr_line_1 is not UNSET:
            field_dict["corp_addr_line_1"] = corp_addr_line_1
        if corp_addr_line_2 is not UNSET:
            field_dict["corp_addr_line_2"] = corp_addr_line_2
        if corp_addr_zip is not UNSET:
            field_dict["corp_addr_zip"] = corp_addr_zip
        if corp_addr_city is not UNSET:
            field_dict["corp_addr_city"] = corp_addr_city
        if corp_addr_cc is not UNSET:
            field_dict["corp_addr_cc"] = corp_addr_cc

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        acc_type = AccountType(d.pop("acc_type"))

        acc_currency = AccountCurrency(d.pop("acc_currency"))

        user_gender = Gender(d.pop("user_gender"))

        user_first_name = d.pop("user_first_name")

        user_last_name = d.pop("user_last_name")

        user_dob = datetime.date.fromisoformat(d.pop("user_dob"))

        user_pob = d.pop("user_pob")

        user_email = d.pop("user_email")

        user_mobile_number = d.pop("user_mobile_number")

        user_addr_line_1 = d.pop("user_addr_line_1")

        user_addr_line_2 = d.pop("user_addr_line_2")

        user_addr_zip = d.pop("user_addr_zip")

        user_addr_city = d.pop("user_addr_city")

        user_addr_cc = d.pop("user_addr_cc")

        user_nationality = d.pop("user_nationality")

        corp_name = d.pop("corp_name", UNSET)

        corp_regnum = d.pop("corp_regnum", UNSET)

        corp_type = d.pop("corp_type", UNSET)

        corp_activity = d.pop("corp_activity", UNSET)

        corp_tva = d.pop("corp_tva", UNSET)

        corp_addr_line_1 = d.pop("corp_addr_line_1", UNSET)

        corp_addr_line_2 = d.pop("corp_addr_line_2", UNSET)

        corp_addr_zip = d.pop("corp_addr_zip", UNSET)

        corp_addr_city = d.pop("corp_addr_city", UNSET)

        corp_addr_cc = d.pop("corp_addr_cc", UNSET)

        model_ = cls(
            acc_type=acc_type,
            acc_currency=acc_currency,
            user_gender=user_gender,
            user_first_name=user_first_name,
            user_last_name=user_last_name,
            user_dob=user_dob,
            user_pob=user_pob,
            user_email=user_email,
            user_mobile_number=user_mobile_number,
            user_addr_line_1=user_addr_line_1,
            user_addr_line_2=user_addr_line_2,
            user_addr_zip=user_addr_zip,
            user_addr_city=user_addr_city,
            user_addr_cc=user_addr_cc,
            user_nationality=user_nationality,
            corp_name=corp_name,
            corp_regnum=corp_regnum,
            corp_type=corp_type,
            corp_activity=corp_activity,
            corp_tva=corp_tva,
            corp_addr_line_1=corp_addr_line_1,
            corp_addr_line_2=corp_addr_line_2,
            corp_addr_zip=corp_addr_zip,
            corp_addr_city=corp_addr_city,
            corp_addr_cc=corp_addr_cc,
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
