"""What may be sent where, and what may be written down."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, unquote_plus, urlencode, urlsplit

MASK = "[secret]"

# Shorter values would mask ordinary words of a report.
_SHORTEST_SECRET = 8


# The first word of an Authorization header that says how the rest is meant; anything else is part of the secret.
_SCHEMES = frozenset({"basic", "bearer", "digest", "hmac", "signature", "token"})


class HostKind(StrEnum):
    """How much care a target needs."""

    LOOPBACK = "loopback"
    TEST = "test"
    PRODUCTION = "production"
    UNKNOWN = "unknown"


class RefusedTarget(Exception):
    """The target must not be judged this way; the message says what would be needed."""


def classify_host(base_url: str, *, documented: Mapping[str, str]) -> HostKind:
    """The kind of the host in a base URL, from the servers that the contract documents.

    Raises:
        RefusedTarget: The URL is not an absolute http or https URL, or carries credentials.
    """
    try:
        parts = urlsplit(base_url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise RefusedTarget(f"{base_url!r} is not a URL: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise RefusedTarget(f"{base_url!r} is not an absolute http:// or https:// URL")
    if parts.username or parts.password:
        raise RefusedTarget("the base URL carries a user name or password; give credentials in the environment")
    if parts.query or parts.fragment:
        raise RefusedTarget(f"{base_url!r} has a query or fragment; a base URL ends with its path")
    if is_loopback(host):
        return HostKind.LOOPBACK
    return HostKind(documented.get(_plain(host), HostKind.UNKNOWN))


def check_target(base_url: str, *, kind: HostKind, allowed_host: str | None, read_only: bool, live: bool) -> None:
    """Let loopback and documented test hosts pass, and anything else only when it was asked for by name.

    Args:
        allowed_host: The host name that the caller typed out to allow it.
        read_only: Whether the run changes nothing.
        live: Whether the run holds back as a guest should: no unexpected methods, no fuzzing.

    Raises:
        RefusedTarget: The run must not go there.
    """
    host = _plain(urlsplit(base_url).hostname or "")
    if kind is HostKind.LOOPBACK:
        return
    is_allowed = host == _plain(allowed_host or "")
    if kind is HostKind.PRODUCTION and not (is_allowed and read_only):
        raise RefusedTarget(f"{host} is a production host; it takes both --read-only and --allow-host {host}")
    if kind is HostKind.UNKNOWN and not is_allowed:
        raise RefusedTarget(f"{host} is not a known test host; add --allow-host {host} if you may test there")
    if not live:
        raise RefusedTarget(f"{host} is somebody's server; use --profile live")
    if urlsplit(base_url).scheme != "https":
        raise RefusedTarget(f"{base_url} is not https; credentials are not sent in the clear")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine, by its form alone: nothing is looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _plain(host: str) -> str:
    """The one spelling of a host name: `API.example.com.` is api.example.com."""
    return host.lower().removesuffix(".")


class Masker:
    """Replaces secrets by `[secret]`: by the names the contract marks, and by the values seen under those names.

    Args:
        headers: Lower-case names of secret headers.
        fields: Names of secret fields in JSON bodies, forms and queries.
        values: Secret values known from the start, such as API keys.
        parent: Knows more secrets, and learns none from here.
    """

    def __init__(
        self,
        *,
        headers: Iterable[str],
        fields: Iterable[str],
        values: Iterable[str] = (),
        parent: Masker | None = None,
    ) -> None:
        self._headers = frozenset(headers)
        self._fields = frozenset(fields)
        self._parent = parent
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for value in values:
            self.learn(value)

    def child(self) -> Masker:
        """A masker for one exchange: what it learns, such as an invented API key, is forgotten with it."""
        return Masker(headers=self._headers, fields=self._fields, parent=self)

    def learn(self, value: str) -> None:
        """Mask this value wherever it appears from now on, also as URLs, JSON and `repr` write it."""
        if len(value) < _SHORTEST_SECRET or value in self._values:
            return
        new = {
            value,
            quote(value, safe="", errors="replace"),
            quote_plus(value, errors="replace"),
            json.dumps(value)[1:-1],
            json.dumps(value, ensure_ascii=False)[1:-1],
            repr(value)[1:-1],
        } - self._values
        if new:
            self._values |= new
            self._pattern = None

    def text(self, text: str) -> str:
        """The text with every known secret value masked."""
        if self._parent is not None:
            text = self._parent.text(text)
        if not self._values:
            return text
        if self._pattern is None:
            # Compiling takes far longer than looking, and most of what one exchange gives away stands in one place.
            if not any(value in text for value in self._values):
                return text
            longest_first = sorted(self._values, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))
        return self._pattern.sub(MASK, text)

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Headers with secret ones masked; their values are learnt."""
        masked: dict[str, str] = {}
        for name, value in headers.items():
            if name.lower() in self._headers:
                scheme, _, secret = value.partition(" ")
                if scheme.lower() not in _SCHEMES:
                    scheme, secret = "", value
                self.learn(secret)
                masked[name] = f"{scheme} {MASK}" if scheme else MASK
            else:
                masked[name] = self.text(value)
        return masked

    def url(self, url: str) -> str:
        """A URL with secret parameters and known secret values masked."""
        return self._scan(url)

    def body(self, content: bytes, content_type: str) -> str:
        """A body as text with secret fields and values masked; what is not text is described by its length."""
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            return f"[{len(content)} bytes]"
        if "json" in content_type or text.lstrip()[:1] in {"{", "["}:
            try:
                document = json.loads(text)
            except (ValueError, RecursionError):
                return self._scan(text)
            return self.text(json.dumps(self._fields_of(document), ensure_ascii=False, separators=(",", ":")))
        if "x-www-form-urlencoded" in content_type:
            pairs = [
                (k, self._secret(v) if k in self._fields else v) for k, v in parse_qsl(text, keep_blank_values=True)
            ]
            return self.text(urlencode(pairs, safe="[]"))
        return self._scan(text)

    def _scan(self, text: str) -> str:
        """Mask by name what looks like a field: a body may be cut off, or sent under another content type."""
        if not self._fields:
            return self.text(text)
        names = "|".join(map(re.escape, sorted(self._fields)))

        def mask(match: re.Match[str]) -> str:
            self.learn(unquote_plus(match["value"]))
            return match["name"] + self._secret(match["value"])

        text = re.sub(rf"(?P<name>\b(?:{names})=)(?P<value>[^&\s]*)", mask, text)
        text = re.sub(rf'(?P<name>"(?:{names})"\s*:\s*")(?P<value>(?:[^"\\]|\\.)*)', mask, text)
        return self.text(text)

    def _fields_of(self, node: Any) -> Any:
        if isinstance(node, dict):
            return {k: self._secret(v) if k in self._fields else self._fields_of(v) for k, v in node.items()}
        if isinstance(node, list):
            return [self._fields_of(item) for item in node]
        return node

    def _secret(self, value: Any) -> str:
        if isinstance(value, str):
            self.learn(value)
        return MASK
