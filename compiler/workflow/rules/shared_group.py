"""A concurrency group for all jobs of a matrix: GitHub lets one of them run and one wait, and cancels the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.node import Mapping
from compiler.workflow.spelling import key_name
from compiler.workflow.tree import Concurrency, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow

_OF_ONE_JOB = frozenset({"matrix", "strategy"})
"""Contexts with a different value in each job of a matrix."""
_REMAINING, _REMAINING_IF_CANCELLED = 2, 1


def shared_group(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Matrices of which more than one job runs at a time.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idconcurrency
    """
    for job in workflow.jobs:
        strategy, given = job.node.strategy, job.node.concurrency
        if not given or not isinstance(strategy, Strategy) or not isinstance(strategy.matrix, Mapping) or strategy.max_parallel is not None:
            continue
        if _waits_for_all(given) or not _is_the_same_in_all(job):
            continue
        from compiler.workflow.matrix import number_of_jobs  # noqa: PLC0415 - few matrices have a group

        remaining = _REMAINING_IF_CANCELLED if isinstance(given, Concurrency) and given.cancel_in_progress is True else _REMAINING
        if (count := number_of_jobs(strategy)) > remaining:
            place = given.place if isinstance(given, Concurrency) else job.node.value_places.get("concurrency", job.node.place)
            yield Finding(
                rule="shared-group",
                message=f'the {count} matrix jobs of "{job.id}" have one concurrency group, and GitHub cancels all but {remaining} of them',
                expected="a group with a value of the matrix in it, or one job at a time",
                remedy=f"add a value of the matrix to the group, or set `{key_name(strategy, 'max-parallel')}` to 1",
                origin=place,
            )


def _waits_for_all(given: Concurrency | str) -> bool:
    """Whether more than one job may wait, or an expression decides what is cancelled."""
    return isinstance(given, Concurrency) and (given.queue is not None or given.cancel_in_progress not in {None, True, False})


def _is_the_same_in_all(job: ParsedJob) -> bool:
    uses = (use for use in job.own_uses if use.key.startswith("jobs.<job_id>.concurrency"))
    return not any(context.path[0] in _OF_ONE_JOB for use in uses for context in use.contexts)
