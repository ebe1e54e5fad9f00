from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.address import Address
    from ..models.customer_bank_account import CustomerBankAccount
    from ..models.solvency import Solvency


T = TypeVar("T", bound="PartnerCustomer")


@_attrs_define
class PartnerCustomer:
    """A customer. Phone number and e-mail address are not sent back.

    Attributes:
        id (str):
        first_name (str):
        last_name (str):
        address (Address): A postal address.
        bank_accounts (list[CustomerBankAccount]): Exactly one.
        solvency (Solvency | Unset): What is left of the customer's weekly limits. How large they are is not published.
    """

    id: str
    first_name: str
    last_name: str
    address: Address
    bank_accounts: list[CustomerBankAccount]
    solvency: Solvency | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        first_name = self.first_name

        last_name = self.last_name

        address = self.address.to_dict()

        bank_accounts = []
        for bank_accounts_item_data in self.bank_accounts:
            bank_accounts_item = bank_accounts_item_data.to_dict()
            bank_accounts.append(bank_accounts_item)

        solvency: dict[str, Any] | Unset = UNSET
        if not isinstance(self.solvency, Unset):
            solvency = self.solvency.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_id": id,
                "firstName": first_name,
                "lastName": last_name,
                "address": address,
                "bankAccounts": bank_accounts,
            }
        )
        if solvency is not UNSET:
            field_dict["solvency"] = solvency

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.address import Address  # noqa: PLC0415
        from ..models.customer_bank_account import CustomerBankAccount  # noqa: PLC0415
        from ..models.solvency import Solvency  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("_id")

        first_name = d.pop("firstName")

        last_name = d.pop("lastName")

        address = Address.from_dict(d.pop("address"))

        bank_accounts = []
        _bank_accounts = d.pop("bankAccounts")
        for bank_accounts_item_data in _bank_accounts:
            bank_accounts_item = CustomerBankAccount.from_dict(bank_accounts_item_data)

            bank_accounts.append(bank_accounts_item)

        _solvency = d.pop("solvency", UNSET)
        solvency: Solvency | Unset
        if isinstance(_solvency, Unset):
            solvency = UNSET
        else:
            solvency = Solvency.from_dict(_solvency)

        model_ = cls(
            id=id,
            first_name=first_name,
            last_name=last_name,
            address=address,
            bank_accounts=bank_accounts,
            solvency=solvency,
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
