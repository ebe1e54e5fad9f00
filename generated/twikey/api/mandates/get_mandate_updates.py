from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.mandate_feed import MandateFeed
from ...models.refusal import Refusal
from ...types import UNSET, Response, Unset

_OPERATION = "GET /creditor/mandate"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401})


def _get_kwargs(
    *,
    chunk_size: int | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    splmtrydata_mask: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_reset, Unset):
        headers["X-RESET"] = x_reset

    if not isinstance(splmtrydata_mask, Unset):
        headers["SplmtrydataMask"] = splmtrydata_mask

    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    params: dict[str, Any] = {}

    json_chunk_size: int | str | Unset
    if isinstance(chunk_size, Unset):
        json_chunk_size = UNSET
    else:
        json_chunk_size = chunk_size
    params["chunkSize"] = json_chunk_size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/creditor/mandate",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> MandateFeed | Refusal | str | None:
    if response.status_code == 200:
        response_200 = MandateFeed.from_dict(response.json())

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
) -> Response[MandateFeed | Refusal | str]:
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


def _expect_success(response: Response[MandateFeed | Refusal | str]) -> MandateFeed:
    if response.status_code in _SUCCESSES:
        return cast(MandateFeed, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    chunk_size: int | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    splmtrydata_mask: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Response[MandateFeed | Refusal | str]:
    """Read the mandate feed

    Gives the mandates that were signed, changed or cancelled since the last call, oldest first, up to
    `chunkSize` of them. Call until `Messages` is empty. An invitation that was never signed does not
    show, not even when it is taken back. A message with `CxlRsn` is a cancellation, one with
    `AmdmntRsn` an amendment, any other a new mandate.

    Args:
        chunk_size (int | str | Unset): How many messages to give at most. The server assumes 100,
            and takes more for 100. Example: 100.
        x_reset (str | Unset): Go back to this moment, written like `2015-08-20T13:02:03Z`, or to
            this mandate number, and give everything from there on again. Example:
            2015-08-20T13:02:03Z.
        splmtrydata_mask (str | Unset): Which entries of SplmtryData to give: one or more of
            Mandate, Person, Tracker, Signature, SignaturePayload, SignatureAndPayload and Plan. The
            server gives all otherwise. Example: Mandate.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MandateFeed | Refusal | str]
    """

    kwargs = _get_kwargs(
        chunk_size=chunk_size,
        x_reset=x_reset,
        splmtrydata_mask=splmtrydata_mask,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    chunk_size: int | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    splmtrydata_mask: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> MandateFeed:
    """Read the mandate feed

    Gives the mandates that were signed, changed or cancelled since the last call, oldest first, up to
    `chunkSize` of them. Call until `Messages` is empty. An invitation that was never signed does not
    show, not even when it is taken back. A message with `CxlRsn` is a cancellation, one with
    `AmdmntRsn` an amendment, any other a new mandate.

    Args:
        chunk_size (int | str | Unset): How many messages to give at most. The server assumes 100,
            and takes more for 100. Example: 100.
        x_reset (str | Unset): Go back to this moment, written like `2015-08-20T13:02:03Z`, or to
            this mandate number, and give everything from there on again. Example:
            2015-08-20T13:02:03Z.
        splmtrydata_mask (str | Unset): Which entries of SplmtryData to give: one or more of
            Mandate, Person, Tracker, Signature, SignaturePayload, SignatureAndPayload and Plan. The
            server gives all otherwise. Example: Mandate.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MandateFeed
    """

    return _expect_success(
        sync_detailed(
            client=client,
            chunk_size=chunk_size,
            x_reset=x_reset,
            splmtrydata_mask=splmtrydata_mask,
            accept_language=accept_language,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    chunk_size: int | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    splmtrydata_mask: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> Response[MandateFeed | Refusal | str]:
    """Read the mandate feed

    Gives the mandates that were signed, changed or cancelled since the last call, oldest first, up to
    `chunkSize` of them. Call until `Messages` is empty. An invitation that was never signed does not
    show, not even when it is taken back. A message with `CxlRsn` is a cancellation, one with
    `AmdmntRsn` an amendment, any other a new mandate.

    Args:
        chunk_size (int | str | Unset): How many messages to give at most. The server assumes 100,
            and takes more for 100. Example: 100.
        x_reset (str | Unset): Go back to this moment, written like `2015-08-20T13:02:03Z`, or to
            this mandate number, and give everything from there on again. Example:
            2015-08-20T13:02:03Z.
        splmtrydata_mask (str | Unset): Which entries of SplmtryData to give: one or more of
            Mandate, Person, Tracker, Signature, SignaturePayload, SignatureAndPayload and Plan. The
            server gives all otherwise. Example: Mandate.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MandateFeed | Refusal | str]
    """

    kwargs = _get_kwargs(
        chunk_size=chunk_size,
        x_reset=x_reset,
        splmtrydata_mask=splmtrydata_mask,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    chunk_size: int | str | Unset = UNSET,
    x_reset: str | Unset = UNSET,
    splmtrydata_mask: str | Unset = UNSET,
    accept_language: str | Unset = UNSET,
) -> MandateFeed:
    """Read the mandate feed

    Gives the mandates that were signed, changed or cancelled since the last call, oldest first, up to
    `chunkSize` of them. Call until `Messages` is empty. An invitation that was never signed does not
    show, not even when it is taken back. A message with `CxlRsn` is a cancellation, one with
    `AmdmntRsn` an amendment, any other a new mandate.

    Args:
        chunk_size (int | str | Unset): How many messages to give at most. The server assumes 100,
            and takes more for 100. Example: 100.
        x_reset (str | Unset): Go back to this moment, written like `2015-08-20T13:02:03Z`, or to
            this mandate number, and give everything from there on again. Example:
            2015-08-20T13:02:03Z.
        splmtrydata_mask (str | Unset): Which entries of SplmtryData to give: one or more of
            Mandate, Person, Tracker, Signature, SignaturePayload, SignatureAndPayload and Plan. The
            server gives all otherwise. Example: Mandate.
        accept_language (str | Unset): Language of messages for people, such as `en`, `nl`, `fr`
            or `de`. The server takes English otherwise. Example: nl.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MandateFeed
    """

    return _expect_success(
        await asyncio_detailed(
            client=client,
            chunk_size=chunk_size,
            x_reset=x_reset,
            splmtrydata_mask=splmtrydata_mask,
            accept_language=accept_language,
        )
    )
