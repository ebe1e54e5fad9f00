"""What a run learns of Anytime, how it reads requests and answers, and where it leads generated requests."""

from __future__ import annotations

import pytest

from conformance.providers.anytime import explore, knowledge, learning, lists, reading
from conformance.providers.anytime.catalogue import needed_papers
from tests.anytime_judging import (
    ACCOUNT,
    BUSINESS,
    CARD,
    CONSUMER,
    CONTRACT,
    MULTI,
    PLASTIC,
    TOKEN,
    exchange,
    make_access,
    make_known,
)

# --- leading --------------------------------------------------------------------------------------------------------


def test_orders_are_led_to_an_account_that_exists() -> None:
    """Three in four generated orders are for an account of the first user; what is no number stays."""
    known = make_known()
    forms = [{"acc_id": number, "card_name": "x"} for number in range(400, 800)]
    filled = [known.access.face.fill("orderCard", form) for form in forms]
    led = [form for form in filled if isinstance(form, dict) and str(form["acc_id"]) in {BUSINESS, CONSUMER}]
    assert 240 < len(led) < 360
    for number in range(20):
        form = {"acc_id": "none", "card_name": str(number), "amount": "-1"}
        assert form == known.access.face.fill("orderCard", form)


def test_amounts_are_led_to_what_somebody_may_have() -> None:
    """Most are of 1.00 to 20.99, and every one is an amount."""
    face = make_known().access.face
    filled = [face.fill("creditCard", {"amount": f"{number}.00"}) for number in range(1000, 1400)]
    amounts = [form["amount"] for form in filled if isinstance(form, dict)]
    assert all(reading.is_amount(amount) for amount in amounts)
    assert 150 < sum(1 for amount in amounts if float(amount) < 21) < 250


def test_cards_are_led_back_to_life() -> None:
    """Most generated changes to a final status become ones to come back from; others stay."""
    face = make_known().access.face
    filled = [face.fill("updateCard", {"card_status": "CAN", "x": number}) for number in range(400)]
    statuses = [form["card_status"] for form in filled if isinstance(form, dict)]
    assert {"ACT", "BLO", "CAN"} == set(statuses)
    assert statuses.count("CAN") < 160
    assert {"card_status": "BLO"} == face.fill("updateCard", {"card_status": "BLO"})


PLACES = {name: each.path for name, each in CONTRACT.operations.items() if "{" in each.path}


@pytest.mark.parametrize("operation", PLACES)
def test_paths_belong_together(operation: str) -> None:
    """Whatever is drawn is the first user's own and has all parts of the path."""
    known = make_known()
    for draw in range(40):
        path = known.paths(operation, draw=draw)
        assert path is not None
        assert set(path) == set(PLACES[operation].replace("}", "{").split("{")[1::2])
        own = exchange(operation, path=path)
        account, card = known.account(own), known.card(own)
        assert "first" == (account.owner if account is not None else card.owner if card is not None else "first")


def test_paths_are_unknown_in_an_empty_run() -> None:
    """Before anything was seen nothing is replaced."""
    empty = knowledge.Portfolio(make_access())
    assert [] == [name for name in PLACES if empty.paths(name, draw=3) is not None]


# --- learning -------------------------------------------------------------------------------------------------------


def test_account_is_learnt_as_it_is_read() -> None:
    """Its IBANs, its type and its currency; what was sent of it stays as it was sent."""
    known = knowledge.Portfolio(make_access())
    known.note_own_token(TOKEN)
    known.learn(exchange("getAccount", ACCOUNT))
    account = known.accounts[BUSINESS]
    assert ("first", "business", "EUR", ACCOUNT["iban"]["iban"]) == (
        account.owner,
        account.type,
        account.currency,
        account.iban,
    )
    known.learn(exchange("updateAccount", {"acc_id": 1234, "acc_type": "business"}, form={"user_addr_line_1": "3 rue"}))
    assert {"acc_currency": "EUR", "user_addr_1": "3 rue"} == account.sent


def test_new_account_has_nothing() -> None:
    """Neither money nor IBAN nor papers."""
    known = make_known()
    form = {"acc_type": "consumer", "acc_currency": "EUR", "corp_name": "x"}
    known.learn(exchange("createAccount", {"acc_id": "1300", "acc_type": "consumer"}, form=form))
    account = known.accounts["1300"]
    assert ("", 0, "incomplete") == (account.iban, account.balance_cents, account.kyc)
    assert {"acc_currency": "EUR"} == account.sent


def test_ordered_card_waits_if_it_is_of_plastic() -> None:
    """A virtual one is active at once."""
    known = make_known()
    for ref, type_, status in (("ANY8", "PLASTIC", "ORD"), ("ANY9", "VIRTUAL_SINGLE_USE", "ACT")):
        form = {"acc_id": BUSINESS, "card_type": type_, "amount": "5"}
        known.learn(exchange("orderCard", {"order_id": int(ref[3:]), "card_ref": ref}, form=form))
        assert (status, type_, BUSINESS) == (known.cards[ref].status, known.cards[ref].type, known.cards[ref].account)
    assert {"8": "ANY8", "9": "ANY9"}.items() <= known.orders.items()


def test_card_is_learnt_from_lists_and_changes() -> None:
    """Its switches in any of their forms, and what an update sent."""
    known = make_known()
    known.learn(
        exchange("getAccountCards", {"acc_id": 1234, "cards": [{**CARD, "card_ref": MULTI, "pos": "0", "atm": 1}]})
    )
    assert {"pos": 0, "atm": 1} == known.cards[MULTI].switches
    changed = exchange("updateCard", {}, form={"card_status": "BLO", "card_renew": "1"}, path={"cardRef": MULTI})
    known.learn(changed)
    assert ("BLO", 1) == (known.cards[MULTI].status, known.cards[MULTI].switches["renew"])


def test_new_pin_makes_the_old_one_unknown() -> None:
    """Until it is shown again."""
    known = make_known()
    known.learn(exchange("sendCardPin", {"card_ref": PLASTIC}))
    assert PLASTIC not in known.held.pins
    known.learn(exchange("getCardPin", {"pin": "9876"}))
    assert "9876" == known.held.pins[PLASTIC]


def test_refusals_teach_nothing_but_their_number() -> None:
    """What was refused did not happen."""
    known = make_known()
    known.learn(
        exchange("updateCard", {"error": {"code": 4030310}}, status=403, form={"card_status": "STO"}, request_id=90500)
    )
    assert ("ACT", 90500) == (known.cards[PLASTIC].status, known.last_request)


def test_reset_forgets_everything() -> None:
    """But who we are."""
    known = make_known()
    known.forget()
    assert ({}, {}, {}, 0) == (known.accounts, known.cards, known.tokens, known.last_request)
    assert set() == known.used["first"] | known.used["second"]


def test_every_operation_that_shows_something_teaches() -> None:
    """Only what says nothing of accounts and cards is left out."""
    silent = {"createToken", "checkApi", "checkApiByPost", "getTestimonial", "getCardPan", "sendCardPan"}
    silent |= {"createDetailsDisplay", "getOrderTracking"}
    assert set(CONTRACT.operations) - silent == set(learning.LEARNERS)


# --- reading --------------------------------------------------------------------------------------------------------


def test_multipart_is_read_as_it_is_sent() -> None:
    """Files by field with name and content, fields without file name apart, the first of repeated ones."""
    content, content_type = explore.upload(
        ("user_selfie", "user_selfie", "corp_kbis"), extension="PNG", content=b"\x00\r\n\xff"
    )
    sent = exchange("uploadKycFiles", sent=(content, content_type))
    expected = {name: (f"{name}.PNG", b"\x00\r\n\xff") for name in ("user_selfie", "corp_kbis")}
    assert expected == reading.files(sent)
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n%b\r\n'
    plain = part % b"1" + part % b"2" + b"--b--\r\n"
    fields = exchange("createAccount", sent=(plain, "multipart/form-data; boundary=b"))
    assert ({"a": "1"}, {}) == (reading.form(fields), reading.files(fields))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ((b"a=1&a=2&b=", "application/x-www-form-urlencoded"), {"a": "1", "b": ""}),
        ((b"a=%C3%A9", "application/x-www-form-urlencoded; charset=utf-8"), {"a": "é"}),
        ((b"a=1", "text/plain"), {}),
        ((b"", ""), {}),
    ],
)
def test_form_is_read_as_it_counts(sent: tuple[bytes, str], expected: dict[str, str]) -> None:
    """The first of repeated parameters; nothing of a body that is no form."""
    assert expected == reading.form(exchange("createAccount", sent=sent))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        *((1, 100), (0.1, 10), (99.99, 9999), ("155.00", 15500), ("1e2", 10000), (-71880.74, -7188074)),
        *((0.005, None), ("x", None), (True, None), (None, None), ("1e999999", None), (float("inf"), None)),
    ],
)
def test_cents_are_read_exactly(amount: object, expected: int | None) -> None:
    """Whatever form an amount has, its cents are whole or it has none."""
    assert expected == reading.whole_cents(amount)


def test_moment_without_offset_is_one_of_paris() -> None:
    """Summer or winter, that of the day is among them."""
    assert 1603443843 in reading.moments_s("2020-10-23 11:04:03")
    assert [1603443843] == reading.moments_s("2020-10-23T11:04:03+02:00")
    assert [] == reading.moments_s("2020-10-23") + reading.moments_s("yesterday")


def test_range_of_a_list_is_read_with_its_defaults() -> None:
    """What cannot be read leaves it open."""
    wanted = lists.read_range(exchange("getAccountStatements", query="limit_start=3&date_end=2020-10-22"))
    assert wanted is not None
    assert (3, 50, None, "2020-10-22") == (wanted.start, wanted.number, wanted.first_day, str(wanted.last_day))
    for query in ("limit_start=x", "limit_start=1&limit_start=2", "date_start=2020-02-30"):
        assert lists.read_range(exchange("getAccountStatements", query=query)) is None
    assert lists.read_range(exchange("getAccount")) is None


@pytest.mark.parametrize(
    ("type_", "given", "missing"),
    [
        ("consumer", {"identity"}, {"identity_back", "dom_1", "selfie"}),
        ("consumer", {"passport", "dom_1", "selfie"}, set()),
        ("business", {"passport", "dom_1", "selfie"}, {"status", "kbis"}),
    ],
)
def test_papers_depend_on_the_account(type_: str, given: set[str], missing: set[str]) -> None:
    """A passport stands for both sides of an identity card; a business has papers of its own."""
    assert missing == needed_papers(type_, frozenset(given))
