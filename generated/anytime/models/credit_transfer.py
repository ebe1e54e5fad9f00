from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.account_type import AccountType
from ..models.credit_transfer_status import CreditTransferStatus
from ..models.credit_transfer_type import CreditTransferType
from ..types import UNSET, Unset

T = TypeVar("T", bound="CreditTransfer")


@_attrs_define
class CreditTransfer:
    """A credit transfer. The SWIFT code is called beneficiary_swift in the tables of the text, and beneficiary_swift_code
    in its sample and in the provider's client.

        Attributes:
            internal_id (int): Number of the credit transfer.
            sender_account_id (int | str): Number of an account. Documented as an integer and seen as a string.
            sender_account_type (AccountType): Whose account it is.
            execution_reference (None | str): Reference of the execution. Null until then.
            transaction_type (CreditTransferType): ct for credit transfer, sdd for SEPA direct debit.
            beneficiary_name (str):
            beneficiary_iban (str):
            reason (str): The comment for the receiver.
            source_reason (str): The comment for the sender. The provider's client does not know it.
            status (CreditTransferStatus): To execute, then In progress, then Executed or Cancelled, which are final.
            amount (float | str): Money with at most two decimals, in the currency of the account or card. Documented as a
                number and seen as a string.
            currency (str):
            creation_date (str): A date, or date and time with a space or a T between them and perhaps an offset; without
                offset it is Europe/Paris.
            request_date (str): A date, or date and time with a space or a T between them and perhaps an offset; without
                offset it is Europe/Paris.
            execution_date (None | str): A date, or date and time. Null until it happens.
            beneficiary_swift (str | Unset):
            beneficiary_swift_code (str | Unset):
    """

    internal_id: int
    sender_account_id: int | str
    sender_account_type: AccountType
    execution_reference: None | str
    transaction_type: CreditTransferType
    beneficiary_name: str
    beneficiary_iban: str
    reason: str
    source_reason: str
    status: CreditTransferStatus
    amount: float | str
    currency: str
    creation_date: str
    request_date: str
    execution_date: None | str
    beneficiary_swift: str | Unset = UNSET
    beneficiary_swift_code: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        internal_id = self.internal_id

        sender_account_id: int | str
        sender_account_id = self.sender_account_id

        sender_account_type = self.sender_account_type.value

        execution_reference: None | str
        execution_reference = self.execution_reference

        transaction_type = self.transaction_type.value

        beneficiary_name = self.beneficiary_name

        beneficiary_iban = self.beneficiary_iban

        reason = self.reason

        source_reason = self.source_reason

        status = self.status.value

        amount: float | str
        amount = self.amount

        currency = self.currency

        creation_date = self.creation_date

        request_date = self.request_date

        execution_date: None | str
        execution_date = self.execution_date

        beneficiary_swift = self.beneficiary_swift

        beneficiary_swift_code = self.beneficiary_swift_code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "internal_id": internal_id,
                "sender_account_id": sender_account_id,
                "sender_account_type": sender_account_type,
                "execution_reference": execution_reference,
                "transaction_type": transaction_type,
                "beneficiary_name": beneficiary_name,
                "beneficiary_iban": beneficiary_iban,
                "reason": reason,
                "source_reason": source_reason,
                "status": status,
                "amount": amount,
                "currency": currency,
                "creation_date": creation_date,
                "request_date": request_date,
                "execution_date": execution_date,
            }
        )
        if beneficiary_swift is not UNSET:
            field_dict["beneficiary_swift"] = beneficiary_swift
        if beneficiary_swift_code is not UNSET:
            field_dict["beneficiary_swift_code"] = beneficiary_swift_code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        internal_id = d.pop("internal_id")

        def _parse_sender_account_id(data: object) -> int | str:
            return cast(int | str, data)

        sender_account_id = _parse_sender_account_id(d.pop("sender_account_id"))

        sender_account_type = AccountType(d.pop("sender_account_type"))

        def _parse_execution_reference(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        execution_reference = _parse_execution_reference(d.pop("execution_reference"))

        transaction_type = CreditTransferType(d.pop("transaction_type"))

        beneficiary_name = d.pop("beneficiary_name")

        beneficiary_iban = d.pop("beneficiary_iban")

        reason = d.pop("reason")

        source_reason = d.pop("source_reason")

        status = CreditTransferStatus(d.pop("status"))

        def _parse_amount(data: object) -> float | str:
            return cast(float | str, data)

        amount = _parse_amount(d.pop("amount"))

        currency = d.pop("currency")

        creation_date = d.pop("creation_date")

        request_date = d.pop("request_date")

        def _parse_execution_date(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        execution_date = _parse_execution_date(d.pop("execution_date"))

        beneficiary_swift = d.pop("beneficiary_swift", UNSET)

        beneficiary_swift_code = d.pop("beneficiary_swift_code", UNSET)

        model_ = cls(
            internal_id=internal_id,
            sender_account_id=sender_account_id,
            sender_account_type=sender_account_type,
            execution_reference=execution_reference,
            transaction_type=transaction_type,
            beneficiary_name=beneficiary_name,
            beneficiary_iban=beneficiary_iban,
            reason=reason,
            source_reason=source_reason,
            status=status,
            amount=amount,
            currency=currency,
            creation_date=creation_date,
            request_date=request_date,
            execution_date=execution_date,
            beneficiary_swift=beneficiary_swift,
            beneficiary_swift_code=beneficiary_swift_code,
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
