"""Payconiq (Partner API v1): a token from Payconiq on every call, an RSA signature in two bodies.

1. Every call carries `Authorization: {token}`, the bare token. The text knows no login, expiry or refresh.
2. A transaction signs `partnerId + originId + originIBAN (if in the body) + amount + currency`, without separators.
3. A change of our public key signs the text of the new key with the old private key; the first registration does not.
4. A signature is RSASSA-PKCS1-v1_5 with SHA-256 over the UTF-8 text, in base64, in the member `signature` of the body.
5. There is neither nonce nor timestamp: a signed body stays good for as long as its key is on file.
"""

import base64
import contextlib
import json
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from auth_hooks import bodies, client, errors, json_members, keys, origins, signatures

if TYPE_CHECKING:
    from requests import PreparedRequest  # Only the judge installs it.

PROVIDER = "payconiq"

TESTING_URL = "https://dev.payconiq.com"
PRODUCTION_URL = "https://api.payconiq.com"

MINIMUM_KEY_BITS = 1024
"""Assumed: the provider publishes no limit; its clients use 1024 and 2048 bits."""

SIGNED_ON_SEND = "signed-on-send"
"""Stands for a signature that is made over the finished body, in the member `signature`."""

PLACEHOLDER_KEY = "own-public-key"
"""Stands for our own public key in a generated body, in the member `value`."""

CREATE_TRANSACTION = "createTransaction"
PUT_KEY = "putKey"

_SIGNED_CALLS = {
    CREATE_TRANSACTION: re.compile(r"POST .*/v1/partners/[^/]+/transactions"),
    PUT_KEY: re.compile(r"PUT .*/v1/partners/[^/]+/key"),
}
_CREATED_PATH = re.compile(r"(?:[^\s,]*/)?(?:customers|transactions)/([0-9A-Za-z_-]+)/?")
_HEADER_SAFE = re.compile(r"[!-~]+")
_PATH_SAFE = re.compile(r"[0-9A-Za-z_-]+")
_NOT_FOUND = "ENTITY_NOT_FOUND"
_NOT_FOUND_STATUSES = frozenset({400, 401, 404})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """What one partner proves itself with.

    Attributes:
        partner_id: Our identifier, as in every path: 24 hexadecimal digits.
        token: Access token that Payconiq handed out, a secret.
        private_key: RSA key whose public half is on file with Payconiq, or is about to be. Without one, everything
            works that needs no signature.

    Raises:
        errors.BadCredentials: A value cannot be used. The caller's fault.
    """

    partner_id: str
    token: str
    private_key: RSAPrivateKey | None = None

    def __post_init__(self) -> None:
        if not _PATH_SAFE.fullmatch(self.partner_id or ""):
            raise errors.BadCredentials("partner_id must be letters and digits, not empty; it goes into every path")
        if not _HEADER_SAFE.fullmatch(self.token or ""):
            raise errors.BadCredentials(
                "token must be the bare token: printable ASCII, not empty, without 'Bearer', spaces or line breaks"
            )
        if self.private_key is not None and self.private_key.key_size < MINIMUM_KEY_BITS:
            raise errors.BadCredentials(
                f"private_key must have {MINIMUM_KEY_BITS} bits or more, got {self.private_key.key_size}"
            )

    def __repr__(self) -> str:
        key = None if self.private_key is None else errors.MASK
        return f"Credentials(partner_id={self.partner_id!r}, token='{errors.MASK}', private_key={key!r})"


def load_credentials(
    *, partner_id: str, token: str, private_key_file: Path | str | None = None, password: bytes | None = None
) -> Credentials:
    """Credentials with the private key read from a file.

    Args:
        partner_id: Our identifier.
        token: Access token that Payconiq handed out.
        private_key_file: PEM file with the RSA key, PKCS#8 or PKCS#1, or None before a key is registered.
        password: Bytes that decrypt the file, if it is encrypted.

    Raises:
        errors.BadCredentials: The file or a value cannot be used. The caller's fault.
    """
    if private_key_file is None:
        if password is not None:
            raise errors.BadCredentials("a password was given, yet no private_key_file that it could decrypt")
        return Credentials(partner_id=partner_id, token=token)
    file = Path(private_key_file)
    key = keys.load_rsa_private_key(file, password=password)
    if key.key_size < MINIMUM_KEY_BITS:
        raise errors.BadCredentials(
            f"private key file '{file}' holds a key of {key.key_size} bits; {MINIMUM_KEY_BITS} or more are needed"
        )
    return Credentials(partner_id=partner_id, token=token, private_key=key)


def canonical_transaction(
    *, partner_id: str, origin_id: str, amount: int | str, currency: str, origin_iban: str | None = None
) -> str:
    """The text that the signature of a transaction covers.

    Args:
        partner_id: Our identifier.
        origin_id: Id of the customer who pays.
        amount: Cents: a whole number, or the very digits that the body carries.
        currency: As in the body, `EUR`.
        origin_iban: The customer's account if the body names one; None if it does not.

    Raises:
        ValueError: The amount is neither. The caller's fault.

    Source: Partner API Specification, "Initiate Transaction"; amount before currency is what all known clients sign.
    """
    if isinstance(amount, bool) or not isinstance(amount, int | str):
        raise ValueError(f"amount must be cents as an int, or their digits as text, got {type(amount).__name__}")  # noqa: TRY004 - as for any amount
    return f"{partner_id}{origin_id}{origin_iban or ''}{amount}{currency}"


def sign_transaction(text: str, *, key: RSAPrivateKey) -> str:
    """The signature of a transaction, in base64 without line breaks.

    Args:
        text: See `canonical_transaction`.
        key: Our private key.

    Source: Partner API Specification, "Initiate Transaction": SHA256WithRSA.
    """
    return signatures.sign_rsa_sha256(_encode(text), key=key)


def verify_transaction(text: str, signature: str, *, key: RSAPublicKey) -> None:
    """Let a signature pass only if it covers the text.

    Args:
        text: See `canonical_transaction`.
        signature: In base64.
        key: Public key of the partner who signed.

    Raises:
        errors.SignatureMismatch: It does not. The signer's fault.
    """
    signatures.verify_rsa_sha256(_encode(text), signature, key=key)


def public_key_value(key: RSAPrivateKey | RSAPublicKey) -> str:
    """The public key as `putKey` takes it: DER SubjectPublicKeyInfo in base64, no PEM armour, no line breaks.

    Args:
        key: The public key, or the private key whose public half is meant.

    Source: The README of the provider's Java sample; omnipay-payconiq sends the body of its PEM file.
    """
    public_key = key.public_key() if isinstance(key, RSAPrivateKey) else key
    return base64.b64encode(keys.write_rsa_public_key(public_key)).decode("ascii")


def read_public_key(value: str) -> RSAPublicKey:
    """The public key in a `value` of `putKey`.

    Args:
        value: DER SubjectPublicKeyInfo in base64; whitespace within is ignored, as one client sends line breaks.

    Raises:
        errors.BadCredentials: The text is no such key. The fault of who made it.
    """
    try:
        der = _decode_key(value)
    except ValueError:
        raise errors.BadCredentials("the public key is not base64; PEM armour does not belong to it") from None
    key = keys.read_rsa_public_key(der)
    if key.key_size < MINIMUM_KEY_BITS:
        raise errors.BadCredentials(f"the public key must have {MINIMUM_KEY_BITS} bits or more, got {key.key_size}")
    return key


def sign_key_rotation(new_value: str, *, old_key: RSAPrivateKey) -> str:
    """The signature that replaces the public key on file, in base64 without line breaks.

    What exactly is signed is assumed to be the text of the new key as sent, after the example of the transactions.
    Sent again after a lost answer, a rotation is refused with 403 `INVALID_SIGNATURE`: the new key is on file.

    Args:
        new_value: The `value` as sent, see `public_key_value`.
        old_key: The private key whose public half is on file.

    Source: Partner API Specification, "Update Partner RSA Public Key".
    """
    return signatures.sign_rsa_sha256(_encode(new_value), key=old_key)


def verify_key_rotation(new_value: str, signature: str, *, old_key: RSAPublicKey) -> None:
    """Let a rotation pass only if its signature covers the new key: the text as sent, or the DER bytes in it.

    Args:
        new_value: The `value` as sent.
        signature: In base64.
        old_key: The public key on file.

    Raises:
        errors.SignatureMismatch: It covers neither. The signer's fault.
    """
    with contextlib.suppress(errors.SignatureMismatch):
        signatures.verify_rsa_sha256(_encode(new_value), signature, key=old_key)
        return
    try:
        der = _decode_key(new_value)
    except ValueError:
        raise errors.SignatureMismatch("the signature does not belong to this new key, which is not base64") from None
    signatures.verify_rsa_sha256(der, signature, key=old_key)


def find_signed_operation(method: str, path: str) -> str | None:
    """The operationId of a call whose body is signed, or None.

    Args:
        method: HTTP method in capitals.
        path: Path as sent, without query.
    """
    return next((name for name, call in _SIGNED_CALLS.items() if call.fullmatch(f"{method} {path}")), None)


def sign_body(body: bytes, *, operation: str | None, credentials: Credentials, adds_missing: bool = True) -> bytes:
    """The body with our signature in its member `signature`, and every other byte as it was.

    Replaced is `SIGNED_ON_SEND`; a transaction without the member gets one. Any other signature is the caller's own.
    What is signed are the values in this very body: a number as its digits are written, `null` as if absent; of members
    with one name the last counts. A body that is no JSON object in UTF-8 comes back as it is, to be judged by others.

    Args:
        body: The body as it will be sent.
        operation: The operationId; only `CREATE_TRANSACTION` and `PUT_KEY` are signed.
        credentials: Who we are.
        adds_missing: False if a transaction without the member `signature` is meant to go without.

    Raises:
        errors.BadCredentials: There is something to sign and no private key. The caller's fault.

    Source: Partner API Specification, "Initiate Transaction" and "Update Partner RSA Public Key".
    """
    if operation is None or operation not in _SIGNED_CALLS:
        return body
    try:
        text = body.decode("utf-8")
        members = json_members.read_members(text)
    except ValueError:
        return body
    last = {member.name: member for member in members}
    own = last.get("signature")
    is_addition = own is None and adds_missing and operation == CREATE_TRANSACTION
    if not is_addition and (own is None or own.value != SIGNED_ON_SEND):
        return body
    covered = _signed_text(operation, last, partner_id=credentials.partner_id)
    key = _need_private_key(credentials, operation)
    literal = json.dumps(signatures.sign_rsa_sha256(_encode(covered), key=key))
    if own is None:
        return json_members.append_member(text, members, name="signature", literal=literal).encode("utf-8")
    return json_members.replace_value(text, own, literal).encode("utf-8")


def read_created_id(created: Mapping[str, str] | str) -> str:
    """The id of the customer or transaction that an answer reports as created.

    Only the path of `Location` is read, never followed: the provider was seen to send `http` where it serves `https`.

    Args:
        created: Headers of the answer, or the value of `Location` alone, which the generated client returns.

    Raises:
        errors.UnusableAnswer: There is no `Location`, or it names neither a customer nor a transaction.

    Source: Partner API Specification, "Register new Partner Customer" and "Initiate Transaction".
    """
    location = created if isinstance(created, str) else httpx.Headers(created).get("Location")
    if location is None:
        raise errors.UnusableAnswer("the answer has no Location header, so the id of what was created is unknown")
    try:
        url = urlsplit(location)
        match = _CREATED_PATH.fullmatch(url.path) if url.scheme in {"", "http", "https"} else None
    except ValueError:
        match = None
    if match is None:
        raise errors.UnusableAnswer(
            f"the Location header names neither a customer nor a transaction: {errors.tidy_text(location)!r}"
        )
    return match[1]


def parse_error(response: httpx.Response) -> errors.ProviderError | None:
    """The error in an answer, or None below status 400.

    The class follows the status, except that `ENTITY_NOT_FOUND` is a `NotFound` with status 400 and 401 as well: for
    one and the same refusal the provider documents 400, 401 and 404, depending on the operation.

    Args:
        response: The answer; with status 400 or above its body must have been read.

    Source: Partner API Specification, "Possible Error Response" of each call.
    """
    if response.status_code < 400:
        return None
    detail = _read_detail(_read_object(response), secrets=_sent_secrets(response))
    kind = errors.class_for_status(response.status_code)
    if detail.code == _NOT_FOUND and response.status_code in _NOT_FOUND_STATUSES:
        kind = errors.NotFound
    content_type = errors.tidy_text(response.headers.get("Content-Type", "no content type"))
    return kind(
        provider=PROVIDER,
        status=response.status_code,
        message=f"an answer without Payconiq's error ({content_type}, {len(response.content)} bytes)",
        details=() if detail == errors.ErrorDetail() else (detail,),
        retry_after_s=errors.read_retry_after_s(response.headers),
    )


class PayconiqAuth(httpx.Auth):
    """Authorises every request to one Payconiq API and signs transactions and rotations of our key.

    It serves sync and async clients, threads and event loops alike; it holds nothing that changes. A body that is a
    stream is read whole before it is sent. See `sign_body` for what is signed and what is left alone.

    A client that follows redirects would carry the token along: use `http_client`.

    Args:
        credentials: Who we are.
        base_url: Where the API lives; requests to any other origin are refused.

    Raises:
        errors.OriginRefused: `base_url` is not an absolute URL, or a request goes elsewhere.
        errors.BadCredentials: A request must be signed and there is no private key.
    """

    requires_request_body = True

    def __init__(self, credentials: Credentials, *, base_url: str) -> None:
        self._origin = origins.read_origin(base_url, name="base_url")
        self._credentials = credentials

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The flow for both kinds of client."""
        origins.check_origin(request, allowed=self._origin)
        request.headers["Authorization"] = self._credentials.token
        path = request.url.raw_path.partition(b"?")[0].decode("ascii")
        operation = find_signed_operation(request.method, path)
        signed = sign_body(request.content, operation=operation, credentials=self._credentials)
        if signed != request.content:
            bodies.replace_body(request, signed)
        yield request


class PayconiqEngine:
    """The face for the judge, see `auth_hooks.engine.EngineFace`.

    Args:
        credentials: Who we are.
        base_url: Where the API lives.
    """

    schemes = frozenset({"Authorization"})

    def __init__(self, credentials: Credentials, *, base_url: str) -> None:
        self.auth = PayconiqAuth(credentials, base_url=base_url)
        self._credentials = credentials

    def headers(self, operation: str) -> dict[str, str]:  # noqa: ARG002 - every operation has the same
        """The credential headers of an operation."""
        return {"Authorization": self._credentials.token}

    def fill(self, operation: str, body: object) -> object:
        """The body with our own public key where `PLACEHOLDER_KEY` stands; any other body as it came.

        Raises:
            errors.BadCredentials: There is no private key.
        """
        if operation != PUT_KEY or not isinstance(body, dict) or body.get("value") != PLACEHOLDER_KEY:
            return body
        return {**body, "value": public_key_value(_need_private_key(self._credentials, operation))}

    def sign(self, request: "PreparedRequest", *, skip: frozenset[str], operation: str) -> None:  # noqa: ARG002 - see below
        """Sign the body in place where `SIGNED_ON_SEND` stands; whatever is skipped, it is a header.

        A missing signature stays missing: the judge leaves it out to see the refusal.
        """
        body = request.body.encode("utf-8", "surrogatepass") if isinstance(request.body, str) else request.body
        if not isinstance(body, bytes):
            return  # None, or a stream, which nothing generates.
        signed = sign_body(body, operation=operation, credentials=self._credentials, adds_missing=False)
        if signed != body:
            bodies.replace_prepared_body(request, signed)

    def renew(self) -> None:
        """Nothing: the token has no end."""


def http_client(credentials: Credentials, *, base_url: str, **options: Any) -> client.Client:
    """An `httpx` client that is authorised, signs, times out, retries safely and raises Payconiq's errors.

    Args:
        credentials: Who we are.
        base_url: `TESTING_URL`, `PRODUCTION_URL`, or another target.
        options: As for `auth_hooks.client.Client`.
    """
    auth = PayconiqAuth(credentials, base_url=base_url)
    return client.Client(auth=auth, base_url=base_url, check=parse_error, **_own_options(options))


def async_http_client(credentials: Credentials, *, base_url: str, **options: Any) -> client.AsyncClient:
    """The asyncio counterpart of `http_client`."""
    auth = PayconiqAuth(credentials, base_url=base_url)
    return client.AsyncClient(auth=auth, base_url=base_url, check=parse_error, **_own_options(options))


def _own_options(options: dict[str, Any]) -> dict[str, Any]:
    def is_idempotent(request: httpx.Request) -> bool:  # A key is replaced once, see `sign_key_rotation`.
        return client.has_idempotent_method(request) and not find_signed_operation(request.method, request.url.path)

    return {"headers": {"Accept": "application/json"}, "is_idempotent": is_idempotent, **options}


def _need_private_key(credentials: Credentials, operation: str) -> RSAPrivateKey:
    if credentials.private_key is None:
        raise errors.BadCredentials(f"private_key is missing; {operation} needs it")
    return credentials.private_key


def _signed_text(operation: str, members: Mapping[str, json_members.Member], *, partner_id: str) -> str:
    """What the signature of a body covers. It is made of rubbish as well: the provider is to judge that."""

    def text(*names: str) -> str:
        present = (members[name] for name in names if name in members and members[name].value is not None)
        return next((one.value if isinstance(one.value, str) else one.literal for one in present), "")

    if operation == PUT_KEY:
        return text("value")
    return canonical_transaction(
        partner_id=partner_id,
        origin_id=text("originId"),
        origin_iban=text("originIBAN", "originIban"),  # The provider's own sample has the second.
        amount=text("amount"),
        currency=text("currency"),
    )


def _encode(text: str) -> bytes:
    # Half of a surrogate pair has no UTF-8; the provider's Java writes it as "?".
    return text.encode("utf-8", "replace")


def _decode_key(value: str) -> bytes:
    return base64.b64decode("".join(value.split()), validate=True)


def _read_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _read_detail(one: dict[str, Any], *, secrets: Sequence[str]) -> errors.ErrorDetail:
    def text(value: object) -> str | None:
        return errors.tidy_text(value, secrets=secrets) if isinstance(value, str) else None

    listed = one.get("values")
    values = (text(value) for value in (listed if isinstance(listed, list) else ()))
    return errors.ErrorDetail(
        code=text(one.get("code")),
        message=text(one.get("message")),
        values=tuple(value for value in values if value is not None),
    )


def _sent_secrets(response: httpx.Response) -> tuple[str, ...]:
    """What the request carried and an answer might repeat."""
    try:
        return (response.request.headers.get("Authorization", ""),)
    except RuntimeError:
        return ()
