"""A plan takes time in proportion to the workflow."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from compiler.plan import push
from compiler.plan.plan import plan_workflow
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.tree import Event, Job, RunStep, Workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from compiler.workflow.node import Scalar


def workflow(**jobs: Job) -> Workflow:
    """A workflow with these jobs. Reading so large a file would take longer than planning it."""
    return Workflow(on=Mapping([("push", Event())]), jobs=Mapping(jobs.items()))


def steps(count: int) -> Workflow:
    condition = "steps.S{}.outcome == 'success' || env.A{} == 'x' || failure()"
    return workflow(a=Job(runs_on="x", steps=Sequence(RunStep(id=f"s{n}", run="x", if_=condition.format(n - 1, n)) for n in range(count))))


def jobs(count: int) -> Workflow:
    made = {f"j{n}": Job(runs_on="x", needs=Sequence([f"j{n - 1}"] if n else []), steps=Sequence([RunStep(run="x")])) for n in range(count)}
    return workflow(**made)


def variables(count: int) -> Workflow:
    env: Mapping[Scalar | None] = Mapping((f"A{n}", "x") for n in range(count))
    own: Mapping[Scalar | None] = Mapping([("B", "x")])
    made = (RunStep(run=f"echo A{n}=1 >>$GITHUB_ENV", env=own, if_=f"env.a{n} == 'x' && env.none == ''") for n in range(count))
    return workflow(a=Job(runs_on="x", env=env, steps=Sequence(made)))


def needs(count: int) -> Workflow:
    made = {f"j{n}": Job(runs_on="x") for n in range(count)}
    return workflow(**made, last=Job(runs_on="x", needs=Sequence(made), if_="contains(needs.*.result, 'x') || always()"))


def _seconds(given: Workflow) -> float:
    best = 1e9
    for _ in range(2):
        began = time.process_time()
        assert plan_workflow(given, push("main")).jobs
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.untraced
@pytest.mark.parametrize("make", [steps, jobs, variables, needs])
def test_four_times_as_many_take_about_four_times_as_long(make: Callable[[int], Workflow]) -> None:
    small, large = _seconds(make(400)), _seconds(make(1600))
    assert large < 10 * small, "quadratic time would take sixteen times as long"
