"""The three feeds: what changed since the last call. The service keeps the place, and reading moves it.

Source: Twikey Creditor API, "Update Feed", "Get transaction feed" and "Payments"; that the payment feed hides from the
transaction feed what it showed is in the provider's swagger of 2018, the reverse is an assumption.
"""

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import formats
from conformance.sandbox.twikey.calls import Crash
from conformance.sandbox.twikey.errors import Refusal
from conformance.sandbox.twikey.mandates import CANCELLED, PREPARED
from conformance.sandbox.twikey.state import (
    PAYMENTS,
    TRANSACTIONS,
    UNREAD,
    Account,
    Batch,
    Feedback,
    MandateEvent,
    State,
    Transaction,
)
from conformance.sandbox.twikey.transactions import OPEN

MAX_CHUNK = 100
_LARGE_DIGITS = 9


def read_chunk_size(text: str | None, faults: RequestFaults) -> int:
    """Return how many messages to show: a positive number without leading zeros; more than a hundred is a hundred."""
    if text is None:
        return MAX_CHUNK
    if len(text) >= _LARGE_DIGITS and text.isdecimal() and faults.fires("crash-on-large-number"):
        raise Crash
    is_number = text.isascii() and text.isdecimal() and len(text) <= 1000 and not text.startswith("0")
    if not is_number:
        if faults.fires("chunk-size-not-validated"):
            return MAX_CHUNK
        raise Refusal("err_invalid_params")
    return min(int(text), MAX_CHUNK)


def read_mandate_events(
    state: State, account: Account, *, chunk_size: int, reset: str | None, faults: RequestFaults
) -> list[MandateEvent]:
    """Return the next messages of the mandate feed.

    Args:
        reset: An instant or a mandate number to go back to.

    Raises:
        Refusal: ``reset`` is neither.
    """
    events, before = account.events, account.cursor
    if reset is not None:
        account.cursor = _find_place(account, reset, faults)
    position = account.cursor
    page = events[position : position + chunk_size]
    if position + chunk_size < len(events) and faults.fires("chunk-size-ignored"):
        page = events[position:]
    if not (page and faults.fires("feed-cursor-not-moved")):
        account.cursor = position + len(page)
    if reset is not None and account.cursor < len(events) and faults.fires("reset-not-continued"):
        account.cursor = max(before, account.cursor)
    return _spoil_page(state, account, page, position, faults)


def _find_place(account: Account, reset: str, faults: RequestFaults) -> int:
    if reset in account.mandates and formats.parse_zulu(reset) is None:
        return _place_of_number(account, reset, faults)
    since_ms = formats.parse_zulu(reset)
    if since_ms is None:
        if faults.fires("reset-not-validated"):
            return account.cursor
        raise Refusal("err_invalid_params")
    place = next(
        (place for place, event in enumerate(account.events) if event.time_ms >= since_ms), len(account.events)
    )
    if place < account.cursor and faults.fires("reset-ignored"):
        return account.cursor
    shown_then = [event for event in account.events[place:] if event.time_ms // 1000 == since_ms // 1000]
    if shown_then and faults.fires("reset-exclusive"):
        return place + len(shown_then)
    return place


def _place_of_number(account: Account, number: str, faults: RequestFaults) -> int:
    """Return where the messages of a mandate begin, or those since it was prepared when there are none of it."""
    if faults.fires("reset-by-number-ignored"):
        return account.cursor
    for place, event in enumerate(account.events):
        if event.number == number:
            return place
    created_ms = account.mandates[number].created_ms
    return next(
        (place for place, event in enumerate(account.events) if event.time_ms >= created_ms), len(account.events)
    )


def _spoil_page(
    state: State, account: Account, page: list[MandateEvent], position: int, faults: RequestFaults
) -> list[MandateEvent]:
    if not faults:
        return page
    events = account.events
    if not page and events and faults.fires("feed-never-drains"):
        page = [events[-1]]
    if page and position > 0 and faults.fires("feed-repeats-message"):
        page = [events[position - 1], *page]
    if page and faults.fires("feed-skips-message"):
        page = page[1:]
    if len(page) > 1 and faults.fires("feed-newest-first"):
        page = page[::-1]
    cancelled = [event for event in page if event.kind == "cancelled"]
    if cancelled and faults.fires("cancellation-missing"):
        page = [event for event in page if event.kind != "cancelled"]
    elif cancelled and faults.fires("cancelled-shown-twice"):
        page = [each for event in page for each in ([event] * 2 if event.kind == "cancelled" else [event])]
    if any(event.kind == "amended" for event in page) and faults.fires("amendment-missing"):
        page = [event for event in page if event.kind != "amended"]
    return [*page, *_leak(state, account, faults)]


def _leak(state: State, account: Account, faults: RequestFaults) -> list[MandateEvent]:
    """Return what has no place in the feed, each once."""
    leaked: list[MandateEvent] = []
    shown = {event.number for event in account.events}
    for mandate in account.mandates.values():
        if mandate.number in account.leaked or mandate.number in shown:
            continue
        if mandate.state == PREPARED and faults.fires("prepared-in-feed"):
            event = MandateEvent(
                time_ms=mandate.created_ms, kind="new", number=mandate.number, mandate=mandate.snapshot()
            )
        elif mandate.state == CANCELLED and faults.fires("removed-in-feed"):
            event = MandateEvent(
                time_ms=mandate.created_ms, kind="cancelled", number=mandate.number, mandate=None, reason="removed"
            )
        else:
            continue
        account.leaked.add(mandate.number)
        leaked.append(event)
    for other in state.each_account():
        foreign = [event for event in other.events if event.number not in account.leaked and other is not account]
        if foreign and faults.fires("foreign-mandate-in-feed"):
            account.leaked |= {event.number for event in foreign}
            leaked += foreign
    return leaked


def read_transactions(account: Account, *, reset: str | None, faults: RequestFaults) -> list[Transaction]:
    """Return the transactions with news from the bank, each once."""
    _go_back(account, reset, faults, fault="transaction-reset-ignored")
    news = [each for each in account.feedback if TRANSACTIONS in each.unread_by]
    if news and not faults.fires("transaction-cursor-not-moved"):
        hides = not faults.fires("transaction-feed-does-not-hide")
        _acknowledge(news, TRANSACTIONS, hides=hides)
    found = list({each.transaction.id: each.transaction for each in news}.values())
    if len(found) > MAX_CHUNK and faults.fires("news-beyond-a-hundred-lost"):
        found = found[:MAX_CHUNK]
    waiting = [
        each for each in account.transactions.values() if each.state == OPEN and str(each.id) not in account.leaked
    ]
    if waiting and faults.fires("open-in-transaction-feed"):
        account.leaked |= {str(each.id) for each in waiting}
        found += waiting
    return found


def read_batches(account: Account, *, number: int | None, reset: str | None, faults: RequestFaults) -> list[Batch]:
    """Return one batch, or all with news from the bank; what is shown is no news any more."""
    _go_back(account, reset, faults, fault="payment-reset-ignored")
    news = [each for each in account.feedback if PAYMENTS in each.unread_by]
    if number is not None:
        news = [each for each in news if each.transaction.batch_id == number]
        batches = [account.batches[number]] if number in account.batches else []
    else:
        fresh = {each.transaction.batch_id for each in news}
        batches = [each for each in account.batches.values() if each.id in fresh]
    if news and not faults.fires("payment-cursor-not-moved"):
        hides = not faults.fires("payment-feed-does-not-hide")
        _acknowledge(news, PAYMENTS, hides=hides)
    return batches


def _acknowledge(news: list[Feedback], feed: str, *, hides: bool) -> None:
    """Take news out of a feed, and out of the other one where the two share what is new."""
    for each in news:
        each.unread_by = frozenset() if hides else each.unread_by - {feed}


def _go_back(account: Account, reset: str | None, faults: RequestFaults, *, fault: str) -> None:
    if reset is None:
        return
    since_ms = formats.parse_zulu(reset)
    if since_ms is None:
        if faults.fires("reset-not-validated"):
            return
        raise Refusal("err_invalid_params")
    if any(not each.unread_by and each.time_ms >= since_ms for each in account.feedback) and faults.fires(fault):
        return
    for each in account.feedback:
        each.unread_by = UNREAD if each.time_ms >= since_ms else frozenset()
