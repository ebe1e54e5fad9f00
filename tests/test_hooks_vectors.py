"""The Tikkie signature against vectors, and against openssl, which shares no code with us."""

import base64
import dataclasses
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from auth_hooks import tikkie

VECTORS = Path(__file__).parent / "vectors"
KEY_FILE = VECTORS / "testkey_A_pkcs8.pem"
TIKKIE: dict[str, Any] = json.loads((VECTORS / "tikkie.json").read_text())
NOW_S = TIKKIE["now_s"]
DIGESTS = {"RS256": "-sha256", "RS384": "-sha384", "RS512": "-sha512"}


def vector_credentials(**changes: Any) -> tikkie.Credentials:
    inputs = TIKKIE["inputs"]
    credentials = tikkie.load_credentials(
        api_key=inputs["api_key"], private_key_file=KEY_FILE, audience=inputs["audience"]
    )
    return dataclasses.replace(credentials, issuer=inputs["issuer"], **changes)


def verify_with_openssl(assertion: str, *, digest: str, folder: Path) -> str:
    if shutil.which("openssl") is None:
        pytest.fail("openssl is not installed; the vectors need it as their independent verifier")
    signing_input, _, signature = assertion.rpartition(".")
    public, data, sig = folder / "public.pem", folder / "input", folder / "signature"
    public.write_text(TIKKIE["public_key_pem"])
    data.write_text(signing_input)
    sig.write_bytes(base64.urlsafe_b64decode(signature + "=="))
    command = ["openssl", "dgst", digest, "-verify", str(public), "-signature", str(sig), str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def decode_part(part: str) -> str:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


@pytest.mark.parametrize("algorithm", DIGESTS)
def test_assertion_is_the_vector_byte_for_byte(algorithm: tikkie.Algorithm) -> None:
    """The signature is deterministic, so the assertion is the vector itself."""
    credentials = vector_credentials()
    claims = tikkie.assertion_claims(credentials, now_s=NOW_S)
    actual = tikkie.sign_assertion(claims, key=credentials.private_key, algorithm=algorithm)
    assert TIKKIE["assertions"][algorithm]["jwt"] == actual


@pytest.mark.parametrize("algorithm", DIGESTS)
def test_assertion_parts_are_the_published_json(algorithm: tikkie.Algorithm) -> None:
    """Header and payload decode to the JSON text of the vector, members in its order."""
    claims = tikkie.assertion_claims(vector_credentials(), now_s=NOW_S)
    actual = tikkie.sign_assertion(claims, key=vector_credentials().private_key, algorithm=algorithm)
    header, payload, _ = actual.split(".")
    vector = TIKKIE["assertions"][algorithm]
    assert (vector["header_json"], vector["payload_json"]) == (decode_part(header), decode_part(payload))


def test_token_request_body_is_the_vector() -> None:
    """The form of the token request is the vector, escaping included."""
    request = tikkie.build_token_request(
        vector_credentials(), token_url="https://api.example.com/v1/oauth/token", now_s=NOW_S + 0.9
    )
    assert TIKKIE["form"] == request.content.decode()


def test_token_request_headers() -> None:
    """A token request carries the API key and a form, and no Authorization."""
    request = tikkie.build_token_request(
        vector_credentials(), token_url="https://api.example.com/v1/oauth/token", now_s=NOW_S
    )
    names = ("API-Key", "Content-Type", "Authorization")
    expected = (TIKKIE["inputs"]["api_key"], "application/x-www-form-urlencoded", None)
    assert expected == tuple(request.headers.get(name) for name in names)


def test_token_request_without_scope_sends_none() -> None:
    """The scope is optional in the protocol; None leaves the field out."""
    fields = tikkie.token_request_fields(vector_credentials(scope=None), now_s=NOW_S)
    assert {"client_assertion", "client_assertion_type", "grant_type"} == set(fields)


@pytest.mark.parametrize("algorithm", DIGESTS)
def test_vectors_verify_with_openssl(algorithm: str, tmp_path: Path) -> None:
    """Every vector verifies with openssl."""
    assertion = TIKKIE["assertions"][algorithm]["jwt"]
    assert verify_with_openssl(assertion, digest=DIGESTS[algorithm], folder=tmp_path) == "Verified OK"


@pytest.mark.parametrize("name", TIKKIE["judged"])
def test_judged_vectors_verify_with_openssl(name: str, tmp_path: Path) -> None:
    """An assertion that must be refused for a claim is well signed all the same, and its payload is as written."""
    vector = TIKKIE["judged"][name]
    assert verify_with_openssl(vector["jwt"], digest="-sha256", folder=tmp_path) == "Verified OK"
    assert vector["payload_json"] == decode_part(vector["jwt"].split(".")[1])


@pytest.mark.parametrize("algorithm", DIGESTS)
def test_fresh_assertions_verify_with_openssl(algorithm: tikkie.Algorithm, tmp_path: Path) -> None:
    """What the hook signs for other inputs than those of the vectors verifies with openssl."""
    credentials = vector_credentials(backdate_s=1, lifetime_s=600)
    claims = tikkie.assertion_claims(credentials, now_s=2_000_000_000.5)
    assertion = tikkie.sign_assertion(claims, key=credentials.private_key, algorithm=algorithm)
    assert verify_with_openssl(assertion, digest=DIGESTS[algorithm], folder=tmp_path) == "Verified OK"


def test_openssl_refuses_another_payload(tmp_path: Path) -> None:
    """The verifier can say no: the signature of one vector does not cover the payload of another."""
    other = TIKKIE["judged"]["expired"]["jwt"].split(".")
    good = TIKKIE["assertions"]["RS256"]["jwt"].split(".")
    mixed = ".".join((*other[:2], good[2]))
    assert verify_with_openssl(mixed, digest="-sha256", folder=tmp_path) == "Verification failure"


@pytest.mark.parametrize(
    ("name", "changes", "now_s"),
    [
        ("expired", {}, NOW_S - 61),
        ("max_ok", {"backdate_s": 0, "lifetime_s": 1200}, NOW_S),
        ("wrong_aud", {"audience": tikkie.PRODUCTION_AUDIENCE}, NOW_S),
    ],
)
def test_judged_vectors_are_reachable_with_credentials(name: str, changes: dict[str, Any], now_s: float) -> None:
    """Clock, life span and audience of the credentials lead to the claims of these vectors."""
    claims = tikkie.assertion_claims(vector_credentials(**changes), now_s=now_s)
    assert json.loads(TIKKIE["judged"][name]["payload_json"]) == claims
