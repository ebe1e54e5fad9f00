"""The generated client with the hook, as an integrator uses both."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from auth_hooks import errors, twikey
from conformance.providers.twikey import files
from conformance.scenario import World, requires
from conformance.scenarios.twikey.creditor import (
    BIC,
    EMAIL,
    IBAN,
    MESSAGE,
    PDF,
    UNKNOWN_NUMBER,
    as_creditor,
    messages,
    sign,
    told,
)
from generated.twikey import Client
from generated.twikey.api.collections import (
    collect_transactions,
    create_prenotification,
    download_collection,
    get_payments,
)
from generated.twikey.api.mandates import (
    cancel_mandate,
    get_mandate,
    get_mandate_pdf,
    get_mandate_updates,
    import_mandates,
    invite_mandate,
    sign_mandate,
    update_mandate,
    upload_mandate_pdf,
)
from generated.twikey.api.sessions import log_out
from generated.twikey.api.transactions import (
    create_transaction,
    get_transaction_updates,
    get_transactions,
    remove_transactions,
)
from generated.twikey.api.transfers import complete_transfers, create_transfer
from generated.twikey.models import (
    CollectionForm,
    InvitationForm,
    MandateAmendment,
    MandateCancellation,
    MandateImport,
    MandateInitiation,
    MandateUpdateForm,
    PaymentState,
    PrenotificationForm,
    SignatureForm,
    SignMethod,
    TransactionForm,
    TransactionState,
    TransferBatchForm,
    TransferForm,
)
from generated.twikey.types import File


def _options(world: World) -> dict[str, Any]:
    target = world.session.target
    return {"base_url": target.base_url, "trust_env": target.trust_env, "clock": as_creditor(world.first).clock}


@contextlib.contextmanager
def _open_client(world: World, credentials: twikey.Credentials | None = None) -> Iterator[Client]:
    """A client of the first creditor, or of another."""
    used = credentials or as_creditor(world.first).credentials
    with twikey.http_client(used, **_options(world)) as http:
        yield Client(base_url=world.session.target.base_url).set_httpx_client(http)


@contextlib.asynccontextmanager
async def _open_async_client(world: World) -> AsyncIterator[Client]:
    """The same for many calls at a time."""
    async with twikey.async_http_client(as_creditor(world.first).credentials, **_options(world)) as http:
        yield Client(base_url=world.session.target.base_url).set_async_httpx_client(http)


def _signature(world: World, **changes: Any) -> SignatureForm:
    template = int(as_creditor(world.first).template_id)
    return SignatureForm(method=SignMethod.PAPER, ct=template, iban=IBAN, bic=BIC, email=EMAIL, **changes)


def _transaction(number: str, amount: str = "50.00") -> TransactionForm:
    return TransactionForm(mndt_id=number, message=MESSAGE, amount=amount, ref=f"ref {amount}")


@requires("control")
def test_client_takes_a_mandate_through_its_life(world: World) -> None:
    """With the generated client a mandate is prepared, signed, changed, read, documented and cancelled (Mandate)."""
    template = int(as_creditor(world.first).template_id)
    with _open_client(world) as client:
        invited = invite_mandate.sync(client=client, body=InvitationForm(ct=template, email=EMAIL, check=True))
        number = invited.mndt_id
        body = SignatureForm(method=SignMethod.PAPER, key=invited.key)
        assert number == sign_mandate.sync(client=client, body=body).mndt_id
        update_mandate.sync(client=client, body=MandateUpdateForm(mndt_id=number, mobile="+32479123124"))
        detail = get_mandate.sync_detailed(client=client, mndt_id=number)
        assert ["SIGNED", "true"] == [detail.headers[name] for name in ("X-STATE", "X-COLLECTABLE")]
        mandate: Any = detail.parsed
        assert "+32479123124" == mandate.mndt.dbtr.ctct_dtls.mob_nb
        assert get_mandate_pdf.sync(client=client, mndt_id=number).payload.read().startswith(b"%PDF-")
        upload_mandate_pdf.sync(client=client, mndt_id=number, body=File(payload=io.BytesIO(PDF)))
        assert PDF == get_mandate_pdf.sync(client=client, mndt_id=number).payload.read()
        cancel_mandate.sync(client=client, mndt_id=number, rsn="some reason")
        feed = get_mandate_updates.sync(client=client)
        assert [MandateInitiation, MandateAmendment, MandateCancellation] == [type(each) for each in feed.messages]
        assert [] == get_mandate_updates.sync(client=client, chunk_size=10).messages
        again = MandateImport.from_dict({"Messages": [{**feed.messages[0].to_dict()}]})
        again.messages[0].mndt.mndt_id = "IMPORTED-9"
        import_mandates.sync(client=client, body=again)
        assert [("new", "IMPORTED-9")] == told(messages(world))


@requires("control", "beneficiary_iban")
def test_client_collects_and_pays(world: World) -> None:
    """With the generated client money is asked for, collected, answered and sent (Transactions, Collections)."""
    own = as_creditor(world.first)
    template = int(own.template_id)
    with _open_client(world) as client:
        number = sign_mandate.sync(client=client, body=_signature(world)).mndt_id
        notice = PrenotificationForm(mndt_id=number, message=MESSAGE, collection_date="2017-09-15", amount="50.00")
        create_prenotification.sync(client=client, body=notice)
        ids = [
            create_transaction.sync(client=client, body=_transaction(number, amount)).entries[0].id
            for amount in ("50.00", "22.00", "1.00")
        ]
        remove_transactions.sync(client=client, id=ids[2])
        assert ids[:2] == [entry.id for entry in get_transactions.sync(client=client).entries]
        assert [ids[0]] == [entry.id for entry in get_transactions.sync(client=client, ref=["ref 50.00"]).entries]
        collection = collect_transactions.sync(client=client, body=CollectionForm(ct=template))
        assert collection.frst_msg_id
        world.control.event("bank-answers")
        collections: Any = get_payments.sync(client=client, id=collection.frst_msg_id).sdds
        (batch,) = collections
        assert [PaymentState.PAID, PaymentState.ERROR] == [entry.state for entry in batch.entries]
        create_transaction.sync(client=client, body=_transaction(number))
        archive = download_collection.sync(client=client, body=CollectionForm(ct=template, mndt_id=[number]))
        contents, problem = files.open_archive(archive.payload.read())
        assert [1, None] == [len(contents), problem]
        world.control.event("bank-answers")
        told_of = get_transaction_updates.sync(client=client, x_reset="2017-01-01T00:00:00Z").entries
        assert [TransactionState.PAID, TransactionState.ERROR, TransactionState.PAID] == [
            each.state for each in told_of
        ]
        transfer = TransferForm(iban=own.values["beneficiary_iban"], message="test", amount="0.01")
        assert 0.01 == create_transfer.sync(client=client, body=transfer).entries[0].amount
        completed = complete_transfers.sync(client=client, body=TransferBatchForm(ct=own.template_id))
        assert [1] == [each.entries for each in completed.credit_transfers]


@requires("control")
def test_client_tells_what_was_refused(world: World) -> None:
    """A refusal is raised with the provider's code and status, a refused login whatever its status (Login)."""
    with _open_client(world) as client:
        with pytest.raises(errors.NotFound) as unknown:
            get_mandate.sync(client=client, mndt_id=UNKNOWN_NUMBER)
        assert ("err_no_contract", 404) == (unknown.value.code, unknown.value.status)
        with pytest.raises(errors.InvalidRequest) as invalid:
            sign_mandate.sync(client=client, body=_signature(world, country="BEL"))
        assert "err_invalid_country" == invalid.value.code
    nobody = twikey.Credentials(api_token="0" * 40)
    for failure in (200, 400):
        world.control.event("options", login_failure=failure)
        with _open_client(world, nobody) as client, pytest.raises(errors.AuthenticationFailed) as refused:
            get_transactions.sync(client=client)
        assert (twikey.NO_LOGIN, failure) == (refused.value.code, refused.value.status)


@requires("control")
def test_client_reads_the_headers_of_old_servers(world: World) -> None:
    """A server of 2017 refuses with status 200, and the hook's client raises all the same (Login)."""
    with _open_client(world) as client:
        for policy in ("always-200", "always-400", "documented"):
            world.control.event("options", status_policy=policy)
            with pytest.raises(errors.ProviderError) as refused:
                get_mandate.sync(client=client, mndt_id=UNKNOWN_NUMBER)
            assert "err_no_contract" == refused.value.code


@requires("control")
def test_client_goes_on_after_its_session(world: World) -> None:
    """The hook logs in again when a session is over, or was ended by somebody (Login: 24h; Logout)."""
    with _open_client(world) as client:
        assert [] == get_transactions.sync(client=client).entries
        world.advance(23 * 3600 + 1)
        assert [] == get_transactions.sync(client=client).entries
        world.advance(24 * 3600 + 1)
        assert [] == get_transactions.sync(client=client).entries
        log_out.sync(client=client)
        assert [] == get_transactions.sync(client=client).entries


@requires("control", "otp_private_key")
def test_client_brings_its_password(world: World) -> None:
    """With enhanced security the hook computes the one-time password of each login (Login)."""
    with _open_client(world, as_creditor(world.first).secured) as client:
        for _ in range(3):
            assert [] == get_transactions.sync(client=client).entries
            world.advance(24 * 3600 + 7)


@requires("control")
def test_client_charges_many_at_a_time(world: World) -> None:
    """Transactions that are added at the same time are all kept, each under its own id (New transaction)."""
    number = sign(world)

    async def charge_all() -> list[int]:
        async with _open_async_client(world) as client:
            orders = (
                create_transaction.asyncio(client=client, body=_transaction(number, f"{amount}.00"))
                for amount in range(1, 21)
            )
            return [answer.entries[0].id for answer in await asyncio.gather(*orders)]

    ids = asyncio.run(charge_all())
    assert 20 == len(set(ids))
    shown = world.call("getTransactions", expect=200).json["Entries"]
    assert set(ids) == {entry["id"] for entry in shown}
    assert {float(amount) for amount in range(1, 21)} == {entry["amount"] for entry in shown}


@requires("control")
def test_readers_at_the_same_time_get_each_message_once(world: World) -> None:
    """Four clients that read the feed at the same time share it: nothing twice, nothing lost (Update Feed)."""
    numbers = [sign(world) for _ in range(30)]

    async def drain() -> list[str]:
        found: list[str] = []
        async with _open_async_client(world) as client:
            while chunk := (await get_mandate_updates.asyncio(client=client, chunk_size=3)).messages:
                found += [each.mndt.mndt_id for each in chunk if isinstance(each, MandateInitiation)]
        return found

    async def drain_all() -> list[list[str]]:
        return await asyncio.gather(*(drain() for _ in range(4)))

    found = asyncio.run(drain_all())
    assert sorted(numbers) == sorted(number for each in found for number in each)
    assert all(each == sorted(each, key=numbers.index) for each in found), "each reader goes forward"
