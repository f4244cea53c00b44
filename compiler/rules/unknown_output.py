"""An output that a step or a called workflow does not have. `compiler.workflow.rules` looks at the jobs and steps themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.model.reference import JobValue, StepValue
from compiler.model.traversal import expression_uses
from compiler.passes.resolve import call_trigger

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from compiler.passes.resolve import ResolvedAction, ResolvedJob, ResolvedStep, ResolvedWorkflow
    from compiler.workflow.expression import Expression


def unknown_output(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Scripts, actions and called workflows declare their outputs. At run time, any other is empty."""
    for job in resolved.jobs:
        parts = [use.expression for use in job.uses]
        yield from _of_steps(parts, job.steps)
        for part in parts:
            if isinstance(part, JobValue) and part.property_ == "outputs" and part.job_ is not job.job:
                called = next((other for other in resolved.jobs if other.job is part.job_), None)
                declare = "add it to the `outputs` of its `WorkflowCall`" if called and called.called else ""
                yield from _unknown("job", part, part.job_.id, _of_call(called) if called else None, declare)


def unknown_output_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same in the steps and the outputs of an action."""
    yield from _of_steps((use.expression for use in expression_uses(resolved.action)), resolved.steps)


def _of_call(job: ResolvedJob) -> Collection[str] | None:
    """The outputs of a called workflow; None if they are unknown, as for one that is only a file."""
    if job.pin is not None:
        return job.pin.outputs
    trigger = call_trigger(job.called) if job.called is not None else None
    return trigger.outputs if trigger is not None else None


def _of_steps(parts: Iterable[Expression], steps: Sequence[ResolvedStep]) -> Iterator[Finding]:
    by_id = {id(step.step): step for step in steps if step.step.reference}  # one without an ID is a finding of its own
    for part in parts:
        if isinstance(part, StepValue) and part.property_ == "outputs" and (step := by_id.get(id(part.step_))):
            yield from _unknown("step", part, part.step_.reference, _outputs(step), _how_to_declare(step))


def _outputs(step: ResolvedStep) -> frozenset[str] | None:
    """The declared outputs; None if they are unknown, as for a command."""
    if step.script is not None:
        return step.script.outputs
    return step.interface.outputs if step.interface is not None else None


def _how_to_declare(step: ResolvedStep) -> str:
    """Empty for an action of another repository."""
    if step.script is not None:
        return "declare it in the header of the script, and write it"
    return "add it to the `outputs` of the action" if step.own_action is not None else ""


def _unknown(kind: str, part: JobValue | StepValue, owner: str, known: Collection[str] | None, declare: str) -> Iterator[Finding]:
    if known is not None and part.name_ not in known:
        message, expected, remedy = f'the {kind} "{owner}" has no output "{part.name_}"', one_of(known), suggestion(part.name_, known)
        if not known:
            expected, remedy = f"a {kind} with outputs", declare or "remove what uses it"
        yield Finding(rule="unknown-output", message=message, expected=expected, remedy=remedy, origin=part.origin)
