"""Single calls: signed when they are final, and spoilt only after that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests

from conformance import battery, engine, registry
from conformance.calls import Caller, Disagreement
from conformance.contract import load_contract
from conformance.exchange import Exchange
from conformance.provider import BrokenCredential
from conformance.session import Session
from conformance.target import Target, embedded


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningFace:
    """The face of some credentials, which also signs the method and the body."""

    inner: Any
    schemes = frozenset({"X-Signature", "API-Key", "Authorization"})

    def headers(self, operation: str) -> dict[str, str]:
        headers: dict[str, str] = self.inner.headers(operation)
        return headers

    def fill(self, operation: str, body: object) -> object:
        return self.inner.fill(operation, body)

    def sign(self, request: requests.PreparedRequest, *, skip: frozenset[str], operation: str) -> None:
        if "X-Signature" not in skip:
            request.headers["X-Signature"] = f"{operation} {request.method} {request.body!r}"

    def renew(self) -> None:
        self.inner.renew()


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAccess:
    face: SigningFace


@pytest.fixture(name="target", scope="module")
def embedded_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with embedded("tikkie", seed=1, key_folder=tmp_path_factory.mktemp("keys")) as target:
        yield target


@pytest.fixture(name="session")
def session_that_signs(target: Target) -> Iterator[Session]:
    provider = registry.load_provider("tikkie")
    contract = load_contract(registry.spec_path("tikkie"))
    with Session(provider=provider, contract=contract, target=target, seed=1) as session:
        session.reset()
        session.first = SigningAccess(face=SigningFace(inner=session.first.face))
        yield session


@pytest.fixture(name="caller")
def caller_of(session: Session) -> Iterator[Caller]:
    caller = Caller(session, engine.load_schema(session))
    yield caller
    caller.close()


def signature_of(exchange: Exchange) -> str | None:
    return exchange.request_headers.get("x-signature")


def test_call_is_signed_over_its_final_body(caller: Caller) -> None:
    """A signature over anything else would be refused by every server."""
    body = {"name": "Bakery", "phoneNumber": "0601234567", "platformUsage": "PAYMENT_REQUEST_FOR_MYSELF"}
    reply = caller.call("createPlatform", body=body, expect=201)
    assert signature_of(reply.exchange) == f"createPlatform POST {reply.exchange.request_body!r}"


def test_signature_that_is_given_is_left_alone(caller: Caller) -> None:
    """A scenario that sends a wrong signature means it, however it spells the header."""
    reply = caller.call("getPlatforms", headers={"x-signature": "mine"}, expect=200)
    assert "mine" == signature_of(reply.exchange)
    assert signature_of(caller.call("getPlatforms", headers={"X-Signature": None}, expect=200).exchange) is None


def test_tampering_comes_after_signing(caller: Caller) -> None:
    """Otherwise the spoilt request would be signed well."""

    def spoil(request: requests.PreparedRequest) -> None:
        request.headers["X-Signature"] += " spoilt"

    reply = caller.call("getPlatforms", tamper=spoil, expect=200)
    assert "getPlatforms GET None spoilt" == signature_of(reply.exchange)


def test_alias_path_leads_to_the_same_operation(session: Session, caller: Caller) -> None:
    """What answers there is judged as the operation; a path that is no alias is a slip of the scenario."""
    operations = dict(session.contract.operations)
    operations["getPlatforms"] = replace(operations["getPlatforms"], aliases=("/elsewhere",))
    session.contract = replace(session.contract, operations=operations)
    with pytest.raises(Disagreement, match="expected 200, got 404"):
        caller.call("getPlatforms", alias="/elsewhere", expect=200)
    with pytest.raises(ValueError, match="/nowhere is no alias path of getPlatforms"):
        caller.call("getPlatforms", alias="/nowhere")


def test_battery_tampers_with_the_signed_request(session: Session, caller: Caller) -> None:
    """The repetition carries a fresh signature, and the broken credential spoils that one."""
    caller.call("getPlatforms", expect=200)
    seen: list[str] = []

    def spoil(access: Any, request: requests.PreparedRequest) -> None:
        assert access is session.first
        seen.append(request.headers["X-Signature"])
        del request.headers["API-Key"]

    broken = BrokenCredential(
        name="tampered", operations=("getPlatforms",), expected=frozenset({(400, "ERR_1002_003")}), tamper=spoil
    )
    session.provider = replace(session.provider, battery=(broken,))
    checks, not_judged = battery.run_battery(session, engine.load_schema(session))
    assert (["getPlatforms GET None"], []) == (seen, not_judged)
    assert [("tampered", ())] == [(check.name, check.findings) for check in checks]
