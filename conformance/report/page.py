"""`index.html`: the report a person reads, one file that asks for nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from conformance.contract import Answer
from conformance.report.escape import escape_hidden
from conformance.report.figures import (
    Figures,
    count_figures,
    find_worst_verdict,
    name_traffic_file,
    write_duration,
    write_repeat_command,
)
from conformance.result import Check, RunResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One documented answer inside a cell; `reason` says why it was not seen."""

    label: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One operation of the matrix; a stray one is the contract's name for requests that match no operation."""

    operation: str
    stray: bool
    called: bool
    seen: int
    documented: int
    cells: tuple[tuple[Chip, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One status of the matrix."""

    status: int
    phrase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How the checks of one group went."""

    name: str
    passed: int
    failed: int
    skipped: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run with what the page derives from it."""

    result: RunResult
    anchor: str
    figures: Figures
    duration: str
    repeat: str
    traffic: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    groups: tuple[Group, ...]


def render_page(results: Sequence[RunResult], folder: Path) -> str:
    """The text of `index.html`.

    Args:
        results: The runs.
        folder: Where the report lies; the traffic files in it are linked.
    """
    environment = Environment(
        loader=PackageLoader("conformance.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: escape_hidden(value) if type(value) is str else value,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    runs = [_view_run(result, folder) for result in results]
    return environment.get_template("index.html").render(runs=runs, verdict=find_worst_verdict(results)) + "\n"


def _view_run(result: RunResult, folder: Path) -> RunView:
    traffic = name_traffic_file(result.provider)
    statuses = sorted({answer.status for answer in result.documented})
    return RunView(
        result=result,
        anchor=re.sub(r"[^a-z0-9]+", "-", result.provider.lower()),
        figures=count_figures(result),
        duration=write_duration(result.duration_s),
        repeat=write_repeat_command(result),
        traffic=quote(traffic) if (folder / traffic).is_file() else "",
        columns=tuple(Column(status=status, phrase=_phrase(status)) for status in statuses),
        rows=_build_rows(result, statuses),
        missing=_group_missing(result),
        groups=_group_checks(result),
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _build_rows(result: RunResult, statuses: Sequence[int]) -> tuple[Row, ...]:
    reasons = {gap.answer: gap.reason for gap in result.missing}
    by_place: dict[tuple[str, int], list[Answer]] = {}
    for answer in result.documented:
        by_place.setdefault((answer.operation, answer.status), []).append(answer)
    names = dict.fromkeys((*result.operations, *(answer.operation for answer in result.documented)))
    return tuple(_build_row(result, name, statuses, by_place, reasons) for name in names)


def _build_row(
    result: RunResult,
    operation: str,
    statuses: Sequence[int],
    by_place: dict[tuple[str, int], list[Answer]],
    reasons: dict[Answer, str],
) -> Row:
    cells = tuple(
        tuple(
            _build_chip(answer, result.seen.get(answer, 0), reasons) for answer in by_place.get((operation, status), ())
        )
        for status in statuses
    )
    chips = [chip for cell in cells for chip in cell]
    return Row(
        operation=operation,
        stray=operation not in result.operations,
        called=operation in result.exercised,
        seen=sum(1 for chip in chips if chip.count),
        documented=len(chips),
        cells=cells,
    )


def _build_chip(answer: Answer, count: int, reasons: dict[Answer, str]) -> Chip:
    label = answer.code or ("success" if answer.status < 400 else "no code")
    return Chip(label=label, count=count, reason="" if count else reasons.get(answer, "no reason was given"))


def _group_missing(result: RunResult) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The answers that were not seen, by reason."""
    by_reason: dict[str, list[str]] = {}
    for gap in result.missing:
        by_reason.setdefault(gap.reason, []).append(str(gap.answer))
    return tuple((reason, tuple(answers)) for reason, answers in by_reason.items())


def _group_checks(result: RunResult) -> tuple[Group, ...]:
    groups = []
    for name in dict.fromkeys(check.group for check in result.checks):
        checks = [check for check in result.checks if check.group == name]
        failed = sum(1 for check in checks if check.findings)
        skipped = tuple(check for check in checks if check.skipped is not None and not check.findings)
        groups.append(Group(name=name, passed=len(checks) - failed - len(skipped), failed=failed, skipped=skipped))
    return tuple(groups)
