"""Who may call: the token of the partner in the path, to the letter."""

from __future__ import annotations

import pytest

from conformance.providers.payconiq.access import WRONG_TOKENS
from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import (
    SUCCESSES,
    UNKNOWN_ID,
    as_partner,
    good_calls,
    path_of,
    shows_everywhere,
)


@requires("control")
@pytest.mark.parametrize("operation", SUCCESSES)
def test_every_operation_succeeds(world: World, operation: str) -> None:
    """Each of the fifteen operations answers a good call with its success (Partner API Specification)."""
    # Only a signed mandate is cancelled.
    before = ("createMandate", "cancelMandate") if operation == "cancelMandate" else (operation,)
    calls = good_calls(world)
    for step in before:
        world.call(step, **calls[step], expect=SUCCESSES[step])


@requires("control")
@pytest.mark.parametrize("name", WRONG_TOKENS)
@shows_everywhere(401, "R918")
def test_wrong_token_is_refused(world: World, name: str) -> None:
    """Every operation wants the token itself, without a word before it (Summary; Possible Error Response: R918)."""
    headers = {"Authorization": WRONG_TOKENS[name](as_partner(world.first).credentials.token)}
    for operation, arguments in good_calls(world).items():
        world.call(operation, **arguments, headers=headers, expect=(401, "R918"))


@requires("control", "second_client")
@shows_everywhere(403, "R981")
def test_token_opens_no_other_partner(world: World) -> None:
    """Every operation on another partner's path is refused, and says what was called (R981)."""
    second = as_partner(world.second)
    for operation, arguments in good_calls(world).items():
        headers = {"Authorization": second.credentials.token}
        reply = world.call(operation, **arguments, headers=headers, expect=(403, "R981"))
        assert reply.json["values"][0] == world.session.contract.operations[operation].method
    for operation, arguments in good_calls(world, access=world.second).items():
        headers = {"Authorization": as_partner(world.first).credentials.token}
        reply = world.call(operation, **arguments, access=world.second, headers=headers, expect=(403, "R981"))
        assert reply.json["values"][1].startswith(f"partners/{second.partner_id}")


@requires("control")
@shows("getPartner", 403, "R981")
def test_unknown_partner_is_another_partner(world: World) -> None:
    """A partner id that nobody has is refused like that of another partner (assumed: R981)."""
    known = as_partner(world.first).partner_id
    for partner in (UNKNOWN_ID, known.upper(), known[:-1], "nobody"):
        world.call("getPartner", path={"partnerId": partner}, expect=(403, "R981"))


@requires("control", "second_client")
def test_token_is_looked_at_first(world: World) -> None:
    """Without a token, or on another partner's path, nothing is said of the body or of what exists (assumed order)."""
    second = {"Authorization": as_partner(world.second).credentials.token}
    unknown = {**path_of(world.first), "customerId": UNKNOWN_ID}
    for operation, path in (("createCustomer", path_of(world.first)), ("updateCustomer", unknown)):
        world.call(operation, path=path, content=b"{", headers={"Authorization": None}, expect=(401, "R918"))
        world.call(operation, path=path, content=b"{", headers=second, expect=(403, "R981"))


@requires("control", "second_client")
def test_refused_token_does_nothing(world: World) -> None:
    """A call that is refused for its token leaves everything as it is (Possible Error Response: R918, R981)."""
    calls = good_calls(world)
    reads = ("getMandate", "getCustomer", "getTransactions", "getTransaction")
    before = [world.call(operation, **calls[operation], expect=200).json for operation in reads]
    tokens = {None: (401, "R918"), as_partner(world.second).credentials.token: (403, "R981")}
    for operation, arguments in calls.items():
        for token, expect in tokens.items():
            world.call(operation, **arguments, headers={"Authorization": token}, expect=expect)
    assert before == [world.call(operation, **calls[operation], expect=200).json for operation in reads]
    # Before the good `putKey`, which would make up for a key that was lost.
    world.call("createTransaction", **calls["createTransaction"], expect=201)
    no_code = {**calls["sendVerificationCode"], "body": {"verificationCode": "000000"}}
    world.call("validateBankAccount", **no_code, expect=(400, "R919"))
    for operation, arguments in calls.items():
        world.call(operation, **arguments, expect=SUCCESSES[operation])


@requires("second_client")
def test_partner_reads_its_own_data(world: World) -> None:
    """Each partner reads what is held of it (Get Partner Information)."""
    for access in (world.first, world.second):
        answer = world.call("getPartner", path=path_of(access), access=access, expect=200).json
        assert as_partner(access).partner_id == answer["_id"]
