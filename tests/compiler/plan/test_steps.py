"""Which steps of a job run, and what they see of each other."""

from __future__ import annotations

import pytest

from compiler.plan.status import FAILURE, SUCCESS
from compiler.workflow.expression_values import Unknown
from tests.compiler.plan.planning import planned, steps

JOB = """
on: push
env: {{LEVEL: low, BOTH: workflow}}
jobs:
  a:
    runs-on: ubuntu-24.04
    env: {{BOTH: job}}
    steps:
      - {{id: one, run: "{run}"{one}}}
      - {{id: two, run: x{two}}}
      - {{id: three, run: x{three}}}
"""


def job(run: str = "x", **extra: str) -> str:
    """Three steps with these further keys."""
    return JOB.format(run=run, **{step: f", {extra[step]}" if step in extra else "" for step in ("one", "two", "three")})


@pytest.mark.parametrize(
    ("extra", "fail", "expected"),
    [
        ({}, (), "yes yes yes"),
        ({}, "a.one", "yes no no"),
        ({"two": "if: always()"}, "a.one", "yes yes no"),
        ({"two": "if: failure()", "three": "if: failure()"}, "a.two", "yes no no"),
        ({"two": "if: failure()", "three": "if: failure()"}, "a.one", "yes yes yes"),
        ({"two": "if: '!cancelled()'"}, "a.one", "yes yes no"),
        ({"two": "if: cancelled()"}, "a.one", "yes no no"),
        ({"one": "continue-on-error: true"}, "a.one", "yes yes yes"),
        ({"one": "if: false", "two": "if: success()"}, (), "no yes yes"),
        ({"one": "continue-on-error: true", "two": "if: steps.one.outcome == 'failure'"}, "a.one", "yes yes yes"),
        ({"one": "continue-on-error: true", "two": "if: steps.one.conclusion == 'failure'"}, "a.one", "yes no yes"),
        ({"one": "if: false", "two": "if: steps.one.outcome == 'skipped' && steps.one.outputs.x == ''"}, (), "no yes yes"),
        ({"two": "if: steps.one.outputs.x == '1'"}, (), "yes a.one.x yes"),
        ({"one": "if: vars.X == 'x'", "two": "if: steps.one.outcome == 'skipped'"}, (), "vars.X vars.X yes"),
        ({"two": "if: steps.three.outcome == ''"}, (), "yes yes yes"),
        ({"two": "if: job.status == 'success'", "three": "if: always() && job.status == 'failure'"}, "a.two", "yes yes yes"),
        ({"one": "if: env.LEVEL == 'low' && env.BOTH == 'job' && env.both == 'job' && env.NONE == ''"}, (), "yes yes yes"),
        ({"two": "if: env.LEVEL == 'low' && env.NONE == ''"}, (), "yes env.NONE yes"),
        ({"two": "if: env.OWN == '1', env: {OWN: 1}", "three": "if: env.OWN == '1'"}, (), "yes yes env.OWN"),
        ({"one": "if: runner.os == 'Linux' && github.job == 'a' && strategy.job-total == 1"}, (), "yes yes yes"),
        ({"one": "if: runner.arch == 'X64'"}, (), "runner.arch yes yes"),
        ({"one": "if: hashFiles('x') != ''"}, (), "hashFiles() yes yes"),
        ({}, "a", "yes which step of a fails which step of a fails"),
        ({"two": "if: always()", "three": "if: failure()"}, "a", "yes yes which step of a fails"),
    ],
)  # fmt: skip
def test_steps_run_by_their_conditions(extra: dict[str, str], fail: str, expected: str) -> None:
    assert " ".join(steps(planned(job(**extra), fail=fail), "a").values()) == expected


def test_a_variable_that_a_command_sets_is_not_known() -> None:
    source = job("echo LEVEL=high >>$GITHUB_ENV", two="if: env.LEVEL == 'low'", three="if: env.BOTH == 'job'")
    assert steps(planned(source), "a") == {"one": "yes", "two": "env.LEVEL", "three": "yes"}


def test_values_of_a_step_are_those_that_it_sees() -> None:
    source = """
    on: push
    jobs:
      a:
        runs-on: x
        steps:
          - {id: s, run: x}
          - {uses: x/y@v1, env: {A: "${{ steps.s.outputs.a }}", B: "b-${{ github.ref_name }}"}, with: {c: "${{ env.B }}", d: 1}}
    """
    step = planned(source, outputs={"a.s.a": "1"}).job("a").job_runs[0].steps[1]
    assert (step.env, step.with_) == ({"A": "1", "B": "b-main"}, {"c": "b-main", "d": 1})


def test_the_reason_names_the_step_that_failed() -> None:
    (run,) = planned(job(two="name: The second, if: failure() && false"), fail="a.one").job("a").job_runs
    assert [step.reason for step in run.steps] == ["", "false is false", "x fails"]


BACKGROUND = """
on: push
jobs:
  a:
    runs-on: x
    steps:
      - {id: server, run: x, background: true}
      - {id: test, run: x}
      - {WAIT}
      - {id: after, run: x}
      - {id: last, run: x, if: failure()}
"""


@pytest.mark.parametrize(
    ("wait", "fail", "after", "last", "outcome"),
    [
        ("wait: [server]", (), "yes", "no", SUCCESS),
        ("wait: [server]", "a.server", "no", "yes", FAILURE),
        ("wait-all: true", "a.server", "no", "yes", FAILURE),
        ("wait-all: true, continue-on-error: true", "a.server", "yes", "no", SUCCESS),
        ("cancel: server", "a.server", "yes", "no", SUCCESS),
        ("run: x", "a.server", "yes", "no", FAILURE),  # the job waits for it at its end
    ],
)
def test_a_step_in_the_background_fails_where_it_is_waited_for(wait: str, fail: str, after: str, last: str, outcome: object) -> None:
    plan = planned(BACKGROUND.replace("WAIT", wait), fail=fail)
    found = steps(plan, "a")
    assert (found["test"], found["after"], found["last"]) == ("yes", after, last)
    assert plan.job("a").outcome == outcome


def test_steps_of_a_group_do_not_see_each_other() -> None:
    source = """
    on: push
    jobs:
      a:
        runs-on: x
        steps:
          - parallel: [{id: one, run: x}, {id: two, run: x}, {id: three, run: x, if: failure()}]
          - {id: after, run: x}
    """
    assert steps(planned(source, fail="a.one"), "a") == {"one": "yes", "two": "yes", "three": "no", "after": "no"}


def test_a_step_that_may_run_may_fail() -> None:
    plan = planned(job(one="if: vars.X == 'x'"), fail="a.one")
    assert steps(plan, "a") == {"one": "vars.X", "two": "vars.X", "three": "vars.X"}
    assert plan.job("a").outcome.value == Unknown("vars.X")
