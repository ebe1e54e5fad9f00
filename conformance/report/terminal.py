"""What a run says on the terminal when it is over: the findings in brief, and last the three numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from conformance.report.escape import escape_hidden, flatten, shorten
from conformance.report.figures import count_figures, write_repeat_command
from conformance.result import RunResult, Verdict

_STYLES = {Verdict.AGREES: "bold green", Verdict.DISAGREES: "bold red", Verdict.NOT_JUDGED: "bold yellow"}
_FINDINGS_SHOWN = 20
_NOT_JUDGED_SHOWN = 3


def print_result(result: RunResult, console: Console, *, folder: Path | None = None) -> None:
    """Print what one run came to.

    Args:
        result: The run.
        console: Where to print; needs neither a terminal nor colours nor UTF-8.
        folder: Where the report lies, if it was written.
    """
    print_results((result,), console, folder=folder)


def print_results(results: Sequence[RunResult], console: Console, *, folder: Path | None = None) -> None:
    """Print what several runs came to: first the findings of each, then one line of numbers for each."""
    lines = [line for result in results for line in _write_findings(result)]
    lines += _write_numbers(results)
    if folder is not None:
        lines.append(Text(f"report: {flatten(str(folder / 'index.html'))}"))
    lines += [
        Text(f"repeat: {flatten(write_repeat_command(result))}")
        for result in results
        if result.verdict is not Verdict.AGREES
    ]
    for line in lines:
        # Never wrapped: a command must survive being copied.
        console.print(_make_encodable(line, console.encoding), soft_wrap=True, highlight=False)


def _write_findings(result: RunResult) -> Iterator[Text]:
    for finding in result.findings[:_FINDINGS_SHOWN]:
        seen = f"  (seen {finding.count} times)" if finding.count > 1 else ""
        subject = finding.operation or result.provider
        yield Text.assemble((flatten(finding.check), "bold red"), "  ", (flatten(subject), "bold"), seen)
        for line in (*finding.title.splitlines(), *finding.message.splitlines()):
            yield Text(f"  {escape_hidden(line)}")
        if finding.curl:
            yield Text(f"  {flatten(finding.curl)}", style="dim")
        yield Text("")
    rest = len(result.findings) - _FINDINGS_SHOWN
    if rest > 0:
        yield Text(f"and {rest} more of {flatten(result.provider)} in findings.json")
        yield Text("")


def _write_numbers(results: Sequence[RunResult]) -> Iterator[Text]:
    columns = [_list_numbers(result) for result in results]
    widths = [max(len(row[index]) for row in columns) for index in range(5)]
    for result, row in zip(results, columns, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        line = Text.assemble((cells[0], "bold"), "  ", (cells[1], _STYLES[result.verdict]))
        line.append("   " + "   ".join(cells[2:]).rstrip())
        yield line
        if result.reason:
            yield Text(f"  {shorten(flatten(result.reason), limit=500)}", style="yellow")
        missed = [name for name in result.operations if name not in result.exercised]
        if missed and result.verdict is not Verdict.NOT_JUDGED:
            yield Text(f"  not exercised: {shorten(flatten(', '.join(missed)), limit=300)}", style="yellow")
        if result.not_judged:
            yield Text(f"  not judged: {_list_not_judged(result)}", style="yellow")


def _list_not_judged(result: RunResult) -> str:
    shown = [flatten(note.subject) for note in result.not_judged[:_NOT_JUDGED_SHOWN]]
    rest = len(result.not_judged) - len(shown)
    return shorten("; ".join(shown), limit=300) + (f"; and {rest} more in the report" if rest else "")


def _list_numbers(result: RunResult) -> tuple[str, str, str, str, str]:
    figures = count_figures(result)
    return (
        flatten(result.provider),
        result.verdict.value,
        f"operations exercised {figures.exercised}/{figures.operations}",
        f"documented answers seen {figures.seen}/{figures.documented}",
        f"findings {figures.findings}",
    )


def _make_encodable(line: Text, encoding: str) -> Text:
    """The line with what the stream's encoding cannot carry written out."""
    plain = line.plain.encode(encoding, "backslashreplace").decode(encoding)
    return line if plain == line.plain else Text(plain, style=line.style)
