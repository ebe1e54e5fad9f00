"""Scenarios: pytest functions that bring the target into a state where a documented answer is due.

A scenario asks for the fixture `world` and calls the API through it; every call is judged against the contract and the
provider's rules. `@shows` names the documented answers that a scenario brings about, and a scenario that passes without
having seen them fails. `@requires` names what it takes; without that it is not judged.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from auth_hooks.errors import HookError
from conformance.calls import Caller, Disagreement, NotNow
from conformance.contract import Answer
from conformance.exchange import Exchange
from conformance.findings import Finding
from conformance.provider import Access
from conformance.result import Check, NotJudged
from conformance.session import Progress, Session, ignore_progress
from conformance.target import Control

Scenario = TypeVar("Scenario", bound=Callable[..., None])

_SHOWS = "conformance_shows"
_REQUIRES = "conformance_requires"


def shows(operation: str, status: int, code: str | None = None) -> Callable[[Scenario], Scenario]:
    """Name a documented answer that the scenario must bring about; may be repeated."""

    def mark(scenario: Scenario) -> Scenario:
        answer = Answer(operation=operation, status=status, code=code)
        setattr(scenario, _SHOWS, (*getattr(scenario, _SHOWS, ()), answer))
        return scenario

    return mark


def requires(*capabilities: str) -> Callable[[Scenario], Scenario]:
    """Name what the scenario takes: `control`, `second_client`."""

    def mark(scenario: Scenario) -> Scenario:
        setattr(scenario, _REQUIRES, frozenset(capabilities) | getattr(scenario, _REQUIRES, frozenset()))
        return scenario

    return mark


class World:
    """What a scenario works with."""

    def __init__(self, session: Session, caller: Caller) -> None:
        self.session = session
        self._caller = caller
        self.call = caller.call
        self.call_unrouted = caller.call_unrouted

    @property
    def control(self) -> Control:
        """The control plane; a scenario that uses it carries `@requires("control")`."""
        if self.session.target.control is None:
            raise RuntimeError("this scenario lacks @requires('control')")
        return self.session.target.control

    @property
    def first(self) -> Access:
        """The client that calls by default."""
        return self.session.first

    @property
    def second(self) -> Access:
        """Another client; a scenario that uses it carries `@requires("second_client")`."""
        if self.session.second is None:
            raise RuntimeError("this scenario lacks @requires('second_client')")
        return self.session.second

    @property
    def callback_url(self) -> str:
        """Where the target is to send its callbacks."""
        return self.session.receiver.url

    def answer_callbacks(self, *statuses: int) -> None:
        """Answer the next callbacks with these statuses instead of 200."""
        self.session.receiver.answer_next(*statuses)

    def callbacks(self) -> list[Exchange]:
        """The callbacks that arrived since the last call.

        Raises:
            Disagreement: One violates the contract or a rule, or is not authentic.
        """
        exchanges, found = self.session.take_callbacks(layer=self._caller.layer)
        if found:
            raise Disagreement(tuple(found))
        return exchanges

    def reset(self, **limits: object) -> None:
        """Empty the target, optionally with other limits than the provider's."""
        self.session.reset(limits)

    def advance(self, seconds: float) -> None:
        """Move the target's clock, and with it the clock that signs."""
        self.control.advance(seconds)


@dataclass(slots=True)
class Outcome:
    """What the scenarios came to."""

    checks: list[Check] = field(default_factory=list)
    not_judged: list[NotJudged] = field(default_factory=list)


class ScenarioError(Exception):
    """The scenarios could not be run at all."""


def run_scenarios(
    session: Session,
    schema: Any,
    path: Path,
    *,
    names: Iterable[str] = (),
    progress: Progress = ignore_progress,
) -> Outcome:
    """Run the scenarios of a module or package; findings and coverage end up in the session.

    Args:
        schema: The tightened contract, from `engine.load_schema`.
        names: Only these functions, or single cases of them; empty means all.

    Raises:
        ScenarioError: pytest could not collect or run them, or a name is none of theirs.
    """
    caller = Caller(session, schema)
    chosen = frozenset(names)
    plugin = _Plugin(session, caller, progress, chosen)
    files = [str(file) for file in _files_that_define(chosen, path)] if chosen else []
    try:
        with pytest.MonkeyPatch.context() as environment:
            # What the caller's own tests are told must not shorten a judgement.
            for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
                environment.delenv(name, raising=False)
            status = pytest.main([*(files or [str(path)]), *_OPTIONS, f"--rootdir={path.parent}"], plugins=[plugin])
    finally:
        caller.close()
        _forget_modules(path)
    if plugin.interrupted:
        raise KeyboardInterrupt
    if status not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        detail = plugin.trouble or f"pytest ended with status {int(status)}"
        raise ScenarioError(f"{path.name}: the scenarios could not be run: {detail}")
    return plugin.outcome


_OPTIONS = (
    "-c/dev/null",
    "--import-mode=importlib",
    "-opython_files=*.py",
    "--capture=no",
    "-pno:terminal",
    "-pno:cacheprovider",
    "-pno:schemathesis",
    "-pno:xdist",
    "-pno:logging",
    # Each of them has the garbage of the whole process collected several times at the end of a session.
    "-pno:unraisableexception",
    "-pno:threadexception",
    "--noconftest",
    "--disable-plugin-autoload",
)


def _files_that_define(names: Iterable[str], path: Path) -> list[Path]:
    """The files of a package in which functions of these names stand, so that the others need not be imported."""
    heads = tuple(f"def {name.partition('[')[0]}(" for name in names)
    files = sorted(path.glob("*.py")) if path.is_dir() else [path]
    return [file for file in files if any(head in file.read_text(encoding="utf-8") for head in heads)]


def _forget_modules(path: Path) -> None:
    """Let the next run import the scenarios anew: pytest leaves what it found out on their functions.

    Collected a second time, a parameter such as "\uff11" would get another test id than in the first run.
    """
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and Path(file).is_relative_to(path):
            del sys.modules[name]


class _Plugin:
    def __init__(self, session: Session, caller: Caller, progress: Progress, names: frozenset[str]) -> None:
        self._session = session
        self._names = names
        self._caller = caller
        self._progress = progress
        self._known: set[str] = set()
        self.outcome = Outcome()
        self.trouble = ""
        self.interrupted = False

    @pytest.fixture
    def world(self, request: pytest.FixtureRequest) -> Iterator[World]:
        self._caller.layer = request.node.name
        if self._session.target.control is not None:
            self._session.reset()
        yield World(self._session, self._caller)
        if self._session.target.control is not None:
            self._session.target.control.disarm()

    def pytest_collection_modifyitems(self, items: list[pytest.Function]) -> None:
        if not self._names:
            return
        unknown = self._names - {name for item in items for name in (item.name, item.originalname)}
        if unknown:
            self.trouble = f"there is no scenario {min(unknown)}"
            raise pytest.UsageError(self.trouble)
        items[:] = [item for item in items if self._names & {item.name, item.originalname}]

    def pytest_runtest_setup(self, item: pytest.Function) -> None:
        self._known = {finding.id for finding in self._session.findings}
        lacking = sorted(getattr(item.obj, _REQUIRES, frozenset()) - self._session.target.capabilities)
        if lacking:
            reason = f"the target has no {' and no '.join(word.replace('_', ' ') for word in lacking)}"
            note = NotJudged(subject=item.originalname, reason=reason)
            if note not in self.outcome.not_judged:
                self.outcome.not_judged.append(note)
            pytest.skip(reason)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Iterator[None]:
        promised: tuple[Answer, ...] = getattr(item.obj, _SHOWS, ())
        before = {answer: self._session.coverage.seen[answer] for answer in promised}
        yield
        absent = [str(answer) for answer in promised if self._session.coverage.seen[answer] == before[answer]]
        assert not absent, f"the scenario promises to show {', '.join(absent)} and did not"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Function, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.excinfo is not None and self._is_passing(call.excinfo):
            reason = self._session.masker.text(str(call.excinfo.value))
            self.outcome.not_judged.append(NotJudged(subject=item.name, reason=reason))
        elif call.excinfo is not None and not call.excinfo.errisinstance((Disagreement, pytest.skip.Exception)):
            self._session.findings.add(
                Finding(
                    check="scenario",
                    operation="",
                    title=item.name,
                    message=self._session.masker.text(f"{_fact(item)}\n{call.excinfo.exconly()}"),
                    layer="scenarios",
                )
            )
        if call.when == "call" or (call.when == "setup" and report.outcome != "passed"):
            new = tuple(f.id for f in self._session.findings if f.id not in self._known)
            skipped = str(call.excinfo.value) if report.skipped and call.excinfo is not None else None
            self.outcome.checks.append(
                Check(group="scenarios", name=item.name, duration_s=call.duration, findings=new, skipped=skipped)
            )
            self._progress("scenarios", self._session.cases)
        return report

    def _is_passing(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Whether somebody's server refuses a login or a call for the moment; a sandbox has no reason to."""
        return self._session.target.control is None and excinfo.errisinstance((HookError, NotNow))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # What ends a session early by pytest's own will looks like Ctrl-C too.
        self.interrupted = excinfo.errisinstance(KeyboardInterrupt) and not excinfo.errisinstance(
            pytest.Session.Interrupted
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.trouble = str(report.longrepr).strip().splitlines()[-1]


def _fact(item: pytest.Function) -> str:
    return " ".join((item.obj.__doc__ or item.name).split())
