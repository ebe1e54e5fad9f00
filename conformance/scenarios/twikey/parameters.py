"""Where parameters stand, and what becomes of those that are empty, repeated or unknown."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.providers.twikey import reading
from conformance.providers.twikey.mandates import SHOWN_AS
from conformance.scenario import World, requires
from conformance.scenarios.twikey.creditor import (
    DEBTOR,
    EMAIL,
    FORM,
    IBAN,
    MISSING,
    OTHER_IBAN,
    START,
    SUCCESSES,
    charge,
    encode,
    find,
    good_calls,
    invite,
    knowledge_of,
    messages,
    new_invitation,
    new_signature,
    new_transaction,
    paid,
    read,
    sign,
    template_of,
    told,
    updates,
)
from conformance.scenarios.twikey.text import GOOD, name_case

FORMS = (
    "inviteMandate",
    "signMandate",
    "updateMandate",
    "createTransaction",
    "createPrenotification",
    "collectTransactions",
    "downloadCollection",
    "createTransfer",
    "completeTransfers",
)


@requires("control")
@pytest.mark.parametrize("operation", FORMS)
def test_parameters_may_stand_in_the_query(world: World, operation: str) -> None:
    """A form may be sent as a query instead, as two clients do (clients in PHP and Python)."""
    form = good_calls(world)[operation]["form"]
    world.call(operation, query=form, expect=SUCCESSES[operation])
    half = dict(list(form.items())[::2])
    if operation not in {"downloadCollection", "collectTransactions", "completeTransfers"}:
        rest = {name: value for name, value in form.items() if name not in half}
        world.call(operation, query=half, form=rest, expect=SUCCESSES[operation])


@requires("control")
def test_form_wins_over_the_query(world: World) -> None:
    """What stands in both is taken from the form, unless it is empty there (assumed)."""
    number = sign(world)
    for sent, expected in (("Gent", "Gent"), ("", "Brugge")):
        form = {"mndtId": number, "city": sent}
        world.call("updateMandate", query={"city": "Brugge", "mndtId": "NOBODY"}, form=form, expect=204)
        assert expected == read(world, number).json["Mndt"]["Dbtr"]["PstlAdr"]["TwnNm"]


@requires("control")
@pytest.mark.parametrize("operation", ["inviteMandate", "signMandate"])
def test_empty_parameter_is_an_absent_one(world: World, operation: str) -> None:
    """Clients send every parameter, most of them empty (clients in PHP and Java)."""
    names = ("iban", "bic", "mandateNumber", "companyName", "vatno", "form", "contractNumber", "signDate", "place", "l")
    empty = dict.fromkeys((*names, "lastname", "mobile", "country", "campaign", "check", "amount", "key"), "")
    if operation == "inviteMandate":
        world.call(operation, form={**empty, "ct": template_of(world.first), "email": EMAIL}, expect=200)
    else:
        good = {name: new_signature(world.first)[name] for name in ("method", "ct", "iban", "bic")}
        world.call(operation, form={**empty, **good}, expect=200)


@requires("control")
def test_empty_parameters_of_a_query_are_absent(world: World) -> None:
    """`force=`, `id=&detail=true`, `chunkSize=` and `otp=` say nothing (clients in PHP and Java)."""
    (id_,) = paid(world, "50.00")
    number = sign(world)
    world.call("getMandate", query={"mndtId": number, "force": ""}, expect=200)
    (batch,) = world.call("getPayments", query={"id": "", "detail": "true"}, expect=200).json["Sdds"]
    assert 1 == len(batch["Entries"])
    assert [] == world.call("getTransactions", query={"id": "", "ref": ""}, expect=200).json["Entries"]
    assert 3 == len(messages(world, chunkSize="", reset=START)) + 1
    assert [id_] == [entry["id"] for entry in updates(world, reset=START)]
    assert [] == world.call("getTransactionUpdates", headers={"X-RESET": ""}, expect=200).json["Entries"]


@requires("control")
def test_empty_required_parameter_is_missing(world: World) -> None:
    """A required parameter that is empty or blank is missing (assumed: err_missing_params)."""
    number = sign(world)
    for blank in ("", " ", "\t"):
        world.call("getMandate", query={"mndtId": blank}, expect=MISSING)
        world.call("inviteMandate", form=new_invitation(world.first, email=blank), expect=MISSING)
        world.call("createTransaction", form=new_transaction(number, message=blank), expect=MISSING)
        world.call("cancelMandate", query={"mndtId": number, "rsn": blank}, expect=(405, "err_provide_reason"))


@requires("control")
def test_first_of_a_repeated_parameter_counts(world: World) -> None:
    """Of a parameter that is repeated without reason the first counts, empty ones aside (assumed)."""
    number, other = sign(world), sign(world, iban=OTHER_IBAN)
    content = encode([("mndtId", ""), ("mndtId", number), ("mndtId", other), *new_transaction("", mndtId=None).items()])
    content = content.replace(b"&mndtId=None", b"")
    entry = world.call("createTransaction", content=content, headers=FORM, expect=200).json["Entries"][0]
    assert number == entry["mndtId"]
    query = {"mndtId": [other, number]}
    assert other == world.call("getMandate", query=query, expect=200).json["Mndt"]["MndtId"]


@requires("control")
def test_names_of_parameters_are_case_sensitive(world: World) -> None:
    """A parameter in other letters is another one, which nobody knows (assumed)."""
    number = sign(world)
    for name in ("MndtId", "mndtid", "MNDTID"):
        world.call("getMandate", query={name: number}, expect=MISSING)
    world.call("inviteMandate", form={"CT": template_of(world.first), "email": EMAIL}, expect=MISSING)


@requires("control")
def test_unknown_parameters_are_ignored(world: World) -> None:
    """Parameters that nobody knows change nothing, X-RESET where it has no meaning included (assumed)."""
    number = sign(world)
    headers = {"X-RESET": "2017-08-29T00:00:00.000Z"}
    id_ = charge(world, number, token="x", _csrf="y")  # noqa: S106 - any parameter
    query = {"id": id_, "page": "2", "state": "PAID"}
    assert [id_] == [entry["id"] for entry in world.call("getTransactions", query=query, expect=200).json["Entries"]]
    form = {"ct": template_of(world.first), "unknown": ""}
    assert world.call("collectTransactions", form=form, headers=headers, expect=200).json["frstMsgId"]


@requires("control")
def test_media_type_of_a_form_is_not_looked_at(world: World) -> None:
    """A form is read as one whatever it is called, and what is no form has no parameters (assumed)."""
    content = encode(new_invitation(world.first))
    types: tuple[Any, ...] = (
        "application/x-www-form-urlencoded; charset=utf-8",
        "text/plain",
        "application/json",
        None,
    )
    for content_type in types:
        world.call("inviteMandate", content=content, headers={"Content-Type": content_type}, expect=200)
    for body in (b'{"ct": 1}', b"", b"\x00\xff", b"&" * 10_000):
        world.call("inviteMandate", content=body, headers=FORM, expect=MISSING)


@requires("control")
def test_delete_takes_no_form(world: World) -> None:
    """`DELETE` takes its parameters from the query alone (assumed)."""
    number = sign(world)
    form = {"mndtId": number, "rsn": "some reason"}
    world.call("cancelMandate", form=form, expect=MISSING)
    world.call("removeTransactions", form={"mndtId": number}, expect=MISSING)
    world.call("cancelMandate", query=form, form={"mndtId": "NOBODY"}, expect=200)


@requires("control")
def test_alias_paths_do_the_same(world: World) -> None:
    """`prepare` invites and `mandate/sign` signs (scripts of 2018; heading of Sign a mandate)."""
    invited = world.call("inviteMandate", alias="/creditor/prepare", form=new_invitation(world.first), expect=200).json
    assert invited["url"].endswith(invited["key"])
    form = {"method": "paper", "key": invited["key"]}
    signed = world.call("signMandate", alias="/creditor/mandate/sign", form=form, expect=200).json
    assert [invited["mndtId"], "ok"] == [signed["MndtId"], signed["Msg"].lower()]
    world.call("inviteMandate", alias="/creditor/prepare", form={}, expect=MISSING)
    number = world.call("signMandate", alias="/creditor/mandate/sign", form=new_signature(world.first)).json["MndtId"]
    assert [("new", invited["mndtId"]), ("new", number)] == told(messages(world))


@requires("control")
def test_attributes_are_kept_with_the_mandate(world: World) -> None:
    """What an invitation says beyond its parameters is kept as attributes of the mandate (shop plug-in: order_id)."""
    number = invite(world, order_id="4711", _txr="ref 1").number
    shown = read(world, number).json["Mndt"]
    attributes = {entry["Key"]: entry["Value"] for entry in shown["SplmtryData"]}
    assert "4711" == attributes["order_id"]
    assert {"FirstName": DEBTOR["firstname"], "LastName": DEBTOR["lastname"]}.items() <= attributes.items()


@requires("control")
def test_spaces_in_an_account_do_not_count(world: World) -> None:
    """An IBAN may be sent in groups of four (assumed)."""
    number = sign(world, iban="NL91 ABNA 0417 1643 00")
    assert OTHER_IBAN == read(world, number).json["Mndt"]["DbtrAcct"]
    world.call("updateMandate", form={"mndtId": number, "iban": " ".join(IBAN)}, expect=204)
    assert IBAN == read(world, number).json["Mndt"]["DbtrAcct"]
    assert [] == find(world)
    assert knowledge_of(world).mandates.by_number[number].says["DbtrAcct"] == IBAN


@requires("control")
@pytest.mark.parametrize(("name", "value"), [(name, value) for name in GOOD for value in GOOD[name]], ids=name_case)
def test_value_at_a_limit_is_taken(world: World, name: str, value: str) -> None:
    """What is as long, or as short, as it may be is taken everywhere (message dictionary; ISO 13616, ISO 9362)."""
    given: dict[str, Any] = {name: value}
    number = sign(world, **given)
    invite(world, **given)
    world.call("updateMandate", form={"mndtId": number, name: value}, expect=204)
    assert value == reading.at(read(world, number).json["Mndt"], SHOWN_AS[name])
