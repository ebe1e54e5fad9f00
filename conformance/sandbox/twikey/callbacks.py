"""Callbacks: the GET requests that tell a merchant that there is something to read, and how they are signed.

The two headers of 2017 (API key and otp) are not sent, because their names are lost; the signature is that of 2020.

Source: Twikey Creditor API, "Callbacks"; the signature and the parameters of ``contract`` are those of client code.
"""

import hashlib
import hmac
import urllib.parse
from collections.abc import Iterable

from conformance.sandbox.deliveries import ATTEMPTS, Delivery


def make_callback(url: str, query: str, *, signature: str | None, attempts: int = ATTEMPTS) -> Delivery:
    """Return a callback to queue.

    Args:
        url: Where it goes, without a query.
        query: Percent-encoded.
        signature: The value of ``X-SIGNATURE``, ``None`` to leave the header out.
        attempts: How often it is sent at most.
    """
    headers = {"User-Agent": "twikey-sandbox", "Accept": "*/*"}
    if signature is not None:
        headers["X-SIGNATURE"] = signature
    return Delivery(method="GET", url=f"{url}?{query}", headers=headers, attempts=attempts)


def encode_query(pairs: Iterable[tuple[str, str]], *, space: str = "%20", encoding: str = "utf-8") -> str:
    """Return a query; ``space`` is what stands for a space."""
    quoted = (f"{name}={urllib.parse.quote(value, '', encoding, 'replace')}" for name, value in pairs)
    return "&".join(quoted).replace("%20", space)


def sign_query(query: str, api_token: str) -> str:
    """Return the signature of a callback: HMAC-SHA256 over the decoded query, upper-case hexadecimal.

    Args:
        query: Percent-encoded, without the question mark.
        api_token: The key, as text.
    """
    message = urllib.parse.unquote(query).encode("utf-8")
    return hmac.digest(api_token.encode("utf-8"), message, hashlib.sha256).hex().upper()
