"""Every rule of Payconiq on access, errors and creation: an exchange that it must report, and its neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from auth_hooks import payconiq
from conformance import contract, registry
from conformance.exchange import Exchange
from conformance.provider import Rule
from conformance.providers.payconiq import customer_rules, excuse, rules, transaction_rules
from tests.payconiq_samples import (
    ADDRESS,
    BASE_URL,
    CUSTOMER,
    FOREIGN_ID,
    FOREIGN_PAID_ID,
    IBAN,
    LISTED_ID,
    NEW_ID,
    OTHER_IBAN,
    OTHER_PARTNER,
    OTHER_TOKEN,
    PAID_ID,
    PARTNER,
    PATHS,
    SIGNED_ID,
    enrolled,
    forbidden,
    get_customer,
    judge,
    listed,
    make_access,
    make_created,
    make_exchange,
    make_partners,
    make_refusal,
    mandate,
    pay,
    put_key,
    refused_payment,
    required,
    transaction,
    unknown,
)

VALUE_A = payconiq.public_key_value(make_access().key)
VALUE_B = payconiq.public_key_value(make_access(second=True).key)
ROTATION = payconiq.sign_key_rotation(VALUE_B, old_key=make_access().key)
SELF_SIGNED = payconiq.sign_key_rotation(VALUE_B, old_key=make_access(second=True).key)
NO_ADDRESS = {**CUSTOMER, "address": {name: ADDRESS[name] for name in ADDRESS if name != "city"}}

BUSINESS = (*customer_rules.BOOK.rules, *transaction_rules.BOOK.rules)
GENERAL = tuple(rule for rule in rules.RULES if rule not in BUSINESS)

CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "token_sent": [
        (make_exchange(headers={}), make_exchange()),
        (make_exchange(headers={"authorization": ""}), make_refusal("getPartner", status=401, code="R918", headers={})),
    ],
    "token_opens_one_partner": [
        (make_exchange(partnerId=OTHER_PARTNER), make_exchange()),
        (
            make_exchange(headers={"authorization": OTHER_TOKEN}),
            make_exchange(headers={"authorization": OTHER_TOKEN}, partnerId=OTHER_PARTNER),
        ),
        (make_exchange(partnerId=OTHER_PARTNER), forbidden("GET", f"partners/{OTHER_PARTNER}")),
    ],
    "foreign_things_hidden": [
        (get_customer(FOREIGN_ID), get_customer()),
        (make_exchange("replayDirectDebit", transactionId=FOREIGN_PAID_ID), make_exchange("replayDirectDebit")),
        (listed(transaction(_id=FOREIGN_PAID_ID)), listed(transaction())),
        (listed(transaction(_id=NEW_ID, originId=FOREIGN_ID)), listed(transaction(_id=NEW_ID, originId=NEW_ID))),
        (
            make_exchange("updateCustomer", customerId=FOREIGN_ID),
            make_refusal("updateCustomer", status=400, code="ENTITY_NOT_FOUND", customerId=FOREIGN_ID),
        ),
    ],
    "partner_is_asked_for": [(make_exchange(answer={"_id": OTHER_PARTNER}), make_exchange(answer={"_id": PARTNER}))],
    "signature_covers_transaction": [
        (pay(signature="no signature"), pay()),
        (pay(signature=ROTATION), pay(originIBAN=IBAN)),
        (pay(signature=str(pay(amount=1).sent["signature"])), pay(amount="1250")),
        (pay(signature=""), pay(partner=OTHER_PARTNER, signature="whose key nobody knows")),
    ],
    "registered_key_found": [
        (
            make_refusal("createTransaction", status=400, code="AUTHENTICATION_NOT_FOUND", values=["Public Key"]),
            make_refusal(
                "createTransaction",
                status=400,
                code="AUTHENTICATION_NOT_FOUND",
                values=["Public Key"],
                partnerId=OTHER_PARTNER,
            ),
        )
    ],
    "rotation_is_signed": [
        (put_key(value=VALUE_B), put_key(value=VALUE_B, signature=ROTATION)),
        (
            put_key(value=VALUE_B, signature=SELF_SIGNED),
            make_refusal("putKey", status=403, code="INVALID_SIGNATURE", sent={"value": VALUE_B}),
        ),
    ],
    "refusal_names_request": [
        (forbidden("POST", f"partners/{OTHER_PARTNER}"), forbidden("GET", f"partners/{OTHER_PARTNER}")),
        (forbidden("GET", f"/v1/partners/{OTHER_PARTNER}"), make_refusal("getPartner", status=401, code="R918")),
        (forbidden(), make_exchange()),
    ],
    "named_field_is_missing": [
        (required("createCustomer", "city", CUSTOMER), required("createCustomer", "city", NO_ADDRESS)),
        (required("putKey", "value", {"value": VALUE_A}), required("putKey", "value", {"value": "no key"})),
        (required("createTransaction", "amount", {"amount": None}), required("createTransaction", "amount", None)),
        (
            required("validateBankAccount", "verificationCode", {"verificationCode": "1"}),
            required("validateBankAccount", "verificationCode", {"verificationCode": " "}),
        ),
        (
            required("createCustomer", "contry", CUSTOMER),
            required("createCustomer", "addres", {**CUSTOMER, "address": None}),
        ),
        (
            required("createCustomer", "field", NO_ADDRESS),
            required(
                "createCustomer",
                "mandateSignDate",
                {**CUSTOMER, "bankAccounts": [{"IBAN": IBAN, "name": "ING", "mandateReference": "R"}]},
            ),
        ),
    ],
    "first_missing_field_reported": [
        (
            required("createCustomer", "city", {**NO_ADDRESS, "firstName": ""}),
            required("createCustomer", "firstName", {**NO_ADDRESS, "firstName": ""}),
        ),
        (required("createTransaction", "currency", {}), required("createTransaction", "originId", {})),
    ],
    "required_fields_demanded": [
        (enrolled(firstName=" "), enrolled()),
        (make_created("createCustomer", NEW_ID, sent=NO_ADDRESS), required("createCustomer", "city", NO_ADDRESS)),
        (put_key(), put_key(value="no key")),
        (enrolled(bankAccounts=[]), enrolled(bankAccounts="none")),
    ],
    "required_forms_demanded": [
        (make_exchange("validateBankAccount", sent={}), make_exchange("updateCustomer", sent={})),
        (put_key(value="no key"), put_key(value=VALUE_A)),
        (enrolled(address="Oudegracht 7"), enrolled(address=None)),
        (enrolled(address={**ADDRESS, "no": 7}), enrolled(address={**ADDRESS, "no": ""})),
        (enrolled(bankAccounts="none"), enrolled(bankAccounts=[])),
    ],
    "message_from_catalogue": [
        (
            make_refusal("getPartner", status=401, code="R918", message="No token"),
            make_refusal("getPartner", status=401, code="R918"),
        ),
        (
            required("createCustomer", "city", NO_ADDRESS, "Field 'street' is mandatory"),
            required("createCustomer", "city", NO_ADDRESS, "Field  city is\nmandatory"),
        ),
        # Three rows of the table have the message of the row above, and no other row has.
        *(
            (
                required("createCustomer", named, {}, f"Field '{named}s' is mandatory"),
                required("createCustomer", named, {}, f"Field '{above}' is mandatory"),
            )
            for named, above in (("city", "postalCode"), ("IBAN", "city"), ("name", "IBAN"))
        ),
        (
            required("createCustomer", "postalCode", {}, "Field 'city' is mandatory"),
            required("createCustomer", "postalCode", {}, "Field 'postalCode' is mandatory"),
        ),
        (
            make_refusal("getTransaction", status=400, code="R019", message="Invalid transaction ID : {0}"),
            make_refusal(
                "getTransaction", status=400, code="R019", message="Invalid transaction ID : x", transactionId="x"
            ),
        ),
        (
            make_refusal("replayDirectDebit", status=400, code="R165", message="Transaction replay is not allowed for"),
            make_refusal(
                "replayDirectDebit",
                status=400,
                code="R165",
                message="Transaction replay is not allowed for SUBMITED status",
            ),
        ),
        (
            make_refusal("getPartner", status=500, code="R999", message="Oops"),
            make_refusal("createCustomer", status=400, code="R999", message="Bad Request"),
        ),
        (
            make_refusal("getPartner", status=401, code="R918", message=""),
            make_refusal("getPartner", status=400, code="NEW_CODE", message="New"),
        ),
    ],
    "values_where_listed": [
        (forbidden(), forbidden("GET", "partners")),
        (
            make_refusal("getPartner", status=401, code="R918", values=["token"]),
            make_refusal("getPartner", status=401, code="R918", values=[]),
        ),
        (unknown("Partner Customer"), unknown("Partner Customer", operation="getCustomer")),
    ],
    "unknown_thing_named": [
        (unknown("Partner Customer", SIGNED_ID), unknown("Partner Customer", NEW_ID)),
        (unknown("Customer", NEW_ID), unknown("Partner Customer", operation="getCustomer")),
        (
            refused_payment(404, "ENTITY_NOT_FOUND", values=["Transaction", SIGNED_ID]),
            refused_payment(404, "ENTITY_NOT_FOUND", values=["Partner Customer", SIGNED_ID]),
        ),
    ],
    "missing_key_named": [
        (
            refused_payment(code="AUTHENTICATION_NOT_FOUND", values=["key"]),
            refused_payment(code="AUTHENTICATION_NOT_FOUND", values=["'Public Key'"]),
        )
    ],
    "wrong_method_refused": [
        (
            make_exchange("wrongMethod"),
            make_refusal("wrongMethod", status=405, code="R999", response_headers={"allow": "GET"}),
        ),
        (
            make_refusal("wrongMethod", status=405, code="R999", response_headers={"allow": "GET, DELETE"}),
            make_refusal("wrongMethod", status=401, code="R918"),
        ),
        (make_refusal("wrongMethod", status=404, code="R999"), make_exchange()),
    ],
    "unknown_path_refused": [
        (make_exchange("unknownPath"), make_refusal("unknownPath", status=404, code="R999")),
        (
            make_refusal("unknownPath", status=400, code="R019"),
            make_refusal("unknownPath", status=403, code="R981", values=["GET", ""]),
        ),
    ],
    "nothing_to_read": [
        (make_exchange("putKey", answer={}), make_exchange("putKey")),
        (make_exchange("createMandate", status=201, answer={"reference": 1}), mandate()),
    ],
    "json_is_utf8": [
        (
            make_exchange(response_headers={"content-type": "application/json; charset=ISO-8859-1"}),
            make_exchange(response_headers={"content-type": 'application/json; charset="UTF-8"'}),
        ),
        (
            make_exchange(response_headers={"content-type": "application/json;CHARSET=utf-16"}),
            make_exchange(response_headers={"content-type": "application/json"}),
        ),
    ],
    "nothing_has_no_type": [
        (make_exchange("putKey", response_headers={"content-type": "application/json"}), make_exchange("putKey")),
        (
            make_exchange("putKey", response_headers={"content-type": "text/plain"}),
            make_exchange(response_headers={"content-type": "text/plain"}),
        ),
    ],
    "location_belongs_to_request": [
        (make_exchange("createCustomer", status=201), enrolled()),
        (make_created("createCustomer", "none"), pay()),
        (
            make_exchange("createCustomer", status=201, response_headers={"location": f"/v1/customers/{NEW_ID}"}),
            make_exchange(
                "createCustomer",
                status=201,
                response_headers={"location": f"https://127.0.0.1:9/v1/partners/{PARTNER}/customers/{NEW_ID}"},
            ),
        ),
        (
            make_exchange(
                "createCustomer",
                status=201,
                response_headers={"location": f"http://127.0.0.1/v1/partners/{PARTNER}/customers/{NEW_ID}"},
            ),
            make_refusal("createCustomer", status=400, code="R106"),
        ),
        (
            make_exchange("createMandate", status=201, response_headers={"location": f"{BASE_URL}/v1/partners"}),
            make_exchange(
                "createMandate",
                status=201,
                customerId=SIGNED_ID,
                response_headers={
                    "location": BASE_URL
                    + PATHS["createMandate"][1].format(partnerId=PARTNER, customerId=SIGNED_ID, iban=IBAN)
                },
            ),
        ),
        (make_exchange("createCustomer", status=201, response_headers={"location": "http://["}), make_exchange()),
    ],
    "ids_unique": [
        (enrolled(SIGNED_ID), enrolled()),
        (make_created("createTransaction", PAID_ID), make_created("createTransaction", NEW_ID)),
        (make_created("createTransaction", LISTED_ID), make_refusal("createTransaction", status=400, code="R003")),
    ],
    "iban_checked": [
        (
            enrolled(bankAccounts=[{"IBAN": "DE21200600000143457000", "name": "ING"}]),
            enrolled(bankAccounts=[{"IBAN": OTHER_IBAN, "name": "ING"}]),
        ),
        (
            enrolled(bankAccounts=[{"IBAN": IBAN.lower(), "name": "ING"}]),
            make_refusal("createCustomer", status=400, code="R122", sent={"bankAccounts": [{"IBAN": "NL"}]}),
        ),
    ],
    "created_things_kept": [
        (
            make_refusal("getCustomer", status=404, code="ENTITY_NOT_FOUND", customerId=SIGNED_ID),
            make_refusal("getCustomer", status=404, code="ENTITY_NOT_FOUND", customerId=NEW_ID),
        ),
        (
            make_refusal("replayDirectDebit", status=404, code="ENTITY_NOT_FOUND", transactionId=PAID_ID),
            make_refusal("replayDirectDebit", status=404, code="ENTITY_NOT_FOUND", transactionId=FOREIGN_PAID_ID),
        ),
        (refused_payment(code="R013"), refused_payment(code="R013", body={"originId": FOREIGN_ID})),
    ],
}


def test_every_rule_has_cases() -> None:
    """A rule that is added without an exchange it reports would be a rule that nobody has seen work."""
    assert sorted(rule.name for rule in GENERAL) == sorted(CASES)
    assert len(rules.RULES) == len({rule.name for rule in rules.RULES})


@pytest.mark.parametrize("rule", GENERAL, ids=lambda rule: str(rule.name))
def test_rule_reports_the_violation_and_nothing_else(rule: Rule) -> None:
    """One sentence for the exchange that breaks the fact, silence for its neighbour that keeps it."""
    for broken, kept in CASES[rule.name]:
        message = rule.judge(broken, make_partners())
        assert message, broken
        assert 1 == len(message.splitlines())
        assert rule.judge(kept, make_partners()) is None


def test_key_on_file_changes_with_the_run() -> None:
    """A transaction is held against the key that was registered last, or against none."""
    known = make_partners()
    (rule,) = [each for each in rules.RULES if each.name == "signature_covers_transaction"]
    known.learn(put_key(value=VALUE_B, signature=ROTATION))
    assert rule.judge(pay(), known)
    body = {"originId": SIGNED_ID, "amount": 1250, "currency": "EUR"}
    text = f"{PARTNER}{SIGNED_ID}1250EUR"
    signature = payconiq.sign_transaction(text, key=make_access(second=True).key)
    new = make_created("createTransaction", NEW_ID, sent={**body, "signature": signature})
    assert rule.judge(new, known) is None
    known.note_key_forgotten(PARTNER)
    assert "a transaction was accepted, and no key is on file" == rule.judge(new, known)
    assert judge("rotation_is_signed", put_key(value=VALUE_A), put_key(value=VALUE_A))


def test_first_key_needs_no_signature() -> None:
    """Where no key is on file, nothing has to sign the first one."""
    known = make_partners()
    known.note_key_forgotten(PARTNER)
    (rule,) = [each for each in rules.RULES if each.name == "rotation_is_signed"]
    assert rule.judge(put_key(value=VALUE_B), known) is None


ODD: list[Any] = [None, 1, 1.5, True, "", "x", [], [[]], [None], {}, {"_id": []}, {"code": []}, {"values": 1}]
ODD += [{"values": [None, {}], "code": "R981"}, {"bankAccounts": [1]}, [{"originUser": 1, "targetUser": []}]]


@pytest.mark.parametrize(
    "answer", [*ODD, b"", b"\xff", b"[" * 100_000, b'{"a": NaN}'], ids=lambda answer: str(answer)[:20]
)
def test_rules_and_knowledge_survive_any_answer(answer: object) -> None:
    """A target under judgement may send anything: a rule that crashes on it would end the run instead of judging it."""
    names = ("amount", "bankAccounts", "address", "originId", "signature", "value", "from", "status", "phone")
    bodies = [None, answer] if isinstance(answer, bytes) else [None, answer, dict.fromkeys(names, answer)]
    known = make_partners()
    for operation in PATHS:
        for sent in bodies:
            for status, code in ((200, None), (400, "FIELD_IS_REQUIRED"), (403, "R981"), (404, "ENTITY_NOT_FOUND")):
                exchange = make_exchange(
                    operation,
                    status=status,
                    code=code,
                    sent=sent,
                    answer=answer,
                    customerId=SIGNED_ID,
                    query={"offset": ["-1"], "limit": ["9" * 5000]},
                    response_headers={"location": str(answer)[:40]},
                )
                for rule in rules.RULES:
                    rule.judge(exchange, known)
                known.learn(exchange)
                excuse(exchange, known)


def test_samples_have_the_paths_of_the_contract() -> None:
    """What the rules were tried on looks like what is sent."""
    operations = contract.load_contract(registry.spec_path("payconiq")).operations
    assert {name: (each.method, each.path) for name, each in operations.items()} == {
        name: PATHS[name] for name in operations
    }
