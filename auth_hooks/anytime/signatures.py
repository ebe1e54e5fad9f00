"""What we sign for Anytime, one-time data with every request, and what Anytime hashes for us.

Neither covers more than itself. A signature binds no method, path, body or token: what protects it is that its
data is accepted once. A hash binds a moment to a user name, not to the body: who has seen one answer can put its
timestamp and hash on another.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from auth_hooks import errors, json_members

VALIDATION_HEADER = "X-Validation-Data"
SIGNATURE_HEADER = "X-Signed-Request"

NONCE_BYTES = 20

Nonce: TypeAlias = Callable[[], bytes]
"""Makes bytes that no call in any process returns twice."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def make_nonce() -> bytes:
    """Bytes from the operating system: no two threads, forks or restored snapshots share their state."""
    return secrets.token_bytes(NONCE_BYTES)


def make_validation_data(*, now_s: float, nonce: bytes) -> str:
    """Validation data as the provider's SDK makes it: SHA-1 of a moment and of chance, 40 hexadecimal digits.

    Args:
        now_s: Seconds since the epoch, UTC. A clock that stands still or goes back does no harm.
        nonce: Bytes that have not been used before, see `make_nonce`; they alone make the data unique.

    Raises:
        ValueError: There is no nonce. The caller's fault.

    Source: Anytime API documentation, "Signature"; anytime-api-php-sdk.
    """
    if not nonce:
        raise ValueError("nonce must not be empty: Anytime accepts no validation data twice")
    # Only as a way to 40 characters: nothing rests on the strength of this hash.
    return hashlib.sha1(f"{now_s!r}|".encode() + nonce, usedforsecurity=False).hexdigest()


def sign_validation_data(data: str | bytes, *, key: RSAPrivateKey) -> str:
    """The signature of validation data in standard base64, padded, without line breaks; the same for the same input.

    RSASSA-PKCS1-v1_5 with SHA-1 is the wire format, do not improve it.

    Args:
        data: The value of `X-Validation-Data`: ASCII text, or its bytes.
        key: Our private key.

    Raises:
        ValueError: The text is not ASCII. The caller's fault.
        errors.BadCredentials: This system's policy forbids SHA-1, so that it cannot speak to Anytime.

    Source: Anytime API documentation, "Signature": "PHP OPENSSL_ALGO_SHA1 is used as default algorithm".
    """
    try:
        signature = key.sign(_encode(data), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - the wire format
    except UnsupportedAlgorithm:
        _refuse_policy()
    return base64.b64encode(signature).decode("ascii")


def verify_validation_data(data: str | bytes, signature: str, *, key: RSAPublicKey) -> None:
    """Let a signature pass only if it covers the validation data.

    Args:
        data: See `sign_validation_data`.
        signature: The value of `X-Signed-Request`.
        key: Public key of the API user.

    Raises:
        errors.SignatureMismatch: It does not, or is not base64. The signer's fault.
        ValueError: The text is not ASCII. The caller's fault.
        errors.BadCredentials: This system's policy forbids SHA-1.
    """
    covered = _encode(data)
    try:
        raw = base64.b64decode(signature, validate=True)
    except ValueError:
        raise errors.SignatureMismatch("the signature is not base64, padded and without line breaks") from None
    try:
        key.verify(raw, covered, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - the wire format
    except UnsupportedAlgorithm:
        _refuse_policy()
    except InvalidSignature:
        raise errors.SignatureMismatch(
            "the signature does not belong to this validation data and this public key"
        ) from None


def signature_headers(*, key: RSAPrivateKey, now_s: float, nonce: bytes) -> dict[str, str]:
    """Both headers of one request. They are never good for a second one.

    Args:
        key: Our private key.
        now_s: Seconds since the epoch, UTC.
        nonce: See `make_validation_data`.
    """
    data = make_validation_data(now_s=now_s, nonce=nonce)
    return {VALIDATION_HEADER: data, SIGNATURE_HEADER: sign_validation_data(data, key=key)}


def response_hash(timestamp_text: str, username: str) -> str:
    """The hash of an answer or webhook: SHA-256 of `timestamp|username`, 64 lower-case hexadecimal digits.

    Args:
        timestamp_text: The timestamp as it is written in the JSON text, such as `1472742723.9673`.
        username: Name of the API user; empty in answers to nobody in particular.

    Source: Anytime API documentation, "Create a new oauth2 token": `sha256('1472742723.9673|YourUserName')`.
    """
    return hashlib.sha256(f"{timestamp_text}|{username}".encode("utf-8", "surrogatepass")).hexdigest()


def verify_response(content: bytes, *, username: str) -> None:
    """Accept an answer whose hash belongs to its timestamp and to the user, or raise.

    The timestamp counts as its digits are written: read as a number and written again, some would differ.

    Args:
        content: The whole body, JSON in UTF-8.
        username: Name of the API user who asked.

    Raises:
        errors.SignatureMismatch: The hash belongs to something else. The sender's fault, or another user's name.
        errors.UnusableAnswer: There is no hash or timestamp to compare. The sender's fault.

    Source: Anytime API documentation, "Create a new oauth2 token", field `hash`.
    """
    try:
        members = {member.name: member.value for member in json_members.read_members(content.decode("utf-8"))}
    except ValueError:
        raise errors.UnusableAnswer(
            "the answer is no JSON object, so it has no hash that shows where it comes from"
        ) from None
    given, timestamp = members.get("hash"), members.get("timestamp")
    if not isinstance(given, str) or not given:
        raise errors.UnusableAnswer("the answer has no hash that shows where it comes from")
    if not isinstance(timestamp, str) or not _NUMBER.fullmatch(timestamp):
        raise errors.UnusableAnswer("the answer has no timestamp that its hash could belong to")
    expected = response_hash(timestamp, username)
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass")):
        raise errors.SignatureMismatch("the answer's hash does not belong to its timestamp and this user name")


def verify_webhook(content: bytes, *, username: str) -> dict[str, Any]:
    """The JSON object that a webhook brings, once its hash is found right; see `verify_response`.

    Take a webhook as a reason to ask Anytime, not as news of its own: its hash does not cover what it says, and any
    earlier answer lends it one.

    Args:
        content: The whole body, JSON in UTF-8.
        username: Name of our API user.

    Returns:
        The envelope, `body` among its members; a number with a fraction is a `Decimal`, digit for digit.

    Raises:
        errors.SignatureMismatch: The hash belongs to something else. The sender's fault, or another user's name.
        errors.UnusableAnswer: There is no hash or timestamp to compare, or a number is beyond reading.

    Source: Anytime API documentation, "Webhooks".
    """
    verify_response(content, username=username)
    try:
        envelope: dict[str, Any] = json.loads(content, parse_float=Decimal)
    except (ValueError, ArithmeticError):
        raise errors.UnusableAnswer("the webhook holds a number too large to be read") from None
    return envelope


def _encode(data: str | bytes) -> bytes:
    if isinstance(data, bytes):
        return data
    if not data.isascii():
        raise ValueError("validation data must be ASCII text: it goes into a header")
    return data.encode("ascii")


def _refuse_policy() -> NoReturn:
    raise errors.BadCredentials(
        "this system's cryptography policy forbids SHA-1, and Anytime takes no other signature"
    ) from None
