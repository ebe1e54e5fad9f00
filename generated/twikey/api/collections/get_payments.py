from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.payments import Payments
from ...models.refusal import Refusal
from ...types import UNSET, Response, Unset

_OPERATION = "GET /creditor/payment"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401})


def _get_kwargs(
    *,
    id: int | str | Unset = UNSET,
    detail: bool | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_reset, Unset):
        headers["X-RESET"] = x_reset

    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    params: dict[str, Any] = {}

    json_id: int | str | Unset
    if isinstance(id, Unset):
        json_id = UNSET
    else:
        json_id = id
    params["id"] = json_id

    json_detail: bool | str | Unset
    if isinstance(detail, Unset):
        json_detail = UNSET
    else:
        json_detail = detail
    params["detail"] = json_detail

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/creditor/payment",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Payments | Refusal | str | None:
    if response.status_code == 200:
        response_200 = Payments.from_dict(response.json())

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
) -> Response[Payments | Refusal | str]:
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


def _expect_success(response: Response[Payments | Refusal | str]) -> Payments:
    if response.status_code in _SUCCESSES:
        return cast(Payments, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    id: int | str | Unset = UNSET,
    detail: bool | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Response[Payments | Refusal | str]:
    """Read the payments of collections

    Gives the batches of which the bank said something since the last call, or the one batch that `id`
    names. The payments of each are included when `id` or `detail` is sent.

    Args:
        id (int | str | Unset): One batch of a collection; its payments are included. Example:
            1437939405111.
        detail (bool | str | Unset): When it is sent, with any value, the payments of each batch
            are included. Example: True.
        x_reset (str | Unset): Go back to this moment, written like `2015-08-20T13:02:03Z`, and
            give everything from there on again. Example: 2017-08-29T00:00:00.000Z.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Payments | Refusal | str]
    """

    kwargs = _get_kwargs(
        id=id,
        detail=detail,
        x_reset=x_reset,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    id: int | str | Unset = UNSET,
    detail: bool | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Payments:
    """Read the payments of collections

    Gives the batches of which the bank said something since the last call, or the one batch that `id`
    names. The payments of each are included when `id` or `detail` is sent.

    Args:
        id (int | str | Unset): One batch of a collection; its payments are included. Example:
            1437939405111.
        detail (bool | str | Unset): When it is sent, with any value, the payments of each batch
            are included. Example: True.
        x_reset (str | Unset): Go back to this moment, written like `2015-08-20T13:02:03Z`, and
            give everything from there on again. Example: 2017-08-29T00:00:00.000Z.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Payments
    """

    return _expect_success(
        sync_detailed(
            client=client,
            id=id,
            detail=detail,
            x_reset=x_reset,
            accept_language=accept_language,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    id: int | str | Unset = UNSET,
    detail: bool | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Response[Payments | Refusal | str]:
    """Read the payments of collections

    Gives the batches of which the bank said something since the last call, or the one batch that `id`
    names. The payments of each are included when `id` or `detail` is sent.

    Args:
        id (int | str | Unset): One batch of a collection; its payments are included. Example:
            1437939405111.
        detail (bool | str | Unset): When it is sent, with any value, the payments of each batch
            are included. Example: True.
        x_reset (str | Unset): Go back to this moment, written like `2015-08-20T13:02:03Z`, and
            give everything from there on again. Example: 2017-08-29T00:00:00.000Z.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Payments | Refusal | str]
    """

    kwargs = _get_kwargs(
        id=id,
        detail=detail,
        x_reset=x_reset,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    id: int | str | Unset = UNSET,
    detail: bool | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Payments:
    """Read the payments of collections

    Gives the batches of which the bank said something since the last call, or the one batch that `id`
    names. The payments of each are included when `id` or `detail` is sent.

    Args:
        id (int | str | Unset): One batch of a collection; its payments are included. Example:
            1437939405111.
        detail (bool | str | Unset): When it is sent, with any value, the payments of each batch
            are included. Example: True.
        x_reset (str | Unset): Go back to this moment, written like `2015-08-20T13:02:03Z`, and
            give everything from there on again. Example: 2017-08-29T00:00:00.000Z.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Payments
    """

    return _expect_success(
        await asyncio_detailed(
            client=client,
            id=id,
            detail=detail,
            x_reset=x_reset,
            accept_language=accept_language,
        )
    )
