"""The error codes of Anytime with their names, and the papers of a KYC."""

from __future__ import annotations

from collections.abc import Mapping

EXCEPTIONS: Mapping[str, str] = {
    "4000010": "BadVersionFormatException",
    "4000011": "VersionNotSupportedException",
    "4000050": "DateStartGreaterThanDateEndFilterException",
    "4000210": "AccountInvalidParameterException",
    "4000220": "AccountIdenticalSrcAndDstAccountIdException",
    "4000230": "AccountIbanAlreadyExistsException",
    "4000310": "CardInvalidParameterException",
    "4010010": "OAuth2AccessDeniedException",
    "4010020": "OAuth2InvalidRequestException",
    "4010030": "OAuth2InvalidClientException",
    "4010040": "OAuth2InvalidGrantException",
    "4010050": "OAuth2InvalidTokenException",
    "4010060": "IpAddressNotAllowedException",
    "4010070": "BadRsaSignatureException",
    "4010080": "ValidationDataAlreadyUsedException",
    "4020210": "AccountSrcNotEnoughCreditException",
    "4020220": "AccountBalanceTooLowException",
    "4020320": "CardBalanceTooLowException",
    "4020321": "CardBalanceTooHighException",
    "4030020": "SubEnvironmentAccessDeniedException",
    "4030030": "FunctionalityNotAllowedException",
    "4030210": "AccountIdNoRightsException",
    "4030211": "AccountIdPartnerNoRightsException",
    "4030212": "AccountBadTypeException",
    "4030220": "AccountIbanIncompleteKYCException",
    "4030221": "AccountIbanNotCreatedException",
    "4030310": "CardAccountNoRightsException",
    "4030320": "CardNotActivatedException",
    "4030330": "CardLoadAmountTooLowException",
    "4030331": "CardLoadAmountTooHighException",
    "4030350": "CardCancelledNoActionException",
    "4030360": "CardBadCardTypeException",
    "4030365": "CardBadStatusUpdateException",
    "4030370": "CardAccountCannotOrderVirtualCardsException",
    "4030380": "CardGetPinBadCvcException",
    "4030390": "CardUpdateCardUpdateMissingHolderDataException",
    "4030410": "OrderIdNoRightsException",
    "4040010": "InvalidRouteException",
    "4040210": "AccountStatementNotFoundException",
    # The provider's client knows these two names; their numbers are assumed.
    "4040220": "AccountCreditTransferNotFoundException",
    "4040221": "AccountCreditTransferTestimonialNotFoundException",
    "4040310": "CardStatementNotFoundException",
    "4040410": "OrderNoAvailableTrackingDataException",
    "4050010": "MethodNotAllowedException",
    "4080010": "BankingNetworkTimeoutException",
    "4290010": "MaxQueryRateByIpReachedException",
    "4290020": "MaxQueryRateByFunctionalityReachedException",
    "4290030": "MaxQueryRateByApiUserReachedException",
    "4290310": "CardMaxLoadPerDayException",
    "4290311": "CardMaxLoadPerMonthException",
    "4290312": "CardMaxLoadPerYearException",
    "4290313": "CardMaxLoadPerFourDaysException",
    "4290314": "CardMaxLoadPerWeekException",
    "4290320": "CardLoadCapacityException",
    "4290330": "CardMaxAllowedOrderReachedException",
    "4290331": "CardMaxAllowedOrderReachedForSubAccountException",
    "4510210": "AccountCreditTransferKycUploadRequiredException",
    "4510310": "CardCreditSingleUseUnavailableException",
    "4510320": "CardOrderKycUploadRequiredException",
    "4510330": "CardLoadKycUploadRequiredException",
    "5000010": "UnknownException",
}
"""Code → the name by which the provider's own client tells it from others."""

PARAMETERS: Mapping[str, str] = {
    "acc_currency": "acc_currency",
    "corp_name": "corp_name",
    "corp_regnum": "corp_regnum",
    "corp_type": "corp_type",
    "corp_activity": "corp_activity",
    "corp_tva": "corp_tva",
    "corp_addr_line_1": "corp_addr_1",
    "corp_addr_line_2": "corp_addr_2",
    "corp_addr_zip": "corp_zip",
    "corp_addr_city": "corp_city",
    "corp_addr_cc": "corp_cc",
    "user_gender": "user_gender",
    "user_first_name": "user_first_name",
    "user_last_name": "user_last_name",
    "user_dob": "user_dob",
    "user_pob": "user_pob",
    "user_email": "user_email",
    "user_mobile_number": "user_mobile_number",
    "user_addr_line_1": "user_addr_1",
    "user_addr_line_2": "user_addr_2",
    "user_addr_zip": "user_addr_zip",
    "user_addr_city": "user_addr_city",
    "user_addr_cc": "user_addr_cc",
    "user_nationality": "user_nationality",
}
"""Parameter of an account → the member of an answer that has it."""

PAPERS: Mapping[str, str] = {
    "user_selfie": "selfie",
    "user_identity": "identity",
    "user_identity_back": "identity_back",
    "user_passport": "passport",
    "user_dom_1": "dom_1",
    "user_identity_host": "identity_host",
    "user_identity_back_host": "identity_back_host",
    "user_dom_host": "dom_host",
    "user_affidavit": "affidavit",
    "corp_status": "status",
    "corp_kbis": "kbis",
}
"""Field of an upload → type of the paper."""

BEFORE_USE = frozenset({"4000010", "4000011", "4010010", "4010060", "4010070", "4040010", "4050010", "5000010"})
"""Codes of refusals that may come before validation data are used up."""

BEFORE_USER = BEFORE_USE | {"4010020", "4010030", "4010040", "4010050", "4010080"}
"""Codes of refusals that may be answered to nobody in particular."""

ACCESS_DENIED = "Access denied. You have to provide valid authentication information."


def needed_papers(account_type: str | None, given: frozenset[str]) -> frozenset[str]:
    """The types of papers that an account still needs beside those that are given.

    Source: names of the types in the provider's client; which of them are needed is assumed.
    """
    identity = frozenset() if "passport" in given else frozenset({"identity", "identity_back"})
    business = frozenset({"status", "kbis"}) if account_type == "business" else frozenset()
    return (identity | {"dom_1", "selfie"} | business) - given
