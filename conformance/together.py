"""Several providers at once: side by side in processes, because the engine's hooks are global to one."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import SpawnContext
from multiprocessing.queues import SimpleQueue
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from conformance import faultcheck, registry
from conformance.faultcheck import FaultResult
from conformance.result import RunResult
from conformance.run import Order, run

Task = TypeVar("Task")
Result = TypeVar("Result")
Say = Callable[[str, str, int], None]
"""Told provider, phase and requests so far."""


def run_all(orders: Sequence[Order], *, console: Console) -> list[RunResult]:
    """Run each order, in this process if there is one, otherwise in as many processes as there are cores."""
    with _shown(console) as say:
        if len(orders) == 1:
            return [run(orders[0], progress=say)]
        return list(_map(_run_here, orders, say))


def check_all_faults(
    providers: Sequence[str], *, only: Sequence[str], show: Callable[[FaultResult], None]
) -> list[FaultResult]:
    """Check the faults of each provider, shown in the order of the providers.

    Args:
        only: Names of faults; a provider that has none of them is passed over.

    Raises:
        faultcheck.UnknownFault: A name in `only` is no fault of any of them.
    """
    tasks = list(_share(providers, only))
    if len(tasks) == 1:
        ((name, chosen),) = tasks
        return faultcheck.check_faults(registry.load_provider(name), only=chosen, progress=show)
    results = []
    for found in _map(_check_here, tasks, _silent):
        for result in found:
            show(result)
        results += found
    return results


def _share(providers: Sequence[str], only: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each provider with those of the faults that are its own."""
    known = {name: registry.load_sandbox(name).FAULTS for name in providers}
    for fault in only:
        if not any(fault in faults for faults in known.values()):
            raise faultcheck.UnknownFault(
                f"{fault!r} is not a fault of {' or '.join(providers)}; `conformance faults --list` shows them"
            )
    for name, faults in known.items():
        chosen = tuple(fault for fault in only if fault in faults)
        if chosen or not only:
            yield name, chosen


def _silent(_provider: str, _phase: str, _cases: int) -> None:
    """For work that shows its results when it is done."""


_news: SimpleQueue[tuple[str, str, int] | None] | None = None
"""Of a worker process: where it tells of its progress."""


def _begin(news: SimpleQueue[tuple[str, str, int] | None], folder: str) -> None:
    global _news  # noqa: PLW0603 - a worker serves one pool all its life
    _news = news
    tempfile.tempdir = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches workers too, but it is our parent that ends us


def _run_here(order: Order) -> RunResult:
    return run(order, progress=_tell)


def _check_here(task: tuple[str, tuple[str, ...]]) -> list[FaultResult]:
    name, only = task
    return faultcheck.check_faults(registry.load_provider(name), only=only)


def _tell(provider: str, phase: str, cases: int) -> None:
    if _news is not None:
        _news.put((provider, phase, cases))


def _map(work: Callable[[Task], Result], tasks: Sequence[Task], say: Say) -> Iterator[Result]:
    """The results in the order of the tasks."""
    context: SpawnContext = multiprocessing.get_context("spawn")
    news: SimpleQueue[tuple[str, str, int] | None] = context.SimpleQueue()
    listener = threading.Thread(target=_listen, args=(news, say), daemon=True)
    listener.start()
    workers = min(len(tasks), os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        is_stopped = False
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(news, folder))
        try:
            yield from pool.map(work, tasks)
        except KeyboardInterrupt:
            is_stopped = True
            # An interrupted worker could leave the locks of the pool taken for ever. Its keys lie in our folder.
            for worker in multiprocessing.active_children():
                worker.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
            if not is_stopped:  # a worker that was killed may have left the queue locked; the listener ends with us
                news.put(None)
                listener.join()


def _listen(news: SimpleQueue[tuple[str, str, int] | None], say: Say) -> None:
    while (item := news.get()) is not None:
        say(*item)


@contextlib.contextmanager
def _shown(console: Console) -> Iterator[Say]:
    """A live line for each provider on a terminal, and a line when a phase begins where every line is kept."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        tasks = {}

        def say(provider: str, phase: str, cases: int) -> None:
            if provider not in tasks:
                tasks[provider] = bar.add_task("", total=None)
            bar.update(tasks[provider], description=f"{provider}: {phase}, {cases} requests")

        yield say


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._phases: dict[str, str] = {}

    def __call__(self, provider: str, phase: str, cases: int) -> None:
        if phase != self._phases.get(provider):
            self._phases[provider] = phase
            self._console.print(f"{provider}: {phase} ({cases} requests so far)", markup=False)
