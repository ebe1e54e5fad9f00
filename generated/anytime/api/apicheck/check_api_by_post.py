from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.api_check_create import ApiCheckCreate
from ...models.api_check_echo_answer import ApiCheckEchoAnswer
from ...models.error_answer import ErrorAnswer
from ...types import UNSET, Response, Unset

_OPERATION = "POST /v1.0/apicheck"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({401, 403, 429, 500})


def _get_kwargs(
    *,
    body: ApiCheckCreate | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1.0/apicheck",
    }

    if isinstance(body, Unset):
        return _kwargs

    if not isinstance(body, Unset):
        _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ApiCheckEchoAnswer | ErrorAnswer | None:
    if response.status_code == 200:
        response_200 = ApiCheckEchoAnswer.from_dict(response.json())

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
) -> Response[ApiCheckEchoAnswer | ErrorAnswer]:
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


def _expect_success(response: Response[ApiCheckEchoAnswer | ErrorAnswer]) -> ApiCheckEchoAnswer:
    if response.status_code in _SUCCESSES:
        return cast(ApiCheckEchoAnswer, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ApiCheckCreate | Unset = UNSET,
) -> Response[ApiCheckEchoAnswer | ErrorAnswer]:
    """Check access with a form

    Succeeds when address, signature and token are right, and repeats the parameter.

    Args:
        body (ApiCheckCreate | Unset): Something to be repeated.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApiCheckEchoAnswer | ErrorAnswer]
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
    body: ApiCheckCreate | Unset = UNSET,
) -> ApiCheckEchoAnswer:
    """Check access with a form

    Succeeds when address, signature and token are right, and repeats the parameter.

    Args:
        body (ApiCheckCreate | Unset): Something to be repeated.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApiCheckEchoAnswer
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
    body: ApiCheckCreate | Unset = UNSET,
) -> Response[ApiCheckEchoAnswer | ErrorAnswer]:
    """Check access with a form

    Succeeds when address, signature and token are right, and repeats the parameter.

    Args:
        body (ApiCheckCreate | Unset): Something to be repeated.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApiCheckEchoAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ApiCheckCreate | Unset = UNSET,
) -> ApiCheckEchoAnswer:
    """Check access with a form

    Succeeds when address, signature and token are right, and repeats the parameter.

    Args:
        body (ApiCheckCreate | Unset): Something to be repeated.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApiCheckEchoAnswer
    """

    return _expect_success(
        await asyncio_detailed(
            client=client,
            body=body,
        )
    )
