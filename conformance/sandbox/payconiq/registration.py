"""Which partners the sandbox knows: two of its own with fresh keys, or those of a registration file.

The provider hands out partner ids and access tokens; the file stands for that. It is JSON::

    [{"partnerId": "560012d5c25c4168ce03dd54", "token": "...", "publicKeyFile": "shop.pub.pem"}]

``publicKey`` holds the PEM itself. A partner with neither has registered no key yet. ``firstName``, ``lastName``,
``companyName`` and ``enableMandateManagement`` may be added.
"""

import os
import random
from pathlib import Path
from typing import Annotated

import pydantic
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from conformance.sandbox.payconiq.signatures import MIN_KEY_BITS
from conformance.sandbox.payconiq.state import Partner

_KEY_BITS = 2048
_FIRST_ENROLLED_S = 1_442_845_397
_DAY_S = 86_400


class RegistrationError(ValueError):
    """A registration file cannot be used; the text is one sentence naming the file and the member."""


_Text = Annotated[str, pydantic.Field(min_length=1)]


class _Registered(pydantic.BaseModel):
    """One partner of the file."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    partnerId: Annotated[str, pydantic.Field(pattern=r"\A[0-9a-f]{24}\z")]  # noqa: N815 - the name on the wire
    # Only what a header can carry without loss.
    token: Annotated[str, pydantic.Field(pattern=r"\A[!-~]+\z")]
    publicKey: str | None = None  # noqa: N815 - as its neighbours
    publicKeyFile: str | None = None  # noqa: N815 - as above
    firstName: _Text = "Kim"  # noqa: N815 - the name on the wire
    lastName: _Text = "de Vries"  # noqa: N815 - as above
    companyName: _Text = "Voorbeeld BV"  # noqa: N815 - as above
    enableMandateManagement: bool = True  # noqa: N815 - as above


_FILE = pydantic.TypeAdapter(Annotated[list[_Registered], pydantic.Field(min_length=1)])


def load_partners(path: Path) -> list[Partner]:
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
            raise RegistrationError(f"{path}: must be a JSON list of partners, at least one") from None
        number, *members = first["loc"]
        member = ".".join(str(part) for part in members) or "the entry"
        reason = "is missing" if first["type"] == "missing" else first["msg"]
        # The cause is left out: it would show the file's text.
        raise RegistrationError(f"{path}: partner {int(number) + 1}: {member}: {reason}") from None
    partners = [_read_partner(entry, number, path) for number, entry in enumerate(entries)]
    if len({partner.partner_id for partner in partners}) < len(partners):
        raise RegistrationError(f"{path}: partnerId: two partners have the same")
    if len({partner.token for partner in partners}) < len(partners):
        raise RegistrationError(f"{path}: token: two partners have the same")
    return partners


def _read_partner(entry: _Registered, number: int, path: Path) -> Partner:
    return Partner(
        partner_id=entry.partnerId,
        token=entry.token,
        public_key=_read_key(entry, number, path),
        first_name=entry.firstName,
        last_name=entry.lastName,
        company_name=entry.companyName,
        iban=_account_of(number),
        # An id begins with the second in which it was made.
        created_ms=int(entry.partnerId[:8], 16) * 1000,
        enable_mandate_management=entry.enableMandateManagement,
    )


def _read_key(entry: _Registered, number: int, path: Path) -> rsa.RSAPublicKey | None:
    if entry.publicKey is not None and entry.publicKeyFile is not None:
        raise RegistrationError(f"{path}: partner {number + 1}: give either publicKey or publicKeyFile")
    if entry.publicKey is not None:
        member, pem = "publicKey", entry.publicKey.encode()
    elif entry.publicKeyFile is not None:
        member, pem = "publicKeyFile", _read_key_file(path.parent / entry.publicKeyFile, number, path)
    else:
        return None
    try:
        public_key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        # The cause is left out: it could show what was taken for a key.
        raise RegistrationError(f"{path}: partner {number + 1}: {member}: not a public key in PEM") from None
    if not isinstance(public_key, rsa.RSAPublicKey) or public_key.key_size < MIN_KEY_BITS:
        raise RegistrationError(
            f"{path}: partner {number + 1}: {member}: not an RSA key of at least {MIN_KEY_BITS} bits"
        )
    return public_key


def _read_key_file(key_path: Path, number: int, path: Path) -> bytes:
    try:
        return key_path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a file name"
        raise RegistrationError(f"{path}: partner {number + 1}: publicKeyFile: {key_path}: {reason}") from error


def describe_credentials(partners: list[Partner]) -> dict[str, str]:
    """Return what a caller needs to know of registered partners; their private keys are their own."""
    credentials = {"partner_id": partners[0].partner_id, "token": partners[0].token}
    if len(partners) > 1:
        credentials |= {"second_partner_id": partners[1].partner_id, "second_token": partners[1].token}
    return credentials


def create_partners(*, seed: int, key_folder: Path) -> tuple[list[Partner], dict[str, str]]:
    """Make two partners with fresh RSA keys on file, the private halves written for their owner's eyes only.

    Args:
        seed: Fixes ids and access tokens; the RSA keys are new each time.
        key_folder: Where the private keys go, as PKCS#8 PEM files; created when missing.

    Returns:
        The partners, and what a caller needs to act as them: private keys as file paths.
    """
    key_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    numbers = random.Random(f"{seed}:partners")  # noqa: S311 - repeatable on purpose
    partners: list[Partner] = []
    credentials: dict[str, str] = {}
    companies = (("", "first", "Voorbeeld BV"), ("second_", "second", "Ander Voorbeeld BV"))
    for number, (prefix, name, company) in enumerate(companies):
        private_key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        enrolled_s = _FIRST_ENROLLED_S - (len(companies) - number) * _DAY_S
        partner = Partner(
            partner_id=f"{enrolled_s:08x}{numbers.getrandbits(64):016x}",
            token=_format_uuid(numbers.getrandbits(128)),
            public_key=private_key.public_key(),
            first_name="Kim",
            last_name="de Vries",
            company_name=company,
            iban=_account_of(number),
            created_ms=enrolled_s * 1000,
        )
        key_path = key_folder / f"payconiq-{name}-partner.pem"
        _write_key(private_key, key_path)
        partners.append(partner)
        credentials |= {
            f"{prefix}partner_id": partner.partner_id,
            f"{prefix}token": partner.token,
            f"{prefix}private_key_file": str(key_path),
        }
    return partners, credentials


def _account_of(number: int) -> str:
    """Return the IBAN on which the partner of this number is paid: Dutch, with the right checksum."""
    account = f"ABNA{457_180_536 + number:010d}"
    checksum = 98 - int("".join(str(int(character, 36)) for character in f"{account}NL00")) % 97
    return f"NL{checksum:02d}{account}"


def _format_uuid(bits: int) -> str:
    versioned = bits & ~(0xF << 76) | (0x4 << 76)
    variant = versioned & ~(0x3 << 62) | (0x2 << 62)
    text = f"{variant:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _write_key(private_key: rsa.RSAPrivateKey, path: Path) -> None:
    pem = private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # Made anew, so that the mode of a file left behind does not survive.
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
