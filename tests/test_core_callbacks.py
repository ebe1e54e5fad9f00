"""Callbacks: received on loopback, held against the contract's `webhooks`, verified, and shown to integrators."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import yaml

from conformance import callbacks, contract, listening, registry
from conformance.calls import Disagreement
from conformance.contract import Answer, Contract
from conformance.exchange import Exchange
from conformance.provider import Callbacks, Provider, Rule
from conformance.scenario import World
from conformance.session import Session
from conformance.target import Target, embedded

DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {"/things": {"get": {"operationId": "getThings", "responses": {"200": {"description": "things"}}}}},
    "webhooks": {
        "mandate": {
            "get": {
                "parameters": [
                    {"name": "type", "in": "query", "required": True, "schema": {"const": "mandate"}},
                    {"name": "count", "in": "query", "schema": {"type": "integer"}},
                    {"$ref": "#/components/parameters/Signature"},
                ],
                "responses": {"200": {"description": "taken"}},
            }
        },
        "settlement": {
            "post": {
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Settlement"}}}
                },
                "responses": {"200": {"description": "taken"}},
            }
        },
    },
    "components": {
        "parameters": {
            "Signature": {
                "name": "X-Sign",
                "in": "header",
                "required": True,
                "x-secret": True,
                "schema": {"type": "string", "pattern": "^[0-9]+$"},
            }
        },
        "schemas": {
            "Settlement": {
                "type": "object",
                "required": ["day"],
                "properties": {"day": {"type": "string", "format": "date"}},
            }
        },
    },
}


def webhook(callback: callbacks.Callback) -> str | None:
    if callback.body:
        return "settlement"
    return parse_qs(callback.query).get("type", [None])[0]


def verify(callback: callbacks.Callback, credentials: Mapping[str, str]) -> str | None:
    if callback.body or callback.headers.get("x-sign") == credentials["api_key"]:
        return None
    return "the signature is another"


PROVIDES = Callbacks(variables=("api_key",), webhook=webhook, verify=verify)
KEY = "123456789"
SIGNED = {"X-Sign": KEY}


@pytest.fixture(name="promised")
def promised_contract(tmp_path: Path) -> Contract:
    path = tmp_path / "shop.yaml"
    path.write_text(yaml.safe_dump(DOCUMENT))
    return contract.load_contract(path)


@pytest.fixture(name="receiver")
def open_receiver() -> Iterator[callbacks.Receiver]:
    receiver = callbacks.Receiver()
    yield receiver
    receiver.close()


def send(receiver: callbacks.Receiver, query: str = "", **options: Any) -> httpx.Response:
    method = "POST" if "json" in options or "content" in options else "GET"
    with httpx.Client(trust_env=False) as http:
        return http.request(method, f"{receiver.url}{query and '?'}{query}", **options)


def test_receiver_keeps_what_arrives_in_order(receiver: callbacks.Receiver) -> None:
    """Each callback once, as it was sent."""
    assert 200 == send(receiver, "type=mandate&reason=some%20reason", headers=SIGNED).status_code
    send(receiver, json={"day": "2018-06-19"})
    first, second = receiver.take()
    assert ("GET", "type=mandate&reason=some%20reason", KEY) == (first.method, first.query, first.headers["x-sign"])
    assert ("POST", b'{"day":"2018-06-19"}') == (second.method, second.body)
    assert [] == receiver.take()


def test_receiver_answers_as_it_is_told(receiver: callbacks.Receiver) -> None:
    """A sender that retries is tried with a failure first."""
    receiver.answer_next(500, 404)
    assert [500, 404, 200] == [send(receiver).status_code for _ in range(3)]
    assert [500, 404, 200] == [callback.answered for callback in receiver.take()]


def test_waiting_ends_without_a_callback(receiver: callbacks.Receiver) -> None:
    """Nobody waits for ever."""
    assert [] == receiver.wait(0)
    send(receiver)
    assert 1 == len(receiver.wait())


@pytest.mark.parametrize(
    ("query", "options", "expected"),
    [
        ("type=mandate&count=2", {"headers": SIGNED}, ("mandate", [])),
        ("type=mandate&count=two", {"headers": SIGNED}, ("mandate", [callbacks.SCHEMA])),
        ("type=mandate&other=1", {"headers": SIGNED}, ("mandate", [callbacks.SCHEMA])),
        ("type=mandate&type=mandate", {"headers": SIGNED}, ("mandate", [callbacks.SCHEMA])),
        ("type=mandate", {}, ("mandate", [callbacks.SCHEMA, callbacks.SIGNATURE])),
        ("type=mandate", {"headers": {"X-Sign": "42"}}, ("mandate", [callbacks.SIGNATURE])),
        ("type=dance", {"headers": SIGNED}, ("dance", [callbacks.UNKNOWN])),
        ("", {"json": {"day": "2018-06-19"}}, ("settlement", [])),
        ("", {"json": {"day": "today"}}, ("settlement", [callbacks.SCHEMA])),
        ("", {"json": {"day": "2018-06-19", "night": 1}}, ("settlement", [callbacks.SCHEMA])),
        ("", {"content": b"{", "headers": {"Content-Type": "application/json"}}, ("settlement", [callbacks.SCHEMA])),
        ("", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}, ("settlement", [callbacks.SCHEMA])),
    ],
)
def test_callback_is_held_against_its_webhook(
    receiver: callbacks.Receiver, promised: Contract, query: str, options: Any, expected: tuple[str, list[str]]
) -> None:
    """Method, parameters, headers, body and signature, each by itself."""
    send(receiver, query, **options)
    (callback,) = receiver.take()
    judged = callbacks.judge(callback, contract=promised, provider=PROVIDES, credentials={"api_key": KEY})
    assert expected == (judged[0], [problem.check for problem in judged[1]])


def test_callback_by_another_method_disagrees(receiver: callbacks.Receiver, promised: Contract) -> None:
    """And a body where none is documented does too."""
    with httpx.Client(trust_env=False) as http:
        http.put(f"{receiver.url}?type=mandate", headers=SIGNED)
    (callback,) = receiver.take()
    _, problems = callbacks.judge(callback, contract=promised, provider=PROVIDES, credentials={"api_key": KEY})
    assert ["it came by PUT, not by GET"] == [problem.message for problem in problems]


def test_webhooks_are_among_the_answers_to_see(promised: Contract) -> None:
    """A callback that never came is missing from the report like any other documented answer."""
    assert [("mandate", "GET"), ("settlement", "POST")] == [(w.name, w.method) for w in promised.webhooks.values()]
    assert {Answer(operation="mandate", status=200), Answer(operation="settlement", status=200)} < set(promised.answers)


@pytest.fixture(name="session")
def session_with_callbacks(tmp_path: Path, promised: Contract) -> Iterator[Session]:
    def judge_rule(exchange: Exchange, _known: Any) -> str | None:
        return "thirteen" if exchange.query.get("count") == ["13"] else None

    rule = Rule(name="no_thirteen", summary="no thirteen", source="nowhere", judge=judge_rule)
    provider = replace(registry.load_provider("tikkie"), callbacks=replace(PROVIDES, rules=(rule,)), rules=())
    with (
        embedded("tikkie", seed=1, key_folder=tmp_path) as target,
        Session(provider=provider, contract=promised, target=credited(target), seed=1) as session,
    ):
        yield session


def credited(target: Target) -> Target:
    return replace(target, credentials={**target.credentials, "api_key": KEY})


class Silent:
    """A caller that calls nobody."""

    layer = "test"
    call = call_unrouted = None


def test_scenario_sees_callbacks_judged(session: Session) -> None:
    """They count as documented answers; what is wrong with one is a finding and ends the scenario."""
    world = World(session, Silent())  # type: ignore[arg-type] # nothing is called
    send(session.receiver, "type=mandate", headers=SIGNED)
    assert world.callback_url == session.receiver.url
    (exchange,) = world.callbacks()
    assert ("mandate", {"type": ["mandate"]}, True) == (exchange.operation, exchange.query, exchange.is_callback)
    assert 1 == session.coverage.seen[Answer(operation="mandate", status=200)]
    send(session.receiver, "type=mandate&count=13", headers={"X-Sign": "31415926"})
    with pytest.raises(Disagreement):
        world.callbacks()
    assert {"no_thirteen", callbacks.SIGNATURE} == {finding.check for finding in session.findings}
    assert all("31415926" not in finding.curl for finding in session.findings)


def test_callback_that_was_not_taken_shows_nothing(session: Session) -> None:
    """Only an answer of success shows that the callback arrived."""
    world = World(session, Silent())  # type: ignore[arg-type] # nothing is called
    world.answer_callbacks(500)
    send(session.receiver, "type=mandate", headers=SIGNED)
    assert [500] == [exchange.status for exchange in world.callbacks()]
    assert 0 == session.coverage.seen[Answer(operation="mandate", status=200)]


def test_listening_prints_and_verifies(
    promised: Contract, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each callback, secrets masked; the verdict says whether all were good."""
    opened = []

    class Opened(callbacks.Receiver):
        def __init__(self, *, port: int = 0) -> None:
            super().__init__(port=port)
            opened.append(self)
            send(self, "type=mandate", headers=SIGNED)
            send(self, f"type=mandate&other={KEY}", headers=SIGNED)

    monkeypatch.setattr(callbacks, "Receiver", Opened)
    provider: Provider = replace(registry.load_provider("tikkie"), callbacks=PROVIDES)
    order = listening.Order(port=0, as_json=True, credentials={"api_key": KEY}, count=2)
    assert not listening.listen(provider, promised, order)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"provider": "tikkie", "callback_url": opened[0].url} == lines[0]
    assert [("mandate", []), ("mandate", 1)] == [
        (line["callback"], line["problems"] and len(line["problems"])) for line in lines[1:]
    ]
    assert KEY not in json.dumps(lines)
    order = replace(order, as_json=False, count=1)
    assert listening.listen(provider, promised, order)
    assert "authentic and as documented" in capsys.readouterr().out


def test_listening_for_a_provider_without_callbacks_is_refused(promised: Contract) -> None:
    """The sentence names the provider."""
    provider: Provider = replace(registry.load_provider("tikkie"), callbacks=None)
    order = listening.Order(port=0, as_json=True, credentials={}, count=1)
    with pytest.raises(listening.CannotListen, match="tikkie documents no callbacks"):
        listening.listen(provider, promised, order)


def test_listening_on_a_taken_port_is_refused(promised: Contract, receiver: callbacks.Receiver) -> None:
    """The sentence names the port."""
    port = httpx.URL(receiver.url).port
    provider: Provider = replace(registry.load_provider("tikkie"), callbacks=PROVIDES)
    order = listening.Order(port=port or 0, as_json=True, credentials={}, count=1)
    with pytest.raises(listening.CannotListen, match=f"port {port}"):
        listening.listen(provider, promised, order)
