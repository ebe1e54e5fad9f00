from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.refusal import Refusal
from ...types import UNSET, Response, Unset

_OPERATION = "DELETE /creditor/mandate"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 404, 405})


def _get_kwargs(
    *,
    mndt_id: str,
    rsn: str,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    params: dict[str, Any] = {}

    params["mndtId"] = mndt_id

    params["rsn"] = rsn

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/creditor/mandate",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Refusal | str | None:
    if response.status_code == 200:
        response_200 = cast(Any, None)
        return response_200

    if response.status_code == 400:
        response_400 = Refusal.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = response.text
        return response_401

    if response.status_code == 403:
        response_403 = Refusal.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Refusal.from_dict(response.json())

        return response_404

    if response.status_code == 405:
        response_405 = Refusal.from_dict(response.json())

        return response_405

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(_OPERATION, response.status_code, response.content, response.headers, None)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Refusal | str]:
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


def _expect_success(response: Response[Any | Refusal | str]) -> None:
    if response.status_code in _SUCCESSES:
        return None
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    mndt_id: str,
    rsn: str,
    accept_language: str | Unset = UNSET,
) -> Response[Any | Refusal | str]:
    """Cancel a mandate

    Ends a mandate for the reason that is given, and lets debtor and banks know. An invitation that
    nobody signed is removed.

    Args:
        mndt_id (str): The mandate number. Example: COMP71.
        rsn (str): Why, in words. Example: Contract ended.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Refusal | str]
    """

    kwargs = _get_kwargs(
        mndt_id=mndt_id,
        rsn=rsn,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    mndt_id: str,
    rsn: str,
    accept_language: str | Unset = UNSET,
) -> None:
    """Cancel a mandate

    Ends a mandate for the reason that is given, and lets debtor and banks know. An invitation that
    nobody signed is removed.

    Args:
        mndt_id (str): The mandate number. Example: COMP71.
        rsn (str): Why, in words. Example: Contract ended.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        None
    """

    return _expect_success(
        sync_detailed(
            client=client,
            mndt_id=mndt_id,
            rsn=rsn,
            accept_language=accept_language,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    mndt_id: str,
    rsn: str,
    accept_language: str | Unset = UNSET,
) -> Response[Any | Refusal | str]:
    """Cancel a mandate

    Ends a mandate for the reason that is given, and lets debtor and banks know. An invitation that
    nobody signed is removed.

    Args:
        mndt_id (str): The mandate number. Example: COMP71.
        rsn (str): Why, in words. Example: Contract ended.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Refusal | str]
    """

    kwargs = _get_kwargs(
        mndt_id=mndt_id,
        rsn=rsn,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    mndt_id: str,
    rsn: str,
    accept_language: str | Unset = UNSET,
) -> None:
    """Cancel a mandate

    Ends a mandate for the reason that is given, and lets debtor and banks know. An invitation that
    nobody signed is removed.

    Args:
        mndt_id (str): The mandate number. Example: COMP71.
        rsn (str): Why, in words. Example: Contract ended.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        None
    """

    return _expect_success(
        await asyncio_detailed(
            client=client,
            mndt_id=mndt_id,
            rsn=rsn,
            accept_language=accept_language,
        )
    )
