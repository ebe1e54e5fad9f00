"""Facts of transactions, collections and credit transfers that no schema can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.twikey import reading
from conformance.providers.twikey.facts import (
    ERROR,
    NOT_FINAL,
    OPEN,
    OWN,
    PAID,
    BatchFacts,
    TransactionFacts,
)
from conformance.providers.twikey.knowledge import Creditor
from conformance.providers.twikey.money import COLLECTS, batch_ids, contract_names, read_answer
from conformance.providers.twikey.reading import cents, first, objects, parameters, text
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_NEW = "Creditor API, New transaction"
_STATUS = "Creditor API, Get transaction status"
_PAYMENTS = "Creditor API, Payments, per collection"
_COLLECT = "Creditor API, Execute Collection"
_TRANSFER = "Creditor API, New Credit Transfer"
_SHOWN = ("createTransaction", "getTransactions", "getTransactionUpdates")


def _shown(exchange: Exchange, known: Creditor) -> Iterator[tuple[Mapping[str, Any], TransactionFacts]]:
    """The entries of an answer that show known transactions."""
    for entry in reading.entries(exchange) if exchange.operation in _SHOWN else ():
        facts = known.money.find(entry)
        if facts is not None:
            yield entry, facts


# --- transactions ---------------------------------------------------------------------------------------------------


@BOOK.rule("a new transaction has an id of its own", source=f"{_NEW}; Swagger file of 2018")
def _transaction_ids_unique(exchange: Exchange, known: Creditor) -> str | None:
    for entry in reading.entries(exchange) if exchange.operation == "createTransaction" else ():
        if known.money.find(entry) is not None:
            return f"transaction {entry.get('id')} was given out before"
    return None


@BOOK.rule("the answer repeats what was asked for", source=_NEW)
def _answer_echoes_request(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "createTransaction" or not exchange.ok:
        return None
    sent_date = reading.milliseconds(first(exchange, "date"))
    for entry in reading.entries(exchange):
        expected: dict[str, Any] = {
            "mndtId": first(exchange, "mndtId"),
            "msg": first(exchange, "message"),
            "ref": first(exchange, "ref"),
            "place": first(exchange, "place"),
            "reqcolldt": reading.day(first(exchange, "reqcolldt")),
        }
        for name, sent in expected.items():
            if entry.get(name) != sent:
                return f"{name} was sent as {sent!r} and reads {entry.get(name)!r}"
        if sent_date is not None and reading.seconds(entry.get("date")) != sent_date // 1000:
            return f"date was sent as {first(exchange, 'date')!r} and reads {entry.get('date')!r}"
    return None


@BOOK.rule("an amount is kept to the cent", source=f"{_NEW}: amount; {_TRANSFER}: amount")
def _amount_kept(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation not in {"createTransaction", "createTransfer"} or not exchange.ok:
        return None
    sent_cents = reading.sent_cents(first(exchange, "amount"))
    for entry in reading.entries(exchange):
        came = cents(entry.get("amount"))
        if came is not None and came != sent_cents:
            return f"the amount {first(exchange, 'amount')} was sent and reads {entry.get('amount')}"
    return None


@BOOK.rule("an amount has no more than two decimals", source="Creditor API, samples: amount")
def _amount_is_money(exchange: Exchange, _known: Creditor) -> str | None:
    shown = [*reading.entries(exchange), *reading.batches(exchange)]
    shown += [entry for batch in reading.batches(exchange) for entry in objects(batch, "Entries")]
    for each in shown:
        for name in ("amount", "bkamount"):
            value = cents(each.get(name))
            if value is not None and value != value.to_integral_value():
                return f"{name} is {each[name]}"
    return None


@BOOK.rule("money is more than nothing and has two decimals at most", source=f"{_NEW}: amount", assumed=True)
def _accepted_amount_is_good(exchange: Exchange, _known: Creditor) -> str | None:
    amount = first(exchange, "amount")
    names = {"inviteMandate", "createTransaction", "createPrenotification", "createTransfer"}
    if exchange.operation not in names or not exchange.ok or amount is None:
        return None
    return None if reading.sent_cents(amount) else f"the amount {amount!r} was accepted"


@BOOK.rule("a transaction reads as it was added", source=_STATUS)
def _transaction_keeps_its_values(exchange: Exchange, known: Creditor) -> str | None:
    for entry, facts in _shown(exchange, known):
        expected = {
            "mndtId": facts.mandate,
            "msg": facts.message,
            "ref": facts.reference,
            "place": facts.place,
            "contractId": facts.contract_id,
            **({"date": facts.date} if "date" in entry else {}),
        }
        for name, value in expected.items():
            if entry.get(name) != value:
                return f"{name} of {facts.id} was {value!r} and reads {entry.get(name)!r}"
        if cents(entry.get("amount")) not in {None, Decimal(facts.amount_cents)}:
            return f"the amount of {facts.id} was {facts.amount_cents} cents and reads {entry.get('amount')}"
        if reading.day(text(entry, "reqcolldt")) != facts.requested:
            return f"reqcolldt of {facts.id} was {facts.requested!r} and reads {entry.get('reqcolldt')!r}"
    return None


@BOOK.rule("a contractId stands for one mandate", source=f"{_NEW}: contractId")
def _contract_id_is_the_mandates(exchange: Exchange, known: Creditor) -> str | None:
    shown = reading.entries(exchange) if exchange.operation in _SHOWN else []
    pairs = [(entry.get("contractId"), entry.get("mndtId")) for entry in shown]
    for batch in reading.batches(exchange):
        pairs += [(entry.get("contractId"), entry.get("mandateRef")) for entry in objects(batch, "Entries")]
    for id_, number in pairs:
        for each in known.money.transactions.values():
            if each.contract_id == id_ and each.mandate != number:
                return f"contractId {id_} is that of {number} and of {each.mandate}"
            if each.contract_id != id_ and each.mandate == number:
                return f"mandate {number} has the contractId {each.contract_id} and reads {id_}"
    return None


@BOOK.rule(
    "the contract of a mandate has one name, until it is given a number",
    source=f"{_NEW}; {_PAYMENTS}: contract",
    assumed=True,
)
def _contract_has_one_name(exchange: Exchange, known: Creditor) -> str | None:
    for id_, name in contract_names(exchange):
        if known.money.contracts.get(id_, name) != name:
            return f"contract {id_} was {known.money.contracts[id_]!r} and reads {name!r}"
    return None


@BOOK.rule("those asked for are shown, and no others", source=f"{_STATUS}: id, ref")
def _asked_for_is_shown(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation != "getTransactions" or not exchange.ok:
        return None
    asked = parameters(exchange)
    ids, references = reading.numbers(asked.get("id", [])), asked.get("ref", [])
    shown = reading.entries(exchange)
    if ids is None or not (ids or references):
        return None
    for entry in shown:
        if entry.get("id") not in ids and entry.get("ref") not in references:
            return f"transaction {entry.get('id')} was not asked for"
    found = {entry.get("id") for entry in shown}
    owner = known.owner(exchange)
    for facts in known.money.transactions.values():
        is_asked = facts.id in ids or (facts.reference is not None and facts.reference in references)
        if is_asked and facts.owner == owner and not facts.removed and facts.id not in found:
            return f"transaction {facts.id} was asked for and is not shown"
    return None


@BOOK.rule("without id and ref all open transactions are shown", source=f"{_STATUS}: none = all open")
def _open_ones_are_shown(exchange: Exchange, known: Creditor) -> str | None:
    asked = parameters(exchange)
    if exchange.operation != "getTransactions" or not exchange.ok or "id" in asked or "ref" in asked:
        return None
    for entry in reading.entries(exchange):
        if entry.get("state") not in {None, OPEN}:
            return f"transaction {entry.get('id')} is {entry.get('state')} and among the open ones"
    found = {entry.get("id") for entry in reading.entries(exchange)}
    for facts in known.money.transactions.values():
        if facts.owner == known.owner(exchange) and facts.is_free and facts.id not in found:
            return f"transaction {facts.id} is open and not shown"
    return None


@BOOK.rule("a transaction that was taken back does not come again", source="Creditor API, Remove a transaction")
def _removed_stays_away(exchange: Exchange, known: Creditor) -> str | None:
    for _, facts in _shown(exchange, known):
        if facts.removed:
            return f"transaction {facts.id} was removed and is shown"
    return None


@BOOK.rule("what the bank said stays said", source="Creditor API, Payments: true means that nothing more can be done")
def _answer_stays(exchange: Exchange, known: Creditor) -> str | None:
    for entry, facts in _shown(exchange, known):
        if facts.answer is None or exchange.operation == "createTransaction":
            continue
        answer = read_answer(entry)
        if facts.answer.final and answer != facts.answer:
            return f"transaction {facts.id} was {facts.answer.state} and final, and reads {entry.get('state')}"
    return None


def _told(exchange: Exchange) -> Iterator[Mapping[str, Any]]:
    """Everything in an answer that says what the bank said: of transactions or of entries of a batch."""
    if exchange.operation in {"getTransactions", "getTransactionUpdates"}:
        yield from reading.entries(exchange)
    for batch in reading.batches(exchange):
        yield from objects(batch, "Entries")


@BOOK.rule("a refusal by the bank has its reason, and nothing else has", source="Creditor API, Payments: bkerror")
def _reason_of_refusal(exchange: Exchange, _known: Creditor) -> str | None:
    for entry in _told(exchange):
        state, reason = (text(entry, "state") or "").upper(), entry.get("bkerror")
        name = entry.get("id") or entry.get("e2eid")
        if state == ERROR and not reason:
            return f"{name} is refused without a reason"
        if state == OPEN and (reason or entry.get("bkdate")):
            return f"{name} is open and has an answer of the bank"
        # An example of the provider has the word paid.
        if state == PAID and reason not in {None, "paid"}:
            return f"{name} is paid and has the reason {reason}"
        if state == ERROR and exchange.operation != "getPayments" and not text(entry, "bkmsg"):
            return f"{name} is refused without words"
    return None


@BOOK.rule(
    "what is paid is final, and what is refused is unless it is tried again",
    source="Creditor API, Payments: final; MS03 and AM04 are tried again",
    assumed=True,
)
def _final_follows_reason(exchange: Exchange, _known: Creditor) -> str | None:
    for entry in _told(exchange):
        answer = read_answer(entry)
        if answer is not None and answer.final != (answer.code not in NOT_FINAL):
            name = entry.get("id") or entry.get("e2eid")
            return f"{name} is {answer.state} {answer.code or ''} and final is {entry.get('final')}"
    return None


# --- collections ----------------------------------------------------------------------------------------------------


@BOOK.rule("a batch has an id of its own", source=f"{_COLLECT}: returns the id")
def _batch_ids_unique(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation not in COLLECTS or not exchange.ok:
        return None
    made = list(batch_ids(exchange).values())
    again = [id_ for id_ in made if id_ in known.money.batches]
    return f"batch {again[0]} was made before" if again else None


@BOOK.rule("a collection takes what there is", source=f"{_COLLECT}: all with billable entries", assumed=True)
def _collection_takes_everything(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation not in COLLECTS or known.owner(exchange) != OWN:
        return None
    groups = known.money.groups(known.money.collectable(exchange, owner=OWN))
    if exchange.code == "err_invalid_state" and any(groups.values()):
        return "there is something to collect, and the collection was refused"
    if not exchange.ok:
        return None
    made = batch_ids(exchange)
    for kind, group in groups.items():
        if group and kind not in made:
            return f"{kind} is missing, and transaction {group[0].id} was to be collected"
        if not group and kind in made and not known.money.has_hidden(exchange, owner=OWN):
            return f"{kind} is {made[kind]}, and there was nothing to collect"
    return None


@BOOK.rule("count and sum of a batch are those of its entries", source=f"{_PAYMENTS}: tx, amount")
def _batch_adds_up(exchange: Exchange, _known: Creditor) -> str | None:
    for batch in reading.batches(exchange):
        if not isinstance(batch.get("Entries"), list):
            continue
        entries = objects(batch, "Entries")
        amounts = [cents(entry.get("amount")) for entry in entries]
        total = sum((each for each in amounts if each is not None), Decimal(0))
        if batch.get("tx") != len(entries):
            return f"batch {batch.get('id')} says tx {batch.get('tx')} and has {len(entries)} entries"
        if None not in amounts and cents(batch.get("amount")) != total:
            return f"batch {batch.get('id')} says {batch.get('amount')}, its entries are {total} cents"
    return None


def _batches(exchange: Exchange, known: Creditor) -> Iterator[tuple[Mapping[str, Any], BatchFacts]]:
    """The batches of an answer that collections of this run made."""
    for batch in reading.batches(exchange):
        facts = known.money.batches.get(str(batch.get("id")))
        if facts is not None:
            yield batch, facts


@BOOK.rule("a batch counts what was collected", source=f"{_PAYMENTS}: tx, amount", assumed=True)
def _batch_counts_its_members(exchange: Exchange, known: Creditor) -> str | None:
    for batch, facts in _batches(exchange, known):
        members = [known.money.transactions[id_] for id_ in facts.members]
        count, total, came = len(members), sum(each.amount_cents for each in members), cents(batch.get("amount"))
        tx = batch.get("tx")
        if isinstance(tx, int) and (tx < count or (tx != count and not facts.hidden)):
            return f"batch {facts.id} says tx {tx}, and {count} transactions were collected"
        if came is not None and (came < total or (came != total and not facts.hidden)):
            return f"batch {facts.id} says {batch.get('amount')}, and {total} cents were collected"
    return None


@BOOK.rule("a batch shows the transactions that were collected", source=_PAYMENTS, assumed=True)
def _batch_shows_its_members(exchange: Exchange, known: Creditor) -> str | None:
    for batch, facts in _batches(exchange, known):
        if "Entries" not in batch:
            continue
        matched = {each.id: answer for each, answer in known.money.match_entries(facts.id, objects(batch, "Entries"))}
        for id_ in facts.members:
            transaction = known.money.transactions[id_]
            if id_ not in matched:
                return f"batch {facts.id} does not show transaction {id_}"
            if transaction.answer is not None and transaction.answer.final and matched[id_] != transaction.answer:
                return f"transaction {id_} was {transaction.answer.state}, and batch {facts.id} says otherwise"
    return None


@BOOK.rule("a batch holds what the collection was for", source=f"{_COLLECT}: ct, mndtId", assumed=True)
def _batch_holds_nothing_else(exchange: Exchange, known: Creditor) -> str | None:
    for batch, facts in _batches(exchange, known):
        for entry in objects(batch, "Entries"):
            wrong = not_for_batch(text(entry, "mandateRef") or "", facts, known)
            if wrong is not None:
                return wrong
    return None


def not_for_batch(number: str, facts: BatchFacts, known: Creditor) -> str | None:
    """Why a transaction on a mandate has no place in a batch, or `None`."""
    mandate = known.mandates.by_number.get(number)
    if facts.only and number not in facts.only:
        return f"batch {facts.id} was for {', '.join(sorted(facts.only))} and holds {number}"
    if mandate is not None and mandate.template and str(mandate.template) != facts.template:
        return f"batch {facts.id} is of template {facts.template}, mandate {number} of {mandate.template}"
    if number in facts.ended:
        return f"mandate {number} had ended, and is in batch {facts.id}"
    return None


@BOOK.rule("a transaction is collected once", source=f"{_PAYMENTS}: e2eid", assumed=True)
def _collected_once(exchange: Exchange, known: Creditor) -> str | None:
    for batch in reading.batches(exchange):
        id_, names = str(batch.get("id")), [text(entry, "e2eid") or "" for entry in objects(batch, "Entries")]
        for name in names:
            other = known.money.end_to_end.get(name, id_)
            if other != id_:
                return f"{name} is in batch {other} and in batch {id_}"
            if names.count(name) > 1:
                return f"{name} stands for {names.count(name)} transactions of batch {id_}"
    return None


@BOOK.rule("a collected transaction keeps its identification", source=f"{_PAYMENTS}: e2eid; EndToEndId of the file")
def _end_to_end_kept(exchange: Exchange, known: Creditor) -> str | None:
    for batch in reading.batches(exchange):
        seen = {name for name, of in known.money.end_to_end.items() if of == str(batch.get("id"))}
        for entry in objects(batch, "Entries") if seen else ():
            if text(entry, "e2eid") not in seen:
                return f"batch {batch.get('id')} had {', '.join(sorted(seen)[:3])}, and now {entry.get('e2eid')}"
    return None


@BOOK.rule("a pmtinfid is that of one batch", source=f"{_PAYMENTS}: pmtinfid", assumed=True)
def _payment_info_unique(exchange: Exchange, known: Creditor) -> str | None:
    seen: dict[str, str] = {}
    for batch in reading.batches(exchange):
        name, id_ = text(batch, "pmtinfid") or "", str(batch.get("id"))
        other = known.money.payment_infos.get(name, seen.setdefault(name, id_))
        if other != id_:
            return f"{name} is the pmtinfid of batch {other} and of batch {id_}"
    return None


@BOOK.rule("entries come with id or detail, and only then", source=f"{_PAYMENTS}: id, detail", assumed=True)
def _entries_when_asked_for(exchange: Exchange, _known: Creditor) -> str | None:
    is_asked = first(exchange, "id") is not None or first(exchange, "detail") is not None
    for batch in reading.batches(exchange):
        if ("Entries" in batch) != is_asked:
            return f"batch {batch.get('id')} has {'no ' if is_asked else ''}entries"
    return None


@BOOK.rule("the batch in the answer is the one asked for", source=f"{_PAYMENTS}: id")
def _batch_is_asked_for(exchange: Exchange, known: Creditor) -> str | None:
    asked = reading.number(first(exchange, "id"))
    if exchange.operation != "getPayments" or not exchange.ok or asked is None:
        return None
    came = [batch.get("id") for batch in reading.batches(exchange)]
    facts = known.money.batches.get(str(asked))
    if any(id_ != asked for id_ in came):
        return f"asked for batch {asked}, got {came}"
    if facts is not None and facts.owner == known.owner(exchange) and not came:
        return f"batch {asked} was made and is not shown"
    return None


# --- credit transfers -----------------------------------------------------------------------------------------------


@BOOK.rule("a transfer repeats what was asked for", source=_TRANSFER)
def _transfer_echoes_request(exchange: Exchange, known: Creditor) -> str | None:
    for entry in reading.entries(exchange) if exchange.operation == "createTransfer" else ():
        iban, shown = reading.plain_iban(first(exchange, "iban") or ""), text(entry, "iban") or ""
        if text(entry, "id") in known.money.transfers:
            return f"transfer {entry.get('id')} was given out before"
        if entry.get("msg") != first(exchange, "message"):
            return f"msg was sent as {first(exchange, 'message')!r} and reads {entry.get('msg')!r}"
        if (day := reading.day(first(exchange, "date"))) is not None and entry.get("date") != day:
            return f"date was sent as {day} and reads {entry.get('date')!r}"
        if shown != iban and (shown[:3], shown[-3:]) != (iban[:3], iban[-3:]):
            return f"the transfer goes to {shown}, asked for was {iban}"
    return None


@BOOK.rule(
    "a batch of transfers has a pmtinfid of its own", source="Swagger file of 2018, transfer/complete", assumed=True
)
def _transfer_info_unique(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation != "completeTransfers" or not exchange.ok:
        return None
    for batch in objects(exchange.answer, "CreditTransfers"):
        if text(batch, "pmtinfid") in known.money.transfer_infos:
            return f"{batch['pmtinfid']} was given out before"
    return None


@BOOK.rule(
    "a batch of transfers takes those that wait, once", source="Creditor API, Submit Credit Transfer", assumed=True
)
def _transfers_sent_once(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation != "completeTransfers" or not exchange.ok or known.owner(exchange) != OWN:
        return None
    sent = sum(
        count for each in objects(exchange.answer, "CreditTransfers") if isinstance(count := each.get("entries"), int)
    )
    waiting = known.money.waiting_transfers
    return None if waiting is None or sent == waiting else f"{waiting} transfers waited, and {sent} were sent"
