from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_transaction_status import CardTransactionStatus
from ..models.direction import Direction

T = TypeVar("T", bound="ProcessedCardTransaction")


@_attrs_define
class ProcessedCardTransaction:
    """The transaction that was processed.

    Attributes:
        txid (int | str): Number of a card transaction. Documented as an integer, and as a string where it is asked for.
        mcc (int | None): Merchant category code.
        amount (float | str): Money with at most two decimals, in the currency of the account or card. Documented as a
            number and seen as a string.
        amount_fx (float | str): Money with at most two decimals, in the currency of the account or card. Documented as
            a number and seen as a string.
        currency (str):
        fx (float): Exchange rate.
        fx_fee (float): Fee for the exchange.
        status (CardTransactionStatus): P pending, then S settled, C cancelled or D declined.
        type_ (Direction): C for credit, money in. D for debit, money out.
        balance_after (float | str): Money with at most two decimals, in the currency of the account or card. Documented
            as a number and seen as a string.
        date (str): Europe/Paris.
        description (None | str):
    """

    txid: int | str
    mcc: int | None
    amount: float | str
    amount_fx: float | str
    currency: str
    fx: float
    fx_fee: float
    status: CardTransactionStatus
    type_: Direction
    balance_after: float | str
    date: str
    description: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        txid: int | str
        txid = self.txid

        mcc: int | None
        mcc = self.mcc

        amount: float | str
        amount = self.amount

        amount_fx: float | str
        amount_fx = self.amount_fx

        currency = self.currency

        fx = self.fx

        fx_fee = self.fx_fee

        status = self.status.value

        type_ = self.type_.value

        balance_after: float | str
        balance_after = self.balance_after

        date = self.date

        description: None | str
        description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "txid": txid,
                "mcc": mcc,
                "amount": amount,
                "amount_fx": amount_fx,
                "currency": currency,
                "fx": fx,
                "fx_fee": fx_fee,
                "status": status,
                "type": type_,
                "balance_after": balance_after,
                "date": date,
                "description": description,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_txid(data: object) -> int | str:
            return cast(int | str, data)

        txid = _parse_txid(d.pop("txid"))

        def _parse_mcc(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        mcc = _parse_mcc(d.pop("mcc"))

        def _parse_amount(data: object) -> float | str:
            return cast(float | str, data)

        amount = _parse_amount(d.pop("amount"))

        def _parse_amount_fx(data: object) -> float | str:
            return cast(float | str, data)

        amount_fx = _parse_amount_fx(d.pop("amount_fx"))

        currency = d.pop("currency")

        fx = d.pop("fx")

        fx_fee = d.pop("fx_fee")

        status = CardTransactionStatus(d.pop("status"))

        type_ = Direction(d.pop("type"))

        def _parse_balance_after(data: object) -> float | str:
            return cast(float | str, data)

        balance_after = _parse_balance_after(d.pop("balance_after"))

        date = d.pop("date")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        model_ = cls(
            txid=txid,
            mcc=mcc,
            amount=amount,
            amount_fx=amount_fx,
            currency=currency,
            fx=fx,
            fx_fee=fx_fee,
            status=status,
            type_=type_,
            balance_after=balance_after,
            date=date,
            description=description,
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
