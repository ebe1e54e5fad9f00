from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PartnerSetting")


@_attrs_define
class PartnerSetting:
    """What is switched on for the partner.

    Attributes:
        enable_sms_verification (bool):
        enable_mandate_management (bool | Unset): True: mandates may be created with `createMandate`. False: every
            customer comes with mandate reference and sign date. Seen in 2017.
        enable_automatic_retry (bool | Unset): Seen in 2017.
        enable_automatic_sms_mandate_sign_code (bool | Unset): Seen in 2017.
        enable_check_mandate_sign_code (bool | Unset): Seen in 2017.
        enable_sct_conditional (bool | Unset): Seen in 2017.
        enable_sct_payout (bool | Unset): Seen in 2017.
        enable_risk_checks (bool | Unset): Seen in 2017.
        p2p (Any | Unset): Seen in 2017. Its type is not known.
        p_2_p_type (Any | Unset): Seen in 2017. Its type is not known.
    """

    enable_sms_verification: bool
    enable_mandate_management: bool | Unset = UNSET
    enable_automatic_retry: bool | Unset = UNSET
    enable_automatic_sms_mandate_sign_code: bool | Unset = UNSET
    enable_check_mandate_sign_code: bool | Unset = UNSET
    enable_sct_conditional: bool | Unset = UNSET
    enable_sct_payout: bool | Unset = UNSET
    enable_risk_checks: bool | Unset = UNSET
    p2p: Any | Unset = UNSET
    p_2_p_type: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        enable_sms_verification = self.enable_sms_verification

        enable_mandate_management = self.enable_mandate_management

        enable_automatic_retry = self.enable_automatic_retry

        enable_automatic_sms_mandate_sign_code = self.enable_automatic_sms_mandate_sign_code

        enable_check_mandate_sign_code = self.enable_check_mandate_sign_code

        enable_sct_conditional = self.enable_sct_conditional

        enable_sct_payout = self.enable_sct_payout

        enable_risk_checks = self.enable_risk_checks

        p2p = self.p2p

        p_2_p_type = self.p_2_p_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "enableSMSVerification": enable_sms_verification,
            }
        )
        if enable_mandate_management is not UNSET:
            field_dict["enableMandateManagement"] = enable_mandate_management
        if enable_automatic_retry is not UNSET:
            field_dict["enableAutomaticRetry"] = enable_automatic_retry
        if enable_automatic_sms_mandate_sign_code is not UNSET:
            field_dict["enableAutomaticSMSMandateSignCode"] = enable_automatic_sms_mandate_sign_code
        if enable_check_mandate_sign_code is not UNSET:
            field_dict["enableCheckMandateSignCode"] = enable_check_mandate_sign_code
        if enable_sct_conditional is not UNSET:
            field_dict["enableSCTConditional"] = enable_sct_conditional
        if enable_sct_payout is not UNSET:
            field_dict["enableSCTPayout"] = enable_sct_payout
        if enable_risk_checks is not UNSET:
            field_dict["enableRiskChecks"] = enable_risk_checks
        if p2p is not UNSET:
            field_dict["p2p"] = p2p
        if p_2_p_type is not UNSET:
            field_dict["p2pType"] = p_2_p_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        enable_sms_verification = d.pop("enableSMSVerification")

        enable_mandate_management = d.pop("enableMandateManagement", UNSET)

        enable_automatic_retry = d.pop("enableAutomaticRetry", UNSET)

        enable_automatic_sms_mandate_sign_code = d.pop("enableAutomaticSMSMandateSignCode", UNSET)

        enable_check_mandate_sign_code = d.pop("enableCheckMandateSignCode", UNSET)

        enable_sct_conditional = d.pop("enableSCTConditional", UNSET)

        enable_sct_payout = d.pop("enableSCTPayout", UNSET)

        enable_risk_checks = d.pop("enableRiskChecks", UNSET)

        p2p = d.pop("p2p", UNSET)

        p_2_p_type = d.pop("p2pType", UNSET)

        model_ = cls(
            enable_sms_verification=enable_sms_verification,
            enable_mandate_management=enable_mandate_management,
            enable_automatic_retry=enable_automatic_retry,
            enable_automatic_sms_mandate_sign_code=enable_automatic_sms_mandate_sign_code,
            enable_check_mandate_sign_code=enable_check_mandate_sign_code,
            enable_sct_conditional=enable_sct_conditional,
            enable_sct_payout=enable_sct_payout,
            enable_risk_checks=enable_risk_checks,
            p2p=p2p,
            p_2_p_type=p_2_p_type,
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
