from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_list import ErrorList
from ...models.user import User
from ...models.user_create import UserCreate
from ...types import Response, quote_path_value

_OPERATION = "POST /v1/tikkie/platforms/{platform_token}/users"
_SUCCESSES: frozenset[int] = frozenset({201})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 404, 429, 500, 503})


def _get_kwargs(
    platform_token: str,
    *,
    body: UserCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/tikkie/platforms/{platform_token}/users".format(
            platform_token=quote_path_value("platformToken", platform_token),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ErrorList | User | None:
    if response.status_code == 201:
        response_201 = User.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = ErrorList.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorList.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorList.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorList.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = ErrorList.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorList.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = ErrorList.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(_OPERATION, response.status_code, response.content, response.headers, None)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ErrorList | User]:
    try:
        parsed = _parse_response(client=client, response=response)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        if response.status_code in _SUCCESSES:
            reason = f"no property {error}" if isinstance(error, KeyError) else type(error).__name__
            raise errors.UnexpectedBody(
                _OPERATION,
                response.status_code,
                response.content,
                response.headers,
                None,
                f" with a body that is not what the contract says: {reason}",
            ) from None  # the cause may quote the answer
        parsed = None
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=parsed,
    )


def _expect_success(response: Response[ErrorList | User]) -> User:
    if response.status_code in _SUCCESSES:
        return cast(User, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    platform_token: str,
    *,
    client: AuthenticatedClient | Client,
    body: UserCreate,
) -> Response[ErrorList | User]:
    """Enrol a user

    Creates a user with one bank account. The answer gives the `userToken` and the `bankAccountToken`
    that payment requests need. Users can be created in the sandbox only; in production Tikkie Business
    Support creates them.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        body (UserCreate): A user to enrol, with one bank account.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorList | User]
    """

    kwargs = _get_kwargs(
        platform_token=platform_token,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    platform_token: str,
    *,
    client: AuthenticatedClient | Client,
    body: UserCreate,
) -> User:
    """Enrol a user

    Creates a user with one bank account. The answer gives the `userToken` and the `bankAccountToken`
    that payment requests need. Users can be created in the sandbox only; in production Tikkie Business
    Support creates them.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        body (UserCreate): A user to enrol, with one bank account.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        User
    """

    return _expect_success(
        sync_detailed(
            platform_token=platform_token,
            client=client,
            body=body,
        )
    )


async def asyncio_detailed(
    platform_token: str,
    *,
    client: AuthenticatedClient | Client,
    body: UserCreate,
) -> Response[ErrorList | User]:
    """Enrol a user

    Creates a user with one bank account. The answer gives the `userToken` and the `bankAccountToken`
    that payment requests need. Users can be created in the sandbox only; in production Tikkie Business
    Support creates them.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        body (UserCreate): A user to enrol, with one bank account.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorList | User]
    """

    kwargs = _get_kwargs(
        platform_token=platform_token,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    platform_token: str,
    *,
    client: AuthenticatedClient | Client,
    body: UserCreate,
) -> User:
    """Enrol a user

    Creates a user with one bank account. The answer gives the `userToken` and the `bankAccountToken`
    that payment requests need. Users can be created in the sandbox only; in production Tikkie Business
    Support creates them.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        body (UserCreate): A user to enrol, with one bank account.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        User
    """

    return _expect_success(
        await asyncio_detailed(
            platform_token=platform_token,
            client=client,
            body=body,
        )
    )
