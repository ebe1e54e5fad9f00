"""Who is calling: the API key, the bearer token, and the token endpoint that gives one for an assertion.

Source: Tikkie technical details, "Access token parameters"; ABN AMRO generic error codes. The order of the checks is
an assumption.
"""

import re
from typing import Any

from conformance.sandbox.tikkie import assertions
from conformance.sandbox.tikkie.calls import Call, group_pairs
from conformance.sandbox.tikkie.errors import Refusal
from conformance.sandbox.tikkie.state import AccessToken, Client

SCOPE = "tikkie"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT_TYPE = "client_credentials"

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)
_SHORT_LIFETIME_S = 60


def identify_client(call: Call) -> Client:
    """Return the client of the API-Key header.

    Raises:
        Refusal: The key is missing, unknown, inactive, revoked or not entitled.
    """
    api_keys = call.header_values(b"api-key")
    if not api_keys:
        raise Refusal("ERR_1002_003")
    client = call.state.clients.get(api_keys[0]) if len(api_keys) == 1 else None
    if client is None:
        raise Refusal("ERR_2005_001")
    if client.state == "INACTIVE":
        raise Refusal("ERR_2004_002")
    if client.state == "REVOKED" and not call.faults.fires("revoked-key-accepted"):
        raise Refusal("ERR_2004_003")
    if not client.entitled:
        raise Refusal("ERR_2005_002")
    return client


def authorize(call: Call) -> Client:
    """Return the client whose API key and bearer token the request carries.

    Raises:
        Refusal: One of the two is missing or not good, or they do not belong together.
    """
    client = _client_unless_ignored(call)
    token = _find_token(call, client)
    if token is not None and SCOPE not in token.scopes and not call.faults.fires("scope-not-enforced"):
        raise Refusal("ERR_3002_001")
    if client is not None:
        return client
    return token.client if token is not None else next(iter(call.state.clients.values()))


def _client_unless_ignored(call: Call) -> Client | None:
    """Return the client, or ``None`` when a fault ignores the key and the token alone decides."""
    try:
        return identify_client(call)
    except Refusal as refusal:
        if refusal.code == "ERR_1002_003" and call.faults.fires("api-key-not-required"):
            return None
        if refusal.code == "ERR_2005_001" and call.faults.fires("foreign-api-key-accepted"):
            return None
        raise


def _find_token(call: Call, client: Client | None) -> AccessToken | None:
    values = call.header_values(b"authorization")
    if not values:
        if call.faults.fires("bearer-not-required"):
            return None
        raise Refusal("ERR_1002_002")
    match = _BEARER.fullmatch(values[0]) if len(values) == 1 else None
    if match is None:
        raise Refusal("ERR_1001_001")
    token = call.state.access_tokens.get(match[1])
    if token is None:
        if call.faults.fires("any-bearer-accepted"):
            return None
        raise Refusal("ERR_2002_001")
    if client is not None and token.client is not client and not call.faults.fires("api-key-of-other-client-accepted"):
        raise Refusal("ERR_2002_001")
    if call.now_ms >= token.expires_ms and not call.faults.fires("expired-token-accepted"):
        raise Refusal("ERR_2003_001")
    return token


def create_access_token(call: Call, client: Client) -> dict[str, Any]:
    """Give a bearer token for a client assertion.

    Raises:
        Refusal: A form field, the assertion or the scope is not acceptable.
    """
    form = _read_form(call)
    if form.get("grant_type") != GRANT_TYPE and not call.faults.fires("grant-type-not-checked"):
        raise Refusal("ERR_1004_002", f"use {GRANT_TYPE}")
    if form.get("client_assertion_type") != ASSERTION_TYPE and not call.faults.fires("assertion-type-not-checked"):
        raise Refusal("ERR_1004_004", f"use {ASSERTION_TYPE}")
    if not form.get("client_assertion"):
        raise Refusal("ERR_1004_001", "client_assertion")
    limits = call.state.limits
    assertions.verify_assertion(
        form["client_assertion"],
        public_key=client.public_key,
        api_key=client.api_key,
        now_ms=call.now_ms,
        max_lifetime_s=limits.assertion_lifetime_s,
        faults=call.faults,
    )
    scopes = _granted_scopes(form.get("scope", ""), client)
    lifetime_s = limits.token_lifetime_s
    dies_early = lifetime_s > _SHORT_LIFETIME_S and call.faults.fires("wrong-token-lifetime")
    token = call.state.issue_access_token(
        client, scopes=scopes, now_ms=call.now_ms, lifetime_s=_SHORT_LIFETIME_S if dies_early else lifetime_s
    )
    return {
        "access_token": token,
        # A string on the wire: every recording has it so.
        "expires_in": str(lifetime_s),
        "scope": " ".join(scopes),
        "token_type": "Bearer",
    }


def _read_form(call: Call) -> dict[str, str]:
    if call.media_type() != "application/x-www-form-urlencoded":
        raise Refusal("ERR_1004_001", "Content-Type must be application/x-www-form-urlencoded")
    grouped = group_pairs(call.body.decode("latin-1"))
    for name, values in grouped.items():
        if len(values) > 1:
            known = name if name in {"grant_type", "client_assertion_type", "client_assertion", "scope"} else "a field"
            raise Refusal("ERR_1004_001", f"{known} is repeated")
    return {name: values[0] for name, values in grouped.items()}


def _granted_scopes(wanted: str, client: Client) -> tuple[str, ...]:
    """Return the scopes of the new token: the wanted ones, or all that the client has when none is named."""
    names = tuple(dict.fromkeys(wanted.split()))
    if not set(names) <= set(client.scopes):
        raise Refusal("ERR_3002_001")
    return names or client.scopes
