"""The three feeds of the Twikey sandbox: they show what is new, once, and go back on demand."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import twikey_world
from tests.twikey_looks import drain, numbers, paid, sign_three
from tests.twikey_world import CT, FIRST_TOKEN, SECOND_TOKEN, World, code, document, mandate_message


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from twikey_world.settled()


def page(world: World, size: str, **headers: str) -> list[str]:
    """Return the mandate numbers of a page."""
    return numbers(world.get("/mandate", {"chunkSize": size}, **headers).json()["Messages"])


def test_mandate_feed_drains_in_pages(world: World) -> None:
    """Each call goes on where the last one ended; then there is nothing, until something happens."""
    sign_three(world)
    assert page(world, "2") == world.more[:2]
    assert page(world, "2") == world.more[2:]
    assert page(world, "2") == []
    world.cancel(world.more[0])
    assert drain(world) == [world.more[0]]


def test_mandate_feed_tells_when_it_was_made(world: World) -> None:
    """The header has the time of the answer, each message that of its event."""
    world.sign()
    world.advance(60)
    shown = world.get("/mandate").json()
    assert shown["GrpHdr"] == {"CreDtTm": "2017-09-16T14:01:00Z"}
    assert shown["Messages"][0]["EvtTime"] == "2017-09-16T14:00:00Z"


def test_message_shows_the_mandate_as_it_was(world: World) -> None:
    """A later change does not rewrite what was said before."""
    world.post("/mandate/update", {"mndtId": world.signed, "city": "Aalst"})
    world.post("/mandate/update", {"mndtId": world.signed, "city": "Brugge"})
    towns = [each["Mndt"]["Dbtr"]["PstlAdr"]["TwnNm"] for each in world.feed(X_RESET="2000-01-01T00:00:00Z")]
    assert towns == ["Gent", "Aalst", "Brugge"]


@pytest.mark.parametrize(
    ("size", "shown"), [("1", 1), ("99", 99), ("100", 100), ("101", 100), ("9" * 30, 100), ("", 100)]
)
def test_page_has_at_most_a_hundred_messages(world: World, size: str, shown: int) -> None:
    """A larger chunkSize counts as a hundred, which is also the default."""
    for _ in range(101):
        world.post("/mandate/update", {"mndtId": world.signed, "city": "Aalst"})
    assert len(page(world, size)) == shown


@pytest.mark.parametrize("size", ["0", "-1", "1.5", "many", "\u0661", "007", "00"])
def test_chunk_size_is_checked(world: World, size: str) -> None:
    """It is an integer above zero without leading zeros; a refusal moves nothing."""
    sign_three(world)
    assert code(world.get("/mandate", {"chunkSize": size})) == "err_invalid_params"
    assert drain(world) == world.more


def test_cursor_belongs_to_the_merchant(world: World) -> None:
    """Two sessions of a merchant share it, two merchants do not."""
    sign_three(world)
    other, foreign = world.session_of(FIRST_TOKEN), world.session_of(SECOND_TOKEN)
    assert page(world, "2") == world.more[:2]
    assert numbers(world.call("GET", "/mandate", session=other).json()["Messages"]) == world.more[2:]
    number = world.sign(session=foreign, ct="1423")
    assert world.feed() == []
    assert numbers(world.call("GET", "/mandate", session=foreign).json()["Messages"]) == [number]


@pytest.mark.parametrize(
    ("reset", "first"),
    [
        ("2017-09-16T14:00:00Z", 0),
        ("2017-09-16T14:10:00Z", 1),
        ("2017-09-16T14:10:00.000Z", 1),
        ("2017-09-16T14:10:00.000000001Z", 1),
        ("2017-09-16T14:10:01Z", 2),
        ("2000-01-01T00:00:00Z", 0),
        ("SBXA1", 0),
        ("SBXA4", 2),
        ("SBXA2", 1),
        ("2017-09-17T00:00:00Z", 4),
    ],
)
def test_reset_goes_back_to_a_time_or_a_mandate(world: World, reset: str, first: int) -> None:
    """The same answer begins there, its second included, and the next call goes on from it."""
    # The first mandate was signed at 14:00, an invitation (SBXA2) prepared with it; three more follow.
    for _ in range(3):
        world.advance(600)
        world.more.append(world.sign())
    world.feed()
    everything = [world.signed, *world.more]
    assert page(world, "1", X_RESET=reset) == everything[first : first + 1]
    assert drain(world) == everything[first + 1 :]


@pytest.mark.parametrize(
    "reset",
    [
        *("true", "NOBODY", "2017-13-01T00:00:00Z", "2017-09-16 14:00:00", "1505570400000"),
        *("2017-09-16", "2017-09-16T14:00:00", "2017-09-16T16:00:00+02:00", "2017-09-16T14:00:00z"),
    ],
)
def test_reset_is_checked(world: World, reset: str) -> None:
    """What is neither a time in UTC nor a known number is refused, and moves nothing; the others take times only."""
    sign_three(world)
    assert code(world.get("/mandate", X_RESET=reset)) == "err_invalid_params"
    assert drain(world) == world.more
    for path in ("/transaction", "/payment"):
        assert code(world.get(path, X_RESET=reset)) == "err_invalid_params"
        assert code(world.get(path, X_RESET=world.signed)) == "err_invalid_params"


def test_transaction_feed_shows_what_the_bank_said(world: World) -> None:
    """Paid and refused ones, with times; the reason only where there is one."""
    paid(world)
    good, bad = world.updates()
    assert good == {
        "id": world.ids[0],
        "contractId": good["contractId"],
        "mndtId": world.signed,
        "contract": "Algemene voorwaarden",
        "amount": 50.0,
        "msg": "Monthly payment",
        "place": None,
        "ref": "good",
        "reqcolldt": None,
        "state": "PAID",
        "final": True,
        "bkdate": "2017-09-16T14:00:00Z",
    }
    assert [bad[name] for name in ("state", "final", "bkerror", "bkmsg")] == [
        "ERROR",
        False,
        "AM04",
        "Insufficient funds",
    ]
    assert world.updates() == []


def test_transaction_is_shown_once_with_its_last_news(world: World) -> None:
    """Two answers of the bank between two calls are one entry; a later one is another."""
    paid(world)
    world.event("bank-answers", id=world.ids[1], code="PAID")
    states = {each["id"]: each["state"] for each in world.updates()}
    assert states == {world.ids[0]: "PAID", world.ids[1]: "PAID"}
    assert world.updates() == []


def test_payment_feed_shows_collections_with_news(world: World) -> None:
    """Without detail the heads only; the entries have days and lower case."""
    paid(world)
    payment_id = f"Twikey-20170916140000{world.batch % 1000:03d}"
    assert world.payments() == [{"id": world.batch, "pmtinfid": payment_id, "tx": 2, "amount": 57.5}]
    assert world.payments() == []
    (shown,) = world.payments({"detail": "false"}, X_RESET="2017-09-16T14:00:00Z")
    good, bad = shown["Entries"]
    assert good == {
        "e2eid": good["e2eid"],
        "amount": 50.0,
        "contractId": good["contractId"],
        "mandateRef": world.signed,
        "contract": "Algemene voorwaarden",
        "msg": "Monthly payment",
        "final": True,
        "state": "paid",
        "bkamount": 50.0,
        "bkdate": "2017-09-16",
        "bkerror": None,
        "txid": world.ids[0],
    }
    assert [bad[name] for name in ("state", "final", "bkerror")] == ["error", False, "AM04"]


@pytest.mark.parametrize("says", ["true", "false", "1", "yes", "maybe", " ", "\u00e9"])
def test_detail_counts_by_being_there(world: World, says: str) -> None:
    """Any value asks for the entries, "regardless of its value"; an empty one is an absent one."""
    paid(world)
    (shown,) = world.payments({"detail": says})
    assert [each["txid"] for each in shown["Entries"]] == world.ids
    (shown,) = world.payments({"detail": ""}, X_RESET="2017-09-16T00:00:00Z")
    assert "Entries" not in shown


def test_mandate_feed_says_where_it_stands(world: World) -> None:
    """X-LAST comes with every page, in both forms, and stays when nothing is new: a client cannot do without."""
    sign_three(world)
    places = [world.get("/mandate", {"chunkSize": size}).headers["x-last"] for size in ("1", "2", "3")]
    places.append(world.get("/mandate", Accept="application/xml").headers["x-last"])
    assert len(set(places[:2])) == 2
    assert places[1] == places[2] == places[3]


def test_number_in_lower_case_can_be_gone_back_to(tmp_path: Path) -> None:
    """A template may number its mandates as the provider's published example does, and an import may change them."""
    path = tmp_path / "merchants.json"
    templates = [{"number": int(CT), "letters": "Comp"}]
    path.write_text(json.dumps([{"name": "first", "api_token": FIRST_TOKEN, "templates": templates}]))
    made = World(path)
    made.settle_down()
    assert made.signed == "Comp1"
    assert numbers(made.feed(X_RESET="Comp1")) == ["Comp1"]
    change = document(mandate_message("Comp1", RfrdDoc="C-2"))
    assert made.post("/mandate", change).status_code == 204
    assert made.feed()[0]["Mndt"]["RfrdDoc"] == "C-2"
    assert code(made.post("/mandate", document(mandate_message("Comp99")))) == "err_invalid_input"


def test_collection_can_be_read_at_any_time(world: World) -> None:
    """With its id a collection shows its entries, open ones included; an unknown id shows nothing."""
    world.added()
    number = world.collect()["frstMsgId"]
    assert world.payments() == []
    (shown,) = world.payments({"id": number})
    assert [shown["id"], shown["tx"], shown["amount"]] == [int(number), 1, 50.0]
    (entry,) = shown["Entries"]
    assert (entry["state"], entry["final"], "bkdate" in entry) == ("open", False, False)
    assert world.payments({"id": "1"}) == []
    assert code(world.get("/payment", {"id": "x"})) == "err_invalid_params"


@pytest.mark.parametrize(
    ("first", "second"), [("/transaction", "/payment"), ("/payment", "/transaction"), ("/payment", "/payment")]
)
def test_both_feeds_share_what_is_new(world: World, first: str, second: str) -> None:
    """What one has shown is not new in the other; going back brings it back for both."""
    paid(world)
    assert [*world.get(first).json().values()] != [[]]
    assert [*world.get(second).json().values()] == [[]]
    assert [*world.get(second, X_RESET="2017-09-16T00:00:00Z").json().values()] != [[]]
    assert [*world.get(first).json().values()] == [[]]


def test_reading_one_collection_leaves_the_news_of_others(world: World) -> None:
    """Only what was shown is no news any more."""
    paid(world)
    world.added(ref="third")
    other = world.collect()["rcurMsgId"]
    world.event("bank-answers")
    assert len(world.payments({"id": other})) == 1
    assert sorted(str(each["ref"]) for each in world.updates()) == ["bad", "good"]


def test_bank_answers_of_itself_after_five_minutes(world: World) -> None:
    """Nothing before, everything after, dated when the five minutes were over."""
    world.added()
    world.collect()
    world.advance(299)
    assert world.updates() == []
    world.advance(100)
    (entry,) = world.updates()
    assert (entry["state"], entry["bkdate"]) == ("PAID", "2017-09-16T14:05:00Z")
