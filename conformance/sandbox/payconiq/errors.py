"""Every error the imitated service can answer with: code, status, values and the text of its message.

One error is one object ``{"level", "code", "message", "values"}``; ``values`` only where the tables list some.

Source: Partner API Specification, "Possible Error Response" of each operation. Where the tables shift, double or drop
characters, the message is the plain one (an assumption).
"""

from dataclasses import dataclass

LEVEL = "ERROR"
PARTNER_CUSTOMER = "Partner Customer"
TRANSACTION = "Transaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKind:
    """What is fixed for one error code; ``message`` is a template over the values."""

    status: int
    message: str
    shows_values: bool = False


class Refusal(Exception):
    """The service answers with an error instead of a result."""

    def __init__(self, code: str, *values: str, status: int | None = None, message: str | None = None) -> None:
        """Refuse a request.

        Args:
            code: A code of ``ERRORS``.
            values: What the message speaks of, in the order of its template.
            status: The HTTP status, where the code alone does not tell it.
            message: The text, where it is not that of the code.
        """
        super().__init__(code)
        self.code = code
        self.values = values
        self.status = status
        self.message = message
        self.allow: tuple[str, ...] = ()


def bad_request() -> Refusal:
    """Return the refusal of a request that cannot be read; no document has one (an assumption)."""
    return Refusal("R999", status=400, message="Bad Request")


def not_found() -> Refusal:
    """Return the refusal of a path that nothing is behind; no document has one (an assumption)."""
    return Refusal("R999", status=404, message="Not Found")


def method_not_allowed(methods: tuple[str, ...]) -> Refusal:
    """Return the refusal of a method that a path does not have; no document has one (an assumption)."""
    refusal = Refusal("R999", status=405, message="Method Not Allowed")
    refusal.allow = methods
    return refusal


def _kind(status: int, message: str, *, shows_values: bool = False) -> ErrorKind:
    return ErrorKind(status=status, message=message, shows_values=shows_values)


ERRORS: dict[str, ErrorKind] = {
    "R918": _kind(401, "Token not found."),
    "R981": _kind(403, "Security exception : you cannot call {} on {}", shows_values=True),
    "R999": _kind(500, "Internal Server Error"),
    "FIELD_IS_REQUIRED": _kind(400, "Field '{}' is mandatory", shows_values=True),
    "INVALID_SIGNATURE": _kind(400, "Provided signature is invalid"),
    "AUTHENTICATION_NOT_FOUND": _kind(
        400, "'{}' authentication does not exist. You have to add one.", shows_values=True
    ),
    "ENTITY_NOT_FOUND": _kind(404, "The {} with the id '{}' does not exist", shows_values=True),
    "R106": _kind(400, "Field 'email' is not correct"),
    "R107": _kind(400, "Field 'phoneNumber' is not correct"),
    "R108": _kind(400, "Field 'firstName' is not correct"),
    "R109": _kind(400, "Field 'lastName' is not correct"),
    "R111": _kind(400, "More than one Bank Account are specified"),
    "R122": _kind(400, "Field 'IBAN' is not valid"),
    "R508": _kind(400, "Mandate does not exist for given user and account"),
    "R919": _kind(400, "Bank Account verification code not found"),
    "R930": _kind(400, "Too many attempts with wrong authentication code"),
    "R214": _kind(400, "Verification code is not correct"),
    "R013": _kind(400, "Transaction 'originId' is not known by the system"),
    "R003": _kind(400, "Transaction field 'amount' is null or not a decimal number"),
    "R017": _kind(400, "Transaction amount has to be greater than 0"),
    "R002": _kind(400, "Transaction field 'currency' can only be EUR for now"),
    # The tables put these two under the wrong headings; 400 is an assumption.
    "R019": _kind(400, "Invalid transaction ID : {}"),
    "R020": _kind(400, "Missing transaction ID"),
    "R165": _kind(400, "Transaction replay is not allowed{}"),
}

_ANY = ("R918", "R981", "R999")
_ACCOUNT = (*_ANY, "ENTITY_NOT_FOUND", "R122")

OPERATION_ERRORS: dict[str, tuple[str, ...]] = {
    "getPartner": _ANY,
    "putKey": (*_ANY, "FIELD_IS_REQUIRED", "INVALID_SIGNATURE"),
    "createCustomer": (*_ANY, "FIELD_IS_REQUIRED", "R106", "R107", "R108", "R109", "R111", "R122"),
    "updateCustomer": (*_ANY, "R106", "R107", "ENTITY_NOT_FOUND"),
    "getCustomer": (*_ANY, "ENTITY_NOT_FOUND", "R508"),
    "getMandate": (*_ACCOUNT, "R508"),
    "createMandate": _ACCOUNT,
    "cancelMandate": (*_ACCOUNT, "R508"),
    "sendVerificationCode": (*_ACCOUNT, "R930"),
    "validateBankAccount": (*_ACCOUNT, "FIELD_IS_REQUIRED", "R930", "R919", "R214"),
    "createTransaction": (
        *_ANY,
        *("FIELD_IS_REQUIRED", "R003", "R017", "R002", "AUTHENTICATION_NOT_FOUND", "INVALID_SIGNATURE"),
        *("ENTITY_NOT_FOUND", "R013", "R122", "R508"),
    ),
    "getTransaction": (*_ANY, "ENTITY_NOT_FOUND", "R019", "R020"),
    "getTransactions": _ANY,
    "searchTransactions": _ANY,
    "replayDirectDebit": (*_ANY, "ENTITY_NOT_FOUND", "R165"),
}
"""Which codes each operation can answer with; those of mandates and of blocked accounts are partly assumptions."""

ABOUT_TRANSACTIONS = frozenset({"getTransaction", "replayDirectDebit"})
"""Where ``ENTITY_NOT_FOUND`` speaks of a transaction and not of a customer."""


def status_of(code: str, operation: str | None, *, literal: bool) -> int:
    """Return the status of an error code in an operation.

    Args:
        code: A code of ``ERRORS``.
        operation: The operationId, ``None`` when the request is for none.
        literal: Whether an unknown customer has the statuses printed in the tables: 400 when updating, 404 when
            reading, 401 everywhere else. Otherwise that 401 is taken for a copied row and is 404 (an assumption).
    """
    if code == "INVALID_SIGNATURE" and operation == "putKey":
        return 403
    if code == "ENTITY_NOT_FOUND" and operation not in ABOUT_TRANSACTIONS:
        if operation == "updateCustomer":
            return 400
        return 401 if literal and operation != "getCustomer" else 404
    return ERRORS[code].status
