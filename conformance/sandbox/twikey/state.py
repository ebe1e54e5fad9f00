"""What the imitated service remembers, and the options it works under. Nothing here knows HTTP."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from conformance.sandbox.clock import Clock
from conformance.sandbox.deliveries import Deliveries
from conformance.sandbox.twikey.errors import StatusPolicy

_KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_HEX = "0123456789ABCDEF"
KEY_LENGTH = 4

TRANSACTIONS = "transactions"
PAYMENTS = "payments"
UNREAD = frozenset({TRANSACTIONS, PAYMENTS})
"""The two feeds with news from the bank; they share what is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the provider did differently over the years, and the periods it works with.

    Attributes:
        status_policy: The statuses of errors: those of the documents, 400 (from 2018), or 200 (until 2017).
        login_failure: The status of a refused login: 200 (until 2020) or 400.
        session_lifetime_s: How long a session lives.
        bank_answer_s: How long after a collection the bank answers of itself.
    """

    status_policy: StatusPolicy = "documented"
    login_failure: int = 200
    session_lifetime_s: int = 86_400
    bank_answer_s: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A contract template of a merchant: what every mandate made from it has in common.

    Attributes:
        number: The ``ct`` of the wire.
        contract: The name of the contract that transactions show.
        letters: What generated mandate numbers begin with.
        instrument: CORE or B2B.
        needs_number: Whether the merchant must give every mandate number.
        iban: The merchant's account.
    """

    number: int
    name: str
    contract: str
    letters: str
    instrument: str = "CORE"
    needs_number: bool = False
    iban: str = "BE71096123456769"
    bic: str = "GKCCBEBB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """A creditor, set up in the dashboard, identified by its API token.

    Attributes:
        private_key: Hexadecimal; ``None`` without enhanced security.
        salt: What stands before the private key in the key of the OTP.
        website_key: The key of exit URL signatures.
        beneficiaries: The accounts that may receive credit transfers.
        callback_url: Where callbacks go after a reset.
    """

    number: int
    name: str
    company: str
    scheme_id: str
    api_token: str = field(repr=False)
    website_key: str = field(repr=False)
    private_key: str | None = field(default=None, repr=False)
    salt: str = "own"
    templates: tuple[Template, ...]
    beneficiaries: tuple[str, ...]
    callback_url: str | None = None


@dataclass(slots=True, kw_only=True)
class Signature:
    """How, where and when a mandate was signed."""

    method: str
    signer: str
    place: str | None
    signed_ms: int
    payload: str | None = None


@dataclass(slots=True, kw_only=True)
class Debtor:
    """Who pays. ``name`` is set where it was given in one piece."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    vat_number: str | None = None
    form: str | None = None
    address: str | None = None
    city: str | None = None
    zip_code: str | None = None
    country: str | None = None
    country_of_residence: str | None = None
    email: str | None = None
    mobile: str | None = None

    def shown_name(self) -> str:
        """Return the name for documents and bank files."""
        person = " ".join(part for part in (self.first_name, self.last_name) if part)
        return self.name or self.company or person or self.email or "Unknown"


@dataclass(slots=True, kw_only=True)
class Mandate:
    """A mandate in any of its states.

    Attributes:
        contract_id: The provider's internal number.
        key: The short code in the signing URL.
        contract_number: Overrides the contract number of the template.
        attributes: What else came with it, and is shown with it.
        signed_ms: When it was signed, ``None`` before.
        pending_since_ms: Since when a B2B mandate waits for the bank of the debtor.
        first_amount_cents: What becomes a transaction once it is signed.
    """

    number: str
    contract_id: int
    template: Template
    instrument: str
    key: str
    state: str
    created_ms: int
    debtor: Debtor
    iban: str | None = None
    bic: str | None = None
    bank_name: str | None = None
    sequence_type: str = "RCUR"
    frequency: str = "ADHO"
    from_day: str
    to_day: str | None = None
    max_amount: str = "0"
    contract_number: str | None = None
    language: str = "en"
    attributes: dict[str, str | int | float] = field(default_factory=dict)
    signature: Signature | None = None
    sign_method: str | None = None
    sign_place: str | None = None
    sign_date_ms: int | None = None
    document: bytes | None = field(default=None, repr=False)
    pending_since_ms: int | None = None
    was_collected: bool = False
    exit_token: str | None = None
    first_amount_cents: int | None = None
    first_message: str | None = None
    first_reference: str | None = None

    def is_collectable(self) -> bool:
        """Return whether money can be collected on the mandate."""
        return self.state == "SIGNED"

    def contract(self) -> str:
        """Return the mandate's own contract number, or the name that its template gives the contract."""
        return self.contract_number or self.template.contract

    def snapshot(self) -> "Mandate":
        """Return the mandate as it is now, apart from what becomes of it."""
        return replace(self, debtor=replace(self.debtor), attributes=dict(self.attributes), document=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEvent:
    """An entry of the mandate feed: ``kind`` is new, amended or cancelled."""

    time_ms: int
    kind: str
    number: str
    mandate: Mandate | None
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class Transaction:
    """Money asked from a debtor. ``end_to_end_id`` and ``batch_id`` are set once it is collected."""

    id: int
    mandate: Mandate
    amount_cents: int
    message: str
    place: str | None
    reference: str | None
    date_ms: int
    requested: date | None
    state: str = "OPEN"
    is_final: bool = False
    batch_id: int | None = None
    end_to_end_id: str = ""
    answered_ms: int | None = None
    bank_error: str | None = None


@dataclass(slots=True, kw_only=True)
class Batch:
    """A collection of one sequence type, sent to the bank."""

    id: int
    payment_id: str
    template: Template
    sequence_type: str
    transactions: list[Transaction]
    collected_ms: int
    collection_day: date


@dataclass(slots=True, kw_only=True)
class Feedback:
    """News from the bank about a transaction, and the feeds that still have to show it."""

    time_ms: int
    transaction: Transaction
    unread_by: frozenset[str] = UNREAD


@dataclass(slots=True, kw_only=True)
class Transfer:
    """Money to send to a beneficiary."""

    id: str
    iban: str
    amount_cents: int
    message: str
    day: date
    is_sent: bool = False


@dataclass(slots=True, kw_only=True)
class Session:
    """What a session token stands for, valid while the clock is before ``expires_ms``."""

    account: "Account"
    expires_ms: int


class Account:
    """Everything of one merchant."""

    def __init__(self, merchant: Merchant) -> None:
        self.merchant = merchant
        self.callback_url = merchant.callback_url
        self.mandates: dict[str, Mandate] = {}
        self.by_key: dict[str, Mandate] = {}
        self.transactions: dict[int, Transaction] = {}
        self.batches: dict[int, Batch] = {}
        # What the banks have not answered yet, so that not every request has to look at everything.
        self.waiting_batches: list[Batch] = []
        self.waiting_mandates: dict[str, Mandate] = {}
        self.feedback: list[Feedback] = []
        self.transfers: list[Transfer] = []
        self.transfer_batches = 0
        self.events: list[MandateEvent] = []
        self.cursor = 0
        # What a fault has shown already, so that a feed with it still ends.
        self.leaked: set[str] = set()
        self._counts: dict[int, int] = {}

    def template(self, number: int) -> Template | None:
        """Return a template of the merchant."""
        return next((each for each in self.merchant.templates if each.number == number), None)

    def add_mandate(self, mandate: Mandate) -> None:
        """Remember a new mandate under its number and its short code."""
        self.mandates[mandate.number] = mandate
        self.by_key[mandate.key] = mandate

    def next_number(self, template: Template, *, may_repeat: Callable[[], bool]) -> str:
        """Return the next unused mandate number of a template: its letters and a counter.

        Args:
            may_repeat: Asked whether a number that is in use shall be returned all the same.
        """
        while True:
            count = self._counts[template.number] = self._counts.get(template.number, 0) + 1
            number = f"{template.letters}{count}"
            if number not in self.mandates or may_repeat():
                return number


class State:
    """Everything remembered between requests; one seed and one list of requests give the same state."""

    def __init__(self, *, merchants: Iterable[Merchant], seed: int, clock: Clock) -> None:
        self.clock = clock
        self.deliveries = Deliveries()
        self._merchants = tuple(merchants)
        self._first_seed = seed
        self.reset()

    def reset(self, *, seed: int | None = None, options: Options | None = None) -> None:
        """Forget everything but the registered merchants."""
        used_seed = self._first_seed if seed is None else seed
        # The streams are apart, so that an additional login does not move every later number.
        self._tokens = random.Random(f"{used_seed}:tokens")  # noqa: S311 - repeatable on purpose
        self._numbers = random.Random(f"{used_seed}:numbers")  # noqa: S311 - repeatable on purpose
        self.options = options or Options()
        self.clock.reset()
        self.deliveries.clear()
        self.accounts = {merchant.api_token: Account(merchant) for merchant in self._merchants}
        self.sessions: dict[str, Session] = {}
        self._last_contract_id = self._numbers.randrange(100_000, 900_000)
        self._last_transaction_id = self._numbers.randrange(100_000, 900_000)
        self._last_batch_id = 0
        self._keys: set[str] = set()

    def open_session(self, account: Account, *, now_ms: int, lifetime_s: int) -> str:
        """Remember and return a session token: a UUID in lower case."""
        token = self.new_uuid()
        self.sessions[token] = Session(account=account, expires_ms=now_ms + lifetime_s * 1000)
        return token

    def new_uuid(self) -> str:
        """Return a UUID v4 in lower case."""
        bits = self._tokens.getrandbits(128) & ~(0xF << 76) | (0x4 << 76)
        text = f"{bits & ~(0x3 << 62) | (0x2 << 62):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def new_key(self) -> str:
        """Return an unused short code of a mandate."""
        while True:
            key = "".join(self._numbers.choices(_KEY_ALPHABET, k=KEY_LENGTH))
            if key not in self._keys:
                self._keys.add(key)
                return key

    def new_contract_id(self) -> int:
        """Return the internal number of a new mandate."""
        self._last_contract_id += 1
        return self._last_contract_id

    def new_transaction_id(self) -> int:
        """Return the number of a new transaction."""
        self._last_transaction_id += 1
        return self._last_transaction_id

    def new_batch_id(self, now_ms: int) -> int:
        """Return the number of a new collection: the time in epoch milliseconds, and never one used before."""
        self._last_batch_id = max(self._last_batch_id + 1, now_ms)
        return self._last_batch_id

    def new_transfer_id(self, compact_time: str) -> str:
        """Return the identifier of a transfer: eight characters and the time."""
        return "".join(self._numbers.choices(_HEX, k=8)) + compact_time

    def new_debtor_iban(self) -> str:
        """Return a made-up Belgian account with right check digits: that of a debtor who enters one when signing."""
        basis = self._numbers.randrange(10**10)
        domestic = f"{basis:010d}{basis % 97 or 97:02d}"
        # "BE00" as digits: B is 11, E is 14 (ISO 13616).
        return f"BE{98 - int(f'{domestic}111400') % 97:02d}{domestic}"

    def each_account(self) -> Iterator[Account]:
        """Yield every merchant's account."""
        yield from self.accounts.values()
