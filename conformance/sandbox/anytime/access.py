"""Who is calling: the address, the signature and its one use, the bearer token, rights and rates; and the token call.

Source: Anytime API documentation, "credentials", "signature", "oauth2 token". The order of the checks, what exactly
burns validation data and that the token call is counted apart are assumptions.
"""

import ipaddress
import re
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from conformance.sandbox.anytime import signatures
from conformance.sandbox.anytime.calls import Call
from conformance.sandbox.anytime.errors import Refusal
from conformance.sandbox.anytime.state import AccessToken, ApiUser, Network, Use

GRANT_TYPE = "password"
TOKEN_OPERATION = "createToken"  # noqa: S105 - a name

_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)
_TOKEN_FIELDS = ("grant_type", "client_id", "client_secret", "username", "password")
_MINUTE_MS = 60_000
_SHORT_LIFETIME_S = 60


def find_named_user(call: Call, *, is_token_call: bool) -> ApiUser | None:
    """Return the API user that a request names, by its token or its client_id, whether or not it may come in."""
    if is_token_call:
        return call.state.users.get(call.peek_form().get("client_id", ""))
    token = call.state.tokens.get(_read_bearer(call))
    return token.user if token is not None else None


def authorize(call: Call, operation: str) -> ApiUser:
    """Return the API user whose token and signature a request carries.

    Raises:
        Refusal: One of them is missing or not good, or the user may not do this now.
    """
    _require_address(call, [network for user in call.state.users.values() for network in user.networks])
    signed = _read_signature(call, fault="signature-not-required")
    bearer = _read_bearer(call)
    token = call.state.tokens.get(bearer)
    signer = _find_signer(call, signed, call.user)
    _require_address(call, signer.networks)
    if signed is not None:
        _burn(call, signer, signed[0], bearer)
    user = call.user = _check_token(call, bearer, token, signer)
    _require_rights(call, operation)
    _require_rates(call, operation, user)
    return user


def _require_address(call: Call, networks: Iterable[Network]) -> None:
    if call.state.ip_allowed and _is_within(call.peer, networks):
        return
    if not call.faults.fires("ip-not-checked"):
        raise Refusal("4010060")


def _is_within(peer: str, networks: Iterable[Network]) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in networks)


def _read_signature(call: Call, *, fault: str) -> tuple[str, str] | None:
    """Return validation data and signature, ``None`` when a fault does without.

    A header that comes twice is one value with a comma, as RFC 9110 reads it: nothing that anybody signs.
    """
    data, signature = (", ".join(call.header_values(name)) for name in (b"x-validation-data", b"x-signed-request"))
    if data and signature:
        return data, signature
    if call.faults.fires(fault):
        return None
    raise Refusal("4010010")


def _read_bearer(call: Call) -> str:
    """Return the bearer token, empty when there is none."""
    values = call.header_values(b"authorization")
    match = _BEARER.fullmatch(values[0]) if len(values) == 1 else None
    return match[1] if match else ""


def _find_signer(call: Call, signed: tuple[str, str] | None, named: ApiUser | None) -> ApiUser:
    """Return who signed: the API user that the request names, or any when it names none.

    Raises:
        Refusal: 4010070.
    """
    users = list(call.state.users.values())
    if signed is None:
        return named or users[0]
    data, signature = signed[0].encode("latin-1"), signed[1]
    candidates = users if named is None else [named]
    for user in candidates:
        if signatures.is_signed(user.public_key, data, signature):
            return user
    for user in candidates:
        if signatures.is_signed_with_sha256(user.public_key, data, signature):
            fault = "sha256-signature-accepted"
        elif signatures.is_signature_over_anything(user.public_key, signature):
            fault = "signature-over-other-text-accepted"
        else:
            continue
        if call.faults.fires(fault):
            return user
    is_foreign = named is not None and any(signatures.is_signed(each.public_key, data, signature) for each in users)
    if is_foreign and named is not None and call.faults.fires("foreign-token-accepted"):
        return named
    if call.faults.fires("signature-not-verified"):
        return named or users[0]
    raise Refusal("4010070")


def _burn(call: Call, signer: ApiUser, data: str, bearer: str) -> None:
    """Remember that validation data are used.

    Raises:
        Refusal: 4010080: they have been used before.
    """
    used = call.state.used[signer.client_id]
    before = used.get(data)
    if before is not None and not _may_repeat(call, before, bearer):
        raise Refusal("4010080")
    call.use = used[data] = Use(token=bearer)


def _may_repeat(call: Call, before: Use, bearer: str) -> bool:
    if before.refused and call.faults.fires("replay-after-refusal-accepted"):
        return True
    if before.token != bearer and call.faults.fires("replay-remembered-per-token"):
        return True
    return call.faults.fires("replay-accepted")


def _check_token(call: Call, bearer: str, token: AccessToken | None, signer: ApiUser) -> ApiUser:
    if token is None:
        if not bearer and call.faults.fires("token-not-required"):
            return signer
        if bearer and call.faults.fires("any-token-accepted"):
            return signer
        raise Refusal("4010050" if bearer else "4010010")
    is_live = call.state.live_tokens[token.user.client_id] is token
    if not is_live and not call.faults.fires("superseded-token-accepted"):
        raise Refusal("4010050")
    if call.now_ms >= token.expires_ms and not call.faults.fires("expired-token-accepted"):
        raise Refusal("4010050")
    return token.user


def _require_rights(call: Call, operation: str) -> None:
    if not call.state.environment_allowed and not call.faults.fires("sub-environment-not-checked"):
        raise Refusal("4030020")
    if operation in call.state.denied_operations and not call.faults.fires("functionality-not-checked"):
        raise Refusal("4030030")


def _require_rates(call: Call, operation: str, user: ApiUser) -> None:
    """Count a request in the last minute of its address, its operation and its user."""
    limits = call.state.limits.rate_limits
    kind = "token" if operation == TOKEN_OPERATION else "api"
    counters = (
        (limits.per_ip, ("ip", kind, call.peer), "4290010"),
        (limits.per_functionality, ("functionality", user.client_id, operation), "4290020"),
        (limits.per_user, ("user", kind, user.client_id), "4290030"),
    )
    for limit, key, code in counters:
        if limit is not None and _count(call, key) >= limit and not call.faults.fires("rate-limit-not-enforced"):
            raise Refusal(code)
    for limit, key, _ in counters:
        if limit is not None:
            call.state.rates[key].append(call.now_ms)


def _count(call: Call, key: tuple[str, ...]) -> int:
    times = call.state.rates.setdefault(key, deque())
    while times and call.now_ms - times[0] >= _MINUTE_MS:
        times.popleft()
    return len(times)


def create_token(call: Call) -> dict[str, Any]:
    """Give a bearer token for the credentials of a client and a user.

    Raises:
        Refusal: A header, the signature, a parameter or a credential is not good.
    """
    state = call.state
    _require_address(call, [network for user in state.users.values() for network in user.networks])
    signed = _read_signature(call, fault="token-without-signature")
    values = call.read_form().values
    signer = _find_signer(call, signed, call.user)
    _require_address(call, signer.networks)
    if signed is not None:
        _burn(call, signer, signed[0], "")
    _require_rights(call, TOKEN_OPERATION)
    _require_rates(call, TOKEN_OPERATION, signer)
    user = _check_credentials(call, values, call.user)
    lifetime_s = state.limits.token_lifetime_s
    dies_early = lifetime_s > _SHORT_LIFETIME_S and call.faults.fires("wrong-token-lifetime")
    access_token, refresh_token = state.issue_token(
        user, now_ms=call.now_ms, lifetime_s=_SHORT_LIFETIME_S if dies_early else lifetime_s
    )
    return {
        "access_token": access_token,
        "expires_in": lifetime_s,
        "token_type": "bearer",
        "refresh_token": refresh_token,
    }


def _check_credentials(call: Call, values: Mapping[str, str], user: ApiUser | None) -> ApiUser:
    for name in _TOKEN_FIELDS:
        if not values.get(name, "").strip():
            raise Refusal("4010020", f"{name} is missing")
    if values["grant_type"] != GRANT_TYPE and not call.faults.fires("grant-type-not-checked"):
        raise Refusal("4010020", f"grant_type must be {GRANT_TYPE}")
    if user is None:
        raise Refusal("4010030")
    if values["client_secret"] != user.client_secret and not call.faults.fires("wrong-client-secret-accepted"):
        raise Refusal("4010030")
    is_known = (values["username"], values["password"]) == (user.username, user.password)
    if not is_known and not call.faults.fires("wrong-password-accepted"):
        raise Refusal("4010040")
    return user
