"""Every rule of Twikey on money, news from the bank and files: an exchange that it must report, and its neighbour."""

from __future__ import annotations

from typing import Any

import pytest
from fpdf import FPDF

from conformance.exchange import Exchange
from conformance.providers.twikey import feed_rules, file_rules, money_rules
from conformance.providers.twikey.money import reason_for
from tests import test_rules_twikey_hunted as hunted
from tests.twikey_money_samples import (
    MEMBERS,
    archive,
    bank_file,
    batch,
    charge,
    collect,
    complete,
    debit,
    download,
    entry,
    payment,
    payments,
    pdf,
    shown,
    transfer,
    updates,
)
from tests.twikey_samples import (
    B2B_NO,
    BATCH,
    BENEFICIARY,
    CANCELLED_NO,
    COLLECTED_ID,
    EARLIER,
    FOREIGN_BATCH,
    FOREIGN_ID,
    LATER,
    NEW_BATCH,
    NEW_ID,
    NEW_NO,
    NEWS_RULES,
    NOW,
    OPEN_ID,
    OTHER_IBAN,
    OTHER_SESSION,
    PAID_ID,
    PREPARED_NO,
    PRINTED_NO,
    REFUSED_ID,
    REMOVED_ID,
    SIGNED_NO,
    invite,
    judge,
    make_creditor,
    make_exchange,
    make_refusal,
    not_logged_in,
    sign,
)

RULES = (
    *money_rules.BOOK.rules,
    *file_rules.BOOK.rules,
    *(rule for rule in feed_rules.BOOK.rules if rule.name in NEWS_RULES),
)
NEW, TEN = str(NEW_BATCH), "10.50"
NOTHING_TO_COLLECT = make_refusal("downloadCollection", "err_invalid_state", form={"ct": "1"})
ANSWERED = entry(COLLECTED_ID, state="PAID", final=True, bkdate=NOW)
TRIED_AGAIN = entry(REFUSED_ID, state="PAID", final=True, bkdate=NOW)


def print_pdf(text: str | None) -> bytes:
    """A document of one page, or of none."""
    made = FPDF()
    if text is not None:
        made.add_page()
        made.set_font("Helvetica", size=12)
        made.cell(text=text)
    return bytes(made.output())


def rcur(*debits: str, **changes: Any) -> bytes:
    """An archive with one file for the bank, by default of the transaction that is open."""
    return archive(rcur=bank_file(*(debits or (debit(),)), **changes))


def entries(*held: dict[str, Any]) -> dict[str, Any]:
    """The known batch with these entries."""
    return batch(BATCH, *held)


def of_known(**changes: Any) -> list[dict[str, Any]]:
    """The entries of the known batch, the first with changes."""
    return [payment(PAID_ID, **changes), *(payment(each) for each in MEMBERS[1:])]


CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "transaction_ids_unique": [
        (charge(OPEN_ID), charge()),
        (charge(FOREIGN_ID), shown(entry(OPEN_ID))),
    ],
    "answer_echoes_request": [
        (charge(shown={"msg": "Monthly paymen"}), charge()),
        (charge(shown={"ref": None}), charge(ref=None, shown={"ref": None})),
        (charge(place="web"), charge(place="web", shown={"place": "web"})),
        (charge(shown={"mndtId": B2B_NO}), shown(entry(mndtId=B2B_NO))),
        (
            charge(reqcolldt="2017-09-23T23:30:00-02:00"),
            charge(reqcolldt="2017-09-23T23:30:00-02:00", shown={"reqcolldt": "2017-09-24"}),
        ),
        (charge(date=EARLIER), charge(date="2017-09-16T14:00:00.7Z")),
    ],
    "amount_kept": [
        (charge(shown={"amount": 10.0}), charge()),
        (charge(amount="10.51"), charge(shown={"amount": None})),
        (transfer(answer={"amount": 12.3}), transfer()),
        (charge(amount="99.99", shown={"amount": 99.98}), charge(amount="99.99", shown={"amount": 99.99})),
    ],
    "amount_is_money": [
        (shown(entry(amount=1.234)), shown(entry(amount=1.23))),
        (payments({"id": 1, "amount": 0.001}), payments({"id": 1, "amount": 4.35})),
        (payments(entries(*of_known(bkamount=49.999))), payments(batch())),
        (updates(entry(amount=10.505)), updates(entry(amount="10.505"))),
    ],
    "accepted_amount_is_good": [
        (charge(amount="0"), charge()),
        (charge(amount="-1.00"), charge(amount="0.01")),
        (charge(amount="1.234"), make_refusal("createTransaction", "err_invalid_amount", form={"amount": "0"})),
        (invite(amount="0.00"), invite(amount="12.5")),
        (transfer(amount="1000000000"), transfer(amount="999999999.99")),
        (make_exchange("createPrenotification", form={"amount": "x"}), invite()),
    ],
    "transaction_keeps_its_values": [
        (shown(entry(msg="Other")), shown(entry())),
        (shown(entry(amount=10.0)), shown(entry(NEW_ID, amount=10.0))),
        (updates(entry(PAID_ID, ref=None)), updates(entry(PAID_ID))),
        (shown(entry(mndtId=B2B_NO)), shown(entry(REFUSED_ID), entry(PAID_ID))),
        (shown(entry(contractId=7)), shown()),
        (shown(entry(date=NOW)), updates({name: v for name, v in entry(PAID_ID).items() if name != "date"})),
        (shown(entry(reqcolldt="2017-09-20")), shown(entry(reqcolldt=None))),
    ],
    "contract_id_is_the_mandates": [
        (shown(entry(contractId=7)), shown(entry())),
        (shown(entry(mndtId=B2B_NO)), shown(entry(mndtId=B2B_NO, contractId=7))),
        (charge(shown={"contractId": 9}), charge()),
    ],
    "asked_for_is_shown": [
        (shown(id=str(OPEN_ID)), shown(entry(), id=str(OPEN_ID))),
        (shown(entry(PAID_ID), id=str(OPEN_ID)), shown(id=str(REMOVED_ID))),
        (shown(entry(), id=[str(OPEN_ID), f"{PAID_ID}"]), shown(entry(), entry(PAID_ID), id=f"{OPEN_ID},{PAID_ID}")),
        (shown(ref=f"INV{PAID_ID}"), shown(entry(PAID_ID), ref=f"INV{PAID_ID}")),
        (shown(entry(), id="1"), shown(id=str(FOREIGN_ID))),
        (shown(id=str(FOREIGN_ID), session=OTHER_SESSION), shown(id="none")),
    ],
    "open_ones_are_shown": [
        (shown(), shown(entry())),
        (shown(entry(), entry(PAID_ID)), shown(entry(), entry(COLLECTED_ID))),
        (shown(entry(NEW_ID)), shown(id=str(PAID_ID))),
        (shown(entry(), entry(REFUSED_ID)), shown(session=OTHER_SESSION)),
    ],
    "removed_stays_away": [
        (shown(entry(REMOVED_ID)), shown(entry())),
        (updates(entry(REMOVED_ID)), shown()),
    ],
    "answer_stays": [
        (shown(entry(PAID_ID, state="OPEN")), shown(entry(PAID_ID))),
        (updates(entry(PAID_ID, state="ERROR", bkerror="AC04")), updates(TRIED_AGAIN)),
        (shown(entry(PAID_ID, final=False)), shown(entry(COLLECTED_ID))),
    ],
    "reason_of_refusal": [
        (updates(entry(REFUSED_ID, bkerror=None)), updates(entry(REFUSED_ID))),
        (shown(entry(bkdate=NOW)), shown(entry())),
        (shown(entry(PAID_ID, bkerror="AC04")), shown(entry(PAID_ID, bkerror="paid"))),
        (shown(entry(REFUSED_ID, bkmsg="")), payments(batch())),
        (payments(entries(payment(REFUSED_ID, bkerror=None))), payments(entries(payment(PAID_ID, bkerror="paid")))),
        (payments(entries(payment(COLLECTED_ID, bkerror="AC04"))), payments(entries(payment(COLLECTED_ID)))),
    ],
    "final_follows_reason": [
        (updates(entry(REFUSED_ID, final=True)), updates(entry(REFUSED_ID))),
        (updates(entry(REFUSED_ID, bkerror="AC04")), updates(entry(REFUSED_ID, bkerror="MS03"))),
        (shown(entry(PAID_ID, final=False)), shown(entry(PAID_ID))),
        (payments(entries(*of_known(final=None))), payments(batch())),
    ],
    "batch_ids_unique": [
        (collect(str(BATCH)), collect(NEW)),
        (collect(None, str(FOREIGN_BATCH)), collect()),
        (download(rcur(id_=str(BATCH))), download(rcur())),
    ],
    "collection_takes_everything": [
        (collect(), collect(None, NEW)),
        (collect(NEW), collect(None, NEW, mndtId=SIGNED_NO)),
        (collect(NEW, mndtId=B2B_NO), collect(mndtId=B2B_NO)),
        (NOTHING_TO_COLLECT, make_refusal("downloadCollection", "err_invalid_state", form={"ct": "2"})),
        (collect(None, NEW, ct="2"), collect(ct="2")),
        (collect(NEW, NEW), not_logged_in("collectTransactions")),
        (download(archive()), download(rcur())),
    ],
    "batch_adds_up": [
        (payments(batch(tx=4)), payments(batch())),
        (payments(batch(amount=1.0)), payments(batch(Entries=None, tx=9))),
        (payments(batch(amount=None)), payments({"id": 5, "tx": 0, "amount": 0, "Entries": []})),
    ],
    "batch_counts_its_members": [
        (payments(batch(tx=2)), payments(batch())),
        (payments(batch(Entries=None, tx=4)), payments({"id": 5, "tx": 4, "amount": 1.0})),
        (payments(batch(Entries=None, amount=1.0)), payments(batch(Entries=None))),
    ],
    "batch_shows_its_members": [
        (payments(entries(payment(PAID_ID), payment(REFUSED_ID))), payments(batch())),
        (payments(entries(*of_known(state="open"))), payments({"id": BATCH})),
        (payments(entries(*of_known(msg="Other"))), payments(batch(5, payment(PAID_ID)))),
        (payments(entries(*of_known(bkerror="AC04", state="error"))), payments(entries(*of_known(), payment(NEW_ID)))),
    ],
    "batch_holds_nothing_else": [
        (payments(entries(*of_known(mandateRef=B2B_NO))), payments(batch())),
        (payments(entries(*of_known(), payment(NEW_ID, mandateRef=CANCELLED_NO))), payments(batch(5))),
        (
            payments(entries(*of_known(), payment(NEW_ID, mandateRef=B2B_NO))),
            payments(entries(*of_known(), payment(NEW_ID, mandateRef=NEW_NO))),
        ),
    ],
    "collected_once": [
        (payments(batch(NEW_BATCH, payment(e2eid="E102"))), payments(batch(NEW_BATCH, payment(e2eid="E301")))),
        (payments(batch(NEW_BATCH, payment(e2eid="E201"))), payments(batch())),
    ],
    "entries_when_asked_for": [
        (payments(batch(Entries=None)), payments(batch())),
        (payments(batch(), x="y"), payments(batch(Entries=None), x="y")),
        (payments(batch(Entries=None), id=str(BATCH)), payments(batch(), id=str(BATCH))),
        (payments(batch(Entries=None), detail="false"), payments(batch(), detail="false")),
    ],
    "batch_is_asked_for": [
        (payments(batch(5), id=str(BATCH)), payments(batch(), id=str(BATCH))),
        (payments(id=str(BATCH)), payments(id="5")),
        (payments(batch(), batch(5), id=str(BATCH)), payments(batch(5))),
        (payments(id=str(FOREIGN_BATCH), session=OTHER_SESSION), payments(id=str(FOREIGN_BATCH))),
    ],
    "transfer_echoes_request": [
        (transfer("TRANSFER1"), transfer()),
        (transfer(answer={"msg": "Refun"}), transfer(answer={"iban": "BE1xxxxxxxx174"})),
        (transfer(date="2017-09-20"), transfer(date="2017-09-16")),
        (transfer(answer={"iban": OTHER_IBAN}), transfer(iban="BE16 6453 4897 1174", answer={"iban": BENEFICIARY})),
    ],
    "transfers_sent_once": [
        (complete(2), complete(1)),
        (complete(), complete(1, 0)),
        (complete(1, 1), make_refusal("completeTransfers", "err_no_such_ct")),
    ],
    # --- files ---
    "uploaded_document_kept": [
        (pdf(print_pdf("Mandate"), PRINTED_NO), pdf(b"%PDF-1.4\nscan", PRINTED_NO)),
        (pdf(b"", PRINTED_NO), pdf(print_pdf(SIGNED_NO))),
    ],
    "document_opens": [
        (pdf(b"<html>"), pdf(print_pdf(f"Mandate {SIGNED_NO}"))),
        (pdf(b"%PDF-1.4\nscan"), pdf(b"%PDF-1.4\nscan", PRINTED_NO)),
        (pdf(print_pdf(None)[:200]), pdf(b"%PDF-1.4\nscan", NEW_NO)),
        (pdf(print_pdf("Mandate")), pdf(print_pdf(f"{SIGNED_NO} and more"))),
    ],
    "document_named_after_mandate": [
        (pdf(b"%PDF-", name="document.pdf"), pdf(b"%PDF-", name=f"{SIGNED_NO}.pdf")),
        (pdf(b"%PDF-", name=""), pdf(b"%PDF-")),
        (pdf(b"%PDF-", NEW_NO, name=f"{SIGNED_NO}.pdf"), pdf(b"%PDF-", NEW_NO, name=f"{NEW_NO}.pdf")),
    ],
    "archive_opens": [
        (download(b"zip"), download(rcur())),
        (download(archive()), NOTHING_TO_COLLECT),
        (download(rcur()[:-30]), download(archive(readme=b"x"))),
        (download(rcur().replace(b"MsgId", b"MsgIx")), download(rcur())),
    ],
    "bank_files_readable": [
        (download(archive(x=b"no XML")), download(rcur())),
        (download(rcur(namespace="urn:other")), download(b"zip")),
        (download(archive(x=bank_file())), download(rcur(kind="FRST"))),
        (download(rcur(kind="OOFF")), NOTHING_TO_COLLECT),
        (download(archive(x=b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.008.001.02'/>")), collect()),
    ],
    "bank_files_add_up": [
        (download(rcur(count="2")), download(rcur())),
        (download(rcur(total="10.00")), download(rcur(debit(), debit(amount="1.00"), count="2", total="11.50"))),
        (download(rcur(block_count="2")), download(rcur(total=""))),
        (download(rcur(total="much")), collect()),
    ],
    "bank_files_hold_the_collection": [
        (download(rcur(kind="FRST")), download(rcur())),
        (download(rcur(debit(amount="10.00"))), download(rcur(debit(text="Monthly payment")))),
        (download(rcur(debit(), debit("E302", mandate=B2B_NO))), download(archive(), ct="2")),
        (download(rcur(debit("E102"))), download(rcur(debit("E301")))),
        (download(rcur(), mndtId=B2B_NO), download(rcur(), mndtId=SIGNED_NO)),
    ],
    # --- news from the bank ---
    "feed_tells_answers": [
        (updates(entry()), updates(entry(PAID_ID))),
        (updates(entry(PAID_ID), entry(PAID_ID)), shown(entry())),
    ],
    "final_news_comes_once": [
        (updates(entry(PAID_ID)), updates(entry(PAID_ID), reset=EARLIER)),
        (updates(entry(REFUSED_ID)), updates(TRIED_AGAIN)),
        (updates(entry(PAID_ID), reset=NOW), updates(ANSWERED)),
    ],
}
IN_ORDER: dict[str, list[tuple[list[Exchange], Exchange, Exchange]]] = {
    "batch_has_news": [
        ([updates(ANSWERED)], payments(batch()), payments(batch(), reset=EARLIER)),
        ([updates(ANSWERED)], payments(batch()), payments(batch(), id=str(BATCH))),
        ([updates(ANSWERED)], payments(batch(), reset=LATER), payments(batch(), session=OTHER_SESSION)),
    ],
    "news_not_lost": [
        ([shown(ANSWERED), updates(ANSWERED), updates(reset=LATER)], updates(reset=NOW), updates(ANSWERED, reset=NOW)),
    ],
}


def bank_answered(id_: int = COLLECTED_ID, *, code: str | None = None) -> Any:
    """A creditor whose bank answered just now."""
    known = make_creditor()
    known.money.note_answers([{"id": id_, "state": "ERROR" if code else "PAID", "final": code != "AM04", "code": code}])
    return known


def test_every_rule_has_cases() -> None:
    """A rule that is added without an exchange it reports would be a rule that nobody has seen work."""
    names = {rule.name for rule in RULES}
    assert names == {*CASES, *IN_ORDER, *(names & hunted.CASES.keys())}


@pytest.mark.parametrize("name", CASES)
def test_rule_reports_the_violation_and_nothing_else(name: str) -> None:
    """One sentence for the exchange that breaks the fact, silence for its neighbour that keeps it."""
    for broken, kept in CASES[name]:
        message = judge(RULES, name, broken)
        assert message, broken
        assert 1 == len(message.splitlines())
        assert judge(RULES, name, kept) is None, kept


@pytest.mark.parametrize("name", IN_ORDER)
def test_rule_reports_what_does_not_follow(name: str) -> None:
    """After something was told, one sentence for the read that tells it wrongly, silence for its neighbour."""
    for before, broken, kept in IN_ORDER[name]:
        message = judge(RULES, name, broken, *before)
        assert message, broken
        assert 1 == len(message.splitlines())
        assert judge(RULES, name, kept, *before) is None, kept


@pytest.mark.parametrize(
    ("lacking", "telling"),
    [(updates(), updates(ANSWERED)), (payments(), payments(batch())), (payments(batch(5)), payments(id="5"))],
    ids=["updates", "payments", "other batch"],
)
def test_news_are_told_by_the_feed_that_asks_first(lacking: Exchange, telling: Exchange) -> None:
    """What the bank said is missed in either feed until one of the two has told it, and in neither after that."""
    (rule,) = [each for each in RULES if each.name == "news_not_lost"]
    known = bank_answered()
    assert rule.judge(lacking, known)
    assert rule.judge(telling, known) is None
    assert rule.judge(not_logged_in("getTransactionUpdates"), known) is None
    known.learn(updates(ANSWERED))
    assert rule.judge(lacking, known) is None


def test_bank_of_the_test_environment_answers_by_amount() -> None:
    """Ranges of euros have their reasons, and what lies between two is the lower one's; the rest is paid."""
    expected = {0: None, 99: None, 100: "MS03", 599: "MS03", 600: "AM04", 1099: "AM04", 1100: "MS02", 2099: "MD06"}
    expected |= {2100: "AC01", 2299: "AC04", 2300: "AC06", 3200: "SL01", 3299: "SL01", 3300: None, 10**9: None}
    assert expected == {cents: reason_for(cents) for cents in expected}


def test_silence_ends_after_a_while() -> None:
    """When the bank has answered by itself, everything collected has the answer of its amount."""
    known = make_creditor()
    known.money.note_silence_over()
    answer = known.money.transactions[COLLECTED_ID].answer
    assert answer is not None
    assert ("ERROR", True, "MD06") == (answer.state, answer.final, answer.code)
    assert known.money.transactions[OPEN_ID].answer is None


def test_night_collects_what_is_open() -> None:
    """What the night took cannot be collected again, and its mandate is no first one any more."""
    known = make_creditor()
    known.learn(sign())
    known.learn(charge(NEW_ID, mndtId=NEW_NO))
    known.learn(charge(NEW_ID + 1, mndtId=NEW_NO))
    known.money.note_collected()
    assert not any(known.money.transactions[id_].is_free for id_ in (OPEN_ID, NEW_ID, NEW_ID + 1))
    assert known.mandates.by_number[NEW_NO].was_collected
    (rule,) = [each for each in RULES if each.name == "collection_takes_everything"]
    assert rule.judge(collect(NEW), known)
    assert rule.judge(collect(), known) is None


def test_amount_of_an_invitation_may_be_in_a_batch() -> None:
    """What an invitation brought along is a transaction that no answer names: a batch may hold it."""
    invited = [invite(amount="5.00"), sign(key="n3wK", ct=None, iban=None, bic=None)]
    for name, more in (
        ("collection_takes_everything", collect(NEW, None, mndtId=NEW_NO)),
        ("batch_counts_its_members", payments(batch(NEW_BATCH, payment(mandateRef=NEW_NO)))),
    ):
        collected = [*invited, collect(NEW, None, mndtId=NEW_NO)] if name.startswith("batch") else invited
        assert judge(RULES, name, more, *collected) is None
        without = [invite(), *collected[1:]]
        assert judge(RULES, name, more, *without)


def test_transaction_that_was_removed_is_not_collected() -> None:
    """What was taken back in time is not missed."""
    removed = make_exchange("removeTransactions", status=204, query={"id": str(OPEN_ID)})
    assert judge(RULES, "collection_takes_everything", collect()) is not None
    assert judge(RULES, "collection_takes_everything", collect(), removed) is None
    assert judge(RULES, "removed_stays_away", shown(entry()), removed)
    collected = make_exchange("removeTransactions", status=204, query={"mndtId": SIGNED_NO})
    assert judge(RULES, "removed_stays_away", shown(entry(COLLECTED_ID)), collected) is None


def test_transfers_wait_until_they_are_sent() -> None:
    """Each new one is counted, and a batch leaves none."""
    assert judge(RULES, "transfers_sent_once", complete(2), transfer()) is None
    assert judge(RULES, "transfers_sent_once", complete(1), transfer(), complete(2))
    assert judge(RULES, "transfers_sent_once", complete(), complete(1)) is None


def test_prepared_mandate_pays_nothing_yet() -> None:
    """A transaction on what nobody signed is no part of a collection."""
    known = make_creditor()
    known.learn(charge(NEW_ID, mndtId=PREPARED_NO))
    assert [OPEN_ID] == [each.id for each in known.money.collectable(collect(), owner="own")]
