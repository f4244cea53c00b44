"""Jobs that need each other in a cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from compiler.model.job import AnyJob
    from compiler.passes.resolve import ResolvedWorkflow

_SELF_CYCLE = 2  # entries in the path of a job that needs itself


def needs_cycle(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """Each cycle once, from the first of its jobs in the order of the workflow."""
    needs = {job.job: job.needs for job in resolved.jobs}
    done: set[AnyJob] = set()
    for job in needs:
        cycle = _cycle(job, needs, [], done)
        if cycle:
            path = " → ".join(f'"{job.id}"' for job in cycle)
            message = f"the jobs {path} need each other in a cycle" if len(cycle) > _SELF_CYCLE else f'the job "{job.id}" needs itself'
            yield Finding(
                rule="needs-cycle",
                message=message,
                expected="needs without a cycle",
                remedy="remove one of these needs",
                origin=cycle[0].origin,
                field="needs",
            )


def _cycle(job: AnyJob, needs: Mapping[AnyJob, Sequence[AnyJob]], path: list[AnyJob], done: set[AnyJob]) -> list[AnyJob]:
    if job in path:
        return [*path[path.index(job) :], job]
    if job in done:
        return []
    done.add(job)
    for need in needs[job]:
        found = _cycle(need, needs, [*path, job], done)
        if found:
            return found
    return []
