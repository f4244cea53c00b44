"""Reusable workflows or composite actions that are nested deeper than GitHub allows or use themselves, or too many reusable workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.step import LocalAction, Uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.job import AnyJob
    from compiler.model.workflow import Workflow
    from compiler.passes.resolve import OwnFiles, ResolvedAction, ResolvedWorkflow

_RULE = "nested-too-deep"
_LEVELS = 10
"""The maximum number of levels of workflows, including the calling one, and of composite actions.

Sources: https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#nesting-reusable-workflows and
https://docs.github.com/en/actions/concepts/workflows-and-actions/reusing-workflow-configurations
"""
_WORKFLOWS = 50
"""Different workflows that one may call, directly and through others.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations
"""


def nested_too_deep(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Workflows that only others call are checked where the calls begin."""
    workflow, own = resolved.workflow, resolved.own
    if all(trigger.event == "workflow_call" for trigger in workflow.on):
        return
    files: set[str] = set()
    for job in workflow.jobs:
        if not job.target:
            continue
        called = own.called(job)
        path = _too_deep(called, own, [workflow], {}) if called is not None else None
        if path is not None:
            names = " → ".join(each.file for each in path)
            again = any(each is path[-1] for each in path[:-1])
            message = (
                f"these workflows call each other: {names}" if again else f"these calls are nested more than {_LEVELS} levels deep: {names}"
            )
            expected = "calls without a cycle" if again else f"at most {_LEVELS} levels, the calling workflow included"
            remedy = "remove one of these calls" if again else "call one of the inner workflows directly"
            yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=job.origin)
            return
        _collect(job, own, files)
    if len(files) > _WORKFLOWS:
        message = f"the workflow calls {len(files)} different workflows, directly and through others"
        yield Finding(rule=_RULE, message=message, expected=f"at most {_WORKFLOWS}", remedy="merge some of them", origin=workflow.origin)


def nested_too_deep_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same for composite actions that use each other."""
    depth, action = 1, resolved.action
    level: list[LocalAction] = [action]
    while level and depth <= _LEVELS:
        level = list({id(inner): inner for each in level for inner in _inner(each)}.values())
        depth += 1
    if level:
        message = f'the action "{action.name}" uses actions that are nested more than {_LEVELS} levels deep'
        yield Finding(
            rule=_RULE,
            message=message,
            expected=f"at most {_LEVELS} levels",
            remedy="use one of the inner actions directly",
            origin=action.origin,
        )


def _inner(action: LocalAction) -> Iterator[LocalAction]:
    for step in getattr(action.runs, "steps", ()):  # type: ignore[attr-defined]  # an Action
        if isinstance(step, Uses) and isinstance(step.action, LocalAction):
            yield step.action


def _too_deep(workflow: Workflow, own: OwnFiles, path: list[Workflow], seen: dict[int, int]) -> list[Workflow] | None:
    """The first path of calls that is too long or a cycle; `seen` has the deepest level at which each workflow was found to be right."""
    path = [*path, workflow]
    if len(path) > _LEVELS or any(each is workflow for each in path[:-1]):
        return path
    if seen.get(id(workflow), 0) >= len(path):
        return None
    for called in _called(workflow, own):
        if found := _too_deep(called, own, path, seen):
            return found
    seen[id(workflow)] = len(path)
    return None


def _called(workflow: Workflow, own: OwnFiles) -> list[Workflow]:
    """The workflows that this one calls, each once."""
    found = (own.called(job) for job in workflow.jobs if job.target)
    return list({id(each): each for each in found if each is not None}.values())


def _collect(job: AnyJob, own: OwnFiles, files: set[str]) -> None:
    """Add the workflows that a job calls, directly and through others."""
    left = [job]
    while left:
        job = left.pop()
        if job.target and job.target not in files:
            files.add(job.target)
            called = own.called(job)
            left += called.jobs if called is not None else []
