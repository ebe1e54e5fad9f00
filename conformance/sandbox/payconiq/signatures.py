"""The two texts that a partner signs, the key it signs with, and whether a signature is good.

A signature is base64 of RSASSA-PKCS1-v1_5 with SHA-256. The specification calls it "SHA256WithRSA Encrypt".

Source: Partner API Specification, "Initiate Transaction" and "Update Partner RSA Public Key". What exactly a rotation
signs is an assumption: the text of the new key as sent, or its DER bytes.
"""

import base64
import binascii
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

MIN_KEY_BITS = 1024


def write_transaction_text(*, partner_id: str, origin_id: str, origin_iban: str, amount: str, currency: str) -> str:
    """Return what is signed for a transaction: the parts in this order, without separators.

    Args:
        partner_id: The partner in the path.
        origin_id: The customer in the body.
        origin_iban: The IBAN in the body; empty when the body has none.
        amount: The cents as plain decimal digits, the same for a number and for a string in the body.
        currency: As it is in the body.
    """
    return f"{partner_id}{origin_id}{origin_iban}{amount}{currency}"


def is_signed(public_key: rsa.RSAPublicKey, signature: Any, *texts: bytes) -> bool:
    """Return whether a signature in base64 is this key's over one of the texts."""
    if not isinstance(signature, str):
        return False
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(_is_signed(public_key, raw, text) for text in texts)


def _is_signed(public_key: rsa.RSAPublicKey, raw: bytes, text: bytes) -> bool:
    try:
        public_key.verify(raw, text, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def read_public_key(value: Any) -> tuple[rsa.RSAPublicKey, bytes] | None:
    """Return the key in the ``value`` of a registration, with its DER bytes; ``None`` when there is none.

    Args:
        value: Base64 of an RSA key as DER SubjectPublicKeyInfo, the body of a PEM ``PUBLIC KEY`` block: clients leave
            its line breaks in, so white space inside does not matter.
    """
    if not isinstance(value, str):
        return None
    try:
        der = base64.b64decode("".join(value.split()), validate=True)
        key = serialization.load_der_public_key(der)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        return None
    # The loader also takes the bare PKCS#1 form, which is not what a PEM "PUBLIC KEY" block holds.
    return (key, der) if der == encode_public_key(key) else None


def encode_public_key(key: rsa.RSAPublicKey) -> bytes:
    """Return a key as DER SubjectPublicKeyInfo."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
