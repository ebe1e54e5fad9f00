"""The transactions of a card: pages, totals, days, and each by itself."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.cards_at_hand import (
    Card,
    begun,
    call_on,
    load,
    order,
    refused,
    settle,
    spend,
    transaction,
    transactions,
    unload,
)
from conformance.scenarios.anytime.clients import (
    BAD_CARD_PARAMETER,
    DAY_S,
    REVERSED_DATES,
    UNKNOWN_NUMBER,
)
from conformance.scenarios.anytime.text import BAD_DATES, BAD_LIMITS, body_of, column

_DAYS = ("2020-10-23", "2020-10-24", "2020-10-25", "2020-10-26")
_LARGE = ("1000000000", "9999999999", "99999999999999")


def _page(world: World, card: Card, **query: str | int) -> Any:
    """One page, with nothing asked for but this."""
    return body_of(call_on(world, "getCardTransactions", card.ref, changes=query).json)


def _numbers(page: Any) -> list[str]:
    return [str(each["txid"]) for each in page["transactions"]]


def _busy_card(world: World, count: int) -> Card:
    """A card with so many transactions, that of its order among them."""
    card = order(world)
    for _ in range(count - 1):
        load(world, card, "1.00")
    return card


def _days_of_a_card(world: World) -> tuple[Card, list[str]]:
    """A card with a transaction on each of four days, and the numbers of these, oldest first."""
    card = order(world)
    numbers = [str(each["txid"]) for each in transactions(world, card)]
    for _ in _DAYS[1:]:
        world.advance(DAY_S)
        numbers.append(begun(load(world, card)))
    return card, numbers


@requires("control")
@shows("getCardTransactions", 200)
def test_all_that_happens_to_a_card_is_listed(world: World) -> None:
    """Orders, loads, unloads and payments are transactions, each once (Get all cards transactions)."""
    card = order(world)
    first = _numbers(_page(world, card))
    numbers = [begun(load(world, card)), begun(unload(world, card)), spend(world, card, "1.23")]
    settle(world, numbers[0])
    settle(world, numbers[1], "D")
    page = _page(world, card)
    assert [card.ref, card.account, 4] == [page["card_ref"], str(page["acc_id"]), page["total_results"]]
    assert sorted([*first, *numbers]) == sorted(_numbers(page))


@requires("control")
@shows("getCardTransaction", 200)
def test_transaction_is_read_as_it_is_listed(world: World) -> None:
    """A transaction reads the same alone and in the list (Get transaction details of a specific transaction)."""
    card = order(world)
    settle(world, begun(load(world, card)))
    settle(world, begun(unload(world, card)), "D", reason="TRS0011")
    spend(world, card, "4.99")
    load(world, card)
    listed = transactions(world, card)
    assert [5, listed] == [len(listed), [transaction(world, card, each["txid"]) for each in listed]]


@requires("control")
@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 50])
def test_pages_of_transactions_join(world: World, limit: int) -> None:
    """Pages, one after the other, are the whole list (limit_start, limit_number)."""
    card = _busy_card(world, 7)
    whole = _numbers(_page(world, card))
    joined: list[str] = []
    for start in range(0, 7, limit):
        page = _page(world, card, limit_start=start, limit_number=limit)
        assert [min(limit, 7 - start), 7] == [len(page["transactions"]), page["total_results"]]
        assert [start, limit] == [page["filters"][name] for name in ("limit_start", "limit_number")]
        joined += _numbers(page)
    assert [whole, 7] == [joined, len(set(joined))]


@requires("control")
def test_fifty_transactions_are_a_page(world: World) -> None:
    """Without limits the first fifty are listed, and all are counted (limit_start 0, limit_number 50)."""
    card = _busy_card(world, 52)
    page = _page(world, card)
    assert [50, 52, 0, 50] == [
        len(page["transactions"]),
        page["total_results"],
        *(page["filters"][name] for name in ("limit_start", "limit_number")),
    ]
    rest = _page(world, card, limit_start=50)
    assert [2, set()] == [len(rest["transactions"]), set(_numbers(rest)) & set(_numbers(page))]


@requires("control")
def test_list_ends(world: World) -> None:
    """Behind the end there is nothing, however far, and no number is too large (limit_start, limit_number)."""
    card = _busy_card(world, 3)
    for start in ("3", "4", *_LARGE):
        page = _page(world, card, limit_start=start)
        assert [[], 3, int(start)] == [page["transactions"], page["total_results"], page["filters"]["limit_start"]]
    for number in ("3", "500", *_LARGE):
        assert 3 == len(_page(world, card, limit_number=number)["transactions"])


@requires("control")
@shows("getCardTransactions", 400, "4000310")
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("limit_start", BAD_LIMITS),
        ("limit_number", (*BAD_LIMITS, "0")),
        ("date_start", BAD_DATES),
        ("date_end", BAD_DATES),
    ],
)
def test_list_is_asked_for_badly(world: World, name: str, values: tuple[str, ...]) -> None:
    """Limits are whole numbers, days YYYY-MM-DD (parameters of the list; assumed: 4000310)."""
    card = order(world)
    for value in values:
        call_on(world, "getCardTransactions", card.ref, changes={name: value}, expect=BAD_CARD_PARAMETER)


# --- days -----------------------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("start", [None, *range(4)])
def test_days_of_transactions_are_chosen(world: World, start: int | None) -> None:
    """Both days belong to the period, and either may be left open (date_start, date_end; assumed: inclusive)."""
    card, numbers = _days_of_a_card(world)
    for end in (None, *range(start or 0, len(_DAYS))):
        asked = {"date_start": start, "date_end": end}
        query: dict[str, Any] = {name: _DAYS[day] for name, day in asked.items() if day is not None}
        page = _page(world, card, **query)
        expected = numbers[start or 0 : len(numbers) if end is None else end + 1]
        assert sorted(expected) == sorted(_numbers(page))
        assert query == {name: page["filters"][name] for name in query}
        assert [4, 4] == [page["total_results"], _page(world, card, limit_number=1, **query)["total_results"]]


@requires("control")
def test_period_without_transactions_is_empty(world: World) -> None:
    """Nothing happened before the card was there, and the total counts all (total_results: no date filter)."""
    card, _ = _days_of_a_card(world)
    for query in ({"date_end": "2020-10-22"}, {"date_start": "2020-10-27"}, {"date_start": "2999-12-31"}):
        page = _page(world, card, **query)
        assert [[], 4] == [page["transactions"], page["total_results"]]


@requires("control")
def test_day_is_that_of_paris(world: World) -> None:
    """A day ends at midnight in Paris, which is 22:00 UTC in summer (the server's time zone)."""
    card = order(world)
    world.advance(12 * 3600 + 50 * 60)  # 23:54
    late = begun(load(world, card))
    world.advance(600)
    early = begun(load(world, card))
    for day, number in (("2020-10-23", late), ("2020-10-24", early)):
        found = _numbers(_page(world, card, date_start=day, date_end=day))
        assert [True, False] == [each in found for each in (number, early if number == late else late)]


@requires("control")
@shows("getCardTransactions", 400, "4000050")
def test_period_ends_before_it_begins(world: World) -> None:
    """A period is not turned round (DateStartGreaterThanDateEndFilterException)."""
    card, numbers = _days_of_a_card(world)
    for later, earlier in ((_DAYS[1], _DAYS[0]), ("2021-01-01", "2020-12-31"), (_DAYS[3], "1999-01-01")):
        query = {"date_start": later, "date_end": earlier}
        call_on(world, "getCardTransactions", card.ref, changes=query, expect=REVERSED_DATES)
    assert [numbers[1]] == _numbers(_page(world, card, date_start=_DAYS[1], date_end=_DAYS[1]))


@requires("control")
def test_days_and_pages_go_together(world: World) -> None:
    """A page of a period is a piece of it (date_start, limit_start)."""
    card, _ = _days_of_a_card(world)
    period = {"date_start": _DAYS[1], "date_end": _DAYS[3]}
    whole = _numbers(_page(world, card, **period))
    for start in range(4):
        assert whole[start : start + 2] == _numbers(_page(world, card, **period, limit_start=start, limit_number=2))


# --- one transaction ------------------------------------------------------------------------------------------------


@requires("control", "second_client")
@shows("getCardTransaction", 404, "4040310")
def test_transaction_does_not_exist(world: World) -> None:
    """What is no transaction of this very card is not found (CardStatementNotFoundException; assumed)."""
    card, other = order(world), order(world)
    foreign = order(world, access=world.second)
    theirs = call_on(world, "getCardTransactions", foreign.ref, access=world.second)
    numbers = [*column(transactions(world, other), "txid"), *column(body_of(theirs.json)["transactions"], "txid")]
    for unknown in (*numbers, UNKNOWN_NUMBER, "0", "abc", "9" * 40, "-1", "\uff11"):
        call_on(world, "getCardTransaction", card.ref, transaction=str(unknown), expect=refused("4040310"))
