from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_answer import ErrorAnswer
from ...models.token_answer import TokenAnswer
from ...models.token_create import TokenCreate
from ...types import Response

_OPERATION = "POST /oauth/v2/token"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({401, 403, 429, 500})


def _get_kwargs(
    *,
    body: TokenCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/v2/token",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorAnswer | TokenAnswer | None:
    if response.status_code == 200:
        response_200 = TokenAnswer.from_dict(response.json())

        return response_200

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
) -> Response[ErrorAnswer | TokenAnswer]:
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


def _expect_success(response: Response[ErrorAnswer | TokenAnswer]) -> TokenAnswer:
    if response.status_code in _SUCCESSES:
        return cast(TokenAnswer, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TokenCreate,
) -> Response[ErrorAnswer | TokenAnswer]:
    """Get an access token

    Exchanges the four credentials for an access token. The call is signed like every other; an
    Authorization header is ignored. The token of the same API user that was given before is obsolete at
    once. Everything that is wrong with the form is refused with status 401.

    Args:
        body (TokenCreate): The four credentials.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | TokenAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: TokenCreate,
) -> TokenAnswer:
    """Get an access token

    Exchanges the four credentials for an access token. The call is signed like every other; an
    Authorization header is ignored. The token of the same API user that was given before is obsolete at
    once. Everything that is wrong with the form is refused with status 401.

    Args:
        body (TokenCreate): The four credentials.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TokenAnswer
    """

    return _expect_success(
        sync_detailed(
            client=client,
            body=body,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TokenCreate,
) -> Response[ErrorAnswer | TokenAnswer]:
    """Get an access token

    Exchanges the four credentials for an access token. The call is signed like every other; an
    Authorization header is ignored. The token of the same API user that was given before is obsolete at
    once. Everything that is wrong with the form is refused with status 401.

    Args:
        body (TokenCreate): The four credentials.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | TokenAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: TokenCreate,
) -> TokenAnswer:
    """Get an access token

    Exchanges the four credentials for an access token. The call is signed like every other; an
    Authorization header is ignored. The token of the same API user that was given before is obsolete at
    once. Everything that is wrong with the form is refused with status 401.

    Args:
        body (TokenCreate): The four credentials.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TokenAnswer
    """

    return _expect_success(
        await asyncio_detailed(
            client=client,
            body=body,
        )
    )
