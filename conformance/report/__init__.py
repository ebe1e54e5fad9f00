"""What a run leaves behind: `findings.json`, `junit.xml`, `summary.md` and `index.html`, each written whole or not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from conformance.report.figures import find_worst_verdict, name_traffic_file
from conformance.report.findings_json import findings_document, load_schema, render_findings_json
from conformance.report.junit import render_junit
from conformance.report.page import render_page
from conformance.report.summary import render_summary
from conformance.report.terminal import print_result, print_results
from conformance.result import RunResult

__all__ = [
    "find_worst_verdict",
    "findings_document",
    "load_schema",
    "name_traffic_file",
    "print_result",
    "print_results",
    "remove_reports",
    "write_reports",
]

FILES = ("findings.json", "junit.xml", "summary.md", "index.html")


def write_reports(results: Sequence[RunResult], folder: Path) -> None:
    """Write the four files of a report.

    All are rendered before the first is written, and each replaces its predecessor in one step. A file
    `traffic-<provider>.ndjson` that already lies in the folder is linked.

    Args:
        results: One run per provider, in the order they are shown.
        folder: Created if it is missing.

    Raises:
        ValueError: There are no runs.
        OSError: The folder cannot be created or written.
    """
    texts = (
        render_findings_json(results),
        render_junit(results),
        render_summary(results, folder),
        render_page(results, folder),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in zip(FILES, texts, strict=True):
        _replace_file(folder / name, text)


def remove_reports(folder: Path) -> None:
    """Remove the files of an earlier report with its traffic, if they are there."""
    for path in (*(folder / name for name in FILES), *folder.glob(name_traffic_file("*"))):
        path.unlink(missing_ok=True)


def _replace_file(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
