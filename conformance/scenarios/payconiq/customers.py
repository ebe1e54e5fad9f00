"""Customers: enrolling, reading, changing."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.providers.payconiq.knowledge import make_iban
from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import (
    ACCOUNT,
    ADDRESS,
    CUSTOMER,
    IBAN,
    MANDATE,
    OTHER_IBAN,
    UNKNOWN_ID,
    as_partner,
    changed,
    enrol,
    new_customer,
    path_of,
    pay,
    read,
    send_code,
    without,
    wrong_code,
)
from conformance.scenarios.payconiq.text import BLANKS, MISSING, TEXTS, cases, in_both_spellings, name_case

REQUIRED = (400, "FIELD_IS_REQUIRED")
OF_CUSTOMER = ("firstName", "lastName", "phoneNumber", "address", "bankAccounts")
OF_ACCOUNT = ("IBAN", "name")


def _refused(world: World, body: dict[str, Any], expect: tuple[int, str]) -> Any:
    return world.call("createCustomer", path=path_of(world.first), body=body, expect=expect).json


def _lacking(name: str, value: object) -> dict[str, Any]:
    """An enrolment in which a member has this value; `...` leaves it out."""
    members = {} if value is ... else {"phone" if name == "phoneNumber" else name: value}
    if name in ADDRESS:
        return new_customer(address={**without(ADDRESS, name), **members})
    if name in {*ACCOUNT, *MANDATE}:
        return changed(CUSTOMER, bankAccounts=[{**without({**ACCOUNT, **MANDATE}, name), **members}])
    return {**without(new_customer(), "phone" if name == "phoneNumber" else name), **members}


@requires("control")
@shows("createCustomer", 201)
@shows("getCustomer", 200)
@pytest.mark.parametrize(
    "changes",
    [
        {"firstName": "a"},
        {"firstName": "n" * 70, "lastName": "é" * 70},
        {"phone": "612222"},
        {"phone": "+123456789012345"},
        {"email": None},
        {"email": "a@b.c"},
        {"email": f"{'e' * 242}@example.nl"},
        {"email": "first.last+tag@sub.example.co.uk"},
        {"address": changed(ADDRESS, no="7 bis", country="BEL")},
        {"address": changed(ADDRESS, colour="green")},
        {"address": changed(ADDRESS, street="s" * 200, city="c" * 200)},
        {"colour": "green", "bankAccounts": [{**ACCOUNT, **MANDATE, "status": "VALIDATED"}]},
        {"bankAccounts": [{**ACCOUNT, **MANDATE, "name": "N" * 200, "mandateReference": "REF01"}]},
        {"bankAccounts": [{**ACCOUNT, **MANDATE, "mandateSignDate": "1442845668291"}]},
        {"bankAccounts": [{**ACCOUNT, **MANDATE, "mandateSignDate": 0}]},
        {"bankAccounts": [{**ACCOUNT, **MANDATE, "mandateReference": "Contract 2015/09 nr. 'a-z': (0+1),?.."[:35]}]},
    ],
    ids=name_case,
)
def test_customer_is_enrolled(world: World, changes: dict[str, Any]) -> None:
    """A customer is read back as it was enrolled, unknown members left out (Register new Partner Customer)."""
    body = new_customer(**changes)
    shown = world.call("getCustomer", path=enrol(world, **changes).under_customer, expect=200).json
    (sent,), (account,) = body["bankAccounts"], shown["bankAccounts"]
    assert [body["firstName"], body["lastName"]] == [shown["firstName"], shown["lastName"]]
    assert {name: body["address"][name] for name in ADDRESS} == shown["address"]
    assert ["NOT_VALIDATED", sent["mandateReference"]] == [account["status"], account["mandateReference"]]
    assert int(sent["mandateSignDate"]) == account["mandateSignDate"]


@requires("control")
def test_email_may_be_left_out(world: World) -> None:
    """The e-mail address is not among the mandatory members (Register new Partner Customer; omnipay-payconiq)."""
    world.call("createCustomer", path=path_of(world.first), body=without(new_customer(), "email"), expect=201)


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_customer_keeps_every_character(world: World, text: str) -> None:
    """Names and addresses in any script come back as they were sent (JSON is UTF-8, RFC 8259, section 8.1)."""
    address = dict.fromkeys(ADDRESS, text)
    body = new_customer(firstName=text, lastName=text, address=address, account={"name": text})
    for content in in_both_spellings(body):
        reply = world.call("createCustomer", path=path_of(world.first), content=content, expect=201)
        path = {**path_of(world.first), "customerId": reply.headers["location"].rpartition("/")[2]}
        shown = world.call("getCustomer", path=path, expect=200).json
        assert [text, text, address] == [shown["firstName"], shown["lastName"], shown["address"]]
        mandate = world.call("getMandate", path={**path, "iban": IBAN}, expect=200).json
        assert f"{text} {text}" == mandate["debtorName"]


@requires("control")
@shows("createCustomer", 400, "FIELD_IS_REQUIRED")
@pytest.mark.parametrize("name", [*OF_CUSTOMER, *ADDRESS, *OF_ACCOUNT])
def test_customer_needs_every_member(world: World, name: str) -> None:
    """Without a member, or with nothing in it, nobody is enrolled, and the member is named (FIELD_IS_REQUIRED)."""
    for value in MISSING:
        assert [name] == _refused(world, _lacking(name, value), REQUIRED)["values"]


@requires("control")
@pytest.mark.parametrize("name", ["address", "bankAccounts", *ADDRESS, "name"])
def test_member_of_another_type_is_missing(world: World, name: str) -> None:
    """What has no code of its own for a wrong form is reported as missing (assumed)."""
    wrong: tuple[Any, ...] = (4711, "Oudegracht 7", []) if name == "address" else (4711, True, ["x"], {})
    for value in wrong:
        assert [name] == _refused(world, _lacking(name, value), REQUIRED)["values"]


@requires("control")
def test_customer_needs_an_account(world: World) -> None:
    """A list of accounts without an account in it is none (FIELD_IS_REQUIRED; assumed: which members are named)."""
    none: tuple[list[Any], ...] = ([], [None], ["NL91ABNA0417164300"], [[]])
    for accounts in none:
        assert ["bankAccounts"] == _refused(world, changed(CUSTOMER, bankAccounts=accounts), REQUIRED)["values"]
    assert ["IBAN"] == _refused(world, changed(CUSTOMER, bankAccounts=[{}]), REQUIRED)["values"]


@requires("control")
def test_first_missing_member_is_named(world: World) -> None:
    """Of several missing members the first is named, before any that is wrong (assumed: no text fixes an order)."""
    body: dict[str, Any] = {"email": "none"}
    for name in ("firstName", "lastName", "phone", "address"):
        assert ["phoneNumber" if name == "phone" else name] == _refused(world, body, REQUIRED)["values"]
        body[name] = {} if name == "address" else "n" * 71
    for name in ADDRESS:
        assert [name] == _refused(world, body, REQUIRED)["values"]
        body["address"] = {**body["address"], name: ADDRESS[name]}
    assert ["bankAccounts"] == _refused(world, body, REQUIRED)["values"]
    body["bankAccounts"] = [{}]
    for name in ACCOUNT:
        assert [name] == _refused(world, body, REQUIRED)["values"]
        body["bankAccounts"] = [{**body["bankAccounts"][0], name: "wrong"}]
    _refused(world, body, (400, "R108"))


@requires("control")
def test_empty_body_lacks_everything(world: World) -> None:
    """No body at all is answered like an empty object (assumed)."""
    path = path_of(world.first)
    for reply in (
        world.call("createCustomer", path=path, expect=REQUIRED),
        world.call("createCustomer", path=path, content=b"", expect=REQUIRED),
    ):
        assert ["firstName"] == reply.json["values"]


@requires("control")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"firstName": "n" * 71}, "R108"),
        ({"firstName": "Lot\nte"}, "R108"),
        ({"firstName": 4711}, "R108"),
        ({"firstName": ["Lotte"]}, "R108"),
        ({"lastName": "n" * 71}, "R109"),
        ({"lastName": "de\x00Vries"}, "R109"),
        ({"lastName": {}}, "R109"),
        ({"phone": "61222"}, "R107"),
        ({"phone": "+1234567890123456"}, "R107"),
        ({"phone": "06 12222598"}, "R107"),
        ({"phone": "++31612222598"}, "R107"),
        ({"phone": "telephone"}, "R107"),
        ({"phone": "0612222\uff15\uff19\uff18"}, "R107"),
        ({"phone": "+31612222598\n"}, "R107"),
        ({"phone": 31612222598}, "R107"),
        ({"email": "lotte"}, "R106"),
        ({"email": "lotte@example"}, "R106"),
        ({"email": "lotte@@example.nl"}, "R106"),
        ({"email": "lotte @example.nl"}, "R106"),
        ({"email": "@example.nl"}, "R106"),
        ({"email": f"{'e' * 244}@example.nl"}, "R106"),
        ({"email": ""}, "R106"),
        ({"email": 4711}, "R106"),
    ],
    ids=name_case,
)
def test_member_is_not_correct(world: World, changes: dict[str, Any], code: str) -> None:
    """Names, phone number and e-mail address each have a code for what is wrong (R106 to R109; assumed: the forms)."""
    _refused(world, new_customer(**changes), (400, code))
    _refused(world, new_customer(signed=False, **changes), (400, code))


@requires("control")
@shows("createCustomer", 400, "R122")
@pytest.mark.parametrize(
    "iban",
    [
        "DE21200600000143457000",
        "NL92ABNA0417164300",
        "NL91ABNA0417164030",
        "NL91ABNA041716430",
        "nl91abna0417164300",
        "NL91 ABNA 0417 1643 00",
        "NL91ABNA0417164300\n",
        "91ABNA0417164300NL",
        "NL",
        4711,
    ],
)
def test_iban_is_refused(world: World, iban: object) -> None:
    """Form and check digits of an IBAN are looked at, those of the provider's own sample too (R122; mod 97)."""
    _refused(world, new_customer(account={"IBAN": iban}), (400, "R122"))


@requires("control")
@pytest.mark.parametrize(
    "iban",
    [
        OTHER_IBAN,
        "DE89370400440532013000",
        "GB29NWBK60161331926819",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
        make_iban("NLRABO0000000000"),
    ],
)
def test_iban_of_any_country_is_taken(world: World, iban: str) -> None:
    """Any country's IBAN is taken (ISO 13616; assumed: no country is left out)."""
    place = enrol(world, account={"IBAN": iban})
    assert iban == world.call("getMandate", path=place.under_account, expect=200).json["debtorIBAN"]


@requires("control")
@shows("createCustomer", 400, "R111")
def test_customer_has_one_account(world: World) -> None:
    """A customer is enrolled with one bank account (R111)."""
    other = {**ACCOUNT, **MANDATE, "IBAN": OTHER_IBAN}
    for accounts in ([{**ACCOUNT, **MANDATE}, other], [other] * 2, [other] * 3):
        _refused(world, changed(CUSTOMER, bankAccounts=accounts), (400, "R111"))


@requires("control")
def test_wrong_members_are_reported_in_order(world: World) -> None:
    """R111, R108, R109, R107, R106 and R122 come in this order (assumed)."""
    wrong: dict[str, Any] = {"firstName": "n" * 71, "lastName": "n" * 71, "phone": "none", "email": "none"}
    body = new_customer(account={"IBAN": "none"}, **wrong)
    _refused(world, changed(body, bankAccounts=body["bankAccounts"] * 2), (400, "R111"))
    for name, code in (("firstName", "R108"), ("lastName", "R109"), ("phone", "R107"), ("email", "R106")):
        _refused(world, body, (400, code))
        body[name] = CUSTOMER[name]
    _refused(world, body, (400, "R122"))


@requires("control")
def test_phone_has_two_names(world: World) -> None:
    """Both names of the phone number are taken, and phone counts (samples: phone; table: phoneNumber; assumed)."""
    named = {**without(new_customer(), "phone"), "phoneNumber": "+31612222598"}
    for body in (named, {**named, "phone": None}, {**named, "phone": "612222", "phoneNumber": "none"}):
        world.call("createCustomer", path=path_of(world.first), body=body, expect=201)
    _refused(world, {**named, "phoneNumber": "none"}, (400, "R107"))
    _refused(world, {**named, "phone": "none"}, (400, "R107"))
    for value in BLANKS:
        assert ["phoneNumber"] == _refused(world, {**named, "phoneNumber": value}, REQUIRED)["values"]


@requires("control")
@pytest.mark.parametrize("name", MANDATE)
def test_mandate_data_come_together(world: World, name: str) -> None:
    """One of reference and sign date without the other is not enough (FIELD_IS_REQUIRED; assumed: when)."""
    for value in MISSING:
        assert [name] == _refused(world, _lacking(name, value), REQUIRED)["values"]


@requires("control")
@pytest.mark.parametrize("nothing", BLANKS, ids=name_case)
def test_blank_mandate_data_are_not_given(world: World, nothing: object) -> None:
    """With both left blank the mandate is proposed, as without them (assumed)."""
    place = enrol(world, signed=False, account=dict.fromkeys(MANDATE, nothing))
    mandate = world.call("getMandate", path=place.under_account, expect=200).json
    assert mandate["reference"].startswith("REF")
    assert mandate.get("signDate") is None


@requires("control")
def test_sign_date_is_a_time(world: World) -> None:
    """A sign date that is no number of milliseconds is missing (java and dashboard send digits; assumed)."""
    wrong: tuple[Any, ...] = (-1, "-1", "2015-09-21", 1.5, True, [], "1442845668291 ")
    for value in wrong:
        assert ["mandateSignDate"] == _refused(world, _lacking("mandateSignDate", value), REQUIRED)["values"]


@requires("control")
def test_partner_may_have_to_bring_mandates(world: World) -> None:
    """With mandate management switched off, reference and sign date are needed (java README, mandate management)."""
    partner = as_partner(world.first).partner_id
    world.control.event("partner-setting", partnerId=partner, enableMandateManagement=False)
    assert ["mandateReference"] == _refused(world, new_customer(signed=False), REQUIRED)["values"]
    for name in MANDATE:
        assert [name] == _refused(world, _lacking(name, ...), REQUIRED)["values"]
    place = enrol(world)
    world.call("getCustomer", path=place.under_customer, expect=200)
    world.control.event("partner-setting", partnerId=partner, enableMandateManagement=True)
    enrol(world, signed=False)


@requires("control")
def test_literal_names_may_be_misspelt(world: World) -> None:
    """Two members are misspelt in the table of errors (Register new Partner Customer: addres, contry)."""
    world.reset(literal_statuses=True)
    for name, literal in (("address", "addres"), ("country", "contry"), ("city", "city")):
        assert [literal] == _refused(world, _lacking(name, ...), REQUIRED)["values"]


@requires("control")
def test_equal_customers_are_different_ones(world: World) -> None:
    """Who is enrolled twice is two customers, each with its own id (assumed: no text forbids it)."""
    places = [enrol(world) for _ in range(5)]
    assert 5 == len({place.customer for place in places})
    for place in places:
        world.call("getCustomer", path=place.under_customer, expect=200)


# --- changing -------------------------------------------------------------------------------------------------------


@requires("control")
@shows("updateCustomer", 200)
@pytest.mark.parametrize(
    "body",
    [
        {"phone": "+31687654321"},
        {"phoneNumber": "+31687654321"},
        {"email": "other@example.nl"},
        {"phone": "687654", "email": "other@example.nl"},
        {"phone": "687654", "phoneNumber": "none"},
        {"phone": None, "email": None},
        {"firstName": "Jan", "_id": UNKNOWN_ID},
        {},
        ...,
    ],
    ids=str,
)
def test_customer_is_changed(world: World, body: Any) -> None:
    """Phone number and e-mail address change, and nothing else (Update Partner Customer email/phone)."""
    place = enrol(world)
    before = world.call("getCustomer", path=place.under_customer, expect=200).json
    arguments = {} if body is ... else {"body": body}
    world.call("updateCustomer", path=place.under_customer, **arguments, expect=200)
    assert before == world.call("getCustomer", path=place.under_customer, expect=200).json
    assert place.customer == read(world, place, pay(world, place))["originUser"]["_id"]


@requires("control")
def test_change_leaves_the_account_alone(world: World) -> None:
    """A change of phone number and e-mail address is no matter of the account (Update ... email/phone)."""
    world.reset(verification_attempts=1)
    validated, blocked, pending = (enrol(world) for _ in range(3))
    codes = [send_code(world, place) for place in (validated, blocked, pending)]
    tries = ((validated, codes[0], 200), (blocked, wrong_code(codes[1]), (400, "R930")))
    for place, code, expect in tries:
        world.call("validateBankAccount", path=place.under_account, body={"verificationCode": code}, expect=expect)
    places = (validated, blocked, pending)
    before = [world.call("getCustomer", path=place.under_customer, expect=200).json for place in places]
    for place in places:
        body = {"phone": "+31687654321", "email": "other@example.nl"}
        world.call("updateCustomer", path=place.under_customer, body=body, expect=200)
    assert before == [world.call("getCustomer", path=place.under_customer, expect=200).json for place in places]
    world.call("sendVerificationCode", path=blocked.under_account, expect=(400, "R930"))
    world.call("validateBankAccount", path=pending.under_account, body={"verificationCode": codes[2]}, expect=200)


@requires("control")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"phone": "none"}, "R107"),
        ({"phone": ""}, "R107"),
        ({"phone": 612222598}, "R107"),
        ({"phoneNumber": "none"}, "R107"),
        ({"phone": "none", "email": "none"}, "R107"),
        ({"email": "none"}, "R106"),
        ({"email": ""}, "R106"),
        ({"email": []}, "R106"),
        ({"phone": "687654", "email": "none"}, "R106"),
    ],
    ids=name_case,
)
def test_customer_is_not_changed(world: World, body: dict[str, Any], code: str) -> None:
    """What is given is looked at as in an enrolment (R106, R107)."""
    world.call("updateCustomer", path=enrol(world).under_customer, body=body, expect=(400, code))
