from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_status import CardStatus
from ..models.card_type import CardType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.card_holder import CardHolder
    from ..models.card_name import CardName


T = TypeVar("T", bound="AccountCard")


@_attrs_define
class AccountCard:
    """A card in a list.

    Attributes:
        card_ref (str): Reference of a card.
        status (CardStatus | int | str): Status of a card. The text and the provider's samples also know numbers that
            they do not explain.
        activation_date (None | str): A date, or date and time. Null until it happens.
        balance (float | str): Money with at most two decimals, in the currency of the account or card. Documented as a
            number and seen as a string.
        expiry_date (None | str): A date, or date and time. Null until it happens.
        atm (bool | int | str): 1 or true for allowed, 0 or false for blocked. Documented as an integer in lists and as
            a boolean of one card, and seen as a string.
        pos (bool | int | str): 1 or true for allowed, 0 or false for blocked. Documented as an integer in lists and as
            a boolean of one card, and seen as a string.
        card_holder (CardHolder): Who may use a card.
        card_name (CardName): What stands on a card.
        card_type (CardType | Unset): Plastic, or virtual for one payment or many.
    """

    card_ref: str
    status: CardStatus | int | str
    activation_date: None | str
    balance: float | str
    expiry_date: None | str
    atm: bool | int | str
    pos: bool | int | str
    card_holder: CardHolder
    card_name: CardName
    card_type: CardType | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        card_ref = self.card_ref

        status: int | str
        if isinstance(self.status, CardStatus):
            status = self.status.value
        else:
            status = self.status

        activation_date: None | str
        activation_date = self.activation_date

        balance: float | str
        balance = self.balance

        expiry_date: None | str
        expiry_date = self.expiry_date

        atm: bool | int | str
        atm = self.atm

        pos: bool | int | str
        pos = self.pos

        card_holder = self.card_holder.to_dict()

        card_name = self.card_name.to_dict()

        card_type: str | Unset = UNSET
        if not isinstance(self.card_type, Unset):
            card_type = self.card_type.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "card_ref": card_ref,
                "status": status,
                "activation_date": activation_date,
                "balance": balance,
                "expiry_date": expiry_date,
                "atm": atm,
                "pos": pos,
                "card_holder": card_holder,
                "card_name": card_name,
            }
        )
        if card_type is not UNSET:
            field_dict["card_type"] = card_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.card_holder import CardHolder  # noqa: PLC0415
        from ..models.card_name import CardName  # noqa: PLC0415

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

        def _parse_activation_date(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        activation_date = _parse_activation_date(d.pop("activation_date"))

        def _parse_balance(data: object) -> float | str:
            return cast(float | str, data)

        balance = _parse_balance(d.pop("balance"))

        def _parse_expiry_date(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        expiry_date = _parse_expiry_date(d.pop("expiry_date"))

        def _parse_atm(data: object) -> bool | int | str:
            return cast(bool | int | str, data)

        atm = _parse_atm(d.pop("atm"))

        def _parse_pos(data: object) -> bool | int | str:
            return cast(bool | int | str, data)

        pos = _parse_pos(d.pop("pos"))

        card_holder = CardHolder.from_dict(d.pop("card_holder"))

        card_name = CardName.from_dict(d.pop("card_name"))

        _card_type = d.pop("card_type", UNSET)
        card_type: CardType | Unset
        if isinstance(_card_type, Unset):
            card_type = UNSET
        else:
            card_type = CardType(_card_type)

        model_ = cls(
            card_ref=card_ref,
            status=status,
            activation_date=activation_date,
            balance=balance,
            expiry_date=expiry_date,
            atm=atm,
            pos=pos,
            card_holder=card_holder,
            card_name=card_name,
            card_type=card_type,
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
