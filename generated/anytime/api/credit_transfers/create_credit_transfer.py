from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.credit_transfer_answer import CreditTransferAnswer
from ...models.credit_transfer_create import CreditTransferCreate
from ...models.error_answer import ErrorAnswer
from ...types import Response, quote_path_value

_OPERATION = "POST /v1.0/accounts/{account_id}/credit-transfers"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401, 402, 403, 404, 429, 451, 500})


def _get_kwargs(
    account_id: int,
    *,
    body: CreditTransferCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1.0/accounts/{account_id}/credit-transfers".format(
            account_id=quote_path_value("accountId", account_id),
        ),
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CreditTransferAnswer | ErrorAnswer | None:
    if response.status_code == 200:
        response_200 = CreditTransferAnswer.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorAnswer.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorAnswer.from_dict(response.json())

        return response_401

    if response.status_code == 402:
        response_402 = ErrorAnswer.from_dict(response.json())

        return response_402

    if response.status_code == 403:
        response_403 = ErrorAnswer.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorAnswer.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = ErrorAnswer.from_dict(response.json())

        return response_429

    if response.status_code == 451:
        response_451 = ErrorAnswer.from_dict(response.json())

        return response_451

    if response.status_code == 500:
        response_500 = ErrorAnswer.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(_OPERATION, response.status_code, response.content, response.headers, None)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CreditTransferAnswer | ErrorAnswer]:
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


def _expect_success(response: Response[CreditTransferAnswer | ErrorAnswer]) -> CreditTransferAnswer:
    if response.status_code in _SUCCESSES:
        return cast(CreditTransferAnswer, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    account_id: int,
    *,
    client: AuthenticatedClient | Client,
    body: CreditTransferCreate,
) -> Response[CreditTransferAnswer | ErrorAnswer]:
    """Send a credit transfer

    Sends money from an account to an IBAN. It is executed later; the webhook `creditTransfersUpdated`
    tells how it ended. Nothing makes a repeated call safe: each one sends another credit transfer.

    Args:
        account_id (int): The account, by its number. Example: 1234.
        body (CreditTransferCreate): A credit transfer to send.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditTransferAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    account_id: int,
    *,
    client: AuthenticatedClient | Client,
    body: CreditTransferCreate,
) -> CreditTransferAnswer:
    """Send a credit transfer

    Sends money from an account to an IBAN. It is executed later; the webhook `creditTransfersUpdated`
    tells how it ended. Nothing makes a repeated call safe: each one sends another credit transfer.

    Args:
        account_id (int): The account, by its number. Example: 1234.
        body (CreditTransferCreate): A credit transfer to send.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditTransferAnswer
    """

    return _expect_success(
        sync_detailed(
            account_id=account_id,
            client=client,
            body=body,
        )
    )


async def asyncio_detailed(
    account_id: int,
    *,
    client: AuthenticatedClient | Client,
    body: CreditTransferCreate,
) -> Response[CreditTransferAnswer | ErrorAnswer]:
    """Send a credit transfer

    Sends money from an account to an IBAN. It is executed later; the webhook `creditTransfersUpdated`
    tells how it ended. Nothing makes a repeated call safe: each one sends another credit transfer.

    Args:
        account_id (int): The account, by its number. Example: 1234.
        body (CreditTransferCreate): A credit transfer to send.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditTransferAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    account_id: int,
    *,
    client: AuthenticatedClient | Client,
    body: CreditTransferCreate,
) -> CreditTransferAnswer:
    """Send a credit transfer

    Sends money from an account to an IBAN. It is executed later; the webhook `creditTransfersUpdated`
    tells how it ended. Nothing makes a repeated call safe: each one sends another credit transfer.

    Args:
        account_id (int): The account, by its number. Example: 1234.
        body (CreditTransferCreate): A credit transfer to send.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditTransferAnswer
    """

    return _expect_success(
        await asyncio_detailed(
            account_id=account_id,
            client=client,
            body=body,
        )
    )
