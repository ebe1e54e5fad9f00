"""Two creditors: nothing of one exists for the other."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.providers.twikey.access import MANDATE_OPERATIONS, TEMPLATE_OPERATIONS
from conformance.scenario import World, requires
from conformance.scenarios.twikey.creditor import (
    NO_CONTRACT,
    NO_TEMPLATE,
    START,
    as_creditor,
    cancel,
    charge,
    collect,
    find,
    good_calls,
    ids_of,
    invite,
    messages,
    new_import,
    new_signature,
    new_transfer,
    paid,
    payments,
    read,
    sign,
    template_of,
    told,
    updates,
)


@requires("control", "second_client")
@pytest.mark.parametrize("operation", MANDATE_OPERATIONS)
def test_mandate_of_another_creditor_is_not_found(world: World, operation: str) -> None:
    """An operation on somebody else's mandate is answered like one on none (Cancel existing mandate: 403, 404)."""
    arguments = good_calls(world)[operation]
    world.call(operation, **arguments, access=world.second, expect=NO_CONTRACT)
    world.call(operation, **arguments)


@requires("control", "second_client")
@pytest.mark.parametrize("operation", TEMPLATE_OPERATIONS)
def test_template_of_another_creditor_is_not_found(world: World, operation: str) -> None:
    """Somebody else's template is answered like none (table of codes; assumed)."""
    arguments = good_calls(world)[operation]
    world.call(operation, **arguments, access=world.second, expect=NO_TEMPLATE)
    world.call(operation, **arguments)


@requires("control", "second_client")
def test_feeds_are_each_creditors_own(world: World) -> None:
    """What happens to one creditor is in no feed of the other, and the cursors are apart (Update Feed)."""
    mine, theirs = sign(world), sign(world, access=world.second)
    first, second = paid(world, "50.00"), paid(world, "22.00", access=world.second)
    own_feed, other_feed = messages(world), messages(world, access=world.second)
    assert [mine] == [number for _, number in told(own_feed)][:1]
    assert [theirs] == [number for _, number in told(other_feed)][:1]
    assert not set(told(own_feed)) & set(told(other_feed))
    assert first == ids_of(updates(world))
    assert second == ids_of(updates(world, access=world.second))
    assert [2, 2] == [len(messages(world, reset=START, access=access)) for access in (world.first, world.second)]
    assert [] == messages(world) == messages(world, access=world.second)


@requires("control", "second_client")
def test_transactions_are_each_creditors_own(world: World) -> None:
    """Transactions and batches of one creditor are neither shown to nor removed by the other (Transactions)."""
    mine, theirs = charge(world, sign(world)), charge(world, sign(world, access=world.second), access=world.second)
    assert [mine] == ids_of(find(world)) == ids_of(find(world, mine, theirs))
    world.call("removeTransactions", query={"id": theirs}, expect=204)
    shown = world.call("getTransactions", query={"id": [mine, theirs]}, access=world.second, expect=200).json
    assert [theirs] == ids_of(shown["Entries"])
    batch = collect(world, access=world.second)["frstMsgId"]
    assert [] == payments(world, id=batch)
    assert [mine] == ids_of(find(world))
    assert [1] == [each["tx"] for each in payments(world, id=batch, access=world.second)]


@requires("control", "second_client")
def test_collection_takes_ones_own(world: World) -> None:
    """Naming somebody else's mandate collects nothing of it (Execute Collection: mndtId)."""
    number = sign(world, access=world.second)
    charge(world, number, access=world.second)
    assert {"frstMsgId": None, "rcurMsgId": None} == collect(world, mndtId=number)
    assert collect(world, access=world.second)["frstMsgId"]


@requires("control", "second_client")
def test_mandate_numbers_are_each_creditors_own(world: World) -> None:
    """Two creditors may give one mandate number, and each has its own mandate (assumed)."""
    for access in (world.first, world.second):
        form = new_signature(access, mandateNumber="SAME-1", email=f"{template_of(access)}@example.com")
        world.call("signMandate", form=form, access=access, expect=_either(world, access))


def _either(world: World, access: Any) -> Any:
    """The second creditor may be refused: whether numbers are shared is not said."""
    return 200 if access is world.first else frozenset({(200, None), (400, "err_double_mandatenumber")})


@requires("control", "second_client")
def test_key_of_another_creditor_signs_nothing(world: World) -> None:
    """A short code signs for the creditor who prepared the mandate (Sign a mandate: key)."""
    invited = invite(world)
    form = {"method": "paper", "key": invited.key}
    world.call("signMandate", form=form, access=world.second, expect=NO_CONTRACT)
    assert "PREPARED" == read(world, invited.number).headers["x-state"]
    world.call("signMandate", form=form, expect=200)


@requires("control", "second_client")
def test_import_changes_no_foreign_mandate(world: World) -> None:
    """Importing a number that somebody else uses leaves that mandate alone (Import existing mandates; assumed)."""
    number = sign(world)
    before = read(world, number).json
    mandate = new_import(as_creditor(world.second), number)
    body = {"Messages": [{"Mndt": mandate}]}
    with_second: Any = frozenset({(204, None), (400, "err_double_mandatenumber")})
    world.call("importMandates", body=body, access=world.second, expect=with_second)
    assert before == read(world, number).json


@requires("control", "second_client")
def test_reset_by_a_foreign_number_is_refused(world: World) -> None:
    """Nobody goes back to a mandate of somebody else (Update Feed: X-RESET; assumed)."""
    number = sign(world, access=world.second)
    world.call("getMandateUpdates", headers={"X-RESET": number}, expect=(400, "err_invalid_params"))
    cancel(world, number, access=world.second)
    assert [("new", number), ("cancelled", number)] == told(messages(world, access=world.second))


@requires("control", "second_client")
def test_references_are_each_creditors_own(world: World) -> None:
    """Two creditors may use one reference, and each finds and removes its own (Get status, Remove: ref)."""
    mine = charge(world, sign(world), ref="SAME")
    theirs = charge(world, sign(world, access=world.second), ref="SAME", access=world.second)
    assert [mine] == ids_of(find(world, ref="SAME"))
    world.call("removeTransactions", query={"ref": "SAME"}, expect=204)
    assert [] == find(world, ref="SAME")
    shown = world.call("getTransactions", query={"ref": "SAME"}, access=world.second, expect=200).json
    assert [theirs] == ids_of(shown["Entries"])


@requires("control", "second_client", "beneficiary_iban")
def test_transfers_are_each_creditors_own(world: World) -> None:
    """Submitting takes one's own transfers, and leaves the others to wait (Submit Credit Transfer)."""
    for access in (world.first, world.second, world.second):
        world.call("createTransfer", form=new_transfer(world), access=access, expect=200)
    for access, count in ((world.first, 1), (world.second, 2), (world.first, 0)):
        form = {"ct": template_of(access)}
        batches = world.call("completeTransfers", form=form, access=access, expect=200).json["CreditTransfers"]
        assert count == sum(batch["entries"] for batch in batches)


@requires("control", "second_client")
def test_sessions_are_each_creditors_own(world: World) -> None:
    """Neither a logout of one creditor nor a login that failed ends a session of another (Logout)."""
    number = sign(world)
    world.call("logOut", access=world.second, expect=204)
    read(world, number)
    for token in ("wrong", f"{as_creditor(world.second).credentials.api_token}0"):
        world.call("logIn", form={"apiToken": token}, expect=(200, "err_no_login"))
        read(world, number)
