"""Every error the imitated service can answer with: code, exception name and the text of its message.

The first three digits of a code are its HTTP status. 59 codes are the provider's; the two of a testimonial, 4040220 and
4040221, are known by name only, so that their numbers are assumptions. Messages are assumptions except that of 4010010.
Which codes an operation gives is an inference from their names and from the number of error tables it has.

Source: Anytime API documentation, "HTTP status codes"; exception classes of the provider's PHP client.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKind:
    """What is fixed for one code."""

    exception: str
    message: str


class Refusal(Exception):
    """The service answers with an error instead of a result."""

    def __init__(self, code: str, detail: str = "", *, allow: tuple[str, ...] = ()) -> None:
        """Refuse a request.

        Args:
            code: A code of ``ERRORS``.
            detail: What is wrong with which parameter; appended to the code's message.
            allow: The methods that the path has, for the header ``Allow``.
        """
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.allow = allow


def status_of(code: str) -> int:
    """Return the HTTP status of a code."""
    return int(code[:3])


def _kind(exception: str, message: str) -> ErrorKind:
    return ErrorKind(exception=f"{exception}Exception", message=message)


ERRORS: dict[str, ErrorKind] = {
    "4000010": _kind("BadVersionFormat", "The version in the path is malformed."),
    "4000011": _kind("VersionNotSupported", "This version is not supported."),
    "4000050": _kind("DateStartGreaterThanDateEndFilter", "date_start is later than date_end."),
    "4000210": _kind("AccountInvalidParameter", "A parameter is missing or invalid."),
    "4000220": _kind("AccountIdenticalSrcAndDstAccountId", "The source and the destination account are the same."),
    "4000230": _kind("AccountIbanAlreadyExists", "This account already has an IBAN."),
    "4000310": _kind("CardInvalidParameter", "A parameter is missing or invalid."),
    "4010010": _kind("OAuth2AccessDenied", "Access denied. You have to provide valid authentication information."),
    "4010020": _kind("OAuth2InvalidRequest", "The request for a token is malformed."),
    "4010030": _kind("OAuth2InvalidClient", "The client credentials are invalid."),
    "4010040": _kind("OAuth2InvalidGrant", "The username or the password is invalid."),
    "4010050": _kind("OAuth2InvalidToken", "The access token is invalid or has expired."),
    "4010060": _kind("IpAddressNotAllowed", "This IP address is not allowed."),
    "4010070": _kind("BadRsaSignature", "The signature is invalid."),
    "4010080": _kind("ValidationDataAlreadyUsed", "This validation data has already been used."),
    "4020210": _kind("AccountSrcNotEnoughCredit", "The account has not enough credit."),
    "4020220": _kind("AccountBalanceTooLow", "The balance of the account is too low."),
    "4020320": _kind("CardBalanceTooLow", "The balance of the card is too low."),
    "4020321": _kind("CardBalanceTooHigh", "The balance of the card would be too high."),
    "4030020": _kind("SubEnvironmentAccessDenied", "Access to this sub-environment is denied."),
    "4030030": _kind("FunctionalityNotAllowed", "This functionality is not allowed for your API user."),
    "4030210": _kind("AccountIdNoRights", "You have no rights on this account."),
    "4030211": _kind("AccountIdPartnerNoRights", "You have no rights on this partner's account."),
    "4030212": _kind("AccountBadType", "This type of account cannot do this."),
    "4030220": _kind("AccountIbanIncompleteKYC", "The KYC of this account is incomplete."),
    "4030221": _kind("AccountIbanNotCreated", "This account has no IBAN yet."),
    "4030310": _kind("CardAccountNoRights", "You have no rights on the account of this card."),
    "4030320": _kind("CardNotActivated", "This card is not active."),
    "4030330": _kind("CardLoadAmountTooLow", "The amount to load is too low."),
    "4030331": _kind("CardLoadAmountTooHigh", "The amount to load is too high."),
    "4030350": _kind("CardCancelledNoAction", "This card is cancelled."),
    "4030360": _kind("CardBadCardType", "This type of card cannot do this."),
    "4030365": _kind("CardBadStatusUpdate", "This change of status is forbidden."),
    "4030370": _kind("CardAccountCannotOrderVirtualCards", "This account cannot order virtual cards."),
    "4030380": _kind("CardGetPinBadCvc", "The CVC is wrong."),
    "4030390": _kind("CardUpdateCardUpdateMissingHolderData", "Data of the cardholder are missing."),
    "4030410": _kind("OrderIdNoRights", "You have no rights on this order."),
    "4040010": _kind("InvalidRoute", "There is no such route."),
    "4040210": _kind("AccountStatementNotFound", "There is no such statement."),
    "4040220": _kind("AccountCreditTransferNotFound", "There is no such credit transfer."),
    "4040221": _kind("AccountCreditTransferTestimonialNotFound", "This credit transfer is not executed."),
    "4040310": _kind("CardStatementNotFound", "There is no such card transaction."),
    "4040410": _kind("OrderNoAvailableTrackingData", "There are no tracking data for this order."),
    "4050010": _kind("MethodNotAllowed", "This method is not available for this URI."),
    "4080010": _kind("BankingNetworkTimeout", "The banking network did not answer in time."),
    "4290010": _kind("MaxQueryRateByIpReached", "Too many requests from this IP address."),
    "4290020": _kind("MaxQueryRateByFunctionalityReached", "Too many requests for this functionality."),
    "4290030": _kind("MaxQueryRateByApiUserReached", "Too many requests of this API user."),
    "4290310": _kind("CardMaxLoadPerDay", "The limit of loads per day is reached."),
    "4290311": _kind("CardMaxLoadPerMonth", "The limit of loads per month is reached."),
    "4290312": _kind("CardMaxLoadPerYear", "The limit of loads per year is reached."),
    "4290313": _kind("CardMaxLoadPerFourDays", "The limit of loads per four days is reached."),
    "4290314": _kind("CardMaxLoadPerWeek", "The limit of loads per week is reached."),
    "4290320": _kind("CardLoadCapacity", "The number of loads of this card is reached."),
    "4290330": _kind("CardMaxAllowedOrderReached", "The number of cards of this account is reached."),
    "4290331": _kind("CardMaxAllowedOrderReachedForSubAccount", "The number of cards of this sub-account is reached."),
    "4510210": _kind("AccountCreditTransferKycUploadRequired", "Upload the KYC files before transferring money."),
    "4510310": _kind("CardCreditSingleUseUnavailable", "A single-use card cannot be loaded again."),
    "4510320": _kind("CardOrderKycUploadRequired", "Upload the KYC files before ordering a card."),
    "4510330": _kind("CardLoadKycUploadRequired", "Upload the KYC files before loading a card."),
    "5000010": _kind("Unknown", "Something is wrong on our side."),
}

UNROUTED = ("4000010", "4000011", "4040010", "4050010")
"""What a request gets that asks for no operation."""

_GATE = (
    *("4010010", "4010060", "4010070", "4010080", "4030020", "4030030"),
    *("4290010", "4290020", "4290030", "5000010", *UNROUTED),
)
_API = (*_GATE, "4010050")
_ACCOUNT = (*_API, "4030210", "4030211")
_ACCOUNT_LIST = (*_ACCOUNT, "4000210", "4000050")
_CARD = (*_API, "4030310")
_CARD_ACTION = (*_CARD, "4080010", "4030350")
_ACTIVE_CARD_ACTION = (*_CARD_ACTION, "4030320")
_LOAD_LIMITS = ("4290310", "4290311", "4290312", "4290313", "4290314", "4290320")

OPERATION_ERRORS: dict[str, tuple[str, ...]] = {
    "createToken": (*_GATE, "4010020", "4010030", "4010040"),
    "checkApi": _API,
    "checkApiByPost": _API,
    "getAccounts": (*_API, "4000210"),
    "createAccount": (*_API, "4000210"),
    "getAccount": _ACCOUNT,
    "updateAccount": (*_ACCOUNT, "4000210"),
    "getAccountBalance": _ACCOUNT,
    "getAccountCards": (*_ACCOUNT, "4000210"),
    "getAccountStatements": _ACCOUNT_LIST,
    "getAccountStatement": (*_ACCOUNT, "4040210"),
    "getIbanStatements": (*_ACCOUNT_LIST, "4030221"),
    "getCreditTransfers": _ACCOUNT_LIST,
    "createCreditTransfer": (
        *(*_ACCOUNT, "4000210", "4000220", "4020210", "4020220"),
        *("4030212", "4030221", "4510210"),
    ),
    "getTestimonial": (*_ACCOUNT, "4040220", "4040221"),
    "getKycStatus": _ACCOUNT,
    "uploadKycFiles": (*_ACCOUNT, "4000210"),
    "createIban": (*_ACCOUNT, "4000210", "4000230", "4030220"),
    "createVirtualIban": (*_ACCOUNT, "4000210", "4030212", "4030220", "4030221"),
    "orderCard": (
        *(*_ACCOUNT, "4000310", "4020210", "4020220", "4030212", "4030370"),
        *("4080010", "4290330", "4290331", "4510320"),
    ),
    "getCard": _CARD,
    "updateCard": (*_ACTIVE_CARD_ACTION, "4000310", "4030365", "4030390"),
    "getCardTransactions": (*_CARD, "4000310", "4000050"),
    "getCardTransaction": (*_CARD, "4040310"),
    "creditCard": (
        *(*_ACTIVE_CARD_ACTION, "4000310", "4020210", "4020220", "4020321", "4030330", "4030331"),
        *("4510310", "4510330", *_LOAD_LIMITS),
    ),
    "debitCard": (*_ACTIVE_CARD_ACTION, "4000310", "4020320"),
    "getCardPin": (*_ACTIVE_CARD_ACTION, "4000310", "4030380"),
    "sendCardPin": _ACTIVE_CARD_ACTION,
    "getCardPan": (*_CARD_ACTION, "4030360"),
    "sendCardPan": (*_CARD_ACTION, "4000310", "4030360"),
    "createDetailsDisplay": (*_CARD_ACTION, "4000310"),
    "getOrderTracking": (*_API, "4030410", "4040410"),
}
