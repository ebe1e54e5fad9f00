"""What a run has learnt of Payconiq partners: their customers, mandates, accounts and transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from conformance.exchange import Exchange
from conformance.providers.payconiq.access import PayconiqAccess

ID = re.compile(r"[0-9a-f]{24}")

LISTS = ("getTransactions", "searchTransactions")

UNSIGNED, SIGNED, CANCELLED = "unsigned", "signed", "cancelled"

NOT_VALIDATED, VALIDATED, BLOCKED = "NOT_VALIDATED", "VALIDATED", "BLOCKED"


@dataclass(slots=True, kw_only=True)
class CustomerFacts:
    """A customer that a partner enrolled in this run.

    Attributes:
        sent: The body of its enrolment.
        iban: Its one account.
        mandate: `UNSIGNED`, `SIGNED` or `CANCELLED`.
        reference: Reference of the mandate, once it is known.
        sign_date_ms: When it was signed, if the enrolment said so.
        phone: As sent last.
        email: As sent last.
        status: Status of the account.
        codes_sent: How often a verification code was sent.
        wrong_codes: How many wrong codes were tried since the last one was sent.
    """

    id: str
    partner: str
    sent: dict[str, Any]
    iban: str
    mandate: str
    reference: str | None
    sign_date_ms: int | None
    phone: str | None
    email: str | None
    status: str = NOT_VALIDATED
    codes_sent: int = 0
    wrong_codes: int = 0


@dataclass(slots=True, kw_only=True)
class TransactionFacts:
    """A transaction that a partner initiated in this run.

    Attributes:
        iban: The account that it names, or the customer's only one.
        amount: The digits of the cents.
        created_ms: As first read.
    """

    id: str
    partner: str
    customer: str
    iban: str
    amount: str
    currency: str
    created_ms: int | None = None


_Facts = TypeVar("_Facts", CustomerFacts, TransactionFacts)


@dataclass(slots=True, kw_only=True)
class Page:
    """A page of a list as it last came, and how many transactions the run had seen created by then."""

    ids: list[str]
    created: int


@dataclass(slots=True)
class Partners:
    """Grows with every answer; what an answer does not say stays unknown.

    Args:
        access: The first partner, whose id and key are known from the start.
    """

    access: PayconiqAccess
    customers: dict[str, CustomerFacts] = field(init=False)
    transactions: dict[str, TransactionFacts] = field(init=False)
    read_ids: dict[str, str] = field(init=False)
    keys: dict[str, str] = field(init=False)
    tokens: dict[str, str] = field(init=False, repr=False)
    pages: dict[tuple[str, ...], dict[int, Page]] = field(init=False)
    created: int = field(init=False)

    def __post_init__(self) -> None:
        self.forget()
        self.access.face.lead = self.lead

    def forget(self) -> None:
        """The target was reset."""
        self.customers = {}
        self.transactions = {}
        # Transaction → partner, for those that a list or a read showed.
        self.read_ids = {}
        # Partner → public key on file, in base64; an empty text for none.
        self.keys = {self.access.partner_id: self.access.public_key_value}
        # Token → the one partner that it opened.
        self.tokens = {}
        self.pages = {}
        self.created = 0

    # --- learning ---

    def learn(self, exchange: Exchange) -> None:
        """Take in an answer."""
        path = exchange.path_parameters
        partner = path.get("partnerId", "")
        customer = self.customers.get(path.get("customerId", ""))
        if not exchange.ok:
            if exchange.operation == "validateBankAccount" and customer is not None:
                self._learn_refused_code(customer, exchange.code)
            return
        if exchange.operation not in {"wrongMethod", "unknownPath"}:
            self.tokens.setdefault(exchange.request_headers.get("authorization", ""), partner)
        match exchange.operation:
            case "putKey":
                value = text(exchange.sent, "value")
                if value is not None:
                    self.keys[partner] = "".join(value.split())
            case "createCustomer":
                self._learn_customer(exchange, partner)
            case "updateCustomer" if customer is not None:
                customer.phone = sent_phone(exchange.sent) or customer.phone
                customer.email = text(exchange.sent, "email") or customer.email
            case "getCustomer" | "getMandate" if customer is not None:
                customer.reference = find_reference(exchange) or customer.reference
            case "createMandate" if customer is not None:
                self._sign(customer)
            case "cancelMandate" if customer is not None:
                customer.mandate = CANCELLED
            case "sendVerificationCode" if customer is not None:
                customer.codes_sent, customer.wrong_codes = customer.codes_sent + 1, 0
            case "validateBankAccount" if customer is not None:
                customer.status = VALIDATED
            case "createTransaction":
                self._learn_transaction(exchange, partner)
        self._learn_read(exchange, partner)

    def _learn_customer(self, exchange: Exchange, partner: str) -> None:
        id_, sent = created_id(exchange), exchange.sent
        account = first_account(sent)
        iban = text(account, "IBAN")
        if id_ is None or iban is None or not isinstance(sent, dict):
            return
        sign_date_ms = _whole_number(account.get("mandateSignDate"))
        facts = CustomerFacts(
            id=id_,
            partner=partner,
            sent=sent,
            iban=iban,
            mandate=UNSIGNED if sign_date_ms is None else SIGNED,
            reference=text(account, "mandateReference") if sign_date_ms is not None else None,
            sign_date_ms=sign_date_ms,
            phone=sent_phone(sent),
            email=text(sent, "email"),
        )
        self.customers.setdefault(id_, facts)

    def _learn_transaction(self, exchange: Exchange, partner: str) -> None:
        id_, sent = created_id(exchange), exchange.sent
        if id_ is None or not isinstance(sent, dict):
            return
        customer = self.customers.get(text(sent, "originId") or "")
        iban = text(sent, "originIBAN") or text(sent, "originIban") or (customer.iban if customer is not None else "")
        self.created += 1
        self.transactions.setdefault(
            id_,
            TransactionFacts(
                id=id_,
                partner=partner,
                customer=text(sent, "originId") or "",
                iban=iban,
                amount=str(sent.get("amount")),
                currency=str(sent.get("currency")),
            ),
        )

    def _learn_refused_code(self, customer: CustomerFacts, code: str | None) -> None:
        if code == "R214":
            customer.wrong_codes += 1
        elif code == "R930":
            customer.status = BLOCKED

    def _learn_read(self, exchange: Exchange, partner: str) -> None:
        found = transactions_in(exchange)
        for transaction in found:
            id_, created_ms = text(transaction, "_id") or "", transaction.get("creationDate")
            self.read_ids.setdefault(id_, partner)
            known = self.transactions.get(id_)
            if known is not None and known.created_ms is None and isinstance(created_ms, int):
                known.created_ms = created_ms
        if exchange.operation in LISTS:
            place = list_place(exchange)
            if place is not None:
                key, number, _ = place
                ids = [text(transaction, "_id") or "" for transaction in found]
                self.pages.setdefault(key, {})[number] = Page(ids=ids, created=self.created)

    def _sign(self, customer: CustomerFacts) -> None:
        if customer.mandate == CANCELLED:  # a new one is made
            customer.reference = customer.sign_date_ms = None
        customer.mandate = SIGNED

    # --- what no exchange says, because the control plane brought it about ---

    def note_signed(self, customer: str) -> None:
        """The customer signed the mandate without us."""
        if customer in self.customers:
            self._sign(self.customers[customer])

    def note_key_forgotten(self, partner: str) -> None:
        """The partner has no key on file any more."""
        self.keys[partner] = ""

    # --- leading requests to what exists ---

    def paths(self, operation: str, *, draw: int) -> Mapping[str, str] | None:
        """Path parameters that exist and belong together, chosen by `draw`; `None` when none are known."""
        own = {"partnerId": self.access.partner_id}
        match operation:
            case "getPartner" | "putKey" | "createCustomer" | "createTransaction" | "getTransactions":
                return own
            case "searchTransactions":
                return own
            case "updateCustomer" | "getCustomer":
                if customer := _choose(self._own(self.customers), draw):
                    return {**own, "customerId": customer.id}
            case "getTransaction" | "replayDirectDebit":
                if transaction := _choose(self._own(self.transactions), draw):
                    return {**own, "transactionId": transaction.id}
            case _:
                if customer := _choose(self._own(self.customers), draw):
                    return {**own, "customerId": customer.id, "iban": customer.iban}
        return None

    def lead(self, members: Mapping[str, Any], draw: int) -> Mapping[str, Any]:
        """The members of a transaction or filter that name a customer, for one who exists; nothing for others.

        What is no id, or no IBAN, is left as it is: somebody wants to see it refused.
        """
        origin = members.get("originId")
        if not isinstance(origin, str) or not ID.fullmatch(origin) or origin in self.customers:
            return {}
        ready = {id_: each for id_, each in self._own(self.customers).items() if each.mandate == SIGNED}
        customer = _choose(ready, draw)
        if customer is None:
            return {}
        ibans = {
            name: customer.iban
            for name in ("originIBAN", "originIban")
            if isinstance(members.get(name), str) and is_iban(members[name])
        }
        return {"originId": customer.id, **ibans}

    def _own(self, known: Mapping[str, _Facts]) -> dict[str, _Facts]:
        return {id_: facts for id_, facts in known.items() if facts.partner == self.access.partner_id}


def _choose(known: Mapping[str, _Facts], draw: int) -> _Facts | None:
    facts = list(known.values())
    return facts[draw % len(facts)] if facts else None


# --- reading answers ------------------------------------------------------------------------------------------------


def text(node: Any, name: str) -> str | None:
    """A string property of a JSON object, or `None`."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else None


def first_account(node: Any) -> dict[str, Any]:
    """The first bank account of a customer or partner, or an empty object."""
    accounts = node.get("bankAccounts") if isinstance(node, dict) else None
    first = accounts[0] if isinstance(accounts, list) and accounts else None
    return first if isinstance(first, dict) else {}


def sent_phone(node: Any) -> str | None:
    """The phone number of a request, whichever way it is spelt."""
    return text(node, "phone") or text(node, "phoneNumber")


def _whole_number(value: Any) -> int | None:
    if isinstance(value, str) and re.fullmatch("[0-9]{1,4000}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def location_path(exchange: Exchange) -> str | None:
    """The path in the Location header, or `None` when there is none or it is no URL."""
    try:
        return unquote(urlsplit(exchange.response_headers["location"]).path)
    except (KeyError, ValueError):
        return None


def created_id(exchange: Exchange) -> str | None:
    """The id of the customer or transaction in the Location header, or `None`."""
    id_ = (location_path(exchange) or "").rpartition("/")[2]
    return id_ if ID.fullmatch(id_) else None


def transactions_in(exchange: Exchange) -> list[dict[str, Any]]:
    """The transactions of an answer, one or a list."""
    if not exchange.ok or exchange.operation not in {"getTransaction", *LISTS}:
        return []
    answer = exchange.answer
    found = answer if isinstance(answer, list) and exchange.operation in LISTS else [answer]
    return [transaction for transaction in found if isinstance(transaction, dict)]


def find_reference(exchange: Exchange) -> str | None:
    """The reference of a mandate, in the answer to `getMandate` or `getCustomer`."""
    if exchange.operation == "getMandate":
        return text(exchange.answer, "reference")
    return text(first_account(exchange.answer), "mandateReference")


def list_filter(exchange: Exchange) -> dict[str, Any]:
    """The filter of a list: members with a value."""
    sent = exchange.sent
    return {name: value for name, value in sent.items() if value is not None} if isinstance(sent, dict) else {}


def list_place(exchange: Exchange) -> tuple[tuple[str, ...], int, int] | None:
    """Which page of which list was asked for: a key for the list, the page number and the limit; `None` if unclear."""
    number, limit = _query_number(exchange, "offset", 1), _query_number(exchange, "limit", 25)
    if number is None or not limit:
        return None
    filters = (f"{name}={value}" for name, value in sorted(list_filter(exchange).items()))
    key = (exchange.path_parameters.get("partnerId", ""), str(limit), *filters)
    return key, max(1, number), limit


def _query_number(exchange: Exchange, name: str, default: int) -> int | None:
    values = exchange.query.get(name, [])
    if not values:
        return default
    return int(values[0]) if re.fullmatch("[0-9]{1,18}", values[0]) else None


def is_iban(iban: Any) -> bool:
    """Whether the form and the check digits are right (ISO 13616, mod 97)."""
    if not isinstance(iban, str) or not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", iban):
        return False
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def make_iban(country_and_account: str) -> str:
    """An IBAN with right check digits.

    Args:
        country_and_account: Two letters, then 11 to 30 capitals and digits.
    """
    country, account = country_and_account[:2], country_and_account[2:]
    digits = "".join(str(int(c, 36)) for c in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def iterate_objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON document."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from iterate_objects(child)
