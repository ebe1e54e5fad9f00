"""Every rule of Twikey on mandates and their feed: an exchange that it must report, and its neighbour."""

from __future__ import annotations

import pytest

from conformance.exchange import Exchange
from conformance.providers.twikey import feed_rules, mandate_rules
from conformance.providers.twikey.facts import CANCELLED, EXPIRED, PENDING, PREPARED, PRINT, SIGNED
from conformance.providers.twikey.mandate_feed import Due
from tests import test_rules_twikey_hunted as hunted
from tests.twikey_money_samples import (
    charge,
    entry,
    transfer,
    updates,
)
from tests.twikey_samples import (
    B2B_NO,
    B2B_TEMPLATE,
    BAD_IBAN,
    BENEFICIARY,
    CANCELLED_KEY,
    CANCELLED_NO,
    EARLIER,
    EMAIL,
    EXPIRED_NO,
    FOREIGN_NO,
    IBAN,
    LATER,
    NEW_KEY,
    NEW_NO,
    NEWS_RULES,
    NOW,
    OTHER_IBAN,
    OTHER_SESSION,
    PREPARED_KEY,
    PREPARED_NO,
    PRINTED_KEY,
    PRINTED_NO,
    SIGNED_KEY,
    SIGNED_NO,
    WAITING_NO,
    amended,
    cancel,
    cancelled,
    feed,
    imported,
    invite,
    judge,
    make_creditor,
    make_exchange,
    make_refusal,
    new,
    read,
    show_mandate,
    sign,
    update,
    wrong_state,
)

RULES = (*mandate_rules.BOOK.rules, *feed_rules.BOOK.rules)


def debtor(**changes: object) -> dict[str, object]:
    return {"PstlAdr": {"Ctry": "BE"}, "CtctDtls": {"EmailAdr": EMAIL}, **changes}


def supplement(template: int) -> list[dict[str, object]]:
    return [{"Key": "TemplateId", "Value": template}]


def with_iban(iban: str) -> Exchange:
    return imported({**show_mandate(NEW_NO), "DbtrAcct": iban})


def signed_with_key(key: str, number: str) -> Exchange:
    return sign(key=key, number=number, ct=None, iban=None, bic=None)


CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "mandate_is_asked_for": [
        (read(query={"mndtId": B2B_NO}), read()),
        (read(MndtId=SIGNED_NO.lower()), make_refusal("getMandate", "err_no_contract", status=404)),
    ],
    "mandate_keeps_its_data": [
        (read(Dbtr=debtor(CtctDtls={"EmailAdr": "x@example.com"})), read()),
        (read(Dbtr=debtor(CtctDtls={})), read(Dbtr=debtor(PstlAdr={"Ctry": "be"}))),
        (read(DbtrAcct=OTHER_IBAN), read(DbtrAcct=None)),
        (read(Dbtr=debtor(PstlAdr={"Ctry": "NL"})), read(NEW_NO, DbtrAcct=OTHER_IBAN)),
    ],
    "mandate_names_its_template": [
        (read(SplmtryData=supplement(2)), read(SplmtryData=[])),
        (read(LclInstrm="B2B"), read(B2B_NO)),
        (feed({"Mndt": show_mandate(SplmtryData=supplement(3))}), feed(new(SIGNED_NO))),
        (read(WAITING_NO, state=PENDING, LclInstrm="CORE"), read(NEW_NO, SplmtryData=supplement(2))),
    ],
    "state_follows": [
        (read(state=PREPARED), read()),
        (read(CANCELLED_NO), read(CANCELLED_NO, state=CANCELLED)),
        (read(PRINTED_NO, state=PREPARED), read(PRINTED_NO)),
        (read(EXPIRED_NO, state=CANCELLED), read(NEW_NO, state=PREPARED)),
        (read(WAITING_NO, state=PREPARED), read(WAITING_NO)),
    ],
    "state_is_known": [
        (read(state=CANCELLED), read()),
        (read(PREPARED_NO), read(PREPARED_NO, state=PREPARED)),
        (read(PRINTED_NO, state=""), read(WAITING_NO)),
        (read(CANCELLED_NO, state=EXPIRED), read(NEW_NO)),
    ],
    "collectable_when_signed": [
        (read(collectable="false"), read()),
        (read(PREPARED_NO, state=PREPARED, collectable="true"), read(PREPARED_NO, state=PREPARED)),
        (read(collectable="yes"), read(WAITING_NO, state=PENDING)),
    ],
    "force_needed": [
        (read(PREPARED_NO, state=PREPARED, force=None), read(PREPARED_NO, state=PREPARED)),
        (read(CANCELLED_NO, state=CANCELLED, force="false"), read(CANCELLED_NO, state=CANCELLED, force="1")),
        (read(PRINTED_NO, state=PRINT, force="0"), read(WAITING_NO, state=PENDING, force=None)),
    ],
    "signed_mandate_shown": [
        (wrong_state("getMandate", SIGNED_NO), wrong_state("getMandate", PREPARED_NO)),
        (wrong_state("getMandate", B2B_NO), wrong_state("cancelMandate", SIGNED_NO)),
    ],
    "numbers_unique": [
        (invite(number=SIGNED_NO), invite()),
        (invite(key=PREPARED_KEY), invite(number=SIGNED_NO, key=None)),
        (sign(number=PREPARED_NO), signed_with_key(PREPARED_KEY, PREPARED_NO)),
        (sign(number=SIGNED_NO), sign(number=SIGNED_NO, session=OTHER_SESSION)),
    ],
    "given_number_kept": [
        (invite(mandateNumber="OWN-1"), invite(number="OWN-1", mandateNumber="OWN-1")),
        (sign(mandateNumber="OWN-1"), sign()),
    ],
    "link_ends_in_key": [
        (invite(url="http://twikey.to/company/other"), invite()),
        (invite(key=None, url="http://twikey.to/company/x"), invite(key=None)),
        (
            make_exchange("inviteMandate", answer={"mndtId": NEW_NO, "key": NEW_KEY}),
            make_refusal("inviteMandate", "err_no_such_ct"),
        ),
    ],
    "check_finds_valid": [
        (invite(email=EMAIL, check="true"), invite(email=EMAIL, check="true", number=SIGNED_NO, key=None)),
        (invite(email=EMAIL, check="1"), invite(email=EMAIL)),
        (invite(email=EMAIL, number=SIGNED_NO, key=None), invite(email=EMAIL, check="false")),
        (invite(email=EMAIL, check="true", number=PREPARED_NO, key=None), invite(check="true")),
        (
            invite(email="firm@example.com", ct=B2B_TEMPLATE, check="TRUE"),
            invite(email="firm@example.com", check="true"),
        ),
    ],
    "key_signs_its_mandate": [
        (signed_with_key(PREPARED_KEY, PRINTED_NO), signed_with_key(PREPARED_KEY, PREPARED_NO)),
        (signed_with_key(SIGNED_KEY, SIGNED_NO), signed_with_key(PRINTED_KEY, PRINTED_NO)),
        (signed_with_key(CANCELLED_KEY, CANCELLED_NO), signed_with_key(NEW_KEY, NEW_NO)),
    ],
    "redirect_has_a_link": [
        (sign(method="sofort"), sign(method="sofort", url="https://bank.example/x")),
        (sign(method="sofort", url=""), sign()),
    ],
    "iban_checked": [
        (sign(iban=BAD_IBAN), sign(iban="BE68 0688 9725 0734")),
        (invite(iban="none"), invite()),
        (update(iban=BAD_IBAN), update(city="Brugge")),
        (transfer(iban=BAD_IBAN), transfer(iban=BENEFICIARY)),
        (with_iban(BAD_IBAN), with_iban(IBAN)),
        (sign(iban=IBAN.lower()), make_refusal("signMandate", "err_invalid_iban", form={"iban": BAD_IBAN})),
    ],
    "ended_mandate_over": [
        (cancel(CANCELLED_NO), cancel()),
        (update(EXPIRED_NO), update(PREPARED_NO)),
        (charge(mndtId=CANCELLED_NO), wrong_state("createTransaction", CANCELLED_NO)),
    ],
    "charged_mandate_signed": [
        (charge(mndtId=PREPARED_NO), charge()),
        (charge(mndtId=PRINTED_NO), wrong_state("createTransaction", PREPARED_NO)),
        (wrong_state("createTransaction", SIGNED_NO), charge(mndtId=NEW_NO)),
    ],
    "signed_b2b_fixed": [
        (update(B2B_NO), update()),
        (update(WAITING_NO), wrong_state("updateMandate", B2B_NO)),
    ],
    "living_mandate_changeable": [
        (wrong_state("cancelMandate", SIGNED_NO), wrong_state("cancelMandate", CANCELLED_NO)),
        (wrong_state("cancelMandate", PREPARED_NO), wrong_state("cancelMandate", WAITING_NO)),
        (wrong_state("updateMandate", SIGNED_NO), wrong_state("updateMandate", B2B_NO)),
        (wrong_state("updateMandate", PREPARED_NO), wrong_state("updateMandate", EXPIRED_NO)),
    ],
    # --- the feed ---
    "chunk_within_size": [
        (feed(new("A"), new("B"), chunkSize="1"), feed(new("A"), chunkSize="1")),
        (feed(*(new(f"A{n}") for n in range(101))), feed(*(new(f"A{n}") for n in range(100)))),
        (feed(*(new(f"A{n}") for n in range(101)), chunkSize="500"), feed(new("A"), new("B"), chunkSize="")),
    ],
    "message_comes_once": [
        (feed(new(SIGNED_NO)), feed(new())),
        (feed(cancelled(CANCELLED_NO)), feed(cancelled(CANCELLED_NO), reset=EARLIER)),
        (feed(new(), new()), feed(amended(), amended())),
        (feed(new(SIGNED_NO), reset=NOW), feed(new(SIGNED_NO), reset=SIGNED_NO)),
        (feed(cancelled(NEW_NO), cancelled(NEW_NO)), feed(new(SIGNED_NO), session=OTHER_SESSION)),
    ],
    "message_has_its_cause": [
        (feed(new(PREPARED_NO)), feed(new())),
        (feed(cancelled(SIGNED_NO)), feed(cancelled(WAITING_NO))),
        (feed(amended()), feed(amended(NEW_NO))),
        (feed(cancelled(PREPARED_NO)), feed(new(FOREIGN_NO))),
    ],
    "invitation_not_told": [
        (feed(cancelled(PREPARED_NO)), feed(cancelled(NEW_NO))),
        (feed(cancelled(PRINTED_NO)), feed(cancelled(WAITING_NO))),
        (feed(cancelled(PREPARED_NO)), feed(new(PREPARED_NO), cancelled(PREPARED_NO))),
        (feed(cancelled(PREPARED_NO)), feed(cancelled(PREPARED_NO), reset=EARLIER)),
    ],
    "times_ascend": [
        (feed(new("A", LATER), new("B", NOW)), feed(new("A", NOW), new("B", NOW))),
        (feed(new("A", NOW), new("B", None), amended("C", EARLIER)), feed(new("A", EARLIER), new("B", LATER))),
    ],
    "change_names_its_mandate": [
        (feed({"CxlRsn": {"Rsn": "gone"}, "EvtTime": NOW}), feed(cancelled())),
        (feed(amended(reason="")), feed(amended())),
        (feed({"Mndt": {}}), feed(new())),
        (feed({**cancelled(), "CxlRsn": {}}), feed()),
    ],
    "reason_is_kept": [
        (feed(cancelled(CANCELLED_NO)), feed(cancelled(CANCELLED_NO, reason="moved away"))),
        (feed(cancelled(CANCELLED_NO, reason="")), feed(cancelled(SIGNED_NO))),
    ],
    "nothing_before_reset": [
        (feed(new(time=EARLIER), reset=NOW), feed(new(), reset=NOW)),
        (feed(new(), new("A", EARLIER), reset="2017-09-16T14:00:00.000Z"), feed(new(time=EARLIER))),
        (updates(entry(bkdate=EARLIER), reset=NOW), updates(entry(bkdate=NOW), reset=NOW)),
        (feed(new(time=EARLIER), reset=LATER), feed(new(time=EARLIER), reset=SIGNED_NO)),
    ],
}
IN_ORDER: dict[str, list[tuple[list[Exchange], Exchange, Exchange]]] = {
    "nothing_passed_over": [
        ([update(), cancel()], feed(cancelled()), feed(amended(), cancelled())),
        ([update(), cancel()], feed(cancelled(), amended()), feed(amended())),
        ([sign(), cancel()], feed(cancelled()), feed(cancelled(), session=OTHER_SESSION)),
        ([sign(number="A"), sign(number="B")], feed(new("B"), new("A")), feed(new("A"), new("B"))),
    ],
    "nothing_lost": [
        ([update()], feed(), feed(amended())),
        ([sign()], feed(), feed(session=OTHER_SESSION)),
        ([cancel()], feed(), feed(cancelled())),
        ([signed_with_key(PREPARED_KEY, PREPARED_NO)], feed(), feed(new(PREPARED_NO))),
        ([imported(show_mandate(NEW_NO))], feed(), feed(new())),
        ([imported(show_mandate(SIGNED_NO))], feed(chunkSize="1"), feed(amended())),
        ([feed(new(SIGNED_NO), reset=SIGNED_NO)], feed(), feed(new(CANCELLED_NO))),
    ],
    "chunk_is_full": [
        ([update(), cancel()], feed(amended()), feed(amended(), cancelled())),
        ([update(), cancel()], feed(amended(), chunkSize="2"), feed(amended(), chunkSize="1")),
    ],
}
QUIET: list[list[Exchange]] = [
    [update(PREPARED_NO)],
    [cancel(PREPARED_NO)],
    [update(FOREIGN_NO)],
    [sign(session=OTHER_SESSION)],
    [sign(method="sms", mobile="+32479123123")],
    [sign(method="sofort", url="https://bank.example/x")],
    [invite()],
    [wrong_state("cancelMandate", SIGNED_NO)],
    [imported(show_mandate(NEW_NO), session=OTHER_SESSION)],
]
"""What leaves nothing to tell."""


def test_every_rule_has_cases() -> None:
    """A rule that is added without an exchange it reports would be a rule that nobody has seen work."""
    names = {rule.name for rule in RULES} - NEWS_RULES
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
    """After something happened, one sentence for the feed that does not tell it, silence for the one that does."""
    for before, broken, kept in IN_ORDER[name]:
        message = judge(RULES, name, broken, *before)
        assert message, broken
        assert 1 == len(message.splitlines())
        assert judge(RULES, name, kept, *before) is None, kept


@pytest.mark.parametrize("before", QUIET, ids=lambda before: str(before[0].operation))
def test_empty_feed_has_told_everything(before: list[Exchange]) -> None:
    """What is no news to the creditor is not missed in the feed."""
    assert judge(RULES, "nothing_lost", feed(), *before) is None


def test_what_was_told_is_not_due_again() -> None:
    """A read ticks off what it tells, and going back takes the ticks away again."""
    assert judge(RULES, "nothing_lost", feed(), update(), feed(amended())) is None
    assert judge(RULES, "message_has_its_cause", feed(amended()), update(), feed(amended()))
    assert judge(RULES, "message_has_its_cause", feed(amended()), update(), update(), feed(amended())) is None
    again = [update(), feed(amended())]
    assert judge(RULES, "nothing_lost", feed(reset=NOW), *again)
    assert judge(RULES, "nothing_lost", feed(reset=LATER), *again) is None
    assert judge(RULES, "message_has_its_cause", feed(amended(), reset=NOW), *again) is None


def test_half_a_second_is_not_to_be_seen() -> None:
    """The feed shows whole seconds: what happened in the second gone back to may come or not."""
    told = [update(), feed(amended())]
    for reset in ("2017-09-16T14:00:00.400Z", "2017-09-16T14:00:00.900Z"):
        for read_again in (feed(reset=reset), feed(amended(), reset=reset)):
            for name in ("nothing_lost", "message_has_its_cause"):
                assert judge(RULES, name, read_again, *told) is None


def test_feed_of_the_debtors_bank_tells_by_itself() -> None:
    """A B2B mandate that waits may be rejected at any time, which the feed then tells once."""
    rejected = feed(cancelled(WAITING_NO))
    assert judge(RULES, "message_has_its_cause", rejected) is None
    assert judge(RULES, "message_comes_once", rejected, rejected)
    assert judge(RULES, "state_is_known", read(WAITING_NO, state=CANCELLED), rejected) is None
    assert judge(RULES, "state_is_known", read(WAITING_NO), rejected)


def test_control_plane_is_told_of() -> None:
    """What no exchange says is learnt from the scenario that brought it about."""
    known = make_creditor()
    known.mandates.note_signed(PREPARED_NO)
    known.mandates.note_state(PRINTED_NO, EXPIRED)
    known.mandates.note_state(WAITING_NO, CANCELLED)
    known.mandates.note_state("NOBODY", CANCELLED)
    assert [SIGNED, EXPIRED, CANCELLED] == [
        known.mandates.by_number[number].state for number in (PREPARED_NO, PRINTED_NO, WAITING_NO)
    ]
    due = [(each.kind, each.number) for each in known.mandates.feed.events if each.due is Due.MUST]
    assert [("new", PREPARED_NO), ("cancelled", WAITING_NO)] == due


def test_feed_is_read_in_xml_as_in_json() -> None:
    """The same messages in either form are judged alike."""
    mandate = f"<Mndt><MndtId>{SIGNED_NO}</MndtId></Mndt>"
    content = f"<Updates><GrpHdr/><MndtInitn>{mandate}<EvtTime>{NOW}</EvtTime></MndtInitn></Updates>".encode()
    xml = {"content-type": "application/xml;charset=utf-8"}
    told = make_exchange("getMandateUpdates", answer=content, response_headers=xml)
    assert judge(RULES, "message_comes_once", told) == judge(RULES, "message_comes_once", feed(new(SIGNED_NO)))
    assert judge(RULES, "message_comes_once", told)
