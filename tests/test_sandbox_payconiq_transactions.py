"""Transactions in the Payconiq sandbox: what is required, what the bank answers, the replay."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import payconiq_world
from tests.payconiq_world import (
    ADDRESS,
    CUSTOMER,
    FIRST,
    IBAN,
    KEYLESS,
    OTHER_IBAN,
    SECOND,
    START_MS,
    UNKNOWN_ID,
    World,
    refusal,
    sign,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from payconiq_world.settled()


def test_transaction_is_created_with_its_location(world: World) -> None:
    """201, an absolute Location, no body."""
    created = world.pay()
    base, _, transaction = created.headers["location"].rpartition("/")
    assert (201, b"", None) == (created.status_code, created.content, created.headers.get("content-type"))
    assert f"http://127.0.0.1/v1/partners/{FIRST}/transactions" == base
    assert 24 == len(transaction)


def test_transaction_is_shown_as_documented(world: World) -> None:
    """The amount as a string, both users, no direct debit yet."""
    shown = world.read()
    partner = world.call("GET", "").json()
    del partner["setting"]
    expected = {
        "_id": world.transactions[0],
        "originId": world.customer,
        "originIBAN": IBAN,
        "targetIBAN": "NL02ABNA0457180536",
        "targetId": FIRST,
        "amount": "1000",
        "currency": "EUR",
        "originUser": {
            "_id": world.customer,
            "firstName": "Zoë",
            "lastName": "Jansen",
            "address": ADDRESS,
            "bankAccounts": [{"name": "ING", "status": "NOT_VALIDATED", "IBAN": IBAN}],
        },
        "targetUser": partner,
        "creationDate": START_MS + 4,
        "status": "SUCCEEDED",
    }
    assert (200, expected) == (shown.status_code, shown.json())


@pytest.mark.parametrize(
    ("amount", "shown"), [(1, "1"), ("1", "1"), (10**30, "1" + "0" * 30), ("123456789", "123456789")]
)
def test_amount_is_taken_as_text_or_number_and_given_as_text(world: World, amount: int | str, shown: str) -> None:
    """The digits come back as they were, however they were sent."""
    assert shown == world.read(world.pay_id(amount=amount)).json()["amount"]


@pytest.mark.parametrize("changes", [{"originIBAN": IBAN}, {"originIban": IBAN}, {"originIBAN": None}, {}])
def test_account_is_optional_and_has_two_spellings(world: World, changes: dict[str, Any]) -> None:
    """Without it the customer's own account is debited; null is as good as absent."""
    assert IBAN == world.read(world.pay_id(**changes)).json()["originIBAN"]


def test_spelling_of_the_answers_wins(world: World) -> None:
    """With both members originIBAN counts, for the account and for the signature; null leaves the other."""
    assert world.pay(originIBAN=IBAN, originIban="x").status_code == 201
    assert (400, "R122") == refusal(world.pay(originIBAN=OTHER_IBAN, originIban=IBAN))
    text = f"{FIRST}{world.customer}{IBAN}1000EUR"
    assert world.pay(originIBAN=None, originIban=IBAN, text=text).status_code == 201


REQUIRED = [
    *((name, value) for name in ("originId", "currency", "signature") for value in (..., None, "", " ")),
    ("amount", ...),
]


@pytest.mark.parametrize(("name", "value"), REQUIRED)
def test_required_member_is_missed_by_name(world: World, name: str, value: Any) -> None:
    """Absent, null or blank: FIELD_IS_REQUIRED with the member's name."""
    body = {**world.transaction(), name: value}
    refused = world.call("POST", "/transactions", {each: given for each, given in body.items() if given is not ...})
    assert (400, "FIELD_IS_REQUIRED") == refusal(refused)
    assert ([name], f"Field '{name}' is mandatory") == (refused.json()["values"], refused.json()["message"])


R003: tuple[Any, ...] = (
    None,
    "",
    " ",
    "x",
    "01",
    "1.0",
    "1,0",
    "+1",
    "0x1",
    "00",
    "\u0661",
    "1 ",
    "1e3",
    10.0,
    10.5,
    1e3,
    True,
    [],
    {},
)
R017 = (0, -1, "0", "-1", "-0")
R002: tuple[Any, ...] = ("USD", "eur", "EUR ", 5, True, [], {}, "\ud800")


@pytest.mark.parametrize(
    ("changes", "expected", "message"),
    [
        *(({"amount": each}, "R003", "Transaction field 'amount' is null or not a decimal number") for each in R003),
        *(({"amount": each}, "R017", "Transaction amount has to be greater than 0") for each in R017),
        *(({"currency": each}, "R002", "Transaction field 'currency' can only be EUR for now") for each in R002),
    ],
)
def test_amount_and_currency_have_codes_of_their_own(
    world: World, changes: dict[str, Any], expected: str, message: str
) -> None:
    """What is no plain number of cents, what is not above zero, and what is not EUR, whatever the signature."""
    refused = world.pay(signature="x", **changes)
    assert (400, expected) == refusal(refused)
    assert message == refused.json()["message"]


def test_minus_zero_is_not_above_zero(world: World) -> None:
    """JSON can write it, Python's writer does not."""
    body = b'{"originId":"x","amount":-0,"currency":"EUR","signature":"x"}'
    assert (400, "R017") == refusal(world.call("POST", "/transactions", body))


def test_defects_are_reported_in_order(world: World) -> None:
    """Missing members, amount, currency, key, signature, customer, account, mandate."""
    body: dict[str, Any] = {}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("originId", {"originId": "x", "originIBAN": OTHER_IBAN}),
        ("amount", {"amount": 1.5}),
        ("currency", {"currency": "USD"}),
        ("signature", {"signature": "x"}),
        ("R003", {"amount": 0}),
        ("R017", {"amount": 1}),
        ("R002", {"currency": "EUR"}),
    ]
    for expected, fix in steps:
        answer = world.call("POST", "/transactions", body, partner=KEYLESS).json()
        assert expected == answer.get("values", [answer["code"]])[0]
        body |= fix
    refused = world.call("POST", "/transactions", body, partner=KEYLESS)
    assert (400, "AUTHENTICATION_NOT_FOUND") == refusal(refused)
    assert ["Public Key"] == refused.json()["values"]
    assert "'Public Key' authentication does not exist. You have to add one." == refused.json()["message"]
    assert (400, "INVALID_SIGNATURE") == refusal(world.call("POST", "/transactions", body))
    assert (400, "R013") == refusal(world.pay(originId="x", originIBAN=OTHER_IBAN))
    assert (404, "ENTITY_NOT_FOUND") == refusal(world.pay(originId=UNKNOWN_ID, originIBAN=OTHER_IBAN))
    assert (400, "R122") == refusal(world.pay(originId=world.unsigned, originIBAN=OTHER_IBAN))
    assert (400, "R508") == refusal(world.pay(originId=world.unsigned))


@pytest.mark.parametrize("origin", ["x", UNKNOWN_ID.upper(), UNKNOWN_ID[:-1], UNKNOWN_ID + "0", UNKNOWN_ID + "\n", "é"])
def test_origin_that_is_no_id_is_not_known(world: World, origin: str) -> None:
    """Anything but 24 lower-case hexadecimal digits is R013."""
    refused = world.pay(originId=origin)
    assert (400, "R013") == refusal(refused)
    assert "Transaction 'originId' is not known by the system" == refused.json()["message"]


@pytest.mark.parametrize("value", [5, 1.5, True, [], {}, "\ud800"])
def test_what_is_no_text_cannot_be_signed(world: World, value: Any) -> None:
    """OriginId R013 and originIBAN R122, with any signature: there is no text that it could be over."""
    assert (400, "R013") == refusal(world.pay(originId=value, signature=sign("x")))
    assert (400, "R122") == refusal(world.pay(originIBAN=value, signature=sign("x")))
    assert (400, "AUTHENTICATION_NOT_FOUND") == refusal(world.pay(originId=value, signature="x", partner=KEYLESS))


@pytest.mark.parametrize("iban", [OTHER_IBAN, "x", "", IBAN.lower()])
def test_account_must_be_the_customers(world: World, iban: str) -> None:
    """R122 for any other text, signed as it is."""
    assert (400, "R122") == refusal(world.pay(originIBAN=iban))


def test_customer_of_another_partner_is_unknown(world: World) -> None:
    """The customers of one partner do not pay another."""
    refused = world.pay(originId=world.foreign)
    assert (404, "ENTITY_NOT_FOUND") == refusal(refused)
    assert ["Partner Customer", world.foreign] == refused.json()["values"]
    assert world.pay(partner=SECOND, originId=world.foreign).status_code == 201


def test_signed_body_can_be_sent_again(world: World) -> None:
    """The scheme has no protection against it: two transactions come of it."""
    body = world.transaction()
    created = [world.call("POST", "/transactions", body).headers["location"] for _ in range(2)]
    assert len(set(created)) == 2


@pytest.mark.parametrize("transaction", ["x", "searches", UNKNOWN_ID.upper(), UNKNOWN_ID + "0", "%2F", "é", "%00"])
def test_what_is_no_transaction_id_is_refused(world: World, transaction: str) -> None:
    """400 R019 with the text in the message."""
    refused = world.read(transaction)
    assert (400, "R019") == refusal(refused)
    shown = {"%2F": "/", "%00": "\x00"}.get(transaction, transaction)
    assert f"Invalid transaction ID : {shown}" == refused.json()["message"]


def test_missing_transaction_id_is_refused(world: World) -> None:
    """The path with its last slash and nothing behind it is 400 R020."""
    refused = world.call("GET", "/transactions/")
    assert (400, "R020") == refusal(refused)
    assert "Missing transaction ID" == refused.json()["message"]


def test_unknown_transaction_is_named(world: World) -> None:
    """404 for reading and replaying; another partner's transaction is unknown."""
    foreign = world.pay_id(partner=SECOND, originId=world.foreign)
    assert world.read(foreign, partner=SECOND).status_code == 200
    for transaction in (UNKNOWN_ID, foreign):
        for refused in (world.read(transaction), world.replay(transaction)):
            assert (404, "ENTITY_NOT_FOUND") == refusal(refused)
            assert ["Transaction", transaction] == refused.json()["values"]
            assert f"The Transaction with the id '{transaction}' does not exist" == refused.json()["message"]
    assert (404, "ENTITY_NOT_FOUND") == refusal(world.replay("x"))


DEBIT = ("status", "sddStatus", "sddProcessDate", "sddFailedReason")


def debit(world: World) -> list[Any]:
    """Return the direct debit of the first transaction as it is shown."""
    shown = world.read().json()
    return [shown.get(name) for name in DEBIT]


def now_ms(world: World) -> int:
    """Return the sandbox's time."""
    now: float = world.control("GET", "/clock")["now_s"]
    return round(now * 1000)


def test_direct_debit_is_submitted(world: World) -> None:
    """The status stays, the direct debit has a state and a date; it is submitted once."""
    assert ["SUCCEEDED", None, None, None] == debit(world)
    submitted_ms = now_ms(world)
    shown = world.event("direct-debit-submitted", transactionId=world.transactions[0])
    assert {"transactionId": world.transactions[0], "status": "SUCCEEDED"} == {
        name: shown[name] for name in ("transactionId", "status")
    }
    assert ["SUCCEEDED", "SUBMITED", submitted_ms, None] == debit(world)
    order = {"transactionId": world.transactions[0]}
    assert world.control_raw("POST", "/events/direct-debit-submitted", order).status_code == 409


@pytest.mark.parametrize("status", ["EXCEPTION", "REJECTED_OSR", "REJECTED_CAMT"])
@pytest.mark.parametrize("reason", ["AM04", "MD06", "Z9"])
def test_bank_answers_and_the_replay_submits_again(world: World, status: str, reason: str) -> None:
    """A failed direct debit has a reason; the replay clears it and has a date of its own."""
    failed_ms = now_ms(world)
    world.fail(status=status, reason=reason)
    assert ["FAILED", status, failed_ms, reason] == debit(world)
    order = {"transactionId": world.transactions[0], "sddStatus": status, "reason": reason}
    assert world.control_raw("POST", "/events/bank-answers", order).status_code == 409
    world.control("POST", "/clock", {"advance_s": 60})
    replayed = world.replay()
    assert (200, b"", None) == (replayed.status_code, replayed.content, replayed.headers.get("content-type"))
    assert ["SUCCEEDED", "SUBMITED", now_ms(world), None] == debit(world)


def test_submitted_debit_can_still_come_back(world: World) -> None:
    """A rejection follows a submission, or comes at once."""
    world.event("direct-debit-submitted", transactionId=world.transactions[0])
    world.fail(status="REJECTED_OSR")
    assert ["FAILED", "REJECTED_OSR"] == debit(world)[:2]


def test_replay_of_what_has_not_failed_is_refused(world: World) -> None:
    """Without a direct debit the short message, while it is submitted the long one, also after a replay."""
    refused = world.replay()
    assert (400, "R165") == refusal(refused)
    assert "Transaction replay is not allowed" == refused.json()["message"]
    world.event("direct-debit-submitted", transactionId=world.transactions[0])
    for _ in range(2):
        refused = world.replay()
        assert (400, "R165") == refusal(refused)
        assert "Transaction replay is not allowed for SUBMITED status" == refused.json()["message"]
    world.fail()
    assert world.replay().status_code == 200
    assert (400, "R165") == refusal(world.replay())


def found(world: World, query: str = "", body: Any = ..., *, search: bool = False) -> list[int]:
    """Return which of the transactions a list gives, by number."""
    method, path = ("POST", "/transactions/search") if search else ("GET", "/transactions")
    listed = world.call(method, path, body, query=query)
    assert listed.status_code == 200, listed.text
    return [world.transactions.index(each["_id"]) for each in listed.json()]


def test_list_shows_what_a_single_read_shows(world: World) -> None:
    """A bare array of the same objects, on both paths, and nobody else's."""
    world.fail()
    listed = world.call("GET", "/transactions")
    assert "application/json" == listed.headers["content-type"]
    assert [world.read(each).json() for each in reversed(world.transactions)] == listed.json()
    assert listed.json() == world.call("POST", "/transactions/search").json()
    assert [] == world.call("GET", "/transactions", partner=SECOND).json()


@pytest.mark.parametrize("search", [False, True])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *(("limit=2", [2, 1]), ("limit=2&offset=1", [2, 1]), ("limit=2&offset=2", [0]), ("limit=2&offset=3", [])),
        *(("limit=2&offset=0", [2, 1]), ("offset=2", []), (f"limit={10**30}", [2, 1, 0]), (f"offset={10**30}", [])),
        *(("limit=1&limit=2", [2]), ("limit=1&limit=x", [2]), ("limit=01", [2]), ("page=7&page=x", [2, 1, 0])),
    ],
)
def test_pages_count_from_one(world: World, query: str, expected: list[int], search: bool) -> None:
    """Offset is the number of a page, 0 is the first one too, beyond the end is nothing; newest first."""
    assert expected == found(world, query, search=search)


def test_page_holds_25_unless_told(world: World) -> None:
    """The documented default."""
    world.transactions += [world.pay_id() for _ in range(24)]
    assert list(range(26, 1, -1)) == found(world)
    assert [1, 0] == found(world, "offset=2")
    assert list(range(26, -1, -1)) == found(world, "limit=100")


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=-1", "limit=", "limit=x", "limit=1.0", "limit=%2B1", "limit=1&offset=-1", "offset="),
        *("offset=x", "limit=%D9%A1", "limit=" + "9" * 5000, "offset=%FF", "limit=x&limit=1"),
    ],
)
def test_page_of_the_wrong_form_is_refused(world: World, query: str) -> None:
    """400 R999: no code is documented."""
    for method, path in (("GET", "/transactions"), ("POST", "/transactions/search")):
        assert (400, "R999") == refusal(world.call(method, path, query=query))


T0 = START_MS + 4
"""When the first transaction is made; each of the others follows a millisecond later."""


@pytest.mark.parametrize("search", [False, True])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        *((b"", [2, 1, 0]), ({}, [2, 1, 0]), ({"colour": "red"}, [2, 1, 0]), ({"from": None, "to": None}, [2, 1, 0])),
        *(({"from": T0 + 1}, [2, 1]), ({"to": T0 + 1}, [1, 0]), ({"from": T0 + 1, "to": T0 + 1}, [1])),
        *(({"from": str(T0 + 1)}, [2, 1]), ({"from": T0 + 3}, []), ({"to": 0}, []), ({"to": -5}, [])),
        *(({"from": T0 + 2, "to": T0}, []), ({"to": 10**30}, [2, 1, 0]), ({"from": "0"}, [2, 1, 0])),
        *(({"from": "2015-09-21T14:23:17.487Z"}, [2, 1]), ({"to": "2015-09-21T14:23:17.487Z"}, [1, 0])),
        *(({"to": "2015-09-21T16:23:17.487+02:00"}, [1, 0]), ({"to": "2015-09-21t10:53:17.487-03:30"}, [1, 0])),
        *(({"from": "2015-09-21T14:23:17.4870001Z"}, [2]), ({"to": "2015-09-21T14:23:17.4869999Z"}, [0])),
        *(({"status": "FAILED"}, [1]), ({"status": "SUCCEEDED"}, [2, 0]), ({"status": None}, [2, 1, 0])),
        *(({"sddStatus": "SUBMITED"}, [2]), ({"sddStatus": "SUBMITTED"}, [2]), ({"sddStatus": "REJECTED_OSR"}, [1])),
        *(({"sddStatus": "EXCEPTION"}, []), ({"sddStatus": "REJECTED_CAMT"}, []), ({"originId": "x"}, [])),
        *(({"originId": ""}, []), ({"originId": "\ud800"}, []), ({"originId": UNKNOWN_ID}, [])),
        ({"status": "FAILED", "sddStatus": "SUBMITED"}, []),
    ],
)
def test_filter_is_in_the_body(world: World, body: Any, expected: list[int], search: bool) -> None:
    """Bounds are included; times are milliseconds or ISO 8601; of several members all must fit."""
    world.fail(world.transactions[1], status="REJECTED_OSR")
    world.event("direct-debit-submitted", transactionId=world.transactions[2])
    assert expected == found(world, body=body, search=search)


def test_filter_by_customer(world: World) -> None:
    """OriginId is the customer; a page is cut after filtering."""
    other = world.enrol({**CUSTOMER, "bankAccounts": [payconiq_world.SIGNED_ACCOUNT]})
    world.transactions.append(world.pay_id(originId=other))
    assert [3] == found(world, body={"originId": other})
    assert [1] == found(world, "limit=1&offset=2", {"originId": world.customer})


def with_member(name: str, *values: Any) -> list[dict[str, Any]]:
    """Return bodies with one member each."""
    return [{name: value} for value in values]


@pytest.mark.parametrize(
    "body",
    [
        *with_member("from", "", "x", True, 1.5, [], {}, "2015-09-21", "2015-09-21T14:23:17", "-5", "1.0"),
        *with_member("to", "2015-13-21T14:23:17Z", "2015-09-21T14:23:17+24:00", "0000-01-01T00:00:00Z"),
        *with_member("to", "2015-09-21 14:23:17Z", "9" * 5000, "2015-09-21T14:23:17.Z", "\u0661"),
        *with_member("status", "", "succeeded", "x", 5, True, [], {}),
        *with_member("sddStatus", "", "REJECTED", "submited", 5, False, [], {}),
        *with_member("originId", 5, True, [], {}),
        *(b"{", b"[]", b"\xff", b"5"),
    ],
)
def test_filter_of_the_wrong_form_is_refused(world: World, body: Any) -> None:
    """400 R999: no code is documented."""
    for method, path in (("GET", "/transactions"), ("POST", "/transactions/search")):
        assert (400, "R999") == refusal(world.call(method, path, body))


def test_transactions_of_one_instant_come_latest_first(world: World) -> None:
    """Of two with one time the later comes first."""
    for _ in range(3):
        world.control("POST", "/clock", {"now": "2016-01-01T00:00:00Z"})
        world.transactions.append(world.pay_id())
    assert [5, 4, 3, 2, 1, 0] == found(world)
