"""What accounts, cards and transfers a run has seen, and where their money is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.providers.anytime import reading
from conformance.providers.anytime.facts import (
    CREDIT,
    EXECUTED,
    IN_PROGRESS,
    OWN,
    TRANSFER_CANCELLED,
    AccountFacts,
    CardFacts,
    TransactionFacts,
    TransferFacts,
)
from conformance.providers.anytime.reading import identifier, text, whole_cents


@dataclass(slots=True)
class Holdings:
    """Everything that API users have.

    Attributes:
        orders: Number of an order → card.
        links: Number of an order → the link that somebody made.
        pins: Card → PIN as last shown.
        ibans: IBAN → account, for those that were given out.
    """

    accounts: dict[str, AccountFacts] = field(default_factory=dict)
    cards: dict[str, CardFacts] = field(default_factory=dict)
    transfers: dict[str, TransferFacts] = field(default_factory=dict)
    transactions: dict[str, TransactionFacts] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict, repr=False)
    ibans: dict[str, str] = field(default_factory=dict)

    def own_accounts(self) -> list[AccountFacts]:
        """The first user's accounts."""
        return [each for each in self.accounts.values() if each.owner == OWN]

    def own_cards(self) -> list[CardFacts]:
        """The first user's cards."""
        return [each for each in self.cards.values() if each.owner == OWN]

    def account_of(self, card: CardFacts | None) -> AccountFacts | None:
        """The account of a card."""
        return self.accounts.get(card.account or "") if card is not None else None

    def see_account(self, id_: str, owner: str) -> AccountFacts:
        """The facts of an account, new ones for one that was not seen before."""
        return self.accounts.setdefault(id_, AccountFacts(id=id_, owner=owner))

    def see_card(self, ref: str, owner: str) -> CardFacts:
        """The facts of a card, new ones for one that was not seen before."""
        return self.cards.setdefault(ref, CardFacts(ref=ref, owner=owner))

    def move(self, card: CardFacts, cents: int | None, sign: int) -> None:
        """Money goes from the account onto the card, or with -1 back."""
        account = self.account_of(card)
        card.balance_cents = plus(card.balance_cents, cents, sign)
        if account is not None:
            account.balance_cents = plus(account.balance_cents, cents, -sign)

    # --- what no exchange says, because the control plane brought it about ---

    def happened(self, event: str, body: Mapping[str, object], answer: Mapping[str, Any]) -> None:
        """Take in what an event of the control plane did."""
        account = self.accounts.get(identifier(body, "accountId") or "")
        card = self.cards.get(text(body, "cardRef") or "")
        match event:
            case "account-deposit" if account is not None:
                account.balance_cents = plus(account.balance_cents, whole_cents(body.get("amount")), 1)
            case "kyc-decision" if account is not None:
                account.kyc = text(answer, "status")
                account.waiting.discard(text(body, "type") or "")
            case "account-partner" if account is not None:
                account.is_partner = True
            case "card-spends" if card is not None:
                card.balance_cents = plus(card.balance_cents, whole_cents(body.get("amount")), -1)
            case "card-settles":
                self._settle(identifier(body, "transactionId") or "", text(answer, "status") or "")
            case "card-holder" if card is not None:
                card.has_holder = answer.get("complete") is True
            case "tracking-available":
                self.links[identifier(body, "orderId") or ""] = text(answer, "link") or ""
            case "transfer-progress" | "transfer-executed" | "transfer-cancelled":
                for id_ in _transfer_ids(body):
                    self._end_transfer(id_, _TRANSFER_STATUS[event])

    def _settle(self, id_: str, status: str) -> None:
        facts = self.transactions.get(id_)
        if facts is None:
            self._lose_track()
            return
        facts.status = status
        card = self.cards.get(facts.card)
        if status != "S" and card is not None:
            self.move(card, facts.amount_cents, -1 if facts.type == CREDIT else 1)

    def _end_transfer(self, id_: str, status: str) -> None:
        facts = self.transfers.get(id_)
        if facts is None:
            self._lose_track()
            return
        facts.status = status
        sender = self.accounts.get(facts.account)
        if status == TRANSFER_CANCELLED and sender is not None:
            sender.balance_cents = plus(sender.balance_cents, facts.amount_cents, 1)
        if status == EXECUTED:
            self._arrive(text(facts.members, "beneficiary_iban") or "", facts.amount_cents)

    def _arrive(self, iban: str, cents: int | None) -> None:
        """Money comes to an IBAN, which may be that of one of the accounts here."""
        target = self.accounts.get(self.ibans.get(iban, ""))
        for account in self.accounts.values():
            if account is target:
                account.balance_cents = plus(account.balance_cents, cents, 1)
            elif target is None and account.iban is None:
                account.balance_cents = None

    def _lose_track(self) -> None:
        """Money moved, and nobody can say whose."""
        for account in self.accounts.values():
            account.balance_cents = None
        for card in self.cards.values():
            card.balance_cents = None


def plus(balance_cents: int | None, cents: int | None, sign: int) -> int | None:
    """A balance after a movement; unknown if either is."""
    return None if balance_cents is None or cents is None else balance_cents + sign * cents


def _transfer_ids(body: Mapping[str, object]) -> list[str]:
    given = body.get("transferIds")
    numbers = given if isinstance(given, list) else [body.get("transferId")]
    return [str(found) for each in numbers if (found := reading.number(each)) is not None]


_TRANSFER_STATUS = {
    "transfer-progress": IN_PROGRESS,
    "transfer-executed": EXECUTED,
    "transfer-cancelled": TRANSFER_CANCELLED,
}
