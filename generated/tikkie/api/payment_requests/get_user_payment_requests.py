from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_list import ErrorList
from ...models.payment_request_page import PaymentRequestPage
from ...types import UNSET, Response, Unset, quote_path_value

_OPERATION = "GET /v1/tikkie/platforms/{platform_token}/users/{user_token}/paymentrequests"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 404, 429, 500, 503})


def _get_kwargs(
    platform_token: str,
    user_token: str,
    *,
    offset: int,
    limit: int,
    from_date: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["offset"] = offset

    params["limit"] = limit

    params["fromDate"] = from_date

    params["toDate"] = to_date

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/tikkie/platforms/{platform_token}/users/{user_token}/paymentrequests".format(
            platform_token=quote_path_value("platformToken", platform_token),
            user_token=quote_path_value("userToken", user_token),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorList | PaymentRequestPage | None:
    if response.status_code == 200:
        response_200 = PaymentRequestPage.from_dict(response.json())

        return response_200

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
) -> Response[ErrorList | PaymentRequestPage]:
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


def _expect_success(response: Response[ErrorList | PaymentRequestPage]) -> PaymentRequestPage:
    if response.status_code in _SUCCESSES:
        return cast(PaymentRequestPage, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    platform_token: str,
    user_token: str,
    *,
    client: AuthenticatedClient | Client,
    offset: int,
    limit: int,
    from_date: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> Response[ErrorList | PaymentRequestPage]:
    """List the payment requests of a user

    Lists the payment requests of a user, newest first, one range of records at a time. On a platform
    for PAYMENT_REQUEST_FOR_OTHERS the payments stay empty.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        user_token (str): The user, as `createUser` or `getUsers` named it. Example:
            5f1c4a6e-3c0b-4d0e-8f43-0c7f2f5c9e21.
        offset (int): Zero-based index of the first record. It counts records, not pages. Example:
            0.
        limit (int): Largest number of records to return. Example: 20.
        from_date (str | Unset): Only payment requests created after this moment. UTC, ISO-8601,
            with a literal Z. Example: 2017-05-31T23:59:59Z.
        to_date (str | Unset): Only payment requests created before this moment. UTC, ISO-8601,
            with a literal Z. Example: 2038-01-19T03:14:07Z.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorList | PaymentRequestPage]
    """

    kwargs = _get_kwargs(
        platform_token=platform_token,
        user_token=user_token,
        offset=offset,
        limit=limit,
        from_date=from_date,
        to_date=to_date,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    platform_token: str,
    user_token: str,
    *,
    client: AuthenticatedClient | Client,
    offset: int,
    limit: int,
    from_date: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> PaymentRequestPage:
    """List the payment requests of a user

    Lists the payment requests of a user, newest first, one range of records at a time. On a platform
    for PAYMENT_REQUEST_FOR_OTHERS the payments stay empty.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        user_token (str): The user, as `createUser` or `getUsers` named it. Example:
            5f1c4a6e-3c0b-4d0e-8f43-0c7f2f5c9e21.
        offset (int): Zero-based index of the first record. It counts records, not pages. Example:
            0.
        limit (int): Largest number of records to return. Example: 20.
        from_date (str | Unset): Only payment requests created after this moment. UTC, ISO-8601,
            with a literal Z. Example: 2017-05-31T23:59:59Z.
        to_date (str | Unset): Only payment requests created before this moment. UTC, ISO-8601,
            with a literal Z. Example: 2038-01-19T03:14:07Z.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PaymentRequestPage
    """

    return _expect_success(
        sync_detailed(
            platform_token=platform_token,
            user_token=user_token,
            client=client,
            offset=offset,
            limit=limit,
            from_date=from_date,
            to_date=to_date,
        )
    )


async def asyncio_detailed(
    platform_token: str,
    user_token: str,
    *,
    client: AuthenticatedClient | Client,
    offset: int,
    limit: int,
    from_date: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> Response[ErrorList | PaymentRequestPage]:
    """List the payment requests of a user

    Lists the payment requests of a user, newest first, one range of records at a time. On a platform
    for PAYMENT_REQUEST_FOR_OTHERS the payments stay empty.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        user_token (str): The user, as `createUser` or `getUsers` named it. Example:
            5f1c4a6e-3c0b-4d0e-8f43-0c7f2f5c9e21.
        offset (int): Zero-based index of the first record. It counts records, not pages. Example:
            0.
        limit (int): Largest number of records to return. Example: 20.
        from_date (str | Unset): Only payment requests created after this moment. UTC, ISO-8601,
            with a literal Z. Example: 2017-05-31T23:59:59Z.
        to_date (str | Unset): Only payment requests created before this moment. UTC, ISO-8601,
            with a literal Z. Example: 2038-01-19T03:14:07Z.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorList | PaymentRequestPage]
    """

    kwargs = _get_kwargs(
        platform_token=platform_token,
        user_token=user_token,
        offset=offset,
        limit=limit,
        from_date=from_date,
        to_date=to_date,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    platform_token: str,
    user_token: str,
    *,
    client: AuthenticatedClient | Client,
    offset: int,
    limit: int,
    from_date: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> PaymentRequestPage:
    """List the payment requests of a user

    Lists the payment requests of a user, newest first, one range of records at a time. On a platform
    for PAYMENT_REQUEST_FOR_OTHERS the payments stay empty.

    Args:
        platform_token (str): The platform, as `createPlatform` or `getPlatforms` named it.
            Example: 2b697ddf-0f2c-4a8d-9a2e-6a2f9c0d7b11.
        user_token (str): The user, as `createUser` or `getUsers` named it. Example:
            5f1c4a6e-3c0b-4d0e-8f43-0c7f2f5c9e21.
        offset (int): Zero-based index of the first record. It counts records, not pages. Example:
            0.
        limit (int): Largest number of records to return. Example: 20.
        from_date (str | Unset): Only payment requests created after this moment. UTC, ISO-8601,
            with a literal Z. Example: 2017-05-31T23:59:59Z.
        to_date (str | Unset): Only payment requests created before this moment. UTC, ISO-8601,
            with a literal Z. Example: 2038-01-19T03:14:07Z.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PaymentRequestPage
    """

    return _expect_success(
        await asyncio_detailed(
            platform_token=platform_token,
            user_token=user_token,
            client=client,
            offset=offset,
            limit=limit,
            from_date=from_date,
            to_date=to_date,
        )
    )
