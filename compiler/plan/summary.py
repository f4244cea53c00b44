"""A plan in a few lines, for the message of a failed assertion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.plan.status import FAILURE
from compiler.workflow.expression_values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.plan.result import Plan, PlannedJob, PlannedStep


def summary(plan: Plan) -> Iterator[str]:
    """The event, and a line for each job."""
    yield f"{plan.workflow}: {plan.event.name}{f' of {plan.event.ref}' if plan.event.ref else ''}"
    if plan.start.starts is not True:
        yield f"  {'may start' if plan.start.starts is None else 'does not start'}: {plan.start.reason}"
    yield from _jobs(plan.jobs, "  ")


def _jobs(jobs: Iterable[PlannedJob], indent: str) -> Iterator[str]:
    for job in jobs:
        yield f"{indent}{job.id} {sentence(job)}"
        for run in job.job_runs:
            yield from _jobs(run.jobs, f"{indent}  ")


def sentence(planned: PlannedJob | PlannedStep) -> str:
    """Whether a job or step runs, and why it does not."""
    if isinstance(planned.runs, Unknown):
        return f"may run: depends on {planned.runs.reason}"
    if not planned.runs:
        return f"does not run: {planned.reason}"
    return "runs, and fails" if planned.outcome == FAILURE else "runs"
