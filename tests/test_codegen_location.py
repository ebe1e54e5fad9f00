"""What a client makes of an empty success with a Location header, and of names and unions that money needs."""

import asyncio
import pathlib
import pickle
import sys
import typing
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from specs.codegen import build
from specs.codegen import edits as named_edits
from tests.shop_client import SYMPTOMS, build_package, connect, load, load_operation

PLACE = "http://shop.test/v1/parcels/p-1"


@pytest.fixture(scope="module")
def importable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pathlib.Path]:
    folder = tmp_path_factory.mktemp("packages")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.startswith("shop_")]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def shop(importable: pathlib.Path) -> str:
    return build_package(importable, edits=named_edits.EDITS)


def check_location(package: str) -> None:
    send_parcel = load_operation(package, "send_parcel")
    letter = load(package, "models").Letter(stamp="s")
    client = connect(package, lambda request: httpx.Response(201, headers={"location": PLACE}))
    assert PLACE == send_parcel.sync(client=client, body=letter)
    assert PLACE == asyncio.run(send_parcel.asyncio(client=client, body=letter))
    assert str is typing.get_type_hints(send_parcel.sync)["return"]
    assert "str: the Location header, the URL of what was created" in send_parcel.sync.__doc__


def test_location_is_the_result_of_an_empty_success(shop: str) -> None:
    """Where every success is an empty body with a required Location header, that header is what a call returns."""
    check_location(shop)


def test_location_is_not_found_by_the_generator_itself(
    importable: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The generator passes over response headers: without our look at the contract the identifier would be lost."""
    monkeypatch.setattr(build, "find_located_operations", lambda document: frozenset())
    package = build_package(importable, edits=named_edits.EDITS)
    with pytest.raises(SYMPTOMS):
        check_location(package)
    assert not hasattr(load(package, "errors"), "MissingLocation")


@pytest.mark.parametrize("headers", [{}, {"Location": ""}])
def test_missing_location_is_an_error(shop: str, headers: dict[str, str]) -> None:
    """A success that does not say where the new thing is raises, with the answer in hand and not in the text."""
    errors, send_parcel = load(shop, "errors"), load_operation(shop, "send_parcel")
    letter = load(shop, "models").Letter(stamp="s")
    client = connect(shop, lambda request: httpx.Response(201, text="hunter2", headers=headers))
    for call in (send_parcel.sync, lambda **options: asyncio.run(send_parcel.asyncio(**options))):
        with pytest.raises(errors.MissingLocation) as caught:
            call(client=client, body=letter)
        for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):  # noqa: S301 - our own bytes
            assert str(error) == "POST /v1/parcels answered 201 without a Location header"
            assert (error.status_code, error.content) == (201, b"hunter2")
    detailed = send_parcel.sync_detailed(client=client, body=letter)
    assert (detailed.status_code, detailed.parsed, detailed.content) == (201, None, b"hunter2")


def test_refusal_of_a_located_operation_is_raised(shop: str) -> None:
    """A documented refusal is raised as everywhere else, whatever headers it has."""
    answer = httpx.Response(409, json={"code": "full"}, headers={"Location": PLACE})
    letter = load(shop, "models").Letter(stamp="s")
    with pytest.raises(load(shop, "errors").ApiError, match="POST /v1/parcels answered 409") as caught:
        load_operation(shop, "send_parcel").sync(client=connect(shop, answer), body=letter)
    assert load(shop, "models").Problem(code="full") == caught.value.parsed


@pytest.mark.parametrize(
    "body",
    [
        {"_id": "p-1", "weight": 12, "from": 5},
        {"_id": "p-1", "weight": "12", "from": "2016-01-19T00:00:00+00:00"},
    ],
)
def test_number_or_text_keeps_its_form(shop: str, body: dict[str, Any]) -> None:
    """A member that may be a number or a text is written as it was given; `_id` is called id."""
    parcel = load(shop, "models").Parcel.from_dict(body)
    assert ("p-1", body["weight"]) == (parcel.id, parcel.weight)
    assert body == parcel.to_dict()


def test_body_of_several_forms_is_sent_as_the_one_it_is(shop: str) -> None:
    """An operation with alternative bodies sends the members of the one that was given."""
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(201, headers={"Location": PLACE})

    models, send_parcel = load(shop, "models"), load_operation(shop, "send_parcel")
    for body in (models.Parcel(id="p-1", weight=12), models.Letter(stamp="s")):
        send_parcel.sync(client=connect(shop, answer), body=body)
    assert [b'{"_id":"p-1","weight":12}', b'{"stamp":"s"}'] == sent
