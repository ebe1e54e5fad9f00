"""Binds Twikey credentials to a target, and makes the broken ones that a target must refuse."""

from __future__ import annotations

import hashlib
import hmac
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from requests import PreparedRequest

from auth_hooks import errors, twikey
from conformance.exchange import UNREADABLE, parse_json
from conformance.provider import BadCredentials, BrokenCredential, Clock
from conformance.providers.twikey.reading import is_iban

VARIABLES = {
    "api_token": "API token of the creditor's dashboard",
    "template_id": "number of a contract template for CORE mandates that makes its mandate numbers itself",
    "private_key": "private key of enhanced security, in hexadecimal; left out without it",
    "salt": "text before the private key in one-time passwords; own when left out",
    "website_key": "key of the signatures in exit URLs",
    "beneficiary_iban": "account that is registered for credit transfers",
    "b2b_template_id": "number of a contract template for B2B mandates",
    "numbered_template_id": "number of a contract template that has to be given its mandate numbers",
    "second_api_token": "API token of another creditor, to try that creditors cannot see each other",
    "second_template_id": "number of a contract template of the other creditor",
    "otp_api_token": "API token of a creditor with enhanced security, who may be the first one",
    "otp_private_key": "private key of that creditor, in hexadecimal",
}
OPTIONAL = frozenset(VARIABLES) - {"api_token", "template_id"}
SECRETS = frozenset({"api_token", "private_key", "website_key", "second_api_token", "otp_api_token", "otp_private_key"})

Lead = Callable[[str, Mapping[str, Any], int], Mapping[str, Any]]
"""The members of an operation's body that name things, replaced by those of ones that exist, chosen by a number."""


class LeadingFace:
    """The hook's face, which also leads three in four generated bodies to mandates and templates that exist.

    Args:
        face: The hook's face.
    """

    schemes = twikey.TwikeyEngine.schemes

    def __init__(self, face: twikey.TwikeyEngine) -> None:
        self._face = face
        # Replaced by who learns of mandates.
        self.lead: Lead = lambda _operation, _members, _draw: {}
        # Every session token that was handed out here, for who wants to know whose a request was.
        self.sessions: set[str] = set()

    def headers(self, operation: str) -> dict[str, str]:
        """The credential headers of an operation; logs in where there is no session to give it."""
        headers = self._face.headers(operation)
        self.sessions.update(headers.values())
        return headers

    def fill(self, operation: str, body: object) -> object:
        """The body with our own credentials where placeholders stand, and with names that exist."""
        filled = self._face.fill(operation, body)
        if not isinstance(filled, dict):
            return filled
        draw = zlib.crc32(repr(sorted(filled.items(), key=repr)).encode("utf-8", "surrogatepass"))
        return {**filled, **self.lead(operation, filled, draw // 4)} if draw % 4 else filled

    def sign(self, request: PreparedRequest, *, skip: frozenset[str], operation: str) -> None:
        """Nothing: Twikey signs no requests."""
        self._face.sign(request, skip=skip, operation=operation)

    def renew(self) -> None:
        """Forget the session."""
        self._face.renew()


@dataclass(frozen=True, slots=True, kw_only=True)
class TwikeyAccess:
    """One creditor of Twikey, bound to a target.

    Attributes:
        values: The credentials that the target was given, named as in `VARIABLES`.
    """

    face: LeadingFace
    credentials: twikey.Credentials
    base_url: str
    template_id: str
    values: Mapping[str, str] = field(repr=False)
    http: httpx.Client = field(repr=False)
    clock: Clock = field(repr=False)

    @property
    def secured(self) -> twikey.Credentials:
        """The creditor with enhanced security.

        Raises:
            BadCredentials: There is none.
        """
        try:
            return _secured(self.values)
        except KeyError as error:
            raise BadCredentials(f"{error.args[0]} is missing") from error

    def spend_session(self) -> str:
        """A session token that was good and is logged out."""
        token = self.face.headers(twikey.LOGOUT_OPERATION)["Authorization"]
        self.http.get(f"{self.base_url}{twikey.LOGIN_PATH}", headers={"Authorization": token})
        return token


def open_access(
    values: Mapping[str, str], *, prefix: str, base_url: str, http: httpx.Client, clock: Clock
) -> TwikeyAccess:
    """Bind credentials to a target.

    Args:
        values: Named as in `VARIABLES`.
        prefix: `""` for the first creditor, `"second_"` for the other one.

    Raises:
        BadCredentials: One is missing or unusable.
    """
    own = {name: values[f"{prefix}{name}"] for name in ("private_key", "salt") if f"{prefix}{name}" in values}
    _check(values)
    try:
        credentials = twikey.Credentials(api_token=values[f"{prefix}api_token"], **own)
        engine = twikey.TwikeyEngine(credentials, base_url=base_url, http=http, clock=clock)
    except errors.BadCredentials as error:
        raise BadCredentials(f"{prefix}{error}") from error
    return TwikeyAccess(
        face=LeadingFace(engine),
        credentials=credentials,
        base_url=base_url,
        template_id=values.get(f"{prefix}template_id", ""),
        values=values,
        http=http,
        clock=clock,
    )


def _check(values: Mapping[str, str]) -> None:
    """Refuse what can be seen to be a slip before anything is sent."""
    for name in (name for name in VARIABLES if name.endswith("template_id")):
        if (name in values or name == "template_id") and not re.fullmatch("[1-9][0-9]{0,17}", values.get(name, "")):
            raise BadCredentials(f"{name} must be the number of a contract template")
    if "beneficiary_iban" in values and not is_iban(values["beneficiary_iban"]):
        raise BadCredentials("beneficiary_iban must be an IBAN with right check digits")
    if ("otp_api_token" in values) != ("otp_private_key" in values):
        given, lacking = sorted(("otp_api_token", "otp_private_key"), key=lambda name: name not in values)
        raise BadCredentials(f"{lacking} is missing, which {given} goes with")
    if "salt" in values and not {"private_key", "otp_private_key"} & values.keys():
        raise BadCredentials("salt is of use with a private key only, and there is none")
    if "otp_api_token" in values:
        try:
            _secured(values)
        except errors.BadCredentials as error:
            raise BadCredentials(f"otp_{error}") from error


def _secured(values: Mapping[str, str]) -> twikey.Credentials:
    return twikey.Credentials(
        api_token=values["otp_api_token"],
        private_key=values["otp_private_key"],
        salt=values.get("salt", twikey.DEFAULT_SALT),
    )


def error_code(body: bytes, headers: Mapping[str, str]) -> str | None:
    """The code of an answer that is an error: in its body, or else in one of its two headers."""
    answer = parse_json(body) if body.lstrip()[:1] == b"{" else UNREADABLE
    code = answer.get("code") if isinstance(answer, dict) else None
    if isinstance(code, str):
        return code
    return headers.get("apierrorcode") or headers.get("apierror") or None


# --- broken one-time passwords --------------------------------------------------------------------------------------

_OFFSET_BYTE, _LAST_BYTE = 19, 31


def make_otp(
    key: bytes,
    *,
    now_s: float,
    offset_byte: int = _OFFSET_BYTE,
    digest: str = "sha256",
    step_s: int = twikey.OTP_STEP_S,
) -> str:
    """A one-time password by the published formula, or by one that is nearly it.

    Args:
        key: Key of the HMAC.
        now_s: Seconds since the epoch.
        offset_byte: The byte of the MAC whose low bits say where to cut.
    """
    mac = hmac.digest(key, int(now_s // step_s).to_bytes(8, "big"), digest)
    offset = mac[offset_byte] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % twikey.OTP_MODULUS)


def _key_of(credentials: twikey.Credentials, *, salt: str | None = None) -> bytes:
    return (credentials.salt if salt is None else salt).encode() + bytes.fromhex(credentials.private_key or "")


def _right_otp(access: TwikeyAccess, *, steps: int = 0) -> str:
    return make_otp(_key_of(access.secured), now_s=access.clock() + steps * twikey.OTP_STEP_S)


def _otp_cut_by_last_byte(access: TwikeyAccess) -> str:
    """A one-time password of an accepted step that is cut in the wrong place, and is not good by chance."""
    key, accepted = _key_of(access.secured), [_right_otp(access, steps=steps) for steps in (-1, 0, 1)]
    for steps in (0, 1, -1):
        now_s = access.clock() + steps * twikey.OTP_STEP_S
        otp = make_otp(key, now_s=now_s, offset_byte=_LAST_BYTE)
        # In one step of sixteen both bytes say the same.
        if otp not in accepted:
            return otp
    return _wrong_otp(access)


def _wrong_otp(access: TwikeyAccess) -> str:
    return str((int(_right_otp(access)) + 1) % twikey.OTP_MODULUS)


WRONG_OTPS: Mapping[str, Callable[[TwikeyAccess], str | None]] = {
    "otp-missing": lambda _access: None,
    "otp-empty": lambda _access: "",
    "otp-wrong": _wrong_otp,
    "otp-of-two-steps-ago": lambda access: _right_otp(access, steps=-2),
    "otp-of-two-steps-ahead": lambda access: _right_otp(access, steps=2),
    "otp-cut-by-last-byte": _otp_cut_by_last_byte,
    "otp-without-salt": lambda access: make_otp(_key_of(access.secured, salt=""), now_s=access.clock()),
    "otp-under-other-salt": lambda access: make_otp(_key_of(access.secured, salt="OWN"), now_s=access.clock()),
    "otp-of-key-as-text": lambda access: make_otp(
        f"{access.secured.salt}{access.secured.private_key}".encode(), now_s=access.clock()
    ),
    "otp-of-sha512": lambda access: make_otp(_key_of(access.secured), now_s=access.clock(), digest="sha512"),
    "otp-of-a-minute": lambda access: make_otp(_key_of(access.secured), now_s=access.clock(), step_s=60),
    "otp-of-other-key": lambda access: make_otp(
        access.secured.salt.encode() + hashlib.sha1(_key_of(access.secured)).digest(),  # noqa: S324 - just other bytes
        now_s=access.clock(),
    ),
    "otp-no-number": lambda access: f"x{_right_otp(access)}",
    "otp-with-fraction": lambda access: f"{_right_otp(access)}.0",
    "otp-negative": lambda access: f"-{_right_otp(access)}",
    "otp-too-large": lambda access: str(int(_right_otp(access)) + twikey.OTP_MODULUS),
}
"""Name → what is sent instead of the one-time password; `None` for no parameter at all."""


# --- the battery ----------------------------------------------------------------------------------------------------

MANDATE_OPERATIONS = (
    "cancelMandate",
    "getMandate",
    "updateMandate",
    "getMandatePdf",
    "uploadMandatePdf",
    "createTransaction",
    "createPrenotification",
)
"""Those that name a mandate."""

TEMPLATE_OPERATIONS = (
    "inviteMandate",
    "signMandate",
    "importMandates",
    "collectTransactions",
    "downloadCollection",
    "completeTransfers",
)
"""Those that name a template."""

OPERATIONS = (
    "logOut",
    *MANDATE_OPERATIONS,
    *TEMPLATE_OPERATIONS,
    "getMandateUpdates",
    "getTransactionUpdates",
    "getTransactions",
    "removeTransactions",
    "getPayments",
    "createTransfer",
)
"""Those that need a session."""

UNKNOWN_SESSION = "00000000-0000-4000-8000-000000000000"
UNKNOWN_API_TOKEN = "0123456789ABCDEF" * 2 + "01234567"

WRONG_SESSIONS: Mapping[str, Callable[[str], str | None]] = {
    "session-missing": lambda _token: None,
    "session-empty": lambda _token: "",
    "session-unknown": lambda _token: UNKNOWN_SESSION,
    "session-under-bearer": lambda token: f"Bearer {token}",
    "session-under-basic": lambda token: f"Basic {token}",
    "session-in-other-letters": lambda token: token.swapcase() if token.swapcase() != token else f"{token}A",
    "session-extended": lambda token: f"{token}0",
    "session-shortened": lambda token: token[:-1],
    "session-quoted": lambda token: f'"{token}"',
    "session-twice": lambda token: f"{token}, {token}",
}
"""Name → what is sent instead of the session token; `None` for no header at all."""

WRONG_API_TOKENS: Mapping[str, Callable[[str], str | None]] = {
    "api-token-missing": lambda _token: None,
    "api-token-empty": lambda _token: "",
    "api-token-unknown": lambda _token: UNKNOWN_API_TOKEN,
    "api-token-in-other-letters": lambda token: token.swapcase() if token.swapcase() != token else f"{token}A",
    "api-token-extended": lambda token: f"{token}0",
    "api-token-shortened": lambda token: token[:-1],
}
"""Name → what is sent instead of the API token; `None` for no parameter at all."""

_NOT_LOGGED_IN = frozenset({(401, None)})
# The provider's words say 200, its present document 400; the contract has both.
_NO_LOGIN: frozenset[tuple[int, str | None]] = frozenset({(200, twikey.NO_LOGIN), (400, twikey.NO_LOGIN)})


def _session(name: str, make: Callable[[Any], str | None]) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=OPERATIONS,
        headers=lambda access: {"Authorization": make(access)},
        expected=_NOT_LOGGED_IN,
    )


def _current(access: TwikeyAccess) -> str:
    return access.face.headers("getMandate")["Authorization"]


def _other_creditor(name: str, operations: tuple[str, ...], *answer: tuple[int, str]) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=operations,
        headers=lambda access: {"Authorization": _current(access)},
        expected=frozenset(answer),
        needs=frozenset({"second_client"}),
    )


def _login(name: str, make: Callable[[Any], Mapping[str, str | None]], *needs: str) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=(twikey.LOGIN_OPERATION,),
        form=make,
        expected=_NO_LOGIN,
        needs=frozenset(needs),
    )


def _in_session(name: str, change: Callable[[str], str | None]) -> BrokenCredential:
    return _session(name, lambda access: change(_current(access)))


def _with_api_token(name: str, change: Callable[[str], str | None]) -> BrokenCredential:
    return _login(name, lambda access: {"apiToken": change(access.credentials.api_token)})


def _with_otp(name: str, make: Callable[[TwikeyAccess], str | None]) -> BrokenCredential:
    return _login(
        name,
        lambda access: {"apiToken": access.secured.api_token, "otp": make(access)},
        "otp_api_token",
        "otp_private_key",
    )


BATTERY: tuple[BrokenCredential, ...] = (
    *(_in_session(name, change) for name, change in WRONG_SESSIONS.items()),
    _session("session-logged-out", lambda access: access.spend_session()),
    _session("api-token-as-session", lambda access: access.credentials.api_token),
    _other_creditor("mandate-of-other-creditor", MANDATE_OPERATIONS, (404, "err_no_contract")),
    _other_creditor("template-of-other-creditor", TEMPLATE_OPERATIONS, (400, "err_no_such_ct")),
    *(_with_api_token(name, change) for name, change in WRONG_API_TOKENS.items()),
    *(_with_otp(name, make) for name, make in WRONG_OTPS.items()),
)
