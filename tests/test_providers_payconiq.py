"""What the judge knows of Payconiq: broken credentials, what a run learns, and which refusals are business."""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

from auth_hooks import errors, payconiq
from conformance import contract, faultcheck, registry
from conformance.provider import BadCredentials
from conformance.providers.payconiq import PROVIDER, access, catalogue, claims, explore
from conformance.providers.payconiq.knowledge import (
    is_iban,
)
from conformance.providers.payconiq.rules import RULES
from conformance.scenarios import payconiq as scenarios
from tests.payconiq_samples import (
    BASE_URL,
    IBAN,
    NEW_ID,
    OTHER_IBAN,
    OTHER_PARTNER,
    PARTNER,
    PATHS,
    SIGNED_ID,
    TOKEN,
    UNSIGNED_ID,
    VECTORS,
    make_access,
    make_partners,
)

BATTERY = {broken.name: broken for broken in access.BATTERY}
CONTRACT = contract.load_contract(registry.spec_path("payconiq"))


# --- access ---------------------------------------------------------------------------------------------------------


def open_with(**changes: str) -> Any:
    values = {"partner_id": PARTNER, "token": TOKEN, "private_key_file": str(VECTORS / "testkey_A_pkcs8.pem")}
    with httpx.Client() as http:
        return access.open_access(values | changes, prefix="", base_url=BASE_URL, http=http, clock=float)


@pytest.mark.parametrize(
    "changes", [{"private_key_file": "/nowhere.pem"}, {"partner_id": "a/b"}, {"token": f"Bearer {TOKEN}"}], ids=str
)
def test_access_is_refused_without_repeating_the_token(changes: dict[str, str]) -> None:
    """What cannot be used is named, and no secret is shown."""
    with pytest.raises(BadCredentials) as caught:
        open_with(**changes)
    assert TOKEN not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_key_file_is_refused_without_showing_it(tmp_path: Path) -> None:
    """A file that holds no key is named, and none of it is shown."""
    file = tmp_path / "key.pem"
    file.write_text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    with pytest.raises(BadCredentials, match=str(file)) as caught:
        open_with(private_key_file=str(file))
    assert "c2VjcmV0" not in str(caught.value)


def test_access_shows_no_secret() -> None:
    """The token and the private key stay out of what is printed of a partner and of what a run knows."""
    for shown in (repr(make_access()), repr(make_partners())):
        assert TOKEN not in shown
        assert "PRIVATE" not in shown


def test_second_partner_has_credentials_of_its_own() -> None:
    """The names of the other partner's credentials begin with second_."""
    values = {f"second_{name}": value for name, value in (("partner_id", OTHER_PARTNER), ("token", "other"))}
    values["second_private_key_file"] = str(VECTORS / "testkey_B_pkcs8.pem")
    with httpx.Client() as http:
        other = access.open_access(values, prefix="second_", base_url=BASE_URL, http=http, clock=float)
    assert OTHER_PARTNER == other.partner_id
    assert {"Authorization": "other"} == other.face.headers("getPartner")
    assert set(values) == PROVIDER.optional
    assert PROVIDER.secrets == {"token", "second_token"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"level": "ERROR", "code": "R918", "message": "Token not found."}', "R918"),
        (b'\n {"code": "FIELD_IS_REQUIRED"}', "FIELD_IS_REQUIRED"),
        (b'{"code": 918}', None),
        (b'{"errors": [{"code": "R918"}]}', None),
        (b'[{"code": "R918"}]', None),
        (b'{"_id": "560012d5c25c4168ce03dd54"}', None),
        (b'{"code": ', None),
        (b'{"code":' + b"[" * 100_000, None),
        (b"", None),
        (b"<html>R918</html>", None),
        (b"\xff\xfe{", None),
    ],
    ids=lambda part: str(part)[:30],
)
def test_error_code_is_read_from_the_envelope_alone(body: bytes, expected: str | None) -> None:
    """What is no error envelope has no code, and is never a reason to stop."""
    assert expected == access.error_code(body, {})


@given(
    st.binary(max_size=40)
    | st.recursive(
        st.none() | st.text(), lambda part: st.lists(part) | st.dictionaries(st.sampled_from(["code", "level"]), part)
    ).map(lambda value: json.dumps(value).encode())
)
def test_error_code_never_raises(body: bytes) -> None:
    """Any bytes at all have a code or none."""
    code = access.error_code(body, {})
    assert code is None or isinstance(code, str)


def test_transactions_are_led_to_a_customer_who_exists() -> None:
    """Three in four generated transactions are of a customer who may pay; the account follows; the rest is left."""
    known = make_partners()
    bodies = [{"originId": f"{number:024x}", "amount": number, "originIBAN": OTHER_IBAN} for number in range(400)]
    filled = [known.access.face.fill("createTransaction", body) for body in bodies]
    led = [body for body in filled if isinstance(body, dict) and body["originId"] == SIGNED_ID]
    assert 240 < len(led) < 360
    assert {IBAN} == {body["originIBAN"] for body in led}
    assert [body["amount"] for body in bodies] == [body["amount"] for body in filled if isinstance(body, dict)]


@pytest.mark.parametrize(
    "body",
    [
        {"originId": "none"},
        {"originId": NEW_ID.upper()},
        {"originId": 4711},
        {"originId": UNSIGNED_ID},
        {"amount": 1},
        ["originId"],
        "originId",
        None,
    ],
    ids=str,
)
def test_what_is_to_be_refused_is_not_led_away(body: Any) -> None:
    """An originId that is no id, one that is known already, and a body without one stay as they were generated."""
    face = make_partners().access.face
    assert body == face.fill("createTransaction", body)


def test_account_that_is_no_iban_is_not_led_away() -> None:
    """It was generated to be refused."""
    known = make_partners()
    for number in range(20):
        body = {"originId": f"{number:024x}", "originIBAN": "none", "originIban": None}
        filled = known.access.face.fill("createTransaction", body)
        assert isinstance(filled, dict)
        assert ["none", None] == [filled["originIBAN"], filled["originIban"]]


def test_own_key_stands_where_its_placeholder_stood() -> None:
    """A generated key is the one on file, so that no run replaces it."""
    filled = make_access().face.fill("putKey", {"value": payconiq.PLACEHOLDER_KEY})
    assert {"value": make_access().public_key_value} == filled


# --- battery --------------------------------------------------------------------------------------------------------


def prepare(operation: str, **changes: object) -> requests.PreparedRequest:
    """A good request as `explore` sends it, signed."""
    payment = {"originId": SIGNED_ID, "originIBAN": IBAN, "amount": 1, "currency": "EUR"}
    body = {"value": make_access().public_key_value} if operation == "putKey" else payment
    body = {**body, "signature": payconiq.SIGNED_ON_SEND, **changes}
    method, template = PATHS[operation]
    request = requests.Request(method, BASE_URL + template.format(partnerId=PARTNER), json=body).prepare()
    make_access().face.sign(request, skip=frozenset(), operation=operation)
    return request


def tamper(name: str, operation: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body before and after; the length in the header must fit."""
    broken, request = BATTERY[name], prepare(operation)
    before = access.read_body(request)
    assert broken.tamper is not None
    broken.tamper(make_access(second="second_client" in broken.needs), request)
    assert str(len(request.body or b"")) == request.headers["Content-Length"]
    return before, access.read_body(request)


def covers(body: dict[str, Any]) -> bool:
    """Whether the signature of a body is the partner's own over it, by the hook's own reckoning."""
    key, signature = make_access().key.public_key(), str(body.get("signature"))
    try:
        if "value" in body:
            payconiq.verify_key_rotation(body["value"], signature, old_key=key)
        else:
            members = {"origin_id": body["originId"], "origin_iban": body.get("originIBAN"), "amount": body["amount"]}
            text = payconiq.canonical_transaction(partner_id=PARTNER, currency=body["currency"], **members)
            payconiq.verify_transaction(text, signature, key=key)
    except errors.SignatureMismatch:
        return False
    return True


TAMPERED = [(broken.name, name) for broken in access.BATTERY if broken.tamper for name in broken.operations]


@pytest.mark.parametrize(("name", "operation"), TAMPERED)
def test_broken_signature_is_the_only_thing_wrong(name: str, operation: str) -> None:
    """The good request is well signed, the broken one is not, and nothing but one member tells them apart."""
    before, after = tamper(name, operation)
    assert covers(before)
    assert not covers(after)
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert {"originIBAN" if name == "transaction-iban-in-signature-alone" else "signature"} == changed


def signed_by(name: str, operation: str, *, second: bool = False) -> tuple[bytes, bytes]:
    """Signature of a broken request and the text that it should cover, if it were not broken."""
    _, body = tamper(name, operation)
    iban = body.get("originIBAN") or ""
    text = body["value"] if operation == "putKey" else f"{PARTNER}{body['originId']}{iban}{body['amount']}EUR"
    return base64.b64decode(body["signature"]), text.encode()


@pytest.mark.parametrize("operation", ["createTransaction", "putKey"])
def test_signature_of_another_scheme_is_good_in_its_own(operation: str) -> None:
    """SHA-1, SHA-512 and PSS each verify as what they are, so that the scheme alone is wrong."""
    prefix = "transaction" if operation == "createTransaction" else "key"
    public = make_access().key.public_key()
    for name, hash_ in (("sha1", hashes.SHA1()), ("sha512", hashes.SHA512())):  # noqa: S303 - must be refused
        signature, text = signed_by(f"{prefix}-signature-{name}", operation)
        public.verify(signature, text, padding.PKCS1v15(), hash_)
    signature, text = signed_by(f"{prefix}-signature-pss", operation)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    public.verify(signature, text, pss, hashes.SHA256())
    signature, text = signed_by(f"{prefix}-hash-instead-of-signature", operation)
    assert hashlib.sha256(text).digest() == signature
    signature, text = signed_by(f"{prefix}-signature-of-other-partner", operation)
    make_access(second=True).key.public_key().verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
    signature, text = signed_by(f"{prefix}-signature-forged", operation)
    access.spare_key(0).public_key().verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
    signature, text = signed_by(f"{prefix}-signature-tampered", operation)
    with pytest.raises(InvalidSignature):
        public.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("signature-of-other-amount", f"{PARTNER}{SIGNED_ID}{IBAN}10EUR"),
        ("signature-of-other-currency", f"{PARTNER}{SIGNED_ID}{IBAN}1USD"),
        ("signature-of-other-customer", f"{PARTNER}{SIGNED_ID[:-1]}1{IBAN}1EUR"),
        ("signature-of-other-partner-id", f"{PARTNER[:-1]}0{SIGNED_ID}{IBAN}1EUR"),
        ("iban-left-out-of-signature", f"{PARTNER}{SIGNED_ID}1EUR"),
        ("iban-in-signature-alone", f"{PARTNER}{SIGNED_ID}{IBAN}1EUR"),
        ("currency-before-amount", f"{PARTNER}{SIGNED_ID}{IBAN}EUR1"),
    ],
)
def test_signature_covers_another_text(name: str, text: str) -> None:
    """Each is a good signature by the right key over a text that differs in one place."""
    _, body = tamper(f"transaction-{name}", "createTransaction")
    payconiq.verify_transaction(text, body["signature"], key=make_access().key.public_key())


def test_battery_breaks_one_thing_and_expects_documented_refusals() -> None:
    """Every broken credential changes one header or the signature, and is refused with a code of its operations."""
    documented = set(CONTRACT.answers)
    assert len(access.BATTERY) == len(BATTERY)
    for broken in access.BATTERY:
        assert broken.form is None
        assert (broken.headers is None) != (broken.tamper is None)
        if broken.headers is not None:
            assert ["Authorization"] == list(broken.headers(make_access()))
        for operation in broken.operations:
            answers = {contract.Answer(operation=operation, status=s, code=c) for s, c in broken.expected}
            assert answers <= documented


@pytest.mark.parametrize("token", [TOKEN, "0123456789", "ABCDEF-1"])
def test_no_wrong_token_is_the_right_one(token: str) -> None:
    """Whatever a token looks like, each way to spoil it gives another one, and no two give the same."""
    wrong = [change(token) for change in access.WRONG_TOKENS.values()]
    assert token not in wrong
    assert len(wrong) == len(set(wrong))
    assert token.partition("-")[0] in str(access.WRONG_TOKENS["token-under-bearer"](token))


def test_battery_breaks_what_explore_brings_about() -> None:
    """The operations that the battery repeats are those of the first good calls, the others have scenarios."""
    others = {"validateBankAccount", "replayDirectDebit"}
    assert set(CONTRACT.operations) - others == set(access.OPERATIONS)
    assert set(access.OPERATIONS) == {name for broken in access.BATTERY for name in broken.operations}


# --- the provider as a whole ----------------------------------------------------------------------------------------


def test_provider_agrees_with_its_contract() -> None:
    """Budgets, battery, placeholders and formats name what the contract has."""
    named = {*PROVIDER.budgets, *(name for broken in PROVIDER.battery for name in broken.operations)}
    assert named <= set(CONTRACT.operations)
    formats = set(PROVIDER.placeholders) | set(PROVIDER.formats)
    assert all(f"format: {name}\n" in registry.spec_path("payconiq").read_text() for name in formats)
    assert PROVIDER.optional | PROVIDER.secrets <= set(PROVIDER.variables)


def test_budgets_leave_generated_requests_nothing_but_reading() -> None:
    """On somebody's account nothing is changed by a request that was made up."""
    writes = {name for name, each in CONTRACT.operations.items() if each.method != "GET"} - {"searchTransactions"}
    assert writes == set(PROVIDER.budgets)


def test_catalogue_is_the_contracts() -> None:
    """Every code has its message here as in the contract's examples, and values where those have some."""
    examples = CONTRACT.document["components"]["examples"]
    refusals = [each["value"] for each in examples.values() if isinstance(each["value"], dict)]
    shown = [each for each in refusals if "code" in each]
    assert {each["code"] for each in shown} == {*catalogue.MESSAGES, "R019", "R165", "R999"}
    for each in shown:
        template, values = catalogue.MESSAGES.get(each["code"]), each.get("values", [])
        assert catalogue.LISTED_VALUES.get(each["code"], 0) == len(values)
        assert template is None or template.format(*values) == each["message"]


# --- claims ---------------------------------------------------------------------------------------------------------

OWN_CHECKS = {claims.ASSERTED, claims.EXPECTED, claims.NO_ANSWER}


def test_every_fault_is_claimed_once() -> None:
    """The claims name every misbehaviour of the sandbox and no other."""
    faults = {name for name in registry.load_sandbox("payconiq").FAULTS if not faultcheck.is_service(name)}
    assert faults == set(claims.CLAIMS)


def test_each_claim_names_one_layer() -> None:
    """A claim runs scenarios, or the battery, or the engine, so that it proves that layer."""
    layers = {name: [claim.scenarios, claim.battery, claim.engine] for name, claim in claims.CLAIMS.items()}
    assert {} == {name: each for name, each in layers.items() if 1 != sum(map(bool, each))}


def test_claimed_checks_exist() -> None:
    """A claimed check is one of the engine's, a rule, a broken credential, or one of the scenarios' own."""
    known = {*CHECKS.get_all_names(), *(rule.name for rule in RULES), *BATTERY, *OWN_CHECKS}
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


def test_explored_input_is_good() -> None:
    """The first calls name an account with right check digits, and a mandate that is whole."""
    assert is_iban(explore.IBAN)
    assert explore.IBAN == explore.CUSTOMER["bankAccounts"][0]["IBAN"]
    assert {"mandateReference", "mandateSignDate"} == set(explore.MANDATE)
