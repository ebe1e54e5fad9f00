"""Signatures of requests and hashes of answers.

Source: Anytime API documentation, "signature" and "hash"; the timestamp is hashed as the text that it has on the wire.
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_PADDING = padding.PKCS1v15()
# SHA-1 is the wire format, do not improve it.
_SHA1 = hashes.SHA1()  # noqa: S303 - as above
_SHA256 = hashes.SHA256()


def is_signed(public_key: rsa.RSAPublicKey, data: bytes, signature: str) -> bool:
    """Return whether a signature is that of a key over some bytes.

    Args:
        public_key: The registered key.
        data: The value of X-Validation-Data.
        signature: The value of X-Signed-Request: one line of padded base64 in the standard alphabet.
    """
    return _verifies(public_key, data, _decode(signature), _SHA1)


def is_signed_with_sha256(public_key: rsa.RSAPublicKey, data: bytes, signature: str) -> bool:
    """Return whether a signature would be right if it had been made with SHA-1."""
    return _verifies(public_key, data, _decode(signature), _SHA256)


def is_signature_over_anything(public_key: rsa.RSAPublicKey, signature: str) -> bool:
    """Return whether a signature is that of a key over whatever bytes, with SHA-1."""
    try:
        public_key.recover_data_from_signature(_decode(signature), _PADDING, _SHA1)
    except (InvalidSignature, ValueError):
        return False
    return True


def hash_answer(timestamp: str, username: str) -> str:
    """Return the hash of an answer or webhook: SHA-256 in lower-case hexadecimal.

    Args:
        timestamp: The decimal text of the envelope's ``timestamp``.
        username: Of the API user; empty while nobody is identified.
    """
    return hashlib.sha256(f"{timestamp}|{username}".encode()).hexdigest()


def _verifies(public_key: rsa.RSAPublicKey, data: bytes, signature: bytes, algorithm: hashes.HashAlgorithm) -> bool:
    try:
        public_key.verify(signature, data, _PADDING, algorithm)
    except InvalidSignature:
        return False
    return True


def _decode(text: str) -> bytes:
    """Return the bytes of the one canonical encoding of some bytes; nothing for any other text."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""
