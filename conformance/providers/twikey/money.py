"""What a run has learnt of transactions, collections and credit transfers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.twikey import files, reading
from conformance.providers.twikey.bank_feed import BankFeed
from conformance.providers.twikey.facts import (
    ENDED,
    ERROR,
    FIRST,
    NOT_FINAL,
    OWN,
    PAID,
    RECURRING,
    SIGNED,
    BankAnswer,
    BatchFacts,
    TransactionFacts,
)
from conformance.providers.twikey.mandate_feed import Due
from conformance.providers.twikey.mandates import Mandates
from conformance.providers.twikey.reading import cents, first, parameters, text

COLLECTS = ("collectTransactions", "downloadCollection")


@dataclass(slots=True)
class Money:
    """The money of this run: what was asked for, collected and answered.

    Args:
        mandates: What is known of mandates.
    """

    mandates: Mandates
    transactions: dict[int, TransactionFacts] = field(default_factory=dict)
    batches: dict[str, BatchFacts] = field(default_factory=dict)
    # End-to-end identification → the batch that showed it.
    end_to_end: dict[str, str] = field(default_factory=dict)
    # Payment information identification → the batch that showed it.
    payment_infos: dict[str, str] = field(default_factory=dict)
    # Twikey's own number of a mandate → the name of its contract.
    contracts: dict[int, str] = field(default_factory=dict)
    # Transfer → whose it is.
    transfers: dict[str, str] = field(default_factory=dict)
    # Payment information identifications of the batches of transfers.
    transfer_infos: set[str] = field(default_factory=set)
    # How many transfers wait; unknown until a batch of ours took all there were.
    waiting_transfers: int | None = None
    feed: BankFeed = field(default_factory=BankFeed)

    def learn(self, exchange: Exchange, *, owner: str) -> None:
        """Take in a success."""
        for id_, name in contract_names(exchange):
            self.contracts.setdefault(id_, name)
        match exchange.operation:
            case "updateMandate" | "signMandate" | "importMandates" if may_rename_contract(exchange):
                self.contracts.clear()
            case "createTransaction":
                self._learn_transaction(exchange, owner)
            case "removeTransactions":
                for transaction in self.chosen_to_remove(exchange, owner=owner):
                    transaction.removed = transaction.removed or transaction.is_free
            case "getTransactions":
                self._learn_entries(exchange)
            case "collectTransactions" | "downloadCollection":
                self._learn_collection(exchange, owner)
            case "getTransactionUpdates" if owner == OWN:
                self._learn_updates(exchange)
            case "getPayments":
                self._learn_payments(exchange, owner)
            case "createTransfer":
                for entry in reading.entries(exchange):
                    self.transfers.setdefault(text(entry, "id") or "", owner)
                if owner == OWN and self.waiting_transfers is not None:
                    self.waiting_transfers += 1
            case "completeTransfers":
                sent = reading.objects(exchange.answer, "CreditTransfers")
                self.transfer_infos.update(text(batch, "pmtinfid") or "" for batch in sent)
                self.waiting_transfers = 0 if owner == OWN else self.waiting_transfers

    def own(self) -> Iterator[TransactionFacts]:
        """The first creditor's transactions."""
        return (each for each in self.transactions.values() if each.owner == OWN)

    # --- transactions ---

    def _learn_transaction(self, exchange: Exchange, owner: str) -> None:
        amount_cents = reading.sent_cents(first(exchange, "amount"))
        for entry in reading.entries(exchange)[:1]:
            id_, contract = entry.get("id"), entry.get("contractId")
            if not isinstance(id_, int) or amount_cents is None:
                continue
            facts = TransactionFacts(
                id=id_,
                owner=owner,
                mandate=first(exchange, "mndtId") or "",
                amount_cents=amount_cents,
                message=first(exchange, "message") or "",
                reference=first(exchange, "ref"),
                place=first(exchange, "place"),
                requested=reading.day(first(exchange, "reqcolldt")),
                date=text(entry, "date"),
                contract_id=contract if isinstance(contract, int) else None,
            )
            self.transactions.setdefault(id_, facts)

    def chosen_to_remove(self, exchange: Exchange, *, owner: str) -> list[TransactionFacts]:
        """The known transactions that a removal names."""
        id_, reference, mandate = (first(exchange, name) for name in ("id", "ref", "mndtId"))
        return [
            each
            for each in self.transactions.values()
            if each.owner == owner
            and (id_ is None or reading.number(id_) == each.id)
            and reference in {None, each.reference}
            and mandate in {None, each.mandate}
        ]

    def _learn_entries(self, exchange: Exchange) -> None:
        for entry in reading.entries(exchange):
            facts, answer = self.find(entry), read_answer(entry)
            if facts is None or answer is None or answer == facts.answer:
                continue
            if facts.answer is None and facts.owner == OWN and not facts.told:
                # Whether it is told already is not to be seen here.
                self.feed.happen(facts.id)
                self.feed.news[-1].due = Due.MAY
            facts.answer = answer

    def find(self, entry: Mapping[str, Any]) -> TransactionFacts | None:
        """The known transaction that an entry shows."""
        id_ = entry.get("id")
        return self.transactions.get(id_) if isinstance(id_, int) else None

    # --- collections ---

    def collectable(self, exchange: Exchange, *, owner: str) -> list[TransactionFacts]:
        """The known transactions that a collection has to take."""
        template, only = first(exchange, "ct"), parameters(exchange).get("mndtId", [])
        return [
            each
            for each in self.transactions.values()
            if each.owner == owner
            and each.is_free
            and (not only or each.mandate in only)
            and (mandate := self.mandates.by_number.get(each.mandate)) is not None
            and (mandate.state, mandate.template) == (SIGNED, template)
        ]

    def groups(self, chosen: Iterable[TransactionFacts]) -> dict[str, list[TransactionFacts]]:
        """Transactions to collect: those of mandates never collected before, and the others."""
        found: dict[str, list[TransactionFacts]] = {FIRST: [], RECURRING: []}
        for each in chosen:
            found[RECURRING if self._was_collected(each) else FIRST].append(each)
        return found

    def _was_collected(self, transaction: TransactionFacts) -> bool:
        mandate = self.mandates.by_number.get(transaction.mandate)
        return mandate is not None and mandate.was_collected

    def has_hidden(self, exchange: Exchange, *, owner: str) -> bool:
        """Whether a collection may take more than the run knows of."""
        template = first(exchange, "ct")
        return any(
            each.hidden for each in self.mandates.by_number.values() if (each.owner, each.template) == (owner, template)
        )

    def _learn_collection(self, exchange: Exchange, owner: str) -> None:
        groups = self.groups(self.collectable(exchange, owner=owner))
        collection = self.describe_collection(exchange, owner=owner)
        for kind, id_ in batch_ids(exchange).items():
            facts = replace(collection, id=id_, kind=kind, members=tuple(each.id for each in groups[kind]))
            self.batches.setdefault(id_, facts)
            for each in groups[kind]:
                each.batch = id_
        for each in (each for group in groups.values() for each in group):
            each.batch = each.batch or ""
            self._mark_collected(each.mandate)
        for entry in files.collected_entries(exchange):
            self._mark_collected(entry.mandate)
            self.end_to_end.setdefault(entry.end_to_end, entry.message)

    def describe_collection(self, exchange: Exchange, *, owner: str) -> BatchFacts:
        """What a collection was for; its batches have these facts in common."""
        return BatchFacts(
            id="",
            owner=owner,
            template=first(exchange, "ct") or "",
            kind="",
            only=frozenset(parameters(exchange).get("mndtId", [])),
            members=(),
            ended=frozenset(each.number for each in self.mandates.by_number.values() if each.state in ENDED),
            hidden=self.has_hidden(exchange, owner=owner),
        )

    def _mark_collected(self, number: str) -> None:
        if (mandate := self.mandates.by_number.get(number)) is not None:
            mandate.was_collected = True

    # --- what the bank said ---

    def _learn_updates(self, exchange: Exchange) -> None:
        due = self.feed.go_back(reading.reset_point(exchange))
        # One answer holds all that is new.
        self.feed.settle(due, lambda _transaction, _state: Due.NO)
        for entry in reading.entries(exchange):
            id_, answer = entry.get("id"), read_answer(entry)
            if not isinstance(id_, int) or answer is None:
                continue
            facts = self.transactions.get(id_)
            self.feed.tell(id_, time=text(entry, "bkdate"), known=facts is not None)
            if facts is not None:
                facts.answer = facts.told = answer

    def _learn_payments(self, exchange: Exchange, owner: str) -> None:
        shown = {str(batch.get("id")): batch for batch in reading.batches(exchange)}
        for id_, batch in shown.items():
            self.payment_infos.setdefault(text(batch, "pmtinfid") or "", id_)
            for entry in reading.objects(batch, "Entries"):
                if (name := text(entry, "e2eid")) is not None:
                    self.end_to_end.setdefault(name, id_)
                self._mark_collected(text(entry, "mandateRef") or "")
        if owner == OWN:
            self._tell_batches(exchange, shown)

    def _tell_batches(self, exchange: Exchange, shown: Mapping[str, Mapping[str, Any]]) -> None:
        due = self.feed.go_back(reading.reset_point(exchange))
        is_named = first(exchange, "id") is not None

        def after(transaction: int, state: Due) -> Due:
            facts = self.transactions.get(transaction)
            if facts is None or not facts.batch:
                return Due.NO if state is Due.NO else Due.MAY
            if facts.batch not in shown:
                return state
            # Whether naming a batch takes what is new of it is not said.
            return Due.MAY if is_named and state is Due.MUST else Due.NO if not is_named else state

        self.feed.settle(due, after)
        for id_, batch in shown.items():
            for facts, answer in self.match_entries(id_, reading.objects(batch, "Entries")):
                if answer is None:
                    continue
                facts.answer = answer
                if not is_named:
                    facts.told = answer
                    self.feed.tell(facts.id, time=None, known=True)

    def match_entries(
        self, batch: str, entries: Sequence[Mapping[str, Any]]
    ) -> Iterator[tuple[TransactionFacts, BankAnswer | None]]:
        """The known members of a batch, with what its entries say of each; nothing for a member without an entry."""
        left = list(entries)
        known = self.batches.get(batch)
        for id_ in known.members if known is not None else ():
            facts = self.transactions[id_]
            wanted: tuple[Any, ...] = (facts.mandate, Decimal(facts.amount_cents), facts.message)
            for index, entry in enumerate(left):
                if (entry.get("mandateRef"), cents(entry.get("amount")), entry.get("msg")) == wanted:
                    yield facts, read_answer(left.pop(index))
                    break

    # --- what the control plane brings about, and no exchange says ---

    def note_answers(self, answered: Iterable[Mapping[str, Any]]) -> None:
        """The bank answered: `answered` as the control plane describes it."""
        for each in answered:
            if (facts := self.transactions.get(each["id"])) is not None and facts.owner == OWN:
                facts.answer = BankAnswer(state=each["state"], final=each["final"], code=each["code"])
                self.feed.happen(facts.id)

    def note_silence_over(self) -> None:
        """So much time went by that the bank has answered everything that was collected, by amount."""
        waiting = [each for each in self.own() if each.batch is not None and each.answer is None]
        self.note_answers(
            {"id": each.id, "state": ERROR if code else PAID, "final": code not in NOT_FINAL, "code": code}
            for each in waiting
            for code in (reason_for(each.amount_cents),)
        )

    def note_collected(self) -> None:
        """The collection of the night took all that there was."""
        for each in self.own():
            mandate = self.mandates.by_number.get(each.mandate)
            if each.is_free and mandate is not None and mandate.state == SIGNED:
                each.batch = ""
                mandate.was_collected = True


def contract_names(exchange: Exchange) -> list[tuple[int, str]]:
    """The names of contracts in an answer, each with the `contractId` that it stands beside."""
    shown = reading.entries(exchange)
    shown += [entry for batch in reading.batches(exchange) for entry in reading.objects(batch, "Entries")]
    return [
        (id_, name)
        for entry in shown
        if isinstance(id_ := entry.get("contractId"), int) and (name := text(entry, "contract")) is not None
    ]


def may_rename_contract(exchange: Exchange) -> bool:
    """Whether a mandate may have another contract number after this, which stands for the template's name."""
    return exchange.operation == "importMandates" or first(exchange, "contractNumber") is not None


def batch_ids(exchange: Exchange) -> dict[str, str]:
    """The batches that a collection made, by kind."""
    if exchange.operation == "downloadCollection":
        return files.batch_ids(exchange)
    answer = exchange.answer
    return {kind: id_ for kind in (FIRST, RECURRING) if (id_ := text(answer, kind))}


def read_answer(entry: Mapping[str, Any]) -> BankAnswer | None:
    """What the bank said, as an entry of any answer shows it; `None` while it is open."""
    state = (text(entry, "state") or "").upper()
    if state not in {PAID, ERROR}:
        return None
    return BankAnswer(state=state, final=entry.get("final") is True, code=text(entry, "bkerror"))


_REASONS_BY_EURO = (
    *((euro, "MS03") for euro in range(1, 6)),
    *((euro, "AM04") for euro in range(6, 11)),
    *((euro, "MS02") for euro in range(11, 16)),
    *((euro, "MD06") for euro in range(16, 21)),
    *enumerate(
        ("AC01", "AC04", "AC06", "AC13", "AG01", "FF01", "MD01", "MD02", "MD07", "PY01", "RC01", "SL01"), start=21
    ),
)
REASONS = dict(_REASONS_BY_EURO)
"""Euros → the reason that the bank of the test environment gives; it pays all others."""


def reason_for(amount_cents: int) -> str | None:
    """Why the bank of the test environment refuses an amount; `None` when it pays."""
    return REASONS.get(amount_cents // 100)
