"""The control plane of the Twikey sandbox, its registration file, and the sandbox on a port."""

import json
import shlex
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.sandbox import faults, server, twikey
from conformance.sandbox.clock import Clock
from conformance.sandbox.journal import Journal
from conformance.sandbox.twikey import app, registration
from conformance.sandbox.twikey.calls import Call
from conformance.sandbox.twikey.state import State
from tests import twikey_world
from tests.twikey_looks import paid
from tests.twikey_world import B2B, CT, FIRST_TOKEN, OTP_TOKEN, PRIVATE_KEY, SIGNATURE, World, code, encode, outcome


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from twikey_world.settled()


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    """A client of the served sandbox."""
    with (
        server.running(world.sandbox.app) as running,
        httpx.Client(base_url=running.base_url, trust_env=False) as made,
    ):
        yield made


def test_index_names_the_provider_and_its_events(world: World) -> None:
    """Every event of the control plane is listed."""
    index = world.control("GET", "")
    assert index["provider"] == "twikey"
    for event in ("mandate-signed", "bank-answers", "callback-url", "callbacks", "day-passes"):
        assert f"POST /_sandbox/events/{event}" in index["endpoints"]


def test_operations_are_the_twentyone_of_the_document() -> None:
    """Each has its name once."""
    assert len(twikey.OPERATIONS) == len(set(twikey.OPERATIONS)) == 21


def test_reset_forgets_everything(world: World) -> None:
    """Sessions, mandates, numbers, options and the clock are as at the start."""
    paid(world)
    world.event("options", status_policy="always-200", login_failure=400)
    world.advance(1000)
    assert world.control("POST", "/reset")["now"] == "2017-09-16T14:00:00.000Z"
    assert world.get("/transaction").status_code == 401
    assert world.log_in("nobody").status_code == 200
    world.session = world.session_of(FIRST_TOKEN)
    assert (world.feed(), world.updates(), world.payments()) == ([], [], [])
    assert world.sign() == "SBXA1"
    assert world.detail("NOBODY").status_code == 404


def test_options_are_set_by_a_reset_or_at_once(world: World) -> None:
    """A reset takes all of them; the event changes the two that changed over the years."""
    world.control("POST", "/reset", {"limits": {"session_lifetime_s": 10, "bank_answer_s": 5, "login_failure": "400"}})
    world.settle_down()
    assert world.log_in("nobody").status_code == 400
    world.added()
    world.collect()
    world.advance(5)
    assert len(world.updates()) == 1
    world.advance(5)
    assert world.get("/transaction").status_code == 401


@pytest.mark.parametrize(
    ("path", "body", "part"),
    [
        ("/reset", {"limits": {"status_policy": "never"}}, "limits.status_policy: "),
        ("/reset", {"limits": {"login_failure": 404}}, "limits.login_failure"),
        ("/reset", {"limits": {"session_lifetime_s": -1}}, "limits.session_lifetime_s: "),
        ("/reset", {"limits": {"other": 1}}, "limits.other: "),
        ("/events/options", {"status_policy": "x"}, "status_policy: "),
        ("/events/mandate-signed", {}, "mndtId: "),
        ("/events/mandate-bank-answer", {"mndtId": "X"}, "accepted: "),
        ("/events/bank-answers", {"code": "XX00"}, "code: the bank says PAID, MS03"),
        ("/events/bank-answers", {"id": "1"}, "id: "),
        ("/events/callback-url", {}, "url: "),
        ("/events/callbacks", {"x": 1}, "x: "),
        ("/events/callback-transaction", {}, "id: "),
        ("/events/callback-dunning", {"id": 1}, "step: "),
        ("/events/callback-plan", {"mndtId": "X"}, "plan: "),
        ("/events/day-passes", {"collects": "yes"}, "collects: "),
        ("/events/session-issue", {}, "apiToken: "),
    ],
)
def test_bad_order_is_refused_with_a_sentence(world: World, path: str, body: Any, part: str) -> None:
    """An order that makes no sense is 400, and the sentence names the field."""
    response = world.control_raw("POST", path, body)
    assert (response.status_code, list(response.json())) == (400, ["error"])
    assert part in response.json()["error"]


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("mandate-signed", {"mndtId": "X"}),
        ("mandate-printed", {"mndtId": "X"}),
        ("mandate-expired", {"mndtId": "X"}),
        ("mandate-bank-answer", {"mndtId": "X", "accepted": True}),
        ("mandate-signed", {"mndtId": "SBXA2", "apiToken": OTP_TOKEN}),
        ("bank-answers", {"id": 1}),
        ("bank-answers", {"apiToken": "nobody"}),
        ("callback-test", {"apiToken": "nobody"}),
        ("callback-transaction", {"id": 1}),
        ("callback-dunning", {"id": 1, "step": "reminder"}),
        ("callback-plan", {"mndtId": "X", "plan": "monthly", "state": "started"}),
        ("session-issue", {"apiToken": "nobody"}),
        ("earthquake", {}),
    ],
)
def test_event_on_nothing_is_unknown(world: World, event: str, body: dict[str, Any]) -> None:
    """What does not exist is 404, with a sentence."""
    response = world.control_raw("POST", f"/events/{event}", body)
    assert (response.status_code, list(response.json())) == (404, ["error"])


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("mandate-signed", {"mndtId": "SBXA1"}),
        ("mandate-printed", {"mndtId": "SBXA1"}),
        ("mandate-expired", {"mndtId": "SBXA1"}),
        ("mandate-bank-answer", {"mndtId": "SBXA1", "accepted": True}),
        ("callback-test", {}),
    ],
)
def test_event_that_does_not_fit_is_a_conflict(world: World, event: str, body: dict[str, Any]) -> None:
    """A signed mandate cannot be signed, printed, left to expire, or accepted."""
    assert world.control_raw("POST", f"/events/{event}", body).status_code == 409


def test_bank_answers_only_what_was_collected_and_is_not_final(world: World) -> None:
    """One transaction may be answered again while the answer is not final."""
    number = world.added(amount="7")
    assert world.control_raw("POST", "/events/bank-answers", {"id": number}).status_code == 409
    world.collect()
    answered = world.event("bank-answers")["answered"]
    assert answered == [{"id": number, "state": "ERROR", "code": "AM04", "final": False}]
    assert world.event("bank-answers") == {"answered": []}
    assert world.event("bank-answers", id=number, code="AC04")["answered"][0]["final"] is True
    assert world.control_raw("POST", "/events/bank-answers", {"id": number, "code": "PAID"}).status_code == 409


def test_printed_mandate_can_still_be_signed_or_expire(world: World) -> None:
    """Printing is a step on the way."""
    world.event("mandate-printed", mndtId=world.prepared)
    assert world.event("mandate-signed", mndtId=world.prepared)["state"] == "SIGNED"
    other = world.invite()["mndtId"]
    world.event("mandate-printed", mndtId=other)
    assert world.event("mandate-expired", mndtId=other) == {"mndtId": other, "state": "EXPIRED"}


def test_day_passes_with_or_without_the_nightly_collection(world: World) -> None:
    """Sessions end and banks answer; what is open is collected only where the merchant wants that."""
    world.added()
    assert world.event("day-passes") == {"now": "2017-09-17T14:00:00Z", "batches": 0}
    assert world.get("/transaction").status_code == 401
    assert world.event("day-passes", collects=True)["batches"] == 1
    world.session = world.session_of(FIRST_TOKEN)
    (entry,) = world.updates()
    assert (entry["state"], entry["bkdate"]) == ("PAID", "2017-09-17T14:05:00Z")


def test_clock_at_its_end_lets_no_day_pass(world: World) -> None:
    """The clock runs to 2100."""
    world.control("POST", "/clock", {"now": "2099-12-31T12:00:00Z"})
    assert world.control_raw("POST", "/events/day-passes", {}).status_code == 400


def test_log_names_operations_and_codes(world: World) -> None:
    """One entry for each request, with the code of an error and without credentials."""
    world.control("POST", "/reset", {})
    world.log_in()
    world.log_in("nobody")
    world.call("GET", "/nothing")
    world.call("GET", "/transaction", session="nobody")
    shown = [(each["operation"], each["status"], each["code"]) for each in world.control("GET", "/log")["requests"]]
    assert shown == [
        ("logIn", 200, None),
        ("logIn", 200, "err_no_login"),
        (None, 404, "err_not_found"),
        ("getTransactionUpdates", 401, None),
    ]
    assert FIRST_TOKEN not in json.dumps(world.control("GET", "/log"))


def test_unforeseen_exception_is_answered_and_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller gets the provider's own 500, the log the traceback."""

    def fall(_: Call) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Call, "parameters", fall)
    answer = world.get("/mandate")
    assert (answer.status_code, code(answer)) == (500, "error_system")
    log = world.control("GET", "/log")
    assert (log["counters"]["unhandled"], "a defect" in log["unhandled"][0]) == (1, True)
    world.control("POST", "/reset", {})


def test_own_merchants_come_from_the_seed(tmp_path: Path) -> None:
    """Tokens, keys and templates are printed for whoever wants in; another seed gives others."""
    first, again, other = (twikey.create_sandbox(seed=seed, key_folder=tmp_path) for seed in (1, 1, 2))
    assert first.credentials == again.credentials
    assert first.credentials["api_token"] != other.credentials["api_token"]
    assert set(first.credentials) == {
        *("api_token", "website_key", "template_id", "b2b_template_id", "numbered_template_id", "beneficiary_iban"),
        *("second_api_token", "second_template_id", "otp_api_token", "otp_private_key"),
    }
    assert first.credentials["api_token"] not in repr(first)
    assert not list(tmp_path.iterdir())


def test_merchant_with_enhanced_security_may_come_first(tmp_path: Path) -> None:
    """Then its private key is printed, and a login needs a one-time password."""
    path = tmp_path / "merchants.json"
    path.write_text(json.dumps([{"name": "only", "api_token": OTP_TOKEN, "private_key": PRIVATE_KEY}]))
    made = World(path)
    assert made.sandbox.credentials["private_key"] == PRIVATE_KEY
    assert "second_api_token" not in made.sandbox.credentials
    assert outcome(made.log_in(OTP_TOKEN)) == "err_no_login"
    assert outcome(made.log_in(OTP_TOKEN, otp="66464308")) == 200


def test_registration_may_name_templates_and_a_callback(tmp_path: Path) -> None:
    """What is not named is as for the sandbox's own merchants."""
    template = {"number": 7, "letters": "OWN", "instrument": "B2B", "needs_number": True, "contract": "Terms"}
    entry = {
        "name": "shop",
        "api_token": "t",
        "templates": [template],
        "callback_url": "http://localhost:1/x",
        "beneficiaries": ["DE89370400440532013000"],
        "salt": "partner",
    }
    path = tmp_path / "merchants.json"
    path.write_text(json.dumps([entry]))
    (merchant,) = registration.load_merchants(path)
    assert (merchant.templates[0].letters, merchant.callback_url) == ("OWN", "http://localhost:1/x")
    made = World(path)
    assert made.sandbox.credentials["template_id"] == "7"
    made.session = made.session_of("t")
    assert code(made.post("/sign", {**SIGNATURE, "ct": "7"})) == "err_mandatenumber_required"
    number = made.sign(ct="7", mandateNumber="N1")
    assert made.state(number) == "SIGNED_PENDING_DEBTOR_BANK"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "cannot be read"),
        ("", "must be a JSON list of merchants, at least one"),
        ("[]", "must be a JSON list of merchants, at least one"),
        ('[{"name": "shop"}]', "merchant 1: api_token: is missing"),
        ('[{"name": "Shop!", "api_token": "t"}]', "merchant 1: name: "),
        ('[{"name": "shop", "api_token": "t", "private_key": "secret"}]', "private_key: write it in hexadecimal"),
        ('[{"name": "shop", "api_token": "t", "private_key": ""}]', "private_key: write it in hexadecimal"),
        ('[{"name": "shop", "api_token": "t", "other": 1}]', "merchant 1: other: "),
        ('[{"name": "shop", "api_token": "t", "templates": []}]', "merchant 1: templates: "),
        ('[{"name": "shop", "api_token": "t", "templates": [{"number": 0, "letters": "A"}]}]', "templates.0.number"),
        ('[{"name": "shop", "api_token": "t", "beneficiaries": ["BE00"]}]', "beneficiaries: each must be an IBAN"),
        ('[{"name": "shop", "api_token": "t", "callback_url": "http://example.com"}]', "callback_url: callbacks go"),
        (
            '[{"name": "a", "api_token": "t"}, {"name": "b", "api_token": "t"}]',
            "api_token: two merchants have the same",
        ),
        ('[{"name": "a", "api_token": "t"}, {"name": "a", "api_token": "u"}]', "name: two merchants have the same"),
    ],
)
def test_bad_registration_is_refused_with_one_sentence(tmp_path: Path, content: str | None, part: str) -> None:
    """The sentence names the file and the member, and never a secret."""
    path = tmp_path / "merchants.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(twikey.RegistrationError) as caught:
        twikey.create_sandbox(registration=path, key_folder=tmp_path)
    assert part in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_curl_line_works_when_pasted(tmp_path: Path) -> None:
    """The printed line lists the open transactions of a fresh sandbox."""
    sandbox = twikey.create_sandbox(key_folder=tmp_path)
    with server.running(sandbox.app) as running:
        command = shlex.split(twikey.curl_line(running.base_url, sandbox.credentials))
        headers = dict(part.split(": ", 1) for part in command if ": " in part)
        response = httpx.get(command[-1], headers=headers, trust_env=False)
    assert (command[0], response.status_code, response.json()) == ("curl", 200, {"Entries": []})


def test_clock_follows_the_wall_when_not_frozen() -> None:
    """Then a one-time password of now is what is needed."""
    made = World(twikey_world.registration(), frozen=False)
    assert made.control("GET", "/clock")["now_s"] > 1_700_000_000
    assert made.log_in().status_code == 200


def test_client_may_send_absolute_targets(world: World, client: httpx.Client) -> None:
    """One client of the provider sends the whole URL as the target of a request."""
    address = client.base_url
    form = encode({"apiToken": FIRST_TOKEN}).encode()
    head = (
        f"POST {str(address).rstrip('/')}/creditor/ HTTP/1.1\r\nHost: {address.host}\r\nContent-Length: {len(form)}\r\n"
    )
    with socket.create_connection((address.host, address.port or 0), timeout=10) as connection:
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode() + form)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'{"Authorization":"' in answer


def test_what_is_no_http_is_refused_in_the_providers_words(client: httpx.Client) -> None:
    """Bytes that cannot be read as a request get 400 with a code."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10) as connection:
        connection.sendall(b"NONSENSE\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"apierrorcode: err_invalid_input" in answer


def test_drop_and_truncate_close_the_connection(world: World, client: httpx.Client) -> None:
    """Before the first byte, or after half of the body; the request is carried out all the same."""
    headers = {"Authorization": world.session}
    form = {"mndtId": world.signed, "message": "once", "amount": "5"}
    for fault, part in (("drop", "without sending a response"), ("truncate", "closed connection")):
        client.post("/_sandbox/faults", json={"fault": fault, "times": 1})
        with pytest.raises(httpx.RemoteProtocolError, match=part):
            client.post("/creditor/transaction", data=form, headers=headers)
    assert len(client.get("/creditor/transaction/detail", headers=headers).json()["Entries"]) == 2


def test_delay_waits_as_long_as_ordered() -> None:
    """The service sleeps for delay_ms before it answers."""
    world = World(twikey_world.registration())
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    armoury = faults.Armoury()
    armoury.arm(faults.Order(name="delay", delay_ms=250, times=1))
    merchants = registration.load_merchants(twikey_world.registration())
    state = State(merchants=merchants, seed=1, clock=Clock(start_ms=0))
    service = app.Service(state=state, armoury=armoury, journal=Journal(), sleep=sleep)
    world.transport = httpx.ASGITransport(app=app.create_app(service, service))
    assert [world.call("GET", "/transaction").status_code for _ in range(2)] == [401, 401]
    assert waited == [0.25]


def test_templates_of_merchants_are_apart(world: World) -> None:
    """No merchant has the template or the mandate numbers of another."""
    accounts = [registration.create_merchants(1)[number].templates for number in range(3)]
    assert len({each.number for templates in accounts for each in templates}) == 9
    assert len({each.letters for templates in accounts for each in templates}) == 9
    assert (world.sign(ct=CT)[:4], world.sign(ct=B2B)[:4]) == ("SBXA", "SBBA")
