"""The rules of Twikey that came from changing its sandbox at will: what each reports, and its neighbour."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from conformance.exchange import Exchange
from conformance.providers.twikey import access, rules
from conformance.providers.twikey.knowledge import Creditor

BASE_URL = "http://127.0.0.1:1"
SESSION, OTHER_SESSION = "3a1b1c1d-0000-4000-8000-000000000001", "3a1b1c1d-0000-4000-8000-000000000002"
NOW = "Sat, 16 Sep 2017 14:00:00 GMT"
IBAN, OTHER_IBAN, CREDITOR_ID = "BE68068897250734", "NL91ABNA0417164300", "BE54ZZZ0000000001"
BIC, EMAIL, NUMBER = "GKCCBEBB", "support@example.com", "SBXA1"
VALUES = {"api_token": "A" * 40, "template_id": "1323", "b2b_template_id": "1324"}

Case = tuple[list[Exchange], Exchange, Exchange]
"""What happened before, an exchange that the rule reports, and one that it does not."""


def make_creditor() -> Creditor:
    """A creditor whose first session is known."""
    with httpx.Client() as http:
        opened = access.open_access(VALUES, prefix="", base_url=BASE_URL, http=http, clock=lambda: 0.0)
    known = Creditor(opened)
    opened.face.sessions.add(SESSION)
    return known


def make_exchange(
    operation: str,
    *,
    form: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    answer: Any = None,
    session: str = SESSION,
    **headers: str,
) -> Exchange:
    """A success; header names with an underscore are those of the answer."""
    reads = operation.startswith("get")
    return Exchange(
        layer="examples",
        operation=operation,
        method="GET" if reads else "POST",
        url=f"{BASE_URL}/creditor",
        path_parameters={},
        query={name: [value] for name, value in (query or {}).items()},
        request_headers={"authorization": session},
        request_body=urlencode(form or {}).encode(),
        status=200,
        response_headers={"date": NOW, **{name.replace("_", "-"): value for name, value in headers.items()}},
        response_body=answer if isinstance(answer, bytes) else json.dumps(answer).encode(),
        code=None,
    )


def signed(number: str = NUMBER, **changes: str) -> Exchange:
    """A mandate was made and signed."""
    form = {"method": "paper", "ct": "1323", "iban": IBAN, "bic": BIC, "email": EMAIL, **changes}
    return make_exchange("signMandate", form=form, answer={"Msg": "ok", "MndtId": number})


def shown(number: str = NUMBER, **members: Any) -> Exchange:
    """A mandate was read."""
    answer = {"Mndt": {"MndtId": number, "CdtrSchmeId": CREDITOR_ID, **members}}
    return make_exchange("getMandate", query={"mndtId": number}, answer=answer, x_state="SIGNED")


def named(number: str, *, session: str = SESSION, **changes: str) -> Exchange:
    """A valid mandate was named instead of preparing one."""
    form = {"ct": "1323", "email": EMAIL, "check": "true", **changes}
    return make_exchange("inviteMandate", form=form, answer={"mndtId": number}, session=session)


def charged(number: str, id_: int, contract_id: int) -> Exchange:
    """A transaction was added."""
    entry = {"id": id_, "contractId": contract_id, "mndtId": number, "amount": 50.0, "msg": "rent"}
    form = {"mndtId": number, "message": "rent", "amount": "50.00"}
    return make_exchange("createTransaction", form=form, answer={"Entries": [entry]})


def batch(id_: int, *entries: Mapping[str, Any], pmtinfid: str = "Twikey-1") -> dict[str, Any]:
    """A batch as the payments show it."""
    usual = {"amount": 50.0, "contractId": 7, "mandateRef": NUMBER, "msg": "rent", "final": False, "state": "open"}
    return {
        "id": id_,
        "pmtinfid": pmtinfid,
        "tx": len(entries),
        "amount": 50.0 * len(entries),
        "Entries": [{**usual, "e2eid": f"E{place}", **entry} for place, entry in enumerate(entries)],
    }


def paid_out(*batches: Mapping[str, Any]) -> Exchange:
    """The payments were read."""
    return make_exchange("getPayments", query={"detail": "true"}, answer={"Sdds": list(batches)})


def message(kind: str = "new", *, time: str = "2017-09-16T14:00:00Z", number: str = NUMBER) -> dict[str, Any]:
    """A message of the mandate feed."""
    if kind == "cancelled":
        return {"OrgnlMndtId": number, "CxlRsn": {"Rsn": "over"}, "EvtTime": time}
    return {"Mndt": {"MndtId": number}, "EvtTime": time}


def feed(*messages: Mapping[str, Any], made: str = "2017-09-16T14:00:00Z") -> Exchange:
    """The mandate feed was read."""
    return make_exchange("getMandateUpdates", answer={"GrpHdr": {"CreDtTm": made}, "Messages": list(messages)})


def bank_file(*ids: str, **changes: str) -> bytes:
    """A zip with one direct debit message; `changes` replace what it says of its creditor and debtor."""
    said = {
        "scheme": "CORE",
        "day": "2017-10-01",
        "creditor": CREDITOR_ID,
        "signed": "2017-09-01",
        "iban": IBAN,
        "bic": f"<BIC>{BIC}</BIC>",
        "currency": "EUR",
        **changes,
    }
    debits = "".join(
        f"<DrctDbtTxInf><PmtId><EndToEndId>{id_}</EndToEndId></PmtId>"
        f'<InstdAmt Ccy="{said["currency"]}">50.00</InstdAmt><DrctDbtTx><MndtRltdInf><MndtId>{NUMBER}</MndtId>'
        f"<DtOfSgntr>{said['signed']}</DtOfSgntr></MndtRltdInf></DrctDbtTx>"
        f"<DbtrAgt><FinInstnId>{said['bic']}</FinInstnId></DbtrAgt>"
        f"<DbtrAcct><Id><IBAN>{said['iban']}</IBAN></Id></DbtrAcct></DrctDbtTxInf>"
        for id_ in ids
    )
    text = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"><CstmrDrctDbtInitn>'
        "<GrpHdr><MsgId>9</MsgId></GrpHdr><PmtInf><PmtTpInf>"
        f"<LclInstrm><Cd>{said['scheme']}</Cd></LclInstrm><SeqTp>FRST</SeqTp></PmtTpInf>"
        f"<ReqdColltnDt>{said['day']}</ReqdColltnDt>"
        f"<CdtrSchmeId><Id><PrvtId><Othr><Id>{said['creditor']}</Id></Othr></PrvtId></Id></CdtrSchmeId>"
        f"{debits}</PmtInf></CstmrDrctDbtInitn></Document>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("FRST.xml", text)
    return buffer.getvalue()


def downloaded(content: bytes, **form: str) -> Exchange:
    """The files of a collection were downloaded."""
    return make_exchange("downloadCollection", form={"ct": "1323", **form}, answer=content)


def submitted(pmtinfid: str) -> Exchange:
    """Transfers were submitted."""
    answer = {"CreditTransfers": [{"id": 1, "pmtinfid": pmtinfid, "entries": 1}]}
    return make_exchange("completeTransfers", form={"ct": "1323"}, answer=answer)


_MANDATE = [signed(signDate="2017-09-01T10:15:30Z"), shown()]

CASES: dict[str, list[Case]] = {
    "direct_debits_differ": [
        ([], downloaded(bank_file("A", "A")), downloaded(bank_file("A", "B"))),
        ([], downloaded(bank_file("")), downloaded(bank_file("A"))),
        ([], downloaded(bank_file("A", currency="USD")), downloaded(bank_file("A"))),
    ],
    "direct_debit_fits_mandate": [
        (_MANDATE, downloaded(bank_file("A", **{name: value})), downloaded(bank_file("A")))
        for name, value in {
            "iban": OTHER_IBAN,
            "bic": "<BICFI>ABNANL2A</BICFI>",
            "scheme": "B2B",
            "signed": "2017-09-02",
            "creditor": "BE54ZZZ0000000002",
        }.items()
    ]
    + [(_MANDATE, downloaded(bank_file("A", iban="")), downloaded(bank_file("A", bic="")))],
    "collected_on_the_day": [
        ([], downloaded(bank_file("A"), colltndt="2017-10-02"), downloaded(bank_file("A"), colltndt="2017-10-01")),
        ([], downloaded(bank_file("A"), clltndt="2017-10-02"), downloaded(bank_file("A"), colltndt="9" * 18)),
        ([], downloaded(bank_file("A"), colltndt="1505570400000"), downloaded(bank_file("A"))),
        ([], downloaded(bank_file("A", day="2017-09-15")), downloaded(bank_file("A", day="2017-09-16"))),
    ],
    "transfer_info_unique": [([submitted("T-1")], submitted("T-1"), submitted("T-2"))],
    "collected_once": [
        ([], paid_out(batch(1, {"e2eid": "A"}, {"e2eid": "A"})), paid_out(batch(1, {"e2eid": "A"}, {"e2eid": "B"}))),
        ([paid_out(batch(1, {}))], paid_out(batch(2, {})), paid_out(batch(1, {}))),
    ],
    "end_to_end_kept": [
        ([downloaded(bank_file("A"))], paid_out(batch(9, {"e2eid": "B"})), paid_out(batch(9, {"e2eid": "A"}))),
        ([paid_out(batch(1, {}))], paid_out(batch(1, {"e2eid": "B"})), paid_out(batch(2, {"e2eid": "B"}))),
    ],
    "payment_info_unique": [
        ([], paid_out(batch(1), batch(2)), paid_out(batch(1), batch(2, pmtinfid="Twikey-2"))),
        ([paid_out(batch(1))], paid_out(batch(2)), paid_out(batch(1))),
    ],
    "contract_id_is_the_mandates": [
        ([charged(NUMBER, 1, 7)], paid_out(batch(1, {"contractId": 8})), paid_out(batch(1, {}))),
        ([charged(NUMBER, 1, 7)], paid_out(batch(1, {"mandateRef": "SBXA2"})), paid_out(batch(1, {}))),
        ([charged(NUMBER, 1, 7)], charged("SBXA2", 2, 7), charged("SBXA2", 2, 8)),
    ],
    "contract_has_one_name": [
        ([paid_out(batch(1, {"contract": "A"}))], paid_out(batch(1, {"contract": "B"})), paid_out(batch(1, {}))),
        (
            [paid_out(batch(1, {"contract": "A"}))],
            make_exchange("getTransactions", answer={"Entries": [{"contractId": 7, "contract": "B"}]}),
            make_exchange("getTransactions", answer={"Entries": [{"contractId": 8, "contract": "B"}]}),
        ),
    ],
    "signed_when_said": [
        (
            _MANDATE[:1],
            shown(SplmtryData=[{"Key": "SignerDate#0", "Value": "2017-09-01T00:00:00Z"}]),
            shown(SplmtryData=[{"Key": "SignerDate#0", "Value": "2017-09-01T10:15:30Z"}]),
        ),
        (
            _MANDATE[:1],
            shown(SplmtryData=[{"Key": "SignerDate#0", "Value": "2017-09-02T10:15:30Z"}]),
            shown("SBXA2", SplmtryData=[{"Key": "SignerDate#0", "Value": "2017-09-02T10:15:30Z"}]),
        ),
    ],
    "check_finds_valid": [
        ([signed()], named(NUMBER, ct="1324"), named(NUMBER)),
        ([signed()], named(NUMBER, email="other@example.com"), named(NUMBER, email=EMAIL.upper())),
    ],
    "foreign_things_hidden": [([signed()], named(NUMBER, session=OTHER_SESSION), named(NUMBER))],
    "feed_is_of_its_moment": [
        ([], feed(made="2015-01-01T00:00:00Z"), feed(made="2017-09-16T13:59:30Z")),
        ([], feed(message(time="2017-09-16T16:00:00Z")), feed(message(time="2017-09-16T12:00:00Z"))),
        (
            [],
            make_exchange("getTransactions", answer={"Entries": [{"bkdate": "2017-09-17T00:00:00Z"}]}),
            make_exchange("getTransactions", answer={"Entries": [{"bkdate": "2017-09-16T00:00:00Z"}]}),
        ),
    ],
    "event_has_its_moment": [
        ([signed()], feed(message(time="2017-09-16T12:00:00Z")), feed(message(time="2017-09-16T14:00:59Z"))),
        (
            [signed()],
            feed(message(), message(time="2017-09-16T13:00:00Z")),
            feed(message(), message("cancelled", time="2017-09-16T13:00:00Z")),
        ),
    ],
}


def judge(name: str, exchange: Exchange, *before: Exchange) -> str | None:
    """What a rule says of an exchange after others."""
    known = make_creditor()
    for each in before:
        known.learn(each)
    (rule,) = [each for each in rules.RULES if each.name == name]
    return rule.judge(exchange, known)


@pytest.mark.parametrize(
    ("name", "case"), [(name, place) for name, group in CASES.items() for place, _ in enumerate(group)]
)
def test_rule_reports_what_is_wrong_and_nothing_else(name: str, case: int) -> None:
    """A rule has something to say of the first exchange, and nothing of its neighbour."""
    before, wrong, right = CASES[name][case]
    assert judge(name, wrong, *before)
    assert judge(name, right, *before) is None


def test_contract_may_be_given_a_number() -> None:
    """After a change of the contract number, or an import, another name is right; after any other change it is not."""
    before, after = paid_out(batch(1, {"contract": "A"})), paid_out(batch(1, {"contract": "B"}))
    assert (
        judge("contract_has_one_name", after, before, make_exchange("updateMandate", form={"contractNumber": "B"}))
        is None
    )
    assert judge("contract_has_one_name", after, before, make_exchange("importMandates")) is None
    assert judge("contract_has_one_name", after, before, make_exchange("updateMandate", form={"city": "Gent"}))


def test_moment_at_the_end_of_the_calendar_is_passed_over() -> None:
    """A signature before the first day in UTC has no day, and no rule falls over it."""
    before = [signed(signDate="0001-01-01T00:00:00+10:00"), shown()]
    assert judge("direct_debit_fits_mandate", downloaded(bank_file("A")), *before) is None


def test_time_of_an_event_that_nobody_dated_is_not_judged() -> None:
    """Without a date in the answer that caused it, an event may lie anywhere."""
    before = signed()
    dateless = Exchange(**{**{name: getattr(before, name) for name in Exchange.__slots__}, "response_headers": {}})
    assert judge("event_has_its_moment", feed(message(time="2016-01-01T00:00:00Z")), dateless) is None


ODD: list[Callable[[], Any]] = [
    lambda: {"Sdds": [{"id": None, "pmtinfid": 5, "Entries": [{"e2eid": []}, 7]}]},
    lambda: {"Entries": [{"bkdate": 5, "contractId": [], "mndtId": {}}]},
    lambda: {"GrpHdr": 5, "Messages": [{"EvtTime": {}, "Mndt": {"MndtId": 5, "SplmtryData": [{"Key": 5}]}}]},
    lambda: {"mndtId": 5, "Mndt": {"MndtId": [], "CdtrSchmeId": 5}},
    lambda: b"PK\x03\x04",
    lambda: bank_file("A", iban="", creditor="", day="", signed="", scheme=""),
]


@pytest.mark.parametrize("make", ODD)
def test_rules_survive_any_answer(make: Callable[[], Any]) -> None:
    """A target under judgement may send anything: a rule that crashes on it would end the run instead of judging it."""
    operations = ("getPayments", "getTransactions", "getMandateUpdates", "getMandate", "inviteMandate")
    known = make_creditor()
    known.learn(signed())
    for operation in (*operations, "downloadCollection", "getTransactionUpdates"):
        given = {"mndtId": NUMBER, "check": "true", "colltndt": "x"}
        exchange = make_exchange(operation, form=given, query={"mndtId": NUMBER}, answer=make())
        for rule in rules.RULES:
            if rule.name in CASES:
                rule.judge(exchange, known)
        known.learn(exchange)
    assert NUMBER in known.mandates.by_number
