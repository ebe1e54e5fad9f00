from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Mandate")


@_attrs_define
class Mandate:
    """A SEPA direct debit mandate, signed or proposed. There is no creditor name.

    Attributes:
        reference (str): Given with the enrolment, or made up by Payconiq.
        debtor_name (str):
        debtor_iban (str):
        debtor_address (str): One line, not an address object.
        creditor_address (str): One line, not an address object.
        text (str): What the customer agrees to, in the language that was asked for: the authorisation to collect and to
            debit, and the right to a refund within 8 weeks. Holds line breaks and quotes.
        reason (str): The name of the partner and "Payments", in the language that was asked for.
        sign_date (int | None | Unset): Epoch milliseconds. Absent or null while the mandate is not signed.
    """

    reference: str
    debtor_name: str
    debtor_iban: str
    debtor_address: str
    creditor_address: str
    text: str
    reason: str
    sign_date: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        reference = self.reference

        debtor_name = self.debtor_name

        debtor_iban = self.debtor_iban

        debtor_address = self.debtor_address

        creditor_address = self.creditor_address

        text = self.text

        reason = self.reason

        sign_date: int | None | Unset
        if isinstance(self.sign_date, Unset):
            sign_date = UNSET
        else:
            sign_date = self.sign_date

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "reference": reference,
                "debtorName": debtor_name,
                "debtorIBAN": debtor_iban,
                "debtorAddress": debtor_address,
                "creditorAddress": creditor_address,
                "text": text,
                "reason": reason,
            }
        )
        if sign_date is not UNSET:
            field_dict["signDate"] = sign_date

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reference = d.pop("reference")

        debtor_name = d.pop("debtorName")

        debtor_iban = d.pop("debtorIBAN")

        debtor_address = d.pop("debtorAddress")

        creditor_address = d.pop("creditorAddress")

        text = d.pop("text")

        reason = d.pop("reason")

        def _parse_sign_date(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        sign_date = _parse_sign_date(d.pop("signDate", UNSET))

        model_ = cls(
            reference=reference,
            debtor_name=debtor_name,
            debtor_iban=debtor_iban,
            debtor_address=debtor_address,
            creditor_address=creditor_address,
            text=text,
            reason=reason,
            sign_date=sign_date,
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
