"""Twikey: rules, broken credentials, excuses and budgets."""

from __future__ import annotations

import re

from auth_hooks import twikey
from conformance.exchange import Exchange
from conformance.provider import Provider
from conformance.providers.twikey import access, claims, explore, formats, reading, rules
from conformance.providers.twikey.callback_rules import CALLBACKS
from conformance.providers.twikey.facts import VALID
from conformance.providers.twikey.knowledge import Creditor
from conformance.providers.twikey.mandates import imported_mandates
from conformance.providers.twikey.reading import first

# With the provider's five minutes no generated request would ever meet an answer of a bank.
GENEROUS_LIMITS = {"bank_answer_s": 0}

_TOLD_ONCE = "what a feed has told it does not tell again, to whoever waits for it"

BUDGETS = {
    "inviteMandate": "an invitation may be mailed to somebody",
    "signMandate": "a mandate allows debits of somebody's account, and somebody may get a text message",
    "getMandateUpdates": _TOLD_ONCE,
    "importMandates": "an import changes mandates that may be somebody's",
    "cancelMandate": "nothing can be collected on a mandate that is cancelled",
    "updateMandate": "a mandate may be somebody's",
    "uploadMandatePdf": "a document signs a mandate, or replaces the one that was signed",
    "createTransaction": "a transaction moves money",
    "getTransactionUpdates": _TOLD_ONCE,
    "removeTransactions": "what is taken back is never paid",
    "createPrenotification": "a notice is mailed to somebody",
    "collectTransactions": "a collection moves money",
    "downloadCollection": "a collection moves money",
    "getPayments": _TOLD_ONCE,
    "createTransfer": "a transfer moves money",
    "completeTransfers": "a transfer moves money",
}


def excuse(exchange: Exchange, known: Creditor) -> str | None:
    """Why a good request was refused, or a bad one accepted, where the provider's text explains it."""
    mandate = known.named_mandate(exchange)
    match exchange.operation, exchange.code:
        case twikey.LOGIN_OPERATION, twikey.NO_LOGIN:
            return "a refused login has status 200"
        case _, "err_no_contract" if mandate is None:
            return "no such mandate"
        case _, "err_no_such_ct" if not _names_template(exchange, known):
            return "no such template"
        case _, "err_mandate_invalid_state":
            return "the mandate is in another state"
        case "removeTransactions", "err_missing_params":
            if not any(first(exchange, name) for name in ("id", "ref", "mndtId")):
                return "one of the three parameters is needed"
        case "inviteMandate" | "signMandate", "err_mandatenumber_required":
            if first(exchange, "mandateNumber") is None:
                return "the template makes no mandate numbers"
        case "inviteMandate" | "signMandate", "err_double_mandatenumber":
            if first(exchange, "mandateNumber") in known.mandates.by_number:
                return "the mandate number is in use"
        case "signMandate", "err_contract_signed":
            prepared = known.mandates.find_key(first(exchange, "key"))
            if prepared is not None and prepared.state in VALID:
                return "the mandate is signed"
        case "signMandate", None if first(exchange, "key") and not reading.number(first(exchange, "ct")):
            return "a prepared mandate has its template already"
        case "importMandates", "err_invalid_iban" if not all(
            "DbtrAcct" in each for each in imported_mandates(exchange)
        ):
            return "a new mandate needs an account"
        case "importMandates", "err_double_mandatenumber" if _repeats_number(exchange):
            return "a mandate number stands twice in the document"
        case "importMandates", None if _has_null(exchange.sent):
            return "a member that is null is an absent one"
        case "importMandates", "err_invalid_input" if _says_the_impossible(exchange.sent):
            return "a pattern does not tell what is a day, or an email address"
        case "createTransfer", "err_invalid_iban":
            if first(exchange, "iban") != known.access.values.get("beneficiary_iban"):
                return "no such beneficiary"
        case "downloadCollection", "err_invalid_state":
            return "there may be nothing to collect"
        case "getMandateUpdates", "err_invalid_params":
            if reading.seconds(reading.reset_point(exchange)) is None and reading.reset_point(exchange) is not None:
                return "no such mandate to go back to"
    return None


def _names_template(exchange: Exchange, known: Creditor) -> bool:
    if exchange.operation != "importMandates":
        return first(exchange, "ct") in known.templates
    named = [str(reading.supplement(mandate).get("TemplateId")) for mandate in imported_mandates(exchange)]
    return all(template in known.templates for template in named)


def _repeats_number(exchange: Exchange) -> bool:
    numbers = [mandate["MndtId"] for mandate in imported_mandates(exchange)]
    return len(numbers) > len(set(numbers))


def _has_null(node: object) -> bool:
    if isinstance(node, dict | list):
        return any(map(_has_null, node.values() if isinstance(node, dict) else node))
    return node is None


_DATES = ("CreDtTm", "EvtTime", "FrDt", "ToDt")


def _says_the_impossible(node: object) -> bool:
    """Whether a document has a date that no calendar has, or an email address that is none: patterns do not tell."""
    if isinstance(node, dict):
        dates = [node.get(name) for name in _DATES]
        if str(node.get("Key", "")).startswith("SignerDate#"):
            dates.append(str(node.get("Value")))
        if any(isinstance(value, str) and reading.milliseconds(value) is None for value in dates):
            return True
        email = node.get("EmailAdr")
        if isinstance(email, str) and not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", email):
            return True
        return any(_says_the_impossible(child) for child in node.values())
    return isinstance(node, list) and any(map(_says_the_impossible, node))


PROVIDER = Provider(
    name="twikey",
    variables=access.VARIABLES,
    optional=access.OPTIONAL,
    secrets=access.SECRETS,
    open_access=access.open_access,
    knowledge=Creditor,
    error_code=access.error_code,
    rules=rules.RULES,
    battery=access.BATTERY,
    excuse=excuse,
    claims=claims.CLAIMS,
    explore=explore.explore,
    generous_limits=GENEROUS_LIMITS,
    placeholders={
        "api-token": twikey.API_TOKEN_PLACEHOLDER,
        "one-time-password-or-empty": twikey.OTP_PLACEHOLDER,
    },
    one_time_fields={"apiToken": "api-token", "otp": "one-time-password-or-empty"},
    formats=formats.FORMATS,
    media_types=formats.MEDIA_TYPES,
    budgets=BUDGETS,
    logins=(twikey.LOGIN_OPERATION,),
    lead_query=Creditor.lead_query,
    callbacks=CALLBACKS,
)
