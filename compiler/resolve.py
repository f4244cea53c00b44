"""Pass 2: names become things. Which jobs a job needs, which commit an action is, which file a script is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.expression import Expression, JobValue, Operand, StepValue, walk
from compiler.model.step import Script, Uses
from compiler.script import STEPS, ScriptError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from compiler.model.job import Job
    from compiler.model.step import Run, Step
    from compiler.model.workflow import Workflow
    from compiler.pins import Pin
    from compiler.script import ScriptFile, Scripts

Spot = tuple[str, Expression]
"""An expression and where it stands, as a key of GitHub's syntax: `jobs.<job_id>.if`, `jobs.<job_id>.steps.env` …"""


@dataclass(frozen=True)
class ResolvedStep:
    """A step, with the pin of its action or its script. Neither is there if its name was not found."""

    step: Script | Run | Uses
    pin: Pin | None
    script: ScriptFile | None
    referenced: bool
    """Whether another part of the job uses one of its outputs: then it has an id in the output."""

    @cached_property
    def spots(self) -> list[Spot]:
        """Every expression in the step."""
        step, place = self.step, "jobs.<job_id>.steps"
        values: list[tuple[str, object]] = [(f"{place}.if", step.if_), (f"{place}.name", step.name)]
        values += [(f"{place}.env", value) for value in step.env.values()]
        values.append((f"{place}.continue-on-error", step.continue_on_error))
        if isinstance(step, Uses):
            values += [(f"{place}.with", value) for value in step.with_.values()]
        return _spots(values)


@dataclass(frozen=True)
class ResolvedJob:
    """A job, with the jobs that it needs in the order of the workflow."""

    job: Job
    needs: tuple[Job, ...]
    steps: tuple[ResolvedStep, ...]

    @cached_property
    def spots(self) -> list[Spot]:
        """Every expression in the job, its steps included."""
        return [*job_spots(self.job), *(spot for step in self.steps for spot in step.spots)]


@dataclass(frozen=True)
class ResolvedWorkflow:
    """A workflow all of whose names are known."""

    workflow: Workflow
    jobs: tuple[ResolvedJob, ...]

    @cached_property
    def env_spots(self) -> list[Spot]:
        """Every expression that the workflow gives to all its jobs."""
        return _spots(("env", value) for value in self.workflow.env.values())


def _spots(values: Iterable[tuple[str, object]]) -> list[Spot]:
    return [(place, part) for place, value in values if isinstance(value, Operand) for part in walk(value.expression())]


def job_spots(job: Job) -> list[Spot]:
    """Every expression in the job outside its steps."""
    values: list[tuple[str, object]] = [("jobs.<job_id>.if", job.if_), ("jobs.<job_id>.runs-on", job.runs_on)]
    if job.concurrency:
        values.append(("jobs.<job_id>.concurrency", job.concurrency.group))
    if job.strategy:
        for axis in job.strategy.matrix.values():
            values += [("jobs.<job_id>.strategy", value) for value in ([axis] if isinstance(axis, Operand) else axis)]
        values += [("jobs.<job_id>.strategy", value) for leg in (*job.strategy.include, *job.strategy.exclude) for value in leg.values()]
    if job.environment and not isinstance(job.environment, str):
        values += [("jobs.<job_id>.environment", job.environment.name), ("jobs.<job_id>.environment.url", job.environment.url)]
    values += [("jobs.<job_id>.env", value) for value in job.env.values()]
    values += [("jobs.<job_id>.outputs.<output_id>", value) for value in job.outputs.declared.values()]
    values.append(("jobs.<job_id>.continue-on-error", job.continue_on_error))
    return _spots(values)


def resolve(workflow: Workflow, pins: Mapping[str, Pin], scripts: Scripts) -> tuple[ResolvedWorkflow, list[Finding]]:
    """The workflow with everything found that it names, and a finding for each name that is not there."""
    findings: list[Finding] = []
    jobs = []
    for job in workflow.jobs:
        used = {id(part.step_) for _, part in _all_spots(job) if isinstance(part, StepValue)}
        steps = tuple(_resolve_step(step, pins, scripts, findings, referenced=id(step) in used) for step in job.steps)
        jobs.append(ResolvedJob(job, _needs(job, workflow, findings), steps))
    return ResolvedWorkflow(workflow, tuple(jobs)), findings


def _all_spots(job: Job) -> Iterator[Spot]:
    yield from job_spots(job)
    for step in job.steps:
        yield from ResolvedStep(step, None, None, referenced=False).spots


def _needs(job: Job, workflow: Workflow, findings: list[Finding]) -> tuple[Job, ...]:
    by_id = {other.id: other for other in workflow.jobs}
    wanted: set[int] = set()
    for need in job.needs:
        found = by_id.get(need) if isinstance(need, str) else need
        if found is None or not any(found is other for other in workflow.jobs):
            name = need if isinstance(need, str) else need.id
            message = f'job "{job.id}" needs "{name}", and the workflow "{workflow.name}" has no such job'
            findings.append(
                Finding("unknown-need", message, one_of(by_id), suggestion(str(name), by_id), job.origin, "needs"),
            )
        else:
            wanted.add(id(found))
    wanted |= {id(part.job_) for _, part in _all_spots(job) if isinstance(part, JobValue) and part.job_ is not job}
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
            findings.append(Finding("unknown-action", f'the action "{step.action}" has no pin', one_of(pins), hint, step.origin))
    elif isinstance(step, Script):
        try:
            script = scripts.read(f"{STEPS}/{step.template}")
        except ScriptError as error:
            findings.append(_placed(error.finding, step, scripts))
    return ResolvedStep(step, pin, script, referenced)


def _placed(finding: Finding, step: Step, scripts: Scripts) -> Finding:
    if finding.rule != "unknown-script" or not isinstance(step, Script):
        return finding
    known = scripts.names(STEPS)
    return Finding(finding.rule, finding.message, one_of(known), suggestion(step.template, known), step.origin)
