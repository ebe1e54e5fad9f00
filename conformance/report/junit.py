"""`junit.xml`: one test suite per provider and group of checks, for CI systems that know nothing else of us."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from conformance.findings import Finding
from conformance.report.escape import escape_hidden, flatten, shorten
from conformance.report.figures import write_repeat_command
from conformance.result import Check, RunResult, Verdict

_MESSAGE_LIMIT = 300


def render_junit(results: Sequence[RunResult]) -> str:
    """The text of `junit.xml`: every finding fails a test case, and a run that judged nothing is an error."""
    report = JUnitXml("conformance")
    for result in results:
        for group, cases in _collect_cases(result):
            report.add_testsuite(_build_suite(result, group=group, cases=cases))
    report.update_statistics()  # type: ignore[no-untyped-call] # the library annotates only some of its methods
    stream = BytesIO()
    report.write(stream, pretty=True)
    return stream.getvalue().decode("utf-8")


def _collect_cases(result: RunResult) -> Iterator[tuple[str, list[TestCase]]]:
    if result.verdict is Verdict.NOT_JUDGED:
        case = TestCase("judge the target")
        case.result = Error(shorten(flatten(result.reason), limit=_MESSAGE_LIMIT), "not judged")
        yield "run", [case]
    by_id = {finding.id: finding for finding in result.findings}
    for group in dict.fromkeys(check.group for check in result.checks):
        yield group, [_build_case(check, by_id) for check in result.checks if check.group == group]
    claimed = {entry for check in result.checks for entry in check.findings}
    unclaimed = [finding for finding in result.findings if finding.id not in claimed]
    if unclaimed:  # a finding that no check lists must fail the build all the same
        yield "findings", [_build_unclaimed_case(finding) for finding in unclaimed]


def _build_suite(result: RunResult, *, group: str, cases: list[TestCase]) -> TestSuite:
    name = flatten(f"{result.provider}.{group}")
    suite = TestSuite(name)
    suite.add_property("target", flatten(result.target))
    suite.add_property("profile", flatten(result.profile))
    suite.add_property("seed", str(result.seed))
    suite.add_property("repeat", flatten(write_repeat_command(result)))
    for case in cases:
        case.classname = name
    suite.add_testcases(cases)
    return suite


def _build_case(check: Check, by_id: Mapping[str, Finding]) -> TestCase:
    case = TestCase(flatten(check.name), time=round(check.duration_s, 3))
    if check.findings:
        # One failure element for all: several CI systems read only the first of a test case.
        found = [by_id.get(entry, entry) for entry in check.findings]
        titles = [finding.title if isinstance(finding, Finding) else finding for finding in found]
        message = titles[0] if len(titles) == 1 else f"{len(titles)} findings: " + "; ".join(titles)
        kinds = {finding.check for finding in found if isinstance(finding, Finding)}
        case.result = _build_failure(message, kind=" ".join(sorted(kinds)) or check.group, found=found)
    elif check.skipped is not None:
        case.result = Skipped(shorten(flatten(check.skipped), limit=_MESSAGE_LIMIT))
    return case


def _build_unclaimed_case(finding: Finding) -> TestCase:
    case = TestCase(flatten(f"{finding.operation} {finding.check}"))
    case.result = _build_failure(finding.title, kind=finding.check, found=[finding])
    return case


def _build_failure(message: str, *, kind: str, found: Sequence[Finding | str]) -> Failure:
    failure = Failure(shorten(flatten(message), limit=_MESSAGE_LIMIT), flatten(kind))
    failure.text = escape_hidden("\n\n".join(_describe(finding) for finding in found))
    return failure


def _describe(finding: Finding | str) -> str:
    if isinstance(finding, str):
        return finding
    lines = [f"{finding.check}: {finding.title}", finding.message]
    if finding.curl:
        lines.append(f"repeat: {finding.curl}")
    if finding.trace_id:
        lines.append(f"trace id: {finding.trace_id}")
    lines.append(f"finding {finding.id}, seen {finding.count} times")
    return "\n".join(lines)
