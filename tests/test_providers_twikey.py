"""What the judge brings along for Twikey: credentials, broken ones, generators, first calls and claims."""

from __future__ import annotations

import base64
import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

from auth_hooks import twikey
from conformance import contract, faultcheck, registry
from conformance.provider import BadCredentials
from conformance.providers.twikey import BUDGETS, PROVIDER, access, claims, explore, formats, reading
from conformance.providers.twikey.callback_rules import CALLBACKS
from conformance.providers.twikey.rules import RULES
from conformance.review.formats import build_checker
from conformance.scenarios import twikey as scenarios
from tests.twikey_samples import (
    API_TOKEN,
    B2B_TEMPLATE,
    BAD_IBAN,
    BASE_URL,
    BENEFICIARY,
    IBAN,
    NOW_S,
    NUMBERED_TEMPLATE,
    OTHER_API_TOKEN,
    PREPARED_KEY,
    PRIVATE_KEY,
    SECURED_API_TOKEN,
    SESSION,
    SIGNED_NO,
    TEMPLATE,
    VALUES,
    make_access,
    make_creditor,
)

BATTERY = {broken.name: broken for broken in access.BATTERY}
CONTRACT = contract.load_contract(registry.spec_path("twikey"))
VECTORS = json.loads((Path(__file__).parent / "vectors" / "twikey.json").read_text(encoding="utf-8"))


# --- access ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"template_id": ""},
        {"template_id": "one"},
        {"b2b_template_id": "0"},
        {"numbered_template_id": "\uff11"},
        {"second_template_id": "-1"},
        {"beneficiary_iban": BAD_IBAN},
        {"api_token": f"Bearer {API_TOKEN}"},
        {"private_key": "no key"},
        {"otp_private_key": "no key"},
        {"otp_api_token": "a b"},
    ],
    ids=str,
)
def test_access_is_refused_without_repeating_a_secret(changes: dict[str, Any]) -> None:
    """What cannot be used is named, and no secret is shown."""
    (name,) = changes
    with pytest.raises(BadCredentials) as caught:
        make_access(**changes)
    assert str(caught.value).startswith(f"{name} must be")
    assert not any(value and value in str(caught.value) for value in (*VALUES.values(), "no key") if len(value) > 1)
    assert "\n" not in str(caught.value)


def test_wrong_token_of_the_second_creditor_is_named() -> None:
    """The name is that of the variable to mend."""
    with pytest.raises(BadCredentials, match=r"^second_api_token must be"):
        make_access(prefix="second_", second_api_token="a b")


def test_access_shows_no_secret() -> None:
    """Tokens and keys stay out of what is printed of a creditor and of what a run knows."""
    known = make_creditor()
    for shown in (repr(known.access), repr(known)):
        assert not any(secret in shown for secret in (API_TOKEN, OTHER_API_TOKEN, PRIVATE_KEY, SESSION))


def test_second_creditor_has_credentials_of_its_own() -> None:
    """The names of the other creditor's credentials begin with second_."""
    other = make_access(prefix="second_", second_template_id="7")
    assert (OTHER_API_TOKEN, "7") == (other.credentials.api_token, other.template_id)
    assert {"api_token", "template_id"} == set(PROVIDER.variables) - PROVIDER.optional


def test_creditor_with_enhanced_security_may_be_another_one() -> None:
    """Its token and key are named apart, and without them nothing is tried with them."""
    assert (SECURED_API_TOKEN, PRIVATE_KEY) == (
        make_access().secured.api_token,
        make_access().secured.private_key,
    )
    values = {name: VALUES[name] for name in ("api_token", "template_id")}
    with httpx.Client() as http:
        bare = access.open_access(values, prefix="", base_url=BASE_URL, http=http, clock=float)
    with pytest.raises(BadCredentials, match="otp_api_token is missing"):
        _ = bare.secured


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b'{"code": "err_no_contract", "message": "No"}', {}, "err_no_contract"),
        (b'\n {"code": "err_x"}', {"apierror": "err_y"}, "err_x"),
        (b'{"code": 5}', {}, None),
        (b'[{"code": "err_x"}]', {}, None),
        (b'{"code": ', {}, None),
        (b'{"code":' + b"[" * 100_000, {}, None),
        (b"", {"apierrorcode": "err_x"}, "err_x"),
        (b"", {"apierror": "err_x"}, "err_x"),
        (b"Not logged in", {}, None),
        (b"\xff\xfe{", {"apierror": ""}, None),
    ],
    ids=lambda part: str(part)[:30],
)
def test_error_code_is_read_from_body_or_headers(body: bytes, headers: dict[str, str], expected: str | None) -> None:
    """What is no error has no code, and is never a reason to stop."""
    assert expected == access.error_code(body, headers)


@given(
    st.binary(max_size=40)
    | st.recursive(
        st.none() | st.text(), lambda part: st.lists(part) | st.dictionaries(st.sampled_from(["code", "extra"]), part)
    ).map(lambda value: json.dumps(value).encode())
)
def test_error_code_never_raises(body: bytes) -> None:
    """Any bytes at all have a code or none."""
    code = access.error_code(body, {})
    assert code is None or isinstance(code, str)


# --- leading generated requests -------------------------------------------------------------------------------------


def fill(operation: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """A body as it is sent, in 400 draws."""
    face = make_creditor().access.face
    filled = [face.fill(operation, {**body, "x": number}) for number in range(400)]
    return [each for each in filled if isinstance(each, dict)]


@pytest.mark.parametrize(
    ("operation", "member", "sent", "led"),
    [
        ("inviteMandate", "ct", 999, {int(TEMPLATE), int(B2B_TEMPLATE), int(NUMBERED_TEMPLATE)}),
        ("collectTransactions", "ct", "999", {int(TEMPLATE)}),
        ("createTransaction", "mndtId", "NOBODY", {SIGNED_NO, "FIRM2"}),
        ("signMandate", "key", "none", {PREPARED_KEY}),
        ("createTransfer", "iban", IBAN, {BENEFICIARY}),
    ],
)
def test_generated_bodies_are_led_to_what_exists(operation: str, member: str, sent: Any, led: set[Any]) -> None:
    """Three in four name something of ours; the others are left as they were generated."""
    values = [body[member] for body in fill(operation, {member: sent})]
    assert led | {sent} == set(values)
    assert 240 < len([value for value in values if value != sent]) < 360


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("inviteMandate", {"ct": "none"}),
        ("inviteMandate", {"email": "x"}),
        ("createTransaction", {"mndtId": " "}),
        ("createTransaction", {"mndtId": "X" * 36}),
        ("createTransaction", {"mndtId": SIGNED_NO}),
        ("signMandate", {"key": ""}),
        ("createTransfer", {"iban": BAD_IBAN}),
        ("importMandates", {"Messages": [{"Mndt": {"SplmtryData": 1}}, {"Mndt": 1}, 1]}),
        ("importMandates", {"Messages": 1}),
    ],
    ids=str,
)
def test_what_is_to_be_refused_is_not_led_away(operation: str, body: dict[str, Any]) -> None:
    """What cannot name anything was generated to be refused."""
    assert [body] == _unique(fill(operation, body))


def _unique(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for body in bodies:
        plain = {name: value for name, value in body.items() if name != "x"}
        found += [] if plain in found else [plain]
    return found


@pytest.mark.parametrize("body", [["ct"], "ct", None, b"ct=1"], ids=str)
def test_body_that_is_no_form_is_sent_as_it_is(body: object) -> None:
    """Nothing in it can be replaced."""
    assert body == make_creditor().access.face.fill("inviteMandate", body)


def test_generated_imports_are_led_to_our_template() -> None:
    """Its number stands last, where it counts, and a mandate without an account gets one."""
    sent = {"Messages": [{"Mndt": {"MndtId": "A", "SplmtryData": [{"Key": "TemplateId", "Value": 9}]}}]}
    led, left = sorted(_unique(fill("importMandates", sent)), key=lambda body: len(str(body)), reverse=True)
    assert sent == left
    mandate = led["Messages"][0]["Mndt"]
    assert reading.is_iban(mandate["DbtrAcct"])
    assert int(TEMPLATE) == reading.supplement(mandate)["TemplateId"]


def test_generated_queries_are_led_to_what_exists() -> None:
    """Mandates, transactions and batches by their names; what is no name stays."""
    known = make_creditor()
    numbers = {known.lead_query("getMandate", {"mndtId": "NOBODY"}, draw)["mndtId"] for draw in range(20)}
    assert {each.number for each in known.mandates.own()} == numbers
    own = {each.id for each in known.money.own()}
    assert own == {known.lead_query("getTransactions", {"id": "5"}, draw)["id"] for draw in range(20)}
    assert own >= set(known.lead_query("getTransactions", {"id": [5, 6]}, 1)["id"])
    assert set(known.money.batches) == {known.lead_query("getPayments", {"id": 5}, draw)["id"] for draw in range(4)}
    for query in ({"mndtId": SIGNED_NO}, {"mndtId": ""}, {"id": "none"}, {"id": ["none", 5]}, {"id": True}, {}):
        assert {} == known.lead_query("getTransactions", query, 0)


def test_own_credentials_stand_where_their_placeholders_stood() -> None:
    """A generated login logs in; without enhanced security the one-time password is taken out."""
    body = {"apiToken": twikey.API_TOKEN_PLACEHOLDER, "otp": twikey.OTP_PLACEHOLDER}
    assert {"apiToken": API_TOKEN} == make_access().face.fill("logIn", body)
    filled = make_access(private_key=PRIVATE_KEY).face.fill("logIn", body)
    assert {"apiToken": API_TOKEN, "otp": str(twikey.compute_otp(PRIVATE_KEY, now_s=NOW_S))} == filled


# --- battery --------------------------------------------------------------------------------------------------------


def test_battery_breaks_one_thing_and_expects_documented_refusals() -> None:
    """Every broken credential changes one header or the form, and is refused with an answer of its operations."""
    documented = set(CONTRACT.answers)
    assert len(access.BATTERY) == len(BATTERY)
    for broken in access.BATTERY:
        assert broken.tamper is None
        assert (broken.headers is None) != (broken.form is None)
        for operation in broken.operations:
            answers = {contract.Answer(operation=operation, status=s, code=c) for s, c in broken.expected}
            assert answers <= documented


def test_battery_covers_every_operation_with_a_session() -> None:
    """Each session that is none is tried on all operations but the login; the login has its own."""
    assert set(CONTRACT.operations) - {"logIn"} == set(access.OPERATIONS)
    assert len(access.OPERATIONS) == len(set(access.OPERATIONS))
    sessions = [broken for broken in access.BATTERY if broken.name.startswith("session")]
    assert {access.OPERATIONS} == {broken.operations for broken in sessions}
    assert set(CONTRACT.operations) == {name for broken in access.BATTERY for name in broken.operations}


@pytest.mark.parametrize("token", [SESSION, API_TOKEN, "0123456789", "x"])
def test_no_wrong_token_is_the_right_one(token: str) -> None:
    """Whatever a token looks like, each way to spoil it gives another one, and no two give the same."""
    for ways in (access.WRONG_SESSIONS, access.WRONG_API_TOKENS):
        wrong = [change(token) for change in ways.values() if change(token) != ""]
        assert token not in wrong
        assert len(wrong) == len(set(wrong))


def test_one_time_password_is_that_of_the_vectors() -> None:
    """What the broken ones are held against is made by the published formula."""
    for vector in VECTORS["otp"]:
        key = vector["salt"].encode() + bytes.fromhex(vector["private_key"])
        assert vector["otp"] == int(access.make_otp(key, now_s=vector["now_s"]))


@pytest.mark.parametrize("name", access.WRONG_OTPS)
def test_no_wrong_password_is_good_by_chance(name: str) -> None:
    """At no moment is a broken one-time password that of an accepted step; cut by the last byte, many would be."""
    for step in range(400):
        creditor = make_access(now_s=NOW_S + 30 * step + 7)
        sent = access.WRONG_OTPS[name](creditor)
        accepted = {
            twikey.compute_otp(PRIVATE_KEY, now_s=creditor.clock() + 30 * neighbour) for neighbour in (-1, 0, 1)
        }
        is_number = sent is not None and sent.isascii() and sent.isdecimal()
        assert not (is_number and int(sent or "") in accepted)


def test_password_cut_by_the_last_byte_is_nearly_right() -> None:
    """It is made by the published formula but for the byte that says where to cut, whenever that tells a difference."""
    key = b"own" + bytes.fromhex(PRIVATE_KEY)
    nearly = 0
    for step in range(400):
        now_s = NOW_S + 30 * step
        moments = (now_s, now_s + 30, now_s - 30)
        sent = access.WRONG_OTPS["otp-cut-by-last-byte"](make_access(now_s=now_s))
        nearly += sent in {access.make_otp(key, now_s=moment, offset_byte=31) for moment in moments}
    assert 400 == nearly


# --- generated values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", formats.FORMATS)
def test_generated_values_have_their_format(name: str) -> None:
    """Whatever is generated for a format of the contract is valid by it."""
    checker = build_checker()

    @given(formats.FORMATS[name]())
    def check(value: str) -> None:
        assert checker.conforms(value, name)

    assert name in checker.checkers
    check()


@given(formats.documents(), formats.pictures(), formats.ibans())
def test_generated_files_and_accounts_are_what_they_say(document: bytes, picture: str, iban: str) -> None:
    """A document begins as a PDF does, a picture as a PNG, and an account has right check digits."""
    assert document.startswith(b"%PDF-")
    assert base64.b64decode(picture, validate=True).startswith(b"\x89PNG\r\n\x1a\n")
    assert reading.is_iban(iban)
    assert not reading.is_iban(iban[:-1] + str((int(iban[-1]) + 1) % 10))


# --- the provider as a whole ----------------------------------------------------------------------------------------


def test_provider_agrees_with_its_contract() -> None:
    """Budgets, battery, placeholders, formats and one-time fields name what the contract has."""
    text = registry.spec_path("twikey").read_text(encoding="utf-8")
    assert {*PROVIDER.budgets, *(name for broken in access.BATTERY for name in broken.operations)} <= set(
        CONTRACT.operations
    )
    named = {*PROVIDER.placeholders, *PROVIDER.formats}
    assert [] == [name for name in named if f"format: {name}\n" not in text]
    assert set(PROVIDER.one_time_fields.values()) == set(PROVIDER.placeholders)
    assert PROVIDER.optional | PROVIDER.secrets <= set(PROVIDER.variables)
    assert all(f"\n          {name}:\n" in text for name in PROVIDER.media_types)


def test_budgets_leave_generated_requests_nothing_but_looking() -> None:
    """On somebody's account nothing is changed by a request that was made up, and no feed is read empty."""
    feeds = {"getMandateUpdates", "getTransactionUpdates", "getPayments"}
    writes = {name for name, each in CONTRACT.operations.items() if each.method != "GET"} - set(PROVIDER.logins)
    assert writes | feeds == set(BUDGETS)
    assert BUDGETS is PROVIDER.budgets


def test_every_generated_string_has_a_generator() -> None:
    """A format that the engine does not know would be sent as any text, and refused; raw bodies are media types."""
    known = {*PROVIDER.formats, *PROVIDER.placeholders, "date", "date-time", "uri", "int64", "double", "binary"}
    used = {
        node["format"]
        for definition in contract.iterate_operations(CONTRACT.document)
        for node in _nodes(_request_parts(definition[1]))
        if isinstance(node.get("format"), str)
    }
    assert set() == used - known


def _request_parts(definition: dict[str, Any]) -> list[Any]:
    parts = [definition.get("parameters", []), definition.get("requestBody", {})]
    return [contract.inline(CONTRACT.document, part) for part in parts]


def _nodes(node: Any) -> list[dict[str, Any]]:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [*([node] if isinstance(node, dict) else []), *(each for child in children for each in _nodes(child))]


def test_explored_input_is_good() -> None:
    """The first calls name an account with right check digits, and a document that begins as a PDF does."""
    assert reading.is_iban(explore.IBAN)
    assert explore.PDF.startswith(b"%PDF-")


# --- claims ---------------------------------------------------------------------------------------------------------

OWN_CHECKS = {claims.ASSERTED, claims.EXPECTED, claims.NO_ANSWER, "callback_schema", "callback_signature"}
OWN_CHECKS |= {"callback_unknown"}


def test_every_fault_is_claimed_once() -> None:
    """The claims name every misbehaviour of the sandbox and no other."""
    faults = {name for name in registry.load_sandbox("twikey").FAULTS if not faultcheck.is_service(name)}
    assert faults == set(claims.CLAIMS)


def test_each_claim_names_one_layer() -> None:
    """A claim runs scenarios, or the battery, or the engine, so that it proves that layer."""
    layers = {name: [claim.scenarios, claim.battery, claim.engine] for name, claim in claims.CLAIMS.items()}
    assert {} == {name: each for name, each in layers.items() if 1 != sum(map(bool, each))}


def test_claimed_checks_exist() -> None:
    """A claimed check is one of the engine's, a rule, a broken credential, or one of the scenarios' own."""
    rules = {rule.name for rule in (*RULES, *CALLBACKS.rules)}
    known = {*CHECKS.get_all_names(), *rules, *BATTERY, *OWN_CHECKS}
    assert set() == {check for claim in claims.CLAIMS.values() for check in claim.checks} - known


def test_claimed_parts_exist() -> None:
    """Scenarios, broken credentials and operations in claims are real ones."""
    modules = [
        importlib.import_module(f"{scenarios.__name__}.{each.name}")
        for each in pkgutil.iter_modules(scenarios.__path__)
    ]
    functions = {name for module in modules for name in vars(module) if name.startswith("test_")}
    claimed = {name.partition("[")[0] for claim in claims.CLAIMS.values() for name in claim.scenarios}
    assert set() == claimed - functions
    assert set() == {name for claim in claims.CLAIMS.values() for name in claim.battery} - set(BATTERY)
    assert set() == {name for claim in claims.CLAIMS.values() for name in claim.engine} - CONTRACT.operations.keys()


def test_every_layer_is_proven() -> None:
    """At least eight faults are left to each of the engine, the battery and the scenarios."""
    shares = [
        sum(1 for claim in claims.CLAIMS.values() if getattr(claim, layer))
        for layer in ("engine", "battery", "scenarios")
    ]
    assert [8, 8, 8] == [min(8, share) for share in shares]
