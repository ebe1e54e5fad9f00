"""Signing a Payconiq body: one member changes, every other byte stays, and rubbish is left to the provider."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth_hooks import errors, json_members, payconiq

PARTNER = "560012d5c25c4168ce03dd54"
ORIGIN = "5601709bc25c416c9ede5ca7"
CREDENTIALS = payconiq.load_credentials(
    partner_id=PARTNER,
    token="token-1",
    private_key_file=Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem",
)
NO_KEY = payconiq.Credentials(partner_id=PARTNER, token="token-1")
PLACEHOLDER = json.dumps(payconiq.SIGNED_ON_SEND)
OWN_KEY = CREDENTIALS.private_key
assert OWN_KEY is not None
OWN_VALUE = payconiq.public_key_value(OWN_KEY)
SETTINGS = settings(derandomize=True, database=None, deadline=None, max_examples=150)


def sign(body: str, *, operation: str = "createTransaction", **options: Any) -> str:
    return payconiq.sign_body(body.encode(), operation=operation, credentials=CREDENTIALS, **options).decode()


def signature_of(text: str) -> str:
    assert OWN_KEY is not None
    return payconiq.sign_transaction(text, key=OWN_KEY)


def transaction(amount: str = "1000", signature: str | None = PLACEHOLDER, **more: str) -> str:
    """The text of a body; values are JSON literals."""
    members = {"originId": f'"{ORIGIN}"', "amount": amount, "currency": '"EUR"', **more}
    if signature is not None:
        members["signature"] = signature
    return "{" + ", ".join(f'"{name}": {literal}' for name, literal in members.items()) + "}"


def signed_over(amount: str = "1000", *, iban: str = "", currency: str = "EUR", origin: str = ORIGIN) -> str:
    return signature_of(f"{PARTNER}{origin}{iban}{amount}{currency}")


@pytest.mark.parametrize("amount", ["1000", '"1000"', "10.0", "1e3", "-5", '"007"', '""', "9" * 5000])
def test_amount_is_signed_as_written(amount: str) -> None:
    """The digits that are sent are signed, number or text, whatever they mean."""
    assert transaction(amount, f'"{signed_over(amount.strip(chr(34)))}"') == sign(transaction(amount))


def test_escapes_are_resolved_before_signing() -> None:
    """What is signed is what the provider reads, not how it is written, and what is sent stays as written."""
    escaped = transaction('"\\u0031000"', currency='"\\u0045UR"', **{"origin\\u0049BAN": '"N\\u004c1"'})
    assert escaped.replace(PLACEHOLDER, f'"{signed_over("1000", iban="NL1")}"') == sign(escaped)


def test_escaped_placeholder_is_the_placeholder() -> None:
    """A writer that escapes what it need not is understood."""
    assert sign(transaction(signature='"\\u0073igned-on-send"')) == transaction(signature=f'"{signed_over()}"')


@pytest.mark.parametrize(
    ("more", "iban"),
    [
        ({}, ""),
        ({"originIBAN": '"NL91ABNA0417164300"'}, "NL91ABNA0417164300"),
        ({"originIban": '"NL91ABNA0417164300"'}, "NL91ABNA0417164300"),
        ({"originIban": '"NL02"', "originIBAN": '"NL91"'}, "NL91"),
        ({"originIban": '"NL02"', "originIBAN": "null"}, "NL02"),
        ({"originIBAN": "null"}, ""),
        ({"originIBAN": '""'}, ""),
        ({"originiban": '"NL91"'}, ""),
        ({"targetId": '"x"', "targetIBAN": '"NL02"'}, ""),
    ],
)
def test_account_is_signed_if_it_is_in_the_body(more: dict[str, str], iban: str) -> None:
    """The account counts exactly when the body names it, under either of the provider's spellings."""
    assert transaction(signature=f'"{signed_over(iban=iban)}"', **more) == sign(transaction(**more))


def test_missing_signature_is_added_last() -> None:
    """A transaction without the member gets one behind its last, and nothing else moves."""
    body = transaction(signature=None)
    assert f'{body[:-1]},"signature":"{signed_over()}"}}' == sign(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{}", '{"signature":"%s"}'),
        (" {\n} ", ' {"signature":"%s"\n} '),
        ('{"currency":null\n}\n', '{"currency":null,"signature":"%s"\n}\n'),
    ],
)
def test_signature_is_added_to_anything_that_is_an_object(body: str, expected: str) -> None:
    """A body without what the text is made of is signed all the same: the provider names what is missing."""
    assert expected % signature_of(PARTNER) == sign(body)


def test_missing_signature_can_be_meant() -> None:
    """Who wants to see the refusal of an unsigned transaction keeps it unsigned; the placeholder is replaced still."""
    assert sign(transaction(signature=None), adds_missing=False) == transaction(signature=None)
    assert sign(transaction(), adds_missing=False) == transaction(signature=f'"{signed_over()}"')


@pytest.mark.parametrize("signature", ['"Z2FyYmFnZQ=="', '""', "null", "7", "[]", '{"signed-on-send": 1}', '"Signed"'])
@pytest.mark.parametrize("operation", ["createTransaction", "putKey"])
def test_signature_of_the_caller_is_left_alone(operation: str, signature: str) -> None:
    """Anything but the placeholder is the caller's own, and needs no private key."""
    body = transaction(signature=signature, value='"x"').encode()
    assert body == payconiq.sign_body(body, operation=operation, credentials=NO_KEY)


@pytest.mark.parametrize(
    ("first", "last", "is_signed"), [('"own"', PLACEHOLDER, True), (PLACEHOLDER, '"own"', False), ("1", "2", False)]
)
def test_last_of_two_signatures_counts(first: str, last: str, is_signed: bool) -> None:
    """Of two members with one name JSON readers take the last, so that one says whether to sign, and is replaced."""
    body = f'{{"signature":{first},{transaction(signature=last)[1:]}'
    expected = f'{{"signature":{first},{transaction(signature=json.dumps(signed_over()))[1:]}'
    assert (expected if is_signed else body) == sign(body)


def test_last_of_two_amounts_is_signed() -> None:
    """The same holds for what is signed; `null` as the last one is no value."""
    body = f'{{"amount": 1, "originIBAN": "NL1", {transaction(originIBAN="null")[1:]}'
    assert body.replace(PLACEHOLDER, f'"{signed_over()}"') == sign(body)


def test_members_further_down_are_left_alone() -> None:
    """Only the object itself is looked at: neither members of its values nor text that looks like one."""
    more = {
        "deep": f'{{"signature": {PLACEHOLDER}, "amount": 7}}',
        "text": '"\\"signature\\": \\"signed-on-send\\""',
        "list": f'[{{"currency": "USD"}}, {PLACEHOLDER}]',
    }
    expected = transaction(signature=None, **more)[:-1] + f', "signature": "{signed_over()}"}}'
    assert expected == sign(transaction(**more))


@pytest.mark.parametrize(
    ("name", "literal", "said"),
    [
        ("originId", "5", "5"),
        ("originId", "true", "true"),
        ("originId", "[ 1 ]", "[ 1 ]"),
        ("originId", '{"a":  "b"}', '{"a":  "b"}'),
        ("originId", "null", ""),
        ("originId", '"\\ud83d"', "?"),
        ("originId", '"é\U0001f600"', "é\U0001f600"),
    ],
)
def test_rubbish_is_signed_as_it_stands(name: str, literal: str, said: str) -> None:
    """A value of another type is signed as written, so that the provider's own refusal of it can be seen."""
    expected = transaction(signature=f'"{signed_over(origin=said)}"', **{name: literal})
    assert expected == sign(transaction(**{name: literal}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b'"signed-on-send"',
        b"{",
        b"{]",
        b'{"signature"',
        b'{"signature":',
        b'{"signature":"signed-on-send"',
        b'{"signature":"signed-on-send",}',
        b'{"signature":"signed-on-send"} 1',
        b'{"signature":"signed-on-send"}{}',
        b'{"signature" "signed-on-send"}',
        b"{'signature':'signed-on-send'}",
        b'{"signature":"signed-on-send" "a":1}',
        b'{signature:"signed-on-send"}',
        b'{1:2,"signature":"signed-on-send"}',
        b'{"a":NaN,"signature":"signed-on-send"}',
        b'{"a":-Infinity,"signature":"signed-on-send"}',
        b'{"a":01,"signature":"signed-on-send"}',
        b'{"a":"line\nbreak","signature":"signed-on-send"}',
        b'\xef\xbb\xbf{"signature":"signed-on-send"}',
        b'{"a":"\xff","signature":"signed-on-send"}',
        '{"signature":"signed-on-send"}'.encode("utf-16"),
        b'\xc2\xa0{"signature":"signed-on-send"}',
        b'{"a":' + b"[" * 100_000 + b'1,"signature":"signed-on-send"}',
        b"signature=signed-on-send",
    ],
    ids=lambda body: repr(body)[:40],
)
@pytest.mark.parametrize("operation", ["createTransaction", "putKey"])
def test_body_that_is_no_object_is_left_alone(operation: str, body: bytes) -> None:
    """What is no JSON object in UTF-8 goes out as it came, and never as an exception of ours."""
    assert payconiq.sign_body(body, operation=operation, credentials=CREDENTIALS) is body


@pytest.mark.parametrize("operation", ["createCustomer", "replayDirectDebit", "searchTransactions", "", None])
def test_other_operations_are_left_alone(operation: str | None) -> None:
    """Two operations are signed, whatever the others carry."""
    body = transaction().encode()
    assert payconiq.sign_body(body, operation=operation, credentials=CREDENTIALS) is body


def test_rotation_signs_the_value_as_sent() -> None:
    """The placeholder in a key registration becomes the signature of the text beside it, line breaks included."""
    body = f'{{"signature": {PLACEHOLDER}, "value": "AB\\nCD"}}'
    assert body.replace(PLACEHOLDER, f'"{signature_of("AB" + chr(10) + "CD")}"') == sign(body, operation="putKey")


def test_rotation_is_accepted_by_its_verifier() -> None:
    """What is put into the body is the signature of a key rotation."""
    new = json.dumps({"value": OWN_VALUE, "signature": payconiq.SIGNED_ON_SEND})
    signature = json.loads(sign(new, operation="putKey"))["signature"]
    payconiq.verify_key_rotation(OWN_VALUE, signature, old_key=payconiq.read_public_key(OWN_VALUE))


def test_first_registration_is_not_signed() -> None:
    """Without the placeholder no signature is added to a key, whatever is asked."""
    body = json.dumps({"value": OWN_VALUE})
    assert body == sign(body, operation="putKey", adds_missing=True)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("createTransaction", transaction()),
        ("createTransaction", transaction(signature=None)),
        ("createTransaction", "{}"),
        ("putKey", f'{{"value":"x","signature":{PLACEHOLDER}}}'),
    ],
)
def test_missing_private_key_is_named(operation: str, body: str) -> None:
    """Something to sign and nothing to sign with is the caller's fault, said at once."""
    with pytest.raises(errors.BadCredentials, match=f"^private_key is missing; {operation} needs it$"):
        payconiq.sign_body(body.encode(), operation=operation, credentials=NO_KEY)


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("POST", f"/v1/partners/{PARTNER}/transactions", "createTransaction"),
        ("POST", f"/proxy/v1/partners/{PARTNER}/transactions", "createTransaction"),
        ("PUT", f"/v1/partners/{PARTNER}/key", "putKey"),
        ("POST", f"/v1/partners/{PARTNER}/transactions/", None),
        ("POST", f"/v1/partners/{PARTNER}/transactions/search", None),
        ("POST", f"/v1/partners/{PARTNER}/transactions/{ORIGIN}/replaySDD", None),
        ("POST", f"/v1/partners/{PARTNER}/customers/transactions", None),
        ("POST", f"/v1/partners/{PARTNER}/customers/v1/transactions", None),
        ("POST", "/v1/partners//transactions", None),
        ("GET", f"/v1/partners/{PARTNER}/transactions", None),
        ("PUT", f"/v1/partners/{PARTNER}/transactions", None),
        ("POST", f"/v1/partners/{PARTNER}/key", None),
        ("PUT", f"/v2/partners/{PARTNER}/key", None),
        ("PUT", f"/v1/partners/{PARTNER}/keys", None),
    ],
)
def test_signed_operations_are_known_by_method_and_path(method: str, path: str, operation: str | None) -> None:
    """Creating a transaction and putting a key are signed; their neighbours are not."""
    assert operation == payconiq.find_signed_operation(method, path)


SPACE = st.text(alphabet=" \t\r\n", max_size=2)
NAMES = st.text(max_size=6).filter(lambda name: name not in {"originId", "amount", "currency", "signature"})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=6), values, max_size=3),
    max_leaves=6,
)


@st.composite
def json_text(draw: st.DrawFn, value: Any) -> str:
    return json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, str, str]:
    """What stands before the signature, what stands behind it, and the text to be signed."""
    digits = draw(st.from_regex(r"[1-9][0-9]{0,30}", fullmatch=True))
    origin, currency = draw(st.text(max_size=24)), draw(st.sampled_from(["EUR", "eur", "€"]))
    iban = draw(st.none() | st.text(max_size=30))
    others = draw(st.dictionaries(NAMES.filter(lambda name: name.lower() != "originiban"), VALUES, max_size=4))
    amount = draw(st.sampled_from([digits, json.dumps(digits)]))
    literals = {
        "originId": draw(json_text(origin)),
        "amount": amount,
        "currency": draw(json_text(currency)),
        **{name: draw(json_text(value)) for name, value in others.items()},
    }
    if iban is not None:
        literals[draw(st.sampled_from(["originIBAN", "originIban"]))] = draw(json_text(iban))
    written = [
        f"{draw(SPACE)}{draw(json_text(name))}{draw(SPACE)}:{draw(SPACE)}{literal}{draw(SPACE)}"
        for name, literal in draw(st.permutations(list(literals.items())))
    ]
    place = draw(st.integers(0, len(written)))
    before = ",".join([*written[:place], f'{draw(SPACE)}"signature"{draw(SPACE)}:{draw(SPACE)}'])
    behind = ",".join([draw(SPACE), *written[place:]])
    text = f"{PARTNER}{origin}{iban or ''}{digits}{currency}"
    return f"{draw(SPACE)}{{{before}", f"{behind}}}{draw(SPACE)}", text


def encode(text: str) -> bytes:
    return text.encode("utf-8")


@SETTINGS
@given(body=bodies())
def test_only_the_signature_changes(body: tuple[str, str, str]) -> None:
    """In any JSON object, however written, the placeholder gives way to a good signature and no other byte moves."""
    before, behind, text = body
    signed = payconiq.sign_body(
        encode(f"{before}{PLACEHOLDER}{behind}"), operation="createTransaction", credentials=CREDENTIALS
    )
    assert signed.startswith(encode(before) + b'"')
    assert signed.endswith(b'"' + encode(behind))
    signature = signed[len(encode(before)) + 1 : -len(encode(behind)) - 1].decode()
    payconiq.verify_transaction(text, signature, key=payconiq.read_public_key(OWN_VALUE))
    assert {**json.loads(f"{before}0{behind}"), "signature": signature} == json.loads(signed)


@SETTINGS
@given(body=bodies())
def test_only_a_signature_is_added(body: tuple[str, str, str]) -> None:
    """Taking out the added member gives the body back, byte for byte; the signature is good."""
    before, behind, text = body
    unsigned = f"{before}0{behind}".replace('"signature"', '"other"')
    signed = payconiq.sign_body(encode(unsigned), operation="createTransaction", credentials=CREDENTIALS).decode()
    signature = json.loads(signed)["signature"]
    assert unsigned == signed.replace(f',"signature":"{signature}"', "")
    payconiq.verify_transaction(text, signature, key=payconiq.read_public_key(OWN_VALUE))
    assert list(json.loads(unsigned).items()) == list(json.loads(signed).items())[:-1]


@SETTINGS
@given(body=st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_body_raises(body: bytes) -> None:
    """Any bytes go through: an object comes back as the same object with a signature, anything else as it was."""
    signed = payconiq.sign_body(body, operation="createTransaction", credentials=CREDENTIALS)
    try:
        read = json.loads(body.decode(), parse_constant=int)  # which refuses NaN, as JSON does
    except ValueError:
        read = None
    if isinstance(read, dict):
        assert json.loads(signed) == {**read, "signature": json.loads(signed)["signature"]}
    else:
        assert signed is body


@SETTINGS
@given(value=st.dictionaries(st.text(max_size=6), VALUES, max_size=4), data=st.data())
def test_members_are_those_of_the_object(value: dict[str, Any], data: st.DataObject) -> None:
    """The members of any object, in order, each with the place where its value stands."""
    text = data.draw(json_text(value))
    members = json_members.read_members(text)
    assert list(value) == [member.name for member in members]
    assert list(value.values()) == [json.loads(text[member.start : member.end]) for member in members]
    assert [text[member.start : member.end] for member in members] == [member.literal for member in members]


def test_object_that_is_too_deep_is_refused_in_a_sentence() -> None:
    """Depth is no reason for a `RecursionError`."""
    with pytest.raises(ValueError, match=r"^the JSON object is nested too deeply$"):
        json_members.read_members('{"a":' + "[" * 100_000)


def test_numbers_of_members_stay_text() -> None:
    """A number is not turned into one of Python's, which would lose its form; other values mean what they mean."""
    members = json_members.read_members('{"a": 1.50, "b": 2, "c": [3e0], "d": true, "e": null, "f": "1.50"}')
    assert [member.value for member in members] == ["1.50", "2", ["3e0"], True, None, "1.50"]
