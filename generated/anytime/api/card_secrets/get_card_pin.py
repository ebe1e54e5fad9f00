from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.card_pin_answer import CardPinAnswer
from ...models.error_answer import ErrorAnswer
from ...types import UNSET, Response, quote_path_value

_OPERATION = "GET /v1.0/cards/{card_ref}/pin"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 404, 408, 429, 500})


def _get_kwargs(
    card_ref: str,
    *,
    cvc: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["cvc"] = cvc

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1.0/cards/{card_ref}/pin".format(
            card_ref=quote_path_value("cardRef", card_ref),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CardPinAnswer | ErrorAnswer | None:
    if response.status_code == 200:
        response_200 = CardPinAnswer.from_dict(response.json())

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
) -> Response[CardPinAnswer | ErrorAnswer]:
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


def _expect_success(response: Response[CardPinAnswer | ErrorAnswer]) -> CardPinAnswer:
    if response.status_code in _SUCCESSES:
        return cast(CardPinAnswer, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    card_ref: str,
    *,
    client: AuthenticatedClient | Client,
    cvc: str,
) -> Response[CardPinAnswer | ErrorAnswer]:
    """Read the PIN

    Reads the PIN of a card. The CVC proves that the caller has the card; in the sandbox it is 000, and
    any other is refused with 4030380.

    Args:
        card_ref (str): The card, by its reference. Example: ANY1234567890.
        cvc (str): The last three digits of the number on the back of the card. In the sandbox 000
            is right. Example: 000.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CardPinAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        card_ref=card_ref,
        cvc=cvc,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    card_ref: str,
    *,
    client: AuthenticatedClient | Client,
    cvc: str,
) -> CardPinAnswer:
    """Read the PIN

    Reads the PIN of a card. The CVC proves that the caller has the card; in the sandbox it is 000, and
    any other is refused with 4030380.

    Args:
        card_ref (str): The card, by its reference. Example: ANY1234567890.
        cvc (str): The last three digits of the number on the back of the card. In the sandbox 000
            is right. Example: 000.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CardPinAnswer
    """

    return _expect_success(
        sync_detailed(
            card_ref=card_ref,
            client=client,
            cvc=cvc,
        )
    )


async def asyncio_detailed(
    card_ref: str,
    *,
    client: AuthenticatedClient | Client,
    cvc: str,
) -> Response[CardPinAnswer | ErrorAnswer]:
    """Read the PIN

    Reads the PIN of a card. The CVC proves that the caller has the card; in the sandbox it is 000, and
    any other is refused with 4030380.

    Args:
        card_ref (str): The card, by its reference. Example: ANY1234567890.
        cvc (str): The last three digits of the number on the back of the card. In the sandbox 000
            is right. Example: 000.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CardPinAnswer | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        card_ref=card_ref,
        cvc=cvc,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    card_ref: str,
    *,
    client: AuthenticatedClient | Client,
    cvc: str,
) -> CardPinAnswer:
    """Read the PIN

    Reads the PIN of a card. The CVC proves that the caller has the card; in the sandbox it is 000, and
    any other is refused with 4030380.

    Args:
        card_ref (str): The card, by its reference. Example: ANY1234567890.
        cvc (str): The last three digits of the number on the back of the card. In the sandbox 000
            is right. Example: 000.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CardPinAnswer
    """

    return _expect_success(
        await asyncio_detailed(
            card_ref=card_ref,
            client=client,
            cvc=cvc,
        )
    )
