"""The broken credentials of Anytime that a target must refuse.

What takes a control plane, such as an expired token or an address that is not allowed, is left to the scenarios.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from requests import PreparedRequest

from auth_hooks import anytime
from conformance.provider import BrokenCredential
from conformance.providers.anytime.access import AnytimeAccess, spare_key

TOKEN = anytime.TOKEN_OPERATION
DATA, SIGNATURE, AUTHORIZATION = anytime.VALIDATION_HEADER, anytime.SIGNATURE_HEADER, "Authorization"

ACCOUNT_OPERATIONS = (
    "getAccount",
    "updateAccount",
    "getAccountBalance",
    "getAccountCards",
    "getAccountStatements",
    "getAccountStatement",
    "getIbanStatements",
    "getCreditTransfers",
    "createCreditTransfer",
    "getTestimonial",
    "getKycStatus",
    "uploadKycFiles",
    "createIban",
    "createVirtualIban",
    "orderCard",
)
"""Those that name an account."""

CARD_OPERATIONS = (
    "getCard",
    "updateCard",
    "getCardTransactions",
    "getCardTransaction",
    "creditCard",
    "debitCard",
    "getCardPin",
    "sendCardPin",
    "getCardPan",
    "sendCardPan",
    "createDetailsDisplay",
)
"""Those that name a card."""

ORDER_OPERATIONS = ("getOrderTracking",)

WITH_TOKEN = (
    "checkApi",
    "checkApiByPost",
    "getAccounts",
    "createAccount",
    *ACCOUNT_OPERATIONS,
    *CARD_OPERATIONS,
    *ORDER_OPERATIONS,
)
"""Those that need a token."""

OPERATIONS = (TOKEN, *WITH_TOKEN)
"""Those that need a signature, which is all."""

UNKNOWN_TOKEN = "0" * 40

_MISSING = frozenset({(401, "4010010")})
_BAD_TOKEN = frozenset({(401, "4010050")})
_BAD_SIGNATURE = frozenset({(401, "4010070")})
_USED = frozenset({(401, "4010080")})


def encode(signature: bytes) -> str:
    """Standard base64 without line breaks."""
    return base64.b64encode(signature).decode()


def spoil(signature: str) -> str:
    """The signature with one bit flipped."""
    raw = bytearray(base64.b64decode(signature))
    raw[0] ^= 1
    return encode(bytes(raw))


# --- headers that are missing ---------------------------------------------------------------------------------------


def _without(name: str, *headers: str) -> BrokenCredential:
    return BrokenCredential(
        name=name, operations=OPERATIONS, headers=lambda _access: dict.fromkeys(headers), expected=_MISSING
    )


# --- broken signatures ----------------------------------------------------------------------------------------------

Sign = Callable[[AnytimeAccess, str], str]
"""A signature that is not right for validation data."""


def _sign_otherwise(hash_: hashes.HashAlgorithm, padding_: padding.AsymmetricPadding | None = None) -> Sign:
    def sign(access: AnytimeAccess, data: str) -> str:
        return encode(access.credentials.private_key.sign(data.encode(), padding_ or padding.PKCS1v15(), hash_))

    return sign


WRONG_SIGNATURES: Mapping[str, Sign] = {
    "signature-tampered": lambda access, data: spoil(access.sign(data)),
    "signature-shortened": lambda access, data: access.sign(data)[:-4],
    "signature-extended": lambda access, data: access.sign(data) + "AAAA",
    "signature-not-base64": lambda _access, _data: "no signature!",
    "signature-in-hexadecimal": lambda access, data: base64.b64decode(access.sign(data)).hex(),
    "signature-of-other-data": lambda access, _data: access.sign(access.new_data()),
    "signature-of-extended-data": lambda access, data: access.sign(f"{data}0"),
    "signature-of-no-data": lambda access, _data: access.sign(""),
    "signature-of-other-letters": lambda access, data: access.sign(data.upper()),
    "signature-of-hash": lambda access, data: access.sign(hashlib.sha1(data.encode()).hexdigest()),  # noqa: S324 - must be refused
    "signature-sha256": _sign_otherwise(hashes.SHA256()),
    "signature-sha512": _sign_otherwise(hashes.SHA512()),
    "signature-md5": _sign_otherwise(hashes.MD5()),  # noqa: S303 - must be refused
    "signature-pss": _sign_otherwise(
        hashes.SHA1(),  # noqa: S303 - as the provider has it, but for the padding
        padding.PSS(padding.MGF1(hashes.SHA1()), padding.PSS.DIGEST_LENGTH),  # noqa: S303 - the same
    ),
    "signature-forged": lambda _access, data: anytime.sign_validation_data(data, key=spare_key()),
    "hash-instead-of-signature": lambda _access, data: encode(hashlib.sha1(data.encode()).digest()),  # noqa: S324 - as above
}
"""Name → what is sent instead of the signature."""


def _signed(name: str, sign: Sign, *needs: str) -> BrokenCredential:
    """A good request under another signature; with `second_client` it is the other API user who signs."""

    def tamper(access: AnytimeAccess, request: PreparedRequest) -> None:
        request.headers[SIGNATURE] = sign(access, str(request.headers[DATA]))

    return BrokenCredential(
        name=name, operations=OPERATIONS, tamper=tamper, expected=_BAD_SIGNATURE, needs=frozenset(needs)
    )


# --- validation data that were used ---------------------------------------------------------------------------------


def _sign_again(access: AnytimeAccess, request: PreparedRequest, data: str) -> None:
    request.headers[DATA], request.headers[SIGNATURE] = data, access.sign(data)


def _after_success(access: AnytimeAccess, request: PreparedRequest) -> None:
    """Use the request's own validation data up, with the token that it carries."""
    token = request.headers.get(AUTHORIZATION)
    data = str(request.headers[DATA])
    access.spend(data, path="/v1.0/apicheck", headers={AUTHORIZATION: str(token)} if token else access.token_headers())


def _after_refusal(access: AnytimeAccess, request: PreparedRequest) -> None:
    """Use them up for an account that nobody has."""
    token = request.headers.get(AUTHORIZATION)
    data = str(request.headers[DATA])
    path = "/v1.0/accounts/999999999999"
    access.spend(data, path=path, headers={AUTHORIZATION: str(token)} if token else access.token_headers())


def _after_other_token(access: AnytimeAccess, request: PreparedRequest) -> None:
    """Use them up with a token that is replaced before they come again."""
    data = str(request.headers[DATA])
    access.spend(data, path="/v1.0/apicheck", headers=access.token_headers())
    access.face.renew()
    if AUTHORIZATION in request.headers:
        request.headers.update(access.token_headers())


def _used(name: str, tamper: Callable[[AnytimeAccess, PreparedRequest], None]) -> BrokenCredential:
    return BrokenCredential(name=name, operations=OPERATIONS, tamper=tamper, expected=_USED)


# --- tokens ---------------------------------------------------------------------------------------------------------

WRONG_TOKENS: Mapping[str, tuple[Callable[[str], str | None], frozenset[tuple[int, str | None]]]] = {
    "token-missing": (lambda _token: None, _MISSING),
    "token-empty": (lambda _token: "", _MISSING),
    "token-without-scheme": (lambda token: token, _MISSING),
    "token-under-basic": (lambda token: f"Basic {encode(token.encode())}", _MISSING),
    "token-under-other-scheme": (lambda token: f"Token {token}", _MISSING),
    "token-unknown": (lambda _token: f"Bearer {UNKNOWN_TOKEN}", _BAD_TOKEN),
    "token-extended": (lambda token: f"Bearer {token}0", _BAD_TOKEN),
    "token-shortened": (lambda token: f"Bearer {token[:-1]}", _BAD_TOKEN),
    "token-in-other-letters": (
        lambda token: f"Bearer {token.swapcase() if token.swapcase() != token else f'{token}A'}",
        _BAD_TOKEN,
    ),
    "token-quoted": (lambda token: f'Bearer "{token}"', _BAD_TOKEN),
}
"""Name → what is sent instead of the header with the token, `None` for no header at all, and the refusal of it."""


def _current(access: AnytimeAccess) -> str:
    return access.token_headers()[AUTHORIZATION].removeprefix("Bearer ")


def _token(
    name: str, change: Callable[[str], str | None], expected: frozenset[tuple[int, str | None]]
) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=WITH_TOKEN,
        headers=lambda access: {AUTHORIZATION: change(_current(access))},
        expected=expected,
    )


def _superseded(access: AnytimeAccess) -> dict[str, str | None]:
    """A token that was good until a newer one was given."""
    old = _current(access)
    access.face.renew()
    access.token_headers()
    return {AUTHORIZATION: f"Bearer {old}"}


def _as_other_user(access: AnytimeAccess, request: PreparedRequest) -> None:
    _sign_again(access, request, access.new_data())


def _of_other_user(name: str, operations: tuple[str, ...], code: str) -> BrokenCredential:
    """The other API user, with everything of its own, asks for what is the first one's."""
    return BrokenCredential(
        name=name,
        operations=operations,
        headers=lambda access: {AUTHORIZATION: f"Bearer {_current(access)}"},
        tamper=_as_other_user,
        expected=frozenset({(403, code)}),
        needs=frozenset({"second_client"}),
    )


# --- the token route ------------------------------------------------------------------------------------------------

WRONG_LOGINS: Mapping[str, tuple[Callable[[anytime.Credentials], Mapping[str, str | None]], str]] = {
    "grant-type-missing": (lambda _own: {"grant_type": None}, "4010020"),
    "grant-type-other": (lambda _own: {"grant_type": "client_credentials"}, "4010020"),
    "grant-type-refresh-token": (lambda _own: {"grant_type": "refresh_token"}, "4010020"),
    "client-id-missing": (lambda _own: {"client_id": None}, "4010020"),
    "client-id-unknown": (lambda own: {"client_id": f"{own.client_id}0"}, "4010030"),
    "client-secret-missing": (lambda _own: {"client_secret": None}, "4010020"),
    "client-secret-blank": (lambda _own: {"client_secret": " "}, "4010020"),
    "client-secret-wrong": (lambda own: {"client_secret": f"{own.client_secret}0"}, "4010030"),
    "client-secret-shortened": (lambda own: {"client_secret": own.client_secret[:-1]}, "4010030"),
    "username-missing": (lambda _own: {"username": None}, "4010020"),
    "username-unknown": (lambda own: {"username": f"{own.username}0"}, "4010040"),
    "username-in-other-letters": (lambda own: {"username": own.username.swapcase()}, "4010040"),
    "password-missing": (lambda _own: {"password": None}, "4010020"),
    "password-wrong": (lambda own: {"password": f"{own.password}0"}, "4010040"),
    "password-in-other-letters": (lambda own: {"password": own.password.swapcase()}, "4010040"),
}
"""Name → the fields of a login that are changed, and the code of the refusal."""


def _login(
    name: str, change: Callable[[anytime.Credentials], Mapping[str, str | None]], code: str, *needs: str
) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=(TOKEN,),
        form=lambda access: change(access.credentials),
        expected=frozenset({(401, code)}),
        needs=frozenset(needs),
    )


BATTERY: tuple[BrokenCredential, ...] = (
    _without("signature-missing", SIGNATURE),
    _without("validation-data-missing", DATA),
    _without("signature-and-data-missing", DATA, SIGNATURE),
    *(_signed(name, sign) for name, sign in WRONG_SIGNATURES.items()),
    _signed("signature-of-other-user", lambda access, data: access.sign(data), "second_client"),
    _used("data-used-before", _after_success),
    _used("data-used-in-refused-request", _after_refusal),
    _used("data-used-with-other-token", _after_other_token),
    *(_token(name, change, expected) for name, (change, expected) in WRONG_TOKENS.items()),
    BrokenCredential(name="token-superseded", operations=WITH_TOKEN, headers=_superseded, expected=_BAD_TOKEN),
    BrokenCredential(
        name="token-of-other-user",
        operations=WITH_TOKEN,
        headers=lambda access: {AUTHORIZATION: f"Bearer {_current(access)}"},
        expected=_BAD_SIGNATURE,
        needs=frozenset({"second_client"}),
    ),
    _of_other_user("account-of-other-user", ACCOUNT_OPERATIONS, "4030210"),
    _of_other_user("card-of-other-user", CARD_OPERATIONS, "4030310"),
    _of_other_user("order-of-other-user", ORDER_OPERATIONS, "4030410"),
    *(_login(name, change, code) for name, (change, code) in WRONG_LOGINS.items()),
    _login(
        "client-of-other-user",
        lambda other: {"client_id": other.client_id, "client_secret": other.client_secret},
        "4010070",  # the key is that of the client
        "second_client",
    ),
    _login(
        "user-of-other-client",
        lambda other: {"username": other.username, "password": other.password},
        "4010040",
        "second_client",
    ),
)
