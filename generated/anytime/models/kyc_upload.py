from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="KycUpload")


@_attrs_define
class KycUpload:
    """Papers to hand in, at least one of the eleven. Give every file a name with its extension.

    Attributes:
        user_selfie (File | Unset): A photograph of the holder's face.
        user_identity (File | Unset): Identity card of the holder, front.
        user_identity_back (File | Unset): Identity card of the holder, back.
        user_passport (File | Unset): Passport of the holder.
        user_dom_1 (File | Unset): Utility bill of the holder.
        user_identity_host (File | Unset): Identity card of the person that the holder lives with, front.
        user_identity_back_host (File | Unset): Identity card of the person that the holder lives with, back.
        user_dom_host (File | Unset): Utility bill of the person that the holder lives with.
        user_affidavit (File | Unset): Statement that the holder lives with somebody else.
        corp_status (File | Unset): Statutes of the company.
        corp_kbis (File | Unset): Registration (kbis) of the company.
    """

    user_selfie: File | Unset = UNSET
    user_identity: File | Unset = UNSET
    user_identity_back: File | Unset = UNSET
    user_passport: File | Unset = UNSET
    user_dom_1: File | Unset = UNSET
    user_identity_host: File | Unset = UNSET
    user_identity_back_host: File | Unset = UNSET
    user_dom_host: File | Unset = UNSET
    user_affidavit: File | Unset = UNSET
    corp_status: File | Unset = UNSET
    corp_kbis: File | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_selfie: FileTypes | Unset = UNSET
        if not isinstance(self.user_selfie, Unset):
            user_selfie = self.user_selfie.to_tuple()

        user_identity: FileTypes | Unset = UNSET
        if not isinstance(self.user_identity, Unset):
            user_identity = self.user_identity.to_tuple()

        user_identity_back: FileTypes | Unset = UNSET
        if not isinstance(self.user_identity_back, Unset):
            user_identity_back = self.user_identity_back.to_tuple()

        user_passport: FileTypes | Unset = UNSET
        if not isinstance(self.user_passport, Unset):
            user_passport = self.user_passport.to_tuple()

        user_dom_1: FileTypes | Unset = UNSET
        if not isinstance(self.user_dom_1, Unset):
            user_dom_1 = self.user_dom_1.to_tuple()

        user_identity_host: FileTypes | Unset = UNSET
        if not isinstance(self.user_identity_host, Unset):
            user_identity_host = self.user_identity_host.to_tuple()

        user_identity_back_host: FileTypes | Unset = UNSET
        if not isinstance(self.user_identity_back_host, Unset):
            user_identity_back_host = self.user_identity_back_host.to_tuple()

        user_dom_host: FileTypes | Unset = UNSET
        if not isinstance(self.user_dom_host, Unset):
            user_dom_host = self.user_dom_host.to_tuple()

        user_affidavit: FileTypes | Unset = UNSET
        if not isinstance(self.user_affidavit, Unset):
            user_affidavit = self.user_affidavit.to_tuple()

        corp_status: FileTypes | Unset = UNSET
        if not isinstance(self.corp_status, Unset):
            corp_status = self.corp_status.to_tuple()

        corp_kbis: FileTypes | Unset = UNSET
        if not isinstance(self.corp_kbis, Unset):
            corp_kbis = self.corp_kbis.to_tuple()

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

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        if not isinstance(self.user_selfie, Unset):
            files.append(
                (
                    "user_selfie",
                    (
                        self.user_selfie.file_name or "user_selfie",
                        self.user_selfie.read_all(),
                        self.user_selfie.mime_type,
                    ),
                )
            )

        if not isinstance(self.user_identity, Unset):
            files.append(
                (
                    "user_identity",
                    (
                        self.user_identity.file_name or "user_identity",
                        self.user_identity.read_all(),
                        self.user_identity.mime_type,
                    ),
                )
            )

        if not isinstance(self.user_identity_back, Unset):
            files.append(
                (
                    "user_identity_back",
                    (
                        self.user_identity_back.file_name or "user_identity_back",
                        self.user_identity_back.read_all(),
                        self.user_identity_back.mime_type,
                    ),
                )
            )

        if not isinstance(self.user_passport, Unset):
            files.append(
                (
                    "user_passport",
                    (
                        self.user_passport.file_name or "user_passport",
                        self.user_passport.read_all(),
                        self.user_passport.mime_type,
                    ),
                )
            )

        if not isinstance(self.user_dom_1, Unset):
            files.append(
                (
                    "user_dom_1",
                    (self.user_dom_1.file_name or "user_dom_1", self.user_dom_1.read_all(), self.user_dom_1.mime_type),
                )
            )

        if not isinstance(self.user_identity_host, Unset):
            files.append(
                (
                    "user_identity_host",
                    (
                        self.user_identity_host.file_name or "user_identity_host",
                        self.user_identity_host.read_all(),
                        self.user_identity_host.mime_type,
                    ),
                )
            )

        if not isinstance(self.user_identity_back_host, Unset):
            files.append(
                (
                    "user_identity_back_host",
                    (
                        self.user_identity_back_host.file_name or "user_identity_back_host",
                        self.user_identity_back_host.read_all(),
                        self.user_identity_back_host.mime_type,
                    ),
                )
            )

        if not isinstance(self.user_dom_host, Unset):
            files.append(
                (
                    "user_dom_host",
                    (
                        self.user_dom_host.file_name or "user_dom_host",
                        self.user_dom_host.read_all(),
                        self.user_dom_host.mime_type,
                    ),
                )
            )

        if not isinstance(self.user_affidavit, Unset):
            files.append(
                (
                    "user_affidavit",
                    (
                        self.user_affidavit.file_name or "user_affidavit",
                        self.user_affidavit.read_all(),
                        self.user_affidavit.mime_type,
                    ),
                )
            )

        if not isinstance(self.corp_status, Unset):
            files.append(
                (
                    "corp_status",
                    (
                        self.corp_status.file_name or "corp_status",
                        self.corp_status.read_all(),
                        self.corp_status.mime_type,
                    ),
                )
            )

        if not isinstance(self.corp_kbis, Unset):
            files.append(
                (
                    "corp_kbis",
                    (self.corp_kbis.file_name or "corp_kbis", self.corp_kbis.read_all(), self.corp_kbis.mime_type),
                )
            )

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, (None, str(prop).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _user_selfie = d.pop("user_selfie", UNSET)
        user_selfie: File | Unset
        if isinstance(_user_selfie, Unset):
            user_selfie = UNSET
        else:
            user_selfie = File(payload=BytesIO(_user_selfie))

        _user_identity = d.pop("user_identity", UNSET)
        user_identity: File | Unset
        if isinstance(_user_identity, Unset):
            user_identity = UNSET
        else:
            user_identity = File(payload=BytesIO(_user_identity))

        _user_identity_back = d.pop("user_identity_back", UNSET)
        user_identity_back: File | Unset
        if isinstance(_user_identity_back, Unset):
            user_identity_back = UNSET
        else:
            user_identity_back = File(payload=BytesIO(_user_identity_back))

        _user_passport = d.pop("user_passport", UNSET)
        user_passport: File | Unset
        if isinstance(_user_passport, Unset):
            user_passport = UNSET
        else:
            user_passport = File(payload=BytesIO(_user_passport))

        _user_dom_1 = d.pop("user_dom_1", UNSET)
        user_dom_1: File | Unset
        if isinstance(_user_dom_1, Unset):
            user_dom_1 = UNSET
        else:
            user_dom_1 = File(payload=BytesIO(_user_dom_1))

        _user_identity_host = d.pop("user_identity_host", UNSET)
        user_identity_host: File | Unset
        if isinstance(_user_identity_host, Unset):
            user_identity_host = UNSET
        else:
            user_identity_host = File(payload=BytesIO(_user_identity_host))

        _user_identity_back_host = d.pop("user_identity_back_host", UNSET)
        user_identity_back_host: File | Unset
        if isinstance(_user_identity_back_host, Unset):
            user_identity_back_host = UNSET
        else:
            user_identity_back_host = File(payload=BytesIO(_user_identity_back_host))

        _user_dom_host = d.pop("user_dom_host", UNSET)
        user_dom_host: File | Unset
        if isinstance(_user_dom_host, Unset):
            user_dom_host = UNSET
        else:
            user_dom_host = File(payload=BytesIO(_user_dom_host))

        _user_affidavit = d.pop("user_affidavit", UNSET)
        user_affidavit: File | Unset
        if isinstance(_user_affidavit, Unset):
            user_affidavit = UNSET
        else:
            user_affidavit = File(payload=BytesIO(_user_affidavit))

        _corp_status = d.pop("corp_status", UNSET)
        corp_status: File | Unset
        if isinstance(_corp_status, Unset):
            corp_status = UNSET
        else:
            corp_status = File(payload=BytesIO(_corp_status))

        _corp_kbis = d.pop("corp_kbis", UNSET)
        corp_kbis: File | Unset
        if isinstance(_corp_kbis, Unset):
            corp_kbis = UNSET
        else:
            corp_kbis = File(payload=BytesIO(_corp_kbis))

        model_ = cls(
            user_selfie=user_selfie,
            user_identity=user_identity,
            user_identity_back=user_identity_back,
            user_passport=user_passport,
            user_dom_1=user_dom_1,
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
