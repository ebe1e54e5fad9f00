"""The one place where money moves: between purses, with a row on every account that takes part.

Source: Anytime API documentation, "statements": each row has the balance after it.
"""

from conformance.sandbox.anytime.state import Account, Card, Party, Purse, Row, State

EXECUTED = "Executed"
IN_PROGRESS = "In progress"
CANCELLED = "Cancelled"

CREDIT = "C"
DEBIT = "D"


def move(source: Purse, target: Purse, cents: int) -> None:
    """Take money out of a purse and put it into another."""
    source.balance_cents -= cents
    target.balance_cents += cents


def write_row(
    account: Account,
    cents: int,
    *,
    direction: str,
    description: str,
    now_ms: int,
    status: str = EXECUTED,
    party: Party | None = None,
    virtual_iban: str | None = None,
) -> Row:
    """Add a row for money that has just moved."""
    row = Row(
        number=len(account.rows) + 1,
        description=description,
        created_ms=now_ms,
        amount_cents=cents,
        type=direction,
        balance_cents=account.purse.balance_cents,
        status=status,
        executed_ms=now_ms if status == EXECUTED else None,
        party=party,
        virtual_iban=virtual_iban,
    )
    account.rows.append(row)
    return row


def end_row(row: Row, status: str, *, now_ms: int) -> None:
    """Say that what a row stands for is over."""
    row.status = status
    row.executed_ms = now_ms if status == EXECUTED else None


def deposit(
    state: State, account: Account, cents: int, *, party: Party, now_ms: int, virtual_iban: str | None = None
) -> Row:
    """Bring money in from outside; it comes by the account's IBAN if it has one."""
    move(state.outside, account.purse, cents)
    return write_row(
        account,
        cents,
        direction=CREDIT,
        description=party.comment,
        now_ms=now_ms,
        party=party if account.iban is not None else None,
        virtual_iban=virtual_iban,
    )


def pay_card(account: Account, card: Card, cents: int, *, comment: str, now_ms: int, status: str = EXECUTED) -> Row:
    """Move money from an account to one of its cards."""
    move(account.purse, card.purse, cents)
    return write_row(account, cents, direction=DEBIT, description=comment, now_ms=now_ms, status=status)


def draw_card(account: Account, card: Card, cents: int, *, comment: str, now_ms: int, status: str = EXECUTED) -> Row:
    """Move money from a card back to its account."""
    move(card.purse, account.purse, cents)
    return write_row(account, cents, direction=CREDIT, description=comment, now_ms=now_ms, status=status)
