"""What the bank says of collected transactions, and how the two feeds tell it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.providers.twikey.facts import NOT_FINAL
from conformance.providers.twikey.money import REASONS
from conformance.scenario import World, requires
from conformance.scenarios.twikey.creditor import (
    LATER,
    START,
    charge,
    collect,
    find,
    ids_of,
    let_bank_answer,
    moment,
    paid,
    payments,
    sign,
    updates,
    wait_for_bank,
)

PAID_AMOUNTS = ("0.99", "33", "33.00", "34.5", "1000")


def _state(entry: dict[str, Any]) -> tuple[Any, ...]:
    return entry["state"], entry["final"], entry.get("bkerror")


@requires("control")
@pytest.mark.parametrize("cents", ["00", "99"])
def test_amount_decides_what_the_bank_says(world: World, cents: str) -> None:
    """The bank of the test environment answers after five minutes, by the euros of the amount (Testdata)."""
    number = sign(world)
    ids = {charge(world, number, amount=f"{euros}.{cents}"): code for euros, code in REASONS.items()}
    good = [charge(world, number, amount=amount) for amount in PAID_AMOUNTS]
    collect(world)
    world.advance(298)
    assert {("OPEN", None, None)} == {
        (entry["state"], entry.get("final"), entry.get("bkerror")) for entry in find(world)
    }
    assert [] == updates(world)
    wait_for_bank(world)
    told = {entry["id"]: _state(entry) for entry in updates(world)}
    assert {id_: ("ERROR", code not in NOT_FINAL, code) for id_, code in ids.items()} == {id_: told[id_] for id_ in ids}
    assert {("PAID", True, None)} == {told[id_] for id_ in good}
    shown = {entry["id"]: _state(entry) for entry in find(world, *ids, *good)}
    assert told == shown


@requires("control")
def test_feed_tells_an_answer_once(world: World) -> None:
    """What the bank said is in the feed once, with its moment and its words (Get transaction feed)."""
    good, bad = paid(world, "50.00", "22.00")
    assert [good, bad] == ids_of(feed := updates(world))
    assert ["PAID", "ERROR"] == [entry["state"] for entry in feed]
    assert ["AC04", True] == [feed[1]["bkerror"], bool(feed[1]["bkmsg"])]
    assert [] == updates(world) == payments(world)


@requires("control")
def test_collected_is_not_answered(world: World) -> None:
    """What was collected is in no feed until the bank has said something (Payments)."""
    charge(world, sign(world))
    assert [] == updates(world)
    collect(world)
    assert [] == updates(world) == payments(world)


@requires("control")
@pytest.mark.parametrize("first", ["updates", "payments"])
def test_feed_that_asks_first_takes_the_news(world: World, first: str) -> None:
    """What one of the two feeds has told is hidden from the other (Swagger file of 2018; assumed: both ways)."""
    ids = paid(world, "50.00", "22.00")
    if first == "updates":
        assert ids == ids_of(updates(world))
    else:
        (batch,) = payments(world, detail="true")
        assert [("paid", True, None), ("error", True, "AC04")] == list(map(_state, batch["Entries"]))
    assert [] == updates(world)
    assert [] == payments(world)
    (more,) = paid(world, "33.00")
    assert [more] == ids_of(updates(world)) if first == "payments" else [1] == [b["tx"] for b in payments(world)]


@requires("control")
def test_payments_show_entries_when_asked(world: World) -> None:
    """Entries come with `detail`, whatever it says, or with `id`; without them the head alone (Status collection)."""
    before = moment(world)
    (id_,) = paid(world, "50.00")
    (head,) = payments(world)
    assert [1, 50.0, False] == [head["tx"], head["amount"], "Entries" in head]
    for says in ("true", "false", "1", "0", "yes", "2", "nonsense"):
        (batch,) = payments(world, reset=START, detail=says)
        assert 1 == len(batch["Entries"])
    (batch,) = payments(world, id=head["id"])
    (entry,) = batch["Entries"]
    assert ["paid", 50.0] == [entry["state"], entry["bkamount"]]
    assert before[:10] <= entry["bkdate"] <= moment(world)[:10]
    assert id_ == entry["txid"], "what clients of 2018 know a payment by"


@requires("control")
def test_batch_is_told_of_while_it_has_news(world: World) -> None:
    """A batch comes again when the bank says something more of it (Payments, per collection)."""
    number = sign(world)
    first, second = (charge(world, number) for _ in range(2))
    collect(world)
    for id_ in (first, second):
        let_bank_answer(world, id=id_, code="PAID")
        (batch,) = payments(world, detail="true")
        assert 2 == len(batch["Entries"])
        assert [] == payments(world)


@requires("control")
@pytest.mark.parametrize("code", sorted(NOT_FINAL))
def test_what_is_tried_again_may_still_be_paid(world: World, code: str) -> None:
    """After MS03 and AM04 the bank answers again, and the feed tells it again (Payments: final)."""
    number = sign(world)
    id_ = charge(world, number)
    collect(world)
    for answer, final in ((code, False), (code, False), ("PAID", True)):
        let_bank_answer(world, id=id_, code=answer)
        (entry,) = updates(world)
        assert [id_, final] == [entry["id"], entry["final"]]
    assert [] == updates(world)


@requires("control")
def test_news_add_up_until_somebody_reads(world: World) -> None:
    """Several answers of one transaction are one entry, the latest (Get transaction feed; assumed)."""
    id_ = charge(world, sign(world))
    collect(world)
    for answer in ("MS03", "AM04", "PAID"):
        let_bank_answer(world, id=id_, code=answer)
    assert [("PAID", True, None)] == [_state(entry) for entry in updates(world)]
    assert [] == updates(world)


@requires("control")
def test_no_number_of_news_is_too_many(world: World) -> None:
    """More than a hundred answers are all told, and a batch shows all of its entries (Get transaction feed)."""
    number = sign(world)
    ids = [charge(world, number, message=f"Part {part}", amount="33.00") for part in range(120)]
    id_ = collect(world)["frstMsgId"]
    let_bank_answer(world)
    found: list[int] = []
    while chunk := ids_of(updates(world)):
        found += chunk
    assert ids == found
    (batch,) = payments(world, id=id_)
    assert [120, 120, 3960] == [batch["tx"], len(batch["Entries"]), batch["amount"]]


# --- going back -----------------------------------------------------------------------------------------------------


@requires("control")
def test_transaction_feed_goes_back(world: World) -> None:
    """X-RESET gives everything from that moment on again, that second included, once more (Get transaction feed)."""
    ids = []
    for _ in range(3):
        ids += paid(world, "50.00")
        world.advance(1)
    feed = updates(world)
    assert ids == ids_of(feed)
    for place, entry in enumerate(feed):
        assert ids[place:] == ids_of(updates(world, reset=entry["bkdate"]))
        assert [] == updates(world)
    assert ids == ids_of(updates(world, reset=START))
    assert [] == updates(world, reset=LATER) == updates(world)


@requires("control")
def test_payment_feed_goes_back(world: World) -> None:
    """X-RESET gives every batch with news from that moment on again (Status collection: X-RESET)."""
    moments = []
    for _ in range(3):
        (id_,) = paid(world, "50.00")
        moments.append(find(world, id_)[0]["bkdate"])
        world.advance(1)
    everything = payments(world)
    assert 3 == len(everything)
    for place, since in enumerate(moments):
        assert everything[place:] == payments(world, reset=since)
        assert [] == payments(world)


@requires("control")
def test_feeds_of_the_bank_may_go_forward(world: World) -> None:
    """X-RESET with a moment to come leaves out what nobody has read yet (Get transaction feed: X-RESET; assumed)."""
    for read in (updates, payments):
        paid(world, "50.00")
        assert [] == read(world, reset=LATER)
        assert [] == updates(world) == payments(world)
        (more,) = paid(world, "33.00")
        assert [more] == ids_of(updates(world))


@requires("control")
def test_going_back_is_for_both_feeds(world: World) -> None:
    """The two feeds share what is new, so going back in one brings it back for the other as well (assumed)."""
    first, second = paid(world, "50.00"), paid(world, "22.00")
    assert 2 == len(updates(world))
    (batch,) = payments(world, reset=START)[:1]
    assert 1 == batch["tx"]
    assert [*first, *second] == ids_of(updates(world, reset=START))


# --- words ----------------------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("operation", ["getTransactionUpdates", "getTransactions"])
def test_reason_is_in_the_language_asked_for(world: World, operation: str) -> None:
    """The reason of the bank is told in the language of Accept-Language (Payments in Dutch, feed in English)."""
    (id_,) = paid(world, "22.00")
    words = {}
    for language in ("en", "nl", "fr", "de", "nl-BE", "xx", None):
        headers = {"Accept-Language": language, "X-RESET": START}
        query = {} if operation == "getTransactionUpdates" else {"id": id_}
        (entry,) = world.call(operation, query=query, headers=headers, expect=200).json["Entries"]
        words[language] = entry["bkmsg"]
    assert 4 == len(set(words.values()))
    assert words["nl"] == words["nl-BE"]
    assert words["en"] == words["xx"] == words[None]


@requires("control")
def test_times_and_days_are_told_apart(world: World) -> None:
    """`bkdate` is a moment in the transaction feed and a day in the payments (samples of both)."""
    number = sign(world)
    id_ = charge(world, number, reqcolldt="2017-09-23")
    collect(world)
    before = moment(world)
    let_bank_answer(world)
    (entry,) = updates(world)
    assert "2017-09-23T00:00:00Z" == entry["reqcolldt"]
    assert before <= entry["bkdate"] <= moment(world)
    (batch,) = payments(world, reset=START, detail="true")
    assert entry["bkdate"][:10] == batch["Entries"][0]["bkdate"]
    assert "2017-09-23" == find(world, id_)[0]["reqcolldt"]
