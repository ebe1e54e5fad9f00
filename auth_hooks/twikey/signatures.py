"""What Twikey signs for us: callbacks to our server, and the browser's way back after signing a mandate.

Verifying raises; what comes back may be used. Of a callback the decoded query is signed, so `a%26b=1` and
`a&b=1` have one signature: take a callback as a reason to read a feed, not as news of its own. Before 2020
two headers carried the API token and a one-time password instead; their names are not published any more.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_to_bytes

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from auth_hooks import errors

SIGNATURE_HEADER = "X-SIGNATURE"

_URL_BEFORE_QUERY = re.compile(r"(?:https?://|/)[^?]*(?:\?|$)|\?", re.IGNORECASE)
_BLOCK_BITS = 128
_ACCOUNT = re.compile(r"([A-Za-z0-9]*)/([A-Za-z0-9]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A callback whose signature was right.

    Attributes:
        type: `contract`, `transaction`, `plan`, `payment`, `dunning` or `event`; others may follow. None if
            there is none.
        parameters: Everything else, decoded; the first one of a name counts.
    """

    type: str | None
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A debtor's account, as an exit URL carries it.

    Attributes:
        iban: The account; empty if it is not known yet, as when the debtor prints an invitation without one.
        bic: Its bank; empty if it is not known.
    """

    iban: str
    bic: str


def sign_callback(query: str, api_token: str, *, plus_is_space: bool = False) -> str:
    """The signature of a callback: upper-case hex of HMAC-SHA256 over the decoded query.

    Args:
        query: The query as it came, still percent-encoded and in its own order, or the URL that ends with it.
        api_token: Key of the HMAC: the token's text, not the bytes that its digits stand for.
        plus_is_space: Whether `+` stands for a space. Left as it is by default: the clients disagree, and
            a sender that writes spaces as `%20` needs no decision.

    Raises:
        errors.BadCredentials: The API token is empty: anybody could sign with it. The caller's fault.

    Source: Twikey Creditor API, "Callbacks", is older than this header; webhook samples of twikey/snippets.
    """
    return _sign(_decode(_read_query(query), plus_is_space=plus_is_space), key=api_token, name="api_token")


def verify_callback(
    url_or_query: str, signature: str | None, *, api_token: str, plus_is_space: bool = False
) -> Callback:
    """The callback that a request brings, once its signature is found right.

    Args:
        url_or_query: URL of the request, absolute or not, or its query alone; not decoded.
        signature: Value of header `X-SIGNATURE`, in either case; None if the request has none.
        api_token: See `sign_callback`.
        plus_is_space: See `sign_callback`.

    Raises:
        errors.SignatureMismatch: The signature is missing or wrong. The sender's fault, or another creditor's token.
        errors.BadCredentials: The API token is empty. The caller's fault.
    """
    query = _read_query(url_or_query)
    expected = sign_callback(query, api_token, plus_is_space=plus_is_space)
    _compare(expected, signature, what=f"the callback's {SIGNATURE_HEADER}")
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(query if plus_is_space else query.replace("+", "%2B"), keep_blank_values=True):
        parameters.setdefault(name, value)
    return Callback(type=parameters.pop("type", None), parameters=parameters)


def sign_exit_url(*, website_key: str, mandate_number: str, status: str, token: str | None = None) -> str:
    """The signature of an exit URL: upper-case hex of HMAC-SHA256 over `mandate/status` or `mandate/status/token`.

    Args:
        website_key: Key of the HMAC: the text of the template's website key.
        mandate_number: The mandate, decoded.
        status: `ok`, `cancel`, `fail`, `pending`, `print` and so on, decoded.
        token: What the invitation asked to be given back, if the URL carries it.

    Raises:
        errors.BadCredentials: The website key is empty. The caller's fault.

    Source: Not in the Twikey Creditor API; README of twikey/snippets.
    """
    text = "/".join((mandate_number, status, *filter(None, (token,))))
    return _sign(text.encode("utf-8", "surrogatepass"), key=website_key, name="website_key")


def verify_exit_url(
    signature: str | None, *, website_key: str, mandate_number: str, status: str, token: str | None = None
) -> None:
    """Accept an exit URL, or raise.

    Args:
        signature: What the URL carries in its place for the signature, in either case.
        website_key: See `sign_exit_url`.
        mandate_number: See `sign_exit_url`.
        status: See `sign_exit_url`.
        token: See `sign_exit_url`.

    Raises:
        errors.SignatureMismatch: The signature is missing or wrong. The browser's fault.
        errors.BadCredentials: The website key is empty. The caller's fault.
    """
    # One signature covers the parts joined with slashes; a part with a slash could pass for two.
    if "/" in mandate_number or "/" in status:
        raise errors.SignatureMismatch("the exit URL has a slash in its mandate number or status")
    expected = sign_exit_url(website_key=website_key, mandate_number=mandate_number, status=status, token=token)
    _compare(expected, signature, what="the exit URL's signature")


def decrypt_account(account: str, *, website_key: str, mandate_number: str) -> Account:
    """The debtor's account in an exit URL. The cipher proves nothing: verify the URL first.

    Args:
        account: Hex of AES-128-CBC with PKCS#7 padding over `IBAN/BIC`.
        website_key: The template's website key.
        mandate_number: The mandate, decoded.

    Raises:
        errors.SignatureMismatch: It does not decrypt to an account: another key, another mandate, or made up.
        errors.BadCredentials: The website key is empty. The caller's fault.

    Source: Not in the Twikey Creditor API; `Utils.java` of twikey/snippets.
    """
    secret = _key_bytes(website_key, name="website_key")
    # MD5, and the key once more as initialisation vector, are the wire format, do not improve them.
    key = hashlib.md5(mandate_number.encode("utf-8", "surrogatepass") + secret, usedforsecurity=False).digest()
    decryptor = Cipher(algorithms.AES128(key), modes.CBC(key)).decryptor()
    unpadder = padding.PKCS7(_BLOCK_BITS).unpadder()
    try:
        padded = decryptor.update(bytes.fromhex(account)) + decryptor.finalize()
        text = (unpadder.update(padded) + unpadder.finalize()).decode("ascii")
    except ValueError:
        text = ""
    # One message for every failure: which step failed would help nobody but a forger.
    if (parts := _ACCOUNT.fullmatch(text)) is None:
        raise errors.SignatureMismatch(
            "the exit URL's account does not decrypt with this website key and mandate number"
        )
    return Account(iban=parts[1], bic=parts[2])


def _read_query(url_or_query: str) -> str:
    before = _URL_BEFORE_QUERY.match(url_or_query)
    return url_or_query[before.end() :] if before else url_or_query


def _decode(query: str, *, plus_is_space: bool) -> bytes:
    # To bytes, not to text: bytes that are no UTF-8 would all become one replacement character.
    text = query.replace("+", " ") if plus_is_space else query
    return unquote_to_bytes(text.encode("utf-8", "surrogatepass"))


def _sign(message: bytes, *, key: str, name: str) -> str:
    return hmac.digest(_key_bytes(key, name=name), message, "sha256").hex().upper()


def _key_bytes(key: str, *, name: str) -> bytes:
    if not key:
        raise errors.BadCredentials(f"{name} must not be empty")
    return key.encode("utf-8", "surrogatepass")


def _compare(expected: str, signature: str | None, *, what: str) -> None:
    if not signature:
        raise errors.SignatureMismatch(f"{what} is missing")
    if not hmac.compare_digest(expected.encode(), signature.upper().encode("utf-8", "surrogatepass")):
        raise errors.SignatureMismatch(f"{what} does not fit")
