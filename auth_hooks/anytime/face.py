"""The same credentials for the judge."""

import time
from typing import TYPE_CHECKING

import httpx

from auth_hooks import tokens
from auth_hooks.anytime import sessions, signatures
from auth_hooks.anytime.auth import AnytimeAuth
from auth_hooks.anytime.credentials import Credentials

if TYPE_CHECKING:
    from requests import PreparedRequest  # Only the judge installs it.

TOKEN_OPERATION = "createToken"  # noqa: S105 - an operationId

CLIENT_ID_PLACEHOLDER = "own-client-id"
"""Stands for our client id in a generated body."""
CLIENT_SECRET_PLACEHOLDER = "own-client-secret"  # noqa: S105 - stands for the secret
"""Stands for our client secret in a generated body."""
USERNAME_PLACEHOLDER = "own-username"
"""Stands for our user name in a generated body."""
PASSWORD_PLACEHOLDER = "own-password"  # noqa: S105 - stands for the password
"""Stands for our password in a generated body."""
_PLACEHOLDERS = {
    "client_id": CLIENT_ID_PLACEHOLDER,
    "client_secret": CLIENT_SECRET_PLACEHOLDER,
    "username": USERNAME_PLACEHOLDER,
    "password": PASSWORD_PLACEHOLDER,
}


class AnytimeEngine:
    """The face for the judge, see `auth_hooks.engine.EngineFace`; `auth` shares its token.

    A `createToken` of the judge ends the token in use, if it is accepted. The face does not see the answer, so it
    forgets its token as soon as one is about to be sent, and the next operation logs in again.

    Args:
        credentials: Who we are.
        base_url: Where the API lives, without `/v1.0`.
        http: Sends the logins. Its timeout must be finite.
        clock: Seconds since the epoch, UTC.
        nonce: Makes bytes that are never used twice.
        margin_s: Seconds before its end at which a token is renewed.
        verify_answers: Whether `auth` verifies hashes, those of logins included. Off, because the judge reports a
            wrong hash; it does not stop at one.
    """

    schemes = frozenset({"Authorization", signatures.VALIDATION_HEADER, signatures.SIGNATURE_HEADER})

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        http: httpx.Client,
        clock: tokens.Clock = time.time,
        nonce: signatures.Nonce = signatures.make_nonce,
        margin_s: float = sessions.DEFAULT_RENEWAL_MARGIN_S,
        verify_answers: bool = False,
    ) -> None:
        self.auth = AnytimeAuth(
            credentials, base_url=base_url, clock=clock, nonce=nonce, margin_s=margin_s, verify_answers=verify_answers
        )
        self._credentials = credentials
        self._http = http
        self._clock = clock
        self._nonce = nonce

    def headers(self, operation: str) -> dict[str, str]:
        """The plain credential header of an operation; logs in if it needs a token and there is none.

        The headers of the signature come from `sign`.
        """
        if operation == TOKEN_OPERATION:
            self.auth.forget_token()
            return {}
        token = tokens.complete(self.auth.obtain_token(), self._http)
        return {"Authorization": f"Bearer {token.value}"}

    def fill(self, operation: str, body: object) -> object:
        """The body with our own client and user where their placeholders stand; any other body as it came."""
        if operation != TOKEN_OPERATION or not isinstance(body, dict):
            return body
        wanted = {name for name, placeholder in _PLACEHOLDERS.items() if body.get(name) == placeholder}
        if not wanted:
            return body
        own = sessions.token_request_fields(self._credentials)
        return {name: own[name] if name in wanted else value for name, value in body.items()}

    def sign(self, request: "PreparedRequest", *, skip: frozenset[str], operation: str) -> None:
        """Sign the finished request in place, with fresh validation data.

        Data under test are signed as they are given, so that nothing else is wrong with the request. Are they left
        out, the signature is a good one, of data that are not sent.
        """
        if operation == TOKEN_OPERATION:
            self.auth.forget_token()  # Here too: somebody may have logged in since the headers were asked for.
        fresh = signatures.make_validation_data(now_s=self._clock(), nonce=self._nonce())
        if signatures.VALIDATION_HEADER not in skip:
            request.headers[signatures.VALIDATION_HEADER] = fresh
        if signatures.SIGNATURE_HEADER not in skip:
            data = _read_received(request.headers.get(signatures.VALIDATION_HEADER, fresh))
            request.headers[signatures.SIGNATURE_HEADER] = signatures.sign_validation_data(
                data, key=self._credentials.private_key
            )

    def renew(self) -> None:
        """Forget the token, after a reset of the target or a jump of its clock."""
        self.auth.forget_token()


def _read_received(value: str | bytes) -> bytes:
    """The value as a server reads it: text is sent as Latin-1, and spaces around it do not count (RFC 9110, 5.5)."""
    raw = value if isinstance(value, bytes) else value.encode("latin-1", "replace")
    return raw.strip(b" \t")
