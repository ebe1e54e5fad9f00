"""What a person looks at: the page and the terminal show everything and pass nothing of a target on as markup."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from conformance import report
from conformance.report.escape import escape_hidden, flatten, shorten
from conformance.report.figures import write_duration
from conformance.report.page import render_page
from conformance.result import NotJudged, RunResult
from tests.report_samples import answers, clean_run, disagreeing_run, unjudged_run

VOID = {"meta", "link"}
SEVERAL = (clean_run(), replace(disagreeing_run(), provider="twikey"), replace(unjudged_run(), provider="anytime"))


class Page(HTMLParser):
    """The elements, texts, titles, ids and addresses of a page; refuses tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.chips: Counter[str] = Counter()
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.links: list[str] = []
        self.titles: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        values = {name: value or "" for name, value in attrs}
        self.ids += [values["id"]] if "id" in values else []
        self.labels += [values["aria-labelledby"]] if "aria-labelledby" in values else []
        self.links += [values[name] for name in ("href", "src") if name in values]
        self.titles += [values["title"]] if "title" in values else []
        if tag == "li" and "chip" in values.get("class", ""):
            self.chips[values["class"]] += 1
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert tag == self._open.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def _read(runs: Sequence[RunResult], folder: Path) -> Page:
    return Page(render_page(runs, folder))


def _print(runs: Sequence[RunResult], *, encoding: str = "utf-8", **options: bool) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    report.print_results(runs, Console(file=stream, width=40, **options), folder=Path("report"))  # type: ignore[arg-type] # mypy cannot tell which options these are
    stream.seek(0)
    return stream.read()


@pytest.mark.parametrize(
    "runs", [SEVERAL[:1], SEVERAL[1:2], SEVERAL[2:], SEVERAL], ids=["clean", "findings", "none", "all"]
)
def test_page_is_one_sound_file(runs: Sequence[RunResult], tmp_path: Path) -> None:
    """Tags match, ids are unique, labels and inner links lead somewhere, and nothing is fetched from elsewhere."""
    page = _read(runs, tmp_path)
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert set() == (inner | set(page.labels)) - set(page.ids)
    assert {"findings.json", "junit.xml", "summary.md", "data:,"} == {link for link in page.links if link[0] != "#"}
    assert page.tags["script"] == page.tags["img"] == 0


def test_page_shows_every_documented_answer(tmp_path: Path) -> None:
    """The matrix has one chip for each answer, and says apart which were seen."""
    run = disagreeing_run()
    expected = Counter({"chip seen": len(run.seen), "chip unseen": len(run.missing)})
    assert expected == _read([run], tmp_path).chips


def test_page_gives_the_reason_for_an_answer_not_seen(tmp_path: Path) -> None:
    """The reason is on the chip and in the list below the matrix."""
    page = _read([disagreeing_run()], tmp_path)
    reason = "this target cannot be told to fail <on purpose>"
    assert f"not seen: {reason}" in page.titles
    assert page.text.count(reason) > page.titles.count(f"not seen: {reason}")


def test_page_passes_no_markup_of_a_target_on(tmp_path: Path) -> None:
    """A message is text: its tags are shown, its control and direction characters are written out."""
    page = _read([disagreeing_run()], tmp_path)
    assert "got NUL \\x00, \\x1b[31mred\\x1b[0m, ]]>, <script>alert(1)</script> | `tick`" in page.text
    assert "\\u202eabc and half a pair \\udc80" in page.text
    assert page.tags["script"] == 0


def test_page_shows_what_a_finding_needs_to_be_followed_up(tmp_path: Path) -> None:
    """Operation, answer, command, trace id and the id that is stable over runs."""
    run = disagreeing_run()
    text = _read([run], tmp_path).text
    finding = run.findings[0]
    for part in (
        finding.operation,
        "answered 400 ERR_1004_010",
        finding.message,
        finding.curl,
        finding.trace_id,
        finding.id,
    ):
        assert part in text


def test_page_says_first_what_was_found(tmp_path: Path) -> None:
    """The verdict and the three numbers come before everything else."""
    expected = (
        f"tikkie agrees with its contract operations exercised 8 of 8 documented answers seen {len(answers())} of"
    )
    text = _read([clean_run()], tmp_path).text
    assert expected in text
    assert text.index(expected) < text.index("Findings None.")


def test_page_says_why_nothing_was_judged(tmp_path: Path) -> None:
    """No finding of a run that judged nothing does not read as agreement."""
    text = _read([unjudged_run()], tmp_path).text
    assert "twikey was not judged the token request was refused with 401 ERR_2005_001" in text
    assert "None, but the run could not judge." in text


def test_page_lists_skipped_checks_and_parts_not_judged(tmp_path: Path) -> None:
    """What was not looked at is said with its reason."""
    text = _read(SEVERAL, tmp_path).text
    assert "pay twice the target has no clock to move" in text
    assert "expired tokens the target has no clock | to move" in text


def test_page_and_summary_link_the_traffic_that_is_there(tmp_path: Path) -> None:
    """Only a traffic file that exists is linked."""
    (tmp_path / "traffic-tikkie.ndjson").touch()
    report.write_reports(SEVERAL, tmp_path)
    page = Page((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert ["traffic-tikkie.ndjson"] == [link for link in page.links if "traffic" in link]
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "[traffic-tikkie.ndjson](traffic-tikkie.ndjson)" in summary
    assert "traffic-twikey" not in summary


def test_terminal_ends_a_clean_run_with_the_numbers() -> None:
    """One line of numbers and where the report lies; nothing to repeat."""
    expected = [
        "tikkie  agrees   operations exercised 8/8   documented answers seen 129/129   findings 0",
        f"report: {Path('report', 'index.html')}",
    ]
    assert expected == _print([clean_run()]).splitlines()


def test_terminal_prints_a_finding_with_a_command_that_can_be_copied() -> None:
    """Check, operation, message and the whole command on one line, however narrow the terminal."""
    run = disagreeing_run()
    lines = _print([run]).splitlines()
    expected = [
        "response_schema_conformance  createPaymentRequest  (seen 17 times)",
        "  Response violates schema",
        f"  {run.findings[0].message}",
        f"  {run.findings[0].curl}",
        "",
    ]
    assert expected == lines[:5]
    assert lines[-1].startswith(
        "repeat: make conformance PROVIDER=tikkie PROFILE=live SEED=20180619 'BASE_URL=https://"
    )


def test_terminal_lines_up_several_runs() -> None:
    """The numbers of all runs come last, one under the other, a reason below its run."""
    lines = [line for line in _print(SEVERAL).splitlines() if not line.startswith("  not judged: ")]
    assert lines[-8:-3] == [
        "tikkie   agrees       operations exercised 8/8   documented answers seen 129/129   findings 0",
        "twikey   disagrees    operations exercised 7/8   documented answers seen 92/129    findings 3",
        "  not exercised: getPlatforms",
        "anytime  not judged   operations exercised 0/1   documented answers seen 0/1       findings 0",
        f"  {unjudged_run().reason}",
    ]
    assert [line.split()[0] for line in lines[-3:]] == ["report:", "repeat:", "repeat:"]


def test_terminal_names_what_was_not_judged() -> None:
    """A verdict that leaves something out says so beside it, in three names at most."""
    notes = tuple(NotJudged(subject=f"part {number}", reason="it is out of reach") for number in range(5))
    lines = _print((replace(clean_run(), not_judged=notes),)).splitlines()
    assert "  not judged: part 0; part 1; part 2; and 2 more in the report" in lines


@pytest.mark.parametrize("colours", [False, True])
def test_terminal_obeys_nothing_of_a_target(colours: bool) -> None:
    """Control characters and rich's own markup in a message are text."""
    run = disagreeing_run()
    marked = replace(
        run, findings=(replace(run.findings[1], message="[bold red]no[/] [/nonsense] :smile: \x1b]0;title\x07"),)
    )
    text = _print([marked], force_terminal=colours, no_color=not colours)
    assert "[bold red]no[/] [/nonsense] :smile: \\x1b]0;title\\x07" in text
    assert ("\x1b[" in text) is colours
    assert "\x1b]" not in text
    assert "\x00" not in text


def test_terminal_without_utf_8_writes_out_what_it_cannot_show() -> None:
    """An ASCII stream is no reason to fail."""
    run = disagreeing_run()
    text = _print([replace(run, findings=(replace(run.findings[0], message="café"),))], encoding="ascii")
    assert "caf\\xe9" in text


def test_terminal_honours_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR set, a terminal gets no colour."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in _print([disagreeing_run()], force_terminal=True).replace("\\x1b[31m", "")
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[1;31m" in _print([disagreeing_run()], force_terminal=True)


def test_terminal_names_how_many_findings_it_left_out() -> None:
    """A flood of findings does not push the numbers out of sight."""
    run = disagreeing_run()
    flood = replace(run, findings=tuple(replace(run.findings[0], operation=f"o{number}") for number in range(23)))
    assert "and 3 more of tikkie in findings.json" in _print([flood]).splitlines()


def test_escape_hidden_keeps_tab_newline_and_letters() -> None:
    """Only what is not meant to be seen changes."""
    assert escape_hidden("é\t\n日本 \r\x7f\u200f\ufeff😀") == "é\t\n日本 \\x0d\\x7f\\u200f\\ufeff😀"


def test_flatten_and_shorten_make_one_line_of_a_known_length() -> None:
    """White space becomes single blanks, and a cut is marked."""
    assert flatten(" a\n\tb ") == "a b"
    assert [shorten("abcdef", limit=limit) for limit in (6, 5)] == ["abcdef", "ab..."]


def test_duration_is_written_for_people() -> None:
    """Seconds below a minute, minutes and seconds above."""
    assert [write_duration(duration_s) for duration_s in (0.04, 41.26, 181.9)] == ["0.0 s", "41.3 s", "3 min 2 s"]
