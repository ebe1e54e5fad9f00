"""What a caller observes of each fault of the Payconiq sandbox, without it and with it."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.payconiq_world import (
    ACCOUNT,
    ADDRESS,
    CUSTOMER,
    FIRST,
    IBAN,
    KEYLESS,
    OTHER_IBAN,
    SECOND,
    SIGNED_ACCOUNT,
    SIGNED_CUSTOMER,
    START_MS,
    TOKENS,
    UNKNOWN_ID,
    World,
    code,
    private_key,
    sign,
    value_of,
    without,
)

Arm = Callable[[], None]
Probe = Callable[[World, Arm], Any]
"""Builds a situation, arms the fault (or nothing) and returns what a caller then observes."""
Request = Callable[[World], httpx.Response]


def look(request: Request, view: Callable[[httpx.Response], Any]) -> Probe:
    """Observe a part of the answer to one request."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        return view(request(world))

    return probe


def outcome(response: httpx.Response) -> Any:
    """Return the code of an error answer, else the status."""
    return code(response) if response.status_code >= 400 else response.status_code


def outcome_of(request: Request) -> Probe:
    """Observe the code of one request, or its status when it succeeds."""
    return look(request, outcome)


def status_of(request: Request) -> Probe:
    """Observe the status of one request."""
    return look(request, lambda response: response.status_code)


def member(*path: str | int) -> Callable[[httpx.Response], Any]:
    """Return a view of one member of a JSON body; ``None`` when it is missing."""

    def view(response: httpx.Response) -> Any:
        value = response.json()
        for part in path:
            value = value[part] if isinstance(part, int) else value.get(part)
        return value

    return view


def header(name: str) -> Callable[[httpx.Response], Any]:
    """Return a view of one header; ``None`` when it is missing."""
    return lambda response: response.headers.get(name)


def partner(world: World, **headers: Any) -> httpx.Response:
    """Read the partner."""
    return world.call("GET", "", **headers)


def customer(world: World) -> httpx.Response:
    """Read the customer with a mandate."""
    return world.call("GET", f"/customers/{world.customer}")


def mandate(world: World) -> httpx.Response:
    """Read the mandate that is still to be signed, in English."""
    return world.call("GET", world.account("/mandate", customer=world.unsigned), headers={"Accept-Language": "en"})


def unknown_transaction(world: World) -> httpx.Response:
    """Read a transaction that does not exist."""
    return world.read(UNKNOWN_ID)


def enrol(world: World, body: Any = CUSTOMER) -> httpx.Response:
    """Create a customer."""
    return world.call("POST", "/customers", body)


def enrolled(**changes: Any) -> Probe:
    """Observe the creation of a customer with some members changed or left out."""
    body = {name: value for name, value in {**SIGNED_CUSTOMER, **changes}.items() if value is not ...}
    return outcome_of(lambda world: enrol(world, body))


def paid(**changes: Any) -> Probe:
    """Observe a transaction with some members changed; the signature is over what is sent."""
    return outcome_of(lambda world: world.pay(**changes))


def listed(query: str = "", body: Any = ...) -> Probe:
    """Observe which of three transactions both lists give, by number; the second has failed, the third is submitted."""

    def probe(world: World, arm: Arm) -> Any:
        world.fail(world.transactions[1])
        world.event("direct-debit-submitted", transactionId=world.transactions[2])
        arm()
        found = world.call("GET", "/transactions", body, query=query)
        searched = world.call("POST", "/transactions/search", body, query=query)
        assert found.json() == searched.json()
        return [world.transactions.index(each["_id"]) for each in found.json()]

    return probe


def renamed(world: World, arm: Arm) -> Any:
    """Enrol a customer and read the last name."""
    arm()
    location = enrol(world, SIGNED_CUSTOMER).headers["location"]
    return world.call("GET", f"/customers/{location.rpartition('/')[2]}").json()["lastName"]


def other_customer(world: World, arm: Arm) -> Any:
    """Observe whose customer object comes back."""
    world.enrol(SIGNED_CUSTOMER)
    arm()
    return customer(world).json()["_id"] == world.customer


def stored_amount(world: World, arm: Arm) -> Any:
    """Observe the amount of a new transaction."""
    arm()
    return world.read(world.pay_id(amount=1000)).json()["amount"]


def location(view: Callable[[str], Any]) -> Probe:
    """Observe a part of the Location of a new customer."""
    return look(enrol, lambda response: view(response.headers["location"]))


def resolves(world: World, arm: Arm) -> Any:
    """Observe whether the Location of a new transaction can be read."""
    arm()
    created = world.pay().headers["location"]
    return world.send(
        "GET", created.removeprefix("http://127.0.0.1"), headers={"Authorization": TOKENS[FIRST]}
    ).status_code


def repeats_id(world: World, arm: Arm) -> Any:
    """Observe whether a new transaction has the id of the one before."""
    arm()
    return world.pay().headers["location"].endswith(world.transactions[-1])


def signed_again(world: World, arm: Arm) -> Any:
    """Observe the reference of a signed mandate that is created again."""
    arm()
    world.call("POST", world.account("/mandate"))
    return world.call("GET", world.account("/mandate")).json()["reference"] == "REF01"


def cancelled(request: Request, *, armed_first: bool = False) -> Probe:
    """Observe a request after the mandate was cancelled."""

    def probe(world: World, arm: Arm) -> Any:
        if armed_first:
            arm()
        assert world.call("POST", world.account("/mandate/cancel")).status_code == 200
        if not armed_first:
            arm()
        return outcome(request(world))

    return probe


def send_code(world: World) -> str:
    """Send a verification code and return it."""
    world.call("POST", world.account("/sendVerificationCode"))
    return world.code()


def wrong(found: str) -> str:
    """Return another code."""
    return f"{(int(found) + 1) % 10**6:06d}"


def used_code(world: World, arm: Arm) -> Any:
    """Use a code twice."""
    found = send_code(world)
    world.validate(found)
    arm()
    return outcome(world.validate(found))


def wrong_codes(number: int) -> Probe:
    """Observe what so many wrong codes are answered."""

    def probe(world: World, arm: Arm) -> Any:
        found = send_code(world)
        arm()
        return [outcome(world.validate(wrong(found))) for _ in range(number)]

    return probe


def old_code(world: World, arm: Arm) -> Any:
    """Use the code before the last one."""
    found = send_code(world)
    send_code(world)
    arm()
    return outcome(world.validate(found))


def validated(world: World, arm: Arm) -> Any:
    """Observe the status of a validated account."""
    found = send_code(world)
    arm()
    world.validate(found)
    return customer(world).json()["bankAccounts"][0]["status"]


def blocked(world: World, arm: Arm) -> Any:
    """Observe the status of a blocked account, in the customer and in a transaction."""
    found = send_code(world)
    for _ in range(3):
        world.validate(wrong(found))
    arm()
    return [
        customer(world).json()["bankAccounts"][0]["status"],
        world.read().json()["originUser"]["bankAccounts"][0]["status"],
    ]


def submitted_replay(world: World, arm: Arm) -> Any:
    """Replay a direct debit that has not failed."""
    world.event("direct-debit-submitted", transactionId=world.transactions[0])
    arm()
    return outcome(world.replay())


def replay_failed(world: World) -> httpx.Response:
    """Replay a direct debit that has failed."""
    world.fail()
    return world.replay()


def replayed(name: str) -> Probe:
    """Observe a member of a transaction after its replay."""

    def probe(world: World, arm: Arm) -> Any:
        world.fail()
        arm()
        assert world.replay().status_code == 200
        return world.read().json().get(name)

    return probe


def failed(world: World, arm: Arm) -> Any:
    """Observe the status of a transaction whose direct debit failed."""
    world.fail()
    arm()
    return world.read().json()["status"]


def foreign_transaction(world: World, arm: Arm) -> Any:
    """Read and replay a transaction of another partner."""
    transaction = world.pay_id(partner=SECOND, originId=world.foreign)
    world.fail(transaction)
    arm()
    return [outcome(world.read(transaction)), outcome(world.replay(transaction))]


def foreign_customer(world: World, arm: Arm) -> Any:
    """Read, update and debit a customer of another partner."""
    arm()
    path = f"/customers/{world.foreign}"
    requests = [world.call("GET", path), world.call("PATCH", path, {}), world.pay(originId=world.foreign)]
    requests += [world.call("GET", world.account("/mandate", customer=world.foreign))]
    return [outcome(each) for each in requests]


def rotated(request: Request) -> Probe:
    """Observe a request after the key was replaced."""

    def probe(world: World, arm: Arm) -> Any:
        assert world.rotate("new").status_code == 200
        arm()
        return outcome(request(world))

    return probe


def stored_key(world: World, arm: Arm) -> Any:
    """Observe whether a new key is the one that counts."""
    arm()
    assert world.rotate("new").status_code == 200
    return [outcome(world.pay(key="new")), outcome(world.pay())]


def new_key(*, signed: bool) -> Request:
    """Return a rotation without a signature, or with one of the new key itself."""

    def request(world: World) -> httpx.Response:
        value = value_of(private_key("new"))
        return world.call("PUT", "/key", {"value": value, **({"signature": sign(value, key="new")} if signed else {})})

    return request


def keyless(world: World) -> httpx.Response:
    """Initiate a transaction of a partner without a key."""
    body = {**world.transaction(key=FIRST, partner=KEYLESS), "originId": world.enrol(SIGNED_CUSTOMER, partner=KEYLESS)}
    return world.call("POST", "/transactions", body, partner=KEYLESS)


def required(world: World) -> httpx.Response:
    """Enrol a customer without a country."""
    return enrol(world, {**CUSTOMER, "address": without(ADDRESS, "country")})


def forbidden(world: World) -> httpx.Response:
    """Read the partner with another partner's token."""
    return partner(world, token=TOKENS[SECOND])


def iban_left_out(world: World) -> httpx.Response:
    """Initiate a transaction whose body has an IBAN that its signature leaves out."""
    return world.pay(originIBAN=IBAN, text=f"{FIRST}{world.customer}1000EUR")


def currency_first(world: World) -> httpx.Response:
    """Initiate a transaction signed in the wrong order."""
    return world.pay(text=f"{FIRST}{world.customer}EUR1000")


T1 = START_MS + 5
"""When the second of the three transactions was made."""

FIRST_PATH = f"/v1/partners/{FIRST}"
ONE_OF_TWO = "limit=2&offset=1"
TWO_ACCOUNTS = [ACCOUNT, {**ACCOUNT, "IBAN": OTHER_IBAN}]
UNREADABLE = b"{"

# name: (probe, what is observed without the fault, what with it)
PROBES: dict[str, tuple[Probe, Any, Any]] = {
    "missing-field": (look(partner, member("_id")), FIRST, None),
    "extra-field": (look(customer, member("internalId")), None, 4711),
    "wrong-type-creation-date": (look(partner, member("creationDate")), 1442845397000, "1442845397000"),
    "creation-date-in-seconds": (look(partner, member("creationDate")), 1442845397000, 1442845397),
    "wrong-enum-account-status": (look(customer, member("bankAccounts", 0, "status")), "NOT_VALIDATED", "ACTIVE"),
    "wrong-enum-transaction-status": (look(World.read, member("status")), "SUCCEEDED", "COMPLETED"),
    "null-name": (look(World.read, member("originUser", "firstName")), "Zoë", None),
    "null-text": (look(mandate, lambda r: r.json()["text"] is None), False, True),
    "amount-as-number": (look(World.read, member("amount")), "1000", 1000),
    "users-swapped": (look(World.read, member("originUser", "_id")), ..., FIRST),
    "wrong-content-type": (look(partner, header("content-type")), "application/json", "text/plain"),
    "html-error-page": (look(unknown_transaction, header("content-type")), "application/json", "text/html"),
    "undocumented-status-202": (status_of(partner), 200, 202),
    "success-status-200-for-create": (status_of(enrol), 201, 200),
    "wrong-status-for-code": (status_of(unknown_transaction), 404, 400),
    "wrong-code-for-status": (look(unknown_transaction, member("code")), "ENTITY_NOT_FOUND", "R013"),
    "wrong-envelope": (look(unknown_transaction, lambda r: next(iter(r.json()))), "level", "errors"),
    "level-lower-case": (look(unknown_transaction, member("level")), "ERROR", "error"),
    "message-missing": (look(unknown_transaction, lambda r: "message" in r.json()), True, False),
    "values-missing": (look(unknown_transaction, member("values")), ["Transaction", UNKNOWN_ID], None),
    "wrong-field-named": (look(required, member("values")), ["country"], ["field"]),
    "forbidden-values-missing": (look(forbidden, member("values")), ["GET", f"partners/{FIRST}"], None),
    "forbidden-resource-wrong": (look(forbidden, member("values")), ["GET", f"partners/{FIRST}"], ["GET", "partners"]),
    "location-missing": (look(enrol, lambda r: "location" in r.headers), True, False),
    "location-relative": (location(lambda text: text.partition("/")[0]), "http:", ""),
    "location-other-host": (location(lambda text: text.split("/")[2]), "127.0.0.1", "payconiq.example"),
    "location-wrong-id": (resolves, 200, 404),
    "body-on-created": (look(enrol, lambda r: r.content), b"", b'{"status":"created"}'),
    "allow-missing": (look(lambda w: w.call("DELETE", ""), header("allow")), "GET", None),
    "crash-on-unicode": (status_of(lambda w: w.call("PUT", "/key", '{"value": "é"}'.encode())), 400, 500),
    "crash-on-malformed-json": (
        look(lambda w: w.call("GET", "/transactions", UNREADABLE), header("content-type")),
        "application/json",
        "text/plain; charset=utf-8",
    ),
    "crash-on-large-amount": (status_of(lambda w: w.pay(amount=10**9)), 201, 500),
    "crash-on-large-limit": (status_of(lambda w: w.call("GET", "/transactions", query="limit=1000")), 200, 500),
    "limit-ignored": (listed("limit=1"), [2], [2, 1, 0]),
    "offset-counts-records": (listed("limit=2&offset=2"), [0], [1, 0]),
    "first-page-repeated": (listed("limit=2&offset=2"), [0], [2, 1]),
    "pages-count-from-zero": (listed(ONE_OF_TWO), [2, 1], [0]),
    "from-ignored": (listed(body={"from": T1 + 9}), [], [2, 1, 0]),
    "to-ignored": (listed(body={"to": T1 - 9}), [], [2, 1, 0]),
    "from-exclusive": (listed(body={"from": T1}), [2, 1], [2]),
    "to-exclusive": (listed(body={"to": T1}), [1, 0], [0]),
    "status-filter-ignored": (listed(body={"status": "FAILED"}), [1], [2, 1, 0]),
    "sdd-status-filter-ignored": (listed(body={"sddStatus": "SUBMITED"}), [2], [2, 1, 0]),
    "origin-id-filter-ignored": (listed(body={"originId": UNKNOWN_ID}), [], [2, 1, 0]),
    "oldest-first": (listed(), [2, 1, 0], [0, 1, 2]),
    "stale-list": (listed(), [2, 1, 0], [1, 0]),
    "iban-checksum-not-enforced": (
        enrolled(bankAccounts=[{**SIGNED_ACCOUNT, "IBAN": "NL92ABNA0417164300"}]),
        "R122",
        201,
    ),
    "phone-not-validated": (enrolled(phone="nobody"), "R107", 201),
    "email-not-validated": (
        outcome_of(lambda w: w.call("PATCH", f"/customers/{w.customer}", {"email": "x"})),
        "R106",
        200,
    ),
    "blank-name-accepted": (enrolled(lastName=" "), "FIELD_IS_REQUIRED", 201),
    "several-accounts-accepted": (enrolled(bankAccounts=TWO_ACCOUNTS), "R111", 201),
    "missing-field-accepted": (enrolled(firstName=..., address=..., bankAccounts=...), "FIELD_IS_REQUIRED", 201),
    "amount-zero-accepted": (paid(amount=0), "R017", 201),
    "amount-negative-accepted": (paid(amount=-1), "R017", 201),
    "amount-fraction-accepted": (paid(amount=10.5), "R003", 201),
    "currency-lower-case-accepted": (paid(currency="eur"), "R002", 201),
    "name-truncated": (renamed, "Jansen", "Janse"),
    "amount-changed": (stored_amount, "1000", "1001"),
    "wrong-customer-shown": (other_customer, True, False),
    "duplicate-id": (repeats_id, False, True),
    "sign-date-before-signing": (look(mandate, lambda r: "signDate" in r.json()), False, True),
    "language-ignored": (look(mandate, member("reason")), "Voorbeeld BV Payments", "Voorbeeld BV Betalingen"),
    "second-mandate-replaces-first": (signed_again, True, False),
    "cancel-changes-nothing": (cancelled(customer, armed_first=True), "R508", 200),
    "cancelled-mandate-usable": (cancelled(World.pay), "R508", 201),
    "mandate-not-required": (outcome_of(lambda w: w.pay(originId=w.unsigned)), "R508", 201),
    "customer-shown-without-mandate": (outcome_of(lambda w: w.call("GET", f"/customers/{w.unsigned}")), "R508", 200),
    "code-never-consumed": (used_code, "R919", 200),
    "attempts-unlimited": (wrong_codes(4), ["R214", "R214", "R930", "R930"], ["R214"] * 4),
    "wrong-code-accepted": (wrong_codes(1), ["R214"], [200]),
    "old-code-accepted": (old_code, "R214", 200),
    "validation-not-stored": (validated, "VALIDATED", "NOT_VALIDATED"),
    "blocked-not-shown": (blocked, ["BLOCKED"] * 2, ["NOT_VALIDATED"] * 2),
    "unknown-customer-accepted": (paid(originId=UNKNOWN_ID), "ENTITY_NOT_FOUND", 201),
    "submitted-replay-accepted": (submitted_replay, "R165", 200),
    "replay-changes-nothing": (replayed("sddStatus"), "SUBMITED", "REJECTED_CAMT"),
    "reason-kept-after-replay": (replayed("sddFailedReason"), None, "AM04"),
    "failure-not-shown": (failed, "FAILED", "SUCCEEDED"),
    "foreign-transaction-visible": (foreign_transaction, ["ENTITY_NOT_FOUND"] * 2, [200, 200]),
    "foreign-customer-visible": (foreign_customer, ["ENTITY_NOT_FOUND"] * 4, [200, 200, 201, 200]),
    "token-not-required": (outcome_of(lambda w: partner(w, token=None)), "R918", 200),
    "any-token-accepted": (outcome_of(lambda w: partner(w, token="guess")), "R918", 200),
    "foreign-token-accepted": (outcome_of(forbidden), "R981", 200),
    "bearer-prefix-accepted": (outcome_of(lambda w: partner(w, token=f"Bearer {TOKENS[FIRST]}")), "R918", 200),
    "signature-not-required": (paid(signature=...), "FIELD_IS_REQUIRED", 201),
    "signature-not-verified": (paid(signature="guess"), "INVALID_SIGNATURE", 201),
    "iban-not-signed": (outcome_of(iban_left_out), "INVALID_SIGNATURE", 201),
    "currency-first-accepted": (outcome_of(currency_first), "INVALID_SIGNATURE", 201),
    "old-key-accepted": (rotated(World.pay), "INVALID_SIGNATURE", 201),
    "foreign-signature-accepted": (paid(key=SECOND), "INVALID_SIGNATURE", 201),
    "keyless-transaction-accepted": (outcome_of(keyless), "AUTHENTICATION_NOT_FOUND", 201),
    "unsigned-rotation-accepted": (outcome_of(new_key(signed=False)), "INVALID_SIGNATURE", 200),
    "wrongly-signed-rotation-accepted": (outcome_of(new_key(signed=True)), "INVALID_SIGNATURE", 200),
    "key-not-stored": (stored_key, [201, "INVALID_SIGNATURE"], ["INVALID_SIGNATURE", 201]),
    "wrong-method-accepted": (status_of(lambda w: w.call("DELETE", "")), 405, 200),
    "unknown-path-200": (status_of(lambda w: w.call("GET", "/nothing")), 404, 200),
}


def request_of(world: World, operation: str) -> httpx.Response:
    """Make a good request of an operation."""
    calls: dict[str, Callable[[], httpx.Response]] = {
        "getPartner": lambda: partner(world),
        "putKey": lambda: world.rotate(FIRST),
        "createCustomer": lambda: enrol(world),
        "updateCustomer": lambda: world.call("PATCH", f"/customers/{world.customer}", {}),
        "getCustomer": lambda: customer(world),
        "getMandate": lambda: mandate(world),
        "createMandate": lambda: world.call("POST", world.account("/mandate")),
        "cancelMandate": lambda: world.call("POST", world.account("/mandate/cancel")),
        "sendVerificationCode": lambda: world.call("POST", world.account("/sendVerificationCode")),
        "validateBankAccount": lambda: world.validate(send_code(world)),
        "createTransaction": world.pay,
        "getTransaction": world.read,
        "getTransactions": lambda: world.call("GET", "/transactions"),
        "searchTransactions": lambda: world.call("POST", "/transactions/search"),
        "replayDirectDebit": lambda: replay_failed(world),
    }
    return calls[operation]()
