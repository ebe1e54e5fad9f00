"""Every rule of Anytime on lists, money and refusals: an exchange that it must report, and its neighbour."""

from __future__ import annotations

from typing import Any

import pytest
from fpdf import FPDF

from conformance.exchange import Exchange
from conformance.providers.anytime import excuse, list_rules, money_rules, refusal_rules
from conformance.providers.anytime.explore import CORPORATION, upload
from tests.anytime_judging import (
    BUSINESS,
    CANCELLED,
    CARD,
    CONSUMER,
    ELSEWHERE,
    IBAN,
    MULTI,
    NEW_TRANSFER,
    ORDERED,
    PLASTIC,
    ROWS,
    SINGLE,
    TRANSACTION,
    TRANSFER,
    TRANSFER_FORM,
    VIRTUAL,
    assert_tells_apart,
    exchange,
    judge,
    make_known,
    refusal,
)

AMOUNT = {"amount": "50.00"}


def accounts(*numbers: int, total: int | None = None, query: str = "", **filters: Any) -> Exchange:
    body = {
        "filters": {"limit_start": 0, "limit_number": 50, **filters},
        "total_results": len(numbers) if total is None else total,
        "accounts": [{"acc_id": number, "acc_type": "business"} for number in numbers],
    }
    return exchange("getAccounts", body, query=query)


def statements(
    *rows: dict[str, Any],
    total: int | None = None,
    query: str = "",
    operation: str = "getAccountStatements",
    **filters: Any,
) -> Exchange:
    shown = {"limit_start": 0, "limit_number": 50, **filters}
    body = {"filters": shown, "total_results": len(rows) if total is None else total, "transactions": list(rows)}
    return exchange(operation, body, query=query)


def transactions(*shown: dict[str, Any], total: int = 1, query: str = "", **filters: Any) -> Exchange:
    return statements(*shown, total=total, query=query, operation="getCardTransactions", **filters)


def transfers(*shown: dict[str, Any], total: int | None = None, query: str = "") -> Exchange:
    body = {"filters": {}, "total_results": len(shown) if total is None else total, "credit-transfers": list(shown)}
    return exchange("getCreditTransfers", body, query=query)


ONE_DAY = "date_start=2020-10-22&date_end=2020-10-22"

LIST_CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "page_within_limit": [
        (accounts(1234, 1235, query="limit_number=1"), accounts(1234, total=2, query="limit_number=1"))
    ],
    "filters_echoed": [
        (accounts(1235, total=2, query="limit_start=1"), accounts(1235, total=2, query="limit_start=1", limit_start=1)),
        (accounts(1234, query="limit_number=7"), accounts(1234, query="limit_number=7", limit_number=7)),
        (
            statements(ROWS[1], query=ONE_DAY),
            statements(ROWS[1], query=ONE_DAY, date_start="2020-10-22", date_end="2020-10-22"),
        ),
        (statements(date_start="2020-10-22"), statements(date_start=None)),
    ],
    "items_unique": [(accounts(1234, 1234), accounts(1234, 1235))],
    "page_full": [
        (accounts(1234, total=2), accounts(1234, 1235)),
        (accounts(1234, 1235, total=1), accounts(1235, total=2, query="limit_start=1")),
        (accounts(1234, total=2, query="limit_start=2"), accounts(total=2, query="limit_start=2")),
        (transactions(TRANSACTION, TRANSACTION, total=1, query=ONE_DAY), transactions(total=1, query=ONE_DAY)),
    ],
    "total_counts_all": [
        (accounts(1234), accounts(1234, 1235)),
        (statements(ROWS[0]), statements(*ROWS)),
        (statements(query=ONE_DAY), statements(ROWS[1], query=ONE_DAY)),
        (transfers(TRANSFER), transfers(TRANSFER, NEW_TRANSFER)),
        (transactions(total=0), transactions(TRANSACTION)),
        (exchange("getAccountCards", {"total_results": 4}), exchange("getAccountCards", {"total_results": 5})),
    ],
    "dates_respected": [
        (statements(*ROWS, query=ONE_DAY), statements(ROWS[1], query=ONE_DAY)),
        (transfers(TRANSFER, query=ONE_DAY), transfers(TRANSFER, query="date_start=2020-10-23")),
        (transactions(query="date_end=2020-10-23"), transactions(TRANSACTION, query="date_end=2020-10-23")),
    ],
    "reversed_period_refused": [
        (statements(query="date_start=2020-10-22&date_end=2020-10-21"), statements(query=ONE_DAY)),
    ],
}


def balance(amount: object) -> Exchange:
    return exchange("getAccountBalance", {"acc_id": 1234, "balance": amount})


def load(amount: str, operation: str = "creditCard", ref: str = PLASTIC) -> Exchange:
    return exchange(operation, {"card_ref": ref}, form={"amount": amount}, path={"cardRef": ref})


def transfer(form: dict[str, str] | None = None, /, **changes: Any) -> Exchange:
    return exchange("createCreditTransfer", {**NEW_TRANSFER, **changes}, form=form or TRANSFER_FORM)


def document(iban: str = ELSEWHERE) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text=f"IBAN {iban}")
    return bytes(pdf.output())


def proof(content: bytes, number: str = "50000") -> Exchange:
    return exchange("getTestimonial", content=content, path={"transferId": number})


PAST_THIRD = {**ROWS[1], "txid": "1234-3", "amount": 45, "balance": 800}

MONEY_CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "money_has_two_decimals": [
        (balance(845.005), balance(845.01)),
        (
            transactions({**TRANSACTION, "balance_after": "50.001"}),
            transactions({**TRANSACTION, "balance_after": "50.00"}),
        ),
    ],
    "amounts_positive": [
        (transfer(amount=0), transfer()),
        (statements({**ROWS[0], "amount": -1000}), statements(ROWS[0])),
    ],
    "amount_demanded": [
        (load("0"), load("1")),
        (load("-1.00"), load("1.00")),
        (load("1.001"), load("1.01")),
        (load("x"), load("2")),
    ],
    "balance_follows": [(balance(845.01), balance("845.00")), (balance(-845), balance(845))],
    "card_balance_follows": [
        (exchange("getCard", {**CARD, "balance": 49.99}), exchange("getCard", CARD)),
        (
            exchange("getAccountCards", {"cards": [{**CARD, "balance": 51}]}),
            exchange("getAccountCards", {"cards": [CARD]}),
        ),
    ],
    "nobody_overdraws": [
        (load("845.01"), load("845.00")),
        (load("50.01", "debitCard"), load("50.00", "debitCard")),
        (transfer({**TRANSFER_FORM, "amount": "845.01"}), transfer({**TRANSFER_FORM, "amount": "845.00"})),
        (
            exchange("orderCard", form={"acc_id": BUSINESS, "amount": "9999"}),
            exchange("orderCard", form={"acc_id": BUSINESS, "amount": "9"}),
        ),
    ],
    "load_within_limits": [(load("0.99"), load("1.00")), (load("2000.01"), load("2000.00"))],
    "rows_kept": [
        (statements({**ROWS[0], "amount": 999}), statements(ROWS[0])),
        (
            exchange("getAccountStatement", {**ROWS[0], "date": "2020-10-22 10:00:00"}),
            exchange("getAccountStatement", ROWS[0]),
        ),
    ],
    "rows_add_up": [
        (statements(*ROWS, {**PAST_THIRD, "balance": 800.01}), statements(*ROWS, PAST_THIRD)),
        (statements(*ROWS, {**PAST_THIRD, "type": "C"}), statements(PAST_THIRD)),
        (exchange("getAccountStatement", {**ROWS[0], "balance": 1000.01}), exchange("getAccountStatement", ROWS[0])),
    ],
    "newest_row_has_balance": [
        (statements(ROWS[0]), statements(*ROWS)),
        (statements(), statements(ROWS[1], total=2, query="limit_start=1")),
    ],
    "currency_of_account": [
        (transfer(currency="GBP"), transfer()),
        (statements({**ROWS[0], "currency": "USD"}), statements(ROWS[0])),
        (transactions({**TRANSACTION, "currency": "CHF"}), transactions(TRANSACTION)),
    ],
    "transfer_says_sent": [
        (transfer(None, **{name: "other"}), transfer())
        for name in (
            "beneficiary_name",
            "beneficiary_iban",
            "beneficiary_swift_code",
            "reason",
            "source_reason",
            "status",
        )
    ]
    + [
        (transfer(amount=154.99), transfer(amount="155.00")),
        (transfer(transaction_type="sdd"), transfer()),
        (transfer(sender_account_type="consumer"), transfer()),
        (transfer(internal_id=50000), transfer()),
        (transfer(status="Executed"), transfer(status="In progress")),
    ],
    "transfer_kept": [
        (transfers({**TRANSFER, "beneficiary_name": "Jane"}), transfers(TRANSFER)),
        (transfers({**TRANSFER, "amount": 150}), transfers({**TRANSFER, "amount": "155.00"})),
        (transfers({**TRANSFER, "status": "In progress"}), transfers(TRANSFER)),
        (transfers({**TRANSFER, "execution_reference": "1"}), transfers(TRANSFER)),
    ],
    "transfer_status_follows": [(transfers({**TRANSFER, "status": "Cancelled"}), transfers(TRANSFER))],
    "execution_dated": [
        (transfer(execution_reference="1"), transfer()),
        (transfers({**TRANSFER, "execution_date": None}), transfers(TRANSFER)),
    ],
    "transfer_goes_elsewhere": [
        (transfer({**TRANSFER_FORM, "dst_iban": IBAN}), transfer()),
        (transfer({**TRANSFER_FORM, "dst_iban": VIRTUAL}), transfer()),
    ],
    "destination_checked": [
        (transfer({**TRANSFER_FORM, "dst_iban": "NL92ABNA0417164300"}), transfer()),
        (transfer({**TRANSFER_FORM, "dst_swift": "ABNANL2"}), transfer()),
    ],
    "testimonial_opens": [
        (proof(b""), proof(document())),
        (proof(document()[:400]), proof(document())),
        (proof(b"<html>"), proof(document() + b"\n")),
        (proof(document().replace(b"startxref", b"startxxxx")), proof(document())),
        (proof(document().replace(b"/Catalog", b"/Catalag").replace(b"/Root", b"/Rood")), proof(document())),
        (proof(document().replace(b"/Count 1", b"/Count 0").replace(b"/Kids [", b"/Kuds [")), proof(document())),
    ],
    "testimonial_of_executed": [
        (proof(document(), "50001"), proof(document())),
        (proof(document("NL92ABNA0417164300")), proof(document())),
    ],
}


def refused(operation: str, code: str, **parts: Any) -> Exchange:
    return refusal(operation, code, **parts)


def on(ref: str, **parts: Any) -> dict[str, Any]:
    return {"path": {"cardRef": ref}, **parts}


POOR: dict[str, Any] = {"path": {"accountId": CONSUMER}}

UNFOUNDED: dict[str, tuple[Exchange, Exchange]] = {
    "4000050": (
        refused("getAccountStatements", "4000050", query=ONE_DAY),
        refused("getAccountStatements", "4000050", query="date_start=2020-10-23&date_end=2020-10-22"),
    ),
    "4000220": (
        refused("createCreditTransfer", "4000220", form=TRANSFER_FORM),
        refused("createCreditTransfer", "4000220", form={**TRANSFER_FORM, "dst_iban": IBAN}),
    ),
    "4000230": (refused("createIban", "4000230", **POOR), refused("createIban", "4000230")),
    "4020210": (
        refused("createCreditTransfer", "4020210", form={"amount": "845.00"}),
        refused("createCreditTransfer", "4020210", form={"amount": "845.01"}),
    ),
    "4020220": (
        refused("createCreditTransfer", "4020220", form={"amount": "845.01"}),
        refused("createCreditTransfer", "4020220", form={"amount": "0.01"}, **POOR),
    ),
    "4020320": (
        refused("debitCard", "4020320", form=AMOUNT),
        refused("debitCard", "4020320", form={"amount": "50.01"}),
    ),
    "4020321": (
        refused("creditCard", "4020321", form=AMOUNT),
        refused("creditCard", "4020321", form={"amount": "9950.01"}),
    ),
    "4030210": (refused("getAccount", "4030210"), refused("getAccount", "4030210", path={"accountId": "4711"})),
    "4030211": (refused("getAccount", "4030211"), refused("getAccount", "4030211", path={"accountId": "4711"})),
    "4030212": (refused("createVirtualIban", "4030212"), refused("createVirtualIban", "4030212", **POOR)),
    "4030220": (refused("createVirtualIban", "4030220"), refused("createVirtualIban", "4030220", **POOR)),
    "4030221": (refused("getIbanStatements", "4030221"), refused("getIbanStatements", "4030221", **POOR)),
    "4030310": (refused("getCard", "4030310"), refused("getCard", "4030310", **on("ANY9999999999"))),
    "4030320": (
        refused("sendCardPin", "4030320", timestamp=1_600_000_000),
        refused("sendCardPin", "4030320", **on(ORDERED)),
    ),
    "4030330": (
        refused("creditCard", "4030330", form={"amount": "1.00"}),
        refused("creditCard", "4030330", form={"amount": "0.99"}),
    ),
    "4030331": (
        refused("creditCard", "4030331", form={"amount": "2000"}),
        refused("creditCard", "4030331", form={"amount": "2001"}),
    ),
    "4030350": (refused("sendCardPin", "4030350"), refused("sendCardPin", "4030350", **on(CANCELLED))),
    "4030360": (refused("getCardPan", "4030360", **on(MULTI)), refused("sendCardPan", "4030360", **on(MULTI))),
    "4030365": (
        refused("updateCard", "4030365", form={"card_status": "BLO"}, timestamp=1_600_000_000),
        refused("updateCard", "4030365", form={"card_status": "ACT"}),
    ),
    "4030370": (
        refused("orderCard", "4030370", form={"acc_id": BUSINESS}),
        refused("orderCard", "4030370", form={"acc_id": CONSUMER}),
    ),
    "4030380": (refused("getCardPin", "4030380", query="cvc=000"), refused("getCardPin", "4030380", query="cvc=001")),
    "4030390": (refused("updateCard", "4030390"), refused("updateCard", "4030390", **on("ANY9999999999"))),
    "4030410": (
        refused("getOrderTracking", "4030410"),
        refused("getOrderTracking", "4030410", path={"orderId": "777"}),
    ),
    "4040210": (
        refused("getAccountStatement", "4040210"),
        refused("getAccountStatement", "4040210", path={"statementId": "1234-9"}),
    ),
    "4040220": (refused("getTestimonial", "4040220"), refused("getTestimonial", "4040220", path={"transferId": "1"})),
    "4040221": (
        refused("getTestimonial", "4040221"),
        refused("getTestimonial", "4040221", path={"transferId": "50001"}),
    ),
    "4040310": (
        refused("getCardTransaction", "4040310"),
        refused("getCardTransaction", "4040310", path={"transactionId": "1"}),
    ),
    "4040410": (
        refused("getOrderTracking", "4040410"),
        refused("getOrderTracking", "4040410", path={"orderId": "777"}),
    ),
    "4510210": (refused("createCreditTransfer", "4510210"), refused("createCreditTransfer", "4510210", **POOR)),
    "4510310": (refused("creditCard", "4510310", **on(MULTI)), refused("creditCard", "4510310", **on(SINGLE))),
    "4510320": (
        refused("orderCard", "4510320", form={"acc_id": BUSINESS}),
        refused("orderCard", "4510320", form={"acc_id": CONSUMER}),
    ),
    "4510330": (refused("creditCard", "4510330"), refused("creditCard", "4510330", **on("ANY9999999999"))),
}

VIRTUAL_CARD = {"card_type": "VIRTUAL_MULTI_USE"}
COMPANY = {"acc_type": "business", **CORPORATION}

REFUSAL_CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "refusal_founded": list(UNFOUNDED.values()),
    "kyc_demanded": [
        (exchange("createIban", **POOR), exchange("createIban")),
        (exchange("orderCard", form={"acc_id": CONSUMER}), exchange("orderCard", form={"acc_id": BUSINESS})),
    ],
    "iban_demanded": [(exchange("getIbanStatements", **POOR), exchange("getIbanStatements"))],
    "one_main_iban": [(exchange("createIban"), exchange("createIban", **POOR))],
    "virtual_for_business": [
        (exchange("createVirtualIban", **POOR), exchange("createVirtualIban")),
        (
            exchange("orderCard", form={"acc_id": CONSUMER, **VIRTUAL_CARD}),
            exchange("orderCard", form={"acc_id": BUSINESS, **VIRTUAL_CARD}),
        ),
    ],
    "cards_in_euro": [
        (exchange("orderCard", form={"acc_id": CONSUMER}), exchange("orderCard", form={"acc_id": BUSINESS}))
    ],
    "account_data_demanded": [
        (exchange("createAccount", form={**COMPANY, "corp_name": " "}), exchange("createAccount", form=COMPANY)),
        (
            exchange("createAccount", form={"acc_type": "business"}),
            exchange("createAccount", form={"acc_type": "consumer"}),
        ),
        (exchange("updateAccount", form={"user_pob": ""}), exchange("updateAccount", form={"user_addr_line_2": ""})),
        (exchange("updateAccount", form={"corp_name": ""}), exchange("updateAccount", form={"corp_name": ""}, **POOR)),
    ],
}

CASES = LIST_CASES | MONEY_CASES | REFUSAL_CASES
STATEFUL = {"places_kept", "partner_left_alone"}
"""Rules that take more than one exchange, or an event; each has a test of its own."""


def test_every_rule_of_lists_money_and_refusals_has_its_cases() -> None:
    """No rule stands there untried, and no code is without a refusal that has no reason."""
    named = {rule.name for each in (list_rules, money_rules, refusal_rules) for rule in each.BOOK.rules}
    assert named == set(CASES) | STATEFUL
    assert set(refusal_rules.UNFOUNDED) == set(UNFOUNDED)


@pytest.mark.parametrize(("name", "broken", "kept"), [(name, *pair) for name, pairs in CASES.items() for pair in pairs])
def test_rule_tells_what_is_broken_from_what_is_not(name: str, broken: Exchange, kept: Exchange) -> None:
    """Each rule reports what breaks it, in one line, and nothing else."""
    assert_tells_apart(name, broken, kept)


def test_places_stay_while_nothing_is_added() -> None:
    """The second account is at the second place of every page, until the total is another."""
    known = make_known()
    known.learn(accounts(1234, 1235, 1236))
    shifted = accounts(1234, total=3, query="limit_start=1&limit_number=1", limit_start=1, limit_number=1)
    assert judge("places_kept", shifted, known)
    right = accounts(1235, total=3, query="limit_start=1&limit_number=1", limit_start=1, limit_number=1)
    assert judge("places_kept", right, known) is None
    assert judge("places_kept", accounts(1237, 1234, 1235, 1236), known) is None


def test_no_money_is_lost_on_its_way() -> None:
    """A load leaves the account and reaches the card; what fails comes back; what is spent or sent is gone."""
    known = make_known()
    held = known.held
    account, card = held.accounts[BUSINESS], held.cards[PLASTIC]
    loaded = exchange(
        "creditCard", {"card_ref": PLASTIC, "acc_id": 1234, "transaction_id": 70002}, form={"amount": "20.05"}
    )
    known.learn(loaded)
    assert (82495, 7005) == (account.balance_cents, card.balance_cents)
    known.happened("card-settles", {"transactionId": 70002, "status": "D"}, {"transactionId": 70002, "status": "D"})
    assert (84500, 5000, "D") == (account.balance_cents, card.balance_cents, held.transactions["70002"].status)
    known.learn(exchange("debitCard", {"card_ref": PLASTIC, "transaction_id": 70003}, form={"amount": "0.07"}))
    known.happened("card-settles", {"transactionId": "70003", "status": "S"}, {"transactionId": 70003, "status": "S"})
    assert (84507, 4993) == (account.balance_cents, card.balance_cents)
    known.happened("card-spends", {"cardRef": PLASTIC, "amount": 9.93}, {"transactionId": 70004, "balance": 40})
    known.happened("account-deposit", {"accountId": 1234, "amount": "5"}, {"txid": "1234-3"})
    assert (85007, 4000) == (account.balance_cents, card.balance_cents)
    known.learn(transfer({**TRANSFER_FORM, "amount": "7.00"}, amount=7))
    known.happened("transfer-cancelled", {"transferIds": [50009]}, {"transferIds": [50009], "status": "Cancelled"})
    assert (85007, "Cancelled") == (account.balance_cents, held.transfers["50009"].status)
    known.learn(exchange("orderCard", {"order_id": 5, "card_ref": "ANY7"}, form={"acc_id": BUSINESS, "amount": "0.07"}))
    assert (85000, 7) == (account.balance_cents, held.cards["ANY7"].balance_cents)


def test_transfer_between_two_known_accounts_arrives() -> None:
    """Where the destination is one of the accounts, its balance grows; where nobody can tell, it is unknown."""
    known = make_known()
    held = known.held
    held.ibans["NL91ABNA0417164300"] = CONSUMER
    known.happened("transfer-executed", {"transferId": 50001}, {"transferIds": [50001], "status": "Executed"})
    assert 15500 == held.accounts[CONSUMER].balance_cents
    del held.ibans["NL91ABNA0417164300"]
    held.accounts[CONSUMER].iban = None
    known.happened("transfer-executed", {"transferId": 50001}, {"transferIds": [50001], "status": "Executed"})
    assert [84500, None] == [held.accounts[each].balance_cents for each in (BUSINESS, CONSUMER)]


def test_unknown_movement_makes_balances_unknown() -> None:
    """Nothing is judged by a balance that nobody knows."""
    known = make_known()
    known.happened("card-settles", {"transactionId": 1, "status": "C"}, {"transactionId": 1, "status": "C"})
    assert judge("balance_follows", balance(1), known) is None
    assert judge("card_balance_follows", exchange("getCard", {**CARD, "balance": 1}), known) is None


ACCEPTED = exchange("uploadKycFiles", sent=upload(("user_selfie", "something")))
REFUSED_COMPANY = refusal("updateAccount", "4000210", form={"corp_addr_cc": "nowhere"})

EXCUSED = [
    ACCEPTED,
    refusal("createCreditTransfer", "4020210", form={"amount": "845.01"}),
    refusal("createCreditTransfer", "4510210", **POOR),
    refusal("getAccountStatements", "4000050"),
    refusal("createIban", "4000230"),
    refusal("createCreditTransfer", "4000220"),
    REFUSED_COMPANY,
]
INEXCUSABLE = [
    exchange("uploadKycFiles", sent=upload(("something",))),
    refusal("createCreditTransfer", "4020210", form={"amount": "845.00"}),
    refusal("createCreditTransfer", "4510210"),
    refusal("getAccountStatements", "4000210"),
    refusal("updateAccount", "4000210", form={"corp_addr_cc": "nowhere"}, **POOR),
    refusal("updateAccount", "4000210", form={"corp_addr_cc": "be"}),
    refusal("orderCard", "4000310"),
]


@pytest.mark.parametrize("each", EXCUSED, ids=lambda each: f"{each.operation} {each.code}")
def test_documented_business_is_excused(each: Exchange) -> None:
    """What the state of an account explains is no disagreement."""
    assert excuse(each, make_known())


@pytest.mark.parametrize("each", INEXCUSABLE, ids=lambda each: f"{each.operation} {each.code}")
def test_the_rest_is_not_excused(each: Exchange) -> None:
    """A refusal without a reason stays a finding."""
    assert excuse(each, make_known()) is None
