"""What the engine's hooks let through."""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import SimpleNamespace
from typing import Any

import pytest
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation

from conformance import engine


@pytest.mark.parametrize("character", [*map(chr, range(0x20)), "\x7f"])
def test_only_http_is_generated(character: str) -> None:
    """A header value with a control character other than a tab is no HTTP (RFC 9110, 5.5), so it is not sent."""
    case = SimpleNamespace(headers={"Accept": "*/*", "API-Key": f"a{character}b"})
    assert (character == "\t") is engine.filter_case(None, case)


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Host", "Connection", "Expect", "Upgrade"])
def test_framing_of_a_message_is_not_generated(name: str) -> None:
    """An invented length or host makes another message of it, or none, before any operation is asked (RFC 9112)."""
    assert not engine.filter_case(None, SimpleNamespace(headers={"Accept": "*/*", name: ",k"}))


def test_odd_but_legal_headers_are_generated() -> None:
    """Bytes beyond ASCII, empty values and no headers at all are HTTP."""
    for headers in ({"API-Key": "\xe9\xff"}, {"API-Key": ""}, {}, None):
        assert engine.filter_case(None, SimpleNamespace(headers=headers))


def _lead_to_first(knowledge: str, operation: str, query: Mapping[str, Any], draw: int) -> dict[str, str]:
    assert ("known things", "getOrder") == (knowledge, operation)
    assert isinstance(draw, int)
    return {name: "existing" for name in ("order", "shop") if name in query}


def _mended(query: Mapping[str, Any], *, negated: Set[str] = frozenset(), lead: Any = _lead_to_first) -> Any:
    case = SimpleNamespace(query=query)
    session: Any = SimpleNamespace(provider=SimpleNamespace(lead_query=lead), knowledge="known things")
    engine._mend_query(session, case, "getOrder", negated=set(negated))
    return case.query


def test_query_is_led_to_existing_things_three_times_in_four() -> None:
    """Of many invented queries about a quarter stay as they are; the rest name what exists and keep what they said."""
    queries = [{"order": f"invented {number}", "page": number} for number in range(400)]
    mended = [_mended(query) for query in queries]
    led = [query for query in mended if query["order"] == "existing"]
    assert 250 < len(led) < 350
    assert list(range(400)) == [query["page"] for query in mended]
    assert mended == [_mended(query) for query in queries], "the same query is led the same way every time"


def test_query_parameter_under_test_stays_as_it_was() -> None:
    """What was made wrong on purpose is not put right; its neighbours are."""
    for number in range(40):
        mended = _mended({"order": f"wrong {number}", "shop": "invented"}, negated={"order"})
        assert f"wrong {number}" == mended["order"]
    assert any("existing" == _mended({"order": f"wrong {n}", "shop": ""}, negated={"order"})["shop"] for n in range(40))


def test_query_of_provider_without_names_in_it_is_left_alone() -> None:
    """Neither a provider that leads no query nor an empty query is touched."""
    for number in range(20):
        assert {"order": str(number)} == _mended({"order": str(number)}, lead=None)
    assert {} == _mended({})


def test_raw_example_is_sent_as_bytes() -> None:
    """Of a body for which the provider has a generator of bytes, the documented example is bytes as well; no other."""
    document: dict[str, Any] = {
        "paths": {
            "/file": {
                "post": {
                    "operationId": "upload",
                    "requestBody": {
                        "content": {
                            "application/pdf": {"examples": {"one": {"value": "%PDF-1.4 ..."}}},
                            "application/json": {"examples": {"one": {"value": {"name": "a"}}}},
                        }
                    },
                },
                "get": {"operationId": "download"},
            }
        }
    }
    engine._encode_raw_examples(document, {"application/pdf": None})
    content = document["paths"]["/file"]["post"]["requestBody"]["content"]
    assert b"%PDF-1.4 ..." == content["application/pdf"]["examples"]["one"]["value"]
    assert {"name": "a"} == content["application/json"]["examples"]["one"]["value"]


def make_case(operator: dict[str, Any], *, is_negative: bool = True) -> Any:
    mutation = SimpleNamespace(
        **{"parameter": None, "parameter_location": ParameterLocation.HEADER, "keywords": ("required",), **operator}
    )
    mode = SimpleNamespace(is_negative=is_negative)
    meta = SimpleNamespace(
        generation=SimpleNamespace(mode=mode), phase=SimpleNamespace(data=SimpleNamespace(mutations=(mutation,)))
    )
    return SimpleNamespace(_meta=meta)


def test_headers_that_are_left_out_together_are_under_test() -> None:
    """What is required of all headers at once is negated without naming one: none of them is put back."""
    names = ["Authorization", "X-Signed-Request"]
    assert names == list(engine._names_left_out(make_case({"original_value": names})))
    for other in (
        make_case({"original_value": names}, is_negative=False),
        make_case({"original_value": names, "parameter": "Authorization"}),
        make_case({"original_value": names, "parameter_location": ParameterLocation.BODY}),
        make_case({"original_value": names, "keywords": ("type",)}),
        make_case({"original_value": None}),
        SimpleNamespace(_meta=None),
    ):
        assert [] == list(engine._names_left_out(other))


def mend(path: str, number: int) -> str:
    """The id that a case is sent with, whose example names this one."""
    session: Any = SimpleNamespace(
        knowledge=SimpleNamespace(paths=lambda _operation, draw: {"id": f"known-{draw % 3}"})
    )
    case: Any = SimpleNamespace(path_parameters={"id": path}, query={"number": number}, body=NOT_SET)
    engine._mend_path(session, case, "getThing")
    return str(case.path_parameters["id"])


def test_three_in_four_paths_are_led_to_what_exists() -> None:
    """The rest stays, so that what does not exist is asked for too."""
    led = [mend(f"example-{number}", 1) for number in range(200)]
    assert 100 < sum(1 for each in led if each.startswith("known")) < 200
    assert {"known-0", "known-1", "known-2"} < set(led)


def test_cases_of_one_example_are_led_too() -> None:
    """Where the path alone is left as it is, the rest of a case decides, the same way each time."""
    unlucky = next(f"x{number}" for number in range(100) if mend(f"x{number}", 1) == f"x{number}")
    led = [mend(unlucky, number) for number in range(100)]
    assert {unlucky, "known-0", "known-1", "known-2"} == set(led)
    assert led == [mend(unlucky, number) for number in range(100)]
