"""The README is true: its example runs as printed, and what it names exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auth_hooks import tikkie as hook
from conformance import registry
from conformance.sandbox import server, tikkie

README = (registry.ROOT / "README.md").read_text(encoding="utf-8")


EXAMPLES = {
    "tikkie": r"Send this to whoever should pay: https://acc\.tikkie\.me/pay/[a-z0-9]{20}\n",
    "twikey": r"12\.5 euros from SBXA1 are on their way in batch [0-9]{13}\n",
    "anytime": r"25 EUR for ANY[0-9]{10}: P\n",
    "payconiq": r"1250 cents from NL91ABNA0417164300: SUCCEEDED\n",
}
"""What the example of each provider prints."""


def example(provider: str) -> str:
    (section,) = re.findall(rf"^### {provider}$(.*?)^##", README, flags=re.DOTALL | re.MULTILINE | re.IGNORECASE)
    (block,) = re.findall(r"```python\n(.*?)```", section, flags=re.DOTALL)
    return str(block)


@pytest.mark.parametrize("provider", registry.PROVIDERS)
def test_example_runs_as_printed(tmp_path: Path, provider: str) -> None:
    """The ten lines do their work against the provider's sandbox."""
    sandbox = registry.load_sandbox(provider).create_sandbox(key_folder=tmp_path, frozen=False)
    with server.running(sandbox.app) as running:
        values = {**sandbox.credentials, "base_url": running.base_url}
        variables = {f"{provider}_{name}".upper(): value for name, value in values.items()}
        done = subprocess.run(
            [sys.executable, "-c", example(provider)],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert (0, "") == (done.returncode, done.stderr)
    assert re.fullmatch(EXAMPLES[provider], done.stdout)


def test_every_make_target_named_exists() -> None:
    """A reader who types what is printed gets no error."""
    makefile = (registry.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", "\n".join(re.findall(r"`[^`]+`|```.*?```", README, flags=re.DOTALL))))
    assert set() == named - targets


def test_every_link_leads_somewhere() -> None:
    """Relative links point to files of the project."""
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [] == [link for link in links if not (registry.ROOT / link).exists()]


def test_every_environment_variable_is_documented() -> None:
    """What the command line reads, the README names."""
    for name in registry.PROVIDERS:
        for variable in registry.load_provider(name).variables:
            assert f"{name.upper()}_{variable.upper()}" in README


def test_registration_of_the_readme_is_accepted(tmp_path: Path) -> None:
    """The printed file with a key made as the text says lets its client in."""
    (block,) = re.findall(r"```json\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "clients.json").write_text(block)
    for command in re.findall(r"`(openssl [^`]+)`", README):
        subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    sandbox = tikkie.create_sandbox(registration=tmp_path / "clients.json", key_folder=tmp_path, frozen=False)
    with server.running(sandbox.app) as running:
        me = hook.load_credentials(
            api_key="my-own-api-key", private_key_file=tmp_path / "shop.pem", audience=hook.SANDBOX_AUDIENCE
        )
        with hook.http_client(me, base_url=running.base_url) as client:
            assert [] == client.get("/v1/tikkie/platforms").json()
