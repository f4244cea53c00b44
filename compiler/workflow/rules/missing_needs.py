"""`needs` as a whole in a job that needs no other: it has nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow


def missing_needs(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context."""
    for job in workflow.jobs:
        for context in (context for use in job.uses for context in use.contexts) if not job.node.needs else ():
            if context.path == ("needs",):
                message, remedy = f'the job "{job.id}" uses the context `needs`, but needs no other job', "add `needs`"
                yield Finding(rule="missing-needs", message=message, expected="a job with `needs`", remedy=remedy, origin=context.place)
