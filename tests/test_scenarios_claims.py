"""Which check claims which fault of the Tikkie sandbox."""

from __future__ import annotations

import importlib
import pkgutil

from schemathesis.checks import CHECKS

from conformance import faultcheck, registry
from conformance.contract import load_contract
from conformance.providers.tikkie.access import BATTERY
from conformance.providers.tikkie.claims import ASSERTED, CLAIMS, EXPECTED, NO_ANSWER
from conformance.providers.tikkie.rules import RULES
from conformance.scenarios import tikkie as scenarios

OWN_CHECKS = {ASSERTED, EXPECTED, NO_ANSWER}


def test_every_fault_is_claimed_once() -> None:
    """The claims name every misbehaviour of the sandbox and no other."""
    faults = {name for name in registry.load_sandbox("tikkie").FAULTS if not faultcheck.is_service(name)}
    assert faults == set(CLAIMS)


def test_each_claim_names_one_layer() -> None:
    """A claim runs scenarios, or the battery, or the engine, so that it proves that layer."""
    layers = {name: [claim.scenarios, claim.battery, claim.engine] for name, claim in CLAIMS.items()}
    assert {} == {name: each for name, each in layers.items() if 1 != sum(map(bool, each))}


def test_claimed_checks_exist() -> None:
    """A claimed check is one of the engine's, a rule, a broken credential, or one of the scenarios' own."""
    known = {*CHECKS.get_all_names(), *(rule.name for rule in RULES), *(broken.name for broken in BATTERY), *OWN_CHECKS}
    assert set() == {check for claim in CLAIMS.values() for check in claim.checks} - known


def test_claimed_parts_exist() -> None:
    """Scenarios, broken credentials and operations in claims are real ones."""
    modules = [
        importlib.import_module(f"{scenarios.__name__}.{each.name}")
        for each in pkgutil.iter_modules(scenarios.__path__)
    ]
    functions = {name for module in modules for name in vars(module) if name.startswith("test_")}
    assert set() == {name for claim in CLAIMS.values() for name in claim.scenarios} - functions
    assert set() == {name for claim in CLAIMS.values() for name in claim.battery} - {each.name for each in BATTERY}
    operations = load_contract(registry.spec_path("tikkie")).operations
    assert set() == {name for claim in CLAIMS.values() for name in claim.engine} - operations.keys()


def test_every_layer_is_proven() -> None:
    """At least eight faults are left to each of the engine, the battery and the scenarios."""
    shares = [
        sum(1 for claim in CLAIMS.values() if getattr(claim, layer)) for layer in ("engine", "battery", "scenarios")
    ]
    assert [8, 8, 8] == [min(8, share) for share in shares]
