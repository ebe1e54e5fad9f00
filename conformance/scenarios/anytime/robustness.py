"""Whatever is sent, it is answered: text in any script, forms that are none, numbers beyond use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.calls import Expectation
from conformance.scenario import World, requires
from conformance.scenarios.anytime.clients import (
    BAD_ACCOUNT_PARAMETER,
    BAD_CARD_PARAMETER,
    CONSUMER,
    FILE,
    FORM,
    LISTS,
    OPERATIONS,
    changed,
    encode,
    first_account,
    multipart,
    new_account,
    new_transfer,
    of_account,
    open_account,
    read_account,
    update_account,
)
from conformance.scenarios.anytime.everything import (
    call_good,
    good_calls,
)
from conformance.scenarios.anytime.text import LARGE_AMOUNTS, TEXTS, body_of, cases

OPTIONAL_FORMS = ("checkApiByPost", "updateAccount", "updateCard")
"""Forms without a required parameter."""
MISSING: dict[str, tuple[int, str]] = {
    "createToken": (401, "4010020"),
    "createAccount": BAD_ACCOUNT_PARAMETER,
    "createCreditTransfer": BAD_ACCOUNT_PARAMETER,
    "uploadKycFiles": BAD_ACCOUNT_PARAMETER,
    "createIban": BAD_ACCOUNT_PARAMETER,
    "createVirtualIban": BAD_ACCOUNT_PARAMETER,
    "orderCard": BAD_CARD_PARAMETER,
    "creditCard": BAD_CARD_PARAMETER,
    "debitCard": BAD_CARD_PARAMETER,
    "sendCardPan": BAD_CARD_PARAMETER,
    "createDetailsDisplay": BAD_CARD_PARAMETER,
}
"""How an empty form is answered."""
FORMS = (*OPTIONAL_FORMS, *MISSING)
URLENCODED = tuple(name for name in FORMS if name != "uploadKycFiles")
AMOUNTS = {
    "createCreditTransfer": BAD_ACCOUNT_PARAMETER,
    "orderCard": BAD_CARD_PARAMETER,
    "creditCard": BAD_CARD_PARAMETER,
    "debitCard": BAD_CARD_PARAMETER,
}
UNFINISHED = b'--x\r\nContent-Disposition: form-data; name="amount"\r\n\r\n1.00'
NO_FORMS: dict[str, tuple[bytes, str | None]] = {
    "broken-escape": (b"%zz=%&a=%1", FORM["Content-Type"]),
    "no-utf-8": (b"note=%ff%fe&\xff=\x00", FORM["Content-Type"]),
    "only-separators": (b"&&==&;&" * 1000, FORM["Content-Type"]),
    "json": (b'{"amount": "1.00"}', "application/json"),
    "json-called-a-form": (b'{"amount": "1.00"}', FORM["Content-Type"]),
    "no-type": (b"note=1", None),
    "bad-type": (b"note=1", "///;;"),
    "multipart-without-boundary": (b"--x\r\n\r\n--x--", "multipart/form-data"),
    "multipart-unfinished": (UNFINISHED[:-8], "multipart/form-data; boundary=x"),
    "multipart-without-names": (b"--x\r\n\r\n1\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    "multipart-of-nothing": (b"\x00\xff" * 100, "multipart/form-data; boundary=x"),
}
"""Bodies without any parameter that somebody knows."""


def _answer_to_nothing(operation: str) -> Expectation:
    return MISSING.get(operation, 200)


@requires("control")
@pytest.mark.parametrize("text", **cases(TEXTS))
def test_unknown_parameters_in_any_script_are_ignored(world: World, text: str) -> None:
    """Parameters that nobody knows, in any script, change nothing, in forms and in queries (assumed)."""
    calls = good_calls(world)
    for operation in OPERATIONS:
        arguments = dict(calls[operation])
        where = "form" if "form" in arguments else "query"
        if operation == "uploadKycFiles":
            arguments |= multipart({"user_passport": FILE}, {"note": text, text.replace('"', ""): "x"})
        else:
            arguments[where] = {**arguments.get(where, {}), "note": text, text: "x"}
        world.call(operation, **arguments, expect=200)


@requires("control")
@pytest.mark.parametrize("name", NO_FORMS)
def test_what_is_no_form_has_no_parameters(world: World, name: str) -> None:
    """A body that cannot be read as a form is one without parameters (assumed)."""
    calls = good_calls(world)
    content, content_type = NO_FORMS[name]
    for operation in FORMS:
        arguments = {key: value for key, value in calls[operation].items() if key == "path"}
        headers = {"Content-Type": content_type}
        expect = _answer_to_nothing(operation)
        world.call(operation, **arguments, content=content, headers=headers, expect=expect)


@requires("control")
def test_no_body_is_an_empty_form(world: World) -> None:
    """A request without any body is one without parameters (assumed)."""
    calls = good_calls(world)
    for operation in FORMS:
        arguments = {key: value for key, value in calls[operation].items() if key == "path"}
        world.call(operation, **arguments, expect=_answer_to_nothing(operation))


@requires("control")
def test_broken_parameter_beside_good_ones_does_not_matter(world: World) -> None:
    """A parameter that cannot be read spoils no other one (assumed)."""
    calls = good_calls(world)
    for operation in URLENCODED:
        content = b"%zz=%&note=%ff&=&&" + encode(calls[operation]["form"])
        arguments = {key: value for key, value in calls[operation].items() if key == "path"}
        world.call(operation, **arguments, content=content, headers=FORM, expect=200)


@requires("control")
def test_forms_may_be_multipart(world: World) -> None:
    """Every form may be sent as multipart too (the text calls forms form-data; assumed)."""
    calls = good_calls(world)
    for operation in URLENCODED:
        arguments = {key: value for key, value in calls[operation].items() if key == "path"}
        world.call(operation, **arguments, **multipart({}, calls[operation]["form"]), expect=200)


@requires("control")
@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded; charset=utf-8",
        "APPLICATION/X-WWW-FORM-URLENCODED",
        f"{FORM['Content-Type']} ;",
    ],
)
def test_type_of_a_form_may_be_written_otherwise(world: World, content_type: str) -> None:
    """Parameters and letters of a media type do not matter (RFC 9110, section 8.3.1)."""
    content, headers = encode({"test_param": "hello"}), {"Content-Type": content_type}
    reply = world.call("checkApiByPost", content=content, headers=headers, expect=200)
    assert "hello" == body_of(reply.json)["test_param"]


@requires("control")
@pytest.mark.parametrize(
    "text", [*TEXTS.values(), "", " ", "x" * 100_000, "1", "null", "[]"], ids=range(len(TEXTS) + 6)
)
def test_parameter_is_echoed(world: World, text: str) -> None:
    """The check with POST repeats its parameter to the letter (apicheck: test_param)."""
    reply = world.call("checkApiByPost", form={"test_param": text}, expect=200)
    assert text == body_of(reply.json)["test_param"]


@requires("control")
def test_check_tells_the_time(world: World) -> None:
    """The check tells day and time (apicheck: date_time)."""
    told = [body_of(world.call("checkApi", expect=200).json)["date_time"] for _ in range(2)]
    assert all(each.startswith("2020-10-23") for each in told)
    world.advance(86_400)
    assert body_of(world.call("checkApi", expect=200).json)["date_time"].startswith("2020-10-24")


@requires("control")
@pytest.mark.parametrize("amount", LARGE_AMOUNTS, ids=len)
def test_large_amount_is_refused(world: World, amount: str) -> None:
    """An amount of ten digits and more is refused like any other bad one (assumed: up to 999999999.99)."""
    calls = good_calls(world)
    for operation, expect in AMOUNTS.items():
        arguments = {**calls[operation], "form": {**calls[operation]["form"], "amount": amount}}
        world.call(operation, **arguments, expect=expect)


@requires("control")
def test_first_of_a_repeated_parameter_counts(world: World) -> None:
    """Of a parameter that is repeated the first counts, in forms and in queries (assumed)."""
    account = first_account(world)
    content = encode([*new_transfer(amount="1.00").items(), ("amount", "2.00"), ("dst_name", "x")])
    reply = world.call("createCreditTransfer", path=of_account(account), content=content, headers=FORM, expect=200)
    assert [1, "John Smith"] == [body_of(reply.json)["amount"], body_of(reply.json)["beneficiary_name"]]
    for operation in LISTS:
        path = None if operation == "getAccounts" else of_account(account)
        query = {"limit_number": ["1", "2"], "limit_start": ["0", "x"]}
        filters = body_of(world.call(operation, path=path, query=query, expect=200).json)["filters"]
        assert [1, 0] == [filters["limit_number"], filters["limit_start"]]
        query = {"limit_number": ["x", "1"]}
        world.call(operation, path=path, query=query, expect=BAD_ACCOUNT_PARAMETER)


@requires("control")
def test_names_of_parameters_are_case_sensitive(world: World) -> None:
    """A parameter in other letters is another one, which nobody knows (assumed)."""
    account = open_account(world)
    before = read_account(world, account)
    update_account(world, account, USER_LAST_NAME="Doe", User_Last_Name="Doe", userLastName="Doe")
    assert before == read_account(world, account)
    form = {name.upper(): value for name, value in new_account().items()}
    world.call("createAccount", form=form, expect=BAD_ACCOUNT_PARAMETER)


@requires("control")
def test_form_is_not_read_from_the_query(world: World) -> None:
    """What POST and PUT want stands in the body, not in the query (Requests)."""
    calls = good_calls(world)
    for operation in URLENCODED:
        arguments = {key: value for key, value in calls[operation].items() if key == "path"}
        query = calls[operation]["form"]
        world.call(operation, **arguments, query=query, form={}, expect=_answer_to_nothing(operation))
    account = calls["updateAccount"]["path"]["accountId"]
    assert calls["updateAccount"]["form"]["user_addr_city"] != read_account(world, account)["user_addr_city"]


@requires("control")
def test_body_of_a_read_is_ignored(world: World) -> None:
    """A GET reads its query alone, whatever type its body is said to be of (anytime-api-php-sdk: that of a form)."""
    calls = good_calls(world)
    for operation in OPERATIONS:
        if operation in FORMS:
            continue
        call_good(world, operation, calls, headers=FORM)
        call_good(world, operation, calls, content=b"limit_start=x&cvc=x", headers=FORM)
        call_good(world, operation, calls, content=json.dumps({"limit_start": -1}).encode())


@requires("control")
def test_many_parameters_are_no_trouble(world: World) -> None:
    """Thousands of parameters are read as well as a few (Requests)."""
    many: dict[str, Any] = {f"note{number}": "x" for number in range(5_000)}
    account = open_account(world, CONSUMER, **many)
    update_account(world, account, **changed(many, user_last_name="Doe"))
    assert "Doe" == read_account(world, account)["user_last_name"]


@requires("control")
@pytest.mark.parametrize("length", [255, 256, 5_000, 100_000])
def test_long_texts_are_kept(world: World, length: int) -> None:
    """No length is documented for a name or an address, so that any is kept (assumed)."""
    text = "x" * length
    account = open_account(world, user_addr_line_1=text, corp_name=text)
    read = read_account(world, account)
    assert [text, text] == [read["user_addr_1"], read["corp_name"]]
