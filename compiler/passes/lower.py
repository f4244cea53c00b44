"""Lowers a resolved workflow to GitHub's syntax tree. Pure: the same workflow always gives the same tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from compiler.frontend.script import PUBLISHED, STEPS
from compiler.model.step import Run, Script, Uses
from compiler.model.trigger import ChoiceInput, PullRequest, Push, Schedule
from compiler.workflow import tree
from compiler.workflow.expression import Commented, Operand
from compiler.workflow.expression_writer import render_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.model.base import Value
    from compiler.model.job import Concurrency, Job, Strategy
    from compiler.model.trigger import Input, Trigger
    from compiler.passes.resolve import ResolvedJob, ResolvedStep, ResolvedWorkflow
    from compiler.workflow.tree import Node


def lower(resolved: ResolvedWorkflow) -> tree.Workflow:
    """The workflow in GitHub's syntax. There must be no findings: an unknown name here is an internal error."""
    workflow = resolved.workflow
    return tree.Workflow(
        comment=workflow.comment,
        name=workflow.name,
        run_name=_text(workflow.run_name),
        on=_events(workflow.on),
        permissions={},
        defaults=tree.Defaults(run={"shell": "bash"}),
        env=_mapping(workflow.env),
        concurrency=_concurrency(workflow.concurrency),
        cache_mode=workflow.cache_mode,
        jobs={job.job.id: _job(job) for job in resolved.jobs},
    )


@overload
def _text(value: str | Operand) -> str: ...
@overload
def _text(value: str | Operand | None) -> str | None: ...
def _text(value: str | Operand | None) -> str | None:
    return render_value(value) if isinstance(value, Operand) else value


def _scalar(value: Value) -> tree.Scalar:
    return render_value(value) if isinstance(value, Operand) else value


def _node(value: Value) -> Node:
    if isinstance(value, Commented):
        return tree.Commented(_scalar(value.value), value.comment)
    scalar = _scalar(value)
    return tree.Block(scalar) if isinstance(scalar, str) and "\n" in scalar else scalar


def _mapping(values: Mapping[str, Value]) -> dict[str, Node] | None:
    return {name: _node(value) for name, value in values.items()} or None


def _names(values: list[str] | None) -> list[Node] | None:
    return None if values is None else list(values)


def _events(triggers: list[Push | PullRequest | Schedule | Trigger]) -> dict[str, Node]:
    events: dict[str, Node] = {}
    for trigger in triggers:
        if isinstance(trigger, Push):
            events["push"] = tree.PushEvent(
                comment=trigger.comment,
                branches=_names(trigger.branches),
                branches_ignore=_names(trigger.branches_ignore),
                tags=_names(trigger.tags),
                tags_ignore=_names(trigger.tags_ignore),
                paths=_names(trigger.paths),
                paths_ignore=_names(trigger.paths_ignore),
            )
        elif isinstance(trigger, PullRequest):
            events["pull_request"] = tree.PullRequestEvent(
                comment=trigger.comment,
                types=_names(trigger.types),
                branches=_names(trigger.branches),
                branches_ignore=_names(trigger.branches_ignore),
                paths=_names(trigger.paths),
                paths_ignore=_names(trigger.paths_ignore),
            )
        elif isinstance(trigger, Schedule):
            schedules = events.setdefault("schedule", [])
            assert isinstance(schedules, list)  # noqa: S101 - for the type checker
            schedules.append(tree.ScheduleEvent(cron=trigger.cron, timezone=trigger.timezone))
        else:
            inputs: dict[str, Node] = {given.name: _input(given) for given in trigger.inputs}
            events["workflow_dispatch"] = {"inputs": inputs} if inputs else None
    return events


def _input(given: Input) -> tree.DispatchInput:
    return tree.DispatchInput(
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
        comment=concurrency.comment,
        group=_text(concurrency.group),
        cancel_in_progress=concurrency.cancel_in_progress,
        queue=concurrency.queue,
    )


def _strategy(strategy: Strategy | None) -> tree.Strategy | None:
    if strategy is None:
        return None
    matrix: dict[str, Node] = {
        name: render_value(values) if isinstance(values, Operand) else [_node(value) for value in values]
        for name, values in strategy.matrix.items()
    }
    for name, entries in (("include", strategy.include), ("exclude", strategy.exclude)):
        if entries:
            matrix[name] = [_mapping(entry) for entry in entries]
    return tree.Strategy(fail_fast=strategy.fail_fast, max_parallel=strategy.max_parallel, matrix=matrix)


def _environment(job: Job) -> str | tree.Environment | None:
    given = job.environment
    if given is None or isinstance(given, str):
        return given
    return tree.Environment(name=_text(given.name), url=_text(given.url), deployment=given.deployment)


def _job(resolved: ResolvedJob) -> tree.Job:
    job = resolved.job
    return tree.Job(
        comment=job.comment,
        name=job.name or job.id,
        needs=[need.id for need in resolved.needs] or None,
        if_=_text(job.if_),
        permissions={scope: tree.Commented(access, reason) for scope, (access, reason) in job.permissions.items()},
        runs_on=_text(job.runs_on),
        timeout_minutes=job.timeout_minutes,
        environment=_environment(job),
        concurrency=_concurrency(job.concurrency),
        cache_mode=job.cache_mode,
        strategy=_strategy(job.strategy),
        continue_on_error=None if job.continue_on_error is None else _scalar(job.continue_on_error),
        outputs=_mapping(dict(job.outputs.declared)),
        env=_mapping(job.env),
        steps=[_step(step) for step in resolved.steps],
    )


def _step(resolved: ResolvedStep) -> tree.Step:
    step = resolved.step
    lowered = tree.Step(
        name=step.name,
        id=step.id or (step.reference if resolved.referenced else None),
        if_=_text(step.if_),
        continue_on_error=None if step.continue_on_error is None else _scalar(step.continue_on_error),
        timeout_minutes=step.timeout_minutes,
        env=_mapping(step.env),
    )
    if isinstance(step, Uses):
        assert resolved.pin is not None, step.action  # noqa: S101 - `resolve` has reported an unknown action
        lowered.uses = tree.Commented(f"{step.action}@{resolved.pin.commit}", resolved.pin.version)
        lowered.with_ = _mapping(step.with_)
    elif isinstance(step, Script):
        lowered.run = f"{PUBLISHED}/{STEPS}/{step.template}.sh"
    elif isinstance(step, Run):
        lowered.working_directory = step.working_directory
        lowered.run = step.command
    return lowered
