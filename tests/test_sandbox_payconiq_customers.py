"""Partners, keys and customers in the Payconiq sandbox: what is shown, what is required, what is refused."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests import payconiq_world
from tests.payconiq_world import (
    ACCOUNT,
    ADDRESS,
    CUSTOMER,
    FIRST,
    IBAN,
    KEYLESS,
    OTHER_IBAN,
    SECOND,
    SIGNED_ACCOUNT,
    SIGNED_CUSTOMER,
    UNKNOWN_ID,
    World,
    private_key,
    refusal,
    sign,
    value_of,
    without,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from payconiq_world.settled()


def test_partner_is_shown_as_documented(world: World) -> None:
    """Every member of the sample, with epoch milliseconds and the one documented setting."""
    shown = world.call("GET", "")
    assert (200, "application/json") == (shown.status_code, shown.headers["content-type"])
    body = shown.json()
    assert FIRST == body.pop("_id")
    assert ("NLD", "Amsterdam") == (body["address"]["country"], body["address"].pop("city"))
    expected = {
        "firstName": "Kim",
        "lastName": "de Vries",
        "phone": "+31201234567",
        "email": "partner@example.com",
        "address": {"no": "10", "street": "Keizersgracht", "postalCode": "1015 CN", "country": "NLD"},
        "bankAccounts": [{"name": "ABN AMRO", "status": "VALIDATED", "IBAN": "NL02ABNA0457180536"}],
        "creationDate": 1442845397000,
        "companyName": "Voorbeeld BV",
        "type": "partner",
        "setting": {"enableSMSVerification": False},
    }
    assert expected == body


def test_body_of_an_operation_without_input_is_ignored(world: World) -> None:
    """Nothing reads it, so it may be anything."""
    assert world.call("GET", "", b"\xff").status_code == 200
    assert world.call("POST", world.account("/sendVerificationCode"), b"{").status_code == 200


def test_first_key_needs_no_signature(world: World) -> None:
    """A partner without a key registers one with its value alone, and a signature sent along is ignored."""
    value = value_of(private_key("new"))
    for body in ({"value": value}, {"value": value, "signature": "ignored"}):
        world.event("key-forgotten", partnerId=FIRST)
        assert (400, "AUTHENTICATION_NOT_FOUND") == refusal(world.pay())
        stored = world.call("PUT", "/key", body)
        assert (200, b"", None) == (stored.status_code, stored.content, stored.headers.get("content-type"))
        assert world.pay(key="new").status_code == 201
    assert world.call("PUT", "/key", {"value": value}, partner=KEYLESS).status_code == 200


def test_line_breaks_inside_a_key_do_not_matter(world: World) -> None:
    """Clients send the body of a PEM block with its line breaks; the rotation signs the text as it was sent."""
    value = value_of(private_key("new"))
    broken = "".join(f"{value[start : start + 64]}\n" for start in range(0, len(value), 64))
    rotated = world.call("PUT", "/key", {"value": broken, "signature": sign(broken)})
    assert (200, 201) == (rotated.status_code, world.pay(key="new").status_code)


def small_key(bits: int) -> rsa.RSAPublicKey:
    """Return a public key of so many bits whose private half nobody knows."""
    return rsa.RSAPublicNumbers(65537, (1 << (bits - 1)) + 0x10001).public_key()


def encoded(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, form: str = "SubjectPublicKeyInfo") -> str:
    """Return a public key in base64 of its DER form."""
    raw = key.public_bytes(serialization.Encoding.DER, getattr(serialization.PublicFormat, form))
    return base64.b64encode(raw).decode()


BAD_VALUES: list[Any] = [
    *(..., None, "", " \n", 5, True, ["x"], {}, "x", "!!!!", "AAAA", "\ud800", "é"),
    encoded(small_key(1023)),
    encoded(private_key("new").public_key(), "PKCS1"),
    encoded(ec.generate_private_key(ec.SECP256R1()).public_key()),
    value_of(private_key("new"))[:-8],
    value_of(private_key("new")).replace("+", "-").replace("/", "_") + "=",
]


@pytest.mark.parametrize("value", BAD_VALUES, ids=range(len(BAD_VALUES)))
@pytest.mark.parametrize("partner", [FIRST, KEYLESS])
def test_what_is_no_rsa_key_is_a_missing_value(world: World, value: Any, partner: str) -> None:
    """FIELD_IS_REQUIRED is the only 400 of this operation, on a first registration and on a rotation."""
    body = {} if value is ... else {"value": value}
    refused = world.call("PUT", "/key", body, partner=partner)
    assert (400, "FIELD_IS_REQUIRED") == refusal(refused)
    assert (["value"], "Field 'value' is mandatory") == (refused.json()["values"], refused.json()["message"])


def test_key_of_1024_bits_is_enough(world: World) -> None:
    """Clients of the time used it."""
    value = encoded(small_key(1024))
    assert world.call("PUT", "/key", {"value": value, "signature": sign(value)}).status_code == 200


@pytest.mark.parametrize("signature", [..., None, "", "x", 5, "NEW", "OTHER", "HEX"])
def test_rotation_that_the_old_key_did_not_sign_is_refused(world: World, signature: Any) -> None:
    """403 INVALID_SIGNATURE, also when there is no signature, and the old key stays."""
    value = value_of(private_key("new"))
    made = {"NEW": sign(value, key="new"), "OTHER": sign(value, key=SECOND), "HEX": sign(value.lower())}
    body = {"value": value, "signature": made.get(signature, signature)}
    refused = world.call("PUT", "/key", {name: each for name, each in body.items() if each is not ...})
    assert (403, "INVALID_SIGNATURE") == refusal(refused)
    assert "Provided signature is invalid" == refused.json()["message"]
    assert world.pay().status_code == 201


def test_customer_is_created_with_its_location(world: World) -> None:
    """201, an absolute Location on the host the caller used, and no body."""
    headers = {"Host": "example.test:81"}
    created = world.call("POST", "/customers", SIGNED_CUSTOMER, headers=headers)
    base, _, customer = created.headers["location"].rpartition("/")
    assert (201, b"", "0") == (created.status_code, created.content, created.headers["content-length"])
    assert "content-type" not in created.headers
    assert f"http://example.test:81/v1/partners/{FIRST}/customers" == base
    assert (24, "560012d5") == (len(customer), customer[:8])
    assert int(customer, 16) == int(world.foreign, 16) + 4


def test_customer_is_shown_as_documented(world: World) -> None:
    """The account with its mandate; no phone number, no e-mail address; dates as numbers, however they were sent."""
    account = {**SIGNED_ACCOUNT, "mandateSignDate": "1442845668291"}
    customer = world.enrol({**CUSTOMER, "bankAccounts": [account], "colour": {"red": [1.5]}})
    shown = world.call("GET", f"/customers/{customer}")
    expected = {
        "_id": customer,
        "firstName": "Zoë",
        "lastName": "Jansen",
        "address": ADDRESS,
        "bankAccounts": [{"name": "ING", "status": "NOT_VALIDATED", **without(SIGNED_ACCOUNT, "name")}],
    }
    assert (200, expected) == (shown.status_code, shown.json())


def test_customer_without_a_mandate_is_not_shown(world: World) -> None:
    """Getting a customer needs a mandate: given when enrolled, or created later."""
    refused = world.call("GET", f"/customers/{world.unsigned}")
    assert (400, "R508") == refusal(refused)
    assert "Mandate does not exist for given user and account" == refused.json()["message"]


def changed(name: str, value: Any) -> dict[str, Any]:
    """Return a customer with one member changed or left out, wherever it stands."""
    holder = ADDRESS if name in ADDRESS else SIGNED_ACCOUNT if name in SIGNED_ACCOUNT else SIGNED_CUSTOMER
    member: dict[str, Any] = without(holder, name) if value is ... else {**holder, name: value}
    if holder is ADDRESS:
        return {**SIGNED_CUSTOMER, "address": member}
    return {**SIGNED_CUSTOMER, "bankAccounts": [member]} if holder is SIGNED_ACCOUNT else member


ALL_MISSING = (..., None, "", " \t\n")
NO_TEXT: tuple[Any, ...] = (5, 1.5, True, [], {}, ["x"], {"x": 1}, "\ud800")
NO_OBJECT: tuple[Any, ...] = (5, False, "x", [], [ADDRESS])
NO_LIST: tuple[Any, ...] = (5, True, "x", {}, [], [5], ["x"], [None], [SIGNED_ACCOUNT, 5])
NO_DATE: tuple[Any, ...] = (-1, 1.0, 1.5, "x", "1.0", "-1", "+1", " 1", "\u0661", True, [], {}, "9" * 4001)
REQUIRED: list[tuple[str, Any]] = [
    *((name, value) for name in ("firstName", "lastName", "phone", "IBAN") for value in ALL_MISSING),
    *((name, value) for name in (*ADDRESS, "name", "mandateReference") for value in (*ALL_MISSING, *NO_TEXT)),
    *(("address", value) for value in (*ALL_MISSING, *NO_OBJECT)),
    *(("bankAccounts", value) for value in (*ALL_MISSING, *NO_LIST)),
    *(("mandateSignDate", value) for value in (*ALL_MISSING, *NO_DATE)),
]


@pytest.mark.parametrize(("name", "value"), REQUIRED)
def test_required_member_is_missed_by_name(world: World, name: str, value: Any) -> None:
    """Absent, null, blank or (but for those with a code of their own) of the wrong type: FIELD_IS_REQUIRED."""
    refused = world.call("POST", "/customers", changed(name, value))
    assert (400, "FIELD_IS_REQUIRED") == refusal(refused)
    shown = "phoneNumber" if name == "phone" else name
    assert ([shown], f"Field '{shown}' is mandatory") == (refused.json()["values"], refused.json()["message"])


WRONG_TYPES: tuple[Any, ...] = (5, True, [], {}, "\ud800")
INCORRECT: list[tuple[str, str, Any]] = [
    *(("R108", "firstName", value) for value in (*WRONG_TYPES, "x" * 71, "a\u0000b", "a\u009fb")),
    *(("R109", "lastName", value) for value in (*WRONG_TYPES, "x" * 71, "a\nb")),
    *(("R107", "phone", value) for value in (*WRONG_TYPES, "12345", "1234567890123456", "06 12345678", "++31612345")),
    *(("R107", "phone", value) for value in ("+", "\u0660" * 8, "0612345678\n")),
    *(("R106", "email", value) for value in (*WRONG_TYPES, "", "x", "@", "a@b", "a@b@c.d", "a b@c.d", "a@.", "@c.d")),
    *(("R106", "email", value) for value in ("x" * 251 + "@c.d", "a@c.d\n", "\ud800@c.d")),
    *(("R106", "email", value) for value in ("a\u0000@c.d", "a@c\u007f.d", "a@c.d\u009f")),
    *(("R122", "IBAN", value) for value in (*WRONG_TYPES, "x", "NL91 ABNA 0417 1643 00", IBAN.lower(), IBAN + "\n")),
    *(("R122", "IBAN", value) for value in ("NL92ABNA0417164300", "NL91ABNA041716430", "DE21" + "2" * 18)),
    *(("R122", "IBAN", value) for value in ("DE21200600000143457000", "GB82WEST" + "1" * 40, "NL91ÀBNA0417164300")),
]


@pytest.mark.parametrize(("expected", "name", "value"), INCORRECT)
def test_incorrect_member_has_its_own_code(world: World, expected: str, name: str, value: Any) -> None:
    """Wrong type or wrong form: R108, R109, R107, R106, R122."""
    assert (400, expected) == refusal(world.call("POST", "/customers", changed(name, value)))


GOOD: list[tuple[str, Any]] = [
    *(("firstName", "x"), ("firstName", "é" * 70), ("lastName", "O'Brien-de la Tour 3e"), ("lastName", "山田")),
    *(("phone", "123456"), ("phone", "+123456789012345"), ("phone", "0612345678")),
    *(("email", ...), ("email", None), ("email", "a@b.c"), ("email", "x" * 250 + "@c.d"), ("email", "ü@例.jp")),
    *(("country", "nld"), ("country", "Netherlands"), ("no", "1-bis"), ("name", "ING\u0000")),
    *(("IBAN", "NO9386011117947"), ("IBAN", "MT84MALT011000012345MTLCAST001S"), ("IBAN", OTHER_IBAN)),
    *(("IBAN", "AA75" + "0" * 30), ("mandateReference", "é" * 200)),
    *(("mandateSignDate", 0), ("mandateSignDate", "00"), ("mandateSignDate", "9" * 4000)),
]


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_member_at_its_limit_is_accepted(world: World, name: str, value: Any) -> None:
    """The shortest and the longest, and what no document forbids."""
    customer = world.enrol(changed(name, value))
    shown = world.call("GET", f"/customers/{customer}").json()
    if name in {"firstName", "lastName"}:
        assert value == shown[name]
    if name in SIGNED_ACCOUNT and name != "mandateSignDate":
        assert value == shown["bankAccounts"][0][name]


def first_defect(world: World, body: dict[str, Any]) -> str:
    """Return the name of the member that a refused customer misses, else the code."""
    refused: dict[str, Any] = world.call("POST", "/customers", body).json()
    return str(refused.get("values", [refused["code"]])[0])


BAD_ACCOUNT: dict[str, Any] = {"IBAN": 5, "name": "x", "mandateReference": "x", "mandateSignDate": 0}
FIXES: list[tuple[str, dict[str, Any]]] = [
    ("firstName", {"firstName": 5}),
    ("lastName", {"lastName": 5}),
    ("phoneNumber", {"phoneNumber": 5, "email": 5}),
    ("address", {"address": {}}),
    ("no", {"address": {"no": "1"}}),
    ("street", {"address": {"no": "1", "street": "x"}}),
    ("postalCode", {"address": without(ADDRESS, "city", "country")}),
    ("city", {"address": without(ADDRESS, "country")}),
    ("country", {"address": ADDRESS}),
    ("bankAccounts", {"bankAccounts": [{}, {}]}),
    ("IBAN", {"bankAccounts": [{"IBAN": 5}] * 2}),
    ("name", {"bankAccounts": [without(BAD_ACCOUNT, "mandateReference")] * 2}),
    ("mandateReference", {"bankAccounts": [BAD_ACCOUNT, without(BAD_ACCOUNT, "mandateSignDate")]}),
    ("mandateSignDate", {"bankAccounts": [BAD_ACCOUNT] * 2}),
    ("R111", {"bankAccounts": [BAD_ACCOUNT]}),
    ("R108", {"firstName": "x"}),
    ("R109", {"lastName": "x"}),
    ("R107", {"phone": "123456"}),
    ("R106", {"email": "a@b.c"}),
]


def test_defects_are_reported_in_order(world: World) -> None:
    """Every missing member, the address before the account, then two accounts, names, phone, e-mail, IBAN."""
    body: dict[str, Any] = {}
    for expected, fix in FIXES:
        assert expected == first_defect(world, body)
        body |= fix
    assert "R122" == first_defect(world, body)
    assert world.call("POST", "/customers", {**body, "bankAccounts": [ACCOUNT]}).status_code == 201


def test_second_account_is_one_too_many(world: World) -> None:
    """One bank account per customer: two good ones are R111."""
    two = {**CUSTOMER, "bankAccounts": [ACCOUNT, {**ACCOUNT, "IBAN": OTHER_IBAN}]}
    refused = world.call("POST", "/customers", two)
    assert (400, "R111") == refusal(refused)
    assert "More than one Bank Account are specified" == refused.json()["message"]


def test_phone_has_two_names(world: World) -> None:
    """The sample writes phone, the error table phoneNumber; phone wins."""
    plain = without(CUSTOMER, "phone")
    for good in ({"phoneNumber": "0612345678"}, {"phone": None, "phoneNumber": "0612345678"}):
        assert world.call("POST", "/customers", {**plain, **good}).status_code == 201
    both = {**plain, "phone": "0612345678", "phoneNumber": "x"}
    assert world.call("POST", "/customers", both).status_code == 201
    assert (400, "R107") == refusal(world.call("POST", "/customers", {**plain, "phoneNumber": "x"}))


def test_mandate_data_is_required_without_mandate_management(world: World) -> None:
    """A partner setting decides: with it both members may be absent, one alone never; without it both are required."""
    world.event("partner-setting", partnerId=FIRST, enableMandateManagement=False)
    for account, name in (
        (ACCOUNT, "mandateReference"),
        (without(SIGNED_ACCOUNT, "mandateReference"), "mandateReference"),
        (without(SIGNED_ACCOUNT, "mandateSignDate"), "mandateSignDate"),
    ):
        refused = world.call("POST", "/customers", {**CUSTOMER, "bankAccounts": [account]})
        assert [name] == refused.json()["values"]
    assert world.call("POST", "/customers", SIGNED_CUSTOMER).status_code == 201
    world.event("partner-setting", partnerId=FIRST, enableMandateManagement=True)
    for names in (("mandateReference", "mandateSignDate"), ()):
        account = without(SIGNED_ACCOUNT, *names)
        assert world.call("POST", "/customers", {**CUSTOMER, "bankAccounts": [account]}).status_code == 201


@pytest.mark.parametrize("reference", [..., None, "", " \t"])
@pytest.mark.parametrize("sign_date", [..., None, "", " \t"])
def test_blank_mandate_data_are_none(world: World, reference: Any, sign_date: Any) -> None:
    """Null and blank count as absent: the mandate is proposed, not signed."""
    data = {"mandateReference": reference, "mandateSignDate": sign_date}
    account = {**ACCOUNT, **{name: value for name, value in data.items() if value is not ...}}
    customer = world.enrol({**CUSTOMER, "bankAccounts": [account]})
    shown = world.call("GET", f"/customers/{customer}/bankAccounts/{IBAN}/mandate").json()
    assert "signDate" not in shown
    assert shown["reference"].startswith("REF")


def test_duplicate_member_counts_by_its_last(world: World) -> None:
    """JSON with a member twice is read as most readers do."""
    assert (400, "R107") == refusal(
        world.call("PATCH", f"/customers/{world.customer}", b'{"phone":"0612345678","phone":5}')
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"phone": "0612345678"},
        {"phoneNumber": "0612345678"},
        {"email": "a@b.c"},
        {"phone": None, "email": None},
        {"firstName": 5},
        b"",
    ],
)
def test_customer_is_updated(world: World, body: Any) -> None:
    """Any of the two members, or none; the rest is ignored."""
    updated = world.call("PATCH", f"/customers/{world.customer}", body)
    assert (200, b"", None) == (updated.status_code, updated.content, updated.headers.get("content-type"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"phone": ""}, "R107"),
        ({"phone": 5}, "R107"),
        ({"phoneNumber": "x"}, "R107"),
        ({"email": ""}, "R106"),
        ({"email": {}}, "R106"),
        ({"phone": "x", "email": "x"}, "R107"),
    ],
)
def test_update_with_a_defect_is_refused(world: World, body: Any, expected: str) -> None:
    """The codes are those of the enrolment."""
    assert (400, expected) == refusal(world.call("PATCH", f"/customers/{world.customer}", body))


@pytest.mark.parametrize("customer", [UNKNOWN_ID, "x", "FOREIGN", "%00"])
def test_unknown_customer_is_named(world: World, customer: str) -> None:
    """400 when updating, 404 when reading; another partner's customer is unknown; ids have no form to fail."""
    wanted = world.foreign if customer == "FOREIGN" else customer
    for method, status in (("PATCH", 400), ("GET", 404)):
        refused = world.call(method, f"/customers/{wanted}")
        assert (status, "ENTITY_NOT_FOUND") == refusal(refused)
        shown = "\x00" if wanted == "%00" else wanted
        assert ["Partner Customer", shown] == refused.json()["values"]
        assert f"The Partner Customer with the id '{shown}' does not exist" == refused.json()["message"]


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"5", b"null", b'"x"', b"\xff", b"\xef\xbb\xbf{}", b"{'a':1}", b'{"a":NaN}', b" "]
)
@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/key"), ("POST", "/customers"), ("PATCH", "/customers/x"), ("POST", "/transactions")]
)
def test_body_that_is_no_json_object_is_a_bad_request(world: World, method: str, path: str, body: bytes) -> None:
    """400 R999 in the provider's envelope, before any other look at the request."""
    refused = world.call(method, path, body)
    assert (400, "R999") == refusal(refused)
    assert "Bad Request" == refused.json()["message"]


def test_nesting_does_not_trip_the_reader(world: World) -> None:
    """A body deeper than the reader goes is a bad request."""
    assert (400, "R999") == refusal(world.call("POST", "/customers", b'{"a":' * 100_000))
