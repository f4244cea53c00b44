"""A job in the concurrency group of its own workflow: the run waits for itself, and GitHub cancels it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.availability import availability
from compiler.workflow.tree import Concurrency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow


def concurrency_deadlock(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Groups are compared without regard to case. An expression of a workflow's group has the same value in a job.

    Source: https://github.com/actions/languageservices/blob/main/languageservice/src/validate.ts
    """
    if _is_refused(workflow):
        return
    group = _group(workflow.node.concurrency)
    for job in workflow.jobs if group else ():
        given = job.node.concurrency
        if _group(given).lower() == group.lower():
            message = f'the job "{job.id}" waits for its own workflow: both are in the concurrency group "{group[:80]}"'
            place = given.place if isinstance(given, Concurrency) else job.node.value_places.get("concurrency", job.node.place)
            remedy = "remove one of them, or rename it"
            yield Finding(rule="concurrency-deadlock", message=message, expected="different groups", remedy=remedy, origin=place)


def _is_refused(workflow: ParsedWorkflow) -> bool:
    """Whether the group of the workflow has a context that is not available there, and so no value."""
    uses = [use for use in workflow.own_uses if use.key.startswith("concurrency")]
    return any(context.path[0] not in availability(use.key).contexts for use in uses for context in use.contexts)


def _group(concurrency: Concurrency | str | None) -> str:
    return (concurrency.group if isinstance(concurrency, Concurrency) else concurrency) or ""
