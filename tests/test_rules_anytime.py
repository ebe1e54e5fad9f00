"""Every rule of Anytime on envelope, errors and access: an exchange that it must report, and its neighbour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auth_hooks import anytime
from conformance.exchange import Exchange
from conformance.providers.anytime import (
    account_rules,
    card_rules,
    excuse,
    list_rules,
    money_rules,
    refusal_rules,
    rules,
)
from conformance.providers.anytime.catalogue import ACCESS_DENIED, EXCEPTIONS
from tests.anytime_judging import (
    BUSINESS,
    CONTRACT,
    DATA,
    FOREIGN,
    LOGIN,
    OLD_TOKEN,
    OTHER_TOKEN,
    OTHER_USERNAME,
    STAMP,
    STRANGE,
    TOKEN,
    USED,
    assert_tells_apart,
    exchange,
    judge,
    make_access,
    make_headers,
    make_known,
    refusal,
)

BUSINESS_RULES = tuple(
    rule for each in (account_rules, card_rules, list_rules, money_rules, refusal_rules) for rule in each.BOOK.rules
)
GENERAL = {rule.name for rule in rules.RULES if rule not in BUSINESS_RULES}

ACCOUNTS = {"accounts": [{"acc_id": int(BUSINESS), "acc_type": "business"}], "total_results": 1}
GIVEN = {"access_token": "token-3", "expires_in": 3600, "token_type": "bearer", "refresh_token": "r"}


def check_api(**parts: Any) -> Exchange:
    return exchange("checkApi", {"date_time": "2020-10-23 11:04:03"}, **parts)


def log_in(body: Any = GIVEN, **changes: Any) -> Exchange:
    form = {name: value for name, value in {**LOGIN, **changes}.items() if value is not None}
    return exchange("createToken", body, form=form, headers=make_headers(None))


def log_in_refused(code: str, **changes: Any) -> Exchange:
    form = {name: value for name, value in {**LOGIN, **changes}.items() if value is not None}
    return refusal("createToken", code, form=form, headers=make_headers(None))


def written(timestamp: str) -> Exchange:
    """An answer whose timestamp is written in this way, and hashed so."""
    hashed = anytime.response_hash(timestamp, LOGIN["username"])
    content = f'{{"request_id": 90001, "timestamp": {timestamp}, "hash": "{hashed}", "body": {{}}}}'
    return exchange("getAccounts", content=content.encode())


AS_OTHER: dict[str, Any] = {"headers": make_headers(OTHER_TOKEN), "username": OTHER_USERNAME}

CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "answer_authentic": [
        (check_api(hash="0" * 64), check_api()),
        (check_api(hash=...), check_api()),
        (check_api(timestamp=...), check_api()),
        (check_api(username=OTHER_USERNAME), check_api()),
        (check_api(username=""), check_api()),
        (check_api(hash=anytime.response_hash(str(int(STAMP)), LOGIN["username"])), check_api()),
        (exchange("checkApi", content=b"<html>"), exchange("getTestimonial", content=b"%PDF-")),
        # After the token who asks is known, before it may be nobody.
        (refusal("getAccount", "4030210", username=""), refusal("getAccount", "4030210")),
        (refusal("getAccount", "4010010", username="somebody"), refusal("getAccount", "4010010", username="")),
        (check_api(headers=make_headers(OTHER_TOKEN)), check_api(**AS_OTHER)),
    ],
    "timestamp_plain": [
        (written("1603443843.50"), written("1603443843.5")),
        (written("1603443843.12345"), written("1603443843.1234")),
        (written("1603443843500"), written("1603443843")),
        (written("1.6034438435e9"), written("1603443843.5")),
    ],
    "request_numbers_grow": [
        (check_api(request_id=90000), check_api()),
        (check_api(request_id=1), check_api(request_id="90002")),
    ],
    "exception_of_code": [
        (refusal("getAccount", "4030210", exception="AccountException"), refusal("getAccount", "4030210")),
        (
            refusal("updateCard", "4030390", exception="CardUpdateMissingHolderDataException"),
            refusal("updateCard", "4030390"),
        ),
    ],
    "status_of_code": [(refusal("getAccount", "4030210", status=400), refusal("getAccount", "4030210"))],
    "message_given": [
        (refusal("getAccount", "4030210", message=" "), refusal("getAccount", "4030210")),
        (refusal("getAccount", "4010010", message="No."), refusal("getAccount", "4010010", message=ACCESS_DENIED)),
    ],
    "unrouted_refused": [
        (exchange("unknownPath"), refusal("unknownPath", "4040010")),
        (refusal("wrongMethod", "4040010", method="DELETE"), refusal("wrongMethod", "4050010", method="DELETE")),
        (exchange("badVersion"), refusal("badVersion", "4000010")),
        (refusal("unsupportedVersion", "4000010"), refusal("unsupportedVersion", "4000011")),
    ],
    "signature_covers_data": [
        (check_api(headers=make_headers(signature=make_access().sign("data-2"))), check_api()),
        (check_api(headers={"authorization": f"Bearer {TOKEN}"}), check_api()),
        (check_api(headers=make_headers(signature="x")), check_api(**AS_OTHER)),
    ],
    "data_used_once": [
        (check_api(headers=make_headers(data=USED)), check_api()),
        (refusal("getAccount", "4030210", headers=make_headers(data=USED)), refusal("getAccount", "4030210")),
        (refusal("getAccount", "4010080"), refusal("getAccount", "4010080", headers=make_headers(data=USED))),
    ],
    "token_sent": [
        (check_api(headers=make_headers(None)), check_api()),
        (check_api(headers=make_headers(None)), log_in()),
    ],
    "newest_token_only": [(check_api(headers=make_headers(OLD_TOKEN)), check_api())],
    "login_needs_all_credentials": [
        (log_in(**{name: "wrong"}), log_in()) for name in ("client_secret", "username", "password", "grant_type")
    ]
    + [(log_in(password=None), log_in())],
    "login_refused_for_reason": [
        (log_in_refused("4010030"), log_in_refused("4010030", client_secret="wrong")),
        (log_in_refused("4010040", client_id="nobody"), log_in_refused("4010030", client_id="nobody")),
        (log_in_refused("4010040", password=" "), log_in_refused("4010020", password=" ")),
        (log_in_refused("4010020", password="wrong"), log_in_refused("4010040", password="wrong")),
        (log_in_refused("4010040", grant_type="code"), log_in_refused("4010020", grant_type="code")),
    ],
    "tokens_unique": [(log_in({**GIVEN, "access_token": TOKEN}), log_in())],
    "foreign_things_hidden": [
        (exchange("getAccount", path={"accountId": FOREIGN}), exchange("getAccount")),
        (exchange("getAccount", **AS_OTHER), exchange("getAccount", path={"accountId": FOREIGN}, **AS_OTHER)),
        (exchange("getCard", path={"cardRef": STRANGE}), exchange("getCard")),
        (exchange("orderCard", form={"acc_id": FOREIGN}), exchange("orderCard", form={"acc_id": BUSINESS})),
        (exchange("getOrderTracking", path={"orderId": "777"}), exchange("getOrderTracking")),
        (exchange("getAccounts", ACCOUNTS, **AS_OTHER), exchange("getAccounts", ACCOUNTS)),
    ],
    "check_echoes": [
        (
            exchange("checkApiByPost", {"test_param": "a"}, form={"test_param": "b"}),
            exchange("checkApiByPost", {"test_param": "b"}, form={"test_param": "b"}),
        ),
        (exchange("checkApiByPost", {"test_param": "a"}), exchange("checkApiByPost", {"test_param": None})),
    ],
    "check_tells_time": [
        (exchange("checkApi", {"date_time": "2020-10-23 13:04:03"}), check_api()),
        (
            exchange("checkApi", {"date_time": "2020-10-23T11:04:03+00:00"}),
            exchange("checkApi", {"date_time": "2020-10-23T11:04:03+02:00"}),
        ),
    ],
}


def test_every_general_rule_has_its_cases() -> None:
    """No rule stands here untried."""
    assert GENERAL == set(CASES)


@pytest.mark.parametrize(("name", "broken", "kept"), [(name, *pair) for name, pairs in CASES.items() for pair in pairs])
def test_rule_tells_what_is_broken_from_what_is_not(name: str, broken: Exchange, kept: Exchange) -> None:
    """Each rule reports what breaks it, in one line, and nothing else."""
    assert_tells_apart(name, broken, kept)


def test_head_has_no_body_to_be_judged() -> None:
    """The answer to HEAD has no envelope by HTTP itself."""
    head = replace(refusal("wrongMethod", "4050010", method="HEAD"), response_body=b"", code=None)
    assert [] == [rule.name for rule in rules.RULES if rule.judge(head, make_known())]


def test_exceptions_are_the_contracts() -> None:
    """Every code has its name here as in the contract's examples, and the contract knows no other code."""
    examples = CONTRACT.document["components"]["examples"].values()
    shown = [each["value"]["body"]["error"] for each in examples if "error" in each["value"].get("body", {})]
    assert EXCEPTIONS == {str(each["code"]): each["exception"] for each in shown}
    assert {answer.code for answer in CONTRACT.answers} - {None} == set(EXCEPTIONS)


def test_used_data_are_learnt_from_answers() -> None:
    """What was accepted, and what was refused past the signature, is used up; what came before is not."""
    for first, is_used in (
        (check_api(), True),
        (refusal("getAccount", "4030210"), True),
        (refusal("getAccount", "4010070"), False),
        (refusal("getAccount", "4040010"), False),
    ):
        known = make_known()
        known.learn(first)
        again = judge("data_used_once", check_api(request_id=90002), known)
        assert bool(again) is is_used
    assert DATA == "data-1"


def test_token_is_learnt_from_a_login() -> None:
    """A login that this run sees ends the token before it, as one of the hook does."""
    known = make_known()
    known.learn(log_in())
    assert judge("newest_token_only", check_api(), known)
    assert judge("newest_token_only", check_api(headers=make_headers("token-3")), known) is None
    known.note_own_token("token-4")
    assert judge("newest_token_only", check_api(headers=make_headers("token-3")), known)


ODD: list[Any] = [None, 1, 1.5, True, "", "x", [], [[]], [None], {}, {"error": []}, {"error": {"code": []}}]
NAMES = (
    *("accounts", "cards", "transactions", "credit-transfers", "virtual_ibans", "iban", "filters", "total_results"),
    *("acc_id", "acc_type", "txid", "amount", "balance", "status", "card_ref", "files_status", "uploaded-kyc-status"),
    *("internal_id", "pin", "pan", "expiry_date", "date_time", "test_param", "tracking_link", "access_token", "error"),
)


@pytest.mark.parametrize(
    "value",
    [*ODD, "1e999999", 10**400, "\ud800", [{"txid": 1, "amount": "1e9999"}]],
    ids=lambda v: str(v)[:20].encode("ascii", "replace").decode(),
)
def test_rules_and_knowledge_survive_any_answer(value: object) -> None:
    """A target under judgement may send anything: a rule that crashes on it would end the run instead of judging it."""
    known = make_known()
    for body in (value, dict.fromkeys(NAMES, value), {name: [value, {"txid": value}] for name in NAMES}):
        for operation in CONTRACT.operations:
            for status in (200, 400, 403):
                form = {"amount": "1e9", "acc_id": "9" * 5000, "card_status": "\x00"}
                query = "limit_start=-1&limit_number=99999999999999999999&date_start=x"
                each = exchange(operation, body, status=status, form=form, query=query, timestamp=value)
                for rule in rules.RULES:
                    rule.judge(each, known)
                known.learn(each)
                excuse(each, known)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b'{"a": NaN}', b"null", b'{"body": 1}'], ids=repr)
def test_rules_survive_what_is_no_envelope(content: bytes) -> None:
    """Neither do bytes that are no JSON stop a rule."""
    known = make_known()
    for operation in CONTRACT.operations:
        each = exchange(operation, content=content, sent=(b"\xff\x00", "multipart/form-data"))
        for rule in rules.RULES:
            rule.judge(each, known)
        known.learn(each)
        excuse(each, known)
