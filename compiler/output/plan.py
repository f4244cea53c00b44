"""Describes a plan as data: what `linesmith plan` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from compiler.output.json_value import json_value
from compiler.plan.values import CaselessMapping
from compiler.workflow.expression_values import Unknown, UnknownValueError

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.diagnostic import Origin
    from compiler.plan.result import JobRun, Plan, PlannedJob, PlannedStep
    from compiler.plan.values import Truth
    from compiler.workflow.expression_values import Value

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
            "run_name": _value(plan.run_name),
            "concurrency": _value(plan.concurrency),
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


def _value(value: Value) -> Value:
    """A value in which an object that is known only in part is `Unknown` as a whole."""
    try:
        if isinstance(value, Mapping):
            return {key: _value(each) for key, each in value.items()}
    except UnknownValueError as error:
        return error.unknown
    return [_value(each) for each in value] if isinstance(value, list) else value


def _outputs(outputs: Mapping[str, Value]) -> Value:
    return outputs.known if isinstance(outputs, CaselessMapping) else _value(outputs)


def _job(job: PlannedJob, root: Path) -> Described:
    return {
        "id": job.id,
        **_place(job.place, root),
        "needs": list(job.needs),
        **_runs(job.runs, job.reason),
        "result": job.outcome.value,
        "outputs": _outputs(job.outputs),
        "uses": job.uses or None,
        "matrix_jobs": [_job_run(run, root) for run in job.job_runs],
    }


def _job_run(run: JobRun, root: Path) -> Described:
    return {
        "id": run.label,
        "name": _value(run.name),
        "matrix": _value(run.matrix),
        "note": run.note or None,
        "outcome": run.outcome.value,
        "outputs": _outputs(run.outputs),
        "runs_on": _value(run.runs_on),
        "environment": _value(run.environment),
        "concurrency": _value(run.concurrency),
        "inputs": _value(run.inputs),
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
        "env": _value(step.env),
        "with": _value(step.with_),
    }
