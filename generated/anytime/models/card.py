from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_status import CardStatus

if TYPE_CHECKING:
    from ..models.card_holder import CardHolder
    from ..models.card_name import CardName


T = TypeVar("T", bound="Card")


@_attrs_define
class Card:
    """A card with its holder.

    Attributes:
        acc_id (int | str): Number of an account. Documented as an integer and seen as a string.
        card_ref (str): Reference of a card.
        activation_date (None | str): A date, or date and time. Null until it happens.
        balance (float | str): Money with at most two decimals, in the currency of the account or card. Documented as a
            number and seen as a string.
        validity_month (int): Validity in months.
        expiry_date (None | str): A date, or date and time. Null until it happens.
        status (CardStatus | int | str): Status of a card. The text and the provider's samples also know numbers that
            they do not explain.
        pos (bool | int | str): 1 or true for allowed, 0 or false for blocked. Documented as an integer in lists and as
            a boolean of one card, and seen as a string.
        atm (bool | int | str): 1 or true for allowed, 0 or false for blocked. Documented as an integer in lists and as
            a boolean of one card, and seen as a string.
        card_holder (CardHolder): Who may use a card.
        card_name (CardName): What stands on a card.
    """

    acc_id: int | str
    card_ref: str
    activation_date: None | str
    balance: float | str
    validity_month: int
    expiry_date: None | str
    status: CardStatus | int | str
    pos: bool | int | str
    atm: bool | int | str
    card_holder: CardHolder
    card_name: CardName
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        acc_id: int | str
        acc_id = self.acc_id

        card_ref = self.card_ref

        activation_date: None | str
        activation_date = self.activation_date

        balance: float | str
        balance = self.balance

        validity_month = self.validity_month

        expiry_date: None | str
        expiry_date = self.expiry_date

        status: int | str
        if isinstance(self.status, CardStatus):
            status = self.status.value
        else:
            status = self.status

        pos: bool | int | str
        pos = self.pos

        atm: bool | int | str
        atm = self.atm

        card_holder = self.card_holder.to_dict()

        card_name = self.card_name.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "acc_id": acc_id,
                "card_ref": card_ref,
                "activation_date": activation_date,
                "balance": balance,
                "validity_month": validity_month,
                "expiry_date": expiry_date,
                "status": status,
                "pos": pos,
                "atm": atm,
                "card_holder": card_holder,
                "card_name": card_name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.card_holder import CardHolder  # noqa: PLC0415
        from ..models.card_name import CardName  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_acc_id(data: object) -> int | str:
            return cast(int | str, data)

        acc_id = _parse_acc_id(d.pop("acc_id"))

        card_ref = d.pop("card_ref")

        def _parse_activation_date(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        activation_date = _parse_activation_date(d.pop("activation_date"))

        def _parse_balance(data: object) -> float | str:
            return cast(float | str, data)

        balance = _parse_balance(d.pop("balance"))

        validity_month = d.pop("validity_month")

        def _parse_expiry_date(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        expiry_date = _parse_expiry_date(d.pop("expiry_date"))

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

        card_holder = CardHolder.from_dict(d.pop("card_holder"))

        card_name = CardName.from_dict(d.pop("card_name"))

        model_ = cls(
            acc_id=acc_id,
            card_ref=card_ref,
            activation_date=activation_date,
            balance=balance,
            validity_month=validity_month,
            expiry_date=expiry_date,
            status=status,
            pos=pos,
            atm=atm,
            card_holder=card_holder,
            card_name=card_name,
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
