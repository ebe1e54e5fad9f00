from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.direction import Direction
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.statement_iban import StatementIban


T = TypeVar("T", bound="Statement")


@_attrs_define
class Statement:
    """One thing that happened on an account. `iban` is one object, although the text calls it an array, and absent when no
    IBAN took part. The text calls the day of execution executionDate, the provider's client execution_date; one of them
    is there, perhaps both.

        Attributes:
            txid (str): Number of the account, hyphen and number of the statement.
            description (None | str):
            date (str): A date, or date and time with a space or a T between them and perhaps an offset; without offset it
                is Europe/Paris.
            amount (float | str): Money with at most two decimals, in the currency of the account or card. Documented as a
                number and seen as a string.
            type_ (Direction): C for credit, money in. D for debit, money out.
            balance (float | str): Money with at most two decimals, in the currency of the account or card. Documented as a
                number and seen as a string.
            currency (str):
            status (str): State of the movement.
            virtual_iban (None | str): The virtual IBAN that the money came in through.
            iban (StatementIban | Unset): The other side of an IBAN movement.
            executionDate (None | str | Unset): A date, or date and time. Null until it happens.
            execution_date (None | str | Unset): A date, or date and time. Null until it happens.
    """

    txid: str
    description: None | str
    date: str
    amount: float | str
    type_: Direction
    balance: float | str
    currency: str
    status: str
    virtual_iban: None | str
    iban: StatementIban | Unset = UNSET
    executionDate: None | str | Unset = UNSET
    execution_date: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        txid = self.txid

        description: None | str
        description = self.description

        date = self.date

        amount: float | str
        amount = self.amount

        type_ = self.type_.value

        balance: float | str
        balance = self.balance

        currency = self.currency

        status = self.status

        virtual_iban: None | str
        virtual_iban = self.virtual_iban

        iban: dict[str, Any] | Unset = UNSET
        if not isinstance(self.iban, Unset):
            iban = self.iban.to_dict()

        executionDate: None | str | Unset
        if isinstance(self.executionDate, Unset):
            executionDate = UNSET
        else:
            executionDate = self.executionDate

        execution_date: None | str | Unset
        if isinstance(self.execution_date, Unset):
            execution_date = UNSET
        else:
            execution_date = self.execution_date

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "txid": txid,
                "description": description,
                "date": date,
                "amount": amount,
                "type": type_,
                "balance": balance,
                "currency": currency,
                "status": status,
                "virtual_iban": virtual_iban,
            }
        )
        if iban is not UNSET:
            field_dict["iban"] = iban
        if executionDate is not UNSET:
            field_dict["executionDate"] = executionDate
        if execution_date is not UNSET:
            field_dict["execution_date"] = execution_date

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.statement_iban import StatementIban  # noqa: PLC0415

        d = dict(src_dict)
        txid = d.pop("txid")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        date = d.pop("date")

        def _parse_amount(data: object) -> float | str:
            return cast(float | str, data)

        amount = _parse_amount(d.pop("amount"))

        type_ = Direction(d.pop("type"))

        def _parse_balance(data: object) -> float | str:
            return cast(float | str, data)

        balance = _parse_balance(d.pop("balance"))

        currency = d.pop("currency")

        status = d.pop("status")

        def _parse_virtual_iban(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        virtual_iban = _parse_virtual_iban(d.pop("virtual_iban"))

        _iban = d.pop("iban", UNSET)
        iban: StatementIban | Unset
        if isinstance(_iban, Unset):
            iban = UNSET
        else:
            iban = StatementIban.from_dict(_iban)

        def _parse_executionDate(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        executionDate = _parse_executionDate(d.pop("executionDate", UNSET))

        def _parse_execution_date(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        execution_date = _parse_execution_date(d.pop("execution_date", UNSET))

        model_ = cls(
            txid=txid,
            description=description,
            date=date,
            amount=amount,
            type_=type_,
            balance=balance,
            currency=currency,
            status=status,
            virtual_iban=virtual_iban,
            iban=iban,
            executionDate=executionDate,
            execution_date=execution_date,
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
