"""The face of Twikey's credentials that the judge uses."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import requests

import auth_hooks
from auth_hooks import engine, errors, twikey

BASE_URL = "https://api.example.com"
API_TOKEN = "5845FD1A3D1A9915EA9C879BAF6D1DDE5B457143"
KEY = "0123456789ABCDEF0123456789ABCDEF01234567"
NOW_S = 1_505_570_400.0
OTP = "66464308"
PLAIN = twikey.Credentials(api_token=API_TOKEN)
ENHANCED = twikey.Credentials(api_token=API_TOKEN, private_key=KEY)


class SessionServer:
    """Opens and ends sessions."""

    def __init__(self) -> None:
        self.logins: list[httpx.Request] = []
        self.sessions: set[str] = set()
        self.is_refusing = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.logins.append(request)
            if self.is_refusing:
                return httpx.Response(200, headers={"ApiErrorCode": "err_no_login"})
            session = f"session-{len(self.logins)}"
            self.sessions.add(session)
            return httpx.Response(200, headers={"Authorization": session})
        session = request.headers["Authorization"]
        if session not in self.sessions:
            return httpx.Response(401, text="Not logged in")
        self.sessions.remove(session)
        return httpx.Response(204)


@pytest.fixture
def server() -> SessionServer:
    return SessionServer()


@pytest.fixture
def http(server: SessionServer) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(server))


def open_face(http: httpx.Client, credentials: twikey.Credentials = ENHANCED) -> twikey.TwikeyEngine:
    return twikey.TwikeyEngine(credentials, base_url=BASE_URL, http=http, clock=lambda: NOW_S)


@pytest.fixture
def face(http: httpx.Client) -> twikey.TwikeyEngine:
    return open_face(http)


def test_twikey_offers_the_protocol(face: twikey.TwikeyEngine) -> None:
    """Twikey's face is an EngineFace, which the type checker proves; its scheme is its one header."""
    offered: engine.EngineFace = face
    assert offered.schemes == {"Authorization"}


def test_headers_log_in_once(face: twikey.TwikeyEngine, server: SessionServer) -> None:
    """The first operation logs in, the others share its session."""
    operations = ("getMandate", "createTransaction", "getPayments")
    actual = [face.headers(operation) for operation in operations]
    assert actual == [{"Authorization": "session-1"}] * 3
    assert [str(login.url) for login in server.logins] == [f"{BASE_URL}/creditor"]


def test_login_operation_needs_no_session(face: twikey.TwikeyEngine, server: SessionServer) -> None:
    """The login itself carries no header."""
    assert face.headers("logIn") == {}
    assert server.logins == []


def test_logout_ends_a_session_of_its_own(face: twikey.TwikeyEngine, server: SessionServer, http: httpx.Client) -> None:
    """However often the judge logs out, each time is the first of its session, and the shared one lives on."""
    shared = face.headers("getMandate")
    for _ in range(3):
        assert http.get(f"{BASE_URL}/creditor", headers=face.headers("logOut")).status_code == 204
    assert server.sessions == {"session-1"}
    assert face.headers("getMandate") == shared == {"Authorization": "session-1"}


def test_logout_before_anything_else_opens_no_shared_session(
    face: twikey.TwikeyEngine, server: SessionServer, http: httpx.Client
) -> None:
    """The session made to be ended is never handed to another operation."""
    assert http.get(f"{BASE_URL}/creditor", headers=face.headers("logOut")).status_code == 204
    assert face.headers("getMandate") == {"Authorization": "session-2"}
    assert server.sessions == {"session-2"}


def test_faces_share_one_session(face: twikey.TwikeyEngine, server: SessionServer) -> None:
    """What the engine face has fetched, the httpx face uses."""
    face.headers("getMandate")
    request = next(face.auth.sync_auth_flow(httpx.Request("GET", f"{BASE_URL}/creditor/mandate")))
    assert (request.headers["Authorization"], len(server.logins)) == ("session-1", 1)


def test_renew_forgets_the_session(face: twikey.TwikeyEngine) -> None:
    """After a reset of the target the next operation logs in again."""
    face.headers("getMandate")
    face.renew()
    assert face.headers("getMandate") == {"Authorization": "session-2"}


def test_logins_are_bounded_by_the_clients_timeout(face: twikey.TwikeyEngine, server: SessionServer) -> None:
    """Shared or not, a login inherits the finite timeout of its client."""
    face.headers("getMandate")
    face.headers("logOut")
    assert [None in login.extensions["timeout"].values() for login in server.logins] == [False, False]


@pytest.mark.parametrize("operation", ["getMandate", "logOut"])
def test_refused_login_is_typed(face: twikey.TwikeyEngine, server: SessionServer, operation: str) -> None:
    """A refusal reaches the judge as an exception of its own, and is tried again next time."""
    server.is_refusing = True
    with pytest.raises(errors.AuthenticationFailed):
        face.headers(operation)
    server.is_refusing = False
    assert face.headers(operation) == {"Authorization": "session-2"}


@pytest.mark.parametrize("otp", [twikey.OTP_PLACEHOLDER, int(twikey.OTP_PLACEHOLDER)])
def test_fill_replaces_the_placeholders(face: twikey.TwikeyEngine, otp: object) -> None:
    """Token and password become the real ones, in their places; the body given stays as it was."""
    body = {"otp": otp, "extra": "x", "apiToken": twikey.API_TOKEN_PLACEHOLDER}
    filled = face.fill("logIn", body)
    assert isinstance(filled, dict)
    assert list(filled.items()) == [("otp", OTP), ("extra", "x"), ("apiToken", API_TOKEN)]
    assert body == {"otp": otp, "extra": "x", "apiToken": twikey.API_TOKEN_PLACEHOLDER}


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ({"apiToken": twikey.API_TOKEN_PLACEHOLDER, "otp": 5}, {"apiToken": API_TOKEN, "otp": 5}),
        ({"apiToken": "wrong", "otp": twikey.OTP_PLACEHOLDER}, {"apiToken": "wrong", "otp": OTP}),
        ({"apiToken": twikey.API_TOKEN_PLACEHOLDER}, {"apiToken": API_TOKEN}),
    ],
)
def test_fill_leaves_what_is_under_test(face: twikey.TwikeyEngine, body: object, filled: object) -> None:
    """One placeholder is replaced without touching the other field, and none is added."""
    assert filled == face.fill("logIn", body)


def test_fill_without_a_private_key_takes_the_password_out(http: httpx.Client) -> None:
    """A creditor without enhanced security has no password to send."""
    body = {"apiToken": twikey.API_TOKEN_PLACEHOLDER, "otp": twikey.OTP_PLACEHOLDER}
    assert open_face(http, PLAIN).fill("logIn", body) == {"apiToken": API_TOKEN}


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("logIn", {"apiToken": "x", "otp": 1}),
        ("logIn", {"apiToken": None}),
        ("logIn", {}),
        ("logIn", f"apiToken={twikey.API_TOKEN_PLACEHOLDER}".encode()),
        ("logIn", None),
        ("inviteMandate", {"apiToken": twikey.API_TOKEN_PLACEHOLDER}),
    ],
)
def test_fill_leaves_other_bodies_alone(face: twikey.TwikeyEngine, operation: str, body: object) -> None:
    """A body that is under test is the same object afterwards."""
    assert face.fill(operation, body) is body


def test_placeholders_are_shaped_like_what_they_stand_for() -> None:
    """A schema that describes tokens of 40 hexadecimal digits and passwords of eight digits accepts them."""
    assert len(bytes.fromhex(twikey.API_TOKEN_PLACEHOLDER)) == 20
    assert 0 <= int(twikey.OTP_PLACEHOLDER) < twikey.OTP_MODULUS
    assert len(twikey.OTP_PLACEHOLDER) == 8


def test_sign_changes_nothing(face: twikey.TwikeyEngine) -> None:
    """Twikey signs no requests."""
    request = requests.Request("POST", BASE_URL, headers={"Authorization": "wrong"}, data={"a": 1}).prepare()
    before = (dict(request.headers), request.body)
    face.sign(request, skip=frozenset(), operation="inviteMandate")
    assert before == (dict(request.headers), request.body)


def test_hook_needs_no_requests() -> None:
    """An integrator does not install what only the judge needs: the hook imports neither requests nor the engine."""
    code = "import sys, auth_hooks.twikey; print(sorted({'requests', 'auth_hooks.engine'} & set(sys.modules)))"
    root = Path(str(auth_hooks.__file__)).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
