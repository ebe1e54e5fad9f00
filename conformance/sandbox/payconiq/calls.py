"""One request to the imitated service, and the answer it gets."""

import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.payconiq.state import State

JSON = b"application/json"


class Crash(Exception):
    """A fault makes the service fall over: the caller sees a bare 500 in plain text."""


@dataclass(slots=True, kw_only=True)
class Call:
    """A request, with the state it meets. ``segments`` is the path, split at its slashes and then percent-decoded."""

    state: State
    faults: RequestFaults
    scheme: str
    method: str
    raw_path: str
    segments: tuple[str, ...]
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    query: bytes
    body: bytes = field(repr=False)
    now_ms: int

    def header_values(self, name: bytes) -> list[str]:
        """Return every value of a header, given its name in lower case."""
        return [value.decode("latin-1").strip() for key, value in self.headers if key == name]

    def first_query_values(self) -> dict[str, str]:
        """Return the query parameters, of a repeated one the first value; broken percent-encoding becomes U+FFFD."""
        pairs = urllib.parse.parse_qsl(self.query.decode("latin-1"), keep_blank_values=True)
        return dict(reversed(pairs))

    def address(self) -> str:
        """Return where the caller thinks this service is: scheme and Host of the request."""
        hosts = self.header_values(b"host")
        return f"{self.scheme}://{hosts[0] if hosts and hosts[0] else 'localhost'}"


@dataclass(slots=True, kw_only=True)
class Answer:
    """A response before it is written.

    Attributes:
        status: The HTTP status.
        body: What becomes JSON; ``None`` is an empty body without a content type.
        location: The Location header of a create.
        allow: The methods of the Allow header; empty when it is not sent.
        code: The code of an error answer.
        raw: Replaces the JSON where a fault sends something else.
        content_type: That of the body.
    """

    status: int
    body: Any = None
    location: str | None = None
    allow: tuple[str, ...] = ()
    code: str | None = None
    raw: bytes | None = None
    content_type: bytes = JSON

    def error(self) -> dict[str, Any] | None:
        """Return the error object of an error answer."""
        return self.body if self.code is not None and isinstance(self.body, dict) else None


def split_path(raw_path: bytes) -> tuple[str, ...]:
    """Return the segments of a path; an encoded slash stays inside its segment."""
    parts = raw_path.decode("latin-1").split("/")[1:]
    return tuple(urllib.parse.unquote(part) if "%" in part else part for part in parts)
