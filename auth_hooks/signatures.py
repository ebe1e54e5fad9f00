"""RSASSA-PKCS1-v1_5 with SHA-256 in base64. A signature that does not fit is an exception, never a `False`."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from auth_hooks import errors


def sign_rsa_sha256(data: bytes, *, key: RSAPrivateKey) -> str:
    """The signature in standard base64, padded, without line breaks; the same for the same input.

    Args:
        data: What it covers.
        key: Our private key.

    Source: RFC 8017, section 8.2.
    """
    return base64.b64encode(key.sign(data, padding.PKCS1v15(), hashes.SHA256())).decode("ascii")


def verify_rsa_sha256(data: bytes, signature: str, *, key: RSAPublicKey) -> None:
    """Let a signature pass only if it covers the data.

    Args:
        data: What it should cover.
        signature: In standard base64, padded, without line breaks.
        key: Public key of the signer.

    Raises:
        errors.SignatureMismatch: It does not, or is not base64. The signer's fault.

    Source: RFC 8017, section 8.2.
    """
    try:
        raw = base64.b64decode(signature, validate=True)
    except ValueError:
        raise errors.SignatureMismatch("the signature is not base64, padded and without line breaks") from None
    try:
        key.verify(raw, data, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise errors.SignatureMismatch("the signature does not belong to this text and this public key") from None
