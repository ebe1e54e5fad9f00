"""Facts of Payconiq that no schema can say, judged on every exchange: access, errors, what is created.

Each rule is a function under its summary; it says what is wrong, or `None`. Rules tolerate what a run cannot know: a
partner may have customers and transactions that others created.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from auth_hooks import errors, payconiq
from conformance.exchange import Exchange
from conformance.providers.payconiq import catalogue
from conformance.providers.payconiq.catalogue import asked_entity, values_of
from conformance.providers.payconiq.customer_rules import BOOK as _CUSTOMERS
from conformance.providers.payconiq.knowledge import (
    LISTS,
    Partners,
    created_id,
    first_account,
    is_iban,
    iterate_objects,
    location_path,
    text,
)
from conformance.providers.payconiq.transaction_rules import BOOK as _TRANSACTIONS
from conformance.rulebook import Rulebook

_BOOK = Rulebook()
_ERRORS = "Partner API Specification, Possible Error Response"
_CREATES = ("createCustomer", "createTransaction")
_EMPTY = frozenset(
    {
        "putKey",
        "createCustomer",
        "updateCustomer",
        "createMandate",
        "cancelMandate",
        "sendVerificationCode",
        "validateBankAccount",
        "createTransaction",
        "replayDirectDebit",
    }
)

# What the token alone brings about, on any path.
_ACCESS_CODES = frozenset({"R918", "R981"})


# --- access ---------------------------------------------------------------------------------------------------------


@_BOOK.rule("nothing succeeds without a token", source="Partner API Specification, Summary")
def token_sent(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.ok and not exchange.request_headers.get("authorization"):
        return f"answered {exchange.status} without an Authorization header"
    return None


@_BOOK.rule("a token opens one partner", source=f"{_ERRORS}: R981", assumed=True)
def token_opens_one_partner(exchange: Exchange, known: Partners) -> str | None:
    token, partner = exchange.request_headers.get("authorization", ""), exchange.path_parameters.get("partnerId")
    if not exchange.ok or partner is None:
        return None
    credentials = known.access.credentials
    own = credentials.partner_id if token == credentials.token else known.tokens.get(token)
    if own is not None and own != partner:
        return f"the token of partner {own} opened partner {partner}"
    return None


@_BOOK.rule(
    "what belongs to one partner does not exist for another",
    source=f"{_ERRORS}: R981, ENTITY_NOT_FOUND",
    assumed=True,
)
def foreign_things_hidden(exchange: Exchange, known: Partners) -> str | None:
    path, partner = exchange.path_parameters, exchange.path_parameters.get("partnerId")
    if not exchange.ok or partner is None:
        return None
    asked = [("customer", path.get("customerId")), ("transaction", path.get("transactionId"))]
    if exchange.operation in {"getTransaction", *LISTS}:
        asked += [("transaction", text(each, "_id")) for each in iterate_objects(exchange.answer)]
        asked += [("customer", text(each, "originId")) for each in iterate_objects(exchange.answer)]
    for kind, id_ in asked:
        facts = (known.customers if kind == "customer" else known.transactions).get(id_ or "")
        if facts is not None and facts.partner != partner:
            return f"{kind} {id_} belongs to partner {facts.partner} and was shown to, or changed by, {partner}"
    return None


@_BOOK.rule("a partner reads its own data", source="Partner API Specification, Get Partner Information")
def partner_is_asked_for(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "getPartner" or not exchange.ok:
        return None
    came, asked = text(exchange.answer, "_id"), exchange.path_parameters.get("partnerId")
    return None if came in {None, asked} else f"asked for partner {asked}, got {came}"


# --- keys and signatures --------------------------------------------------------------------------------------------


@_BOOK.rule("a transaction is signed by the key on file", source="Partner API Specification, Initiate Transaction")
def signature_covers_transaction(exchange: Exchange, known: Partners) -> str | None:
    partner = exchange.path_parameters.get("partnerId", "")
    value = known.keys.get(partner)
    if exchange.operation != "createTransaction" or not exchange.ok or value is None:
        return None
    sent = exchange.sent
    if not isinstance(sent, dict):
        return None
    if not value:
        return "a transaction was accepted, and no key is on file"
    iban = sent.get("originIBAN") if sent.get("originIBAN") is not None else sent.get("originIban")
    signed = f"{partner}{sent.get('originId')}{iban or ''}{sent.get('amount')}{sent.get('currency')}"
    try:
        key = payconiq.read_public_key(value)
        payconiq.verify_transaction(signed, str(sent.get("signature")), key=key)
    except errors.BadCredentials:
        return None  # the target took something else for a key, and another rule says so
    except errors.SignatureMismatch:
        return "a transaction was accepted whose signature does not cover it"
    return None


@_BOOK.rule("a key on file is needed", source=f"{_ERRORS}: AUTHENTICATION_NOT_FOUND")
def registered_key_found(exchange: Exchange, known: Partners) -> str | None:
    if exchange.code == "AUTHENTICATION_NOT_FOUND" and known.keys.get(exchange.path_parameters.get("partnerId", "")):
        return "a key is on file and was not found"
    return None


@_BOOK.rule("a key is replaced by its owner alone", source="Partner API Specification, Update Partner RSA Public Key")
def rotation_is_signed(exchange: Exchange, known: Partners) -> str | None:
    old = known.keys.get(exchange.path_parameters.get("partnerId", ""))
    if exchange.operation != "putKey" or not exchange.ok or not old:
        return None
    sent = exchange.sent
    if not isinstance(sent, dict):
        return None
    try:
        key = payconiq.read_public_key(old)
        payconiq.verify_key_rotation(str(sent.get("value")), str(sent.get("signature")), old_key=key)
    except errors.BadCredentials:
        return None
    except errors.SignatureMismatch:
        return "a key was replaced without the signature of the one before"
    return None


# --- errors ---------------------------------------------------------------------------------------------------------


@_BOOK.rule("R981 names method and resource of the request", source=f"{_ERRORS}: R981")
def refusal_names_request(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.code != "R981":
        return None
    expected, values = [exchange.method, catalogue.called_resource(exchange)], values_of(exchange)
    came = [unquote(str(value)) for value in values]
    return None if came == expected else f"values are {values}, the request was {expected}"


@_BOOK.rule("FIELD_IS_REQUIRED names a field that is missing", source=f"{_ERRORS}: FIELD_IS_REQUIRED")
def named_field_is_missing(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.code != "FIELD_IS_REQUIRED" or not (values := values_of(exchange)):
        return None
    missing = catalogue.missing_fields(exchange) + catalogue.missing_mandate_fields(exchange)
    named = {"addres": "address", "contry": "country"}.get(str(values[0]), str(values[0]))
    return None if named in missing else f"{values[0]!r} is reported as missing, and {missing or 'nothing'} is"


@_BOOK.rule(
    "of several missing fields the first is reported: names, phone, address, account",
    source="no document fixes an order",
    assumed=True,
)
def first_missing_field_reported(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.code != "FIELD_IS_REQUIRED" or not (values := values_of(exchange)):
        return None
    if not (missing := catalogue.missing_fields(exchange)):
        return None
    first = {"addres": "address", "contry": "country"}.get(str(values[0]), str(values[0]))
    return None if first == missing[0] else f"{values[0]!r} is reported, and {missing[0]!r} is missing before it"


@_BOOK.rule("nothing is created without its required fields", source=f"{_ERRORS}: FIELD_IS_REQUIRED")
def required_fields_demanded(exchange: Exchange, _known: Partners) -> str | None:
    if not exchange.ok or not (missing := catalogue.missing_fields(exchange, by_form=False)):
        return None
    return f"answered {exchange.status} although {' and '.join(missing)} is missing"


@_BOOK.rule(
    "nothing is done with a required field that is no text, no key or no code",
    source="no document has a row for it",
    assumed=True,
)
def required_forms_demanded(exchange: Exchange, _known: Partners) -> str | None:
    if not exchange.ok or not (missing := catalogue.missing_fields(exchange)):
        return None
    plainly = catalogue.missing_fields(exchange, by_form=False)
    wrong = [name for name in missing if name not in plainly]
    return f"answered {exchange.status} although {' and '.join(wrong)} has the wrong form" if wrong else None


@_BOOK.rule("a code comes with its message", source=_ERRORS)
def message_from_catalogue(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.code is None:
        return None
    expected, message = catalogue.expected_messages(exchange), text(exchange.answer, "message")
    if not expected or message is None:
        return None
    if catalogue.plain(message) in map(catalogue.plain, expected):
        return None
    return f"{exchange.code} says {message!r}, documented is {expected[-1]!r}"


@_BOOK.rule("values are there exactly where the table lists them", source=_ERRORS)
def values_where_listed(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.code is None:
        return None
    count, values = catalogue.LISTED_VALUES.get(exchange.code, 0), values_of(exchange)
    # The row of this one operation lists the kind alone.
    allowed = {1, 2} if (exchange.operation, exchange.code) == ("getCustomer", "ENTITY_NOT_FOUND") else {count}
    return None if len(values) in allowed else f"{exchange.code} came with the values {values}"


@_BOOK.rule("what does not exist is named", source=f"{_ERRORS}: ENTITY_NOT_FOUND")
def unknown_thing_named(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.code != "ENTITY_NOT_FOUND" or not (values := values_of(exchange)):
        return None
    asked = list(asked_entity(exchange))
    return None if values == asked[: len(values)] else f"values are {values}, asked for was {asked}"


@_BOOK.rule("a missing key is called by its name", source=f"{_ERRORS}: AUTHENTICATION_NOT_FOUND")
def missing_key_named(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.code != "AUTHENTICATION_NOT_FOUND" or not (values := values_of(exchange)):
        return None
    named = [catalogue.plain(str(value)) for value in values]
    return None if named == ["Public Key"] else f"values are {values}, documented is 'Public Key'"


@_BOOK.rule("a wrong method is refused", source="RFC 9110, 15.5.6: 405 with Allow", assumed=True)
def wrong_method_refused(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "wrongMethod" or exchange.code in _ACCESS_CODES:
        return None
    if exchange.status != 405:
        return f"{exchange.method} was answered with {exchange.status}"
    allowed = re.findall("[A-Z]+", exchange.response_headers.get("allow", ""))
    return f"405 allows {exchange.method} itself" if exchange.method in allowed else None


@_BOOK.rule("an unknown path is refused", source="RFC 9110, 15.5.5", assumed=True)
def unknown_path_refused(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "unknownPath" or exchange.code in _ACCESS_CODES:
        return None
    return None if exchange.status == 404 else f"an unknown path was answered with {exchange.status}"


# --- what is created ------------------------------------------------------------------------------------------------


@_BOOK.rule(
    "what is done is answered without a body",
    # The tables list an element, copied from row to row.
    source="Partner API Specification, sample responses 200 OK and 201",
    assumed=True,
)
def nothing_to_read(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation in _EMPTY and exchange.ok and exchange.response_body:
        return f"{exchange.status} came with a body of {len(exchange.response_body)} bytes"
    return None


@_BOOK.rule("JSON is UTF-8", source="RFC 8259, 8.1", assumed=True)
def json_is_utf8(exchange: Exchange, _known: Partners) -> str | None:
    given = exchange.response_headers.get("content-type", "")
    charset = re.search("charset *= *[\"']?([^\"'; ]+)", given, re.IGNORECASE)
    if charset is None or charset[1].lower() in {"utf-8", "utf8"} or "json" not in given.lower():
        return None
    return f"the body came as {given}"


@_BOOK.rule("no body has no media type", source="RFC 9110, 8.3", assumed=True)
def nothing_has_no_type(exchange: Exchange, _known: Partners) -> str | None:
    given = exchange.response_headers.get("content-type")
    if exchange.operation in _EMPTY and exchange.ok and not exchange.response_body and given:
        return f"an empty body came as {given}"
    return None


@_BOOK.rule(
    "Location is below the path of the request, on its host",
    source="Partner API Specification, Register new Partner Customer: Location; Initiate Transaction",
)
def location_belongs_to_request(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation not in {*_CREATES, "createMandate"} or not exchange.ok:
        return None
    location, path = exchange.response_headers.get("location"), location_path(exchange)
    if location is None or path is None:
        return f"Location is {location!r}"
    asked = urlsplit(exchange.url)
    below = unquote(asked.path)
    expected = below if exchange.operation == "createMandate" else f"{below}/{created_id(exchange) or '<id>'}"
    # The scheme is left out: a server behind a proxy was seen to send http.
    if urlsplit(location).netloc.lower() != asked.netloc.lower() or path != expected:
        return f"Location is {location}, expected //{asked.netloc}{expected}"
    return None


@_BOOK.rule("a new id was never given out before", source="Partner API Specification, samples: _id")
def ids_unique(exchange: Exchange, known: Partners) -> str | None:
    id_ = created_id(exchange) if exchange.ok and exchange.operation in _CREATES else None
    if id_ is not None and (id_ in known.customers or id_ in known.transactions or id_ in known.read_ids):
        return f"{id_} was given out before"
    return None


@_BOOK.rule("the check digits of an IBAN are right", source=f"{_ERRORS}: R122; ISO 13616, mod 97", assumed=True)
def iban_checked(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "createCustomer" or not exchange.ok:
        return None
    iban = first_account(exchange.sent).get("IBAN")
    return None if is_iban(iban) else f"{iban} is not a valid IBAN and was accepted"


@_BOOK.rule("a customer or transaction that was created exists", source="Partner API Specification, Location")
def created_things_kept(exchange: Exchange, known: Partners) -> str | None:
    if exchange.code not in {"ENTITY_NOT_FOUND", "R013", "R019"}:
        return None
    kind, id_ = asked_entity(exchange)
    facts = (known.transactions if kind == "Transaction" else known.customers).get(id_)
    if facts is not None and facts.partner == exchange.path_parameters.get("partnerId"):
        return f"{kind} {id_} was created and is now unknown"
    return None


RULES = (*_BOOK.rules, *_CUSTOMERS.rules, *_TRANSACTIONS.rules)
