"""The control plane resets, moves time, arms faults, lets things happen and tells what happened."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from conformance.sandbox import tikkie
from conformance.sandbox.tikkie.calls import Call
from tests import sandbox_world
from tests.sandbox_world import FIRST_KEY, SECOND_KEY, World, code, private_key, public_pem


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from sandbox_world.settled()


def test_index_names_the_provider_and_the_endpoints(world: World) -> None:
    """GET /_sandbox, with or without a slash, lists what there is."""
    for path in ("", "/"):
        index = world.control("GET", path)
        assert index["provider"] == "tikkie"
        assert "POST /_sandbox/events/pay" in index["endpoints"]


def test_reset_forgets_everything(world: World) -> None:
    """Resources, tokens, faults, clock, log and changes of a client are as at the start."""
    world.event("client", apiKey=FIRST_KEY, state="REVOKED")
    world.control("POST", "/faults", {"fault": "drop"})
    world.control("POST", "/clock", {"advance_s": 1000})
    assert world.control("POST", "/reset")["now"] == "2018-06-19T09:20:42.000Z"
    assert world.control("GET", "/faults")["armed"] == []
    assert world.control("GET", "/log")["requests"] == []
    assert code(world.call("GET", "/platforms")) == "ERR_2002_001"
    world.log_in()
    assert world.call("GET", "/platforms").json() == []


def test_reset_with_a_seed_changes_identifiers(world: World) -> None:
    """Another seed gives other identifiers, the first seed the same again."""
    found = []
    for seed in (1, 2, 1):
        world.control("POST", "/reset", {"seed": seed})
        world.log_in()
        found.append(world.bearer)
    assert found[0] == found[2]
    assert found[0] != found[1]


def test_clock_moves_a_millisecond_with_each_provider_request(world: World) -> None:
    """Control requests do not move a frozen clock, provider requests move it by one millisecond."""
    before = world.control("GET", "/clock")["now_s"]
    assert before == world.control("GET", "/clock")["now_s"]
    world.call("GET", "/nothing")
    assert world.control("GET", "/clock")["now_s"] == pytest.approx(before + 0.001, abs=1e-6)


def test_clock_can_be_advanced_and_set(world: World) -> None:
    """Seconds, fractions included, or an instant in UTC, forwards and backwards."""
    world.control("POST", "/clock", {"now": "2020-02-29T12:00:00Z"})
    assert world.control("POST", "/clock", {"advance_s": 1.5})["now"] == "2020-02-29T12:00:01.500Z"
    assert world.control("POST", "/clock", {"advance_s": -2})["now"] == "2020-02-29T11:59:59.500Z"
    assert world.control("POST", "/clock", {"now": "2020-01-01T00:00:00.25Z"})["now_s"] == 1577836800.25


@pytest.mark.parametrize(
    ("path", "body", "part"),
    [
        ("/clock", {}, "advance_s or now"),
        ("/clock", {"advance_s": 1, "now": "2020-01-01T00:00:00Z"}, "advance_s or now"),
        ("/clock", {"advance_s": "1"}, "advance_s: "),
        ("/clock", {"advance_s": 1e300}, "advance_s: the clock runs"),
        ("/clock", {"now": "2020-01-01"}, "now: "),
        ("/clock", {"now": "2020-13-01T00:00:00Z"}, "now: "),
        ("/clock", {"now": "1969-12-31T00:00:00Z"}, "now: the clock runs"),
        ("/clock", {"later": 1}, "later: "),
        ("/clock", [], "the body: "),
        ("/reset", {"seed": "one"}, "seed: "),
        ("/reset", {"limits": {"platforms_per_client": -1}}, "limits.platforms_per_client: "),
        ("/reset", {"limits": {"platforms": 1}}, "limits.platforms: "),
        ("/reset", {"limits": {"expiry_days": None}}, "limits.expiry_days: "),
        ("/faults", {}, "fault: "),
        ("/faults", {"fault": "stale-raed"}, "did you mean stale-read"),
        ("/faults", {"fault": "drop", "operation": "getNothing"}, "getNothing"),
        ("/faults", {"fault": "drop", "times": 0}, "times"),
        ("/faults", {"fault": "delay"}, "delay_ms"),
        ("/faults", {"fault": "drop", "delay_ms": 5}, "delay_ms"),
        ("/events/pay", {}, "paymentRequestToken: "),
        ("/events/pay", {"paymentRequestToken": "x", "amountInCents": 0}, "amountInCents: "),
        ("/events/payment", {"paymentToken": "x", "onlinePaymentStatus": "LATE"}, "onlinePaymentStatus: "),
        ("/events/client", {"apiKey": FIRST_KEY, "state": "GONE"}, "state: "),
    ],
)
def test_bad_order_is_refused_with_a_sentence(world: World, path: str, body: Any, part: str) -> None:
    """An order that makes no sense is 400, and the sentence names the field."""
    before = world.control("GET", "/clock")
    response = world.control_raw("POST", path, body)
    assert (response.status_code, list(response.json())) == (400, ["error"])
    assert part in response.json()["error"]
    assert before == world.control("GET", "/clock")


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("pay", {"paymentRequestToken": "x"}),
        ("close", {"paymentRequestToken": "x"}),
        ("payment", {"paymentToken": "x", "onlinePaymentStatus": "PAID"}),
        ("yielded-too-fast", {"bankAccountToken": "x", "blocked": True}),
        ("platform", {"platformToken": "x", "status": "ACTIVE"}),
        ("user", {"userToken": "x", "status": "ACTIVE"}),
        ("client", {"apiKey": "x"}),
        ("token-issue", {"apiKey": "x"}),
        ("token-expire", {"accessToken": "x"}),
        ("token-revoke", {"accessToken": "x"}),
        ("earthquake", {}),
    ],
)
def test_event_on_nothing_is_unknown(world: World, event: str, body: dict[str, Any]) -> None:
    """What does not exist is 404, with a sentence."""
    response = world.control_raw("POST", f"/events/{event}", body)
    assert (response.status_code, list(response.json())) == (404, ["error"])


def test_paying_another_amount_than_requested_is_a_conflict(world: World) -> None:
    """A fixed amount is paid as it is."""
    order = {"paymentRequestToken": world.requests[0], "amountInCents": 124}
    assert world.control_raw("POST", "/events/pay", order).status_code == 409


def test_unknown_control_path_and_method_are_refused(world: World) -> None:
    """The control plane has its own 404 and 405."""
    for path in ("/nothing", "/events", "/reset/x", "/x%0Ay"):
        assert world.control_raw("GET", path).status_code == 404
    assert world.control_raw("GET", "/reset").status_code == 405
    assert world.control_raw("GET", "/events/pay").status_code == 405
    assert world.send("POST", "/_sandbox/reset", content=b"\xff").status_code == 400


@pytest.mark.parametrize(
    ("peer", "host"), [("192.0.2.7", "127.0.0.1"), ("127.0.0.1", "evil.example"), ("127.0.0.1", "")]
)
def test_control_answers_the_loopback_interface_only(world: World, peer: str, host: str) -> None:
    """A caller from elsewhere, or one that uses another name, is refused."""
    world.transport.client = (peer, 1)
    refused = world.send("GET", "/_sandbox", headers={"Host": host})
    world.transport.client = ("127.0.0.1", 1)
    assert refused.status_code == 403


@pytest.mark.parametrize("host", ["localhost:8080", "[::1]:8080", "[::1]", "127.0.0.2"])
def test_loopback_has_several_names(world: World, host: str) -> None:
    """Localhost and every loopback address will do."""
    assert world.send("GET", "/_sandbox", headers={"Host": host}).status_code == 200


def test_log_tells_what_happened_and_keeps_secrets(world: World) -> None:
    """The newest requests with operation, code, fired faults and trace; no credential anywhere in it."""
    world.control("POST", "/faults", {"fault": "wrong-category"})
    refused = world.call("GET", "/platforms/no/users")
    log = world.control("GET", "/log", query="limit=2")
    assert [each["operation"] for each in log["requests"]] == ["createPaymentRequest", "getUsers"]
    expected = {
        "time": "2018-06-19T09:20:42.009Z",
        "method": "GET",
        "path": "/v1/tikkie/platforms/no/users",
        "operation": "getUsers",
        "status": 404,
        "code": "ERR_4100_002",
        "faults": ["wrong-category"],
        "trace_id": refused.headers["trace-id"],
    }
    assert expected == log["requests"][1]
    assert log["counters"] == {"requests": 9, "unhandled": 0}
    everything = json.dumps(world.control("GET", "/log"))
    assert not any(secret in everything for secret in (FIRST_KEY, world.bearer))
    assert world.control("GET", "/log", query="limit=0")["requests"] == []
    assert world.control_raw("GET", "/log", query="limit=all").status_code == 400


def test_fault_can_be_disarmed_by_name(world: World) -> None:
    """DELETE takes one fault away, or all of them."""
    for name in ("drop", "truncate", "stale-read"):
        world.control("POST", "/faults", {"fault": name})
    world.control("DELETE", "/faults", query="name=drop")
    assert [each["fault"] for each in world.control("GET", "/faults")["armed"]] == ["truncate", "stale-read"]
    assert world.control_raw("DELETE", "/faults", query="name=drop").status_code == 404
    assert world.control("DELETE", "/faults")["armed"] == []


def test_faults_are_listed_with_summary_and_operations(world: World) -> None:
    """GET shows every fault that there is."""
    available = world.control("GET", "/faults")["available"]
    assert set(tikkie.FAULTS) == {each["name"] for each in available}
    assert all(each["summary"] and set(each["operations"]) <= set(tikkie.OPERATIONS) for each in available)


def test_unforeseen_exception_is_an_answer_and_a_log_entry(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of the sandbox is the provider's 500 on the wire and a traceback in the log."""

    def explode(call: Call) -> None:
        raise ZeroDivisionError(len(call.segments))

    monkeypatch.setattr("conformance.sandbox.tikkie.access.authorize", explode)
    response = world.call("GET", "/platforms")
    assert (code(response), response.status_code) == ("ERR_8100_001", 500)
    log = world.control("GET", "/log")
    assert log["counters"]["unhandled"] == 1
    assert "ZeroDivisionError: 3" in log["unhandled"][0]
    world.control("POST", "/reset")


def test_fresh_sandbox_writes_keys_for_the_owner_only(tmp_path: Path) -> None:
    """Without a registration there are two clients, with 2048-bit keys in files of mode 0600."""
    sandbox = tikkie.create_sandbox(key_folder=tmp_path / "keys")
    assert {
        "api_key",
        "private_key_file",
        "audience",
        "scope",
        "second_api_key",
        "second_private_key_file",
    } == set(sandbox.credentials)
    for name in ("private_key_file", "second_private_key_file"):
        path = Path(sandbox.credentials[name])
        key = load_pem_private_key(path.read_bytes(), None)
        assert (path.stat().st_mode & 0o777, getattr(key, "key_size", 0)) == (0o600, 2048)
    again = tikkie.create_sandbox(key_folder=tmp_path / "keys")
    assert sandbox.credentials == again.credentials
    assert sandbox.credentials["api_key"] not in repr(sandbox)


def test_registration_is_honoured(tmp_path: Path) -> None:
    """A registered client has the scopes, state and entitlement of the file; a key may be in a file beside it."""
    (tmp_path / "key.pem").write_text(public_pem(private_key(0)))
    entries = [
        {"name": "a", "api_key": FIRST_KEY, "public_key_file": "key.pem", "known_to_tikkie": False},
        {"name": "b", "api_key": SECOND_KEY, "public_key_file": "key.pem", "state": "REVOKED"},
    ]
    path = tmp_path / "clients.json"
    path.write_text(json.dumps(entries))
    made = World(path)
    made.log_in()
    assert code(made.call("GET", "/platforms")) == "ERR_4100_001"
    assert code(made.call("GET", "/platforms", api_key=SECOND_KEY)) == "ERR_2004_003"
    assert {"api_key", "second_api_key", "audience", "scope"} == set(made.sandbox.credentials)


GOOD = {"name": "a", "api_key": "k", "public_key": "PEM"}


@pytest.mark.parametrize(
    ("entries", "part"),
    [
        (None, "cannot be read"),
        ("[", "must be a JSON list of clients"),
        ([], "must be a JSON list of clients"),
        ({}, "must be a JSON list of clients"),
        ([{**GOOD, "api_key": 5}], "client 1: api_key: "),
        ([{**GOOD, "state": "GONE"}], "client 1: state: "),
        ([{**GOOD, "colour": "red"}], "client 1: colour: "),
        ([{**GOOD, "public_key": "secret text"}], "client 1: public_key: not a public key in PEM"),
        ([{**GOOD, "public_key": "EC"}], "client 1: public_key: not an RSA key"),
        ([{**GOOD, "public_key_file": "x"}], "client 1: give either public_key or public_key_file"),
        ([{"name": "a", "api_key": "k"}], "client 1: give either"),
        ([{"name": "a", "api_key": "k", "public_key_file": "missing.pem"}], "client 1: public_key_file: "),
        ([GOOD, GOOD], "api_key: two clients have the same"),
    ],
)
def test_bad_registration_is_refused_with_a_sentence(tmp_path: Path, entries: Any, part: str) -> None:
    """The sentence names the file and the member, and shows no value of the file."""
    path = tmp_path / "clients.json"
    if entries is not None:
        elliptic = public_pem(ec.generate_private_key(ec.SECP256R1()))
        text = entries if isinstance(entries, str) else json.dumps(entries)
        text = text.replace('"PEM"', json.dumps(public_pem(private_key(0)))).replace('"EC"', json.dumps(elliptic))
        path.write_text(text)
    with pytest.raises(tikkie.RegistrationError) as caught:
        tikkie.create_sandbox(registration=path, key_folder=tmp_path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert part in sentence
    assert "secret text" not in sentence


def test_clock_that_follows_the_wall_is_settable(tmp_path: Path) -> None:
    """An unfrozen sandbox starts now, runs on, and takes an offset."""
    made = World(sandbox_world.registration(), frozen=False)
    made.control("POST", "/clock", {"now": "2020-01-01T00:00:00Z"})
    assert made.control("GET", "/clock")["now"].startswith("2020-01-01T00:")
    made.control("POST", "/reset")
    assert made.control("GET", "/clock")["now_s"] > 1_700_000_000


def test_url_of_httpx_reaches_the_raw_path(world: World) -> None:
    """The driver of these tests sends a path as it is written."""
    assert httpx.URL("http://127.0.0.1/a%2Fb").raw_path == b"/a%2Fb"
    assert code(world.call("GET", "/platforms%2F..")) == "ERR_4001_001"
