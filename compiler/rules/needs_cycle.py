"""Jobs that wait for each other in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from compiler.model.job import Job
    from compiler.passes.resolve import ResolvedWorkflow

_ALONE = 2  # jobs in the circle of one: from itself to itself


def needs_cycle(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Each circle once, told from the job where it is met first in the order of the workflow."""
    needs = {job.job: job.needs for job in resolved.jobs}
    done: set[Job] = set()
    for job in needs:
        circle = _circle(job, needs, [], done)
        if circle:
            told = " → ".join(f'"{job.id}"' for job in circle)
            message = f"the jobs {told} wait for each other" if len(circle) > _ALONE else f'the job "{job.id}" waits for itself'
            yield Finding(
                rule="needs-cycle",
                message=message,
                expected="needs without a circle",
                remedy="remove one of these needs",
                origin=circle[0].origin,
                field="needs",
            )


def _circle(job: Job, needs: Mapping[Job, Sequence[Job]], path: list[Job], done: set[Job]) -> list[Job]:
    if job in path:
        return [*path[path.index(job) :], job]
    if job in done:
        return []
    done.add(job)
    for need in needs[job]:
        found = _circle(need, needs, [*path, job], done)
        if found:
            return found
    return []
