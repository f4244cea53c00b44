"""A job that never runs: its condition excludes that of a job which it needs, or two jobs that it needs exclude each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostic import Finding
from compiler.workflow.contradiction import contradiction, parts_of
from compiler.workflow.expression import Text
from compiler.workflow.job_order import order_jobs
from compiler.workflow.possible import STATUS
from compiler.workflow.spelling import as_condition, in_front

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.contradiction import Part
    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_MAX_CONDITIONS = 20
"""The maximum number of conditions of earlier jobs that are compared, so that an untrusted file cannot slow the check down."""
_MAX_CONDITION_LENGTH = 120
"""The maximum length of a condition in a message."""


class _Condition(NamedTuple):
    job: str
    parts: tuple[Part, ...]
    """What has to hold for the job to run."""


def contradictory_needs(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Without a status check function in its condition, a job is skipped if a job that it needs is.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds
    """
    uses = {job.id.lower(): (job, next(_conditions(job), None)) for job in workflow.jobs}
    if not any(use for _, use in uses.values()):
        return
    before: dict[str, list[_Condition]] = {}
    for job_id in order_jobs(workflow.node.jobs):
        job, use = uses[job_id.lower()]
        own = _Condition(job.id, tuple(_parts(use)))
        if use is not None and STATUS & set(use.functions):
            before[job_id.lower()] = [own]  # it runs without the jobs that it needs
            continue
        needed: dict[tuple[Part, ...], _Condition] = {}
        for each in (each for need in job.node.needs or () for each in before.get(need.lower(), ()) if each.parts):
            needed.setdefault(each.parts, each)
        unique = list(needed.values())[:_MAX_CONDITIONS]
        finding = _finding(job, use, own, unique)
        before[job_id.lower()] = [] if finding else [own, *unique]
        if finding:
            yield finding


def _conditions(job: ParsedJob) -> Iterator[ExpressionUse]:
    return (use for use in job.own_uses if use.entry == "if" and use.key == "jobs.<job_id>.if")


def _parts(use: ExpressionUse | None) -> Iterator[Part]:
    return iter(()) if use is None or isinstance(use.expression, Text) else parts_of(use.expression)


def _finding(job: ParsedJob, use: ExpressionUse | None, own: _Condition, needed: list[_Condition]) -> Finding | None:
    for each in needed:
        if use is not None and (found := contradiction(own.parts, each.parts)):
            message = f'the job "{job.id}" never runs: it needs {_named(each, found[1])}, and itself runs only if {_shown(found[0])}'
            return _with(job, message, use.place, "if_")
    for index, each in enumerate(needed if len(job.node.needs or ()) > 1 else ()):
        for other in needed[:index]:
            if found := contradiction(other.parts, each.parts):
                message = f'the job "{job.id}" never runs: it needs {_named(other, found[0])}, and {_named(each, found[1])}'
                return _with(job, message, job.node.place_of("needs"), "needs", has_condition=use is not None)
    return None


def _named(condition: _Condition, part: Part) -> str:
    return f'"{condition.job}", which runs only if {_shown(part)}'


def _with(job: ParsedJob, message: str, place: Origin | None, field: str, *, has_condition: bool = True) -> Finding:
    status = "!cancelled()"
    going_on = f"write its condition as {in_front(job.node, status)}" if has_condition else f"set {as_condition(job.node, status)}"
    remedy = f"correct a condition; if the job should run even when a needed job is skipped, {going_on}"
    expected = "conditions that can hold in the same run"
    return Finding(rule="contradictory-needs", message=message, expected=expected, remedy=remedy, origin=place, field=field)


def _shown(part: Part) -> str:
    return f"`{part.text if len(part.text) <= _MAX_CONDITION_LENGTH else part.text[: _MAX_CONDITION_LENGTH - 1] + '…'}`"
