"""One request to the imitated service, and the answer it gets."""

import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import messages
from conformance.sandbox.twikey.state import State

JSON = b"application/json"
XML = b"application/xml"


class Crash(Exception):
    """A fault makes the service fall over: the caller sees a bare 500 in plain text."""


class Parameters:
    """The parameters of a request: query and form merged, the form winning, empty values left out."""

    def __init__(self, *, query: str, form: str) -> None:
        self._values = {**_group_pairs(query), **_group_pairs(form)}

    def first(self, name: str) -> str | None:
        """Return the first value of a parameter, ``None`` when it is absent or empty."""
        values = self._values.get(name)
        return values[0] if values else None

    def every(self, name: str) -> list[str]:
        """Return all values of a parameter that may be repeated."""
        return list(self._values.get(name, ()))

    def others(self, known: frozenset[str]) -> dict[str, str]:
        """Return the first value of every parameter that is not among the known ones."""
        return {name: values[0] for name, values in self._values.items() if name and name not in known}

    def is_ascii(self) -> bool:
        """Return whether no value needs a character beyond ASCII."""
        return all(value.isascii() for values in self._values.values() for value in values)


@dataclass(slots=True, kw_only=True)
class Call:
    """A request, with the state it meets.

    Attributes:
        path: Split at its slashes and then percent-decoded.
        query: As it was sent.
    """

    state: State
    faults: RequestFaults
    method: str
    path: tuple[str, ...]
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    query: bytes = field(repr=False)
    body: bytes = field(repr=False)
    now_ms: int

    def header_values(self, name: bytes) -> list[str]:
        """Return every value of a header, given its name in lower case."""
        return [value.decode("latin-1").strip() for key, value in self.headers if key == name]

    def header(self, name: bytes) -> str | None:
        """Return the first value of a header, ``None`` when it is absent or empty."""
        return next((value for value in self.header_values(name) if value), None)

    def parameters(self) -> Parameters:
        """Return the parameters of the query, and those of the form where the method carries one.

        Raises:
            Crash: A fault makes characters beyond ASCII fatal.
        """
        return self._read_parameters(self.body.decode("utf-8", "replace") if self.method == "POST" else "")

    def query_parameters(self) -> Parameters:
        """Return the parameters of the query alone: the body is a document.

        Raises:
            Crash: A fault makes characters beyond ASCII fatal.
        """
        return self._read_parameters("")

    def _read_parameters(self, form: str) -> Parameters:
        found = Parameters(query=self.query.decode("latin-1"), form=form)
        if not found.is_ascii() and self.faults.fires("crash-on-unicode"):
            raise Crash
        return found

    def language(self) -> str:
        """Return the language for people that the caller prefers."""
        return messages.choose_language(self.header_values(b"accept-language"))

    def prefers_xml(self) -> bool:
        """Return whether the caller asks for ``application/xml`` rather than for JSON."""
        return _prefers_xml(",".join(self.header_values(b"accept")))


@dataclass(slots=True, kw_only=True)
class Answer:
    """A response before it is written.

    Attributes:
        body: What is sent as JSON; ``...`` for an answer without a body.
        raw: Sent instead of JSON.
        code: The error code, ``None`` for a success.
    """

    status: int
    body: Any = ...
    raw: bytes | None = None
    content_type: bytes = JSON
    headers: dict[bytes, bytes] = field(default_factory=dict)
    code: str | None = None


def split_path(raw_path: bytes) -> tuple[str, ...]:
    """Return the segments of a path; an encoded slash stays inside its segment."""
    parts = raw_path.decode("latin-1").split("/")[1:]
    return tuple(urllib.parse.unquote(part) if "%" in part else part for part in parts)


def _group_pairs(text: str) -> dict[str, list[str]]:
    """Return the pairs of a query or form; broken percent-encoding becomes U+FFFD, empty values are left out."""
    grouped: dict[str, list[str]] = {}
    for name, value in urllib.parse.parse_qsl(text):
        grouped.setdefault(name, []).append(value)
    return grouped


def _prefers_xml(accept: str) -> bool:
    qualities: dict[str, float] = {}
    for part in accept.split(","):
        media_type, *options = (piece.strip().lower() for piece in part.split(";"))
        quality = next((option[2:] for option in options if option.startswith("q=")), "1")
        try:
            qualities.setdefault(media_type, float(quality))
        except ValueError:
            qualities.setdefault(media_type, 0.0)
    xml = qualities.get("application/xml", 0.0)
    if "application/json" in qualities:
        return xml > qualities["application/json"]
    return xml > 0 and xml >= max(qualities.get("application/*", 0.0), qualities.get("*/*", 0.0))
