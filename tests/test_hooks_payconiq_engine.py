"""The face of Payconiq's credentials that the judge uses: it signs the finished request and nothing under test."""

import dataclasses
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from auth_hooks import engine, errors, payconiq

BASE_URL = "https://api.example.com"
PARTNER = "560012d5c25c4168ce03dd54"
ORIGIN = "5601709bc25c416c9ede5ca7"
CREDENTIALS = payconiq.load_credentials(
    partner_id=PARTNER,
    token="token-1",
    private_key_file=Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem",
)
BODY = {"originId": ORIGIN, "amount": 1000, "currency": "EUR", "signature": payconiq.SIGNED_ON_SEND}
NOTHING: frozenset[str] = frozenset()


@pytest.fixture
def face() -> payconiq.PayconiqEngine:
    return payconiq.PayconiqEngine(CREDENTIALS, base_url=BASE_URL)


def prepare(**options: Any) -> requests.PreparedRequest:
    return requests.Request("POST", f"{BASE_URL}/v1/partners/{PARTNER}/transactions", **options).prepare()


def expected(body: bytes) -> bytes:
    return payconiq.sign_body(body, operation="createTransaction", credentials=CREDENTIALS)


def snapshot(request: requests.PreparedRequest) -> tuple[object, dict[str, str]]:
    return request.body, dict(request.headers)


def test_payconiq_offers_the_protocol(face: payconiq.PayconiqEngine) -> None:
    """Payconiq's face is an EngineFace, which the type checker proves; its scheme is its one header."""
    offered: engine.EngineFace = face
    assert offered.schemes == {"Authorization"}


@pytest.mark.parametrize("operation", ["getPartner", "putKey", "createTransaction"])
def test_headers_are_the_bare_token(face: payconiq.PayconiqEngine, operation: str) -> None:
    """Every operation has the same header, before and after a reset of the target."""
    before = face.headers(operation)
    face.renew()
    assert before == face.headers(operation) == {"Authorization": "token-1"}


def test_faces_share_the_credentials(face: payconiq.PayconiqEngine) -> None:
    """The httpx face of the same object sends the same token."""
    assert isinstance(face.auth, payconiq.PayconiqAuth)
    http = payconiq.http_client(CREDENTIALS, base_url=BASE_URL)
    request = next(face.auth.sync_auth_flow(http.build_request("GET", "/v1")))
    assert face.headers("getPartner")["Authorization"] == request.headers["Authorization"]


@pytest.mark.parametrize("skip", [NOTHING, frozenset({"Authorization"})])
def test_transaction_is_signed_over_the_final_bytes(face: payconiq.PayconiqEngine, skip: frozenset[str]) -> None:
    """The placeholder gives way, the length follows, and the header under test is left as it is."""
    request = prepare(json=BODY, headers={"Authorization": "wrong"})
    before = request.body
    assert isinstance(before, bytes)
    face.sign(request, skip=skip, operation="createTransaction")
    assert expected(before) == request.body != before
    assert (str(len(expected(before))), "wrong") == tuple(map(request.headers.get, ("Content-Length", "Authorization")))


def test_body_as_text_is_signed(face: payconiq.PayconiqEngine) -> None:
    """A text is sent in UTF-8, and the length counts its bytes."""
    text = json.dumps({**BODY, "note": "é"}, ensure_ascii=False)
    request = prepare(data=text)
    face.sign(request, skip=NOTHING, operation="createTransaction")
    assert expected(text.encode()) == request.body
    assert str(len(expected(text.encode()))) == request.headers["Content-Length"]


def test_chunked_request_gets_a_length(face: payconiq.PayconiqEngine) -> None:
    """A signed body has one length, so it cannot be announced as chunked as well."""
    request = prepare(json=BODY, headers={"Transfer-Encoding": "chunked"})
    face.sign(request, skip=NOTHING, operation="createTransaction")
    assert isinstance(request.body, bytes)
    assert (str(len(request.body)), None) == tuple(map(request.headers.get, ("Content-Length", "Transfer-Encoding")))


@pytest.mark.parametrize(
    ("operation", "options"),
    [
        ("createTransaction", {"json": {**BODY, "signature": "Z2FyYmFnZQ=="}}),
        ("createTransaction", {"json": {name: value for name, value in BODY.items() if name != "signature"}}),
        ("createTransaction", {"json": {}}),
        ("createTransaction", {"json": [BODY]}),
        ("createTransaction", {"data": b"\xff{"}),
        ("createTransaction", {"data": '{"a": "\ud800", "signature": "signed-on-send"}'}),
        ("createTransaction", {"data": "{"}),
        ("createTransaction", {"data": b"signature=signed-on-send"}),
        ("createTransaction", {}),
        ("createCustomer", {"json": BODY}),
        ("putKey", {"json": {"value": "x"}}),
    ],
    ids=str,
)
def test_what_is_under_test_goes_out_as_it_came(
    face: payconiq.PayconiqEngine, operation: str, options: dict[str, Any]
) -> None:
    """A missing signature stays missing, a wrong one wrong, and rubbish rubbish: the judge wants to see the refusal."""
    request = prepare(json=options.get("json"))
    if "data" in options:  # as it is, for `requests` would refuse half of it
        request.body = options["data"]
    before = snapshot(request)
    face.sign(request, skip=NOTHING, operation=operation)
    assert before == snapshot(request)


def test_stream_is_left_alone(face: payconiq.PayconiqEngine) -> None:
    """A body that can be read once is not read here."""
    stream = io.BytesIO(json.dumps(BODY).encode())
    request = prepare(data=stream)
    before = snapshot(request)
    face.sign(request, skip=NOTHING, operation="createTransaction")
    assert before == snapshot(request)
    assert stream.tell() == 0


def test_each_sending_is_signed_by_the_signer() -> None:
    """Through `SignOnSend` the request that `requests` prepares is signed."""
    request = requests.Request("POST", f"{BASE_URL}/v1/partners/{PARTNER}/transactions", json=BODY)
    face = payconiq.PayconiqEngine(CREDENTIALS, base_url=BASE_URL)
    request.auth = engine.SignOnSend(face, skip=NOTHING, operation="createTransaction")
    with requests.Session() as session:
        prepared = session.prepare_request(request)
    assert isinstance(prepared.body, bytes)
    assert expected(json.dumps(BODY).encode()) == prepared.body
    assert str(len(prepared.body)) == prepared.headers["Content-Length"]


def test_generated_rotation_is_good(face: payconiq.PayconiqEngine) -> None:
    """Placeholders of key and signature become a rotation to our own key, so that the key on file stays good."""
    body = {"value": payconiq.PLACEHOLDER_KEY, "signature": payconiq.SIGNED_ON_SEND}
    filled = face.fill("putKey", body)
    assert body["value"] == payconiq.PLACEHOLDER_KEY
    request = prepare(json=filled)
    face.sign(request, skip=NOTHING, operation="putKey")
    assert isinstance(request.body, bytes)
    sent = json.loads(request.body)
    assert CREDENTIALS.private_key is not None
    assert sent["value"] == payconiq.public_key_value(CREDENTIALS.private_key)
    payconiq.verify_key_rotation(sent["value"], sent["signature"], old_key=CREDENTIALS.private_key.public_key())


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("putKey", {"value": "x"}),
        ("putKey", {}),
        ("putKey", {"value": None}),
        ("putKey", [payconiq.PLACEHOLDER_KEY]),
        ("putKey", b'{"value": "own-public-key"}'),
        ("putKey", None),
        ("createTransaction", {"value": payconiq.PLACEHOLDER_KEY}),
    ],
)
def test_fill_leaves_other_bodies_alone(face: payconiq.PayconiqEngine, operation: str, body: object) -> None:
    """A body that is under test is the same object afterwards."""
    assert face.fill(operation, body) is body


def test_missing_private_key_is_named() -> None:
    """A partner without a key can neither fill nor sign; everything else works."""
    face = payconiq.PayconiqEngine(dataclasses.replace(CREDENTIALS, private_key=None), base_url=BASE_URL)
    assert face.fill("putKey", {"value": "x"}) == {"value": "x"}
    with pytest.raises(errors.BadCredentials, match=r"^private_key is missing; putKey needs it$"):
        face.fill("putKey", {"value": payconiq.PLACEHOLDER_KEY})
    with pytest.raises(errors.BadCredentials, match=r"^private_key is missing; createTransaction needs it$"):
        face.sign(prepare(json=BODY), skip=NOTHING, operation="createTransaction")


def test_hook_needs_no_requests() -> None:
    """An integrator does not install what only the judge needs: the hook imports neither requests nor the engine."""
    code = "import sys, auth_hooks.payconiq; print(sorted({'requests', 'auth_hooks.engine'} & set(sys.modules)))"
    root = Path(payconiq.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
