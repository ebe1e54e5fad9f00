"""Exchanges and accounts that the tests of the judge's core are made with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.tikkie.knowledge import Account, PlatformFacts, RequestFacts, UserFacts
from conformance.providers.tikkie.rules import FOR_MYSELF, FOR_OTHERS

API_KEY = "abcdefghijklmnopABCDEFGHIJKLMNOP"
CREDENTIALS = {"api-key": API_KEY, "authorization": "Bearer eebc752c2f0469cf6690b3a3563f"}
PATH = {"platformToken": "platform-1", "userToken": "user-1"}
REQUEST_PATH = {**PATH, "paymentRequestToken": "request-1"}


def make_exchange(
    operation: str = "getPlatforms",
    *,
    status: int = 200,
    code: str | None = None,
    sent: Any = None,
    answer: Any = None,
    method: str = "GET",
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    trace_id: str | None = "trace-1",
) -> Exchange:
    """An exchange as the layers of the judge report it; `sent` and `answer` are JSON, or bytes as they are."""
    response_headers = {"content-type": "application/json"}
    if trace_id is not None:
        response_headers["trace-id"] = trace_id
    return Exchange(
        layer="examples",
        operation=operation,
        method=method,
        url="http://127.0.0.1:1/v1",
        path_parameters=path or {},
        query={name: list(values) for name, values in (query or {}).items()},
        request_headers=CREDENTIALS if headers is None else headers,
        request_body=encode(sent),
        status=status,
        response_headers=response_headers,
        response_body=encode(answer),
        code=code,
    )


def encode(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body).encode()


def make_refusal(operation: str, *, status: int, code: str, answer: Any = None, **parts: Any) -> Exchange:
    return make_exchange(operation, status=status, code=code, answer=answer or make_envelope(code), **parts)


def make_envelope(code: str, **changes: Any) -> dict[str, Any]:
    return {"errors": [{"code": code, "traceId": "trace-1", **changes}]}


def make_account() -> Account:
    """Two platforms, `platform-1` for itself with a user and a payment request, `platform-2` for others."""
    account = Account()
    for token, usage in (("platform-1", FOR_MYSELF), ("platform-2", FOR_OTHERS)):
        account.platforms[token] = PlatformFacts(token=token, usage=usage, api_key=API_KEY)
    account.users["user-1"] = UserFacts(token="user-1", platform="platform-1", account="account-1")
    account.requests["request-1"] = RequestFacts(
        token="request-1",
        platform="platform-1",
        user="user-1",
        amount="1250",
        description="Invoice 4567",
        external_id="4567",
    )
    account.trace_ids.add("trace-0")
    return account
