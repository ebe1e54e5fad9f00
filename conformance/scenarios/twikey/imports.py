"""Importing mandates that were signed elsewhere, as JSON and as XML."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

import pytest

from conformance.providers.twikey import reading
from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    BAD_IBAN,
    EMAIL,
    IBAN,
    NO_CONTRACT,
    OTHER_IBAN,
    UNKNOWN_NUMBER,
    UNKNOWN_TEMPLATE,
    WRONG_STATE,
    cancel,
    charge,
    document,
    drain,
    expire,
    invite,
    messages,
    new_import,
    other_template,
    print_out,
    read,
    sign,
    state_of,
    template_of,
    told,
)
from conformance.scenarios.twikey.text import TEXTS, cases

UNREADABLE = (400, "err_invalid_input")
XML = "application/xml"


def _import(world: World, *mandates: dict[str, Any], expect: Any = 204) -> None:
    world.call("importMandates", body=document(*mandates), expect=expect)


def _element(name: str, value: Any) -> str:
    """A member of a mandate as the provider's SoapUI project writes it."""
    if name == "SplmtryData":
        entries = "".join(
            f"<Entry><Key>{e['Key']}</Key><Value>{escape(str(e['Value']))}</Value></Entry>" for e in value
        )
        return f"<SplmtryData>{entries}</SplmtryData>"
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(n, v) for n, v in value.items() if v is not None)}</{name}>"
    attribute = ' Ccy="EUR"' if name == "MaxAmt" else ""
    return f"<{name}{attribute}>{escape(str(value))}</{name}>"


def as_xml(*mandates: dict[str, Any]) -> bytes:
    """The document in XML."""
    inits = "".join(f"<MndtInitn>{_element('Mndt', mandate)}</MndtInitn>" for mandate in mandates)
    header = "<GrpHdr><CreDtTm>2017-08-31T07:35:25Z</CreDtTm></GrpHdr>"
    return f'<?xml version="1.0" encoding="UTF-8"?><Updates>{header}{inits}</Updates>'.encode()


@requires("control")
@shows("importMandates", 204)
def test_imported_mandate_is_signed(world: World) -> None:
    """An imported mandate is signed, can be charged, and is told of in the feed (Import existing mandates)."""
    _import(world, new_import(world.first, "PAPER-1"))
    reply = read(world, "PAPER-1")
    shown = reply.json["Mndt"]
    assert ["SIGNED", "true"] == [reply.headers["x-state"], reply.headers["x-collectable"]]
    assert ["An Peeters", IBAN, "1000", "250.00", "MNTH"] == [
        shown["Dbtr"]["Nm"],
        shown["DbtrAcct"],
        shown["RfrdDoc"],
        shown["MaxAmt"],
        shown["Ocrncs"]["Frqcy"],
    ]
    assert charge(world, "PAPER-1")
    assert [("new", "PAPER-1")] == told(drain(world))


@requires("control")
def test_import_may_be_xml(world: World) -> None:
    """The same document may be sent as XML (SoapUI project, Upload mandates)."""
    mandates = [new_import(world.first, "XML-1"), new_import(world.first, "XML-2", DbtrAcct=OTHER_IBAN)]
    headers = {"Content-Type": XML}
    world.call("importMandates", content=as_xml(*mandates), headers=headers, expect=204)
    assert [("new", "XML-1"), ("new", "XML-2")] == told(drain(world))
    shown = read(world, "XML-2").json["Mndt"]
    assert [OTHER_IBAN, "Oostkamp"] == [shown["DbtrAcct"], shown["Dbtr"]["PstlAdr"]["TwnNm"]]


@requires("control")
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", XML, None])
def test_first_character_says_what_an_import_is(world: World, content_type: str | None) -> None:
    """JSON that is called a form, or XML, or nothing, is read as JSON (Postman collection; script in Go)."""
    content = json.dumps(document(new_import(world.first, "JSON-1"))).encode()
    world.call("importMandates", content=b"\n " + content, headers={"Content-Type": content_type}, expect=204)
    xml = as_xml(new_import(world.first, "XML-3"))
    world.call("importMandates", content=xml, headers={"Content-Type": "application/json"}, expect=204)
    assert ["SIGNED", "SIGNED"] == [state_of(world, number) for number in ("JSON-1", "XML-3")]


@requires("control")
def test_feed_may_be_imported(world: World) -> None:
    """What the feed gives can be sent back, and changes nothing but the feed (Import existing mandates: like fetch)."""
    number = sign(world)
    feed = messages(world)
    before = read(world, number).json
    world.call("importMandates", body={"GrpHdr": {"CreDtTm": "2017-08-31T07:35:25Z"}, "Messages": feed}, expect=204)
    assert before == read(world, number).json
    assert [("amended", number)] == told(drain(world))


@requires("control")
@shows("importMandates", 404, "err_no_contract")
def test_import_changes_and_cancels(world: World) -> None:
    """Changes and cancellations of what exists are taken as the feed gives them (Import: all updates like in fetch)."""
    changed, ended = sign(world), sign(world)
    change = {
        "AmdmntRsn": {"Rsn": "Moved"},
        "OrgnlMndtId": changed,
        "Mndt": {"MndtId": changed, "DbtrAcct": OTHER_IBAN},
    }
    end = {"CxlRsn": {"Rsn": "Contract ended"}, "OrgnlMndtId": ended, "EvtTime": "2018-06-23T09:00:00Z"}
    for message in ({**change, "Mndt": {"MndtId": UNKNOWN_NUMBER}}, {**end, "OrgnlMndtId": UNKNOWN_NUMBER}):
        world.call("importMandates", body={"Messages": [change, message]}, expect=NO_CONTRACT)
    assert [("new", changed), ("new", ended)] == told(drain(world)), "all or nothing"
    world.call("importMandates", body={"Messages": [change, end]}, expect=204)
    feed = drain(world)
    assert [("amended", changed), ("cancelled", ended)] == told(feed)
    assert [OTHER_IBAN, "Contract ended"] == [feed[0]["Mndt"]["DbtrAcct"], feed[1]["CxlRsn"]["Rsn"]]
    assert ["SIGNED", "CANCELLED"] == [state_of(world, number) for number in (changed, ended)]
    world.call("importMandates", body={"Messages": [end]}, expect=WRONG_STATE)


@requires("control")
def test_feed_of_xml_may_be_imported(world: World) -> None:
    """What the feed gives in XML can be sent back, changes and cancellations included (Import: like in fetch)."""
    number, other = sign(world), sign(world)
    world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=204)
    xml = world.call("getMandateUpdates", headers={"Accept": XML}, expect=200).exchange.response_body
    world.call("importMandates", content=xml.replace(b"Gent", b"Aalst"), headers={"Content-Type": XML}, expect=204)
    assert [("amended", each) for each in (number, other, number)] == told(drain(world))
    cancellation = f"<MndtCxl><OrgnlMndtId>{other}</OrgnlMndtId><CxlRsn><Rsn>Ended</Rsn></CxlRsn></MndtCxl>"
    content = f"<Updates>{cancellation}</Updates>".encode()
    world.call("importMandates", content=content, headers={"Content-Type": XML}, expect=204)
    assert [("cancelled", other)] == told(drain(world))


@requires("control")
@pytest.mark.parametrize(
    "message",
    [
        {"CxlRsn": {"Rsn": "Ended"}},
        {"AmdmntRsn": {"Rsn": "Moved"}, "OrgnlMndtId": "OWN-1"},
        {"CxlRsn": "Ended", "OrgnlMndtId": "OWN-1"},
        {"CxlRsn": {"Rsn": "Ended"}, "OrgnlMndtId": "OWN-1", "EvtTime": "2018-06-23"},
        {"CxlRsn": {"Rsn": "Ended"}, "OrgnlMndtId": "OWN-1", "EvtTime": "2018-06-23T09:00:00+02:00"},
    ],
    ids="-".join,
)
def test_message_of_an_import_is_incomplete(world: World, message: dict[str, Any]) -> None:
    """A message lacks its mandate, or has a member of another form than the feed gives it (assumed: code)."""
    sign(world, mandateNumber="OWN-1")
    world.call("importMandates", body={"Messages": [message]}, expect=UNREADABLE)
    assert "SIGNED" == state_of(world, "OWN-1")


@requires("control")
def test_import_changes_a_known_mandate(world: World) -> None:
    """A number that is known updates that mandate; what was not signed is signed by it (Import: or updates)."""
    signed, prepared, printed = sign(world), invite(world).number, invite(world).number
    print_out(world, printed)
    _import(world, *(new_import(world.first, number, DbtrAcct=OTHER_IBAN) for number in (signed, prepared, printed)))
    for number in (signed, prepared, printed):
        assert ["SIGNED", OTHER_IBAN] == [state_of(world, number), read(world, number).json["Mndt"]["DbtrAcct"]]
    expected = [("new", signed), ("amended", signed), ("new", prepared), ("new", printed)]
    assert expected == told(drain(world))


@requires("control")
def test_import_needs_little(world: World) -> None:
    """Number, account and template are enough, without a header of the document (samples; assumed)."""
    mandate = {name: new_import(world.first, "SMALL-1")[name] for name in ("MndtId", "DbtrAcct", "SplmtryData")}
    world.call("importMandates", body={"Messages": [{"Mndt": mandate}]}, expect=204)
    assert "SIGNED" == state_of(world, "SMALL-1")
    world.call("importMandates", body={"Messages": []}, expect=204)
    assert [("new", "SMALL-1")] == told(drain(world))


@requires("control", "b2b_template_id")
def test_import_may_be_b2b(world: World) -> None:
    """A B2B mandate that was signed elsewhere is signed here as well (Import existing mandates; assumed)."""
    data = [{"Key": "TemplateId", "Value": int(other_template(world, "b2b_template_id"))}]
    _import(world, new_import(world.first, "B2B-1", LclInstrm="B2B", SplmtryData=data))
    assert "SIGNED" == state_of(world, "B2B-1")


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_import_keeps_every_character(world: World, text: str) -> None:
    """Names come back as they were imported, from JSON in both spellings and from XML (Import existing mandates)."""
    mandate = new_import(world.first, "TEXT-1", Dbtr={"Nm": text, "CtctDtls": {"EmailAdr": EMAIL}})
    for escaped in (True, False):
        content = json.dumps(document(mandate), ensure_ascii=escaped).encode()
        world.call("importMandates", content=content, expect=204)
        assert text == read(world, "TEXT-1").json["Mndt"]["Dbtr"]["Nm"]
    xml = as_xml({**mandate, "MndtId": "TEXT-2"})
    world.call("importMandates", content=xml, headers={"Content-Type": XML}, expect=204)
    assert text == read(world, "TEXT-2").json["Mndt"]["Dbtr"]["Nm"]


# --- refusals -------------------------------------------------------------------------------------------------------


@requires("control")
@shows("importMandates", 400, "err_invalid_iban")
@pytest.mark.parametrize("iban", [BAD_IBAN, "BE00", "", None], ids=str)
def test_import_is_done_fully_or_not_at_all(world: World, iban: str | None) -> None:
    """One mandate with a wrong account, and none of the document is imported (Import: fully done or not at all)."""
    mandates = [new_import(world.first, f"ALL-{number}") for number in range(3)]
    bad = new_import(world.first, "ALL-3", DbtrAcct=iban)
    _import(world, *mandates, bad, expect=(400, "err_invalid_iban"))
    for number in range(4):
        world.call("getMandate", query={"mndtId": f"ALL-{number}", "force": "true"}, expect=NO_CONTRACT)
    assert [] == drain(world)


@requires("control")
@shows("importMandates", 400, "err_no_such_ct")
def test_import_names_its_template(world: World) -> None:
    """The template stands in the supplementary data, and is the creditor's own (Postman collection; assumed: code)."""
    for value in (int(UNKNOWN_TEMPLATE), "none", "", 0, 1.5, -1):
        data = [{"Key": "TemplateId", "Value": value}]
        _import(world, new_import(world.first, "NONE-1", SplmtryData=data), expect=(400, "err_no_such_ct"))
    lower_case = [{"Key": "templateid", "Value": int(template_of(world.first))}]
    _import(world, new_import(world.first, "NONE-1", SplmtryData=lower_case), expect=(400, "err_no_such_ct"))
    text = [{"Key": "TemplateId", "Value": template_of(world.first)}]
    _import(world, new_import(world.first, "NONE-1", SplmtryData=text))


@requires("control")
@shows("importMandates", 400, "err_double_mandatenumber")
def test_number_stands_once_in_an_import(world: World) -> None:
    """One number twice in one document is refused (table of codes; assumed)."""
    mandate = new_import(world.first, "TWICE-1")
    _import(world, mandate, new_import(world.first, "ONCE-1"), mandate, expect=(400, "err_double_mandatenumber"))
    assert [] == drain(world)


@requires("control")
@shows("importMandates", 403, "err_mandate_invalid_state")
def test_import_does_not_bring_back_what_has_ended(world: World) -> None:
    """A mandate that was cancelled or has expired cannot be imported again (assumed)."""
    cancelled, expired = sign(world), invite(world).number
    cancel(world, cancelled)
    expire(world, expired)
    for number in (cancelled, expired):
        _import(world, new_import(world.first, number), expect=WRONG_STATE)
    assert ["CANCELLED", "EXPIRED"] == [state_of(world, number) for number in (cancelled, expired)]


BROKEN = {
    "nothing": b"",
    "unfinished-json": b'{"Messages": [',
    "array": b"[]",
    "text": b'"text"',
    "form": b"mndtId=1",
    "no-messages": b'{"GrpHdr": {"CreDtTm": "2017-08-31T07:35:25Z"}}',
    "messages-no-list": b'{"Messages": {}}',
    "message-without-mandate": b'{"Messages": [{"EvtTime": "2017-08-30T16:37:05Z"}]}',
    "no-utf-8": b'{"Messages": ["\xff"]}',
    "utf-16": '{"Messages": []}'.encode("utf-16"),
    "deep": b"[" * 20_000,
    "unfinished-xml": b"<Updates><MndtInitn>",
    "other-root": b"<Mandates/>",
    "entities": b"<!DOCTYPE x [<!ENTITY a 'b'>]><Updates>&a;</Updates>",
    "unknown-encoding": b"<?xml version='1.0' encoding='nonsense'?><Updates/>",
}


@requires("control")
@shows("importMandates", 400, "err_invalid_input")
@pytest.mark.parametrize("content", **cases(BROKEN))
def test_import_is_unreadable(world: World, content: bytes) -> None:
    """What is neither of the two forms is refused as a whole (table of codes; assumed: err_invalid_input)."""
    world.call("importMandates", content=content, expect=UNREADABLE)
    assert [] == drain(world)


@requires("control")
def test_member_of_an_import_is_wrong(world: World) -> None:
    """A member of the wrong type, or with an impossible value, is refused (message dictionary; assumed: code)."""
    for changes in (
        {"LclInstrm": "COR1"},
        {"MndtId": "lower"},
        {"MndtId": "X" * 36},
        {"MndtId": 5},
        {"Dbtr": {"Nm": 5}},
        {"Dbtr": {"Nm": "x" * 141}},
        {"Dbtr": {"PstlAdr": {"Ctry": "BEL"}}},
        {"Dbtr": {"CtctDtls": {"EmailAdr": "nobody"}}},
        {"DbtrAgt": {"FinInstnId": {"BICFI": "BANK"}}},
        {"Ocrncs": {"SeqTp": "FRST"}},
        {"Ocrncs": {"Drtn": {"FrDt": "2017-02-30"}}},
        {"Ocrncs": {"Drtn": {"FrDt": "2017-08-30T00:00:00Z"}}},
        {"MaxAmt": "0250.00"},
        {"MaxAmt": "much"},
        {"MaxAmt": 250},
    ):
        _import(world, new_import(world.first, "WRONG-1", **changes), expect=UNREADABLE)
    assert [] == drain(world)


@requires("control")
def test_large_import_is_done(world: World) -> None:
    """A document may hold many mandates (Import existing mandates: batch)."""
    numbers = [f"MANY-{number}" for number in range(150)]
    _import(world, *(new_import(world.first, number) for number in numbers))
    assert [("new", number) for number in numbers] == told(drain(world))


@requires("control")
@pytest.mark.parametrize("defect", ["template", "ended", "email", "country", "date", "twice"])
def test_one_defect_stops_an_import(world: World, defect: str) -> None:
    """Whatever is wrong with one mandate, those before and after it are not imported (Import: fully or not at all)."""
    ended = sign(world)
    cancel(world, ended)
    changes: dict[str, dict[str, Any]] = {
        "template": {"SplmtryData": [{"Key": "TemplateId", "Value": int(UNKNOWN_TEMPLATE)}]},
        "ended": {"MndtId": ended},
        "email": {"Dbtr": {"CtctDtls": {"EmailAdr": "nobody"}}},
        "country": {"Dbtr": {"PstlAdr": {"Ctry": "BEL"}}},
        "date": {"Ocrncs": {"Drtn": {"FrDt": "2017-02-30"}}},
        "twice": {"MndtId": "STOP-1"},
    }
    codes = {"template": (400, "err_no_such_ct"), "ended": WRONG_STATE, "twice": (400, "err_double_mandatenumber")}
    good = [new_import(world.first, f"STOP-{number}") for number in (1, 2, 3)]
    bad = new_import(world.first, "STOP-4", **changes[defect])
    drain(world)
    _import(world, *good[:2], bad, good[2], expect=codes.get(defect, UNREADABLE))
    for number in ("STOP-1", "STOP-2", "STOP-3"):
        world.call("getMandate", query={"mndtId": number, "force": "true"}, expect=NO_CONTRACT)
    assert [] == drain(world)


@requires("control")
@pytest.mark.parametrize("as_json", [True, False], ids=["json", "xml"])
def test_import_keeps_everything_it_says(world: World, as_json: bool) -> None:
    """Days, signature and attributes of an import are those of the mandate (message dictionary; assumed: all)."""
    data = {
        "FirstName": "An",
        "TemplateId": int(template_of(world.first)),
        "SignerMethod#0": "eid",
        "SignerPlace#0": "Oostkamp",
        "SignerDate#0": "2017-08-30T16:37:05Z",
        "order_id": "4711",
    }
    occurrences = {"SeqTp": "OOFF", "Frqcy": "YEAR", "Drtn": {"FrDt": "2017-08-30", "ToDt": "2018-08-30"}}
    entries = [{"Key": key, "Value": value} for key, value in data.items()]
    mandate = new_import(world.first, "WHOLE-1", Ocrncs=occurrences, SplmtryData=entries)
    if as_json:
        _import(world, mandate)
    else:
        world.call("importMandates", content=as_xml(mandate), headers={"Content-Type": XML}, expect=204)
    shown = read(world, "WHOLE-1").json["Mndt"]
    assert occurrences == shown["Ocrncs"]
    assert data.items() <= reading.supplement(shown).items()
    assert shown == messages(world)[0]["Mndt"]


@requires("control")
def test_import_leaves_what_it_does_not_say(world: World) -> None:
    """An import of a known mandate changes what it says, again and again, and nothing else (Import: or updates)."""
    _import(world, new_import(world.first, "AGAIN-1"))
    before = read(world, "AGAIN-1").json["Mndt"]
    for amount in ("99.00", "12.00"):
        _import(world, {"MndtId": "AGAIN-1", "MaxAmt": amount})
        assert {**before, "MaxAmt": amount} == read(world, "AGAIN-1").json["Mndt"]
