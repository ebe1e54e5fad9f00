"""Accounts and cards at random, against a model of every purse: no sequence of calls makes or loses a cent.

Money comes in by deposits alone. It leaves by purchases and by credit transfers to elsewhere, and while a transfer is
on its way it is in nobody's purse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conformance.provider import Access
from conformance.scenario import World, requires
from conformance.scenarios.anytime.cards_at_hand import begun, refused, settle
from conformance.scenarios.anytime.clients import (
    BUSINESS,
    CONSUMER,
    IBAN,
    MULTI_USE,
    PLASTIC,
    SINGLE_USE,
    balance_of,
    deposit,
    first_account,
    happen,
    new_load,
    new_order,
    new_transfer,
    of_account,
    of_card,
    read_account,
)
from conformance.scenarios.anytime.model import SETTINGS
from conformance.scenarios.anytime.text import body_of, cents, column, euros

LEAST_CENTS, MOST_CENTS, FULL_CENTS = 100, 200_000, 1_000_000
CARDS = 4
NO_LIMIT = 10**9

NUMBERS = st.integers(0, 10**6)
"""Chooses among what there is, modulo its number."""
AMOUNTS = st.one_of(st.sampled_from([1, 7, 99, 100, 101, 1_237, 5_000, 200_000, 200_001]), st.integers(1, 250_000))
"""In cents."""


@dataclass(slots=True, kw_only=True)
class AccountModel:
    """What an account should hold."""

    id: str
    access: Access | None
    cents: int
    iban: str | None = None


@dataclass(slots=True, kw_only=True)
class CardModel:
    """What a card should hold, and whether it may be used."""

    ref: str
    account: AccountModel
    kind: str
    status: str
    cents: int


@dataclass(slots=True, kw_only=True)
class Movement:
    """A load or unload that has not ended."""

    id: str
    card: CardModel
    cents: int
    is_load: bool


@dataclass(slots=True, kw_only=True)
class TransferModel:
    """A credit transfer that has not ended; it goes to an account here, or elsewhere."""

    id: str
    sender: AccountModel
    receiver: AccountModel | None
    cents: int


def _unfunded(account: AccountModel, amount: int) -> tuple[int, str] | None:
    """How an account refuses what it cannot pay."""
    if amount <= account.cents:
        return None
    return refused("4020210" if account.cents > 0 else "4020220")


def _unusable(card: CardModel) -> tuple[int, str] | None:
    """How a card refuses to be used."""
    return None if card.status == "ACT" else refused("4030350" if card.status == "CAN" else "4030320")


class PurseMachine(RuleBasedStateMachine):
    """Two API users, emptied at the start of each sequence; every purse is looked at after each step.

    Args:
        world: A world with control plane and a second client.
    """

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.accounts: list[AccountModel] = []
        self.cards: list[CardModel] = []
        self.movements: list[Movement] = []
        self.transfers: list[TransferModel] = []
        self.total = 0

    @initialize()
    def start(self) -> None:
        """Both users have a business account, the first one a consumer account and a card of each type, too."""
        periods = ("day", "four_days", "week", "month", "year")
        limits: dict[str, object] = {f"load_per_{period}_cents": NO_LIMIT for period in periods}
        self.world.reset(**limits, loads_per_day=NO_LIMIT, cards_per_account=CARDS)
        for kind, access in ((BUSINESS, None), (CONSUMER, None), (BUSINESS, self.world.second)):
            account = first_account(self.world, kind, access=access)
            held = balance_of(self.world, account, access=access)
            self.accounts.append(AccountModel(id=account, access=access, cents=held))
            self.total += held
        for payer in (self.accounts[0], self.accounts[2]):
            payer.iban = read_account(self.world, payer.id, access=payer.access)["iban"]["iban"]
        for kind in (MULTI_USE, PLASTIC, SINGLE_USE):
            self.order(number=0, kind=kind, amount=5_000)

    # --- what there is ---

    def _payer(self, number: int) -> AccountModel:
        """An account that may do everything."""
        return (self.accounts[0], self.accounts[2])[number % 2]

    def _card(self, number: int) -> CardModel:
        return self.cards[number % len(self.cards)]

    def _call(self, operation: str, account: AccountModel, expect: Any, **arguments: Any) -> Any:
        reply = self.world.call(operation, access=account.access, expect=expect, **arguments)
        return body_of(reply.json) if expect == 200 else None

    # --- money that comes and goes ---

    @rule(number=NUMBERS, amount=AMOUNTS)
    def deposit(self, number: int, amount: int) -> None:
        """Somebody outside pays in."""
        account = self.accounts[number % len(self.accounts)]
        deposit(self.world, account.id, euros(amount))
        account.cents += amount
        self.total += amount

    @precondition(lambda self: any(card.status == "ACT" and card.cents for card in self.cards))
    @rule(number=NUMBERS, amount=AMOUNTS)
    def spend(self, number: int, amount: int) -> None:
        """The holder of a card buys something, at most with what is on it."""
        able = [card for card in self.cards if card.status == "ACT" and card.cents]
        card = able[number % len(able)]
        price = min(amount, card.cents)
        happen(self.world, "card-spends", cardRef=card.ref, amount=euros(price))
        card.cents -= price
        self.total -= price

    # --- cards ---

    @rule(number=NUMBERS, kind=st.sampled_from([PLASTIC, SINGLE_USE, MULTI_USE]), amount=AMOUNTS)
    def order(self, number: int, kind: str, amount: int) -> None:
        """An account orders a card, as long as it can pay and has room for one."""
        account = self._payer(number)
        crowded = sum(card.account is account for card in self.cards) >= CARDS
        expect: Any = _unfunded(account, amount) or (refused("4290330") if crowded else 200)
        made = self._call("orderCard", account, expect, form=new_order(account.id, kind, amount=euros(amount)))
        if made is None:
            return
        account.cents -= amount
        status = "ORD" if kind == PLASTIC else "ACT"
        self.cards.append(CardModel(ref=made["card_ref"], account=account, kind=kind, status=status, cents=amount))

    @rule(number=NUMBERS, status=st.sampled_from(["ACT", "ACT", "BLO", "LOS", "CAN"]))
    def change(self, number: int, status: str) -> None:
        """A card is activated, blocked or ended; what it holds stays on it."""
        card = self._card(number)
        expect: Any = 200
        if card.status == "CAN":
            expect = refused("4030350")
        elif card.status in {"LOS", status}:
            expect = refused("4030365")
        elif (card.status, status) == ("ORD", "BLO"):
            expect = refused("4030320")
        if self._call("updateCard", card.account, expect, path=of_card(card.ref), form={"card_status": status}):
            card.status = status

    @rule(number=NUMBERS, amount=AMOUNTS, slow=st.integers(0, 9))
    def load(self, number: int, amount: int, slow: int) -> None:
        """A card is loaded, unless something speaks against it; in one case of ten the network is slow."""
        card = self._card(number)
        speaks = [
            _unusable(card),
            refused("4510310") if card.kind == SINGLE_USE else None,
            refused("4030330") if amount < LEAST_CENTS else None,
            refused("4030331") if amount > MOST_CENTS else None,
            refused("4020321") if card.cents + amount > FULL_CENTS else None,
            _unfunded(card.account, amount),
        ]
        self._move("creditCard", card, amount, speaks, slow=slow == 0)

    @rule(number=NUMBERS, amount=AMOUNTS, slow=st.integers(0, 9))
    def unload(self, number: int, amount: int, slow: int) -> None:
        """A card is unloaded, unless it has not enough or may not be used."""
        card = self._card(number)
        self._move("debitCard", card, amount, self._speaks_against_unload(card, amount), slow=slow == 0)

    @rule(number=NUMBERS)
    def unload_all(self, number: int) -> None:
        """A card is emptied."""
        card = self._card(number)
        if card.cents:
            self._move("debitCard", card, card.cents, self._speaks_against_unload(card, card.cents), slow=False)

    @staticmethod
    def _speaks_against_unload(card: CardModel, amount: int) -> list[tuple[int, str] | None]:
        return [_unusable(card), refused("4020320") if amount > card.cents else None]

    def _move(
        self, operation: str, card: CardModel, amount: int, speaks: list[tuple[int, str] | None], *, slow: bool
    ) -> None:
        against = [each for each in (*speaks, refused("4080010") if slow else None) if each is not None]
        expect: Any = against[0] if against else 200
        if slow:
            happen(self.world, "banking-network", slow=True)
        path, form = of_card(card.ref), new_load(amount=euros(amount))
        reply = self.world.call(operation, path=path, form=form, access=card.account.access, expect=expect)
        if slow:
            happen(self.world, "banking-network", slow=False)
        if expect != 200:
            return
        is_load = operation == "creditCard"
        card.cents += amount if is_load else -amount
        card.account.cents -= amount if is_load else -amount
        self.movements.append(Movement(id=begun(reply), card=card, cents=amount, is_load=is_load))

    @precondition(lambda self: self.movements)
    @rule(number=NUMBERS, status=st.sampled_from(["S", "C", "D"]))
    def settle(self, number: int, status: str) -> None:
        """The network ends what was begun: what fails comes back, unless the money has gone on."""
        movement = self.movements.pop(number % len(self.movements))
        card = movement.card
        left = card.cents if movement.is_load else card.account.cents
        fails = status != "S" and left >= movement.cents
        settle(self.world, movement.id, status if fails else "S")
        if fails:
            back = movement.cents if movement.is_load else -movement.cents
            card.cents -= back
            card.account.cents += back

    # --- credit transfers ---

    @rule(number=NUMBERS, amount=AMOUNTS, inside=st.booleans())
    def transfer(self, number: int, amount: int, inside: bool) -> None:
        """An account sends money to the other user or elsewhere, as long as it has it."""
        sender, receiver = self._payer(number), self._payer(number + 1) if inside else None
        form = new_transfer(amount=euros(amount), dst_iban=IBAN if receiver is None else receiver.iban)
        expect: Any = _unfunded(sender, amount) or 200
        made = self._call("createCreditTransfer", sender, expect, path=of_account(sender.id), form=form)
        if made is None:
            return
        sender.cents -= amount
        self.total -= amount
        number_ = str(made["internal_id"])
        self.transfers.append(TransferModel(id=number_, sender=sender, receiver=receiver, cents=amount))

    @precondition(lambda self: self.transfers)
    @rule(number=NUMBERS, executed=st.booleans(), announced=st.booleans())
    def end_transfer(self, number: int, executed: bool, announced: bool) -> None:
        """The bank executes a transfer or sends it back, with or without saying that it has begun to."""
        transfer = self.transfers.pop(number % len(self.transfers))
        if announced:
            happen(self.world, "transfer-progress", transferId=transfer.id)
        happen(self.world, "transfer-executed" if executed else "transfer-cancelled", transferId=transfer.id)
        receiver = transfer.receiver if executed else transfer.sender
        if receiver is not None:
            receiver.cents += transfer.cents
            self.total += transfer.cents

    # --- comparison ---

    @rule(seconds=st.sampled_from([1, 3600, 86_400]))
    def wait(self, seconds: int) -> None:
        """Time goes by, and no money moves."""
        self.world.advance(seconds)

    @invariant()
    def every_cent_is_where_it_should_be(self) -> None:
        """After each step: what all purses hold together, and then each of them."""
        held: dict[str, int] = {}
        for account in self.accounts:
            held[account.id] = balance_of(self.world, account.id, access=account.access)
            listed = self._call("getAccountCards", account, 200, path=of_account(account.id))["cards"]
            held |= dict(zip(column(listed, "card_ref"), map(cents, column(listed, "balance")), strict=True))
        if not self.accounts:
            return
        assert self.total == sum(held.values()), "money was made or lost"
        assert {account.id: account.cents for account in self.accounts} | {
            card.ref: card.cents for card in self.cards
        } == held


@requires("control", "second_client")
def test_no_cent_is_made_or_lost(world: World) -> None:
    """Whatever is ordered, loaded, spent, sent, declined and cancelled, the sum of all purses is right (balances)."""

    def make() -> PurseMachine:
        return PurseMachine(world)

    factory: Any = hypothesis.seed(world.session.seed)(make)  # a class or a function, its documentation says
    run_state_machine_as_test(factory, settings=SETTINGS)
