"""What a caller observes of each fault of the Tikkie sandbox, without it and with it."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.sandbox_world import (
    ASSERTION_TYPE,
    FIRST_KEY,
    FOR_OTHERS,
    NOW_S,
    PLATFORM,
    REQUEST,
    SECOND_KEY,
    USER,
    World,
    assertion,
    claims,
    code,
    encode,
    private_key,
    public_pem,
)

Arm = Callable[[], None]
Probe = Callable[[World, Arm], Any]
"""Builds a situation, arms the fault (or nothing) and returns what a caller then observes."""


def status_of(request: Callable[[World], httpx.Response]) -> Probe:
    """Observe the status of one request."""
    return look(request, lambda response: response.status_code)


def outcome_of(request: Callable[[World], httpx.Response]) -> Probe:
    """Observe the code of one request, or its status when it succeeds."""
    return look(request, outcome)


def outcome(response: httpx.Response) -> Any:
    """Return the code of an error answer, else the status."""
    return code(response) if response.status_code >= 400 else response.status_code


def look(request: Callable[[World], httpx.Response], view: Callable[[httpx.Response], Any]) -> Probe:
    """Observe a part of the answer to one request."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        return view(request(world))

    return probe


def create_platform(world: World, **changes: Any) -> httpx.Response:
    """Create a platform where there is room for it."""
    world.control("POST", "/events/client", {"apiKey": SECOND_KEY})
    bearer = world.event("token-issue", apiKey=SECOND_KEY)["access_token"]
    body = {name: value for name, value in {**PLATFORM, **changes}.items() if value is not ...}
    return world.call("POST", "/platforms", body, api_key=SECOND_KEY, authorization=f"Bearer {bearer}")


def create_user(world: World, **changes: Any) -> httpx.Response:
    """Create a user."""
    return world.call("POST", f"/platforms/{world.mine}/users", {**USER, **changes})


def create_request(world: World, *, others: bool = False, **changes: Any) -> httpx.Response:
    """Create a payment request."""
    body = {name: value for name, value in {**REQUEST, **changes}.items() if value is not ...}
    return world.call("POST", world.create_path(others=others), body)


def first(world: World) -> httpx.Response:
    """Read the first payment request."""
    return world.read(world.requests[0])


def get_platforms(world: World) -> httpx.Response:
    """List the platforms."""
    return world.call("GET", "/platforms")


def unknown_platform(world: World) -> httpx.Response:
    """Ask for the users of no platform."""
    return world.call("GET", "/platforms/nowhere/users")


def unknown_request(world: World) -> httpx.Response:
    """Read a payment request that does not exist."""
    return world.read("nothing")


def post_raw(world: World, content: bytes) -> httpx.Response:
    """Post a raw body as JSON."""
    headers = {"API-Key": FIRST_KEY, "Authorization": f"Bearer {world.bearer}", "Content-Type": "application/json"}
    return world.send("POST", "/v1/tikkie/platforms", headers=headers, content=content)


def tokens(response: httpx.Response) -> list[str]:
    """Return the tokens of a page of payment requests."""
    return [each["paymentRequestToken"] for each in response.json()["paymentRequests"]]


def page(query: str) -> Probe:
    """Observe which of the three payment requests a search gives, by number."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        return [world.requests.index(token) for token in tokens(world.search(query))]

    return probe


def bounded(bound: str) -> Probe:
    """Observe a search with the time of the middle request as one bound."""

    def probe(world: World, arm: Arm) -> Any:
        created = world.read(world.requests[1]).json()["created"]
        arm()
        found = tokens(world.search(f"offset=0&limit=20&{bound}={created}"))
        return [world.requests.index(token) for token in found]

    return probe


def paid(*, others: bool = False) -> Probe:
    """Observe how many payments show on a paid request."""

    def probe(world: World, arm: Arm) -> Any:
        token = world.add_request(others=others)
        world.event("pay", paymentRequestToken=token)
        arm()
        return len(world.read(token, others=others).json()["payments"])

    return probe


def ended(member: str) -> Probe:
    """Observe a member of a request whose period is over."""

    def probe(world: World, arm: Arm) -> Any:
        world.event("expire", paymentRequestToken=world.requests[0])
        arm()
        return first(world).json()[member]

    return probe


def blocked(world: World, arm: Arm) -> Any:
    """Observe the flag of a blocked bank account."""
    world.event("yielded-too-fast", bankAccountToken=world.account, blocked=True)
    arm()
    return first(world).json().get("bankAccountYieldedTooFast")


def foreign_platform(world: World, arm: Arm) -> Any:
    """Ask for the users of another client's platform."""
    token = create_platform(world).json()["platformToken"]
    arm()
    return outcome(world.call("GET", f"/platforms/{token}/users"))


def foreign_request(world: World, arm: Arm) -> Any:
    """Read the payment request of another user of the same platform."""
    user, _ = world.add_user(world.mine)
    arm()
    return outcome(world.call("GET", f"/platforms/{world.mine}/users/{user}/paymentrequests/{world.requests[0]}"))


def foreign_account(world: World, arm: Arm) -> Any:
    """Ask for money on another user's account."""
    arm()
    path = f"{world.user_path()}/bankaccounts/{world.other_account}/paymentrequests"
    return outcome(world.call("POST", path, REQUEST))


def duplicate(world: World, arm: Arm) -> Any:
    """Observe whether a new request repeats a token."""
    arm()
    return create_request(world).json()["paymentRequestToken"] in world.requests


def read_back(member: str, **changes: Any) -> Probe:
    """Observe what a new payment request reads like."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        return world.read(world.add_request(**changes)).json()[member]

    return probe


def limited(limits: dict[str, int], request: Callable[[World], httpx.Response]) -> Probe:
    """Observe a request in a world with small limits."""

    def probe(world: World, arm: Arm) -> Any:
        world.control("POST", "/reset", {"limits": limits})
        world.settle_down()
        arm()
        return outcome(request(world))

    return probe


def changed_client(request: Callable[[World], httpx.Response], **changes: Any) -> Probe:
    """Observe a request after the client was changed and got a new token."""

    def probe(world: World, arm: Arm) -> Any:
        world.event("client", apiKey=FIRST_KEY, **changes)
        world.bearer = world.event("token-issue", apiKey=FIRST_KEY)["access_token"]
        arm()
        return outcome(request(world))

    return probe


def inactive(world: World, arm: Arm) -> Any:
    """Create a user on an inactive platform."""
    world.event("platform", platformToken=world.mine, status="INACTIVE")
    arm()
    return outcome(create_user(world))


def expired_token(world: World, arm: Arm) -> Any:
    """Call with an expired token."""
    world.control("POST", "/clock", {"advance_s": 3600})
    arm()
    return outcome(get_platforms(world))


def after_a_minute(world: World, arm: Arm) -> Any:
    """Call with a token that is a minute old."""
    arm()
    world.log_in()
    world.control("POST", "/clock", {"advance_s": 61})
    return outcome(get_platforms(world))


def asserted(**changes: Any) -> Probe:
    """Observe the answer to an assertion with some claims changed."""
    return outcome_of(lambda world: world.token(client_assertion=assertion(**changes)))


def unsigned(alg: str, secret: bytes | None) -> str:
    """Return an assertion that no RSA key signed."""
    head = encode(json.dumps({"typ": "JWT", "alg": alg}).encode())
    signing_input = f"{head}.{encode(json.dumps(claims()).encode())}"
    signature = b"" if secret is None else hmac.digest(secret, signing_input.encode(), hashlib.sha256)
    return f"{signing_input}.{encode(signature)}"


def confused() -> str:
    """Return an assertion whose HMAC is keyed with the public PEM."""
    return unsigned("HS256", public_pem(private_key(0)).encode())


def trace_id(response: httpx.Response) -> str:
    """Return the trace identifier, empty when missing."""
    return str(response.headers.get("trace-id", ""))


def repeats_trace(world: World, arm: Arm) -> Any:
    """Observe whether two answers share their trace identifier."""
    before = trace_id(get_platforms(world))
    arm()
    return [before == trace_id(get_platforms(world)) for _ in range(3)]


def content_type(response: httpx.Response) -> str:
    """Return the content type."""
    return str(response.headers["content-type"])


def error_of(member: str) -> Callable[[httpx.Response], Any]:
    """Return a view of one member of the error object."""
    return lambda response: response.json()["errors"][0][member]


# name: (probe, what is observed without the fault, what with it)
PROBES: dict[str, tuple[Probe, Any, Any]] = {
    "missing-status-field": (look(get_platforms, lambda r: "status" in r.json()[0]), True, False),
    "extra-field": (look(get_platforms, lambda r: len(r.json()[0])), 7, 8),
    "wrong-type-total": (look(lambda w: w.search(), lambda r: r.json()["totalElements"]), 3, "3"),
    "wrong-enum-platform-status": (look(get_platforms, lambda r: r.json()[0]["status"]), "ACTIVE", "ENABLED"),
    "null-created": (look(first, lambda r: r.json()["created"] is None), False, True),
    "created-not-iso": (look(first, lambda r: r.json()["created"].isdigit()), False, True),
    "null-payments": (look(first, lambda r: r.json()["payments"]), [], None),
    "undocumented-status-202": (status_of(get_platforms), 200, 202),
    "success-status-200-for-create": (status_of(create_user), 201, 200),
    "wrong-code-for-status": (outcome_of(unknown_platform), "ERR_4100_002", "ERR_4100_003"),
    "wrong-status-for-code": (status_of(unknown_request), 400, 404),
    "wrong-envelope": (look(unknown_platform, lambda r: list(r.json())), ["errors"], ["error"]),
    "error-status-mismatch": (look(unknown_platform, error_of("status")), 404, 405),
    "wrong-category": (look(unknown_platform, error_of("category")), "NOT_FOUND", "UNKNOWN"),
    "empty-errors-list": (look(unknown_platform, lambda r: len(r.json()["errors"])), 1, 0),
    "trace-id-mismatch": (
        look(unknown_platform, lambda r: r.json()["errors"][0]["traceId"] == trace_id(r)),
        True,
        False,
    ),
    "missing-trace-id": (look(get_platforms, lambda r: bool(trace_id(r))), True, False),
    "malformed-trace-id": (look(get_platforms, lambda r: len(trace_id(r))), 36, 14),
    "repeated-trace-id": (repeats_trace, [False] * 3, [True] * 3),
    "wrong-content-type": (look(get_platforms, content_type), "application/json", "text/plain"),
    "html-error-page": (look(unknown_platform, content_type), "application/json", "text/html"),
    "expires-in-number": (look(lambda w: w.token(), lambda r: r.json()["expires_in"]), "3600", 3600),
    "token-type-lowercase": (look(lambda w: w.token(), lambda r: r.json()["token_type"]), "Bearer", "bearer"),
    "crash-on-unicode": (status_of(lambda w: post_raw(w, '{"name": "Zoë"}'.encode())), 400, 500),
    "crash-on-malformed-json": (status_of(lambda w: post_raw(w, b"{")), 400, 500),
    "crash-on-large-limit": (status_of(lambda w: w.search("offset=0&limit=100")), 200, 500),
    "limit-ignored": (page("offset=0&limit=1"), [2], [2, 1, 0]),
    "offset-ignored": (page("offset=2&limit=1"), [0], [2]),
    "total-is-page-size": (
        look(lambda w: w.search("offset=0&limit=1"), lambda r: r.json()["totalElements"]),
        3,
        1,
    ),
    "oldest-first": (page("offset=0&limit=20"), [2, 1, 0], [0, 1, 2]),
    "from-date-ignored": (page("offset=0&limit=20&fromDate=2030-01-01T00:00:00Z"), [], [2, 1, 0]),
    "from-date-inclusive": (bounded("fromDate"), [2], [2, 1]),
    "to-date-ignored": (page("offset=0&limit=20&toDate=2001-01-01T00:00:00Z"), [], [2, 1, 0]),
    "to-date-inclusive": (bounded("toDate"), [0], [1, 0]),
    "reversed-range-accepted": (
        outcome_of(lambda w: w.search("offset=0&limit=1&fromDate=2030-01-01T00:00:00Z&toDate=2001-01-01T00:00:00Z")),
        "ERR_1100_003",
        200,
    ),
    "name-length-not-enforced": (outcome_of(lambda w: create_user(w, name="x" * 71)), "ERR_1100_004", 201),
    "description-length-not-enforced": (
        outcome_of(lambda w: create_request(w, description="x" * 36)),
        "ERR_1100_004",
        201,
    ),
    "phone-not-validated": (outcome_of(lambda w: create_user(w, phoneNumber="nobody")), "ERR_1100_004", 201),
    "missing-parameter-accepted": (outcome_of(lambda w: w.search("offset=0")), "ERR_1100_005", 200),
    "amount-zero-accepted": (outcome_of(lambda w: create_request(w, amountInCents=0)), "ERR_1100_004", 201),
    "amount-too-large-accepted": (
        outcome_of(lambda w: create_request(w, amountInCents="1000000")),
        "ERR_1100_004",
        201,
    ),
    "currency-not-validated": (outcome_of(lambda w: create_request(w, currency="USD")), "ERR_1100_004", 201),
    "third-platform-accepted": (
        outcome_of(lambda w: w.call("POST", "/platforms", FOR_OTHERS)),
        "ERR_3100_001",
        201,
    ),
    "user-limit-not-enforced": (limited({"users_per_platform": 1}, create_user), "ERR_3100_002", 201),
    "iban-limit-not-enforced": (limited({"users_per_iban": 1}, create_user), "ERR_1100_001", 201),
    "iban-checksum-not-enforced": (
        outcome_of(lambda w: create_user(w, iban="NL03ABNA0123456789")),
        "ERR_1100_004",
        201,
    ),
    "foreign-iban-accepted": (
        outcome_of(lambda w: create_user(w, iban="DE89370400440532013000")),
        "ERR_1100_004",
        201,
    ),
    "external-id-not-required": (outcome_of(lambda w: create_request(w, externalId=...)), "ERR_1100_005", 201),
    "payments-shown-for-others": (paid(others=True), 0, 1),
    "foreign-platform-visible": (foreign_platform, "ERR_4100_002", 200),
    "foreign-user-visible": (
        outcome_of(
            lambda w: w.call(
                "GET", f"/platforms/{w.mine}/users/{w.other_user}/paymentrequests", query="offset=0&limit=1"
            )
        ),
        "ERR_4100_003",
        200,
    ),
    "foreign-payment-request-visible": (foreign_request, "ERR_1100_002", 200),
    "foreign-bank-account-accepted": (foreign_account, "ERR_1100_004", 201),
    "stale-read": (look(get_platforms, lambda r: len(r.json())), 2, 1),
    "duplicate-token": (duplicate, False, True),
    "name-truncated": (look(create_user, lambda r: r.json()["name"]), "NewUser", "NewUse"),
    "external-id-lost": (look(create_request, lambda r: r.json()["externalId"]), "Invoice: 4567", None),
    "amount-changed": (read_back("amountInCents"), "123", "124"),
    "currency-lost": (read_back("currency"), "EUR", None),
    "payment-not-listed": (paid(), 1, 0),
    "status-stuck-open": (ended("status"), "EXPIRED", "OPEN"),
    "expired-null-after-expiry": (
        lambda world, arm: ended("expired")(world, arm) is None,
        False,
        True,
    ),
    "yielded-flag-missing-when-blocked": (blocked, True, None),
    "api-key-not-required": (outcome_of(lambda w: w.call("GET", "/platforms", api_key=None)), "ERR_1002_003", 200),
    "foreign-api-key-accepted": (outcome_of(lambda w: w.call("GET", "/platforms", api_key="x")), "ERR_2005_001", 200),
    "api-key-of-other-client-accepted": (
        outcome_of(lambda w: w.call("GET", "/platforms", api_key=SECOND_KEY)),
        "ERR_2002_001",
        200,
    ),
    "bearer-not-required": (outcome_of(lambda w: w.call("GET", "/platforms", authorization=None)), "ERR_1002_002", 200),
    "any-bearer-accepted": (
        outcome_of(lambda w: w.call("GET", "/platforms", authorization="Bearer guess")),
        "ERR_2002_001",
        200,
    ),
    "expired-token-accepted": (expired_token, "ERR_2003_001", 200),
    "scope-not-enforced": (changed_client(get_platforms, scopes=[]), "ERR_3002_001", 200),
    "revoked-key-accepted": (changed_client(get_platforms, state="REVOKED"), "ERR_2004_003", 200),
    "inactive-platform-accepted": (inactive, "ERR_1100_006", 201),
    "assertion-forged-accepted": (asserted(key=2), "ERR_1010_001", 200),
    "assertion-expired-accepted": (asserted(exp=NOW_S - 1), "ERR_1008_001", 200),
    "assertion-not-yet-valid-accepted": (asserted(nbf=NOW_S + 30), "ERR_1009_001", 200),
    "assertion-wrong-audience-accepted": (asserted(aud="https://elsewhere"), "ERR_1006_001", 200),
    "assertion-wrong-subject-accepted": (asserted(sub=SECOND_KEY), "ERR_1006_001", 200),
    "assertion-alg-none-accepted": (
        outcome_of(lambda w: w.token(client_assertion=unsigned("none", None))),
        "ERR_1010_002",
        200,
    ),
    "assertion-hs256-accepted": (outcome_of(lambda w: w.token(client_assertion=confused())), "ERR_1010_002", 200),
    "assertion-too-long-accepted": (asserted(nbf=NOW_S, exp=NOW_S + 1201), "ERR_1005_001", 200),
    "assertion-missing-nbf-accepted": (asserted(nbf=...), "ERR_1007_001", 200),
    "grant-type-not-checked": (outcome_of(lambda w: w.token(grant_type="password")), "ERR_1004_002", 200),
    "assertion-type-not-checked": (
        outcome_of(lambda w: w.token(client_assertion_type=f" {ASSERTION_TYPE}")),
        "ERR_1004_004",
        200,
    ),
    "wrong-token-lifetime": (after_a_minute, 200, "ERR_2003_001"),
    "wrong-method-accepted": (outcome_of(lambda w: w.call("DELETE", "/platforms")), "ERR_1100_007", 200),
    "unknown-path-200": (outcome_of(lambda w: w.call("GET", "")), "ERR_4001_001", 200),
}


def request_of(world: World, operation: str) -> httpx.Response:
    """Call an operation so that it would succeed."""
    calls: dict[str, Callable[[], httpx.Response]] = {
        "createAccessToken": world.token,
        "createPlatform": lambda: create_platform(world),
        "getPlatforms": lambda: get_platforms(world),
        "createUser": lambda: create_user(world),
        "getUsers": lambda: world.call("GET", f"/platforms/{world.mine}/users"),
        "createPaymentRequest": lambda: create_request(world),
        "getUserPaymentRequests": world.search,
        "getPaymentRequest": lambda: first(world),
    }
    return calls[operation]()
