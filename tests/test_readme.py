"""The README is true: its example runs as printed, and what it names exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from auth_hooks import tikkie as hook
from conformance import registry
from conformance.sandbox import server, tikkie

README = (registry.ROOT / "README.md").read_text(encoding="utf-8")


def example() -> str:
    (block,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    return str(block)


def test_example_runs_as_printed(tmp_path: Path) -> None:
    """The ten lines create a platform, a user and a payment request against the sandbox."""
    sandbox = tikkie.create_sandbox(key_folder=tmp_path, frozen=False)
    with server.running(sandbox.app) as running:
        variables = {f"TIKKIE_{name.upper()}": value for name, value in sandbox.credentials.items()}
        done = subprocess.run(
            [sys.executable, "-c", example()],
            env={**os.environ, **variables, "TIKKIE_BASE_URL": running.base_url},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert (0, "") == (done.returncode, done.stderr)
    assert re.fullmatch(r"Send this to whoever should pay: https://acc\.tikkie\.me/pay/[a-z0-9]{20}\n", done.stdout)


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
