"""RSA keys: private ones from files, public ones from DER. No message here ever repeats what was read."""

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


def write_rsa_public_key(key: rsa.RSAPublicKey) -> bytes:
    """The public key as DER SubjectPublicKeyInfo.

    Args:
        key: The key.

    Source: RFC 5280, section 4.1.2.7.
    """
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def read_rsa_public_key(der: bytes) -> rsa.RSAPublicKey:
    """The RSA public key in a DER SubjectPublicKeyInfo.

    Args:
        der: The bytes; PKCS#1, a certificate and RSA-PSS keys are something else.

    Raises:
        errors.BadCredentials: They are no such key. The fault of who made them.
    """
    refusal = errors.BadCredentials("the public key is not a DER SubjectPublicKeyInfo of an RSA key")
    try:
        key = serialization.load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise refusal from None
    # The loader understands more than it is given as: what it would write must be what it read.
    if not isinstance(key, rsa.RSAPublicKey) or write_rsa_public_key(key) != der:
        raise refusal
    return key
