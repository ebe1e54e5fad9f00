"""What the imitated service remembers. Nothing here knows HTTP."""

import dataclasses
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import rsa

from conformance.sandbox import clock

NOT_VALIDATED, VALIDATED, BLOCKED = "NOT_VALIDATED", "VALIDATED", "BLOCKED"
PROPOSED, SIGNED, CANCELLED = "PROPOSED", "SIGNED", "CANCELLED"
SUCCEEDED, FAILED = "SUCCEEDED", "FAILED"
SUBMITED = "SUBMITED"
"""The provider writes it with one T."""
_CODES = 10**6
_COUNTS = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The number the provider does not publish, and which reading of its tables it follows."""

    literal_statuses: bool = False
    verification_attempts: int = 3


@dataclass(slots=True, kw_only=True)
class Partner:
    """A business that collects money: registered out of band, identified by its id and access token."""

    partner_id: str
    token: str = field(repr=False)
    public_key: rsa.RSAPublicKey | None
    first_name: str
    last_name: str
    company_name: str
    iban: str
    created_ms: int
    phone: str = "+31201234567"
    email: str = "partner@example.com"
    address: dict[str, str] = field(
        default_factory=lambda: {
            "no": "10",
            "street": "Keizersgracht",
            "postalCode": "1015 CN",
            "city": "Amsterdam",
            "country": "NLD",
        }
    )
    bank_name: str = "ABN AMRO"
    enable_mandate_management: bool = True
    former_keys: list[rsa.RSAPublicKey] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Mandate:
    """The authorisation to debit one account; ``signed_ms`` is ``None`` while it is only proposed."""

    reference: str
    status: str
    signed_ms: int | None


@dataclass(slots=True, kw_only=True)
class BankAccount:
    """A customer's account, with its verification: the pending code, codes it replaced, wrong attempts."""

    iban: str
    name: str
    mandate: Mandate
    status: str = NOT_VALIDATED
    code: str | None = None
    old_codes: list[str] = field(default_factory=list)
    used_code: str | None = None
    wrong_attempts: int = 0


@dataclass(slots=True, kw_only=True)
class Customer:
    """Somebody whom a partner has enrolled."""

    customer_id: str
    partner_id: str
    first_name: str
    last_name: str
    phone: str
    email: str | None
    address: dict[str, str]
    account: BankAccount


@dataclass(slots=True, kw_only=True)
class Transaction:
    """A payment of a customer to a partner, and the direct debit that follows it, if one did."""

    transaction_id: str
    customer: Customer
    partner: Partner
    origin_iban: str
    amount_text: str
    currency: str
    created_ms: int
    status: str = SUCCEEDED
    sdd_status: str | None = None
    sdd_processed_ms: int | None = None
    sdd_failed_reason: str | None = None


class State:
    """Everything remembered between requests; one seed and one list of requests give the same state."""

    def __init__(self, *, partners: Iterable[Partner], seed: int, clock: clock.Clock) -> None:
        self.clock = clock
        self._registered = [_copy(partner) for partner in partners]
        self._first_seed = seed
        self.reset()

    def reset(self, *, seed: int | None = None, limits: Limits | None = None) -> None:
        """Forget everything but the registered partners with their registered keys."""
        used_seed = self._first_seed if seed is None else seed
        # The streams are apart, so that an additional code does not move every later reference.
        identifiers = random.Random(f"{used_seed}:identifiers")  # noqa: S311 - repeatable on purpose
        self._machine, self._count = identifiers.getrandbits(40), identifiers.getrandbits(24)
        self._references = random.Random(f"{used_seed}:references")  # noqa: S311 - repeatable on purpose
        self._codes = random.Random(f"{used_seed}:codes")  # noqa: S311 - repeatable on purpose
        self.limits = limits or Limits()
        self.clock.reset()
        self.partners = {partner.partner_id: _copy(partner) for partner in self._registered}
        self.customers: dict[str, dict[str, Customer]] = {partner_id: {} for partner_id in self.partners}
        self.transactions: dict[str, dict[str, Transaction]] = {partner_id: {} for partner_id in self.partners}

    def new_id(self) -> str:
        """Return 24 lower-case hexadecimal digits: seconds, a number of this run, and a counter, like an ObjectId."""
        self._count = (self._count + 1) % _COUNTS
        seconds = self.clock.now_ms() // 1000 & 0xFFFFFFFF
        return f"{seconds:08x}{self._machine:010x}{self._count:06x}"

    def new_reference(self) -> str:
        """Return a mandate reference: ``REF`` and 25 upper-case hexadecimal digits."""
        return f"REF{self._references.getrandbits(100):025X}"

    def new_code(self, *, unlike: Iterable[str]) -> str:
        """Return a verification code of 6 digits that is none of those given."""
        while (code := f"{self._codes.randrange(_CODES):06d}") in unlike:
            pass
        return code

    def partner_of_token(self, token: str) -> Partner | None:
        """Return the partner to whom an access token was given."""
        return next((partner for partner in self.partners.values() if partner.token == token), None)

    def find_customer(self, customer_id: str) -> Customer | None:
        """Return a customer of any partner."""
        return next((each[customer_id] for each in self.customers.values() if customer_id in each), None)

    def find_transaction(self, transaction_id: str) -> Transaction | None:
        """Return a transaction of any partner."""
        return next((each[transaction_id] for each in self.transactions.values() if transaction_id in each), None)


def _copy(partner: Partner) -> Partner:
    return dataclasses.replace(partner, address=dict(partner.address), former_keys=[])
