"""Token requests that are nearly right, each of which must be refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest

from auth_hooks import tikkie
from conformance.providers.tikkie.access import encode
from conformance.scenario import World, requires
from conformance.scenarios.tikkie.account import as_client, ask_for_token


def _header(**members: str) -> str:
    return encode(b"{" + b",".join(f'"{name}":"{value}"'.encode() for name, value in members.items()) + b"}")


@requires("control")
@pytest.mark.parametrize("algorithm", ["rs256", "RS256 ", "PS256", "ES256", "HS512", "RS1", ""], ids=ascii)
def test_assertion_algorithm_is_one_of_three(world: World, algorithm: str) -> None:
    """Only RS256, RS384 and RS512 sign an assertion, whatever signature follows (RFC 7515, 4.1.1: case-sensitive)."""
    _, claims, signature = as_client(world.first).assertion().split(".")
    for proof in (signature, ""):
        changed = f"{_header(typ='JWT', alg=algorithm)}.{claims}.{proof}"
        ask_for_token(world, client_assertion=changed, expect=(400, "ERR_1010_002"))


@requires("control")
def test_assertion_signed_with_pss_is_refused(world: World) -> None:
    """A good signature of another kind does not count (assumed: ERR_1010_002; clients use PKCS#1 v1.5 alone)."""
    client = as_client(world.first)
    signed = jwt.encode(client.claims(), client.credentials.private_key, algorithm="PS256")
    ask_for_token(world, client_assertion=signed, expect=(400, "ERR_1010_002"))


@requires("control")
def test_assertion_names_its_algorithm(world: World) -> None:
    """An assertion whose header has no alg is refused, although its signature is good (RFC 7515, 4.1.1)."""
    client = as_client(world.first)
    signing_input = f"{_header(typ='JWT')}.{client.assertion().split('.')[1]}"
    signature = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(
        signing_input.encode(), client.credentials.private_key
    )
    ask_for_token(world, client_assertion=f"{signing_input}.{encode(signature)}", expect=(400, "ERR_1010_002"))


@requires("control")
def test_audience_is_compared_character_by_character(world: World) -> None:
    """An audience that is spelt otherwise is another one (RFC 7523, section 3: simple string comparison)."""
    audience = as_client(world.first).credentials.audience
    for other in (f"{audience}/", audience.upper(), audience[:-1], f" {audience}"):
        assertion = as_client(world.first).assertion(aud=other)
        ask_for_token(world, client_assertion=assertion, expect=(400, "ERR_1006_001"))


@requires("control")
def test_subject_is_the_api_key_to_the_letter(world: World) -> None:
    """The subject is the API key, and the issuer does not stand in for it (assumed: ERR_1006_001)."""
    client = as_client(world.first)
    key = client.credentials.api_key
    for claims in ({"sub": key.swapcase()}, {"sub": "A" * len(key), "iss": key}, {"sub": key[:-1]}):
        ask_for_token(world, client_assertion=client.assertion(**claims), expect=(400, "ERR_1006_001"))


@requires("control")
@pytest.mark.parametrize("name", ["nbf", "exp"])
def test_times_of_an_assertion_are_numbers(world: World, name: str) -> None:
    """The times are JSON numbers, not their digits in quotes (RFC 7519, section 2: NumericDate)."""
    client = as_client(world.first)
    # Encoded here: the library that signs for us writes such times as numbers or refuses them.
    claims: dict[str, Any] = client.claims()
    written = jwt.api_jws.encode(
        json.dumps({**claims, name: str(claims[name])}).encode(),
        client.credentials.private_key,
        algorithm="RS256",
    )
    ask_for_token(world, client_assertion=written, expect=(400, "ERR_1006_001"))


@requires("control")
def test_life_of_an_assertion_starts_with_nbf(world: World) -> None:
    """The life counts from nbf and not from now (assumed; working clients count so)."""
    client = as_client(world.first)
    now_s = int(client.clock())
    long = client.assertion(nbf=now_s - 1190, exp=now_s + 11)
    ask_for_token(world, client_assertion=long, expect=(400, "ERR_1005_001"))
    ask_for_token(world, client_assertion=client.assertion(nbf=now_s - 1190, exp=now_s + 10))


@requires("control")
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("grant_type", "CLIENT_CREDENTIALS", "ERR_1004_002"),
        ("grant_type", "client_credentials ", "ERR_1004_002"),
        ("grant_type", "client", "ERR_1004_002"),
        ("client_assertion_type", " " + tikkie.CLIENT_ASSERTION_TYPE, "ERR_1004_004"),
        ("client_assertion_type", tikkie.CLIENT_ASSERTION_TYPE.replace("jwt", " jwt"), "ERR_1004_004"),
        ("client_assertion_type", tikkie.CLIENT_ASSERTION_TYPE.upper(), "ERR_1004_004"),
    ],
)
def test_form_fields_are_exact(world: World, field: str, value: str, code: str) -> None:
    """Values differ by case and by spaces (RFC 6749, 3.2 and 4.4.2; a stray space once broke php-tikkie)."""
    ask_for_token(world, expect=(400, code), **{field: value})


@requires("control")
@pytest.mark.parametrize("scope", ["TIKKIE", "tikki", "tikkie,accounts"])
def test_scope_is_exact(world: World, scope: str) -> None:
    """A scope that differs in any letter is another one (RFC 6749, 3.3: case-sensitive)."""
    ask_for_token(world, scope=scope, expect=(403, "ERR_3002_001"))


@requires("control")
def test_further_scope_is_not_granted(world: World) -> None:
    """Who asks for more than it has gets no more than it has, or nothing (RFC 6749, 3.3)."""
    expect: Any = frozenset({(200, None), (403, "ERR_3002_001")})
    reply = ask_for_token(world, scope="tikkie accounts", expect=expect)
    assert reply.status == 403 or "tikkie" == reply.json["scope"]


@requires("control")
@pytest.mark.parametrize("field", ["client_assertion", "client_assertion_type", "grant_type", "scope"])
def test_repeated_form_field_is_refused(world: World, field: str) -> None:
    """No parameter is sent twice, not even with one value (RFC 6749, 3.2; assumed: ERR_1004_001)."""
    client = as_client(world.first)
    form = tikkie.token_request_fields(client.credentials, now_s=client.clock())
    content = urlencode([*form.items(), (field, form[field])]).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    world.call("createAccessToken", content=content, headers=headers, expect=(400, "ERR_1004_001"))


@requires("control")
@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "multipart/form-data"])
def test_token_request_is_a_form(world: World, content_type: str) -> None:
    """A token request that calls itself something else is refused (API documentation; assumed: ERR_1004_001)."""
    client = as_client(world.first)
    form = tikkie.token_request_fields(client.credentials, now_s=client.clock())
    headers = {"Content-Type": content_type}
    world.call("createAccessToken", content=urlencode(form).encode(), headers=headers, expect=(400, "ERR_1004_001"))


@requires("control")
def test_token_request_may_name_its_charset(world: World) -> None:
    """The media type of a form is taken with a parameter and in any case (RFC 9110, 8.3.1)."""
    client = as_client(world.first)
    form = tikkie.token_request_fields(client.credentials, now_s=client.clock())
    for content_type in ("application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-URLEncoded"):
        headers = {"Content-Type": content_type}
        world.call("createAccessToken", content=urlencode(form).encode(), headers=headers, expect=200)


@requires("control")
def test_api_key_is_compared_to_the_letter(world: World) -> None:
    """An API key in other letters or with more of them is unknown (gateway code ERR_2005_001)."""
    key = as_client(world.first).credentials.api_key
    for other in (key.swapcase(), key + "A", key[:-1]):
        world.call("getPlatforms", headers={"API-Key": other}, expect=(401, "ERR_2005_001"))
