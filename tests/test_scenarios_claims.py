"""Which check claims which fault of a sandbox, for every provider that is judged."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from schemathesis.checks import CHECKS

from conformance import callbacks, calls, faultcheck, registry
from conformance.contract import load_contract
from conformance.provider import Provider

OF_SCENARIOS = {"scenario", "no_answer", calls.EXPECTED}
OF_CALLBACKS = {callbacks.SCHEMA, callbacks.SIGNATURE, callbacks.UNKNOWN}


@pytest.fixture(scope="module", params=registry.PROVIDERS)
def provider(request: pytest.FixtureRequest) -> Provider:
    loaded: Provider = registry.load_provider(request.param)
    return loaded


def test_every_fault_is_claimed_once(provider: Provider) -> None:
    """The claims name every misbehaviour of the sandbox and no other."""
    faults = {name for name in registry.load_sandbox(provider.name).FAULTS if not faultcheck.is_service(name)}
    assert faults == set(provider.claims)


def test_each_claim_names_one_layer(provider: Provider) -> None:
    """A claim runs scenarios, or the battery, or the engine, so that it proves that layer."""
    layers = {name: [claim.scenarios, claim.battery, claim.engine] for name, claim in provider.claims.items()}
    assert {} == {name: each for name, each in layers.items() if 1 != sum(map(bool, each))}


def test_claimed_checks_exist(provider: Provider) -> None:
    """A claimed check is the engine's, a rule, a broken credential, or of the scenarios or callbacks."""
    known = {*CHECKS.get_all_names(), *OF_SCENARIOS}
    known |= {rule.name for rule in provider.rules} | {broken.name for broken in provider.battery}
    if provider.callbacks is not None:
        known |= OF_CALLBACKS | {rule.name for rule in provider.callbacks.rules}
    assert set() == {check for claim in provider.claims.values() for check in claim.checks} - known
    assert [] == [name for name, claim in provider.claims.items() if not claim.checks]


def _scenario_names(provider: str) -> Iterator[str]:
    package = importlib.import_module(f"conformance.scenarios.{provider}")
    found = pkgutil.iter_modules(getattr(package, "__path__", ()))
    for module in (package, *(importlib.import_module(f"{package.__name__}.{each.name}") for each in found)):
        yield from (name for name in vars(module) if name.startswith("test_"))


def test_claimed_parts_exist(provider: Provider) -> None:
    """Scenarios, broken credentials and operations in claims are real ones."""
    claimed = {name.partition("[")[0] for claim in provider.claims.values() for name in claim.scenarios}
    assert set() == claimed - set(_scenario_names(provider.name))
    broken = {each.name for each in provider.battery}
    assert set() == {name for claim in provider.claims.values() for name in claim.battery} - broken
    operations = load_contract(registry.spec_path(provider.name)).operations
    assert set() == {name for claim in provider.claims.values() for name in claim.engine} - operations.keys()


def test_every_layer_is_proven(provider: Provider) -> None:
    """At least eight faults are left to each of the engine, the battery and the scenarios."""
    shares = [
        sum(1 for claim in provider.claims.values() if getattr(claim, layer))
        for layer in ("engine", "battery", "scenarios")
    ]
    assert [8, 8, 8] == [min(8, share) for share in shares]
