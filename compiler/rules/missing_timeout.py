"""A job without `timeout_minutes`: GitHub cancels it after six hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.job import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow


def missing_timeout(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes."""
    for job in resolved.workflow.jobs:
        if isinstance(job, Job) and job.timeout_minutes is None:
            yield Finding(
                rule="missing-timeout",
                message=f'the job "{job.id}" has no timeout: GitHub cancels it after six hours',
                expected="the longest time that the job may take, in minutes",
                remedy="set `timeout_minutes=…`",
                origin=job.origin,
            )
