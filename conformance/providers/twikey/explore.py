"""One good call of each Twikey operation, on a creditor in any state, within its budget.

Reading a feed takes what is in it away from everybody else who reads with the same API token, so a run that must not
write leaves the feeds alone as well.
"""

from __future__ import annotations

from typing import Any

from auth_hooks import twikey
from conformance.calls import Caller, Reply
from conformance.provider import BadCredentials
from conformance.providers.twikey.access import TwikeyAccess
from conformance.providers.twikey.reading import at, text

IBAN = "BE68068897250734"
BIC = "GKCCBEBB"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
DEBTOR = {
    "l": "nl",
    "lastname": "Run",
    "firstname": "Conformance",
    "mobile": "+32479123123",
    "address": "Derbystraat 43",
    "zip": "9051",
    "city": "Gent",
    "country": "BE",
}

_Answers = frozenset[tuple[int, str | None]]
_LOGIN: _Answers = frozenset({(200, None), (200, twikey.NO_LOGIN), (400, twikey.NO_LOGIN)})
_INVITED: _Answers = frozenset({(200, None), (400, "err_no_such_ct")})


def explore(caller: Caller, access: TwikeyAccess, *, may_write: bool) -> None:
    """Call every operation once with good input; creates three mandates, which are cancelled at the end.

    Args:
        access: The first creditor, from `access.open_access`.
        may_write: Whether anything may be created, or taken from a feed, at all.
    """
    caller.call("logIn", form=twikey.login_fields(access.credentials, now_s=access.clock()), expect=200)
    if "otp_api_token" in access.values:
        _log_in_with_password(caller, access)
    caller.call("logOut", expect=204)
    caller.call("getTransactions", expect=200)
    if not may_write:
        return
    number, *others = _explore_mandates(caller, access)
    _explore_money(caller, access, number)
    caller.call("getMandateUpdates", query={"chunkSize": 10}, expect=200)
    caller.call("getTransactionUpdates", expect=200)
    caller.call("getPayments", query={"detail": "true"}, expect=200)
    for each in (*others, number):
        caller.call("cancelMandate", query={"mndtId": each, "rsn": "Conformance run"}, expect=200)


def _log_in_with_password(caller: Caller, access: TwikeyAccess) -> None:
    """One good login, without which the refusals of wrong one-time passwords would say nothing.

    Raises:
        BadCredentials: It is refused.
    """
    reply = caller.call("logIn", form=twikey.login_fields(access.secured, now_s=access.clock()), expect=_LOGIN)
    if (code := reply.exchange.code) is not None:
        raise BadCredentials(f"otp_private_key does not let the creditor of otp_api_token in: {code}")


def _explore_mandates(caller: Caller, access: TwikeyAccess) -> tuple[str, str, str]:
    """Prepare, sign, import, change and read mandates; their numbers, that of the one to charge first."""
    template = access.template_id
    invitation = {"ct": template, "email": "conformance@example.com", **DEBTOR}
    invited = caller.call("inviteMandate", form=invitation, expect=_INVITED)
    if (code := invited.exchange.code) is not None:
        raise BadCredentials(f"template_id: the creditor has no template {template}: {code}")
    prepared = str(text(invited.json, "mndtId"))
    pdf = {"Content-Type": "application/pdf"}
    caller.call("uploadMandatePdf", query={"mndtId": prepared}, content=PDF, headers=pdf, expect=200)
    signature = {"method": "paper", "ct": template, "iban": IBAN, "bic": BIC, **DEBTOR}
    number = str(text(caller.call("signMandate", form=signature, expect=200).json, "MndtId"))
    named = {"mndtId": number}
    imported = f"C{number}"[:35]
    caller.call("importMandates", body=_import_document(imported, template), expect=204)
    caller.call("updateMandate", form={**named, "city": "Brugge"}, expect=204)
    caller.call("getMandate", query=named, expect=200)
    caller.call("getMandatePdf", query=named, expect=200)
    return number, prepared, imported


def _import_document(number: str, template: str) -> dict[str, Any]:
    mandate = {
        "MndtId": number,
        "LclInstrm": "CORE",
        "Dbtr": {"Nm": "Conformance Run", "CtctDtls": {"EmailAdr": "conformance@example.com"}},
        "DbtrAcct": IBAN,
        "SplmtryData": [{"Key": "TemplateId", "Value": int(template)}],
    }
    return {"GrpHdr": {"CreDtTm": "2018-06-23T10:15:00Z"}, "Messages": [{"Mndt": mandate}]}


def _explore_money(caller: Caller, access: TwikeyAccess, number: str) -> None:
    """Ask for a cent three times: once taken back, once collected, once downloaded for the bank."""
    named, template = {"mndtId": number}, {"ct": access.template_id}
    notice = {**named, "message": "Conformance run", "collectionDate": "2030-01-31", "amount": "0.01"}
    caller.call("createPrenotification", form=notice, expect=200)
    charge = {**named, "message": "Conformance run", "amount": "0.01"}
    id_ = _id(caller.call("createTransaction", form=charge, expect=200))
    caller.call("removeTransactions", query={"id": id_}, expect=204)
    caller.call("createTransaction", form=charge, expect=200)
    caller.call("collectTransactions", form={**template, **named}, expect=200)
    caller.call("createTransaction", form=charge, expect=200)
    caller.call("downloadCollection", form={**template, **named}, expect=200)
    beneficiary = access.values.get("beneficiary_iban")
    if beneficiary is not None:
        transfer = {"iban": beneficiary, "message": "Conformance run", "amount": "0.01"}
        caller.call("createTransfer", form=transfer, expect=200)
        caller.call("completeTransfers", form={**template}, expect=200)


def _id(reply: Reply) -> int:
    (entry,) = at(reply.json, "Entries")
    return int(entry["id"])
