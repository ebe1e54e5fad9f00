from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.language import Language
from ..types import UNSET, Unset

T = TypeVar("T", bound="InvitationForm")


@_attrs_define
class InvitationForm:
    """A mandate to prepare.

    Attributes:
        ct (int | str): The contract template, by its number in the dashboard.
        email (str): The debtor's email address.
        l (Language | str | Unset): Language of the mandate.
        iban (str | Unset): The debtor's account. Spaces are allowed and removed; the check digits are checked.
        bic (str | Unset): The BIC of the debtor's bank.
        mandate_number (str | Unset): The creditor's own mandate number, if Twikey does not make one.
        lastname (str | Unset):
        firstname (str | Unset):
        mobile (str | Unset): The debtor's mobile number, international like `+32499123445`; needed for signing by sms.
            One sample of the text leaves the plus sign out.
        address (str | Unset): Street and number.
        city (str | Unset):
        zip_ (str | Unset):
        country (str | Unset): The country, ISO 3166-1 in two letters.
        company_name (str | Unset): The company's name, if the debtor is a company.
        vatno (str | Unset): The company's enterprise number.
        form (str | Unset): The company's legal form.
        contract_number (str | Unset): A contract number in the place of the template's. The mandate shows it as
            RfrdDoc.
        campaign (str | Unset): A campaign that the short link belongs to.
        prefix (str | Unset): What stands before the key in the short link. The server takes the creditor's name
            otherwise.
        check (bool | str | Unset): Whether to look for a mandate of this email address and template that is valid
            already, and to name that one instead of preparing another.
        amount (str | Unset): Euros to collect once the mandate is signed, such as `12.33`.
        send_invite (bool | str | Unset): Whether Twikey mails the invitation at once.
        reminder_days (int | str | Unset): After how many days to send a reminder.
        token (str | Unset): The creditor's own word for the invitation, given back in the exit URL.
        txr (str | Unset): The creditor's reference of the first transaction, which `amount` becomes.
        txd (str | Unset): The message of the first transaction.
    """

    ct: int | str
    email: str
    l: Language | str | Unset = UNSET
    iban: str | Unset = UNSET
    bic: str | Unset = UNSET
    mandate_number: str | Unset = UNSET
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
    campaign: str | Unset = UNSET
    prefix: str | Unset = UNSET
    check: bool | str | Unset = UNSET
    amount: str | Unset = UNSET
    send_invite: bool | str | Unset = UNSET
    reminder_days: int | str | Unset = UNSET
    token: str | Unset = UNSET
    txr: str | Unset = UNSET
    txd: str | Unset = UNSET
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ct: int | str
        ct = self.ct

        email = self.email

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

        campaign = self.campaign

        prefix = self.prefix

        check: bool | str | Unset
        if isinstance(self.check, Unset):
            check = UNSET
        else:
            check = self.check

        amount = self.amount

        send_invite: bool | str | Unset
        if isinstance(self.send_invite, Unset):
            send_invite = UNSET
        else:
            send_invite = self.send_invite

        reminder_days: int | str | Unset
        if isinstance(self.reminder_days, Unset):
            reminder_days = UNSET
        else:
            reminder_days = self.reminder_days

        token = self.token

        txr = self.txr

        txd = self.txd

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ct": ct,
                "email": email,
            }
        )
        if l is not UNSET:
            field_dict["l"] = l
        if iban is not UNSET:
            field_dict["iban"] = iban
        if bic is not UNSET:
            field_dict["bic"] = bic
        if mandate_number is not UNSET:
            field_dict["mandateNumber"] = mandate_number
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
        if campaign is not UNSET:
            field_dict["campaign"] = campaign
        if prefix is not UNSET:
            field_dict["prefix"] = prefix
        if check is not UNSET:
            field_dict["check"] = check
        if amount is not UNSET:
            field_dict["amount"] = amount
        if send_invite is not UNSET:
            field_dict["sendInvite"] = send_invite
        if reminder_days is not UNSET:
            field_dict["reminderDays"] = reminder_days
        if token is not UNSET:
            field_dict["token"] = token
        if txr is not UNSET:
            field_dict["_txr"] = txr
        if txd is not UNSET:
            field_dict["_txd"] = txd

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_ct(data: object) -> int | str:
            return cast(int | str, data)

        ct = _parse_ct(d.pop("ct"))

        email = d.pop("email")

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

        campaign = d.pop("campaign", UNSET)

        prefix = d.pop("prefix", UNSET)

        def _parse_check(data: object) -> bool | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(bool | str | Unset, data)

        check = _parse_check(d.pop("check", UNSET))

        amount = d.pop("amount", UNSET)

        def _parse_send_invite(data: object) -> bool | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(bool | str | Unset, data)

        send_invite = _parse_send_invite(d.pop("sendInvite", UNSET))

        def _parse_reminder_days(data: object) -> int | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(int | str | Unset, data)

        reminder_days = _parse_reminder_days(d.pop("reminderDays", UNSET))

        token = d.pop("token", UNSET)

        txr = d.pop("_txr", UNSET)

        txd = d.pop("_txd", UNSET)

        model_ = cls(
            ct=ct,
            email=email,
            l=l,
            iban=iban,
            bic=bic,
            mandate_number=mandate_number,
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
            campaign=campaign,
            prefix=prefix,
            check=check,
            amount=amount,
            send_invite=send_invite,
            reminder_days=reminder_days,
            token=token,
            txr=txr,
            txd=txd,
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
