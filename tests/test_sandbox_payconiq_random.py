"""Ten thousand random requests to the Payconiq sandbox: whatever comes, the provider's own kind of answer goes."""

import json
import random
from collections import Counter
from typing import Any, NamedTuple

from starlette.types import Message

from conformance.sandbox.payconiq import FAULTS
from tests import payconiq_world
from tests.payconiq_world import (
    CUSTOMER,
    FIRST,
    IBAN,
    KEYLESS,
    SECOND,
    TOKENS,
    UNKNOWN_ID,
    World,
    private_key,
    value_of,
)

ROUNDS = 20
REQUESTS_PER_ROUND = 500
KEYS = [value_of(private_key("new")), value_of(private_key(FIRST))]
SEGMENTS = (
    "v1",
    "partners",
    "customers",
    "bankAccounts",
    "mandate",
    "cancel",
    "transactions",
    "search",
    "replaySDD",
    "key",
)
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**40, "", " ", "x", "é", "\ud800", "\x00", [], {}, [[]], "0612345678", "a@b.c"),
    *(IBAN, "EUR", "1000", 1000, UNKNOWN_ID, "NaN", "9" * 5000, "2015-09-21T14:23:17Z", 1442845397482),
)
_ACCOUNT = f"/customers/CUSTOMER/bankAccounts/{IBAN}"
TEMPLATES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("GET", "", {}),
    ("PUT", "/key", {"value": KEYS[0], "signature": "eA=="}),
    ("POST", "/customers", CUSTOMER),
    ("PATCH", "/customers/CUSTOMER", {"phone": "0612345678", "email": "a@b.c"}),
    ("GET", "/customers/CUSTOMER", {}),
    ("GET", f"{_ACCOUNT}/mandate", {}),
    ("POST", f"{_ACCOUNT}/mandate", {}),
    ("POST", f"{_ACCOUNT}/mandate/cancel", {}),
    ("POST", f"{_ACCOUNT}/sendVerificationCode", {}),
    ("POST", f"{_ACCOUNT}/validate", {"verificationCode": "123456"}),
    ("POST", "/transactions", {"originId": UNKNOWN_ID, "amount": 1, "currency": "EUR", "signature": "eA=="}),
    ("GET", "/transactions/TRANSACTION", {}),
    ("GET", "/transactions", {"from": "0", "to": 1442845397482, "status": "FAILED", "sddStatus": "SUBMITED"}),
    ("POST", "/transactions/search", {"from": 0, "to": "2015-09-21T14:23:18Z", "originId": UNKNOWN_ID}),
    ("POST", "/transactions/TRANSACTION/replaySDD", {}),
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")


class Got(NamedTuple):
    """What came back."""

    status: int
    headers: dict[bytes, bytes]
    content: bytes


class Dice:
    """A seeded source of requests to one world: most of them nearly right, some of them anything."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.good: list[bytes] = []

    def set_the_table(self) -> None:
        """Begin anew: customers, a failed and a submitted direct debit, a pending code, transactions to initiate."""
        self.world.control("POST", "/reset", {})
        self.world.settle_down()
        self.world.fail()
        self.world.event("direct-debit-submitted", transactionId=self.world.transactions[1])
        self.world.call("POST", self.world.account("/sendVerificationCode"))
        body = self.world.transaction()
        self.good = [json.dumps({**body, "amount": amount}).encode() for amount in (1000, "1000")]
        self.good.append(json.dumps({"verificationCode": self.world.code()}).encode())

    async def exchange(self) -> Got:
        """Make the next request."""
        method, path, query, headers, body = self._request()
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path.decode("latin-1"),
            "raw_path": path,
            "query_string": query,
            "headers": headers,
            "client": ("127.0.0.1", 1),
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.world.sandbox.app(scope, receive, send)
        start, content = sent
        return Got(start["status"], dict(start["headers"]), content["body"])

    def _request(self) -> tuple[str, bytes, bytes, list[tuple[bytes, bytes]], bytes]:
        pick = self.random.choice
        method, template, body = pick(TEMPLATES)
        partner = pick((*([FIRST] * 5), SECOND, KEYLESS, "x"))
        path = f"/v1/partners/{partner}{template}" if self.random.random() < 0.9 else self._any_path()
        path = path.replace("TRANSACTION", pick((*self.world.transactions, UNKNOWN_ID, "", "x")))
        path = path.replace("CUSTOMER", pick((self.world.customer, self.world.unsigned, UNKNOWN_ID, "x")))
        if self.random.random() < 0.1:
            method = pick(METHODS)
        token = pick((*TOKENS.values(), *([TOKENS[partner]] * 9 if partner in TOKENS else []), "", "x"))
        headers = [(b"host", pick((b"127.0.0.1", b"", b"\xff"))), (b"authorization", token.encode())]
        headers.append((b"accept-language", pick((b"en", b"nl", b"", b"\xff,", b"en-;q"))))
        long_limit = b"limit=" + b"9" * 5000
        query = pick((b"", b"", b"limit=2&offset=2", b"limit=0", b"offset=\xff&limit=%FF", b"&&=&limit", long_limit))
        return method, path.encode(), query, headers, self._body(body)

    def _any_path(self) -> str:
        parts = [
            self.random.choice((*SEGMENTS, "", "%2F", "%FF", "%", FIRST, IBAN))
            for _ in range(self.random.randrange(10))
        ]
        return "/" + "/".join(parts)

    def _body(self, template: dict[str, Any]) -> bytes:
        if self.random.random() < 0.2:
            return self.random.choice((*self.good, b"", b"{", b"[]", b"\xff", b"null", self.random.randbytes(20)))
        body = dict(template)
        for name in list(body):
            if self.random.random() < 0.15:
                body[name] = self.random.choice(VALUES)
        if self.random.random() < 0.1:
            body[str(self.random.choice(VALUES))] = self.random.choice(VALUES)
        return json.dumps(body).encode()


def test_ten_thousand_random_requests_leave_no_trace_of_trouble() -> None:
    """No 5xx, an envelope on every refusal, every kind of answer among them, and nothing unforeseen in the log."""
    dice = Dice(World(), seed=20150921)
    statuses: Counter[int] = Counter()

    async def exchange_all() -> None:
        for _ in range(REQUESTS_PER_ROUND):
            got = await dice.exchange()
            statuses[got.status] += 1
            assert got.status < 500
            if got.status >= 400 and got.content:
                assert "ERROR" == json.loads(got.content)["level"]
            assert (b"content-type" in got.headers) == (got.headers[b"content-length"] != b"0")

    for _ in range(ROUNDS):
        dice.set_the_table()
        payconiq_world.runner().run(exchange_all())
        assert 0 == dice.world.unhandled()
    assert 10_000 == statuses.total()
    assert {200, 201, 400, 401, 403, 404, 405} == set(statuses)
    assert min(statuses.values()) > 100


def test_random_requests_do_not_trip_over_random_faults() -> None:
    """With any three faults armed the answers are wrong, but what makes them so is the faults alone."""
    dice = Dice(World(), seed=20150922)
    names = [name for name in FAULTS if name not in {"delay", "drop", "truncate"}]

    async def exchange_all() -> None:
        for _ in range(REQUESTS_PER_ROUND // 10):
            await dice.exchange()

    for _ in range(ROUNDS * 3):
        dice.set_the_table()
        for name in dice.random.sample(names, 3):
            dice.world.control("POST", "/faults", {"fault": name})
        payconiq_world.runner().run(exchange_all())
        assert 0 == dice.world.unhandled()
