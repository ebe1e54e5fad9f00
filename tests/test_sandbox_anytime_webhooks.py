"""The Anytime sandbox tells what happened: webhooks that are really sent, in order, signed, and again when refused."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from conformance.sandbox import server
from tests import anytime_world
from tests.anytime_world import FOREIGN_IBAN, PEOPLE, World, body


class Listener:
    """A server that keeps what arrives and answers as it is told, 200 otherwise."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self._server = server.start(Starlette(routes=[Route("/{path:path}", self._take, methods=["GET", "POST"])]))
        self.url = f"{self._server.base_url}/hook?shop=1"

    async def _take(self, request: Request) -> Response:
        self.arrived.append((f"{request.method} {request.url}", dict(request.headers), await request.body()))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    def close(self) -> None:
        self._server.stop()

    def shown(self) -> list[dict[str, Any]]:
        """Return what arrived as JSON."""
        return [json.loads(content) for _, _, content in self.arrived]


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from anytime_world.settled()


@pytest.fixture
def listener(world: World) -> Iterator[Listener]:
    """Somebody to whom the webhooks of the world go."""
    made = Listener()
    world.event("callback-url", url=made.url)
    yield made
    made.close()


def settle(world: World, status: str = "S") -> int:
    """Load a card and settle the load; return its number."""
    number: int = body(world.load())["transaction_id"]
    world.event("card-settles", transactionId=number, status=status)
    return number


def test_settled_load_is_told(world: World, listener: Listener) -> None:
    """The form of the provider's table, an integer timestamp, and a hash for the owner of the card."""
    number = settle(world)
    (listed,) = world.event("callbacks")["deliveries"]
    ((line, headers, content),) = listener.arrived
    assert f"POST {listener.url}" == line
    assert headers["content-type"] == "application/json"
    shown = json.loads(content)
    assert ["request_id", "type_response", "body", "timestamp", "hash"] == list(shown)
    assert ("async", 1_603_443_843) == (shown["type_response"], shown["timestamp"])
    assert isinstance(shown["timestamp"], int)
    text = f"{shown['timestamp']}|{PEOPLE[0]['username']}"
    assert hashlib.sha256(text.encode()).hexdigest() == shown["hash"]
    assert (world.multi, str(world.business), "card_last_tx") == tuple(
        shown["body"][each] for each in ("card_ref", "acc_id", "type")
    )
    assert {
        "txid": number,
        "mcc": 6012,
        "amount": 20,
        "amount_fx": 20,
        "currency": "EUR",
        "fx": 1,
        "fx_fee": 0,
        "status": "S",
        "type": "C",
        "balance_after": 70,
        "date": "2020-10-23 11:04:03",
        "description": "from the account",
    } == shown["body"]["transaction"]
    assert (content.decode(), listener.url, [200], True) == tuple(
        listed[each] for each in ("body", "url", "statuses", "delivered")
    )


@pytest.mark.parametrize("status", ["S", "C", "D"])
def test_every_end_of_a_load_is_told(world: World, listener: Listener, status: str) -> None:
    """With the status and the balance after it; nothing is told while it is pending."""
    number = body(world.load())["transaction_id"]
    assert world.event("callbacks")["deliveries"] == []
    world.event("card-settles", transactionId=number, status=status)
    world.event("callbacks")
    (shown,) = listener.shown()
    transaction = shown["body"]["transaction"]
    assert (status, 70 if status == "S" else 50) == (transaction["status"], transaction["balance_after"])


def test_webhooks_come_in_the_order_of_what_happened(world: World, listener: Listener) -> None:
    """One after the other, each with a request_id of its own."""
    numbers = [settle(world) for _ in range(3)]
    numbers.append(world.event("card-spends", cardRef=world.multi, amount=1)["transactionId"])
    world.event("callbacks")
    shown = listener.shown()
    assert numbers == [each["body"]["transaction"]["txid"] for each in shown]
    assert len({each["request_id"] for each in shown}) == 4


def test_ended_transfers_are_told_in_lists_of_a_hundred(world: World, listener: Listener) -> None:
    """Executed and cancelled ones; the amount is a text, and the source comment is not told."""
    numbers = [world.add_transfer(amount="1.5") for _ in range(102)]
    world.event("transfer-progress", transferIds=numbers)
    assert world.event("callbacks")["deliveries"] == []
    world.event("transfer-executed", transferIds=numbers[:101])
    world.event("transfer-cancelled", transferId=numbers[101])
    world.event("callbacks")
    lists = [each["body"]["credit-transfers"] for each in listener.shown()]
    assert [100, 1, 1] == [len(each) for each in lists]
    assert numbers == [each["internal_id"] for told in lists for each in told]
    assert ["Executed", "Cancelled"] == [lists[1][0]["status"], lists[2][0]["status"]]
    shown = lists[0][0]
    assert (FOREIGN_IBAN, "1.50", "rent of May", "2020-10-23") == tuple(
        shown[each] for each in ("beneficiary_iban", "amount", "reason", "execution_date")
    )
    assert "source_reason" not in shown
    assert lists[2][0]["execution_reference"] is None


@pytest.mark.parametrize(
    ("answers", "statuses", "delivered"),
    [
        ([500, 404, 204], [500, 404, 204], True),
        ([500, 500, 500, 500], [500, 500, 500], False),
        ([302], [302, 200], True),
    ],
)
def test_refused_webhook_is_sent_again(
    world: World, listener: Listener, answers: list[int], statuses: list[int], delivered: bool
) -> None:
    """Three times at most, with the same bytes each time."""
    listener.answers = list(answers)
    settle(world)
    (listed,) = world.event("callbacks")["deliveries"]
    assert (statuses, delivered) == (listed["statuses"], listed["delivered"])
    assert len({content for _, _, content in listener.arrived}) == 1


def test_webhook_to_nobody_is_given_up(world: World) -> None:
    """Where nobody listens, three attempts are listed without a status."""
    gone = Listener()
    gone.close()
    world.event("callback-url", url=gone.url)
    settle(world)
    (listed,) = world.event("callbacks")["deliveries"]
    assert ([None] * 3, False) == (listed["statuses"], listed["delivered"])


def test_nothing_is_sent_without_an_address(world: World) -> None:
    """By default and after a reset there is none; an address can be taken away."""
    settle(world)
    assert world.event("callbacks")["deliveries"] == []
    listener = Listener()
    world.event("callback-url", url=listener.url)
    settle(world)
    world.event("callback-url", url=None)
    settle(world)
    assert len(world.event("callbacks")["deliveries"]) == 1
    world.control("POST", "/reset")
    assert world.event("callbacks")["deliveries"] == []
    listener.close()
    assert len(listener.arrived) == 1


def test_webhook_of_another_user_has_his_hash(world: World, listener: Listener) -> None:
    """Each API user verifies with his own name."""
    card, _ = world.add_card(world.foreign_business, user=1, card_type="VIRTUAL_MULTI_USE")
    world.event("card-spends", cardRef=card, amount=1)
    world.event("callbacks")
    (shown,) = listener.shown()
    text = f"{shown['timestamp']}|{PEOPLE[1]['username']}"
    assert hashlib.sha256(text.encode()).hexdigest() == shown["hash"]


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/hook",
        "http://192.0.2.1/hook",
        "http://example.com/",
        "ftp://127.0.0.1/",
        "127.0.0.1",
        "",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1/a b",
        "http://[::1/",
        "http://127.0.0.1/\u00e9",
    ],
)
def test_webhooks_stay_on_this_machine(world: World, url: str) -> None:
    """Any other address is refused with a sentence."""
    refused = world.control_raw("POST", "/events/callback-url", {"url": url})
    assert (400, "url: must be an http URL with a loopback address") == (refused.status_code, refused.json()["error"])
