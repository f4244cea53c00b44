"""An output that its job or step does not have, or that is not available where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.model.job import Job
from compiler.model.reference import JobValue, StepValue
from compiler.model.traversal import expression_uses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from compiler.model.job import AnyJob
    from compiler.passes.resolve import ResolvedAction, ResolvedJob, ResolvedStep, ResolvedWorkflow

_RULE = "unknown-output"


def unknown_output(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """At run time, such a value is empty."""
    for job in resolved.jobs:
        for part in (use.expression for use in job.uses):
            if isinstance(part, JobValue):
                yield from _of_job(part, job, resolved)
            elif isinstance(part, StepValue):
                yield from _of_step(part, job.steps, f'the job "{job.job.id}"')
        yield from _too_early(job.steps)


def unknown_output_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same in the steps and the outputs of an action."""
    for part in (use.expression for use in expression_uses(resolved.action)):
        if isinstance(part, StepValue):
            yield from _of_step(part, resolved.steps, f'the action "{resolved.action.name}"')
    yield from _too_early(resolved.steps)


def _of_job(part: JobValue, job: ResolvedJob, resolved: ResolvedWorkflow) -> Iterator[Finding]:
    known = _declared(part.job_, resolved)
    if not any(part.job_ is other.job for other in resolved.jobs):
        message = f'this uses the {part.property_} of the job "{part.job_.id}", which is not in the workflow "{resolved.workflow.name}"'
        yield Finding(
            rule=_RULE, message=message, expected="a job of the same workflow", remedy="add it to the workflow's `jobs`", origin=part.origin
        )
    elif part.job_ is job.job:
        yield Finding(
            rule=_RULE,
            message=f'the job "{job.job.id}" uses its own {part.property_}',
            expected="an output of another job",
            origin=part.origin,
        )
    elif part.property_ == "outputs" and known is not None and part.name_ not in known:
        message = f'the job "{part.job_.id}" has no output "{part.name_}"'
        yield Finding(rule=_RULE, message=message, expected=one_of(known), remedy=suggestion(part.name_, known), origin=part.origin)


def _declared(job: AnyJob, resolved: ResolvedWorkflow) -> Collection[str] | None:
    """The outputs of a job; None if they are unknown, as for a called workflow that is only a file."""
    if isinstance(job, Job):
        return job.outputs.declared
    pin = next((other.pin for other in resolved.jobs if other.job is job), None)
    if pin is not None:
        return pin.outputs
    return None if isinstance(job.workflow, str) else job.outputs.declared  # type: ignore[attr-defined]  # a CallJob


def _of_step(part: StepValue, steps: Sequence[ResolvedStep], owner: str) -> Iterator[Finding]:
    step = next((step for step in steps if step.step is part.step_), None)
    if step is None:
        message = f"this uses the {part.property_} of the step{_name(part)} in {owner}, which does not have that step"
        kind = owner.split()[1]
        remedy = "declare it as an output of its job, and use that output" if kind == "job" else "add the step to its `runs`"
        yield Finding(rule=_RULE, message=message, expected=f"a step of the same {kind}", remedy=remedy, origin=part.origin)
        return
    if not part.step_.reference:
        message = f"the {part.property_} of this step cannot be used: the step has no id"
        yield Finding(
            rule=_RULE, message=message, expected="an `id` for a step that others refer to", remedy="add `id=…`", origin=part.step_.origin
        )
    known = _outputs(step)
    if part.property_ == "outputs" and known is not None and part.name_ not in known:
        message = f'the step "{part.step_.reference}" has no output "{part.name_}"'
        yield Finding(rule=_RULE, message=message, expected=one_of(known), remedy=suggestion(part.name_, known), origin=part.origin)


def _name(part: StepValue) -> str:
    name = part.step_.reference or part.step_.name
    return f' "{name}"' if name else ""


def _outputs(step: ResolvedStep) -> frozenset[str] | None:
    """The declared outputs; None if they are unknown, as for a command."""
    if step.script is not None:
        return step.script.outputs
    return step.interface.outputs if step.interface is not None else None


def _too_early(steps: Sequence[ResolvedStep]) -> Iterator[Finding]:
    before: set[int] = set()
    for step in steps:
        for part in (use.expression for use in step.uses):
            if isinstance(part, StepValue) and id(part.step_) not in before and any(part.step_ is other.step for other in steps):
                message = f"this uses the {part.property_} of the step{_name(part)} before the step runs"
                yield Finding(
                    rule=_RULE,
                    message=message,
                    expected="an earlier step",
                    remedy="change the order of the steps",
                    origin=part.origin,
                )
        before.add(id(step.step))
