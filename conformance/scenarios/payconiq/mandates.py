"""Mandates: proposed, signed, cancelled, and what each state allows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conformance.calls import Reply
from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import (
    ACCOUNT_OPERATIONS,
    MANDATE,
    OTHER_IBAN,
    Place,
    as_partner,
    enrol,
    new_transaction,
    path_of,
    pay,
    send_code,
    sign_on_paper,
)

NO_MANDATE = (400, "R508")


def _mandate(world: World, place: Place, language: str | None = None, expect: Any = 200) -> Any:
    headers = {} if language is None else {"Accept-Language": language}
    return world.call("getMandate", path=place.under_account, headers=headers, expect=expect).json


def _sign(world: World, place: Place) -> Reply:
    return world.call("createMandate", path=place.under_account, expect=201)


def _cancel(world: World, place: Place, expect: Any = 200) -> None:
    world.call("cancelMandate", path=place.under_account, expect=expect)


def _pays(world: World, place: Place, *, expect: Any = 201) -> None:
    body = new_transaction(place)
    world.call("createTransaction", path=place.under_partner, body=body, expect=expect)


@requires("control")
@shows("getCustomer", 400, "R508")
@shows("getMandate", 200)
@shows("cancelMandate", 400, "R508")
@shows("createTransaction", 400, "R508")
def test_proposed_mandate_has_to_be_signed(world: World) -> None:
    """An enrolment without mandate proposes one, to be shown and then signed (Register new Partner Customer)."""
    place = enrol(world, signed=False)
    world.call("getCustomer", path=place.under_customer, expect=NO_MANDATE)
    proposed = _mandate(world, place)
    assert proposed.get("signDate") is None
    _cancel(world, place, expect=NO_MANDATE)
    _pays(world, place, expect=NO_MANDATE)
    assert proposed == _mandate(world, place)


@requires("control")
@shows("createMandate", 201)
def test_signing_completes_the_enrolment(world: World) -> None:
    """A signed mandate keeps its reference, has a sign date, and lets the customer pay (Create ... Mandate)."""
    place = enrol(world, signed=False)
    proposed = _mandate(world, place)
    _sign(world, place)
    signed = _mandate(world, place)
    assert {**proposed, "signDate": signed["signDate"]} == signed
    (account,) = world.call("getCustomer", path=place.under_customer, expect=200).json["bankAccounts"]
    assert [signed["reference"], signed["signDate"]] == [account["mandateReference"], account["mandateSignDate"]]
    _pays(world, place)


@requires("control")
def test_sign_date_is_now(world: World) -> None:
    """The sign date is the moment of signing, that of a second mandate too (assumed)."""
    proposed, cancelled = enrol(world, signed=False), enrol(world)
    _cancel(world, cancelled)
    for place in (proposed, cancelled):
        world.advance(3600)
        before_s = world.control.now_s()
        _sign(world, place)
        world.control.refresh_clock()
        assert before_s * 1000 <= _mandate(world, place)["signDate"] <= world.control.now_s() * 1000


@requires("control")
def test_signing_twice_changes_nothing(world: World) -> None:
    """A signed mandate is answered with 201 again and stays as it is (assumed)."""
    for place in (enrol(world, signed=False), enrol(world)):
        _sign(world, place)
        signed = _mandate(world, place)
        world.advance(60)
        _sign(world, place)
        assert signed == _mandate(world, place)


@requires("control")
def test_mandate_is_brought_along(world: World) -> None:
    """Reference and sign date of the enrolment are those of the mandate (Register new Partner Customer)."""
    place = enrol(world)
    mandate = _mandate(world, place)
    assert list(MANDATE.values()) == [mandate["reference"], mandate["signDate"]]
    _pays(world, place)


@requires("control")
def test_mandate_signed_on_paper_counts(world: World) -> None:
    """A mandate that the customer signed without us is signed (Work Flows: Customer On-boarding; assumed)."""
    place = enrol(world, signed=False)
    proposed = _mandate(world, place)
    sign_on_paper(world, place)
    assert proposed["reference"] == _mandate(world, place)["reference"]
    world.call("getCustomer", path=place.under_customer, expect=200)
    _pays(world, place)


@requires("control")
@shows("cancelMandate", 200)
@shows("getMandate", 400, "R508")
def test_cancelled_mandate_is_gone(world: World) -> None:
    """Nothing is shown of, or collected under, a cancelled mandate (Cancel ... Mandate; assumed: R508)."""
    for place in (enrol(world), enrol(world, signed=False)):
        _sign(world, place)
        _cancel(world, place)
        world.call("getCustomer", path=place.under_customer, expect=NO_MANDATE)
        _mandate(world, place, expect=NO_MANDATE)
        _cancel(world, place, expect=NO_MANDATE)
        _pays(world, place, expect=NO_MANDATE)


@requires("control")
def test_cancelled_mandate_gives_way_to_a_new_one(world: World) -> None:
    """After a cancellation another mandate is signed, under another reference (assumed)."""
    place = enrol(world)
    references = [_mandate(world, place)["reference"]]
    for _ in range(3):
        _cancel(world, place)
        _sign(world, place)
        mandate = _mandate(world, place)
        (account,) = world.call("getCustomer", path=place.under_customer, expect=200).json["bankAccounts"]
        assert [mandate["reference"], mandate["signDate"]] == [account["mandateReference"], account["mandateSignDate"]]
        references.append(mandate["reference"])
        _pays(world, place)
    assert 4 == len(set(references))


@requires("control")
def test_paid_transactions_outlive_the_mandate(world: World) -> None:
    """What was collected before a cancellation stays (Get Transaction)."""
    place = enrol(world)
    paid = pay(world, place)
    _cancel(world, place)
    assert paid == world.call("getTransaction", path=place.of_transaction(paid), expect=200).json["_id"]


@requires("control")
def test_references_are_made_up(world: World) -> None:
    """A made up reference is REF and 25 hexadecimal digits, and no two are alike (java README; assumed)."""
    references = [_mandate(world, enrol(world, signed=False))["reference"] for _ in range(5)]
    assert 5 == len(set(references))
    assert [] == [reference for reference in references if not re.fullmatch("REF[0-9A-F]{25}", reference)]


@requires("control")
@pytest.mark.parametrize(
    ("asked", "like"),
    [
        (None, "nl"),
        ("nl", "nl"),
        ("NL", "nl"),
        ("nl-BE", "nl"),
        ("nl, en;q=0.9", "nl"),
        ("fr", "nl"),
        ("*", "nl"),
        ("", "nl"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("en;q=0.8", "en"),
        ("en-US,nl;q=0.5", "en"),
    ],
)
def test_mandate_speaks_two_languages(world: World, asked: str | None, like: str) -> None:
    """Text and reason are in en or nl, nl when nothing else was asked for (Accept-Language; assumed: lists, others)."""
    place = enrol(world)
    texts = {language: _mandate(world, place, language) for language in ("en", "nl")}
    assert texts["en"]["text"] != texts["nl"]["text"]
    assert texts[like] == _mandate(world, place, asked)
    company = world.call("getPartner", path=path_of(world.first), expect=200).json["companyName"]
    assert f"{company} Payments" == texts["en"]["reason"]
    assert texts["nl"]["reason"].startswith(company)


@requires("control")
def test_mandate_names_both_parties(world: World) -> None:
    """A mandate has the debtor's name, account and address, and the creditor's (Get ... Mandate; assumed: how)."""
    place = enrol(world)
    mandate = _mandate(world, place, "en")
    assert ["Lotte de Vries", place.iban] == [mandate["debtorName"], mandate["debtorIBAN"]]
    assert all(part in mandate["debtorAddress"] for part in ("Oudegracht", "7", "3511 AB", "Utrecht"))
    partner = world.call("getPartner", path=path_of(world.first), expect=200).json
    parts = re.split(r"[\s,]+", mandate["creditorAddress"])
    assert all(partner["address"][name] in parts for name in ("street", "no", "city"))
    assert "8" in mandate["text"]


@requires("control")
@pytest.mark.parametrize("operation", ACCOUNT_OPERATIONS)
def test_account_is_the_customers(world: World, operation: str) -> None:
    """An IBAN that is not the customer's own is refused, whatever its check digits (R122; assumed)."""
    place, other = enrol(world), enrol(world, account={"IBAN": OTHER_IBAN})
    code = send_code(world, place)
    body: dict[str, Any] = {"body": {"verificationCode": "000000"}} if operation == "validateBankAccount" else {}
    for iban in (other.iban, "DE21200600000143457000", place.iban.lower(), place.iban[:-1], "iban"):
        path = {**place.under_account, "iban": iban}
        world.call(operation, path=path, **body, expect=(400, "R122"))
    world.call("validateBankAccount", path=place.under_account, body={"verificationCode": code}, expect=200)


@requires("control")
def test_mandates_are_apart(world: World) -> None:
    """Each customer has its own mandate, on one IBAN too (assumed: an IBAN may be enrolled twice)."""
    first, second, third = enrol(world, signed=False), enrol(world, signed=False), enrol(world)
    shown = _mandate(world, third)
    _sign(world, first)
    assert _mandate(world, second).get("signDate") is None
    world.call("getCustomer", path=second.under_customer, expect=NO_MANDATE)
    proposed = _mandate(world, second)
    _cancel(world, first)
    assert [shown, proposed] == [_mandate(world, third), _mandate(world, second)]
    _sign(world, second)
    _mandate(world, first, expect=NO_MANDATE)
    for place in (second, third):
        _pays(world, place)


@requires("control")
def test_body_of_a_mandate_is_ignored(world: World) -> None:
    """Operations without input take no notice of a body (omnipay-payconiq sends none; assumed: ignored)."""
    place = enrol(world, signed=False)
    assert as_partner(world.first).partner_id == place.partner
    for operation, status in (("createMandate", 201), ("cancelMandate", 200), ("createMandate", 201)):
        world.call(operation, path=place.under_account, content=b"{", expect=status)
    world.call("sendVerificationCode", path=place.under_account, content=b"[1", expect=200)
