"""Credentials belong to one origin: scheme, host and port. They never leave for another."""

from typing import NamedTuple

import httpx

from auth_hooks import errors

_DEFAULT_PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """Where credentials may go."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def read_origin(url: httpx.URL | str, *, name: str) -> Origin:
    """The origin of an absolute http(s) URL.

    Args:
        url: The URL; path, query and user information are ignored.
        name: What the URL is called in the message when it cannot be used.

    Raises:
        errors.OriginRefused: The URL is not an absolute http or https URL. The caller's fault.
    """
    refusal = errors.OriginRefused(f"{name} must be an absolute http or https URL, such as https://api.example.com")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise refusal from None  # Its text quotes the URL, which may hold a password.
    if parsed.scheme not in _DEFAULT_PORTS or not parsed.host:
        raise refusal
    return Origin(parsed.scheme, parsed.host, parsed.port or _DEFAULT_PORTS[parsed.scheme])


def check_origin(request: httpx.Request, *, allowed: Origin) -> None:
    """Let a request pass only to the origin its credentials belong to.

    Raises:
        errors.OriginRefused: The request goes elsewhere. The caller's fault; nothing was sent.
    """
    origin = read_origin(request.url, name="the request's URL")
    if origin != allowed:
        raise errors.OriginRefused(f"credentials for {allowed} must not be sent to {origin}")
