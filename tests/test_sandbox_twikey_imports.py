"""Mandate messages in the Twikey sandbox: imports, and answers in XML."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests import twikey_world
from tests.twikey_looks import dig, kinds, numbers, supplement
from tests.twikey_world import (
    CT,
    IBAN,
    PNG,
    World,
    code,
    document,
    mandate_message,
    outcome,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from twikey_world.settled()


def mandate(world: World, number: str) -> dict[str, Any]:
    """Return a mandate in any state."""
    found: dict[str, Any] = world.detail(number).json()["Mndt"]
    return found


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/xml", "application/x-www-form-urlencoded", ""]
)
def test_import_reads_what_the_body_is(world: World, content_type: str) -> None:
    """JSON and XML are told apart by the first character; the content type says nothing."""
    xml = (
        "<Updates><GrpHdr><CreDtTm>2017-08-31T07:35:25Z</CreDtTm></GrpHdr><MndtInitn><Mndt><MndtId>XML1</MndtId>"
        f"<DbtrAcct><Id><IBAN>{IBAN}</IBAN></Id></DbtrAcct><MaxAmt Ccy='EUR'>10.00</MaxAmt>"
        f"<Dbtr><Nm>Zo\u00eb</Nm></Dbtr>"
        f"<SplmtryData><Entry><Key>TemplateId</Key><Value>{CT}</Value></Entry></SplmtryData>"
        "</Mndt></MndtInitn></Updates>"
    )
    for body in (b"\n " + document(mandate_message("JSON1")), xml.encode(), b"  " + xml.encode()):
        answer = world.call("POST", "/mandate", body, headers={"Content-Type": content_type})
        assert (answer.status_code, answer.content) == (204, b"")
    shown = mandate(world, "XML1")
    assert (shown["DbtrAcct"], shown["MaxAmt"], shown["Dbtr"]["Nm"]) == (IBAN, "10.00", "Zo\u00eb")
    assert numbers(world.feed()) == ["JSON1", "XML1", "XML1"]


def test_import_is_shown_as_given(world: World) -> None:
    """What an import says is what the feed says, signature included, and the mandate is signed."""
    given = mandate_message("POSTM0")
    world.post("/mandate", document(given))
    (message,) = world.feed()
    shown = message["Mndt"]
    for name in ("MndtId", "LclInstrm", "Ocrncs", "Dbtr", "DbtrAcct", "DbtrAgt", "RfrdDoc"):
        assert shown[name] == given["Mndt"][name]
    assert supplement(given["Mndt"]).items() <= supplement(shown).items()
    assert world.state("POSTM0") == "SIGNED"


def test_import_changes_and_cancels_what_there_is(world: World) -> None:
    """A known number is a change, a reason to cancel cancels; our own feed can be sent back."""
    change = mandate_message(world.signed, RfrdDoc="C-2", SplmtryData=...)
    cancellation = {"OrgnlMndtId": "POSTM1", "CxlRsn": {"Rsn": "moved"}}
    world.post("/mandate", document(mandate_message("POSTM1")))
    assert outcome(world.post("/mandate", document(change, cancellation))) == 204
    messages = world.feed()
    assert kinds(messages) == ["new", "amended", "cancelled"]
    assert (mandate(world, world.signed)["RfrdDoc"], world.state("POSTM1")) == ("C-2", "CANCELLED")
    whole = world.get("/mandate", X_RESET="2000-01-01T00:00:00Z").json()
    whole["Messages"] = [each for each in whole["Messages"] if "POSTM1" not in str(each)]
    assert kinds(whole["Messages"]) == ["new", "amended"]
    assert outcome(world.post("/mandate", document(*whole["Messages"]))) == 204
    signed_by_import = document(mandate_message(world.prepared, SplmtryData=...))
    assert outcome(world.post("/mandate", signed_by_import)) == 204
    assert world.state(world.prepared) == "SIGNED"


def test_import_is_done_fully_or_not_at_all(world: World) -> None:
    """One defect leaves everything as it was."""
    bad = mandate_message("BAD1", DbtrAcct="BE00")
    assert code(world.post("/mandate", document(mandate_message("GOOD1"), bad))) == "err_invalid_iban"
    assert code(world.detail("GOOD1")) == "err_no_contract"
    assert outcome(world.post("/mandate", document())) == 204
    assert outcome(world.post("/mandate", b'{"Messages": []}')) == 204
    assert world.feed() == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "err_invalid_input"),
        (b"[]", "err_invalid_input"),
        (b"{}", "err_invalid_input"),
        (b'{"GrpHdr": {"CreDtTm": "2017-08-31"}}', "err_invalid_input"),
        (b'{"GrpHdr": {"CreDtTm": "today"}, "Messages": []}', "err_invalid_input"),
        (b"\xff", "err_invalid_input"),
        (b'{"GrpHdr": {"CreDtTm": "\\ud800"}, "Messages": []}', "err_invalid_input"),
        (b"<Updates>", "err_invalid_input"),
        (b"<Other/>", "err_invalid_input"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><Updates>&a;</Updates>", "err_invalid_input"),
        (b"<?xml version='1.0' encoding='nonsense'?><Updates/>", "err_invalid_input"),
        (document({"EvtTime": "2017-08-30T16:37:05Z"}), "err_invalid_input"),
        (document(mandate_message("X1", SplmtryData=[{"Key": "", "Value": "x"}])), "err_invalid_input"),
        (document(mandate_message("X1", LclInstrm="COR1")), "err_invalid_input"),
        (document(mandate_message("X1", Dbtr={"Nm": 5})), "err_invalid_input"),
        (document(mandate_message("X1", RfrdDoc=5)), "err_invalid_input"),
        (document(mandate_message("X1", MndtId=...)), "err_invalid_input"),
        (document(mandate_message("x1")), "err_invalid_input"),
        (document(mandate_message("X1", DbtrAcct=...)), "err_invalid_iban"),
        (document(mandate_message("X1", SplmtryData=...)), "err_no_such_ct"),
        (document(mandate_message("X1", SplmtryData=[{"Key": "TemplateId", "Value": "x"}])), "err_no_such_ct"),
        (document(mandate_message("X1", SplmtryData=[{"Key": "TemplateId", "Value": 9}])), "err_no_such_ct"),
        (document(mandate_message("X1"), mandate_message("X1")), "err_double_mandatenumber"),
        (document({**mandate_message("X1"), "AmdmntRsn": {"Rsn": "why"}}), "err_no_contract"),
        (document({"OrgnlMndtId": "NOBODY", "CxlRsn": {}}), "err_no_contract"),
        (document({"CxlRsn": {}}), "err_invalid_input"),
        (document({**mandate_message("SBXA1"), "CxlRsn": {}}), "err_invalid_input"),
        (document({"OrgnlMndtId": "", "CxlRsn": {}}), "err_invalid_input"),
        (document({"OrgnlMndtId": "SBXA1", "CxlRsn": {"Orgtr": {"CtryOfRes": "BEL"}}}), "err_invalid_input"),
        (document({**mandate_message("SBXA1"), "AmdmntRsn": {"Orgtr": 5}}), "err_invalid_input"),
        (document({**mandate_message("X1"), "EvtTime": "2017-08-30"}), "err_invalid_input"),
        (document({**mandate_message("X1"), "EvtTime": "2017-08-30T16:37:05+02:00"}), "err_invalid_input"),
        (document(mandate_message("X1", Ocrncs={"Drtn": {"FrDt": "2017-08-30T00:00:00Z"}})), "err_invalid_input"),
        (document(mandate_message("X1", Cdtr={"PstlAdr": {"Ctry": "BEL"}})), "err_invalid_input"),
        (document(mandate_message("X1", UltmtDbtr=5)), "err_invalid_input"),
        (document(mandate_message("X1", MaxAmt="0250.00")), "err_invalid_input"),
        (document({**mandate_message("X1"), "EvtTime": "now"}), "err_invalid_input"),
        (document(mandate_message("X1", MaxAmt="much")), "err_invalid_input"),
    ],
)
def test_import_is_checked(world: World, body: bytes, expected: str) -> None:
    """Every defect is refused with a code, and nothing is imported."""
    assert expected == code(world.post("/mandate", body))
    assert world.feed() == []


def test_import_does_not_bring_back_what_has_ended(world: World) -> None:
    """A cancelled mandate can be neither imported nor cancelled once more."""
    world.cancel(world.signed)
    for message in (mandate_message(world.signed), {"OrgnlMndtId": world.signed, "CxlRsn": {"Rsn": "again"}}):
        refused = world.post("/mandate", document(message))
        assert (refused.status_code, code(refused)) == (403, "err_mandate_invalid_state")


def test_mandate_messages_come_as_xml(world: World) -> None:
    """The same members as elements: one wrapper for each kind, amounts with their currency, entries in a list."""
    world.post("/mandate/update", {"mndtId": world.signed, "city": "Aalst", "email": "a+b@example.com"})
    world.sign(companyName='<&>"\u00e9')
    world.cancel(world.signed)
    answer = world.get("/mandate", Accept="application/xml")
    assert answer.headers["content-type"] == "application/xml"
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert [child.tag for child in root] == ["GrpHdr", "MndtAmdmnt", "MndtInitn", "MndtCxl"]
    assert root.findtext("MndtInitn/Mndt/Dbtr/Nm") == '<&>"\u00e9'
    amount = root.find("MndtAmdmnt/Mndt/MaxAmt")
    assert amount is not None
    assert (amount.text, amount.attrib) == ("0", {"Ccy": "EUR"})
    assert root.findtext("MndtInitn/Mndt/SplmtryData/Entry/Key") == "MandateName"
    assert root.findtext("MndtCxl/OrgnlMndtId") == world.signed
    assert world.post("/mandate", answer.content).status_code == 403
    single = world.get("/mandate/detail", {"mndtId": world.signed, "force": "true"}, Accept="application/xml")
    assert single.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("accept", "is_xml"),
    [
        ("application/xml", True),
        ("application/xml, */*", True),
        ("application/xml, application/json;q=0.9", True),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/json", False),
        ("application/json, application/xml", False),
        ("application/xml;q=0", False),
        ("application/xml;q=x", False),
        ("text/xml", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_xml_is_for_those_who_prefer_it(world: World, accept: str, is_xml: bool) -> None:
    """Everybody else gets JSON."""
    kind = world.get("/mandate", Accept=accept).headers["content-type"]
    assert kind == ("application/xml" if is_xml else "application/json")


@pytest.mark.parametrize(
    ("mask", "keys"),
    [
        ("Mandate", {"MandateName", "TemplateId", "note"}),
        ("Person", {"FirstName", "LastName"}),
        ("Tracker, Signature", {"TRACKER", "SignerMethod#0", "Signer#0", "SignerPlace#0", "SignerDate#0"}),
        ("SignaturePayload", {"SignerPayload#0"}),
        ("signatureAndPayload", {"SignerMethod#0", "Signer#0", "SignerPlace#0", "SignerDate#0", "SignerPayload#0"}),
        ("Plan", set()),
    ],
)
def test_mask_limits_the_supplementary_data(world: World, mask: str, keys: set[str]) -> None:
    """Only the named parts are shown; a mask of unknown words, or on a single mandate, hides nothing."""
    number = world.sign(method="digisign", digsig=PNG, place="Gent", note="x")
    (message,) = world.feed(SplmtrydataMask=mask)
    assert set(supplement(message["Mndt"])) == keys
    (unmasked,) = world.feed(SplmtrydataMask="Everything", X_RESET=number)
    single = world.get("/mandate/detail", {"mndtId": number}, SplmtrydataMask=mask).json()
    for shown in (unmasked, single):
        assert len(supplement(dig(shown, "Mndt"))) == 11


def test_import_may_hold_the_whole_life_of_a_mandate(world: World) -> None:
    """New, changed and cancelled in one document, in this order."""
    changed = {**mandate_message("LIFE1", RfrdDoc="C-9"), "AmdmntRsn": {"Rsn": "moved"}}
    ended = {"OrgnlMndtId": "LIFE1", "CxlRsn": {"Rsn": "over"}}
    assert outcome(world.post("/mandate", document(mandate_message("LIFE1"), changed, ended))) == 204
    assert kinds(world.feed()) == ["new", "amended", "cancelled"]
    assert (mandate(world, "LIFE1")["RfrdDoc"], world.state("LIFE1")) == ("C-9", "CANCELLED")


def test_import_leaves_alone_what_it_has_cancelled(world: World) -> None:
    """After a cancellation, the rest of the document may not name the mandate any more."""
    ended = {"OrgnlMndtId": world.signed, "CxlRsn": {"Rsn": "over"}}
    for message in (ended, mandate_message(world.signed)):
        assert code(world.post("/mandate", document(ended, message))) == "err_mandate_invalid_state"
    assert world.state(world.signed) == "SIGNED"
