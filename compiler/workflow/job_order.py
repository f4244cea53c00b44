"""The order in which `needs` lets jobs run.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.workflow.node import Mapping as Jobs
    from compiler.workflow.tree import Job, ReusableWorkflowJob


def order_jobs(jobs: Jobs[Job | ReusableWorkflowJob]) -> list[str]:
    """The IDs of the jobs: each after those that it needs, else as in the file. Jobs that lead to a cycle are last.

    GitHub compares IDs without case. A need that the workflow does not have is left out: the reader reports it.
    """
    ids = {job_id.upper(): job_id for job_id in jobs}
    needs = {job_id: [ids[need.upper()] for need in job.needs or () if need.upper() in ids] for job_id, job in jobs.items()}
    ordered = _sorted(needs)
    done = set(ordered)
    return ordered + [job_id for job_id in jobs if job_id not in done]


def _sorted(needs: Mapping[str, list[str]]) -> list[str]:
    """The jobs that are in no cycle and need no job in one. If several may run, the one that is first in the file comes first."""
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
