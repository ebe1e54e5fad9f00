"""Binds Tikkie credentials to a target, and makes the broken ones that a target must refuse."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from auth_hooks import errors, tikkie
from conformance.exchange import UNREADABLE, parse_json
from conformance.provider import BadCredentials, BrokenCredential, Clock

VARIABLES = {
    "api_key": "consumer key of the app on the developer portal",
    "private_key_file": "PEM file with the RSA private key whose public half is registered",
    "audience": "aud of the client assertion; the sandbox's when left out",
    "second_api_key": "API key of another account, to try that accounts cannot see each other",
    "second_private_key_file": "private key of the other account",
}
OPTIONAL = frozenset({"audience", "second_api_key", "second_private_key_file"})
SECRETS = frozenset({"api_key", "second_api_key"})

TIKKIE_OPERATIONS = (
    "createPlatform",
    "getPlatforms",
    "createUser",
    "getUsers",
    "createPaymentRequest",
    "getUserPaymentRequests",
    "getPaymentRequest",
)
TOKEN = (tikkie.TOKEN_OPERATION,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TikkieAccess:
    """One client of Tikkie, bound to a target."""

    face: tikkie.TikkieEngine
    credentials: tikkie.Credentials
    clock: Clock = field(repr=False)

    def claims(self, **changes: object) -> dict[str, Any]:
        """The claims of a good assertion with some replaced; `None` takes a claim out."""
        claims = {**tikkie.assertion_claims(self.credentials, now_s=self.clock()), **changes}
        return {name: value for name, value in claims.items() if value is not None}

    def assertion(self, **changes: object) -> str:
        """A correctly signed assertion with some claims replaced."""
        return tikkie.sign_assertion(self.claims(**changes), key=self.credentials.private_key)


def open_access(
    values: Mapping[str, str], *, prefix: str, base_url: str, http: httpx.Client, clock: Clock
) -> TikkieAccess:
    """Bind credentials to a target.

    Args:
        values: Named as in `VARIABLES`.
        prefix: `""` for the first client, `"second_"` for the other one.

    Raises:
        BadCredentials: One is missing or unusable.
    """
    try:
        credentials = tikkie.load_credentials(
            api_key=values[f"{prefix}api_key"],
            private_key_file=Path(values[f"{prefix}private_key_file"]),
            audience=values.get("audience", tikkie.SANDBOX_AUDIENCE),
        )
    except errors.BadCredentials as error:
        raise BadCredentials(str(error)) from error
    face = tikkie.TikkieEngine(credentials, base_url=base_url, http=http, clock=clock)
    return TikkieAccess(face=face, credentials=credentials, clock=clock)


def error_code(body: bytes, _headers: Mapping[str, str]) -> str | None:
    """`errors[0].code` of an answer, if it is an error envelope."""
    answer = parse_json(body) if body.lstrip()[:1] == b"{" else UNREADABLE
    errors_ = answer.get("errors") if isinstance(answer, dict) else None
    first = errors_[0] if isinstance(errors_, list) and errors_ else None
    code = first.get("code") if isinstance(first, dict) else None
    return code if isinstance(code, str) else None


# --- broken assertions ----------------------------------------------------------------------------------------------


def encode(part: bytes) -> str:
    """Base64url without padding, as JWS compact form wants it."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _signing_input(algorithm: str, claims: Mapping[str, Any]) -> str:
    header = {"typ": "JWT", "alg": algorithm}
    return ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))


def unsigned(access: TikkieAccess, *, algorithm: str = "none") -> str:
    """An assertion with an empty signature, by default with `alg: none`."""
    return _signing_input(algorithm, access.claims()) + "."


def other_audience(access: TikkieAccess) -> str:
    """A good assertion for the other one of the provider's two environments."""
    here = access.credentials.audience
    there = tikkie.SANDBOX_AUDIENCE if here == tikkie.PRODUCTION_AUDIENCE else tikkie.PRODUCTION_AUDIENCE
    return access.assertion(aud=there)


def _bearer(access: TikkieAccess) -> str:
    return access.face.headers("getPlatforms")["Authorization"].partition(" ")[2]


def signed_with_public_key(access: TikkieAccess) -> str:
    """The classic confusion: HS256, keyed with the public key that everybody may know."""
    public = access.credentials.private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signing_input = _signing_input("HS256", access.claims())
    return f"{signing_input}.{encode(hmac.digest(public, signing_input.encode(), hashlib.sha256))}"


def forged(access: TikkieAccess) -> str:
    """Signed with a key that nobody registered."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return tikkie.sign_assertion(access.claims(), key=key)


def tampered(access: TikkieAccess, *, algorithm: tikkie.Algorithm = "RS256") -> str:
    """A good signature with one bit flipped."""
    signed = tikkie.sign_assertion(access.claims(), key=access.credentials.private_key, algorithm=algorithm)
    head, _, signature = signed.rpartition(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4)))
    raw[0] ^= 1
    return f"{head}.{encode(bytes(raw))}"


def _assertion(
    name: str, make: Any, *answers: tuple[int, str], needs: frozenset[str] = frozenset()
) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=TOKEN,
        form=lambda access: {"client_assertion": make(access)},
        expected=frozenset(answers),
        needs=needs,
    )


def _token_field(
    name: str, field_name: str, value: str | None, *answers: tuple[int, str], needs: frozenset[str] = frozenset()
) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=TOKEN,
        form=lambda _access: {field_name: value},
        expected=frozenset(answers),
        needs=needs,
    )


def _header(
    name: str, header: str, value: Any, *answers: tuple[int, str], operations: tuple[str, ...] = TIKKIE_OPERATIONS
) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=operations,
        headers=lambda access: {header: value(access) if callable(value) else value},
        expected=frozenset(answers),
    )


def _foreign_key(name: str, operations: tuple[str, ...], *answers: tuple[int, str]) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=operations,
        headers=lambda access: {"API-Key": access.credentials.api_key},
        expected=frozenset(answers),
        needs=frozenset({"second_client"}),
    )


ALL_OPERATIONS = (*TIKKIE_OPERATIONS, *TOKEN)
_UNKNOWN_KEY = "A" * 32
_HOUR_S = 3600

BATTERY = (
    _header("api-key-missing", "API-Key", None, (400, "ERR_1002_003"), operations=ALL_OPERATIONS),
    _header("api-key-unknown", "API-Key", _UNKNOWN_KEY, (401, "ERR_2005_001"), operations=ALL_OPERATIONS),
    _foreign_key(
        "api-key-of-other-client",
        TIKKIE_OPERATIONS,
        (401, "ERR_2002_001"),
        (401, "ERR_2005_001"),
        (401, "ERR_2005_002"),
    ),
    _foreign_key("api-key-not-the-subject", TOKEN, (400, "ERR_1006_001"), (400, "ERR_1010_001"), (401, "ERR_2005_001")),
    _header("bearer-missing", "Authorization", None, (400, "ERR_1002_002")),
    _header("bearer-malformed", "Authorization", "Bearer", (400, "ERR_1001_001")),
    _header("basic-instead-of-bearer", "Authorization", "Basic dXNlcjpwYXNz", (400, "ERR_1001_001")),
    _header("bearer-unknown", "Authorization", "Bearer " + "0" * 28, (401, "ERR_2002_001")),
    _header("bearer-extended", "Authorization", lambda access: f"Bearer {_bearer(access)}A", (401, "ERR_2002_001")),
    _header(
        "bearer-in-other-letters",
        "Authorization",
        lambda access: f"Bearer {_bearer(access).swapcase()}",
        (401, "ERR_2002_001"),
    ),
    _header(
        "bearer-under-other-scheme", "Authorization", lambda access: f"Token {_bearer(access)}", (400, "ERR_1001_001")
    ),
    _header("bearer-without-scheme", "Authorization", _bearer, (400, "ERR_1001_001")),
    _assertion("assertion-forged", forged, (400, "ERR_1010_001")),
    _assertion("assertion-tampered", tampered, (400, "ERR_1010_001")),
    *(
        _assertion(
            f"assertion-tampered-{algorithm}",
            lambda access, algorithm=algorithm: tampered(access, algorithm=algorithm),
            (400, "ERR_1010_001"),
        )
        for algorithm in ("RS384", "RS512")
    ),
    *(
        _assertion(
            f"assertion-unsigned-{algorithm}",
            lambda access, algorithm=algorithm: unsigned(access, algorithm=algorithm),
            (400, "ERR_1010_001"),
        )
        for algorithm in tikkie.ALGORITHMS
    ),
    _assertion("assertion-alg-none", unsigned, (400, "ERR_1010_002")),
    *(
        _assertion(
            f"assertion-alg-{algorithm}",
            lambda access, algorithm=algorithm: unsigned(access, algorithm=algorithm),
            (400, "ERR_1010_002"),
        )
        for algorithm in ("None", "NONE", "PS256", "ES256")
    ),
    _assertion("assertion-hs256", signed_with_public_key, (400, "ERR_1010_002")),
    _assertion(
        "assertion-expired",
        lambda access: access.assertion(nbf=int(access.clock()) - 700, exp=int(access.clock()) - 100),
        (400, "ERR_1008_001"),
    ),
    _assertion(
        "assertion-not-yet-valid",
        lambda access: access.assertion(nbf=int(access.clock()) + 300, exp=int(access.clock()) + 600),
        (400, "ERR_1009_001"),
    ),
    _assertion(
        "assertion-too-long",
        lambda access: access.assertion(exp=int(access.clock()) + 24 * _HOUR_S),
        (400, "ERR_1005_001"),
    ),
    _assertion(
        "assertion-wrong-audience",
        lambda access: access.assertion(aud="https://auth.example.test/oauth/token"),
        (400, "ERR_1006_001"),
    ),
    _assertion("assertion-other-environment", other_audience, (400, "ERR_1006_001")),
    _assertion("assertion-wrong-subject", lambda access: access.assertion(sub=_UNKNOWN_KEY), (400, "ERR_1006_001")),
    *(
        _assertion(
            f"assertion-without-{claim}",
            lambda access, claim=claim: access.assertion(**{claim: None}),
            (400, "ERR_1007_001"),
            # RFC 7523 leaves nbf optional; that it is demanded is assumed.
            needs=frozenset({"control"} if claim == "nbf" else ()),
        )
        for claim in ("nbf", "exp", "iss", "sub", "aud")
    ),
    _assertion("assertion-malformed", lambda access: access.assertion().rpartition(".")[0], (400, "ERR_1011_001")),
    _token_field("assertion-missing", "client_assertion", None, (400, "ERR_1004_001")),
    _token_field("grant-type-wrong", "grant_type", "authorization_code", (400, "ERR_1004_002")),
    _token_field("grant-type-missing", "grant_type", None, (400, "ERR_1004_001"), (400, "ERR_1004_002")),
    _token_field("assertion-type-wrong", "client_assertion_type", "urn:example:other", (400, "ERR_1004_004")),
    _token_field("assertion-type-missing", "client_assertion_type", None, (400, "ERR_1004_004")),
    # RFC 6749, 3.3, lets a server ignore a scope that it does not grant and say which one it gave instead.
    _token_field("scope-not-granted", "scope", "accounts", (403, "ERR_3002_001"), needs=frozenset({"control"})),
)
