from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_list import ErrorList
from ...models.payment_request_create import PaymentRequestCreate
from ...models.payment_request_created import PaymentRequestCreated
from ...types import Response, quote_path_value

_OPERATION = (
    "POST /v1/tikkie/platforms/{platform_token}/users/{user_token}/bankaccounts/{bank_account_token}/paymentrequests"
)
_SUCCESSES: frozenset[int] = frozenset({201})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 404, 429, 500, 503})


def _get_kwargs(
    platform_token: str,
    user_token: str,
    bank_account_token: str,
    *,
    body: PaymentRequestCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/tikkie/platforms/{platform_token}/users/{user_token}/bankaccounts/{bank_account_token}/paymentrequests".format(
            platform_token=quote_path_value("platformToken", platform_token),
            user_token=quote_path_value("userToken", user_token),
            bank_account_token=quote_path_value("bankAccountToken", bank_account_token),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorList | PaymentRequestCreated | None:
    if response.status_code == 201:
        response_201 = PaymentRequestCreated.from_dict(response.json())

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorList | PaymentRequestCreated]:
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


def _expect_success(response: Response[ErrorList | PaymentRequestCreated]) -> PaymentRequestCreated:
    if response.status_code in _SUCCESSES:
        return cast(PaymentRequestCreated, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    platform_token: str,
    user_token: str,
    bank_account_token: str,
    *,
    client: AuthenticatedClient | Client,
    body: PaymentRequestCreate,
) -> Response[ErrorList | PaymentRequestCreated]:
    """Create a payment request

    Creates a payment request in the name of a user. Send the `paymentRequestUrl` of the answer to
    whoever should pay. Without `amountInCents` the payer chooses the amount. Nothing makes a repeated
    call safe: each one creates another payment request.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        user_token (str): The user, as `createUser` or `getUsers` named it. Example:
            5f1c4a6e-3c0b-4d0e-8f43-0c7f2f5c9e21.
        bank_account_token (str): The bank account that receives the money, as `createUser` or
            `getUsers` named it. Example: 8a1f3f0e-7b52-4b8c-9d6a-2e4c1b7d5f30.
        body (PaymentRequestCreate): A payment request to create.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorList | PaymentRequestCreated]
    """

    kwargs = _get_kwargs(
        platform_token=platform_token,
        user_token=user_token,
        bank_account_token=bank_account_token,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    platform_token: str,
    user_token: str,
    bank_account_token: str,
    *,
    client: AuthenticatedClient | Client,
    body: PaymentRequestCreate,
) -> PaymentRequestCreated:
    """Create a payment request

    Creates a payment request in the name of a user. Send the `paymentRequestUrl` of the answer to
    whoever should pay. Without `amountInCents` the payer chooses the amount. Nothing makes a repeated
    call safe: each one creates another payment request.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        user_token (str): The user, as `createUser` or `getUsers` named it. Example:
            5f1c4a6e-3c0b-4d0e-8f43-0c7f2f5c9e21.
        bank_account_token (str): The bank account that receives the money, as `createUser` or
            `getUsers` named it. Example: 8a1f3f0e-7b52-4b8c-9d6a-2e4c1b7d5f30.
        body (PaymentRequestCreate): A payment request to create.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PaymentRequestCreated
    """

    return _expect_success(
        sync_detailed(
            platform_token=platform_token,
            user_token=user_token,
            bank_account_token=bank_account_token,
            client=client,
            body=body,
        )
    )


async def asyncio_detailed(
    platform_token: str,
    user_token: str,
    bank_account_token: str,
    *,
    client: AuthenticatedClient | Client,
    body: PaymentRequestCreate,
) -> Response[ErrorList | PaymentRequestCreated]:
    """Create a payment request

    Creates a payment request in the name of a user. Send the `paymentRequestUrl` of the answer to
    whoever should pay. Without `amountInCents` the payer chooses the amount. Nothing makes a repeated
    call safe: each one creates another payment request.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        user_token (str): The user, as `createUser` or `getUsers` named it. Example:
            5f1c4a6e-3c0b-4d0e-8f43-0c7f2f5c9e21.
        bank_account_token (str): The bank account that receives the money, as `createUser` or
            `getUsers` named it. Example: 8a1f3f0e-7b52-4b8c-9d6a-2e4c1b7d5f30.
        body (PaymentRequestCreate): A payment request to create.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorList | PaymentRequestCreated]
    """

    kwargs = _get_kwargs(
        platform_token=platform_token,
        user_token=user_token,
        bank_account_token=bank_account_token,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    platform_token: str,
    user_token: str,
    bank_account_token: str,
    *,
    client: AuthenticatedClient | Client,
    body: PaymentRequestCreate,
) -> PaymentRequestCreated:
    """Create a payment request

    Creates a payment request in the name of a user. Send the `paymentRequestUrl` of the answer to
    whoever should pay. Without `amountInCents` the payer chooses the amount. Nothing makes a repeated
    call safe: each one creates another payment request.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        user_token (str): The user, as `createUser` or `getUsers` named it. Example:
            5f1c4a6e-3c0b-4d0e-8f43-0c7f2f5c9e21.
        bank_account_token (str): The bank account that receives the money, as `createUser` or
            `getUsers` named it. Example: 8a1f3f0e-7b52-4b8c-9d6a-2e4c1b7d5f30.
        body (PaymentRequestCreate): A payment request to create.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PaymentRequestCreated
    """

    return _expect_success(
        await asyncio_detailed(
            platform_token=platform_token,
            user_token=user_token,
            bank_account_token=bank_account_token,
            client=client,
            body=body,
        )
    )
