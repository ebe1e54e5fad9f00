"""What the imitated service remembers, and the limits it works under. Nothing here knows HTTP."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import rsa

from conformance.sandbox import clock

_TOKEN_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"  # noqa: S105 - an alphabet
_REQUEST_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
ACCESS_TOKEN_LENGTH = 28
PAYMENT_REQUEST_TOKEN_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers that the provider agrees with a customer or does not publish."""

    platforms_per_client: int = 2
    users_per_platform: int = 100
    users_per_iban: int = 10
    token_lifetime_s: int = 3600
    assertion_lifetime_s: int = 1200
    expiry_days: int = 14
    max_successful_payments: int | None = None
    max_yield_cents: int | None = None


@dataclass(slots=True, kw_only=True)
class Client:
    """An API consumer: registered out of band, identified by its API key."""

    name: str
    api_key: str = field(repr=False)
    public_key: rsa.RSAPublicKey
    scopes: tuple[str, ...] = ("tikkie",)
    entitled: bool = True
    state: str = "ACTIVE"
    known: bool = True


@dataclass(slots=True, kw_only=True)
class AccessToken:
    """A bearer token, valid while the clock is before ``expires_ms``."""

    client: Client
    scopes: tuple[str, ...]
    expires_ms: int


@dataclass(slots=True, kw_only=True)
class Payment:
    """One payer's attempt to pay a request."""

    token: str
    counter_party_name: str
    amount_cents: int
    created_ms: int
    online_status: str


@dataclass(slots=True, kw_only=True)
class PaymentRequest:
    """A request for money; ``amount_text`` keeps the cents as the caller wrote them, ``None`` for an open amount."""

    token: str
    amount_text: str | None
    currency: str
    description: str
    external_id: str | None
    created_ms: int
    bank_account: "BankAccount"
    status: str = "OPEN"
    expired_ms: int | None = None
    payments: list[Payment] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class BankAccount:
    """A user's account; the provider blocks it for a while when it yields too fast."""

    token: str
    iban: str
    label: str
    yielded_too_fast: bool = False


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody on whose behalf a platform asks for money."""

    token: str
    name: str
    status: str
    bank_accounts: dict[str, BankAccount]
    payment_requests: dict[str, PaymentRequest] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Platform:
    """An application of a client, for itself or for its users."""

    token: str
    name: str
    phone_number: str
    email: str | None
    notification_url: str | None
    usage: str
    status: str
    users: dict[str, User] = field(default_factory=dict)


class State:
    """Everything remembered between requests; one seed and one list of requests give the same state."""

    def __init__(self, *, clients: Iterable[Client], seed: int, clock: clock.Clock) -> None:
        self.clock = clock
        self._registered = [_copy(client) for client in clients]
        self._first_seed = seed
        self.reset()

    def reset(self, *, seed: int | None = None, limits: Limits | None = None) -> None:
        """Forget everything but the registered clients."""
        used_seed = self._first_seed if seed is None else seed
        # The streams are apart, so that an additional answer does not move every later resource.
        self._resources = random.Random(f"{used_seed}:resources")  # noqa: S311 - repeatable on purpose
        self._traces = random.Random(f"{used_seed}:traces")  # noqa: S311 - repeatable on purpose
        self.limits = limits or Limits()
        self.clock.reset()
        self.clients = {client.api_key: _copy(client) for client in self._registered}
        self.access_tokens: dict[str, AccessToken] = {}
        self.platforms: dict[str, dict[str, Platform]] = {api_key: {} for api_key in self.clients}
        self.users_by_iban: dict[str, int] = {}
        self.last_trace_id = ""

    def new_trace_id(self) -> str:
        """Return a fresh UUID v4, lower case."""
        return _format_uuid(self._traces.getrandbits(128))

    def new_uuid(self) -> str:
        """Return the token of a platform, user, bank account or payment: a UUID v4."""
        return _format_uuid(self._resources.getrandbits(128))

    def new_payment_request_token(self) -> str:
        """Return 20 lower-case letters and digits."""
        return "".join(self._resources.choices(_REQUEST_ALPHABET, k=PAYMENT_REQUEST_TOKEN_LENGTH))

    def issue_access_token(self, client: Client, *, scopes: tuple[str, ...], now_ms: int, lifetime_s: int) -> str:
        """Remember and return a bearer token of 28 letters and digits."""
        token = "".join(self._resources.choices(_TOKEN_ALPHABET, k=ACCESS_TOKEN_LENGTH))
        self.access_tokens[token] = AccessToken(client=client, scopes=scopes, expires_ms=now_ms + lifetime_s * 1000)
        return token

    def all_platforms(self) -> Iterable[Platform]:
        """Yield the platforms of every client."""
        for platforms in self.platforms.values():
            yield from platforms.values()


def _copy(client: Client) -> Client:
    return Client(
        name=client.name,
        api_key=client.api_key,
        public_key=client.public_key,
        scopes=client.scopes,
        entitled=client.entitled,
        state=client.state,
        known=client.known,
    )


def _format_uuid(bits: int) -> str:
    versioned = bits & ~(0xF << 76) | (0x4 << 76)
    variant = versioned & ~(0x3 << 62) | (0x2 << 62)
    text = f"{variant:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
