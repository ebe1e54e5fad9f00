"""Who may call the Anytime sandbox, and what it says to those who may not or who ask for nothing it has."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes

from tests import anytime_world
from tests.anytime_world import PEOPLE, World, body, code, envelope, hash_for, sign

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from anytime_world.settled()


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("4010010", {"data": None, "signature": sign("x")}),
        ("4010010", {"signature": None}),
        ("4010010", {"data": None, "signature": None}),
        ("4010010", {"data": " ", "signature": sign("x")}),
        ("4010010", {"data": None, "signature": None, "authorization": None}),
        ("4010070", {"signature": "abc"}),
        ("4010070", {"signature": "%%%"}),
        ("4010070", {"signature": sign("other data")}),
        ("4010070", {"data": "d", "signature": sign("d", algorithm=hashes.SHA256())}),
        ("4010070", {"data": "d", "signature": sign("d", key=1)}),
        ("4010070", {"data": "d", "signature": sign("d", key=7), "authorization": "Bearer nobody"}),
        ("4010010", {"authorization": None}),
        ("4010010", {"authorization": "Basic abc"}),
        ("4010010", {"authorization": "Bearer "}),
        ("4010010", {"authorization": "Bearer a b"}),
        ("4010050", {"authorization": "Bearer nobody"}),
        ("4010050", {"authorization": "Bearer nobody", "data": "d", "signature": sign("d", key=1)}),
    ],
)
def test_bad_credentials_are_refused(world: World, expected: str, changes: dict[str, Any]) -> None:
    """Every defect of a header has its code, whatever else of the request is wrong."""
    assert expected == code(world.call("POST", "/accounts", **changes))


def test_word_before_a_token_has_any_case(world: World) -> None:
    """The scheme of the Authorization header is compared without case."""
    assert world.call("GET", "/apicheck", authorization=f"bEARER {world.bearers[0]}").status_code == 200


def test_header_that_comes_twice_is_signed_by_nobody(world: World) -> None:
    """Two values are one with a comma between them."""
    data = world.new_data()
    headers = [*world.headers(data=data, signature=sign(data)).items(), ("X-Validation-Data", data)]
    assert code(world.send("GET", "/v1.0/apicheck", headers=headers)) == "4010070"


def test_validation_data_are_good_once(world: World) -> None:
    """They are burned as soon as the signature is right, for ever, for the API user and for every route."""
    good, refused = world.new_data(), world.new_data()
    assert world.call("GET", "/apicheck", data=good).status_code == 200
    assert code(world.call("GET", "/cards/none", data=refused)) == "4030310"
    for data in (good, refused):
        assert code(world.call("GET", "/apicheck", data=data)) == "4010080"
        assert code(world.token(data=data)) == "4010080"
    world.log_in()
    assert code(world.call("GET", "/apicheck", data=good)) == "4010080"
    world.control("POST", "/clock", {"advance_s": 31_536_000})
    assert code(world.token(data=good)) == "4010080"


def test_validation_data_with_a_bad_signature_stay_good(world: World) -> None:
    """Who cannot sign cannot use up somebody's validation data."""
    data = world.new_data()
    assert code(world.call("GET", "/apicheck", data=data, signature=sign("x"))) == "4010070"
    assert world.call("GET", "/apicheck", data=data).status_code == 200


def test_validation_data_belong_to_one_api_user(world: World) -> None:
    """Another API user may use the same text."""
    data = world.new_data()
    assert world.call("GET", "/apicheck", data=data).status_code == 200
    assert world.call("GET", "/apicheck", data=data, user=1).status_code == 200


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("4010020", {"grant_type": ...}),
        ("4010020", {"grant_type": "client_credentials"}),
        ("4010020", {"grant_type": "refresh_token"}),
        ("4010020", {"password": ""}),
        ("4010020", {"username": ...}),
        ("4010020", {"client_secret": " "}),
        ("4010020", {"client_id": ...}),
        ("4010030", {"client_id": "nobody"}),
        ("4010030", {"client_secret": "wrong"}),
        ("4010040", {"username": "nobody"}),
        ("4010040", {"password": "wrong"}),
        ("4010040", {"username": PEOPLE[1]["username"], "password": PEOPLE[1]["password"]}),
    ],
)
def test_token_is_refused_for_wrong_parameters(world: World, expected: str, changes: dict[str, Any]) -> None:
    """Each wrong or missing parameter has its code, and the token before stays good."""
    assert expected == code(world.token(changes=changes))
    assert world.call("GET", "/apicheck").status_code == 200


@pytest.mark.parametrize(
    ("expected", "headers"),
    [
        ("4010010", {"data": None}),
        ("4010010", {"signature": None}),
        ("4010070", {"signature": sign("other data")}),
        ("4010070", {"data": "d", "signature": sign("d", key=1)}),
    ],
)
def test_token_needs_a_signature(world: World, expected: str, headers: dict[str, Any]) -> None:
    """The token route asks for the same signature, by the key that belongs to the client_id."""
    assert expected == code(world.token(**headers))


def test_token_of_an_unknown_client_needs_a_known_key(world: World) -> None:
    """An unknown client_id is told from a bad signature only if some registered key has signed."""
    assert code(world.token(changes={"client_id": "nobody"}, data="d", signature=sign("d", key=1))) == "4010030"
    assert code(world.token(changes={"client_id": "nobody"}, data="e", signature=sign("e", key=7))) == "4010070"


def test_token_has_the_documented_members(world: World) -> None:
    """The token lives an hour, its type is lower case, and Authorization is not looked at."""
    shown = body(world.token(authorization="Bearer "))
    assert ["access_token", "expires_in", "token_type", "refresh_token"] == list(shown)
    assert (3600, "bearer") == (shown["expires_in"], shown["token_type"])
    assert shown["access_token"] != shown["refresh_token"]


def test_token_may_come_as_multipart(world: World) -> None:
    """A form is urlencoded or multipart."""
    fields = {name: value for name, value in PEOPLE[0].items() if name != "name"} | {"grant_type": "password"}
    content_type, content = anytime_world.multipart({name: (None, each.encode()) for name, each in fields.items()})
    headers = world.headers(content_type=content_type)
    assert "access_token" in body(world.send("POST", "/oauth/v2/token", headers=headers, content=content))


def test_new_token_replaces_the_one_before(world: World) -> None:
    """One token of an API user is good, the last one; other users keep theirs."""
    before = world.bearers[0]
    world.log_in()
    assert code(world.call("GET", "/apicheck", authorization=f"Bearer {before}")) == "4010050"
    assert world.call("GET", "/apicheck").status_code == 200
    assert world.call("GET", "/apicheck", user=1).status_code == 200


def test_token_expires_after_an_hour(world: World) -> None:
    """It is good to the last millisecond and not one longer."""
    world.log_in()
    world.control("POST", "/clock", {"advance_s": 3599.998})
    assert world.call("GET", "/apicheck").status_code == 200
    assert code(world.call("GET", "/apicheck")) == "4010050"


def test_address_has_to_be_on_the_list(world: World, tmp_path: Path) -> None:
    """The list is that of the API user, with subnets of both kinds, and the address is that of the connection."""
    entries = [
        {
            **PEOPLE[0],
            "public_key": anytime_world.public_pem(anytime_world.private_key(0)),
            "addresses": ["10.1.0.0/16"],
        },
        {**PEOPLE[1], "public_key": anytime_world.public_pem(anytime_world.private_key(1)), "addresses": ["fd00::/8"]},
    ]
    path = tmp_path / "users.json"
    path.write_text(json.dumps(entries))
    made = World(path)
    assert code(made.token()) == "4010060"
    for peer, expected in (("10.1.255.1", [200, "4010060"]), ("fd00::7", ["4010060", 200]), ("", ["4010060"] * 2)):
        made.transport.client = (peer, 1)
        assert expected == [anytime_world.outcome(made.token(user=user)) for user in (0, 1)]
    made.transport.client = ("127.0.0.1", 1)
    assert made.unhandled() == 0


def test_address_is_looked_at_before_the_headers(world: World) -> None:
    """Who calls from elsewhere learns nothing about headers; who asks for nothing learns that first."""
    world.event("ip-allowed", allowed=False)
    assert code(world.send("GET", "/v1.0/apicheck")) == "4010060"
    assert code(world.call("GET", "/apicheck")) == "4010060"
    assert code(world.token()) == "4010060"
    assert code(world.call("GET", "/nothing")) == "4040010"
    world.event("ip-allowed", allowed=True)
    assert world.call("GET", "/apicheck").status_code == 200


def test_rights_come_after_the_token(world: World) -> None:
    """Sub-environment before functionality, both after the token and before the parameters; logins need them too."""
    world.event("functionality", operation="getAccounts", allowed=False)
    assert code(world.call("GET", "/accounts", query="limit_start=x")) == "4030030"
    assert world.call("GET", "/apicheck").status_code == 200
    world.event("sub-environment", allowed=False)
    assert code(world.call("GET", "/accounts")) == "4030020"
    assert code(world.call("GET", "/accounts", authorization="Bearer nobody")) == "4010050"
    assert code(world.token()) == "4030020"
    world.event("sub-environment", allowed=True)
    world.event("functionality", operation="createToken", allowed=False)
    assert code(world.token()) == "4030030"
    world.event("functionality", operation="createToken", allowed=True)
    assert world.token().status_code == 200
    world.log_in()
    world.event("functionality", operation="getAccounts", allowed=True)
    assert world.call("GET", "/accounts").status_code == 200


@pytest.mark.parametrize(
    ("limits", "expected"),
    [({"per_ip": 3}, "4290010"), ({"per_functionality": 3}, "4290020"), ({"per_user": 3}, "4290030")],
)
def test_rates_are_limited_when_switched_on(world: World, limits: dict[str, int], expected: str) -> None:
    """So many requests a minute are answered, the next is refused, and a minute later there is room again."""
    world.control("POST", "/reset", {"limits": {"rate_limits": limits}})
    world.log_in()
    answers = [anytime_world.outcome(world.call("GET", "/apicheck")) for _ in range(5)]
    assert [200, 200, 200, expected, expected] == answers
    assert [200, 200, expected] == [anytime_world.outcome(world.token()) for _ in range(3)]
    other = 200 if "per_functionality" in limits else expected
    world.control("POST", "/clock", {"advance_s": 1})
    assert other == anytime_world.outcome(world.call("GET", "/accounts", authorization=_last_token(world)))
    world.control("POST", "/clock", {"advance_s": 60})
    world.log_in()
    assert world.call("GET", "/apicheck").status_code == 200


def _last_token(world: World) -> str:
    """Return the header for a new token that the control plane gives, which counts as no request."""
    return f"Bearer {world.event('token-issue', username=PEOPLE[0]['username'])['access_token']}"


def test_rates_are_not_limited_by_default(world: World) -> None:
    """The provider's sandbox has no rate limits."""
    assert {200} == {world.call("GET", "/apicheck").status_code for _ in range(100)}


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ("4040010", "/"),
        ("4040010", "/v1.0"),
        ("4040010", "/v1.0/"),
        ("4040010", "/v1.0/nothing"),
        ("4040010", "/v9.9/nothing"),
        ("4040010", "/apicheck"),
        ("4040010", "/v1.0/apicheck/"),
        ("4040010", "/v1.0//apicheck"),
        ("4040010", "/v1.0/accounts/abc"),
        ("4040010", "/v1.0/accounts/-1/balance"),
        ("4040010", "/v1.0/accounts/1%2F2"),
        ("4040010", "/v1.0/accounts/\u0661"),
        ("4040010", "/v1.0/orders/x/tracking"),
        ("4040010", "/v1.0/accounts/1/credit-transfers/x/testimonial"),
        ("4040010", "/v1.0/cards//pin"),
        ("4040010", "/v1.0/oauth/v2/token"),
        ("4040010", "/v1.0/multi-request"),
        ("4000010", "/v1/apicheck"),
        ("4000010", "/version1/apicheck"),
        ("4000010", "/v01.0/apicheck"),
        ("4000010", "/1.0/accounts"),
        ("4000010", "/v1.0.0/apicheck"),
        ("4000011", "/v9.9/apicheck"),
        ("4000011", "/v1.1/accounts"),
    ],
)
def test_path_and_version_are_looked_at_first(world: World, expected: str, path: str) -> None:
    """Whoever calls, an unknown path is 404, a malformed version or one that does not exist 400."""
    assert expected == code(world.send("GET", path))
    assert expected == code(world.send("GET", path, headers=world.headers()))


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"])
def test_wrong_method_is_not_allowed(world: World, method: str) -> None:
    """A known path with another method is 405 and says which methods there are; the version is not looked at."""
    refused = world.call(method, f"/accounts/{world.business}")
    assert ("4050010", "GET, PUT") == (code(refused), refused.headers["allow"])
    assert code(world.send(method, "/oauth/v2/token")) == "4050010"
    assert code(world.send(method, "/v9.9/apicheck")) == "4050010"


def test_head_is_a_wrong_method_without_body(world: World) -> None:
    """HEAD gets the status of a refusal and no body."""
    response = world.call("HEAD", "/apicheck")
    assert (response.status_code, response.content) == (405, b"")


def test_hash_names_the_api_user_of_the_request(world: World) -> None:
    """The hash is over the name behind the token or the client_id, and over nothing when there is none."""
    first, second = (each["username"] for each in PEOPLE)
    answers = [
        (world.call("GET", "/apicheck"), first),
        (world.call("GET", "/apicheck", user=1), second),
        (world.call("GET", "/accounts/1"), first),
        (world.call("GET", "/nothing"), first),
        (world.call("GET", "/apicheck", signature="x"), first),
        (world.call("GET", "/apicheck", authorization=None), ""),
        (world.call("GET", "/apicheck", authorization="Bearer nobody"), ""),
        (world.send("GET", "/nothing"), ""),
        (world.token(user=1), second),
        (world.token(changes={"password": "wrong"}), first),
        (world.token(changes={"client_id": "nobody"}), ""),
    ]
    for response, username in answers:
        assert hash_for(response, username) == envelope(response)["hash"]


def test_request_id_increases_by_one_with_every_answer(world: World) -> None:
    """Results and refusals share one sequence."""
    answers = [world.call("GET", path) for path in ("/apicheck", "/nothing", "/cards/none", "/accounts")]
    found = [envelope(each)["request_id"] for each in answers]
    assert list(range(found[0], found[0] + 4)) == found


def test_api_check_tells_the_time_and_returns_what_was_sent(world: World) -> None:
    """The time is that of Paris; without a parameter the echo is empty."""
    assert {"date_time": "2020-10-23 11:04:03"} == body(world.call("GET", "/apicheck"))
    assert {"test_param": "h\u00e9 &"} == body(world.call("POST", "/apicheck", {"test_param": "h\u00e9 &"}))
    assert {"test_param": ""} == body(world.call("POST", "/apicheck"))
    twice = world.call("POST", "/apicheck", content=b"test_param=1&test_param=2&other=3")
    assert {"test_param": "1"} == body(twice)
    as_json = world.call("POST", "/apicheck", content=b'{"test_param": "1"}', content_type="application/json")
    assert {"test_param": ""} == body(as_json)
