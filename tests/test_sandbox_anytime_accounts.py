"""Accounts in the Anytime sandbox: opening and changing them, KYC, IBANs."""

from collections.abc import Iterator

import pytest

from conformance.sandbox.anytime import ibans
from tests import anytime_world
from tests.anytime_world import (
    BUSINESS,
    CONSUMER,
    HOLDER,
    TRANSFER,
    World,
    body,
    code,
    multipart,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from anytime_world.settled()


def test_every_api_user_begins_with_two_accounts(world: World) -> None:
    """A business account with everything and a consumer account with 100.00 and nothing else."""
    world.control("POST", "/reset")
    for user in (0, 1):
        world.log_in(user)
        listed = body(world.call("GET", "/accounts", user=user))
        assert ["business", "consumer"] == [each["acc_type"] for each in listed["accounts"]]
        assert (2, {"limit_start": 0, "limit_number": 50}) == (listed["total_results"], listed["filters"])
        business, consumer = (each["acc_id"] for each in listed["accounts"])
        balances = [body(world.call("GET", f"/accounts/{each}/balance", user=user)) for each in (business, consumer)]
        assert [{"acc_id": business, "balance": 10_000}, {"acc_id": consumer, "balance": 100}] == balances
        kyc = [body(world.call("GET", f"/accounts/{each}/kyc", user=user)) for each in (business, consumer)]
        assert ["fulfilled", "incomplete"] == [each["status"] for each in kyc]
        assert ibans.is_iban(body(world.call("GET", f"/accounts/{business}", user=user))["iban"]["iban"])
        assert "iban" not in body(world.call("GET", f"/accounts/{consumer}", user=user))


def test_account_is_shown_under_other_names(world: World) -> None:
    """What was sent as an address line or zip is shown under the names of the answer's table."""
    account = world.add_account(BUSINESS, corp_activity="6201Z", corp_addr_line_2="b\u00e2t. 2")
    shown = body(world.call("GET", f"/accounts/{account}"))
    renamed = {
        **{f"{who}_addr_line_{line}": f"{who}_addr_{line}" for who in ("corp", "user") for line in (1, 2)},
        **{f"corp_addr_{part}": f"corp_{part}" for part in ("zip", "city", "cc")},
    }
    sent = {**BUSINESS, "corp_activity": "6201Z", "corp_addr_line_2": "b\u00e2t. 2", "corp_tva": ""}
    expected = {renamed.get(name, name): value for name, value in sent.items()}
    assert {**expected, "acc_id": account, "virtual_ibans": []} == shown


def test_consumer_has_no_corporation(world: World) -> None:
    """Parameters of a corporation are ignored for a consumer, good or bad."""
    account = world.add_account(CONSUMER, corp_name="Dupont", corp_addr_cc="??")
    shown = body(world.call("GET", f"/accounts/{account}"))
    assert ["", ""] == [shown["corp_name"], shown["corp_cc"]]
    assert {"acc_id": account, "balance": 0} == body(world.call("GET", f"/accounts/{account}/balance"))


BAD_VALUES = [
    ("acc_currency", "XXX"),
    ("acc_currency", "eur"),
    ("user_gender", "X"),
    ("user_gender", "m"),
    ("user_dob", "29/02/1980"),
    ("user_dob", "1981-02-29"),
    ("user_dob", "1980-2-9"),
    ("user_email", "nobody"),
    ("user_email", "a@b"),
    ("user_email", "a b@c.de"),
    ("user_email", "a@b.c2"),
    ("user_mobile_number", "+33600000000"),
    ("user_mobile_number", "1234567"),
    ("user_mobile_number", "1234567890123456"),
    ("user_addr_cc", "FRA"),
    ("user_addr_cc", "XX"),
    ("user_nationality", "french"),
]


@pytest.mark.parametrize(("name", "value"), [*BAD_VALUES, ("acc_type", "individual"), ("corp_addr_cc", "XX")])
def test_bad_parameter_of_an_account_is_refused(world: World, name: str, value: str) -> None:
    """It is refused when an account is opened, and nothing is opened."""
    before = world.accounts()
    assert code(world.call("POST", "/accounts", {**BUSINESS, name: value})) == "4000210"
    assert before == world.accounts()


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_bad_change_of_an_account_is_refused(world: World, name: str, value: str) -> None:
    """It is refused when an account is changed, and nothing is changed."""
    before = body(world.call("GET", f"/accounts/{world.consumer}"))
    refused = world.call("PUT", f"/accounts/{world.consumer}", {"user_pob": "Nice", name: value})
    assert code(refused) == "4000210"
    assert before == body(world.call("GET", f"/accounts/{world.consumer}"))


@pytest.mark.parametrize("name", [name for name in BUSINESS if name != "user_addr_line_2"])
def test_required_parameter_of_an_account_is_neither_missing_nor_blank(world: World, name: str) -> None:
    """Blank counts as missing; only the second line of an address may be blank."""
    without = {other: value for other, value in BUSINESS.items() if other != name}
    for form in (without, {**without, name: ""}, {**without, name: " "}):
        assert code(world.call("POST", "/accounts", form)) == "4000210"


def test_second_address_line_may_be_blank_but_not_missing(world: World) -> None:
    """It is marked as required and is empty in most addresses."""
    without = {name: value for name, value in CONSUMER.items() if name != "user_addr_line_2"}
    assert code(world.call("POST", "/accounts", without)) == "4000210"
    assert world.call("POST", "/accounts", CONSUMER).status_code == 200


def test_update_changes_what_is_given(world: World) -> None:
    """The type never changes."""
    before = body(world.call("GET", f"/accounts/{world.business}"))
    changes = {"user_pob": "Nice", "acc_type": "consumer", "corp_tva": "", "corp_name": "New"}
    answer = body(world.call("PUT", f"/accounts/{world.business}", changes))
    assert {"acc_id": world.business, "acc_type": "business"} == answer
    expected = {**before, "user_pob": "Nice", "corp_tva": "", "corp_name": "New"}
    assert expected == body(world.call("GET", f"/accounts/{world.business}"))
    assert body(world.call("PUT", f"/accounts/{world.consumer}", {})) == {
        "acc_id": world.consumer,
        "acc_type": "consumer",
    }


@pytest.mark.parametrize("name", ["user_first_name", "user_nationality", "corp_name", "corp_addr_cc"])
def test_update_does_not_make_blank_what_an_account_needs(world: World, name: str) -> None:
    """The text marks it as required here too."""
    assert code(world.call("PUT", f"/accounts/{world.business}", {name: " "})) == "4000210"


OF_ACCOUNT = [
    ("GET", ""),
    ("PUT", ""),
    *(("GET", f"/{each}") for each in ("balance", "cards", "statements", "iban-statements", "credit-transfers", "kyc")),
    ("GET", "/statements/1-1"),
    ("GET", "/credit-transfers/1/testimonial"),
]


@pytest.mark.parametrize(("method", "suffix"), OF_ACCOUNT)
def test_account_of_somebody_else_is_refused(world: World, method: str, suffix: str) -> None:
    """Unknown and foreign accounts are 4030210, those of a partner 4030211; parameters come before."""
    form: dict[str, str] | None = {} if method == "PUT" else None
    for account in (world.foreign_business, 1, "9" * 30):
        assert code(world.call(method, f"/accounts/{account}{suffix}", form)) == "4030210"
    world.event("account-partner", accountId=world.consumer)
    assert code(world.call(method, f"/accounts/{world.consumer}{suffix}", form)) == "4030211"


@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        ("credit-transfers", TRANSFER),
        ("iban", {"country_code": "FR"}),
        ("virtual-ibans", {"type": "C"}),
    ],
)
def test_parameters_come_before_the_account(world: World, suffix: str, form: dict[str, str]) -> None:
    """A bad parameter is told even of an account that is not the caller's."""
    path = f"/accounts/{world.foreign_business}/{suffix}"
    assert code(world.call("POST", path, form)) == "4030210"
    assert code(world.call("POST", path, {})) == "4000210"


def test_kyc_goes_from_incomplete_to_fulfilled(world: World) -> None:
    """Files are pending, then accepted or refused; a passport stands for both sides of an identity."""
    path = f"/accounts/{world.consumer}/kyc"
    assert body(world.call("GET", path)) == {
        "status": "incomplete",
        "uploaded-kyc-status": {"accepted": [], "pending": [], "refused": []},
        "missing-kyc-types": ["identity", "identity_back", "dom_1", "selfie"],
    }
    files: dict[str, tuple[str | None, bytes]] = {
        "user_passport": ("passport.PDF", b"%PDF"),
        "user_dom_1": ("bill.jpg", b"\xff"),
    }
    content_type, content = multipart(files)
    uploaded = body(world.call("POST", path, content=content, content_type=content_type))
    assert {"files_status": {name: {"status": 0, "error": ""} for name in files}} == uploaded
    shown = body(world.call("GET", path))
    assert ["passport", "dom_1"] == [each["type"] for each in shown["uploaded-kyc-status"]["pending"]]
    assert ["type", "url", "uploaded_at"] == list(shown["uploaded-kyc-status"]["pending"][0])
    assert ["selfie"] == shown["missing-kyc-types"]
    world.event("kyc-decision", accountId=world.consumer, type="passport", accepted=True)
    world.event("kyc-decision", accountId=world.consumer, type="dom_1", accepted=False)
    shown = body(world.call("GET", path))
    kinds = {status: [each["type"] for each in files] for status, files in shown["uploaded-kyc-status"].items()}
    assert {"accepted": ["passport"], "pending": [], "refused": ["dom_1"]} == kinds
    assert ["dom_1", "selfie"] == shown["missing-kyc-types"]
    world.fulfil_kyc(world.consumer)
    assert ("fulfilled", []) == tuple(body(world.call("GET", path))[each] for each in ("status", "missing-kyc-types"))


def test_business_needs_two_more_files(world: World) -> None:
    """Status and registration of the corporation."""
    account = world.add_account()
    world.fulfil_kyc(account)
    shown = body(world.call("GET", f"/accounts/{account}/kyc"))
    assert ("incomplete", ["status", "kbis"]) == (shown["status"], shown["missing-kyc-types"])
    world.fulfil_kyc(account, business=True)
    assert body(world.call("GET", f"/accounts/{account}/kyc"))["status"] == "fulfilled"


def test_accepted_file_stays_while_a_new_one_is_looked_at(world: World) -> None:
    """Uploading again does not undo a fulfilled KYC; the decision on the new file, or a second one, does."""
    path = f"/accounts/{world.business}/kyc"
    content_type, content = multipart({"user_selfie": ("me.png", b"x")})
    for _ in range(2):
        world.call("POST", path, content=content, content_type=content_type)
    shown = body(world.call("GET", path))
    assert ("fulfilled", 6, 1) == (shown["status"], *(len(shown["uploaded-kyc-status"][each]) for each in KEPT))
    world.event("kyc-decision", accountId=world.business, type="selfie", accepted=True)
    assert (6, 0) == tuple(len(body(world.call("GET", path))["uploaded-kyc-status"][each]) for each in KEPT)
    world.call("POST", path, content=content, content_type=content_type)
    world.event("kyc-decision", accountId=world.business, type="selfie", accepted=False)
    shown = body(world.call("GET", path))
    assert ("incomplete", ["selfie"]) == (shown["status"], shown["missing-kyc-types"])
    world.event("kyc-decision", accountId=world.business, type="selfie", accepted=True)
    assert body(world.call("GET", path))["status"] == "fulfilled"


KEPT = ("accepted", "pending")


@pytest.mark.parametrize(
    ("part", "status"),
    [
        (("me.jpeg", b"x"), 0),
        (("me.gif", b"x"), 1),
        (("jpg", b"x"), 1),
        (("", b"x"), 1),
        (("me.jpg", b""), 2),
        ((None, b"x"), 2),
    ],
)
def test_each_file_has_a_status_of_its_own(world: World, part: tuple[str | None, bytes], status: int) -> None:
    """0 is taken, 1 has a wrong extension, 2 is no file or an empty one; the call is a success each time."""
    path = f"/accounts/{world.consumer}/kyc"
    content_type, content = multipart({"user_selfie": part, "other": ("a.jpg", b"x")})
    shown = body(world.call("POST", path, content=content, content_type=content_type))["files_status"]
    assert {"user_selfie": status} == {name: each["status"] for name, each in shown.items()}
    assert bool(status) == bool(shown["user_selfie"]["error"])
    pending = body(world.call("GET", path))["uploaded-kyc-status"]["pending"]
    assert ([] if status else ["selfie"]) == [each["type"] for each in pending]


def test_part_with_an_empty_name_is_ignored(world: World) -> None:
    """It is a parameter that nobody knows; what comes after it counts."""
    content_type, content = multipart({"": ("a.jpg", b"x"), "user_selfie": ("a.jpg", b"x")})
    answer = world.call("POST", f"/accounts/{world.consumer}/kyc", content=content, content_type=content_type)
    assert ["user_selfie"] == list(body(answer)["files_status"])


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        multipart({"other": ("a.jpg", b"x")}),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b""),
        ("application/json", b"{}"),
        ("application/x-www-form-urlencoded", b""),
    ],
)
def test_upload_without_a_file_is_refused(world: World, content_type: str, content: bytes) -> None:
    """At least one field is needed."""
    path = f"/accounts/{world.consumer}/kyc"
    assert code(world.call("POST", path, content=content, content_type=content_type)) == "4000210"


def test_iban_is_made_once_and_after_the_kyc(world: World) -> None:
    """It is French, its check digits are right, and a second one is refused."""
    path = f"/accounts/{world.consumer}/iban"
    assert code(world.call("POST", path, {"country_code": "fr"})) == "4030220"
    world.fulfil_kyc(world.consumer)
    assert code(world.call("POST", path, {"country_code": "XX"})) == "4000210"
    made = body(world.call("POST", path, {"country_code": "fr"}))
    assert ["iban", "swift"] == list(made)
    assert (True, "FR", 27) == (ibans.is_iban(made["iban"]), made["iban"][:2], len(made["iban"]))
    assert ibans.is_bic(made["swift"])
    assert code(world.call("POST", path, {"country_code": "fr"})) == "4000230"
    assert made == body(world.call("GET", f"/accounts/{world.consumer}"))["iban"]


@pytest.mark.parametrize(("asked", "country"), [("de", "DE"), ("BE", "BE")])
def test_iban_is_of_the_country_asked_for(world: World, asked: str, country: str) -> None:
    """The main IBAN, its BIC, and the virtual IBANs beside it."""
    account = world.add_account()
    world.fulfil_kyc(account, business=True)
    main = body(world.call("POST", f"/accounts/{account}/iban", {"country_code": asked}))
    virtual = body(world.call("POST", f"/accounts/{account}/virtual-ibans", {"type": "C"}))
    for made in (main, virtual):
        assert (True, True) == (ibans.is_iban(made["iban"]), ibans.is_bic(made["swift"]))
        assert (country, country) == (made["iban"][:2], made["swift"][4:6])


def test_virtual_ibans_need_a_business_with_an_iban(world: World) -> None:
    """Type C, D or BOTH; consumer, KYC and main IBAN are looked at in this order."""
    assert code(world.call("POST", f"/accounts/{world.consumer}/virtual-ibans", {"type": "C"})) == "4030212"
    account = world.add_account()
    path = f"/accounts/{account}/virtual-ibans"
    assert code(world.call("POST", path, {"type": "C"})) == "4030220"
    world.fulfil_kyc(account, business=True)
    assert code(world.call("POST", path, {"type": "C"})) == "4030221"
    world.call("POST", f"/accounts/{account}/iban", {"country_code": "FR"})
    assert code(world.call("POST", path, {"type": "c"})) == "4000210"
    made = [body(world.call("POST", path, {"type": kind})) for kind in ("C", "D", "BOTH")]
    assert ["C", "D", "BOTH"] == [each["type"] for each in made]
    assert all(ibans.is_iban(each["iban"]) for each in made)
    assert made == body(world.call("GET", f"/accounts/{account}"))["virtual_ibans"]


def test_every_sample_of_the_iban_rule() -> None:
    """The provider's own sample has wrong check digits."""
    good = ("NL91ABNA0417164300", "DE89370400440532013000", "FR1420041010050500013M02606")
    assert [True] * 3 == [ibans.is_iban(each) for each in good]
    assert [False] * 4 == [ibans.is_iban(each) for each in ("NL86ABNA1666412472", good[0].lower(), "NL", good[1][:9])]
    assert [True, True, False, False] == [ibans.is_bic(each) for each in ("ABNANL2A", "ABNANL2AXXX", "ABNANL2", "x")]


def test_account_takes_every_country_in_any_case(world: World) -> None:
    """Codes of ISO 3166 are written either way, and currencies are four."""
    for changes in ({"user_addr_cc": "nl"}, {"user_nationality": "GB"}, {"acc_currency": "CHF"}, {"user_gender": "F"}):
        assert world.call("POST", "/accounts", {**HOLDER, "acc_type": "consumer", **changes}).status_code == 200
