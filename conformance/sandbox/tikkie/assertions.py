"""Verify a client assertion: a JWS in compact form, signed with the key registered for the API key.

Done with ``cryptography`` alone, so that no JOSE library can be wrong on both sides of the wire.

Source: ABN AMRO developer portal, "Signed JSON web token"; RFC 7515 section 7.1; RFC 7523 section 3.
"""

import base64
import hashlib
import hmac
import json
import re
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.tikkie.errors import Refusal

AUDIENCE = "https://auth-sandbox.abnamro.com/oauth/token"
REQUIRED_CLAIMS = ("sub", "iss", "aud", "exp", "nbf")

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def verify_assertion(
    assertion: str,
    *,
    public_key: rsa.RSAPublicKey,
    api_key: str,
    now_ms: int,
    max_lifetime_s: int,
    faults: RequestFaults,
) -> None:
    """Accept an assertion or refuse it with the code of its first defect.

    Args:
        assertion: The JWT as received.
        public_key: The key registered for the API key.
        api_key: The value of the API-Key header, which ``sub`` must repeat.
        now_ms: Milliseconds since the epoch; no clock tolerance is given.
        max_lifetime_s: Largest accepted ``exp - nbf``.
        faults: The deviations armed for this request.

    Raises:
        Refusal: The assertion is not acceptable: the caller's fault.
    """
    parts = assertion.split(".")
    if len(parts) != 3:
        raise Refusal("ERR_1011_001", "it must have three parts")
    header = _decode_object(parts[0], "header")
    claims = _decode_object(parts[1], "payload")
    _verify_signature(header.get("alg"), parts, public_key=public_key, faults=faults)
    _verify_claims(claims, api_key=api_key, faults=faults)
    _verify_period(claims, now_s=now_ms / 1000, max_lifetime_s=max_lifetime_s, faults=faults)


def _decode_object(part: str, subject: str) -> dict[str, Any]:
    raw = _decode_base64url(part)
    if raw is None:
        raise Refusal("ERR_1011_001", f"its {subject} is not base64url")
    try:
        decoded = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal("ERR_1011_001", f"its {subject} is not JSON") from error
    if not isinstance(decoded, dict):
        raise Refusal("ERR_1011_001", f"its {subject} is not a JSON object")
    return decoded


def _decode_base64url(part: str) -> bytes | None:
    """Return the bytes, or ``None`` for text that is not the one canonical encoding of some bytes."""
    if not _BASE64URL.fullmatch(part) or len(part) % 4 == 1:
        return None
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    return raw if base64.urlsafe_b64encode(raw).rstrip(b"=") == part.encode() else None


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _verify_signature(alg: object, parts: list[str], *, public_key: rsa.RSAPublicKey, faults: RequestFaults) -> None:
    signing_input = f"{parts[0]}.{parts[1]}".encode("ascii")
    signature = _decode_base64url(parts[2])
    if not isinstance(alg, str) or alg not in _HASHES:
        if alg == "none" and faults.fires("assertion-alg-none-accepted"):
            return
        is_confusion = alg == "HS256" and _is_keyed_with_pem(signing_input, signature, public_key)
        if is_confusion and faults.fires("assertion-hs256-accepted"):
            return
        raise Refusal("ERR_1010_002", "use RS256, RS384 or RS512")
    try:
        # What is no canonical base64url is no signature either.
        public_key.verify(signature or b"", signing_input, padding.PKCS1v15(), _HASHES[alg])
    except InvalidSignature as error:
        if not faults.fires("assertion-forged-accepted"):
            raise Refusal("ERR_1010_001") from error


def _is_keyed_with_pem(signing_input: bytes, signature: bytes | None, public_key: rsa.RSAPublicKey) -> bool:
    """Return whether an HMAC is keyed with the public PEM: what a confused library would accept."""
    pem = public_key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    candidates = (pem, pem.strip())
    return any(
        hmac.compare_digest(hmac.digest(key, signing_input, hashlib.sha256), signature or b"") for key in candidates
    )


def _verify_claims(claims: dict[str, Any], *, api_key: str, faults: RequestFaults) -> None:
    for name in REQUIRED_CLAIMS:
        if name not in claims and not (name == "nbf" and faults.fires("assertion-missing-nbf-accepted")):
            raise Refusal("ERR_1007_001", name)
    for name in ("exp", "nbf"):
        value = claims.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refusal("ERR_1006_001", f"{name} must be a number of seconds")
    if not isinstance(claims["iss"], str):
        raise Refusal("ERR_1006_001", "iss must be a string")
    if claims["aud"] != AUDIENCE and not faults.fires("assertion-wrong-audience-accepted"):
        raise Refusal("ERR_1006_001", "aud is not the audience of this environment")
    if claims["sub"] != api_key and not faults.fires("assertion-wrong-subject-accepted"):
        raise Refusal("ERR_1006_001", "sub is not the API key")


def _verify_period(claims: dict[str, Any], *, now_s: float, max_lifetime_s: int, faults: RequestFaults) -> None:
    expires_s = claims["exp"]
    not_before_s = claims.get("nbf", now_s)
    if expires_s <= now_s and not faults.fires("assertion-expired-accepted"):
        raise Refusal("ERR_1008_001")
    if not_before_s > now_s and not faults.fires("assertion-not-yet-valid-accepted"):
        raise Refusal("ERR_1009_001")
    # Added, not subtracted: an integer of a thousand digits minus a float would overflow.
    if expires_s > not_before_s + max_lifetime_s and not faults.fires("assertion-too-long-accepted"):
        raise Refusal("ERR_1005_001", f"exp - nbf must not exceed {max_lifetime_s} seconds")
