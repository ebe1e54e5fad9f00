"""The generated client with the hook, as an integrator uses both."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from auth_hooks import anytime, errors
from conformance.scenario import World, requires
from conformance.scenarios.anytime.clients import (
    BUSINESS_PAPERS,
    DELIVERY,
    FILE,
    KYC_FIELDS,
    TODAY,
    TRANSFER,
    as_user,
    decide,
    deposit,
    execute,
    happen,
    new_account,
)
from conformance.scenarios.anytime.text import cents
from generated.anytime import Client
from generated.anytime.api.accounts import (
    create_account,
    get_account,
    get_account_balance,
    get_accounts,
    update_account,
)
from generated.anytime.api.apicheck import check_api, check_api_by_post
from generated.anytime.api.card_secrets import (
    create_details_display,
    get_card_pan,
    get_card_pin,
    send_card_pan,
    send_card_pin,
)
from generated.anytime.api.cards import credit_card, debit_card, get_account_cards, get_card, order_card, update_card
from generated.anytime.api.credit_transfers import create_credit_transfer, get_credit_transfers, get_testimonial
from generated.anytime.api.ibans import create_iban, create_virtual_iban
from generated.anytime.api.kyc import get_kyc_status, upload_kyc_files
from generated.anytime.api.orders import get_order_tracking
from generated.anytime.api.statements import (
    get_account_statement,
    get_account_statements,
    get_card_transaction,
    get_card_transactions,
    get_iban_statements,
)
from generated.anytime.models import (
    AccountCreate,
    AccountUpdate,
    ApiCheckCreate,
    CardMovementCreate,
    CardOrderCreate,
    CardPanSend,
    CardStatus,
    CardStatusChange,
    CardType,
    CardUpdate,
    CreditTransferCreate,
    CreditTransferStatus,
    DetailsDisplayCreate,
    IbanCreate,
    KycState,
    KycUpload,
    Language,
    PanMethod,
    VirtualIbanCreate,
    VirtualIbanType,
)
from generated.anytime.types import File


@contextmanager
def _open_client(world: World) -> Iterator[Client]:
    """A client of the first API user, which verifies every answer; afterwards the scenario logs in anew."""
    target, own = world.session.target, as_user(world.first)
    options: dict[str, Any] = {"base_url": target.base_url, "trust_env": target.trust_env, "clock": own.clock}
    with anytime.http_client(own.credentials, **options) as http:
        yield Client(base_url=target.base_url).set_httpx_client(http)
    own.face.renew()


def _open_account(world: World, client: Client) -> int:
    """An account with its papers, an IBAN and 1000.00."""
    opened = create_account.sync(client=client, body=AccountCreate.from_dict(new_account())).body
    account = int(opened.acc_id)
    name, content = FILE
    papers = {field: File(payload=io.BytesIO(content), file_name=name) for field in BUSINESS_PAPERS}
    uploaded = upload_kyc_files.sync(account, client=client, body=KycUpload(**papers)).body.files_status
    assert set(BUSINESS_PAPERS) == set(uploaded.to_dict())
    for field in BUSINESS_PAPERS:
        decide(world, str(account), KYC_FIELDS[field])
    assert KycState.FULFILLED == get_kyc_status.sync(account, client=client).body.status
    create_iban.sync(account, client=client, body=IbanCreate(country_code="FR"))
    deposit(world, str(account), "1000.00")
    return account


def _balance(account: int, client: Client) -> int:
    return cents(get_account_balance.sync(account, client=client).body.balance)


def _transfer(**changes: str) -> CreditTransferCreate:
    return CreditTransferCreate(**{**TRANSFER, **changes})


@requires("control")
def test_client_opens_an_account_and_pays(world: World) -> None:
    """With the generated client an account is opened, gets papers and IBANs, and sends money (Account)."""
    with _open_client(world) as client:
        assert str(check_api.sync(client=client).body.date_time).startswith(TODAY)
        echo = check_api_by_post.sync(client=client, body=ApiCheckCreate(test_param="Zoë & Cie"))
        assert "Zoë & Cie" == echo.body.test_param
        account = _open_account(world, client)
        assert 3 == get_accounts.sync(client=client, limit_number=1).body.total_results
        update_account.sync(account, client=client, body=AccountUpdate(user_addr_city="Besançon"))
        read = get_account.sync(account, client=client).body
        assert ["Besançon", "John"] == [read.user_addr_city, read.user_first_name]
        virtual = create_virtual_iban.sync(account, client=client, body=VirtualIbanCreate(type_=VirtualIbanType.CREDIT))
        assert virtual.body.iban
        sent = create_credit_transfer.sync(account, client=client, body=_transfer()).body
        assert CreditTransferStatus.TO_EXECUTE == sent.status
        execute(world, sent.internal_id)
        (listed,) = get_credit_transfers.sync(
            account, client=client, date_start=dt.date(2020, 10, 23)
        ).body.credit_transfers
        assert [sent.internal_id, CreditTransferStatus.EXECUTED] == [listed.internal_id, listed.status]
        proof = get_testimonial.sync(account, int(sent.internal_id), client=client)
        assert proof.payload.read().startswith(b"%PDF-")
        rows = get_account_statements.sync(account, client=client).body.transactions
        single = get_account_statement.sync(account, rows[0].txid, client=client).body
        assert rows[0] == single
        assert [row.txid for row in rows] == [
            row.txid for row in get_iban_statements.sync(account, client=client).body.transactions
        ]
        assert 84_500 == _balance(account, client)


@requires("control")
def test_client_uses_cards(world: World) -> None:
    """With the generated client cards of all types are ordered, loaded, unloaded and looked at (Cards)."""
    with _open_client(world) as client:
        account = _open_account(world, client)
        refs = {}
        for kind in (CardType.PLASTIC, CardType.VIRTUAL_MULTI_USE, CardType.VIRTUAL_SINGLE_USE):
            form = {
                "acc_id": account,
                "card_name": "JOHN SMITH",
                "card_type": kind,
                "expiry_date": "2023-06-30",
                "amount": "10.00",
                "language": Language.EN,
                **DELIVERY,
            }
            ordered = order_card.sync(client=client, body=CardOrderCreate.from_dict(form)).body
            refs[kind] = ordered.card_ref
        happen(world, "tracking-available", orderId=str(ordered.order_id))
        assert get_order_tracking.sync(int(ordered.order_id), client=client).body.tracking_link
        plastic, multi = refs[CardType.PLASTIC], refs[CardType.VIRTUAL_MULTI_USE]
        single = refs[CardType.VIRTUAL_SINGLE_USE]
        changed = update_card.sync(plastic, client=client, body=CardUpdate(card_status=CardStatusChange.ACT)).body
        assert CardStatus.ACT == changed.status
        movement = CardMovementCreate(amount="25.50", acc_comment="Travel", card_comment="Travel")
        loaded = credit_card.sync(multi, client=client, body=movement).body.transaction_id
        happen(world, "card-settles", transactionId=str(loaded), status="S")
        movement.amount = "0.50"
        debit_card.sync(multi, client=client, body=movement)
        assert 3500 == cents(get_card.sync(multi, client=client).body.balance)
        newest = get_card_transactions.sync(multi, client=client).body.transactions[0]
        assert newest == get_card_transaction.sync(multi, str(newest.txid), client=client).body
        assert set(refs.values()) == {
            each.card_ref for each in get_account_cards.sync(account, client=client).body.cards
        }
        assert get_card_pin.sync(plastic, client=client, cvc="000").body.pin
        assert plastic == send_card_pin.sync(plastic, client=client).body.card_ref
        assert get_card_pan.sync(multi, client=client).body.to_dict()["front"]
        body = CardPanSend(dest_method=PanMethod.EMAIL, dest_value="john@example.com")
        assert send_card_pan.sync(single, client=client, body=body).body.state
        display = create_details_display.sync(multi, client=client, body=DetailsDisplayCreate(ip="2001:db8::1"))
        assert display.body.temp_link
        assert 94_500 == _balance(account, client)


@requires("control")
def test_client_tells_what_was_refused(world: World) -> None:
    """A refusal is raised with the provider's code, status and number of the request (HTTP status codes)."""
    with _open_client(world) as client:
        account = _open_account(world, client)
        with pytest.raises(errors.PermissionDenied) as foreign:
            get_account.sync(999_999, client=client)
        with pytest.raises(errors.InvalidRequest) as poor:
            create_credit_transfer.sync(account, client=client, body=_transfer(amount="1000.01"))
        with pytest.raises(errors.NotFound) as unknown:
            get_testimonial.sync(account, 999_999, client=client)
    refusals = [(each.value.code, each.value.status, each.value.category) for each in (foreign, poor, unknown)]
    assert [
        ("4030210", 403, "AccountIdNoRightsException"),
        ("4020210", 402, "AccountSrcNotEnoughCreditException"),
        ("4040220", 404, "AccountCreditTransferNotFoundException"),
    ] == refusals
    assert poor.value.trace_id


@requires("control")
def test_client_goes_on_after_its_token(world: World) -> None:
    """The hook logs in again when its token is over, or was ended by a login elsewhere (one token per API user)."""
    with _open_client(world) as client:
        assert 2 == get_accounts.sync(client=client).body.total_results
        world.advance(3601)
        assert 2 == get_accounts.sync(client=client).body.total_results
        happen(world, "token-issue", username=as_user(world.first).credentials.username)
        assert 2 == get_accounts.sync(client=client).body.total_results


@requires("control")
def test_client_pays_many_at_a_time(world: World) -> None:
    """Transfers that are sent at the same time are all kept, and take exactly what they say (one token, one key)."""
    target, own = world.session.target, as_user(world.first)
    options: dict[str, Any] = {"base_url": target.base_url, "trust_env": target.trust_env, "clock": own.clock}
    with _open_client(world) as client:
        account = _open_account(world, client)

    async def pay_all() -> list[Any]:
        http = anytime.async_http_client(own.credentials, **options)
        client = Client(base_url=target.base_url).set_async_httpx_client(http)
        async with http:
            orders = (
                create_credit_transfer.asyncio(account, client=client, body=_transfer(amount=f"{amount}.01"))
                for amount in range(1, 21)
            )
            return [answer.body.internal_id for answer in await asyncio.gather(*orders)]

    paid = asyncio.run(pay_all())
    assert 20 == len(set(paid))
    with _open_client(world) as client:
        listed = get_credit_transfers.sync(account, client=client).body.credit_transfers
        assert set(paid) == {each.internal_id for each in listed}
        assert 100_000 - sum(amount * 100 + 1 for amount in range(1, 21)) == _balance(account, client)
