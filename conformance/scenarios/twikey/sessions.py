"""Logging in and out, and how long a session lives."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from auth_hooks import twikey
from conformance.calls import Reply
from conformance.providers.twikey.access import OPERATIONS, WRONG_API_TOKENS, make_otp
from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    FORM,
    SUCCESSES,
    as_creditor,
    encode,
    good_calls,
    invite,
    knowledge_of,
    shows_everywhere,
)

NOT_LOGGED_IN: Any = frozenset({(401, None)})
NO_LOGIN = (200, twikey.NO_LOGIN)
NO_LOGIN_LATER = (400, twikey.NO_LOGIN)
DAY_S = 24 * 3600
LIGHT = "getTransactions"
"""An operation that needs nothing but a session."""


def _log_in(world: World, **fields: Any) -> str:
    token = as_creditor(world.first).credentials.api_token
    return str(world.call("logIn", form={"apiToken": token, **fields}, expect=200).json["Authorization"])


def _read(world: World, session: str, expect: Any = 200) -> Reply:
    return world.call(LIGHT, headers={"Authorization": session}, expect=expect)


@shows("logIn", 200)
def test_login_opens_a_session(world: World) -> None:
    """A login gives a token in header and body, which opens the API as it is (Login)."""
    api_token = as_creditor(world.first).credentials.api_token
    reply = world.call("logIn", form={"apiToken": api_token}, expect=200)
    assert reply.headers["authorization"] == reply.json["Authorization"]
    _read(world, reply.json["Authorization"])


@requires("control")
def test_login_path_may_end_in_a_slash(world: World) -> None:
    """A client that logs in at the path with a slash at its end is let in (client in Ruby)."""
    api_token = as_creditor(world.first).credentials.api_token
    reply = world.call("logIn", form={"apiToken": api_token}, alias="/creditor/", expect=200)
    _read(world, reply.json["Authorization"])
    world.call("logOut", headers={"Authorization": reply.json["Authorization"]}, expect=204)


@requires("control")
def test_login_takes_parameters_from_the_query(world: World) -> None:
    """The API token may stand in the query, and the form wins over it (SoapUI project)."""
    api_token = as_creditor(world.first).credentials.api_token
    world.call("logIn", query={"apiToken": api_token}, expect=200)
    world.call("logIn", query={"apiToken": "wrong"}, form={"apiToken": api_token}, expect=200)
    world.call("logIn", query={"apiToken": api_token}, form={"apiToken": "wrong"}, expect=NO_LOGIN)


@requires("control")
def test_password_that_is_not_asked_for_is_ignored(world: World) -> None:
    """Without enhanced security a one-time password says nothing, and an empty one neither (Login; assumed)."""
    for otp in ("", "0", "12345678", "no number"):
        _log_in(world, otp=otp)


@requires("control")
@shows("logIn", 200, twikey.NO_LOGIN)
@pytest.mark.parametrize("name", WRONG_API_TOKENS)
def test_wrong_api_token_is_refused_with_success(world: World, name: str) -> None:
    """A wrong API token gets status 200, the error headers and no session (Login: status is always 200)."""
    api_token = WRONG_API_TOKENS[name](as_creditor(world.first).credentials.api_token)
    reply = world.call("logIn", form={"apiToken": api_token}, expect=NO_LOGIN)
    assert "authorization" not in reply.headers


@requires("control")
@shows("logIn", 400, twikey.NO_LOGIN)
def test_wrong_api_token_is_refused_with_an_error(world: World) -> None:
    """Newer servers refuse a wrong API token with status 400 (development kit)."""
    world.reset(login_failure=400)
    for api_token in (None, "", "wrong"):
        reply = world.call("logIn", form={"apiToken": api_token}, expect=NO_LOGIN_LATER)
        assert "authorization" not in reply.headers
    _read(world, _log_in(world))


@requires("control")
def test_empty_login_is_refused(world: World) -> None:
    """A login without a body, or with one that is no form, is refused like any other (Login; assumed)."""
    for content in (b"", b"{}", b"\xff\xfe", b"&&==", b"apitoken=x"):
        world.call("logIn", content=content, headers=FORM, expect=NO_LOGIN)


def test_sessions_stand_side_by_side(world: World) -> None:
    """A login leaves earlier sessions alone (assumed)."""
    first, second = _log_in(world), _log_in(world)
    assert first != second
    for session in (first, second, first):
        _read(world, session)


@shows("logOut", 204)
@shows(LIGHT, 401)
def test_logout_ends_its_session_and_no_other(world: World) -> None:
    """A session that was logged out opens nothing, another of the same creditor goes on (Logout)."""
    first, second = _log_in(world), _log_in(world)
    world.call("logOut", headers={"Authorization": first}, expect=204)
    reply = _read(world, first, expect=NOT_LOGGED_IN)
    assert b"Not logged in" == reply.exchange.response_body
    assert "text/plain" == reply.headers["content-type"].partition(";")[0]
    _read(world, second)
    world.call("logOut", headers={"Authorization": first}, expect=NOT_LOGGED_IN)


@requires("control")
def test_logout_path_may_end_in_a_slash(world: World) -> None:
    """The path with a slash at its end is that of the logout as well, as it is that of the login (assumed)."""
    first, second = _log_in(world), _log_in(world)
    world.call("logOut", headers={"Authorization": first}, alias="/creditor/", expect=204)
    _read(world, first, expect=NOT_LOGGED_IN)
    _read(world, second)


@requires("control")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_session_ends_with_its_logout_everywhere(world: World, operation: str) -> None:
    """After a logout no operation knows the session, not even with good input (Logout)."""
    calls = good_calls(world)
    dead = as_creditor(world.first).spend_session()
    arguments = calls[operation]
    headers = {**arguments.get("headers", {}), "Authorization": dead}
    world.call(operation, **{**arguments, "headers": headers}, expect=NOT_LOGGED_IN)
    world.call(operation, **arguments, expect=SUCCESSES[operation])


@requires("control")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_session_lives_24_hours(world: World, operation: str) -> None:
    """A session opens every operation until 24 hours have passed, and none after that (Login: valid for 24h)."""
    calls, session = good_calls(world), _log_in(world)
    arguments = calls[operation]
    headers = {**arguments.get("headers", {}), "Authorization": session}
    for seconds in (DAY_S // 2, DAY_S // 2 - 2):
        world.advance(seconds)
        _read(world, session)
    world.advance(4)
    world.call(operation, **{**arguments, "headers": headers}, expect=NOT_LOGGED_IN)
    world.first.face.renew()
    world.call(operation, **arguments, expect=SUCCESSES[operation])


@requires("control")
@shows_everywhere(401)
def test_session_comes_before_everything_else(world: World) -> None:
    """Without a session nobody learns what else is wrong (Login; assumed order)."""
    for operation in OPERATIONS:
        reply = world.call(operation, headers={"Authorization": None}, expect=NOT_LOGGED_IN)
        assert "apierror" not in reply.headers


@requires("control")
def test_many_logins_are_many_sessions(world: World) -> None:
    """Each of many logins gives a token of its own, and all of them work (assumed)."""
    sessions = [_log_in(world) for _ in range(20)]
    assert 20 == len(set(sessions))
    for session in sessions:
        _read(world, session)


# --- enhanced security ----------------------------------------------------------------------------------------------


def _secured_form(world: World, *, steps: int = 0) -> dict[str, str]:
    access = as_creditor(world.first)
    secured = access.secured
    key = secured.salt.encode() + bytes.fromhex(secured.private_key or "")
    otp = make_otp(key, now_s=access.clock() + steps * twikey.OTP_STEP_S)
    return {"apiToken": secured.api_token, "otp": otp}


@requires("control", "otp_private_key")
@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_password_of_this_step_or_its_neighbours_is_good(world: World, steps: int) -> None:
    """The one-time password of the step before and after is accepted as well (Login; assumed tolerance)."""
    form = _secured_form(world, steps=steps)
    session = world.call("logIn", form=form, expect=200).json["Authorization"]
    _read(world, session)


@requires("control", "otp_private_key")
def test_password_moves_with_the_clock(world: World) -> None:
    """A one-time password counts for its step of 30 seconds and the two beside it (Login)."""
    form = _secured_form(world)
    world.call("logIn", form=form, expect=200)
    world.advance(2 * twikey.OTP_STEP_S)
    world.call("logIn", form=form, expect=NO_LOGIN)
    world.call("logIn", form=_secured_form(world), expect=200)


@requires("control", "otp_private_key")
def test_login_that_failed_leaves_sessions_alone(world: World) -> None:
    """Who guesses a one-time password cannot log anybody out (Login; assumed)."""
    form = _secured_form(world)
    session = world.call("logIn", form=form, expect=200).json["Authorization"]
    for otp in ("0", "", "no number"):
        world.call("logIn", form={**form, "otp": otp}, expect=NO_LOGIN)
    _read(world, session)


@requires("control", "otp_private_key")
def test_password_is_a_number(world: World) -> None:
    """Leading zeros do not matter, and one password may be used twice (client in PHP; assumed)."""
    form = _secured_form(world)
    for otp in (form["otp"], form["otp"].zfill(8), form["otp"].zfill(12), form["otp"]):
        world.call("logIn", form={**form, "otp": otp}, expect=200)
    content = encode([("apiToken", form["apiToken"]), ("otp", form["otp"]), ("otp", "0")])
    world.call("logIn", content=content, headers=FORM, expect=200)


@requires("control", "otp_private_key")
def test_password_of_a_small_number_is_good(world: World) -> None:
    """A one-time password that begins with zeros is sent with or without them (clients in Go and PHP)."""
    for _ in range(200):
        form = _secured_form(world)
        if len(form["otp"]) < 8:
            break
        world.advance(twikey.OTP_STEP_S)
    for otp in (form["otp"], form["otp"].zfill(8)):
        world.call("logIn", form={**form, "otp": otp}, expect=200)


@requires("control", "otp_private_key")
def test_hook_computes_the_password(world: World) -> None:
    """The hook opens a session with API token and one-time password by itself (Login)."""
    access = as_creditor(world.first)
    with httpx.Client(trust_env=world.session.target.trust_env) as http:
        face = twikey.TwikeyEngine(access.secured, base_url=access.base_url, http=http, clock=access.clock)
        session = face.headers(LIGHT)["Authorization"]
    _read(world, session)


@requires("control")
def test_a_session_is_of_its_creditor(world: World) -> None:
    """Every session of a creditor sees the same mandates (Login)."""
    number = invite(world).number
    for session in (_log_in(world), _log_in(world)):
        query = {"mndtId": number, "force": "true"}
        world.call("getMandate", query=query, headers={"Authorization": session}, expect=200)
    assert number in knowledge_of(world).mandates.by_number
