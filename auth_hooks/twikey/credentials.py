"""What a creditor proves itself with: the API token and, with enhanced security, a one-time password."""

import hmac
import re
from dataclasses import dataclass
from pathlib import Path

from auth_hooks import errors

DEFAULT_SALT = "own"
OTP_STEP_S = 30
OTP_MODULUS = 10**8
# RFC 6238 takes the last byte of the MAC. Here it is byte 19, the last one of SHA-1, although the MAC is
# SHA-256: that is the wire format, do not improve it.
_OFFSET_BYTE = 19

_PRINTABLE = re.compile(r"[!-~]+")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_SURELY_A_KEY_CHARS = 16


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """What one creditor proves itself with.

    Attributes:
        api_token: The token of the dashboard's API settings, a secret; 40 hexadecimal digits in all samples.
        private_key: With enhanced security, the private key in hexadecimal digits of either case, a secret;
            None without.
        salt: Text before the private key: `own` for a creditor with a key of its own, another for partners.

    Raises:
        errors.BadCredentials: A value cannot be used. The caller's fault.
    """

    api_token: str
    private_key: str | None = None
    salt: str = DEFAULT_SALT

    def __post_init__(self) -> None:
        if not _PRINTABLE.fullmatch(self.api_token):
            raise errors.BadCredentials("api_token must be printable ASCII, not empty, without spaces or line breaks")
        if self.private_key is not None:
            _decode_key(self.private_key)
        if not self.salt or not self.salt.isprintable():
            raise errors.BadCredentials("salt must be printable text and not empty, such as 'own'")

    def __repr__(self) -> str:
        private_key = None if self.private_key is None else errors.MASK
        return f"Credentials(api_token='{errors.MASK}', private_key={private_key!r}, salt={self.salt!r})"


def load_credentials(
    *, api_token: str, private_key_file: Path | str | None = None, salt: str = DEFAULT_SALT
) -> Credentials:
    """Credentials with the private key read from a file.

    Args:
        api_token: The token of the dashboard's API settings.
        private_key_file: File with the private key in hexadecimal digits; None without enhanced security.
        salt: Text before the private key.

    Raises:
        errors.BadCredentials: The file or a value cannot be used. The caller's fault.
    """
    if private_key_file is None:
        return Credentials(api_token=api_token, salt=salt)
    return Credentials(api_token=api_token, private_key=_read_key(Path(private_key_file)), salt=salt)


def compute_otp(private_key: str, *, now_s: float, salt: str = DEFAULT_SALT) -> int:
    """The one-time password of a moment, 0 to 99999999; it changes every 30 seconds.

    The key is the salt in UTF-8 and then the bytes of the private key; the message is the number of whole
    30-second steps since the epoch, 8 bytes, most significant first.

    Args:
        private_key: Hexadecimal digits of either case, two for each byte.
        now_s: Seconds since the epoch, UTC.
        salt: Text before the private key.

    Raises:
        errors.BadCredentials: The private key is not hexadecimal. The caller's fault.
        ValueError: The moment lies before the epoch.

    Source: Twikey Creditor API, "Login", names it only; the algorithm is that of twikey/snippets and the SDKs.
    """
    if now_s < 0:
        raise ValueError(f"now_s must be 0 or more, got {now_s}")
    steps = int(now_s // OTP_STEP_S)
    mac = hmac.digest(salt.encode() + _decode_key(private_key), steps.to_bytes(8, "big"), "sha256")
    offset = mac[_OFFSET_BYTE] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return number % OTP_MODULUS


def login_fields(credentials: Credentials, *, now_s: float) -> dict[str, str]:
    """The form of a login; with enhanced security it holds a fresh one-time password.

    The password is sent without leading zeros, as most clients do: the server compares numbers.

    Args:
        credentials: Who we are.
        now_s: Seconds since the epoch, UTC.

    Source: Twikey Creditor API, "Login".
    """
    fields = {"apiToken": credentials.api_token}
    if credentials.private_key is None:
        return fields
    return fields | {"otp": str(compute_otp(credentials.private_key, now_s=now_s, salt=credentials.salt))}


def _decode_key(private_key: str) -> bytes:
    if not _HEX.fullmatch(private_key):
        raise errors.BadCredentials("private_key must be hexadecimal digits, two for each byte, and not empty")
    return bytes.fromhex(private_key)


def _read_key(file: Path) -> str:
    if len(file.name) >= _SURELY_A_KEY_CHARS and _HEX.fullmatch(str(file)):
        raise errors.BadCredentials("the private key file must be the name of a file, not the key itself")
    try:
        key = file.read_bytes().decode("ascii", "replace").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise errors.BadCredentials(f"private key file '{file}' cannot be read: {reason}") from None
    if not _HEX.fullmatch(key):
        raise errors.BadCredentials(f"private key file '{file}' does not hold a key in hexadecimal digits")
    return key
