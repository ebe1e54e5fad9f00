"""One seed gives one run, byte for byte, and no request makes the sandbox stumble."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import sandbox_world
from tests.sandbox_world import FIRST_KEY, PLATFORM, REQUEST, USER, World, assertion

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
    made = World(sandbox_world.registration())
    made.settle_down()
    return made


def play(world: World) -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """Make the same requests each time and return everything that came back."""
    token = assertion(nbf=sandbox_world.NOW_S, exp=sandbox_world.NOW_S + 60)
    answers = [world.token(client_assertion=token)]
    world.settle_down()
    answers += [world.call("GET", "/platforms"), world.call("GET", f"/platforms/{world.mine}/users")]
    payment = world.event("pay", paymentRequestToken=world.requests[0])
    answers += [world.search(), world.read(world.requests[0]), world.call("DELETE", "/platforms"), world.read("no")]
    assert payment["paymentToken"] in answers[4].text
    return [(each.status_code, each.headers.raw, each.content) for each in answers]


def test_same_seed_gives_the_same_answers() -> None:
    """Two sandboxes, and one after a reset, answer the same requests with the same bytes, headers included."""
    first, second = World(sandbox_world.registration(), seed=7), World(sandbox_world.registration(), seed=7)
    played = play(first)
    assert played == play(second)
    first.control("POST", "/reset", {})
    assert played == play(first)


def test_other_seed_gives_other_identifiers() -> None:
    """The seed reaches every identifier."""
    first, second = World(sandbox_world.registration(), seed=7), World(sandbox_world.registration(), seed=8)
    assert all(one[1] != other[1] for one, other in zip(play(first), play(second), strict=True))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SEGMENTS = st.sampled_from(
    [
        "v1",
        "tikkie",
        "platforms",
        "users",
        "paymentrequests",
        "bankaccounts",
        "oauth",
        "token",
        "MINE",
        "USER",
        "ACCT",
        "",
    ]
)
RAW_SEGMENTS = SEGMENTS | st.binary(max_size=6).map(lambda raw: "".join(f"%{byte:02X}" for byte in raw))
KNOWN_PATHS = [
    "/v1/tikkie/platforms",
    "/v1/tikkie/platforms/MINE/users",
    "/v1/tikkie/platforms/MINE/users/USER/bankaccounts/ACCT/paymentrequests",
    "/v1/tikkie/platforms/MINE/users/USER/paymentrequests",
    "/v1/oauth/token",
]
PATHS = st.sampled_from(KNOWN_PATHS) | st.lists(RAW_SEGMENTS, max_size=10).map(lambda parts: "/" + "/".join(parts))
METHODS = st.sampled_from(["GET", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"])
BODIES = st.binary(max_size=60) | JSON_VALUES.map(lambda value: json.dumps(value).encode())
QUERIES = st.text(st.sampled_from("offset=limt&fromDaZ0123%FAE-:T+;"), max_size=60)
CONTENT_TYPES = st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", ""])


def fill(world: World, path: str) -> str:
    """Put the tokens of the world into a path."""
    return path.replace("MINE", world.mine).replace("USER", world.user).replace("ACCT", world.account)


def judge(world: World, response: httpx.Response) -> None:
    """The answer is the provider's own, and nothing went wrong inside."""
    assert response.status_code < 500, response.text
    assert len(response.headers["trace-id"]) == 36
    assert response.headers["content-type"] == "application/json"
    if response.content:
        response.json()
    assert world.unhandled() == 0


@SETTINGS
@given(st.tuples(METHODS, PATHS, QUERIES), CONTENT_TYPES, BODIES)
def test_no_raw_request_is_too_much(
    settled_world: World, target: tuple[str, str, str], content_type: str, body: bytes
) -> None:
    """Any method, path, query and body gets an answer of the provider, with good credentials."""
    method, path, query = target
    headers = {
        "API-Key": FIRST_KEY,
        "Authorization": f"Bearer {settled_world.bearer}",
        "Content-Type": content_type,
    }
    judge(
        settled_world,
        settled_world.send(method, fill(settled_world, path), headers=headers, content=body, query=query),
    )


def mutated(base: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    """Build bodies with some members replaced by any JSON value."""
    return st.fixed_dictionaries({name: st.just(value) | JSON_VALUES for name, value in base.items()})


@SETTINGS
@given(
    st.one_of(
        mutated({**PLATFORM, "email": "x@yz.com", "notificationUrl": ""}).map(lambda body: (KNOWN_PATHS[0], body)),
        mutated(USER).map(lambda body: (KNOWN_PATHS[1], body)),
        mutated(REQUEST).map(lambda body: (KNOWN_PATHS[2], body)),
    )
)
def test_no_body_is_too_much(settled_world: World, case: tuple[str, dict[str, Any]]) -> None:
    """Any value in any property is accepted or refused."""
    path, body = case
    judge(settled_world, settled_world.call("POST", fill(settled_world, path).removeprefix("/v1/tikkie"), body))


@SETTINGS
@given(
    st.fixed_dictionaries(dict.fromkeys(("exp", "nbf", "iss", "aud", "sub"), JSON_VALUES))
    | st.fixed_dictionaries({}, optional={name: st.integers() | st.floats() for name in ("exp", "nbf")})
)
def test_no_claim_is_too_much(settled_world: World, changes: dict[str, Any]) -> None:
    """Any value in any claim of a well-signed assertion is accepted or refused."""
    judge(settled_world, settled_world.token(client_assertion=assertion(**changes)))


@SETTINGS
@given(st.binary(max_size=20), st.binary(max_size=20), st.text(max_size=40))
def test_no_credential_is_too_much(settled_world: World, api_key: bytes, authorization: bytes, token: str) -> None:
    """Any bytes in a header and any text as assertion are refused."""
    headers = [(b"API-Key", api_key), (b"Authorization", b"Bearer " + authorization)]
    judge(settled_world, settled_world.send("GET", "/v1/tikkie/platforms", headers=headers))
    judge(settled_world, settled_world.token(client_assertion=token))
