"""The ways in which the imitated Payconiq can misbehave.

Those that spoil an answer after it was made are in ``spoilers``; the others fire where the rule that they break stands.
"""

from collections.abc import Iterator

from conformance.sandbox.faults import DELAY, DROP, ERROR_PREFIX, TRUNCATE, Fault
from conformance.sandbox.payconiq.errors import ERRORS, OPERATION_ERRORS
from conformance.sandbox.payconiq.routes import OPERATIONS
from conformance.sandbox.payconiq.spoilers import LISTS, OF_CUSTOMER, OF_TRANSACTION, SPOILERS, TRANSACTION_READS

_CUSTOMER = ("createCustomer",)
_PHONES = ("createCustomer", "updateCustomer")
_PAY = ("createTransaction",)
_KEY = ("putKey",)
_VALIDATE = ("validateBankAccount",)
_REPLAY = ("replayDirectDebit",)
_WITH_BODY = ("putKey", "createCustomer", "updateCustomer", "validateBankAccount", "createTransaction", *LISTS)

_ELSEWHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    DELAY: ("the answer comes after delay_ms", OPERATIONS),
    DROP: ("the request is carried out, then the connection is closed without an answer", OPERATIONS),
    TRUNCATE: ("the connection is closed after half of a body, where there is one", OPERATIONS),
    "crash-on-unicode": ("a body with a character beyond ASCII gives a bare 500", _WITH_BODY),
    "crash-on-malformed-json": ("a malformed body gives a bare 500", _WITH_BODY),
    "crash-on-large-amount": ("an amount of ten digits or more gives a bare 500", _PAY),
    "crash-on-large-limit": ("a limit of 1000 or more gives a bare 500", LISTS),
    "limit-ignored": ("the page does not end at limit", LISTS),
    "offset-counts-records": ("offset counts transactions instead of pages", LISTS),
    "first-page-repeated": ("every page is the first", LISTS),
    "pages-count-from-zero": ("offset 1 is the second page", LISTS),
    "from-ignored": ("from does not filter", LISTS),
    "to-ignored": ("to does not filter", LISTS),
    "from-exclusive": ("from excludes its own instant", LISTS),
    "to-exclusive": ("to excludes its own instant", LISTS),
    "status-filter-ignored": ("status does not filter", LISTS),
    "sdd-status-filter-ignored": ("sddStatus does not filter", LISTS),
    "origin-id-filter-ignored": ("originId does not filter", LISTS),
    "filters-not-combined": ("originId does not filter where status does", LISTS),
    "oldest-first": ("transactions come oldest first", LISTS),
    "stale-list": ("a list lacks its newest transaction", LISTS),
    "iban-checksum-not-enforced": ("an IBAN with a wrong checksum is accepted", _CUSTOMER),
    "phone-not-validated": ("any text is accepted as phone number", _PHONES),
    "email-not-validated": ("any text is accepted as e-mail address", _PHONES),
    "blank-name-accepted": ("a blank firstName or lastName is accepted", _CUSTOMER),
    "several-accounts-accepted": ("more than one bank account is accepted", _CUSTOMER),
    "missing-field-accepted": ("a required member of a customer may be absent", _CUSTOMER),
    "amount-zero-accepted": ("an amount of 0 is accepted", _PAY),
    "amount-negative-accepted": ("a negative amount is accepted", _PAY),
    "amount-fraction-accepted": ("an amount with a fraction is accepted", _PAY),
    "currency-lower-case-accepted": ("the currency eur is accepted", _PAY),
    "name-truncated": ("a lastName loses its last character", _CUSTOMER),
    "amount-changed": ("the last digit of the amount becomes the next one", _PAY),
    "creation-date-shifted": ("creationDate is an hour before the transaction", _PAY),
    "wrong-customer-shown": ("another customer of the partner is shown", ("getCustomer",)),
    "duplicate-id": ("a create answers with the id of the one before", ("createCustomer", "createTransaction")),
    "sign-date-before-signing": ("a mandate that is not signed has a signDate", ("getMandate",)),
    "language-ignored": ("a mandate is always in Dutch", ("getMandate",)),
    "second-mandate-replaces-first": ("signing a signed mandate makes a new one", ("createMandate",)),
    "cancel-changes-nothing": ("a mandate stays after it was cancelled", ("cancelMandate",)),
    "second-mandate-keeps-date": ("a mandate signed after a cancellation has the old signDate", ("createMandate",)),
    "cancelled-for-all-of-an-iban": ("a cancellation is of every mandate on its IBAN", ("cancelMandate",)),
    "cancelled-mandate-usable": ("a transaction on a cancelled mandate is accepted", _PAY),
    "mandate-not-required": ("a transaction on a mandate that is not signed is accepted", _PAY),
    "customer-shown-without-mandate": ("a customer is shown who has no mandate", ("getCustomer",)),
    "code-never-consumed": ("a verification code is good a second time", _VALIDATE),
    "attempts-unlimited": ("the number of wrong verification codes is not limited", _VALIDATE),
    "wrong-code-accepted": ("any verification code is accepted while one is pending", _VALIDATE),
    "old-code-accepted": ("a verification code is accepted that a new one replaced", _VALIDATE),
    "wrong-codes-counted-together": ("a wrong code counts for every customer of its IBAN", _VALIDATE),
    "change-resets-verification": ("a new phone number makes an account NOT_VALIDATED", ("updateCustomer",)),
    "validation-not-stored": ("an account stays NOT_VALIDATED after its validation", _VALIDATE),
    "blocked-not-shown": ("a blocked account is shown as NOT_VALIDATED", ("getCustomer", *TRANSACTION_READS)),
    "unknown-customer-accepted": ("a transaction of a customer who does not exist is accepted", _PAY),
    "submitted-replay-accepted": ("a direct debit that has not failed is replayed", _REPLAY),
    "replay-changes-nothing": ("a replay is accepted and forgotten", _REPLAY),
    "reason-kept-after-replay": ("sddFailedReason stays after a replay", _REPLAY),
    "failure-not-shown": ("a transaction whose direct debit failed still reads SUCCEEDED", TRANSACTION_READS),
    "foreign-transaction-visible": ("a transaction of another partner resolves", OF_TRANSACTION),
    "foreign-customer-visible": ("a customer of another partner resolves", (*OF_CUSTOMER, *_PAY)),
    "token-not-required": ("the Authorization header may be absent", OPERATIONS),
    "any-token-accepted": ("an unknown access token is accepted", OPERATIONS),
    "foreign-token-accepted": ("the access token of another partner is accepted", OPERATIONS),
    "forbidden-cancellation-done": ("a cancellation is refused for its token and done", ("cancelMandate",)),
    "bearer-prefix-accepted": ("an access token is accepted behind the word Bearer", OPERATIONS),
    "signature-not-required": ("the signature of a transaction may be absent", _PAY),
    "signature-not-verified": ("any signature of a transaction is accepted", _PAY),
    "iban-not-signed": ("a signature that leaves out the originIBAN of the body is accepted", _PAY),
    "currency-first-accepted": ("a signature over currency before amount is accepted", _PAY),
    "old-key-accepted": ("a signature of the key before the rotation is accepted", _PAY),
    "foreign-signature-accepted": ("a signature of another partner's key is accepted", _PAY),
    "keyless-transaction-accepted": ("a partner without a key initiates transactions", _PAY),
    "unsigned-rotation-accepted": ("a key is replaced without a signature", _KEY),
    "wrongly-signed-rotation-accepted": ("a key is replaced whatever the signature", _KEY),
    "key-not-stored": ("a new key is accepted and forgotten", _KEY),
    "wrong-method-accepted": ("a method that a path does not have answers 200", ()),
    "unknown-path-200": ("an unknown path answers 200", ()),
}


def _forced_errors() -> Iterator[Fault]:
    for code, kind in ERRORS.items():
        operations = tuple(name for name in OPERATIONS if code in OPERATION_ERRORS[name])
        message = kind.message.replace(" {}", " …").replace("{}", "…")
        yield Fault(
            name=f"{ERROR_PREFIX}{code}",
            summary=f"answer {code} ({message}) before anything else, with the operation's own status",
            operations=operations,
        )


FAULTS: dict[str, Fault] = {
    **{
        name: Fault(name=name, summary=summary, operations=operations)
        for name, (summary, operations) in _ELSEWHERE.items()
    },
    **{
        name: Fault(name=name, summary=spoiler.summary, operations=spoiler.operations)
        for name, spoiler in SPOILERS.items()
    },
    **{fault.name: fault for fault in _forced_errors()},
}
"""Every fault that can be armed."""
