from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.frequency import Frequency
from ..models.sequence_type import SequenceType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.duration import Duration


T = TypeVar("T", bound="Occurrences")


@_attrs_define
class Occurrences:
    """How often and how long it is collected.

    Attributes:
        seq_tp (SequenceType | Unset): OOFF for one collection, RCUR for many.
        frqcy (Frequency | Unset): How often it is collected, by the codes of ISO 20022.
        drtn (Duration | Unset): From when until when it holds.
    """

    seq_tp: SequenceType | Unset = UNSET
    frqcy: Frequency | Unset = UNSET
    drtn: Duration | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        seq_tp: str | Unset = UNSET
        if not isinstance(self.seq_tp, Unset):
            seq_tp = self.seq_tp.value

        frqcy: str | Unset = UNSET
        if not isinstance(self.frqcy, Unset):
            frqcy = self.frqcy.value

        drtn: dict[str, Any] | Unset = UNSET
        if not isinstance(self.drtn, Unset):
            drtn = self.drtn.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if seq_tp is not UNSET:
            field_dict["SeqTp"] = seq_tp
        if frqcy is not UNSET:
            field_dict["Frqcy"] = frqcy
        if drtn is not UNSET:
            field_dict["Drtn"] = drtn

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.duration import Duration  # noqa: PLC0415

        d = dict(src_dict)
        _seq_tp = d.pop("SeqTp", UNSET)
        seq_tp: SequenceType | Unset
        if isinstance(_seq_tp, Unset):
            seq_tp = UNSET
        else:
            seq_tp = SequenceType(_seq_tp)

        _frqcy = d.pop("Frqcy", UNSET)
        frqcy: Frequency | Unset
        if isinstance(_frqcy, Unset):
            frqcy = UNSET
        else:
            frqcy = Frequency(_frqcy)

        _drtn = d.pop("Drtn", UNSET)
        drtn: Duration | Unset
        if isinstance(_drtn, Unset):
            drtn = UNSET
        else:
            drtn = Duration.from_dict(_drtn)

        model_ = cls(
            seq_tp=seq_tp,
            frqcy=frqcy,
            drtn=drtn,
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
