"""Which clients the sandbox knows: two of its own with fresh keys, or those of a registration file.

The provider registers a public key by e-mail; the file stands for that. It is JSON::

    [{"name": "shop", "api_key": "...", "public_key_file": "shop.pub.pem", "scopes": ["tikkie"]}]
"""

import os
import random
import string
from pathlib import Path
from typing import Annotated, Literal

import pydantic
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from conformance.sandbox.tikkie.access import SCOPE
from conformance.sandbox.tikkie.assertions import AUDIENCE
from conformance.sandbox.tikkie.state import Client

_KEY_BITS = 2048
_API_KEY_LENGTH = 32
_LETTERS_AND_DIGITS = string.ascii_letters + string.digits


class RegistrationError(ValueError):
    """A registration file cannot be used; the text is one sentence naming the file and the member."""


class _Registered(pydantic.BaseModel):
    """One client of the file."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    name: Annotated[str, pydantic.Field(min_length=1)]
    api_key: Annotated[str, pydantic.Field(min_length=1)]
    public_key: str | None = None
    public_key_file: str | None = None
    scopes: list[str] = [SCOPE]
    entitled: bool = True
    state: Literal["ACTIVE", "INACTIVE", "REVOKED"] = "ACTIVE"
    known_to_tikkie: bool = True


_FILE = pydantic.TypeAdapter(Annotated[list[_Registered], pydantic.Field(min_length=1)])


def load_clients(path: Path) -> list[Client]:
    """Read a registration file.

    Raises:
        RegistrationError: The file is missing, is not of the described form, or a key in it cannot be read.
    """
    try:
        entries = _FILE.validate_json(path.read_bytes())
    except OSError as error:
        raise RegistrationError(f"{path} cannot be read: {error.strerror}") from error
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if not first["loc"]:
            raise RegistrationError(f"{path}: must be a JSON list of clients, at least one") from None
        number, *members = first["loc"]
        member = ".".join(str(part) for part in members) or "the entry"
        reason = "is missing" if first["type"] == "missing" else first["msg"]
        # The cause is left out: it would show the file's text.
        raise RegistrationError(f"{path}: client {int(number) + 1}: {member}: {reason}") from None
    clients = [_read_client(entry, number, path) for number, entry in enumerate(entries)]
    if len({client.api_key for client in clients}) < len(clients):
        raise RegistrationError(f"{path}: api_key: two clients have the same")
    return clients


def _read_client(entry: _Registered, number: int, path: Path) -> Client:
    if (entry.public_key is None) == (entry.public_key_file is None):
        raise RegistrationError(f"{path}: client {number + 1}: give either public_key or public_key_file")
    if entry.public_key is not None:
        member, pem = "public_key", entry.public_key.encode()
    else:
        member, pem = "public_key_file", _read_key_file(path.parent / str(entry.public_key_file), number, path)
    try:
        public_key = serialization.load_pem_public_key(pem)
    except ValueError:
        # The cause is left out: it could show what was taken for a key.
        raise RegistrationError(f"{path}: client {number + 1}: {member}: not a public key in PEM") from None
    if not isinstance(public_key, rsa.RSAPublicKey):
        raise RegistrationError(f"{path}: client {number + 1}: {member}: not an RSA key")
    return Client(
        name=entry.name,
        api_key=entry.api_key,
        public_key=public_key,
        scopes=tuple(entry.scopes),
        entitled=entry.entitled,
        state=entry.state,
        known=entry.known_to_tikkie,
    )


def _read_key_file(key_path: Path, number: int, path: Path) -> bytes:
    try:
        return key_path.read_bytes()
    except OSError as error:
        raise RegistrationError(
            f"{path}: client {number + 1}: public_key_file: {key_path}: {error.strerror}"
        ) from error


def describe_credentials(clients: list[Client]) -> dict[str, str]:
    """Return what a caller needs to know of registered clients; their private keys are their own."""
    credentials = {"api_key": clients[0].api_key, "audience": AUDIENCE, "scope": SCOPE}
    if len(clients) > 1:
        credentials["second_api_key"] = clients[1].api_key
    return credentials


def create_clients(*, seed: int, key_folder: Path) -> tuple[list[Client], dict[str, str]]:
    """Make two clients with fresh RSA keys, written to the folder for their owner's eyes only.

    Args:
        seed: Fixes the API keys; the RSA keys are new each time.
        key_folder: Where the private keys go, as PKCS#8 PEM files; created when missing.

    Returns:
        The clients, and what a caller needs to act as them: private keys as file paths.
    """
    key_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    letters = random.Random(f"{seed}:clients")  # noqa: S311 - repeatable on purpose
    clients: list[Client] = []
    credentials = {"audience": AUDIENCE, "scope": SCOPE}
    for prefix, name in (("", "first"), ("second_", "second")):
        private_key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        api_key = "".join(letters.choices(_LETTERS_AND_DIGITS, k=_API_KEY_LENGTH))
        key_path = key_folder / f"tikkie-{name}-client.pem"
        _write_key(private_key, key_path)
        clients.append(Client(name=name, api_key=api_key, public_key=private_key.public_key()))
        credentials |= {f"{prefix}api_key": api_key, f"{prefix}private_key_file": str(key_path)}
    return clients, credentials


def _write_key(private_key: rsa.RSAPrivateKey, path: Path) -> None:
    pem = private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # Made anew, so that the mode of a file left behind does not survive.
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
