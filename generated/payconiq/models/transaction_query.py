from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.sdd_status_filter import SddStatusFilter
from ..models.transaction_status import TransactionStatus
from ..types import UNSET, Unset

T = TypeVar("T", bound="TransactionQuery")


@_attrs_define
class TransactionQuery:
    """Which transactions to list. What is left out or null filters nothing.

    Attributes:
        from_ (datetime.datetime | int | None | str | Unset): Created at this moment or later.
        to (datetime.datetime | int | None | str | Unset): Created at this moment or earlier.
        status (None | TransactionStatus | Unset):
        sdd_status (None | SddStatusFilter | Unset):
        origin_id (None | str | Unset): Of this customer. One that does not exist has no transactions.
    """

    from_: datetime.datetime | int | None | str | Unset = UNSET
    to: datetime.datetime | int | None | str | Unset = UNSET
    status: None | TransactionStatus | Unset = UNSET
    sdd_status: None | SddStatusFilter | Unset = UNSET
    origin_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from_: int | None | str | Unset
        if isinstance(self.from_, Unset):
            from_ = UNSET
        elif isinstance(self.from_, datetime.datetime):
            from_ = self.from_.isoformat()
        else:
            from_ = self.from_

        to: int | None | str | Unset
        if isinstance(self.to, Unset):
            to = UNSET
        elif isinstance(self.to, datetime.datetime):
            to = self.to.isoformat()
        else:
            to = self.to

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, TransactionStatus):
            status = self.status.value
        else:
            status = self.status

        sdd_status: None | str | Unset
        if isinstance(self.sdd_status, Unset):
            sdd_status = UNSET
        elif isinstance(self.sdd_status, SddStatusFilter):
            sdd_status = self.sdd_status.value
        else:
            sdd_status = self.sdd_status

        origin_id: None | str | Unset
        if isinstance(self.origin_id, Unset):
            origin_id = UNSET
        else:
            origin_id = self.origin_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if from_ is not UNSET:
            field_dict["from"] = from_
        if to is not UNSET:
            field_dict["to"] = to
        if status is not UNSET:
            field_dict["status"] = status
        if sdd_status is not UNSET:
            field_dict["sddStatus"] = sdd_status
        if origin_id is not UNSET:
            field_dict["originId"] = origin_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_from_(data: object) -> datetime.datetime | int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_moment_type_2 = datetime.datetime.fromisoformat(data)

                return componentsschemas_moment_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | int | None | str | Unset, data)

        from_ = _parse_from_(d.pop("from", UNSET))

        def _parse_to(data: object) -> datetime.datetime | int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_moment_type_2 = datetime.datetime.fromisoformat(data)

                return componentsschemas_moment_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | int | None | str | Unset, data)

        to = _parse_to(d.pop("to", UNSET))

        def _parse_status(data: object) -> None | TransactionStatus | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = TransactionStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TransactionStatus | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_sdd_status(data: object) -> None | SddStatusFilter | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sdd_status_type_0 = SddStatusFilter(data)

                return sdd_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SddStatusFilter | Unset, data)

        sdd_status = _parse_sdd_status(d.pop("sddStatus", UNSET))

        def _parse_origin_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        origin_id = _parse_origin_id(d.pop("originId", UNSET))

        model_ = cls(
            from_=from_,
            to=to,
            status=status,
            sdd_status=sdd_status,
            origin_id=origin_id,
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
