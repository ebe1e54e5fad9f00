from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_response import ErrorResponse
from ...models.transaction import Transaction
from ...models.transaction_query import TransactionQuery
from ...types import UNSET, Response, Unset, quote_path_value

_OPERATION = "GET /v1/partners/{partner_id}/transactions"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 500})


def _get_kwargs(
    partner_id: str,
    *,
    body: TransactionQuery | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["offset"] = offset

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/partners/{partner_id}/transactions".format(
            partner_id=quote_path_value("partnerId", partner_id),
        ),
        "params": params,
    }

    if isinstance(body, Unset):
        return _kwargs

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResponse | list[Transaction] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = Transaction.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 400:
        response_400 = ErrorResponse.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorResponse.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorResponse.from_dict(response.json())

        return response_403

    if response.status_code == 500:
        response_500 = ErrorResponse.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(_OPERATION, response.status_code, response.content, response.headers, None)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorResponse | list[Transaction]]:
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


def _expect_success(response: Response[ErrorResponse | list[Transaction]]) -> list[Transaction]:
    if response.status_code in _SUCCESSES:
        return cast(list[Transaction], response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    partner_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: TransactionQuery | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> Response[ErrorResponse | list[Transaction]]:
    """List transactions

    Lists the partner's transactions, one page at a time, filtered by time of creation, status, status
    of the direct debit and customer. The filter is a JSON body, although the method is GET. Where a
    body on GET is a problem, see `searchTransactions`.

    Args:
        partner_id (str): The partner that the token belongs to, 24 hexadecimal digits. Example:
            560012d5c25c4168ce03dd54.
        limit (int | Unset): Number of transactions per page. Without it the server assumes 25. No
            largest one is documented. Example: 25.
        offset (int | Unset): Page number; the first page is 1, which the server also assumes
            without it. 0 means the first page as well, so count from 1, or that page comes twice.
            Example: 1.
        body (TransactionQuery | Unset): Which transactions to list. What is left out or null
            filters nothing.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[Transaction]]
    """

    kwargs = _get_kwargs(
        partner_id=partner_id,
        body=body,
        limit=limit,
        offset=offset,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    partner_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: TransactionQuery | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> list[Transaction]:
    """List transactions

    Lists the partner's transactions, one page at a time, filtered by time of creation, status, status
    of the direct debit and customer. The filter is a JSON body, although the method is GET. Where a
    body on GET is a problem, see `searchTransactions`.

    Args:
        partner_id (str): The partner that the token belongs to, 24 hexadecimal digits. Example:
            560012d5c25c4168ce03dd54.
        limit (int | Unset): Number of transactions per page. Without it the server assumes 25. No
            largest one is documented. Example: 25.
        offset (int | Unset): Page number; the first page is 1, which the server also assumes
            without it. 0 means the first page as well, so count from 1, or that page comes twice.
            Example: 1.
        body (TransactionQuery | Unset): Which transactions to list. What is left out or null
            filters nothing.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[Transaction]
    """

    return _expect_success(
        sync_detailed(
            partner_id=partner_id,
            client=client,
            body=body,
            limit=limit,
            offset=offset,
        )
    )


async def asyncio_detailed(
    partner_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: TransactionQuery | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> Response[ErrorResponse | list[Transaction]]:
    """List transactions

    Lists the partner's transactions, one page at a time, filtered by time of creation, status, status
    of the direct debit and customer. The filter is a JSON body, although the method is GET. Where a
    body on GET is a problem, see `searchTransactions`.

    Args:
        partner_id (str): The partner that the token belongs to, 24 hexadecimal digits. Example:
            560012d5c25c4168ce03dd54.
        limit (int | Unset): Number of transactions per page. Without it the server assumes 25. No
            largest one is documented. Example: 25.
        offset (int | Unset): Page number; the first page is 1, which the server also assumes
            without it. 0 means the first page as well, so count from 1, or that page comes twice.
            Example: 1.
        body (TransactionQuery | Unset): Which transactions to list. What is left out or null
            filters nothing.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[Transaction]]
    """

    kwargs = _get_kwargs(
        partner_id=partner_id,
        body=body,
        limit=limit,
        offset=offset,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    partner_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: TransactionQuery | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> list[Transaction]:
    """List transactions

    Lists the partner's transactions, one page at a time, filtered by time of creation, status, status
    of the direct debit and customer. The filter is a JSON body, although the method is GET. Where a
    body on GET is a problem, see `searchTransactions`.

    Args:
        partner_id (str): The partner that the token belongs to, 24 hexadecimal digits. Example:
            560012d5c25c4168ce03dd54.
        limit (int | Unset): Number of transactions per page. Without it the server assumes 25. No
            largest one is documented. Example: 25.
        offset (int | Unset): Page number; the first page is 1, which the server also assumes
            without it. 0 means the first page as well, so count from 1, or that page comes twice.
            Example: 1.
        body (TransactionQuery | Unset): Which transactions to list. What is left out or null
            filters nothing.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[Transaction]
    """

    return _expect_success(
        await asyncio_detailed(
            partner_id=partner_id,
            client=client,
            body=body,
            limit=limit,
            offset=offset,
        )
    )
