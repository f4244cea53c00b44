"""`Wait` or `Cancel` for a step that does not run in the background at that point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.job import Job
from compiler.model.step import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow

_RULE = "unknown-background-step"


def unknown_background_step(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps."""
    for job in resolved.workflow.jobs:
        started: set[int] = set()
        for step in job.steps if isinstance(job, Job) else ():
            if isinstance(step, Step):
                started |= {id(step)} if step.background else set()
                continue
            targets = (*getattr(step, "wait", ()), *([step.cancel] if hasattr(step, "cancel") else ()))
            for target in targets:
                if id(target) not in started:
                    name = f' "{target.reference}"' if target.reference else ""
                    message = f"this refers to the step{name}, which does not run in the background at that point"
                    expected = "an earlier step of the job with `background=True`"
                    yield Finding(rule=_RULE, message=message, expected=expected, origin=step.origin)
                elif not target.reference:
                    message = "this refers to a step without an id"
                    yield Finding(rule=_RULE, message=message, remedy="add `id=…` to that step", origin=target.origin)
