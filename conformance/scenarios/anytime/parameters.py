"""Parameters of accounts that are missing or cannot be, each refused by itself, and nothing done."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    BAD_ACCOUNT_PARAMETER,
    BUSINESS,
    CONSUMER,
    CORPORATION,
    HOLDER,
    NOT_YOUR_ACCOUNT,
    SHOWN_AS,
    TRANSFER,
    UNKNOWN_ACCOUNT,
    accounts_of,
    balance_of,
    first_account,
    multipart,
    new_account,
    new_transfer,
    of_account,
    open_account,
    read_account,
    ready_account,
    transfers_of,
    update_account,
)
from conformance.scenarios.anytime.text import (
    BAD_AMOUNTS,
    BAD_BICS,
    BAD_COUNTRIES,
    BAD_CURRENCIES,
    BAD_DATES,
    BAD_EMAILS,
    BAD_GENDERS,
    BAD_IBANS,
    BAD_MOBILES,
    BLANKS,
    name_case,
)

MAY_BE_BLANK = {"user_addr_line_2"}
OPTIONAL = {"corp_activity", "corp_tva", "corp_addr_line_2"}
REQUIRED = {
    CONSUMER: ("acc_type", *HOLDER),
    BUSINESS: ("acc_type", *HOLDER, *(name for name in CORPORATION if name not in OPTIONAL)),
}
BAD_VALUES: dict[str, tuple[str, ...]] = {
    "acc_currency": BAD_CURRENCIES,
    "user_gender": BAD_GENDERS,
    "user_dob": BAD_DATES,
    "user_email": BAD_EMAILS,
    "user_mobile_number": BAD_MOBILES,
    "user_addr_cc": BAD_COUNTRIES,
    "user_nationality": BAD_COUNTRIES,
    "corp_addr_cc": BAD_COUNTRIES,
}
BAD_TYPES = ("individual", "Business", "CONSUMER", "business ", "1")
BAD_VIRTUAL_TYPES = ("E", "c", "d", "both", "CD", "1", "C ")


def _bad(values: dict[str, tuple[str, ...]]) -> Iterator[Any]:
    for name, bad in values.items():
        for value in bad:
            yield pytest.param(name, value, id=f"{name}={name_case(value)}")


@requires("control")
@shows("createAccount", 400, "4000210")
@pytest.mark.parametrize("kind", REQUIRED)
def test_account_needs_its_parameters(world: World, kind: str) -> None:
    """A required parameter that is missing or blank is refused, and no account opened (Create a new account)."""
    before = accounts_of(world)
    for name in REQUIRED[kind]:
        for blank in BLANKS if name not in MAY_BE_BLANK else (None,):
            form = new_account(kind, **{name: blank})
            world.call("createAccount", form=form, expect=BAD_ACCOUNT_PARAMETER)
    world.call("createAccount", form={}, expect=BAD_ACCOUNT_PARAMETER)
    assert before == accounts_of(world)


@requires("control")
@shows("createAccount", 400, "4000210")
def test_type_of_an_account_is_one_of_two(world: World) -> None:
    """An account is of a business or of a consumer (Create a new account: acc_type)."""
    for value in BAD_TYPES:
        world.call("createAccount", form=new_account(acc_type=value), expect=BAD_ACCOUNT_PARAMETER)


@requires("control")
@shows("createAccount", 400, "4000210")
@shows("updateAccount", 400, "4000210")
@pytest.mark.parametrize("name", BAD_VALUES)
def test_value_of_an_account_must_be_possible(world: World, name: str) -> None:
    """A value that cannot be is refused, when an account is opened and when it is changed (Create, Update)."""
    account = open_account(world)
    before = accounts_of(world), read_account(world, account)
    for value in BAD_VALUES[name]:
        world.call("createAccount", form=new_account(**{name: value}), expect=BAD_ACCOUNT_PARAMETER)
        path = of_account(account)
        world.call("updateAccount", path=path, form={name: value}, expect=BAD_ACCOUNT_PARAMETER)
    assert before == (accounts_of(world), read_account(world, account))


@requires("control")
@shows("updateAccount", 400, "4000210")
def test_what_is_demanded_cannot_be_made_blank(world: World) -> None:
    """What an account cannot be opened without cannot be taken from it, what is optional can (Update; assumed)."""
    account = open_account(world)
    before = read_account(world, account)
    for name, blank in itertools.product(REQUIRED[BUSINESS], ("", " ", "\t\n")):
        if name not in {"acc_type", *MAY_BE_BLANK}:  # a type that is sent is ignored
            world.call("updateAccount", path=of_account(account), form={name: blank}, expect=BAD_ACCOUNT_PARAMETER)
    assert before == read_account(world, account)
    # Sorted, because the order of a set is another in each process.
    blank_all: dict[str, Any] = dict.fromkeys(sorted((*MAY_BE_BLANK, *OPTIONAL)), "")
    update_account(world, account, **blank_all)
    read = read_account(world, account)
    assert [""] * 4 == [read[SHOWN_AS[name]] for name in (*MAY_BE_BLANK, *OPTIONAL)]


@requires("control")
@shows("createCreditTransfer", 400, "4000210")
def test_transfer_needs_its_parameters(world: World) -> None:
    """All six parameters of a credit transfer are required (Create a credit transfer)."""
    path = of_account(first_account(world))
    for name in TRANSFER:
        for blank in BLANKS:
            form = new_transfer(**{name: blank})
            world.call("createCreditTransfer", path=path, form=form, expect=BAD_ACCOUNT_PARAMETER)
    assert [] == transfers_of(world, path["accountId"])


@requires("control")
@shows("createCreditTransfer", 400, "4000210")
@pytest.mark.parametrize(("name", "value"), _bad({"amount": BAD_AMOUNTS, "dst_iban": BAD_IBANS, "dst_swift": BAD_BICS}))
def test_value_of_a_transfer_must_be_possible(world: World, name: str, value: str) -> None:
    """A bad amount, IBAN or BIC is refused and no money moves (Create a credit transfer; ISO 13616, ISO 9362)."""
    account = ready_account(world)
    form = new_transfer(**{name: value})
    world.call("createCreditTransfer", path=of_account(account), form=form, expect=BAD_ACCOUNT_PARAMETER)
    assert [100_000, []] == [balance_of(world, account), transfers_of(world, account)]


@requires("control")
@shows("uploadKycFiles", 400, "4000210")
def test_upload_needs_a_file(world: World) -> None:
    """An upload without any of the eleven files is refused (assumed: 4000210)."""
    path = of_account(open_account(world))
    forms: tuple[dict[str, Any], ...] = (
        {"form": {}},
        {"form": {"unknown": "x"}},
        multipart({}),
        multipart({"unknown": ("a.pdf", b"x")}),
        multipart({"user_dom1": ("a.pdf", b"x")}),
        multipart({}, {"comment": "x"}),
    )
    for arguments in forms:
        world.call("uploadKycFiles", path=path, **arguments, expect=BAD_ACCOUNT_PARAMETER)


@requires("control")
@shows("createIban", 400, "4000210")
def test_iban_needs_a_country(world: World) -> None:
    """The country of an IBAN is required and two letters of ISO 3166 (Create an IBAN: country_code)."""
    account = ready_account(world, iban=False)
    for value in (*BLANKS, *BAD_COUNTRIES):
        form = {"country_code": value}
        world.call("createIban", path=of_account(account), form=form, expect=BAD_ACCOUNT_PARAMETER)
    assert not read_account(world, account).get("iban")


@requires("control")
@shows("createVirtualIban", 400, "4000210")
def test_virtual_iban_needs_a_type(world: World) -> None:
    """The type of a virtual IBAN is required and C, D or BOTH (Create a virtual IBAN; anytime-api-php-sdk)."""
    account = first_account(world)
    for value in (*BLANKS, *BAD_VIRTUAL_TYPES):
        form = {"type": value}
        world.call("createVirtualIban", path=of_account(account), form=form, expect=BAD_ACCOUNT_PARAMETER)
    assert [] == read_account(world, account)["virtual_ibans"]


@requires("control")
def test_parameters_are_looked_at_before_the_account(world: World) -> None:
    """A bad parameter is told even of an account that does not exist (assumed order)."""
    path = of_account(UNKNOWN_ACCOUNT)
    calls: dict[str, dict[str, Any]] = {
        "updateAccount": {"form": {"user_gender": "X"}},
        "createCreditTransfer": {"form": new_transfer(amount="0")},
        "uploadKycFiles": {"form": {}},
        "createIban": {"form": {}},
        "createVirtualIban": {"form": {}},
        "getAccountCards": {"query": {"limit_start": "x"}},
        "getAccountStatements": {"query": {"date_start": "x"}},
    }
    for operation, arguments in calls.items():
        world.call(operation, path=path, **arguments, expect=BAD_ACCOUNT_PARAMETER)
    world.call("updateAccount", path=path, form={}, expect=NOT_YOUR_ACCOUNT)
