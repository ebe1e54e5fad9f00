from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.language import Language
from ..models.sign_method import SignMethod
from ..types import UNSET, Unset

T = TypeVar("T", bound="SignatureForm")


@_attrs_define
class SignatureForm:
    """A mandate to create and sign, or the key of a prepared one. Without a key, `ct`, `iban` and `bic` are needed, and
    `mobile` for sms, which a prepared mandate may have.

        Attributes:
            method (SignMethod): How the debtor signs. sms: by answering a text message, which needs `mobile`. digisign:
                with the image in `digsig`. selfie: with the image in `selfie`. sofort: on the page of the bank, whose address
                the answer has. paper and import: signed already.
            sign_date (str | Unset): When it was signed, an xsd:dateTime or a day. With sms, the time of the answer counts,
                and with no other method.
            place (str | Unset): Where it was signed.
            key (str | Unset): The short code of a prepared mandate; then nothing else about the mandate is needed, but what
                the method takes of its own.
            ct (int | str | Unset): The contract template, by its number in the dashboard.
            l (Language | str | Unset): Language of the mandate.
            iban (str | Unset): The debtor's account. Spaces are allowed and removed; the check digits are checked.
            bic (str | Unset): The BIC of the debtor's bank.
            mandate_number (str | Unset): The creditor's own mandate number, if Twikey does not make one.
            email (str | Unset): The debtor's email address.
            lastname (str | Unset):
            firstname (str | Unset):
            mobile (str | Unset): The debtor's mobile number, international like `+32499123445`; needed for signing by sms.
            address (str | Unset): Street and number.
            city (str | Unset):
            zip_ (str | Unset):
            country (str | Unset): The country, ISO 3166-1 in two letters.
            company_name (str | Unset): The company's name, if the debtor is a company.
            vatno (str | Unset): The company's enterprise number.
            form (str | Unset): The company's legal form.
            contract_number (str | Unset): A contract number in the place of the template's. The mandate shows it as
                RfrdDoc.
            digsig (str | Unset): The image of a signature, a PNG of at most 150 kB in base64, for the method digisign. The
                text calls it the payload.
            selfie (str | Unset): A picture of the debtor, a PNG in base64, for the method selfie.
    """

    method: SignMethod
    sign_date: str | Unset = UNSET
    place: str | Unset = UNSET
    key: str | Unset = UNSET
    ct: int | str | Unset = UNSET
    l: Language | str | Unset = UNSET
    iban: str | Unset = UNSET
    bic: str | Unset = UNSET
    mandate_number: str | Unset = UNSET
    email: str | Unset = UNSET
    lastname: str | Unset = UNSET
    firstname: str | Unset = UNSET
    mobile: str | Unset = UNSET
    address: str | Unset = UNSET
    city: str | Unset = UNSET
    zip_: str | Unset = UNSET
    country: str | Unset = UNSET
    company_name: str | Unset = UNSET
    vatno: str | Unset = UNSET
    form: str | Unset = UNSET
    contract_number: str | Unset = UNSET
    digsig: str | Unset = _attrs_field(default=UNSET, repr=False)
    selfie: str | Unset = _attrs_field(default=UNSET, repr=False)
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        method = self.method.value

        sign_date = self.sign_date

        place = self.place

        key = self.key

        ct: int | str | Unset
        if isinstance(self.ct, Unset):
            ct = UNSET
        else:
            ct = self.ct

        l: str | Unset
        if isinstance(self.l, Unset):
            l = UNSET
        elif isinstance(self.l, Language):
            l = self.l.value
        else:
            l = self.l

        iban = self.iban

        bic = self.bic

        mandate_number = self.mandate_number

        email = self.email

        lastname = self.lastname

        firstname = self.firstname

        mobile = self.mobile

        address = self.address

        city = self.city

        zip_ = self.zip_

        country = self.country

        company_name = self.company_name

        vatno = self.vatno

        form = self.form

        contract_number = self.contract_number

        digsig = self.digsig

        selfie = self.selfie

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "method": method,
            }
        )
        if sign_date is not UNSET:
            field_dict["signDate"] = sign_date
        if place is not UNSET:
            field_dict["place"] = place
        if key is not UNSET:
            field_dict["key"] = key
        if ct is not UNSET:
            field_dict["ct"] = ct
        if l is not UNSET:
            field_dict["l"] = l
        if iban is not UNSET:
            field_dict["iban"] = iban
        if bic is not UNSET:
            field_dict["bic"] = bic
        if mandate_number is not UNSET:
            field_dict["mandateNumber"] = mandate_number
        if email is not UNSET:
            field_dict["email"] = email
        if lastname is not UNSET:
            field_dict["lastname"] = lastname
        if firstname is not UNSET:
            field_dict["firstname"] = firstname
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if address is not UNSET:
            field_dict["address"] = address
        if city is not UNSET:
            field_dict["city"] = city
        if zip_ is not UNSET:
            field_dict["zip"] = zip_
        if country is not UNSET:
            field_dict["country"] = country
        if company_name is not UNSET:
            field_dict["companyName"] = company_name
        if vatno is not UNSET:
            field_dict["vatno"] = vatno
        if form is not UNSET:
            field_dict["form"] = form
        if contract_number is not UNSET:
            field_dict["contractNumber"] = contract_number
        if digsig is not UNSET:
            field_dict["digsig"] = digsig
        if selfie is not UNSET:
            field_dict["selfie"] = selfie

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        method = SignMethod(d.pop("method"))

        sign_date = d.pop("signDate", UNSET)

        place = d.pop("place", UNSET)

        key = d.pop("key", UNSET)

        def _parse_ct(data: object) -> int | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(int | str | Unset, data)

        ct = _parse_ct(d.pop("ct", UNSET))

        def _parse_l(data: object) -> Language | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_optional_language_type_0 = Language(data)

                return componentsschemas_optional_language_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Language | str | Unset, data)

        l = _parse_l(d.pop("l", UNSET))

        iban = d.pop("iban", UNSET)

        bic = d.pop("bic", UNSET)

        mandate_number = d.pop("mandateNumber", UNSET)

        email = d.pop("email", UNSET)

        lastname = d.pop("lastname", UNSET)

        firstname = d.pop("firstname", UNSET)

        mobile = d.pop("mobile", UNSET)

        address = d.pop("address", UNSET)

        city = d.pop("city", UNSET)

        zip_ = d.pop("zip", UNSET)

        country = d.pop("country", UNSET)

        company_name = d.pop("companyName", UNSET)

        vatno = d.pop("vatno", UNSET)

        form = d.pop("form", UNSET)

        contract_number = d.pop("contractNumber", UNSET)

        digsig = d.pop("digsig", UNSET)

        selfie = d.pop("selfie", UNSET)

        model_ = cls(
            method=method,
            sign_date=sign_date,
            place=place,
            key=key,
            ct=ct,
            l=l,
            iban=iban,
            bic=bic,
            mandate_number=mandate_number,
            email=email,
            lastname=lastname,
            firstname=firstname,
            mobile=mobile,
            address=address,
            city=city,
            zip_=zip_,
            country=country,
            company_name=company_name,
            vatno=vatno,
            form=form,
            contract_number=contract_number,
            digsig=digsig,
            selfie=selfie,
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
