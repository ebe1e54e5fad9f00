from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_status import CardStatus

T = TypeVar("T", bound="CardUpdated")


@_attrs_define
class CardUpdated:
    """The card after the change.

    Attributes:
        card_ref (str): Reference of a card.
        status (CardStatus | int | str): Status of a card. The text and the provider's samples also know numbers that
            they do not explain.
        pos (bool | int | str): 1 or true for allowed, 0 or false for blocked. Documented as an integer in lists and as
            a boolean of one card, and seen as a string.
        atm (bool | int | str): 1 or true for allowed, 0 or false for blocked. Documented as an integer in lists and as
            a boolean of one card, and seen as a string.
        renew (bool | int | str): 1 or true for allowed, 0 or false for blocked. Documented as an integer in lists and
            as a boolean of one card, and seen as a string.
    """

    card_ref: str
    status: CardStatus | int | str
    pos: bool | int | str
    atm: bool | int | str
    renew: bool | int | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        card_ref = self.card_ref

        status: int | str
        if isinstance(self.status, CardStatus):
            status = self.status.value
        else:
            status = self.status

        pos: bool | int | str
        pos = self.pos

        atm: bool | int | str
        atm = self.atm

        renew: bool | int | str
        renew = self.renew

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "card_ref": card_ref,
                "status": status,
                "pos": pos,
                "atm": atm,
                "renew": renew,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        card_ref = d.pop("card_ref")

        def _parse_status(data: object) -> CardStatus | int | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_card_state_type_0 = CardStatus(data)

                return componentsschemas_card_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CardStatus | int | str, data)

        status = _parse_status(d.pop("status"))

        def _parse_pos(data: object) -> bool | int | str:
            return cast(bool | int | str, data)

        pos = _parse_pos(d.pop("pos"))

        def _parse_atm(data: object) -> bool | int | str:
            return cast(bool | int | str, data)

        atm = _parse_atm(d.pop("atm"))

        def _parse_renew(data: object) -> bool | int | str:
            return cast(bool | int | str, data)

        renew = _parse_renew(d.pop("renew"))

        model_ = cls(
            card_ref=card_ref,
            status=status,
            pos=pos,
            atm=atm,
            renew=renew,
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
