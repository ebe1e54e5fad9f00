"""One request to the imitated service, and the answer it gets."""

import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.tikkie.state import State


class Crash(Exception):
    """A fault makes the service fall over: the caller sees a bare 500 in plain text."""


@dataclass(slots=True, kw_only=True)
class Call:
    """A request, with the state it meets. ``segments`` is the path, split at its slashes and then percent-decoded."""

    state: State
    faults: RequestFaults
    method: str
    segments: tuple[str, ...]
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    query: bytes
    body: bytes = field(repr=False)
    now_ms: int
    is_http: bool = True

    def header_values(self, name: bytes) -> list[str]:
        """Return every value of a header, given its name in lower case."""
        return [value.decode("latin-1").strip() for key, value in self.headers if key == name]

    def media_type(self) -> str:
        """Return the content type in lower case and without parameters; empty when there is none or several."""
        values = self.header_values(b"content-type")
        return values[0].partition(";")[0].strip().lower() if len(values) == 1 else ""

    def query_values(self) -> dict[str, list[str]]:
        """Return the query parameters, each with all its values; broken percent-encoding becomes U+FFFD."""
        return group_pairs(self.query.decode("latin-1"))


@dataclass(slots=True, kw_only=True)
class Answer:
    """A response before it is written. ``raw`` replaces the JSON body where a fault sends something else."""

    status: int
    body: Any
    trace_id: str
    code: str | None = None
    raw: bytes | None = None
    headers: dict[bytes, bytes] = field(default_factory=lambda: {b"content-type": b"application/json"})

    def error(self) -> dict[str, Any] | None:
        """Return the error object of an error answer."""
        return self.body["errors"][0] if self.code is not None and self.body.get("errors") else None


def split_path(raw_path: bytes) -> tuple[str, ...]:
    """Return the segments of a path; an encoded slash stays inside its segment."""
    parts = raw_path.decode("latin-1").split("/")[1:]
    return tuple(urllib.parse.unquote(part) if "%" in part else part for part in parts)


def group_pairs(text: str) -> dict[str, list[str]]:
    """Return the pairs of a query or form, each name with all its values."""
    grouped: dict[str, list[str]] = {}
    for name, value in urllib.parse.parse_qsl(text, keep_blank_values=True):
        grouped.setdefault(name, []).append(value)
    return grouped
