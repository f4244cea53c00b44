"""A run in which other jobs or steps ran than a plan says is a violation. Every rehearsal compares its runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rehearsal.engine.planned import check_plan
from rehearsal.runner import Attempt
from rehearsal.runner.act_log import ActResult, JobRun, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = """\
on: push
jobs:
  reserve:
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


RESERVE = job("reserve", step("Look"), outputs={"look": {"version": "1.2.3"}})
API = job("build", step("Find"), step("Push", "skipped"), image="api", outputs={"find": {"exists": "true"}})
PUSHED = replace(API, steps=(step("Find"), step("Push")))
WEB = job("build", step("Find"), step("Push"), image="web")
SUMMARY = job("summary", step("Say"))
SKIPPED = job("summary", result="skipped")
CRASHED = replace(WEB, result="failure", steps=(step("Find"),))
REFUSED = replace(WEB, result="failure", steps=(step("Find"), step("Push", "failure")))
UNRESERVED = job("reserve", step("Look", "failure"), result="failure")


def found(*jobs: JobRun, attempt: Attempt | None = None) -> str:
    result = ActResult(0, timed_out=False, jobs=jobs, log="")
    return "; ".join(violation.text for violation in check_plan(TEXT, attempt or Attempt("main", sha="0"), result))


AGAIN = Attempt("main", sha="0", kept={"reserve": {"look": {"version": "1.2.3"}}}, matrix=[("image", "web")])


@pytest.mark.parametrize(
    "jobs",
    [
        (RESERVE, API, WEB, SUMMARY),
        (RESERVE, API, CRASHED, SUMMARY),
        (RESERVE, API, REFUSED, SUMMARY),
        (UNRESERVED, job("build", result="skipped"), SKIPPED),
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
        ((RESERVE, API, WEB, SKIPPED), "what the plan says of the job summary: it runs; found: it was skipped"),
        (
            (UNRESERVED, API, WEB, SKIPPED),
            "what the plan says of the job build: it does not run (reserve fails); found: it ran",
        ),
        (
            (RESERVE, replace(API, steps=(step("Find"), step("Push"))), WEB, SUMMARY),
            "the steps of build (api) that the plan says: ['Find']",
        ),
        ((RESERVE, API, SUMMARY), "the matrix jobs of the plan: ['build (api)', 'build (web)']; found: ['build (api)']"),
        ((replace(RESERVE, outputs={}), API, WEB, SUMMARY), "the job summary: it does not run"),
    ],
)
def test_a_run_that_differs_is_a_violation(jobs: Sequence[JobRun], message: str) -> None:
    assert message in found(*jobs)


def test_what_no_plan_is_made_of_is_not_compared() -> None:
    assert check_plan("jobs: [", Attempt("main", sha="0"), ActResult(0, timed_out=False, jobs=(SUMMARY,), log="")) == []
    assert check_plan(TEXT, Attempt("main", sha="0"), ActResult(1, timed_out=False, jobs=(), log="", cancelled=True)) == []
