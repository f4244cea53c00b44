"""A command without a shell: GitHub's default does not set `pipefail`, and depends on the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.job import Job
from compiler.model.step import Run, Script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.job import Defaults
    from compiler.passes.resolve import ResolvedWorkflow


def missing_shell(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell."""
    if _names_shell(resolved.workflow.defaults):
        return
    remedy = 'set `defaults=Defaults(shell="bash")`, which is the default of a workflow'
    if resolved.workflow.defaults is not None:
        remedy = 'add `shell="bash"` to the `Defaults(…)` of the workflow'
    for job in resolved.jobs:
        if isinstance(job.job, Job) and _names_shell(job.job.defaults):
            continue
        for step in (step.step for step in job.steps):
            if (isinstance(step, Run) and step.shell is None) or isinstance(step, Script):
                yield Finding(
                    rule="missing-shell",
                    message="no shell is set for this step: GitHub's default lets a pipeline succeed when its first command fails",
                    expected="a shell for the step, its job or its workflow",
                    remedy=remedy,
                    origin=step.origin,
                )


def _names_shell(defaults: Defaults | None) -> bool:
    return defaults is not None and defaults.shell is not None
