"""Compare the plan of a run with what act ran. The plan is given the event, the failed steps and the outputs of the run."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from compiler.plan.error import PlanError
from compiler.plan.event import RunEvent
from compiler.plan.plan import plan_workflow
from compiler.plan.supplied import Supplied
from compiler.workflow.expression_values import Unknown
from compiler.workflow.parsed import running_steps
from compiler.workflow.reader import read_workflow
from rehearsal.engine.history import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from compiler.plan.result import JobRun, Plan
    from compiler.workflow.tree import Workflow
    from rehearsal.runner import Attempt
    from rehearsal.runner.act_log import ActResult
    from rehearsal.runner.act_log import JobRun as JobLog

ROUNDS = 5
"""How many times, at most, outputs that no step has set are supplied as empty: each may decide whether another step runs."""


def check_plan(text: str, attempt: Attempt, result: ActResult) -> list[Violation]:
    """Find the jobs and steps that ran although they do not run in the plan, and vice versa.

    An attempt that was cancelled or that was stopped by the time limit of the rehearsal is not compared.
    """
    workflow = _read(text)
    if workflow is None or result.cancelled or result.timed_out:
        return []
    try:
        plan = _plan(workflow, attempt, result)
        found = list(_differences(plan, workflow, attempt, result))
    except PlanError as error:
        found = [f"a plan of the run; found: {error}"]
    return [Violation("expected", text) for text in found]


@lru_cache(maxsize=16)
def _read(text: str) -> Workflow | None:
    return read_workflow(text, "workflow.yml", comments=False).document


def _plan(workflow: Workflow, attempt: Attempt, result: ActResult) -> Plan:
    event = RunEvent(attempt.event, attempt.ref, inputs=attempt.inputs)
    outputs = dict(_outputs(workflow, attempt, result))
    fail = tuple(_failures(result))
    plan = plan_workflow(workflow, event, Supplied(fail, outputs))
    for _ in range(ROUNDS):
        missing = {reason: "" for reason in _unknown(plan) if reason not in outputs and plan.names.output(reason)}
        if not missing:
            break
        outputs |= missing
        plan = plan_workflow(workflow, event, Supplied(fail, outputs))
    return plan


def _outputs(workflow: Workflow, attempt: Attempt, result: ActResult) -> Iterator[tuple[str, str]]:
    """The outputs of steps with an ID, of this attempt and of the jobs that it keeps."""
    ids = {job_id: {getattr(step, "id", None) for step in running_steps(job)} for job_id, job in workflow.jobs.items()}
    of_jobs = [(job_id, job_id, outputs) for job_id, outputs in attempt.kept.items()]
    of_jobs += [(job.id, job.name, job.outputs) for job in result.jobs]
    for job_id, label, steps in of_jobs:
        for step, values in steps.items():
            yield from ((f"{label}.{step}.{name}", value) for name, value in values.items() if step in ids[job_id])


def _failed_steps(job: JobLog) -> set[str]:
    return {step.name for step in job.steps if step.stage == "Main" and step.result == "failure"}


def _crashed(job: JobLog) -> bool:
    """Whether the log has no failed step of a job that failed: act loses the last lines of a step that is killed."""
    return job.result in {"failure", "unfinished"} and not _failed_steps(job)


def _failures(result: ActResult) -> Iterator[str]:
    for job in result.jobs:
        yield from [job.name] if _crashed(job) else (f"{job.name}.{step}" for step in _failed_steps(job))


def _unknown(plan: Plan) -> Iterator[str]:
    """The unknown values on which conditions of jobs and steps depend."""
    for job in plan.jobs:
        found = [job.runs, *(step.runs for run in job.job_runs for step in run.steps)]
        yield from (runs.reason for runs in found if isinstance(runs, Unknown))


def _differences(plan: Plan, workflow: Workflow, attempt: Attempt, result: ActResult) -> Iterator[str]:
    ran = {job.id for job in result.jobs if job.result not in {"skipped", "no runner"}}
    ignored = _ignored(plan, workflow, ran | attempt.kept.keys())
    for job in plan.jobs:
        if job.id in attempt.kept or job.id in ignored:
            continue
        if plan.runs(job.id) != (job.id in ran):
            planned = "runs" if job.runs else f"does not run ({job.reason})"
            yield f"the plan of the job {job.id}: it {planned}; found: it {'ran' if job.id in ran else 'was skipped'}"
            continue
        runs = {run.label: run for run in job.job_runs}
        yield from _differences_of_matrix(runs, [each for each in result.matrix_jobs(job.id) if job.id in ran], attempt)


def _ignored(plan: Plan, workflow: Workflow, done: set[str]) -> set[str]:
    """The jobs whose condition uses an output of a job that did not run, and those that need them.

    On GitHub such an output is empty. act takes the text of its expression for its value: https://github.com/nektos/act/issues/2467
    """
    found: set[str] = set()
    for job in plan.jobs:
        condition = workflow.jobs[job.id].if_ or ""
        if found & set(job.needs) or any(f"needs.{need}.outputs" in condition for need in job.needs if need not in done):
            found.add(job.id)
    return found


def _differences_of_matrix(runs: Mapping[str, JobRun], found: list[JobLog], attempt: Attempt) -> Iterator[str]:
    names = {job.name for job in found}
    if not names <= runs.keys() or (names != runs.keys() and not attempt.matrix):
        yield f"the matrix jobs of the plan: {sorted(runs)}; found: {sorted(names)}"
        return
    for job in found:
        planned = {step.name for step in runs[job.name].steps if step.runs is True}
        if not _crashed(job) and planned != job.ran:
            yield f"the planned steps of {job.name}: {sorted(planned)}; found: {sorted(job.ran)}"
