"""Anytime's signatures and hashes against vectors, and against openssl, which shares no code with us."""

import base64
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

import auth_hooks
from auth_hooks import anytime, errors, keys

VECTORS = Path(__file__).parent / "vectors"
ANYTIME: dict[str, Any] = json.loads((VECTORS / "anytime.json").read_text())
SIGNATURES = ANYTIME["signatures"]
REFUSED_SIGNATURES = ANYTIME["refused_signatures"]
HASHES = ANYTIME["hashes"]
REFUSED_HASHES = ANYTIME["refused_hashes"]
KEY_FILE = VECTORS / "testkey_anytime_pkcs1.pem"
NOW_S = 1_478_508_503.5145
USER = "demo-user"


def private_key() -> RSAPrivateKey:
    return keys.load_rsa_private_key(KEY_FILE)


def public_key() -> RSAPublicKey:
    return private_key().public_key()


def openssl(*arguments: str | Path, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    if shutil.which("openssl") is None:
        pytest.fail("openssl is not installed; the vectors need it as their independent verifier")
    return subprocess.run(["openssl", *arguments], capture_output=True, check=False, input=data)


def verify_with_openssl(data: str, signature: str, *, folder: Path) -> str:
    public, sig = folder / "public.pem", folder / "signature"
    public.write_text(ANYTIME["public_key_pem"])
    sig.write_bytes(base64.b64decode(signature, validate=True))
    return openssl("dgst", "-sha1", "-verify", public, "-signature", sig, data=data.encode()).stdout.decode().strip()


def envelope(timestamp: str, digits: str, **changes: str) -> bytes:
    members = {"request_id": "90402", "type_response": '"sync"', "timestamp": timestamp, "hash": json.dumps(digits)}
    members |= {"body": "{}"} | changes
    return ("{" + ", ".join(f'"{name}": {literal}' for name, literal in members.items()) + "}").encode()


# --- signatures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature_is_the_vector(name: str) -> None:
    """The signature is deterministic, so it is the vector byte for byte, of text and of its bytes."""
    vector = SIGNATURES[name]
    assert vector["signature"] == anytime.sign_validation_data(vector["validation_data"], key=private_key())
    assert vector["signature"] == anytime.sign_validation_data(vector["validation_data"].encode(), key=private_key())


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature_vectors_pass(name: str) -> None:
    """What the vectors sign is verified."""
    vector = SIGNATURES[name]
    anytime.verify_validation_data(vector["validation_data"], vector["signature"], key=public_key())
    anytime.verify_validation_data(vector["validation_data"].encode(), vector["signature"], key=public_key())


@pytest.mark.parametrize("name", REFUSED_SIGNATURES)
def test_refused_signatures_do_not_pass(name: str) -> None:
    """Another hash, another padding, another key or a line break more is not the wire format."""
    vector = REFUSED_SIGNATURES[name]
    message = "^the signature does not belong to this validation data and this public key$"
    with pytest.raises(errors.SignatureMismatch, match=message):
        anytime.verify_validation_data(vector["validation_data"], vector["signature"], key=public_key())


@pytest.mark.parametrize("damage", ["{}\n", " {}", "{}=", "é{}", "-{}", "a{}"])
def test_signature_that_is_not_base64_is_refused(damage: str) -> None:
    """Line breaks, spaces, wrong padding and other alphabets are no signature, and none of it is repeated."""
    vector = SIGNATURES["timestamp"]
    signature = damage.format(vector["signature"])
    message = r"^the signature is not base64, padded and without line breaks$"
    with pytest.raises(errors.SignatureMismatch, match=message):
        anytime.verify_validation_data(vector["validation_data"], signature, key=public_key())


def test_text_that_fits_no_header_is_not_signed() -> None:
    """Which bytes it would become is not certain, so nothing is signed or verified."""
    message = "^validation data must be ASCII text: it goes into a header$"
    with pytest.raises(ValueError, match=message):
        anytime.sign_validation_data("donnée", key=private_key())
    with pytest.raises(ValueError, match=message):
        anytime.verify_validation_data("donnée", "", key=public_key())


def test_system_that_forbids_sha1_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems switch SHA-1 off for signatures: one sentence says so, whichever way round."""

    class Strict:
        def sign(self, *_: object) -> bytes:
            raise UnsupportedAlgorithm("sha1 is not supported by this backend for RSA signing.")

        verify = sign

    strict: Any = Strict()
    message = "^this system's cryptography policy forbids SHA-1, and Anytime takes no other signature$"
    with pytest.raises(errors.BadCredentials, match=message):
        anytime.sign_validation_data("1", key=strict)
    with pytest.raises(errors.BadCredentials, match=message):
        anytime.verify_validation_data("1", "", key=strict)


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature_vectors_verify_with_openssl(name: str, tmp_path: Path) -> None:
    """Every vector is well signed."""
    vector = SIGNATURES[name]
    assert verify_with_openssl(vector["validation_data"], vector["signature"], folder=tmp_path) == "Verified OK"


@pytest.mark.parametrize("name", REFUSED_SIGNATURES)
def test_openssl_refuses_them_too(name: str, tmp_path: Path) -> None:
    """The verifier can say no, and agrees with us on what is no signature."""
    vector = REFUSED_SIGNATURES[name]
    actual = verify_with_openssl(vector["validation_data"], vector["signature"], folder=tmp_path)
    assert actual == "Verification failure"


@pytest.mark.parametrize("name", SIGNATURES)
def test_openssl_signs_the_same_bytes(name: str) -> None:
    """The key file and the data give openssl the very signature."""
    vector = SIGNATURES[name]
    signed = openssl("dgst", "-sha1", "-sign", KEY_FILE, data=vector["validation_data"].encode()).stdout
    assert vector["signature"] == base64.b64encode(signed).decode()


def test_fresh_headers_verify_with_openssl(tmp_path: Path) -> None:
    """What the hook makes for a request verifies with openssl, and the next differs in both headers."""
    first, second = (
        anytime.signature_headers(key=private_key(), now_s=NOW_S, nonce=anytime.make_nonce()) for _ in range(2)
    )
    assert list(first) == ["X-Validation-Data", "X-Signed-Request"]
    assert verify_with_openssl(*first.values(), folder=tmp_path) == "Verified OK"
    assert [name for name in first if first[name] == second[name]] == []


def test_key_file_is_the_vectors_key() -> None:
    """The file in the form of the provider's commands, PKCS#1, holds the private half of the vectors' public key."""
    assert KEY_FILE.read_text().startswith("-----BEGIN RSA PRIVATE KEY-----\n")
    assert ANYTIME["public_key_pem"] == openssl("pkey", "-in", KEY_FILE, "-pubout").stdout.decode()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    spki = public_key().public_bytes(serialization.Encoding.DER, form)
    assert ANYTIME["spki_sha256"] == hashlib.sha256(spki).hexdigest()


# --- validation data ------------------------------------------------------------------------------------------------


def test_validation_data_are_the_hash_of_moment_and_chance() -> None:
    """A moment and a nonce give one value, which sha1sum would find as well; another of either gives another."""
    data = anytime.make_validation_data(now_s=1478508503.5145, nonce=b"chance")
    assert data == openssl("dgst", "-sha1", "-r", data=b"1478508503.5145|chance").stdout.decode().split()[0]
    assert data != anytime.make_validation_data(now_s=1478508503.5146, nonce=b"chance")
    assert data != anytime.make_validation_data(now_s=1478508503.5145, nonce=b"Chance")


def test_validation_data_look_like_the_sdks() -> None:
    """40 lower-case hexadecimal digits, whatever the clock says; they fit into a header."""
    for now_s in (0, -1.5, 1e300, NOW_S):
        data = anytime.make_validation_data(now_s=now_s, nonce=anytime.make_nonce())
        assert len(data) == 40
        assert set(data) <= set("0123456789abcdef")


def test_validation_data_need_a_nonce() -> None:
    """A moment alone is used twice sooner or later."""
    with pytest.raises(ValueError, match=r"^nonce must not be empty: Anytime accepts no validation data twice$"):
        anytime.make_validation_data(now_s=NOW_S, nonce=b"")


def test_sixteen_threads_never_repeat_validation_data() -> None:
    """Sixteen threads at one standing moment make 16,000 different values."""
    barrier = threading.Barrier(16)

    def make(_: int) -> list[str]:
        barrier.wait()
        return [anytime.make_validation_data(now_s=NOW_S, nonce=anytime.make_nonce()) for _ in range(1000)]

    with ThreadPoolExecutor(16) as pool:
        made = [data for part in pool.map(make, range(16)) for data in part]
    assert (len(made), len(set(made))) == (16_000, 16_000)


def test_nonces_do_not_follow_a_seed() -> None:
    """Test engines seed Python's generator over and over; what is never to come back must not come from it."""
    drawn = []
    for _ in range(2):
        random.seed(1)
        drawn.append(anytime.make_nonce())
    assert drawn[0] != drawn[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_forked_processes_never_repeat_validation_data() -> None:
    """Children of one process share what it had drawn before, its seeds included, and still make different values."""
    code = """
import os, random
from auth_hooks import anytime
random.seed(1)
first = anytime.make_nonce()
for _ in range(8):
    if os.fork() == 0:
        data = [anytime.make_validation_data(now_s=1.0, nonce=anytime.make_nonce()) for _ in range(100)]
        os.write(1, (" ".join(data) + "\\n").encode())
        os._exit(0)
for _ in range(8):
    os.wait()
"""
    root = Path(str(auth_hooks.__file__)).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    made = done.stdout.split()
    assert (len(made), len(set(made))) == (800, 800)


# --- hashes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HASHES)
def test_hash_is_the_vector(name: str) -> None:
    """The timestamp's text, a bar and the user name, in SHA-256."""
    vector = HASHES[name]
    assert vector["hash"] == anytime.response_hash(vector["timestamp"], vector["username"])


@pytest.mark.parametrize("name", HASHES)
def test_openssl_finds_the_same_hash(name: str) -> None:
    """Every vector is what openssl computes."""
    vector = HASHES[name]
    text = f"{vector['timestamp']}|{vector['username']}"
    assert vector["hash"] == openssl("dgst", "-sha256", "-r", data=text.encode()).stdout.decode().split()[0]


@pytest.mark.parametrize("form", ["{}", '"{}"'])
@pytest.mark.parametrize("name", HASHES)
def test_hash_vectors_pass(name: str, form: str) -> None:
    """An answer passes with its timestamp as a number, and as text of that number."""
    vector = HASHES[name]
    anytime.verify_response(envelope(form.format(vector["timestamp"]), vector["hash"]), username=vector["username"])


@pytest.mark.parametrize("name", REFUSED_HASHES)
def test_refused_hashes_do_not_pass(name: str) -> None:
    """The hash of another user, of nobody, or of the same moment written in another way is not the answer's."""
    vector = REFUSED_HASHES[name]
    with pytest.raises(errors.SignatureMismatch) as caught:
        anytime.verify_response(envelope(vector["timestamp"], vector["hash"]), username=vector["username"])
    assert str(caught.value) == "the answer's hash does not belong to its timestamp and this user name"


@pytest.mark.parametrize(
    "timestamp",
    ["1478525194.6798", "1478525194.67981", "1478525194.6800", "1603443843.0", "0.1", "-5", "1.4785E+9", "9" * 5000],
)
def test_timestamp_counts_as_it_is_written(timestamp: str) -> None:
    """No digit is read, rounded or dropped."""
    digits = hashlib.sha256(f"{timestamp}|{USER}".encode()).hexdigest()
    anytime.verify_response(envelope(timestamp, digits), username=USER)


def test_user_name_is_hashed_in_utf8() -> None:
    """A name beyond ASCII counts as its UTF-8 bytes."""
    digits = hashlib.sha256("1|josé".encode()).hexdigest()
    anytime.verify_response(envelope("1", digits), username="josé")


def test_member_that_comes_last_counts() -> None:
    """Of two members with one name, what is verified is what every reader of JSON takes."""
    good = envelope("1603443843", HASHES["webhook_transfers"]["hash"])
    anytime.verify_response(b'{"hash": "x", "timestamp": 5, ' + good[1:], username=USER)
    with pytest.raises(errors.SignatureMismatch):
        anytime.verify_response(good[:-1] + b', "timestamp": 5}', username=USER)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no JSON object, so it has no hash that shows where it comes from"),
        (b"<html>", "is no JSON object, so it has no hash that shows where it comes from"),
        (b"[]", "is no JSON object, so it has no hash that shows where it comes from"),
        (b'{"hash": "x", "timestamp": NaN}', "is no JSON object, so it has no hash that shows where it comes from"),
        (b'{"hash": "\xff"}', "is no JSON object, so it has no hash that shows where it comes from"),
        ('{"hash": "x"}'.encode("utf-16"), "is no JSON object, so it has no hash that shows where it comes from"),
        (b'{"a":' * 100_000, "is no JSON object, so it has no hash that shows where it comes from"),
        (b'{"timestamp": 1}', "has no hash that shows where it comes from"),
        (b'{"timestamp": 1, "hash": null}', "has no hash that shows where it comes from"),
        (b'{"timestamp": 1, "hash": ""}', "has no hash that shows where it comes from"),
        (b'{"timestamp": 1, "body": {"hash": "x"}}', "has no hash that shows where it comes from"),
        (b'{"hash": "x"}', "has no timestamp that its hash could belong to"),
        (b'{"hash": "x", "timestamp": null}', "has no timestamp that its hash could belong to"),
        (b'{"hash": "x", "timestamp": true}', "has no timestamp that its hash could belong to"),
        (b'{"hash": "x", "timestamp": ""}', "has no timestamp that its hash could belong to"),
        (b'{"hash": "x", "timestamp": "1|2"}', "has no timestamp that its hash could belong to"),
        (b'{"hash": "x", "timestamp": "1\\n"}', "has no timestamp that its hash could belong to"),
        (b'{"hash": "x", "timestamp": {"a": 1}}', "has no timestamp that its hash could belong to"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_answer_without_hash_or_timestamp_is_unusable(content: bytes, message: str) -> None:
    """Nothing to compare is an error of its own, in one sentence that repeats nothing."""
    with pytest.raises(errors.UnusableAnswer) as caught:
        anytime.verify_response(content, username=USER)
    assert str(caught.value) == f"the answer {message}"


@pytest.mark.parametrize("digits", ["é", "\\ud800", "f930"])
def test_hash_of_other_characters_is_a_mismatch(digits: str) -> None:
    """Whatever text stands there is compared, and never another exception."""
    content = f'{{"timestamp": 1, "hash": "{digits}"}}'.encode()
    with pytest.raises(errors.SignatureMismatch):
        anytime.verify_response(content, username=USER)


# --- webhooks -------------------------------------------------------------------------------------------------------

TRANSFER = '{"internal_id": 50000, "amount": "155.00", "execution_date": "2020-10-23"}'


def webhook(body: str) -> bytes:
    vector = HASHES["webhook_transfers"]
    return envelope(vector["timestamp"], vector["hash"], type_response='"async"', body=body)


def test_webhook_is_returned_once_its_hash_is_right() -> None:
    """The object comes back as it is, ready to be used."""
    transfer = {"internal_id": 50000, "amount": "155.00", "execution_date": "2020-10-23"}
    assert anytime.verify_webhook(webhook(f'{{"credit-transfers": [{TRANSFER}]}}'), username=USER) == {
        "request_id": 90402,
        "type_response": "async",
        "timestamp": 1603443843,
        "hash": HASHES["webhook_transfers"]["hash"],
        "body": {"credit-transfers": [transfer]},
    }


def test_webhook_amounts_keep_their_digits() -> None:
    """A number with a fraction is a Decimal, so that no cent is lost."""
    body = anytime.verify_webhook(webhook('{"amount": 0.10, "fx": 1.10000000000000000001}'), username=USER)["body"]
    assert body == {"amount": Decimal("0.10"), "fx": Decimal("1.10000000000000000001")}
    assert str(body["amount"]) == "0.10"


def test_forged_webhook_is_refused() -> None:
    """A hash of another moment, another user or none at all does not pass."""
    good = webhook("{}")
    with pytest.raises(errors.SignatureMismatch):
        anytime.verify_webhook(good.replace(b"1603443843", b"1603443844"), username=USER)
    with pytest.raises(errors.SignatureMismatch):
        anytime.verify_webhook(good, username="other-user")
    with pytest.raises(errors.UnusableAnswer):
        anytime.verify_webhook(b'{"timestamp": 1603443843, "body": {}}', username=USER)


@pytest.mark.parametrize("number", ["9" * 5000, "1E" + "9" * 30])
def test_webhook_with_a_number_beyond_reading_is_unusable(number: str) -> None:
    """Its hash may be right; nobody can use it."""
    with pytest.raises(errors.UnusableAnswer, match=r"^the webhook holds a number too large to be read$"):
        anytime.verify_webhook(webhook(f'{{"amount": {number}}}'), username=USER)
