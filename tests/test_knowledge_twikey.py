"""What a run learns of a Twikey creditor, which refusals are business, and how requests and answers are read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from conformance.exchange import Exchange
from conformance.providers.twikey import excuse, reading
from conformance.providers.twikey.facts import B2B, CANCELLED, CORE, OTHER, OWN, PENDING, PREPARED, SIGNED
from conformance.providers.twikey.knowledge import Creditor
from tests.twikey_money_samples import (
    batch,
    charge,
    collect,
    entry,
    payments,
    shown,
    transfer,
    updates,
)
from tests.twikey_samples import (
    B2B_NO,
    B2B_TEMPLATE,
    BAD_IBAN,
    BATCH,
    BENEFICIARY,
    CANCELLED_NO,
    COLLECTED_ID,
    EMAIL,
    FOREIGN_NO,
    IBAN,
    NEW_BATCH,
    NEW_ID,
    NEW_KEY,
    NEW_NO,
    NEW_SESSION,
    NOW,
    NOW_S,
    NUMBERED_TEMPLATE,
    OPEN_ID,
    OTHER_SESSION,
    PREPARED_KEY,
    PREPARED_NO,
    PRINTED_NO,
    SESSION,
    SIGNED_KEY,
    SIGNED_NO,
    TEMPLATE,
    UNKNOWN_TEMPLATE,
    cancel,
    imported,
    invite,
    login,
    make_access,
    make_callback,
    make_creditor,
    make_exchange,
    make_refusal,
    read,
    show_mandate,
    sign,
    update,
)

# --- what a run learns ----------------------------------------------------------------------------------------------


def learn(*exchanges: Exchange) -> Creditor:
    """A creditor of whom nothing was known before."""
    known = Creditor(make_access())
    known.access.face.sessions.add(SESSION)
    for each in exchanges:
        known.learn(each)
    return known


def test_knowledge_begins_with_the_templates() -> None:
    """The first creditor's, with the scheme of each; nothing else until something was answered."""
    known = learn()
    assert {TEMPLATE: CORE, B2B_TEMPLATE: B2B, NUMBERED_TEMPLATE: CORE} == known.templates
    assert ({}, {}) == (known.mandates.by_number, known.money.transactions)
    assert known.paths("getMandate", draw=0) is None


def test_knowledge_ends_with_a_reset() -> None:
    """A target that was emptied gives the same names again, to other things."""
    known = make_creditor()
    known.forget()
    assert ({}, {}, {}) == (known.mandates.by_number, known.money.transactions, known.money.batches)
    assert (set(), set(), {}) == (known.access.face.sessions, known.ended, known.texts)
    assert OTHER == known.owner(make_exchange())


def test_session_is_of_the_creditor_whose_token_opened_it() -> None:
    """The first creditor's by its API token, another's by any other."""
    known = learn(login(), make_exchange("logOut", status=204, session="gone"))
    assert OWN == known.owner(make_exchange(session=NEW_SESSION))
    assert OTHER == known.owner(make_exchange(session="unknown"))
    assert {NEW_SESSION, "gone"} == set(known.opened_s)
    assert {"gone"} == known.ended


def test_knowledge_follows_an_invitation() -> None:
    """Prepared, with what was sent of the debtor; signed by its key, and changed."""
    known = learn(invite(iban="BE68 0688 9725 0734", city="Gent", contractNumber="C1", amount="5.00"))
    facts = known.mandates.by_number[NEW_NO]
    assert (PREPARED, CORE, NEW_KEY, 500) == (facts.state, facts.instrument, facts.key, facts.first_cents)
    told = {"Dbtr.CtctDtls.EmailAdr": "new@example.com", "DbtrAcct": IBAN, "Dbtr.PstlAdr.TwnNm": "Gent"}
    assert {**told, "RfrdDoc": "C1"} == facts.says
    assert not facts.hidden
    known.learn(sign(key=NEW_KEY, ct=None, iban=None, bic="ABNANL2A"))
    assert (SIGNED, "ABNANL2A", True) == (facts.state, facts.says["DbtrAgt.FinInstnId.BICFI"], facts.hidden)
    known.learn(update(NEW_NO, city="Brugge"))
    assert ("Brugge", 1) == (facts.says["Dbtr.PstlAdr.TwnNm"], facts.updates)
    known.learn(cancel(NEW_NO, reason="moved"))
    assert (CANCELLED, "moved") == (facts.state, facts.reason)


@pytest.mark.parametrize(
    ("form", "state"),
    [
        ({}, SIGNED),
        ({"ct": B2B_TEMPLATE}, PENDING),
        ({"method": "sms", "mobile": "+32479123123"}, PREPARED),
        ({"method": "sofort"}, PREPARED),
        ({"method": "import"}, SIGNED),
    ],
    ids=str,
)
def test_method_and_template_decide_on_the_state(form: dict[str, str], state: str) -> None:
    """What the debtor has to answer waits, and so does a B2B mandate."""
    assert state == learn(sign(**form)).mandates.by_number[NEW_NO].state


def test_upload_signs_what_was_not_signed() -> None:
    """A scan signs an invitation, and replaces the document of a mandate that is signed."""
    known = make_creditor()
    for number in (PRINTED_NO, SIGNED_NO, CANCELLED_NO):
        query = {"mndtId": number}
        known.learn(make_exchange("uploadMandatePdf", query=query, sent=b"%PDF-1.4\n new"))
    facts = known.mandates.by_number
    assert [SIGNED, SIGNED, CANCELLED] == [facts[number].state for number in (PRINTED_NO, SIGNED_NO, CANCELLED_NO)]
    assert b"%PDF-1.4\n new" == facts[PRINTED_NO].document


def test_import_makes_mandates_and_changes_those_that_are_there() -> None:
    """A new one is signed at once; one that is there keeps its scheme, and has the new debtor's data alone."""
    first = {**show_mandate(NEW_NO), "DbtrAcct": "BE68 0688 9725 0734"}
    known = learn(imported(first, {"MndtId": "OTHER", "LclInstrm": "B2B"}))
    facts = known.mandates.by_number[NEW_NO]
    assert (SIGNED, CORE, TEMPLATE, IBAN) == (facts.state, facts.instrument, facts.template, facts.says["DbtrAcct"])
    assert B2B == known.mandates.by_number["OTHER"].instrument
    known.learn(imported({"MndtId": NEW_NO, "LclInstrm": "B2B", "Dbtr": {"Nm": "An"}}))
    assert (CORE, {"Dbtr.Nm": "An", "DbtrAcct": IBAN}) == (facts.instrument, facts.says)
    assert (None, 1) == (facts.email, facts.updates)


def test_import_in_xml_is_read_as_in_json() -> None:
    """Account, template and debtor stand in elements of the same names."""
    mandate = (
        f"<Mndt><MndtId>{NEW_NO}</MndtId><Dbtr><CtctDtls><EmailAdr>{EMAIL}</EmailAdr></CtctDtls></Dbtr>"
        f"<DbtrAcct>{IBAN}</DbtrAcct><SplmtryData><Entry><Key>TemplateId</Key><Value>1</Value></Entry></SplmtryData></Mndt>"
    )
    content = f"<Updates><GrpHdr/><MndtInitn>{mandate}</MndtInitn><MndtInitn/></Updates>".encode()
    facts = learn(make_exchange("importMandates", status=204, sent=content)).mandates.by_number[NEW_NO]
    assert (TEMPLATE, EMAIL, IBAN) == (facts.template, facts.email, facts.says["DbtrAcct"])


def test_refused_request_changes_nothing() -> None:
    """Only what was accepted has happened."""
    known = make_creditor()
    known.learn(make_refusal("updateMandate", "err_invalid_params", form={"mndtId": SIGNED_NO, "city": "Brugge"}))
    known.learn(make_refusal("createTransaction", "err_invalid_amount", form={"mndtId": SIGNED_NO, "amount": "1"}))
    known.learn(make_refusal("logIn", "err_no_login", status=200, form={"apiToken": "x"}, session=None))
    assert 0 == known.mandates.by_number[SIGNED_NO].updates
    assert NEW_ID not in known.money.transactions


def test_another_creditors_things_are_kept_apart() -> None:
    """What a second session makes is its own, and tells nothing to the first one's feed."""
    known = make_creditor()
    before = len(known.mandates.feed.events)
    known.learn(sign(session=OTHER_SESSION))
    known.learn(update(FOREIGN_NO))
    assert (OTHER, None) == (known.mandates.by_number[NEW_NO].owner, known.mandates.by_number[NEW_NO].instrument)
    assert 0 == known.mandates.by_number[FOREIGN_NO].updates
    assert before == len(known.mandates.feed.events)
    assert known.named_mandate(read(NEW_NO)) is None
    assert known.named_mandate(read(NEW_NO, session=OTHER_SESSION)) is not None


def test_transaction_is_learnt_as_it_was_sent() -> None:
    """Amount, message and day are those of the request; the day is that of the moment in UTC."""
    known = make_creditor()
    known.learn(charge(amount="99.9", place="web", reqcolldt="2017-09-23T23:30:00-02:00"))
    facts = known.money.transactions[NEW_ID]
    assert (9990, "web", "2017-09-24", NOW) == (facts.amount_cents, facts.place, facts.requested, facts.date)
    assert facts.is_free


def test_collection_takes_its_transactions() -> None:
    """What was open is in the batch of its kind, and its mandate is no first one any more."""
    known = make_creditor()
    known.learn(sign())
    known.learn(charge(NEW_ID, mndtId=NEW_NO))
    known.learn(collect("7", str(NEW_BATCH)))
    batches, transactions = known.money.batches, known.money.transactions
    assert ((NEW_ID,), (OPEN_ID,)) == (batches["7"].members, batches[str(NEW_BATCH)].members)
    assert ["7", str(NEW_BATCH)] == [transactions[id_].batch for id_ in (NEW_ID, OPEN_ID)]
    assert known.mandates.by_number[NEW_NO].was_collected


def test_answer_of_the_bank_is_learnt_wherever_it_shows() -> None:
    """By transaction, by feed, by batch."""
    paid = entry(COLLECTED_ID, state="PAID", final=True, bkdate=NOW)
    batch_entry = {"e2eid": "E104", "mandateRef": SIGNED_NO, "msg": "Monthly payment", "amount": 20.0}
    in_batch = batch(BATCH, {**batch_entry, "state": "paid", "final": True})
    for exchange in (shown(paid), updates(paid), payments(in_batch), payments(in_batch, id=str(BATCH))):
        known = make_creditor()
        known.learn(exchange)
        answer = known.money.transactions[COLLECTED_ID].answer
        assert answer is not None
        assert ("PAID", True, None) == (answer.state, answer.final, answer.code)


def test_callback_is_counted_once_it_was_understood() -> None:
    """What was answered otherwise comes again."""
    known = learn(make_callback("contract", mandateNumber=NEW_NO, event="Sign"))
    assert {(NEW_NO, "Sign"): 1} == dict(known.callbacks)


# --- excuses --------------------------------------------------------------------------------------------------------


def refuse(operation: str, code: str, **parts: Any) -> Exchange:
    return make_refusal(operation, code, **parts)


def of_mandate(number: str, code: str = "err_no_contract", operation: str = "getMandate") -> Exchange:
    return refuse(operation, code, query={"mndtId": number})


def of_form(operation: str, code: str, **form: str) -> Exchange:
    return refuse(operation, code, form=form)


def of_import(code: str, *mandates: dict[str, Any]) -> Exchange:
    return refuse("importMandates", code, sent={"Messages": [{"Mndt": each} for each in mandates]})


def import_of(**changes: Any) -> dict[str, Any]:
    return {**show_mandate(NEW_NO), **changes}


def back_to(place: str) -> Exchange:
    return refuse("getMandateUpdates", "err_invalid_params", headers={"x-reset": place})


NO_ACCOUNT = {name: value for name, value in show_mandate(NEW_NO).items() if name != "DbtrAcct"}
EXCUSED = {
    "refused login": refuse("logIn", "err_no_login", status=200, session=None),
    "unknown mandate": of_mandate(NEW_NO),
    "mandate of another creditor": of_mandate(FOREIGN_NO),
    "unknown template": of_form("inviteMandate", "err_no_such_ct", ct=UNKNOWN_TEMPLATE),
    "unknown template in an import": of_import("err_no_such_ct", import_of(SplmtryData=[])),
    "mandate in another state": of_mandate(PREPARED_NO, "err_mandate_invalid_state"),
    "nothing to remove": refuse("removeTransactions", "err_missing_params", query={"id": ""}),
    "no number given": of_form("inviteMandate", "err_mandatenumber_required", ct=NUMBERED_TEMPLATE),
    "number in use": of_form("signMandate", "err_double_mandatenumber", mandateNumber=SIGNED_NO),
    "signed already": of_form("signMandate", "err_contract_signed", key=SIGNED_KEY),
    "sms to nobody": of_form("signMandate", "err_missing_params", key=PREPARED_KEY, method="sms", mobile=" "),
    "import without account": of_import("err_invalid_iban", NO_ACCOUNT),
    "import with a number twice": of_import("err_double_mandatenumber", import_of(), import_of()),
    "import with null": imported(import_of(Dbtr={"CtctDtls": {"MobNb": None}})),
    "import of an impossible day": of_import("err_invalid_input", import_of(Ocrncs={"Drtn": {"FrDt": "2017-02-30"}})),
    "import of an impossible signature": of_import(
        "err_invalid_input", import_of(SplmtryData=[{"Key": "SignerDate#0", "Value": "2017-13-01"}])
    ),
    "import of an impossible address": of_import(
        "err_invalid_input", import_of(Dbtr={"CtctDtls": {"EmailAdr": "a@b.c.@d"}})
    ),
    "import of a new number in lower case": of_import("err_invalid_input", import_of(MndtId="new-1")),
    "unknown beneficiary": of_form("createTransfer", "err_invalid_iban", iban=IBAN),
    "nothing to collect": refuse("downloadCollection", "err_invalid_state"),
    "unknown place in the feed": back_to("NOBODY-1"),
}
NOT_EXCUSED = {
    "login without a session": login(),
    "known mandate": of_mandate(SIGNED_NO),
    "own template": of_form("inviteMandate", "err_no_such_ct", ct=TEMPLATE),
    "own template in an import": of_import("err_no_such_ct", import_of()),
    "something to remove": refuse("removeTransactions", "err_missing_params", query={"id": "5"}),
    "number given": of_form("inviteMandate", "err_mandatenumber_required", ct=NUMBERED_TEMPLATE, mandateNumber="A"),
    "number not in use": of_form("signMandate", "err_double_mandatenumber", mandateNumber=NEW_NO),
    "prepared": of_form("signMandate", "err_contract_signed", key=PREPARED_KEY),
    "unknown key": of_form("signMandate", "err_contract_signed", key=NEW_KEY),
    "sms without a key": of_form("signMandate", "err_missing_params", method="sms"),
    "sms to a number": of_form("signMandate", "err_missing_params", key=PREPARED_KEY, method="sms", mobile="+32479"),
    "nothing of sms": of_form("signMandate", "err_missing_params", key=PREPARED_KEY, method="paper"),
    "import with a good account": of_import("err_invalid_iban", import_of()),
    "import with two numbers": of_import("err_double_mandatenumber", import_of(), show_mandate("A")),
    "import without null": imported(import_of()),
    "good import": of_import("err_invalid_input", import_of(Ocrncs={"Drtn": {"FrDt": "2017-02-28"}})),
    "import of a new number in upper case": of_import("err_invalid_input", import_of(MndtId="NEW-1")),
    "registered beneficiary": of_form("createTransfer", "err_invalid_iban", iban=BENEFICIARY),
    "something to say of the feed": back_to("2017-09-16T14:00:00Z"),
    "no place in the feed": refuse("getMandateUpdates", "err_invalid_params"),
    "nothing to collect elsewhere": refuse("collectTransactions", "err_invalid_state"),
    "transfer": transfer(),
    "accepted": read(B2B_NO),
}


@pytest.mark.parametrize("name", EXCUSED)
def test_documented_refusal_is_excused(name: str) -> None:
    """A refusal, or an acceptance, that the provider's text explains is no finding, and the reason can be read."""
    assert excuse(EXCUSED[name], make_creditor())


@pytest.mark.parametrize("name", NOT_EXCUSED)
def test_refusal_without_explanation_is_not_excused(name: str) -> None:
    """The same code without the circumstances that explain it is a finding."""
    assert excuse(NOT_EXCUSED[name], make_creditor()) is None


# --- reading --------------------------------------------------------------------------------------------------------


def test_parameters_of_form_and_query_are_merged() -> None:
    """The form wins, an empty one is absent, and the first of several counts."""
    query = {"ct": ["1", "2"], "l": [""], "email": ["a@b.c"]}
    merged = make_exchange("inviteMandate", query=query, form={"ct": ["3", "4"], "zip": ""})
    assert {"ct": ["3", "4"], "email": ["a@b.c"]} == reading.parameters(merged)
    assert ("3", None) == (reading.first(merged, "ct"), reading.first(merged, "l"))
    assert {"mndtId": ["A"]} == reading.parameters(
        make_exchange("uploadMandatePdf", query={"mndtId": "A"}, sent=b"mndtId=B")
    )


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2017-09-16", NOW_S * 1000 - 14 * 3_600_000),
        (NOW, NOW_S * 1000),
        ("2017-09-16T14:00:00", NOW_S * 1000),
        ("2017-09-16T16:00:00.123456789+02:00", NOW_S * 1000 + 123),
        ("2017-02-30", None),
        ("2017-09-16T25:00:00Z", None),
        ("2017-9-1", None),
        ("", None),
        (None, None),
        (1505570400, None),
    ],
)
def test_moments_are_read_to_the_millisecond(text: object, milliseconds: int | None) -> None:
    """Days and moments, with and without fraction and offset; what is neither is nothing."""
    assert milliseconds == reading.milliseconds(text)


def test_moments_are_written_as_answers_have_them() -> None:
    """In UTC, to the second, rounded down."""
    assert NOW == reading.write_moment(NOW_S + 0.9)
    assert "1970-01-01T00:00:00Z" == reading.write_moment(0)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [(99.99, "9999"), (10, "1000"), (0.001, "0.1"), (True, None), ("1.00", None), (float("nan"), None), (None, None)],
)
def test_amounts_are_read_by_their_decimals(amount: object, cents: str | None) -> None:
    """A JSON number is what its digits say, and nothing else is an amount."""
    assert (None if cents is None else Decimal(cents)) == reading.cents(amount)


@pytest.mark.parametrize(
    ("iban", "good"),
    [
        (IBAN, True),
        ("BE68 0688 9725 0734", True),
        ("MT84MALT011000012345MTLCAST001S", True),
        (BAD_IBAN, False),
        (IBAN.lower(), False),
        (f"{IBAN}\n", False),
        ("", False),
        (4711, False),
        ("BE6806889725073\u00b2", False),
    ],
)
def test_iban_is_told_by_its_check_digits(iban: object, good: bool) -> None:
    """Form and check digits, as ISO 13616 has them; spaces do not count."""
    assert good == reading.is_iban(iban)


def test_check_digits_are_made_as_they_are_tested() -> None:
    """The published example of the standard comes out."""
    assert "GB82WEST12345698765432" == reading.make_iban("GBWEST12345698765432")


@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "en"), ("nl", "nl"), ("FR-be", "fr"), ("pl", "en"), ("nl, en", None), ("nl;q=0.5", None), ("*", None)],
)
def test_language_is_the_one_asked_for(asked: str, language: str | None) -> None:
    """English where none is asked for or none of ours; what takes weighing is left open."""
    assert language == reading.language(make_exchange(headers={"accept-language": asked}))


@pytest.mark.parametrize("content", [b"", b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"{}", b"\xff"])
def test_what_is_no_xml_is_none(content: bytes) -> None:
    """Broken documents and those that declare entities are not read."""
    assert reading.parse_xml(content) is None
