"""Main and virtual IBANs."""

from __future__ import annotations

import pytest

from conformance.providers.anytime.reading import is_iban
from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    BUSINESS,
    CONSUMER,
    balance_of,
    execute,
    first_account,
    fulfil_kyc,
    get_iban,
    get_virtual_iban,
    happen,
    of_account,
    open_account,
    read_account,
    ready_account,
    send_money,
    statements,
)
from conformance.scenarios.anytime.text import body_of, column

NO_SECOND = (400, "4000230")
NO_PAPERS = (403, "4030220")
NO_MAIN = (403, "4030221")
BAD_TYPE = (403, "4030212")
FR = {"country_code": "FR"}


@requires("control")
@shows("createIban", 200)
@pytest.mark.parametrize("kind", [BUSINESS, CONSUMER])
def test_account_gets_an_iban(world: World, kind: str) -> None:
    """An account with its papers gets an IBAN with right check digits and a BIC (Create an IBAN; ISO 13616)."""
    account = ready_account(world, kind, iban=False)
    body = body_of(world.call("createIban", path=of_account(account), form=FR, expect=200).json)
    assert is_iban(body["iban"])
    assert {"iban": body["iban"], "swift": body["swift"]}.items() <= read_account(world, account)["iban"].items()


@requires("control")
@pytest.mark.parametrize("country", ["FR", "fr", "DE", "be"])
def test_any_country_may_be_asked_for(world: World, country: str) -> None:
    """The IBAN is of the country asked for, any of ISO 3166 in any letters (Create an IBAN: country_code)."""
    account = ready_account(world, iban=False)
    form = {"country_code": country}
    iban = body_of(world.call("createIban", path=of_account(account), form=form, expect=200).json)["iban"]
    assert [True, country.upper()] == [is_iban(iban), iban[:2]]


@requires("control")
@shows("createIban", 400, "4000230")
def test_account_gets_one_iban(world: World) -> None:
    """There is no second IBAN, and the first one stays (Create an IBAN; 4000230)."""
    account = ready_account(world, iban=False)
    iban = get_iban(world, account)
    for country in ("FR", "DE"):
        form = {"country_code": country}
        world.call("createIban", path=of_account(account), form=form, expect=NO_SECOND)
    world.call("createIban", path=of_account(first_account(world)), form=FR, expect=NO_SECOND)
    assert iban == read_account(world, account)["iban"]["iban"]


@requires("control")
@shows("createVirtualIban", 200)
@pytest.mark.parametrize("kind", ["C", "D", "BOTH"])
def test_business_gets_virtual_ibans(world: World, kind: str) -> None:
    """A business gets any number of virtual IBANs of each type (Create a virtual IBAN; anytime-api-php-sdk: BOTH)."""
    account = first_account(world)
    main = read_account(world, account)["iban"]["iban"]
    bodies = []
    for _ in range(3):
        reply = world.call("createVirtualIban", path=of_account(account), form={"type": kind}, expect=200)
        bodies.append(body_of(reply.json))
    assert [kind] * 3 == column(bodies, "type")
    ibans = column(bodies, "iban")
    assert all(map(is_iban, ibans))
    assert 4 == len({main, *ibans})
    assert ibans == column(read_account(world, account)["virtual_ibans"], "iban")


@requires("control")
@shows("createVirtualIban", 403, "4030221")
def test_virtual_iban_needs_a_main_one(world: World) -> None:
    """Without main IBAN there is no virtual one (4030221)."""
    account = ready_account(world, iban=False)
    world.call("createVirtualIban", path=of_account(account), form={"type": "C"}, expect=NO_MAIN)
    get_iban(world, account)
    get_virtual_iban(world, account)


@requires("control")
@shows("createVirtualIban", 403, "4030212")
def test_consumer_gets_no_virtual_iban(world: World) -> None:
    """Virtual IBANs are for businesses (assumed: 4030212, whatever else a consumer has or lacks)."""
    for account in (ready_account(world, CONSUMER), first_account(world, CONSUMER)):
        for kind in ("C", "BOTH"):
            world.call("createVirtualIban", path=of_account(account), form={"type": kind}, expect=BAD_TYPE)
        assert [] == read_account(world, account)["virtual_ibans"]


@requires("control")
@shows("createIban", 403, "4030220")
@shows("createVirtualIban", 403, "4030220")
def test_ibans_need_the_papers(world: World) -> None:
    """While the KYC is incomplete there is no IBAN of any sort, even if there was one (4030220)."""
    account = open_account(world)
    world.call("createIban", path=of_account(account), form=FR, expect=NO_PAPERS)
    world.call("createVirtualIban", path=of_account(account), form={"type": "C"}, expect=NO_PAPERS)
    fulfil_kyc(world, account)
    get_iban(world, account)
    get_virtual_iban(world, account)
    happen(world, "kyc-decision", accountId=account, type="kbis", accepted=False)
    world.call("createIban", path=of_account(account), form=FR, expect=NO_PAPERS)
    world.call("createVirtualIban", path=of_account(account), form={"type": "C"}, expect=NO_PAPERS)


@requires("control")
def test_ibans_are_different_everywhere(world: World) -> None:
    """No two accounts share an IBAN (ISO 13616)."""
    accounts = [ready_account(world, iban=False) for _ in range(3)]
    ibans = [get_iban(world, account) for account in accounts]
    ibans += [get_virtual_iban(world, account) for account in accounts for _ in range(2)]
    assert len(ibans) == len(set(ibans))


@requires("control")
def test_money_arrives_at_every_iban(world: World) -> None:
    """What is sent to a main or a virtual IBAN arrives at its account, which says by which (virtual_iban)."""
    sender, target = first_account(world), ready_account(world, amount=None)
    main = read_account(world, target)["iban"]["iban"]
    virtual = get_virtual_iban(world, target)
    for iban, amount in ((main, "10.00"), (virtual, "20.00")):
        swift = read_account(world, target)["iban"]["swift"]
        execute(world, send_money(world, sender, dst_iban=iban, dst_swift=swift, amount=amount)["internal_id"])
    assert 3000 == balance_of(world, target)
    named = {str(each["amount"]): each["virtual_iban"] for each in statements(world, target)}
    assert {"10": None, "20": virtual} == {amount.partition(".")[0]: iban for amount, iban in named.items()}
