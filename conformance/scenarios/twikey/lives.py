"""The lives of mandates: CORE, B2B, printed, expired, changed and cancelled."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.providers.twikey import reading
from conformance.providers.twikey.mandates import SHOWN_AS
from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    BANK_WAITS_S,
    IBAN,
    INVALID,
    MISSING,
    NO_CONTRACT,
    OTHER_IBAN,
    UNKNOWN_NUMBER,
    WRONG_STATE,
    cancel,
    charge,
    drain,
    expire,
    find,
    ids_of,
    invite,
    kind_of,
    knowledge_of,
    let_bank_decide,
    let_debtor_sign,
    messages,
    new_transaction,
    other_template,
    print_out,
    read,
    sign,
    state_of,
    told,
    upload,
)
from conformance.scenarios.twikey.text import BAD_BICS, BAD_BOOLEANS, BAD_COUNTRIES, BAD_EMAILS, BAD_IBANS, name_case

ODD_IBAN = "BE49473211985171"
EVEN_IBAN = "BE16645348971174"
WAITING = "SIGNED_PENDING_DEBTOR_BANK"


def _charge(world: World, number: str, expect: Any) -> None:
    world.call("createTransaction", form=new_transaction(number), expect=expect)


@requires("control")
@shows("createTransaction", 403, "err_mandate_invalid_state")
def test_core_mandate_lives(world: World) -> None:
    """A CORE mandate is prepared, signed, charged, changed and cancelled (Mandate)."""
    number = invite(world).number
    _charge(world, number, WRONG_STATE)
    let_debtor_sign(world, number)
    assert ["SIGNED", "true"] == [read(world, number).headers[name] for name in ("x-state", "x-collectable")]
    _charge(world, number, 200)
    world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=204)
    cancel(world, number)
    assert ["CANCELLED", "false"] == [read(world, number).headers[name] for name in ("x-state", "x-collectable")]
    _charge(world, number, WRONG_STATE)
    assert [("new", number), ("amended", number), ("cancelled", number)] == told(drain(world))


@requires("control", "b2b_template_id")
@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "rejected"])
def test_b2b_mandate_waits_for_the_bank(world: World, accepted: bool) -> None:
    """A B2B mandate is signed once the debtor's bank has accepted it (Testdata, B2B)."""
    number = sign(world, ct=other_template(world, "b2b_template_id"))
    reply = world.call("getMandate", query={"mndtId": number}, expect=200)
    assert [WAITING, "false", "B2B"] == [
        *(reply.headers[name] for name in ("x-state", "x-collectable")),
        reply.json["Mndt"]["LclInstrm"],
    ]
    _charge(world, number, WRONG_STATE)
    let_bank_decide(world, number, accepted=accepted)
    assert ("SIGNED" if accepted else "CANCELLED") == state_of(world, number)
    _charge(world, number, 200 if accepted else WRONG_STATE)
    assert [("new", number), *([] if accepted else [("cancelled", number)])] == told(drain(world))


@requires("control", "b2b_template_id")
@pytest.mark.parametrize(
    ("iban", "bic", "state"),
    [
        (EVEN_IBAN, "KREDBEBB", "SIGNED"),
        (ODD_IBAN, "KREDBEBB", "CANCELLED"),
        (ODD_IBAN, "GKCCBEBB", WAITING),
        (EVEN_IBAN, "GEBABEBB", WAITING),
    ],
)
def test_bank_of_the_test_environment_decides_by_account(world: World, iban: str, bic: str, state: str) -> None:
    """After five minutes an even account is accepted and an odd one rejected, but by two banks (Testdata, B2B)."""
    number = sign(world, ct=other_template(world, "b2b_template_id"), iban=iban, bic=bic)
    world.advance(BANK_WAITS_S - 1)
    assert WAITING == state_of(world, number)
    world.advance(2)
    assert state == state_of(world, number)


@requires("control")
def test_printed_mandate_is_signed_by_its_scan(world: World) -> None:
    """What the debtor printed is signed when the scan is uploaded (Upload pdf; assumed)."""
    number = invite(world).number
    print_out(world, number)
    assert ["PRINT", "false"] == [read(world, number).headers[name] for name in ("x-state", "x-collectable")]
    _charge(world, number, WRONG_STATE)
    upload(world, number, expect=200)
    assert "SIGNED" == state_of(world, number)
    assert [("new", number)] == told(messages(world))


@requires("control")
def test_expired_invitation_is_over(world: World) -> None:
    """An invitation that nobody signed in time can be neither charged, changed nor cancelled (assumed)."""
    number = invite(world).number
    expire(world, number)
    assert ["EXPIRED", "false"] == [read(world, number).headers[name] for name in ("x-state", "x-collectable")]
    _charge(world, number, WRONG_STATE)
    world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=WRONG_STATE)
    world.call("cancelMandate", query={"mndtId": number, "rsn": "some reason"}, expect=WRONG_STATE)
    assert [] == messages(world)


# --- reading --------------------------------------------------------------------------------------------------------


@requires("control")
@shows("getMandate", 403, "err_mandate_invalid_state")
def test_unsigned_mandate_is_shown_by_force(world: World) -> None:
    """Without force only a signed mandate is shown (Detail of an existing mandate: force)."""
    prepared, printed, cancelled, signed = (invite(world).number, invite(world).number, sign(world), sign(world))
    print_out(world, printed)
    cancel(world, cancelled)
    for number in (prepared, printed, cancelled):
        for query in ({}, {"force": "false"}, {"force": "0"}, {"force": ""}):
            world.call("getMandate", query={"mndtId": number, **query}, expect=WRONG_STATE)
        for says in ("true", "1", "TRUE"):
            world.call("getMandate", query={"mndtId": number, "force": says}, expect=200)
    world.call("getMandate", query={"mndtId": signed}, expect=200)


@requires("control")
@shows("getMandate", 400, "err_missing_params")
@shows("getMandate", 400, "err_invalid_params")
@shows("getMandate", 404, "err_no_contract")
def test_mandate_must_be_named(world: World) -> None:
    """A mandate is found by its number, to the letter (Detail of an existing mandate)."""
    number = sign(world)
    world.call("getMandate", expect=MISSING)
    for other in (UNKNOWN_NUMBER, number.lower(), f"{number} ", f"{number}0", "\u00e9", "X" * 100):
        world.call("getMandate", query={"mndtId": other}, expect=NO_CONTRACT)
    for force in BAD_BOOLEANS:
        world.call("getMandate", query={"mndtId": number, "force": force}, expect=INVALID)


# --- changing -------------------------------------------------------------------------------------------------------


@requires("control")
@shows("updateMandate", 204)
def test_change_is_kept(world: World) -> None:
    """What is sent changes, what is left out stays (Update an existing mandate)."""
    number = sign(world)
    before = read(world, number).json["Mndt"]
    change = {
        "iban": OTHER_IBAN,
        "bic": "ABNANL2A",
        "address": "Oudegracht 7",
        "zip": "3511 AB",
        "city": "Utrecht",
        "country": "nl",
        "mobile": "+31612222598",
        "email": "new@example.com",
    }
    for name, value in change.items():
        world.call("updateMandate", form={"mndtId": number, name: value}, expect=204)
    after = read(world, number).json["Mndt"]
    address = {"AdrLine": "Oudegracht 7", "PstCd": "3511 AB", "TwnNm": "Utrecht", "Ctry": "NL"}
    assert address == after["Dbtr"]["PstlAdr"]
    assert {"EmailAdr": "new@example.com", "MobNb": "+31612222598"} == after["Dbtr"]["CtctDtls"]
    assert [OTHER_IBAN, "ABNANL2A"] == [after["DbtrAcct"], after["DbtrAgt"]["FinInstnId"]["BICFI"]]
    assert before["Dbtr"]["Nm"] == after["Dbtr"]["Nm"]
    told_of = drain(world)
    assert ["new", *["amended"] * len(change)] == [kind_of(message) for message in told_of]
    assert [IBAN, OTHER_IBAN] == [told_of[0]["Mndt"]["DbtrAcct"], told_of[1]["Mndt"]["DbtrAcct"]]


@requires("control")
def test_many_changes_may_come_at_once(world: World) -> None:
    """One call may change everything, and one that changes a little leaves the rest (Update an existing mandate)."""
    number = sign(world, contractNumber="4711", companyName="debtorCompany Inc.", vatno="BE0123456789")
    change = {
        "iban": OTHER_IBAN,
        "bic": "ABNANL2A",
        "address": "Oudegracht 7",
        "zip": "3511 AB",
        "city": "Utrecht",
        "country": "NL",
        "mobile": "+31612222598",
        "email": "new@example.com",
    }
    world.call("updateMandate", form={"mndtId": number, **change}, expect=204)
    before = read(world, number).json["Mndt"]
    assert change == {name: reading.at(before, SHOWN_AS[name]) for name in change}
    for name, value in change.items():
        world.call("updateMandate", form={"mndtId": number, name: value}, expect=204)
        assert before == read(world, number).json["Mndt"]


@requires("control")
def test_unsigned_mandate_may_be_changed(world: World) -> None:
    """A mandate that is prepared or printed may be changed, and no feed tells (Update an existing mandate: 403)."""
    for printed in (False, True):
        number = invite(world).number
        if printed:
            print_out(world, number)
        world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=204)
        assert "Brugge" == read(world, number).json["Mndt"]["Dbtr"]["PstlAdr"]["TwnNm"]
    assert [] == messages(world)


@requires("control", "b2b_template_id")
@shows("updateMandate", 403, "err_mandate_invalid_state")
def test_signed_b2b_mandate_is_fixed(world: World) -> None:
    """A B2B mandate may be changed until it is signed (Update an existing mandate: 403)."""
    template = other_template(world, "b2b_template_id")
    prepared, waiting, signed = (invite(world, ct=template).number, sign(world, ct=template), sign(world, ct=template))
    let_bank_decide(world, signed, accepted=True)
    for _ in range(2):
        world.call("updateMandate", form={"mndtId": prepared, "city": "Brugge"}, expect=204)
        if state_of(world, prepared) == "PREPARED":
            print_out(world, prepared)
    for number in (waiting, signed):
        world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=WRONG_STATE)
        assert "Gent" == read(world, number).json["Mndt"]["Dbtr"]["PstlAdr"]["TwnNm"]


@requires("control")
@shows("updateMandate", 400, "err_invalid_iban")
@shows("updateMandate", 400, "err_invalid_bic")
@shows("updateMandate", 400, "err_invalid_email")
@shows("updateMandate", 400, "err_invalid_country")
@shows("updateMandate", 400, "err_invalid_params")
def test_change_is_checked(world: World) -> None:
    """A value of the wrong form changes nothing (Update an existing mandate: 400; assumed: codes)."""
    number = sign(world)
    for name, code, values in (
        ("iban", "err_invalid_iban", BAD_IBANS),
        ("bic", "err_invalid_bic", BAD_BICS),
        ("email", "err_invalid_email", BAD_EMAILS),
        ("country", "err_invalid_country", BAD_COUNTRIES),
        ("address", "err_invalid_params", ("x" * 71,)),
        ("zip", "err_invalid_params", ("x" * 17,)),
        ("city", "err_invalid_params", ("x" * 36,)),
    ):
        for value in values:
            form = {"mndtId": number, name: value, "mobile": "+31612222598"}
            world.call("updateMandate", form=form, expect=(400, code))
    assert "+32479123123" == read(world, number).json["Mndt"]["Dbtr"]["CtctDtls"]["MobNb"]


@requires("control")
@shows("updateMandate", 400, "err_missing_params")
@shows("updateMandate", 404, "err_no_contract")
def test_change_names_a_mandate(world: World) -> None:
    """Without a mandate number, or with one that is nobody's, nothing is changed (Update an existing mandate)."""
    world.call("updateMandate", form={"city": "Brugge"}, expect=MISSING)
    world.call("updateMandate", form={"mndtId": UNKNOWN_NUMBER, "city": "Brugge"}, expect=NO_CONTRACT)
    number = sign(world)
    cancel(world, number)
    world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=WRONG_STATE)


# --- cancelling -----------------------------------------------------------------------------------------------------


@requires("control")
@shows("cancelMandate", 200)
@shows("cancelMandate", 403, "err_mandate_invalid_state")
@pytest.mark.parametrize("reason", ["some reason", "Déménagement; a+b & c", "x" * 500], ids=name_case)
def test_cancelled_mandate_is_over(world: World, reason: str) -> None:
    """A mandate is cancelled once, for the reason that the feed repeats (Cancel existing mandate)."""
    number = sign(world)
    world.call("cancelMandate", query={"mndtId": number, "rsn": reason}, expect=200)
    for _ in range(2):
        world.call("cancelMandate", query={"mndtId": number, "rsn": reason}, expect=WRONG_STATE)
    new, cancelled = drain(world)
    assert [number, reason] == [cancelled["OrgnlMndtId"], cancelled["CxlRsn"]["Rsn"]]
    assert number == new["Mndt"]["MndtId"]


@requires("control", "b2b_template_id")
def test_bank_does_not_bring_back_what_was_cancelled(world: World) -> None:
    """A B2B mandate that is cancelled before its bank has answered stays so (Cancel existing mandate)."""
    number = sign(world, ct=other_template(world, "b2b_template_id"), iban=EVEN_IBAN, bic="KREDBEBB")
    cancel(world, number)
    world.advance(BANK_WAITS_S + 1)
    assert "CANCELLED" == state_of(world, number)
    _charge(world, number, WRONG_STATE)
    assert [("new", number), ("cancelled", number)] == told(drain(world))


@requires("control")
def test_cancelled_mandate_is_shown_as_such(world: World) -> None:
    """A cancelled mandate is shown by force, and says what it is (Detail of an existing mandate: force)."""
    number = sign(world)
    cancel(world, number)
    assert ["CANCELLED", "false"] == [read(world, number).headers[name] for name in ("x-state", "x-collectable")]


@requires("control")
@pytest.mark.parametrize("printed", [False, True], ids=["prepared", "printed"])
def test_removed_invitation_leaves_no_trace(world: World, printed: bool) -> None:
    """An invitation that is cancelled shows in no feed (client for Odoo: removed invitations)."""
    number = invite(world).number
    if printed:
        print_out(world, number)
    cancel(world, number)
    assert "CANCELLED" == state_of(world, number)
    assert [] == drain(world)
    world.call("cancelMandate", query={"mndtId": number, "rsn": "some reason"}, expect=WRONG_STATE)


@requires("control")
@shows("cancelMandate", 400, "err_missing_params")
@shows("cancelMandate", 404, "err_no_contract")
@shows("cancelMandate", 405, "err_provide_reason")
def test_cancelling_takes_mandate_and_reason(world: World) -> None:
    """Without number 400, without reason 405, with a number that is nobody's 404 (Cancel existing mandate)."""
    number = sign(world)
    world.call("cancelMandate", query={"rsn": "some reason"}, expect=MISSING)
    world.call("cancelMandate", query={"mndtId": number}, expect=(405, "err_provide_reason"))
    world.call("cancelMandate", query={"mndtId": UNKNOWN_NUMBER}, expect=(405, "err_provide_reason"))
    world.call("cancelMandate", query={"mndtId": UNKNOWN_NUMBER, "rsn": "some reason"}, expect=NO_CONTRACT)
    world.call("cancelMandate", query={"mndtId": number, "reason": "some reason"}, expect=(405, "err_provide_reason"))
    assert "SIGNED" == state_of(world, number)


@requires("control")
def test_cancelling_leaves_transactions_alone(world: World) -> None:
    """What is open on a cancelled mandate stays open, and can still be taken back (assumed)."""
    number = sign(world)
    ids = [charge(world, number) for _ in range(2)]
    cancel(world, number)
    assert ids == ids_of(find(world))
    world.call("removeTransactions", query={"mndtId": number}, expect=204)
    assert [] == find(world)
    assert "CANCELLED" == knowledge_of(world).mandates.by_number[number].state
