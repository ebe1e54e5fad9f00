"""Credit transfers: sent, on their way, executed or cancelled, and proved by a PDF."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conformance.calls import Reply
from conformance.scenario import World, requires, shows
from conformance.scenarios.anytime.clients import (
    BIC,
    BUSINESS,
    CANCELLED,
    CONSUMER,
    CONSUMER_BALANCE_CENTS,
    EXECUTED,
    FIRST_BALANCE_CENTS,
    IBAN,
    IN_PROGRESS,
    OTHER_BIC,
    OTHER_IBAN,
    TO_EXECUTE,
    TODAY,
    TRANSFER,
    UNKNOWN_NUMBER,
    balance_of,
    cancel_transfers,
    deposit,
    execute,
    find_transfer,
    first_account,
    get_iban,
    get_virtual_iban,
    happen,
    new_transfer,
    of_account,
    open_account,
    pass_days,
    read_account,
    ready_account,
    send_money,
    statements,
    transfers_of,
)
from conformance.scenarios.anytime.text import TEXTS, cases, cents, euros, name_case

TOO_LITTLE = (402, "4020210")
EMPTY = (402, "4020220")
OWN_IBAN = (400, "4000220")
NO_IBAN = (403, "4030221")
NO_PAPERS = (451, "4510210")
UNKNOWN_TRANSFER = (404, "4040220")
NOT_EXECUTED = (404, "4040221")


def _try(world: World, account: str, expect: tuple[int, str], **changes: Any) -> Reply:
    form = new_transfer(**changes)
    return world.call("createCreditTransfer", path=of_account(account), form=form, expect=expect)


def _testimonial(world: World, account: str, transfer: object, expect: Any = 200) -> Reply:
    return world.call("getTestimonial", path=of_account(account, transferId=str(transfer)), expect=expect)


@requires("control")
@shows("createCreditTransfer", 200)
@shows("getCreditTransfers", 200)
@pytest.mark.parametrize("kind", [BUSINESS, CONSUMER])
def test_transfer_reads_as_it_was_sent(world: World, kind: str) -> None:
    """A new transfer is to be executed, says what was sent, and stands in the list (Create a credit transfer)."""
    account = ready_account(world, kind)
    sent = send_money(world, account)
    expected = {
        "sender_account_type": kind,
        "execution_reference": None,
        "transaction_type": "ct",
        "beneficiary_name": TRANSFER["dst_name"],
        "beneficiary_iban": IBAN,
        "beneficiary_swift_code": BIC,
        "reason": TRANSFER["dst_comment"],
        "source_reason": TRANSFER["src_comment"],
        "status": TO_EXECUTE,
        "currency": "EUR",
        "request_date": TODAY,
        "execution_date": None,
    }
    assert expected.items() <= sent.items()
    assert [account, 15_500] == [str(sent["sender_account_id"]), cents(sent["amount"])]
    assert sent["creation_date"].startswith(TODAY)
    assert [sent] == transfers_of(world, account)


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_comments_are_kept_to_the_letter(world: World, text: str) -> None:
    """Names and comments in any script read as they were sent (UTF-8)."""
    account = first_account(world)
    sent = send_money(world, account, src_comment=text, dst_comment=text, dst_name=text)
    assert [text] * 3 == [sent[name] for name in ("beneficiary_name", "reason", "source_reason")]
    assert [sent] == transfers_of(world, account)
    execute(world, sent["internal_id"])
    _check_pdf(_testimonial(world, account, sent["internal_id"]))


@requires("control")
@pytest.mark.parametrize("amount", ["0.01", "0.10", "1", "1.5", "12.34", "99.99", "5000.00", "10000"], ids=name_case)
def test_money_leaves_at_once(world: World, amount: str) -> None:
    """The amount leaves the balance when the transfer is sent, to the cent (assumed)."""
    account = first_account(world)
    whole, _, decimals = amount.partition(".")
    sent = int(whole) * 100 + int(f"{decimals:0<2}")
    assert sent == cents(send_money(world, account, amount=amount)["amount"])
    assert FIRST_BALANCE_CENTS - sent == balance_of(world, account)
    newest, deposit_ = statements(world, account)
    assert ["D", sent] == [newest["type"], cents(newest["amount"])]
    assert "C" == deposit_["type"]


@requires("control")
@pytest.mark.parametrize(
    "iban",
    ["GB82WEST12345698765432", "DE89370400440532013000", "NO9386011117947", "MT84MALT011000012345MTLCAST001S"],
)
def test_transfer_goes_to_any_country(world: World, iban: str) -> None:
    """An IBAN of any country and length will do (ISO 13616)."""
    for swift in (BIC, f"{BIC}XXX", "DEUTDEFF500"):
        sent = send_money(world, first_account(world), dst_iban=iban, dst_swift=swift)
        assert [iban, swift] == [sent["beneficiary_iban"], sent["beneficiary_swift_code"]]


@requires("control")
def test_transfer_is_executed(world: World) -> None:
    """A transfer gets on its way and is executed, with a reference and a day (Credit transfers; webhook sample)."""
    account = first_account(world)
    number = send_money(world, account)["internal_id"]
    balance = balance_of(world, account)
    happen(world, "transfer-progress", transferId=number)
    assert IN_PROGRESS == find_transfer(world, account, number)["status"]
    pass_days(world)
    execute(world, number)
    found = find_transfer(world, account, number)
    assert [EXECUTED, TODAY, "2020-10-24"] == [found["status"], found["request_date"], found["execution_date"]]
    assert found["execution_reference"]
    assert balance == balance_of(world, account)
    newest = statements(world, account)[0]
    assert ["D", 15_500, EXECUTED] == [newest["type"], cents(newest["amount"]), newest["status"]]


@requires("control")
@pytest.mark.parametrize("on_its_way", [False, True], ids=["at-once", "on-its-way"])
def test_cancelled_transfer_gives_the_money_back(world: World, on_its_way: bool) -> None:
    """A transfer that is cancelled was never executed, and its money comes back (Credit transfers: Cancelled)."""
    account = first_account(world)
    number = send_money(world, account)["internal_id"]
    if on_its_way:
        happen(world, "transfer-progress", transferId=number)
    assert FIRST_BALANCE_CENTS - 15_500 == balance_of(world, account)
    cancel_transfers(world, number)
    found = find_transfer(world, account, number)
    assert [CANCELLED, None, None] == [found["status"], found["execution_reference"], found["execution_date"]]
    assert FIRST_BALANCE_CENTS == balance_of(world, account)
    newest = statements(world, account)[0]
    assert ["C", 15_500, FIRST_BALANCE_CENTS] == [newest["type"], cents(newest["amount"]), cents(newest["balance"])]


@requires("control")
def test_each_transfer_ends_by_itself(world: World) -> None:
    """Of several transfers each has its own end, and only for cancelled ones money comes back (Credit transfers)."""
    account = first_account(world)
    numbers = [send_money(world, account, amount=euros(amount))["internal_id"] for amount in (100, 200, 400, 800)]
    assert 4 == len(set(numbers))
    happen(world, "transfer-progress", transferIds=numbers[:3])
    execute(world, numbers[0])
    cancel_transfers(world, numbers[1])
    statuses = {each["internal_id"]: each["status"] for each in transfers_of(world, account)}
    assert [EXECUTED, CANCELLED, IN_PROGRESS, TO_EXECUTE] == [statuses[number] for number in numbers]
    assert FIRST_BALANCE_CENTS - 1300 == balance_of(world, account)


# --- refusals -------------------------------------------------------------------------------------------------------


@requires("control")
@shows("createCreditTransfer", 402, "4020210")
@shows("createCreditTransfer", 402, "4020220")
def test_account_pays_no_more_than_it_has(world: World) -> None:
    """A balance that is too small, or none at all, refuses a transfer, and all of it may go (4020210, 4020220)."""
    account = ready_account(world, amount="10.00")
    _try(world, account, TOO_LITTLE, amount="10.01")
    _try(world, account, TOO_LITTLE, amount="999999999.99")
    send_money(world, account, amount="3.99")
    _try(world, account, TOO_LITTLE, amount="6.02")
    send_money(world, account, amount="6.01")
    _try(world, account, EMPTY, amount="0.01")
    assert [0, 2] == [balance_of(world, account), len(transfers_of(world, account))]
    deposit(world, account, "0.01")
    _try(world, account, TOO_LITTLE, amount="0.02")
    send_money(world, account, amount="0.01")


@requires("control")
@shows("createCreditTransfer", 400, "4000220")
def test_account_pays_nothing_to_itself(world: World) -> None:
    """An account's own IBANs are no destination (AccountIdenticalSrcAndDstAccountIdException; assumed: IBANs)."""
    account = ready_account(world)
    main = read_account(world, account)["iban"]["iban"]
    for iban in (main, get_virtual_iban(world, account), get_virtual_iban(world, account, "D")):
        _try(world, account, OWN_IBAN, dst_iban=iban)
    assert [100_000, []] == [balance_of(world, account), transfers_of(world, account)]


@requires("control")
@shows("createCreditTransfer", 403, "4030221")
def test_transfer_needs_an_iban(world: World) -> None:
    """An account without IBAN sends no money (4030221)."""
    for kind in (BUSINESS, CONSUMER):
        account = ready_account(world, kind, iban=False)
        _try(world, account, NO_IBAN)
        assert 100_000 == balance_of(world, account)
        get_iban(world, account)
        send_money(world, account)


@requires("control")
@shows("createCreditTransfer", 451, "4510210")
def test_transfer_needs_the_papers(world: World) -> None:
    """An account without complete KYC sends no money (4510210)."""
    consumer = first_account(world, CONSUMER)
    _try(world, consumer, NO_PAPERS, amount="1.00")
    assert CONSUMER_BALANCE_CENTS == balance_of(world, consumer)
    account = ready_account(world)
    happen(world, "kyc-decision", accountId=account, type="selfie", accepted=False)
    _try(world, account, NO_PAPERS, amount="1.00")
    assert 100_000 == balance_of(world, account)


@requires("control")
def test_refusals_of_a_transfer_come_in_order(world: World) -> None:
    """First the parameters, then the papers, the IBAN and last the money (assumed order)."""
    account = open_account(world)
    _try(world, account, (400, "4000210"), amount="0")
    _try(world, account, NO_PAPERS)
    account = ready_account(world, iban=False, amount=None)
    _try(world, account, NO_IBAN)
    get_iban(world, account)
    _try(world, account, EMPTY)
    deposit(world, account, "1.00")
    _try(world, account, TOO_LITTLE)


# --- between accounts here ------------------------------------------------------------------------------------------


@requires("control")
def test_money_stays_in_the_house(world: World) -> None:
    """What is sent to another account here arrives with the execution, and is lost nowhere on its way (assumed)."""
    sender, target = first_account(world), ready_account(world, amount=None)
    iban = read_account(world, target)["iban"]
    number = send_money(world, sender, dst_iban=iban["iban"], dst_swift=iban["swift"], amount="10.00")["internal_id"]
    assert [FIRST_BALANCE_CENTS - 1000, 0] == [balance_of(world, each) for each in (sender, target)]
    execute(world, number)
    assert [FIRST_BALANCE_CENTS - 1000, 1000] == [balance_of(world, each) for each in (sender, target)]
    (row,) = statements(world, target)
    assert ["C", read_account(world, sender)["iban"]["iban"]] == [row["type"], row["iban"]["iban"]]
    assert [] == transfers_of(world, target)


@requires("control", "second_client")
def test_money_reaches_another_user(world: World) -> None:
    """A transfer may go to an account of another API user (assumed)."""
    sender, target = first_account(world), first_account(world, access=world.second)
    iban = read_account(world, target, access=world.second)["iban"]
    number = send_money(world, sender, dst_iban=iban["iban"], dst_swift=iban["swift"], amount="10.00")["internal_id"]
    execute(world, number)
    assert FIRST_BALANCE_CENTS + 1000 == balance_of(world, target, access=world.second)
    assert [] == transfers_of(world, target, access=world.second)


# --- testimonials ---------------------------------------------------------------------------------------------------


def _check_pdf(reply: Reply) -> bytes:
    """A whole PDF: from its first line to the mark at its end, which tells where its table of contents is."""
    content = reply.exchange.response_body
    assert "application/pdf" == reply.headers["content-type"].partition(";")[0].strip()
    assert content.startswith(b"%PDF-")
    end = re.search(rb"startxref\s+([0-9]+)\s+%%EOF\s*\Z", content)
    assert end is not None, "the PDF has its end"
    assert 0 < int(end[1]) < len(content)
    return content


@requires("control")
@shows("getTestimonial", 200)
def test_testimonial_is_a_pdf(world: World) -> None:
    """Of an executed transfer there is a PDF, the same each time, of each its own (Download a testimonial)."""
    account = first_account(world)
    numbers = [send_money(world, account, dst_iban=iban, amount="1.00")["internal_id"] for iban in (IBAN, OTHER_IBAN)]
    execute(world, *numbers)
    first, second = (_check_pdf(_testimonial(world, account, number)) for number in numbers)
    assert first != second
    assert first == _check_pdf(_testimonial(world, account, numbers[0]))


@requires("control")
@shows("getTestimonial", 404, "4040221")
def test_only_an_executed_transfer_has_a_testimonial(world: World) -> None:
    """A transfer that is waiting, on its way or cancelled is proved by nothing (assumed: 4040221)."""
    account = first_account(world)
    waiting, going, gone = (send_money(world, account, dst_swift=OTHER_BIC)["internal_id"] for _ in range(3))
    happen(world, "transfer-progress", transferId=going)
    cancel_transfers(world, gone)
    for number in (waiting, going, gone):
        _testimonial(world, account, number, NOT_EXECUTED)


@requires("control")
@shows("getTestimonial", 404, "4040220")
def test_testimonial_of_an_unknown_transfer(world: World) -> None:
    """A transfer that does not exist, or is that of another account, has no testimonial (assumed: 4040220)."""
    account, other = first_account(world), ready_account(world)
    number = send_money(world, other)["internal_id"]
    execute(world, number)
    for unknown in (UNKNOWN_NUMBER, "0", "9" * 30, number):
        _testimonial(world, account, unknown, UNKNOWN_TRANSFER)
    _check_pdf(_testimonial(world, other, number))
