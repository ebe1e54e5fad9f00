"""Every error the imitated service can answer with: code, status, category and the text of its message.

Categories and messages that no recording shows are marked; the statuses of the gateway's codes follow from their
first digit (1: 400, 2: 401, 3: 403, 4: 404, 7: 429, 8: 500, 9: 503).

Source: Tikkie technical details, "Error Response & Codes"; ABN AMRO generic error codes.
"""

from dataclasses import dataclass

_TIKKIE = "https://developer.abnamro.com/api/tikkie/technical-details"
_API_KEY = "https://developer.abnamro.com/get-started#obtaining-an-api-key"
_AUTHENTICATION = "https://developer.abnamro.com/get-started#authentication"
_OVERVIEW = "https://developer.abnamro.com/overview"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKind:
    """What is fixed for one error code."""

    status: int
    category: str
    message: str
    reference: str


class Refusal(Exception):
    """The service answers with an error instead of a result."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Refuse a request.

        Args:
            code: A code of ``ERRORS``.
            detail: What is wrong with which parameter; appended to the code's message.
        """
        super().__init__(code)
        self.code = code
        self.detail = detail


def _kind(status: int, category: str, message: str, reference: str) -> ErrorKind:
    return ErrorKind(status=status, category=category, message=message, reference=reference)


ERRORS: dict[str, ErrorKind] = {
    "ERR_1100_001": _kind(400, "BAD_REQUEST", "User could not be created", _TIKKIE),
    "ERR_1100_002": _kind(400, "BAD_REQUEST", "Payment request not found", _TIKKIE),
    "ERR_1100_003": _kind(400, "BAD_REQUEST", "Could not search for payment requests", _TIKKIE),
    "ERR_1100_004": _kind(400, "BAD_REQUEST", "Field validation error", _TIKKIE),
    "ERR_1100_005": _kind(400, "BAD_REQUEST", "Parameter is missing", _TIKKIE),
    "ERR_1100_006": _kind(400, "BAD_REQUEST", "The request could not be processed", _TIKKIE),
    "ERR_1100_007": _kind(400, "BAD_REQUEST", "Operation not found", _TIKKIE),
    "ERR_3100_001": _kind(403, "FORBIDDEN", "Maximum number of platforms per client reached", _TIKKIE),
    "ERR_3100_002": _kind(403, "FORBIDDEN", "Maximum number of users has been reached for this platform", _TIKKIE),
    "ERR_4100_001": _kind(404, "NOT_FOUND", "Client not found", _TIKKIE),
    "ERR_4100_002": _kind(404, "NOT_FOUND", "Platform not found", _TIKKIE),
    "ERR_4100_003": _kind(404, "NOT_FOUND", "User not found", _TIKKIE),
    "ERR_8100_001": _kind(500, "INTERNAL_SERVER_ERROR", "An unknown error occurred in the backend", _TIKKIE),
    "ERR_9100_011": _kind(503, "SERVICE_UNAVAILABLE", "Tikkie service unavailable", _TIKKIE),
    # The gateway in front of Tikkie. Messages are assumptions except those of ERR_2005.
    "ERR_1001_001": _kind(400, "INCORRECT_HEADER", "The Authorization header is malformed", _AUTHENTICATION),
    "ERR_1002_002": _kind(400, "MISSING_HEADER", "The Authorization header is missing", _AUTHENTICATION),
    "ERR_1002_003": _kind(400, "MISSING_HEADER", "The API-Key header is missing", _API_KEY),
    "ERR_1003_001": _kind(400, "MALFORMED_REQUEST", "The request is nested too deep", _AUTHENTICATION),
    "ERR_1003_002": _kind(400, "MALFORMED_REQUEST", "An object has too many properties", _AUTHENTICATION),
    "ERR_1003_003": _kind(400, "MALFORMED_REQUEST", "An array has too many elements", _AUTHENTICATION),
    "ERR_1003_004": _kind(400, "MALFORMED_REQUEST", "A property name is too long", _AUTHENTICATION),
    "ERR_1003_005": _kind(400, "MALFORMED_REQUEST", "A property value is too long", _AUTHENTICATION),
    "ERR_1003_006": _kind(400, "MALFORMED_REQUEST", "The request message is malformed", _AUTHENTICATION),
    "ERR_1004_001": _kind(400, "INCORRECT_PARAMETER", "A parameter is incorrect or missing", _AUTHENTICATION),
    "ERR_1004_002": _kind(400, "INCORRECT_PARAMETER", "The grant_type is incorrect", _AUTHENTICATION),
    "ERR_1004_003": _kind(400, "INCORRECT_PARAMETER", "The token is not of a valid token type", _AUTHENTICATION),
    "ERR_1004_004": _kind(
        400, "INCORRECT_PARAMETER", "The client_assertion_type is incorrect or missing", _AUTHENTICATION
    ),
    "ERR_1005_001": _kind(400, "JWT_LIFESPAN_TOO_LONG", "The life span of the JWT is too long", _AUTHENTICATION),
    "ERR_1006_001": _kind(400, "JWT_INCORRECT", "An attribute of the JWT is incorrect", _AUTHENTICATION),
    "ERR_1007_001": _kind(400, "JWT_INCOMPLETE", "An attribute of the JWT is missing", _AUTHENTICATION),
    # The categories of the next five are assumptions.
    "ERR_1008_001": _kind(400, "JWT_EXPIRED", "The JWT is expired", _AUTHENTICATION),
    "ERR_1009_001": _kind(400, "JWT_NOT_ACTIVE", "The JWT is not active yet", _AUTHENTICATION),
    "ERR_1010_001": _kind(400, "JWT_SIGNATURE_INVALID", "The signature of the JWT is invalid", _AUTHENTICATION),
    "ERR_1010_002": _kind(400, "JWT_SIGNATURE_INVALID", "The algorithm of the JWT is not supported", _AUTHENTICATION),
    "ERR_1011_001": _kind(400, "JWT_MALFORMED", "The JWT is malformed", _AUTHENTICATION),
    "ERR_2002_001": _kind(401, "INVALID_ACCESS_TOKEN", "The access token is invalid", _AUTHENTICATION),
    "ERR_2003_001": _kind(401, "ACCESS_TOKEN_EXPIRED", "The access token is expired", _AUTHENTICATION),
    # The categories of these two are assumptions.
    "ERR_2004_002": _kind(401, "INVALID_API_KEY", "The developer is inactive", _API_KEY),
    "ERR_2004_003": _kind(401, "INVALID_API_KEY", "The API Key is revoked", _API_KEY),
    "ERR_2005_001": _kind(401, "INVALID_API_KEY", "The API Key is invalid", _API_KEY),
    "ERR_2005_002": _kind(401, "INVALID_API_KEY", "The API Key is invalid for the requested resource", _API_KEY),
    "ERR_3001_001": _kind(403, "FORBIDDEN", "Access from this IP address is denied", _AUTHENTICATION),
    "ERR_3002_001": _kind(403, "INSUFFICIENT_SCOPE", "The scope of the access token is insufficient", _AUTHENTICATION),
    "ERR_4001_001": _kind(404, "NOT_FOUND", "The requested resource could not be found", _OVERVIEW),
    "ERR_7001_001": _kind(429, "TOO_MANY_REQUESTS", "The quota for this call is exceeded", _OVERVIEW),
    "ERR_7002_001": _kind(429, "TOO_MANY_REQUESTS", "Too many requests", _OVERVIEW),
    "ERR_9001_001": _kind(503, "SERVICE_UNAVAILABLE", "The service is currently unavailable", _OVERVIEW),
}

_GATEWAY = ("ERR_1002_003", "ERR_2004_002", "ERR_2004_003", "ERR_2005_001", "ERR_2005_002", "ERR_3001_001")
_ANY = ("ERR_3002_001", "ERR_7001_001", "ERR_7002_001", "ERR_8100_001", "ERR_9001_001", "ERR_9100_011")
_BEARER = ("ERR_1002_002", "ERR_1001_001", "ERR_2002_001", "ERR_2003_001", "ERR_4100_001")
_TOKEN = (
    *("ERR_1004_001", "ERR_1004_002", "ERR_1004_003", "ERR_1004_004", "ERR_1005_001", "ERR_1006_001", "ERR_1007_001"),
    *("ERR_1008_001", "ERR_1009_001", "ERR_1010_001", "ERR_1010_002", "ERR_1011_001"),
)
_MALFORMED = (
    *("ERR_1003_001", "ERR_1003_002", "ERR_1003_003", "ERR_1003_004", "ERR_1003_005", "ERR_1003_006"),
    *("ERR_1100_004", "ERR_1100_005", "ERR_1100_006"),
)
_SEARCH = ("ERR_1100_003", "ERR_1100_004", "ERR_1100_005")
_COMMON = (*_GATEWAY, *_ANY, *_BEARER)

OPERATION_ERRORS: dict[str, tuple[str, ...]] = {
    "createAccessToken": (*_GATEWAY, *_ANY, *_TOKEN),
    "createPlatform": (*_COMMON, *_MALFORMED, "ERR_3100_001"),
    "getPlatforms": _COMMON,
    "createUser": (*_COMMON, *_MALFORMED, "ERR_1100_001", "ERR_3100_002", "ERR_4100_002"),
    "getUsers": (*_COMMON, "ERR_4100_002"),
    "createPaymentRequest": (*_COMMON, *_MALFORMED, "ERR_4100_002", "ERR_4100_003"),
    "getUserPaymentRequests": (*_COMMON, *_SEARCH, "ERR_4100_002", "ERR_4100_003"),
    "getPaymentRequest": (*_COMMON, "ERR_1100_002", "ERR_4100_002", "ERR_4100_003"),
}
"""Which codes each operation can answer with; that the wording assigns most of them is an inference."""
