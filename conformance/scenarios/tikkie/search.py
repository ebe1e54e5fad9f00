"""The search: pages, order and dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.tikkie.account import Place, ask, enrol, enrol_user, page, tokens_of
from conformance.scenarios.tikkie.text import name_case

FAR_PAST, FAR_FUTURE = "2000-01-01T00:00:00Z", "2038-01-19T03:14:07Z"


def _ask_often(world: World, place: Place, count: int) -> list[str]:
    """Newest first."""
    return [ask(world, place, externalId=str(number)) for number in range(count)][::-1]


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@requires("control")
@shows("getUserPaymentRequests", 200)
def test_pages_walk_over_everything_once(world: World) -> None:
    """Pages of any size, one after the other, give each payment request once, newest first (offset and limit)."""
    place = enrol(world)
    newest_first = _ask_often(world, place, 26)
    for limit in (100, 27, 26, 25, 13, 7, 1):
        walked: list[str] = []
        for offset in range(0, 26, limit):
            answer = page(world, place, offset=offset, limit=limit)
            assert 26 == answer["totalElements"]
            walked += tokens_of(answer)
        assert newest_first == walked


@requires("control")
def test_offset_counts_records(world: World) -> None:
    """The offset is the index of a record, not of a page (Technical details: zero based index of the records)."""
    place = enrol(world)
    newest_first = _ask_often(world, place, 5)
    assert newest_first[3:5] == tokens_of(page(world, place, offset=3, limit=2))
    assert newest_first[4:] == tokens_of(page(world, place, offset=4, limit=2))


@requires("control")
@pytest.mark.parametrize("offset", [3, 4, 1000, 2**31 - 1])
def test_page_past_the_end_is_empty(world: World, offset: int) -> None:
    """Past the last record the page is empty and totalElements stays true (assumed)."""
    place = enrol(world)
    _ask_often(world, place, 3)
    answer = page(world, place, offset=offset)
    assert ([], 3) == (answer["paymentRequests"], answer["totalElements"])


@requires("control")
def test_user_without_requests_has_an_empty_page(world: World) -> None:
    """A new user has no payment requests, whatever the others of its platform have (GET User payment requests)."""
    place = enrol(world)
    _ask_often(world, place, 2)
    answer = page(world, enrol_user(world, place.platform))
    assert ([], 0) == (answer["paymentRequests"], answer["totalElements"])


@requires("control")
@pytest.mark.parametrize("limit", [99, 100, 101, 1000, 2**31 - 1])
def test_large_limit_gives_everything(world: World, limit: int) -> None:
    """A limit above the number of records gives them all (no largest limit is documented; clients use 100)."""
    place = enrol(world)
    assert _ask_often(world, place, 3) == tokens_of(page(world, place, limit=limit))


@requires("control")
def test_hundred_fit_on_a_page(world: World) -> None:
    """A page of 100 holds 100, and all are counted (no largest limit is documented; three clients ask for 100)."""
    place = enrol(world)
    newest_first = _ask_often(world, place, 103)
    for offset, limit in ((0, 100), (100, 100), (1, 101)):
        answer = page(world, place, offset=offset, limit=limit)
        assert (newest_first[offset : offset + limit], 103) == (tokens_of(answer), answer["totalElements"])


@requires("control")
@shows("getUserPaymentRequests", 400, "ERR_1100_005")
@pytest.mark.parametrize("missing", ["offset", "limit"])
def test_offset_and_limit_are_needed(world: World, missing: str) -> None:
    """A search without offset or without limit is refused (Technical details: both required, ERR_1100_005)."""
    place = enrol(world)
    query = {name: 1 for name in ("offset", "limit") if name != missing}
    expect = (400, "ERR_1100_005")
    reply = world.call("getUserPaymentRequests", path=place.under_user, query=query, expect=expect)
    assert missing in reply.json["errors"][0]["message"], "the message names the missing parameter"


@requires("control")
@shows("getUserPaymentRequests", 400, "ERR_1100_004")
@pytest.mark.parametrize(
    "query",
    [
        {"offset": "-1"},
        {"offset": "first"},
        {"offset": "1.5"},
        {"offset": ""},
        {"offset": "+1"},
        {"offset": "\u0661"},
        {"limit": "-1"},
        {"limit": "0"},
        {"limit": "all"},
        {"limit": "1e2"},
        {"fromDate": "2017-05-31"},
        {"fromDate": "2017-05-31T23:59:59"},
        {"fromDate": "2017-05-31T23:59:59+02:00"},
        {"fromDate": "2017-05-31 23:59:59Z"},
        {"fromDate": "2017-02-30T00:00:00Z"},
        {"fromDate": "2017-05-31T24:59:59Z"},
        {"fromDate": "1496275199000"},
        {"fromDate": "yesterday"},
        {"toDate": "2017-05-31T23:59:59+00:00"},
        {"toDate": "31-05-2017"},
        {"toDate": "2017-13-01T00:00:00Z"},
    ],
    ids=name_case,
)
def test_search_is_refused(world: World, query: dict[str, str]) -> None:
    """Offset and limit are numbers, dates are in UTC with a literal Z (GET User payment requests; Zulu only)."""
    place = enrol(world)
    ask(world, place)
    whole = {"offset": 0, "limit": 10, **query}
    world.call("getUserPaymentRequests", path=place.under_user, query=whole, expect=(400, "ERR_1100_004"))


@requires("control")
@pytest.mark.parametrize("name", ["offset", "limit"])
def test_repeated_parameter_is_answered(world: World, name: str) -> None:
    """A repeated parameter is taken or refused as invalid, nothing else (no text says which)."""
    place = enrol(world)
    ask(world, place)
    query = {"offset": 0, "limit": 10, name: [1, 2]}
    expect = frozenset({(200, None), (400, "ERR_1100_004")})
    world.call("getUserPaymentRequests", path=place.under_user, query=query, expect=expect)


@requires("control")
def test_unknown_parameter_is_ignored(world: World) -> None:
    """Query parameters that are not documented change nothing (assumed; page and size were sent in 2017)."""
    place = enrol(world)
    newest_first = _ask_often(world, place, 3)
    assert newest_first == tokens_of(page(world, place, page=1, size=1, status="CLOSED"))


@requires("control")
def test_dates_exclude_their_own_instant(world: World) -> None:
    """Created after fromDate and before toDate, at neither (Technical details: fromDate, toDate; assumed strict)."""
    place = enrol(world)
    newest_first: list[str] = []
    for _ in range(4):
        newest_first.insert(0, ask(world, place))
        world.advance(60)
    times = [datetime.fromisoformat(each["created"]) for each in page(world, place)["paymentRequests"]]
    tick = timedelta(milliseconds=1)
    for at, moment in enumerate(times):
        assert newest_first[:at] == tokens_of(page(world, place, fromDate=_zulu(moment)))
        assert newest_first[: at + 1] == tokens_of(page(world, place, fromDate=_zulu(moment - tick)))
        assert newest_first[at + 1 :] == tokens_of(page(world, place, toDate=_zulu(moment)))
        assert newest_first[at:] == tokens_of(page(world, place, toDate=_zulu(moment + tick)))
    both = page(world, place, fromDate=_zulu(times[3]), toDate=_zulu(times[0]))
    assert (newest_first[1:3], 2) == (tokens_of(both), both["totalElements"])


@requires("control")
def test_dates_may_have_fractions(world: World) -> None:
    """A date is taken with up to six decimals or none (assumed; responses have three)."""
    place = enrol(world)
    token = ask(world, place)
    created = datetime.fromisoformat(page(world, place)["paymentRequests"][0]["created"])
    whole = created.replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%S")
    for fraction in ("", ".0", ".00", ".000", ".000000", *(f".{tenth}" for tenth in range(10)), ".05", ".90", ".5000"):
        after = datetime.fromisoformat(f"{whole}{fraction}Z") < created
        assert ([token] if after else []) == tokens_of(page(world, place, fromDate=f"{whole}{fraction}Z"))
    microsecond = timedelta(microseconds=1)
    assert [token] == tokens_of(page(world, place, fromDate=_zulu(created - microsecond)))
    assert [] == tokens_of(page(world, place, fromDate=_zulu(created + microsecond)))


@requires("control")
def test_dates_and_pages_work_together(world: World) -> None:
    """Offset, limit and totalElements count what the dates leave over (GET User payment requests)."""
    place = enrol(world)
    _ask_often(world, place, 3)
    boundary = page(world, place)["paymentRequests"][0]["created"]
    world.advance(1)
    newest_first = _ask_often(world, place, 5)
    for offset, limit in ((1, 2), (0, 1), (4, 1), (4, 2), (0, 100)):
        answer = page(world, place, fromDate=boundary, offset=offset, limit=limit)
        assert (newest_first[offset : offset + limit], 5) == (tokens_of(answer), answer["totalElements"])


@requires("control")
@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ({"fromDate": FAR_PAST}, 2),
        ({"toDate": FAR_FUTURE}, 2),
        ({"fromDate": FAR_PAST, "toDate": FAR_FUTURE}, 2),
        ({"fromDate": FAR_FUTURE}, 0),
        ({"toDate": FAR_PAST}, 0),
        ({"fromDate": FAR_PAST, "toDate": FAR_PAST}, 0),
    ],
    ids=name_case,
)
def test_dates_filter(world: World, dates: dict[str, str], found: int) -> None:
    """Each date filters by itself and both together (Technical details: fromDate, toDate)."""
    place = enrol(world)
    _ask_often(world, place, 2)
    answer = page(world, place, **dates)
    assert (found, found) == (len(answer["paymentRequests"]), answer["totalElements"])


@requires("control")
@shows("getUserPaymentRequests", 400, "ERR_1100_003")
def test_reversed_period_is_refused(world: World) -> None:
    """A fromDate later than the toDate is a search that fails (Technical details: ERR_1100_003, assumed)."""
    place = enrol(world)
    ask(world, place)
    query = {"offset": 0, "limit": 10, "fromDate": FAR_FUTURE, "toDate": FAR_PAST}
    world.call("getUserPaymentRequests", path=place.under_user, query=query, expect=(400, "ERR_1100_003"))
