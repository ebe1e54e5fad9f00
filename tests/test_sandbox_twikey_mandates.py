"""Mandates in the Twikey sandbox: invitations, signatures, changes, documents."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest

from tests import twikey_world
from tests.twikey_looks import kinds, numbers, supplement
from tests.twikey_world import (
    B2B,
    BIC,
    IBAN,
    INVITATION,
    OTHER_IBAN,
    OWN_NUMBERS,
    PDF,
    PNG,
    SIGNATURE,
    World,
    code,
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


def test_invitation_names_number_url_and_key(world: World) -> None:
    """The number is letters and a counter, the key is in the URL, the prefix is the merchant's unless given."""
    first, second = world.invite(), world.invite(prefix="shop", mandateNumber="OWN-1")
    assert first["mndtId"] == "SBXA3"
    assert first["url"] == f"http://twikey.to/first/{first['key']}"
    assert second["url"] == f"http://twikey.to/shop/{second['key']}"
    assert (second["mndtId"], len(second["key"])) == ("OWN-1", 4)
    assert world.state("OWN-1") == "PREPARED"


@pytest.mark.parametrize("path", ["/invite", "/prepare"])
def test_invitation_has_two_paths(world: World, path: str) -> None:
    """Older clients say prepare."""
    assert sorted(world.post(path, INVITATION).json()) == ["key", "mndtId", "url"]


@pytest.mark.parametrize("path", ["/sign", "/mandate/sign"])
def test_signature_has_two_paths(world: World, path: str) -> None:
    """The heading of the document and its samples differ."""
    assert world.post(path, SIGNATURE).json() == {"Msg": "ok", "MndtId": "SBXA3"}


def test_invitation_is_shown_as_given(world: World) -> None:
    """Everything about the debtor comes back, unknown parameters as attributes; reserved keys cannot be taken."""
    form = {
        "iban": "BE68 0688 9725 0734",
        "bic": BIC,
        "companyName": "Example",
        "vatno": "BE123456789",
        "contractNumber": "C-1",
    }
    number = world.invite(**form, order_id="42", TemplateId="7", country="be")["mndtId"]
    shown = mandate(world, number)
    assert shown["Dbtr"] == {
        "Nm": "Example",
        "PstlAdr": {"AdrLine": "Derbystraat 43", "PstCd": "9051", "TwnNm": "Gent", "Ctry": "BE"},
        "Id": "BE123456789",
        "CtryOfRes": "BE",
        "CtctDtls": {"EmailAdr": "support@example.com", "MobNb": "+32479123123"},
    }
    assert (shown["DbtrAcct"], shown["DbtrAgt"]) == (IBAN, {"FinInstnId": {"BICFI": BIC, "Nm": "BELFIUS BANK"}})
    assert (shown["RfrdDoc"], shown["LclInstrm"]) == ("C-1", "CORE")
    assert supplement(shown) | {"TRACKER": ""} == {
        "MandateName": "SEPA Direct Debit",
        "TemplateId": 1323,
        "order_id": "42",
        "FirstName": "Twikey",
        "LastName": "Support",
        "TRACKER": "",
    }


def test_check_returns_a_valid_mandate(world: World) -> None:
    """Same e-mail address and template, signed: only the number comes back, and nothing is prepared."""
    email = SIGNATURE["email"].upper()
    assert world.invite(email=email, check="1") == {"mndtId": world.signed}
    assert "key" in world.invite(email=email, check="false")
    assert "key" in world.invite(email=email, check="true", ct=B2B)
    assert "key" in world.invite(check="TRUE")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ct": ...}, "err_missing_params"),
        ({"email": ...}, "err_missing_params"),
        ({"ct": "", "email": "bad"}, "err_missing_params"),
        ({"ct": "x"}, "err_invalid_ct"),
        ({"ct": "0"}, "err_invalid_ct"),
        ({"ct": "01323"}, "err_invalid_ct"),
        ({"ct": "-1"}, "err_invalid_ct"),
        ({"ct": "1.0"}, "err_invalid_ct"),
        ({"ct": "x", "email": "bad"}, "err_invalid_ct"),
        ({"ct": "999", "email": "bad"}, "err_invalid_email"),
        ({"ct": "999"}, "err_no_such_ct"),
        ({"ct": "1423"}, "err_no_such_ct"),
        ({"ct": OWN_NUMBERS}, "err_mandatenumber_required"),
        ({"email": "a@b"}, "err_invalid_email"),
        ({"email": "a@b@c.eu"}, "err_invalid_email"),
        ({"email": "a b@c.eu"}, "err_invalid_email"),
        ({"l": "NL"}, "err_invalid_lang"),
        ({"iban": "BE68068897250735"}, "err_invalid_iban"),
        ({"iban": "be68068897250734"}, "err_invalid_iban"),
        ({"bic": "GKCC"}, "err_invalid_bic"),
        ({"bic": "GKCCBEB1X"}, "err_invalid_bic"),
        ({"mandateNumber": "lower"}, "err_invalid_mandatenumber"),
        ({"mandateNumber": "X" * 36}, "err_invalid_mandatenumber"),
        ({"mandateNumber": "SBXA1"}, "err_double_mandatenumber"),
        ({"mandateNumber": "SBXA2"}, "err_double_mandatenumber"),
        ({"country": "B1"}, "err_invalid_country"),
        ({"lastname": "x" * 51}, "err_invalid_params"),
        ({"address": "x" * 71}, "err_invalid_params"),
        ({"city": "x" * 36}, "err_invalid_params"),
        ({"zip": "x" * 17}, "err_invalid_params"),
        ({"campaign": "x" * 251}, "err_invalid_params"),
        ({"check": "yes"}, "err_invalid_params"),
    ],
)
def test_invitation_is_checked(world: World, changes: dict[str, Any], expected: str) -> None:
    """Missing first, then the form of each in the order of the table, then whether the template exists."""
    answer = world.post("/invite", {**INVITATION, **changes})
    assert (code(answer), answer.status_code) == (expected, 400)


def test_every_language_and_longest_text_is_accepted(world: World) -> None:
    """The limits themselves are good."""
    longest = {"lastname": "x" * 50, "address": "\u00e9" * 70, "city": "x" * 35, "zip": "x" * 16, "vatno": "x" * 35}
    for language in ("en", "fr", "nl", "de", "pt", "es", "it"):
        assert outcome(world.post("/invite", {**INVITATION, **longest, "l": language})) == 200


@pytest.mark.parametrize("method", ["paper", "import", "digisign", "selfie"])
def test_method_with_its_data_signs_at_once(world: World, method: str) -> None:
    """The mandate is in the feed as signed, with method, place, day and the picture that the method uses."""
    form = {"digsig": PNG, "selfie": PNG, "place": "Gent", "signDate": "2017-09-01", "method": method}
    number = world.sign(**form)
    (message,) = world.feed()
    assert (kinds([message]), numbers([message])) == (["new"], [number])
    said = supplement(message["Mndt"])
    assert [said[f"Signer{name}#0"] for name in ("Method", "Place", "Date")] == [method, "Gent", "2017-09-01T00:00:00Z"]
    assert said.get("SignerPayload#0") == (PNG if method in {"digisign", "selfie"} else None)
    assert world.detail(number, force=...).headers["x-collectable"] == "true"


@pytest.mark.parametrize(("method", "shown"), [("sms", "2017-09-16T14:10:00Z"), ("sofort", "2016-01-02T00:00:00Z")])
def test_day_of_an_answer_counts_for_sms_only(world: World, method: str, shown: str) -> None:
    """Whatever day was said, "sms uses date of reply"; who comes back from the bank signed on the day that was said."""
    answer = world.post("/sign", {**SIGNATURE, "method": method, "signDate": "2016-01-02"}).json()
    world.advance(600)
    world.event("mandate-signed", mndtId=answer["MndtId"])
    assert supplement(world.feed()[0]["Mndt"])["SignerDate#0"] == shown


@pytest.mark.parametrize("method", ["sms", "sofort"])
def test_method_with_an_answer_waits_for_the_debtor(world: World, method: str) -> None:
    """The mandate is only prepared until the debtor has answered; sofort says where."""
    answer = world.post("/sign", {**SIGNATURE, "method": method}).json()
    assert ("url" in answer) is (method == "sofort")
    assert (world.state(answer["MndtId"]), world.feed()) == ("PREPARED", [])
    world.event("mandate-signed", mndtId=answer["MndtId"])
    (message,) = world.feed()
    assert supplement(message["Mndt"])["SignerMethod#0"] == method


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"method": ...}, "err_missing_params"),
        ({"iban": ...}, "err_missing_params"),
        ({"bic": ""}, "err_missing_params"),
        ({"ct": ...}, "err_missing_params"),
        ({"method": "ideal"}, "err_invalid_params"),
        ({"method": "sms", "mobile": ...}, "err_missing_params"),
        ({"method": "digisign"}, "err_missing_params"),
        ({"method": "digisign", "iban": "bad"}, "err_missing_params"),
        ({"method": "selfie", "key": "nope"}, "err_missing_params"),
        ({"method": "selfie"}, "err_missing_params"),
        ({"method": "digisign", "digsig": "!!"}, "err_invalid_params"),
        ({"method": "digisign", "digsig": base64.b64encode(b"GIF89a")}, "err_invalid_params"),
        (
            {"method": "digisign", "digsig": base64.b64encode(base64.b64decode(PNG).ljust(150_001, b"x"))},
            "err_invalid_params",
        ),
        ({"signDate": "2017-02-29"}, "err_invalid_date"),
        ({"signDate": "01-02-2017"}, "err_invalid_date"),
        ({"key": "nope"}, "err_no_contract"),
        ({"key": "nope", "ct": "abc"}, "err_invalid_ct"),
        ({"key": "nope", "ct": "01323"}, "err_invalid_ct"),
        ({"key": "x" * 37}, "err_no_contract"),
        ({"iban": " "}, "err_missing_params"),
        ({"method": "sms", "mobile": " "}, "err_missing_params"),
    ],
)
def test_signature_is_checked(world: World, changes: dict[str, Any], expected: str) -> None:
    """Each method needs its own data; an unknown key is an unknown mandate."""
    assert expected == code(world.post("/sign", {**SIGNATURE, **changes}))


def test_what_the_method_does_not_use_is_not_looked_at(world: World) -> None:
    """A drawn signature that is none is no defect where nobody draws, and a selfie may be anything."""
    for changes in ({"method": "paper", "digsig": "!!"}, {"method": "sms", "selfie": "!!"}):
        assert outcome(world.post("/sign", {**SIGNATURE, **changes})) == 200
    assert outcome(world.post("/sign", {**SIGNATURE, "method": "selfie", "selfie": "!!"})) == 200


def test_picture_may_have_150_kilobytes(world: World) -> None:
    """The limit itself is good, and only drawn signatures have it."""
    largest = base64.b64encode(base64.b64decode(PNG).ljust(150_000, b"x"))
    assert outcome(world.post("/sign", {**SIGNATURE, "method": "digisign", "digsig": largest})) == 200
    selfie = base64.b64encode(base64.b64decode(PNG).ljust(200_000, b"x"))
    assert outcome(world.post("/sign", {**SIGNATURE, "method": "selfie", "selfie": selfie})) == 200


def test_key_signs_what_was_prepared(world: World) -> None:
    """With a key nothing else is needed; what is given anyway replaces what was prepared."""
    form = {"method": "paper", "key": world.invitation["key"], "city": "Aalst", "iban": OTHER_IBAN}
    assert world.post("/sign", form).json() == {"Msg": "ok", "MndtId": world.prepared}
    shown = mandate(world, world.prepared)
    assert (shown["Dbtr"]["PstlAdr"]["TwnNm"], shown["DbtrAcct"]) == ("Aalst", OTHER_IBAN)
    assert code(world.post("/sign", form)) == "err_contract_signed"
    unreachable = world.invite(mobile=...)["key"]
    assert code(world.post("/sign", {"method": "sms", "key": unreachable})) == "err_missing_params"
    assert outcome(world.post("/sign", {"method": "sms", "key": unreachable, "mobile": "+32479123123"})) == 200
    assert outcome(world.post("/sign", {"method": "sms", "key": world.invite()["key"]})) == 200
    cancelled = world.invite()
    world.cancel(cancelled["mndtId"])
    refused = world.post("/sign", {"method": "paper", "key": cancelled["key"]})
    assert (code(refused), refused.status_code) == ("err_mandate_invalid_state", 403)


def test_debtor_without_an_account_enters_one(world: World) -> None:
    """An invitation without an account has one once it is signed."""
    assert "DbtrAcct" not in mandate(world, world.prepared)
    world.event("mandate-signed", mndtId=world.prepared)
    shown = mandate(world, world.prepared)
    assert shown["DbtrAcct"].startswith("BE")
    assert outcome(world.post("/invite", {**INVITATION, "iban": shown["DbtrAcct"]})) == 200


def test_amount_of_an_invitation_becomes_a_transaction(world: World) -> None:
    """It is asked for once the mandate is signed, for B2B once the bank has accepted."""
    first = world.invite(amount="12.50", _txd="First month", _txr="R1")["mndtId"]
    second = world.invite(amount="1", ct=B2B)["mndtId"]
    assert world.get("/transaction/detail").json()["Entries"] == []
    world.event("mandate-signed", mndtId=first)
    world.event("mandate-signed", mndtId=second)
    (entry,) = world.get("/transaction/detail").json()["Entries"]
    assert [entry[name] for name in ("mndtId", "amount", "msg", "ref")] == [first, 12.5, "First month", "R1"]
    world.event("mandate-bank-answer", mndtId=second, accepted=True)
    assert len(world.get("/transaction/detail").json()["Entries"]) == 2


@pytest.mark.parametrize(("accepted", "state"), [(True, "SIGNED"), (False, "CANCELLED")])
def test_b2b_mandate_waits_for_the_bank(world: World, accepted: bool, state: str) -> None:
    """It is shown as signed, but nothing can be asked for before the bank has accepted."""
    number = world.sign(ct=B2B)
    assert world.detail(number, force=...).headers["x-state"] == "SIGNED_PENDING_DEBTOR_BANK"
    assert world.detail(number).headers["x-collectable"] == "false"
    assert code(world.add(mandate=number)) == "err_mandate_invalid_state"
    world.event("mandate-bank-answer", mndtId=number, accepted=accepted)
    assert world.state(number) == state
    assert kinds(world.feed()) == (["new"] if accepted else ["new", "cancelled"])
    assert outcome(world.add(mandate=number)) == (200 if accepted else "err_mandate_invalid_state")


@pytest.mark.parametrize(
    ("iban", "bic", "state"),
    [
        ("BE16645348971174", "BBRUBEBB", "SIGNED"),
        ("BE49473211985171", "BBRUBEBB", "CANCELLED"),
        ("BE16645348971174", BIC, "SIGNED_PENDING_DEBTOR_BANK"),
    ],
)
def test_bank_answers_by_the_last_digit_after_five_minutes(world: World, iban: str, bic: str, state: str) -> None:
    """Even is accepted, odd is rejected, and two banks never answer of themselves."""
    number = world.sign(ct=B2B, iban=iban, bic=bic)
    world.advance(299)
    assert world.state(number) == "SIGNED_PENDING_DEBTOR_BANK"
    world.advance(1)
    assert world.state(number) == state


def test_cancelling_depends_on_the_state(world: World) -> None:
    """A signed mandate leaves a message, an invitation none; a second time is refused for both."""
    assert world.cancel(world.prepared).content == b""
    assert (world.state(world.prepared), world.feed()) == ("CANCELLED", [])
    assert world.cancel(world.signed).status_code == 200
    (message,) = world.feed()
    assert (message["OrgnlMndtId"], message["CxlRsn"]["Rsn"]) == (world.signed, "some reason")
    assert message["CxlRsn"]["Orgtr"]["CtctDtls"]["EmailAdr"] == "first@example.com"
    assert "Mndt" not in message
    for number in (world.prepared, world.signed):
        refused = world.cancel(number)
        assert (refused.status_code, code(refused)) == (403, "err_mandate_invalid_state")


@pytest.mark.parametrize(
    ("query", "status", "expected"),
    [
        ({"mndtId": ...}, 400, "err_missing_params"),
        ({"mndtId": ..., "rsn": ...}, 400, "err_missing_params"),
        ({"rsn": ""}, 405, "err_provide_reason"),
        ({"mndtId": "NOBODY", "rsn": ...}, 405, "err_provide_reason"),
        ({"mndtId": "NOBODY"}, 404, "err_no_contract"),
        ({"mndtId": "sbxa1"}, 404, "err_no_contract"),
    ],
)
def test_cancellation_is_checked(world: World, query: dict[str, Any], status: int, expected: str) -> None:
    """Each defect has the status of the document's table."""
    refused = world.cancel(world.signed, **query)
    assert (refused.status_code, code(refused)) == (status, expected)


def test_unsigned_mandate_is_shown_with_force_only(world: World) -> None:
    """Prepared, printed, expired and cancelled ones need force."""
    world.event("mandate-printed", mndtId=world.prepared)
    expired, removed = world.invite()["mndtId"], world.invite()["mndtId"]
    world.event("mandate-expired", mndtId=expired)
    world.cancel(removed)
    states = {world.prepared: "PRINT", expired: "EXPIRED", removed: "CANCELLED", world.invite()["mndtId"]: "PREPARED"}
    for number, state in states.items():
        refused = world.detail(number, force="0")
        assert (refused.status_code, code(refused)) == (403, "err_mandate_invalid_state")
        shown = world.detail(number, force="1")
        assert (shown.headers["x-state"], shown.headers["x-collectable"]) == (state, "false")


def test_update_of_a_signed_mandate_is_an_amendment(world: World) -> None:
    """What is given changes, the rest stays, and the feed tells; an invitation changes in silence."""
    form = {"mndtId": world.signed, "city": "Aalst", "email": "new@example.com", "iban": OTHER_IBAN, "bic": "ABNANL2A"}
    answer = world.post("/mandate/update", form)
    assert (answer.status_code, answer.content) == (204, b"")
    (message,) = world.feed()
    assert (message["OrgnlMndtId"], message["AmdmntRsn"]["Rsn"]) == (world.signed, "Account changed")
    changed = message["Mndt"]
    assert changed == mandate(world, world.signed)
    assert changed["Dbtr"]["PstlAdr"] == {"AdrLine": "Derbystraat 43", "PstCd": "9051", "TwnNm": "Aalst", "Ctry": "BE"}
    assert (changed["Dbtr"]["CtctDtls"]["EmailAdr"], changed["DbtrAcct"]) == ("new@example.com", OTHER_IBAN)
    assert changed["DbtrAgt"] == {"FinInstnId": {"BICFI": "ABNANL2A"}}
    assert world.post("/mandate/update", {"mndtId": world.prepared, "city": "Aalst"}).status_code == 204
    assert (mandate(world, world.prepared)["Dbtr"]["PstlAdr"]["TwnNm"], world.feed()) == ("Aalst", [])


def test_update_is_refused_where_nothing_may_change(world: World) -> None:
    """A signed B2B mandate and a cancelled one; a prepared B2B one may change."""
    prepared = world.invite(ct=B2B)["mndtId"]
    assert outcome(world.post("/mandate/update", {"mndtId": prepared, "city": "Aalst"})) == 204
    world.cancel(world.signed)
    for number in (world.sign(ct=B2B), world.signed):
        refused = world.post("/mandate/update", {"mndtId": number, "city": "Aalst"})
        assert (refused.status_code, code(refused)) == (403, "err_mandate_invalid_state")
    assert code(world.post("/mandate/update", {"mndtId": "NOBODY"})) == "err_no_contract"
    assert code(world.post("/mandate/update", {"city": "Aalst"})) == "err_missing_params"


def test_pdf_opens_and_names_the_mandate(world: World) -> None:
    """It is one page, named after the mandate, with the debtor in it."""
    answer = world.get("/mandate/pdf", {"mndtId": world.signed})
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="{world.signed}.pdf"'
    (page,) = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    text = page.extract_text()
    assert world.signed in text
    assert "Twikey Support" in text
    assert code(world.get("/mandate/pdf", {"mndtId": "NOBODY"})) == "err_no_contract"
    assert code(world.get("/mandate/pdf")) == "err_missing_params"


def test_uploaded_document_signs_and_replaces(world: World) -> None:
    """A scan signs what was prepared or printed, and is what is downloaded from then on."""
    for number in (world.prepared, world.signed):
        answer = world.call("POST", "/mandate/pdf", PDF, query={"mndtId": number})
        assert (answer.status_code, answer.content) == (200, b"")
        assert world.get("/mandate/pdf", {"mndtId": number}).content == PDF
    assert world.state(world.prepared) == "SIGNED"
    (message,) = world.feed()
    assert supplement(message["Mndt"])["SignerMethod#0"] == "print"
    query = {"mndtId": world.signed}
    assert code(world.call("POST", "/mandate/pdf", b"GIF89a", query=query)) == "err_invalid_input"
    assert code(world.call("POST", "/mandate/pdf", b"", query=query)) == "err_invalid_input"
    assert code(world.call("POST", "/mandate/pdf", PDF)) == "err_missing_params"
    assert code(world.call("POST", "/mandate/pdf", PDF, query={"mndtId": "NOBODY"})) == "err_no_contract"
