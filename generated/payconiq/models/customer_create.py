from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.address_create import AddressCreate
    from ..models.bank_account_create import BankAccountCreate
    from ..models.bank_account_create_with_mandate import BankAccountCreateWithMandate


T = TypeVar("T", bound="CustomerCreate")


@_attrs_define
class CustomerCreate:
    """A customer to enrol.

    Attributes:
        first_name (str):
        last_name (str):
        address (AddressCreate): The postal address of a customer to enrol.
        bank_accounts (list[BankAccountCreate | BankAccountCreateWithMandate]): Exactly one account. More than one is
            R111; no operation adds another one later.
        phone (str): Phone number without spaces, as in +31612222598.
        email (None | str | Unset):
    """

    first_name: str
    last_name: str
    address: AddressCreate
    bank_accounts: list[BankAccountCreate | BankAccountCreateWithMandate]
    phone: str
    email: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.bank_account_create_with_mandate import BankAccountCreateWithMandate  # noqa: PLC0415

        first_name = self.first_name

        last_name = self.last_name

        address = self.address.to_dict()

        bank_accounts = []
        for bank_accounts_item_data in self.bank_accounts:
            bank_accounts_item: dict[str, Any]
            if isinstance(bank_accounts_item_data, BankAccountCreateWithMandate):
                bank_accounts_item = bank_accounts_item_data.to_dict()
            else:
                bank_accounts_item = bank_accounts_item_data.to_dict()

            bank_accounts.append(bank_accounts_item)

        phone = self.phone

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "firstName": first_name,
                "lastName": last_name,
                "address": address,
                "bankAccounts": bank_accounts,
                "phone": phone,
            }
        )
        if email is not UNSET:
            field_dict["email"] = email

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.address_create import AddressCreate  # noqa: PLC0415
        from ..models.bank_account_create import BankAccountCreate  # noqa: PLC0415
        from ..models.bank_account_create_with_mandate import BankAccountCreateWithMandate  # noqa: PLC0415

        d = dict(src_dict)
        first_name = d.pop("firstName")

        last_name = d.pop("lastName")

        address = AddressCreate.from_dict(d.pop("address"))

        bank_accounts = []
        _bank_accounts = d.pop("bankAccounts")
        for bank_accounts_item_data in _bank_accounts:

            def _parse_bank_accounts_item(data: object) -> BankAccountCreate | BankAccountCreateWithMandate:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    bank_accounts_item_type_0 = BankAccountCreateWithMandate.from_dict(data)

                    return bank_accounts_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                bank_accounts_item_type_1 = BankAccountCreate.from_dict(data)

                return bank_accounts_item_type_1

            bank_accounts_item = _parse_bank_accounts_item(bank_accounts_item_data)

            bank_accounts.append(bank_accounts_item)

        phone = d.pop("phone")

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        model_ = cls(
            first_name=first_name,
            last_name=last_name,
            address=address,
            bank_accounts=bank_accounts,
            phone=phone,
            email=email,
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
