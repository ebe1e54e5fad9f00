"""One request and its answer, in the form that every layer of the judge shares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UNREADABLE = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What went over the wire.

    Attributes:
        layer: Who sent it: an engine phase, `battery`, or a scenario's name.
        operation: operationId, or the name of an undocumented request (`wrongMethod`, `unknownPath`).
        path_parameters: As put into the path, before percent-encoding.
        query: Repeated parameters keep all their values.
        request_headers: Lower-case names.
        request_body: As sent; empty when there was none.
        response_headers: Lower-case names; repeated headers are joined with a comma.
        code: The provider's error code, if the answer has one.
        is_callback: The target asked and we answered; `operation` is the name of the webhook.
    """

    layer: str
    operation: str
    method: str
    url: str
    path_parameters: Mapping[str, str]
    query: Mapping[str, list[str]]
    request_headers: Mapping[str, str] = field(repr=False)
    request_body: bytes = field(repr=False)
    status: int
    response_headers: Mapping[str, str] = field(repr=False)
    response_body: bytes = field(repr=False)
    code: str | None
    is_callback: bool = False

    @property
    def ok(self) -> bool:
        """Whether the target accepted the request: some providers refuse with a status of success."""
        return 200 <= self.status < 300 and self.code is None

    @property
    def answer(self) -> Any:
        """The JSON of the response, or `UNREADABLE`."""
        return parse_json(self.response_body)

    @property
    def sent(self) -> Any:
        """The JSON of the request, or `UNREADABLE`."""
        return parse_json(self.request_body)


def parse_json(content: bytes) -> Any:
    """Parsed JSON, or `UNREADABLE` when the bytes are not JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return UNREADABLE
