"""The ways in which the imitated Twikey can misbehave.

Those of callbacks belong to no operation: a callback is caused by an operation or by an event, and is no answer.
"""

from collections.abc import Iterator

from conformance.sandbox.faults import DELAY, DROP, ERROR_PREFIX, TRUNCATE, Fault
from conformance.sandbox.twikey.errors import ERRORS, OPERATION_ERRORS, status_of
from conformance.sandbox.twikey.routes import OPERATIONS
from conformance.sandbox.twikey.spoilers import LOGIN, NAMED_MANDATES, SESSION, SPOILERS, WITHOUT_BODY

_INVITE = ("inviteMandate",)
_SIGN = ("signMandate",)
_NEW_MANDATE = (*_INVITE, *_SIGN)
_PERSON = (*_NEW_MANDATE, "importMandates", "updateMandate")
_UPDATE = ("updateMandate",)
_IMPORT = ("importMandates",)
_DETAIL = ("getMandate",)
_MANDATE_FEED = ("getMandateUpdates",)
_TRANSACTION_FEED = ("getTransactionUpdates",)
_PAYMENT_FEED = ("getPayments",)
_NEWS = (*_TRANSACTION_FEED, *_PAYMENT_FEED)
_TRANSACTION = ("createTransaction",)
_STATUS = (*_TRANSACTION_FEED, "getTransactions")
_REMOVE = ("removeTransactions",)
_CANCEL = ("cancelMandate",)
_COLLECT = ("collectTransactions", "downloadCollection")
_FILES = ("downloadCollection",)
_PDF = ("getMandatePdf",)
_TRANSFER = ("createTransfer",)
_MESSAGES = (*_TRANSACTION, "createPrenotification", *_TRANSFER)
_AMOUNTS = (*_INVITE, *_MESSAGES, *_IMPORT)
_TEMPLATES = (*_NEW_MANDATE, *_IMPORT, *_COLLECT, "completeTransfers")
_DATES = (*_SIGN, *_IMPORT, *_MESSAGES, *_COLLECT)
_NUMBERS = (*_AMOUNTS, *_TEMPLATES, *_MANDATE_FEED, *_PAYMENT_FEED, "getTransactions", "removeTransactions")
_WITH_ANSWER = tuple(name for name in OPERATIONS if name not in WITHOUT_BODY)

_ELSEWHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    DELAY: ("the answer comes after delay_ms", OPERATIONS),
    DROP: ("the request is carried out, then the connection is closed without an answer", OPERATIONS),
    TRUNCATE: ("the connection is closed after half of the body", _WITH_ANSWER),
    # Answers.
    "message-language-ignored": ("the text of an error is English whatever was asked for", OPERATIONS),
    "bank-message-language-ignored": ("the text of the bank's reason is English whatever was asked for", _STATUS),
    "bank-error-missing": ("a refused transaction lacks the bank's reason", _STATUS),
    "xml-not-offered": ("JSON is sent to those who ask for XML", _MANDATE_FEED),
    "xml-without-times": ("messages in XML do not say when they happened", _MANDATE_FEED),
    "alias-path-unknown": ("the second path of an operation is not found", _NEW_MANDATE),
    # Crashes.
    "crash-on-unicode": (
        "a parameter with a character beyond ASCII gives a bare 500",
        tuple(name for name in OPERATIONS if name not in {"logOut", "importMandates", *_TRANSACTION_FEED}),
    ),
    "crash-on-malformed-import": ("a malformed document gives a bare 500", _IMPORT),
    "crash-on-large-number": ("a very large number gives a bare 500", tuple(dict.fromkeys(_NUMBERS))),
    # The mandate feed.
    "feed-cursor-not-moved": ("reading the mandate feed does not acknowledge", _MANDATE_FEED),
    "feed-never-drains": ("the last message is sent again when there is nothing new", _MANDATE_FEED),
    "feed-repeats-message": ("a page begins with the last message of the page before", _MANDATE_FEED),
    "feed-skips-message": ("the first message of a page is lost", _MANDATE_FEED),
    "feed-newest-first": ("a page is in the wrong order", _MANDATE_FEED),
    "chunk-size-ignored": ("a page does not end at chunkSize", _MANDATE_FEED),
    "chunk-size-not-validated": ("any text is accepted as chunkSize", _MANDATE_FEED),
    "reset-ignored": ("X-RESET with a time does nothing", _MANDATE_FEED),
    "reset-by-number-ignored": ("X-RESET with a mandate number does nothing", _MANDATE_FEED),
    "reset-exclusive": ("X-RESET leaves out the second that it names", _MANDATE_FEED),
    "reset-not-continued": ("after X-RESET the next call goes on from the old place", _MANDATE_FEED),
    "reset-not-validated": ("any text is accepted as X-RESET", (*_MANDATE_FEED, *_NEWS)),
    "cancelled-shown-twice": ("a cancellation is shown twice", _MANDATE_FEED),
    "cancellation-missing": ("cancellations are not shown", _MANDATE_FEED),
    "amendment-missing": ("amendments are not shown", _MANDATE_FEED),
    "prepared-in-feed": ("a mandate that nobody signed is shown", _MANDATE_FEED),
    "removed-in-feed": ("an invitation that was removed is shown as a cancellation", _MANDATE_FEED),
    "foreign-mandate-in-feed": ("mandates of another merchant are shown", _MANDATE_FEED),
    # The feeds with news from the bank.
    "transaction-cursor-not-moved": ("reading the transaction feed does not acknowledge", _TRANSACTION_FEED),
    "transaction-reset-ignored": ("X-RESET does nothing in the transaction feed", _TRANSACTION_FEED),
    "transaction-feed-does-not-hide": ("the payment feed still shows it afterwards", _TRANSACTION_FEED),
    "open-in-transaction-feed": ("the transaction feed shows transactions without news", _TRANSACTION_FEED),
    "payment-cursor-not-moved": ("reading the payment feed does not acknowledge", _PAYMENT_FEED),
    "payment-reset-ignored": ("X-RESET does nothing in the payment feed", _PAYMENT_FEED),
    "payment-feed-does-not-hide": ("the transaction feed still shows it afterwards", _PAYMENT_FEED),
    "news-beyond-a-hundred-lost": ("of many news from the bank only a hundred are told", _TRANSACTION_FEED),
    "final-flag-wrong": ("final is the contrary of what it should be", _STATUS),
    # The life of a mandate.
    "cancel-twice-accepted": ("a cancelled mandate can be cancelled", _CANCEL),
    "cancel-not-done": ("a cancellation is answered and not done", _CANCEL),
    "transaction-on-cancelled-accepted": ("a transaction on a cancelled mandate is accepted", _TRANSACTION),
    "transaction-on-prepared-accepted": ("a transaction on an unsigned mandate is accepted", _TRANSACTION),
    "collected-removed": ("a collected transaction can be removed", _REMOVE),
    "removal-not-done": ("a removal is answered and not done", _REMOVE),
    "update-of-signed-b2b-accepted": ("a signed B2B mandate can be changed", _UPDATE),
    "update-of-cancelled-accepted": ("a cancelled mandate can be changed", _UPDATE),
    "update-lost": ("a change is answered and not done", _UPDATE),
    "detail-without-force-accepted": ("an unsigned mandate is shown without force", _DETAIL),
    "state-header-stuck": ("X-STATE stays PREPARED", _DETAIL),
    "collectable-header-stuck": ("X-COLLECTABLE is always true", _DETAIL),
    "check-overlooks-template": ("check finds a valid mandate of another template", _INVITE),
    "given-number-made-again": ("a number that was given is made for another mandate", _NEW_MANDATE),
    "update-first-only": ("of several changes in one call only the first is done", _UPDATE),
    "document-lost-by-update": ("a change loses the uploaded document", _UPDATE),
    "upload-truncated": ("an uploaded document ends after 64 KiB", ("uploadMandatePdf",)),
    "signing-time-lost": ("of the moment of signing only the day is kept", _SIGN),
    "cancelled-mandate-revived": ("a bank that answers late signs a cancelled mandate", _CANCEL),
    "pending-cancellation-missing": ("the end of a mandate that waited for its bank is in no feed", _CANCEL),
    "first-amount-lost": ("the amount of a B2B invitation is never charged", ()),
    "import-end-lost": ("the last day of an imported mandate is forgotten", _IMPORT),
    "import-attributes-lost": ("the attributes of an imported mandate are forgotten", _IMPORT),
    "check-ignored": ("check prepares a mandate although a valid one exists", _INVITE),
    "double-mandate-number-accepted": ("a mandate number in use is accepted", _NEW_MANDATE),
    "signed-twice": ("a signed mandate can be signed", _SIGN),
    "sms-signed-at-once": ("a mandate is signed before the debtor has answered", _SIGN),
    "b2b-signed-at-once": ("a B2B mandate does not wait for the bank", (*_SIGN, "uploadMandatePdf")),
    "upload-does-not-sign": ("a scanned document does not sign the mandate", ("uploadMandatePdf",)),
    "import-not-done": ("an import is answered and not done", _IMPORT),
    "import-partly-done": ("a refused import leaves the mandates before the defect", _IMPORT),
    # Collections and transfers.
    "batch-sum-wrong": ("the sum of a collection is not that of its entries", _PAYMENT_FEED),
    "batch-sum-inexact": ("the sum of a collection is that of binary fractions", _PAYMENT_FEED),
    "batch-count-wrong": ("the count of a collection is not that of its entries", _PAYMENT_FEED),
    "batch-entry-missing": ("a collection lacks its last entry", _PAYMENT_FEED),
    "collected-twice": ("a collected transaction is collected again", _COLLECT),
    "cancelled-still-collected": ("transactions on cancelled mandates are collected", _COLLECT),
    "other-template-collected": ("transactions of other templates are collected", _COLLECT),
    "mandate-filter-ignored": ("mndtId does not limit a collection", _COLLECT),
    "sequence-types-swapped": ("first and recurring collections are exchanged", _COLLECT),
    "first-collection-repeated": ("after a first collection that was refused comes another first one", _COLLECT),
    "payment-ids-shared": ("the two batches of a collection have one pmtinfid", _COLLECT),
    "end-to-end-ids-shared": ("transactions of one mandate in a batch have one end-to-end identification", _COLLECT),
    "payment-contract-id-wrong": ("contractId of a collection's entry is not the mandate's", _PAYMENT_FEED),
    "reference-by-prefix": ("a reference stands for all that begin like it", ("getTransactions", *_REMOVE)),
    "collection-ids-null": ("both identifiers are null although something was collected", ("collectTransactions",)),
    "collection-ids-numbers": ("the identifiers of a collection are numbers", ("collectTransactions",)),
    "transfers-sent-twice": ("transfers that were sent are sent again", ("completeTransfers",)),
    "foreign-transfers-sent": ("transfers of other merchants are sent", ("completeTransfers",)),
    "transfer-count-wrong": ("the number of entries of a batch is wrong", ("completeTransfers",)),
    # Validation.
    "missing-parameter-accepted": (
        "a required parameter may be absent",
        (*_NEW_MANDATE, *_CANCEL, *_MESSAGES),
    ),
    "unknown-template-accepted": ("an unknown template is accepted", _TEMPLATES),
    "iban-checksum-not-enforced": ("an IBAN with wrong check digits is accepted", _PERSON),
    "bic-not-validated": ("any text is accepted as BIC", _PERSON),
    "email-not-validated": ("any text is accepted as e-mail address", _PERSON),
    "language-not-validated": ("any text is accepted as language", _NEW_MANDATE),
    "country-not-validated": ("any text is accepted as country", _PERSON),
    "mandate-number-not-validated": ("any text is accepted as mandate number", (*_NEW_MANDATE, *_IMPORT)),
    "length-not-enforced": ("a text of any length is accepted", (*_NEW_MANDATE, *_UPDATE)),
    "boolean-not-validated": (
        "any text is accepted as a boolean",
        (*_INVITE, *_DETAIL, *_COLLECT),
    ),
    "sign-method-not-validated": ("any text is accepted as method", _SIGN),
    "picture-not-validated": ("any text is accepted as a drawn signature", _SIGN),
    "amount-zero-accepted": ("an amount of 0 is accepted", (*_INVITE, *_MESSAGES)),
    "negative-amount-accepted": ("an amount below 0 is accepted", _AMOUNTS),
    "three-decimals-accepted": ("an amount with three decimals is accepted", _AMOUNTS),
    "amount-too-large-accepted": ("an amount of any size is accepted", _AMOUNTS),
    "date-not-validated": ("any text is accepted as a date", _DATES),
    "sepa-characters-not-enforced": ("a message with any characters is accepted", _MESSAGES),
    "message-length-not-enforced": ("a message of any length is accepted", _MESSAGES),
    "foreign-beneficiary-accepted": ("a transfer to an unregistered account is accepted", _TRANSFER),
    "pdf-not-checked": ("any document is accepted as a PDF", ("uploadMandatePdf",)),
    # Echoes.
    "amount-loses-cent": ("some amounts are a cent short", (*_INVITE, *_TRANSACTION, *_TRANSFER)),
    "amount-rounded": ("an amount is rounded to whole euros", _TRANSACTION),
    "message-truncated": ("a message loses its last character", _TRANSACTION),
    "reference-lost": ("ref is forgotten", _TRANSACTION),
    "place-lost": ("place is forgotten", _TRANSACTION),
    "collection-date-lost": ("reqcolldt is forgotten", _TRANSACTION),
    "purchase-date-lost": ("date is forgotten", _TRANSACTION),
    "email-lost": ("the e-mail address of a debtor is another one", _NEW_MANDATE),
    # Sessions.
    "api-token-not-checked": ("any API token is accepted", LOGIN),
    "otp-not-required": ("the one-time password may be absent", LOGIN),
    "otp-not-checked": ("any one-time password is accepted", LOGIN),
    "otp-of-two-steps-ago-accepted": ("the one-time password of a minute ago is accepted", LOGIN),
    "otp-with-last-byte-offset-accepted": ("a one-time password cut by the last byte is accepted", LOGIN),
    "login-ends-other-sessions": ("a login ends the other sessions of the merchant", LOGIN),
    "session-ends-early": ("a session ends after 60 seconds", LOGIN),
    "session-not-required": ("the Authorization header may be absent", SESSION),
    "any-session-accepted": ("an unknown session token is accepted", SESSION),
    "bearer-scheme-accepted": ("a session token after the word Bearer is accepted", SESSION),
    "expired-session-accepted": ("a session lives longer than 24 hours", SESSION),
    "logout-does-not-end-session": ("the session goes on after a logout", ("logOut",)),
    "logout-ends-every-session": ("a logout ends the other sessions too", ("logOut",)),
    "failed-login-ends-sessions": ("a login with a wrong one-time password ends the merchant's sessions", LOGIN),
    "logout-ends-foreign-sessions": ("a logout ends the sessions of other merchants", ("logOut",)),
    "foreign-reference-removed": ("transactions of other merchants with the same reference are removed", _REMOVE),
    "foreign-mandate-visible": ("a mandate of another merchant resolves", NAMED_MANDATES),
    "foreign-transaction-visible": ("a transaction of another merchant resolves", ("getTransactions",)),
    # Callbacks.
    "callback-unsigned": ("a callback has no X-SIGNATURE", ()),
    "callback-wrongly-signed": ("the signature of a callback is wrong", ()),
    "callback-signature-lower-case": ("the signature of a callback is in lower case", ()),
    "callback-signed-raw": ("the signature of a callback covers the encoded query", ()),
    "callback-plus-for-space": ("a space in a callback is a plus", ()),
    "callback-in-latin-1": ("a callback is in Latin-1", ()),
    "callback-of-other-creditor": ("news of another merchant's bank are called back", ()),
    "callback-lost": ("a callback is not sent", ()),
    "callback-repeated": ("a callback is sent twice", ()),
    "callback-not-retried": ("a callback that failed is not sent again", ()),
    "callback-wrong-type": ("the type of a callback is unknown", ()),
    # Files.
    "pdf-empty": ("a PDF has no content", _PDF),
    "pdf-wrong-name": ("a PDF is not named after its mandate", _PDF),
    "pdf-not-the-uploaded-one": ("a document of our own replaces the uploaded one", _PDF),
    "zip-truncated": ("half of a zip is missing", _FILES),
    "zip-without-bank-file": ("a zip is empty", _FILES),
    "bank-file-sum-wrong": ("the control sum of a bank file is wrong", _FILES),
    "bank-file-ids-differ": ("a bank file has end-to-end identifications of its own", _FILES),
    "bank-file-wrong-account": ("a bank file debits the merchant's own account", _FILES),
    "bank-file-wrong-scheme": ("a bank file calls B2B direct debits CORE", _FILES),
    "bank-file-wrong-creditor": ("a bank file names another creditor", _FILES),
    "bank-file-wrong-day": ("a bank file is for the day after", _FILES),
    "bank-file-wrong-signature-day": ("a bank file has mandates signed on the day they were made", _FILES),
    "bank-file-count-wrong": ("the number of transactions of a bank file is wrong", _FILES),
    # Unrouted.
    "unknown-path-200": ("an unknown path answers 200", ()),
    "wrong-method-accepted": ("a method that a path does not have answers 200", ()),
}


def _forced_errors() -> Iterator[Fault]:
    for code in ERRORS:
        operations = tuple(name for name in OPERATIONS if code in OPERATION_ERRORS[name])
        statuses = sorted({status_of(code, name, policy="documented", login_failure=200) for name in operations})
        shown = " or ".join(str(status) for status in statuses)
        yield Fault(
            name=f"{ERROR_PREFIX}{code}", summary=f"answer {shown} {code} before anything else", operations=operations
        )


FAULTS: dict[str, Fault] = {
    **{
        name: Fault(name=name, summary=summary, operations=tuple(dict.fromkeys(operations)))
        for name, (summary, operations) in _ELSEWHERE.items()
    },
    **{
        name: Fault(name=name, summary=summary, operations=operations)
        for name, (summary, operations, _) in SPOILERS.items()
    },
    **{fault.name: fault for fault in _forced_errors() if fault.operations},
}
"""Every fault that can be armed."""
