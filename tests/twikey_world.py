"""A small world inside the Twikey sandbox for the tests beside this file, driven without a socket."""

import asyncio
import base64
import functools
import json
import tempfile
import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from conformance.sandbox import twikey

NOW_S = 1_505_570_400
FIRST_TOKEN = "5845FD1A3D1A9915EA9C879BAF6D1DDE5B457143"
SECOND_TOKEN = "ABCDEF1A3D1A9915EA9C879BAF6D1DDE5B457143"
OTP_TOKEN = "00112233445566778899AABBCCDDEEFF00112233"
PRIVATE_KEY = "0123456789ABCDEF0123456789ABCDEF01234567"
WEBSITE_KEY = "BE04823F732EDB2B7F82252DDAF6DE787D647B43A66AE97B32773F77CCF12765"
CT = "1323"
B2B = "1324"
OWN_NUMBERS = "1325"
IBAN = "BE68068897250734"
OTHER_IBAN = "NL91ABNA0417164300"
BIC = "GKCCBEBB"
PDF = b"%PDF-1.4 a scan"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and a drawing").decode()
DEBTOR = {
    "l": "nl",
    "lastname": "Support",
    "firstname": "Twikey",
    "mobile": "+32479123123",
    "address": "Derbystraat 43",
    "zip": "9051",
    "city": "Gent",
    "country": "BE",
}
INVITATION = {"ct": CT, "email": "support@example.com", **DEBTOR}
SIGNATURE = {"method": "paper", "ct": CT, "iban": IBAN, "bic": BIC, "email": "signs@example.com", **DEBTOR}
TRANSFER = {"iban": IBAN, "message": "test credit transfer", "amount": "50.00"}

Form = dict[str, Any]


@functools.cache
def runner() -> asyncio.Runner:
    """Return the loop of this test run."""
    return asyncio.Runner()


@functools.cache
def registration() -> Path:
    """Return a registration file with the three merchants of this test run."""
    entries = [
        {"name": "first", "api_token": FIRST_TOKEN, "website_key": WEBSITE_KEY},
        {"name": "second", "api_token": SECOND_TOKEN},
        {"name": "third", "api_token": OTP_TOKEN, "private_key": PRIVATE_KEY},
    ]
    path = Path(tempfile.mkdtemp()) / "merchants.json"
    path.write_text(json.dumps(entries))
    return path


def encode(form: Form) -> str:
    """Return a form or query; a list repeats its key, ``...`` leaves the parameter out."""
    return urllib.parse.urlencode({name: value for name, value in form.items() if value is not ...}, doseq=True)


class World:
    """A sandbox with three merchants, and ways to call it."""

    def __init__(self, path: Path, *, seed: int = 1, frozen: bool = True) -> None:
        self.sandbox = twikey.create_sandbox(seed=seed, registration=path, frozen=frozen, key_folder=path.parent)
        self.transport = httpx.ASGITransport(app=self.sandbox.app)
        self.session = ""
        self.signed = ""
        self.prepared = ""
        self.invitation: dict[str, str] = {}
        # What a probe has made for itself.
        self.more: list[str] = []
        self.ids: list[int] = []
        self.batch = 0

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
        form: Form | bytes | None = None,
        *,
        query: Form | None = None,
        session: str | None = "",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Call the API below ``/creditor`` in the session of the first merchant, unless another is given."""
        sent = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if session is not None:
            sent["Authorization"] = session or self.session
        content = form if isinstance(form, bytes) else None
        if isinstance(form, dict):
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
            content = encode(form).encode()
        return self.send(method, f"/creditor{path}", headers=sent, content=content, query=encode(query or {}))

    def get(self, path: str, query: Form | None = None, /, **headers: str) -> httpx.Response:
        """Read something; in the names of headers a dash is written as an underscore."""
        return self.call("GET", path, query=query, headers=headers)

    def post(self, path: str, form: Form | bytes, /, **headers: str) -> httpx.Response:
        """Write something."""
        return self.call("POST", path, form, headers=headers)

    def delete(self, path: str, query: Form, /, **headers: str) -> httpx.Response:
        """Remove something."""
        return self.call("DELETE", path, query=query, headers=headers)

    def log_in(self, token: str = FIRST_TOKEN, **form: Any) -> httpx.Response:
        """Log in."""
        return self.call("POST", "", {"apiToken": token, **form}, session=None)

    def session_of(self, token: str) -> str:
        """Return a session without a login."""
        session: str = self.event("session-issue", apiToken=token)["authorization"]
        return session

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

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.control("POST", "/clock", {"advance_s": seconds})

    def unhandled(self) -> int:
        """Return how many exceptions nothing foresaw."""
        count: int = self.control("GET", "/log")["counters"]["unhandled"]
        return count

    def settle_down(self) -> None:
        """Log in, sign a CORE mandate, prepare another, and read the feed empty."""
        self.session = self.log_in().json()["Authorization"]
        self.signed = self.sign()
        self.invitation = self.invite()
        self.prepared = self.invitation["mndtId"]
        self.feed()

    def invite(self, **changes: Any) -> dict[str, str]:
        """Prepare a mandate."""
        answer: dict[str, str] = self.post("/invite", {**INVITATION, **changes}).json()
        return answer

    def sign(self, *, session: str = "", **changes: Any) -> str:
        """Sign a mandate on paper; return its number."""
        answer = self.call("POST", "/sign", {**SIGNATURE, **changes}, session=session)
        number: str = answer.json()["MndtId"]
        return number

    def feed(self, **headers: str) -> list[dict[str, Any]]:
        """Read the mandate feed."""
        messages: list[dict[str, Any]] = self.get("/mandate", **headers).json()["Messages"]
        return messages

    def detail(self, number: str, **query: Any) -> httpx.Response:
        """Read a mandate in any state."""
        return self.get("/mandate/detail", {"mndtId": number, "force": "true", **query})

    def state(self, number: str) -> str:
        """Return the state of a mandate."""
        return str(self.detail(number).headers["x-state"])

    def cancel(self, number: str, **query: Any) -> httpx.Response:
        """Cancel a mandate."""
        return self.delete("/mandate", {"mndtId": number, "rsn": "some reason", **query})

    def add(self, *, mandate: str = "", **changes: Any) -> httpx.Response:
        """Add a transaction."""
        form = {"mndtId": mandate or self.signed, "message": "Monthly payment", "amount": "50.00", **changes}
        return self.post("/transaction", form)

    def added(self, **changes: Any) -> int:
        """Add a transaction; return its number."""
        number: int = self.add(**changes).json()["Entries"][0]["id"]
        return number

    def collect(self, **changes: Any) -> dict[str, Any]:
        """Collect."""
        answer: dict[str, Any] = self.post("/collect", {"ct": CT, **changes}).json()
        return answer

    def updates(self, **headers: str) -> list[dict[str, Any]]:
        """Read the transaction feed."""
        entries: list[dict[str, Any]] = self.get("/transaction", **headers).json()["Entries"]
        return entries

    def payments(self, query: Form | None = None, /, **headers: str) -> list[dict[str, Any]]:
        """Read the payment feed."""
        batches: list[dict[str, Any]] = self.get("/payment", query, **headers).json()["Sdds"]
        return batches

    def deliveries(self) -> list[dict[str, Any]]:
        """Return the callbacks once all were delivered or given up."""
        found: list[dict[str, Any]] = self.event("callbacks")["deliveries"]
        return found


def settled() -> Iterator[World]:
    """Yield a settled world and see to it that nothing unforeseen happened in it: the body of a fixture."""
    made = World(registration())
    made.settle_down()
    yield made
    log = made.control("GET", "/log")
    assert log["counters"]["unhandled"] == 0, log["unhandled"]


def code(response: httpx.Response) -> str:
    """Return the code of an error answer after checking that body and headers agree."""
    body = response.json()
    assert sorted(body) == ["code", "message"]
    assert response.headers["apierror"] == response.headers["apierrorcode"] == body["code"]
    found: str = body["code"]
    return found


def outcome(response: httpx.Response) -> Any:
    """Return the code of an error answer, else the status."""
    return code(response) if "apierrorcode" in response.headers else response.status_code


def mandate_message(number: str, **changes: Any) -> dict[str, Any]:
    """Return a message as the provider's Postman collection imports it."""
    mandate = {
        "MndtId": number,
        "LclInstrm": "CORE",
        "Ocrncs": {"SeqTp": "RCUR", "Frqcy": "ADHO", "Drtn": {"FrDt": "2017-08-30"}},
        "CdtrSchmeId": "EE07ZZZPOSTMANTEST",
        "Dbtr": {
            "Nm": "Dominique Adriansens",
            "PstlAdr": {"AdrLine": "Riet", "PstCd": "8020", "TwnNm": "Oostkamp", "Ctry": "BE"},
            "CtryOfRes": "BE",
            "CtctDtls": {"EmailAdr": "contact@example.com", "MobNb": None},
        },
        "DbtrAcct": IBAN,
        "DbtrAgt": {"FinInstnId": {"BICFI": BIC, "Nm": "BELFIUS BANK"}},
        "RfrdDoc": "Algemene voorwaarden",
        "SplmtryData": [
            {"Key": "TemplateId", "Value": int(CT)},
            {"Key": "FirstName", "Value": "Dominique"},
            {"Key": "LastName", "Value": "Adriansens"},
            {"Key": "SignerMethod#0", "Value": "print"},
            {"Key": "SignerPlace#0", "Value": "(Imported)"},
            {"Key": "SignerDate#0", "Value": "2017-08-30T16:37:05Z"},
        ],
        **changes,
    }
    kept = {name: value for name, value in mandate.items() if value is not ...}
    return {"Mndt": kept, "EvtTime": "2017-08-30T16:37:05Z"}


def document(*messages: dict[str, Any]) -> bytes:
    """Return an import document."""
    return json.dumps({"GrpHdr": {"CreDtTm": "2017-08-31T07:35:25Z"}, "Messages": list(messages)}).encode()
