"""How the tests of the Payconiq sandbox's faults look at it: requests, and what of their answers is observed."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.payconiq_world import (
    ADDRESS,
    CUSTOMER,
    FIRST,
    IBAN,
    KEYLESS,
    SECOND,
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


def signed_anew(world: World, arm: Arm) -> Any:
    """Observe whether a mandate that follows a cancelled one has a sign date of its own."""
    before = world.call("GET", world.account("/mandate")).json()["signDate"]
    world.call("POST", world.account("/mandate/cancel"))
    arm()
    world.call("POST", world.account("/mandate"))
    return world.call("GET", world.account("/mandate")).json()["signDate"] != before


def forbidden_cancellation(world: World, arm: Arm) -> Any:
    """Observe a customer after another partner's token tried to cancel the mandate."""
    arm()
    assert world.call("POST", world.account("/mandate/cancel"), token=TOKENS[SECOND]).status_code == 403
    return outcome(customer(world))


def twin_of_cancelled(world: World, arm: Arm) -> Any:
    """Observe a customer whose IBAN another one has, after that one's mandate was cancelled."""
    twin = world.enrol(SIGNED_CUSTOMER)
    arm()
    world.call("POST", world.account("/mandate/cancel", customer=twin))
    return outcome(customer(world))


def twin_of_guesser(world: World, arm: Arm) -> Any:
    """Observe a first wrong code of a customer whose IBAN another one has, after two wrong ones of that one."""
    twin = world.enrol(SIGNED_CUSTOMER)
    world.call("POST", world.account("/sendVerificationCode", customer=twin))
    found, others = send_code(world), world.code(customer=twin)
    arm()
    for _ in range(2):
        world.validate(wrong(others), customer=twin)
    return outcome(world.validate(wrong(found)))


def changed(world: World, arm: Arm) -> Any:
    """Observe the status of a validated account after a change of the phone number."""
    world.validate(send_code(world))
    arm()
    world.call("PATCH", f"/customers/{world.customer}", {"phone": "+31687654321"})
    return customer(world).json()["bankAccounts"][0]["status"]


def paid_after_start(world: World, arm: Arm) -> Any:
    """Observe whether a new transaction is dated after the start of the clock."""
    arm()
    return world.read(world.pay_id(amount=1000)).json()["creationDate"] >= START_MS


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
