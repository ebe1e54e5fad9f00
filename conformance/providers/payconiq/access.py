"""Binds Payconiq credentials to a target, and makes the broken ones that a target must refuse."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from requests import PreparedRequest

from auth_hooks import errors, payconiq
from conformance.exchange import UNREADABLE, parse_json
from conformance.provider import BadCredentials, BrokenCredential, Clock

VARIABLES = {
    "partner_id": "identifier that Payconiq handed out, 24 hexadecimal digits",
    "token": "access token that Payconiq handed out",
    "private_key_file": "PEM file with the RSA private key whose public half is registered",
    "second_partner_id": "identifier of another partner, to try that partners cannot see each other",
    "second_token": "access token of the other partner",
    "second_private_key_file": "private key of the other partner",
}
OPTIONAL = frozenset({"second_partner_id", "second_token", "second_private_key_file"})
SECRETS = frozenset({"token", "second_token"})

Lead = Callable[[Mapping[str, Any], int], Mapping[str, Any]]
"""The members of a body that name a customer, replaced by those of one who exists, chosen by a number."""


class LeadingFace:
    """The hook's face, which also leads three in four generated transactions to a customer who exists.

    The engine's own paths are led so by the core; an id in a body is Payconiq's way, and without this nearly every
    generated transaction would be refused for its unknown customer.

    Args:
        face: The hook's face.
    """

    schemes = payconiq.PayconiqEngine.schemes

    def __init__(self, face: payconiq.PayconiqEngine) -> None:
        self._face = face
        # Replaced by who learns of customers.
        self.lead: Lead = lambda members, _draw: members

    def headers(self, operation: str) -> dict[str, str]:
        """The credential headers of an operation."""
        return self._face.headers(operation)

    def fill(self, operation: str, body: object) -> object:
        """The body with our own public key and a known customer, where placeholders and unknown ones stand."""
        filled = self._face.fill(operation, body)
        if not isinstance(filled, dict):
            return filled
        draw = zlib.crc32(repr(sorted(filled.items(), key=repr)).encode("utf-8", "surrogatepass"))
        return {**filled, **self.lead(filled, draw // 4)} if draw % 4 else filled

    def sign(self, request: PreparedRequest, *, skip: frozenset[str], operation: str) -> None:
        """Sign the finished request in place."""
        self._face.sign(request, skip=skip, operation=operation)

    def renew(self) -> None:
        """Nothing: the token has no end."""
        self._face.renew()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayconiqAccess:
    """One partner of Payconiq, bound to a target."""

    face: LeadingFace
    credentials: payconiq.Credentials
    base_url: str

    @property
    def partner_id(self) -> str:
        """As in every path."""
        return self.credentials.partner_id

    @property
    def key(self) -> rsa.RSAPrivateKey:
        """The key whose public half is on file."""
        key = self.credentials.private_key
        if key is None:
            raise BadCredentials("private_key_file is missing")
        return key

    @property
    def public_key_value(self) -> str:
        """That public half, as `putKey` takes it."""
        return payconiq.public_key_value(self.key)


def open_access(
    values: Mapping[str, str],
    *,
    prefix: str,
    base_url: str,
    http: httpx.Client,  # noqa: ARG001 - there is no login
    clock: Clock,  # noqa: ARG001 - nothing is dated
) -> PayconiqAccess:
    """Bind credentials to a target.

    Args:
        values: Named as in `VARIABLES`.
        prefix: `""` for the first partner, `"second_"` for the other one.

    Raises:
        BadCredentials: One is missing or unusable.
    """
    try:
        credentials = payconiq.load_credentials(
            partner_id=values[f"{prefix}partner_id"],
            token=values[f"{prefix}token"],
            private_key_file=Path(values[f"{prefix}private_key_file"]),
        )
        face = LeadingFace(payconiq.PayconiqEngine(credentials, base_url=base_url))
    except errors.BadCredentials as error:
        raise BadCredentials(str(error)) from error
    return PayconiqAccess(face=face, credentials=credentials, base_url=base_url)


def error_code(body: bytes, _headers: Mapping[str, str]) -> str | None:
    """`code` of an answer, if it is an error envelope: no success has a member of that name."""
    answer = parse_json(body) if body.lstrip()[:1] == b"{" else UNREADABLE
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if isinstance(code, str) else None


# --- broken signatures ----------------------------------------------------------------------------------------------


def read_body(request: PreparedRequest) -> dict[str, Any]:
    """The members of a JSON body."""
    body = json.loads(request.body or b"{}")
    if not isinstance(body, dict):
        raise TypeError("only a JSON object has members")
    return body


def write_body(request: PreparedRequest, body: Mapping[str, Any]) -> None:
    """Replace the body in place."""
    request.body = json.dumps(body).encode()
    request.headers["Content-Length"] = str(len(request.body))


def signed_text(request: PreparedRequest, **changes: Any) -> str:
    """The text that the signature of a transaction or a key covers, with some members replaced by others."""
    body = {**read_body(request), **changes}
    if "value" in body:
        return str(body["value"])
    return payconiq.canonical_transaction(
        partner_id=changes.get("partner_id") or (request.path_url or "").split("/")[3],
        origin_id=body["originId"],
        origin_iban=body.get("originIBAN"),
        amount=body["amount"],
        currency=body["currency"],
    )


@functools.cache
def spare_key(number: int) -> rsa.RSAPrivateKey:
    """A key that nobody registered yet; for the whole process the same, because making one takes long."""
    if number < 0:
        raise ValueError("keys are counted from 0")
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def encode(signature: bytes) -> str:
    """Standard base64 without line breaks."""
    return base64.b64encode(signature).decode()


def sign_well(access: PayconiqAccess, text: str) -> str:
    """The signature that is right for this text and the partner's key."""
    return payconiq.sign_transaction(text, key=access.key)


def _signature(name: str, make: Callable[[PayconiqAccess, PreparedRequest], str | None], **options: Any) -> Any:
    """A good request under another signature; `None` leaves it out."""

    def tamper(access: PayconiqAccess, request: PreparedRequest) -> None:
        signature = make(access, request)
        body = {key: value for key, value in read_body(request).items() if key != "signature"}
        write_body(request, body if signature is None else {**body, "signature": signature})

    return _tampered(name, tamper, **options)


def _tampered(
    name: str,
    tamper: Callable[[Any, PreparedRequest], None],
    *,
    operation: str = payconiq.CREATE_TRANSACTION,
    code: str = "INVALID_SIGNATURE",
    needs: frozenset[str] = frozenset(),
) -> BrokenCredential:
    status = 403 if operation == payconiq.PUT_KEY else 400
    return BrokenCredential(
        name=name,
        operations=(operation,),
        tamper=tamper,
        expected=frozenset({(status, code)}),
        needs=needs,
    )


def spoil(signature: str) -> str:
    """The signature with one bit flipped."""
    raw = bytearray(base64.b64decode(signature))
    raw[0] ^= 1
    return encode(bytes(raw))


def _sign_otherwise(hash_: hashes.HashAlgorithm, padding_: Any = None) -> Callable[[Any, PreparedRequest], str]:
    def make(access: PayconiqAccess, request: PreparedRequest) -> str:
        text = signed_text(request).encode()
        return encode(access.key.sign(text, padding_ or padding.PKCS1v15(), hash_))

    return make


def _both(suffix: str, make: Callable[[Any, PreparedRequest], str | None], **options: Any) -> list[BrokenCredential]:
    """The same broken signature on a transaction and on a key."""
    return [
        _signature(f"transaction-{suffix}", make, **options),
        _signature(f"key-{suffix}", make, operation=payconiq.PUT_KEY, **options),
    ]


def _other_digits(text: str) -> str:
    """Another id of the same form."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def _sign_other(**changes: Callable[[dict[str, Any]], Any]) -> Callable[[Any, PreparedRequest], str]:
    """A signature of the same transaction with other values than the body has."""

    def make(access: PayconiqAccess, request: PreparedRequest) -> str:
        body = read_body(request)
        return sign_well(access, signed_text(request, **{name: change(body) for name, change in changes.items()}))

    return make


def _sign_swapped(access: PayconiqAccess, request: PreparedRequest) -> str:
    """Currency before amount, as one of the provider's own samples had it for a while."""
    body = read_body(request)
    tail = f"{body['amount']}{body['currency']}"
    text = signed_text(request).removesuffix(tail) + f"{body['currency']}{body['amount']}"
    return sign_well(access, text)


def _drop_signed_iban(_access: PayconiqAccess, request: PreparedRequest) -> None:
    """The account is in the signed text and not in the body."""
    body = read_body(request)
    write_body(request, {key: body[key] for key in body if key != "originIBAN"})


# --- the battery ----------------------------------------------------------------------------------------------------

OPERATIONS = (
    "getPartner",
    "putKey",
    "createCustomer",
    "updateCustomer",
    "getCustomer",
    "getMandate",
    "createMandate",
    "cancelMandate",
    "sendVerificationCode",
    "createTransaction",
    "getTransaction",
    "getTransactions",
    "searchTransactions",
)
"""Those that `explore` brings to success. The others take a code or a failed debit: scenarios break their tokens."""

UNKNOWN_TOKEN = "00000000-0000-4000-8000-000000000000"  # noqa: S105 - nobody's

WRONG_TOKENS: Mapping[str, Callable[[str], str | None]] = {
    "token-missing": lambda _token: None,
    "token-empty": lambda _token: "",
    "token-unknown": lambda _token: UNKNOWN_TOKEN,
    "token-under-bearer": lambda token: f"Bearer {token}",
    "token-under-basic": lambda token: f"Basic {encode(token.encode())}",
    "token-extended": lambda token: f"{token}0",
    "token-shortened": lambda token: token[:-1],
    "token-in-other-letters": lambda token: token.swapcase() if token.swapcase() != token else f"{token}A",
    "token-quoted": lambda token: f'"{token}"',
    "token-twice": lambda token: f"{token}, {token}",
}
"""Name → what is sent instead of the token; `None` for no header at all."""


def _token(name: str, change: Callable[[str], str | None]) -> BrokenCredential:
    return BrokenCredential(
        name=name,
        operations=OPERATIONS,
        headers=lambda access: {"Authorization": change(access.credentials.token)},
        expected=frozenset({(401, "R918")}),
    )


BATTERY: tuple[BrokenCredential, ...] = (
    *(_token(name, change) for name, change in WRONG_TOKENS.items()),
    BrokenCredential(
        name="token-of-other-partner",
        operations=OPERATIONS,
        headers=lambda access: {"Authorization": access.credentials.token},
        expected=frozenset({(403, "R981")}),
        needs=frozenset({"second_client"}),
    ),
    _signature("transaction-signature-missing", lambda _access, _request: None, code="FIELD_IS_REQUIRED"),
    _signature("transaction-signature-empty", lambda _access, _request: "", code="FIELD_IS_REQUIRED"),
    _signature("key-signature-missing", lambda _access, _request: None, operation=payconiq.PUT_KEY),
    _signature("key-signature-empty", lambda _access, _request: "", operation=payconiq.PUT_KEY),
    *_both("signature-tampered", lambda _access, request: spoil(read_body(request)["signature"])),
    *_both("signature-shortened", lambda _access, request: read_body(request)["signature"][:-4]),
    *_both("signature-not-base64", lambda _access, _request: "no signature!"),
    *_both(
        "signature-forged", lambda _access, request: payconiq.sign_transaction(signed_text(request), key=spare_key(0))
    ),
    *_both(
        "signature-of-other-partner",
        lambda access, request: sign_well(access, signed_text(request)),
        needs=frozenset({"second_client"}),
    ),
    *_both("signature-sha1", _sign_otherwise(hashes.SHA1())),  # noqa: S303 - it must be refused
    *_both("signature-sha512", _sign_otherwise(hashes.SHA512())),
    *_both(
        "signature-pss",
        _sign_otherwise(hashes.SHA256(), padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)),
    ),
    *_both(
        "hash-instead-of-signature",
        lambda _access, request: encode(hashlib.sha256(signed_text(request).encode()).digest()),
    ),
    _signature("transaction-signature-of-other-amount", _sign_other(amount=lambda body: f"{body['amount']}0")),
    _signature("transaction-signature-of-other-currency", _sign_other(currency=lambda _body: "USD")),
    _signature(
        "transaction-signature-of-other-customer", _sign_other(originId=lambda body: _other_digits(body["originId"]))
    ),
    _signature(
        "transaction-signature-of-other-partner-id",
        lambda access, request: sign_well(access, signed_text(request, partner_id=_other_digits(access.partner_id))),
    ),
    _signature("transaction-iban-left-out-of-signature", _sign_other(originIBAN=lambda _body: None)),
    _tampered("transaction-iban-in-signature-alone", _drop_signed_iban),
    _signature("transaction-currency-before-amount", _sign_swapped),
    _signature(
        "key-signature-of-other-key",
        lambda access, _request: sign_well(access, payconiq.public_key_value(spare_key(0))),
        operation=payconiq.PUT_KEY,
    ),
)
