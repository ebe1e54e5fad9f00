"""What a run has learnt of a Twikey target: sessions, mandates, money, and what was told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from auth_hooks import twikey
from conformance.exchange import Exchange
from conformance.providers.twikey import reading
from conformance.providers.twikey.access import TwikeyAccess
from conformance.providers.twikey.facts import B2B, CORE, OTHER, OWN, PREPARED, SIGNED, MandateFacts
from conformance.providers.twikey.mandates import Mandates
from conformance.providers.twikey.money import Money
from conformance.providers.twikey.reading import first, text

_ACCOUNT = "BE68068897250734"

_Thing = TypeVar("_Thing")


@dataclass(slots=True)
class Creditor:
    """Grows with every answer; what an answer does not say stays unknown.

    Args:
        access: The first creditor, whose credentials are known from the start.
    """

    access: TwikeyAccess
    mandates: Mandates = field(init=False)
    money: Money = field(init=False)
    owners: dict[str, str] = field(init=False, repr=False)
    opened_s: dict[str, float] = field(init=False, repr=False)
    ended: set[str] = field(init=False, repr=False)
    texts: dict[tuple[str, str], str] = field(init=False)
    callbacks: Counter[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.forget()
        self.access.face.lead = self.lead

    def forget(self) -> None:
        """The target was reset."""
        # It may give the same tokens again, to others.
        self.access.face.sessions.clear()
        self.mandates = Mandates(self.templates)
        self.money = Money(self.mandates)
        # Session token → whose it is, for those that a login of this run gave.
        self.owners = {}
        # Session token → when it was first seen to be good, in seconds since the epoch.
        self.opened_s = {}
        self.ended = set()
        # Code or reason, and language → text for people.
        self.texts = {}
        # Mandate and event → how many callbacks of it were taken.
        self.callbacks = Counter()

    @property
    def templates(self) -> dict[str, str]:
        """The first creditor's templates that are known, with their scheme."""
        values, found = self.access.values, {self.access.template_id: CORE}
        for name, instrument in (("numbered_template_id", CORE), ("b2b_template_id", B2B)):
            if name in values:
                found[values[name]] = instrument
        return found

    def owner(self, exchange: Exchange) -> str:
        """Whose session a request carries."""
        token = exchange.request_headers.get("authorization", "")
        return OWN if token in self.access.face.sessions else self.owners.get(token, OTHER)

    def named_mandate(self, exchange: Exchange) -> MandateFacts | None:
        """The mandate that a request names, if this run knows it and it is the caller's."""
        return self.mandates.find(first(exchange, "mndtId"), owner=self.owner(exchange))

    # --- learning ---

    def learn(self, exchange: Exchange) -> None:
        """Take in an answer."""
        if exchange.is_callback:
            if 200 <= exchange.status < 300:
                self.callbacks[first(exchange, "mandateNumber") or "", first(exchange, "event") or ""] += 1
            return
        for key, message in told_texts(exchange):
            self.texts.setdefault(key, message)
        if exchange.ok:
            self._learn_session(exchange)
            self.mandates.learn(exchange, owner=self.owner(exchange))
            self.money.learn(exchange, owner=self.owner(exchange))

    def _learn_session(self, exchange: Exchange) -> None:
        if exchange.operation == twikey.LOGIN_OPERATION:
            token = text(exchange.answer, "Authorization")
            if token is not None:
                is_own = first(exchange, "apiToken") == self.access.credentials.api_token
                self.owners[token] = OWN if is_own else OTHER
                self.opened_s[token] = self.access.clock()
            return
        token = exchange.request_headers.get("authorization", "")
        self.opened_s.setdefault(token, self.access.clock())
        if exchange.operation == twikey.LOGOUT_OPERATION:
            self.ended.add(token)

    # --- leading generated requests to what exists ---

    def paths(self, operation: str, *, draw: int) -> Mapping[str, str] | None:  # noqa: ARG002 - as the protocol has it
        """Nothing: no path of Twikey has parameters."""
        return None

    def lead(self, operation: str, members: Mapping[str, Any], draw: int) -> Mapping[str, Any]:
        """The members of a body that name things, for ones that exist; nothing for others.

        What cannot be a name at all is left as it is: somebody wants to see it refused.
        """
        led: dict[str, Any] = {}
        if operation == "importMandates":
            return self._lead_import(members, draw)
        if reading.number(str(members.get("ct", ""))):
            led["ct"] = self._choose_template(operation, draw)
        if self._is_unknown_number(members.get("mndtId")):
            wanted = SIGNED if operation in {"createTransaction", "collectTransactions", "downloadCollection"} else None
            led |= _named("mndtId", _choose(self._numbers(wanted), draw))
        if operation == "signMandate" and isinstance(members.get("key"), str) and members["key"].strip():
            keys = [each.key for each in self.mandates.own() if each.state == PREPARED and each.key]
            led |= _named("key", _choose(keys, draw))
        if operation == "createTransfer" and reading.is_iban(members.get("iban")):
            led |= _named("iban", self.access.values.get("beneficiary_iban"))
        return led

    def lead_query(self, operation: str, query: Mapping[str, Any], draw: int) -> Mapping[str, Any]:
        """The parameters of a query that name things, for ones that exist; nothing for others."""
        led: dict[str, Any] = {}
        if self._is_unknown_number(query.get("mndtId")):
            led |= _named("mndtId", _choose(self._numbers(None), draw))
        ids = query.get("id")
        known = list(self.money.batches) if operation == "getPayments" else [each.id for each in self.money.own()]
        if isinstance(ids, list) and ids and all(_is_id(each) for each in ids):
            led |= _named("id", known[draw % len(known) :][: len(ids)] if known else None)
        elif _is_id(ids):
            led |= _named("id", _choose(known, draw))
        return led

    def _choose_template(self, operation: str, draw: int) -> int:
        """Mostly the first template, because mandates of the others can do less."""
        others = [each for each in self.templates if each != self.access.template_id]
        new = operation in {"inviteMandate", "signMandate"}
        return int(others[draw // 8 % len(others)] if new and others and draw % 8 == 0 else self.access.template_id)

    def _is_unknown_number(self, value: Any) -> bool:
        """Whether a value could be a mandate number and is none that is known."""
        return (
            isinstance(value, str) and bool(value.strip()) and len(value) <= 35 and value not in self.mandates.by_number
        )

    def _numbers(self, state: str | None) -> list[str]:
        return [each.number for each in self.mandates.own() if state in {None, each.state}]

    def _lead_import(self, members: Mapping[str, Any], draw: int) -> Mapping[str, Any]:
        """The messages of a document: changes and ends of what exists, new mandates with what these need."""
        entry = {"Key": "TemplateId", "Value": int(self.access.template_id)}

        def lead(message: Any) -> Any:
            if not isinstance(message, dict):
                return message
            if isinstance(message.get("CxlRsn"), dict) and self._is_unknown_number(message.get("OrgnlMndtId")):
                return {**message, **_named("OrgnlMndtId", _choose(self._numbers(SIGNED), draw))}
            mandate = message.get("Mndt")
            data = mandate.get("SplmtryData", []) if isinstance(mandate, dict) else None
            if not isinstance(mandate, dict) or not isinstance(data, list):
                return message
            led = {"DbtrAcct": _ACCOUNT, **mandate, "SplmtryData": [*data, entry]}
            if isinstance(message.get("AmdmntRsn"), dict) and self._is_unknown_number(mandate.get("MndtId")):
                led |= _named("MndtId", _choose(self._numbers(SIGNED), draw))
            return {**message, "Mndt": led}

        found = members.get("Messages")
        return {"Messages": [lead(message) for message in found]} if isinstance(found, list) else {}


def _is_id(value: Any) -> bool:
    return not isinstance(value, bool) and reading.number(str(value)) is not None


def _named(name: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {name: value}


def _choose(things: Sequence[_Thing], draw: int) -> _Thing | None:
    return things[draw % len(things)] if things else None


def told_texts(exchange: Exchange) -> list[tuple[tuple[str, str], str]]:
    """The texts for people in an answer, each by its code, or the bank's reason, and the language asked for."""
    asked = reading.language(exchange)
    if asked is None:
        return []
    said = [(exchange.code, text(exchange.answer, "message"))]
    if exchange.operation in {"getTransactionUpdates", "getTransactions"}:
        said += [(text(entry, "bkerror"), text(entry, "bkmsg")) for entry in reading.entries(exchange)]
    return [((code, asked), message) for code, message in said if code and message]
