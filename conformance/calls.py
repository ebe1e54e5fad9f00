"""Single calls, for scenarios and the battery: sent over a real socket, judged like every other exchange."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import requests
from requests.structures import CaseInsensitiveDict
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.rate_limit import ratelimit
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from auth_hooks.engine import SignOnSend
from conformance.exchange import Exchange
from conformance.findings import Finding
from conformance.provider import Access
from conformance.session import Session
from conformance.target import Control

_TIMEOUT_S = 30

Expectation: TypeAlias = int | tuple[int, str] | frozenset[tuple[int, str | None]] | None
"""A success status, a status with its error code, any of several such pairs, or nothing in particular."""

Tamper: TypeAlias = Callable[[requests.PreparedRequest], None]

EXPECTED = "expected_answer"
"""The check that a scenario's call was answered as the scenario says."""

NOT_SENT: Any = object()
"""Stands for a body that is not sent, because `None` is a body: JSON null."""


class Disagreement(AssertionError):
    """A call was answered in a way the contract does not allow; its findings are recorded already."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(f"{finding.check}: {finding.message}" for finding in findings))


class NotNow(Exception):
    """Somebody's server refuses everything for a moment, as its contract allows: the call judges nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, as far as a scenario needs it."""

    exchange: Exchange

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.exchange.status

    @property
    def code(self) -> str | None:
        """The provider's error code."""
        return self.exchange.code

    @property
    def json(self) -> Any:
        """The parsed body."""
        return self.exchange.answer

    @property
    def headers(self) -> Mapping[str, str]:
        """Lower-case names."""
        return self.exchange.response_headers


class Caller:
    """Sends calls to the target of a session.

    Args:
        schema: The tightened contract, from `engine.load_schema`.
    """

    def __init__(self, session: Session, schema: Any) -> None:
        self._session = session
        self._schema = schema
        self._http = requests.Session()
        self._http.trust_env = session.target.trust_env
        self.layer = "scenarios"
        # Whether a finding that leaves the answer usable, such as a member too many, lets the caller go on.
        self.goes_on = False

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def control(self) -> Control | None:
        """The control plane of the target, if there is one."""
        return self._session.target.control

    def call(
        self,
        operation: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        body: Any = NOT_SENT,
        form: Mapping[str, str | None] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        access: Access | None = None,
        tamper: Tamper | None = None,
        alias: str | None = None,
        expect: Expectation = None,
    ) -> Reply:
        """Call a documented operation, by default with the first client's credentials and signature.

        Args:
            path: Path parameters; percent-encoded here.
            query: A list as a value repeats the parameter.
            body: Sent as JSON, `None` included.
            form: Sent form-encoded; `None` as a value leaves the field out.
            content: Sent as it is, instead of `body`, with the content type of JSON unless `headers` say otherwise.
            headers: Added to the credentials; `None` as a value takes a header out. What is given is not signed over.
            access: Another client's credentials.
            tamper: Spoils the request after it was signed, in place.
            alias: One of the operation's alias paths, to call instead of its own.
            expect: A success status, or status and error code, or a set of such pairs; checked after the contract and
                the rules.

        Raises:
            Disagreement: The answer violates the contract, a rule, or `expect`.
            NotNow: A server without control plane is busy or unavailable, in a documented way.
        """
        documented = self._session.contract.operations[operation]
        all_headers: dict[str, str | None] = {**self._session.credentials(operation, access=access)}
        data = content
        if form is not None:
            data = urlencode({name: value for name, value in form.items() if value is not None}).encode()
            all_headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif body is not NOT_SENT:
            data = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if data is not None:
            all_headers.setdefault("Content-Type", "application/json")
        if alias is not None and alias not in documented.aliases:
            raise ValueError(f"{alias} is no alias path of {operation}")
        url = alias or documented.path
        for name, value in (path or {}).items():
            url = url.replace("{" + name + "}", quote(value, safe=""))
        return self._send(
            operation,
            method=documented.method,
            url=self._session.target.base_url + url + _query(query),
            path=path or {},
            headers={**all_headers, **(headers or {})},
            data=data,
            expect=expect,
            sign=self._signer(operation, access=access, given=headers),
            tamper=tamper,
        )

    def call_unrouted(
        self,
        name: str,
        *,
        method: str,
        path: str,
        headers: Mapping[str, str | None] | None = None,
        credentials_of: str,
        expect: tuple[int, str] | None = None,
    ) -> Reply:
        """Send what no operation documents: a wrong method or an unknown path.

        Args:
            name: The name under `x-unrouted` in the contract.
            credentials_of: operationId whose credential headers are sent.
        """
        all_headers: dict[str, str | None] = {**self._session.credentials(credentials_of), **(headers or {})}
        url = self._session.target.base_url + path
        return self._send(name, method=method, url=url, path={}, headers=all_headers, data=None, expect=expect)

    def resend(
        self,
        good: Exchange,
        *,
        headers: Mapping[str, str | None] | None = None,
        form: Mapping[str, str | None] | None = None,
        tamper: Tamper | None = None,
        expect: frozenset[tuple[int, str | None]],
        check: str,
    ) -> None:
        """Repeat a request that once succeeded, with fresh credentials and then a change that must be refused.

        Args:
            good: The exchange to repeat.
            headers: Replacements; `None` takes a header out.
            form: Replacement form fields; `None` takes a field out.
            tamper: Spoils the request after it was signed, in place.
            expect: The allowed refusals.
            check: Name of the finding when it is answered otherwise.

        Raises:
            Disagreement: The answer violates the contract, a rule, or `expect`.
            NotNow: A server without control plane is busy or unavailable, in a documented way.
        """
        own = {name: value for name, value in good.request_headers.items() if name == "content-type"}
        data: bytes | None = good.request_body or None
        if form is not None:
            fields: dict[str, str | None] = {**dict(parse_qsl(good.request_body.decode())), **form}
            data = urlencode({name: value for name, value in fields.items() if value is not None}).encode()
        self._send(
            good.operation,
            method=good.method,
            url=good.url,
            path=good.path_parameters,
            headers={**own, **self._session.credentials(good.operation), **(headers or {})},
            data=data,
            expect=expect,
            check=check,
            sign=self._signer(good.operation, given=headers),
            tamper=tamper,
        )

    def _signer(
        self, operation: str, *, access: Access | None = None, given: Mapping[str, str | None] | None
    ) -> SignOnSend:
        """Signs the finished request, but for the headers that the caller gives."""
        face = (access or self._session.first).face
        names = {name.lower() for name in given or {}}
        skip = frozenset(name for name in face.schemes if name.lower() in names)
        return SignOnSend(face, skip=skip, operation=operation)

    def _send(
        self,
        operation: str,
        *,
        method: str,
        url: str,
        path: Mapping[str, str],
        headers: Mapping[str, str | None],
        data: bytes | None,
        expect: Expectation,
        check: str = EXPECTED,
        sign: SignOnSend | None = None,
        tamper: Tamper | None = None,
    ) -> Reply:
        sent = CaseInsensitiveDict({name: value for name, value in headers.items() if value is not None})
        request = self._http.prepare_request(requests.Request(method, url, headers=dict(sent), data=data, auth=sign))
        if tamper is not None:
            tamper(request)
        try:
            with ratelimit(self._schema.config.rate_limit, url):
                response = self._http.send(request, timeout=_TIMEOUT_S, allow_redirects=False)
        except requests.RequestException as error:
            raise Disagreement((self._report_silence(operation, error),)) from error
        exchange = self._exchange(operation, response, path=path)
        found = list(self._session.observe(exchange))
        found += self._validate(operation, response, exchange)
        unexpected = [] if self._is_passing(exchange, expect) else self._compare(exchange, expect, check)
        if unexpected or (found and not self.goes_on):
            raise Disagreement((*found, *unexpected))
        if self._is_passing(exchange, expect):
            raise NotNow(f"{operation} answered {_words((exchange.status, exchange.code))} just then")
        return Reply(exchange=exchange)

    def _is_passing(self, exchange: Exchange, expect: Expectation) -> bool:
        """Whether an answer says nothing but that the server is busy or down, and nobody asked for it."""
        is_busy = exchange.status == 429 or exchange.status >= 500
        return is_busy and expect is not None and self._session.target.control is None

    def _report_silence(self, operation: str, error: requests.RequestException) -> Finding:
        finding = Finding(
            check="no_answer",
            operation=operation,
            title="the target did not answer",
            message=self._session.masker.text(str(error)),
            layer=self.layer,
        )
        self._session.findings.add(finding)
        return finding

    def _exchange(self, operation: str, response: requests.Response, *, path: Mapping[str, str]) -> Exchange:
        request = response.request
        body = request.body or b""
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Exchange(
            layer=self.layer,
            operation=operation,
            method=str(request.method),
            url=str(request.url),
            path_parameters=path,
            query=parse_qs(urlsplit(str(request.url)).query, keep_blank_values=True),
            request_headers={name.lower(): str(value) for name, value in request.headers.items()},
            request_body=body if isinstance(body, bytes) else body.encode(),
            status=response.status_code,
            response_headers=headers,
            response_body=response.content,
            code=self._session.provider.error_code(response.content, headers),
        )

    def _validate(self, operation: str, response: requests.Response, exchange: Exchange) -> list[Finding]:
        if exchange.method == "HEAD":
            return []
        case = self._schema.find_operation_by_id(operation).Case(path_parameters=dict(exchange.path_parameters))
        found = []
        for check in _RESPONSE_CHECKS:
            try:
                case.validate_response(response, checks=[check])
            except FailureGroup as group:
                failures: Sequence[Exception] = group.exceptions
            except Failure as failure:  # a single one comes without a group
                failures = (failure,)
            else:
                continue
            found += [
                self._session.report(exchange, check=check.__name__, title=failure.title, message=failure.message)
                for failure in failures
                if isinstance(failure, Failure)
            ]
        return found

    def _compare(
        self,
        exchange: Exchange,
        expect: Expectation,
        check: str,
    ) -> list[Finding]:
        if expect is None:
            return []
        allowed = expect if isinstance(expect, frozenset) else {expect if isinstance(expect, tuple) else (expect, None)}
        came = (exchange.status, exchange.code)
        if came in allowed:
            return []
        expected = " or ".join(sorted(map(_words, allowed)))
        message = f"{self.layer}: expected {expected}, got {_words(came)}"
        title = f"expected {expected}" if check == EXPECTED else f"{check} must be refused"
        return [self._session.report(exchange, check=check, title=title, message=message)]


# What holds for every answer, whatever was sent. `not_a_server_error` is left out: some scenarios ask for one.
_RESPONSE_CHECKS = (
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


def _words(answer: tuple[int, str | None]) -> str:
    return " ".join(str(part) for part in answer if part is not None)


def _query(query: Mapping[str, object] | None) -> str:
    return "?" + urlencode(query, doseq=True) if query else ""
