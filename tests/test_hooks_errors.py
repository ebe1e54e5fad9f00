"""Errors: the provider's words, one line, no secret, safe to pickle."""

import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from auth_hooks import errors, tikkie

KEY_FILE = Path(__file__).parent / "vectors" / "testkey_A_pkcs8.pem"
DETAIL = {
    "code": "ERR_4100_002",
    "category": "NOT_FOUND",
    "message": "Platform not found",
    "reference": "https://developer.abnamro.com/api/tikkie/technical-details",
    "traceId": "6fda2ce8-225d-4ca2-920a-b687c7aeb2f3",
    "status": 404,
}


def parse(status: int, **changes: Any) -> errors.ProviderError:
    error = tikkie.parse_error(httpx.Response(status, **changes))
    assert error is not None
    return error


def test_published_sample_is_parsed() -> None:
    """The sample of the provider's document gives every part of the error."""
    error = parse(404, json={"errors": [DETAIL]})
    actual = (type(error), error.status, error.code, error.category, error.message, error.trace_id)
    expected = (errors.NotFound, 404, "ERR_4100_002", "NOT_FOUND", "Platform not found", DETAIL["traceId"])
    assert expected == actual


def test_text_is_one_line() -> None:
    """Provider, status, code, message and trace id, in this order."""
    error = parse(404, json={"errors": [{**DETAIL, "message": "Platform\n not found"}]})
    assert str(error) == "tikkie 404 ERR_4100_002: Platform not found (trace 6fda2ce8-225d-4ca2-920a-b687c7aeb2f3)"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.InvalidRequest),
        (401, errors.AuthenticationFailed),
        (403, errors.PermissionDenied),
        (404, errors.NotFound),
        (405, errors.InvalidRequest),
        (429, errors.RateLimited),
        (500, errors.ServerError),
        (503, errors.ServerError),
        (520, errors.ServerError),
    ],
)
def test_class_follows_the_status(status: int, kind: type[errors.ProviderError]) -> None:
    """The status decides the class, whatever the body says."""
    assert type(parse(status, json={"errors": [DETAIL]})) is kind


@pytest.mark.parametrize("status", [200, 201, 302])
def test_no_error_below_400(status: int) -> None:
    """An answer below 400 is no error."""
    assert tikkie.parse_error(httpx.Response(status, json={"errors": [DETAIL]})) is None


def test_all_errors_are_kept() -> None:
    """Several errors in one answer are kept in order; the first one speaks."""
    error = parse(400, json={"errors": [{"code": "ERR_1"}, "noise", {"code": "ERR_2", "message": 7}]})
    assert [detail.code for detail in error.details] == ["ERR_1", "ERR_2"]
    assert error.code == "ERR_1"


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "<html>Bad gateway</html>", "headers": {"Content-Type": "text/html"}},
        {"content": b""},
        {"content": b"\xff\xfe{"},
        {"json": None},
        {"json": []},
        {"json": {"errors": None}},
        {"json": {"errors": {}}},
        {"json": {"errors": ["text"]}},
        {"json": {"errors": []}},
        {"text": "[" * 100_000},
        {"text": '{"errors": ' + "9" * 5000 + "}"},
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_unreadable_body_still_gives_an_error(answer: dict[str, Any]) -> None:
    """A proxy's page or a broken body is an error without a code, never another exception."""
    error = parse(502, **answer)
    assert (type(error), error.code, error.details) == (errors.ServerError, None, ())
    assert str(error).startswith("tikkie 502: an answer without Tikkie's error (")


def test_trace_id_of_the_header_is_preferred() -> None:
    """The header is on every answer, the body's copy only on errors."""
    assert parse(500, headers={"Trace-Id": "from-header"}, json={"errors": [DETAIL]}).trace_id == "from-header"


def test_long_message_is_cut() -> None:
    """A page in a message does not flood a log."""
    assert len(parse(400, json={"errors": [{"message": "x" * 10_000}]}).message) == errors.MAX_MESSAGE_CHARS


def test_credentials_of_the_request_are_masked() -> None:
    """An answer that repeats the key or the token of its request does not get them into the error."""
    request = httpx.Request(
        "GET", "https://api.example.com/", headers={"API-Key": "key-secret", "Authorization": "Bearer token-secret"}
    )
    detail = {"code": "ERR_2005_001", "message": "key-secret and token-secret are invalid"}
    error = parse(401, json={"errors": [detail]}, request=request)
    assert error.message == "*** and *** are invalid"
    assert b"secret" not in pickle.dumps(error)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_errors_survive_pickling(status: int) -> None:
    """An error crosses a process border with all it says."""
    error = parse(status, json={"errors": [DETAIL, {"code": "ERR_2"}]}, headers={"Retry-After": "7"})
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made one line above
    assert type(error) is type(copy)
    assert vars(error) == vars(copy)
    assert str(error) == str(copy)


@pytest.mark.parametrize("kind", [errors.BadCredentials, errors.OriginRefused, errors.SignatureMismatch])
def test_plain_errors_survive_pickling(kind: type[errors.HookError]) -> None:
    """The errors of our own side cross it too."""
    assert str(pickle.loads(pickle.dumps(kind("why")))) == "why"  # noqa: S301 - made here


def test_credentials_cannot_be_pickled() -> None:
    """A private key does not slip into a file or another process by accident."""
    credentials = tikkie.load_credentials(api_key="k", private_key_file=KEY_FILE, audience="a")
    with pytest.raises(TypeError, match="cannot pickle"):
        pickle.dumps(credentials)


def write_key(
    file: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *, password: bytes | None = None
) -> Path:
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, encryption))
    return file


def load(file: Path | str, password: bytes | None = None) -> tikkie.Credentials:
    return tikkie.load_credentials(
        api_key="k", private_key_file=file, audience=tikkie.SANDBOX_AUDIENCE, password=password
    )


def refusal(file: Path | str, password: bytes | None = None) -> str:
    with pytest.raises(errors.BadCredentials) as caught:
        load(file, password)
    return str(caught.value)


def test_missing_key_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is named."""
    file = tmp_path / "absent.pem"
    assert refusal(file) == f"private key file '{file}' cannot be read: No such file or directory"


def test_folder_instead_of_key_file_is_named(tmp_path: Path) -> None:
    """A folder is named."""
    assert refusal(tmp_path) == f"private key file '{tmp_path}' cannot be read: Is a directory"


def test_impossible_file_name_is_refused() -> None:
    """A name no system accepts is refused in the same way."""
    assert refusal("a\0b").endswith("cannot be read: not a file name")


def test_key_text_instead_of_a_file_name_is_not_repeated() -> None:
    """A key put where its file name belongs is not printed."""
    message = refusal(KEY_FILE.read_text())
    assert message == "the private key file must be the name of a file, not the key itself"


@pytest.mark.parametrize("content", [b"", b"not a key", KEY_FILE.read_bytes()[:600]])
def test_file_without_a_key_is_named(tmp_path: Path, content: bytes) -> None:
    """An empty, foreign or torn file is named, and nothing of it is repeated."""
    file = tmp_path / "key.pem"
    file.write_bytes(content)
    assert refusal(file) == f"private key file '{file}' does not hold a PEM private key"


def test_public_key_is_not_enough(tmp_path: Path) -> None:
    """The public half, a frequent mix-up, is refused."""
    file = tmp_path / "public.pem"
    public = load(KEY_FILE).private_key.public_key()
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    file.write_bytes(public.public_bytes(serialization.Encoding.PEM, spki))
    assert refusal(file) == f"private key file '{file}' does not hold a PEM private key"


def test_other_kind_of_key_is_named(tmp_path: Path) -> None:
    """A key that is not RSA is named as such."""
    file = write_key(tmp_path / "ec.pem", ec.generate_private_key(ec.SECP256R1()))
    assert refusal(file) == f"private key file '{file}' holds a key that is not RSA"


def test_short_key_is_named(tmp_path: Path) -> None:
    """An RSA key below 2048 bits is refused by its size, from a file or given directly."""
    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - too short is the point
    file = write_key(tmp_path / "short.pem", key)
    assert refusal(file) == f"private key file '{file}' holds a key of 1024 bits; 2048 or more are needed"
    with pytest.raises(errors.BadCredentials, match=r"^private_key must have 2048 bits or more, got 1024$"):
        tikkie.Credentials(api_key="k", private_key=key, audience="a")


def test_encrypted_key_needs_its_password(tmp_path: Path) -> None:
    """An encrypted key opens with its password; without it, or with another, the file is named."""
    key = load(KEY_FILE).private_key
    file = write_key(tmp_path / "locked.pem", key, password=b"open")
    assert load(file, b"open").private_key.private_numbers() == key.private_numbers()
    assert refusal(file) == f"private key file '{file}' is encrypted and needs a password"
    wrong = f"private key file '{file}' does not hold a PEM private key, or the password is wrong"
    assert refusal(file, b"shut") == wrong


def test_password_for_an_open_key_is_refused() -> None:
    """A password for a key that needs none points to the wrong file."""
    assert refusal(KEY_FILE, b"open").endswith("is not encrypted, yet a password was given")
