"""The generated Tikkie client as an integrator sees it."""

import asyncio
import urllib.parse

import httpx
import pytest

from generated.tikkie import Client, errors
from generated.tikkie.api.platforms import create_platform
from generated.tikkie.api.tokens import create_access_token
from generated.tikkie.models import AccessToken, AccessTokenRequest, ErrorList, Platform, PlatformCreate, PlatformUsage

PLATFORM = {
    "name": "NewPlatform",
    "platformToken": "ppt_1",
    "phoneNumber": "0601234567",
    "email": None,
    "notificationUrl": None,
    "status": "ACTIVE",
    "platformUsage": "PAYMENT_REQUEST_FOR_MYSELF",
}
CREATE = PlatformCreate(
    name="NewPlatform", phone_number="0601234567", platform_usage=PlatformUsage.PAYMENT_REQUEST_FOR_MYSELF
)


def connect(answer: httpx.Response) -> Client:
    return Client("https://tikkie.test", httpx_args={"transport": httpx.MockTransport(lambda request: answer)})


def test_success_is_the_model_itself() -> None:
    """The result of a call is a Platform, for the type checker too, sync and async."""
    platform: Platform = create_platform.sync(client=connect(httpx.Response(201, json=PLATFORM)), body=CREATE)
    assert platform.platform_token == "ppt_1"
    again: Platform = asyncio.run(
        create_platform.asyncio(client=connect(httpx.Response(201, json=PLATFORM)), body=CREATE)
    )
    assert platform == again


def test_documented_error_is_raised_with_its_model() -> None:
    """A refusal is an exception that carries the provider's errors; the detailed call returns it instead."""
    refusal = {"code": "ERR_3100_001", "message": "m", "reference": "r", "status": 403, "traceId": "t"}
    client = connect(httpx.Response(403, json={"errors": [{**refusal, "category": "FORBIDDEN"}]}))
    with pytest.raises(errors.ApiError, match="POST /v1/tikkie/platforms answered 403") as caught:
        create_platform.sync(client=client, body=CREATE)
    detailed = create_platform.sync_detailed(client=client, body=CREATE)
    assert isinstance(detailed.parsed, ErrorList)
    assert caught.value.parsed == detailed.parsed
    assert detailed.parsed.errors[0].code == "ERR_3100_001"


def test_token_request_is_a_form_and_hides_its_secrets() -> None:
    """The login sends the documented form; neither assertion nor token is in any repr."""
    forms: list[dict[str, list[str]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        forms.append(urllib.parse.parse_qs(request.content.decode()))
        token = {"access_token": "hunter2", "expires_in": "3600", "scope": "tikkie", "token_type": "Bearer"}
        return httpx.Response(200, json=token)

    client = Client("https://tikkie.test", httpx_args={"transport": httpx.MockTransport(answer)})
    body = AccessTokenRequest(client_assertion="hunter3", scope="tikkie")
    token: AccessToken = create_access_token.sync(client=client, body=body)
    assert token.access_token == "hunter2"
    expected = {
        "client_assertion": ["hunter3"],
        "client_assertion_type": ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
        "grant_type": ["client_credentials"],
        "scope": ["tikkie"],
    }
    assert forms == [expected]
    assert "hunter" not in f"{token!r} {body!r} {create_access_token.sync_detailed(client=client, body=body)!r}"
