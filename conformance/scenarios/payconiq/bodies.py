"""Bodies that are no JSON object, and bodies where none is wanted."""

from __future__ import annotations

import json

import pytest

from conformance.scenario import World, requires, shows
from conformance.scenarios.payconiq.partner import enrol, good_calls, new_customer, path_of
from conformance.scenarios.payconiq.text import BROKEN_BODIES

WITH_BODY = (
    "putKey",
    "createCustomer",
    "updateCustomer",
    "validateBankAccount",
    "createTransaction",
    "getTransactions",
    "searchTransactions",
)


@requires("control")
@shows("putKey", 400, "R999")
@shows("createCustomer", 400, "R999")
@shows("updateCustomer", 400, "R999")
@shows("validateBankAccount", 400, "R999")
@shows("createTransaction", 400, "R999")
@shows("getTransactions", 400, "R999")
@shows("searchTransactions", 400, "R999")
@pytest.mark.parametrize("name", BROKEN_BODIES)
def test_body_is_no_object(world: World, name: str) -> None:
    """What is no JSON object in UTF-8 is refused (assumed: 400 R999)."""
    calls = good_calls(world)
    for operation in WITH_BODY:
        arguments = {"path": calls[operation]["path"], "content": BROKEN_BODIES[name]}
        world.call(operation, **arguments, expect=(400, "R999"))


@requires("control")
@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "text/plain", "application/xml", None])
def test_media_type_is_not_looked_at(world: World, media_type: str | None) -> None:
    """A body is read as JSON whatever it calls itself (assumed)."""
    content = json.dumps(new_customer()).encode()
    headers = {"Content-Type": media_type}
    world.call("createCustomer", path=path_of(world.first), content=content, headers=headers, expect=201)


@requires("control")
def test_spaces_around_a_body_do_not_matter(world: World) -> None:
    """JSON may be indented and stand between line breaks (RFC 8259, section 2)."""
    content = b"\r\n\t " + json.dumps(new_customer(), indent=4).encode() + b" \n"
    world.call("createCustomer", path=path_of(world.first), content=content, expect=201)


@requires("control")
def test_body_of_a_read_is_ignored(world: World) -> None:
    """Reads take no notice of a body, the lists apart (assumed)."""
    place = enrol(world)
    for operation, path in (
        ("getPartner", place.under_partner),
        ("getCustomer", place.under_customer),
        ("getMandate", place.under_account),
    ):
        world.call(operation, path=path, content=b"{", expect=200)
