"""Who may call the Tikkie sandbox, and what it says to those who may not or who ask for nothing it has."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests import sandbox_world
from tests.sandbox_world import FIRST_KEY, SECOND_KEY, World, code

UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from sandbox_world.settled()


@pytest.mark.parametrize(
    ("expected", "status", "changes"),
    [
        ("ERR_1002_003", 400, {"api_key": None}),
        ("ERR_2005_001", 401, {"api_key": "nobody"}),
        ("ERR_2005_001", 401, {"api_key": ""}),
        ("ERR_1002_002", 400, {"authorization": None}),
        ("ERR_1001_001", 400, {"authorization": "Basic abc"}),
        ("ERR_1001_001", 400, {"authorization": "Bearer"}),
        ("ERR_1001_001", 400, {"authorization": "Bearer a b"}),
        ("ERR_1001_001", 400, {"authorization": "Bearer a,b"}),
        ("ERR_2002_001", 401, {"authorization": "Bearer abc"}),
        ("ERR_2002_001", 401, {"api_key": SECOND_KEY}),
    ],
)
def test_bad_credentials_are_refused(world: World, expected: str, status: int, changes: dict[str, Any]) -> None:
    """Credentials are judged before anything else: on known paths, unknown ones and wrong methods alike."""
    for method, path in (("GET", "/platforms"), ("POST", "/platforms"), ("GET", ""), ("PUT", "/platforms")):
        response = world.call(method, path, {}, **changes)
        assert (expected, status) == (code(response), response.status_code)


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("ERR_2004_002", {"state": "INACTIVE"}),
        ("ERR_2004_003", {"state": "REVOKED"}),
        ("ERR_2005_002", {"entitled": False}),
    ],
)
def test_client_out_of_favour_is_refused(world: World, expected: str, changes: dict[str, Any]) -> None:
    """An inactive, revoked or not entitled key is refused by the API and by the token endpoint."""
    world.event("client", apiKey=FIRST_KEY, **changes)
    assert expected == code(world.call("GET", "/platforms"))
    assert expected == code(world.token())


def test_token_expires_and_can_be_revoked(world: World) -> None:
    """An expired token is ERR_2003_001, a forgotten one ERR_2002_001, one without the scope ERR_3002_001."""
    world.control("POST", "/clock", {"advance_s": 3600})
    assert code(world.call("GET", "/platforms")) == "ERR_2003_001"
    world.event("token-revoke", accessToken=world.bearer)
    assert code(world.call("GET", "/platforms")) == "ERR_2002_001"
    world.event("client", apiKey=FIRST_KEY, scopes=["other"])
    world.bearer = world.event("token-issue", apiKey=FIRST_KEY)["access_token"]
    refused = world.call("GET", "/platforms")
    assert (code(refused), refused.status_code) == ("ERR_3002_001", 403)


def test_bearer_word_has_any_case(world: World) -> None:
    """The scheme of the Authorization header is compared without case."""
    assert world.call("GET", "/platforms", authorization=f"bEARER {world.bearer}").status_code == 200


@pytest.mark.parametrize(
    "path", ["", "/", "/platforms/", "//platforms", "/platforms//users", "/nothing", "/platforms%2F", "/plat%00\u00e9"]
)
def test_unknown_path_is_not_found(world: World, path: str) -> None:
    """A path that is not documented is 404 for a caller with good credentials; empty segments match nothing."""
    response = world.call("GET", path)
    assert (code(response), response.status_code) == ("ERR_4001_001", 404)


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "QUERY"])
def test_wrong_method_is_no_operation(world: World, method: str) -> None:
    """A documented path with another method is ERR_1100_007."""
    assert code(world.call(method, "/platforms")) == "ERR_1100_007"
    assert code(world.send(method, "/v1/oauth/token", headers={"API-Key": FIRST_KEY})) == "ERR_1100_007"


def test_head_is_a_wrong_method_without_body(world: World) -> None:
    """HEAD gets the status and the trace identifier of a refusal, and no body."""
    response = world.call("HEAD", "/platforms")
    assert (response.status_code, response.content) == (400, b"")
    assert UUID_V4.fullmatch(response.headers["trace-id"])


def test_every_answer_has_a_fresh_trace_id(world: World) -> None:
    """Trace-Id is a UUID v4 in lower case, on results and refusals, and never the same twice."""
    paths = ["/platforms", "/nothing", f"/platforms/{world.mine}/users"] * 20
    found = [world.call("GET", path).headers["trace-id"] for path in paths]
    assert all(UUID_V4.fullmatch(each) for each in found)
    assert len(paths) == len(set(found))
