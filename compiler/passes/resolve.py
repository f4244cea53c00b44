"""Resolves names: the jobs that a job needs, the pin of an action, the file of a script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.frontend.script import STEPS, ScriptError
from compiler.model.reference import JobValue, StepValue
from compiler.model.step import Script, Uses
from compiler.model.traversal import JOB, STEP, ExpressionUse, expression_uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from compiler.frontend.pins import Pin
    from compiler.frontend.script import ScriptFile, Scripts
    from compiler.model.base import Declared
    from compiler.model.document import Document
    from compiler.model.job import Job
    from compiler.model.operator_script import OperatorScript
    from compiler.model.step import Run, Step
    from compiler.model.workflow import Workflow
    from compiler.project import Project
    from compiler.workflow.expression import Expression


_STEPS, _JOBS = frozenset({"steps"}), frozenset({"jobs"})


@dataclass(eq=False, repr=False)
class ResolvedStep:
    """A step with the pin of its action or its script, if found."""

    step: Script | Run | Uses
    pin: Pin | None
    script: ScriptFile | None
    referenced: bool
    """Whether the job uses one of its outputs, so that it needs an id."""

    @cached_property
    def uses(self) -> list[ExpressionUse]:
        """Every expression in the step."""
        return expression_uses(self.step, STEP)


@dataclass(eq=False, repr=False)
class ResolvedJob:
    """A job with the jobs that it needs, in the order of the workflow."""

    job: Job
    needs: tuple[Job, ...]
    steps: tuple[ResolvedStep, ...]

    @cached_property
    def uses(self) -> list[ExpressionUse]:
        """Every expression in the job, its steps included."""
        return [*expression_uses(self.job, JOB, without=_STEPS), *(use for step in self.steps for use in step.uses)]


@dataclass(eq=False, repr=False)
class ResolvedWorkflow:
    """A workflow with all names resolved."""

    workflow: Workflow
    jobs: tuple[ResolvedJob, ...]

    @cached_property
    def own_uses(self) -> list[ExpressionUse]:
        """Every expression outside its jobs."""
        return expression_uses(self.workflow, without=_JOBS)

    @cached_property
    def uses(self) -> list[ExpressionUse]:
        """Every expression in the workflow."""
        return [*self.own_uses, *(use for job in self.jobs for use in job.uses)]


@dataclass(eq=False, repr=False)
class ResolvedProject:
    """All declarations of a project with their names resolved: the input of the backends."""

    project: Project
    workflows: tuple[ResolvedWorkflow, ...]
    operator_scripts: tuple[tuple[OperatorScript, ScriptFile], ...]
    documents: tuple[Document, ...]

    def definition(self, declared: Declared) -> str:
        """Path of the module that declares it, relative to the repository."""
        return declared.origin.relative_to(self.project.root).file


def resolve(workflow: Workflow, pins: Mapping[str, Pin], scripts: Scripts) -> tuple[ResolvedWorkflow, list[Finding]]:
    """Resolve a workflow, with a finding for each unknown name."""
    findings: list[Finding] = []
    jobs = []
    for job in workflow.jobs:
        expressions = [use.expression for use in expression_uses(job, JOB)]
        used = {id(part.step_) for part in expressions if isinstance(part, StepValue)}
        steps = tuple(_resolve_step(step, pins, scripts, findings, referenced=id(step) in used) for step in job.steps)
        jobs.append(ResolvedJob(job, _needs(job, expressions, workflow, findings), steps))
    return ResolvedWorkflow(workflow, tuple(jobs)), findings


def _needs(job: Job, expressions: Iterable[Expression], workflow: Workflow, findings: list[Finding]) -> tuple[Job, ...]:
    by_id = {other.id: other for other in workflow.jobs}
    wanted: set[int] = set()
    for need in job.needs:
        found = by_id.get(need) if isinstance(need, str) else need
        if found is None or not any(found is other for other in workflow.jobs):
            name = need if isinstance(need, str) else need.id
            message = f'job "{job.id}" needs "{name}", and the workflow "{workflow.name}" has no such job'
            findings.append(
                Finding(
                    rule="unknown-need",
                    message=message,
                    expected=one_of(by_id),
                    remedy=suggestion(str(name), by_id),
                    origin=job.origin,
                    field="needs",
                ),
            )
        else:
            wanted.add(id(found))
    wanted |= {id(part.job_) for part in expressions if isinstance(part, JobValue) and part.job_ is not job}
    return tuple(other for other in workflow.jobs if id(other) in wanted)


def _resolve_step(
    step: Script | Run | Uses,
    pins: Mapping[str, Pin],
    scripts: Scripts,
    findings: list[Finding],
    *,
    referenced: bool,
) -> ResolvedStep:
    pin, script = None, None
    if isinstance(step, Uses):
        pin = pins.get(step.action)
        if pin is None:
            hint = suggestion(step.action, pins) or "add its version, commit, inputs and outputs to pipelines/pins.toml"
            findings.append(
                Finding(
                    rule="unknown-action",
                    message=f'the action "{step.action}" has no pin',
                    expected=one_of(pins),
                    remedy=hint,
                    origin=step.origin,
                )
            )
    elif isinstance(step, Script):
        try:
            script = scripts.read(f"{STEPS}/{step.template}")
        except ScriptError as error:
            findings.append(_add_origin(error.finding, step, scripts))
    return ResolvedStep(step, pin, script, referenced)


def _add_origin(finding: Finding, step: Step, scripts: Scripts) -> Finding:
    if finding.rule != "unknown-script" or not isinstance(step, Script):
        return finding
    known = scripts.names(STEPS)
    return Finding(
        rule=finding.rule, message=finding.message, expected=one_of(known), remedy=suggestion(step.template, known), origin=step.origin
    )
