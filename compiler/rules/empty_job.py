"""A job without steps, or a workflow without jobs or triggers: GitHub refuses the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.job import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow


def empty_job(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """`on`, `jobs` and `steps` are required: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax."""
    workflow = resolved.workflow
    if not workflow.jobs:
        yield Finding(
            rule="empty-job",
            message=f'the workflow "{workflow.name}" has no jobs',
            expected="at least one job",
            origin=workflow.origin,
            field="jobs",
        )
    if not workflow.on:
        yield Finding(
            rule="empty-job",
            message=f'the workflow "{workflow.name}" has no trigger',
            expected="at least one trigger",
            origin=workflow.origin,
            field="on",
        )
    for job in workflow.jobs:
        if isinstance(job, Job) and not job.steps:
            yield Finding(
                rule="empty-job", message=f'the job "{job.id}" has no steps', expected="at least one step", origin=job.origin, field="steps"
            )
