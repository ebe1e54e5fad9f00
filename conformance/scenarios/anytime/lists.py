"""Lists of accounts, of cards and of movements: pages, totals, days, and what of it is echoed."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from conformance.scenario import World, requires
from conformance.scenarios.anytime.clients import (
    BAD_ACCOUNT_PARAMETER,
    LISTS,
    REVERSED_DATES,
    UNKNOWN_ACCOUNT,
    deposit,
    of_account,
    open_account,
    order_card,
    page,
    pass_days,
    ready_account,
    send_money,
    shows_everywhere,
)
from conformance.scenarios.anytime.text import BAD_DATES, BAD_LIMITS, number

DATED = ("getAccountStatements", "getIbanStatements", "getCreditTransfers")
ENTRIES = {
    "getAccounts": ("accounts", "acc_id"),
    "getAccountCards": ("cards", "card_ref"),
    "getAccountStatements": ("transactions", "txid"),
    "getIbanStatements": ("transactions", "txid"),
    "getCreditTransfers": ("credit-transfers", "internal_id"),
}
"""List → its member with the entries, and the name of an entry."""
SIZE = 7
DAYS = ("2020-10-23", "2020-10-24", "2020-10-25", "2020-10-26", "2020-10-27")
PER_DAY = (1, 0, 3, 2, 1)
"""How many entries each of the days has."""
PAGES = ((0, 1), (0, 3), (3, 3), (6, 3), (2, 4), (5, 100), (7, 1), (8, 5), (1000, 1000))
"""Starts and numbers of pages of seven entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list with entries, and a way to look at pages of it."""

    world: World
    operation: str
    path: dict[str, str] | None

    def page(self, **query: Any) -> Any:
        """One page: its body."""
        return page(self.world, self.operation, self.path, **query)

    def names(self, **query: Any) -> list[str]:
        """The names of the entries on a page, in their order."""
        member, name = ENTRIES[self.operation]
        return [str(entry[name]) for entry in self.page(**query)[member]]

    def total(self, **query: Any) -> int:
        """What a page says of how much there is."""
        return number(self.page(**query)["total_results"])


def _fill(operation: str) -> Callable[[World, str], object]:
    match operation:
        case "getAccountCards":
            return lambda world, account: order_card(world, account, amount="1.00")
        case "getCreditTransfers":
            return lambda world, account: send_money(world, account, amount="1.00")
        case "getAccounts":
            return lambda world, _: open_account(world)
    return lambda world, account: deposit(world, account, "1.00")


def _made(world: World, operation: str, per_day: tuple[int, ...] = (SIZE,)) -> List:
    """A list with so many entries of each day."""
    world.reset(cards_per_account=SIZE)
    if operation == "getAccounts":
        made = List(world=world, operation=operation, path=None)
        for _ in range(SIZE - 2):  # an API user has two to begin with
            open_account(world)
        return made
    pays = operation in {"getAccountCards", "getCreditTransfers"}
    account = ready_account(world, amount="100.00" if pays else None)
    add = _fill(operation)
    for day, count in enumerate(per_day):
        if day:
            pass_days(world)
        for _ in range(count):
            add(world, account)
    return List(world=world, operation=operation, path=of_account(account))


@requires("control")
@pytest.mark.parametrize("operation", LISTS)
def test_pages_make_up_the_list(world: World, operation: str) -> None:
    """Pages neither overlap nor lose anything, whatever their size (Lists: limit_start, limit_number)."""
    made = _made(world, operation)
    everything = made.names()
    assert SIZE == len(set(everything)) == len(everything)
    for size in (1, 2, 3, 6, 7, 8):
        pages = [made.names(limit_start=start, limit_number=size) for start in range(0, SIZE, size)]
        assert everything == list(itertools.chain(*pages))
        assert all(len(each) == size for each in pages[:-1])
    for start, size in PAGES:
        assert everything[start : start + size] == made.names(limit_start=start, limit_number=size)
    assert everything[4:] == made.names(limit_start=4)
    assert everything[:4] == made.names(limit_number=4)


@requires("control")
@pytest.mark.parametrize("operation", LISTS)
def test_total_does_not_depend_on_the_page(world: World, operation: str) -> None:
    """The total counts everything, not only what is on the page (Lists: total_results without limit filters)."""
    made = _made(world, operation)
    assert SIZE == made.total()
    assert [SIZE] * len(PAGES) == [made.total(limit_start=start, limit_number=size) for start, size in PAGES]


@requires("control")
@pytest.mark.parametrize("operation", LISTS)
def test_filters_are_echoed(world: World, operation: str) -> None:
    """The answer repeats which page it is, and says the defaults 0 and 50 where nothing was asked (Lists: filters)."""
    made = _made(world, operation)
    for query in ({}, {"limit_start": 2}, {"limit_number": 3}, {"limit_start": 2, "limit_number": 3}):
        filters = made.page(**query)["filters"]
        expected = {"limit_start": 0, "limit_number": 50, **query}
        assert expected == {name: number(filters[name]) for name in expected}
        assert not {"date_start", "date_end"} & {name for name, value in filters.items() if value is not None}


@requires("control")
def test_first_fifty_are_shown(world: World) -> None:
    """Without limits a page has fifty entries at most (Lists: limit_number)."""
    account = ready_account(world, amount=None)
    for _ in range(52):
        deposit(world, account, "1.00")
    made = List(world=world, operation="getAccountStatements", path=of_account(account))
    assert [50, 2, 52] == [len(made.names()), len(made.names(limit_start=50)), len(made.names(limit_number=500))]
    assert 52 == made.total()


@requires("control")
@shows_everywhere(400, "4000210", LISTS)
def test_limits_are_whole_numbers(world: World) -> None:
    """A start is 0 or more and a number 1 or more, in digits (Lists; 4000210)."""
    for operation in LISTS:
        made = _made(world, operation)
        for value in BAD_LIMITS:
            world.call(operation, path=made.path, query={"limit_start": value}, expect=BAD_ACCOUNT_PARAMETER)
        for value in (*BAD_LIMITS, "0"):
            world.call(operation, path=made.path, query={"limit_number": value}, expect=BAD_ACCOUNT_PARAMETER)
        assert SIZE == len(made.names(limit_start=0, limit_number=50))


@requires("control")
@pytest.mark.parametrize("operation", LISTS)
def test_large_limits_are_no_trouble(world: World, operation: str) -> None:
    """A page may begin far behind the end, and be larger than anything (Lists)."""
    made = _made(world, operation)
    for large in ("4294967296", "9999999999", "9" * 18, "9" * 40):
        assert [] == made.names(limit_start=large)
        assert SIZE == len(made.names(limit_number=large))
        assert SIZE == made.total(limit_start=large, limit_number=large)


# --- days -----------------------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("operation", DATED)
def test_days_are_both_included(world: World, operation: str) -> None:
    """A period has its first and its last day, and nothing outside (Lists: date_start, date_end; assumed: included)."""
    made = _made(world, operation, PER_DAY)
    everything = made.names()
    assert sum(PER_DAY) == len(everything)
    by_day = [made.names(date_start=day, date_end=day) for day in DAYS]
    assert PER_DAY == tuple(map(len, by_day))
    assert sorted(everything) == sorted(itertools.chain(*by_day))
    for start, end in itertools.combinations_with_replacement(range(len(DAYS)), 2):
        within = sorted(itertools.chain(*by_day[start : end + 1]))
        assert within == sorted(made.names(date_start=DAYS[start], date_end=DAYS[end]))
        assert len(within) == made.total(date_start=DAYS[start], date_end=DAYS[end])
    for day in range(len(DAYS)):
        assert sorted(itertools.chain(*by_day[day:])) == sorted(made.names(date_start=DAYS[day]))
        assert sorted(itertools.chain(*by_day[: day + 1])) == sorted(made.names(date_end=DAYS[day]))


@requires("control")
@pytest.mark.parametrize("operation", DATED)
def test_period_may_be_empty_or_long(world: World, operation: str) -> None:
    """Days without entries give an empty list, and far days everything (Lists: date_start, date_end)."""
    made = _made(world, operation, PER_DAY)
    for query in ({"date_start": "2020-10-28"}, {"date_end": "2020-10-22"}, {"date_start": "9999-12-31"}):
        assert [[], 0] == [made.names(**query), made.total(**query)]
    everything = made.names()
    for query in ({"date_start": "1970-01-01"}, {"date_start": "0001-01-01", "date_end": "9999-12-31"}):
        assert [everything, SIZE] == [made.names(**query), made.total(**query)]


@requires("control")
@pytest.mark.parametrize("operation", DATED)
def test_pages_of_a_period_make_it_up(world: World, operation: str) -> None:
    """Limits count within the period, and the total is that of the period (Lists: total without limit filters)."""
    made = _made(world, operation, PER_DAY)
    period = {"date_start": DAYS[2], "date_end": DAYS[3]}
    everything = made.names(**period)
    assert 5 == len(everything)
    pages = [made.names(**period, limit_start=start, limit_number=2) for start in (0, 2, 4)]
    assert everything == list(itertools.chain(*pages))
    assert [5, 5] == [made.total(**period, limit_start=start, limit_number=2) for start in (0, 100)]


@requires("control")
@pytest.mark.parametrize("operation", DATED)
def test_days_are_echoed(world: World, operation: str) -> None:
    """The answer repeats the days that it was asked for (Lists: filters)."""
    made = _made(world, operation, PER_DAY)
    for query in (
        {"date_start": DAYS[1]},
        {"date_end": DAYS[3]},
        {"date_start": DAYS[1], "date_end": DAYS[3], "limit_start": "1", "limit_number": "2"},
    ):
        filters = made.page(**query)["filters"]
        assert query == {name: str(filters[name]) for name in query}


@requires("control")
@shows_everywhere(400, "4000050", DATED)
def test_period_does_not_end_before_it_begins(world: World) -> None:
    """A first day that is later than the last one is refused (4000050)."""
    reversed_ = ((DAYS[1], DAYS[0]), (DAYS[4], DAYS[1]), ("9999-12-31", "0001-01-01"), ("2021-01-01", DAYS[4]))
    for operation in DATED:
        made = _made(world, operation, PER_DAY)
        for path, (start, end) in itertools.product((made.path, of_account(UNKNOWN_ACCOUNT)), reversed_):
            query = {"date_start": start, "date_end": end}
            world.call(operation, path=path, query=query, expect=REVERSED_DATES)


@requires("control")
@shows_everywhere(400, "4000210", DATED)
def test_days_are_days(world: World) -> None:
    """A day is `YYYY-MM-DD` and in the calendar (Lists: date_start, date_end; 4000210)."""
    for operation in DATED:
        made = _made(world, operation, (1,))
        for name, value in itertools.product(("date_start", "date_end"), (*BAD_DATES, "")):
            world.call(operation, path=made.path, query={name: value}, expect=BAD_ACCOUNT_PARAMETER)


@requires("control")
@pytest.mark.parametrize("operation", DATED)
def test_day_of_a_movement_is_that_of_paris(world: World, operation: str) -> None:
    """A day begins and ends with midnight in Paris (anytime-api-php-sdk: time zone Europe/Paris)."""
    # The clock begins at 11:04:03 in Paris.
    to_midnight_s = (12 * 60 + 55) * 60 + 57
    made = _made(world, operation, ())
    add, account = _fill(operation), str((made.path or {})["accountId"])
    world.advance(to_midnight_s - 30)
    add(world, account)
    world.advance(60)
    add(world, account)
    assert [1, 1] == [len(made.names(date_start=day, date_end=day)) for day in DAYS[:2]]
    assert [2, 1] == [len(made.names(date_start=day)) for day in DAYS[:2]]


@requires("control")
@pytest.mark.parametrize("operation", ["getAccounts", "getAccountCards"])
def test_days_do_not_filter_what_has_none(world: World, operation: str) -> None:
    """Lists of accounts and cards know no days, and ignore parameters that they do not know (assumed)."""
    made = _made(world, operation)
    query = {"date_start": "2020-10-24", "date_end": "2020-10-23", "unknown": "x"}
    assert made.names() == made.names(**query)
