"""Findings merge by identity, coverage counts what the contract documents, exchanges read what is JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.contract import Answer, load_contract
from conformance.coverage import Coverage
from conformance.exchange import UNREADABLE, Exchange
from conformance.findings import Finding, Findings
from conformance.registry import spec_path
from conformance.result import Verdict
from tests.core_samples import make_exchange, make_refusal

FINDING = Finding(check="rule", operation="getUsers", title="kind", message="first", layer="examples")


def test_repeated_finding_is_counted_and_keeps_its_first_message() -> None:
    """Whoever reads the report sees each kind of disagreement once."""
    findings = Findings()
    for message in ("first", "second", "third"):
        findings.add(replace(FINDING, message=message, layer=message, count=2))
    (only,) = findings
    assert ("first", "first", 6) == (only.message, only.layer, only.count)
    assert 1 == len(findings)


@pytest.mark.parametrize("part", ["check", "operation", "title"])
def test_finding_is_identified_by_check_operation_and_title(part: str) -> None:
    """Another check, operation or kind is another finding; the order is that of discovery."""
    findings = Findings()
    other = Finding(
        **{
            **{name: getattr(FINDING, name) for name in ("check", "operation", "title", "message", "layer")},
            part: "another",
        }
    )
    findings.add(other)
    findings.add(FINDING)
    assert [other, FINDING] == list(findings)
    assert other.id != FINDING.id


@pytest.mark.parametrize("change", [{"message": "x"}, {"status": 500}, {"code": "E"}, {"curl": "c"}, {"trace_id": "t"}])
def test_finding_keeps_its_id_over_runs(change: dict[str, object]) -> None:
    """What differs from run to run is no part of the identity."""
    assert FINDING.id == replace(FINDING, **change).id  # type: ignore[arg-type] # one change of each type


def test_finding_id_takes_half_a_surrogate_pair() -> None:
    """A title may quote what a target sent."""
    assert 12 == len(replace(FINDING, title="\udc80").id)


@pytest.fixture(name="coverage")
def empty_coverage() -> Coverage:
    return Coverage(load_contract(spec_path("tikkie")))


def test_coverage_counts_documented_answers(coverage: Coverage) -> None:
    """A success counts without a code, a refusal with it, whatever its status."""
    coverage.observe(make_exchange("getPlatforms"))
    coverage.observe(make_exchange("getPlatforms", code="ERR_1100_001"))
    coverage.observe(make_refusal("getUsers", status=404, code="ERR_4100_002"))
    assert {
        Answer(operation="getPlatforms", status=200): 1,
        Answer(operation="getUsers", status=404, code="ERR_4100_002"): 1,
    } == coverage.seen
    assert 1 == coverage.successes["getPlatforms"]


@pytest.mark.parametrize(
    "exchange",
    [
        make_exchange("getPlatforms", status=202),
        make_refusal("getPlatforms", status=404, code="ERR_4100_002"),
        make_refusal("getUsers", status=400, code="ERR_4100_002"),
        make_exchange("getUsers", status=404),
    ],
    ids=["undocumented status", "another operation's code", "another status", "no code"],
)
def test_coverage_does_not_count_what_is_not_documented(coverage: Coverage, exchange: Exchange) -> None:
    """An undocumented answer is a finding elsewhere, and never fills a cell of the matrix."""
    coverage.observe(exchange)
    assert {} == coverage.seen
    assert (exchange.operation,) == coverage.exercised


def test_coverage_names_operations_that_never_succeeded(coverage: Coverage) -> None:
    """Only operations that were called can have failed to succeed."""
    coverage.observe(make_refusal("getUsers", status=404, code="ERR_4100_002"))
    coverage.observe(make_refusal("getPlatforms", status=400, code="ERR_1002_002"))
    coverage.observe(make_exchange("getPlatforms"))
    coverage.observe(make_refusal("wrongMethod", status=400, code="ERR_1100_007"))
    assert ("getUsers",) == coverage.never_succeeded
    assert ("getPlatforms", "getUsers") == coverage.exercised


def test_coverage_gives_each_missing_answer_its_reason(coverage: Coverage) -> None:
    """What this target cannot show has its own reason, what is seen is not missing."""
    coverage.observe(make_exchange("getPlatforms"))
    hidden = Answer(operation="getUsers", status=200)
    missing = coverage.missing(reasons={hidden: "no clock"})
    assert len(coverage.documented) - 1 == len(missing)
    assert Answer(operation="getPlatforms", status=200) not in {gap.answer for gap in missing}
    assert {"no clock": 1, "no request of this run brought it about": len(missing) - 1} == {
        reason: sum(gap.reason == reason for gap in missing) for reason in {gap.reason for gap in missing}
    }


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"<html>"])
def test_unreadable_body_is_no_json(body: bytes) -> None:
    """Bytes that are no JSON are told apart from JSON null."""
    assert UNREADABLE is make_exchange(answer=body).answer
    assert make_exchange(answer=b"null").answer is None


def test_exchange_shows_no_headers_or_bodies() -> None:
    """The repr of an exchange may stand in a traceback."""
    shown = repr(make_exchange(sent={"a": "hidden-sent"}, answer={"a": "hidden-answer"}))
    assert "hidden" not in shown
    assert "Bearer" not in shown


def test_exit_status_says_the_verdict() -> None:
    """0 agrees, 1 disagrees, 2 could not judge."""
    assert [0, 1, 2] == [verdict.exit_status for verdict in (Verdict.AGREES, Verdict.DISAGREES, Verdict.NOT_JUDGED)]
