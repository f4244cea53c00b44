"""A called workflow in the concurrency group of its caller. `compiler.workflow.rules` finds a job in the group of its own workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.expression import Commented, Context, Operand, Reference, walk
from compiler.workflow.expression_writer import render_value
from compiler.workflow.possible import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.job import Concurrency
    from compiler.model.workflow import Workflow
    from compiler.passes.resolve import ResolvedJob, ResolvedWorkflow

_SAME_IN_CALLED = frozenset({"github", "vars"})
"""Contexts that a called workflow has from its caller: even `github.workflow` is the name of the caller."""


def concurrency_deadlock(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """The call waits for the run of which it is a part, and GitHub cancels it.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#github-context
    """
    for job in resolved.jobs:
        if job.called is not None:
            yield from _of_call(job, job.called, resolved.workflow)


def _of_call(job: ResolvedJob, called: Workflow, workflow: Workflow) -> Iterator[Finding]:
    around = {_group(workflow.concurrency), _group(getattr(job.job, "concurrency", None))} - {""}
    inside = (called.concurrency, *(getattr(inner, "concurrency", None) for inner in called.jobs))
    if group := next((found for given in inside if (found := _group(given)) in around), ""):
        yield Finding(
            rule="concurrency-deadlock",
            message=f'the job "{job.job.id}" calls {called.file}, which waits for this run: both have the concurrency group "{group[:80]}"',
            expected="different groups",
            remedy="remove one of them, or rename it",
            origin=job.job.origin,
        )


def _group(given: Concurrency | None) -> str:
    """The group in lower case, if it has the same value in a called workflow; else empty."""
    if given is None:
        return ""
    group = given.group.value if isinstance(given.group, Commented) else given.group
    if isinstance(group, Operand):
        parts = [part for part in walk(group.expression()) if isinstance(part, Context | Reference)]
        return str(render_value(group)).lower() if all((path_of(part) or ("",))[0] in _SAME_IN_CALLED for part in parts) else ""
    return str(group).lower()
