"""Who may call: two headers, a signature over data that are used once, and for all but the login a token."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from auth_hooks import anytime
from conformance.provider import Access
from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    API_OPERATIONS,
    BAD_ACCOUNT_PARAMETER,
    BAD_SIGNATURE,
    BAD_TOKEN,
    DAY_S,
    NO_CREDENTIALS,
    NOT_YOUR_ACCOUNT,
    OPERATIONS,
    REPLAYED,
    UNKNOWN_ACCOUNT,
    accounts_of,
    as_user,
    balance_of,
    first_account,
    new_transfer,
    of_account,
    shows_everywhere,
)
from conformance.scenarios.anytime.everything import (
    call_good,
    good_calls,
)
from conformance.scenarios.anytime.text import cases, error_of
from conformance.scenarios.anytime.users import (
    current_token,
    log_in,
    login_form,
    with_token,
)

DATA, SIGNATURE = anytime.VALIDATION_HEADER, anytime.SIGNATURE_HEADER

NO_SIGNATURES: dict[str, dict[str, str | None]] = {
    "no-data": {DATA: None},
    "no-signature": {SIGNATURE: None},
    "neither": {DATA: None, SIGNATURE: None},
    "blank-signature": {SIGNATURE: ""},
    "blank-both": {DATA: "", SIGNATURE: ""},
}
NO_TOKENS: dict[str, dict[str, str | None]] = {
    "no-token": {"Authorization": None},
    "blank": {"Authorization": ""},
    "bearer-of-nothing": {"Authorization": "Bearer "},
    "basic": {"Authorization": "Basic dXNlcjpwYXNzd29yZA=="},
    "nothing-at-all": {"Authorization": None, DATA: None, SIGNATURE: None},
}
BAD_SIGNATURES = ("other-key", "other-text", "nothing", "sha256", "pss", "cut-off", "not-base64", "data-itself")


def fresh_data() -> str:
    """Validation data that were never used."""
    return anytime.make_validation_data(now_s=0, nonce=anytime.make_nonce())


def signed(access: Access, data: str) -> dict[str, str | None]:
    """Both headers, for these data."""
    key = as_user(access).credentials.private_key
    return {DATA: data, SIGNATURE: anytime.sign_validation_data(data, key=key)}


def _bad_signature(world: World, kind: str, data: str) -> str:
    own = as_user(world.first).credentials.private_key
    good = anytime.sign_validation_data(data, key=own)
    raw = data.encode()
    match kind:
        case "other-key":
            return anytime.sign_validation_data(data, key=as_user(world.second).credentials.private_key)
        case "other-text":
            return anytime.sign_validation_data(f"{data}0", key=own)
        case "nothing":
            return anytime.sign_validation_data("", key=own)
        case "sha256":
            return base64.b64encode(own.sign(raw, padding.PKCS1v15(), hashes.SHA256())).decode()
        case "pss":
            pss = padding.PSS(padding.MGF1(hashes.SHA1()), padding.PSS.MAX_LENGTH)  # noqa: S303 - must be refused
            return base64.b64encode(own.sign(raw, pss, hashes.SHA1())).decode()  # noqa: S303 - as above
        case "cut-off":
            return good[:-8]
        case "not-base64":
            return f"?{good[1:]}"
    return base64.b64encode(raw).decode()


@requires("control")
@shows_everywhere(200, None, OPERATIONS)
def test_every_operation_succeeds(world: World) -> None:
    """Each of the 32 operations answers a good call with status 200 (all operations)."""
    calls = good_calls(world)
    assert set(calls) == set(OPERATIONS)
    for operation in OPERATIONS:
        call_good(world, operation, calls)


@requires("control")
@shows_everywhere(401, "4010010", OPERATIONS)
@pytest.mark.parametrize("headers", **cases(NO_SIGNATURES))
def test_both_headers_of_the_signature_are_needed(world: World, headers: dict[str, str | None]) -> None:
    """Without validation data or signature access is denied, at the login too (Signature; 4010010)."""
    calls = good_calls(world)
    for operation in OPERATIONS:
        call_good(world, operation, calls, headers=headers, expect=NO_CREDENTIALS)


@requires("control")
@shows_everywhere(401, "4010010")
@pytest.mark.parametrize("headers", **cases(NO_TOKENS))
def test_token_is_needed(world: World, headers: dict[str, str | None]) -> None:
    """Without a bearer token access is denied, but for the login (OAuth2; 4010010)."""
    calls = good_calls(world)
    for operation in API_OPERATIONS:
        call_good(world, operation, calls, headers=headers, expect=NO_CREDENTIALS)


@requires("control")
def test_bare_call_is_told_what_it_lacks(world: World) -> None:
    """A call without anything is told to provide valid authentication information (Check that the API connects)."""
    headers: dict[str, str | None] = {"Authorization": None, DATA: None, SIGNATURE: None}
    reply = world.call("checkApi", headers=headers, expect=NO_CREDENTIALS)
    assert "authentication" in error_of(reply.json)["message"].lower()


@requires("control", "second_client")
@shows_everywhere(401, "4010070", OPERATIONS)
@pytest.mark.parametrize("kind", BAD_SIGNATURES)
def test_bad_signature_is_refused(world: World, kind: str) -> None:
    """Only RSA with SHA-1 by the API user's own key over the data themselves is a signature (Signature; 4010070)."""
    calls = good_calls(world)
    for operation in OPERATIONS:
        data = fresh_data()
        headers = {DATA: data, SIGNATURE: _bad_signature(world, kind, data)}
        call_good(world, operation, calls, headers=headers, expect=BAD_SIGNATURE)


@requires("control", "second_client")
def test_bad_signature_does_not_use_up_the_data(world: World) -> None:
    """Data whose signature is bad are still good afterwards (assumed: used up as soon as the signature verifies)."""
    data = fresh_data()
    for kind in BAD_SIGNATURES:
        headers = {DATA: data, SIGNATURE: _bad_signature(world, kind, data)}
        world.call("getAccounts", headers=headers, expect=BAD_SIGNATURE)
    world.call("getAccounts", headers={DATA: data}, expect=200)
    world.call("getAccounts", headers={DATA: data}, expect=REPLAYED)


@requires("control")
@pytest.mark.parametrize("data", ["1478508503.5145", "x", "a b|c, d", "1" * 500, "\u00e9\u00fc"], ids=ascii)
def test_any_text_may_be_signed(world: World, data: str) -> None:
    """What is signed is the caller's choice, as long as it is new (Signature)."""
    key = as_user(world.first).credentials.private_key
    raw = data.encode("latin-1")
    headers: dict[str, str | None] = {DATA: data, SIGNATURE: anytime.sign_validation_data(raw, key=key)}
    world.call("checkApi", headers=headers, expect=200)
    world.call("checkApi", headers=headers, expect=REPLAYED)


@requires("control")
@shows_everywhere(401, "4010080", OPERATIONS)
def test_validation_data_are_good_once(world: World) -> None:
    """Data that have been used are refused at every operation (Signature: only one time; 4010080)."""
    calls = good_calls(world)
    for operation in OPERATIONS:
        data = fresh_data()
        call_good(world, operation, calls, headers={DATA: data})
        call_good(world, operation, calls, headers={DATA: data}, expect=REPLAYED)


@requires("control")
def test_replay_does_nothing(world: World) -> None:
    """A repeated order with the same data is refused and carried out once (Signature; 4010080)."""
    account, data = first_account(world), fresh_data()
    before = balance_of(world, account)
    for expect in (200, REPLAYED, REPLAYED):
        form = new_transfer(amount="10.00")
        world.call("createCreditTransfer", path=of_account(account), form=form, headers={DATA: data}, expect=expect)
    assert before - 1000 == balance_of(world, account)


@requires("control")
def test_data_are_used_up_for_all_operations(world: World) -> None:
    """Data that were used for one operation are used for all, the login too (Signature)."""
    first, second = fresh_data(), fresh_data()
    world.call("checkApi", headers={DATA: first}, expect=200)
    world.call("createToken", form=login_form(world.first), headers={DATA: second}, expect=200)
    for data in (first, second):
        world.call("getAccounts", headers={DATA: data}, expect=REPLAYED)
        world.call("checkApiByPost", form={}, headers={DATA: data}, expect=REPLAYED)
        world.call("createToken", form=login_form(world.first), headers={DATA: data}, expect=REPLAYED)


@requires("control")
def test_data_are_used_up_for_all_tokens(world: World) -> None:
    """A new token does not make used data good again (Signature: only one time)."""
    data = fresh_data()
    world.call("checkApi", headers={DATA: data}, expect=200)
    log_in(world)
    world.call("checkApi", headers={DATA: data}, expect=REPLAYED)


@requires("control")
def test_data_are_used_up_for_ever(world: World) -> None:
    """After days used data are still used (assumed: for ever)."""
    data = fresh_data()
    world.call("checkApi", headers={DATA: data}, expect=200)
    world.advance(400 * DAY_S)
    world.call("checkApi", headers={DATA: data}, expect=REPLAYED)


@requires("control", "second_client")
def test_data_are_used_up_for_one_user(world: World) -> None:
    """Two API users may use the same data, each once (assumed)."""
    data = fresh_data()
    for access in (world.first, world.second):
        world.call("checkApi", headers={DATA: data}, access=access, expect=200)
    for access in (world.first, world.second):
        world.call("checkApi", headers={DATA: data}, access=access, expect=REPLAYED)


@requires("control")
def test_refused_request_uses_up_its_data(world: World) -> None:
    """Data are used up by a request that is refused for something else (assumed)."""
    refusals = (
        ("getAccounts", {"query": {"limit_start": "x"}}, BAD_ACCOUNT_PARAMETER),
        ("getAccount", {"path": of_account(UNKNOWN_ACCOUNT)}, NOT_YOUR_ACCOUNT),
        ("createToken", {"form": login_form(world.first, password="wrong")}, (401, "4010040")),  # noqa: S106 - wrong
        ("checkApi", {"access": with_token(world.first, "unknown")}, BAD_TOKEN),
        ("checkApi", {"access": with_token(world.first, None)}, NO_CREDENTIALS),
    )
    for operation, arguments, expect in refusals:
        headers = signed(world.first, fresh_data())
        world.call(operation, **arguments, headers=headers, expect=expect)
        world.call("checkApi", headers=headers, expect=REPLAYED)


@requires("control")
def test_signature_is_looked_at_before_the_token(world: World) -> None:
    """The headers come first, then signature, replay and token, and last the parameters (assumed order)."""
    nobody = with_token(world.first, "unknown")
    bad = {DATA: fresh_data(), SIGNATURE: "AAAA"}
    world.call("getAccounts", access=nobody, headers={DATA: None}, expect=NO_CREDENTIALS)
    world.call("getAccounts", access=nobody, headers=bad, expect=BAD_SIGNATURE)
    used = signed(world.first, fresh_data())
    world.call("getAccounts", headers=used, expect=200)
    world.call("getAccounts", access=nobody, headers=used, expect=REPLAYED)
    world.call("getAccounts", access=nobody, query={"limit_start": "x"}, expect=BAD_TOKEN)
    world.call("getAccounts", query={"limit_start": "x"}, expect=BAD_ACCOUNT_PARAMETER)


@requires("control", "second_client")
def test_key_and_token_belong_together(world: World) -> None:
    """The token of one API user with the signature of another is refused (Signature; 4010070)."""
    for own, other in ((world.first, world.second), (world.second, world.first)):
        mixed = with_token(own, current_token(other))
        for operation in ("checkApi", "getAccounts"):
            world.call(operation, access=mixed, expect=BAD_SIGNATURE)
    assert accounts_of(world) != accounts_of(world, access=world.second)


@requires("control")
@shows("createToken", 401, "4010070")
def test_login_is_signed_by_its_own_key(world: World) -> None:
    """A login with good credentials and a signature of nobody's key is refused (Create a new oauth2 token)."""
    data = fresh_data()
    key = as_user(world.first).credentials.private_key
    other = {DATA: data, SIGNATURE: anytime.sign_validation_data(f"other {data}", key=key)}
    world.call("createToken", form=login_form(world.first), headers=other, expect=BAD_SIGNATURE)
    log_in(world)
