"""Having mandates signed: at once, by a key, by a debtor who answers later."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from conformance.providers.twikey import reading
from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    BIC,
    EMAIL,
    IBAN,
    INVALID,
    MISSING,
    NO_CONTRACT,
    NO_TEMPLATE,
    OTHER_IBAN,
    PNG,
    START,
    UNKNOWN_TEMPLATE,
    WRONG_STATE,
    cancel,
    changed,
    expire,
    invite,
    let_debtor_sign,
    messages,
    new_signature,
    other_template,
    print_out,
    read,
    sign,
    state_of,
    told,
)
from conformance.scenarios.twikey.text import (
    BAD_BICS,
    BAD_COUNTRIES,
    BAD_DATES,
    BAD_EMAILS,
    BAD_IBANS,
    BAD_MANDATE_NUMBERS,
    BAD_TEMPLATES,
    name_case,
)

AT_ONCE = ("paper", "import", "digisign", "selfie")
LATER = ("sms", "sofort")
PICTURES = {"digisign": "digsig", "selfie": "selfie"}


def _refused(world: World, expect: tuple[int, str], **changes: Any) -> None:
    world.call("signMandate", form=new_signature(world.first, **changes), expect=expect)


def _picture(method: str) -> dict[str, Any]:
    return {PICTURES[method]: PNG} if method in PICTURES else {}


@requires("control")
@shows("signMandate", 200)
@pytest.mark.parametrize("method", AT_ONCE)
def test_mandate_is_signed_at_once(world: World, method: str) -> None:
    """A mandate that is signed on paper, by drawing or with a picture is signed at once (Sign a mandate)."""
    number = sign(world, method=method, place="Gent", signDate="2017-09-01", **_picture(method))
    reply = read(world, number)
    assert ["SIGNED", "true"] == [reply.headers["x-state"], reply.headers["x-collectable"]]
    said = reading.supplement(reply.json["Mndt"])
    assert [method, "Gent", "2017-09-01T00:00:00Z"] == [said[f"Signer{n}#0"] for n in ("Method", "Place", "Date")]
    assert [("new", number)] == told(messages(world))


@requires("control")
def test_moment_of_a_signature_may_be_given(world: World) -> None:
    """The moment of signing is kept to the second, in UTC (Sign a mandate: signDate, xsd:dateTime)."""
    for sent, kept in (("2017-09-01T10:15:30Z", "10:15:30"), ("2017-09-01T10:15:30+02:00", "08:15:30")):
        number = sign(world, signDate=sent)
        said = reading.supplement(read(world, number).json["Mndt"])
        assert f"2017-09-01T{kept}Z" == said["SignerDate#0"]


@requires("control")
def test_sms_is_signed_when_the_debtor_answers(world: World) -> None:
    """With sms the moment of the answer counts, whatever the call says (Sign a mandate: signDate)."""
    number = sign(world, method="sms", signDate="2017-09-01")
    let_debtor_sign(world, number)
    assert START[:10] == reading.supplement(read(world, number).json["Mndt"])["SignerDate#0"][:10]


@requires("control")
@pytest.mark.parametrize("method", LATER)
def test_mandate_waits_for_its_debtor(world: World, method: str) -> None:
    """With sms and sofort a mandate stays prepared until the debtor has answered (Sign a mandate)."""
    answer = world.call("signMandate", form=new_signature(world.first, method=method), expect=200).json
    number = answer["MndtId"]
    assert (method == "sofort") == ("url" in answer)
    assert "PREPARED" == state_of(world, number)
    assert [] == messages(world)
    let_debtor_sign(world, number)
    assert "SIGNED" == state_of(world, number)
    assert [("new", number)] == told(messages(world))


@requires("control")
@pytest.mark.parametrize("method", LATER)
def test_day_of_the_answer_counts_for_sms_alone(world: World, method: str) -> None:
    """With sms the day of the answer counts, with sofort the one that was said (Sign a mandate: signDate)."""
    form = new_signature(world.first, method=method, signDate="2016-01-02")
    number = world.call("signMandate", form=form, expect=200).json["MndtId"]
    let_debtor_sign(world, number)
    said = reading.supplement(read(world, number).json["Mndt"])
    assert (method == "sofort") == (said["SignerDate#0"] == "2016-01-02T00:00:00Z")


@requires("control")
def test_template_beside_a_key_is_held_to_its_form(world: World) -> None:
    """A prepared mandate has its template; what is sent beside the key must be a number all the same (assumed)."""
    form = {"method": "paper", "key": invite(world).key}
    for template in BAD_TEMPLATES:
        world.call("signMandate", form={**form, "ct": template}, expect=(400, "err_invalid_ct"))
    world.call("signMandate", form={**form, "ct": UNKNOWN_TEMPLATE}, expect=200)


@requires("control")
@pytest.mark.parametrize("printed", [False, True], ids=["prepared", "printed"])
def test_key_signs_what_was_prepared(world: World, printed: bool) -> None:
    """The key of an invitation signs that mandate; nothing else about it is needed (Sign a mandate: key)."""
    invited = invite(world)
    if printed:
        print_out(world, invited.number)
    form = {"method": "paper", "key": invited.key}
    assert invited.number == world.call("signMandate", form=form, expect=200).json["MndtId"]
    assert "SIGNED" == state_of(world, invited.number)
    assert EMAIL == read(world, invited.number).json["Mndt"]["Dbtr"]["CtctDtls"]["EmailAdr"]


@requires("control")
def test_key_may_bring_more(world: World) -> None:
    """Who signs by a key may still give the account and the debtor's details (Sign a mandate; assumed)."""
    invited = invite(world)
    form = {"method": "paper", "key": invited.key, "iban": OTHER_IBAN, "bic": "ABNANL2A", "city": "Utrecht"}
    world.call("signMandate", form=form, expect=200)
    shown = read(world, invited.number).json["Mndt"]
    assert [OTHER_IBAN, "Utrecht"] == [shown["DbtrAcct"], shown["Dbtr"]["PstlAdr"]["TwnNm"]]


@requires("control")
@shows("signMandate", 400, "err_contract_signed")
@shows("signMandate", 404, "err_no_contract")
@shows("signMandate", 403, "err_mandate_invalid_state")
def test_key_signs_once(world: World) -> None:
    """A key that is unknown, spent or of a mandate that has ended signs nothing (table of codes; assumed: statuses)."""
    invited, cancelled, expired = invite(world), invite(world), invite(world)
    form = {"method": "paper", "key": invited.key}
    world.call("signMandate", form=form, expect=200)
    world.call("signMandate", form=form, expect=(400, "err_contract_signed"))
    other_letters = {invited.key.swapcase(), invited.key.lower(), invited.key.upper()} - {invited.key}
    cancel(world, cancelled.number)
    expire(world, expired.number)
    for key in (cancelled.key, expired.key):
        world.call("signMandate", form={**form, "key": key}, expect=WRONG_STATE)
    for key in ("nope", invited.key.swapcase() + "0", invited.number, *sorted(other_letters)):
        world.call("signMandate", form={**form, "key": key}, expect=NO_CONTRACT)
    assert [("new", invited.number)] == told(messages(world))


@requires("control")
def test_prepared_mandate_may_know_the_mobile_number(world: World) -> None:
    """Signing by sms takes a mobile number, from the call or from the invitation (Sign a mandate; assumed)."""
    known, unknown = invite(world), invite(world, mobile=None)
    world.call("signMandate", form={"method": "sms", "key": known.key}, expect=200)
    world.call("signMandate", form={"method": "sms", "key": unknown.key}, expect=MISSING)
    form = {"method": "sms", "key": unknown.key, "mobile": "+32479123124"}
    world.call("signMandate", form=form, expect=200)


@requires("control")
@shows("signMandate", 400, "err_missing_params")
@pytest.mark.parametrize(
    "changes",
    [
        *({name: None} for name in ("method", "ct", "iban", "bic")),
        {"method": "sms", "mobile": None},
        {"method": "digisign"},
        {"method": "selfie"},
        {"method": None, "iban": "bad"},
    ],
    ids=name_case,
)
def test_signature_needs_its_parameters(world: World, changes: dict[str, Any]) -> None:
    """Method, template and account are needed, and what the method takes (Sign a mandate)."""
    _refused(world, MISSING, **changes)


@requires("control")
@shows("signMandate", 400, "err_invalid_params")
def test_method_must_be_known(world: World) -> None:
    """A method that nobody knows is refused (Sign a mandate; assumed: the six)."""
    for method in ("PAPER", "fax", "itsme", " paper"):
        _refused(world, INVALID, method=method)


@requires("control")
def test_picture_is_a_small_png(world: World) -> None:
    """A drawn signature is a PNG of 150 kB at most, in base64 (Swagger file of 2018, POST /creditor/sign)."""
    raw = base64.b64decode(PNG)
    largest = base64.b64encode(raw.ljust(150_000, b"x")).decode()
    sign(world, method="digisign", digsig=largest)
    too_large = base64.b64encode(raw.ljust(150_001, b"x")).decode()
    for broken in (too_large, "scribble", base64.b64encode(b"GIF89a").decode(), raw.hex()):
        _refused(world, INVALID, method="digisign", digsig=broken)


@requires("control")
@shows("signMandate", 400, "err_invalid_date")
@pytest.mark.parametrize("date", BAD_DATES, ids=name_case)
def test_sign_date_is_refused(world: World, date: str) -> None:
    """The day of the signature is a day or an xsd:dateTime (Sign a mandate: signDate)."""
    _refused(world, (400, "err_invalid_date"), signDate=date)


@requires("control")
@shows("signMandate", 400, "err_invalid_iban")
@pytest.mark.parametrize("iban", BAD_IBANS, ids=name_case)
def test_iban_of_a_signature_is_refused(world: World, iban: str) -> None:
    """An account of the wrong form or with wrong check digits is refused (table of codes; ISO 13616)."""
    _refused(world, (400, "err_invalid_iban"), iban=iban)


@requires("control")
@shows("signMandate", 400, "err_invalid_bic")
@shows("signMandate", 400, "err_invalid_email")
@shows("signMandate", 400, "err_invalid_country")
@shows("signMandate", 400, "err_invalid_lang")
@shows("signMandate", 400, "err_invalid_mandatenumber")
def test_debtor_of_a_signature_is_checked(world: World) -> None:
    """What a signature says of its debtor is checked as an invitation is (Sign a mandate)."""
    for name, code, values in (
        ("bic", "err_invalid_bic", BAD_BICS),
        ("email", "err_invalid_email", BAD_EMAILS),
        ("country", "err_invalid_country", BAD_COUNTRIES),
        ("l", "err_invalid_lang", ("xx", "NL", "dutch")),
        ("mandateNumber", "err_invalid_mandatenumber", BAD_MANDATE_NUMBERS),
    ):
        for value in values:
            _refused(world, (400, code), **{name: value})


@requires("control", "numbered_template_id")
@shows("signMandate", 400, "err_mandatenumber_required")
@shows("signMandate", 400, "err_double_mandatenumber")
def test_number_of_a_signature_is_given_once(world: World) -> None:
    """A mandate number is given once, and by some templates must be (table of codes; assumed: statuses)."""
    template = other_template(world, "numbered_template_id")
    _refused(world, (400, "err_mandatenumber_required"), ct=template)
    assert "OWN-3" == sign(world, ct=template, mandateNumber="OWN-3")
    _refused(world, (400, "err_double_mandatenumber"), mandateNumber="OWN-3")


@requires("control")
@shows("signMandate", 400, "err_invalid_ct")
@shows("signMandate", 400, "err_no_such_ct")
def test_template_of_a_signature_must_exist(world: World) -> None:
    """A template is a positive number, of the creditor's own (table of codes; assumed: statuses)."""
    for template in BAD_TEMPLATES:
        _refused(world, (400, "err_invalid_ct"), ct=template)
    _refused(world, NO_TEMPLATE, ct=UNKNOWN_TEMPLATE)


@requires("control")
def test_text_of_a_signature_is_too_long(world: World) -> None:
    """What is longer than the message dictionary allows is refused (assumed: err_invalid_params)."""
    for name, most in (("lastname", 50), ("address", 70), ("city", 35), ("zip", 16), ("companyName", 140)):
        _refused(world, INVALID, **{name: "x" * (most + 1)})


@requires("control")
def test_checks_of_a_signature_come_in_order(world: World) -> None:
    """Missing parameters come first, then the form of each in the order of the table (assumed)."""
    form: dict[str, Any] = {"signDate": "bad", "iban": "bad", "mandateNumber": "bad", "email": "bad", "country": "bad"}
    for name, value, code in (
        ("bic", "bad", "err_missing_params"),
        ("ct", "bad", "err_missing_params"),
        ("method", "fax", "err_missing_params"),
        ("method", "paper", "err_invalid_params"),
        ("signDate", "", "err_invalid_date"),
        ("ct", UNKNOWN_TEMPLATE, "err_invalid_ct"),
        ("iban", IBAN, "err_invalid_iban"),
        ("bic", BIC, "err_invalid_bic"),
        ("mandateNumber", "", "err_invalid_mandatenumber"),
        ("email", "", "err_invalid_email"),
        ("country", "", "err_invalid_country"),
    ):
        world.call("signMandate", form=form, expect=(400, code))
        form = changed(form, **{name: value})
    world.call("signMandate", form=form, expect=NO_TEMPLATE)
    assert [] == messages(world)
