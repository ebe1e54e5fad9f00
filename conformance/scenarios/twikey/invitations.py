"""Inviting customers to sign: what is sent, what is refused, what comes back."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    EMAIL,
    INVALID,
    MISSING,
    NO_TEMPLATE,
    UNKNOWN_TEMPLATE,
    cancel,
    expire,
    find,
    invite,
    let_bank_decide,
    let_debtor_sign,
    messages,
    new_invitation,
    other_template,
    read,
    sign,
    state_of,
    template_of,
    told,
    upload,
)
from conformance.scenarios.twikey.text import (
    BAD_AMOUNTS,
    BAD_BICS,
    BAD_BOOLEANS,
    BAD_COUNTRIES,
    BAD_EMAILS,
    BAD_IBANS,
    BAD_MANDATE_NUMBERS,
    BAD_TEMPLATES,
    TEXTS,
    cases,
    name_case,
)

LENGTHS = {
    "lastname": 50,
    "firstname": 50,
    "address": 70,
    "city": 35,
    "zip": 16,
    "companyName": 140,
    "vatno": 35,
    "campaign": 250,
}
"""Parameter → how long it may be."""


def _refused(world: World, expect: tuple[int, str], **changes: Any) -> None:
    world.call("inviteMandate", form=new_invitation(world.first, **changes), expect=expect)


@requires("control")
@shows("inviteMandate", 200)
@shows("getMandate", 200)
def test_invitation_prepares_a_mandate(world: World) -> None:
    """An invitation gives number, key and link of a mandate that is PREPARED (Invite a customer)."""
    invited = invite(world)
    reply = read(world, invited.number)
    assert ["PREPARED", "false"] == [reply.headers["x-state"], reply.headers["x-collectable"]]
    assert invited.url.endswith(invited.key)
    assert [] == messages(world), "an invitation is in no feed"


@requires("control")
def test_invitation_needs_little(world: World) -> None:
    """Template and email are enough (Invite a customer)."""
    form = {"ct": template_of(world.first), "email": EMAIL}
    assert world.call("inviteMandate", form=form, expect=200).json["key"]


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_debtor_keeps_every_character(world: World, text: str) -> None:
    """Names and addresses come back as they were sent, in UTF-8 (Invite a customer)."""
    number = invite(world, lastname=text, address=text, city=text[:35]).number
    shown = read(world, number).json["Mndt"]
    attributes = {entry["Key"]: entry["Value"] for entry in shown["SplmtryData"]}
    assert [text, text] == [shown["Dbtr"]["PstlAdr"]["AdrLine"], attributes["LastName"]]


@requires("control")
def test_company_is_a_debtor(world: World) -> None:
    """A company is shown with its name and number (Invite a customer: companyName, vatno)."""
    number = invite(world, companyName="debtorCompany Inc.", vatno="BE0123456789", form="NV").number
    debtor = read(world, number).json["Mndt"]["Dbtr"]
    assert ["debtorCompany Inc.", "BE0123456789"] == [debtor["Nm"], debtor["Id"]]


@requires("control")
def test_contract_number_overrides_the_templates(world: World) -> None:
    """The contract number of an invitation stands in the place of the template's (Invite a customer)."""
    assert "4711" == read(world, invite(world, contractNumber="4711").number).json["Mndt"]["RfrdDoc"]
    assert "4711" != read(world, invite(world).number).json["Mndt"]["RfrdDoc"]


@requires("control")
def test_link_takes_a_prefix(world: World) -> None:
    """The short link begins with the prefix of the invitation (Invite a customer: prefix)."""
    assert "/myshop/" in invite(world, prefix="myshop").url


@requires("control")
@shows("inviteMandate", 400, "err_double_mandatenumber")
def test_number_may_be_given_once(world: World) -> None:
    """A creditor may give the mandate number, once (Invite a customer: mandateNumber)."""
    assert "OWN-1" == invite(world, mandateNumber="OWN-1").number
    _refused(world, (400, "err_double_mandatenumber"), mandateNumber="OWN-1")
    cancel(world, "OWN-1")
    _refused(world, (400, "err_double_mandatenumber"), mandateNumber="OWN-1")
    assert "X" * 35 == invite(world, mandateNumber="X" * 35).number


@requires("control")
def test_number_that_was_given_is_not_made(world: World) -> None:
    """The number that would be next may be given; what is made then is another one (Invite a customer)."""
    number = invite(world).number
    letters = number.rstrip("0123456789")
    count = int(number[len(letters) :] or 0)
    given = [f"{letters}{count + step}" for step in (1, 2, 4)]
    assert given == [invite(world, mandateNumber=each).number for each in given]
    made = [invite(world).number for _ in range(4)] + [sign(world) for _ in range(2)]
    assert 10 == len({number, *given, *made})


@requires("control", "numbered_template_id")
@shows("inviteMandate", 400, "err_mandatenumber_required")
def test_template_without_numbers_needs_one(world: World) -> None:
    """A template that makes no numbers has to be given one (table of codes; assumed: status)."""
    template = other_template(world, "numbered_template_id")
    _refused(world, (400, "err_mandatenumber_required"), ct=template)
    assert "OWN-2" == invite(world, ct=template, mandateNumber="OWN-2").number


@requires("control")
def test_check_finds_a_valid_mandate(world: World) -> None:
    """With check, a valid mandate of the same email and template is named instead (Invite a customer: check)."""
    form = new_invitation(world.first, check="true")
    invited = world.call("inviteMandate", form=form, expect=200).json
    assert "key" in invited, "nothing is valid yet"
    let_debtor_sign(world, invited["mndtId"])
    for says in ("true", "1", "TRUE"):
        again = world.call("inviteMandate", form={**form, "check": says}, expect=200).json
        assert {"mndtId": invited["mndtId"]} == again
    for says in ("false", "0", ""):
        assert "key" in world.call("inviteMandate", form={**form, "check": says}, expect=200).json
    other = new_invitation(world.first, check="true", email="other@example.com")
    assert "key" in world.call("inviteMandate", form=other, expect=200).json


@requires("control")
def test_check_overlooks_what_is_not_valid(world: World) -> None:
    """A mandate that is prepared, expired or cancelled is not valid (Invite a customer: check)."""
    invite(world)
    expire(world, invite(world).number)
    cancel(world, sign(world))
    form = new_invitation(world.first, check="true")
    assert "key" in world.call("inviteMandate", form=form, expect=200).json


@requires("control", "numbered_template_id")
def test_check_is_for_one_template(world: World) -> None:
    """A valid mandate of another template is no reason not to prepare one (Invite a customer: email + template)."""
    number, template = sign(world), other_template(world, "numbered_template_id")
    form = new_invitation(world.first, check="true")
    other = world.call("inviteMandate", form={**form, "ct": template, "mandateNumber": "OWN-7"}, expect=200).json
    assert ["OWN-7", True] == [other["mndtId"], "key" in other]
    assert {"mndtId": number} == world.call("inviteMandate", form=form, expect=200).json


@requires("control", "second_client")
def test_check_is_for_one_creditor(world: World) -> None:
    """A valid mandate that the debtor gave to somebody else is none (Invite a customer: check)."""
    sign(world, access=world.second)
    assert "key" in world.call("inviteMandate", form=new_invitation(world.first, check="true"), expect=200).json


@requires("control", "b2b_template_id")
@pytest.mark.parametrize("how", ["key", "scan", "bank"])
def test_amount_is_charged_however_it_was_signed(world: World, how: str) -> None:
    """A key, a scan and the answer of a B2B debtor's bank lead to the transaction, once (Swagger file: amount)."""
    template: dict[str, Any] = {"ct": other_template(world, "b2b_template_id")} if how == "bank" else {}
    invited = invite(world, amount="12.50", **template)
    if how == "scan":
        upload(world, invited.number, expect=200)
    else:
        world.call("signMandate", form={"method": "paper", "key": invited.key}, expect=200)
    if how == "bank":
        assert [] == find(world), "its bank has said nothing"
        let_bank_decide(world, invited.number, accepted=True)
    assert [(invited.number, 12.5)] == [(entry["mndtId"], entry["amount"]) for entry in find(world)]


@requires("control")
def test_amount_becomes_a_transaction(world: World) -> None:
    """The amount of an invitation is charged once it is signed (Swagger file of 2018: amount)."""
    number = invite(world, amount="12.50", _txd="First month, n\u00b0 1", _txr="ref 1").number
    assert [] == find(world)
    let_debtor_sign(world, number)
    (entry,) = find(world)
    assert [number, 12.5, "First month, n\u00b0 1", "ref 1"] == [
        entry[name] for name in ("mndtId", "amount", "msg", "ref")
    ]


@requires("control")
@shows("inviteMandate", 400, "err_missing_params")
@pytest.mark.parametrize("name", ["ct", "email"])
def test_invitation_needs_template_and_email(world: World, name: str) -> None:
    """Without template or email nothing is prepared (Invite a customer: required)."""
    _refused(world, MISSING, **{name: None})
    _refused(world, MISSING, **{name: None, "iban": "bad"})


@requires("control")
@shows("inviteMandate", 400, "err_invalid_ct")
@shows("inviteMandate", 400, "err_no_such_ct")
def test_template_must_exist(world: World) -> None:
    """A template is a positive number, of the creditor's own (table of codes; assumed: statuses)."""
    for template in BAD_TEMPLATES:
        _refused(world, (400, "err_invalid_ct"), ct=template)
    _refused(world, NO_TEMPLATE, ct=UNKNOWN_TEMPLATE)
    _refused(world, NO_TEMPLATE, ct="9" * 30)


@requires("control")
@shows("inviteMandate", 400, "err_invalid_email")
@pytest.mark.parametrize("email", BAD_EMAILS, ids=name_case)
def test_email_is_refused(world: World, email: str) -> None:
    """An email address has one @ and a dot behind it (table of codes; assumed: form)."""
    _refused(world, (400, "err_invalid_email"), email=email)


@requires("control")
@shows("inviteMandate", 400, "err_invalid_iban")
@pytest.mark.parametrize("iban", BAD_IBANS, ids=name_case)
def test_iban_is_refused(world: World, iban: str) -> None:
    """An IBAN of the wrong form or with wrong check digits is refused (table of codes; ISO 13616)."""
    _refused(world, (400, "err_invalid_iban"), iban=iban)


@requires("control")
@shows("inviteMandate", 400, "err_invalid_bic")
@pytest.mark.parametrize("bic", BAD_BICS, ids=name_case)
def test_bic_is_refused(world: World, bic: str) -> None:
    """A BIC has eight or eleven capitals and digits in their places (message dictionary, BICFI)."""
    _refused(world, (400, "err_invalid_bic"), bic=bic)


@requires("control")
@shows("inviteMandate", 400, "err_invalid_lang")
@shows("inviteMandate", 400, "err_invalid_country")
def test_language_and_country_are_refused(world: World) -> None:
    """A mandate is in one of seven languages, a country has two letters (Invite a customer: l, country)."""
    for language in ("xx", "EN", "english", "n"):
        _refused(world, (400, "err_invalid_lang"), l=language)
    for country in BAD_COUNTRIES:
        _refused(world, (400, "err_invalid_country"), country=country)
    for language in ("en", "fr", "nl", "de", "pt", "es", "it"):
        invite(world, l=language, country="lu")


@requires("control")
@shows("inviteMandate", 400, "err_invalid_mandatenumber")
@pytest.mark.parametrize("number", BAD_MANDATE_NUMBERS, ids=name_case)
def test_mandate_number_is_refused(world: World, number: str) -> None:
    """A mandate number has at most 35 capitals, digits and hyphens (message dictionary, MndtId; assumed: hyphens)."""
    _refused(world, (400, "err_invalid_mandatenumber"), mandateNumber=number)


@requires("control")
@shows("inviteMandate", 400, "err_invalid_amount")
@pytest.mark.parametrize("amount", BAD_AMOUNTS, ids=name_case)
def test_amount_is_refused(world: World, amount: str) -> None:
    """An amount to charge is more than zero, with two decimals at most (Swagger file of 2018: amount; assumed)."""
    _refused(world, (400, "err_invalid_amount"), amount=amount)


@requires("control")
@shows("inviteMandate", 400, "err_invalid_params")
@pytest.mark.parametrize("name", LENGTHS)
def test_text_is_too_long(world: World, name: str) -> None:
    """What is longer than the message dictionary allows is refused (assumed: err_invalid_params)."""
    _refused(world, INVALID, **{name: "x" * (LENGTHS[name] + 1)})
    longest: dict[str, Any] = {name: "\u00e9" * LENGTHS[name]}
    invite(world, **longest)


@requires("control")
def test_boolean_is_refused(world: World) -> None:
    """A boolean is true, false, 1 or 0 in any case (assumed)."""
    for name in ("check", "sendInvite"):
        for value in BAD_BOOLEANS:
            _refused(world, INVALID, **{name: value})
        for value in ("true", "FALSE", "1", "0"):
            flag: dict[str, Any] = {name: value}
            invite(world, **flag, email="somebody@example.com")


@requires("control")
def test_checks_come_in_order(world: World) -> None:
    """Missing parameters come first, then the form of each, then whether the template exists (assumed)."""
    form: dict[str, Any] = {"l": "xx", "iban": "bad", "bic": "bad", "country": "bad", "mandateNumber": "bad"}
    for name, value, code in (
        ("email", "bad", "err_missing_params"),
        ("ct", "bad", "err_missing_params"),
        ("ct", UNKNOWN_TEMPLATE, "err_invalid_ct"),
        ("email", EMAIL, "err_invalid_email"),
        ("l", "nl", "err_invalid_lang"),
        ("iban", "", "err_invalid_iban"),
        ("bic", "", "err_invalid_bic"),
        ("mandateNumber", "", "err_invalid_mandatenumber"),
        ("country", "", "err_invalid_country"),
        ("ct", template_of(world.first), "err_no_such_ct"),
    ):
        world.call("inviteMandate", form=form, expect=(400, code))
        form = {**form, name: value}
    world.call("inviteMandate", form=form, expect=200)


@requires("control")
def test_numbers_never_repeat(world: World) -> None:
    """Many mandates each have a number and a key of their own (Invite a customer)."""
    invited = [invite(world) for _ in range(30)] + [invite(world, mandateNumber=f"OWN-{n}") for n in range(5)]
    assert 35 == len({each.number for each in invited}) == len({each.key for each in invited})
    for each in invited[::7]:
        let_debtor_sign(world, each.number)
        assert "SIGNED" == state_of(world, each.number)
    assert [("new", each.number) for each in invited[::7]] == told(messages(world))
