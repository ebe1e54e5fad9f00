"""What a run learns of Payconiq partners, which refusals are business, and what makes an IBAN."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from conformance.exchange import Exchange
from conformance.providers.payconiq import excuse, ibans
from conformance.providers.payconiq.knowledge import (
    BLOCKED,
    CANCELLED,
    SIGNED,
    UNSIGNED,
    VALIDATED,
    Partners,
    is_iban,
    make_iban,
)
from tests.payconiq_samples import (
    CANCELLED_ID,
    CUSTOMER,
    FOREIGN_ID,
    FOREIGN_PAID_ID,
    IBAN,
    NEW_ID,
    OTHER_IBAN,
    OTHER_PARTNER,
    PAID_ID,
    PARTNER,
    SIGN_DATE_MS,
    SIGNED_ID,
    UNSIGNED_ID,
    make_access,
    make_created,
    make_exchange,
    make_partners,
    make_refusal,
    show_transaction,
)

# --- what a run learns ----------------------------------------------------------------------------------------------


def test_knowledge_knows_paths_that_belong_together() -> None:
    """The partner from the start, customers and transactions as they are created, nothing again after a reset."""
    known = Partners(make_access())
    own = {"partnerId": PARTNER}
    assert own == known.paths("createCustomer", draw=0)
    assert known.paths("getCustomer", draw=0) is None
    assert known.paths("getMandate", draw=0) is None
    assert known.paths("getTransaction", draw=0) is None
    known.learn(make_created("createCustomer", SIGNED_ID, sent=CUSTOMER))
    known.learn(make_created("createTransaction", PAID_ID, sent={"originId": SIGNED_ID, "amount": 1}))
    foreign = make_created("createCustomer", FOREIGN_ID, sent=CUSTOMER, partnerId=OTHER_PARTNER)
    known.learn(foreign)
    for draw in range(3):
        for operation in ("getPartner", "putKey", "createTransaction", "getTransactions", "searchTransactions"):
            assert own == known.paths(operation, draw=draw)
        for operation in ("updateCustomer", "getCustomer"):
            assert {**own, "customerId": SIGNED_ID} == known.paths(operation, draw=draw)
        for operation in ("getMandate", "createMandate", "cancelMandate", "sendVerificationCode"):
            assert {**own, "customerId": SIGNED_ID, "iban": IBAN} == known.paths(operation, draw=draw)
        for operation in ("getTransaction", "replayDirectDebit"):
            assert {**own, "transactionId": PAID_ID} == known.paths(operation, draw=draw)
    known.forget()
    assert known.paths("getCustomer", draw=0) is None
    assert known.customers == {}


def test_knowledge_follows_a_mandate() -> None:
    """Proposed or brought along, signed by us or on paper, cancelled, and signed again under a new reference."""
    known = Partners(make_access())
    brought = {**CUSTOMER["bankAccounts"][0], "mandateReference": "REF1", "mandateSignDate": str(SIGN_DATE_MS)}
    known.learn(make_created("createCustomer", SIGNED_ID, sent={**CUSTOMER, "bankAccounts": [brought]}))
    known.learn(make_created("createCustomer", UNSIGNED_ID, sent=CUSTOMER))
    signed, proposed = known.customers[SIGNED_ID], known.customers[UNSIGNED_ID]
    assert (SIGNED, "REF1", SIGN_DATE_MS) == (signed.mandate, signed.reference, signed.sign_date_ms)
    assert (UNSIGNED, None) == (proposed.mandate, proposed.reference)
    known.learn(make_exchange("getMandate", customerId=UNSIGNED_ID, answer={"reference": "REF2"}))
    known.note_signed(UNSIGNED_ID)
    assert (SIGNED, "REF2") == (proposed.mandate, proposed.reference)
    known.learn(make_exchange("cancelMandate", customerId=SIGNED_ID))
    assert CANCELLED == signed.mandate
    known.learn(make_refusal("createMandate", status=400, code="R122", customerId=SIGNED_ID))
    assert CANCELLED == signed.mandate
    known.learn(make_exchange("createMandate", status=201, customerId=SIGNED_ID))
    assert (SIGNED, None, None) == (signed.mandate, signed.reference, signed.sign_date_ms)


def test_blank_mandate_data_are_none() -> None:
    """What a service takes for not given makes no signed mandate."""
    known = Partners(make_access())
    blank = {**CUSTOMER["bankAccounts"][0], "mandateReference": "", "mandateSignDate": " "}
    known.learn(make_created("createCustomer", NEW_ID, sent={**CUSTOMER, "bankAccounts": [blank]}))
    assert (UNSIGNED, None) == (known.customers[NEW_ID].mandate, known.customers[NEW_ID].reference)


def test_knowledge_follows_a_verification() -> None:
    """Wrong codes are counted until a new one is sent; the last wrong one blocks, the right one validates."""
    known = make_partners()
    customer = known.customers[SIGNED_ID]
    wrong = make_refusal("validateBankAccount", status=400, code="R214", customerId=SIGNED_ID)
    for each in (wrong, wrong):
        known.learn(each)
    assert 2 == customer.wrong_codes
    known.learn(make_exchange("sendVerificationCode", customerId=SIGNED_ID))
    assert (1, 0) == (customer.codes_sent, customer.wrong_codes)
    known.learn(make_refusal("validateBankAccount", status=400, code="R930", customerId=SIGNED_ID))
    assert BLOCKED == customer.status
    known.learn(make_exchange("validateBankAccount", customerId=UNSIGNED_ID))
    assert VALIDATED == known.customers[UNSIGNED_ID].status


def test_knowledge_follows_what_a_customer_tells() -> None:
    """Phone and e-mail address are those that were accepted last, under either name."""
    known = make_partners()
    customer = known.customers[SIGNED_ID]
    known.learn(make_exchange("updateCustomer", customerId=SIGNED_ID, sent={"phoneNumber": "687654"}))
    assert ("687654", CUSTOMER["email"]) == (customer.phone, customer.email)
    refused = make_refusal("updateCustomer", status=400, code="R106", customerId=SIGNED_ID, sent={"email": "none"})
    known.learn(refused)
    known.learn(make_exchange("updateCustomer", customerId=SIGNED_ID, sent={"email": "a@b.c", "phone": None}))
    assert ("687654", "a@b.c") == (customer.phone, customer.email)


def test_knowledge_takes_the_customers_account_for_granted() -> None:
    """A transaction that names no account is of the customer's own one."""
    known = make_partners()
    for id_, body in (("a" * 24, {}), ("b" * 24, {"originIBAN": None}), ("c" * 24, {"originIban": OTHER_IBAN})):
        known.learn(make_created("createTransaction", id_, sent={"originId": SIGNED_ID, "amount": "5", **body}))
    assert [IBAN, IBAN, OTHER_IBAN] == [known.transactions[letter * 24].iban for letter in "abc"]
    assert ["5"] * 3 == [known.transactions[letter * 24].amount for letter in "abc"]


@pytest.mark.parametrize("amount", ["abc", "12.5", 12.0, True, [], {}, float("inf"), "²", None])
def test_transaction_with_any_accepted_amount_is_learnt(amount: object) -> None:
    """A target that accepts a wrong amount is reported by a rule; it must not break what a run remembers."""
    known = make_partners()
    known.learn(make_created("createTransaction", NEW_ID, sent={"originId": SIGNED_ID, "amount": amount}))
    assert NEW_ID in known.transactions


def test_reading_a_list_remembers_its_ids() -> None:
    """What a list showed cannot be given out as new any more."""
    known = make_partners()
    known.learn(make_exchange("getTransactions", answer=[show_transaction(_id=NEW_ID), 1]))
    assert PARTNER == known.read_ids[NEW_ID]


# --- excuses --------------------------------------------------------------------------------------------------------


def refuse(operation: str, status: int, code: str, **parts: Any) -> Exchange:
    return make_refusal(operation, status=status, code=code, **parts)


def pay(code: str, status: int = 400, **body: object) -> Exchange:
    return refuse("createTransaction", status, code, sent={"originId": SIGNED_ID, "amount": 1, **body})


FRACTION = {**CUSTOMER, "bankAccounts": [{"mandateReference": "R", "mandateSignDate": 1.0}]}

EXCUSED = {
    "another partner": refuse("getPartner", 403, "R981", partnerId=OTHER_PARTNER),
    "unknown customer": refuse("getCustomer", 404, "ENTITY_NOT_FOUND", customerId=NEW_ID),
    "customer of another partner": refuse("getCustomer", 404, "ENTITY_NOT_FOUND", customerId=FOREIGN_ID),
    "unknown transaction": refuse("getTransaction", 404, "ENTITY_NOT_FOUND", transactionId=NEW_ID),
    "transaction of another partner": refuse("getTransaction", 404, "ENTITY_NOT_FOUND", transactionId=FOREIGN_PAID_ID),
    "unknown payer": pay("ENTITY_NOT_FOUND", 404, originId=NEW_ID),
    "another account": refuse("getMandate", 400, "R122", customerId=SIGNED_ID, iban=OTHER_IBAN),
    "account of an unknown customer": refuse("getMandate", 400, "R122", customerId=NEW_ID, iban=IBAN),
    "another account pays": pay("R122", originIBAN=OTHER_IBAN),
    "unsigned mandate": refuse("getCustomer", 400, "R508", customerId=UNSIGNED_ID),
    "cancelled mandate": refuse("cancelMandate", 400, "R508", customerId=CANCELLED_ID, iban=IBAN),
    "unsigned payer": pay("R508", originId=UNSIGNED_ID),
    "no code": refuse("validateBankAccount", 400, "R919", customerId=SIGNED_ID, iban=IBAN),
    "wrong code": refuse("validateBankAccount", 400, "R214", customerId=SIGNED_ID, iban=IBAN),
    "no failed debit": refuse("replayDirectDebit", 400, "R165", transactionId=PAID_ID),
    "unsigned key": refuse("putKey", 403, "INVALID_SIGNATURE", sent={"value": "x"}),
    "amount with a fraction": pay("R003", amount=12.0),
    "sign date with a fraction": refuse(
        "createCustomer", 400, "FIELD_IS_REQUIRED", values=["mandateSignDate"], sent=FRACTION
    ),
    "moment with a fraction": refuse("searchTransactions", 400, "R999", sent={"to": 1.0}),
}
NOT_EXCUSED = {
    "own partner": refuse("getPartner", 403, "R981"),
    "known customer": refuse("getCustomer", 404, "ENTITY_NOT_FOUND", customerId=SIGNED_ID),
    "known transaction": refuse("getTransaction", 404, "ENTITY_NOT_FOUND", transactionId=PAID_ID),
    "known payer": pay("ENTITY_NOT_FOUND", 404),
    "own account": refuse("getMandate", 400, "R122", customerId=SIGNED_ID, iban=IBAN),
    "own account pays": pay("R122", originIBAN=IBAN),
    "good IBAN of a new customer": refuse("createCustomer", 400, "R122", sent=CUSTOMER),
    "signed mandate": refuse("getCustomer", 400, "R508", customerId=SIGNED_ID),
    "signed payer": pay("R508"),
    "signed key": refuse("putKey", 403, "INVALID_SIGNATURE", sent={"value": "x", "signature": "y"}),
    "signed transaction": pay("INVALID_SIGNATURE", signature="y"),
    "amount in digits": pay("R003", amount="12"),
    "another field": refuse("createCustomer", 400, "FIELD_IS_REQUIRED", values=["city"], sent=FRACTION),
    "sign date in digits": refuse(
        "createCustomer", 400, "FIELD_IS_REQUIRED", values=["mandateSignDate"], sent=CUSTOMER
    ),
    "good moment": refuse("searchTransactions", 400, "R999", sent={"to": 1}),
    "no body": refuse("getTransactions", 400, "R999"),
    "good name": refuse("createCustomer", 400, "R108", sent=CUSTOMER),
    "no code": make_exchange("getCustomer", status=400, customerId=UNSIGNED_ID),
    "accepted": make_exchange("getCustomer", customerId=SIGNED_ID),
}


@pytest.mark.parametrize("name", EXCUSED)
def test_documented_refusal_is_excused(name: str) -> None:
    """A refusal that the provider's text explains is no finding, and the reason can be read."""
    assert excuse(EXCUSED[name], make_partners())


@pytest.mark.parametrize("name", NOT_EXCUSED)
def test_refusal_without_explanation_is_not_excused(name: str) -> None:
    """The same code without the circumstances that explain it is a finding."""
    assert excuse(NOT_EXCUSED[name], make_partners()) is None


@given(ibans())
def test_generated_ibans_are_good(iban: str) -> None:
    """Three countries, right check digits."""
    assert is_iban(iban)
    assert not is_iban(iban[:-1] + str((int(iban[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("iban", "good"),
    [
        (IBAN, True),
        (OTHER_IBAN, True),
        ("MT84MALT011000012345MTLCAST001S", True),
        ("DE21200600000143457000", False),
        (IBAN.lower(), False),
        (f"{IBAN} ", False),
        (f"{IBAN}\n", False),
        ("NL91", False),
        ("", False),
        (4711, False),
        ("NL91ABNA041716430²", False),
    ],
)
def test_iban_is_told_by_its_check_digits(iban: object, good: bool) -> None:
    """Form and check digits, as ISO 13616 has them."""
    assert good == is_iban(iban)


def test_check_digits_are_made_as_they_are_tested() -> None:
    """The published example of the standard comes out."""
    assert "GB82WEST12345698765432" == make_iban("GBWEST12345698765432")
