"""The same credentials for the judge."""

import time
from typing import TYPE_CHECKING

import httpx

from auth_hooks import tokens
from auth_hooks.twikey import sessions
from auth_hooks.twikey.auth import TwikeyAuth
from auth_hooks.twikey.credentials import Credentials, login_fields

if TYPE_CHECKING:
    from requests import PreparedRequest  # Only the judge installs it.

LOGIN_OPERATION = "logIn"
LOGOUT_OPERATION = "logOut"

API_TOKEN_PLACEHOLDER = "FACADE" * 6 + "FACE"
"""Stands for our API token in a generated body; shaped like one, so that schemas accept it."""
OTP_PLACEHOLDER = "27182818"
"""Stands for a fresh one-time password in a generated body, as text or as a number."""
_PLACEHOLDERS = {"apiToken": API_TOKEN_PLACEHOLDER, "otp": OTP_PLACEHOLDER}


class TwikeyEngine:
    """The face for the judge, see `auth_hooks.engine.EngineFace`; `auth` shares its session.

    A logOut gets a session of its own each time, so that the shared one lives on. That a login leaves earlier
    sessions alone is assumed; no text of Twikey's says otherwise.

    Args:
        credentials: Who we are.
        base_url: Where the API lives, without `/creditor`.
        http: Sends the logins. Its timeout must be finite.
        clock: Seconds since the epoch, UTC.
        margin_s: Seconds before its end at which a session is replaced.
    """

    schemes = frozenset({"Authorization"})

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        http: httpx.Client,
        clock: tokens.Clock = time.time,
        margin_s: float = sessions.DEFAULT_RENEWAL_MARGIN_S,
    ) -> None:
        self.auth = TwikeyAuth(credentials, base_url=base_url, clock=clock, margin_s=margin_s)
        self._credentials = credentials
        self._http = http
        self._clock = clock

    def headers(self, operation: str) -> dict[str, str]:
        """The credential headers of an operation; logs in if it needs a session and there is none to give it."""
        if operation == LOGIN_OPERATION:
            return {}
        flow = self.auth.log_in() if operation == LOGOUT_OPERATION else self.auth.obtain_token()
        return {"Authorization": tokens.complete(flow, self._http).value}

    def fill(self, operation: str, body: object) -> object:
        """The body with our API token and a fresh one-time password where their placeholders stand.

        Without enhanced security there is no password, and its placeholder is taken out. Any other body is
        returned as it came.
        """
        if operation != LOGIN_OPERATION or not isinstance(body, dict):
            return body
        wanted = {name for name, placeholder in _PLACEHOLDERS.items() if str(body.get(name)) == placeholder}
        if not wanted:
            return body
        fields = login_fields(self._credentials, now_s=self._clock())
        return {
            name: fields[name] if name in wanted else value
            for name, value in body.items()
            if name not in wanted or name in fields
        }

    def sign(self, request: "PreparedRequest", *, skip: frozenset[str], operation: str) -> None:
        """Nothing: Twikey signs no requests."""

    def renew(self) -> None:
        """Forget the session, after a reset of the target or a jump of its clock."""
        self.auth.forget_token()
