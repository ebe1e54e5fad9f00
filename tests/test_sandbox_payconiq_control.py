"""The control plane of the Payconiq sandbox, and how a sandbox is made: events, resets, registration, credentials."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from conformance.sandbox import payconiq
from conformance.sandbox.clock import Clock
from conformance.sandbox.payconiq import registration
from conformance.sandbox.payconiq.calls import Call
from conformance.sandbox.payconiq.state import State
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
    code,
    private_key,
    public_pem,
    refusal,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from payconiq_world.settled()


def test_index_names_the_provider_and_the_events(world: World) -> None:
    """GET /_sandbox lists what there is."""
    index = world.control("GET", "")
    assert "payconiq" == index["provider"]
    events = ["mandate-signed", "verification-code", "direct-debit-submitted", "bank-answers"]
    for name in (*events, "key-forgotten", "partner-setting"):
        assert f"POST /_sandbox/events/{name}" in index["endpoints"]


def test_reset_forgets_everything(world: World) -> None:
    """Customers, transactions, a rotated key, settings, limits, faults, clock and log are as at the start."""
    assert world.rotate("new").status_code == 200
    world.event("key-forgotten", partnerId=SECOND)
    world.event("partner-setting", partnerId=FIRST, enableMandateManagement=False)
    world.control("POST", "/faults", {"fault": "drop"})
    world.control("POST", "/clock", {"advance_s": 1000})
    assert "2015-09-21T14:23:17.482Z" == world.control("POST", "/reset")["now"]
    assert [] == world.control("GET", "/faults")["armed"]
    assert [] == world.control("GET", "/log")["requests"]
    assert [] == world.call("GET", "/transactions").json()
    assert (404, "ENTITY_NOT_FOUND") == refusal(world.call("GET", f"/customers/{world.customer}"))
    world.settle_down()
    assert world.pay(partner=SECOND, originId=world.foreign).status_code == 201


def test_reset_takes_limits_back(world: World) -> None:
    """An option lasts until the next reset."""
    for limits, status in (({"literal_statuses": True}, 401), ({}, 404), ({"literal_statuses": False}, 404)):
        world.control("POST", "/reset", {"limits": limits})
        refused = world.call("GET", f"/customers/{UNKNOWN_ID}/bankAccounts/{IBAN}/mandate")
        assert (status, "ENTITY_NOT_FOUND") == refusal(refused)


def test_reset_with_a_seed_changes_identifiers(world: World) -> None:
    """Another seed gives other ids, references and codes, the first seed the same again."""
    found = []
    for seed in (1, 2, 1):
        world.control("POST", "/reset", {"seed": seed})
        customer = world.enrol(CUSTOMER)
        path = world.account("/sendVerificationCode", customer=customer)
        assert world.call("POST", path).status_code == 200
        reference = world.call("GET", world.account("/mandate", customer=customer)).json()["reference"]
        found.append((customer, reference, world.code(customer=customer)))
    assert found[0] == found[2]
    assert all(one != other for one, other in zip(found[0], found[1], strict=True))


@pytest.mark.parametrize(
    ("path", "body", "part"),
    [
        ("/reset", {"limits": {"literal_statuses": 1}}, "limits.literal_statuses: "),
        ("/reset", {"limits": {"verification_attempts": 0}}, "limits.verification_attempts: "),
        ("/reset", {"limits": {"attempts": 1}}, "limits.attempts: "),
        ("/faults", {"fault": "stale-lits"}, "did you mean stale-list"),
        ("/faults", {"fault": "error:R111", "operation": "getPartner"}, "it shows in createCustomer"),
        ("/events/mandate-signed", {}, "customerId: "),
        ("/events/mandate-signed", {"customerId": 5, "iban": IBAN}, "customerId: "),
        ("/events/verification-code", {"customerId": "x"}, "iban: "),
        ("/events/direct-debit-submitted", {"transactionId": "x", "when": 1}, "when: "),
        ("/events/bank-answers", {"transactionId": "x", "sddStatus": "SUBMITED"}, "sddStatus: "),
        ("/events/bank-answers", {"transactionId": "x", "sddStatus": "EXCEPTION", "reason": ""}, "reason: "),
        ("/events/bank-answers", {"transactionId": "x", "sddStatus": "EXCEPTION", "reason": "ABCDE"}, "reason: "),
        ("/events/bank-answers", {"transactionId": "x", "sddStatus": "EXCEPTION", "reason": "am04"}, "reason: "),
        ("/events/key-forgotten", {}, "partnerId: "),
        ("/events/partner-setting", {"partnerId": FIRST}, "enableMandateManagement: "),
    ],
)
def test_bad_order_is_refused_with_a_sentence(world: World, path: str, body: Any, part: str) -> None:
    """An order that makes no sense is 400, and the sentence names the field."""
    response = world.control_raw("POST", path, body)
    assert (400, ["error"]) == (response.status_code, list(response.json()))
    assert part in response.json()["error"]


@pytest.mark.parametrize(
    ("event", "body", "part"),
    [
        ("mandate-signed", {"customerId": "x", "iban": IBAN}, "customerId: there is no customer 'x'"),
        ("verification-code", {"customerId": "CUSTOMER", "iban": "x"}, "iban: the customer has no account 'x'"),
        ("direct-debit-submitted", {"transactionId": "x"}, "transactionId: there is no transaction 'x'"),
        ("bank-answers", {"transactionId": "x", "sddStatus": "EXCEPTION"}, "transactionId: "),
        ("key-forgotten", {"partnerId": "x"}, "partnerId: there is no partner 'x'"),
        ("partner-setting", {"partnerId": "x", "enableMandateManagement": True}, "partnerId: "),
    ],
)
def test_event_on_nothing_is_unknown(world: World, event: str, body: dict[str, Any], part: str) -> None:
    """What does not exist is 404, with a sentence that names it."""
    known = {name: world.customer if value == "CUSTOMER" else value for name, value in body.items()}
    response = world.control_raw("POST", f"/events/{event}", known)
    assert (404, ["error"]) == (response.status_code, list(response.json()))
    assert part in response.json()["error"]


def test_code_that_was_not_sent_is_a_conflict(world: World) -> None:
    """Nothing is pending."""
    order = {"customerId": world.customer, "iban": IBAN}
    assert world.control_raw("POST", "/events/verification-code", order).status_code == 409


def test_events_reach_every_partner(world: World) -> None:
    """The control plane stands outside the partners."""
    foreign = world.pay_id(partner=SECOND, originId=world.foreign)
    world.fail(foreign)
    assert "FAILED" == world.read(foreign, partner=SECOND).json()["status"]


def test_log_tells_what_happened_and_keeps_secrets(world: World) -> None:
    """The newest requests with operation, code and fired faults; no credential and no body in it."""
    world.control("POST", "/faults", {"fault": "level-lower-case"})
    world.call("GET", f"/transactions/{UNKNOWN_ID}", query="x=secret")
    (entry,) = world.control("GET", "/log", query="limit=1")["requests"]
    expected = {
        "time": "2015-09-21T14:23:17.489Z",
        "method": "GET",
        "path": f"/v1/partners/{FIRST}/transactions/{UNKNOWN_ID}",
        "operation": "getTransaction",
        "status": 404,
        "code": "ENTITY_NOT_FOUND",
        "faults": ["level-lower-case"],
        "trace_id": "",
    }
    assert expected == entry
    everything = json.dumps(world.control("GET", "/log"))
    assert not any(secret in everything for secret in (*TOKENS.values(), "secret", "REF01"))


def test_faults_are_listed_with_summary_and_operations(world: World) -> None:
    """GET shows every fault that there is."""
    available = world.control("GET", "/faults")["available"]
    assert set(payconiq.FAULTS) == {each["name"] for each in available}
    assert all(each["summary"] and set(each["operations"]) <= set(payconiq.OPERATIONS) for each in available)


def test_unforeseen_exception_is_an_answer_and_a_log_entry(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of the sandbox is the provider's 500 on the wire and a traceback in the log."""

    def explode(call: Call) -> None:
        raise ZeroDivisionError(len(call.segments))

    monkeypatch.setattr("conformance.sandbox.payconiq.access.authorize", explode)
    response = world.call("GET", "")
    assert (500, "R999") == refusal(response)
    assert "Internal Server Error" == response.json()["message"]
    log = world.control("GET", "/log")
    assert 1 == log["counters"]["unhandled"]
    assert "ZeroDivisionError: 3" in log["unhandled"][0]
    world.control("POST", "/reset")


def test_fresh_sandbox_writes_keys_for_the_owner_only(tmp_path: Path) -> None:
    """Without a registration there are two partners with keys on file, 2048 bits in files of mode 0600."""
    sandbox = payconiq.create_sandbox(key_folder=tmp_path / "keys")
    names = ["partner_id", "token", "private_key_file"]
    assert [*names, *(f"second_{name}" for name in names)] == list(sandbox.credentials)
    for prefix in ("", "second_"):
        assert re.fullmatch(r"[0-9a-f]{24}", sandbox.credentials[f"{prefix}partner_id"])
        token = sandbox.credentials[f"{prefix}token"]
        assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", token)
        path = Path(sandbox.credentials[f"{prefix}private_key_file"])
        key = load_pem_private_key(path.read_bytes(), None)
        assert (0o600, 2048) == (path.stat().st_mode & 0o777, getattr(key, "key_size", 0))
    again = payconiq.create_sandbox(key_folder=tmp_path / "keys")
    assert sandbox.credentials == again.credentials
    other = payconiq.create_sandbox(seed=2, key_folder=tmp_path / "keys")
    assert sandbox.credentials["partner_id"] != other.credentials["partner_id"]
    assert sandbox.credentials["token"] not in repr(sandbox)


def test_key_of_a_fresh_sandbox_signs(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The private key in the file belongs to the key on file."""
    sandbox = payconiq.create_sandbox(key_folder=tmp_path)
    credentials = sandbox.credentials
    partner = credentials["partner_id"]
    key = load_pem_private_key(Path(credentials["private_key_file"]).read_bytes(), None)
    monkeypatch.setitem(TOKENS, partner, credentials["token"])
    monkeypatch.setattr(payconiq_world, "private_key", lambda _: key)
    world.transport.app = sandbox.app
    world.customer = world.enrol(payconiq_world.SIGNED_CUSTOMER, partner=partner)
    assert world.pay(partner=partner).status_code == 201
    shown = world.call("GET", "", partner=partner).json()
    assert ("Voorbeeld BV", 1442845397000 - 2 * 86_400_000) == (shown["companyName"], shown["creationDate"])


def test_registration_is_honoured(tmp_path: Path) -> None:
    """Ids, tokens, names and settings are those of the file; a key may be in a file beside it, or not be at all."""
    (tmp_path / "key.pem").write_text(public_pem(private_key(FIRST)))
    entries = [
        {"partnerId": KEYLESS, "token": TOKENS[KEYLESS], "companyName": "Ü {0} BV", "firstName": "A", "lastName": "B"},
        {"partnerId": FIRST, "token": TOKENS[FIRST], "publicKeyFile": "key.pem", "enableMandateManagement": False},
    ]
    path = tmp_path / "partners.json"
    path.write_text(json.dumps(entries))
    made = World(registration=path)
    expected = {
        "partner_id": KEYLESS,
        "token": TOKENS[KEYLESS],
        "second_partner_id": FIRST,
        "second_token": TOKENS[FIRST],
    }
    assert expected == made.sandbox.credentials
    made.customer = made.enrol(CUSTOMER, partner=KEYLESS)
    shown = made.call("GET", made.account("/mandate"), partner=KEYLESS, headers={"Accept-Language": "en"}).json()
    assert "Ü {0} BV Payments" == shown["reason"]
    partner = made.call("GET", "", partner=KEYLESS).json()
    assert ("A", "B", "Ü {0} BV") == (partner["firstName"], partner["lastName"], partner["companyName"])
    assert partner["bankAccounts"][0]["IBAN"] != made.call("GET", "").json()["bankAccounts"][0]["IBAN"]
    assert (400, "FIELD_IS_REQUIRED") == refusal(made.call("POST", "/customers", CUSTOMER))
    assert (400, "AUTHENTICATION_NOT_FOUND") == refusal(made.pay(partner=KEYLESS))


def test_single_partner_has_no_second(tmp_path: Path) -> None:
    """The credentials are those there are."""
    path = tmp_path / "partners.json"
    path.write_text(json.dumps([{"partnerId": FIRST, "token": TOKENS[FIRST]}]))
    assert {"partner_id", "token"} == set(World(registration=path).sandbox.credentials)


def small_pem() -> str:
    """Return a public key that is too short."""
    numbers = rsa.RSAPublicNumbers(65537, (1 << 1022) + 0x10001)
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return numbers.public_key().public_bytes(encoding, form).decode()


def elliptic_pem() -> str:
    """Return a public key of another kind."""
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(encoding, form).decode()


GOOD = {"partnerId": FIRST, "token": "secret-token"}


@pytest.mark.parametrize(
    ("entries", "part"),
    [
        (None, "cannot be read"),
        ("[", "must be a JSON list of partners"),
        ([], "must be a JSON list of partners"),
        ({}, "must be a JSON list of partners"),
        ([5], "partner 1: the entry: "),
        ([{"token": "secret-token"}], "partner 1: partnerId: is missing"),
        ([{**GOOD, "partnerId": FIRST.upper()}], "partner 1: partnerId: "),
        ([{**GOOD, "partnerId": FIRST + "\n"}], "partner 1: partnerId: "),
        ([{"partnerId": FIRST}], "partner 1: token: is missing"),
        ([{**GOOD, "token": "secret token"}], "partner 1: token: "),
        ([{**GOOD, "colour": "red"}], "partner 1: colour: "),
        ([{**GOOD, "companyName": ""}], "partner 1: companyName: "),
        ([{**GOOD, "publicKey": "secret-token"}], "partner 1: publicKey: not a public key in PEM"),
        ([{**GOOD, "publicKey": "EC"}], "partner 1: publicKey: not an RSA key of at least 1024 bits"),
        ([{**GOOD, "publicKey": "SMALL"}], "partner 1: publicKey: not an RSA key of at least 1024 bits"),
        ([{**GOOD, "publicKey": "PEM", "publicKeyFile": "x"}], "partner 1: give either publicKey or publicKeyFile"),
        ([GOOD, {**GOOD, "publicKeyFile": "missing.pem"}], "partner 2: publicKeyFile: "),
        ([{**GOOD, "publicKeyFile": "a\u0000b"}], "partner 1: publicKeyFile: "),
        ([GOOD, {**GOOD, "token": "x"}], "partnerId: two partners have the same"),
        ([GOOD, {**GOOD, "partnerId": SECOND}], "token: two partners have the same"),
    ],
)
def test_bad_registration_is_refused_with_a_sentence(tmp_path: Path, entries: Any, part: str) -> None:
    """The sentence names the file and the member, and shows no value of the file."""
    path = tmp_path / "partners.json"
    if entries is not None:
        text = entries if isinstance(entries, str) else json.dumps(entries)
        for word, pem in (("PEM", public_pem(private_key(FIRST))), ("EC", elliptic_pem()), ("SMALL", small_pem())):
            text = text.replace(f'"{word}"', json.dumps(pem))
        path.write_text(text)
    with pytest.raises(payconiq.RegistrationError) as caught:
        payconiq.create_sandbox(registration=path, key_folder=tmp_path)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert part in sentence
    assert "\n" not in sentence
    assert "secret" not in sentence


def test_clock_that_follows_the_wall_is_settable() -> None:
    """An unfrozen sandbox starts now, runs on, and takes an offset."""
    made = World(frozen=False)
    made.control("POST", "/clock", {"now": "2020-01-01T00:00:00Z"})
    assert made.enrol(CUSTOMER).startswith("5e0be1")
    made.control("POST", "/reset")
    assert made.control("GET", "/clock")["now_s"] > 1_700_000_000


def test_last_day_of_the_clock_still_makes_identifiers(world: World) -> None:
    """An id has room for the seconds of any time the clock can have."""
    for now in ("2100-01-01T00:00:00Z", "1970-01-01T00:00:00Z"):
        world.control("POST", "/clock", {"now": now})
        assert 24 == len(world.enrol(CUSTOMER))


def test_envelope_of_an_error_has_no_values_where_none_are_listed(world: World) -> None:
    """The driver of these tests looks at every envelope: values come with four codes and with no other."""
    refused = world.call("GET", "", token=None)
    assert "R918" == code(refused)
    assert ["level", "code", "message"] == list(refused.json())


def test_new_code_is_none_of_the_old_ones() -> None:
    """Where chance would repeat a code, the next one is taken."""
    partners = registration.load_partners(payconiq_world.registered())
    states = [State(partners=partners, seed=1, clock=Clock(start_ms=0)) for _ in range(2)]
    first, second = (states[0].new_code(unlike=()) for _ in range(2))
    assert second == states[1].new_code(unlike=[first])
