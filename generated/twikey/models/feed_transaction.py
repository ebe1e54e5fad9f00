from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.transaction_state import TransactionState
from ..types import UNSET, Unset

T = TypeVar("T", bound="FeedTransaction")


@_attrs_define
class FeedTransaction:
    """A transaction of which the bank said something.

    Attributes:
        id (int):
        contract_id (int): Twikey's own number of the mandate.
        mndt_id (str): The mandate number.
        contract (str): The contract number of the mandate, or the name that its template gives the contract.
        amount (float): Euros.
        msg (str):
        final (bool): Whether nothing more will happen. False while Twikey will try again.
        state (TransactionState): OPEN until the bank has said something.
        bkdate (str): When the bank booked or refused it, UTC. It is a day in payments.
        place (None | str | Unset):
        ref (None | str | Unset):
        bkerror (None | str | Unset): Why the bank refused it: see the table of reasons. Absent or null when it was
            paid.
        bkmsg (None | str | Unset): The reason in words, in the language of Accept-Language.
        reqcolldt (None | str | Unset): The requested moment of collection, UTC. It is a day where the transaction is
            added.
    """

    id: int
    contract_id: int
    mndt_id: str
    contract: str
    amount: float
    msg: str
    final: bool
    state: TransactionState
    bkdate: str
    place: None | str | Unset = UNSET
    ref: None | str | Unset = UNSET
    bkerror: None | str | Unset = UNSET
    bkmsg: None | str | Unset = UNSET
    reqcolldt: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        contract_id = self.contract_id

        mndt_id = self.mndt_id

        contract = self.contract

        amount = self.amount

        msg = self.msg

        final = self.final

        state = self.state.value

        bkdate = self.bkdate

        place: None | str | Unset
        if isinstance(self.place, Unset):
            place = UNSET
        else:
            place = self.place

        ref: None | str | Unset
        if isinstance(self.ref, Unset):
            ref = UNSET
        else:
            ref = self.ref

        bkerror: None | str | Unset
        if isinstance(self.bkerror, Unset):
            bkerror = UNSET
        else:
            bkerror = self.bkerror

        bkmsg: None | str | Unset
        if isinstance(self.bkmsg, Unset):
            bkmsg = UNSET
        else:
            bkmsg = self.bkmsg

        reqcolldt: None | str | Unset
        if isinstance(self.reqcolldt, Unset):
            reqcolldt = UNSET
        else:
            reqcolldt = self.reqcolldt

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "contractId": contract_id,
                "mndtId": mndt_id,
                "contract": contract,
                "amount": amount,
                "msg": msg,
                "final": final,
                "state": state,
                "bkdate": bkdate,
            }
        )
        if place is not UNSET:
            field_dict["place"] = place
        if ref is not UNSET:
            field_dict["ref"] = ref
        if bkerror is not UNSET:
            field_dict["bkerror"] = bkerror
        if bkmsg is not UNSET:
            field_dict["bkmsg"] = bkmsg
        if reqcolldt is not UNSET:
            field_dict["reqcolldt"] = reqcolldt

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        contract_id = d.pop("contractId")

        mndt_id = d.pop("mndtId")

        contract = d.pop("contract")

        amount = d.pop("amount")

        msg = d.pop("msg")

        final = d.pop("final")

        state = TransactionState(d.pop("state"))

        bkdate = d.pop("bkdate")

        def _parse_place(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        place = _parse_place(d.pop("place", UNSET))

        def _parse_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ref = _parse_ref(d.pop("ref", UNSET))

        def _parse_bkerror(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        bkerror = _parse_bkerror(d.pop("bkerror", UNSET))

        def _parse_bkmsg(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        bkmsg = _parse_bkmsg(d.pop("bkmsg", UNSET))

        def _parse_reqcolldt(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reqcolldt = _parse_reqcolldt(d.pop("reqcolldt", UNSET))

        model_ = cls(
            id=id,
            contract_id=contract_id,
            mndt_id=mndt_id,
            contract=contract,
            amount=amount,
            msg=msg,
            final=final,
            state=state,
            bkdate=bkdate,
            place=place,
            ref=ref,
            bkerror=bkerror,
            bkmsg=bkmsg,
            reqcolldt=reqcolldt,
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
