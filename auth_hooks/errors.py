"""What can go wrong, as one tree.

```
HookError
├── BadCredentials            the caller's: a key, a file or a setting cannot be used
├── OriginRefused             the caller's: credentials were about to leave for another host
├── SignatureMismatch         the signer's: a signature does not belong to what it should cover
├── UnusableAnswer            the provider's: a success that lacks what it must hold
└── ProviderError             the provider said no; `status`, `code`, `message`, `trace_id` in its own words
    ├── AuthenticationFailed  401, or the login was refused
    ├── PermissionDenied      403
    ├── NotFound              404, or a code that says so with another status
    ├── RateLimited           429; see `retry_after_s`
    ├── InvalidRequest        every other 4xx
    └── ServerError           5xx
```

Catch by status class and compare `code` as text: providers add codes without notice.
No exception holds a credential, a request or a response, so all of them can be logged and pickled.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial

import httpx

MAX_MESSAGE_CHARS = 300
"""A provider's message is cut here: a proxy may answer with a whole page."""

MASK = "***"


class HookError(Exception):
    """Anything this package raises on purpose."""


class BadCredentials(HookError):
    """A credential cannot be used. The caller's fault; the message names the setting, never its value."""


class OriginRefused(HookError):
    """A request would have carried credentials to a host they do not belong to. The caller's fault."""


class SignatureMismatch(HookError):
    """A signature does not belong to what it should cover, or is no signature at all. The signer's fault."""


class UnusableAnswer(HookError):
    """An answer that reports success lacks what it must hold. The provider's fault; what was asked was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDetail:
    """One error as the provider wrote it. What the provider left out is `None`.

    Attributes:
        code: The provider's own code.
        category: The provider's own category.
        message: The provider's text.
        trace_id: What the provider's support asks for.
        values: What the message speaks of, where the provider lists it apart: names of fields, ids.
    """

    code: str | None = None
    category: str | None = None
    message: str | None = None
    trace_id: str | None = None
    values: tuple[str, ...] = ()


class ProviderError(HookError):
    """The provider answered with an error.

    Attributes:
        provider: Name of the provider, as in `auth_hooks.<provider>`.
        status: HTTP status of the answer.
        details: Every error of the answer, in the provider's order; empty when the body could not be read.
        code: The provider's own code of the first error.
        category: The provider's own category of the first error.
        message: The provider's text, on one line, shortened and without credentials.
        trace_id: What the provider's support asks for.
        values: What the first error speaks of, where the provider lists it apart: names of fields, ids.
        retry_after_s: Seconds the provider asks us to wait.
    """

    def __init__(
        self,
        *,
        provider: str,
        status: int,
        message: str,
        details: Iterable[ErrorDetail] = (),
        trace_id: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        self.provider = provider
        self.status = status
        self.details = tuple(details)
        first = self.details[0] if self.details else ErrorDetail()
        self.code = first.code
        self.category = first.category
        self.message = first.message or message
        self.trace_id = trace_id or first.trace_id
        self.values = first.values
        self.retry_after_s = retry_after_s
        super().__init__(self.message)

    def __str__(self) -> str:
        head = " ".join(filter(None, (self.provider, str(self.status), self.code)))
        return f"{head}: {self.message}" + (f" (trace {self.trace_id})" if self.trace_id else "")

    def __reduce__(self) -> tuple[Callable[[], "ProviderError"], tuple[()]]:
        # Exception pickles its positional arguments only; every argument here has a name.
        return partial(
            type(self),
            provider=self.provider,
            status=self.status,
            message=self.message,
            details=self.details,
            trace_id=self.trace_id,
            retry_after_s=self.retry_after_s,
        ), ()


class AuthenticationFailed(ProviderError):
    """The provider does not accept our credentials, or its login answer cannot be used."""


class PermissionDenied(ProviderError):
    """We are known, and may not do this."""


class NotFound(ProviderError):
    """No such resource, or not ours."""


class RateLimited(ProviderError):
    """Too many requests; nothing was done."""


class InvalidRequest(ProviderError):
    """The provider understood the request and refuses it."""


class ServerError(ProviderError):
    """The provider failed; what was asked may have been done or not."""


_BY_STATUS: dict[int, type[ProviderError]] = {
    401: AuthenticationFailed,
    403: PermissionDenied,
    404: NotFound,
    429: RateLimited,
}


def class_for_status(status: int) -> type[ProviderError]:
    """The exception class of an HTTP error status.

    Args:
        status: An HTTP status of 400 or above.
    """
    return _BY_STATUS.get(status, ServerError if status >= 500 else InvalidRequest)


def read_retry_after_s(headers: httpx.Headers) -> float | None:
    """Seconds the answer asks us to wait, or None if it does not say so in a form we can read.

    A date is measured against the answer's own `Date` header, so our clock need not agree with theirs.

    Args:
        headers: Headers of the answer.

    Source: RFC 9110, sections 10.2.3 and 6.6.1.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    until, since = _read_date(text), _read_date(headers.get("Date", ""))
    if until is None or since is None:
        return None
    return max(0.0, (until - since).total_seconds())


def tidy_text(text: str, *, secrets: Iterable[str] = ()) -> str:
    """The text on one line, shortened, with every secret masked.

    Args:
        text: What the provider wrote.
        secrets: Values that must not be repeated; empty ones are ignored.
    """
    for secret in filter(None, secrets):
        text = text.replace(secret, MASK)
    line = " ".join(text.split())
    return line if len(line) <= MAX_MESSAGE_CHARS else line[: MAX_MESSAGE_CHARS - 1] + "…"


def _read_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    # "-0000" parses as a naive time; such a date says nothing certain.
    return date if date.tzinfo is not None else None
