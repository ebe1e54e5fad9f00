"""What the two feeds with news from the bank still have to tell: they share what is new, and it is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from conformance.providers.twikey.mandate_feed import Due
from conformance.providers.twikey.reading import milliseconds, seconds


@dataclass(slots=True, kw_only=True)
class News:
    """The bank said something of a transaction.

    Attributes:
        time_s: When, by the target's clock, rounded down; `None` when nobody said.
        known: Whether the transaction is one of this run.
    """

    transaction: int
    time_s: int | None = None
    due: Due = Due.MUST
    known: bool = True


@dataclass(slots=True)
class BankFeed:
    """The news of one creditor, in the order in which the run heard of it."""

    news: list[News] = field(default_factory=list)

    def happen(self, transaction: int) -> None:
        """The bank said something."""
        self.news.append(News(transaction=transaction))

    def go_back(self, reset: str | None) -> list[Due]:
        """How the news stand once the feed has gone to where `X-RESET` says."""
        since_s = seconds(reset)
        if reset is None or since_s is None:
            return [each.due for each in self.news]
        return [_since(each, reset, since_s) for each in self.news]

    def is_due(self, transaction: int, due: Iterable[Due]) -> bool:
        """Whether there is, or may be, something to tell of a transaction."""
        return any(
            each.transaction == transaction and state is not Due.NO for each, state in zip(self.news, due, strict=True)
        )

    def owed(self, due: Iterable[Due]) -> list[int]:
        """The transactions of which something has to be told."""
        return [each.transaction for each, state in zip(self.news, due, strict=True) if state is Due.MUST]

    def settle(self, due: Iterable[Due], after: Callable[[int, Due], Due]) -> None:
        """Take in a read.

        Args:
            due: How the news stood when it began.
            after: How they stand now, from the transaction and how they stood.
        """
        for each, state in zip(self.news, due, strict=True):
            each.due = after(each.transaction, state)

    def tell(self, transaction: int, *, time: str | None, known: bool) -> None:
        """Something was told of a transaction, and is not due again until somebody goes back."""
        latest = next((each for each in reversed(self.news) if each.transaction == transaction), None)
        if latest is None:
            latest = News(transaction=transaction, known=known)
            self.news.append(latest)
        latest.due = Due.NO
        latest.time_s = seconds(time) if time is not None else latest.time_s


def _since(news: News, reset: str, since_s: int) -> Due:
    """How a piece of news stands after the feed went back to a moment."""
    if news.time_s is None or not news.known:
        return Due.MAY
    if news.time_s == since_s and (milliseconds(reset) or 0) % 1000:
        return Due.MAY  # the feed shows whole seconds
    return Due.MUST if news.time_s >= since_s else Due.NO
