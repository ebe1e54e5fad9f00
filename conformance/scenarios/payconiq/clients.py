"""The generated client with the hook, as an integrator uses both."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import pytest

from auth_hooks import errors, payconiq
from conformance.provider import Access
from conformance.providers.payconiq.access import spare_key
from conformance.scenario import World, requires
from conformance.scenarios.payconiq.partner import (
    ADDRESS,
    CUSTOMER,
    IBAN,
    MANDATE,
    SIGNED_ON_SEND,
    UNKNOWN_ID,
    Place,
    as_partner,
    enrol,
    fail,
    ids_of,
    page,
    read,
    with_key,
)
from generated.payconiq import Client
from generated.payconiq.api.accounts import send_verification_code, validate_bank_account
from generated.payconiq.api.customers import create_customer, get_customer, update_customer
from generated.payconiq.api.mandates import cancel_mandate, create_mandate, get_mandate
from generated.payconiq.api.partners import get_partner, put_key
from generated.payconiq.api.transactions import (
    create_transaction,
    get_transaction,
    get_transactions,
    replay_direct_debit,
    search_transactions,
)
from generated.payconiq.models import (
    AddressCreate,
    BankAccountCreate,
    BankAccountCreateWithMandate,
    BankAccountStatus,
    Currency,
    CustomerCreate,
    CustomerUpdate,
    KeyRegistration,
    SddStatus,
    TransactionCreate,
    TransactionQuery,
    TransactionStatus,
    Verification,
)


@contextlib.contextmanager
def _open_client(world: World, *, access: Access | None = None) -> Iterator[Client]:
    """A client of the first partner, closed at the end."""
    target, credentials = world.session.target, as_partner(access or world.first).credentials
    with payconiq.http_client(credentials, base_url=target.base_url, trust_env=target.trust_env) as http:
        yield Client(base_url=target.base_url).set_httpx_client(http)


def _customer(*, signed: bool = True) -> CustomerCreate:
    account: BankAccountCreate | BankAccountCreateWithMandate = BankAccountCreate(iban=IBAN, name="ING")
    if signed:
        account = BankAccountCreateWithMandate(
            iban=IBAN,
            name="ING",
            mandate_reference=MANDATE["mandateReference"],
            mandate_sign_date=MANDATE["mandateSignDate"],
        )
    return CustomerCreate(
        first_name=CUSTOMER["firstName"],
        last_name=CUSTOMER["lastName"],
        phone=CUSTOMER["phone"],
        address=AddressCreate(
            no=ADDRESS["no"],
            street=ADDRESS["street"],
            postal_code=ADDRESS["postalCode"],
            city=ADDRESS["city"],
            country=ADDRESS["country"],
        ),
        bank_accounts=[account],
    )


def _transaction(customer: str, amount: int | str = 1250) -> TransactionCreate:
    return TransactionCreate(
        origin_id=customer, origin_iban=IBAN, amount=amount, currency=Currency.EUR, signature=SIGNED_ON_SEND
    )


def _id(location: str) -> str:
    return payconiq.read_created_id(location)


@requires("control")
def test_client_takes_a_customer_from_enrolment_to_payment(world: World) -> None:
    """With the generated client a customer signs, verifies, pays, fails and pays again (Work Flows)."""
    partner = as_partner(world.first).partner_id
    with _open_client(world) as client:
        assert partner == get_partner.sync(partner, client=client).id
        customer = _id(create_customer.sync(partner, client=client, body=_customer(signed=False)))
        place = Place(partner=partner, customer=customer)
        account = (partner, customer, IBAN)
        assert not get_mandate.sync(*account, client=client, accept_language="en").sign_date
        create_mandate.sync(*account, client=client)
        update_customer.sync(partner, customer, client=client, body=CustomerUpdate(email="new@example.nl"))
        send_verification_code.sync(*account, client=client)
        code = world.control.event("verification-code", **place.named)["code"]
        validate_bank_account.sync(*account, client=client, body=Verification(verification_code=code))
        shown = get_customer.sync(partner, customer, client=client)
        assert BankAccountStatus.VALIDATED == shown.bank_accounts[0].status
        _fail_and_replay(world, client, place)
        cancel_mandate.sync(*account, client=client)
    world.call("getCustomer", path=place.under_customer, expect=(400, "R508"))


def _fail_and_replay(world: World, client: Client, place: Place) -> None:
    partner = place.partner
    transaction = _id(create_transaction.sync(partner, client=client, body=_transaction(place.customer)))
    fail(world, transaction, status="REJECTED_CAMT", reason="AM04")
    failed = get_transaction.sync(partner, transaction, client=client)
    assert [TransactionStatus.FAILED, SddStatus.REJECTED_CAMT] == [failed.status, failed.sdd_status]
    assert ["1250", "AM04"] == [failed.amount, failed.sdd_failed_reason]
    query = TransactionQuery(status=TransactionStatus.FAILED)
    for listing in (get_transactions, search_transactions):
        assert [failed] == listing.sync(partner, client=client, body=query, limit=5, offset=1)
    replay_direct_debit.sync(partner, transaction, client=client)
    assert "SUBMITED" == read(world, place, transaction)["sddStatus"]


@requires("control")
def test_client_tells_what_was_refused(world: World) -> None:
    """A refusal is raised with the provider's code, status and values (Possible Error Response)."""
    partner, body = as_partner(world.first).partner_id, _transaction(enrol(world).customer)
    body.signature = "no signature"
    with _open_client(world) as client:
        with pytest.raises(errors.NotFound) as unknown:
            get_customer.sync(partner, UNKNOWN_ID, client=client)
        with pytest.raises(errors.InvalidRequest) as unsigned:
            create_transaction.sync(partner, client=client, body=body)
        with pytest.raises(errors.PermissionDenied) as foreign:
            get_partner.sync(UNKNOWN_ID, client=client)
    assert ("ENTITY_NOT_FOUND", 404) == (unknown.value.code, unknown.value.status)
    assert ("Partner Customer", UNKNOWN_ID) == unknown.value.values
    assert "INVALID_SIGNATURE" == unsigned.value.code
    assert ("GET", f"partners/{UNKNOWN_ID}") == foreign.value.values


@requires("control")
def test_client_replaces_the_key(world: World) -> None:
    """The hook signs a new key with the old one, and then with the new one (Update Partner RSA Public Key)."""
    partner, customer = as_partner(world.first).partner_id, enrol(world).customer
    successor = with_key(world.first, spare_key(0))
    body = KeyRegistration(value=successor.public_key_value, signature=SIGNED_ON_SEND)
    with _open_client(world) as client:
        put_key.sync(partner, client=client, body=body)
        with pytest.raises(errors.InvalidRequest):
            create_transaction.sync(partner, client=client, body=_transaction(customer))
    with _open_client(world, access=successor) as client:
        assert _id(create_transaction.sync(partner, client=client, body=_transaction(customer, "77")))


@requires("control")
def test_client_pays_many_at_a_time(world: World) -> None:
    """Transactions that are initiated at the same time are all kept, each under its own id (Initiate Transaction)."""
    partner, place = as_partner(world.first), enrol(world)
    target = world.session.target

    async def pay_all() -> list[str]:
        http = payconiq.async_http_client(partner.credentials, base_url=target.base_url, trust_env=target.trust_env)
        client = Client(base_url=target.base_url).set_async_httpx_client(http)
        async with http:
            orders = (
                create_transaction.asyncio(partner.partner_id, client=client, body=_transaction(place.customer, amount))
                for amount in range(1, 21)
            )
            return [_id(location) for location in await asyncio.gather(*orders)]

    paid = asyncio.run(pay_all())
    assert 20 == len(set(paid))
    listed = page(world, originId=place.customer)
    assert set(paid) == set(ids_of(listed))
    assert {str(amount) for amount in range(1, 21)} == {each["amount"] for each in listed}
