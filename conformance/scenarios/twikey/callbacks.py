"""What Twikey sends by itself: callbacks of every kind, signed, repeated until they are understood; exit URLs."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from auth_hooks import errors, twikey
from conformance.exchange import Exchange
from conformance.scenario import World, requires, shows
from conformance.scenarios.twikey.creditor import (
    as_creditor,
    cancel,
    charge,
    collect,
    document,
    drain,
    expire,
    invite,
    let_bank_answer,
    let_bank_decide,
    let_debtor_sign,
    new_import,
    other_template,
    paid,
    print_out,
    sign,
    told,
    updates,
    upload,
    wait_for_bank,
)

ATTEMPTS = 3
WAITING = "SIGNED_PENDING_DEBTOR_BANK"


def listen(world: World) -> None:
    """Have the first creditor called back."""
    token = as_creditor(world.first).credentials.api_token
    world.control.event("callback-url", url=world.callback_url, apiToken=token)


def taken(world: World) -> list[Exchange]:
    """The callbacks that came, once all are delivered or given up."""
    world.control.event("callbacks")
    return world.callbacks()


def about(callback: Exchange) -> dict[str, str]:
    """The parameters of a callback."""
    return {name: values[0] for name, values in callback.query.items()}


def contract(number: str, event: str, state: str, reason: str | None = None) -> dict[str, str]:
    """The parameters of a callback about a mandate."""
    said = {"type": "contract", "mandateNumber": number, "event": event, "state": state}
    return said if reason is None else {**said, "reason": reason}


@requires("control")
@shows("contract", 200)
def test_life_of_a_mandate_is_called_back(world: World) -> None:
    """A creditor is told that a mandate was signed, changed and cancelled (Callbacks: contract)."""
    listen(world)
    number = invite(world).number
    let_debtor_sign(world, number)
    world.call("updateMandate", form={"mndtId": number, "city": "Brugge"}, expect=204)
    cancel(world, number, reason="some reason & more")
    assert [
        contract(number, "Sign", "SIGNED"),
        contract(number, "Update", "SIGNED"),
        contract(number, "Cancel", "SIGNED", "some reason & more"),
    ] == [about(callback) for callback in taken(world)]
    assert [("new", number), ("amended", number), ("cancelled", number)] == told(drain(world))


@requires("control")
def test_end_of_an_invitation_is_called_back(world: World) -> None:
    """An invitation that is removed or expires is called back, although no feed tells it (client for Odoo)."""
    listen(world)
    removed, expired = invite(world).number, invite(world).number
    cancel(world, removed)
    expire(world, expired)
    assert [
        contract(removed, "Invite", "PREPARED", "removed"),
        contract(expired, "Invite", "PREPARED", "expired"),
    ] == [about(callback) for callback in taken(world)]
    assert [] == drain(world)


@requires("control")
def test_printing_and_uploading_are_called_back(world: World) -> None:
    """A mandate that is printed and then uploaded is called back twice (support articles: Print, DebtorUpload)."""
    listen(world)
    number = invite(world).number
    print_out(world, number)
    upload(world, number, expect=200)
    assert [contract(number, "Print", "PRINT"), contract(number, "DebtorUpload", "PRINT")] == [
        about(callback) for callback in taken(world)
    ]


@requires("control", "b2b_template_id")
@pytest.mark.parametrize(("accepted", "event"), [(True, "AcceptedBank"), (False, "RejectBank")])
def test_answer_of_the_debtors_bank_is_called_back(world: World, accepted: bool, event: str) -> None:
    """What the debtor's bank says of a B2B mandate is called back (support articles: AcceptedBank, RejectBank)."""
    listen(world)
    number = sign(world, ct=other_template(world, "b2b_template_id"))
    let_bank_decide(world, number, accepted=accepted)
    assert [contract(number, "Sign", WAITING), contract(number, event, WAITING)] == [
        about(callback) for callback in taken(world)
    ]


@requires("control")
def test_import_is_called_back(world: World) -> None:
    """Each mandate of an import is called back as signed (Callbacks: contract; assumed)."""
    listen(world)
    numbers = ["CALL-1", "CALL-2"]
    world.call("importMandates", body=document(*(new_import(world.first, each) for each in numbers)), expect=204)
    assert [contract(number, "Sign", "SIGNED") for number in numbers] == [about(each) for each in taken(world)]


@requires("control")
@shows("payment", 200)
def test_news_from_the_bank_are_called_back_once(world: World) -> None:
    """However many transactions the bank answers, the callback is one and names none (Callbacks: payment)."""
    listen(world)
    ids = paid(world, "50.00", "22.00", "1.00")
    callbacks = taken(world)
    assert ["contract", "payment"] == [callback.operation for callback in callbacks]
    assert {"type": "payment"} == about(callbacks[-1])
    assert ids == [entry["id"] for entry in updates(world)]


@requires("control")
def test_bank_that_answers_by_itself_is_called_back(world: World) -> None:
    """The answer after five minutes is called back like any other (Callbacks: payment)."""
    charge(world, sign(world))
    collect(world)
    listen(world)
    wait_for_bank(world)
    assert [{"type": "payment"}] == [about(callback) for callback in taken(world)]


@requires("control")
@shows("event", 200)
def test_test_button_is_called_back(world: World) -> None:
    """The button of the dashboard sends exactly `msg=dummytest&type=event` (webhook sample in JavaScript)."""
    listen(world)
    world.control.event("callback-test")
    (callback,) = taken(world)
    assert "msg=dummytest&type=event" == urlsplit(callback.url).query


@requires("control")
@shows("transaction", 200)
@shows("dunning", 200)
@shows("plan", 200)
def test_other_callbacks_name_what_they_are_about(world: World) -> None:
    """Callbacks about transactions, dunning and plans name these (Callbacks; assumed: parameters and cause)."""
    listen(world)
    number = sign(world)
    id_, plain = charge(world, number, ref="INVOICE 001"), charge(world, number)
    taken(world)
    world.control.event("callback-transaction", id=id_)
    world.control.event("callback-dunning", id=plain, step="reminder")
    world.control.event("callback-plan", mndtId=number, plan="fitness-monthly", state="started")
    collect(world)
    let_bank_answer(world)
    world.control.event("callback-transaction", id=plain)
    said = [about(callback) for callback in taken(world) if callback.operation != "payment"]
    named = {"id": str(id_), "ref": "INVOICE 001", "mandateNumber": number}
    assert [
        {"type": "transaction", **named, "state": "OPEN"},
        {"type": "dunning", "id": str(plain), "mandateNumber": number, "step": "reminder"},
        {"type": "plan", "mandateNumber": number, "plan": "fitness-monthly", "state": "started"},
        {"type": "transaction", "id": str(plain), "mandateNumber": number, "state": "PAID"},
    ] == said


# --- delivery -------------------------------------------------------------------------------------------------------


@requires("control")
@pytest.mark.parametrize("status", [204, 201, 299])
def test_any_success_is_understood(world: World, status: int) -> None:
    """An answer in the two hundreds is enough (assumed)."""
    listen(world)
    world.answer_callbacks(status)
    sign(world)
    assert [status] == [callback.status for callback in taken(world)]


@requires("control")
@pytest.mark.parametrize("failures", [1, 2, 3, 4])
def test_callback_is_repeated_until_it_is_understood(world: World, failures: int) -> None:
    """What is not understood is sent again, three times in all, and what follows is sent after it (assumed)."""
    listen(world)
    world.answer_callbacks(*([500, 404, 302, 503][:failures]))
    first, second = sign(world), sign(world)
    callbacks = taken(world)
    attempts = min(failures + 1, ATTEMPTS)
    numbers = [about(callback)["mandateNumber"] for callback in callbacks]
    assert [first] * attempts + [second] * (len(numbers) - attempts) == numbers
    assert [200] == [callback.status for callback in callbacks][-1:]
    assert 1 == len({callback.request_headers["x-signature"] for callback in callbacks[:attempts]})


@requires("control")
def test_nobody_is_called_without_a_url(world: World) -> None:
    """Without a configured URL nothing is sent, and what happens then is not made up for (Callbacks)."""
    sign(world)
    listen(world)
    number = sign(world)
    assert [number] == [about(callback)["mandateNumber"] for callback in taken(world)]
    world.control.event("callback-url", url=None)
    sign(world)
    assert [] == taken(world)


@requires("control", "second_client")
def test_creditor_is_told_of_its_own_alone(world: World) -> None:
    """Callbacks go to the creditor whose mandate it is, under that creditor's signature (Callbacks: Security)."""
    listen(world)
    sign(world, access=world.second)
    number = sign(world)
    assert [number] == [about(callback)["mandateNumber"] for callback in taken(world)]
    token = as_creditor(world.second).credentials.api_token
    world.control.event("callback-test", apiToken=as_creditor(world.first).credentials.api_token)
    (callback,) = taken(world)
    query, signature = urlsplit(callback.url).query, callback.request_headers["x-signature"]
    with pytest.raises(errors.SignatureMismatch):
        twikey.verify_callback(f"?{query}", signature, api_token=token)


@requires("control", "second_client")
def test_news_of_another_creditor_are_not_called_back(world: World) -> None:
    """What the bank says to somebody else is called back to somebody else (Callbacks: payment)."""
    listen(world)
    paid(world, "50.00", access=world.second)
    assert [] == taken(world)


@requires("control")
def test_callback_is_in_utf_8(world: World) -> None:
    """A reason with letters beyond ASCII comes as it was given, percent-encoded as UTF-8 (Callbacks; assumed)."""
    listen(world)
    number, reason = sign(world), "D\u00e9m\u00e9nagement \u2192 Li\u00e8ge 100% & +1 = \u20ac"
    cancel(world, number, reason=reason)
    assert contract(number, "Cancel", "SIGNED", reason) == about(taken(world)[-1])


@requires("control", "b2b_template_id")
def test_cancelling_what_waits_for_the_bank_is_called_back(world: World) -> None:
    """The callback names the state that the mandate was in (support articles: Cancel)."""
    listen(world)
    number = sign(world, ct=other_template(world, "b2b_template_id"))
    cancel(world, number)
    assert contract(number, "Cancel", WAITING, "some reason") == about(taken(world)[-1])


@requires("control")
def test_hook_verifies_what_was_signed(world: World) -> None:
    """The hook takes a callback as it came, and none that was changed on its way (webhook samples)."""
    listen(world)
    number = sign(world)
    cancel(world, number, reason="50% off & gone")
    token = as_creditor(world.first).credentials.api_token
    for callback in taken(world):
        signature = callback.request_headers["x-signature"]
        verified = twikey.verify_callback(callback.url, signature, api_token=token)
        assert ["contract", number] == [verified.type, verified.parameters["mandateNumber"]]
        for changed in (f"{callback.url}&x=1", callback.url.replace("contract", "payment")):
            with pytest.raises(errors.SignatureMismatch):
                twikey.verify_callback(changed, signature, api_token=token)
    assert "50% off & gone" == verified.parameters["reason"]


# --- exit URLs ------------------------------------------------------------------------------------------------------


def _exit(answer: dict[str, Any]) -> dict[str, str]:
    query = parse_qs(urlsplit(answer["exitUrl"]).query, keep_blank_values=True)
    return {name: values[0] for name, values in query.items()}


@requires("control", "website_key")
@pytest.mark.parametrize("token", [None, "tok42", "a b&c/d", "\u00e9"])
def test_debtor_comes_back_under_a_signature(world: World, token: str | None) -> None:
    """Where the browser goes after signing carries mandate, status, account and signature (README: exit URL)."""
    key = as_creditor(world.first).values["website_key"]
    number = invite(world, token=token, iban="NL91ABNA0417164300", bic="ABNANL2A").number
    fields = _exit(let_debtor_sign(world, number))
    assert [number, "ok", token or ""] == [fields[name] for name in ("mandate", "status", "token")]
    twikey.verify_exit_url(
        fields["signature"], website_key=key, mandate_number=number, status="ok", token=fields["token"] or None
    )
    account = twikey.decrypt_account(fields["account"], website_key=key, mandate_number=number)
    assert twikey.Account(iban="NL91ABNA0417164300", bic="ABNANL2A") == account
    with pytest.raises(errors.SignatureMismatch):
        twikey.verify_exit_url(fields["signature"], website_key=key, mandate_number=number, status="cancel")


@requires("control", "website_key")
def test_debtor_who_prints_comes_back_as_well(world: World) -> None:
    """Who prints a mandate comes back with the status print, and an account yet to be said (README: exit URL)."""
    key = as_creditor(world.first).values["website_key"]
    number = invite(world).number
    fields = _exit(print_out(world, number))
    assert "print" == fields["status"]
    twikey.verify_exit_url(fields["signature"], website_key=key, mandate_number=number, status="print")
    account = twikey.decrypt_account(fields["account"], website_key=key, mandate_number=number)
    assert ["", ""] == [account.iban, account.bic], "nobody has said an account yet"
