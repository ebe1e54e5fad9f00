"""API users who log in by the scenario's own hand."""

from __future__ import annotations

from dataclasses import dataclass

import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from auth_hooks import anytime
from auth_hooks.engine import EngineFace
from conformance.provider import Access
from conformance.scenario import World
from conformance.scenarios.anytime.clients import as_user
from conformance.scenarios.anytime.text import body_of


class _GivenFace:
    """Sends a token of a login elsewhere, or signs with another key; it never logs in by itself."""

    schemes = anytime.AnytimeEngine.schemes

    def __init__(self, token: str | None, key: rsa.RSAPrivateKey) -> None:
        self._token = token
        self._key = key

    def headers(self, operation: str) -> dict[str, str]:
        """The token."""
        is_login = operation == anytime.TOKEN_OPERATION
        return {} if is_login or self._token is None else {"Authorization": f"Bearer {self._token}"}

    def fill(self, _operation: str, body: object) -> object:
        """The body as it came: scenarios give real values."""
        return body

    def sign(self, request: requests.PreparedRequest, *, skip: frozenset[str], operation: str) -> None:  # noqa: ARG002 - as the protocol has it
        """Sign fresh validation data, or those that the caller gives."""
        if anytime.VALIDATION_HEADER not in skip:
            data = anytime.make_validation_data(now_s=0, nonce=anytime.make_nonce())
            request.headers[anytime.VALIDATION_HEADER] = data
        if anytime.SIGNATURE_HEADER not in skip:
            data = str(request.headers.get(anytime.VALIDATION_HEADER, "")).strip()
            request.headers[anytime.SIGNATURE_HEADER] = anytime.sign_validation_data(data, key=self._key)

    def renew(self) -> None:
        """Nothing: the token is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCredentials:
    """An API user whose token, or key, is given by the scenario."""

    face: EngineFace


def with_token(access: Access, token: str | None) -> OtherCredentials:
    """The same API user, with this token and no other; `None` for none."""
    return OtherCredentials(face=_GivenFace(token, as_user(access).credentials.private_key))


def login_form(access: Access, /, **changes: str | None) -> dict[str, str | None]:
    """A form that gets a token; `None` leaves a parameter out."""
    credentials = as_user(access).credentials
    return {
        "grant_type": "password",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "username": credentials.username,
        "password": credentials.password,
        **changes,
    }


def log_in(world: World, *, access: Access | None = None) -> str:
    """Get a token, which ends the one before; use it by way of `with_token`."""
    who = access or world.first
    reply = world.call("createToken", form=login_form(who), access=access, expect=200)
    return str(body_of(reply.json)["access_token"])


def current_token(access: Access) -> str:
    """The token that an API user's calls carry at the moment."""
    return access.face.headers("checkApi")["Authorization"].removeprefix("Bearer ")
