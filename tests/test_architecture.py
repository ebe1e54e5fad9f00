"""Who may import whom, and one provider with the same name everywhere."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from conformance import registry
from conformance.contract import METHODS

ROOT = registry.ROOT
OURS = ("auth_hooks", "conformance", "generated", "specs", "tests")


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[str]:
    """Absolute names a module imports; relative imports are resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            parts = (*base, *(node.module.split(".") if node.module else ()))
            yield from (".".join((*parts, alias.name)) for alias in node.names)


def third_party(name: str) -> str | None:
    top = name.split(".", maxsplit=1)[0]
    return None if top in sys.stdlib_module_names or top in OURS or top == "__future__" else top


def is_under(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def offences(folder: str, *, libraries: set[str], ours: tuple[str, ...]) -> list[str]:
    found = []
    for path in modules(folder):
        for name in imports(path):
            library = third_party(name)
            if library is not None and library not in libraries:
                found.append(f"{path.relative_to(ROOT)} imports {name}")
            if library is None and is_under(name, *OURS) and not is_under(name, *ours):
                found.append(f"{path.relative_to(ROOT)} imports {name}")
    return found


def test_generated_imports_nothing_of_ours_but_itself() -> None:
    """A generated client needs httpx, attrs and dateutil, and never anything written by hand."""
    assert [] == offences("generated", libraries={"httpx", "attrs", "dateutil"}, ours=("generated",))


def test_hooks_import_neither_contract_nor_judge() -> None:
    """A hook needs an HTTP library, cryptography and a JOSE library."""
    libraries = {"httpx", "cryptography", "jwt", "requests"}
    assert [] == offences("auth_hooks", libraries=libraries, ours=("auth_hooks",))


def test_hooks_use_requests_only_for_the_engine_face() -> None:
    """An integrator's process never imports requests."""
    found = [
        str(path.relative_to(ROOT))
        for path in modules("auth_hooks")
        if any(is_under(name, "requests") for name in top_level_imports(path))
    ]
    assert ["auth_hooks/engine.py"] == found


def top_level_imports(path: Path) -> Iterator[str]:
    """What is imported when the module is, leaving out `if TYPE_CHECKING`."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_hooks_never_read_the_environment() -> None:
    """Credentials are handed over, not looked up."""
    found = [path.name for path in modules("auth_hooks") if "os.environ" in path.read_text(encoding="utf-8")]
    assert [] == found


def test_only_the_command_line_reads_the_environment() -> None:
    """Below the command line, everything is an argument."""
    found = [
        str(path.relative_to(ROOT))
        for path in modules("conformance")
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    ]
    assert ["conformance/cli.py"] == found


def test_sandbox_is_a_reading_of_its_own() -> None:
    """If the sandbox shared a schema or a signing function with the other side, a wrong one would pass."""
    libraries = {"starlette", "uvicorn", "pydantic", "cryptography", "pydantic_core", "fpdf", "defusedxml"}
    assert [] == offences("conformance/sandbox", libraries=libraries, ours=("conformance.sandbox",))


def test_sandbox_never_opens_a_contract() -> None:
    """Reading the file would be as bad as importing it."""
    found = [path.name for path in modules("conformance/sandbox") if "specs/" in path.read_text(encoding="utf-8")]
    assert [] == found


@pytest.mark.parametrize("provider", registry.PROVIDERS)
def test_core_names_no_provider_outside_the_registry(provider: str) -> None:
    """A new provider is its own files plus one word in the registry."""
    special = ("providers", "scenarios", "sandbox")
    found = []
    for path in modules("conformance"):
        relative = path.relative_to(ROOT / "conformance")
        if relative.parts[0] in special or relative.name == "registry.py":
            continue
        found += [f"{relative} imports {name}" for name in imports(path) if provider in name.split(".")]
    assert [] == found


@pytest.mark.parametrize("provider", registry.PROVIDERS)
def test_shared_sandbox_parts_name_no_provider(provider: str) -> None:
    """The server, control plane and fault machinery serve every sandbox alike."""
    shared = [path for path in modules("conformance/sandbox") if path.parent.name == "sandbox"]
    found = [f"{path.name} imports {name}" for path in shared for name in imports(path) if provider in name.split(".")]
    assert [] == found


@pytest.mark.parametrize("provider", registry.PROVIDERS)
def test_a_provider_never_imports_another(provider: str) -> None:
    """What two providers share is shared on purpose, above them."""
    others = set(registry.PROVIDERS) - {provider}
    own = [
        path
        for folder in OURS[:3]
        for path in modules(folder)
        if provider in {*path.relative_to(ROOT).parts, path.stem}
    ]
    assert own
    found = [f"{path.name} imports {name}" for path in own for name in imports(path) if others & set(name.split("."))]
    assert [] == found


def test_provider_extras_use_only_their_own_hook_and_client() -> None:
    """Rules and scenarios know the core, never the insides of a sandbox."""
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for folder in ("conformance/providers", "conformance/scenarios")
        for path in modules(folder)
        for name in imports(path)
        if is_under(name, "conformance.sandbox", "specs")
    ]
    assert [] == found


@pytest.mark.parametrize("provider", registry.PROVIDERS)
def test_one_provider_has_the_same_name_everywhere(provider: str) -> None:
    """Contract, hook, client, sandbox, rules and scenarios are found by one word."""
    for path in (f"auth_hooks/{provider}", f"conformance/sandbox/{provider}", f"conformance/providers/{provider}"):
        assert (ROOT / f"{path}.py").exists() or (ROOT / path / "__init__.py").exists(), path
    assert registry.spec_path(provider).is_file()
    assert registry.scenarios_path(provider).exists()
    assert (ROOT / "generated" / provider / "__init__.py").is_file()
    assert provider == registry.load_provider(provider).name


@pytest.mark.parametrize("provider", registry.PROVIDERS)
def test_sandbox_and_contract_agree_on_the_operations(provider: str) -> None:
    """Faults are armed by operationId, so the sandbox must use the contract's names."""
    document = yaml.safe_load(registry.spec_path(provider).read_text(encoding="utf-8"))
    documented = {
        item[method]["operationId"] for item in document["paths"].values() for method in item if method in METHODS
    }
    assert documented == set(registry.load_sandbox(provider).OPERATIONS)


def test_every_module_stays_below_five_hundred_lines() -> None:
    """A module that outgrows that becomes a package of the same name."""
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("auth_hooks", "conformance", "specs", "tests")
        for path in modules(folder)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert {} == long
