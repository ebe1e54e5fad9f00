"""What a run has learnt of an Anytime target: who asks, what was used up, and what everybody has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auth_hooks import anytime
from conformance.exchange import Exchange
from conformance.providers.anytime import leading, learning, lists, reading
from conformance.providers.anytime.access import AnytimeAccess
from conformance.providers.anytime.catalogue import BEFORE_USE, BEFORE_USER
from conformance.providers.anytime.facts import (
    OTHER,
    OWN,
    AccountFacts,
    CardFacts,
    TransactionFacts,
    TransferFacts,
)
from conformance.providers.anytime.holdings import Holdings
from conformance.providers.anytime.lists import Places
from conformance.providers.anytime.reading import result, sent, text


@dataclass(slots=True)
class Portfolio:
    """Grows with every answer and with what the control plane brings about; what nobody says stays unknown.

    Args:
        access: The first API user, whose credentials are known from the start.
    """

    access: AnytimeAccess
    held: Holdings = field(init=False)
    tokens: dict[str, str] = field(init=False, repr=False)
    current: dict[str, str] = field(init=False, repr=False)
    used: dict[str, set[str]] = field(init=False, repr=False)
    maybe_used: set[str] = field(init=False, repr=False)
    last_request: int = field(init=False)
    told: dict[str, int] = field(init=False, repr=False)
    places: dict[tuple[str, ...], Places] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.forget()
        self.access.face.lead = self.lead
        self.access.face.note_token = self.note_own_token

    def forget(self) -> None:
        """The target was reset."""
        self.access.face.spent.clear()
        self.held = Holdings()
        # Token → whose it is; owner → the newest token.
        self.tokens = {}
        self.current = {}
        # Owner → validation data that are used up.
        self.used = {OWN: set(), OTHER: set()}
        # Those that may be used up for somebody, because it is not clear who signed them or how far they came.
        self.maybe_used = set()
        self.last_request = 0
        # Webhook body → how often it was taken.
        self.told = {}
        self.places = {}

    # --- what everybody has ---

    @property
    def accounts(self) -> dict[str, AccountFacts]:
        """By number."""
        return self.held.accounts

    @property
    def cards(self) -> dict[str, CardFacts]:
        """By reference."""
        return self.held.cards

    @property
    def transfers(self) -> dict[str, TransferFacts]:
        """By number."""
        return self.held.transfers

    @property
    def transactions(self) -> dict[str, TransactionFacts]:
        """By number."""
        return self.held.transactions

    @property
    def orders(self) -> dict[str, str]:
        """Number of an order → its card."""
        return self.held.orders

    # --- who asks ---

    def note_own_token(self, token: str) -> None:
        """The hook logged the first user in, or uses the token that it has."""
        if self.tokens.get(token) != OWN:
            self.tokens[token] = OWN
            self.current[OWN] = token

    def owner(self, exchange: Exchange) -> str | None:
        """Whose token, or on the token route whose client, a request names; `None` for nobody we know."""
        if exchange.operation == anytime.TOKEN_OPERATION:
            client = sent(exchange, "client_id")
            if client == self.access.credentials.client_id:
                return OWN
            return OTHER if client is not None and client == self.access.values.get("second_client_id") else None
        token = reading.token(exchange)
        found = self.tokens.get(token)
        if found is None and token and (exchange.ok or exchange.code not in {None, *BEFORE_USER}):
            return OTHER
        return found

    def username(self, owner: str | None) -> str | None:
        """The name of an API user; an empty text for nobody, `None` for one whose name we were not given."""
        if owner is None:
            return ""
        return self.access.credentials.username if owner == OWN else self.access.values.get("second_username")

    def account(self, exchange: Exchange) -> AccountFacts | None:
        """The account in the path or form of a request, if this run knows it."""
        return learning.find_account(self.held, exchange)

    def card(self, exchange: Exchange) -> CardFacts | None:
        """The card in the path of a request, if this run knows it."""
        return learning.find_card(self.held, exchange)

    def account_of(self, card: CardFacts | None) -> AccountFacts | None:
        """The account of a card."""
        return self.held.account_of(card)

    def may_be_expired(self, card: CardFacts, exchange: Exchange) -> bool:
        """Whether a card may have ended by the time of an answer."""
        stamp, last = reading.envelope(exchange).get("timestamp"), reading.day(card.expiry)
        if last is None or not isinstance(stamp, (int, float)):
            return True
        return stamp > reading.midnight_s(last)

    # --- learning ---

    def learn(self, exchange: Exchange) -> None:
        """Take in an answer, or a webhook."""
        if exchange.is_callback:
            self._learn_webhook(exchange)
            return
        self._learn_use(exchange)
        owner = self.owner(exchange) if exchange.ok else None
        if owner is None:
            return
        if exchange.operation == anytime.TOKEN_OPERATION:
            self._learn_token(exchange, owner)
            return
        self.tokens.setdefault(reading.token(exchange), owner)
        self._learn_places(exchange)
        learner = learning.LEARNERS.get(exchange.operation)
        if learner is not None:
            learner(self.held, exchange, owner)

    def _learn_webhook(self, exchange: Exchange) -> None:
        if 200 <= exchange.status < 300:
            key = exchange.request_body.decode("utf-8", "replace")
            self.told[key] = self.told.get(key, 0) + 1

    def _learn_use(self, exchange: Exchange) -> None:
        """Validation data are used up by whoever signed them, unless the refusal came before."""
        data = exchange.request_headers.get("x-validation-data", "").strip()
        owner = self.owner(exchange)
        number = reading.number(reading.envelope(exchange).get("request_id"))
        self.last_request = max(self.last_request, number or 0)
        if owner is not None and (exchange.ok or exchange.code not in {None, *BEFORE_USE}):
            self.used[owner].add(data)
        else:
            self.maybe_used.add(data)

    def _learn_token(self, exchange: Exchange, owner: str) -> None:
        token = text(result(exchange), "access_token")
        if token:
            self.tokens[token] = owner
            self.current[owner] = token

    def _learn_places(self, exchange: Exchange) -> None:
        wanted, total = lists.read_range(exchange), lists.total(exchange)
        if wanted is None or total is None:
            return
        key = lists.list_key(exchange, wanted)
        before = self.places.get(key)
        places = before if before is not None and before.total == total else Places(total=total)
        places.learn(exchange, wanted)
        self.places[key] = places

    def happened(self, event: str, body: Mapping[str, object], answer: Mapping[str, Any]) -> None:
        """Take in what an event of the control plane did."""
        if event == "token-issue":
            token = text(answer, "access_token") or ""
            owner = OWN if text(body, "username") == self.access.credentials.username else OTHER
            self.tokens[token], self.current[owner] = owner, token
        else:
            self.held.happened(event, body, answer)

    # --- leading requests to what exists ---

    def paths(self, operation: str, *, draw: int) -> Mapping[str, str] | None:
        """Path parameters that exist and belong together, chosen by `draw`; `None` when none are known."""
        return leading.choose_path(self.held, operation, draw=draw)

    def lead(self, operation: str, fields: Mapping[str, Any], draw: int) -> Mapping[str, Any]:
        """The fields of a form that are replaced by what exists, chosen by `draw`."""
        return leading.lead_form(self.held, operation, fields, draw)
