"""The ways in which the imitated Anytime can misbehave.

Those that spoil an answer after it was made are in ``spoilers``; the others fire where the rule that they break stands.
Those of webhooks belong to no operation, because a webhook answers none.
"""

from collections.abc import Iterator

from conformance.sandbox.anytime.errors import ERRORS, OPERATION_ERRORS, status_of
from conformance.sandbox.anytime.routes import OPERATIONS
from conformance.sandbox.anytime.spoilers import LISTS, SPOILERS
from conformance.sandbox.faults import DELAY, DROP, ERROR_PREFIX, TRUNCATE, Fault

_TOKEN = ("createToken",)
_API = tuple(name for name in OPERATIONS if name not in _TOKEN)
_ACCOUNT_FORMS = ("createAccount", "updateAccount")
_ORDER = ("orderCard",)
_CREDIT = ("creditCard",)
_DEBIT = ("debitCard",)
_TRANSFER = ("createCreditTransfer",)
_PIN = ("getCardPin",)
_AMOUNTS = (*_CREDIT, *_DEBIT, *_TRANSFER, *_ORDER)
_OF_ACCOUNT = (
    *("getAccount", "updateAccount", "getAccountBalance", "getAccountCards", "getAccountStatements"),
    *("getAccountStatement", "getIbanStatements", "getCreditTransfers", "createCreditTransfer", "getTestimonial"),
    *("getKycStatus", "uploadKycFiles", "createIban", "createVirtualIban", "orderCard"),
)
_OF_CARD = (
    *("getCard", "updateCard", "getCardTransactions", "getCardTransaction", "creditCard", "debitCard"),
    *("getCardPin", "sendCardPin", "getCardPan", "sendCardPan", "createDetailsDisplay"),
)
_CARD_ACTIONS = (
    *("updateCard", "creditCard", "debitCard", "getCardPin", "sendCardPin", "getCardPan", "sendCardPan"),
    "createDetailsDisplay",
)
_NEED_ACTIVE = ("creditCard", "debitCard", "getCardPin", "sendCardPin")
_DATED = ("getAccountStatements", "getIbanStatements", "getCreditTransfers", "getCardTransactions")
_STATEMENTS = ("getAccountStatements", "getAccountStatement", "getIbanStatements")
_VIRTUAL_IBAN = ("createVirtualIban",)
_IBANS = ("createIban", *_VIRTUAL_IBAN)
_TESTIMONIAL = ("getTestimonial",)
_KYC = ("uploadKycFiles",)
_NEED_KYC = (*_IBANS, *_ORDER, *_CREDIT, *_TRANSFER)
_POSTS = (
    *("createToken", "checkApiByPost", "createAccount", "updateAccount", "createCreditTransfer", "uploadKycFiles"),
    *("createIban", "createVirtualIban", "orderCard", "updateCard", "creditCard", "debitCard", "sendCardPan"),
    "createDetailsDisplay",
)
_REQUIRED = (
    *("createAccount", "createCreditTransfer", "uploadKycFiles", "createIban", "createVirtualIban", "orderCard"),
    *("creditCard", "debitCard", "getCardPin", "sendCardPan", "createDetailsDisplay"),
)

_ELSEWHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    DELAY: ("the answer comes after delay_ms", OPERATIONS),
    DROP: ("the request is carried out, then the connection is closed without an answer", OPERATIONS),
    TRUNCATE: ("the connection is closed after half of the body", OPERATIONS),
    "crash-on-unicode": ("a parameter with a character beyond ASCII gives a bare 500", (*_POSTS, *LISTS, *_PIN)),
    "crash-on-malformed-form": ("a body that is no well-formed form gives a bare 500", _POSTS),
    "crash-on-large-number": ("an amount or limit of ten digits or more gives a bare 500", (*_AMOUNTS, *LISTS)),
    "signature-not-required": ("the headers of the signature may be absent", _API),
    "token-without-signature": ("a token is given without the headers of the signature", _TOKEN),
    "signature-not-verified": ("any signature is accepted", OPERATIONS),
    "sha256-signature-accepted": ("a signature made with SHA-256 is accepted", OPERATIONS),
    "signature-over-other-text-accepted": ("a signature over another text is accepted", OPERATIONS),
    "replay-accepted": ("validation data are accepted a second time", OPERATIONS),
    "replay-remembered-per-token": ("validation data are accepted again with another token", OPERATIONS),
    "replay-after-refusal-accepted": ("validation data of a refused request are accepted again", OPERATIONS),
    "ip-not-checked": ("every address may call", OPERATIONS),
    "token-not-required": ("the Authorization header may be absent", _API),
    "any-token-accepted": ("an unknown token is accepted", _API),
    "superseded-token-accepted": ("a token is accepted that a newer one replaced", _API),
    "expired-token-accepted": ("an expired token is accepted", _API),
    "foreign-token-accepted": ("the token of another API user is accepted", _API),
    "foreign-account-visible": ("an account of another API user resolves", _OF_ACCOUNT),
    "foreign-card-visible": ("a card of another API user resolves", _OF_CARD),
    "foreign-order-visible": ("an order of another API user resolves", ("getOrderTracking",)),
    "wrong-client-secret-accepted": ("any client_secret is accepted", _TOKEN),
    "wrong-password-accepted": ("any username and password are accepted", _TOKEN),
    "grant-type-not-checked": ("any grant_type is accepted", _TOKEN),
    "wrong-token-lifetime": ("a token dies after 60 seconds, whatever expires_in says", _TOKEN),
    "functionality-not-checked": ("a functionality that is not allowed is carried out", OPERATIONS),
    "sub-environment-not-checked": ("a sub-environment that is denied is entered", OPERATIONS),
    "rate-limit-not-enforced": ("the rates that are switched on are not limited", OPERATIONS),
    "double-credit": ("a load reaches the card twice", _CREDIT),
    "load-not-debited": ("a load is not taken from the account", _CREDIT),
    "debit-lost": ("what is unloaded from a card never reaches the account", _DEBIT),
    "fee-invented": ("a load costs the account 1.00 more", _CREDIT),
    "amount-rounded-to-tens": ("an amount is rounded down to tens of cents", _AMOUNTS),
    "transfer-not-debited": ("a credit transfer is not taken from the account", _TRANSFER),
    "cancelled-transfer-not-refunded": ("the money of a cancelled credit transfer does not come back", _TRANSFER),
    "declined-load-not-refunded": ("the money of a load that fails does not come back", _CREDIT),
    "settled-twice": ("settling moves the money once more", (*_CREDIT, *_DEBIT)),
    "never-settles": ("a transaction stays pending for ever", (*_CREDIT, *_DEBIT)),
    "statement-balance-wrong": ("the balance in a statement is one cent too high", _STATEMENTS),
    "statement-type-wrong": ("a debit is a credit in a statement", _STATEMENTS),
    "statement-row-lost": ("the newest statement is missing if it is a debit", ("getAccountStatements",)),
    "balances-swapped": ("the balance is that of another account of the caller", ("getAccountBalance",)),
    "negative-amount-accepted": ("a negative amount is accepted", _AMOUNTS),
    "zero-amount-accepted": ("an amount of 0 is accepted", _AMOUNTS),
    "three-decimals-accepted": ("an amount with three decimals is accepted", _AMOUNTS),
    "amount-text-accepted": ("an amount that is no number is accepted", _AMOUNTS),
    "overdraft-accepted": ("an account pays more than it has", (*_CREDIT, *_TRANSFER, *_ORDER)),
    "card-overdraft-accepted": ("a card is unloaded of more than it has", _DEBIT),
    "minimum-load-ignored": ("less than 1.00 is loaded", _CREDIT),
    "maximum-load-ignored": ("more than 2000.00 is loaded", _CREDIT),
    "card-maximum-ignored": ("a card holds more than 10000.00", _CREDIT),
    "limit-ignored": ("a page does not end at limit_number", LISTS),
    "start-ignored": ("a page starts at 0", LISTS),
    "page-overlap": ("a page begins with the last of the page before", LISTS),
    "page-loses-one": ("the last of a page is missing", LISTS),
    "total-wrong": ("total_results is one too many", LISTS),
    "total-counts-page": ("total_results counts the page only", LISTS),
    "total-respects-dates": ("total_results of a card counts the period only", ("getCardTransactions",)),
    "filters-not-echoed": ("filters are always the defaults", LISTS),
    "date-start-ignored": ("date_start does not filter", _DATED),
    "date-start-exclusive": ("date_start excludes its own day", _DATED),
    "date-end-ignored": ("date_end does not filter", _DATED),
    "date-end-exclusive": ("date_end excludes its own day", _DATED),
    "reversed-range-accepted": ("a period that ends before it begins is searched", _DATED),
    "cancelled-card-usable": ("a cancelled card is as good as any", _CARD_ACTIONS),
    "blocked-card-usable": ("a blocked card is as good as an active one", _NEED_ACTIVE),
    "terminal-status-left": ("a card that is stolen, lost or damaged is activated again", ("updateCard",)),
    "same-status-accepted": ("a card is given the status that it has", ("updateCard",)),
    "renewal-without-holder-accepted": ("a card is renewed whose holder is incomplete", ("updateCard",)),
    "card-update-forgotten": ("the update of a card is accepted and forgotten", ("updateCard",)),
    "account-update-forgotten": ("the update of an account is accepted and forgotten", ("updateAccount",)),
    "plastic-pan-shown": ("the PAN of a plastic card is shown and sent", ("getCardPan", "sendCardPan")),
    "pan-sent-for-multi-use": ("the PAN of a card for many uses is sent", ("sendCardPan",)),
    "wrong-cvc-accepted": ("any CVC shows the PIN", _PIN),
    "consumer-orders-virtual": ("a consumer account orders a virtual card", _ORDER),
    "foreign-currency-order-accepted": ("an account in another currency orders a card", _ORDER),
    "card-quota-ignored": ("the number of cards is not limited", _ORDER),
    "single-use-reloaded": ("a single-use card is loaded again", _CREDIT),
    "limit-per-day-ignored": ("loads per day are not limited", _CREDIT),
    "limit-per-four-days-ignored": ("loads per four days are not limited", _CREDIT),
    "limit-per-week-ignored": ("loads per week are not limited", _CREDIT),
    "limit-per-month-ignored": ("loads per month are not limited", _CREDIT),
    "limit-per-year-ignored": ("loads per year are not limited", _CREDIT),
    "load-capacity-ignored": ("the number of loads per day is not limited", _CREDIT),
    "kyc-not-required": ("an incomplete KYC is good enough", _NEED_KYC),
    "kyc-accepted-at-once": ("an uploaded file is accepted without a look at it", _KYC),
    "kyc-file-status-wrong": ("a file that was not taken has status 0", _KYC),
    "wrong-extension-accepted": ("a file with any extension is taken", _KYC),
    "second-iban-made": ("an account gets a second IBAN", ("createIban",)),
    "iban-of-another-country": ("a new IBAN is not of the country that was asked for", ("createIban",)),
    "iban-check-digits-wrong": ("the check digits of a new IBAN are wrong", _IBANS),
    "iban-not-required": (
        "an account without IBAN does what needs one",
        (*_VIRTUAL_IBAN, *_TRANSFER, "getIbanStatements"),
    ),
    "consumer-virtual-iban-made": ("a consumer account gets a virtual IBAN", _VIRTUAL_IBAN),
    "own-iban-accepted": ("a credit transfer to its own account is accepted", _TRANSFER),
    "testimonial-of-unexecuted-transfer": ("a transfer that is not executed has a testimonial", _TESTIMONIAL),
    "pdf-empty": ("a testimonial is empty", _TESTIMONIAL),
    "pdf-truncated": ("a testimonial ends after its first half", _TESTIMONIAL),
    "pdf-wrong-type": ("a testimonial is sent as text/html", _TESTIMONIAL),
    "missing-parameter-accepted": ("a required parameter may be absent", _REQUIRED),
    "gender-not-validated": ("any text is accepted as gender", (*_ACCOUNT_FORMS, *_ORDER)),
    "date-not-validated": ("any text is accepted as date", (*_ACCOUNT_FORMS, *_ORDER, *_DATED)),
    "email-not-validated": ("any text is accepted as e-mail address", (*_ACCOUNT_FORMS, "sendCardPan")),
    "phone-not-validated": ("any text is accepted as mobile number", (*_ACCOUNT_FORMS, "sendCardPan")),
    "country-not-validated": ("any text is accepted as country", (*_ACCOUNT_FORMS, "createIban", *_ORDER)),
    "currency-not-validated": ("any text is accepted as currency", _ACCOUNT_FORMS),
    "iban-checksum-not-validated": ("a destination with wrong check digits is accepted", _TRANSFER),
    "swift-not-validated": ("any text is accepted as SWIFT code", _TRANSFER),
    "ip-not-validated": ("any text is accepted as IP address", ("createDetailsDisplay",)),
    "limit-not-validated": ("any text is accepted as limit", LISTS),
    "webhook-unsigned": ("a webhook has no hash", ()),
    "webhook-wrong-hash": ("a webhook has a wrong hash", ()),
    "webhook-hash-over-wrong-text": ("the hash of a webhook is over username and timestamp, in this order", ()),
    "webhook-never": ("no webhook is sent", ()),
    "webhook-twice": ("every webhook is sent twice", ()),
    "webhook-not-retried": ("a webhook that is refused is not sent again", ()),
    "webhook-before-settlement": ("a webhook says that a load is settled which is still pending", (*_CREDIT, *_DEBIT)),
    "webhook-wrong-status": ("a webhook has another status than the transaction or transfer", ()),
    "webhook-101-transfers": ("a webhook has 101 credit transfers", ()),
    "webhook-sync-type": ("type_response of a webhook is sync", ()),
    "wrong-method-accepted": ("a method that a path does not have answers 200", ()),
    "unknown-path-200": ("an unknown path answers 200", ()),
    "bad-version-accepted": ("a malformed version is served as 1.0", ()),
    "other-version-accepted": ("a version that does not exist is served as 1.0", ()),
}


def _forced_errors() -> Iterator[Fault]:
    for code, kind in ERRORS.items():
        operations = tuple(name for name in OPERATIONS if code in OPERATION_ERRORS[name])
        yield Fault(
            name=f"{ERROR_PREFIX}{code}",
            summary=f"answer {status_of(code)} {code} ({kind.exception}) before anything else",
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
