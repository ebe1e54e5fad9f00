"""One seed gives one run, byte for byte, and no request makes the Twikey sandbox stumble."""

import contextlib
import json
import random
from collections import Counter
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.sandbox.twikey import FAULTS
from tests import twikey_world
from tests.twikey_looks import paid
from tests.twikey_world import (
    B2B,
    CT,
    FIRST_TOKEN,
    IBAN,
    INVITATION,
    OTP_TOKEN,
    PDF,
    PNG,
    SIGNATURE,
    TRANSFER,
    World,
    document,
    mandate_message,
    runner,
)

SETTINGS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RANDOM_REQUESTS = 10_000

FORM = {"ct": CT}
PAGE: dict[str, str] = {}
CHANGE = {"mndtId": "PREPARED", "city": "Aalst", "rsn": "why", "force": "true"}
MONEY = {"mndtId": "SIGNED", "message": "m", "amount": "5", "collectionDate": "2017-09-20"}
ROUTES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("POST", "", {"apiToken": FIRST_TOKEN}),
    ("POST", "/", {"apiToken": FIRST_TOKEN}),
    ("POST", "/invite", INVITATION),
    ("POST", "/prepare", INVITATION),
    ("POST", "/sign", SIGNATURE),
    ("POST", "/mandate/sign", {**SIGNATURE, "method": "sms"}),
    ("GET", "/mandate", PAGE),
    ("POST", "/mandate", PAGE),
    ("DELETE", "/mandate", CHANGE),
    ("GET", "/mandate/detail", CHANGE),
    ("POST", "/mandate/update", CHANGE),
    ("GET", "/mandate/pdf", CHANGE),
    ("POST", "/mandate/pdf", CHANGE),
    ("POST", "/transaction", MONEY),
    ("GET", "/transaction", PAGE),
    ("GET", "/transaction/detail", {"id": "TX"}),
    ("DELETE", "/transaction", {"id": "TX"}),
    ("POST", "/prenotification", MONEY),
    ("POST", "/collect", FORM),
    ("POST", "/collect/sdd", FORM),
    ("GET", "/payment", {"id": "BATCH"}),
    ("POST", "/transfer", TRANSFER),
    ("POST", "/transfer/complete", FORM),
)
STRAY_PATHS = ("/nothing", "//", "/mandate/", "/mandate%2Fdetail", "/%00", "/MANDATE", "/mandate/detail/x")
STRAY_METHODS = ("PUT", "HEAD", "OPTIONS", "PATCH", "DELETE")
NAMES = (
    *("ct", "email", "l", "iban", "bic", "mandateNumber", "lastname", "mobile", "zip", "country", "companyName"),
    *("check", "amount", "_txd", "method", "signDate", "place", "key", "digsig", "selfie", "mndtId", "rsn", "force"),
    *("chunkSize", "message", "date", "reqcolldt", "ref", "id", "collectionDate", "colltndt", "clltndt", "prenotify"),
    *("detail", "apiToken", "otp", "contractNumber", "order_id", "TemplateId", "prefix", "token", "campaign"),
)
VALUES = (
    *(CT, B2B, "0", "-1", "1", "true", "FALSE", "99999999999999999999", "1e5", "12.33", "12.345", "0.00", "nan", "5.5"),
    *(
        IBAN,
        "BE68 0688 9725 0734",
        "GKCCBEBB",
        "support@example.com",
        "@",
        "a@b.",
        "nl",
        "BE",
        "sms",
        "digisign",
        "sofort",
    ),
    *("SIGNED", "PREPARED", "KEY", "TX", "BATCH", PNG, "2017-09-20", "2017-13-01", "0001-01-01", "9999-12-31"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2017-09-20T10:00:00.123456789Z", "1505570400000"),
    *(
        "Zo\u00eb",
        "\u65e5\u672c",
        "\x00",
        "\x0b\x1f",
        "x" * 200,
        "a b",
        "%",
        "<&>\"'",
        "\u0660\u0661",
        "\U0001f600",
        "A-1",
    ),
)


def play(world: World) -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """Make the same requests each time and return everything that came back."""
    answers = [world.log_in(), world.log_in("nobody"), world.log_in(OTP_TOKEN, otp="66464308")]
    world.settle_down()
    paid(world)
    answers += [world.get("/transaction"), world.get("/payment", {"id": world.batch}), world.cancel(world.signed)]
    answers += [world.get("/mandate"), world.get("/mandate", X_RESET=world.signed, Accept="application/xml")]
    answers += [world.get("/mandate/pdf", {"mndtId": world.signed}), world.post("/sign", SIGNATURE)]
    number = world.sign()
    world.added(mandate=number)
    answers += [world.post("/collect/sdd", {"ct": CT}), world.post("/transfer", TRANSFER), world.get("/nothing")]
    answers += [world.post("/transfer/complete", {"ct": CT}), world.post("/invite", INVITATION), world.get("")]
    world.event("mandate-signed", mndtId=world.prepared)
    return [(each.status_code, each.headers.raw, each.content) for each in answers]


def test_same_seed_gives_the_same_answers() -> None:
    """Two sandboxes, and one after a reset, answer with the same bytes: headers, documents and bank files included."""
    first, second = (World(twikey_world.registration(), seed=7) for _ in range(2))
    played = play(first)
    assert played == play(second)
    first.control("POST", "/reset", {})
    assert played == play(first)
    assert all(status < 500 for status, _, _ in played)


def test_other_seed_gives_other_identifiers() -> None:
    """The seed reaches sessions, short codes, transactions and transfers."""
    first, second = (play(World(twikey_world.registration(), seed=seed)) for seed in (7, 8))
    assert all(first[place] != second[place] for place in (0, 3, 4, 10, 11, 14))


@pytest.fixture(scope="module")
def settled_world() -> World:
    """One settled world for all the requests of this module."""
    made = World(twikey_world.registration())
    made.settle_down()
    return made


def judge(response: httpx.Response) -> None:
    """The answer is the provider's own."""
    assert response.status_code < 500, response.text
    kind = response.headers.get("content-type")
    if kind == "application/json":
        body = response.json() if response.content else {}
        assert response.headers.get("apierror") == body.get("code", response.headers.get("apierror"))
    elif kind is not None:
        assert kind in {"application/xml", "application/pdf", "application/zip", "text/plain"}
    if response.status_code in {404, 405}:
        assert response.headers["apierrorcode"].startswith("err_")


class Chance:
    """Requests made up by a seeded generator."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def known(self, value: str) -> str:
        """Return what a placeholder stands for."""
        return {
            "SIGNED": self._world.signed,
            "PREPARED": self._world.prepared,
            "KEY": self._world.invitation["key"],
            "TX": str(self._world.ids[0]),
            "BATCH": str(self._world.batch),
        }.get(value, value)

    def value(self) -> str:
        """Return a value: something known, or gibberish."""
        if self._random.random() < 0.15:
            return "".join(chr(self._random.choice((0x20, 0x7F, 0x3B1, 0x1F4B6)) + 1) for _ in range(6))
        return self.known(self._random.choice(VALUES))

    def form(self, base: dict[str, str]) -> str:
        """Return a good form with up to three parameters changed, added or left out."""
        form: dict[str, Any] = {name: self.known(value) for name, value in base.items()}
        for _ in range(self._random.choice((0, 1, 1, 2, 3))):
            name = self._random.choice((*NAMES, *form))
            value = self.value()
            form[name] = self._random.choice((value, value, value, [value, value], ...))
        return twikey_world.encode(form)

    def document(self) -> bytes:
        """Return a body that is no form."""
        kind = self._random.randrange(4)
        if kind == 0:
            return self._random.randbytes(40)
        if kind == 1:
            return PDF
        number, value = f"R{self._random.randrange(50)}", self.value()
        name = self._random.choice(("RfrdDoc", "RfrdDoc", "MndtId", "DbtrAcct", "MaxAmt", "Dbtr"))
        if kind == 2:
            return document(mandate_message(number, **{name: value}))
        content = f"<MndtId>{number}</MndtId><DbtrAcct>{IBAN}</DbtrAcct><{name}>{value}</{name}>"
        template = f"<SplmtryData><Entry><Key>TemplateId</Key><Value>{CT}</Value></Entry></SplmtryData>"
        message = f"<MndtInitn><Mndt>{content}{template}</Mndt></MndtInitn>"
        return f"<Updates><GrpHdr><CreDtTm>2017-08-31</CreDtTm></GrpHdr>{message}</Updates>".encode()

    def request(self) -> httpx.Request:
        """Return a request, mostly on a known path in a good session."""
        method, path, base = self._random.choice(ROUTES)
        form = self.form(base)
        path = path if self._random.random() < 0.97 else self._random.choice(STRAY_PATHS)
        method = method if self._random.random() < 0.97 else self._random.choice(STRAY_METHODS)
        takes_document = path in {"/mandate", "/mandate/pdf"} or self._random.random() < 0.02
        in_query = method != "POST" or path == "/mandate/pdf" or self._random.random() < 0.1
        content = self.document() if takes_document else b"" if in_query else form.encode()
        headers: dict[str, Any] = {
            "Authorization": self._world.session if self._random.random() < 0.97 else self.value().encode(),
            "Accept": self._random.choice(("*/*", "application/xml", "application/json", "text/html;q=x")),
            "Accept-Language": self._random.choice(("nl", "fr;q=0.5,de", "xx", ";;q=1")),
        }
        if self._random.random() < 0.1:
            headers["X-RESET"] = self.value().encode()
        url = httpx.URL(f"http://127.0.0.1/creditor{path}", query=form.encode() if in_query and form else None)
        return httpx.Request(method, url, headers=headers, content=None if method in {"GET", "HEAD"} else content)


def test_ten_thousand_random_requests_find_nothing_unforeseen() -> None:
    """However odd, each of 10,000 requests gets an answer of the provider, and the log names no exception."""
    world = World(twikey_world.registration())
    world.settle_down()
    paid(world)
    chance = Chance(world, seed=1)
    statuses: Counter[int] = Counter()
    succeeded: set[tuple[str, str]] = set()

    async def exchange_all() -> None:
        for _ in range(RANDOM_REQUESTS):
            request = chance.request()
            response = await world.transport.handle_async_request(request)
            await response.aread()
            judge(response)
            statuses[response.status_code] += 1
            if response.is_success and "apierror" not in response.headers:
                succeeded.add((request.method, request.url.path.removeprefix("/creditor")))

    runner().run(exchange_all())
    log = world.control("GET", "/log")
    assert log["counters"]["unhandled"] == 0, log["unhandled"]
    assert log["counters"]["requests"] >= RANDOM_REQUESTS
    assert {200, 204, 400, 401, 403, 404, 405, 406} <= set(statuses)
    assert {(method, path) for method, path, _ in ROUTES} <= succeeded


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
MEMBERS = ("MndtId", "LclInstrm", "Ocrncs", "MaxAmt", "Dbtr", "DbtrAcct", "DbtrAgt", "RfrdDoc", "SplmtryData")


@SETTINGS
@given(st.dictionaries(st.sampled_from(MEMBERS), JSON_VALUES, max_size=3), JSON_VALUES)
def test_no_import_is_too_much(settled_world: World, changes: dict[str, Any], anything: Any) -> None:
    """Any JSON, and any value in any member of a good document, is imported or refused."""
    good = mandate_message("ANY1", **changes)
    for body in (json.dumps(anything).encode(), document(good), document({**good, "CxlRsn": anything})):
        judge(settled_world.post("/mandate", body))
    assert settled_world.unhandled() == 0


@SETTINGS
@given(st.binary(max_size=60), st.text(st.sampled_from("<>/&;![]CDATAUpdtesMn \"'="), max_size=40))
def test_no_document_is_too_much(settled_world: World, raw: bytes, text: str) -> None:
    """Any bytes as an import or as a scan are taken or refused."""
    for body in (raw, f"<{text}".encode(), f"<Updates>{text}</Updates>".encode()):
        judge(settled_world.post("/mandate", body))
        judge(settled_world.call("POST", "/mandate/pdf", body, query={"mndtId": settled_world.signed}))
    assert settled_world.unhandled() == 0


@SETTINGS
@given(st.text(st.characters(codec="utf-8"), max_size=30), st.text(st.characters(codec="utf-8"), max_size=30))
def test_no_name_breaks_a_document(settled_world: World, name: str, attribute: str) -> None:
    """Any name of a debtor, and any attribute, goes into JSON, XML and a PDF."""
    form = {**SIGNATURE, "lastname": name, "companyName": name, "note": attribute, f"a{attribute}": name}
    number = settled_world.post("/sign", form).json()["MndtId"]
    judge(settled_world.get("/mandate/detail", {"mndtId": number}))
    judge(settled_world.get("/mandate/detail", {"mndtId": number}, Accept="application/xml"))
    judge(settled_world.get("/mandate/pdf", {"mndtId": number}))
    assert settled_world.unhandled() == 0


@SETTINGS
@given(st.binary(max_size=30), st.text(max_size=20), st.text(max_size=20))
def test_no_credential_is_too_much(settled_world: World, session: bytes, token: str, otp: str) -> None:
    """Any bytes as a session and any text as a token or one-time password are refused."""
    answer = settled_world.send("GET", "/creditor/transaction", headers=[(b"Authorization", session)])
    assert answer.status_code == 401
    judge(settled_world.log_in(token.encode("utf-8", "replace").decode(), otp=otp.encode("utf-8", "replace").decode()))
    judge(settled_world.log_in(OTP_TOKEN, otp=otp.encode("utf-8", "replace").decode()))
    assert settled_world.unhandled() == 0


def test_no_fault_trips_the_sandbox_itself() -> None:
    """Whatever is armed, random requests meet misbehaviour on purpose only: the log names no exception."""
    world = World(twikey_world.registration())
    for name in [each for each in FAULTS if each not in {"delay", "drop"} and not each.startswith("error:")]:
        world.control("POST", "/reset", {})
        world.settle_down()
        paid(world)
        world.control("POST", "/faults", {"fault": name})
        chance = Chance(world, seed=2)

        async def exchange_some(chance: Chance = chance) -> None:
            for _ in range(60):
                with contextlib.suppress(ConnectionAbortedError):
                    response = await world.transport.handle_async_request(chance.request())
                    await response.aread()

        runner().run(exchange_some())
        log = world.control("GET", "/log")
        assert log["counters"]["unhandled"] == 0, (name, log["unhandled"])
