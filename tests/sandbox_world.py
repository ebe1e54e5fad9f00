"""A small world inside the Tikkie sandbox for the tests beside this file, driven without a socket."""

import asyncio
import base64
import functools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from conformance.sandbox import tikkie

NOW_S = 1_529_400_042
AUDIENCE = "https://auth-sandbox.abnamro.com/oauth/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FIRST_KEY = "abcdefghijklmnopABCDEFGHIJKLMNOP"
SECOND_KEY = "ponmlkjihgfedcbaPONMLKJIHGFEDCBA"
IBAN = "NL02ABNA0123456789"
OTHER_IBAN = "NL91ABNA0417164300"
PLATFORM = {"name": "NewPlatform", "phoneNumber": "0601234567", "platformUsage": "PAYMENT_REQUEST_FOR_MYSELF"}
FOR_OTHERS = {**PLATFORM, "platformUsage": "PAYMENT_REQUEST_FOR_OTHERS"}
USER = {"name": "NewUser", "phoneNumber": "0601234567", "iban": IBAN, "bankAccountLabel": "Personal account"}
REQUEST = {
    "amountInCents": "123",
    "currency": "EUR",
    "description": "Last night's dinner",
    "externalId": "Invoice: 4567",
}
HASHES: dict[str, hashes.HashAlgorithm] = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}


@functools.cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """Return one of the keys of this test run."""
    assert number >= 0
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """Return the public half as PEM."""
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def encode(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    """Return good claims with some changed; a claim changed to ``...`` is left out."""
    good = {"nbf": NOW_S - 60, "exp": NOW_S + 60, "iss": "tests", "sub": FIRST_KEY, "aud": AUDIENCE}
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}


def assertion(*, alg: str = "RS256", key: int = 0, **changes: Any) -> str:
    """Return a signed assertion."""
    head = encode(json.dumps({"typ": "JWT", "alg": alg}).encode())
    signing_input = f"{head}.{encode(json.dumps(claims(**changes)).encode())}"
    signature = private_key(key).sign(signing_input.encode(), padding.PKCS1v15(), HASHES[alg])
    return f"{signing_input}.{encode(signature)}"


@functools.cache
def _runner() -> asyncio.Runner:
    return asyncio.Runner()


class World:
    """A sandbox with two clients, and ways to call it."""

    def __init__(self, registration: Path, *, seed: int = 1, frozen: bool = True) -> None:
        self.sandbox = tikkie.create_sandbox(
            seed=seed, registration=registration, frozen=frozen, key_folder=registration.parent
        )
        self.transport = httpx.ASGITransport(app=self.sandbox.app)
        self.bearer = ""

    def send(
        self, method: str, path: str, *, headers: Any = None, content: bytes | None = None, query: str = ""
    ) -> httpx.Response:
        """Send exactly this request."""
        url = httpx.URL(f"http://127.0.0.1{path}", query=query.encode() if query else None)
        request = httpx.Request(method, url, headers=headers, content=content)

        async def exchange() -> httpx.Response:
            response = await self.transport.handle_async_request(request)
            await response.aread()
            return response

        return _runner().run(exchange())

    def call(
        self,
        method: str,
        path: str,
        body: Any = ...,
        *,
        query: str = "",
        api_key: str | None = FIRST_KEY,
        authorization: str | None = "",
    ) -> httpx.Response:
        """Call the API below ``/v1/tikkie`` with good credentials, unless others are given; ``None`` leaves one out."""
        headers = {}
        if api_key is not None:
            headers["API-Key"] = api_key
        if authorization is not None:
            headers["Authorization"] = authorization or f"Bearer {self.bearer}"
        content = None
        if body is not ...:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        return self.send(method, f"/v1/tikkie{path}", headers=headers, content=content, query=query)

    def token(self, *, api_key: str | None = FIRST_KEY, content_type: str = "", **fields: Any) -> httpx.Response:
        """Call the token endpoint with a good form, some fields changed or left out (``...``)."""
        good = {
            "client_assertion": assertion() if "client_assertion" not in fields else "",
            "client_assertion_type": ASSERTION_TYPE,
            "grant_type": "client_credentials",
            "scope": "tikkie",
        }
        form = {name: value for name, value in {**good, **fields}.items() if value is not ...}
        headers = {"Content-Type": content_type or "application/x-www-form-urlencoded"}
        if api_key is not None:
            headers["API-Key"] = api_key
        content = str(httpx.QueryParams(form)).encode()
        return self.send("POST", "/v1/oauth/token", headers=headers, content=content)

    def control(self, method: str, path: str, body: Any = None, *, query: str = "") -> Any:
        """Use the control plane and return what it says, which must be a success."""
        response = self.control_raw(method, path, body, query=query)
        assert response.status_code == 200, response.text
        return response.json()

    def control_raw(self, method: str, path: str, body: Any = None, *, query: str = "") -> httpx.Response:
        """Use the control plane and return its answer."""
        content = None if body is None else json.dumps(body).encode()
        return self.send(method, f"/_sandbox{path}", content=content, query=query)

    def event(self, name: str, **body: Any) -> Any:
        """Let something happen outside the API."""
        return self.control("POST", f"/events/{name}", body)

    def unhandled(self) -> int:
        """Return how many exceptions nothing foresaw."""
        count: int = self.control("GET", "/log")["counters"]["unhandled"]
        return count

    def log_in(self) -> None:
        """Get the bearer token that ``call`` uses."""
        self.bearer = self.token().json()["access_token"]

    def log_in_again(self) -> None:
        """Get a bearer token without an assertion, for a clock that no assertion of this run fits."""
        self.bearer = self.event("token-issue", apiKey=FIRST_KEY)["access_token"]

    def settle_down(self) -> None:
        """Create a platform with a user and three payment requests, and one for others with a user of its own."""
        self.log_in()
        self.mine = self.call("POST", "/platforms", PLATFORM).json()["platformToken"]
        self.others = self.call("POST", "/platforms", FOR_OTHERS).json()["platformToken"]
        self.user, self.account = self.add_user(self.mine)
        self.other_user, self.other_account = self.add_user(self.others, iban=OTHER_IBAN)
        self.requests = [self.add_request(description=f"number {number}") for number in range(3)]

    def add_user(self, platform: str, **changes: Any) -> tuple[str, str]:
        """Create a user; return the tokens of the user and the bank account."""
        shown = self.call("POST", f"/platforms/{platform}/users", {**USER, **changes}).json()
        return shown["userToken"], shown["bankAccounts"][0]["bankAccountToken"]

    def add_request(self, *, others: bool = False, **changes: Any) -> str:
        """Create a payment request of the standard user of a platform; return its token."""
        response = self.call("POST", self.create_path(others=others), {**REQUEST, **changes})
        token: str = response.json()["paymentRequestToken"]
        return token

    def user_path(self, *, others: bool = False) -> str:
        """Return the path of the standard user of a platform."""
        platform, user = (self.others, self.other_user) if others else (self.mine, self.user)
        return f"/platforms/{platform}/users/{user}"

    def create_path(self, *, others: bool = False) -> str:
        """Return the path on which the standard user of a platform asks for money."""
        account = self.other_account if others else self.account
        return f"{self.user_path(others=others)}/bankaccounts/{account}/paymentrequests"

    def search(self, query: str = "offset=0&limit=20", *, others: bool = False) -> httpx.Response:
        """Search the payment requests of the standard user."""
        return self.call("GET", f"{self.user_path(others=others)}/paymentrequests", query=query)

    def read(self, token: str, *, others: bool = False) -> httpx.Response:
        """Read one payment request."""
        return self.call("GET", f"{self.user_path(others=others)}/paymentrequests/{token}")


@functools.cache
def registration() -> Path:
    """Return a registration file with the two clients of this test run."""
    entries = [
        {"name": "first", "api_key": FIRST_KEY, "public_key": public_pem(private_key(0))},
        {"name": "second", "api_key": SECOND_KEY, "public_key": public_pem(private_key(1))},
    ]
    path = Path(tempfile.mkdtemp()) / "clients.json"
    path.write_text(json.dumps(entries))
    return path


def settled() -> Iterator[World]:
    """Yield a settled world and see to it that nothing unforeseen happened in it: the body of a fixture."""
    made = World(registration())
    made.settle_down()
    yield made
    assert made.unhandled() == 0


def code(response: httpx.Response) -> str:
    """Return the code of an error answer after checking its envelope against the HTTP answer."""
    body = response.json()
    assert list(body) == ["errors"]
    (error,) = body["errors"]
    assert sorted(error) == ["category", "code", "message", "reference", "status", "traceId"]
    assert error["status"] == response.status_code
    assert error["traceId"] == response.headers["trace-id"]
    found: str = error["code"]
    return found
