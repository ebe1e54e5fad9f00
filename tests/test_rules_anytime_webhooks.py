"""Webhooks of Anytime: what they are, when one is authentic, and the rules on how they are written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from auth_hooks import anytime
from conformance import callbacks, contract, registry
from conformance.exchange import Exchange
from conformance.provider import Rule
from conformance.providers.anytime import callback_rules, webhook_rules
from conformance.providers.anytime.callback_rules import CALLBACKS

RULES = webhook_rules.BOOK.rules

USERNAME = "demo-user"
CREDENTIALS = {"username": USERNAME}
CARD_HASH = "82d9d5845b3f2e3a07bed7696c4238794797185886ca677bbe0fcd35bc68158e"
TRANSFER_HASH = "9b01049e632785760cd1dc4a5972b7e13ee03309cf9323922bded740d793e834"

TRANSACTION: dict[str, Any] = {
    "txid": 70002,
    "mcc": 5814,
    "amount": 12.5,
    "amount_fx": 12.505,
    "currency": "EUR",
    "fx": 1,
    "fx_fee": 0,
    "status": "S",
    "type": "D",
    "balance_after": 87.5,
    "date": "2017-02-02 14:14:48",
    "description": "Café de la Gare",
}
TRANSFER: dict[str, Any] = {
    "internal_id": 50000,
    "sender_account_id": 1234,
    "sender_account_type": "business",
    "creation_date": "2020-10-23T11:04:03+02:00",
    "request_date": "2020-10-23",
    "execution_date": "2020-10-23",
    "execution_reference": "123456789123",
    "transaction_type": "ct",
    "beneficiary_name": "John Smith",
    "beneficiary_iban": "NL91ABNA0417164300",
    "beneficiary_swift_code": "ABNANL2A",
    "reason": "Beneficiary communication message",
    "status": "Executed",
    "amount": "155.00",
    "currency": "EUR",
}
CANCELLED: dict[str, Any] = {
    **TRANSFER,
    "status": "Cancelled",
    "execution_date": None,
    "execution_reference": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A request as the receiver of callbacks hands it on, as far as it is looked at here."""

    body: bytes
    method: str = "POST"
    path: str = "/callback"
    query: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    answered: int = 200


def card(**changes: Any) -> dict[str, Any]:
    """The webhook of a card transaction, with some members of the transaction changed."""
    body = {"type": "card_last_tx", "card_ref": "ANY1234567890", "acc_id": "1234"}
    return _envelope({**body, "transaction": {**TRANSACTION, **changes}}, timestamp=1486044888, hash_=CARD_HASH)


def transfers(*entries: dict[str, Any]) -> dict[str, Any]:
    """The webhook of these credit transfers."""
    return _envelope({"credit-transfers": list(entries)}, timestamp=1603443843, hash_=TRANSFER_HASH)


def numbered(count: int) -> list[dict[str, Any]]:
    """So many credit transfers."""
    return [{**TRANSFER, "internal_id": 50_000 + each} for each in range(count)]


def _envelope(body: dict[str, Any], *, timestamp: int, hash_: str) -> dict[str, Any]:
    return {"request_id": 90467, "type_response": "async", "body": body, "timestamp": timestamp, "hash": hash_}


def arrived(content: Any) -> Arrived:
    """What the receiver has taken."""
    return Arrived(body=content if isinstance(content, bytes) else json.dumps(content).encode())


def exchange(content: Any) -> Exchange:
    """What the rules look at."""
    callback: Any = arrived(content)
    return callbacks.as_exchange(
        callback, name=CALLBACKS.webhook(callback) or "", layer="test", base_url="http://127.0.0.1"
    )


def without(content: dict[str, Any], name: str) -> dict[str, Any]:
    """The webhook without a member of its envelope."""
    return {key: value for key, value in content.items() if key != name}


def with_timestamp(literal: str) -> bytes:
    """The webhook of a card transaction with this text as timestamp."""
    return json.dumps({**card(), "timestamp": 4711}).replace("4711", literal).encode()


CASES: dict[str, list[tuple[Any, Any]]] = {
    "webhook_is_async": [
        ({**card(), "type_response": "sync"}, card()),
        (without(transfers(TRANSFER), "type_response"), transfers(TRANSFER)),
        ({**card(), "type_response": ["async"]}, card()),
    ],
    "webhook_timestamp_in_seconds": [
        (with_timestamp(literal), with_timestamp(kept))
        for literal in ("1486044888.0", "1486044888123", '"1486044888"', "-1", "1.5e9", "null", "true", "NaN", "[]")
        for kept in ("1486044888", "0")
    ]
    + [(without(card(), "timestamp"), card())],
    "webhook_status_known": [
        (card(status="X"), card(status="D")),
        (card(status=None), card(status="C")),
        (card(status="s"), card(status="P")),
        (transfers(TRANSFER, {**TRANSFER, "status": "In progress"}), transfers(TRANSFER, CANCELLED)),
        (transfers({**TRANSFER, "status": ["Executed"]}) | {"hash": ""}, transfers(CANCELLED)),
    ],
    "webhook_amounts_in_cents": [
        (card(amount=12.505), card(amount=12.05)),
        (card(balance_after="0.001"), card(balance_after="-0.01")),
        (card(amount="much"), card(amount="12.50")),
        (card(amount=True), card(amount=0.1)),
        (transfers(TRANSFER, {**TRANSFER, "amount": "1.555"}), transfers(TRANSFER, {**TRANSFER, "amount": 1.55})),
        (transfers({**TRANSFER, "amount": None}), transfers({**TRANSFER, "amount": "1.500"})),
    ],
    "webhook_amounts_positive": [
        (card(amount=0), card(balance_after=0)),
        (card(amount="-12.50"), card(balance_after=-3)),
        (transfers({**TRANSFER, "amount": "0.00"}), transfers({**TRANSFER, "amount": "0.01"})),
    ],
    "webhook_transfers_counted": [
        (transfers(), transfers(TRANSFER)),
        (transfers(*numbered(101)), transfers(*numbered(100))),
        (transfers(), card()),
    ],
    "webhook_execution_told": [
        (transfers({**TRANSFER, "execution_reference": None}), transfers(TRANSFER)),
        (transfers({**TRANSFER, "execution_reference": ""}), transfers(CANCELLED)),
        (transfers({**TRANSFER, "execution_date": None}), transfers({**CANCELLED, "execution_reference": ""})),
        (transfers({**CANCELLED, "execution_reference": "123456789123"}), transfers(CANCELLED, TRANSFER)),
        (transfers({**CANCELLED, "execution_date": "2020-10-23"}), transfers(without(CANCELLED, "execution_date"))),
    ],
}


def test_every_rule_has_cases() -> None:
    """A rule that is added without a webhook it reports would be a rule that nobody has seen work."""
    assert sorted(rule.name for rule in RULES) == sorted(CASES)
    assert set(RULES) <= set(CALLBACKS.rules)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_rule_reports_the_violation_and_nothing_else(rule: Rule) -> None:
    """One sentence for the webhook that breaks the fact, silence for its neighbour that keeps it."""
    for broken, kept in CASES[rule.name]:
        message = rule.judge(exchange(broken), None)
        assert message, broken
        assert 1 == len(message.splitlines())
        assert rule.judge(exchange(kept), None) is None, kept


def test_amount_of_the_merchant_may_have_other_decimals() -> None:
    """A dinar has three decimals: only what is in the currency of the account is counted in cents."""
    assert [] == [rule.name for rule in RULES if rule.judge(exchange(card(amount_fx=1.234, fx=3.3333)), None)]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (card(), callback_rules.CARD),
        (_envelope({"transaction": {}}, timestamp=1, hash_=""), callback_rules.CARD),
        (transfers(TRANSFER), callback_rules.TRANSFERS),
        (transfers(), callback_rules.TRANSFERS),
        (_envelope({"type": "other"}, timestamp=1, hash_=""), None),
        ({"body": [TRANSFER]}, None),
        ([], None),
        (b"", None),
        (b"credit-transfers", None),
    ],
)
def test_webhook_is_known_by_its_body(content: Any, name: str | None) -> None:
    """The name is that of what the body is about; what is about nothing has none."""
    assert name == CALLBACKS.webhook(arrived(content))
    assert name in {None, *contract.load_contract(registry.spec_path("anytime")).webhooks}


@pytest.mark.parametrize("content", [card(), transfers(TRANSFER), transfers(CANCELLED)])
def test_vectors_are_authentic(content: dict[str, Any]) -> None:
    """The hashes of the documented samples belong to their timestamps, whatever the body says."""
    assert CALLBACKS.verify(arrived(content), CREDENTIALS) is None
    assert CALLBACKS.verify(arrived({**content, "body": {}}), CREDENTIALS) is None


@pytest.mark.parametrize(
    "content",
    [
        {**card(), "hash": TRANSFER_HASH},
        {**card(), "hash": CARD_HASH.upper()},
        {**card(), "hash": anytime.response_hash(USERNAME, "1486044888")},
        {**card(), "timestamp": 1486044889},
        {**card(), "timestamp": "1486044888 "},
        {**card(), "hash": ""},
        without(card(), "hash"),
        without(card(), "timestamp"),
        b"",
        b"[]",
        b'{"hash": 1',
    ],
)
def test_webhook_is_not_authentic(content: Any) -> None:
    """Another hash, another timestamp or none at all are told in one sentence that shows no user name."""
    message = CALLBACKS.verify(arrived(content), CREDENTIALS)
    assert message
    assert [1, False] == [len(message.splitlines()), USERNAME in message]


def test_webhook_of_somebody_else_is_not_authentic() -> None:
    """The hash is that of one API user."""
    assert CALLBACKS.verify(arrived(card()), {"username": "another-user"})
    assert CALLBACKS.variables == ("username",)


def test_samples_are_as_the_contract_has_them() -> None:
    """What the rules were tried on passes the whole judgement of a webhook, and its violations do not."""
    loaded = contract.load_contract(registry.spec_path("anytime"))

    def found(content: Any) -> list[str]:
        callback: Any = arrived(content)
        _, problems = callbacks.judge(callback, contract=loaded, provider=CALLBACKS, credentials=CREDENTIALS)
        return sorted({problem.check for problem in problems})

    assert [[], [], []] == [found(content) for content in (card(), transfers(*numbered(100)), transfers(CANCELLED))]
    assert [callbacks.SCHEMA] == found(transfers(*numbered(101)))
    assert [callbacks.SCHEMA] == found({**card(), "type_response": "sync"})
    assert [callbacks.SIGNATURE] == found({**card(), "timestamp": 1486044889})
    assert [callbacks.SCHEMA, callbacks.SIGNATURE] == found(without(card(), "hash"))
    assert [callbacks.UNKNOWN] == found({**card(), "body": {}})


ODD: list[Any] = [
    None,
    1,
    1.5,
    True,
    "",
    "x",
    "9" * 5000,
    "1e5",
    "1e999999",
    "NaN",
    "sNaN",
    [],
    [[]],
    [None],
    {},
    {"status": []},
]


@pytest.mark.parametrize("value", ODD, ids=lambda value: str(value)[:20])
def test_rules_survive_any_webhook(value: object) -> None:
    """A target under judgement may send anything: a rule that crashes on it would end the run instead of judging it."""
    contents = [
        value,
        {"body": value},
        {"body": {"transaction": value}},
        {"body": {"credit-transfers": value}},
        {"body": {"credit-transfers": [value, value]}},
        card(**dict.fromkeys(TRANSACTION, value)),
        transfers(dict.fromkeys(TRANSFER, value), dict.fromkeys(TRANSFER, value)),
        dict.fromkeys(card(), value),
    ]
    for content in contents:
        CALLBACKS.webhook(arrived(content))
        CALLBACKS.verify(arrived(content), CREDENTIALS)
        for rule in RULES:
            rule.judge(exchange(content), None)


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[" * 100_000, b'{"timestamp": ' + b"9" * 5000 + b"}", b'{"body":{}}']
)
def test_rules_survive_any_bytes(content: bytes) -> None:
    """What is no JSON, or too much of it, is looked at like everything else."""
    CALLBACKS.webhook(arrived(content))
    for rule in RULES:
        rule.judge(exchange(content), None)
