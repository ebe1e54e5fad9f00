from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.currency import Currency
from ..models.sdd_status import SddStatus
from ..models.transaction_status import TransactionStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.transaction_customer import TransactionCustomer
    from ..models.transaction_partner import TransactionPartner


T = TypeVar("T", bound="Transaction")


@_attrs_define
class Transaction:
    """A transaction with the state of its direct debit.

    Attributes:
        id (str):
        origin_id (str): The customer.
        origin_iban (str): The customer's account.
        target_iban (str): The partner's account.
        target_id (str): The partner.
        amount (str): Euro cents. A string, although requests may send a number.
        currency (Currency): Only EUR for now.
        origin_user (TransactionCustomer): The customer of a transaction.
        target_user (TransactionPartner): The partner of a transaction, as `getPartner` shows it but for the settings.
        creation_date (int): Epoch milliseconds.
        status (TransactionStatus): SUCCEEDED from the start, FAILED when the direct debit failed.
        sdd_status (None | SddStatus | Unset): Absent or null before the direct debit is submitted.
        sdd_process_date (int | None | Unset): When the direct debit was processed, in epoch milliseconds. Absent or
            null before that.
        sdd_failed_reason (None | str | Unset): Why the direct debit failed. Absent or null unless it did.
        sct_status (Any | Unset): Shown by the dashboard of 2017 only. Its values are not known.
        transfer_type (Any | Unset): Shown by the dashboard of 2017 only, whose forms are called SDD, SCT and P2P. Its
            values are not known.
    """

    id: str
    origin_id: str
    origin_iban: str
    target_iban: str
    target_id: str
    amount: str
    currency: Currency
    origin_user: TransactionCustomer
    target_user: TransactionPartner
    creation_date: int
    status: TransactionStatus
    sdd_status: None | SddStatus | Unset = UNSET
    sdd_process_date: int | None | Unset = UNSET
    sdd_failed_reason: None | str | Unset = UNSET
    sct_status: Any | Unset = UNSET
    transfer_type: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        origin_id = self.origin_id

        origin_iban = self.origin_iban

        target_iban = self.target_iban

        target_id = self.target_id

        amount = self.amount

        currency = self.currency.value

        origin_user = self.origin_user.to_dict()

        target_user = self.target_user.to_dict()

        creation_date = self.creation_date

        status = self.status.value

        sdd_status: None | str | Unset
        if isinstance(self.sdd_status, Unset):
            sdd_status = UNSET
        elif isinstance(self.sdd_status, SddStatus):
            sdd_status = self.sdd_status.value
        else:
            sdd_status = self.sdd_status

        sdd_process_date: int | None | Unset
        if isinstance(self.sdd_process_date, Unset):
            sdd_process_date = UNSET
        else:
            sdd_process_date = self.sdd_process_date

        sdd_failed_reason: None | str | Unset
        if isinstance(self.sdd_failed_reason, Unset):
            sdd_failed_reason = UNSET
        else:
            sdd_failed_reason = self.sdd_failed_reason

        sct_status = self.sct_status

        transfer_type = self.transfer_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "_id": id,
                "originId": origin_id,
                "originIBAN": origin_iban,
                "targetIBAN": target_iban,
                "targetId": target_id,
                "amount": amount,
                "currency": currency,
                "originUser": origin_user,
                "targetUser": target_user,
                "creationDate": creation_date,
                "status": status,
            }
        )
        if sdd_status is not UNSET:
            field_dict["sddStatus"] = sdd_status
        if sdd_process_date is not UNSET:
            field_dict["sddProcessDate"] = sdd_process_date
        if sdd_failed_reason is not UNSET:
            field_dict["sddFailedReason"] = sdd_failed_reason
        if sct_status is not UNSET:
            field_dict["sctStatus"] = sct_status
        if transfer_type is not UNSET:
            field_dict["transferType"] = transfer_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.transaction_customer import TransactionCustomer  # noqa: PLC0415
        from ..models.transaction_partner import TransactionPartner  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("_id")

        origin_id = d.pop("originId")

        origin_iban = d.pop("originIBAN")

        target_iban = d.pop("targetIBAN")

        target_id = d.pop("targetId")

        amount = d.pop("amount")

        currency = Currency(d.pop("currency"))

        origin_user = TransactionCustomer.from_dict(d.pop("originUser"))

        target_user = TransactionPartner.from_dict(d.pop("targetUser"))

        creation_date = d.pop("creationDate")

        status = TransactionStatus(d.pop("status"))

        def _parse_sdd_status(data: object) -> None | SddStatus | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sdd_status_type_0 = SddStatus(data)

                return sdd_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SddStatus | Unset, data)

        sdd_status = _parse_sdd_status(d.pop("sddStatus", UNSET))

        def _parse_sdd_process_date(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        sdd_process_date = _parse_sdd_process_date(d.pop("sddProcessDate", UNSET))

        def _parse_sdd_failed_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sdd_failed_reason = _parse_sdd_failed_reason(d.pop("sddFailedReason", UNSET))

        sct_status = d.pop("sctStatus", UNSET)

        transfer_type = d.pop("transferType", UNSET)

        model_ = cls(
            id=id,
            origin_id=origin_id,
            origin_iban=origin_iban,
            target_iban=target_iban,
            target_id=target_id,
            amount=amount,
            currency=currency,
            origin_user=origin_user,
            target_user=target_user,
            creation_date=creation_date,
            status=status,
            sdd_status=sdd_status,
            sdd_process_date=sdd_process_date,
            sdd_failed_reason=sdd_failed_reason,
            sct_status=sct_status,
            transfer_type=transfer_type,
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
