"""The documents of mandates: fetched and uploaded."""

from __future__ import annotations

from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    MISSING,
    NO_CONTRACT,
    PDF,
    UNKNOWN_NUMBER,
    cancel,
    expire,
    invite,
    messages,
    other_template,
    sign,
    state_of,
    told,
    upload,
)

NO_PDF = (400, "err_invalid_input")


def _fetch(world: World, number: str) -> bytes:
    reply = world.call("getMandatePdf", query={"mndtId": number}, expect=200)
    assert "application/pdf" == reply.headers["content-type"].partition(";")[0]
    return reply.exchange.response_body


@requires("control")
@shows("getMandatePdf", 200)
def test_every_mandate_has_a_document(world: World) -> None:
    """A mandate in any state has a PDF that opens and is named after it (Retrieve pdf; assumed: any state)."""
    signed, prepared, cancelled, expired = sign(world), invite(world).number, sign(world), invite(world).number
    cancel(world, cancelled)
    expire(world, expired)
    for number in (signed, prepared, cancelled, expired):
        reply = world.call("getMandatePdf", query={"mndtId": number}, expect=200)
        assert f"{number}.pdf" in reply.headers["content-disposition"]
        assert reply.exchange.response_body.startswith(b"%PDF-")


@requires("control")
@shows("uploadMandatePdf", 200)
def test_uploaded_document_comes_back(world: World) -> None:
    """The scan that was uploaded last is what everybody gets, byte for byte (Upload pdf; assumed)."""
    number = sign(world)
    generated = _fetch(world, number)
    for content in (PDF, b"%PDF-1.7\r\n" + bytes(range(256)) * 100, generated, b"%PDF-"):
        assert b"" == upload(world, number, content, expect=200).exchange.response_body
        assert content == _fetch(world, number)
    assert [("new", number)] == told(messages(world)), "a mandate that is signed is not signed again"


@requires("control", "b2b_template_id")
def test_upload_signs_an_invitation(world: World) -> None:
    """The scan of what was only prepared signs it, a B2B mandate pending its bank (client in Node.js; assumed)."""
    core, b2b = invite(world).number, invite(world, ct=other_template(world, "b2b_template_id")).number
    for number in (core, b2b):
        upload(world, number, expect=200)
    assert ["SIGNED", "SIGNED_PENDING_DEBTOR_BANK"] == [state_of(world, number) for number in (core, b2b)]
    assert [("new", core), ("new", b2b)] == told(messages(world))


@requires("control")
@shows("uploadMandatePdf", 400, "err_invalid_input")
def test_other_documents_are_refused(world: World) -> None:
    """What does not begin as a PDF does is none (Upload pdf; assumed: err_invalid_input)."""
    number = invite(world).number
    for content in (b"", b"hello", b" %PDF-1.4", b"%pdf-1.4", b"\x89PNG\r\n\x1a\n", b"mndtId=1"):
        upload(world, number, content, expect=NO_PDF)
    assert "PREPARED" == state_of(world, number)


@requires("control")
def test_media_type_of_an_upload_is_not_looked_at(world: World) -> None:
    """The bytes say what they are (Upload pdf; assumed)."""
    number = sign(world)
    for content_type in ("application/octet-stream", "application/x-www-form-urlencoded", None):
        headers = {"Content-Type": content_type}
        world.call("uploadMandatePdf", query={"mndtId": number}, content=PDF, headers=headers, expect=200)


@requires("control")
@shows("getMandatePdf", 400, "err_missing_params")
@shows("getMandatePdf", 404, "err_no_contract")
@shows("uploadMandatePdf", 400, "err_missing_params")
@shows("uploadMandatePdf", 404, "err_no_contract")
def test_document_is_of_a_mandate(world: World) -> None:
    """The mandate is named in the query, not in the body, and exists (Retrieve pdf, Upload pdf)."""
    pdf = {"Content-Type": "application/pdf"}
    world.call("getMandatePdf", expect=MISSING)
    world.call("getMandatePdf", query={"mndtId": UNKNOWN_NUMBER}, expect=NO_CONTRACT)
    world.call("uploadMandatePdf", content=PDF, headers=pdf, expect=MISSING)
    world.call("uploadMandatePdf", content=b"mndtId=1&" + PDF, headers=pdf, expect=MISSING)
    upload(world, UNKNOWN_NUMBER, expect=NO_CONTRACT)


@requires("control")
def test_uploaded_document_stays(world: World) -> None:
    """A large scan comes back whole, after a change and after the end of its mandate as well (Upload pdf; assumed)."""
    number, scan = sign(world), PDF + bytes(range(256)) * 4096
    upload(world, number, scan, expect=200)
    assert scan == _fetch(world, number)
    world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=204)
    assert scan == _fetch(world, number)
    cancel(world, number)
    assert scan == _fetch(world, number)
