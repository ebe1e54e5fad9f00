"""Credit transfers: added one by one, submitted together."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    BAD_IBAN,
    MISSING,
    NO_TEMPLATE,
    OTHER_IBAN,
    UNKNOWN_TEMPLATE,
    as_creditor,
    moment,
    new_transfer,
    other_template,
    template_of,
)
from conformance.scenarios.twikey.text import BAD_AMOUNTS, BAD_DATES, BAD_IBANS, BAD_TEMPLATES, GOOD_DATES, SEPA_MESSAGE
from conformance.scenarios.twikey.transactions import BAD_MESSAGES

NO_IBAN = (400, "err_invalid_iban")


def _add(world: World, **changes: Any) -> dict[str, Any]:
    (entry,) = world.call("createTransfer", form=new_transfer(world, **changes), expect=200).json["Entries"]
    return dict(entry)


def _complete(world: World, **changes: Any) -> list[Any]:
    form = {"ct": template_of(world.first), **changes}
    return list(world.call("completeTransfers", form=form, expect=200).json["CreditTransfers"])


@requires("control", "beneficiary_iban")
@shows("createTransfer", 200)
@shows("completeTransfers", 200)
def test_transfers_are_submitted_together(world: World) -> None:
    """Transfers wait until they are submitted, all in one batch, once (New Credit Transfer, Submit Credit Transfer)."""
    assert [] == _complete(world)
    entries = [_add(world, amount=amount) for amount in ("0.01", "124.00", "999999999.99")]
    assert 3 == len({entry["id"] for entry in entries})
    (batch,) = _complete(world)
    assert 3 == batch["entries"]
    assert [] == _complete(world)
    _add(world)
    (other,) = _complete(world)
    assert [1, True] == [other["entries"], other["id"] != batch["id"]]


@requires("control", "beneficiary_iban")
def test_transfer_keeps_what_was_sent(world: World) -> None:
    """Amount, message and day come back, the account with its middle masked (Swagger file of 2018)."""
    iban = as_creditor(world.first).values["beneficiary_iban"]
    entry = _add(world, message=SEPA_MESSAGE, amount="124.5", date="2017-10-01", place="office")
    assert [SEPA_MESSAGE, 124.5, "2017-10-01"] == [entry[name] for name in ("msg", "amount", "date")]
    assert entry["iban"] != iban
    assert [iban[:3], iban[-3:]] == [entry["iban"][:3], entry["iban"][-3:]]
    before = moment(world)
    assert before[:10] <= _add(world)["date"] <= moment(world)[:10], "the present day"
    assert 200 == world.call("createTransfer", form=new_transfer(world, iban=" ".join(iban))).status


@requires("control", "beneficiary_iban")
@pytest.mark.parametrize("date", GOOD_DATES)
def test_day_of_a_transfer_may_be_a_moment(world: World, date: str) -> None:
    """The day of execution is a day or a moment (New Credit Transfer: date; assumed)."""
    assert GOOD_DATES[date] == _add(world, date=date)["date"]


@requires("control", "beneficiary_iban")
@shows("createTransfer", 400, "err_missing_params")
@shows("createTransfer", 400, "err_invalid_amount")
@shows("createTransfer", 400, "err_invalid_date")
@shows("createTransfer", 400, "err_invalid_iban")
@shows("createTransfer", 400, "err_invalid_message")
@shows("createTransfer", 400, "err_invalid_sepachars")
def test_transfer_is_checked(world: World) -> None:
    """A transfer with a parameter that is missing or wrong is not added (New Credit Transfer; assumed: statuses)."""
    refused: list[tuple[tuple[int, str], str, tuple[str | None, ...]]] = [
        *((MISSING, name, (None, "", " ")) for name in ("iban", "message", "amount")),
        (NO_IBAN, "iban", (*BAD_IBANS, BAD_IBAN)),
        ((400, "err_invalid_amount"), "amount", BAD_AMOUNTS),
        ((400, "err_invalid_date"), "date", BAD_DATES),
        ((400, "err_invalid_sepachars"), "message", BAD_MESSAGES),
        ((400, "err_invalid_message"), "message", ("x" * 141,)),
    ]
    for expect, name, values in refused:
        for value in values:
            world.call("createTransfer", form=new_transfer(world, **{name: value}), expect=expect)
    assert [] == _complete(world)


@requires("control", "beneficiary_iban")
def test_beneficiary_must_be_registered(world: World) -> None:
    """Money goes to registered accounts alone (New Credit Transfer: registered in the settings; assumed: code)."""
    for iban in ("DE89370400440532013000", "BE16645348971174"):
        world.call("createTransfer", form=new_transfer(world, iban=iban), expect=NO_IBAN)
    assert [] == _complete(world)


@requires("control", "b2b_template_id", "beneficiary_iban")
@shows("completeTransfers", 400, "err_missing_params")
@shows("completeTransfers", 400, "err_invalid_ct")
@shows("completeTransfers", 400, "err_no_such_ct")
@shows("completeTransfers", 400, "err_invalid_iban")
def test_batch_is_of_a_template(world: World) -> None:
    """The template holds the account to pay from; another account may be named (Submit Credit Transfer)."""
    _add(world)
    world.call("completeTransfers", form={}, expect=MISSING)
    for template in BAD_TEMPLATES:
        world.call("completeTransfers", form={"ct": template}, expect=(400, "err_invalid_ct"))
    world.call("completeTransfers", form={"ct": UNKNOWN_TEMPLATE}, expect=NO_TEMPLATE)
    for iban in BAD_IBANS:
        form = {"ct": template_of(world.first), "iban": iban}
        world.call("completeTransfers", form=form, expect=NO_IBAN)
    (batch,) = _complete(world, ct=other_template(world, "b2b_template_id"), iban=OTHER_IBAN)
    assert 1 == batch["entries"]
