"""The jobs of a workflow in the order of their needs: which run, and what other jobs see of them.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from compiler.plan.called import MAX_LEVELS, trigger_of
from compiler.plan.inputs import call_inputs
from compiler.plan.job_run import data_of, plan_job_run, plan_outputs
from compiler.plan.matrix_jobs import MatrixJob, matrix_jobs, shared_outputs
from compiler.plan.result import JobRun, PlannedJob, both
from compiler.plan.status import FAILURE, SKIPPED, SUCCESS, Outcome, Status, combined
from compiler.plan.values import CaselessMapping, PartialMapping, deciding_part, holds
from compiler.workflow.expression_values import Unknown, Value, truthy
from compiler.workflow.expression_writer import render
from compiler.workflow.job_order import order_jobs
from compiler.workflow.tree import Job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.plan.called import Find
    from compiler.plan.steps import JobNames
    from compiler.plan.supplied import Supplied
    from compiler.plan.values import Contexts, Evaluator, Truth
    from compiler.workflow.expression import Expression
    from compiler.workflow.node import Scalar
    from compiler.workflow.tree import ReusableWorkflowJob, Workflow


class _PlannedWithStatus(NamedTuple):
    """A job that is planned, and what the status check functions of a job that needs it see."""

    job: PlannedJob
    status: Status

    @property
    def context(self) -> Value:
        """What `needs` and `jobs` have of it."""
        outputs = self.job.outputs
        return {
            "result": self.job.outcome.value,
            "outputs": outputs if isinstance(outputs, CaselessMapping) else CaselessMapping(outputs),
        }


class Caller(NamedTuple):
    """A job that calls a workflow, as its jobs see it."""

    prefix: str
    """Its name, with a slash after it."""
    dependents_run: Truth
    """Whether the jobs with `needs` run. Unknown if the call is assumed to fail: which of its jobs fails is not known."""
    before: Status
    """The status before the first job."""


@dataclass(frozen=True, slots=True)
class JobsPlanner:
    """Plans the jobs of workflows."""

    evaluator: Evaluator
    supplied: Supplied
    find: Find

    def plan(self, workflow: Workflow, contexts: Contexts, caller: Caller | None = None, levels: int = MAX_LEVELS) -> list[PlannedJob]:
        """The jobs of a workflow, in an order in which they can run.

        Args:
            workflow: the tree.
            contexts: `github`, `inputs`, `vars` and `secrets`.
            caller: the job that calls it.
            levels: how many levels of workflows there may be, including this one.
        """
        caller = caller or Caller("", True, Status())
        env = self.evaluator.values(workflow.env, contexts)
        shared = {**contexts, "env": CaselessMapping(env if isinstance(env, dict) else {})}
        done: dict[str, _PlannedWithStatus] = {}
        ids = {job_id.upper(): job_id for job_id in workflow.jobs}
        for job_id in order_jobs(workflow.jobs):
            job = workflow.jobs[job_id]
            needs = [ids.get(need.upper(), need) for need in job.needs or ()]
            needed = {need: done.get(need) or _not_planned(need) for need in needs}
            own = {**shared, "needs": CaselessMapping({need: each.context for need, each in needed.items()})}
            status = caller.before
            for each in needed.values():
                status = status.joined(each.status)
            planned = self._job(job, caller.prefix + job_id, own, status, caller.dependents_run if needed else True, levels)
            planned = replace(planned, needs=tuple(needs), place=workflow.jobs.places.get(job_id) or job.place)
            done[job_id] = _PlannedWithStatus(planned, status.after(planned.id, planned.outcome))
        return [each.job for each in done.values()]

    def _job(  # noqa: PLR0913, PLR0917
        self, job: Job | ReusableWorkflowJob, path: str, contexts: Contexts, status: Status, dependents_run: Truth, levels: int
    ) -> PlannedJob:
        condition = self.evaluator.condition(job.if_)
        runs = condition if isinstance(condition, Unknown) else holds(condition, contexts, status.functions)
        uses = "" if isinstance(job, Job) else job.uses
        if runs is False and not isinstance(condition, Unknown):
            written = render(deciding_part(condition, contexts, status.functions))
            reason = status.blocker if written == "success()" and status.blocker else f"{written} is false"
            return PlannedJob(id=path, needs=(), runs=False, reason=reason, outcome=SKIPPED, outputs={}, uses=uses)
        runs = both(dependents_run, runs)
        expanded = matrix_jobs(job, path, contexts, self.evaluator, self.supplied)
        if isinstance(expanded, str):  # GitHub refuses the matrix
            return PlannedJob(id=path, needs=(), runs=False, reason=expanded, outcome=FAILURE, outputs={}, uses=uses)
        job_runs, conclusions, cancels = [], [], False
        for each in expanded:
            own = {**contexts, "matrix": each.matrix, "strategy": each.strategy}
            if isinstance(job, Job):
                run = plan_job_run(job, each.names, each.matrix, own, self.evaluator, self.supplied)
            else:
                run = self._call(job, each, own, _before(condition, contexts, status, path), levels)
            continues = self._continues(job, own)
            cancels |= continues is not True and self.supplied.fails_in(each.names.label)
            job_runs.append(replace(run, note=run.note or each.note))
            conclusions.append(run.outcome.without_failure(continues))
        if isinstance(job, Job) and not cancels:
            job_runs = [replace(run, note="") for run in job_runs]
        outputs = shared_outputs([run.outputs for run in job_runs], path)
        if isinstance(runs, Unknown) and not isinstance(outputs, PartialMapping):
            outputs = {name: self._uncertain(f"{path}.{name}", value, runs) for name, value in outputs.items()}
        outcome = combined(conclusions).if_run(runs)
        return PlannedJob(id=path, needs=(), runs=runs, outcome=outcome, outputs=outputs, uses=uses, job_runs=tuple(job_runs))

    def _continues(self, job: Job | ReusableWorkflowJob, contexts: Contexts) -> Truth:
        value = self.evaluator.value(job.continue_on_error, contexts) if isinstance(job, Job) else False
        return value if isinstance(value, Unknown) else truthy(value)

    def _uncertain(self, name: str, value: Value, runs: Unknown) -> Value:
        """An output of a job that may not run, unless it was supplied."""
        return value if self.supplied.output([name]) is not None else runs

    def _outputs_of_unknown(self, names: JobNames) -> Mapping[str, Value]:
        """The outputs of a workflow that the plan cannot read: those that were supplied; any other is not known."""
        prefix = f"{names.path}.".lower()
        return PartialMapping(
            names.path, {name[len(prefix) :]: value for name, value in self.supplied.outputs.items() if name.lower().startswith(prefix)}
        )

    def _call(self, job: ReusableWorkflowJob, one: MatrixJob, contexts: Contexts, before: Status, levels: int) -> JobRun:
        """A job that calls a workflow. What the plan cannot read counts as one step that succeeds, with outputs that are not known."""
        names = one.names
        given = self.evaluator.values(job.with_, contexts)
        inputs = given if isinstance(given, dict) else {}
        fails = self.supplied.fails((names.path, names.label))
        workflow = self.find(job.uses) if levels > 1 else None
        trigger = trigger_of(workflow) if workflow else None
        run = JobRun(
            label=names.label,
            matrix=one.matrix,
            name=self.evaluator.value(job.name, contexts),
            concurrency=self.evaluator.values(data_of(job.concurrency), contexts),
            inputs=inputs,
            outcome=FAILURE if fails else SUCCESS,
            outputs=self._outputs_of_unknown(names),
            note="its jobs are not known",
        )
        if workflow is None or trigger is None:
            return run
        inner = {name: contexts[name] for name in ("github", "vars", "secrets")}
        inner["inputs"] = inputs = call_inputs(trigger, inputs, self.evaluator, contexts)
        dependents_run = Unknown(f"which job of {names.path} fails") if fails else True
        jobs = self.plan(workflow, inner, Caller(f"{names.label} / ", dependents_run, before), levels - 1)
        done = CaselessMapping({each.id.rpartition(" / ")[2]: _PlannedWithStatus(each, Status()).context for each in jobs})
        values: Mapping[str, Scalar | None] = {name: each.value for name, each in (trigger.outputs or {}).items()}
        outputs = plan_outputs(values, names, {**inner, "jobs": done}, self.evaluator, self.supplied)
        outcome = FAILURE if fails else _called_outcome(names.path, jobs)
        return replace(run, outcome=outcome, outputs=outputs, inputs=inputs, jobs=tuple(jobs), note="")


def _before(condition: Expression | Unknown, contexts: Contexts, status: Status, path: str) -> Status:
    """What `success()` of a job in a called workflow sees of the jobs before the caller.

    What it sees if one of them did not succeed and the caller still runs is not documented, and reports differ:
    https://github.com/actions/runner/issues/2205
    """
    failed = {**status.functions, "success": lambda: False}
    if status.success is True or isinstance(condition, Unknown) or holds(condition, contexts, failed) is False:
        return Status()
    unknown = Unknown(f"whether `success()` in {path} takes the jobs before it into account, which is not documented")
    return Status(unknown, unknown)


def _called_outcome(path: str, jobs: list[PlannedJob]) -> Outcome:
    """The result of a called workflow. That of one whose jobs are all skipped is not documented."""
    if all(job.outcome == SKIPPED for job in jobs):
        reason = f"the result that GitHub gives {path} when all its jobs are skipped, which is not documented"
        return Outcome(SUCCESS.results | SKIPPED.results, reason)
    return combined(job.outcome for job in jobs)


def _not_planned(need: str) -> _PlannedWithStatus:
    """A job that the workflow does not have, or that needs itself: GitHub refuses the file."""
    outcome = Outcome(FAILURE.results | SUCCESS.results | SKIPPED.results, f"the job {need}, which cannot be planned")
    job = PlannedJob(id=need, needs=(), runs=Unknown(outcome.reason), outcome=outcome, outputs={})
    return _PlannedWithStatus(job, Status().after(need, outcome))
