"""Charging mandates, reading what was charged, taking it back, and announcing it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    INVALID,
    MESSAGE,
    MISSING,
    NO_CONTRACT,
    UNKNOWN_NUMBER,
    WRONG_STATE,
    cancel,
    charge,
    collect,
    find,
    ids_of,
    invite,
    moment,
    new_transaction,
    paid,
    payments,
    read,
    sign,
    updates,
)
from conformance.scenarios.twikey.text import BAD_AMOUNTS, BAD_DATES, BAD_NUMBERS, GOOD_DATES, SEPA_MESSAGE, name_case

BAD_MESSAGES = ("Zo\u00eb", "a_b", "a;b", "a&b", 'a"b', "a\nb", "\u20ac 10", "<b>", "a@b", "100%", "a\\b", "#1")
TOO_LONG = (400, "err_invalid_message")
AMOUNTS = ("0.01", "1", "10", "10.0", "10.5", "12.33", "99.99", "999999999.99", "0.29", "4.35", "8.2", "1.15", "19.99")
"""The last ones lose a cent to who multiplies a binary fraction by a hundred and cuts it."""
NOT_SEPA = (400, "err_invalid_sepachars")
NO_AMOUNT = (400, "err_invalid_amount")
NO_DATE = (400, "err_invalid_date")
NOTICE = {"message": MESSAGE, "collectionDate": "2017-09-15", "amount": "50.00"}


@requires("control")
@shows("createTransaction", 200)
@shows("getTransactions", 200)
@pytest.mark.parametrize("amount", AMOUNTS)
def test_amount_is_kept_to_the_cent(world: World, amount: str) -> None:
    """An amount comes back as the number that it is (New transaction: amount)."""
    id_ = charge(world, sign(world), amount=amount)
    (entry,) = find(world, id_)
    assert [float(amount), "OPEN"] == [entry["amount"], entry["state"]]


@requires("control")
def test_transaction_keeps_what_was_sent(world: World) -> None:
    """Message, reference, place and dates come back, with a day where a day was asked for (New transaction)."""
    form: dict[str, Any] = {
        "message": SEPA_MESSAGE,
        "ref": "INVOICE 001/\u00e9",
        "place": "Caf\u00e9",
        "date": "2017-09-16",
    }
    (number, plain) = sign(world), sign(world)
    before = moment(world)
    id_, bare = charge(world, number, **form, reqcolldt="2017-09-23"), charge(world, plain)
    with_all, with_nothing = find(world, id_, bare)
    assert [SEPA_MESSAGE, "INVOICE 001/\u00e9", "Caf\u00e9", "2017-09-16T00:00:00Z", "2017-09-23"] == [
        with_all[name] for name in ("msg", "ref", "place", "date", "reqcolldt")
    ]
    assert [None, None, None] == [with_nothing.get(name) for name in ("ref", "place", "reqcolldt")]
    assert before <= with_nothing["date"] <= moment(world), "the present moment"
    assert with_all["contractId"] != with_nothing["contractId"]


@requires("control")
@pytest.mark.parametrize("date", GOOD_DATES)
def test_date_may_be_a_day_or_a_moment(world: World, date: str) -> None:
    """Dates are days or moments, with an offset or not, past or to come (New transaction: date; assumed)."""
    id_ = charge(world, sign(world), date=date, reqcolldt=date)
    (entry,) = find(world, id_)
    assert [GOOD_DATES[date]] * 2 == [entry["reqcolldt"], entry["date"][:10]]


@requires("control")
def test_transaction_names_its_contract(world: World) -> None:
    """A mandate with a contract number of its own shows it with its transactions (Sign a mandate: contractNumber)."""
    numbers = sign(world, contractNumber="4711"), sign(world)
    first, second = (charge(world, number) for number in numbers)
    contracts = [entry["contract"] for entry in find(world, first, second)]
    assert ["4711", read(world, numbers[1]).json["Mndt"]["RfrdDoc"]] == contracts
    batch = collect(world)["frstMsgId"]
    (shown,) = payments(world, id=batch)
    assert contracts == [entry["contract"] for entry in shown["Entries"]]


@requires("control")
def test_equal_transactions_are_different_ones(world: World) -> None:
    """Nothing makes a repeated call safe: each one adds a transaction (New transaction)."""
    number = sign(world)
    ids = [charge(world, number, ref="INVOICE001") for _ in range(5)]
    assert 5 == len(set(ids))
    assert ids == ids_of(find(world)) == ids_of(find(world, ref="INVOICE001"))


@requires("control")
@shows("createTransaction", 400, "err_missing_params")
@shows("createTransaction", 400, "err_invalid_amount")
@shows("createTransaction", 400, "err_invalid_date")
@shows("createTransaction", 400, "err_invalid_message")
@shows("createTransaction", 400, "err_invalid_sepachars")
def test_transaction_is_checked(world: World) -> None:
    """A transaction with a parameter that is missing or wrong is not added (New transaction; assumed: statuses)."""
    number = sign(world)
    refused: list[tuple[tuple[int, str], str, tuple[str | None, ...]]] = [
        *((MISSING, name, (None,)) for name in ("mndtId", "message", "amount")),
        (NO_AMOUNT, "amount", BAD_AMOUNTS),
        (NO_DATE, "date", BAD_DATES),
        (NO_DATE, "reqcolldt", BAD_DATES),
        (NOT_SEPA, "message", BAD_MESSAGES),
        (TOO_LONG, "message", ("x" * 141,)),
    ]
    for expect, name, values in refused:
        for value in values:
            form = new_transaction(number, **{name: value})
            world.call("createTransaction", form=form, expect=expect)
    assert [] == find(world)
    assert charge(world, number, message="x" * 140)


@requires("control")
@shows("createTransaction", 404, "err_no_contract")
def test_transaction_needs_a_mandate(world: World) -> None:
    """What is charged is a mandate that exists and is signed (New transaction; assumed: statuses)."""
    number = sign(world)
    for other in (UNKNOWN_NUMBER, number.lower(), f"{number} "):
        world.call("createTransaction", form=new_transaction(other), expect=NO_CONTRACT)
    world.call("createTransaction", form=new_transaction(invite(world).number), expect=WRONG_STATE)
    cancel(world, number)
    world.call("createTransaction", form=new_transaction(number), expect=WRONG_STATE)


@requires("control")
def test_checks_of_a_transaction_come_in_order(world: World) -> None:
    """Missing parameters, then the form of each, then the mandate, then its state (assumed)."""
    prepared = invite(world).number
    form: dict[str, Any] = {"mndtId": UNKNOWN_NUMBER, "date": "bad", "reqcolldt": "bad", "amount": "bad"}
    for name, value, expect in (
        ("message", "Zo\u00eb", MISSING),
        ("message", MESSAGE, NOT_SEPA),
        ("amount", "50.00", NO_AMOUNT),
        ("date", "", NO_DATE),
        ("reqcolldt", "", NO_DATE),
        ("mndtId", prepared, NO_CONTRACT),
    ):
        world.call("createTransaction", form=form, expect=expect)
        form = {**form, name: value}
    world.call("createTransaction", form=form, expect=WRONG_STATE)


# --- reading --------------------------------------------------------------------------------------------------------


@requires("control")
def test_transactions_are_found(world: World) -> None:
    """By ids, repeated or in a list with commas, by references, or all that are open (Get transaction status)."""
    number = sign(world)
    first, second, third = (charge(world, number, ref=ref) for ref in ("A 1", "B,2", "C3"))
    assert [first, second, third] == ids_of(find(world))
    assert [first] == ids_of(find(world, first))
    assert {first, third} == set(ids_of(find(world, first, third)))
    assert {first, third} == set(ids_of(find(world, id=f"{first},{third}")))
    assert {first, second, third} == set(ids_of(find(world, id=[f"{first},{third}", second])))
    assert [second] == ids_of(find(world, ref="B,2"))
    assert {first, third} == set(ids_of(find(world, ref=["A 1", "C3"])))
    assert {first, second} == set(ids_of(find(world, id=first, ref="B,2")))
    assert [first] == ids_of(find(world, first, first, 1)), "unknown ones are left out, repeated ones come once"
    assert [] == find(world, ref="nobody's") == find(world, 1)


@requires("control")
def test_answered_transactions_are_not_open(world: World) -> None:
    """Without id and ref only what is open is shown, by id everything (Get transaction status)."""
    (id_,) = paid(world, "50.00")
    waiting = charge(world, sign(world))
    collect(world)
    assert [waiting] == ids_of(find(world))
    assert ["PAID", "OPEN"] == [entry["state"] for entry in find(world, id_, waiting)]
    assert [id_] == ids_of(updates(world)), "looking at a transaction takes nothing from the feed"


@requires("control")
@shows("getTransactions", 400, "err_invalid_params")
@shows("getTransactionUpdates", 400, "err_invalid_params")
@shows("getPayments", 400, "err_invalid_params")
@shows("removeTransactions", 400, "err_invalid_params")
def test_id_is_a_number(world: World) -> None:
    """An id that is no number, and a moment that is none, are refused (assumed: err_invalid_params)."""
    for value in BAD_NUMBERS:
        for operation in ("getTransactions", "getPayments", "removeTransactions"):
            world.call(operation, query={"id": value}, expect=INVALID)
    for reset in ("true", "yesterday", "2017-13-01T00:00:00Z", "SBXA1", "2017-09-16", "2017-09-16T16:00:00+02:00"):
        for operation in ("getTransactionUpdates", "getPayments"):
            world.call(operation, headers={"X-RESET": reset}, expect=INVALID)
    assert [] == find(world, id="9" * 40)


@requires("control")
def test_references_are_compared_as_a_whole(world: World) -> None:
    """A reference that begins like another, or has other letters, is another one (Get status, Remove: ref)."""
    number = sign(world)
    references = ("INV-1", "INV-10", "inv-1", "INV", " INV-1")
    ids = {reference: charge(world, number, ref=reference) for reference in references}
    for reference, id_ in ids.items():
        assert [id_] == ids_of(find(world, ref=reference))
    for gone, reference in enumerate(references, start=1):
        world.call("removeTransactions", query={"ref": reference}, expect=204)
        assert [ids[each] for each in references[gone:]] == ids_of(find(world))


@requires("control")
def test_texts_of_a_transaction_are_not_tidied(world: World) -> None:
    """Spaces in a message and a reference stay, and a reference may be long (New transaction; assumed)."""
    number = sign(world)
    form: dict[str, Any] = {"message": " two  spaces ", "ref": f" a  b {'x' * 200}", "place": "a  b"}
    (entry,) = find(world, charge(world, number, **form))
    assert list(form.values()) == [entry[name] for name in ("msg", "ref", "place")]


# --- taking back ----------------------------------------------------------------------------------------------------


@requires("control")
@shows("removeTransactions", 204)
def test_transaction_is_taken_back(world: World) -> None:
    """By id, by reference or all of a mandate, while it is not collected (Remove a transaction)."""
    number, other = sign(world), sign(world)
    first, second, third, fourth = (charge(world, number, ref=ref) for ref in ("A", "A", "B", "C"))
    left = charge(world, other, ref="A")
    world.call("removeTransactions", query={"id": third}, expect=204)
    assert {first, second, fourth, left} == set(ids_of(find(world)))
    world.call("removeTransactions", query={"ref": "A", "mndtId": number}, expect=204)
    assert {fourth, left} == set(ids_of(find(world)))
    world.call("removeTransactions", query={"ref": "A"}, expect=204)
    world.call("removeTransactions", query={"mndtId": number}, expect=204)
    assert [] == find(world) == find(world, first, second, third, fourth, left)
    assert {"frstMsgId": None, "rcurMsgId": None} == collect(world)
    assert charge(world, other) not in {first, second, third, fourth, left}, "an id is given out once"


@requires("control")
def test_collected_transaction_stays(world: World) -> None:
    """What was collected, answered or is unknown is passed over (Remove a transaction; assumed: 204)."""
    (answered,) = paid(world, "50.00")
    number = sign(world)
    collected = charge(world, number)
    batch = collect(world)["frstMsgId"]
    waiting = charge(world, number)
    for query in ({"id": answered}, {"id": collected}, {"mndtId": number}, {"id": 1}, {"ref": "nobody's"}):
        world.call("removeTransactions", query=query, expect=204)
    assert {answered, collected} == set(ids_of(find(world, answered, collected, waiting)))
    assert [1, 1] == [shown["tx"] for shown in (*payments(world), *payments(world, id=batch))]


@requires("control")
@shows("removeTransactions", 400, "err_missing_params")
@shows("removeTransactions", 404, "err_no_contract")
def test_removal_says_what(world: World) -> None:
    """Without id, ref and mndtId nothing is removed, nor for a mandate that is nobody's (assumed)."""
    id_ = charge(world, sign(world))
    for query in ({}, {"id": "", "ref": "", "mndtId": ""}, {"reason": "none"}):
        world.call("removeTransactions", query=query, expect=MISSING)
    world.call("removeTransactions", query={"mndtId": UNKNOWN_NUMBER}, expect=NO_CONTRACT)
    world.call("removeTransactions", query={"id": id_, "mndtId": UNKNOWN_NUMBER}, expect=NO_CONTRACT)
    assert [id_] == ids_of(find(world))


# --- announcing -----------------------------------------------------------------------------------------------------


@requires("control")
@shows("createPrenotification", 200)
def test_collection_is_announced(world: World) -> None:
    """A notice is sent for a mandate in any state, and changes nothing (Prenotify a customer)."""
    for number in (sign(world), invite(world).number):
        form = {"mndtId": number, **NOTICE, "invoiceUrl": "invoicetest.twikey.com/invoice123"}
        for date in GOOD_DATES:
            reply = world.call("createPrenotification", form={**form, "collectionDate": date}, expect=200)
            assert b"" == reply.exchange.response_body
    assert [] == find(world)


@requires("control")
@shows("createPrenotification", 400, "err_missing_params")
@shows("createPrenotification", 400, "err_invalid_message")
@shows("createPrenotification", 400, "err_invalid_sepachars")
@shows("createPrenotification", 404, "err_no_contract")
@shows("createPrenotification", 405, "err_invalid_amount")
@shows("createPrenotification", 406, "err_invalid_date")
def test_notice_is_checked(world: World) -> None:
    """Amount 405, date 406, an unknown mandate 404, the rest 400 (Prenotify a customer; assumed: codes)."""
    good = {"mndtId": sign(world), **NOTICE}
    amount, date = (405, "err_invalid_amount"), (406, "err_invalid_date")
    refused: list[tuple[tuple[int, str], str, tuple[str | None, ...]]] = [
        (MISSING, "mndtId", (None, "")),
        (MISSING, "message", (None, "")),
        (amount, "amount", (None, "", *BAD_AMOUNTS)),
        (date, "collectionDate", (None, "", *BAD_DATES)),
        (NOT_SEPA, "message", BAD_MESSAGES),
        (TOO_LONG, "message", ("x" * 141,)),
        (NO_CONTRACT, "mndtId", (UNKNOWN_NUMBER,)),
    ]
    for expect, name, values in refused:
        for value in values:
            world.call("createPrenotification", form={**good, name: value}, expect=expect)


@requires("control")
@pytest.mark.parametrize("changes", [{"message": None, "amount": None}, {"mndtId": None, "amount": "x"}], ids=name_case)
def test_missing_parameter_of_a_notice_comes_first(world: World, changes: dict[str, Any]) -> None:
    """What is missing is looked at before what is wrong (assumed order)."""
    form = {"mndtId": sign(world), **NOTICE, **changes}
    world.call("createPrenotification", form=form, expect=MISSING)
