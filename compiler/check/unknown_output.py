"""An output that its job or step does not have, or that cannot be seen from where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, quoted, suggestion
from compiler.expression import JobValue, StepValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.resolve import ResolvedJob, ResolvedStep, ResolvedWorkflow

_RULE = "unknown-output"


def unknown_output(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """At run time such a value is silently empty."""
    for job in resolved.jobs:
        for _, part in job.spots:
            if isinstance(part, JobValue):
                yield from _of_job(part, job, resolved)
            elif isinstance(part, StepValue):
                yield from _of_step(part, job)
        yield from _too_early(job)


def _of_job(part: JobValue, job: ResolvedJob, resolved: ResolvedWorkflow) -> Iterator[Finding]:
    known = part.job.outputs.declared
    if not any(part.job is other.job for other in resolved.jobs):
        message = f'the job "{part.job.id}", whose {part.property} are used here, is not in the workflow "{resolved.workflow.name}"'
        yield Finding(_RULE, message, "a job of the same workflow", "add it to the workflow's `jobs`", part.origin)
    elif part.job is job.job:
        yield Finding(_RULE, f'the job "{job.job.id}" uses its own {part.property}', "outputs of a job that it needs", origin=part.origin)
    elif part.property == "outputs" and part.name not in known:
        message = f'the job "{part.job.id}" has no output "{part.name}"'
        yield Finding(_RULE, message, f"one of {quoted(known)}", suggestion(part.name, known), part.origin)


def _of_step(part: StepValue, job: ResolvedJob) -> Iterator[Finding]:
    step = next((step for step in job.steps if step.step is part.step), None)
    if step is None:
        message = f'this step is not in the job "{job.job.id}", so its {part.property} cannot be used there'
        remedy = "make it an output of its job, and use that"
        yield Finding(_RULE, message, "a step of the same job", remedy, part.origin)
        return
    if not part.step.reference:
        remedy = "give the step an `id`"
        yield Finding(_RULE, f"the step has no id, so its {part.property} cannot be used", remedy=remedy, origin=part.step.origin)
    known = _outputs(step)
    if part.property == "outputs" and known is not None and part.name not in known:
        message = f'the step "{part.step.reference}" has no output "{part.name}"'
        yield Finding(_RULE, message, f"one of {quoted(sorted(known))}", suggestion(part.name, known), part.origin)


def _outputs(step: ResolvedStep) -> frozenset[str] | None:
    """The outputs that are declared; `None` where nothing can be known of them."""
    if step.script is not None:
        return step.script.outputs
    return step.pin.outputs if step.pin is not None else None


def _too_early(job: ResolvedJob) -> Iterator[Finding]:
    before: set[int] = set()
    for step in job.steps:
        for _, part in step.spots:
            if isinstance(part, StepValue) and id(part.step) not in before and any(part.step is other.step for other in job.steps):
                message = f'the step "{part.step.reference}" has not run yet when its {part.property} are used here'
                yield Finding(_RULE, message, "a step that stands before", "change the order of the steps", part.origin)
        before.add(id(step.step))
