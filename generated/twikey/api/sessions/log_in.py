from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.login_form import LoginForm
from ...models.refusal import Refusal
from ...models.session import Session
from ...types import UNSET, Response, Unset

_OPERATION = "POST /creditor"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400})


def _get_kwargs(
    *,
    body: LoginForm,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/creditor",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Refusal | Refusal | Session | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> Refusal | Session:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = Session.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = Refusal.from_dict(data)

            return response_200_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Refusal.from_dict(response.json())

        return response_400

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(_OPERATION, response.status_code, response.content, response.headers, None)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Refusal | Refusal | Session]:
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


def _expect_success(response: Response[Refusal | Refusal | Session]) -> Session:
    if response.status_code in _SUCCESSES and isinstance(response.parsed, Refusal):
        raise errors.ApiError(
            _OPERATION, response.status_code, response.content, response.headers, response.parsed, " with a refusal"
        )
    if response.status_code in _SUCCESSES:
        return cast(Session, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: LoginForm,
    accept_language: str | Unset = UNSET,
) -> Response[Refusal | Refusal | Session]:
    """Log in

    Exchanges the API token for a session token, which lives 24 hours. The token is in the header
    `Authorization` and in the body. A refusal also has status 200, without that header: read
    `ApiErrorCode` before anything else. No session is needed.

    Args:
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.
        body (LoginForm): The credentials of a creditor.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Refusal | Refusal | Session]
    """

    kwargs = _get_kwargs(
        body=body,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: LoginForm,
    accept_language: str | Unset = UNSET,
) -> Session:
    """Log in

    Exchanges the API token for a session token, which lives 24 hours. The token is in the header
    `Authorization` and in the body. A refusal also has status 200, without that header: read
    `ApiErrorCode` before anything else. No session is needed.

    Args:
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.
        body (LoginForm): The credentials of a creditor.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Session
    """

    return _expect_success(
        sync_detailed(
            client=client,
            body=body,
            accept_language=accept_language,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: LoginForm,
    accept_language: str | Unset = UNSET,
) -> Response[Refusal | Refusal | Session]:
    """Log in

    Exchanges the API token for a session token, which lives 24 hours. The token is in the header
    `Authorization` and in the body. A refusal also has status 200, without that header: read
    `ApiErrorCode` before anything else. No session is needed.

    Args:
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.
        body (LoginForm): The credentials of a creditor.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Refusal | Refusal | Session]
    """

    kwargs = _get_kwargs(
        body=body,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: LoginForm,
    accept_language: str | Unset = UNSET,
) -> Session:
    """Log in

    Exchanges the API token for a session token, which lives 24 hours. The token is in the header
    `Authorization` and in the body. A refusal also has status 200, without that header: read
    `ApiErrorCode` before anything else. No session is needed.

    Args:
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.
        body (LoginForm): The credentials of a creditor.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Session
    """

    return _expect_success(
        await asyncio_detailed(
            client=client,
            body=body,
            accept_language=accept_language,
        )
    )
