from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.refusal import Refusal
from ...models.transaction_details import TransactionDetails
from ...types import UNSET, Response, Unset

_OPERATION = "GET /creditor/transaction/detail"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401})


def _get_kwargs(
    *,
    id: list[int | str] | Unset = UNSET,
    ref: list[str] | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    params: dict[str, Any] = {}

    json_id: list[int | str] | Unset = UNSET
    if not isinstance(id, Unset):
        json_id = []
        for id_item_data in id:
            id_item: int | str
            id_item = id_item_data
            json_id.append(id_item)

    params["id"] = json_id

    json_ref: list[str] | Unset = UNSET
    if not isinstance(ref, Unset):
        json_ref = ref

    params["ref"] = json_ref

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/creditor/transaction/detail",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Refusal | TransactionDetails | str | None:
    if response.status_code == 200:
        response_200 = TransactionDetails.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Refusal.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = response.text
        return response_401

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(_OPERATION, response.status_code, response.content, response.headers, None)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Refusal | TransactionDetails | str]:
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


def _expect_success(response: Response[Refusal | TransactionDetails | str]) -> TransactionDetails:
    if response.status_code in _SUCCESSES:
        return cast(TransactionDetails, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    id: list[int | str] | Unset = UNSET,
    ref: list[str] | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Response[Refusal | TransactionDetails | str]:
    """Read the status of transactions

    Gives a snapshot of the transactions with the given ids or references, or of all open ones. It is
    not final, and it takes nothing from a feed. What does not exist is left out.

    Args:
        id (list[int | str] | Unset): The transactions, as `createTransaction` named them. Without
            ids and references, all open ones. Example: [381563, 381564].
        ref (list[str] | Unset): The creditor's references of the transactions. Example:
            ['INVOICE001'].
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Refusal | TransactionDetails | str]
    """

    kwargs = _get_kwargs(
        id=id,
        ref=ref,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    id: list[int | str] | Unset = UNSET,
    ref: list[str] | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> TransactionDetails:
    """Read the status of transactions

    Gives a snapshot of the transactions with the given ids or references, or of all open ones. It is
    not final, and it takes nothing from a feed. What does not exist is left out.

    Args:
        id (list[int | str] | Unset): The transactions, as `createTransaction` named them. Without
            ids and references, all open ones. Example: [381563, 381564].
        ref (list[str] | Unset): The creditor's references of the transactions. Example:
            ['INVOICE001'].
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TransactionDetails
    """

    return _expect_success(
        sync_detailed(
            client=client,
            id=id,
            ref=ref,
            accept_language=accept_language,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    id: list[int | str] | Unset = UNSET,
    ref: list[str] | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Response[Refusal | TransactionDetails | str]:
    """Read the status of transactions

    Gives a snapshot of the transactions with the given ids or references, or of all open ones. It is
    not final, and it takes nothing from a feed. What does not exist is left out.

    Args:
        id (list[int | str] | Unset): The transactions, as `createTransaction` named them. Without
            ids and references, all open ones. Example: [381563, 381564].
        ref (list[str] | Unset): The creditor's references of the transactions. Example:
            ['INVOICE001'].
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Refusal | TransactionDetails | str]
    """

    kwargs = _get_kwargs(
        id=id,
        ref=ref,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    id: list[int | str] | Unset = UNSET,
    ref: list[str] | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> TransactionDetails:
    """Read the status of transactions

    Gives a snapshot of the transactions with the given ids or references, or of all open ones. It is
    not final, and it takes nothing from a feed. What does not exist is left out.

    Args:
        id (list[int | str] | Unset): The transactions, as `createTransaction` named them. Without
            ids and references, all open ones. Example: [381563, 381564].
        ref (list[str] | Unset): The creditor's references of the transactions. Example:
            ['INVOICE001'].
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TransactionDetails
    """

    return _expect_success(
        await asyncio_detailed(
            client=client,
            id=id,
            ref=ref,
            accept_language=accept_language,
        )
    )
