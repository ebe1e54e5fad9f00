"""Mandates and the verification of accounts in the Payconiq sandbox: every state, every transition."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import payconiq_world
from tests.payconiq_world import CUSTOMER, FIRST, IBAN, OTHER_IBAN, SIGNED_CUSTOMER, UNKNOWN_ID, World, refusal


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from payconiq_world.settled()


def mandate(world: World, customer: str = "", **headers: str) -> Any:
    """Return the mandate of a customer as it is shown."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return world.call("GET", world.account("/mandate", customer=customer), headers=named).json()


def test_proposed_mandate_is_shown_to_be_signed(world: World) -> None:
    """Reference, both parties, text and reason are there, the sign date is not."""
    shown = mandate(world, world.unsigned)
    assert ["reference", "debtorName", "debtorIBAN", "debtorAddress", "creditorAddress", "text", "reason"] == list(
        shown
    )
    assert ("REF", 28) == (shown["reference"][:3], len(shown["reference"]))
    assert set(shown["reference"][3:]) <= set("0123456789ABCDEF")
    expected = {
        "debtorName": "Zoë Jansen",
        "debtorIBAN": IBAN,
        "debtorAddress": "Damrak 1, 1012 LG Amsterdam, NLD",
        "creditorAddress": "Keizersgracht 10, 1015 CN Amsterdam, NLD",
    }
    assert expected == {name: shown[name] for name in expected}


def test_signed_mandate_has_its_date(world: World) -> None:
    """A mandate that came with the enrolment is signed, with reference and date as sent."""
    shown = mandate(world)
    assert ("REF01", 1442845668291) == (shown["reference"], shown["signDate"])


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        *((None, "nl"), ("nl", "nl"), ("NL", "nl"), ("fr", "nl"), ("", "nl"), ("*", "nl"), ("english", "nl")),
        *(("en", "en"), ("EN", "en"), ("en-GB", "en"), ("en, nl", "en"), ("en;q=0.8, nl", "en"), ("nl, en", "nl")),
    ],
)
def test_mandate_speaks_two_languages(world: World, accepted: str | None, language: str) -> None:
    """Accept-Language governs text and reason; Dutch unless English is asked for first."""
    shown = mandate(world, **({} if accepted is None else {"Accept_Language": accepted}))
    refund, reason = {"en": ("within 8 weeks", "Payments"), "nl": ("binnen 8 weken", "Betalingen")}[language]
    assert refund in shown["text"]
    assert '"' in shown["text"]
    assert "\n\n" in shown["text"]
    assert shown["text"].count("Payconiq") == 2
    assert f"Voorbeeld BV {reason}" == shown["reason"]


def test_mandate_is_signed_by_creating_it(world: World) -> None:
    """201 with the Location of the mandate and no body; the reference stays, the date is now."""
    reference = mandate(world, world.unsigned)["reference"]
    path = world.account("/mandate", customer=world.unsigned)
    now_ms = round(world.control("GET", "/clock")["now_s"] * 1000) + 1
    created = world.call("POST", path)
    assert (201, b"") == (created.status_code, created.content)
    assert f"http://127.0.0.1/v1/partners/{FIRST}{path}" == created.headers["location"]
    shown = mandate(world, world.unsigned)
    assert (reference, now_ms) == (shown["reference"], shown["signDate"])
    customer = world.call("GET", f"/customers/{world.unsigned}").json()
    account = customer["bankAccounts"][0]
    assert (reference, now_ms) == (account["mandateReference"], account["mandateSignDate"])


def test_customer_can_sign_on_paper(world: World) -> None:
    """The event signs a proposed mandate, and only that."""
    signed = world.event("mandate-signed", customerId=world.unsigned, iban=IBAN)
    shown = mandate(world, world.unsigned)
    assert signed == {"mandateReference": shown["reference"], "mandateSignDate": shown["signDate"]}
    order = {"customerId": world.unsigned, "iban": IBAN}
    assert world.control_raw("POST", "/events/mandate-signed", order).status_code == 409


def test_signed_mandate_stays_when_created_again(world: World) -> None:
    """A second create is 201 and changes nothing."""
    before = mandate(world)
    assert world.call("POST", world.account("/mandate")).status_code == 201
    assert before == mandate(world)


def test_mandate_is_cancelled_once(world: World) -> None:
    """200 without a body; after that everything that needs the mandate is R508."""
    cancelled = world.call("POST", world.account("/mandate/cancel"))
    assert (200, b"", None) == (cancelled.status_code, cancelled.content, cancelled.headers.get("content-type"))
    assert (400, "R508") == refusal(world.call("POST", world.account("/mandate/cancel")))
    assert (400, "R508") == refusal(world.call("GET", world.account("/mandate")))
    assert (400, "R508") == refusal(world.call("GET", f"/customers/{world.customer}"))
    assert (400, "R508") == refusal(world.pay())


def test_cancelled_mandate_gives_way_to_a_new_one(world: World) -> None:
    """Creating it again makes a new reference, signed now."""
    world.call("POST", world.account("/mandate/cancel"))
    assert world.call("POST", world.account("/mandate")).status_code == 201
    signed_ms = round(world.control("GET", "/clock")["now_s"] * 1000)
    shown = mandate(world)
    assert shown["reference"] != "REF01"
    assert signed_ms == shown["signDate"]
    assert world.pay().status_code == 201


def test_proposed_mandate_cannot_be_cancelled_or_used(world: World) -> None:
    """There is no mandate before it is signed."""
    assert (400, "R508") == refusal(world.call("POST", world.account("/mandate/cancel", customer=world.unsigned)))
    assert (400, "R508") == refusal(world.pay(originId=world.unsigned))


BELOW_ACCOUNT = [
    ("GET", "/mandate"),
    ("POST", "/mandate"),
    ("POST", "/mandate/cancel"),
    ("POST", "/sendVerificationCode"),
    ("POST", "/validate"),
]


@pytest.mark.parametrize(("method", "path"), BELOW_ACCOUNT)
def test_account_is_found_by_customer_and_iban(world: World, method: str, path: str) -> None:
    """An unknown customer is 404 before a foreign IBAN is R122, and that before any look at the body's members."""
    for customer in (UNKNOWN_ID, world.foreign, "x"):
        for iban in (IBAN, "nonsense"):
            refused = world.call(method, world.account(path, customer=customer, iban=iban))
            assert (404, "ENTITY_NOT_FOUND") == refusal(refused)
            assert ["Partner Customer", customer] == refused.json()["values"]
    for iban in (OTHER_IBAN, "nonsense", IBAN.lower(), "%20"):
        assert (400, "R122") == refusal(world.call(method, world.account(path, iban=iban)))


@pytest.mark.parametrize(("method", "path"), BELOW_ACCOUNT)
def test_literal_statuses_are_those_of_the_tables(world: World, method: str, path: str) -> None:
    """With the option an unknown customer is 401 below an account and for a transaction, 404 and 400 as before."""
    world.control("POST", "/reset", {"limits": {"literal_statuses": True}})
    refused = world.call(method, f"/customers/{UNKNOWN_ID}/bankAccounts/{IBAN}{path}")
    assert (401, "ENTITY_NOT_FOUND") == refusal(refused)
    assert (404, "ENTITY_NOT_FOUND") == refusal(world.call("GET", f"/customers/{UNKNOWN_ID}"))
    assert (400, "ENTITY_NOT_FOUND") == refusal(world.call("PATCH", f"/customers/{UNKNOWN_ID}"))
    world.customer = UNKNOWN_ID
    assert (401, "ENTITY_NOT_FOUND") == refusal(world.pay())
    assert (404, "ENTITY_NOT_FOUND") == refusal(world.read(UNKNOWN_ID))
    assert (404, "ENTITY_NOT_FOUND") == refusal(world.replay(UNKNOWN_ID))


def test_literal_names_are_misspelt(world: World) -> None:
    """With the option two members are called as the tables misspell them, in the values and in the message."""
    world.control("POST", "/reset", {"limits": {"literal_statuses": True}})
    without_country = {**CUSTOMER["address"], "country": None}
    for body, name in (({**CUSTOMER, "address": 5}, "addres"), ({**CUSTOMER, "address": without_country}, "contry")):
        refused = world.call("POST", "/customers", body).json()
        assert ([name], f"Field '{name}' is mandatory") == (refused["values"], refused["message"])
    assert ["city"] == world.call(
        "POST", "/customers", {**CUSTOMER, "address": {**without_country, "city": ""}}
    ).json()["values"]


def status(world: World, customer: str = "") -> Any:
    """Return the status of a customer's account as it is shown."""
    return world.call("GET", f"/customers/{customer or world.customer}").json()["bankAccounts"][0]["status"]


def send_code(world: World) -> str:
    """Send one cent and return the code that came with it."""
    sent = world.call("POST", world.account("/sendVerificationCode"))
    assert (200, b"", None) == (sent.status_code, sent.content, sent.headers.get("content-type"))
    return world.code()


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


def test_account_is_validated_with_the_code(world: World) -> None:
    """Six digits, good once: R919 before a code was sent and after it was used."""
    assert (400, "R919") == refusal(world.validate("123456"))
    code = send_code(world)
    assert (6, True) == (len(code), code.isdigit())
    assert "NOT_VALIDATED" == status(world)
    validated = world.validate(code)
    assert (200, b"", "VALIDATED") == (validated.status_code, validated.content, status(world))
    refused = world.validate(code)
    assert (400, "R919") == refusal(refused)
    assert "Bank Account verification code not found" == refused.json()["message"]


def test_new_code_replaces_the_old_one(world: World) -> None:
    """The code before the last one is wrong, and the wrong attempts start anew."""
    first = send_code(world)
    for _ in range(2):
        assert (400, "R214") == refusal(world.validate(wrong(first)))
    second = send_code(world)
    assert first != second
    for _ in range(2):
        assert (400, "R214") == refusal(world.validate(first))
    assert world.validate(second).status_code == 200


@pytest.mark.parametrize("attempts", [1, 3, 5])
def test_last_wrong_code_blocks_the_account(world: World, attempts: int) -> None:
    """R214 until the maximum, then R930; a blocked account takes no code and gets no new one."""
    world.control("POST", "/reset", {"limits": {"verification_attempts": attempts}} if attempts != 3 else {})
    world.settle_down()
    code = send_code(world)
    for _ in range(attempts - 1):
        assert (400, "R214") == refusal(world.validate(wrong(code)))
    refused = world.validate(wrong(code))
    assert (400, "R930") == refusal(refused)
    assert "Too many attempts with wrong authentication code" == refused.json()["message"]
    assert "BLOCKED" == status(world)
    assert (400, "R930") == refusal(world.validate(code))
    assert (400, "R930") == refusal(world.call("POST", world.account("/sendVerificationCode")))
    assert "BLOCKED" == world.read().json()["originUser"]["bankAccounts"][0]["status"]


def test_validated_account_needs_no_code(world: World) -> None:
    """Sending again is 200 and changes nothing: no code is pending."""
    assert world.validate(send_code(world)).status_code == 200
    assert world.call("POST", world.account("/sendVerificationCode")).status_code == 200
    order = {"customerId": world.customer, "iban": IBAN}
    assert world.control_raw("POST", "/events/verification-code", order).status_code == 409
    assert (400, "R919") == refusal(world.validate("123456"))
    assert "VALIDATED" == status(world)


@pytest.mark.parametrize(
    "body", [b"", {}, {"verificationCode": None}, {"verificationCode": ""}, {"verificationCode": " "}]
)
def test_verification_code_is_required(world: World, body: Any) -> None:
    """FIELD_IS_REQUIRED, without counting as an attempt."""
    send_code(world)
    for _ in range(4):
        refused = world.call("POST", world.account("/validate"), body)
        assert (400, "FIELD_IS_REQUIRED") == refusal(refused)
        assert ["verificationCode"] == refused.json()["values"]


@pytest.mark.parametrize("code", [5, 1.5, True, [], {}, "x", "\ud800", "1" * 5000])
def test_code_of_another_form_is_a_wrong_attempt(world: World, code: Any) -> None:
    """R214 while a code is pending, R919 while none is; the third one blocks."""
    assert (400, "R919") == refusal(world.validate(code))
    send_code(world)
    assert [(400, "R214"), (400, "R214"), (400, "R930")] == [refusal(world.validate(code)) for _ in range(3)]


def test_code_as_a_number_is_not_the_code(world: World) -> None:
    """A code is text: its digits as a JSON number are a wrong attempt."""
    while (code := send_code(world)).startswith("0"):
        pass
    assert (400, "R214") == refusal(world.validate(int(code)))


def test_verification_does_not_depend_on_the_mandate(world: World) -> None:
    """An account whose mandate is not signed can be validated."""
    path = world.account("/sendVerificationCode", customer=world.unsigned)
    assert world.call("POST", path).status_code == 200
    assert world.validate(world.code(customer=world.unsigned), customer=world.unsigned).status_code == 200


def test_every_customer_has_a_code_of_its_own(world: World) -> None:
    """The code of one customer does not validate another."""
    other = world.enrol(SIGNED_CUSTOMER)
    code = send_code(world)
    world.call("POST", world.account("/sendVerificationCode", customer=other))
    assert (400, "R214") == refusal(world.validate(code, customer=other))
    assert world.validate(code).status_code == 200
    assert ("VALIDATED", "NOT_VALIDATED") == (status(world), status(world, other))


def test_validation_shows_in_transactions(world: World) -> None:
    """A transaction shows its customer's account as it is now."""
    world.validate(send_code(world))
    assert "VALIDATED" == world.read().json()["originUser"]["bankAccounts"][0]["status"]
