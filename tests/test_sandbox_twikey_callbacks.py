"""Callbacks of the Twikey sandbox arrive over HTTP, signed and in order; exit URLs are signed too."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from auth_hooks import twikey as auth
from conformance.sandbox import server
from conformance.sandbox.twikey import callbacks, exits
from tests import twikey_world
from tests.twikey_looks import Listener, listening, paid
from tests.twikey_world import B2B, FIRST_TOKEN, IBAN, PDF, SECOND_TOKEN, WEBSITE_KEY, World, document, mandate_message


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from twikey_world.settled()


@pytest.fixture
def listener(world: World) -> Iterator[Listener]:
    """Somebody who is called back by every merchant."""
    with listening() as made:
        world.event("callback-url", url=made.url)
        yield made
        world.deliveries()


@pytest.mark.parametrize(
    ("api_token", "query", "signature"),
    [
        ("1234", "abc=123&name=abc", "55261CBC12BF62000DE1371412EF78C874DBC46F513B078FB9FF8643B2FD4FC2"),
        (
            FIRST_TOKEN,
            "type=contract&mandateNumber=MNDT123&state=signed",
            "31D227460F0DDC8F89B25334B6FB8F165BC62A2BE615930C999482E968D02307",
        ),
        (
            FIRST_TOKEN,
            "msg=dummytest&type=event",
            "F4460212D0DE44494EF95EDA0D2A49603F6540855205740BA0263B7CD18A4A06",
        ),
        (FIRST_TOKEN, "type=payment", "E83D8873C62D1D3ED6CA001264117D9146C0D547CDC5A3FF6D14485681F1BB5A"),
        (
            FIRST_TOKEN,
            "type=contract&mandateNumber=MNDT123&event=Cancel&state=SIGNED&reason=some%20reason",
            "371E240D0A92F7FEC5CA519CFF76EC21C24ACEF524C0E46A004D8C67A39E0A9B",
        ),
    ],
)
def test_signature_of_a_callback_follows_the_vectors(api_token: str, query: str, signature: str) -> None:
    """HMAC-SHA256 over the decoded query, keyed with the token as text."""
    assert signature == callbacks.sign_query(query, api_token)


def test_signature_of_an_exit_follows_the_vectors() -> None:
    """HMAC-SHA256 over mandate and status, and the token where there is one; AES for the account."""
    signed = exits.sign_exit(WEBSITE_KEY, number="MYDOC", status="ok", token=None)
    assert signed == "8C56F94905BBC9E091CB6C4CEF4182F7E87BD94312D1DD16A61BF7C27C18F569"
    signed = exits.sign_exit(WEBSITE_KEY, number="MYDOC", status="ok", token="tok42")
    assert signed == "EDBD3C55D6E577289DCEF4EAFAA4533C692F328CA1E7F83980BFD17F4569F958"
    account = exits.encrypt_account("BE08001166979213/GEBABEBB", number="MYDOC", website_key=WEBSITE_KEY)
    assert account == "2D4727E936B5353CA89B908309686D74863521CAB32D76E8C2BDD338D3D44BBA"


def test_signing_leads_to_the_exit_url(world: World) -> None:
    """The event answers where the debtor's browser goes; the account in it can be read with the website key."""
    number = world.invite(token="a b&c", iban=IBAN, bic="GKCCBEBB")["mndtId"]
    url = world.event("mandate-signed", mndtId=number)["exitUrl"]
    fields = dict(pair.split("=", 1) for pair in url.partition("?")[2].split("&"))
    assert (fields["mandate"], fields["status"], fields["token"]) == (number, "ok", "a%20b%26c")
    assert fields["signature"] == exits.sign_exit(WEBSITE_KEY, number=number, status="ok", token="a b&c")
    secret = hashlib.md5(f"{number}{WEBSITE_KEY}".encode()).digest()  # noqa: S324 - the provider's format
    decryptor = Cipher(algorithms.AES(secret), modes.CBC(secret)).decryptor()
    assert decryptor.update(bytes.fromhex(fields["account"])).startswith(f"{IBAN}/GKCCBEBB".encode())


@pytest.mark.parametrize(("bic", "known"), [(..., ""), ("GKCCBEBB", "GKCCBEBB")])
def test_account_that_is_not_known_yet_is_empty_in_the_exit_url(world: World, bic: Any, known: str) -> None:
    """Who prints an invitation has not said an account yet; the hook reads what is there."""
    number = world.invite(iban=..., bic=bic)["mndtId"]
    url = world.event("mandate-printed", mndtId=number)["exitUrl"]
    fields = dict(pair.split("=", 1) for pair in url.partition("?")[2].split("&"))
    assert fields["status"] == "print"
    account = auth.decrypt_account(fields["account"], website_key=WEBSITE_KEY, mandate_number=number)
    assert (account.iban, account.bic) == ("", known)


def told(listener: Listener) -> list[str]:
    """Return the queries that came."""
    return [path.partition("?")[2] for path, _ in listener.requests]


FIRST_ID = 378_348
"""The transaction that the first seed numbers first."""


def contract(number: str, event: str, state: str, reason: str = "") -> str:
    """Return the query of a callback about a mandate."""
    query = f"type=contract&mandateNumber={number}&event={event}&state={state}"
    return f"{query}&reason={reason}" if reason else query


CASES: dict[str, tuple[Callable[[World], Any], list[str]]] = {
    "signed": (lambda w: w.event("mandate-signed", mndtId="SBXA2"), [contract("SBXA2", "Sign", "SIGNED")]),
    "signed by call": (lambda w: w.sign(), [contract("SBXA3", "Sign", "SIGNED")]),
    "signed b2b": (lambda w: w.sign(ct=B2B), [contract("SBBA1", "Sign", "SIGNED_PENDING_DEBTOR_BANK")]),
    "imported": (lambda w: w.post("/mandate", document(mandate_message("X1"))), [contract("X1", "Sign", "SIGNED")]),
    "updated": (
        lambda w: w.post("/mandate/update", {"mndtId": "SBXA1", "city": "Aalst"}),
        [contract("SBXA1", "Update", "SIGNED")],
    ),
    "cancelled": (lambda w: w.cancel("SBXA1"), [contract("SBXA1", "Cancel", "SIGNED", "some%20reason")]),
    "removed": (lambda w: w.cancel("SBXA2"), [contract("SBXA2", "Invite", "PREPARED", "removed")]),
    "expired": (
        lambda w: w.event("mandate-expired", mndtId="SBXA2"),
        [contract("SBXA2", "Invite", "PREPARED", "expired")],
    ),
    "printed and uploaded": (
        lambda w: (
            w.event("mandate-printed", mndtId="SBXA2"),
            w.call("POST", "/mandate/pdf", PDF, query={"mndtId": "SBXA2"}),
        ),
        [contract("SBXA2", "Print", "PRINT"), contract("SBXA2", "DebtorUpload", "PRINT")],
    ),
    "accepted": (
        lambda w: w.event("mandate-bank-answer", mndtId=w.sign(ct=B2B), accepted=True),
        [
            contract("SBBA1", "Sign", "SIGNED_PENDING_DEBTOR_BANK"),
            contract("SBBA1", "AcceptedBank", "SIGNED_PENDING_DEBTOR_BANK"),
        ],
    ),
    "rejected": (
        lambda w: w.event("mandate-bank-answer", mndtId=w.sign(ct=B2B), accepted=False),
        [
            contract("SBBA1", "Sign", "SIGNED_PENDING_DEBTOR_BANK"),
            contract("SBBA1", "RejectBank", "SIGNED_PENDING_DEBTOR_BANK"),
        ],
    ),
    "bank": (paid, ["type=payment"]),
    "test button": (lambda w: w.event("callback-test"), ["msg=dummytest&type=event"]),
    "transaction by order": (
        lambda w: w.event("callback-transaction", id=w.added(ref="R 1")),
        [f"type=transaction&id={FIRST_ID}&ref=R%201&mandateNumber=SBXA1&state=OPEN"],
    ),
    "dunning by order": (
        lambda w: w.event("callback-dunning", id=w.added(), step="reminder"),
        [f"type=dunning&id={FIRST_ID}&mandateNumber=SBXA1&step=reminder"],
    ),
    "plan by order": (
        lambda w: w.event("callback-plan", mndtId="SBXA1", plan="monthly", state="started"),
        ["type=plan&mandateNumber=SBXA1&plan=monthly&state=started"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_merchant_is_told(world: World, listener: Listener, name: str) -> None:
    """Each happening has its callback, signed with the merchant's token, delivered at the first attempt."""
    act, expected = CASES[name]
    act(world)
    deliveries = world.deliveries()
    assert expected == told(listener)
    assert [each["url"] for each in deliveries] == [f"{listener.url}?{query}" for query in expected]
    assert all(each["delivered"] and each["statuses"] == [204] for each in deliveries)
    signatures = [callbacks.sign_query(query, FIRST_TOKEN) for query in expected]
    assert signatures == [signature for _, signature in listener.requests]


def test_callbacks_come_in_order(world: World, listener: Listener) -> None:
    """Many at once are sent one after the other."""
    for number in range(20):
        world.cancel(world.sign(), rsn=f"r{number}")
    world.deliveries()
    cancelled = [query.rpartition("=")[2] for query in told(listener) if "event=Cancel" in query]
    assert cancelled == [f"r{number}" for number in range(20)]


@pytest.mark.parametrize(
    ("answers", "statuses"),
    [([500, 404, 204], [500, 404, 204]), ([500, 200], [500, 200]), ([302, 302, 302, 200], [302] * 3)],
)
def test_callback_that_fails_is_sent_three_times(
    world: World, listener: Listener, answers: list[int], statuses: list[int]
) -> None:
    """Until the two hundreds, three times at most; the next callback follows all the same."""
    listener.statuses = list(answers)
    world.event("callback-test")
    (delivery,) = world.deliveries()
    assert delivery["statuses"] == statuses
    assert delivery["delivered"] is (statuses[-1] < 300)
    listener.statuses = []
    world.event("callback-test")
    assert world.deliveries()[-1]["delivered"] is True


def test_callback_to_nobody_is_given_up(world: World) -> None:
    """Where nobody listens there is no status."""
    with listening() as gone:
        url = gone.url
    world.event("callback-url", url=url)
    world.event("callback-test")
    (delivery,) = world.deliveries()
    assert (delivery["statuses"], delivery["delivered"]) == ([None] * 3, False)


def test_five_minutes_later_the_merchant_is_told_without_being_asked(world: World, listener: Listener) -> None:
    """Listing the callbacks is enough for what is due to happen."""
    world.added()
    world.collect()
    world.advance(300)
    assert [each["delivered"] for each in world.deliveries()] == [True]
    assert told(listener) == ["type=payment"]


def test_merchants_have_urls_of_their_own(world: World, listener: Listener) -> None:
    """One may be set or switched off without the others; each signs with its own token."""
    world.event("callback-url", url=None, apiToken=FIRST_TOKEN)
    world.cancel(world.signed)
    world.event("callback-test", apiToken=SECOND_TOKEN)
    world.deliveries()
    ((_, signature),) = listener.requests
    assert signature == callbacks.sign_query("msg=dummytest&type=event", SECOND_TOKEN)


def test_reset_forgets_callbacks(world: World, listener: Listener) -> None:
    """The URL and the list are as at the start."""
    world.event("callback-test")
    world.deliveries()
    world.control("POST", "/reset", {})
    world.settle_down()
    world.cancel(world.signed)
    assert (world.deliveries(), len(listener.requests)) == ([], 1)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "http://example.com/x",
        "http://10.0.0.1/x",
        "http://127.0.0.1/x?a=b",
        "http://127.0.0.1/x?",
        "http://127.0.0.1/x#y",
        "http://user@127.0.0.1/x",
        "http://127.0.0.1:99999/x",
        "http://127.0.0.1:0/x",
        "http://[::1/x",
        "http:///x",
        "127.0.0.1",
        "",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\u00e9",
    ],
)
def test_callback_url_is_plain_http_to_this_machine(world: World, url: str) -> None:
    """Anything else is refused with a sentence."""
    refused = world.control_raw("POST", "/events/callback-url", {"url": url})
    assert (refused.status_code, list(refused.json())) == (400, ["error"])
    assert refused.json()["error"].startswith("url: ")


def test_test_button_needs_a_url(world: World) -> None:
    """Without one there is nothing to call."""
    assert world.control_raw("POST", "/events/callback-test", {}).status_code == 409


def test_no_thread_is_left_behind(world: World, listener: Listener) -> None:
    """The thread that delivers ends with the last callback."""
    world.event("callback-test")
    world.deliveries()
    for thread in threading.enumerate():
        if thread.name == "sandbox-callbacks":
            thread.join()
    assert "sandbox-callbacks" not in {thread.name for thread in threading.enumerate()}


def test_callback_may_read_what_it_announces(world: World) -> None:
    """A merchant that calls the sandbox from its callback is answered: the sandbox does not wait for it."""
    with server.running(world.sandbox.app) as running:
        world.event("callback-url", url=f"{running.base_url}/creditor/transaction")
        world.event("callback-test")
        (delivery,) = world.deliveries()
    assert delivery["statuses"] == [401] * 3
