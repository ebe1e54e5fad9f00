"""What the Anytime contract takes as a request, and that it still does after the request was written as text."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from conformance import contract, registry
from conformance.review import formats

CONTRACT = contract.load_contract(registry.spec_path("anytime"))
DOCUMENT = CONTRACT.document
FORM = "application/x-www-form-urlencoded"
LEFT_OUT = None

Body = dict[str, Any]


def definition(operation: str) -> dict[str, Any]:
    where = CONTRACT.operations[operation]
    found: dict[str, Any] = DOCUMENT["paths"][where.path][where.method.lower()]
    return found


def media_type(operation: str) -> dict[str, Any]:
    (found,) = definition(operation)["requestBody"]["content"].values()
    return dict(found)


def is_right(schema: Any, value: Any) -> bool:
    # The document around the schema is what its references lead into.
    validator = jsonschema.Draft202012Validator({**DOCUMENT, "allOf": [schema]}, format_checker=formats.build_checker())
    return bool(validator.is_valid(value))


def takes(operation: str, example: str | None, changes: Body) -> bool:
    """Whether the form is right that an example gives with some changes."""
    form = dict(media_type(operation)["examples"][example]["value"]) if example else {}
    changed = {name: value for name, value in (form | changes).items() if value is not LEFT_OUT}
    return is_right(media_type(operation)["schema"], changed)


AMOUNTS = {
    True: ["0.01", "0.1", "1", "1.5", "155.00", "10", "999999999.99"],
    False: [
        "0",
        "0.0",
        "0.00",
        "-1",
        "+1",
        "0.001",
        "1.234",
        "1000000000",
        "01",
        ".5",
        "5.",
        "1e2",
        "1,50",
        " 1",
        "",
        "\u0661",
    ],
}


@pytest.mark.parametrize(
    ("operation", "example"),
    [
        ("createCreditTransfer", "rent"),
        ("orderCard", "virtual"),
        ("creditCard", "pocketMoney"),
        ("debitCard", "leftOver"),
    ],
)
def test_amount_is_a_plain_decimal_above_zero(operation: str, example: str) -> None:
    """An amount has at most two decimals and no sign, exponent, leading zero or white space."""
    for right, amounts in AMOUNTS.items():
        assert [right] * len(amounts) == [takes(operation, example, {"amount": amount}) for amount in amounts]


@pytest.mark.parametrize(
    ("operation", "example", "changes"),
    [
        ("createToken", "password", {"scope": "anything"}),
        ("checkApiByPost", None, {}),
        ("checkApiByPost", None, {"test_param": ""}),
        ("createAccount", "business", {"user_addr_line_2": "", "corp_activity": LEFT_OUT, "corp_tva": ""}),
        ("createAccount", "business", {"user_first_name": "É", "corp_addr_cc": "gB", "something": "else"}),
        ("createAccount", "consumer", {"user_addr_line_2": "", "corp_name": "", "corp_addr_cc": "nowhere"}),
        ("createAccount", "consumer", {"user_mobile_number": "123456789012345", "acc_currency": "CHF"}),
        ("updateAccount", None, {}),
        ("updateAccount", None, {"acc_type": "consumer", "corp_name": "", "user_addr_line_2": ""}),
        ("createCreditTransfer", "rent", {"dst_iban": "FR1420041010050500013M02606", "dst_swift": "AGRIFRPPXXX"}),
        ("createIban", "france", {"country_code": "be"}),
        ("createVirtualIban", "forCustomers", {"type": "BOTH"}),
        (
            "orderCard",
            "plastic",
            {"card_type": LEFT_OUT, "delivery_company_name": "", "delivery_addr_2": ""},
        ),
        ("orderCard", "virtual", {"delivery_cc": "nowhere", "delivery_gender": ""}),
        ("updateCard", None, {}),
        ("updateCard", None, {"card_status": "BLO", "card_pos": 0, "card_atm": 1, "card_renew": 1}),
        ("uploadKycFiles", None, {"corp_kbis": "%PDF"}),
        ("uploadKycFiles", None, {"user_selfie": "JFIF", "something": "else"}),
        ("sendCardPan", "sms", {"dest_value": "12345678"}),
        ("createDetailsDisplay", None, {"ip": "2001:db8::7"}),
    ],
)
def test_right_form_is_taken(operation: str, example: str | None, changes: Body) -> None:
    """What the text asks for is right, with as little as it asks for, and with parameters that nobody knows."""
    assert takes(operation, example, changes)


@pytest.mark.parametrize(
    ("operation", "example", "changes"),
    [
        ("createToken", "password", {"grant_type": "client_credentials"}),
        ("createToken", "password", {"username": " "}),
        ("createToken", "password", {"client_secret": LEFT_OUT}),
        *(("createAccount", "business", {name: LEFT_OUT}) for name in ("corp_name", "corp_regnum", "corp_type")),
        *(("createAccount", "business", {f"corp_addr_{name}": " "}) for name in ("line_1", "zip", "city", "cc")),
        ("createAccount", "business", {"corp_addr_cc": "ZZ"}),
        ("createAccount", "consumer", {"acc_type": "company"}),
        ("createAccount", "consumer", {"user_addr_line_2": LEFT_OUT}),
        ("createAccount", "consumer", {"acc_currency": "eur"}),
        ("createAccount", "consumer", {"user_gender": "X"}),
        ("createAccount", "consumer", {"user_first_name": "\u2028\t\x85 "}),
        ("createAccount", "consumer", {"user_dob": "1991-02-30"}),
        ("createAccount", "consumer", {"user_dob": "19911102"}),
        ("createAccount", "consumer", {"user_email": "hugo.lambert@mail"}),
        ("createAccount", "consumer", {"user_mobile_number": "+32470000000"}),
        ("createAccount", "consumer", {"user_mobile_number": "1234567"}),
        ("createAccount", "consumer", {"user_nationality": "BEL"}),
        ("updateAccount", None, {"user_addr_city": "Nantes", "user_last_name": ""}),
        ("createCreditTransfer", "rent", {"dst_iban": "NL86ABNA1666412472"}),
        ("createCreditTransfer", "rent", {"dst_iban": "nl91abna0417164300"}),
        ("createCreditTransfer", "rent", {"dst_swift": "ABNANL2A0"}),
        ("createCreditTransfer", "rent", {"src_comment": ""}),
        ("createIban", "france", {"country_code": "FRA"}),
        ("createVirtualIban", "forCustomers", {"type": "c"}),
        *(
            ("orderCard", "plastic", {f"delivery_{name}": ""})
            for name in ("gender", "first_name", "last_name", "addr_1")
        ),
        *(("orderCard", "plastic", {f"delivery_{name}": LEFT_OUT}) for name in ("company_name", "addr_2", "cc")),
        ("orderCard", "virtual", {"card_type": LEFT_OUT}),
        ("orderCard", "plastic", {"card_type": "VIRTUAL"}),
        ("orderCard", "plastic", {"acc_id": 0}),
        ("orderCard", "plastic", {"language": "de"}),
        ("orderCard", "plastic", {"expiry_date": "10/23"}),
        ("updateCard", None, {"card_status": "EXP"}),
        ("updateCard", None, {"card_pos": 2}),
        ("uploadKycFiles", None, {}),
        ("uploadKycFiles", None, {"something": "else"}),
        ("creditCard", "pocketMoney", {"card_comment": LEFT_OUT}),
        ("sendCardPan", "sms", {"dest_value": "camille.moreau@boulangerie-du-port.example"}),
        ("sendCardPan", "email", {"dest_value": "33600000000"}),
        ("sendCardPan", "email", {"dest_method": "fax"}),
        ("createDetailsDisplay", None, {"ip": "198.51.100.256"}),
        ("createDetailsDisplay", None, {"ip": "fe80::1%eth0"}),
    ],
)
def test_wrong_form_is_refused(operation: str, example: str | None, changes: Body) -> None:
    """One wrong value, or one missing where it is needed, makes a form wrong."""
    assert takes(operation, example, {}) or example is None
    assert not takes(operation, example, changes)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("AccountId", [1, 1234], [0, -1, "one"]),
        ("StatementId", ["1234-2"], ["1234", "1234-", "a-2"]),
        ("CardRef", ["ANY1234567890", "ANYabcdefghij"], ["ANY123456789", "any1234567890", "ANY12345678901"]),
        ("TransactionId", ["70002"], ["", "7x"]),
        ("LimitStart", [0, 10**12], [-1, 0.5]),
        ("LimitNumber", [1, 501], [0]),
        ("DateStart", ["2016-01-01", "2016-02-29"], ["2016-1-1", "2015-02-29", "20160101", ""]),
        ("Cvc", ["000", "999"], ["00", "0000", "00a", "\u0660\u0660\u0660"]),
    ],
)
def test_parameter_takes_what_is_right(name: str, right: list[Any], wrong: list[Any]) -> None:
    """Parameters of path and query take what they are meant for and refuse near misses."""
    schema = DOCUMENT["components"]["parameters"][name]["schema"]
    assert [True] * len(right) + [False] * len(wrong) == [is_right(schema, value) for value in [*right, *wrong]]


def as_sent(operation: str, body: Body) -> Body:
    """The form as a server reads it: text, numbers recognised by the parameter that they belong to."""
    properties = contract.resolve(DOCUMENT, media_type(operation)["schema"])["properties"]
    received: Body = dict(parse_qsl(urlencode(body), keep_blank_values=True))
    for name, schema in properties.items():
        if contract.resolve(DOCUMENT, schema).get("type") == "integer" and name in received:
            received[name] = int(received[name])
    return received


GENERATORS: dict[str, Callable[[], st.SearchStrategy[str]]] = {
    "iban": lambda: st.sampled_from(["NL91ABNA0417164300", "FR1420041010050500013M02606"]),
    "bic": lambda: st.sampled_from(["ABNANL2A", "AGRIFRPPXXX"]),
    "country-code": lambda: st.sampled_from(sorted(formats.COUNTRIES)),
}


@pytest.mark.parametrize(
    "operation",
    [name for name in CONTRACT.operations if FORM in definition(name).get("requestBody", {}).get("content", {})],
)
def test_generated_form_stays_right_on_the_wire(operation: str) -> None:
    """A form that the judge's engine makes from the contract is flat text: sent and read again it is still right."""
    for name, make in GENERATORS.items():
        schemathesis.openapi.format(name, make())
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    cases = schema.find_operation_by_id(operation).as_strategy(generation_mode=GenerationMode.POSITIVE)
    seen = []

    @settings(
        max_examples=20,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def judge(case: schemathesis.Case[Any]) -> None:
        body = case.body if isinstance(case.body, dict) else {}
        assert all(isinstance(value, str | int) for value in body.values())
        assert is_right(media_type(operation)["schema"], as_sent(operation, body))
        seen.append(case)

    judge()
    assert len(seen) > 10
