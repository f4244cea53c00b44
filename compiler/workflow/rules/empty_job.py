"""A job without steps, or a workflow without jobs or triggers: GitHub refuses the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.tree import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow

_RULE = "empty-job"


def empty_job(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """`on`, `jobs` and `steps` are required: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax."""
    node = workflow.node
    if not node.jobs:
        message = f'the workflow "{workflow.name}" has no jobs'
        yield Finding(rule=_RULE, message=message, expected="at least one job", origin=node.place_of("jobs"), field="jobs")
    if not node.on:
        message = f'the workflow "{workflow.name}" has no trigger'
        yield Finding(rule=_RULE, message=message, expected="at least one trigger", origin=node.place_of("on"), field="on")
    for job in workflow.jobs:
        if isinstance(job.node, Job) and not job.node.steps:
            message, place = f'the job "{job.id}" has no steps', job.node.place_of("steps")
            yield Finding(rule=_RULE, message=message, expected="at least one step", origin=place, field="steps")
