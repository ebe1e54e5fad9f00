"""Facts of Anytime that no schema can say, judged on every exchange: who may ask, and what is around every answer.

Each rule is a function under its summary; it says what is wrong, or `None`. Rules tolerate what a run cannot know: an
API user may have accounts and cards that others made.
"""

from __future__ import annotations

import json
import re
from typing import Any

from auth_hooks import anytime, errors
from conformance.exchange import Exchange
from conformance.providers.anytime import reading
from conformance.providers.anytime.account_rules import BOOK as _ACCOUNTS
from conformance.providers.anytime.card_rules import BOOK as _CARDS
from conformance.providers.anytime.catalogue import ACCESS_DENIED, BEFORE_USE, BEFORE_USER, EXCEPTIONS
from conformance.providers.anytime.facts import OTHER, OWN
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.list_rules import BOOK as _LISTS
from conformance.providers.anytime.money_rules import BOOK as _MONEY
from conformance.providers.anytime.reading import envelope, identifier, objects, result, sent, text
from conformance.providers.anytime.refusal_rules import BOOK as _REFUSALS
from conformance.rulebook import Rulebook

_BOOK = Rulebook()
_DOC = "Anytime API documentation"
_CODES = f"{_DOC}, HTTP status codes"
_SIGNATURE = f"{_DOC}, Signature"
_HASH = f"{_DOC}, Create a new oauth2 token: hash"

_UNROUTED = {
    "unknownPath": (404, "4040010"),
    "wrongMethod": (405, "4050010"),
    "badVersion": (400, "4000010"),
    "unsupportedVersion": (400, "4000011"),
}
_TIMESTAMP = re.compile(r"[1-9][0-9]{9}(\.[0-9]{0,3}[1-9])?")
_FIELDS = ("client_id", "client_secret", "username", "password")


def _is_file(exchange: Exchange) -> bool:
    return exchange.operation == "getTestimonial" and exchange.ok


# --- the envelope ---------------------------------------------------------------------------------------------------


@_BOOK.rule("the hash of an answer belongs to its timestamp and its user", source=_HASH)
def answer_authentic(exchange: Exchange, known: Portfolio) -> str | None:
    if _is_file(exchange) or exchange.method == "HEAD":
        return None
    owner = known.owner(exchange)
    names = [known.username(owner)]
    if not exchange.ok and exchange.code in BEFORE_USER:
        # Who is not known yet is nobody; and where two are named, either is.
        names += ["", known.username(OWN), known.username(OTHER)]
    problem = None
    for name in names:
        if name is None:
            return None  # a user whose name we were not given
        try:
            anytime.verify_response(exchange.response_body, username=name)
        except (errors.SignatureMismatch, errors.UnusableAnswer) as error:
            problem = problem or str(error)
        else:
            return None
    return problem


def _raw_timestamp(exchange: Exchange) -> str | None:
    """The timestamp as its digits are written."""
    try:
        answer = json.loads(exchange.response_body, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return text(answer, "timestamp")


@_BOOK.rule(
    "a timestamp has seconds with at most four decimals, and no zeros at its end",
    source="anytime-api-php-sdk, ResponseAuthenticator: fourteen significant digits",
)
def timestamp_plain(exchange: Exchange, _known: Portfolio) -> str | None:
    written = _raw_timestamp(exchange)
    if _is_file(exchange) or written is None or _TIMESTAMP.fullmatch(written):
        return None
    return f"the timestamp is written {written}"


@_BOOK.rule("the number of a request is larger than those before", source=f"{_DOC}, request_id", assumed=True)
def request_numbers_grow(exchange: Exchange, known: Portfolio) -> str | None:
    number = reading.number(envelope(exchange).get("request_id"))
    if number is None or number > known.last_request:
        return None
    return f"request_id is {number}, and {known.last_request} was there before"


# --- errors ---------------------------------------------------------------------------------------------------------


def _error(exchange: Exchange) -> dict[str, Any]:
    error = result(exchange).get("error")
    return error if isinstance(error, dict) else {}


@_BOOK.rule("a code comes with its name", source=_CODES)
def exception_of_code(exchange: Exchange, _known: Portfolio) -> str | None:
    expected, came = EXCEPTIONS.get(exchange.code or ""), text(_error(exchange), "exception")
    if expected is None or came in {None, expected}:
        return None
    return f"{exchange.code} is called {came}, documented is {expected}"


@_BOOK.rule("a code begins with the status", source=_CODES)
def status_of_code(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.code is None or exchange.code[:3] == str(exchange.status):
        return None
    return f"{exchange.code} came with status {exchange.status}"


@_BOOK.rule("an error says something to people", source=f"{_DOC}, Response tables: message")
def message_given(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.code is None:
        return None
    message = text(_error(exchange), "message") or ""
    if exchange.code == "4010010" and message != ACCESS_DENIED:
        return f"4010010 says {message!r}, documented is {ACCESS_DENIED!r}"
    return None if message.strip() else f"{exchange.code} comes without a message"


@_BOOK.rule("what no operation is asked for is refused as such", source=_CODES, assumed=True)
def unrouted_refused(exchange: Exchange, _known: Portfolio) -> str | None:
    expected = _UNROUTED.get(exchange.operation)
    if expected is None or exchange.method == "HEAD" or expected == (exchange.status, exchange.code):
        return None
    came = f"{exchange.status} {exchange.code or ''}".strip()
    return f"{exchange.method} was answered with {came}, expected {expected[0]} {expected[1]}"


# --- who asks -------------------------------------------------------------------------------------------------------


@_BOOK.rule("nothing succeeds without the signature of its validation data", source=_SIGNATURE)
def signature_covers_data(exchange: Exchange, known: Portfolio) -> str | None:
    if not exchange.ok or exchange.operation in _UNROUTED:
        return None
    data = exchange.request_headers.get("x-validation-data", "").strip()
    signature = exchange.request_headers.get("x-signed-request", "").strip()
    if not data or not signature:
        return f"answered {exchange.status} without validation data and signature"
    if known.owner(exchange) != OWN:
        return None  # only one public key is known
    try:
        key = known.access.credentials.private_key.public_key()
        anytime.verify_validation_data(data.encode("latin-1", "replace"), signature, key=key)
    except errors.SignatureMismatch:
        return f"answered {exchange.status} to a signature that does not cover the validation data"
    return None


@_BOOK.rule("validation data are good once", source=f"{_SIGNATURE}: ValidationDataAlreadyUsedException")
def data_used_once(exchange: Exchange, known: Portfolio) -> str | None:
    owner = known.owner(exchange)
    data = exchange.request_headers.get("x-validation-data", "").strip()
    if owner is None or not data or exchange.operation in _UNROUTED:
        return None
    was_used = data in known.used[owner] or data in known.access.face.spent
    if was_used and exchange.code != "4010080" and exchange.code not in BEFORE_USE:
        return f"validation data that were used before were answered with {exchange.status} {exchange.code or ''}"
    if not was_used and exchange.code == "4010080" and owner == OWN and data not in known.maybe_used:
        return "validation data were refused as used, and never were"
    return None


@_BOOK.rule("nothing succeeds without a token", source=f"{_DOC}, Header tables")
def token_sent(exchange: Exchange, _known: Portfolio) -> str | None:
    if not exchange.ok or exchange.operation == anytime.TOKEN_OPERATION or exchange.operation in _UNROUTED:
        return None
    return None if reading.token(exchange) else f"answered {exchange.status} without a token"


@_BOOK.rule(
    "a new token ends the one before",
    source=f"{_DOC}, Create a new oauth2 token: the previous one will be automatically obsolete",
)
def newest_token_only(exchange: Exchange, known: Portfolio) -> str | None:
    token = reading.token(exchange)
    owner = known.tokens.get(token)
    if not exchange.ok or exchange.operation == anytime.TOKEN_OPERATION or owner is None:
        return None
    newest = known.current.get(owner)
    return None if newest in {None, token} else f"answered {exchange.status} to a token that a newer one replaced"


@_BOOK.rule("a token is given for the right client and user alone", source=f"{_DOC}, Create a new oauth2 token")
def login_needs_all_credentials(exchange: Exchange, known: Portfolio) -> str | None:
    if exchange.operation != anytime.TOKEN_OPERATION or not exchange.ok:
        return None
    wrong = _wrong_fields(exchange, known)
    return f"a token was given although {' and '.join(wrong)} is wrong" if wrong else None


def _wrong_fields(exchange: Exchange, known: Portfolio) -> list[str]:
    """The fields of a login that are missing or not those of one API user."""
    grant = [] if sent(exchange, "grant_type") == "password" else ["grant_type"]
    given = {name: sent(exchange, name) for name in _FIELDS}
    prefix = "second_" if known.owner(exchange) == OTHER else ""
    expected = {name: known.access.values.get(f"{prefix}{name}") for name in _FIELDS}
    return grant + [name for name in _FIELDS if given[name] is None or given[name] != expected[name]]


@_BOOK.rule(
    "a login is refused for what is wrong with it", source="RFC 6749, 5.2, by the names of the codes", assumed=True
)
def login_refused_for_reason(exchange: Exchange, known: Portfolio) -> str | None:
    codes = {"4010020", "4010030", "4010040"}
    if exchange.operation != anytime.TOKEN_OPERATION or exchange.code not in codes:
        return None
    wrong = _wrong_fields(exchange, known)
    missing = [name for name in wrong if name == "grant_type" or sent(exchange, name) is None]
    client = [name for name in wrong if name.startswith("client")]
    expected = "4010020" if missing else "4010030" if client else "4010040" if wrong else "no refusal"
    return None if exchange.code == expected else f"{', '.join(wrong) or 'nothing'} is wrong: {expected} was expected"


@_BOOK.rule("a token was never given out before", source=f"{_DOC}, Create a new oauth2 token")
def tokens_unique(exchange: Exchange, known: Portfolio) -> str | None:
    token = text(result(exchange), "access_token") if exchange.operation == anytime.TOKEN_OPERATION else None
    return "a token was given out twice" if exchange.ok and token is not None and token in known.tokens else None


@_BOOK.rule("what belongs to one API user does not exist for another", source=f"{_CODES}: no rights", assumed=True)
def foreign_things_hidden(exchange: Exchange, known: Portfolio) -> str | None:
    owner = known.owner(exchange)
    if not exchange.ok or owner is None or exchange.operation == anytime.TOKEN_OPERATION:
        return None
    account, card = known.account(exchange), known.card(exchange)
    if account is not None and account.owner != owner:
        return f"account {account.id} belongs to the {account.owner} API user and was shown to, or changed by, another"
    if card is not None and card.owner != owner:
        return f"card {card.ref} belongs to the {card.owner} API user and was shown to, or changed by, another"
    ordered = known.cards.get(known.orders.get(exchange.path_parameters.get("orderId", ""), ""))
    if ordered is not None and ordered.owner != owner:
        return f"order {ordered.order} belongs to the {ordered.owner} API user and was shown to another"
    for each in objects(result(exchange), "accounts"):
        listed = known.accounts.get(identifier(each, "acc_id") or "")
        if listed is not None and listed.owner != owner:
            return f"account {listed.id} belongs to the {listed.owner} API user and was listed for another"
    return None


# --- the check of the API -------------------------------------------------------------------------------------------


@_BOOK.rule("the check repeats what was sent", source=f"{_DOC}, apicheck: test_param")
def check_echoes(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation != "checkApiByPost" or not exchange.ok:
        return None
    given, came = reading.form(exchange).get("test_param"), result(exchange).get("test_param")
    return None if came == given or (not given and not came) else f"sent was {given!r}, repeated is {came!r}"


@_BOOK.rule("the check tells the time of its answer", source=f"{_DOC}, apicheck: date_time", assumed=True)
def check_tells_time(exchange: Exchange, _known: Portfolio) -> str | None:
    if exchange.operation != "checkApi" or not exchange.ok:
        return None
    told, stamp = text(result(exchange), "date_time"), _raw_timestamp(exchange)
    if told is None or stamp is None:
        return None
    written = reading.moments_s(told)
    if not written or any(abs(seconds - float(stamp)) < 2 for seconds in written):
        return None
    return f"date_time is {told}, the answer is of {stamp}"


RULES = (*_BOOK.rules, *_ACCOUNTS.rules, *_CARDS.rules, *_LISTS.rules, *_MONEY.rules, *_REFUSALS.rules)
