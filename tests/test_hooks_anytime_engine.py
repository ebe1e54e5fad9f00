"""The face of Anytime's credentials that the judge uses."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
import requests

import auth_hooks
from auth_hooks import anytime, engine, errors
from tests.anytime_samples import (
    BASE_URL,
    CREDENTIALS,
    FORM,
    TOKEN_URL,
    answer,
    assert_signed,
    good,
    refusal,
    token_body,
)

NOW_S = 1_478_508_503.5145
CHECK_URL = f"{BASE_URL}/v1.0/apicheck"
DATA, SIGNATURE = "X-Validation-Data", "X-Signed-Request"
PLACEHOLDERS = {
    "grant_type": "password",
    "client_id": anytime.CLIENT_ID_PLACEHOLDER,
    "client_secret": anytime.CLIENT_SECRET_PLACEHOLDER,
    "username": anytime.USERNAME_PLACEHOLDER,
    "password": anytime.PASSWORD_PLACEHOLDER,
}


class TokenServer:
    """Keeps one token, as Anytime does, and takes no validation data twice."""

    def __init__(self) -> None:
        self.logins: list[httpx.Request] = []
        self.token = ""
        self.used: set[str] = set()
        self.is_refusing = False
        self.hash_user = CREDENTIALS.username

    def __call__(self, request: httpx.Request) -> httpx.Response:
        data = assert_signed(request)
        if data in self.used:
            return refusal(4010080)
        self.used.add(data)
        if request.url.path == "/oauth/v2/token":
            self.logins.append(request)
            if self.is_refusing:
                return refusal(4010040)
            self.token = f"token-{len(self.logins)}"
            return answer(token_body(self.token), user=self.hash_user)
        return good() if request.headers["Authorization"] == f"Bearer {self.token}" else refusal()


@pytest.fixture
def server() -> TokenServer:
    return TokenServer()


@pytest.fixture
def http(server: TokenServer) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(server))


@pytest.fixture
def face(http: httpx.Client) -> anytime.AnytimeEngine:
    return anytime.AnytimeEngine(CREDENTIALS, base_url=BASE_URL, http=http, clock=lambda: NOW_S)


def prepare(**headers: str | bytes) -> requests.PreparedRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.Request("GET", CHECK_URL, headers=named).prepare()


def verify(data: str | bytes, request: requests.PreparedRequest) -> None:
    signature = request.headers[SIGNATURE]
    assert isinstance(signature, str)
    anytime.verify_validation_data(data, signature, key=CREDENTIALS.private_key.public_key())


def sign(
    face: anytime.AnytimeEngine, request: requests.PreparedRequest, *skip: str, operation: str = "checkApi"
) -> None:
    face.sign(request, skip=frozenset(skip), operation=operation)


def call(face: anytime.AnytimeEngine, http: httpx.Client, operation: str = "checkApi") -> int:
    """Do what the judge does: credential headers first, then the signature, then the call."""
    headers = face.headers(operation)
    is_login = operation == anytime.TOKEN_OPERATION
    body = FORM if is_login else None
    request = requests.Request("POST", TOKEN_URL if is_login else CHECK_URL, headers=headers, data=body).prepare()
    face.sign(request, skip=frozenset(), operation=operation)
    assert request.url is not None
    return http.post(request.url, headers=dict(request.headers), content=body).status_code


def test_anytime_offers_the_protocol(face: anytime.AnytimeEngine) -> None:
    """Anytime's face is an EngineFace, which the type checker proves; its schemes are its three headers."""
    offered: engine.EngineFace = face
    assert offered.schemes == {"Authorization", DATA, SIGNATURE}


def test_headers_log_in_once(face: anytime.AnytimeEngine, server: TokenServer) -> None:
    """The first operation logs in, the others share its token; the signature comes later."""
    actual = [face.headers(operation) for operation in ("checkApi", "getAccounts", "creditCard")]
    assert actual == [{"Authorization": "Bearer token-1"}] * 3
    assert [str(login.url) for login in server.logins] == [TOKEN_URL]


def test_token_operation_needs_no_token(face: anytime.AnytimeEngine, server: TokenServer) -> None:
    """The login itself carries no Authorization."""
    assert face.headers("createToken") == {}
    assert server.logins == []


def test_login_of_the_judge_ends_the_shared_token(
    face: anytime.AnytimeEngine, http: httpx.Client, server: TokenServer
) -> None:
    """After a createToken of the judge the next operation logs in again, and is accepted, however often."""
    operations = ["checkApi", "createToken", "checkApi", "checkApi", "createToken", "createToken", "checkApi"]
    assert [call(face, http, operation) for operation in operations] == [200] * 7
    assert len(server.logins) == 3 + 3


def test_headers_of_a_login_end_the_shared_token(face: anytime.AnytimeEngine) -> None:
    """Who asks for them is about to log in, whoever signs the call."""
    face.headers("checkApi")
    face.headers("createToken")
    assert face.headers("checkApi") == {"Authorization": "Bearer token-2"}


def test_refused_login_of_the_judge_harms_nothing(
    face: anytime.AnytimeEngine, http: httpx.Client, server: TokenServer
) -> None:
    """The face cannot see that nothing was issued; it logs in once more, and goes on."""
    call(face, http)
    server.is_refusing = True
    assert call(face, http, "createToken") == 401
    server.is_refusing = False
    assert call(face, http) == 200


def test_token_fetched_between_headers_and_signature_is_forgotten(
    face: anytime.AnytimeEngine, http: httpx.Client
) -> None:
    """Somebody may ask for another operation's headers while a createToken is being made."""
    face.headers("createToken")
    face.headers("checkApi")
    request = requests.Request("POST", TOKEN_URL, data=FORM).prepare()
    sign(face, request, operation="createToken")
    assert http.post(TOKEN_URL, headers=dict(request.headers), content=FORM).status_code == 200
    assert call(face, http) == 200


def test_signature_keeps_the_token_of_other_operations(face: anytime.AnytimeEngine, server: TokenServer) -> None:
    """Only a createToken forgets it."""
    face.headers("checkApi")
    sign(face, prepare())
    face.headers("checkApi")
    assert len(server.logins) == 1


def test_faces_share_one_token(face: anytime.AnytimeEngine, server: TokenServer) -> None:
    """What the engine face has fetched, the httpx face uses."""
    face.headers("checkApi")
    flow = face.auth.sync_auth_flow(httpx.Request("GET", CHECK_URL))
    assert (next(flow).headers["Authorization"], len(server.logins)) == ("Bearer token-1", 1)
    flow.close()


def test_renew_forgets_the_token(face: anytime.AnytimeEngine) -> None:
    """After a reset of the target the next operation logs in again."""
    face.headers("checkApi")
    face.renew()
    assert face.headers("checkApi") == {"Authorization": "Bearer token-2"}


def test_token_is_renewed_by_the_targets_clock(http: httpx.Client, server: TokenServer) -> None:
    """The clock that is handed over, and the margin, decide."""
    now_s = [NOW_S]
    face = anytime.AnytimeEngine(CREDENTIALS, base_url=BASE_URL, http=http, clock=lambda: now_s[0], margin_s=600)
    face.headers("checkApi")
    now_s[0] += 2999
    assert face.headers("checkApi") == {"Authorization": "Bearer token-1"}
    now_s[0] += 1
    assert face.headers("checkApi") == {"Authorization": "Bearer token-2"}


def test_logins_are_bounded_by_the_clients_timeout(face: anytime.AnytimeEngine, server: TokenServer) -> None:
    """A login inherits the finite timeout of its client."""
    face.headers("checkApi")
    assert None not in server.logins[0].extensions["timeout"].values()


def test_refused_login_is_typed(face: anytime.AnytimeEngine, server: TokenServer) -> None:
    """A refusal reaches the judge as an exception of its own, and is tried again next time."""
    server.is_refusing = True
    with pytest.raises(errors.AuthenticationFailed):
        face.headers("checkApi")
    server.is_refusing = False
    assert face.headers("checkApi") == {"Authorization": "Bearer token-2"}


def test_wrong_hash_does_not_stop_the_judge(http: httpx.Client, server: TokenServer) -> None:
    """It is the judge who reports it; a face can be made to mind."""
    server.hash_user = "somebody-else"
    lenient = anytime.AnytimeEngine(CREDENTIALS, base_url=BASE_URL, http=http)
    assert lenient.headers("checkApi") == {"Authorization": "Bearer token-1"}
    strict = anytime.AnytimeEngine(CREDENTIALS, base_url=BASE_URL, http=http, verify_answers=True)
    with pytest.raises(errors.SignatureMismatch):
        strict.headers("checkApi")


# --- fill -----------------------------------------------------------------------------------------------------------


def test_fill_replaces_the_placeholders(face: anytime.AnytimeEngine) -> None:
    """Client and user become the real ones, in their places; the body given stays as it was."""
    body = {"extra": "x", **PLACEHOLDERS}
    filled = face.fill("createToken", body)
    assert isinstance(filled, dict)
    own = {name: value for name, (value,) in parse_qs(FORM.decode()).items()}
    assert list(filled.items()) == [("extra", "x"), *own.items()]
    assert body == {"extra": "x", **PLACEHOLDERS}


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("client_id", "client-1"),
        ("client_secret", "SecretThatMustStayHidden"),
        ("username", "demo-user"),
        ("password", "PasswordThatMustStayHidden"),
    ],
)
def test_fill_leaves_what_is_under_test(face: anytime.AnytimeEngine, name: str, own: str) -> None:
    """One placeholder is replaced without touching the other fields, and none is added."""
    body = dict.fromkeys(PLACEHOLDERS, "wrong") | {name: PLACEHOLDERS[name]}
    assert face.fill("createToken", body) == {**body, name: own}
    assert face.fill("createToken", {name: PLACEHOLDERS[name]}) == {name: own}


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("createToken", {"client_id": "x", "client_secret": ""}),
        ("createToken", {"client_id": None, "username": 7, "password": ["own-password"]}),
        ("createToken", {"username": anytime.PASSWORD_PLACEHOLDER}),
        ("createToken", {}),
        ("createToken", f"client_id={anytime.CLIENT_ID_PLACEHOLDER}".encode()),
        ("createToken", None),
        ("createAccount", PLACEHOLDERS),
    ],
)
def test_fill_leaves_other_bodies_alone(face: anytime.AnytimeEngine, operation: str, body: object) -> None:
    """A body that is under test is the same object afterwards."""
    assert face.fill(operation, body) is body


def test_placeholders_differ() -> None:
    """Each stands for one value, and none could be taken for another."""
    assert len(set(PLACEHOLDERS.values())) == 5


# --- sign -----------------------------------------------------------------------------------------------------------


def test_sign_gives_fresh_data_each_time(face: anytime.AnytimeEngine) -> None:
    """The clock stands still, and the same request signed twice differs in both headers; nothing else changes."""
    request = prepare(Authorization="Bearer x", X_Validation_Data="generated", X_Signed_Request="generated")
    seen: list[tuple[str | bytes, str | bytes]] = []
    for _ in range(2):
        sign(face, request)
        verify(request.headers[DATA], request)
        seen.append((request.headers[DATA], request.headers[SIGNATURE]))
    assert [first == second for first, second in zip(*seen, strict=True)] == [False, False]
    assert "generated" not in request.headers.values()
    assert (request.headers["Authorization"], request.url, request.body) == ("Bearer x", CHECK_URL, None)


def test_clock_and_nonce_are_the_callers(http: httpx.Client) -> None:
    """What is injected decides what is sent, so that a run can be repeated."""
    face = anytime.AnytimeEngine(
        CREDENTIALS, base_url=BASE_URL, http=http, clock=lambda: NOW_S, nonce=iter([b"1", b"2"]).__next__
    )
    face.headers("checkApi")
    request = prepare()
    sign(face, request)
    assert request.headers[DATA] == anytime.make_validation_data(now_s=NOW_S, nonce=b"2")


@pytest.mark.parametrize("given", [{}, {"X_Signed_Request": "wrong"}])
def test_signature_under_test_is_left_alone(face: anytime.AnytimeEngine, given: dict[str, str]) -> None:
    """The data are fresh, so that a wrong or missing signature is all that is wrong."""
    request = prepare(X_Validation_Data="generated", **given)
    sign(face, request, SIGNATURE)
    assert request.headers[DATA] != "generated"
    assert request.headers.get(SIGNATURE) == given.get("X_Signed_Request")


@pytest.mark.parametrize(
    ("given", "covered"),
    [
        ("used-before", "used-before"),
        ("", ""),
        (" inner space\t ", "inner space"),
        ("donnée", "donnée".encode("latin-1")),
        ("日本", b"??"),
        (b"donn\xc3\xa9e ", "donnée".encode()),
    ],
)
def test_data_under_test_are_signed_as_given(
    face: anytime.AnytimeEngine, given: str | bytes, covered: str | bytes
) -> None:
    """The signature belongs to what the server will read, so that the data are all that is wrong."""
    request = prepare()
    request.headers[DATA] = given  # type: ignore[assignment]  # bytes are taken as well
    sign(face, request, DATA)
    assert request.headers[DATA] == given
    verify(covered, request)


def test_missing_data_under_test_stay_missing(face: anytime.AnytimeEngine) -> None:
    """The signature is one of some data, so that their absence is all that is wrong."""
    request = prepare(X_Signed_Request="generated")
    sign(face, request, DATA)
    assert DATA not in request.headers
    assert request.headers[SIGNATURE] != "generated"
    assert len(request.headers[SIGNATURE]) == 344


@pytest.mark.parametrize("given", [{}, {"X_Validation_Data": "a", "X_Signed_Request": "b"}])
def test_both_under_test_are_left_alone(face: anytime.AnytimeEngine, given: dict[str, str]) -> None:
    """Nothing is added and nothing replaced."""
    request = prepare(**given)
    before = dict(request.headers)
    sign(face, request, DATA, SIGNATURE)
    assert before == dict(request.headers)


def test_token_under_test_is_left_alone_and_the_rest_signed(face: anytime.AnytimeEngine) -> None:
    """A request with a wrong token is well signed."""
    request = prepare(Authorization="Bearer wrong")
    sign(face, request, "Authorization")
    assert request.headers["Authorization"] == "Bearer wrong"
    verify(request.headers[DATA], request)


def test_each_sending_is_signed_afresh(face: anytime.AnytimeEngine) -> None:
    """Through `requests`, as the judge sends: the same case prepared twice has data of its own each time."""
    auth = engine.SignOnSend(face, skip=frozenset(), operation="checkApi")
    sent = [requests.Request("GET", CHECK_URL, auth=auth).prepare() for _ in range(2)]
    for request in sent:
        verify(request.headers[DATA], request)
    assert sent[0].headers[DATA] != sent[1].headers[DATA]


def test_hook_needs_no_requests() -> None:
    """An integrator does not install what only the judge needs: the hook imports neither requests nor the engine."""
    code = "import sys, auth_hooks.anytime; print(sorted({'requests', 'auth_hooks.engine'} & set(sys.modules)))"
    root = Path(str(auth_hooks.__file__)).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
