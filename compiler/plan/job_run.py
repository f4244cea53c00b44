"""One job with steps, or one of its matrix jobs: its values, its steps and its outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.plan.result import JobRun
from compiler.plan.steps import JobVariables, StepPlanner
from compiler.plan.values import CaselessMapping, PartialMapping
from compiler.workflow.expression_values import Unknown, Value, text_of
from compiler.workflow.node import Object
from compiler.workflow.tree import RunsOn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.plan.steps import JobNames
    from compiler.plan.supplied import Supplied
    from compiler.plan.values import Contexts, Evaluator
    from compiler.workflow.node import Scalar
    from compiler.workflow.tree import Job

_SYSTEMS = {"ubuntu-": "Linux", "windows-": "Windows", "macos-": "macOS"}
"""The value of `runner.os` by the beginning of a label.

Source: https://docs.github.com/en/actions/reference/runners/github-hosted-runners
"""


def plan_job_run(job: Job, names: JobNames, matrix: Value, contexts: Contexts, evaluator: Evaluator, supplied: Supplied) -> JobRun:  # noqa: PLR0913, PLR0917 - what a job is made of
    """Plan one job.

    Args:
        job: the job.
        names: its names.
        matrix: the `matrix` context; None without a matrix.
        contexts: those of the job, with the variables of the workflow as `env`.
        evaluator: for the texts.
        supplied: what is assumed.
    """
    labels = job.runs_on.labels if isinstance(job.runs_on, RunsOn) else job.runs_on
    runs_on = evaluator.values(labels, contexts)
    own_env = evaluator.values(job.env, contexts)
    in_steps = {
        **contexts,
        "runner": PartialMapping("runner", _runner(runs_on)),
        "github": CaselessMapping({"job": names.path.rpartition(" / ")[2]}, contexts["github"]),  # type: ignore[arg-type]
    }
    variables = JobVariables(own_env if isinstance(own_env, dict) else {}, contexts["env"])  # type: ignore[arg-type]
    planner = StepPlanner(evaluator, in_steps, variables, names, supplied)
    planner.plan(job.steps or ())
    at_end = planner.contexts
    return JobRun(
        label=names.label,
        matrix=matrix,
        outcome=planner.outcome,
        outputs=plan_outputs(job.outputs if isinstance(job.outputs, dict) else {}, names, at_end, evaluator, supplied),
        name=evaluator.value(job.name, contexts),
        runs_on=runs_on,
        environment=evaluator.values(data_of(job.environment), at_end),
        concurrency=evaluator.values(data_of(job.concurrency), contexts),
        steps=tuple(planner.planned),
    )


def plan_outputs(
    outputs: Mapping[str, Scalar | None], names: JobNames, contexts: Contexts, evaluator: Evaluator, supplied: Supplied
) -> dict[str, Value]:
    """The outputs of a job as text: those that were supplied, or else their expressions."""
    found: dict[str, Value] = {}
    for name, text in outputs.items():
        given = supplied.output(names.of(name))
        value = evaluator.value(text, contexts) if given is None else given
        found[name] = Unknown(f"{names.path}.{name}") if isinstance(value, Unknown) else text_of(value)
    return found


def data_of(node: object) -> object:
    """An object of the tree as a mapping, for its values."""
    return dict(node.items()) if isinstance(node, Object) else node


def _runner(runs_on: Value) -> dict[str, Value]:
    """The properties that the label of a GitHub-hosted runner determines."""
    labels = runs_on if isinstance(runs_on, list) else [runs_on]
    for label in labels:
        for prefix, system in _SYSTEMS.items():
            if isinstance(label, str) and label.startswith(prefix):
                return {"os": system}
    return {}
