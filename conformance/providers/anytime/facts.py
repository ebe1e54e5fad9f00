"""What a run knows of single accounts, cards, transfers and transactions of Anytime."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OWN, OTHER = "first", "second"
"""The API user whom a run knows best, and the one who must not see what is the first one's."""

BUSINESS, CONSUMER = "business", "consumer"
PLASTIC, SINGLE_USE, MULTI_USE = "PLASTIC", "VIRTUAL_SINGLE_USE", "VIRTUAL_MULTI_USE"

ORDERED, ACTIVE, BLOCKED, CANCELLED, EXPIRED = "ORD", "ACT", "BLO", "CAN", "EXP"
FINAL = frozenset({"STO", "LOS", "DAM", CANCELLED, EXPIRED})
"""Statuses that a card does not leave."""

PENDING, SETTLED, GIVEN_UP, DECLINED = "P", "S", "C", "D"
CREDIT, DEBIT = "C", "D"

TO_EXECUTE, IN_PROGRESS, EXECUTED, TRANSFER_CANCELLED = "To execute", "In progress", "Executed", "Cancelled"

FULFILLED, INCOMPLETE = "fulfilled", "incomplete"

SWITCHES = ("pos", "atm", "renew")
TRANSFER_CONSTANTS = (
    "sender_account_id",
    "sender_account_type",
    "transaction_type",
    "beneficiary_name",
    "beneficiary_iban",
    "beneficiary_swift_code",
    "reason",
    "source_reason",
    "creation_date",
    "request_date",
)
ROW_CONSTANTS = ("description", "date", "amount", "type", "balance", "iban", "virtual_iban")
TRANSACTION_CONSTANTS = ("mcc", "amount", "amount_fx", "fx", "fx_fee", "type", "date_transaction", "description")
"""Members that do not change while statements, transfers and transactions live."""


@dataclass(slots=True, kw_only=True)
class AccountFacts:
    """An account that was seen.

    Attributes:
        owner: `OWN` or `OTHER`.
        type: As first read or created; it does not change.
        sent: What was sent of account and holder, by the names of the answers, newest value.
        iban: Main IBAN; an empty text for none, `None` while unknown.
        virtual_ibans: The further ones that are known.
        kyc: `FULFILLED` or `INCOMPLETE`, `None` while unknown.
        is_partner: It became a partner's, and nobody of ours may touch it.
        balance_cents: As far as every movement since it was last read is known, else `None`.
        rows: Statement → its unchanging members, as first read.
        waiting: Types of KYC files that were taken and not decided on.
    """

    id: str
    owner: str
    type: str | None = None
    sent: dict[str, str] = field(default_factory=dict)
    iban: str | None = None
    virtual_ibans: list[str] = field(default_factory=list)
    kyc: str | None = None
    is_partner: bool = False
    balance_cents: int | None = None
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    @property
    def currency(self) -> str | None:
        """As last sent or read."""
        return self.sent.get("acc_currency") or None


@dataclass(slots=True, kw_only=True)
class TransferFacts:
    """A credit transfer that was made or seen.

    Attributes:
        members: Its members that do not change, as first read.
        status: As last read or brought about.
    """

    id: str
    account: str
    owner: str
    amount_cents: int | None
    members: dict[str, Any]
    status: str | None
    reference: str | None = None


@dataclass(slots=True, kw_only=True)
class CardFacts:
    """A card that was ordered or seen.

    Attributes:
        account: Number of its account, `None` while unknown.
        status: As last read or brought about, `None` while unknown.
        has_holder: Whether data of the holder are known to be complete.
        switches: `pos`, `atm` and `renew` as last sent or read.
        balance_cents: As far as every movement since it was last read is known, else `None`.
        order: Number of its order.
        embossed: The name that was ordered.
        expiry: Its last day, as first read.
    """

    ref: str
    owner: str
    account: str | None = None
    type: str | None = None
    status: str | None = None
    has_holder: bool = True
    switches: dict[str, int] = field(default_factory=dict)
    balance_cents: int | None = None
    order: str | None = None
    embossed: str | None = None
    expiry: str | None = None


@dataclass(slots=True, kw_only=True)
class TransactionFacts:
    """A transaction of a card.

    Attributes:
        type: `CREDIT` onto the card or `DEBIT` off it.
        status: As last read or brought about.
        members: Its members that do not change, as first read.
    """

    id: str
    card: str
    amount_cents: int | None = None
    type: str | None = None
    status: str | None = None
    members: dict[str, Any] = field(default_factory=dict)
