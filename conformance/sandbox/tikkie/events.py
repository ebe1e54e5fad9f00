"""What happens outside the API: somebody pays, a request is closed, an account is blocked, a key is revoked.

No operation causes these; the control plane does.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import pydantic

from conformance.sandbox.control import ControlError, Limit, parse
from conformance.sandbox.tikkie import rules
from conformance.sandbox.tikkie.requests import MAX_AMOUNT_CENTS
from conformance.sandbox.tikkie.state import AccessToken, BankAccount, Client, Limits, Payment, PaymentRequest, State

_NEXT_STATUSES = {"NEW": ("PENDING",), "PENDING": ("PAID", "NOT_PAID")}
_CONFLICT = 409
_UNKNOWN = 404

OnlineStatus = Literal["NEW", "PENDING", "PAID", "NOT_PAID"]
Activity = Literal["ACTIVE", "INACTIVE"]


class _Body(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class LimitsBody(_Body):
    """The limits to reset to; those not named take their default."""

    platforms_per_client: Limit = 2
    users_per_platform: Limit = 100
    users_per_iban: Limit = 10
    token_lifetime_s: Limit = 3600
    assertion_lifetime_s: Limit = 1200
    expiry_days: Limit = 14
    max_successful_payments: Limit | None = None
    max_yield_cents: Limit | None = None


class _PayBody(_Body):
    paymentRequestToken: str  # noqa: N815 - the provider's name on the wire
    amountInCents: Annotated[int, pydantic.Field(ge=1, le=MAX_AMOUNT_CENTS)] | None = None  # noqa: N815 - as above
    counterPartyName: str = "E. Xample"  # noqa: N815 - as above
    onlinePaymentStatus: OnlineStatus = "PAID"  # noqa: N815 - as above


class _PaymentBody(_Body):
    paymentToken: str  # noqa: N815 - as above
    onlinePaymentStatus: OnlineStatus  # noqa: N815 - as above


class _RequestBody(_Body):
    paymentRequestToken: str  # noqa: N815 - as above


class _BlockBody(_Body):
    bankAccountToken: str  # noqa: N815 - as above
    blocked: bool


class _PlatformBody(_Body):
    platformToken: str  # noqa: N815 - as above
    status: Activity


class _UserBody(_Body):
    userToken: str  # noqa: N815 - as above
    status: Activity


class _ClientBody(_Body):
    apiKey: str  # noqa: N815 - as above
    state: Literal["ACTIVE", "INACTIVE", "REVOKED"] | None = None
    entitled: bool | None = None
    scopes: list[str] | None = None
    known: bool | None = None


class _IssueBody(_Body):
    apiKey: str  # noqa: N815 - as above


class _TokenBody(_Body):
    accessToken: str  # noqa: N815 - as above


def parse_limits(limits: Any) -> Limits:
    """Return the limits of an order to reset."""
    return Limits(**parse(LimitsBody, limits, prefix="limits").model_dump())


def _find_request(state: State, token: str) -> PaymentRequest:
    for platform in state.all_platforms():
        for user in platform.users.values():
            request = user.payment_requests.get(token)
            if request is not None:
                rules.settle(state, request)
                return request
    raise ControlError(_UNKNOWN, f"paymentRequestToken: there is no payment request {token!r}")


def _find_account(state: State, token: str) -> BankAccount:
    for platform in state.all_platforms():
        for user in platform.users.values():
            if token in user.bank_accounts:
                return user.bank_accounts[token]
    raise ControlError(_UNKNOWN, f"bankAccountToken: there is no bank account {token!r}")


def _find_client(state: State, api_key: str) -> Client:
    client = state.clients.get(api_key)
    if client is None:
        raise ControlError(_UNKNOWN, "apiKey: there is no client with this API key")
    return client


def _find_token(state: State, token: str) -> AccessToken:
    found = state.access_tokens.get(token)
    if found is None:
        raise ControlError(_UNKNOWN, "accessToken: there is no such token")
    return found


def _require_open(request: PaymentRequest, event: str) -> None:
    if request.status != "OPEN":
        raise ControlError(_CONFLICT, f"{event} needs a payment request that is OPEN; this one is {request.status}")


def pay(state: State, body: Any) -> dict[str, Any]:
    """Somebody pays, or starts to."""
    wanted = parse(_PayBody, body)
    request = _find_request(state, wanted.paymentRequestToken)
    _require_open(request, "pay")
    amount_cents = wanted.amountInCents
    if request.amount_text is None and amount_cents is None:
        raise ControlError(_CONFLICT, "amountInCents is needed: the payment request leaves the amount open")
    if request.amount_text is not None:
        requested_cents = int(request.amount_text)
        if amount_cents not in {None, requested_cents}:
            raise ControlError(_CONFLICT, f"amountInCents must be the requested {requested_cents}, or absent")
        amount_cents = requested_cents
    payment = Payment(
        token=state.new_uuid(),
        counter_party_name=wanted.counterPartyName,
        amount_cents=amount_cents or 0,
        created_ms=state.clock.now_ms(),
        online_status=wanted.onlinePaymentStatus,
    )
    rules.add_payment(state, request, payment)
    return {"paymentToken": payment.token, "status": request.status}


def move_payment(state: State, body: Any) -> dict[str, Any]:
    """A payment goes on: NEW to PENDING, PENDING to PAID or NOT_PAID."""
    wanted = parse(_PaymentBody, body)
    for platform in state.all_platforms():
        for user in platform.users.values():
            for request in user.payment_requests.values():
                for payment in request.payments:
                    if payment.token == wanted.paymentToken:
                        return _move(state, request, payment, wanted.onlinePaymentStatus)
    raise ControlError(_UNKNOWN, f"paymentToken: there is no payment {wanted.paymentToken!r}")


def _move(state: State, request: PaymentRequest, payment: Payment, status: str) -> dict[str, Any]:
    if status not in _NEXT_STATUSES.get(payment.online_status, ()):
        raise ControlError(_CONFLICT, f"a payment does not go from {payment.online_status} to {status}")
    rules.settle(state, request)
    payment.online_status = status
    rules.apply_maxima(state, request)
    return {"paymentToken": payment.token, "onlinePaymentStatus": status, "status": request.status}


def _end(event: str, status: str) -> Callable[[State, Any], dict[str, Any]]:
    def end(state: State, body: Any) -> dict[str, Any]:
        request = _find_request(state, parse(_RequestBody, body).paymentRequestToken)
        _require_open(request, event)
        request.status = status
        if status == "EXPIRED":
            request.expired_ms = state.clock.now_ms()
        return {"paymentRequestToken": request.token, "status": status}

    return end


def block_account(state: State, body: Any) -> dict[str, Any]:
    """A bank account yields too fast, or no longer."""
    wanted = parse(_BlockBody, body)
    _find_account(state, wanted.bankAccountToken).yielded_too_fast = wanted.blocked
    return {"bankAccountToken": wanted.bankAccountToken, "blocked": wanted.blocked}


def change_platform(state: State, body: Any) -> dict[str, Any]:
    """The provider activates or deactivates a platform."""
    wanted = parse(_PlatformBody, body)
    for platform in state.all_platforms():
        if platform.token == wanted.platformToken:
            platform.status = wanted.status
            return {"platformToken": platform.token, "status": platform.status}
    raise ControlError(_UNKNOWN, f"platformToken: there is no platform {wanted.platformToken!r}")


def change_user(state: State, body: Any) -> dict[str, Any]:
    """The provider activates or deactivates a user."""
    wanted = parse(_UserBody, body)
    for platform in state.all_platforms():
        if wanted.userToken in platform.users:
            platform.users[wanted.userToken].status = wanted.status
            return {"userToken": wanted.userToken, "status": wanted.status}
    raise ControlError(_UNKNOWN, f"userToken: there is no user {wanted.userToken!r}")


def change_client(state: State, body: Any) -> dict[str, Any]:
    """The provider changes what a client may do; what is not named stays."""
    wanted = parse(_ClientBody, body)
    client = _find_client(state, wanted.apiKey)
    client.state = client.state if wanted.state is None else wanted.state
    client.entitled = client.entitled if wanted.entitled is None else wanted.entitled
    client.scopes = client.scopes if wanted.scopes is None else tuple(wanted.scopes)
    client.known = client.known if wanted.known is None else wanted.known
    return {
        "name": client.name,
        "state": client.state,
        "entitled": client.entitled,
        "scopes": list(client.scopes),
        "known": client.known,
    }


def issue_token(state: State, body: Any) -> dict[str, Any]:
    """Give a bearer token without an assertion: for trying things by hand."""
    client = _find_client(state, parse(_IssueBody, body).apiKey)
    lifetime_s = state.limits.token_lifetime_s
    token = state.issue_access_token(client, scopes=client.scopes, now_ms=state.clock.now_ms(), lifetime_s=lifetime_s)
    return {"access_token": token, "expires_in": str(lifetime_s)}


def expire_token(state: State, body: Any) -> dict[str, Any]:
    """A bearer token expires now."""
    _find_token(state, parse(_TokenBody, body).accessToken).expires_ms = state.clock.now_ms()
    return {"expired": True}


def revoke_token(state: State, body: Any) -> dict[str, Any]:
    """A bearer token is forgotten: it becomes unknown."""
    token = parse(_TokenBody, body).accessToken
    _find_token(state, token)
    del state.access_tokens[token]
    return {"revoked": True}


EVENTS: dict[str, Callable[[State, Any], dict[str, Any]]] = {
    "pay": pay,
    "payment": move_payment,
    "close": _end("close", "CLOSED"),
    "expire": _end("expire", "EXPIRED"),
    "yield-reached": _end("yield-reached", "MAX_YIELD_REACHED"),
    "payments-reached": _end("payments-reached", "MAX_SUCCESSFUL_PAYMENTS_REACHED"),
    "yielded-too-fast": block_account,
    "platform": change_platform,
    "user": change_user,
    "client": change_client,
    "token-issue": issue_token,
    "token-expire": expire_token,
    "token-revoke": revoke_token,
}
