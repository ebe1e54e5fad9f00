from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.payment_state import PaymentState
from ..types import UNSET, Unset

T = TypeVar("T", bound="Payment")


@_attrs_define
class Payment:
    """A transaction within a batch.

    Attributes:
        e2eid (str): The end-to-end identification on the account statement.
        amount (float): Euros.
        contract_id (int): Twikey's own number of the mandate.
        mandate_ref (str): The mandate number.
        msg (str):
        final (bool): Whether nothing more will happen. False while Twikey has steps left to try, such as offering it
            again.
        contract (str | Unset): The contract number of the mandate, or the name that its template gives the contract.
            Only the Swagger file shows it.
        state (PaymentState | Unset): As for transactions, but in lower case.
        bkamount (float | None | Unset): The booked euros, as the account information states them.
        bkdate (None | str | Unset): The day of booking. It is a moment in the transaction feed.
        bkerror (None | str | Unset): Why the bank refused it: see the table of reasons. Null when it was paid; an
            example of the provider has the word paid.
        txid (int | Unset): The id of the transaction.
    """

    e2eid: str
    amount: float
    contract_id: int
    mandate_ref: str
    msg: str
    final: bool
    contract: str | Unset = UNSET
    state: PaymentState | Unset = UNSET
    bkamount: float | None | Unset = UNSET
    bkdate: None | str | Unset = UNSET
    bkerror: None | str | Unset = UNSET
    txid: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        e2eid = self.e2eid

        amount = self.amount

        contract_id = self.contract_id

        mandate_ref = self.mandate_ref

        msg = self.msg

        final = self.final

        contract = self.contract

        state: str | Unset = UNSET
        if not isinstance(self.state, Unset):
            state = self.state.value

        bkamount: float | None | Unset
        if isinstance(self.bkamount, Unset):
            bkamount = UNSET
        else:
            bkamount = self.bkamount

        bkdate: None | str | Unset
        if isinstance(self.bkdate, Unset):
            bkdate = UNSET
        else:
            bkdate = self.bkdate

        bkerror: None | str | Unset
        if isinstance(self.bkerror, Unset):
            bkerror = UNSET
        else:
            bkerror = self.bkerror

        txid = self.txid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "e2eid": e2eid,
                "amount": amount,
                "contractId": contract_id,
                "mandateRef": mandate_ref,
                "msg": msg,
                "final": final,
            }
        )
        if contract is not UNSET:
            field_dict["contract"] = contract
        if state is not UNSET:
            field_dict["state"] = state
        if bkamount is not UNSET:
            field_dict["bkamount"] = bkamount
        if bkdate is not UNSET:
            field_dict["bkdate"] = bkdate
        if bkerror is not UNSET:
            field_dict["bkerror"] = bkerror
        if txid is not UNSET:
            field_dict["txid"] = txid

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        e2eid = d.pop("e2eid")

        amount = d.pop("amount")

        contract_id = d.pop("contractId")

        mandate_ref = d.pop("mandateRef")

        msg = d.pop("msg")

        final = d.pop("final")

        contract = d.pop("contract", UNSET)

        _state = d.pop("state", UNSET)
        state: PaymentState | Unset
        if isinstance(_state, Unset):
            state = UNSET
        else:
            state = PaymentState(_state)

        def _parse_bkamount(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        bkamount = _parse_bkamount(d.pop("bkamount", UNSET))

        def _parse_bkdate(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        bkdate = _parse_bkdate(d.pop("bkdate", UNSET))

        def _parse_bkerror(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        bkerror = _parse_bkerror(d.pop("bkerror", UNSET))

        txid = d.pop("txid", UNSET)

        model_ = cls(
            e2eid=e2eid,
            amount=amount,
            contract_id=contract_id,
            mandate_ref=mandate_ref,
            msg=msg,
            final=final,
            contract=contract,
            state=state,
            bkamount=bkamount,
            bkdate=bkdate,
            bkerror=bkerror,
            txid=txid,
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
