"""Lowers a resolved workflow to GitHub's syntax tree. Pure: the same workflow always gives the same tree."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from compiler.frontend.script import PUBLISHED, STEPS
from compiler.model.base import RawContent
from compiler.model.job import Job
from compiler.model.step import Run, Script, Step, Uses
from compiler.passes.lower_trigger import lower_triggers
from compiler.passes.lowered_value import copy, lower_raw, lowered, mapping, permissions, scalar, sequence
from compiler.workflow import tree
from compiler.workflow.expression import Operand
from compiler.workflow.node import Mapping, Sequence

if TYPE_CHECKING:
    from compiler.model.call import CallJob
    from compiler.model.job import Defaults, Strategy
    from compiler.model.step import AnyStep
    from compiler.passes.resolve import ResolvedJob, ResolvedStep, ResolvedWorkflow


def lower(resolved: ResolvedWorkflow) -> tree.Workflow:
    """The workflow in GitHub's syntax. All of its declarations must be valid; a name that was not found is not an error here."""
    workflow = resolved.workflow
    jobs = Mapping((job.job.id, _job(job)) for job in resolved.jobs)
    node = copy(
        tree.Workflow,
        workflow,
        on=lower_triggers(workflow.on),
        permissions=permissions(workflow.permissions),
        defaults=_defaults(workflow.defaults),
        jobs=jobs,
    )
    node.comment("", above=workflow.comment)
    node.comment("concurrency", above=workflow.concurrency.comment if workflow.concurrency else None)
    for job in resolved.jobs:
        jobs.comment(job.job.id, above=job.job.comment)
    return node


def _defaults(defaults: Defaults | None) -> tree.Defaults | None:
    return None if defaults is None else tree.Defaults(place=defaults.origin, run=copy(tree.DefaultsRun, defaults))


def _job(resolved: ResolvedJob) -> tree.Job | tree.ReusableWorkflowJob:
    job = resolved.job
    if isinstance(job, RawContent):
        needs = {"needs": [need.id for need in resolved.needs]} if resolved.needs else {}
        return lower_raw(job, "job", job.content | needs)  # type: ignore[no-any-return]
    common: dict[str, Any] = {
        "name": lowered(job.name) or job.id,
        "needs": Sequence(need.id for need in resolved.needs) if resolved.needs else None,
        "permissions": permissions(job.permissions),
        "strategy": _strategy(job.strategy),
    }
    node = _with_steps(resolved, job, common) if isinstance(job, Job) else _call(resolved, job, common)  # type: ignore[arg-type]
    node.comment("concurrency", above=job.concurrency.comment if job.concurrency else None)
    return node


def _with_steps(resolved: ResolvedJob, job: Job, common: dict[str, Any]) -> tree.Job:
    steps = {id(step.step): step for step in resolved.steps}
    return copy(
        tree.Job,
        job,
        defaults=_defaults(job.defaults),
        outputs=mapping(job.outputs.declared) or None,
        steps=_steps(job.steps, steps),
        **common,
    )


def _call(resolved: ResolvedJob, job: CallJob, common: dict[str, Any]) -> tree.ReusableWorkflowJob:
    target, pin = job.target, resolved.pin
    node = copy(tree.ReusableWorkflowJob, job, uses=f"{target}@{pin.commit}" if pin else target, **common)
    node.comment("uses", end=pin.version if pin else None)
    return node


def _strategy(strategy: Strategy | None) -> tree.Strategy | None:
    if strategy is None:
        return None
    matrix: Any = scalar(strategy.matrix) if isinstance(strategy.matrix, Operand) else mapping(strategy.matrix)
    for name, entries in (("include", strategy.include), ("exclude", strategy.exclude)):
        if isinstance(entries, Operand):
            matrix[name] = scalar(entries)
        elif entries:
            matrix[name] = sequence(entries)
    return copy(tree.Strategy, strategy, matrix=matrix)


def _steps(steps: list[AnyStep], resolved: dict[int, ResolvedStep]) -> Sequence[tree.Step]:
    node: Sequence[tree.Step] = Sequence(
        _step(resolved[id(step)]) if isinstance(step, Step) else _control_step(step, resolved) for step in steps
    )
    for index, step in enumerate(steps):
        node.comment(index, above=step.comment)
    return node


def _control_step(step: AnyStep, resolved: dict[int, ResolvedStep]) -> tree.Step:
    from compiler.model.background import Cancel, Parallel, Wait, WaitAll  # noqa: PLC0415 - few definitions have them

    match step:
        case Parallel():
            return tree.ParallelStep(place=step.origin, parallel=_steps(list(step.parallel), resolved))
        case Wait():
            return copy(tree.WaitStep, step, wait=Sequence(each.reference for each in step.wait))
        case Cancel():
            return copy(tree.CancelStep, step, cancel=step.cancel.reference)
        case WaitAll():
            return copy(tree.WaitAllStep, step, wait_all=True)
        case _:
            raise TypeError(step)


def _step(resolved: ResolvedStep) -> tree.Step:
    step = resolved.step
    if isinstance(step, RawContent):
        return lower_raw(step, "steps-item", step.content)  # type: ignore[no-any-return]
    name = step.id or (step.reference if resolved.referenced else None)
    if isinstance(step, Uses):
        node = copy(tree.UsesStep, step, id=name, uses=f"{step.target}@{resolved.pin.commit}" if resolved.pin else step.target)
        node.comment("uses", end=resolved.pin.version if resolved.pin else None)
        return node
    if isinstance(step, Script):
        run_step = copy(tree.RunStep, step, id=name, run=f"{PUBLISHED}/{STEPS}/{step.template}.sh")
        if resolved.script is not None:
            run_step.script = _without_comments(resolved.script.source)
            run_step.libraries = "".join(library.source for library in resolved.script.libraries)
        return run_step
    assert isinstance(step, Run), step  # noqa: S101 - there is no other kind
    return copy(tree.RunStep, step, id=name, run=lowered(step.command))


@cache
def _without_comments(script: str) -> str:
    """The script with an empty line in place of each comment, so that the numbers of lines stay."""
    return "\n".join("" if line.lstrip().startswith("#") else line for line in script.splitlines())
