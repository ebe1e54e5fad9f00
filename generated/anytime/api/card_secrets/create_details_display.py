from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.details_display_answer import DetailsDisplayAnswer
from ...models.details_display_create import DetailsDisplayCreate
from ...models.error_answer import ErrorAnswer
from ...types import Response, quote_path_value

_OPERATION = "POST /v1.0/cards/{card_ref}/details-display"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 404, 408, 429, 500})


def _get_kwargs(
    card_ref: str,
    *,
    body: DetailsDisplayCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1.0/cards/{card_ref}/details-display".format(
            card_ref=quote_path_value("cardRef", card_ref),
        ),
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DetailsDisplayAnswer | ErrorAnswer | None:
    if response.status_code == 200:
        response_200 = DetailsDisplayAnswer.from_dict(response.json())

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

    if response.status_code == 404:
        response_404 = ErrorAnswer.from_dict(response.json())

        return response_404

    if response.status_code == 408:
        response_408 = ErrorAnswer.from_dict(response.json())

        return response_408

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
) -> Response[DetailsDisplayAnswer | ErrorAnswer]:
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


def _expect_success(response: Response[DetailsDisplayAnswer | ErrorAnswer]) -> DetailsDisplayAnswer:
    if response.status_code in _SUCCESSES:
        return cast(DetailsDisplayAnswer, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    card_ref: str,
    *,
    client: AuthenticatedClient | Client,
    body: DetailsDisplayCreate,
) -> Response[DetailsDisplayAnswer | ErrorAnswer]:
    """Make a link that shows a card

    Makes a temporary link that shows the card to the consumer at the given address.

    Args:
        card_ref (str): The card, by its reference. Example: ANY1234567890.
        body (DetailsDisplayCreate): For whom the link is.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailsDisplayAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        card_ref=card_ref,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    card_ref: str,
    *,
    client: AuthenticatedClient | Client,
    body: DetailsDisplayCreate,
) -> DetailsDisplayAnswer:
    """Make a link that shows a card

    Makes a temporary link that shows the card to the consumer at the given address.

    Args:
        card_ref (str): The card, by its reference. Example: ANY1234567890.
        body (DetailsDisplayCreate): For whom the link is.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailsDisplayAnswer
    """

    return _expect_success(
        sync_detailed(
            card_ref=card_ref,
            client=client,
            body=body,
        )
    )


async def asyncio_detailed(
    card_ref: str,
    *,
    client: AuthenticatedClient | Client,
    body: DetailsDisplayCreate,
) -> Response[DetailsDisplayAnswer | ErrorAnswer]:
    """Make a link that shows a card

    Makes a temporary link that shows the card to the consumer at the given address.

    Args:
        card_ref (str): The card, by its reference. Example: ANY1234567890.
        body (DetailsDisplayCreate): For whom the link is.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailsDisplayAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        card_ref=card_ref,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    card_ref: str,
    *,
    client: AuthenticatedClient | Client,
    body: DetailsDisplayCreate,
) -> DetailsDisplayAnswer:
    """Make a link that shows a card

    Makes a temporary link that shows the card to the consumer at the given address.

    Args:
        card_ref (str): The card, by its reference. Example: ANY1234567890.
        body (DetailsDisplayCreate): For whom the link is.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailsDisplayAnswer
    """

    return _expect_success(
        await asyncio_detailed(
            card_ref=card_ref,
            client=client,
            body=body,
        )
    )
