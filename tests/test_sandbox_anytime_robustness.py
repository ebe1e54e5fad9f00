"""One seed gives one run, byte for byte, and no request makes the Anytime sandbox stumble."""

import random
import urllib.parse
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.sandbox.anytime import FAULTS, OPERATIONS, testimonials
from conformance.sandbox.anytime.forms import read_form
from conformance.sandbox.anytime.state import Account, ApiUser, Party, Transfer
from tests import anytime_world
from tests.anytime_world import BUSINESS, CARD, LOAD, TRANSFER, World, body, multipart

SETTINGS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MANY_REQUESTS = 10_000
REQUESTS_WITH_FAULTS = 2_000
SEED = 20_201_023


@pytest.fixture(scope="module")
def settled_world() -> World:
    """One settled world for all the requests of this module."""
    made = World(anytime_world.registration())
    made.settle_down()
    return made


def play(world: World) -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """Make the same requests each time and return everything that came back."""
    world.settle_down()
    answers = [world.call("GET", path) for path in ("/accounts", f"/accounts/{world.business}", "/nothing")]
    number = body(world.load())["transaction_id"]
    world.event("card-settles", transactionId=number)
    transfer = world.add_transfer()
    world.event("transfer-executed", transferId=transfer)
    account = f"/accounts/{world.business}"
    paths = (
        *(f"/cards/{world.multi}/transactions", f"/cards/{world.multi}/pan", f"/cards/{world.single}/pan"),
        *(f"{account}/statements", f"{account}/credit-transfers", f"{account}/kyc", f"{account}/cards"),
        f"{account}/credit-transfers/{transfer}/testimonial",
    )
    answers += [world.call("GET", path) for path in paths]
    answers += [world.token(), world.call("DELETE", "/accounts")]
    return [(each.status_code, each.headers.raw, each.content) for each in answers]


def test_same_seed_gives_the_same_answers() -> None:
    """Two sandboxes, and one after a reset, answer the same requests with the same bytes, the PDF included."""
    registration = anytime_world.registration()
    first, second = World(registration, seed=7), World(registration, seed=7)
    played = play(first)
    assert played == play(second)
    first.control("POST", "/reset", {})
    assert played == play(first)


def test_other_seed_gives_other_identifiers() -> None:
    """The seed reaches every answer that names something."""
    registration = anytime_world.registration()
    first, second = (play(World(registration, seed=seed)) for seed in (7, 8))
    assert all(one[2] != other[2] for one, other in zip(first, second, strict=True))


VALUES = [
    *(
        "",
        " ",
        "0",
        "1",
        "-1",
        "1.00",
        "50",
        "2000.01",
        "1.001",
        "1e9",
        "99999999999",
        "9" * 400,
        "NaN",
        "true",
        "null",
    ),
    *("M", "F", "EUR", "USD", "FR", "fr", "C", "D", "BOTH", "fr", "PLASTIC", "VIRTUAL_SINGLE_USE", "VIRTUAL_MULTI_USE"),
    *("2020-10-23", "2016-01-01", "0000-00-00", "9999-12-31", "1-1-1", "23/10/2020", "ACT", "BLO", "STO", "CAN"),
    *("NL91ABNA0417164300", "NL86ABNA1666412472", "ABNANL2A", "a@example.com", "33600000000", "email", "sms", "000"),
    *(
        "192.0.2.1",
        "::1",
        "\u00e9\u4e2d\U0001f4b6",
        "\ud800".encode("utf-8", "replace").decode(),
        "\x00",
        "%",
        "&=",
        "'\"",
    ),
    *("ACCOUNT", "CONSUMER", "business", "consumer", "x" * 5000),
]
NAMES = [
    *("amount", "acc_id", "limit_start", "limit_number", "date_start", "date_end", "cvc", "ip", "type", "country_code"),
    *("card_status", "card_pos", "card_atm", "card_renew", "dest_method", "dest_value", "test_param", "user_selfie"),
    *("grant_type", "client_id", "", "\u00e9"),
]
ACCOUNT_READS = (
    *("", "/balance", "/cards", "/statements", "/statements/ACCOUNT-1", "/iban-statements", "/credit-transfers"),
    *("/kyc", "/credit-transfers/TRANSFER/testimonial"),
)
TARGETS: list[tuple[str, str, dict[str, str]]] = [
    *(("GET", path, {}) for path in ("/v1.0/apicheck", "/v1.0/accounts", "/v1.0/orders/ORDER/tracking", "/nothing")),
    *(("GET", f"/v1.0/accounts/ACCOUNT{path}", {}) for path in ACCOUNT_READS),
    *(("GET", f"/v1.0/cards/CARD{path}", {}) for path in ("", "/transactions", "/transactions/1", "/pan")),
    ("GET", "/v1.0/cards/CARD/pin", {"cvc": "000"}),
    ("GET", "/v1.0/cards/SINGLE/pan", {}),
    ("POST", "/v1.0/apicheck", {"test_param": "x"}),
    ("POST", "/v1.0/accounts", BUSINESS),
    ("PUT", "/v1.0/accounts/ACCOUNT", BUSINESS),
    ("POST", "/v1.0/accounts/ACCOUNT/credit-transfers", TRANSFER),
    ("POST", "/v1.0/accounts/CONSUMER/kyc", {"user_selfie": "x", "user_passport": "y"}),
    ("POST", "/v1.0/accounts/CONSUMER/iban", {"country_code": "FR"}),
    ("POST", "/v1.0/accounts/ACCOUNT/virtual-ibans", {"type": "C"}),
    ("POST", "/v1.0/cards", {**CARD, "acc_id": "ACCOUNT"}),
    ("PUT", "/v1.0/cards/CARD", {"card_pos": "0", "card_status": "ACT"}),
    ("POST", "/v1.0/cards/CARD/credit", LOAD),
    ("POST", "/v1.0/cards/CARD/debit", LOAD),
    ("POST", "/v1.0/cards/PLASTIC/pin", {}),
    ("POST", "/v1.0/cards/SINGLE/pan", {"dest_method": "email", "dest_value": "a@example.com"}),
    ("POST", "/v1.0/cards/CARD/details-display", {"ip": "::1"}),
    ("POST", "/oauth/v2/token", {"grant_type": "password", "client_id": "1_first", "username": "first-user"}),
    ("POST", "/v1.0/cards/SINGLE/credit", LOAD),
    ("POST", "/v1.0/cards", {**CARD, "acc_id": "CONSUMER"}),
    ("GET", "/v9.9/accounts", {}),
    ("GET", "/v1/apicheck", {}),
    ("GET", "/v1.0/accounts/1/kyc", {}),
    ("GET", "/v1.0/cards/none", {}),
]
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"]
TYPES = [
    *["application/x-www-form-urlencoded"] * 12,
    *["multipart/form-data; boundary=limit"] * 6,
    *("multipart/form-data", "application/json", "text/plain", ""),
]


UNREACHABLE = {"getTestimonial", "getCardTransaction", "getOrderTracking", "createIban"}
"""What a random request does not bring about: it takes an event, or a number that cannot be guessed."""


def fill(world: World, text: str) -> str:
    """Put the numbers of the world into a text."""
    names = {
        "ACCOUNT": world.business,
        "CONSUMER": world.consumer,
        "CARD": world.multi,
        "SINGLE": world.single,
        "PLASTIC": world.plastic,
        "ORDER": world.order,
        "TRANSFER": 1,
    }
    for name, value in names.items():
        text = text.replace(name, str(value))
    return text


def draw(world: World, dice: random.Random) -> dict[str, Any]:
    """Return a request: a good one, with some of its parts made worse more often than not."""
    method, path, good = dice.choice(TARGETS)
    form = {name: fill(world, value) for name, value in good.items()}
    for _ in range(max(0, dice.randrange(-2, 3))):
        form[dice.choice([*NAMES, *form])] = fill(world, dice.choice(VALUES))
    if form and dice.random() < 0.1:
        del form[dice.choice(list(form))]
    content_type = dice.choice(TYPES)
    content = urllib.parse.urlencode(form).encode()
    if content_type.startswith("multipart"):
        file_name = "a.jpg" if path.endswith("kyc") else None
        _, content = multipart({name: (file_name, value.encode()) for name, value in form.items()})
    if dice.random() < 0.05:
        content = dice.randbytes(dice.randrange(60))
    headers = world.headers(content_type=content_type)
    if dice.random() < 0.05:
        headers[dice.choice(list(headers))] = dice.choice(["", "x", "Bearer x", "YWJj", "\u00e9"])
    return {
        "method": dice.choice(METHODS) if dice.random() < 0.05 else method,
        "path": fill(world, path),
        "query": urllib.parse.urlencode(form) if method == "GET" else "",
        "headers": {name: value.encode("latin-1") for name, value in headers.items()},
        "content": content,
    }


def judge(response: httpx.Response) -> None:
    """The answer is the provider's own."""
    assert response.status_code < 500, response.text
    if response.request.method == "HEAD":
        assert response.content == b""
    elif response.headers["content-type"] == "application/pdf":
        assert response.content.startswith(b"%PDF-")
    else:
        anytime_world.envelope(response)


def test_ten_thousand_requests_are_answered(settled_world: World) -> None:
    """Any mixture of paths, methods, parameters and headers gets an answer of the provider, and nothing goes wrong."""
    dice = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    answered: set[int] = set()
    carried_out: set[str | None] = set()
    for count in range(MANY_REQUESTS):
        if count % 500 == 0:
            settled_world.control("POST", "/reset")
            settled_world.settle_down()
        request = draw(settled_world, dice)
        response = settled_world.send(**request)
        response.request = httpx.Request(request["method"], "http://x")
        judge(response)
        answered.add(response.status_code)
        if count % 500 == 499:
            entries = settled_world.control("GET", "/log", query="limit=1000")["requests"]
            carried_out |= {entry["operation"] for entry in entries if entry["status"] == 200}
    assert settled_world.unhandled() == 0
    assert answered >= {200, 400, 401, 402, 403, 404, 405, 429, 451}
    assert carried_out - {None} == set(OPERATIONS) - UNREACHABLE


def test_requests_with_any_faults_are_answered(settled_world: World) -> None:
    """Faults in any combination give what they are ordered to give, and never trip the sandbox."""
    dice = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    names = [name for name in FAULTS if name not in {"delay", "drop", "truncate"} and not name.startswith("error:")]
    for count in range(REQUESTS_WITH_FAULTS):
        if count % 100 == 0:
            settled_world.control("POST", "/reset")
            settled_world.settle_down()
            for name in dice.sample(names, 30):
                settled_world.arm(name)
        settled_world.send(**draw(settled_world, dice))
    assert settled_world.unhandled() == 0
    settled_world.control("POST", "/reset")
    settled_world.settle_down()


@SETTINGS
@given(st.binary(max_size=120), st.text(max_size=60))
def test_no_form_is_too_much(content: bytes, content_type: str) -> None:
    """Any bytes under any type are read or called malformed."""
    form = read_form(content_type, content)
    assert all(isinstance(value, str) for value in form.values.values())
    for declared in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b"):
        read_form(declared, content)
        read_form(declared, b"--b\r\n" + content + b"\r\n--b--")


@SETTINGS
@given(st.dictionaries(st.text("abc_1", min_size=1, max_size=8), st.binary(max_size=40), max_size=5))
def test_multipart_gives_back_what_was_put_in(fields: dict[str, bytes]) -> None:
    """Files come through byte for byte, unless they contain the boundary."""
    content_type, content = multipart({name: ("a.jpg", value) for name, value in fields.items()}, boundary="-=limit=-")
    form = read_form(content_type.replace("-=limit=-", '"-=limit=-"'), content)
    assert fields == {name: file.content for name, file in form.files.items()}
    assert not form.is_malformed


@SETTINGS
@given(st.text(max_size=300), st.text(max_size=300), st.text(min_size=1, max_size=300))
def test_no_text_is_too_much_for_a_testimonial(name: str, comment: str, currency: str) -> None:
    """Any text that a transfer may have is printed somehow."""
    owner = ApiUser(
        name="x",
        client_id="x",
        client_secret="x",
        username="x",
        password="x",
        public_key=anytime_world.private_key(0).public_key(),
    )
    account = Account(account_id=1, owner=owner, kind="business", fields={"acc_currency": currency})
    party = Party(iban="NL91ABNA0417164300", swift="ABNANL2A", comment=comment)
    transfer = Transfer(
        internal_id=1,
        account=account,
        amount_cents=1,
        party=party,
        beneficiary=name,
        source_comment="x",
        created_ms=0,
        row=None,
    )
    assert testimonials.print_testimonial(transfer).startswith(b"%PDF-")


@SETTINGS
@given(st.binary(max_size=30), st.binary(max_size=30), st.binary(max_size=30))
def test_no_credential_is_too_much(settled_world: World, data: bytes, signature: bytes, authorization: bytes) -> None:
    """Any bytes in the three headers are refused with 401."""
    headers = [
        (b"X-Validation-Data", data),
        (b"X-Signed-Request", signature),
        (b"Authorization", b"Bearer " + authorization),
    ]
    refused = settled_world.send("GET", "/v1.0/accounts", headers=headers)
    assert (refused.status_code, settled_world.unhandled()) == (401, 0)
    assert anytime_world.code(refused) in {"4010010", "4010070"}
