"""Runs that the tests of the reports are made with, and what every report says alike about them."""

import pytest

from conformance.contract import Answer
from conformance.coverage import Missing
from conformance.findings import Finding
from conformance.report.figures import Figures, count_figures, find_worst_verdict, write_repeat_command
from conformance.result import Check, NotJudged, RunResult, Verdict

OPERATIONS = (
    "createAccessToken",
    "getPlatforms",
    "createPlatform",
    "getUsers",
    "createUser",
    "createPaymentRequest",
    "getUserPaymentRequests",
    "getPaymentRequest",
)
TOKEN_CODES = ("ERR_2002_001", "ERR_2003_001", "ERR_2005_001", "ERR_2005_002")
FIELD_CODES = tuple(f"ERR_1004_{number:03d}" for number in range(1, 9))

# Everything that a terminal, XML, Markdown, HTML, a table or a UTF-8 encoder may stumble over.
NASTY_TITLE = "got NUL \x00, \x1b[31mred\x1b[0m, ]]>, <script>alert(1)</script> | `tick` ```\n[x](y) *b* \u202eabc"
NASTY = f"{NASTY_TITLE} and half a pair \udc80"
NASTY_CURL = (
    "curl -X POST -H 'Authorization: Bearer ***' --data-binary '{\"a\":\"</pre>|```\udfff\x07\"}' http://127.0.0.1/v1"
)


def answers() -> tuple[Answer, ...]:
    """Documented answers in the shape of a real contract, those without an operation included."""
    found = []
    for operation in OPERATIONS:
        found.append(Answer(operation=operation, status=201 if operation.startswith("createP") else 200))
        found += [Answer(operation=operation, status=400, code=code) for code in FIELD_CODES]
        found += [Answer(operation=operation, status=401, code=code) for code in TOKEN_CODES]
        found += [Answer(operation=operation, status=403, code=f"ERR_3002_00{number}") for number in (1, 2)]
        found.append(Answer(operation=operation, status=500, code="ERR_9000_001"))
    found.append(Answer(operation="unknownPath", status=404, code="ERR_4001_001"))
    return tuple(found)


def clean_run(*, provider: str = "tikkie") -> RunResult:
    """A run that saw everything and found nothing."""
    documented = answers()
    return RunResult(
        verdict=Verdict.AGREES,
        reason="",
        provider=provider,
        target="embedded sandbox",
        profile="full",
        seed=1,
        operations=OPERATIONS,
        exercised=OPERATIONS,
        documented=documented,
        seen={answer: 1 + index * 37 % 1291 for index, answer in enumerate(documented)},
        missing=(),
        cases=12_345,
        duration_s=41.23456,
        findings=(),
        not_judged=(),
        checks=(
            Check(group="coverage", name="createUser", duration_s=1.25),
            Check(group="scenarios", name="pay twice", skipped="the target has no clock to move"),
            Check(group="coverage", name="getUsers", duration_s=0.5),
        ),
    )


def disagreeing_run() -> RunResult:
    """A run over somebody else's server with findings, one of them made of text that breaks careless reports."""
    documented = answers()
    unseen = [answer for answer in documented if answer.status in {403, 500} or answer.operation == "getPlatforms"]
    wrong_code = Finding(
        check="response_schema_conformance",
        operation="createPaymentRequest",
        title="Response violates schema",
        message="'code' was expected to be one of ERR_1004_001, ERR_1004_002; got ERR_1004_010",
        layer="coverage",
        status=400,
        code="ERR_1004_010",
        curl="curl -X POST -H 'API-Key: ***' -H 'Content-Type: application/json' "
        "--data-binary '{\"amountInCents\": -1}' https://api-sandbox.example/v1/tikkie/platforms/p1/users/u1/bankaccounts/b1/paymentrequests",
        trace_id="6fda2ce8-225d-4ca2-920a-b687c7aeb2f3",
        count=17,
    )
    nasty = Finding(
        check="trace_id_is_new",
        operation="getUsers",
        title=NASTY_TITLE,
        message=NASTY,
        layer="battery",
        curl=NASTY_CURL,
    )
    unclaimed = Finding(check="no_html", operation="", title="Answer is HTML", message="expected JSON", layer="fuzzing")
    return RunResult(
        verdict=Verdict.DISAGREES,
        reason="",
        provider="tikkie",
        target="https://api-sandbox.example/v1?a=1&b=2",
        profile="live",
        seed=20_180_619,
        operations=OPERATIONS,
        exercised=tuple(name for name in OPERATIONS if name != "getPlatforms"),
        documented=documented,
        seen={answer: 3 for answer in documented if answer not in unseen},
        missing=tuple(
            Missing(
                answer=answer,
                reason="no request of this run brought it about"
                if answer.status != 500
                else "this target cannot be told to fail <on purpose>",
            )
            for answer in unseen
        ),
        cases=911,
        duration_s=181.9,
        findings=(wrong_code, nasty, unclaimed),
        not_judged=(NotJudged(subject="expired tokens", reason="the target has no clock | to move"),),
        checks=(
            Check(group="coverage", name="createPaymentRequest", duration_s=3, findings=(wrong_code.id,)),
            Check(group="battery", name=f"no token {NASTY}", findings=(nasty.id, "a sentence that is no id \x1b]]>")),
            Check(group="battery", name="wrong key"),
        ),
    )


def unjudged_run() -> RunResult:
    """A run that could not even log in."""
    return RunResult(
        verdict=Verdict.NOT_JUDGED,
        reason="the token request was refused with 401 ERR_2005_001: is TIKKIE_API_KEY right?",
        provider="twikey",
        target="https://api.example",
        profile="quick",
        seed=7,
        operations=("createUser",),
        exercised=(),
        documented=(Answer(operation="createUser", status=201),),
        seen={},
        missing=(Missing(answer=Answer(operation="createUser", status=201), reason="nothing was tested"),),
        cases=0,
        duration_s=0.2,
        findings=(),
        not_judged=(),
        checks=(),
    )


def test_figures_count_what_was_seen_against_what_is_documented() -> None:
    """The numbers come from the contract on one side and from the run on the other."""
    documented, unseen = len(answers()), 16 + 8 + 16 - 3
    expected = Figures(exercised=7, operations=8, seen=documented - unseen, documented=documented, findings=3)
    assert expected == count_figures(disagreeing_run())


def test_figures_do_not_count_an_answer_that_came_zero_times() -> None:
    """An entry with the count 0 is not an answer that was seen."""
    run = unjudged_run()
    run.seen[run.documented[0]] = 0
    assert count_figures(run).seen == 0


def test_worst_verdict_is_the_certain_one() -> None:
    """One disagreement decides; without one, a run that judged nothing stands in the way of agreement."""
    assert find_worst_verdict([clean_run(), unjudged_run(), disagreeing_run()]) is Verdict.DISAGREES
    assert find_worst_verdict([clean_run(), unjudged_run()]) is Verdict.NOT_JUDGED
    assert find_worst_verdict([clean_run(), clean_run()]) is Verdict.AGREES


def test_worst_verdict_of_nothing_is_refused() -> None:
    """No run at all must never read as agreement."""
    with pytest.raises(ValueError, match="at least one run"):
        find_worst_verdict([])


def test_repeat_command_names_another_server_and_is_safe_to_paste() -> None:
    """A base URL with characters of the shell is quoted; the embedded sandbox needs no URL."""
    assert write_repeat_command(clean_run()) == "make conformance PROVIDER=tikkie PROFILE=full SEED=1"
    expected = (
        "make conformance PROVIDER=tikkie PROFILE=live SEED=20180619 'BASE_URL=https://api-sandbox.example/v1?a=1&b=2'"
    )
    assert expected == write_repeat_command(disagreeing_run())
