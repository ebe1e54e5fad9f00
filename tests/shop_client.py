"""Clients of the small shop in `codegen_specs`, built with some or all edits and imported under a name of their own."""

import importlib
import itertools
import pathlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

from specs.codegen import build, edit

SHOP = pathlib.Path(__file__).with_name("codegen_specs") / "shop.yaml"
# How a missing mend shows: the check's own assertion, or what the unmended client raises.
SYMPTOMS = (
    AssertionError,
    AttributeError,
    ImportError,
    KeyError,
    NameError,
    RuntimeError,
    TypeError,
    ValueError,
    pytest.fail.Exception,
)
_numbers = itertools.count()


def build_package(folder: pathlib.Path, *, edits: tuple[edit.Edit, ...]) -> str:
    """Build the shop's client below `folder`, which must be importable, and return its name."""
    name = f"shop_{next(_numbers)}"
    assert build.build_client(SHOP, folder / name, edits=edits, formatted=False) == ()
    return name


def load(package: str, module: str = "") -> ModuleType:
    return importlib.import_module(f"{package}.{module}" if module else package)


def load_operation(package: str, operation: str) -> ModuleType:
    return load(package, f"api.shop.{operation}")


def connect(package: str, answer: httpx.Response | Callable[[httpx.Request], httpx.Response], **options: Any) -> Any:
    """A client of the package whose requests are answered in memory."""
    transport = httpx.MockTransport(answer if callable(answer) else lambda request: answer)
    return load(package).Client("http://shop.test", httpx_args={"transport": transport}, **options)
