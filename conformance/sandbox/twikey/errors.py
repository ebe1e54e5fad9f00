"""Every error code the imitated service can answer with, and the status it has in each operation.

Source: Twikey Creditor API, "HTTP Response" of cancel, update and prenotification (403, 404, 405, 406); the codes are
those of the provider's swagger and Postman collections of 2018 and of client code. Every other status is 400, an
assumption.
"""

from typing import Literal

StatusPolicy = Literal["documented", "always-400", "always-200"]

NO_SESSION = "no session"
"""Not a code on the wire: the refusal of a caller without a session, which carries none."""


class Refusal(Exception):
    """The service answers with an error instead of a result."""

    def __init__(self, code: str, *, allow: tuple[str, ...] = (), status: int | None = None) -> None:
        """Refuse a request.

        Args:
            code: A code of ``ERRORS``, or ``NO_SESSION``.
            allow: The methods that the path has, when the method is what was wrong.
            status: The HTTP status where it does not follow from code and operation.
        """
        super().__init__(code)
        self.code = code
        self.allow = allow
        self.status = status


ERRORS: dict[str, int] = {
    "err_no_login": 400,
    "err_missing_params": 400,
    "err_invalid_params": 400,
    "err_invalid_input": 400,
    "err_no_contract": 404,
    "err_mandate_invalid_state": 403,
    "err_invalid_state": 400,
    "err_contract_signed": 400,
    "err_no_such_ct": 400,
    "err_invalid_ct": 400,
    "err_double_mandatenumber": 400,
    "err_mandatenumber_required": 400,
    "err_invalid_mandatenumber": 400,
    "err_invalid_iban": 400,
    "err_invalid_bic": 400,
    "err_invalid_email": 400,
    "err_invalid_domain": 400,
    "err_invalid_lang": 400,
    "err_invalid_country": 400,
    "err_invalid_amount": 400,
    "err_invalid_date": 400,
    "err_invalid_sepachars": 400,
    "err_invalid_message": 400,
    "err_provide_reason": 405,
    "err_no_transaction": 404,
    "err_not_found": 404,
    "error_system": 500,
}
"""Every code with its status, where the operation gives it no other."""

_STATUS_IN_OPERATION = {
    ("createPrenotification", "err_invalid_amount"): 405,
    ("createPrenotification", "err_invalid_date"): 406,
}

_ANY = ("err_missing_params", "err_invalid_params", "err_invalid_input", "err_no_login", "error_system")
_MANDATE = ("err_no_contract", "err_invalid_mandatenumber")
_STATE = ("err_mandate_invalid_state", "err_invalid_state")
_TEMPLATE = ("err_no_such_ct", "err_invalid_ct")
_ACCOUNT = ("err_invalid_iban", "err_invalid_bic")
_MESSAGE = ("err_invalid_sepachars", "err_invalid_message")
_NUMBER = ("err_double_mandatenumber", "err_mandatenumber_required", "err_invalid_mandatenumber")
_PERSON = ("err_invalid_email", "err_invalid_country", "err_invalid_lang")
_NEW_MANDATE = (*_TEMPLATE, *_ACCOUNT, *_NUMBER, *_PERSON, "err_contract_signed")

OPERATION_ERRORS: dict[str, tuple[str, ...]] = {
    "logIn": _ANY,
    "logOut": _ANY,
    "inviteMandate": (*_ANY, *_NEW_MANDATE, "err_invalid_domain", "err_invalid_amount"),
    "signMandate": (*_ANY, *_NEW_MANDATE, *_STATE, "err_no_contract", "err_invalid_date"),
    "getMandateUpdates": (*_ANY, *_MANDATE),
    "importMandates": (*_ANY, *_NEW_MANDATE, *_STATE, "err_no_contract", "err_invalid_date"),
    "cancelMandate": (*_ANY, *_MANDATE, *_STATE, "err_provide_reason"),
    "getMandate": (*_ANY, *_MANDATE, *_STATE),
    "updateMandate": (*_ANY, *_MANDATE, *_STATE, *_ACCOUNT, *_PERSON, "err_contract_signed"),
    "getMandatePdf": (*_ANY, *_MANDATE, *_STATE),
    "uploadMandatePdf": (*_ANY, *_MANDATE, *_STATE),
    "createTransaction": (*_ANY, *_MANDATE, *_STATE, *_MESSAGE, "err_invalid_amount", "err_invalid_date"),
    "getTransactionUpdates": _ANY,
    "getTransactions": (*_ANY, "err_no_transaction"),
    "removeTransactions": (*_ANY, *_MANDATE, *_STATE, "err_no_transaction"),
    "createPrenotification": (*_ANY, *_MANDATE, *_MESSAGE, "err_invalid_amount", "err_invalid_date"),
    "collectTransactions": (*_ANY, *_MANDATE, *_STATE, *_TEMPLATE, "err_invalid_date"),
    "downloadCollection": (*_ANY, *_MANDATE, *_STATE, *_TEMPLATE, "err_invalid_date", "err_no_transaction"),
    "getPayments": (*_ANY, "err_no_transaction"),
    "createTransfer": (*_ANY, *_MESSAGE, *_STATE, "err_invalid_iban", "err_invalid_amount", "err_invalid_date"),
    "completeTransfers": (*_ANY, *_TEMPLATE, *_STATE, "err_invalid_iban", "err_no_transaction"),
}
"""Which codes each operation can be made to answer with; which of them it has in truth is documented nowhere."""


def status_of(code: str, operation: str | None, *, policy: StatusPolicy, login_failure: int) -> int:
    """Return the status of an error.

    Args:
        code: A code of ``ERRORS``.
        operation: The operation that refuses, ``None`` when the path or method has none.
        policy: What the service does with the statuses of a caller's errors in operations other than the login.
        login_failure: The status of a refused login: 200 or 400.
    """
    documented = _STATUS_IN_OPERATION.get((operation or "", code), ERRORS[code])
    if operation == "logIn" and code == "err_no_login":
        return login_failure
    if operation in {None, "logIn"} or documented >= 500:
        return documented
    return {"documented": documented, "always-400": 400, "always-200": 200}[policy]
