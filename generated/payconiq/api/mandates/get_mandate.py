from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_response import ErrorResponse
from ...models.mandate import Mandate
from ...types import UNSET, Response, Unset, quote_path_value

_OPERATION = "GET /v1/partners/{partner_id}/customers/{customer_id}/bankAccounts/{iban}/mandate"
_SUCCESSES: frozenset[int] = frozenset({200})
_ERRORS: frozenset[int] = frozenset({400, 401, 403, 404, 500})


def _get_kwargs(
    partner_id: str,
    customer_id: str,
    iban: str,
    *,
    accept_language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["Accept-Language"] = accept_language

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/partners/{partner_id}/customers/{customer_id}/bankAccounts/{iban}/mandate".format(
            partner_id=quote_path_value("partnerId", partner_id),
            customer_id=quote_path_value("customerId", customer_id),
            iban=quote_path_value("iban", iban),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResponse | Mandate | None:
    if response.status_code == 200:
        response_200 = Mandate.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorResponse.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorResponse.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorResponse.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorResponse.from_dict(response.json())

        return response_404

    if response.status_code == 500:
        response_500 = ErrorResponse.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(_OPERATION, response.status_code, response.content, response.headers, None)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorResponse | Mandate]:
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


def _expect_success(response: Response[ErrorResponse | Mandate]) -> Mandate:
    if response.status_code in _SUCCESSES:
        return cast(Mandate, response.parsed)
    error = errors.ApiError if response.status_code in _ERRORS else errors.UnexpectedStatus
    raise error(_OPERATION, response.status_code, response.content, response.headers, response.parsed)


def sync_detailed(
    partner_id: str,
    customer_id: str,
    iban: str,
    *,
    client: AuthenticatedClient | Client,
    accept_language: str | Unset = UNSET,
) -> Response[ErrorResponse | Mandate]:
    """Get the mandate of a customer's account

    Reads the mandate with the text that the customer has to agree to. It works before the mandate is
    signed; then there is no sign date.

    Args:
        partner_id (str): The partner that the token belongs to, 24 hexadecimal digits. Example:
            560012d5c25c4168ce03dd54.
        customer_id (str): The customer, 24 hexadecimal digits, as the Location header of
            `createCustomer` ends. Example: 5601709bc25c416c9ede5ca7.
        iban (str): IBAN of the customer's account, without spaces. Its check digits do not matter
            here: those of the IBAN in all of the provider's samples, DE21200600000143457000, are
            wrong. Example: NL91ABNA0417164300.
        accept_language (str | Unset): Language of the mandate's text and reason, `en` or `nl`.
            Without it the server assumes `nl`. Upper and lower case are the same. Example: en.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | Mandate]
    """

    kwargs = _get_kwargs(
        partner_id=partner_id,
        customer_id=customer_id,
        iban=iban,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    partner_id: str,
    customer_id: str,
    iban: str,
    *,
    client: AuthenticatedClient | Client,
    accept_language: str | Unset = UNSET,
) -> Mandate:
    """Get the mandate of a customer's account

    Reads the mandate with the text that the customer has to agree to. It works before the mandate is
    signed; then there is no sign date.

    Args:
        partner_id (str): The partner that the token belongs to, 24 hexadecimal digits. Example:
            560012d5c25c4168ce03dd54.
        customer_id (str): The customer, 24 hexadecimal digits, as the Location header of
            `createCustomer` ends. Example: 5601709bc25c416c9ede5ca7.
        iban (str): IBAN of the customer's account, without spaces. Its check digits do not matter
            here: those of the IBAN in all of the provider's samples, DE21200600000143457000, are
            wrong. Example: NL91ABNA0417164300.
        accept_language (str | Unset): Language of the mandate's text and reason, `en` or `nl`.
            Without it the server assumes `nl`. Upper and lower case are the same. Example: en.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Mandate
    """

    return _expect_success(
        sync_detailed(
            partner_id=partner_id,
            customer_id=customer_id,
            iban=iban,
            client=client,
            accept_language=accept_language,
        )
    )


async def asyncio_detailed(
    partner_id: str,
    customer_id: str,
    iban: str,
    *,
    client: AuthenticatedClient | Client,
    accept_language: str | Unset = UNSET,
) -> Response[ErrorResponse | Mandate]:
    """Get the mandate of a customer's account

    Reads the mandate with the text that the customer has to agree to. It works before the mandate is
    signed; then there is no sign date.

    Args:
        partner_id (str): The partner that the token belongs to, 24 hexadecimal digits. Example:
            560012d5c25c4168ce03dd54.
        customer_id (str): The customer, 24 hexadecimal digits, as the Location header of
            `createCustomer` ends. Example: 5601709bc25c416c9ede5ca7.
        iban (str): IBAN of the customer's account, without spaces. Its check digits do not matter
            here: those of the IBAN in all of the provider's samples, DE21200600000143457000, are
            wrong. Example: NL91ABNA0417164300.
        accept_language (str | Unset): Language of the mandate's text and reason, `en` or `nl`.
            Without it the server assumes `nl`. Upper and lower case are the same. Example: en.

    Raises:
        errors.UnexpectedStatus: If the status is not documented and Client.raise_on_unexpected_status is True.
        errors.UnexpectedBody: If the body of a documented success is not what the contract says.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | Mandate]
    """

    kwargs = _get_kwargs(
        partner_id=partner_id,
        customer_id=customer_id,
        iban=iban,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    partner_id: str,
    customer_id: str,
    iban: str,
    *,
    client: AuthenticatedClient | Client,
    accept_language: str | Unset = UNSET,
) -> Mandate:
    """Get the mandate of a customer's account

    Reads the mandate with the text that the customer has to agree to. It works before the mandate is
    signed; then there is no sign date.

    Args:
        partner_id (str): The partner that the token belongs to, 24 hexadecimal digits. Example:
            560012d5c25c4168ce03dd54.
        customer_id (str): The customer, 24 hexadecimal digits, as the Location header of
            `createCustomer` ends. Example: 5601709bc25c416c9ede5ca7.
        iban (str): IBAN of the customer's account, without spaces. Its check digits do not matter
            here: those of the IBAN in all of the provider's samples, DE21200600000143457000, are
            wrong. Example: NL91ABNA0417164300.
        accept_language (str | Unset): Language of the mandate's text and reason, `en` or `nl`.
            Without it the server assumes `nl`. Upper and lower case are the same. Example: en.

    Raises:
        errors.ApiError: If the server answers with anything but a documented success.
        ValueError: If a path parameter is empty, "." or "..".
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Mandate
    """

    return _expect_success(
        await asyncio_detailed(
            partner_id=partner_id,
            customer_id=customer_id,
            iban=iban,
            client=client,
            accept_language=accept_language,
        )
    )
