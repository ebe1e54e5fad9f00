"""Payconiq's signatures against vectors, and against openssl, which shares no code with us."""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from auth_hooks import errors, payconiq

VECTORS = Path(__file__).parent / "vectors"
PAYCONIQ: dict[str, Any] = json.loads((VECTORS / "payconiq.json").read_text())
INPUTS = PAYCONIQ["inputs"]
TRANSACTIONS = PAYCONIQ["transactions"]
ROTATIONS = PAYCONIQ["rotations"]
REFUSED = PAYCONIQ["refused"]
NEW_VALUE = PAYCONIQ["keys"]["B"]["value"]


def key_file(name: str) -> Path:
    return VECTORS / f"testkey_{name}_pkcs8.pem"


def credentials(name: str = "A") -> payconiq.Credentials:
    return payconiq.load_credentials(partner_id=INPUTS["partner_id"], token="token-1", private_key_file=key_file(name))


def private_key(name: str = "A") -> RSAPrivateKey:
    key = credentials(name).private_key
    assert key is not None
    return key


def public_key(name: str = "A") -> RSAPublicKey:
    return payconiq.read_public_key(PAYCONIQ["keys"][name]["value"])


def canonical(vector: dict[str, Any], **changes: Any) -> str:
    values = {**INPUTS, "origin_iban": vector["origin_iban"], "amount": vector["amount"], **changes}
    return payconiq.canonical_transaction(**values)


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    if shutil.which("openssl") is None:
        pytest.fail("openssl is not installed; the vectors need it as their independent verifier")
    return subprocess.run(["openssl", *arguments], capture_output=True, check=False)


def verify_with_openssl(data: bytes, signature: str, *, folder: Path, key: str = "A") -> str:
    public, covered, sig = folder / "public.pem", folder / "input", folder / "signature"
    public.write_text(PAYCONIQ["keys"][key]["public_key_pem"])
    covered.write_bytes(data)
    sig.write_bytes(base64.b64decode(signature, validate=True))
    return openssl("dgst", "-sha256", "-verify", public, "-signature", sig, covered).stdout.decode().strip()


def sign_with_openssl(data: bytes, *, folder: Path, key: str = "A") -> str:
    covered = folder / "input"
    covered.write_bytes(data)
    return base64.b64encode(openssl("dgst", "-sha256", "-sign", key_file(key), covered).stdout).decode()


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_canonical_text_is_the_vector(name: str) -> None:
    """Partner, customer, account if given, amount, currency: nothing between them."""
    vector = TRANSACTIONS[name]
    text = canonical(vector)
    assert vector["text"] == text
    assert vector["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_amount_as_number_and_as_text_are_the_same(name: str) -> None:
    """Cents as an int give the same text as their digits."""
    vector = TRANSACTIONS[name]
    assert vector["text"] == canonical(vector, amount=int(vector["amount"]))


def test_amount_keeps_its_digits() -> None:
    """Digits are signed as they are written: no rounding, no limit, no tidying."""
    vector = TRANSACTIONS["one_cent"]
    digits = "0" + "9" * 5000
    assert canonical(vector, amount=digits) == f"{INPUTS['partner_id']}{INPUTS['origin_id']}{digits}EUR"


@pytest.mark.parametrize(("amount", "kind"), [(10.0, "float"), (True, "bool"), (None, "NoneType")])
def test_amount_that_is_no_cents_is_refused(amount: object, kind: str) -> None:
    """A float has lost the form it will have in the body, and no amount is not nothing."""
    with pytest.raises(ValueError, match=f"^amount must be cents as an int, or their digits as text, got {kind}$"):
        canonical(TRANSACTIONS["one_cent"], amount=amount)


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_transaction_signature_is_the_vector(name: str) -> None:
    """The signature is deterministic, so it is the vector byte for byte."""
    vector = TRANSACTIONS[name]
    assert vector["signature"] == payconiq.sign_transaction(vector["text"], key=private_key())


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_transaction_vectors_pass(name: str) -> None:
    """What the vectors sign is verified."""
    vector = TRANSACTIONS[name]
    payconiq.verify_transaction(vector["text"], vector["signature"], key=public_key())


def test_new_key_signs_after_a_rotation() -> None:
    """The same transaction under key B is the other vector; the signature of key A no longer passes."""
    vector = TRANSACTIONS[PAYCONIQ["after_rotation"]["transaction"]]
    signature = PAYCONIQ["after_rotation"]["signature"]
    assert signature == payconiq.sign_transaction(vector["text"], key=private_key("B"))
    payconiq.verify_transaction(vector["text"], signature, key=public_key("B"))
    with pytest.raises(errors.SignatureMismatch):
        payconiq.verify_transaction(vector["text"], vector["signature"], key=public_key("B"))


@pytest.mark.parametrize(
    ("text_of", "signature"),
    [
        ("with_iban", REFUSED["currency_first"]["signature"]),
        ("with_iban", REFUSED["with_target"]["signature"]),
        ("with_iban", TRANSACTIONS["without_iban"]["signature"]),
        ("without_iban", TRANSACTIONS["with_iban"]["signature"]),
        ("one_cent", TRANSACTIONS["without_iban"]["signature"]),
        ("without_iban", PAYCONIQ["after_rotation"]["signature"]),
        ("without_iban", "Z2FyYmFnZQ=="),
        ("without_iban", ""),
    ],
)
def test_signature_of_another_text_or_key_is_refused(text_of: str, signature: str) -> None:
    """A signature over another order, another set of fields, another amount, or by another key does not pass."""
    message = "^the signature does not belong to this text and this public key$"
    with pytest.raises(errors.SignatureMismatch, match=message):
        payconiq.verify_transaction(TRANSACTIONS[text_of]["text"], signature, key=public_key())


@pytest.mark.parametrize("damage", ["{}\n", " {}", "{}=", "é{}", "-{}", "a{}"])
def test_signature_that_is_not_base64_is_refused(damage: str) -> None:
    """Line breaks, spaces, wrong padding and other alphabets are no signature, and none of it is repeated."""
    vector = TRANSACTIONS["one_cent"]
    signature = damage.format(vector["signature"])
    with pytest.raises(
        errors.SignatureMismatch, match=r"^the signature is not base64, padded and without line breaks$"
    ):
        payconiq.verify_transaction(vector["text"], signature, key=public_key())


@pytest.mark.parametrize("name", [*TRANSACTIONS, *REFUSED])
def test_transaction_vectors_verify_with_openssl(name: str, tmp_path: Path) -> None:
    """Every vector, those to be refused included, is well signed over the text it holds."""
    vector = {**TRANSACTIONS, **REFUSED}[name]
    assert vector["text_sha256"] == hashlib.sha256(vector["text"].encode()).hexdigest()
    assert verify_with_openssl(vector["text"].encode(), vector["signature"], folder=tmp_path) == "Verified OK"


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_openssl_signs_the_same_bytes(name: str, tmp_path: Path) -> None:
    """The key file and the text give openssl the very signature."""
    vector = TRANSACTIONS[name]
    assert vector["signature"] == sign_with_openssl(vector["text"].encode(), folder=tmp_path)


def test_signature_after_rotation_verifies_with_openssl(tmp_path: Path) -> None:
    """The vector under key B is well signed."""
    vector = PAYCONIQ["after_rotation"]
    text = TRANSACTIONS[vector["transaction"]]["text"].encode()
    assert verify_with_openssl(text, vector["signature"], folder=tmp_path, key="B") == "Verified OK"


def test_openssl_refuses_another_text(tmp_path: Path) -> None:
    """The verifier can say no: the signature of one vector does not cover the text of another."""
    mixed = (TRANSACTIONS["with_iban"]["text"].encode(), TRANSACTIONS["without_iban"]["signature"])
    assert verify_with_openssl(*mixed, folder=tmp_path) == "Verification failure"


@pytest.mark.parametrize("amount", ["1000", '"1000"', "9" * 30])
def test_fresh_bodies_verify_with_openssl(amount: str, tmp_path: Path) -> None:
    """What the hook puts into a body verifies with openssl over the text of other inputs than those of the vectors."""
    body = f'{{"originId":"{"a" * 24}","amount":{amount},"currency":"EUR","originIBAN":"NL02ABNA0123456789"}}'
    signed = payconiq.sign_body(body.encode(), operation="createTransaction", credentials=credentials("B"))
    text = f"{INPUTS['partner_id']}{'a' * 24}NL02ABNA0123456789{amount.strip(chr(34))}EUR"
    actual = verify_with_openssl(text.encode(), json.loads(signed)["signature"], folder=tmp_path, key="B")
    assert actual == "Verified OK"


@pytest.mark.parametrize("name", ["A", "B"])
def test_public_key_value_is_the_vector(name: str) -> None:
    """The registered text is the SubjectPublicKeyInfo in base64, from the private and from the public key."""
    vector = PAYCONIQ["keys"][name]
    assert vector["value"] == payconiq.public_key_value(private_key(name))
    assert vector["value"] == payconiq.public_key_value(public_key(name))
    assert vector["spki_sha256"] == hashlib.sha256(base64.b64decode(vector["value"])).hexdigest()


def test_public_key_value_is_the_body_of_a_pem_block(tmp_path: Path) -> None:
    """The PEM that openssl writes, without armour and line breaks, is the registered text."""
    pem = openssl("pkey", "-in", key_file("A"), "-pubout").stdout.decode()
    assert "".join(pem.splitlines()[1:-1]) == payconiq.public_key_value(private_key())


@pytest.mark.parametrize("form", ["{}\n", "\r\n{}", " {}\t", "lines"])
def test_whitespace_in_a_public_key_is_ignored(form: str) -> None:
    """One client leaves the line breaks of its PEM file in the text."""
    value = PAYCONIQ["keys"]["A"]["value"]
    lines = "\n".join(value[at : at + 64] for at in range(0, len(value), 64))
    read = payconiq.read_public_key(lines if form == "lines" else form.format(value))
    assert value == payconiq.public_key_value(read)


def spki(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(key.public_bytes(serialization.Encoding.DER, form)).decode()


def test_public_key_of_1024_bits_is_read() -> None:
    """The provider's own samples use such keys."""
    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - as short as the samples'
    assert payconiq.read_public_key(spki(key.public_key())).public_numbers() == key.public_key().public_numbers()


def test_public_key_below_1024_bits_is_refused() -> None:
    """A shorter one is refused by its size."""
    short = rsa.RSAPublicNumbers(e=65537, n=2**511 + 1).public_key()
    with pytest.raises(errors.BadCredentials, match=r"^the public key must have 1024 bits or more, got 512$"):
        payconiq.read_public_key(spki(short))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "AAAA",
        PAYCONIQ["keys"]["A"]["pkcs1"],
        PAYCONIQ["keys"]["A"]["value"][:-8],
        PAYCONIQ["keys"]["A"]["value"] + "AAAA",
        spki(ec.generate_private_key(ec.SECP256R1()).public_key()),
    ],
    ids=["empty", "noise", "pkcs1", "torn", "longer", "elliptic"],
)
def test_other_der_is_no_public_key(value: str) -> None:
    """PKCS#1, torn bytes, more bytes and other kinds of key are refused."""
    message = "^the public key is not a DER SubjectPublicKeyInfo of an RSA key$"
    with pytest.raises(errors.BadCredentials, match=message):
        payconiq.read_public_key(value)


@pytest.mark.parametrize("value", [PAYCONIQ["keys"]["A"]["public_key_pem"], "ab-_", "abc", "clé"])
def test_other_text_is_no_public_key(value: str) -> None:
    """PEM armour and whatever else is not base64 is refused."""
    with pytest.raises(
        errors.BadCredentials, match=r"^the public key is not base64; PEM armour does not belong to it$"
    ):
        payconiq.read_public_key(value)


def test_rotation_signature_is_the_vector() -> None:
    """The old key signs the text of the new one."""
    assert ROTATIONS["value_text"]["signature"] == payconiq.sign_key_rotation(NEW_VALUE, old_key=private_key())


@pytest.mark.parametrize("name", ROTATIONS)
def test_rotation_vectors_pass(name: str) -> None:
    """Both readings of the provider's text are accepted: the text of the new key, or its DER bytes."""
    payconiq.verify_key_rotation(NEW_VALUE, ROTATIONS[name]["signature"], old_key=public_key())


def test_rotation_covers_the_text_as_sent() -> None:
    """A line break in the text is part of what is signed; the DER bytes stay the same."""
    sent = NEW_VALUE + "\n"
    payconiq.verify_key_rotation(sent, payconiq.sign_key_rotation(sent, old_key=private_key()), old_key=public_key())
    payconiq.verify_key_rotation(sent, ROTATIONS["der_bytes"]["signature"], old_key=public_key())
    with pytest.raises(errors.SignatureMismatch):
        payconiq.verify_key_rotation(sent, ROTATIONS["value_text"]["signature"], old_key=public_key())


@pytest.mark.parametrize("name", ROTATIONS)
def test_rotation_by_another_key_is_refused(name: str) -> None:
    """Only the key on file can name its successor."""
    with pytest.raises(errors.SignatureMismatch):
        payconiq.verify_key_rotation(NEW_VALUE, ROTATIONS[name]["signature"], old_key=public_key("B"))


@pytest.mark.parametrize("signature", ["", "not base64", TRANSACTIONS["one_cent"]["signature"]])
@pytest.mark.parametrize("value", [NEW_VALUE, "not base64"])
def test_rotation_signature_of_something_else_is_refused(value: str, signature: str) -> None:
    """A signature over anything else does not pass, whatever the new key is."""
    with pytest.raises(errors.SignatureMismatch):
        payconiq.verify_key_rotation(value, signature, old_key=public_key())


@pytest.mark.parametrize("name", ROTATIONS)
def test_rotation_vectors_verify_with_openssl(name: str, tmp_path: Path) -> None:
    """Both vectors are well signed."""
    covered = NEW_VALUE.encode() if name == "value_text" else base64.b64decode(NEW_VALUE)
    assert verify_with_openssl(covered, ROTATIONS[name]["signature"], folder=tmp_path) == "Verified OK"
