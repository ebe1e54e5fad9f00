"""Every rule of Anytime on accounts, papers, IBANs and cards: an exchange that it must report, and its neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.exchange import Exchange
from conformance.providers.anytime import account_rules, card_rules
from conformance.providers.anytime.explore import PAPERS, upload
from conformance.providers.anytime.reading import make_iban
from tests.anytime_judging import (
    ACCOUNT,
    BUSINESS,
    CANCELLED,
    CARD,
    CONSUMER,
    IBAN,
    MULTI,
    NEW,
    ORDERED,
    PLASTIC,
    ROWS,
    SINGLE,
    TRANSACTION,
    TRANSFER,
    VIRTUAL,
    assert_tells_apart,
    exchange,
    judge,
    make_known,
)

NEW_IBAN = make_iban("FR30006000019876543210921")


def made_iban(iban: str, operation: str = "createIban", **parts: Any) -> Exchange:
    return exchange(operation, {"iban": iban, "swift": "AGRIFRPP", "type": "C"}, **parts)


def account(**changes: Any) -> Exchange:
    return exchange("getAccount", {**ACCOUNT, **changes})


def consumer(**changes: Any) -> Exchange:
    shown = {"acc_id": int(CONSUMER), "acc_type": "consumer", "acc_currency": "CHF", "virtual_ibans": [], **changes}
    return exchange("getAccount", shown, path={"accountId": CONSUMER})


def opened(**body: Any) -> Exchange:
    return exchange(
        "createAccount", {"acc_id": int(NEW), "acc_type": "business", **body}, form={"acc_type": "business"}
    )


def papers(
    status: str = "incomplete", *, missing: Any = ..., path: str = CONSUMER, **types: tuple[str, ...]
) -> Exchange:
    lists = {name: [{"type": each} for each in types.get(name, ())] for name in ("accepted", "pending", "refused")}
    given = {*types.get("accepted", ()), *types.get("pending", ())}
    usual = sorted({"identity", "identity_back", "dom_1", "selfie"} - given)
    body = {"status": status, "uploaded-kyc-status": lists, "missing-kyc-types": usual if missing is ... else missing}
    return exchange("getKycStatus", body, path={"accountId": path})


WHOLE = ("identity", "identity_back", "dom_1", "selfie")


def uploaded(states: dict[str, int], *fields: str, **options: Any) -> Exchange:
    body = {"files_status": {name: {"status": status, "error": ""} for name, status in states.items()}}
    return exchange("uploadKycFiles", body, sent=upload(fields, **options))


ACCOUNT_CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "asked_account_answers": [
        (account(acc_id=1235), account(acc_id="1234")),
        (
            exchange("createCreditTransfer", {**TRANSFER, "sender_account_id": 1235}),
            exchange("createCreditTransfer", TRANSFER),
        ),
        (
            exchange("getCreditTransfers", {"credit-transfers": [{**TRANSFER, "sender_account_id": 1235}]}),
            exchange("getCreditTransfers", {"credit-transfers": [TRANSFER]}),
        ),
        (
            exchange("getAccountStatements", {"transactions": [{**ROWS[0], "txid": "1235-1"}]}),
            exchange("getAccountStatements", {"transactions": [ROWS[0]]}),
        ),
    ],
    "asked_statement_answers": [(exchange("getAccountStatement", ROWS[1]), exchange("getAccountStatement", ROWS[0]))],
    "account_numbers_unique": [(opened(acc_id=1235), opened())],
    "account_type_kept": [
        (account(acc_type="consumer"), account()),
        (opened(acc_type="consumer"), opened()),
        (
            exchange("getAccounts", {"accounts": [{"acc_id": "1235", "acc_type": "business"}]}),
            exchange("getAccounts", {"accounts": [{"acc_id": "1235", "acc_type": "consumer"}]}),
        ),
    ],
    "account_reads_back": [
        (account(user_first_name="Camilla"), account()),
        (account(user_addr_cc="BE"), account(user_addr_cc="FR")),
        (account(user_addr_2="B"), account(user_addr_2=None)),
        (account(acc_currency="GBP"), account()),
    ],
    "consumer_without_company": [
        (consumer(corp_name="Boulangerie"), consumer(corp_name="")),
        (consumer(corp_cc="FR"), account()),
    ],
    "every_file_answered": [
        (uploaded({"user_selfie": 0}, "user_selfie", "user_dom_1"), uploaded({"user_selfie": 0}, "user_selfie")),
        (uploaded({"user_selfie": 0, "corp_kbis": 0}, "user_selfie"), uploaded({"user_dom1": 0}, "user_dom_1")),
    ],
    "file_status_right": [
        (uploaded({"user_selfie": 1}, "user_selfie"), uploaded({"user_selfie": 0}, "user_selfie", extension="PNG")),
        (
            uploaded({"user_selfie": 0}, "user_selfie", extension="exe"),
            uploaded({"user_selfie": 1}, "user_selfie", extension="exe"),
        ),
        (
            uploaded({"user_selfie": 0}, "user_selfie", content=b""),
            uploaded({"user_selfie": 2}, "user_selfie", content=b""),
        ),
    ],
    "kyc_status_follows": [
        (papers("fulfilled", pending=WHOLE), papers("fulfilled", accepted=WHOLE)),
        (papers(accepted=WHOLE), papers(accepted=WHOLE[1:])),
        (papers(pending=("selfie",), missing=["selfie"]), papers(pending=("selfie",))),
        (
            papers("fulfilled", accepted=WHOLE, path=BUSINESS),
            papers("fulfilled", accepted=(*WHOLE, "status", "kbis"), path=BUSINESS),
        ),
        (papers(missing=["identity"]), papers("fulfilled", accepted=("passport", "dom_1", "selfie"), missing=[])),
    ],
    "papers_wait": [(papers(accepted=("selfie",)), papers(pending=("selfie",)))],
    "iban_checks": [
        (made_iban("FR7630006000011234567890188"), made_iban(NEW_IBAN)),
        (account(iban={"iban": "FR7630006000011234567890188", "swift": "AGRIFRPP"}), account()),
        (account(virtual_ibans=[{"iban": "FR14", "swift": "AGRIFRPP", "type": "C"}]), account()),
    ],
    "iban_given_once": [
        (made_iban(IBAN, path={"accountId": CONSUMER}), made_iban(NEW_IBAN)),
        (made_iban(VIRTUAL, "createVirtualIban"), made_iban(NEW_IBAN, "createVirtualIban")),
        (consumer(iban={"iban": IBAN, "swift": "AGRIFRPP"}), account()),
    ],
    "ibans_kept": [
        (account(iban=None), account()),
        (account(virtual_ibans=[]), account()),
        (consumer(iban={"iban": NEW_IBAN, "swift": "AGRIFRPP"}), consumer()),
    ],
    "virtual_type_kept": [
        (
            made_iban(NEW_IBAN, "createVirtualIban", form={"type": "D"}),
            made_iban(NEW_IBAN, "createVirtualIban", form={"type": "C"}),
        )
    ],
    "iban_country_kept": [
        (made_iban(NEW_IBAN, form={"country_code": "DE"}), made_iban(NEW_IBAN, form={"country_code": "fr"})),
    ],
    "bic_fits_iban": [
        (exchange("createIban", {"iban": NEW_IBAN, "swift": "ABNANL2A"}), made_iban(NEW_IBAN)),
    ],
}


def card(operation: str = "getCard", /, **changes: Any) -> Exchange:
    return exchange(operation, {**CARD, **changes})


def ordered(type_: str = "PLASTIC", **body: Any) -> Exchange:
    body = {"order_id": 502, "order_status": 3, "card_ref": "ANY9999999999", **body}
    return exchange("orderCard", body, form={"acc_id": BUSINESS, "card_type": type_})


def updated(ref: str, form: dict[str, str], **body: Any) -> Exchange:
    return exchange("updateCard", {"card_ref": ref, **body}, form=form, path={"cardRef": ref})


def on(operation: str, ref: str, body: Any = None, **parts: Any) -> Exchange:
    return exchange(operation, body or {"card_ref": ref}, path={"cardRef": ref}, **parts)


def listed(*cards: dict[str, Any]) -> Exchange:
    return exchange("getAccountCards", {"acc_id": 1234, "cards": list(cards)})


def transactions(**changes: Any) -> Exchange:
    return exchange("getCardTransactions", {"transactions": [{**TRANSACTION, **changes}]})


FAILED = {"code": "TRS0010", "message": "Not sufficient funds"}

CARD_CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "asked_card_answers": [
        (card(card_ref=MULTI), card()),
        (card(acc_id=1235), card(acc_id="1234")),
        (
            exchange("creditCard", {"card_ref": PLASTIC, "card_acc_id": 1235}),
            exchange("creditCard", {"card_ref": PLASTIC}),
        ),
    ],
    "orders_unique": [(ordered(card_ref=PLASTIC), ordered()), (ordered(order_id=501), ordered())],
    "order_status_fits_type": [
        (ordered(order_status=9), ordered()),
        (ordered("VIRTUAL_SINGLE_USE"), ordered("VIRTUAL_SINGLE_USE", order_status=9)),
    ],
    "cards_of_account": [(exchange("getAccountCards", {"cards": [CARD]}, path={"accountId": CONSUMER}), listed(CARD))],
    "card_reads_back": [
        (card(status="BLO"), card()),
        (card(pos=0), card(pos="1")),
        (listed({**CARD, "card_type": "VIRTUAL_SINGLE_USE"}), listed({**CARD, "card_type": "PLASTIC"})),
        (card(card_name={"embossed": "ANNE"}), card()),
        (card(expiry_date="2024-10-31"), card()),
    ],
    "update_answers_change": [
        (
            updated(PLASTIC, {"card_status": "BLO"}, status="ACT"),
            updated(PLASTIC, {"card_status": "BLO"}, status="BLO"),
        ),
        (
            updated(PLASTIC, {"card_pos": "0"}, status="ACT", pos=1),
            updated(PLASTIC, {"card_pos": "0"}, status="ACT", pos=False),
        ),
        (updated(PLASTIC, {}, atm=1), updated(PLASTIC, {}, atm=0)),
    ],
    "status_change_allowed": [
        (updated(CANCELLED, {"card_status": "ACT"}), updated(ORDERED, {"card_status": "ACT"})),
        (updated(PLASTIC, {"card_status": "ACT"}), updated(PLASTIC, {"card_status": "BLO"})),
        (updated(ORDERED, {"card_status": "BLO"}), updated(ORDERED, {"card_status": "LOS"})),
    ],
    "action_fits_card": [
        (on("createDetailsDisplay", CANCELLED), on("createDetailsDisplay", PLASTIC)),
        (on("sendCardPin", ORDERED), on("sendCardPin", PLASTIC)),
        (on("getCardPan", PLASTIC), on("getCardPan", MULTI)),
        (on("sendCardPan", MULTI), on("sendCardPan", SINGLE)),
        (on("creditCard", SINGLE), on("creditCard", MULTI)),
        (on("debitCard", ORDERED), on("debitCard", SINGLE)),
    ],
    "pin_for_cvc": [(exchange("getCardPin", query="cvc=123"), exchange("getCardPin", query="cvc=000"))],
    "pin_kept": [(exchange("getCardPin", {"pin": "4321"}), exchange("getCardPin", {"pin": "1234"}))],
    "pan_fits_type": [
        (on("getCardPan", MULTI, {"pan": "4"}), on("getCardPan", MULTI, {"front": "a", "back": "b"})),
        (on("getCardPan", SINGLE, {"front": "a"}), on("getCardPan", SINGLE, {"pan": "4"})),
        (
            on("getCardPan", SINGLE, {"expiry_date": "2024-10-31"}),
            on("getCardPan", SINGLE, {"expiry_date": "2023-10-31"}),
        ),
    ],
    "pan_checks": [
        (on("getCardPan", SINGLE, {"pan": "4000000000000003"}), on("getCardPan", SINGLE, {"pan": "4000000000000002"}))
    ],
    "link_kept": [
        (
            exchange("getOrderTracking", {"tracking_link": "https://tracking.example/parcel/2"}),
            exchange("getOrderTracking", {"tracking_link": "https://tracking.example/parcel/1"}),
        )
    ],
    "asked_transaction_answers": [
        (
            exchange("getCardTransaction", {**TRANSACTION, "txid": 70002}),
            exchange("getCardTransaction", {**TRANSACTION, "txid": "70001"}),
        )
    ],
    "transaction_kept": [
        (
            exchange("getCardTransaction", TRANSACTION, path={"cardRef": MULTI}),
            exchange("getCardTransaction", TRANSACTION),
        ),
        (transactions(amount=50.01), transactions(amount="50.00")),
        (transactions(type="D"), transactions()),
        (transactions(description="Unload"), transactions()),
    ],
    "transaction_status_follows": [(transactions(status="P"), transactions())],
    "reason_for_failure_only": [
        (transactions(failed_reason=FAILED), transactions(status="C", failed_reason=FAILED)),
        (transactions(status="D"), transactions(status="D", failed_reason=FAILED)),
    ],
    "transaction_numbers_unique": [
        (exchange("creditCard", {"transaction_id": 70001}), exchange("creditCard", {"transaction_id": 70009}))
    ],
}

CASES = ACCOUNT_CASES | CARD_CASES


def test_every_rule_of_accounts_and_cards_has_its_cases() -> None:
    """No rule stands there untried."""
    assert {rule.name for rule in (*account_rules.BOOK.rules, *card_rules.BOOK.rules)} == set(CASES)


@pytest.mark.parametrize(("name", "broken", "kept"), [(name, *pair) for name, pairs in CASES.items() for pair in pairs])
def test_rule_tells_what_is_broken_from_what_is_not(name: str, broken: Exchange, kept: Exchange) -> None:
    """Each rule reports what breaks it, in one line, and nothing else."""
    assert_tells_apart(name, broken, kept)


def test_card_expires_with_the_end_of_its_last_day() -> None:
    """EXP is a surprise before then, and none after."""
    known = make_known()
    assert judge("card_reads_back", card(status="EXP"), known)
    late = exchange("getCard", {**CARD, "status": "EXP"}, timestamp=1_700_000_000)
    assert judge("card_reads_back", late, known) is None


def test_renewal_needs_a_complete_holder() -> None:
    """Which is what the control plane says."""
    known, renewed = make_known(), updated(PLASTIC, {"card_renew": "1"})
    assert judge("action_fits_card", renewed, known) is None
    known.happened("card-holder", {"cardRef": PLASTIC, "complete": False}, {"cardRef": PLASTIC, "complete": False})
    assert judge("action_fits_card", renewed, known)


def test_partner_account_is_left_alone() -> None:
    """Once the control plane gave it away, no request on it succeeds any more."""
    known = make_known()
    assert judge("partner_left_alone", account(), known) is None
    known.happened("account-partner", {"accountId": int(BUSINESS)}, {"accountId": int(BUSINESS), "partner": True})
    assert judge("partner_left_alone", account(), known)


def test_papers_wait_for_a_decision() -> None:
    """What was taken waits; what somebody decided on does not."""
    known = make_known()
    known.learn(uploaded(dict.fromkeys(PAPERS, 0), *PAPERS))
    assert judge("papers_wait", papers("fulfilled", path=BUSINESS, accepted=tuple(PAPERS.values())), known)
    for paper in PAPERS.values():
        event = {"accountId": BUSINESS, "type": paper, "accepted": True}
        known.happened("kyc-decision", event, {"type": paper, "file": "accepted", "status": "fulfilled"})
    assert judge("papers_wait", papers("fulfilled", path=BUSINESS, accepted=tuple(PAPERS.values())), known) is None
