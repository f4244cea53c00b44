"""`needs` as a whole, or a condition with `failure()`, in a job that needs no other: the context is empty, and nothing has failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.expression import Call, Logical
from compiler.workflow.situation import CALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow

_RULE = "missing-needs"
_EXPECTED, _REMEDY = "a job with `needs`", "add `needs`"


def missing_needs(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Both depend on the jobs that a job needs.

    Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context and
    https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#failure
    """
    for job in workflow.jobs:
        if not job.node.needs:
            yield from _of_contexts(job)
            yield from _of_condition(job) if CALL not in workflow.node.on else ()  # a caller may need jobs that fail


def _of_contexts(job: ParsedJob) -> Iterator[Finding]:
    for context in (context for use in job.uses for context in use.contexts):
        if context.path == ("needs",):
            message = f'the job "{job.id}" uses the context `needs`, but needs no other job'
            yield Finding(rule=_RULE, message=message, expected=_EXPECTED, remedy=_REMEDY, origin=context.place)


def _of_condition(job: ParsedJob) -> Iterator[Finding]:
    for use in job.own_uses:
        if use.node is job.node and use.entry == "if" and _asks_for_failure(use.expression):
            message = f'the job "{job.id}" never runs: it runs only if `failure()`, but needs no other job that could fail'
            field = "" if job.node.is_read else "if_"
            yield Finding(rule=_RULE, message=message, expected=_EXPECTED, remedy=_REMEDY, origin=use.place, field=field)


def _asks_for_failure(condition: Expression) -> bool:
    """Whether the condition holds only after a failure."""
    parts = condition.operands_ if isinstance(condition, Logical) and condition.operator_ == "&&" else (condition,)
    return any(isinstance(part, Call) and part.function_ == "failure" for part in parts)
