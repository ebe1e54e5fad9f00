"""The files of a report: what a machine reads is valid whatever a target answered, and nothing is half-written."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml

from conformance import report
from conformance.contract import Answer
from conformance.coverage import Missing
from conformance.report.junit import render_junit
from conformance.report.summary import LIMIT_BYTES, escape_markdown, render_summary
from conformance.result import NotJudged, RunResult
from tests.report_samples import OPERATIONS, clean_run, disagreeing_run, unjudged_run

RUNS = {
    "clean": (clean_run(),),
    "disagreeing": (disagreeing_run(),),
    "not judged": (unjudged_run(),),
    "several": (clean_run(), disagreeing_run(), unjudged_run()),
}
every_kind_of_run = pytest.mark.parametrize("runs", RUNS.values(), ids=RUNS)


def _validator() -> Draft202012Validator:
    schema = report.load_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@every_kind_of_run
def test_findings_document_is_valid(runs: Sequence[RunResult]) -> None:
    """Every kind of run gives a document that the published schema accepts."""
    assert [] == [error.message for error in _validator().iter_errors(report.findings_document(runs))]


@pytest.mark.parametrize("member", sorted(report.findings_document([clean_run()])))
def test_findings_schema_demands_every_member(member: str) -> None:
    """A document that lacks a documented member is not valid."""
    document = report.findings_document([clean_run()])
    del document[member]
    assert not _validator().is_valid(document)


@pytest.mark.parametrize("place", [(), ("operations",), ("answers",), ("answers", "matrix", 0), ("findings", 0)])
def test_findings_schema_refuses_undocumented_members(place: tuple[str | int, ...]) -> None:
    """The schema documents everything there is, at every depth."""
    document = report.findings_document([disagreeing_run()])
    node: Any = document
    for step in place:
        node = node[step]
    node["undocumented"] = 1
    assert not _validator().is_valid(document)


def test_findings_schema_refuses_undocumented_members_of_one_provider_among_several() -> None:
    """A run under `providers` is as strict as one alone."""
    document = report.findings_document([clean_run(), clean_run()])
    document["providers"][1]["undocumented"] = 1
    assert not _validator().is_valid(document)


def test_findings_document_counts_and_lists() -> None:
    """Counts, the operations never called, the gaps with their reasons and the matrix say the same."""
    run = disagreeing_run()
    document = report.findings_document([run])
    assert document["operations"] == {"documented": 8, "exercised": 7, "never_exercised": ["getPlatforms"]}
    answers = document["answers"]
    assert answers["documented"] == len(answers["matrix"]) == len(run.documented)
    assert answers["seen"] == sum(1 for entry in answers["matrix"] if entry["count"])
    assert answers["documented"] - answers["seen"] == len(answers["missing"])
    expected = {
        "operation": "createAccessToken",
        "status": 403,
        "code": "ERR_3002_001",
        "reason": "no request of this run brought it about",
    }
    assert expected == answers["missing"][0]


def test_findings_document_over_several_takes_the_worst_verdict() -> None:
    """The top level says what the whole run came to and keeps the order of the providers."""
    document = report.findings_document(RUNS["several"])
    assert ("disagrees", ["tikkie", "tikkie", "twikey"]) == (
        document["verdict"],
        [run["provider"] for run in document["providers"]],
    )


@every_kind_of_run
def test_written_files_are_whole(runs: Sequence[RunResult], tmp_path: Path) -> None:
    """The four files are there and nothing else is; what a person may open has no raw control character."""
    folder = tmp_path / "new" / "report"
    report.write_reports(runs, folder)
    assert ["findings.json", "index.html", "junit.xml", "summary.md"] == sorted(path.name for path in folder.iterdir())
    for name in ("index.html", "junit.xml", "summary.md"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", (folder / name).read_text(encoding="utf-8"))
    assert report.findings_document(runs) == json.loads((folder / "findings.json").read_bytes())


def test_files_of_a_former_run_stay_when_a_report_cannot_be_made(tmp_path: Path) -> None:
    """A refusal leaves the folder as it was."""
    report.write_reports(RUNS["clean"], tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ValueError, match="at least one run"):
        report.write_reports((), tmp_path)
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_file_that_cannot_be_replaced_leaves_no_rest(tmp_path: Path) -> None:
    """When the last step fails, the unfinished file is removed."""
    (tmp_path / "findings.json").mkdir()
    with pytest.raises(OSError, match=re.escape("findings.json")):
        report.write_reports(RUNS["clean"], tmp_path)
    assert ["findings.json"] == [path.name for path in tmp_path.iterdir()]


@every_kind_of_run
def test_junit_is_read_back(runs: Sequence[RunResult]) -> None:
    """A strict XML parser reads the file, and the counts at the top are those of the cases."""
    text = render_junit(runs)
    root = ET.fromstring(text)  # noqa: S314 - our own output
    for tag, attribute in (("testcase", "tests"), ("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert str(len(list(root.iter(tag)))) == root.get(attribute)


def test_junit_groups_checks_into_suites() -> None:
    """A suite holds all checks of one group, also when the run reported them in turns."""
    suites = {
        suite.name: [case.name for case in suite] for suite in JUnitXml.fromstring(render_junit([clean_run()]).encode())
    }
    assert suites == {"tikkie.coverage": ["createUser", "getUsers"], "tikkie.scenarios": ["pay twice"]}


def test_junit_failure_carries_message_and_command() -> None:
    """Who opens the failing case can read what came and repeat it."""
    root = ET.fromstring(render_junit([disagreeing_run()]))  # noqa: S314 - our own output
    failure = root.find("testsuite[@name='tikkie.coverage']/testcase/failure")
    assert failure is not None
    assert failure.text is not None
    assert failure.get("message") == "Response violates schema"
    assert "got ERR_1004_010\nrepeat: curl -X POST" in failure.text


def test_junit_writes_out_what_xml_cannot_carry() -> None:
    """Control characters, half a surrogate pair and the end of a CDATA section survive as text."""
    root = ET.fromstring(render_junit([disagreeing_run()]))  # noqa: S314 - our own output
    failure = root.find("testsuite[@name='tikkie.battery']/testcase/failure")
    assert failure is not None
    for written in ("\\x00", "\\x1b[31mred", "\\udc80", "]]>", "<script>", "\\u202eabc", "a sentence that is no id"):
        assert written in str(failure.text)


def test_junit_fails_for_a_finding_that_no_check_claims() -> None:
    """No finding is lost because nobody listed it."""
    root = ET.fromstring(render_junit([disagreeing_run()]))  # noqa: S314 - our own output
    failure = root.find("testsuite[@name='tikkie.findings']/testcase/failure")
    assert failure is not None
    assert failure.get("message") == "Answer is HTML"


def test_junit_of_a_run_that_judged_nothing_is_an_error() -> None:
    """An empty file would read as success."""
    root = ET.fromstring(render_junit([unjudged_run()]))  # noqa: S314 - our own output
    error = root.find("testsuite[@name='twikey.run']/testcase/error")
    assert error is not None
    assert error.get("message") == unjudged_run().reason


def test_summary_says_verdict_numbers_and_how_to_repeat(tmp_path: Path) -> None:
    """The first lines answer the question, the last give the command."""
    text = render_summary(RUNS["clean"], tmp_path)
    assert text.startswith("# ✅ Conformance: agrees\n")
    assert "| **tikkie** | ✅ agrees | 8 of 8 | 129 of 129 | 0 |" in text
    assert "make conformance PROVIDER=tikkie PROFILE=full SEED=1" in text


def test_summary_names_the_reason_of_a_run_that_judged_nothing(tmp_path: Path) -> None:
    """The reader learns what to mend."""
    text = render_summary(RUNS["not judged"], tmp_path)
    assert "**Not judged:** the token request was refused with 401 ERR_2005_001" in text


def test_summary_tables_survive_any_message(tmp_path: Path) -> None:
    """Every row of the findings has its five cells, and no HTML of a target is passed on."""
    text = render_summary(RUNS["disagreeing"], tmp_path)
    rows = [line for line in text.splitlines() if line.startswith("| ") and "<br>" in line]
    assert [6, 6, 6] == [row.count("|") for row in rows]
    outside_commands = re.sub(r"^(`{3,})sh\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert {"<br>", "<details>", "</details>", "<summary>", "</summary>"} == set(
        re.findall("<[^>]*>", outside_commands)
    )
    assert "`" not in outside_commands


def test_summary_fence_is_longer_than_any_inside(tmp_path: Path) -> None:
    """A command with backticks does not end its own block."""
    assert "````sh\ncurl -X POST -H 'Authorization: Bearer ***'" in render_summary(RUNS["disagreeing"], tmp_path)


def test_escape_markdown_gives_no_character_a_meaning() -> None:
    """What Markdown or HTML would act on becomes a character reference, on one line."""
    assert escape_markdown("a|b\n`c` <d> @e _f_ g_h") == "a&#124;b &#96;c&#96; &#60;d&#62; &#64;e &#95;f&#95; g_h"


def test_summary_never_outgrows_its_limit(tmp_path: Path) -> None:
    """Long lists are cut, and the reader is told where the rest is."""
    run = disagreeing_run()
    gaps = tuple(
        Missing(answer=Answer(operation=name, status=400, code=f"ERR_{number}"), reason="|" * 400)
        for name in OPERATIONS
        for number in range(200)
    )
    huge = replace(
        run,
        reason="*" * 5000,
        target="https://" + "_" * 5000,
        missing=gaps,
        findings=tuple(replace(run.findings[1], operation=f"o{number}", curl="`" * 5000) for number in range(500)),
        not_judged=tuple(NotJudged(subject="ë" * 400, reason="<" * 400) for _ in range(500)),
    )
    text = render_summary([huge] * 4, tmp_path)
    assert LIMIT_BYTES > len(text.encode())
    assert [16] == [len(re.findall(r"^and \d+ more in findings\.json$", text, flags=re.MULTILINE))]
