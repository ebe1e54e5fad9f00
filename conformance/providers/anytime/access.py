"""Binds Anytime credentials to a target: one API user, its key and its token."""

from __future__ import annotations

import functools
import hashlib
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from requests import PreparedRequest

from auth_hooks import anytime, errors
from conformance.exchange import UNREADABLE, parse_json
from conformance.provider import BadCredentials, Clock

VARIABLES = {
    "client_id": "identifier of the client that Anytime handed out",
    "client_secret": "its secret",
    "username": "name of the API user",
    "password": "the user's password",
    "private_key_file": "PEM file with the RSA private key whose public half is in the developer zone",
    "second_client_id": "identifier of another API user's client, to try that the two cannot see each other",
    "second_client_secret": "its secret",
    "second_username": "name of the other API user",
    "second_password": "the other user's password",
    "second_private_key_file": "private key of the other API user",
}
OPTIONAL = frozenset(name for name in VARIABLES if name.startswith("second_"))
# The names of the users too: the hash of every answer rests on them.
SECRETS = frozenset({*VARIABLES} - {"client_id", "private_key_file", "second_client_id", "second_private_key_file"})

_NAMES = ("client_id", "client_secret", "username", "password")

# As `urllib3` draws them.
_DRAWN = re.compile(r"multipart/form-data; boundary=([0-9a-f]{32})")

Lead = Callable[[str, Mapping[str, Any], int], Mapping[str, Any]]
"""The fields of an operation's form that name things, replaced by those of ones that exist, chosen by a number."""


class LeadingFace:
    """The hook's face, which also leads three in four generated forms to accounts that exist.

    Args:
        face: The hook's face.
    """

    schemes = anytime.AnytimeEngine.schemes

    def __init__(self, face: anytime.AnytimeEngine) -> None:
        self._face = face
        # Both are replaced by who learns of accounts and tokens.
        self.lead: Lead = lambda _operation, _fields, _draw: {}
        self.note_token: Callable[[str], None] = lambda _token: None
        # Validation data that were used up where no layer of the judge looks.
        self.spent: set[str] = set()

    @property
    def auth(self) -> anytime.AnytimeAuth:
        """The same user and token, for `httpx`."""
        return self._face.auth

    def headers(self, operation: str) -> dict[str, str]:
        """The plain credential header of an operation; logs in if it needs a token and there is none."""
        headers = self._face.headers(operation)
        if "Authorization" in headers:
            self.note_token(headers["Authorization"].removeprefix("Bearer "))
        return headers

    def fill(self, operation: str, body: object) -> object:
        """The form with our own client and user where placeholders stand, and with accounts that exist."""
        filled = self._face.fill(operation, body)
        if not isinstance(filled, dict):
            return filled
        draw = zlib.crc32(repr(sorted(filled.items(), key=repr)).encode("utf-8", "surrogatepass"))
        return {**filled, **self.lead(operation, filled, draw // 4)} if draw % 4 else filled

    def sign(self, request: PreparedRequest, *, skip: frozenset[str], operation: str) -> None:
        """Sign the finished request in place, with fresh validation data."""
        _settle_boundary(request)
        self._face.sign(request, skip=skip, operation=operation)

    def renew(self) -> None:
        """Forget the token."""
        self._face.renew()


def _settle_boundary(request: PreparedRequest) -> None:
    """Replace the boundary of a multipart body, which is drawn by chance, so that one seed gives one run."""
    drawn = _DRAWN.search(str(request.headers.get("Content-Type", "")))
    if drawn is None or not isinstance(request.body, bytes):
        return
    old = drawn[1].encode()
    new = hashlib.sha256(request.body.replace(old, b"")).hexdigest()[: len(old)]
    request.body = request.body.replace(old, new.encode())
    request.headers["Content-Type"] = f"multipart/form-data; boundary={new}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnytimeAccess:
    """One API user of Anytime, bound to a target.

    Attributes:
        values: The credentials that the target was given, named as in `VARIABLES`.
    """

    face: LeadingFace
    credentials: anytime.Credentials
    base_url: str
    values: Mapping[str, str] = field(repr=False)
    http: httpx.Client = field(repr=False)
    clock: Clock = field(repr=False)

    @property
    def is_production(self) -> bool:
        """Whether it is the provider's own server for real money, where no CVC is known to be right."""
        return self.base_url.startswith(anytime.PRODUCTION_URL)

    def new_data(self) -> str:
        """Validation data that were never used."""
        return anytime.make_validation_data(now_s=self.clock(), nonce=anytime.make_nonce())

    def sign(self, data: str) -> str:
        """The signature of validation data."""
        return anytime.sign_validation_data(data, key=self.credentials.private_key)

    def token_headers(self) -> dict[str, str]:
        """The header with the user's token."""
        return self.face.headers("checkApi")

    def spend(self, data: str, *, path: str, headers: Mapping[str, str]) -> None:
        """Use up validation data: GET a path with them, their signature and these headers."""
        self.face.spent.add(data)
        signed = {anytime.VALIDATION_HEADER: data, anytime.SIGNATURE_HEADER: self.sign(data)}
        self.http.get(f"{self.base_url}{path}", headers={**signed, **headers})


def open_access(
    values: Mapping[str, str], *, prefix: str, base_url: str, http: httpx.Client, clock: Clock
) -> AnytimeAccess:
    """Bind credentials to a target.

    Args:
        values: Named as in `VARIABLES`.
        prefix: `""` for the first API user, `"second_"` for the other one.

    Raises:
        BadCredentials: One is missing or unusable.
    """
    if lacking := [name for name in (*_NAMES, "private_key_file") if f"{prefix}{name}" not in values]:
        raise BadCredentials(f"{prefix}{lacking[0]} is missing")
    try:
        credentials = anytime.load_credentials(
            client_id=values[f"{prefix}client_id"],
            client_secret=values[f"{prefix}client_secret"],
            username=values[f"{prefix}username"],
            password=values[f"{prefix}password"],
            private_key_file=Path(values[f"{prefix}private_key_file"]),
        )
        engine = anytime.AnytimeEngine(credentials, base_url=base_url, http=http, clock=clock)
    except errors.BadCredentials as error:
        raise BadCredentials(str(error)) from error
    return AnytimeAccess(
        face=LeadingFace(engine), credentials=credentials, base_url=base_url, values=values, http=http, clock=clock
    )


def error_code(body: bytes, _headers: Mapping[str, str]) -> str | None:
    """The code in `body.error` of an envelope as decimal text, if it is one: no result has a member of that name."""
    answer = parse_json(body) if body.lstrip()[:1] == b"{" else UNREADABLE
    inner = answer.get("body") if isinstance(answer, dict) else None
    error = inner.get("error") if isinstance(inner, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, bool) or not isinstance(code, (int, str)):
        return None
    return str(code)


@functools.cache
def spare_key() -> rsa.RSAPrivateKey:
    """A key that nobody registered; for the whole process the same, because making one takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
