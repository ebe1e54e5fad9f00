"""Searching a user's payment requests: pages, periods, and what is refused."""

from collections.abc import Iterator

import pytest

from tests import sandbox_world
from tests.sandbox_world import World, code


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from sandbox_world.settled()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("offset=0&limit=2", [2, 1]),
        ("offset=2&limit=2", [0]),
        ("offset=3&limit=1", []),
        (f"offset={10**30}&limit={10**30}", []),
        ("offset=0&limit=20&fromDate=2018-06-19T09:20:42Z", [2, 1, 0]),
        ("offset=0&limit=20&fromDate=2018-06-19T09%3A20%3A42.000000Z", [2, 1, 0]),
        ("offset=0&limit=20&toDate=2018-06-19T09:20:42Z", []),
        ("offset=0&limit=20&fromDate=2018-06-19T09:20:43Z", []),
    ],
)
def test_search_pages_newest_first(world: World, query: str, expected: list[int]) -> None:
    """A page is a range of records, newest first; totalElements counts the whole period."""
    body = world.search(query).json()
    found = [world.requests.index(each["paymentRequestToken"]) for each in body["paymentRequests"]]
    total = 0 if "toDate" in query or ":43" in query else 3
    assert (expected, total) == (found, body["totalElements"])


@pytest.mark.parametrize(
    ("expected", "query"),
    [
        ("ERR_1100_005", ""),
        ("ERR_1100_005", "limit=1"),
        ("ERR_1100_005", "offset=0"),
        ("ERR_1100_005", "offset=x"),
        ("ERR_1100_004", "offset=-1&limit=1"),
        ("ERR_1100_004", "offset=0&limit=0"),
        ("ERR_1100_004", "offset=0&limit=1.0"),
        ("ERR_1100_004", "offset=0&limit="),
        ("ERR_1100_004", "offset=0&limit=%D9%A1"),
        ("ERR_1100_004", "offset=0&limit=" + "9" * 5000),
        ("ERR_1100_004", "offset=0&offset=0&limit=1"),
        ("ERR_1100_004", "offset=0&limit=1&toDate="),
        ("ERR_1100_004", "offset=0&limit=1&toDate=2018-06-19"),
        ("ERR_1100_004", "offset=0&limit=1&toDate=2018-06-19T09:20:42%2B02:00"),
        ("ERR_1100_004", "offset=0&limit=1&toDate=2018-06-19T09:20:42z"),
        ("ERR_1100_004", "offset=0&limit=1&toDate=2018-02-30T09:20:42Z"),
        ("ERR_1100_004", "offset=0&limit=1&toDate=0000-01-01T00:00:00Z"),
        ("ERR_1100_004", "offset=0&limit=1&fromDate=%FF"),
        ("ERR_1100_003", "offset=0&limit=1&fromDate=2018-06-19T09:20:43Z&toDate=2018-06-19T09:20:42Z"),
    ],
)
def test_search_with_a_defect_is_refused(world: World, expected: str, query: str) -> None:
    """Missing, then invalid, then a period that ends before it begins."""
    assert expected == code(world.search(query))


def test_date_filters_exclude_their_own_instant(world: World) -> None:
    """After and before are strict."""
    created = world.read(world.requests[1]).json()["created"]
    after = world.search(f"offset=0&limit=9&fromDate={created}").json()
    before = world.search(f"offset=0&limit=9&toDate={created}").json()
    assert [world.requests[2]] == [each["paymentRequestToken"] for each in after["paymentRequests"]]
    assert [world.requests[0]] == [each["paymentRequestToken"] for each in before["paymentRequests"]]
