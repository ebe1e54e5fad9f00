"""Credentials, answers and refusals of Anytime for the tests of its hook."""

from pathlib import Path
from typing import Any

import httpx

from auth_hooks import anytime

BASE_URL = "https://api.example.com"
TOKEN_URL = f"{BASE_URL}/oauth/v2/token"
KEY_FILE = Path(__file__).parent / "vectors" / "testkey_anytime_pkcs1.pem"
CREDENTIALS = anytime.load_credentials(
    client_id="client-1",
    client_secret="SecretThatMustStayHidden",
    username="demo-user",
    password="PasswordThatMustStayHidden",
    private_key_file=KEY_FILE,
)
FORM = (
    b"grant_type=password&client_id=client-1&client_secret=SecretThatMustStayHidden"
    b"&username=demo-user&password=PasswordThatMustStayHidden"
)
TOKEN_REFUSED = 4010050
TIMESTAMP = 1478525194.68


def envelope(body: object, *, user: str = CREDENTIALS.username, **changes: Any) -> dict[str, Any]:
    """The provider's envelope, hashed for a user; one member can be changed, or left out with `...`."""
    members = {
        "request_id": 90402,
        "type_response": "sync",
        "timestamp": TIMESTAMP,
        "hash": anytime.response_hash(str(TIMESTAMP), user),
        "body": body,
    }
    return {name: value for name, value in {**members, **changes}.items() if value is not ...}


def error_body(code: object, message: object = "no", exception: object = "SomeException") -> dict[str, Any]:
    """The body of an error."""
    return {"error": {"code": code, "message": message, "exception": exception}}


def token_body(value: str) -> dict[str, Any]:
    """The body of a token answer."""
    return {"access_token": value, "expires_in": 3600, "token_type": "bearer", "refresh_token": "unused"}


def answer(body: object, *, status: int = 200, **changes: Any) -> httpx.Response:
    """An answer of the provider's; see `envelope`."""
    return httpx.Response(status, json=envelope(body, **changes))


def good() -> httpx.Response:
    """The answer to an API check."""
    return answer({"date_time": "2016-11-07 14:26:34"})


def token_answer(value: str = "token-1", **changes: Any) -> httpx.Response:
    """The answer to a login; the token's members can be changed."""
    return answer(token_body(value) | changes)


def refusal(code: int = TOKEN_REFUSED, message: str = "no") -> httpx.Response:
    """An error before anybody knows who asks, hashed for nobody."""
    return answer(error_body(code, message), status=code // 10_000, user="")


def assert_signed(request: httpx.Request) -> str:
    """The validation data of a request, which must be signed as they should be."""
    data: str = request.headers["X-Validation-Data"]
    public_key = CREDENTIALS.private_key.public_key()
    anytime.verify_validation_data(data, request.headers["X-Signed-Request"], key=public_key)
    return data
