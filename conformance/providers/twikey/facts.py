"""What a run may know of a mandate, a transaction and a batch."""

from __future__ import annotations

from dataclasses import dataclass, field

PREPARED, PRINT, SIGNED = "PREPARED", "PRINT", "SIGNED"
PENDING = "SIGNED_PENDING_DEBTOR_BANK"
CANCELLED, EXPIRED = "CANCELLED", "EXPIRED"
UNSIGNED = (PREPARED, PRINT)
VALID = (SIGNED, PENDING)
ENDED = (CANCELLED, EXPIRED)
CORE, B2B = "CORE", "B2B"

OPEN, PAID, ERROR = "OPEN", "PAID", "ERROR"

FIRST, RECURRING = "frstMsgId", "rcurMsgId"
"""The two batches of a collection, as its answer names them."""

OWN, OTHER = "own", "other"
"""Whose something is: the first creditor's, or somebody else's."""

NOT_FINAL = frozenset({"MS03", "AM04"})
"""The reasons of the bank after which Twikey tries again."""

SUCCESSORS = {
    PREPARED: frozenset({PREPARED, PRINT, SIGNED, PENDING, CANCELLED, EXPIRED}),
    PRINT: frozenset({PRINT, SIGNED, PENDING, CANCELLED, EXPIRED}),
    PENDING: frozenset({PENDING, SIGNED, CANCELLED}),
    SIGNED: frozenset({SIGNED, CANCELLED}),
    CANCELLED: frozenset({CANCELLED}),
    EXPIRED: frozenset({EXPIRED}),
}
"""State → those that a mandate may be found in later, whoever acts on it."""


@dataclass(slots=True, kw_only=True)
class MandateFacts:
    """A mandate that a creditor prepared, signed or imported in this run.

    Attributes:
        state: As last known.
        key: The short code of its link, where one was given out.
        template: The `ct` that it was made from; empty when an import did not say.
        says: Path of a member, such as `Dbtr.CtctDtls.EmailAdr` → what it was last sent as.
        document: As last uploaded.
        first_cents: What becomes a transaction once it is signed.
        was_collected: Whether a collection took one of its transactions.
        updates: How often it was changed.
        reason: Why it was cancelled, if that was said.
        signed_s: When it was signed, if that was said, in seconds since the epoch.
        scheme_id: Identification of the creditor, as the mandate shows it.
        hidden: Whether it may have transactions that no answer named.
    """

    number: str
    owner: str
    state: str
    instrument: str | None = None
    key: str | None = None
    template: str = ""
    email: str | None = None
    says: dict[str, str] = field(default_factory=dict)
    document: bytes | None = field(default=None, repr=False)
    first_cents: int | None = None
    was_collected: bool = False
    updates: int = 0
    reason: str | None = None
    signed_s: int | None = None
    scheme_id: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAnswer:
    """What the bank said of a transaction."""

    state: str
    final: bool
    code: str | None


@dataclass(slots=True, kw_only=True)
class TransactionFacts:
    """A transaction that a creditor added in this run.

    Attributes:
        amount_cents: As sent.
        requested: The day that was asked for, if one was.
        date: The moment that was sent, as the answer writes it, if one was.
        contract_id: Twikey's own number of the mandate.
        batch: The batch that it is collected in; empty when only that it was collected is known.
        answer: What the bank said last, as far as the run knows.
        told: What a feed told of it last.
        removed: Whether it was taken back.
    """

    id: int
    owner: str
    mandate: str
    amount_cents: int
    message: str
    reference: str | None
    place: str | None
    requested: str | None
    date: str | None
    contract_id: int | None = None
    batch: str | None = None
    answer: BankAnswer | None = None
    told: BankAnswer | None = None
    removed: bool = False

    @property
    def is_free(self) -> bool:
        """Whether it can still be collected or taken back."""
        return self.batch is None and self.answer is None and not self.removed


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """A batch that a collection of this run made.

    Attributes:
        kind: `FIRST` or `RECURRING`.
        only: The mandates that the collection was limited to; empty for all.
        members: The known transactions that belong to it.
        ended: The mandates that were over by then.
        hidden: Whether it may hold transactions that no answer named.
    """

    id: str
    owner: str
    template: str
    kind: str
    only: frozenset[str]
    members: tuple[int, ...]
    ended: frozenset[str]
    hidden: bool
