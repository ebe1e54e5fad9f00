"""Where a debtor's browser goes after signing: the merchant's exit URL, signed with the website key.

Source: the provider's README of 2018 (placeholders and signature) and its Java client (the encrypted account).
"""

import hashlib
import hmac
import urllib.parse

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from conformance.sandbox.twikey.state import Account, Mandate

TEMPLATE = "https://shop.example/thanks?mandate={0}&status={1}&account={2}&signature={3}&token={4}"


def exit_url(account: Account, mandate: Mandate, status: str) -> str:
    """Return the exit URL of a mandate.

    What is not known of the account is empty before or after its slash, an assumption: no source shows such a URL.

    Args:
        status: ok, print, cancel, fail or pending.
    """
    website_key = account.merchant.website_key
    holder = f"{mandate.iban or ''}/{mandate.bic or ''}"
    return TEMPLATE.format(
        mandate.number,
        status,
        encrypt_account(holder, number=mandate.number, website_key=website_key),
        sign_exit(website_key, number=mandate.number, status=status, token=mandate.exit_token),
        urllib.parse.quote(mandate.exit_token or "", safe=""),
    )


def sign_exit(website_key: str, *, number: str, status: str, token: str | None) -> str:
    """Return the signature of an exit: HMAC-SHA256 keyed with the website key as text, upper-case hexadecimal."""
    parts = [number, status] if token is None else [number, status, token]
    return hmac.digest(website_key.encode(), "/".join(parts).encode(), hashlib.sha256).hex().upper()


def encrypt_account(holder: str, *, number: str, website_key: str) -> str:
    """Return ``IBAN/BIC`` under AES-128-CBC, upper-case hexadecimal; key and first block are one MD5."""
    # MD5 and the fixed first block are the wire format, do not improve them.
    key = hashlib.md5(f"{number}{website_key}".encode()).digest()  # noqa: S324 - the provider's format
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key)).encryptor()
    padded = padder.update(holder.encode()) + padder.finalize()
    return (encryptor.update(padded) + encryptor.finalize()).hex().upper()
