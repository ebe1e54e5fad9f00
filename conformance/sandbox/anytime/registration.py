"""Which API users the sandbox knows: two of its own with fresh keys, or those of a registration file.

The provider registers keys and addresses in its developer zone; the file stands for that. It is JSON::

    [{"name": "shop", "client_id": "...", "client_secret": "...", "username": "...", "password": "...",
      "public_key_file": "id_rsa.pub", "addresses": ["127.0.0.1", "::1"]}]

Instead of ``public_key_file`` there may be ``public_key``, the PEM itself; without ``addresses`` those of the loopback
interface may call.
"""

import ipaddress
import os
import random
import string
from pathlib import Path
from typing import Annotated

import pydantic
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from conformance.sandbox.anytime.state import LOOPBACK, ApiUser, Network

_KEY_BITS = 2048
_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
_LOWER_CASE = string.ascii_lowercase + string.digits

_Text = Annotated[str, pydantic.Field(min_length=1)]


class RegistrationError(ValueError):
    """A registration file cannot be used; the text is one sentence naming the file and the member."""


class _Registered(pydantic.BaseModel):
    """One API user of the file."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    name: _Text
    client_id: _Text
    client_secret: _Text
    username: _Text
    password: _Text
    public_key: str | None = None
    public_key_file: str | None = None
    addresses: Annotated[list[str], pydantic.Field(min_length=1)] | None = None


_FILE = pydantic.TypeAdapter(Annotated[list[_Registered], pydantic.Field(min_length=1)])


def load_users(path: Path) -> list[ApiUser]:
    """Read a registration file.

    Raises:
        RegistrationError: The file is missing, is not of the described form, or a key or address in it cannot be read.
    """
    try:
        entries = _FILE.validate_json(path.read_bytes())
    except OSError as error:
        raise RegistrationError(f"{path} cannot be read: {error.strerror}") from error
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if not first["loc"]:
            raise RegistrationError(f"{path}: must be a JSON list of API users, at least one") from None
        number, *members = first["loc"]
        member = ".".join(str(part) for part in members) or "the entry"
        reason = "is missing" if first["type"] == "missing" else first["msg"]
        # The cause is left out: it would show the file's text.
        raise RegistrationError(f"{path}: user {int(number) + 1}: {member}: {reason}") from None
    users = [_read_user(entry, number, path) for number, entry in enumerate(entries)]
    for member in ("client_id", "username"):
        if len({getattr(user, member) for user in users}) < len(users):
            raise RegistrationError(f"{path}: {member}: two API users have the same")
    return users


def _read_user(entry: _Registered, number: int, path: Path) -> ApiUser:
    if (entry.public_key is None) == (entry.public_key_file is None):
        raise RegistrationError(f"{path}: user {number + 1}: give either public_key or public_key_file")
    if entry.public_key is not None:
        member, pem = "public_key", entry.public_key.encode()
    else:
        member, pem = "public_key_file", _read_key_file(path.parent / str(entry.public_key_file), number, path)
    try:
        public_key = serialization.load_pem_public_key(pem)
    except ValueError:
        # The cause is left out: it could show what was taken for a key.
        raise RegistrationError(f"{path}: user {number + 1}: {member}: not a public key in PEM") from None
    if not isinstance(public_key, rsa.RSAPublicKey):
        raise RegistrationError(f"{path}: user {number + 1}: {member}: not an RSA key")
    return ApiUser(
        name=entry.name,
        client_id=entry.client_id,
        client_secret=entry.client_secret,
        username=entry.username,
        password=entry.password,
        public_key=public_key,
        networks=_read_networks(entry, number, path),
    )


def _read_networks(entry: _Registered, number: int, path: Path) -> tuple[Network, ...]:
    if entry.addresses is None:
        return LOOPBACK
    try:
        return tuple(ipaddress.ip_network(each) for each in entry.addresses)
    except ValueError:
        raise RegistrationError(
            f"{path}: user {number + 1}: addresses: one is neither an IP address nor a subnet"
        ) from None


def _read_key_file(key_path: Path, number: int, path: Path) -> bytes:
    try:
        return key_path.read_bytes()
    except OSError as error:
        raise RegistrationError(f"{path}: user {number + 1}: public_key_file: {key_path}: {error.strerror}") from error


def describe_credentials(users: list[ApiUser]) -> dict[str, str]:
    """Return what a caller needs to know of the first two API users; their private keys are their own."""
    credentials: dict[str, str] = {}
    for prefix, user in zip(("", "second_"), users, strict=False):
        credentials |= {
            f"{prefix}client_id": user.client_id,
            f"{prefix}client_secret": user.client_secret,
            f"{prefix}username": user.username,
            f"{prefix}password": user.password,
        }
    return credentials


def create_users(*, seed: int, key_folder: Path) -> tuple[list[ApiUser], dict[str, str]]:
    """Make two API users with fresh RSA keys, written to the folder for their owner's eyes only.

    Args:
        seed: Fixes names and secrets; the RSA keys are new each time.
        key_folder: Where the private keys go, as PKCS#8 PEM files; created when missing.

    Returns:
        The API users, and what a caller needs to act as them: private keys as file paths.
    """
    key_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    letters = random.Random(f"{seed}:users")  # noqa: S311 - repeatable on purpose
    users: list[ApiUser] = []
    key_files: dict[str, str] = {}
    for prefix, name in (("", "first"), ("second_", "second")):
        private_key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        key_path = key_folder / f"anytime-{name}-user.pem"
        _write_key(private_key, key_path)
        key_files[f"{prefix}private_key_file"] = str(key_path)
        users.append(
            ApiUser(
                name=name,
                client_id="1_" + "".join(letters.choices(_LOWER_CASE, k=50)),
                client_secret="".join(letters.choices(_LOWER_CASE, k=50)),
                username=f"{name}-" + "".join(letters.choices(_LOWER_CASE, k=8)),
                password="".join(letters.choices(_LETTERS_AND_DIGITS, k=32)),
                public_key=private_key.public_key(),
            )
        )
    return users, describe_credentials(users) | key_files


def _write_key(private_key: rsa.RSAPrivateKey, path: Path) -> None:
    pem = private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # Made anew, so that the mode of a file left behind does not survive.
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
