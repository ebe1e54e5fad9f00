"""`summary.md`: the report on one screen of a CI job summary, in GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from conformance.findings import Finding
from conformance.report.escape import escape_hidden, flatten, shorten
from conformance.report.figures import (
    count_figures,
    find_worst_verdict,
    name_traffic_file,
    write_duration,
    write_repeat_command,
)
from conformance.result import RunResult, Verdict

# A CI system may refuse a longer summary altogether; what does not fit is in findings.json.
LIMIT_BYTES = 60 * 1024
_SHARES = {"findings": 0.4, "commands": 0.25, "missing": 0.2, "not judged": 0.1}

_MARKS = {Verdict.AGREES: "✅", Verdict.DISAGREES: "❌", Verdict.NOT_JUDGED: "⚠️"}
# An underscore inside a word, as error codes have, means nothing.
_MEANING_CHARACTERS = re.compile(r"[&<>|`*\[\]\\~@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def render_summary(results: Sequence[RunResult], folder: Path) -> str:
    """The text of `summary.md`, never longer than `LIMIT_BYTES`.

    Args:
        results: The runs.
        folder: Where the report lies; the traffic files in it are linked.
    """
    verdict = find_worst_verdict(results)
    lines = [f"# {_MARKS[verdict]} Conformance: {verdict}", "", *_draw_figures(results), ""]
    budget_bytes = (LIMIT_BYTES - 8 * 1024) // len(results)
    for result in results:
        lines += _describe_run(result, budget_bytes=budget_bytes)
    lines.append(f"The report: {_list_files(results, folder)}")
    return "\n".join(lines) + "\n"


def escape_markdown(text: str, *, limit: int = 300) -> str:
    """The text on one line, with no character left that Markdown or HTML gives a meaning."""
    return _MEANING_CHARACTERS.sub(lambda match: f"&#{ord(match[0])};", shorten(flatten(text), limit=limit))


def _draw_figures(results: Sequence[RunResult]) -> Iterator[str]:
    yield "| provider | verdict | operations exercised | documented answers seen | findings |"
    yield "|---|---|---:|---:|---:|"
    for result in results:
        figures = count_figures(result)
        yield (
            f"| **{escape_markdown(result.provider, limit=40)}** | {_MARKS[result.verdict]} {result.verdict} "
            f"| {figures.exercised} of {figures.operations} | {figures.seen} of {figures.documented} "
            f"| {figures.findings} |"
        )


def _describe_run(result: RunResult, *, budget_bytes: int) -> Iterator[str]:
    budgets = {name: int(budget_bytes * share) for name, share in _SHARES.items()}
    yield f"## {escape_markdown(result.provider, limit=40)}"
    yield ""
    if result.reason:
        yield f"**{result.verdict.value.capitalize()}:** {escape_markdown(result.reason, limit=500)}"
        yield ""
    yield (
        f"Target {escape_markdown(result.target, limit=200)}, profile {escape_markdown(result.profile, limit=40)}, "
        f"seed {result.seed}, {result.cases:,} requests judged in {write_duration(result.duration_s)}."
    )
    yield ""
    if result.findings:
        yield from _draw_findings(result.findings, budget_bytes=budgets["findings"])
        commands = [_draw_command(finding) for finding in result.findings if finding.curl]
        yield from _fold("Commands that repeat the findings", commands, budget_bytes=budgets["commands"])
    missing = [f"- {escape_markdown(str(gap.answer))}: {escape_markdown(gap.reason)}" for gap in result.missing]
    yield from _fold(f"Documented answers not seen ({len(missing)})", missing, budget_bytes=budgets["missing"])
    parts = [f"- {escape_markdown(part.subject)}: {escape_markdown(part.reason)}" for part in result.not_judged]
    yield from _fold(f"Not judged ({len(parts)})", parts, budget_bytes=budgets["not judged"])
    yield "Repeat it:"
    yield ""
    yield _fence(shorten(write_repeat_command(result), limit=500), language="sh")
    yield ""


def _draw_findings(findings: Sequence[Finding], *, budget_bytes: int) -> Iterator[str]:
    yield "| finding | operation | answer | what | seen |"
    yield "|---|---|---|---|---:|"
    rows = [
        f"| {escape_markdown(finding.check, limit=60)} | {escape_markdown(finding.operation, limit=60)} "
        f"| {escape_markdown(_name_answer(finding), limit=60)} "
        f"| **{escape_markdown(finding.title, limit=120)}**<br>{escape_markdown(finding.message)} | {finding.count} |"
        for finding in findings
    ]
    shown = list(_fit(rows, budget_bytes=budget_bytes))
    yield from shown
    yield ""
    yield from _mention_rest(len(rows) - len(shown))


def _name_answer(finding: Finding) -> str:
    return f"{finding.status or 'none'} {finding.code or ''}"


def _draw_command(finding: Finding) -> str:
    heading = f"{escape_markdown(finding.check, limit=60)} on {escape_markdown(finding.operation, limit=60)}"
    trace = f", trace id {escape_markdown(finding.trace_id, limit=60)}" if finding.trace_id else ""
    return f"{heading}{trace}:\n\n{_fence(shorten(finding.curl, limit=2000), language='sh')}\n"


def _fence(text: str, *, language: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{escape_hidden(text)}\n{fence}"


def _fold(summary: str, entries: Sequence[str], *, budget_bytes: int) -> Iterator[str]:
    if not entries:
        return
    shown = list(_fit(entries, budget_bytes=budget_bytes))
    yield f"<details><summary>{summary}</summary>"
    yield ""
    yield from shown
    yield ""
    yield from _mention_rest(len(entries) - len(shown))
    yield "</details>"
    yield ""


def _fit(entries: Iterable[str], *, budget_bytes: int) -> Iterator[str]:
    """As many entries from the start as fit into the budget."""
    left_bytes = budget_bytes
    for entry in entries:
        left_bytes -= len(entry.encode("utf-8")) + 1
        if left_bytes < 0:
            return
        yield entry


def _mention_rest(count: int) -> Iterator[str]:
    if count:
        yield f"and {count} more in findings.json"
        yield ""


def _list_files(results: Sequence[RunResult], folder: Path) -> str:
    names = ["index.html", "findings.json", "junit.xml"]
    names += [name for result in results if (folder / (name := name_traffic_file(result.provider))).is_file()]
    return ", ".join(f"[{escape_markdown(name)}]({escape_markdown(name)})" for name in names) + "."
