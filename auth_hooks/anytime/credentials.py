"""What an API user proves itself with: a client, a user and a key."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from auth_hooks import errors, keys

MINIMUM_KEY_BITS = 1024
"""Assumed: no document names a minimum. The provider's own commands make keys of 2048 bits."""

_TEXTS = ("client_id", "client_secret", "username", "password")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """What one API user proves itself with.

    Attributes:
        client_id: Identifier of the client that Anytime handed out.
        client_secret: Its secret.
        username: Name of the API user; a secret too, because the hash of every answer rests on it.
        password: The user's password, a secret.
        private_key: RSA key whose public half was uploaded to the developer zone.

    Raises:
        errors.BadCredentials: A value cannot be used. The caller's fault.
    """

    client_id: str
    client_secret: str
    username: str
    password: str
    private_key: RSAPrivateKey

    def __post_init__(self) -> None:
        for name in _TEXTS:
            value: object = getattr(self, name)
            if not isinstance(value, str) or not value.isprintable() or not value.strip():
                raise errors.BadCredentials(f"{name} must be printable text, not blank, without line breaks")
        if self.private_key.key_size < MINIMUM_KEY_BITS:
            raise errors.BadCredentials(
                f"private_key must have {MINIMUM_KEY_BITS} bits or more, got {self.private_key.key_size}"
            )

    def __repr__(self) -> str:
        masked = ", ".join(f"{name}='{errors.MASK}'" for name in (*_TEXTS[1:], "private_key"))
        return f"Credentials(client_id={self.client_id!r}, {masked})"


def load_credentials(
    *,
    client_id: str,
    client_secret: str,
    username: str,
    password: str,
    private_key_file: Path | str,
    pass_phrase: bytes | None = None,
) -> Credentials:
    """Credentials with the private key read from a file.

    Args:
        client_id: Identifier of the client.
        client_secret: Its secret.
        username: Name of the API user.
        password: The user's password.
        private_key_file: PEM file with the RSA key, PKCS#1 or PKCS#8: `id_rsa` in the provider's text.
        pass_phrase: Bytes that decrypt the file, if it is encrypted: `id_rsa.pem` in the provider's text.

    Raises:
        errors.BadCredentials: The file or a value cannot be used. The caller's fault.

    Source: Anytime API documentation, the commands that make the key.
    """
    file = Path(private_key_file)
    key = keys.load_rsa_private_key(file, password=pass_phrase)
    if key.key_size < MINIMUM_KEY_BITS:
        raise errors.BadCredentials(
            f"private key file '{file}' holds a key of {key.key_size} bits; {MINIMUM_KEY_BITS} or more are needed"
        )
    return Credentials(
        client_id=client_id, client_secret=client_secret, username=username, password=password, private_key=key
    )
