"""Collections: what they take, the first and the later ones, and the files for the bank."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.providers.twikey import files
from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    FORM,
    INVALID,
    MISSING,
    NO_TEMPLATE,
    OTHER_IBAN,
    UNKNOWN_NUMBER,
    UNKNOWN_TEMPLATE,
    as_creditor,
    cancel,
    charge,
    collect,
    encode,
    find,
    ids_of,
    invite,
    knowledge_of,
    let_bank_answer,
    let_bank_decide,
    let_debtor_sign,
    let_night_pass,
    other_template,
    payments,
    read,
    sign,
    template_of,
)
from conformance.scenarios.twikey.text import BAD_BOOLEANS, BAD_DATES, BAD_TEMPLATES, GOOD_DATES

NOTHING = {"frstMsgId": None, "rcurMsgId": None}
NOTHING_OPEN = (400, "err_invalid_state")
COLLECTS = ("collectTransactions", "downloadCollection")


@requires("control")
@shows("collectTransactions", 200)
def test_first_collection_of_a_mandate_is_apart(world: World) -> None:
    """What is collected first on a mandate and what is collected later are two batches (Execute Collection)."""
    old = sign(world)
    charge(world, old)
    first = collect(world)
    assert [True, None] == [bool(first["frstMsgId"]), first["rcurMsgId"]]
    again, new = charge(world, old), charge(world, sign(world))
    both = collect(world)
    assert 3 == len({first["frstMsgId"], both["frstMsgId"], both["rcurMsgId"]} - {None})
    batches = knowledge_of(world).money.batches
    assert [(new,), (again,)] == [batches[both[kind]].members for kind in ("frstMsgId", "rcurMsgId")]
    charge(world, old)
    assert [None, True] == [(last := collect(world))["frstMsgId"], bool(last["rcurMsgId"])]


@requires("control")
@shows("getPayments", 200)
def test_batch_is_read_by_its_id(world: World) -> None:
    """A batch shows its transactions, open until the bank has answered (Status collection: id)."""
    number = sign(world)
    amounts = ["12.34", "0.01", "100"]
    for amount in amounts:
        charge(world, number, amount=amount, message=f"Part {amount}")
    id_ = collect(world)["frstMsgId"]
    (batch,) = payments(world, id=id_)
    assert [int(id_), 3, 112.35] == [batch["id"], batch["tx"], batch["amount"]]
    assert {(float(amount), f"Part {amount}", "open", False, number) for amount in amounts} == {
        (entry["amount"], entry["msg"], entry["state"], entry["final"], entry["mandateRef"])
        for entry in batch["Entries"]
    }
    assert [] == payments(world), "the bank has said nothing"
    assert [] == payments(world, id=1)


@requires("control")
def test_nothing_open_is_nothing_collected(world: World) -> None:
    """Without anything to collect both batches are null (development kit: POST /creditor/collect)."""
    assert NOTHING == collect(world)
    number = sign(world)
    charge(world, number)
    collect(world)
    assert NOTHING == collect(world), "what was collected is not collected again"
    cancel(world, number)
    assert NOTHING == collect(world)


@requires("control")
def test_cancelled_mandate_is_not_collected(world: World) -> None:
    """What is open on a mandate that was cancelled since is left out (assumed)."""
    cancelled, living = sign(world), sign(world)
    left, taken = charge(world, cancelled), charge(world, living)
    cancel(world, cancelled)
    id_ = collect(world)["frstMsgId"]
    assert (taken,) == knowledge_of(world).money.batches[id_].members
    (batch,) = payments(world, id=id_)
    assert [living] == [entry["mandateRef"] for entry in batch["Entries"]]
    assert {left, taken} == set(ids_of(find(world)))


@requires("control", "b2b_template_id")
def test_collection_is_of_one_template(world: World) -> None:
    """What belongs to another template is left for its own collection (Execute Collection: ct)."""
    b2b = other_template(world, "b2b_template_id")
    core, business = sign(world), sign(world, ct=b2b)
    let_bank_decide(world, business, accepted=True)
    for number in (core, business):
        charge(world, number)
    for template, number in ((template_of(world.first), core), (b2b, business)):
        id_ = collect(world, ct=template)["frstMsgId"]
        (batch,) = payments(world, id=id_)
        assert [number] == [entry["mandateRef"] for entry in batch["Entries"]]
    assert NOTHING == collect(world) == collect(world, ct=b2b)


@requires("control")
def test_collection_may_be_of_some_mandates(world: World) -> None:
    """With mandate numbers only these are collected, repeated in form or query (Execute Collection: mndtId)."""
    first, second, third, fourth = (sign(world) for _ in range(4))
    for number in (first, second, third, fourth):
        charge(world, number)
    template = template_of(world.first)
    pairs = [("ct", template), ("mndtId", first), ("mndtId", UNKNOWN_NUMBER), ("mndtId", second)]
    answer = world.call("collectTransactions", content=encode(pairs), headers=FORM, expect=200).json
    (batch,) = payments(world, id=answer["frstMsgId"])
    assert {first, second} == {entry["mandateRef"] for entry in batch["Entries"]}
    query = {"ct": template, "mndtId": [third, first]}
    answer = world.call("collectTransactions", query=query, expect=200).json
    (batch,) = payments(world, id=answer["frstMsgId"])
    assert [third] == [entry["mandateRef"] for entry in batch["Entries"]]
    assert NOTHING == collect(world, mndtId=UNKNOWN_NUMBER)
    assert collect(world)["frstMsgId"]


@requires("control")
def test_amount_of_an_invitation_is_collected(world: World) -> None:
    """What an invitation asked for is collected like any transaction (Swagger file of 2018: amount)."""
    number = invite(world, amount="12.50").number
    assert NOTHING == collect(world)
    let_debtor_sign(world, number)
    id_ = collect(world)["frstMsgId"]
    (batch,) = payments(world, id=id_)
    assert [12.5, number] == [batch["amount"], batch["Entries"][0]["mandateRef"]]


@requires("control")
@pytest.mark.parametrize("name", ["colltndt", "clltndt"])
def test_day_of_collection_may_be_given(world: World, name: str) -> None:
    """The day is a day, a moment or milliseconds, under either spelling (Execute Collection; Postman collection)."""
    number = sign(world)
    for date in (*GOOD_DATES, "1505570400000"):
        charge(world, number)
        day: dict[str, Any] = {name: date}
        answer = collect(world, **day, prenotify="true")
        assert NOTHING != answer


@requires("control")
@shows("collectTransactions", 400, "err_missing_params")
@shows("collectTransactions", 400, "err_invalid_ct")
@shows("collectTransactions", 400, "err_no_such_ct")
@shows("collectTransactions", 400, "err_invalid_date")
@shows("collectTransactions", 400, "err_invalid_params")
@shows("downloadCollection", 400, "err_missing_params")
@shows("downloadCollection", 400, "err_invalid_ct")
@shows("downloadCollection", 400, "err_no_such_ct")
@shows("downloadCollection", 400, "err_invalid_date")
@shows("downloadCollection", 400, "err_invalid_params")
def test_collection_is_checked(world: World) -> None:
    """A collection with a parameter that is missing or wrong takes nothing (Execute Collection; assumed: statuses)."""
    id_ = charge(world, sign(world))
    good = {"ct": template_of(world.first)}
    for operation in COLLECTS:
        world.call(operation, form={}, expect=MISSING)
        for template in BAD_TEMPLATES:
            world.call(operation, form={"ct": template}, expect=(400, "err_invalid_ct"))
        world.call(operation, form={"ct": UNKNOWN_TEMPLATE}, expect=NO_TEMPLATE)
        for date in (*BAD_DATES, "150557040000"):
            world.call(operation, form={**good, "colltndt": date}, expect=(400, "err_invalid_date"))
        for value in BAD_BOOLEANS:
            world.call(operation, form={**good, "prenotify": value}, expect=INVALID)
    batch = collect(world)["frstMsgId"]
    assert (id_,) == knowledge_of(world).money.batches[batch].members


@requires("control")
def test_night_collects_what_is_open(world: World) -> None:
    """What nobody collected is collected in the night (New transaction: automatically)."""
    number = sign(world)
    id_ = charge(world, number)
    assert 1 == let_night_pass(world)
    assert ["PAID"] == [entry["state"] for entry in find(world, id_)]
    (batch,) = payments(world, detail="true")
    assert [number] == [entry["mandateRef"] for entry in batch["Entries"]]
    assert NOTHING == collect(world)


# --- files ----------------------------------------------------------------------------------------------------------


def _download(world: World, **changes: str) -> list[files.BankFile]:
    form = {"ct": template_of(world.first), **changes}
    reply = world.call("downloadCollection", form=form, expect=200)
    assert "application/zip" == reply.headers["content-type"].partition(";")[0]
    return files.bank_files(reply.exchange)


@requires("control", "b2b_template_id")
@shows("downloadCollection", 200)
def test_files_hold_the_collection(world: World) -> None:
    """The archive has a file of first and one of later collections, each with its sums (Download collection files)."""
    old, new = sign(world), sign(world)
    charge(world, old)
    collect(world)
    for number, amount in ((old, "12.34"), (old, "0.01"), (new, "100")):
        charge(world, number, amount=amount)
    found = {each.kinds: each for each in _download(world)}
    assert {("FRST",), ("RCUR",)} == set(found)
    later, first = found["RCUR",], found["FRST",]
    assert [[old, old], [new]] == [[entry.mandate for entry in each.entries] for each in (later, first)]
    assert [("2", "12.35"), ("1", "100.00")] == [each.totals[0][:2] for each in (later, first)]
    (batch,) = payments(world, id=first.id)
    assert [1, 100] == [batch["tx"], batch["amount"]]


@requires("control")
@shows("downloadCollection", 400, "err_invalid_state")
def test_nothing_open_is_no_archive(world: World) -> None:
    """Without anything to collect there is no archive (Postman collection: 400; assumed: code)."""
    form = {"ct": template_of(world.first)}
    world.call("downloadCollection", form=form, expect=NOTHING_OPEN)
    charge(world, sign(world))
    _download(world)
    world.call("downloadCollection", form=form, expect=NOTHING_OPEN)
    assert NOTHING == collect(world)


@requires("control")
def test_files_name_their_day(world: World) -> None:
    """The day of collection that was asked for stands in the file (Download collection file(s): colltndt)."""
    charge(world, sign(world))
    form = {"ct": template_of(world.first), "colltndt": "2017-10-01"}
    reply = world.call("downloadCollection", form=form, expect=200)
    contents, _ = files.open_archive(reply.exchange.response_body)
    assert [True] == [b"2017-10-01" in content for content in contents.values()]


@requires("control")
def test_files_carry_odd_names(world: World) -> None:
    """A debtor with a name that XML has to escape still makes a good file (Download collection files)."""
    for name in ("<b>&amp;</b>", "Екатерина", "\N{DANCER}\x01", "x" * 140):
        charge(world, sign(world, companyName=name))
    (file,) = _download(world)
    assert 4 == len(file.entries)


@requires("control")
def test_files_are_of_some_mandates(world: World) -> None:
    """With a mandate number the file holds that mandate alone (Download collection file(s): mndtId)."""
    first, second = sign(world), sign(world)
    for number in (first, second):
        charge(world, number)
    (file,) = _download(world, mndtId=second)
    assert [second] == [entry.mandate for entry in file.entries]
    assert as_creditor(world.first).template_id == knowledge_of(world).money.batches[file.id].template


@requires("control", "b2b_template_id")
def test_direct_debits_say_what_their_mandates_say(world: World) -> None:
    """Account, scheme, signature and creditor of a direct debit are those of its mandate (ISO 20022, pain.008)."""
    core = sign(world, iban=OTHER_IBAN, bic="ABNANL2A", signDate="2017-08-15T22:30:00Z")
    moved = sign(world)
    world.call("updateMandate", form={"mndtId": moved, "iban": "DE89370400440532013000", "bic": "COBADEFF"})
    b2b = other_template(world, "b2b_template_id")
    business = sign(world, ct=b2b, iban="BE16645348971174")
    let_bank_decide(world, business, accepted=True)
    for number in (core, moved, business):
        read(world, number)
        charge(world, number, message=f"to {number}")
        charge(world, number, message=f"to {number} again")
    entries = [entry for template in (template_of(world.first), b2b) for entry in _entries(world, template)]
    assert sorted([core, core, moved, moved, business, business]) == sorted(entry.mandate for entry in entries)
    assert {core: OTHER_IBAN, moved: "DE89370400440532013000", business: "BE16645348971174"} == {
        entry.mandate: entry.iban for entry in entries
    }
    assert {"CORE": {core, moved}, "B2B": {business}} == {
        name: {entry.mandate for entry in entries if entry.instrument == name} for name in ("CORE", "B2B")
    }


def _entries(world: World, template: str) -> list[files.BankEntry]:
    """The direct debits of a collection, which its batch shows under the same identifications."""
    (file,) = _download(world, ct=template, colltndt="2017-10-02")
    (batch,) = payments(world, id=file.id)
    assert {entry.end_to_end for entry in file.entries} == {entry["e2eid"] for entry in batch["Entries"]}
    return list(file.entries)


@requires("control")
def test_sum_of_a_batch_is_exact(world: World) -> None:
    """A sum has two decimals like its parts, and no remainder of binary fractions (Status collection: amount)."""
    number = sign(world)
    for amount in ("0.10", "0.20"):
        charge(world, number, amount=amount)
    (batch,) = payments(world, id=collect(world)["frstMsgId"])
    assert 0.3 == batch["amount"]


@requires("control")
def test_batches_of_a_collection_are_told_apart(world: World) -> None:
    """Two batches of one collection have identifications of their own, in the payments too (Status collection)."""
    old = sign(world)
    charge(world, old)
    collect(world)
    for number in (old, sign(world)):
        charge(world, number)
    made = collect(world)
    batches = [shown for id_ in made.values() for shown in payments(world, id=id_)]
    assert 2 == len({shown["pmtinfid"] for shown in batches})


@requires("control")
def test_first_collection_that_failed_was_the_first(world: World) -> None:
    """What follows a first collection is a later one, even if the bank refused it (Execute Collection; assumed)."""
    number = sign(world)
    charge(world, number, amount="22.00")
    assert collect(world)["frstMsgId"]
    let_bank_answer(world)
    charge(world, number)
    made = collect(world)
    assert [None, True] == [made["frstMsgId"], bool(made["rcurMsgId"])]
