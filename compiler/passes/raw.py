"""Checks the data of each `Raw`. This is not a rule, which a definition could ignore: wrong data cannot be lowered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding
from compiler.model.base import RawContent
from compiler.model.job import Job
from compiler.model.step import Step
from compiler.passes.lowered_value import COMPOSITE_STEP, read_raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.model.action import Action
    from compiler.model.step import AnyStep
    from compiler.model.workflow import Workflow


def invalid_raw(workflow: Workflow) -> Iterator[Finding]:
    """What GitHub's syntax does not have, or GitHub would refuse. The rules on the tree look at the data too.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
    """
    for trigger in workflow.on:
        if isinstance(trigger, RawContent):
            yield from _invalid(trigger, "on-strict", {trigger.event: trigger.content}, set())
    for job in workflow.jobs:
        if isinstance(job, RawContent):
            yield from _invalid(job, "job", job.content, set())
        elif isinstance(job, Job):
            yield from _invalid_steps(job.steps, "steps-item")


def invalid_raw_in_action(action: Action) -> Iterator[Finding]:
    """The same in an action of the repository."""
    yield from _invalid_steps(getattr(action.runs, "steps", ()), COMPOSITE_STEP)


def _invalid_steps(steps: Iterable[AnyStep], definition: str) -> Iterator[Finding]:
    known: set[str] = set()
    for step in steps:
        for each in (step, *getattr(step, "parallel", ())):
            if isinstance(each, RawContent):
                yield from _invalid(each, definition, each.content, known)
            if isinstance(each, Step) and each.reference:
                known.add(each.reference.lower())


def _invalid(declared: RawContent, definition: str, content: Any, known: set[str]) -> Iterator[Finding]:
    """Findings about one `Raw`; `known` has the IDs of the steps above a step."""
    from compiler.workflow.tree import Job as JobNode  # noqa: PLC0415 - few definitions have a `Raw`
    from compiler.workflow.tree import ReusableWorkflowJob  # noqa: PLC0415
    from compiler.workflow.validity import find_invalid_references  # noqa: PLC0415

    node, findings = read_raw(declared, definition, content)
    if isinstance(node, JobNode):
        findings += find_invalid_references(node.steps or (), set())
    elif node is not None and definition != "on-strict" and not isinstance(node, ReusableWorkflowJob):
        findings += find_invalid_references([node], known)
    for finding in findings:
        yield Finding(rule="invalid-raw", message=finding.message, expected=finding.expected, remedy=finding.remedy, origin=finding.origin)
