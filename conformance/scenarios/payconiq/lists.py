"""The list of transactions: pages, filters, and its two forms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import UNKNOWN_ID, Place, enrol, fail, ids_of, page, path_of, pay
from conformance.scenarios.payconiq.text import name_case

LISTS = ("getTransactions", "searchTransactions")
BAD = (400, "R999")


def _pay_often(world: World, place: Place, count: int) -> list[str]:
    """Newest first."""
    return [pay(world, place, amount=number) for number in range(1, count + 1)][::-1]


def _list(world: World, operation: str, query: dict[str, object], **filters: object) -> list[str]:
    arguments: dict[str, Any] = {"body": filters} if filters else {}
    return ids_of(world.call(operation, path=path_of(world.first), query=query, **arguments, expect=200).json)


def _both(world: World, query: dict[str, object], **filters: object) -> list[str]:
    """Ids on a page, which both forms of the list must show alike."""
    got, searched = (_list(world, operation, query, **filters) for operation in LISTS)
    assert got == searched, "the two forms of the list differ"
    return got


@requires("control")
@shows("getTransactions", 200)
@shows("searchTransactions", 200)
def test_pages_walk_over_everything_once(world: World) -> None:
    """Pages of any size from 1 on give each transaction once, newest first (Get Transactions: limit, offset)."""
    newest_first = _pay_often(world, enrol(world), 27)
    for limit in (100, 27, 26, 25, 13, 7, 1):
        walked: list[str] = []
        for number in range(1, -(-27 // limit) + 1):
            came = _both(world, {"limit": limit, "offset": number})
            assert newest_first[(number - 1) * limit : number * limit] == came
            walked += came
        assert newest_first == walked
        assert [] == _both(world, {"limit": limit, "offset": -(-27 // limit) + 1})


@requires("control")
def test_pages_have_defaults(world: World) -> None:
    """Without limit a page holds 25, without offset it is the first (Get Transactions; assumed: 0 is the first)."""
    newest_first = _pay_often(world, enrol(world), 27)
    assert newest_first[:25] == _both(world, {})
    assert newest_first[25:] == _both(world, {"offset": 2})
    assert newest_first[:5] == _both(world, {"limit": 5})
    for first in (0, 1, "00", "01"):
        assert newest_first[:5] == _both(world, {"limit": 5, "offset": first})


@requires("control")
@pytest.mark.parametrize("limit", [100, 101, 1000, 2**31 - 1, 2**31, 10**18])
def test_large_limit_gives_everything(world: World, limit: int) -> None:
    """A limit above the number of transactions gives them all (no largest limit is documented)."""
    assert _pay_often(world, enrol(world), 3) == _both(world, {"limit": limit})


@requires("control")
@pytest.mark.parametrize("offset", [2, 1000, 2**31, 10**18])
def test_page_past_the_end_is_empty(world: World, offset: int) -> None:
    """Past the last transaction a page is empty (assumed)."""
    _pay_often(world, enrol(world), 3)
    assert [] == _both(world, {"limit": 3, "offset": offset})


@requires("control")
def test_hundred_fit_on_a_page(world: World) -> None:
    """A page of 100 holds 100 (the demo-dashboard asks for as many)."""
    newest_first = _pay_often(world, enrol(world), 102)
    assert newest_first[:100] == _list(world, "searchTransactions", {"limit": 100, "offset": 0})
    assert newest_first[100:] == _list(world, "getTransactions", {"limit": 100, "offset": 2})


@requires("control")
def test_partner_without_transactions_has_an_empty_list(world: World) -> None:
    """Where nothing was collected the list is empty, whatever is asked for (Get Transactions)."""
    assert [] == _both(world, {})
    enrol(world)
    assert [] == _both(world, {"limit": 1, "offset": 3}, status="SUCCEEDED")


BAD_PAGES: list[dict[str, str]] = [
    *({"limit": limit} for limit in ("0", "-1", "all", "1.0", "1e2", "", "+1", "\u0661", " 1")),
    *({"offset": offset} for offset in ("-1", "first", "1.5", "", "+1", "0x1")),
]
_BAD_MOMENTS: tuple[Any, ...] = ("yesterday", "2016-04-01", "2016-04-01T00:00:00", "2016-02-30T00:00:00Z", "", 1.5, [])
BAD_FILTERS: list[dict[str, Any]] = [
    *({name: moment} for name in ("from", "to") for moment in _BAD_MOMENTS),
    *({"status": status} for status in ("PENDING", "succeeded", "", "1")),
    *({"sddStatus": status} for status in ("REJECTED", "SUBMITTTED", "submited", "")),
    *({name: 1} for name in ("status", "sddStatus", "originId")),
    *({name: []} for name in ("status", "sddStatus", "originId")),
]


@requires("control")
@shows("getTransactions", 400, "R999")
@shows("searchTransactions", 400, "R999")
@pytest.mark.parametrize("query", BAD_PAGES, ids=name_case)
def test_page_is_refused(world: World, query: dict[str, str]) -> None:
    """Limit and offset are whole numbers (Get Transactions; assumed: R999)."""
    for operation in LISTS:
        world.call(operation, path=path_of(world.first), query=query, expect=BAD)


@requires("control")
@pytest.mark.parametrize("filters", BAD_FILTERS, ids=name_case)
def test_filter_is_refused(world: World, filters: dict[str, Any]) -> None:
    """A filter that is none is not passed over (Get Transactions; assumed: R999)."""
    for operation in LISTS:
        world.call(operation, path=path_of(world.first), body=filters, expect=BAD)


@requires("control")
def test_empty_filter_filters_nothing(world: World) -> None:
    """No body, an empty one, null and members that nobody knows filter nothing (assumed)."""
    newest_first = _pay_often(world, enrol(world), 3)
    nulls = dict.fromkeys(("from", "to", "status", "sddStatus", "originId"))
    bodies: tuple[Any, ...] = ({}, nulls, {"amount": 1, "limit": 1})
    nothing: list[dict[str, Any]] = [{}, {"content": b""}, *({"body": body} for body in bodies)]
    for operation in LISTS:
        for arguments in nothing:
            reply = world.call(operation, path=path_of(world.first), **arguments, expect=200)
            assert newest_first == ids_of(reply.json)
        query = {"page": 7, "size": 1, "status": "FAILED", "originId": UNKNOWN_ID}
        assert newest_first == _list(world, operation, query)


@requires("control")
def test_first_of_repeated_parameters_counts(world: World) -> None:
    """Of a parameter that comes twice the first one counts (assumed)."""
    newest_first = _pay_often(world, enrol(world), 5)
    assert newest_first[2:4] == _both(world, {"limit": [2, 4], "offset": [2, 1]})


# --- filters --------------------------------------------------------------------------------------------------------


@requires("control")
def test_status_filters(world: World) -> None:
    """Status and sddStatus each filter by themselves, and together (Get Transactions; assumed: SUBMITTED)."""
    place = enrol(world)
    plain, submitted, *failed = (pay(world, place) for _ in range(5))
    world.control.event("direct-debit-submitted", transactionId=submitted)
    for transaction, status in zip(failed, ("EXCEPTION", "REJECTED_OSR", "REJECTED_CAMT"), strict=True):
        fail(world, transaction, status=status)
        assert [transaction] == _both(world, {}, sddStatus=status)
        assert [transaction] == _both(world, {}, sddStatus=status, status="FAILED")
        assert [] == _both(world, {}, sddStatus=status, status="SUCCEEDED")
    assert failed[::-1] == _both(world, {}, status="FAILED")
    assert [submitted, plain] == _both(world, {}, status="SUCCEEDED")
    for spelling in ("SUBMITED", "SUBMITTED"):
        assert [submitted] == _both(world, {}, sddStatus=spelling)
        assert [submitted] == _both(world, {}, sddStatus=spelling, status="SUCCEEDED")


@requires("control")
def test_replay_moves_between_filters(world: World) -> None:
    """A transaction is found by the status that it has now (Get Transactions)."""
    place = enrol(world)
    transaction = pay(world, place)
    fail(world, transaction)
    world.call("replayDirectDebit", path=place.of_transaction(transaction), expect=200)
    assert [[], [transaction]] == [_both(world, {}, status=each) for each in ("FAILED", "SUCCEEDED")]
    assert [[], [transaction]] == [_both(world, {}, sddStatus=each) for each in ("REJECTED_CAMT", "SUBMITED")]


@requires("control")
def test_customer_filters(world: World) -> None:
    """A list may be of one customer; one who does not exist has paid nothing (Get Transactions; assumed: originId)."""
    places = [enrol(world) for _ in range(3)]
    paid = [pay(world, places[number % 2]) for number in range(6)]
    for number in range(2):
        assert paid[number::2][::-1] == _both(world, {}, originId=places[number].customer)
    for nobody in (places[2].customer, UNKNOWN_ID, "none", "", places[0].customer.upper()):
        assert [] == _both(world, {}, originId=nobody)


def _times(world: World) -> list[int]:
    """Pay four times, a minute apart; when, newest first."""
    place = enrol(world)
    for _ in range(4):
        pay(world, place)
        world.advance(60)
    return [each["creationDate"] for each in page(world)]


def _iso(time_ms: int, *, offset_h: int | None = None) -> str:
    """ISO 8601 with milliseconds: in UTC with a Z, or with an offset."""
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=time_ms)
    if offset_h is None:
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return moment.astimezone(timezone(timedelta(hours=offset_h))).isoformat(timespec="milliseconds")


@requires("control")
@pytest.mark.parametrize("form", ["number", "digits", "zulu", "east", "west"])
def test_dates_filter(world: World, form: str) -> None:
    """From and to each filter by the time of creation, which is included (Get Transactions; assumed: included)."""
    times = _times(world)
    write: Any = {
        "number": int,
        "digits": str,
        "zulu": _iso,
        "east": lambda time_ms: _iso(time_ms, offset_h=2),
        "west": lambda time_ms: _iso(time_ms, offset_h=-5),
    }[form]
    newest_first = _both(world, {})
    for at, time_ms in enumerate(times):
        assert newest_first[: at + 1] == _both(world, {}, **{"from": write(time_ms)})
        assert newest_first[:at] == _both(world, {}, **{"from": write(time_ms + 1)})
        assert newest_first[at:] == _both(world, {}, to=write(time_ms))
        assert newest_first[at + 1 :] == _both(world, {}, to=write(time_ms - 1))
        assert [newest_first[at]] == _both(world, {}, **{"from": write(time_ms), "to": write(time_ms)})
    assert newest_first[1:3] == _both(world, {}, **{"from": write(times[2]), "to": write(times[1])})
    assert [] == _both(world, {}, **{"from": write(times[0]), "to": write(times[3])})


@requires("control")
def test_dates_may_be_far_away(world: World) -> None:
    """A period may begin with the epoch and end in a thousand years (Get Transactions: unix timestamp)."""
    newest_first = _pay_often(world, enrol(world), 2)
    assert newest_first == _both(world, {}, **{"from": 0, "to": 10**15})
    assert [] == _both(world, {}, **{"from": 10**15})
    assert [] == _both(world, {}, to=0)
    assert newest_first == _both(world, {}, **{"from": "1970-01-01T00:00:00Z", "to": "9999-12-31T23:59:59.999999Z"})


@requires("control")
def test_filters_and_pages_work_together(world: World) -> None:
    """Limit and offset count what the filters leave over (Get Transactions)."""
    places = [enrol(world) for _ in range(2)]
    paid = [pay(world, places[number % 2]) for number in range(14)]
    mine = paid[::2][::-1]
    for limit, number in ((2, 1), (2, 2), (3, 3), (7, 1), (7, 2)):
        expected = mine[(number - 1) * limit : number * limit]
        assert expected == _both(world, {"limit": limit, "offset": number}, originId=places[0].customer)


@requires("control")
def test_filters_all_count(world: World) -> None:
    """Of several filters each one counts, with pages too (Get Transactions: from-to, customer ID and status)."""
    places = [enrol(world) for _ in range(2)]
    paid = []
    for number in range(8):
        paid.append(pay(world, places[number % 2]))
        world.advance(60)
    for number in (2, 3, 4, 7):
        fail(world, paid[number], status="EXCEPTION" if number == 4 else "REJECTED_OSR")
    times = {each["_id"]: each["creationDate"] for each in page(world)}
    begin, end, mine = times[paid[2]], times[paid[5]], places[0].customer
    for numbers, filters in (
        ([4, 2], {"originId": mine, "status": "FAILED"}),
        ([2], {"originId": mine, "sddStatus": "REJECTED_OSR"}),
        ([6, 4, 2], {"originId": mine, "from": begin}),
        ([4, 2, 0], {"originId": mine, "to": end}),
        ([4, 3, 2], {"status": "FAILED", "to": end}),
        ([7, 3], {"sddStatus": "REJECTED_OSR", "from": begin + 1}),
        ([5], {"status": "SUCCEEDED", "from": begin, "to": end}),
        ([2], {"originId": mine, "status": "FAILED", "sddStatus": "REJECTED_OSR", "from": begin, "to": end}),
    ):
        wanted = [paid[number] for number in numbers]
        assert wanted == _both(world, {}, **filters)
        assert wanted[1:2] == _both(world, {"limit": 1, "offset": 2}, **filters)


@requires("control")
def test_dates_are_those_of_creation(world: World) -> None:
    """From and to ask when a transaction was created, whenever its direct debit was (Get Transactions; assumed)."""
    transaction = pay(world, enrol(world))
    created = page(world)[0]["creationDate"]
    world.advance(86_400)
    world.control.event("direct-debit-submitted", transactionId=transaction)
    assert [transaction] == _both(world, {}, to=created)
    assert [] == _both(world, {}, **{"from": created + 1})


@requires("control")
def test_list_is_newest_first_over_days(world: World) -> None:
    """What was created last comes first (assumed)."""
    place = enrol(world)
    paid = []
    for _ in range(3):
        paid += [pay(world, place), pay(world, place)]
        world.advance(86_400)
    assert paid[::-1] == _both(world, {})
