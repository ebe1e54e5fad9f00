from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.contact_details import ContactDetails
    from ..models.postal_address import PostalAddress


T = TypeVar("T", bound="Party")


@_attrs_define
class Party:
    """A creditor, a debtor, or whoever asked for a change.

    Attributes:
        nm (str | Unset):
        pstl_adr (PostalAddress | Unset): An address.
        id (str | Unset): Enterprise number. Companies only.
        ctry_of_res (str | Unset): Country of residence, in two letters that may be lower case.
        ctct_dtls (ContactDetails | Unset): How to reach a party.
    """

    nm: str | Unset = UNSET
    pstl_adr: PostalAddress | Unset = UNSET
    id: str | Unset = UNSET
    ctry_of_res: str | Unset = UNSET
    ctct_dtls: ContactDetails | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        nm = self.nm

        pstl_adr: dict[str, Any] | Unset = UNSET
        if not isinstance(self.pstl_adr, Unset):
            pstl_adr = self.pstl_adr.to_dict()

        id = self.id

        ctry_of_res = self.ctry_of_res

        ctct_dtls: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ctct_dtls, Unset):
            ctct_dtls = self.ctct_dtls.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if nm is not UNSET:
            field_dict["Nm"] = nm
        if pstl_adr is not UNSET:
            field_dict["PstlAdr"] = pstl_adr
        if id is not UNSET:
            field_dict["Id"] = id
        if ctry_of_res is not UNSET:
            field_dict["CtryOfRes"] = ctry_of_res
        if ctct_dtls is not UNSET:
            field_dict["CtctDtls"] = ctct_dtls

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.contact_details import ContactDetails  # noqa: PLC0415
        from ..models.postal_address import PostalAddress  # noqa: PLC0415

        d = dict(src_dict)
        nm = d.pop("Nm", UNSET)

        _pstl_adr = d.pop("PstlAdr", UNSET)
        pstl_adr: PostalAddress | Unset
        if isinstance(_pstl_adr, Unset):
            pstl_adr = UNSET
        else:
            pstl_adr = PostalAddress.from_dict(_pstl_adr)

        id = d.pop("Id", UNSET)

        ctry_of_res = d.pop("CtryOfRes", UNSET)

        _ctct_dtls = d.pop("CtctDtls", UNSET)
        ctct_dtls: ContactDetails | Unset
        if isinstance(_ctct_dtls, Unset):
            ctct_dtls = UNSET
        else:
            ctct_dtls = ContactDetails.from_dict(_ctct_dtls)

        model_ = cls(
            nm=nm,
            pstl_adr=pstl_adr,
            id=id,
            ctry_of_res=ctry_of_res,
            ctct_dtls=ctct_dtls,
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
