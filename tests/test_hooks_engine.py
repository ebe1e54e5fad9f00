"""The face of the credentials that the judge uses, and the signer that runs last."""

import subprocess
import sys
from pathlib import Path

import httpx
import jwt
import pytest
import requests

from auth_hooks import engine, errors, tikkie

BASE_URL = "https://api.example.com"
CREDENTIALS = tikkie.load_credentials(
    api_key="api-key-1",
    private_key_file=Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem",
    audience=tikkie.SANDBOX_AUDIENCE,
)
NOW_S = 1_529_400_042.0


class TokenServer:
    def __init__(self) -> None:
        self.logins: list[httpx.Request] = []
        self.status = 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.logins.append(request)
        body = {"access_token": f"token-{len(self.logins)}", "expires_in": "3600", "token_type": "Bearer"}
        return httpx.Response(self.status, json=body if self.status == 200 else None)


@pytest.fixture
def server() -> TokenServer:
    return TokenServer()


@pytest.fixture
def face(server: TokenServer) -> tikkie.TikkieEngine:
    http = httpx.Client(transport=httpx.MockTransport(server))
    return tikkie.TikkieEngine(CREDENTIALS, base_url=BASE_URL, http=http, clock=lambda: NOW_S)


def test_tikkie_offers_the_protocol(face: tikkie.TikkieEngine) -> None:
    """Tikkie's face is an EngineFace, which the type checker proves; its schemes are its two headers."""
    offered: engine.EngineFace = face
    assert offered.schemes == {"API-Key", "Authorization"}


def test_headers_log_in_once(face: tikkie.TikkieEngine, server: TokenServer) -> None:
    """The first operation logs in, the others share its token."""
    operations = ("getPlatforms", "createPlatform", "getUsers")
    actual = [face.headers(operation) for operation in operations]
    assert actual == [{"API-Key": "api-key-1", "Authorization": "Bearer token-1"}] * 3
    assert [str(login.url) for login in server.logins] == [f"{BASE_URL}/v1/oauth/token"]


def test_token_operation_needs_no_login(face: tikkie.TikkieEngine, server: TokenServer) -> None:
    """The login itself carries the API key only."""
    assert face.headers("createAccessToken") == {"API-Key": "api-key-1"}
    assert server.logins == []


def test_faces_share_one_token(face: tikkie.TikkieEngine, server: TokenServer) -> None:
    """What the engine face has fetched, the httpx face uses."""
    face.headers("getPlatforms")
    request = next(face.auth.sync_auth_flow(httpx.Request("GET", f"{BASE_URL}/v1/tikkie/platforms")))
    assert (request.headers["Authorization"], len(server.logins)) == ("Bearer token-1", 1)


def test_renew_forgets_the_token(face: tikkie.TikkieEngine, server: TokenServer) -> None:
    """After a reset of the target the next operation logs in again."""
    face.headers("getPlatforms")
    face.renew()
    assert face.headers("getPlatforms")["Authorization"] == "Bearer token-2"


def test_login_is_bounded_by_the_clients_timeout(face: tikkie.TikkieEngine, server: TokenServer) -> None:
    """The login inherits the finite timeout of its client."""
    face.headers("getPlatforms")
    assert None not in server.logins[0].extensions["timeout"].values()


def test_refused_login_is_typed(face: tikkie.TikkieEngine, server: TokenServer) -> None:
    """A refusal reaches the judge as an exception of its own, and is tried again next time."""
    server.status = 401
    with pytest.raises(errors.AuthenticationFailed):
        face.headers("getPlatforms")
    server.status = 200
    assert face.headers("getPlatforms")["Authorization"] == "Bearer token-2"


def test_fill_replaces_the_placeholder(face: tikkie.TikkieEngine) -> None:
    """The placeholder becomes a fresh assertion; the rest of the form and the form given stay as they were."""
    body = {"client_assertion": tikkie.PLACEHOLDER, "scope": "tikkie"}
    filled = face.fill("createAccessToken", body)
    assert isinstance(filled, dict)
    assert body["client_assertion"] == tikkie.PLACEHOLDER
    assert filled["scope"] == "tikkie"
    claims = jwt.decode(filled["client_assertion"], options={"verify_signature": False})
    assert claims == tikkie.assertion_claims(CREDENTIALS, now_s=NOW_S)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("createAccessToken", {"client_assertion": "a.b.c"}),
        ("createAccessToken", {}),
        ("createAccessToken", b"client_assertion=placeholder.client.assertion"),
        ("createAccessToken", None),
        ("createPlatform", {"client_assertion": tikkie.PLACEHOLDER}),
    ],
)
def test_fill_leaves_other_bodies_alone(face: tikkie.TikkieEngine, operation: str, body: object) -> None:
    """A body that is under test is the same object afterwards."""
    assert face.fill(operation, body) is body


def test_sign_changes_nothing(face: tikkie.TikkieEngine) -> None:
    """Tikkie signs no requests."""
    request = requests.Request("POST", BASE_URL, headers={"API-Key": "wrong"}, json={"a": 1}).prepare()
    before = (dict(request.headers), request.body)
    face.sign(request, skip=frozenset(), operation="createPlatform")
    assert before == (dict(request.headers), request.body)


class Signer:
    """A face that signs, as those of later providers do."""

    schemes = frozenset({"X-Signature"})

    def __init__(self) -> None:
        self.seen: list[tuple[object, frozenset[str], str]] = []

    def headers(self, operation: str) -> dict[str, str]:
        return {}

    def fill(self, operation: str, body: object) -> object:
        return body

    def sign(self, request: requests.PreparedRequest, *, skip: frozenset[str], operation: str) -> None:
        self.seen.append((request.body, skip, operation))
        request.headers["X-Signature"] = str(len(self.seen))

    def renew(self) -> None:
        pass


def test_signer_sees_the_finished_request() -> None:
    """The signer runs when the body is serialised, is told what is under test, and signs each sending anew."""
    face = Signer()
    skip = frozenset({"Authorization"})
    request = requests.Request("POST", BASE_URL, json={"a": 1})
    request.auth = engine.SignOnSend(face, skip=skip, operation="op")
    with requests.Session() as session:
        prepared = [session.prepare_request(request) for _ in range(2)]
    assert [one.headers["X-Signature"] for one in prepared] == ["1", "2"]
    assert face.seen == [(b'{"a": 1}', skip, "op")] * 2


def test_hook_needs_no_requests() -> None:
    """An integrator does not install what only the judge needs: the hook imports neither requests nor the engine."""
    code = "import sys, auth_hooks.tikkie; print(sorted({'requests', 'auth_hooks.engine'} & set(sys.modules)))"
    root = Path(tikkie.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
