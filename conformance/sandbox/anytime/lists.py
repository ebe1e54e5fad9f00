"""Pages of lists, newest first, and the numbers that go with them.

Source: Anytime API documentation, "limit_start", "limit_number", "date_start", "date_end". That the newest comes first
and that both days are included are assumptions.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from conformance.sandbox.anytime import formats
from conformance.sandbox.anytime.requests import Page
from conformance.sandbox.faults import RequestFaults

Item = TypeVar("Item")


def choose(
    items: Iterable[Item], page: Page, faults: RequestFaults, *, created_ms: Callable[[Item], int]
) -> tuple[list[Item], int]:
    """Return the page of what lies in the period, and how much lies in the period."""
    found = [item for item in items if _is_within(formats.date_of(created_ms(item)), page, faults)]
    found.reverse()
    return cut(found, page, faults), count(len(found), page, faults)


def cut(found: Sequence[Item], page: Page, faults: RequestFaults) -> list[Item]:
    """Return the part of a list that a page names."""
    start, end = page.start, page.start + page.number
    if start and faults.fires("start-ignored"):
        start, end = 0, page.number
    elif start and found and faults.fires("page-overlap"):
        start = start - 1
    if end < len(found) and faults.fires("limit-ignored"):
        end = len(found)
    chosen = list(found[start:end])
    if len(chosen) > 1 and faults.fires("page-loses-one"):
        chosen.pop()
    return chosen


def count(total: int, page: Page, faults: RequestFaults) -> int:
    """Return the total that goes with a page."""
    on_page = len(range(total)[page.start : page.start + page.number])
    if on_page != total and faults.fires("total-counts-page"):
        return on_page
    return total + 1 if faults.fires("total-wrong") else total


def _is_within(day: date, page: Page, faults: RequestFaults) -> bool:
    if page.date_start is not None and day <= page.date_start:
        outside = day < page.date_start
        if outside and not faults.fires("date-start-ignored"):
            return False
        if not outside and faults.fires("date-start-exclusive"):
            return False
    if page.date_end is not None and day >= page.date_end:
        outside = day > page.date_end
        if outside and not faults.fires("date-end-ignored"):
            return False
        if not outside and faults.fires("date-end-exclusive"):
            return False
    return True
