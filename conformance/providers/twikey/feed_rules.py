"""Facts of the three feeds that no schema can say: nothing is told twice, and nothing is lost."""

from __future__ import annotations

import itertools

from conformance.exchange import Exchange
from conformance.providers.twikey import reading
from conformance.providers.twikey.facts import OPEN, OWN, PENDING
from conformance.providers.twikey.knowledge import Creditor
from conformance.providers.twikey.mandate_feed import Walk
from conformance.providers.twikey.money import read_answer
from conformance.providers.twikey.reading import CANCELLED, Message, first, text
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_FEED = "Creditor API, Update Feed"
_TRANSACTIONS = "Creditor API, Get transaction feed"
_PAYMENTS = "Creditor API, Payments, per collection"
_LARGEST_CHUNK = 100

# A clock of the target may be read a little before it writes the date of its answer.
_LENIENCE_S = 60


def _walk(exchange: Exchange, known: Creditor) -> tuple[list[Message], Walk] | None:
    """The messages of the first creditor's feed, and how they fit what is known."""
    messages = reading.messages(exchange)
    if messages is None or known.owner(exchange) != OWN:
        return None
    reset = reading.reset_point(exchange)
    return messages, known.mandates.feed.walk(messages, reset=reset, mandates=known.mandates.by_number)


def _words(message: Message) -> str:
    return f"{message.kind} {message.number}"


# --- the mandate feed -----------------------------------------------------------------------------------------------


@BOOK.rule("a chunk holds no more than asked for, a hundred at most", source=f"{_FEED}: chunkSize")
def _chunk_within_size(exchange: Exchange, _known: Creditor) -> str | None:
    messages, asked = reading.messages(exchange), reading.number(first(exchange, "chunkSize"))
    largest = min(asked or _LARGEST_CHUNK, _LARGEST_CHUNK)
    if messages is None or len(messages) <= largest:
        return None
    return f"{len(messages)} messages came, {largest} were asked for"


@BOOK.rule("a mandate is told of as new once, and as cancelled once", source=f"{_FEED}: since the last call")
def _message_comes_once(exchange: Exchange, known: Creditor) -> str | None:
    found = _walk(exchange, known)
    if found is None:
        return None
    messages, walk = found
    told = [(each.kind, each.number) for each in messages if each.kind != reading.AMENDED]
    twice = sorted({f"{kind} {number}" for kind, number in told if told.count((kind, number)) > 1})
    again = [_words(each) for each in walk.again]
    return f"told again: {', '.join([*again, *twice])}" if again or twice else None


@BOOK.rule("the feed tells what happened and nothing else", source=f"{_FEED}: new, changed or cancelled", assumed=True)
def _message_has_its_cause(exchange: Exchange, known: Creditor) -> str | None:
    found = _walk(exchange, known)
    for message in found[1].unexpected if found is not None else ():
        facts = known.mandates.by_number[message.number]
        # The debtor's bank rejects by itself.
        if facts.owner == OWN and not (message.kind == CANCELLED and facts.state == PENDING):
            return f"told was {_words(message)}, which did not happen: the mandate is {facts.state}"
    return None


@BOOK.rule("an invitation that nobody signed is in no feed", source="client for Odoo: removed invitations")
def _invitation_not_told(exchange: Exchange, known: Creditor) -> str | None:
    found = _walk(exchange, known)
    if found is None or reading.reset_point(exchange) is not None:
        return None
    for message in found[1].unexpected:
        was_told = any(each.number == message.number for each in known.mandates.feed.events)
        in_chunk = any(each.number == message.number and each.kind != CANCELLED for each in found[0])
        facts = known.mandates.by_number[message.number]
        if message.kind == CANCELLED and facts.owner == OWN and not was_told and not in_chunk:
            return f"mandate {message.number} was cancelled without ever being told of as signed"
    return None


@BOOK.rule("what happened is told, oldest first", source=f"{_FEED}; that a chunk is the oldest", assumed=True)
def _nothing_passed_over(exchange: Exchange, known: Creditor) -> str | None:
    found = _walk(exchange, known)
    if found is None or not found[1].passed_over:
        return None
    event = found[1].passed_over[0]
    return f"{event.kind} {event.number} came before what was told, and was not told before it"


@BOOK.rule("times in a feed ascend", source=f"{_FEED}: EvtTime", assumed=True)
def _times_ascend(exchange: Exchange, _known: Creditor) -> str | None:
    times = [each.time for each in reading.messages(exchange) or () if each.time is not None]
    for earlier, later in itertools.pairwise(times):
        if earlier > later:
            return f"{later} comes after {earlier}"
    return None


@BOOK.rule("a feed is of the moment it is read in, and tells of nothing to come", source="RFC 9110, 6.6.1: Date")
def _feed_is_of_its_moment(exchange: Exchange, _known: Creditor) -> str | None:
    now_s, made = reading.answered_s(exchange), reading.at(exchange.answer, "GrpHdr.CreDtTm")
    if now_s is None or not exchange.ok:
        return None
    made_s = reading.seconds(made) if exchange.operation == "getMandateUpdates" else None
    if made_s is not None and abs(made_s - now_s) > _LENIENCE_S:
        return f"the feed was made at {made}, the answer is of {exchange.response_headers['date']}"
    times = [each.time for each in reading.messages(exchange) or ()]
    if exchange.operation in {"getTransactions", "getTransactionUpdates"}:
        times += [text(entry, "bkdate") for entry in reading.entries(exchange)]
    for time in times:
        if (reading.seconds(time) or 0) > now_s + _LENIENCE_S:
            return f"{time} is to come, the answer is of {exchange.response_headers['date']}"
    return None


@BOOK.rule("a message has the moment of its event", source=f"{_FEED}: EvtTime", assumed=True)
def _event_has_its_moment(exchange: Exchange, known: Creditor) -> str | None:
    found = reading.messages(exchange) if known.owner(exchange) == OWN else None
    for message in found or ():
        told_s, events = reading.seconds(message.time), known.mandates.feed.events
        times = [each.time_s for each in events if (each.kind, each.number) == (message.kind, message.number)]
        happened = [time_s for time_s in times if time_s is not None]
        if told_s is None or len(happened) < max(len(times), 1):
            continue
        if all(abs(told_s - time_s) > _LENIENCE_S for time_s in happened):
            return f"{_words(message)} was told as of {message.time}, and did not happen then"
    return None


@BOOK.rule("a feed that is empty has told everything", source=f"{_FEED}: all updated mandates", assumed=True)
def _nothing_lost(exchange: Exchange, known: Creditor) -> str | None:
    found = _walk(exchange, known)
    if found is None or found[0] or not found[1].left:
        return None
    event = found[1].left[0]
    return f"nothing came, and {event.kind} {event.number} was not told ({len(found[1].left)} in all)"


@BOOK.rule("a chunk that has room has told everything", source=f"{_FEED}: chunkSize", assumed=True)
def _chunk_is_full(exchange: Exchange, known: Creditor) -> str | None:
    found, asked = _walk(exchange, known), reading.number(first(exchange, "chunkSize"))
    if found is None or not found[0] or not found[1].left:
        return None
    if len(found[0]) >= min(asked or _LARGEST_CHUNK, _LARGEST_CHUNK):
        return None
    event = found[1].left[0]
    return f"{len(found[0])} messages came, and {event.kind} {event.number} is left"


@BOOK.rule("a message about a change names the mandate before it", source="message dictionary, OrgnlMndtId")
def _change_names_its_mandate(exchange: Exchange, _known: Creditor) -> str | None:
    for message in reading.messages(exchange) or ():
        reason = text(message.reason, "Rsn")
        if not message.number:
            return "a message names no mandate"
        if message.kind != reading.NEW and not reason:
            return f"{_words(message)} gives no reason"
    return None


@BOOK.rule("a cancellation gives the reason that was given", source="Creditor API, Cancel existing mandate: rsn")
def _reason_is_kept(exchange: Exchange, known: Creditor) -> str | None:
    for message in reading.messages(exchange) or ():
        facts = known.mandates.by_number.get(message.number)
        came = text(message.reason, "Rsn")
        if facts is None or message.kind != CANCELLED or facts.reason is None or came == facts.reason:
            continue
        return f"mandate {message.number} was cancelled for {facts.reason!r}, told was {came!r}"
    return None


# --- news from the bank ---------------------------------------------------------------------------------------------


@BOOK.rule("the transaction feed tells what the bank said", source=f"{_TRANSACTIONS}: new payment information")
def _feed_tells_answers(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "getTransactionUpdates":
        return None
    for entry in reading.entries(exchange):
        if entry.get("state") == OPEN:
            return f"transaction {entry.get('id')} is in the feed, and the bank said nothing"
    ids = [entry.get("id") for entry in reading.entries(exchange)]
    return "a transaction is in one answer twice" if len(ids) != len(set(map(str, ids))) else None


@BOOK.rule("what is final is told once", source="Creditor API, Payments: true means that nothing more can be done")
def _final_news_comes_once(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation != "getTransactionUpdates" or known.owner(exchange) != OWN:
        return None
    due = known.money.feed.go_back(reading.reset_point(exchange))
    for entry in reading.entries(exchange):
        facts = known.money.find(entry)
        if facts is None or facts.told is None or known.money.feed.is_due(facts.id, due):
            continue
        if facts.told.final or facts.told == read_answer(entry):
            return f"transaction {facts.id} was told of before as {facts.told.state}"
    return None


@BOOK.rule(
    "a batch is told of when there is something new", source=f"{_PAYMENTS}: new payment information", assumed=True
)
def _batch_has_news(exchange: Exchange, known: Creditor) -> str | None:
    if known.owner(exchange) != OWN or first(exchange, "id") is not None:
        return None
    due = known.money.feed.go_back(reading.reset_point(exchange))
    for batch in reading.batches(exchange):
        facts = known.money.batches.get(str(batch.get("id")))
        members = [known.money.transactions[id_] for id_ in facts.members] if facts is not None else []
        if not members or facts is None or facts.hidden:
            continue
        if all(each.told is not None and not known.money.feed.is_due(each.id, due) for each in members):
            return f"batch {facts.id} was told of before, and there is nothing new"
    return None


@BOOK.rule(
    "what the bank said is told by the feed that asks first", source=f"{_TRANSACTIONS}; {_PAYMENTS}", assumed=True
)
def _news_not_lost(exchange: Exchange, known: Creditor) -> str | None:
    if known.owner(exchange) != OWN or not exchange.ok or first(exchange, "id") is not None:
        return None
    owed = known.money.feed.owed(known.money.feed.go_back(reading.reset_point(exchange)))
    if exchange.operation == "getTransactionUpdates":
        shown = {entry.get("id") for entry in reading.entries(exchange)}
        lost = [id_ for id_ in owed if id_ not in shown]
        return f"the bank answered transaction {lost[0]}, and the feed does not tell" if lost else None
    if exchange.operation == "getPayments":
        batches = {str(batch.get("id")) for batch in reading.batches(exchange)}
        lost = [id_ for id_ in owed if (known.money.transactions[id_].batch or "") not in {"", *batches}]
        return f"the bank answered transaction {lost[0]}, and its batch is not shown" if lost else None
    return None


@BOOK.rule("nothing is told of what happened before X-RESET", source="Creditor API, Update Feed: X-RESET", assumed=True)
def _nothing_before_reset(exchange: Exchange, _known: Creditor) -> str | None:
    since_s = reading.seconds(reading.reset_point(exchange))
    times = [each.time for each in reading.messages(exchange) or ()]
    if exchange.operation == "getTransactionUpdates":
        times = [text(entry, "bkdate") for entry in reading.entries(exchange)]
    for time in times:
        moment_s = reading.seconds(time)
        if since_s is not None and moment_s is not None and moment_s < since_s:
            return f"{time} lies before {reading.reset_point(exchange)}"
    return None
