"""The providers, and the only place that turns a provider's name into its modules."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

PROVIDERS = ("tikkie", "twikey", "anytime", "payconiq")

ROOT = Path(__file__).resolve().parent.parent


class UnknownProvider(Exception):
    """No such provider; the message lists the known ones."""


def check_name(name: str) -> str:
    """The name, if it is a provider's.

    Raises:
        UnknownProvider: It is not.
    """
    if name not in PROVIDERS:
        raise UnknownProvider(f"{name!r} is not a provider; known are {', '.join(PROVIDERS)}")
    return name


def spec_path(provider: str) -> Path:
    """Where the provider's contract lies."""
    return ROOT / "specs" / f"{provider}.yaml"


def list_specs() -> list[Path]:
    """Every contract, also one whose provider is not judged yet."""
    return sorted((ROOT / "specs").glob("*.yaml"))


def load_provider(provider: str) -> Any:
    """The `Provider` value."""
    return _load("conformance.providers", provider).PROVIDER


def load_sandbox(provider: str) -> Any:
    """The sandbox module, which offers `create_sandbox`, `FAULTS`, `OPERATIONS` and `curl_line`."""
    return _load("conformance.sandbox", provider)


def scenarios_path(provider: str) -> Path:
    """Where the provider's scenarios lie: a module, or a package of the same name."""
    package = ROOT / "conformance" / "scenarios" / check_name(provider)
    return package if package.is_dir() else package.with_suffix(".py")


def _load(package: str, provider: str) -> ModuleType:
    return importlib.import_module(f"{package}.{check_name(provider)}")
