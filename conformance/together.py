"""Several providers in one run: side by side in processes, because the engine's hooks are global to one."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from conformance.result import RunResult
from conformance.run import Order, run


def run_all(orders: Sequence[Order], *, console: Console) -> list[RunResult]:
    """Run each order, in this process if there is one, otherwise in as many processes as there are cores."""
    if len(orders) == 1:
        return [_run_visibly(orders[0], console)]
    workers = min(len(orders), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        results = []
        for order, result in zip(orders, pool.map(run, orders), strict=True):
            console.print(f"{order.provider}: {result.verdict}, {result.cases} requests", markup=False)
            results.append(result)
        return results


def _run_visibly(order: Order, console: Console) -> RunResult:
    if not console.is_terminal:
        return run(order, progress=_Lines(console))
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(f"{order.provider}: starting", total=None)

        def show(provider: str, phase: str, cases: int) -> None:
            bar.update(task, description=f"{provider}: {phase}, {cases} requests")

        return run(order, progress=show)


class _Lines:
    """A line when a phase begins, for logs that keep every line."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._phase = ""

    def __call__(self, provider: str, phase: str, cases: int) -> None:
        if phase != self._phase:
            self._phase = phase
            self._console.print(f"{provider}: {phase} ({cases} requests so far)", markup=False)
