"""Jobs that need each other in a cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from compiler.workflow.parsed import ParsedWorkflow

_SHOWN = 20
"""Jobs of a cycle that a message names."""


def needs_cycle(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Cycles, each from the job that the search reaches first. One that shares jobs with another may be left out."""
    jobs = workflow.node.jobs
    names = {name.lower(): name for name in jobs}  # GitHub ignores their case
    needs = {name: [names[need.lower()] for need in job.needs or () if need.lower() in names] for name, job in jobs.items()}
    for cycle in _cycles(needs):
        path = " → ".join(f'"{name}"' if name else "…" for name in _shown(cycle))
        message = f"the jobs {path} need each other in a cycle" if len(cycle) > 1 else f'the job "{cycle[0]}" needs itself'
        yield Finding(
            rule="needs-cycle",
            message=message,
            expected="needs without a cycle",
            remedy="remove one of these needs",
            origin=jobs[cycle[0]].place_of("needs"),
            field="needs",
        )


def _shown(cycle: list[str]) -> list[str]:
    """The jobs and the first one again; an empty name stands for those that are left out."""
    return [*cycle, cycle[0]] if len(cycle) <= _SHOWN else [*cycle[:_SHOWN], "", cycle[0]]


def _cycles(needs: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Depth first, and without recursion: a file may have thousands of jobs, each of which needs the next."""
    done: set[str] = set()
    found: set[str] = set()
    for name in needs:
        path: dict[str, int] = {}
        ahead = [iter([name])]
        while ahead:
            job = next(ahead[-1], None)
            if job is None:
                ahead.pop()
                if path:
                    path.popitem()
            elif job in path:
                if job not in found and next(reversed(path)) not in found:
                    cycle = list(path)[path[job] :]
                    found.update(cycle)
                    yield cycle
            elif job not in done:
                done.add(job)
                path[job] = len(path)
                ahead.append(iter(needs[job]))
