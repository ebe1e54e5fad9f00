"""Every rule of Payconiq on customers and transactions: an exchange that it must report, and its neighbour."""

from __future__ import annotations

import pytest

from conformance.exchange import Exchange
from conformance.provider import Rule
from conformance.providers.payconiq import customer_rules, transaction_rules
from tests.payconiq_samples import (
    ADDRESS,
    CANCELLED_ID,
    CREATED_MS,
    IBAN,
    LATER_ID,
    LISTED_ID,
    NEW_ID,
    OTHER_IBAN,
    OTHER_PARTNER,
    SIGN_DATE_MS,
    SIGNED_ID,
    UNSIGNED_ID,
    account,
    get_customer,
    judge,
    listed,
    make_exchange,
    make_partners,
    make_refusal,
    mandate,
    pay,
    read,
    refused_payment,
    show_customer,
    show_partner,
    transaction,
)

FAILED = {"status": "FAILED", "sddStatus": "REJECTED_CAMT", "sddProcessDate": CREATED_MS, "sddFailedReason": "AM04"}
SUBMITTED = {"sddStatus": "SUBMITED", "sddProcessDate": CREATED_MS}
LATER = {"_id": LATER_ID, "creationDate": CREATED_MS + 1}

BUSINESS = (*customer_rules.BOOK.rules, *transaction_rules.BOOK.rules)

CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "customer_is_asked_for": [
        (get_customer(_id=UNSIGNED_ID), get_customer()),
        (get_customer(_id=NEW_ID), make_refusal("getCustomer", status=400, code="R508", customerId=SIGNED_ID)),
    ],
    "customer_reads_as_enrolled": [
        (get_customer(lastName="de Vrie"), get_customer()),
        (get_customer(address={**ADDRESS, "city": None}), get_customer(address={**ADDRESS, "colour": "green"})),
        (get_customer(bankAccounts=account(name="")), get_customer(NEW_ID, bankAccounts=account(name=""))),
        (read(originUser=show_customer(firstName="lotte")), read()),
    ],
    "contact_is_latest": [
        (read(originUser=show_customer(phone="+31687654321")), read(originUser=show_customer(phone="+31612222598"))),
        (read(originUser=show_customer(email="other@example.nl")), read(originUser=show_customer(email=None))),
    ],
    "account_validated_by_code": [
        (get_customer(bankAccounts=account(status="VALIDATED")), get_customer()),
        (
            read(originUser=show_customer(bankAccounts=account(status="VALIDATED"))),
            read(originUser=show_customer(_id=NEW_ID, bankAccounts=account(status="VALIDATED"))),
        ),
    ],
    "account_blocked_by_codes": [(get_customer(bankAccounts=account(status="BLOCKED")), get_customer())],
    "code_needs_sending": [
        (
            make_exchange("validateBankAccount", customerId=SIGNED_ID),
            make_refusal("validateBankAccount", status=400, code="R919", customerId=SIGNED_ID),
        ),
        (
            make_refusal("validateBankAccount", status=400, code="R214", customerId=SIGNED_ID),
            make_refusal("validateBankAccount", status=400, code="R214", customerId=NEW_ID),
        ),
    ],
    "customer_needs_mandate": [
        (get_customer(UNSIGNED_ID), get_customer()),
        (get_customer(UNSIGNED_ID), get_customer(NEW_ID)),
    ],
    "signed_mandate_found": [
        (
            make_refusal("getCustomer", status=400, code="R508", customerId=SIGNED_ID),
            make_refusal("getCustomer", status=400, code="R508", customerId=UNSIGNED_ID),
        ),
        (refused_payment(code="R508"), refused_payment(code="R508", body={"originId": CANCELLED_ID})),
    ],
    "cancelled_mandate_gone": [
        (mandate(CANCELLED_ID), mandate()),
        (
            make_exchange("cancelMandate", customerId=CANCELLED_ID),
            make_refusal("cancelMandate", status=400, code="R508", customerId=CANCELLED_ID),
        ),
        (get_customer(CANCELLED_ID), make_exchange("createMandate", status=201, customerId=CANCELLED_ID)),
    ],
    "payment_needs_mandate": [
        (pay(originId=UNSIGNED_ID), pay()),
        (pay(originId=CANCELLED_ID), refused_payment(code="R508", body={"originId": CANCELLED_ID})),
    ],
    "sign_date_says_signed": [
        (mandate(UNSIGNED_ID), mandate(UNSIGNED_ID, signDate=None)),
        (mandate(signDate=None), mandate()),
        (mandate(UNSIGNED_ID), mandate(NEW_ID)),
    ],
    "mandate_keeps_its_data": [
        (mandate(reference="REF"), mandate()),
        (mandate(signDate=SIGN_DATE_MS + 1), mandate(CANCELLED_ID, signDate=SIGN_DATE_MS + 1)),
        (get_customer(bankAccounts=account(mandateReference="REF")), get_customer()),
        (get_customer(bankAccounts=account(mandateSignDate=0)), get_customer(bankAccounts=[])),
    ],
    "mandate_is_of_its_account": [(mandate(debtorIBAN=OTHER_IBAN), mandate())],
    "mandate_names_its_debtor": [
        (mandate(debtorName="Lotte"), mandate()),
        (mandate(debtorName="de Vries, Lotte"), mandate(NEW_ID, debtorName="Lotte")),
    ],
    "mandate_in_its_language": [
        (mandate(text="U geeft uw bank opdracht om van uw rekening af te schrijven."), mandate()),
        (mandate(language="NL"), mandate(language="nl", text="U geeft uw bank de opdracht.")),
        (mandate(language="nl"), mandate(language="fr")),
    ],
    "transaction_is_asked_for": [
        (read(_id=LATER_ID), read()),
        (read(_id=NEW_ID), listed(transaction(_id=LATER_ID))),
    ],
    "transaction_keeps_its_values": [
        (read(amount="1251"), read()),
        (read(amount=1250), listed(transaction())),
        (listed(transaction(currency=None)), listed(transaction(_id=LISTED_ID, currency=None))),
        (read(originId=UNSIGNED_ID), read()),
        (read(creationDate=CREATED_MS + 1), read(_id=NEW_ID, creationDate=CREATED_MS + 1)),
    ],
    "transaction_names_the_account": [
        (read(originIBAN=OTHER_IBAN), read()),
        (read(originIBAN=None), read(_id=LISTED_ID, originIBAN=OTHER_IBAN)),
    ],
    "target_is_the_partner": [
        (read(targetId=OTHER_PARTNER), read()),
        (read(targetUser=show_partner(_id=OTHER_PARTNER)), listed(transaction())),
        (read(targetIBAN=IBAN), read()),
        (read(targetUser=None), listed()),
    ],
    "origin_is_the_customer": [
        (read(originUser=show_customer(_id=UNSIGNED_ID)), read()),
        (read(originUser=show_partner()), read()),
        (read(originUser=show_customer(bankAccounts=[])), listed(transaction())),
    ],
    "accepted_amount_is_good": [
        (pay(amount=0), pay(amount=1)),
        (pay(amount="0.0"), pay(amount="1.5")),
        (pay(amount="ten"), pay(amount="9" * 30)),
        (pay(amount=-1.5), pay(amount=1.5)),
        (pay(amount=["1"]), pay(amount="1e3")),
        (pay(amount=True), refused_payment(code="R003", body={"amount": True})),
        (pay(currency="eur"), pay()),
    ],
    "accepted_amount_is_whole": [
        (pay(amount="1.5"), pay(amount="15")),
        (pay(amount=1.0), pay(amount=1)),
        (pay(amount="007"), pay(amount="9" * 30)),
        (pay(amount=" 5"), refused_payment(code="R003", body={"amount": " 5"})),
        (pay(amount="1e3"), pay(amount="ten")),
    ],
    "dates_are_milliseconds": [
        (read(creationDate=CREATED_MS // 1000), read()),
        (listed(transaction(sddProcessDate=CREATED_MS * 1000)), listed(transaction(sddProcessDate=None))),
        (make_exchange(answer=show_partner(creationDate=0)), make_exchange(answer=show_partner())),
        (read(targetUser=show_partner(creationDate=1)), read(creationDate="then")),
    ],
    "debit_follows": [
        (read(sddStatus="SUBMITED", sddProcessDate=CREATED_MS - 1), read(**SUBMITTED)),
        (read(sddStatus="SUBMITED"), read()),
        (read(sddProcessDate=CREATED_MS), read(sddStatus=None, sddProcessDate=None)),
    ],
    "reason_only_of_failure": [
        (read(**SUBMITTED, sddFailedReason="AM04"), read(**FAILED)),
        (read(sddFailedReason="AM04"), read(**SUBMITTED, sddFailedReason=None)),
        (read(**{**FAILED, "sddFailedReason": None}), read()),
    ],
    "status_follows_debit": [
        (read(**{**FAILED, "status": "SUCCEEDED"}), read(**FAILED)),
        (read(**SUBMITTED, status="FAILED"), read(**SUBMITTED)),
    ],
    "page_within_limit": [
        (listed(transaction(), transaction(), limit="1"), listed(transaction(), limit="1")),
        (listed(*[transaction()] * 26), listed(*[transaction()] * 25)),
        (listed(*[transaction()] * 26), listed(*[transaction()] * 26, limit="x")),
    ],
    "pages_are_full": [
        (listed(transaction()), listed(transaction(), transaction())),
        (listed(limit="1", offset="2"), listed(transaction(), limit="1")),
        (listed(transaction(), filters={"originId": SIGNED_ID}), listed(filters={"originId": UNSIGNED_ID})),
        (listed(), listed(filters={"status": "FAILED"})),
        (listed(offset="0"), listed(limit="2", offset="2")),
    ],
    "newest_first": [
        (listed(transaction(), transaction(**LATER)), listed(transaction(**LATER), transaction(), transaction())),
        (
            listed(transaction(), transaction(**LATER)),
            listed(transaction(creationDate=None), transaction(**LATER)),
        ),
    ],
    "pages_are_disjoint": [
        (listed(transaction(), transaction()), listed(transaction(**LATER), transaction())),
    ],
    "list_inside_filter": [
        (listed(transaction(), filters={"status": "FAILED"}), listed(transaction(), filters={"status": None})),
        (
            listed(transaction(), filters={"sddStatus": "SUBMITED"}),
            listed(transaction(**SUBMITTED), filters={"sddStatus": "SUBMITTED"}),
        ),
        (
            listed(transaction(), filters={"originId": NEW_ID}),
            listed(transaction(), filters={"originId": SIGNED_ID}),
        ),
        (
            listed(transaction(), filters={"from": CREATED_MS + 1}),
            listed(transaction(), filters={"from": CREATED_MS, "to": str(CREATED_MS)}),
        ),
        (
            listed(transaction(), filters={"to": "2015-09-25T10:10:20.937Z"}),
            listed(transaction(), filters={"to": "2015-09-25T12:10:20.938+02:00"}),
        ),
        (listed(transaction(), filters={"to": "1"}), listed(transaction(), filters={"to": "yesterday"})),
    ],
}


def test_every_rule_has_cases() -> None:
    """A rule that is added without an exchange it reports would be a rule that nobody has seen work."""
    assert sorted(rule.name for rule in BUSINESS) == sorted(CASES)


@pytest.mark.parametrize("rule", BUSINESS, ids=lambda rule: str(rule.name))
def test_rule_reports_the_violation_and_nothing_else(rule: Rule) -> None:
    """One sentence for the exchange that breaks the fact, silence for its neighbour that keeps it."""
    for broken, kept in CASES[rule.name]:
        message = rule.judge(broken, make_partners())
        assert message, broken
        assert 1 == len(message.splitlines())
        assert rule.judge(kept, make_partners()) is None


def test_transaction_on_two_pages_is_reported() -> None:
    """Unless something was created in between, which moves the rest on to the next page."""
    first, second = listed(transaction(), limit="1"), listed(transaction(), limit="1", offset="2")
    assert judge("pages_are_disjoint", second, first)
    assert judge("pages_are_disjoint", second, first, pay()) is None
    assert judge("pages_are_disjoint", listed(transaction(), limit="2", offset="2"), first) is None
    assert judge("pages_are_disjoint", first, first) is None
    filtered = listed(transaction(), limit="1", offset="2", filters={"status": "SUCCEEDED"})
    assert judge("pages_are_disjoint", filtered, first) is None


def test_account_keeps_what_its_codes_made_of_it() -> None:
    """VALIDATED after the right code and BLOCKED after the last wrong one, and nothing else any more."""
    validated = make_exchange("validateBankAccount", customerId=SIGNED_ID)
    blocked = make_refusal("validateBankAccount", status=400, code="R930", customerId=SIGNED_ID)
    sent = make_exchange("sendVerificationCode", customerId=SIGNED_ID)
    assert judge("account_validated_by_code", get_customer(), validated)
    shown = get_customer(bankAccounts=account(status="VALIDATED"))
    assert judge("account_validated_by_code", shown, validated) is None
    assert judge("account_blocked_by_codes", get_customer(), blocked)
    shown = get_customer(bankAccounts=account(status="BLOCKED"))
    assert judge("account_blocked_by_codes", shown, blocked) is None
    assert judge("code_needs_sending", validated, sent) is None
