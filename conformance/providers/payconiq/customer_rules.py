"""Facts of customers, their mandates and their accounts that no schema can say."""

from __future__ import annotations

import re
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.payconiq.knowledge import (
    BLOCKED,
    CANCELLED,
    SIGNED,
    UNSIGNED,
    VALIDATED,
    CustomerFacts,
    Partners,
    find_reference,
    first_account,
    text,
    transactions_in,
)
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_DETAILS = "Partner API Specification, Get Partner Customer Details"
_MANDATE = "Partner API Specification, Get Partner Customer Account Mandate"
_ADDRESS = ("no", "street", "postalCode", "city", "country")

# Frequent words that the one language has and the other has not.
_ENGLISH = re.compile(r"\b(?:you|your|and|the|bank to|of)\b", re.IGNORECASE)
_DUTCH = re.compile(r"\b(?:u|uw|en|de|het|een|van)\b", re.IGNORECASE)


def _asked(exchange: Exchange, known: Partners) -> CustomerFacts | None:
    """What is known of the customer in the path."""
    customer = known.customers.get(exchange.path_parameters.get("customerId", ""))
    return customer if customer is not None and customer.partner == exchange.path_parameters.get("partnerId") else None


def _shown(exchange: Exchange, known: Partners) -> list[tuple[CustomerFacts, dict[str, Any]]]:
    """Customers in an answer with what is known of them: the one asked for, or those who paid."""
    if exchange.operation == "getCustomer" and exchange.ok:
        shown = [exchange.answer]
    else:
        shown = [transaction.get("originUser") for transaction in transactions_in(exchange)]
    facts = [known.customers.get(text(customer, "_id") or "") for customer in shown]
    return [
        (each, customer)
        for each, customer in zip(facts, shown, strict=True)
        if each is not None and isinstance(customer, dict)
    ]


@BOOK.rule("the customer in the answer is the one in the path", source=_DETAILS)
def _customer_is_asked_for(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "getCustomer" or not exchange.ok:
        return None
    came, asked = text(exchange.answer, "_id"), exchange.path_parameters.get("customerId")
    return None if came in {None, asked} else f"asked for customer {asked}, got {came}"


@BOOK.rule("a customer reads as it was enrolled", source=_DETAILS)
def _customer_reads_as_enrolled(exchange: Exchange, known: Partners) -> str | None:
    for facts, customer in _shown(exchange, known):
        address, sent_address = customer.get("address"), facts.sent.get("address")
        account, sent_account = first_account(customer), first_account(facts.sent)
        pairs = [(name, facts.sent.get(name), customer.get(name)) for name in ("firstName", "lastName")]
        if isinstance(address, dict) and isinstance(sent_address, dict):
            pairs += [(name, sent_address.get(name), address.get(name)) for name in _ADDRESS]
        pairs += [(name, sent_account.get(name), account.get(name)) for name in ("name", "IBAN")]
        for name, sent, came in pairs:
            if sent != came:
                return f"{name} was sent as {sent!r} and reads {came!r}"
    return None


@BOOK.rule("phone and e-mail, where they are shown, are those that were sent last", source=_DETAILS, assumed=True)
def _contact_is_latest(exchange: Exchange, known: Partners) -> str | None:
    for facts, customer in _shown(exchange, known):
        for name, sent in (("phone", facts.phone), ("email", facts.email)):
            if customer.get(name) is not None and sent is not None and customer[name] != sent:
                return f"{name} was sent as {sent!r} and reads {customer[name]!r}"
    return None


@BOOK.rule(
    "an account is VALIDATED by its code alone", source="Partner API Specification, Validate Account", assumed=True
)
def _account_validated_by_code(exchange: Exchange, known: Partners) -> str | None:
    for facts, customer in _shown(exchange, known):
        status = first_account(customer).get("status")
        if status == VALIDATED and facts.status != VALIDATED:
            return f"the account of {facts.id} is VALIDATED, and no code of it was"
        if status != VALIDATED and facts.status == VALIDATED:
            return f"the account of {facts.id} was validated and is {status}"
    return None


@BOOK.rule("an account is BLOCKED after too many wrong codes", source="omnipay-payconiq, BLOCKED; R930", assumed=True)
def _account_blocked_by_codes(exchange: Exchange, known: Partners) -> str | None:
    for facts, customer in _shown(exchange, known):
        status = first_account(customer).get("status")
        if (status == BLOCKED) != (facts.status == BLOCKED):
            return f"the account of {facts.id} is {status}, and {facts.wrong_codes} wrong codes were tried"
    return None


@BOOK.rule("a code is compared only after one was sent", source="Partner API Specification, Validate Account: R919")
def _code_needs_sending(exchange: Exchange, known: Partners) -> str | None:
    facts = _asked(exchange, known)
    if exchange.operation != "validateBankAccount" or facts is None or facts.codes_sent:
        return None
    if exchange.ok or exchange.code in {"R214", "R930"}:
        return f"no code was sent, and the answer is {exchange.code or exchange.status}"
    return None


@BOOK.rule("a customer is shown once its mandate is signed", source=f"{_DETAILS}: R508; Work Flows")
def _customer_needs_mandate(exchange: Exchange, known: Partners) -> str | None:
    facts = _asked(exchange, known)
    if exchange.operation != "getCustomer" or facts is None:
        return None
    if exchange.ok and facts.mandate == UNSIGNED:
        return f"customer {facts.id} is shown, and its mandate is not signed"
    return None


@BOOK.rule("a signed mandate exists", source=f"{_DETAILS}: R508")
def _signed_mandate_found(exchange: Exchange, known: Partners) -> str | None:
    facts = _asked(exchange, known)
    if facts is None and exchange.operation == "createTransaction":
        facts = known.customers.get(text(exchange.sent, "originId") or "")
    if exchange.code == "R508" and facts is not None and facts.mandate == SIGNED:
        return f"the mandate of {facts.id} is signed and was not found"
    return None


@BOOK.rule("nothing is done with a mandate that was cancelled", source="no document says so", assumed=True)
def _cancelled_mandate_gone(exchange: Exchange, known: Partners) -> str | None:
    facts = _asked(exchange, known)
    if exchange.operation not in {"getCustomer", "getMandate", "cancelMandate"} or facts is None:
        return None
    if exchange.ok and facts.mandate == CANCELLED:
        return f"the mandate of {facts.id} was cancelled, and the answer is {exchange.status}"
    return None


@BOOK.rule("an account pays under a signed mandate alone", source="no document says so", assumed=True)
def _payment_needs_mandate(exchange: Exchange, known: Partners) -> str | None:
    if exchange.operation != "createTransaction" or not exchange.ok:
        return None
    facts = known.customers.get(text(exchange.sent, "originId") or "")
    if facts is None or facts.mandate == SIGNED:
        return None
    return f"customer {facts.id} pays, and its mandate is {facts.mandate}"


@BOOK.rule("a mandate has a sign date exactly when it was signed", source="omnipay-payconiq, handle empty signDate")
def _sign_date_says_signed(exchange: Exchange, known: Partners) -> str | None:
    facts = _asked(exchange, known)
    if exchange.operation != "getMandate" or not exchange.ok or facts is None:
        return None
    answer = exchange.answer
    if not isinstance(answer, dict):
        return None
    signed = answer.get("signDate") is not None
    if facts.mandate == UNSIGNED and signed:
        return f"the mandate of {facts.id} has a sign date, and nobody signed it"
    if facts.mandate == SIGNED and not signed:
        return f"the mandate of {facts.id} was signed and has no sign date"
    return None


@BOOK.rule("reference and sign date stay as they were sent", source=f"{_DETAILS}; {_MANDATE}")
def _mandate_keeps_its_data(exchange: Exchange, known: Partners) -> str | None:
    facts = _asked(exchange, known)
    if facts is None or not exchange.ok or exchange.operation not in {"getCustomer", "getMandate"}:
        return None
    reference = find_reference(exchange)
    if facts.reference is not None and reference is not None and facts.reference != reference:
        return f"the reference of {facts.id} was {facts.reference!r} and reads {reference!r}"
    is_mandate = exchange.operation == "getMandate" and isinstance(exchange.answer, dict)
    shown = exchange.answer.get("signDate") if is_mandate else first_account(exchange.answer).get("mandateSignDate")
    if facts.sign_date_ms is not None and isinstance(shown, int) and facts.sign_date_ms != shown:
        return f"the sign date of {facts.id} was sent as {facts.sign_date_ms} and reads {shown}"
    return None


@BOOK.rule("a mandate is that of the account in the path", source=_MANDATE)
def _mandate_is_of_its_account(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "getMandate" or not exchange.ok:
        return None
    came, asked = text(exchange.answer, "debtorIBAN"), exchange.path_parameters.get("iban")
    return None if came in {None, asked} else f"asked for the mandate of {asked}, got that of {came}"


@BOOK.rule("a mandate names its debtor", source=_MANDATE, assumed=True)
def _mandate_names_its_debtor(exchange: Exchange, known: Partners) -> str | None:
    facts = _asked(exchange, known)
    if exchange.operation != "getMandate" or not exchange.ok or facts is None:
        return None
    name, expected = text(exchange.answer, "debtorName"), f"{facts.sent.get('firstName')} {facts.sent.get('lastName')}"
    return None if name in {None, expected} else f"debtorName is {name!r}, the customer is {expected!r}"


@BOOK.rule("a mandate is written in the language that was asked for", source=f"{_MANDATE}: Accept-Language")
def _mandate_in_its_language(exchange: Exchange, _known: Partners) -> str | None:
    if exchange.operation != "getMandate" or not exchange.ok or not (written := text(exchange.answer, "text")):
        return None
    asked = exchange.request_headers.get("accept-language", "nl").strip().lower()
    if asked not in {"en", "nl"}:
        return None
    came = "en" if len(_ENGLISH.findall(written)) > len(_DUTCH.findall(written)) else "nl"
    return None if came == asked else f"asked for {asked}, the text reads like {came}"
