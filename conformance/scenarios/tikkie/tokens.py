"""Access tokens: how one is obtained, and how long it lives."""

from __future__ import annotations

import pytest

from auth_hooks import tikkie
from conformance.scenario import World, requires, shows
from conformance.scenarios.tikkie.account import (
    SUCCESSES,
    as_client,
    ask,
    ask_for_token,
    enrol,
    good_calls,
    refused_everywhere,
    shows_everywhere,
)

LONGEST_ASSERTION_S = 1200


def _assertion(world: World, *, starts_s: int, ends_s: int) -> str:
    client = as_client(world.first)
    now_s = int(client.clock())
    return client.assertion(nbf=now_s + starts_s, exp=now_s + ends_s)


@shows("createAccessToken", 200)
def test_token_names_its_scope_and_life(world: World) -> None:
    """A token request is answered with the scope tikkie and the token's life (Technical details: Access token)."""
    answer = ask_for_token(world).json
    assert ("tikkie", "Bearer") == (answer["scope"], answer["token_type"])
    assert int(answer["expires_in"]) > 0


@pytest.mark.parametrize("algorithm", tikkie.ALGORITHMS)
def test_assertion_algorithms_are_accepted(world: World, algorithm: tikkie.Algorithm) -> None:
    """RS256, RS384 and RS512 sign an assertion (clients of the service use all three)."""
    client = as_client(world.first)
    signed = tikkie.sign_assertion(client.claims(), key=client.credentials.private_key, algorithm=algorithm)
    ask_for_token(world, client_assertion=signed)


@requires("control")
@shows("createAccessToken", 400, "ERR_1005_001")
def test_assertion_life_is_limited(world: World) -> None:
    """An assertion lives 1200 seconds at most (assumed: a limit exists, clients use up to 1140)."""
    ask_for_token(world, client_assertion=_assertion(world, starts_s=0, ends_s=LONGEST_ASSERTION_S))
    longer = _assertion(world, starts_s=0, ends_s=LONGEST_ASSERTION_S + 1)
    ask_for_token(world, client_assertion=longer, expect=(400, "ERR_1005_001"))


@requires("control")
@shows("createAccessToken", 400, "ERR_1008_001")
@shows("createAccessToken", 400, "ERR_1009_001")
def test_assertion_counts_from_nbf_to_exp(world: World) -> None:
    """An assertion counts between nbf and exp (RFC 7523, section 3; gateway codes ERR_1008_001 and ERR_1009_001)."""
    ask_for_token(world, client_assertion=_assertion(world, starts_s=0, ends_s=120))
    over = _assertion(world, starts_s=-120, ends_s=-1)
    ask_for_token(world, client_assertion=over, expect=(400, "ERR_1008_001"))
    early = _assertion(world, starts_s=30, ends_s=120)
    ask_for_token(world, client_assertion=early, expect=(400, "ERR_1009_001"))


def test_scope_may_be_left_out(world: World) -> None:
    """The scope of a token request is optional (API documentation: Access token)."""
    ask_for_token(world, scope=None)


def test_unknown_token_parameter_is_ignored(world: World) -> None:
    """The token endpoint ignores parameters that it does not know (RFC 6749, section 3.2)."""
    ask_for_token(world, audience="somebody")


@requires("control")
@shows_everywhere(401, "ERR_2003_001")
def test_token_lives_as_long_as_it_says(world: World) -> None:
    """A token works for expires_in seconds and is refused as expired after that (RFC 6749, section 5.1)."""
    place = enrol(world)
    calls = good_calls(place, ask(world, place))
    answer = ask_for_token(world).json
    kept, life_s = answer["access_token"], int(answer["expires_in"])
    world.advance(life_s - 2)
    for operation, arguments in calls.items():
        headers = {"Authorization": f"Bearer {kept}"}
        world.call(operation, **arguments, headers=headers, expect=SUCCESSES[operation])
    world.advance(4)
    refused_everywhere(world, calls, (401, "ERR_2003_001"), bearer=kept)


@requires("control")
@shows_everywhere(401, "ERR_2002_001")
def test_withdrawn_token_is_unknown(world: World) -> None:
    """A token that the gateway does not know is refused (gateway code ERR_2002_001)."""
    place = enrol(world)
    calls = good_calls(place, ask(world, place))
    kept = ask_for_token(world).json["access_token"]
    world.control.event("token-revoke", accessToken=kept)
    refused_everywhere(world, calls, (401, "ERR_2002_001"), bearer=kept)


@requires("second_client")
def test_token_belongs_to_its_client(world: World) -> None:
    """A token works with the API key that it was given to, and with no other (Request attributes: API-Key)."""
    first, second = as_client(world.first), as_client(world.second)
    for other in (second.face.headers("getPlatforms"), first.face.headers("getPlatforms")):
        world.call("getPlatforms", headers=other, expect=200)
    mixed = {"API-Key": second.credentials.api_key}
    refusals = frozenset({(401, "ERR_2002_001"), (401, "ERR_2005_001"), (401, "ERR_2005_002")})
    world.call("getPlatforms", headers=mixed, expect=refusals)
