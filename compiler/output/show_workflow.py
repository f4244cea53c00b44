"""Describes a workflow as data, for `linesmith show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.output.show_steps import describe_condition, describe_steps, placed
from compiler.workflow.expression_values import Unknown
from compiler.workflow.job_order import order_jobs
from compiler.workflow.matrix import expand_matrix
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.tree import Concurrency, Environment, Event, Job, ReusableWorkflowJob, RunsOn, WorkflowCall, WorkflowDispatch

if TYPE_CHECKING:
    from compiler.diagnostic import Finding
    from compiler.workflow.tree import Permissions, Strategy, Workflow

_INPUT = ("description", "required", "default", "type", "options")


def describe_workflow(workflow: Workflow, findings: list[Finding]) -> dict[str, Any]:
    """What a workflow consists of: the events, and the jobs in the order of their needs.

    Args:
        workflow: the tree.
        findings: gets what GitHub would refuse beyond the syntax: conditions and matrices.
    """
    return {
        "name": workflow.name,
        "run_name": workflow.run_name,
        "on": [_describe_event(workflow, event) for event in workflow.on],
        "permissions": _describe_permissions(workflow.permissions, "workflow"),
        "concurrency": _describe_concurrency(workflow),
        "jobs": [_describe_job(workflow, job_id, findings) for job_id in order_jobs(workflow.jobs)],
    }


def _describe_event(workflow: Workflow, name: str) -> dict[str, Any]:
    event: Any = workflow.on[name]
    is_event, is_call = isinstance(event, Event), isinstance(event, WorkflowCall)
    place = placed(workflow.on if name in workflow.on.places else workflow, name if name in workflow.on.places else "on")
    return {
        "event": name,
        **place,
        "filters": {key: list(value or ()) for key, value in event.items() if key not in event.others} if is_event else {},
        "inputs": _entries(event.inputs, _INPUT) if is_call or isinstance(event, WorkflowDispatch) else [],
        "secrets": _entries(event.secrets, ("description", "required")) if is_call else [],
        "outputs": _entries(event.outputs, ("description", "value")) if is_call else [],
        "schedules": [{"cron": each.cron, "timezone": each.timezone} for each in event] if isinstance(event, Sequence) else [],
    }


def _entries(entries: Mapping[Any] | None, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"id": name, **placed(entries, name), **{key: getattr(entry, key, None) for key in keys}} for name, entry in (entries or {}).items()
    ]


def _describe_permissions(permissions: Permissions | None, of: str) -> dict[str, Any]:
    """The access of each scope, and where it is set. Scopes that are not named have none.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
    """
    if permissions is None:
        return {"from": "repository", "access": None}
    return {"from": of, "access": permissions if isinstance(permissions, str) else dict(permissions)}


def _describe_concurrency(node: Workflow | Job | ReusableWorkflowJob) -> dict[str, Any] | None:
    value = node.concurrency
    if value is None:
        return None
    concurrency = value if isinstance(value, Concurrency) else Concurrency(group=value)
    keys = {"group": concurrency.group, "cancel_in_progress": concurrency.cancel_in_progress, "queue": concurrency.queue}
    return placed(node, "concurrency") | keys


def _describe_job(workflow: Workflow, job_id: str, findings: list[Finding]) -> dict[str, Any]:
    job = workflow.jobs[job_id]
    steps = job.steps if isinstance(job, Job) else None
    inherited = _describe_permissions(workflow.permissions, "workflow")
    return {
        "id": job_id,
        **placed(workflow.jobs, job_id),
        "name": job.name,
        "needs": list(job.needs or ()),
        "if": describe_condition(job, findings),
        "permissions": inherited if job.permissions is None else _describe_permissions(job.permissions, "job"),
        "concurrency": _describe_concurrency(job),
        "matrix": _describe_matrix(job, job.strategy, findings),
        "runs_on": _describe_runner(job.runs_on) if isinstance(job, Job) else None,
        "timeout_minutes": job.timeout_minutes if isinstance(job, Job) else None,
        "environment": _describe_environment(job.environment) if isinstance(job, Job) else None,
        "uses": None if isinstance(job, Job) else job.uses,
        "steps": None if steps is None else describe_steps(steps, findings),
    }


def _describe_matrix(job: Job | ReusableWorkflowJob, strategy: Strategy | str | None, findings: list[Finding]) -> dict[str, Any] | None:
    expansion = expand_matrix(strategy, {}, job.place_of("strategy"))
    if expansion is None:
        return None
    findings += expansion.findings
    if isinstance(expansion.combinations, Unknown):
        return {"jobs": None, "combinations": None, "unknown": expansion.combinations.reason}
    return {"jobs": len(expansion.combinations), "combinations": expansion.combinations, "unknown": None}


def _describe_runner(runs_on: str | Sequence[str] | RunsOn) -> dict[str, Any]:
    group = runs_on.group if isinstance(runs_on, RunsOn) else None
    labels = runs_on.labels if isinstance(runs_on, RunsOn) else runs_on
    return {"group": group, "labels": [labels] if isinstance(labels, str) else list(labels or ())}


def _describe_environment(value: str | Environment | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"name": value.name, "url": value.url} if isinstance(value, Environment) else {"name": value, "url": None}
