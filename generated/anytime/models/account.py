from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.account_type import AccountType
from ..models.gender import Gender
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.iban import Iban
    from ..models.virtual_iban import VirtualIban


T = TypeVar("T", bound="Account")


@_attrs_define
class Account:
    """An account with its holder and, of a business, the company.

    Attributes:
        acc_id (int | str): Number of an account. Documented as an integer and seen as a string.
        acc_type (AccountType): Whose account it is.
        acc_currency (str):
        user_gender (Gender): M for male, F for female.
        user_first_name (str):
        user_last_name (str):
        user_dob (str): A date, or date and time with a space or a T between them and perhaps an offset; without offset
            it is Europe/Paris.
        user_pob (str):
        user_email (str):
        user_mobile_number (str):
        user_addr_1 (str):
        user_addr_zip (str):
        user_addr_city (str):
        user_addr_cc (str):
        user_nationality (str):
        corp_name (None | str | Unset):
        corp_regnum (None | str | Unset):
        corp_type (None | str | Unset):
        corp_activity (None | str | Unset):
        corp_tva (None | str | Unset):
        corp_addr_1 (None | str | Unset):
        corp_addr_2 (None | str | Unset):
        corp_zip (None | str | Unset):
        corp_city (None | str | Unset):
        corp_cc (None | str | Unset):
        user_addr_2 (None | str | Unset):
        iban (Iban | None | Unset): The IBAN of the account.
        virtual_ibans (list[VirtualIban] | Unset): The virtual IBANs of the account.
    """

    acc_id: int | str
    acc_type: AccountType
    acc_currency: str
    user_gender: Gender
    user_first_name: str
    user_last_name: str
    user_dob: str
    user_pob: str
    user_email: str
    user_mobile_number: str
    user_addr_1: str
    user_addr_zip: str
    user_addr_city: str
    user_addr_cc: str
    user_nationality: str
    corp_name: None | str | Unset = UNSET
    corp_regnum: None | str | Unset = UNSET
    corp_type: None | str | Unset = UNSET
    corp_activity: None | str | Unset = UNSET
    corp_tva: None | str | Unset = UNSET
    corp_addr_1: None | str | Unset = UNSET
    corp_addr_2: None | str | Unset = UNSET
    corp_zip: None | str | Unset = UNSET
    corp_city: None | str | Unset = UNSET
    corp_cc: None | str | Unset = UNSET
    user_addr_2: None | str | Unset = UNSET
    iban: Iban | None | Unset = UNSET
    virtual_ibans: list[VirtualIban] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.iban import Iban  # noqa: PLC0415

        acc_id: int | str
        acc_id = self.acc_id

        acc_type = self.acc_type.value

        acc_currency = self.acc_currency

        user_gender = self.user_gender.value

        user_first_name = self.user_first_name

        user_last_name = self.user_last_name

        user_dob = self.user_dob

        user_pob = self.user_pob

        user_email = self.user_email

        user_mobile_number = self.user_mobile_number

        user_addr_1 = self.user_addr_1

        user_addr_zip = self.user_addr_zip

        user_addr_city = self.user_addr_city

        user_addr_cc = self.user_addr_cc

        user_nationality = self.user_nationality

        corp_name: None | str | Unset
        if isinstance(self.corp_name, Unset):
            corp_name = UNSET
        else:
            corp_name = self.corp_name

        corp_regnum: None | str | Unset
        if isinstance(self.corp_regnum, Unset):
            corp_regnum = UNSET
        else:
            corp_regnum = self.corp_regnum

        corp_type: None | str | Unset
        if isinstance(self.corp_type, Unset):
            corp_type = UNSET
        else:
            corp_type = self.corp_type

        corp_activity: None | str | Unset
        if isinstance(self.corp_activity, Unset):
            corp_activity = UNSET
        else:
            corp_activity = self.corp_activity

        corp_tva: None | str | Unset
        if isinstance(self.corp_tva, Unset):
            corp_tva = UNSET
        else:
            corp_tva = self.corp_tva

        corp_addr_1: None | str | Unset
        if isinstance(self.corp_addr_1, Unset):
            corp_addr_1 = UNSET
        else:
            corp_addr_1 = self.corp_addr_1

        corp_addr_2: None | str | Unset
        if isinstance(self.corp_addr_2, Unset):
            corp_addr_2 = UNSET
        else:
            corp_addr_2 = self.corp_addr_2

        corp_zip: None | str | Unset
        if isinstance(self.corp_zip, Unset):
            corp_zip = UNSET
        else:
            corp_zip = self.corp_zip

        corp_city: None | str | Unset
        if isinstance(self.corp_city, Unset):
            corp_city = UNSET
        else:
            corp_city = self.corp_city

        corp_cc: None | str | Unset
        if isinstance(self.corp_cc, Unset):
            corp_cc = UNSET
        else:
            corp_cc = self.corp_cc

        user_addr_2: None | str | Unset
        if isinstance(self.user_addr_2, Unset):
            user_addr_2 = UNSET
        else:
            user_addr_2 = self.user_addr_2

        iban: dict[str, Any] | None | Unset
        if isinstance(self.iban, Unset):
            iban = UNSET
        elif isinstance(self.iban, Iban):
            iban = self.iban.to_dict()
        else:
            iban = self.iban

        virtual_ibans: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.virtual_ibans, Unset):
            virtual_ibans = []
            for virtual_ibans_item_data in self.virtual_ibans:
                virtual_ibans_item = virtual_ibans_item_data.to_dict()
                virtual_ibans.append(virtual_ibans_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "acc_id": acc_id,
                "acc_type": acc_type,
                "acc_currency": acc_currency,
                "user_gender": user_gender,
                "user_first_name": user_first_name,
                "user_last_name": user_last_name,
                "user_dob": user_dob,
                "user_pob": user_pob,
                "user_email": user_email,
                "user_mobile_number": user_mobile_number,
                "user_addr_1": user_addr_1,
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
        if corp_addr_1 is not UNSET:
            field_dict["corp_addr_1"] = corp_addr_1
        if corp_addr_2 is not UNSET:
            field_dict["corp_addr_2"] = corp_addr_2
        if corp_zip is not UNSET:
            field_dict["corp_zip"] = corp_zip
        if corp_city is not UNSET:
            field_dict["corp_city"] = corp_city
        if corp_cc is not UNSET:
            field_dict["corp_cc"] = corp_cc
        if user_addr_2 is not UNSET:
            field_dict["user_addr_2"] = user_addr_2
        if iban is not UNSET:
            field_dict["iban"] = iban
        if virtual_ibans is not UNSET:
            field_dict["virtual_ibans"] = virtual_ibans

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.iban import Iban  # noqa: PLC0415
        from ..models.virtual_iban import VirtualIban  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_acc_id(data: object) -> int | str:
            return cast(int | str, data)

        acc_id = _parse_acc_id(d.pop("acc_id"))

        acc_type = AccountType(d.pop("acc_type"))

        acc_currency = d.pop("acc_currency")

        user_gender = Gender(d.pop("user_gender"))

        user_first_name = d.pop("user_first_name")

        user_last_name = d.pop("user_last_name")

        user_dob = d.pop("user_dob")

        user_pob = d.pop("user_pob")

        user_email = d.pop("user_email")

        user_mobile_number = d.pop("user_mobile_number")

        user_addr_1 = d.pop("user_addr_1")

        user_addr_zip = d.pop("user_addr_zip")

        user_addr_city = d.pop("user_addr_city")

        user_addr_cc = d.pop("user_addr_cc")

        user_nationality = d.pop("user_nationality")

        def _parse_corp_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_name = _parse_corp_name(d.pop("corp_name", UNSET))

        def _parse_corp_regnum(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_regnum = _parse_corp_regnum(d.pop("corp_regnum", UNSET))

        def _parse_corp_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_type = _parse_corp_type(d.pop("corp_type", UNSET))

        def _parse_corp_activity(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_activity = _parse_corp_activity(d.pop("corp_activity", UNSET))

        def _parse_corp_tva(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_tva = _parse_corp_tva(d.pop("corp_tva", UNSET))

        def _parse_corp_addr_1(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_addr_1 = _parse_corp_addr_1(d.pop("corp_addr_1", UNSET))

        def _parse_corp_addr_2(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_addr_2 = _parse_corp_addr_2(d.pop("corp_addr_2", UNSET))

        def _parse_corp_zip(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_zip = _parse_corp_zip(d.pop("corp_zip", UNSET))

        def _parse_corp_city(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_city = _parse_corp_city(d.pop("corp_city", UNSET))

        def _parse_corp_cc(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        corp_cc = _parse_corp_cc(d.pop("corp_cc", UNSET))

        def _parse_user_addr_2(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        user_addr_2 = _parse_user_addr_2(d.pop("user_addr_2", UNSET))

        def _parse_iban(data: object) -> Iban | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                iban_type_0 = Iban.from_dict(data)

                return iban_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Iban | None | Unset, data)

        iban = _parse_iban(d.pop("iban", UNSET))

        _virtual_ibans = d.pop("virtual_ibans", UNSET)
        virtual_ibans: list[VirtualIban] | Unset = UNSET
        if _virtual_ibans is not UNSET:
            virtual_ibans = []
            for virtual_ibans_item_data in _virtual_ibans:
                virtual_ibans_item = VirtualIban.from_dict(virtual_ibans_item_data)

                virtual_ibans.append(virtual_ibans_item)

        model_ = cls(
            acc_id=acc_id,
            acc_type=acc_type,
            acc_currency=acc_currency,
            user_gender=user_gender,
            user_first_name=user_first_name,
            user_last_name=user_last_name,
            user_dob=user_dob,
            user_pob=user_pob,
            user_email=user_email,
            user_mobile_number=user_mobile_number,
            user_addr_1=user_addr_1,
            user_addr_zip=user_addr_zip,
            user_addr_city=user_addr_city,
            user_addr_cc=user_addr_cc,
            user_nationality=user_nationality,
            corp_name=corp_name,
            corp_regnum=corp_regnum,
            corp_type=corp_type,
            corp_activity=corp_activity,
            corp_tva=corp_tva,
            corp_addr_1=corp_addr_1,
            corp_addr_2=corp_addr_2,
            corp_zip=corp_zip,
            corp_city=corp_city,
            corp_cc=corp_cc,
            user_addr_2=user_addr_2,
            iban=iban,
            virtual_ibans=virtual_ibans,
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
