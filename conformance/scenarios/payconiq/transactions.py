"""Initiating transactions: amounts, accounts, signatures, and the order in which they are looked at."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auth_hooks import payconiq
from conformance.providers.payconiq.access import encode
from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import (
    IBAN,
    OTHER_IBAN,
    SIGNED_ON_SEND,
    UNKNOWN_ID,
    Place,
    as_partner,
    enrol,
    new_id,
    new_transaction,
    page,
    pay,
    read,
    without,
)
from conformance.scenarios.payconiq.text import BLANKS, name_case

REQUIRED = (400, "FIELD_IS_REQUIRED")
MEMBERS = ("originId", "amount", "currency", "signature")


def _refused(world: World, place: Place, body: Any, expect: tuple[int, str]) -> Any:
    """The refusal; nothing must have been collected."""
    answer = world.call("createTransaction", path=place.under_partner, body=body, expect=expect).json
    assert [] == page(world), "a refused transaction is not listed"
    return answer


@requires("control")
@shows("createTransaction", 201)
@shows("getTransaction", 200)
@pytest.mark.parametrize(
    "amount", [1, "1", 1250, "1250", 999_999_999, "12345678901234567890123", 2**53 + 1], ids=name_case
)
def test_amount_is_kept(world: World, amount: int | str) -> None:
    """An amount of cents, as a number or as digits, comes back as digits (samples; java and node send a string)."""
    place = enrol(world)
    transaction = read(world, place, pay(world, place, amount=amount))
    assert [str(amount), "EUR", "SUCCEEDED"] == [transaction[name] for name in ("amount", "currency", "status")]


@requires("control")
def test_new_transaction_has_no_debit_yet(world: World) -> None:
    """Before its direct debit a transaction says nothing of it, and is SUCCEEDED (assumed)."""
    place = enrol(world)
    transaction = read(world, place, pay(world, place))
    assert {} == {name: transaction[name] for name in transaction if name.startswith("sdd") and transaction[name]}
    assert "SUCCEEDED" == transaction["status"]


@requires("control")
def test_transaction_shows_both_sides(world: World) -> None:
    """A transaction shows who pays and who is paid, each as it reads by itself (Get Transaction)."""
    place = enrol(world)
    transaction = read(world, place, pay(world, place))
    customer = world.call("getCustomer", path=place.under_customer, expect=200).json
    partner = world.call("getPartner", path=place.under_partner, expect=200).json
    origin, target = transaction["originUser"], transaction["targetUser"]
    for name in ("_id", "firstName", "lastName", "address"):
        assert customer[name] == origin[name]
    assert without(partner, "setting") == target
    assert [place.customer, place.iban] == [transaction["originId"], transaction["originIBAN"]]
    assert [partner["_id"], partner["bankAccounts"][0]["IBAN"]] == [transaction["targetId"], transaction["targetIBAN"]]


@requires("control")
@pytest.mark.parametrize(
    "account", [{}, {"originIBAN": None}, {"originIban": None}, {"originIBAN": IBAN}, {"originIban": IBAN}], ids=str
)
def test_account_may_be_named(world: World, account: dict[str, Any]) -> None:
    """The customer's account is named under either spelling, and signed, or left out (Initiate Transaction)."""
    place = enrol(world)
    assert IBAN == read(world, place, pay(world, place, **account))["originIBAN"]


@requires("control")
def test_account_of_the_answers_counts(world: World) -> None:
    """Of two spellings originIBAN counts, and is signed (assumed)."""
    place = enrol(world)
    for other in (OTHER_IBAN, "none", None):
        pay(world, place, originIBAN=IBAN, originIban=other)
    body = new_transaction(place, originIBAN=OTHER_IBAN, originIban=IBAN)
    world.call("createTransaction", path=place.under_partner, body=body, expect=(400, "R122"))


@requires("control")
@shows("createTransaction", 400, "R122")
@pytest.mark.parametrize("name", ["originIBAN", "originIban"])
def test_account_is_the_payers(world: World, name: str) -> None:
    """An account that is not the customer's own is refused (assumed: R122)."""
    place = enrol(world)
    enrol(world, account={"IBAN": OTHER_IBAN})
    for iban in (OTHER_IBAN, "NL92ABNA0417164300", IBAN.lower(), "none"):
        _refused(world, place, new_transaction(place, **{name: iban}), (400, "R122"))


@requires("control")
def test_unknown_members_are_ignored(world: World) -> None:
    """Members that no table has change nothing, a target of 2017 included (assumed)."""
    place = enrol(world)
    extra: dict[str, Any] = {"targetId": UNKNOWN_ID, "targetIBAN": OTHER_IBAN, "status": "FAILED", "_id": UNKNOWN_ID}
    transaction = read(world, place, pay(world, place, **extra))
    assert [place.partner, "SUCCEEDED"] == [transaction["targetId"], transaction["status"]]


@requires("control")
def test_signed_request_may_be_repeated(world: World) -> None:
    """The same signed request twice is two transactions: there is no nonce (Initiate Transaction; assumed)."""
    place = enrol(world)
    text = f"{place.partner}{place.customer}1250EUR"
    signature = payconiq.sign_transaction(text, key=as_partner(world.first).key)
    ids = [pay(world, place, signature=signature) for _ in range(3)]
    assert ids[::-1] == [each["_id"] for each in page(world)]


# --- refusals -------------------------------------------------------------------------------------------------------


@requires("control")
@shows("createTransaction", 400, "FIELD_IS_REQUIRED")
@pytest.mark.parametrize("name", MEMBERS)
def test_transaction_needs_every_member(world: World, name: str) -> None:
    """Without a member nothing is collected, and the member is named (Initiate Transaction: FIELD_IS_REQUIRED)."""
    place = enrol(world)
    body = new_transaction(place)
    values = () if name == "amount" else BLANKS
    for broken in (without(body, name), *({**body, name: value} for value in values)):
        assert [name] == _refused(world, place, broken, REQUIRED)["values"]


@requires("control")
def test_first_missing_member_of_a_transaction_is_named(world: World) -> None:
    """Of several missing members the first of the row is named, before any that is wrong (assumed order)."""
    place = enrol(world)
    body: dict[str, Any] = {}
    for name, value in (("originId", "none"), ("amount", -1), ("currency", "USD")):
        assert [name] == _refused(world, place, body, REQUIRED)["values"]
        body[name] = value
    assert ["signature"] == _refused(world, place, body, REQUIRED)["values"]
    world.call("createTransaction", path=place.under_partner, expect=REQUIRED)


@requires("control")
@shows("createTransaction", 400, "R003")
@pytest.mark.parametrize(
    "amount",
    [
        *("null", "1.5", "10.0", "1e3", "-1.5", "true", "[]", "{}", '""', '"1.5"', '"10,00"', '"0x10"', '"007"'),
        *('"+5"', '" 5"', '"x"', '"1e3"', '"\uff15"'),
    ],
)
def test_amount_is_no_number(world: World, amount: str) -> None:
    """An amount that is null or no number is refused (R003; assumed: so is one not written in whole digits)."""
    place = enrol(world)
    body = json.dumps(new_transaction(place)).replace("1250", amount).encode()
    world.call("createTransaction", path=place.under_partner, content=body, expect=(400, "R003"))
    assert [] == page(world)


@requires("control")
@shows("createTransaction", 400, "R017")
@pytest.mark.parametrize("amount", [0, -1, "0", "-1", -1250, "-1250", -(10**20)], ids=name_case)
def test_amount_is_not_positive(world: World, amount: object) -> None:
    """An amount of nothing or less is refused (Initiate Transaction: R017)."""
    place = enrol(world)
    _refused(world, place, new_transaction(place, amount=amount), (400, "R017"))


@requires("control")
@shows("createTransaction", 400, "R002")
@pytest.mark.parametrize("currency", ["USD", "eur", "EUR ", "Eur", "€", 978, ["EUR"], True], ids=name_case)
def test_currency_is_euro(world: World, currency: object) -> None:
    """Nothing but EUR is collected (Initiate Transaction: R002)."""
    place = enrol(world)
    _refused(world, place, new_transaction(place, currency=currency), (400, "R002"))


@requires("control")
@shows("createTransaction", 404, "ENTITY_NOT_FOUND")
def test_payer_does_not_exist(world: World) -> None:
    """What looks like an id and is nobody's is named as unknown (ENTITY_NOT_FOUND; assumed: 404)."""
    place = enrol(world)
    body = new_transaction(place, originId=UNKNOWN_ID)
    answer = _refused(world, place, body, (404, "ENTITY_NOT_FOUND"))
    assert ["Partner Customer", UNKNOWN_ID] == answer["values"]


@requires("control")
@shows("createTransaction", 400, "R013")
@pytest.mark.parametrize("origin", ["none", UNKNOWN_ID.upper(), UNKNOWN_ID[:-1], f"{UNKNOWN_ID}0", f" {UNKNOWN_ID}"])
def test_payer_is_no_id(world: World, origin: str) -> None:
    """What is no id at all is not known by the system (R013; assumed: which of the two codes)."""
    place = enrol(world)
    _refused(world, place, new_transaction(place, originId=origin), (400, "R013"))


@requires("control")
@pytest.mark.parametrize("origin", [4711, ["x"], {"x": 1}, True], ids=str)
def test_payer_is_no_text(world: World, origin: object) -> None:
    """An originId that is no text is nobody's, or cannot have been signed (assumed: R013 or INVALID_SIGNATURE)."""
    place = enrol(world)
    expect: Any = frozenset({(400, "R013"), (400, "INVALID_SIGNATURE")})
    body = new_transaction(place, originId=origin)
    world.call("createTransaction", path=place.under_partner, body=body, expect=expect)
    assert [] == page(world)


@requires("control")
@pytest.mark.parametrize("iban", [4711, [IBAN], {}, False], ids=str)
def test_account_is_no_text(world: World, iban: object) -> None:
    """An account that is no text is no account, or cannot have been signed (assumed: R122 or INVALID_SIGNATURE)."""
    place = enrol(world)
    expect: Any = frozenset({(400, "R122"), (400, "INVALID_SIGNATURE")})
    body = new_transaction(place, originIBAN=iban)
    world.call("createTransaction", path=place.under_partner, body=body, expect=expect)
    assert [] == page(world)


@requires("control")
def test_signature_is_base64_of_the_right_text(world: World) -> None:
    """No other text than the formula's is signed, and in no other spelling (Initiate Transaction)."""
    place, key = enrol(world), as_partner(world.first).key
    text = f"{place.partner}{place.customer}{place.iban}1250EUR"
    good = payconiq.sign_transaction(text, key=key)
    texts = [
        f"{place.partner}|{place.customer}|{place.iban}|1250|EUR",
        f"{place.customer}{place.partner}{place.iban}1250EUR",
        f"{place.partner}{place.iban}{place.customer}1250EUR",
        f"{place.partner}{place.customer}{place.iban}EUR1250",
        f"{place.partner}{place.customer}1250EUR",
        f"{place.partner}{place.customer}{place.iban}12.50EUR",
        f"{place.partner}{place.customer}{place.iban}01250EUR",
        f"{place.partner}{place.customer}{place.iban}1250eur",
        f"{place.partner}{place.customer}{place.iban}1250EUR\n",
        "",
    ]
    spellings: list[object] = [good.rstrip("="), f"{good}====", good[:4] + "\n" + good[4:], f" {good}", [good], 4711]
    spellings += {good.translate(str.maketrans("+/", "-_"))} - {good}
    spellings += [good.encode().hex(), "no signature!", encode(text.encode())]
    for signature in [*(payconiq.sign_transaction(each, key=key) for each in texts), *spellings]:
        body = new_transaction(place, originIBAN=place.iban, signature=signature)
        _refused(world, place, body, (400, "INVALID_SIGNATURE"))
    pay(world, place, originIBAN=place.iban, signature=good)


@requires("control")
def test_what_is_signed_is_what_is_sent(world: World) -> None:
    """A signature covers one amount, one customer and one account (Initiate Transaction)."""
    place, other, key = enrol(world), enrol(world), as_partner(world.first).key
    good = payconiq.sign_transaction(f"{place.partner}{place.customer}1250EUR", key=key)
    for changes in ({"amount": 12500}, {"amount": 125}, {"originId": other.customer}, {"originIBAN": place.iban}):
        body = new_transaction(place, signature=good, **changes)
        _refused(world, place, body, (400, "INVALID_SIGNATURE"))


@requires("control")
def test_checks_come_in_order(world: World) -> None:
    """Amount, currency, signature, customer, account and mandate are looked at in this order (assumed)."""
    place = enrol(world, signed=False)
    body = new_transaction(
        place, amount="none", currency="USD", signature="none", originId=UNKNOWN_ID, originIBAN=OTHER_IBAN
    )
    for code, changes in (
        ("R003", {"amount": 0}),
        ("R017", {"amount": 1250}),
        ("R002", {"currency": "EUR"}),
        ("INVALID_SIGNATURE", {"signature": SIGNED_ON_SEND}),
        ("ENTITY_NOT_FOUND", {"originId": place.customer}),
        ("R122", {"originIBAN": place.iban}),
        ("R508", {}),
    ):
        _refused(world, place, body, (404 if code == "ENTITY_NOT_FOUND" else 400, code))
        body = {**body, **changes}
    world.call("createMandate", path=place.under_account, expect=201)
    new_id(world.call("createTransaction", path=place.under_partner, body=body, expect=201))


@requires("control")
def test_last_of_two_members_counts(world: World) -> None:
    """Of two members with one name the last one counts, and is signed (assumed; RFC 8259, section 4)."""
    place = enrol(world)
    content = json.dumps(new_transaction(place)).replace('{"', '{"amount": 1, "currency": "USD", "', 1).encode()
    reply = world.call("createTransaction", path=place.under_partner, content=content, expect=201)
    assert "1250" == read(world, place, new_id(reply))["amount"]


# --- reading --------------------------------------------------------------------------------------------------------


@requires("control")
@shows("getTransaction", 404, "ENTITY_NOT_FOUND")
@shows("replayDirectDebit", 404, "ENTITY_NOT_FOUND")
def test_transaction_does_not_exist(world: World) -> None:
    """A transaction that nobody initiated is named as unknown (Get Transaction, Replay Failed SDD)."""
    place = enrol(world)
    pay(world, place)
    for operation in ("getTransaction", "replayDirectDebit"):
        for unknown in (UNKNOWN_ID, place.customer, place.partner):
            reply = world.call(operation, path=place.of_transaction(unknown), expect=(404, "ENTITY_NOT_FOUND"))
            assert ["Transaction", unknown] == reply.json["values"]


@requires("control")
@pytest.mark.parametrize("id_", ["none", UNKNOWN_ID.upper(), UNKNOWN_ID[:-1]])
def test_replay_of_no_id_is_of_nothing(world: World, id_: str) -> None:
    """What is no id at all is an unknown transaction to a replay (Replay Failed SDD has no R019; assumed)."""
    place = enrol(world)
    pay(world, place)
    world.call("replayDirectDebit", path=place.of_transaction(id_), expect=(404, "ENTITY_NOT_FOUND"))


@requires("control")
@shows("getTransaction", 400, "R019")
@pytest.mark.parametrize("id_", ["none", UNKNOWN_ID.upper(), UNKNOWN_ID[:-1], f"{UNKNOWN_ID}0", "{0}", "é", "a/b", " "])
def test_transaction_id_is_invalid(world: World, id_: str) -> None:
    """What is no id at all is not looked up (Get Transaction: R019; assumed: status 400)."""
    place = enrol(world)
    reply = world.call("getTransaction", path=place.of_transaction(id_), expect=(400, "R019"))
    assert reply.json["message"].endswith(id_)


@requires("control")
@shows("getTransaction", 400, "R020")
def test_transaction_id_is_missing(world: World) -> None:
    """A path that ends where the id begins has none (Get Transaction: R020; assumed: status 400)."""
    place = enrol(world)
    pay(world, place)
    world.call("getTransaction", path=place.of_transaction(""), expect=(400, "R020"))


@requires("control")
def test_many_transactions_are_all_kept(world: World) -> None:
    """Every transaction has its own id and stays readable, with its amount (Get Transaction)."""
    place = enrol(world)
    paid = {pay(world, place, amount=number): str(number) for number in range(1, 41)}
    assert 40 == len(paid)
    assert paid == {each["_id"]: each["amount"] for each in page(world)}
