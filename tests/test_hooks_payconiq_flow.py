"""The Payconiq flow, driven by hand: no client, no server. What is sent, what is refused, what answers say."""

import asyncio
import dataclasses
import json
import pickle
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from auth_hooks import errors, payconiq

BASE_URL = "https://api.example.com"
PARTNER = "560012d5c25c4168ce03dd54"
ORIGIN = "5601709bc25c416c9ede5ca7"
PARTNER_URL = f"{BASE_URL}/v1/partners/{PARTNER}"
KEY_FILE = Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem"
CREDENTIALS = payconiq.load_credentials(partner_id=PARTNER, token="TokenThatMustStayHidden", private_key_file=KEY_FILE)
BODY = {"originId": ORIGIN, "amount": 1000, "currency": "EUR", "signature": payconiq.SIGNED_ON_SEND}


@pytest.fixture
def auth() -> payconiq.PayconiqAuth:
    return payconiq.PayconiqAuth(CREDENTIALS, base_url=BASE_URL)


def call(**changes: Any) -> httpx.Request:
    return httpx.Request(**{"method": "POST", "url": f"{PARTNER_URL}/transactions", **changes})


def first(auth: payconiq.PayconiqAuth, request: httpx.Request) -> httpx.Request:
    flow = auth.sync_auth_flow(request)
    sent = next(flow)
    flow.close()
    return sent


async def first_async(auth: payconiq.PayconiqAuth, request: httpx.Request) -> httpx.Request:
    flow = auth.async_auth_flow(request)
    sent = await anext(flow)
    await flow.aclose()
    return sent


def signed(body: bytes) -> bytes:
    return payconiq.sign_body(body, operation="createTransaction", credentials=CREDENTIALS)


def test_every_request_carries_the_bare_token(auth: payconiq.PayconiqAuth) -> None:
    """The token stands alone in `Authorization`, in place of whatever was there, and there is no login."""
    request = call(method="GET", url=PARTNER_URL, headers={"Authorization": "Bearer other"})
    flow = auth.sync_auth_flow(request)
    assert next(flow) is request
    assert request.headers.get_list("Authorization") == ["TokenThatMustStayHidden"]
    with pytest.raises(StopIteration):
        flow.send(httpx.Response(401))


def test_transaction_is_signed_in_place(auth: payconiq.PayconiqAuth) -> None:
    """The caller's own request object gets the signed body and its length; a client takes another for a login."""
    request = call(json=BODY, headers={"X-Own": "kept"}, extensions={"timeout": {"read": 7}})
    before = request.content
    assert first(auth, request) is request
    assert signed(before) == request.content == b"".join(request.stream)  # type: ignore[arg-type]  # a byte stream
    assert len(request.content) > len(before)
    assert str(len(request.content)) == request.headers["Content-Length"]
    kept = ("kept", "application/json", "api.example.com", {"timeout": {"read": 7}})
    assert kept == (*map(request.headers.get, ("X-Own", "Content-Type", "Host")), request.extensions)


def test_amount_as_text_is_signed_and_sent_as_text(auth: payconiq.PayconiqAuth) -> None:
    """The body keeps its form to the byte; only the placeholder gives way."""
    content = json.dumps({**BODY, "amount": "1000"}, indent=2).encode()
    request = first(auth, call(content=content))
    assert signed(content) == request.content
    read = json.loads(request.content)
    text = payconiq.canonical_transaction(partner_id=PARTNER, origin_id=ORIGIN, amount="1000", currency="EUR")
    assert CREDENTIALS.private_key is not None
    payconiq.verify_transaction(text, read["signature"], key=CREDENTIALS.private_key.public_key())


def test_signing_twice_changes_nothing(auth: payconiq.PayconiqAuth) -> None:
    """A request that is sent again after a 429 keeps its signature."""
    request = first(auth, call(json=BODY))
    once = request.content
    assert once == first(auth, request).content


def test_rotation_is_signed(auth: payconiq.PayconiqAuth) -> None:
    """The placeholder beside a new key becomes a signature by the current one."""
    assert CREDENTIALS.private_key is not None
    value = payconiq.public_key_value(CREDENTIALS.private_key)
    body = {"value": value, "signature": payconiq.SIGNED_ON_SEND}
    request = first(auth, call(method="PUT", url=f"{PARTNER_URL}/key", json=body))
    signature = payconiq.sign_key_rotation(value, old_key=CREDENTIALS.private_key)
    assert {"value": value, "signature": signature} == json.loads(request.content)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/transactions/search"),
        ("POST", f"/transactions/{ORIGIN}/replaySDD"),
        ("POST", "/customers"),
        ("PATCH", f"/customers/{ORIGIN}"),
        ("GET", "/transactions"),
        ("PUT", "/transactions"),
    ],
)
def test_other_bodies_are_left_alone(auth: payconiq.PayconiqAuth, method: str, path: str) -> None:
    """A body that nobody signs goes out as it came, with its own length."""
    request = call(method=method, url=PARTNER_URL + path, json=BODY)
    before = (request.content, dict(request.headers))
    first(auth, request)
    assert before == (request.content, {k: v for k, v in request.headers.items() if k != "authorization"})


@pytest.mark.parametrize("query", ["", "?a=b", "?path=/v1/partners/x/key"])
def test_query_does_not_matter(auth: payconiq.PayconiqAuth, query: str) -> None:
    """Path and method decide what is signed."""
    content = json.dumps(BODY).encode()
    assert signed(content) == first(auth, call(url=f"{PARTNER_URL}/transactions{query}", content=content)).content


def test_empty_body_is_left_alone(auth: payconiq.PayconiqAuth) -> None:
    """A transaction without a body is the provider's to refuse."""
    request = first(auth, call())
    assert (request.content, request.headers["Content-Length"]) == (b"", "0")


def parts() -> Iterator[bytes]:
    content = json.dumps(BODY).encode()
    yield content[:20]
    yield content[20:]


async def async_parts() -> AsyncIterator[bytes]:
    for part in parts():
        yield part


def test_streamed_body_is_read_and_signed(auth: payconiq.PayconiqAuth) -> None:
    """A body that comes in parts is put together, signed, and sent with a length instead of chunked."""
    request = first(auth, call(content=parts()))
    assert signed(b"".join(parts())) == request.content
    assert (str(len(request.content)), None) == tuple(map(request.headers.get, ("Content-Length", "Transfer-Encoding")))


def test_streamed_body_is_read_and_signed_async(auth: payconiq.PayconiqAuth) -> None:
    """The same for an async client."""
    request = asyncio.run(first_async(auth, call(content=async_parts())))
    assert signed(b"".join(parts())) == request.content
    assert (str(len(request.content)), None) == tuple(map(request.headers.get, ("Content-Length", "Transfer-Encoding")))


def test_streamed_body_that_needs_no_signature_stays_chunked(auth: payconiq.PayconiqAuth) -> None:
    """Without a change to the body its headers stay as the caller's client made them."""
    request = first(auth, call(url=f"{PARTNER_URL}/transactions/search", content=parts()))
    assert ("chunked", None) == tuple(map(request.headers.get, ("Transfer-Encoding", "Content-Length")))
    assert request.content == b"".join(parts())


@pytest.mark.parametrize(
    "url",
    [
        f"https://evil.example.com/v1/partners/{PARTNER}/transactions",
        f"http://api.example.com/v1/partners/{PARTNER}/transactions",
        f"https://api.example.com:8443/v1/partners/{PARTNER}/transactions",
        f"https://api.example.com@evil.example.com/v1/partners/{PARTNER}/transactions",
    ],
)
def test_another_origin_gets_nothing(auth: payconiq.PayconiqAuth, url: str) -> None:
    """Scheme, host and port must be those of base_url; otherwise neither token nor signature is given away."""
    request = call(url=url, json=BODY)
    with pytest.raises(errors.OriginRefused, match=r"https://api\.example\.com must not be sent to http"):
        next(auth.sync_auth_flow(request))
    assert "authorization" not in request.headers
    assert json.loads(request.content) == BODY


@pytest.mark.parametrize("base_url", ["", "api.example.com", "ftp://api.example.com", "/v1", "https://", "https://a:b"])
def test_unusable_base_url_is_named(base_url: str) -> None:
    """A base_url that is no absolute http URL is refused in one sentence."""
    with pytest.raises(errors.OriginRefused, match=r"^base_url "):
        payconiq.PayconiqAuth(CREDENTIALS, base_url=base_url)


def test_partner_without_a_key_reads_all_the_same() -> None:
    """Before a key is registered everything works but signing, which names what is missing."""
    auth = payconiq.PayconiqAuth(dataclasses.replace(CREDENTIALS, private_key=None), base_url=BASE_URL)
    assert first(auth, call(method="GET", url=PARTNER_URL)).headers["Authorization"] == CREDENTIALS.token
    assert first(auth, call(method="PUT", url=f"{PARTNER_URL}/key", json={"value": "x"})).content == b'{"value":"x"}'
    with pytest.raises(errors.BadCredentials, match=r"^private_key is missing; createTransaction needs it$"):
        first(auth, call(json=BODY))


def test_reprs_hold_no_secret(auth: payconiq.PayconiqAuth) -> None:
    """Neither credentials nor the two faces print a secret; a missing key can be told from a masked one."""
    engine = payconiq.PayconiqEngine(CREDENTIALS, base_url=BASE_URL)
    text = " ".join(map(repr, (CREDENTIALS, auth, engine))) + f"{CREDENTIALS} {auth} {engine}"
    assert [word for word in ("MustStayHidden", "RSAPrivateKey", "BEGIN") if word in text] == []
    assert repr(CREDENTIALS) == f"Credentials(partner_id='{PARTNER}', token='***', private_key='***')"
    without = dataclasses.replace(CREDENTIALS, private_key=None)
    assert repr(without) == f"Credentials(partner_id='{PARTNER}', token='***', private_key=None)"


def short_key() -> rsa.RSAPrivateKey:
    """512 bits, which the library makes no more, from two primes."""
    p, q, e = 3 * 2**254 + 49, 3 * 2**254 + 2**200 + 223, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e=e, n=p * q)
    numbers = rsa.RSAPrivateNumbers(
        p=p, q=q, d=d, dmp1=d % (p - 1), dmq1=d % (q - 1), iqmp=pow(q, -1, p), public_numbers=public
    )
    return numbers.private_key()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"partner_id": ""}, "^partner_id must be letters and digits"),
        ({"partner_id": "a/b"}, "^partner_id must be letters and digits"),
        ({"partner_id": ".."}, "^partner_id must be letters and digits"),
        ({"partner_id": f"{PARTNER}\n"}, "^partner_id must be letters and digits"),
        ({"token": ""}, "^token must be the bare token"),
        ({"token": "Bearer secret-token"}, "^token must be the bare token"),
        ({"token": "secret-token\n"}, "^token must be the bare token"),
        ({"token": "secret-tokén"}, "^token must be the bare token"),
        ({"private_key": short_key()}, "^private_key must have 1024 bits or more, got 512$"),
    ],
)
def test_unusable_credentials_are_named(changes: dict[str, Any], message: str) -> None:
    """A value that cannot work is refused at once, by name, without its secret."""
    values: dict[str, Any] = {"partner_id": PARTNER, "token": "t", "private_key": CREDENTIALS.private_key}
    with pytest.raises(errors.BadCredentials, match=message) as caught:
        payconiq.Credentials(**(values | changes))
    assert "secret" not in str(caught.value)


def load(**changes: Any) -> payconiq.Credentials:
    return payconiq.load_credentials(**{"partner_id": PARTNER, "token": "t", **changes})


def write_key(file: Path, key: rsa.RSAPrivateKey) -> Path:
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return file


def test_keys_from_1024_bits_are_loaded(tmp_path: Path) -> None:
    """The provider's samples use such keys; a shorter one is named with its file."""
    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - as short as the samples'
    loaded = load(private_key_file=write_key(tmp_path / "key.pem", key)).private_key
    assert loaded is not None
    assert key.private_numbers() == loaded.private_numbers()
    file = write_key(tmp_path / "short.pem", short_key())
    with pytest.raises(errors.BadCredentials) as caught:
        load(private_key_file=file)
    assert str(caught.value) == f"private key file '{file}' holds a key of 512 bits; 1024 or more are needed"


def test_credentials_without_a_key_are_loaded() -> None:
    """Who has not registered a key yet has no file; a password without a file points to a mistake."""
    assert load().private_key is None
    with pytest.raises(errors.BadCredentials, match=r"^a password was given, yet no private_key_file"):
        load(password=b"open")


def test_credentials_cannot_be_pickled() -> None:
    """A private key does not slip into a file or another process by accident."""
    with pytest.raises(TypeError, match="cannot pickle"):
        pickle.dumps(CREDENTIALS)


@pytest.mark.parametrize(
    "location",
    [
        f"https://dev.payconiq.com/v1/partners/{PARTNER}/customers/{ORIGIN}",
        f"http://dev.payconiq.com/v1/partners/{PARTNER}/transactions/{ORIGIN}",
        f"https://dev.payconiq.com/v1/partners/{PARTNER}/customers/{ORIGIN}/",
        f"HTTPS://dev.payconiq.com:8443/proxy/v1/partners/{PARTNER}/transactions/{ORIGIN}?a=b#c",
        f"//dev.payconiq.com/v1/partners/{PARTNER}/transactions/{ORIGIN}",
        f"/v1/partners/{PARTNER}/transactions/{ORIGIN}",
        f"v1/partners/{PARTNER}/customers/{ORIGIN}",
        f"transactions/{ORIGIN}",
    ],
)
@pytest.mark.parametrize("wrap", [httpx.Headers, lambda headers: headers])
def test_created_id_is_read_from_location(location: str, wrap: Callable[[dict[str, str]], Any]) -> None:
    """With any scheme and host, or none, the id is what stands behind its collection."""
    assert payconiq.read_created_id(wrap({"location": location})) == ORIGIN
    assert payconiq.read_created_id(location) == ORIGIN


@pytest.mark.parametrize(
    "location",
    [
        "",
        f"https://dev.payconiq.com/v1/partners/{PARTNER}",
        f"https://dev.payconiq.com/v1/partners/{PARTNER}/customers/",
        f"https://dev.payconiq.com/v1/partners/{PARTNER}/customers/{ORIGIN}/bankAccounts/NL1/mandate",
        f"https://dev.payconiq.com/v1/partners/{PARTNER}/customers/..",
        f"https://dev.payconiq.com/v1/partners/{PARTNER}/customers/a%2Fb",
        f"https://dev.payconiq.com/v1/partners/{PARTNER}/customers/a b",
        f"https://dev.payconiq.com/v1/partners/{PARTNER}/mycustomers/{ORIGIN}",
        f"https://dev.payconiq.com/?/customers/{ORIGIN}",
        f"ftp://dev.payconiq.com/customers/{ORIGIN}",
        f"https://[/customers/{ORIGIN}",
        f"/customers/{ORIGIN}, /customers/{ORIGIN}",
    ],
)
def test_location_of_something_else_is_refused(location: str) -> None:
    """What names no customer or transaction is repeated in the message, for it holds no secret."""
    message = "the Location header names neither a customer nor a transaction: "
    with pytest.raises(errors.UnusableAnswer) as caught:
        payconiq.read_created_id({"Location": location})
    assert str(caught.value) == message + repr(location)


def test_missing_location_is_said() -> None:
    """An answer without the header is named for what it is."""
    with pytest.raises(errors.UnusableAnswer, match=r"^the answer has no Location header"):
        payconiq.read_created_id({"Content-Length": "0"})


def test_new_errors_survive_pickling() -> None:
    """They cross a process border with what they say."""
    for kind in (errors.SignatureMismatch, errors.UnusableAnswer):
        assert str(pickle.loads(pickle.dumps(kind("why")))) == "why"  # noqa: S301 - made here
