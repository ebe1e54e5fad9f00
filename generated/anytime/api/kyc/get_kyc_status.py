from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_answer import ErrorAnswer
from ...models.kyc_status_answer import KycStatusAnswer
from ...types import Response, quote_path_value

_OPERATION = "GET /v1.0/accounts/{account_id}/kyc"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({401, 403, 404, 429, 500})


def _get_kwargs(
    account_id: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1.0/accounts/{account_id}/kyc".format(
            account_id=quote_path_value("accountId", account_id),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorAnswer | KycStatusAnswer | None:
    if response.status_code == 200:
        response_200 = KycStatusAnswer.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ErrorAnswer.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorAnswer.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorAnswer.from_dict(response.json())

        return response_404

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
) -> Response[ErrorAnswer | KycStatusAnswer]:
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


def _expect_success(response: Response[ErrorAnswer | KycStatusAnswer]) -> KycStatusAnswer:
    if response.status_code in _SUCCESSES:
        return cast(KycStatusAnswer, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    account_id: int,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorAnswer | KycStatusAnswer]:
    """Get the state of the papers

    Tells whether the papers of an account are complete, which were uploaded with what result, and which
    are missing.

    Args:
        account_id (int): The account, by its number. Example: 1234.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | KycStatusAnswer]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    account_id: int,
    *,
    client: AuthenticatedClient | Client,
) -> KycStatusAnswer:
    """Get the state of the papers

    Tells whether the papers of an account are complete, which were uploaded with what result, and which
    are missing.

    Args:
        account_id (int): The account, by its number. Example: 1234.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KycStatusAnswer
    """

    return _expect_success(
        sync_detailed(
            account_id=account_id,
            client=client,
        )
    )


async def asyncio_detailed(
    account_id: int,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorAnswer | KycStatusAnswer]:
    """Get the state of the papers

    Tells whether the papers of an account are complete, which were uploaded with what result, and which
    are missing.

    Args:
        account_id (int): The account, by its number. Example: 1234.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | KycStatusAnswer]
    """

    kwargs = _get_kwargs(
        account_id=account_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    account_id: int,
    *,
    client: AuthenticatedClient | Client,
) -> KycStatusAnswer:
    """Get the state of the papers

    Tells whether the papers of an account are complete, which were uploaded with what result, and which
    are missing.

    Args:
        account_id (int): The account, by its number. Example: 1234.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KycStatusAnswer
    """

    return _expect_success(
        await asyncio_detailed(
            account_id=account_id,
            client=client,
        )
    )
