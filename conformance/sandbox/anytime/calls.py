"""One request to the imitated service, and the answer it gets."""

import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.sandbox.anytime import formats, forms
from conformance.sandbox.anytime.signatures import hash_answer
from conformance.sandbox.anytime.state import ApiUser, State, Use
from conformance.sandbox.faults import RequestFaults

JSON_TYPE = b"application/json"
PDF_TYPE = b"application/pdf"


class Crash(Exception):
    """A fault makes the service fall over: the caller sees a bare 500 in plain text."""


@dataclass(slots=True, kw_only=True)
class Call:
    """A request, with the state it meets.

    Attributes:
        segments: The path, split at its slashes and then percent-decoded.
        peer: The address of the caller, empty when unknown.
        user: The API user that the request names, and later the one who has been let in.
        use: What is remembered of its validation data, as soon as the signature has been verified.
    """

    state: State
    faults: RequestFaults
    method: str
    segments: tuple[str, ...]
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    query: bytes
    body: bytes = field(repr=False)
    peer: str
    now_ms: int
    user: ApiUser | None = None
    use: Use | None = None

    def header_values(self, name: bytes) -> list[str]:
        """Return every value of a header, given its name in lower case; blank ones are left out."""
        values = (value.decode("latin-1").strip() for key, value in self.headers if key == name)
        return [value for value in values if value]

    def read_query(self) -> dict[str, str]:
        """Return the parameters of a GET."""
        values = forms.read_query(self.query)
        self._crash_on_text(values)
        return values

    def read_form(self) -> forms.Form:
        """Return the parameters of a POST or PUT."""
        form = self._parse_form()
        if form.is_malformed and self.faults.fires("crash-on-malformed-form"):
            raise Crash
        self._crash_on_text(form.values)
        return form

    def peek_form(self) -> Mapping[str, str]:
        """Return the parameters of a POST or PUT, whatever is armed against reading them."""
        return self._parse_form().values

    def _parse_form(self) -> forms.Form:
        types = self.header_values(b"content-type")
        return forms.read_form(types[0] if len(types) == 1 else "", self.body)

    def _crash_on_text(self, values: Mapping[str, str]) -> None:
        is_plain = all(each.isascii() for each in values.values())
        if not is_plain and self.faults.fires("crash-on-unicode"):
            raise Crash


@dataclass(slots=True, kw_only=True)
class Answer:
    """A response before it is written.

    Attributes:
        envelope: The members of the JSON, ``None`` when the body is not JSON.
        raw: What is sent instead of the envelope.
        code: The provider's code of an error.
        allow: The methods of the header ``Allow``.
    """

    status: int
    envelope: dict[str, Any] | None = None
    raw: bytes | None = None
    content_type: bytes = JSON_TYPE
    code: str | None = None
    allow: tuple[str, ...] = ()

    def result(self) -> dict[str, Any] | None:
        """Return the body of a success."""
        return self._body() if self.code is None else None

    def error(self) -> dict[str, Any] | None:
        """Return the error object of a refusal."""
        body = self._body()
        error = None if self.code is None or body is None else body.get("error")
        return error if isinstance(error, dict) else None

    def _body(self) -> dict[str, Any] | None:
        body = None if self.envelope is None else self.envelope.get("body")
        return body if isinstance(body, dict) else None


def seal(body: dict[str, Any], *, request_id: int, now_ms: int, username: str) -> dict[str, Any]:
    """Return the envelope of a synchronous answer."""
    timestamp = formats.timestamp_text(now_ms)
    return {
        "request_id": request_id,
        "type_response": "sync",
        "timestamp": formats.Literal(timestamp),
        "hash": hash_answer(timestamp, username),
        "body": body,
    }


def split_path(raw_path: bytes) -> tuple[str, ...]:
    """Return the segments of a path; an encoded slash stays inside its segment."""
    parts = raw_path.decode("latin-1").split("/")[1:]
    return tuple(urllib.parse.unquote(part) if "%" in part else part for part in parts)
