from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CreditTransferCreate")


@_attrs_define
class CreditTransferCreate:
    """A credit transfer to send.

    Attributes:
        src_comment (str): For the sender.
        dst_comment (str): For the receiver.
        dst_name (str): Name of the receiver.
        dst_iban (str): IBAN of the receiver, with right check digits. Not the account's own. Example:
            NL91ABNA0417164300.
        dst_swift (str): SWIFT code of the receiver's bank, 8 or 11 characters. Example: ABNANL2A.
        amount (str): Decimal number above zero, at most two decimals and 999999999.99, in the currency of the account.
    """

    src_comment: str
    dst_comment: str
    dst_name: str
    dst_iban: str
    dst_swift: str
    amount: str
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        src_comment = self.src_comment

        dst_comment = self.dst_comment

        dst_name = self.dst_name

        dst_iban = self.dst_iban

        dst_swift = self.dst_swift

        amount = self.amount

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "src_comment": src_comment,
                "dst_comment": dst_comment,
                "dst_name": dst_name,
                "dst_iban": dst_iban,
                "dst_swift": dst_swift,
                "amount": amount,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        src_comment = d.pop("src_comment")

        dst_comment = d.pop("dst_comment")

        dst_name = d.pop("dst_name")

        dst_iban = d.pop("dst_iban")

        dst_swift = d.pop("dst_swift")

        amount = d.pop("amount")

        model_ = cls(
            src_comment=src_comment,
            dst_comment=dst_comment,
            dst_name=dst_name,
            dst_iban=dst_iban,
            dst_swift=dst_swift,
            amount=amount,
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
