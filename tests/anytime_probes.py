"""What a caller observes of the faults of the Anytime sandbox: in the form of answers, credentials and paths."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes

from tests.anytime_world import (
    CARD,
    CONSUMER,
    LOAD,
    PEOPLE,
    TRANSFER,
    World,
    body,
    hash_for,
    multipart,
    sign,
    timestamp_text,
    urlencode,
)

Arm = Callable[[], None]
Probe = Callable[[World, Arm], Any]
"""Builds a situation, arms the fault (or nothing) and returns what a caller then observes."""

Request = Callable[[World], httpx.Response]
TO_MAIL = {"dest_method": "email", "dest_value": "a@example.com"}


def outcome(response: httpx.Response) -> Any:
    """Return the code of an error answer, else the status; unlike its namesake it takes a spoilt envelope."""
    if response.status_code < 400:
        return response.status_code
    try:
        return str(response.json()["body"]["error"]["code"])
    except ValueError:
        return response.status_code


def look(request: Request, view: Callable[[httpx.Response], Any]) -> Probe:
    """Observe a part of the answer to one request."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        return view(request(world))

    return probe


def outcome_of(request: Request) -> Probe:
    """Observe the code of one request, or its status when it succeeds."""
    return look(request, outcome)


def after(*prepare: Callable[[World], Any], request: Request) -> Probe:
    """Observe one request after some preparation."""

    def probe(world: World, arm: Arm) -> Any:
        for step in prepare:
            step(world)
        arm()
        return outcome(request(world))

    return probe


def check(world: World, **headers: Any) -> httpx.Response:
    """Check the API."""
    return world.call("GET", "/apicheck", **headers)


def unknown_card(world: World) -> httpx.Response:
    """Ask for a card that does not exist."""
    return world.call("GET", "/cards/none")


def get(path: str, query: str = "") -> Request:
    """Return a request that reads; words in capitals become numbers of the world."""
    return lambda world: world.call("GET", fill(world, path), query=query)


def post(path: str, form: Mapping[str, str], method: str = "POST") -> Request:
    """Return a request that sends a form."""
    return lambda world: world.call(method, fill(world, path), form)


def fill(world: World, path: str) -> str:
    """Return a path with the numbers of the world in it."""
    names = {
        "BUSINESS": world.business,
        "CONSUMER": world.consumer,
        "PLASTIC": world.plastic,
        "MULTI": world.multi,
        "SINGLE": world.single,
        "ORDER": world.order,
    }
    for name, value in names.items():
        path = path.replace(name, str(value))
    return path


def result(*names: str) -> Callable[[httpx.Response], Any]:
    """Return a view of a member of the body, reached by these names."""

    def view(response: httpx.Response) -> Any:
        found = response.json()["body"]
        for name in names:
            found = found[int(name)] if name.isdigit() else found[name]
        return found

    return view


def has_own_hash(response: httpx.Response) -> bool:
    """Return whether the hash is right for the first user."""
    return bool(response.json()["hash"] == hash_for(response, PEOPLE[0]["username"]))


def decimals(response: httpx.Response) -> int:
    """Return how many decimals the timestamp has."""
    return len(timestamp_text(response).partition(".")[2])


def repeats_id(world: World, arm: Arm) -> Any:
    """Observe whether answers have the request_id of the one before."""
    before = check(world).json()["request_id"]
    arm()
    return [before == check(world).json()["request_id"] for _ in range(2)]


def replay(world: World, arm: Arm) -> Any:
    """Send validation data twice."""
    data = world.new_data()
    check(world, data=data)
    arm()
    return outcome(check(world, data=data))


def replay_with_new_token(world: World, arm: Arm) -> Any:
    """Send validation data again, with the same token and with a new one."""
    data = world.new_data()
    check(world, data=data)
    arm()
    found = [outcome(check(world, data=data))]
    world.log_in()
    return [*found, outcome(check(world, data=data))]


def replay_after_refusal(world: World, arm: Arm) -> Any:
    """Send validation data again, of a success and of a refusal."""
    good, refused = world.new_data(), world.new_data()
    check(world, data=good)
    world.call("GET", "/cards/none", data=refused)
    arm()
    return [outcome(check(world, data=data)) for data in (good, refused)]


def superseded(world: World, arm: Arm) -> Any:
    """Call with a token that another replaced."""
    before = world.bearers[0]
    world.log_in()
    arm()
    return outcome(check(world, authorization=f"Bearer {before}"))


def token_after_a_minute(world: World, arm: Arm) -> Any:
    """Call with a token that is a minute old."""
    arm()
    world.log_in()
    world.control("POST", "/clock", {"advance_s": 61})
    return outcome(check(world))


def foreign_card(world: World, arm: Arm) -> Any:
    """Read the card of another user."""
    card, _ = world.add_card(world.foreign_business, user=1)
    arm()
    return outcome(world.call("GET", f"/cards/{card}"))


def foreign_order(world: World, arm: Arm) -> Any:
    """Track the order of another user."""
    _, order = world.add_card(world.foreign_business, user=1)
    arm()
    return outcome(world.call("GET", f"/orders/{order}/tracking"))


def rates(world: World, arm: Arm) -> Any:
    """Call twice where one request a minute is allowed."""
    world.control("POST", "/reset", {"limits": {"rate_limits": {"per_user": 1}}})
    world.log_in()
    arm()
    return [outcome(check(world)) for _ in range(2)]


def signed(data: str, **options: Any) -> Request:
    """Return a check of the API with this signature."""
    return lambda world: check(world, data=data, signature=sign(**{"data": data, **options}))


def send_json(world: World) -> httpx.Response:
    """Send a body that is no form."""
    return world.call("POST", "/apicheck", content=b'{"test_param": 1}', content_type="application/json")


# name: (probe, what is observed without the fault, what with it)
PROBES: dict[str, tuple[Probe, Any, Any]] = {
    "member-missing": (look(get("/accounts"), lambda r: "accounts" in r.json()["body"]), True, False),
    "member-extra": (look(get("/accounts"), lambda r: len(r.json()["body"])), 3, 4),
    "total-wrong-type": (look(get("/accounts"), result("total_results")), 2, [2]),
    "balance-wrong-type": (
        look(get("/accounts/CONSUMER/balance"), result("balance")),
        100,
        {"amount": 100, "currency": "EUR"},
    ),
    "balance-null": (look(get("/accounts/CONSUMER/balance"), result("balance")), 100, None),
    "acc-type-unknown": (look(get("/accounts"), result("accounts", "1", "acc_type")), "consumer", "individual"),
    "card-status-unknown": (look(get("/cards/MULTI"), result("status")), "ACT", "ACTIVE"),
    "transfer-status-unknown": (look(lambda w: w.transfer(), result("status")), "To execute", "Done"),
    "transaction-status-unknown": (
        look(get("/cards/MULTI/transactions"), result("transactions", "0", "status")),
        "S",
        "X",
    ),
    "kyc-status-unknown": (look(get("/accounts/CONSUMER/kyc"), result("status")), "incomplete", "done"),
    "dates-in-french-form": (look(get("/cards/MULTI"), result("expiry_date")), "2023-10-31", "31/10/2023"),
    "keys-with-underscore": (
        look(get("/accounts/BUSINESS/credit-transfers"), lambda r: list(r.json()["body"])),
        ["filters", "total_results", "credit-transfers"],
        ["filters", "total_results", "credit_transfers"],
    ),
    "half-cent": (look(get("/accounts/CONSUMER/balance"), result("balance")), 100, 100.005),
    "code-as-string": (look(unknown_card, result("error", "code")), 4030310, "4030310"),
    "exception-wrong": (
        look(unknown_card, result("error", "exception")),
        "CardAccountNoRightsException",
        "UnknownException",
    ),
    "message-missing": (look(unknown_card, lambda r: "message" in r.json()["body"]["error"]), True, False),
    "status-not-of-code": (look(unknown_card, lambda r: r.status_code), 403, 400),
    "error-as-success": (look(unknown_card, lambda r: r.status_code), 403, 200),
    "success-201": (look(check, lambda r: r.status_code), 200, 201),
    "error-not-wrapped": (
        look(unknown_card, lambda r: list(r.json()["body"])),
        ["error"],
        ["code", "message", "exception"],
    ),
    "body-not-wrapped": (look(check, lambda r: "date_time" in r.json()), False, True),
    "hash-missing": (look(check, lambda r: "hash" in r.json()), True, False),
    "timestamp-missing": (look(unknown_card, lambda r: "timestamp" in r.json()), True, False),
    "request-id-missing": (look(check, lambda r: "request_id" in r.json()), True, False),
    "request-id-repeated": (repeats_id, [False] * 2, [True] * 2),
    "type-async": (look(check, lambda r: r.json()["type_response"]), "sync", "async"),
    "wrong-content-type": (look(check, lambda r: r.headers["content-type"]), "application/json", "text/plain"),
    "html-error-page": (look(unknown_card, lambda r: r.headers["content-type"]), "application/json", "text/html"),
    "hash-over-wrong-text": (look(check, has_own_hash), True, False),
    "hash-over-other-username": (
        look(check, lambda r: r.json()["hash"] == hash_for(r, PEOPLE[1]["username"])),
        False,
        True,
    ),
    "hash-over-whole-seconds": (look(check, has_own_hash), True, False),
    "hash-upper-case": (look(check, lambda r: r.json()["hash"].islower()), True, False),
    "timestamp-seven-decimals": (look(check, decimals), 3, 7),
    "timestamp-trailing-zeros": (look(check, decimals), 3, 4),
    "timestamp-in-milliseconds": (look(check, lambda r: len(timestamp_text(r).partition(".")[0])), 10, 13),
    "crash-on-unicode": (outcome_of(post("/apicheck", {"test_param": "\u00e9"})), 200, 500),
    "crash-on-malformed-form": (outcome_of(send_json), 200, 500),
    "crash-on-large-number": (outcome_of(get("/accounts", "limit_start=1000000000")), 200, 500),
    "signature-not-required": (outcome_of(lambda w: check(w, data=None, signature=None)), "4010010", 200),
    "token-without-signature": (outcome_of(lambda w: w.token(data=None, signature=None)), "4010010", 200),
    "signature-not-verified": (outcome_of(lambda w: check(w, signature="abc")), "4010070", 200),
    "sha256-signature-accepted": (outcome_of(signed("d", algorithm=hashes.SHA256())), "4010070", 200),
    "signature-over-other-text-accepted": (
        outcome_of(lambda w: check(w, data="d", signature=sign("e"))),
        "4010070",
        200,
    ),
    "replay-accepted": (replay, "4010080", 200),
    "replay-remembered-per-token": (replay_with_new_token, ["4010080"] * 2, ["4010080", 200]),
    "replay-after-refusal-accepted": (replay_after_refusal, ["4010080"] * 2, ["4010080", 200]),
    "ip-not-checked": (after(lambda w: w.event("ip-allowed", allowed=False), request=check), "4010060", 200),
    "token-not-required": (outcome_of(lambda w: check(w, authorization=None)), "4010010", 200),
    "any-token-accepted": (outcome_of(lambda w: check(w, authorization="Bearer nobody")), "4010050", 200),
    "superseded-token-accepted": (superseded, "4010050", 200),
    "expired-token-accepted": (
        after(lambda w: w.control("POST", "/clock", {"advance_s": 3600}), request=check),
        "4010050",
        200,
    ),
    "foreign-token-accepted": (
        outcome_of(lambda w: check(w, data="d", signature=sign("d", key=1))),
        "4010070",
        200,
    ),
    "foreign-account-visible": (
        outcome_of(lambda w: w.call("GET", f"/accounts/{w.foreign_business}")),
        "4030210",
        200,
    ),
    "foreign-card-visible": (foreign_card, "4030310", 200),
    "foreign-order-visible": (foreign_order, "4030410", "4040410"),
    "wrong-client-secret-accepted": (
        outcome_of(lambda w: w.token(changes={"client_secret": "wrong"})),
        "4010030",
        200,
    ),
    "wrong-password-accepted": (outcome_of(lambda w: w.token(changes={"password": "wrong"})), "4010040", 200),
    "grant-type-not-checked": (outcome_of(lambda w: w.token(changes={"grant_type": "x"})), "4010020", 200),
    "wrong-token-lifetime": (token_after_a_minute, 200, "4010050"),
    "functionality-not-checked": (
        after(lambda w: w.event("functionality", operation="checkApi", allowed=False), request=check),
        "4030030",
        200,
    ),
    "sub-environment-not-checked": (
        after(lambda w: w.event("sub-environment", allowed=False), request=check),
        "4030020",
        200,
    ),
    "rate-limit-not-enforced": (rates, [200, "4290030"], [200, 200]),
    "wrong-method-accepted": (outcome_of(lambda w: w.call("DELETE", "/accounts")), "4050010", 200),
    "unknown-path-200": (outcome_of(get("/nothing")), "4040010", 200),
    "bad-version-accepted": (
        outcome_of(lambda w: w.send("GET", "/v1/apicheck", headers=w.headers())),
        "4000010",
        200,
    ),
    "other-version-accepted": (
        outcome_of(lambda w: w.send("GET", "/v9.9/apicheck", headers=w.headers())),
        "4000011",
        200,
    ),
}


def request_of(world: World, operation: str) -> httpx.Response:
    """Call an operation so that it would succeed, in a settled world and more than once."""
    business, consumer = f"/accounts/{world.business}", f"/accounts/{world.consumer}"
    content_type, content = multipart({"user_selfie": ("me.jpg", b"x")})
    order = urlencode({**CARD, "acc_id": str(world.business)})
    row = f"{business}/statements/{world.business}-1"
    calls: dict[str, Callable[[], httpx.Response]] = {
        "createToken": lambda: world.token(user=1),
        "checkApi": lambda: check(world),
        "checkApiByPost": lambda: world.call("POST", "/apicheck", {"test_param": "x"}),
        "getAccounts": lambda: world.call("GET", "/accounts"),
        "createAccount": lambda: world.call("POST", "/accounts", CONSUMER),
        "getAccount": lambda: world.call("GET", business),
        "updateAccount": lambda: world.call("PUT", consumer, {"user_pob": "Nice"}),
        "getAccountBalance": lambda: world.call("GET", f"{business}/balance"),
        "getAccountCards": lambda: world.call("GET", f"{business}/cards"),
        "getAccountStatements": lambda: world.call("GET", f"{business}/statements"),
        "getAccountStatement": lambda: world.call("GET", row),
        "getIbanStatements": lambda: world.call("GET", f"{business}/iban-statements"),
        "getCreditTransfers": lambda: world.call("GET", f"{business}/credit-transfers"),
        "createCreditTransfer": lambda: world.call("POST", f"{business}/credit-transfers", TRANSFER),
        "getTestimonial": lambda: world.call("GET", f"{business}/credit-transfers/{executed(world)}/testimonial"),
        "getKycStatus": lambda: world.call("GET", f"{business}/kyc"),
        "uploadKycFiles": lambda: world.call("POST", f"{consumer}/kyc", content=content, content_type=content_type),
        "createIban": lambda: world.call("POST", f"/accounts/{ready(world)}/iban", {"country_code": "FR"}),
        "createVirtualIban": lambda: world.call("POST", f"{business}/virtual-ibans", {"type": "C"}),
        "orderCard": lambda: world.call("POST", "/cards", content=order),
        "getCard": lambda: world.call("GET", f"/cards/{world.multi}"),
        "updateCard": lambda: world.change_card(world.multi, card_pos="0"),
        "getCardTransactions": lambda: world.call("GET", f"/cards/{world.multi}/transactions"),
        "getCardTransaction": lambda: world.call("GET", f"/cards/{world.multi}/transactions/{first_load(world)}"),
        "creditCard": lambda: world.call("POST", f"/cards/{world.multi}/credit", {**LOAD, "amount": "2"}),
        "debitCard": lambda: world.call("POST", f"/cards/{world.multi}/debit", {**LOAD, "amount": "1"}),
        "getCardPin": lambda: world.call("GET", f"/cards/{world.multi}/pin", query="cvc=000"),
        "sendCardPin": lambda: world.call("POST", f"/cards/{world.multi}/pin"),
        "getCardPan": lambda: world.call("GET", f"/cards/{world.single}/pan"),
        "sendCardPan": lambda: world.call("POST", f"/cards/{world.single}/pan", TO_MAIL),
        "createDetailsDisplay": lambda: world.call("POST", f"/cards/{world.multi}/details-display", {"ip": "::1"}),
        "getOrderTracking": lambda: world.call("GET", f"/orders/{tracked(world)}/tracking"),
    }
    return calls[operation]()


def executed(world: World) -> int:
    """Return the number of an executed transfer."""
    number = world.add_transfer(amount="1")
    world.event("transfer-executed", transferId=number)
    return number


def ready(world: World) -> int:
    """Return the number of a new account that may have an IBAN."""
    account = world.add_account(CONSUMER)
    world.fulfil_kyc(account)
    return account


def first_load(world: World) -> int:
    """Return the number of a card's first transaction."""
    shown = body(world.call("GET", f"/cards/{world.multi}/transactions"))
    number: int = shown["transactions"][-1]["txid"]
    return number


def tracked(world: World) -> int:
    """Return the number of an order that is on its way."""
    world.event("tracking-available", orderId=world.order)
    return world.order
