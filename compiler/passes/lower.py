"""Lowers a resolved workflow to GitHub's syntax tree. Pure: the same workflow always gives the same tree."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, overload

from compiler.frontend.script import PUBLISHED, STEPS
from compiler.model.step import Run, Script, Uses
from compiler.model.trigger import ChoiceInput, PullRequest, Push, Schedule
from compiler.workflow import tree
from compiler.workflow.expression import Commented, Operand
from compiler.workflow.expression_writer import render_value
from compiler.workflow.node import Mapping, Sequence

if TYPE_CHECKING:
    from compiler.model.base import Value
    from compiler.model.job import Concurrency, Job, Strategy
    from compiler.model.trigger import Input, Trigger
    from compiler.passes.resolve import ResolvedJob, ResolvedStep, ResolvedWorkflow
    from compiler.workflow.node import Scalar


def lower(resolved: ResolvedWorkflow) -> tree.Workflow:
    """The workflow in GitHub's syntax. There must be no findings: an unknown name here is an internal error."""
    workflow = resolved.workflow
    lowered = tree.Workflow(
        place=workflow.origin,
        name=workflow.name,
        run_name=_text(workflow.run_name),
        on=_events(workflow.on),
        permissions=Mapping(),
        defaults=tree.Defaults(run=tree.DefaultsRun(shell="bash")),  # noqa: S604 - a key of the file, not a command
        env=_mapping(workflow.env),
        concurrency=_concurrency(workflow.concurrency),
        cache_mode=workflow.cache_mode,
        jobs=Mapping((job.job.id, _job(job)) for job in resolved.jobs),
    )
    lowered.comment("", above=workflow.comment)
    lowered.comment("concurrency", above=workflow.concurrency.comment if workflow.concurrency else None)
    for job in resolved.jobs:
        lowered.jobs.comment(job.job.id, above=job.job.comment)
    return lowered


@overload
def _text(value: str | Operand) -> str: ...
@overload
def _text(value: str | Operand | None) -> str | None: ...
def _text(value: str | Operand | None) -> str | None:
    return render_value(value) if isinstance(value, Operand) else value


def _scalar(value: Value) -> Scalar:
    value = value.value if isinstance(value, Commented) else value
    return render_value(value) if isinstance(value, Operand) else value


def _mapping(values: typing.Mapping[str, Value]) -> Mapping[Scalar | None] | None:
    node: Mapping[Scalar | None] = Mapping((name, _scalar(value)) for name, value in values.items())
    for name, value in values.items():
        if isinstance(value, Commented):
            node.comment(name, end=value.comment)
    return node or None


def _sequence(values: typing.Sequence[Value]) -> Sequence[object]:
    node: Sequence[object] = Sequence(_scalar(value) for value in values)
    for index, value in enumerate(values):
        if isinstance(value, Commented):
            node.comment(index, end=value.comment)
    return node


def _names(values: list[str] | None) -> Sequence[str] | None:
    return None if values is None else Sequence(values)


def _events(triggers: list[Push | PullRequest | Schedule | Trigger]) -> Mapping[tree.Trigger]:
    events: Mapping[tree.Trigger] = Mapping()
    for trigger in triggers:
        if isinstance(trigger, Push):
            events["push"] = tree.Event(
                place=trigger.origin,
                branches=_names(trigger.branches),
                branches_ignore=_names(trigger.branches_ignore),
                tags=_names(trigger.tags),
                tags_ignore=_names(trigger.tags_ignore),
                paths=_names(trigger.paths),
                paths_ignore=_names(trigger.paths_ignore),
            )
            events.comment("push", above=trigger.comment)
        elif isinstance(trigger, PullRequest):
            events["pull_request"] = tree.Event(
                place=trigger.origin,
                types=_names(trigger.types),
                branches=_names(trigger.branches),
                branches_ignore=_names(trigger.branches_ignore),
                paths=_names(trigger.paths),
                paths_ignore=_names(trigger.paths_ignore),
            )
            events.comment("pull_request", above=trigger.comment)
        elif isinstance(trigger, Schedule):
            schedules = events.setdefault("schedule", Sequence())
            assert isinstance(schedules, Sequence)  # noqa: S101 - for the type checker
            schedules.append(tree.Schedule(place=trigger.origin, cron=trigger.cron, timezone=trigger.timezone))
        else:
            inputs = Mapping((given.name, _input(given)) for given in trigger.inputs)
            events["workflow_dispatch"] = tree.WorkflowDispatch(place=trigger.origin, inputs=inputs or None)
            if not inputs:
                events.written["workflow_dispatch"] = None
    return events


def _input(given: Input) -> tree.DispatchInput:
    return tree.DispatchInput(
        place=given.origin,
        description=given.description,
        required=given.required,
        default=given.default,
        type=given.type,
        options=_names(given.options) if isinstance(given, ChoiceInput) else None,
    )


def _concurrency(concurrency: Concurrency | None) -> tree.Concurrency | None:
    if concurrency is None:
        return None
    return tree.Concurrency(
        place=concurrency.origin,
        group=_text(concurrency.group),
        cancel_in_progress=concurrency.cancel_in_progress,
        queue=concurrency.queue,
    )


def _strategy(strategy: Strategy | None) -> tree.Strategy | None:
    if strategy is None:
        return None
    matrix: Mapping[Sequence[object] | tree.Expression] = Mapping(
        (name, render_value(values) if isinstance(values, Operand) else _sequence(values)) for name, values in strategy.matrix.items()
    )
    for name, entries in (("include", strategy.include), ("exclude", strategy.exclude)):
        if entries:
            matrix[name] = Sequence(_mapping(entry) for entry in entries)
    return tree.Strategy(place=strategy.origin, fail_fast=strategy.fail_fast, max_parallel=strategy.max_parallel, matrix=matrix)


def _environment(job: Job) -> str | tree.Environment | None:
    given = job.environment
    if given is None or isinstance(given, str):
        return given
    return tree.Environment(place=given.origin, name=_text(given.name), url=_text(given.url), deployment=given.deployment)


def _permissions(job: Job) -> Mapping[str]:
    node: Mapping[str] = Mapping((scope, access) for scope, (access, _) in job.permissions.items())
    for scope, (_, reason) in job.permissions.items():
        node.comment(scope, end=reason)
    return node


def _job(resolved: ResolvedJob) -> tree.Job:
    job = resolved.job
    lowered = tree.Job(
        place=job.origin,
        name=job.name or job.id,
        needs=Sequence(need.id for need in resolved.needs) if resolved.needs else None,
        if_=_text(job.if_),
        permissions=_permissions(job),
        runs_on=_text(job.runs_on),
        timeout_minutes=job.timeout_minutes,
        environment=_environment(job),
        concurrency=_concurrency(job.concurrency),
        cache_mode=job.cache_mode,
        strategy=_strategy(job.strategy),
        continue_on_error=_text(job.continue_on_error) if isinstance(job.continue_on_error, Operand) else job.continue_on_error,
        outputs=_mapping(dict(job.outputs.declared)),
        env=_mapping(job.env),
        steps=Sequence(_step(step) for step in resolved.steps),
    )
    lowered.comment("concurrency", above=job.concurrency.comment if job.concurrency else None)
    return lowered


def _step(resolved: ResolvedStep) -> tree.Step:
    step = resolved.step
    common: dict[str, typing.Any] = {
        "place": step.origin,
        "name": step.name,
        "id": step.id or (step.reference if resolved.referenced else None),
        "if_": _text(step.if_),
        "continue_on_error": None if step.continue_on_error is None else _scalar(step.continue_on_error),
        "timeout_minutes": step.timeout_minutes,
        "env": _mapping(step.env),
    }
    if isinstance(step, Uses):
        assert resolved.pin is not None, step.action  # noqa: S101 - `resolve` has reported an unknown action
        lowered = tree.UsesStep(uses=f"{step.action}@{resolved.pin.commit}", with_=_mapping(step.with_), **common)
        lowered.comment("uses", end=resolved.pin.version)
        return lowered
    if isinstance(step, Script):
        return tree.RunStep(run=f"{PUBLISHED}/{STEPS}/{step.template}.sh", **common)
    assert isinstance(step, Run), step  # noqa: S101 - there is no other kind
    return tree.RunStep(working_directory=step.working_directory, run=step.command, **common)
