"""`findings.json`: the report a machine reads, in the shape that `findings.schema.json` documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

from conformance.findings import Finding
from conformance.report.figures import count_figures, find_worst_verdict
from conformance.result import RunResult

# The first number grows when a member changes its meaning or goes, the second when one is added.
SCHEMA_VERSION = "1.0"


def load_schema() -> dict[str, Any]:
    """The JSON Schema of `findings.json`."""
    text = resources.files("conformance.report").joinpath("findings.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def findings_document(results: Sequence[RunResult]) -> dict[str, Any]:
    """The document: one run at the top level, or several under `providers` with the verdict over all.

    Raises:
        ValueError: There are no runs.
    """
    verdict = find_worst_verdict(results)
    runs = [_describe_run(result) for result in results]
    body = runs[0] if len(runs) == 1 else {"verdict": verdict.value, "providers": runs}
    document: dict[str, Any] = _make_encodable({"schema": SCHEMA_VERSION, **body})
    return document


def render_findings_json(results: Sequence[RunResult]) -> str:
    """The text of `findings.json`."""
    return json.dumps(findings_document(results), indent=2, ensure_ascii=False) + "\n"


def _describe_run(result: RunResult) -> dict[str, Any]:
    figures = count_figures(result)
    exercised = frozenset(result.exercised)
    return {
        "verdict": result.verdict.value,
        "reason": result.reason,
        "provider": result.provider,
        "target": result.target,
        "profile": result.profile,
        "seed": result.seed,
        "operations": {
            "documented": figures.operations,
            "exercised": figures.exercised,
            "never_exercised": [name for name in result.operations if name not in exercised],
        },
        "answers": {
            "documented": figures.documented,
            "seen": figures.seen,
            "missing": [
                {
                    "operation": missing.answer.operation,
                    "status": missing.answer.status,
                    "code": missing.answer.code,
                    "reason": missing.reason,
                }
                for missing in result.missing
            ],
            "matrix": [
                {
                    "operation": answer.operation,
                    "status": answer.status,
                    "code": answer.code,
                    "count": result.seen.get(answer, 0),
                }
                for answer in result.documented
            ],
        },
        "cases": result.cases,
        "duration_s": round(result.duration_s, 3),
        "findings": [_describe_finding(finding) for finding in result.findings],
        "not_judged": [{"subject": part.subject, "reason": part.reason} for part in result.not_judged],
    }


def _describe_finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "check": finding.check,
        "operation": finding.operation,
        "title": finding.title,
        "message": finding.message,
        "layer": finding.layer,
        "status": finding.status,
        "code": finding.code,
        "curl": finding.curl,
        "trace_id": finding.trace_id,
        "count": finding.count,
    }


def _make_encodable(value: Any) -> Any:
    # JSON can escape every character but half a surrogate pair, which many parsers refuse.
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _make_encodable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_make_encodable(item) for item in value]
    return value
