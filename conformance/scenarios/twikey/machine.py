"""A model of a Twikey creditor that random sequences of calls and events are compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conformance.providers.twikey.facts import (
    CANCELLED,
    ENDED,
    ERROR,
    EXPIRED,
    NOT_FINAL,
    OPEN,
    PAID,
    PENDING,
    PREPARED,
    PRINT,
    SIGNED,
    UNSIGNED,
    VALID,
)
from conformance.providers.twikey.money import reason_for
from conformance.scenario import World
from conformance.scenarios.twikey.creditor import (
    START,
    WRONG_STATE,
    cancel,
    charge,
    collect,
    document,
    expire,
    find,
    ids_of,
    invite,
    let_bank_answer,
    let_bank_decide,
    let_debtor_sign,
    messages,
    new_import,
    new_transaction,
    other_template,
    payments,
    print_out,
    read,
    sign,
    told,
    updates,
    upload,
    wait_for_bank,
)


@dataclass(slots=True, kw_only=True)
class MandateModel:
    """What a mandate should read as."""

    number: str
    state: str
    is_b2b: bool
    city: str = "Gent"
    key: str | None = None
    was_collected: bool = False


@dataclass(slots=True, kw_only=True)
class TransactionModel:
    """What a transaction should read as."""

    id: int
    mandate: MandateModel
    cents: int
    state: str = OPEN
    code: str | None = None
    batch: str | None = None
    is_new: bool = False
    """Whether no feed has told what the bank said last."""

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self.state != OPEN and self.code not in NOT_FINAL


@dataclass(slots=True, kw_only=True)
class Batch:
    """What was collected together."""

    id: str
    members: list[TransactionModel] = field(default_factory=list)


NUMBERS = st.integers(0, 10**6)
"""Chooses among what the creditor has, modulo its number."""

AMOUNTS = st.sampled_from(["0.01", "1.00", "7.50", "12.34", "22.00", "33.00", "99.99"])


class CreditorMachine(RuleBasedStateMachine):
    """One creditor, emptied at the start of each sequence; the model is checked after each step.

    Args:
        world: A world with control plane and a template for B2B mandates.
    """

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.mandates: list[MandateModel] = []
        self.transactions: list[TransactionModel] = []
        self.batches: list[Batch] = []
        # Everything that the mandate feed ever tells, and how much of it was told.
        self.history: list[tuple[str, str]] = []
        self.cursor = 0
        self.touched: MandateModel | None = None

    # --- choosing ---

    def _mandate(self, number: int, *states: str) -> MandateModel:
        fitting = [each for each in self.mandates if not states or each.state in states]
        self.touched = fitting[number % len(fitting)]
        return self.touched

    def _add(self, number: str, state: str, *, is_b2b: bool, key: str | None = None) -> MandateModel:
        self.touched = MandateModel(number=number, state=state, is_b2b=is_b2b, key=key)
        self.mandates.append(self.touched)
        return self.touched

    def _template(self, *, is_b2b: bool) -> dict[str, Any]:
        return {"ct": other_template(self.world, "b2b_template_id")} if is_b2b else {}

    def _happen(self, kind: str, mandate: MandateModel) -> None:
        self.history.append((kind, mandate.number))

    def _sign(self, mandate: MandateModel) -> None:
        mandate.state = PENDING if mandate.is_b2b else SIGNED
        self._happen("new", mandate)

    # --- mandates ---

    @initialize(is_b2b=st.booleans(), amount=AMOUNTS)
    def start(self, is_b2b: bool, amount: str) -> None:
        """A creditor begins with a signed mandate, something collected on it, and an invitation."""
        self.world.reset()
        self.sign(is_b2b=False)
        self.charge(number=0, amount=amount)
        self.collect(only=False, number=0, is_b2b=False)
        self.invite(is_b2b=is_b2b)

    @rule(is_b2b=st.booleans())
    def sign(self, is_b2b: bool) -> None:
        """A mandate is made and signed."""
        number = sign(self.world, **self._template(is_b2b=is_b2b))
        self._sign(self._add(number, PREPARED, is_b2b=is_b2b))

    @rule(is_b2b=st.booleans())
    def invite(self, is_b2b: bool) -> None:
        """A mandate is prepared."""
        invited = invite(self.world, **self._template(is_b2b=is_b2b))
        self._add(invited.number, PREPARED, is_b2b=is_b2b, key=invited.key)

    @precondition(lambda self: any(each.key for each in self.mandates))
    @rule(number=NUMBERS)
    def sign_by_key(self, number: int) -> None:
        """A key signs once."""
        keys = [each for each in self.mandates if each.key]
        self.touched = mandate = keys[number % len(keys)]
        signed, ended = (400, "err_contract_signed"), WRONG_STATE
        expect: Any = 200 if mandate.state in UNSIGNED else ended if mandate.state in ENDED else signed
        form = {"method": "paper", "key": mandate.key}
        self.world.call("signMandate", form=form, expect=expect)
        if expect == 200:
            self._sign(mandate)

    @precondition(lambda self: any(each.state in UNSIGNED for each in self.mandates))
    @rule(number=NUMBERS, how=st.sampled_from(["debtor", "print", "expire"]))
    def act_as_debtor(self, number: int, how: str) -> None:
        """The debtor signs, prints, or does nothing in time."""
        mandate = self._mandate(number, *UNSIGNED)
        if how == "debtor":
            let_debtor_sign(self.world, mandate.number)
            self._sign(mandate)
        elif how == "expire":
            expire(self.world, mandate.number)
            mandate.state = EXPIRED
        elif mandate.state == PREPARED:
            print_out(self.world, mandate.number)
            mandate.state = PRINT

    @rule(number=NUMBERS)
    def upload(self, number: int) -> None:
        """A scan signs what was not signed, and changes no other state."""
        mandate = self._mandate(number)
        upload(self.world, mandate.number, expect=200)
        if mandate.state in UNSIGNED:
            self._sign(mandate)

    @precondition(lambda self: any(each.state == PENDING for each in self.mandates))
    @rule(number=NUMBERS, accepted=st.booleans())
    def let_debtors_bank_decide(self, number: int, accepted: bool) -> None:
        """The debtor's bank accepts or rejects a B2B mandate."""
        mandate = self._mandate(number, PENDING)
        let_bank_decide(self.world, mandate.number, accepted=accepted)
        mandate.state = SIGNED if accepted else CANCELLED
        if not accepted:
            self._happen("cancelled", mandate)

    @rule(number=NUMBERS, city=st.sampled_from(["Gent", "Brugge", "Li\u00e8ge"]))
    def update(self, number: int, city: str) -> None:
        """What has ended, and a signed B2B mandate, cannot be changed."""
        mandate = self._mandate(number)
        is_fixed = mandate.state in ENDED or (mandate.is_b2b and mandate.state in VALID)
        form = {"mndtId": mandate.number, "city": city}
        self.world.call("updateMandate", form=form, expect=WRONG_STATE if is_fixed else 204)
        if not is_fixed:
            mandate.city = city
            if mandate.state in VALID:
                self._happen("amended", mandate)

    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        """A mandate is cancelled once."""
        mandate = self._mandate(number)
        if mandate.state in ENDED:
            query = {"mndtId": mandate.number, "rsn": "again"}
            self.world.call("cancelMandate", query=query, expect=WRONG_STATE)
            return
        cancel(self.world, mandate.number)
        if mandate.state in VALID:
            self._happen("cancelled", mandate)
        mandate.state = CANCELLED

    @rule(known=st.booleans(), number=NUMBERS)
    def import_one(self, known: bool, number: int) -> None:
        """An import makes a mandate, or changes one; what has ended stays so."""
        mandate = self._mandate(number) if known else None
        name = mandate.number if mandate else f"IMPORT-{len(self.mandates)}"
        is_over = mandate is not None and mandate.state in ENDED
        body = document(new_import(self.world.first, name, LclInstrm=None))
        self.world.call("importMandates", body=body, expect=WRONG_STATE if is_over else 204)
        if is_over:
            return
        if mandate is None:
            mandate = self._add(name, PREPARED, is_b2b=False)
        self._happen("amended" if mandate.state in VALID else "new", mandate)
        mandate.state = SIGNED if mandate.state in UNSIGNED else mandate.state
        mandate.city = "Oostkamp"

    # --- money ---

    @rule(number=NUMBERS, amount=AMOUNTS)
    def charge(self, number: int, amount: str) -> None:
        """Who has signed is charged."""
        mandate = self._mandate(number)
        if mandate.state != SIGNED:
            form = new_transaction(mandate.number, amount=amount)
            self.world.call("createTransaction", form=form, expect=WRONG_STATE)
            return
        id_ = charge(self.world, mandate.number, amount=amount)
        cents = int(amount.replace(".", ""))
        self.transactions.append(TransactionModel(id=id_, mandate=mandate, cents=cents))

    @precondition(lambda self: self.transactions)
    @rule(number=NUMBERS, by=st.sampled_from(["id", "mndtId"]))
    def take_back(self, number: int, by: str) -> None:
        """What was not collected may be taken back."""
        transaction = self.transactions[number % len(self.transactions)]
        query: dict[str, Any] = {"id": transaction.id} if by == "id" else {"mndtId": transaction.mandate.number}
        self.world.call("removeTransactions", query=query, expect=204)
        self.transactions = [
            each
            for each in self.transactions
            if each.batch is not None
            or not (each is transaction if by == "id" else each.mandate is transaction.mandate)
        ]

    @rule(only=st.booleans(), number=NUMBERS, is_b2b=st.booleans())
    def collect(self, only: bool, number: int, is_b2b: bool) -> None:
        """What is open on signed mandates of a template is collected, first collections apart."""
        chosen = self._mandate(number) if only else None
        taken = [
            each
            for each in self.transactions
            if each.batch is None
            and each.mandate.state == SIGNED
            and each.mandate.is_b2b == is_b2b
            and (chosen is None or each.mandate is chosen)
        ]
        limits: dict[str, Any] = {"mndtId": chosen.number} if chosen else {}
        answer = collect(self.world, **self._template(is_b2b=is_b2b), **limits)
        for kind, was_collected in (("frstMsgId", False), ("rcurMsgId", True)):
            members = [each for each in taken if each.mandate.was_collected == was_collected]
            assert bool(members) == (answer[kind] is not None)
            if members:
                self.batches.append(Batch(id=answer[kind], members=members))
                for each in members:
                    each.batch = answer[kind]
        for each in taken:
            each.mandate.was_collected = True

    @precondition(lambda self: any(each.batch and not each.is_final for each in self.transactions))
    @rule(number=NUMBERS, code=st.sampled_from(["PAID", "MS03", "AM04", "AC04"]))
    def answer_one(self, number: int, code: str) -> None:
        """The bank answers one transaction, perhaps not for the last time."""
        waiting = [each for each in self.transactions if each.batch and not each.is_final]
        transaction = waiting[number % len(waiting)]
        let_bank_answer(self.world, id=transaction.id, code=code)
        self._answer(transaction, None if code == "PAID" else code)

    @rule(by_itself=st.booleans())
    def answer_all(self, by_itself: bool) -> None:
        """The bank answers all that waits, by amount."""
        if by_itself and any(each.state == PENDING for each in self.mandates):
            return  # five minutes later the banks of debtors would have answered as well
        wait_for_bank(self.world) if by_itself else let_bank_answer(self.world)
        for each in self.transactions:
            if each.batch and each.state == OPEN:
                self._answer(each, reason_for(each.cents))

    def _answer(self, transaction: TransactionModel, code: str | None) -> None:
        transaction.state, transaction.code, transaction.is_new = PAID if code is None else ERROR, code, True

    # --- feeds ---

    @rule(size=st.integers(1, 5))
    def read_feed(self, size: int) -> None:
        """A chunk is what comes next."""
        expected = self.history[self.cursor : self.cursor + size]
        assert expected == told(messages(self.world, chunkSize=size))
        self.cursor += len(expected)

    @rule(number=NUMBERS, size=st.integers(1, 100), to_start=st.booleans())
    def go_back(self, number: int, size: int, to_start: bool) -> None:
        """The feed goes back to a mandate that it told of, or to the start."""
        place = 0
        if not to_start and self.history:
            place = self.history.index(self.history[number % len(self.history)])
            name = self.history[place][1]
            place = next(index for index, (_, other) in enumerate(self.history) if other == name)
        reset = START if to_start or not self.history else self.history[place][1]
        expected = self.history[place : place + size]
        assert expected == told(messages(self.world, reset=reset, chunkSize=size))
        self.cursor = place + len(expected)

    @rule(again=st.booleans())
    def read_updates(self, again: bool) -> None:
        """The transaction feed tells what is new, or after going back everything."""
        due = [each for each in self.transactions if (each.state != OPEN if again else each.is_new)]
        came = updates(self.world, reset=START if again else None)
        assert {each.id: (each.state, each.code, each.is_final) for each in due} == {
            entry["id"]: (entry["state"], entry.get("bkerror"), entry["final"]) for entry in came
        }
        assert len(due) == len(came)
        for each in self.transactions:
            each.is_new = False

    @rule(again=st.booleans(), detail=st.booleans())
    def read_payments(self, again: bool, detail: bool) -> None:
        """The payments show every batch with news, and the two feeds share them."""
        due = [
            batch
            for batch in self.batches
            if any(each.state != OPEN if again else each.is_new for each in batch.members)
        ]
        query: dict[str, Any] = {"detail": "true"} if detail else {}
        came = payments(self.world, reset=START if again else None, **query)
        assert [(int(batch.id), len(batch.members)) for batch in due] == [(each["id"], each["tx"]) for each in came]
        for batch, shown in zip(due, came, strict=True):
            self._compare(batch, shown)
        for each in self.transactions:
            each.is_new = False

    @precondition(lambda self: self.batches)
    @rule(number=NUMBERS)
    def read_batch(self, number: int) -> None:
        """A batch that is named shows its transactions as they are."""
        batch = self.batches[number % len(self.batches)]
        (shown,) = payments(self.world, id=batch.id)
        self._compare(batch, shown)
        for each in batch.members:
            each.is_new = False

    def _compare(self, batch: Batch, shown: dict[str, Any]) -> None:
        assert sum(each.cents for each in batch.members) == round(shown["amount"] * 100)
        if "Entries" in shown:
            key: Callable[[Any], str] = repr
            assert sorted(
                ((each.mandate.number, each.cents, each.state.lower(), each.code) for each in batch.members), key=key
            ) == sorted(
                (
                    (entry["mandateRef"], round(entry["amount"] * 100), entry["state"], entry.get("bkerror"))
                    for entry in shown["Entries"]
                ),
                key=key,
            )

    # --- comparison ---

    @invariant()
    def creditor_equals_the_model(self) -> None:
        """After each step: the open transactions, and the mandate that was touched."""
        if self.touched is None:
            return
        assert [each.id for each in self.transactions if each.state == OPEN] == ids_of(find(self.world))
        reply = read(self.world, self.touched.number)
        assert [self.touched.state, str(self.touched.state == SIGNED).lower()] == [
            reply.headers[name] for name in ("x-state", "x-collectable")
        ]
        assert self.touched.city == reply.json["Mndt"]["Dbtr"]["PstlAdr"]["TwnNm"]

    def teardown(self) -> None:
        """In the end the bank answers, and everything that is left is told, once."""
        if self.touched is None:
            return
        self.answer_all(by_itself=False)
        for _ in range(2):
            self.read_updates(again=False)
        self.read_payments(again=False, detail=True)
        left = self.history[self.cursor :]
        assert left == told(messages(self.world))
        assert [] == messages(self.world)
