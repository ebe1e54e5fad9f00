"""Private keys, read from files. No message here ever repeats what a file holds."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from auth_hooks import errors


def load_rsa_private_key(file: Path, *, password: bytes | None = None) -> rsa.RSAPrivateKey:
    """The RSA private key in a PEM file (PKCS#8 or PKCS#1).

    Args:
        file: The file.
        password: Bytes that decrypt the file, if it is encrypted.

    Raises:
        errors.BadCredentials: The file cannot be read, or holds no RSA private key. The caller's fault.
    """
    if "-----BEGIN" in str(file):
        # A frequent slip with environment variables; the operating system's message would print the key.
        raise errors.BadCredentials("the private key file must be the name of a file, not the key itself")
    try:
        pem = file.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise errors.BadCredentials(f"private key file '{file}' cannot be read: {reason}") from None
    try:
        key = serialization.load_pem_private_key(pem, password)
    except TypeError:
        need = "is encrypted and needs a password" if password is None else "is not encrypted, yet a password was given"
        raise errors.BadCredentials(f"private key file '{file}' {need}") from None
    except (ValueError, UnsupportedAlgorithm):
        hint = "" if password is None else ", or the password is wrong"
        raise errors.BadCredentials(f"private key file '{file}' does not hold a PEM private key{hint}") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise errors.BadCredentials(f"private key file '{file}' holds a key that is not RSA")
    return key
