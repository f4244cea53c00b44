"""Jobs that wait for each other in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.resolve import ResolvedJob, ResolvedWorkflow


def needs_cycle(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Each circle once, told from its first job in the order of the workflow."""
    by_id = {job.job.id: job for job in resolved.jobs}
    done: set[str] = set()
    for job in resolved.jobs:
        path = _circle(job, by_id, [], done)
        if path:
            circle = " → ".join(f'"{job_id}"' for job_id in path)
            message = f"the jobs {circle} wait for each other"
            yield Finding("needs-cycle", message, "needs without a circle", "remove one of these needs", by_id[path[0]].job.origin, "needs")


def _circle(job: ResolvedJob, by_id: dict[str, ResolvedJob], path: list[str], done: set[str]) -> list[str]:
    if job.job.id in path:
        return [*path[path.index(job.job.id) :], job.job.id]
    if job.job.id in done:
        return []
    done.add(job.job.id)
    for need in job.needs:
        found = _circle(by_id[need.id], by_id, [*path, job.job.id], done)
        if found:
            return found
    return []
