"""Loads and unloads that are refused: for their amount, for what there is, for the card, and for limits."""

from __future__ import annotations

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.cards_at_hand import (
    begun,
    call_on,
    card_balance,
    change,
    drain,
    load,
    order,
    purses,
    refused,
    settle,
    transactions,
    unload,
)
from conformance.scenarios.anytime.clients import (
    BAD_CARD_PARAMETER,
    CONSUMER,
    DAY_S,
    NOT_YOUR_CARD,
    PLASTIC,
    SINGLE_USE,
    UNKNOWN_CARD,
    decide,
    deposit,
    first_account,
    fulfil_kyc,
    happen,
    ready_account,
)
from conformance.scenarios.anytime.text import BAD_AMOUNTS, BLANKS, cents, column

_MOVES = ("creditCard", "debitCard")


@requires("control")
@shows("creditCard", 400, "4000310")
@shows("debitCard", 400, "4000310")
@pytest.mark.parametrize("name", ["amount", "acc_comment", "card_comment"])
def test_movement_lacks_a_parameter(world: World, name: str) -> None:
    """Amount and both comments must be there, of whatever card (required; assumed: 4000310)."""
    card = order(world)
    before = purses(world, card)
    for operation in _MOVES:
        for blank in BLANKS:
            for ref in (card.ref, UNKNOWN_CARD):
                call_on(world, operation, ref, changes={name: blank}, expect=BAD_CARD_PARAMETER)
    assert before == purses(world, card)


@requires("control")
@shows("creditCard", 400, "4000310")
@shows("debitCard", 400, "4000310")
def test_amount_is_none(world: World) -> None:
    """An amount is a decimal above zero with at most two decimals, and nothing else moves money (must be > 0)."""
    card = order(world)
    before = purses(world, card)
    for amount in BAD_AMOUNTS:
        for operation in _MOVES:
            call_on(world, operation, card.ref, changes={"amount": amount}, expect=BAD_CARD_PARAMETER)
    assert [before, 1] == [purses(world, card), len(transactions(world, card))]


@requires("control")
@shows("creditCard", 403, "4030330")
@shows("creditCard", 403, "4030331")
def test_load_has_a_least_and_a_largest_amount(world: World) -> None:
    """One load is 1.00 to 2000.00 (CardLoadAmountTooLow, CardLoadAmountTooHigh; assumed: the numbers)."""
    card = order(world)
    before = purses(world, card)
    for amount, code in (("0.01", "4030330"), ("0.99", "4030330"), ("2000.01", "4030331"), ("9000", "4030331")):
        load(world, card, amount, expect=refused(code))
    assert before == purses(world, card)
    load(world, card, "1.00")
    load(world, card, "2000.00")


@requires("control")
@shows("creditCard", 402, "4020210")
@shows("creditCard", 402, "4020220")
def test_load_is_more_than_the_account_has(world: World) -> None:
    """An account loads what it has, and no cent more (AccountSrcNotEnoughCredit, AccountBalanceTooLow)."""
    card = order(world)
    drain(world, card.account, leave=5_000)
    load(world, card, "50.01", expect=refused("4020210"))
    assert (5_000, 10_000) == purses(world, card)
    load(world, card, "50.00")
    load(world, card, "1.00", expect=refused("4020220"))
    assert (0, 15_000) == purses(world, card)


@requires("control")
@shows("debitCard", 402, "4020320")
def test_unload_is_more_than_the_card_has(world: World) -> None:
    """A card gives what it has, and no cent more (CardBalanceTooLowException)."""
    card = order(world)
    account_had, _ = purses(world, card)
    unload(world, card, "100.01", expect=refused("4020320"))
    unload(world, card, "999999999.99", expect=refused("4020320"))
    unload(world, card, "100.00")
    unload(world, card, "0.01", expect=refused("4020320"))
    assert (account_had + 10_000, 0) == purses(world, card)


@requires("control")
@shows("creditCard", 402, "4020321")
def test_card_holds_so_much(world: World) -> None:
    """A card holds 10000.00 at most, and not a cent more by a load (CardBalanceTooHigh; assumed: the number)."""
    account = first_account(world)
    deposit(world, account, "5000.00")
    card = order(world, amount="9998.99")
    load(world, card, "1.02", expect=refused("4020321"))
    load(world, card, "2000.00", expect=refused("4020321"))
    load(world, card, "1.01")
    load(world, card, "1.00", expect=refused("4020321"))
    assert 1_000_000 == card_balance(world, card)
    unload(world, card, "1.00")
    load(world, card, "1.00")


@requires("control")
@shows("creditCard", 451, "4510310")
def test_single_use_card_is_not_loaded_again(world: World) -> None:
    """A card for a single use has what its order gave it; it may be unloaded (CardCreditSingleUseUnavailable)."""
    card = order(world, SINGLE_USE)
    before = purses(world, card)
    load(world, card, expect=refused("4510310"))
    assert before == purses(world, card)
    unload(world, card, "100.00")


@requires("control")
@shows("creditCard", 451, "4510330")
def test_load_needs_the_papers(world: World) -> None:
    """An account whose KYC is incomplete loads no card, but unloads it (CardLoadKycUploadRequiredException)."""
    account = first_account(world, CONSUMER)
    fulfil_kyc(world, account, CONSUMER)
    card = order(world, PLASTIC, account=account, amount="50.00")
    change(world, card, card_status="ACT")
    decide(world, account, "selfie", accepted=False)
    before = purses(world, card)
    load(world, card, expect=refused("4510330"))
    assert before == purses(world, card)
    unload(world, card)
    decide(world, account, "selfie")
    load(world, card)


@requires("control")
def test_load_is_refused_for_the_first_reason(world: World) -> None:
    """Parameters, card, status, single use, KYC, amount, limits, number, card's balance, funds, network (assumed)."""
    world.reset(load_per_day_cents=10_000, loads_per_day=1)
    account = ready_account(world, amount="10000.00", iban=False)
    plastic, single = (order(world, kind, account=account, amount="1.00") for kind in (PLASTIC, SINGLE_USE))
    full = order(world, account=account, amount="9900.00")
    decide(world, account, "kbis", accepted=False)
    happen(world, "banking-network", slow=True)
    call_on(world, "creditCard", UNKNOWN_CARD, changes={"amount": "0.001"}, expect=BAD_CARD_PARAMETER)
    call_on(world, "creditCard", UNKNOWN_CARD, changes={"amount": "0.01"}, expect=NOT_YOUR_CARD)
    load(world, plastic, "0.01", expect=refused("4030320"))
    load(world, single, "0.01", expect=refused("4510310"))
    load(world, full, "0.01", expect=refused("4510330"))
    decide(world, account, "kbis")
    load(world, full, "2000.01", expect=refused("4030331"))
    load(world, full, "100.01", expect=refused("4290310"))
    happen(world, "banking-network", slow=False)
    load(world, full, "1.00")
    happen(world, "banking-network", slow=True)
    load(world, full, "99.01", expect=refused("4290310"))
    load(world, full, "99.00", expect=refused("4290320"))
    world.advance(DAY_S)
    load(world, full, "99.01", expect=refused("4020321"))
    load(world, full, "98.00", expect=refused("4020210"))
    load(world, full, "97.00", expect=refused("4080010"))
    happen(world, "banking-network", slow=False)
    load(world, full, "97.00")


# --- limits ---------------------------------------------------------------------------------------------------------


@requires("control")
@shows("creditCard", 429, "4290310")
def test_loads_per_day_are_limited(world: World) -> None:
    """Within 24 hours a card takes so much (CardMaxLoadPerDayException; assumed: periods roll)."""
    _reach_limit(world, "load_per_day_cents", days=1, code="4290310")


@requires("control")
@shows("creditCard", 429, "4290313")
def test_loads_per_four_days_are_limited(world: World) -> None:
    """Within four days a card takes so much (CardMaxLoadPerFourDaysException; assumed: periods roll)."""
    _reach_limit(world, "load_per_four_days_cents", days=4, code="4290313")


@requires("control")
@shows("creditCard", 429, "4290314")
def test_loads_per_week_are_limited(world: World) -> None:
    """Within seven days a card takes so much (CardMaxLoadPerWeekException; assumed: periods roll)."""
    _reach_limit(world, "load_per_week_cents", days=7, code="4290314")


@requires("control")
@shows("creditCard", 429, "4290311")
def test_loads_per_month_are_limited(world: World) -> None:
    """Within thirty days a card takes so much (CardMaxLoadPerMonthException; assumed: periods roll)."""
    _reach_limit(world, "load_per_month_cents", days=30, code="4290311")


@requires("control")
@shows("creditCard", 429, "4290312")
def test_loads_per_year_are_limited(world: World) -> None:
    """Within 365 days a card takes so much (CardMaxLoadPerYearException; assumed: periods roll)."""
    _reach_limit(world, "load_per_year_cents", days=365, code="4290312")


def _reach_limit(world: World, limit: str, *, days: int, code: str) -> None:
    world.reset(**{limit: 10_000})
    card = order(world)
    before = purses(world, card)
    load(world, card, "100.01", expect=refused(code))
    load(world, card, "60.00")
    load(world, card, "40.01", expect=refused(code))
    load(world, card, "40.00")
    load(world, card, "1.00", expect=refused(code))
    load(world, order(world, account=card.account), "100.00")
    world.advance(days * DAY_S - 60)
    load(world, card, "1.00", expect=refused(code))
    assert (before[0] - 30_000, before[1] + 10_000) == purses(world, card)
    world.advance(120)
    load(world, card, "100.00")


@requires("control")
@shows("creditCard", 429, "4290320")
def test_loads_are_counted(world: World) -> None:
    """So many loads are made a day, however little they are (CardLoadCapacityException; assumed: the number)."""
    world.reset(loads_per_day=3)
    card = order(world)
    for _ in range(3):
        load(world, card, "1.00")
    load(world, card, "1.00", expect=refused("4290320"))
    unload(world, card, "1.00")
    load(world, card, "1.00", expect=refused("4290320"))
    world.advance(DAY_S)
    load(world, card, "1.00")


@requires("control")
def test_failed_loads_count_for_no_limit(world: World) -> None:
    """A load that failed leaves room for another, one that is settled does not (assumed)."""
    world.reset(load_per_day_cents=10_000, loads_per_day=2)
    card = order(world)
    for status in ("C", "D", "D"):
        settle(world, begun(load(world, card, "100.00")), status)
    settle(world, begun(load(world, card, "60.00")))
    load(world, card, "40.01", expect=refused("4290310"))
    load(world, card, "40.00")


@requires("control")
def test_order_counts_for_no_limit(world: World) -> None:
    """What an order puts onto a card is no load (assumed)."""
    world.reset(load_per_day_cents=10_000, loads_per_day=1)
    card = order(world, amount="500.00")
    load(world, card, "100.00")
    assert ["500", "100"] == [str(cents(amount) // 100) for amount in column(transactions(world, card), "amount")][::-1]
