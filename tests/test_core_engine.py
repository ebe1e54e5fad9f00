"""What the engine's hooks let through."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

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
