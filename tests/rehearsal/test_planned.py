"""A run in which other jobs or steps ran than planned is a violation. Every rehearsal compares its runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rehearsal.engine.history import Run
from rehearsal.engine.planned import check_plan
from rehearsal.engine.player import ScenarioPlayer
from rehearsal.engine.scenario import Scenario
from rehearsal.runner import Attempt
from rehearsal.runner.act_log import ActResult, JobRun, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rehearsal.engine.simulation import Simulation

TEXT = """\
on: push
jobs:
  first: {runs-on: x, steps: [{run: x, name: Say}]}
  reserve:
    needs: first
    runs-on: x
    steps: [{run: x, id: look, name: Look}]
    outputs: {version: "${{ steps.look.outputs.version }}"}
  build:
    needs: reserve
    runs-on: x
    strategy: {matrix: {image: [api, web]}}
    steps:
      - {run: x, id: find, name: Find}
      - {run: x, if: steps.find.outputs.exists != 'true', name: Push}
  summary:
    needs: [reserve, build]
    if: ${{ !cancelled() && needs.reserve.outputs.version != '' }}
    runs-on: x
    steps: [{run: x, name: Say}]
"""


def step(name: str, result: str = "success") -> Step:
    return Step(name, "Main", result)


def job(job_id: str, *steps: Step, image: str = "", result: str = "success", outputs: dict[str, dict[str, str]] | None = None) -> JobRun:
    return JobRun(job_id, {"image": image} if image else {}, result, steps, (), "", "", outputs or {})  # type: ignore[arg-type]


FIRST = job("first", step("Say"))
RESERVE = job("reserve", step("Look"), outputs={"look": {"version": "1.2.3"}})
API = job("build", step("Find"), step("Push", "skipped"), image="api", outputs={"find": {"exists": "true"}})
PUSHED = replace(API, steps=(step("Find"), step("Push")))
WEB = job("build", step("Find"), step("Push"), image="web")
SUMMARY = job("summary", step("Say"))
UNBUILT = job("build", result="skipped")
SKIPPED = job("summary", result="skipped")
CRASHED = replace(WEB, result="failure", steps=(step("Find"),))
REFUSED = replace(WEB, result="failure", steps=(step("Find"), step("Push", "failure")))
UNRESERVED = job("reserve", step("Look", "failure"), result="failure")


def found(*jobs: JobRun, attempt: Attempt | None = None) -> str:
    result = ActResult(0, timed_out=False, jobs=jobs, log="")
    return "; ".join(violation.text for violation in check_plan(TEXT, attempt or Attempt("main", sha="0"), result))


AGAIN = Attempt("main", sha="0", kept={"first": {}, "reserve": {"look": {"version": "1.2.3"}}}, matrix=[("image", "web")])


@pytest.mark.parametrize(
    "jobs",
    [
        (FIRST, RESERVE, API, WEB, SUMMARY),
        (FIRST, RESERVE, API, CRASHED, SUMMARY),
        (FIRST, RESERVE, API, REFUSED, SUMMARY),
        (FIRST, UNRESERVED, UNBUILT, SKIPPED),
        # act takes an output of a skipped job for the text of its expression
        (job("first", step("Say", "failure"), result="failure"), job("reserve", result="skipped"), UNBUILT, SUMMARY),
    ],
)  # fmt: skip
def test_a_run_as_planned_is_no_violation(jobs: Sequence[JobRun]) -> None:
    assert found(*jobs) == ""


def test_a_second_attempt_is_compared_with_what_it_keeps() -> None:
    assert found(WEB, SUMMARY, attempt=AGAIN) == ""
    assert "of the job summary: it runs; found: it was skipped" in found(WEB, SKIPPED, attempt=AGAIN)


@pytest.mark.parametrize(
    ("jobs", "message"),
    [
        ((FIRST, RESERVE, API, WEB, SKIPPED), "the plan of the job summary: it runs; found: it was skipped"),
        (
            (FIRST, UNRESERVED, API, WEB, SKIPPED),
            "the plan of the job build: it does not run (reserve fails); found: it ran",
        ),
        (
            (FIRST, RESERVE, replace(API, steps=(step("Find"), step("Push"))), WEB, SUMMARY),
            "the planned steps of build (api): ['Find']",
        ),
        ((FIRST, RESERVE, API, SUMMARY), "the matrix jobs of the plan: ['build (api)', 'build (web)']; found: ['build (api)']"),
        ((FIRST, replace(RESERVE, outputs={}), API, WEB, SUMMARY), "the job summary: it does not run"),
    ],
)
def test_a_run_that_differs_is_a_violation(jobs: Sequence[JobRun], message: str) -> None:
    assert message in found(*jobs)


def test_unplanned_attempt_is_not_compared() -> None:
    assert check_plan("jobs: [", Attempt("main", sha="0"), ActResult(0, timed_out=False, jobs=(SUMMARY,), log="")) == []
    assert check_plan(TEXT, Attempt("main", sha="0"), ActResult(1, timed_out=False, jobs=(), log="", cancelled=True)) == []


@pytest.mark.parametrize(("last", "violations"), [(SUMMARY, []), (SKIPPED, ["expected"])])
def test_a_scenario_compares_each_attempt(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch, last: JobRun, violations: list[str]
) -> None:
    sha = simulation.application.head("staging")
    known = simulation.github.runs.add(file="x.yml", sha=sha, branch="staging", event="push", status="queued", conclusion=None)
    result = ActResult(0, timed_out=False, jobs=(FIRST, RESERVE, API, WEB, last), log="")
    monkeypatch.setattr(type(simulation.runner), "attempt", lambda *_: result)
    player = ScenarioPlayer(simulation, Scenario("x", "X.", ()))
    player._attempt(Run(known.id, "staging", "x.yml", TEXT, "push", "staging", sha), (), failed_only=False)
    assert [violation.invariant for violation in player.history.violations] == violations
