"""Who is calling: the login with API token and one-time password, and the session that follows.

Source: Twikey Creditor API, "Authentication"; the one-time password as all clients of the provider compute it. That the
steps beside the current one are accepted too, and that sessions coexist, are assumptions.
"""

import hashlib
import hmac

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey.calls import Answer, Call, Parameters
from conformance.sandbox.twikey.errors import NO_SESSION, Refusal
from conformance.sandbox.twikey.state import Account, Merchant

OTP_STEP_S = 30
OTP_MODULUS = 10**8
OFFSET_BYTE = 19
"""The byte of the MAC that says where to cut: that of an HMAC-SHA1, although the MAC here is longer."""

_LAST_BYTE = 31
_TOLERATED_STEPS = (-1, 0, 1)
_SHORT_LIFETIME_S = 60


def compute_otp(private_key: str, *, now_s: int, salt: str = "own", offset_byte: int = OFFSET_BYTE) -> int:
    """Return the one-time password of an instant.

    Args:
        private_key: Hexadecimal, in any case.
        now_s: Seconds since the epoch.
        salt: The prefix of the vendor, as text.
        offset_byte: The index of the byte of the MAC whose low bits say where to cut.
    """
    counter = (now_s // OTP_STEP_S).to_bytes(8, "big")
    mac = hmac.digest(salt.encode() + bytes.fromhex(private_key), counter, hashlib.sha256)
    offset = mac[offset_byte] & 0x0F
    return (int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF) % OTP_MODULUS


def log_in(call: Call) -> Answer:
    """Open a session for an API token, and for a one-time password where the merchant has enhanced security.

    Raises:
        Refusal: ``err_no_login``, whatever was wrong.
    """
    given = call.parameters()
    account = call.state.accounts.get(given.first("apiToken") or "")
    if account is None:
        if not call.faults.fires("api-token-not-checked"):
            raise Refusal("err_no_login")
        account = next(call.state.each_account())
    if account.merchant.private_key is not None:
        _check_otp(call, given, account.merchant, account.merchant.private_key)
    if _has_session(call, account) and call.faults.fires("login-ends-other-sessions"):
        _end_sessions(call, account)
    lifetime_s = call.state.options.session_lifetime_s
    if lifetime_s > _SHORT_LIFETIME_S and call.faults.fires("session-ends-early"):
        lifetime_s = _SHORT_LIFETIME_S
    token = call.state.open_session(account, now_ms=call.now_ms, lifetime_s=lifetime_s)
    headers = {b"authorization": token.encode(), b"x-merchant-id": str(account.merchant.number).encode()}
    return Answer(status=200, body={"Authorization": token}, headers=headers)


def _check_otp(call: Call, given: Parameters, merchant: Merchant, private_key: str) -> None:
    text = given.first("otp")
    if text is None:
        if not call.faults.fires("otp-not-required"):
            raise Refusal("err_no_login")
        return
    is_number = text.isascii() and text.isdecimal() and len(text) <= 20
    if is_number and _is_accepted(int(text), call.now_ms // 1000, merchant.salt, private_key, call.faults):
        return
    account = call.state.accounts[merchant.api_token]
    if _has_session(call, account) and call.faults.fires("failed-login-ends-sessions"):
        _end_sessions(call, account)
    if not call.faults.fires("otp-not-checked"):
        raise Refusal("err_no_login")


def _is_accepted(otp: int, now_s: int, salt: str, private_key: str, faults: RequestFaults) -> bool:
    def otp_of(step: int, offset_byte: int = OFFSET_BYTE) -> int:
        moment_s = max(now_s + step * OTP_STEP_S, 0)
        return compute_otp(private_key, now_s=moment_s, salt=salt, offset_byte=offset_byte)

    if otp in {otp_of(step) for step in _TOLERATED_STEPS}:
        return True
    if otp == otp_of(-2) and faults.fires("otp-of-two-steps-ago-accepted"):
        return True
    return otp == otp_of(0, _LAST_BYTE) and faults.fires("otp-with-last-byte-offset-accepted")


def _has_session(call: Call, account: Account) -> bool:
    return any(session.account is account for session in call.state.sessions.values())


def _end_sessions(call: Call, account: Account) -> None:
    for token in [token for token, session in call.state.sessions.items() if session.account is account]:
        del call.state.sessions[token]


def authorize(call: Call) -> Account:
    """Return the account whose session the request carries: the bare token in ``Authorization``.

    Raises:
        Refusal: ``NO_SESSION``.
    """
    values = call.header_values(b"authorization")
    if len(values) != 1 or not values[0]:
        if call.faults.fires("session-not-required"):
            return next(call.state.each_account())
        raise Refusal(NO_SESSION)
    session = call.state.sessions.get(values[0])
    if session is None:
        scheme, _, token = values[0].partition(" ")
        session = call.state.sessions.get(token)
        if scheme.lower() == "bearer" and session is not None and call.faults.fires("bearer-scheme-accepted"):
            return session.account
        if call.faults.fires("any-session-accepted"):
            return next(call.state.each_account())
        raise Refusal(NO_SESSION)
    if call.now_ms >= session.expires_ms and not call.faults.fires("expired-session-accepted"):
        raise Refusal(NO_SESSION)
    return session.account


def log_out(call: Call, account: Account) -> Answer:
    """End the session that the request carries, and no other."""
    if call.faults.fires("logout-does-not-end-session"):
        return Answer(status=204)
    token = call.header_values(b"authorization")[:1]
    others = [key for key, each in call.state.sessions.items() if each.account is account and key not in token]
    if others and call.faults.fires("logout-ends-every-session"):
        _end_sessions(call, account)
    foreign = [key for key, each in call.state.sessions.items() if each.account is not account]
    if foreign and call.faults.fires("logout-ends-foreign-sessions"):
        token = [*token, *foreign]
    for key in token:
        call.state.sessions.pop(key, None)
    return Answer(status=204)
