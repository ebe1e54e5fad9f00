"""Requests that the Twikey sandbox must refuse, unless a fault lets them pass."""

from tests.twikey_looks import Request
from tests.twikey_requests import (
    BAD_IBAN,
    UNREGISTERED_IBAN,
    add,
    collected,
    imported,
    invite,
    prenotified,
    sign,
    transfer,
    updated,
)
from tests.twikey_world import document, mandate_message

_PARTY = {"Nm": "Somebody", "CtctDtls": {"EmailAdr": "nobody"}}
_FOREIGN_TEMPLATE = [{"Key": "TemplateId", "Value": 999}]

VALIDATION: dict[str, dict[str, tuple[Request, str]]] = {
    "missing-parameter-accepted": {
        "inviteMandate": (invite(email=...), "err_missing_params"),
        "signMandate": (sign(method=...), "err_missing_params"),
        "cancelMandate": (lambda w: w.cancel(w.signed, rsn=...), "err_provide_reason"),
        "createTransaction": (add(message=...), "err_missing_params"),
        "createPrenotification": (prenotified(collectionDate=...), "err_invalid_date"),
        "createTransfer": (transfer(message=...), "err_missing_params"),
    },
    "unknown-template-accepted": {
        "inviteMandate": (invite(ct="999"), "err_no_such_ct"),
        "signMandate": (sign(ct="999"), "err_no_such_ct"),
        "importMandates": (imported(SplmtryData=_FOREIGN_TEMPLATE), "err_no_such_ct"),
        "collectTransactions": (collected(ct="999"), "err_no_such_ct"),
        "downloadCollection": (lambda w: (w.added(), collected("/collect/sdd", ct="999")(w))[1], "err_no_such_ct"),
        "completeTransfers": (lambda w: w.post("/transfer/complete", {"ct": "999"}), "err_no_such_ct"),
    },
    "iban-checksum-not-enforced": {
        "inviteMandate": (invite(iban=BAD_IBAN), "err_invalid_iban"),
        "signMandate": (sign(iban=BAD_IBAN), "err_invalid_iban"),
        "importMandates": (imported(DbtrAcct=BAD_IBAN), "err_invalid_iban"),
        "updateMandate": (updated(iban=BAD_IBAN), "err_invalid_iban"),
    },
    "bic-not-validated": {
        "inviteMandate": (invite(bic="BANK"), "err_invalid_bic"),
        "signMandate": (sign(bic="BANK"), "err_invalid_bic"),
        "importMandates": (imported(DbtrAgt={"FinInstnId": {"BICFI": "BANK"}}), "err_invalid_input"),
        "updateMandate": (updated(bic="BANK"), "err_invalid_bic"),
    },
    "email-not-validated": {
        "inviteMandate": (invite(email="nobody"), "err_invalid_email"),
        "signMandate": (sign(email="nobody"), "err_invalid_email"),
        "importMandates": (imported(Dbtr=_PARTY), "err_invalid_input"),
        "updateMandate": (updated(email="nobody"), "err_invalid_email"),
    },
    "language-not-validated": {
        "inviteMandate": (invite(l="xx"), "err_invalid_lang"),
        "signMandate": (sign(l="xx"), "err_invalid_lang"),
    },
    "country-not-validated": {
        "inviteMandate": (invite(country="BEL"), "err_invalid_country"),
        "signMandate": (sign(country="BEL"), "err_invalid_country"),
        "importMandates": (imported(Dbtr={"CtryOfRes": "BEL"}), "err_invalid_input"),
        "updateMandate": (updated(country="BEL"), "err_invalid_country"),
    },
    "mandate-number-not-validated": {
        "inviteMandate": (invite(mandateNumber="own number"), "err_invalid_mandatenumber"),
        "signMandate": (sign(mandateNumber="own number"), "err_invalid_mandatenumber"),
        "importMandates": (
            lambda w: w.post("/mandate", document(mandate_message("own number"))),
            "err_invalid_input",
        ),
    },
    "length-not-enforced": {
        "inviteMandate": (invite(lastname="x" * 51), "err_invalid_params"),
        "signMandate": (sign(companyName="x" * 141), "err_invalid_params"),
        "updateMandate": (updated(zip="x" * 17), "err_invalid_params"),
    },
    "boolean-not-validated": {
        "inviteMandate": (invite(check="maybe"), "err_invalid_params"),
        "getMandate": (lambda w: w.detail(w.signed, force="maybe"), "err_invalid_params"),
        "collectTransactions": (collected(prenotify="maybe"), "err_invalid_params"),
        "downloadCollection": (
            lambda w: (w.added(), collected("/collect/sdd", prenotify="maybe")(w))[1],
            "err_invalid_params",
        ),
    },
    "sign-method-not-validated": {"signMandate": (sign(method="telepathy"), "err_invalid_params")},
    "picture-not-validated": {"signMandate": (sign(method="digisign", digsig="scribble"), "err_invalid_params")},
    "amount-zero-accepted": {
        "inviteMandate": (invite(amount="0"), "err_invalid_amount"),
        "createTransaction": (add(amount="0.00"), "err_invalid_amount"),
        "createPrenotification": (prenotified(amount="0"), "err_invalid_amount"),
        "createTransfer": (transfer(amount="0"), "err_invalid_amount"),
    },
    "negative-amount-accepted": {
        "inviteMandate": (invite(amount="-1"), "err_invalid_amount"),
        "createTransaction": (add(amount="-1"), "err_invalid_amount"),
        "createPrenotification": (prenotified(amount="-1"), "err_invalid_amount"),
        "createTransfer": (transfer(amount="-1"), "err_invalid_amount"),
        "importMandates": (imported(MaxAmt="-1"), "err_invalid_input"),
    },
    "three-decimals-accepted": {
        "inviteMandate": (invite(amount="1.001"), "err_invalid_amount"),
        "createTransaction": (add(amount="1.001"), "err_invalid_amount"),
        "createPrenotification": (prenotified(amount="1.001"), "err_invalid_amount"),
        "createTransfer": (transfer(amount="1.001"), "err_invalid_amount"),
        "importMandates": (imported(MaxAmt="1.001"), "err_invalid_input"),
    },
    "amount-too-large-accepted": {
        "inviteMandate": (invite(amount="1000000000"), "err_invalid_amount"),
        "createTransaction": (add(amount="1000000000"), "err_invalid_amount"),
        "createPrenotification": (prenotified(amount="1000000000"), "err_invalid_amount"),
        "createTransfer": (transfer(amount="1000000000"), "err_invalid_amount"),
        "importMandates": (imported(MaxAmt="1000000000"), "err_invalid_input"),
    },
    "date-not-validated": {
        "signMandate": (sign(signDate="tomorrow"), "err_invalid_date"),
        "importMandates": (imported(Ocrncs={"Drtn": {"FrDt": "tomorrow"}}), "err_invalid_input"),
        "createTransaction": (add(reqcolldt="2017-02-30"), "err_invalid_date"),
        "createPrenotification": (prenotified(collectionDate="tomorrow"), "err_invalid_date"),
        "createTransfer": (transfer(date="tomorrow"), "err_invalid_date"),
        "collectTransactions": (collected(colltndt="tomorrow"), "err_invalid_date"),
        "downloadCollection": (
            lambda w: (w.added(), collected("/collect/sdd", clltndt="tomorrow")(w))[1],
            "err_invalid_date",
        ),
    },
    "sepa-characters-not-enforced": {
        "createTransaction": (add(message="50 %"), "err_invalid_sepachars"),
        "createPrenotification": (prenotified(message="50 %"), "err_invalid_sepachars"),
        "createTransfer": (transfer(message="50 %"), "err_invalid_sepachars"),
    },
    "message-length-not-enforced": {
        "createTransaction": (add(message="x" * 141), "err_invalid_message"),
        "createPrenotification": (prenotified(message="x" * 141), "err_invalid_message"),
        "createTransfer": (transfer(message="x" * 141), "err_invalid_message"),
    },
    "foreign-beneficiary-accepted": {"createTransfer": (transfer(iban=UNREGISTERED_IBAN), "err_invalid_iban")},
    "pdf-not-checked": {
        "uploadMandatePdf": (
            lambda w: w.call("POST", "/mandate/pdf", b"a scan", query={"mndtId": w.signed}),
            "err_invalid_input",
        )
    },
}
"""By fault and operation: a request that must be refused, and with which code."""
