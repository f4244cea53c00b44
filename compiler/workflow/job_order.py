"""The order in which `needs` lets jobs run.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostic import Finding, one_of, quoted, suggestion
from compiler.workflow.node import Sequence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.workflow.node import Mapping as Jobs
    from compiler.workflow.tree import Job, ReusableWorkflowJob


_MOST = 20
"""Findings about unknown needs, and job IDs that one of them lists."""


class Order(NamedTuple):
    """The jobs of a workflow in order."""

    jobs: list[str]
    """Each after the jobs that it needs, else as in the file. Jobs that are in a cycle, or need one of those, are last."""
    findings: list[Finding]
    """Needs that GitHub refuses."""


def order_jobs(jobs: Jobs[Job | ReusableWorkflowJob]) -> Order:
    """The order of the jobs. GitHub compares their IDs without case."""
    ids = {job_id.upper(): job_id for job_id in jobs}
    needs: dict[str, list[str]] = {}
    unknown: list[tuple[str, int]] = []
    for job_id, job in jobs.items():
        needs[job_id] = [ids[need.upper()] for need in job.needs or () if need.upper() in ids]
        unknown += [(job_id, index) for index, need in enumerate(job.needs or ()) if need.upper() not in ids]
    findings = [_unknown(jobs, job_id, index) for job_id, index in unknown[:_MOST]]
    ordered = _sorted(needs)
    done = set(ordered)
    left = [job_id for job_id in jobs if job_id not in done]
    findings += [_cycle(jobs, needs, left)] if left else []
    return Order(ordered + left, findings)


def _sorted(needs: Mapping[str, list[str]]) -> list[str]:
    """The jobs that are in no cycle and need none that is: of those that may run, the first in the file."""
    names = list(needs)
    waiting = [len(set(each)) for each in needs.values()]
    dependents: dict[str, list[int]] = {name: [] for name in names}
    for number, each in enumerate(needs.values()):
        for need in set(each):
            dependents[need].append(number)
    ready = [number for number, count in enumerate(waiting) if not count]
    ordered = []
    while ready:
        name = names[heapq.heappop(ready)]
        ordered.append(name)
        for number in dependents[name]:
            waiting[number] -= 1
            if not waiting[number]:
                heapq.heappush(ready, number)
    return ordered


def _unknown(jobs: Jobs[Job | ReusableWorkflowJob], job_id: str, index: int) -> Finding:
    needs = jobs[job_id].needs or Sequence()
    others = [other for other in jobs if other != job_id]
    return Finding(
        rule="unknown-need",
        message=f'the job "{job_id}" needs "{needs[index]}", which the workflow does not have',
        expected=one_of(others) if len(others) <= _MOST else "the ID of another job",
        remedy=suggestion(needs[index], others) or "correct or remove the need",
        origin=needs.places.get(index) or jobs[job_id].place_of("needs"),
    )


def _cycle(jobs: Jobs[Job | ReusableWorkflowJob], needs: Mapping[str, list[str]], left: list[str]) -> Finding:
    """One cycle among the jobs that could not be ordered: each of them needs another one."""
    among = set(left)
    path: dict[str, None] = {left[0]: None}
    at = left[0]
    while (at := next(need for need in needs[at] if need in among)) not in path:
        path[at] = None
    cycle = list(path)[list(path).index(at) :]
    several = f"the jobs {quoted(cycle)} need each other in a cycle"
    return Finding(
        rule="needs-cycle",
        message=several if len(cycle) > 1 else f'the job "{at}" needs itself',
        expected="needs without a cycle",
        remedy="remove one of these needs",
        origin=jobs[at].place_of("needs"),
    )
