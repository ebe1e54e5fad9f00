"""The login, and how long its token is good."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.provider import Access
from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    API_OPERATIONS,
    BAD_SIGNATURE,
    BAD_TOKEN,
    accounts_of,
    as_user,
    encode,
    shows_everywhere,
)
from conformance.scenarios.anytime.everything import (
    call_good,
    good_calls,
)
from conformance.scenarios.anytime.text import BLANKS, body_of, name_case, number
from conformance.scenarios.anytime.users import (
    log_in,
    login_form,
    with_token,
)

LIFE_S = 3600
PARAMETERS = ("grant_type", "client_id", "client_secret", "username", "password")
BAD_REQUEST = (401, "4010020")
BAD_CLIENT = (401, "4010030")
BAD_USER = (401, "4010040")
FORM = "application/x-www-form-urlencoded"


def _works(world: World, token: str, *, access: Access | None = None) -> None:
    world.call("checkApi", access=with_token(access or world.first, token), expect=200)


def _is_refused(world: World, token: str) -> None:
    for operation in ("checkApi", "getAccounts"):
        world.call(operation, access=with_token(world.first, token), expect=BAD_TOKEN)


@requires("control")
def test_token_is_a_bearer_token_for_an_hour(world: World) -> None:
    """A login gives a bearer token for 3600 seconds, and one to refresh it (Create a new oauth2 token)."""
    body = body_of(world.call("createToken", form=login_form(world.first), expect=200).json)
    assert ["bearer", LIFE_S] == [body["token_type"].lower(), number(body["expires_in"])]
    assert body["access_token"] != body["refresh_token"]
    _works(world, body["access_token"])


@requires("control")
@shows_everywhere(401, "4010050")
@pytest.mark.parametrize("kind", ["unknown", "extended", "shortened", "in-other-letters", "refresh-token", "two"])
def test_wrong_token_is_refused(world: World, kind: str) -> None:
    """Every operation wants the token that was given, to the letter (OAuth2; 4010050)."""
    calls = good_calls(world)
    body = body_of(world.call("createToken", form=login_form(world.first), expect=200).json)
    token = body["access_token"]
    wrong = {
        "unknown": "YTM5ZTc0ZGJiNDQ3ZWJmNzU2",
        "extended": f"{token}0",
        "shortened": token[:-1],
        "in-other-letters": token.swapcase() if token.swapcase() != token else f"{token}A",
        "refresh-token": body["refresh_token"],
        "two": f"{token},{token}",
    }[kind]
    access = with_token(world.first, wrong)
    for operation in API_OPERATIONS:
        call_good(world, operation, calls, access=access, expect=BAD_TOKEN)
    _works(world, token)


@requires("control")
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_scheme_may_be_in_any_letters(world: World, scheme: str) -> None:
    """The word before the token may be in any letters (RFC 9110, section 11.1)."""
    headers = {"Authorization": f"{scheme} {log_in(world)}"}
    world.call("checkApi", access=with_token(world.first, None), headers=headers, expect=200)


@requires("control")
@shows_everywhere(401, "4010050")
def test_new_token_ends_the_one_before(world: World) -> None:
    """With a new token the one before is worth nothing at once, at every operation (Create a new oauth2 token)."""
    calls = good_calls(world)
    old = with_token(world.first, log_in(world))
    new = with_token(world.first, log_in(world))
    for operation in API_OPERATIONS:
        call_good(world, operation, calls, access=old, expect=BAD_TOKEN)
    for operation in API_OPERATIONS:
        call_good(world, operation, calls, access=new)


@requires("control")
def test_only_the_last_token_counts(world: World) -> None:
    """However often an API user logs in, one token is good (Create a new oauth2 token)."""
    tokens = [log_in(world) for _ in range(5)]
    assert len(tokens) == len(set(tokens))
    _works(world, tokens[-1])
    for token in tokens[:-1]:
        _is_refused(world, token)
    _works(world, tokens[-1])


@requires("control", "second_client")
def test_login_of_another_user_ends_nothing(world: World) -> None:
    """Each API user has a token of its own (Create a new oauth2 token)."""
    first, second = log_in(world), log_in(world, access=world.second)
    log_in(world, access=world.second)
    _works(world, first)
    world.call("checkApi", access=with_token(world.second, second), expect=BAD_TOKEN)


@requires("control")
@pytest.mark.parametrize("changes", [{"client_secret": "x"}, {"password": "x"}, {"grant_type": None}], ids=name_case)
def test_refused_login_ends_nothing(world: World, changes: dict[str, str | None]) -> None:
    """A login that is refused leaves the token that there is (assumed)."""
    token = log_in(world)
    reply = world.call("createToken", form=login_form(world.first, **changes))
    assert 401 == reply.status
    _works(world, token)


@requires("control")
@shows_everywhere(401, "4010050")
def test_token_ends_after_an_hour(world: World) -> None:
    """A token is good for the time that `expires_in` says, and not longer (Create a new oauth2 token)."""
    calls = good_calls(world)
    token = log_in(world)
    access = with_token(world.first, token)
    for seconds in (55, 10, 1800, LIFE_S - 1900):
        world.advance(seconds)
        _works(world, token)
    world.advance(36)
    for operation in API_OPERATIONS:
        call_good(world, operation, calls, access=access, expect=BAD_TOKEN)
    _works(world, log_in(world))


@requires("control")
def test_use_does_not_prolong_a_token(world: World) -> None:
    """A token ends an hour after it was given, however much it is used (Create a new oauth2 token)."""
    token = log_in(world)
    for _ in range(7):
        world.advance(500)
        _works(world, token)
    world.advance(101)
    _is_refused(world, token)


@requires("control")
@shows("createToken", 401, "4010020")
@pytest.mark.parametrize("name", PARAMETERS)
def test_login_needs_its_parameter(world: World, name: str) -> None:
    """A parameter of the login that is missing or blank is a malformed request (assumed: 4010020)."""
    for blank in BLANKS:
        world.call("createToken", form=login_form(world.first, **{name: blank}), expect=BAD_REQUEST)
    log_in(world)


@requires("control")
@shows("createToken", 401, "4010020")
@pytest.mark.parametrize(
    "grant_type", ["refresh_token", "client_credentials", "authorization_code", "Password", "password "]
)
def test_only_grant_is_password(world: World, grant_type: str) -> None:
    """No other grant than `password` is known (Create a new oauth2 token; assumed: 4010020)."""
    given = body_of(world.call("createToken", form=login_form(world.first), expect=200).json)
    form = login_form(world.first, grant_type=grant_type, refresh_token=given["refresh_token"])
    world.call("createToken", form=form, expect=BAD_REQUEST)
    _works(world, given["access_token"])


def _others(access: Access, name: str) -> str:
    return str(getattr(as_user(access).credentials, name))


@requires("control", "second_client")
@shows("createToken", 401, "4010030")
def test_wrong_client_is_refused(world: World) -> None:
    """A login of an unknown client, or with a wrong secret, is refused (assumed: 4010030)."""
    own = as_user(world.first).credentials
    for client in ("nobody", own.client_id.upper() + "X", f"{own.client_id}0", own.username):
        world.call("createToken", form=login_form(world.first, client_id=client), expect=BAD_CLIENT)
    for secret in ("wrong", f"{own.client_secret}0", own.client_secret[:-1], own.password):
        world.call("createToken", form=login_form(world.first, client_secret=secret), expect=BAD_CLIENT)
    secret = _others(world.second, "client_secret")
    world.call("createToken", form=login_form(world.first, client_secret=secret), expect=BAD_CLIENT)
    client = _others(world.second, "client_id")
    world.call("createToken", form=login_form(world.first, client_id=client), expect=BAD_SIGNATURE)


@requires("control", "second_client")
@shows("createToken", 401, "4010040")
def test_wrong_user_is_refused(world: World) -> None:
    """A login with a wrong name or password, or those of another client's user, is refused (assumed: 4010040)."""
    own = as_user(world.first).credentials
    for user in ("nobody", f"{own.username}0", own.client_id):
        world.call("createToken", form=login_form(world.first, username=user), expect=BAD_USER)
    for password in ("wrong", f"{own.password}0", own.password.swapcase(), own.client_secret):
        world.call("createToken", form=login_form(world.first, password=password), expect=BAD_USER)
    theirs = {name: _others(world.second, name) for name in ("username", "password")}
    for name, value in theirs.items():
        world.call("createToken", form=login_form(world.first, **{name: value}), expect=BAD_USER)
    world.call("createToken", form=login_form(world.first, **theirs), expect=BAD_USER)


@requires("control")
def test_client_is_looked_at_before_the_user(world: World) -> None:
    """A login is refused for its form first, then for its client, and last for its user (assumed order)."""
    wrong = {"client_secret": "wrong", "password": "wrong"}
    world.call("createToken", form=login_form(world.first, **wrong, grant_type=None), expect=BAD_REQUEST)
    world.call("createToken", form=login_form(world.first, **wrong), expect=BAD_CLIENT)


@requires("control")
@pytest.mark.parametrize("value", ["Bearer ", "Bearer unknown", "Basic dXNlcjpwYXNzd29yZA=="])
def test_login_takes_no_notice_of_a_token(world: World, value: str) -> None:
    """The login ignores the header in which all others have their token (anytime-api-php-sdk sends an empty one)."""
    reply = world.call("createToken", form=login_form(world.first), headers={"Authorization": value}, expect=200)
    _works(world, body_of(reply.json)["access_token"])


@requires("control")
def test_login_reads_the_form_alone(world: World) -> None:
    """Credentials in the query are no login (Create a new oauth2 token: form)."""
    form = login_form(world.first)
    world.call("createToken", query=form, form={}, expect=BAD_REQUEST)
    world.call("createToken", query={"password": "wrong"}, form=form, expect=200)


@requires("control")
def test_first_of_a_repeated_credential_counts(world: World) -> None:
    """Of a repeated parameter of the login the first counts (assumed)."""
    pairs = [(name, str(value)) for name, value in login_form(world.first).items()]
    headers: dict[str, Any] = {"Content-Type": FORM}
    content = encode([*pairs, ("password", "wrong"), ("unknown", "x")])
    world.call("createToken", content=content, headers=headers, expect=200)
    content = encode([("password", "wrong"), *pairs])
    world.call("createToken", content=content, headers=headers, expect=BAD_USER)


@requires("control", "second_client")
def test_tokens_open_the_accounts_of_their_user(world: World) -> None:
    """A token stands for its API user: what each sees is its own (OAuth2)."""
    first, second = (accounts_of(world, access=access) for access in (world.first, world.second))
    assert first != second
    for access, own in ((world.first, first), (world.second, second)):
        assert own == accounts_of(world, access=with_token(access, log_in(world, access=access)))
