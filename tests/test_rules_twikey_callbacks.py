"""What the judge makes of Twikey's callbacks: their names, their signature, and each rule with its neighbour."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auth_hooks import twikey
from conformance import callbacks, contract, registry
from conformance.exchange import Exchange
from conformance.providers.twikey import PROVIDER
from conformance.providers.twikey.callback_rules import CALLBACKS
from conformance.providers.twikey.facts import PENDING, PREPARED, PRINT, SIGNED
from tests.twikey_samples import (
    API_TOKEN,
    CANCELLED_NO,
    COLLECTED_ID,
    EXPIRED_NO,
    FOREIGN_ID,
    FOREIGN_NO,
    NEW_ID,
    NEW_NO,
    OPEN_ID,
    OTHER_API_TOKEN,
    PAID_ID,
    PREPARED_NO,
    PRINTED_NO,
    REFUSED_ID,
    SIGNED_NO,
    VALUES,
    WAITING_NO,
    cancel,
    judge,
    make_callback,
    update,
)

CONTRACT = contract.load_contract(registry.spec_path("twikey"))


def about(number: str, event: str, state: str = SIGNED, reason: str | None = None) -> Exchange:
    """A callback about a mandate."""
    said = {} if reason is None else {"reason": reason}
    return make_callback("contract", mandateNumber=number, event=event, state=state, **said)


def moved(id_: int, state: str, **pairs: str) -> Exchange:
    """A callback about a transaction."""
    return make_callback("transaction", **{"id": str(id_), "mandateNumber": SIGNED_NO, "state": state, **pairs})


CASES: dict[str, list[tuple[Exchange, Exchange]]] = {
    "callback_without_plus": [
        (make_callback("contract", query="type=contract&reason=some+reason"), about(SIGNED_NO, "Cancel", reason="a b")),
        (make_callback("payment", query="type=payment+"), make_callback("payment")),
    ],
    "test_is_the_same": [
        (make_callback("event", query="type=event"), make_callback("event", query="msg=dummytest&type=event")),
        (make_callback("event", query="type=event&msg=dummytest"), make_callback("payment")),
    ],
    "callback_names_own": [
        (about(FOREIGN_NO, "Sign"), about(SIGNED_NO, "Sign")),
        (moved(FOREIGN_ID, "OPEN"), moved(OPEN_ID, "OPEN")),
        (make_callback("plan", mandateNumber=FOREIGN_NO), make_callback("plan", mandateNumber=NEW_NO)),
        (make_callback("dunning", id=str(FOREIGN_ID)), make_callback("dunning", id=str(NEW_ID))),
    ],
    "callback_agrees": [
        (about(NEW_NO, "Sign"), about(SIGNED_NO, "Sign")),
        (about(PREPARED_NO, "Sign"), about(WAITING_NO, "Sign", PENDING)),
        (about(SIGNED_NO, "Sign", PREPARED), about(SIGNED_NO, "Unheard", "OF")),
        (about(SIGNED_NO, "Cancel"), about(CANCELLED_NO, "Cancel", reason="moved away")),
        (about(CANCELLED_NO, "Cancel", reason="other"), about(CANCELLED_NO, "RejectBank", PENDING)),
        (about(WAITING_NO, "RejectBank", PENDING), about(SIGNED_NO, "AcceptedBank", PENDING)),
        (about(WAITING_NO, "AcceptedBank", PENDING), about(CANCELLED_NO, "AcceptedBank", PENDING)),
        (about(PRINTED_NO, "DebtorUpload", PRINT), about(SIGNED_NO, "DebtorUpload", PRINT)),
        (about(SIGNED_NO, "Update"), make_callback("plan", mandateNumber=NEW_NO)),
        (about(PREPARED_NO, "Print", PRINT), about(PRINTED_NO, "Print", PRINT)),
        (about(PREPARED_NO, "Invite", PREPARED, "removed"), about(CANCELLED_NO, "Invite", PREPARED, "removed")),
        (about(EXPIRED_NO, "Invite", PREPARED, "removed"), about(EXPIRED_NO, "Invite", PREPARED, "expired")),
        (about(EXPIRED_NO, "Invite", PREPARED), make_callback("payment")),
    ],
    "transaction_callback_agrees": [
        (moved(NEW_ID, "OPEN"), moved(OPEN_ID, "OPEN")),
        (moved(OPEN_ID, "PAID"), moved(PAID_ID, "PAID")),
        (moved(COLLECTED_ID, "ERROR"), moved(REFUSED_ID, "OPEN")),
        (moved(OPEN_ID, "OPEN", ref="other"), moved(OPEN_ID, "OPEN", ref=f"INV{OPEN_ID}")),
        (moved(OPEN_ID, "OPEN", mandateNumber=CANCELLED_NO), make_callback("payment", id=str(NEW_ID))),
        (
            make_callback("dunning", id=str(OPEN_ID), ref="other", step="reminder"),
            make_callback("dunning", id=str(OPEN_ID), step="reminder"),
        ),
        (make_callback("transaction", id="none"), make_callback("plan", id="none")),
    ],
}


def test_every_rule_has_cases() -> None:
    """A rule that is added without a callback it reports would be a rule that nobody has seen work."""
    assert sorted(rule.name for rule in CALLBACKS.rules) == sorted([*CASES, "callback_comes_once"])


@pytest.mark.parametrize("name", CASES)
def test_rule_reports_the_violation_and_nothing_else(name: str) -> None:
    """One sentence for the callback that breaks the fact, silence for its neighbour that keeps it."""
    for broken, kept in CASES[name]:
        message = judge(CALLBACKS.rules, name, broken)
        assert message, broken.url
        assert 1 == len(message.splitlines())
        assert judge(CALLBACKS.rules, name, kept) is None, kept.url


def test_what_was_understood_is_not_sent_again() -> None:
    """A callback that was answered in the two hundreds has come; one that was refused comes again."""
    signed = about(SIGNED_NO, "Sign")
    assert judge(CALLBACKS.rules, "callback_comes_once", signed) is None
    assert judge(CALLBACKS.rules, "callback_comes_once", signed, signed)
    assert judge(CALLBACKS.rules, "callback_comes_once", signed, replace(signed, status=500)) is None
    assert judge(CALLBACKS.rules, "callback_comes_once", about(CANCELLED_NO, "Sign"), signed) is None
    payment = make_callback("payment")
    assert judge(CALLBACKS.rules, "callback_comes_once", payment, payment, payment) is None


def test_each_change_is_called_back_once() -> None:
    """A mandate may be changed often, and each change is one callback."""
    changed = about(SIGNED_NO, "Update")
    assert judge(CALLBACKS.rules, "callback_comes_once", changed, update()) is None
    assert judge(CALLBACKS.rules, "callback_comes_once", changed, update(), changed)
    assert judge(CALLBACKS.rules, "callback_comes_once", changed, update(), changed, update()) is None
    assert judge(CALLBACKS.rules, "callback_agrees", changed, update()) is None
    assert (
        judge(CALLBACKS.rules, "callback_agrees", about(SIGNED_NO, "Cancel", reason="a b"), cancel(reason="a b"))
        is None
    )


def arrive(query: str, *, signature: str | None = None, token: str = API_TOKEN) -> callbacks.Callback:
    """A callback as the receiver takes it, well signed if not said otherwise."""
    given = twikey.sign_callback(query, token) if signature is None else signature
    return callbacks.Callback(
        method="GET",
        path="/callback",
        query=query,
        headers={"x-signature": given} if given else {},
        body=b"",
        answered=200,
    )


def judge_arrival(callback: callbacks.Callback) -> tuple[str, set[str]]:
    """The webhook that a callback is, and the checks that it fails."""
    name, problems = callbacks.judge(callback, contract=CONTRACT, provider=CALLBACKS, credentials=VALUES)
    return name, {problem.check for problem in problems}


GOOD = {
    "contract": "type=contract&mandateNumber=MNDT123&state=signed",
    "transaction": "type=transaction&id=5&ref=INVOICE%20001&mandateNumber=MNDT123&state=OPEN",
    "plan": "type=plan&mandateNumber=MNDT123&plan=monthly&state=started",
    "payment": "type=payment",
    "dunning": "type=dunning&id=5&mandateNumber=MNDT123&step=reminder",
    "event": "msg=dummytest&type=event",
}


@pytest.mark.parametrize("name", GOOD)
def test_callback_of_each_kind_is_taken(name: str) -> None:
    """Each type is found by its name, and agrees with the contract; what is not documented is a finding."""
    assert (name, set()) == judge_arrival(arrive(GOOD[name]))
    assert (name, {callbacks.SCHEMA}) == judge_arrival(arrive(f"{GOOD[name]}&more=1"))
    assert (name, {callbacks.SIGNATURE}) == judge_arrival(arrive(GOOD[name], token=OTHER_API_TOKEN))
    assert (name, {callbacks.SCHEMA, callbacks.SIGNATURE}) == judge_arrival(arrive(GOOD[name], signature=""))


def test_webhooks_of_the_contract_are_those_that_are_told_apart() -> None:
    """Six types, as the text lists them."""
    assert set(GOOD) == set(CONTRACT.webhooks)
    assert PROVIDER.callbacks is CALLBACKS
    assert set(CALLBACKS.variables) <= set(PROVIDER.variables)


@pytest.mark.parametrize("query", ["", "type=", "type=unknown", "msg=dummytest", "type=Contract"])
def test_callback_of_an_unknown_kind_is_a_finding(query: str) -> None:
    """What carries none of the six types is none that is documented."""
    assert ("", {callbacks.UNKNOWN}) == judge_arrival(arrive(query))


def test_signature_is_in_capitals_over_the_decoded_query() -> None:
    """Lower-case letters are not as documented; a signature of the encoded query is none."""
    query = "type=contract&mandateNumber=MNDT123&event=Cancel&state=SIGNED&reason=some%20reason"
    decoded = "371E240D0A92F7FEC5CA519CFF76EC21C24ACEF524C0E46A004D8C67A39E0A9B"
    raw = "789C38AF9E4FAF08D747AC609A107E55EA697C6CD57BF675E8AD64F2A4B34D2F"
    assert ("contract", set()) == judge_arrival(arrive(query, signature=decoded))
    assert ("contract", {callbacks.SIGNATURE}) == judge_arrival(arrive(query, signature=raw))
    assert ("contract", {callbacks.SCHEMA}) == judge_arrival(arrive(query, signature=decoded.lower()))
