"""Accounts: opened, changed, read, listed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    BAD_ACCOUNT_PARAMETER,
    BUSINESS,
    CONSUMER,
    CONSUMER_BALANCE_CENTS,
    CORPORATION,
    FIRST_BALANCE_CENTS,
    HOLDER,
    SHOWN_AS,
    accounts_of,
    balance_of,
    cards_of,
    deposit,
    first_account,
    get_iban,
    get_virtual_iban,
    kyc_of,
    new_account,
    of_account,
    open_account,
    page,
    read_account,
    ready_account,
    statements,
    transfers_of,
    update_account,
)
from conformance.scenarios.anytime.text import TEXTS, body_of, cases, name_case

KINDS = (BUSINESS, CONSUMER)
OTHER_HOLDER = {
    "acc_currency": "GBP",
    "user_gender": "F",
    "user_first_name": "Jane",
    "user_last_name": "Doe",
    "user_dob": "1991-12-31",
    "user_pob": "Leeds",
    "user_email": "jane.doe@example.org",
    "user_mobile_number": "447700900123",
    "user_addr_line_1": "5 Long Lane",
    "user_addr_line_2": "Flat 2",
    "user_addr_zip": "LS1 1AA",
    "user_addr_city": "Leeds",
    "user_addr_cc": "GB",
    "user_nationality": "FR",
}
OTHER_CORPORATION = {
    "corp_name": "Doe Ltd",
    "corp_regnum": "01234567",
    "corp_type": "SA",
    "corp_activity": "4711F",
    "corp_tva": "GB999999973",
    "corp_addr_line_1": "6 Long Lane",
    "corp_addr_line_2": "",
    "corp_addr_zip": "LS2 2BB",
    "corp_addr_city": "Bradford",
    "corp_addr_cc": "GB",
}


def shown(form: dict[str, Any]) -> dict[str, Any]:
    """What an account with these parameters reads as."""
    return {SHOWN_AS[name]: value for name, value in form.items() if name in SHOWN_AS}


def _all(names: Iterable[str], value: str) -> dict[str, Any]:
    return dict.fromkeys(names, value)


@requires("control")
@shows("createAccount", 200)
@pytest.mark.parametrize("kind", KINDS)
def test_account_reads_as_it_was_opened(world: World, kind: str) -> None:
    """An account has the type, the holder and the company that it was opened with (Create a new account)."""
    form = new_account(kind)
    opened = body_of(world.call("createAccount", form=form, expect=200).json)
    assert kind == opened["acc_type"]
    account = read_account(world, str(opened["acc_id"]))
    assert [opened["acc_id"], kind] == [account["acc_id"], account["acc_type"]]
    assert shown(form).items() <= account.items()


@requires("control")
@pytest.mark.parametrize("kind", KINDS)
def test_new_account_is_empty(world: World, kind: str) -> None:
    """An account begins with neither money nor IBAN, papers, cards or movements (Create a new account)."""
    account = open_account(world, kind)
    assert 0 == balance_of(world, account)
    read = read_account(world, account)
    assert not read.get("iban")
    assert [] == read.get("virtual_ibans", [])
    assert [[], [], []] == [statements(world, account), transfers_of(world, account), cards_of(world, account)]
    kyc = kyc_of(world, account)
    assert ["incomplete", []] == [kyc["status"], [*itertools.chain(*kyc["uploaded-kyc-status"].values())]]


@requires("control")
@pytest.mark.parametrize("kind", KINDS)
def test_optional_parameters_may_be_left_out(world: World, kind: str) -> None:
    """The second line of an address may be blank, and what is optional may be absent (assumed)."""
    optional = {"corp_activity": None, "corp_tva": None, "corp_addr_line_2": None}
    for line in ("", " "):
        account = open_account(world, kind, user_addr_line_2=line, **optional)
        assert not read_account(world, account)["user_addr_2"].strip()


@requires("control")
def test_consumer_has_no_company(world: World) -> None:
    """What a consumer's form says of a company is not looked at (anytime-api-php-sdk sends it for a business only)."""
    account = open_account(world, CONSUMER, corp_addr_cc="nowhere", corp_name="Smith SARL")
    read = read_account(world, account)
    assert CONSUMER == read["acc_type"]
    assert not read["corp_name"]
    world.call("updateAccount", path=of_account(account), form={"corp_name": "Smith SARL"}, expect=200)
    assert not read_account(world, account)["corp_name"]


@requires("control")
@pytest.mark.parametrize("value", ["fr", "Fr", "FR", "gb", "PF", "gf"])
def test_country_may_be_in_any_letters(world: World, value: str) -> None:
    """A country is two letters, small ones too (anytime-api-php-sdk, Country: small; cookbook: capital)."""
    account = open_account(world, user_addr_cc=value, user_nationality=value, corp_addr_cc=value)
    read = read_account(world, account)
    assert [value.upper()] * 3 == [read[name].upper() for name in ("user_addr_cc", "user_nationality", "corp_cc")]


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_names_are_kept_to_the_letter(world: World, text: str) -> None:
    """Names and addresses in any script read as they were sent, when opened and when changed (UTF-8)."""
    names = ("user_first_name", "user_last_name", "user_pob", "user_addr_line_1", "user_addr_city", "corp_name")
    account = open_account(world, **_all(names, text))
    assert shown(_all(names, text)).items() <= read_account(world, account).items()
    update_account(world, account, user_addr_line_2=text, corp_type=text)
    assert {"user_addr_2": text, "corp_type": text}.items() <= read_account(world, account).items()


@requires("control")
def test_accounts_have_numbers_of_their_own(world: World) -> None:
    """Accounts that were opened alike are different accounts (Create a new account)."""
    numbers = [open_account(world) for _ in range(5)]
    assert 5 == len(set(numbers))
    deposit(world, numbers[0], "5.00")
    assert [500, 0, 0, 0, 0] == [balance_of(world, number) for number in numbers]


# --- changes --------------------------------------------------------------------------------------------------------


@requires("control")
@shows("updateAccount", 200)
@pytest.mark.parametrize("kind", KINDS)
def test_account_reads_as_it_was_changed(world: World, kind: str) -> None:
    """All parameters but the type can be changed (Update an account)."""
    account = open_account(world, kind)
    changes: dict[str, Any] = {**OTHER_HOLDER, **(OTHER_CORPORATION if kind == BUSINESS else {})}
    answer = update_account(world, account, **changes)
    assert [account, kind] == [str(answer["acc_id"]), answer["acc_type"]]
    assert {**shown(changes), "acc_type": kind}.items() <= read_account(world, account).items()


@requires("control")
@pytest.mark.parametrize("name", [*OTHER_HOLDER, *OTHER_CORPORATION])
def test_one_parameter_can_be_changed_alone(world: World, name: str) -> None:
    """What is not sent stays as it is (assumed: the provider's client leaves out what is not set)."""
    account = open_account(world)
    before = read_account(world, account)
    changes: dict[str, Any] = {name: {**OTHER_HOLDER, **OTHER_CORPORATION}[name]}
    update_account(world, account, **changes)
    assert {**before, **shown(changes)} == read_account(world, account)


@requires("control")
def test_change_of_nothing_changes_nothing(world: World) -> None:
    """An update without parameters, or of the type, is accepted and leaves everything (assumed)."""
    account = open_account(world)
    before = read_account(world, account)
    update_account(world, account)
    update_account(world, account, acc_type=CONSUMER)
    update_account(world, account, acc_type="nothing", unknown="x")
    assert before == read_account(world, account)


@requires("control")
def test_refused_change_changes_nothing(world: World) -> None:
    """Of an update with one bad parameter nothing is taken over (assumed)."""
    account = open_account(world)
    before = read_account(world, account)
    form = {**OTHER_HOLDER, "user_gender": "X"}
    world.call("updateAccount", path=of_account(account), form=form, expect=BAD_ACCOUNT_PARAMETER)
    form = {**OTHER_HOLDER, "corp_addr_cc": "nowhere"}
    world.call("updateAccount", path=of_account(account), form=form, expect=BAD_ACCOUNT_PARAMETER)
    assert before == read_account(world, account)


@requires("control")
def test_change_concerns_one_account(world: World) -> None:
    """Only the account in the path is changed, and neither its money nor its IBAN (Update an account)."""
    changed, other = ready_account(world), ready_account(world)
    before, untouched = read_account(world, changed), read_account(world, other)
    update_account(world, changed, user_last_name="Doe")
    assert untouched == read_account(world, other)
    assert {**before, "user_last_name": "Doe"} == read_account(world, changed)
    assert [100_000, 100_000] == [balance_of(world, each) for each in (changed, other)]


# --- reading --------------------------------------------------------------------------------------------------------


@requires("control")
@shows("getAccounts", 200)
def test_list_has_every_account(world: World) -> None:
    """The list has the accounts of the API user with their types, new ones included (Retrieve the account list)."""
    before = accounts_of(world)
    assert sorted(KINDS) == sorted(each["acc_type"] for each in before)
    opened = [(open_account(world, kind), kind) for kind in (CONSUMER, BUSINESS, CONSUMER)]
    after = [(str(each["acc_id"]), each["acc_type"]) for each in accounts_of(world)]
    assert sorted([*((str(each["acc_id"]), each["acc_type"]) for each in before), *opened]) == sorted(after)
    assert 5 == int(page(world, "getAccounts")["total_results"])


@requires("control")
@shows("getAccountBalance", 200)
def test_balance_is_that_of_the_account(world: World) -> None:
    """Each account has a balance of its own (Retrieve the balance)."""
    business, consumer = (first_account(world, kind) for kind in KINDS)
    assert [FIRST_BALANCE_CENTS, CONSUMER_BALANCE_CENTS] == [balance_of(world, each) for each in (business, consumer)]
    reply = world.call("getAccountBalance", path=of_account(consumer), expect=200)
    assert consumer == str(body_of(reply.json)["acc_id"])


@requires("control")
@pytest.mark.parametrize("amount", ["0.01", "0.10", "1", "99.99", "1234567.89", "999999999.99"], ids=name_case)
def test_balance_is_exact(world: World, amount: str) -> None:
    """A balance is exact to the cent, however large (Retrieve the balance)."""
    account = open_account(world)
    deposit(world, account, amount)
    deposit(world, account, "0.29")
    whole, _, decimals = amount.partition(".")
    assert int(whole) * 100 + int(f"{decimals:0<2}") + 29 == balance_of(world, account)


@requires("control")
@shows("getAccount", 200)
def test_account_shows_its_ibans(world: World) -> None:
    """The main IBAN and all virtual ones stand in the account (anytime-api-php-sdk, ModelResponseGetAccountInfo)."""
    account = ready_account(world, iban=False)
    main = get_iban(world, account)
    virtual = {kind: get_virtual_iban(world, account, kind) for kind in ("C", "D", "BOTH")}
    read = read_account(world, account)
    assert main == read["iban"]["iban"]
    assert virtual == {each["type"]: each["iban"] for each in read["virtual_ibans"]}
    assert 4 == len({main, *virtual.values()})


@requires("control")
def test_reading_changes_nothing(world: World) -> None:
    """Every read gives the same again (GET reads)."""
    account = first_account(world)
    reads = ("getAccount", "getAccountBalance", "getAccountCards", "getAccountStatements", "getKycStatus")
    for operation in reads:
        first, second = (body_of(world.call(operation, path=of_account(account), expect=200).json) for _ in range(2))
        assert first == second


@requires("control")
def test_both_types_of_account_have_a_holder(world: World) -> None:
    """A business has a holder besides its company (Create a new account: a cardholder must be given)."""
    for kind in KINDS:
        assert shown(HOLDER).items() <= read_account(world, open_account(world, kind)).items()
    assert shown(CORPORATION).items() <= read_account(world, open_account(world)).items()
