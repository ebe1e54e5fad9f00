"""The control plane of the Anytime sandbox, its registration, and what a fresh one gives to who starts it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from conformance.sandbox import anytime, server
from conformance.sandbox.anytime.calls import Call
from tests import anytime_world
from tests.anytime_world import PEOPLE, World, body, code, private_key, public_pem


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from anytime_world.settled()


def test_index_names_the_provider_and_the_events(world: World) -> None:
    """GET /_sandbox lists what there is."""
    index = world.control("GET", "")
    assert index["provider"] == "anytime"
    assert {"POST /_sandbox/events/account-deposit", "POST /_sandbox/events/callbacks"} <= set(index["endpoints"])


def test_reset_forgets_everything(world: World) -> None:
    """Resources, tokens, used validation data, faults, clock, log and every switch are as at the start."""
    data = world.new_data()
    world.call("GET", "/apicheck", data=data)
    world.event("banking-network", slow=True)
    world.event("sub-environment", allowed=False)
    world.event("functionality", operation="getAccounts", allowed=False)
    world.event("ip-allowed", allowed=False)
    world.arm("drop")
    world.event("day-passes")
    assert world.control("POST", "/reset")["now"] == "2020-10-23T09:04:03.000Z"
    assert world.control("GET", "/faults")["armed"] == []
    assert world.control("GET", "/log")["requests"] == []
    assert code(world.call("GET", "/accounts")) == "4010050"
    world.log_in()
    assert len(world.accounts()) == 2
    assert world.call("GET", "/apicheck", data=data).status_code == 200
    world.business, _ = world.accounts()
    assert world.order_card().status_code == 200


def test_reset_with_a_seed_changes_identifiers(world: World) -> None:
    """Another seed gives other tokens, accounts, cards and IBANs, the first seed the same again."""
    found = []
    for seed in (1, 2, 1):
        world.control("POST", "/reset", {"seed": seed})
        world.settle_down()
        iban = body(world.call("GET", f"/accounts/{world.business}"))["iban"]["iban"]
        found.append((world.bearers[0], world.business, world.multi, world.order, iban))
    assert found[0] == found[2]
    assert all(one != other for one, other in zip(found[0], found[1], strict=True))


@pytest.mark.parametrize(
    ("path", "order", "part"),
    [
        ("/reset", {"limits": {"loads_per_day": -1}}, "limits.loads_per_day: "),
        ("/reset", {"limits": {"loads": 1}}, "limits.loads: "),
        ("/reset", {"limits": {"rate_limits": {"per_hour": 1}}}, "limits.rate_limits.per_hour: "),
        ("/events/account-deposit", {"accountId": 1}, "amount"),
        ("/events/account-deposit", {"accountId": "x", "amount": 1}, "accountId"),
        ("/events/account-deposit", {"accountId": "ACCOUNT", "amount": 0}, "amount: must be a decimal"),
        ("/events/account-deposit", {"accountId": "ACCOUNT", "amount": "1.001"}, "amount: must be a decimal"),
        ("/events/account-deposit", {"accountId": "ACCOUNT", "amount": -1}, "amount: must be a decimal"),
        ("/events/account-deposit", {"accountId": "ACCOUNT", "amount": 1, "iban": "x"}, "iban: is not an IBAN"),
        ("/events/card-spends", {"cardRef": "CARD", "amount": 1.001}, "amount: must be a decimal"),
        ("/events/card-settles", {"transactionId": 1, "status": "P"}, "status: "),
        ("/events/card-settles", {"transactionId": "LOAD", "status": "D", "reason": "TRS0000"}, "reason: "),
        ("/events/card-settles", {"transactionId": "LOAD", "status": "S", "reason": "TRS0010"}, "reason: "),
        ("/events/transfer-progress", {}, "give either transferId or transferIds"),
        ("/events/transfer-executed", {"transferId": 1, "transferIds": [1]}, "give either transferId or transferIds"),
        ("/events/transfer-cancelled", {"transferIds": []}, "transferIds: "),
        ("/events/transfer-executed", {"transferIds": ["TRANSFER", "TRANSFER"]}, "transferIds: one is there twice"),
        ("/events/kyc-decision", {"accountId": 1, "type": "selfie", "accepted": "yes"}, "accepted: "),
        ("/events/banking-network", {"slow": 1}, "slow: "),
        ("/events/functionality", {"operation": "getNothing", "allowed": False}, "operation: there is no"),
        ("/events/callbacks", {"all": True}, "all: "),
        ("/events/callback-url", {}, "url: "),
        ("/events/tracking-available", {"orderId": 1.5}, "orderId"),
    ],
)
def test_bad_order_is_refused_with_a_sentence(world: World, path: str, order: Any, part: str) -> None:
    """An order that makes no sense is 400, and the sentence names the field."""
    number = body(world.load())["transaction_id"]
    names = {"ACCOUNT": world.business, "CARD": world.multi, "LOAD": number, "TRANSFER": world.add_transfer()}
    text = json.dumps(order)
    for name, value in names.items():
        text = text.replace(json.dumps(name), json.dumps(value))
    before = world.balance()
    response = world.control_raw("POST", path, json.loads(text))
    assert (response.status_code, list(response.json())) == (400, ["error"])
    assert part in response.json()["error"]
    assert before == world.balance()


@pytest.mark.parametrize(
    ("event", "order"),
    [
        ("account-deposit", {"accountId": 1, "amount": 1}),
        ("card-spends", {"cardRef": "x", "amount": 1}),
        ("card-settles", {"transactionId": 1}),
        ("transfer-progress", {"transferId": 1}),
        ("transfer-executed", {"transferId": "1"}),
        ("transfer-cancelled", {"transferIds": [1]}),
        ("kyc-decision", {"accountId": 1, "type": "selfie", "accepted": True}),
        ("account-partner", {"accountId": 1}),
        ("sub-account", {"accountId": 1}),
        ("card-holder", {"cardRef": "x"}),
        ("tracking-available", {"orderId": 1}),
        ("token-issue", {"username": "x"}),
        ("earthquake", {}),
    ],
)
def test_event_on_nothing_is_unknown(world: World, event: str, order: dict[str, Any]) -> None:
    """What does not exist is 404, with a sentence."""
    response = world.control_raw("POST", f"/events/{event}", order)
    assert (response.status_code, list(response.json())) == (404, ["error"])


def test_file_that_was_not_uploaded_is_not_decided_on(world: World) -> None:
    """There has to be a file of the type."""
    order = {"accountId": world.consumer, "type": "selfie", "accepted": True}
    assert world.control_raw("POST", "/events/kyc-decision", order).status_code == 404


def test_transfer_that_is_over_stays_as_it_is(world: World) -> None:
    """Neither progress nor another end."""
    number = world.add_transfer()
    world.event("transfer-executed", transferId=number)
    for event in ("transfer-progress", "transfer-executed", "transfer-cancelled"):
        assert world.control_raw("POST", f"/events/{event}", {"transferId": number}).status_code == 409


def test_day_does_not_pass_beyond_the_calendar(world: World) -> None:
    """The clock ends with the year 2099."""
    world.control("POST", "/clock", {"now": "2099-12-31T12:00:00Z"})
    assert world.control_raw("POST", "/events/day-passes", {}).status_code == 409
    world.control("POST", "/reset")


def test_deposit_shows_as_a_statement(world: World) -> None:
    """Numbers of accounts may be text, amounts number or text."""
    for amount in (1, 2.5, "3.25"):
        world.event("account-deposit", accountId=str(world.consumer), amount=amount, comment="hello")
    assert world.balance(world.consumer) == 106.75
    rows = world.statements(account=world.consumer)["transactions"]
    assert ["hello"] * 3 == [each["description"] for each in rows[:3]]


def test_log_keeps_secrets(world: World) -> None:
    """Operation, code, faults and request_id; no credential anywhere in it."""
    world.arm("exception-wrong")
    refused = world.call("GET", "/cards/none")
    (entry,) = world.control("GET", "/log", query="limit=1")["requests"]
    assert {
        "method": "GET",
        "path": "/v1.0/cards/none",
        "operation": "getCard",
        "status": 403,
        "code": "4030310",
        "faults": ["exception-wrong"],
        "trace_id": str(refused.json()["request_id"]),
    }.items() <= entry.items()
    everything = json.dumps(world.control("GET", "/log"))
    secrets = (world.bearers[0], PEOPLE[0]["client_secret"], PEOPLE[0]["password"], "1603443843.0000")
    assert not any(secret in everything for secret in secrets)


def test_faults_are_listed_with_summary_and_operations(world: World) -> None:
    """GET shows every fault that there is."""
    available = world.control("GET", "/faults")["available"]
    assert set(anytime.FAULTS) == {each["name"] for each in available}
    assert all(each["summary"] and set(each["operations"]) <= set(anytime.OPERATIONS) for each in available)


def test_there_are_32_operations() -> None:
    """As many as the provider's document has sections."""
    assert (32, 32) == (len(anytime.OPERATIONS), len(set(anytime.OPERATIONS)))


def test_unforeseen_exception_is_an_answer_and_a_log_entry(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of the sandbox is the provider's 500 on the wire and a traceback in the log."""

    def explode(call: Call, _: str) -> None:
        raise ZeroDivisionError(len(call.segments))

    monkeypatch.setattr("conformance.sandbox.anytime.access.authorize", explode)
    assert code(world.call("GET", "/apicheck")) == "5000010"
    log = world.control("GET", "/log")
    assert log["counters"]["unhandled"] == 1
    assert "ZeroDivisionError: 2" in log["unhandled"][0]
    world.control("POST", "/reset")


def test_fresh_sandbox_writes_keys_for_the_owner_only(tmp_path: Path) -> None:
    """Without a registration there are two API users, with 2048-bit keys in files of mode 0600."""
    sandbox = anytime.create_sandbox(key_folder=tmp_path / "keys")
    names = ("client_id", "client_secret", "username", "password", "private_key_file")
    assert {*names, *(f"second_{name}" for name in names)} == set(sandbox.credentials)
    for name in ("private_key_file", "second_private_key_file"):
        path = Path(sandbox.credentials[name])
        key = load_pem_private_key(path.read_bytes(), None)
        assert (path.stat().st_mode & 0o777, getattr(key, "key_size", 0)) == (0o600, 2048)
    again = anytime.create_sandbox(key_folder=tmp_path / "keys")
    assert sandbox.credentials == again.credentials
    other = anytime.create_sandbox(seed=2, key_folder=tmp_path / "keys")
    assert sandbox.credentials["client_id"] != other.credentials["client_id"]
    assert sandbox.credentials["client_secret"] not in repr(sandbox)


def test_registration_is_honoured(tmp_path: Path) -> None:
    """A key may be in a file beside the registration; a client is told what the file says of it."""
    (tmp_path / "key.pem").write_text(public_pem(private_key(0)))
    path = tmp_path / "users.json"
    path.write_text(json.dumps([{**PEOPLE[0], "public_key_file": "key.pem"}]))
    made = World(path)
    made.log_in()
    assert len(made.accounts()) == 2
    assert {name: value for name, value in PEOPLE[0].items() if name != "name"} == made.sandbox.credentials


GOOD = {**PEOPLE[0], "public_key": "PEM"}


@pytest.mark.parametrize(
    ("entries", "part"),
    [
        (None, "cannot be read"),
        ("[", "must be a JSON list of API users"),
        ([], "must be a JSON list of API users"),
        ([{**GOOD, "client_id": 5}], "user 1: client_id: "),
        ([{**GOOD, "password": ""}], "user 1: password: "),
        ([{**GOOD, "colour": "red"}], "user 1: colour: "),
        ([PEOPLE[0]], "user 1: give either"),
        ([{**GOOD, "public_key": "secret text"}], "user 1: public_key: not a public key in PEM"),
        ([{**GOOD, "public_key": "EC"}], "user 1: public_key: not an RSA key"),
        ([{**GOOD, "public_key_file": "x"}], "user 1: give either public_key or public_key_file"),
        ([{**PEOPLE[0], "public_key_file": "missing.pem"}], "user 1: public_key_file: "),
        ([{**GOOD, "addresses": []}], "user 1: addresses: "),
        ([{**GOOD, "addresses": ["localhost"]}], "user 1: addresses: one is neither"),
        ([GOOD, {**GOOD, "username": "other"}], "client_id: two API users have the same"),
        ([GOOD, {**GOOD, "client_id": "other"}], "username: two API users have the same"),
    ],
)
def test_bad_registration_is_refused_with_a_sentence(tmp_path: Path, entries: Any, part: str) -> None:
    """The sentence names the file and the member, and shows no value of the file."""
    path = tmp_path / "users.json"
    if entries is not None:
        elliptic = public_pem(ec.generate_private_key(ec.SECP256R1()))
        text = entries if isinstance(entries, str) else json.dumps(entries)
        text = text.replace('"PEM"', json.dumps(public_pem(private_key(0)))).replace('"EC"', json.dumps(elliptic))
        path.write_text(text)
    with pytest.raises(anytime.RegistrationError) as caught:
        anytime.create_sandbox(registration=path, key_folder=tmp_path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert part in sentence
    assert not any(secret in sentence for secret in ("secret text", PEOPLE[0]["client_secret"]))


def test_clock_that_follows_the_wall_is_settable() -> None:
    """An unfrozen sandbox starts now and takes an offset."""
    made = World(anytime_world.registration(), frozen=False)
    made.control("POST", "/clock", {"now": "2020-01-01T00:00:00Z"})
    made.log_in()
    assert body(made.call("GET", "/apicheck"))["date_time"].startswith("2020-01-01 01:0")
    made.control("POST", "/reset")
    assert made.control("GET", "/clock")["now_s"] > 1_700_000_000


def test_curl_line_works_when_pasted_twice(tmp_path: Path) -> None:
    """The line lists the accounts, and signs anew each time."""
    sandbox = anytime.create_sandbox(key_folder=tmp_path / "a folder")
    with server.running(sandbox.app) as running:
        line = anytime.curl_line(running.base_url, sandbox.credentials)
        for _ in range(2):
            done = subprocess.run(["bash", "-c", line], capture_output=True, check=True, timeout=60)
            assert json.loads(done.stdout)["body"]["total_results"] == 2
        with pytest.raises(OSError, match=r"."):
            anytime.curl_line("http://127.0.0.1:9", sandbox.credentials)
