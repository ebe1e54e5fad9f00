"""One seed is one run of the Payconiq sandbox, and nothing a caller can send makes it stumble."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.sandbox.payconiq import OPERATIONS
from tests import payconiq_world
from tests.payconiq_probes import request_of
from tests.payconiq_world import (
    ADDRESS,
    CUSTOMER,
    FIRST,
    IBAN,
    KEYLESS,
    SIGNED_ACCOUNT,
    TOKENS,
    UNKNOWN_ID,
    World,
    private_key,
    sign,
    value_of,
)

SETTINGS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def settled_world() -> World:
    """One settled world for all the requests of this module."""
    made = World()
    made.settle_down()
    return made


def play(world: World) -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """Make the same requests each time and return everything that came back."""
    world.settle_down()
    answers = []
    for operation in OPERATIONS:
        answers.append(request_of(world, operation))
        if operation == "cancelMandate":
            world.call("POST", world.account("/mandate"))
    answers += [world.call("DELETE", ""), world.read("no"), world.control_raw("GET", "/log")]
    return [(each.status_code, each.headers.raw, each.content) for each in answers]


def test_same_seed_gives_the_same_answers() -> None:
    """Two sandboxes, and one after a reset, answer the same requests with the same bytes, headers included."""
    first, second = World(seed=7), World(seed=7)
    played = play(first)
    assert played == play(second)
    first.control("POST", "/reset", {})
    assert played == play(first)


def test_other_seed_gives_other_identifiers() -> None:
    """The seed reaches every identifier."""
    first, second = play(World(seed=7)), play(World(seed=8))
    shown = [number for number, (one, other) in enumerate(zip(first, second, strict=True)) if one != other]
    names = [OPERATIONS[number] for number in shown if number < len(OPERATIONS)]
    with_ids = {"createCustomer", "getCustomer", "createMandate", "createTransaction", "getTransaction"}
    assert {*with_ids, "getMandate", "getTransactions", "searchTransactions"} == set(names)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def judge(world: World, response: httpx.Response) -> None:
    """The answer is the provider's own, and nothing went wrong inside."""
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        payconiq_world.code(response)
    elif response.content:
        assert "application/json" == response.headers["content-type"]
        response.json()
    else:
        assert "content-type" not in response.headers
    assert 0 == world.unhandled()


def mutated(base: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Build bodies with some members replaced by any JSON value."""
    return st.fixed_dictionaries({name: st.just(value) | JSON_VALUES for name, value in base.items()})


@SETTINGS
@given(mutated(CUSTOMER), mutated(ADDRESS) | JSON_VALUES, st.lists(mutated(SIGNED_ACCOUNT) | JSON_VALUES, max_size=2))
def test_no_customer_is_too_much(settled_world: World, body: dict[str, Any], address: Any, accounts: list[Any]) -> None:
    """Any value in any member of a customer is accepted or refused."""
    customer = {**body, "address": address, "bankAccounts": accounts}
    judge(settled_world, settled_world.call("POST", "/customers", customer))
    judge(settled_world, settled_world.call("PATCH", f"/customers/{settled_world.customer}", body))


@SETTINGS
@given(
    mutated({"originId": UNKNOWN_ID, "originIBAN": IBAN, "amount": 1, "currency": "EUR", "signature": "eA=="}),
    st.sampled_from([FIRST, KEYLESS]),
)
def test_no_transaction_is_too_much(settled_world: World, body: dict[str, Any], partner: str) -> None:
    """Any value in any member of a transaction is accepted or refused, with and without a key on file."""
    judge(settled_world, settled_world.call("POST", "/transactions", body, partner=partner))


@SETTINGS
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("from", "to", "status", "sddStatus", "originId"), JSON_VALUES)),
    st.text(st.sampled_from("offset=limt&0123456789%FAE-:T+;"), max_size=60),
)
def test_no_search_is_too_much(settled_world: World, body: dict[str, Any], query: str) -> None:
    """Any filter and any query gives a page or is refused."""
    judge(settled_world, settled_world.call("GET", "/transactions", body, query=query))


KEYS = [value_of(private_key("new")), value_of(private_key(FIRST))]


@SETTINGS
@given(st.sampled_from(KEYS), st.integers(0, 391), st.binary(max_size=4) | st.text(max_size=4), st.text(max_size=20))
def test_no_key_is_too_much(
    settled_world: World, value: str, position: int, inserted: bytes | str, signature: str
) -> None:
    """A key with anything put into it is accepted or refused."""
    text = inserted.decode("latin-1") if isinstance(inserted, bytes) else inserted
    spoilt = value[:position] + text + value[position + len(text) :]
    body = {"value": spoilt, "signature": signature}
    for partner in (FIRST, KEYLESS):
        settled_world.event("key-forgotten", partnerId=KEYLESS)
        judge(settled_world, settled_world.call("PUT", "/key", body, partner=partner))


@SETTINGS
@given(st.binary(max_size=40), st.binary(max_size=20), st.binary(max_size=20))
def test_no_header_is_too_much(settled_world: World, token: bytes, language: bytes, host: bytes) -> None:
    """Any bytes in the headers that are read are refused, ignored or given back."""
    path = f"/v1/partners/{FIRST}/customers/{settled_world.customer}/bankAccounts/{IBAN}/mandate"
    plain = [(b"Authorization", TOKENS[FIRST].encode()), (b"Accept-Language", language), (b"Host", host)]
    judge(settled_world, settled_world.send("GET", path, headers=[(b"Authorization", token)]))
    judge(settled_world, settled_world.send("GET", path, headers=plain))
    judge(settled_world, settled_world.send("POST", path, headers=plain))


def test_signature_of_any_length_is_refused(settled_world: World) -> None:
    """Longer and shorter than the key, and no bytes at all."""
    for signature in ("AAAA", "=" * 4, "A" * 400_000, sign("x")[:100], sign("x") * 3):
        refused = settled_world.pay(signature=signature)
        assert (400, "INVALID_SIGNATURE") == payconiq_world.refusal(refused)
