"""What a run has learnt of mandates, from what was sent and what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.twikey import reading
from conformance.providers.twikey.facts import (
    B2B,
    CANCELLED,
    ENDED,
    OWN,
    PENDING,
    PREPARED,
    SIGNED,
    SUCCESSORS,
    UNSIGNED,
    VALID,
    MandateFacts,
)
from conformance.providers.twikey.mandate_feed import Due, MandateFeed
from conformance.providers.twikey.reading import at, first, text

DELAYED_METHODS = frozenset({"sms", "sofort"})
"""The methods whose signature comes later: the debtor answers, or comes back from the bank."""

SHOWN_AS = {
    "email": "Dbtr.CtctDtls.EmailAdr",
    "mobile": "Dbtr.CtctDtls.MobNb",
    "address": "Dbtr.PstlAdr.AdrLine",
    "zip": "Dbtr.PstlAdr.PstCd",
    "city": "Dbtr.PstlAdr.TwnNm",
    "country": "Dbtr.PstlAdr.Ctry",
    "vatno": "Dbtr.Id",
    "iban": "DbtrAcct",
    "bic": "DbtrAgt.FinInstnId.BICFI",
}
"""Parameter → the member that shows its value."""

_IMPORTED = (
    *("Dbtr.Nm", "RfrdDoc", "MaxAmt", "Ocrncs.SeqTp", "Ocrncs.Frqcy"),
    *SHOWN_AS.values(),
)


@dataclass(slots=True)
class Mandates:
    """The mandates of this run, whoever's, and where the first creditor's feed stands.

    Args:
        templates: The first creditor's known templates, with their scheme.
    """

    templates: Mapping[str, str]
    by_number: dict[str, MandateFacts] = field(default_factory=dict)
    feed: MandateFeed = field(default_factory=MandateFeed)

    def learn(self, exchange: Exchange, *, owner: str) -> None:
        """Take in a success."""
        now_s = reading.answered_s(exchange)
        facts = self.find(first(exchange, "mndtId"), owner=owner)
        match exchange.operation:
            case "inviteMandate":
                self._learn_invitation(exchange, owner)
            case "signMandate":
                self._learn_signature(exchange, owner, now_s)
            case "importMandates":
                for message in imported_messages(exchange):
                    self._learn_imported(message, owner, now_s)
            case "cancelMandate" if facts is not None:
                facts.reason = first(exchange, "rsn")
                self._cancel(facts, now_s)
            case "updateMandate" if facts is not None:
                facts.says.update(said(exchange))
                facts.updates += 1
                self._happen(facts, reading.AMENDED, now_s, due=_due(facts))
            case "uploadMandatePdf" if facts is not None:
                facts.document = exchange.request_body
                if facts.state in UNSIGNED:
                    self.sign(facts, time_s=now_s)
            case "getMandate" if facts is not None:
                self._learn_state(facts, exchange.response_headers.get("x-state", ""))
                for mandate in reading.shown_mandates(exchange):
                    facts.scheme_id = text(mandate, "CdtrSchmeId") or facts.scheme_id
            case "getMandateUpdates" if owner == OWN:
                self._learn_messages(exchange)

    def find(self, number: str | None, *, owner: str) -> MandateFacts | None:
        """A creditor's mandate."""
        facts = self.by_number.get(number or "")
        return facts if facts is not None and facts.owner == owner else None

    def own(self) -> Iterator[MandateFacts]:
        """The first creditor's."""
        return (facts for facts in self.by_number.values() if facts.owner == OWN)

    def find_key(self, key: str | None) -> MandateFacts | None:
        """The mandate behind a short code."""
        return next((facts for facts in self.by_number.values() if key and facts.key == key), None)

    # --- what requests bring about ---

    def _learn_invitation(self, exchange: Exchange, owner: str) -> None:
        key = text(exchange.answer, "key")
        if key is not None:  # otherwise it is one that was valid already
            facts = self._new(exchange, text(exchange.answer, "mndtId"), owner)
            if facts is not None:
                facts.key = key
                facts.first_cents = reading.sent_cents(first(exchange, "amount"))

    def _learn_signature(self, exchange: Exchange, owner: str, now_s: int | None) -> None:
        facts = self.find_key(first(exchange, "key"))
        if facts is not None and facts.owner != owner:
            return
        if facts is None:
            facts = self._new(exchange, text(exchange.answer, "MndtId"), owner)
        elif first(exchange, "key") is not None:
            facts.says.update(said(exchange))
        if facts is not None and first(exchange, "method") not in DELAYED_METHODS:
            facts.signed_s = _moment(first(exchange, "signDate"))
            self.sign(facts, time_s=now_s)

    def _new(self, exchange: Exchange, number: str | None, owner: str) -> MandateFacts | None:
        if not number or number in self.by_number:
            return None
        template = first(exchange, "ct") or ""
        facts = MandateFacts(
            number=number,
            owner=owner,
            state=PREPARED,
            template=template,
            instrument=self.templates.get(template) if owner == OWN else None,
            email=first(exchange, "email"),
            says=said(exchange),
        )
        if (contract := first(exchange, "contractNumber")) is not None:
            facts.says["RfrdDoc"] = contract
        self.by_number[number] = facts
        return facts

    def _learn_imported(self, message: Mapping[str, Any], owner: str, now_s: int | None) -> None:
        reason, mandate = message.get("CxlRsn"), message.get("Mndt")
        if reason is not None:
            facts = self.find(text(message, "OrgnlMndtId"), owner=owner)
            if facts is not None:
                facts.reason = text(reason, "Rsn") or None
                self._cancel(facts, now_s)
        elif isinstance(mandate, dict):
            self._learn_import(mandate, owner, now_s)

    def _learn_import(self, mandate: Mapping[str, Any], owner: str, now_s: int | None) -> None:
        number = text(mandate, "MndtId") or ""
        known = self.by_number.get(number)
        if known is not None and known.owner != owner:
            return  # two creditors may use one number; the run remembers the first
        if known is None:
            template = str(reading.supplement(mandate).get("TemplateId", ""))
            # A mandate that is known keeps its scheme.
            instrument = text(mandate, "LclInstrm") or (self.templates.get(template) if owner == OWN else None)
            known = MandateFacts(number=number, owner=owner, state=PREPARED, template=template, instrument=instrument)
            self.by_number[number] = known
        if "Dbtr" in mandate:  # what the new debtor lacks is not said of the old one
            known.says = {path: value for path, value in known.says.items() if not path.startswith("Dbtr.")}
            known.email = None
        known.says.update(
            {path: value for path in _IMPORTED if isinstance(value := at(mandate, path), str) and value.strip()}
        )
        if "DbtrAcct" in known.says:
            known.says["DbtrAcct"] = reading.plain_iban(known.says["DbtrAcct"])
        known.email = known.says.get(SHOWN_AS["email"], known.email)
        if known.state in UNSIGNED:
            known.signed_s = _moment(reading.supplement(mandate).get("SignerDate#0"))
            known.state = SIGNED
            self._show_first(known)
            self._happen(known, reading.NEW, now_s)
        else:
            known.updates += 1
            self._happen(known, reading.AMENDED, now_s, due=_due(known))

    def sign(self, facts: MandateFacts, *, time_s: int | None = None) -> None:
        """A mandate was signed; B2B mandates wait for the debtor's bank."""
        facts.state = PENDING if facts.instrument == B2B else SIGNED
        self._show_first(facts)
        self._happen(facts, reading.NEW, time_s)

    def _show_first(self, facts: MandateFacts) -> None:
        facts.hidden = facts.hidden or facts.first_cents is not None

    def _cancel(self, facts: MandateFacts, now_s: int | None) -> None:
        was_valid, facts.state = facts.state in VALID, CANCELLED
        if was_valid:
            self._happen(facts, reading.CANCELLED, now_s)

    def _happen(self, facts: MandateFacts, kind: str, time_s: int | None, *, due: Due = Due.MUST) -> None:
        if facts.owner == OWN and due is not Due.NO:
            self.feed.happen(kind, facts.number, time_s=time_s, due=due)

    # --- what the control plane brings about, and no exchange says ---

    def note_signed(self, number: str) -> None:
        """The debtor signed."""
        if (facts := self.by_number.get(number)) is not None:
            self.sign(facts)

    def note_state(self, number: str, state: str) -> None:
        """A mandate was printed, expired, or accepted or rejected by the debtor's bank."""
        facts = self.by_number.get(number)
        if facts is None:
            return
        if state == CANCELLED and facts.state in VALID:
            self._happen(facts, reading.CANCELLED, None)
        facts.state = state

    # --- what answers show ---

    def _learn_state(self, facts: MandateFacts, state: str) -> None:
        if facts.state == PENDING and state == CANCELLED:  # the debtor's bank rejected it
            self._happen(facts, reading.CANCELLED, None, due=Due.MAY)
        if state in SUCCESSORS.get(facts.state, ()):
            facts.state = state

    def _learn_messages(self, exchange: Exchange) -> None:
        found = reading.messages(exchange)
        if found is None:
            return
        walk = self.feed.walk(found, reset=reading.reset_point(exchange), mandates=self.by_number)
        self.feed.learn(walk, found)
        for message in found:
            facts = self.by_number.get(message.number)
            if facts is not None and message.kind == reading.CANCELLED and facts.state == PENDING:
                facts.state = CANCELLED


def said(exchange: Exchange) -> dict[str, str]:
    """What a form says of a debtor, by the member that shows it."""
    found = {path: value for name, path in SHOWN_AS.items() if (value := first(exchange, name)) is not None}
    if "DbtrAcct" in found:
        found["DbtrAcct"] = reading.plain_iban(found["DbtrAcct"])
    return found


def _moment(said: Any) -> int | None:
    """A moment that also has a day in UTC, which those at the ends of the calendar lack."""
    return reading.seconds(said) if reading.day(said) is not None else None


def _due(facts: MandateFacts) -> Due:
    """Whether the feed has to tell of a change to a mandate."""
    return Due.MUST if facts.state in VALID else Due.NO if facts.state in (*UNSIGNED, *ENDED) else Due.MAY


def imported_messages(exchange: Exchange) -> list[dict[str, Any]]:
    """The messages in a document to import, JSON or XML."""
    body = exchange.request_body
    if body.lstrip()[:1] != b"<":
        return reading.objects(exchange.sent, "Messages")
    root = reading.parse_xml(body)
    return [] if root is None else [reading.to_members(child) for child in root]


def imported_mandates(exchange: Exchange) -> list[dict[str, Any]]:
    """The mandates in a document to import whose data it gives."""
    found = [message.get("Mndt") for message in imported_messages(exchange)]
    return [mandate for mandate in found if isinstance(mandate, dict) and text(mandate, "MndtId")]
