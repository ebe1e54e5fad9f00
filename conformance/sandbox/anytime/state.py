"""What the imitated service remembers, and the limits it works under. Nothing here knows HTTP.

Money is in whole cents. It lies in purses and moves from one to another, in ``ledger`` alone, so that the sum of all
purses is zero: what accounts and cards hold is what the outside world has paid in.
"""

import ipaddress
import random
import string
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from cryptography.hazmat.primitives.asymmetric import rsa

from conformance.sandbox import clock
from conformance.sandbox.deliveries import Deliveries

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
_TOKEN_LENGTH = 64

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """How many requests a minute may bring; ``None`` is without end."""

    per_ip: int | None = None
    per_functionality: int | None = None
    per_user: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers that the provider agrees with a customer or does not publish."""

    token_lifetime_s: int = 3600
    load_per_day_cents: int = 250_000
    load_per_four_days_cents: int = 500_000
    load_per_week_cents: int = 750_000
    load_per_month_cents: int = 1_000_000
    load_per_year_cents: int = 5_000_000
    loads_per_day: int = 100
    cards_per_account: int = 5
    rate_limits: RateLimits = field(default_factory=RateLimits)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ApiUser:
    """Somebody who may call: registered out of band, with a public key and allowed addresses."""

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    username: str
    password: str = field(repr=False)
    public_key: rsa.RSAPublicKey = field(repr=False)
    networks: tuple[Network, ...] = LOOPBACK


@dataclass(slots=True, kw_only=True)
class AccessToken:
    """A bearer token: good while it is the last one of its user and the clock is before ``expires_ms``."""

    text: str = field(repr=False)
    user: ApiUser
    expires_ms: int


@dataclass(slots=True, kw_only=True)
class Use:
    """That validation data were used: with which token (empty for none), and whether the request was refused."""

    token: str = field(repr=False)
    refused: bool = False


@dataclass(slots=True)
class Purse:
    """Where money lies."""

    balance_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The other side of a movement on an IBAN."""

    iban: str
    swift: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Iban:
    """An IBAN of an account; ``kind`` is C, D or BOTH for a virtual one, empty for the main one."""

    iban: str
    swift: str
    kind: str = ""


@dataclass(slots=True, kw_only=True)
class Row:
    """One movement on an account; the amount is positive, the type C or D."""

    number: int
    description: str
    created_ms: int
    amount_cents: int
    type: str
    balance_cents: int
    status: str
    executed_ms: int | None
    party: Party | None = None
    virtual_iban: str | None = None


@dataclass(slots=True, kw_only=True)
class KycFile:
    """An uploaded file and what became of it: pending, accepted or refused."""

    type: str
    extension: str
    uploaded_ms: int
    number: int
    status: str = "pending"


@dataclass(slots=True, kw_only=True)
class Transfer:
    """A credit transfer: To execute, In progress, Executed or Cancelled."""

    internal_id: int
    account: "Account"
    amount_cents: int
    party: Party
    beneficiary: str
    source_comment: str
    created_ms: int
    row: Row | None
    status: str = "To execute"
    executed_ms: int | None = None
    reference: str | None = None


@dataclass(slots=True, kw_only=True)
class CardTransaction:
    """A movement on a card; the amount is positive, the type C or D, the status P, S, C or D."""

    txid: int
    card: "Card"
    type: str
    kind: str
    amount_cents: int
    status: str
    balance_after_cents: int
    created_ms: int
    processed_ms: int | None
    description: str
    mcc: int
    row: Row | None = None
    reason: str | None = None


@dataclass(slots=True, kw_only=True)
class Card:
    """A payment card: PLASTIC, VIRTUAL_SINGLE_USE or VIRTUAL_MULTI_USE."""

    ref: str
    account: "Account"
    kind: str
    status: str
    name: str
    created_ms: int
    expires_on: date
    pin: str = field(repr=False)
    pan: str = field(repr=False)
    cvv: str = field(repr=False)
    activated_ms: int | None = None
    pos: int = 1
    atm: int = 1
    renew: int = 0
    has_holder_data: bool = True
    purse: Purse = field(default_factory=Purse)
    transactions: list[CardTransaction] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Order:
    """The order of a card; the link is there once the card is on its way."""

    order_id: int
    card: Card
    link: str | None = None


@dataclass(slots=True, kw_only=True)
class Account:
    """An account of an API user. ``fields`` holds the parameters of its creation, by their names there."""

    account_id: int
    owner: ApiUser
    kind: str
    fields: dict[str, str]
    purse: Purse = field(default_factory=Purse)
    rows: list[Row] = field(default_factory=list)
    iban: Iban | None = None
    virtual_ibans: list[Iban] = field(default_factory=list)
    kyc_files: list[KycFile] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    is_partner: bool = False
    cards_left: int | None = None


class State:
    """Everything remembered between requests; one seed and one list of requests give the same state."""

    def __init__(self, *, users: Iterable[ApiUser], seed: int, clock: clock.Clock) -> None:
        self.clock = clock
        self.users = {user.client_id: user for user in users}
        self._first_seed = seed
        self.deliveries = Deliveries()
        self.reset()

    def reset(self, *, seed: int | None = None, limits: Limits | None = None) -> None:
        """Forget everything but the registered API users."""
        used_seed = self._first_seed if seed is None else seed
        # The streams are apart, so that a new token or an additional answer does not move every later resource.
        self.resources = random.Random(f"{used_seed}:resources")  # noqa: S311 - repeatable on purpose
        self._tokens = random.Random(f"{used_seed}:tokens")  # noqa: S311 - repeatable on purpose
        starts = random.Random(f"{used_seed}:numbers")  # noqa: S311 - repeatable on purpose
        self._numbers = {
            "request": starts.randrange(90_000, 99_000),
            "webhook": starts.randrange(500_000, 590_000),
            "account": starts.randrange(1_000, 9_000),
            "transfer": starts.randrange(50_000, 59_000),
            "card transaction": starts.randrange(700_000, 790_000),
            "order": starts.randrange(20_000, 29_000),
            "file": starts.randrange(3_000, 3_900),
        }
        self.limits = limits or Limits()
        self.clock.reset()
        self.deliveries.clear()
        self.callback_url: str | None = None
        self.tokens: dict[str, AccessToken] = {}
        self.live_tokens: dict[str, AccessToken] = {}
        self.used: dict[str, dict[str, Use]] = {client_id: {} for client_id in self.users}
        self.accounts: dict[int, Account] = {}
        self.cards: dict[str, Card] = {}
        self.orders: dict[int, Order] = {}
        self.transfers: dict[int, Transfer] = {}
        self.card_transactions: dict[int, CardTransaction] = {}
        self.outside = Purse()
        self.in_transit = Purse()
        self.denied_operations: set[str] = set()
        self.environment_allowed = True
        self.ip_allowed = True
        self.network_slow = False
        self.last_request_id: int | None = None
        self.rates: dict[tuple[str, ...], deque[int]] = {}

    def new_number(self, kind: str) -> int:
        """Return the next number of a kind."""
        self._numbers[kind] += 1
        return self._numbers[kind]

    def new_digits(self, count: int) -> str:
        """Return random decimal digits."""
        return f"{self.resources.randrange(10**count):0{count}d}"

    def issue_token(self, user: ApiUser, *, now_ms: int, lifetime_s: int) -> tuple[str, str]:
        """Remember a new bearer token in the place of the user's last one; return it with its refresh token."""
        text, refresh = ("".join(self._tokens.choices(_LETTERS_AND_DIGITS, k=_TOKEN_LENGTH)) for _ in range(2))
        token = AccessToken(text=text, user=user, expires_ms=now_ms + lifetime_s * 1000)
        self.tokens[text] = self.live_tokens[user.client_id] = token
        return text, refresh

    def accounts_of(self, user: ApiUser) -> list[Account]:
        """Return the accounts of an API user, oldest first."""
        return [account for account in self.accounts.values() if account.owner is user]
