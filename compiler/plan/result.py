"""The content of a plan: jobs, their matrix jobs and their steps, each with the reason why it does not run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from compiler.plan.error import PlanError, unknown_name
from compiler.workflow.expression_values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from compiler.diagnostic import Origin
    from compiler.plan.event import RunEvent
    from compiler.plan.names import Names
    from compiler.plan.start import Start
    from compiler.plan.status import Outcome
    from compiler.plan.values import Truth
    from compiler.workflow.expression_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step."""

    id: str
    name: str
    """Its name, or else its action or the first line of its command."""
    kind: str
    """The key that says what it does: `run`, `uses`, `wait`, `wait-all` or `cancel`."""
    runs: Truth
    reason: str = ""
    """Why it does not run; empty if it does."""
    outcome: Outcome
    """Its result before `continue-on-error`."""
    env: Mapping[str, Value] = field(default_factory=dict)
    with_: Mapping[str, Value] = field(default_factory=dict)
    place: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """A job, or one of its matrix jobs."""

    label: str
    """The ID of the job, and the values of the matrix in parentheses."""
    matrix: Value
    """None without a matrix."""
    outcome: Outcome
    """Its result before `continue-on-error`."""
    outputs: Mapping[str, Value]
    name: Value = None
    runs_on: Value = None
    environment: Value = None
    concurrency: Value = None
    steps: tuple[PlannedStep, ...] = ()
    inputs: Mapping[str, Value] = field(default_factory=dict)
    """What a called workflow is given."""
    jobs: tuple[PlannedJob, ...] = ()
    """The jobs of a called workflow."""
    note: str = ""
    """What else may happen to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedJob:
    """A job."""

    id: str
    """Its ID. In a called workflow, the ID of its caller comes first, as in `caller / job`."""
    needs: tuple[str, ...]
    runs: Truth
    reason: str = ""
    """Why it does not run; empty if it does."""
    outcome: Outcome
    """The result that other jobs see."""
    outputs: Mapping[str, Value]
    """The outputs that other jobs see. A job that does not run has none."""
    uses: str = ""
    """The workflow that it calls."""
    job_runs: tuple[JobRun, ...] = ()
    """The matrix jobs; a single entry if the job has no matrix or the matrix is not known; none if the job does not run."""
    place: Origin | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Plan:
    """What a run would do, assuming that every step succeeds except those in `fail`, and that nobody cancels it."""

    workflow: str
    """Its name, or the path of its file."""
    event: RunEvent
    start: Start
    fail: tuple[str, ...]
    """The jobs and steps that fail."""
    run_name: Value
    concurrency: Value
    jobs: tuple[PlannedJob, ...]
    """In an order in which they can run; empty if the event does not start the workflow."""
    names: Names

    def runs(self, name: str) -> bool:
        """Whether a job, a matrix job or a step runs; of several with this name, whether one of them does.

        Args:
            name: as in `build`, `build (linux)`, `caller / build` or `build.compile`, with the ID or name of a step.

        Raises:
            PlanError: if there is none with this name, or if it depends on what is not known.
        """
        found = self._found(name)
        if any(runs is True for runs in found):
            return True
        unknown = next((runs.reason for runs in found if isinstance(runs, Unknown)), None)
        if unknown is not None:
            raise PlanError(f'"{name}" may run: that depends on {unknown}. To do: supply it, or use `may_run`')
        return False

    def may_run(self, name: str) -> bool:
        """Whether a job, a matrix job or a step runs or may run: it is False if the plan is certain that it does not.

        Raises:
            PlanError: if there is none with this name.
        """
        return any(runs is not False for runs in self._found(name))

    def job(self, job_id: str) -> PlannedJob:
        """The job with this ID.

        Raises:
            PlanError: if there is none, or if the event does not start the workflow.
        """
        found = {job.id.lower(): job for job in _all_jobs(self.jobs)}
        if job_id.lower() not in found:
            raise unknown_name(f'the plan has no job "{job_id}"', job_id, [job.id for job in found.values()])
        return found[job_id.lower()]

    def _found(self, name: str) -> list[Truth]:
        found = self._runs_by_name.get(name.lower())
        if found is None and not self.names.has(name):
            raise self.names.unknown(name)
        return found or [False]

    @cached_property
    def _runs_by_name(self) -> dict[str, list[Truth]]:
        outer: Truth = Unknown(self.start.reason) if self.start.starts is None else self.start.starts
        found: dict[str, list[Truth]] = {}
        for name, runs in _runs(self.jobs, outer):
            found.setdefault(name.lower(), []).append(runs)
        return found

    def __repr__(self) -> str:
        from compiler.plan.summary import summary  # noqa: PLC0415 - for an assertion that failed

        return "\n".join(summary(self))


def _all_jobs(jobs: Iterable[PlannedJob]) -> Iterator[PlannedJob]:
    for job in jobs:
        yield job
        for run in job.job_runs:
            yield from _all_jobs(run.jobs)


def both(outer: Truth, inner: Truth) -> Truth:
    """Whether something runs inside something that may itself not run."""
    if outer is False or inner is False:
        return False
    return inner if outer is True else outer


def _runs(jobs: Iterable[PlannedJob], outer: Truth) -> Iterator[tuple[str, Truth]]:
    """Every name of a job, matrix job or step, and whether it runs."""
    for job in jobs:
        runs = both(outer, job.runs)
        yield job.id, runs
        for run in job.job_runs:
            names = dict.fromkeys((job.id, run.label))
            if run.label != job.id:
                yield run.label, runs
            for step in run.steps:
                for title in dict.fromkeys(filter(None, (step.id, step.name))):
                    yield from ((f"{name}.{title}", both(runs, step.runs)) for name in names)
            yield from _runs(run.jobs, runs)
