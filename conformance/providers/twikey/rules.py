"""Facts of Twikey that no schema can say, judged on every exchange: sessions, errors, who may see what.

Each rule is a function under its summary; it says what is wrong, or `None`. Rules tolerate what a run cannot know: a
creditor may have mandates and transactions that others made. Where a rule is assumed it may rely on more, because only
the sandbox, of which the run knows everything, is held to it.
"""

from __future__ import annotations

import re

from auth_hooks import twikey
from conformance.exchange import Exchange
from conformance.providers.twikey import feed_rules, file_rules, mandate_rules, money_rules, reading
from conformance.providers.twikey.facts import OWN, UNSIGNED
from conformance.providers.twikey.knowledge import Creditor, told_texts
from conformance.providers.twikey.mandates import imported_mandates
from conformance.providers.twikey.money import COLLECTS
from conformance.providers.twikey.reading import first, text
from conformance.rulebook import Rulebook

_BOOK = Rulebook()

UNROUTED = frozenset({"wrongMethod", "unknownPath"})
NOT_LOGGED_IN = b"Not logged in"

# Clocks differ, and a run hears of the sandbox's time now and then only.
_LENIENCE_S = 60

_REQUIRED = {
    "inviteMandate": ("ct", "email"),
    "cancelMandate": ("mndtId", "rsn"),
    "getMandate": ("mndtId",),
    "updateMandate": ("mndtId",),
    "getMandatePdf": ("mndtId",),
    "uploadMandatePdf": ("mndtId",),
    "createTransaction": ("mndtId", "message", "amount"),
    "createPrenotification": ("mndtId", "message", "collectionDate", "amount"),
    "collectTransactions": ("ct",),
    "downloadCollection": ("ct",),
    "createTransfer": ("iban", "message", "amount"),
    "completeTransfers": ("ct",),
}
_NEEDED_BY_METHOD = {"sms": "mobile", "digisign": "digsig", "selfie": "selfie"}


# --- sessions -------------------------------------------------------------------------------------------------------


def _uses_session(exchange: Exchange) -> bool:
    return exchange.operation not in {twikey.LOGIN_OPERATION, *UNROUTED}


def _token(exchange: Exchange) -> str:
    return exchange.request_headers.get("authorization", "")


@_BOOK.rule("nothing succeeds without a session", source="Creditor API, General use")
def _session_sent(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.ok and _uses_session(exchange) and not _token(exchange):
        return f"answered {exchange.status} without a session token"
    return None


@_BOOK.rule("a session token is sent as it is", source="scripts of 2018 and all clients: raw token, no scheme")
def _session_sent_raw(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.ok and _uses_session(exchange) and re.search(r"[\s,\"]", _token(exchange)):
        return f"answered {exchange.status} to a token with something before or after it"
    return None


@_BOOK.rule("a session that was logged out opens nothing", source="Creditor API, Logout: Invalidates the token")
def _session_ended(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.ok and _uses_session(exchange) and _token(exchange) in known.ended:
        return f"answered {exchange.status} to a session that was logged out"
    return None


@_BOOK.rule("a session lives 24 hours", source="Creditor API, Login: valid for 24h")
def _session_expires(exchange: Exchange, known: Creditor) -> str | None:
    opened_s = known.opened_s.get(_token(exchange))
    if not exchange.ok or not _uses_session(exchange) or opened_s is None:
        return None
    age_s = known.access.clock() - opened_s
    return f"a session of {age_s:.0f} seconds was accepted" if age_s > twikey.LIFETIME_S + _LENIENCE_S else None


@_BOOK.rule("a session goes on until it ends", source="Creditor API, Login; several sessions coexist", assumed=True)
def _session_kept(exchange: Exchange, known: Creditor) -> str | None:
    opened_s = known.opened_s.get(_token(exchange))
    if exchange.status != 401 or opened_s is None or _token(exchange) in known.ended:
        return None
    age_s = known.access.clock() - opened_s
    return f"a session of {age_s:.0f} seconds was refused" if age_s < twikey.LIFETIME_S - _LENIENCE_S else None


@_BOOK.rule("a login gives one token, in header and body", source="Swagger file of 2018, Valid token; Postman, Login")
def _login_gives_one_token(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != twikey.LOGIN_OPERATION or not exchange.ok:
        return None
    header, body = exchange.response_headers.get("authorization"), text(exchange.answer, "Authorization")
    if not header or not body:
        return f"the token is missing in the {'body' if header else 'header'}"
    return None if header == body else "header and body have different tokens"


@_BOOK.rule("each login gives a new token", source="Creditor API, Login", assumed=True)
def _login_gives_new_token(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation != twikey.LOGIN_OPERATION or not exchange.ok:
        return None
    token = exchange.response_headers.get("authorization", "")
    return "the token was given out before" if token in known.owners or token in known.opened_s else None


@_BOOK.rule("a refused login gives no token", source="client in Go, session: no Authorization, header ApiError")
def _refused_login_gives_no_token(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != twikey.LOGIN_OPERATION or exchange.ok:
        return None
    if exchange.response_headers.get("authorization") or text(exchange.answer, "Authorization"):
        return f"a login that was refused with {exchange.code} carries a session token"
    return None


# --- errors ---------------------------------------------------------------------------------------------------------


@_BOOK.rule(
    "a refused session has no error headers",
    source="Creditor API, Login: authentication errors do not have these 2 headers",
)
def _refused_session_without_code(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.status != 401:
        return None
    given = [name for name in ("ApiError", "ApiErrorCode") if name.lower() in exchange.response_headers]
    return f"401 came with {' and '.join(given)}" if given else None


@_BOOK.rule("a refused session is told in these words", source="client in Node.js, after logging out", assumed=True)
def _refused_session_in_words(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.status != 401 or exchange.method == "HEAD" or exchange.response_body.strip() == NOT_LOGGED_IN:
        return None
    return f"401 came with {exchange.response_body[:40]!r}"


@_BOOK.rule("both error headers name the code of the body", source="Creditor API, Login: ApiError and ApiErrorCode")
def _error_headers_agree(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.code is None or exchange.status == 401 or exchange.status >= 500 or exchange.method == "HEAD":
        return None
    code, headers = text(exchange.answer, "code"), exchange.response_headers
    said = {"the body": code, "ApiError": headers.get("apierror"), "ApiErrorCode": headers.get("apierrorcode")}
    if len(set(said.values())) == 1:
        return None
    return "; ".join(f"{where} says {value or 'nothing'}" for where, value in said.items())


@_BOOK.rule("only a login is refused with a status of success", source="Creditor API, HTTP Response of each operation")
def _refusal_has_its_status(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.code is None or exchange.status >= 400 or exchange.operation == twikey.LOGIN_OPERATION:
        return None
    return f"{exchange.code} came with status {exchange.status}"


@_BOOK.rule("texts for people are in the language asked for", source="client in Go, error messages are translated")
def _texts_in_their_language(exchange: Exchange, known: Creditor) -> str | None:
    for (code, language), message in told_texts(exchange):
        others = ("en",) if language != "en" else ("nl", "fr", "de")
        for other in others:
            if known.texts.get((code, other)) == message:
                return f"{code} says {message!r} in {language} and in {other}"
    return None


def _missing(exchange: Exchange) -> list[str]:
    """The required parameters that a request lacks, or that are blank."""
    needed = _REQUIRED.get(exchange.operation, ())
    if exchange.operation == "signMandate":
        own = _NEEDED_BY_METHOD.get(first(exchange, "method") or "")
        # A prepared mandate may know the mobile number.
        of_mandate = ("ct", "iban", "bic") if first(exchange, "key") is None else ()
        is_known = own == "mobile" and first(exchange, "key") is not None
        needed = ("method", *of_mandate, *((own,) if own and not is_known else ()))
    return [name for name in needed if not (first(exchange, name) or "").strip()]


@_BOOK.rule(
    "nothing is done without its required parameters", source="Creditor API, Query Parameters of each operation"
)
def _required_parameters_demanded(exchange: Exchange, _known: Creditor) -> str | None:
    if not exchange.ok or not (missing := _missing(exchange)):
        return None
    return f"answered {exchange.status} although {' and '.join(missing)} is missing"


@_BOOK.rule("err_missing_params says that a parameter is missing", source="client's table of codes", assumed=True)
def _missing_parameter_is_missing(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.code != "err_missing_params" or _missing(exchange):
        return None
    if exchange.operation == "removeTransactions" and not any(first(exchange, n) for n in ("id", "ref", "mndtId")):
        return None
    if exchange.operation == "signMandate" and first(exchange, "method") == "sms" and first(exchange, "mobile") is None:
        return None
    return "err_missing_params, and no required parameter is missing"


@_BOOK.rule("a mandate that was made exists", source="Creditor API, Cancel existing mandate: 404")
def _known_mandate_found(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.code != "err_no_contract" or exchange.operation == "importMandates":
        return None
    facts = known.named_mandate(exchange)
    if exchange.operation == "signMandate":
        facts = known.mandates.find_key(first(exchange, "key"))
    if facts is None or facts.owner != known.owner(exchange):
        return None
    return f"mandate {facts.number} was made and is now unknown"


@_BOOK.rule("the creditor's own template exists", source="Creditor API, Invite a customer: ct", assumed=True)
def _known_template_found(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.code not in {"err_no_such_ct", "err_invalid_ct"} or known.owner(exchange) != OWN:
        return None
    if exchange.operation == "importMandates":
        asked = [str(reading.supplement(each).get("TemplateId")) for each in imported_mandates(exchange)]
        is_known = bool(asked) and all(template in known.templates for template in asked)
    else:
        is_known = first(exchange, "ct") in known.templates
    return f"template {first(exchange, 'ct') or ''} is the creditor's own and was refused" if is_known else None


@_BOOK.rule("only a number in use is refused as in use", source="client's table of codes", assumed=True)
def _number_in_use_is_known(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.code != "err_double_mandatenumber" or exchange.operation == "importMandates":
        return None
    number = first(exchange, "mandateNumber")
    return None if number in known.mandates.by_number else f"nobody uses the mandate number {number!r}"


@_BOOK.rule("only a signed mandate is refused as signed", source="client's table of codes", assumed=True)
def _signed_mandate_is_signed(exchange: Exchange, known: Creditor) -> str | None:
    facts = known.mandates.find_key(first(exchange, "key"))
    if exchange.code != "err_contract_signed" or facts is None or facts.state not in UNSIGNED:
        return None
    return f"mandate {facts.number} is {facts.state} and was refused as signed"


@_BOOK.rule("a wrong method is refused", source="RFC 9110, 15.5.6: 405 with Allow", assumed=True)
def _wrong_method_refused(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "wrongMethod":
        return None
    if exchange.status != 405:
        return f"{exchange.method} was answered with {exchange.status}"
    allowed = re.findall("[A-Z]+", exchange.response_headers.get("allow", ""))
    return f"405 allows {exchange.method} itself" if exchange.method in allowed else None


@_BOOK.rule("an unknown path is refused", source="RFC 9110, 15.5.5", assumed=True)
def _unknown_path_refused(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "unknownPath" or exchange.status == 404:
        return None
    return f"an unknown path was answered with {exchange.status}"


# --- who may see what -----------------------------------------------------------------------------------------------


@_BOOK.rule(
    "what belongs to one creditor does not exist for another",
    source="Creditor API, Cancel existing mandate: 403, not authorised",
)
def _foreign_things_hidden(exchange: Exchange, known: Creditor) -> str | None:
    if not exchange.ok or not _uses_session(exchange):
        return None
    owner, foreign = known.owner(exchange), list[str]()
    foreign += [
        f"mandate {number}"
        for number in sorted(_mandates_in(exchange))
        if (mandate := known.mandates.by_number.get(number)) is not None and mandate.owner != owner
    ]
    foreign += [
        f"transaction {transaction.id}"
        for entry in reading.entries(exchange)
        if (transaction := known.money.find(entry)) is not None and transaction.owner != owner
    ]
    foreign += [
        f"batch {batch.id}"
        for shown in reading.batches(exchange)
        if (batch := known.money.batches.get(str(shown.get("id")))) is not None and batch.owner != owner
    ]
    return f"{foreign[0]} belongs to another creditor" if foreign else None


def _mandates_in(exchange: Exchange) -> set[str]:
    """The mandates that a successful request names or its answer shows."""
    # A collection passes over what it is not for.
    named = set() if exchange.operation in COLLECTS else {first(exchange, "mndtId")}
    named |= {text(each, "MndtId") for each in reading.shown_mandates(exchange)}
    if exchange.operation == "inviteMandate" and text(exchange.answer, "key") is None:  # one that was valid already
        named.add(text(exchange.answer, "mndtId"))
    named |= {message.number for message in reading.messages(exchange) or ()}
    named |= {text(entry, "mndtId") for entry in reading.entries(exchange)}
    shown = [entry for batch in reading.batches(exchange) for entry in reading.objects(batch, "Entries")]
    named |= {text(entry, "mandateRef") for entry in shown}
    return {number for number in named if number}


RULES = (
    *_BOOK.rules,
    *mandate_rules.BOOK.rules,
    *feed_rules.BOOK.rules,
    *money_rules.BOOK.rules,
    *file_rules.BOOK.rules,
)
