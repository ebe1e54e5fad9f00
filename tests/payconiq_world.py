"""A small world inside the Payconiq sandbox for the tests beside this file, driven without a socket."""

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
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from conformance.sandbox import payconiq

START_MS = 1_442_845_397_482
FIRST = "560012d5c25c4168ce03dd54"
SECOND = "55fffe80c25c4168ce03dd55"
KEYLESS = "55fffe81c25c4168ce03dd56"
TOKENS = {
    FIRST: "81a6bd5d-f02d-4278-aad6-d42a64d3f45d",
    SECOND: "0f8fad5b-d9cb-469f-a165-70867728950e",
    KEYLESS: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
}
IBAN = "NL91ABNA0417164300"
OTHER_IBAN = "NL02ABNA0123456789"
UNKNOWN_ID = "5601709bc25c416c9ede5ca7"
ADDRESS: dict[str, Any] = {
    "street": "Damrak",
    "no": "1",
    "postalCode": "1012 LG",
    "city": "Amsterdam",
    "country": "NLD",
}
ACCOUNT: dict[str, Any] = {"IBAN": IBAN, "name": "ING"}
CUSTOMER: dict[str, Any] = {
    "firstName": "Zoë",
    "lastName": "Jansen",
    "phone": "+31612222598",
    "email": "zoe@example.com",
    "address": ADDRESS,
    "bankAccounts": [ACCOUNT],
}
SIGNED_ACCOUNT: dict[str, Any] = {**ACCOUNT, "mandateReference": "REF01", "mandateSignDate": 1442845668291}
SIGNED_CUSTOMER: dict[str, Any] = {**CUSTOMER, "bankAccounts": [SIGNED_ACCOUNT]}
VECTORS = Path(__file__).parent / "vectors"


@functools.cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """Return a key: of the first partner the published one, of everybody else one of this test run."""
    if name == FIRST:
        key = serialization.load_pem_private_key((VECTORS / "testkey_A_pkcs8.pem").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def der(key: rsa.RSAPrivateKey) -> bytes:
    """Return the public half as DER SubjectPublicKeyInfo."""
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form)


def public_pem(key: rsa.RSAPrivateKey) -> str:
    """Return the public half as PEM."""
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def value_of(key: rsa.RSAPrivateKey) -> str:
    """Return the public half as a registration sends it."""
    return base64.b64encode(der(key)).decode()


def sign(text: str | bytes, *, key: str = FIRST) -> str:
    """Return the signature of a text, in base64."""
    raw = text.encode() if isinstance(text, str) else text
    return base64.b64encode(private_key(key).sign(raw, padding.PKCS1v15(), hashes.SHA256())).decode()


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a body without some members."""
    return {name: value for name, value in body.items() if name not in names}


@functools.cache
def runner() -> asyncio.Runner:
    """Return the loop in which every request of this test run is made."""
    return asyncio.Runner()


class World:
    """A sandbox with three partners, the third without a key, and ways to call it."""

    def __init__(self, *, seed: int = 1, frozen: bool = True, registration: Path | None = None) -> None:
        path = registration or registered()
        self.sandbox = payconiq.create_sandbox(seed=seed, registration=path, frozen=frozen, key_folder=path.parent)
        self.transport = httpx.ASGITransport(app=self.sandbox.app)

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

        return runner().run(exchange())

    def call(
        self,
        method: str,
        path: str,
        body: Any = ...,
        *,
        query: str = "",
        partner: str = FIRST,
        token: str | None = "",
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Call the API below a partner with its own token, unless another is given; ``None`` leaves it out."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = token or TOKENS.get(partner, "")
        content = None
        if body is not ...:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send(method, f"/v1/partners/{partner}{path}", headers=sent, content=content, query=query)

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

    def settle_down(self) -> None:
        """Enrol a customer with a mandate, one whose mandate is to be signed, one elsewhere, and pay three times."""
        self.customer = self.enrol(SIGNED_CUSTOMER)
        self.unsigned = self.enrol(CUSTOMER)
        self.foreign = self.enrol(SIGNED_CUSTOMER, partner=SECOND)
        self.transactions = [self.pay_id(amount=1000 + number) for number in range(3)]

    def enrol(self, body: Any, *, partner: str = FIRST) -> str:
        """Create a customer; return the id."""
        response = self.call("POST", "/customers", body, partner=partner)
        assert response.status_code == 201, response.text
        return response.headers["location"].rpartition("/")[2]

    def account(self, path: str = "", *, customer: str = "", iban: str = IBAN) -> str:
        """Return a path below an account, of the customer with a mandate unless another is named."""
        return f"/customers/{customer or self.customer}/bankAccounts/{iban}{path}"

    def transaction(self, *, partner: str = FIRST, key: str = "", text: str | None = None, **changes: Any) -> Any:
        """Return a transaction to initiate: some members changed or left out (``...``), then signed.

        Args:
            partner: Who is paid.
            key: Whose key signs; the partner's own unless named.
            text: What is signed, if it is not what should be.
            changes: Other members; a ``signature`` among them is taken as it is.
        """
        body = {"originId": self.customer, "amount": 1000, "currency": "EUR", **changes}
        if "signature" not in body:
            iban = body.get("originIBAN", body.get("originIban"))
            shown = iban if isinstance(iban, str) else ""
            good = f"{partner}{body['originId']}{shown}{body['amount']}{body['currency']}"
            body["signature"] = sign(good if text is None else text, key=key or partner)
        return {name: value for name, value in body.items() if value is not ...}

    def pay(self, *, partner: str = FIRST, **changes: Any) -> httpx.Response:
        """Initiate a transaction; the arguments are those of ``transaction``."""
        return self.call("POST", "/transactions", self.transaction(partner=partner, **changes), partner=partner)

    def pay_id(self, **changes: Any) -> str:
        """Initiate a transaction; return the id."""
        response = self.pay(**changes)
        assert response.status_code == 201, response.text
        return response.headers["location"].rpartition("/")[2]

    def read(self, transaction_id: str = "", *, partner: str = FIRST) -> httpx.Response:
        """Read one transaction, the first one unless another is named."""
        return self.call("GET", f"/transactions/{transaction_id or self.transactions[0]}", partner=partner)

    def replay(self, transaction_id: str = "") -> httpx.Response:
        """Replay a direct debit, the first one unless another is named."""
        return self.call("POST", f"/transactions/{transaction_id or self.transactions[0]}/replaySDD")

    def fail(self, transaction_id: str = "", *, status: str = "REJECTED_CAMT", reason: str = "AM04") -> None:
        """Let the bank reject a direct debit, the first one unless another is named."""
        wanted = transaction_id or self.transactions[0]
        self.event("bank-answers", transactionId=wanted, sddStatus=status, reason=reason)

    def code(self, *, customer: str = "") -> str:
        """Return the pending verification code of a customer."""
        found: str = self.event("verification-code", customerId=customer or self.customer, iban=IBAN)["code"]
        return found

    def validate(self, code: Any, *, customer: str = "") -> httpx.Response:
        """Validate the account of a customer."""
        return self.call("POST", self.account("/validate", customer=customer), {"verificationCode": code})

    def rotate(self, name: str, *, signature: Any = None) -> httpx.Response:
        """Replace the first partner's key, signed with its present one unless a signature is given."""
        value = value_of(private_key(name))
        return self.call("PUT", "/key", {"value": value, "signature": signature or sign(value)})


@functools.cache
def registered() -> Path:
    """Return a registration file with the three partners of this test run."""
    entries = [
        {"partnerId": FIRST, "token": TOKENS[FIRST], "publicKey": public_pem(private_key(FIRST))},
        {"partnerId": SECOND, "token": TOKENS[SECOND], "publicKey": public_pem(private_key(SECOND))},
        {"partnerId": KEYLESS, "token": TOKENS[KEYLESS]},
    ]
    path = Path(tempfile.mkdtemp()) / "partners.json"
    path.write_text(json.dumps(entries))
    return path


def settled() -> Iterator[World]:
    """Yield a settled world and see to it that nothing unforeseen happened in it: the body of a fixture."""
    made = World()
    made.settle_down()
    yield made
    assert made.unhandled() == 0


SHOWS_VALUES = {"R981", "FIELD_IS_REQUIRED", "ENTITY_NOT_FOUND", "AUTHENTICATION_NOT_FOUND"}


def code(response: httpx.Response) -> str:
    """Return the code of an error answer after checking its envelope."""
    assert response.headers["content-type"] == "application/json"
    error = response.json()
    found: str = error["code"]
    members = ["level", "code", "message", *(["values"] if found in SHOWS_VALUES else [])]
    assert members == list(error)
    assert error["level"] == "ERROR"
    assert isinstance(error["message"], str)
    assert all(isinstance(value, str) for value in error.get("values", []))
    return found


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Return status and code of an error answer."""
    return response.status_code, code(response)
