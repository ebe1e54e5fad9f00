"""What the tests of Anytime's rules judge with: a run that knows two API users, and exchanges of both."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx

from auth_hooks import anytime
from conformance import contract, registry
from conformance.exchange import Exchange
from conformance.providers.anytime import access
from conformance.providers.anytime.catalogue import ACCESS_DENIED, EXCEPTIONS
from conformance.providers.anytime.facts import (
    OTHER,
    OWN,
    AccountFacts,
    CardFacts,
    TransactionFacts,
    TransferFacts,
)
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.rules import RULES
from tests.anytime_samples import CREDENTIALS, KEY_FILE

CONTRACT = contract.load_contract(registry.spec_path("anytime"))
BASE_URL = "http://127.0.0.1:1"
USERNAME, OTHER_USERNAME = CREDENTIALS.username, "other-user"
VALUES = {
    "client_id": CREDENTIALS.client_id,
    "client_secret": CREDENTIALS.client_secret,
    "username": USERNAME,
    "password": CREDENTIALS.password,
    "private_key_file": str(KEY_FILE),
    "second_client_id": "client-2",
    "second_client_secret": "AnotherSecret",
    "second_username": OTHER_USERNAME,
    "second_password": "AnotherPassword",
    "second_private_key_file": str(KEY_FILE),
}
LOGIN = {
    "grant_type": "password",
    **{name: VALUES[name] for name in ("client_id", "client_secret", "username", "password")},
}

TOKEN, OLD_TOKEN, OTHER_TOKEN, DATA, USED = "token-2", "token-1", "other-token", "data-1", "data-0"
BUSINESS, CONSUMER, NEW, FOREIGN = "1234", "1235", "1236", "2001"
PLASTIC, MULTI, SINGLE, ORDERED, CANCELLED, STRANGE = (f"ANY000000000{number}" for number in range(1, 7))
IBAN, VIRTUAL, ELSEWHERE = "FR7630006000011234567890189", "FR1420041010050500013M02606", "NL91ABNA0417164300"
STAMP = 1603443843.5

TRANSFER: dict[str, Any] = {
    "internal_id": 50000,
    "sender_account_id": 1234,
    "sender_account_type": "business",
    "execution_reference": "123456789123",
    "transaction_type": "ct",
    "beneficiary_name": "John Smith",
    "beneficiary_iban": ELSEWHERE,
    "beneficiary_swift_code": "ABNANL2A",
    "reason": "Rent",
    "source_reason": "Office",
    "status": "Executed",
    "amount": 155,
    "currency": "EUR",
    "creation_date": "2020-10-23T11:04:03+02:00",
    "request_date": "2020-10-23",
    "execution_date": "2020-10-23",
}
TRANSFER_FORM = {
    "src_comment": "Office",
    "dst_comment": "Rent",
    "dst_name": "John Smith",
    "dst_iban": ELSEWHERE,
    "dst_swift": "ABNANL2A",
    "amount": "155.00",
}
NEW_TRANSFER = {
    **TRANSFER,
    "internal_id": 50009,
    "status": "To execute",
    "execution_reference": None,
    "execution_date": None,
}
ROWS: tuple[dict[str, Any], ...] = tuple(
    {
        "txid": f"1234-{number}",
        "description": "Deposit",
        "date": f"2020-10-2{number} 10:00:00",
        "amount": amount,
        "type": type_,
        "balance": balance,
        "currency": "EUR",
        "iban": None,
        "status": "Executed",
        "virtual_iban": None,
    }
    for number, amount, type_, balance in ((1, 1000, "C", 1000), (2, 155, "D", 845))
)
TRANSACTION: dict[str, Any] = {
    "txid": 70001,
    "mcc": 6012,
    "amount": 50,
    "amount_fx": 50,
    "currency": "EUR",
    "fx": 1,
    "fx_fee": 0,
    "status": "S",
    "type": "C",
    "balance_after": 50,
    "date": "2020-10-23 11:04:03",
    "date_transaction": "2020-10-23 11:04:03",
    "description": "Load",
}
CARD: dict[str, Any] = {
    "card_ref": PLASTIC,
    "acc_id": 1234,
    "activation_date": "2020-10-23",
    "balance": 50,
    "validity_month": 36,
    "expiry_date": "2023-10-31",
    "status": "ACT",
    "pos": True,
    "atm": False,
    "card_holder": {"gender": "F", "first_name": "Camille", "last_name": "Moreau"},
    "card_name": {"first_name": "Camille", "last_name": "Moreau", "embossed": "CAMILLE MOREAU"},
}
ACCOUNT: dict[str, Any] = {
    "acc_id": 1234,
    "acc_type": "business",
    "acc_currency": "EUR",
    "corp_name": "Boulangerie",
    "user_first_name": "Camille",
    "user_addr_cc": "FR",
    "user_addr_2": "",
    "iban": {"iban": IBAN, "swift": "AGRIFRPP"},
    "virtual_ibans": [{"iban": VIRTUAL, "swift": "AGRIFRPP", "type": "C"}],
}


@functools.cache
def make_access() -> access.AnytimeAccess:
    """The first API user, who signs with the published key."""
    with httpx.Client() as http:
        return access.open_access(VALUES, prefix="", base_url=BASE_URL, http=http, clock=lambda: STAMP)


def make_known() -> Portfolio:
    """Two accounts of the first user with cards and transfers, and one account and card of the other."""
    known = Portfolio(make_access())
    held = known.held
    held.accounts[BUSINESS] = AccountFacts(
        id=BUSINESS,
        owner=OWN,
        type="business",
        sent={"acc_currency": "EUR", "user_first_name": "Camille", "user_addr_cc": "fr", "user_addr_2": ""},
        iban=IBAN,
        virtual_ibans=[VIRTUAL],
        kyc="fulfilled",
        balance_cents=84500,
    )
    held.accounts[CONSUMER] = AccountFacts(
        id=CONSUMER,
        owner=OWN,
        type="consumer",
        sent={"acc_currency": "CHF"},
        iban="",
        kyc="incomplete",
        balance_cents=0,
        waiting={"selfie"},
    )
    held.accounts[FOREIGN] = AccountFacts(id=FOREIGN, owner=OTHER, type="business")
    held.ibans |= {IBAN: BUSINESS, VIRTUAL: BUSINESS}
    for number, row in enumerate(ROWS, start=1):
        kept = ("description", "date", "amount", "type", "balance", "iban", "virtual_iban")
        held.accounts[BUSINESS].rows[f"1234-{number}"] = {name: row[name] for name in kept}
    for ref, type_, status in (
        (PLASTIC, "PLASTIC", "ACT"),
        (MULTI, "VIRTUAL_MULTI_USE", "ACT"),
        (SINGLE, "VIRTUAL_SINGLE_USE", "ACT"),
        (ORDERED, "PLASTIC", "ORD"),
        (CANCELLED, "PLASTIC", "CAN"),
    ):
        held.cards[ref] = CardFacts(
            ref=ref, owner=OWN, account=BUSINESS, type=type_, status=status, balance_cents=5000, expiry="2023-10-31"
        )
    held.cards[PLASTIC].switches |= {"pos": 1, "atm": 0}
    held.cards[PLASTIC].embossed = "CAMILLE MOREAU"
    held.cards[STRANGE] = CardFacts(ref=STRANGE, owner=OTHER, account=FOREIGN, order="777")
    held.orders |= {"501": PLASTIC, "777": STRANGE}
    held.links["501"] = "https://tracking.example/parcel/1"
    held.pins[PLASTIC] = "1234"
    learn_transfer(known, TRANSFER)
    learn_transfer(known, {**NEW_TRANSFER, "internal_id": 50001})
    held.transactions["70001"] = TransactionFacts(
        id="70001",
        card=PLASTIC,
        amount_cents=5000,
        type="C",
        status="S",
        members={name: TRANSACTION[name] for name in ("mcc", "description", "date_transaction")},
    )
    known.tokens |= {TOKEN: OWN, OLD_TOKEN: OWN, OTHER_TOKEN: OTHER}
    known.current |= {OWN: TOKEN, OTHER: OTHER_TOKEN}
    known.used[OWN].add(USED)
    known.last_request = 90000
    return known


def learn_transfer(known: Portfolio, shown: Mapping[str, Any]) -> None:
    """Take in a credit transfer as a list shows it."""
    names = ("beneficiary_iban", "beneficiary_name", "reason", "creation_date", "sender_account_id")
    known.held.transfers[str(shown["internal_id"])] = TransferFacts(
        id=str(shown["internal_id"]),
        account=BUSINESS,
        owner=OWN,
        amount_cents=15500,
        members={name: shown.get(name) for name in (*names, *_OTHER_NAMES)},
        status=shown["status"],
        reference=shown["execution_reference"],
    )


_OTHER_NAMES = ("sender_account_type", "transaction_type", "beneficiary_swift_code", "source_reason", "request_date")


def make_envelope(body: object, *, username: str = USERNAME, **changes: Any) -> dict[str, Any]:
    """The provider's envelope, hashed for a user; one member can be changed, or left out with `...`."""
    members = {
        "request_id": 90001,
        "type_response": "sync",
        "timestamp": STAMP,
        "hash": anytime.response_hash(str(STAMP), username),
        "body": body,
    }
    return {name: value for name, value in {**members, **changes}.items() if value is not ...}


def make_headers(token: str | None = TOKEN, *, data: str = DATA, signature: str = "") -> dict[str, str]:
    """The three headers of a request; the signature is right if no other is given."""
    signed = {"x-validation-data": data, "x-signed-request": signature or make_access().sign(data)}
    return signed | ({"authorization": f"Bearer {token}"} if token is not None else {})


def exchange(
    operation: str,
    body: object = None,
    *,
    form: Mapping[str, str] | None = None,
    query: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    sent: tuple[bytes, str] | None = None,
    method: str = "",
    username: str = USERNAME,
    path: Mapping[str, str] | None = None,
    **envelope: Any,
) -> Exchange:
    """An exchange as the layers of the judge report it: of the first user, signed, on the business account."""
    where = CONTRACT.operations.get(operation)
    template = where.path if where is not None else "/v1.0/apicheck"
    names = {"accountId": BUSINESS, "cardRef": PLASTIC, "orderId": "501", "transactionId": "70001"}
    usual = {"statementId": "1234-1", "transferId": "50000", **names}
    parameters = {name: value for name, value in {**usual, **(path or {})}.items() if "{" + name + "}" in template}
    request_body, content_type = sent or (urlencode(form or {}).encode(), "application/x-www-form-urlencoded")
    answer = (
        content
        if content is not None
        else json.dumps(make_envelope(body or {}, username=username, **envelope)).encode()
    )
    return Exchange(
        layer="examples",
        operation=operation,
        method=method or (where.method if where is not None else "GET"),
        url=f"{BASE_URL}{template.format_map(parameters)}{'?' if query else ''}{query}",
        path_parameters=parameters,
        query=parse_qs(query, keep_blank_values=True),
        request_headers={"content-type": content_type, **(make_headers() if headers is None else headers)},
        request_body=request_body,
        status=status,
        response_headers={"content-type": "application/json"},
        response_body=answer,
        code=access.error_code(answer, {}),
    )


def refusal(operation: str, code: str, *, exception: str = "", message: str | None = None, **parts: Any) -> Exchange:
    """An exchange that ends with an error; name and message are the right ones if no others are given."""
    text = message if message is not None else ACCESS_DENIED if code == "4010010" else "No."
    error = {"code": int(code), "message": text, "exception": exception or EXCEPTIONS[code]}
    return exchange(operation, {"error": error}, status=parts.pop("status", int(code[:3])), **parts)


def judge(name: str, exchange_: Exchange, known: Portfolio | None = None) -> str | None:
    """What the rule of this name says of an exchange."""
    (rule,) = [each for each in RULES if each.name == name]
    return rule.judge(exchange_, known or make_known())


def assert_tells_apart(name: str, broken: Exchange, kept: Exchange) -> None:
    """The rule reports the first exchange with one line, and is content with the second."""
    message = judge(name, broken)
    assert message
    assert 1 == len(message.splitlines())
    assert judge(name, kept) is None
