"""The form of refusals: headers, languages, the statuses of other years."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario import World, requires
from conformance.scenarios.twikey.creditor import (
    NO_CONTRACT,
    SUCCESSES,
    UNKNOWN_NUMBER,
    as_creditor,
    good_calls,
    invite,
    new_invitation,
)

NAMED = ("cancelMandate", "getMandate", "updateMandate", "getMandatePdf", "uploadMandatePdf", "createTransaction")
LANGUAGES = ("en", "nl", "fr", "de")


@requires("control")
@pytest.mark.parametrize("operation", SUCCESSES)
def test_every_operation_succeeds(world: World, operation: str) -> None:
    """Each of the 21 operations answers a good call with its success, and without error headers (all operations)."""
    reply = world.call(operation, **good_calls(world)[operation], expect=SUCCESSES[operation])
    assert not {"apierror", "apierrorcode"} & set(reply.headers)


@requires("control")
@pytest.mark.parametrize("operation", [*NAMED, "createPrenotification", "removeTransactions"])
def test_unknown_mandate_is_told_everywhere(world: World, operation: str) -> None:
    """An operation on a mandate that is nobody's is 404 err_no_contract, in body and headers (Cancel: 404)."""
    arguments = good_calls(world)[operation]
    where = "form" if "form" in arguments else "query"
    changed = {**arguments, where: {**arguments[where], "mndtId": UNKNOWN_NUMBER}}
    reply = world.call(operation, **changed, expect=NO_CONTRACT)
    assert ["err_no_contract"] * 3 == [
        reply.json["code"],
        reply.headers["apierror"],
        reply.headers["apierrorcode"],
    ]


def _messages(world: World, operation: str, headers: dict[str, Any], **arguments: Any) -> str:
    return str(world.call(operation, **arguments, headers=headers).json["message"])


@requires("control")
@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("logIn", {"form": {"apiToken": "wrong"}}),
        ("getMandate", {"query": {"mndtId": UNKNOWN_NUMBER}}),
        ("inviteMandate", {"form": {}}),
        ("cancelMandate", {"query": {"mndtId": UNKNOWN_NUMBER}}),
        ("createTransaction", {"form": {"mndtId": "X", "message": "\u00e9", "amount": "1"}}),
    ],
    ids=["login", "unknown", "missing", "reason", "characters"],
)
def test_refusal_is_in_the_language_asked_for(world: World, operation: str, arguments: dict[str, Any]) -> None:
    """The message of a refusal is in the language of Accept-Language, English otherwise (client in Go)."""
    words = {each: _messages(world, operation, {"Accept-Language": each}, **arguments) for each in LANGUAGES}
    assert len(LANGUAGES) == len(set(words.values()))
    for asked, expected in (
        ("nl-BE", "nl"),
        ("FR", "fr"),
        ("xx", "en"),
        ("", "en"),
        (None, "en"),
        ("xx, de;q=0.5", "de"),
        ("en;q=0.1, nl;q=0.9", "nl"),
    ):
        assert words[expected] == _messages(world, operation, {"Accept-Language": asked}, **arguments)


@requires("control")
def test_wrong_state_says_so_in_words(world: World) -> None:
    """A refusal is JSON with a code and a message for people, whatever is accepted (Postman collection)."""
    number = invite(world).number
    for accept in ("application/json", "application/xml", "text/html", "*/*"):
        query, headers = {"mndtId": number}, {"Accept": accept}
        reply = world.call("getMandate", query=query, headers=headers, expect=(403, "err_mandate_invalid_state"))
        assert {"code", "message"} == set(reply.json)
        assert "One of the mandates had an invalid state" == reply.json["message"], "as it was recorded"


@requires("control")
def test_statuses_of_the_text_come_back(world: World) -> None:
    """A server that went over to other statuses and back gives those of the text (HTTP Response of each operation)."""
    world.control.event("options", status_policy="always-400", login_failure=400)
    token = as_creditor(world.first).credentials.api_token
    world.call("logIn", form={"apiToken": f"{token}0"}, expect=(400, "err_no_login"))
    world.call("inviteMandate", form=new_invitation(world.first, email="bad"), expect=(400, "err_invalid_email"))
    world.control.event("options", status_policy="documented", login_failure=200)
    world.call("logIn", form={"apiToken": f"{token}0"}, expect=(200, "err_no_login"))
    world.call("getMandate", query={"mndtId": UNKNOWN_NUMBER}, expect=NO_CONTRACT)
