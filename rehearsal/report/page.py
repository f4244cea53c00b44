"""The report: one self-contained HTML file with a timeline of each run.

All texts in it are untrusted and escaped by Jinja: https://jinja.palletsprojects.com/en/stable/api/#autoescaping .
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from rehearsal import limits
from rehearsal.application import IMAGES
from rehearsal.engine.invariants import INVARIANTS
from rehearsal.report import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rehearsal.engine.result import ScenarioResult

LEFT, WIDTH, ROW, BAR = 250, 1000, 30, 14
"""The geometry of a timeline: left margin, width, height of a row and of a bar."""
_ANONYMOUS = "anonymous"


@dataclass
class Row:
    """One job on the timeline."""

    name: str
    result: str
    y: int
    bars: list[dict[str, Any]] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """All requests as one SVG path, since thousands of elements would make the page slow."""
        top = self.y + BAR + 3
        return "".join(f"M{x:.1f} {top}v6" for x in self.ticks)


@dataclass
class Timeline:
    """The timeline of one attempt."""

    rows: list[Row]
    axis: list[tuple[float, str]]

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return ROW * len(self.rows) + 34


def write(results: Sequence[ScenarioResult], notes: Sequence[str], file: Path, when: str) -> None:
    """Write the report. `notes` say how the workflow files were changed; `when` is the time of the rehearsal."""
    here = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(here), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    drawn = {id(result): _timelines(result) for result in results}
    text = environment.get_template("page.html.j2").render(
        results=results,
        notes=notes,
        when=when,
        invariants=INVARIANTS,
        limits=limits.SIMULATED,
        unlimited=limits.NOT_SIMULATED,
        programs=next((result.programs for result in reversed(results) if result.programs), {}),
        counts={status: sum(result.status == status for result in results) for status in ("passed", "failed", "error")},
        timelines=lambda result: drawn[id(result)],
        chain=table.chain,
        describe=table.describe,
        violated=table.violated_invariants,
        marks={"passed": "✓", "failed": "✗", "error": "!", "success": "✓", "failure": "✗", "cancelled": "○"},
        width=WIDTH,
        left=LEFT,
        bar=BAR,
    )
    file.write_text(text, encoding="utf-8")


def _timelines(result: ScenarioResult) -> list[tuple[dict[str, Any], dict[str, Any], Timeline]]:
    """Run, attempt and timeline of each attempt, in start order."""
    found = [(run, attempt) for run in result.runs for attempt in run["attempts"]]
    found.sort(key=lambda pair: pair[1]["began"])
    return [(run, attempt, _timeline(run, attempt, result.requests)) for run, attempt in found]


def _timeline(run: dict[str, Any], attempt: dict[str, Any], requests: Sequence[dict[str, Any]]) -> Timeline:
    began = float(attempt["began"])
    length = max(float(attempt["ended"]) - began, 0.001)

    def x(at: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * min(max((at - began) / length, 0.0), 1.0)

    rows = _rows(attempt, x)
    holder = f"{run['id']}.{attempt['number']} "
    for request in requests:
        if not began <= request["at"] <= attempt["ended"]:
            continue
        if request["caller"].startswith(holder):
            _add_request(_row_of(rows, request["caller"].removeprefix(holder), request["target"]), request, x(request["at"]))
        elif not request["caller"]:
            _add_request(_anonymous_row(rows), request, x(request["at"]))
    return Timeline(rows, [(x(began + second), f"{second:g} s") for second in _seconds(length)])


def _rows(attempt: dict[str, Any], x: Callable[[float], float]) -> list[Row]:
    rows = []
    jobs = sorted((job for job in attempt["jobs"] if job["result"] != "skipped"), key=lambda job: job["began"])
    for number, job in enumerate(jobs):
        row = Row(job["name"], job["result"], ROW * number + 4)
        for step in job["steps"]:
            start, end = x(step["began"]), x(step["ended"])
            label = f"{step['name']}: {step['result']}, {step['ended'] - step['began']:.2f} s"
            row.bars.append({"x": start, "width": max(end - start, 1.5), "result": step["result"], "title": label})
        rows.append(row)
    return rows


def _row_of(rows: list[Row], job_id: str, target: str) -> Row:
    """The row of the job; for a matrix, that of the image in the URL."""
    image = next((image for image in sorted(IMAGES, key=len, reverse=True) if f"/{image}/" in target or f"%2f{image}%3a" in target), "")
    own = [row for row in rows if row.name.partition(" ")[0] == job_id]
    return next((row for row in own if row.name == f"{job_id} ({image})"), own[0] if own else _anonymous_row(rows))


def _anonymous_row(rows: list[Row]) -> Row:
    if not rows or rows[-1].name != _ANONYMOUS:
        rows.append(Row(_ANONYMOUS, "", ROW * len(rows) + 4))
    return rows[-1]


def _add_request(row: Row, request: dict[str, Any], x: float) -> None:
    row.ticks.append(x)
    if request["fault"]:
        label = f"{request['fault']}: {request['server']} {request['method']} {request['target']}"
        row.faults.append({"x": x, "title": label, "label": request["fault"]})


def _seconds(length: float) -> list[float]:
    """The labels of the time axis, at most ten."""
    step = 10 ** math.floor(math.log10(length))
    step = next(step * factor for factor in (0.1, 0.2, 0.5, 1, 2, 5) if length / (step * factor) <= 10)  # noqa: PLR2004
    return [step * number for number in range(int(length / step) + 1)]
