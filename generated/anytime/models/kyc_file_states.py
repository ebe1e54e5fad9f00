from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kyc_file_state import KycFileState


T = TypeVar("T", bound="KycFileStates")


@_attrs_define
class KycFileStates:
    """One entry for each file that was sent. The provider's client expects the utility bill under user_dom1. The text
    leaves out the two files of a company here.

        Attributes:
            user_selfie (KycFileState | Unset): What became of one file.
            user_identity (KycFileState | Unset): What became of one file.
            user_identity_back (KycFileState | Unset): What became of one file.
            user_passport (KycFileState | Unset): What became of one file.
            user_dom_1 (KycFileState | Unset): What became of one file.
            user_dom1 (KycFileState | Unset): What became of one file.
            user_identity_host (KycFileState | Unset): What became of one file.
            user_identity_back_host (KycFileState | Unset): What became of one file.
            user_dom_host (KycFileState | Unset): What became of one file.
            user_affidavit (KycFileState | Unset): What became of one file.
            corp_status (KycFileState | Unset): What became of one file.
            corp_kbis (KycFileState | Unset): What became of one file.
    """

    user_selfie: KycFileState | Unset = UNSET
    user_identity: KycFileState | Unset = UNSET
    user_identity_back: KycFileState | Unset = UNSET
    user_passport: KycFileState | Unset = UNSET
    user_dom_1: KycFileState | Unset = UNSET
    user_dom1: KycFileState | Unset = UNSET
    user_identity_host: KycFileState | Unset = UNSET
    user_identity_back_host: KycFileState | Unset = UNSET
    user_dom_host: KycFileState | Unset = UNSET
    user_affidavit: KycFileState | Unset = UNSET
    corp_status: KycFileState | Unset = UNSET
    corp_kbis: KycFileState | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_selfie: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_selfie, Unset):
            user_selfie = self.user_selfie.to_dict()

        user_identity: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_identity, Unset):
            user_identity = self.user_identity.to_dict()

        user_identity_back: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_identity_back, Unset):
            user_identity_back = self.user_identity_back.to_dict()

        user_passport: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_passport, Unset):
            user_passport = self.user_passport.to_dict()

        user_dom_1: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_dom_1, Unset):
            user_dom_1 = self.user_dom_1.to_dict()

        user_dom1: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_dom1, Unset):
            user_dom1 = self.user_dom1.to_dict()

        user_identity_host: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_identity_host, Unset):
            user_identity_host = self.user_identity_host.to_dict()

        user_identity_back_host: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_identity_back_host, Unset):
            user_identity_back_host = self.user_identity_back_host.to_dict()

        user_dom_host: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_dom_host, Unset):
            user_dom_host = self.user_dom_host.to_dict()

        user_affidavit: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_affidavit, Unset):
            user_affidavit = self.user_affidavit.to_dict()

        corp_status: dict[str, Any] | Unset = UNSET
        if not isinstance(self.corp_status, Unset):
            corp_status = self.corp_status.to_dict()

        corp_kbis: dict[str, Any] | Unset = UNSET
        if not isinstance(self.corp_kbis, Unset):
            corp_kbis = self.corp_kbis.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if user_selfie is not UNSET:
            field_dict["user_selfie"] = user_selfie
        if user_identity is not UNSET:
            field_dict["user_identity"] = user_identity
        if user_identity_back is not UNSET:
            field_dict["user_identity_back"] = user_identity_back
        if user_passport is not UNSET:
            field_dict["user_passport"] = user_passport
        if user_dom_1 is not UNSET:
            field_dict["user_dom_1"] = user_dom_1
        if user_dom1 is not UNSET:
            field_dict["user_dom1"] = user_dom1
        if user_identity_host is not UNSET:
            field_dict["user_identity_host"] = user_identity_host
        if user_identity_back_host is not UNSET:
            field_dict["user_identity_back_host"] = user_identity_back_host
        if user_dom_host is not UNSET:
            field_dict["user_dom_host"] = user_dom_host
        if user_affidavit is not UNSET:
            field_dict["user_affidavit"] = user_affidavit
        if corp_status is not UNSET:
            field_dict["corp_status"] = corp_status
        if corp_kbis is not UNSET:
            field_dict["corp_kbis"] = corp_kbis

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kyc_file_state import KycFileState  # noqa: PLC0415

        d = dict(src_dict)
        _user_selfie = d.pop("user_selfie", UNSET)
        user_selfie: KycFileState | Unset
        if isinstance(_user_selfie, Unset):
            user_selfie = UNSET
        else:
            user_selfie = KycFileState.from_dict(_user_selfie)

        _user_identity = d.pop("user_identity", UNSET)
        user_identity: KycFileState | Unset
        if isinstance(_user_identity, Unset):
            user_identity = UNSET
        else:
            user_identity = KycFileState.from_dict(_user_identity)

        _user_identity_back = d.pop("user_identity_back", UNSET)
        user_identity_back: KycFileState | Unset
        if isinstance(_user_identity_back, Unset):
            user_identity_back = UNSET
        else:
            user_identity_back = KycFileState.from_dict(_user_identity_back)

        _user_passport = d.pop("user_passport", UNSET)
        user_passport: KycFileState | Unset
        if isinstance(_user_passport, Unset):
            user_passport = UNSET
        else:
            user_passport = KycFileState.from_dict(_user_passport)

        _user_dom_1 = d.pop("user_dom_1", UNSET)
        user_dom_1: KycFileState | Unset
        if isinstance(_user_dom_1, Unset):
            user_dom_1 = UNSET
        else:
            user_dom_1 = KycFileState.from_dict(_user_dom_1)

        _user_dom1 = d.pop("user_dom1", UNSET)
        user_dom1: KycFileState | Unset
        if isinstance(_user_dom1, Unset):
            user_dom1 = UNSET
        else:
            user_dom1 = KycFileState.from_dict(_user_dom1)

        _user_identity_host = d.pop("user_identity_host", UNSET)
        user_identity_host: KycFileState | Unset
        if isinstance(_user_identity_host, Unset):
            user_identity_host = UNSET
        else:
            user_identity_host = KycFileState.from_dict(_user_identity_host)

        _user_identity_back_host = d.pop("user_identity_back_host", UNSET)
        user_identity_back_host: KycFileState | Unset
        if isinstance(_user_identity_back_host, Unset):
            user_identity_back_host = UNSET
        else:
            user_identity_back_host = KycFileState.from_dict(_user_identity_back_host)

        _user_dom_host = d.pop("user_dom_host", UNSET)
        user_dom_host: KycFileState | Unset
        if isinstance(_user_dom_host, Unset):
            user_dom_host = UNSET
        else:
            user_dom_host = KycFileState.from_dict(_user_dom_host)

        _user_affidavit = d.pop("user_affidavit", UNSET)
        user_affidavit: KycFileState | Unset
        if isinstance(_user_affidavit, Unset):
            user_affidavit = UNSET
        else:
            user_affidavit = KycFileState.from_dict(_user_affidavit)

        _corp_status = d.pop("corp_status", UNSET)
        corp_status: KycFileState | Unset
        if isinstance(_corp_status, Unset):
            corp_status = UNSET
        else:
            corp_status = KycFileState.from_dict(_corp_status)

        _corp_kbis = d.pop("corp_kbis", UNSET)
        corp_kbis: KycFileState | Unset
        if isinstance(_corp_kbis, Unset):
            corp_kbis = UNSET
        else:
            corp_kbis = KycFileState.from_dict(_corp_kbis)

        model_ = cls(
            user_selfie=user_selfie,
            user_identity=user_identity,
            user_identity_back=user_identity_back,
            user_passport=user_passport,
            user_dom_1=user_dom_1,
            user_dom1=user_dom1,
            user_identity_host=user_identity_host,
            user_identity_back_host=user_identity_back_host,
            user_dom_host=user_dom_host,
            user_affidavit=user_affidavit,
            corp_status=corp_status,
            corp_kbis=corp_kbis,
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
