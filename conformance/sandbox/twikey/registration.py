"""Which merchants the sandbox knows: three of its own, or those of a registration file.

A merchant is set up in the provider's dashboard; the file stands for that. It is JSON::

    [{"name": "shop", "api_token": "5845FD…", "private_key": "FC7BDE…", "website_key": "BE0482…",
      "callback_url": "http://127.0.0.1:9000/callback"}]

A private key switches enhanced security on. ``templates`` is a list such as
``[{"number": 1323, "letters": "SHOP", "instrument": "B2B", "needs_number": true}]``.
"""

import random
from pathlib import Path
from typing import Annotated, Literal

import pydantic
import pydantic_core

from conformance.sandbox.twikey.events import CallbackUrlError, check_callback_url
from conformance.sandbox.twikey.formats import has_valid_check_digits
from conformance.sandbox.twikey.state import Merchant, Template

_HEX = "0123456789ABCDEF"
_TOKEN_LENGTH = 40
_WEBSITE_KEY_LENGTH = 64
_FIRST_TEMPLATE = 1323
BENEFICIARIES = ("BE68068897250734", "NL91ABNA0417164300")

Name = Annotated[str, pydantic.Field(pattern="^[a-z0-9-]{1,30}$")]
Letters = Annotated[str, pydantic.Field(pattern="^[A-Za-z]{1,20}$")]


class RegistrationError(ValueError):
    """A registration file cannot be used; the text is one sentence naming the file and the member."""


class _RegisteredTemplate(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    number: Annotated[int, pydantic.Field(ge=1, le=10**9)]
    name: str = "SEPA Direct Debit"
    contract: str = "Algemene voorwaarden"
    letters: Letters
    instrument: Literal["CORE", "B2B"] = "CORE"
    needs_number: bool = False


class _Registered(pydantic.BaseModel):
    """One merchant of the file."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    name: Name
    api_token: Annotated[str, pydantic.Field(min_length=1)]
    private_key: str | None = None
    salt: str = "own"
    website_key: str = ""
    callback_url: str | None = None
    beneficiaries: list[str] = list(BENEFICIARIES)
    templates: Annotated[list[_RegisteredTemplate], pydantic.Field(min_length=1)] | None = None

    @pydantic.field_validator("private_key")
    @classmethod
    def _is_hexadecimal(cls, value: str | None) -> str | None:
        try:
            is_key = value is None or bool(bytes.fromhex(value))
        except ValueError:
            is_key = False
        if not is_key:
            # The value stays out of the message: it is a secret.
            raise pydantic_core.PydanticCustomError("private_key", "write it in hexadecimal")
        return value

    @pydantic.field_validator("callback_url")
    @classmethod
    def _is_here(cls, value: str | None) -> str | None:
        try:
            return None if value is None else check_callback_url(value)
        except CallbackUrlError as error:
            raise pydantic_core.PydanticCustomError("callback_url", str(error)) from error

    @pydantic.field_validator("beneficiaries")
    @classmethod
    def _are_accounts(cls, value: list[str]) -> list[str]:
        if not all(has_valid_check_digits(each) for each in value):
            raise pydantic_core.PydanticCustomError("beneficiaries", "each must be an IBAN without spaces")
        return value


_FILE = pydantic.TypeAdapter(Annotated[list[_Registered], pydantic.Field(min_length=1)])


def load_merchants(path: Path) -> list[Merchant]:
    """Read a registration file.

    Raises:
        RegistrationError: The file is missing or not of the described form.
    """
    try:
        entries = _FILE.validate_json(path.read_bytes())
    except OSError as error:
        raise RegistrationError(f"{path} cannot be read: {error.strerror}") from error
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if not first["loc"]:
            raise RegistrationError(f"{path}: must be a JSON list of merchants, at least one") from None
        number, *members = first["loc"]
        member = ".".join(str(part) for part in members) or "the entry"
        reason = "is missing" if first["type"] == "missing" else first["msg"]
        # The cause is left out: it would show the file's text.
        raise RegistrationError(f"{path}: merchant {int(number) + 1}: {member}: {reason}") from None
    for member in ("api_token", "name"):
        if len({getattr(each, member) for each in entries}) < len(entries):
            raise RegistrationError(f"{path}: {member}: two merchants have the same")
    return [_read_merchant(entry, number) for number, entry in enumerate(entries, start=1)]


def _read_merchant(entry: _Registered, number: int) -> Merchant:
    templates = (
        tuple(Template(**each.model_dump()) for each in entry.templates)
        if entry.templates is not None
        else _own_templates(number)
    )
    return _merchant(
        number,
        name=entry.name,
        api_token=entry.api_token,
        private_key=entry.private_key,
        salt=entry.salt,
        website_key=entry.website_key,
        callback_url=entry.callback_url,
        beneficiaries=tuple(entry.beneficiaries),
        templates=templates,
    )


def create_merchants(seed: int) -> list[Merchant]:
    """Make three merchants: the third has enhanced security."""
    letters = random.Random(f"{seed}:merchants")  # noqa: S311 - repeatable on purpose

    def key(length: int) -> str:
        return "".join(letters.choices(_HEX, k=length))

    return [
        _merchant(
            number,
            name=name,
            api_token=key(_TOKEN_LENGTH),
            website_key=key(_WEBSITE_KEY_LENGTH),
            private_key=key(_TOKEN_LENGTH) if name == "third" else None,
            templates=_own_templates(number),
        )
        for number, name in enumerate(("first", "second", "third"), start=1)
    ]


def _merchant(
    number: int,
    *,
    name: str,
    api_token: str,
    website_key: str,
    private_key: str | None,
    templates: tuple[Template, ...],
    salt: str = "own",
    callback_url: str | None = None,
    beneficiaries: tuple[str, ...] = BENEFICIARIES,
) -> Merchant:
    return Merchant(
        number=number,
        name=name,
        company=f"{name.capitalize()} N.V.",
        scheme_id=f"BE54ZZZ{number:010d}",
        api_token=api_token,
        website_key=website_key,
        private_key=private_key,
        salt=salt,
        templates=templates,
        beneficiaries=beneficiaries,
        callback_url=callback_url,
    )


def _own_templates(merchant: int) -> tuple[Template, ...]:
    """Return three templates, their numbers and letters apart from those of every other merchant."""
    first = _FIRST_TEMPLATE + 100 * (merchant - 1)
    letter = chr(ord("A") + (merchant - 1) % 26)
    name, contract = "SEPA Direct Debit", "Algemene voorwaarden"
    return (
        Template(number=first, name=name, contract=contract, letters=f"SBX{letter}"),
        Template(number=first + 1, name=f"{name} B2B", contract=contract, letters=f"SBB{letter}", instrument="B2B"),
        Template(number=first + 2, name=f"{name} own", contract=contract, letters=f"SBO{letter}", needs_number=True),
    )


def describe_credentials(merchants: list[Merchant]) -> dict[str, str]:
    """Return what a caller needs to act as the merchants."""
    first = merchants[0]
    credentials = {
        "api_token": first.api_token,
        "website_key": first.website_key,
        "template_id": str(first.templates[0].number),
    }
    if first.private_key is not None:
        credentials["private_key"] = first.private_key
    if first.beneficiaries:
        credentials["beneficiary_iban"] = first.beneficiaries[0]
    b2b = next((each for each in first.templates if each.instrument == "B2B"), None)
    if b2b is not None:
        credentials["b2b_template_id"] = str(b2b.number)
    numbered = next((each for each in first.templates if each.needs_number), None)
    if numbered is not None:
        credentials["numbered_template_id"] = str(numbered.number)
    if len(merchants) > 1:
        credentials["second_api_token"] = merchants[1].api_token
        credentials["second_template_id"] = str(merchants[1].templates[0].number)
    secured = next((each for each in merchants if each.private_key is not None), None)
    if secured is not None and secured.private_key is not None:
        credentials |= {"otp_api_token": secured.api_token, "otp_private_key": secured.private_key}
    return credentials
