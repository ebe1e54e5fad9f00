from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_status_change import CardStatusChange
from ..models.permission import Permission
from ..models.renewal import Renewal
from ..types import UNSET, Unset

T = TypeVar("T", bound="CardUpdate")


@_attrs_define
class CardUpdate:
    """What to change. Everything may be left out.

    Attributes:
        card_status (CardStatusChange | Unset): ACT activates, BLO blocks, STO stolen, LOS lost, DAM damaged, CAN
            cancels.
        card_pos (Permission | Unset): 1 allows, 0 blocks.
        card_atm (Permission | Unset): 1 allows, 0 blocks.
        card_renew (Renewal | Unset): 1 renews the card, 0 does not.
    """

    card_status: CardStatusChange | Unset = UNSET
    card_pos: Permission | Unset = UNSET
    card_atm: Permission | Unset = UNSET
    card_renew: Renewal | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        card_status: str | Unset = UNSET
        if not isinstance(self.card_status, Unset):
            card_status = self.card_status.value

        card_pos: int | Unset = UNSET
        if not isinstance(self.card_pos, Unset):
            card_pos = self.card_pos.value

        card_atm: int | Unset = UNSET
        if not isinstance(self.card_atm, Unset):
            card_atm = self.card_atm.value

        card_renew: int | Unset = UNSET
        if not isinstance(self.card_renew, Unset):
            card_renew = self.card_renew.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if card_status is not UNSET:
            field_dict["card_status"] = card_status
        if card_pos is not UNSET:
            field_dict["card_pos"] = card_pos
        if card_atm is not UNSET:
            field_dict["card_atm"] = card_atm
        if card_renew is not UNSET:
            field_dict["card_renew"] = card_renew

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _card_status = d.pop("card_status", UNSET)
        card_status: CardStatusChange | Unset
        if isinstance(_card_status, Unset):
            card_status = UNSET
        else:
            card_status = CardStatusChange(_card_status)

        _card_pos = d.pop("card_pos", UNSET)
        card_pos: Permission | Unset
        if isinstance(_card_pos, Unset):
            card_pos = UNSET
        else:
            card_pos = Permission(_card_pos)

        _card_atm = d.pop("card_atm", UNSET)
        card_atm: Permission | Unset
        if isinstance(_card_atm, Unset):
            card_atm = UNSET
        else:
            card_atm = Permission(_card_atm)

        _card_renew = d.pop("card_renew", UNSET)
        card_renew: Renewal | Unset
        if isinstance(_card_renew, Unset):
            card_renew = UNSET
        else:
            card_renew = Renewal(_card_renew)

        model_ = cls(
            card_status=card_status,
            card_pos=card_pos,
            card_atm=card_atm,
            card_renew=card_renew,
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
