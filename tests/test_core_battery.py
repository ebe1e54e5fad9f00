"""Broken credentials: each is one change away from a good one, so that one reason alone is left to refuse it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from auth_hooks import tikkie
from conformance.provider import BadCredentials
from conformance.providers.tikkie import PROVIDER, access
from tests.core_samples import API_KEY

KEY_FILE = Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem"
NOW_S = 1_529_400_042
TOKEN = "Ab" * 14


@pytest.fixture(name="client", scope="module")
def first_client() -> Any:
    with httpx.Client() as http:
        yield access.open_access(
            {"api_key": API_KEY, "private_key_file": str(KEY_FILE)},
            prefix="",
            base_url="http://127.0.0.1:9",
            http=http,
            clock=lambda: NOW_S,
        )


def decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def split(assertion: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    head, claims, signature = assertion.split(".")
    return json.loads(decode(head)), json.loads(decode(claims)), decode(signature)


def verify(client: Any, assertion: str) -> None:
    signing_input, _, signature = assertion.rpartition(".")
    public = client.credentials.private_key.public_key()
    public.verify(decode(signature), signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())


class LoggedIn:
    """A face that has its token already."""

    def headers(self, _operation: str) -> dict[str, str]:
        return {"API-Key": API_KEY, "Authorization": f"Bearer {TOKEN}"}


def test_good_assertion_is_good(client: Any) -> None:
    """The broken ones are each one change away from this one."""
    assertion = client.assertion()
    verify(client, assertion)
    assert {"sub": API_KEY, "aud": tikkie.SANDBOX_AUDIENCE} == {k: client.claims()[k] for k in ("sub", "aud")}
    assert client.claims() == split(assertion)[1]


def test_unsigned_assertion_says_none_and_is_not_signed(client: Any) -> None:
    """`alg` is none, the claims are good, the signature is empty."""
    assert ({"typ": "JWT", "alg": "none"}, client.claims(), b"") == split(access.unsigned(client))


def test_hs256_assertion_is_keyed_with_the_public_key(client: Any) -> None:
    """A server that takes the algorithm from the header and the key from its register accepts it."""
    assertion = access.signed_with_public_key(client)
    head, claims, signature = split(assertion)
    public = client.credentials.private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    expected = hmac.digest(public, assertion.rpartition(".")[0].encode(), hashlib.sha256)
    assert ({"typ": "JWT", "alg": "HS256"}, client.claims(), expected) == (head, claims, signature)


@pytest.mark.parametrize("make", [access.forged, access.tampered])
def test_forged_and_tampered_assertions_fail_on_the_signature_alone(client: Any, make: Any) -> None:
    """Header and claims are those of the good one."""
    assertion = make(client)
    head, claims, signature = split(assertion)
    assert ({"typ": "JWT", "alg": "RS256"}, client.claims(), 256) == (head, claims, len(signature))
    with pytest.raises(InvalidSignature):
        verify(client, assertion)


BATTERY = {broken.name: broken for broken in access.BATTERY}


def broken_claims(client: Any, name: str) -> dict[str, Any]:
    form = BATTERY[name].form
    assert form is not None
    assertion = form(client)["client_assertion"]
    assert assertion is not None
    verify(client, assertion)
    return split(assertion)[1]


@pytest.mark.parametrize("claim", ["nbf", "exp", "iss", "sub", "aud"])
def test_assertion_without_a_claim_lacks_that_claim_alone(client: Any, claim: str) -> None:
    """It is signed well, so that the missing claim is the only reason to refuse it."""
    expected = {name: value for name, value in client.claims().items() if name != claim}
    assert expected == broken_claims(client, f"assertion-without-{claim}")


@pytest.mark.parametrize(
    ("name", "claim"),
    [("assertion-wrong-audience", "aud"), ("assertion-wrong-subject", "sub"), ("assertion-too-long", "exp")],
)
def test_assertion_with_a_wrong_claim_differs_in_that_claim_alone(client: Any, name: str, claim: str) -> None:
    """One claim is wrong, all others are those of a good assertion."""
    good, broken = client.claims(), broken_claims(client, name)
    assert {claim} == {key for key in good if good[key] != broken[key]}


def test_assertion_outside_its_time_is_short_enough(client: Any) -> None:
    """Expired or not yet valid, and not refused for its life span instead."""
    expired, early = (broken_claims(client, f"assertion-{name}") for name in ("expired", "not-yet-valid"))
    assert expired["exp"] < NOW_S < early["nbf"]
    for claims in (expired, early):
        assert 0 < claims["exp"] - claims["nbf"] <= tikkie.MAXIMUM_LIFETIME_S


def test_malformed_assertion_has_two_parts(client: Any) -> None:
    """No signature and no dot before it."""
    form = BATTERY["assertion-malformed"].form
    assert form is not None
    assertion = form(client)["client_assertion"]
    assert 1 == str(assertion).count(".")
    with pytest.raises(jwt.DecodeError):
        jwt.decode(str(assertion), options={"verify_signature": False})


def test_battery_breaks_one_thing_and_expects_documented_refusals(client: Any) -> None:
    """Every broken credential changes headers or the form, and is refused with a code of its operations."""
    from conformance import contract, registry

    documented = set(contract.load_contract(registry.spec_path("tikkie")).answers)
    assert len(access.BATTERY) == len(BATTERY)
    logged_in = dataclasses.replace(client, face=LoggedIn())
    for broken in access.BATTERY:
        assert (broken.headers is None) != (broken.form is None)
        changes = (broken.headers or broken.form or dict)(logged_in)
        assert 1 == len(changes)
        for operation in broken.operations:
            answers = {contract.Answer(operation=operation, status=s, code=c) for s, c in broken.expected}
            assert answers & documented


def test_access_is_refused_without_repeating_the_key(tmp_path: Path) -> None:
    """What cannot be used is named by its file, and none of it is shown."""
    file = tmp_path / "key.pem"
    file.write_text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    with httpx.Client() as http, pytest.raises(BadCredentials) as caught:
        access.open_access(
            {"api_key": API_KEY, "private_key_file": str(file)},
            prefix="",
            base_url="http://127.0.0.1:9",
            http=http,
            clock=lambda: NOW_S,
        )
    assert str(file) in str(caught.value)
    assert "c2VjcmV0" not in str(caught.value)
    assert API_KEY not in str(caught.value)


def test_provider_agrees_with_its_contract() -> None:
    """Budgets, logins, battery and placeholders name what the contract has."""
    from conformance import contract, registry

    operations = set(contract.load_contract(registry.spec_path("tikkie")).operations)
    named = {*PROVIDER.budgets, *PROVIDER.logins, *(name for broken in PROVIDER.battery for name in broken.operations)}
    assert named <= operations
    assert set(PROVIDER.one_time_fields.values()) <= set(PROVIDER.placeholders)
    assert PROVIDER.optional <= set(PROVIDER.variables)


@pytest.mark.parametrize("algorithm", ["RS384", "RS512"])
def test_tampered_assertion_keeps_its_algorithm(client: Any, algorithm: str) -> None:
    """Header and claims are good for each algorithm, the signature is not."""
    form = BATTERY[f"assertion-tampered-{algorithm}"].form
    assert form is not None
    assertion = str(form(client)["client_assertion"])
    head, claims, signature = split(assertion)
    assert ({"typ": "JWT", "alg": algorithm}, client.claims(), 256) == (head, claims, len(signature))
    chosen = {"RS384": hashes.SHA384(), "RS512": hashes.SHA512()}[algorithm]
    public = client.credentials.private_key.public_key()
    with pytest.raises(InvalidSignature):
        public.verify(signature, assertion.rpartition(".")[0].encode(), padding.PKCS1v15(), chosen)


@pytest.mark.parametrize("name", ["unsigned-RS256", "unsigned-RS512", "alg-None", "alg-PS256"])
def test_unsigned_assertion_names_another_algorithm(client: Any, name: str) -> None:
    """Nothing follows the second dot, whatever the header says."""
    form = BATTERY[f"assertion-{name}"].form
    assert form is not None
    algorithm = name.partition("-")[2]
    assert ({"typ": "JWT", "alg": algorithm}, client.claims(), b"") == split(str(form(client)["client_assertion"]))


def test_other_environment_is_the_one_not_judged(client: Any) -> None:
    """An assertion for production goes to the sandbox, and one for the sandbox to production."""
    production = dataclasses.replace(
        client, credentials=dataclasses.replace(client.credentials, audience=tikkie.PRODUCTION_AUDIENCE)
    )
    expected = [tikkie.PRODUCTION_AUDIENCE, tikkie.SANDBOX_AUDIENCE]
    assert expected == [split(access.other_audience(each))[1]["aud"] for each in (client, production)]


def test_nearly_good_bearer_differs_from_the_good_one(client: Any) -> None:
    """The good token with a character more, in other letters, under another scheme, and without any."""
    expected = {
        "bearer-extended": f"Bearer {TOKEN}A",
        "bearer-in-other-letters": f"Bearer {'aB' * 14}",
        "bearer-under-other-scheme": f"Token {TOKEN}",
        "bearer-without-scheme": TOKEN,
    }
    logged_in = dataclasses.replace(client, face=LoggedIn())
    for name, value in expected.items():
        headers = BATTERY[name].headers
        assert headers is not None
        assert {"Authorization": value} == headers(logged_in)
