"""What the judge knows of Tikkie: rules, excuses, error codes, broken credentials."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth_hooks import tikkie
from conformance.exchange import Exchange
from conformance.provider import Rule
from conformance.providers.tikkie import access, excuse, rules
from conformance.providers.tikkie.knowledge import Account
from tests.core_samples import (
    API_KEY,
    CREDENTIALS,
    PATH,
    REQUEST_PATH,
    make_account,
    make_envelope,
    make_exchange,
    make_refusal,
)

OTHERS = {**REQUEST_PATH, "platformToken": "platform-2"}
REQUEST: dict[str, Any] = {
    "paymentRequestToken": "request-1",
    "amountInCents": "1250",
    "currency": "EUR",
    "description": "Invoice 4567",
    "externalId": "4567",
    "created": "2018-06-19T09:20:42.117Z",
    "expired": None,
    "status": "OPEN",
    "payments": [],
}
USER = {
    "userToken": "user-2",
    "name": "Sanne",
    "bankAccounts": [{"bankAccountToken": "account-2", "iban": "NL02ABNA0123456789", "bankAccountLabel": "Home"}],
}
NEW_USER = {"name": "Sanne", "iban": "NL02ABNA0123456789", "bankAccountLabel": "Home"}


def read(**changes: object) -> Exchange:
    return make_exchange("getPaymentRequest", path=REQUEST_PATH, answer={**REQUEST, **changes})


def search(*requests: dict[str, Any], total: int | None = None, **query: str) -> Exchange:
    page = {"paymentRequests": list(requests), "totalElements": len(requests) if total is None else total}
    values = {name: [value] for name, value in ({"offset": "0", "limit": "10"} | query).items()}
    return make_exchange("getUserPaymentRequests", path=PATH, query=values, answer=page)


def request(**changes: object) -> dict[str, Any]:
    return {**REQUEST, **changes}


def refuse(operation: str, status: int, code: str, **parts: Any) -> Exchange:
    return make_refusal(operation, status=status, code=code, **parts)


def create(sent: object, answer: object) -> Exchange:
    return make_exchange("createUser", method="POST", status=201, path=PATH, sent=sent, answer=answer)


def ask(sent: object, *, path: dict[str, str] = PATH) -> Exchange:
    answer = {"paymentRequestToken": "request-2", "externalId": sent.get("externalId") if isinstance(sent, dict) else 0}
    return make_exchange("createPaymentRequest", method="POST", status=201, path=path, sent=sent, answer=answer)


EARLY, LATE = "2018-06-19T09:00:00Z", "2018-06-19T10:00:00Z"

# For each rule: an exchange that it must report, and one as close to it as possible that it must not.
CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "trace_id_present": [(make_exchange(trace_id=None), make_exchange())],
    "trace_id_fresh": [(make_exchange(trace_id="trace-0"), make_exchange(trace_id="trace-1"))],
    "trace_id_in_error": [
        (
            refuse("getUsers", 404, "ERR_4100_002", answer=make_envelope("ERR_4100_002", traceId="other")),
            refuse("getUsers", 404, "ERR_4100_002"),
        )
    ],
    "error_category": [
        (
            refuse("getUsers", 404, "ERR_4100_002", answer=make_envelope("ERR_4100_002", category="BAD_REQUEST")),
            refuse("getUsers", 404, "ERR_4100_002", answer=make_envelope("ERR_4100_002", category="NOT_FOUND")),
        )
    ],
    "wrong_method_refused": [
        (make_exchange("wrongMethod"), refuse("wrongMethod", 400, "ERR_1100_007")),
        (refuse("wrongMethod", 405, "ERR_1100_007"), refuse("wrongMethod", 401, "ERR_2002_001")),
        (make_exchange("wrongMethod", method="HEAD"), make_exchange("wrongMethod", method="HEAD", status=400)),
    ],
    "unknown_path_refused": [
        (make_exchange("unknownPath"), refuse("unknownPath", 404, "ERR_4001_001")),
        (refuse("unknownPath", 404, "ERR_4100_002"), refuse("unknownPath", 503, "ERR_9001_001")),
    ],
    "credentials_sent": [
        (make_exchange(headers={"api-key": API_KEY}), make_exchange()),
        (
            make_exchange(headers={"authorization": "Bearer x"}),
            refuse("getPlatforms", 400, "ERR_1002_003", headers={"authorization": "Bearer x"}),
        ),
        (
            make_exchange("createAccessToken", headers={}),
            make_exchange("createAccessToken", headers={"api-key": API_KEY}),
        ),
    ],
    "tokens_unique": [
        (create(NEW_USER, {**USER, "userToken": "user-1"}), create(NEW_USER, USER)),
        (create(NEW_USER, {**USER, "userToken": "request-1"}), make_exchange("getUsers", answer=[{"userToken": "u"}])),
    ],
    "answer_echoes_request": [
        (create(NEW_USER, {**USER, "name": "Sann"}), create(NEW_USER, USER)),
        (create({**NEW_USER, "bankAccountLabel": "Work"}, USER), create({"name": "Sanne"}, USER)),
        (create(NEW_USER, {**USER, "bankAccounts": []}), create([], USER)),
        (create(NEW_USER, {**USER, "bankAccounts": ["account-2"]}), create(NEW_USER, [])),
        (
            make_exchange("createPlatform", status=201, sent={"name": "A", "email": "a@b.nl"}, answer={"name": "A"}),
            make_exchange("createPlatform", status=201, sent={"name": "A", "email": None}, answer={"name": "A"}),
        ),
        (
            make_exchange("createPaymentRequest", status=201, sent={"externalId": "1"}, answer={"externalId": None}),
            make_exchange("createPaymentRequest", status=201, sent={"description": "1"}, answer={"externalId": None}),
        ),
    ],
    "iban_checked": [
        (create({**NEW_USER, "iban": "NL03ABNA0123456789"}, USER), create(NEW_USER, USER)),
        (
            create({**NEW_USER, "iban": "BE68539007547034"}, USER),
            refuse("createUser", 400, "ERR_1100_004", sent={**NEW_USER, "iban": "BE68539007547034"}),
        ),
    ],
    "external_id_demanded": [
        (ask({"amountInCents": "1"}), ask({"externalId": "1"})),
        (ask({"externalId": None}), ask({"amountInCents": "1"}, path={**PATH, "platformToken": "platform-2"})),
        (ask({}), ask({}, path={**PATH, "platformToken": "unknown"})),
    ],
    "payments_hidden": [
        (
            replace(read(payments=[{}]), path_parameters=OTHERS),
            replace(read(payments=[]), path_parameters=OTHERS),
        ),
        (replace(search(request(payments=[{}])), path_parameters=OTHERS), search(request(payments=[{}]))),
    ],
    "page_has_its_size": [
        (search(REQUEST, REQUEST, total=2, limit="1"), search(REQUEST, total=2, limit="1")),
        (search(REQUEST, total=2, offset="2"), search(total=2, offset="2")),
        (search(total=2), search(total=2, limit="x")),
        (search(REQUEST, total=3, limit="2"), search(total=2, offset="9" * 5000)),
    ],
    "page_counts_known": [
        (search(total=0), search(REQUEST, total=1)),
        (search(total=0), search(total=0, fromDate=LATE)),
    ],
    "newest_first": [
        (
            search(request(created=EARLY), request(created=LATE)),
            search(request(created=LATE), request(created=EARLY), request(created=EARLY)),
        ),
        (search(request(created=EARLY), request(created=LATE)), search(request(created=1), request(created=LATE))),
    ],
    "created_inside_filter": [
        (search(request(created=EARLY), fromDate=LATE), search(request(created=LATE), fromDate=EARLY)),
        (search(request(created=EARLY), fromDate=EARLY), search(request(created=EARLY), fromDate="yesterday")),
        (search(request(created=LATE), toDate=EARLY), search(request(created=EARLY), toDate=LATE)),
        (search(request(created=LATE), toDate=LATE), search(request(created=None), toDate=EARLY)),
    ],
    "reversed_range_refused": [
        (search(fromDate=LATE, toDate=EARLY), search(fromDate=EARLY, toDate=LATE)),
        (
            search(fromDate=LATE, toDate=EARLY),
            refuse("getUserPaymentRequests", 400, "ERR_1100_003", query={"fromDate": [LATE], "toDate": [EARLY]}),
        ),
        (search(fromDate=LATE, toDate=EARLY), search(fromDate=LATE, toDate=LATE)),
    ],
    "written_is_readable": [
        (refuse("getPaymentRequest", 400, "ERR_1100_002", path=REQUEST_PATH), read()),
        (
            refuse("getPaymentRequest", 400, "ERR_1100_002", path=REQUEST_PATH),
            refuse("getPaymentRequest", 400, "ERR_1100_002", path={**REQUEST_PATH, "userToken": "user-2"}),
        ),
    ],
    "parents_resolve": [
        (refuse("getUsers", 404, "ERR_4100_002", path=PATH), refuse("getUsers", 404, "ERR_4100_002")),
        (
            refuse("getUserPaymentRequests", 404, "ERR_4100_003", path=PATH),
            refuse("getUserPaymentRequests", 404, "ERR_4100_003", path={**PATH, "platformToken": "platform-2"}),
        ),
        (
            refuse("getUsers", 404, "ERR_4100_002", path=PATH),
            refuse("getUsers", 404, "ERR_4100_002", path=PATH, headers={**CREDENTIALS, "api-key": "another"}),
        ),
    ],
    "lists_are_complete": [
        (
            make_exchange("getPlatforms", answer=[{"platformToken": "platform-1"}]),
            make_exchange("getPlatforms", answer=[{"platformToken": f"platform-{n}"} for n in (1, 2, 3)]),
        ),
        (
            make_exchange("getPlatforms", answer=[]),
            make_exchange("getPlatforms", answer=[], headers={**CREDENTIALS, "api-key": "another"}),
        ),
        (make_exchange("getUsers", path=PATH, answer=[1]), make_exchange("getUsers", path=OTHERS, answer=[])),
    ],
    "request_keeps_its_values": [
        (read(amountInCents="1251"), read()),
        (read(amountInCents=1250), read(amountInCents="01250")),
        (read(amountInCents="²"), read(paymentRequestToken="unknown", amountInCents="1")),
        (read(description=None), search(REQUEST)),
        (search(request(externalId="4568")), search()),
        (read(currency=None), refuse("getPaymentRequest", 400, "ERR_1100_002", path=REQUEST_PATH)),
    ],
    "payments_listed": [
        (read(payments=None), read()),
        (search({name: REQUEST[name] for name in REQUEST if name != "payments"}), search(REQUEST)),
    ],
    "expired_says_when": [
        (read(status="EXPIRED"), read(status="EXPIRED", expired=LATE)),
        (read(expired=LATE), read()),
    ],
}


def test_every_rule_has_cases() -> None:
    """A rule that is added without an exchange it reports would be a rule that nobody has seen work."""
    assert sorted(rule.name for rule in rules.RULES) == sorted(CASES)
    assert len(rules.RULES) == len({rule.name for rule in rules.RULES})


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: str(rule.name))
def test_rule_reports_the_violation_and_nothing_else(rule: Rule) -> None:
    """One sentence for the exchange that breaks the fact, silence for its neighbour that keeps it."""
    for broken, kept in CASES[rule.name]:
        message = rule.judge(broken, make_account())
        assert message
        assert 1 == len(message.splitlines())
        assert rule.judge(kept, make_account()) is None


ODD: list[Any] = [
    None,
    1,
    1.5,
    True,
    "",
    "x",
    [],
    [[]],
    [None],
    {},
    {"errors": None},
    {"errors": [1]},
    {"errors": [{"code": []}]},
]


@pytest.mark.parametrize(
    "answer", [*ODD, b"", b"\xff", b"[" * 100_000, b'{"a": NaN}'], ids=lambda answer: str(answer)[:20]
)
def test_rules_and_knowledge_survive_any_answer(answer: object) -> None:
    """A target under judgement may send anything: a rule that crashes on it would end the run instead of judging it."""
    operations = [*rules.CREATES, "createAccessToken", "getPlatforms", "getUsers", "getUserPaymentRequests"]
    for operation in (*operations, "getPaymentRequest", "wrongMethod", "unknownPath"):
        for sent in (None, {"amountInCents": answer, "iban": answer, "externalId": answer}, answer):
            if isinstance(sent, dict) and any(isinstance(value, bytes) for value in sent.values()):
                continue
            exchange = make_exchange(operation, sent=sent, answer=answer, query={"offset": [""], "limit": ["-1"]})
            account = make_account()
            for rule in rules.RULES:
                rule.judge(exchange, account)
            account.learn(exchange)
            excuse(exchange, account)


@pytest.mark.parametrize("amount", ["abc", "12.5", 12.0, 7, True, [], {}, float("inf"), float("nan"), "²", None])
def test_payment_request_with_any_accepted_amount_is_learnt(amount: object) -> None:
    """A target that accepts a wrong amount is reported by the contract; it must not break what a run remembers."""
    account = Account()
    account.learn(ask({"amountInCents": amount, "externalId": "1"}))
    assert ["request-2"] == list(account.requests)


def test_knowledge_knows_paths_that_belong_together() -> None:
    """Nothing before the first answer, then parents and children of one family; nothing again after a reset."""
    account = Account()
    assert account.paths("getUsers", draw=0) is None
    platform = {"platformToken": "p", "platformUsage": rules.FOR_MYSELF}
    account.learn(make_exchange("createPlatform", status=201, answer=platform))
    account.learn(replace(create(NEW_USER, USER), path_parameters={"platformToken": "p"}))
    account.learn(ask({"externalId": "1"}, path={"platformToken": "p", "userToken": "user-2"}))
    user = {"platformToken": "p", "userToken": "user-2"}
    for draw in range(3):
        assert {"platformToken": "p"} == account.paths("createUser", draw=draw)
        assert {**user, "bankAccountToken": "account-2"} == account.paths("createPaymentRequest", draw=draw)
        assert user == account.paths("getUserPaymentRequests", draw=draw)
        assert {**user, "paymentRequestToken": "request-2"} == account.paths("getPaymentRequest", draw=draw)
        assert account.paths("getPlatforms", draw=draw) is None
    account.forget()
    assert account.paths("getUsers", draw=0) is None


def bad_search(**query: str) -> dict[str, list[str]]:
    return {name: [value] for name, value in query.items()}


ACCOUNT_PATH = {**PATH, "bankAccountToken": "account-1"}
FORM = f"client_assertion=x&client_assertion_type={tikkie.CLIENT_ASSERTION_TYPE}&grant_type=client_credentials"

EXCUSED = {
    "unknown payment request": refuse("getPaymentRequest", 400, "ERR_1100_002", path={"paymentRequestToken": "other"}),
    "payment request of another user": refuse(
        "getPaymentRequest", 400, "ERR_1100_002", path={**REQUEST_PATH, "userToken": "other"}
    ),
    "no externalId": refuse("createPaymentRequest", 400, "ERR_1100_005", path=ACCOUNT_PATH, sent={"description": "a"}),
    "no externalId on an unknown platform": refuse("createPaymentRequest", 400, "ERR_1100_005", sent={}),
    "amount with a fraction": refuse(
        "createPaymentRequest", 400, "ERR_1100_004", path=ACCOUNT_PATH, sent={"amountInCents": 12.0}
    ),
    "bank account of nobody": refuse(
        "createPaymentRequest", 400, "ERR_1100_004", path={**PATH, "bankAccountToken": "other"}, sent={}
    ),
    "IBAN used too often": refuse("createUser", 400, "ERR_1100_001", path=PATH, sent=NEW_USER),
    "reversed period": refuse(
        "getUserPaymentRequests", 400, "ERR_1100_003", query=bad_search(fromDate=LATE, toDate=EARLY)
    ),
    "offset beyond 32 bits": refuse(
        "getUserPaymentRequests", 400, "ERR_1100_004", query=bad_search(offset="2147483648")
    ),
    "limit of 5000 digits": refuse("getUserPaymentRequests", 400, "ERR_1100_004", query=bad_search(limit="9" * 5000)),
    "empty scope": make_exchange("createAccessToken", sent=f"{FORM}&scope=".encode()),
}
NOT_EXCUSED = {
    "known payment request": refuse("getPaymentRequest", 400, "ERR_1100_002", path=REQUEST_PATH),
    "externalId was sent": refuse(
        "createPaymentRequest", 400, "ERR_1100_005", path=ACCOUNT_PATH, sent={"externalId": "1"}
    ),
    "externalId on a platform for others": refuse(
        "createPaymentRequest", 400, "ERR_1100_005", path={**ACCOUNT_PATH, "platformToken": "platform-2"}, sent={}
    ),
    "amount in digits": refuse(
        "createPaymentRequest", 400, "ERR_1100_004", path=ACCOUNT_PATH, sent={"amountInCents": "12"}
    ),
    "another code for a user": refuse("createUser", 400, "ERR_1100_004", path=PATH, sent=NEW_USER),
    "good period": refuse("getUserPaymentRequests", 400, "ERR_1100_003", query=bad_search(fromDate=EARLY, toDate=LATE)),
    "no period": refuse("getUserPaymentRequests", 400, "ERR_1100_003", query=bad_search(offset="0")),
    "small offset": refuse("getUserPaymentRequests", 400, "ERR_1100_004", query=bad_search(offset="2147483647")),
    "scope was sent": make_exchange("createAccessToken", sent=f"{FORM}&scope=tikkie".encode()),
    "empty scope and wrong grant": make_exchange("createAccessToken", sent=b"grant_type=password&scope="),
    "no code": make_exchange("createUser", status=400, path=PATH, sent=NEW_USER),
    "list refused": refuse("getPlatforms", 400, "ERR_1100_004"),
}


@pytest.mark.parametrize("name", EXCUSED)
def test_documented_refusal_is_excused(name: str) -> None:
    """A refusal that the provider's text explains is no finding, and the reason can be read."""
    assert excuse(EXCUSED[name], make_account())


@pytest.mark.parametrize("name", NOT_EXCUSED)
def test_refusal_without_explanation_is_not_excused(name: str) -> None:
    """The same code without the circumstances that explain it is a finding."""
    assert excuse(NOT_EXCUSED[name], make_account()) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (json.dumps(make_envelope("ERR_1")).encode(), "ERR_1"),
        (b'\n {"errors": [{"code": "ERR_2"}, {"code": "ERR_3"}]}', "ERR_2"),
        (b'{"errors": [{"code": 12}]}', None),
        (b'{"errors": ["ERR_1"]}', None),
        (b'{"errors": {}}', None),
        (b'{"errors": []}', None),
        (b'{"code": "ERR_1"}', None),
        (b'[{"errors": [{"code": "ERR_1"}]}]', None),
        (b'{"errors": ', None),
        (b'{"errors":' + b"[" * 100_000, None),
        (b"", None),
        (b"<html>ERR_1</html>", None),
        (b"\xff\xfe{", None),
    ],
    ids=lambda part: str(part)[:30],
)
def test_error_code_is_read_from_the_envelope_alone(body: bytes, expected: str | None) -> None:
    """What is no error envelope has no code, and is never a reason to stop."""
    assert expected == access.error_code(body, {})


@given(
    st.binary(max_size=40)
    | st.recursive(
        st.none() | st.text(), lambda part: st.lists(part) | st.dictionaries(st.sampled_from(["errors", "code"]), part)
    ).map(lambda value: json.dumps(value).encode())
)
def test_error_code_never_raises(body: bytes) -> None:
    """Any bytes at all have a code or none."""
    code = access.error_code(body, {})
    assert code is None or isinstance(code, str)


@pytest.mark.parametrize(
    "iban", ["NL02ABNA0123456789", rules.make_dutch_iban("INGB", 0), rules.make_dutch_iban("RABO", 7)]
)
def test_dutch_iban_is_told_by_its_check_digits(iban: str) -> None:
    """Right digits, two letters, eighteen characters; one digit off and it is none."""
    assert rules.is_dutch_iban(iban)
    assert not rules.is_dutch_iban(iban[:-1] + str((int(iban[-1]) + 1) % 10))
    for wrong in (
        iban[:-1],
        f"{iban}0",
        iban.replace("NL", "BE"),
        f"{iban[:4]} {iban[5:]}",
        "NL",
        "",
        "NL02ABNA01234567²9",
    ):
        assert not rules.is_dutch_iban(wrong)
