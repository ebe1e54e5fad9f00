"""A model of a Payconiq partner that random sequences of calls and events are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conformance.providers.payconiq.access import PayconiqAccess, spare_key
from conformance.providers.payconiq.knowledge import BLOCKED, CANCELLED, NOT_VALIDATED, SIGNED, UNSIGNED, VALIDATED
from conformance.scenario import World
from conformance.scenarios.payconiq.partner import (
    IBAN,
    MANDATE,
    OTHER_IBAN,
    SIGNED_ON_SEND,
    Place,
    as_partner,
    enrol,
    fail,
    new_id,
    new_transaction,
    send_code,
    sign_on_paper,
    with_key,
    wrong_code,
)

ATTEMPTS = 2
NO_MANDATE = (400, "R508")
FAILURES = ("EXCEPTION", "REJECTED_OSR", "REJECTED_CAMT")


@dataclass(slots=True, kw_only=True)
class CustomerModel:
    """What a customer should read as."""

    place: Place
    name: str
    mandate: str
    reference: str | None
    status: str = NOT_VALIDATED
    code: str | None = None
    wrong_codes: int = 0


@dataclass(slots=True, kw_only=True)
class TransactionModel:
    """What a transaction should read as."""

    id: str
    customer: CustomerModel
    amount: str
    status: str = "SUCCEEDED"
    debit: str | None = None
    reason: str | None = None


NUMBERS = st.integers(0, 10**6)
"""Chooses among what the partner has, modulo its number."""


class PartnerMachine(RuleBasedStateMachine):
    """One partner, emptied at the start of each sequence; the model is checked after each step.

    Args:
        world: A world with control plane.
    """

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.customers: list[CustomerModel] = []
        self.transactions: list[TransactionModel] = []  # newest first
        self.access: PayconiqAccess = as_partner(world.first)
        self.keys_used = 0
        self.touched: CustomerModel | None = None

    def _customer(self, number: int) -> CustomerModel:
        self.touched = self.customers[number % len(self.customers)]
        return self.touched

    def _transaction(self, number: int) -> TransactionModel:
        transaction = self.transactions[number % len(self.transactions)]
        self.touched = transaction.customer
        return transaction

    # --- customers and mandates ---

    @initialize()
    def start(self) -> None:
        """A partner begins with a customer whose last payment failed, and with one who has not signed yet."""
        self.world.reset(verification_attempts=ATTEMPTS)
        self.enrol(signed=True, name="Lotte", iban=IBAN)
        for amount in (1, 1250):
            self.pay(number=0, amount=amount, named=False)
        self.refuse(number=0, debit=FAILURES[0], reason="AM04")
        self.enrol(signed=False, name="Zoë", iban=OTHER_IBAN)

    @rule(
        signed=st.booleans(),
        name=st.sampled_from(["Lotte", "Zoë", "Jan-Willem \N{DANCER}"]),
        iban=st.sampled_from([IBAN, OTHER_IBAN]),
    )
    def enrol(self, signed: bool, name: str, iban: str) -> None:
        """A customer comes with a mandate or is proposed one."""
        place = enrol(self.world, signed=signed, firstName=name, account={"IBAN": iban})
        reference = MANDATE["mandateReference"] if signed else None
        customer = CustomerModel(place=place, name=name, mandate=SIGNED if signed else UNSIGNED, reference=reference)
        self.customers.append(customer)
        self.touched = customer

    @rule(number=NUMBERS)
    def sign(self, number: int) -> None:
        """A mandate is signed, or is so already."""
        customer = self._customer(number)
        self.world.call("createMandate", path=customer.place.under_account, expect=201)
        self._sign(customer)

    @precondition(lambda self: any(customer.mandate == UNSIGNED for customer in self.customers))
    @rule(number=NUMBERS)
    def sign_on_paper(self, number: int) -> None:
        """A customer signs without us."""
        proposed = [customer for customer in self.customers if customer.mandate == UNSIGNED]
        self.touched = proposed[number % len(proposed)]
        sign_on_paper(self.world, self.touched.place)
        self._sign(self.touched)

    def _sign(self, customer: CustomerModel) -> None:
        if customer.mandate == CANCELLED:
            customer.reference = None
        customer.mandate = SIGNED

    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        """A signed mandate is cancelled."""
        customer = self._customer(number)
        expect: Any = 200 if customer.mandate == SIGNED else NO_MANDATE
        self.world.call("cancelMandate", path=customer.place.under_account, expect=expect)
        if customer.mandate == SIGNED:
            customer.mandate = CANCELLED

    @rule(number=NUMBERS, language=st.sampled_from(["en", "nl"]))
    def read_mandate(self, number: int, language: str) -> None:
        """A mandate is shown until it is cancelled."""
        customer = self._customer(number)
        expect: Any = NO_MANDATE if customer.mandate == CANCELLED else 200
        headers = {"Accept-Language": language}
        path = customer.place.under_account
        shown = self.world.call("getMandate", path=path, headers=headers, expect=expect).json
        if customer.mandate == CANCELLED:
            return
        assert (customer.mandate == SIGNED) == (shown.get("signDate") is not None)
        assert customer.reference in {None, shown["reference"]}
        customer.reference = shown["reference"]

    # --- verification ---

    @rule(number=NUMBERS)
    def send_code(self, number: int) -> None:
        """A new code replaces the old; a verified account gets none, a blocked one is refused."""
        customer = self._customer(number)
        if customer.status == NOT_VALIDATED:
            customer.code, customer.wrong_codes = send_code(self.world, customer.place), 0
            return
        expect: Any = (400, "R930") if customer.status == BLOCKED else 200
        self.world.call("sendVerificationCode", path=customer.place.under_account, expect=expect)

    @rule(number=NUMBERS, right=st.booleans())
    def validate(self, number: int, right: bool) -> None:
        """The right code validates, the last wrong one blocks."""
        customer = self._customer(number)
        expect: Any = 200
        code = customer.code or "000000"
        if customer.status == BLOCKED:
            expect = (400, "R930")
        elif customer.code is None:
            expect = (400, "R919")
        elif not right:
            customer.wrong_codes += 1
            expect = (400, "R930" if customer.wrong_codes >= ATTEMPTS else "R214")
            code = wrong_code(code)
        path, body = customer.place.under_account, {"verificationCode": code}
        self.world.call("validateBankAccount", path=path, body=body, expect=expect)
        if expect == 200:
            customer.status, customer.code = VALIDATED, None
        elif expect == (400, "R930"):
            customer.status, customer.code = BLOCKED, None

    # --- transactions ---

    @rule(number=NUMBERS, amount=st.sampled_from([1, "1", 1250, "999999999"]), named=st.booleans())
    def pay(self, number: int, amount: int | str, named: bool) -> None:
        """Who has signed pays."""
        customer = self._customer(number)
        place = customer.place
        body = new_transaction(place, amount=amount, **({"originIBAN": place.iban} if named else {}))
        expect: Any = 201 if customer.mandate == SIGNED else NO_MANDATE
        reply = self.world.call(
            "createTransaction", path=place.under_partner, body=body, access=self.access, expect=expect
        )
        if expect == 201:
            self.transactions.insert(0, TransactionModel(id=new_id(reply), customer=customer, amount=str(amount)))

    @precondition(lambda self: any(each.debit is None for each in self.transactions))
    @rule(number=NUMBERS)
    def submit(self, number: int) -> None:
        """A direct debit goes to the bank."""
        waiting = [each for each in self.transactions if each.debit is None]
        transaction = waiting[number % len(waiting)]
        self.world.control.event("direct-debit-submitted", transactionId=transaction.id)
        transaction.debit, self.touched = "SUBMITED", transaction.customer

    @precondition(lambda self: any(each.status == "SUCCEEDED" for each in self.transactions))
    @rule(number=NUMBERS, debit=st.sampled_from(FAILURES), reason=st.sampled_from(["AM04", "MD01", "TECH"]))
    def refuse(self, number: int, debit: str, reason: str) -> None:
        """The bank refuses a direct debit."""
        good = [each for each in self.transactions if each.status == "SUCCEEDED"]
        transaction = good[number % len(good)]
        fail(self.world, transaction.id, status=debit, reason=reason)
        transaction.status, transaction.debit, transaction.reason = "FAILED", debit, reason
        self.touched = transaction.customer

    @precondition(lambda self: self.transactions)
    @rule(number=NUMBERS)
    def replay(self, number: int) -> None:
        """A direct debit that failed is replayed, any other is not."""
        transaction = self._transaction(number)
        expect: Any = 200 if transaction.status == "FAILED" else (400, "R165")
        path = transaction.customer.place.of_transaction(transaction.id)
        self.world.call("replayDirectDebit", path=path, expect=expect)
        if expect == 200:
            transaction.status, transaction.debit, transaction.reason = "SUCCEEDED", "SUBMITED", None

    @precondition(lambda self: self.keys_used < 2)
    @rule()
    def replace_key(self) -> None:
        """The key changes; what follows is signed with the new one."""
        successor = with_key(self.access, spare_key(self.keys_used))
        body = {"value": successor.public_key_value, "signature": SIGNED_ON_SEND}
        path = {"partnerId": self.access.partner_id}
        self.world.call("putKey", path=path, body=body, access=self.access, expect=200)
        self.access, self.keys_used = successor, self.keys_used + 1

    @rule(seconds=st.sampled_from([1, 3600, 86_400]))
    def wait(self, seconds: int) -> None:
        """Time goes by."""
        self.world.advance(seconds)

    # --- comparison ---

    @precondition(lambda self: self.transactions)
    @rule(
        number=NUMBERS,
        page=st.integers(1, 4),
        limit=st.integers(1, 4),
        by=st.sampled_from(["", "status", "sddStatus", "originId"]),
        operation=st.sampled_from(["getTransactions", "searchTransactions"]),
    )
    def read_page(self, number: int, page: int, limit: int, by: str, operation: str) -> None:
        """Any page is a piece of what the filter leaves over."""
        pattern = self._transaction(number)
        wanted = {
            "": None,
            "status": pattern.status,
            "sddStatus": pattern.debit,
            "originId": pattern.customer.place.customer,
        }[by]
        found = [
            each
            for each in self.transactions
            if wanted is None or wanted in {each.status, each.debit, each.customer.place.customer}
        ]
        query, filters = {"limit": limit, "offset": page}, {} if wanted is None else {by: wanted}
        path = {"partnerId": self.access.partner_id}
        answer = self.world.call(operation, path=path, query=query, body=filters, expect=200).json
        self._compare(found[(page - 1) * limit : page * limit], answer)

    @precondition(lambda self: self.transactions)
    @rule(number=NUMBERS)
    def read_transaction(self, number: int) -> None:
        """A single transaction reads like the model."""
        transaction = self._transaction(number)
        path = transaction.customer.place.of_transaction(transaction.id)
        self._compare([transaction], [self.world.call("getTransaction", path=path, expect=200).json])

    @invariant()
    def partner_equals_the_model(self) -> None:
        """After each step: all transactions, and the customer that was touched."""
        if self.touched is None:
            return
        path = {"partnerId": self.access.partner_id}
        listed = self.world.call("getTransactions", path=path, query={"limit": 100}, expect=200).json
        self._compare(self.transactions, listed)
        customer = self.touched
        expect: Any = 200 if customer.mandate == SIGNED else NO_MANDATE
        shown = self.world.call("getCustomer", path=customer.place.under_customer, expect=expect).json
        if expect == 200:
            (account,) = shown["bankAccounts"]
            assert [customer.name, customer.place.iban, customer.status] == [
                shown["firstName"],
                account["IBAN"],
                account["status"],
            ]
            assert customer.reference in {None, account["mandateReference"]}

    def _compare(self, expected: list[TransactionModel], came: list[Any]) -> None:
        assert [transaction.id for transaction in expected] == [each["_id"] for each in came]
        for transaction, each in zip(expected, came, strict=True):
            place = transaction.customer.place
            assert [transaction.amount, place.customer, place.iban] == [
                each[name] for name in ("amount", "originId", "originIBAN")
            ]
            assert [transaction.status, transaction.debit, transaction.reason] == [
                each.get(name) for name in ("status", "sddStatus", "sddFailedReason")
            ]
            assert transaction.customer.status == each["originUser"]["bankAccounts"][0]["status"]
