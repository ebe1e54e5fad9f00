"""A small world inside the Anytime sandbox for the tests beside this file, driven without a socket."""

import asyncio
import base64
import functools
import hashlib
import itertools
import json
import tempfile
import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from conformance.sandbox import anytime

PEOPLE: list[dict[str, str]] = [
    {
        "name": name,
        "client_id": f"1_{name}",
        "client_secret": f"{name}-secret",
        "username": f"{name}-user",
        "password": f"{name}-password",
    }
    for name in ("first", "second")
]
FOREIGN_IBAN = "NL91ABNA0417164300"
HOLDER = {
    "acc_currency": "EUR",
    "user_gender": "M",
    "user_first_name": "Jean",
    "user_last_name": "Dupont",
    "user_dob": "1980-02-29",
    "user_pob": "Paris",
    "user_email": "jean.dupont@example.com",
    "user_mobile_number": "33600000001",
    "user_addr_line_1": "1 rue du Bac",
    "user_addr_line_2": "",
    "user_addr_zip": "75007",
    "user_addr_city": "Paris",
    "user_addr_cc": "fr",
    "user_nationality": "BE",
}
CONSUMER = {**HOLDER, "acc_type": "consumer"}
BUSINESS = {
    **HOLDER,
    "acc_type": "business",
    "corp_name": "Dupont",
    "corp_regnum": "732829320",
    "corp_type": "EURL",
    "corp_addr_line_1": "1 rue du Bac",
    "corp_addr_zip": "75007",
    "corp_addr_city": "Paris",
    "corp_addr_cc": "FR",
}
DELIVERY = {
    "delivery_company_name": "",
    "delivery_gender": "F",
    "delivery_first_name": "Anne",
    "delivery_last_name": "Petit",
    "delivery_addr_1": "2 rue du Bac",
    "delivery_addr_2": "",
    "delivery_zip": "75007",
    "delivery_city": "Paris",
    "delivery_cc": "FR",
}
CARD = {"card_name": "ANNE PETIT", "expiry_date": "2023-10-31", "amount": "50.00", "language": "fr", **DELIVERY}
TRANSFER = {
    "src_comment": "rent",
    "dst_comment": "rent of May",
    "dst_name": "John Smith",
    "dst_iban": FOREIGN_IBAN,
    "dst_swift": "ABNANL2A",
    "amount": "155.00",
}
LOAD = {"amount": "20.00", "acc_comment": "to the card", "card_comment": "from the account"}
KYC_OF_CONSUMER = ("user_identity", "user_identity_back", "user_dom_1", "user_selfie")


@functools.cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """Return one of the keys of this test run."""
    assert number >= 0
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """Return the public half as PEM."""
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def sign(data: str, *, key: int = 0, algorithm: hashes.HashAlgorithm | None = None) -> str:
    """Return a signature over validation data."""
    used = algorithm or hashes.SHA1()  # noqa: S303 - the wire format
    return base64.b64encode(private_key(key).sign(data.encode("latin-1"), padding.PKCS1v15(), used)).decode()


def urlencode(form: Mapping[str, str]) -> bytes:
    """Return a form as the body of a request."""
    return urllib.parse.urlencode(form).encode()


def multipart(parts: Mapping[str, tuple[str | None, bytes]], *, boundary: str = "limit") -> tuple[str, bytes]:
    """Return the content type and the body of a form with files; a name of ``None`` makes a plain field."""
    body = b""
    for name, (file_name, content) in parts.items():
        shown = "" if file_name is None else f'; filename="{file_name}"'
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n'.encode()
        body += content + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


@functools.cache
def _runner() -> asyncio.Runner:
    return asyncio.Runner()


class World:
    """A sandbox with two API users, and ways to call it."""

    def __init__(self, registration: Path, *, seed: int = 1, frozen: bool = True) -> None:
        self.sandbox = anytime.create_sandbox(
            seed=seed, registration=registration, frozen=frozen, key_folder=registration.parent
        )
        self.transport = httpx.ASGITransport(app=self.sandbox.app)
        self.numbers = itertools.count(1)
        self.bearers = ["", ""]

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

    def new_data(self) -> str:
        """Return validation data that were not used before."""
        return f"1603443843.{next(self.numbers):06d}"

    def headers(
        self,
        *,
        user: int = 0,
        data: str | None = "",
        signature: str | None = "",
        authorization: str | None = "",
        content_type: str = "",
    ) -> dict[str, str]:
        """Return good headers, unless others are given; ``None`` leaves one out."""
        used = self.new_data() if data == "" else data
        found = {}
        if used is not None:
            found["X-Validation-Data"] = used
        if signature is not None:
            found["X-Signed-Request"] = signature or sign(used or "nothing", key=user)
        if authorization is not None:
            found["Authorization"] = authorization or f"Bearer {self.bearers[user]}"
        if content_type:
            found["Content-Type"] = content_type
        return found

    def call(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        query: str = "",
        content_type: str = "application/x-www-form-urlencoded",
        content: bytes | None = None,
        **headers: Any,
    ) -> httpx.Response:
        """Call the API below ``/v1.0``."""
        used = content if content is not None else urlencode(form) if form is not None else None
        found = self.headers(content_type="" if used is None else content_type, **headers)
        return self.send(method, f"/v1.0{path}", headers=found, content=used, query=query)

    def token(self, *, user: int = 0, changes: Mapping[str, Any] | None = None, **headers: Any) -> httpx.Response:
        """Call the token endpoint with a good form, some fields changed or left out (``...``)."""
        good = {name: value for name, value in PEOPLE[user].items() if name != "name"} | {"grant_type": "password"}
        form = {name: value for name, value in {**good, **(changes or {})}.items() if value is not ...}
        found = self.headers(user=user, content_type="application/x-www-form-urlencoded", **headers)
        return self.send("POST", "/oauth/v2/token", headers=found, content=urlencode(form))

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

    def arm(self, name: str, **order: Any) -> None:
        """Arm a fault."""
        self.control("POST", "/faults", {"fault": name, **order})

    def unhandled(self) -> int:
        """Return how many exceptions nothing foresaw."""
        count: int = self.control("GET", "/log")["counters"]["unhandled"]
        return count

    def log_in(self, user: int = 0) -> None:
        """Get the bearer token that ``call`` uses."""
        self.bearers[user] = body(self.token(user=user))["access_token"]

    def settle_down(self) -> None:
        """Let both users in, and order a plastic and two virtual cards for the first."""
        for user in (0, 1):
            self.log_in(user)
        self.business, self.consumer = self.accounts()
        self.foreign_business, _ = self.accounts(user=1)
        self.plastic, self.order = self.add_card()
        self.change_card(self.plastic, card_status="ACT")
        self.multi, _ = self.add_card(card_type="VIRTUAL_MULTI_USE")
        self.single, _ = self.add_card(card_type="VIRTUAL_SINGLE_USE")

    def accounts(self, *, user: int = 0) -> list[int]:
        """Return the numbers of a user's accounts."""
        return [each["acc_id"] for each in body(self.call("GET", "/accounts", user=user))["accounts"]]

    def add_account(self, form: Mapping[str, str] = BUSINESS, **changes: str) -> int:
        """Open an account; return its number."""
        number: int = body(self.call("POST", "/accounts", {**form, **changes}))["acc_id"]
        return number

    def fulfil_kyc(self, account: int, *, business: bool = False) -> None:
        """Upload the files that an account needs and let them be accepted."""
        fields = (*KYC_OF_CONSUMER, *(("corp_status", "corp_kbis") if business else ()))
        content_type, content = multipart({name: (f"{name}.jpg", b"\xff\xd8") for name in fields})
        body(self.call("POST", f"/accounts/{account}/kyc", content=content, content_type=content_type))
        for name in fields:
            kind = name.removeprefix("user_").removeprefix("corp_")
            self.event("kyc-decision", accountId=account, type=kind, accepted=True)

    def order_card(self, account: Any = None, *, user: Any = 0, **changes: str) -> httpx.Response:
        """Order a card."""
        form = {**CARD, "acc_id": str(self.business if account is None else account), **changes}
        return self.call("POST", "/cards", form, user=user)

    def add_card(self, account: int | None = None, *, user: int = 0, **changes: str) -> tuple[str, int]:
        """Order a card; return its reference and the number of the order."""
        shown = body(self.order_card(account, user=user, **changes))
        return shown["card_ref"], shown["order_id"]

    def change_card(self, card: str, **changes: str) -> httpx.Response:
        """Update a card."""
        return self.call("PUT", f"/cards/{card}", changes)

    def load(self, card: str | None = None, **changes: str) -> httpx.Response:
        """Load a card, else the one for many uses."""
        return self.call("POST", f"/cards/{card or self.multi}/credit", {**LOAD, **changes})

    def unload(self, card: str | None = None, **changes: str) -> httpx.Response:
        """Unload a card, else the one for many uses."""
        return self.call("POST", f"/cards/{card or self.multi}/debit", {**LOAD, **changes})

    def transfer(self, account: Any = None, **changes: str) -> httpx.Response:
        """Send money to an IBAN."""
        path = f"/accounts/{self.business if account is None else account}/credit-transfers"
        return self.call("POST", path, {**TRANSFER, **changes})

    def add_transfer(self, **changes: str) -> int:
        """Send money to an IBAN; return the number of the transfer."""
        number: int = body(self.transfer(**changes))["internal_id"]
        return number

    def balance(self, account: int | None = None) -> Any:
        """Return the balance of an account."""
        path = f"/accounts/{self.business if account is None else account}/balance"
        return body(self.call("GET", path))["balance"]

    def card(self, card: str | None = None) -> Any:
        """Return a card, else the one for many uses."""
        return body(self.call("GET", f"/cards/{card or self.multi}"))

    def statements(self, query: str = "", *, account: int | None = None) -> Any:
        """Return the statements of an account."""
        path = f"/accounts/{self.business if account is None else account}/statements"
        return body(self.call("GET", path, query=query))


@functools.cache
def registration() -> Path:
    """Return a registration file with the two API users of this test run."""
    entries = [{**person, "public_key": public_pem(private_key(number))} for number, person in enumerate(PEOPLE)]
    path = Path(tempfile.mkdtemp()) / "users.json"
    path.write_text(json.dumps(entries))
    return path


def settled() -> Iterator[World]:
    """Yield a settled world and see to it that nothing unforeseen happened in it: the body of a fixture."""
    made = World(registration())
    made.settle_down()
    yield made
    assert made.unhandled() == 0


def timestamp_text(response: httpx.Response) -> str:
    """Return the timestamp of an envelope as the text that it has on the wire."""
    found: str = json.loads(response.content, parse_float=str, parse_int=str)["timestamp"]
    return found


def hash_for(response: httpx.Response, username: str) -> str:
    """Return the hash that an envelope has to have for a user."""
    return hashlib.sha256(f"{timestamp_text(response)}|{username}".encode()).hexdigest()


def envelope(response: httpx.Response) -> dict[str, Any]:
    """Return an envelope after checking its members and that its hash is one of a known user, or of nobody."""
    shown: dict[str, Any] = response.json()
    assert list(shown) == ["request_id", "type_response", "timestamp", "hash", "body"]
    assert response.headers["content-type"] == "application/json"
    assert shown["type_response"] == "sync"
    assert not timestamp_text(response).partition(".")[2].endswith("0")
    assert shown["hash"] in {hash_for(response, name) for name in ("", *(each["username"] for each in PEOPLE))}
    return shown


def body(response: httpx.Response) -> dict[str, Any]:
    """Return the body of a success after checking its envelope."""
    assert response.status_code == 200, response.text
    shown: dict[str, Any] = envelope(response)["body"]
    assert "error" not in shown
    return shown


def code(response: httpx.Response) -> str:
    """Return the code of an error answer after checking its envelope against the HTTP answer."""
    (error,) = envelope(response)["body"].values()
    assert list(error) == ["code", "message", "exception"]
    assert isinstance(error["code"], int)
    assert error["exception"].endswith("Exception")
    found = str(error["code"])
    assert int(found[:3]) == response.status_code
    return found


def outcome(response: httpx.Response) -> Any:
    """Return the code of an error answer, else the status."""
    return code(response) if response.status_code >= 400 else response.status_code
