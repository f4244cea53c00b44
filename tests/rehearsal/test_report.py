"""The table and the HTML report, and that no untrusted text becomes markup."""

from __future__ import annotations

import re
import subprocess
import time
import xml.etree.ElementTree as ET
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal import ROOT, limits
from rehearsal.engine.invariants import INVARIANTS
from rehearsal.engine.result import ScenarioResult
from rehearsal.report import page, table
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "</script></pre></title><img src=x onerror=alert(1)><!-- ' \" & {{ 7 * 7 }} %}"


def result(text: str = "fine", requests: int = 3, **more: Any) -> ScenarioResult:
    """A failed scenario with one run of one job."""
    common = {"server": "registry", "method": "GET", "status": 200, "fault": "", "caller": "7.1 job"}
    asked: list[dict[str, Any]] = [{**common, "target": f"/v2/a/web/{text}", "at": 1 + n / requests} for n in range(requests)]
    asked[0] |= {"fault": "cut", "status": 0}
    step = {"name": text, "result": "success", "began": 1.0, "ended": 2.0}
    note = {"level": "error", "title": text, "message": text}
    job = {"id": "job", "name": "job (web)", "result": "failure", "began": 1.0, "ended": 2.0, "steps": [step], "annotations": [note]}
    attempt = {"number": 1, "conclusion": "failure", "began": 0.5, "ended": 2.5, "jobs": [job], "log": text}
    run = {"id": 7, "title": text, "sha": "a" * 40, "conclusion": "failure", "chain": [1, 1.0], "attempts": [attempt]}
    violations = [{"invariant": "I4", "text": text, "requests": [text]}, {"invariant": "expected", "text": text, "requests": []}]
    commands = [
        {"command": text, "exit_code": 1, "output": text},
        {"command": "scripts/publish/preflight.sh", "exit_code": 0, "output": "all right"},
    ]
    given: dict[str, Any] = {
        "commands": commands,
        "description": text,
        "status": "failed",
        "seconds": 2.5,
        "peak": 2**28,
        "violations": violations,
        "runs": [run],
    }
    return ScenarioResult("one", requests=asked, targets=["I4"], programs={"runner": "act"}, **(given | more))


def written(folder: Path, *results: ScenarioResult, notes: tuple[str, ...] = ()) -> str:
    page.write(results, notes, folder / "report.html", "today")
    return (folder / "report.html").read_text("utf-8")


class Parsed(HTMLParser):
    """The elements of a page, and whether each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        assert not [value for name, value in attrs if name in {"src", "href"} and not str(value).startswith("#")]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_is_complete_and_self_contained(tmp_path: Path) -> None:
    text = written(tmp_path, result(), notes=("a key is left out",))
    parsed = Parsed(text)
    assert parsed.open == []
    assert {"table", "svg", "details"} <= set(parsed.elements)
    assert not {"script", "link", "img", "iframe"} & set(parsed.elements)
    (drawing,) = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    ET.fromstring(drawing)  # noqa: S314  made here
    for output in ("a key is left out", "I4", "when no run is active", "cut: registry GET", "256 MiB", "1 job, 1.0 s"):
        assert output in text


def test_the_simulated_limits_are_in_the_report_and_in_the_readme(tmp_path: Path) -> None:
    shown, readme = unescape(written(tmp_path, result())), (ROOT / "rehearsal/README.md").read_text("utf-8")
    table = [
        tuple(cell.strip(" <>") for cell in row.split("|")[1:-1])
        for row in readme.partition("| limit |")[2].partition("\n\n")[0].splitlines()[2:]
    ]
    assert table == [(limit.name, limit.effect, limit.source) for limit in limits.SIMULATED]
    assert f"Not simulated: {'; '.join(limits.NOT_SIMULATED)}." in readme
    assert all(part in shown for limit in limits.SIMULATED for part in (limit.name, limit.effect, limit.source))
    assert all(one in shown for one in limits.NOT_SIMULATED)


def test_no_text_becomes_markup(tmp_path: Path) -> None:
    parsed, harmless = (Parsed(written(tmp_path, result(text), notes=(text,))) for text in (HOSTILE, "fine"))
    assert parsed.elements == harmless.elements
    assert "{{ 7 * 7 }}" in written(tmp_path, result("{{ 7 * 7 }}"))


def test_the_same_result_gives_the_same_report(tmp_path: Path) -> None:
    assert written(tmp_path, result()) == written(tmp_path, result())


def test_a_report_with_thousands_of_requests_is_small(tmp_path: Path) -> None:
    began = time.monotonic()
    assert len(written(tmp_path, result(requests=5000))) < 1_000_000
    assert time.monotonic() - began < 5


def test_the_tick_of_a_request_is_on_the_row_of_its_matrix_job(tmp_path: Path) -> None:
    (timeline,) = [timeline for _, _, timeline in page._timelines(result())]
    assert [(row.name, len(row.ticks), len(row.faults)) for row in timeline.rows] == [("job (web)", 3, 1)]
    assert 'aria-label="Timeline of' in written(tmp_path, result())


def test_requests_of_another_time_are_not_on_the_timeline_of_an_attempt() -> None:
    played = result()
    for request, at in zip(played.requests, (0.1, 1.0, 9.0), strict=True):
        request["at"] = at
    (timeline,) = [timeline for _, _, timeline in page._timelines(played)]
    assert [(row.name, len(row.ticks)) for row in timeline.rows] == [("job (web)", 1)]


def test_the_table_is_aligned_and_names_the_violated_invariants() -> None:
    passed = ScenarioResult("another-one", "x", "passed", 1.0, cases=12, counts={"GitHub": 5, "registry": 70})
    first, one, other = table.lines([result(), passed])
    assert one.index("1 job,") == other.index("12 cases") == first.index("longest")
    assert "I4, expected" in one
    assert other.split() == ["another-one", "passed", "5", "70", "12", "cases", "all", "hold", "1.0", "s"]


def test_a_violation_names_scenario_invariant_requests_and_what_to_do() -> None:
    text = "\n".join(table.violations([result("found this")]))
    assert f"one: I4 is violated ({INVARIANTS['I4']})" in text
    assert "found: found this" in text
    assert "the last requests before it:\n    found this" in text
    assert "to do: linesmith rehearse one --keep" in text
    assert "one: an expectation of the scenario was not met\n  expected: found this" in text
    failed = ScenarioResult("two", "", error="Traceback: it broke")
    assert "internal error of the rehearsal" in "\n".join(table.violations([failed]))
    assert list(table.violations([ScenarioResult("three", "", "passed")])) == []


def test_jobs_that_failed_are_named_with_their_errors_or_the_end_of_the_log() -> None:
    played = result("found this")
    assert "  found this, attempt 1: job (web): failure\n    found this: found this\n" in "\n".join(table.violations([played]))
    played.runs[0]["attempts"][0] |= {"log": "\n".join(f"line {number}" for number in range(20))}
    played.runs[0]["attempts"][0]["jobs"][0]["annotations"] = []
    text = "\n".join(table.violations([played]))
    assert "job (web): failure\n    line 10\n" in text
    assert "line 19\n  to do:" in text


@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_shows_it(tmp_path: Path, width: int) -> None:
    written(tmp_path, result(HOSTILE))
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile", f"--window-size={width},900"]
    command = [program("chromium"), *options, "--enable-logging=stderr", "--dump-dom", f"file://{tmp_path}/report.html"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr
    assert "onerror=alert(1)&gt;" in done.stdout
    assert 'aria-label="Timeline of' in done.stdout


def test_a_command_is_shown_and_open_where_it_failed(tmp_path: Path) -> None:
    shown = written(tmp_path, result())
    assert '<details open><summary><span class="failure">✗</span> <code>fine</code></summary><pre>fine</pre></details>' in shown
    assert '<details><summary><span class="success">✓</span> <code>scripts/publish/preflight.sh</code>' in shown
