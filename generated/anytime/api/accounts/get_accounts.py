from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.account_list_answer import AccountListAnswer
from ...models.error_answer import ErrorAnswer
from ...types import UNSET, Response, Unset

_OPERATION = "GET /v1.0/accounts"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 429, 500})


def _get_kwargs(
    *,
    limit_start: int | Unset = UNSET,
    limit_number: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit_start"] = limit_start

    params["limit_number"] = limit_number

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1.0/accounts",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AccountListAnswer | ErrorAnswer | None:
    if response.status_code == 200:
        response_200 = AccountListAnswer.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorAnswer.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorAnswer.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorAnswer.from_dict(response.json())

        return response_403

    if response.status_code == 429:
        response_429 = ErrorAnswer.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorAnswer.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(_OPERATION, response.status_code, response.content, response.headers, None)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AccountListAnswer | ErrorAnswer]:
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


def _expect_success(response: Response[AccountListAnswer | ErrorAnswer]) -> AccountListAnswer:
    if response.status_code in _SUCCESSES:
        return cast(AccountListAnswer, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit_start: int | Unset = UNSET,
    limit_number: int | Unset = UNSET,
) -> Response[AccountListAnswer | ErrorAnswer]:
    """List the accounts

    Lists the accounts of the API user, one range at a time.

    Args:
        limit_start (int | Unset): How many items to leave out at the start. Not sent, the service
            takes 0. Example: 0.
        limit_number (int | Unset): Largest number of items to return. Not sent, the service takes
            50. Example: 50.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountListAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        limit_start=limit_start,
        limit_number=limit_number,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    limit_start: int | Unset = UNSET,
    limit_number: int | Unset = UNSET,
) -> AccountListAnswer:
    """List the accounts

    Lists the accounts of the API user, one range at a time.

    Args:
        limit_start (int | Unset): How many items to leave out at the start. Not sent, the service
            takes 0. Example: 0.
        limit_number (int | Unset): Largest number of items to return. Not sent, the service takes
            50. Example: 50.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountListAnswer
    """

    return _expect_success(
        sync_detailed(
            client=client,
            limit_start=limit_start,
            limit_number=limit_number,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit_start: int | Unset = UNSET,
    limit_number: int | Unset = UNSET,
) -> Response[AccountListAnswer | ErrorAnswer]:
    """List the accounts

    Lists the accounts of the API user, one range at a time.

    Args:
        limit_start (int | Unset): How many items to leave out at the start. Not sent, the service
            takes 0. Example: 0.
        limit_number (int | Unset): Largest number of items to return. Not sent, the service takes
            50. Example: 50.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountListAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        limit_start=limit_start,
        limit_number=limit_number,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    limit_start: int | Unset = UNSET,
    limit_number: int | Unset = UNSET,
) -> AccountListAnswer:
    """List the accounts

    Lists the accounts of the API user, one range at a time.

    Args:
        limit_start (int | Unset): How many items to leave out at the start. Not sent, the service
            takes 0. Example: 0.
        limit_number (int | Unset): Largest number of items to return. Not sent, the service takes
            50. Example: 50.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountListAnswer
    """

    return _expect_success(
        await asyncio_detailed(
            client=client,
            limit_start=limit_start,
            limit_number=limit_number,
        )
    )
