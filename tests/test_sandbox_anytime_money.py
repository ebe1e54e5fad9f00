"""Money in the Anytime sandbox is conserved: no sequence of calls makes or loses a cent."""

from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests import anytime_world
from tests.anytime_world import FOREIGN_IBAN, World, body, code

GENEROUS = {
    **{f"load_per_{each}_cents": 10**9 for each in ("day", "four_days", "week", "month", "year")},
    "cards_per_account": 4,
}
CENTS = st.integers(1, 400_000)
ODD_AMOUNTS = st.sampled_from(["-5", "0", "1.001", "999999999.99", "ten"])
CHOICE = st.integers(0, 99)
ENDS = ("transfer-executed", "transfer-cancelled")


def text(cents: int) -> str:
    """Return cents as a decimal text."""
    return f"{cents // 100}.{cents % 100:02d}"


def cents(number: float) -> int:
    """Return an amount of the wire in cents; it has two decimals at most."""
    found = round(number * 100)
    assert number == found / 100
    return found


class Money(RuleBasedStateMachine):
    """Deposits, cards, loads, transfers, purchases, good and bad; after each step every cent is somewhere.

    What is known of the money comes from the API alone, and what came from and went outside from the orders given here.
    """

    fault: ClassVar[str | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.world = World(anytime_world.registration())
        self.world.control("POST", "/reset", {"limits": GENEROUS})
        self.world.settle_down()
        self.accounts = [self.world.business, self.world.consumer]
        self.cards = [self.world.plastic, self.world.multi, self.world.single]
        self.pending: list[int] = []
        self.live: dict[int, tuple[int, bool]] = {}
        self.expected_cents = sum(self.purses())
        if self.fault is not None:
            self.world.arm(self.fault)

    def purses(self) -> list[int]:
        """Return what accounts and cards hold."""
        found = [cents(self.world.balance(account)) for account in self.accounts]
        for account in self.accounts:
            cards = body(self.world.call("GET", f"/accounts/{account}/cards"))["cards"]
            found += [cents(card["balance"]) for card in cards]
        return found

    def card(self, choice: int) -> str:
        return self.cards[choice % len(self.cards)]

    def account(self, choice: int) -> int:
        return self.accounts[choice % len(self.accounts)]

    def expect_nothing(self, response: httpx.Response, before: list[int]) -> None:
        """A refusal moves no money."""
        assert response.status_code >= 400
        assert code(response)
        assert before == self.purses()

    @invariant()
    def every_cent_is_somewhere(self) -> None:
        """Accounts, cards and transfers on their way hold what came in and has not gone out."""
        on_the_way = sum(amount for amount, _ in self.live.values())
        assert self.expected_cents == sum(self.purses()) + on_the_way

    @rule(choice=CHOICE, amount=CENTS)
    def deposit(self, choice: int, amount: int) -> None:
        self.world.event("account-deposit", accountId=self.account(choice), amount=text(amount))
        self.expected_cents += amount

    @rule(choice=CHOICE, amount=CENTS, kind=st.sampled_from(["PLASTIC", "VIRTUAL_MULTI_USE"]))
    def order(self, choice: int, amount: int, kind: str) -> None:
        before = self.purses()
        response = self.world.order_card(self.account(choice), amount=text(amount), card_type=kind)
        if response.status_code == 200:
            self.cards.append(body(response)["card_ref"])
        else:
            self.expect_nothing(response, before)

    @rule(choice=CHOICE, status=st.sampled_from(["ACT", "ACT", "ACT", "BLO", "CAN"]))
    def change(self, choice: int, status: str) -> None:
        self.world.change_card(self.card(choice), card_status=status)

    @rule(choice=CHOICE, amount=CENTS, load=st.booleans(), end=st.sampled_from([None, "S", "C", "D"]))
    def move(self, choice: int, amount: int, load: bool, end: str | None) -> None:
        before = self.purses()
        move = self.world.load if load else self.world.unload
        response = move(self.card(choice), amount=text(amount))
        if response.status_code != 200:
            self.expect_nothing(response, before)
            return
        self.pending.append(body(response)["transaction_id"])
        if end is not None:
            self.end_move(self.pending[-1], end)

    @rule(choice=CHOICE, amount=ODD_AMOUNTS, kind=st.integers(0, 3))
    def try_odd_amount(self, choice: int, amount: str, kind: int) -> None:
        before = self.purses()
        calls = (
            lambda: self.world.load(self.card(choice), amount=amount),
            lambda: self.world.unload(self.card(choice), amount=amount),
            lambda: self.world.transfer(self.account(choice), amount=amount),
            lambda: self.world.order_card(self.account(choice), amount=amount),
        )
        self.expect_nothing(calls[kind](), before)

    @precondition(lambda self: self.pending)
    @rule(choice=CHOICE, status=st.sampled_from(["S", "C", "D"]))
    def settle(self, choice: int, status: str) -> None:
        self.end_move(self.pending[choice % len(self.pending)], status)

    def end_move(self, number: int, status: str) -> None:
        """End a pending transaction, unless its money has gone on."""
        response = self.world.control_raw("POST", "/events/card-settles", {"transactionId": number, "status": status})
        assert response.status_code in {200, 409}
        if response.status_code == 200:
            self.pending.remove(number)

    @rule(choice=CHOICE, amount=CENTS)
    def spend(self, choice: int, amount: int) -> None:
        order = {"cardRef": self.card(choice), "amount": text(amount)}
        if self.world.control_raw("POST", "/events/card-spends", order).status_code == 200:
            self.expected_cents -= amount

    @rule(choice=CHOICE, amount=CENTS, inside=st.booleans(), end=st.sampled_from([None, *ENDS]))
    def transfer(self, choice: int, amount: int, inside: bool, end: str | None) -> None:
        other = body(self.world.call("GET", f"/accounts/{self.account(choice + 1)}")).get("iban") if inside else None
        target = other["iban"] if other else FOREIGN_IBAN
        before = self.purses()
        response = self.world.transfer(self.account(choice), amount=text(amount), dst_iban=target)
        if response.status_code != 200:
            self.expect_nothing(response, before)
            return
        number = body(response)["internal_id"]
        self.live[number] = (amount, other is not None)
        if end is not None:
            self.end(number, end)

    @precondition(lambda self: self.live)
    @rule(choice=CHOICE)
    def progress(self, choice: int) -> None:
        number = list(self.live)[choice % len(self.live)]
        self.world.control_raw("POST", "/events/transfer-progress", {"transferId": number})

    @precondition(lambda self: self.live)
    @rule(choice=CHOICE, event=st.sampled_from(ENDS))
    def end_transfer(self, choice: int, event: str) -> None:
        self.end(list(self.live)[choice % len(self.live)], event)

    def end(self, number: int, event: str) -> None:
        """Let a transfer arrive or come back."""
        self.world.event(event, transferId=number)
        amount, stays = self.live.pop(number)
        if event == "transfer-executed" and not stays:
            self.expected_cents -= amount

    @rule(choice=CHOICE, amount=CENTS)
    def repeat(self, choice: int, amount: int) -> None:
        """The same signed request a second time moves nothing a second time."""
        data = self.world.new_data()
        form = {"amount": text(amount), "acc_comment": "x", "card_comment": "x"}
        path = f"/cards/{self.card(choice)}/credit"
        first = self.world.call("POST", path, form, data=data)
        if first.status_code == 200:
            self.pending.append(body(first)["transaction_id"])
        before = self.purses()
        self.expect_nothing(self.world.call("POST", path, form, data=data), before)

    @rule()
    def fulfil_kyc(self) -> None:
        self.world.fulfil_kyc(self.world.consumer)

    @rule()
    def make_iban(self) -> None:
        self.world.call("POST", f"/accounts/{self.world.consumer}/iban", {"country_code": "FR"})

    @rule()
    def pass_day(self) -> None:
        self.world.event("day-passes")
        self.world.log_in()

    def teardown(self) -> None:
        """Statements and card transactions add up to the balances, row by row."""
        for account in self.accounts:
            balance = 0
            for row in reversed(self.world.statements("limit_number=100000", account=account)["transactions"]):
                balance += cents(row["amount"]) * (1 if row["type"] == "C" else -1)
                assert balance == cents(row["balance"])
            assert balance == cents(self.world.balance(account))
        for card in self.cards:
            path = f"/cards/{card}/transactions"
            shown = body(self.world.call("GET", path, query="limit_number=100000"))["transactions"]
            stands = [each for each in shown if each["status"] in {"P", "S"}]
            total = sum(cents(each["amount"]) * (1 if each["type"] == "C" else -1) for each in stands)
            assert total == cents(self.world.card(card)["balance"])
        assert self.world.unhandled() == 0


def profile(**changes: Any) -> settings:
    """Return settings that find the same thing each time."""
    return settings(
        derandomize=True,
        database=None,
        deadline=None,
        stateful_step_count=20,
        suppress_health_check=list(HealthCheck),
        **changes,
    )


def test_money_is_conserved() -> None:
    """After every step every cent is in an account, on a card, on its way, or has gone out by an order to do so."""
    run_state_machine_as_test(Money, settings=profile(max_examples=20))


@pytest.mark.parametrize(
    "fault",
    [
        "double-credit",
        "load-not-debited",
        "debit-lost",
        "fee-invented",
        "transfer-not-debited",
        "cancelled-transfer-not-refunded",
        "declined-load-not-refunded",
        "settled-twice",
        "statement-balance-wrong",
        "negative-amount-accepted",
        "replay-accepted",
        "half-cent",
    ],
)
def test_machine_sees_money_that_is_made_or_lost(fault: str) -> None:
    """With a fault in the money the machine fails: it is able to."""
    machine = type("Faulty", (Money,), {"fault": fault})
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(machine, settings=profile(max_examples=40, phases=[Phase.generate]))
