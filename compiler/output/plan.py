"""Describes a plan as data: what `linesmith plan` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from compiler.output.json_value import json_value
from compiler.plan.values import Named
from compiler.workflow.expression_values import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from compiler.diagnostic import Origin
    from compiler.plan.result import JobRun, Plan, PlannedJob, PlannedStep
    from compiler.plan.values import Truth

Described: TypeAlias = "dict[str, Any]"
"""A JSON object. Under the same `version`, keys are only added. A value that is not known is `{"unknown": what it depends on}`."""


def describe_plan(plan: Plan, root: Path) -> Described:
    """The description of a plan; paths are relative to `root`."""
    described: Described = json_value(
        {
            "version": 1,
            "workflow": plan.workflow,
            "event": {"name": plan.event.name, "type": plan.event.type or None, "ref": plan.event.ref or None},
            "starts": plan.start.starts,
            "reason": plan.start.reason or None,
            "fail": list(plan.fail),
            "run_name": plan.run_name,
            "concurrency": plan.concurrency,
            "jobs": [_job(job, root) for job in plan.jobs],
        }
    )
    return described


def _runs(runs: Truth, reason: str) -> Described:
    """`runs` is null if it depends on `depends_on`; `reason` says why something does not run."""
    if isinstance(runs, Unknown):
        return {"runs": None, "depends_on": runs.reason, "reason": None}
    return {"runs": runs, "depends_on": None, "reason": reason or None}


def _place(place: Origin | None, root: Path) -> Described:
    at = place.relative_to(root) if place else None
    return {"file": at.file if at else None, "line": at.line if at else None}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return values.known if isinstance(values, Named) else dict(values)


def _job(job: PlannedJob, root: Path) -> Described:
    return {
        "id": job.id,
        **_place(job.place, root),
        "needs": list(job.needs),
        **_runs(job.runs, job.reason),
        "result": job.outcome.value,
        "outputs": _known(job.outputs),
        "uses": job.uses or None,
        "matrix_jobs": [_job_run(run, root) for run in job.job_runs],
    }


def _job_run(run: JobRun, root: Path) -> Described:
    return {
        "id": run.label,
        "name": run.name,
        "matrix": run.matrix,
        "note": run.note or None,
        "outcome": run.outcome.value,
        "outputs": _known(run.outputs),
        "runs_on": run.runs_on,
        "environment": run.environment,
        "concurrency": run.concurrency,
        "inputs": run.inputs,
        "steps": [_step(step, root) for step in run.steps],
        "jobs": [_job(job, root) for job in run.jobs],
    }


def _step(step: PlannedStep, root: Path) -> Described:
    return {
        "id": step.id or None,
        "name": step.name,
        "kind": step.kind,
        **_place(step.place, root),
        **_runs(step.runs, step.reason),
        "outcome": step.outcome.value,
        "env": step.env,
        "with": step.with_,
    }
